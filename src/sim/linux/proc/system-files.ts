import { pad, SECOND } from '../../kernel/time.ts';
import { HARDWARE, KERNEL, MODULES } from '../hardware.ts';
import type { Machine } from '../machine.ts';
import type { Entry, Tree } from './tree.ts';
import { stateOf, usageOf } from './usage.ts';

/** Memory of a machine in KiB: what its processes use, and what their files fill of the cache. */
export function memoryOf(machine: Machine): {
  total: number;
  free: number;
  available: number;
  buffers: number;
  cached: number;
  reclaimable: number;
  shared: number;
} {
  const total = HARDWARE.memoryKiB;
  const used = machine.table.list().reduce((sum, p) => sum + usageOf(p).residentKiB, 420_000);
  const cached = Math.min(total - used, 5_600_000 + Math.floor(machine.disk.usedBytes / 1024));
  const free = Math.max(0, total - used - cached);
  return {
    total,
    free,
    available: Math.min(total, free + Math.floor(cached * 0.94)),
    buffers: 182_340,
    cached: cached - 490_000,
    reclaimable: 307_660,
    shared: 14_812,
  };
}

function meminfo(machine: Machine): string {
  const m = memoryOf(machine);
  const swap = machine.swaps.reduce((sum, s) => sum + s.sizeKiB, 0);
  const anonymous = machine.table.list().reduce((sum, p) => sum + usageOf(p).residentKiB - usageOf(p).sharedKiB, 0);
  const rows: [string, number][] = [
    ['MemTotal', m.total],
    ['MemFree', m.free],
    ['MemAvailable', m.available],
    ['Buffers', m.buffers],
    ['Cached', m.cached],
    ['SwapCached', 0],
    ['Active', anonymous + Math.floor(m.cached / 3)],
    ['Inactive', Math.floor(m.cached * 0.6)],
    ['Active(anon)', 3_528],
    ['Inactive(anon)', anonymous],
    ['Active(file)', Math.floor(m.cached / 3)],
    ['Inactive(file)', Math.floor(m.cached * 0.6)],
    ['Unevictable', 24_796],
    ['Mlocked', 24_796],
    ['SwapTotal', swap],
    ['SwapFree', swap],
    ['Zswap', 0],
    ['Zswapped', 0],
    ['Dirty', 364],
    ['Writeback', 0],
    ['AnonPages', anonymous],
    ['Mapped', 402_136],
    ['Shmem', m.shared],
    ['KReclaimable', m.reclaimable],
    ['Slab', m.reclaimable + 78_460],
    ['SReclaimable', m.reclaimable],
    ['SUnreclaim', 78_460],
    ['KernelStack', 16 * machine.table.list().reduce((sum, p) => sum + usageOf(p).threads, 0)],
    ['PageTables', 9_312],
    ['NFS_Unstable', 0],
    ['Bounce', 0],
    ['WritebackTmp', 0],
    ['CommitLimit', Math.floor(m.total / 2) + swap],
    ['Committed_AS', anonymous * 3],
    ['VmallocTotal', 34_359_738_367],
    ['VmallocUsed', 28_364],
    ['VmallocChunk', 0],
    ['Percpu', 1_504],
    ['HardwareCorrupted', 0],
    ['AnonHugePages', 0],
    ['ShmemHugePages', 0],
    ['ShmemPmdMapped', 0],
    ['FileHugePages', 0],
    ['FilePmdMapped', 0],
  ];
  const kb = rows.map(([name, value]) => `${`${name}:`.padEnd(16)}${String(value).padStart(8)} kB\n`);
  const pages = ['HugePages_Total', 'HugePages_Free', 'HugePages_Rsvd', 'HugePages_Surp'].map(
    (n) => `${`${n}:`.padEnd(16)}${'0'.padStart(8)}\n`,
  );
  const last = (
    [
      ['Hugepagesize', 2048],
      ['Hugetlb', 0],
      ['DirectMap4k', 169_836],
      ['DirectMap2M', 7_170_048],
      ['DirectMap1G', 18_874_368],
    ] as const
  ).map(([name, value]) => `${`${name}:`.padEnd(16)}${String(value).padStart(8)} kB\n`);
  return [...kb, ...pages, ...last].join('');
}

const FLAGS =
  'fpu vme de pse tsc msr pae mce cx8 apic sep mtrr pge mca cmov pat pse36 clflush mmx fxsr sse sse2 ht syscall nx mmxext fxsr_opt pdpe1gb rdtscp lm rep_good nopl cpuid extd_apicid tsc_known_freq pni pclmulqdq ssse3 fma cx16 pcid sse4_1 sse4_2 x2apic movbe popcnt tsc_deadline_timer aes xsave avx f16c rdrand hypervisor lahf_lm cmp_legacy cr8_legacy abm sse4a misalignsse 3dnowprefetch osvw topoext perfctr_core ssbd ibrs ibpb stibp vmmcall fsgsbase tsc_adjust bmi1 avx2 smep bmi2 erms invpcid rdseed adx smap clflushopt clwb sha_ni xsaveopt xsavec xgetbv1 clzero xsaveerptr wbnoinvd arat umip pku ospke vaes vpclmulqdq rdpid fsrm';

