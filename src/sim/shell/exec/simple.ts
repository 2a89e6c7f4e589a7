import type { Step } from '../../kernel/step.ts';
import type { Builtin, PreparedAssignment } from '../builtins/builtin.ts';
import { expandText, expandWords } from '../expand/expand.ts';
import { quotedIfNeeded } from '../expand/quote.ts';
import { AssignmentError } from '../state/assign.ts';
import { assignPrepared } from '../state/declare.ts';
import type { Assignment, SimpleCommand, Word } from '../syntax/tree.ts';
import { assignmentOfWord } from '../syntax/commands.ts';
import { Discard, ShellExit } from './control.ts';
import { forkShell } from './fork.ts';
import { waitForeground } from './foreground.ts';
import { callFunction } from './functions.ts';
import { findProgram } from './lookup.ts';
import { becomeProgram } from './program.ts';
import { applyRedirects, restore, withRedirects, type Saved } from './redirect.ts';
import type { CommandOptions, Shell } from './shell.ts';
import { trace, tracedWords } from './trace.ts';

/** A command's words after expansion; `assignments` by position among the words. */
interface Expanded {
  words: string[];
  assignments: Map<number, PreparedAssignment>;
}

/** Runs a simple command. `last`: the process ends with it, so a program may take the process over. */
export function* runSimple(shell: Shell, node: SimpleCommand, last: boolean): Step {
  shell.line = shell.base + node.line;
  shell.command = node;
  if (shell.traps.any) yield* shell.traps.debug();
  yield* shell.burn();
  shell.substituted = false;
  const descriptors = shell.processDescriptors;
  shell.processDescriptors = [];
  try {
    const { words, assignments } = yield* expandCommand(shell, node.words);
    if (words.length === 0) yield* assignOnly(shell, node);
    else if (shell.options.get('keyword')) yield* runWords(shell, withKeywords(node), words.filter((w) => !KEYWORD.test(w)), assignments, last);
    else yield* runWords(shell, node, words, assignments, last);
  } finally {
    for (const fd of shell.processDescriptors) shell.p.fds.close(fd);
    shell.processDescriptors = descriptors;
  }
}

const KEYWORD = /^[A-Za-z_]\w*=/;

/** `set -k`: assignments anywhere among the words are the command's own. */
function withKeywords(node: SimpleCommand): SimpleCommand {
  const found = node.words.filter((w): w is Word => 'parts' in w && KEYWORD.test(w.text));
  return { ...node, assignments: [...node.assignments, ...found.map(assignmentOfWord)] };
}

function* expandCommand(shell: Shell, words: SimpleCommand['words']): Step<Expanded> {
  const out: string[] = [];
  const assignments = new Map<number, PreparedAssignment>();
  for (const word of words) {
    if ('parts' in word) {
      if (word.literal !== undefined) out.push(word.literal);
      else out.push(...(yield* expandWords(shell, [word])));
    } else {
      const prepared = yield* prepare(shell, word);
      assignments.set(out.length, prepared);
      out.push(assignmentArgument(word, prepared));
    }
  }
  return { words: out, assignments };
}

/** An assignment with its value expanded; the elements of a list are expanded when they are assigned. */
export function* prepare(shell: Shell, node: Assignment): Step<PreparedAssignment> {
  const { name, subscript, append, value } = node;
  return { name, subscript, append, value: 'parts' in value ? yield* expandText(shell, value) : value };
}

function assignmentArgument(node: Assignment, prepared: PreparedAssignment): string {
  if (typeof prepared.value !== 'string') return node.text;
  const subscript = node.subscript ? `[${node.subscript.text}]` : '';
  return `${node.name}${subscript}${node.append ? '+' : ''}=${prepared.value}`;
}

// ---- assignments without a command ----------------------------------------------------------------------

