import { SECOND } from '../../../kernel/time.ts';
import { parseDecimal } from './numbers.ts';

const UNITS: Record<string, number> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 };

/** An interval as sleep(1) and timeout(1) take it: a number and `s`, `m`, `h` or `d`; in microseconds, `undefined` where it is none. */
export function parseInterval(text: string): number | undefined {
  const m = /^(.*?)([smhd]?)$/s.exec(text);
  const whole = parseDecimal(text);
  const value = whole ?? parseDecimal(m![1]!);
  if (value === undefined || value < 0) return undefined;
  return value * (whole === undefined ? UNITS[m![2]!]! : 1) * SECOND;
}
