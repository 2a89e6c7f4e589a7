import { Errno, isErrno } from '../../../kernel/errno.ts';
import type { FileType, Stat } from '../../../kernel/file.ts';
import type { Step } from '../../../kernel/step.ts';
import { joinPath } from './paths.ts';
import type { Prompt } from './prompt.ts';
import type { Tool } from './utility.ts';

export interface RemoveOptions {
  recursive: boolean;
  /** What does not exist is no error, and nothing is asked. */
  force: boolean;
  /** Empty directories may go (rm -d). */
  directories: boolean;
  ask: 'never' | 'write-protected' | 'always';
  verbose: boolean;
  oneFileSystem: boolean;
}

const TYPE_NAMES: Record<FileType, string> = {
  file: 'regular file',
  directory: 'directory',
  symlink: 'symbolic link',
  fifo: 'fifo',
  socket: 'socket',
  char: 'character special file',
  block: 'block special file',
};

/** What a file is called in messages (gnulib's file_type). */
export function typeName(st: Pick<Stat, 'type' | 'size'>): string {
  return st.type === 'file' && st.size === 0 ? 'regular empty file' : TYPE_NAMES[st.type];
}

/** Removes files and trees, with rm's questions and messages (remove.c). */
export class Remover {
  constructor(
    private readonly t: Tool,
    private readonly o: RemoveOptions,
    private readonly prompt: Prompt,
  ) {}

  /** Removes one operand; false where it is still there. */
  *remove(path: string): Step<boolean> {
    let st: Stat;
    try {
      st = this.t.p.sys.lstat(path);
    } catch (e) {
      return yield* this.#failed(path, e);
    }
    if (st.type === 'directory') return yield* this.#directory(path, st, st.dev);
    return yield* this.#file(path, st);
  }

  *#failed(path: string, e: unknown): Step<boolean> {
    if (!(e instanceof Errno)) throw e;
    if (this.o.force && isErrno(e, 'ENOENT', 'ENOTDIR')) return true;
    yield* this.t.fail(`cannot remove ${this.t.quoteaf(path)}: ${e.text}`);
    return false;
  }

  #protected(path: string, st: Stat): boolean {
    if (st.type === 'symlink') return false;
    try {
      this.t.p.sys.access(path, 'w');
      return false;
    } catch (e) {
      if (isErrno(e, 'EACCES', 'EPERM')) return true;
      if (isErrno(e)) return false;
      throw e;
    }
  }

  #asks(path: string, st: Stat): { asks: boolean; writeProtected: boolean } {
    const { ask } = this.o;
    const writeProtected = ask !== 'never' && this.#protected(path, st);
    const terminal = this.t.p.fds.get(0)?.file.terminal !== undefined;
    return { asks: ask === 'always' || (ask === 'write-protected' && writeProtected && terminal), writeProtected };
  }

  *#file(path: string, st: Stat): Step<boolean> {
    const { t, o } = this;
    const { asks, writeProtected } = this.#asks(path, st);
    if (asks && !(yield* this.prompt.yes(`remove ${writeProtected ? 'write-protected ' : ''}${typeName(st)} ${t.quoteaf(path)}? `)))
      return false;
    try {
      t.p.sys.unlink(path);
    } catch (e) {
      return yield* this.#failed(path, e);
    }
    if (o.verbose) yield* t.p.stdout.line(`removed ${t.quoteaf(path)}`);
    return true;
  }

  *#directory(path: string, st: Stat, dev: number): Step<boolean> {
    const { t, o } = this;
    const { sys } = t.p;
    let names: string[] | undefined;
    let unreadable: Errno | undefined;
    try {
      names = sys.readdir(path).map((d) => d.name);
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      unreadable = e;
    }
    const empty = names?.length === 0;
    if (!o.recursive && !(o.directories && empty)) {
      yield* t.fail(`cannot remove ${t.quoteaf(path)}: ${o.directories ? 'Directory not empty' : 'Is a directory'}`);
      return false;
    }
    if (o.oneFileSystem && st.dev !== dev) {
      yield* t.fail(`skipping ${t.quoteaf(path)}, since it's on a different device`);
      return false;
    }
    const { asks, writeProtected } = this.#asks(path, st);
    const kind = `${writeProtected ? 'write-protected ' : ''}directory ${t.quoteaf(path)}? `;
    if (asks && !empty && !(yield* this.prompt.yes(`descend into ${kind}`))) return false;
    let whole = true;
    for (const name of names ?? []) {
      const child = joinPath(path, name);
      let childStat: Stat;
      try {
        childStat = sys.lstat(child);
      } catch (e) {
        if (!(yield* this.#failed(child, e))) whole = false;
        continue;
      }
      const gone = childStat.type === 'directory' ? yield* this.#directory(child, childStat, dev) : yield* this.#file(child, childStat);
      if (!gone) whole = false;
    }
    if (!whole) return false;
    if (asks && !(yield* this.prompt.yes(`remove ${kind}`))) return false;
    try {
      sys.rmdir(path);
    } catch (e) {
      return yield* this.#failed(path, isErrno(e, 'ENOTEMPTY') && unreadable ? unreadable : e);
    }
    if (o.verbose) yield* t.p.stdout.line(`removed directory ${t.quoteaf(path)}`);
    return true;
  }
}
