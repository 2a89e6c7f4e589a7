import { DAY, fromCivil, MONTHS, SECOND, toCivil, WEEKDAYS, type Civil, type Micros } from '../../../kernel/time.ts';
import { fromLocal, UTC, zoneOf, type Zone } from './zone.ts';

const UNITS: Record<string, readonly [keyof Relative, number]> = {
  year: ['year', 1],
  month: ['month', 1],
  fortnight: ['day', 14],
  week: ['day', 7],
  day: ['day', 1],
  hour: ['second', 3600],
  minute: ['second', 60],
  min: ['second', 60],
  second: ['second', 1],
  sec: ['second', 1],
};
const ORDINALS: Record<string, number> = {
  last: -1,
  this: 0,
  next: 1,
  first: 1,
  third: 3,
  fourth: 4,
  fifth: 5,
  sixth: 6,
  seventh: 7,
  eighth: 8,
  ninth: 9,
  tenth: 10,
  eleventh: 11,
  twelfth: 12,
};
const SHIFTS: Record<string, number> = { tomorrow: 1, yesterday: -1, today: 0, now: 0 };
/** Hours east of Greenwich of the zone names that GNU's parser knows. */
const ZONE_HOURS: Record<string, number> = {
  z: 0,
  gmt: 0,
  ut: 0,
  utc: 0,
  wet: 0,
  west: 1,
  bst: 1,
  cet: 1,
  cest: 2,
  met: 1,
  mest: 2,
  eet: 2,
  eest: 3,
  msk: 3,
  msd: 4,
  ist: 5.5,
  sgt: 8,
  jst: 9,
  nzst: 12,
  nzdt: 13,
  est: -5,
  edt: -4,
  cst: -6,
  cdt: -5,
  mst: -7,
  mdt: -6,
  pst: -8,
  pdt: -7,
};

interface Relative {
  year: number;
  month: number;
  day: number;
  second: number;
}

/** What the items of a date said so far. */
interface State {
  date?: { year?: number; month: number; day: number };
  time?: { hour: number; minute: number; second: number; micros: number };
  zone?: number;
  weekday?: { day: number; ordinal: number };
  relative: Relative;
  relativeSeen: boolean;
}

type Item = [RegExp, (m: RegExpExecArray, s: State) => boolean];

const MONTH =
  '(jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec|january|february|march|april|august|september|october|november|december)\\.?';
const monthOf = (name: string): number => MONTHS.findIndex((m) => m.toLowerCase() === name.slice(0, 3).toLowerCase()) + 1;
const OFFSET = '(?:\\s*([+-])\\s*(\\d{1,2}):?(\\d\\d)?)?';

/** A year of two digits is of 1969 to 2068. */
const fullYear = (digits: string): number => {
  const year = Number(digits);
  return digits.length > 2 ? year : year < 69 ? 2000 + year : 1900 + year;
};

function setDate(s: State, year: number | undefined, month: number, day: number): boolean {
  if (s.date || month < 1 || month > 12 || day < 1 || day > 31) return false;
  s.date = year === undefined ? { month, day } : { year, month, day };
  return true;
}

function setTime(s: State, hour: number, minute: number, second = 0, fraction = '', meridian = ''): boolean {
  let h = hour;
  if (meridian) {
    if (h < 1 || h > 12) return false;
    h = (h % 12) + (/^p/i.test(meridian) ? 12 : 0);
  }
  if (s.time || h > 24 || minute > 59 || second > 60) return false;
  s.time = { hour: h, minute, second, micros: Number(fraction.padEnd(6, '0').slice(0, 6)) };
  return true;
}

function setZone(s: State, sign: string | undefined, hours = '0', minutes?: string): boolean {
  if (sign === undefined) return true;
  if (s.zone !== undefined) return false;
  const whole = hours.length > 2 ? [hours.slice(0, -2), hours.slice(-2)] : [hours, minutes ?? '0'];
  s.zone = (sign === '-' ? -1 : 1) * (Number(whole[0]) * 3600 + Number(whole[1]) * 60);
  return true;
}

function addRelative(s: State, amount: number, unit: string): boolean {
  const [key, factor] = UNITS[unit.toLowerCase().replace(/s$/, '')] ?? UNITS[unit.toLowerCase()]!;
  s.relative[key] += amount * factor;
  s.relativeSeen = true;
  return true;
}

const UNIT = '(years?|months?|fortnights?|weeks?|days?|hours?|minutes?|mins?|seconds?|secs?)\\b';
const DAYS = '(sun(?:day)?|mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nes(?:day)?)?|thu(?:rs?(?:day)?)?|fri(?:day)?|sat(?:urday)?)\\b\\.?';
const ORDINAL = `(${Object.keys(ORDINALS).join('|')})`;
const weekdayOf = (name: string): number => WEEKDAYS.findIndex((d) => d.toLowerCase() === name.slice(0, 3).toLowerCase());

