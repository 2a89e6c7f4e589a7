import { YamlError, type Mark } from './error.ts';
import { Scanner } from './scanner.ts';
import type { Token, TokenType } from './token.ts';

/** A node of a document. Lines count from 0. */
export type Node = ScalarNode | SequenceNode | MappingNode | AliasNode;

interface NodeBase {
  line: number;
  column: number;
  tag: string;
}
export interface ScalarNode extends NodeBase {
  kind: 'scalar';
  value: string;
  /** Whether its type may be told from its text: it has no quotes, or the tag `!`. */
  implicit: boolean;
}
export interface SequenceNode extends NodeBase {
  kind: 'sequence';
  items: Node[];
}
export interface MappingNode extends NodeBase {
  kind: 'mapping';
  pairs: [key: Node, value: Node][];
}
export interface AliasNode extends NodeBase {
  kind: 'alias';
  name: string;
  target: Node;
}

interface Properties {
  start: Mark;
  anchor: string | undefined;
  tag: string;
}

const DEFAULT_TAGS: readonly [string, string][] = [
  ['!', '!'],
  ['!!', 'tag:yaml.org,2002:'],
];

/**
 * Makes the tree of a stream's first document, in the order in which libyaml's parser takes its tokens and go-yaml its
 * events, so that the first error is the same. What follows the first document is not looked at.
 */
export class Parser {
  readonly #scanner: Scanner;
  readonly #tags = new Map<string, string>();
  readonly #anchors = new Map<string, Node>();

  constructor(data: Uint8Array) {
    this.#scanner = new Scanner(data.length === 0 ? new Uint8Array([0x0a]) : data);
  }

  /** The root of the first document; nothing where the stream has none. */
  document(): Node | undefined {
    this.#scanner.peek();
    this.#scanner.take();
    const first = this.#peek();
    if (first.type === 'stream-end') return undefined;
    const explicit = first.type === 'version-directive' || first.type === 'tag-directive' || first.type === 'document-start';
    this.#directives();
    if (explicit) {
      const token = this.#peek();
      if (token.type !== 'document-start') throw YamlError.at('did not find expected <document start>', token.start, undefined, 'parser');
      this.#scanner.take();
    }
    const next = this.#peek();
    const empty = ['version-directive', 'tag-directive', 'document-start', 'document-end', 'stream-end'].includes(next.type);
    const root = explicit && empty ? this.#empty(next.start) : this.#node(true, false);
    this.#peek();
    return root;
  }

