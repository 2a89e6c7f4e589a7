import { CH, isBlank, isBlankOrEnd, isBreakOrEnd, isDigit, isHex, isWord } from './chars.ts';
import type { Cursor } from './cursor.ts';
import type { Mark } from './error.ts';
import type { Token } from './token.ts';

function skipBlanks(c: Cursor): void {
  while (isBlank(c.at(0))) c.skip();
}

function scanWord(c: Cursor): string {
  let out = '';
  while (isWord(c.at(0))) out += c.read();
  return out;
}

const MAY_FOLLOW_ANCHOR = new Set<number>([CH.QUESTION, CH.COLON, CH.COMMA, CH.CLOSE, CH.CLOSE_BRACE, CH.PERCENT, CH.AT, CH.BACKTICK]);

/** Scans `&name` or `*name`. */
export function scanAnchor(c: Cursor, type: 'anchor' | 'alias'): Token {
  const start = c.mark();
  c.skip();
  const value = scanWord(c);
  if (value === '' || !(isBlankOrEnd(c.at(0)) || MAY_FOLLOW_ANCHOR.has(c.at(0)))) {
    c.fail('did not find expected alphabetic or numeric character', start);
  }
  return { type, start, end: c.mark(), value };
}

function scanTagHandle(c: Cursor, directive: boolean, start: Mark): string {
  if (c.at(0) !== CH.BANG) c.fail("did not find expected '!'", start);
  let handle = c.read() + scanWord(c);
  if (c.at(0) === CH.BANG) handle += c.read();
  else if (directive && handle !== '!') c.fail("did not find expected '!'", start);
  return handle;
}

const isUri = (c: number) => isWord(c) || (c > 0x20 && c < 0x7f && ";/?:@&=+$,.!~*'()[]%".includes(String.fromCharCode(c)));

function scanUriEscape(c: Cursor, start: Mark): string {
  const octets: number[] = [];
  let width = 1;
  while (octets.length < width) {
    if (c.at(0) !== CH.PERCENT || !isHex(c.at(1)) || !isHex(c.at(2))) c.fail('did not find URI escaped octet', start);
    const octet = parseInt(String.fromCharCode(c.at(1), c.at(2)), 16);
    if (octets.length === 0) {
      width = octet < 0x80 ? 1 : (octet & 0xe0) === 0xc0 ? 2 : (octet & 0xf0) === 0xe0 ? 3 : (octet & 0xf8) === 0xf0 ? 4 : 0;
      if (width === 0) c.fail('found an incorrect leading UTF-8 octet', start);
    } else if ((octet & 0xc0) !== 0x80) c.fail('found an incorrect trailing UTF-8 octet', start);
    octets.push(octet);
    c.skip();
    c.skip();
    c.skip();
  }
  return new TextDecoder().decode(new Uint8Array(octets));
}

function scanTagUri(c: Cursor, head: string, start: Mark): string {
  let uri = head.slice(1);
  let found = head !== '';
  while (isUri(c.at(0))) {
    uri += c.at(0) === CH.PERCENT ? scanUriEscape(c, start) : c.read();
    found = true;
  }
  if (!found) c.fail('did not find expected tag URI', start);
  return uri;
}

/** Scans `!tag`, `!!tag`, `!handle!tag` or `!<uri>`. */
export function scanTag(c: Cursor): Token {
  const start = c.mark();
  c.need(2);
  let handle = '';
  let suffix: string;
  if (c.at(1) === CH.LESS) {
    c.skip();
    c.skip();
    suffix = scanTagUri(c, '', start);
    if (c.at(0) !== CH.GREATER) c.fail("did not find the expected '>'", start);
    c.skip();
  } else {
    handle = scanTagHandle(c, false, start);
    if (handle.length > 1 && handle.endsWith('!')) suffix = scanTagUri(c, '', start);
    else {
      suffix = scanTagUri(c, handle, start);
      handle = '!';
      // a lone `!` is a tag of its own
      if (suffix === '') [handle, suffix] = [suffix, handle];
    }
  }
  if (!isBlankOrEnd(c.at(0))) c.fail('did not find expected whitespace or line break', start);
  return { type: 'tag', start, end: c.mark(), value: handle, suffix };
}

function scanVersionNumber(c: Cursor, start: Mark): number {
  let digits = '';
  while (isDigit(c.at(0))) {
    if (digits.length === 2) c.fail('found extremely long version number', start);
    digits += c.read();
  }
  if (digits === '') c.fail('did not find expected version number', start);
  return Number(digits);
}

function scanVersion(c: Cursor, start: Mark): Token {
  skipBlanks(c);
  const major = scanVersionNumber(c, start);
  if (c.at(0) !== CH.DOT) c.fail("did not find expected digit or '.' character", start);
  c.skip();
  const minor = scanVersionNumber(c, start);
  return { type: 'version-directive', start, end: c.mark(), version: [major, minor] };
}

function scanTagDirective(c: Cursor, start: Mark): Token {
  skipBlanks(c);
  const value = scanTagHandle(c, true, start);
  if (!isBlank(c.at(0))) c.fail('did not find expected whitespace', start);
  skipBlanks(c);
  const suffix = scanTagUri(c, '', start);
  if (!isBlankOrEnd(c.at(0))) c.fail('did not find expected whitespace or line break', start);
  return { type: 'tag-directive', start, end: c.mark(), value, suffix };
}

/** Scans `%YAML 1.1` or `%TAG ! tag:x,2000:` and its line's end. */
export function scanDirective(c: Cursor): Token {
  const start = c.mark();
  c.skip();
  const name = scanWord(c);
  if (name === '') c.fail('could not find expected directive name', start);
  if (!isBlankOrEnd(c.at(0))) c.fail('found unexpected non-alphabetical character', start);
  let token: Token;
  if (name === 'YAML') token = scanVersion(c, start);
  else if (name === 'TAG') token = scanTagDirective(c, start);
  else c.fail('found unknown directive name', start);
  skipBlanks(c);
  c.skipComment();
  if (!isBreakOrEnd(c.at(0))) c.fail('did not find expected comment or line break', start);
  c.readLine();
  return token!;
}
