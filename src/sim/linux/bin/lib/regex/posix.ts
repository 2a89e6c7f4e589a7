import { alt, cat, EMPTY_NODE, RegexError, type Assertion, type Node, type Parsed } from './ast.ts';
import { bracketExpression } from './bracket.ts';
import { ALL_BYTES, ALL_CHARACTERS, CharSet, posixClass, wordCharacters } from './charset.ts';

/** How a POSIX regular expression is written and meant. */
export interface PosixOptions {
  /** Extended (ERE) rather than basic (BRE). */
  extended: boolean;
  ignoreCase?: boolean;
  /** Characters are UTF-8; else bytes. */
  utf8: boolean;
  /** Which program's leniencies hold: grep's, sed's, or those of regcomp(3). */
  dialect?: 'grep' | 'sed' | 'regcomp';
  /** `^` and `$` also match at newlines inside the text (sed's flag M). */
  multiline?: boolean;
  /** Number of groups in expressions before this one, with which it will be joined. */
  groupsBefore?: number;
}

type Token =
  | { kind: 'char'; char: string }
  | { kind: 'set'; set: CharSet }
  | { kind: 'bracket' }
  | { kind: 'assert'; what: Assertion }
  | { kind: 'backref'; index: number }
  | { kind: 'open' | 'close' | 'alt' | 'star' | 'plus' | 'question' | 'open-brace' | 'close-brace' | 'end' | 'lone-backslash' };

const LARGEST_REPEAT = 32767;
const WORD_ASSERTIONS: Readonly<Record<string, Assertion>> = {
  b: 'word-boundary',
  B: 'not-word-boundary',
  '<': 'word-start',
  '>': 'word-end',
  '`': 'start',
  "'": 'end',
};

/**
 * Parses a POSIX regular expression with GNU's extensions, as glibc's regcomp does (posix/regcomp.c). Throws RegexError with
 * regerror(3)'s texts. `warn` is told what GNU grep warns of.
 */
export function parsePosix(pattern: string, options: PosixOptions, warn: (message: string) => void = () => undefined): Parsed {
  const parser = new PosixParser(pattern, options, warn);
  const root = parser.parse();
  return { root, groups: parser.groups, names: new Map(), utf8: options.utf8, longest: true, word: wordCharacters(options.utf8) };
}

class PosixParser {
  groups = 0;
  readonly #chars: readonly string[];
  readonly #all: CharSet;
  readonly #universe: CharSet;
  readonly #completed = new Set<number>();
  #at = 0;
  #token: Token = { kind: 'end' };
  /** Where the current token begins. */
  #tokenAt = 0;
  #depth = 0;

  constructor(
    pattern: string,
    private readonly options: PosixOptions,
    private readonly warn: (message: string) => void,
  ) {
    this.#chars = options.utf8 ? [...pattern] : pattern.split('');
    this.groups = options.groupsBefore ?? 0;
    this.#all = options.utf8 ? ALL_CHARACTERS : ALL_BYTES;
    // REG_NEWLINE: neither a dot nor a negated set matches a newline
    this.#universe = options.multiline ? CharSet.chars('\n').complement(this.#all) : this.#all;
  }

