import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { argmatch } from '../lib/argmatch.ts';
import { CHECK_OPTIONS, printDigests, requireCheck, verify } from '../lib/checksum.ts';
import { bsdSum, posixCrc, sumOf, sysvSum } from '../lib/crc.ts';
import { blake2bDigest, DIGESTS, type Digest } from '../lib/digest.ts';
import { eachInput } from '../lib/input.ts';
import { FAMILIES, Failure, NotSimulated, UsageError, utility, type Tool } from '../lib/utility.ts';

const NAMES = ['bsd', 'sysv', 'crc', 'md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'blake2b', 'sm3'] as const;

export default utility({
  name: 'cksum',
  family: FAMILIES.coreutils,
  sizeBytes: 142_384,
  usage: ['[OPTION]... [FILE]...'],
  summary: 'Print or verify checksums; the CRC of POSIX where no other algorithm is named.',
  options: {
    algorithm: { flags: '-a, --algorithm', arg: 'TYPE', help: `one of ${NAMES.join(', ')}` },
    debug: { flags: '--debug', help: 'tell which implementation is used', refused: true },
    length: { flags: '-l, --length', arg: 'BITS', help: 'digest length in bits, for blake2b' },
    tag: { flags: '--tag', help: 'print lines in BSD style (default)' },
    untagged: { flags: '--untagged', help: 'print lines without the name of the digest' },
    ...CHECK_OPTIONS,
  },
  *main(p, t) {
    const chosen = t.value('algorithm');
    const name =
      chosen === undefined
        ? 'crc'
        : argmatch(
            t,
            '--algorithm',
            chosen,
            NAMES.map((n) => [n] as const),
          );
    if (name === 'sm3') throw new NotSimulated('cksum --algorithm=sm3');
    const length = Number(t.value('length') ?? 0);
    if (length !== 0 && name !== 'blake2b') throw new Failure('--length is only supported with --algorithm=blake2b');
    requireCheck(t);
    const byName = (n: string): Digest | undefined => (n === 'blake2b' ? blake2bDigest(length || 512) : DIGESTS[n as keyof typeof DIGESTS]);
    if (t.has('check')) {
      if (name === 'bsd' || name === 'sysv' || (name === 'crc' && chosen))
        throw new UsageError('--check is not supported with --algorithm={bsd,sysv,crc}');
      const digestFor = (tag: string | undefined): Digest | undefined => {
        if (tag === undefined) return chosen === undefined ? undefined : byName(name);
        const digest = tag.startsWith('BLAKE2b') ? blake2bDigest(Number(tag.split('-')[1] ?? 512)) : byName(tag.toLowerCase());
        return chosen === undefined || digest?.tag === byName(name)?.tag ? digest : undefined;
      };
      for (const path of t.operands.length > 0 ? t.operands : ['-']) yield* verify(p, t, path, digestFor, byName(name)?.tag ?? 'CRC');
      return;
    }
    const digest = byName(name);
    const tagged = t.last('tag', 'untagged') !== 'untagged';
    if (digest) yield* printDigests(p, t, digest, { binary: tagged, tagged, zero: t.has('zero') });
    else yield* printSums(p, t, name as 'crc' | 'bsd' | 'sysv');
  },
});

function* printSums(p: Process, t: Tool<'zero'>, kind: 'crc' | 'bsd' | 'sysv'): Step {
  yield* eachInput(t, t.operands, function* (input) {
    const { sum, bytes } = yield* sumOf(p, input, { crc: posixCrc, bsd: bsdSum, sysv: sysvSum }[kind]());
    const name = t.operands.length > 0 ? ` ${input.path}` : '';
    const end = t.has('zero') ? '\0' : '\n';
    if (kind === 'crc') yield* p.stdout.write(`${sum} ${bytes}${name}${end}`);
    else if (kind === 'sysv') yield* p.stdout.write(`${sum} ${Math.ceil(bytes / 512)}${name}${end}`);
    else yield* p.stdout.write(`${String(sum).padStart(5, '0')} ${String(Math.ceil(bytes / 1024)).padStart(5)}${name}${end}`);
  });
}
