import type { Process } from '../../../kernel/process.ts';
import { binary, bytes, fromBinary } from '../../../kernel/text.ts';
import { utf8Locale } from './quoting.ts';

/**
 * Text as a program of a locale sees it. In the C locale each byte is one character (U+0000 to U+00FF). In a UTF-8 locale
 * characters are characters, and a byte that is no UTF-8 stands as U+DC80 to U+DCFF, so nothing is lost on the way through.
 */
export interface Encoding {
  readonly utf8: boolean;
  decode(data: Uint8Array): string;
  encode(text: string): Uint8Array;
  /** An argument or a file name, which the engine keeps as ordinary text, in this encoding. */
  fromText(text: string): string;
  /** The other way. */
  toText(text: string): string;
  /** How many bytes a text has. */
  byteLength(text: string): number;
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder('utf-8', { ignoreBOM: true });
const LONE_SURROGATE = /[\uDC80-\uDCFF]/u;
const BEYOND_ASCII = /[^\x00-\x7f]/;

/** One character for each byte: the C locale, and programs that know nothing else (mawk). */
export const BYTES: Encoding = {
  utf8: false,
  decode: binary,
  encode: fromBinary,
  fromText: (text) => (BEYOND_ASCII.test(text) ? binary(bytes(text)) : text),
  toText: (text) => (BEYOND_ASCII.test(text) ? lenient.decode(fromBinary(text)) : text),
  byteLength: (text) => text.length,
};

/** Characters, with stray bytes kept. */
export const UTF8: Encoding = {
  utf8: true,
  decode(data) {
    try {
      return strict.decode(data);
    } catch {
      return decodeLossless(data);
    }
  },
  encode: (text) => (LONE_SURROGATE.test(text) ? encodeLossless(text) : bytes(text)),
  fromText: (text) => text,
  toText: (text) => text,
  byteLength: (text) => (BEYOND_ASCII.test(text) ? UTF8.encode(text).length : text.length),
};

/** The encoding of a process's locale. */
export function encodingOf(p: Process): Encoding {
  return utf8Locale(p) ? UTF8 : BYTES;
}

/** Whether a text decoded as UTF-8 holds bytes that are none. */
export function hasStrayBytes(text: string): boolean {
  return LONE_SURROGATE.test(text);
}

/** The length of the valid UTF-8 sequence at `at`, or 0. */
function sequence(data: Uint8Array, at: number): number {
  const first = data[at]!;
  if (first < 0x80) return 1;
  const length = first >= 0xc2 && first < 0xe0 ? 2 : first >= 0xe0 && first < 0xf0 ? 3 : first >= 0xf0 && first < 0xf5 ? 4 : 0;
  if (length === 0 || at + length > data.length) return 0;
  for (let i = 1; i < length; i++) if ((data[at + i]! & 0xc0) !== 0x80) return 0;
  const second = data[at + 1]!;
  if ((first === 0xe0 && second < 0xa0) || (first === 0xed && second >= 0xa0)) return 0;
  if ((first === 0xf0 && second < 0x90) || (first === 0xf4 && second >= 0x90)) return 0;
  return length;
}

function decodeLossless(data: Uint8Array): string {
  let out = '';
  let good = 0;
  let at = 0;
  while (at < data.length) {
    const length = sequence(data, at);
    if (length > 0) {
      at += length;
      continue;
    }
    out += strict.decode(data.subarray(good, at)) + String.fromCharCode(0xdc00 + data[at]!);
    good = ++at;
  }
  return out + strict.decode(data.subarray(good));
}

function encodeLossless(text: string): Uint8Array {
  const out: number[] = [];
  for (const part of text.split(/([\uDC80-\uDCFF])/u)) {
    if (part.length === 1 && LONE_SURROGATE.test(part)) out.push(part.charCodeAt(0) - 0xdc00);
    else for (const byte of bytes(part)) out.push(byte);
  }
  return Uint8Array.from(out);
}
