import { Errno, isErrno } from '../../../kernel/errno.ts';
import type { Stat } from '../../../kernel/file.ts';
import { program } from '../../../kernel/program.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { getopt, GetoptError, type Given, type OptionForm } from '../lib/getopt.ts';
import { gunzip, GzipError, isGzip } from '../lib/gzip-format.ts';
import { Input } from '../lib/input.ts';
import { describe, type Description } from './magic.ts';

const form = (id: string, letters: string, names: string[], takes: OptionForm['takes'] = 'none'): OptionForm => ({
  id,
  letters,
  names,
  takes,
});
const FORMS: OptionForm[] = [
  form('brief', 'b', ['brief']),
  form('mime', 'i', ['mime']),
  form('mimeType', '', ['mime-type']),
  form('mimeEncoding', '', ['mime-encoding']),
  form('follow', 'L', ['dereference']),
  form('noFollow', 'h', ['no-dereference']),
  form('noPad', 'N', ['no-pad']),
  form('separator', 'F', ['separator'], 'required'),
  form('print0', '0', ['print0']),
  form('fail', 'E', []),
  form('special', 's', ['special-files']),
  form('uncompress', 'z', ['uncompress']),
  form('names', 'f', ['files-from'], 'required'),
  form('raw', 'r', ['raw']),
  form('flush', 'n', ['no-buffer']),
  form('preserve', 'p', ['preserve-date']),
  form('keepGoing', 'k', ['keep-going']),
  form('magic', 'm', ['magic-file'], 'required'),
  form('extension', '', ['extension']),
  form('apple', '', ['apple']),
  form('exclude', 'e', ['exclude'], 'required'),
  form('version', 'v', ['version']),
  form('help', '', ['help']),
];
const NOT_SIMULATED = new Set(['keepGoing', 'magic', 'extension', 'apple', 'exclude']);
const USAGE = `Usage: file [-bcCdEhikLlNnprsSvzZ0] [--apple] [--extension] [--mime-encoding]
            [--mime-type] [-e <testname>] [-F <separator>]  [-f <namefile>]
            [-m <magicfiles>] [-P <parameter=value>] [--exclude-quiet]
            <file> ...
       file -C [-m <magicfiles>]
       file [--help]
`;
/** What file(1) looks at. */
const HEAD_BYTES = 1_048_576;

export default program({
  id: 'file',
  paths: ['/usr/bin/file'],
  package: 'file',
  sizeBytes: 27_120,
  *main(p) {
    let given: Given[];
    let operands: string[];
    try {
      ({ given, operands } = getopt(p.argv.slice(1), FORMS));
    } catch (e) {
      if (!(e instanceof GetoptError)) throw e;
      yield* p.error(`${p.argv[0]}: ${e.message}\n${USAGE}`);
      return 1;
    }
    const has = (id: string): boolean => given.some((g) => g.id === id);
    const refused = given.find((g) => NOT_SIMULATED.has(g.id));
    if (refused) {
      yield* p.error(`mirrorpod: file ${refused.as}: not simulated\n`);
      return 1;
    }
    if (has('version') || has('help')) {
      yield* p.stdout.write(
        has('version') ? 'file-5.44\nmagic file from /etc/magic:/usr/share/misc/magic\n' : `${USAGE}Determine type of FILEs.\n`,
      );
      return 0;
    }
    for (const g of given) if (g.id === 'names') operands = [...(yield* readNames(p, g.value!)), ...operands];
    if (operands.length === 0) {
      yield* p.error(USAGE);
      return 1;
    }
    const width = has('noPad') ? 0 : Math.max(...operands.map((path) => path.length));
    const separator = has('print0') ? '\0:' : (given.findLast((g) => g.id === 'separator')?.value ?? ':');
    let code = 0;
    for (const path of operands) {
      const found = yield* examine(p, path, {
        follow: has('follow'),
        special: has('special'),
        uncompress: has('uncompress'),
        fails: has('fail'),
      });
      if (found.failed) code = 1;
      const name = path === '-' ? '/dev/stdin' : path;
      const padding = has('noPad') || has('print0') ? ' ' : ' '.repeat(Math.max(0, width - path.length) + 1);
      const text = wording(found.description, has('mime'), has('mimeType'), has('mimeEncoding'));
      yield* p.stdout.line(has('brief') ? text : `${name}${separator}${padding}${text}`);
    }
    return code;
  },
});

