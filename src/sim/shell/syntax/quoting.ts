/** Backslash escapes of `$'…'` (and, with other rules, of `echo -e` and `printf`). */

const SIMPLE: Record<string, string> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  E: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '?': '?',
};

/** The character of a byte's value: escaped where it is not ASCII (see `text.ts`). */
export function byteCharacter(byte: number): string {
  const value = byte & 255;
  return String.fromCharCode(value < 0x80 ? value : 0xdc00 + value);
}

/**
 * One escape sequence: the text at `at` follows a backslash. Gives what it stands for and the place after it; `undefined` where
 * it is no escape. Octal numbers are `\nnn`, as `$'…'` and printf's format have them.
 */
export function escapeAt(text: string, at: number): { value: string; end: number } | undefined {
  const c = text[at]!;
  const octal = /^[0-7]{1,3}/.exec(text.slice(at, at + 3));
  if (octal) return { value: byteCharacter(parseInt(octal[0], 8)), end: at + octal[0].length };
  if (c === 'x' || c === 'u' || c === 'U') {
    const digits = /^[0-9a-fA-F]+/.exec(text.slice(at + 1, at + 1 + (c === 'x' ? 2 : c === 'u' ? 4 : 8)))?.[0];
    if (!digits) return undefined;
    const code = parseInt(digits, 16);
    const value = c === 'x' ? byteCharacter(code) : code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? '' : String.fromCodePoint(code);
    return { value, end: at + 1 + digits.length };
  }
  const simple = SIMPLE[c];
  return simple === undefined ? undefined : { value: simple, end: at + 1 };
}

/** The text of `$'…'`, given what stands between the quotes. A NUL ends it. */
export function ansiCText(inner: string): string {
  let out = '';
  for (let i = 0; i < inner.length; ) {
    const backslash = inner.indexOf('\\', i);
    if (backslash < 0 || backslash === inner.length - 1) {
      out += inner.slice(i);
      break;
    }
    out += inner.slice(i, backslash);
    const next = inner[backslash + 1]!;
    if (next === 'c' && backslash + 2 < inner.length) {
      out += String.fromCharCode(inner.charCodeAt(backslash + 2) & 0x1f);
      i = backslash + 3;
      continue;
    }
    const escape = escapeAt(inner, backslash + 1);
    out += escape ? escape.value : `\\${next}`;
    i = escape ? escape.end : backslash + 2;
  }
  const nul = out.indexOf('\0');
  return nul < 0 ? out : out.slice(0, nul);
}

/** The text of a backquoted command without the backslashes that belong to the quoting. */
export function backquotedSource(inner: string, quoted: boolean): string {
  return inner.replace(quoted ? /\\(?:([$`\\"])|\n)/g : /\\(?:([$`\\])|\n)/g, '$1');
}
