import { binary } from '../../../kernel/text.ts';
import { TAG } from '../../../crypto/der.ts';
import { CryptoError } from '../../../crypto/error.ts';
import type { PemBlock } from '../../../crypto/pem.ts';
import { parseSpki } from '../../../crypto/keys/parse.ts';
import { readCertificate, type Certificate } from '../../../crypto/x509/certificate.ts';
import { firstObject, hasOddHeaders, NOT_PROC_TYPE, objectSize, readPem } from './pem-reader.ts';
import { STORE_UNSUPPORTED, type QueuedError } from './queue.ts';

/** What a loader of OpenSSL's store expects to find. */
export type Expected = 'certificate' | 'private key' | 'public key';

/** What a decoder adds that failed with the error that was there before it began. */
function noDecoder(expected: Expected): QueuedError {
  return {
    code: '1E08010C',
    library: 'DECODER routines',
    function: 'OSSL_DECODER_from_bio',
    reason: 'unsupported',
    place: '../crypto/encode_decode/decoder_lib.c:103',
    data: `No supported data to decode. ${expected === 'certificate' ? 'Input structure: Certificate' : ''}`,
  };
}

/** PEM types that the store has a decoder for; what else there is it reads as if it were DER. */
const KNOWN_TYPE = /^((X509 |TRUSTED )?CERTIFICATE|X509 CRL|(RSA )?PUBLIC KEY|.*PRIVATE KEY|(EC|DSA|DH) PARAMETERS)$/;

/** PEM types of certificates. */
export const CERTIFICATE_TYPE = /^(X509 |TRUSTED )?CERTIFICATE$/;

/** What a parser gives, or nothing where the data is not of its form. */
export function attempt<T>(body: () => T): T | undefined {
  try {
    return body();
  } catch (e) {
    if (!(e instanceof CryptoError)) throw e;
    return undefined;
  }
}

/** A certificate in DER; what follows it does no harm. */
export function certificateOf(der: Uint8Array): Certificate | undefined {
  return attempt(() => readCertificate(firstObject(der)));
}

/** One load of the store: what it took from a file. */
interface Load {
  block?: PemBlock;
  /** The size of a DER object. */
  size?: number;
  from: number;
  /** Where the next load begins, or nothing where the file has ended. */
  next: number | undefined;
}

/** Shortest read of a DER object's head, in octets. */
const HEAD = 8;

/**
 * The loads that the store makes of a file: at each place a PEM block that stands there or further on, or else what is there as if
 * it were DER, even in the middle of a text.
 */
function* loads(data: Uint8Array): Generator<Load> {
  const content = binary(data);
  for (let from: number | undefined = 0; from !== undefined;) {
    const pem = readPem(content, from);
    let load: Load;
    if ('block' in pem && KNOWN_TYPE.test(pem.block.type)) load = { block: pem.block, from, next: pem.end };
    else {
      const left = data.length - from;
      const size = objectSize(data.subarray(from));
      if (size === undefined || size > left) load = { from, next: undefined };
      else load = { size, from, next: left < HEAD ? undefined : from + Math.max(size, HEAD) };
    }
    yield load;
    from = load.next;
  }
}

/** The PEM blocks that the store finds in a file. */
export function storeBlocks(data: Uint8Array): PemBlock[] {
  return [...loads(data)].flatMap((load) => load.block ?? []);
}

/** The certificates that the store finds in a file, in PEM or DER. */
export function certificatesIn(data: Uint8Array): Certificate[] {
  return [...loads(data)].flatMap((load) => certificateIn(load, data) ?? []);
}

function certificateIn(load: Load, data: Uint8Array): Certificate | undefined {
  if (load.block) return CERTIFICATE_TYPE.test(load.block.type) ? certificateOf(load.block.bytes) : undefined;
  return load.size === undefined ? undefined : certificateOf(data.subarray(load.from, load.from + load.size));
}

/** Entries the error queue keeps (a ring of 16, one of which is always free). */
const RING = 15;

/**
 * The errors that the store leaves when it found nothing to its liking in a file. Each object of another kind leaves one, except
 * for whole certificates; the decoder adds its own where the newest error looks as before. The queue is a ring, and what decoders
 * push and take back while they try pushes old entries out.
 */
export function storeErrors(expected: Expected, data: Uint8Array): QueuedError[] {
  const decoder = noDecoder(expected);
  const ring: QueuedError[] = [];
  const push = (...entries: QueuedError[]): void => {
    ring.push(...entries);
    ring.splice(0, ring.length - RING);
  };
  const passing = expected === 'private key' ? { found: 5, none: 3 } : { found: 4, none: 2 };
  for (const load of loads(data)) {
    const before = ring.at(-1);
    const tried = load.block || load.size !== undefined ? passing.found + deeper(load, data) : passing.none;
    push(...new Array<QueuedError>(tried).fill(decoder));
    ring.length -= tried;
    if (certificateIn(load, data)) continue;
    const left = errorsOf(load, expected);
    push(...left);
    if (ring.at(-1) !== before) continue;
    // at the end of the file the decoder's complaint is dropped, and with it all that this load left
    if (load.next === undefined) ring.length -= left.length;
    else push(decoder);
  }
  return ring;
}

/** Errors that pass more where a sequence was found in a text, whose inside was looked at too. */
function deeper({ from, size }: Load, data: Uint8Array): number {
  if (size === undefined || data[from] !== TAG.sequence) return 0;
  const inner = data.subarray(from + 2, from + size);
  return inner[0] === TAG.sequence || (objectSize(inner) ?? Infinity) > inner.length ? 4 : 2;
}

function errorsOf({ block, size }: Load, expected: Expected): QueuedError[] {
  if (block && hasOddHeaders(block)) return [NOT_PROC_TYPE];
  const inner = block && INNER[block.type];
  if (inner && expected !== 'certificate') {
    if (!inner(block.bytes)) return [];
    // a public key is tried as one of either kind
    if (expected === 'private key' && block.type === 'PUBLIC KEY') return [STORE_UNSUPPORTED, STORE_UNSUPPORTED];
  }
  return block || size !== undefined ? [STORE_UNSUPPORTED] : [];
}

/** Types whose form is looked at before their content is. */
const INNER: Readonly<Record<string, (der: Uint8Array) => boolean>> = {
  'PUBLIC KEY': (der) => attempt(() => parseSpki(firstObject(der))) !== undefined,
  'ENCRYPTED PRIVATE KEY': (der) => objectSize(der)! <= der.length,
};
