import type { Encoding } from '../lib/encoding.ts';

const ESCAPES: Readonly<Record<number, string>> = {
  7: '\\a',
  8: '\\b',
  9: '\\t',
  10: '\\n',
  11: '\\v',
  12: '\\f',
  13: '\\r',
  92: '\\\\',
};

/** What the l command prints: the text unambiguously, in lines of at most `width` columns (0: no limit). */
export function listed(encoding: Encoding, text: string, width: number, delimiter: string): string {
  let out = '';
  let column = 0;
  for (const byte of encoding.encode(text)) {
    const shown = ESCAPES[byte] ?? (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, '0')}`);
    if (width > 0 && column + shown.length > width - 1) {
      out += `\\${delimiter}`;
      column = 0;
    }
    out += shown;
    column += shown.length;
  }
  return `${out}$${delimiter}`;
}
