import { alt, cat, RegexError, type Node, type Parsed } from './ast.ts';
import { ALL_BYTES, CharSet, posixClass, wordCharacters } from './charset.ts';

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', f: '\f', v: '\v', a: '\x07', b: '\b', '"': '"', '/': '/' };

/**
 * Parses a regular expression of mawk 1.3.4 (20200120): extended ones without intervals (`{` is a character) and without back
 * references, with escapes also in brackets. Throws RegexError with mawk's texts.
 */
export function parseAwk(pattern: string): Parsed {
  const root = new AwkParser(pattern).parse();
  return { root, groups: 0, names: new Map(), utf8: false, longest: true, word: wordCharacters(false) };
}

class AwkParser {
  #at = 0;
  #depth = 0;

  constructor(private readonly text: string) {}

  parse(): Node {
    return this.text === '' ? { kind: 'empty' } : this.#alternatives();
  }

  #alternatives(): Node {
    if (++this.#depth > 250) throw new RegexError('out of memory');
    const branches = [this.#branch()];
    while (this.text[this.#at] === '|') {
      this.#at++;
      branches.push(this.#branch());
    }
    this.#depth--;
    return alt(branches);
  }

  #branch(): Node {
    const nodes: Node[] = [];
    for (;;) {
      const char = this.text[this.#at];
      if (char === undefined || char === '|' || (char === ')' && this.#depth > 1)) break;
      nodes.push(this.#repeated(this.#atom()));
    }
    if (nodes.length === 0) throw new RegexError(this.#depth > 1 && this.#at >= this.text.length ? "missing ')'" : 'missing operand');
    return cat(nodes);
  }

  #repeated(first: Node): Node {
    let node = first;
    for (;;) {
      const char = this.text[this.#at];
      if (char !== '*' && char !== '+' && char !== '?') return node;
      if (first.kind === 'assert') throw new RegexError('syntax error ^* or ^+');
      this.#at++;
      node = { kind: 'repeat', node, min: char === '+' ? 1 : 0, max: char === '?' ? 1 : Infinity, greed: 'greedy' };
    }
  }

  #atom(): Node {
    const char = this.text[this.#at++]!;
    switch (char) {
      case '(': {
        const node = this.#alternatives();
        if (this.text[this.#at++] !== ')') throw new RegexError("missing ')'");
        return node;
      }
      case '*':
      case '+':
      case '?':
        throw new RegexError('missing operand');
      case '.':
        return { kind: 'set', set: ALL_BYTES };
      case '^':
        return { kind: 'assert', what: 'start' };
      case '$':
        return { kind: 'assert', what: 'end' };
      case '[':
        return { kind: 'set', set: this.#class() };
      case '\\':
        return { kind: 'set', set: CharSet.chars(this.#escape()) };
    }
    return { kind: 'set', set: CharSet.chars(char) };
  }

  /** What an escape stands for, the backslash already read. */
  #escape(): string {
    const char = this.text[this.#at++];
    if (char === undefined) return '\\';
    const octal = /^[0-7]{1,3}/.exec(this.text.slice(this.#at - 1));
    if (octal) {
      this.#at += octal[0].length - 1;
      return String.fromCharCode(parseInt(octal[0], 8) & 255);
    }
    return ESCAPES[char] ?? char;
  }

  #class(): CharSet {
    const bad = (): never => {
      throw new RegexError('bad class -- [], [^] or [');
    };
    const negated = this.text[this.#at] === '^';
    if (negated) this.#at++;
    const first = this.#at;
    const sets: CharSet[] = [];
    while (this.text[this.#at] !== ']' || this.#at === first) {
      if (this.#at >= this.text.length) bad();
      const named = /^\[:([a-z]+):\]/.exec(this.text.slice(this.#at));
      if (named) {
        sets.push(posixClass(named[1]!, false) ?? bad());
        this.#at += named[0].length;
        continue;
      }
      const start = this.#classCharacter();
      if (this.text[this.#at] === '-' && this.#at + 1 < this.text.length && this.text[this.#at + 1] !== ']') {
        this.#at++;
        const end = this.#classCharacter();
        sets.push(CharSet.of([[Math.min(start, end), Math.max(start, end)]]));
      } else sets.push(new CharSet([start, start]));
    }
    this.#at++;
    const set = CharSet.union(sets);
    return negated ? set.complement(ALL_BYTES) : set;
  }

  #classCharacter(): number {
    const char = this.text[this.#at++]!;
    return (char === '\\' ? this.#escape() : char).charCodeAt(0);
  }
}
