/** A set of characters as ascending, disjoint ranges of code points: `[from, to, from, to, …]`. */
export class CharSet {
  #low: Uint8Array | undefined;

  constructor(readonly ranges: readonly number[]) {}

  /** The set of any ranges, in any order. */
  static of(pairs: readonly (readonly [number, number])[]): CharSet {
    const sorted = [...pairs].sort((a, b) => a[0] - b[0]);
    const ranges: number[] = [];
    for (const [from, to] of sorted) {
      const last = ranges.length - 1;
      if (last > 0 && from <= ranges[last]! + 1) ranges[last] = Math.max(ranges[last]!, to);
      else ranges.push(from, to);
    }
    return new CharSet(ranges);
  }

  static chars(text: string): CharSet {
    return CharSet.of([...text].map((c) => [c.codePointAt(0)!, c.codePointAt(0)!]));
  }

  static union(sets: readonly CharSet[]): CharSet {
    return CharSet.of(sets.flatMap((set) => set.pairs()));
  }

  pairs(): [number, number][] {
    const out: [number, number][] = [];
    for (let i = 0; i < this.ranges.length; i += 2) out.push([this.ranges[i]!, this.ranges[i + 1]!]);
    return out;
  }

  /** The only character, where there is one only. */
  get single(): number | undefined {
    return this.ranges.length === 2 && this.ranges[0] === this.ranges[1] ? this.ranges[0] : undefined;
  }

  get empty(): boolean {
    return this.ranges.length === 0;
  }

  has(code: number): boolean {
    if (code < 256) return (this.#low ??= this.#table())[code] === 1;
    return this.#search(code);
  }

  #table(): Uint8Array {
    const table = new Uint8Array(256);
    for (const [from, to] of this.pairs()) if (from < 256) table.fill(1, from, Math.min(to, 255) + 1);
    return table;
  }

  #search(code: number): boolean {
    let low = 0;
    let high = this.ranges.length >> 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.ranges[2 * middle + 1]! < code) low = middle + 1;
      else high = middle;
    }
    return 2 * low < this.ranges.length && this.ranges[2 * low]! <= code;
  }

  /** All characters of `universe` that are not in this set. */
  complement(universe: CharSet): CharSet {
    const out: [number, number][] = [];
    for (const [from, to] of universe.pairs()) {
      let at = from;
      for (const [low, high] of this.pairs()) {
        if (high < at) continue;
        if (low > to) break;
        if (low > at) out.push([at, low - 1]);
        at = high + 1;
      }
      if (at <= to) out.push([at, to]);
    }
    return CharSet.of(out);
  }

  intersects(other: CharSet): boolean {
    let i = 0;
    let j = 0;
    while (i < this.ranges.length && j < other.ranges.length) {
      if (this.ranges[i + 1]! < other.ranges[j]!) i += 2;
      else if (other.ranges[j + 1]! < this.ranges[i]!) j += 2;
      else return true;
    }
    return false;
  }

  /** The set with the other case of each letter; beyond ASCII only where characters are not bytes. */
  foldCase(utf8: boolean): CharSet {
    const extra: [number, number][] = [];
    for (const [from, to] of this.pairs()) {
      // letters with two cases lie below these bounds, but for a few scripts that nobody folds here
      for (let code = from; code <= Math.min(to, utf8 ? 0x2fff : 0x7f); code++) {
        for (const other of otherCases(code, utf8)) extra.push([other, other]);
      }
    }
    return extra.length === 0 ? this : CharSet.of([...this.pairs(), ...extra]);
  }
}

function otherCases(code: number, utf8: boolean): number[] {
  if (code < 128) {
    if (code >= 65 && code <= 90) return [code + 32];
    return code >= 97 && code <= 122 ? [code - 32] : [];
  }
  if (!utf8) return [];
  const char = String.fromCodePoint(code);
  return [char.toLowerCase(), char.toUpperCase()].filter((c) => c !== char && [...c].length === 1).map((c) => c.codePointAt(0)!);
}

