import { isErrno } from '../kernel/errno.ts';
import type { SystemCalls } from '../kernel/syscalls.ts';
import { bytes, concat, text } from '../kernel/text.ts';
import { SECOND, type Micros } from '../kernel/time.ts';
import { KERNEL } from './hardware.ts';

/** Kinds of records (utmp(5)). */
export const UTMP_KINDS = { empty: 0, runLevel: 1, boot: 2, login: 6, user: 7, dead: 8 } as const;

/** A record of /run/utmp and /var/log/wtmp. */
export interface UtmpRecord {
  kind: number;
  pid: number;
  /** `pts/0`; `~` for the machine itself. */
  line: string;
  id: string;
  user: string;
  host: string;
  at: Micros;
}

export const UTMP = '/run/utmp';
export const WTMP = '/var/log/wtmp';
const RECORD_BYTES = 384;

function encode(r: UtmpRecord): Uint8Array {
  const out = new Uint8Array(RECORD_BYTES);
  const view = new DataView(out.buffer);
  view.setInt16(0, r.kind, true);
  view.setInt32(4, r.pid, true);
  const put = (at: number, length: number, value: string): void => out.set(bytes(value).subarray(0, length), at);
  put(8, 32, r.line);
  put(40, 4, r.id);
  put(44, 32, r.user);
  put(76, 256, r.host);
  view.setInt32(340, Math.floor(r.at / SECOND), true);
  view.setInt32(344, r.at % SECOND, true);
  return out;
}

function decode(data: Uint8Array): UtmpRecord {
  const view = new DataView(data.buffer, data.byteOffset, RECORD_BYTES);
  const get = (at: number, length: number): string => text(data.subarray(at, at + length)).split('\0')[0]!;
  return {
    kind: view.getInt16(0, true),
    pid: view.getInt32(4, true),
    line: get(8, 32),
    id: get(40, 4),
    user: get(44, 32),
    host: get(76, 256),
    at: view.getInt32(340, true) * SECOND + view.getInt32(344, true),
  };
}

/** The records of a file, in its order; none where it is not there. */
export function readUtmp(sys: SystemCalls, path = UTMP): UtmpRecord[] {
  let data: Uint8Array;
  try {
    data = sys.readFile(path);
  } catch (e) {
    if (isErrno(e)) return [];
    throw e;
  }
  const out: UtmpRecord[] = [];
  for (let at = 0; at + RECORD_BYTES <= data.length; at += RECORD_BYTES) out.push(decode(data.subarray(at, at + RECORD_BYTES)));
  return out;
}

/** Puts a record into /run/utmp, over the one of the same id, and at the end of wtmp (login(3), logout(3)). */
export function recordSession(sys: SystemCalls, record: UtmpRecord): void {
  if (sys.exists(UTMP)) {
    const records = readUtmp(sys);
    const at = records.findIndex((r) => r.id === record.id && r.kind >= 5 && r.kind <= 8);
    if (at >= 0) records[at] = record;
    else records.push(record);
    sys.writeFile(UTMP, concat(records.map(encode)));
  }
  if (sys.exists(WTMP)) sys.appendFile(WTMP, encode(record));
}

/** What systemd-update-utmp notes when a machine has started; makes both files. */
export function recordBoot(sys: SystemCalls, at: Micros): void {
  const boot: UtmpRecord = { kind: UTMP_KINDS.boot, pid: 0, line: '~', id: '~~', user: 'reboot', host: KERNEL.release, at };
  sys.writeFile(UTMP, encode(boot), 0o664);
  if (sys.exists(WTMP)) sys.appendFile(WTMP, encode(boot));
  else sys.writeFile(WTMP, encode(boot), 0o664);
}

/** Who is logged in. */
export function loggedIn(sys: SystemCalls): UtmpRecord[] {
  return readUtmp(sys).filter((r) => r.kind === UTMP_KINDS.user && r.user !== '');
}
