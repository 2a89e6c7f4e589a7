import { power10, withScale, type Decimal } from './number.ts';

/** Digits that are carried beyond what is asked for. */
const GUARD = 8;

/** The functions of `bc -l`: by power series, in fixed point. */
export function libraryFunction(name: string, x: Decimal, scale: number): Decimal | undefined {
  const digits = scale + GUARD;
  const one = power10(digits);
  const v = withScale(x, digits).value;
  const functions: Record<string, (x: bigint, one: bigint) => bigint> = { e: exponential, l: logarithm, s: sine, c: cosine, a: arctangent };
  const result = functions[name]?.(v, one);
  if (result === undefined) return undefined;
  return withScale({ value: result, scale: digits }, scale);
}

function integerRoot(n: bigint): bigint {
  let root = 1n << BigInt(Math.ceil(n.toString(2).length / 2));
  for (let next = (root + n / root) >> 1n; next < root; next = (root + n / root) >> 1n) root = next;
  return root;
}

const times = (a: bigint, b: bigint, one: bigint): bigint => (a * b) / one;

function exponential(x: bigint, one: bigint): bigint {
  if (x < 0n) return (one * one) / exponential(-x, one);
  // halves until small, then squares again
  let halvings = 0;
  let y = x;
  while (y > one) {
    y >>= 1n;
    halvings++;
  }
  let [sum, term] = [one, one];
  for (let n = 1n; term !== 0n; n++) {
    term = times(term, y, one) / n;
    sum += term;
  }
  for (let i = 0; i < halvings; i++) sum = times(sum, sum, one);
  return sum;
}

function logarithm(x: bigint, one: bigint): bigint {
  // bc gives a large negative number for what has no logarithm
  if (x <= 0n) return one - 10n ** BigInt(one.toString().length - 1) * one;
  let [y, factor] = [x, 2n];
  while (y >= 2n * one || y <= one / 2n) {
    y = integerRoot(y * one);
    factor *= 2n;
  }
  const z = ((y - one) * one) / (y + one);
  const square = times(z, z, one);
  let [sum, term] = [z, z];
  for (let n = 3n; term !== 0n; n += 2n) {
    term = times(term, square, one);
    sum += term / n;
  }
  return sum * factor;
}

function series(first: bigint, x: bigint, one: bigint, from: bigint): bigint {
  const square = times(x, x, one);
  let [sum, term] = [first, first];
  for (let n = from; term !== 0n; n += 2n) {
    term = -times(term, square, one) / (n * (n + 1n));
    sum += term;
  }
  return sum;
}

function reduced(x: bigint, one: bigint): bigint {
  const circle = 8n * arctangent(one, one);
  const rest = x % circle;
  return rest > circle / 2n ? rest - circle : rest < -circle / 2n ? rest + circle : rest;
}

function sine(x: bigint, one: bigint): bigint {
  const y = reduced(x, one);
  return series(y, y, one, 2n);
}

function cosine(x: bigint, one: bigint): bigint {
  return series(one, reduced(x, one), one, 1n);
}

function arctangent(x: bigint, one: bigint): bigint {
  if (x < 0n) return -arctangent(-x, one);
  // atan(x) = 2 atan(x / (1 + sqrt(1 + x^2))) until the series is short
  let [y, factor] = [x, 1n];
  while (y > one / 5n) {
    const square = one * one + y * y;
    y = (y * one) / (one + integerRoot(square));
    factor *= 2n;
  }
  const square = times(y, y, one);
  let [sum, term] = [y, y];
  for (let n = 3n; term !== 0n; n += 2n) {
    term = -times(term, square, one);
    sum += term / n;
  }
  return sum * factor;
}
