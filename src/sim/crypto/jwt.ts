import { bytes, text } from '../kernel/text.ts';
import { decodeBase64url, encodeBase64url } from './base64.ts';
import { digest, type HashName } from './hash.ts';
import { DerReader, integer, sequence, TAG } from './der.ts';
import { encodeSpki } from './keys/encode.ts';
import { CURVES } from './keys/ec.ts';
import { sign, verify, type PrivateKey, type PublicKey } from './keys/keys.ts';
import { bytesToNumber, numberToBytes } from './numbers.ts';

/** A JSON Web Signature in compact form, taken apart; nothing about it is checked yet. */
export interface Jws {
  header: Readonly<Record<string, unknown>>;
  payload: Uint8Array;
  signature: Uint8Array;
  /** What is signed: the first two parts with the dot between them. */
  signed: Uint8Array;
}

/** The algorithm that goes with a key (RFC 7518): RS256, or ES256 to ES512 by the curve. */
export function jwsAlgorithm(key: PublicKey): string {
  if (key.type === 'rsa') return 'RS256';
  return key.type === 'ec' ? { 'P-256': 'ES256', 'P-384': 'ES384', 'P-521': 'ES512' }[key.curve] : 'EdDSA';
}

/** Kubernetes' key id: SHA-256 over SubjectPublicKeyInfo, in base64url (pkg/serviceaccount/jwt.go, keyIDFromPublicKey). */
export function keyId(key: PublicKey): string {
  return encodeBase64url(digest('SHA-256', encodeSpki(key)));
}

function hashFor(key: PublicKey): HashName {
  return key.type === 'ec' ? CURVES[key.curve].hash : 'SHA-256';
}

/** ECDSA signatures stand in a token as two numbers of fixed length (RFC 7518, 3.4). */
function fixedLength(signature: Uint8Array, size: number): Uint8Array {
  const body = new DerReader(signature).inside(TAG.sequence)!;
  return Uint8Array.from([...numberToBytes(body.integer()!, size), ...numberToBytes(body.integer()!, size)]);
}

function asDer(signature: Uint8Array, size: number): Uint8Array | undefined {
  if (signature.length !== size * 2) return undefined;
  return sequence(integer(bytesToNumber(signature.subarray(0, size))), integer(bytesToNumber(signature.subarray(size))));
}

/** Signs claims as a JWT; the header has the algorithm and the key's id, as Kubernetes writes it. */
export function signJwt(claims: unknown, key: PrivateKey, kid = keyId(key)): string {
  const header = { alg: jwsAlgorithm(key), kid };
  const signed = [header, claims].map((part) => encodeBase64url(bytes(JSON.stringify(part)))).join('.');
  const signature = sign(key, hashFor(key), bytes(signed));
  return `${signed}.${encodeBase64url(key.type === 'ec' ? fixedLength(signature, CURVES[key.curve].size) : signature)}`;
}

/** Takes a token apart; `undefined` where it is no JWS in compact form. */
export function parseJws(token: string): Jws | undefined {
  const parts = token.split('.');
  const [header, payload, signature] = parts.map(decodeBase64url);
  if (parts.length !== 3 || !header || !payload || !signature) return undefined;
  try {
    const parsed: unknown = JSON.parse(text(header));
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return undefined;
    return { header: parsed as Record<string, unknown>, payload, signature, signed: bytes(`${parts[0]}.${parts[1]}`) };
  } catch {
    return undefined;
  }
}

/** Whether a token was signed by a key, with the algorithm that the key allows. */
export function verifyJws(jws: Jws, key: PublicKey): boolean {
  if (jws.header['alg'] !== jwsAlgorithm(key)) return false;
  const signature = key.type === 'ec' ? asDer(jws.signature, CURVES[key.curve].size) : jws.signature;
  return signature !== undefined && verify(key, hashFor(key), jws.signed, signature);
}