function cpuinfo(): string {
  const one = (n: number): string =>
    [
      ['processor', n],
      ['vendor_id', 'AuthenticAMD'],
      ['cpu family', 25],
      ['model', 1],
      ['model name', HARDWARE.cpuModel],
      ['stepping', 1],
      ['microcode', '0x1000065'],
      ['cpu MHz', HARDWARE.cpuMhz.toFixed(3)],
      ['cache size', '512 KB'],
      ['physical id', 0],
      ['siblings', HARDWARE.cpus],
      ['core id', n],
      ['cpu cores', HARDWARE.cpus],
      ['apicid', n],
      ['initial apicid', n],
      ['fpu', 'yes'],
      ['fpu_exception', 'yes'],
      ['cpuid level', 13],
      ['wp', 'yes'],
      ['flags', FLAGS],
      ['bugs', 'sysret_ss_attrs null_seg spectre_v1 spectre_v2 spec_store_bypass srso'],
      ['bogomips', (HARDWARE.cpuMhz * 2).toFixed(2)],
      ['TLB size', '1024 4K pages'],
      ['clflush size', 64],
      ['cache_alignment', 64],
      ['address sizes', '48 bits physical, 48 bits virtual'],
      ['power management', ''],
    ]
      .map(([name, value]) => {
        const label = String(name);
        return label.length > 15 ? `${label}:` : `${label}${label.length < 8 ? '\t\t' : '\t'}: ${value}`;
      })
      .join('\n');
  return Array.from({ length: HARDWARE.cpus }, (_, n) => `${one(n)}\n\n`).join('');
}

/** Load averages: the processor time used, smoothed over 1, 5 and 15 minutes as far as somebody has looked. */
export class LoadAverage {
  #at: number;
  #cpuUs = 0;
  #values = [0, 0, 0];

  constructor(private readonly machine: Machine) {
    this.#at = machine.bootedAt;
  }

  read(): number[] {
    const { now } = this.machine.kernel.clock;
    const seconds = (now - this.#at) / SECOND;
    if (seconds >= 1) {
      const used = (this.machine.cgroups.cpuUs - this.#cpuUs) / SECOND / seconds;
      this.#values = this.#values.map((v, i) => {
        const keep = Math.exp(-seconds / [60, 300, 900][i]!);
        return v * keep + used * (1 - keep);
      });
      this.#at = now;
      this.#cpuUs = this.machine.cgroups.cpuUs;
    }
    return this.#values;
  }
}

function stat(machine: Machine): string {
  const { clock } = machine.kernel;
  const ticks = (us: number): number => Math.floor(us / 10_000);
  const uptime = clock.now - machine.bootedAt;
  const used = machine.cgroups.cpuUs;
  const row = (name: string, share: number): string => {
    const user = ticks(used * 0.7 * share);
    const system = ticks(used * 0.3 * share);
    const idle = Math.max(0, ticks(uptime * HARDWARE.cpus * share) - user - system);
    return `${name} ${user} 0 ${system} ${idle} 0 0 0 0 0 0\n`;
  };
  const processes = machine.table.list();
  return (
    row('cpu ', 1) +
    Array.from({ length: HARDWARE.cpus }, (_, n) => row(`cpu${n}`, 1 / HARDWARE.cpus)).join('') +
    `intr ${Math.floor(uptime / 4000)}\nctxt ${Math.floor(uptime / 600)}\nbtime ${Math.floor(machine.bootedAt / SECOND)}\n` +
    `processes ${processes.at(-1)?.pid ?? 1}\nprocs_running ${Math.max(1, processes.filter((p) => stateOf(p, undefined) === 'R').length)}\nprocs_blocked 0\n` +
    `softirq ${Math.floor(uptime / 8000)} 0 0 0 0 0 0 0 0 0 0\n`
  );
}

const FILE_SYSTEMS = [
  'sysfs',
  'tmpfs',
  'bdev',
  'proc',
  'cgroup',
  'cgroup2',
  'cpuset',
  'devtmpfs',
  'configfs',
  'debugfs',
  'tracefs',
  'securityfs',
  'sockfs',
  'bpf',
  'pipefs',
  'ramfs',
  'hugetlbfs',
  'devpts',
  'mqueue',
  'overlay',
];

const DEVICES = `Character devices:
  1 mem
  4 /dev/vc/0
  4 tty
  4 ttyS
  5 /dev/tty
  5 /dev/console
  5 /dev/ptmx
  7 vcs
 10 misc
 13 input
 29 fb
128 ptm
136 pts
226 drm
254 rtc

Block devices:
  7 loop
  8 sd
254 virtblk
259 blkext
`;