  get #grep(): boolean {
    return this.options.dialect === 'grep';
  }

  parse(): Node {
    this.#next(true);
    const root = this.#alternatives();
    if (this.#token.kind === 'close') throw new RegexError('Unmatched ) or \\)');
    return root;
  }

  // ---- tokens -----------------------------------------------------------------------------------

  /** Reads the next token. `anchors`: a caret here is an anchor also in a BRE. */
  #next(anchors = false): void {
    this.#tokenAt = this.#at;
    this.#token = this.#read(anchors);
  }

  #read(anchors: boolean): Token {
    const char = this.#chars[this.#at++];
    if (char === undefined) return { kind: 'end' };
    const { extended } = this.options;
    if (char === '\\') return this.#escape();
    switch (char) {
      case '[':
        return { kind: 'bracket' };
      case '.':
        return { kind: 'set', set: this.#universe };
      case '*':
        return { kind: 'star' };
      case '^':
        if (extended || anchors || this.#at === 1) return { kind: 'assert', what: this.options.multiline ? 'line-start' : 'start' };
        return { kind: 'char', char };
      case '$':
        if (extended || this.#endsHere()) return { kind: 'assert', what: this.options.multiline ? 'line-end' : 'end' };
        return { kind: 'char', char };
    }
    return extended ? operator(char) : { kind: 'char', char };
  }

  /** In a BRE a dollar sign is an anchor only at the end, before `\)` and before `\|`. */
  #endsHere(): boolean {
    const rest = this.#chars[this.#at];
    return rest === undefined || (rest === '\\' && (this.#chars[this.#at + 1] === ')' || this.#chars[this.#at + 1] === '|'));
  }

  #escape(): Token {
    const char = this.#chars[this.#at++];
    if (char === undefined) return { kind: 'lone-backslash' };
    if (char >= '1' && char <= '9') return { kind: 'backref', index: Number(char) };
    const assertion = WORD_ASSERTIONS[char];
    if (assertion) return { kind: 'assert', what: assertion };
    const { utf8, extended } = this.options;
    switch (char) {
      case 'w':
        return { kind: 'set', set: wordCharacters(utf8) };
      case 'W':
        return { kind: 'set', set: wordCharacters(utf8).complement(this.#all) };
      case 's':
        return { kind: 'set', set: posixClass('space', utf8)! };
      case 'S':
        return { kind: 'set', set: posixClass('space', utf8)!.complement(this.#all) };
    }
    return extended ? { kind: 'char', char } : operator(char);
  }

  // ---- grammar ----------------------------------------------------------------------------------

  #alternatives(): Node {
    if (++this.#depth > 250) throw new RegexError('Memory exhausted');
    const branches = [this.#branch()];
    while (this.#token.kind === 'alt') {
      this.#next(true);
      branches.push(this.#branch());
    }
    this.#depth--;
    return alt(branches);
  }

  #branch(): Node {
    const nodes: Node[] = [];
    while (this.#token.kind !== 'alt' && this.#token.kind !== 'end' && !(this.#token.kind === 'close' && this.#closes())) {
      nodes.push(this.#expression());
    }
    return cat(nodes);
  }

  /** Whether a closing parenthesis ends a group; a stray one is a character for some. */
  #closes(): boolean {
    return this.#depth > 1 || !this.options.extended || this.options.dialect === 'sed';
  }

  #expression(): Node {
    const token = this.#token;
    switch (token.kind) {
      case 'assert':
        return this.#anchor(token.what);
      case 'open-brace':
        // sed's BREs refuse a repetition of nothing, except the star, which is a character there
        if (!this.options.extended && !this.#grep) throw new RegexError('Invalid preceding regular expression');
        return this.#misplaced('{');
      case 'star':
        return this.#misplaced('*');
      case 'plus':
        return this.#misplaced('+');
      case 'question':
        return this.#misplaced('?');
      case 'lone-backslash':
        throw new RegexError('Trailing backslash');
    }
    return this.#repeated(this.#atom(token));
  }

  /** A repetition operator with nothing before it. */
  #misplaced(char: string): Node {
    if (!this.options.extended) {
      this.#next();
      return this.#repeated(this.#char(char));
    }
    if (!this.#grep) throw new RegexError('Invalid preceding regular expression');
    if (char === '{') {
      const at = this.#at;
      if (!this.#interval()) {
        this.#at = at;
        this.#next();
        return this.#repeated(this.#char('{'));
      }
      this.warn('{...} at start of expression');
      return this.#afterSkipped();
    }
    this.warn(`${char} at start of expression`);
    this.#next();
    return this.#afterSkipped();
  }

  #afterSkipped(): Node {
    this.#refuseClose();
    const { kind } = this.#token;
    return kind === 'alt' || kind === 'end' ? EMPTY_NODE : this.#expression();
  }

  /** regcomp takes a parenthesis behind a skipped operator for a character, and then misses it. */
  #refuseClose(): void {
    if (this.#token.kind === 'close' && this.#depth > 1) throw new RegexError('Unmatched ( or \\(');
  }

  /** What follows an anchor does not repeat it: in `^*` the star stands at a start. grep does repeat those other than a caret. */
  #anchor(what: Assertion): Node {
    this.#next();
    const node: Node = { kind: 'assert', what };
    if (!this.#grep || what === 'start' || what === 'line-start') return node;
    const repeated = this.#repeated(node);
    if (repeated !== node && this.options.extended) this.#refuseClose();
    return repeated;
  }

  #atom(token: Token): Node {
    switch (token.kind) {
      case 'open':
        return this.#group();
      case 'bracket': {
        const { utf8, ignoreCase } = this.options;
        const settings = { utf8, ignoreCase: ignoreCase ?? false, universe: this.#universe };
        const [set, after] = bracketExpression(this.#chars, this.#at, settings);
        this.#at = after;
        this.#next();
        return { kind: 'set', set };
      }
      case 'backref':
        return this.#backref(token.index + (this.options.groupsBefore ?? 0));
      case 'set':
        this.#next();
        return token;
      case 'close-brace':
        this.#next();
        return this.#char('}');
      case 'close':
        this.#next();
        return this.#char(')');
      default:
        this.#next();
        return this.#char((token as { char: string }).char);
    }
  }

  #backref(index: number): Node {
    if (!this.#completed.has(index)) throw new RegexError('Invalid back reference');
    this.#next();
    return { kind: 'backref', index, ignoreCase: this.options.ignoreCase ?? false };
  }

  #char(char: string): Node {
    const set = CharSet.chars(char);
    return { kind: 'set', set: this.options.ignoreCase ? set.foldCase(this.options.utf8) : set };
  }

  #group(): Node {
    const index = ++this.groups;
    this.#next(true);
    const node = this.#alternatives();
    if (this.#token.kind !== 'close') throw new RegexError('Unmatched ( or \\(');
    this.#completed.add(index);
    this.#next();
    return { kind: 'group', index, node };
  }

  #repeated(first: Node): Node {
    let node = first;
    for (let repeats = 0; ; repeats++) {
      const { kind } = this.#token;
      if (kind !== 'star' && kind !== 'plus' && kind !== 'question' && kind !== 'open-brace') return node;
      if (repeats > 0 && !this.options.extended && !this.#grep && (kind === 'star' || kind === 'open-brace')) {
        throw new RegexError('Invalid preceding regular expression');
      }
      if (kind !== 'open-brace') {
        node = { kind: 'repeat', node, min: kind === 'plus' ? 1 : 0, max: kind === 'question' ? 1 : Infinity, greed: 'greedy' };
        this.#next();
        continue;
      }
      const at = this.#at;
      const bounds = this.#interval();
      if (!bounds) {
        // grep -E: what is no interval is text
        this.#at = at;
        this.#token = { kind: 'char', char: '{' };
        return node;
      }
      node = { kind: 'repeat', node, ...bounds, greed: 'greedy' };
    }
  }

  /** `{n}`, `{n,}`, `{,m}`, `{n,m}`, the opening brace already read. Undefined where it is none and that is allowed. */
  #interval(): { min: number; max: number } | undefined {
    this.#next();
    let min = this.#number();
    let max: number;
    const comma = this.#token.kind === 'char' && this.#token.char === ',';
    if (min === -1) {
      if (!comma) return this.#badInterval(true);
      min = 0;
    }
    if (min === -2) return this.#badInterval(false);
    if (comma) {
      this.#next();
      max = this.#number();
      if (max === -2) return this.#badInterval(false);
    } else max = min;
    if (this.#token.kind !== 'close-brace' || (max !== -1 && min > max)) throw new RegexError('Invalid content of \\{\\}');
    if ((max === -1 ? min : max) > LARGEST_REPEAT) throw new RegexError('Regular expression too big');
    this.#next();
    return { min, max: max === -1 ? Infinity : max };
  }

  #badInterval(nothing: boolean): undefined {
    if (this.#grep && this.options.extended) return undefined;
    if (!nothing && this.#token.kind === 'end') throw new RegexError('Unmatched \\{');
    throw new RegexError(this.#token.kind === 'end' ? 'Unmatched \\{' : 'Invalid content of \\{\\}');
  }

  /** Digits up to a comma or a closing brace: -1 where there are none, -2 where there is something else. */
  #number(): number {
    let value = -1;
    for (;;) {
      const token = this.#token;
      if (token.kind === 'end') return -2;
      if (token.kind === 'close-brace' || (token.kind === 'char' && token.char === ',')) return value;
      const digit = token.kind === 'char' && token.char >= '0' && token.char <= '9';
      value = !digit || value === -2 ? -2 : Math.min(Math.max(value, 0) * 10 + Number(token.char), LARGEST_REPEAT + 1);
      this.#next();
    }
  }
}

function operator(char: string): Token {
  switch (char) {
    case '(':
      return { kind: 'open' };
    case ')':
      return { kind: 'close' };
    case '|':
      return { kind: 'alt' };
    case '+':
      return { kind: 'plus' };
    case '?':
      return { kind: 'question' };
    case '{':
      return { kind: 'open-brace' };
    case '}':
      return { kind: 'close-brace' };
    default:
      return { kind: 'char', char };
  }
}
