import { Errno, isErrno } from '../../../kernel/errno.ts';
import type { Stat } from '../../../kernel/file.ts';
import type { Step } from '../../../kernel/step.ts';
import { SECOND } from '../../../kernel/time.ts';
import { gunzip, gzip, GzipError, gzipHeader, gzipOverhead, isGzip } from '../lib/gzip-format.ts';
import { Input } from '../lib/input.ts';
import { baseName, joinPath } from '../lib/paths.ts';
import { Prompt } from '../lib/prompt.ts';
import { FAMILIES, Failure, utility, type Option, type Tool } from '../lib/utility.ts';
import { Listing } from './listing.ts';

export const GZIP_OPTIONS = {
  ascii: { flags: '-a, --ascii', help: '(ignored)' },
  stdout: { flags: '-c, --stdout, --to-stdout', help: 'write to standard output, keep the files' },
  decompress: { flags: '-d, --decompress, --uncompress', help: 'decompress' },
  force: { flags: '-f, --force', help: 'overwrite, and compress links and terminals' },
  keep: { flags: '-k, --keep', help: 'do not remove the input files' },
  list: { flags: '-l, --list', help: 'list what is in compressed files' },
  noName: { flags: '-n, --no-name', help: 'leave name and time out' },
  name: { flags: '-N, --name', help: 'keep name and time (default)' },
  quiet: { flags: '-q, --quiet', help: 'no warnings' },
  recursive: { flags: '-r, --recursive', help: 'go into directories' },
  rsyncable: { flags: '--rsyncable', help: 'make an archive that rsync likes', refused: true },
  suffix: { flags: '-S, --suffix', arg: 'SUF', help: 'use SUF for compressed files' },
  synchronous: { flags: '--synchronous', help: 'write to the disk at once' },
  test: { flags: '-t, --test', help: 'test whether compressed files are whole' },
  verbose: { flags: '-v, --verbose', help: 'tell what is done' },
  fast: { flags: '-1, --fast', help: 'compress faster' },
  best: { flags: '-9, --best', help: 'compress better' },
  l2: { flags: '-2', help: '(between)' },
  l3: { flags: '-3', help: '(between)' },
  l4: { flags: '-4', help: '(between)' },
  l5: { flags: '-5', help: '(between)' },
  l6: { flags: '-6', help: '(default)' },
  l7: { flags: '-7', help: '(between)' },
  l8: { flags: '-8', help: '(between)' },
} as const satisfies Record<string, Option>;

type GzipOption = keyof typeof GZIP_OPTIONS;
type T = Tool<GzipOption>;

/** Exit code of warnings. */
const WARNING = 2;

export default utility({
  name: 'gzip',
  paths: ['/usr/bin/gzip', '/usr/bin/gunzip', '/usr/bin/zcat', '/usr/bin/uncompress'],
  family: FAMILIES.gzip,
  sizeBytes: 98_136,
  usage: ['[OPTION]... [FILE]...'],
  summary: 'Compress or uncompress FILEs (by default, compress FILES in-place).',
  options: GZIP_OPTIONS,
  *main(_p, t) {
    const called = baseName(t.name);
    const run = new Gzip(t, {
      decompress: t.has('decompress') || /^(gunzip|zcat|uncompress)$/.test(called),
      stdout: t.has('stdout') || called === 'zcat',
    });
    for (const path of t.operands.length > 0 ? t.operands : ['-']) yield* run.file(path);
    yield* run.finish();
  },
});

class Gzip {
  readonly #prompt: Prompt;
  readonly #level: number;
  readonly #suffix: string;
  readonly #listing: Listing;

  constructor(
    private readonly t: T,
    private readonly how: { decompress: boolean; stdout: boolean },
  ) {
    this.#prompt = new Prompt(t);
    const level = t.last('fast', 'best', 'l2', 'l3', 'l4', 'l5', 'l6', 'l7', 'l8');
    this.#level = level === 'fast' ? 1 : level === 'best' ? 9 : level ? Number(level.slice(1)) : 6;
    this.#suffix = t.value('suffix') ?? '.gz';
    if (this.#suffix === '') throw new Failure('invalid suffix ""');
    this.#listing = new Listing(t.has('verbose'));
  }

  *#say(message: string, code: number): Step {
    if (code === WARNING && this.t.has('quiet')) {
      this.t.status ||= WARNING;
      return;
    }
    yield* this.t.p.error(`gzip: ${message}\n`);
    if (this.t.status !== 1) this.t.status = code;
  }

