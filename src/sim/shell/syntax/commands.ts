import { parse } from 'unbash';
import type * as U from 'unbash';
import { NO_REDIRECTS, type ArrayElement, type Assignment, type List, type Node, type Redirect, type SimpleCommand, type Test, type Word } from './tree.ts';
import { headerSections } from './sections.ts';
import { expressionOf, quotedParts, wordOf, WordLowering } from './words.ts';

/** Makes the tree of a unit that the grammar has accepted. */
export function treeOf(text: string, posix: boolean): List {
  return new CommandLowering(text, posix).list(parse(text).commands);
}

/** Makes the tree that is run from unbash's. */
class CommandLowering {
  readonly #newlines: number[] = [];
  readonly #words: WordLowering;

  constructor(
    private readonly source: string,
    private readonly posix: boolean,
  ) {
    for (let i = source.indexOf('\n'); i >= 0; i = source.indexOf('\n', i + 1)) this.#newlines.push(i);
    this.#words = new WordLowering((position) => this.#line(position), posix);
  }

  #line(position: number): number {
    let low = 0;
    let high = this.#newlines.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#newlines[middle]! < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  list(statements: readonly U.Statement[]): List {
    return statements.map((s, i) => {
      const next = statements[i + 1];
      const newline = next !== undefined && !this.source.slice(s.end, next.pos).includes(';');
      return { node: this.#node(s.command), background: s.background ?? false, newline };
    });
  }