/** All characters of an encoding; in UTF-8 without the stand-ins for stray bytes, which no pattern matches. */
export const ALL_BYTES = new CharSet([0, 0xff]);
export const ALL_CHARACTERS = new CharSet([0, 0xd7ff, 0xe000, 0x10ffff]);

const ASCII_CLASSES: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  alpha: [
    [65, 90],
    [97, 122],
  ],
  digit: [[48, 57]],
  alnum: [
    [48, 57],
    [65, 90],
    [97, 122],
  ],
  upper: [[65, 90]],
  lower: [[97, 122]],
  space: [
    [9, 13],
    [32, 32],
  ],
  blank: [
    [9, 9],
    [32, 32],
  ],
  punct: [
    [33, 47],
    [58, 64],
    [91, 96],
    [123, 126],
  ],
  print: [[32, 126]],
  graph: [[33, 126]],
  cntrl: [
    [0, 31],
    [127, 127],
  ],
  xdigit: [
    [48, 57],
    [65, 70],
    [97, 102],
  ],
};

const UNICODE_CLASSES: Readonly<Record<string, RegExp>> = {
  alpha: /[\p{Alphabetic}\p{Nd}]/u,
  alnum: /[\p{Alphabetic}\p{Nd}]/u,
  upper: /\p{Uppercase}/u,
  lower: /\p{Lowercase}/u,
  space: /[^\P{White_Space}\u0085\u00a0\u2007\u202f]/u,
  blank: /[^\P{Zs}\u00a0\u2007\u202f]/u,
  punct: /[\p{P}\p{S}\p{M}]/u,
  print: /[^\p{Cc}\p{Cs}\p{Cn}]/u,
  graph: /[^\p{Cc}\p{Cs}\p{Cn}\p{Z}]/u,
  cntrl: /[\p{Cc}\u2028\u2029]/u,
};

const made = new Map<string, CharSet>();

/** A POSIX character class (`alpha`); undefined where there is none of that name. */
export function posixClass(name: string, utf8: boolean): CharSet | undefined {
  const ascii = ASCII_CLASSES[name];
  if (!ascii) return undefined;
  const unicode = utf8 ? UNICODE_CLASSES[name] : undefined;
  const key = unicode ? `u${name}` : name;
  let set = made.get(key);
  if (!set) made.set(key, (set = unicode ? scanned(unicode, ascii) : CharSet.of(ascii)));
  return set;
}

/** A Unicode property (`\p{Lu}`) as a set; undefined where JavaScript knows none of that name. */
export function unicodeProperty(name: string): CharSet | undefined {
  const key = `p{${name}}`;
  let set = made.get(key);
  if (set) return set;
  try {
    set = scanned(new RegExp(`\\p{${name}}`, 'u'), []);
  } catch {
    return undefined;
  }
  made.set(key, set);
  return set;
}

/** The characters of the first two planes that a regular expression matches, with given ones for ASCII. */
function scanned(matcher: RegExp, ascii: readonly (readonly [number, number])[]): CharSet {
  const out: [number, number][] = [...ascii].map(([from, to]) => [from, to]);
  let start = -1;
  for (let code = ascii.length > 0 ? 128 : 0; code <= 0x1ffff; code++) {
    const hit = (code < 0xd800 || code > 0xdfff) && matcher.test(String.fromCodePoint(code));
    if (hit && start < 0) start = code;
    if (!hit && start >= 0) {
      out.push([start, code - 1]);
      start = -1;
    }
  }
  return CharSet.of(out);
}

/** Characters of words for `\w`, `\b`, `\<`. */
export function wordCharacters(utf8: boolean): CharSet {
  const key = utf8 ? 'uword' : 'word';
  let set = made.get(key);
  if (!set) made.set(key, (set = CharSet.union([posixClass('alnum', utf8)!, CharSet.chars('_')])));
  return set;
}
