import { binary } from '../../../kernel/text.ts';
import { decodeBase64 } from '../../../crypto/base64.ts';
import type { PemBlock } from '../../../crypto/pem.ts';
import type { QueuedError } from './queue.ts';

/** A block that OpenSSL read, and where what follows it begins; or why it gave up. */
export type PemRead = { block: PemBlock; end: number } | { error: QueuedError; end: number };

const pemError = (code: string, func: string, reason: string, line: number): QueuedError => ({
  code,
  library: 'PEM routines',
  function: func,
  reason,
  place: `../crypto/pem/pem_lib.c:${line}`,
});

const badEndLine = (line: number): QueuedError => pemError('04800066', 'get_header_and_data', 'bad end line', line);
const BAD_BASE64 = pemError('04800064', 'PEM_read_bio_ex', 'bad base64 decode', 966);
const NO_START_LINE = pemError('0480006C', 'get_name', 'no start line', 760);

/** A block with lines in front that are no headers of an encrypted one. */
export const NOT_PROC_TYPE = pemError('0480006B', 'PEM_get_EVP_CIPHER_INFO', 'not proc type', 504);

/** A PEM reader that found no block of the type it looks for. */
export function noStartLine(type: string): QueuedError {
  return { ...NO_START_LINE, data: `Expecting: ${type}` };
}

/** Longest line of a block's content that follows headers. */
const LINE = 64;

/**
 * PEM_read_bio of OpenSSL 3.0: the next block at or after a place in a text. It is stricter than Go's reader in some points (blank
 * lines, the END line) and laxer in others (blanks before a line's content, lines of any length).
 */
export function readPem(content: string, from: number): PemRead {
  let at = from;
  const line = (): string | undefined => {
    if (at >= content.length) return undefined;
    const end = content.indexOf('\n', at);
    const text = content.slice(at, end < 0 ? content.length : end);
    at = end < 0 ? content.length : end + 1;
    return text.replace(/\s+$/, '');
  };
  let name: string | undefined;
  while (name === undefined) {
    const text = line();
    if (text === undefined) return { error: NO_START_LINE, end: at };
    name = /^-----BEGIN (.*)-----$/.exec(text)?.[1];
  }
  let head: string[] | undefined;
  let lines: string[] = [];
  for (let short = false; ;) {
    const text = line();
    if (text === undefined) return { error: badEndLine(828), end: at };
    if (text === '') {
      if (head) return { error: badEndLine(857), end: at };
      head = lines;
      lines = [];
    } else if (text.startsWith('-----END ')) {
      if (text !== `-----END ${name}-----`) return { error: badEndLine(871), end: at };
      break;
    } else if (short) return { error: badEndLine(881), end: at };
    else {
      lines.push(text);
      if (!head) continue;
      if (text.length > LINE) return { error: badEndLine(894), end: at };
      short = text.length < LINE;
    }
  }
  // a hyphen ends what is decoded
  const bytes = decodeBase64(lines.join('').replace(/\s/g, '').replace(/-.*$/, ''));
  if (!bytes) return { error: BAD_BASE64, end: at };
  const headers = Object.fromEntries((head ?? []).map((text) => [text.split(':')[0]!.trim(), text.replace(/^[^:]*:/, '').trim()]));
  return { block: { type: name, headers, bytes }, end: at };
}

/** Whether a block has lines in front that are no headers of an encrypted one. */
export function hasOddHeaders(block: PemBlock): boolean {
  return Object.keys(block.headers).length > 0 && Object.keys(block.headers)[0] !== 'Proc-Type';
}

/** The blocks of a file one after another, with the error where one cannot be read. */
export function readAllPem(data: Uint8Array): { blocks: PemBlock[]; error?: QueuedError } {
  const content = binary(data);
  const blocks: PemBlock[] = [];
  for (let at = 0; ;) {
    const read = readPem(content, at);
    if ('error' in read) return read.error === NO_START_LINE ? { blocks } : { blocks, error: read.error };
    if (hasOddHeaders(read.block)) return { blocks, error: NOT_PROC_TYPE };
    blocks.push(read.block);
    at = read.end;
  }
}

/** The octets of the first object of some DER data, without what follows it; all of it where that cannot be told. */
export function firstObject(data: Uint8Array): Uint8Array {
  return data.subarray(0, objectSize(data) ?? data.length);
}

/** The size of the DER object that data begin with, head included; nothing where its head is not whole or has no length. */
export function objectSize(data: Uint8Array): number | undefined {
  if (data.length < 2) return undefined;
  const first = data[1]!;
  if (first < 0x80) return 2 + first;
  const octets = first & 0x7f;
  if (octets === 0 || octets > 4 || data.length < 2 + octets) return undefined;
  return data.subarray(2, 2 + octets).reduce((size, octet) => size * 256 + octet, 0) + 2 + octets;
}

/** The errors of DER data that is no object of a type (`X509`, `X509_REQ`). */
export function derErrors(data: Uint8Array, type: string): QueuedError[] {
  const asn1 = (code: string, func: string, reason: string, file: string, line: number): QueuedError => ({
    code,
    library: 'asn1 encoding routines',
    function: func,
    reason,
    place: `../crypto/asn1/${file}.c:${line}`,
  });
  const size = objectSize(data);
  const head =
    size === undefined
      ? asn1('0680007B', 'ASN1_get_object', 'header too long', 'asn1_lib', 105)
      : size > data.length
        ? asn1('0680009B', 'ASN1_get_object', 'too long', 'asn1_lib', 95)
        : undefined;
  return [
    ...(head
      ? [head, asn1('06800066', 'asn1_check_tlen', 'bad object header', 'tasn_dec', 1205)]
      : [asn1('068000A8', 'asn1_check_tlen', 'wrong tag', 'tasn_dec', 1215)]),
    { ...asn1('0688010A', 'asn1_item_embed_d2i', 'nested asn1 error', 'tasn_dec', 375), data: `Type=${type}` },
  ];
}
