import type { Process } from '../../../kernel/process.ts';
import { bytes } from '../../../kernel/text.ts';

const ESCAPES: Record<string, string> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
};

/** Whether a process's locale is a UTF-8 one (setlocale(3): LC_ALL, the category, LANG); the C locale has bytes for characters. */
export function utf8Locale(p: Process): boolean {
  return /utf-?8$/i.test(p.env['LC_ALL'] || p.env['LC_CTYPE'] || p.env['LANG'] || '');
}

/** A text's characters as the locale prints them: what is not printable as a backslash and three octal digits. */
function units(name: string, utf8: boolean): { text: string; escaped: boolean }[] {
  const out: { text: string; escaped: boolean }[] = [];
  for (const char of name) {
    const escape = ESCAPES[char];
    if (escape) out.push({ text: escape, escaped: true });
    else if (char >= ' ' && char < '\x7f') out.push({ text: char, escaped: false });
    else if (utf8 && char >= '\u00a0' && char !== '\ufffd') out.push({ text: char, escaped: false });
    else for (const byte of bytes(char)) out.push({ text: `\\${byte.toString(8).padStart(3, '0')}`, escaped: true });
  }
  return out;
}

/** gnulib's locale_quoting_style, what coreutils' `quote` makes: 'x' in the C locale, ‘x’ in UTF-8. */
export function quoteLocale(name: string, utf8: boolean): string {
  const [left, right] = utf8 ? ['‘', '’'] : ["'", "'"];
  const body = units(name, utf8).map((u) => (u.text === right || u.text === '\\' ? `\\${u.text}` : u.text));
  return `${left}${body.join('')}${right}`;
}

/** gnulib's c_quoting_style (`ls -Q`). */
export function quoteC(name: string, utf8: boolean): string {
  const body = units(name, utf8).map((u) => (u.text === '"' || u.text === '\\' ? `\\${u.text}` : u.text));
  return `"${body.join('')}"`;
}

/** gnulib's escape_quoting_style (`ls -b`): as C, without quotes, spaces escaped. */
export function quoteEscape(name: string, utf8: boolean): string {
  return units(name, utf8)
    .map((u) => (u.text === '\\' || u.text === ' ' ? `\\${u.text}` : u.text))
    .join('');
}

const SPECIAL = /[ !"$&()*;<=>[^`|'\\?]/;

function needsQuotes(name: string, utf8: boolean): boolean {
  if (name === '' || name === '{' || name === '}') return true;
  if (name[0] === '#' || name[0] === '~') return true;
  return SPECIAL.test(name.replaceAll('\\', '')) || units(name, utf8).some((u) => u.escaped);
}

/**
 * gnulib's shell_escape styles: a text that a shell reads back. `always` quotes also what needs no quotes (coreutils'
 * `quoteaf`); `colon` treats a colon as special (`quotef`).
 */
export function quoteShell(name: string, utf8: boolean, how: { always?: boolean; colon?: boolean } = {}): string {
  if (!how.always && !needsQuotes(name, utf8) && !(how.colon && name.includes(':'))) return name;
  const all = units(name, utf8);
  // with a single quote and nothing that double quotes would not protect, C's quotes are easier to read
  if (name.includes("'") && all.every((u) => !u.escaped && /[%+,\-./:\]_A-Za-z0-9 '#~]/.test(u.text))) return `"${name}"`;
  let out = "'";
  let escaping = false;
  for (const unit of all) {
    if (unit.escaped && !escaping) out += "'$'";
    if (!unit.escaped && escaping) out += "''";
    escaping = unit.escaped;
    out += unit.text === "'" ? "'\\''" : unit.text;
  }
  return `${out}'`;
}

/** Replaces what the locale does not print by `?` (`ls -q`, and `ls` on terminals without quoting). */
export function questionMarks(name: string, utf8: boolean): string {
  return units(name, utf8)
    .map((u) => (u.escaped ? '?' : u.text))
    .join('');
}

/** Columns that a text takes on the terminal; wide characters count two. */
export function displayWidth(value: string): number {
  let width = 0;
  for (const char of value) {
    const code = char.codePointAt(0)!;
    const wide =
      code >= 0x1100 &&
      /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\uff01-\uff60]/u.test(char);
    width += wide ? 2 : code < 32 || code === 0x7f || /\p{M}/u.test(char) ? 0 : 1;
  }
  return width;
}
