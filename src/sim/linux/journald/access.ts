import { isErrno } from '../../kernel/errno.ts';
import type { Process } from '../../kernel/process.ts';
import { LinuxCalls } from '../calls.ts';
import { storeOf, type JournalStore } from './store.ts';

/** What a process finds when it looks for journal files. */
export interface OpenedJournal {
  store: JournalStore | undefined;
  /** Directory that it is in. */
  directory: string;
  /** Files that it may not read. */
  denied: number;
}

/** Opens the system's journal, as far as the process may read it. */
export function openJournal(p: Process): OpenedJournal {
  let denied = 0;
  for (const base of ['/var/log/journal', '/run/log/journal']) {
    for (const machine of names(p, base)) {
      const directory = `${base}/${machine}`;
      for (const file of names(p, directory)) {
        if (!/\.journal~?$/.test(file) || !(p.sys instanceof LinuxCalls)) continue;
        try {
          p.sys.access(`${directory}/${file}`, 'r');
          const store = storeOf(p.sys.place(`${directory}/${file}`).inode);
          if (store) return { store, directory, denied };
        } catch (e) {
          if (!isErrno(e)) throw e;
          denied++;
        }
      }
    }
  }
  return { store: undefined, directory: '', denied };
}

function names(p: Process, path: string): string[] {
  try {
    return p.sys
      .readdir(path)
      .map((e) => e.name)
      .sort();
  } catch (e) {
    if (isErrno(e)) return [];
    throw e;
  }
}
