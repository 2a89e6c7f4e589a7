import type { Step } from '../../kernel/step.ts';
import { Discard, ShellExit } from '../exec/control.ts';
import type { Shell } from '../exec/shell.ts';
import { IndexedArray } from '../state/arrays.ts';
import { assign, AssignmentError, elementOf, evaluateOrDiscard } from '../state/assign.ts';
import { assignmentText, attributeLetters } from '../state/declarations.ts';
import { NAME } from '../state/variables.ts';
import type { Expression, Operation, ParameterPart, Subscript, Word } from '../syntax/tree.ts';
import { subscriptOf } from '../syntax/words.ts';
import { characterCount, characters, compareText } from '../text.ts';
import { applyOperation, shellQuoted, sliceItems, sliceText } from './operations.ts';
import { doubleQuoted } from './quote.ts';

/** What a parameter expands to. */
export type ParameterValue =
  | { type: 'text'; text: string }
  | { type: 'list'; items: readonly string[]; star: boolean }
  /** `${x:-word}` with x unset: the word itself is to be expanded in the parameter's place. */
  | { type: 'word'; word: Word };

/** How the expander expands what stands inside the braces. */
export interface Expanders {
  text(word: Word): Step<string>;
  pattern(word: Word): Step<string>;
  expression(expression: Expression): Step<string>;
  subscript(subscript: Subscript): Step<string>;
}

/** A parameter with its value: a text, or a list with what `${#…}` and `${…:…}` need to know of it. */
interface Parameter {
  /** As messages name it. */
  shown: string;
  /** Written `${1}`, not `$1`. */
  braced?: boolean;
  name: string;
  subscript: string | undefined;
  value: string | undefined;
  list: readonly string[] | undefined;
  star: boolean;
  /** Keys of the list, where they are not 0, 1, 2, … */
  keys: readonly string[] | undefined;
}

/** The value of a parameter without any operation, where that is one text; `undefined` where more has to be done. */
export function simpleValue(shell: Shell, part: ParameterPart): string | undefined {
  if (part.operation || part.subscript || part.length || part.indirect) return undefined;
  const { name } = part;
  const c = name.charCodeAt(0);
  // letters and the underscore begin a variable's name
  if (c > 64) return shell.variables.get(name) ?? (shell.options.nounset ? undefined : '');
  if (name === '@' || name === '*') return undefined;
  return specialValue(shell, name) ?? (shell.options.nounset ? undefined : '');
}

/** A positional or special parameter; `undefined` where it is not set. */
export function specialValue(shell: Shell, name: string): string | undefined {
  switch (name) {
    case '?':
      return String(shell.status);
    case '#':
      return String(shell.args.length);
    case '$':
      return String(shell.pid);
    case '!':
      return shell.lastBackground === 0 ? undefined : String(shell.lastBackground);
    case '-':
      return shell.options.flags(shell.posix ? shell.start.letters.replace('c', '') : shell.start.letters);
    case '0':
      return shell.variables.get('BASH_ARGV0') ?? shell.name;
    default:
      return /^\d/.test(name) ? (Number(name) === 0 ? shell.name : shell.args[Number(name) - 1]) : shell.variables.get(name);
  }
}

/** Expands `${…}`. Errors are told; they end the shell or give the command line up as in bash. */
export function* parameterValue(shell: Shell, part: ParameterPart, expand: Expanders): Step<ParameterValue> {
  try {
    return yield* valueOf(shell, part, expand);
  } catch (e) {
    if (!(e instanceof AssignmentError)) throw e;
    yield* shell.complain(e.message);
    throw new Discard(1);
  }
}

function* valueOf(shell: Shell, part: ParameterPart, expand: Expanders): Step<ParameterValue> {
  const { operation } = part;
  if (operation?.type === 'bad') return yield* bad(shell, part);
  if (shell.dialect.id === 'dash' && (operation?.type === 'replace' || operation?.type === 'slice')) return yield* bad(shell, part);
  if (operation?.type === 'names') {
    const names = shell.variables.names().filter((n) => n.startsWith(part.name) && shell.variables.isSet(n));
    return { type: 'list', items: names.sort(compareText), star: operation.operator === '*' };
  }
  if (part.indirect && part.subscript?.all && !operation) return keysOf(shell, part);
  const parameter = part.indirect ? yield* indirect(shell, part, expand) : yield* lookUp(shell, part, expand);
  parameter.braced = part.text.startsWith('${');
  if (part.length) return yield* lengthOf(shell, parameter);
  if (operation?.type === 'default') return yield* withDefault(shell, parameter, operation, part, expand);
  if (isUnset(parameter) && shell.options.nounset && !parameter.list) return yield* unbound(shell, parameter);
  if (!operation) {
    if (parameter.list) return { type: 'list', items: parameter.list, star: parameter.star };
    return { type: 'text', text: parameter.value ?? '' };
  }
  return yield* operate(shell, parameter, part, expand);
}

