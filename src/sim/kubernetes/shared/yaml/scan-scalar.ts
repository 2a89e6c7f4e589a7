import { CH, isBlank, isBlankOrEnd, isBreak, isBreakOrEnd, isDigit, isHex } from './chars.ts';
import type { Cursor } from './cursor.ts';
import type { Mark } from './error.ts';
import type { Token } from './token.ts';

/** Whether `---` or `...` stands at a line's start. */
export function atDocumentIndicator(c: Cursor): boolean {
  if (c.column !== 0) return false;
  const first = c.at(0);
  return (first === CH.MINUS || first === CH.DOT) && c.at(1) === first && c.at(2) === first && isBlankOrEnd(c.at(3));
}

/** The breaks between two lines of a flow scalar: one is a space, more are all but the first. */
function fold(leading: string, trailing: string): string {
  return leading[0] === '\n' ? trailing || ' ' : leading + trailing;
}

/** A block scalar's header: how it is chomped (-1, 0, 1) and its indentation (0: found from its first line). */
function scanBlockHeader(c: Cursor, start: Mark): [chomping: number, increment: number] {
  let chomping = 0;
  let increment = 0;
  const chomp = () => {
    if (c.at(0) !== CH.PLUS && c.at(0) !== CH.MINUS) return false;
    chomping = c.at(0) === CH.PLUS ? 1 : -1;
    c.skip();
    return true;
  };
  const indent = () => {
    if (!isDigit(c.at(0))) return false;
    if (c.at(0) === CH.ZERO) c.fail('found an indentation indicator equal to 0', start);
    increment = c.at(0) - CH.ZERO;
    c.skip();
    return true;
  };
  if (chomp()) indent();
  else if (indent()) chomp();
  while (isBlank(c.at(0))) c.skip();
  c.skipComment();
  if (!isBreakOrEnd(c.at(0))) c.fail('did not find expected comment or line break', start);
  c.readLine();
  return [chomping, increment];
}

/** Scans `|` and `>`; `parent` is the indentation of the block around it (-1 at the top). */
export function scanBlockScalar(c: Cursor, literal: boolean, parent: number): Token {
  const start = c.mark();
  c.skip();
  const [chomping, increment] = scanBlockHeader(c, start);
  let end = c.mark();
  let indent = increment > 0 ? Math.max(parent, 0) + increment : 0;

  const breaks = (): string => {
    let out = '';
    let widest = 0;
    end = c.mark();
    for (;;) {
      while ((indent === 0 || c.column < indent) && c.at(0) === CH.SPACE) c.skip();
      widest = Math.max(widest, c.column);
      if ((indent === 0 || c.column < indent) && c.at(0) === CH.TAB)
        c.fail('found a tab character where an indentation space is expected', start);
      if (!isBreak(c.at(0))) break;
      out += c.readLine();
      end = c.mark();
    }
    if (indent === 0) indent = Math.max(widest, parent + 1, 1);
    return out;
  };

  let value = '';
  let leading = '';
  let trailing = breaks();
  let leadingBlank = false;
  while (c.column === indent && c.at(0) !== CH.NUL) {
    const blank = isBlank(c.at(0));
    if (!literal && !leadingBlank && !blank && leading[0] === '\n') {
      if (trailing === '') value += ' ';
    } else value += leading;
    value += trailing;
    leadingBlank = blank;
    while (!isBreakOrEnd(c.at(0))) value += c.read();
    leading = c.readLine();
    trailing = breaks();
  }
  if (chomping !== -1) value += leading;
  if (chomping === 1) value += trailing;
  return { type: 'scalar', start, end, value, plain: false };
}

const SIMPLE_ESCAPES: Record<string, string> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  "'": "'",
  '\\': '\\',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
};
const HEX_LENGTHS: Record<string, number> = { x: 2, u: 4, U: 8 };

/** An escape in double quotes, the backslash included. */
function scanEscape(c: Cursor, start: Mark): string {
  const letter = String.fromCodePoint(c.at(1));
  const length = HEX_LENGTHS[letter];
  const simple = Object.hasOwn(SIMPLE_ESCAPES, letter) ? SIMPLE_ESCAPES[letter] : undefined;
  if (length === undefined && simple === undefined) c.fail('found unknown escape character', start);
  c.skip();
  c.skip();
  if (simple !== undefined) return simple;
  c.need(length!);
  let hex = '';
  for (let k = 0; k < length!; k++) {
    if (!isHex(c.at(k))) c.fail('did not find expected hexdecimal number', start);
    hex += String.fromCodePoint(c.at(k));
  }
  const code = parseInt(hex, 16);
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) c.fail('found invalid Unicode character escape code', start);
  for (let k = 0; k < length!; k++) c.skip();
  return String.fromCodePoint(code);
}

