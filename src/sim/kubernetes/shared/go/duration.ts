import { GoError } from './error.ts';
import { isPrint } from './quote.ts';

/** A time.Duration: nanoseconds. */
export type Nanos = number;

export const NANOS = { ns: 1, µs: 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 } as const;

const UNITS: Record<string, bigint> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

/** The time package's own quoting: everything that is no printable ASCII goes out byte by byte. */
export function timeQuote(text: string): string {
  let out = '"';
  for (const char of text) {
    const code = char.codePointAt(0)!;
    if (char === '"' || char === '\\') out += `\\${char}`;
    else if (code < 0x20 || code >= 0x80 || !isPrint(char)) {
      for (const byte of new TextEncoder().encode(char)) out += `\\x${byte.toString(16).padStart(2, '0')}`;
    } else out += char;
  }
  return `${out}"`;
}

/** time.ParseDuration: `1h15m30.5s`. Gives nanoseconds; throws as Go does (`time: unknown unit "x" in duration "10x"`). */
export function parseDuration(text: string): Nanos {
  const fail = (why: string) => new GoError(`time: ${why} ${timeQuote(text)}`);
  let s = text;
  const negative = s[0] === '-';
  if (negative || s[0] === '+') s = s.slice(1);
  if (s === '0') return 0;
  if (s === '') throw fail('invalid duration');
  let total = 0n;
  const limit = 1n << 63n;
  while (s !== '') {
    const number = /^([0-9]*)(?:\.([0-9]*))?/.exec(s)!;
    const [whole, fraction] = [number[1]!, number[2] ?? ''];
    if (whole === '' && fraction === '') throw fail('invalid duration');
    s = s.slice(number[0].length);
    const unit = /^[^.0-9]*/.exec(s)![0];
    if (unit === '') throw fail('missing unit in duration');
    s = s.slice(unit.length);
    const scale = Object.hasOwn(UNITS, unit) ? UNITS[unit]! : undefined;
    if (scale === undefined) throw new GoError(`time: unknown unit ${timeQuote(unit)} in duration ${timeQuote(text)}`);
    total += BigInt(whole || '0') * scale;
    if (fraction !== '') total += (BigInt(fraction) * scale) / 10n ** BigInt(fraction.length);
    if (total > limit) throw fail('invalid duration');
  }
  if (!negative && total >= limit) throw fail('invalid duration');
  return Number(negative ? -total : total);
}

/** Duration.String(): `1h15m30.918s`, `100ms`, `1.5µs`, `0s`. */
export function formatDuration(nanos: Nanos): string {
  if (nanos === 0) return '0s';
  const sign = nanos < 0 ? '-' : '';
  const d = BigInt(Math.abs(nanos));
  const decimal = (value: bigint, unit: bigint) => {
    const rest = (value % unit)
      .toString()
      .padStart(unit.toString().length - 1, '0')
      .replace(/0+$/, '');
    return `${value / unit}${rest ? `.${rest}` : ''}`;
  };
  if (d < 1_000n) return `${sign}${d}ns`;
  if (d < 1_000_000n) return `${sign}${decimal(d, 1_000n)}µs`;
  if (d < 1_000_000_000n) return `${sign}${decimal(d, 1_000_000n)}ms`;
  const minutes = d / UNITS.m!;
  let out = `${decimal(d % UNITS.m!, UNITS.s!)}s`;
  if (minutes > 0n) out = `${minutes % 60n}m${out}`;
  if (minutes >= 60n) out = `${minutes / 60n}h${out}`;
  return sign + out;
}
