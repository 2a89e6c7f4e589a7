import { treeOf } from './commands.ts';
import type { Assignment, FunctionDefinition, List, Node, Part, Redirect, Test, Word } from './tree.ts';

/** A job's or a trap's command on one line, as bash's print_cmd.c writes it. */
export function commandText(node: Node): string {
  const printer = new Printer();
  printer.node(node);
  return printer.text;
}

/** A list the same way. */
export function listText(list: List): string {
  const printer = new Printer();
  printer.list(list);
  return printer.text;
}

/** A function as `declare -f` and `type` show it. */
export function functionText(name: string, body: Node): string {
  const printer = new Printer();
  printer.definition(`${RESERVED_NAMES.has(name) ? 'function ' : ''}${name} () \n`, body);
  return printer.text;
}

/** A function's value in the environment (`BASH_FUNC_name%%`). */
export function exportedFunctionText(body: Node): string {
  return functionText('', body).replace(/^ \(\) \n\{ \n {4}/, '() {  ');
}

/** A test as it stands in `[[ ]]`. */
export function testText(test: Test): string {
  switch (test.type) {
    case 'unary':
      return `${test.operator} ${test.operand.text}`;
    case 'binary':
      return `${test.left.text} ${test.operator} ${test.right.text}`;
    case 'logical':
      return test.operands.map(testText).join(` ${test.operator} `);
    case 'not':
      return `! ${testText(test.operand)}`;
    case 'group':
      return `( ${testText(test.test)} )`;
  }
}

const RESERVED_NAMES = new Set('if then elif else fi for while until do done case esac in select function { } ! [[ ]] time coproc'.split(' '));
const STEP = 4;

/** Writes a tree back; how deep it is and whether it stands in a function decide where lines break. */
class Printer {
  text = '';
  #indentation = 0;
  #skipIndent = 0;
  #inFunction = 0;
  #inConnection = 0;
  #inSubstitution: boolean;
  #deferred: Redirect[] = [];
  #wasDocument = false;

  constructor(inSubstitution = false) {
    this.#inSubstitution = inSubstitution;
  }

  #put(text: string): void {
    this.text += text;
  }

  #indent(): void {
    this.#put(' '.repeat(this.#indentation));
  }

  #newline(text: string): void {
    this.#put('\n');
    this.#indent();
    this.#put(text);
  }

  #semicolon(): void {
    if (!this.text.endsWith('&') && !this.text.endsWith('\n')) this.#put(';');
  }

  // ---- lists --------------------------------------------------------------------------------------

  list(list: List): void {
    if (list.length > 1 || list[0]?.background) this.#inConnection++;
    list.forEach((statement, i) => {
      const last = i === list.length - 1;
      if (!last) this.#skipOnce(i === 0);
      this.node(statement.node);
      if (statement.background) this.#connector(' &', !last);
      else if (!last && this.#inSubstitution && statement.newline) this.#lineConnector();
      else if (!last) this.#sequence();
    });
    if (list.length > 1 || list[0]?.background) this.#inConnection--;
    this.#documents('');
  }

  /** The first command of a list stands where the list begins. */
  #skipOnce(first: boolean): void {
    if (first && this.#skipIndent === 0 && this.#indentation > 0) this.#indent();
    if (first) this.#skipIndent = Math.max(this.#skipIndent, 1);
  }

  #connector(text: string, more: boolean): void {
    this.#documents(text);
    if (!more) return;
    this.#put(' ');
    this.#skipIndent = 1;
  }

  #lineConnector(): void {
    if (this.#deferred.length > 0) this.#documents('');
    else if (!this.#wasDocument) this.#put('\n');
    this.#wasDocument = false;
    this.#skipIndent = 1;
  }

  #sequence(): void {
    if (this.#deferred.length > 0) this.#documents(this.#inFunction > 0 ? '' : ';');
    else if (this.#wasDocument) this.#wasDocument = false;
    else this.#put(';');
    if (this.#inFunction > 0) this.#put('\n');
    else {
      this.#put(' ');
      this.#skipIndent = 1;
    }
  }

  /** Here-documents of the commands so far, below the line; `text` still belongs to the line. */
  #documents(text: string): void {
    const shown = text !== '' && text !== ';';
    if (shown) this.#put(text);
    if (this.#deferred.length === 0) return;
    this.#documentBodies(this.#deferred);
    if (shown) this.#put(' ');
    this.#deferred = [];
  }

  #documentBodies(documents: readonly Redirect[]): void {
    this.#put('\n');
    for (const d of documents) this.#put(`${d.body}${d.delimiter.replace(/['"\\]/g, '')}`);
    this.#put('\n');
    this.#wasDocument = true;
  }

  // ---- commands -----------------------------------------------------------------------------------

  node(node: Node): void {
    if (this.#skipIndent > 0) this.#skipIndent--;
    else this.#indent();
    this.#bare(node);
    if (node.redirects.length > 0 && node.kind !== 'simple') {
      this.#put(' ');
      this.#redirects(node.redirects);
    }
  }

  #bare(node: Node): void {
    switch (node.kind) {
      case 'simple': {
        const words = [...node.assignments, ...node.words].map((w) => wordText(w));
        this.#put(words.join(' '));
        if (node.redirects.length > 0) {
          if (words.length > 0) this.#put(' ');
          this.#redirects(node.redirects);
        }
        return;
      }
      case 'pipeline':
        return this.#pipeline(node);
      case 'and-or':
        this.#inConnection++;
        node.commands.forEach((command, i) => {
          this.#skipIndent = 1;
          this.node(command);
          const operator = node.operators[i];
          if (operator) this.#documents(` ${operator} `);
        });
        this.#inConnection--;
        return this.#documents('');
      case 'subshell':
        this.#put('( ');
        this.#skipIndent = 1;
        this.list(node.body);
        return this.#put(' )');
      case 'group':
        return this.#group(node.body);
      case 'if':
        return this.#if(node.branches, node.otherwise);
      case 'loop':
        this.#put(node.until ? 'until ' : 'while ');
        this.#skipIndent = 1;
        this.list(node.test);
        this.#semicolon();
        this.#put(' do\n');
        return this.#loopBody(node.body, 'done');
      case 'for':
      case 'select':
        this.#put(`${node.kind} ${node.name} in ${node.words ? node.words.map((w) => wordText(w)).join(' ') : '"$@"'};`);
        this.#newline('do\n');
        return this.#loopBody(node.body, 'done');
      case 'arithmetic-for':
        this.#put(`for ((${node.first.text || '1'}; ${node.test.text || '1'}; ${node.next.text || '1'}))`);
        this.#newline('do\n');
        return this.#loopBody(node.body, 'done');
      case 'case':
        return this.#case(node);
      case 'conditional':
        return this.#put(`[[ ${testText(node.test)} ]]`);
      case 'arithmetic':
        return this.#put(`((${node.expression.text}))`);
      case 'function':
        return this.#function(node);
      case 'coprocess':
        this.#put(`coproc ${node.name} `);
        this.#skipIndent = 1;
        return this.node(node.body);
    }
  }

  #pipeline(node: Node & { kind: 'pipeline' }): void {
    if (node.timed !== 'no') this.#put(node.timed === 'posix' ? 'time -p ' : 'time ');
    if (node.negated) this.#put('! ');
    if (node.commands.length > 1) this.#inConnection++;
    node.commands.forEach((command, i) => {
      this.#skipIndent = 1;
      this.node(command);
      if (i === node.commands.length - 1) return;
      if (node.withError[i]) this.#put(' 2>&1');
      this.#documents(' |');
      this.#put(' ');
    });
    if (node.commands.length > 1) this.#inConnection--;
    this.#documents('');
  }

  #group(body: List): void {
    this.#put('{ ');
    if (this.#inFunction === 0) this.#skipIndent = 1;
    else {
      this.#put('\n');
      this.#indentation += STEP;
    }
    this.list(body);
    if (this.#inFunction > 0) {
      this.#indentation -= STEP;
      this.#newline('');
    } else {
      this.#semicolon();
      this.#put(' ');
    }
    this.#put('}');
  }

  #if(branches: readonly { test: List; then: List }[], otherwise: List | undefined): void {
    const [branch, ...rest] = branches;
    this.#put('if ');
    this.#skipIndent = 1;
    this.list(branch!.test);
    this.#semicolon();
    this.#put(' then\n');
    this.#indented(branch!.then);
    if (rest.length > 0 || otherwise) {
      this.#semicolon();
      this.#newline('else\n');
      if (rest.length > 0) {
        this.#indentation += STEP;
        this.#indent();
        this.#if(rest, otherwise);
        this.#indentation -= STEP;
      } else this.#indented(otherwise!);
    }
    this.#semicolon();
    this.#newline('fi');
  }

  #indented(body: List): void {
    this.#indentation += STEP;
    this.list(body);
    this.#indentation -= STEP;
  }

  #loopBody(body: List, end: string): void {
    this.#indented(body);
    this.#semicolon();
    this.#newline(end);
  }

  #case(node: Node & { kind: 'case' }): void {
    this.#put(`case ${wordText(node.word)} in `);
    this.#indentation += STEP;
    for (const item of node.items) {
      this.#newline(`${item.patterns.map((p) => wordText(p)).join(' | ')})\n`);
      this.#indented(item.body);
      this.#newline(item.then);
    }
    this.#indentation -= STEP;
    this.#newline('esac');
  }

  // ---- functions ----------------------------------------------------------------------------------

  #function(node: FunctionDefinition): void {
    this.#put(`function ${node.name} () \n`);
    this.#indent();
    this.definition('', node.body);
  }

  definition(head: string, body: Node): void {
    this.#put(`${head}{ \n`);
    this.#inFunction++;
    this.#indentation += STEP;
    const inner = body.kind === 'group';
    if (inner) this.list(body.body);
    else this.node(body);
    this.#indentation -= STEP;
    this.#inFunction--;
    this.#newline('}');
    if (inner && body.redirects.length > 0) {
      this.#put(' ');
      this.#redirects(body.redirects);
    }
  }

  // ---- redirections -------------------------------------------------------------------------------

  #redirects(redirects: readonly Redirect[]): void {
    const documents: Redirect[] = [];
    this.#wasDocument = false;
    redirects.forEach((r, i) => {
      if (i > 0) this.#put(' ');
      this.#put(redirectText(r));
      if (r.operator === '<<' || r.operator === '<<-') documents.push(r);
    });
    if (documents.length === 0) return;
    if (this.#inConnection > 0) this.#deferred = documents;
    else this.#documentBodies(documents);
  }
}

