/** What kind of text escapes stand in: a regular expression, a replacement, the text of a, i, c. */
export type TextKind = 'regex' | 'replacement' | 'text';

const LETTERS: Readonly<Record<string, string>> = { a: '\x07', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };
const BASES: Readonly<Record<string, [pattern: RegExp, base: number]>> = {
  d: [/[0-9]{1,3}/y, 10],
  o: [/[0-7]{1,3}/y, 8],
  x: [/[0-9a-fA-F]{1,2}/y, 16],
};

/**
 * Replaces the escapes that stand for characters (`\t`, `\x41`, `\o101`, `\d065`, `\cA`), as sed does before it looks at a text;
 * all others are left. A newline in a regular expression is already one. Throws where `\c` has no single character behind it.
 */
export function convertEscapes(text: string, kind: TextKind): string {
  let out = '';
  for (let i = 0; i < text.length; i++) {
    if (text[i] !== '\\' || i + 1 >= text.length) {
      out += text[i]!;
      continue;
    }
    const letter = text[i + 1]!;
    const produced = character(text, i + 1);
    if (!produced) {
      out += text[i]! + letter;
      i++;
      continue;
    }
    // in a replacement a character that came of an escape has no meaning of its own
    const quoted = kind === 'replacement' && (produced.char === '&' || produced.char === '\\' || produced.char === '\n');
    out += quoted || (kind === 'text' && produced.char === '\\') ? `\\${produced.char}` : produced.char;
    i += produced.length;
  }
  return out;
}

function character(text: string, at: number): { char: string; length: number } | undefined {
  const letter = text[at]!;
  const simple = LETTERS[letter];
  if (simple) return { char: simple, length: 1 };
  const based = BASES[letter];
  if (based) {
    const [pattern, base] = based;
    pattern.lastIndex = at + 1;
    const digits = pattern.exec(text)?.[0];
    return digits ? { char: String.fromCharCode(parseInt(digits, base) & 255), length: 1 + digits.length } : undefined;
  }
  if (letter === 'c') {
    if (at + 1 >= text.length) return { char: '\\', length: 1 };
    const next = text[at + 1]!;
    if (next === '\\') {
      if (text[at + 2] !== '\\') throw new RecursiveEscape();
      return { char: '\x1c', length: 3 };
    }
    return { char: String.fromCharCode(next.toUpperCase().charCodeAt(0) ^ 64), length: 2 };
  }
  return undefined;
}

/** `\c\x`. */
export class RecursiveEscape extends Error {}

/** Takes the backslashes off that are left in the text of a, i and c. */
export function unescapeText(text: string): string {
  return convertEscapes(text, 'text').replace(/\\([^])/g, '$1');
}
