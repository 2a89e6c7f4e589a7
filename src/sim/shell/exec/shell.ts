import { Errno, isErrno } from '../../kernel/errno.ts';
import { COSTS, LIMITS } from '../../kernel/limits.ts';
import type { Process } from '../../kernel/process.ts';
import type { SignalName } from '../../kernel/signals.ts';
import { block, never, type Step } from '../../kernel/step.ts';
import { WaitQueue } from '../../kernel/sync.ts';
import type { TerminalMode } from '../../kernel/terminal.ts';
import type { CompletionSpecs } from '../completion/specs.ts';
import type { Dialect } from '../dialect.ts';
import type { History } from '../readline/history.ts';
import { quotedForSet } from '../expand/quote.ts';
import { functionVariables } from '../state/import-functions.ts';
import { valueText } from '../state/declarations.ts';
import { Options } from '../state/options.ts';
import type { BashRandom } from '../state/random.ts';
import { Variables } from '../state/variables.ts';
import { WATCHERS } from '../state/watchers.ts';
import { encode, exported, localeOf, type Locale } from '../text.ts';
import type { List, Node } from '../syntax/tree.ts';
import { ShellExit, type Unwind } from './control.ts';
import type { JobTable } from './jobs.ts';
import type { Traps } from './traps.ts';

/** A function: its body, and where its text stood. */
export interface ShellFunction {
  body: Node;
  /** Line of the unit that defined it, and of the definition in it. */
  base: number;
  line: number;
  source: string;
  exported: boolean;
  traced: boolean;
  readonly: boolean;
}

/** A function call or a sourced file that has not returned yet. */
export interface Frame {
  kind: 'function' | 'source';
  name: string;
  source: string;
  callLine: number;
}

/** What runs trees and texts; `engine.ts` is it. */
export interface Engine {
  /** Runs a list. In the last place of a process that is done then (`last`), a program replaces it. */
  list(shell: Shell, list: List, last?: boolean): Step;
  /** Runs one command. */
  node(shell: Shell, node: Node, last?: boolean): Step;
  /** Runs a text command by command; gives its status. `name` stands in its messages. */
  text(shell: Shell, text: string, options: TextOptions): Step<number>;
  /** Runs a command line as if it had been typed: looks the name up among functions, builtins and programs. */
  command(shell: Shell, words: readonly string[], options?: CommandOptions): Step<number>;
  /** Calls a function by name, which must exist. */
  call(shell: Shell, name: string, args: readonly string[]): Step<number>;
}

export interface TextOptions {
  /** What stands in syntax errors before the line (`-c`, `eval`, `command substitution`); empty: the name of the shell alone. */
  name: string;
  base: number;
  /** The text is the last thing that this process runs. */
  last?: boolean;
}

export interface CommandOptions {
  functions?: boolean;
  /** Looks for programs in the standard places (`command -p`). */
  standardPath?: boolean;
}

/** How the shell was started. */
export interface Start {
  interactive: boolean;
  login: boolean;
  /** Letters that `$-` has besides the options'. */
  letters: string;
}

