import type { CharSet } from './charset.ts';

/** Places between characters. */
export type Assertion =
  /** Start and end of the text. */
  | 'start'
  | 'end'
  /** Perl's `$` and `\Z`: the end, or before a newline that ends the text. */
  | 'end-or-newline'
  /** Start and end of a line within the text. */
  | 'line-start'
  | 'line-end'
  | 'word-boundary'
  | 'not-word-boundary'
  | 'word-start'
  | 'word-end'
  /** No part of a word stands before, or behind (grep -w). */
  | 'not-after-word'
  | 'not-before-word';

export type Greed = 'greedy' | 'lazy' | 'possessive';

/** A parsed regular expression, of whichever syntax it was written in. Case is already folded into the sets. */
export type Node =
  | { kind: 'empty' }
  | { kind: 'set'; set: CharSet }
  | { kind: 'assert'; what: Assertion }
  | { kind: 'cat'; nodes: readonly Node[] }
  | { kind: 'alt'; nodes: readonly Node[] }
  | { kind: 'repeat'; node: Node; min: number; max: number; greed: Greed }
  | { kind: 'group'; index: number; node: Node }
  | { kind: 'backref'; index: number; ignoreCase: boolean }
  | { kind: 'look'; ahead: boolean; negative: boolean; node: Node }
  | { kind: 'atomic'; node: Node }
  /** Perl's `\K`: what was matched so far is no part of the match. */
  | { kind: 'keep' };

/** A parsed expression with what the matchers need to know of it. */
export interface Parsed {
  root: Node;
  /** Number of capturing groups. */
  groups: number;
  names: ReadonlyMap<string, number>;
  /** Characters rather than bytes. */
  utf8: boolean;
  /** POSIX: of the matches at the leftmost place the longest; Perl: the first that backtracking finds. */
  longest: boolean;
  /** What counts as part of a word. */
  word: CharSet;
}

/** A regular expression that does not parse, with the text of the library in question. */
export class RegexError extends Error {
  constructor(
    message: string,
    /** Where in the pattern, in characters, for libraries that say so. */
    readonly offset = 0,
  ) {
    super(message);
    this.name = 'RegexError';
  }
}

/** Matching took more steps than it may (`LIMITS.regexSteps`). */
export class RegexTooExpensive extends Error {
  constructor() {
    super('regular expression takes too many steps');
    this.name = 'RegexTooExpensive';
  }
}

export const EMPTY_NODE: Node = { kind: 'empty' };

/** A sequence; a single member stands for itself. */
export function cat(nodes: readonly Node[]): Node {
  const flat = nodes.filter((n) => n.kind !== 'empty');
  return flat.length === 0 ? EMPTY_NODE : flat.length === 1 ? flat[0]! : { kind: 'cat', nodes: flat };
}

export function alt(nodes: readonly Node[]): Node {
  return nodes.length === 1 ? nodes[0]! : { kind: 'alt', nodes };
}

/** The nodes directly below one. */
export function childrenOf(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'cat':
    case 'alt':
      return node.nodes;
    case 'repeat':
    case 'group':
    case 'look':
    case 'atomic':
      return [node.node];
    default:
      return [];
  }
}

/** Whether any node of a tree satisfies a condition. */
export function some(node: Node, condition: (node: Node) => boolean): boolean {
  return condition(node) || childrenOf(node).some((child) => some(child, condition));
}

/** Whether a node can match without taking a character. */
export function nullable(node: Node): boolean {
  switch (node.kind) {
    case 'set':
      return false;
    case 'cat':
      return node.nodes.every(nullable);
    case 'alt':
      return node.nodes.some(nullable);
    case 'repeat':
      return node.min === 0 || nullable(node.node);
    case 'group':
    case 'atomic':
      return nullable(node.node);
    default:
      return true;
  }
}
