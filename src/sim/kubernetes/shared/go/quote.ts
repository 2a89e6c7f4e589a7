const ESCAPES: Record<string, string> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
};

/** unicode.IsPrint: letters, marks, numbers, punctuation, symbols, and the ASCII space. */
export function isPrint(char: string): boolean {
  return char === ' ' || /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(char);
}

function escapeChar(char: string, delimiter: string): string {
  if (char === delimiter) return `\\${char}`;
  const known = ESCAPES[char];
  if (known !== undefined) return known;
  if (isPrint(char)) return char;
  const code = char.codePointAt(0)!;
  const hex = code.toString(16);
  if (code < 0x20 || code === 0x7f) return `\\x${hex.padStart(2, '0')}`;
  // Go has no unpaired surrogates; what is one here was a byte that is no UTF-8.
  if (code >= 0xd800 && code <= 0xdfff) return '\\ufffd';
  return code > 0xffff ? `\\U${hex.padStart(8, '0')}` : `\\u${hex.padStart(4, '0')}`;
}

const PLAIN = /^[ !#-[\]-~]*$/;

/** strconv.Quote, which is also what `%q` prints: a Go string literal with what is not printable escaped. */
export function quote(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`;
  let out = '"';
  for (const char of text) out += escapeChar(char, '"');
  return `${out}"`;
}

/** strconv.QuoteRune: `'x'`. */
export function quoteRune(char: string): string {
  return `'${escapeChar(char, "'")}'`;
}

/** strconv.CanBackquote: whether a raw literal can hold the text on one line. */
export function canBackquote(text: string): boolean {
  for (const char of text) {
    const code = char.codePointAt(0)!;
    if (code === 0xfeff || code === 0x60 || code === 0x7f || (code < 0x20 && char !== '\t')) return false;
  }
  return true;
}

/** The number of bytes a text has in UTF-8: Go's len(). */
export function byteLength(text: string): number {
  let n = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x80) n += 1;
    else if (code < 0x800) n += 2;
    else if (code >= 0xd800 && code < 0xdc00 && i + 1 < text.length) {
      n += 4;
      i++;
    } else n += 3;
  }
  return n;
}

/** Compares as Go compares strings: by bytes, which is the order of code points. */
export function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  const n = Math.min(a.length, b.length);
  for (let i = 0; i < n; i++) {
    let x = a.charCodeAt(i);
    let y = b.charCodeAt(i);
    if (x === y) continue;
    // in UTF-16 the characters beyond U+FFFF begin with surrogates, which stand below U+E000
    if (x >= 0xd800 && y >= 0xd800) {
      x = x >= 0xe000 ? x - 0x800 : x + 0x2000;
      y = y >= 0xe000 ? y - 0x800 : y + 0x2000;
    }
    return x - y;
  }
  return a.length - b.length;
}

/** A sorted copy, in Go's order of strings. */
export function sortStrings(list: Iterable<string>): string[] {
  return [...list].sort(compareStrings);
}
