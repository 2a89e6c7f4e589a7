import { fromCivil, HOUR, SECOND, toCivil, DAY, type Micros } from '../../../kernel/time.ts';

/** A time zone's state at a moment: seconds east of Greenwich, and its abbreviation. */
export interface Offset {
  seconds: number;
  name: string;
}

/** Local time: what TZ says (tzset(3)). */
export interface Zone {
  at(t: Micros): Offset;
}

export const UTC: Zone = { at: () => ({ seconds: 0, name: 'UTC' }) };

const EUROPE = ',M3.5.0,M10.5.0/3';
const AMERICA = ',M3.2.0,M11.1.0';

/** POSIX rules, as tzdata's files end with them, of zones that people ask for. Older transitions are not known here. */
const ZONES: Record<string, string> = {
  'America/Chicago': `CST6CDT${AMERICA}`,
  'America/Denver': `MST7MDT${AMERICA}`,
  'America/Los_Angeles': `PST8PDT${AMERICA}`,
  'America/New_York': `EST5EDT${AMERICA}`,
  'America/Sao_Paulo': '<-03>3',
  'America/Toronto': `EST5EDT${AMERICA}`,
  'Asia/Dubai': '<+04>-4',
  'Asia/Hong_Kong': 'HKT-8',
  'Asia/Jakarta': 'WIB-7',
  'Asia/Kolkata': 'IST-5:30',
  'Asia/Seoul': 'KST-9',
  'Asia/Shanghai': 'CST-8',
  'Asia/Singapore': '<+08>-8',
  'Asia/Taipei': 'CST-8',
  'Asia/Tokyo': 'JST-9',
  'Australia/Sydney': 'AEST-10AEDT,M10.1.0,M4.1.0/3',
  'Europe/Amsterdam': `CET-1CEST${EUROPE}`,
  'Europe/Berlin': `CET-1CEST${EUROPE}`,
  'Europe/London': 'GMT0BST,M3.5.0/1,M10.5.0',
  'Europe/Madrid': `CET-1CEST${EUROPE}`,
  'Europe/Moscow': 'MSK-3',
  'Europe/Paris': `CET-1CEST${EUROPE}`,
  'Europe/Zurich': `CET-1CEST${EUROPE}`,
  EST5EDT: `EST5EDT${AMERICA}`,
  CST6CDT: `CST6CDT${AMERICA}`,
  MST7MDT: `MST7MDT${AMERICA}`,
  PST8PDT: `PST8PDT${AMERICA}`,
  CET: `CET-1CEST${EUROPE}`,
  EST: 'EST5',
  GMT: 'GMT0',
  UTC: 'UTC0',
  'Etc/UTC': 'UTC0',
};

const NAME = '([A-Za-z]{3,}|<[A-Za-z0-9+-]+>)';
const TIME = '([+-]?\\d{1,2}(?::\\d{1,2}){0,2})';
const POSIX = new RegExp(`^${NAME}${TIME}(?:${NAME}${TIME}?(?:,([^,]+),([^,]+))?)?$`);

const seconds = (time: string): number => {
  const [h = 0, m = 0, s = 0] = time.replace(/^[+-]/, '').split(':').map(Number);
  return (time.startsWith('-') ? -1 : 1) * (h * 3600 + m * 60 + s);
};

/** The moment of a rule `Mmonth.week.day/time` in a year, in local seconds since 1970. */
function transition(rule: string, year: number): number {
  const m = /^M(\d+)\.(\d)\.(\d)(?:\/(.+))?$/.exec(rule);
  if (!m) return Infinity;
  const [month, week, weekday] = [Number(m[1]), Number(m[2]), Number(m[3])];
  const first = toCivil(fromCivil(year, month, 1)).weekday;
  let day = 1 + ((weekday - first + 7) % 7) + (week - 1) * 7;
  const length = (fromCivil(month === 12 ? year + 1 : year, (month % 12) + 1, 1) - fromCivil(year, month, 1)) / DAY;
  while (day > length) day -= 7;
  return fromCivil(year, month, day) / SECOND + seconds(m[4] ?? '2');
}

/** The zone that a TZ names: a POSIX rule, or a name of the table above; anything else is UTC under that name, as in glibc. */
export function zoneOf(tz: string | undefined): Zone {
  if (tz === undefined || tz === '') return UTC;
  const m = POSIX.exec(ZONES[tz.replace(/^:/, '')] ?? tz);
  if (!m) return { at: () => ({ seconds: 0, name: /^[A-Za-z]{3,}/.exec(tz)?.[0] ?? 'UTC' }) };
  const strip = (name: string): string => name.replace(/[<>]/g, '');
  const standard: Offset = { seconds: -seconds(m[2]!) || 0, name: strip(m[1]!) };
  if (!m[3]) return { at: () => standard };
  const summer: Offset = { seconds: m[4] ? -seconds(m[4]) : standard.seconds + HOUR / SECOND, name: strip(m[3]) };
  const [from, to] = [m[5] ?? 'M3.2.0', m[6] ?? 'M11.1.0'];
  return {
    at(t) {
      const now = t / SECOND;
      const { year } = toCivil(t + standard.seconds * SECOND);
      const start = transition(from, year) - standard.seconds;
      const end = transition(to, year) - summer.seconds;
      const inSummer = start < end ? now >= start && now < end : now >= start || now < end;
      return inSummer ? summer : standard;
    },
  };
}

/** `+0530`; with `colons` 1 `+05:30`, 2 `+05:30:00`, 3 the shortest form. */
export function offsetText(secondsEast: number, colons = 0): string {
  const sign = secondsEast < 0 ? '-' : '+';
  const all = Math.abs(secondsEast);
  const two = (n: number): string => String(n).padStart(2, '0');
  const h = two(Math.floor(all / 3600));
  const m = two(Math.floor(all / 60) % 60);
  const s = two(all % 60);
  if (colons === 0) return sign + h + m;
  if (colons === 1) return `${sign}${h}:${m}`;
  if (colons === 2) return `${sign}${h}:${m}:${s}`;
  return `${sign}${h}${s !== '00' ? `:${m}:${s}` : m !== '00' ? `:${m}` : ''}`;
}

/** The moment of a local time: the offset in force then (mktime(3)). */
export function fromLocal(zone: Zone, local: Micros): Micros {
  const guess = local - zone.at(local).seconds * SECOND;
  const better = local - zone.at(guess).seconds * SECOND;
  return better;
}
