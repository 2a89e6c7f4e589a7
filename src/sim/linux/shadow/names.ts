import { DAY, pad, toCivil, type Micros, fromCivil } from '../../kernel/time.ts';
import type { AccountEditor } from '../accounts.ts';
import type { LoginDefs } from './login-defs.ts';

/** Whether a name may be a user's or a group's: Debian's shadow refuses little but what would break the files. */
export function validName(name: string): boolean {
  return name.length > 0 && name.length <= 32 && /^[a-z_][a-z0-9_.-]*\$?$/.test(name);
}

/** The first number for a new account: above all that are in use, from the range's start on. `undefined` where none is left. */
export function freeId(taken: readonly number[], low: number, high: number, downwards = false): number | undefined {
  const used = new Set(taken);
  if (downwards) {
    for (let id = high; id >= low; id--) if (!used.has(id)) return id;
    return undefined;
  }
  const highest = taken.filter((id) => id >= low && id <= high).reduce((a, b) => Math.max(a, b), low - 1);
  if (highest < high) return highest + 1;
  for (let id = low; id <= high; id++) if (!used.has(id)) return id;
  return undefined;
}

/** A number for a new group: the wanted one if it is free. */
export function freeGid(editor: AccountEditor, defs: LoginDefs, system: boolean, wanted?: number): number | undefined {
  const taken = editor.groups.map((g) => g.gid);
  if (wanted !== undefined && !taken.includes(wanted)) return wanted;
  return system
    ? freeId(taken, defs.number('SYS_GID_MIN', 100), defs.number('SYS_GID_MAX', 999), true)
    : freeId(taken, defs.number('GID_MIN', 1000), defs.number('GID_MAX', 60_000));
}

/** Days since 1970, as /etc/shadow counts them. */
export function daysOf(t: Micros): number {
  return Math.floor(t / DAY);
}

/** `2026-11-22`. */
export function isoDate(days: number): string {
  const c = toCivil(days * DAY);
  return `${c.year}-${pad(c.month)}-${pad(c.day)}`;
}

/** A date of -E and -d: `YYYY-MM-DD`, days since 1970, or nothing (-1, empty). `undefined` where it is none of these. */
export function parseDays(text: string): string | undefined {
  if (text === '' || text === '-1') return '';
  if (/^\d+$/.test(text)) return text;
  const m = /^(\d{4})-(\d\d?)-(\d\d?)$/.exec(text);
  return m ? String(daysOf(fromCivil(Number(m[1]), Number(m[2]), Number(m[3])))) : undefined;
}
