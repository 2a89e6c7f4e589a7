import { fromBase, fromDecimal, type Int } from './integers.ts';

/** An arithmetic expression's tree. */
export type Arith =
  | { type: 'number'; value: Int }
  | { type: 'variable'; name: string; subscript: string | undefined }
  | { type: 'unary'; operator: '-' | '+' | '!' | '~'; operand: Arith }
  | { type: 'step'; by: 1 | -1; before: boolean; target: Variable }
  | { type: 'binary'; operator: string; left: Arith; right: Arith; errorAt: string }
  | { type: 'logical'; operator: '&&' | '||'; left: Arith; right: Arith }
  | { type: 'choice'; test: Arith; yes: Arith; no: Arith }
  | { type: 'assign'; operator: string; target: Variable; value: Arith; errorAt: string }
  | { type: 'comma'; left: Arith; right: Arith };

type Variable = Extract<Arith, { type: 'variable' }>;

/** A text that is no expression, with what bash says of it (`syntax error: operand expected`) and the rest of the text there. */
export class ArithmeticError extends Error {
  constructor(
    message: string,
    readonly rest: string,
    /** Where the text is cut off in the message; a bad number ends it. */
    readonly end?: number,
  ) {
    super(message);
  }
}

interface Lexeme {
  type: 'number' | 'variable' | 'operator' | 'end';
  text: string;
  start: number;
  value?: Int;
  subscript?: string;
}

const OPERATORS = ['<<=', '>>=', '**', '++', '--', '<=', '>=', '==', '!=', '&&', '||', '<<', '>>', '+=', '-=', '*=', '/=', '%=', '&=', '^=', '|='];
const ASSIGNMENTS = new Set(['=', '+=', '-=', '*=', '/=', '%=', '&=', '^=', '|=', '<<=', '>>=']);
const PRECEDENCE: Record<string, number> = {
  '|': 4,
  '^': 5,
  '&': 6,
  '==': 7,
  '!=': 7,
  '<': 8,
  '>': 8,
  '<=': 8,
  '>=': 8,
  '<<': 9,
  '>>': 9,
  '+': 10,
  '-': 10,
  '*': 11,
  '/': 11,
  '%': 11,
};

const LIMIT = 4000;
const cache = new Map<string, Arith>();
const MAX_DEPTH = 400;

/** Parses an expression (expr.c); an empty text is 0. Results are kept by text. Throws ArithmeticError. */
export function parseArithmetic(text: string): Arith {
  const known = cache.get(text);
  if (known) return known;
  const tree = new Parser(text).whole();
  if (cache.size >= LIMIT) cache.clear();
  if (text.length < 500) cache.set(text, tree);
  return tree;
}

class Parser {
  #at = 0;
  #token: Lexeme = { type: 'end', text: '', start: 0 };
  #last = 0;
  #depth = 0;

  constructor(readonly text: string) {}

  whole(): Arith {
    this.#next();
    if (this.#ended()) return { type: 'number', value: 0 };
    const tree = this.#comma();
    if (!this.#ended()) this.#fail('syntax error in expression');
    return tree;
  }

  /** The error names the rest of the text from the token on, or from the one before where the text has ended. */
  #fail(message: string): never {
    const from = this.#ended() ? this.#last : this.#token.start;
    throw new ArithmeticError(message, this.text.slice(from));
  }

  #ended(): boolean {
    return this.#token.type === 'end';
  }

