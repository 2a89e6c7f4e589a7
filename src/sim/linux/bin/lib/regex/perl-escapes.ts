import { ALL_BYTES, ALL_CHARACTERS, CharSet, posixClass, unicodeProperty, wordCharacters } from './charset.ts';

const DIGITS = new CharSet([48, 57]);
const HORIZONTAL = CharSet.chars(
  '\t \u00a0\u1680\u180e\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000',
);
const VERTICAL = CharSet.chars('\n\v\f\r\u0085\u2028\u2029');
const NEWLINE = CharSet.chars('\n');

/** The characters of `\d`, `\W` and the like; undefined where the letter stands for none. */
export function classEscape(letter: string, options: { utf8: boolean; unicode: boolean }): CharSet | undefined {
  const all = options.utf8 ? ALL_CHARACTERS : ALL_BYTES;
  const set = positive(letter.toLowerCase(), options.unicode);
  if (letter === 'N') return NEWLINE.complement(all);
  if (!set) return undefined;
  return letter === letter.toLowerCase() ? set : set.complement(all);
}

function positive(letter: string, unicode: boolean): CharSet | undefined {
  switch (letter) {
    case 'd':
      return unicode ? (unicodeProperty('Nd') ?? DIGITS) : DIGITS;
    case 'w':
      return wordCharacters(unicode);
    case 's':
      return unicode ? unicodeProperty('White_Space') : posixClass('space', false);
    case 'h':
      return HORIZONTAL;
    case 'v':
      return VERTICAL;
    default:
      return undefined;
  }
}

const CONTROLS: Readonly<Record<string, number>> = { t: 9, n: 10, r: 13, f: 12, e: 27, a: 7 };

/**
 * The character of `\t`, `\x41`, `\x{e9}`, `\101`, `\cA`, with how many characters it takes behind the backslash; undefined where
 * the escape is no character. `rest` begins behind the backslash.
 */
export function characterEscape(rest: string): { code: number; length: number } | undefined {
  const letter = rest[0] ?? '';
  const control = CONTROLS[letter];
  if (control !== undefined) return { code: control, length: 1 };
  const patterns: [RegExp, number][] = [
    [/^x\{([0-9a-fA-F]+)\}/, 16],
    [/^x([0-9a-fA-F]{0,2})/, 16],
    [/^o\{([0-7]+)\}/, 8],
    [/^(0[0-7]{0,2})/, 8],
  ];
  for (const [pattern, base] of patterns) {
    const found = pattern.exec(rest);
    if (found) return { code: parseInt(found[1] || '0', base), length: found[0].length };
  }
  if (letter === 'c' && rest.length > 1) return { code: rest[1]!.toUpperCase().charCodeAt(0) ^ 64, length: 2 };
  return undefined;
}