function* bad(shell: Shell, part: ParameterPart): Step<never> {
  yield* shell.complain(shell.dialect.id === 'bash' ? `${part.text}: bad substitution` : 'Bad substitution');
  if (shell.dialect.id !== 'bash') throw new ShellExit(2);
  throw new Discard(1);
}

function* unbound(shell: Shell, parameter: Parameter): Step<never> {
  // of an array that is not set at all the name is told, else the element
  const shown = shell.variables.isSet(parameter.name) ? parameter.shown : parameter.name;
  const dollar = (/^\d/.test(shown) || shown === '!') && !parameter.braced ? '$' : '';
  yield* shell.complain(shell.dialect.id === 'bash' ? `${dollar}${shown}: unbound variable` : `${shown}: parameter not set`);
  if (shell.interactive) throw new Discard(1);
  throw new ShellExit(shell.fatalStatus());
}

// ---- looking up -----------------------------------------------------------------------------------------

function plain(name: string, value: string | undefined): Parameter {
  return { shown: name, name, subscript: undefined, value, list: undefined, star: false, keys: undefined };
}

function* lookUp(shell: Shell, part: { name: string; subscript: Subscript | undefined }, expand: Expanders): Step<Parameter> {
  const { name, subscript } = part;
  if (name === '@' || name === '*') return { ...plain(name, undefined), list: shell.args, star: name === '*' };
  if (!NAME.test(name)) return plain(name, specialValue(shell, name));
  if (!subscript) return plain(name, shell.variables.get(name));
  const shown = `${name}[${subscript.text}]`;
  if (subscript.all) {
    const value = shell.variables.value(name);
    const list = value === undefined ? [] : typeof value === 'string' ? [value] : value.values();
    const keys = value instanceof IndexedArray ? value.keys() : undefined;
    return { ...plain(name, undefined), shown, subscript: subscript.all, list, star: subscript.all === '*', keys };
  }
  const key = yield* expand.subscript(subscript);
  return { ...plain(name, undefined), shown, subscript: key, value: yield* element(shell, name, key) };
}

/** An element's value; a subscript before the beginning is told, and the value empty. */
function* element(shell: Shell, name: string, key: string): Step<string | undefined> {
  if (key === '') {
    yield* shell.complain(`${name}: bad array subscript`);
    return undefined;
  }
  try {
    return elementOf(shell, name, key);
  } catch (e) {
    if (!(e instanceof AssignmentError) || e.message.includes('unbound')) throw e;
    yield* shell.complain(e.message);
    return undefined;
  }
}

function keysOf(shell: Shell, part: ParameterPart): ParameterValue {
  const value = shell.variables.value(part.name);
  const items = value === undefined ? [] : typeof value === 'string' ? ['0'] : value.keys();
  return { type: 'list', items, star: part.subscript?.all === '*' };
}

