import { Errno, isErrno } from '../../../kernel/errno.ts';
import { dirName } from '../lib/paths.ts';
import { FAMILIES, UsageError, utility } from '../lib/utility.ts';

export default utility({
  name: 'rmdir',
  family: FAMILIES.coreutils,
  sizeBytes: 56_240,
  usage: ['[OPTION]... DIRECTORY...'],
  summary: 'Remove the DIRECTORYs if they are empty.',
  options: {
    ignore: { flags: '--ignore-fail-on-non-empty', help: 'do not complain about directories that are not empty' },
    parents: { flags: '-p, --parents', help: 'remove the parents too: rmdir -p a/b is as rmdir a/b a' },
    verbose: { flags: '-v, --verbose', help: 'tell of each directory' },
  },
  *main(p, t) {
    if (t.operands.length === 0) throw new UsageError('missing operand');
    for (const operand of t.operands) {
      let path = operand;
      for (let first = true; ; first = false) {
        if (t.has('verbose')) yield* p.stdout.line(`${t.name}: removing directory, ${t.quoteaf(path)}`);
        try {
          p.sys.rmdir(path);
        } catch (e) {
          if (!(e instanceof Errno)) throw e;
          if (t.has('ignore') && isErrno(e, 'ENOTEMPTY', 'EEXIST')) break;
          yield* t.fail(`failed to remove ${first ? '' : 'directory '}${t.quoteaf(path)}: ${e.text}`);
          break;
        }
        const trimmed = path.replace(/\/+$/, '');
        if (!t.has('parents') || !trimmed.includes('/')) break;
        path = dirName(trimmed);
        if (path === '/') break;
      }
    }
  },
});
