import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { BYTES } from '../lib/encoding.ts';
import { AwkArray } from './array.ts';
import { SPECIAL_NAMES, type AwkProgram, type Rule, type SpecialName } from './ast.ts';
import { ExitProgram, StatementCompiler } from './compile-statement.ts';
import { EXIT, NEXT, NEXTFILE, NORMAL, type Action, type Frame } from './compiled.ts';
import type { Names } from './names.ts';
import { Runtime } from './runtime.ts';
import { Outside, type Value } from './values.ts';

export interface RunSettings {
  /** ARGV. */
  args: readonly string[];
  /** -v and -F, in their order. */
  assignments: readonly { name: string; value: string }[];
  interactive: boolean;
}

/** A program that was started: its state, for messages, and its run. */
export class Run {
  readonly rt: Runtime;
  readonly #compiler: StatementCompiler;
  readonly #begin: Action[];
  readonly #rules: Action[];
  readonly #end: Action[];

  /** Compiles the program. Throws AwkSyntaxError for regular expressions that do not parse. */
  constructor(
    p: Process,
    program: AwkProgram,
    names: Names,
    private readonly settings: RunSettings,
  ) {
    const argv = new AwkArray();
    this.rt = new Runtime(
      p,
      settings.interactive,
      (name) => names.slotOf(name),
      argv,
      (name, value) => this.#assign(names, name, value),
    );
    const { rt } = this;
    rt.globals = program.globals.map((g) => (g.kind === 'array' ? new AwkArray() : undefined));
    rt.globals[names.slotOf('ARGV')] = argv;
    rt.globals[names.slotOf('ARGC')] = settings.args.length;
    for (const [i, argument] of settings.args.entries()) argv.set(i, new Outside(BYTES.fromText(argument)), rt.convfmt);
    const environ = new AwkArray();
    for (const [name, value] of Object.entries(p.env)) environ.set(name, new Outside(BYTES.fromText(value)), rt.convfmt);
    rt.globals[names.slotOf('ENVIRON')] = environ;
    for (const { name, value } of settings.assignments) this.#assign(names, name, new Outside(value));
    const compiler = (this.#compiler = new StatementCompiler(rt, names));
    this.#begin = program.begin.map((s) => compiler.statement(s));
    this.#rules = program.rules.map((rule) => this.#rule(rule));
    this.#end = program.end.map((s) => compiler.statement(s));
  }

  #assign(names: Names, name: string, value: Value): void {
    if ((SPECIAL_NAMES as readonly string[]).includes(name)) this.rt.setSpecial(name as SpecialName, value);
    else if (!(this.rt.globals[names.slotOf(name)] instanceof AwkArray)) this.rt.globals[names.slotOf(name)] = value;
  }

  #rule(rule: Rule): Action {
    const { expressions } = this.#compiler;
    const action = rule.action
      ? this.#compiler.statement(rule.action)
      : this.#compiler.statement({ kind: 'print', arguments: [], to: undefined });
    if (!rule.pattern) return action;
    const from = expressions.condition(rule.pattern);
    const until = rule.until ? expressions.condition(rule.until) : undefined;
    if (from.now && !until && action.now) {
      const [holds, act] = [from.now, action.now];
      return {
        now: (frame) => (holds(frame) ? act(frame) : NORMAL),
        *later(frame) {
          return holds(frame) ? act(frame) : NORMAL;
        },
      };
    }
    let within = false;
    return {
      *later(frame) {
        if (!within && !(yield* from.later(frame))) return NORMAL;
        // a range's last record may be its first one
        if (until) within = !(yield* until.later(frame));
        return action.now ? action.now(frame) : yield* action.later(frame);
      },
    };
  }

  /** Runs to the end; gives the exit code. Throws AwkError, Errno. */
  *run(): Step<number> {
    let ended = yield* this.#all(this.#begin);
    if (!ended && (this.#rules.length > 0 || this.#end.length > 0)) ended = yield* this.#records();
    yield* this.#all(this.#end);
    yield* this.rt.streams.closeAll();
    return this.#compiler.exitCode;
  }

  /** Runs actions one after the other; true where one of them exits. */
  *#all(actions: readonly Action[]): Step<boolean> {
    for (const action of actions) {
      try {
        if ((yield* action.later([])) === EXIT) return true;
      } catch (e) {
        if (e instanceof ExitProgram) return true;
        throw e;
      }
    }
    return false;
  }

  *#records(): Step<boolean> {
    const { rt } = this;
    const frame: Frame = [];
    for (;;) {
      const record = yield* rt.nextRecord();
      if (record === undefined) return false;
      rt.setRecord(new Outside(record));
      for (const rule of this.#rules) {
        let end: number;
        try {
          end = rule.now ? rule.now(frame) : yield* rule.later(frame);
        } catch (e) {
          if (!(e instanceof ExitProgram)) throw e;
          end = EXIT;
        }
        if (end === EXIT) return true;
        if (end === NEXTFILE) rt.nextFile();
        if (end === NEXT || end === NEXTFILE) break;
      }
      if (rt.streams.full) yield* rt.streams.drain();
    }
  }
}
