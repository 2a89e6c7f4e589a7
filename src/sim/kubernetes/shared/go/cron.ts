import { parseDuration, type Nanos } from './duration.ts';
import { errorText, GoError } from './error.ts';
import { atoi } from './strconv.ts';

/** A schedule: the minutes, hours and so on at which it fires, or the time between its firings. */
export type CronSchedule =
  | { every: Nanos }
  | {
      minute: ReadonlySet<number>;
      hour: ReadonlySet<number>;
      dayOfMonth: ReadonlySet<number>;
      month: ReadonlySet<number>;
      dayOfWeek: ReadonlySet<number>;
      /** Any day of the month or of the week: only the other one counts. */
      anyDayOfMonth: boolean;
      anyDayOfWeek: boolean;
    };

interface Bounds {
  min: number;
  max: number;
  names?: readonly string[];
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const BOUNDS: Bounds[] = [
  { min: 0, max: 59 },
  { min: 0, max: 23 },
  { min: 1, max: 31 },
  { min: 1, max: 12, names: MONTHS },
  { min: 0, max: 6, names: DAYS },
];

function number(text: string): number {
  let value: number;
  try {
    value = atoi(text);
  } catch (e) {
    throw new GoError(`failed to parse int from ${text}: ${errorText(e)}`);
  }
  if (value < 0) throw new GoError(`negative number (${value}) not allowed: ${text}`);
  return value;
}

function numberOrName(text: string, { names, min }: Bounds): number {
  const at = names?.indexOf(text.toLowerCase()) ?? -1;
  return at >= 0 ? at + min : number(text);
}

/** One range `a-b/c` of a field, and whether it is a star. */
function readRange(text: string, bounds: Bounds): { values: number[]; star: boolean } {
  const parts = text.split('/');
  const ends = parts[0]!.split('-');
  let star = ends[0] === '*' || ends[0] === '?';
  let [start, end, step] = [bounds.min, bounds.max, 1];
  if (!star) {
    start = numberOrName(ends[0]!, bounds);
    if (ends.length > 2) throw new GoError(`too many hyphens: ${text}`);
    end = ends.length === 2 ? numberOrName(ends[1]!, bounds) : start;
  }
  if (parts.length > 2) throw new GoError(`too many slashes: ${text}`);
  if (parts.length === 2) {
    step = number(parts[1]!);
    if (ends.length === 1) end = bounds.max;
    if (step > 1) star = false;
  }
  if (start < bounds.min) throw new GoError(`beginning of range (${start}) below minimum (${bounds.min}): ${text}`);
  if (end > bounds.max) throw new GoError(`end of range (${end}) above maximum (${bounds.max}): ${text}`);
  if (start > end) throw new GoError(`beginning of range (${start}) beyond end of range (${end}): ${text}`);
  if (step === 0) throw new GoError(`step of range should be a positive number: ${text}`);
  return { values: Array.from({ length: Math.floor((end - start) / step) + 1 }, (_, i) => start + i * step), star };
}

function readField(text: string, bounds: Bounds): { values: Set<number>; star: boolean } {
  const ranges = text
    .split(',')
    .filter((part) => part !== '')
    .map((part) => readRange(part, bounds));
  return { values: new Set(ranges.flatMap(({ values }) => values)), star: ranges.some(({ star }) => star) };
}

const DESCRIPTORS: Record<string, string> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

/** A schedule's text with its five fields, or a descriptor (robfig/cron's ParseStandard). Throws its errors. */
export function parseCron(schedule: string): CronSchedule {
  if (schedule === '') throw new GoError('empty spec string');
  let text = schedule;
  if (/^(CRON_)?TZ=/.test(text)) {
    const space = text.indexOf(' ');
    // Upstream's parser panics without a space, and its caller makes an error of that.
    if (space < 0) throw new GoError(`invalid schedule format: runtime error: slice bounds out of range [:-1]`);
    text = text.slice(space).trim();
  }
  if (text.startsWith('@')) {
    if (Object.hasOwn(DESCRIPTORS, text)) return parseCron(DESCRIPTORS[text]!);
    if (!text.startsWith('@every ')) throw new GoError(`unrecognized descriptor: ${text}`);
    try {
      return { every: parseDuration(text.slice('@every '.length)) };
    } catch (e) {
      throw new GoError(`failed to parse duration ${text}: ${errorText(e)}`);
    }
  }
  const words = text.split(/\s+/).filter((word) => word !== '');
  if (words.length !== 5) throw new GoError(`expected exactly 5 fields, found ${words.length}: [${words.join(' ')}]`);
  const [minute, hour, dayOfMonth, month, dayOfWeek] = words.map((word, i) => readField(word, BOUNDS[i]!));
  return {
    minute: minute!.values,
    hour: hour!.values,
    dayOfMonth: dayOfMonth!.values,
    month: month!.values,
    dayOfWeek: dayOfWeek!.values,
    anyDayOfMonth: dayOfMonth!.star,
    anyDayOfWeek: dayOfWeek!.star,
  };
}
