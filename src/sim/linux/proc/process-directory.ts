import { Errno, isErrno } from '../../kernel/errno.ts';
import type { FileDescription } from '../../kernel/file.ts';
import type { Process } from '../../kernel/process.ts';
import { text } from '../../kernel/text.ts';
import type { LinuxCalls } from '../calls.ts';
import type { Inode } from '../fs/inode.ts';
import { type Place } from '../fs/mounts.ts';
import { DirectoryFile, RegularFile } from '../fs/open-files.ts';
import { cgroupText } from './cgroupfs.ts';
import { mountInfo, mountStats, mountTable } from './mount-text.ts';
import { NAMESPACE_KINDS, namespaceInode, type NamespaceKind } from './namespaces.ts';
import { networkFiles } from './net-files.ts';
import type { PidView } from './pid-view.ts';
import { limits, maps, oomScore, stat, statm, status } from './process-text.ts';
import type { Entry, Tree } from './tree.ts';
import { usageOf } from './usage.ts';

/** Looking into a process takes the rights of its user (ptrace access mode). Throws EACCES. */
function mayLook(asking: Process | undefined, process: Process): void {
  if (asking && asking.cred.uid !== 0 && asking.cred.uid !== (process.cred.realUid ?? process.cred.uid)) throw new Errno('EACCES');
}

const callsOf = (process: Process): LinuxCalls => process.sys as LinuxCalls;

/** `\0`-ended strings. */
const zeroEnded = (strings: readonly string[]): string => strings.map((s) => `${s}\0`).join('');

function number(data: Uint8Array, low: number, high: number): number {
  const value = text(data).trim();
  if (!/^[+-]?\d+$/.test(value) || Number(value) < low || Number(value) > high) throw new Errno('EINVAL', 'write');
  return Number(value);
}

/** /proc/PID/sched, as far as people look at it. */
function sched(process: Process, view: PidView): string {
  const head = `${process.comm} (${view.number(process)}, #threads: ${usageOf(process).threads})`;
  const rows: [string, string][] = [
    ['se.exec_start', (process.clock.now / 1000).toFixed(6)],
    ['se.vruntime', (process.cpuUs / 1000).toFixed(6)],
    ['se.sum_exec_runtime', (process.cpuUs / 1000).toFixed(6)],
    ['se.nr_migrations', '0'],
    ['nr_switches', String(1 + Math.floor(process.cpuUs / 900))],
    ['nr_voluntary_switches', String(1 + Math.floor(process.cpuUs / 900))],
    ['nr_involuntary_switches', '0'],
    ['se.load.weight', '1048576'],
    ['policy', '0'],
    ['prio', String(120 + process.nice)],
  ];
  const lines = rows.map(([name, value]) => `${name.padEnd(45)}:${value.padStart(21)}`);
  return `${[head, '-'.repeat(67), ...lines].join('\n')}\n`;
}

/** What stands behind a descriptor: the place of a file or directory, else the open file itself. */
function behind(description: FileDescription): Place | FileDescription['file'] {
  const { file } = description;
  return file instanceof RegularFile || file instanceof DirectoryFile ? file.place : file;
}

function descriptorDirectory(tree: Tree, process: Process): Inode {
  const list = (asking: Process | undefined): string[] => {
    mayLook(asking, process);
    return process.fds.list().map(([fd]) => String(fd));
  };
  const directory = tree.fs.synthetic('directory', 0o500, {
    list,
    // a descriptor can be closed and opened again: its link is made anew each time
    lookup(name) {
      const description = /^\d+$/.test(name) ? process.fds.get(Number(name)) : undefined;
      if (!description) return undefined;
      const link = tree.link(
        () => description.file.name,
        (asking) => {
          mayLook(asking, process);
          return behind(description);
        },
      );
      link.mode = (description.readable ? 0o500 : 0) | (description.writable ? 0o300 : 0) | 0o100;
      link.uid = process.cred.uid;
      link.gid = process.cred.gid;
      link.ctime = link.mtime = link.atime = process.startedAt;
      return link;
    },
  });
  directory.nlink = 2;
  return directory;
}

function descriptorInfo(tree: Tree, process: Process): Inode {
  return tree.dynamic(
    () => process.fds.list().map(([fd]) => String(fd)),
    (name) =>
      tree.file(
        () => {
          const description = process.fds.get(Number(name));
          if (!description) throw new Errno('ENOENT');
          const position = description.file.kind === 'file' ? (description.file.seek?.(0, 'current') ?? 0) : 0;
          const access = (description.writable ? (description.readable ? 2 : 1) : 0) | 0o100000;
          return `pos:\t${position}\nflags:\t0${access.toString(8)}\nmnt_id:\t15\nino:\t${description.file.stat().ino}\n`;
        },
        { mode: 0o400 },
      ),
    0o500,
  );
}

