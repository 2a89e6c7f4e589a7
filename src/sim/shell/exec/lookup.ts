import { isErrno } from '../../kernel/errno.ts';
import type { Shell } from './shell.ts';

export const STANDARD_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** What a path is for exec: a program, a file that may not be run, a directory, or nothing. */
export function executability(shell: Shell, path: string): 'program' | 'file' | 'directory' | undefined {
  const stat = shell.statOrNone(path);
  if (!stat) return undefined;
  if (stat.type === 'directory') return 'directory';
  try {
    shell.p.sys.access(shell.path(path), 'x');
    return 'program';
  } catch (e) {
    if (isErrno(e)) return 'file';
    throw e;
  }
}

/** Paths of a name in PATH, the first one only unless `all`; a file that may not be run only where there is no better. */
export function searchPath(shell: Shell, name: string, path: string | undefined, all = false): string[] {
  const found: string[] = [];
  let second: string | undefined;
  for (const directory of (path ?? '').split(':')) {
    const full = `${directory === '' ? '.' : directory.replace(/(.)\/+$/, '$1')}${directory === '/' ? '' : '/'}${name}`;
    const kind = executability(shell, full);
    if (kind === 'program') {
      found.push(full);
      if (!all) return found;
    } else if (kind === 'file') second ??= full;
  }
  return found.length > 0 || second === undefined || all ? found : [second];
}

/** The program of a name, found as bash finds it: a path stays one, PATH is asked once and remembered. */
export function findProgram(shell: Shell, name: string, standardPath = false): string | undefined {
  if (name.includes('/')) return name;
  if (standardPath) return searchPath(shell, name, STANDARD_PATH)[0];
  const known = shell.hashed.get(name);
  if (known) {
    if (!shell.options.shopt('checkhash') || executability(shell, known.path) === 'program') {
      known.hits++;
      return known.path;
    }
    shell.hashed.delete(name);
  }
  const [path] = searchPath(shell, name, shell.variables.get('PATH'));
  if (path !== undefined && (shell.posix || shell.options.get('hashall')) && executability(shell, path) === 'program') {
    // a path relative to the working directory is looked for each time
    if (path.startsWith('/')) shell.hashed.set(name, { path, hits: 1 });
  }
  return path;
}
