import { bitString, context, integer, NULL, octetString, oid, sequence } from '../der.ts';
import { numberToBytes } from '../numbers.ts';
import { OID } from '../oids.ts';
import { encodePem } from '../pem.ts';
import { CURVES, type EcPrivateKey } from './ec.ts';
import type { PrivateKey, PublicKey } from './keys.ts';
import type { RsaPrivateKey, RsaPublicKey } from './rsa.ts';

/** AlgorithmIdentifier of a key (RFC 3279, RFC 5480, RFC 8410). */
export function keyAlgorithm(key: PublicKey): Uint8Array {
  switch (key.type) {
    case 'rsa':
      return sequence(oid(OID.rsaEncryption), NULL);
    case 'ec':
      return sequence(oid(OID.ecPublicKey), oid(CURVES[key.curve].oid));
    case 'ed25519':
      return sequence(oid(OID.ed25519));
  }
}

/** RSAPublicKey of PKCS #1. */
export function encodePkcs1Public(key: RsaPublicKey): Uint8Array {
  return sequence(integer(key.n), integer(key.e));
}

/** What stands in the BIT STRING of SubjectPublicKeyInfo; its hash identifies the key. */
export function publicKeyBits(key: PublicKey): Uint8Array {
  return key.type === 'rsa' ? encodePkcs1Public(key) : key.type === 'ec' ? key.point : key.bytes;
}

/** SubjectPublicKeyInfo (`PUBLIC KEY`). */
export function encodeSpki(key: PublicKey): Uint8Array {
  return sequence(keyAlgorithm(key), bitString(publicKeyBits(key)));
}

/** RSAPrivateKey of PKCS #1 (`RSA PRIVATE KEY`). */
export function encodePkcs1(key: RsaPrivateKey): Uint8Array {
  const { n, e, d, p, q, dp, dq, qInv } = key;
  return sequence(...[0n, n, e, d, p, q, dp, dq, qInv].map(integer));
}

/** ECPrivateKey of SEC 1 (`EC PRIVATE KEY`); inside PKCS #8 the curve stands outside. */
export function encodeSec1(key: EcPrivateKey, withCurve = true): Uint8Array {
  const { size, oid: curve } = CURVES[key.curve];
  const parameters = withCurve ? [context(0, oid(curve))] : [];
  return sequence(integer(1), octetString(numberToBytes(key.d, size)), ...parameters, context(1, bitString(key.point)));
}

/** PrivateKeyInfo of PKCS #8 (`PRIVATE KEY`). */
export function encodePkcs8(key: PrivateKey): Uint8Array {
  const inner = key.type === 'rsa' ? encodePkcs1(key) : key.type === 'ec' ? encodeSec1(key, false) : octetString(key.seed);
  return sequence(integer(0), keyAlgorithm(key), octetString(inner));
}

/** PEM of SubjectPublicKeyInfo. */
export function publicKeyPem(key: PublicKey): string {
  return encodePem('PUBLIC KEY', encodeSpki(key));
}

/** PEM in the key type's own form, as client-go's keyutil writes it: `RSA PRIVATE KEY`, `EC PRIVATE KEY`, else PKCS #8. */
export function privateKeyPem(key: PrivateKey): string {
  if (key.type === 'rsa') return encodePem('RSA PRIVATE KEY', encodePkcs1(key));
  if (key.type === 'ec') return encodePem('EC PRIVATE KEY', encodeSec1(key));
  return pkcs8Pem(key);
}

/** PEM of PKCS #8, as OpenSSL writes new keys. */
export function pkcs8Pem(key: PrivateKey): string {
  return encodePem('PRIVATE KEY', encodePkcs8(key));
}
