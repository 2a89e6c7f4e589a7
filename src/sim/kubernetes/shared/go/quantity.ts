import { GoError } from './error.ts';
import { parseInt64 } from './strconv.ts';

export type QuantityFormat = 'DecimalSI' | 'BinarySI' | 'DecimalExponent';

const FORMAT_WRONG = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const NUMERIC = 'unable to parse numeric part of quantity';
const SUFFIX = "unable to parse quantity's suffix";

const DECIMAL: Record<string, number> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const BINARY: Record<string, number> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };
const DECIMAL_NAMES = new Map(Object.entries(DECIMAL).map(([name, exponent]) => [exponent, name]));
const BINARY_NAMES = new Map(Object.entries(BINARY).map(([name, exponent]) => [exponent, name]));

const MAX_INT64 = (1n << 63n) - 1n;
const pow10 = (n: number) => 10n ** BigInt(n);
const abs = (n: bigint) => (n < 0n ? -n : n);

/** Divides, away from zero. */
function divideUp(n: bigint, by: bigint): bigint {
  const q = n / by;
  return n % by === 0n ? q : n > 0n ? q + 1n : q - 1n;
}

interface Parts {
  positive: boolean;
  value: string;
  num: string;
  denom: string;
  suffix: string;
}

function split(text: string): Parts {
  const m = /^([-+]?)(0*)([0-9]*)(?:\.([0-9]*))?([eEinumkKMGTP]*[-+]?[0-9]*)$/.exec(text);
  if (!m) throw new GoError(FORMAT_WRONG);
  // a point after nothing but zeros is only read where digits or a suffix may follow it
  const suffix = m[5]!;
  return { positive: m[1] !== '-', value: text.slice(0, text.length - suffix.length), num: m[3] || '0', denom: m[4] ?? '', suffix };
}

function interpret(suffix: string): { base: 2 | 10; exponent: number; format: QuantityFormat } {
  if (Object.hasOwn(DECIMAL, suffix)) return { base: 10, exponent: DECIMAL[suffix]!, format: 'DecimalSI' };
  if (Object.hasOwn(BINARY, suffix)) return { base: 2, exponent: BINARY[suffix]!, format: 'BinarySI' };
  if (suffix.length > 1 && /^[eE]/.test(suffix)) {
    try {
      return { base: 10, exponent: Number(BigInt.asIntN(32, parseInt64(suffix.slice(1)))), format: 'DecimalExponent' };
    } catch {
      throw new GoError(SUFFIX);
    }
  }
  throw new GoError(SUFFIX);
}

/**
 * resource.Quantity: a fixed-point number with the suffix family it was written in. Immutable.
 * Follows apimachinery/pkg/api/resource/quantity.go.
 */
export class Quantity {
  /** The value is `unscaled` times 10 to the `scale`. */
  private constructor(
    private readonly unscaled: bigint,
    private readonly scale: number,
    readonly format: QuantityFormat,
    private text?: string,
  ) {}

  static readonly ZERO = new Quantity(0n, 0, 'DecimalSI');

  /** A whole number. */
  static of(value: number | bigint, format: QuantityFormat = 'DecimalSI'): Quantity {
    return new Quantity(BigInt(value), 0, format);
  }

  /** A number of thousandths. */
  static milli(value: number | bigint, format: QuantityFormat = 'DecimalSI'): Quantity {
    return new Quantity(BigInt(value), -3, format);
  }

  /** ParseQuantity: throws its three errors (form, numeric part, suffix). */
  static parse(text: string): Quantity {
    if (text === '') throw new GoError(FORMAT_WRONG);
    if (text === '0') return new Quantity(0n, 0, 'DecimalSI', '0');
    const parts = split(text);
    const { base, exponent, format } = interpret(parts.suffix);
    return Quantity.#fast(text, parts, exponent, format) ?? Quantity.#exact(parts, base, exponent, format);
  }

