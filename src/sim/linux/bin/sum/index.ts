import { bsdSum, sumOf, sysvSum } from '../lib/crc.ts';
import { eachInput } from '../lib/input.ts';
import { FAMILIES, utility } from '../lib/utility.ts';

export default utility({
  name: 'sum',
  family: FAMILIES.coreutils,
  sizeBytes: 52_184,
  usage: ['[OPTION]... [FILE]...'],
  summary: 'Print a 16-bit checksum and the block count of each FILE.',
  options: {
    bsd: { flags: '-r', help: "BSD's sum and blocks of 1 KiB (default)" },
    sysv: { flags: '-s, --sysv', help: "System V's sum and blocks of 512 bytes" },
  },
  *main(p, t) {
    const sysv = t.last('bsd', 'sysv') === 'sysv';
    yield* eachInput(t, t.operands, function* (input) {
      const { sum, bytes } = yield* sumOf(p, input, sysv ? sysvSum() : bsdSum());
      const name = t.operands.length > 0 ? ` ${input.path}` : '';
      if (sysv) yield* p.stdout.line(`${sum} ${Math.ceil(bytes / 512)}${name}`);
      else yield* p.stdout.line(`${String(sum).padStart(5, '0')} ${String(Math.ceil(bytes / 1024)).padStart(5)}${name}`);
    });
  },
});
