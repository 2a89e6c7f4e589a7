import { concat } from '../../kernel/text.ts';
import { NULL, octetString, oid, sameBytes, sequence } from '../der.ts';
import { digest, type HashName } from '../hash.ts';
import { bitLength, bytesToNumber, inverse, numberToBytes, power } from '../numbers.ts';
import { OID } from '../oids.ts';

export interface RsaPublicKey {
  readonly type: 'rsa';
  readonly n: bigint;
  readonly e: bigint;
}

export interface RsaPrivateKey extends RsaPublicKey {
  readonly d: bigint;
  readonly p: bigint;
  readonly q: bigint;
  /** d mod (p-1), d mod (q-1) and the inverse of q mod p: what the Chinese remainder theorem needs. */
  readonly dp: bigint;
  readonly dq: bigint;
  readonly qInv: bigint;
}

/** The public exponent that everybody uses. */
export const RSA_EXPONENT = 65537n;

/** The private key of two primes; `undefined` where they do not fit the exponent. */
export function rsaKeyOf(p: bigint, q: bigint, e = RSA_EXPONENT): RsaPrivateKey | undefined {
  const d = inverse(e, (p - 1n) * (q - 1n));
  const qInv = inverse(q, p);
  if (d === undefined || qInv === undefined) return undefined;
  return { type: 'rsa', n: p * q, e, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qInv };
}

/** Length of the modulus in octets: that of a signature. */
export function rsaSize(key: RsaPublicKey): number {
  return Math.ceil(bitLength(key.n) / 8);
}

/** The private operation (RSADP), by the Chinese remainder theorem. */
export function rsaPrivate(key: RsaPrivateKey, message: bigint): bigint {
  const m1 = power(message, key.dp, key.p);
  const m2 = power(message, key.dq, key.q);
  const h = (((m1 - m2) * key.qInv) % key.p) + key.p;
  return m2 + (h % key.p) * key.q;
}

const DIGEST_OIDS: Record<HashName, string> = {
  MD5: OID.md5,
  'SHA-1': OID.sha1,
  'SHA-224': OID.sha224,
  'SHA-256': OID.sha256,
  'SHA-384': OID.sha384,
  'SHA-512': OID.sha512,
};

/** EMSA-PKCS1-v1_5 (RFC 8017, 9.2): padding and DigestInfo; `undefined` where the key is too short for it. */
function encoded(hash: HashName, message: Uint8Array, length: number): Uint8Array | undefined {
  const info = sequence(sequence(oid(DIGEST_OIDS[hash]), NULL), octetString(digest(hash, message)));
  const padding = length - info.length - 3;
  if (padding < 8) return undefined;
  return concat([Uint8Array.of(0, 1), new Uint8Array(padding).fill(0xff), Uint8Array.of(0), info]);
}

/** An RSASSA-PKCS1-v1_5 signature: always the same for the same message. Throws RangeError where the key is too short. */
export function rsaSign(key: RsaPrivateKey, hash: HashName, message: Uint8Array): Uint8Array {
  const length = rsaSize(key);
  const block = encoded(hash, message, length);
  if (!block) throw new RangeError('message too long for RSA key size');
  return numberToBytes(rsaPrivate(key, bytesToNumber(block)), length);
}

export function rsaVerify(key: RsaPublicKey, hash: HashName, message: Uint8Array, signature: Uint8Array): boolean {
  const length = rsaSize(key);
  if (signature.length !== length) return false;
  const value = bytesToNumber(signature);
  if (value >= key.n) return false;
  const block = encoded(hash, message, length);
  return block !== undefined && sameBytes(numberToBytes(power(value, key.e, key.n), length), block);
}
