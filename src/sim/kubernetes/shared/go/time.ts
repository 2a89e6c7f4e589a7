import { fromCivil, SECOND, toCivil, type Micros } from '../../../kernel/time.ts';
import { GoError } from './error.ts';
import { timeQuote } from './duration.ts';

const two = (n: number) => String(n).padStart(2, '0');

/** `2006-01-02T15:04:05Z`, as metav1.Time is written (whole seconds, UTC). */
export function formatRfc3339(at: Micros): string {
  const c = toCivil(at);
  return `${String(c.year).padStart(4, '0')}-${two(c.month)}-${two(c.day)}T${two(c.hour)}:${two(c.minute)}:${two(c.second)}Z`;
}

/** `2006-01-02T15:04:05.000000Z`, as metav1.MicroTime is written. */
export function formatMicroTime(at: Micros): string {
  return `${formatRfc3339(at).slice(0, -1)}.${String(toCivil(at).micros).padStart(6, '0')}Z`;
}

/** `2006-01-02 15:04:05.999999 +0000 UTC`, as time.Time's String() without a monotonic clock. */
export function formatTime(at: Micros): string {
  const c = toCivil(at);
  const fraction = c.micros ? `.${String(c.micros).padStart(6, '0').replace(/0+$/, '')}` : '';
  return `${formatRfc3339(at).slice(0, -1).replace('T', ' ')}${fraction} +0000 UTC`;
}

const LAYOUT = '2006-01-02T15:04:05Z07:00';
const MICRO_LAYOUT = '2006-01-02T15:04:05.000000Z07:00';

/** What is read at each place of the layout: the layout's own words for an error, and how many digits stand there. */
const PARTS: readonly [element: string, digits: number][] = [
  ['2006', 4],
  ['-', 0],
  ['01', 2],
  ['-', 0],
  ['02', 2],
  ['T', 0],
  ['15', 2],
  [':', 0],
  ['04', 2],
  [':', 0],
  ['05', 2],
];

const daysIn = (year: number, month: number) =>
  month === 2 ? ((year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;

function parseZone(rest: string, fail: (element: string, at: string) => GoError): [seconds: number, length: number] {
  if (rest[0] === 'Z') return [0, 1];
  const zone = /^([-+])(\d\d):(\d\d)/.exec(rest);
  if (!zone) throw fail('Z07:00', rest);
  const [hours, minutes] = [Number(zone[2]), Number(zone[3])];
  if (hours > 24 || minutes > 60) throw fail('Z07:00', rest);
  return [(zone[1] === '-' ? -1 : 1) * (hours * 3600 + minutes * 60), zone[0].length];
}

/**
 * time.Parse with RFC3339 (a fraction of a second may stand) or, with `micro`, metav1.MicroTime's layout.
 * Throws `parsing time "x" as "2006-01-02T15:04:05Z07:00": cannot parse "x" as "2006"`.
 */
export function parseRfc3339(text: string, options: { micro?: boolean } = {}): Micros {
  const layout = options.micro ? MICRO_LAYOUT : LAYOUT;
  const fail = (element: string, at: string) =>
    new GoError(`parsing time ${timeQuote(text)} as ${timeQuote(layout)}: cannot parse ${timeQuote(at)} as ${timeQuote(element)}`);
  const outOfRange = (what: string) => new GoError(`parsing time ${timeQuote(text)}: ${what} out of range`);
  let rest = text;
  const numbers: number[] = [];
  for (const [element, digits] of PARTS) {
    if (digits === 0) {
      if (rest[0] !== element) throw fail(element, rest);
      rest = rest.slice(1);
      continue;
    }
    // an hour may have one digit: the layout's 15 is read that way
    const found = (element === '15' ? /^\d\d?/ : digits === 4 ? /^\d{4}/ : /^\d\d/).exec(rest)?.[0];
    if (found === undefined) throw fail(element, rest);
    numbers.push(Number(found));
    rest = rest.slice(found.length);
    if (element === '01' && (numbers[1]! < 1 || numbers[1]! > 12)) throw outOfRange('month');
    if (element === '15' && numbers[3]! > 23) throw outOfRange('hour');
    if (element === '04' && numbers[4]! > 59) throw outOfRange('minute');
    if (element === '05' && numbers[5]! > 59) throw outOfRange('second');
  }
  const [year, month, day, hour, minute, second] = numbers as [number, number, number, number, number, number];
  const fraction = (options.micro ? /^[.,]\d{6}/ : /^[.,]\d+/).exec(rest)?.[0] ?? '';
  if (options.micro && fraction === '') throw fail('.000000', rest);
  rest = rest.slice(fraction.length);
  const [zone, length] = parseZone(rest, fail);
  if (rest.length > length) throw new GoError(`parsing time ${timeQuote(text)}: extra text: ${timeQuote(rest.slice(length))}`);
  if (day < 1 || day > daysIn(year, month)) throw outOfRange('day');
  const micros = Math.floor(Number(`0.${fraction.slice(1) || '0'}`) * 1e6 + 1e-7);
  return fromCivil(year, month, day, hour, minute, second) + micros - zone * SECOND;
}
