import { bracketAt, characterClass, type CharacterTest } from './bracket.ts';

/**
 * POSIX extended regular expressions for `[[ x =~ y ]]`, matched by following all threads at once, so that no expression takes
 * more than text times program. The leftmost longest match is found, as regexec(3) does.
 */
type Instruction =
  | { type: 'test'; test: CharacterTest }
  | { type: 'split'; first: number; second: number }
  | { type: 'jump'; to: number }
  | { type: 'save'; slot: number }
  | { type: 'start' }
  | { type: 'end' }
  | { type: 'match' };

type Tree =
  | { type: 'test'; test: CharacterTest }
  | { type: 'start' | 'end' | 'empty' }
  | { type: 'sequence'; items: Tree[] }
  | { type: 'choice'; items: Tree[] }
  | { type: 'repeat'; item: Tree; least: number; most: number }
  | { type: 'group'; number: number; item: Tree };

/** A text that is no regular expression: regcomp(3) failed, and the test gives 2. */
export class RegexError extends Error {}

const LIMIT = 500;
const MAX_PROGRAM = 20_000;
const cache = new Map<string, Regex>();

/** The expression of a text, kept by text. Throws RegexError. */
export function regexOf(text: string, ignoreCase: boolean): Regex {
  const key = `${ignoreCase ? 'i' : ''}:${text}`;
  let regex = cache.get(key);
  if (!regex) {
    regex = new Regex(text, ignoreCase);
    if (cache.size >= LIMIT) cache.clear();
    cache.set(key, regex);
  }
  return regex;
}

export class Regex {
  readonly #program: Instruction[] = [];
  readonly #groups: number;

  constructor(text: string, ignoreCase: boolean) {
    const parser = new Parser(text, ignoreCase);
    const tree = parser.whole();
    this.#groups = parser.groups;
    this.#emit({ type: 'group', number: 0, item: tree });
    this.#program.push({ type: 'match' });
  }

  #emit(tree: Tree): void {
    const program = this.#program;
    if (program.length > MAX_PROGRAM) throw new RegexError('expression too big');
    switch (tree.type) {
      case 'empty':
        return;
      case 'test':
      case 'start':
      case 'end':
        program.push(tree as Instruction);
        return;
      case 'sequence':
        for (const item of tree.items) this.#emit(item);
        return;
      case 'group':
        program.push({ type: 'save', slot: tree.number * 2 });
        this.#emit(tree.item);
        program.push({ type: 'save', slot: tree.number * 2 + 1 });
        return;
      case 'choice':
        return this.#emitChoice(tree.items);
      case 'repeat':
        return this.#emitRepeat(tree);
    }
  }

  #emitChoice(items: Tree[]): void {
    const program = this.#program;
    const jumps: { type: 'jump'; to: number }[] = [];
    items.forEach((item, i) => {
      const last = i === items.length - 1;
      const split = { type: 'split' as const, first: program.length + 1, second: 0 };
      if (!last) program.push(split);
      this.#emit(item);
      if (last) return;
      const jump = { type: 'jump' as const, to: 0 };
      program.push(jump);
      jumps.push(jump);
      split.second = program.length;
    });
    for (const jump of jumps) jump.to = program.length;
  }

  #emitRepeat({ item, least, most }: Tree & { type: 'repeat' }): void {
    const program = this.#program;
    for (let i = 0; i < least; i++) this.#emit(item);
    if (most === Infinity) {
      const split = { type: 'split' as const, first: program.length + 1, second: 0 };
      const at = program.length;
      program.push(split);
      this.#emit(item);
      program.push({ type: 'jump', to: at });
      split.second = program.length;
      return;
    }
    const splits: { second: number }[] = [];
    for (let i = least; i < most; i++) {
      const split = { type: 'split' as const, first: program.length + 1, second: 0 };
      program.push(split);
      splits.push(split);
      this.#emit(item);
    }
    for (const split of splits) split.second = program.length;
  }

  /** The match and its groups (`undefined` for one that took no part); `undefined` without a match. */
  exec(text: string): (string | undefined)[] | undefined {
    const characters = [...text];
    const slots = this.#run(characters);
    if (!slots) return undefined;
    const out: (string | undefined)[] = [];
    for (let g = 0; g <= this.#groups; g++) {
      const from = slots[g * 2];
      const to = slots[g * 2 + 1];
      out.push(from === undefined || to === undefined ? undefined : characters.slice(from, to).join(''));
    }
    return out;
  }

  /** The leftmost match, of these the longest, of equally long ones the first by the expression's order. */
  #run(characters: string[]): Slots | undefined {
    const program = this.#program;
    const seen = new Int32Array(program.length).fill(-1);
    let threads: Thread[] = [];
    let best: Slots | undefined;
    for (let position = 0; position <= characters.length; position++) {
      // a match may begin anywhere until one is found; earlier beginnings stand first and win
      if (!best) this.#follow(threads, 0, [], position, characters.length, seen);
      if (threads.length === 0 && best) break;
      const next: Thread[] = [];
      let matched = false;
      for (const { at, slots } of threads) {
        if (best && slots[0]! > best[0]!) continue;
        const instruction = program[at]!;
        if (instruction.type === 'match') {
          if (!matched) best = slots;
          matched = true;
        } else if (position < characters.length && instruction.type === 'test' && instruction.test(characters[position]!)) {
          this.#follow(next, at + 1, slots, position + 1, characters.length, seen);
        }
      }
      threads = next;
    }
    return best;
  }

  /** Adds the threads that an instruction leads to without reading a character. */
  #follow(list: Thread[], from: number, given: Slots, position: number, length: number, seen: Int32Array): void {
    const pending: [number, Slots][] = [[from, given]];
    while (pending.length > 0) {
      const [at, slots] = pending.pop()!;
      if (seen[at] === position) continue;
      seen[at] = position;
      const instruction = this.#program[at]!;
      if (instruction.type === 'jump') pending.push([instruction.to, slots]);
      else if (instruction.type === 'split') pending.push([instruction.second, slots], [instruction.first, slots]);
      else if (instruction.type === 'save') {
        const copy = slots.slice();
        copy[instruction.slot] = position;
        pending.push([at + 1, copy]);
      } else if (instruction.type === 'start' || instruction.type === 'end') {
        if (position === (instruction.type === 'start' ? 0 : length)) pending.push([at + 1, slots]);
      } else list.push({ at, slots });
    }
  }
}

