import { dirName } from '../lib/paths.ts';
import { FAMILIES, UsageError, utility } from '../lib/utility.ts';

export default utility({
  name: 'dirname',
  family: FAMILIES.coreutils,
  sizeBytes: 39_760,
  usage: ['[OPTION] NAME...'],
  summary: 'Print each NAME without its last part.',
  options: { zero: { flags: '-z, --zero', help: 'end each line with NUL, not newline' } },
  *main(p, t) {
    if (t.operands.length === 0) throw new UsageError('missing operand');
    for (const name of t.operands) yield* p.stdout.write(dirName(name) + (t.has('zero') ? '\0' : '\n'));
  },
});