function namespaceLinks(tree: Tree, process: Process): Inode {
  const link = (kind: NamespaceKind): Inode =>
    tree.link((asking) => {
      mayLook(asking, process);
      return `${kind}:[${namespaceInode(process, kind)}]`;
    });
  const entries: Record<string, Entry> = {};
  for (const kind of NAMESPACE_KINDS) {
    entries[kind] = link(kind);
    if (kind === 'pid' || kind === 'time') entries[`${kind}_for_children`] = link(kind);
  }
  return tree.directory(entries, 0o511);
}

/** Threads: the main one has the process's number, the others are numbered after it. */
function threads(tree: Tree, process: Process, view: PidView, files: (names: readonly string[]) => Record<string, Entry>): Inode {
  const first = view.number(process);
  return tree.dynamic(
    () => Array.from({ length: usageOf(process).threads }, (_, i) => String(first + i)),
    (name) =>
      tree.directory({
        ...files(['cmdline', 'status', 'statm', 'limits', 'cgroup', 'environ', 'oom_score_adj', 'loginuid', 'wchan']),
        comm: tree.file(() => `${process.comm}\n`),
        stat: tree.file((asking) => stat(process, view, asking).replace(/^\d+/, name)),
      }),
  );
}

/** The plain files of a process's directory, by name. */
function plainFiles(tree: Tree, process: Process, view: PidView): Record<string, Entry> {
  const p = process;
  const own = (read: () => string): Inode =>
    tree.file(
      (asking) => {
        mayLook(asking, p);
        return read();
      },
      { mode: 0o400 },
    );
  const unset = (): string => '0\n';
  return {
    arch_status: tree.file(() => 'AVX512_elapsed_ms:\t-1\n'),
    autogroup: tree.file(() => `/autogroup-${view.numberOf(p.session)} nice 0\n`),
    auxv: own(() => ''),
    cgroup: tree.file((asking) => cgroupText(p, asking)),
    clear_refs: tree.file(() => '', { mode: 0o200, write: () => undefined }),
    cmdline: tree.file(() => (p.alive ? zeroEnded(p.argv) : '')),
    comm: tree.file(() => `${p.comm}\n`, {
      write: (_, data) => {
        p.comm = text(data)
          .replace(/\n[^]*$/, '')
          .slice(0, 15);
      },
    }),
    coredump_filter: tree.file(() => '00000033\n'),
    cpuset: tree.file(() => `${p.cgroup.path}\n`),
    environ: own(() => (p.alive ? zeroEnded(Object.entries(p.env).map(([k, v]) => `${k}=${v}`)) : '')),
    gid_map: tree.file(() => '         0          0 4294967295\n'),
    io: own(() =>
      ['rchar', 'wchar', 'syscr', 'syscw', 'read_bytes', 'write_bytes', 'cancelled_write_bytes'].map((n) => `${n}: 0\n`).join(''),
    ),
    ksm_merging_pages: own(unset),
    ksm_stat: own(() => 'ksm_rmap_items 0\n'),
    limits: tree.file(() => limits(p)),
    loginuid: tree.file(() => String(p.loginUid), {
      write: (_, data) => {
        p.loginUid = number(data, -1, 4_294_967_295) >>> 0;
      },
    }),
    maps: tree.file((asking) => {
      mayLook(asking, p);
      return p.alive && p.exe ? maps(p, ...binary(p)) : '';
    }),
    mem: tree.file(
      () => {
        throw new Errno('EIO', 'read');
      },
      { mode: 0o600 },
    ),
    mountinfo: tree.file(() => mountInfo(p)),
    mounts: tree.file(() => mountTable(p)),
    mountstats: own(() => mountStats(p)),
    numa_maps: tree.file(() => ''),
    oom_adj: tree.file(() => `${Math.round((p.oomScoreAdj * 17) / 1000)}\n`),
    oom_score: tree.file(() => `${oomScore(p)}\n`),
    oom_score_adj: tree.file(() => `${p.oomScoreAdj}\n`, {
      write: (asking, data) => {
        const value = number(data, -1000, 1000);
        if (value < p.oomScoreAdj && asking.cred.uid !== 0) throw new Errno('EACCES', 'write');
        p.oomScoreAdj = value;
      },
    }),
    pagemap: own(() => ''),
    personality: own(() => '00000000\n'),
    projid_map: tree.file(() => ''),
    sched: tree.file(() => sched(p, view)),
    schedstat: tree.file(() => `${Math.round(p.cpuUs * 1000)} 0 ${1 + Math.floor(p.cpuUs / 900)}\n`),
    sessionid: tree.file(() => '4294967295'),
    setgroups: tree.file(() => 'allow\n'),
    smaps: tree.file((asking) => {
      mayLook(asking, p);
      return '';
    }),
    smaps_rollup: tree.file((asking) => {
      mayLook(asking, p);
      const { residentKiB } = usageOf(p);
      return `55d0c0000000-7ffd4c3db000 ---p 00000000 00:00 0                          [rollup]\nRss:            ${String(residentKiB).padStart(8)} kB\nPss:            ${String(Math.round(residentKiB * 0.7)).padStart(8)} kB\n`;
    }),
    stack: own(() => ''),
    stat: tree.file((asking) => stat(p, view, asking)),
    statm: tree.file(() => (p.alive ? statm(p) : '0 0 0 0 0 0 0\n')),
    status: tree.file((asking) => status(p, view, asking)),
    syscall: own(() => 'running\n'),
    timens_offsets: tree.file(() => 'monotonic           0         0\nboottime            0         0\n'),
    timers: tree.file(() => ''),
    timerslack_ns: tree.file(() => '50000\n'),
    uid_map: tree.file(() => '         0          0 4294967295\n'),
    wchan: tree.file(() => '0'),
  };
}

