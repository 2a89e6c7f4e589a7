/** A conversion of printf(3), taken apart: `%-08.3f`. */
export interface Directive {
  left: boolean;
  plus: boolean;
  space: boolean;
  alternative: boolean;
  zero: boolean;
  width: number;
  /** Undefined: none given. */
  precision: number | undefined;
}

export const PLAIN: Directive = { left: false, plus: false, space: false, alternative: false, zero: false, width: 0, precision: undefined };

/** Reads the flags of a directive (`-+ #0`). */
export function flagsOf(text: string): Pick<Directive, 'left' | 'plus' | 'space' | 'alternative' | 'zero'> {
  return {
    left: text.includes('-'),
    plus: text.includes('+'),
    space: text.includes(' '),
    alternative: text.includes('#'),
    zero: text.includes('0'),
  };
}

/** Digits beyond those wanted that tell a tie from what is merely close to one. */
const MORE = 25;
const MOST_DIGITS = 100;

/** `%.Nf` of a finite number that is not negative, rounded as C does (ties to even). */
export function fixed(value: number, precision: number): string {
  const places = Math.min(precision, MOST_DIGITS);
  if (value >= 1e21) return BigInt(value).toString() + (precision > 0 ? `.${'0'.repeat(precision)}` : '');
  const exact = value.toFixed(Math.min(places + MORE, MOST_DIGITS));
  const shown = roundedEven(value.toFixed(places), exact, places);
  return precision > places ? shown + '0'.repeat(precision - places) : shown;
}

/** JavaScript rounds ties up; C to the even neighbour. */
function roundedEven(rounded: string, exact: string, places: number): string {
  const point = exact.indexOf('.');
  if (point < 0) return rounded;
  const cut = exact.slice(0, point + 1 + places);
  const rest = exact.slice(point + 1 + places);
  if (!/^50*$/.test(rest)) return rounded;
  const below = places === 0 ? cut.slice(0, -1) : cut;
  return '02468'.includes(below.at(-1)!) ? below : rounded;
}

/** `%.Ne` of a finite number that is not negative. */
export function exponential(value: number, precision: number, upper = false): string {
  const places = Math.min(precision, MOST_DIGITS);
  const exact = value.toExponential(Math.min(places + MORE, MOST_DIGITS));
  let text = value.toExponential(places);
  const [mantissa, power] = exact.split('e') as [string, string];
  if (text.endsWith(`e${power}`)) text = `${roundedEven(text.split('e')[0]!, mantissa, places)}e${power}`;
  const [digits, exponent] = text.split('e') as [string, string];
  const shown = `${exponent[0] === '-' ? '-' : '+'}${exponent.replace(/^[+-]/, '').padStart(2, '0')}`;
  return `${digits}${upper ? 'E' : 'e'}${shown}`;
}

/** `%.Ng` of a finite number that is not negative. */
export function general(value: number, precision: number, options: { alternative?: boolean; upper?: boolean } = {}): string {
  const digits = Math.max(precision, 1);
  const asExponential = exponential(value, digits - 1, options.upper);
  const power = value === 0 ? 0 : Number(asExponential.split(/e/i)[1]);
  if (power < -4 || power >= digits) {
    if (options.alternative) return asExponential;
    const [mantissa, rest] = asExponential.split(/e/i) as [string, string];
    return `${stripZeros(mantissa)}${options.upper ? 'E' : 'e'}${rest}`;
  }
  const text = fixed(value, digits - 1 - power);
  return options.alternative ? text : stripZeros(text);
}

function stripZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** `%e`, `%f`, `%g` and their capitals, with flags and width. A number that is none prints as `-nan`, as glibc's arithmetic makes it. */
export function formatFloat(value: number, conversion: string, d: Directive): string {
  const upper = conversion !== conversion.toLowerCase();
  const negative = value < 0 || Object.is(value, -0) || Number.isNaN(value);
  const size = Math.abs(value);
  if (!Number.isFinite(value)) {
    const word = Number.isNaN(value) ? 'nan' : 'inf';
    return pad(sign(negative, d) + (upper ? word.toUpperCase() : word), { ...d, zero: false });
  }
  const precision = d.precision ?? 6;
  let digits: string;
  if (conversion === 'f' || conversion === 'F') digits = fixed(size, precision) + (d.alternative && precision === 0 ? '.' : '');
  else if (conversion === 'e' || conversion === 'E') digits = exponential(size, precision, upper);
  else digits = general(size, precision, { alternative: d.alternative, upper });
  return padNumber(sign(negative, d), digits, d);
}

/** `%d` of an integer. */
export function formatInteger(value: number | bigint, d: Directive): string {
  const negative = value < 0;
  const digits = (negative ? -value : value).toString();
  return padNumber(sign(negative, d), precisely(digits, d), d.precision === undefined ? d : { ...d, zero: false });
}

/** `%u`, `%o`, `%x`, `%X` of an integer that is not negative. */
export function formatUnsigned(value: number | bigint, conversion: string, d: Directive): string {
  const base = conversion === 'o' ? 8 : conversion === 'u' ? 10 : 16;
  let digits = precisely(value.toString(base), d);
  let prefix = '';
  if (d.alternative && conversion === 'o' && !digits.startsWith('0')) digits = `0${digits}`;
  if (d.alternative && base === 16 && value !== 0 && value !== 0n) prefix = '0x';
  const text = padNumber(prefix, digits, d.precision === undefined ? d : { ...d, zero: false });
  return conversion === 'X' ? text.toUpperCase() : text;
}

/** `%s` and `%c`. */
export function formatText(text: string, d: Directive): string {
  return pad(d.precision === undefined ? text : text.slice(0, d.precision), { ...d, zero: false });
}

function precisely(digits: string, d: Directive): string {
  if (d.precision === 0 && digits === '0') return '';
  return digits.padStart(d.precision ?? 0, '0');
}

function sign(negative: boolean, d: Directive): string {
  return negative ? '-' : d.plus ? '+' : d.space ? ' ' : '';
}

function pad(text: string, d: Directive): string {
  return d.left ? text.padEnd(d.width) : text.padStart(d.width);
}

function padNumber(prefix: string, digits: string, d: Directive): string {
  if (d.zero && !d.left) return prefix + digits.padStart(d.width - prefix.length, '0');
  return pad(prefix + digits, d);
}
