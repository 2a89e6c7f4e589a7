import { Errno } from '../../../kernel/errno.ts';
import { FAMILIES, Failure, UsageError, utility } from '../lib/utility.ts';

export default utility({
  name: 'sync',
  family: FAMILIES.coreutils,
  sizeBytes: 39_824,
  usage: ['[OPTION] [FILE]...'],
  summary: 'Write cached data to the disk. With FILEs, only theirs.',
  options: {
    data: { flags: '-d, --data', help: 'only the data of the FILEs, no needless metadata' },
    system: { flags: '-f, --file-system', help: 'the whole file systems that contain the FILEs' },
  },
  *main(p, t) {
    if (t.has('data') && t.has('system')) throw new UsageError('cannot specify both --data and --file-system');
    if (t.has('data') && t.operands.length === 0) throw new Failure('--data needs at least one argument');
    for (const path of t.operands) {
      try {
        p.fds.close(p.open(path, { read: true }));
      } catch (e) {
        if (!(e instanceof Errno)) throw e;
        yield* t.fail(`error opening ${t.quoteaf(path)}: ${e.text}`);
      }
    }
    // the simulated disk has no cache: what is written is there. A real disk takes its moment.
    yield* p.sleep(2_000);
  },
});