function setWeekday(s: State, name: string, ordinal: number): boolean {
  if (s.weekday) return false;
  s.weekday = { day: weekdayOf(name), ordinal };
  return true;
}

/** The items of GNU's parse-datetime.y, most particular first. */
const ITEMS: Item[] = [
  [/^\((?:[^()]|\([^()]*\))*\)/, () => true],
  [/^[,\s]+/, () => true],
  [
    /^(\d{4})(\d\d)(\d\d)[tT](\d\d)(\d\d)(\d\d)?/,
    (m, s) => setDate(s, Number(m[1]), +m[2]!, +m[3]!) && setTime(s, +m[4]!, +m[5]!, +(m[6] ?? 0)),
  ],
  [
    new RegExp(`^(\\d{1,2}):(\\d\\d)(?::(\\d\\d)(?:[.,](\\d+))?)?(?:\\s*([ap])\\.?m\\b\\.?|${OFFSET})`, 'i'),
    (m, s) => setTime(s, +m[1]!, +m[2]!, +(m[3] ?? 0), m[4], m[5]) && setZone(s, m[6], m[7], m[8]),
  ],
  [/^(\d{1,2})\s*([ap])\.?m\b\.?/i, (m, s) => setTime(s, +m[1]!, 0, 0, '', m[2])],
  [/^(\d{4,})-(\d{1,2})-(\d{1,2})(?:[tT](?=\d))?/, (m, s) => setDate(s, Number(m[1]), +m[2]!, +m[3]!)],
  [/^(\d{4,})\/(\d{1,2})\/(\d{1,2})/, (m, s) => setDate(s, Number(m[1]), +m[2]!, +m[3]!)],
  [/^(\d{1,2})\/(\d{1,2})(?:\/(\d{2,}))?/, (m, s) => setDate(s, m[3] ? fullYear(m[3]) : undefined, +m[1]!, +m[2]!)],
  [/^(\d{2})-(\d{1,2})-(\d{1,2})/, (m, s) => setDate(s, fullYear(m[1]!), +m[2]!, +m[3]!)],
  [new RegExp(`^(\\d{1,2})-${MONTH}-(\\d{2,})`, 'i'), (m, s) => setDate(s, fullYear(m[3]!), monthOf(m[2]!), +m[1]!)],
  [new RegExp(`^${MONTH}-(\\d{1,2})-(\\d{2,})`, 'i'), (m, s) => setDate(s, fullYear(m[3]!), monthOf(m[1]!), +m[2]!)],
  [
    new RegExp(`^(\\d{1,2})\\s*${MONTH}(?:\\s+(\\d{4})\\b(?!:))?`, 'i'),
    (m, s) => setDate(s, m[3] ? fullYear(m[3]) : undefined, monthOf(m[2]!), +m[1]!),
  ],
  [
    new RegExp(`^${MONTH}\\s+(\\d{1,2})(?!\\d|:)(?:\\s*,\\s*(\\d{4}))?`, 'i'),
    (m, s) => setDate(s, m[3] ? fullYear(m[3]) : undefined, monthOf(m[1]!), +m[2]!),
  ],
  [
    new RegExp(`^([+-]?)\\s*(\\d+)\\s*${UNIT}(\\s+ago\\b)?`, 'i'),
    (m, s) => addRelative(s, (m[1] === '-' ? -1 : 1) * (m[4] ? -1 : 1) * Number(m[2]), m[3]!),
  ],
  [
    new RegExp(`^([+-])\\s*(\\d+)\\.(\\d+)\\s*(secs?|seconds?)\\b(\\s+ago\\b)?`, 'i'),
    (m, s) => addRelative(s, (m[1] === '-' ? -1 : 1) * (m[5] ? -1 : 1) * Number(`${m[2]}.${m[3]}`), m[4]!),
  ],
  [
    new RegExp(`^${ORDINAL}\\s+${UNIT}(\\s+ago\\b)?`, 'i'),
    (m, s) => addRelative(s, (m[3] ? -1 : 1) * ORDINALS[m[1]!.toLowerCase()]!, m[2]!),
  ],
  [new RegExp(`^${ORDINAL}\\s+${DAYS}`, 'i'), (m, s) => setWeekday(s, m[2]!, ORDINALS[m[1]!.toLowerCase()]!)],
  [new RegExp(`^(\\d+)\\s+${DAYS}`, 'i'), (m, s) => setWeekday(s, m[2]!, Number(m[1]))],
  [new RegExp(`^${DAYS},?`, 'i'), (m, s) => setWeekday(s, m[1]!, 0)],
  [new RegExp(`^${UNIT}(\\s+ago\\b)?`, 'i'), (m, s) => addRelative(s, m[2] ? -1 : 1, m[1]!)],
  [
    /^(tomorrow|yesterday|today|now)\b/i,
    (m, s) => {
      s.relative.day += SHIFTS[m[1]!.toLowerCase()]!;
      return (s.relativeSeen = true);
    },
  ],
  [
    new RegExp(`^(${Object.keys(ZONE_HOURS).join('|')})\\b(?:\\s*([+-])(\\d{1,4})(?::(\\d\\d))?(?!\\s*[a-z\\d]))?`, 'i'),
    (m, s) => {
      if (s.zone !== undefined) return false;
      setZone(s, m[2] ?? '+', m[3] ?? '0', m[4]);
      s.zone! += ZONE_HOURS[m[1]!.toLowerCase()]! * 3600;
      return true;
    },
  ],
  [/^([+-])(\d{1,2}):?(\d\d)(?!\d)/, (m, s) => s.time !== undefined && setZone(s, m[1], m[2], m[3])],
  [/^(\d+)/, (m, s) => bareNumber(m[1]!, s)],
];

