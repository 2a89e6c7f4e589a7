import type { Step } from '../../kernel/step.ts';
import { SyntaxFailure, unexpectedToken, unterminated } from './failure.ts';
import { headerSections } from './sections.ts';
import { Lexer, type LexerSettings, type LineSource, type Position, type Token } from './lexer.ts';

const RESERVED = new Set(
  'if then elif else fi for while until do done case esac in select function { } ! [[ ]] time coproc'.split(' '),
);
const POSIX_RESERVED = new Set('if then elif else fi for while until do done case esac in { } !'.split(' '));
const ASH_RESERVED = new Set([...POSIX_RESERVED, '[[', ']]', 'function']);
/** Builtins whose arguments may be `name=(…)`. */
const TAKE_ASSIGNMENTS = new Set(['declare', 'typeset', 'local', 'export', 'readonly', 'alias', 'eval', 'let']);
const REDIRECTIONS = new Set(['<', '>', '>>', '>|', '<>', '<&', '>&', '&>', '&>>', '<<', '<<-', '<<<']);
const UNARY_TESTS = /^-[abcdefghknoprstuvwxzGLNORS]$/;
const BINARY_TESTS = new Set(['=', '==', '!=', '=~', '<', '>', '-eq', '-ne', '-lt', '-le', '-gt', '-ge', '-nt', '-ot', '-ef']);

/** What one reading gave. */
export interface Unit {
  /** The text of the command with its newline, aliases expanded; empty for an empty line. */
  text: string;
  warnings: { wanted: string; line: number; end: number }[];
}

/**
 * Bash's grammar (parse.y) as a recogniser: it finds where a command ends, asking for lines as bash does, and where it is
 * wrong, at the token at which bash says so. The tree itself is unbash's work (`tree-of`).
 */
export class Grammar {
  readonly lexer: Lexer;
  #token: Token = { type: 'newline', text: 'newline', quoted: false, assignment: false, line: 0 };

  constructor(
    source: LineSource,
    readonly settings: LexerSettings,
  ) {
    this.lexer = new Lexer(source, settings);
    const grammar = this;
    this.lexer.commands = function* () {
      yield* grammar.#substitution();
    };
  }

  /** Reads one complete command, up to the end of its last line. `undefined` at the end of the text. Throws SyntaxFailure. */
  *unit(): Step<Unit | undefined> {
    const { lexer } = this;
    lexer.consumed = [];
    lexer.line = '';
    lexer.at = 0;
    lexer.started = false;
    lexer.warnings.length = 0;
    try {
      yield* this.#advance('command');
      if (this.#is('eof')) return undefined;
      if (!this.#is('newline')) {
        yield* this.#simpleList();
        if (!this.#is('newline') && !this.#is('eof')) this.#fail();
        yield* lexer.finishDocuments();
      }
    } catch (e) {
      if (e instanceof SyntaxFailure && e.showsLine) e.offending = lexer.line.trimEnd() === '' ? lexer.consumed.at(-1) : lexer.line;
      throw e;
    }
    return { text: lexer.consumed.join('') + lexer.line, warnings: [...lexer.warnings] };
  }

  // ---- tokens -------------------------------------------------------------------------------------

  *#advance(position: Position): Step {
    this.#token = yield* this.lexer.read(position);
  }

  #is(type: string): boolean {
    return this.#token.type === type;
  }

