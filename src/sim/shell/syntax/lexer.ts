import type { Step } from '../../kernel/step.ts';
import { SyntaxFailure, unexpectedToken, unterminated } from './failure.ts';
import { LITERAL_QUOTE } from './sections.ts';

/** Where a shell's text comes from, a line at a time. */
export interface LineSource {
  /** The next line with its newline, `undefined` at the end. `more` tells that a command has begun (bash shows PS2). */
  next(more: boolean): Step<string | undefined>;
}

/** What decides how a text is cut into tokens. */
export interface LexerSettings {
  aliases: ReadonlyMap<string, string> | undefined;
  extglob: boolean;
  comments: boolean;
  /** dash: no arrays, `[[`, here-strings, `<( )`, `&>`, `|&`, `$'…'`. */
  posix: boolean;
  /** BusyBox's ash: `[[`, `function`, `&>` and `$'…'` all the same. */
  compat: boolean;
}

export interface Token {
  /** An operator's own text, or what kind of token it is. */
  type: string;
  /** Text of a word that stands on one line, else its beginning. */
  text: string;
  /** A part of it is quoted: no alias, no reserved word. */
  quoted: boolean;
  /** `name=`, `name+=` or `name[…]=` begins it. */
  assignment: boolean;
  line: number;
}

interface HereDocument {
  delimiter: string;
  stripTabs: boolean;
  line: number;
}

/** A place in the text to which reading can go back. */
export interface Mark {
  lines: number;
  line: string;
  at: number;
}

/** What the next token may be: a command's first word, any other word, an array's element, or the regular expression after `=~`. */
export type Position = 'command' | 'word' | 'array' | 'regex';

