import { SIGNALS, type SignalName } from '../../kernel/signals.ts';
import type { Process } from '../../kernel/process.ts';
import { permittedCapabilities, RESOURCES } from '../../kernel/security.ts';
import { pad } from '../../kernel/time.ts';
import { HARDWARE } from '../hardware.ts';
import type { PidView } from './pid-view.ts';
import { STATE_TEXT, stateOf, usageOf } from './usage.ts';

const PAGE_KIB = 4;
/** Clock ticks a second (sysconf(_SC_CLK_TCK)), in microseconds each. */
const TICK_US = 10_000;

const hex16 = (n: bigint): string => n.toString(16).padStart(16, '0');

/** Bits of the signals with a given kind of disposition. */
function signalMask(process: Process, kind: 'ignored' | 'caught'): string {
  let mask = 0n;
  for (const [name, number] of Object.entries(SIGNALS)) {
    const disposition = process.disposition(name as SignalName);
    if (disposition !== 'default' && (disposition === 'ignore') === (kind === 'ignored')) mask |= 1n << BigInt(number - 1);
  }
  return hex16(mask);
}

const ids = ({ cred }: Process): { uid: string; gid: string } => {
  const { uid, gid, realUid = uid, realGid = gid } = cred;
  return { uid: `${realUid}\t${uid}\t${uid}\t${uid}`, gid: `${realGid}\t${gid}\t${gid}\t${gid}` };
};

/** Its numbers in the pid namespaces from the one that looks down to its own. */
function numbers(process: Process, view: PidView, of: (p: Process) => number, whole: number): string {
  return process.pidNamespace === view.namespace ? String(whole) : `${whole}\t${of(process)}`;
}

/** /proc/PID/status (proc(5)), as Linux 6.1 prints it. */
export function status(process: Process, view: PidView, asking: Process | undefined): string {
  const { threads, virtualKiB, residentKiB, sharedKiB } = usageOf(process);
  const { security } = process;
  const { uid, gid } = ids(process);
  const pid = view.number(process);
  const permitted = permittedCapabilities(security, process.cred.uid);
  const kb = (n: number): string => `${String(n).padStart(8)} kB`;
  const memory = process.alive
    ? [
        ['VmPeak', kb(virtualKiB)],
        ['VmSize', kb(virtualKiB)],
        ['VmLck', kb(0)],
        ['VmPin', kb(0)],
        ['VmHWM', kb(residentKiB)],
        ['VmRSS', kb(residentKiB)],
        ['RssAnon', kb(residentKiB - sharedKiB)],
        ['RssFile', kb(sharedKiB)],
        ['RssShmem', kb(0)],
        ['VmData', kb(Math.round(virtualKiB / 8))],
        ['VmStk', kb(132)],
        ['VmExe', kb(Math.round(sharedKiB / 3))],
        ['VmLib', kb(threads > 4 ? 8 : 1748)],
        ['VmPTE', kb(Math.max(40, Math.round(residentKiB / 128)))],
        ['VmSwap', kb(0)],
        ['HugetlbPages', kb(0)],
        ['CoreDumping', '0'],
        ['THP_enabled', '1'],
      ]
    : [];
  const rows: string[][] = [
    ['Name', process.comm],
    ...(process.alive ? [['Umask', pad(Number(process.umask.toString(8)), 4)]] : []),
    ['State', STATE_TEXT[stateOf(process, asking)]],
    ['Tgid', String(pid)],
    ['Ngid', '0'],
    ['Pid', String(pid)],
    ['PPid', String(view.number(process.parent))],
    ['TracerPid', '0'],
    ['Uid', uid],
    ['Gid', gid],
    ['FDSize', String(Math.max(64, 2 ** Math.ceil(Math.log2(process.fds.size + 1))))],
    ['Groups', `${process.cred.groups.join(' ')} `],
    ['NStgid', numbers(process, view, (p) => p.nsPid, pid)],
    ['NSpid', numbers(process, view, (p) => p.nsPid, pid)],
    ['NSpgid', numbers(process, view, () => 1, view.numberOf(process.group))],
    ['NSsid', numbers(process, view, () => 1, view.numberOf(process.session))],
    ...memory,
    ['Threads', String(threads)],
    ['SigQ', '0/96363'],
    ['SigPnd', hex16(0n)],
    ['ShdPnd', hex16(0n)],
    ['SigBlk', hex16(0n)],
    ['SigIgn', signalMask(process, 'ignored')],
    ['SigCgt', signalMask(process, 'caught')],
    ['CapInh', hex16(security.inheritable)],
    ['CapPrm', hex16(permitted)],
    ['CapEff', hex16(permitted)],
    ['CapBnd', hex16(security.bounding)],
    ['CapAmb', hex16(security.ambient)],
    ['NoNewPrivs', security.noNewPrivs ? '1' : '0'],
    ['Seccomp', String(security.seccomp)],
    ['Seccomp_filters', security.seccomp ? '1' : '0'],
    ['Speculation_Store_Bypass', 'thread vulnerable'],
    ['SpeculationIndirectBranch', 'conditional enabled'],
    ['Cpus_allowed', ((1 << HARDWARE.cpus) - 1).toString(16)],
    ['Cpus_allowed_list', `0-${HARDWARE.cpus - 1}`],
    ['Mems_allowed', '00000000,00000001'],
    ['Mems_allowed_list', '0'],
    ['voluntary_ctxt_switches', String(1 + Math.floor(process.cpuUs / 900))],
    ['nonvoluntary_ctxt_switches', String(Math.floor(process.cpuUs / 20_000))],
  ];
  return rows.map(([name, value]) => `${name}:\t${value}\n`).join('');
}

