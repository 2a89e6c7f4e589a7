export type CharacterTest = (character: string) => boolean;

const ASCII_CLASSES: Record<string, RegExp> = {
  alpha: /\p{L}/u,
  digit: /[0-9]/,
  alnum: /[\p{L}\p{Nd}]/u,
  upper: /\p{Lu}/u,
  lower: /\p{Ll}/u,
  space: /[ \t\n\v\f\r\u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000]/,
  blank: /[ \t\u1680\u2000-\u2006\u2008-\u200a\u205f\u3000]/,
  punct: /[!-/:-@[-`{-~]|[\p{P}\p{S}]/u,
  print: /[^\p{Cc}\p{Cs}\p{Cn}]/u,
  graph: /[^\p{Cc}\p{Cs}\p{Cn}\s]/u,
  cntrl: /\p{Cc}/u,
  xdigit: /[0-9A-Fa-f]/,
  word: /[\p{L}\p{Nd}_]/u,
  ascii: /[\0-\x7f]/,
};

/** The test of a POSIX character class (`alpha`); `undefined` for a name that is none. */
export function characterClass(name: string): CharacterTest | undefined {
  const expression = ASCII_CLASSES[name];
  return expression && ((c) => expression.test(c));
}

/**
 * A bracket expression at `start` of a pattern: its test and the place after it; `undefined` where no bracket closes it. A
 * backslash quotes the character after it.
 */
export function bracketAt(text: string, start: number, ignoreCase: boolean): { test: CharacterTest; end: number } | undefined {
  let at = start + 1;
  const negated = text[at] === '!' || text[at] === '^';
  if (negated) at++;
  const single = new Set<string>();
  const ranges: [string, string][] = [];
  const classes: CharacterTest[] = [];
  for (let first = true; ; first = false) {
    const item = itemAt(text, at, first);
    if (item === undefined) return undefined;
    at = item.end;
    if (item.type === 'close') break;
    if (item.type === 'class') {
      if (item.test) classes.push(item.test);
      continue;
    }
    if (text[at] === '-' && text[at + 1] !== ']' && text[at + 1] !== undefined) {
      const to = itemAt(text, at + 1, true);
      if (to?.type === 'character') {
        ranges.push([item.character, to.character]);
        at = to.end;
        continue;
      }
    }
    single.add(item.character);
  }
  const one: CharacterTest = (c) => single.has(c) || ranges.some(([low, high]) => low <= c && c <= high) || classes.some((test) => test(c));
  const any: CharacterTest = ignoreCase ? (c) => one(c) || one(c.toUpperCase()) || one(c.toLowerCase()) : one;
  return { test: negated ? (c) => !any(c) : any, end: at };
}

type Item =
  | { type: 'close'; end: number }
  | { type: 'class'; test: CharacterTest | undefined; end: number }
  | { type: 'character'; character: string; end: number };

function itemAt(text: string, at: number, first: boolean): Item | undefined {
  const c = text[at];
  if (c === undefined) return undefined;
  if (c === ']' && !first) return { type: 'close', end: at + 1 };
  if (c === '[' && (text[at + 1] === ':' || text[at + 1] === '.' || text[at + 1] === '=')) {
    const kind = text[at + 1]!;
    const close = text.indexOf(`${kind}]`, at + 2);
    if (close > 0) {
      const name = text.slice(at + 2, close);
      if (kind === ':') return { type: 'class', test: characterClass(name), end: close + 2 };
      if ([...name].length === 1) return { type: 'character', character: name, end: close + 2 };
    }
  }
  const start = c === '\\' && at + 1 < text.length ? at + 1 : at;
  const character = String.fromCodePoint(text.codePointAt(start)!);
  return { type: 'character', character, end: start + character.length };
}