  #is(operator: string): boolean {
    return this.#token.type === 'operator' && this.#token.text === operator;
  }

  #next(): void {
    this.#last = this.#token.start;
    const { text } = this;
    while (/[ \t\n]/.test(text[this.#at] ?? '')) this.#at++;
    const start = this.#at;
    const c = text[start];
    if (c === undefined) this.#token = { type: 'end', text: '', start };
    else if (/[A-Za-z_]/.test(c)) this.#variable(start);
    else if (/\d/.test(c)) this.#number(start);
    else {
      const operator = this.#operatorAt(start) ?? c;
      if (!/[-=+*/%&^|<>!~?:,()]/.test(c)) {
        const afterOperand = this.#token.type === 'number' || this.#token.type === 'variable';
        throw new ArithmeticError(`syntax error: ${afterOperand ? 'invalid arithmetic operator' : 'operand expected'}`, text.slice(start));
      }
      this.#at += operator.length;
      this.#token = { type: 'operator', text: operator, start };
    }
  }

  /** `++` and `--` are operators only beside a name: `7--3` is a difference. */
  #operatorAt(start: number): string | undefined {
    const operator = OPERATORS.find((o) => this.text.startsWith(o, start));
    if (operator !== '++' && operator !== '--') return operator;
    return this.#token.type === 'variable' || /^[ \t\n]*[A-Za-z_]/.test(this.text.slice(start + 2)) ? operator : undefined;
  }

  #variable(start: number): void {
    const name = /^\w+/.exec(this.text.slice(start))![0];
    this.#at = start + name.length;
    this.#token = { type: 'variable', text: name, start };
    if (this.text[this.#at] !== '[') return;
    let depth = 0;
    for (let i = this.#at; i < this.text.length; i++) {
      if (this.text[i] === '[') depth++;
      else if (this.text[i] === ']' && --depth === 0) {
        this.#token.subscript = this.text.slice(this.#at + 1, i);
        this.#at = i + 1;
        return;
      }
    }
    throw new ArithmeticError('bad array subscript', this.text.slice(start));
  }

  #number(start: number): void {
    const text = /^[\w#@]+/.exec(this.text.slice(start))![0];
    this.#at = start + text.length;
    this.#token = { type: 'number', text, start };
    this.#token.value = numberOf(text, this.#at);
  }

  #deeper<T>(body: () => T): T {
    if (++this.#depth > MAX_DEPTH) throw new ArithmeticError('expression recursion level exceeded', this.text.slice(this.#token.start));
    try {
      return body();
    } finally {
      this.#depth--;
    }
  }

  #comma(): Arith {
    return this.#deeper(() => {
      let left = this.#assignment();
      while (this.#is(',')) {
        this.#next();
        left = { type: 'comma', left, right: this.#assignment() };
      }
      return left;
    });
  }

  #assignment(): Arith {
    return this.#deeper(() => {
      const target = this.#choice();
      if (this.#token.type !== 'operator' || !ASSIGNMENTS.has(this.#token.text)) return target;
      if (target.type !== 'variable') this.#fail('attempted assignment to non-variable');
      const operator = this.#token.text.slice(0, -1);
      this.#next();
      const errorAt = this.text.slice(this.#token.start);
      return { type: 'assign', operator, target, value: this.#assignment(), errorAt };
    });
  }

  #choice(): Arith {
    const test = this.#logical('||');
    if (!this.#is('?')) return test;
    this.#next();
    if (this.#is(':') || this.#ended()) this.#fail('expression expected');
    const yes = this.#comma();
    if (!this.#is(':')) this.#fail("`:' expected for conditional expression");
    this.#next();
    if (this.#ended()) this.#fail('expression expected');
    return { type: 'choice', test, yes, no: this.#deeper(() => this.#choice()) };
  }

  #logical(operator: '&&' | '||'): Arith {
    const operand = (): Arith => (operator === '||' ? this.#logical('&&') : this.#binary(4));
    let left = operand();
    while (this.#is(operator)) {
      this.#next();
      left = { type: 'logical', operator, left, right: operand() };
    }
    return left;
  }

  #binary(level: number): Arith {
    let left = this.#power();
    for (;;) {
      const operator = this.#token.type === 'operator' ? this.#token.text : '';
      const precedence = PRECEDENCE[operator];
      if (precedence === undefined || precedence < level) return left;
      this.#next();
      const errorAt = this.text.slice(this.#token.start);
      const right = this.#deeper(() => this.#binary(precedence + 1));
      left = { type: 'binary', operator, left, right, errorAt };
    }
  }

  #power(): Arith {
    const left = this.#unary();
    if (!this.#is('**')) return left;
    this.#next();
    const errorAt = this.text.slice(this.#token.start);
    return { type: 'binary', operator: '**', left, right: this.#deeper(() => this.#power()), errorAt };
  }

  #unary(): Arith {
    const { text, type } = this.#token;
    if (type === 'operator' && (text === '!' || text === '~' || text === '-' || text === '+')) {
      this.#next();
      return { type: 'unary', operator: text, operand: this.#deeper(() => this.#unary()) };
    }
    if (type === 'operator' && (text === '++' || text === '--')) return this.#stepBefore(text);
    return this.#primary();
  }

  #stepBefore(operator: '++' | '--'): Arith {
    this.#next();
    if (this.#token.type !== 'variable') this.#fail('syntax error: operand expected');
    const target = this.#takeVariable();
    return { type: 'step', by: operator === '++' ? 1 : -1, before: true, target };
  }

  #takeVariable(): Variable {
    const { text, subscript } = this.#token;
    this.#next();
    return { type: 'variable', name: text, subscript };
  }

  #primary(): Arith {
    const token = this.#token;
    if (token.type === 'number') {
      this.#next();
      if (this.#token.type === 'variable' || this.#token.type === 'number') this.#fail('syntax error in expression');
      return { type: 'number', value: token.value! };
    }
    if (token.type === 'variable') {
      const target = this.#takeVariable();
      const after = this.#token;
      if (after.type === 'operator' && (after.text === '++' || after.text === '--')) {
        this.#next();
        return { type: 'step', by: after.text === '++' ? 1 : -1, before: false, target };
      }
      if (after.type === 'variable' || after.type === 'number') this.#fail('syntax error in expression');
      return target;
    }
    if (!this.#is('(')) this.#fail('syntax error: operand expected');
    this.#next();
    const inner = this.#comma();
    if (!this.#is(')')) this.#fail("missing `)'");
    this.#next();
    return inner;
  }
}

/** A constant: decimal, octal with a leading 0, hexadecimal with 0x, or `base#digits`. Throws ArithmeticError. */
export function numberOf(text: string, end?: number): Int {
  const hash = text.indexOf('#');
  if (hash > 0) {
    const base = Number(text.slice(0, hash));
    if (base === 0 || text.includes('#', hash + 1)) throw new ArithmeticError('invalid number', text, end);
    if (!/^\d+$/.test(text.slice(0, hash)) || base < 2 || base > 64) throw new ArithmeticError('invalid arithmetic base', text, end);
    const digits = text.slice(hash + 1);
    if (digits === '') throw new ArithmeticError('invalid integer constant', text, end);
    const value = fromBase(digits, base);
    if (value === undefined) throw new ArithmeticError('value too great for base', text, end);
    return value;
  }
  if (/^[1-9]\d*$/.test(text) || text === '0') return fromDecimal(text);
  const hexadecimal = /^0[xX]/.test(text);
  const base = hexadecimal ? 16 : text.startsWith('0') ? 8 : 10;
  const value = fromBase(hexadecimal ? text.slice(2) : text, base);
  if (value === undefined) throw new ArithmeticError(/[#@]/.test(text) && base !== 10 ? 'invalid number' : 'value too great for base', text, end);
  return value;
}
