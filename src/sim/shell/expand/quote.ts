/** Texts as they must be written so that a shell reads them back. */

const NEEDS_ANSI = /[\0-\x1f\x7f\udc80-\udcff]/;

/** In single quotes: `'it'\''s'`. */
export function singleQuoted(text: string): string {
  return `'${text.replace(/'/g, "'\\''")}'`;
}

/** With backslashes, as `printf %q` and completion write it; control characters make it `$'…'`. */
export function backslashQuoted(text: string): string {
  if (text === '') return "''";
  if (isUnprintable(text)) return ansiQuoted(text);
  return text.replace(/[^\w@%+=:./,-]/gu, (c) => (c.codePointAt(0)! > 0x7f ? c : `\\${c}`)).replace(/^~/, '\\~');
}

/** As `declare -p` writes a value: in double quotes, or `$'…'` with control characters. */
export function doubleQuoted(text: string): string {
  if (isUnprintable(text)) return ansiQuoted(text);
  return `"${text.replace(/[$`"\\]/g, '\\$&')}"`;
}

/** As `set`, `alias` and xtrace write a value: bare where that is enough. */
export function quotedIfNeeded(text: string): string {
  if (text === '') return "''";
  if (isUnprintable(text) && !/[|&;()<>!{}*[?\]^$`"'\\\n \t]/.test(text)) return ansiQuoted(text);
  return needsQuotes(text) ? singleQuoted(text) : text;
}

/** As `set` lists a variable: unprintable characters always make it `$'…'`. */
export function quotedForSet(text: string): string {
  if (isUnprintable(text)) return ansiQuoted(text);
  return text === '' ? '' : needsQuotes(text) ? singleQuoted(text) : text;
}

/** Whether a shell would take something in the text for special (sh_contains_shell_metas). */
function needsQuotes(text: string): boolean {
  if (/[ \t\n'"\\|&;()<>!{}*[?\]^$`]/.test(text)) return true;
  if (/^[~#]/.test(text)) return true;
  return /[=:]~/.test(text);
}

/** Control characters, or bytes that are no characters. */
export function isUnprintable(text: string): boolean {
  return NEEDS_ANSI.test(text) && /[\0-\x1f\x7f]|(?:^|[^\ud800-\udbff])[\udc80-\udcff]/.test(text);
}

const ESCAPES: Record<string, string> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\x1b': '\\E',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  "'": "\\'",
};

/** `$'…'` */
export function ansiQuoted(text: string): string {
  let out = "$'";
  for (const c of text) {
    const code = c.charCodeAt(0);
    if (ESCAPES[c]) out += ESCAPES[c];
    else if (code < 0x20 || code === 0x7f) out += `\\${code.toString(8).padStart(3, '0')}`;
    else if (c.length === 1 && code >= 0xdc80 && code <= 0xdcff) out += `\\${(code - 0xdc00).toString(8).padStart(3, '0')}`;
    else out += c;
  }
  return `${out}'`;
}
