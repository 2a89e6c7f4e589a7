import type { Regex } from '../lib/regex.ts';
import type { Output } from './output.ts';

/** An address of sed. */
export type Address =
  | { kind: 'line'; line: number }
  | { kind: 'step'; first: number; step: number }
  | { kind: 'last' }
  | { kind: 'regex'; regex: Pattern }
  /** Second addresses only: so many lines more, and up to the next multiple. */
  | { kind: 'plus'; count: number }
  | { kind: 'multiple'; of: number };

/** A regular expression; undefined stands for the one used last (`//`). */
export type Pattern = Regex | undefined;

/** Changes of case that a replacement asks for (`\U`, `\l`). */
export interface CaseChange {
  all: 'upper' | 'lower' | undefined;
  first: 'upper' | 'lower' | undefined;
}

/** A piece of a replacement: text, then a group (0 is the whole match), both in a case. */
export interface Piece {
  text: string;
  group: number | undefined;
  change: CaseChange;
}

export interface Substitution {
  regex: Pattern;
  pieces: Piece[];
  /** The highest group the replacement names. */
  highest: number;
  global: boolean;
  /** Which match is the first to be replaced. */
  number: number;
  /** Printed before or after evaluation. */
  print: 'no' | 'before' | 'after';
  evaluate: boolean;
  output: Output | undefined;
}

/** One command with its addresses. */
export interface Command {
  first: Address | undefined;
  second: Address | undefined;
  negated: boolean;
  name: string;
  /** Where a range stands: not begun, running to `end` (a line, or where an address matches), or over for good. */
  range: 'inactive' | 'active' | 'closed';
  end: number;
  /** Text of a, i, c; the command of e. */
  text: string;
  /** Exit code, line length. */
  number: number;
  /** Where b, t, T, { go; the number of commands where the script's end is meant. */
  target: number;
  label: string;
  substitution: Substitution | undefined;
  /** y: from each character to another. */
  map: ReadonlyMap<string, string> | undefined;
  /** r, R: the file's name; w, W: where to. */
  file: string;
  output: Output | undefined;
}

export function newCommand(): Command {
  return {
    first: undefined,
    second: undefined,
    negated: false,
    name: '',
    range: 'inactive',
    end: 0,
    text: '',
    number: -1,
    target: 0,
    label: '',
    substitution: undefined,
    map: undefined,
    file: '',
    output: undefined,
  };
}

/** A script that does not parse, with where: `-e expression #1, char 3: …`. */
export class ScriptError extends Error {
  constructor(
    message: string,
    readonly code = 1,
  ) {
    super(message);
  }
}
