import { text as decodeUtf8 } from '../../../kernel/text.ts';
import { GoError } from '../go/error.ts';
import { quoteRune } from '../go/quote.ts';
import { JsonNumber, JsonObject, type Json } from './value.ts';

/** A `*json.SyntaxError`: `offset` counts the bytes read before it. */
export class JsonSyntaxError extends GoError {
  constructor(
    message: string,
    readonly offset: number,
  ) {
    super(message);
  }
}

const MAX_DEPTH = 1000;

/** encoding/json's quoteChar: the character that was not expected, in the quotes of a rune. */
function quoteChar(code: number): string {
  if (code === 0x27) return `'\\''`;
  if (code === 0x22) return `'"'`;
  // encoding/json quotes the byte as if it were a character
  return quoteRune(String.fromCharCode(code));
}

const SPACE = new Set([0x20, 0x09, 0x0a, 0x0d]);
const ESCAPED: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\', '/': '/' };

class Parser {
  at = 0;
  depth = 0;
  constructor(
    readonly data: Uint8Array,
    start: number,
  ) {
    this.at = start;
  }

  fail(context: string, at = this.at): never {
    if (at >= this.data.length) throw new JsonSyntaxError('unexpected end of JSON input', this.data.length);
    throw new JsonSyntaxError(`invalid character ${quoteChar(this.data[at]!)} ${context}`, at + 1);
  }

  space(): void {
    while (this.at < this.data.length && SPACE.has(this.data[this.at]!)) this.at++;
  }

  value(): Json {
    this.space();
    const c = this.data[this.at];
    switch (c) {
      case 0x7b:
        return this.nested(() => this.object());
      case 0x5b:
        return this.nested(() => this.array());
      case 0x22:
        return this.string();
      case 0x74:
        return this.word('true', true);
      case 0x66:
        return this.word('false', false);
      case 0x6e:
        return this.word('null', null);
      default:
        if (c === 0x2d || (c !== undefined && c >= 0x30 && c <= 0x39)) return this.number();
        return this.fail('looking for beginning of value');
    }
  }

  nested<T>(read: () => T): T {
    if (++this.depth > MAX_DEPTH) throw new JsonSyntaxError('exceeded max depth', this.at + 1);
    const value = read();
    this.depth--;
    return value;
  }

  word<T>(text: string, value: T): T {
    for (let i = 1; i < text.length; i++) {
      if (this.data[this.at + i] !== text.charCodeAt(i))
        this.fail(`in literal ${text} (expecting ${quoteChar(text.charCodeAt(i))})`, this.at + i);
    }
    this.at += text.length;
    return value;
  }

  digits(context: string): void {
    const start = this.at;
    while (this.at < this.data.length && this.data[this.at]! >= 0x30 && this.data[this.at]! <= 0x39) this.at++;
    if (this.at === start) this.fail(context);
  }

  number(): JsonNumber {
    const start = this.at;
    if (this.data[this.at] === 0x2d) this.at++;
    if (this.data[this.at] === 0x30) this.at++;
    else this.digits('in numeric literal');
    if (this.data[this.at] === 0x2e) {
      this.at++;
      this.digits('after decimal point in numeric literal');
    }
    if (this.data[this.at] === 0x65 || this.data[this.at] === 0x45) {
      this.at++;
      if (this.data[this.at] === 0x2b || this.data[this.at] === 0x2d) this.at++;
      this.digits('in exponent of numeric literal');
    }
    return new JsonNumber(String.fromCharCode(...this.data.subarray(start, this.at)));
  }

  string(): string {
    const start = ++this.at;
    let escaped = false;
    for (;;) {
      const c = this.data[this.at];
      if (c === 0x22) break;
      if (c === undefined || c < 0x20) this.fail('in string literal');
      this.at++;
      if (c !== 0x5c) continue;
      escaped = true;
      const e = this.data[this.at];
      if (e === undefined || !'bfnrt\\/"u'.includes(String.fromCharCode(e))) this.fail('in string escape code');
      this.at++;
      if (e !== 0x75) continue;
      for (let i = 0; i < 4; i++, this.at++) {
        if (this.at >= this.data.length || !/[0-9a-fA-F]/.test(String.fromCharCode(this.data[this.at]!))) {
          this.fail('in \\u hexadecimal character escape');
        }
      }
    }
    const raw = decodeUtf8(this.data.subarray(start, this.at++));
    return escaped ? unescape(raw) : raw;
  }

  array(): Json[] {
    const out: Json[] = [];
    this.at++;
    this.space();
    if (this.data[this.at] === 0x5d) {
      this.at++;
      return out;
    }
    for (;;) {
      out.push(this.value());
      this.space();
      const c = this.data[this.at];
      if (c !== 0x2c && c !== 0x5d) this.fail('after array element');
      this.at++;
      if (c === 0x5d) return out;
    }
  }

  object(): JsonObject {
    const entries: [string, Json][] = [];
    this.at++;
    this.space();
    if (this.data[this.at] === 0x7d) {
      this.at++;
      return new JsonObject(entries);
    }
    for (;;) {
      this.space();
      if (this.data[this.at] !== 0x22) this.fail('looking for beginning of object key string');
      const key = this.string();
      this.space();
      if (this.data[this.at] !== 0x3a) this.fail('after object key');
      this.at++;
      entries.push([key, this.value()]);
      this.space();
      const c = this.data[this.at];
      if (c !== 0x2c && c !== 0x7d) this.fail('after object key:value pair');
      this.at++;
      if (c === 0x7d) return new JsonObject(entries);
    }
  }
}

function unescape(raw: string): string {
  const text = raw.replace(/\\(u([0-9a-fA-F]{4})|.)/g, (_, c: string, hex: string | undefined) =>
    hex ? String.fromCharCode(parseInt(hex, 16)) : ESCAPED[c]!,
  );
  return text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
}

/** json.Unmarshal's reading of a whole text: one value and nothing after it. Throws JsonSyntaxError. */
export function parseJson(data: Uint8Array): Json {
  const parser = new Parser(data, 0);
  const value = parser.value();
  parser.space();
  if (parser.at < data.length) parser.fail('after top-level value');
  return value;
}

/** json.Decoder's reading: the next value of a stream from `start`, and where it ends; nothing at the stream's end. */
export function nextJson(data: Uint8Array, start: number): { value: Json; end: number } | undefined {
  const parser = new Parser(data, start);
  parser.space();
  if (parser.at >= data.length) return undefined;
  try {
    return { value: parser.value(), end: parser.at };
  } catch (e) {
    if (e instanceof JsonSyntaxError && e.message === 'unexpected end of JSON input') throw new GoError('unexpected EOF');
    throw e;
  }
}
