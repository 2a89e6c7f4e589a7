import type { Step } from '../../kernel/step.ts';
import { compareNumbers } from '../exec/conditional.ts';
import { compareFiles, UNARY_OPERATORS, unaryTest } from '../exec/file-tests.ts';
import { fromDecimal, type Int } from '../arithmetic/integers.ts';
import type { Shell } from '../exec/shell.ts';
import { compareText } from '../text.ts';
import type { Builtin, BuiltinCall } from './builtin.ts';

/** An expression that cannot be evaluated: status 2. */
class TestError extends Error {}

const BINARY = new Set(['=', '==', '!=', '<', '>', '-eq', '-ne', '-lt', '-le', '-gt', '-ge', '-nt', '-ot', '-ef']);

function* test(shell: Shell, call: BuiltinCall): Step<number> {
  let { args } = call;
  if (call.name === '[') {
    if (args[args.length - 1] !== ']') {
      yield* shell.complain(shell.posix ? '[: missing ]' : "[: missing `]'");
      return 2;
    }
    args = args.slice(0, -1);
  }
  try {
    return (yield* new Evaluation(shell, args).whole()) ? 0 : 1;
  } catch (e) {
    if (!(e instanceof TestError)) throw e;
    yield* shell.complain(`${call.name}: ${e.message}`);
    return 2;
  }
}

/** POSIX's rules by the number of arguments, then the old grammar (test.c). */
class Evaluation {
  #at = 0;

  constructor(
    private readonly shell: Shell,
    private readonly args: readonly string[],
  ) {}

  *whole(): Step<boolean> {
    const { args } = this;
    switch (args.length) {
      case 0:
        return false;
      case 1:
        return args[0] !== '';
      case 2:
        return yield* this.#two(args[0]!, args[1]!);
      case 3:
        return yield* this.#three(args);
      case 4:
        if (args[0] === '!') return !(yield* this.#three(args.slice(1)));
        if (args[0] === '(' && args[3] === ')') return yield* this.#two(args[1]!, args[2]!);
    }
    const value = yield* this.#or();
    const left = args[this.#at];
    if (left !== undefined && BINARY.has(left)) throw new TestError(`syntax error: \`${left}' unexpected`);
    if (left !== undefined) throw new TestError('too many arguments');
    return value;
  }

  *#two(a: string, b: string): Step<boolean> {
    if (a === '!') return b === '';
    if (isUnary(a)) return yield* this.#unary(a, b);
    throw new TestError(this.shell.posix ? `${a}: unexpected operator` : `${a}: unary operator expected`);
  }

  *#three(args: readonly string[]): Step<boolean> {
    const [a, b, c] = args as [string, string, string];
    if (BINARY.has(b)) return this.#binary(a, b, c);
    if (b === '-a') return a !== '' && c !== '';
    if (b === '-o') return a !== '' || c !== '';
    if (a === '!') return !(yield* this.#two(b, c));
    if (a === '(' && c === ')') return b !== '';
    throw new TestError(this.shell.posix ? `${b}: unexpected operator` : `${b}: binary operator expected`);
  }

  // ---- the grammar of more than four arguments ----------------------------------------------------

  *#or(): Step<boolean> {
    let value = yield* this.#and();
    while (this.args[this.#at] === '-o') {
      this.#at++;
      const right = yield* this.#and();
      value = value || right;
    }
    return value;
  }

  *#and(): Step<boolean> {
    let value = yield* this.#term();
    while (this.args[this.#at] === '-a') {
      this.#at++;
      const right = yield* this.#term();
      value = value && right;
    }
    return value;
  }

  *#term(): Step<boolean> {
    const { args } = this;
    const a = args[this.#at];
    if (a === undefined) throw new TestError('argument expected');
    if (a === '!') {
      this.#at++;
      return !(yield* this.#term());
    }
    const b = args[this.#at + 1];
    if (b !== undefined && BINARY.has(b) && args[this.#at + 2] !== undefined) {
      this.#at += 3;
      return this.#binary(a, b, args[this.#at - 1]!);
    }
    if (a === '(') {
      this.#at++;
      const value = yield* this.#or();
      if (args[this.#at] !== ')') {
        const found = args[this.#at];
        throw new TestError(found === undefined ? "`)' expected" : `\`)' expected, found ${found}`);
      }
      this.#at++;
      return value;
    }
    if (isUnary(a) && b !== undefined) {
      this.#at += 2;
      return yield* this.#unary(a, b);
    }
    this.#at++;
    return a !== '';
  }

  // ---- operators ----------------------------------------------------------------------------------

  *#unary(operator: string, operand: string): Step<boolean> {
    return yield* unaryTest(this.shell, operator, operand, false);
  }

  #binary(left: string, operator: string, right: string): boolean {
    switch (operator) {
      case '=':
      case '==':
        return left === right;
      case '!=':
        return left !== right;
      case '<':
        return compareText(left, right) < 0;
      case '>':
        return compareText(left, right) > 0;
      case '-nt':
      case '-ot':
      case '-ef':
        return compareFiles(this.shell, left, operator, right);
      default:
        return compareNumbers(operator, this.#number(left), this.#number(right));
    }
  }

  #number(text: string): Int {
    if (!/^\s*[+-]?\d+\s*$/.test(text)) {
      throw new TestError(this.shell.posix ? `Illegal number: ${text}` : `${text}: integer expression expected`);
    }
    return fromDecimal(text.trim().replace(/^\+/, ''));
  }
}

function isUnary(text: string): boolean {
  return UNARY_OPERATORS.has(text);
}

export const TEST_BUILTINS: Readonly<Record<string, Builtin>> = {
  test: { run: test, usage: '[expr]', summary: 'Evaluate conditional expression.' },
  '[': { run: test, usage: 'arg... ]', summary: "This is a synonym for the `test' builtin." },
};
