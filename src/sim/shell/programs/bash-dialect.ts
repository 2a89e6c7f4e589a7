import { BASH_BUILTINS } from '../builtins/table.ts';
import type { Dialect } from '../dialect.ts';
import type { Shell } from '../exec/shell.ts';
import { bashMain } from './bash.ts';

/** Name of the shell in its messages (get_name_for_error). */
function errorName(shell: Shell): string {
  if (shell.start.interactive) return baseName(shell.name);
  return shell.source ?? shell.name;
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** GNU bash 5.2.15. */
export const BASH: Dialect = {
  id: 'bash',
  posix: false,
  builtins: BASH_BUILTINS,
  versionLine: 'GNU bash, version 5.2.15(1)-release (x86_64-pc-linux-gnu)',
  arithmeticError: (error, what) => what + error.text,
  unsetOrEmpty: 'parameter null or not set',
  message(shell, text, builtin) {
    const line = shell.start.interactive || shell.line === 0 ? '' : `line ${shell.line}: `;
    return `${errorName(shell)}: ${line}${builtin === undefined ? '' : `${builtin}: `}${text}`;
  },
  killed(shell, line) {
    return `${errorName(shell)}: line ${shell.line || 1}: ${line}`;
  },
  syntaxError(shell, failure, base, where) {
    const name = errorName(shell);
    const line = base + failure.line;
    let prefix = `${name}: ${where}: line ${line}: `;
    if (where === '' && shell.start.interactive) prefix = `${name}: `;
    else if (where === '' || where === name) prefix = `${name}: line ${line}: `;
    const lines = failure.message === '' ? [] : failure.message.split('\n');
    const shown = failure.showsLine && failure.offending !== undefined && !(where === '' && shell.start.interactive);
    if (shown) lines.push(`\`${failure.offending!.replace(/\n+$/, '')}'`);
    return lines.map((text) => `${prefix}${text}\n`).join('');
  },
  notFound: (name) => `${name}: command not found`,
  notRunnable(path, error) {
    if (error.code === 'ENOEXEC') return `${path}: cannot execute binary file: Exec format error`;
    return `${path}: ${error.text}`;
  },
  badInterpreter(path, interpreter, error) {
    if (error.code === 'ENOENT') return `${path}: cannot execute: required file not found`;
    return `${path}: ${interpreter}: bad interpreter: ${error.text}`;
  },
  cannotOpen: (path, error) => `${path}: ${error.text}`,
  main: bashMain,
};

