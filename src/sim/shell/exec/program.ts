import { Errno, isErrno } from '../../kernel/errno.ts';
import type { ProcessMain } from '../../kernel/process.ts';
import { block, never, type Step } from '../../kernel/step.ts';
import { text } from '../../kernel/text.ts';
import { exported } from '../text.ts';
import { ShellExit } from './control.ts';
import { executability, findProgram } from './lookup.ts';
import type { Shell } from './shell.ts';

interface BecomeOptions {
  /** Looks in the standard places (`command -p`). */
  standardPath?: boolean;
  /** The builtin that wants it: its name stands in a second message. */
  says?: string;
}

/**
 * Puts a program in the place of this process (a fork of the shell, or the shell itself by `exec`). Comes back only where that is
 * not possible, which is told; gives the status.
 */
export function* becomeProgram(shell: Shell, words: readonly string[], path: string | undefined, options: BecomeOptions = {}): Step<number> {
  const name = words[0]!;
  const found = path ?? findProgram(shell, name, options.standardPath);
  if (found === undefined) {
    const applet = shell.dialect.applets?.get(name);
    return applet ? yield* becomeApplet(shell, words, applet) : yield* notFound(shell, words);
  }
  const { p } = shell;
  const argv = words.map(exported);
  const environment = { ...shell.environment(), _: exported(found) };
  try {
    p.sys.executable(exported(found), argv, environment);
  } catch (e) {
    if (!isErrno(e)) throw e;
    const status = yield* cannotRun(shell, words, found, e);
    if (options.says && !shell.posix) yield* shell.complain(`${options.says}: ${found}: cannot execute: ${e.text}`);
    return status;
  }
  p.env = environment;
  const file = exported(found);
  yield* handOver(shell, function* () {
    return yield* p.exec(argv, file);
  });
  return 126;
}

/**
 * Goes on with `main` instead of the shell's own code. It gets a thread of its own, so that what it does is not passed up through
 * the interpreter's generators.
 */
function* handOver(shell: Shell, main: () => Step<number | void>): Step<never> {
  const { p } = shell;
  const [current] = p.threads;
  p.thread(
    'main',
    (function* () {
      yield* p.exit((yield* main()) ?? 0);
    })(),
  );
  if (current) {
    current.ended = true;
    p.threads.delete(current);
  }
  return yield* block(never);
}

/** Goes on as a program that is part of this binary. */
function* becomeApplet(shell: Shell, words: readonly string[], main: ProcessMain): Step<number> {
  const { p } = shell;
  p.argv = words.map(exported);
  p.comm = p.argv[0]!.slice(0, 15);
  p.env = shell.environment();
  yield* handOver(shell, () => main(p));
  return 126;
}

/** No such command: the handler that Debian knows is asked where there is one. */
function* notFound(shell: Shell, words: readonly string[]): Step<number> {
  const name = words[0]!;
  if (shell.dialect.id === 'bash' && shell.functions.has('command_not_found_handle')) {
    return yield* shell.engine.call(shell, 'command_not_found_handle', words);
  }
  yield* shell.complain(shell.dialect.notFound(name));
  return 127;
}

/** exec(2) failed (execute_cmd.c: shell_execve). */
function* cannotRun(shell: Shell, words: readonly string[], path: string, error: Errno): Step<number> {
  const kind = executability(shell, path);
  if (error.code === 'ENOEXEC' && kind === 'program') return yield* runScript(shell, words, path);
  if (kind === undefined || error.code === 'ENOENT') {
    const interpreter = kind === undefined ? undefined : interpreterOf(shell, path);
    if (interpreter !== undefined) {
      yield* shell.complain(shell.dialect.badInterpreter(path, interpreter, error));
      return shell.dialect.id === 'bash' ? 126 : 127;
    }
    yield* shell.complain(shell.dialect.notRunnable(path, error));
    return 127;
  }
  const reason = kind === 'directory' ? new Errno('EISDIR', 'exec') : error;
  yield* shell.complain(shell.dialect.notRunnable(path, reason));
  return 126;
}

function firstBytes(shell: Shell, path: string): Uint8Array {
  try {
    return shell.p.sys.readFile(exported(path)).subarray(0, 256);
  } catch (e) {
    if (isErrno(e)) return new Uint8Array(0);
    throw e;
  }
}

function interpreterOf(shell: Shell, path: string): string | undefined {
  const m = /^#![ \t]*([^ \t\n]+)/.exec(text(firstBytes(shell, path)));
  return m?.[1];
}

/** A file without `#!` is a script of this shell, unless it is binary. */
function* runScript(shell: Shell, words: readonly string[], path: string): Step<number> {
  const head = firstBytes(shell, path);
  const lineEnd = head.indexOf(10);
  if (head.subarray(0, lineEnd < 0 ? head.length : lineEnd).includes(0)) {
    yield* shell.complain(shell.dialect.notRunnable(path, new Errno('ENOEXEC', 'exec')));
    return 126;
  }
  const { p } = shell;
  p.argv = [shell.dialect.id, exported(path), ...words.slice(1).map(exported)];
  p.env = shell.environment();
  const [current] = p.threads;
  if (current) yield* handOver(shell, () => shell.dialect.main(p));
  throw new ShellExit(126);
}
