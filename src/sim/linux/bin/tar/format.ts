import type { FileType } from '../../../kernel/file.ts';
import { bytes, concat, text } from '../../../kernel/text.ts';

/** One member of an archive. Times are in seconds since 1970. */
export interface Member {
  name: string;
  type: FileType;
  /** Another name of a member before it, which `link` names. */
  hardLink: boolean;
  mode: number;
  uid: number;
  gid: number;
  user: string;
  group: string;
  size: number;
  mtime: number;
  link: string;
  major: number;
  minor: number;
  data: Uint8Array;
}

const BLOCK = 512;
/** tar writes records of twenty blocks. */
const RECORD = 20 * BLOCK;
const FLAGS: Record<FileType, string> = { file: '0', symlink: '2', char: '3', block: '4', directory: '5', fifo: '6', socket: '0' };
const TYPES: Record<string, FileType> = {
  '0': 'file',
  '\0': 'file',
  '1': 'file',
  '2': 'symlink',
  '3': 'char',
  '4': 'block',
  '5': 'directory',
  '6': 'fifo',
  '7': 'file',
};

const octal = (n: number, width: number): string =>
  `${Math.max(0, n)
    .toString(8)
    .padStart(width - 1, '0')}\0`;

/** A number that octal digits do not hold is written in base 256 (GNU). */
function numeric(n: number, width: number): Uint8Array {
  if (n < 8 ** (width - 1)) return bytes(octal(n, width));
  const out = new Uint8Array(width);
  for (let i = width - 1, rest = n; i > 0; i--, rest = Math.floor(rest / 256)) out[i] = rest % 256;
  out[0] = 0x80;
  return out;
}

function headerBlock(m: Member, name: Uint8Array, link: Uint8Array, flag: string): Uint8Array {
  const block = new Uint8Array(BLOCK);
  const put = (at: number, data: Uint8Array | string): void => block.set(typeof data === 'string' ? bytes(data) : data, at);
  put(0, name.subarray(0, 100));
  put(100, octal(m.mode, 8));
  put(108, numeric(m.uid, 8));
  put(116, numeric(m.gid, 8));
  put(124, numeric(m.size, 12));
  put(136, numeric(m.mtime, 12));
  put(148, '        ');
  put(156, flag);
  put(157, link.subarray(0, 100));
  put(257, 'ustar  \0');
  put(265, bytes(m.user).subarray(0, 31));
  put(297, bytes(m.group).subarray(0, 31));
  if (m.type === 'char' || m.type === 'block') {
    put(329, octal(m.major, 8));
    put(337, octal(m.minor, 8));
  }
  const sum = block.reduce((a, b) => a + b, 0);
  put(148, `${sum.toString(8).padStart(6, '0')}\0 `);
  return block;
}

const padding = (length: number): Uint8Array => new Uint8Array((BLOCK - (length % BLOCK)) % BLOCK);

/** GNU's member for a name or link target of more than 100 bytes. */
function longName(flag: 'L' | 'K', value: Uint8Array): Uint8Array[] {
  const data = concat([value, new Uint8Array(1)]);
  const member: Member = {
    name: '././@LongLink',
    type: 'file',
    hardLink: false,
    mode: 0o644,
    uid: 0,
    gid: 0,
    user: 'root',
    group: 'root',
    size: data.length,
    mtime: 0,
    link: '',
    major: 0,
    minor: 0,
    data,
  };
  return [headerBlock(member, bytes(member.name), new Uint8Array(0), flag), data, padding(data.length)];
}

/** A member in GNU format: its header, and its data in whole blocks. */
export function encodeMember(m: Member): Uint8Array[] {
  const name = bytes(m.name);
  const link = bytes(m.link);
  return [
    ...(link.length > 100 ? longName('K', link) : []),
    ...(name.length > 100 ? longName('L', name) : []),
    headerBlock(m, name, link, m.hardLink ? '1' : FLAGS[m.type]),
    m.data,
    padding(m.data.length),
  ];
}

/** The end of an archive: two blocks of zeros, and more up to a whole record. */
export function endOfArchive(length: number): Uint8Array {
  const end = length + 2 * BLOCK;
  return new Uint8Array(2 * BLOCK + ((RECORD - (end % RECORD)) % RECORD));
}

