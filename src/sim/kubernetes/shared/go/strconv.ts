import { NumError } from './error.ts';

const INVALID = 'invalid syntax';
const RANGE = 'value out of range';

/** Whether underscores stand only where Go's literals allow them: between digits, or after a base prefix. */
function underscoresOk(text: string): boolean {
  let s = text.replace(/^[-+]/, '');
  let saw = '^';
  let hex = false;
  const prefix = /^0([box])/i.exec(s);
  if (prefix) {
    s = s.slice(2);
    saw = '0';
    hex = prefix[1]!.toLowerCase() === 'x';
  }
  for (const c of s) {
    if ((c >= '0' && c <= '9') || (hex && /[a-f]/i.test(c))) saw = '0';
    else if (c === '_') {
      if (saw !== '0') return false;
      saw = '_';
    } else {
      if (saw === '_') return false;
      saw = '!';
    }
  }
  return saw !== '_';
}

/** The digits of a number without its sign and the base they are in; nothing where they are no number. */
function magnitude(text: string, base: number): bigint | undefined {
  let s = text;
  let radix = base;
  if (base === 0) {
    radix = 10;
    const prefix = /^0([box]?)/i.exec(s);
    if (prefix && s.length > prefix[0].length + (prefix[1] ? 0 : -1)) {
      const mark = prefix[1]!.toLowerCase();
      if (mark && s.length >= 3) {
        radix = mark === 'x' ? 16 : mark === 'o' ? 8 : 2;
        s = s.slice(2);
      } else if (!mark) {
        radix = 8;
        s = s.slice(1);
        if (s === '') return 0n;
      }
    }
    if (s.includes('_')) {
      if (!underscoresOk(text)) return undefined;
      s = s.replaceAll('_', '');
    }
  }
  if (s === '') return undefined;
  let n = 0n;
  const by = BigInt(radix);
  if (radix === 10 && /^[0-9]+$/.test(s)) return BigInt(s);
  for (const c of s) {
    const digit = c >= '0' && c <= '9' ? c.charCodeAt(0) - 48 : /[a-z]/i.test(c) ? c.toLowerCase().charCodeAt(0) - 87 : 99;
    if (digit >= radix) return undefined;
    n = n * by + BigInt(digit);
  }
  return n;
}

/** strconv.ParseUint. Gives the number; throws NumError. `base` 0 reads Go's prefixes and underscores. */
export function parseUint(text: string, base = 10, bits = 64, func = 'ParseUint'): bigint {
  const n = text === '' ? undefined : magnitude(text, base);
  if (n === undefined) throw new NumError(func, text, INVALID);
  if (n >> BigInt(bits || 64)) throw new NumError(func, text, RANGE);
  return n;
}

/** strconv.ParseInt. Gives the number; throws NumError. `base` 0 reads Go's prefixes and underscores. */
export function parseInt64(text: string, base = 10, bits = 64, func = 'ParseInt'): bigint {
  const negative = text[0] === '-';
  const digits = negative || text[0] === '+' ? text.slice(1) : text;
  const n = digits === '' ? undefined : magnitude(digits, base);
  if (n === undefined) throw new NumError(func, text, INVALID);
  const limit = 1n << BigInt((bits || 64) - 1);
  if (negative ? n > limit : n >= limit) throw new NumError(func, text, RANGE);
  return negative ? -n : n;
}

/** strconv.Atoi. */
export function atoi(text: string): number {
  return Number(parseInt64(text, 10, 64, 'Atoi'));
}

const TRUE = new Set(['1', 't', 'T', 'true', 'TRUE', 'True']);
const FALSE = new Set(['0', 'f', 'F', 'false', 'FALSE', 'False']);

/** strconv.ParseBool: 1, t, T, TRUE, true, True, 0, f, F, FALSE, false, False. */
export function parseBool(text: string): boolean {
  if (TRUE.has(text)) return true;
  if (FALSE.has(text)) return false;
  throw new NumError('ParseBool', text, INVALID);
}

const DECIMAL = /^[-+]?([0-9][0-9_]*\.?[0-9_]*|\.[0-9][0-9_]*)([eE][-+]?[0-9][0-9_]*)?$/;
const HEX = /^([-+]?)0[xX]_?([0-9a-fA-F_]*)\.?([0-9a-fA-F_]*)[pP]([-+]?[0-9][0-9_]*)$/;

/** strconv.ParseFloat: decimal and hexadecimal floats, inf, infinity and nan in any case. Throws NumError. */
export function parseFloat64(text: string, bits: 32 | 64 = 64): number {
  const special = /^([-+]?)(inf|infinity)$/i.exec(text);
  if (special) return special[1] === '-' ? -Infinity : Infinity;
  if (/^nan$/i.test(text)) return NaN;
  let value: number;
  const hex = HEX.exec(text);
  if (hex && underscoresOk(text) && hex[2] + hex[3]! !== '') {
    const [whole, fraction] = [hex[2]!.replaceAll('_', ''), hex[3]!.replaceAll('_', '')];
    value = Number(BigInt(`0x${whole}${fraction}`)) * 2 ** (Number(hex[4]!.replaceAll('_', '')) - 4 * fraction.length);
    if (hex[1] === '-') value = -value;
  } else if (DECIMAL.test(text) && underscoresOk(text)) value = Number(text.replaceAll('_', ''));
  else throw new NumError('ParseFloat', text, INVALID);
  if (bits === 32) value = Math.fround(value);
  if (!Number.isFinite(value)) throw new NumError('ParseFloat', text, RANGE);
  return value;
}

/** The shortest decimal digits that name a float, and its exponent: 0.d1d2… times 10 to the exponent. */
function shortest(value: number, bits: 32 | 64): { digits: string; exponent: number } {
  let [mantissa, exponent] = Math.abs(value).toExponential().split('e') as [string, string];
  if (bits === 32) {
    for (let precision = 1; precision <= 9; precision++) {
      const text = Math.abs(value).toExponential(precision - 1);
      if (Math.fround(Number(text)) === Math.fround(Math.abs(value))) {
        [mantissa, exponent] = text.split('e') as [string, string];
        break;
      }
    }
  }
  return { digits: mantissa.replace('.', '').replace(/0+$/, '') || '0', exponent: Number(exponent) + 1 };
}

/**
 * strconv.FormatFloat with the shortest precision (-1).
 * `format` is 'g' (an exponent below 1e-4 and from 1e6 on), 'e' or 'f'; an exponent has at least two digits.
 */
export function formatFloat(value: number, format: 'g' | 'e' | 'f' = 'g', bits: 32 | 64 = 64): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const { digits, exponent } = value === 0 ? { digits: '0', exponent: 1 } : shortest(value, bits);
  const scientific = exponent - 1;
  if (format === 'e' || (format === 'g' && (scientific < -4 || scientific >= 6))) {
    const power = String(Math.abs(scientific)).padStart(2, '0');
    return `${sign}${digits[0]}${digits.length > 1 ? `.${digits.slice(1)}` : ''}e${scientific < 0 ? '-' : '+'}${power}`;
  }
  if (exponent <= 0) return `${sign}0.${'0'.repeat(-exponent)}${digits}`;
  if (digits.length <= exponent) return sign + digits + '0'.repeat(exponent - digits.length);
  return `${sign}${digits.slice(0, exponent)}.${digits.slice(exponent)}`;
}
