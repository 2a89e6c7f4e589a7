import { toCivil, type Micros } from '../../../kernel/time.ts';

/** One line of a crontab: when, who, what. */
export interface CronEntry {
  minute: ReadonlySet<number>;
  hour: ReadonlySet<number>;
  day: ReadonlySet<number>;
  month: ReadonlySet<number>;
  weekday: ReadonlySet<number>;
  /** Day of month and of week both restricted: one of them is enough. */
  anyDay: boolean;
  reboot: boolean;
  user: string;
  command: string;
  env: Readonly<Record<string, string>>;
}

/** A table that cron refuses; the text is its own (`bad minute`). */
export class CronSyntaxError extends Error {
  constructor(
    message: string,
    readonly line: number,
  ) {
    super(message);
  }
}

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const DAYS = 'sun mon tue wed thu fri sat'.split(' ');

const SHORTHANDS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

function field(text: string, low: number, high: number, names: readonly string[], first: number): Set<number> | undefined {
  const out = new Set<number>();
  const value = (word: string): number | undefined => {
    if (/^\d+$/.test(word)) return Number(word);
    const i = names.indexOf(word.toLowerCase());
    return i < 0 ? undefined : i + first;
  };
  for (const part of text.split(',')) {
    const m = /^(?:(\*)|([A-Za-z0-9]+)(?:-([A-Za-z0-9]+))?)(?:\/(\d+))?$/.exec(part);
    if (!m) return undefined;
    const from = m[1] ? low : value(m[2]!);
    const to = m[1] ? high : m[3] === undefined ? (m[4] === undefined ? from : high) : value(m[3]);
    const step = m[4] === undefined ? 1 : Number(m[4]);
    if (from === undefined || to === undefined || from < low || to > high || from > to || step < 1) return undefined;
    for (let n = from; n <= to; n += step) out.add(n);
  }
  return out;
}

function schedule(fields: readonly string[], line: number): Omit<CronEntry, 'user' | 'command' | 'env' | 'reboot'> {
  const read = (i: number, what: string, low: number, high: number, names: readonly string[] = [], first = 0): Set<number> => {
    const set = fields[i] === undefined ? undefined : field(fields[i]!, low, high, names, first);
    if (!set) throw new CronSyntaxError(`bad ${what}`, line);
    return set;
  };
  const weekday = (): Set<number> => new Set([...read(4, 'day-of-week', 0, 7, DAYS)].map((d) => d % 7));
  return {
    minute: read(0, 'minute', 0, 59),
    hour: read(1, 'hour', 0, 23),
    day: read(2, 'day-of-month', 1, 31),
    month: read(3, 'month', 1, 12, MONTHS, 1),
    weekday: weekday(),
    anyDay: fields[2]![0] !== '*' && fields[4]![0] !== '*',
  };
}

/** Reads a crontab (crontab(5)); the system's tables name the user in each line. Throws CronSyntaxError. */
export function parseCrontab(text: string, owner: string | undefined): CronEntry[] {
  const env: Record<string, string> = {};
  const out: CronEntry[] = [];
  text.split('\n').forEach((raw, index) => {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) return;
    const setting = /^([A-Za-z_][A-Za-z0-9_]*|"[^"]*"|'[^']*')\s*=\s*(.*)$/.exec(line);
    if (setting) {
      env[setting[1]!.replace(/^(["'])(.*)\1$/, '$2')] = setting[2]!.replace(/^(["'])(.*)\1$/, '$2');
      return;
    }
    out.push(readEntry(line, index + 1, owner, { ...env }));
  });
  return out;
}

function readEntry(line: string, number: number, owner: string | undefined, env: Record<string, string>): CronEntry {
  let rest = line;
  let times: Omit<CronEntry, 'user' | 'command' | 'env' | 'reboot'>;
  const named = /^(@[a-z]+)\s+(.*)$/.exec(line);
  const reboot = named?.[1] === '@reboot';
  if (named) {
    const fixed = reboot ? '0 0 1 1 *' : SHORTHANDS[named[1]!];
    if (!fixed) throw new CronSyntaxError('bad time specifier', number);
    times = schedule(fixed.split(' '), number);
    rest = named[2]!;
  } else {
    const m = /^(\S+)\s+(\S+)\s+(\S+)\s+(\S+)\s+(\S+)(?:\s+(.*))?$/.exec(line);
    times = schedule(m ? m.slice(1, 6) : line.split(/\s+/), number);
    rest = m?.[6] ?? '';
  }
  let user = owner;
  if (user === undefined) {
    const m = /^(\S+)\s+(.*)$/.exec(rest);
    if (!m) throw new CronSyntaxError('bad username', number);
    [, user, rest] = m as unknown as [string, string, string];
  }
  if (rest === '') throw new CronSyntaxError('bad command', number);
  return { ...times, reboot, user, command: rest, env };
}

/** Whether an entry is due in the minute of a moment. */
export function isDue(entry: CronEntry, t: Micros): boolean {
  const c = toCivil(t);
  if (entry.reboot || !entry.minute.has(c.minute) || !entry.hour.has(c.hour) || !entry.month.has(c.month)) return false;
  const byDay = entry.day.has(c.day);
  const byWeekday = entry.weekday.has(c.weekday);
  return entry.anyDay ? byDay || byWeekday : byDay && byWeekday;
}
