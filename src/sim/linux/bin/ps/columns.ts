import { isErrno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import { SECOND, pad, toCivil, MONTHS, WEEKDAYS, DAY } from '../../../kernel/time.ts';
import type { NameCache } from '../../accounts.ts';
import { HARDWARE } from '../../hardware.ts';
import { commandLine, printable, procText, terminalName, type ProcessInfo } from '../../procps/process-info.ts';

/** What columns are computed from beside the process itself. */
export interface PsContext {
  p: Process;
  names: NameCache;
  uptime: number;
  /** When the machine was started, in microseconds. */
  bootedAt: number;
  /** Characters in front of a command in a tree. */
  prefix: ReadonlyMap<ProcessInfo, string>;
  /** BSD `e`: the environment after the command. */
  environment: boolean;
  /** BSD `c`: the name where a command with arguments would stand. */
  nameOnly: boolean;
  /** Names of users as numbers (`n`). */
  numeric: boolean;
}

type Alignment = 'left' | 'right' | 'user' | 'unlimited';

/** One output column (the format table of procps' src/ps/output.c). */
export interface Column {
  header: string;
  width: number;
  align: Alignment;
  text(info: ProcessInfo, c: PsContext): string;
  /** What `--sort` compares; the text where it is not given. */
  key?(info: ProcessInfo, c: PsContext): number | string;
}

/** Width of a process id: the digits of the largest one. */
export const PID_WIDTH = 7;

const right = (header: string, width: number, value: (i: ProcessInfo, c: PsContext) => number | string): Column => ({
  header,
  width,
  align: 'right',
  text: (i, c) => String(value(i, c)),
  key: value,
});
const left = (header: string, width: number, value: (i: ProcessInfo, c: PsContext) => string): Column => ({
  header,
  width,
  align: 'left',
  text: (i, c) => value(i, c),
});

function userColumn(header: string, width: number, of: (i: ProcessInfo) => number, kind: 'user' | 'group' = 'user'): Column {
  const name = (i: ProcessInfo, c: PsContext): string => (c.numeric ? String(of(i)) : c.names[kind](of(i)));
  return {
    header,
    width,
    align: 'user',
    text: (i, c) => {
      const text = name(i, c);
      return text.length > width ? `${text.slice(0, width - 1)}+` : text;
    },
    key: name,
  };
}

const cpuSeconds = (i: ProcessInfo): number => i.userSeconds + i.systemSeconds;
const elapsed = (i: ProcessInfo, c: PsContext): number => Math.max(0, Math.floor(c.uptime - i.startSeconds));
const startMicros = (i: ProcessInfo, c: PsContext): number => c.bootedAt + Math.round(i.startSeconds * SECOND);

/** Share of one processor since the start, in tenths of a percent. */
function permille(i: ProcessInfo, c: PsContext): number {
  const seconds = c.uptime - i.startSeconds;
  return seconds > 0 ? Math.floor((Math.floor(cpuSeconds(i)) * 1000) / seconds) : 0;
}

function percentCpu(i: ProcessInfo, c: PsContext): string {
  const value = permille(i, c);
  return value > 999 ? String(Math.floor(value / 10)) : `${Math.floor(value / 10)}.${value % 10}`;
}

function percentMemory(i: ProcessInfo): string {
  const value = Math.min(999, Math.floor((i.residentKiB * 1000) / HARDWARE.memoryKiB));
  return `${Math.floor(value / 10)}.${value % 10}`;
}

/** `[DD-]HH:MM:SS`. */
function clockTime(seconds: number): string {
  const t = Math.floor(seconds);
  const days = Math.floor(t / 86_400);
  const rest = `${pad(Math.floor(t / 3600) % 24)}:${pad(Math.floor(t / 60) % 60)}:${pad(t % 60)}`;
  return days > 0 ? `${days}-${rest}` : rest;
}

/** `[[DD-]HH:]MM:SS`. */
function elapsedTime(seconds: number): string {
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor(seconds / 3600) % 24;
  const rest = `${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
  if (days > 0) return `${days}-${pad(hours)}:${rest}`;
  return hours > 0 ? `${pad(hours)}:${rest}` : rest;
}

/** `HH:MM` today, `MmmDD` this year, else the year. */
function startTime(i: ProcessInfo, c: PsContext): string {
  const started = startMicros(i, c);
  const at = toCivil(started);
  const now = toCivil(c.p.clock.now);
  if (at.year !== now.year) return String(at.year);
  return at.yearday !== now.yearday ? `${MONTHS[at.month - 1]}${pad(at.day)}` : `${pad(at.hour)}:${pad(at.minute)}`;
}

function bsdStart(i: ProcessInfo, c: PsContext): string {
  const started = startMicros(i, c);
  const at = toCivil(started);
  return c.p.clock.now - started > DAY ? `${MONTHS[at.month - 1]} ${String(at.day).padStart(2)}` : ` ${pad(at.hour)}:${pad(at.minute)}`;
}

function longStart(i: ProcessInfo, c: PsContext): string {
  const at = toCivil(startMicros(i, c));
  return `${WEEKDAYS[at.weekday]} ${MONTHS[at.month - 1]} ${String(at.day).padStart(2)} ${pad(at.hour)}:${pad(at.minute)}:${pad(at.second)} ${at.year}`;
}

/** STAT: the state, then what makes the process special. */
function statText(i: ProcessInfo): string {
  let out = i.state;
  if (i.nice < 0) out += '<';
  if (i.nice > 0) out += 'N';
  if (i.session === i.pid) out += 's';
  if (i.threads > 1) out += 'l';
  if (i.pgrp === i.tpgid) out += '+';
  return out;
}

/** The command as the options ask for it, with what stands in front of it in a tree. */
function command(i: ProcessInfo, c: PsContext, withArguments: boolean): string {
  const prefix = c.prefix.get(i) ?? '';
  let text: string;
  if (withArguments && !c.nameOnly) {
    text = commandLine(i);
    if (c.environment) {
      const environment = procText(c.p, `/proc/${i.pid}/environ`);
      if (environment) text += ` ${printable(environment.replace(/\0$/, '').replaceAll('\0', ' '))}`;
    }
  } else text = i.state === 'Z' ? `${i.comm} <defunct>` : printable(i.comm);
  return prefix + text;
}

const unlimited = (header: string, width: number, value: (i: ProcessInfo, c: PsContext) => string): Column => ({
  header,
  width,
  align: 'unlimited',
  text: value,
});

function namespace(kind: string): (i: ProcessInfo, c: PsContext) => string {
  return (i, c) => {
    try {
      return /\d+/.exec(c.p.sys.readlink(`/proc/${i.pid}/ns/${kind}`))?.[0] ?? '-';
    } catch (e) {
      if (isErrno(e)) return '-';
      throw e;
    }
  };
}

function exePath(i: ProcessInfo, c: PsContext): string {
  try {
    return c.p.sys.readlink(`/proc/${i.pid}/exe`);
  } catch (e) {
    if (isErrno(e)) return '-';
    throw e;
  }
}

const file =
  (name: string, empty = '-') =>
  (i: ProcessInfo, c: PsContext): string =>
    (procText(c.p, `/proc/${i.pid}/${name}`) ?? '').trim() || empty;

/** Control groups as procps prints them: the hierarchies joined by commas, those at the root left out. */
function cgroups(i: ProcessInfo, c: PsContext): string {
  const lines = (procText(c.p, `/proc/${i.pid}/cgroup`) ?? '').split('\n').filter((l) => l && !l.endsWith(':/'));
  return lines.join(',') || '-';
}

/** The systemd unit of a process: the last part of its path in systemd's hierarchy that names one. */
function unit(suffix: RegExp): (i: ProcessInfo, c: PsContext) => string {
  return (i, c) => {
    const line = (procText(c.p, `/proc/${i.pid}/cgroup`) ?? '').split('\n').find((l) => l.includes('name=systemd') || l.startsWith('0::'));
    return (
      line
        ?.split('/')
        .reverse()
        .find((part) => suffix.test(part)) ?? '-'
    );
  };
}

const supplementary = (i: ProcessInfo, c: PsContext, names: boolean): string =>
  i.groups
    .split(' ')
    .filter(Boolean)
    .map((g) => (names ? c.names.group(Number(g)) : g))
    .join(',') || '-';

const signal =
  (field: string) =>
  (i: ProcessInfo): string =>
    i.status.get(field) ?? '0000000000000000';
const pages = (kib: number): number => Math.floor(kib / 4);

const pid = (header: string, value: (i: ProcessInfo) => number): Column => right(header, PID_WIDTH, value);
const time = (header: string, width: number): Column => ({ ...right(header, width, (i) => clockTime(cpuSeconds(i))), key: cpuSeconds });
const tty = (header: string, width = 8): Column => left(header, width, (i) => terminalName(i.tty));

const base: Record<string, Column> = {
  '%cpu': { ...right('%CPU', 4, percentCpu), key: permille },
  '%mem': { ...right('%MEM', 4, percentMemory), key: (i) => i.residentKiB },
  args: unlimited('COMMAND', 27, (i, c) => command(i, c, true)),
  blocked: right('BLOCKED', 16, signal('SigBlk')),
  bsdstart: { ...right('START', 6, bsdStart), key: (i) => i.startSeconds },
  bsdtime: { ...right('TIME', 6, (i) => `${Math.floor(cpuSeconds(i) / 60)}:${pad(Math.floor(cpuSeconds(i)) % 60)}`), key: cpuSeconds },
  c: { ...right('C', 2, (i, c) => Math.min(99, Math.floor(permille(i, c) / 10))), key: permille },
  caught: right('CAUGHT', 16, signal('SigCgt')),
  cgroup: unlimited('CGROUP', 27, cgroups),
  cgroupns: right('CGROUPNS', 10, namespace('cgroup')),
  class: left('CLS', 3, () => ' TS'),
  comm: unlimited('COMMAND', 15, (i, c) => command(i, c, false)),
  cp: right('CP', 3, permille),
  cputimes: right('TIME', 8, (i) => Math.floor(cpuSeconds(i))),
  drs: right('DRS', 5, (i) => Math.round(i.virtualKiB / 8)),
  egid: right('EGID', 5, (i) => i.gid),
  egroup: userColumn('EGROUP', 8, (i) => i.gid, 'group'),
  eip: right('EIP', 16, () => '0000000000000000'),
  esp: right('ESP', 16, () => '0000000000000000'),
  etime: { ...right('ELAPSED', 11, (i, c) => elapsedTime(elapsed(i, c))), key: elapsed },
  etimes: right('ELAPSED', 7, elapsed),
  euid: right('EUID', 5, (i) => i.uid),
  euser: userColumn('EUSER', 8, (i) => i.uid),
  exe: left('EXE', 27, exePath),
  f: right('F', 1, (i) => ((i.flags >> 6) & 7).toString(8)),
  fname: left('COMMAND', 8, (i) => i.comm.slice(0, 8)),
  gid: right('GID', 5, (i) => i.gid),
  group: userColumn('GROUP', 8, (i) => i.gid, 'group'),
  ignored: right('IGNORED', 16, signal('SigIgn')),
  ipcns: right('IPCNS', 10, namespace('ipc')),
  label: unlimited('LABEL', 31, file('attr/current')),
  lstart: { ...right('STARTED', 24, longStart), key: (i) => i.startSeconds },
  luid: right('LUID', 5, file('loginuid')),
  lwp: pid('LWP', (i) => i.tid),
  majflt: right('MAJFLT', 6, (i) => i.majorFaults),
  minflt: right('MINFLT', 6, (i) => i.minorFaults),
  mntns: right('MNTNS', 10, namespace('mnt')),
  netns: right('NETNS', 10, namespace('net')),
  ni: right('NI', 3, (i) => i.nice),
  nlwp: right('NLWP', 4, (i) => i.threads),
  oom: right('OOM', 4, file('oom_score')),
  oomadj: right('OOMADJ', 5, file('oom_score_adj')),
  opri: right('PRI', 3, (i) => 60 + i.priority),
  pending: right('PENDING', 16, signal('SigPnd')),
  pgid: pid('PGID', (i) => i.pgrp),
  pid: pid('PID', (i) => i.pid),
  pidns: right('PIDNS', 10, namespace('pid')),
  ppid: pid('PPID', (i) => i.ppid),
  pri: right('PRI', 3, (i) => 39 - i.priority),
  pss: right('PSS', 5, (i) => Math.round(i.residentKiB * 0.7)),
  psr: right('PSR', 3, (i) => i.pid % HARDWARE.cpus),
  rgid: right('RGID', 5, (i) => i.realGid),
  rgroup: userColumn('RGROUP', 8, (i) => i.realGid, 'group'),
  rss: right('RSS', 5, (i) => i.residentKiB),
  rtprio: right('RTPRIO', 6, () => '-'),
  ruid: right('RUID', 5, (i) => i.realUid),
  ruser: userColumn('RUSER', 8, (i) => i.realUid),
  s: left('S', 1, (i) => i.state),
  sched: right('SCH', 3, () => 0),
  sid: pid('SID', (i) => i.session),
  size: right('SIZE', 5, (i) => Math.round(i.virtualKiB / 8)),
  slice: unlimited('SLICE', 31, unit(/\.slice$/)),
  stackp: right('STACKP', 16, () => '0000000000000000'),
  start: { ...right('STARTED', 8, (i, c) => startLong(i, c)), key: (i) => i.startSeconds },
  start_time: { ...right('START', 5, startTime), key: (i) => i.startSeconds },
  stat: left('STAT', 4, statText),
  supgid: unlimited('SUPGID', 20, (i, c) => supplementary(i, c, false)),
  supgrp: unlimited('SUPGRP', 40, (i, c) => supplementary(i, c, true)),
  sz: right('SZ', 5, (i) => pages(i.virtualKiB)),
  tgid: pid('TGID', (i) => i.pid),
  thcount: right('THCNT', 5, (i) => i.threads),
  timens: right('TIMENS', 10, namespace('time')),
  tpgid: pid('TPGID', (i) => i.tpgid),
  trs: right('TRS', 4, (i) => Math.round(i.sharedKiB / 3)),
  uid: right('UID', 5, (i) => i.uid),
  unit: unlimited('UNIT', 31, unit(/\.(service|scope|socket|mount|swap)$/)),
  userns: right('USERNS', 10, namespace('user')),
  util_c: { ...right('C', 2, (i, c) => Math.min(99, Math.floor(permille(i, c) / 10))), key: permille },
  utsns: right('UTSNS', 10, namespace('uts')),
  uuc: right('%CUU', 6, percentCpu),
  vsz: right('VSZ', 6, (i) => Math.round(i.virtualKiB)),
  wchan: left('WCHAN', 6, (i, c) => file('wchan')(i, c).replace(/^0$/, '-').slice(0, 6)),
};

function startLong(i: ProcessInfo, c: PsContext): string {
  const started = startMicros(i, c);
  const at = toCivil(started);
  if (c.p.clock.now - started > DAY) return `  ${MONTHS[at.month - 1]} ${pad(at.day)}`;
  return `${pad(at.hour)}:${pad(at.minute)}:${pad(at.second)}`;
}

const renamed = (name: string, header: string): Column => ({ ...base[name]!, header });

/** All columns by their names for `-o` and `--sort`. */
export const COLUMNS: Readonly<Record<string, Column>> = {
  ...base,
  addr: left('ADDR', 4, () => '-'),
  addr_1: left('ADDR', 1, () => '-'),
  cls: base['class']!,
  cmd: renamed('args', 'CMD'),
  command: base['args']!,
  cpu: right('CPU', 3, () => '-'),
  cputime: time('TIME', 8),
  flag: base['f']!,
  flags: base['f']!,
  maj_flt: renamed('majflt', 'MAJFL'),
  min_flt: renamed('minflt', 'MINFL'),
  nice: base['ni']!,
  pcpu: base['%cpu']!,
  pgrp: renamed('pgid', 'PGRP'),
  pmem: base['%mem']!,
  policy: renamed('class', 'POL'),
  priority: { ...base['opri']!, header: 'PRI', text: (i) => String(i.priority) },
  rssize: base['rss']!,
  rsz: renamed('rss', 'RSZ'),
  sess: renamed('sid', 'SESS'),
  session: renamed('sid', 'SESS'),
  sgid: right('SGID', 5, (i) => i.gid),
  sgroup: userColumn('SGROUP', 8, (i) => i.gid, 'group'),
  sig: base['pending']!,
  spid: pid('SPID', (i) => i.tid),
  state: base['s']!,
  stime: { ...base['start_time']!, header: 'STIME' },
  suid: right('SUID', 5, (i) => i.uid),
  suser: userColumn('SUSER', 8, (i) => i.uid),
  svgid: right('SVGID', 5, (i) => i.gid),
  svuid: right('SVUID', 5, (i) => i.uid),
  tid: pid('TID', (i) => i.tid),
  time: time('TIME', 8),
  times: base['cputimes']!,
  tname: tty('TTY'),
  tt: tty('TT'),
  tty: tty('TT'),
  tty4: tty('TTY', 4),
  tty8: tty('TTY', 8),
  ucmd: renamed('comm', 'CMD'),
  ucomm: base['comm']!,
  uid_hack: userColumn('UID', 8, (i) => i.uid),
  uname: userColumn('USER', 8, (i) => i.uid),
  user: userColumn('USER', 8, (i) => i.uid),
  vsize: base['vsz']!,
  wname: base['wchan']!,
};
