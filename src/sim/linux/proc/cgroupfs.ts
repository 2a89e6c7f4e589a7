import { Errno } from '../../kernel/errno.ts';
import type { Cgroup } from '../../kernel/cgroup.ts';
import type { Process } from '../../kernel/process.ts';
import { text } from '../../kernel/text.ts';
import type { Inode } from '../fs/inode.ts';
import { HARDWARE } from '../hardware.ts';
import type { Entry, Tree } from './tree.ts';

/**
 * The hierarchies of control groups, version 1, as the recorded nodes have them: number and controllers, newest first. All of
 * them show the same tree of groups.
 */
export const HIERARCHIES: readonly (readonly [number: number, controllers: string])[] = [
  [9, 'name=systemd'],
  [8, 'pids'],
  [7, 'blkio'],
  [6, 'memory'],
  [5, 'devices'],
  [4, 'cpuset'],
  [3, 'cpuacct'],
  [2, 'cpu'],
  [1, 'freezer'],
];

/** A limit that nobody set, as the memory controller prints it: the largest number of whole pages. */
const UNLIMITED = '9223372036854771712';

/** /proc/PID/cgroup: a container's processes see their paths from their own group on. */
export function cgroupText(process: Process, asking: Process | undefined): string {
  const path = process.cgroup.path;
  // a cgroup namespace goes with the container's pid namespace: its init's group is the root
  const root = asking && asking.pidNamespace !== asking.table.pidNamespace ? asking.pidNamespace.init?.cgroup.path : undefined;
  const seen =
    root === undefined || root === '/' ? path : path === root ? '/' : path.startsWith(`${root}/`) ? path.slice(root.length) : `/..${path}`;
  return HIERARCHIES.map(([number, controllers]) => `${number}:${controllers}:${seen}\n`).join('');
}

const count = (n: number | undefined): string => (n === undefined || n === Infinity ? 'max' : String(n));

/** A number that was written to a group's file; -1 and `max` take the limit away. Throws EINVAL. */
function limit(data: Uint8Array): number | undefined {
  const value = text(data).trim();
  if (value === '-1' || value === 'max') return undefined;
  const m = /^(\d+)([kKmMgG]?)$/.exec(value);
  if (!m) throw new Errno('EINVAL', 'write');
  return Number(m[1]) * ({ k: 1024, m: 1024 ** 2, g: 1024 ** 3 }[m[2]!.toLowerCase()] ?? 1);
}

function groupFiles(tree: Tree, controller: string, group: Cgroup): Record<string, Entry> {
  const shown = (read: () => string | number): Inode => tree.file(() => `${read()}\n`);
  const set = (read: () => string | number, write: (n: number | undefined) => void): Inode =>
    tree.file(() => `${read()}\n`, { write: (_p, data) => write(limit(data)) });
  const move = (data: Uint8Array, p: Process): void => {
    const target = p.findPid(Number(text(data).trim()));
    if (!target) throw new Errno('ESRCH', 'write');
    target.cgroup.processes.delete(target);
    target.cgroup = group;
    group.processes.add(target);
  };
  const members = (): Inode =>
    tree.file((p) => [...group.processes].map((q) => `${p ? p.pidOf(q) : q.pid}\n`).join(''), { write: (p, data) => move(data, p) });
  const common: Record<string, Entry> = {
    'cgroup.clone_children': shown(() => 0),
    'cgroup.procs': members(),
    notify_on_release: shown(() => 0),
    tasks: members(),
  };
  switch (controller) {
    case 'memory':
      return {
        ...common,
        'memory.failcnt': shown(() => group.oomKills),
        'memory.limit_in_bytes': set(
          () => group.memoryMax ?? UNLIMITED,
          (n) => (group.memoryMax = n),
        ),
        'memory.max_usage_in_bytes': shown(() => group.memoryPeakBytes),
        'memory.oom_control': tree.file(() => `oom_kill_disable 0\nunder_oom 0\noom_kill ${group.oomKills}\n`),
        'memory.soft_limit_in_bytes': shown(() => UNLIMITED),
        'memory.stat': tree.file(() => memoryStat(group)),
        'memory.swappiness': shown(() => 60),
        'memory.usage_in_bytes': shown(() => group.memoryBytes),
        'memory.use_hierarchy': shown(() => 1),
      };
    case 'cpu':
      return {
        ...common,
        'cpu.cfs_period_us': shown(() => 100_000),
        'cpu.cfs_quota_us': set(
          () => group.cpuQuotaUs ?? -1,
          (n) => (group.cpuQuotaUs = n),
        ),
        'cpu.shares': set(
          () => group.cpuShares,
          (n) => (group.cpuShares = n ?? 1024),
        ),
        'cpu.stat': tree.file(() => 'nr_periods 0\nnr_throttled 0\nthrottled_time 0\n'),
      };
    case 'cpuacct':
      return {
        ...common,
        'cpuacct.stat': tree.file(
          () => `user ${Math.floor((group.cpuUs * 0.7) / 10_000)}\nsystem ${Math.floor((group.cpuUs * 0.3) / 10_000)}\n`,
        ),
        'cpuacct.usage': shown(() => Math.round(group.cpuUs * 1000)),
      };
    case 'pids':
      return {
        ...common,
        'pids.current': shown(() => group.all().length),
        ...(group.parent
          ? {
              'pids.max': set(
                () => count(group.pidsMax),
                (n) => (group.pidsMax = n),
              ),
            }
          : {}),
      };
    case 'cpuset':
      return { ...common, 'cpuset.cpus': shown(() => `0-${HARDWARE.cpus - 1}`), 'cpuset.mems': shown(() => 0) };
    case 'freezer':
      return group.parent ? { ...common, 'freezer.state': shown(() => 'THAWED') } : common;
    case 'devices':
      return { ...common, 'devices.list': shown(() => 'a *:* rwm') };
    default:
      return common;
  }
}

function memoryStat(group: Cgroup): string {
  const rows: [string, number | string][] = [
    ['cache', 0],
    ['rss', group.memoryBytes],
    ['rss_huge', 0],
    ['shmem', 0],
    ['mapped_file', 0],
    ['dirty', 0],
    ['writeback', 0],
    ['pgpgin', Math.ceil(group.memoryPeakBytes / 4096)],
    ['pgpgout', Math.ceil((group.memoryPeakBytes - group.memoryBytes) / 4096)],
    ['inactive_anon', group.memoryBytes],
    ['active_anon', 0],
    ['inactive_file', 0],
    ['active_file', 0],
    ['unevictable', 0],
    ['hierarchical_memory_limit', group.memoryMax ?? UNLIMITED],
    ['total_rss', group.memoryBytes],
  ];
  return rows.map(([name, value]) => `${name} ${value}\n`).join('');
}

/** The directory of a group in a controller's hierarchy; groups below it come and go with the kernel's. */
export function cgroupDirectory(tree: Tree, controller: string, group: Cgroup): Inode {
  const files = groupFiles(tree, controller, group);
  const own = new Map<string, Inode>();
  const known = new WeakMap<Cgroup, Inode>();
  const inode = tree.fs.synthetic('directory', 0o755, {
    list: () => [...Object.keys(files), ...group.children.keys()],
    lookup(name) {
      const below = group.children.get(name);
      if (below) {
        let directory = known.get(below);
        if (!directory) known.set(below, (directory = cgroupDirectory(tree, controller, below)));
        return directory;
      }
      if (!Object.hasOwn(files, name)) return undefined;
      let file = own.get(name);
      if (!file) own.set(name, (file = files[name] as Inode));
      return file;
    },
  });
  inode.nlink = 2 + group.children.size;
  return inode;
}
