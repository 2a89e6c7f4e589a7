import { isErrno } from '../../../kernel/errno.ts';
import { FAMILIES, utility } from '../lib/utility.ts';

export default utility({
  name: 'pwd',
  family: FAMILIES.coreutils,
  sizeBytes: 43_952,
  usage: ['[OPTION]...'],
  summary: 'Print the path of the working directory.',
  options: {
    logical: { flags: '-L, --logical', help: 'use PWD from the environment, even if it contains symbolic links' },
    physical: { flags: '-P, --physical', help: 'avoid all symbolic links (default)' },
  },
  *main(p, t) {
    if (t.operands.length > 0) yield* t.warn('ignoring non-option arguments');
    const logical = t.last('logical', 'physical') === 'logical' || (!t.has('physical') && p.env['POSIXLY_CORRECT'] !== undefined);
    const pwd = p.env['PWD'];
    yield* p.stdout.line(logical && pwd && isHere(p, pwd) ? pwd : p.sys.cwd());
  },
});

/** Whether an absolute path without `.` and `..` names the working directory. */
function isHere(p: Parameters<typeof sameFile>[0], path: string): boolean {
  return path.startsWith('/') && !/\/\.\.?(\/|$)/.test(path) && sameFile(p, path);
}

function sameFile(p: { sys: { stat(path: string): { dev: number; ino: number } } }, path: string): boolean {
  try {
    const [a, b] = [p.sys.stat(path), p.sys.stat('.')];
    return a.dev === b.dev && a.ino === b.ino;
  } catch (e) {
    if (isErrno(e)) return false;
    throw e;
  }
}