  *finish(): Step {
    if (this.t.has('list')) yield* this.t.p.stdout.write(this.#listing.text());
  }

  *file(path: string): Step {
    const { t, how } = this;
    if (path === '-') {
      yield* this.#stream();
      return;
    }
    const found = yield* this.#find(path);
    if (!found) return;
    const { name, stat } = found;
    if (stat.type === 'directory') {
      yield* this.#directory(name);
      return;
    }
    if (stat.type === 'symlink' && !how.stdout && !t.has('force', 'list', 'test')) {
      yield* this.#say(`${name}: Too many levels of symbolic links`, 1);
      return;
    }
    if (stat.type !== 'file' && stat.type !== 'symlink' && !how.stdout) {
      yield* this.#say(`${name} is not a directory or a regular file - ignored`, WARNING);
      return;
    }
    yield* this.#regular(name, stat);
  }

  /** The file that is meant: `f` may be `f.gz` when decompressing. */
  *#find(path: string): Step<{ name: string; stat: Stat } | undefined> {
    const { how, t } = this;
    const reads = how.decompress || t.has('list', 'test');
    const names = reads && !path.endsWith(this.#suffix) ? [path, path + this.#suffix] : [path];
    let error: Errno | undefined;
    for (const name of names) {
      try {
        return { name, stat: how.stdout || t.has('force') ? t.p.sys.stat(name) : t.p.sys.lstat(name) };
      } catch (e) {
        if (!(e instanceof Errno)) throw e;
        error = e;
        if (e.code !== 'ENOENT') break;
      }
    }
    yield* this.#say(`${names.at(-1)}: ${error!.text}`, 1);
    return undefined;
  }

  *#directory(path: string): Step {
    const { t } = this;
    if (!t.has('recursive')) {
      yield* this.#say(`${path} is a directory -- ignored`, WARNING);
      return;
    }
    for (const { name } of t.p.sys.readdir(path)) yield* this.file(joinPath(path, name));
  }

  *#stream(): Step {
    const { t, how } = this;
    const { p } = t;
    const reads = how.decompress || t.has('test', 'list');
    if (!reads && p.fds.get(1)?.file.terminal && !t.has('force')) {
      yield* p.error('gzip: compressed data not written to a terminal. Use -f to force compression.\nFor help, type: gzip -h\n');
      t.status = 1;
      return;
    }
    const data = yield* Input.open(p, '-').all();
    if (t.has('list')) this.#listing.add('stdout', data, gunzip(data).data);
    else if (reads) yield* this.#output('stdin', data);
    else yield* p.stdout.write(gzip(data, { mtime: 0 }, this.#level));
  }

  /** Decompresses to standard output (or nowhere, with -t). */
  *#output(name: string, data: Uint8Array): Step<boolean> {
    const { t } = this;
    try {
      // zcat -f passes on what is not compressed
      if (t.has('force') && this.how.stdout && !isGzip(data)) {
        yield* t.p.stdout.write(data);
        return true;
      }
      const plain = gunzip(data);
      if (!t.has('test')) yield* t.p.stdout.write(plain.data);
      if (plain.trailing) {
        yield* t.p.flush();
        yield* t.p.error('\n');
        yield* this.#say(`${name}: decompression OK, trailing garbage ignored`, WARNING);
      }
      return true;
    } catch (e) {
      if (!(e instanceof GzipError)) throw e;
      yield* t.p.error('\n');
      yield* this.#say(`${name}: ${e.message}`, 1);
      return false;
    }
  }

