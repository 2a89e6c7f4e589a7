import { LIMITS } from '../../../kernel/limits.ts';
import { CH, isBlank, isBlankOrEnd, isBreak } from './chars.ts';
import { Cursor } from './cursor.ts';
import type { Mark } from './error.ts';
import { scanAnchor, scanDirective, scanTag } from './scan-property.ts';
import { atDocumentIndicator, scanBlockScalar, scanPlain, scanQuoted } from './scan-scalar.ts';
import type { Token, TokenType } from './token.ts';

/** A place where a key without `?` may have begun; whether it was one is known when its `:` is found. */
interface SimpleKey {
  possible: boolean;
  required: boolean;
  token: number;
  mark: Mark;
}

const NO_COLON = "could not find expected ':'";
/** How far behind its beginning a simple key's `:` may stand. */
const KEY_LENGTH = 1024;
/** Characters that begin no plain scalar. */
const INDICATORS = new Set<number>([...'-?:,[]{}#&*!|>\'"%@`'].map((c) => c.charCodeAt(0)));

/**
 * Cuts a YAML text into tokens, in libyaml's manner: indentation becomes start and end tokens, and a key's token is put in
 * front of what was already scanned when its `:` comes. Says the errors of go-yaml with its lines.
 */
export class Scanner {
  readonly #c: Cursor;
  readonly #tokens: Token[] = [];
  /** Tokens handed out so far. */
  #taken = 0;
  #started = false;
  #flowLevel = 0;
  #indent = -1;
  readonly #indents: number[] = [];
  #keyAllowed = true;
  readonly #keys: SimpleKey[] = [];
  readonly #keysByToken = new Map<number, number>();

  constructor(data: Uint8Array) {
    this.#c = new Cursor(data);
  }

  /** The next token, which stays. */
  peek(): Token {
    while (this.#needsMore()) this.#fetch();
    return this.#tokens[0]!;
  }

  /** Takes the token that `peek` gave. */
  take(): Token {
    this.#taken++;
    return this.#tokens.shift()!;
  }

  #needsMore(): boolean {
    if (this.#tokens.length === 0) return true;
    const key = this.#keysByToken.get(this.#taken);
    return key !== undefined && this.#isValid(this.#keys[key]!);
  }

  #put(token: Token): void {
    this.#tokens.push(token);
  }

