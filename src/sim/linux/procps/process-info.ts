import { isErrno } from '../../kernel/errno.ts';
import type { Process } from '../../kernel/process.ts';
import { SECOND } from '../../kernel/time.ts';

/** What libproc2 gathers of one process from /proc. Times in seconds unless they say otherwise, sizes in KiB. */
export interface ProcessInfo {
  pid: number;
  /** The thread's number where threads are listed, else the pid. */
  tid: number;
  comm: string;
  state: string;
  ppid: number;
  pgrp: number;
  session: number;
  /** Device number of the terminal; 0 for none. */
  tty: number;
  tpgid: number;
  flags: number;
  minorFaults: number;
  majorFaults: number;
  userSeconds: number;
  systemSeconds: number;
  priority: number;
  nice: number;
  threads: number;
  /** Seconds after the machine's start. */
  startSeconds: number;
  virtualKiB: number;
  residentKiB: number;
  sharedKiB: number;
  uid: number;
  realUid: number;
  gid: number;
  realGid: number;
  groups: string;
  /** Fields of /proc/PID/status by name. */
  status: ReadonlyMap<string, string>;
  /** argv; empty where the process has none (a zombie). */
  command: string[];
}

/** Seconds since the machine was started, from /proc/uptime. */
export function uptimeSeconds(p: Process): number {
  return Number(p.sys.readText('/proc/uptime').split(' ')[0]);
}

/** When the machine was started, in microseconds since 1970. */
export function bootTime(p: Process): number {
  return p.clock.now - Math.round(uptimeSeconds(p) * SECOND);
}

/** The text of a file of /proc; `undefined` where the process has gone or it may not be read. */
export function procText(p: Process, path: string): string | undefined {
  try {
    return p.sys.readText(path);
  } catch (e) {
    if (isErrno(e)) return undefined;
    throw e;
  }
}

/** The numbers of the processes, ascending. */
export function listPids(p: Process): number[] {
  return p.sys
    .readdir('/proc')
    .flatMap((e) => (/^\d+$/.test(e.name) ? [Number(e.name)] : []))
    .sort((a, b) => a - b);
}

/** Reads one process, or one of its threads; `undefined` where it has gone. */
export function readProcess(p: Process, pid: number, tid?: number): ProcessInfo | undefined {
  const directory = tid === undefined ? `/proc/${pid}` : `/proc/${pid}/task/${tid}`;
  const stat = procText(p, `${directory}/stat`);
  const statusText = procText(p, `/proc/${pid}/status`);
  if (stat === undefined || statusText === undefined) return undefined;
  const close = stat.lastIndexOf(')');
  const comm = stat.slice(stat.indexOf('(') + 1, close);
  const fields = stat.slice(close + 2).split(' ');
  const n = (i: number): number => Number(fields[i]);
  const status = new Map(
    statusText.split('\n').flatMap((line): [string, string][] => {
      const colon = line.indexOf(':');
      return colon > 0 ? [[line.slice(0, colon), line.slice(colon + 1).trim()]] : [];
    }),
  );
  const ids = (name: string): number[] => (status.get(name) ?? '0\t0').split('\t').map(Number);
  const [realUid = 0, uid = 0] = ids('Uid');
  const [realGid = 0, gid = 0] = ids('Gid');
  const statm = (procText(p, `/proc/${pid}/statm`) ?? '').split(' ').map(Number);
  const cmdline = procText(p, `/proc/${pid}/cmdline`) ?? '';
  return {
    pid,
    tid: tid ?? pid,
    comm,
    state: fields[0]!,
    ppid: n(1),
    pgrp: n(2),
    session: n(3),
    tty: n(4),
    tpgid: n(5),
    flags: n(6),
    minorFaults: n(7),
    majorFaults: n(9),
    userSeconds: n(11) / 100,
    systemSeconds: n(12) / 100,
    priority: n(15),
    nice: n(16),
    threads: n(17),
    startSeconds: n(19) / 100,
    virtualKiB: n(20) / 1024,
    residentKiB: n(21) * 4,
    sharedKiB: (statm[2] ?? 0) * 4,
    uid,
    realUid,
    gid,
    realGid,
    groups: status.get('Groups') ?? '',
    status,
    command: cmdline === '' ? [] : cmdline.replace(/\0$/, '').split('\0'),
  };
}

/** All processes, by pid. */
export function readProcesses(p: Process): ProcessInfo[] {
  return listPids(p).flatMap((pid) => readProcess(p, pid) ?? []);
}

/** The threads of a process. */
export function readThreads(p: Process, pid: number): ProcessInfo[] {
  const tids = p.sys.exists(`/proc/${pid}/task`) ? p.sys.readdir(`/proc/${pid}/task`).map((e) => Number(e.name)) : [];
  return tids.sort((a, b) => a - b).flatMap((tid) => readProcess(p, pid, tid) ?? []);
}

/** The terminal of a device number as ps names it: `pts/0`, `?` for none. */
export function terminalName(device: number): string {
  if (device === 0) return '?';
  const major = device >> 8;
  const minor = device & 255;
  if (major === 136) return `pts/${minor}`;
  if (major === 4) return minor < 64 ? `tty${minor}` : `ttyS${minor - 64}`;
  return '?';
}

/** The command line in one line, as ps shows it: `[comm]` where there is none, and what cannot be printed as `?`. */
export function commandLine(info: ProcessInfo): string {
  if (info.state === 'Z') return `[${info.comm}] <defunct>`;
  if (info.command.length === 0) return `[${info.comm}]`;
  return printable(info.command.join(' '));
}

/** Control characters as `?`. */
export function printable(text: string): string {
  return text.replace(/[\x00-\x1f\x7f]/g, '?');
}
