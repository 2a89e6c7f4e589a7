import { block, never } from '../../../kernel/step.ts';
import { parseInterval } from '../lib/interval.ts';
import { FAMILIES, UsageError, utility } from '../lib/utility.ts';

export default utility({
  name: 'sleep',
  family: FAMILIES.coreutils,
  sizeBytes: 43_888,
  usage: ['NUMBER[SUFFIX]...', 'OPTION'],
  summary: "Wait for the sum of the NUMBERs, in seconds or with SUFFIX 's', 'm', 'h' or 'd'. 'infinity' has no end.",
  options: {},
  *main(p, t) {
    if (t.operands.length === 0) throw new UsageError('missing operand');
    let micros = 0;
    let wrong = false;
    for (const operand of t.operands) {
      const us = parseInterval(operand);
      if (us === undefined) {
        wrong = true;
        yield* t.warn(`invalid time interval ${t.quote(operand)}`);
      } else micros += us;
    }
    if (wrong) throw new UsageError('');
    if (micros === Infinity) yield* block(never);
    yield* p.sleep(Math.ceil(micros));
  },
});
