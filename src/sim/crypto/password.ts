import { bytes, concat } from '../kernel/text.ts';
import type { RandomStream } from '../kernel/random.ts';
import { digest, type HashName } from './hash.ts';

/** The alphabet of crypt(3). */
const ALPHABET = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** A salt of the crypt alphabet. */
export function randomSalt(stream: RandomStream, length: number): string {
  return stream.text(length, ALPHABET);
}

/** Three octets at the given places of a digest as four characters, the low bits first; fewer for the last ones. */
function encode24(octets: readonly number[], characters: number): string {
  let value = octets.reduce((sum, octet) => sum * 256 + octet, 0);
  let out = '';
  for (let i = 0; i < characters; i++, value = Math.floor(value / 64)) out += ALPHABET[value % 64];
  return out;
}

interface ShaCrypt {
  hash: HashName;
  length: number;
  /** How the groups of three walk through the digest, and what is left at its end. */
  encode(digest: Uint8Array): string;
}

function rotated(d: Uint8Array, count: number, next: (a: number, b: number, c: number) => [number, number, number]): string {
  let [a, b, c] = [0, count, count * 2];
  let out = '';
  for (let i = 0; i < count; i++) {
    out += encode24([d[a]!, d[b]!, d[c]!], 4);
    [a, b, c] = next(a, b, c);
  }
  return out;
}

const SHA512: ShaCrypt = {
  hash: 'SHA-512',
  length: 64,
  encode: (d) => rotated(d, 21, (a, b, c) => [b + 1, c + 1, a + 1]) + encode24([d[63]!], 2),
};
const SHA256: ShaCrypt = {
  hash: 'SHA-256',
  length: 32,
  encode: (d) => rotated(d, 10, (a, b, c) => [c + 1, a + 1, b + 1]) + encode24([d[31]!, d[30]!], 3),
};

function repeated(block: Uint8Array, length: number): Uint8Array {
  const out = new Uint8Array(length);
  for (let i = 0; i < length; i++) out[i] = block[i % block.length]!;
  return out;
}

/** Rounds of SHA-crypt: the default, and the bounds that it keeps them in. */
const ROUNDS = { default: 5000, min: 1000, max: 999_999_999 };

/** Ulrich Drepper's SHA-crypt, `$5$` and `$6$`, as glibc and `openssl passwd` have it. */
function shaCrypt(scheme: ShaCrypt, prefix: string, password: string, setting: string): string {
  const m = /^(?:rounds=(\d+)\$)?([^$]*)/.exec(setting)!;
  const rounds = m[1] === undefined ? ROUNDS.default : Math.min(ROUNDS.max, Math.max(ROUNDS.min, Number(m[1])));
  const saltText = m[2]!.slice(0, 16);
  const salt = bytes(saltText);
  const key = bytes(password);
  const hash = (...parts: Uint8Array[]): Uint8Array => digest(scheme.hash, concat(parts));
  const alternate = hash(key, salt, key);
  const parts = [key, salt, repeated(alternate, key.length)];
  for (let n = key.length; n > 0; n >>= 1) parts.push(n & 1 ? alternate : key);
  let a = hash(...parts);
  const p = repeated(hash(...new Array<Uint8Array>(key.length).fill(key)), key.length);
  const s = repeated(hash(...new Array<Uint8Array>(16 + a[0]!).fill(salt)), salt.length);
  for (let i = 0; i < rounds; i++) {
    const odd = i & 1;
    a = hash(odd ? p : a, ...(i % 3 ? [s] : []), ...(i % 7 ? [p] : []), odd ? a : p);
  }
  const count = m[1] === undefined ? '' : `rounds=${rounds}$`;
  return `${prefix}${count}${saltText}$${scheme.encode(a)}`;
}

/** Poul-Henning Kamp's MD5-crypt, `$1$`, and Apache's variant of it, `$apr1$`. */
function md5Crypt(prefix: '$1$' | '$apr1$', password: string, setting: string): string {
  const saltText = setting.split('$')[0]!.slice(0, 8);
  const salt = bytes(saltText);
  const key = bytes(password);
  const hash = (...parts: Uint8Array[]): Uint8Array => digest('MD5', concat(parts));
  const final = hash(key, salt, key);
  const parts = [key, bytes(prefix), salt, repeated(final, key.length)];
  for (let n = key.length; n > 0; n >>= 1) parts.push(n & 1 ? Uint8Array.of(0) : key.subarray(0, 1));
  let a = hash(...parts);
  for (let i = 0; i < 1000; i++) {
    const odd = i & 1;
    a = hash(odd ? key : a, ...(i % 3 ? [salt] : []), ...(i % 7 ? [key] : []), odd ? a : key);
  }
  const order = [0, 1, 2, 3, 4].map((i) => encode24([a[i]!, a[i + 6]!, a[i === 4 ? 5 : i + 12]!], 4));
  return `${prefix}${saltText}$${order.join('')}${encode24([a[11]!], 2)}`;
}

/** Password hashes by what they begin with. */
export type CryptMethod = 'sha512' | 'sha256' | 'md5' | 'apr1';

const PREFIXES: Record<CryptMethod, string> = { sha512: '$6$', sha256: '$5$', md5: '$1$', apr1: '$apr1$' };

/** The hash of a password with a salt (for SHA, also `rounds=N$salt`). */
export function cryptPassword(method: CryptMethod, password: string, salt: string): string {
  switch (method) {
    case 'sha512':
      return shaCrypt(SHA512, '$6$', password, salt);
    case 'sha256':
      return shaCrypt(SHA256, '$5$', password, salt);
    case 'md5':
      return md5Crypt('$1$', password, salt);
    case 'apr1':
      return md5Crypt('$apr1$', password, salt);
  }
}

/**
 * Whether a password fits a hash of /etc/shadow. `unsupported` for methods that are not simulated, above all Debian's default
 * yescrypt (`$y$`): nobody can say yes or no there, and a program that asks has to say so.
 */
export function checkPassword(password: string, stored: string): boolean | 'unsupported' {
  // locked accounts, and those without a password that could fit
  if (stored === '' || /^[!*]/.test(stored)) return false;
  const method = (Object.keys(PREFIXES) as CryptMethod[]).find((name) => stored.startsWith(PREFIXES[name]));
  if (!method) return 'unsupported';
  return cryptPassword(method, password, stored.slice(PREFIXES[method].length)) === stored;
}
