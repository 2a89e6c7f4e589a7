import { concat } from '../kernel/text.ts';

/**
 * The shell's texts. A byte that is no part of a UTF-8 character is kept as one of the lone surrogates U+DC80..U+DCFF, so that
 * text of any bytes goes through variables, pipes and files unharmed. In the C locale every byte above 127 is kept so: then
 * `${#x}`, `?` and `${x:0:1}` count bytes, as bash does where LANG is not set.
 */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const strict = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });
const encoder = new TextEncoder();

const ESCAPED = /[\udc80-\udcff]/;
const NOT_ASCII = /[^\0-\x7f]/;

/** How bytes and characters go together. */
export type Locale = 'utf8' | 'c';

/** The locale that the environment asks for (LC_ALL, LC_CTYPE, LANG in this order); without any: C. */
export function localeOf(get: (name: string) => string | undefined): Locale {
  const name = get('LC_ALL') || get('LC_CTYPE') || get('LANG') || 'C';
  return /\.?utf-?8$/i.test(name) ? 'utf8' : 'c';
}

function escapeBytes(data: Uint8Array): string {
  let out = '';
  for (const byte of data) out += String.fromCharCode(byte < 0x80 ? byte : 0xdc00 + byte);
  return out;
}

/** Length of the UTF-8 sequence at `i`; 0 where there is none. */
function sequenceAt(data: Uint8Array, i: number): number {
  const lead = data[i]!;
  const length = lead < 0x80 ? 1 : lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
  if (length === 0 || i + length > data.length) return 0;
  for (let k = 1; k < length; k++) if ((data[i + k]! & 0xc0) !== 0x80) return 0;
  if (length === 3 && ((lead === 0xe0 && data[i + 1]! < 0xa0) || (lead === 0xed && data[i + 1]! >= 0xa0))) return 0;
  if (length === 4 && ((lead === 0xf0 && data[i + 1]! < 0x90) || (lead === 0xf4 && data[i + 1]! >= 0x90))) return 0;
  return length;
}

/** The text of bytes. */
export function decode(data: Uint8Array, locale: Locale): string {
  if (locale === 'c') {
    for (const byte of data) if (byte >= 0x80) return escapeBytes(data);
    return decoder.decode(data);
  }
  try {
    return strict.decode(data);
  } catch {
    let out = '';
    for (let i = 0; i < data.length; ) {
      const length = sequenceAt(data, i);
      out += length > 0 ? decoder.decode(data.subarray(i, i + length)) : escapeBytes(data.subarray(i, i + 1));
      i += length || 1;
    }
    return out;
  }
}

/** The bytes of a text. */
export function encode(text: string): Uint8Array {
  if (!ESCAPED.test(text)) return encoder.encode(text);
  const parts: Uint8Array[] = [];
  for (let i = 0; i < text.length; ) {
    const start = i;
    const raw = isEscaped(text, i);
    while (i < text.length && isEscaped(text, i) === raw) i++;
    const piece = text.slice(start, i);
    parts.push(raw ? Uint8Array.from(piece, (c) => c.charCodeAt(0) - 0xdc00) : encoder.encode(piece));
  }
  return concat(parts);
}

/** Whether the unit at `i` stands for a byte: a low surrogate that ends no pair. */
function isEscaped(text: string, i: number): boolean {
  const c = text.charCodeAt(i);
  return c >= 0xdc80 && c <= 0xdcff && !(i > 0 && isHigh(text.charCodeAt(i - 1)));
}

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00;

/** A text that came from elsewhere in the simulation (argv, a file's name), as this locale sees it. */
export function imported(text: string, locale: Locale): string {
  return locale === 'c' && NOT_ASCII.test(text) ? escapeBytes(encode(text)) : text;
}

/** A text for the rest of the simulation: escaped bytes that make up characters become these characters. */
export function exported(text: string): string {
  return ESCAPED.test(text) ? decode(encode(text), 'utf8') : text;
}

/** The number of characters, as `${#x}` gives it. */
export function characterCount(text: string): number {
  let n = text.length;
  // only a text with surrogate pairs has fewer characters than UTF-16 units
  if (NOT_ASCII.test(text)) for (let i = 1; i < text.length; i++) if (isPairEnd(text, i)) n--;
  return n;
}

function isPairEnd(text: string, i: number): boolean {
  const low = text.charCodeAt(i);
  if (low < 0xdc00 || low > 0xdfff) return false;
  return isHigh(text.charCodeAt(i - 1));
}

/** The characters of a text. */
export function characters(text: string): string[] {
  return NOT_ASCII.test(text) ? [...text] : text.split('');
}

/** The number of bytes of a text. */
export function byteCount(text: string): number {
  return NOT_ASCII.test(text) ? encode(text).length : text.length;
}

/** The order of strcoll(3) in the C and C.UTF-8 locales: by code points. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
