import type { Process } from '../../kernel/process.ts';
import { groupNamed, userNamed } from '../accounts.ts';

/** A list of an option that does not make sense. */
export class ListError extends Error {}

/** Items between commas and blanks. */
export const split = (list: string): string[] => list.split(/[,\s]+/).filter(Boolean);

/** Process ids and the like. Throws ListError with the given message. */
export function numbers(list: string, what: string): number[] {
  return split(list).map((item) => {
    if (!/^-?\d+$/.test(item) || Number(item) < 1) throw new ListError(what);
    return Number(item);
  });
}

/** Users by name or number. Throws ListError. */
export function users(p: Process, list: string): number[] {
  return split(list).map((item) => {
    const id = userNamed(p.sys, item)?.uid ?? (/^\d+$/.test(item) ? Number(item) : undefined);
    if (id === undefined) throw new ListError('user name does not exist');
    return id;
  });
}

export function groups(p: Process, list: string): number[] {
  return split(list).map((item) => {
    const id = groupNamed(p.sys, item)?.gid ?? (/^\d+$/.test(item) ? Number(item) : undefined);
    if (id === undefined) throw new ListError('group name does not exist');
    return id;
  });
}

/** Device numbers of terminals by `pts/0`, `/dev/pts/0`, `0`, `-` and `?` (none). */
export function terminals(p: Process, list: string): number[] {
  return split(list).map((item) => {
    if (item === '-' || item === '?') return 0;
    const name = item.replace(/^\/dev\//, '');
    for (const candidate of [name, `tty${name}`, `pts/${name}`]) {
      const pts = /^pts\/(\d+)$/.exec(candidate);
      if (pts && p.sys.exists(`/dev/${candidate}`)) return (136 << 8) | Number(pts[1]);
      const tty = /^tty(\d+)$/.exec(candidate);
      if (tty && p.sys.exists(`/dev/${candidate}`)) return (4 << 8) | Number(tty[1]);
    }
    throw new ListError('TTY could not be found');
  });
}
