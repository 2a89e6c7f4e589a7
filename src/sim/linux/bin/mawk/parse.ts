import type { AwkProgram, Expression, Rule, Statement } from './ast.ts';
import { Names, type Locate } from './names.ts';
import { ExpressionParser } from './parse-expression.ts';
import { AwkSyntaxError, tokenize, type Token } from './tokens.ts';

/** Parses a program. Throws AwkSyntaxError with mawk's message. `file` is the program's file, for messages. */
export function parseProgram(text: string, file: string | undefined): { program: AwkProgram; names: Names } {
  const locate: Locate = (line) => (file === undefined ? `line ${line}` : `${file}: line ${line}`);
  const names = new Names(locate);
  const tokens = tokenize(text, locate);
  const program = new Parser(tokens, names, locate).program();
  names.resolve(tokens.at(-1)!.line);
  return { program, names };
}

class Parser extends ExpressionParser {
  #loops = 0;
  /** Where `next` may stand. */
  #inRule = false;

  constructor(tokens: readonly Token[], names: Names, locate: Locate) {
    super(tokens, names, locate);
  }

  program(): AwkProgram {
    const program: AwkProgram = { begin: [], rules: [], end: [], globals: this.names.globals };
    for (;;) {
      while (this.token.kind === 'newline' || this.is(';')) this.at++;
      if (this.token.kind === 'end') return program;
      if (this.is('BEGIN') || this.is('END')) {
        const list = this.is('BEGIN') ? program.begin : program.end;
        this.at++;
        if (!this.is('{')) this.fail();
        list.push(this.#block());
      } else if (this.is('function')) this.#function();
      else program.rules.push(this.#rule());
    }
  }

  #rule(): Rule {
    this.#inRule = true;
    const rule: Rule = { pattern: undefined, until: undefined, action: undefined };
    if (!this.is('{')) {
      rule.pattern = this.expression();
      if (this.accept(',')) rule.until = this.expression();
      if (!this.is('{') && this.token.kind !== 'newline' && !this.is(';')) this.fail();
    }
    if (this.is('{')) rule.action = this.#block();
    this.#inRule = false;
    return rule;
  }

  #function(): void {
    this.at++;
    const name = this.token;
    if (name.kind !== 'name' && name.kind !== 'function-name') this.fail();
    this.at++;
    const fn = this.names.function(name.text);
    this.expect('(');
    const parameters: string[] = [];
    while (!this.is(')')) {
      const parameter = this.token;
      if (parameter.kind !== 'name') {
        if (parameter.kind === 'newline') this.close();
        this.fail();
      }
      if (parameter.text === name.text) this.fail();
      if (parameters.includes(parameter.text)) {
        throw new AwkSyntaxError(`${this.locate(parameter.line)}: ${parameter.text} is duplicated in argument list`);
      }
      parameters.push(parameter.text);
      this.at++;
      if (!this.accept(',')) break;
    }
    this.close();
    while (this.token.kind === 'newline') this.at++;
    fn.defined = true;
    fn.parameters = parameters;
    fn.kinds = parameters.map(() => 'unknown');
    this.names.current = fn;
    if (!this.is('{')) this.fail();
    fn.body = this.#block();
    this.names.current = undefined;
  }

  // ---- statements -------------------------------------------------------------------------------

  #block(): Statement {
    this.expect('{');
    const statements: Statement[] = [];
    while (!this.accept('}')) {
      if (this.token.kind === 'end') throw new AwkSyntaxError(`${this.locate(this.token.line)}: missing } near end of file`);
      statements.push(this.#statement());
    }
    return { kind: 'block', statements };
  }

