import type { Step } from '../../../kernel/step.ts';
import { awkRegex, RegexError, type Regex } from '../lib/regex.ts';
import { AwkArray } from './array.ts';
import type { Expression, FunctionInfo, Target, Variable } from './ast.ts';
import { compileBuiltin } from './builtins.ts';
import { lift, lift1, lift2, ready, waiting, type Code, type Frame } from './compiled.ts';
import type { Names } from './names.ts';
import type { Runtime, Slot } from './runtime.ts';
import { AwkSyntaxError } from './tokens.ts';
import { compare, isTrue, Outside, toNumber, toText, type Value } from './values.ts';

/** A place to assign to: `prepare` works out where (an index), then values are read and written there. */
export interface Place {
  /** What says where: an index; nothing for a variable. */
  where: Code<Value>;
  get(frame: Frame, where: Value): Value;
  set(frame: Frame, where: Value, value: Value): void;
}

/** Turns expressions into functions. Those that never wait become plain ones. */
export class ExpressionCompiler {
  /** Bodies of functions, compiled when they are first called. */
  readonly #bodies = new Map<FunctionInfo, Code<Value>>();

  constructor(
    readonly rt: Runtime,
    readonly names: Names,
    private readonly compileBody: (fn: FunctionInfo) => Code<Value>,
  ) {}

  expression(e: Expression): Code {
    const { rt } = this;
    switch (e.kind) {
      case 'number':
      case 'string':
        return ready(() => e.value);
      case 'regex': {
        const regex = this.#constantRegex(e.pattern);
        return ready(() => (regex.test(toText(rt.record(), rt.convfmt)) ? 1 : 0));
      }
      case 'group':
        return this.expression(e.inner);
      case 'variable':
      case 'element':
      case 'field':
        return this.#read(this.place(e));
      case 'assign':
        return this.#assign(e);
      case 'step':
        return this.#step(e);
      case 'conditional':
        return this.#conditional(e);
      case 'logical':
        return this.#logical(e);
      case 'not':
        return lift1(this.expression(e.operand), (v) => (isTrue(v) ? 0 : 1));
      case 'minus':
        return lift1(this.expression(e.operand), (v) => -toNumber(v));
      case 'plus':
        return lift1(this.expression(e.operand), toNumber);
      case 'in': {
        const array = this.array(e.array);
        const index = this.index(e.index);
        return { ...this.#withFrame(index, (frame, i) => (array(frame).has(i, rt.convfmt) ? 1 : 0)) };
      }
      case 'match': {
        const regex = this.pattern(e.pattern);
        return lift2(this.expression(e.text), regex, (text, r) => (r.test(toText(text, rt.convfmt)) !== e.negated ? 1 : 0));
      }
      case 'compare':
        return this.#compare(e);
      case 'concat':
        return lift2(this.expression(e.left), this.expression(e.right), (a, b) => toText(a, rt.convfmt) + toText(b, rt.convfmt));
      case 'arithmetic':
        return lift2(this.expression(e.left), this.expression(e.right), arithmetic(e.operator));
      case 'call':
        return this.#call(e);
      case 'builtin':
        return compileBuiltin(this, e);
      case 'getline':
        return this.#getline(e);
    }
  }

  /** An operand as text. */
  text(e: Expression): Code<string> {
    return lift1(this.expression(e), (v) => toText(v, this.rt.convfmt));
  }

  /** A condition. */
  condition(e: Expression): Code<boolean> {
    if (e.kind === 'regex') {
      const regex = this.#constantRegex(e.pattern);
      return ready(() => regex.test(toText(this.rt.record(), this.rt.convfmt)));
    }
    return lift1(this.expression(e), isTrue);
  }

  #constantRegex(pattern: string): Regex {
    try {
      return awkRegex(pattern);
    } catch (e) {
      if (!(e instanceof RegexError)) throw e;
      throw new AwkSyntaxError(`line 1: regular expression compile failed (${e.message})\n${pattern}`);
    }
  }

