import type { Expression, Target } from './ast.ts';
import type { Locate, Names } from './names.ts';
import { AwkSyntaxError, BUILTINS, type Token } from './tokens.ts';

const ASSIGNMENTS = new Set(['=', '+=', '-=', '*=', '/=', '%=', '^=']);
const COMPARISONS = new Set(['==', '!=', '<', '<=', '>', '>=']);
/** Tokens that can begin an operand that is written right behind another. */
const BEGINS = new Set(['$', '!', '(', '-', '+', '++', '--']);

/** Reads expressions with mawk's precedences (parse.y of mawk 1.3.4). */
export class ExpressionParser {
  protected at = 0;
  /** Within the arguments of print, outside of parentheses, `>` and `|` redirect. */
  #redirects = false;

  constructor(
    protected readonly tokens: readonly Token[],
    protected readonly names: Names,
    protected readonly locate: Locate,
  ) {}

  // ---- tokens -----------------------------------------------------------------------------------

  protected get token(): Token {
    return this.tokens[this.at]!;
  }

  protected is(text: string): boolean {
    const { kind, text: own } = this.token;
    return own === text && (kind === 'operator' || kind === 'keyword');
  }

  protected accept(text: string): boolean {
    if (!this.is(text)) return false;
    this.at++;
    return true;
  }

  protected expect(text: string): void {
    if (!this.accept(text)) this.fail();
  }

  /** A syntax error at the current token. */
  protected fail(): never {
    const { token } = this;
    if (token.kind === 'bad') {
      // behind a brace too many the scanner goes on, and finds that a newline cannot follow
      const extra = token.text.endsWith("extra '}'") && this.tokens[this.at + 1]?.kind === 'newline';
      throw new AwkSyntaxError(token.text, extra ? `${this.locate(token.line)}: syntax error at or near end of line` : undefined);
    }
    if ((token.kind === 'newline' || token.text === ';' || token.text === '}') && this.#openParentheses() > 0) this.#missing();
    throw new AwkSyntaxError(`${this.locate(token.line)}: syntax error at or near ${shown(token)}`);
  }

  /** Where an opening parenthesis is not closed. */
  protected close(): void {
    if (this.accept(')')) return;
    if (this.token.kind === 'bad') this.fail();
    this.#missing();
  }

  #missing(): never {
    throw new AwkSyntaxError(`${this.locate(this.token.line)}: missing ) near ${shown(this.token)}`);
  }

