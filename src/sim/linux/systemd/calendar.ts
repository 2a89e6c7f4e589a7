import { daysFromCivil, fromCivil, pad, SECOND, toCivil, type Micros } from '../../kernel/time.ts';
import { parseWeekday } from './time.ts';

/** One term of a calendar field: a value, a range, or a start with a repetition. Seconds count in microseconds. */
interface Term {
  start: number;
  stop?: number;
  repeat?: number;
}

/** A field of a calendar expression; no terms stand for every value. */
type Field = readonly Term[] | undefined;

/** A calendar expression (systemd.time(7)). */
export interface CalendarSpec {
  weekdays: readonly number[] | undefined;
  year: Field;
  month: Field;
  day: Field;
  /** Days count from the end of the month (`~`). */
  endOfMonth: boolean;
  hour: Field;
  minute: Field;
  second: Field;
  utc: boolean;
}

const SHORTHANDS: Readonly<Record<string, string>> = {
  minutely: '*-*-* *:*:00',
  hourly: '*-*-* *:00:00',
  daily: '*-*-* 00:00:00',
  monthly: '*-*-01 00:00:00',
  weekly: 'Mon *-*-* 00:00:00',
  yearly: '*-01-01 00:00:00',
  annually: '*-01-01 00:00:00',
  anually: '*-01-01 00:00:00',
  quarterly: '*-01,04,07,10-01 00:00:00',
  biannually: '*-01,07-01 00:00:00',
  'bi-annually': '*-01,07-01 00:00:00',
  semiannually: '*-01,07-01 00:00:00',
  'semi-annually': '*-01,07-01 00:00:00',
};

/** Reads a calendar expression; `undefined` where it is none. */
export function parseCalendar(text: string): CalendarSpec | undefined {
  let rest = (SHORTHANDS[text.toLowerCase()] ?? text).trim();
  const utc = / UTC$/.test(rest);
  rest = rest.replace(/ (?:UTC|Etc\/UTC)$/, '');
  let weekdays: number[] | undefined;
  const named = /^([A-Za-z]+(?:(?:\.\.|-|,)[A-Za-z]+)*),?(?:\s+|$)/.exec(rest);
  if (named) {
    weekdays = parseWeekdays(named[1]!);
    if (!weekdays) return undefined;
    rest = rest.slice(named[0].length);
  }
  const unix = /^@(\d+)$/.exec(rest);
  if (unix) return momentSpec(Number(unix[1]) * SECOND);
  const parts = rest.split(/\s+/).filter(Boolean);
  if (parts.length > 2 || (parts.length === 0 && !weekdays)) return undefined;
  const timePart = parts.find((part) => part.includes(':'));
  const datePart = parts.find((part) => part !== timePart);
  if (parts.length === 2 && (parts[1] !== timePart || !timePart)) return undefined;
  const date = datePart === undefined ? { year: undefined, month: undefined, day: undefined, endOfMonth: false } : parseDate(datePart);
  const time = timePart === undefined ? MIDNIGHT : parseTime(timePart);
  return date && time ? { weekdays, ...date, ...time, utc } : undefined;
}

const MIDNIGHT = { hour: [{ start: 0 }], minute: [{ start: 0 }], second: [{ start: 0 }] };

function momentSpec(t: Micros): CalendarSpec {
  const c = toCivil(t);
  const one = (start: number): Field => [{ start }];
  return {
    weekdays: undefined,
    year: one(c.year),
    month: one(c.month),
    day: one(c.day),
    endOfMonth: false,
    hour: one(c.hour),
    minute: one(c.minute),
    second: one(c.second * SECOND),
    utc: true,
  };
}

function parseWeekdays(text: string): number[] | undefined {
  const days = new Set<number>();
  for (const part of text.split(',')) {
    const [from, to = from] = part.split(/\.\.|-/).map(parseWeekday);
    if (from === undefined || to === undefined) return undefined;
    for (let day = from; ; day = (day + 1) % 7) {
      days.add(day);
      if (day === to) break;
    }
  }
  return days.size === 7 ? undefined : [...days];
}