function* assignOnly(shell: Shell, node: SimpleCommand): Step {
  // redirections of nothing are made and undone
  if (node.redirects.length > 0) {
    shell.status = 0;
    yield* withRedirects(shell, node.redirects, function* () {});
    if (shell.status !== 0) return;
  }
  for (const assignment of node.assignments) yield* assignOrDiscard(shell, assignment);
  if (!shell.substituted) shell.status = 0;
}

function* assignOrDiscard(shell: Shell, node: Assignment): Step {
  const prepared = yield* prepare(shell, node);
  if (shell.options.xtrace) yield* trace(shell, tracedAssignment(node, prepared));
  try {
    yield* assignPrepared(shell, prepared);
  } catch (e) {
    if (!(e instanceof AssignmentError)) throw e;
    yield* shell.complain(e.message);
    if (shell.posix) throw new ShellExit(2);
    throw new Discard(1);
  }
}

function tracedAssignment(node: Assignment, prepared: PreparedAssignment): string {
  if (typeof prepared.value !== 'string') return node.text;
  const subscript = node.subscript ? `[${node.subscript.text}]` : '';
  return `${node.name}${subscript}${node.append ? '+' : ''}=${prepared.value === '' ? '' : quotedIfNeeded(prepared.value)}`;
}

/** `x=1 command`: sets variables for the command only. False where one is read-only, which is told. */
function* assignTemporarily(shell: Shell, assignments: readonly Assignment[]): Step<boolean> {
  for (const node of assignments) {
    const prepared = yield* prepare(shell, node);
    if (shell.options.xtrace) yield* trace(shell, tracedAssignment(node, prepared));
    try {
      if (shell.variables.binding(node.name)?.readonly) throw new AssignmentError(`${node.name}: readonly variable`);
      const before = shell.variables.get(node.name);
      const variable = shell.variables.makeLocal(node.name, true);
      if (prepared.append && before !== undefined) variable.value = before;
      variable.exported = true;
      yield* assignPrepared(shell, prepared);
    } catch (e) {
      if (!(e instanceof AssignmentError)) throw e;
      yield* shell.complain(e.message);
      if (shell.posix) return false;
    }
  }
  return true;
}

// ---- commands -------------------------------------------------------------------------------------------

function* runWords(
  shell: Shell,
  node: SimpleCommand,
  words: string[],
  assignments: Map<number, PreparedAssignment>,
  last: boolean,
): Step {
  const name = words[0]!;
  const builtin = builtinOf(shell, name);
  const specialFirst = builtin?.special === true && (shell.posix || shell.options.get('posix'));
  if (shell.functions.has(name) && !specialFirst) {
    yield* traceCommand(shell, node, words);
    yield* inScope(shell, node, () => callFunction(shell, name, words.slice(1)));
  } else if (builtin) {
    const call = { name, args: words.slice(1), assignments: shifted(assignments) };
    yield* runBuiltin(shell, node, builtin, call, words);
  } else yield* runProgram(shell, node, words, last);
  const underscore = shell.variables.binding('_');
  if (underscore) underscore.value = words[words.length - 1];
}

/** A builtin that is enabled. */
export function builtinOf(shell: Shell, name: string): Builtin | undefined {
  return shell.disabledBuiltins.has(name) ? undefined : shell.dialect.builtins.get(name);
}

function shifted(assignments: Map<number, PreparedAssignment>): Map<number, PreparedAssignment> {
  return assignments.size === 0 ? assignments : new Map([...assignments].map(([i, a]) => [i - 1, a]));
}

function* traceCommand(shell: Shell, node: SimpleCommand, words: readonly string[]): Step {
  if (shell.options.xtrace && node.assignments.length === 0) yield* trace(shell, shell.posix ? words.join(' ') : tracedWords(words));
}

/** Builtins whose errors end dash. */
const FATAL = new Set(['shift', 'export', 'readonly', 'unset', 'set', 'local']);

