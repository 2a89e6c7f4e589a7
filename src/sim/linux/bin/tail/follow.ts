import { Errno, isErrno, strerror, type ErrnoCode } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import { sleeping, type Step, type Waits } from '../../../kernel/step.ts';
import type { Inotify } from '../../../kernel/syscalls.ts';
import { dirName } from '../lib/paths.ts';
import { Failure, type Tool } from '../lib/utility.ts';

/** `-f` follows the open file, `--follow=name` whatever has that name; `retry` goes on when there is nothing. */
export interface Following {
  by: 'descriptor' | 'name';
  retry: boolean;
}

/** A file that tail shows, and what it knows of it. */
export class TailedFile {
  fd: number | undefined;
  /** Given up. */
  ignored = false;
  tailable = true;
  /** Why it could not be opened; `type` where it is nothing that can be followed. */
  error: ErrnoCode | 'type' | undefined;
  #dev = 0;
  #ino = 0;
  size = 0;

  constructor(readonly path: string) {}

  get shown(): string {
    return this.path === '-' ? 'standard input' : this.path;
  }

  /** Opens it. Throws Errno. */
  open(p: Process): void {
    this.adopt(p, this.path === '-' ? 0 : p.open(this.path, { read: true }));
  }

  adopt(p: Process, fd: number): void {
    const st = p.fds.get(fd)!.file.stat();
    this.fd = fd;
    this.error = undefined;
    this.#dev = st.dev;
    this.#ino = st.ino;
    this.size = 0;
  }

  /** Whether an open file is the one that it has. */
  is(p: Process, fd: number): boolean {
    const st = p.fds.get(fd)!.file.stat();
    return st.ino === this.#ino && st.dev === this.#dev;
  }

  missing(code: ErrnoCode, retry: boolean): void {
    this.error = code;
    this.tailable = !retry;
    this.ignored = !retry;
  }

  /** Notes that it was read to where its descriptor stands now. */
  readTo(p: Process): void {
    const file = p.fds.get(this.fd!)?.file;
    this.size = file?.kind === 'file' ? (file.seek?.(0, 'current') ?? 0) : 0;
  }

  close(p: Process): void {
    if (this.fd !== undefined && this.fd !== 0) p.fds.close(this.fd);
    this.fd = undefined;
  }
}

/** tail -f: waits for what inotify tells of the files, and prints what was added. Messages are coreutils' (tail.c, recheck). */
export class Follower {
  #lastShown: TailedFile | undefined;
  #anyShown = false;

  constructor(
    private readonly p: Process,
    private readonly t: Tool,
    private readonly files: readonly TailedFile[],
    private readonly headers: boolean,
    private readonly how: Following,
  ) {}

  /** `==> NAME <==`, where headers are wanted. */
  *header(file: TailedFile): Step {
    this.#lastShown = file;
    if (!this.headers) return;
    yield* this.p.stdout.write(`${this.#anyShown ? '\n' : ''}==> ${file.shown} <==\n`);
    this.#anyShown = true;
  }

  *run(plan: { intervalUs: number; pid?: number }): Step {
    const { p } = this;
    const inotify = p.sys.inotify();
    this.#lastShown = this.files.filter((f) => !f.ignored).at(-1);
    for (;;) {
      const blind = this.#watch(inotify);
      for (const file of this.files) if (!file.ignored) yield* this.#read(file);
      yield* p.flush();
      if (this.files.every((f) => f.ignored)) throw new Failure('no files remaining');
      const waits: Waits = { event: inotify.event };
      if (plan.pid !== undefined || blind) waits['timer'] = sleeping(p.clock, Math.max(plan.intervalUs, 1000));
      const output = p.fds.get(1)?.file;
      if (output?.untilBroken) waits['broken'] = output.untilBroken;
      for (const file of this.files) {
        const source = file.fd === undefined ? undefined : p.fds.get(file.fd)?.file;
        if (source && source.kind !== 'file' && source.untilReadable) waits[`read ${file.fd}`] = source.untilReadable;
      }
      const won = yield* p.select(waits);
      if (won.key === 'broken') p.kernel.signal(p, 'PIPE');
      while (inotify.tryRead()) continue;
      if (this.how.by === 'name') for (const file of this.files) if (!file.ignored) yield* this.#recheck(file);
      if (plan.pid !== undefined && !lives(p, plan.pid)) {
        for (const file of this.files) if (!file.ignored) yield* this.#read(file);
        return;
      }
    }
  }