  /** The end of a statement: a semicolon, a newline, or a closing brace that follows. */
  #separator(): void {
    const { token } = this;
    if (token.kind === 'newline' || this.is(';')) this.at++;
    else if (token.kind === 'end') throw new AwkSyntaxError(`${this.locate(token.line)}: missing } near end of file`);
    else this.fail();
  }

  #statement(): Statement {
    const { token } = this;
    if (token.kind === 'newline' || this.is(';')) {
      if (token.supplied) this.fail();
      this.at++;
      return { kind: 'empty' };
    }
    if (this.is('{')) return this.#block();
    if (token.kind === 'keyword') {
      const known = this.#keyword(token);
      if (known) return known;
    }
    const expression = this.expression();
    this.#separator();
    return { kind: 'expression', expression };
  }

  #keyword(token: Token): Statement | undefined {
    switch (token.text) {
      case 'if':
        return this.#if();
      case 'while':
        return this.#while();
      case 'do':
        return this.#do();
      case 'for':
        return this.#for();
      case 'print':
      case 'printf':
        return this.#print(token.text);
      case 'delete':
        return this.#delete();
      case 'next':
      case 'nextfile':
      case 'break':
      case 'continue':
      case 'exit':
      case 'return':
        return this.#jump(token);
      default:
        return undefined;
    }
  }

  /** A condition in parentheses, with the newlines behind it. */
  #condition(): Expression {
    this.expect('(');
    const condition = this.expression();
    // the end of what can be read as an expression is reported as such
    if (!this.is(')')) this.fail();
    this.at++;
    return condition;
  }

  #body(): Statement {
    while (this.token.kind === 'newline') this.at++;
    return this.#statement();
  }

  #if(): Statement {
    this.at++;
    const condition = this.#condition();
    const yes = this.#body();
    if (!this.accept('else')) return { kind: 'if', condition, yes, no: undefined };
    return { kind: 'if', condition, yes, no: this.#body() };
  }

  #looped(): Statement {
    this.#loops++;
    const body = this.#body();
    this.#loops--;
    return body;
  }

  #while(): Statement {
    this.at++;
    const condition = this.#condition();
    if (this.is(';')) {
      this.at++;
      return { kind: 'while', condition, body: { kind: 'empty' } };
    }
    return { kind: 'while', condition, body: this.#looped() };
  }

  #do(): Statement {
    this.at++;
    const body = this.#looped();
    if (!this.is('while')) this.fail();
    this.at++;
    const condition = this.#condition();
    this.#separator();
    return { kind: 'do', body, condition };
  }

  #for(): Statement {
    this.at++;
    this.expect('(');
    const [name, word, array, end] = this.tokens.slice(this.at, this.at + 4);
    if (name?.kind === 'name' && word?.text === 'in' && word.kind === 'keyword' && array?.kind === 'name' && end?.text === ')') {
      const variable = this.names.use(this.names.variable(name.text), 'scalar', name.line);
      const over = this.names.use(this.names.variable(array.text), 'array', array.line);
      this.at += 4;
      return { kind: 'for-in', target: { kind: 'variable', variable }, array: over, body: this.#looped() };
    }
    const first = this.is(';') ? undefined : this.expression();
    this.#semicolon();
    const condition = this.is(';') ? undefined : this.expression();
    this.#semicolon();
    const step = this.is(')') || this.is('}') || this.token.supplied ? undefined : this.expression();
    this.close();
    if (this.is(';')) {
      this.at++;
      return { kind: 'for', first, condition, step, body: { kind: 'empty' } };
    }
    return { kind: 'for', first, condition, step, body: this.#looped() };
  }

  #semicolon(): void {
    if (this.is(';') && !this.token.supplied) this.at++;
    else if (this.token.supplied) this.close();
    else this.fail();
  }

  #print(kind: 'print' | 'printf'): Statement {
    const line = this.token.line;
    this.at++;
    const args = this.#printArguments();
    if (kind === 'printf' && args.length === 0) throw new AwkSyntaxError(`${this.locate(line)}: no arguments in call to printf`);
    const to = this.#redirection();
    this.#separator();
    return { kind, arguments: args, to };
  }

  #redirection(): Extract<Statement, { kind: 'print' | 'printf' }>['to'] {
    for (const kind of ['>', '>>', '|'] as const) {
      if (this.accept(kind)) return { kind, target: this.expression(true) };
    }
    return undefined;
  }

  #endsPrint(): boolean {
    const { kind } = this.token;
    return kind === 'newline' || kind === 'end' || this.is(';') || this.is('>') || this.is('>>') || this.is('|');
  }

  #printArguments(): Expression[] {
    if (this.#endsPrint()) return [];
    const start = this.at;
    if (this.accept('(')) {
      // a list in parentheses, unless what follows makes it an operand
      if (this.accept(')')) return [];
      const items = this.list(')');
      if (items.length > 1 && !this.is('in')) {
        if (!this.#endsPrint()) this.fail();
        return items;
      }
      this.at = start;
    }
    const args = [this.expression(true)];
    while (this.accept(',')) args.push(this.expression(true));
    return args;
  }

  #delete(): Statement {
    this.at++;
    const name = this.token;
    if (name.kind !== 'name') this.fail();
    this.at++;
    const array = this.names.use(this.names.variable(name.text), 'array', name.line);
    const index = this.accept('[') ? this.list(']') : undefined;
    this.#separator();
    return { kind: 'delete', array, index };
  }

  #jump(token: Token): Statement {
    const kind = token.text as 'next' | 'nextfile' | 'break' | 'continue' | 'exit' | 'return';
    this.at++;
    const where = this.locate(token.line);
    if (kind === 'break' || kind === 'continue') {
      if (this.#loops === 0) throw new AwkSyntaxError(`${where}: ${kind} statement outside of loop`);
    } else if (kind === 'next' || kind === 'nextfile') {
      if (!this.#inRule) throw new AwkSyntaxError(`${where}: improper use of ${kind}`);
    } else {
      if (kind === 'return' && !this.names.current) throw new AwkSyntaxError(`${where}: return outside function body`);
      const value = this.token.kind === 'newline' || this.is(';') || this.token.kind === 'end' ? undefined : this.expression();
      this.#separator();
      return { kind, value };
    }
    this.#separator();
    return { kind };
  }
}
