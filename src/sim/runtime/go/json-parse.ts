/** Why encoding/json cannot read a text; the message is Go's. */
export class GoJsonError extends Error {}

/** A character as Go's error quotes it. */
function quoted(c: string): string {
  if (c === "'") return `'\\''`;
  if (c === '"') return `'"'`;
  if (c === '\n') return `'\\n'`;
  if (c === '\t') return `'\\t'`;
  if (c === '\r') return `'\\r'`;
  return c < ' ' ? `'\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}'` : `'${c}'`;
}

const END = 'unexpected end of JSON input';

class Scanner {
  #at = 0;

  constructor(private readonly text: string) {}

  #fail(context: string): never {
    const c = this.text[this.#at];
    throw new GoJsonError(c === undefined ? END : `invalid character ${quoted(c)} ${context}`);
  }

  #space(): void {
    while (' \t\r\n'.includes(this.text[this.#at] ?? 'x')) this.#at++;
  }

  whole(): unknown {
    this.#space();
    const value = this.#value();
    this.#space();
    if (this.#at < this.text.length) this.#fail('after top-level value');
    return value;
  }

  #value(): unknown {
    const c = this.text[this.#at];
    if (c === '{') return this.#object();
    if (c === '[') return this.#array();
    if (c === '"') return this.#string();
    for (const [word, value] of [
      ['true', true],
      ['false', false],
      ['null', null],
    ] as const) {
      if (c === word[0]) return this.#word(word, value);
    }
    const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/.exec(this.text.slice(this.#at, this.#at + 60));
    if (number) {
      this.#at += number[0].length;
      return Number(number[0]);
    }
    return this.#fail('looking for beginning of value');
  }

  #word(word: string, value: unknown): unknown {
    for (let i = 1; i < word.length; i++) {
      this.#at++;
      if (this.text[this.#at] !== word[i]) this.#fail(`in literal ${word} (expecting ${quoted(word[i]!)})`);
    }
    this.#at++;
    return value;
  }

  #string(): string {
    const start = this.#at++;
    for (; this.text[this.#at] !== '"'; this.#at++) {
      const c = this.text[this.#at];
      if (c === undefined) throw new GoJsonError(END);
      if (c < ' ') this.#fail('in string literal');
      if (c === '\\') {
        this.#at++;
        if (!/["\\/bfnrtu]/.test(this.text[this.#at] ?? '')) this.#fail('in string escape code');
      }
    }
    this.#at++;
    return JSON.parse(this.text.slice(start, this.#at)) as string;
  }

  #array(): unknown[] {
    this.#at++;
    const out: unknown[] = [];
    this.#space();
    if (this.text[this.#at] === ']') {
      this.#at++;
      return out;
    }
    for (;;) {
      this.#space();
      out.push(this.#value());
      this.#space();
      if (this.text[this.#at] === ']') break;
      if (this.text[this.#at] !== ',') this.#fail('after array element');
      this.#at++;
    }
    this.#at++;
    return out;
  }

  #object(): Record<string, unknown> {
    this.#at++;
    const out: Record<string, unknown> = {};
    this.#space();
    if (this.text[this.#at] === '}') {
      this.#at++;
      return out;
    }
    for (;;) {
      this.#space();
      if (this.text[this.#at] !== '"') this.#fail('looking for beginning of object key string');
      const key = this.#string();
      this.#space();
      if (this.text[this.#at] !== ':') this.#fail('after object key');
      this.#at++;
      this.#space();
      out[key] = this.#value();
      this.#space();
      if (this.text[this.#at] === '}') break;
      if (this.text[this.#at] !== ',') this.#fail('after object key:value pair');
      this.#at++;
    }
    this.#at++;
    return out;
  }
}

/** Reads JSON as encoding/json does. Throws GoJsonError with its text. */
export function parseGoJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // only the text of the error is Go's
    return new Scanner(text).whole();
  }
}
