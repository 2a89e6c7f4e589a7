import { CHECK_OPTIONS, printDigests, requireCheck, verify } from '../lib/checksum.ts';
import { blake2bDigest } from '../lib/digest.ts';
import { FAMILIES, Failure, UsageError, utility } from '../lib/utility.ts';

export default utility({
  name: 'b2sum',
  family: FAMILIES.coreutils,
  sizeBytes: 60_400,
  usage: ['[OPTION]... [FILE]...'],
  summary: 'Print or verify BLAKE2b (512-bit) checksums.',
  options: {
    binary: { flags: '-b, --binary', help: 'read in binary mode' },
    length: { flags: '-l, --length', arg: 'BITS', help: 'digest length in bits, a multiple of 8' },
    tag: { flags: '--tag', help: 'print lines in BSD style' },
    text: { flags: '-t, --text', help: 'read in text mode (default)' },
    ...CHECK_OPTIONS,
  },
  *main(p, t) {
    const length = t.value('length') ?? '0';
    const wrong = (reason: string): Failure => new Failure(`invalid length: ${t.quote(length)}\n${t.name}: ${reason}`);
    if (!/^\d+$/.test(length)) throw new Failure(`invalid length: ${t.quote(length)}`);
    const bits = Number(length);
    if (bits > 512) throw wrong(`maximum digest length for ${t.quote('BLAKE2b')} is 512 bits`);
    if (bits % 8 !== 0) throw wrong('length is not a multiple of 8');
    if (t.has('tag') && t.last('binary', 'text') === 'text') throw new UsageError('--tag does not support --text mode');
    requireCheck(t);
    if (!t.has('check')) {
      const binary = t.last('binary', 'text') === 'binary';
      yield* printDigests(p, t, blake2bDigest(bits || 512), { binary, tagged: t.has('tag'), zero: t.has('zero') });
      return;
    }
    const digestFor = (tag: string | undefined, hex: string): ReturnType<typeof blake2bDigest> | undefined => {
      const size = bits || Number(/^BLAKE2b-(\d+)$/.exec(tag ?? '')?.[1] ?? (tag ? 512 : hex.length * 4));
      return (tag === undefined || tag.startsWith('BLAKE2b')) && size % 8 === 0 && size >= 8 && size <= 512
        ? blake2bDigest(size)
        : undefined;
    };
    for (const path of t.operands.length > 0 ? t.operands : ['-']) yield* verify(p, t, path, digestFor, 'BLAKE2b');
  },
});