  #body(list: U.CompoundList): List {
    return this.list(list.commands);
  }

  #base(node: U.SyntaxNode): { line: number; redirects: readonly Redirect[] } {
    return { line: this.#line(node.pos), redirects: NO_REDIRECTS };
  }

  #node(node: U.PipelineNode | U.AndOr | U.CompoundList): Node {
    const base = this.#base(node);
    switch (node.type) {
      case 'Command':
        return this.#simple(node);
      case 'Pipeline': {
        const time = node.prefixes.find((p) => p.type === 'Time');
        return {
          kind: 'pipeline',
          ...base,
          commands: node.commands.map((c) => this.#node(c)),
          withError: node.operators.map((o) => o === '|&'),
          negated: node.prefixes.filter((p) => p.type === 'Negation').length % 2 === 1,
          timed: !time ? 'no' : time.type === 'Time' && time.posix ? 'posix' : 'bash',
        };
      }
      case 'AndOr':
        return { kind: 'and-or', ...base, commands: node.commands.map((c) => this.#node(c)), operators: node.operators };
      case 'Redirected':
        return { ...this.#node(node.command), redirects: this.#redirects(node.redirects) } as Node;
      case 'CompoundList':
        return { kind: 'group', ...base, body: this.#body(node) };
      case 'Function':
        return { kind: 'function', ...base, name: node.name.text, body: this.#node(node.body) };
      case 'Coproc':
        return { kind: 'coprocess', ...base, name: node.name?.text ?? 'COPROC', body: this.#node(node.body) };
      default:
        return this.#compound(node, base);
    }
  }

  #compound(node: U.CompoundCommand, base: { line: number; redirects: readonly Redirect[] }): Node {
    switch (node.type) {
      case 'Subshell':
        return { kind: 'subshell', ...base, body: this.#body(node.body) };
      case 'BraceGroup':
        return { kind: 'group', ...base, body: this.#body(node.body) };
      case 'If':
        return {
          kind: 'if',
          ...base,
          branches: [node, ...node.elif].map((b) => ({ test: this.#body(b.clause), then: this.#body(b.then) })),
          otherwise: node.else && this.#body(node.else),
        };
      case 'While':
        return { kind: 'loop', ...base, until: node.kind === 'until', test: this.#body(node.clause), body: this.#body(node.body) };
      case 'For':
      case 'Select': {
        const words = node.wordlist?.map((w) => this.#words.word(w, 'word'));
        return { kind: node.type === 'For' ? 'for' : 'select', ...base, name: node.name.text, words, body: this.#body(node.body) };
      }
      case 'ArithmeticFor': {
        const header = this.source.slice(node.pos, node.body.pos);
        const sections = headerSections(header.slice(header.indexOf('((') + 2, header.lastIndexOf('))')));
        const [first, test, next] = [0, 1, 2].map((i) => expressionOf(sections[i] ?? '', this.posix));
        return { kind: 'arithmetic-for', ...base, first: first!, test: test!, next: next!, body: this.#body(node.body) };
      }
      case 'Case':
        return {
          kind: 'case',
          ...base,
          word: this.#words.word(node.word, 'operand'),
          items: node.items.map((item) => ({
            patterns: item.pattern.map((p) => this.#words.word(p, 'operand')),
            body: this.#body(item.body),
            then: item.terminator ?? ';;',
          })),
        };
      case 'TestCommand':
        return { kind: 'conditional', ...base, test: this.#test(node.expression) };
      case 'ArithmeticCommand':
        return { kind: 'arithmetic', ...base, expression: expressionOf(node.body, this.posix) };
    }
  }

  #test(test: U.TestExpression): Test {
    switch (test.type) {
      case 'TestUnary':
        return { type: 'unary', operator: test.operator, operand: this.#words.word(test.operand, 'operand') };
      case 'TestBinary': {
        const { operator } = test;
        return { type: 'binary', operator, left: this.#words.word(test.left, 'operand'), right: this.#words.word(test.right, 'operand') };
      }
      case 'TestLogical':
        return { type: 'logical', operator: test.operator, operands: test.operands.map((t) => this.#test(t)) };
      case 'TestNot': {
        const operand = this.#test(test.operand);
        return test.negations.length % 2 === 1 ? { type: 'not', operand } : operand;
      }
      case 'TestGroup':
        return { type: 'group', test: this.#test(test.expression) };
    }
  }

  // ---- simple commands ----------------------------------------------------------------------------

  #simple(node: U.Command): SimpleCommand {
    const assignments = node.prefix.filter((p) => p.type === 'Assignment').map((a) => this.#assignment(a));
    const words: (Word | Assignment)[] = node.name ? [this.#words.word(node.name, 'word')] : [];
    for (const a of node.args) words.push(a.type === 'Assignment' ? this.#assignment(a) : this.#words.word(a, 'word'));
    return { kind: 'simple', line: this.#line(node.pos), redirects: this.#redirects(node.redirects), assignments, words };
  }

  #assignment(node: U.Assignment): Assignment {
    const { value } = node;
    return {
      name: node.name,
      subscript: node.index && this.#words.subscript(node.index),
      append: node.append ?? false,
      text: node.text,
      value: value.type === 'Word' ? this.#words.word(value, 'assignment') : value.elements.map((e) => elementOf(e, this.#words)),
    };
  }

  #redirects(redirects: readonly U.Redirection[]): readonly Redirect[] {
    if (redirects.length === 0) return NO_REDIRECTS;
    return redirects.map((r): Redirect => {
      const named = r.descriptor;
      const base = {
        operator: r.operator,
        fd: named?.type === 'FileDescriptor' ? named.value : undefined,
        variable: named?.type === 'FileDescriptorVariable' ? named.name : undefined,
        delimiter: '',
        body: '',
      };
      if (r.type !== 'HereDoc') {
        const target = r.target ?? { type: 'Word', text: '', value: '', pos: 0, end: 0 };
        return { ...base, target: this.#words.word(target, 'word') };
      }
      const body = r.operator === '<<-' ? r.body.text.replace(/^\t+/gm, '') : r.body.text;
      const quoted = r.delimiter?.quoted ?? false;
      return { ...base, delimiter: r.delimiter?.text ?? '', body, target: this.#document(body, quoted) };
    });
  }

  #document(body: string, quoted: boolean): Word {
    if (quoted || !/[$`\\]/.test(body)) return { text: body, parts: [{ kind: 'text', text: body, quoted: true }], literal: body, braces: false };
    // the text's last newline belongs to it
    const parts = quotedParts(body.replace(/\n$/, ''), this.posix);
    return { text: body, parts: body.endsWith('\n') ? [...parts, { kind: 'text', text: '\n', quoted: true }] : parts, literal: undefined, braces: false };
  }
}

/** One element of an array's list; unbash gives it as a word. */
function elementOf(word: U.Word, words: WordLowering): ArrayElement {
  const whole = words.word(word, 'word');
  if (word.text.startsWith('[')) {
    const command = parse(`_${word.text}`).commands[0]?.command;
    const first = command?.type === 'Command' ? command.prefix[0] : undefined;
    if (first?.type === 'Assignment' && first.index && first.value.type === 'Word') {
      const value = words.word(first.value, 'assignment');
      return { word: whole, subscript: words.subscript(first.index), append: first.append ?? false, value };
    }
  }
  return { word: whole, subscript: undefined, append: false, value: whole };
}

/** The elements of `(…)` given as a text while running (`declare -a 'x=(1 2)'`). `undefined` where it is no list. */
export function elementsOf(text: string, posix: boolean): ArrayElement[] | undefined {
  const command = parse(`_=${text}`).commands[0]?.command;
  const first = command?.type === 'Command' ? command.prefix[0] : undefined;
  if (first?.type !== 'Assignment' || first.value.type !== 'ArrayValue') return undefined;
  const words = new WordLowering(() => 0, posix);
  return first.value.elements.map((e) => elementOf(e, words));
}

/** The assignment that a word looks like (`set -k`). */
export function assignmentOfWord(word: Word): Assignment {
  const equals = word.text.indexOf('=');
  return { name: word.text.slice(0, equals), subscript: undefined, append: false, text: word.text, value: wordOf(word.text.slice(equals + 1), false, 'assignment') };
}
