import { DerReader, TAG, contextTag } from '../der.ts';
import { CryptoError } from '../error.ts';
import { bytesToNumber } from '../numbers.ts';
import { OID } from '../oids.ts';
import { CURVES, curveOf, ecKeyOf, ed25519KeyOf, isPoint, type CurveName, type EcPrivateKey } from './ec.ts';
import type { PrivateKey, PublicKey } from './keys.ts';
import type { RsaPrivateKey, RsaPublicKey } from './rsa.ts';

/** AlgorithmIdentifier: the parameters as they stand, none where they are absent. */
export interface Algorithm {
  oid: string;
  parameters?: Uint8Array;
}

/** Go's encoding/asn1 names the place in its structures too; nobody upstream shows that text. */
const malformed = (what: string): CryptoError => new CryptoError(`asn1: structure error: ${what}`);

/** The algorithm inside an AlgorithmIdentifier. Throws Go's texts of crypto/x509's parseAI. */
export function parseAlgorithm(content: Uint8Array): Algorithm {
  const reader = new DerReader(content);
  const name = reader.oid();
  if (name === undefined) throw new CryptoError('x509: malformed OID');
  if (reader.empty) return { oid: name };
  const parameters = reader.any();
  if (!parameters) throw new CryptoError('x509: malformed parameters');
  return { oid: name, parameters: parameters.raw };
}

/** RSAPrivateKey of PKCS #1 (x509.ParsePKCS1PrivateKey). Throws CryptoError. */
export function parsePkcs1(der: Uint8Array): RsaPrivateKey {
  const outer = new DerReader(der);
  const body = outer.inside(TAG.sequence);
  const values: bigint[] = [];
  while (body && !body.empty && values.length < 9) {
    const value = body.integer();
    if (value === undefined) break;
    values.push(value);
  }
  const [version, n, e, d, p, q, dp, dq, qInv] = values;
  if (!body || qInv === undefined) throw wrongForm(der, 'PKCS1');
  if (!outer.empty) throw new CryptoError('asn1: syntax error: trailing data');
  if (version! > 1n) throw new CryptoError('x509: unsupported private key version');
  if ([n, d, p, q].some((value) => value! <= 0n)) throw new CryptoError('x509: private key contains zero or negative value');
  if (p! * q! !== n) throw new CryptoError('crypto/rsa: p * q != n');
  if ((d! * e!) % (p! - 1n) !== 1n || (d! * e!) % (q! - 1n) !== 1n) throw new CryptoError('crypto/rsa: invalid exponents');
  return { type: 'rsa', n: n!, e: e!, d: d!, p: p!, q: q!, dp: dp!, dq: dq!, qInv };
}

/** What the other key forms look like from outside, for Go's advice to use the right function. */
function wrongForm(der: Uint8Array, wanted: 'PKCS1' | 'PKCS8' | 'EC'): CryptoError {
  const form = formOf(der);
  if (form && form !== wanted)
    return new CryptoError(`x509: failed to parse private key (use Parse${form}PrivateKey instead for this key format)`);
  return malformed('no private key');
}

function formOf(der: Uint8Array): 'PKCS1' | 'PKCS8' | 'EC' | undefined {
  const body = new DerReader(der).inside(TAG.sequence);
  if (body?.integer() === undefined) return undefined;
  if (body.tag === TAG.octetString) return 'EC';
  if (body.tag === TAG.integer) return 'PKCS1';
  return body.tag === TAG.sequence ? 'PKCS8' : undefined;
}

/** PrivateKeyInfo of PKCS #8 (x509.ParsePKCS8PrivateKey). Throws CryptoError. */
export function parsePkcs8(der: Uint8Array): PrivateKey {
  const body = new DerReader(der).inside(TAG.sequence);
  const version = body?.integer();
  const algorithm = body?.content(TAG.sequence);
  const key = body?.content(TAG.octetString);
  if (version === undefined || !algorithm || !key) throw wrongForm(der, 'PKCS8');
  const { oid: name, parameters } = parseAlgorithm(algorithm);
  switch (name) {
    case OID.rsaEncryption:
      return embedded('RSA', () => parsePkcs1(key));
    case OID.ecPublicKey:
      return embedded('EC', () => parseSec1(key, parameters && new DerReader(parameters).oid()));
    case OID.ed25519: {
      if (parameters) throw new CryptoError('x509: invalid Ed25519 private key parameters');
      const seed = new DerReader(key).content(TAG.octetString);
      if (!seed) throw new CryptoError('x509: invalid Ed25519 private key: asn1: structure error: no octet string');
      if (seed.length !== 32) throw new CryptoError(`x509: invalid Ed25519 private key length: ${seed.length}`);
      return ed25519KeyOf(seed);
    }
    default:
      throw new CryptoError(`x509: PKCS#8 wrapping contained private key with unknown algorithm: ${name}`);
  }
}

