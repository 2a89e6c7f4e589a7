import { isErrno } from '../../kernel/errno.ts';
import type { Process } from '../../kernel/process.ts';
import { MINUTE } from '../../kernel/time.ts';

const DIRECTORY = '/run/sudo/ts';

/** What a login is known by: the terminal, else the parent process. */
const place = (p: Process): string => (p.terminal ? p.terminal.name : `ppid:${p.pidOf(p.parent)}`);

function records(p: Process, user: string): Map<string, number> {
  try {
    return new Map(
      p.sys
        .readText(`${DIRECTORY}/${user}`)
        .split('\n')
        .filter(Boolean)
        .map((line): [string, number] => [line.split(' ')[0]!, Number(line.split(' ')[1])]),
    );
  } catch (e) {
    if (isErrno(e)) return new Map();
    throw e;
  }
}

function write(p: Process, user: string, all: Map<string, number>): void {
  p.sys.mkdirp(DIRECTORY, 0o700);
  p.sys.writeFile(`${DIRECTORY}/${user}`, [...all].map(([at, when]) => `${at} ${when}\n`).join(''), 0o600);
}

/** Whether a password was given on this terminal less than `minutes` ago (negative: ever). */
export function isRecent(p: Process, user: string, minutes: number): boolean {
  const at = records(p, user).get(`${place(p)}/${p.session}`);
  return at !== undefined && (minutes < 0 || p.clock.now - at < minutes * MINUTE);
}

/** Notes that the password was given now. */
export function stamp(p: Process, user: string): void {
  write(p, user, records(p, user).set(`${place(p)}/${p.session}`, p.clock.now));
}

/** Forgets it: on this terminal, or everywhere. */
export function forget(p: Process, user: string, everywhere: boolean): void {
  const all = records(p, user);
  if (everywhere) all.clear();
  else all.delete(`${place(p)}/${p.session}`);
  if (p.sys.exists(`${DIRECTORY}/${user}`)) write(p, user, all);
}
