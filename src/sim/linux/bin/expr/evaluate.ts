import { argumentBytes } from '../lib/escapes.ts';
import { posixRegex, RegexError } from '../lib/regex.ts';
import { Failure } from '../lib/utility.ts';

const INTEGER = /^-?\d+$/;

/** Evaluates an expression of expr(1), from loosest to tightest: | & comparison + - * / % : and the words. Throws Failure. */
export class Evaluator {
  #at = 0;

  constructor(
    private readonly args: readonly string[],
    private readonly quote: (text: string) => string,
  ) {}

  evaluate(): string {
    const value = this.#or();
    if (this.#at < this.args.length) throw new Failure(`syntax error: unexpected argument ${this.quote(this.args[this.#at]!)}`, 2);
    return value;
  }

  #take(...operators: string[]): string | undefined {
    const word = this.args[this.#at];
    if (word === undefined || !operators.includes(word)) return undefined;
    this.#at++;
    return word;
  }

  #missing(): never {
    throw new Failure(`syntax error: missing argument after ${this.quote(this.args[this.#at - 1] ?? '')}`, 2);
  }

  #or(): string {
    let left = this.#and();
    while (this.#take('|')) {
      const right = this.#and();
      left = isNull(left) ? (isNull(right) ? '0' : right) : left;
    }
    return left;
  }

  #and(): string {
    let left = this.#compare();
    while (this.#take('&')) {
      const right = this.#compare();
      left = isNull(left) || isNull(right) ? '0' : left;
    }
    return left;
  }

  #compare(): string {
    let left = this.#sum();
    for (let op = this.#take('<', '<=', '=', '==', '!=', '>=', '>'); op; op = this.#take('<', '<=', '=', '==', '!=', '>=', '>')) {
      const right = this.#sum();
      const numbers = INTEGER.test(left) && INTEGER.test(right);
      const order = numbers ? sign(BigInt(left) - BigInt(right)) : left < right ? -1 : left > right ? 1 : 0;
      const truth = {
        '<': order < 0,
        '<=': order <= 0,
        '=': order === 0,
        '==': order === 0,
        '!=': order !== 0,
        '>=': order >= 0,
        '>': order > 0,
      }[op];
      left = truth ? '1' : '0';
    }
    return left;
  }

  #sum(): string {
    let left = this.#product();
    for (let op = this.#take('+', '-'); op; op = this.#take('+', '-')) {
      const [a, b] = this.#integers(left, this.#product());
      left = String(op === '+' ? a + b : a - b);
    }
    return left;
  }

  #product(): string {
    let left = this.#match();
    for (let op = this.#take('*', '/', '%'); op; op = this.#take('*', '/', '%')) {
      const [a, b] = this.#integers(left, this.#match());
      if (op !== '*' && b === 0n) throw new Failure('division by zero', 2);
      left = String(op === '*' ? a * b : op === '/' ? a / b : a % b);
    }
    return left;
  }

  #integers(left: string, right: string): [bigint, bigint] {
    if (!INTEGER.test(left) || !INTEGER.test(right)) throw new Failure('non-integer argument', 2);
    return [BigInt(left), BigInt(right)];
  }

  #match(): string {
    let left = this.#word();
    while (this.#take(':')) left = matched(left, this.#word());
    return left;
  }

  #word(): string {
    if (this.#at >= this.args.length) this.#missing();
    if (this.#take('+')) return this.#primary();
    if (this.#take('length')) return String([...this.#word()].length);
    if (this.#take('match')) {
      const text = this.#word();
      return matched(text, this.#word());
    }
    if (this.#take('index')) {
      const text = this.#word();
      const chars = this.#word();
      return String([...text].findIndex((c) => chars.includes(c)) + 1);
    }
    if (this.#take('substr')) {
      const text = this.#word();
      const [position, length] = [this.#word(), this.#word()];
      if (!INTEGER.test(position) || !INTEGER.test(length) || Number(position) < 1 || Number(length) < 1) return '';
      return text.slice(Number(position) - 1, Number(position) - 1 + Number(length));
    }
    return this.#primary();
  }

  #primary(): string {
    const word = this.args[this.#at];
    if (word === undefined) this.#missing();
    this.#at++;
    if (word === ')') throw new Failure(`syntax error: unexpected ${this.quote(')')}`, 2);
    if (word !== '(') return word!;
    const value = this.#or();
    if (this.args[this.#at] !== ')') {
      const found = this.args[this.#at];
      throw new Failure(
        found === undefined
          ? `syntax error: expecting ${this.quote(')')} after ${this.quote(this.args[this.#at - 1]!)}`
          : `syntax error: expecting ${this.quote(')')} instead of ${this.quote(found)}`,
        2,
      );
    }
    this.#at++;
    return value;
  }
}

const isNull = (value: string): boolean => value === '' || /^-?0+$/.test(value);
const sign = (n: bigint): number => (n < 0n ? -1 : n > 0n ? 1 : 0);

/** `TEXT : REGEXP`: the first group, or how much matched; the expression is anchored at the start. */
function matched(text: string, pattern: string): string {
  try {
    const regex = posixRegex(argumentBytes(pattern), { extended: false, utf8: false });
    const found = regex.exec(argumentBytes(text));
    const anchored = found !== undefined && found.start === 0;
    if (regex.groups > 0) return anchored ? (found.groups[1] ?? '') : '';
    return anchored ? String(found.end) : '0';
  } catch (e) {
    if (e instanceof RegexError) throw new Failure(e.message, 2);
    throw e;
  }
}