  /** The usual case, in which a canonical text is kept as it was written. */
  static #fast(text: string, { positive, num, denom }: Parts, exponent: number, format: QuantityFormat): Quantity | undefined {
    let precision: number;
    let scale = 0;
    let mantissa = 1n;
    if (format !== 'BinarySI') {
      scale = exponent;
      precision = 18 - num.length - denom.length;
    } else if (denom === '') {
      mantissa = 1n << BigInt(exponent);
      precision = 15 - num.length - Math.trunc((exponent * 3) / 10) - 1;
    } else return undefined;
    scale -= denom.length;
    if (precision < 0 || scale < -9) return undefined;
    const shifted = num + denom;
    const value = BigInt(shifted);
    if (value * mantissa > MAX_INT64) return undefined;
    const result = positive ? value * mantissa : -value * mantissa;
    const canonical =
      format === 'BinarySI'
        ? exponent % 10 === 0 && (value & 7n) !== 0n
        : scale % 3 === 0 && !shifted.endsWith('000') && shifted[0] !== '0';
    return new Quantity(result, scale, format, canonical ? text : undefined);
  }

  static #exact({ positive, value, denom }: Parts, base: 2 | 10, exponent: number, format: QuantityFormat): Quantity {
    const digits = value.replace(/^[-+]/, '').replace('.', '');
    if (digits === '') throw new GoError(NUMERIC);
    let unscaled = BigInt(digits);
    let scale = -denom.length;
    if (base === 10) scale += exponent;
    else unscaled <<= BigInt(exponent);
    if (scale < -9) {
      unscaled = divideUp(unscaled, pow10(-9 - scale));
      scale = -9;
    }
    const compare = (whole: bigint) => (scale >= 0 ? unscaled * pow10(scale) - whole : unscaled - whole * pow10(-scale));
    if (format === 'BinarySI' && compare(MAX_INT64) > 0n) {
      unscaled = MAX_INT64;
      scale = 0;
    }
    const kept = format === 'BinarySI' && compare(1n) < 0n && unscaled > 0n ? 'DecimalSI' : format;
    return new Quantity(positive ? unscaled : -unscaled, scale, kept);
  }

  get isZero(): boolean {
    return this.unscaled === 0n;
  }

  get sign(): -1 | 0 | 1 {
    return this.unscaled > 0n ? 1 : this.unscaled < 0n ? -1 : 0;
  }

  #at(scale: number): bigint {
    return this.scale >= scale ? this.unscaled * pow10(this.scale - scale) : divideUp(this.unscaled, pow10(scale - this.scale));
  }

  /** Less, equal or greater: a negative number, 0, or a positive one. */
  cmp(other: Quantity): number {
    const scale = Math.min(this.scale, other.scale);
    const [a, b] = [this.#at(scale), other.#at(scale)];
    return a < b ? -1 : a > b ? 1 : 0;
  }

  /** The value, rounded up away from zero to a whole number (Value()). */
  value(): number {
    return Number(this.#at(0));
  }

  /** In thousandths, rounded up (MilliValue()). */
  milliValue(): number {
    return Number(this.#at(-3));
  }

  /** As a floating-point number (AsApproximateFloat64). */
  approximate(): number {
    return Number(this.unscaled) * 10 ** this.scale;
  }

  /** Whether the value is a whole number. */
  get isWhole(): boolean {
    return this.scale >= 0 || this.unscaled % pow10(-this.scale) === 0n;
  }

  /** The sum; where this is zero, the other's format is taken over, as Add does. */
  add(other: Quantity): Quantity {
    const scale = Math.min(this.scale, other.scale);
    return new Quantity(this.#at(scale) + other.#at(scale), scale, this.isZero ? other.format : this.format);
  }

  sub(other: Quantity): Quantity {
    const scale = Math.min(this.scale, other.scale);
    return new Quantity(this.#at(scale) - other.#at(scale), scale, this.isZero ? other.format : this.format);
  }

  /** Rounded up, away from zero, to thousandths where it is finer (RoundUp(Milli)). */
  roundUpMilli(): Quantity {
    return this.scale >= -3 ? this : new Quantity(this.#at(-3), -3, this.format);
  }

  neg(): Quantity {
    return new Quantity(-this.unscaled, this.scale, this.format);
  }

  /** The canonical text, or the text as it was written where that was canonical. */
  string(): string {
    return (this.text ??= this.#canonical());
  }

  toString(): string {
    return this.string();
  }

  #canonical(): string {
    if (this.isZero) return '0';
    const small =
      abs(this.unscaled) < 1024n * pow10(Math.max(0, -this.scale)) && this.cmp(Quantity.of(1024)) < 0 && this.cmp(Quantity.of(-1024)) > 0;
    if (this.format === 'BinarySI' && !small && this.isWhole) {
      let n = this.#at(0);
      let exponent = 0;
      while (n % 1024n === 0n) {
        n /= 1024n;
        exponent += 10;
      }
      return `${n}${BINARY_NAMES.get(exponent) ?? ''}`;
    }
    let n = this.unscaled;
    let exponent = this.scale;
    while (n % 10n === 0n) {
      n /= 10n;
      exponent++;
    }
    while (exponent % 3 !== 0) {
      n *= 10n;
      exponent--;
    }
    if (this.format === 'DecimalExponent') return exponent === 0 ? `${n}` : `${n}e${exponent}`;
    return `${n}${DECIMAL_NAMES.get(exponent) ?? ''}`;
  }
}