/** Something that is no header where one should be. */
export class NotAHeader extends Error {}

function number(block: Uint8Array, at: number, width: number): number {
  if (block[at]! & 0x80) {
    let n = block[at]! & 0x7f;
    for (let i = 1; i < width; i++) n = n * 256 + block[at + i]!;
    return n;
  }
  const digits = text(block.subarray(at, at + width))
    .replace(/[\0 ].*$/s, '')
    .trim();
  return digits === '' ? 0 : parseInt(digits, 8);
}

function string(block: Uint8Array, at: number, width: number): string {
  const field = block.subarray(at, at + width);
  const end = field.indexOf(0);
  return text(end < 0 ? field : field.subarray(0, end));
}

/** Reads members one after another: ustar, GNU's long names, and pax headers. */
export class TarReader {
  #at = 0;

  constructor(private readonly data: Uint8Array) {}

  /** The next member; `undefined` at the end. Throws NotAHeader; `truncated` tells that the data ended early. */
  next(): Member | undefined {
    let name: string | undefined;
    let link: string | undefined;
    let pax: Record<string, string> = {};
    for (;;) {
      if (this.#at === 0 && this.data.length < BLOCK) {
        this.#at = BLOCK;
        throw new NotAHeader();
      }
      if (this.#at + BLOCK > this.data.length) return undefined;
      const block = this.data.subarray(this.#at, this.#at + BLOCK);
      if (block.every((b) => b === 0)) return undefined;
      if (!validSum(block)) {
        this.#at += BLOCK;
        throw new NotAHeader();
      }
      const flag = String.fromCharCode(block[156]!);
      const size = number(block, 124, 12);
      const start = this.#at + BLOCK;
      this.#at = start + Math.ceil(size / BLOCK) * BLOCK;
      const body = this.data.subarray(start, start + size);
      if (flag === 'L' || flag === 'K' || flag === 'x' || flag === 'g') {
        const value = text(body).replace(/\0+$/, '');
        if (flag === 'L') name = value;
        else if (flag === 'K') link = value;
        else if (flag === 'x') pax = parsePax(text(body));
        continue;
      }
      return member(block, flag, body, name ?? pax['path'], link ?? pax['linkpath'], size);
    }
  }

  get truncated(): boolean {
    return this.#at > this.data.length && this.data.length >= BLOCK;
  }
}

function validSum(block: Uint8Array): boolean {
  let sum = 0;
  for (let i = 0; i < BLOCK; i++) sum += i >= 148 && i < 156 ? 32 : block[i]!;
  return sum === number(block, 148, 8);
}

function parsePax(body: string): Record<string, string> {
  const out: Record<string, string> = {};
  for (let at = 0; at < body.length;) {
    const m = /^(\d+) ([^=]+)=/.exec(body.slice(at));
    if (!m) break;
    const length = Number(m[1]);
    out[m[2]!] = body.slice(at + m[0].length, at + length - 1);
    at += length;
  }
  return out;
}

function member(
  block: Uint8Array,
  flag: string,
  body: Uint8Array,
  longName: string | undefined,
  longLink: string | undefined,
  size: number,
): Member {
  const ustar = string(block, 257, 6) === 'ustar' && block[263] === 0x30;
  const prefix = ustar ? string(block, 345, 155) : '';
  const short = string(block, 0, 100);
  const name = longName ?? (prefix ? `${prefix}/${short}` : short);
  const type = name.endsWith('/') && (flag === '0' || flag === '\0') ? 'directory' : (TYPES[flag] ?? 'file');
  return {
    name,
    type,
    hardLink: flag === '1',
    mode: number(block, 100, 8) & 0o7777,
    uid: number(block, 108, 8),
    gid: number(block, 116, 8),
    user: string(block, 265, 32),
    group: string(block, 297, 32),
    size: type === 'file' && flag !== '1' ? size : 0,
    mtime: number(block, 136, 12),
    link: longLink ?? string(block, 157, 100),
    major: number(block, 329, 8),
    minor: number(block, 337, 8),
    data: body,
  };
}
