import { commandStatus } from './commands.ts';
import type { Expression } from './ast.ts';
import type { ExpressionCompiler } from './compile-expression.ts';
import { lift, lift1, lift2, liftWaiting, ready, waiting, type Code, type Frame } from './compiled.ts';
import { formatted } from './format.ts';
import type { Regex } from '../lib/regex.ts';
import { makeTime, timeText } from './time.ts';
import { Outside, toInteger, toNumber, toText, type Value } from './values.ts';

type Builtin = Extract<Expression, { kind: 'builtin' }>;

const MATHS: Readonly<Record<string, (x: number) => number>> = {
  sin: Math.sin,
  cos: Math.cos,
  exp: Math.exp,
  log: Math.log,
  sqrt: Math.sqrt,
  int: (x) => Math.trunc(x),
};

/** A call of one of awk's own functions. */
export function compileBuiltin(c: ExpressionCompiler, e: Builtin): Code {
  const { rt } = c;
  const args = e.arguments;
  const maths = MATHS[e.name];
  if (maths) return lift1(c.expression(args[0]!), (v) => maths(toNumber(v)));
  switch (e.name) {
    case 'length':
      return length(c, args);
    case 'atan2':
      return lift2(c.expression(args[0]!), c.expression(args[1]!), (y, x) => Math.atan2(toNumber(y), toNumber(x)));
    case 'index':
      return lift2(c.text(args[0]!), c.text(args[1]!), indexOf);
    case 'substr':
      return lift([c.expression(args[0]!), ...args.slice(1).map((a) => c.expression(a))], ([text, start, count]) =>
        substring(toText(text, rt.convfmt), toNumber(start), args.length > 2 ? toNumber(count) : undefined),
      );
    case 'toupper':
      return lift1(c.text(args[0]!), (s) => s.replace(/[a-z]+/g, (x) => x.toUpperCase()));
    case 'tolower':
      return lift1(c.text(args[0]!), (s) => s.replace(/[A-Z]+/g, (x) => x.toLowerCase()));
    case 'sprintf':
      return lift(
        args.map((a) => c.expression(a)),
        (values) => formatted(rt, 'sprintf', values),
      );
    case 'match':
      return match(c, args);
    case 'split':
      return split(c, e);
    case 'sub':
    case 'gsub':
      return substitute(c, e);
    case 'rand':
      return ready(() => rt.random.next() / 2147483647);
    case 'srand':
      return lift(
        args.map((a) => c.expression(a)),
        ([seed]) => seedRandom(c, args.length > 0 ? seed : Math.floor(rt.p.clock.now / 1e6)),
      );
    case 'systime':
      return ready(() => Math.floor(rt.p.clock.now / 1e6));
    case 'mktime':
      return lift1(c.text(args[0]!), (s) => makeTime(rt.p, s));
    case 'strftime':
      return lift(
        args.map((a) => c.expression(a)),
        (values) => timeText(rt, values),
      );
    default:
      return streamFunction(c, e.name, args);
  }
}

function length(c: ExpressionCompiler, args: readonly Expression[]): Code {
  const { rt } = c;
  const [argument] = args;
  if (!argument) return ready(() => toText(rt.record(), rt.convfmt).length);
  if (argument.kind === 'variable' && c.names.kind(argument.variable) === 'array') {
    const array = c.array(argument.variable);
    return ready((frame) => array(frame).size);
  }
  return lift1(c.text(argument), (s) => s.length);
}

function indexOf(text: string, wanted: string): number {
  return text.indexOf(wanted) + 1;
}

/** substr as this version of mawk counts: in whole numbers, and a negative start makes the text longer instead of shorter. */
function substring(text: string, start: number, count: number | undefined): string {
  const from = toInteger(start);
  const length = count === undefined ? text.length : toInteger(count) - Math.min(from, 0);
  const first = Math.max(from, 1) - 1;
  return length > 0 ? text.slice(first, first + length) : '';
}

function seedRandom(c: ExpressionCompiler, seed: Value): Value {
  const { rt } = c;
  const before = rt.seed;
  rt.seed = seed;
  rt.random.seed(Math.trunc(toNumber(seed)));
  return before;
}

