import { bracketAt, type CharacterTest } from './bracket.ts';

/**
 * Shell patterns (fnmatch with ksh's extended globs) on characters. A pattern's text quotes characters by backslashes. Matching
 * follows sets of positions, so its cost is at most the text's length times the pattern's, whatever the pattern is.
 */
type Element =
  | { type: 'character'; character: string }
  | { type: 'any' }
  | { type: 'star' }
  | { type: 'class'; test: CharacterTest }
  | { type: 'group'; operator: '?' | '*' | '+' | '@' | '!'; alternatives: Element[][] };

/** Positions as sorted, separate, inclusive intervals. */
type Positions = [number, number][];

type Characters = string | string[];

export interface PatternOptions {
  extglob: boolean;
  ignoreCase: boolean;
}

const LIMIT = 2000;
const cache = new Map<string, Pattern>();

/** The pattern of a text, kept by text. */
export function patternOf(text: string, options: PatternOptions): Pattern {
  const key = `${options.extglob ? 'e' : ''}${options.ignoreCase ? 'i' : ''}:${text}`;
  let pattern = cache.get(key);
  if (!pattern) {
    pattern = new Pattern(text, options);
    if (cache.size >= LIMIT) cache.clear();
    cache.set(key, pattern);
  }
  return pattern;
}

/** Whether an unquoted part of the text is a pattern. */
export function hasPattern(text: string, extglob: boolean): boolean {
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (c === '\\') i++;
    else if (c === '*' || c === '?') return true;
    else if (c === '[' && text.includes(']', i + 1)) return true;
    else if (extglob && '+@!'.includes(c) && text[i + 1] === '(') return true;
  }
  return false;
}

/** Quotes what a pattern would take for special. */
export function quotePattern(text: string): string {
  return text.replace(/[\\*?[\]()|!+@^-]/g, '\\$&');
}

/** The text of a pattern without its quoting backslashes. */
export function unquotePattern(text: string): string {
  return text.includes('\\') ? text.replace(/\\([^])/g, '$1') : text;
}

export class Pattern {
  readonly #elements: Element[];
  /** The text that the pattern is, where nothing in it is special. */
  readonly #literal: string | undefined;
  readonly #ignoreCase: boolean;

  constructor(text: string, options: PatternOptions) {
    this.#ignoreCase = options.ignoreCase;
    this.#elements = new PatternParser(options.ignoreCase ? text.toLowerCase() : text, options).sequence(false);
    this.#literal = this.#elements.every((e) => e.type === 'character')
      ? this.#elements.map((e) => (e as { character: string }).character).join('')
      : undefined;
  }

