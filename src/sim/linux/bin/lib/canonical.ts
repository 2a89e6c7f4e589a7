import { Errno } from '../../../kernel/errno.ts';
import { LIMITS } from '../../../kernel/limits.ts';
import type { Process } from '../../../kernel/process.ts';
import { joinPath } from './paths.ts';

/** What of a path may be missing: nothing, its last name, or anything (gnulib's CAN_EXISTING, CAN_ALL_BUT_LAST, CAN_MISSING). */
export type Missing = 'nothing' | 'last' | 'anything';

/**
 * The absolute path without `.`, `..` and (with `links`) symbolic links, as `readlink -f` and realpath(1) make it. Throws
 * Errno where something is missing that may not be.
 */
export function canonicalize(p: Process, path: string, missing: Missing, links = true): string {
  if (path === '') throw new Errno('ENOENT', 'realpath', path);
  let names = path.split('/').filter(Boolean).reverse();
  let at = path.startsWith('/') ? '/' : p.sys.cwd();
  let followed = 0;
  // a slash at the end wants a directory
  const slash = /[^/]\/+$/.test(path);
  while (names.length > 0) {
    const name = names.pop()!;
    if (name === '.') continue;
    if (name === '..') {
      at = at.slice(0, at.lastIndexOf('/')) || '/';
      continue;
    }
    const next = joinPath(at, name);
    const last = names.length === 0;
    try {
      const st = p.sys.lstat(next);
      if (links && st.type === 'symlink') {
        if (++followed > LIMITS.symlinkDepth) throw new Errno('ELOOP', 'realpath', path);
        const target = p.sys.readlink(next);
        names = [...names, ...target.split('/').filter(Boolean).reverse()];
        if (target.startsWith('/')) at = '/';
        continue;
      }
      if (missing !== 'anything' && st.type !== 'directory' && st.type !== 'symlink' && (!last || slash))
        throw new Errno('ENOTDIR', 'realpath', path);
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      const allowed = missing === 'anything' || (missing === 'last' && last && e.code === 'ENOENT');
      if (!allowed || e.code === 'ELOOP') throw e;
    }
    at = next;
  }
  return at;
}

/** The same where anything may be missing; `undefined` where it cannot be resolved. */
export function canonicalPath(p: Process, path: string): string | undefined {
  try {
    return canonicalize(p, path, 'anything');
  } catch (e) {
    if (e instanceof Errno) return undefined;
    throw e;
  }
}

/** How to get from one absolute directory to another path. */
export function relativePath(from: string, to: string): string {
  const [a, b] = [from, to].map((path) => path.split('/').filter(Boolean)) as [string[], string[]];
  let common = 0;
  while (common < a.length && common < b.length && a[common] === b[common]) common++;
  return [...a.slice(common).map(() => '..'), ...b.slice(common)].join('/') || '.';
}
