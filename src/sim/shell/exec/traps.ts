import type { Process } from '../../kernel/process.ts';
import type { SignalName } from '../../kernel/signals.ts';
import { block, never, type Step } from '../../kernel/step.ts';
import { Interrupted } from './control.ts';
import { contain } from './fork.ts';
import type { Shell } from './shell.ts';

/** What a trap is set on: a signal, or one of bash's own events. */
export type TrapName = SignalName | 'EXIT' | 'ERR' | 'DEBUG' | 'RETURN';

/** Signals that end a process; with an EXIT trap the shell runs that first (sig.c: initialize_terminating_signals). */
const TERMINATING: readonly SignalName[] = ['HUP', 'INT', 'ILL', 'TRAP', 'ABRT', 'FPE', 'BUS', 'SEGV', 'SYS', 'PIPE', 'ALRM', 'TERM', 'XCPU', 'XFSZ', 'VTALRM', 'USR1', 'USR2'];
/** What an interactive shell does not die of. */
const IGNORED_INTERACTIVELY: readonly SignalName[] = ['QUIT', 'TERM', 'TSTP', 'TTIN', 'TTOU'];

/** A shell's traps and its handling of signals. */
export class Traps {
  readonly #actions: Map<TrapName, string>;
  /** Shown by `trap` in a subshell though they no longer act there. */
  #inherited: Map<TrapName, string> | undefined;
  /** Ignored when the shell started: such signals cannot be trapped. */
  readonly #ignoredAtStart: ReadonlySet<SignalName>;
  #running = 0;
  #dying: SignalName | undefined;

  constructor(
    private readonly shell: Shell,
    parent?: Traps,
  ) {
    const { p } = shell;
    this.#actions = new Map();
    if (!parent) {
      const names = [...TERMINATING, ...IGNORED_INTERACTIVELY];
      this.#ignoredAtStart = new Set(names.filter((name) => p.disposition(name) === 'ignore'));
      return;
    }
    this.#ignoredAtStart = parent.#ignoredAtStart;
    this.#inherited = new Map(parent.#inherited ?? parent.#actions);
    // a subshell keeps what is ignored; traps are reset, those of ERR and DEBUG stay with errtrace and functrace
    for (const [name, action] of parent.#actions) {
      const kept = name === 'ERR' ? shell.options.get('errtrace') : (name === 'DEBUG' || name === 'RETURN') && shell.options.get('functrace');
      if (action === '' || kept) this.#actions.set(name, action);
    }
  }

  // ---- setting ------------------------------------------------------------------------------------

