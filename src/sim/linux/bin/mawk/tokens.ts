/** Kinds of tokens; operators and punctuation are their own kind. */
export type TokenKind =
  | 'number'
  | 'string'
  | 'regex'
  | 'name'
  /** A name right before a parenthesis, or one that is known to be a function. */
  | 'function-name'
  | 'builtin'
  | 'keyword'
  | 'newline'
  | 'end'
  | 'bad'
  | 'operator';

export interface Token {
  kind: TokenKind;
  /** The operator, name or keyword; the text of a string, the pattern of a regular expression. */
  text: string;
  value: number;
  line: number;
  /** A semicolon that stands for none in the program, before a closing brace. */
  supplied?: boolean;
}

/** A program that does not parse: the message without the program's name, and what is said after it. */
export class AwkSyntaxError extends Error {
  constructor(
    message: string,
    readonly second?: string,
  ) {
    super(message);
  }
}

const KEYWORDS = new Set(
  'BEGIN END if else while for do break continue next nextfile exit return function delete in print printf getline'.split(' '),
);

/** Functions by name, with how many arguments they take. Those with a grammar of their own have none here. */
export const BUILTINS: Readonly<Record<string, readonly [least: number, most: number] | undefined>> = {
  index: [2, 2],
  substr: [2, 3],
  sin: [1, 1],
  cos: [1, 1],
  atan2: [2, 2],
  exp: [1, 1],
  log: [1, 1],
  int: [1, 1],
  sqrt: [1, 1],
  rand: [0, 0],
  srand: [0, 1],
  close: [1, 1],
  system: [1, 1],
  toupper: [1, 1],
  tolower: [1, 1],
  fflush: [0, 1],
  mktime: [1, 1],
  strftime: [0, 3],
  systime: [0, 0],
  sprintf: [1, Infinity],
  length: [0, 1],
  match: undefined,
  split: undefined,
  sub: undefined,
  gsub: undefined,
};

const STRING_ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** What escapes in a string or in a command-line assignment stand for; unknown ones keep their backslash. */
export function unescape(text: string): string {
  return text.replace(/\\(?:([0-7]{1,3})|x([0-9a-fA-F]{1,2})|([^]))/g, (whole, octal?: string, hex?: string, char?: string) => {
    if (octal !== undefined) return String.fromCharCode(parseInt(octal, 8) & 255);
    if (hex !== undefined) return String.fromCharCode(parseInt(hex, 16));
    return STRING_ESCAPES[char!] ?? whole;
  });
}

const OPERATORS = [
  ...['<<', '>>', '<=', '>=', '==', '!=', '!~', '&&', '||', '++', '--', '+=', '-=', '*=', '/=', '%=', '^='],
  ...['{', '}', '(', ')', '[', ']', ';', ',', '+', '-', '*', '/', '%', '^', '!', '<', '>', '=', '?', ':', '~', '$', '|'],
];

/** Tokens after which a slash divides. */
const DIVIDES = new Set(['number', 'string', 'regex', 'name']);

/** Takes a program apart as mawk's scanner does, with the newlines that mean something. */
export function tokenize(program: string, locate: (line: number) => string): Token[] {
  return new Lexer(program, locate).run();
}

class Lexer {
  readonly #tokens: Token[] = [];
  #at = 0;
  #line = 1;
  #braces = 0;
  #parentheses = 0;

  constructor(
    private readonly text: string,
    private readonly locate: (line: number) => string,
  ) {}

