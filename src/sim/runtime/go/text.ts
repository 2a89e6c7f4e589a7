import { Errno, goStrerror } from '../../kernel/errno.ts';
import { HOUR, MINUTE, pad, rfc3339, rfc3339Nano, SECOND, toCivil, type Micros } from '../../kernel/time.ts';

/** Go's texts of values: strconv.Quote, times with nanoseconds, durations, and the sizes of docker/go-units. */

const ESCAPES: Record<string, string> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\u000b': '\\v',
  '\\': '\\\\',
  '"': '\\"',
};

/** strconv.Quote. */
export function quote(text: string): string {
  return `"${text.replace(/[\u0000-\u001f"\\\u007f]/g, (c) => ESCAPES[c] ?? `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`)}"`;
}

/** The nanoseconds below a microsecond of a moment: the clock has none, so each moment has digits of its own that stay. */
function below(t: Micros): number {
  return t === 0 ? 0 : ((Math.imul(t % 4_294_967_291, 2_654_435_761) >>> 0) % 999) + 1;
}

/** A moment in nanoseconds since 1970, as protobuf's JSON has it: digits. */
export function nanoseconds(t: Micros): string {
  return t === 0 ? '0' : `${t}${pad(below(t), 3)}`;
}

/** time.RFC3339Nano. */
export function timeNano(t: Micros): string {
  return rfc3339Nano(t, below(t));
}

/** A time with all nine digits, as containerd's log and CRI's timestamps in `crictl logs --timestamps` have them. */
export function timeFixed(t: Micros): string {
  return `${rfc3339(t).slice(0, -1)}.${pad(toCivil(t).micros, 6)}${pad(below(t), 3)}Z`;
}

/** time.Time's String() in UTC: `2026-11-22 03:54:44.313586738 +0000 UTC`. */
export function timeString(t: Micros): string {
  return `${timeNano(t).slice(0, -1).replace('T', ' ')} +0000 UTC`;
}

/** units.HumanDuration: about how long. */
export function humanDuration(us: Micros): string {
  const seconds = Math.trunc(us / SECOND);
  if (seconds < 1) return 'Less than a second';
  if (seconds === 1) return '1 second';
  if (seconds < 60) return `${seconds} seconds`;
  const minutes = Math.trunc(us / MINUTE);
  if (minutes === 1) return 'About a minute';
  if (minutes < 60) return `${minutes} minutes`;
  const hours = Math.trunc(us / HOUR + 0.5);
  if (hours === 1) return 'About an hour';
  if (hours < 48) return `${hours} hours`;
  if (hours < 24 * 7 * 2) return `${Math.trunc(hours / 24)} days`;
  if (hours < 24 * 30 * 2) return `${Math.trunc(hours / 24 / 7)} weeks`;
  if (hours < 24 * 365 * 2) return `${Math.trunc(hours / 24 / 30)} months`;
  return `${Math.trunc(us / HOUR / 24 / 365)} years`;
}

/** time.Duration's String(): `1m30s`, `10s`, `20ms`, `1.5s`. */
export function duration(us: Micros): string {
  if (us === 0) return '0s';
  const sign = us < 0 ? '-' : '';
  const t = Math.abs(us);
  if (t < 1000) return `${sign}${t}µs`;
  if (t < SECOND) return `${sign}${trim(t / 1000)}ms`;
  const hours = Math.floor(t / HOUR);
  const minutes = Math.floor((t % HOUR) / MINUTE);
  const seconds = trim((t % MINUTE) / SECOND);
  return `${sign}${hours ? `${hours}h` : ''}${hours || minutes ? `${minutes}m` : ''}${seconds}s`;
}

const trim = (n: number): string => String(Math.round(n * 1e6) / 1e6);

const UNITS: Record<string, number> = { ns: 0.001, us: 1, µs: 1, ms: 1000, s: SECOND, m: MINUTE, h: HOUR };

/** time.ParseDuration in microseconds; `undefined` for what is none. */
export function parseDuration(text: string): Micros | undefined {
  if (text === '0') return 0;
  const body = /^([+-]?)((?:\d+\.?\d*|\.\d+)(?:ns|us|µs|ms|s|m|h))+$/.exec(text);
  if (!body) return undefined;
  let sum = 0;
  for (const [, n, unit] of text.matchAll(/(\d+\.?\d*|\.\d+)(ns|us|µs|ms|s|m|h)/g)) sum += Number(n) * UNITS[unit!]!;
  return Math.round(body[1] === '-' ? -sum : sum);
}

/** `%.4g` of a number, with other precisions too. */
function significant(value: number, precision: number): string {
  return String(Number(value.toPrecision(precision)));
}

function scaled(size: number, precision: number, base: number, names: readonly string[]): string {
  let value = size;
  let i = 0;
  while (value >= base && i < names.length - 1) {
    value /= base;
    i++;
  }
  return `${significant(value, precision)}${names[i]}`;
}

/** units.HumanSizeWithPrecision: thousands, `95.5MB`. */
export function humanSize(size: number, precision = 4): string {
  return scaled(size, precision, 1000, ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB']);
}

/** containerd's progress.Bytes: `91.1 MiB`. */
export function bytesSize(size: number): string {
  let value = size;
  let unit = 'B';
  for (const next of ['KiB', 'MiB', 'GiB', 'TiB']) {
    if (value < 1024) break;
    value /= 1024;
    unit = next;
  }
  return `${unit === 'B' ? value.toFixed(1) : value.toFixed(1)} ${unit}`;
}

/** What Error() gives: for a system call's error Go's os.PathError (`open /x: no such file or directory`). */
export function errorText(e: unknown): string {
  if (e instanceof Errno) return e.go;
  return e instanceof Error ? e.message : String(e);
}

/** A system call's error with the operation's name as Go's packages have it (`lstat`, `remove`), and the path. */
export function pathError(operation: string, path: string, e: unknown): string {
  return e instanceof Errno ? `${operation} ${path}: ${goStrerror(e.code)}` : errorText(e);
}
