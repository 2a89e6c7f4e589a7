import { isErrno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import { argmatch } from './argmatch.ts';
import { baseName, dirName, joinPath } from './paths.ts';
import type { Option, Tool } from './utility.ts';

/** The options of cp, mv, ln and install that make backups. */
export const BACKUP_OPTIONS = {
  backup: { flags: '--backup', arg: '[CONTROL]', help: 'make a backup of each existing destination file' },
  b: { flags: '-b', help: 'likewise, without an argument' },
  suffix: { flags: '-S, --suffix', arg: 'SUFFIX', help: 'use SUFFIX for backups, not ~' },
} as const satisfies Record<string, Option>;

const TYPES = [
  ['none', 'off'],
  ['simple', 'never'],
  ['existing', 'nil'],
  ['numbered', 't'],
] as const;

/** How to name the backup of a file. */
export interface Backup {
  kind: 'simple' | 'existing' | 'numbered';
  suffix: string;
}

/** The kind of backups that was asked for, if any (VERSION_CONTROL and SIMPLE_BACKUP_SUFFIX count too). Throws UsageError. */
export function backupOf(t: Tool<keyof typeof BACKUP_OPTIONS>): Backup | undefined {
  if (!t.has('backup', 'b', 'suffix')) return undefined;
  const env = t.p.env['VERSION_CONTROL'];
  const given = t.value('backup');
  const word =
    given !== undefined ? argmatch(t, 'backup type', given, TYPES) : env ? argmatch(t, '$VERSION_CONTROL', env, TYPES) : 'existing';
  if (word === 'none') return undefined;
  return { kind: word, suffix: t.value('suffix') || t.p.env['SIMPLE_BACKUP_SUFFIX'] || '~' };
}

/** The name for the backup of a file: `x~`, or `x.~3~`. */
export function backupName(p: Process, path: string, backup: Backup): string {
  let highest = 0;
  if (backup.kind !== 'simple') {
    const base = baseName(path);
    try {
      for (const { name } of p.sys.readdir(dirName(path))) {
        const m = name.startsWith(`${base}.~`) ? /^(\d+)~$/.exec(name.slice(base.length + 2)) : null;
        if (m) highest = Math.max(highest, Number(m[1]));
      }
    } catch (e) {
      if (!isErrno(e)) throw e;
    }
  }
  return backup.kind === 'numbered' || highest > 0 ? `${path}.~${highest + 1}~` : path + backup.suffix;
}

/** A file's name in a directory: what cp, mv, ln and install make of a source and a target directory. */
export function inDirectory(directory: string, source: string): string {
  const base = baseName(source);
  return base === '..' || base === '/' ? directory : joinPath(directory, base);
}