/** Scans a scalar in single or double quotes. */
export function scanQuoted(c: Cursor, single: boolean): Token {
  const start = c.mark();
  const quote = single ? CH.APOSTROPHE : CH.QUOTE;
  c.skip();
  let value = '';
  for (;;) {
    c.need(4);
    if (atDocumentIndicator(c)) c.fail('found unexpected document indicator', start);
    if (c.at(0) === CH.NUL) c.fail('found unexpected end of stream', start);
    let leadingBlanks = false;
    while (!isBlankOrEnd(c.at(0))) {
      if (single && c.at(0) === quote && c.at(1) === quote) {
        value += "'";
        c.skip();
        c.skip();
      } else if (c.at(0) === quote) break;
      else if (!single && c.at(0) === CH.BACKSLASH && isBreak(c.at(1))) {
        c.skip();
        c.readLine();
        leadingBlanks = true;
        break;
      } else if (!single && c.at(0) === CH.BACKSLASH) value += scanEscape(c, start);
      else value += c.read();
      c.need(2);
    }
    if (c.at(0) === quote) break;
    value += scanSpaces(c, leadingBlanks);
  }
  c.skip();
  return { type: 'scalar', start, end: c.mark(), value, plain: false };
}

/** The white space inside a quoted scalar, as it counts. */
function scanSpaces(c: Cursor, afterEscapedBreak: boolean): string {
  let leadingBlanks = afterEscapedBreak;
  let [spaces, leading, trailing] = ['', '', ''];
  for (;;) {
    if (isBlank(c.at(0))) {
      if (leadingBlanks) c.skip();
      else spaces += c.read();
    } else if (isBreak(c.at(0))) {
      if (leadingBlanks) trailing += c.readLine();
      else {
        leading = c.readLine();
        leadingBlanks = true;
      }
    } else break;
  }
  if (!leadingBlanks) return spaces;
  // after an escaped break nothing is folded into a space
  return leading === '' ? trailing : fold(leading, trailing);
}

const endsPlainInFlow = (c: number) =>
  c === CH.COMMA || c === CH.QUESTION || c === CH.OPEN || c === CH.CLOSE || c === CH.OPEN_BRACE || c === CH.CLOSE_BRACE;

/** Scans a scalar without quotes. `multiline` tells that it ended behind a line break, after which a key may stand again. */
export function scanPlain(c: Cursor, indent: number, flow: boolean): { token: Token; multiline: boolean } {
  const start = c.mark();
  let end = start;
  let [value, spaces, leading, trailing] = ['', '', '', ''];
  let leadingBlanks = false;
  for (;;) {
    c.need(4);
    if (atDocumentIndicator(c) || c.at(0) === CH.HASH) break;
    while (!isBlankOrEnd(c.at(0))) {
      if ((c.at(0) === CH.COLON && isBlankOrEnd(c.at(1))) || (flow && endsPlainInFlow(c.at(0)))) break;
      value += leadingBlanks ? fold(leading, trailing) : spaces;
      [spaces, leading, trailing] = ['', '', ''];
      leadingBlanks = false;
      value += c.read();
      end = c.mark();
      c.need(2);
    }
    if (!isBlank(c.at(0)) && !isBreak(c.at(0))) break;
    while (isBlank(c.at(0)) || isBreak(c.at(0))) {
      if (isBlank(c.at(0))) {
        if (leadingBlanks && c.column < indent && c.at(0) === CH.TAB) c.fail('found a tab character that violates indentation', start);
        if (leadingBlanks) c.skip();
        else spaces += c.read();
      } else if (leadingBlanks) trailing += c.readLine();
      else {
        spaces = '';
        leading = c.readLine();
        leadingBlanks = true;
      }
    }
    if (!flow && c.column < indent) break;
  }
  return { token: { type: 'scalar', start, end, value, plain: true }, multiline: leadingBlanks };
}
