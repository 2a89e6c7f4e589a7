import type { Stat } from '../../../kernel/file.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import type { Tool } from '../lib/utility.ts';

/** A file that find looks at. */
export interface Entry {
  /** As it is printed: the operand and the names below it. */
  path: string;
  name: string;
  /** The operand under which it was found. */
  root: string;
  depth: number;
  /** Of what a link leads to where links are followed, else of the name itself. */
  stat: Stat;
}

/** What an action may do to the search. */
export interface Control {
  /** Do not go below this directory. */
  prune: boolean;
  /** End everything. */
  quit: boolean;
}

/** One test or action of the expression. */
export interface Predicate {
  evaluate(entry: Entry, control: Control): boolean | Step<boolean>;
  /** An action that makes the default -print unnecessary. */
  acts?: boolean;
  /** What is left to do at the end (-exec +). */
  finish?(): Step;
}

export type Expression =
  | { kind: 'test'; predicate: Predicate }
  | { kind: 'not'; of: Expression }
  | { kind: 'and' | 'or' | 'list'; left: Expression; right: Expression };

export interface FindCommand {
  paths: string[];
  expression: Expression;
  predicates: Predicate[];
  follow: 'never' | 'arguments' | 'always';
  maxDepth: number;
  minDepth: number;
  /** What is in a directory before the directory itself. */
  depthFirst: boolean;
  oneFileSystem: boolean;
}

/** What predicates are made with. */
export interface Context {
  p: Process;
  t: Tool;
  follow(): FindCommand['follow'];
  /** The start of the search, or of today with -daystart; in microseconds. */
  now(): number;
  /** Where -daystart counts whole days from. */
  dayStart(): number;
  regexType(): string;
  warn(message: string): void;
  /** Likewise, but only where somebody sits at a terminal. */
  hint(message: string): void;
}
