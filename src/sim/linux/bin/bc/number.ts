/** A decimal number of any length: `value` / 10^`scale`. */
export interface Decimal {
  value: bigint;
  scale: number;
}

export const power10 = (n: number): bigint => 10n ** BigInt(n);
export const ZERO: Decimal = { value: 0n, scale: 0 };
export const ofInteger = (n: number | bigint): Decimal => ({ value: BigInt(n), scale: 0 });
export const truth = (b: boolean): Decimal => ofInteger(b ? 1 : 0);

/** The same number with another scale; digits that do not fit are cut off. */
export function withScale(d: Decimal, scale: number): Decimal {
  if (scale === d.scale) return d;
  return { value: scale > d.scale ? d.value * power10(scale - d.scale) : d.value / power10(d.scale - scale), scale };
}

function aligned(a: Decimal, b: Decimal): [bigint, bigint, number] {
  const scale = Math.max(a.scale, b.scale);
  return [withScale(a, scale).value, withScale(b, scale).value, scale];
}

export function add(a: Decimal, b: Decimal): Decimal {
  const [x, y, scale] = aligned(a, b);
  return { value: x + y, scale };
}

export function subtract(a: Decimal, b: Decimal): Decimal {
  return add(a, { value: -b.value, scale: b.scale });
}

export function compare(a: Decimal, b: Decimal): number {
  const [x, y] = aligned(a, b);
  return x < y ? -1 : x > y ? 1 : 0;
}

export function multiply(a: Decimal, b: Decimal, scale: number): Decimal {
  const full = a.scale + b.scale;
  return withScale({ value: a.value * b.value, scale: full }, Math.min(full, Math.max(scale, a.scale, b.scale)));
}

/** The quotient with `scale` digits; `undefined` for a division by zero. */
export function divide(a: Decimal, b: Decimal, scale: number): Decimal | undefined {
  if (b.value === 0n) return undefined;
  return { value: (a.value * power10(scale + b.scale)) / (b.value * power10(a.scale)), scale };
}

/** bc's remainder: what is left of a division with `scale` digits. */
export function modulo(a: Decimal, b: Decimal, scale: number): Decimal | undefined {
  const quotient = divide(a, b, scale);
  if (!quotient) return undefined;
  const result = subtract(a, { value: quotient.value * b.value, scale: quotient.scale + b.scale });
  return withScale(result, Math.max(scale + b.scale, a.scale));
}

/** A whole power. */
export function raise(a: Decimal, exponent: bigint, scale: number): Decimal | undefined {
  if (exponent < 0n) {
    const positive: Decimal = { value: a.value ** -exponent, scale: a.scale * Number(-exponent) };
    return divide(ofInteger(1), positive, scale);
  }
  const full = a.scale * Number(exponent);
  return withScale({ value: a.value ** exponent, scale: full }, Math.min(full, Math.max(scale, a.scale)));
}

/** The square root, cut off; `undefined` of a negative number. */
export function squareRoot(a: Decimal, scale: number): Decimal | undefined {
  if (a.value < 0n) return undefined;
  const digits = Math.max(scale, a.scale);
  const n = withScale(a, digits * 2).value;
  if (n === 0n) return { value: 0n, scale: digits };
  let x = 1n << BigInt(Math.ceil(n.toString(2).length / 2));
  for (;;) {
    const next = (x + n / x) >> 1n;
    if (next >= x) return { value: x, scale: digits };
    x = next;
  }
}

const DIGITS = '0123456789ABCDEF';

/** Reads a number in base 2 to 16. A single digit may be larger than the base. */
export function parseNumber(text: string, base: number): Decimal {
  const [whole = '', fraction = ''] = text.split('.');
  const digit = (c: string): bigint => BigInt(text.length === 1 ? DIGITS.indexOf(c) : Math.min(DIGITS.indexOf(c), base - 1));
  if (base === 10) {
    const digits = [...(whole + fraction)].map((c) => digit(c)).join('');
    return { value: BigInt(digits || '0'), scale: fraction.length };
  }
  let value = 0n;
  for (const c of whole) value = value * BigInt(base) + digit(c);
  let part = 0n;
  for (const c of fraction) part = part * BigInt(base) + digit(c);
  const scale = fraction.length;
  return { value: value * power10(scale) + (part * power10(scale)) / BigInt(base) ** BigInt(scale), scale };
}

/** A number as bc prints it: no zero before the point. */
export function format(d: Decimal, base: number): string {
  const sign = d.value < 0n ? '-' : '';
  const magnitude = d.value < 0n ? -d.value : d.value;
  const whole = magnitude / power10(d.scale);
  const fraction = magnitude % power10(d.scale);
  if (base === 10) {
    const digits = d.scale > 0 ? `.${fraction.toString().padStart(d.scale, '0')}` : '';
    if (magnitude === 0n) return '0';
    return `${sign}${whole === 0n && d.scale > 0 ? '' : whole}${digits}`;
  }
  const show = (n: bigint): string => (base <= 16 ? DIGITS[Number(n)]! : ` ${n.toString().padStart(String(base - 1).length, '0')}`);
  let out = '';
  for (let rest = whole; rest > 0n; rest /= BigInt(base)) out = show(rest % BigInt(base)) + out;
  if (d.scale === 0) return sign + (out || '0');
  let digits = '';
  // as many digits as the decimal fraction needs
  for (let rest = fraction, reached = 1n; reached < power10(d.scale); reached *= BigInt(base)) {
    rest *= BigInt(base);
    digits += show(rest / power10(d.scale));
    rest %= power10(d.scale);
  }
  return `${sign}${out || '0'}.${digits}`.replace(/^(-?)0\./, '$1.');
}