/** The files of /proc that belong to no process. */
export function systemFiles(tree: Tree, machine: Machine): Record<string, Entry> {
  const { clock } = machine.kernel;
  const load = new LoadAverage(machine);
  const file = (read: () => string, mode = 0o444) => tree.file(read, { mode });
  const seconds = (us: number): string => `${Math.floor(us / SECOND)}.${pad(Math.floor((us % SECOND) / 10_000))}`;
  return {
    buddyinfo: file(() => 'Node 0, zone      DMA      0      0      0      0      0      0      0      0      1      1      3\n', 0o400),
    cgroups: file(
      () =>
        '#subsys_name\thierarchy\tnum_cgroups\tenabled\n' +
        ['cpuset\t4', 'cpu\t2', 'cpuacct\t3', 'blkio\t7', 'memory\t6', 'devices\t5', 'freezer\t1', 'pids\t8']
          .map((s) => `${s}\t1\t1\n`)
          .join(''),
    ),
    cmdline: file(() => `${KERNEL.commandLine}\n`),
    consoles: file(() => 'ttyS0                -W- (EC p a)    4:64\ntty0                 -WU (E     )    4:2\n'),
    cpuinfo: file(cpuinfo),
    devices: file(() => DEVICES),
    diskstats: file(() => {
      const sectors = Math.floor(machine.disk.usedBytes / 512);
      const row = (minor: number, name: string): string =>
        ` 254 ${String(minor).padStart(7)} ${name} 18211 6120 1462278 8127 ${sectors} 0 ${sectors} 0 0 0 0 0 0 0 0 0 0\n`;
      return row(0, 'vda') + row(1, 'vda1');
    }),
    filesystems: file(() => `${FILE_SYSTEMS.map((f) => `nodev\t${f}\n`).join('')}\text3\n\text2\n\text4\n`),
    interrupts: file(
      () =>
        `           CPU0       CPU1       \n  0:         21          0   IO-APIC   2-edge      timer\nLOC:${String(Math.floor((clock.now - machine.bootedAt) / 4000)).padStart(11)}${String(Math.floor((clock.now - machine.bootedAt) / 4100)).padStart(11)}   Local timer interrupts\n`,
    ),
    loadavg: file(() => {
      const processes = machine.table.list();
      const threads = processes.reduce((sum, p) => sum + usageOf(p).threads, 0);
      const running = Math.max(1, processes.filter((p) => stateOf(p, undefined) === 'R').length);
      return `${load
        .read()
        .map((v) => v.toFixed(2))
        .join(' ')} ${running}/${threads} ${processes.at(-1)?.pid ?? 1}\n`;
    }),
    locks: file(() => ''),
    meminfo: file(() => meminfo(machine)),
    misc: file(() => '229 fuse\n144 nvram\n228 hpet\n231 snapshot\n232 kvm\n236 device-mapper\n'),
    modules: file(() =>
      MODULES.map(
        ([name, size, users]) =>
          `${name} ${size} ${users.length} ${users.length ? users.map((u) => `${u},`).join('') : '-'} Live 0x0000000000000000\n`,
      ).join(''),
    ),
    partitions: file(
      () => `major minor  #blocks  name\n\n 254        0  ${HARDWARE.diskKiB + 2048} vda\n 254        1  ${HARDWARE.diskKiB} vda1\n`,
    ),
    stat: file(() => stat(machine)),
    swaps: file(() => {
      const row = ({ path, type, sizeKiB, priority }: Machine['swaps'][number]): string =>
        `${path.padEnd(Math.max(40, path.length + 1))}${type === 'file' ? 'file\t' : 'partition'}\t${sizeKiB}\t${sizeKiB < 10_000_000 ? '\t' : ''}0\t\t${priority}\n`;
      return `Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n${machine.swaps.map(row).join('')}`;
    }),
    uptime: file(() => {
      const up = clock.now - machine.bootedAt;
      return `${seconds(up)} ${seconds(Math.max(0, up * HARDWARE.cpus - machine.cgroups.cpuUs))}\n`;
    }),
    version: file(() => `Linux version ${KERNEL.release} ${KERNEL.builder} ${KERNEL.version}\n`),
    vmstat: file(() => {
      const m = memoryOf(machine);
      const rows = {
        nr_free_pages: m.free / 4,
        nr_inactive_file: m.cached / 8,
        nr_active_file: m.cached / 16,
        nr_dirty: 91,
        nr_writeback: 0,
        pgpgin: 731_139,
        pgpgout: 1_204_532,
        pswpin: 0,
        pswpout: 0,
        pgfault: 9_412_215,
        pgmajfault: 1_421,
        oom_kill: machine.cgroups.oomKills,
      };
      return Object.entries(rows)
        .map(([k, v]) => `${k} ${Math.floor(v)}\n`)
        .join('');
    }),
    zoneinfo: file(() => 'Node 0, zone      DMA\n'),
  };
}