function match(c: ExpressionCompiler, args: readonly Expression[]): Code {
  const { rt } = c;
  return lift2(c.text(args[0]!), c.pattern(args[1]!), (text, regex) => {
    const found = regex.exec(text);
    rt.setSpecial('RSTART', found ? found.start + 1 : 0);
    rt.setSpecial('RLENGTH', found ? found.end - found.start : -1);
    return found ? found.start + 1 : 0;
  });
}

function split(c: ExpressionCompiler, e: Builtin): Code {
  const { rt } = c;
  const [text, separator] = e.arguments;
  const array = c.array(e.array!);
  const parts =
    separator?.kind === 'regex'
      ? lift2(c.text(text!), c.pattern(separator), (s, regex) => (s === '' ? [] : rt.splitRegex(s, regex)))
      : lift2(c.text(text!), separator ? c.text(separator) : ready(() => rt.text('FS')), (s, by) => rt.split(s, by));
  const store = (frame: Frame, found: string[]): number => {
    array(frame).load(found.map((part) => new Outside(part)));
    return found.length;
  };
  const { now, later } = parts;
  if (now) return ready((frame) => store(frame, now(frame)));
  return waiting(function* (frame) {
    return store(frame, yield* later(frame));
  });
}

function substitute(c: ExpressionCompiler, e: Builtin): Code {
  const { rt } = c;
  const [pattern, replacement] = e.arguments;
  const place = c.place(e.target ?? { kind: 'field', index: { kind: 'number', value: 0 } });
  const global = e.name === 'gsub';
  const operands = lift2(c.pattern(pattern!), c.text(replacement!), (regex, text) => ({ regex, text }));
  const change = (frame: Frame, where: Value, { regex, text }: { regex: Regex; text: string }): number => {
    const { result, count } = replaced(toText(place.get(frame, where), rt.convfmt), regex, text, global);
    if (count > 0) place.set(frame, where, result);
    return count;
  };
  const where = place.where.now;
  const { now } = operands;
  if (where && now) return ready((frame) => change(frame, where(frame), now(frame)));
  return waiting(function* (frame) {
    const at = yield* place.where.later(frame);
    return change(frame, at, yield* operands.later(frame));
  });
}

/** The replacement of sub and gsub: `&` is the match, `\&` an ampersand, `\\` a backslash. */
function expander(replacement: string): (match: string) => string {
  if (!/[&\\]/.test(replacement)) return () => replacement;
  const parts = replacement.match(/\\\\|\\&|&|[^&\\]+|\\/g) ?? [];
  return (match) => parts.map((p) => (p === '&' ? match : p === '\\&' ? '&' : p === '\\\\' ? '\\' : p)).join('');
}

function replaced(text: string, regex: Regex, replacement: string, global: boolean): { result: string; count: number } {
  const expand = expander(replacement);
  let out = '';
  let done = 0;
  let count = 0;
  let previousEnd = -1;
  for (let at = 0; at <= text.length;) {
    const found = regex.exec(text, at);
    if (!found) break;
    const { start, end } = found;
    const empty = start === end;
    if (!(empty && start === previousEnd)) {
      out += text.slice(done, start) + expand(text.slice(start, end));
      done = end;
      count++;
      if (!global) break;
    }
    previousEnd = end;
    at = empty ? end + 1 : end;
  }
  return { result: out + text.slice(done), count };
}

/** Functions that wait: they write, or run commands. */
function streamFunction(c: ExpressionCompiler, name: string, args: readonly Expression[]): Code {
  const { rt } = c;
  const operands = args.map((a) => c.text(a));
  switch (name) {
    case 'close':
      return liftWaiting(operands, function* ([file]) {
        return yield* rt.streams.close(file!);
      });
    case 'fflush':
      return liftWaiting(operands, function* ([file]) {
        return yield* rt.streams.flush(args.length > 0 ? file : '/dev/stdout');
      });
    default:
      return liftWaiting(operands, function* ([command]) {
        yield* rt.streams.flush();
        return yield* commandStatus(rt.p, command!);
      });
  }
}
