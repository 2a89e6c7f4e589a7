import { Errno } from '../../../kernel/errno.ts';
import { ModeSpec } from '../lib/mode.ts';
import { FAMILIES, Failure, UsageError, utility } from '../lib/utility.ts';

export default utility({
  name: 'mkfifo',
  family: FAMILIES.coreutils,
  sizeBytes: 68_784,
  usage: ['[OPTION]... NAME...'],
  summary: 'Make named pipes.',
  options: {
    mode: { flags: '-m, --mode', arg: 'MODE', help: 'permissions, as for chmod' },
    context: { flags: '-Z, --context', arg: '[CTX]', help: 'set the SELinux context', refused: true },
  },
  *main(p, t) {
    if (t.operands.length === 0) throw new UsageError('missing operand');
    const text = t.value('mode');
    const spec = text === undefined ? undefined : ModeSpec.parse(text);
    if (text !== undefined && !spec) throw new Failure('invalid mode');
    for (const path of t.operands) {
      try {
        p.sys.mkfifo(path, 0o666);
        if (spec) p.sys.chmod(path, spec.apply(0o666, false, p.umask));
      } catch (e) {
        if (!(e instanceof Errno)) throw e;
        yield* t.fail(`cannot create fifo ${t.quoteaf(path)}: ${e.text}`);
      }
    }
  },
});