type Slots = (number | undefined)[];
interface Thread {
  at: number;
  slots: Slots;
}

class Parser {
  #at = 0;
  groups = 0;

  constructor(
    readonly text: string,
    readonly ignoreCase: boolean,
  ) {}

  whole(): Tree {
    const tree = this.#choice();
    if (this.#at < this.text.length) throw new RegexError('Unmatched ) or \\)');
    return tree;
  }

  #choice(): Tree {
    const items = [this.#sequence()];
    while (this.text[this.#at] === '|') {
      this.#at++;
      items.push(this.#sequence());
    }
    return items.length === 1 ? items[0]! : { type: 'choice', items };
  }

  #sequence(): Tree {
    const items: Tree[] = [];
    while (this.#at < this.text.length && this.text[this.#at] !== '|' && this.text[this.#at] !== ')') {
      const atom = this.#atom();
      items.push(this.#repeated(atom));
    }
    return { type: 'sequence', items };
  }

  #repeated(atom: Tree): Tree {
    let item = atom;
    for (;;) {
      const rest = this.text.slice(this.#at, this.#at + 20);
      const bounds = /^\{(\d*)(,?)(\d*)\}/.exec(rest);
      if (rest[0] === '*') item = { type: 'repeat', item, least: 0, most: Infinity };
      else if (rest[0] === '+') item = { type: 'repeat', item, least: 1, most: Infinity };
      else if (rest[0] === '?') item = { type: 'repeat', item, least: 0, most: 1 };
      else if (bounds && (bounds[1] !== '' || bounds[2] !== '')) {
        const least = Number(bounds[1]);
        const most = bounds[2] === '' ? least : bounds[3] === '' ? Infinity : Number(bounds[3]);
        if (least > 255 || (most !== Infinity && (most > 32_767 || most < least))) throw new RegexError('Invalid content of \\{\\}');
        item = { type: 'repeat', item, least, most };
        this.#at += bounds[0].length - 1;
      } else return item;
      this.#at++;
    }
  }

  #atom(): Tree {
    const c = String.fromCodePoint(this.text.codePointAt(this.#at)!);
    this.#at += c.length;
    switch (c) {
      case '(': {
        const number = ++this.groups;
        const item = this.#choice();
        if (this.text[this.#at] !== ')') throw new RegexError('Unmatched ( or \\(');
        this.#at++;
        return { type: 'group', number, item };
      }
      case '.':
        return { type: 'test', test: () => true };
      case '^':
        return { type: 'start' };
      case '$':
        return { type: 'end' };
      case '[': {
        const bracket = bracketAt(this.text, this.#at - 1, this.ignoreCase);
        if (!bracket) throw new RegexError('Unmatched [, [^, [:, [., or [=');
        this.#at = bracket.end;
        return { type: 'test', test: bracket.test };
      }
      case '*':
      case '+':
      case '?':
        if (this.#at === 1) return this.#character(c);
        throw new RegexError('Invalid preceding regular expression');
      case '\\':
        return this.#escaped();
      default:
        return this.#character(c);
    }
  }

  /** glibc knows `\w`, `\s` and their opposites. */
  #escaped(): Tree {
    if (this.#at >= this.text.length) throw new RegexError('Trailing backslash');
    const c = String.fromCodePoint(this.text.codePointAt(this.#at)!);
    this.#at += c.length;
    const known = { w: 'word', W: 'word', s: 'space', S: 'space' }[c];
    if (!known) return this.#character(c);
    const test = characterClass(known)!;
    return { type: 'test', test: c === 'W' || c === 'S' ? (x) => !test(x) : test };
  }

  #character(c: string): Tree {
    const lower = c.toLowerCase();
    return { type: 'test', test: this.ignoreCase ? (x) => x.toLowerCase() === lower : (x) => x === c };
  }
}
