import { bytesToHex } from '@noble/hashes/utils.js';
import type { RandomStream } from '../../kernel/random.ts';
import { digest } from '../hash.ts';
import { bitLength, bytesToNumber, isProbablePrime } from '../numbers.ts';
import { CURVES, ecKeyOf, ed25519KeyOf, type CurveName, type EcPrivateKey } from './ec.ts';
import type { PrivateKey } from './keys.ts';
import { POOL } from './pool.data.ts';
import { RSA_EXPONENT, rsaKeyOf, type RsaPrivateKey } from './rsa.ts';

/**
 * The stream that every program draws its keys from: `p.kernel.random.stream(KEY_STREAM)`. A stream gives no key of the pool
 * twice, so with one stream no two keys of a cluster are alike.
 */
export const KEY_STREAM = 'keys';

const pools = new Map<number, readonly number[]>();

/** The steps of a size's pool. */
function pool(bits: number): readonly number[] {
  let steps = pools.get(bits);
  if (!steps) pools.set(bits, (steps = POOL[bits]?.split(' ').map((step) => parseInt(step, 36)) ?? []));
  return steps;
}

/** How many keys of a size the pool has. */
export function pooledKeys(bits: number): number {
  return pool(bits).length / 2;
}

/** Where the search for a prime begins: a number of `bits` bits with the two highest and the lowest set, out of its name. */
function start(name: string, bits: number): bigint {
  let hex = '';
  for (let i = 0; hex.length * 4 < bits; i++) hex += bytesToHex(digest('SHA-512', `${name}/${i}`));
  return BigInt(`0x${hex.slice(0, bits / 4)}`) | (3n << BigInt(bits - 2)) | 1n;
}

/** The pool's key with that number. */
export function pooledKey(bits: number, index: number): RsaPrivateKey {
  const steps = pool(bits);
  const prime = (which: 'p' | 'q', at: number): bigint =>
    start(`mirrorpod/${bits}/${index}/${which}`, bits / 2) + 2n * BigInt(steps[index * 2 + at]!);
  return ordered(prime('p', 0), prime('q', 1))!;
}

/** The larger prime comes first, as OpenSSL has it. */
function ordered(a: bigint, b: bigint, e = RSA_EXPONENT): RsaPrivateKey | undefined {
  return a > b ? rsaKeyOf(a, b, e) : rsaKeyOf(b, a, e);
}

const drawn = new WeakMap<RandomStream, Set<string>>();

/**
 * A new RSA key. Searching primes in JavaScript takes from a second to a minute, and `kubeadm init` wants a dozen keys at
 * once, so keys of the usual sizes come from a pool that was computed beforehand; the stream says which, and none twice. They
 * are public and protect nothing, which is all that a simulation needs. Beyond the pool, and for other sizes, primes are searched.
 */
export function generateRsaKey(bits: number, stream: RandomStream, e = RSA_EXPONENT): RsaPrivateKey {
  let taken = drawn.get(stream);
  if (!taken) drawn.set(stream, (taken = new Set()));
  const count = e === RSA_EXPONENT ? pooledKeys(bits) : 0;
  if (count > 0) {
    const first = stream.between(0, count);
    for (let i = 0; i < count; i++) {
      const index = (first + i) % count;
      if (taken.has(`${bits}/${index}`)) continue;
      taken.add(`${bits}/${index}`);
      return pooledKey(bits, index);
    }
  }
  for (;;) {
    const key = ordered(searchPrime(Math.ceil(bits / 2), e, stream), searchPrime(Math.floor(bits / 2), e, stream), e);
    if (key && bitLength(key.n) === bits) return key;
  }
}

/** A prime of `bits` bits, its two highest bits set, for which e does not divide p - 1. */
function searchPrime(bits: number, e: bigint, stream: RandomStream): bigint {
  const octets = Math.ceil(bits / 8);
  for (;;) {
    let n = bytesToNumber(stream.bytes(octets)) & ((1n << BigInt(bits)) - 1n);
    n |= (3n << BigInt(bits - 2)) | 1n;
    for (; bitLength(n) === bits; n += 2n) if (n % e !== 1n && isProbablePrime(n)) return n;
  }
}

/** A new ECDSA key. */
export function generateEcKey(curve: CurveName, stream: RandomStream): EcPrivateKey {
  const { size, order } = CURVES[curve];
  // eight octets more than the order has, so that no value is likelier than another (FIPS 186-5, A.2.1)
  return ecKeyOf(curve, (bytesToNumber(stream.bytes(size + 8)) % (order - 1n)) + 1n);
}

/** What a key is to be: RSA of so many bits, ECDSA on a curve, or Ed25519. */
export type KeySpec = { type: 'rsa'; bits: number } | { type: 'ec'; curve: CurveName } | { type: 'ed25519' };

/** A new key of any kind, the same for the same state of the stream. */
export function generateKey(spec: KeySpec, stream: RandomStream): PrivateKey {
  if (spec.type === 'rsa') return generateRsaKey(spec.bits, stream);
  return spec.type === 'ec' ? generateEcKey(spec.curve, stream) : ed25519KeyOf(stream.bytes(32));
}
