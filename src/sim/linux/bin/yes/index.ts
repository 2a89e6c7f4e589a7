import { bytes } from '../../../kernel/text.ts';
import { FAMILIES, utility } from '../lib/utility.ts';

const BLOCK = 4096;

export default utility({
  name: 'yes',
  family: FAMILIES.coreutils,
  sizeBytes: 39_760,
  usage: ['[STRING]...', 'OPTION'],
  summary: "Print a line of all STRINGs, or of 'y', again and again.",
  options: {},
  *main(p, t) {
    const line = `${t.operands.length > 0 ? t.operands.join(' ') : 'y'}\n`;
    const block = bytes(line.repeat(Math.max(1, Math.floor(BLOCK / line.length))));
    for (;;) {
      yield* p.stdout.write(block);
      yield* p.stdout.flush();
      // it writes as fast as it can: that takes the processor's time
      yield* p.burn(2);
    }
  },
});
