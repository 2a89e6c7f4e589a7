import { binary, bytes, concat, EMPTY, fromBinary, text } from '../kernel/text.ts';
import { fromCivil, pad, toCivil, type Micros } from '../kernel/time.ts';
import { bytesToNumber, numberToBytes } from './numbers.ts';

/** Identifier octets of the types that X.509 and the key formats use; all fit into one octet. */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  nul: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utf8: 0x0c,
  numeric: 0x12,
  printable: 0x13,
  t61: 0x14,
  ia5: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  visible: 0x1a,
  universal: 0x1c,
  bmp: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const;

/** The identifier octet of `[n]`, primitive or constructed. */
export function contextTag(n: number, constructed: boolean): number {
  return 0x80 | (constructed ? 0x20 : 0) | n;
}

// ---- writing --------------------------------------------------------------------------------

/** An element: identifier, length, content (the parts one after another). */
export function element(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = parts.length === 0 ? EMPTY : concat(parts);
  const { length } = content;
  const head = length < 0x80 ? Uint8Array.of(tag, length) : longHead(tag, length);
  return concat([head, content]);
}

function longHead(tag: number, length: number): Uint8Array {
  const octets = numberToBytes(BigInt(length));
  return Uint8Array.of(tag, 0x80 | octets.length, ...octets);
}

export const sequence = (...parts: readonly Uint8Array[]): Uint8Array => element(TAG.sequence, ...parts);

/** SET OF: the elements in the order of their encodings, as DER wants them. */
export function setOf(...parts: readonly Uint8Array[]): Uint8Array {
  return element(TAG.set, ...sortedSet(parts));
}

/** The elements of a SET OF in DER's order, for implicit tags. */
export function sortedSet(parts: readonly Uint8Array[]): Uint8Array[] {
  return [...parts].sort(compareBytes);
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < a.length && i < b.length; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return a.length - b.length;
}

/** INTEGER in two's complement. */
export function integer(value: bigint | number): Uint8Array {
  return element(TAG.integer, integerContent(BigInt(value)));
}

export function integerContent(value: bigint): Uint8Array {
  if (value >= 0n) {
    const octets = numberToBytes(value);
    return octets[0]! & 0x80 ? concat([Uint8Array.of(0), octets]) : octets;
  }
  let length = 1;
  while (-(1n << BigInt(length * 8 - 1)) > value) length++;
  return numberToBytes(value + (1n << BigInt(length * 8)), length);
}

export const boolean = (value: boolean): Uint8Array => element(TAG.boolean, Uint8Array.of(value ? 0xff : 0));
export const octetString = (content: Uint8Array): Uint8Array => element(TAG.octetString, content);
export const bitString = (content: Uint8Array, unusedBits = 0): Uint8Array => element(TAG.bitString, Uint8Array.of(unusedBits), content);
export const NULL = Uint8Array.of(TAG.nul, 0);
export const utf8 = (value: string): Uint8Array => element(TAG.utf8, bytes(value));
export const printable = (value: string): Uint8Array => element(TAG.printable, fromBinary(value));
export const ia5 = (value: string): Uint8Array => element(TAG.ia5, fromBinary(value));

/** `[n]` with content that is given whole (explicit, or implicit of a constructed type). */
export const context = (n: number, ...parts: readonly Uint8Array[]): Uint8Array => element(contextTag(n, true), ...parts);
/** `[n]` implicit of a primitive type. */
export const contextPrimitive = (n: number, content: Uint8Array): Uint8Array => element(contextTag(n, false), content);

const OID_CACHE = new Map<string, Uint8Array>();

/** OBJECT IDENTIFIER from its dotted form. */
export function oid(dotted: string): Uint8Array {
  let made = OID_CACHE.get(dotted);
  if (!made) OID_CACHE.set(dotted, (made = element(TAG.oid, oidContent(dotted))));
  return made;
}