function embedded<T>(kind: string, body: () => T): T {
  try {
    return body();
  } catch (e) {
    if (!(e instanceof CryptoError)) throw e;
    throw new CryptoError(`x509: failed to parse ${kind} private key embedded in PKCS#8: ${e.message}`);
  }
}

/** ECPrivateKey of SEC 1 (x509.ParseECPrivateKey); `outer` is the curve that a PKCS #8 wrapping names. Throws CryptoError. */
export function parseSec1(der: Uint8Array, outer?: string): EcPrivateKey {
  const body = new DerReader(der).inside(TAG.sequence);
  const version = body?.integer();
  const secret = body?.content(TAG.octetString);
  if (!body || version === undefined || !secret) throw wrongForm(der, 'EC');
  if (version !== 1n) throw new CryptoError(`x509: unknown EC private key version ${version}`);
  const own = body.inside(contextTag(0, true))?.oid();
  const curve = curveOf(outer ?? own ?? '');
  if (!curve) throw new CryptoError('x509: unknown elliptic curve');
  const d = bytesToNumber(secret);
  if (d >= CURVES[curve].order || d === 0n) throw new CryptoError('x509: invalid elliptic curve private key value');
  return ecKeyOf(curve, d);
}

/** RSAPublicKey of PKCS #1, as it stands in SubjectPublicKeyInfo. Throws Go's texts of parsePublicKey. */
export function parsePkcs1Public(der: Uint8Array): RsaPublicKey {
  const body = new DerReader(der).inside(TAG.sequence);
  if (!body) throw new CryptoError('x509: invalid RSA public key');
  const n = body.integer();
  if (n === undefined) throw new CryptoError('x509: invalid RSA modulus');
  const e = body.integer();
  if (e === undefined || e > 0x7fff_ffff_ffff_ffffn) throw new CryptoError('x509: invalid RSA public exponent');
  if (n <= 0n) throw new CryptoError('x509: RSA modulus is not a positive number');
  if (e <= 0n) throw new CryptoError('x509: RSA public exponent is not a positive number');
  return { type: 'rsa', n, e };
}

/** The key of an algorithm and its bits; `undefined` where the algorithm is not one of ours. Throws Go's texts of parsePublicKey. */
export function parsePublicKey(algorithm: Algorithm, bits: Uint8Array): PublicKey | undefined {
  const { oid: name, parameters } = algorithm;
  switch (name) {
    case OID.rsaEncryption:
      if (parameters?.length !== 2 || parameters[0] !== TAG.nul) throw new CryptoError('x509: RSA key missing NULL parameters');
      return parsePkcs1Public(bits);
    case OID.ecPublicKey: {
      const curve = parameters && new DerReader(parameters).oid();
      if (!curve) throw new CryptoError('x509: invalid ECDSA parameters');
      return ecPublicKey(curveOf(curve), bits);
    }
    case OID.ed25519:
      if (parameters) throw new CryptoError('x509: Ed25519 key encoded with illegal parameters');
      if (bits.length !== 32) throw new CryptoError('x509: wrong Ed25519 public key size');
      return { type: 'ed25519', bytes: bits };
    default:
      return undefined;
  }
}

function ecPublicKey(curve: CurveName | undefined, point: Uint8Array): PublicKey {
  if (!curve) throw new CryptoError('x509: unsupported elliptic curve');
  if (point[0] !== 4 || !isPoint(curve, point)) throw new CryptoError('x509: failed to unmarshal elliptic curve point');
  return { type: 'ec', curve, point };
}

/** SubjectPublicKeyInfo (x509.ParsePKIXPublicKey). Throws CryptoError. */
export function parseSpki(der: Uint8Array): PublicKey {
  const body = new DerReader(der).inside(TAG.sequence);
  const algorithm = body?.content(TAG.sequence);
  const bits = body?.bitString();
  if (!algorithm || !bits) throw malformed('no public key');
  const key = parsePublicKey(parseAlgorithm(algorithm), bits.octets);
  if (!key) throw new CryptoError('x509: unknown public key algorithm');
  return key;
}
