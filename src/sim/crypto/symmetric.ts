import { cbc, ctr, ecb, gcm } from '@noble/ciphers/aes.js';
import { xsalsa20poly1305 } from '@noble/ciphers/salsa.js';
import { pbkdf2 } from '@noble/hashes/pbkdf2.js';
import { HASHES, type HashName } from './hash.ts';

/** What every cipher here gives: data in, data out; nothing where it cannot be decrypted. */
function attempt(body: () => Uint8Array): Uint8Array | undefined {
  try {
    return body();
  } catch {
    return undefined; // a wrong key or damaged data
  }
}

/** AES-CBC with PKCS #7 padding; the key has 16, 24 or 32 octets, the vector 16. */
export function encryptCbc(key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array {
  return cbc(key, iv).encrypt(data);
}

/** `undefined` where length or padding are wrong, as under a wrong key nearly always. */
export function decryptCbc(key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array | undefined {
  return attempt(() => cbc(key, iv).decrypt(data));
}

/** AES-CBC without padding: whole blocks only. */
export function cbcBlocks(key: Uint8Array, iv: Uint8Array, data: Uint8Array, direction: 'encrypt' | 'decrypt'): Uint8Array {
  return cbc(key, iv, { disablePadding: true })[direction](data);
}

/** AES in counter mode; the same in both directions. */
export function applyCtr(key: Uint8Array, counter: Uint8Array, data: Uint8Array): Uint8Array {
  return ctr(key, counter).encrypt(data);
}

/** AES-ECB with padding. */
export function encryptEcb(key: Uint8Array, data: Uint8Array): Uint8Array {
  return ecb(key).encrypt(data);
}

export function decryptEcb(key: Uint8Array, data: Uint8Array): Uint8Array | undefined {
  return attempt(() => ecb(key).decrypt(data));
}

/** AES-GCM with a nonce of 12 octets; the tag of 16 stands behind the data, as Go's cipher.AEAD has it. */
export function encryptGcm(key: Uint8Array, nonce: Uint8Array, data: Uint8Array, additional?: Uint8Array): Uint8Array {
  return gcm(key, nonce, additional).encrypt(data);
}

/** `undefined` where the tag is wrong (Go: `cipher: message authentication failed`). */
export function decryptGcm(key: Uint8Array, nonce: Uint8Array, data: Uint8Array, additional?: Uint8Array): Uint8Array | undefined {
  return attempt(() => gcm(key, nonce, additional).decrypt(data));
}

/** NaCl's secretbox: XSalsa20 and Poly1305, a key of 32 octets and a nonce of 24; the tag stands in front. */
export function sealSecretbox(key: Uint8Array, nonce: Uint8Array, data: Uint8Array): Uint8Array {
  return xsalsa20poly1305(key, nonce).encrypt(data);
}

export function openSecretbox(key: Uint8Array, nonce: Uint8Array, data: Uint8Array): Uint8Array | undefined {
  return attempt(() => xsalsa20poly1305(key, nonce).decrypt(data));
}

/** PBKDF2 (RFC 8018). */
export function deriveKey(hash: HashName, password: Uint8Array, salt: Uint8Array, iterations: number, length: number): Uint8Array {
  return pbkdf2(HASHES[hash], password, salt, { c: iterations, dkLen: length });
}
