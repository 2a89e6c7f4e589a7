import { Errno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import { canonicalize, relativePath, type Missing } from '../lib/canonical.ts';
import { FAMILIES, Failure, UsageError, utility } from '../lib/utility.ts';

const MISSING = { existing: 'nothing', missing: 'anything', neither: 'last' } as const;

export default utility({
  name: 'realpath',
  family: FAMILIES.coreutils,
  sizeBytes: 52_144,
  usage: ['[OPTION]... FILE...'],
  summary: 'Print absolute paths without links; all but the last part must exist.',
  options: {
    existing: { flags: '-e, --canonicalize-existing', help: 'all parts must exist' },
    missing: { flags: '-m, --canonicalize-missing', help: 'nothing has to exist' },
    logical: { flags: '-L, --logical', help: "resolve '..' before links" },
    physical: { flags: '-P, --physical', help: 'resolve links as they come (default)' },
    quiet: { flags: '-q, --quiet', help: 'leave most error messages out' },
    relativeTo: { flags: '--relative-to', arg: 'DIR', help: 'print the path relative to DIR' },
    relativeBase: { flags: '--relative-base', arg: 'DIR', help: 'print paths below DIR relative to it, others absolute' },
    strip: { flags: '-s, --strip, --no-symlinks', help: 'do not follow links' },
    zero: { flags: '-z, --zero', help: 'end each line with NUL, not newline' },
  },
  *main(p, t) {
    if (t.operands.length === 0) throw new UsageError('missing operand');
    const missing: Missing = MISSING[t.last('existing', 'missing') ?? 'neither'];
    const links = t.last('logical', 'physical', 'strip') ?? 'physical';
    const real = (path: string): string => resolve(p, path, missing, links);
    const directory = (id: 'relativeTo' | 'relativeBase'): string | undefined => {
      const path = t.value(id);
      if (path === undefined) return undefined;
      try {
        const at = real(path);
        if (missing === 'nothing' && p.sys.stat(at).type !== 'directory') throw new Errno('ENOTDIR');
        return at;
      } catch (e) {
        if (!(e instanceof Errno)) throw e;
        throw new Failure(`${t.quotef(path)}: ${e.text}`);
      }
    };
    const base = directory('relativeBase');
    let to = directory('relativeTo');
    if (base !== undefined && to === undefined) to = base;
    const isBelow = (path: string, above: string): boolean => path === above || path.startsWith(above === '/' ? '/' : `${above}/`);
    for (const path of t.operands) {
      try {
        const at = real(path);
        const relative = to !== undefined && (base === undefined || (isBelow(at, base) && isBelow(to, base)));
        yield* p.stdout.write((relative ? relativePath(to!, at) : at) + (t.has('zero') ? '\0' : '\n'));
      } catch (e) {
        if (!(e instanceof Errno)) throw e;
        t.status = 1;
        if (!t.has('quiet')) yield* t.warn(`${t.quotef(path)}: ${e.text}`);
      }
    }
  },
});

function resolve(p: Process, path: string, missing: Missing, links: 'logical' | 'physical' | 'strip'): string {
  if (links === 'physical') return canonicalize(p, path, missing);
  const flat = canonicalize(p, path, missing, false);
  return links === 'strip' ? flat : canonicalize(p, flat, missing);
}