function oidContent(dotted: string): Uint8Array {
  const [first = 0n, second = 0n, ...rest] = dotted.split('.').map(BigInt);
  const out: number[] = [];
  for (const arc of [first * 40n + second, ...rest]) {
    const digits = [Number(arc & 127n)];
    for (let n = arc >> 7n; n > 0n; n >>= 7n) digits.unshift(Number(n & 127n) | 128);
    out.push(...digits);
  }
  return Uint8Array.from(out);
}

/** A time to the second: UTCTime to the year 2049, GeneralizedTime from 2050 on (RFC 5280, 4.1.2.5). */
export function time(t: Micros): Uint8Array {
  const c = toCivil(t);
  const rest = `${pad(c.month)}${pad(c.day)}${pad(c.hour)}${pad(c.minute)}${pad(c.second)}Z`;
  return c.year >= 1950 && c.year < 2050
    ? element(TAG.utcTime, bytes(pad(c.year % 100) + rest))
    : element(TAG.generalizedTime, bytes(pad(c.year, 4) + rest));
}

// ---- reading --------------------------------------------------------------------------------

/** An element as it was read: `raw` is all of it, `content` what stands inside. */
export interface Element {
  tag: number;
  content: Uint8Array;
  raw: Uint8Array;
}

/**
 * Reads DER one element after another, as Go's cryptobyte.String does: each read gives `undefined`, and stays where it is,
 * where the next element is another one or is malformed (a length that is not minimal, a tag of more than one octet, …).
 */
export class DerReader {
  #at = 0;

  constructor(private readonly data: Uint8Array) {}

  get empty(): boolean {
    return this.#at >= this.data.length;
  }

