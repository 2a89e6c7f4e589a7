import type { Step } from '../../kernel/step.ts';
import { less, type Int } from '../arithmetic/integers.ts';
import { expandPattern, expandRegex, expandText } from '../expand/expand.ts';
import { quotedIfNeeded } from '../expand/quote.ts';
import { patternOf } from '../patterns/pattern.ts';
import { RegexError, regexOf } from '../patterns/regex.ts';
import { IndexedArray } from '../state/arrays.ts';
import { AssignmentError, evaluate, EvaluationError } from '../state/assign.ts';
import type { Test } from '../syntax/tree.ts';
import { compareText } from '../text.ts';
import { compareFiles, unaryTest } from './file-tests.ts';
import type { Shell } from './shell.ts';

type Trace = ((text: string) => Step) | undefined;

/** Evaluates `[[ … ]]`: 0 true, 1 false, 2 an expression that cannot be evaluated. */
export function* conditional(shell: Shell, test: Test, trace: Trace): Step<number> {
  switch (test.type) {
    case 'group':
      return yield* conditional(shell, test.test, trace);
    case 'not': {
      const status = yield* conditional(shell, test.operand, trace);
      return status === 0 ? 1 : status === 1 ? 0 : status;
    }
    case 'logical': {
      let status = 0;
      for (const operand of test.operands) {
        status = yield* conditional(shell, operand, trace);
        if (test.operator === '&&' ? status !== 0 : status === 0) return status;
      }
      return status;
    }
    case 'unary': {
      const operand = yield* expandText(shell, test.operand);
      if (trace) yield* trace(`${test.operator} ${quotedIfNeeded(operand)}`);
      return (yield* unaryTest(shell, test.operator, operand, true)) ? 0 : 1;
    }
    case 'binary':
      return yield* binary(shell, test, trace);
  }
}

function* binary(shell: Shell, test: Test & { type: 'binary' }, trace: Trace): Step<number> {
  const { operator } = test;
  const left = yield* expandText(shell, test.left);
  const ignoreCase = shell.options.shopt('nocasematch');
  const shown = function* (right: string): Step {
    if (trace) yield* trace(`${quotedIfNeeded(left)} ${operator} ${right}`);
  };
  switch (operator) {
    case '=':
    case '==':
    case '!=': {
      const pattern = yield* expandPattern(shell, test.right);
      yield* shown(pattern === '' ? "''" : pattern);
      const matches = patternOf(pattern, { extglob: true, ignoreCase }).matches(left);
      return matches === (operator !== '!=') ? 0 : 1;
    }
    case '=~': {
      const text = yield* expandRegex(shell, test.right);
      yield* shown(quotedIfNeeded(text));
      return matchRegex(shell, left, text, ignoreCase);
    }
    case '<':
    case '>': {
      const right = yield* expandText(shell, test.right);
      yield* shown(quotedIfNeeded(right));
      const order = compareText(left, right);
      return (operator === '<' ? order < 0 : order > 0) ? 0 : 1;
    }
  }
  const right = yield* expandText(shell, test.right);
  yield* shown(quotedIfNeeded(right));
  if (operator === '-nt' || operator === '-ot' || operator === '-ef') return compareFiles(shell, left, operator, right) ? 0 : 1;
  try {
    return compareNumbers(operator, evaluate(shell, left), evaluate(shell, right)) ? 0 : 1;
  } catch (e) {
    if (!(e instanceof AssignmentError)) throw e;
    yield* shell.complain(e instanceof EvaluationError ? `[[: ${e.message}` : e.message);
    return 1;
  }
}

/** `-eq` and its like. */
export function compareNumbers(operator: string, a: Int, b: Int): boolean {
  switch (operator) {
    case '-eq':
      return a === b;
    case '-ne':
      return a !== b;
    case '-lt':
      return less(a, b);
    case '-le':
      return !less(b, a);
    case '-gt':
      return less(b, a);
    default:
      return !less(a, b);
  }
}

function matchRegex(shell: Shell, text: string, expression: string, ignoreCase: boolean): number {
  let match: (string | undefined)[] | undefined;
  try {
    match = regexOf(expression, ignoreCase).exec(text);
  } catch (e) {
    if (e instanceof RegexError) return 2;
    throw e;
  }
  const found = new IndexedArray();
  match?.forEach((group, i) => found.set(i, group ?? ''));
  const variable = shell.variables.own('BASH_REMATCH');
  if (!variable.readonly) {
    variable.value = undefined;
    shell.variables.set('BASH_REMATCH', found);
  }
  return match ? 0 : 1;
}
