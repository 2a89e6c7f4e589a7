import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { SECOND } from '../../../kernel/time.ts';
import { readMemory } from '../../procps/meminfo.ts';
import { Failure, FAMILIES, utility, type Invocation } from '../lib/utility.ts';

const UNITS = ['bytes', 'kilo', 'mega', 'giga', 'tera', 'peta', 'kibi', 'mebi', 'gibi', 'tebi', 'pebi'] as const;
type Id = (typeof UNITS)[number] | 'human' | 'si' | 'lohi' | 'line' | 'total' | 'committed' | 'seconds' | 'count' | 'wide';

const POWER: Partial<Record<Id, number>> = {
  bytes: 0,
  kilo: 1,
  mega: 2,
  giga: 3,
  tera: 4,
  peta: 5,
  kibi: 1,
  mebi: 2,
  gibi: 3,
  tebi: 4,
  pebi: 5,
};

/** A size for people, as procps' scale_size prints it: two digits with one decimal where that fits four characters. */
function human(kib: number, si: boolean): string {
  const base = si ? 1000 : 1024;
  const suffix = si ? '' : 'i';
  const size = kib * 1024;
  if (size < base) return `${size}B`;
  for (const [i, unit] of ['K', 'M', 'G', 'T', 'P'].entries()) {
    const value = size / base ** (i + 1);
    const precise = `${value.toFixed(1)}${unit}${suffix}`;
    if (precise.length <= 4 + suffix.length) return precise;
    const whole = `${Math.floor(value)}${unit}${suffix}`;
    if (whole.length <= 4 + suffix.length) return whole;
  }
  return String(size);
}

function scaled(t: Invocation<Id>, kib: number): string {
  if (t.has('human')) return human(kib, t.has('si'));
  const unit = t.last(...UNITS) ?? 'kibi';
  const decimal = t.has('si') || ['kilo', 'mega', 'giga', 'tera', 'peta'].includes(unit);
  // -k, -m and -g mean powers of 1024 unless --si says otherwise
  return String(Math.floor((kib * 1024) / (decimal ? 1000 : 1024) ** (POWER[unit] ?? 1)));
}

function* once(p: Process, t: Invocation<Id>): Step {
  const m = readMemory(p);
  const cell = (kib: number): string => scaled(t, kib).padStart(11);
  if (t.has('line')) {
    const part = (name: string, kib: number): string => `${name} ${scaled(t, kib).padStart(11)} `;
    yield* p.stdout.line(
      `${part('SwapUse', m.swapTotal - m.swapFree)}${part('CachUse', m.buffers + m.cache)} ${part('MemUse', m.used)}${part('MemFree', m.free)}`,
    );
    return;
  }
  const wide = t.has('wide');
  const heads = ['total', 'used', 'free', 'shared', ...(wide ? ['buffers', 'cache'] : ['buff/cache']), 'available'];
  yield* p.stdout.line(' '.repeat(9) + heads.map((h) => h.padStart(11)).join(' '));
  const row = (name: string, values: number[]): string => name.padEnd(9) + values.map(cell).join(' ');
  yield* p.stdout.line(
    row('Mem:', [m.total, m.used, m.free, m.shared, ...(wide ? [m.buffers, m.cache] : [m.buffers + m.cache]), m.available]),
  );
  if (t.has('lohi')) {
    yield* p.stdout.line(row('Low:', [m.total, m.total - m.free, m.free]));
    yield* p.stdout.line(row('High:', [0, 0, 0]));
  }
  const swapUsed = m.swapTotal - m.swapFree;
  yield* p.stdout.line(row('Swap:', [m.swapTotal, swapUsed, m.swapFree]));
  if (t.has('total')) yield* p.stdout.line(row('Total:', [m.total + m.swapTotal, m.used + swapUsed, m.free + m.swapFree]));
  if (t.has('committed')) yield* p.stdout.line(row('Comm:', [m.commitLimit, m.committed, m.commitLimit - m.committed]));
}

export default utility({
  name: 'free',
  family: FAMILIES.procps,
  sizeBytes: 26_776,
  usage: ['[options]'],
  summary: 'Display amount of free and used memory in the system.',
  options: {
    bytes: { flags: '-b, --bytes', help: 'show output in bytes' },
    kilo: { flags: '--kilo', help: 'show output in kilobytes' },
    mega: { flags: '--mega', help: 'show output in megabytes' },
    giga: { flags: '--giga', help: 'show output in gigabytes' },
    tera: { flags: '--tera', help: 'show output in terabytes' },
    peta: { flags: '--peta', help: 'show output in petabytes' },
    kibi: { flags: '-k, --kibi', help: 'show output in kibibytes' },
    mebi: { flags: '-m, --mebi', help: 'show output in mebibytes' },
    gibi: { flags: '-g, --gibi', help: 'show output in gibibytes' },
    tebi: { flags: '--tebi', help: 'show output in tebibytes' },
    pebi: { flags: '--pebi', help: 'show output in pebibytes' },
    human: { flags: '-h, --human', help: 'show human-readable output' },
    si: { flags: '--si', help: 'use powers of 1000 not 1024' },
    lohi: { flags: '-l, --lohi', help: 'show detailed low and high memory statistics' },
    line: { flags: '-L, --line', help: 'show output on a single line' },
    total: { flags: '-t, --total', help: 'show total for RAM + swap' },
    committed: { flags: '-v, --committed', help: 'show committed memory and commit limit' },
    seconds: { flags: '-s, --seconds', arg: 'N', help: 'repeat printing every N seconds' },
    count: { flags: '-c, --count', arg: 'N', help: 'repeat printing N times, then exit' },
    wide: { flags: '-w, --wide', help: 'wide output' },
  },
  *main(p, t) {
    const seconds = t.value('seconds');
    if (seconds !== undefined && !(Number(seconds) > 0)) throw new Failure(`seconds argument \`${seconds}' failed`);
    const count = t.value('count');
    if (count !== undefined && !/^[1-9]\d*$/.test(count)) throw new Failure(`failed to parse count argument: '${count}'`);
    const times = count !== undefined ? Number(count) : seconds !== undefined ? Infinity : 1;
    for (let i = 0; i < times; i++) {
      if (i > 0) {
        yield* p.stdout.line('');
        yield* p.flush();
        yield* p.sleep(Number(seconds ?? 1) * SECOND);
      }
      yield* once(p, t);
    }
  },
});
