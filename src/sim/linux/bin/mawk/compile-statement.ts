import type { Step } from '../../../kernel/step.ts';
import type { Expression, FunctionInfo, Statement } from './ast.ts';
import { ExpressionCompiler } from './compile-expression.ts';
import {
  BREAK,
  CONTINUE,
  EXIT,
  lift,
  NEXT,
  NEXTFILE,
  NORMAL,
  ready,
  RETURN,
  waiting,
  type Action,
  type Code,
  type Frame,
} from './compiled.ts';
import { formatted } from './format.ts';
import type { Names } from './names.ts';
import type { Runtime } from './runtime.ts';
import { AwkError } from './streams.ts';
import { numberText, toNumber, toText, type Value } from './values.ts';

/** Turns of a loop after which it gives others a turn. */
const TURNS = 64;

/** Turns statements into functions. */
export class StatementCompiler {
  readonly expressions: ExpressionCompiler;
  /** What `return` gave. */
  #returned: Value;
  exitCode = 0;
  #turns = 0;

  constructor(
    private readonly rt: Runtime,
    names: Names,
  ) {
    this.expressions = new ExpressionCompiler(rt, names, (fn) => this.#body(fn));
  }

  #body(fn: FunctionInfo): Code<Value> {
    const action = this.statement(fn.body!);
    return waiting(
      function* (this: StatementCompiler, frame: Frame): Step<Value> {
        this.#returned = undefined;
        const end = action.now ? action.now(frame) : yield* action.later(frame);
        if (end === EXIT) throw new ExitProgram();
        const value = this.#returned;
        this.#returned = undefined;
        return value;
      }.bind(this),
    );
  }