  run(): Token[] {
    this.#skipNewlines();
    for (;;) {
      this.#skipBlanks();
      const char = this.text[this.#at];
      if (char === undefined) {
        // the program's text ends with a newline, whether it is there or not
        const open = this.#tokens.at(-1);
        if (open && open.kind !== 'newline') this.#push('newline', '\n');
        if (this.text.at(-1) !== '\n') this.#line++;
        this.#push('end', '');
        return this.#tokens;
      }
      if (!this.#token(char)) return this.#tokens;
    }
  }

  #push(kind: TokenKind, text: string, value = 0): Token {
    const token: Token = { kind, text, value, line: this.#line };
    this.#tokens.push(token);
    return token;
  }

  /** Blanks, comments and continued lines. */
  #skipBlanks(): void {
    const blanks = /(?:[ \t\r\f\v]|\\\r?\n|#[^\n]*)*/y;
    blanks.lastIndex = this.#at;
    const found = blanks.exec(this.text)![0];
    this.#line += found.split('\n').length - 1;
    this.#at += found.length;
  }

  #skipNewlines(): void {
    for (;;) {
      this.#skipBlanks();
      if (this.text[this.#at] !== '\n') return;
      this.#at++;
      this.#line++;
    }
  }

  /** Reads one token; false where nothing behind it counts. */
  #token(char: string): boolean {
    if (char === '\n') {
      this.#push('newline', '\n');
      this.#skipNewlines();
      return true;
    }
    if (char === '"') return this.#string();
    if (/[0-9]/.test(char) || (char === '.' && /[0-9]/.test(this.text[this.#at + 1] ?? ''))) return this.#number();
    if (/[A-Za-z_]/.test(char)) return this.#word();
    if (char === '/' && !this.#divides()) return this.#regex();
    const operator = OPERATORS.find((o) => this.text.startsWith(o, this.#at));
    if (!operator || operator === '<<') {
      this.#push('bad', `${this.locate(this.#line).replace(/line (?=\d+$)/, '')}: unexpected character '${char}'`);
      return false;
    }
    this.#operator(operator);
    return true;
  }

  #divides(): boolean {
    const last = this.#tokens.at(-1);
    if (!last) return false;
    if (last.kind === 'operator') return [')', ']', '++', '--'].includes(last.text);
    return DIVIDES.has(last.kind) || last.text === 'getline' || (last.kind === 'builtin' && last.text === 'length');
  }

  #operator(operator: string): void {
    const last = this.#tokens.at(-1);
    this.#at += operator.length;
    if (operator === '}') {
      if (this.#braces === 0) {
        this.#push('bad', `${this.locate(this.#line)}: extra '}'`);
        return;
      }
      this.#braces--;
      // a statement before a closing brace needs no end of its own
      if (last && last.kind !== 'newline' && !(last.kind === 'operator' && [';', '{', '}'].includes(last.text))) {
        this.#push('operator', ';').supplied = true;
      }
    }
    if (operator === '{') this.#braces++;
    if (operator === '(') this.#parentheses++;
    if (operator === ')' && --this.#parentheses < 0) {
      this.#push('bad', `${this.locate(this.#line)}: extra ')'`);
      return;
    }
    this.#push('operator', operator);
    if (['{', '}', ',', ';', '&&', '||'].includes(operator)) this.#skipNewlines();
  }

  #string(): boolean {
    const found = /"((?:[^"\\\n]|\\[^])*)"/y;
    found.lastIndex = this.#at;
    const match = found.exec(this.text);
    if (!match) {
      this.#push(
        'bad',
        `${this.locate(this.#line)}: runaway string constant ${this.text.slice(this.#at).split('\n')[0]!.slice(0, 11)} ...`,
      );
      return false;
    }
    this.#push('string', unescape(match[1]!.replace(/\\\r?\n/g, '')));
    this.#line += match[0].split('\n').length - 1;
    this.#at += match[0].length;
    return true;
  }

  #regex(): boolean {
    const found = /\/((?:[^/\\\n[]|\\.|\[\^?\]?(?:[^\]\\\n]|\\.)*\])*)\//y;
    found.lastIndex = this.#at;
    const match = found.exec(this.text);
    if (!match) {
      this.#push(
        'bad',
        `${this.locate(this.#line)}: runaway regular expression ${this.text.slice(this.#at).split('\n')[0]!.slice(0, 11)} ...`,
      );
      return false;
    }
    this.#push('regex', match[1]!.replace(/\\\//g, '/'));
    this.#at += match[0].length;
    return true;
  }

  #number(): boolean {
    const found = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
    found.lastIndex = this.#at;
    const text = found.exec(this.text)![0];
    this.#push('number', text, Number(text));
    this.#at += text.length;
    return true;
  }

  #word(): boolean {
    const found = /[A-Za-z_0-9]+/y;
    found.lastIndex = this.#at;
    const word = found.exec(this.text)![0];
    this.#at += word.length;
    if (KEYWORDS.has(word)) {
      this.#push('keyword', word);
      if (word === 'do' || word === 'else') this.#skipNewlines();
    } else if (Object.hasOwn(BUILTINS, word)) this.#push('builtin', word);
    else this.#push(this.text[this.#at] === '(' ? 'function-name' : 'name', word);
    return true;
  }
}
