import { Errno, isErrno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { ModeSpec } from '../lib/mode.ts';
import { FAMILIES, Failure, UsageError, utility, type Tool } from '../lib/utility.ts';

export default utility({
  name: 'mkdir',
  family: FAMILIES.coreutils,
  sizeBytes: 97_552,
  usage: ['[OPTION]... DIRECTORY...'],
  summary: 'Make the DIRECTORYs.',
  options: {
    mode: { flags: '-m, --mode', arg: 'MODE', help: 'permissions, as for chmod' },
    parents: { flags: '-p, --parents', help: 'make parent directories too; no error if they exist' },
    verbose: { flags: '-v, --verbose', help: 'tell of each directory that is made' },
    Z: { flags: '-Z', help: 'set the SELinux context' },
    context: { flags: '--context', arg: '[CTX]', help: 'set the SELinux context', refused: true },
  },
  *main(p, t) {
    if (t.operands.length === 0) throw new UsageError('missing operand');
    const text = t.value('mode');
    const spec = text === undefined ? undefined : ModeSpec.parse(text);
    if (text !== undefined && !spec) throw new Failure(`invalid mode ${t.quote(text)}`);
    for (const path of t.operands) {
      if (t.has('parents') && !(yield* makeParents(p, t, path))) continue;
      try {
        p.sys.mkdir(path);
        if (spec) p.sys.chmod(path, spec.apply(0o777, true, p.umask));
        if (t.has('verbose')) yield* p.stdout.line(`${t.name}: created directory ${t.quoteaf(path)}`);
      } catch (e) {
        if (!(e instanceof Errno)) throw e;
        if (t.has('parents') && isErrno(e, 'EEXIST', 'EINVAL') && isDirectory(p, path)) continue;
        yield* t.fail(`cannot create directory ${t.quoteaf(path)}: ${e.text}`);
      }
    }
  },
});

function isDirectory(p: Process, path: string): boolean {
  try {
    return p.sys.stat(path).type === 'directory';
  } catch (e) {
    if (isErrno(e)) return false;
    throw e;
  }
}

/** Makes what is missing above a path. They can be entered and written by their owner, whatever the umask says. */
function* makeParents(p: Process, t: Tool<'verbose'>, path: string): Step<boolean> {
  const trimmed = path.replace(/\/+$/, '');
  for (const m of trimmed.matchAll(/[^/](?=\/+[^/])/g)) {
    const parent = trimmed.slice(0, m.index + 1);
    if (isDirectory(p, parent)) continue;
    try {
      p.sys.mkdir(parent);
      if ((p.umask & 0o300) !== 0) p.sys.chmod(parent, p.sys.stat(parent).mode | 0o300);
      if (t.has('verbose')) yield* p.stdout.line(`${t.name}: created directory ${t.quoteaf(parent)}`);
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      yield* t.fail(`cannot create directory ${t.quoteaf(parent)}: ${e.code === 'EEXIST' ? 'Not a directory' : e.text}`);
      return false;
    }
  }
  return true;
}
