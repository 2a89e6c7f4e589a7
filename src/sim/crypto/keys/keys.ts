import { sameBytes } from '../der.ts';
import type { HashName } from '../hash.ts';
import { bitLength } from '../numbers.ts';
import {
  CURVES,
  ecSign,
  ecVerify,
  ed25519Sign,
  ed25519Verify,
  type EcPrivateKey,
  type EcPublicKey,
  type Ed25519PrivateKey,
  type Ed25519PublicKey,
} from './ec.ts';
import { rsaSign, rsaVerify, type RsaPrivateKey, type RsaPublicKey } from './rsa.ts';

export type PublicKey = RsaPublicKey | EcPublicKey | Ed25519PublicKey;
export type PrivateKey = RsaPrivateKey | EcPrivateKey | Ed25519PrivateKey;

/** The public half of a private key. */
export function publicKeyOf(key: PrivateKey): PublicKey {
  switch (key.type) {
    case 'rsa':
      return { type: 'rsa', n: key.n, e: key.e };
    case 'ec':
      return { type: 'ec', curve: key.curve, point: key.point };
    case 'ed25519':
      return { type: 'ed25519', bytes: key.bytes };
  }
}

/** Whether two keys (public ones, or the public halves of private ones) are the same. */
export function sameKey(a: PublicKey, b: PublicKey): boolean {
  if (a.type === 'rsa') return b.type === 'rsa' && a.n === b.n && a.e === b.e;
  if (a.type === 'ec') return b.type === 'ec' && a.curve === b.curve && sameBytes(a.point, b.point);
  return b.type === 'ed25519' && sameBytes(a.bytes, b.bytes);
}

/** A key's size in bits, as `openssl` and Go count it. */
export function keyBits(key: PublicKey): number {
  if (key.type === 'rsa') return bitLength(key.n);
  return key.type === 'ec' ? CURVES[key.curve].bits : 256;
}

/** Signs a message (not its digest): PKCS #1 v1.5, ECDSA by RFC 6979, or Ed25519 (which has its own hash). */
export function sign(key: PrivateKey, hash: HashName, message: Uint8Array): Uint8Array {
  switch (key.type) {
    case 'rsa':
      return rsaSign(key, hash, message);
    case 'ec':
      return ecSign(key, hash, message);
    case 'ed25519':
      return ed25519Sign(key, message);
  }
}

/** Whether a signature of that kind is right. */
export function verify(key: PublicKey, hash: HashName, message: Uint8Array, signature: Uint8Array): boolean {
  switch (key.type) {
    case 'rsa':
      return rsaVerify(key, hash, message, signature);
    case 'ec':
      return ecVerify(key, hash, message, signature);
    case 'ed25519':
      return ed25519Verify(key, message, signature);
  }
}
