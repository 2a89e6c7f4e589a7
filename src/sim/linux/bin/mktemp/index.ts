import { Errno, isErrno } from '../../../kernel/errno.ts';
import { baseName, joinPath } from '../lib/paths.ts';
import { FAMILIES, Failure, UsageError, utility } from '../lib/utility.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const ATTEMPTS = 1000;

export default utility({
  name: 'mktemp',
  family: FAMILIES.coreutils,
  sizeBytes: 43_952,
  usage: ['[OPTION]... [TEMPLATE]'],
  summary: "Make a temporary file or directory and print its name. TEMPLATE's last part ends in at least three X; default tmp.XXXXXXXXXX.",
  options: {
    directory: { flags: '-d, --directory', help: 'make a directory, not a file' },
    dry: { flags: '-u, --dry-run', help: 'make nothing, only print a name' },
    quiet: { flags: '-q, --quiet', help: 'say nothing about failures' },
    suffix: { flags: '--suffix', arg: 'SUFF', help: 'add SUFF to TEMPLATE' },
    tmpdir: { flags: '-p, --tmpdir', arg: '[DIR]', help: 'below DIR, or else TMPDIR, or else /tmp' },
    t: { flags: '-t', help: 'TEMPLATE is a file name below TMPDIR (deprecated)' },
  },
  // -p takes its argument also as the next word, --tmpdir only attached
  rewrite: (args) =>
    args.flatMap((a, i) => (a === '-p' ? (i + 1 < args.length ? [`-p${args[i + 1]}`] : [a]) : args[i - 1] === '-p' ? [] : [a])),
  *main(p, t) {
    if (t.operands.length > 1) throw new UsageError('too many templates');
    const template = t.operands[0] ?? 'tmp.XXXXXXXXXX';
    const suffixOption = t.value('suffix');
    const end = suffixOption === undefined ? template.lastIndexOf('X') + 1 : template.length;
    const suffix = suffixOption ?? template.slice(end);
    const stem = template.slice(0, end);
    if (suffixOption !== undefined && !stem.endsWith('X')) throw new Failure(`with --suffix, template ${t.quote(template)} must end in X`);
    if (suffix.includes('/')) throw new Failure(`invalid suffix ${t.quote(suffix)}, contains directory separator`);
    const count = /X*$/.exec(stem)![0].length;
    if (count < 3) throw new Failure(`too few X's in template ${t.quote(template)}`);
    const below = t.operands.length === 0 || t.has('tmpdir', 't');
    let prefix = stem.slice(0, -count);
    if (below) {
      const given = t.value('tmpdir');
      const directory = t.has('t') ? p.env['TMPDIR'] || given || '/tmp' : given || p.env['TMPDIR'] || '/tmp';
      if (t.has('t') && baseName(template) !== template)
        throw new Failure(`invalid template, ${t.quote(template)}, contains directory separator`);
      if (prefix.startsWith('/')) throw new Failure(`invalid template, ${t.quote(template)}; with --tmpdir, it may not be absolute`);
      prefix = joinPath(directory, prefix);
    }
    const random = p.kernel.random.stream(`${p.table.machine}/mktemp`);
    for (let i = 0; i < ATTEMPTS; i++) {
      const path = prefix + random.text(count, LETTERS) + suffix;
      try {
        if (t.has('dry')) {
          if (p.sys.exists(path)) continue;
        } else if (t.has('directory')) p.sys.mkdir(path, 0o700);
        else p.sys.open(path, { write: true, create: true, exclusive: true }, 0o600).close();
      } catch (e) {
        if (isErrno(e, 'EEXIST')) continue;
        if (!(e instanceof Errno)) throw e;
        const what = t.has('directory') ? 'directory' : 'file';
        if (t.has('quiet')) return 1;
        throw new Failure(`failed to create ${what} via template ${t.quote(prefix + 'X'.repeat(count) + suffix)}: ${e.text}`);
      }
      yield* p.stdout.line(path);
      return 0;
    }
    throw new Failure(`failed to create file via template ${t.quote(template)}: File exists`);
  },
});
