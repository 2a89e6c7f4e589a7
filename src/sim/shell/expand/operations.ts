import type { Step } from '../../kernel/step.ts';
import type { Shell } from '../exec/shell.ts';
import { patternOf, unquotePattern, type Pattern } from '../patterns/pattern.ts';
import { ansiCText } from '../syntax/quoting.ts';
import type { Operation, Word } from '../syntax/tree.ts';
import { expandPrompt } from './prompt.ts';
import { ansiQuoted, isUnprintable, singleQuoted } from './quote.ts';

interface WordExpanders {
  text(word: Word): Step<string>;
  pattern(word: Word): Step<string>;
}

/** Makes of an operation, its words expanded once, what it does to each value. */
export function* applyOperation(shell: Shell, operation: Operation, expand: WordExpanders): Step<(value: string) => string> {
  const options = { extglob: shell.options.extglob, ignoreCase: false };
  switch (operation.type) {
    case 'remove': {
      const pattern = patternOf(yield* expand.pattern(operation.pattern), options);
      const { longest } = operation;
      return operation.end === 'prefix' ? (v) => pattern.withoutPrefix(v, longest) : (v) => pattern.withoutSuffix(v, longest);
    }
    case 'replace': {
      const text = yield* expand.pattern(operation.pattern);
      const ignoreCase = shell.options.shopt('nocasematch');
      const pattern = patternOf(text, { ...options, ignoreCase });
      const replacement = yield* replacementOf(shell, operation.replacement, expand);
      // an empty pattern stands for the beginning or the end only where these are asked for
      if (text === '' && operation.mode !== 'prefix' && operation.mode !== 'suffix') return (v) => v;
      if (text === '') return (v) => (operation.mode === 'prefix' ? replacement('') + v : v + replacement(''));
      return (v) => pattern.replace(v, operation.mode, replacement);
    }
    case 'case': {
      const pattern = operation.pattern && patternOf(yield* expand.pattern(operation.pattern), options);
      return (v) => changeCase(v, operation.operator, pattern);
    }
    case 'transform':
      return transform(shell, operation.operator);
    default:
      return (v) => v;
  }
}

/** The text that replaces a match; an unquoted `&` in it is the match (shopt patsub_replacement). */
function* replacementOf(shell: Shell, word: Word | undefined, expand: WordExpanders): Step<(matched: string) => string> {
  if (!word) return () => '';
  const pattern = shell.options.shopt('patsub_replacement') && word.text.match(/[&$`]/) ? yield* expand.pattern(word) : undefined;
  if (pattern === undefined) {
    const text = yield* expand.text(word);
    return () => text;
  }
  const pieces = pattern.split(/(\\[^]|&)/);
  return (matched) => pieces.map((p) => (p === '&' ? matched : unquotePattern(p))).join('');
}

function changeCase(value: string, operator: '^' | '^^' | ',' | ',,' | '~' | '~~', pattern: Pattern | undefined): string {
  const all = operator.length === 2;
  const kind = operator[0];
  let out = '';
  let first = true;
  for (const c of value) {
    const applies = (all || first) && (!pattern || pattern.matches(c));
    first = false;
    if (!applies) out += c;
    else if (kind === '^') out += upper(c);
    else if (kind === ',') out += lower(c);
    else out += upper(c) === c ? lower(c) : upper(c);
  }
  return out;
}

/** towupper(3) changes one character into one. */
const upper = (c: string): string => (c.toUpperCase().length === c.length ? c.toUpperCase() : c);
const lower = (c: string): string => (c.toLowerCase().length === c.length ? c.toLowerCase() : c);

function transform(shell: Shell, operator: string): (value: string) => string {
  switch (operator) {
    case 'Q':
      return shellQuoted;
    case 'E':
      return ansiCText;
    case 'U':
      return (v) => [...v].map(upper).join('');
    case 'u':
      return (v) => changeCase(v, '^', undefined);
    case 'L':
      return (v) => [...v].map(lower).join('');
    default:
      return (v) => expandPrompt(shell, v);
  }
}

/** `${x@Q}` */
export function shellQuoted(value: string): string {
  return isUnprintable(value) ? ansiQuoted(value) : singleQuoted(value);
}

// ---- slices ---------------------------------------------------------------------------------------------

/** `${x:offset:length}`; `undefined` where the length leads before the offset. */
export function sliceText(text: string[], offset: number, length: number | undefined): string | undefined {
  const start = offset < 0 ? text.length + offset : offset;
  if (start < 0 || start > text.length) return '';
  if (length === undefined) return text.slice(start).join('');
  const end = length < 0 ? text.length + length : start + length;
  return end < start ? undefined : text.slice(start, end).join('');
}

/** `${a[@]:offset:length}`: the offset is an index of a sparse array, not a count of its elements. */
export function sliceItems(
  items: readonly string[],
  keys: readonly string[] | undefined,
  offset: number,
  length: number | undefined,
): readonly string[] {
  const size = keys && keys.length > 0 ? Number(keys[keys.length - 1]) + 1 : items.length;
  const start = offset < 0 ? size + offset : offset;
  if (start < 0) return [];
  const first = keys ? keys.findIndex((k) => Number(k) >= start) : start;
  if (first < 0) return [];
  return items.slice(first, length === undefined ? undefined : first + length);
}