/** A shell: all state of one interpreter. A fork has a copy of its own. */
export class Shell {
  readonly variables: Variables;
  readonly functions: Map<string, ShellFunction>;
  options: Options;
  readonly aliases: Map<string, string>;
  /** Programs found in PATH, with how often they were run. */
  readonly hashed: Map<string, { path: string; hits: number }>;
  readonly completions: CompletionSpecs;
  disabledBuiltins: Set<string>;
  directories: string[];
  /** Positional parameters. */
  args: readonly string[] = [];
  /** `set --` has set them since a sourced file began. */
  argsSet = false;
  /** `$0` */
  name: string;
  /** `$?` */
  status = 0;
  /** `$!`, 0 without one. */
  lastBackground = 0;
  /** Its own line and that of the unit it is running. */
  line = 0;
  base = 1;
  frames: readonly Frame[] = [];
  /** File the text comes from (`BASH_SOURCE`), where it comes from one. */
  source: string | undefined;
  /** The script that this shell runs, where it runs one. */
  scriptName: string | undefined;
  unwind: Unwind | undefined;
  loops = 0;
  /** Above 0 where a failure is a condition: no errexit, no ERR trap. */
  conditions = 0;
  /** Strings that are being run (`-c`, eval, source). */
  evaluations = 0;
  depth = 0;
  /** Sourced files that are being read. */
  sourced = 0;
  /** The last command tried to end a shell with stopped jobs. */
  exitTried = false;
  /** Fork level (`BASH_SUBSHELL`). */
  subshells = 0;
  isSubstitution = false;
  /** The last expansion ran a command: its status is that of an assignment. */
  substituted = false;
  start: Start = { interactive: false, login: false, letters: '' };
  /** What `BASH_COMMAND` shows. */
  command: Node | undefined;
  /** Commands run so far (`\#` in a prompt). */
  commandNumber = 1;
  jobs!: JobTable;
  traps!: Traps;
  history: History | undefined;
  /** The terminal's settings as the shell wants them after a job that was stopped or killed. */
  terminalMode: TerminalMode | undefined;
  /** Place in a word of several options (`getopts`). */
  optionOffset = 0;
  /** Options to be put back when a function returns (`local -`), by depth. */
  #localOptions: { depth: number; options: Options }[] = [];
  /** The last command did not run because a redirection of it failed. */
  redirectFailed = false;
  /** Statuses of the last pipeline, where it had several commands (`PIPESTATUS`). */
  pipeStatuses: readonly number[] | undefined;
  /** How often PS4's first character is repeated. */
  traceLevel = 1;
  /** Descriptors of process substitutions to close after the command. */
  processDescriptors: number[] = [];
  /** The shell's own process id (`$$`), the same in subshells. */
  readonly pid: number;
  locale: Locale;
  randomNumbers: BashRandom | undefined;
  /** Wakes waits of the shell when a signal has come. */
  readonly signalled = new WaitQueue();
  /** Signals to be seen to between two commands. */
  pending: SignalName[] = [];
  interrupted = false;
  readonly startedAt: number;
  /** Added to the seconds since the start (assigning to SECONDS sets it). */
  secondsOffset = 0;
  #charged = 0;

  constructor(
    readonly p: Process,
    readonly dialect: Dialect,
    readonly engine: Engine,
    parent?: Shell,
  ) {
    this.variables = new Variables(this, WATCHERS, parent?.variables);
    this.options = new Options(parent?.options);
    this.functions = new Map(parent?.functions);
    this.aliases = new Map(parent?.aliases);
    this.hashed = new Map(parent?.hashed);
    this.completions = parent?.completions ?? { byCommand: new Map(), empty: undefined, initial: undefined, fallback: undefined };
    this.disabledBuiltins = new Set(parent?.disabledBuiltins);
    this.directories = [...(parent?.directories ?? [])];
    this.name = parent?.name ?? p.argv[0] ?? dialect.id;
    this.pid = parent?.pid ?? p.nsPid;
    this.startedAt = parent?.startedAt ?? p.clock.now;
    this.locale = parent?.locale ?? localeOf((name) => p.env[name]);
    if (!parent) return;
    this.args = parent.args;
    this.status = parent.status;
    this.lastBackground = parent.lastBackground;
    this.line = parent.line;
    this.base = parent.base;
    this.frames = parent.frames;
    this.source = parent.source;
    this.scriptName = parent.scriptName;
    this.loops = parent.loops;
    this.conditions = parent.conditions;
    this.evaluations = parent.evaluations;
    this.depth = parent.depth;
    this.sourced = parent.sourced;
    this.traceLevel = parent.traceLevel;
    this.pipeStatuses = parent.pipeStatuses;
    this.subshells = parent.subshells + 1;
    this.isSubstitution = parent.isSubstitution;
    this.start = parent.start;
    this.command = parent.command;
    this.history = parent.history;
    this.secondsOffset = parent.secondsOffset;
  }

  get interactive(): boolean {
    return this.start.interactive && this.subshells === 0;
  }

  get posix(): boolean {
    return this.dialect.posix;
  }

  // ---- messages -----------------------------------------------------------------------------------

