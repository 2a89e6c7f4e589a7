/**
 * The shell's syntax tree as it is run: unbash's tree with words taken apart as far as that can be done before running, and
 * with what bash's printer needs. A tree is made once for a text, is never changed, and is shared by all who run that text.
 */

/** Characters; quoted ones are neither patterns nor split. */
export interface TextPart {
  kind: 'text';
  text: string;
  quoted: boolean;
}

/** `~` or `~user` where it may be a home directory. */
export interface TildePart {
  kind: 'tilde';
  /** What stands after the tilde: empty, `+`, `-`, or a user's name. */
  user: string;
}

/** Double quotes: they make a field even of nothing. */
export interface QuotedPart {
  kind: 'quoted';
  parts: readonly Part[];
}

export interface ParameterPart {
  kind: 'parameter';
  quoted: boolean;
  /** As written, for messages. */
  text: string;
  name: string;
  /** `${#x}` */
  length: boolean;
  /** `${!x}` */
  indirect: boolean;
  subscript: Subscript | undefined;
  operation: Operation | undefined;
}

export interface CommandPart {
  kind: 'command';
  quoted: boolean;
  source: string;
  /** Backquotes: bash reads the commands only when they are run. */
  backquoted: boolean;
  /** Lines from the start of the unit to the substitution. */
  line: number;
}

export interface ArithmeticPart {
  kind: 'arithmetic';
  quoted: boolean;
  expression: Expression;
}

export interface ProcessPart {
  kind: 'process';
  direction: '<' | '>';
  source: string;
  line: number;
}

export type Part = TextPart | TildePart | QuotedPart | ParameterPart | CommandPart | ArithmeticPart | ProcessPart;

/** An arithmetic expression: text that is expanded as in double quotes and then evaluated. */
export interface Expression {
  text: string;
  /** Absent where nothing in the text is to be expanded. */
  parts: readonly Part[] | undefined;
}

export interface Subscript {
  text: string;
  /** Absent where the text is taken as it stands. */
  parts: readonly Part[] | undefined;
  /** `[@]` or `[*]`. */
  all: '@' | '*' | undefined;
}

export type Operation =
  | { type: 'default'; operator: '-' | '=' | '?' | '+'; orEmpty: boolean; word: Word }
  | { type: 'remove'; end: 'prefix' | 'suffix'; longest: boolean; pattern: Word }
  | { type: 'replace'; mode: 'first' | 'all' | 'prefix' | 'suffix'; pattern: Word; replacement: Word | undefined }
  | { type: 'slice'; offset: Expression; length: Expression | undefined }
  | { type: 'case'; operator: '^' | '^^' | ',' | ',,' | '~' | '~~'; pattern: Word | undefined }
  | { type: 'transform'; operator: string }
  | { type: 'names'; operator: '@' | '*' }
  | { type: 'bad' };

export interface Word {
  /** As written. */
  text: string;
  parts: readonly Part[];
  /** The one field that the word always is: nothing in it is expanded, split or matched against files. */
  literal: string | undefined;
  /** It may hold a brace expansion. */
  braces: boolean;
}

export interface Assignment {
  name: string;
  subscript: Subscript | undefined;
  append: boolean;
  /** As written, for `declare -f` and the like. */
  text: string;
  value: Word | ArrayElement[];
}

/** `[key]=value`, or one plain word of an array's list. */
export interface ArrayElement {
  /** As written. */
  word: Word;
  subscript: Subscript | undefined;
  append: boolean;
  value: Word;
}

export type RedirectOperator = '<' | '>' | '>>' | '>|' | '<>' | '<&' | '>&' | '&>' | '&>>' | '<<' | '<<-' | '<<<';

export interface Redirect {
  operator: RedirectOperator;
  /** The descriptor where one is named. */
  fd: number | undefined;
  /** `{name}>`: the variable that gets a new descriptor's number. */
  variable: string | undefined;
  /** What stands after the operator; for a here-document its text. */
  target: Word;
  /** The delimiter of a here-document as written, and its text as written. */
  delimiter: string;
  body: string;
}

interface NodeBase {
  /** Lines from the start of the unit. */
  line: number;
  redirects: readonly Redirect[];
}

export interface SimpleCommand extends NodeBase {
  kind: 'simple';
  assignments: readonly Assignment[];
  /** Words, and assignments as arguments of `declare` and its like. */
  words: readonly (Word | Assignment)[];
}

export interface Pipeline extends NodeBase {
  kind: 'pipeline';
  commands: readonly Node[];
  /** Whether standard error goes into the pipe after the command too (`|&`). */
  withError: readonly boolean[];
  negated: boolean;
  timed: 'no' | 'bash' | 'posix';
}

export interface AndOr extends NodeBase {
  kind: 'and-or';
  commands: readonly Node[];
  operators: readonly ('&&' | '||')[];
}

export interface Subshell extends NodeBase {
  kind: 'subshell';
  body: List;
}

export interface Group extends NodeBase {
  kind: 'group';
  body: List;
}

export interface If extends NodeBase {
  kind: 'if';
  branches: readonly { test: List; then: List }[];
  otherwise: List | undefined;
}

export interface Loop extends NodeBase {
  kind: 'loop';
  until: boolean;
  test: List;
  body: List;
}

export interface For extends NodeBase {
  kind: 'for';
  name: string;
  words: readonly Word[] | undefined;
  body: List;
}

export interface Select extends NodeBase {
  kind: 'select';
  name: string;
  words: readonly Word[] | undefined;
  body: List;
}

export interface ArithmeticFor extends NodeBase {
  kind: 'arithmetic-for';
  first: Expression;
  test: Expression;
  next: Expression;
  body: List;
}

export interface Case extends NodeBase {
  kind: 'case';
  word: Word;
  items: readonly { patterns: readonly Word[]; body: List; then: ';;' | ';&' | ';;&' }[];
}

export interface Conditional extends NodeBase {
  kind: 'conditional';
  test: Test;
}

export interface Arithmetic extends NodeBase {
  kind: 'arithmetic';
  expression: Expression;
}

export interface FunctionDefinition extends NodeBase {
  kind: 'function';
  name: string;
  body: Node;
}

export interface Coprocess extends NodeBase {
  kind: 'coprocess';
  name: string;
  body: Node;
}

export type Node =
  | SimpleCommand
  | Pipeline
  | AndOr
  | Subshell
  | Group
  | If
  | Loop
  | For
  | Select
  | ArithmeticFor
  | Case
  | Conditional
  | Arithmetic
  | FunctionDefinition
  | Coprocess;

/** A command of a list. */
export interface Statement {
  node: Node;
  background: boolean;
  /** A newline, and no semicolon, parts it from the next one. */
  newline: boolean;
}

export type List = readonly Statement[];

export type Test =
  | { type: 'unary'; operator: string; operand: Word }
  | { type: 'binary'; operator: string; left: Word; right: Word }
  | { type: 'logical'; operator: '&&' | '||'; operands: readonly Test[] }
  | { type: 'not'; operand: Test }
  | { type: 'group'; test: Test };

export const NO_REDIRECTS: readonly Redirect[] = [];
