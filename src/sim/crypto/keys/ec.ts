import { ecdsa, weierstrass, type ECDSA } from '@noble/curves/abstract/weierstrass.js';
import { edwards, eddsa, type EdDSA } from '@noble/curves/abstract/edwards.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { digest, HASHES, type HashName } from '../hash.ts';
import { numberToBytes } from '../numbers.ts';
import { OID } from '../oids.ts';

export type CurveName = 'P-256' | 'P-384' | 'P-521';

export interface EcPublicKey {
  readonly type: 'ec';
  readonly curve: CurveName;
  /** The point, uncompressed: 04, x, y. */
  readonly point: Uint8Array;
}

export interface EcPrivateKey extends EcPublicKey {
  readonly d: bigint;
}

export interface Ed25519PublicKey {
  readonly type: 'ed25519';
  readonly bytes: Uint8Array;
}

export interface Ed25519PrivateKey extends Ed25519PublicKey {
  readonly seed: Uint8Array;
}

interface CurveInfo {
  oid: string;
  /** Octets of a coordinate and of a private key. */
  size: number;
  bits: number;
  order: bigint;
  /** The hash that goes with the curve (Go's and TLS 1.3's choice). */
  hash: HashName;
  signer: () => ECDSA;
}

/** A NIST curve of SP 800-186: noble's own bundle of the three brings hashing to curves and more that nobody needs here. */
function curve(size: number, bits: number, hash: HashName, oid: string, hex: Record<'p' | 'n' | 'b' | 'Gx' | 'Gy', string>): CurveInfo {
  const number = (text: string): bigint => BigInt(`0x${text}`);
  const p = number(hex.p);
  const order = number(hex.n);
  let made: ECDSA | undefined;
  const make = (): ECDSA => {
    const parameters = { p, n: order, h: 1n, a: p - 3n, b: number(hex.b), Gx: number(hex.Gx), Gy: number(hex.Gy) };
    return ecdsa(weierstrass(parameters), HASHES[hash] as typeof sha512);
  };
  return { oid, size, bits, order, hash, signer: () => (made ??= make()) };
}

export const CURVES: Readonly<Record<CurveName, CurveInfo>> = {
  'P-256': curve(32, 256, 'SHA-256', OID.p256, {
    p: 'ffffffff00000001000000000000000000000000ffffffffffffffffffffffff',
    n: 'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551',
    b: '5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b',
    Gx: '6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296',
    Gy: '4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5',
  }),
  'P-384': curve(48, 384, 'SHA-384', OID.p384, {
    p: 'fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff',
    n: 'ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973',
    b: 'b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef',
    Gx: 'aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7',
    Gy: '3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f',
  }),
  'P-521': curve(66, 521, 'SHA-512', OID.p521, {
    p: `1ff${'ff'.repeat(64)}`,
    n: '1fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409',
    b: '51953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00',
    Gx: 'c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66',
    Gy: '11839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e662c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd16650',
  }),
};

/** The curve with that object identifier. */
export function curveOf(oid: string): CurveName | undefined {
  return (Object.keys(CURVES) as CurveName[]).find((name) => CURVES[name].oid === oid);
}

/** The key pair of a private number in [1, order). */
export function ecKeyOf(curve: CurveName, d: bigint): EcPrivateKey {
  const { size, signer } = CURVES[curve];
  return { type: 'ec', curve, d, point: signer().getPublicKey(numberToBytes(d, size), false) };
}

/** Whether the octets are a point of the curve. */
export function isPoint(curve: CurveName, point: Uint8Array): boolean {
  return CURVES[curve].signer().utils.isValidPublicKey(point, false);
}

/** An ECDSA signature in DER, with the nonce of RFC 6979: always the same for the same message. */
export function ecSign(key: EcPrivateKey, hash: HashName, message: Uint8Array): Uint8Array {
  const { size, signer } = CURVES[key.curve];
  return signer().sign(digest(hash, message), numberToBytes(key.d, size), { prehash: false, lowS: false, format: 'der' });
}

export function ecVerify(key: EcPublicKey, hash: HashName, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    return CURVES[key.curve].signer().verify(signature, digest(hash, message), key.point, { prehash: false, lowS: false, format: 'der' });
  } catch {
    return false; // no DER signature at all
  }
}

let edSigner: EdDSA | undefined;

/** Ed25519 (RFC 8032). */
function ed25519(): EdDSA {
  return (edSigner ??= makeEd25519());
}

const P25519 = 2n ** 255n - 19n;

function makeEd25519(): EdDSA {
  const point = edwards({
    p: P25519,
    n: 2n ** 252n + 27742317777372353535851937790883648493n,
    h: 8n,
    a: P25519 - 1n,
    d: 37095705934669439343138083508754565189542113879843219016388785533085940283555n,
    Gx: 15112221349535400772501151409588531511454012693041857206046113283949847762202n,
    Gy: 46316835694926478169428394003475163141307993866256225615783033603165251855960n,
  });
  return eddsa(point, sha512, {
    adjustScalarBytes(scalar: Uint8Array) {
      scalar[0]! &= 248;
      scalar[31]! &= 127;
      scalar[31]! |= 64;
      return scalar;
    },
  });
}

export function ed25519KeyOf(seed: Uint8Array): Ed25519PrivateKey {
  return { type: 'ed25519', seed, bytes: ed25519().getPublicKey(seed) };
}

export function ed25519Sign(key: Ed25519PrivateKey, message: Uint8Array): Uint8Array {
  return ed25519().sign(message, key.seed);
}

export function ed25519Verify(key: Ed25519PublicKey, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    return ed25519().verify(signature, message, key.bytes);
  } catch {
    return false; // not of a signature's form
  }
}
