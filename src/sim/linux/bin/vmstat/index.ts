import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { SECOND } from '../../../kernel/time.ts';
import { readMemory } from '../../procps/meminfo.ts';
import { Failure, FAMILIES, utility, type Invocation } from '../lib/utility.ts';

type Id =
  'active' | 'forks' | 'slabs' | 'oneHeader' | 'stats' | 'disk' | 'diskSum' | 'partition' | 'unit' | 'wide' | 'timestamp' | 'noFirst';

interface Sample {
  user: number;
  system: number;
  idle: number;
  interrupts: number;
  switches: number;
}

function sample(p: Process): Sample & { running: number } {
  const stat = p.sys.readText('/proc/stat');
  const [user = 0, nice = 0, system = 0, idle = 0] = (/^cpu +(.*)$/m.exec(stat)?.[1] ?? '').split(' ').map(Number);
  const number = (name: string): number => Number(new RegExp(`^${name} (\\d+)`, 'm').exec(stat)?.[1] ?? 0);
  return { user: user + nice, system, idle, interrupts: number('intr'), switches: number('ctxt'), running: number('procs_running') };
}

const NONE: Sample = { user: 0, system: 0, idle: 0, interrupts: 0, switches: 0 };

function row(p: Process, t: Invocation<Id>, before: Sample, now: ReturnType<typeof sample>, seconds: number): string {
  const m = readMemory(p);
  const divisor = { k: 1000, K: 1024, m: 1e6, M: 1_048_576 }[t.value('unit') ?? 'K'] ?? 1024;
  const size = (kib: number): number => Math.floor((kib * 1024) / divisor);
  const delta = { user: now.user - before.user, system: now.system - before.system, idle: now.idle - before.idle };
  const total = Math.max(1, delta.user + delta.system + delta.idle);
  const share = (n: number): number => Math.round((n * 100) / total);
  const rate = (n: number): number => Math.floor(n / Math.max(1, seconds));
  const caches = t.has('active') ? [size(m.inactive), size(m.active)] : [size(m.buffers), size(m.cache)];
  const values = [
    now.running,
    0,
    size(m.swapTotal - m.swapFree),
    size(m.free),
    ...caches,
    0,
    0,
    0,
    0,
    rate(now.interrupts - before.interrupts),
    rate(now.switches - before.switches),
    share(delta.user),
    share(delta.system),
    share(delta.idle),
    0,
    0,
  ];
  const widths = t.has('wide')
    ? [4, 4, 12, 12, 12, 12, 4, 4, 5, 5, 4, 4, 3, 3, 3, 3, 3]
    : [2, 2, 6, 6, 6, 6, 4, 4, 5, 5, 4, 4, 2, 2, 2, 2, 2];
  return values.map((v, i) => String(v).padStart(widths[i]!)).join(' ');
}

function heading(t: Invocation<Id>): string {
  const [a, b] = t.has('active') ? [' inact', 'active'] : ['  buff', ' cache'];
  if (t.has('wide')) {
    return (
      '--procs-- -----------------------memory---------------------- ---swap-- -----io---- -system-- --------cpu--------\n' +
      `   r    b         swpd         free ${a.padStart(12)} ${b.padStart(12)}   si   so    bi    bo   in   cs  us  sy  id  wa  st\n`
    );
  }
  return `procs -----------memory---------- ---swap-- -----io---- -system-- ------cpu-----\n r  b   swpd   free ${a} ${b}   si   so    bi    bo   in   cs us sy id wa st\n`;
}

function* statistics(p: Process): Step {
  const m = readMemory(p);
  const s = sample(p);
  const stat = p.sys.readText('/proc/stat');
  const number = (name: string): number => Number(new RegExp(`^${name} (\\d+)`, 'm').exec(stat)?.[1] ?? 0);
  const rows: [number, string][] = [
    [m.total, 'K total memory'],
    [m.used, 'K used memory'],
    [m.active, 'K active memory'],
    [m.inactive, 'K inactive memory'],
    [m.free, 'K free memory'],
    [m.buffers, 'K buffer memory'],
    [m.cache, 'K swap cache'],
    [m.swapTotal, 'K total swap'],
    [m.swapTotal - m.swapFree, 'K used swap'],
    [m.swapFree, 'K free swap'],
    [s.user, 'non-nice user cpu ticks'],
    [0, 'nice user cpu ticks'],
    [s.system, 'system cpu ticks'],
    [s.idle, 'idle cpu ticks'],
    [0, 'IO-wait cpu ticks'],
    [0, 'IRQ cpu ticks'],
    [0, 'softirq cpu ticks'],
    [0, 'stolen cpu ticks'],
    [s.interrupts, 'interrupts'],
    [s.switches, 'CPU context switches'],
    [number('btime'), 'boot time'],
    [number('processes'), 'forks'],
  ];
  for (const [value, name] of rows) yield* p.stdout.line(`${String(value).padStart(13)} ${name}`);
}

export default utility({
  name: 'vmstat',
  family: FAMILIES.procps,
  sizeBytes: 39_080,
  usage: ['[options] [delay [count]]'],
  summary: 'Report virtual memory statistics.',
  options: {
    active: { flags: '-a, --active', help: 'active/inactive memory' },
    forks: { flags: '-f, --forks', help: 'number of forks since boot' },
    slabs: { flags: '-m, --slabs', help: 'slabinfo', refused: true },
    oneHeader: { flags: '-n, --one-header', help: 'do not redisplay header' },
    stats: { flags: '-s, --stats', help: 'event counter statistics' },
    disk: { flags: '-d, --disk', help: 'disk statistics', refused: true },
    diskSum: { flags: '-D, --disk-sum', help: 'summarize disk statistics', refused: true },
    partition: { flags: '-p, --partition', arg: '<dev>', help: 'partition specific statistics', refused: true },
    unit: { flags: '-S, --unit', arg: '<char>', help: 'define display unit' },
    wide: { flags: '-w, --wide', help: 'wide output' },
    timestamp: { flags: '-t, --timestamp', help: 'show timestamp', refused: true },
    noFirst: { flags: '-y, --no-first', help: 'skips first line of output' },
  },
  *main(p, t) {
    if (t.has('stats')) return yield* statistics(p);
    if (t.has('forks')) {
      yield* p.stdout.line(`${(/^processes (\d+)/m.exec(p.sys.readText('/proc/stat'))?.[1] ?? '0').padStart(13)} forks`);
      return;
    }
    const [delay, count] = t.operands.map((text) => {
      if (!/^\d+$/.test(text) || Number(text) < 1) throw new Failure(`failed to parse argument: '${text}'`);
      return Number(text);
    });
    yield* p.stdout.write(heading(t));
    const times = delay === undefined ? 1 : (count ?? Infinity);
    let before: Sample = NONE;
    for (let i = 0; i < times; i++) {
      if (i > 0) yield* p.sleep(delay! * SECOND);
      const now = sample(p);
      const seconds = i === 0 ? (now.idle + now.user + now.system) / 200 : delay!;
      if (i > 0 || !t.has('noFirst')) yield* p.stdout.line(row(p, t, before, now, seconds));
      if (times > 1) yield* p.flush();
      before = now;
    }
  },
});
