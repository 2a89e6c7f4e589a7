import { Errno } from '../../../kernel/errno.ts';
import { canonicalize } from '../lib/canonical.ts';
import { FAMILIES, UsageError, utility } from '../lib/utility.ts';

const MISSING = { canonicalize: 'last', existing: 'nothing', missing: 'anything' } as const;

export default utility({
  name: 'readlink',
  family: FAMILIES.coreutils,
  sizeBytes: 52_112,
  usage: ['[OPTION]... FILE...'],
  summary: 'Print what symbolic links point to, or absolute paths without links.',
  options: {
    canonicalize: { flags: '-f, --canonicalize', help: 'follow every link; all but the last part must exist' },
    existing: { flags: '-e, --canonicalize-existing', help: 'likewise; all parts must exist' },
    missing: { flags: '-m, --canonicalize-missing', help: 'likewise; nothing has to exist' },
    noNewline: { flags: '-n, --no-newline', help: 'leave the newline out' },
    quiet: { flags: '-q, --quiet, -s, --silent', help: 'no error messages (default)' },
    verbose: { flags: '-v, --verbose', help: 'tell of errors' },
    zero: { flags: '-z, --zero', help: 'end each line with NUL, not newline' },
  },
  *main(p, t) {
    if (t.operands.length === 0) throw new UsageError('missing operand');
    let newline = !t.has('noNewline');
    if (t.operands.length > 1 && !newline) {
      yield* t.warn('ignoring --no-newline with multiple arguments');
      newline = true;
    }
    const mode = t.last('canonicalize', 'existing', 'missing');
    for (const path of t.operands) {
      try {
        const text = mode ? canonicalize(p, path, MISSING[mode]) : p.sys.readlink(path);
        yield* p.stdout.write(text + (newline ? (t.has('zero') ? '\0' : '\n') : ''));
      } catch (e) {
        if (!(e instanceof Errno)) throw e;
        t.status = 1;
        if (t.last('quiet', 'verbose') === 'verbose') yield* t.warn(`${t.quotef(path)}: ${e.text}`);
      }
    }
  },
});
