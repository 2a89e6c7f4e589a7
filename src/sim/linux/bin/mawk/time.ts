import type { Process } from '../../../kernel/process.ts';
import { fromCivil, SECOND } from '../../../kernel/time.ts';
import { strftime } from '../lib/strftime.ts';
import { fromLocal, UTC, zoneOf } from '../lib/zone.ts';
import type { Runtime } from './runtime.ts';
import { isTrue, toNumber, toText, type Value } from './values.ts';

/** strftime([format [, seconds [, utc]]]). */
export function timeText(rt: Runtime, [format, seconds, utc]: readonly Value[]): string {
  const at = seconds === undefined ? rt.p.clock.now : Math.trunc(toNumber(seconds)) * SECOND;
  const zone = isTrue(utc) ? UTC : zoneOf(rt.p.env['TZ']);
  return strftime(format === undefined ? '%c' : toText(format, rt.convfmt), at, zone);
}

/** mktime("YYYY MM DD HH MM SS"): seconds since 1970, -1 where the text is no time. */
export function makeTime(p: Process, text: string): number {
  const parts = text.trim().split(/\s+/).map(Number);
  const [year, month, day, hour, minute, second] = parts;
  if (parts.length < 6 || parts.some(Number.isNaN)) return -1;
  // months and days out of range count on, as mktime(3) has it
  const months = year! * 12 + (month! - 1);
  const local = fromCivil(Math.floor(months / 12), (((months % 12) + 12) % 12) + 1, 1, hour, minute, second) + (day! - 1) * 86_400 * SECOND;
  return Math.floor(fromLocal(zoneOf(p.env['TZ']), local) / SECOND);
}
