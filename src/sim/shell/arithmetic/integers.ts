/**
 * The shell's integers: 64 bits with a sign, wrapping around (intmax_t). A value is a number as long as it is exact there, else
 * a bigint; the functions keep it so.
 */
export type Int = number | bigint;

const WIDTH = 64;

/** The value in its normal form, wrapped to 64 bits. */
export function normal(value: bigint): Int {
  const wrapped = BigInt.asIntN(WIDTH, value);
  return wrapped >= -9007199254740991n && wrapped <= 9007199254740991n ? Number(wrapped) : wrapped;
}

function safe(value: number, exact: () => bigint): Int {
  return Number.isSafeInteger(value) ? (value === 0 ? 0 : value) : normal(exact());
}

const big = (a: Int): bigint => BigInt(a);
const both = (a: Int, b: Int): boolean => typeof a === 'number' && typeof b === 'number';

export const add = (a: Int, b: Int): Int => (both(a, b) ? safe((a as number) + (b as number), () => big(a) + big(b)) : normal(big(a) + big(b)));
export const subtract = (a: Int, b: Int): Int =>
  both(a, b) ? safe((a as number) - (b as number), () => big(a) - big(b)) : normal(big(a) - big(b));
export const multiply = (a: Int, b: Int): Int =>
  both(a, b) ? safe((a as number) * (b as number), () => big(a) * big(b)) : normal(big(a) * big(b));
/** Rounds toward zero; the divisor is not zero. */
export const divide = (a: Int, b: Int): Int =>
  both(a, b) ? safe(Math.trunc((a as number) / (b as number)), () => big(a) / big(b)) : normal(big(a) / big(b));
export const remainder = (a: Int, b: Int): Int => (both(a, b) ? ((a as number) % (b as number)) + 0 : normal(big(a) % big(b)));

/** `a ** b`, the exponent not negative. */
export function power(a: Int, b: Int): Int {
  if (both(a, b)) {
    const value = (a as number) ** (b as number);
    if (Number.isSafeInteger(value)) return value;
  }
  // by squaring, wrapped at each step: a great exponent costs nothing
  let result = 1n;
  let base = big(a);
  for (let exponent = big(b); exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = BigInt.asIntN(WIDTH, result * base);
    base = BigInt.asIntN(WIDTH, base * base);
  }
  return normal(result);
}

const int32 = (a: Int): boolean => typeof a === 'number' && (a | 0) === a;

export const and = (a: Int, b: Int): Int => (int32(a) && int32(b) ? (a as number) & (b as number) : normal(big(a) & big(b)));
export const or = (a: Int, b: Int): Int => (int32(a) && int32(b) ? (a as number) | (b as number) : normal(big(a) | big(b)));
export const xor = (a: Int, b: Int): Int => (int32(a) && int32(b) ? (a as number) ^ (b as number) : normal(big(a) ^ big(b)));
export const not = (a: Int): Int => (typeof a === 'number' ? -a - 1 : normal(~a));
/** Shifts by the low six bits of the count, as the processor does. */
export const shiftLeft = (a: Int, b: Int): Int => normal(big(a) << (big(b) & 63n));
export const shiftRight = (a: Int, b: Int): Int => normal(big(a) >> (big(b) & 63n));

export const isZero = (a: Int): boolean => a === 0;

/** Compares as numbers do; a number and a bigint compare by value. */
export const less = (a: Int, b: Int): boolean => a < b;
export const equal = (a: Int, b: Int): boolean => a === b;

/** Reads decimal digits with a sign, wrapping around. */
export function fromDecimal(text: string): Int {
  const value = Number(text);
  return Number.isSafeInteger(value) ? (value === 0 ? 0 : value) : normal(BigInt(text));
}

const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ@_';

/** A number in a base from 2 to 64; `undefined` where a digit is not of that base. */
export function fromBase(digits: string, base: number): Int | undefined {
  let value: Int = 0;
  for (const c of digits) {
    let digit = DIGITS.indexOf(c);
    // up to base 36 letters of both cases are the same
    if (base <= 36 && digit >= 36 && digit < 62) digit -= 26;
    if (digit < 0 || digit >= base) return undefined;
    value = add(multiply(value, base), digit);
  }
  return value;
}