/** /proc/PID/stat: 52 fields (proc(5)). */
export function stat(process: Process, view: PidView, asking: Process | undefined): string {
  const { threads, virtualKiB, residentKiB } = usageOf(process);
  const ticks = Math.floor(process.cpuUs / TICK_US);
  const system = Math.floor(ticks * 0.3);
  const device = process.terminal ? (136 << 8) | Number(/\d+/.exec(process.terminal.name)?.[0] ?? 0) : 0;
  const fields: (string | number)[] = [
    view.number(process),
    `(${process.comm})`,
    stateOf(process, asking),
    view.number(process.parent),
    view.numberOf(process.group),
    view.numberOf(process.session),
    device,
    process.terminal ? view.numberOf(process.terminal.foreground) : -1,
    process.parent ? 4_194_560 : 4_194_304,
    Math.floor(residentKiB / PAGE_KIB),
    0,
    0,
    0,
    ticks - system,
    system,
    0,
    0,
    20 + process.nice,
    process.nice,
    threads,
    0,
    Math.max(0, Math.floor((process.startedAt - view.bootedAt) / TICK_US)),
    virtualKiB * 1024,
    Math.floor(residentKiB / PAGE_KIB),
    '18446744073709551615',
  ];
  // addresses, signals and the rest, which nobody reads
  const rest = [1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 17, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
  rest[26] = process.status ? (process.status.code ?? 0) << 8 : 0;
  return `${[...fields, ...rest].join(' ')}\n`;
}

/** /proc/PID/statm, in pages. */
export function statm(process: Process): string {
  const { virtualKiB, residentKiB, sharedKiB } = usageOf(process);
  const pages = (kib: number): number => Math.floor(kib / PAGE_KIB);
  return `${pages(virtualKiB)} ${pages(residentKiB)} ${pages(sharedKiB)} ${pages(sharedKiB / 3)} 0 ${pages(virtualKiB / 8)} 0\n`;
}

/** /proc/PID/limits. */
export function limits(process: Process): string {
  const text = (n: number): string => (n === Infinity ? 'unlimited' : String(n));
  const row = (name: string, soft: string, hard: string, units: string): string =>
    `${name.padEnd(25)} ${soft.padEnd(20)} ${hard.padEnd(20)} ${units.padEnd(10)}\n`;
  return (
    row('Limit', 'Soft Limit', 'Hard Limit', 'Units') +
    RESOURCES.map(([resource, name, units]) => {
      const [soft, hard] = process.rlimits[resource];
      return row(name, text(soft), text(hard), units);
    }).join('')
  );
}

/** /proc/PID/maps of a program: its binary, the C library where it has one, and its stack. */
export function maps(process: Process, inode: number, device: string): string {
  const row = (range: string, rights: string, offset: string, dev: string, ino: number, name: string): string =>
    `${`${range} ${rights} ${offset} ${dev} ${ino}`.padEnd(73)}${name}\n`;
  const base = `55${(0x1000000 + ((process.pid * 40_503) % 0xeffffff)).toString(16)}`;
  const at = (n: number): string => `${base}${n.toString(16)}00`;
  const exe = (i: number, rights: string): string => row(`${at(i)}-${at(i + 1)}`, rights, `0000${i}000`, device, inode, process.exe);
  const own = [exe(0, 'r--p'), exe(1, 'r-xp'), exe(2, 'r--p'), exe(3, 'rw-p')];
  const anonymous = (range: string, rights: string, name: string): string => row(range, rights, '00000000', '00:00', 0, name);
  return [
    ...own,
    anonymous(`${at(8)}-${at(9)}`, 'rw-p', '[heap]'),
    anonymous('7ffd4c1e0000-7ffd4c201000', 'rw-p', '[stack]'),
    anonymous('7ffd4c3d5000-7ffd4c3d9000', 'r--p', '[vvar]'),
    anonymous('7ffd4c3d9000-7ffd4c3db000', 'r-xp', '[vdso]'),
  ].join('');
}

/** /proc/PID/oom_score: the share of memory in thousandths, with the adjustment. */
export function oomScore(process: Process): number {
  const share = Math.floor((usageOf(process).residentKiB * 1000) / HARDWARE.memoryKiB);
  return Math.max(0, Math.min(2000, Math.floor(((share + process.oomScoreAdj + 1000) * 2) / 3)));
}
