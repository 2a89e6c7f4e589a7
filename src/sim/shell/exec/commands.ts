import type { Step } from '../../kernel/step.ts';
import { isZero, type Int } from '../arithmetic/integers.ts';
import { expandExpression, expandPattern, expandText, expandWords } from '../expand/expand.ts';
import { patternOf } from '../patterns/pattern.ts';
import { assign, AssignmentError, evaluate, EvaluationError, referenceOf } from '../state/assign.ts';
import { NAME } from '../state/variables.ts';
import type { ArithmeticFor, Case, Expression, For, FunctionDefinition, If, List, Loop, Node, Test, Word } from '../syntax/tree.ts';
import { conditional } from './conditional.ts';
import { ShellExit } from './control.ts';
import { runAndOr, runBackground, runCoprocess, runPipeline, runSubshell } from './pipeline.ts';
import { applyRedirects, withRedirects } from './redirect.ts';
import { runSelect } from './select.ts';
import type { Shell } from './shell.ts';
import { runSimple } from './simple.ts';
import { trace } from './trace.ts';

/** Runs the commands of a list one after the other. `last`: the process ends with the list. */
export function* runList(shell: Shell, list: List, last = false): Step {
  for (let i = 0; i < list.length; i++) {
    const { node, background } = list[i]!;
    if (shell.pending.length > 0 || shell.interrupted) yield* shell.traps.check();
    if (background) yield* runBackground(shell, node);
    else yield* runNode(shell, node, last && i === list.length - 1);
    if (shell.unwind) return;
  }
}

/** Runs a command, and what follows from its failing (ERR trap, errexit). */
export function* runNode(shell: Shell, node: Node, last = false): Step {
  if (node.kind === 'simple') {
    yield* runSimple(shell, node, last);
    shell.pipeStatuses = undefined;
    if (shell.status !== 0 && shell.conditions === 0) yield* failed(shell);
    return;
  }
  if (node.redirects.length === 0) yield* dispatch(shell, node, last);
  else if (last && shell.subshells > 0) {
    // nothing comes after it in this process: the redirections can stay
    if (yield* applyRedirects(shell, node.redirects)) yield* dispatch(shell, node, true);
    else shell.status = 1;
  } else yield* withRedirects(shell, node.redirects, () => dispatch(shell, node, false));
  if (node.kind !== 'pipeline' && COUNTS.has(node.kind)) shell.pipeStatuses = undefined;
  if (shell.status !== 0 && shell.conditions === 0 && COUNTS.has(node.kind) && !(node.kind === 'pipeline' && node.negated)) {
    yield* failed(shell);
  }
}

/** Kinds whose failure is their own, not that of a command in them. */
const COUNTS = new Set<Node['kind']>(['pipeline', 'subshell', 'conditional', 'arithmetic']);

/** A command failed where that counts. */
export function* failed(shell: Shell): Step {
  if (shell.unwind) return;
  yield* shell.traps.failed();
  if (shell.options.errexit) throw new ShellExit(shell.status);
}

function* dispatch(shell: Shell, node: Node, last: boolean): Step {
  switch (node.kind) {
    case 'simple':
      return yield* runSimple(shell, node, last);
    case 'pipeline':
      return yield* runPipeline(shell, node, last);
    case 'and-or':
      return yield* runAndOr(shell, node, last);
    case 'subshell':
      return yield* runSubshell(shell, node, last);
    case 'group':
      return yield* runList(shell, node.body, last);
    case 'if':
      return yield* runIf(shell, node, last);
    case 'loop':
      return yield* runLoop(shell, node);
    case 'for':
      return yield* runFor(shell, node);
    case 'select':
      return yield* runSelect(shell, node);
    case 'arithmetic-for':
      return yield* runArithmeticFor(shell, node);
    case 'case':
      return yield* runCase(shell, node, last);
    case 'conditional':
      return yield* runConditional(shell, node.test, node.line);
    case 'arithmetic':
      return yield* runArithmetic(shell, node);
    case 'function':
      return yield* define(shell, node);
    case 'coprocess':
      return yield* runCoprocess(shell, node);
  }
}

/** Runs a list whose failure is a condition. */
export function* runTest(shell: Shell, list: List): Step<boolean> {
  shell.conditions++;
  try {
    yield* runList(shell, list);
  } finally {
    shell.conditions--;
  }
  return shell.status === 0;
}

function* runIf(shell: Shell, node: If, last: boolean): Step {
  for (const branch of node.branches) {
    const met = yield* runTest(shell, branch.test);
    if (shell.unwind) return;
    if (met) return yield* runList(shell, branch.then, last);
  }
  shell.status = 0;
  if (node.otherwise) yield* runList(shell, node.otherwise, last);
}

// ---- loops ----------------------------------------------------------------------------------------------

/** After a turn of a loop: whether it ends there. */
export function leavesLoop(shell: Shell): boolean {
  const { unwind } = shell;
  if (!unwind) return false;
  if (unwind.type === 'return') return true;
  if (unwind.levels > 1 && shell.loops > 1) {
    unwind.levels--;
    return true;
  }
  shell.unwind = undefined;
  return unwind.type === 'break';
}

function* runLoop(shell: Shell, node: Loop): Step {
  let status = 0;
  shell.loops++;
  try {
    for (;;) {
      yield* shell.burn(5);
      const met = yield* runTest(shell, node.test);
      if (shell.unwind) {
        if (leavesLoop(shell)) break;
        continue;
      }
      if (met === node.until) break;
      yield* runList(shell, node.body);
      status = shell.status;
      if (leavesLoop(shell)) break;
    }
  } finally {
    shell.loops--;
  }
  if (!shell.unwind) shell.status = status;
}

