import { bytes } from '../../../kernel/text.ts';

const OFFSET = 0x6c62272e07bb014262b821756295c58dn;
const PRIME = 0x0000000001000000000000000000013bn;
const MASK = (1n << 128n) - 1n;

/** The 128-bit FNV-1a hash of texts one after another, as 32 hexadecimal digits (hash/fnv New128a). */
export function fnv128a(...texts: readonly string[]): string {
  let hash = OFFSET;
  for (const text of texts) for (const byte of bytes(text)) hash = ((hash ^ BigInt(byte)) * PRIME) & MASK;
  return hash.toString(16).padStart(32, '0');
}

/** The 32-bit FNV-1a hash (New32a). */
export function fnv32a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

/** The 32-bit FNV-1 hash (New32), which controllers name pod templates by. */
export function fnv32(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes(text)) hash = Math.imul(hash, 0x01000193) ^ byte;
  return hash >>> 0;
}
