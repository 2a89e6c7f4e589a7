import { DerReader, NULL, oid, sequence, TAG } from '../der.ts';
import { CryptoError } from '../error.ts';
import type { HashName } from '../hash.ts';
import { keyBits, sign, verify, type PrivateKey, type PublicKey } from '../keys/keys.ts';
import { OID } from '../oids.ts';
import type { Algorithm } from '../keys/parse.ts';

/** A signature algorithm of certificates. */
export interface SignatureAlgorithm {
  oid: string;
  key: PublicKey['type'];
  hash: HashName;
  /** Go's x509.SignatureAlgorithm as text: `SHA256-RSA`. */
  go: string;
}

const ALGORITHMS: readonly SignatureAlgorithm[] = [
  { oid: OID.sha256WithRSA, key: 'rsa', hash: 'SHA-256', go: 'SHA256-RSA' },
  { oid: OID.sha384WithRSA, key: 'rsa', hash: 'SHA-384', go: 'SHA384-RSA' },
  { oid: OID.sha512WithRSA, key: 'rsa', hash: 'SHA-512', go: 'SHA512-RSA' },
  { oid: OID.sha224WithRSA, key: 'rsa', hash: 'SHA-224', go: '0' },
  { oid: OID.sha1WithRSA, key: 'rsa', hash: 'SHA-1', go: 'SHA1-RSA' },
  { oid: OID.md5WithRSA, key: 'rsa', hash: 'MD5', go: 'MD5-RSA' },
  { oid: OID.ecdsaWithSha256, key: 'ec', hash: 'SHA-256', go: 'ECDSA-SHA256' },
  { oid: OID.ecdsaWithSha384, key: 'ec', hash: 'SHA-384', go: 'ECDSA-SHA384' },
  { oid: OID.ecdsaWithSha512, key: 'ec', hash: 'SHA-512', go: 'ECDSA-SHA512' },
  { oid: OID.ecdsaWithSha224, key: 'ec', hash: 'SHA-224', go: '0' },
  { oid: OID.ecdsaWithSha1, key: 'ec', hash: 'SHA-1', go: 'ECDSA-SHA1' },
  { oid: OID.ed25519, key: 'ed25519', hash: 'SHA-512', go: 'Ed25519' },
];

/** The algorithm with that identifier; `undefined` for those that are not simulated (RSA-PSS, DSA, …). */
export function signatureAlgorithm(dotted: string): SignatureAlgorithm | undefined {
  return ALGORITHMS.find((a) => a.oid === dotted);
}

/** The algorithm that signs with a key and a hash. */
export function algorithmFor(key: PublicKey, hash: HashName): SignatureAlgorithm {
  const found = ALGORITHMS.find((a) => a.key === key.type && (a.hash === hash || key.type === 'ed25519'));
  if (!found) throw new CryptoError('x509: cannot sign with this hash function');
  return found;
}

/** Its AlgorithmIdentifier: RSA's have NULL parameters, the others none. */
export function encodeAlgorithm(algorithm: SignatureAlgorithm): Uint8Array {
  return algorithm.key === 'rsa' ? sequence(oid(algorithm.oid), NULL) : sequence(oid(algorithm.oid));
}

/** Signs what stands before the signature in a certificate, request or list. */
export function signTbs(tbs: Uint8Array, key: PrivateKey, hash: HashName): { algorithm: SignatureAlgorithm; signature: Uint8Array } {
  const algorithm = algorithmFor(key, hash);
  return { algorithm, signature: sign(key, algorithm.hash, tbs) };
}

const GO_KEY_NAMES = { rsa: 'RSA', ec: 'ECDSA', ed25519: 'Ed25519' } as const;
const GO_KEY_TYPES = { rsa: '*rsa.PublicKey', ec: '*ecdsa.PublicKey', ed25519: 'ed25519.PublicKey' } as const;

/** Go's type of a key, as `%T` prints it. */
export function goKeyType(key: PublicKey): string {
  return GO_KEY_TYPES[key.type];
}

/**
 * Whether a signature over `tbs` is the key's. Gives nothing where it is, else Go's text (crypto/x509's checkSignature,
 * crypto/rsa's checks).
 */
export function checkSignature(
  algorithm: Algorithm,
  tbs: Uint8Array,
  signature: Uint8Array,
  key: PublicKey | undefined,
): string | undefined {
  const known = signatureAlgorithm(algorithm.oid);
  if (!known || known.go === '0') return 'x509: cannot verify signature: algorithm unimplemented';
  if (known.hash === 'MD5' || known.hash === 'SHA-1') return `x509: cannot verify signature: insecure algorithm ${known.go}`;
  if (!key) return 'x509: cannot verify signature: algorithm unimplemented';
  if (key.type !== known.key)
    return `x509: signature algorithm specifies an ${GO_KEY_NAMES[known.key]} public key, but have public key of type ${goKeyType(key)}`;
  if (key.type === 'rsa' && keyBits(key) < 1024)
    return `crypto/rsa: ${keyBits(key)}-bit keys are insecure (see https://go.dev/pkg/crypto/rsa#hdr-Minimum_key_size)`;
  if (verify(key, known.hash, tbs, signature)) return undefined;
  return { rsa: 'crypto/rsa: verification error', ec: 'x509: ECDSA verification failure', ed25519: 'x509: Ed25519 verification failure' }[
    key.type
  ];
}

/** The outer form that certificates, requests and lists share; `undefined` where it is another one. */
export function readSigned(der: Uint8Array): { tbs: Uint8Array; algorithm: Uint8Array; signature: Uint8Array } | undefined {
  const outer = new DerReader(der).inside(TAG.sequence);
  const tbs = outer?.element(TAG.sequence)?.raw;
  const algorithm = outer?.content(TAG.sequence);
  const signature = outer?.bitString()?.octets;
  return tbs && algorithm && signature && { tbs, algorithm, signature };
}
