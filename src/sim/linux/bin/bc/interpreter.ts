import { libraryFunction } from './functions.ts';
import {
  add,
  compare,
  divide,
  format,
  modulo,
  multiply,
  ofInteger,
  parseNumber,
  raise,
  squareRoot,
  subtract,
  truth,
  withScale,
  ZERO,
  type Decimal,
} from './number.ts';

/** `quit` was read. */
export class Quit extends Error {}

class SyntaxProblem extends Error {}

class RuntimeProblem extends Error {}

/** What a line printed, and what was wrong with it. */
export interface Outcome {
  output: string;
  error?:
    | { kind: 'syntax'; /** The line ended too early, which is noticed on the next one. */ atEnd: boolean }
    | { kind: 'runtime'; message: string; address: number };
}

const TOKEN =
  /\s*(?:(\d*\.\d+|[0-9A-F]+\.?[0-9A-F]*|\.[0-9A-F]+)|([a-z][a-z0-9_]*)|("[^"]*")|(\+\+|--|[-+*/%^]=|[<>=!]=|&&|\|\||[-+*/%^()=<>!;,[\].\n]))/y;
/** Characters of a line of output; a longer number goes on after a backslash. */
const LINE_LENGTH = 69;
const LARGEST_EXPONENT = 100_000n;

/** bc's expressions and assignments. Functions and control statements are not here. */
export class Interpreter {
  #variables = new Map<string, Decimal>();
  #scale: number;
  #input = 10;
  #outputBase = 10;
  #last: Decimal = ZERO;
  quit = false;
  #tokens: string[] = [];
  #at = 0;

  constructor(private readonly library: boolean) {
    this.#scale = library ? 20 : 0;
  }

  /** Runs the statements of a line. */
  run(source: string): Outcome {
    let output = '';
    try {
      this.#tokens = tokens(source);
      this.#at = 0;
      while (this.#at < this.#tokens.length) {
        if (this.#take(';') || this.#take('\n')) continue;
        const shown = this.#statement();
        const next = this.#peek;
        if (!this.quit && next !== undefined && next !== ';' && next !== '\n') throw new SyntaxProblem();
        output += shown;
        if (this.quit) break;
      }
      return { output };
    } catch (e) {
      if (e instanceof SyntaxProblem) return { output, error: { kind: 'syntax', atEnd: this.#at >= this.#tokens.length } };
      if (e instanceof RuntimeProblem) return { output, error: { kind: 'runtime', message: e.message, address: this.#at } };
      throw e;
    }
  }

  get #peek(): string | undefined {
    return this.#tokens[this.#at];
  }

  #take(token: string): boolean {
    if (this.#peek !== token) return false;
    this.#at++;
    return true;
  }

  #statement(): string {
    const first = this.#peek!;
    if (first === 'quit') {
      this.quit = true;
      return '';
    }
    if (first.startsWith('"')) {
      this.#at++;
      return first.slice(1, -1);
    }
    if (this.#take('print')) return this.#print();
    const assignment = /^[a-z]/.test(first) && /^([-+*/%^]?=)$/.test(this.#tokens[this.#at + 1] ?? '');
    const value = this.#expression();
    if (assignment) return '';
    this.#last = value;
    return `${this.#shown(value)}\n`;
  }

  #print(): string {
    const ESCAPES: Record<string, string> = { n: '\n', t: '\t', '\\': '\\', q: '"', a: '\x07', b: '\b', f: '\f', r: '\r' };
    let out = '';
    do {
      const item = this.#peek;
      if (item?.startsWith('"')) {
        this.#at++;
        out += item.slice(1, -1).replace(/\\(.)/g, (_, c: string) => ESCAPES[c] ?? '');
      } else out += this.#shown((this.#last = this.#expression()));
    } while (this.#take(','));
    return out;
  }

  #shown(value: Decimal): string {
    const text = format(value, this.#outputBase);
    if (text.length <= LINE_LENGTH) return text;
    return (text.match(new RegExp(`.{1,${LINE_LENGTH - 1}}`, 'g')) ?? []).join('\\\n');
  }

  #expression(): Decimal {
    let left = this.#logicalAnd();
    while (this.#take('||')) {
      const right = this.#logicalAnd();
      left = truth(left.value !== 0n || right.value !== 0n);
    }
    return left;
  }

  #logicalAnd(): Decimal {
    let left = this.#not();
    while (this.#take('&&')) {
      const right = this.#not();
      left = truth(left.value !== 0n && right.value !== 0n);
    }
    return left;
  }

  #not(): Decimal {
    return this.#take('!') ? truth(this.#not().value === 0n) : this.#relation();
  }

  #relation(): Decimal {
    let left = this.#assignment();
    for (let op = this.#peek; op && /^([<>]=?|==|!=)$/.test(op); op = this.#peek) {
      this.#at++;
      const order = compare(left, this.#assignment());
      left = truth({ '<': order < 0, '>': order > 0, '<=': order <= 0, '>=': order >= 0, '==': order === 0, '!=': order !== 0 }[op]!);
    }
    return left;
  }

  #assignment(): Decimal {
    const name = this.#peek;
    const op = this.#tokens[this.#at + 1];
    if (!name || !/^[a-z]/.test(name) || !op || !/^[-+*/%^]?=$/.test(op)) return this.#sum();
    this.#at += 2;
    const right = this.#assignment();
    return this.#set(name, op === '=' ? right : this.#apply(op[0]!, this.#get(name), right));
  }

  #sum(): Decimal {
    let left = this.#product();
    for (let op = this.#peek; op === '+' || op === '-'; op = this.#peek) {
      this.#at++;
      left = this.#apply(op, left, this.#product());
    }
    return left;
  }

  #product(): Decimal {
    let left = this.#power();
    for (let op = this.#peek; op === '*' || op === '/' || op === '%'; op = this.#peek) {
      this.#at++;
      left = this.#apply(op, left, this.#power());
    }
    return left;
  }

  #power(): Decimal {
    const base = this.#unary();
    return this.#take('^') ? this.#apply('^', base, this.#power()) : base;
  }

  #unary(): Decimal {
    if (this.#take('-')) {
      const { value, scale } = this.#unary();
      return { value: -value, scale };
    }
    if (this.#peek === '++' || this.#peek === '--') {
      const by = this.#tokens[this.#at++] === '++' ? 1 : -1;
      const name = this.#tokens[this.#at++] ?? '';
      return this.#set(name, add(this.#get(name), ofInteger(by)));
    }
    return this.#primary();
  }

  #apply(op: string, a: Decimal, b: Decimal): Decimal {
    const scale = this.#scale;
    let result: Decimal | undefined;
    if (op === '+') result = add(a, b);
    else if (op === '-') result = subtract(a, b);
    else if (op === '*') result = multiply(a, b, scale);
    else if (op === '/') result = divide(a, b, scale);
    else if (op === '%') result = modulo(a, b, scale);
    else {
      const exponent = withScale(b, 0).value;
      if (exponent > LARGEST_EXPONENT || exponent < -LARGEST_EXPONENT) throw new RuntimeProblem('exponent too large in raise');
      result = raise(a, exponent, scale);
    }
    if (!result) throw new RuntimeProblem(op === '%' ? 'Modulo by zero' : 'Divide by zero');
    return result;
  }

  #primary(): Decimal {
    const token = this.#tokens[this.#at++];
    if (token === undefined) throw new SyntaxProblem();
    if (/^[0-9A-F.]+$/.test(token) && token !== '.') return parseNumber(token, this.#input);
    if (token === '(') {
      const value = this.#expression();
      if (!this.#take(')')) throw new SyntaxProblem();
      return value;
    }
    if (token === '.') return this.#last;
    if (!/^[a-z]/.test(token)) throw new SyntaxProblem();
    if (this.#take('(')) return this.#call(token);
    const value = this.#get(token);
    if (this.#peek === '++' || this.#peek === '--') this.#set(token, add(value, ofInteger(this.#tokens[this.#at++] === '++' ? 1 : -1)));
    return value;
  }

  #call(name: string): Decimal {
    const argument = this.#expression();
    if (!this.#take(')')) throw new SyntaxProblem();
    if (name === 'sqrt') {
      const root = squareRoot(argument, this.#scale);
      if (!root) throw new RuntimeProblem('Square root of a negative number');
      return root;
    }
    if (name === 'scale') return ofInteger(argument.scale);
    if (name === 'length') {
      const digits = (argument.value < 0n ? -argument.value : argument.value).toString();
      return ofInteger(Math.max(digits.length, argument.scale));
    }
    const result = this.library ? libraryFunction(name, argument, this.#scale) : undefined;
    if (!result) throw new RuntimeProblem(`Function ${name} not defined.`);
    return result;
  }

  #get(name: string): Decimal {
    switch (name) {
      case 'scale':
        return ofInteger(this.#scale);
      case 'ibase':
        return ofInteger(this.#input);
      case 'obase':
        return ofInteger(this.#outputBase);
      case 'last':
        return this.#last;
      default:
        return this.#variables.get(name) ?? ZERO;
    }
  }

  #set(name: string, value: Decimal): Decimal {
    const n = Number(withScale(value, 0).value);
    if (name === 'scale') this.#scale = Math.max(0, Math.min(n, 100_000));
    else if (name === 'ibase') this.#input = Math.max(2, Math.min(n, 16));
    else if (name === 'obase') this.#outputBase = Math.max(2, Math.min(n, 999));
    else if (name === 'last') this.#last = value;
    else this.#variables.set(name, value);
    return value;
  }
}

function tokens(source: string): string[] {
  const out: string[] = [];
  TOKEN.lastIndex = 0;
  const text = source.trimEnd();
  while (TOKEN.lastIndex < text.length) {
    const m = TOKEN.exec(text);
    if (!m) throw new SyntaxProblem();
    out.push(m[1] ?? m[2] ?? m[3] ?? m[4]!);
  }
  return out;
}