/** A number alone: a year after a date, eight digits of a date, or a time of day. */
function bareNumber(digits: string, s: State): boolean {
  if (s.date && s.date.year === undefined && !s.relativeSeen && (s.time || digits.length > 2)) {
    s.date.year = Number(digits);
    return true;
  }
  if (digits.length > 4) return setDate(s, Number(digits.slice(0, -4)), +digits.slice(-4, -2), +digits.slice(-2));
  return digits.length <= 2 ? setTime(s, Number(digits), 0) : setTime(s, Number(digits.slice(0, -2)), Number(digits.slice(-2)));
}

/**
 * Reads a date as GNU's parse_datetime does (`date -d`, `touch -d`, `find -newermt`): absolute and relative items in any
 * order, or `@seconds`. `undefined` where the text is no date. `now` is in microseconds, as is what it gives.
 */
export function parseDate(text: string, now: Micros, zone: Zone = UTC): Micros | undefined {
  const own = /^\s*TZ="([^"]*)"/.exec(text);
  if (own) return parseDate(text.slice(own[0].length), now, zoneOf(own[1]));
  const seconds = /^\s*@\s*([+-]?\d+)(?:[.,](\d+))?\s*$/.exec(text);
  if (seconds) return Number(seconds[1]) * SECOND + Number((seconds[2] ?? '').padEnd(6, '0').slice(0, 6));
  const s: State = { relative: { year: 0, month: 0, day: 0, second: 0 }, relativeSeen: false };
  let rest = text;
  while (rest !== '') {
    const taken = take(rest, s);
    if (taken === 0) return undefined;
    rest = rest.slice(taken);
  }
  return moment(s, now, zone);
}

function take(rest: string, s: State): number {
  for (const [pattern, apply] of ITEMS) {
    const m = pattern.exec(rest);
    if (m && m[0] !== '') return apply(m, s) ? m[0].length : 0;
  }
  return 0;
}

function moment(s: State, now: Micros, zone: Zone): Micros | undefined {
  const offset = s.zone;
  const today = toCivil(now + (offset ?? zone.at(now).seconds) * SECOND);
  const date = { ...today, ...s.date };
  if (s.date && !exists({ ...today, ...s.date })) return undefined;
  const keepsTime = s.relativeSeen && !s.date && !s.weekday;
  const time = s.time ?? (keepsTime ? today : { hour: 0, minute: 0, second: 0, micros: 0 });
  let day = date.day + s.relative.day;
  if (s.weekday && !s.date) {
    const { day: wanted, ordinal } = s.weekday;
    day += ((wanted - today.weekday + 7) % 7) + 7 * (ordinal - (ordinal > 0 && today.weekday !== wanted ? 1 : 0));
  }
  const month = date.month - 1 + s.relative.month;
  const year = date.year + s.relative.year + Math.floor(month / 12);
  const start = fromCivil(year, (((month % 12) + 12) % 12) + 1, 1) + (day - 1) * DAY;
  const local = start + ((time.hour * 60 + time.minute) * 60 + time.second) * SECOND + time.micros;
  const t = offset === undefined ? fromLocal(zone, local) : local - offset * SECOND;
  return t + Math.round(s.relative.second * SECOND);
}

function exists(c: Civil): boolean {
  return toCivil(fromCivil(c.year, c.month, c.day)).day === c.day;
}
