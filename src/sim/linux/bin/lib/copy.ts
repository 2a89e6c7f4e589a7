import { Errno, isErrno } from '../../../kernel/errno.ts';
import type { Stat } from '../../../kernel/file.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { backupName, type Backup } from './backup.ts';
import { copyContent } from './copy-content.ts';
import { joinPath } from './paths.ts';
import type { Prompt } from './prompt.ts';
import type { Tool } from './utility.ts';

/** How to copy (cp's options, as cp, install and mv across file systems set them). */
export interface CopyOptions {
  recursive: boolean;
  /** Which symbolic links are followed in the source. */
  follow: 'never' | 'arguments' | 'always';
  preserve: { mode: boolean; ownership: boolean; timestamps: boolean; links: boolean };
  /** What happens where the destination exists. */
  existing: 'replace' | 'ask' | 'keep';
  update: boolean;
  /** Where it cannot be opened, remove it and try again; or remove it at once. */
  force: boolean;
  removeFirst: boolean;
  instead: 'copy' | 'hard-link' | 'symbolic-link' | 'attributes';
  verbose: boolean;
  backup: Backup | undefined;
  oneFileSystem: boolean;
  /** The word of messages: `copied` when mv copies. */
  moving: boolean;
}

const isSame = (a: Stat, b: Stat): boolean => a.ino === b.ino && a.dev === b.dev;
const key = (st: Stat): string => `${st.dev}:${st.ino}`;

/** Copies files and trees, with coreutils' messages (copy.c). */
export class Copier {
  /** Files made in this run, so that two sources of one name do not overwrite each other. */
  readonly #made = new Set<string>();
  readonly #sources = new Set<string>();
  /** Where files with several names went. */
  readonly #links = new Map<string, string>();
  readonly #madeDirectories = new Set<string>();
  #operand = { source: '', target: '' };

  constructor(
    private readonly p: Process,
    private readonly t: Tool,
    private readonly o: CopyOptions,
    private readonly prompt: Prompt,
  ) {}

  /** Copies one operand; false where something went wrong (it has been told). */
  *copy(source: string, target: string): Step<boolean> {
    this.#operand = { source, target };
    return yield* this.#copy(source, target, true, []);
  }