  statement(s: Statement): Action {
    switch (s.kind) {
      case 'empty':
        return ready(() => NORMAL);
      case 'block':
        return this.#block(s.statements);
      case 'expression':
        return this.#effect(this.expressions.expression(s.expression));
      case 'print':
      case 'printf':
        return this.#print(s);
      case 'if':
        return this.#if(s);
      case 'while':
        return this.#loop(s.condition, s.body, undefined, false);
      case 'do':
        return this.#loop(s.condition, s.body, undefined, true);
      case 'for':
        return this.#for(s);
      case 'for-in':
        return this.#forIn(s);
      case 'delete':
        return this.#delete(s);
      case 'next':
        return ready(() => NEXT);
      case 'nextfile':
        return ready(() => NEXTFILE);
      case 'break':
        return ready(() => BREAK);
      case 'continue':
        return ready(() => CONTINUE);
      case 'exit':
        return this.#valued(s.value, EXIT, (v) => {
          if (s.value) this.exitCode = Math.trunc(toNumber(v)) & 255;
        });
      case 'return':
        return this.#valued(s.value, RETURN, (v) => {
          this.#returned = v;
        });
    }
  }

  /** An expression for what it does. */
  #effect(code: Code): Action {
    const { now, later } = code;
    if (now) {
      return ready((frame) => {
        now(frame);
        return NORMAL;
      });
    }
    return waiting(function* (frame) {
      yield* later(frame);
      return NORMAL;
    });
  }

  #valued(value: Expression | undefined, end: number, use: (value: Value) => void): Action {
    const code = value ? this.expressions.expression(value) : ready<Value>(() => undefined);
    const { now, later } = code;
    if (now) {
      return ready((frame) => {
        use(now(frame));
        return end;
      });
    }
    return waiting(function* (frame) {
      use(yield* later(frame));
      return end;
    });
  }

  #block(statements: readonly Statement[]): Action {
    const actions = statements.map((s) => this.statement(s));
    if (actions.length === 1) return actions[0]!;
    if (actions.every((a) => a.now)) {
      const nows = actions.map((a) => a.now!);
      return ready((frame) => {
        for (const now of nows) {
          const end = now(frame);
          if (end !== NORMAL) return end;
        }
        return NORMAL;
      });
    }
    return waiting(function* (frame) {
      for (const action of actions) {
        const end = action.now ? action.now(frame) : yield* action.later(frame);
        if (end !== NORMAL) return end;
      }
      return NORMAL;
    });
  }

  #if(s: Extract<Statement, { kind: 'if' }>): Action {
    const condition = this.expressions.condition(s.condition);
    const yes = this.statement(s.yes);
    const no = s.no ? this.statement(s.no) : ready(() => NORMAL);
    if (condition.now && yes.now && no.now) {
      const [c, y, n] = [condition.now, yes.now, no.now];
      return ready((frame) => (c(frame) ? y(frame) : n(frame)));
    }
    return waiting(function* (frame) {
      const holds = condition.now ? condition.now(frame) : yield* condition.later(frame);
      const action = holds ? yes : no;
      return action.now ? action.now(frame) : yield* action.later(frame);
    });
  }

  // ---- loops: they always may wait, so that none runs for ever ------------------------------------

  *#turn(): Step {
    if (++this.#turns % TURNS === 0) yield* this.rt.p.burn(8);
    if (this.rt.streams.full) yield* this.rt.streams.drain();
  }

  #loop(test: Expression | undefined, inner: Statement, after: Expression | undefined, bodyFirst: boolean): Action {
    const condition = test ? this.expressions.condition(test) : ready(() => true);
    const body = this.statement(inner);
    const step = after ? this.expressions.expression(after) : undefined;
    const turn = (): Step => this.#turn();
    return waiting(function* (frame) {
      for (let first = bodyFirst; ; first = false) {
        if (!first && !(condition.now ? condition.now(frame) : yield* condition.later(frame))) return NORMAL;
        const end = body.now ? body.now(frame) : yield* body.later(frame);
        if (end === BREAK) return NORMAL;
        if (end !== NORMAL && end !== CONTINUE) return end;
        if (step?.now) step.now(frame);
        else if (step) yield* step.later(frame);
        yield* turn();
      }
    });
  }

  #for(s: Extract<Statement, { kind: 'for' }>): Action {
    const first = s.first ? this.expressions.expression(s.first) : undefined;
    const loop = this.#loop(s.condition, s.body, s.step, false);
    return waiting(function* (frame) {
      if (first) yield* first.later(frame);
      return yield* loop.later(frame);
    });
  }

  #forIn(s: Extract<Statement, { kind: 'for-in' }>): Action {
    const array = this.expressions.array(s.array);
    const place = this.expressions.place(s.target);
    const body = this.statement(s.body);
    const turn = (): Step => this.#turn();
    return waiting(function* (frame) {
      for (const key of array(frame).keys()) {
        place.set(frame, undefined, key);
        const end = body.now ? body.now(frame) : yield* body.later(frame);
        if (end === BREAK) return NORMAL;
        if (end !== NORMAL && end !== CONTINUE) return end;
        yield* turn();
      }
      return NORMAL;
    });
  }

  #delete(s: Extract<Statement, { kind: 'delete' }>): Action {
    const { rt } = this;
    const array = this.expressions.array(s.array);
    if (!s.index) {
      return ready((frame) => {
        array(frame).clear();
        return NORMAL;
      });
    }
    const { now, later } = this.expressions.index(s.index);
    if (now) {
      return ready((frame) => {
        array(frame).delete(now(frame), rt.convfmt);
        return NORMAL;
      });
    }
    return waiting(function* (frame) {
      array(frame).delete(yield* later(frame), rt.convfmt);
      return NORMAL;
    });
  }

  // ---- output -----------------------------------------------------------------------------------

  #print(s: Extract<Statement, { kind: 'print' | 'printf' }>): Action {
    const { rt } = this;
    const args = lift(
      s.arguments.map((a) => this.expressions.expression(a)),
      (values) => this.#printed(s.kind, values),
    );
    const { to } = s;
    if (!to) return this.#effect(withEffect(args, (text) => rt.streams.print(text)));
    const target = this.expressions.text(to.target);
    // the text is worked out before the name of the file
    const output = lift<string, string[]>([args, target], (both) => both);
    return this.#effect(withEffect(output, ([text, name]) => rt.streams.print(text!, { kind: to.kind, name: name! })));
  }

  #printed(kind: 'print' | 'printf', values: readonly Value[]): string {
    const { rt } = this;
    if (kind === 'printf') return this.#formatted(values);
    const { ofmt } = rt;
    const shown = (v: Value): string => (typeof v === 'number' ? numberText(v, ofmt) : toText(v, rt.convfmt));
    const ors = rt.text('ORS');
    if (values.length === 0) return shown(rt.record()) + ors;
    return values.length === 1 ? shown(values[0]) + ors : values.map(shown).join(rt.text('OFS')) + ors;
  }

  #formatted(values: readonly Value[]): string {
    try {
      return formatted(this.rt, 'printf', values);
    } catch (e) {
      if (e instanceof AwkError) this.rt.streams.print(e.partial);
      throw e;
    }
  }
}

function withEffect<T>(code: Code<T>, effect: (value: T) => void): Code {
  const { now, later } = code;
  if (now) return ready((frame) => void effect(now(frame)));
  return waiting(function* (frame) {
    effect(yield* later(frame));
    return undefined;
  });
}

/** `exit` within a function. */
export class ExitProgram extends Error {}