  /** The reserved word that the token is; only where one may stand. */
  #reserved(): string | undefined {
    const { type, text, quoted } = this.#token;
    const reserved = !this.settings.posix ? RESERVED : this.settings.compat ? ASH_RESERVED : POSIX_RESERVED;
    return type === 'word' && !quoted && reserved.has(text) ? text : undefined;
  }

  #fail(expecting?: string): never {
    const { type, text, line } = this.#token;
    const failure =
      type === 'eof' ? new SyntaxFailure('syntax error: unexpected end of file', line, 'grammar', false, true) : unexpectedToken(text, line);
    failure.found = this.#foundName();
    failure.expecting = expecting;
    throw failure;
  }

  /** The token as dash names it. */
  #foundName(): string {
    const { type, text } = this.#token;
    if (type === 'eof') return 'end of file';
    if (type === 'newline') return 'newline';
    if (type === 'descriptor' || REDIRECTIONS.has(type)) return 'redirection';
    return type === 'word' && this.#reserved() === undefined ? 'word' : `"${text}"`;
  }

  /** Goes past a reserved word that must stand here. */
  *#expect(word: string, position: Position = 'command'): Step {
    if (this.#reserved() !== word) this.#fail(`"${word}"`);
    yield* this.#advance(position);
  }

  *#newlines(): Step {
    while (this.#is('newline')) yield* this.#advance('command');
  }

  // ---- lists --------------------------------------------------------------------------------------

  *#simpleList(): Step {
    yield* this.#andOr();
    while (this.#is(';') || this.#is('&')) {
      yield* this.#advance('command');
      if (this.#is('newline') || this.#is('eof')) return;
      yield* this.#andOr();
    }
  }

  /** The commands of a compound command, up to what cannot begin one; dash says what it expected at the end of the text. */
  *#compoundList(closer: string): Step {
    yield* this.#newlines();
    if (this.settings.posix && this.#is('eof')) this.#fail(`"${closer}"`);
    yield* this.#andOr();
    while (this.#is(';') || this.#is('&') || this.#is('newline')) {
      yield* this.#advance('command');
      yield* this.#newlines();
      if (!this.#beginsCommand()) return;
      yield* this.#andOr();
    }
  }

  #beginsCommand(): boolean {
    const { type } = this.#token;
    if (type === 'word') {
      const reserved = this.#reserved();
      return reserved === undefined || !['then', 'elif', 'else', 'fi', 'do', 'done', 'esac', 'in', '}', ']]'].includes(reserved);
    }
    return type === '(' || type === 'descriptor' || REDIRECTIONS.has(type);
  }

  /** In `$(`: the commands up to the closing parenthesis, the token before it given back. */
  *#substitution(): Step {
    const outer = this.#token;
    yield* this.#advance('command');
    yield* this.#newlines();
    while (!this.#is(')')) {
      if (this.#is('eof')) throw unterminated(')', this.#token.line);
      yield* this.#untilEnd();
      if (this.#is(';') || this.#is('&') || this.#is('newline')) {
        yield* this.#advance('command');
        yield* this.#newlines();
      } else if (this.#is('eof')) throw unterminated(')', this.#token.line);
      else if (!this.#is(')')) this.#fail();
    }
    this.#token = outer;
  }

  /** A command of a substitution: where the text ends in it, its parenthesis is missing. */
  *#untilEnd(): Step {
    try {
      yield* this.#andOr();
    } catch (e) {
      if (e instanceof SyntaxFailure && e.atEnd && e.message.startsWith('syntax error')) throw unterminated(')', e.line);
      throw e;
    }
  }

  *#andOr(): Step {
    yield* this.#pipeline();
    while (this.#is('&&') || this.#is('||')) {
      yield* this.#advance('command');
      yield* this.#newlines();
      yield* this.#pipeline();
    }
  }

  *#pipeline(): Step {
    let prefixed = false;
    for (;;) {
      const word = this.#reserved();
      if (word === 'time') {
        yield* this.#advance('command');
        if (this.#token.type === 'word' && this.#token.text === '-p') yield* this.#advance('command');
        if (this.#token.type === 'word' && this.#token.text === '--') yield* this.#advance('command');
      } else if (word === '!') yield* this.#advance('command');
      else break;
      prefixed = true;
    }
    if (prefixed && !this.settings.posix && (this.#is(';') || this.#is('newline') || this.#is('eof'))) return;
    yield* this.#command();
    while (this.#is('|') || this.#is('|&')) {
      yield* this.#advance('command');
      yield* this.#newlines();
      yield* this.#command();
    }
  }

  // ---- commands -----------------------------------------------------------------------------------

  *#command(): Step {
    if (this.#is('(')) yield* this.#parenthesis();
    else {
      const word = this.#reserved();
      if (word === undefined) return yield* this.#simple();
      yield* this.#compound(word);
    }
    yield* this.#redirections();
  }

  *#compound(word: string): Step {
    switch (word) {
      case '{':
        yield* this.#advance('command');
        yield* this.#compoundList('}');
        yield* this.#expect('}', 'word');
        return;
      case 'if':
        return yield* this.#if();
      case 'while':
      case 'until':
        yield* this.#advance('command');
        yield* this.#compoundList('do');
        return yield* this.#loopBody(false);
      case 'for':
      case 'select':
        return yield* this.#for(word);
      case 'case':
        return yield* this.#case();
      case '[[':
        return yield* this.#conditional();
      case 'function':
        return yield* this.#function();
      case 'coproc':
        return yield* this.#coprocess();
      default:
        this.#fail();
    }
  }

  /** A subshell, or an arithmetic command. */
  *#parenthesis(): Step {
    if (!this.settings.posix && this.lexer.line[this.lexer.at] === '(') {
      if (yield* this.#arithmetic()) return;
    }
    yield* this.#advance('command');
    yield* this.#compoundList(')');
    if (!this.#is(')')) this.#fail('")"');
    yield* this.#advance('word');
  }

  /** At the second parenthesis of `((`: false where it is a subshell in a subshell. */
  *#arithmetic(): Step<boolean> {
    const { line } = this.#token;
    const before = this.lexer.line.slice(this.lexer.at - 1).trimEnd();
    try {
      if (!(yield* this.lexer.arithmetic())) return false;
    } catch (e) {
      if (!(e instanceof SyntaxFailure) || !e.atEnd || /^\(\([^)]*$/.test(before)) throw e;
      throw new SyntaxFailure(`syntax error near \`${before}'`, line, 'grammar', true);
    }
    yield* this.#advance('word');
    return true;
  }

  *#loopBody(mayBeGroup: boolean): Step {
    if (mayBeGroup && this.#reserved() === '{' && !this.settings.posix) {
      yield* this.#compound('{');
      return;
    }
    yield* this.#expect('do');
    yield* this.#compoundList('done');
    yield* this.#expect('done', 'word');
  }

  *#if(): Step {
    yield* this.#advance('command');
    yield* this.#compoundList('then');
    yield* this.#expect('then');
    yield* this.#compoundList('fi');
    while (this.#reserved() === 'elif') {
      yield* this.#advance('command');
      yield* this.#compoundList('then');
      yield* this.#expect('then');
      yield* this.#compoundList('fi');
    }
    if (this.#reserved() === 'else') {
      yield* this.#advance('command');
      yield* this.#compoundList('fi');
    }
    yield* this.#expect('fi', 'word');
  }

  *#for(kind: string): Step {
    yield* this.#advance('word');
    if (kind === 'for' && this.#is('(') && !this.settings.posix) return yield* this.#arithmeticFor();
    if (!this.#is('word') || (this.settings.posix && !/^[A-Za-z_]\w*$/.test(this.#token.text))) this.#failFor();
    yield* this.#advance('word');
    if (this.#is(';')) {
      yield* this.#advance('command');
      yield* this.#newlines();
    } else {
      yield* this.#newlines();
      if (this.#reserved() === 'in') {
        yield* this.#advance('word');
        while (this.#is('word')) yield* this.#advance('word');
        if (!this.#is(';') && !this.#is('newline')) this.#fail();
        yield* this.#advance('command');
        yield* this.#newlines();
      }
    }
    yield* this.#loopBody(true);
  }

  #failFor(): never {
    if (!this.settings.posix) this.#fail();
    throw new SyntaxFailure('Bad for loop variable', this.#token.line);
  }

  *#arithmeticFor(): Step {
    const { lexer } = this;
    if (lexer.line[lexer.at] !== '(') this.#fail();
    const line = lexer.lineNumber;
    const start = lexer.at;
    if (!(yield* lexer.arithmetic())) this.#fail();
    if (lexer.lineNumber === line) {
      const text = lexer.line.slice(start + 1, lexer.at - 2);
      const count = headerSections(text).length;
      if (count !== 3) {
        const what = count < 3 ? 'arithmetic expression required' : "`;' unexpected";
        throw new SyntaxFailure(`syntax error: ${what}\nsyntax error: \`((${text}))'`, line);
      }
    }
    yield* this.#advance('command');
    if (this.#is(';')) yield* this.#advance('command');
    yield* this.#newlines();
    yield* this.#loopBody(true);
  }

  *#case(): Step {
    yield* this.#advance('word');
    if (!this.#is('word')) this.#fail();
    yield* this.#advance('word');
    yield* this.#newlinesBeforeWord();
    yield* this.#expect('in', 'word');
    for (;;) {
      yield* this.#newlinesBeforeWord();
      if (this.#reserved() === 'esac') break;
      if (this.#is('(')) yield* this.#advance('word');
      for (;;) {
        if (!this.#is('word')) this.#fail(this.#is('eof') ? '")"' : undefined);
        yield* this.#advance('word');
        if (!this.#is('|')) break;
        yield* this.#advance('word');
      }
      if (!this.#is(')')) this.#fail('")"');
      yield* this.#advance('command');
      yield* this.#newlines();
      if (this.#beginsCommand()) yield* this.#compoundList(';;');
      if (!this.#is(';;') && !this.#is(';&') && !this.#is(';;&')) {
        if (this.#reserved() === 'esac') break;
        this.#fail();
      }
      yield* this.#advance('word');
    }
    yield* this.#advance('word');
  }

  *#newlinesBeforeWord(): Step {
    while (this.#is('newline')) yield* this.#advance('word');
  }

  *#function(): Step {
    yield* this.#advance('word');
    if (!this.#is('word')) this.#fail();
    yield* this.#advance('command');
    if (this.#is('(')) {
      yield* this.#advance('word');
      if (!this.#is(')')) this.#fail('")"');
      yield* this.#advance('command');
    }
    yield* this.#functionBody();
  }

  *#functionBody(): Step {
    yield* this.#newlines();
    const word = this.#reserved();
    if (this.#is('(')) yield* this.#parenthesis();
    else if (word !== undefined && word !== 'function' && word !== 'coproc') yield* this.#compound(word);
    else if (this.settings.posix) return yield* this.#command();
    else this.#fail();
    yield* this.#redirections();
  }

  *#coprocess(): Step {
    yield* this.#advance('command');
    if (this.#is('word') && this.#reserved() === undefined && !this.#token.quoted) {
      yield* this.#advance('command');
      if (this.#is('(')) return yield* this.#parenthesis();
      const word = this.#reserved();
      if (word !== undefined && ['{', 'if', 'while', 'until', 'for', 'case', 'select', '[['].includes(word)) return yield* this.#compound(word);
      yield* this.#arguments();
      return;
    }
    yield* this.#command();
  }

  // ---- simple commands and redirections -----------------------------------------------------------

  *#simple(): Step {
    if (!this.#is('word') && !this.#is('descriptor') && !REDIRECTIONS.has(this.#token.type)) this.#fail();
    let bare = true;
    while (this.#is('descriptor') || REDIRECTIONS.has(this.#token.type) || (this.#is('word') && this.#token.assignment)) {
      bare = false;
      if (this.#is('word')) yield* this.#advance('command');
      else yield* this.#redirection('command');
    }
    if (!this.#is('word')) return;
    const name = this.#token.quoted ? '' : this.#token.text;
    const position = TAKE_ASSIGNMENTS.has(name) ? 'command' : 'word';
    yield* this.#advanceArgument(position);
    if (bare && this.#is('(')) {
      yield* this.#advance('word');
      if (!this.#is(')')) this.#fail('")"');
      yield* this.#advance('command');
      return yield* this.#functionBody();
    }
    yield* this.#arguments(position);
  }

  *#arguments(position: Position = 'word'): Step {
    while (this.#is('word') || this.#is('descriptor') || REDIRECTIONS.has(this.#token.type)) {
      if (this.#is('word')) yield* this.#advanceArgument(position);
      else yield* this.#redirection('word');
    }
  }

  /** An argument of a declaration builtin may be an array, but is no alias. */
  *#advanceArgument(position: Position): Step {
    const { aliases } = this.settings;
    if (position === 'command') this.settings.aliases = undefined;
    try {
      yield* this.#advance(position);
    } finally {
      this.settings.aliases = aliases;
    }
  }

  *#redirections(): Step {
    while (this.#is('descriptor') || REDIRECTIONS.has(this.#token.type)) yield* this.#redirection('word');
  }

  *#redirection(then: Position): Step {
    if (this.#is('descriptor')) yield* this.#advance('word');
    const operator = this.#token.type;
    yield* this.#advance('word');
    if (this.#is('descriptor') && /^\d/.test(this.#token.text)) this.#token = { ...this.#token, type: 'word' };
    if (!this.#is('word')) this.#fail();
    if (operator === '<<' || operator === '<<-') this.lexer.expectDocument(this.#token.text, operator === '<<-');
    yield* this.#advance(then);
  }

  // ---- [[ ]] --------------------------------------------------------------------------------------

  *#conditional(): Step {
    const { extglob } = this.settings;
    this.settings.extglob = true;
    try {
      yield* this.#advance('word');
      yield* this.#testOr();
      if (this.#reserved() !== ']]') {
        throw this.#testFailure(this.#is('eof') ? "unexpected EOF while looking for `]]'" : this.#unexpectedInTest());
      }
    } finally {
      this.settings.extglob = extglob;
    }
    yield* this.#advance('word');
  }

  #testFailure(message: string): SyntaxFailure {
    const { type, line } = this.#token;
    // where the line ended too early bash then meets the end of the text as its own error
    return new SyntaxFailure(message, line, type === 'newline' || type === 'eof' ? 'grammar' : 'conditional');
  }

  #unexpectedInTest(): string {
    return `unexpected token \`${this.#token.text}' in conditional command`;
  }

  *#testOr(): Step {
    yield* this.#testAnd();
    while (this.#is('||')) {
      yield* this.#advance('word');
      yield* this.#newlinesBeforeWord();
      yield* this.#testAnd();
    }
  }

  *#testAnd(): Step {
    yield* this.#testTerm();
    yield* this.#newlinesBeforeWord();
    while (this.#is('&&')) {
      yield* this.#advance('word');
      yield* this.#newlinesBeforeWord();
      yield* this.#testTerm();
      yield* this.#newlinesBeforeWord();
    }
  }

  *#testTerm(): Step {
    yield* this.#newlinesBeforeWord();
    if (this.#is('(')) {
      yield* this.#advance('word');
      yield* this.#testOr();
      if (!this.#is(')')) throw this.#testFailure(`unexpected token \`${this.#token.text}', expected \`)'`);
      yield* this.#advance('word');
    } else if (this.#reserved() === ']]') throw this.#testFailure('');
    else if (this.#reserved() === '!') {
      yield* this.#advance('word');
      yield* this.#testTerm();
    } else if (!this.#is('word')) throw this.#testFailure(this.#unexpectedInTest());
    else if (!this.#token.quoted && UNARY_TESTS.test(this.#token.text)) yield* this.#unaryTest();
    else yield* this.#binaryTest();
  }

  *#unaryTest(): Step {
    yield* this.#advance('word');
    if (!this.#is('word') || this.#reserved() === ']]')
      throw this.#testFailure(`unexpected argument \`${this.#token.text}' to conditional unary operator`);
    yield* this.#advance('word');
  }

  *#binaryTest(): Step {
    yield* this.#advance('word');
    const { text, type, quoted } = this.#token;
    const binary = type === '<' || type === '>' || (type === 'word' && !quoted && BINARY_TESTS.has(text));
    if (!binary) {
      if (this.#reserved() === ']]' || type === '&&' || type === '||' || type === ')') return;
      throw this.#testFailure(
        type === 'word' ? 'conditional binary operator expected' : `unexpected token \`${text}', conditional binary operator expected`,
      );
    }
    yield* this.#advance(text === '=~' ? 'regex' : 'word');
    if (!this.#is('word') || this.#reserved() === ']]')
      throw this.#testFailure(`unexpected argument \`${this.#token.text}' to conditional binary operator`);
    yield* this.#advance('word');
  }
}
