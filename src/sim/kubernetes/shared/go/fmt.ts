import { compareStrings, quote } from './quote.ts';
import { formatFloat } from './strconv.ts';

/** A value that prints itself, as a Go Stringer does. */
export interface Stringer {
  goString?(): string;
  string(): string;
}

function isStringer(value: unknown): value is Stringer {
  return typeof value === 'object' && value !== null && typeof (value as Stringer).string === 'function';
}

/** An integer of Go's int64 from a JavaScript number: what lies beyond 2^53 is held inside int64's range. */
export function formatInt(value: number | bigint): string {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  if (typeof value === 'number' && !Number.isInteger(value)) return formatFloat(value);
  const big = BigInt(value);
  if (typeof value === 'bigint') return String(big);
  const max = (1n << 63n) - 1n;
  return String(big > max ? max : big < -max - 1n ? -max - 1n : big);
}

const entriesOf = (value: object): [string, unknown][] =>
  (value instanceof Map ? [...value].map(([k, v]) => [String(k), v] as [string, unknown]) : Object.entries(value)).sort((a, b) =>
    compareStrings(a[0], b[0]),
  );

/** `%v` of strings, numbers, booleans, errors, Stringers, slices (`[a b]`), maps (`map[a:1 b:2]`) and nil (`<nil>`). */
export function formatValue(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return formatInt(value);
  if (typeof value === 'boolean') return String(value);
  if (value instanceof Error) return value.message;
  if (isStringer(value)) return value.string();
  if (Array.isArray(value) || value instanceof Set) return `[${[...value].map(formatValue).join(' ')}]`;
  return `map[${entriesOf(value as object)
    .map(([k, v]) => `${k}:${formatValue(v)}`)
    .join(' ')}]`;
}

function goType(value: unknown): string {
  if (Array.isArray(value)) return value.every((x) => typeof x === 'string') ? '[]string' : '[]interface {}';
  return Object.values(value as object).every((x) => typeof x === 'string') ? 'map[string]string' : 'map[string]interface {}';
}

/** `%#v` of the same: strings quoted, slices `[]string{"a"}`, maps `map[string]string{"a":"b"}`. */
export function formatGo(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (typeof value === 'string') return quote(value);
  if (typeof value !== 'object') return formatValue(value);
  if (isStringer(value) && value.goString) return value.goString();
  if (value instanceof Error) return value.message;
  if (Array.isArray(value)) return `${goType(value)}{${value.map(formatGo).join(', ')}}`;
  return `${goType(value)}{${entriesOf(value as object)
    .map(([k, v]) => `${quote(k)}:${formatGo(v)}`)
    .join(', ')}}`;
}

function formatQuoted(value: unknown): string {
  if (Array.isArray(value) || value instanceof Set) return `[${[...value].map(formatQuoted).join(' ')}]`;
  if (typeof value === 'object' && value !== null && !(value instanceof Error) && !isStringer(value)) {
    return `map[${entriesOf(value)
      .map(([k, v]) => `${quote(k)}:${formatQuoted(v)}`)
      .join(' ')}]`;
  }
  return quote(formatValue(value));
}

function pad(text: string, flags: string, width: number): string {
  const length = [...text].length;
  if (length >= width) return text;
  if (flags.includes('-')) return text + ' '.repeat(width - length);
  if (flags.includes('0')) {
    const sign = /^[-+]/.exec(text)?.[0] ?? '';
    return sign + '0'.repeat(width - length) + text.slice(sign.length);
  }
  return ' '.repeat(width - length) + text;
}

function formatVerb(verb: string, flags: string, precision: number | undefined, value: unknown): string {
  switch (verb) {
    case 'v':
      return flags.includes('#') ? formatGo(value) : formatValue(value);
    case 's': {
      const text = value === null || value === undefined ? '%!s(<nil>)' : formatValue(value);
      return precision === undefined ? text : [...text].slice(0, precision).join('');
    }
    case 'd':
      return (flags.includes('+') && Number(value) >= 0 ? '+' : '') + formatInt(value as number);
    case 'q':
      return formatQuoted(value);
    case 't':
      return String(value);
    case 'x':
    case 'X': {
      const text =
        typeof value === 'string'
          ? [...new TextEncoder().encode(value)].map((b) => b.toString(16).padStart(2, '0')).join('')
          : (value as number).toString(16);
      return (flags.includes('#') ? '0x' : '') + (verb === 'X' ? text.toUpperCase() : text);
    }
    case 'o':
      return (value as number).toString(8);
    case 'f':
      return (value as number).toFixed(precision ?? 6);
    case 'g':
      return formatFloat(value as number);
    case 'T':
      return typeof value === 'object' && value !== null
        ? goType(value)
        : typeof value === 'boolean'
          ? 'bool'
          : typeof value === 'number'
            ? 'int'
            : 'string';
    default:
      return `%!${verb}(${formatValue(value)})`;
  }
}

/** fmt.Sprintf for the verbs %v %+v %#v %s %q %d %t %x %X %o %f %g %T with width, precision, `-`, `0`, `+` and `#`. */
export function sprintf(format: string, ...args: readonly unknown[]): string {
  let next = 0;
  const out = format.replace(
    /%([-+# 0]*)(\*|\d+)?(?:\.(\d+))?([a-zA-Z%])/g,
    (_, flags: string, width: string | undefined, precision, verb: string) => {
      if (verb === '%') return '%';
      const columns = width === '*' ? Number(args[next++]) : Number(width ?? 0);
      if (next >= args.length) return `%!${verb}(MISSING)`;
      return pad(formatVerb(verb, flags, precision === undefined ? undefined : Number(precision), args[next++]), flags, columns);
    },
  );
  return out;
}
