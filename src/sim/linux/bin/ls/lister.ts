import { Errno, isErrno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import type { Stat } from '../../../kernel/file.ts';
import { joinPath } from '../lib/paths.ts';
import type { Tool } from '../lib/utility.ts';
import type { Entry } from './entry.ts';
import { Printer } from './printer.ts';
import type { LsOptions } from './options.ts';
import { sortEntries } from './sort.ts';

const MINOR = 1;
const SERIOUS = 2;

/** Reads what is to be listed, in order: files first, then directories, with their headings. */
export class Lister {
  readonly #printer: Printer;
  #anyPrinted = false;
  #headings = false;
  /** Directories above the one that is listed, so that a loop of links ends. */
  readonly #above = new Set<string>();

  constructor(
    private readonly p: Process,
    private readonly t: Tool,
    private readonly o: LsOptions,
  ) {
    this.#printer = new Printer(p, t, o);
  }

  *run(paths: readonly string[]): Step {
    const entries: Entry[] = [];
    for (const path of paths) {
      const entry = yield* this.#argument(path);
      if (entry) entries.push(entry);
    }
    sortEntries(entries, this.o, (name) => this.#printer.widthOf(name));
    const directories = this.o.directory ? [] : entries.filter((e) => e.type === 'directory');
    const files = entries.filter((e) => !directories.includes(e));
    this.#headings = this.o.recursive || paths.length > 1;
    if (files.length > 0) {
      yield* this.#printer.print(files);
      this.#anyPrinted = true;
    }
    for (const directory of directories) yield* this.#directory(directory.path, true);
  }

  *#argument(path: string): Step<Entry | undefined> {
    try {
      return this.#entry(path, path, this.o.follow);
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      yield* this.t.fail(`cannot access ${this.t.quoteaf(path)}: ${e.text}`, SERIOUS);
      return undefined;
    }
  }

  /** An entry with what stat(2) tells of it. Throws Errno. */
  #entry(name: string, path: string, follow: LsOptions['follow']): Entry {
    const { sys } = this.p;
    let stat: Stat | undefined;
    if (follow === 'always' || follow === 'arguments') {
      try {
        stat = sys.stat(path);
      } catch (e) {
        // a dangling link is listed as itself
        if (!isErrno(e, 'ENOENT', 'ELOOP') || follow === 'always') {
          if (!isErrno(e, 'ENOENT')) throw e;
          stat = sys.lstat(path);
          if (follow === 'always') throw e;
        }
      }
    } else if (follow === 'to-directories') {
      try {
        const target = sys.stat(path);
        if (target.type === 'directory') stat = target;
      } catch (e) {
        if (!isErrno(e)) throw e;
      }
    }
    stat ??= sys.lstat(path);
    const entry: Entry = { name, path, stat, type: stat.type };
    if (stat.type === 'symlink') entry.link = this.#link(path);
    return entry;
  }

  #link(path: string): { text: string; target: Stat | undefined } {
    const { sys } = this.p;
    let text = '';
    try {
      text = sys.readlink(path);
      return { text, target: sys.stat(path) };
    } catch (e) {
      if (!isErrno(e)) throw e;
      return { text, target: undefined };
    }
  }

  *#directory(path: string, argument: boolean): Step {
    const { p, t, o } = this;
    let listed;
    let key: string;
    try {
      const st = p.sys.stat(path);
      key = `${st.dev}:${st.ino}`;
      if (this.#above.has(key)) {
        yield* t.fail(`${t.quotef(path)}: not listing already-listed directory`, SERIOUS);
        return;
      }
      listed = p.sys.readdir(path);
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      yield* t.fail(`cannot open directory ${t.quoteaf(path)}: ${e.text}`, argument ? SERIOUS : MINOR);
      return;
    }
    const names = listed.map((d) => d.name);
    const all = o.show === 'all' ? ['.', '..', ...names] : names;
    const entries: Entry[] = [];
    for (const name of all) {
      if (this.#left(name)) continue;
      const at = path === '.' && !this.#headings ? name : joinPath(path, name);
      try {
        entries.push(this.#entry(name, at, o.follow === 'always' ? 'always' : 'never'));
      } catch (e) {
        if (!(e instanceof Errno)) throw e;
        yield* t.fail(`cannot access ${t.quoteaf(joinPath(path, name))}: ${e.text}`, MINOR);
        entries.push({ name, path: at, stat: undefined, type: listed.find((d) => d.name === name)?.type ?? 'directory' });
      }
    }
    yield* p.burn(entries.length * 3);
    sortEntries(entries, o, (name) => this.#printer.widthOf(name));
    if (this.#headings) {
      yield* p.stdout.write(`${this.#anyPrinted ? '\n' : ''}${this.#printer.heading(path)}:\n`);
    }
    this.#anyPrinted = true;
    yield* this.#printer.total(entries);
    yield* this.#printer.print(entries);
    if (!o.recursive) return;
    this.#above.add(key);
    for (const entry of entries) {
      if (entry.type === 'directory' && entry.name !== '.' && entry.name !== '..')
        yield* this.#directory(joinPath(path, entry.name), false);
    }
    this.#above.delete(key);
  }

  #left(name: string): boolean {
    const { o } = this;
    if (o.show === 'visible' && (name.startsWith('.') || o.hide.some((pattern) => pattern.test(name)))) return true;
    return o.ignore.some((pattern) => pattern.test(name));
  }
}
