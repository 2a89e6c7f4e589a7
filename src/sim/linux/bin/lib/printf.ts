/** A conversion of a printf format, taken apart: `%-5.2f`. */
export interface Conversion {
  flags: string;
  width: number;
  precision: number | undefined;
  letter: string;
}

function padded(body: string, c: Conversion, numeric: boolean): string {
  if (body.length >= c.width) return body;
  if (c.flags.includes('-')) return body.padEnd(c.width);
  if (!numeric || !c.flags.includes('0')) return body.padStart(c.width);
  const sign = /^[-+ ]?(0[xX])?/.exec(body)![0];
  return sign + body.slice(sign.length).padStart(c.width - sign.length, '0');
}

const signOf = (negative: boolean, flags: string): string => (negative ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '');

/** C's %s and %c. */
export function formatText(c: Conversion, text: string): string {
  return padded(c.precision === undefined ? text : text.slice(0, c.precision), c, false);
}

/** C's %d, %i, %u, %o, %x and %X of a 64-bit number. */
export function formatInteger(c: Conversion, value: bigint): string {
  const signed = c.letter === 'd' || c.letter === 'i';
  const magnitude = signed ? (value < 0n ? -value : value) : BigInt.asUintN(64, value);
  const base = c.letter === 'o' ? 8 : c.letter === 'x' || c.letter === 'X' ? 16 : 10;
  let digits = magnitude === 0n && c.precision === 0 ? '' : magnitude.toString(base);
  if (c.letter === 'X') digits = digits.toUpperCase();
  if (c.precision !== undefined) digits = digits.padStart(c.precision, '0');
  if (c.flags.includes('#')) {
    if (base === 8 && !digits.startsWith('0')) digits = `0${digits}`;
    if (base === 16 && magnitude !== 0n) digits = (c.letter === 'X' ? '0X' : '0x') + digits;
  }
  const sign = signed ? signOf(value < 0n, c.flags) : '';
  return padded(sign + digits, c.precision === undefined ? c : { ...c, flags: c.flags.replace('0', '') }, true);
}

/** C's %e, %f, %g (and capitals) of a double. */
export function formatFloat(c: Conversion, value: number): string {
  const lower = c.letter.toLowerCase();
  const negative = value < 0 || Object.is(value, -0);
  const sign = signOf(negative, c.flags);
  const magnitude = Math.abs(value);
  if (!Number.isFinite(value)) {
    const word = Number.isNaN(value) ? 'nan' : 'inf';
    const shown = sign + word;
    return padded(c.letter === lower ? shown : shown.toUpperCase(), { ...c, flags: c.flags.replace('0', '') }, false);
  }
  const precision = c.precision ?? 6;
  let body: string;
  if (lower === 'f') body = fixed(magnitude, precision);
  else if (lower === 'e') body = exponential(magnitude, precision);
  else if (lower === 'a') body = hexadecimal(magnitude);
  else body = general(magnitude, precision, c.flags.includes('#'));
  if (c.flags.includes('#') && precision === 0 && !body.includes('.')) body = body.replace(/^(\d+)/, '$1.');
  const out = padded(sign + body, c, true);
  return c.letter === lower ? out : out.toUpperCase();
}

function fixed(value: number, precision: number): string {
  if (value < 1e21) return value.toFixed(Math.min(precision, 100)).padEnd(0);
  const whole = BigInt(value).toString();
  return precision > 0 ? `${whole}.${'0'.repeat(precision)}` : whole;
}

function exponential(value: number, precision: number): string {
  return value.toExponential(Math.min(precision, 100)).replace(/e([+-])(\d)$/, 'e$10$2');
}

function general(value: number, precision: number, keepZeros: boolean): string {
  const digits = precision === 0 ? 1 : precision;
  const exponent = value === 0 ? 0 : Number(value.toExponential(digits - 1).split('e')[1]);
  const body = exponent < -4 || exponent >= digits ? exponential(value, digits - 1) : fixed(value, digits - 1 - exponent);
  if (keepZeros || !body.includes('.')) return body;
  return body.replace(/\.?0+(e|$)/, '$1');
}

/** %a of glibc for x86-64's long double is another form; of a double this is it. */
function hexadecimal(value: number): string {
  if (value === 0) return '0x0p+0';
  let exponent = Math.floor(Math.log2(value));
  let mantissa = value / 2 ** exponent;
  if (mantissa >= 2) {
    mantissa /= 2;
    exponent++;
  }
  let digits = '';
  let rest = mantissa - 1;
  while (rest > 0) {
    rest *= 16;
    digits += Math.floor(rest).toString(16);
    rest -= Math.floor(rest);
  }
  return `0x1${digits ? `.${digits}` : ''}p${exponent < 0 ? '-' : '+'}${Math.abs(exponent)}`;
}
