/**
 * Virtual time is an integer count of microseconds since 1970-01-01T00:00:00Z, in a double (exact until the year 2255).
 * `Date` is not used in the engine; the civil calendar is computed here, always in UTC, which is the nodes' time zone.
 */
export type Micros = number;

export const MS = 1_000;
export const SECOND = 1_000_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
export const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** A moment taken apart; `month` counts from 1, `weekday` from Sunday = 0, `yearday` from 1. */
export interface Civil {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  micros: number;
  weekday: number;
  yearday: number;
}

/** Days since 1970-01-01 of a date of the proleptic Gregorian calendar (month from 1). */
export function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yoe = y - era * 400;
  const doy = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const doe = yoe * 365 + Math.floor(yoe / 4) - Math.floor(yoe / 100) + doy;
  return era * 146_097 + doe - 719_468;
}

/** The moment of a UTC date and time. */
export function fromCivil(year: number, month: number, day: number, hour = 0, minute = 0, second = 0, micros = 0): Micros {
  return ((daysFromCivil(year, month, day) * 24 + hour) * 60 + minute) * MINUTE + second * SECOND + micros;
}

/** Takes a moment apart in UTC. */
export function toCivil(t: Micros): Civil {
  const days = Math.floor(t / DAY);
  let rest = t - days * DAY;
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const doe = z - era * 146_097;
  const yoe = Math.floor((doe - Math.floor(doe / 1460) + Math.floor(doe / 36_524) - Math.floor(doe / 146_096)) / 365);
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100));
  const mp = Math.floor((5 * doy + 2) / 153);
  const day = doy - Math.floor((153 * mp + 2) / 5) + 1;
  const month = mp < 10 ? mp + 3 : mp - 9;
  const year = yoe + era * 400 + (month <= 2 ? 1 : 0);
  const hour = Math.floor(rest / HOUR);
  rest -= hour * HOUR;
  const minute = Math.floor(rest / MINUTE);
  rest -= minute * MINUTE;
  const second = Math.floor(rest / SECOND);
  return {
    year,
    month,
    day,
    hour,
    minute,
    second,
    micros: rest - second * SECOND,
    weekday: (((days + 4) % 7) + 7) % 7,
    yearday: days - daysFromCivil(year, 1, 1) + 1,
  };
}

export const pad = (n: number, width = 2): string => String(n).padStart(width, '0');

/** `2026-11-22T03:54:43Z`, or with `digits` of a second's fraction. */
export function rfc3339(t: Micros, digits = 0): string {
  const c = toCivil(t);
  const fraction = digits > 0 ? `.${pad(c.micros, 6).padEnd(9, '0').slice(0, digits)}` : '';
  return `${pad(c.year, 4)}-${pad(c.month)}-${pad(c.day)}T${pad(c.hour)}:${pad(c.minute)}:${pad(c.second)}${fraction}Z`;
}

/** Go's time.RFC3339Nano: the fraction without trailing zeros, none where it is zero. */
export function rfc3339Nano(t: Micros, nanos = 0): string {
  const c = toCivil(t);
  const fraction = (pad(c.micros, 6) + pad(nanos, 3)).replace(/0+$/, '');
  return `${rfc3339(t).slice(0, -1)}${fraction ? `.${fraction}` : ''}Z`;
}

/** Parses an RFC 3339 time; `undefined` where the text is not one. */
export function parseRfc3339(text: string): Micros | undefined {
  const m = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d\d):(\d\d))$/.exec(text);
  if (!m) return undefined;
  const [, y, mo, d, h, mi, s, fraction = '', sign, oh = '0', om = '0'] = m;
  if (+mo! < 1 || +mo! > 12 || +d! < 1 || +d! > 31 || +h! > 23 || +mi! > 59 || +s! > 59) return undefined;
  const t = fromCivil(+y!, +mo!, +d!, +h!, +mi!, +s!, +fraction.padEnd(6, '0').slice(0, 6));
  return t - (sign ? (sign === '-' ? -1 : 1) * (+oh * HOUR + +om * MINUTE) : 0);
}
