import { baseName } from '../lib/paths.ts';
import { FAMILIES, UsageError, utility } from '../lib/utility.ts';

export default utility({
  name: 'basename',
  family: FAMILIES.coreutils,
  sizeBytes: 43_856,
  usage: ['NAME [SUFFIX]', 'OPTION... NAME...'],
  summary: 'Print NAME without its directories, and without SUFFIX at its end.',
  options: {
    multiple: { flags: '-a, --multiple', help: 'take several NAMEs' },
    suffix: { flags: '-s, --suffix', arg: 'SUFFIX', help: 'take this SUFFIX off; implies -a' },
    zero: { flags: '-z, --zero', help: 'end each line with NUL, not newline' },
  },
  inOrder: true,
  *main(p, t) {
    const several = t.has('multiple', 'suffix');
    const { operands } = t;
    if (operands.length === 0) throw new UsageError('missing operand');
    if (!several && operands.length > 2) throw new UsageError(`extra operand ${t.quote(operands[2]!)}`);
    const suffix = several ? (t.value('suffix') ?? '') : (operands[1] ?? '');
    for (const name of several ? operands : operands.slice(0, 1)) {
      const base = baseName(name);
      const cut = suffix !== '' && base !== suffix && base.endsWith(suffix) ? base.slice(0, -suffix.length) : base;
      yield* p.stdout.write(cut + (t.has('zero') ? '\0' : '\n'));
    }
  },
});
