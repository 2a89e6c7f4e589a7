import { rfc3339Nano, SECOND, type Micros } from '../../kernel/time.ts';

/** Go's time.Time.String of a moment that has a monotonic reading: `2026-11-22 05:01:34.7 +0000 UTC m=+12.3`. */
export function goTime(at: Micros, processStart: Micros): string {
  const text = rfc3339Nano(at).replace('T', ' ').replace('Z', '');
  const elapsed = (at - processStart) / SECOND;
  return `${text} +0000 UTC m=${elapsed >= 0 ? '+' : '-'}${Math.abs(elapsed).toFixed(9)}`;
}