  /** Writes to standard error; nothing happens where that is closed. */
  *say(text: string): Step {
    try {
      yield* this.p.write(2, encode(text));
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
    }
  }

  /** A message with the shell's prefix (`bash: line 1: `), and the name of the builtin that has it. */
  *complain(message: string, builtin?: string): Step {
    yield* this.say(`${this.dialect.message(this, message, builtin)}\n`);
  }

  /** Ends the shell because an expansion failed (`${x:?}`, `set -u`); an interactive one gives up the line. */
  fatalStatus(): number {
    if (this.dialect.id !== 'bash') return 2;
    return this.subshells > 0 || this.evaluations === 0 || this.options.errexit ? 1 : 127;
  }

  // ---- output of builtins -------------------------------------------------------------------------

  /** Writes a builtin's output; a failure is told and gives 1. */
  *output(builtin: string, text: string): Step<number> {
    if (text === '') return 0;
    try {
      yield* this.p.write(1, encode(text));
      return 0;
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      yield* this.complain(`write error: ${e.text}`, builtin);
      return 1;
    }
  }

  // ---- options ------------------------------------------------------------------------------------

  /** `local -`: the options are put back when the function returns. */
  keepOptions(): void {
    if (this.#localOptions.at(-1)?.depth === this.depth) return;
    this.#localOptions.push({ depth: this.depth, options: this.options });
    this.options = new Options(this.options);
  }

  restoreLocalOptions(): void {
    const kept = this.#localOptions.at(-1);
    if (kept?.depth !== this.depth) return;
    this.#localOptions.pop();
    this.options = kept.options;
  }

  // ---- variables ----------------------------------------------------------------------------------

  /** `name=value` as `set` lists it. */
  assignmentLine(name: string): string {
    const value = this.variables.value(name)!;
    return `${name}=${typeof value === 'string' ? quotedForSet(value) : valueText(value)}`;
  }

  /** Runs something with a name bound as at top level, where that is wanted (`declare -g`). */
  *globalScope(global: boolean, name: string, body: () => Step): Step {
    if (!global) return yield* body();
    const back = this.variables.uncover(name);
    try {
      yield* body();
    } finally {
      back();
    }
  }

  // ---- cost ---------------------------------------------------------------------------------------

  /** What a builtin or a compound command's step costs; also accounts for the memory of the variables. */
  *burn(us: number = COSTS.builtinUs): Step {
    const bytes = this.variables.bytes;
    if (bytes - this.#charged > 65_536 || this.#charged - bytes > 65_536) this.charge();
    yield* this.p.burn(us);
  }

  /** Accounts for the memory of the variables now. */
  charge(): void {
    const delta = this.variables.bytes - this.#charged;
    this.#charged = this.variables.bytes;
    this.p.charge(delta);
  }

  /** A text as long as this would not fit; bash ends when malloc fails. */
  *checkSize(length: number): Step {
    if (length <= LIMITS.shellWordBytes) return;
    yield* this.complain(`xrealloc: cannot allocate ${length + 1} bytes`);
    throw new ShellExit(2);
  }

  // ---- processes ----------------------------------------------------------------------------------

  /** Stops running at once where something has ended this process from outside. */
  *alive(): Step {
    if (!this.p.alive) yield* block(never);
  }

  /** The environment for a program. */
  environment(): Record<string, string> {
    const out: Record<string, string> = {};
    for (const [name, value] of this.variables.exportedEntries()) out[name] = exported(value);
    for (const [name, value] of functionVariables(this)) out[name] = exported(value);
    return out;
  }

  /** A path of a text that may hold escaped bytes. */
  path(text: string): string {
    return exported(text);
  }

  /** Whether a descriptor is a terminal. */
  isTerminal(fd: number): boolean {
    return this.p.fds.get(fd)?.file.terminal !== undefined;
  }

  /** What stat(2) tells of a path, `undefined` where there is nothing. */
  statOrNone(path: string): ReturnType<Process['sys']['stat']> | undefined {
    try {
      return this.p.sys.stat(this.path(path));
    } catch (e) {
      if (isErrno(e)) return undefined;
      throw e;
    }
  }
}
