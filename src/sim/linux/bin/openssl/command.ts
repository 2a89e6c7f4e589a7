import type { Step } from '../../../kernel/step.ts';
import { bytesToNumber } from '../../../crypto/numbers.ts';
import type { HashName } from '../../../crypto/hash.ts';
import type { RandomStream } from '../../../kernel/random.ts';
import type { CommandSpec } from './options.ts';
import type { QueuedError } from './queue.ts';
import type { Tool } from './tool.ts';

/** One of OpenSSL's commands. */
export interface Command {
  readonly names: readonly string[];
  /** Its options; written out only when it is used. */
  readonly spec: () => CommandSpec;
  /** Lines after the help text of the options. */
  readonly moreHelp?: string;
  main(tool: Tool): Step<number>;
}

/** Digests by the names that options use. */
const DIGESTS: Readonly<Record<string, HashName>> = {
  md5: 'MD5',
  sha1: 'SHA-1',
  sha224: 'SHA-224',
  sha256: 'SHA-256',
  sha384: 'SHA-384',
  sha512: 'SHA-512',
  'sha2-224': 'SHA-224',
  'sha2-256': 'SHA-256',
  'sha2-384': 'SHA-384',
  'sha2-512': 'SHA-512',
};

/** The digest of an option's name (`sha256`, `SHA256`, `sha2-256`). */
export function digestOf(name: string): HashName | undefined {
  return DIGESTS[name.toLowerCase()];
}

/** Algorithms that exist and are not simulated. */
const REFUSED_DIGESTS = /^(md4|mdc2|rmd160|ripemd160|ripemd|sm3|shake128|shake256|sha512-22?4|sha512-256)$/i;

export function isRefusedDigest(name: string): boolean {
  return REFUSED_DIGESTS.test(name);
}

/** What a fetch of an unknown algorithm leaves. */
export function unknownAlgorithm(name: string): QueuedError {
  return {
    code: '0308010C',
    library: 'digital envelope routines',
    function: 'inner_evp_generic_fetch',
    reason: 'unsupported',
    place: '../crypto/evp/evp_fetch.c:386',
    data: `Global default library context, Algorithm (${name} : 0), Properties (<null>)`,
  };
}

/** Random numbers of OpenSSL's: serial numbers, salts, `openssl rand`. */
export function randomStream(tool: Tool): RandomStream {
  return tool.p.kernel.random.stream('openssl');
}

/** rand_serial: a random number of 159 bits. */
export function randomSerial(tool: Tool): bigint {
  return bytesToNumber(randomStream(tool).bytes(20)) >> 1n;
}

/** A serial number that was typed: decimal, or hexadecimal after `0x`; `undefined` where it is none. */
export function parseSerial(text: string): bigint | undefined {
  const [, sign, digits] = /^(-?)(\d+|0[xX][0-9a-fA-F]+)$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  return sign ? -BigInt(digits) : BigInt(digits);
}

/** A number in upper-case hexadecimal, two digits an octet. */
export function serialHex(serial: bigint): string {
  const digits = (serial < 0n ? -serial : serial).toString(16).toUpperCase();
  return `${serial < 0n ? '-' : ''}${digits.length % 2 ? '0' : ''}${digits}`;
}