function wording(d: Description, mime: boolean, type: boolean, encoding: boolean): string {
  if (mime) return `${d.mime}; charset=${d.charset}`;
  if (type) return d.mime;
  return encoding ? d.charset : d.text;
}

function* readNames(p: Process, path: string): Step<string[]> {
  try {
    return p.sys.readText(path).split('\n').filter(Boolean);
  } catch (e) {
    if (!(e instanceof Errno)) throw e;
    yield* p.error(`file: Cannot open \`${path}' (${e.text})\n`);
    return [];
  }
}

interface How {
  follow: boolean;
  special: boolean;
  uncompress: boolean;
  fails: boolean;
}

const inode = (text: string, mime: string): Description => ({ text, mime: `inode/${mime}`, charset: 'binary' });

function* examine(p: Process, path: string, how: How): Step<{ description: Description; failed: boolean }> {
  let stat: Stat;
  try {
    if (path === '-') return { description: describe(yield* head(Input.open(p, '-'))), failed: false };
    stat = how.follow ? p.sys.stat(path) : p.sys.lstat(path);
    const special = specialFile(p, path, stat, how);
    if (special) return { description: special, failed: false };
    if (stat.size === 0 && stat.type === 'file' && p.sys.readFile(path).length === 0)
      return { description: inode('empty', 'x-empty'), failed: false };
    let data = yield* head(new Input(p, p.open(path, { read: true }), path));
    if (data.length === 0) return { description: inode('empty', 'x-empty'), failed: false };
    const outer = describe(data);
    if (!how.uncompress || !isGzip(data)) return { description: withMode(outer, stat), failed: false };
    data = gunzip(data).data;
    return {
      description: { ...describe(data), text: `${describe(data).text} (${outer.text.replace(/, original size.*/, '')})` },
      failed: false,
    };
  } catch (e) {
    if (e instanceof GzipError)
      return { description: { text: 'data', mime: 'application/octet-stream', charset: 'binary' }, failed: false };
    if (!(e instanceof Errno)) throw e;
    const text = how.fails
      ? `ERROR: cannot stat \`${path}' (${e.text})`
      : isErrno(e, 'EACCES') && e.syscall === 'open'
        ? 'regular file, no read permission'
        : `cannot open \`${path}' (${e.text})`;
    return { description: { text, mime: text, charset: 'binary' }, failed: how.fails };
  }
}

function* head(input: Input): Step<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  while (length < HEAD_BYTES) {
    const part = yield* input.read(Math.min(65_536, HEAD_BYTES - length));
    if (part.length === 0) break;
    parts.push(part);
    length += part.length;
  }
  input.close();
  const out = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function withMode(d: Description, stat: Stat): Description {
  const bits = `${stat.mode & 0o4000 ? 'setuid ' : ''}${stat.mode & 0o2000 ? 'setgid ' : ''}${stat.mode & 0o1000 ? 'sticky ' : ''}`;
  return bits ? { ...d, text: bits + d.text } : d;
}

/** What is known of a file without reading it. */
function specialFile(p: Process, path: string, stat: Stat, how: How): Description | undefined {
  switch (stat.type) {
    case 'directory':
      return inode(`${stat.mode & 0o1000 ? 'sticky, ' : ''}directory`, 'directory');
    case 'symlink': {
      const target = p.sys.readlink(path);
      return p.sys.exists(path) ? inode(`symbolic link to ${target}`, 'symlink') : inode(`broken symbolic link to ${target}`, 'symlink');
    }
    case 'fifo':
      return inode('fifo (named pipe)', 'fifo');
    case 'socket':
      return inode('socket', 'socket');
    case 'char':
    case 'block': {
      if (how.special) return undefined;
      const kind = stat.type === 'char' ? 'character special' : 'block special';
      return inode(`${kind} (${stat.rdev >> 8}/${stat.rdev & 255})`, stat.type === 'char' ? 'chardevice' : 'blockdevice');
    }
    case 'file':
      return undefined;
  }
}
