import { Errno } from '../../../kernel/errno.ts';
import type { Stat } from '../../../kernel/file.ts';
import { fromBinary } from '../../../kernel/text.ts';
import { argmatch } from '../lib/argmatch.ts';
import { FAMILIES, UsageError, utility } from '../lib/utility.ts';
import { FileFormatter } from './file-format.ts';
import { FileSystemFormatter } from './file-system-format.ts';

const FILE = `  File: %N
  Size: %-10s\tBlocks: %-10b IO Block: %-6o %F
Device: %Hd,%Ld\tInode: %-10i  Links: %h
Access: (%04a/%10.10A)  Uid: (%5u/%8U)   Gid: (%5g/%8G)
Access: %x
Modify: %y
Change: %z
 Birth: %w
`;
const DEVICE = FILE.replace('Links: %h', 'Links: %-5h Device type: %Hr,%Lr');
const TERSE = '%n %s %b %f %u %g %D %i %h %t %T %X %Y %Z %W %o\n';
const FILE_SYSTEM = `  File: "%n"
    ID: %-8i Namelen: %-7l Type: %T
Block size: %-10s Fundamental block size: %S
Blocks: Total: %-10b Free: %-10f Available: %a
Inodes: Total: %-10c Free: %d
`;
const FILE_SYSTEM_TERSE = '%n %i %l %t %s %S %b %f %a %c %d\n';

export default utility({
  name: 'stat',
  family: FAMILIES.coreutils,
  sizeBytes: 97_488,
  usage: ['[OPTION]... FILE...'],
  summary: 'Show what the kernel knows of files or file systems.',
  options: {
    follow: { flags: '-L, --dereference', help: 'follow symbolic links' },
    fileSystem: { flags: '-f, --file-system', help: 'of the file systems that contain the files' },
    cached: { flags: '--cached', arg: 'MODE', help: 'always, never or default' },
    format: { flags: '-c, --format', arg: 'FORMAT', help: 'use FORMAT, a line for each file' },
    printf: { flags: '--printf', arg: 'FORMAT', help: 'likewise, with backslash escapes and without newlines' },
    terse: { flags: '-t, --terse', help: 'in one line' },
  },
  *main(p, t) {
    if (t.operands.length === 0) throw new UsageError('missing operand');
    for (const word of t.values('cached')) argmatch(t, '--cached', word, [['default'], ['never'], ['always']]);
    const custom = t.last('format', 'printf');
    const given = custom && t.value(custom)!;
    const end = custom === 'format' ? '\n' : '';
    const escapes = custom === 'printf';
    const systems = new FileSystemFormatter(t);
    const files = new FileFormatter(t);
    for (const path of t.operands) {
      try {
        if (t.has('fileSystem')) {
          const fs = p.sys.statfs(path);
          const text = systems.format(given ?? (t.has('terse') ? FILE_SYSTEM_TERSE : FILE_SYSTEM), path, fs, escapes);
          yield* p.stdout.write(fromBinary(text + end));
          continue;
        }
        const st: Stat = path === '-' ? p.fds.file(0).stat() : t.has('follow') ? p.sys.stat(path) : p.sys.lstat(path);
        const device = st.type === 'char' || st.type === 'block';
        const format = given ?? (t.has('terse') ? TERSE : device ? DEVICE : FILE);
        const text = files.format(format, path, st, escapes, given === undefined);
        yield* p.stdout.write(fromBinary(text + end));
        if (given && /%[-#0 +']*\d*C/.test(given)) yield* t.fail(`failed to get security context of ${t.quoteaf(path)}: No data available`);
      } catch (e) {
        if (!(e instanceof Errno)) throw e;
        const what = t.has('fileSystem') ? 'read file system information for' : path === '-' ? 'stat standard input' : 'statx';
        yield* t.fail(`cannot ${what}${path === '-' && !t.has('fileSystem') ? '' : ` ${t.quoteaf(path)}`}: ${e.text}`);
      }
    }
  },
});