function* runBuiltin(
  shell: Shell,
  node: SimpleCommand,
  builtin: Builtin,
  call: Parameters<Builtin['run']>[1],
  words: readonly string[],
): Step {
  yield* traceCommand(shell, node, words);
  if (node.redirects.length === 0 && node.assignments.length === 0) {
    shell.status = yield* builtin.run(shell, call);
    if (shell.posix && shell.status === 2 && FATAL.has(call.name) && !shell.interactive) throw new ShellExit(2);
    return;
  }
  // `exec` without a command keeps its redirections
  if (call.name === 'exec' && call.args.length === 0) {
    shell.status = (yield* applyRedirects(shell, node.redirects)) ? 0 : 1;
    if (shell.status !== 0 && shell.posix) throw new ShellExit(2);
    return;
  }
  const posix = shell.posix || shell.options.get('posix');
  yield* inScope(
    shell,
    node,
    function* () {
      shell.status = yield* builtin.run(shell, call);
    },
    posix && builtin.special === true,
  );
  if (shell.posix && builtin.special && shell.redirectFailed && !shell.interactive) throw new ShellExit(2);
}

/** Runs something with a command's own redirections and assignments; those of a special builtin of POSIX stay (`keeps`). */
function* inScope(shell: Shell, node: SimpleCommand, body: () => Step, keeps = false): Step {
  const saved: Saved[] = [];
  shell.redirectFailed = false;
  const scoped = node.assignments.length > 0;
  try {
    if (!(yield* applyRedirects(shell, node.redirects, saved))) {
      shell.status = shell.posix ? 2 : 1;
      shell.redirectFailed = true;
      return;
    }
    if (!scoped) return yield* body();
    shell.variables.enter(true);
    try {
      if (yield* assignTemporarily(shell, node.assignments)) yield* body();
      else throw new ShellExit(2);
      if (keeps) shell.variables.keepAll();
    } finally {
      shell.variables.leave();
    }
  } finally {
    restore(shell, saved);
  }
}

/** Runs a program: in a process of its own, or in this one where nothing comes after it. */
function* runProgram(shell: Shell, node: SimpleCommand, words: readonly string[], last: boolean): Step {
  // the command's own PATH is known only after its assignments
  const path = node.assignments.some((a) => a.name === 'PATH') ? undefined : findProgram(shell, words[0]!);
  const run = function* (sub: Shell): Step {
    if (!(yield* applyRedirects(sub, node.redirects))) {
      sub.status = sub.posix ? 2 : 1;
      return;
    }
    sub.variables.enter(true);
    if (!(yield* assignTemporarily(sub, node.assignments))) throw new ShellExit(2);
    yield* traceCommand(sub, node, words);
    sub.status = yield* becomeProgram(sub, words, path);
  };
  if (last && !shell.traps.any && shell.jobs.count === 0) {
    yield* run(shell);
    return;
  }
  const controlled = shell.options.get('monitor');
  const child = yield* forkShell(shell, run, { group: controlled ? 'new' : undefined });
  yield* waitForeground(shell, shell.jobs.create([{ process: child, source: node }], true, controlled));
}

// ---- command lines made by builtins ---------------------------------------------------------------------

/** Runs words as a command (`command`, `builtin`, completion functions). */
export function* runCommandWords(shell: Shell, words: readonly string[], options: CommandOptions = {}): Step<number> {
  const name = words[0]!;
  const builtin = builtinOf(shell, name);
  if (options.functions !== false && shell.functions.has(name)) yield* callFunction(shell, name, words.slice(1));
  else if (builtin) shell.status = yield* builtin.run(shell, { name, args: words.slice(1), assignments: new Map() });
  else {
    const path = findProgram(shell, name, options.standardPath);
    const controlled = shell.options.get('monitor');
    const child = yield* forkShell(
      shell,
      function* (sub) {
        sub.status = yield* becomeProgram(sub, words, path);
      },
      { group: controlled ? 'new' : undefined },
    );
    yield* waitForeground(shell, shell.jobs.create([{ process: child, source: words.join(' ') }], true, controlled));
  }
  return shell.status;
}