  *#regular(path: string, stat: Stat): Step {
    const { t, how } = this;
    const { p } = t;
    const reads = how.decompress || t.has('test', 'list');
    if (!reads && path.endsWith(this.#suffix) && !how.stdout) {
      if (!t.has('quiet')) yield* p.error(`gzip: ${path} already has ${this.#suffix} suffix -- unchanged\n`);
      return;
    }
    if (reads && !how.stdout && !t.has('list', 'test') && !/\.(gz|tgz|taz|z|Z)$/.test(path) && !path.endsWith(this.#suffix)) {
      yield* this.#say(`${path}: unknown suffix -- ignored`, WARNING);
      return;
    }
    let data: Uint8Array;
    try {
      const input = Input.open(p, path);
      data = yield* input.all();
      input.close();
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      yield* this.#say(`${path}: ${e.text}`, 1);
      return;
    }
    yield* p.burn(Math.ceil(data.length / 20));
    if (t.has('list')) yield* this.#list(path, data);
    else if (t.has('test')) {
      if (yield* this.#output(path, data)) if (t.has('verbose')) yield* p.error(`${path}:\t OK\n`);
    } else if (how.stdout) {
      if (reads) yield* this.#output(path, data);
      else yield* p.stdout.write(gzip(data, this.#header(path, stat), this.#level));
    } else yield* this.#replace(path, stat, data);
  }

  #header(path: string, stat: Stat): { name?: string; mtime: number } {
    return this.t.has('noName') ? { mtime: 0 } : { name: baseName(path), mtime: Math.floor(stat.mtime / SECOND) };
  }

  *#list(path: string, data: Uint8Array): Step {
    try {
      this.#listing.add(path, data, gunzip(data).data);
    } catch (e) {
      if (!(e instanceof GzipError)) throw e;
      yield* this.t.p.error('\n');
      yield* this.#say(`${path}: ${e.message}`, 1);
    }
  }

  /** In place: writes the other file, gives it the same mode, owner and time, and removes this one. */
  *#replace(path: string, stat: Stat, data: Uint8Array): Step {
    const { t, how } = this;
    const { sys } = t.p;
    let target = path + this.#suffix;
    let out: Uint8Array;
    if (how.decompress) {
      target = path.endsWith(this.#suffix)
        ? path.slice(0, -this.#suffix.length)
        : path.replace(/\.(tgz|taz)$/, '.tar').replace(/\.(gz|z|Z)$/, '');
      try {
        out = gunzip(data).data;
        const named = t.has('name') ? gzipHeader(data).name : undefined;
        if (named) target = path.slice(0, path.lastIndexOf('/') + 1) + baseName(named);
      } catch (e) {
        if (!(e instanceof GzipError)) throw e;
        yield* t.p.error('\n');
        yield* this.#say(`${path}: ${e.message}`, 1);
        return;
      }
    } else out = gzip(data, this.#header(path, stat), this.#level);
    try {
      if (sys.exists(target) && !t.has('force')) {
        const asks = t.p.fds.get(0)?.file.terminal !== undefined;
        if (!asks) yield* t.p.error(`gzip: ${target} already exists;`);
        if (!asks || !(yield* this.#prompt.yes(`${target} already exists; do you wish to overwrite (y or n)? `))) {
          yield* t.p.error('\tnot overwritten\n');
          t.status ||= WARNING;
          return;
        }
      }
      if (sys.exists(target)) sys.unlink(target);
      const fd = t.p.open(target, { write: true, create: true, exclusive: true }, 0o600);
      yield* t.p.write(fd, out);
      t.p.fds.close(fd);
      sys.utimes(target, stat.atime, stat.mtime);
      if (t.p.cred.uid === 0) sys.chown(target, stat.uid, stat.gid);
      sys.chmod(target, stat.mode);
      if (!t.has('keep')) sys.unlink(path);
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      yield* this.#say(`${isErrno(e, 'ENOENT') ? path : target}: ${e.text}`, 1);
      return;
    }
    if (!t.has('verbose')) return;
    const [small, large] = how.decompress ? [data.length, out.length] : [out.length, data.length];
    yield* t.p.error(
      `${path}:\t${this.#listing.ratio(small, large, gzipOverhead(how.decompress ? data : out))} -- ${t.has('keep') ? 'created' : 'replaced with'} ${target}\n`,
    );
  }
}