function parseDate(text: string): Pick<CalendarSpec, 'year' | 'month' | 'day' | 'endOfMonth'> | undefined {
  const m = /^(?:([^-~]+)-)?([^-~]+)([-~])([^-~]+)$/.exec(text);
  if (!m) return undefined;
  const year = m[1] === undefined ? undefined : parseField(m[1], 1970, 2199);
  const month = parseField(m[2]!, 1, 12);
  const day = parseField(m[4]!, 1, 31);
  if (year === null || month === null || day === null) return undefined;
  return { year: year?.map(century), month, day, endOfMonth: m[3] === '~' };
}

const century = (term: Term): Term => (term.start < 100 ? { ...term, start: term.start + (term.start >= 70 ? 1900 : 2000) } : term);

function parseTime(text: string): Pick<CalendarSpec, 'hour' | 'minute' | 'second'> | undefined {
  const parts = text.split(':');
  if (parts.length > 3) return undefined;
  const hour = parseField(parts[0]!, 0, 23);
  const minute = parseField(parts[1]!, 0, 59);
  const second = parts[2] === undefined ? [{ start: 0 }] : parseField(parts[2], 0, 60, SECOND);
  return hour === null || minute === null || second === null ? undefined : { hour, minute, second };
}

/** `null` where the text is no field. */
function parseField(text: string, low: number, high: number, unit = 1): Field | null {
  if (text === '*') return undefined;
  const terms: Term[] = [];
  for (const part of text.split(',')) {
    const m = /^(\*|\d+(?:\.\d+)?)(?:\.\.(\d+(?:\.\d+)?))?(?:\/(\d+(?:\.\d+)?))?$/.exec(part);
    if (!m || (m[1] === '*' && (m[3] === undefined || m[2] !== undefined))) return null;
    const scaled = (digits: string | undefined): number | undefined =>
      digits === undefined ? undefined : Math.round(Number(digits) * unit);
    const start = m[1] === '*' ? low * unit : scaled(m[1])!;
    const stop = scaled(m[2]);
    const repeat = scaled(m[3]);
    const small = low === 1970 && start < 100;
    if ((!small && (start < low * unit || start > high * unit)) || (stop !== undefined && (stop > high * unit || stop < start)))
      return null;
    if (repeat === 0) return null;
    terms.push({ start, ...(stop !== undefined && { stop }), ...(repeat !== undefined && { repeat }) });
  }
  return terms;
}

function holds(field: Field, value: number): boolean {
  if (!field) return true;
  return field.some(({ start, stop, repeat }) => {
    if (value < start || (stop !== undefined && value > stop)) return false;
    if (repeat !== undefined) return (value - start) % repeat === 0;
    return stop !== undefined || value === start;
  });
}

/** The smallest value from `from` to `high` that a field holds. */
function next(field: Field, from: number, high: number, step = 1): number | undefined {
  if (!field) return from <= high ? from : undefined;
  let best: number | undefined;
  for (const { start, stop, repeat } of field) {
    const every = repeat ?? (stop === undefined ? undefined : step);
    let value = start;
    if (value < from) {
      if (every === undefined) continue;
      value = start + Math.ceil((from - start) / every) * every;
    }
    if (value > Math.min(high, stop ?? (repeat === undefined ? start : high))) continue;
    if (best === undefined || value < best) best = value;
  }
  return best;
}

const daysIn = (year: number, month: number): number =>
  daysFromCivil(month === 12 ? year + 1 : year, month === 12 ? 1 : month + 1, 1) - daysFromCivil(year, month, 1);