/** `${!x}`: the parameter that x names. */
function* indirect(shell: Shell, part: ParameterPart, expand: Expanders): Step<Parameter> {
  const binding = shell.variables.binding(part.name);
  if (binding?.nameref && !part.subscript) return plain(part.name, shell.variables.target(part.name));
  const pointer = yield* lookUp(shell, part, expand);
  const name = pointer.list ? pointer.list.join(' ') : pointer.value;
  if (name === undefined) {
    if (part.operation?.type === 'default' && part.operation.operator !== '?') return plain(part.name, undefined);
    throw new AssignmentError(`${pointer.shown}: invalid indirect expansion`);
  }
  const m = /^(?:([A-Za-z_]\w*)(?:\[([^]+)\])?|(\d+|[@*#?$!-]))$/.exec(name);
  if (!m) throw new AssignmentError(`${name}: invalid variable name`);
  const subscript = m[2] === undefined ? undefined : subscriptOf(m[2], shell.posix);
  return yield* lookUp(shell, { name: m[1] ?? m[3]!, subscript }, expand);
}

function isUnset(parameter: Parameter): boolean {
  return parameter.list ? parameter.list.length === 0 : parameter.value === undefined;
}

function* lengthOf(shell: Shell, parameter: Parameter): Step<ParameterValue> {
  if (parameter.list) return { type: 'text', text: String(parameter.list.length) };
  if (parameter.value === undefined && shell.options.nounset) return yield* unbound(shell, parameter);
  return { type: 'text', text: String(characterCount(parameter.value ?? '')) };
}

// ---- defaults -------------------------------------------------------------------------------------------

function* withDefault(
  shell: Shell,
  parameter: Parameter,
  operation: Operation & { type: 'default' },
  part: ParameterPart,
  expand: Expanders,
): Step<ParameterValue> {
  const empty = parameter.list ? parameter.list.join('') === '' && parameter.list.length < 2 : parameter.value === '';
  const missing = isUnset(parameter) || (operation.orEmpty && empty);
  if (operation.operator === '+') return missing ? { type: 'text', text: '' } : { type: 'word', word: operation.word };
  if (!missing) {
    if (parameter.list) return { type: 'list', items: parameter.list, star: parameter.star };
    return { type: 'text', text: parameter.value! };
  }
  if (operation.operator === '-') return { type: 'word', word: operation.word };
  const text = yield* expand.text(operation.word);
  if (operation.operator === '=') {
    if (!NAME.test(parameter.name)) {
      throw new AssignmentError(`$${parameter.shown}: cannot assign in this way`);
    }
    assign(shell, parameter.name, parameter.subscript, text);
    return { type: 'text', text: shell.variables.get(parameter.name) ?? text };
  }
  return yield* required(shell, parameter, part, operation, text);
}

/** `${x?message}` */
function* required(
  shell: Shell,
  parameter: Parameter,
  part: ParameterPart,
  operation: Operation & { type: 'default' },
  text: string,
): Step<never> {
  const standard = operation.orEmpty ? shell.dialect.unsetOrEmpty : 'parameter not set';
  const shown = part.indirect ? `!${part.name}` : parameter.shown;
  yield* shell.complain(`${shown}: ${text === '' && operation.word.parts.length === 0 ? standard : text}`);
  if (shell.interactive) throw new Discard(1);
  throw new ShellExit(shell.fatalStatus());
}

// ---- other operations -----------------------------------------------------------------------------------

function* operate(shell: Shell, parameter: Parameter, part: ParameterPart, expand: Expanders): Step<ParameterValue> {
  const operation = part.operation!;
  if (operation.type === 'slice') return yield* slice(shell, parameter, operation, expand);
  if (operation.type === 'transform' && /^[AaKk]$/.test(operation.operator)) return transformWhole(shell, parameter, operation.operator);
  if (!parameter.list && parameter.value === undefined && operation.type === 'transform') return { type: 'text', text: '' };
  if (operation.type === 'transform' && !/^[QEUuLP]$/.test(operation.operator)) return yield* bad(shell, part);
  const apply = yield* applyOperation(shell, operation, expand);
  if (parameter.list) {
    const items: string[] = [];
    for (const item of parameter.list) items.push(apply(item));
    return { type: 'list', items, star: parameter.star };
  }
  const value = parameter.value ?? '';
  if (value.length > 4096) yield* shell.burn(Math.ceil(value.length / 1000));
  const text = apply(value);
  yield* shell.checkSize(text.length);
  return { type: 'text', text };
}

function* slice(shell: Shell, parameter: Parameter, operation: Operation & { type: 'slice' }, expand: Expanders): Step<ParameterValue> {
  const offset = Number(yield* evaluateOrDiscard(shell, yield* expand.expression(operation.offset)));
  const length = operation.length && Number(yield* evaluateOrDiscard(shell, yield* expand.expression(operation.length)));
  const tooShort = (): never => {
    throw new AssignmentError(`${operation.length!.text}: substring expression < 0`);
  };
  if (!parameter.list) {
    const text = sliceText(characters(parameter.value ?? ''), offset, length);
    return { type: 'text', text: text ?? tooShort() };
  }
  const positional = parameter.name === '@' || parameter.name === '*';
  const items = positional ? [shell.name, ...parameter.list] : parameter.list;
  if (length !== undefined && length < 0) tooShort();
  return { type: 'list', items: sliceItems(items, parameter.keys, offset, length), star: parameter.star };
}

/** `${x@A}`, `${x@a}`, `${x@K}`: they speak of the variable, not of its value alone. */
function transformWhole(shell: Shell, parameter: Parameter, operator: string): ParameterValue {
  const { name } = parameter;
  const variable = shell.variables.find(name);
  if (operator === 'a') {
    const letters = variable ? attributeLetters(variable) : '';
    if (parameter.list) return { type: 'list', items: parameter.list.map(() => letters), star: parameter.star };
    return { type: 'text', text: letters };
  }
  if (operator === 'A') {
    if (name === '@' || name === '*') return { type: 'text', text: `set -- ${shell.args.map((a) => shellQuoted(a)).join(' ')}` };
    if (!variable || (isUnset(parameter) && attributeLetters(variable) === '')) return { type: 'text', text: '' };
    return { type: 'text', text: assignmentText(name, variable, shell.variables.current(variable), parameter.list ? undefined : parameter.value) };
  }
  const value = shell.variables.value(name);
  if (typeof value === 'object' && parameter.list) {
    const pairs = value.entries();
    const items = pairs.flatMap(([key, item]) => [String(key), item]);
    if (operator === 'k') return { type: 'list', items, star: parameter.star };
    return { type: 'text', text: pairs.map(([key, item]) => `${key} ${doubleQuoted(item)}`).join(' ') };
  }
  return { type: 'text', text: shellQuoted(parameter.value ?? '') };
}
