import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';

/** The number that big-endian bytes stand for. */
export function bytesToNumber(data: Uint8Array): bigint {
  return data.length === 0 ? 0n : BigInt(`0x${bytesToHex(data)}`);
}

/** Big-endian bytes of a number that is not negative, `length` of them, or as few as it needs. */
export function numberToBytes(n: bigint, length = Math.max(1, Math.ceil(bitLength(n) / 8))): Uint8Array {
  return hexToBytes(n.toString(16).padStart(length * 2, '0'));
}

/** The number of bits of a number that is not negative. */
export function bitLength(n: bigint): number {
  if (n === 0n) return 0;
  const hex = n.toString(16);
  return hex.length * 4 - Math.clz32(parseInt(hex[0]!, 16)) + 28;
}

/** `base` to the power of `exponent` modulo `modulus`, with a window of five bits where that pays. */
export function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  const start = base % modulus;
  if (exponent < 1n << 64n) {
    let result = 1n;
    for (const bit of exponent.toString(2)) {
      result = (result * result) % modulus;
      if (bit === '1') result = (result * start) % modulus;
    }
    return result;
  }
  const table = [1n, start];
  for (let i = 2; i < 32; i++) table.push((table[i - 1]! * start) % modulus);
  let result = 1n;
  for (const digit of exponent.toString(32)) {
    for (let i = 0; i < 5; i++) result = (result * result) % modulus;
    const value = parseInt(digit, 32);
    if (value > 0) result = (result * table[value]!) % modulus;
  }
  return result;
}

/** The inverse of `a` modulo `m`; `undefined` where they have a common divisor. */
export function inverse(a: bigint, m: bigint): bigint | undefined {
  let [r0, r1] = [m, ((a % m) + m) % m];
  let [t0, t1] = [0n, 1n];
  while (r1 !== 0n) {
    const quotient = r0 / r1;
    [r0, r1] = [r1, r0 - quotient * r1];
    [t0, t1] = [t1, t0 - quotient * t1];
  }
  if (r0 !== 1n) return undefined;
  return t0 < 0n ? t0 + m : t0;
}

const SMALL_PRIMES = primesBelow(2000);

function primesBelow(limit: number): number[] {
  const composite = new Uint8Array(limit);
  const primes: number[] = [];
  for (let i = 2; i < limit; i++) {
    if (composite[i]) continue;
    primes.push(i);
    for (let k = i * i; k < limit; k += i) composite[k] = 1;
  }
  return primes;
}

/** Whether a number is divisible by no prime below 2000 (other than itself). */
function passesTrialDivision(n: bigint): boolean {
  for (const prime of SMALL_PRIMES) if (n % BigInt(prime) === 0n) return n === BigInt(prime);
  return true;
}

/**
 * Miller-Rabin with the first `rounds` primes as bases. For numbers that nobody chose to deceive the test (ours come from a
 * random stream) a few rounds are beyond doubt at RSA's sizes.
 */
export function isProbablePrime(n: bigint, rounds = 8): boolean {
  if (n < 2n) return false;
  if (!passesTrialDivision(n)) return false;
  if (n < 4_000_000n) return true;
  const minusOne = n - 1n;
  let odd = minusOne;
  let twos = 0;
  while ((odd & 1n) === 0n) {
    odd >>= 1n;
    twos++;
  }
  return SMALL_PRIMES.slice(0, rounds).every((base) => {
    let x = power(BigInt(base), odd, n);
    if (x === 1n || x === minusOne) return true;
    for (let i = 1; i < twos; i++) {
      x = (x * x) % n;
      if (x === minusOne) return true;
    }
    return false;
  });
}
