import { KERNEL } from '../../hardware.ts';
import { FAMILIES, UsageError, utility } from '../lib/utility.ts';

export default utility({
  name: 'arch',
  family: FAMILIES.coreutils,
  sizeBytes: 43_888,
  usage: ['[OPTION]...'],
  summary: 'Print the machine architecture.',
  options: {},
  *main(p, t) {
    if (t.operands.length > 0) throw new UsageError(`extra operand ${t.quote(t.operands[0]!)}`);
    yield* p.stdout.line(KERNEL.machine);
  },
});
