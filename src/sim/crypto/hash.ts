import { hmac } from '@noble/hashes/hmac.js';
import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha224, sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { bytes } from '../kernel/text.ts';

/** Hash functions of signatures and fingerprints. */
export type HashName = 'MD5' | 'SHA-1' | 'SHA-224' | 'SHA-256' | 'SHA-384' | 'SHA-512';

/** noble's functions by name, for what takes one as a parameter (PBKDF2, ECDSA). */
export const HASHES = {
  MD5: md5,
  'SHA-1': sha1,
  'SHA-224': sha224,
  'SHA-256': sha256,
  'SHA-384': sha384,
  'SHA-512': sha512,
} as const satisfies Record<HashName, unknown>;

/** The digest of a message; a text stands for its UTF-8 bytes. */
export function digest(hash: HashName, message: Uint8Array | string): Uint8Array {
  return HASHES[hash](typeof message === 'string' ? bytes(message) : message);
}

/** SHA-256 in hexadecimal, as kubeadm's token hashes, pod hashes and image digests show it. */
export function sha256Hex(message: Uint8Array | string): string {
  return bytesToHex(digest('SHA-256', message));
}

/** HMAC (RFC 2104). */
export function mac(hash: HashName, key: Uint8Array, message: Uint8Array): Uint8Array {
  return hmac(HASHES[hash], key, message);
}

export { bytesToHex as hex } from '@noble/hashes/utils.js';
