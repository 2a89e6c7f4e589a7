import { alt, cat, EMPTY_NODE, RegexError, type Assertion, type Greed, type Node, type Parsed } from './ast.ts';
import { ALL_BYTES, ALL_CHARACTERS, CharSet, posixClass, unicodeProperty, wordCharacters } from './charset.ts';
import { characterEscape, classEscape } from './perl-escapes.ts';
import { perlMessage, type PerlFlavour, type PerlProblem } from './perl-messages.ts';

/** How a Perl-like regular expression is written and meant. */
export interface PerlOptions {
  flavour: PerlFlavour;
  /** Characters are UTF-8; else bytes. */
  utf8: boolean;
  /** `\w`, `\d`, `\s` know more than ASCII. */
  unicode?: boolean;
  ignoreCase?: boolean;
  /** Flag s: a dot matches newlines. */
  dotAll?: boolean;
  /** Flag m: `^` and `$` match at newlines. */
  multiline?: boolean;
  /** Flag x: white space and comments are left out. */
  extended?: boolean;
}

interface Flags {
  i: boolean;
  s: boolean;
  m: boolean;
  x: boolean;
}

const ASSERTIONS: Readonly<Record<string, Assertion>> = {
  b: 'word-boundary',
  B: 'not-word-boundary',
  A: 'start',
  z: 'end',
  Z: 'end-or-newline',
  G: 'start',
};

/** Parses a regular expression in Perl's syntax. Throws RegexError with the texts of the library that `flavour` names. */
export function parsePerl(pattern: string, options: PerlOptions): Parsed {
  return new PerlParser(pattern, options).parse();
}

class PerlParser {
  readonly #text: string;
  readonly #all: CharSet;
  readonly #names = new Map<string, number>();
  /** Back references, checked when all groups are known. */
  readonly #references: number[] = [];
  #groups = 0;
  #at = 0;
  #depth = 0;
  #flags: Flags;

