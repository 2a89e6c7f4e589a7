import { deflateSync, Gunzip } from 'fflate';
import { LIMITS } from '../../../kernel/limits.ts';
import { bytes, concat, text } from '../../../kernel/text.ts';
import { crc32 } from './crc32.ts';

/** What of a file stands in a gzip header (RFC 1952). */
export interface GzipHeader {
  /** Original name; none for what came through a pipe. */
  name?: string;
  /** Modification time in seconds since 1970; 0 where there is none. */
  mtime: number;
}

/** Compressed data that cannot be read: gzip's words for what is wrong, and what could be read before it. */
export class GzipError extends Error {}

const HEADER_BYTES = 10;
const NAME_FLAG = 8;

/** Compresses with deflate, `level` 1 (fast) to 9 (small), in a gzip wrapping. */
export function gzip(data: Uint8Array, header: GzipHeader, level: number): Uint8Array {
  const name = header.name === undefined ? new Uint8Array(0) : bytes(`${header.name}\0`);
  const head = new Uint8Array(HEADER_BYTES);
  head.set([0x1f, 0x8b, 8, header.name === undefined ? 0 : NAME_FLAG]);
  const view = new DataView(head.buffer);
  view.setUint32(4, header.mtime >>> 0, true);
  head[8] = level === 9 ? 2 : level === 1 ? 4 : 0;
  head[9] = 3; // Unix
  const tail = new Uint8Array(8);
  const end = new DataView(tail.buffer);
  end.setUint32(0, crc32(data), true);
  end.setUint32(4, data.length >>> 0, true);
  return concat([head, name, deflateSync(data, { level: level as 1 | 9 }), tail]);
}

/** Whether data begins as gzip's does. */
export function isGzip(data: Uint8Array): boolean {
  return data[0] === 0x1f && data[1] === 0x8b;
}

/** What the header of gzip data says. */
export function gzipHeader(data: Uint8Array): GzipHeader {
  const mtime = new DataView(data.buffer, data.byteOffset).getUint32(4, true);
  if (!(data[3]! & NAME_FLAG)) return { mtime };
  const end = data.indexOf(0, HEADER_BYTES);
  return { mtime, name: text(data.subarray(HEADER_BYTES, end)) };
}

/** Bytes of a gzip file that are not compressed data: header, name and trailer. */
export function gzipOverhead(data: Uint8Array): number {
  const name = data[3]! & NAME_FLAG ? data.indexOf(0, HEADER_BYTES) + 1 - HEADER_BYTES : 0;
  return HEADER_BYTES + name + 8;
}

/**
 * Decompresses all members. `trailing` tells of garbage after them. Throws GzipError with gzip's words, also where the result would
 * be larger than a file may be.
 */
export function gunzip(data: Uint8Array): { data: Uint8Array; trailing: boolean } {
  if (!isGzip(data)) throw new GzipError('not in gzip format');
  const members = memberStarts(data);
  const parts: Uint8Array[] = [];
  for (let i = 0; i < members.length; i++) parts.push(inflateMember(data, members[i]!, members[i + 1] ?? data.length));
  const all = concat([new Uint8Array(0), ...parts]);
  // after the last member's trailer there is nothing, or garbage
  const last = parts.at(-1)!;
  const size = new DataView(data.buffer, data.byteOffset, data.byteLength).getUint32(data.length - 4, true);
  const crc = new DataView(data.buffer, data.byteOffset, data.byteLength).getUint32(data.length - 8, true);
  if (size === last.length >>> 0 && crc === crc32(last)) return { data: all, trailing: false };
  if (hasTrailer(data, members.at(-1)!, last)) return { data: all, trailing: true };
  throw new GzipError(size === last.length >>> 0 ? 'invalid compressed data--crc error' : 'invalid compressed data--length error');
}

/** Where members begin: at 0, and where fflate finds another. */
function memberStarts(data: Uint8Array): number[] {
  const starts = [0];
  const stream = new Gunzip();
  stream.ondata = () => undefined;
  stream.onmember = (offset) => {
    if (offset > 0 && offset < data.length - HEADER_BYTES) starts.push(offset);
  };
  try {
    stream.push(data, true);
  } catch {
    // what is wrong is found when the member itself is read
  }
  return starts;
}

function inflateMember(data: Uint8Array, from: number, to: number): Uint8Array {
  const parts: Uint8Array[] = [];
  let length = 0;
  const stream = new Gunzip();
  stream.ondata = (part) => {
    parts.push(part);
    length += part.length;
    if (length > LIMITS.fileBytes) throw new GzipError('File too large');
  };
  try {
    // in pieces, so that a small file that grows without end is stopped in time
    for (let at = from; at < to; at += 65_536) stream.push(data.subarray(at, Math.min(to, at + 65_536)), at + 65_536 >= to);
  } catch (e) {
    if (e instanceof GzipError) throw e;
    const reason =
      e instanceof Error && /unexpected EOF/i.test(e.message) ? 'unexpected end of file' : 'invalid compressed data--format violated';
    throw new GzipError(reason);
  }
  return concat([new Uint8Array(0), ...parts]);
}

/** Whether the right checksum and length stand somewhere after a member's beginning. */
function hasTrailer(data: Uint8Array, from: number, plain: Uint8Array): boolean {
  const wanted = new Uint8Array(8);
  const view = new DataView(wanted.buffer);
  view.setUint32(0, crc32(plain), true);
  view.setUint32(4, plain.length >>> 0, true);
  for (let at = from + HEADER_BYTES; at + 8 <= data.length; at++) if (wanted.every((byte, i) => data[at + i] === byte)) return true;
  return false;
}