  *#fail(message: string): Step<boolean> {
    yield* this.t.fail(message);
    return false;
  }

  #stat(path: string, follow: boolean): Stat {
    return follow ? this.p.sys.stat(path) : this.p.sys.lstat(path);
  }

  *#copy(source: string, target: string, top: boolean, above: readonly Stat[]): Step<boolean> {
    const { o, t } = this;
    const follow = o.follow === 'always' || (top && o.follow === 'arguments');
    let st: Stat;
    try {
      st = this.#stat(source, follow);
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      return yield* this.#fail(`cannot stat ${t.quoteaf(source)}: ${e.text}`);
    }
    const directory = st.type === 'directory';
    if (directory && !o.recursive) {
      return yield* this.#fail(`-r not specified; omitting directory ${t.quoteaf(source)}`);
    }
    if (top && !directory && !o.backup) {
      const id = `${source} ${key(st)}`;
      if (this.#sources.has(id)) {
        yield* t.warn(`warning: source file ${t.quoteaf(source)} specified more than once`);
        return true;
      }
      this.#sources.add(id);
    }
    // a link that is copied as a link meets the destination as it is, not where that leads
    const plain = st.type === 'file' && o.instead === 'copy' && !o.moving;
    let old: Stat | undefined;
    try {
      old = this.#stat(target, plain || directory);
    } catch (e) {
      if (!isErrno(e, 'ENOENT', 'ELOOP')) {
        if (!(e instanceof Errno)) throw e;
        return yield* this.#fail(`cannot stat ${t.quoteaf(target)}: ${e.text}`);
      }
    }
    let saved: string | undefined;
    if (old) {
      const ready = yield* this.#meetExisting(source, target, st, old);
      if (ready.stop !== undefined) return ready.stop;
      saved = ready.saved;
      if (ready.gone) old = undefined;
    }
    return yield* this.#make(source, target, st, old, saved, above);
  }

  /** Decides about a destination that exists: `stop` with the result, or go on, perhaps with the destination out of the way. */
  *#meetExisting(source: string, target: string, st: Stat, old: Stat): Step<{ stop?: boolean; gone?: boolean; saved?: string }> {
    const { o, t, p } = this;
    const [from, to] = [t.quoteaf(source), t.quoteaf(target)];
    const directory = st.type === 'directory';
    if (!directory && isSame(st, old) && o.instead !== 'hard-link' && !(o.backup && source !== target) && !o.removeFirst) {
      return { stop: yield* this.#fail(`${from} and ${to} are the same file`) };
    }
    if (o.instead === 'hard-link' && isSame(st, old)) return { stop: true };
    if (o.update && !directory && old.mtime >= st.mtime) return { stop: true };
    if (!directory) {
      if (o.existing === 'keep') return { stop: true };
      if (o.existing === 'ask' && !(yield* this.prompt.yes(`overwrite ${to}? `))) return { stop: true };
    }
    if (directory && old.type !== 'directory') {
      if (!o.backup) return { stop: yield* this.#fail(`cannot overwrite non-directory ${to} with directory ${from}`) };
    } else if (!directory && old.type === 'directory') {
      return { stop: yield* this.#fail(`cannot overwrite directory ${to} with non-directory`) };
    }
    if (!directory && this.#made.has(key(old))) return { stop: yield* this.#fail(`will not overwrite just-created ${to} with ${from}`) };
    try {
      if (o.backup && old.type !== 'directory') {
        const name = backupName(p, target, o.backup);
        p.sys.rename(target, name);
        return { gone: true, saved: name };
      }
      const remove = o.removeFirst || (o.preserve.links && old.nlink > 1) || (o.follow === 'never' && st.type !== 'file');
      if (!directory && remove) {
        p.sys.unlink(target);
        if (o.verbose && o.removeFirst) yield* p.stdout.line(`removed ${to}`);
        return { gone: true };
      }
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      return { stop: yield* this.#fail(`cannot remove ${to}: ${e.text}`) };
    }
    return {};
  }

  *#say(source: string, target: string, saved: string | undefined): Step {
    if (!this.o.verbose) return;
    const { t } = this;
    const backup = saved === undefined ? '' : ` (backup: ${t.quoteaf(saved)})`;
    yield* this.p.stdout.line(`${this.o.moving ? 'copied ' : ''}${t.quoteaf(source)} -> ${t.quoteaf(target)}${backup}`);
  }

  *#make(
    source: string,
    target: string,
    st: Stat,
    old: Stat | undefined,
    saved: string | undefined,
    above: readonly Stat[],
  ): Step<boolean> {
    const { o, t, p } = this;
    const [from, to] = [t.quoteaf(source), t.quoteaf(target)];
    if (st.type === 'directory') return yield* this.#directory(source, target, st, old, above);
    yield* this.#say(source, target, saved);
    // another name of a file that was copied already
    const first = o.preserve.links && st.nlink > 1 ? this.#links.get(key(st)) : undefined;
    try {
      if (first !== undefined) {
        p.sys.link(first, target);
        return true;
      }
      if (o.instead === 'symbolic-link') {
        if (!source.startsWith('/') && target.includes('/') && !target.startsWith('./')) {
          return yield* this.#fail(`${t.quotef(target)}: can make relative symbolic links only in current directory`);
        }
        if (old && o.force) p.sys.unlink(target);
        p.sys.symlink(source, target);
        return true;
      }
      if (o.instead === 'hard-link') {
        if (old && o.force) p.sys.unlink(target);
        p.sys.link(source, target);
        return true;
      }
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      const what =
        o.instead === 'symbolic-link' ? `create symbolic link ${to} to ${from}` : `create hard link ${to} to ${t.quoteaf(first ?? source)}`;
      return yield* this.#fail(`cannot ${what}: ${e.text}`);
    }
    const done = yield* this.#node(source, target, st, old);
    if (!done) return false;
    if (o.preserve.links && st.nlink > 1) this.#links.set(key(st), target);
    try {
      this.#made.add(key(p.sys.lstat(target)));
    } catch (e) {
      if (!isErrno(e)) throw e;
    }
    return yield* this.#attributes(target, st);
  }

  /** Copies what is no directory. */
  *#node(source: string, target: string, st: Stat, old: Stat | undefined): Step<boolean> {
    const { o, t, p } = this;
    const to = t.quoteaf(target);
    let what = 'special file';
    try {
      switch (st.type) {
        case 'file': {
          if (o.instead === 'attributes') {
            if (!old) p.sys.open(target, { write: true, create: true }, st.mode & 0o777).close();
            return true;
          }
          const error = yield* copyContent(p, t, source, target, {
            mode: st.mode & 0o777,
            exists: old !== undefined,
            force: o.force,
            verbose: o.verbose,
          });
          return error === undefined ? true : yield* this.#fail(error);
        }
        case 'symlink':
          what = 'symbolic link';
          p.sys.symlink(p.sys.readlink(source), target);
          return true;
        case 'fifo':
          what = 'fifo';
          p.sys.mkfifo(target, st.mode & 0o777);
          return true;
        default:
          throw new Errno('EOPNOTSUPP');
      }
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      return yield* this.#fail(`cannot create ${what} ${to}: ${e.text}`);
    }
  }

  *#directory(source: string, target: string, st: Stat, old: Stat | undefined, above: readonly Stat[]): Step<boolean> {
    const { o, t, p } = this;
    if (above.some((a) => isSame(a, st))) return yield* this.#fail(`cannot copy cyclic symbolic link ${t.quoteaf(source)}`);
    if (old && isSame(st, old)) return yield* this.#fail(`${t.quoteaf(source)} and ${t.quoteaf(target)} are the same file`);
    let names: string[];
    if (!old) {
      try {
        p.sys.mkdir(target, (st.mode & 0o777) | 0o700);
        this.#madeDirectories.add(key(p.sys.stat(target)));
      } catch (e) {
        if (!(e instanceof Errno)) throw e;
        return yield* this.#fail(`cannot create directory ${t.quoteaf(target)}: ${e.text}`);
      }
      yield* this.#say(source, target, undefined);
    }
    try {
      names = p.sys.readdir(source).map((d) => d.name);
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      return yield* this.#fail(`cannot access ${t.quoteaf(source)}: ${e.text}`);
    }
    let fine = true;
    for (const name of names) {
      const from = joinPath(source, name);
      if (o.oneFileSystem && p.sys.lstat(from).dev !== st.dev) continue;
      // the copy itself, when a directory is copied into itself
      if (this.#isMade(from)) {
        const { source: all, target: into } = this.#operand;
        fine = yield* this.#fail(`cannot copy a directory, ${t.quoteaf(all)}, into itself, ${t.quoteaf(into)}`);
        continue;
      }
      if (!(yield* this.#copy(from, joinPath(target, name), false, [...above, st]))) fine = false;
    }
    if (!old && !o.preserve.mode) p.sys.chmod(target, st.mode & 0o777 & ~p.umask);
    return (yield* this.#attributes(target, st)) && fine;
  }

  #isMade(path: string): boolean {
    try {
      return this.#madeDirectories.has(key(this.p.sys.lstat(path)));
    } catch (e) {
      if (isErrno(e)) return false;
      throw e;
    }
  }

  /** Times, then owner, then mode, as far as they are kept. */
  *#attributes(target: string, st: Stat): Step<boolean> {
    const { o, t, p } = this;
    const link = st.type === 'symlink';
    const to = t.quoteaf(target);
    let fine = true;
    const attempt = function* (this: Copier, what: string, body: () => void, quiet = false): Step {
      try {
        body();
      } catch (e) {
        if (!(e instanceof Errno)) throw e;
        if (!quiet) fine = yield* this.#fail(`${what} ${to}: ${e.text}`);
      }
    }.bind(this);
    if (o.preserve.timestamps) yield* attempt('preserving times for', () => p.sys.utimes(target, st.atime, st.mtime, !link));
    // who is not root cannot give files away; cp -p says nothing of it
    if (o.preserve.ownership)
      yield* attempt('failed to preserve ownership for', () => p.sys.chown(target, st.uid, st.gid, !link), p.cred.uid !== 0);
    if (o.preserve.mode && !link) yield* attempt('preserving permissions for', () => p.sys.chmod(target, st.mode));
    return fine;
  }
}