/** The first moment after `after` that a calendar expression names; `undefined` where there is none. */
export function nextElapse(spec: CalendarSpec, after: Micros): Micros | undefined {
  const from = after + 1;
  const c = toCivil(from);
  for (let year = c.year; year <= Math.max(2199, c.year); year++) {
    if (!holds(spec.year, year)) {
      if (next(spec.year, year, 2199) === undefined) return undefined;
      continue;
    }
    for (let month = year === c.year ? c.month : 1; month <= 12; month++) {
      if (!holds(spec.month, month)) continue;
      const first = year === c.year && month === c.month ? c.day : 1;
      for (let day = first; day <= daysIn(year, month); day++) {
        const found = onDay(spec, year, month, day, from);
        if (found !== undefined) return found;
      }
    }
  }
  return undefined;
}

/** A field of days that count from the end of a month, as days of that month; repetitions go on towards its end. */
function fromEnd(field: Field, days: number): Field {
  return field?.map(({ start, stop, repeat }) => ({
    start: days + 1 - (stop ?? start),
    ...(stop !== undefined && { stop: days + 1 - start }),
    ...(repeat !== undefined && { repeat }),
  }));
}

function onDay(spec: CalendarSpec, year: number, month: number, day: number, from: Micros): Micros | undefined {
  if (!holds(spec.endOfMonth ? fromEnd(spec.day, daysIn(year, month)) : spec.day, day)) return undefined;
  const midnight = fromCivil(year, month, day);
  if (spec.weekdays && !spec.weekdays.includes(toCivil(midnight).weekday)) return undefined;
  const earliest = Math.max(0, from - midnight);
  const h0 = Math.floor(earliest / (3600 * SECOND));
  for (let hour = next(spec.hour, h0, 23); hour !== undefined; hour = next(spec.hour, hour + 1, 23)) {
    const m0 = hour === h0 ? Math.floor((earliest % (3600 * SECOND)) / (60 * SECOND)) : 0;
    for (let minute = next(spec.minute, m0, 59); minute !== undefined; minute = next(spec.minute, minute + 1, 59)) {
      const s0 = hour === h0 && minute === m0 ? earliest % (60 * SECOND) : 0;
      const whole = spec.second ? s0 : Math.ceil(s0 / SECOND) * SECOND;
      const second = next(spec.second, whole, 60 * SECOND - 1);
      if (second !== undefined) return midnight + (hour * 60 + minute) * 60 * SECOND + second;
    }
  }
  return undefined;
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

function formatWeekdays(days: readonly number[]): string {
  const order = [1, 2, 3, 4, 5, 6, 0].filter((d) => days.includes(d));
  const runs: number[][] = [];
  for (const day of order) {
    const run = runs.at(-1);
    if (run && run.at(-1)! % 7 === (day + 6) % 7) run.push(day);
    else runs.push([day]);
  }
  return runs.map((run) => (run.length > 2 ? `${DAYS[run[0]!]}..${DAYS[run.at(-1)!]}` : run.map((d) => DAYS[d]).join(','))).join(',');
}

function formatField(field: Field, width: number, unit = 1): string {
  if (!field) return '*';
  const one = (n: number): string => {
    const fraction = n % unit ? `.${pad(n % unit, 6)}` : '';
    return pad(Math.floor(n / unit), width) + fraction;
  };
  const value = (n: number): string => (n % unit === 0 ? String(n / unit) : one(n));
  return field
    .map(
      ({ start, stop, repeat }) =>
        one(start) + (stop === undefined ? '' : `..${one(stop)}`) + (repeat === undefined ? '' : `/${value(repeat)}`),
    )
    .join(',');
}

/** A calendar expression in its normalised form. */
export function formatCalendar(spec: CalendarSpec): string {
  const days = spec.weekdays ? `${formatWeekdays(spec.weekdays)} ` : '';
  const date = `${formatField(spec.year, 4)}-${formatField(spec.month, 2)}${spec.endOfMonth ? '~' : '-'}${formatField(spec.day, 2)}`;
  const time = `${formatField(spec.hour, 2)}:${formatField(spec.minute, 2)}:${formatField(spec.second, 2, SECOND)}`;
  return `${days}${date} ${time}${spec.utc ? ' UTC' : ''}`;
}
