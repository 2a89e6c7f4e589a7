import type { Step } from '../../kernel/step.ts';
import type { Shell } from '../exec/shell.ts';
import { commandSubstitution, processSubstitution } from '../exec/substitution.ts';
import { evaluateOrDiscard } from '../state/assign.ts';
import type { ArithmeticPart, Expression, Part, Subscript, Word } from '../syntax/tree.ts';
import { expandBraces } from './brace.ts';
import { FieldBuilder, separatorsOf, type Field } from './fields.ts';
import { globFields } from './glob.ts';
import { parameterValue, simpleValue, type ParameterValue } from './parameter.ts';
import { homeOf } from './tilde.ts';

/**
 * Word expansion in bash's order: braces, tilde, parameters, commands and arithmetic from left to right, word splitting, file
 * names, quote removal.
 */

/** Expands words to the arguments they stand for. */
export function* expandWords(shell: Shell, words: readonly Word[]): Step<string[]> {
  const out: string[] = [];
  for (const word of words) {
    if (word.literal !== undefined) out.push(word.literal);
    else if (word.braces && shell.options.get('braceexpand')) {
      for (const one of yield* expandBraces(shell, word)) yield* expandWord(shell, one, out);
    } else yield* expandWord(shell, word, out);
  }
  return out;
}

function* expandWord(shell: Shell, word: Word, out: string[]): Step {
  if (word.literal !== undefined) {
    out.push(word.literal);
    return;
  }
  const fields = yield* expandFields(shell, word);
  if (fields.some((f) => f.pattern !== undefined)) yield* globFields(shell, fields, out);
  else for (const field of fields) out.push(field.text);
}

/** Expands and splits, but matches no file names. */
export function* expandFields(shell: Shell, word: Word): Step<Field[]> {
  const builder = new FieldBuilder(separatorsOf(shell.variables.get('IFS')), true);
  yield* expandParts(shell, word.parts, builder, true);
  builder.finish();
  return builder.fields;
}

/** Expands without splitting: the right side of an assignment, the word of `case`, a here-document. */
export function* expandText(shell: Shell, word: Word): Step<string> {
  if (word.literal !== undefined) return word.literal;
  return (yield* expandWhole(shell, word.parts)).text;
}

/** Expands to a pattern: quoted characters in it are escaped. */
export function* expandPattern(shell: Shell, word: Word): Step<string> {
  return (yield* expandWhole(shell, word.parts)).pattern!;
}

/** Expands what stands between double quotes. */
export function* expandQuoted(shell: Shell, parts: readonly Part[]): Step<string> {
  return (yield* expandWhole(shell, parts)).text;
}

function* expandWhole(shell: Shell, parts: readonly Part[]): Step<Field> {
  const builder = new FieldBuilder(separatorsOf(shell.variables.get('IFS')), false);
  yield* expandParts(shell, parts, builder, false);
  return builder.whole;
}

/** The text of an arithmetic expression with its expansions made. */
export function* expandExpression(shell: Shell, expression: Expression): Step<string> {
  return expression.parts ? yield* expandQuoted(shell, expression.parts) : expression.text;
}

/** The text of a subscript with its expansions made. */
export function* expandSubscript(shell: Shell, subscript: Subscript): Step<string> {
  return subscript.parts ? yield* expandQuoted(shell, subscript.parts) : subscript.text;
}

/** Expands parts into a builder. `splits` tells that the fields stay apart. */
export function* expandParts(shell: Shell, parts: readonly Part[], into: FieldBuilder, splits: boolean): Step {
  for (const part of parts) {
    switch (part.kind) {
      case 'text':
        if (part.quoted) into.quoted(part.text);
        else into.literal(part.text);
        break;
      case 'parameter': {
        const simple = simpleValue(shell, part);
        if (simple !== undefined) put(into, simple, part.quoted);
        else yield* expandParameter(shell, part, into, splits);
        break;
      }
      case 'quoted':
        yield* expandParts(shell, part.parts, into, splits);
        break;
      case 'tilde': {
        const home = homeOf(shell, part.user);
        if (home === undefined) into.literal(`~${part.user}`);
        else into.quoted(home);
        break;
      }
      case 'command':
        put(into, yield* commandSubstitution(shell, part), part.quoted);
        break;
      case 'arithmetic':
        put(into, yield* arithmeticValue(shell, part), part.quoted);
        break;
      case 'process':
        into.quoted(yield* processSubstitution(shell, part));
    }
  }
}

function put(into: FieldBuilder, text: string, quoted: boolean): void {
  if (quoted) into.quoted(text);
  else into.value(text);
}

function* arithmeticValue(shell: Shell, part: ArithmeticPart): Step<string> {
  const text = yield* expandExpression(shell, part.expression);
  return String(yield* evaluateOrDiscard(shell, text));
}

function* expandParameter(shell: Shell, part: Part & { kind: 'parameter' }, into: FieldBuilder, splits: boolean): Step {
  const value: ParameterValue = yield* parameterValue(shell, part, {
    text: (word) => expandText(shell, word),
    pattern: (word) => expandPattern(shell, word),
    expression: (expression) => expandExpression(shell, expression),
    subscript: (subscript) => expandSubscript(shell, subscript),
  });
  switch (value.type) {
    case 'text':
      put(into, value.text, part.quoted);
      return;
    case 'word':
      // the word of `${x:-word}` is expanded in its place, as if it stood there
      if (part.quoted) into.begin();
      yield* expandParts(shell, value.word.parts, into, splits);
      return;
    case 'list':
      putList(shell, into, value.items, { quoted: part.quoted, star: value.star, splits });
  }
}

/** `$@`, `$*` and their like: separate fields, or one text where fields cannot be. */
function putList(shell: Shell, into: FieldBuilder, items: readonly string[], how: { quoted: boolean; star: boolean; splits: boolean }): void {
  const { first } = separatorsOf(shell.variables.get('IFS'));
  if (how.star && how.quoted) into.quoted(items.join(first));
  else if (!how.splits) put(into, items.join(how.star ? first : ' '), how.quoted);
  else {
    items.forEach((item, i) => {
      if (i > 0 && how.quoted) into.break();
      else if (i > 0) into.finish();
      put(into, item, how.quoted);
    });
  }
}

/** The text of a regular expression: quoted characters stand for themselves. */
export function* expandRegex(shell: Shell, word: Word): Step<string> {
  let out = '';
  for (const part of word.parts) {
    const quoted = part.kind === 'quoted' || (part.kind === 'text' && part.quoted);
    const text = yield* expandQuoted(shell, [part]);
    out += quoted ? text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&') : text;
  }
  return out;
}
