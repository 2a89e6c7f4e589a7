import { flagsOf, formatFloat, PLAIN } from '../lib/c-format.ts';
import { strtod } from '../lib/c-number.ts';

/** Text from outside (a field, a line, a command-line assignment): it counts as a number where it looks like one. */
export class Outside {
  #number: number | undefined;
  #known = false;

  constructor(readonly text: string) {}

  /** Its value, where it looks like a number. */
  get number(): number | undefined {
    if (!this.#known) {
      this.#known = true;
      this.#number = looksNumeric(this.text);
    }
    return this.#number;
  }
}

/** A value of awk. Undefined is a variable that was never set: both 0 and an empty text. */
export type Value = number | string | Outside | undefined;

const LARGEST = 2147483647;

/** Whether a number prints without a format: mawk counts in 32 bits. */
export function isInteger(n: number): boolean {
  return n >= -LARGEST && n <= LARGEST && Math.trunc(n) === n;
}

/** A number as an integer, limited to what mawk's Int holds. */
export function toInteger(n: number): number {
  return n >= LARGEST ? LARGEST : n > -LARGEST ? Math.trunc(n) || 0 : Number.isNaN(n) ? -LARGEST : -LARGEST;
}

/** mawk's test for text that is a number (check_strnum). */
export function looksNumeric(text: string): number | undefined {
  const trimmed = text.replace(/^[ \t\n\v\f\r]+|[ \t\n\v\f\r]+$/g, '');
  if (!/^[0-9.+-]/.test(trimmed) || !/[0-9.]$/.test(trimmed)) return undefined;
  const { value, end } = strtod(trimmed);
  return end === trimmed.length && Number.isFinite(value) ? value : undefined;
}

export function toNumber(value: Value): number {
  if (typeof value === 'number') return value;
  if (value === undefined) return 0;
  return strtod(typeof value === 'string' ? value : value.text).value;
}

/** A value as text; numbers that are no integers in a format (CONVFMT, or OFMT when printed). */
export function toText(value: Value, format: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return numberText(value, format);
  return value === undefined ? '' : value.text;
}

export function numberText(n: number, format: string): string {
  if (isInteger(n)) return String(n === 0 ? 0 : n);
  const directive = /^([^%]*)%([-+ #0]*)(\d*)(?:\.(\d*))?([eEfFgGdi])([^%]*)$/.exec(format);
  if (!directive) return formatFloat(n, 'g', PLAIN);
  const [, before, flags, width, precision, conversion, after] = directive;
  const d = { ...flagsOf(flags!), width: Number(width), precision: precision === undefined ? undefined : Number(precision) };
  if (conversion === 'd' || conversion === 'i') return `${before}${String(toInteger(n)).padStart(d.width)}${after}`;
  return before + formatFloat(n, conversion!, d) + after;
}

export function isTrue(value: Value): boolean {
  if (typeof value === 'number') return value !== 0;
  if (typeof value === 'string') return value !== '';
  if (value === undefined) return false;
  const { number } = value;
  return number === undefined ? value.text !== '' : number !== 0;
}

/** Less than 0, 0, or more: as numbers where both can be, else as texts. */
export function compare(a: Value, b: Value, convfmt: string): number {
  const left = numeric(a);
  const right = left === undefined ? undefined : numeric(b);
  if (left !== undefined && right !== undefined) return left < right ? -1 : left > right ? 1 : left === right ? 0 : 1;
  const x = toText(a, convfmt);
  const y = toText(b, convfmt);
  return x < y ? -1 : x > y ? 1 : 0;
}

function numeric(value: Value): number | undefined {
  if (typeof value === 'number') return value;
  if (value === undefined) return 0;
  return typeof value === 'string' ? undefined : value.number;
}
