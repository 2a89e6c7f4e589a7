import { doubleQuoted } from '../expand/quote.ts';
import { AssociativeArray, IndexedArray } from './arrays.ts';
import type { Value, Variable } from './variables.ts';

/** Attribute letters in the order of `declare -p`. */
export function attributeLetters(variable: Variable): string {
  const { value, kind } = variable;
  let out = '';
  if (kind === 'indexed' || value instanceof IndexedArray) out += 'a';
  if (kind === 'associative' || value instanceof AssociativeArray) out += 'A';
  if (variable.integer) out += 'i';
  if (variable.nameref) out += 'n';
  if (variable.readonly) out += 'r';
  if (variable.trace) out += 't';
  if (variable.exported) out += 'x';
  if (variable.letterCase === 'capital') out += 'c';
  if (variable.letterCase === 'lower') out += 'l';
  if (variable.letterCase === 'upper') out += 'u';
  return out;
}

/** A variable as `declare -p` shows it. */
export function declarationText(name: string, variable: Variable, value: Value | undefined): string {
  const head = `declare -${attributeLetters(variable) || '-'} ${name}`;
  return value === undefined ? head : `${head}=${valueText(value)}`;
}

/** What `${x@A}` gives: an assignment, or a declaration where the variable has attributes. */
export function assignmentText(name: string, variable: Variable, value: Value | undefined, scalar: string | undefined): string {
  const letters = attributeLetters(variable);
  const shown = scalar !== undefined ? `'${scalar.replace(/'/g, "'\\''")}'` : value === undefined ? undefined : valueText(value);
  const assignment = shown === undefined ? name : `${name}=${shown}`;
  return letters === '' ? assignment : `declare -${letters} ${assignment}`;
}

/** A value as it stands after the `=` of a declaration. */
export function valueText(value: Value): string {
  if (typeof value === 'string') return doubleQuoted(value);
  if (value instanceof IndexedArray) return `(${value.entries().map(([i, v]) => `[${i}]=${doubleQuoted(v)}`).join(' ')})`;
  const entries = value.entries().map(([k, v]) => `[${keyText(k)}]=${doubleQuoted(v)} `);
  return `(${entries.join('')})`;
}

function keyText(key: string): string {
  return key === '' || key === '@' || key === '*' || /[^\w%+,./:=@^~#-]/.test(key) || /^[~#]/.test(key) ? doubleQuoted(key) : key;
}
