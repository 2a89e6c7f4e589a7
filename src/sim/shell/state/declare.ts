import type { Step } from '../../kernel/step.ts';
import type { PreparedAssignment } from '../builtins/builtin.ts';
import type { Shell } from '../exec/shell.ts';
import { expandSubscript, expandText, expandWords } from '../expand/expand.ts';
import type { ArrayElement } from '../syntax/tree.ts';
import { AssociativeArray, IndexedArray } from './arrays.ts';
import { arrayOf, assign, AssignmentError, indexOf, transformed } from './assign.ts';
import type { Variable } from './variables.ts';

/** Assigns what an assignment prepared; lists are expanded here. Throws AssignmentError. */
export function* assignPrepared(shell: Shell, { name, subscript, append, value }: PreparedAssignment): Step {
  if (typeof value === 'string') {
    const key = subscript ? yield* expandSubscript(shell, subscript) : undefined;
    if (key === '') throw new AssignmentError(`${name}[]: bad array subscript`);
    assign(shell, name, key, value, append);
    yield* shell.checkSize(shell.variables.get(name)?.length ?? 0);
    return;
  }
  if (subscript) throw new AssignmentError(`${name}[${subscript.text}]: cannot assign list to array member`);
  const target = shell.variables.target(name);
  if (shell.variables.binding(target)?.readonly) throw new AssignmentError(`${target}: readonly variable`);
  yield* assignElements(shell, target, value, append);
}

/** `name=(…)`: the elements are expanded first, so that they may use the old value. */
export function* assignElements(shell: Shell, name: string, elements: readonly ArrayElement[], append: boolean): Step {
  const variable = shell.variables.own(name);
  const associative = variable.kind === 'associative' || variable.value instanceof AssociativeArray;
  const pairs = associative ? yield* associativePairs(shell, name, elements) : yield* indexedPairs(shell, elements);
  if (!append) {
    shell.variables.bytes -= typeof variable.value === 'object' ? variable.value.size * 64 : 0;
    variable.value = associative ? new AssociativeArray() : new IndexedArray();
    variable.kind = associative ? 'associative' : 'indexed';
  }
  const array = arrayOf(shell, name);
  let next = array instanceof IndexedArray ? array.last + 1 : 0;
  for (const { key, value, adds, text } of pairs) {
    const wrong = array instanceof IndexedArray && key !== undefined ? wrongIndex(shell, array, key) : undefined;
    if (wrong !== undefined) {
      yield* shell.complain(`${text}: ${wrong}`);
      continue;
    }
    if (array instanceof AssociativeArray) {
      array.set(key!, transformed(shell, variable, appended(variable, adds ? array.get(key!) : undefined, value)));
    } else {
      const index = key === undefined ? next : indexOf(shell, array, key);
      if (index === undefined) continue;
      array.set(index, transformed(shell, variable, appended(variable, adds ? array.get(index) : undefined, value)));
      next = index + 1;
    }
    shell.variables.bytes += value.length + 64;
  }
  shell.variables.changed(name);
  yield* shell.burn(Math.ceil(pairs.length / 20));
}

/** A value added to what was there: as numbers where the variable holds numbers. */
function appended(variable: Variable, before: string | undefined, value: string): string {
  if (before === undefined) return value;
  return variable.integer ? `${before || 0}+(${value})` : before + value;
}

/** What is wrong with an index in a list, if something is. */
function wrongIndex(shell: Shell, array: IndexedArray, key: string): string | undefined {
  if (key.trim() === '') return 'bad array subscript';
  if (key === '@' || key === '*') return 'cannot assign to non-numeric index';
  return indexOf(shell, array, key) === undefined ? 'bad array subscript' : undefined;
}

interface Pair {
  key: string | undefined;
  value: string;
  adds: boolean;
  /** As written, for messages. */
  text: string;
}

function* indexedPairs(shell: Shell, elements: readonly ArrayElement[]): Step<Pair[]> {
  const pairs: Pair[] = [];
  for (const element of elements) {
    if (element.subscript) {
      const key = yield* expandSubscript(shell, element.subscript);
      pairs.push({ key, value: yield* expandText(shell, element.value), adds: element.append, text: element.word.text });
    } else for (const value of yield* expandWords(shell, [element.word])) pairs.push({ key: undefined, value, adds: false, text: '' });
  }
  return pairs;
}

/** Elements of an associative array: `[key]=value`, or keys and values in turn. */
function* associativePairs(shell: Shell, name: string, elements: readonly ArrayElement[]): Step<Pair[]> {
  const pairs: Pair[] = [];
  if (elements.length > 0 && !elements[0]!.subscript) {
    const words: string[] = [];
    for (const element of elements) words.push(yield* expandText(shell, element.word));
    for (let i = 0; i < words.length; i += 2) pairs.push({ key: words[i]!, value: words[i + 1] ?? '', adds: false, text: '' });
    return pairs;
  }
  for (const element of elements) {
    if (!element.subscript) {
      yield* shell.complain(`${name}: ${element.word.text}: must use subscript when assigning associative array`);
      continue;
    }
    const key = yield* expandSubscript(shell, element.subscript);
    if (key === '') throw new AssignmentError(`${element.word.text}: bad array subscript`);
    pairs.push({ key, value: yield* expandText(shell, element.value), adds: element.append, text: element.word.text });
  }
  return pairs;
}