  #indicator(type: TokenType, length = 1): void {
    const start = this.#c.mark();
    for (let i = 0; i < length; i++) this.#c.skip();
    this.#put({ type, start, end: this.#c.mark() });
  }

  #fetch(): void {
    const c = this.#c;
    c.need(1);
    if (!this.#started) return this.#fetchStart();
    this.#toNextToken();
    this.#unroll(c.column);
    c.need(4);
    const char = c.at(0);
    if (char === CH.NUL) return this.#fetchEnd();
    if (c.column === 0 && char === CH.PERCENT) return this.#outermost(() => this.#put(scanDirective(c)));
    if (atDocumentIndicator(c)) return this.#outermost(() => this.#indicator(char === CH.MINUS ? 'document-start' : 'document-end', 3));
    if (this.#fetchStructure(char)) return;
    this.#fetchContent(char);
  }

  /** Brackets, braces, commas, and the three block indicators; tells whether it was one. */
  #fetchStructure(char: number): boolean {
    const next = () => isBlankOrEnd(this.#c.at(1));
    const flow = this.#flowLevel > 0;
    if (char === CH.OPEN) this.#fetchFlowStart('flow-sequence-start');
    else if (char === CH.OPEN_BRACE) this.#fetchFlowStart('flow-mapping-start');
    else if (char === CH.CLOSE) this.#fetchFlowEnd('flow-sequence-end');
    else if (char === CH.CLOSE_BRACE) this.#fetchFlowEnd('flow-mapping-end');
    else if (char === CH.COMMA) this.#fetchFlowEntry();
    else if (char === CH.MINUS && next()) this.#fetchBlockEntry();
    else if (char === CH.QUESTION && (flow || next())) this.#fetchKey();
    else if (char === CH.COLON && (flow || next())) this.#fetchValue();
    else return false;
    return true;
  }

  #fetchContent(char: number): void {
    const c = this.#c;
    const block = this.#flowLevel === 0;
    if (char === CH.STAR) return this.#keyed(() => scanAnchor(c, 'alias'));
    if (char === CH.AMP) return this.#keyed(() => scanAnchor(c, 'anchor'));
    if (char === CH.BANG) return this.#keyed(() => scanTag(c));
    if (char === CH.PIPE && block) return this.#fetchBlockScalar(true);
    if (char === CH.GREATER && block) return this.#fetchBlockScalar(false);
    if (char === CH.APOSTROPHE) return this.#keyed(() => scanQuoted(c, true));
    if (char === CH.QUOTE) return this.#keyed(() => scanQuoted(c, false));
    const beginsPlain =
      !(isBlankOrEnd(char) || INDICATORS.has(char)) ||
      (char === CH.MINUS && !isBlank(c.at(1))) ||
      (block && (char === CH.QUESTION || char === CH.COLON) && !isBlankOrEnd(c.at(1)));
    if (!beginsPlain) c.fail('found character that cannot start any token', c.mark());
    this.#keyed(() => {
      const { token, multiline } = scanPlain(c, this.#indent + 1, !block);
      if (multiline) this.#keyAllowed = true;
      return token;
    });
  }

  #fetchStart(): void {
    this.#started = true;
    this.#keys.push({ possible: false, required: false, token: 0, mark: this.#c.mark() });
    this.#put({ type: 'stream-start', start: this.#c.mark(), end: this.#c.mark() });
  }

  #fetchEnd(): void {
    if (this.#c.column !== 0) {
      this.#c.column = 0;
      this.#c.line++;
    }
    this.#outermost(() => this.#put({ type: 'stream-end', start: this.#c.mark(), end: this.#c.mark() }));
  }

  /** What ends every open block. */
  #outermost(scan: () => void): void {
    this.#unroll(-1);
    this.#removeKey();
    this.#keyAllowed = false;
    scan();
  }

  /** What may be a simple key. */
  #keyed(scan: () => Token): void {
    this.#saveKey();
    this.#keyAllowed = false;
    this.#put(scan());
  }

  #fetchBlockScalar(literal: boolean): void {
    this.#removeKey();
    this.#keyAllowed = true;
    this.#put(scanBlockScalar(this.#c, literal, this.#indent));
  }

  #fetchFlowStart(type: TokenType): void {
    this.#saveKey();
    this.#keys.push({ possible: false, required: false, token: this.#taken + this.#tokens.length, mark: this.#c.mark() });
    if (++this.#flowLevel > LIMITS.yamlDepth) this.#c.fail('exceeded max depth of 10000', this.#c.mark());
    this.#keyAllowed = true;
    this.#indicator(type);
  }

  #fetchFlowEnd(type: TokenType): void {
    this.#removeKey();
    if (this.#flowLevel > 0) {
      this.#flowLevel--;
      this.#keysByToken.delete(this.#keys.pop()!.token);
    }
    this.#keyAllowed = false;
    this.#indicator(type);
  }

  #fetchFlowEntry(): void {
    this.#removeKey();
    this.#keyAllowed = true;
    this.#indicator('flow-entry');
  }

  #fetchBlockEntry(): void {
    if (this.#flowLevel === 0) {
      if (!this.#keyAllowed) this.#c.fail('block sequence entries are not allowed in this context', this.#c.mark());
      this.#roll(this.#c.column, 'block-sequence-start', this.#c.mark());
    }
    this.#removeKey();
    this.#keyAllowed = true;
    this.#indicator('block-entry');
  }

  #fetchKey(): void {
    if (this.#flowLevel === 0) {
      if (!this.#keyAllowed) this.#c.fail('mapping keys are not allowed in this context', this.#c.mark());
      this.#roll(this.#c.column, 'block-mapping-start', this.#c.mark());
    }
    this.#removeKey();
    this.#keyAllowed = this.#flowLevel === 0;
    this.#indicator('key');
  }

  #fetchValue(): void {
    const key = this.#keys.at(-1)!;
    if (this.#isValid(key)) {
      const at = key.token - this.#taken;
      this.#tokens.splice(at, 0, { type: 'key', start: key.mark, end: key.mark });
      this.#roll(key.mark.column, 'block-mapping-start', key.mark, at);
      key.possible = false;
      this.#keysByToken.delete(key.token);
      this.#keyAllowed = false;
    } else {
      if (this.#flowLevel === 0) {
        if (!this.#keyAllowed) this.#c.fail('mapping values are not allowed in this context', this.#c.mark());
        this.#roll(this.#c.column, 'block-mapping-start', this.#c.mark());
      }
      this.#keyAllowed = this.#flowLevel === 0;
    }
    this.#indicator('value');
  }

  /** Opens a block where the column is deeper than the last one's. */
  #roll(column: number, type: TokenType, mark: Mark, at = this.#tokens.length): void {
    if (this.#flowLevel > 0 || this.#indent >= column) return;
    this.#indents.push(this.#indent);
    this.#indent = column;
    if (this.#indents.length > LIMITS.yamlDepth) this.#c.fail('exceeded max depth of 10000', mark);
    this.#tokens.splice(at, 0, { type, start: mark, end: mark });
  }

  /** Closes the blocks that are deeper than the column. */
  #unroll(column: number): void {
    if (this.#flowLevel > 0) return;
    while (this.#indent > column) {
      this.#put({ type: 'block-end', start: this.#c.mark(), end: this.#c.mark() });
      this.#indent = this.#indents.pop()!;
    }
  }

  #isValid(key: SimpleKey): boolean {
    if (!key.possible) return false;
    if (key.mark.line < this.#c.line || key.mark.index + KEY_LENGTH < this.#c.index) {
      if (key.required) this.#c.fail(NO_COLON, key.mark);
      key.possible = false;
      return false;
    }
    return true;
  }

  #saveKey(): void {
    if (!this.#keyAllowed) return;
    const required = this.#flowLevel === 0 && this.#indent === this.#c.column;
    const key = { possible: true, required, token: this.#taken + this.#tokens.length, mark: this.#c.mark() };
    this.#removeKey();
    this.#keys[this.#keys.length - 1] = key;
    this.#keysByToken.set(key.token, this.#keys.length - 1);
  }

  #removeKey(): void {
    const key = this.#keys.at(-1)!;
    if (!key.possible) return;
    if (key.required) this.#c.fail(NO_COLON, key.mark);
    key.possible = false;
    this.#keysByToken.delete(key.token);
  }

  /** Passes spaces, comments and line breaks; tabs only where no key can begin. */
  #toNextToken(): void {
    const c = this.#c;
    for (;;) {
      // the stream's own mark is gone already; a second one behind it is passed too
      if (c.index === 0 && c.at(0) === CH.BOM) c.skip();
      while (c.at(0) === CH.SPACE || ((this.#flowLevel > 0 || !this.#keyAllowed) && c.at(0) === CH.TAB)) c.skip();
      c.skipComment();
      if (!isBreak(c.at(0))) return;
      c.readLine();
      if (this.#flowLevel === 0) this.#keyAllowed = true;
    }
  }
}