  /** Watches the files and, by name, their directories; true where something cannot be watched and has to be looked at in turn. */
  #watch(inotify: Inotify): boolean {
    let blind = false;
    const watch = (path: string, kinds: Parameters<Inotify['add']>[1]): void => {
      try {
        inotify.add(path, kinds);
      } catch (e) {
        if (!isErrno(e)) throw e;
        blind = true;
      }
    };
    for (const file of this.files) {
      if (file.ignored || file.path === '-') continue;
      if (this.how.by === 'name')
        watch(dirName(file.path), ['create', 'moved-to', 'moved-from', 'delete', 'attrib', 'modify', 'delete-self']);
      if (file.fd !== undefined) watch(file.path, ['modify', 'attrib', 'delete-self', 'move-self']);
    }
    return blind;
  }

  *#read(file: TailedFile): Step {
    const { p } = this;
    if (file.fd === undefined) return;
    const source = p.fds.get(file.fd)?.file;
    if (!source) return;
    if (source.kind === 'file') {
      const { size } = source.stat();
      if (size < file.size) {
        yield* this.t.warn(`${this.t.quotef(file.shown)}: file truncated`);
        source.seek?.(0, 'start');
        file.size = 0;
      }
    } else if (source.readable && !source.readable()) return;
    for (;;) {
      const part = yield* p.read(file.fd);
      if (part.length === 0) break;
      if (this.#lastShown !== file) yield* this.header(file);
      yield* p.stdout.write(part);
      if (source.kind !== 'file') break;
    }
    file.readTo(p);
  }

  /** Looks again at what has the file's name. */
  *#recheck(file: TailedFile): Step {
    const { p, t } = this;
    const shown = t.quoteaf(file.shown);
    const before = { tailable: file.tailable, error: file.error };
    let fd: number;
    try {
      fd = p.open(file.path, { read: true });
      file.tailable = true;
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      file.tailable = !this.how.retry;
      file.error = e.code;
      if (!file.tailable && before.tailable) yield* t.warn(`${shown} has become inaccessible: ${e.text}`);
      else if (file.tailable && before.error !== e.code) yield* t.warn(`${t.quotef(file.shown)}: ${strerror(e.code)}`);
      if (file.tailable) file.ignored = true;
      yield* this.#drop(file);
      return;
    }
    if (p.fds.get(fd)!.file.kind === 'directory') {
      file.tailable = false;
      file.error = 'type';
      file.ignored = !this.how.retry;
      if (before.tailable || before.error !== 'type') {
        yield* t.warn(`${shown} has been replaced with an untailable file${file.ignored ? '; giving up on this name' : ''}`);
      }
      p.fds.close(fd);
      yield* this.#drop(file);
      return;
    }
    if (before.error && before.error !== 'ENOENT') yield* t.warn(`${shown} has become accessible`);
    else if (file.fd === undefined) yield* t.warn(`${shown} has appeared;  following new file`);
    else if (!file.is(p, fd)) {
      yield* this.#read(file);
      yield* t.warn(`${shown} has been replaced;  following new file`);
      file.close(p);
    } else {
      p.fds.close(fd);
      return;
    }
    file.adopt(p, fd);
  }

  /** Reads what the old file still had, and lets it go. */
  *#drop(file: TailedFile): Step {
    yield* this.#read(file);
    file.close(this.p);
  }
}

function lives(p: Process, pid: number): boolean {
  const process = p.table.processes.get(pid);
  return process !== undefined && process.alive;
}
