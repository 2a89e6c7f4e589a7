import { YamlError } from './error.ts';

/** Bytes that are read and checked at once: an error in them comes before any other error of these bytes. */
const CHUNK = 512;

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

const isAllowed = (c: number) =>
  c === 0x09 ||
  c === 0x0a ||
  c === 0x0d ||
  (c >= 0x20 && c <= 0x7e) ||
  c === 0x85 ||
  (c >= 0xa0 && c <= 0xd7ff) ||
  (c >= 0xe000 && c <= 0xfffd) ||
  (c >= 0x10000 && c <= 0x10ffff);

/** The characters of a YAML stream, decoded a chunk at a time as libyaml does. The end reads as NUL. */
export class Reader {
  readonly chars: number[] = [];
  pos = 0;
  #encoding: Encoding | undefined;
  #from = 0;
  #to = 0;
  #eof = false;

  constructor(private readonly data: Uint8Array) {}

  /** The character `offset` places ahead. */
  at(offset: number): number {
    const i = this.pos + offset;
    while (i >= this.chars.length && !this.#eof) this.#load();
    return this.chars[i] ?? 0;
  }

  /** Makes sure that `count` characters are read: what is wrong in them is said now. */
  need(count: number): void {
    while (this.chars.length - this.pos < count && !this.#eof) this.#load();
  }

  #load(): void {
    const end = Math.min(this.#from + CHUNK, this.data.length);
    if (end === this.#to) this.#eof = true;
    this.#to = end;
    this.#encoding ??= this.#detect();
    while (this.#from < this.#to) {
      const width = this.#encoding === 'utf-8' ? this.#utf8() : this.#utf16(this.#encoding === 'utf-16le');
      if (width === 0) break;
      this.#from += width;
    }
  }

  #detect(): Encoding {
    const [a, b, c] = this.data;
    if (a === 0xff && b === 0xfe) this.#from = 2;
    else if (a === 0xfe && b === 0xff) this.#from = 2;
    else if (a === 0xef && b === 0xbb && c === 0xbf) this.#from = 3;
    return this.#from !== 2 ? 'utf-8' : a === 0xff ? 'utf-16le' : 'utf-16be';
  }

  #put(code: number): void {
    if (!isAllowed(code)) throw new YamlError('control characters are not allowed');
    this.chars.push(code);
  }

  /** Decodes one character; gives its width, 0 where the chunk ends inside it. */
  #utf8(): number {
    const first = this.data[this.#from]!;
    const width = first < 0x80 ? 1 : (first & 0xe0) === 0xc0 ? 2 : (first & 0xf0) === 0xe0 ? 3 : (first & 0xf8) === 0xf0 ? 4 : 0;
    if (width === 0) throw new YamlError('invalid leading UTF-8 octet');
    if (this.#from + width > this.#to) {
      if (this.#eof) throw new YamlError('incomplete UTF-8 octet sequence');
      return 0;
    }
    let code = width === 1 ? first : first & (0x7f >> width);
    for (let k = 1; k < width; k++) {
      const octet = this.data[this.#from + k]!;
      if ((octet & 0xc0) !== 0x80) throw new YamlError('invalid trailing UTF-8 octet');
      code = (code << 6) | (octet & 0x3f);
    }
    if (code < [0, 0, 0x80, 0x800, 0x10000][width]!) throw new YamlError('invalid length of a UTF-8 sequence');
    if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) throw new YamlError('invalid Unicode character');
    this.#put(code);
    return width;
  }

  #utf16(little: boolean): number {
    const unit = (at: number) => (little ? this.data[at]! | (this.data[at + 1]! << 8) : (this.data[at]! << 8) | this.data[at + 1]!);
    if (this.#to - this.#from < 2) {
      if (this.#eof) throw new YamlError('incomplete UTF-16 character');
      return 0;
    }
    const high = unit(this.#from);
    if ((high & 0xfc00) === 0xdc00) throw new YamlError('unexpected low surrogate area');
    if ((high & 0xfc00) !== 0xd800) {
      this.#put(high);
      return 2;
    }
    if (this.#to - this.#from < 4) {
      if (this.#eof) throw new YamlError('incomplete UTF-16 surrogate pair');
      return 0;
    }
    const low = unit(this.#from + 2);
    if ((low & 0xfc00) !== 0xdc00) throw new YamlError('expected low surrogate area');
    this.#put(0x10000 + ((high & 0x3ff) << 10) + (low & 0x3ff));
    return 4;
  }
}
