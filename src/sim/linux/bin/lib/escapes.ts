import { binary, bytes } from '../../../kernel/text.ts';

const SIMPLE: Record<string, string> = { a: '\x07', b: '\b', e: '\x1b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\' };

/** One escape of a format: what it stands for (a character for each byte), and how long it is. */
export interface Escape {
  text: string;
  length: number;
  /** `\c`: nothing more is to be written. */
  stop?: boolean;
  /** Why the escape is wrong. */
  error?: string;
}

/**
 * Reads the escape that begins with the backslash at `at`. `octalZero` wants a zero before octal digits (`echo -e`, `%b`);
 * else three octal digits follow the backslash at once (printf's format).
 */
export function readEscape(text: string, at: number, octalZero: boolean): Escape {
  const next = text[at + 1];
  if (next === undefined) return { text: '\\', length: 1 };
  if (next === 'c') return { text: '', length: 2, stop: true };
  if (next in SIMPLE) return { text: SIMPLE[next]!, length: 2 };
  const rest = text.slice(at + 1);
  const hex = /^x([0-9a-fA-F]{1,2})/.exec(rest);
  if (hex) return { text: String.fromCharCode(parseInt(hex[1]!, 16)), length: 1 + hex[0].length };
  const octal = (octalZero ? /^0([0-7]{0,3})/ : /^([0-7]{1,3})/).exec(rest) ?? /^([0-7]{1,3})/.exec(octalZero ? '' : rest);
  if (octal) return { text: String.fromCharCode(parseInt(octal[1] || '0', 8) & 255), length: 1 + octal[0].length };
  return { text: `\\${next}`, length: 2 };
}

/** `\u20ac` and `\U0001f600` of printf(1). */
export function readUnicode(text: string, at: number): Escape | undefined {
  const m = /^\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/.exec(text.slice(at, at + 10));
  if (!m) return undefined;
  const code = parseInt(m[1] ?? m[2]!, 16);
  if (code > 0x10ffff) return undefined;
  return { text: binary(bytes(String.fromCodePoint(code))), length: m[0].length };
}

/** An argument as a text with one character for each of its bytes. */
export function argumentBytes(text: string): string {
  return /[^\x00-\x7f]/.test(text) ? binary(bytes(text)) : text;
}