  /** What stands where a regular expression is wanted: one, or text that is one. */
  pattern(e: Expression): Code<Regex> {
    if (e.kind === 'regex') {
      const regex = this.#constantRegex(e.pattern);
      return ready(() => regex);
    }
    return lift1(this.text(e), (source) => this.rt.regex(source));
  }

  #withFrame<A, R>(code: Code<A>, fn: (frame: Frame, value: A) => R): Code<R> {
    const { now, later } = code;
    if (now) return ready((frame) => fn(frame, now(frame)));
    return waiting(function* (frame) {
      return fn(frame, yield* later(frame));
    });
  }

  // ---- places -----------------------------------------------------------------------------------

  /** The index of an element: one value, or several joined by SUBSEP. */
  index(items: readonly Expression[]): Code<Value> {
    const { rt } = this;
    if (items.length === 1) return this.expression(items[0]!);
    return lift(
      items.map((i) => this.text(i)),
      (texts) => texts.join(rt.text('SUBSEP')),
    );
  }

  /** The array that a name stands for. */
  array(variable: Variable): (frame: Frame) => AwkArray {
    const { rt } = this;
    if (variable.scope === 'special') throw new Error(`${variable.name} is no array`);
    const { slot } = variable;
    const slots = variable.scope === 'global' ? (): Slot[] => rt.globals : (frame: Frame): Slot[] => frame;
    return (frame) => {
      const own = slots(frame);
      let array = own[slot];
      if (!(array instanceof AwkArray)) own[slot] = array = new AwkArray();
      return array;
    };
  }

  place(target: Target): Place {
    const { rt } = this;
    const nowhere = ready<Value>(() => undefined);
    if (target.kind === 'field') {
      return {
        where: this.expression(target.index),
        get: (_, where) => rt.field(toNumber(where)),
        set: (_, where, value) => rt.setField(toNumber(where), value),
      };
    }
    if (target.kind === 'element') {
      const array = this.array(target.array);
      return {
        where: this.index(target.index),
        get: (frame, where) => array(frame).get(where, rt.convfmt),
        set: (frame, where, value) => array(frame).set(where, value, rt.convfmt),
      };
    }
    const { variable } = target;
    if (variable.scope === 'special') {
      const { name } = variable;
      return { where: nowhere, get: () => rt.special(name), set: (_, __, value) => rt.setSpecial(name, value) };
    }
    const { slot } = variable;
    if (variable.scope === 'local') {
      return { where: nowhere, get: (frame) => frame[slot] as Value, set: (frame, _, value) => void (frame[slot] = value) };
    }
    return { where: nowhere, get: () => rt.globals[slot] as Value, set: (_, __, value) => void (rt.globals[slot] = value) };
  }

  #read(place: Place): Code {
    return this.#withFrame(place.where, (frame, where) => place.get(frame, where));
  }

  #assign(e: Extract<Expression, { kind: 'assign' }>): Code {
    const place = this.place(e.target);
    const value = this.expression(e.value);
    const operate = e.operator === '=' ? undefined : arithmetic(e.operator.slice(0, -1));
    const store = (frame: Frame, where: Value, v: Value): Value => {
      const result = operate ? operate(place.get(frame, where), v) : v;
      place.set(frame, where, result);
      return result;
    };
    const where = place.where.now;
    const now = value.now;
    if (where && now) {
      // the place is worked out before the value, and read after it
      return ready((frame) => {
        const at = where(frame);
        return store(frame, at, now(frame));
      });
    }
    return waiting(function* (frame) {
      const at = yield* place.where.later(frame);
      return store(frame, at, yield* value.later(frame));
    });
  }

  #step(e: Extract<Expression, { kind: 'step' }>): Code {
    const place = this.place(e.target);
    return this.#withFrame(place.where, (frame, where) => {
      const before = toNumber(place.get(frame, where));
      place.set(frame, where, before + e.by);
      return e.prefix ? before + e.by : before;
    });
  }

  // ---- operators --------------------------------------------------------------------------------

  #conditional(e: Extract<Expression, { kind: 'conditional' }>): Code {
    const condition = this.condition(e.condition);
    const yes = this.expression(e.yes);
    const no = this.expression(e.no);
    if (condition.now && yes.now && no.now) {
      const [c, y, n] = [condition.now, yes.now, no.now];
      return ready((frame) => (c(frame) ? y(frame) : n(frame)));
    }
    return waiting(function* (frame) {
      return (yield* condition.later(frame)) ? yield* yes.later(frame) : yield* no.later(frame);
    });
  }

  #logical(e: Extract<Expression, { kind: 'logical' }>): Code {
    const left = this.condition(e.left);
    const right = this.condition(e.right);
    const decides = e.operator === '||';
    if (left.now && right.now) {
      const [l, r] = [left.now, right.now];
      return ready((frame) => ((l(frame) === decides ? decides : r(frame)) ? 1 : 0));
    }
    return waiting(function* (frame) {
      const first = yield* left.later(frame);
      return (first === decides ? decides : yield* right.later(frame)) ? 1 : 0;
    });
  }

  #compare(e: Extract<Expression, { kind: 'compare' }>): Code {
    const { rt } = this;
    const decide = COMPARE[e.operator]!;
    return lift2(this.expression(e.left), this.expression(e.right), (a, b) => (decide(compare(a, b, rt.convfmt)) ? 1 : 0));
  }

  // ---- calls and input --------------------------------------------------------------------------

  #body(fn: FunctionInfo): Code<Value> {
    let body = this.#bodies.get(fn);
    if (!body) {
      body = this.compileBody(fn);
      this.#bodies.set(fn, body);
    }
    return body;
  }

  #call(e: Extract<Expression, { kind: 'call' }>): Code {
    const { rt } = this;
    const { callee } = e;
    const bind = e.arguments.map((a, i) => this.#argument(a, callee, i));
    const body = (): Code<Value> => this.#body(callee);
    return waiting(function* (frame): Step<Value> {
      const own: Frame = [];
      for (const argument of bind) own.push(argument.now ? argument.now(frame) : yield* argument.later(frame));
      for (let i = own.length; i < callee.parameters.length; i++) own.push(callee.kinds[i] === 'array' ? new AwkArray() : undefined);
      rt.enter();
      yield* rt.p.burn(1);
      const result = yield* body().later(own);
      rt.depth--;
      return result;
    });
  }

  /** Arrays are passed as they are, everything else by value. */
  #argument(argument: Expression, callee: FunctionInfo, at: number): Code<Slot> {
    if (argument.kind === 'variable' && callee.kinds[at] === 'array') return ready(this.array(argument.variable));
    return this.expression(argument);
  }

  #getline(e: Extract<Expression, { kind: 'getline' }>): Code {
    const { rt } = this;
    const from = e.from ? this.text(e.from) : undefined;
    const place = e.target ? this.place(e.target) : undefined;
    return waiting(function* (frame): Step<Value> {
      const name = from ? yield* from.later(frame) : '';
      const where = place ? yield* place.where.later(frame) : undefined;
      yield* rt.streams.settle();
      let record: string | undefined;
      if (e.source === 'main') record = yield* rt.nextRecord();
      else {
        const reader = yield* rt.streams.input(e.source, name);
        if (!reader) return -1;
        record = yield* rt.readFrom(reader);
      }
      if (record === undefined) return 0;
      const value = new Outside(record);
      if (place) place.set(frame, where, value);
      else rt.setRecord(value);
      return 1;
    });
  }
}

const COMPARE: Readonly<Record<string, (order: number) => boolean>> = {
  '<': (o) => o < 0,
  '<=': (o) => o <= 0,
  '>': (o) => o > 0,
  '>=': (o) => o >= 0,
  '==': (o) => o === 0,
  '!=': (o) => o !== 0,
};

function arithmetic(operator: string): (a: Value, b: Value) => number {
  switch (operator) {
    case '+':
      return (a, b) => toNumber(a) + toNumber(b);
    case '-':
      return (a, b) => toNumber(a) - toNumber(b);
    case '*':
      return (a, b) => toNumber(a) * toNumber(b);
    case '/':
      return (a, b) => toNumber(a) / toNumber(b);
    case '%':
      return (a, b) => toNumber(a) % toNumber(b);
    default:
      return (a, b) => toNumber(a) ** toNumber(b);
  }
}
