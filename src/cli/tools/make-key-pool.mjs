#!/usr/bin/env node
// Finds the primes of src/sim/crypto/keys/pool.data.ts: the pool of RSA keys that simulated machines draw from.
//   make-key-pool.mjs       writes it (some minutes; the result is always the same)
//
// A prime is named by how far it lies above a starting point that follows from its name alone (keys/pool.ts computes the
// same), so a key of 2048 bits costs a few characters and not 256 octets. These keys are public and protect nothing.
import { checkPrimeSync, createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** How many keys of which size. */
const POOL = { 1024: 8, 2048: 256, 3072: 16, 4096: 48 };

/** A number of `bits` bits with the two highest and the lowest set, out of SHA-512 of the name and a counter. */
function start(name, bits) {
  let hex = '';
  for (let i = 0; hex.length * 4 < bits; i++) hex += createHash('sha512').update(`${name}/${i}`).digest('hex');
  return BigInt(`0x${hex.slice(0, bits / 4)}`) | (3n << BigInt(bits - 2)) | 1n;
}

/** Half the distance to the next prime p for which 65537 does not divide p - 1. */
function steps(name, bits) {
  let n = start(name, bits);
  for (let step = 0; ; step++, n += 2n) if (n % 65537n !== 1n && checkPrimeSync(n)) return step;
}

const lines = Object.entries(POOL).map(([bits, count]) => {
  const found = Array.from({ length: count * 2 }, (_, i) => {
    const name = `mirrorpod/${bits}/${i >> 1}/${'pq'[i & 1]}`;
    return steps(name, Number(bits) / 2).toString(36);
  });
  console.log(`${count} keys of ${bits} bits`);
  return `  ${bits}: '${found.join(' ')}',`;
});

const file = join(dirname(fileURLToPath(import.meta.url)), '../../sim/crypto/keys/pool.data.ts');
writeFileSync(
  file,
  `// Written by src/cli/tools/make-key-pool.mjs; do not edit.
// prettier-ignore
/** For each key size the primes p and q of one key after another: steps of 2 above their starting points, in base 36. */
export const POOL: Readonly<Record<number, string>> = {
${lines.join('\n')}
};
`,
);