  constructor(
    pattern: string,
    private readonly options: PerlOptions,
  ) {
    this.#text = pattern;
    this.#all = options.utf8 ? ALL_CHARACTERS : ALL_BYTES;
    this.#flags = {
      i: options.ignoreCase ?? false,
      s: options.dotAll ?? false,
      m: options.multiline ?? false,
      x: options.extended ?? false,
    };
  }

  parse(): Parsed {
    const root = this.#alternatives();
    if (this.#at < this.#text.length) this.#fail('unmatched-close');
    if (this.#references.some((index) => index > this.#groups)) this.#fail('backref');
    const { utf8, unicode } = this.options;
    return { root, groups: this.#groups, names: this.#names, utf8, longest: false, word: wordCharacters(unicode ?? false) };
  }

  #fail(problem: PerlProblem, name = ''): never {
    throw new RegexError(perlMessage(this.options.flavour, problem, name), this.#at);
  }

  #unsupported(what: string): never {
    throw new RegexError(`${what}: not simulated`, this.#at);
  }

  /** Takes a text where it comes next. */
  #take(text: string): boolean {
    if (!this.#text.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found) this.#at += found[0].length;
    return found ?? undefined;
  }

  // ---- grammar ----------------------------------------------------------------------------------

  #alternatives(): Node {
    if (++this.#depth > 250) throw new RegexError('parentheses are too deeply nested');
    const before = this.#flags;
    const branches = [this.#branch()];
    while (this.#take('|')) branches.push(this.#branch());
    this.#flags = before;
    this.#depth--;
    return alt(branches);
  }

  #branch(): Node {
    const nodes: Node[] = [];
    for (;;) {
      if (this.#flags.x) this.#match(/(?:\s+|#[^\n]*)+/y);
      const char = this.#text[this.#at];
      if (char === undefined || char === '|' || char === ')') return cat(nodes);
      const node = this.#term();
      if (node) nodes.push(node);
    }
  }

  #term(): Node | undefined {
    if (this.#take('\\Q')) {
      const end = this.#text.indexOf('\\E', this.#at);
      const literal = this.#text.slice(this.#at, end < 0 ? undefined : end);
      this.#at = end < 0 ? this.#text.length : end + 2;
      return cat([...literal].map((char) => this.#char(char.codePointAt(0)!)));
    }
    if (this.#take('\\E')) return undefined;
    const atom = this.#atom();
    return atom ? this.#quantified(atom) : undefined;
  }

  #quantified(atom: Node): Node {
    let node = atom;
    for (let count = 0; ; count++) {
      if (this.#flags.x) this.#match(/\s+/y);
      const found = this.#match(/[*+?]|\{(\d+)(,?)(\d*)\}/y);
      if (!found) return node;
      // Oniguruma repeats a repetition; PCRE2 and Perl refuse
      if (count > 0 && this.options.flavour !== 'oniguruma') this.#fail('nothing-to-repeat');
      const [text, low, comma, high] = found;
      const min = low !== undefined ? Number(low) : text === '+' ? 1 : 0;
      const max = low === undefined ? (text === '?' ? 1 : Infinity) : comma === '' ? min : high === '' ? Infinity : Number(high);
      if (min > 65535 || (max !== Infinity && max > 65535)) this.#fail('repeat-size');
      if (min > max) this.#fail('repeat-order');
      const greed: Greed = this.#take('?') ? 'lazy' : this.#take('+') ? 'possessive' : 'greedy';
      node = { kind: 'repeat', node, min, max, greed };
    }
  }

  #atom(): Node | undefined {
    const code = this.#text.codePointAt(this.#at)!;
    const char = this.options.utf8 ? String.fromCodePoint(code) : this.#text[this.#at]!;
    this.#at += char.length;
    switch (char) {
      case '.':
        return { kind: 'set', set: this.#flags.s ? this.#all : CharSet.chars('\n').complement(this.#all) };
      case '^':
        return { kind: 'assert', what: this.#flags.m ? 'line-start' : 'start' };
      case '$':
        return { kind: 'assert', what: this.#flags.m ? 'line-end' : 'end-or-newline' };
      case '[':
        return { kind: 'set', set: this.#class() };
      case '(':
        return this.#group();
      case '\\':
        return this.#escape();
      case '*':
      case '+':
      case '?':
        return this.#fail('nothing-to-repeat');
    }
    return this.#char(char.codePointAt(0)!);
  }

  #char(code: number): Node {
    const set = new CharSet([code, code]);
    return { kind: 'set', set: this.#flags.i ? set.foldCase(this.options.utf8) : set };
  }

  // ---- groups -----------------------------------------------------------------------------------

  #group(): Node | undefined {
    if (!this.#take('?')) {
      if (this.options.flavour === 'pcre' && this.#text[this.#at] === '*') this.#unsupported('(*VERB)');
      return this.#capture();
    }
    if (this.#take('#')) {
      const end = this.#text.indexOf(')', this.#at);
      if (end < 0) this.#fail('comment');
      this.#at = end + 1;
      return undefined;
    }
    if (this.#take(':')) return this.#inner();
    if (this.#take('>')) return { kind: 'atomic', node: this.#inner() };
    if (this.#take('=')) return { kind: 'look', ahead: true, negative: false, node: this.#inner() };
    if (this.#take('!')) return { kind: 'look', ahead: true, negative: true, node: this.#inner() };
    if (this.#take('<=')) return this.#lookbehind(false);
    if (this.#take('<!')) return this.#lookbehind(true);
    if (this.#take('|')) this.#unsupported('(?|');
    if (this.#at >= this.#text.length) this.#fail('missing-close');
    const named = this.options.flavour === 'oniguruma' ? this.#match(/['<]/y) : this.#match(/P?<|'/y);
    if (named) return this.#capture(this.#name(named[0].endsWith('<') ? '>' : "'"));
    if (/[R0-9+&(]|P[>=]/y.test(this.#text.slice(this.#at, this.#at + 2))) this.#unsupported(`(?${this.#text[this.#at]!}`);
    return this.#inlineFlags();
  }

  #name(close: string): string {
    const name = this.#match(/\w*/y)?.[0] ?? '';
    if (name === '') this.#fail('name-expected');
    if (/^\d/.test(name)) this.#fail('name-digit', name);
    if (!this.#take(close)) this.#fail('name-end');
    if (this.#names.has(name) && this.options.flavour === 'pcre') this.#fail('name-twice', name);
    return name;
  }

  #capture(name?: string): Node {
    const index = ++this.#groups;
    if (name !== undefined && !this.#names.has(name)) this.#names.set(name, index);
    return { kind: 'group', index, node: this.#inner() };
  }

  /** The rest of a group, with its closing parenthesis. */
  #inner(): Node {
    const node = this.#alternatives();
    if (!this.#take(')')) this.#fail('missing-close');
    return node;
  }

  #lookbehind(negative: boolean): Node {
    const node = this.#inner();
    const branches = node.kind === 'alt' ? node.nodes : [node];
    const widths = branches.map(fixedWidth);
    // Oniguruma allows branches of several lengths only where no group captures in them and none is the end of another
    if (widths.includes(undefined)) this.#fail('lookbehind');
    return { kind: 'look', ahead: false, negative, node };
  }

  #inlineFlags(): Node | undefined {
    const found = this.#match(/(\^?[a-zA-Z]*)(?:-([a-zA-Z]*))?([:)])/y);
    const allowed = this.options.flavour === 'oniguruma' ? /^[imsx]*$/ : /^\^?[imsxnaudlpJU]*$/;
    if (!found || !allowed.test(found[1]!) || !allowed.test(found[2] ?? '')) return this.#fail('group-option', this.#text[this.#at] ?? '');
    const before = this.#flags;
    const flags = { ...before };
    for (const flag of ['i', 's', 'm', 'x'] as const) {
      if (found[1]!.includes(flag)) flags[flag] = true;
      if (found[2]?.includes(flag)) flags[flag] = false;
    }
    this.#flags = flags;
    if (found[3] === ')') return EMPTY_NODE;
    const node = this.#inner();
    this.#flags = before;
    return node;
  }

  // ---- escapes ----------------------------------------------------------------------------------

  #escape(): Node {
    const letter = this.#text[this.#at];
    if (letter === undefined) return this.#fail('trailing-backslash');
    const reference = this.#reference();
    if (reference !== undefined) {
      this.#references.push(reference);
      return { kind: 'backref', index: reference, ignoreCase: this.#flags.i };
    }
    const assertion = ASSERTIONS[letter];
    if (assertion) {
      this.#at++;
      return { kind: 'assert', what: assertion };
    }
    if (this.#take('K')) return { kind: 'keep' };
    if (this.#take('R')) {
      const newline: Node = { kind: 'set', set: CharSet.chars('\n\v\f\r') };
      return alt([cat([this.#char(13), this.#char(10)]), newline]);
    }
    if (letter === 'X') this.#unsupported('\\X');
    const set = this.#setEscape();
    return set ? { kind: 'set', set } : this.#char(this.#codeEscape());
  }

  /** `\1`, `\g{1}`, `\g{-1}`, `\k<name>`: the group it means. */
  #reference(): number | undefined {
    const numbered =
      this.#match(/([1-9]\d?)(?!\d)/y) ?? (this.options.flavour === 'oniguruma' ? undefined : this.#match(/g\{?(-?\d+)\}?/y));
    if (numbered) {
      const number = Number(numbered[1]);
      return number < 0 ? this.#groups + 1 + number : number;
    }
    const named = this.#match(/k(?:<(\w+)>|\{(\w+)\}|'(\w+)')|g\{([A-Za-z_]\w*)\}/y);
    if (!named) return undefined;
    const name = named[1] ?? named[2] ?? named[3] ?? named[4]!;
    const index = this.#names.get(name);
    if (index !== undefined) return index;
    if (this.options.flavour === 'oniguruma') throw new RegexError(`undefined name <${name}> reference`, this.#at);
    return this.#fail('backref');
  }

  #setEscape(): CharSet | undefined {
    const property = this.#match(/([pP])(?:\{(\^?)([^}]*)\}|([A-Z]))/y);
    if (property) {
      const name = property[3] ?? property[4]!;
      const set = unicodeProperty(name) ?? unicodeProperty(`Script=${name}`) ?? posixClass(name.toLowerCase(), true);
      if (!set) return this.#fail('property', name);
      return (property[1] === 'P') !== (property[2] === '^') ? set.complement(this.#all) : set;
    }
    const letter = this.#text[this.#at]!;
    if (this.options.flavour === 'oniguruma' && /[hHvVN]/.test(letter)) return undefined;
    const set = classEscape(letter, { utf8: this.options.utf8, unicode: this.options.unicode ?? false });
    if (set) this.#at++;
    return set;
  }

  /** The code of an escaped character. */
  #codeEscape(): number {
    const found = characterEscape(this.#text.slice(this.#at));
    if (found) {
      if (found.code > (this.options.utf8 ? 0x10ffff : 0xff)) this.#fail('code-point');
      this.#at += found.length;
      return found.code;
    }
    const code = this.#text.codePointAt(this.#at)!;
    const char = String.fromCodePoint(code);
    if (this.options.flavour === 'pcre' && /[A-Za-z]/.test(char)) this.#fail(/[FLlNUu]/.test(char) ? 'case-escape' : 'escape');
    this.#at += char.length;
    return code;
  }

  // ---- character classes ------------------------------------------------------------------------

  #class(): CharSet {
    const posix = /:[a-z]+:\]/y;
    posix.lastIndex = this.#at;
    if (this.options.flavour !== 'oniguruma' && posix.test(this.#text)) this.#fail('posix-outside');
    const negated = this.#take('^');
    const sets: CharSet[] = [];
    for (let first = true; first || !this.#take(']'); first = false) {
      if (this.#at >= this.#text.length) this.#fail('missing-bracket');
      const start = this.#classElement();
      if (this.#text[this.#at] !== '-' || this.#text[this.#at + 1] === ']' || this.#at + 1 >= this.#text.length) {
        sets.push(typeof start === 'number' ? new CharSet([start, start]) : start);
        continue;
      }
      this.#at++;
      const end = this.#classElement();
      if (typeof start !== 'number' || typeof end !== 'number') {
        if (this.options.flavour !== 'perl') this.#fail('range-end');
        sets.push(...[start, 45, end].map((e) => (typeof e === 'number' ? new CharSet([e, e]) : e)));
      } else if (start > end) this.#fail('range-order', `${String.fromCodePoint(start)}-${String.fromCodePoint(end)}`);
      else sets.push(new CharSet([start, end]));
    }
    const plain = CharSet.union(sets);
    const set = this.#flags.i ? plain.foldCase(this.options.utf8) : plain;
    return negated ? set.complement(this.#all) : set;
  }

  #classElement(): number | CharSet {
    const posix = this.#match(/\[:(\^?)([a-z]+):\]/y);
    if (posix) {
      const word = posix[2] === 'word' ? wordCharacters(this.options.unicode ?? false) : undefined;
      const set = word ?? posixClass(posix[2]!, this.options.unicode ?? false);
      if (!set) return this.#fail('posix-class', posix[2]);
      return posix[1] ? set.complement(this.#all) : set;
    }
    if (!this.#take('\\')) {
      const code = this.#text.codePointAt(this.#at)!;
      this.#at += code > 0xffff ? 2 : 1;
      return code;
    }
    if (this.#at >= this.#text.length) this.#fail('missing-bracket');
    if (this.#take('b')) return 8;
    const octal = this.#match(/[0-7]{1,3}/y);
    return octal ? parseInt(octal[0], 8) : (this.#setEscape() ?? this.#codeEscape());
  }
}

/** How many characters a node always takes; undefined where that varies. */
function fixedWidth(node: Node): number | undefined {
  switch (node.kind) {
    case 'set':
      return 1;
    case 'backref':
      return undefined;
    case 'repeat': {
      const width = fixedWidth(node.node);
      return node.min === node.max && width !== undefined ? node.min * width : undefined;
    }
    case 'alt': {
      const widths = new Set(node.nodes.map(fixedWidth));
      return widths.size === 1 ? [...widths][0] : undefined;
    }
    case 'cat':
      return node.nodes.reduce<number | undefined>((sum, n) => {
        const width = fixedWidth(n);
        return sum === undefined || width === undefined ? undefined : sum + width;
      }, 0);
    case 'group':
    case 'atomic':
      return fixedWidth(node.node);
    default:
      return 0;
  }
}
