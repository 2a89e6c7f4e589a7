import { flagsOf, formatFloat, formatInteger, formatText, formatUnsigned, type Directive } from '../lib/c-format.ts';
import type { Runtime } from './runtime.ts';
import { AwkError } from './streams.ts';
import { toInteger, toNumber, toText, type Value } from './values.ts';

const DIRECTIVE = /%([-+ #0]*)(\*|\d*)(?:\.(\*|\d*))?([hl]?)([^]?)/g;
const LARGEST_UNSIGNED = 4294967295;

/** printf and sprintf: the format and its arguments. Throws AwkError where arguments are missing or a conversion is none. */
export function formatted(rt: Runtime, name: string, values: readonly Value[]): string {
  const format = toText(values[0], rt.convfmt);
  let used = 0;
  let conversions = 0;
  let out = '';
  const next = (): Value => {
    if (++used >= values.length) throw new AwkError(`run time error: not enough arguments passed to ${name}("${format}")`, true, out);
    return values[used];
  };
  const star = (text: string | undefined): number => (text === '*' ? Math.trunc(toNumber(next())) : Number(text));
  let done = 0;
  for (const match of format.matchAll(DIRECTIVE)) {
    out += format.slice(done, match.index);
    done = match.index + match[0].length;
    const [, flags, width, precision, size, conversion] = match;
    if (conversion === '%' && match[0] === '%%') {
      out += '%';
      continue;
    }
    conversions++;
    const d: Directive = {
      ...flagsOf(flags!),
      width: star(width),
      precision: precision === undefined ? undefined : star(precision === '' ? '0' : precision),
    };
    if (d.width < 0) Object.assign(d, { left: true, width: -d.width });
    if (conversion === '') next();
    const short = size === 'h';
    out += convert(rt, conversion!, { ...d, short }, next, () => {
      throw new AwkError(`run time error: improper conversion(number ${conversions}) in ${name}("${format}")`, true, out);
    });
  }
  return out + format.slice(done);
}

function convert(rt: Runtime, conversion: string, d: Directive & { short: boolean }, next: () => Value, improper: () => never): string {
  switch (conversion) {
    case 'c':
      return formatText(character(rt, next()), { ...d, precision: undefined });
    case 's':
      return formatText(toText(next(), rt.convfmt), d);
    case 'd':
    case 'i':
      return formatInteger(limited(toInteger(toNumber(next())), d.short), d);
    case 'o':
    case 'x':
    case 'X':
    case 'u':
      return formatUnsigned(toUnsigned(toNumber(next())), conversion, d);
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
      return formatFloat(toNumber(next()), conversion, d);
    default:
      return improper();
  }
}

/** With `h` an integer is a short one. */
function limited(n: number, short: boolean): number {
  return short ? (n << 16) >> 16 : n;
}

function toUnsigned(n: number): number {
  return n >= LARGEST_UNSIGNED ? LARGEST_UNSIGNED : n > 0 ? Math.trunc(n) : 0;
}

/** `%c`: the character of a number, or the first one of a text. */
function character(rt: Runtime, value: Value): string {
  const number = typeof value === 'number' ? value : typeof value === 'object' ? value.number : undefined;
  if (number !== undefined) return String.fromCharCode(toInteger(number) & 255);
  return toText(value, rt.convfmt)[0] ?? '\0';
}