  #openParentheses(): number {
    let open = 0;
    for (const token of this.tokens.slice(0, this.at)) {
      if (token.kind === 'operator' && token.text === '(') open++;
      if (token.kind === 'operator' && token.text === ')') open--;
    }
    return open;
  }

  // ---- from the weakest operator to the strongest ------------------------------------------------

  /** An expression; with `redirects`, one of print's, where `>` is no comparison. */
  expression(redirects = false): Expression {
    const before = this.#redirects;
    this.#redirects = redirects;
    const found = this.#conditional();
    this.#redirects = before;
    return found;
  }

  #conditional(): Expression {
    const condition = this.#or();
    if (!this.accept('?')) return condition;
    const yes = this.#conditional();
    this.expect(':');
    return { kind: 'conditional', condition, yes, no: this.#conditional() };
  }

  #or(): Expression {
    let left = this.#and();
    while (this.accept('||')) left = { kind: 'logical', operator: '||', left, right: this.#and() };
    return left;
  }

  #and(): Expression {
    let left = this.#in();
    while (this.accept('&&')) left = { kind: 'logical', operator: '&&', left, right: this.#in() };
    return left;
  }

  #in(): Expression {
    let left = this.#match();
    while (this.accept('in')) left = { kind: 'in', index: [left], array: this.#array() };
    return left;
  }

  #array(): ReturnType<Names['variable']> {
    const { token } = this;
    if (token.kind !== 'name') this.fail();
    this.at++;
    return this.names.use(this.names.variable(token.text), 'array', token.line);
  }

  #match(): Expression {
    let left = this.#comparison();
    for (;;) {
      const negated = this.is('!~');
      if (!negated && !this.is('~')) return left;
      this.at++;
      left = { kind: 'match', negated, text: left, pattern: this.#comparison() };
    }
  }

  #comparison(): Expression {
    let left = this.#concatenation();
    while (this.token.kind === 'operator' && COMPARISONS.has(this.token.text) && !(this.#redirects && this.token.text === '>')) {
      const operator = this.token.text;
      this.at++;
      left = { kind: 'compare', operator, left, right: this.#concatenation() };
    }
    return left;
  }

  #concatenation(): Expression {
    let left = this.#sum();
    const { token } = this;
    if (isTarget(left) && token.kind === 'operator' && ASSIGNMENTS.has(token.text)) {
      this.at++;
      return { kind: 'assign', operator: token.text, target: left, value: this.#conditional() };
    }
    while (this.#beginsOperand()) left = { kind: 'concat', left, right: this.#sum() };
    return left;
  }

  #beginsOperand(): boolean {
    const { kind, text } = this.token;
    if (kind === 'operator') return BEGINS.has(text) && text !== '+' && text !== '-';
    if (kind === 'keyword') return text === 'getline';
    return kind === 'number' || kind === 'string' || kind === 'regex' || kind === 'name' || kind === 'function-name' || kind === 'builtin';
  }

  #sum(): Expression {
    let left = this.#product();
    while (this.is('+') || this.is('-')) {
      const operator = this.token.text;
      this.at++;
      left = { kind: 'arithmetic', operator, left, right: this.#product() };
    }
    return left;
  }

  #product(): Expression {
    let left = this.#unary();
    while (this.is('*') || this.is('/') || this.is('%')) {
      const operator = this.token.text;
      this.at++;
      left = { kind: 'arithmetic', operator, left, right: this.#unary() };
    }
    return left;
  }

  #unary(): Expression {
    if (this.accept('!')) return { kind: 'not', operand: this.#unary() };
    if (this.accept('-')) return { kind: 'minus', operand: this.#unary() };
    if (this.accept('+')) return { kind: 'plus', operand: this.#unary() };
    return this.#piped();
  }

  /** `command | getline`. */
  #piped(): Expression {
    let left = this.#power();
    while (this.is('|') && this.tokens[this.at + 1]?.text === 'getline' && this.tokens[this.at + 1]!.kind === 'keyword') {
      this.at += 2;
      left = { kind: 'getline', source: 'command', from: left, target: this.#optionalTarget() };
    }
    return left;
  }

  #power(): Expression {
    const left = this.#postfix();
    if (!this.accept('^')) return left;
    const right = this.is('!') || this.is('-') || this.is('+') ? this.#unary() : this.#power();
    return { kind: 'arithmetic', operator: '^', left, right };
  }

  #postfix(): Expression {
    const operand = this.#primary();
    if (!isTarget(operand) || !(this.is('++') || this.is('--'))) return operand;
    const by = this.token.text === '++' ? 1 : -1;
    this.at++;
    return { kind: 'step', prefix: false, by, target: operand };
  }

  // ---- operands ---------------------------------------------------------------------------------

  #primary(): Expression {
    const { token } = this;
    switch (token.kind) {
      case 'number':
        this.at++;
        if (token.value !== 0 && token.value < 2.3e-308)
          throw new AwkSyntaxError(`${this.locate(token.line)}: ${token.text} : decimal overflow`);
        return { kind: 'number', value: token.value };
      case 'string':
        this.at++;
        return { kind: 'string', value: token.text };
      case 'regex':
        this.at++;
        return { kind: 'regex', pattern: token.text };
      case 'name':
        if (this.names.isFunction(token.text)) return this.#call();
        return this.target();
      case 'function-name':
        return this.#call();
      case 'builtin':
        return this.#builtin();
      case 'keyword':
        if (this.accept('getline')) return this.#getline();
        break;
      case 'operator':
        if (token.text === '$') return this.target();
        if (token.text === '(') return this.#parenthesis();
        if (token.text === '++' || token.text === '--') {
          this.at++;
          return { kind: 'step', prefix: true, by: token.text === '++' ? 1 : -1, target: this.target() };
        }
    }
    return this.fail();
  }

  /** A variable, an element or a field. */
  protected target(): Target {
    const { token } = this;
    if (this.accept('$')) {
      const signed = this.is('-') || this.is('+') || this.is('!');
      return { kind: 'field', index: signed ? this.#unarySign() : this.#fieldIndex() };
    }
    if (token.kind !== 'name') this.fail();
    this.at++;
    const variable = this.names.variable(token.text);
    if (!this.accept('[')) return { kind: 'variable', variable: this.#used(variable, token.line) };
    const index = this.list(']');
    return { kind: 'element', array: this.names.use(variable, 'array', token.line), index };
  }

  /** What a bare name is used for is known unless it stands alone as a function's argument. */
  #used(variable: ReturnType<Names['variable']>, line: number): ReturnType<Names['variable']> {
    const before = this.tokens[this.at - 2]?.text;
    const alone = this.#inCall && (before === '(' || before === ',') && (this.is(',') || this.is(')'));
    return alone ? variable : this.names.use(variable, 'scalar', line);
  }

  /** Whether the arguments of a function of the program are read. */
  #inCall = false;

  #unarySign(): Expression {
    const kind = this.token.text === '-' ? 'minus' : this.token.text === '+' ? 'plus' : 'not';
    this.at++;
    return { kind, operand: this.#fieldIndex() };
  }

  /** What stands behind a dollar sign: it binds more tightly than a step behind it. */
  #fieldIndex(): Expression {
    return this.#primary();
  }

  /** Expressions up to a closing token, which is taken. */
  protected list(closing: ')' | ']', ofCall = false): Expression[] {
    const before = this.#inCall;
    this.#inCall = ofCall;
    const found = [this.expression()];
    while (this.accept(',')) found.push(this.expression());
    this.#inCall = before;
    if (closing === ')') this.close();
    else this.expect(closing);
    return found;
  }

  /** `(x)`, `(x, y) in a`. */
  #parenthesis(): Expression {
    this.expect('(');
    const items = this.list(')');
    if (items.length === 1) return { kind: 'group', inner: items[0]! };
    this.expect('in');
    return { kind: 'in', index: items, array: this.#array() };
  }

  #call(): Expression {
    const { token } = this;
    this.at++;
    this.expect('(');
    const callee = this.names.function(token.text);
    const args = this.accept(')') ? [] : this.list(')', true);
    callee.calls.push({ line: token.line, arguments: args });
    return { kind: 'call', callee, arguments: args, line: token.line };
  }

  #optionalTarget(): Target | undefined {
    return this.is('$') || (this.token.kind === 'name' && !this.names.isFunction(this.token.text)) ? this.target() : undefined;
  }

  #getline(): Expression {
    const target = this.#optionalTarget();
    if (!this.accept('<')) return { kind: 'getline', source: 'main', from: undefined, target };
    return { kind: 'getline', source: 'file', from: this.#power(), target };
  }

  // ---- functions that awk has -------------------------------------------------------------------

  #builtin(): Expression {
    const { token } = this;
    const name = token.text;
    this.at++;
    const range = BUILTINS[name];
    if (!range) return this.#special(name);
    if (!this.is('(')) {
      // only length does without parentheses
      if (name !== 'length') this.fail();
      return { kind: 'builtin', name, arguments: [], target: undefined, array: undefined };
    }
    this.at++;
    if (name === 'length') return this.#length(token);
    const args = this.accept(')') ? [] : this.list(')');
    if (name === 'sprintf' && args.length === 0) throw new AwkSyntaxError(`${this.locate(token.line)}: no arguments in call to sprintf`);
    this.#count(token, args.length, range);
    return { kind: 'builtin', name, arguments: args, target: undefined, array: undefined };
  }

  #count(token: Token, given: number, [least, most]: readonly [number, number]): void {
    if (given >= least && given <= most) return;
    throw new AwkSyntaxError(`${this.locate(token.line)}: wrong number of arguments in call to ${token.text}`);
  }

  /** length takes an array too. */
  #length(token: Token): Expression {
    const name = this.token;
    const variable = name.kind === 'name' && this.tokens[this.at + 1]?.text === ')' ? this.names.variable(name.text) : undefined;
    if (variable && this.names.kind(variable) !== 'scalar') {
      this.at += 2;
      return { kind: 'builtin', name: 'length', arguments: [{ kind: 'variable', variable }], target: undefined, array: undefined };
    }
    const args = this.accept(')') ? [] : this.list(')');
    this.#count(token, args.length, [0, 1]);
    return { kind: 'builtin', name: 'length', arguments: args, target: undefined, array: undefined };
  }

  /** match, split, sub and gsub, which take patterns, arrays and targets. */
  #special(name: string): Expression {
    this.expect('(');
    const first = this.expression();
    this.expect(',');
    const node = { kind: 'builtin' as const, name, arguments: [first], target: undefined, array: undefined };
    if (name === 'split') {
      const array = this.#array();
      if (this.accept(',')) node.arguments.push(this.expression());
      this.close();
      return { ...node, array };
    }
    node.arguments.push(this.expression());
    if (name === 'match' || !this.accept(',')) {
      this.close();
      return node;
    }
    const target = this.target();
    this.close();
    return { ...node, target };
  }
}

function isTarget(e: Expression): e is Target {
  return e.kind === 'variable' || e.kind === 'element' || e.kind === 'field';
}

/** A token as messages show it. */
export function shown(token: Token): string {
  switch (token.kind) {
    case 'newline':
      return 'end of line';
    case 'end':
      return 'end of file';
    case 'regex':
      return `/${token.text}/`;
    case 'string':
      return token.text;
    default:
      return token.supplied ? '}' : token.text;
  }
}
