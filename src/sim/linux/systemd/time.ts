import { DAY, fromCivil, HOUR, MINUTE, MS, pad, SECOND, toCivil, WEEKDAYS, type Micros } from '../../kernel/time.ts';

const WEEK = 7 * DAY;
const MONTH = 2_629_800 * SECOND;
const YEAR = 31_557_600 * SECOND;

/** Units of a time span as systemd.time(7) names them, in microseconds. */
const UNITS: Readonly<Record<string, Micros>> = {
  seconds: SECOND,
  second: SECOND,
  sec: SECOND,
  s: SECOND,
  minutes: MINUTE,
  minute: MINUTE,
  min: MINUTE,
  months: MONTH,
  month: MONTH,
  M: MONTH,
  msec: MS,
  ms: MS,
  m: MINUTE,
  hours: HOUR,
  hour: HOUR,
  hr: HOUR,
  h: HOUR,
  days: DAY,
  day: DAY,
  d: DAY,
  weeks: WEEK,
  week: WEEK,
  w: WEEK,
  years: YEAR,
  year: YEAR,
  y: YEAR,
  usec: 1,
  us: 1,
  µs: 1,
};

/**
 * Reads a time span (`1min 30s`, `2h`, `1.5s`, `infinity`); a bare number counts `unit` (seconds unless told otherwise).
 * Gives microseconds, `undefined` where the text is none.
 */
export function parseSpan(text: string, unit: Micros = SECOND): Micros | undefined {
  const trimmed = text.trim();
  if (trimmed === 'infinity') return Infinity;
  if (trimmed === '') return undefined;
  const item = /(\d+(?:\.\d*)?|\.\d+)[ \t]*([a-zA-Zµ]*)[ \t]*/y;
  let total = 0;
  while (item.lastIndex < trimmed.length) {
    const m = item.exec(trimmed);
    if (!m) return undefined;
    const each = m[2] === '' ? unit : Object.hasOwn(UNITS, m[2]!) ? UNITS[m[2]!]! : undefined;
    if (each === undefined) return undefined;
    total += Number(m[1]) * each;
  }
  return Math.round(total);
}

const TABLE: readonly (readonly [suffix: string, us: Micros])[] = [
  ['y', YEAR],
  ['month', MONTH],
  ['w', WEEK],
  ['d', DAY],
  ['h', HOUR],
  ['min', MINUTE],
  ['s', SECOND],
  ['ms', MS],
  ['us', 1],
];

/** How often a number can be divided by ten before it is one. */
const zeros = (n: number): number => (n >= 10 ? 1 + zeros(n / 10) : 0);

/** A time span as systemd prints it: `36min 40.921s`, `1w 2d`, `0`; nothing finer than `accuracy` microseconds. */
export function formatSpan(us: Micros, accuracy: Micros = 1): string {
  if (us === Infinity) return 'infinity';
  if (us <= 0) return '0';
  const parts: string[] = [];
  let rest = us;
  for (const [suffix, unit] of TABLE) {
    if (rest <= 0 || (rest < accuracy && parts.length > 0)) break;
    if (rest < unit) continue;
    const whole = Math.floor(rest / unit);
    const below = rest % unit;
    const digits = zeros(unit) - zeros(accuracy);
    if (rest < MINUTE && below > 0 && digits > 0) {
      parts.push(`${whole}.${pad(Math.floor(below / 10 ** zeros(accuracy)), digits)}${suffix}`);
      break;
    }
    parts.push(`${whole}${suffix}`);
    rest = below;
  }
  return parts.length > 0 ? parts.join(' ') : '0';
}

const counted = (n: number, one: string): string => `${n} ${one}${n === 1 ? '' : 's'}`;

