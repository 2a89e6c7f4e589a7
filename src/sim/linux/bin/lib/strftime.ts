import { DAY, daysFromCivil, MONTHS, SECOND, toCivil, WEEKDAYS, type Civil, type Micros } from '../../../kernel/time.ts';
import { offsetText, UTC, type Zone } from './zone.ts';

const LONG_DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const LONG_MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/**
 * Nanoseconds within the second of a moment. The clock counts microseconds; the last three digits, which no program can tell
 * apart from a real clock's, follow from the others. A time in whole milliseconds, as people set them, has none.
 */
export function nanosOf(t: Micros): number {
  const micros = ((t % SECOND) + SECOND) % SECOND;
  return micros % 1000 === 0 ? micros * 1000 : Math.floor(micros) * 1000 + ((Math.imul(Math.floor(micros), 0x9e3779b1) >>> 0) % 1000);
}

/** ISO 8601 week and its year. */
function isoWeek(c: Civil): { week: number; year: number } {
  const monday = (c.weekday + 6) % 7;
  const thursday = toCivil((daysFromCivil(c.year, c.month, c.day) - monday + 3) * DAY);
  return { week: Math.floor((thursday.yearday - 1) / 7) + 1, year: thursday.year };
}

interface Field {
  text: string;
  /** Default width and padding of numbers. */
  width?: number;
  pad?: string;
}

const number = (n: number, width: number, pad = '0'): Field => ({ text: String(n), width, pad });

/** One conversion, before flags and width. `undefined` where there is no such one. */
function field(letter: string, c: Civil, t: Micros, zone: Zone, colons: number): Field | undefined {
  const hour12 = c.hour % 12 || 12;
  const composed = (format: string): Field => ({ text: strftime(format, t, zone) });
  switch (letter) {
    case 'a':
      return { text: WEEKDAYS[c.weekday]! };
    case 'A':
      return { text: LONG_DAYS[c.weekday]! };
    case 'b':
    case 'h':
      return { text: MONTHS[c.month - 1]! };
    case 'B':
      return { text: LONG_MONTHS[c.month - 1]! };
    case 'c':
      return composed('%a %b %e %H:%M:%S %Y');
    case 'C':
      return number(Math.floor(c.year / 100), 2);
    case 'd':
      return number(c.day, 2);
    case 'D':
    case 'x':
      return composed('%m/%d/%y');
    case 'e':
      return number(c.day, 2, ' ');
    case 'F':
      return composed('%Y-%m-%d');
    case 'g':
      return number(isoWeek(c).year % 100, 2);
    case 'G':
      return number(isoWeek(c).year, 4);
    case 'H':
      return number(c.hour, 2);
    case 'I':
      return number(hour12, 2);
    case 'j':
      return number(c.yearday, 3);
    case 'k':
      return number(c.hour, 2, ' ');
    case 'l':
      return number(hour12, 2, ' ');
    case 'm':
      return number(c.month, 2);
    case 'M':
      return number(c.minute, 2);
    case 'n':
      return { text: '\n' };
    case 'N':
      return { text: String(nanosOf(t)).padStart(9, '0') };
    case 'p':
      return { text: c.hour < 12 ? 'AM' : 'PM' };
    case 'P':
      return { text: c.hour < 12 ? 'am' : 'pm' };
    case 'q':
      return number(Math.ceil(c.month / 3), 1);
    case 'r':
      return composed('%I:%M:%S %p');
    case 'R':
      return composed('%H:%M');
    case 's':
      return number(Math.floor(t / SECOND), 1);
    case 'S':
      return number(c.second, 2);
    case 't':
      return { text: '\t' };
    case 'T':
    case 'X':
      return composed('%H:%M:%S');
    case 'u':
      return number(c.weekday || 7, 1);
    case 'U':
      return number(Math.floor((c.yearday + 6 - c.weekday) / 7), 2);
    case 'V':
      return number(isoWeek(c).week, 2);
    case 'w':
      return number(c.weekday, 1);
    case 'W':
      return number(Math.floor((c.yearday + 6 - ((c.weekday + 6) % 7)) / 7), 2);
    case 'y':
      return number(c.year % 100, 2);
    case 'Y':
      return number(c.year, 4);
    case 'z':
      return { text: offsetText(zone.at(t).seconds, colons) };
    case 'Z':
      return { text: zone.at(t).name };
    case '%':
      return { text: '%' };
    default:
      return undefined;
  }
}

/** Applies flags (`_` spaces, `-` none, `0` zeros, `^` upper case, `#` the other case) and a width. */
function laidOut(f: Field, letter: string, flags: string, width: number | undefined): string {
  let { text } = f;
  if (flags.includes('#')) text = letter === 'Z' || letter === 'p' ? text.toLowerCase() : text.toUpperCase();
  else if (flags.includes('^')) text = text.toUpperCase();
  if (letter === 'N') return width === undefined || width >= 9 ? text : text.slice(0, width);
  const pad = flags.includes('-') ? '' : flags.includes('_') ? ' ' : /[0+]/.test(flags) ? '0' : (f.pad ?? ' ');
  const to = pad === '' ? (width ?? 0) : (width ?? f.width ?? 0);
  if (letter === 'z' && pad === '0' && text.length < to) return text[0]! + text.slice(1).padStart(to - 1, '0');
  return pad === '' ? text : text.padStart(to, pad);
}

/** Formats a moment as GNU strftime does for date(1), in the C locale. */
export function strftime(format: string, t: Micros, zone: Zone = UTC): string {
  const c = toCivil(t + zone.at(t).seconds * SECOND);
  return format.replace(
    /%([-_0^#+]*)(\d*)([EO]?)(:{0,3})(.)/gs,
    (all, flags: string, width: string, _mod: string, colons: string, letter: string) => {
      if (colons && letter !== 'z') return all;
      const f = field(letter, c, t, zone, colons.length);
      return f ? laidOut(f, letter, flags, width === '' ? undefined : Math.min(Number(width), 4096)) : all;
    },
  );
}
