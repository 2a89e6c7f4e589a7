import { text as decode } from '../../../kernel/text.ts';
import type { Description } from './magic.ts';

/** Lines longer than this are mentioned. */
const LONG_LINE = 300;

interface Encoding {
  name: string;
  charset: string;
  text: string;
}

/** Which characters some bytes are, if they are text at all (encoding.c). */
function encodingOf(data: Uint8Array): Encoding | undefined {
  const textByte = (b: number): boolean => (b >= 7 && b <= 13) || b === 27 || (b >= 32 && b < 127);
  if (data[0] === 0xff && data[1] === 0xfe)
    return { name: 'Unicode text, UTF-16, little-endian', charset: 'utf-16le', text: utf16(data, true) };
  if (data[0] === 0xfe && data[1] === 0xff)
    return { name: 'Unicode text, UTF-16, big-endian', charset: 'utf-16be', text: utf16(data, false) };
  if (data.every(textByte)) return { name: 'ASCII', charset: 'us-ascii', text: decode(data) };
  const utf8 = data.every((b) => b >= 128 || textByte(b)) && isUtf8(data);
  if (utf8) {
    const marked = data[0] === 0xef && data[1] === 0xbb && data[2] === 0xbf;
    return { name: `Unicode text, UTF-8${marked ? ' (with BOM)' : ''}`, charset: 'utf-8', text: decode(data) };
  }
  const latin = (): string => String.fromCharCode(...data.subarray(0, 65_536));
  if (data.every((b) => textByte(b) || b >= 0xa0)) return { name: 'ISO-8859', charset: 'iso-8859-1', text: latin() };
  if (data.every((b) => textByte(b) || b >= 0x80)) return { name: 'Non-ISO extended-ASCII', charset: 'unknown-8bit', text: latin() };
  return undefined;
}

function isUtf8(data: Uint8Array): boolean {
  // the last character may be cut off
  for (let cut = 0; cut < 4 && cut < data.length; cut++) {
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(data.subarray(0, data.length - cut));
      return true;
    } catch {
      continue;
    }
  }
  return false;
}

function utf16(data: Uint8Array, little: boolean): string {
  let out = '';
  for (let i = 2; i + 1 < data.length; i += 2)
    out += String.fromCharCode(little ? data[i]! | (data[i + 1]! << 8) : (data[i]! << 8) | data[i + 1]!);
  return out;
}

/** Kinds of text by how they begin: words for `file`, and a MIME type. */
function kindOf(text: string): { words: string; mime: string; whole?: boolean; executable?: boolean } | undefined {
  const script = /^#![ \t]*(\S+)(?:[ \t]+(\S+))?/.exec(text);
  if (script) {
    const name = (script[1]!.endsWith('/env') ? script[2] : script[1]!.split('/').pop()) ?? '';
    const known: Record<string, [string, string]> = {
      bash: ['Bourne-Again shell script', 'text/x-shellscript'],
      sh: ['POSIX shell script', 'text/x-shellscript'],
      dash: ['POSIX shell script', 'text/x-shellscript'],
      node: ['Node.js script', 'application/javascript'],
      awk: ['awk script', 'text/x-awk'],
      make: ['makefile script', 'text/x-makefile'],
    };
    if (/^python[\d.]*$/.test(name)) return { words: 'Python script', mime: 'text/x-script.python', executable: true };
    if (name === 'perl') return { words: 'Perl script text executable', mime: 'text/x-perl', whole: true };
    const found = known[name];
    if (found) return { words: found[0], mime: found[1], executable: true };
    return { words: `a ${script[1]}${script[2] ? ` ${script[2]}` : ''} script`, mime: 'text/plain', executable: true };
  }
  if (isJson(text)) return { words: 'JSON text data', mime: 'application/json', whole: true };
  const lines = text.trimEnd().split('\n');
  if (lines.length > 1 && lines.every(isJson))
    return { words: 'New Line Delimited JSON text data', mime: 'application/x-ndjson', whole: true };
  if (/^<\?xml version="([\d.]+)"/.test(text)) return { words: `XML ${/"([\d.]+)"/.exec(text)![1]} document`, mime: 'text/xml' };
  if (/^\s*(<!doctype html|<html|<head|<title|<body)/i.test(text)) return { words: 'HTML document', mime: 'text/html' };
  if (/^(diff |\*\*\* |Only in |Common subdirectories: )/.test(text) && /^(--- |\*\*\* )/m.test(text)) {
    return {
      words: /^\*\*\* /.test(text)
        ? 'context diff output'
        : /^diff --git/.test(text) || /^@@ /m.test(text)
          ? 'unified diff output'
          : 'diff output',
      mime: 'text/x-diff',
    };
  }
  if (/^--- .*\n\+\+\+ /.test(text)) return { words: 'unified diff output', mime: 'text/x-diff' };
  return undefined;
}

function isJson(text: string): boolean {
  if (!/^\s*[{[]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** What file(1) says of a text; `undefined` where the bytes are none. */
export function describeText(data: Uint8Array): Description | undefined {
  const encoding = encodingOf(data);
  if (!encoding) return undefined;
  const { text } = encoding;
  const kind = kindOf(text);
  if (kind?.whole) return { text: kind.words, mime: kind.mime, charset: encoding.charset };
  const lead = kind ? `${kind.words}, ` : '';
  const words = `${lead}${encoding.name} text${kind?.executable ? ' executable' : ''}${details(text)}`;
  return { text: words, mime: kind?.mime ?? 'text/plain', charset: encoding.charset };
}

/** Long lines, unusual ends of lines, and control characters (ascmagic.c). */
function details(text: string): string {
  const crlf = (text.match(/\r\n/g) ?? []).length;
  const cr = (text.match(/\r(?!\n)/g) ?? []).length;
  const lf = (text.match(/\n/g) ?? []).length - crlf;
  const longest = Math.max(...text.split(/\r\n|\n|\r/).map((line) => line.length));
  let out = longest > LONG_LINE ? `, with very long lines (${longest})` : '';
  if (crlf + cr + lf === 0) out += ', with no line terminators';
  else if (crlf > 0 || cr > 0) {
    const kinds = [...(crlf > 0 ? ['CRLF'] : []), ...(cr > 0 ? ['CR'] : []), ...(lf > 0 ? ['LF'] : [])];
    out += `, with ${kinds.join(', ')} line terminators`;
  }
  if (text.includes('\x1b')) out += ', with escape sequences';
  if (text.includes('\b')) out += ', with overstriking';
  return out;
}
