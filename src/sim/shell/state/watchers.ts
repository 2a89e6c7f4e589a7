import type { Shell } from '../exec/shell.ts';
import { localeOf } from '../text.ts';

function locale(shell: Shell): void {
  shell.locale = localeOf((name) => shell.variables.get(name));
}

function historySize(shell: Shell): void {
  if (!shell.history) return;
  const size = shell.variables.get('HISTSIZE');
  shell.history.limit = size === undefined || !/^\s*-?\d+\s*$/.test(size) ? -1 : Number(size);
  shell.history.trim();
}

/** What follows when a variable of some name changes (variables.c: special_vars). */
export const WATCHERS: ReadonlyMap<string, (shell: Shell) => void> = new Map([
  ['PATH', (shell: Shell) => shell.hashed.clear()],
  [
    'OPTIND',
    (shell: Shell) => {
      shell.optionOffset = 0;
    },
  ],
  ['LANG', locale],
  ['LC_ALL', locale],
  ['LC_CTYPE', locale],
  ['HISTSIZE', historySize],
  ['GLOBIGNORE', (shell: Shell) => shell.options.setShopt('dotglob', Boolean(shell.variables.get('GLOBIGNORE')))],
  ['POSIXLY_CORRECT', (shell: Shell) => shell.options.set('posix', shell.variables.get('POSIXLY_CORRECT') !== undefined)],
  ['IGNOREEOF', (shell: Shell) => shell.options.set('ignoreeof', shell.variables.get('IGNOREEOF') !== undefined)],
]);