  /** Traps to list. */
  entries(): [TrapName, string][] {
    const set = this.#inherited ?? this.#actions;
    const ignored = [...this.#ignoredAtStart].filter((name) => !set.has(name)).map((name): [TrapName, string] => [name, '']);
    return [...set, ...ignored];
  }

  get(name: TrapName): string | undefined {
    return this.#actions.get(name);
  }

  /** Any trap that would have to run in this process. */
  get any(): boolean {
    for (const action of this.#actions.values()) if (action !== '') return true;
    return false;
  }

  /** Sets a trap: commands, nothing (ignore), or `undefined` for the default. */
  set(name: TrapName, action: string | undefined): void {
    this.#inherited = undefined;
    const signal = name === 'EXIT' || name === 'ERR' || name === 'DEBUG' || name === 'RETURN' ? undefined : name;
    if (signal && this.#ignoredAtStart.has(signal) && !this.shell.start.interactive) return;
    if (action === undefined) this.#actions.delete(name);
    else this.#actions.set(name, action);
    if (signal) this.#install(signal);
    else if (name === 'EXIT') for (const s of TERMINATING) this.#install(s);
  }

  /** Tells the kernel what a signal is to do. */
  #install(signal: SignalName): void {
    const { p, start } = this.shell;
    const action = this.#actions.get(signal);
    const interactive = start.interactive && this.shell.subshells === 0;
    if (action === '') p.handle(signal, 'ignore');
    else if (action !== undefined) p.handle(signal, (s) => this.#came(s));
    else if (this.#ignoredAtStart.has(signal)) p.handle(signal, 'ignore');
    else if (interactive && signal === 'INT') p.handle(signal, () => this.#interrupt());
    else if (interactive && IGNORED_INTERACTIVELY.includes(signal)) p.handle(signal, 'ignore');
    else if (TERMINATING.includes(signal) && (interactive || this.#actions.has('EXIT'))) p.handle(signal, (s) => this.#die(s));
    else p.handle(signal, 'default');
  }

  /** Takes over the signals as an interactive shell does. */
  becomeInteractive(): void {
    for (const signal of [...TERMINATING, ...IGNORED_INTERACTIVELY]) this.#install(signal);
  }

  #came(signal: SignalName): void {
    this.shell.pending.push(signal);
    this.shell.signalled.wakeAll();
  }

  #interrupt(): void {
    this.shell.interrupted = true;
    this.shell.signalled.wakeAll();
  }

  #die(signal: SignalName): void {
    this.#dying ??= signal;
    this.#came(signal);
  }

  /** A new child's signals: what the shell itself ignores is as it was when the shell started. */
  restoreSignals(child: Process, background: boolean): void {
    const { start, subshells } = this.shell;
    if (start.interactive && subshells === 0) {
      for (const signal of IGNORED_INTERACTIVELY) {
        if (this.#actions.get(signal) !== '' && !this.#ignoredAtStart.has(signal)) child.handle(signal, 'default');
      }
    }
    if (background && !this.shell.options.get('monitor')) for (const signal of ['INT', 'QUIT'] as const) child.handle(signal, 'ignore');
  }

  // ---- running ------------------------------------------------------------------------------------

  /** Sees to the signals that have come. Throws Interrupted where ^C was pressed. */
  *check(): Step {
    const { shell } = this;
    if (this.#dying) yield* this.#end(this.#dying);
    while (shell.pending.length > 0) {
      const signal = shell.pending.shift()!;
      const action = this.#actions.get(signal);
      if (action) yield* this.run(action, 'trap');
    }
    if (shell.interrupted) {
      shell.interrupted = false;
      throw new Interrupted();
    }
  }

  /** Ends the shell by a signal, after its EXIT trap. */
  *#end(signal: SignalName): Step<never> {
    const { shell } = this;
    this.#dying = undefined;
    shell.status = 128;
    yield* this.runExit();
    return yield* this.dieOf(signal);
  }

  /** Ends this process by a signal. */
  *dieOf(signal: SignalName): Step<never> {
    const { p } = this.shell;
    p.handle(signal, 'default');
    p.kernel.signal(p, signal);
    // process 1 of a container survives its own signal
    if (p.alive) return yield* p.exit(128);
    return yield* block(never);
  }

  /** Runs a trap's commands; `$?` is kept. */
  *run(action: string, name: string): Step {
    const { shell } = this;
    const { status, line, base, unwind } = shell;
    shell.unwind = undefined;
    this.#running++;
    try {
      yield* shell.engine.text(shell, action, { name, base: shell.line });
    } finally {
      this.#running--;
    }
    shell.line = line;
    shell.base = base;
    // `return` or `break` in a trap acts where the trap came
    if (!shell.unwind) {
      shell.unwind = unwind;
      shell.status = status;
    }
  }

  get running(): boolean {
    return this.#running > 0;
  }

  /** Runs the EXIT trap once. */
  *runExit(): Step {
    const action = this.#actions.get('EXIT');
    if (!action) return;
    this.#actions.delete('EXIT');
    const { shell } = this;
    const { status } = shell;
    shell.unwind = undefined;
    yield* contain(
      shell,
      (function* () {
        yield* shell.engine.text(shell, action, { name: 'exit trap', base: 1 });
        shell.status = status;
      })(),
    );
  }

  /** A command failed where failures count. */
  *failed(): Step {
    const action = this.#actions.get('ERR');
    if (!action || this.#running > 0) return;
    const inFunction = this.shell.frames.some((f) => f.kind === 'function');
    if (inFunction && !this.shell.options.get('errtrace')) return;
    yield* this.run(action, 'error trap');
  }

  /** Before a simple command. */
  *debug(): Step {
    const action = this.#actions.get('DEBUG');
    if (!action || this.#running > 0) return;
    const inFunction = this.shell.frames.some((f) => f.kind === 'function');
    if (inFunction && !this.shell.options.get('functrace')) return;
    yield* this.run(action, 'debug trap');
  }

  /** A function does not inherit the RETURN trap, except with functrace; gives how to put it back. */
  hideReturn(): () => void {
    const action = this.#actions.get('RETURN');
    if (action === undefined || this.shell.options.get('functrace')) return () => undefined;
    this.#actions.delete('RETURN');
    return () => {
      if (!this.#actions.has('RETURN')) this.#actions.set('RETURN', action);
    };
  }

  /** After a function or a sourced file. */
  *returned(): Step {
    const action = this.#actions.get('RETURN');
    if (action && this.#running === 0) yield* this.run(action, 'return trap');
  }
}
