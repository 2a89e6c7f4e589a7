import { isErrno } from '../../kernel/errno.ts';
import type { Step } from '../../kernel/step.ts';
import { readScript, runSourced } from '../builtins/flow.ts';
import { contain } from '../exec/fork.ts';
import type { Shell } from '../exec/shell.ts';
import { expandQuoted } from '../expand/expand.ts';
import { quotedParts } from '../syntax/words.ts';
import type { BashOptions } from './bash-options.ts';

/** Runs the files that bash reads when it starts, as Debian builds it (shell.c: run_startup_files). */
export function* runStartupFiles(shell: Shell, options: BashOptions): Step {
  const { variables } = shell;
  const byRemoteShell = options.command !== undefined && variables.get('SHLVL') === '1' && (variables.get('SSH_CLIENT') ?? variables.get('SSH2_CLIENT'));
  if (!shell.start.interactive && byRemoteShell && !options.login) {
    if (!options.noRc) yield* runRc(shell, options);
    return;
  }
  if (options.login && !options.noProfile && !shell.options.get('posix')) {
    yield* runFile(shell, '/etc/profile');
    const profile = ['~/.bash_profile', '~/.bash_login', '~/.profile'].map((f) => homePath(shell, f)).find((f) => shell.statOrNone(f));
    if (profile !== undefined) yield* runFile(shell, profile);
    if (!shell.start.interactive) return;
  } else if (shell.start.interactive) {
    if (!options.noRc && !options.login) yield* runRc(shell, options);
    return;
  }
  if (!shell.start.interactive && !shell.options.get('posix')) {
    const environment = variables.get('BASH_ENV');
    if (environment) yield* runFile(shell, yield* expandQuoted(shell, quotedParts(environment, false)));
  }
}

function* runRc(shell: Shell, options: BashOptions): Step {
  yield* runFile(shell, '/etc/bash.bashrc');
  yield* runFile(shell, homePath(shell, options.rcFile));
}

function homePath(shell: Shell, path: string): string {
  return path.startsWith('~/') ? `${shell.variables.get('HOME') ?? ''}${path.slice(1)}` : path;
}

/** Runs a file if it is there; an error in it ends no more than its command. */
export function* runFile(shell: Shell, path: string): Step {
  let text: string;
  try {
    if (shell.statOrNone(path)?.type !== 'file') return;
    text = yield* readScript(shell, path);
  } catch (e) {
    if (isErrno(e)) return;
    throw e;
  }
  const body = runSourced(shell, text, path, []);
  if (shell.start.interactive) yield* contain(shell, asStep(body));
  else yield* body;
}

function* asStep(body: Step<number>): Step {
  yield* body;
}

/** Runs what a login shell runs when it ends. */
export function* runLogout(shell: Shell): Step {
  const { status } = shell;
  yield* runFile(shell, homePath(shell, '~/.bash_logout'));
  yield* runFile(shell, '/etc/bash.bash_logout');
  shell.status = status;
}
