/** A TOML document; tables keep the order of their keys. */
export type TomlValue = string | number | boolean | TomlValue[] | TomlTable;
export interface TomlTable {
  [key: string]: TomlValue;
}

/** What go-toml v2 says of a document that it cannot read; line and column count from 1, and are 0 where it names none. */
export class TomlError extends Error {
  constructor(
    message: string,
    readonly line: number,
    readonly column: number,
  ) {
    super(`toml: ${message}`);
  }
}

const isTable = (v: TomlValue | undefined): v is TomlTable => typeof v === 'object' && !Array.isArray(v);

/** `U+0020 ' '`, as fmt's %#U prints a character. */
const unicode = (c: string): string => `U+${c.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}${c >= ' ' ? ` '${c}'` : ''}`;

class Parser {
  #at = 0;
  readonly root: TomlTable = {};
  #current: TomlTable = this.root;
  readonly #explicit = new Set<TomlTable>();

  /** The path of the table that assignments go into. */
  #path: string[] = [];

  constructor(
    private readonly text: string,
    private readonly places: TomlPlaces,
  ) {}

  #note(path: readonly string[], at: number): void {
    const before = this.text.slice(0, at);
    const key = path.join(' ');
    if (!this.places.has(key)) this.places.set(key, { line: before.split('\n').length, column: at - before.lastIndexOf('\n') });
  }

  fail(message: string, at = this.#at): never {
    const before = this.text.slice(0, at);
    throw new TomlError(message, before.split('\n').length, at - before.lastIndexOf('\n'));
  }

  #char(): string {
    return this.text[this.#at] ?? '';
  }

  #space(): void {
    while (this.#char() === ' ' || this.#char() === '\t') this.#at++;
  }

  /** White space, line breaks and comments inside an array. */
  #blank(): void {
    for (;;) {
      while (/[ \t\r\n]/.test(this.#char())) this.#at++;
      if (this.#char() !== '#') return;
      while (this.#char() !== '' && this.#char() !== '\n') this.#at++;
    }
  }

  #expect(c: string): void {
    if (this.#char() === '') this.fail(`expected character ${c} but the document ended here`);
    if (this.#char() !== c) this.fail(`expected character ${c}`);
    this.#at++;
  }

  document(): TomlTable {
    while (this.#at < this.text.length) {
      this.#space();
      if (this.#char() === '#') while (this.#char() !== '' && this.#char() !== '\n') this.#at++;
      else if (this.#char() === '[') this.#table();
      else if (this.#char() !== '\n' && this.#char() !== '\r' && this.#char() !== '') this.#assignment(this.#current);
      this.#space();
      if (this.#char() === '#') while (this.#char() !== '' && this.#char() !== '\n') this.#at++;
      if (this.#char() === '\r') this.#at++;
      if (this.#char() !== '' && this.#char() !== '\n') this.fail(`expected newline but got ${unicode(this.#char())}`);
      this.#at++;
    }
    return this.root;
  }

  #key(): string[] {
    const names: string[] = [];
    for (;;) {
      this.#space();
      const c = this.#char();
      if (c === '') this.fail('expected key but found none');
      if (c === '"') names.push(this.#basic());
      else if (c === "'") names.push(this.#literal());
      else {
        const [bare] = /^[A-Za-z0-9_-]*/.exec(this.text.slice(this.#at, this.#at + 300))!;
        if (!bare) this.fail(`invalid character at start of key: ${c}`);
        names.push(bare);
        this.#at += bare.length;
      }
      const mark = this.#at;
      this.#space();
      if (this.#char() !== '.') {
        this.#at = mark;
        return names;
      }
      this.#at++;
    }
  }

  #table(): void {
    const array = this.text[this.#at + 1] === '[';
    this.#at += array ? 2 : 1;
    const start = this.#at;
    const names = this.#key();
    this.#path = [...names];
    this.#note(names, start);
    this.#space();
    this.#expect(']');
    if (array) this.#expect(']');
    const last = names.pop()!;
    const parent = this.#descend(this.root, names);
    const there = parent[last];
    if (array) {
      if (there !== undefined && !Array.isArray(there))
        throw new TomlError(`key table already exists as a ${last},  but should be an array table`, 0, 0);
      const made: TomlTable = {};
      if (there) (there as TomlValue[]).push(made);
      else parent[last] = [made];
      this.#current = made;
      return;
    }
    if (there !== undefined && !isTable(there))
      throw new TomlError(`key ${last} should be a table, not a ${Array.isArray(there) ? 'array' : 'value'}`, 0, 0);
    const table = (there as TomlTable | undefined) ?? (parent[last] = {});
    if (this.#explicit.has(table as TomlTable)) throw new TomlError(`table ${last} already exists`, 0, 0);
    this.#explicit.add(table as TomlTable);
    this.#current = table as TomlTable;
  }

  #descend(from: TomlTable, names: readonly string[]): TomlTable {
    let at = from;
    for (const name of names) {
      const next = at[name];
      if (next === undefined) at = at[name] = {};
      else if (Array.isArray(next) && isTable(next.at(-1))) at = next.at(-1) as TomlTable;
      else if (isTable(next)) at = next;
      else throw new TomlError(`key ${name} should be a table, not a value`, 0, 0);
    }
    return at;
  }

  #assignment(table: TomlTable, path: readonly string[] = this.#path): void {
    const start = this.#at;
    const names = this.#key();
    const whole = [...path, ...names];
    this.#note(whole, start);
    this.#space();
    if (this.#char() === '') this.fail('expected = after a key, but the document ends there');
    this.#expect('=');
    this.#space();
    const value = this.#value(whole);
    const last = names.pop()!;
    const parent = this.#descend(table, names);
    if (Object.hasOwn(parent, last)) throw new TomlError(`key ${last} is already defined`, 0, 0);
    parent[last] = value;
  }

  #value(path: readonly string[]): TomlValue {
    const c = this.#char();
    switch (c) {
      case '':
        return this.fail('expected value, not eof');
      case '"':
        return this.text.startsWith('"""', this.#at) ? this.#multiline('"""', true) : this.#basic();
      case "'":
        return this.text.startsWith("'''", this.#at) ? this.#multiline("'''", false) : this.#literal();
      case 't':
        if (!this.text.startsWith('true', this.#at)) this.fail("expected 'true'");
        this.#at += 4;
        return true;
      case 'f':
        if (!this.text.startsWith('false', this.#at)) this.fail("expected 'false'");
        this.#at += 5;
        return false;
      case '[':
        return this.#array(path);
      case '{':
        return this.#inline(path);
      default:
        return this.#number();
    }
  }

  #array(path: readonly string[]): TomlValue[] {
    const start = this.#at++;
    const out: TomlValue[] = [];
    let first = true;
    for (;;) {
      this.#blank();
      if (this.#char() === '') this.fail('array is incomplete', start);
      if (this.#char() === ']') break;
      if (this.#char() === ',') {
        if (first) this.fail('array cannot start with comma');
        this.#at++;
        this.#blank();
      } else if (!first) this.fail('array elements must be separated by commas');
      if (this.#char() === ']') break;
      out.push(this.#value(path));
      first = false;
    }
    this.#at++;
    return out;
  }

  #inline(path: readonly string[]): TomlTable {
    const start = this.#at++;
    const out: TomlTable = {};
    let first = true;
    for (;;) {
      this.#space();
      if (this.#char() === '') this.fail('inline table is incomplete', start);
      if (this.#char() === '}') break;
      if (!first) {
        this.#expect(',');
        this.#space();
      }
      this.#assignment(out, path);
      first = false;
    }
    this.#at++;
    return out;
  }

  #literal(): string {
    const end = this.text.indexOf("'", this.#at + 1);
    const line = this.text.indexOf('\n', this.#at + 1);
    if (line >= 0 && (end < 0 || line < end)) this.fail('literal strings cannot have new lines', line);
    if (end < 0) this.fail('unterminated literal string', this.text.length);
    const out = this.text.slice(this.#at + 1, end);
    this.#at = end + 1;
    return out;
  }

  #basic(): string {
    let i = this.#at + 1;
    for (; this.text[i] !== '"'; i++) {
      if (i >= this.text.length) this.fail('basic string not terminated by "', this.text.length);
      if (this.text[i] === '\n') this.fail('basic strings cannot have new lines', i);
      if (this.text[i] === '\\') i++;
    }
    const out = this.#unescape(this.text.slice(this.#at + 1, i), this.#at + 1);
    this.#at = i + 1;
    return out;
  }

  #multiline(mark: string, escapes: boolean): string {
    const start = this.#at + 3;
    const end = this.text.indexOf(mark, start);
    if (end < 0) this.fail(`multiline ${escapes ? 'basic' : 'literal'} string not terminated by ${mark}`, this.text.length);
    const raw = this.text.slice(start, end).replace(/^\r?\n/, '');
    this.#at = end + 3;
    return escapes ? this.#unescape(raw.replace(/\\[ \t]*\r?\n\s*/g, ''), start) : raw;
  }

  #unescape(raw: string, at: number): string {
    const plain: Record<string, string> = { b: '\b', t: '\t', n: '\n', f: '\f', r: '\r', e: '\u001b', '"': '"', '\\': '\\' };
    return raw.replace(/\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[\s\S])/g, (_all, what: string, offset: number) => {
      if (what.length > 1) return String.fromCodePoint(parseInt(what.slice(1), 16));
      return plain[what] ?? this.fail(`invalid escaped character ${unicode(what)}`, at + offset + 1);
    });
  }

  #number(): number {
    const [text] = /^[+-]?[A-Za-z0-9_.:+-]*/.exec(this.text.slice(this.#at, this.#at + 80))!;
    const digits = text.replace(/_/g, '');
    if (/^[+-]?(?:0|[1-9]\d*)$/.test(digits) || /^0(?:x[0-9a-fA-F]+|o[0-7]+|b[01]+)$/.test(digits)) {
      this.#at += text.length;
      return Number(digits);
    }
    if (/^[+-]?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(digits)) {
      this.#at += text.length;
      return Number(digits);
    }
    if (/^[+-]?inf$/.test(digits)) {
      this.#at += text.length;
      return digits.startsWith('-') ? -Infinity : Infinity;
    }
    const sign = /^[+-]/.test(text) ? 1 : 0;
    if (text[sign] === 'i') this.fail("expected 'inf'");
    if (text[sign] === 'n') this.fail("expected 'nan'");
    if (/^[+-]?0\d/.test(digits)) this.fail('leading zero not allowed on decimal number');
    if (/^[+-]?\d/.test(text)) {
      const [good] = /^[+-]?[\d_.eE+-]*/.exec(text)!;
      if (text[good.length] === 'i' || text[good.length] === 'n') {
        this.fail(`unexpected character '${text[good.length]}' while scanning for a number`, this.#at + good.length);
      }
    }
    return this.fail('incomplete number');
  }
}

/** Where keys stand, by their path joined with spaces: the first time, counted from 1. */
export type TomlPlaces = Map<string, { line: number; column: number }>;

/** Reads a TOML document, and tells where its keys stand. Throws TomlError with go-toml's text and place. */
export function parseToml(text: string, places: TomlPlaces = new Map()): TomlTable {
  return new Parser(text, places).document();
}
