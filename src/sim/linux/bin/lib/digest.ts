import { blake2b } from '@noble/hashes/blake2.js';
import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha224, sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import type { Input } from './input.ts';

/** A message digest: its name in `--tag` lines, its length in bits, and how to begin one. */
export interface Digest {
  tag: string;
  bits: number;
  create(): { update(data: Uint8Array): unknown; digest(): Uint8Array };
}

export const DIGESTS = {
  md5: { tag: 'MD5', bits: 128, create: () => md5.create() },
  sha1: { tag: 'SHA1', bits: 160, create: () => sha1.create() },
  sha224: { tag: 'SHA224', bits: 224, create: () => sha224.create() },
  sha256: { tag: 'SHA256', bits: 256, create: () => sha256.create() },
  sha384: { tag: 'SHA384', bits: 384, create: () => sha384.create() },
  sha512: { tag: 'SHA512', bits: 512, create: () => sha512.create() },
} as const satisfies Record<string, Digest>;

/** BLAKE2b with a length in bits. */
export function blake2bDigest(bits = 512): Digest {
  return { tag: bits === 512 ? 'BLAKE2b' : `BLAKE2b-${bits}`, bits, create: () => blake2b.create({ dkLen: bits / 8 }) };
}

/** Processor time for hashing: about 500 MB a second. */
const BYTES_PER_US = 500;

/** The hexadecimal digest of all that an input still gives. Throws Errno. */
export function* digestOf(p: Process, input: Input, digest: Digest): Step<string> {
  const state = digest.create();
  for (;;) {
    const part = yield* input.read();
    if (part.length === 0) break;
    state.update(part);
    yield* p.burn(Math.ceil(part.length / BYTES_PER_US));
  }
  return Array.from(state.digest(), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
