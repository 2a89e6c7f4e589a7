import type { Int } from '../arithmetic/integers.ts';
import { evaluateText, ExpressionError, type ArithmeticContext } from '../arithmetic/evaluate.ts';
import { Discard } from '../exec/control.ts';
import type { Shell } from '../exec/shell.ts';
import type { Step } from '../../kernel/step.ts';
import { AssociativeArray, IndexedArray } from './arrays.ts';
import type { Variable } from './variables.ts';

/** Something that cannot be assigned; the text is bash's message. */
export class AssignmentError extends Error {}

/** An expression that cannot be evaluated: `1/0: division by 0 (error token is "0")`. */
export class EvaluationError extends AssignmentError {
  constructor(readonly error: ExpressionError) {
    super(error.text);
  }
}

/** A reference to a variable or to an element of it, as `unset`, `read` or `printf -v` take it. */
export interface Reference {
  name: string;
  /** Text between the brackets. */
  subscript: string | undefined;
}

/** Takes `name` or `name[subscript]` apart; `undefined` where it is neither. */
export function referenceOf(text: string): Reference | undefined {
  const m = /^([A-Za-z_]\w*)(?:\[([^]*)\])?$/.exec(text);
  if (!m || (m[2] !== undefined && m[2] === '')) return undefined;
  return { name: m[1]!, subscript: m[2] };
}

// ---- arithmetic on variables ----------------------------------------------------------------------------

/** What expressions see of a shell. */
export function arithmeticContext(shell: Shell): ArithmeticContext {
  return {
    get(name, subscript) {
      const text = subscript === undefined ? shell.variables.get(name) : elementOf(shell, name, subscript);
      if (text === undefined && shell.options.nounset && !shell.variables.isSet(name)) {
        throw new AssignmentError(`${name}: unbound variable`);
      }
      return text;
    },
    set: (name, subscript, value) => assign(shell, name, subscript, value),
  };
}

/** Evaluates an expression whose expansions have been made. Throws AssignmentError. */
export function evaluate(shell: Shell, text: string): Int {
  try {
    return evaluateText(text, arithmeticContext(shell));
  } catch (e) {
    if (e instanceof ExpressionError) throw new EvaluationError(e);
    throw e;
  }
}

/** The same in an expansion: an error is told and the command line given up. `what` stands before the message (`((`). */
export function* evaluateOrDiscard(shell: Shell, text: string, what = ''): Step<Int> {
  try {
    return evaluate(shell, text);
  } catch (e) {
    if (!(e instanceof AssignmentError)) throw e;
    yield* shell.complain(e instanceof EvaluationError ? shell.dialect.arithmeticError(e.error, what) : e.message);
    throw new Discard(1);
  }
}

// ---- elements -------------------------------------------------------------------------------------------

/** An index of an array; negative ones count from its end. `undefined` where that leads before its beginning. */
export function indexOf(shell: Shell, array: IndexedArray | undefined, subscript: string): number | undefined {
  const index = Number(evaluate(shell, subscript));
  if (index >= 0) return index;
  const fromEnd = (array?.last ?? -1) + 1 + index;
  return fromEnd >= 0 ? fromEnd : undefined;
}

/** An element's value, `undefined` without one. Throws where the subscript is no expression or leads before the beginning. */
export function elementOf(shell: Shell, name: string, subscript: string): string | undefined {
  const value = shell.variables.value(name);
  if (value instanceof AssociativeArray) return value.get(subscript);
  if (value === undefined && shell.variables.find(name)?.kind === 'associative') return undefined;
  const array = value instanceof IndexedArray ? value : undefined;
  const index = indexOf(shell, array ?? (value === undefined ? undefined : IndexedArray.of([value as string])), subscript);
  if (index === undefined) throw new AssignmentError(`${name}: bad array subscript`);
  return array ? array.get(index) : index === 0 ? (value as string | undefined) : undefined;
}

// ---- assignments ----------------------------------------------------------------------------------------

/** What a variable's attributes make of a value. */
export function transformed(shell: Shell, variable: Variable | undefined, value: string): string {
  if (!variable) return value;
  if (variable.integer) return String(evaluate(shell, value));
  switch (variable.letterCase) {
    case 'lower':
      return value.toLowerCase();
    case 'upper':
      return value.toUpperCase();
    case 'capital':
      return value.charAt(0).toUpperCase() + value.slice(1).toLowerCase();
    default:
      return value;
  }
}

/** The name to assign to: a reference leads to another. Throws where that one is no name, or read-only. */
function targetOf(shell: Shell, name: string): Reference {
  const { variables } = shell;
  const target = variables.target(name);
  const reference = target === name ? { name, subscript: undefined } : referenceOf(target);
  if (!reference) throw new AssignmentError(`\`${target}': not a valid identifier`);
  if (variables.binding(reference.name)?.readonly) throw new AssignmentError(`${reference.name}: readonly variable`);
  return reference;
}

