import { HARDWARE } from '../../hardware.ts';
import { FAMILIES, Failure, UsageError, utility } from '../lib/utility.ts';

export default utility({
  name: 'nproc',
  family: FAMILIES.coreutils,
  sizeBytes: 43_920,
  usage: ['[OPTION]...'],
  summary: 'Print the number of processors that this process may use.',
  options: {
    all: { flags: '--all', help: 'print the number of installed processors' },
    ignore: { flags: '--ignore', arg: 'N', help: 'leave N processors out, if possible' },
  },
  *main(p, t) {
    if (t.operands.length > 0) throw new UsageError(`extra operand ${t.quote(t.operands[0]!)}`);
    const ignored = t.value('ignore') ?? '0';
    if (!/^\d+$/.test(ignored)) throw new Failure(`invalid number: ${t.quote(ignored)}`);
    yield* p.stdout.line(String(Math.max(1, HARDWARE.cpus - Number(ignored))));
  },
});
