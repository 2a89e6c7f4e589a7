import { readUtmp, UTMP_KINDS } from '../../utmp.ts';
import { FAMILIES, UsageError, utility } from '../lib/utility.ts';

export default utility({
  name: 'users',
  family: FAMILIES.coreutils,
  sizeBytes: 35_616,
  usage: ['[OPTION]... [FILE]'],
  summary: 'Output who is currently logged in according to FILE, /var/run/utmp unless given.',
  options: {},
  *main(p, t) {
    if (t.operands.length > 1) throw new UsageError(`extra operand ${t.quote(t.operands[1]!)}`);
    const names = readUtmp(p.sys, t.operands[0]).flatMap((r) => (r.kind === UTMP_KINDS.user ? [r.user] : []));
    if (names.length > 0) yield* p.stdout.line(names.sort().join(' '));
  },
});
