import { Failure, NotSimulated } from '../lib/utility.ts';

/** One output type: its letter, the bytes of a unit, the columns of a field, and whether the text follows. */
export interface TypeSpec {
  letter: string;
  bytes: number;
  columns: number;
  text: boolean;
}

const COLUMNS: Record<string, Record<number, number>> = {
  o: { 1: 3, 2: 6, 4: 11, 8: 22 },
  x: { 1: 2, 2: 4, 4: 8, 8: 16 },
  u: { 1: 3, 2: 5, 4: 10, 8: 20 },
  d: { 1: 4, 2: 6, 4: 11, 8: 20 },
};
const SIZES: Record<string, number> = { C: 1, S: 2, I: 4, L: 8 };
const NAMES = [
  ...['nul', 'soh', 'stx', 'etx', 'eot', 'enq', 'ack', 'bel', 'bs', 'ht', 'nl', 'vt', 'ff', 'cr', 'so', 'si'],
  ...['dle', 'dc1', 'dc2', 'dc3', 'dc4', 'nak', 'syn', 'etb', 'can', 'em', 'sub', 'esc', 'fs', 'gs', 'rs', 'us', 'sp'],
];
const ESCAPES: Record<number, string> = { 0: '\\0', 7: '\\a', 8: '\\b', 9: '\\t', 10: '\\n', 11: '\\v', 12: '\\f', 13: '\\r' };

export function typeOf(letter: string, bytes: number, text = false): TypeSpec {
  return { letter, bytes, columns: letter === 'a' || letter === 'c' ? 3 : COLUMNS[letter]![bytes]!, text };
}

/** Reads the argument of -t: `x1`, `u4z`, `oS`, several in a row. Throws Failure with od's messages. */
export function parseTypes(text: string, quote: (s: string) => string): TypeSpec[] {
  const out: TypeSpec[] = [];
  let rest = text;
  while (rest !== '') {
    const m = /^([acdfoux])(?:(\d+)|([CSILFD]))?(z?)/.exec(rest);
    if (!m) throw new Failure(`invalid character '${rest[0]}' in type string ${quote(text)}`);
    const [all, letter, digits, size, z] = m;
    rest = rest.slice(all.length);
    if (letter === 'f') throw new NotSimulated(`od -t ${text}`);
    if (letter === 'a' || letter === 'c') {
      if (digits !== undefined || size !== undefined)
        throw new Failure(`invalid character '${(digits ?? size)![0]}' in type string ${quote(text)}`);
      out.push(typeOf(letter, 1, z === 'z'));
      continue;
    }
    const bytes = digits !== undefined ? Number(digits) : size !== undefined ? SIZES[size] : 4;
    if (bytes === undefined) throw new Failure(`invalid character '${size}' in type string ${quote(text)}`);
    if (!COLUMNS[letter!]![bytes]) {
      throw new Failure(`invalid type string ${quote(text)};\nthis system doesn't provide a ${bytes}-byte integral type`);
    }
    out.push(typeOf(letter!, bytes, z === 'z'));
  }
  return out;
}

/** Several output types, aligned to one another. */
export class Types {
  /** The least common multiple of the units' bytes. */
  readonly unit: number;

  constructor(
    private readonly specs: readonly TypeSpec[],
    private readonly bigEndian: boolean,
  ) {
    this.unit = Math.max(...specs.map((s) => s.bytes));
  }

  /** A line of each type for some bytes; `width` is how many a full line has. */
  rows(data: Uint8Array, width: number): string[] {
    const block = Math.max(...this.specs.map((s) => (width / s.bytes) * (s.columns + 1)));
    return this.specs.map((spec) => this.#row(spec, data, width, block));
  }

  #row(spec: TypeSpec, data: Uint8Array, width: number, block: number): string {
    const fields = width / spec.bytes;
    const present = Math.ceil(data.length / spec.bytes);
    const padding = block - fields * spec.columns;
    let out = '';
    let left = padding;
    for (let i = 0; i < present; i++) {
      const next = Math.floor((padding * (fields - i - 1)) / fields);
      out += this.#field(spec, data, i * spec.bytes).padStart(left - next + spec.columns);
      left = next;
    }
    if (!spec.text) return out;
    const text = Array.from(data, (b) => (b >= 32 && b < 127 ? String.fromCharCode(b) : '.')).join('');
    return `${out.padEnd(block)}  >${text}<`;
  }

  #field(spec: TypeSpec, data: Uint8Array, at: number): string {
    const byte = data[at]!;
    if (spec.letter === 'a') {
      const low = byte & 127;
      return NAMES[low] ?? (low === 127 ? 'del' : String.fromCharCode(low));
    }
    if (spec.letter === 'c')
      return ESCAPES[byte] ?? (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : byte.toString(8).padStart(3, '0'));
    let value = 0n;
    for (let i = 0; i < spec.bytes; i++) {
      const b = BigInt(data[at + (this.bigEndian ? i : spec.bytes - 1 - i)] ?? 0);
      value = (value << 8n) | b;
    }
    if (spec.letter === 'd') return BigInt.asIntN(spec.bytes * 8, value).toString();
    if (spec.letter === 'u') return value.toString();
    return value.toString(spec.letter === 'o' ? 8 : 16).padStart(spec.columns, '0');
  }
}