/**
 * Assigns to a variable or an element, as its attributes want it; `append` adds. Throws AssignmentError.
 */
export function assign(shell: Shell, name: string, subscript: string | undefined, value: string, append = false): void {
  const { variables } = shell;
  const binding = variables.binding(name);
  // an unset reference is given its target
  if (binding?.nameref && (binding.value === undefined || binding.value === '') && subscript === undefined) {
    if (!referenceOf(value)) throw new AssignmentError(`\`${value}': not a valid identifier`);
    variables.set(name, value);
    return;
  }
  const target = binding ? targetOf(shell, name) : { name, subscript: undefined };
  const key = subscript ?? target.subscript;
  if (key !== undefined) {
    assignElement(shell, target.name, key, value, append);
    return;
  }
  const variable = target.name === name ? binding : variables.binding(target.name);
  if (variable && (variable.kind !== 'scalar' || typeof variable.value === 'object') && !variable.dynamic) {
    assignElement(shell, target.name, '0', value, append);
    return;
  }
  let text = value;
  if (append) {
    const before = variables.get(target.name) ?? '';
    text = variable?.integer ? `${before === '' ? 0 : before}+(${value})` : before + value;
  }
  variables.set(target.name, transformed(shell, variable, text));
}

function assignElement(shell: Shell, name: string, subscript: string, value: string, append: boolean): void {
  const { variables } = shell;
  const variable = variables.own(name);
  if (variable.dynamic?.setElement) {
    variable.dynamic.setElement(shell, subscript, value);
    return;
  }
  const associative = variable.kind === 'associative' || variable.value instanceof AssociativeArray;
  if (associative && subscript === '') throw new AssignmentError(`${name}[${subscript}]: bad array subscript`);
  const array = arrayOf(shell, name);
  if (array instanceof IndexedArray && /^\s*(?:[@*]|)$/.test(subscript)) throw new AssignmentError(`${name}[${subscript}]: bad array subscript`);
  const index = array instanceof IndexedArray ? indexOf(shell, array, subscript) : undefined;
  if (array instanceof IndexedArray && index === undefined) throw new AssignmentError(`${name}[${subscript}]: bad array subscript`);
  const before = array instanceof IndexedArray ? array.get(index!) : array.get(subscript);
  let text = value;
  if (append) text = variable.integer ? `${before || 0}+(${value})` : (before ?? '') + value;
  text = transformed(shell, variable, text);
  variables.bytes += text.length - (before?.length ?? -64);
  if (array instanceof IndexedArray) array.set(index!, text);
  else array.set(subscript, text);
  variables.changed(name);
}

/** The array of a name, made of what it has; written to at once. */
export function arrayOf(shell: Shell, name: string): IndexedArray | AssociativeArray {
  const variable = shell.variables.own(name);
  if (typeof variable.value === 'object') return variable.value;
  const array = variable.kind === 'associative' ? new AssociativeArray() : new IndexedArray();
  if (variable.value !== undefined) {
    if (array instanceof IndexedArray) array.set(0, variable.value);
    else array.set('0', variable.value);
  }
  variable.value = array;
  variable.kind = array instanceof IndexedArray ? 'indexed' : 'associative';
  return array;
}

/** Binds a name to a new indexed array of values (`read -a`, `mapfile`). Throws AssignmentError. */
export function assignList(shell: Shell, name: string, values: readonly string[]): void {
  const target = targetOf(shell, name);
  const variable = shell.variables.own(target.name);
  if (variable.kind === 'associative') throw new AssignmentError(`${name}: cannot convert associative to indexed array`);
  shell.variables.set(target.name, IndexedArray.of(values));
}

/** Takes a variable, or one element of it, away. Throws AssignmentError where it is read-only. */
export function unset(shell: Shell, name: string, subscript: string | undefined): void {
  const { variables } = shell;
  const target = variables.target(name);
  const variable = variables.binding(target);
  if (!variable) return;
  if (variable.readonly) throw new AssignmentError(`${target}: cannot unset: readonly variable`);
  if (subscript === undefined) {
    variables.unset(target);
    return;
  }
  if (variable.dynamic?.setElement) variable.dynamic.setElement(shell, subscript, undefined);
  else if (typeof variable.value === 'object') {
    const array = arrayOf(shell, target);
    if (array instanceof AssociativeArray) array.delete(subscript);
    else {
      const index = indexOf(shell, array, subscript);
      if (index === undefined) throw new AssignmentError(`[${subscript}]: bad array subscript`);
      array.delete(index);
    }
  } else if (Number(evaluate(shell, subscript)) === 0) variables.unset(target);
  else throw new AssignmentError(`${name}: not an array variable`);
  variables.changed(target);
}
