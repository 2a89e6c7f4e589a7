import { characterWidth } from './width.ts';

/** Places in a line: they never fall between a character and its combining marks. */

const isLow = (unit: number): boolean => unit >= 0xdc00 && unit < 0xe000;
const isHigh = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00;

function codeEnd(text: string, at: number): number {
  return isHigh(text.charCodeAt(at)) && isLow(text.charCodeAt(at + 1)) ? at + 2 : at + 1;
}

/** Whether what begins at `at` joins the character before it. */
function joins(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0x300 && characterWidth(String.fromCodePoint(text.codePointAt(at)!)) === 0 && !(code >= 0xdc80 && code <= 0xdcff);
}

/** The end of the character at a place. */
export function nextPlace(text: string, at: number): number {
  if (at >= text.length) return text.length;
  let end = codeEnd(text, at);
  while (end < text.length && joins(text, end)) end = codeEnd(text, end);
  return end;
}

/** The beginning of the character before a place. */
export function previousPlace(text: string, at: number): number {
  let start = at;
  while (start > 0) {
    start--;
    if (isLow(text.charCodeAt(start)) && start > 0 && isHigh(text.charCodeAt(start - 1))) start--;
    if (!joins(text, start)) break;
  }
  return start;
}

const LETTER = /[\p{L}\p{N}]/u;

/** Whether the character at a place belongs to a word. */
export function isWordAt(text: string, at: number): boolean {
  return at < text.length && LETTER.test(String.fromCodePoint(text.codePointAt(at)!));
}

/** The end of the word at or after a place. */
export function wordEnd(text: string, at: number): number {
  let i = at;
  while (i < text.length && !isWordAt(text, i)) i = nextPlace(text, i);
  while (i < text.length && isWordAt(text, i)) i = nextPlace(text, i);
  return i;
}

/** The beginning of the word at or before a place. */
export function wordStart(text: string, at: number): number {
  let i = at;
  while (i > 0 && !isWordAt(text, previousPlace(text, i))) i = previousPlace(text, i);
  while (i > 0 && isWordAt(text, previousPlace(text, i))) i = previousPlace(text, i);
  return i;
}

/** The beginning of the text between blanks at or before a place (unix-word-rubout). */
export function blankWordStart(text: string, at: number): number {
  let i = at;
  while (i > 0 && /[ \t\n]/.test(text[i - 1]!)) i--;
  while (i > 0 && !/[ \t\n]/.test(text[i - 1]!)) i--;
  return i;
}

/** Words of a line as the shell would cut them, for `yank-last-arg` and history designators. */
export function shellWords(line: string): string[] {
  const words = line.match(/(?:\\[^]|'[^']*'?|"(?:\\[^]|[^"\\])*"?|\$\([^)]*\)?|`[^`]*`?|[^\s;&|<>()'"\\`])+|&&|\|\||;;|>>|<<-?|[<>]&|&>|[;&|<>()]/g);
  return words ?? [];
}