const OPERATORS = ['<<<', '<<-', '&>>', ';;&', '<<', '>>', '<&', '>&', '<>', '>|', '&>', '&&', '||', '|&', ';;', ';&', '<', '>', '&', '|', ';', '(', ')'];
const META = /[ \t\n;&|()<>]/;
/** What a word's scan stops to look at. */
const SPECIAL = /[ \t\n;&|()<>\\'"`$[?*+@!]/g;

/** Cuts lines into tokens as bash's read_token does, expanding aliases in place. */
export class Lexer {
  /** The text read so far without the current line, with aliases expanded. */
  consumed: string[] = [];
  line = '';
  at = 0;
  ended = false;
  /** Here-documents that ended with the text: what bash warns of. */
  readonly warnings: { wanted: string; line: number; end: number }[] = [];
  #ahead: string[] = [];
  /** The last line came without a newline. */
  #unended = false;
  #documents: HereDocument[] = [];
  /** Aliases whose text is being read; `left` counts the characters after that text's end in the line. */
  #expanding: { name: string; left: number; next: boolean }[] = [];
  #expandNext = false;
  /** Reads the commands of a substitution up to its closing parenthesis. */
  commands: () => Step = function* () {};

  constructor(
    readonly source: LineSource,
    readonly settings: LexerSettings,
  ) {}

  // ---- lines --------------------------------------------------------------------------------------

  /** Lines from the start of the unit to the current one. */
  get lineNumber(): number {
    // dash does not count the end of a text without a last newline as a line
    return this.consumed.length - (this.ended && this.#unended && this.settings.posix ? 1 : 0);
  }

  /** Goes on to the next line; false at the end. */
  *more(): Step<boolean> {
    if (this.ended) return false;
    const next = this.#ahead.pop() ?? (yield* this.source.next(this.started || this.consumed.length > 0));
    if (this.line !== '') this.consumed.push(this.line);
    this.line = '';
    this.at = 0;
    this.#expanding = [];
    if (next === undefined) {
      this.ended = true;
      return false;
    }
    this.#unended = !next.endsWith('\n');
    this.line = next.endsWith('\n') ? next : `${/(?:^|[^\\])(?:\\\\)*\\$/.test(next) ? `${next}\\` : next}\n`;
    return true;
  }

  /** Whether something of the unit has been read. */
  started = false;

  mark(): Mark {
    return { lines: this.consumed.length, line: this.line, at: this.at };
  }

  /** Goes back to a mark; lines read since are read again. */
  reset(mark: Mark): void {
    if (this.consumed.length > mark.lines || this.line !== mark.line) {
      if (this.line !== '') this.consumed.push(this.line);
      while (this.consumed.length > mark.lines + 1) this.#ahead.push(this.consumed.pop()!);
      this.consumed.pop();
      this.ended = false;
    }
    this.line = mark.line;
    this.at = mark.at;
  }

  // ---- tokens -------------------------------------------------------------------------------------

  /** The next token. Throws SyntaxFailure. */
  *read(position: Position): Step<Token> {
    for (;;) {
      if (this.at >= this.line.length && !(yield* this.more())) return token('eof', '', this.lineNumber);
      this.#leaveAliases();
      const c = this.line[this.at]!;
      if (c === ' ' || c === '\t') this.at++;
      else if (c === '\\' && this.line[this.at + 1] === '\n') yield* this.more();
      else if (c === '#' && this.settings.comments) this.at = this.line.length - 1;
      else if (c === '\n') {
        this.at = this.line.length;
        const line = this.lineNumber;
        if (this.#documents.length > 0) yield* this.#readDocuments();
        return token('newline', 'newline', line);
      } else {
        this.started = true;
        const operator = position === 'regex' && (c === '(' || c === '|') ? undefined : this.#operator();
        if (operator) return operator;
        const mayExpand = position === 'command' || (this.#expandNext && position === 'word');
        this.#expandNext = false;
        const start = this.at;
        const lines = this.consumed.length;
        const word = yield* this.word(position);
        if (!mayExpand || word.quoted || lines !== this.consumed.length || !this.#expandAlias(word.text, start)) return word;
        this.#expandNext = position === 'word';
      }
    }
  }

  #operator(): Token | undefined {
    const { line, at } = this;
    if (!META.test(line[at]!)) {
      const number = /^(?:\d+|\{[A-Za-z_]\w*\})(?=[<>])/.exec(line.slice(at, at + 64));
      if (!number || (number[0].startsWith('{') && this.settings.posix)) return undefined;
      this.at += number[0].length;
      return token('descriptor', number[0], this.lineNumber);
    }
    const next = line[at + 1];
    if ((line[at] === '<' || line[at] === '>') && next === '(' && !this.settings.posix) return undefined;
    const longest = OPERATORS.find((o) => line.startsWith(o, at));
    const text = OPERATORS.find((o) => line.startsWith(o, at) && this.#known(o));
    if (!text) return undefined;
    this.at += text.length;
    if (longest !== text || (this.settings.posix && text === '(' && next === '(')) this.#shield(' ');
    return token(text, text, this.lineNumber);
  }

  #known(operator: string): boolean {
    const { posix, compat } = this.settings;
    return !posix || !NOT_POSIX.has(operator) || (compat && operator === '&>');
  }

  /** Puts something into the text, so that unbash takes for plain what is nothing special to this shell. */
  #shield(text: string): void {
    this.line = this.line.slice(0, this.at) + text + this.line.slice(this.at);
    this.at += text.length;
  }

  /** A word; its text is complete only where it stands on one line. */
  *word(position: Position): Step<Token> {
    const lineNumber = this.lineNumber;
    const first = this.line;
    const oneLine = (): boolean => this.lineNumber === lineNumber;
    const start = this.at;
    let quoted = false;
    let assignment = false;
    const soFar = (): string => (oneLine() ? this.line.slice(start, this.at) : '');
    for (;;) {
      const c = this.#nextSpecial();
      if (c === '\\') {
        quoted = true;
        if (this.line[this.at + 1] === '\n') {
          if (!(yield* this.more())) break;
        } else this.at += 2;
      } else if (c === "'" || c === '"' || c === '`' || c === '$') {
        if (c !== '$') quoted = true;
        if (yield* this.#quoteOrExpansion(c)) quoted = true;
      } else if (c === '[') {
        const name = soFar();
        const array = position === 'array' ? name === '' : position === 'command' && /^[A-Za-z_]\w*$/.test(name);
        if (array && !this.settings.posix) {
          this.at++;
          yield* this.#matched('[', ']', lineNumber);
          if (/^\+?=/.test(this.line.slice(this.at, this.at + 2))) assignment = true;
        } else this.at++;
      } else if ((c === '<' || c === '>') && this.line[this.at + 1] === '(' && !this.settings.posix) {
        this.at += 2;
        yield* this.#commandsUntilParenthesis();
        quoted = true;
      } else if (c === '(') {
        if (position === 'regex') {
          this.at++;
          yield* this.#matched('(', ')', lineNumber);
        } else if (position === 'command' && this.#beforeList(assignment, soFar())) yield* this.#array();
        else break;
      } else if (c === '|' && position === 'regex') {
        this.at++;
      } else if ('?*+@!'.includes(c) && this.line[this.at + 1] === '(' && this.settings.extglob && !this.settings.posix) {
        this.at += 2;
        yield* this.#matched('(', ')', lineNumber);
      } else if (META.test(c)) break;
      else this.at++;
    }
    const text = oneLine() ? this.line.slice(start, this.at) : first.slice(start).trimEnd();
    if (this.settings.posix && oneLine()) this.#shieldWord(text, start);
    return { type: 'word', text, quoted, assignment: assignment || /^[A-Za-z_]\w*\+?=/.test(text), line: lineNumber };
  }

  /** Words that only bash takes for keywords or assignments. */
  #shieldWord(text: string, start: number): void {
    const keyword = this.settings.compat ? ASH_PLAIN : DASH_PLAIN;
    const at = keyword.has(text) ? 0 : /^[A-Za-z_]\w*(?=\+=|\[)/.exec(text)?.[0].length;
    if (at === undefined) return;
    const end = this.at;
    this.at = start + at;
    this.#shield('\\');
    this.at = end + 1;
  }

  /** At a parenthesis: whether it begins the list of `name=(`. */
  #beforeList(assignment: boolean, soFar: string): boolean {
    return !this.settings.posix && (assignment ? this.line[this.at - 1] === '=' : /^[A-Za-z_]\w*\+?=$/.test(soFar));
  }

  /** bash tells where a quote began, dash where the text ended. */
  #unterminated(closer: string, start: number): SyntaxFailure {
    return unterminated(closer, this.settings.posix ? this.lineNumber : start);
  }

  #nextSpecial(): string {
    SPECIAL.lastIndex = this.at;
    this.at = SPECIAL.exec(this.line)?.index ?? this.line.length - 1;
    return this.line[this.at]!;
  }

  // ---- quotes and expansions ----------------------------------------------------------------------

  /** Skips what begins with a quote or a dollar sign; tells whether it quoted something. */
  *#quoteOrExpansion(c: string): Step<boolean> {
    this.at++;
    const next = this.line[this.at];
    if (c === "'") yield* this.#until("'", false);
    else if (c === '"') yield* this.#double();
    else if (c === '`') yield* this.#backquoted();
    else if (this.settings.posix && (next === '[' || next === '"' || (next === "'" && !this.settings.compat))) {
      this.at--;
      this.#shield('\\');
      this.at++;
    } else if (next === "'") {
      this.at++;
      yield* this.#until("'", true);
      return true;
    } else if (next === '"') {
      this.at++;
      yield* this.#double();
      return true;
    } else if (next === '(') yield* this.#substitution();
    else if (next === '{') {
      this.at++;
      yield* this.#parameter(false);
    } else if (next === '[') {
      this.at++;
      yield* this.#matched('[', ']', this.lineNumber);
    } else if (next !== undefined && next !== '\n' && /[$!?*@#\-\d]/.test(next)) this.at++;
    return false;
  }

  *#until(closer: string, escapes: boolean): Step {
    const start = this.lineNumber;
    for (;;) {
      const c = this.line[this.at];
      if (c === undefined) {
        if (!(yield* this.more())) throw this.#unterminated(closer, start);
      } else if (c === closer) {
        this.at++;
        return;
      } else this.at += escapes && c === '\\' ? 2 : 1;
    }
  }

  *#double(): Step {
    const start = this.lineNumber;
    for (;;) {
      const c = this.line[this.at];
      if (c === undefined) {
        if (!(yield* this.more())) throw this.#unterminated('"', start);
      } else if (c === '"') {
        this.at++;
        return;
      } else if (c === '\\') this.at += 2;
      else if (c === '`' || (c === '$' && '({['.includes(this.line[this.at + 1] ?? ' '))) yield* this.#insideDouble(c);
      else this.at++;
    }
  }

  /** An expansion between double quotes, where single quotes do not quote. */
  *#insideDouble(c: string): Step {
    this.at++;
    if (c === '`') yield* this.#backquoted();
    else if (this.line[this.at] === '(') yield* this.#substitution();
    else if (this.line[this.at] === '[') {
      if (this.settings.posix) {
        this.at--;
        this.#shield('\\');
        this.at++;
      }
      this.at++;
      if (!this.settings.posix) yield* this.#matched('[', ']', this.lineNumber);
    } else {
      this.at++;
      yield* this.#parameter(true);
    }
  }

  *#backquoted(): Step {
    yield* this.#until('`', true);
  }

  /** After `${`: up to the brace that closes it. */
  *#parameter(quoted: boolean): Step {
    const start = this.lineNumber;
    // between double quotes POSIX has single quotes quote in a pattern only (`${x#'a'}`), not in a word (`${x:-it's}`)
    const head = /^[#!]?(?:\w+|[@*#?$!-])(?:\[[^\]]*\])?(.?)/.exec(this.line.slice(this.at, this.at + 200));
    const single = !quoted || !this.settings.posix || (head !== null && head[1] !== '' && '#%/^,'.includes(head[1]!));
    if (head && /^[#!]/.test(head[0])) this.at++;
    for (;;) {
      const c = this.line[this.at];
      if (c === undefined) {
        if (!(yield* this.more())) throw this.#unterminated('}', start);
      } else if (c === '}') {
        this.at++;
        return;
      } else if (c === '\\') this.at += 2;
      else if (c === "'" && single) yield* this.#quoteOrExpansion(c);
      else if (c === "'") {
        this.line = `${this.line.slice(0, this.at)}${LITERAL_QUOTE}${this.line.slice(this.at + 1)}`;
        this.at++;
      }
      else if (c === '"' || c === '`') yield* this.#quoteOrExpansion(c);
      else if (c === '$' && '({[\'"'.includes(this.line[this.at + 1] ?? ' ')) {
        if (quoted && this.line[this.at + 1] === "'") this.at += 1;
        else if (quoted && this.line[this.at + 1] !== '"') yield* this.#insideDouble(c);
        else yield* this.#quoteOrExpansion(c);
      } else this.at++;
    }
  }

  /** After an opening character: up to its closing one, over nested pairs, quotes and expansions. */
  *#matched(opener: string, closer: string, start: number): Step {
    let depth = 1;
    for (;;) {
      const c = this.line[this.at];
      if (c === undefined) {
        if (!(yield* this.more())) throw this.#unterminated(closer, start);
      } else if (c === '\\') this.at += 2;
      else if (c === closer) {
        this.at++;
        if (--depth === 0) return;
      } else if (c === opener) {
        depth++;
        this.at++;
      } else if (c === "'" || c === '"' || c === '`' || c === '$') yield* this.#quoteOrExpansion(c);
      else this.at++;
    }
  }

  /** After `$` at `(`: an arithmetic expansion, else a command substitution. */
  *#substitution(): Step {
    this.at++;
    if (this.line[this.at] === '(' && (yield* this.arithmetic())) return;
    yield* this.#commandsUntilParenthesis();
  }

  /**
   * At the second of two opening parentheses: skips an arithmetic expression and its `))`. False, and nothing skipped, where
   * the parentheses do not close together: then they open a subshell in a substitution, or two subshells.
   */
  *arithmetic(): Step<boolean> {
    const start = this.lineNumber;
    const mark = this.mark();
    this.at++;
    yield* this.#matched('(', ')', start);
    if (this.line[this.at] === ')') {
      this.at++;
      return true;
    }
    this.reset(mark);
    return false;
  }

  *#commandsUntilParenthesis(): Step {
    const documents = this.#documents;
    const expanding = this.#expanding;
    this.#documents = [];
    try {
      yield* this.commands();
    } catch (e) {
      if (e instanceof SyntaxFailure && e.kind === 'grammar' && !e.atEnd) e.kind = 'substitution';
      throw e;
    }
    this.#documents = documents;
    this.#expanding = expanding;
  }

  /** At `(` of `name=(`: the list of an array. */
  *#array(): Step {
    const start = this.lineNumber;
    this.at++;
    for (;;) {
      const element = yield* this.read('array');
      if (element.type === ')') return;
      if (element.type === 'eof') {
        const failure = unterminated(')', start);
        failure.kind = 'array';
        throw failure;
      }
      if (element.type !== 'word' && element.type !== 'newline') {
        const failure = unexpectedToken(element.text, element.line);
        failure.kind = 'array';
        throw failure;
      }
    }
  }

  // ---- here-documents -----------------------------------------------------------------------------

  /** A here-document whose text begins on the next line. */
  expectDocument(delimiter: string, stripTabs: boolean): void {
    this.#documents.push({ delimiter: unquoted(delimiter), stripTabs, line: this.lineNumber });
  }

  *#readDocuments(): Step {
    for (const { delimiter, stripTabs, line } of this.#documents.splice(0)) {
      for (;;) {
        if (!(yield* this.more())) {
          this.warnings.push({ wanted: delimiter, line, end: this.lineNumber });
          break;
        }
        this.at = this.line.length;
        const text = this.line.endsWith('\n') ? this.line.slice(0, -1) : this.line;
        const bare = stripTabs ? text.replace(/^\t+/, '') : text;
        if (bare === delimiter) break;
      }
    }
  }

  /** At the end of the text: here-documents that were asked for and never came. */
  *finishDocuments(): Step {
    if (this.#documents.length > 0) yield* this.#readDocuments();
  }

  // ---- aliases ------------------------------------------------------------------------------------

  #expandAlias(name: string, start: number): boolean {
    const value = this.settings.aliases?.get(name);
    if (value === undefined || this.#expanding.some((a) => a.name === name)) return false;
    this.line = this.line.slice(0, start) + value + this.line.slice(this.at);
    this.#expanding.push({ name, left: this.line.length - start - value.length, next: /[ \t]$/.test(value) });
    this.at = start;
    return true;
  }

  /** Forgets the aliases whose text has been read; one that ends in a blank lets the next word be an alias too. */
  #leaveAliases(): void {
    while (this.#expanding.length > 0) {
      const top = this.#expanding[this.#expanding.length - 1]!;
      if (this.line.length - this.at > top.left) return;
      this.#expanding.pop();
      if (top.next) this.#expandNext = true;
    }
  }
}

const NOT_POSIX = new Set(['<<<', '&>>', '&>', '|&', ';;&', ';&']);
const ASH_PLAIN = new Set(['time', 'select', 'coproc', 'declare', 'typeset']);
const DASH_PLAIN = new Set([...ASH_PLAIN, '[[', 'function']);

function token(type: string, text: string, line: number): Token {
  return { type, text, quoted: false, assignment: false, line };
}

/** A here-document's delimiter without its quotes. */
export function unquoted(text: string): string {
  return text.replace(/\\([^])|'([^']*)'|"((?:\\[^]|[^"\\])*)"|\$(?=['"])/g, (_, escaped?: string, single?: string, double?: string) =>
    escaped !== undefined ? escaped : single !== undefined ? single : (double ?? '').replace(/\\([$`"\\])/g, '$1'),
  );
}
