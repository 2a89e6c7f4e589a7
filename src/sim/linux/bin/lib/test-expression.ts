import { isErrno } from '../../../kernel/errno.ts';
import type { Stat } from '../../../kernel/file.ts';
import type { Process } from '../../../kernel/process.ts';

/** A wrong expression of test(1), with its message. */
export class TestError extends Error {}

const BINARY = new Set(['=', '==', '!=', '-eq', '-ne', '-lt', '-le', '-gt', '-ge', '-nt', '-ot', '-ef']);
const UNARY = /^-[bcdefghkLnNOprsStuwxzG]$/;

/**
 * Evaluates an expression of test(1), coreutils' flavour: by the number of arguments as POSIX has it, longer ones with -a, -o,
 * ! and parentheses. Throws TestError.
 */
export class TestExpression {
  #at = 0;

  constructor(
    private readonly p: Process,
    private readonly args: readonly string[],
    private readonly quote: (text: string) => string,
  ) {}

  evaluate(): boolean {
    if (this.args.length === 0) return false;
    const value = this.#posix(this.args.length);
    if (this.#at < this.args.length) throw new TestError(`extra argument ${this.quote(this.args[this.#at]!)}`);
    return value;
  }

  get #word(): string | undefined {
    return this.args[this.#at];
  }

  #posix(count: number): boolean {
    const { args } = this;
    const at = this.#at;
    switch (count) {
      case 1:
        return this.args[this.#at++] !== '';
      case 2:
        return this.#two();
      case 3:
        return this.#three();
      case 4:
        if (args[at] === '!') {
          this.#at++;
          return !this.#three();
        }
        if (args[at] === '(' && args[at + 3] === ')') {
          this.#at++;
          const value = this.#two();
          this.#at++;
          return value;
        }
        return this.#or();
      default:
        return this.#or();
    }
  }

  #two(): boolean {
    const first = this.#word!;
    if (first === '!') {
      this.#at++;
      return this.args[this.#at++] === '';
    }
    if (UNARY.test(first)) return this.#unary();
    throw new TestError(
      first.startsWith('-') && first.length === 2
        ? `${this.quote(first)}: unary operator expected`
        : `missing argument after ${this.quote(this.args[this.#at + 1]!)}`,
    );
  }

  #three(): boolean {
    const [first, second, third] = this.args.slice(this.#at, this.#at + 3) as [string, string, string];
    if (BINARY.has(second)) return this.#binary();
    if (first === '!') {
      this.#at++;
      return !this.#two();
    }
    if (first === '(' && (third as string) === ')') {
      this.#at += 3;
      return second !== '';
    }
    if (second === '-a' || second === '-o') return this.#or();
    throw new TestError(`${this.quote(second)}: binary operator expected`);
  }

  #or(): boolean {
    let value = this.#and();
    while (this.#word === '-o') {
      this.#at++;
      const right = this.#and();
      value = value || right;
    }
    return value;
  }

  #and(): boolean {
    let value = this.#term();
    while (this.#word === '-a') {
      this.#at++;
      const right = this.#term();
      value = value && right;
    }
    return value;
  }

  #term(): boolean {
    const { args } = this;
    if (this.#word === undefined) throw new TestError(`missing argument after ${this.quote(args[args.length - 1] ?? '')}`);
    if (this.#word === '!' && this.#at + 1 < args.length) {
      this.#at++;
      return !this.#term();
    }
    if (this.#word === '(' && !(BINARY.has(args[this.#at + 1] ?? '') && this.#at + 2 < args.length)) {
      this.#at++;
      const value = this.#or();
      const close = args[this.#at];
      if (close === undefined) throw new TestError(`${this.quote(')')} expected`);
      if (close !== ')') throw new TestError(`${this.quote(')')} expected, found ${close}`);
      this.#at++;
      return value;
    }
    if (this.#at + 2 < args.length && BINARY.has(args[this.#at + 1]!)) return this.#binary();
    if (UNARY.test(this.#word) && this.#at + 1 < args.length) return this.#unary();
    return this.args[this.#at++] !== '';
  }

  #integer(text: string): bigint {
    const m = /^[ \t]*([+-]?\d+)[ \t]*$/.exec(text);
    if (!m) throw new TestError(`invalid integer ${this.quote(text)}`);
    return BigInt(m[1]!.replace('+', ''));
  }

  #binary(): boolean {
    const [left, operator, right] = this.args.slice(this.#at, this.#at + 3) as [string, string, string];
    this.#at += 3;
    switch (operator) {
      case '=':
      case '==':
        return left === right;
      case '!=':
        return left !== right;
      case '-nt':
        return (this.#stat(left)?.mtime ?? -Infinity) > (this.#stat(right)?.mtime ?? -Infinity);
      case '-ot':
        return (this.#stat(left)?.mtime ?? -Infinity) < (this.#stat(right)?.mtime ?? -Infinity);
      case '-ef': {
        const [a, b] = [this.#stat(left), this.#stat(right)];
        return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino;
      }
    }
    const [a, b] = [this.#integer(left), this.#integer(right)];
    return { '-eq': a === b, '-ne': a !== b, '-lt': a < b, '-le': a <= b, '-gt': a > b, '-ge': a >= b }[operator]!;
  }

  #stat(path: string, follow = true): Stat | undefined {
    try {
      return follow ? this.p.sys.stat(path) : this.p.sys.lstat(path);
    } catch (e) {
      if (isErrno(e)) return undefined;
      throw e;
    }
  }

  #may(path: string, right: string): boolean {
    try {
      this.p.sys.access(path, right);
      return true;
    } catch (e) {
      if (isErrno(e)) return false;
      throw e;
    }
  }

  #unary(): boolean {
    const operator = this.args[this.#at]![1]!;
    const word = this.args[this.#at + 1]!;
    this.#at += 2;
    if (operator === 'n') return word !== '';
    if (operator === 'z') return word === '';
    if (operator === 't') return this.p.fds.get(Number(this.#integer(word)))?.file.terminal !== undefined;
    if ('rwx'.includes(operator)) return this.#may(word, operator);
    if (operator === 'h' || operator === 'L') return this.#stat(word, false)?.type === 'symlink';
    const st = this.#stat(word);
    if (!st) return false;
    const TYPES: Record<string, string> = { b: 'block', c: 'char', d: 'directory', f: 'file', p: 'fifo', S: 'socket' };
    if (operator in TYPES) return st.type === TYPES[operator];
    const tests: Record<string, boolean> = {
      e: true,
      s: st.size > 0,
      g: (st.mode & 0o2000) !== 0,
      u: (st.mode & 0o4000) !== 0,
      k: (st.mode & 0o1000) !== 0,
      O: st.uid === this.p.cred.uid,
      G: st.gid === this.p.cred.gid,
      N: st.mtime > st.atime,
    };
    return tests[operator] ?? false;
  }
}