  /** Whether the whole text matches. */
  matches(text: string): boolean {
    if (this.#literal !== undefined) return (this.#ignoreCase ? text.toLowerCase() : text) === this.#literal;
    const characters = this.#characters(text);
    return contains(forward(this.#elements, [[0, 0]], characters), characters.length);
  }

  /** The end of the longest or shortest match that begins at `start`, -1 without one. Positions count characters. */
  matchAt(characters: Characters, start: number, longest: boolean): number {
    const ends = forward(this.#elements, [[start, start]], characters);
    if (ends.length === 0) return -1;
    return longest ? ends[ends.length - 1]![1] : ends[0]![0];
  }

  /** `${x#pattern}` and `${x##pattern}`. */
  withoutPrefix(text: string, longest: boolean): string {
    const end = this.matchAt(this.#characters(text), 0, longest);
    return end < 0 ? text : this.#slice(text, end);
  }

  /** `${x%pattern}` and `${x%%pattern}`. */
  withoutSuffix(text: string, longest: boolean): string {
    const characters = this.#characters(text);
    const starts = backward(this.#elements, [[characters.length, characters.length]], characters);
    if (starts.length === 0) return text;
    return this.#slice(text, 0, longest ? starts[0]![0] : starts[starts.length - 1]![1]);
  }

  /** `${x/pattern/…}`: `replace` makes the new text of what was matched. */
  replace(text: string, mode: 'first' | 'all' | 'prefix' | 'suffix', replace: (matched: string) => string): string {
    const characters = this.#characters(text);
    const { length } = characters;
    if (mode === 'suffix') {
      const starts = backward(this.#elements, [[length, length]], characters);
      return starts.length === 0 ? text : this.#slice(text, 0, starts[0]![0]) + replace(this.#slice(text, starts[0]![0]));
    }
    let out = '';
    let copied = 0;
    for (let at = 0; at <= length; ) {
      at = this.#nextCandidate(characters, at);
      const end = at < 0 ? -1 : this.matchAt(characters, at, true);
      if (at < 0) break;
      // an empty match counts only in an empty text
      if (end > at || (end === at && length === 0)) {
        out += this.#slice(text, copied, at) + replace(this.#slice(text, at, end));
        copied = at = end;
        if (mode !== 'all') break;
      } else at++;
      if (mode === 'prefix') break;
      if (length === 0) break;
    }
    return copied === 0 && out === '' ? text : out + this.#slice(text, copied);
  }

  /** Where a match can begin, from `at` on. */
  #nextCandidate(characters: Characters, at: number): number {
    const first = this.#elements[0];
    return first?.type === 'character' ? characters.indexOf(first.character, at) : at;
  }

  #characters(text: string): Characters {
    const folded = this.#ignoreCase ? text.toLowerCase() : text;
    return /[\ud800-\udbff]/.test(folded) ? [...folded] : folded;
  }

  #slice(text: string, start: number, end?: number): string {
    return /[\ud800-\udbff]/.test(text) ? [...text].slice(start, end).join('') : text.slice(start, end);
  }
}

class PatternParser {
  #at = 0;

  constructor(
    readonly text: string,
    readonly options: PatternOptions,
  ) {}

  sequence(nested: boolean): Element[] {
    const out: Element[] = [];
    while (this.#at < this.text.length) {
      const c = this.text[this.#at]!;
      if (nested && (c === '|' || c === ')')) break;
      if (this.options.extglob && '?*+@!'.includes(c) && this.text[this.#at + 1] === '(') {
        const group = this.#group(c as '?');
        if (group) {
          out.push(group);
          continue;
        }
      }
      this.#one(c, out);
    }
    return out;
  }

  #one(c: string, out: Element[]): void {
    if (c === '\\' && this.#at + 1 < this.text.length) {
      const character = String.fromCodePoint(this.text.codePointAt(this.#at + 1)!);
      out.push({ type: 'character', character });
      this.#at += 1 + character.length;
    } else if (c === '*') {
      if (out[out.length - 1]?.type !== 'star') out.push({ type: 'star' });
      this.#at++;
    } else if (c === '?') {
      out.push({ type: 'any' });
      this.#at++;
    } else {
      const bracket = c === '[' ? bracketAt(this.text, this.#at, this.options.ignoreCase) : undefined;
      if (bracket) {
        out.push({ type: 'class', test: bracket.test });
        this.#at = bracket.end;
      } else {
        const character = String.fromCodePoint(this.text.codePointAt(this.#at)!);
        out.push({ type: 'character', character });
        this.#at += character.length;
      }
    }
  }

  #group(operator: '?' | '*' | '+' | '@' | '!'): Element | undefined {
    const start = this.#at;
    this.#at += 2;
    const alternatives: Element[][] = [];
    for (;;) {
      alternatives.push(this.sequence(true));
      const c = this.text[this.#at];
      this.#at++;
      if (c === ')') return { type: 'group', operator, alternatives };
      if (c !== '|') break;
    }
    this.#at = start;
    return undefined;
  }
}

// ---- positions ------------------------------------------------------------------------------------------

function contains(positions: Positions, at: number): boolean {
  return positions.some(([low, high]) => low <= at && at <= high);
}

/** Adds a position behind all others. */
function push(positions: Positions, at: number): void {
  const last = positions[positions.length - 1];
  if (last && last[1] >= at - 1) last[1] = Math.max(last[1], at);
  else positions.push([at, at]);
}

function union(a: Positions, b: Positions): Positions {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  const out: Positions = [];
  for (const [low, high] of [...a, ...b].sort((x, y) => x[0] - y[0])) {
    const last = out[out.length - 1];
    if (last && last[1] >= low - 1) last[1] = Math.max(last[1], high);
    else out.push([low, high]);
  }
  return out;
}

function without(a: Positions, b: Positions): Positions {
  const out: Positions = [];
  for (const [low, high] of a) {
    let from = low;
    for (const [l, h] of b) {
      if (h < from || l > high) continue;
      if (l > from) out.push([from, l - 1]);
      from = h + 1;
    }
    if (from <= high) out.push([from, high]);
  }
  return out;
}

function sameSize(a: Positions, b: Positions): boolean {
  const count = (p: Positions): number => p.reduce((n, [low, high]) => n + high - low + 1, 0);
  return count(a) === count(b);
}

/** Where the elements can end, begun at any of the positions. */
function forward(elements: Element[], from: Positions, text: Characters): Positions {
  let positions = from;
  for (const element of elements) {
    if (positions.length === 0) return positions;
    positions = stepForward(element, positions, text);
  }
  return positions;
}

function stepForward(element: Element, from: Positions, text: Characters): Positions {
  const { length } = text;
  switch (element.type) {
    case 'star':
      return [[from[0]![0], length]];
    case 'any':
      return from.flatMap(([low, high]): Positions => (low < length ? [[low + 1, Math.min(high + 1, length)]] : []));
    case 'character': {
      const out: Positions = [];
      for (const [low, high] of from) {
        for (let i = text.indexOf(element.character, low); i >= 0 && i <= high; i = text.indexOf(element.character, i + 1)) push(out, i + 1);
      }
      return out;
    }
    case 'class': {
      const out: Positions = [];
      for (const [low, high] of from) for (let i = low; i <= high && i < length; i++) if (element.test(text[i]!)) push(out, i + 1);
      return out;
    }
    case 'group':
      return group(element, from, (alternative, at) => forward(alternative, at, text), (at) => [[at, length]]);
  }
}

/** Where the elements can begin, ended at any of the positions. */
function backward(elements: Element[], from: Positions, text: Characters): Positions {
  let positions = from;
  for (let i = elements.length - 1; i >= 0; i--) {
    if (positions.length === 0) return positions;
    positions = stepBackward(elements[i]!, positions, text);
  }
  return positions;
}

function stepBackward(element: Element, from: Positions, text: Characters): Positions {
  switch (element.type) {
    case 'star':
      return [[0, from[from.length - 1]![1]]];
    case 'any':
      return from.flatMap(([low, high]): Positions => (high > 0 ? [[Math.max(low - 1, 0), high - 1]] : []));
    case 'character':
    case 'class': {
      const out: Positions = [];
      for (const [low, high] of from) {
        for (let i = Math.max(low, 1); i <= high; i++) {
          const c = text[i - 1]!;
          if (element.type === 'character' ? c === element.character : element.test(c)) push(out, i - 1);
        }
      }
      return out;
    }
    case 'group':
      return group(element, from, (alternative, at) => backward(alternative, at, text), (at) => [[0, at]]);
  }
}

function group(
  { operator, alternatives }: Element & { type: 'group' },
  from: Positions,
  run: (alternative: Element[], at: Positions) => Positions,
  everything: (at: number) => Positions,
): Positions {
  const once = (at: Positions): Positions => alternatives.reduce<Positions>((all, a) => union(all, run(a, at)), []);
  if (operator === '@') return once(from);
  if (operator === '?') return union(from, once(from));
  if (operator === '!') {
    let out: Positions = [];
    for (const [low, high] of from) for (let i = low; i <= high; i++) out = union(out, without(everything(i), once([[i, i]])));
    return out;
  }
  let reached = operator === '*' ? from : once(from);
  for (;;) {
    const next = union(reached, once(reached));
    if (sameSize(next, reached)) return next;
    reached = next;
  }
}
