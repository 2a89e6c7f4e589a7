import { Errno } from '../../../kernel/errno.ts';
import type { Stat } from '../../../kernel/file.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { concat, EMPTY } from '../../../kernel/text.ts';
import { SECOND } from '../../../kernel/time.ts';
import { gzip } from '../lib/gzip-format.ts';
import { Input } from '../lib/input.ts';
import { ModeSpec } from '../lib/mode.ts';
import { parseDate } from '../lib/parse-date.ts';
import { joinPath } from '../lib/paths.ts';
import { Accounts } from '../lib/users.ts';
import { encodeMember, endOfArchive, type Member } from './format.ts';
import { Exclusions, lines } from './names.ts';
import type { TarOptions } from './options.ts';
import { TarFatal, type Voice } from './voice.ts';

/** tar -c: gathers files into an archive. */
export class Creator {
  readonly #parts: Uint8Array[] = [];
  readonly #accounts: Accounts;
  readonly #exclusions: Exclusions;
  readonly #links = new Map<string, string>();
  #archive: Stat | undefined;

  constructor(
    private readonly p: Process,
    private readonly voice: Voice,
    private readonly o: TarOptions,
  ) {
    this.#accounts = new Accounts(p);
    this.#exclusions = new Exclusions(p, o, voice);
  }

  *run(): Step {
    const { o, p } = this;
    const output = this.#openArchive();
    const home = p.sys.cwd();
    for (const operand of this.#operands()) {
      this.#enter(home, operand.directory);
      yield* this.#add(operand.name, undefined);
    }
    p.sys.chdir(home);
    if (output instanceof TarFatal) throw output;
    const body = concat([EMPTY, ...this.#parts]);
    const archive = concat([body, endOfArchive(body.length)]);
    const data = o.gzip ? gzip(archive, { mtime: 0 }, 6) : archive;
    yield* p.burn(Math.ceil(data.length / 100));
    if (output === 1) yield* p.stdout.write(data);
    else {
      yield* p.write(output, data);
      p.fds.close(output);
    }
  }

  /** Opens the archive for writing. With -z another process does that, and its failure is noticed at the end. Throws TarFatal. */
  #openArchive(): number | TarFatal {
    const { o, p, voice } = this;
    if (o.file === '-') return 1;
    try {
      const fd = p.open(o.file, { write: true, create: true, truncate: true });
      this.#archive = p.fds.file(fd).stat();
      return fd;
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      const name = voice.quoted(o.file);
      if (!o.gzip) throw voice.fatal(`${name}: Cannot open: ${e.text}`);
      const child = `${p.argv[0]} (child)`;
      return new TarFatal(
        `${child}: ${name}: Cannot open: ${e.text}\n${child}: Error is not recoverable: exiting now\n${p.argv[0]}: Child returned status 2\n`,
      );
    }
  }

  #operands(): { name: string; directory: string[] }[] {
    const { o, p, voice } = this;
    const listed = o.filesFrom.flatMap((path) => lines(p, path, voice)).map((name) => ({ name, directory: o.directory }));
    return [...o.operands, ...listed];
  }