/** How far a moment is away: `22min ago`, `1 day 3h ago`, `16h left`. */
export function formatRelative(at: Micros, now: Micros): string {
  const side = now > at ? 'ago' : 'left';
  const d = Math.abs(now - at);
  const n = (unit: Micros, rest = d): number => Math.floor(rest / unit);
  if (d >= YEAR) return `${counted(n(YEAR), 'year')} ${counted(n(MONTH, d % YEAR), 'month')} ${side}`;
  if (d >= MONTH) return `${counted(n(MONTH), 'month')} ${counted(n(DAY, d % MONTH), 'day')} ${side}`;
  if (d >= WEEK) return `${counted(n(WEEK), 'week')} ${counted(n(DAY, d % WEEK), 'day')} ${side}`;
  if (d >= 2 * DAY) return `${n(DAY)} days ${side}`;
  if (d >= 25 * HOUR) return `1 day ${n(HOUR, d - DAY)}h ${side}`;
  if (d >= 6 * HOUR) return `${n(HOUR)}h ${side}`;
  if (d >= HOUR) return `${n(HOUR)}h ${n(MINUTE, d % HOUR)}min ${side}`;
  if (d >= 5 * MINUTE) return `${n(MINUTE)}min ${side}`;
  if (d >= MINUTE) return `${n(MINUTE)}min ${n(SECOND, d % MINUTE)}s ${side}`;
  if (d >= SECOND) return `${n(SECOND)}s ${side}`;
  if (d >= MS) return `${n(MS)}ms ${side}`;
  return d > 0 ? `${d}us ${side}` : 'now';
}

/** `Sun 2026-11-22 03:54:49 UTC`, with microseconds where asked. */
export function formatTimestamp(t: Micros, style: 'seconds' | 'micros' = 'seconds'): string {
  const c = toCivil(t);
  const fraction = style === 'micros' ? `.${pad(c.micros, 6)}` : '';
  return `${WEEKDAYS[c.weekday]} ${pad(c.year, 4)}-${pad(c.month)}-${pad(c.day)} ${pad(c.hour)}:${pad(c.minute)}:${pad(c.second)}${fraction} UTC`;
}

const DAYS_LONG = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** A day's name, short or long; its number from Sunday = 0. */
export function parseWeekday(name: string): number | undefined {
  const lower = name.toLowerCase();
  const i = DAYS_LONG.findIndex((day) => day === lower || day.slice(0, 3) === lower);
  return i < 0 ? undefined : i;
}

/**
 * Reads a moment as systemd.time(7) writes it: `now`, `today`, `yesterday`, `-1h`, `5 min ago`, `@1795320891`,
 * `2026-11-22 03:54:49.5`, `03:54`, with a weekday in front or `UTC` behind. `undefined` where the text is none.
 */
export function parseTimestamp(text: string, now: Micros): Micros | undefined {
  const midnight = now - (now % DAY);
  switch (text) {
    case 'now':
      return now;
    case 'today':
      return midnight;
    case 'yesterday':
      return midnight - DAY;
    case 'tomorrow':
      return midnight + DAY;
  }
  const offset = (span: string, sign: 1 | -1): Micros | undefined => {
    const us = parseSpan(span);
    return us === undefined || us === Infinity ? undefined : Math.max(0, now + sign * us);
  };
  if (text[0] === '+') return offset(text.slice(1), 1);
  if (text[0] === '-') return offset(text.slice(1), -1);
  if (text[0] === '@') return parseSpan(text.slice(1));
  if (text.endsWith(' ago')) return offset(text.slice(0, -4), -1);
  if (text.endsWith(' left')) return offset(text.slice(0, -5), 1);
  return parseCalendarMoment(text, midnight);
}

function parseCalendarMoment(text: string, midnight: Micros): Micros | undefined {
  let rest = text.replace(/ (?:UTC|Etc\/UTC)$/i, '');
  let weekday: number | undefined;
  const named = /^([A-Za-z]+)(?:,? )\s*/.exec(rest);
  if (named) {
    weekday = parseWeekday(named[1]!);
    if (weekday === undefined) return undefined;
    rest = rest.slice(named[0].length);
  }
  const m = /^(?:(\d{2}|\d{4})-(\d{1,2})-(\d{1,2}))?(?:( )?(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,9}))?)?)?$/.exec(rest);
  if (!m || rest === '' || (m[1] !== undefined && m[5] !== undefined && m[4] === undefined)) return undefined;
  const [, y, mo, d, , h = '0', mi = '0', s = '0', fraction = ''] = m;
  let day = midnight;
  if (y !== undefined) {
    const year = y.length === 2 ? (Number(y) >= 69 ? 1900 : 2000) + Number(y) : Number(y);
    if (+mo! < 1 || +mo! > 12 || +d! < 1 || +d! > 31) return undefined;
    day = fromCivil(year, +mo!, +d!);
  }
  if (+h > 23 || +mi > 59 || +s > 60) return undefined;
  const at = day + +h * HOUR + +mi * MINUTE + +s * SECOND + Number(fraction.padEnd(6, '0').slice(0, 6));
  if (weekday !== undefined && toCivil(at).weekday !== weekday) return undefined;
  return at < 0 ? undefined : at;
}