  /** The identifier octet of the next element. */
  get tag(): number | undefined {
    return this.data[this.#at];
  }

  /** What has not been read. */
  get rest(): Uint8Array {
    return this.data.subarray(this.#at);
  }

  any(): Element | undefined {
    const { data } = this;
    const start = this.#at;
    const tag = data[start];
    let length = data[start + 1];
    if (tag === undefined || length === undefined || (tag & 0x1f) === 0x1f) return undefined;
    let at = start + 2;
    if (length & 0x80) {
      const octets = length & 0x7f;
      if (octets === 0 || octets > 4 || at + octets > data.length) return undefined;
      length = 0;
      for (let i = 0; i < octets; i++) length = length * 256 + data[at++]!;
      // the shortest form is the only one
      if (length < 0x80 || length < 256 ** (octets - 1)) return undefined;
    }
    const end = at + length;
    if (end > data.length) return undefined;
    this.#at = end;
    return { tag, content: data.subarray(at, end), raw: data.subarray(start, end) };
  }

  /** The next element, if it has that tag. */
  element(tag: number): Element | undefined {
    return this.tag === tag ? this.any() : undefined;
  }

  /** Its content. */
  content(tag: number): Uint8Array | undefined {
    return this.element(tag)?.content;
  }

  /** A reader of its content. */
  inside(tag: number): DerReader | undefined {
    const content = this.content(tag);
    return content && new DerReader(content);
  }

  integer(): bigint | undefined {
    const content = this.#peeked(TAG.integer);
    if (!content || content.length === 0) return undefined;
    if (content.length > 1 && ((content[0] === 0 && !(content[1]! & 0x80)) || (content[0] === 0xff && content[1]! & 0x80)))
      return undefined;
    this.any();
    const value = bytesToNumber(content);
    return content[0]! & 0x80 ? value - (1n << BigInt(content.length * 8)) : value;
  }

  boolean(): boolean | undefined {
    const content = this.#peeked(TAG.boolean);
    if (content?.length !== 1 || (content[0] !== 0 && content[0] !== 0xff)) return undefined;
    this.any();
    return content[0] === 0xff;
  }

  oid(): string | undefined {
    const content = this.#peeked(TAG.oid);
    const dotted = content && readOid(content);
    if (dotted) this.any();
    return dotted;
  }

  /** BIT STRING: its octets and how many bits of the last one do not count. */
  bitString(): { octets: Uint8Array; unused: number } | undefined {
    const content = this.#peeked(TAG.bitString);
    const unused = content?.[0];
    if (!content || unused === undefined || unused > 7 || (content.length === 1 && unused !== 0)) return undefined;
    if (content.length > 1 && content.at(-1)! & ((1 << unused) - 1)) return undefined;
    this.any();
    return { octets: content.subarray(1), unused };
  }

  /** UTCTime or GeneralizedTime. */
  time(): Micros | undefined {
    const { tag } = this;
    if (tag !== TAG.utcTime && tag !== TAG.generalizedTime) return undefined;
    const content = this.#peeked(tag);
    const moment = content && readTime(tag, binary(content));
    if (moment !== undefined) this.any();
    return moment;
  }

  #peeked(tag: number): Uint8Array | undefined {
    const at = this.#at;
    const content = this.content(tag);
    this.#at = at;
    return content;
  }
}

/** The dotted form of an object identifier's content; `undefined` where it is malformed. */
export function readOid(content: Uint8Array): string | undefined {
  if (content.length === 0 || content.at(-1)! & 0x80) return undefined;
  const arcs: bigint[] = [];
  let value = 0n;
  let fresh = true;
  for (const octet of content) {
    if (fresh && octet === 0x80) return undefined;
    value = (value << 7n) | BigInt(octet & 0x7f);
    fresh = !(octet & 0x80);
    if (!fresh) continue;
    arcs.push(value);
    value = 0n;
  }
  const [first = 0n, ...rest] = arcs;
  const top = first < 80n ? first / 40n : 2n;
  return [top, first - top * 40n, ...rest].join('.');
}

/** The moment of a time's content; `undefined` where it is not well formed. */
export function readTime(tag: number, content: string): Micros | undefined {
  const m =
    tag === TAG.utcTime
      ? /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(Z|[+-]\d{4})$/.exec(content)
      : /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(Z|[+-]\d{4})$/.exec(content);
  if (!m) return undefined;
  const [, y, mo, d, h, mi, s = '00', zone] = m;
  const year = tag === TAG.utcTime ? (Number(y) < 50 ? 2000 : 1900) + Number(y) : Number(y);
  const t = fromCivil(year, Number(mo), Number(d), Number(h), Number(mi), Number(s));
  const back = toCivil(t);
  // a thirtieth of February has become another day
  if (back.day !== Number(d) || back.month !== Number(mo) || Number(h) > 23 || Number(mi) > 59 || Number(s) > 59) return undefined;
  if (zone === 'Z') return t;
  const minutes = Number(zone!.slice(1, 3)) * 60 + Number(zone!.slice(3));
  return t - (zone![0] === '-' ? -minutes : minutes) * 60_000_000;
}

/** The text of a string type's content; `undefined` where its bytes do not fit its type. */
export function readString(tag: number, content: Uint8Array): string | undefined {
  switch (tag) {
    case TAG.utf8: {
      const value = text(content);
      return value.includes('\ufffd') && !isUtf8(content) ? undefined : value;
    }
    case TAG.printable:
      return /^[A-Za-z0-9 '()+,\-./:=?*&]*$/.test(binary(content)) ? binary(content) : undefined;
    case TAG.numeric:
      return /^[0-9 ]*$/.test(binary(content)) ? binary(content) : undefined;
    case TAG.ia5:
      return content.every((b) => b < 0x80) ? binary(content) : undefined;
    case TAG.t61:
    case TAG.visible:
      return binary(content);
    case TAG.bmp: {
      if (content.length % 2) return undefined;
      let out = '';
      for (let i = 0; i < content.length; i += 2) out += String.fromCharCode((content[i]! << 8) | content[i + 1]!);
      return out.endsWith('\0') ? out.slice(0, -1) : out;
    }
    default:
      return undefined;
  }
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function isUtf8(content: Uint8Array): boolean {
  try {
    strict.decode(content);
    return true;
  } catch {
    return false;
  }
}

/** Whether two byte strings are the same. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