/** Inode and device of a process's binary, for maps. */
function binary(process: Process): [ino: number, device: string] {
  try {
    const { ino, dev } = process.sys.stat(process.exe);
    return [ino, `${(dev >> 8).toString(16).padStart(2, '0')}:${(dev & 255).toString(16).padStart(2, '0')}`];
  } catch (e) {
    if (isErrno(e)) return [0, '00:00'];
    throw e;
  }
}

function links(tree: Tree, process: Process): Record<string, Entry> {
  const guarded =
    <T>(give: () => T) =>
    (asking: Process | undefined): T => {
      mayLook(asking, process);
      return give();
    };
  const place = (which: 'root' | 'cwd'): Inode =>
    tree.link(
      guarded(() => {
        const { root, cwd } = callsOf(process).places;
        return which === 'root' ? root.path() : cwd.path(root);
      }),
      guarded(() => callsOf(process).places[which]),
    );
  return {
    cwd: place('cwd'),
    exe: tree.link(
      guarded(() => {
        if (!process.alive || !process.exe) throw new Errno('ENOENT');
        return process.exe + (process.sys.exists(process.exe) ? '' : ' (deleted)');
      }),
      guarded(() => executablePlace(process)),
    ),
    root: place('root'),
  };
}

/** The place of a process's binary in its own mount namespace, where it is still there. */
function executablePlace(process: Process): Place | undefined {
  try {
    return process.exe ? callsOf(process).place(process.exe) : undefined;
  } catch (e) {
    if (isErrno(e)) return undefined;
    throw e;
  }
}

/** /proc/PID of one process. */
export function processDirectory(tree: Tree, process: Process, view: PidView): Inode {
  const files = plainFiles(tree, process, view);
  const some = (names: readonly string[]): Record<string, Entry> => Object.fromEntries(names.map((name) => [name, files[name]!]));
  const attr = (name: string): [string, Entry] => [
    name,
    tree.file(() => (name === 'current' ? `${process.security.apparmor}\n` : ''), { mode: 0o666 }),
  ];
  const entries: Record<string, Entry> = {
    ...files,
    ...links(tree, process),
    attr: tree.directory(Object.fromEntries(['current', 'exec', 'fscreate', 'keycreate', 'prev', 'sockcreate'].map(attr))),
    fd: descriptorDirectory(tree, process),
    fdinfo: descriptorInfo(tree, process),
    map_files: tree.directory({}, 0o500),
    net: tree.directory(networkFiles(tree, process)),
    ns: namespaceLinks(tree, process),
    task: threads(tree, process, view, some),
  };
  const sorted = Object.fromEntries(Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1)));
  const directory = tree.directory(sorted);
  directory.nlink = 9;
  for (const inode of [directory, ...(Object.values(sorted) as Inode[])]) {
    inode.uid = process.cred.uid;
    inode.gid = process.cred.gid;
    inode.atime = inode.mtime = inode.ctime = process.startedAt;
  }
  return directory;
}
