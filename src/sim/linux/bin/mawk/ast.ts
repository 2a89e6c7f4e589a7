/** A variable: global by slot, local by place in its function's frame, or one that awk itself keeps. */
export type Variable =
  | { scope: 'global'; slot: number; name: string }
  | { scope: 'local'; slot: number; name: string; owner: FunctionInfo }
  | { scope: 'special'; name: SpecialName };

export const SPECIAL_NAMES = [
  'NR',
  'NF',
  'FNR',
  'FS',
  'RS',
  'OFS',
  'ORS',
  'SUBSEP',
  'CONVFMT',
  'OFMT',
  'RSTART',
  'RLENGTH',
  'FILENAME',
] as const;
export type SpecialName = (typeof SPECIAL_NAMES)[number];

/** What is known of a name: nothing yet, that it holds values, or elements. */
export type Kind = 'unknown' | 'scalar' | 'array';

export interface FunctionInfo {
  name: string;
  parameters: string[];
  kinds: Kind[];
  defined: boolean;
  body: Statement | undefined;
  /** Lines of calls before the definition, with their numbers of arguments. */
  calls: { line: number; arguments: Expression[] }[];
}

export type Target =
  | { kind: 'variable'; variable: Variable }
  | { kind: 'element'; array: Variable; index: Expression[] }
  | { kind: 'field'; index: Expression };

export type Expression =
  | { kind: 'number'; value: number }
  | { kind: 'string'; value: string }
  | { kind: 'regex'; pattern: string }
  | Target
  /** In parentheses: no longer a target. */
  | { kind: 'group'; inner: Expression }
  | { kind: 'assign'; operator: string; target: Target; value: Expression }
  | { kind: 'conditional'; condition: Expression; yes: Expression; no: Expression }
  | { kind: 'logical'; operator: '&&' | '||'; left: Expression; right: Expression }
  | { kind: 'not' | 'minus' | 'plus'; operand: Expression }
  | { kind: 'in'; index: Expression[]; array: Variable }
  | { kind: 'match'; negated: boolean; text: Expression; pattern: Expression }
  | { kind: 'compare'; operator: string; left: Expression; right: Expression }
  | { kind: 'concat'; left: Expression; right: Expression }
  | { kind: 'arithmetic'; operator: string; left: Expression; right: Expression }
  | { kind: 'step'; prefix: boolean; by: 1 | -1; target: Target }
  | { kind: 'call'; callee: FunctionInfo; arguments: Expression[]; line: number }
  | { kind: 'builtin'; name: string; arguments: Expression[]; target: Target | undefined; array: Variable | undefined }
  | { kind: 'getline'; source: 'main' | 'file' | 'command'; from: Expression | undefined; target: Target | undefined };

export type Statement =
  | { kind: 'empty' }
  | { kind: 'block'; statements: Statement[] }
  | { kind: 'expression'; expression: Expression }
  | { kind: 'print' | 'printf'; arguments: Expression[]; to: { kind: '>' | '>>' | '|'; target: Expression } | undefined }
  | { kind: 'if'; condition: Expression; yes: Statement; no: Statement | undefined }
  | { kind: 'while'; condition: Expression; body: Statement }
  | { kind: 'do'; body: Statement; condition: Expression }
  | { kind: 'for'; first: Expression | undefined; condition: Expression | undefined; step: Expression | undefined; body: Statement }
  | { kind: 'for-in'; target: Target; array: Variable; body: Statement }
  | { kind: 'delete'; array: Variable; index: Expression[] | undefined }
  | { kind: 'next' | 'nextfile' | 'break' | 'continue' }
  | { kind: 'exit' | 'return'; value: Expression | undefined };

/** A pattern with its action; no action prints the record. */
export interface Rule {
  pattern: Expression | undefined;
  /** The end of a range. */
  until: Expression | undefined;
  action: Statement | undefined;
}

export interface AwkProgram {
  begin: Statement[];
  rules: Rule[];
  end: Statement[];
  /** Global variables by slot, with whether each is an array. */
  globals: { name: string; kind: Kind }[];
}
