import { Errno } from '../../../kernel/errno.ts';
import { FAMILIES, Failure, UsageError, utility } from '../lib/utility.ts';

export default utility({
  name: 'nice',
  family: FAMILIES.coreutils,
  sizeBytes: 43_888,
  usage: ['[OPTION] [COMMAND [ARG]...]'],
  summary: 'Run COMMAND with another scheduling priority (-20 best, 19 worst); without COMMAND print the current one.',
  options: { adjustment: { flags: '-n, --adjustment', arg: 'N', help: 'add N to the niceness (default 10)' } },
  inOrder: true,
  failure: 125,
  // the old form: nice -5, nice --5
  rewrite: (args) => (/^-[-+]?\d+$/.test(args[0] ?? '') ? ['-n', args[0]!.slice(1), ...args.slice(1)] : args),
  *main(p, t) {
    const given = t.value('adjustment');
    if (given !== undefined && !/^[+-]?\d+$/.test(given)) throw new Failure(`invalid adjustment ${t.quote(given)}`);
    if (t.operands.length === 0) {
      if (given !== undefined) throw new UsageError('a command must be given with an adjustment');
      yield* p.stdout.line(String(p.nice));
      return 0;
    }
    const wanted = Math.max(-20, Math.min(19, p.nice + Number(given ?? 10)));
    if (wanted < p.nice && p.cred.uid !== 0) yield* t.warn('cannot set niceness: Permission denied');
    else p.nice = wanted;
    try {
      return yield* p.exec(t.operands);
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      yield* t.warn(`${t.quote(t.operands[0]!)}: ${e.text}`);
      return e.code === 'ENOENT' ? 127 : 126;
    }
  },
});