  #peek(): Token {
    return this.#scanner.peek();
  }

  #next(): Token {
    this.#scanner.take();
    return this.#scanner.peek();
  }

  #empty(mark: Mark): ScalarNode {
    return { kind: 'scalar', line: mark.line, column: mark.column, tag: '', value: '', implicit: true };
  }

  #directives(): void {
    let version = false;
    let token = this.#peek();
    const fail = (problem: string) => YamlError.at(problem, token.start, undefined, 'parser');
    for (; token.type === 'version-directive' || token.type === 'tag-directive'; token = this.#next()) {
      if (token.type === 'version-directive') {
        if (version) throw fail('found duplicate %YAML directive');
        if (token.version![0] !== 1 || token.version![1] !== 1) throw fail('found incompatible YAML document');
        version = true;
      } else {
        if (this.#tags.has(token.value!)) throw fail('found duplicate %TAG directive');
        this.#tags.set(token.value!, token.suffix!);
      }
    }
    for (const [handle, prefix] of DEFAULT_TAGS) if (!this.#tags.has(handle)) this.#tags.set(handle, prefix);
  }

  /** Anchor and tag in front of a node, in either order. */
  #properties(): Properties {
    let token = this.#peek();
    const start = token.start;
    let anchor: string | undefined;
    let tag: Token | undefined;
    for (let i = 0; i < 2; i++) {
      if (token.type === 'anchor' && anchor === undefined) anchor = token.value!;
      else if (token.type === 'tag' && !tag) tag = token;
      else break;
      token = this.#next();
    }
    return { start, anchor, tag: tag ? this.#resolveTag(tag, start) : '' };
  }

  #resolveTag(token: Token, start: Mark): string {
    if (token.value === '') return token.suffix!;
    const prefix = this.#tags.get(token.value!);
    const tag = prefix === undefined ? '' : prefix + token.suffix!;
    if (tag === '') throw YamlError.at('found undefined tag handle', token.start, start, 'parser');
    return tag;
  }

  /** `block`: block collections may stand here; `indentless`: also a sequence at the column of its parent's keys. */
  #node(block: boolean, indentless: boolean): Node {
    const first = this.#peek();
    if (first.type === 'alias') return this.#alias(first);
    const properties = this.#properties();
    const token = this.#peek();
    const { start, tag } = properties;
    const base = { line: start.line, column: start.column, tag };
    const sequence = (read: (items: Node[]) => void): Node => {
      const node: SequenceNode = { kind: 'sequence', ...base, items: [] };
      this.#anchor(properties, node);
      read(node.items);
      return node;
    };
    const mapping = (read: (pairs: [Node, Node][]) => void): Node => {
      const node: MappingNode = { kind: 'mapping', ...base, pairs: [] };
      this.#anchor(properties, node);
      read(node.pairs);
      return node;
    };
    if (indentless && token.type === 'block-entry') return sequence((items) => this.#indentlessSequence(items));
    if (token.type === 'scalar') {
      const implicit = (tag === '' && token.plain === true) || tag === '!';
      const node: ScalarNode = { kind: 'scalar', ...base, value: token.value!, implicit };
      this.#anchor(properties, node);
      this.#scanner.take();
      return node;
    }
    if (token.type === 'flow-sequence-start') return sequence((items) => this.#flowSequence(items));
    if (token.type === 'flow-mapping-start') return mapping((pairs) => this.#flowMapping(pairs));
    if (block && token.type === 'block-sequence-start') return sequence((items) => this.#blockSequence(items));
    if (block && token.type === 'block-mapping-start') return mapping((pairs) => this.#blockMapping(pairs));
    if (properties.anchor !== undefined || tag !== '') {
      const node: ScalarNode = { kind: 'scalar', ...base, value: '', implicit: tag === '' };
      this.#anchor(properties, node);
      return node;
    }
    throw YamlError.at('did not find expected node content', token.start, start, 'parser');
  }

  #anchor({ anchor }: Properties, node: Node): void {
    if (anchor !== undefined) this.#anchors.set(anchor, node);
  }

  #alias(token: Token): AliasNode {
    const target = this.#anchors.get(token.value!);
    if (!target) throw new YamlError(`unknown anchor '${token.value}' referenced`);
    this.#scanner.take();
    return { kind: 'alias', line: token.start.line, column: token.start.column, tag: '', name: token.value!, target };
  }

  /** The node behind an indicator that was just taken, or an empty one where the next token ends or begins something else. */
  #nodeUnless(stop: readonly TokenType[], mark: Mark, block: boolean, indentless: boolean): Node {
    return stop.includes(this.#peek().type) ? this.#empty(mark) : this.#node(block, indentless);
  }

  #blockSequence(items: Node[]): void {
    const start = this.#scanner.take().start;
    for (;;) {
      const token = this.#peek();
      if (token.type === 'block-end') break;
      if (token.type !== 'block-entry') throw YamlError.at("did not find expected '-' indicator", token.start, start, 'parser');
      this.#scanner.take();
      items.push(this.#nodeUnless(['block-entry', 'block-end'], token.end, true, false));
    }
    this.#scanner.take();
  }

  #indentlessSequence(items: Node[]): void {
    for (;;) {
      const token = this.#peek();
      if (token.type !== 'block-entry') return;
      this.#scanner.take();
      items.push(this.#nodeUnless(['block-entry', 'key', 'value', 'block-end'], token.end, true, false));
    }
  }

  #blockMapping(pairs: [Node, Node][]): void {
    const start = this.#scanner.take().start;
    const stop = ['key', 'value', 'block-end'] as const;
    for (;;) {
      const token = this.#peek();
      if (token.type === 'block-end') break;
      if (token.type !== 'key') throw YamlError.at('did not find expected key', token.start, start, 'parser');
      this.#scanner.take();
      const key = this.#nodeUnless(stop, token.end, true, true);
      const colon = this.#peek();
      if (colon.type === 'value') {
        this.#scanner.take();
        pairs.push([key, this.#nodeUnless(stop, colon.end, true, true)]);
      } else pairs.push([key, this.#empty(colon.start)]);
    }
    this.#scanner.take();
  }

  #flowSequence(items: Node[]): void {
    const start = this.#scanner.take().start;
    for (let first = true; this.#peek().type !== 'flow-sequence-end'; first = false) {
      if (!first) {
        const token = this.#peek();
        if (token.type !== 'flow-entry') throw YamlError.at("did not find expected ',' or ']'", token.start, start, 'parser');
        this.#scanner.take();
      }
      const token = this.#peek();
      if (token.type === 'key') items.push(this.#pair(token));
      else if (token.type !== 'flow-sequence-end') items.push(this.#node(false, false));
    }
    this.#scanner.take();
  }

  /** A mapping of one pair inside a flow sequence: `[a: b]`. */
  #pair(key: Token): MappingNode {
    this.#scanner.take();
    const node: MappingNode = { kind: 'mapping', line: key.start.line, column: key.start.column, tag: '', pairs: [] };
    const next = this.#peek();
    let name: Node;
    if (['value', 'flow-entry', 'flow-sequence-end'].includes(next.type)) {
      // libyaml drops this token: what follows is read as the value
      this.#scanner.take();
      name = this.#empty(next.end);
    } else name = this.#node(false, false);
    const colon = this.#peek();
    if (colon.type === 'value') {
      this.#scanner.take();
      node.pairs.push([name, this.#nodeUnless(['flow-entry', 'flow-sequence-end'], colon.start, false, false)]);
    } else node.pairs.push([name, this.#empty(colon.start)]);
    this.#peek();
    return node;
  }

  #flowMapping(pairs: [Node, Node][]): void {
    const start = this.#scanner.take().start;
    for (let first = true; this.#peek().type !== 'flow-mapping-end'; first = false) {
      if (!first) {
        const token = this.#peek();
        if (token.type !== 'flow-entry') throw YamlError.at("did not find expected ',' or '}'", token.start, start, 'parser');
        this.#scanner.take();
      }
      const token = this.#peek();
      if (token.type === 'flow-mapping-end') break;
      if (token.type !== 'key') {
        const key = this.#node(false, false);
        pairs.push([key, this.#empty(this.#peek().start)]);
        continue;
      }
      this.#scanner.take();
      const key = this.#nodeUnless(['value', 'flow-entry', 'flow-mapping-end'], this.#peek().start, false, false);
      const colon = this.#peek();
      if (colon.type === 'value') {
        this.#scanner.take();
        pairs.push([key, this.#nodeUnless(['flow-entry', 'flow-mapping-end'], this.#peek().start, false, false)]);
      } else pairs.push([key, this.#empty(colon.start)]);
    }
    this.#scanner.take();
  }
}
