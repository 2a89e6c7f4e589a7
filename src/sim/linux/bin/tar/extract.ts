import { Errno, isErrno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { SECOND } from '../../../kernel/time.ts';
import { globToRegExp } from '../lib/glob.ts';
import { gunzip, GzipError, isGzip } from '../lib/gzip-format.ts';
import { Input } from '../lib/input.ts';
import { dirName } from '../lib/paths.ts';
import { Accounts } from '../lib/users.ts';
import { NotAHeader, TarReader, type Member } from './format.ts';
import { Exclusions, lines } from './names.ts';
import type { TarOptions } from './options.ts';
import { TarFatal, type Voice } from './voice.ts';

/** tar -x and tar -t: reads an archive, and lists its members or makes files of them. */
export class Extractor {
  readonly #accounts: Accounts;
  readonly #exclusions: Exclusions;
  readonly #wanted: { name: string; pattern: RegExp | undefined; found: boolean }[];
  /** Directories whose mode and time are set at the end, when nothing is made in them any more. */
  readonly #directories: { path: string; member: Member }[] = [];

  constructor(
    private readonly p: Process,
    private readonly voice: Voice,
    private readonly o: TarOptions,
  ) {
    this.#accounts = new Accounts(p);
    this.#exclusions = new Exclusions(p, o, voice);
    const names = [...o.operands.map((operand) => operand.name), ...o.filesFrom.flatMap((path) => lines(p, path, voice))];
    this.#wanted = names.map((name) => ({
      name: name.replace(/(.)\/+$/, '$1'),
      pattern: o.wildcards ? globToRegExp(name) : undefined,
      found: false,
    }));
  }

  *run(): Step {
    const { o, p, voice } = this;
    const reader = new TarReader(yield* this.#read());
    this.#enter();
    let any = false;
    let garbage = false;
    for (;;) {
      let member: Member | undefined;
      try {
        member = reader.next();
      } catch (e) {
        if (!(e instanceof NotAHeader)) throw e;
        if (!garbage) yield* voice.fail(any ? 'Skipping to next header' : 'This does not look like a tar archive');
        if (!any && !garbage && !o.gzip && o.file === '-') yield* voice.fail('Skipping to next header');
        garbage = true;
        continue;
      }
      if (!member) break;
      any = true;
      garbage = false;
      if (reader.truncated) throw voice.fatal('Unexpected EOF in archive');
      if (!this.#selects(member.name)) continue;
      yield* p.burn(20);
      if (o.operation === 'list') {
        yield* voice.safeName(member.name, 'member names');
        yield* voice.list(member, o.verbose > 0);
      } else yield* this.#extract(member);
    }
    for (const { path, member } of this.#directories.reverse()) this.#settle(path, member);
    for (const wanted of this.#wanted) if (!wanted.found) yield* voice.fail(`${voice.quoted(wanted.name)}: Not found in archive`);
  }

  /** The archive's bytes, decompressed. Throws TarFatal. */
  *#read(): Step<Uint8Array> {
    const { o, p, voice } = this;
    let data: Uint8Array;
    try {
      const input = Input.open(p, o.file);
      data = yield* input.all();
      input.close();
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      const name = voice.quoted(o.file);
      if (!o.gzip) throw voice.fatal(e.syscall === 'read' ? `${name}: Cannot read: ${e.text}` : `${name}: Cannot open: ${e.text}`);
      const child = `${p.argv[0]} (child)`;
      throw new TarFatal(
        `${child}: ${name}: Cannot open: ${e.text}\n${child}: Error is not recoverable: exiting now\n${p.argv[0]}: Child returned status 2\n`,
      );
    }
    if (!o.gzip && !isGzip(data)) return data;
    if (!o.gzip && o.file === '-') throw voice.fatal('Archive is compressed. Use -z option');
    try {
      return gunzip(data).data;
    } catch (e) {
      if (!(e instanceof GzipError)) throw e;
      throw new TarFatal(`\ngzip: stdin: ${e.message}\n${p.argv[0]}: Child returned status 1\n`);
    }
  }

  #enter(): void {
    for (const directory of this.o.directory) {
      try {
        this.p.sys.chdir(directory);
      } catch (e) {
        if (!(e instanceof Errno)) throw e;
        throw this.voice.fatal(`${this.voice.quoted(directory)}: Cannot open: ${e.text}`);
      }
    }
  }

  #selects(name: string): boolean {
    if (this.#exclusions.has(name)) return false;
    if (this.#wanted.length === 0) return true;
    const path = name.replace(/(.)\/+$/, '$1');
    let selected = false;
    for (const wanted of this.#wanted) {
      const hit = wanted.pattern ? matches(wanted.pattern, path) : path === wanted.name || path.startsWith(`${wanted.name}/`);
      if (hit) selected = wanted.found = true;
    }
    return selected;
  }

  *#extract(member: Member): Step {
    const { o, p, voice } = this;
    const parts = member.name.split('/');
    const stripped = o.strip > 0 ? stripParts(parts, o.strip) : member.name;
    if (stripped === undefined) return;
    if (o.verbose > 0) yield* voice.list(member, o.verbose > 1);
    if (o.toStdout) {
      if (member.type === 'file') yield* p.stdout.write(member.data);
      return;
    }
    const safe = yield* voice.safeName(stripped, 'member names');
    const path = safe.replace(/(.)\/+$/, '$1');
    try {
      yield* this.#make(path, member);
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      const shown = voice.quoted(path);
      const what = { directory: 'Cannot mkdir', symlink: `Cannot create symlink to ${this.#quote(member.link)}`, fifo: 'Cannot mkfifo' }[
        member.type as 'directory'
      ];
      yield* voice.fail(
        member.hardLink
          ? `${shown}: Cannot hard link to ${this.#quote(member.link)}: ${e.text}`
          : `${shown}: ${what ?? 'Cannot open'}: ${e.text}`,
      );
    }
  }

  #quote(name: string): string {
    return `'${this.voice.quoted(name)}'`;
  }

  *#make(path: string, member: Member): Step {
    const { o, p } = this;
    const { sys } = p;
    const parent = dirName(path);
    if (parent !== '.' && parent !== '/' && !sys.exists(parent)) sys.mkdirp(parent);
    if (member.type === 'directory') {
      if (!sys.exists(path)) sys.mkdir(path, (member.mode & 0o777) | 0o700);
      else if (sys.stat(path).type !== 'directory') throw new Errno('EEXIST', 'mkdir', path);
      this.#directories.push({ path, member });
      return;
    }
    if (!this.#clear(path)) return;
    if (member.hardLink) {
      const target = o.strip > 0 ? (stripParts(member.link.split('/'), o.strip) ?? member.link) : member.link;
      sys.link(target.replace(/^\/+/, o.absolute ? '/' : ''), path);
      return;
    }
    switch (member.type) {
      case 'symlink':
        sys.symlink(member.link, path);
        if (this.#ownsFiles) this.#own(path, member, false);
        return;
      case 'fifo':
        sys.mkfifo(path, member.mode);
        break;
      case 'char':
      case 'block':
        throw new Errno('EOPNOTSUPP', 'mknod', path);
      default: {
        const overwrite = o.existing === 'overwrite';
        const fd = p.open(path, { write: true, create: true, exclusive: !overwrite, truncate: overwrite }, member.mode & 0o777);
        yield* p.write(fd, member.data);
        p.fds.close(fd);
      }
    }
    this.#settle(path, member);
  }

  /** Makes room for a member: what is there goes, unless it is to be kept. */
  #clear(path: string): boolean {
    const { sys } = this.p;
    try {
      const old = sys.lstat(path);
      if (this.o.existing === 'skip') return false;
      if (this.o.existing === 'keep') throw new Errno('EEXIST', 'open', path);
      if (old.type === 'directory') sys.rmdir(path);
      else if (this.o.existing !== 'overwrite') sys.unlink(path);
    } catch (e) {
      if (!isErrno(e, 'ENOENT')) throw e;
    }
    return true;
  }

  /** Root gives files to the owners that the archive names. */
  get #ownsFiles(): boolean {
    return this.o.sameOwner ?? this.p.cred.uid === 0;
  }

  #own(path: string, member: Member, follow: boolean): void {
    const uid = (this.o.numeric ? undefined : this.#accounts.uid(member.user)) ?? member.uid;
    const gid = (this.o.numeric ? undefined : this.#accounts.gid(member.group)) ?? member.gid;
    this.p.sys.chown(path, uid, gid, follow);
  }

  /** Owner, mode and time, as the archive has them. */
  #settle(path: string, member: Member): void {
    const { o, p } = this;
    try {
      if (this.#ownsFiles) this.#own(path, member, true);
      const exact = o.permissions ?? p.cred.uid === 0;
      p.sys.chmod(path, exact ? member.mode : member.mode & 0o777 & ~p.umask);
      if (!o.touch) p.sys.utimes(path, p.clock.now, member.mtime * SECOND);
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
    }
  }
}

/** Whether a pattern matches a name, or something above it. */
function matches(pattern: RegExp, path: string): boolean {
  const parts = path.split('/');
  return parts.some((_, i) => pattern.test(parts.slice(0, i + 1).join('/')));
}

/** A name without its first parts; `undefined` where nothing is left. */
function stripParts(parts: readonly string[], count: number): string | undefined {
  const left = parts.filter((part, i) => part !== '' || i === parts.length - 1).slice(count);
  const name = left.join('/');
  return name === '' ? undefined : name;
}