  /** Follows -C, each relative to the one before. Throws TarFatal. */
  #enter(home: string, directories: readonly string[]): void {
    this.p.sys.chdir(home);
    for (const directory of directories) {
      try {
        this.p.sys.chdir(directory);
      } catch (e) {
        if (!(e instanceof Errno)) throw e;
        throw this.voice.fatal(`${this.voice.quoted(directory)}: Cannot open: ${e.text}`);
      }
    }
  }

  *#add(path: string, device: number | undefined): Step {
    const { o, p, voice } = this;
    if (this.#exclusions.has(path)) return;
    const safe = yield* voice.safeName(path, 'member names');
    let stat: Stat;
    try {
      stat = o.follow ? p.sys.stat(path) : p.sys.lstat(path);
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      yield* voice.fail(`${voice.quoted(path)}: Cannot stat: ${e.text}`);
      return;
    }
    if (this.#archive && stat.ino === this.#archive.ino && stat.dev === this.#archive.dev) {
      yield* voice.warn(`${voice.quoted(path)}: file is the archive; not dumped`);
      return;
    }
    if (stat.type === 'socket') {
      yield* voice.warn(`${voice.quoted(path)}: socket ignored`);
      return;
    }
    const directory = stat.type === 'directory';
    const shown = directory ? `${path.replace(/\/+$/, '')}/` : path;
    const name = directory ? `${safe.replace(/\/+$/, '')}/` : safe;
    const member = yield* this.#member(path, name, stat);
    if (!member) return;
    this.#parts.push(...encodeMember(member));
    if (o.verbose > 0) yield* voice.list(member, o.verbose > 1, shown);
    yield* p.burn(20 + Math.ceil(stat.size / 1000));
    if (directory && o.recursion && !(o.oneFileSystem && device !== undefined && stat.dev !== device))
      yield* this.#directory(path, stat, device);
    if (o.removeFiles) this.#remove(path, directory);
  }

  *#directory(path: string, stat: Stat, device: number | undefined): Step {
    const { o, p, voice } = this;
    let names: string[];
    try {
      names = p.sys.readdir(path).map((d) => d.name);
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      yield* voice.fail(`${voice.quoted(path)}: Cannot open: ${e.text}`);
      return;
    }
    for (const name of o.sortByName ? names.sort() : names) yield* this.#add(joinPath(path, name), device ?? stat.dev);
  }

  #remove(path: string, directory: boolean): void {
    try {
      if (directory) this.p.sys.rmdir(path);
      else this.p.sys.unlink(path);
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
    }
  }

  *#member(path: string, name: string, stat: Stat): Step<Member | undefined> {
    const { o, p, voice } = this;
    const owner = identity(o.owner, stat.uid, this.#accounts.user(stat.uid), (n) => this.#accounts.uid(n));
    const group = identity(o.group, stat.gid, this.#accounts.group(stat.gid), (n) => this.#accounts.gid(n));
    const mode =
      o.mode === undefined ? stat.mode : (ModeSpec.parse(o.mode)?.apply(stat.mode, stat.type === 'directory', p.umask) ?? stat.mode);
    const mtime = o.mtime === undefined ? stat.mtime : (parseDate(o.mtime, p.clock.now) ?? stat.mtime);
    const member: Member = {
      name,
      type: stat.type,
      hardLink: false,
      mode,
      uid: owner.id,
      gid: group.id,
      user: o.numeric ? '' : owner.name,
      group: o.numeric ? '' : group.name,
      size: 0,
      mtime: Math.floor(mtime / SECOND),
      link: stat.type === 'symlink' ? p.sys.readlink(path) : '',
      major: stat.rdev >> 8,
      minor: stat.rdev & 255,
      data: EMPTY,
    };
    if (stat.type !== 'file') return member;
    const key = `${stat.dev}:${stat.ino}`;
    const first = stat.nlink > 1 ? this.#links.get(key) : undefined;
    if (first !== undefined && first !== name) {
      return { ...member, hardLink: true, link: yield* voice.safeName(first, 'hard link targets') };
    }
    if (stat.nlink > 1) {
      yield* voice.safeName(path, 'hard link targets');
      this.#links.set(key, name);
    }
    try {
      const input = new Input(p, p.open(path, { read: true }), path);
      member.data = (yield* input.all()).slice();
      input.close();
      member.size = member.data.length;
      return member;
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      yield* voice.fail(`${voice.quoted(path)}: Cannot open: ${e.text}`);
      return undefined;
    }
  }
}

/** An owner as --owner gives it (`name`, `id` or `name:id`), or as the file has it. */
function identity(
  given: string | undefined,
  id: number,
  name: string | undefined,
  find: (name: string) => number | undefined,
): { id: number; name: string } {
  if (given === undefined) return { id, name: name ?? '' };
  const [word = '', number] = given.split(':');
  if (number !== undefined) return { id: Number(number), name: word };
  if (/^\+?\d+$/.test(word)) return { id: Number(word), name: '' };
  return { id: find(word) ?? id, name: word };
}
