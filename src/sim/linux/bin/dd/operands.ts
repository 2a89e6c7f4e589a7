import { parseInteger } from '../lib/numbers.ts';
import { Failure, NotSimulated, UsageError } from '../lib/utility.ts';

/** What dd is to do, from its operands. */
export interface Plan {
  input: string | undefined;
  output: string | undefined;
  inputBlock: number;
  outputBlock: number;
  /** bs= was given: blocks are written as they were read. */
  sameBlocks: boolean;
  count: number | undefined;
  countsBytes: boolean;
  skipBytes: number;
  seekBytes: number;
  conv: ReadonlySet<string>;
  iflag: ReadonlySet<string>;
  oflag: ReadonlySet<string>;
  status: 'all' | 'none' | 'noxfer' | 'progress';
}

const CONVERSIONS = ['lcase', 'ucase', 'swab', 'noerror', 'nocreat', 'excl', 'notrunc', 'sync', 'fdatasync', 'fsync', 'sparse'];
const OTHER_CONVERSIONS = ['ascii', 'ebcdic', 'ibm', 'block', 'unblock'];
const FLAGS = [
  'append',
  'binary',
  'count_bytes',
  'direct',
  'directory',
  'dsync',
  'fullblock',
  'noatime',
  'nocache',
  'noctty',
  'nofollow',
  'nonblock',
  'seek_bytes',
  'skip_bytes',
  'sync',
  'text',
];

/** Reads dd's operands. Throws UsageError and Failure with dd's messages. */
export function parseOperands(operands: readonly string[], quote: (text: string) => string): Plan {
  const given = new Map<string, string>();
  const sets: Record<'conv' | 'iflag' | 'oflag', Set<string>> = { conv: new Set(), iflag: new Set(), oflag: new Set() };
  for (const operand of operands) {
    const at = operand.indexOf('=');
    const [name, value] = [operand.slice(0, at), operand.slice(at + 1)];
    if (at < 0 || !/^(if|of|ibs|obs|bs|cbs|count|skip|iseek|seek|oseek|conv|iflag|oflag|status)$/.test(name)) {
      throw new UsageError(`unrecognized operand ${quote(operand)}`);
    }
    if (name !== 'conv' && name !== 'iflag' && name !== 'oflag')
      given.set(
        name.replace(/^[io]seek$/, (s) => (s === 'iseek' ? 'skip' : 'seek')),
        value,
      );
    else for (const word of value.split(',')) sets[name].add(checked(name, word, quote));
  }
  const size = (name: string, least: number): number | undefined => {
    const text = given.get(name);
    if (text === undefined) return undefined;
    const n = number(text);
    if (n === undefined || n < least) throw new Failure(`invalid number: ${quote(text)}`);
    return n;
  };
  const status = given.get('status') ?? 'all';
  if (!/^(all|none|noxfer|progress)$/.test(status)) throw new UsageError(`invalid status level: ${quote(status)}`);
  const same = size('bs', 1);
  const inputBlock = same ?? size('ibs', 1) ?? 512;
  const outputBlock = same ?? size('obs', 1) ?? 512;
  const bytes = (name: string, flag: boolean): boolean => flag || (given.get(name) ?? '').endsWith('B');
  return {
    input: given.get('if'),
    output: given.get('of'),
    inputBlock,
    outputBlock,
    sameBlocks: same !== undefined,
    count: size('count', 0),
    countsBytes: bytes('count', sets.iflag.has('count_bytes')),
    skipBytes: (size('skip', 0) ?? 0) * (bytes('skip', sets.iflag.has('skip_bytes')) ? 1 : inputBlock),
    seekBytes: (size('seek', 0) ?? 0) * (bytes('seek', sets.oflag.has('seek_bytes')) ? 1 : outputBlock),
    ...sets,
    status: status as Plan['status'],
  };
}

function checked(kind: 'conv' | 'iflag' | 'oflag', word: string, quote: (text: string) => string): string {
  if (kind === 'conv') {
    if (OTHER_CONVERSIONS.includes(word)) throw new NotSimulated(`dd conv=${word}`);
    if (!CONVERSIONS.includes(word)) throw new UsageError(`invalid conversion: ${quote(word)}`);
    return word;
  }
  if (!FLAGS.includes(word)) throw new UsageError(`invalid ${kind === 'iflag' ? 'input' : 'output'} flag: ${quote(word)}`);
  return word;
}

/** `4k`, `2x3b` (a product), `10B`. */
function number(text: string): number | undefined {
  let product = 1;
  for (const factor of text.split('x')) {
    const plain = /^\d+B$/.test(factor) ? factor.slice(0, -1) : factor;
    const n = parseInteger(plain, 'bcEGkKMPTwYZ0');
    if (typeof n !== 'number' || !/^\d/.test(plain)) return undefined;
    product *= n;
  }
  return product;
}