function* runFor(shell: Shell, node: For): Step {
  shell.line = shell.base + node.line;
  if (!NAME.test(node.name)) {
    yield* shell.complain(`\`${node.name}': not a valid identifier`);
    if (shell.posix) throw new ShellExit(2);
    shell.status = 1;
    return;
  }
  const values: readonly string[] = node.words ? yield* expandWords(shell, node.words) : shell.args;
  shell.status = 0;
  shell.loops++;
  try {
    for (const value of values) {
      yield* shell.burn(5);
      if (shell.options.xtrace) yield* traceFor(shell, node.name, node.words, values);
      if (!(yield* assignLoopVariable(shell, node.name, value))) return;
      yield* runList(shell, node.body);
      if (leavesLoop(shell)) break;
    }
  } finally {
    shell.loops--;
  }
}

function* traceFor(shell: Shell, name: string, words: readonly Word[] | undefined, values: readonly string[]): Step {
  yield* trace(shell, `for ${name} in ${words ? values.join(' ') : '"$@"'}`);
}

/** Sets a loop's variable; false where that is not possible, which is told. */
export function* assignLoopVariable(shell: Shell, name: string, value: string): Step<boolean> {
  try {
    const binding = shell.variables.binding(name);
    // the variable of a loop that is a reference is given new targets
    if (binding?.nameref && !binding.readonly && referenceOf(value)) shell.variables.set(name, value);
    else assign(shell, name, undefined, value);
    return true;
  } catch (e) {
    if (!(e instanceof AssignmentError)) throw e;
    yield* shell.complain(e.message);
    shell.status = 1;
    return false;
  }
}

function* runArithmeticFor(shell: Shell, node: ArithmeticFor): Step {
  shell.line = shell.base + node.line;
  shell.status = 0;
  const step = function* (expression: Expression): Step<Int | undefined> {
    if (shell.options.xtrace) yield* trace(shell, `(( ${expression.text} ))`);
    return yield* arithmetic(shell, expression, '((: ');
  };
  if (node.first.text !== '' && (yield* step(node.first)) === undefined) return;
  shell.loops++;
  try {
    for (;;) {
      yield* shell.burn(10);
      const value = node.test.text === '' ? 1 : yield* step(node.test);
      if (value === undefined) return;
      if (isZero(value)) break;
      yield* runList(shell, node.body);
      if (leavesLoop(shell)) break;
      const { status } = shell;
      if (node.next.text !== '' && (yield* step(node.next)) === undefined) return;
      shell.status = status;
    }
  } finally {
    shell.loops--;
  }
}

// ---- case, [[ ]], (( )) ---------------------------------------------------------------------------------

function* runCase(shell: Shell, node: Case, last: boolean): Step {
  shell.line = shell.base + node.line;
  const word = yield* expandText(shell, node.word);
  if (shell.options.xtrace) yield* trace(shell, `case ${node.word.text === '' ? "''" : word} in`);
  yield* shell.burn(10);
  shell.status = 0;
  const options = { extglob: shell.options.extglob, ignoreCase: shell.options.shopt('nocasematch') };
  let falling = false;
  for (const [i, item] of node.items.entries()) {
    let met = falling;
    for (const pattern of item.patterns) {
      if (met) break;
      met = patternOf(yield* expandPattern(shell, pattern), options).matches(word);
    }
    falling = false;
    if (!met) continue;
    const final = item.then === ';;' || i === node.items.length - 1;
    yield* runList(shell, item.body, last && final);
    if (shell.unwind || item.then === ';;') return;
    falling = item.then === ';&';
  }
}

function* runConditional(shell: Shell, test: Test, line: number): Step {
  shell.line = shell.base + line;
  yield* shell.traps.debug();
  yield* shell.burn(20);
  const traced = shell.options.xtrace ? (text: string) => trace(shell, `[[ ${text} ]]`) : undefined;
  shell.status = yield* conditional(shell, test, traced);
}

/** Evaluates an expression; an error is told (`what` before it) and gives `undefined` and status 1. */
export function* arithmetic(shell: Shell, expression: Expression, what: string): Step<Int | undefined> {
  const text = yield* expandExpression(shell, expression);
  try {
    return evaluate(shell, text);
  } catch (e) {
    if (!(e instanceof AssignmentError)) throw e;
    yield* shell.complain(e instanceof EvaluationError ? what + e.message : e.message);
    shell.status = 1;
    return undefined;
  }
}

function* runArithmetic(shell: Shell, node: Node & { kind: 'arithmetic' }): Step {
  shell.line = shell.base + node.line;
  yield* shell.traps.debug();
  yield* shell.burn(20);
  if (shell.options.xtrace) yield* trace(shell, `(( ${node.expression.text} ))`);
  const value = yield* arithmetic(shell, node.expression, '((: ');
  if (value !== undefined) shell.status = isZero(value) ? 1 : 0;
}

// ---- functions ------------------------------------------------------------------------------------------

function* define(shell: Shell, node: FunctionDefinition): Step {
  shell.line = shell.base + node.line;
  const known = shell.functions.get(node.name);
  shell.status = 0;
  if (known?.readonly) {
    yield* shell.complain(`${node.name}: readonly function`);
    shell.status = 1;
    return;
  }
  if (/[$<>'"`\\]|^\d+$/.test(node.name)) {
    yield* shell.complain(`\`${node.name}': not a valid identifier`);
    shell.status = 1;
    return;
  }
  shell.functions.set(node.name, {
    body: node.body,
    base: shell.base,
    line: shell.line,
    source: shell.source ?? (shell.start.letters.includes('c') ? 'environment' : 'main'),
    exported: false,
    traced: false,
    readonly: false,
  });
}
