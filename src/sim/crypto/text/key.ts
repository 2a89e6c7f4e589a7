import { CURVES } from '../keys/ec.ts';
import { keyBits, type PrivateKey, type PublicKey } from '../keys/keys.ts';
import { numberToBytes } from '../numbers.ts';
import { shortName } from '../oids.ts';
import { hexLines, numberLines } from './hex.ts';

/** A number: small ones in decimal and hexadecimal, large ones in lines of octets (print_labeled_bignum). */
function labelled(label: string, value: bigint, indent: number): string {
  const pad = ' '.repeat(indent);
  if (value < 1n << 64n) return `${pad}${label} ${value} (0x${value.toString(16)})\n`;
  return `${pad}${label}\n${numberLines(numberToBytes(value), indent + 4)}`;
}

function curveLines(key: PublicKey & { type: 'ec' }, pad: string): string {
  return `${pad}ASN1 OID: ${shortName(CURVES[key.curve].oid)}\n${pad}NIST CURVE: ${key.curve}\n`;
}

/** A public key as EVP_PKEY_print_public shows it. */
export function publicKeyText(key: PublicKey, indent = 0): string {
  const pad = ' '.repeat(indent);
  const size = `${pad}Public-Key: (${keyBits(key)} bit)\n`;
  switch (key.type) {
    case 'rsa':
      return `${size}${labelled('Modulus:', key.n, indent)}${labelled('Exponent:', key.e, indent)}`;
    case 'ec':
      return `${size}${pad}pub:\n${hexLines(key.point, indent + 4, 15)}${curveLines(key, pad)}`;
    case 'ed25519':
      return `${pad}ED25519 Public-Key:\n${pad}pub:\n${hexLines(key.bytes, indent + 4, 15)}`;
  }
}

/** A private key as EVP_PKEY_print_private shows it. */
export function privateKeyText(key: PrivateKey): string {
  switch (key.type) {
    case 'rsa': {
      const { n, e, d, p, q, dp, dq, qInv } = key;
      const parts: [string, bigint][] = [
        ['modulus:', n],
        ['publicExponent:', e],
        ['privateExponent:', d],
        ['prime1:', p],
        ['prime2:', q],
        ['exponent1:', dp],
        ['exponent2:', dq],
        ['coefficient:', qInv],
      ];
      return `Private-Key: (${keyBits(key)} bit, 2 primes)\n${parts.map(([label, value]) => labelled(label, value, 0)).join('')}`;
    }
    case 'ec': {
      const priv = hexLines(numberToBytes(key.d, CURVES[key.curve].size), 4, 15);
      return `Private-Key: (${keyBits(key)} bit)\npriv:\n${priv}pub:\n${hexLines(key.point, 4, 15)}${curveLines(key, '')}`;
    }
    case 'ed25519':
      return `ED25519 Private-Key:\npriv:\n${hexLines(key.seed, 4, 15)}pub:\n${hexLines(key.bytes, 4, 15)}`;
  }
}
