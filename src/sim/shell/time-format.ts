import { MONTHS, pad, SECOND, toCivil, WEEKDAYS, type Civil, type Micros } from '../kernel/time.ts';

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

/** strftime(3) in the C locale, in UTC: for `printf '%(…)T'`, prompts and the history. */
export function formatTime(format: string, at: Micros, environment: (name: string) => string | undefined): string {
  const c = toCivil(at);
  const zone = zoneName(environment('TZ'));
  return format.replace(/%[-_0^#]?\d*[EO]?(.)/g, (whole, letter: string) => {
    const text = field(letter, c, at, zone, environment);
    if (text === undefined) return whole;
    if (whole[1] === '-') return text.replace(/^[0 ]+(?=\d)/, '');
    if (whole[1] === '_') return text.replace(/^0+(?=\d)/, (zeros) => ' '.repeat(zeros.length));
    if (whole[1] === '^') return text.toUpperCase();
    return text;
  });
}

/** Other zones than UTC have no rules here; their clocks show UTC. */
function zoneName(tz: string | undefined): string {
  return tz === undefined || tz === '' ? 'UTC' : (/^[A-Za-z]{3,}/.exec(tz)?.[0] ?? 'UTC');
}

function field(letter: string, c: Civil, at: Micros, zone: string, environment: (name: string) => string | undefined): string | undefined {
  const again = (format: string): string => formatTime(format, at, environment);
  const hour12 = c.hour % 12 === 0 ? 12 : c.hour % 12;
  const week = (first: number): number => Math.floor((c.yearday - 1 + 7 - ((c.weekday - first + 7) % 7)) / 7);
  switch (letter) {
    case 'a':
      return WEEKDAYS[c.weekday];
    case 'A':
      return LONG_DAYS[c.weekday];
    case 'b':
    case 'h':
      return MONTHS[c.month - 1];
    case 'B':
      return LONG_MONTHS[c.month - 1];
    case 'c':
      return again('%a %b %e %H:%M:%S %Y');
    case 'C':
      return pad(Math.floor(c.year / 100));
    case 'd':
      return pad(c.day);
    case 'D':
    case 'x':
      return again('%m/%d/%y');
    case 'e':
      return String(c.day).padStart(2);
    case 'F':
      return again('%Y-%m-%d');
    case 'H':
      return pad(c.hour);
    case 'I':
      return pad(hour12);
    case 'j':
      return pad(c.yearday, 3);
    case 'k':
      return String(c.hour).padStart(2);
    case 'l':
      return String(hour12).padStart(2);
    case 'm':
      return pad(c.month);
    case 'M':
      return pad(c.minute);
    case 'n':
      return '\n';
    case 'p':
      return c.hour < 12 ? 'AM' : 'PM';
    case 'P':
      return c.hour < 12 ? 'am' : 'pm';
    case 'r':
      return again('%I:%M:%S %p');
    case 'R':
      return again('%H:%M');
    case 's':
      return String(Math.floor(at / SECOND));
    case 'S':
      return pad(c.second);
    case 't':
      return '\t';
    case 'T':
    case 'X':
      return again('%H:%M:%S');
    case 'u':
      return String(c.weekday === 0 ? 7 : c.weekday);
    case 'U':
      return pad(week(0));
    case 'w':
      return String(c.weekday);
    case 'W':
      return pad(week(1));
    case 'y':
      return pad(c.year % 100);
    case 'Y':
      return String(c.year);
    case 'z':
      return '+0000';
    case 'Z':
      return zone;
    case '%':
      return '%';
    default:
      return undefined;
  }
}