function redirectText(r: Redirect): string {
  const { operator, target } = r;
  const at = r.variable !== undefined ? `{${r.variable}}` : r.fd !== undefined ? String(r.fd) : '';
  if (operator === '<<' || operator === '<<-') return `${at === '0' ? '' : at}${operator}${r.delimiter}`;
  if (operator === '&>' || operator === '&>>') return `${operator} ${wordText(target)}`;
  const input = operator.startsWith('<');
  if (operator !== '<&' && operator !== '>&') {
    const standard = (input ? '0' : '1') === at;
    return `${standard ? '' : at}${operator} ${wordText(target)}`;
  }
  const text = wordText(target);
  if (/^\d+-?$/.test(text) || text === '-') return `${at || (input ? '0' : '1')}${text === '-' ? '>' : operator.slice(0, 1)}&${text}`;
  if (operator === '>&' && at === '' && !/^[$]/.test(text)) return `&> ${text}`;
  return `${at === '0' && input ? '' : at === '1' && !input ? '' : at}${operator}${text}`;
}

/** A word as written, but with the commands of `$( )` written anew. */
function wordText(word: Word | Assignment): string {
  let { text } = word;
  if (!text.includes('$(')) return text;
  const parts = 'parts' in word ? word.parts : Array.isArray(word.value) ? word.value.flatMap((e) => e.word.parts) : word.value.parts;
  for (const source of substitutions(parts)) {
    const printer = new Printer(true);
    printer.list(treeOf(source, false));
    text = text.replace(`$(${source})`, () => `$(${printer.text})`);
  }
  return text;
}

function substitutions(parts: readonly Part[]): string[] {
  return parts.flatMap((p) => (p.kind === 'quoted' ? substitutions(p.parts) : p.kind === 'command' && !p.backquoted ? [p.source] : []));
}
