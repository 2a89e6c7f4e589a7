import { Errno, isErrno } from '../../../kernel/errno.ts';
import type { Stat } from '../../../kernel/file.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { concat } from '../../../kernel/text.ts';
import { baseName, dirName, joinPath } from '../lib/paths.ts';
import type { Keeper } from './edit.ts';

const NEWLINE = Uint8Array.of(10);
/** A file's text ends in a newline: both editors see to it ('fixeol' in vim). */
export function withNewline(content: Uint8Array): Uint8Array {
  return content.length === 0 || content.at(-1) === 10 ? content : concat([content, NEWLINE]);
}

/**
 * vim's files (memfile, bufwrite.c): a swap file while a file is open, and 'writebackup' with 'backupcopy=auto' when it is saved.
 * Watchers of the directory see all of it.
 */
export class VimFiles implements Keeper {
  #swap: string | undefined;

  constructor(
    private readonly p: Process,
    private readonly path: string,
    private readonly how: { swap: boolean; readOnly: boolean },
  ) {}

  /** Makes `.NAME.swp`, or `.NAME.swo` where that is taken. A test file `.swx` tells vim whether names may be long. */
  *opened(): Step {
    if (!this.how.swap) return;
    const { sys } = this.p;
    const stem = joinPath(dirName(this.path), `.${baseName(this.path)}.sw`);
    const make = (path: string): boolean => {
      try {
        sys.open(path, { read: true, write: true, create: true, exclusive: true }, 0o600).close();
        return true;
      } catch (e) {
        if (isErrno(e)) return false;
        throw e;
      }
    };
    for (const letter of 'ponml') {
      const path = stem + letter;
      if (!make(path)) continue;
      if (letter === 'p') {
        if (make(`${stem}x`)) sys.unlink(`${stem}x`);
        sys.unlink(path);
        make(path);
      }
      this.#swap = path;
      break;
    }
    yield* this.p.burn(100);
  }

  *save(content: Uint8Array): Step {
    if (this.how.readOnly) throw new Errno('EROFS', 'open', this.path);
    const data = withNewline(content);
    const { sys } = this.p;
    let old: Stat;
    try {
      old = sys.lstat(this.path);
    } catch (e) {
      if (!isErrno(e, 'ENOENT')) throw e;
      yield* this.#write(data, 0o666);
      return;
    }
    const backup = `${this.path}~`;
    if (old.type !== 'file' || old.nlink > 1 || !this.#mayRename(old)) {
      // a link, a second name, or a directory that may not be written: the file itself is written anew
      const saved = this.#copy(backup, old);
      yield* this.#write(data, old.mode);
      if (saved) sys.unlink(backup);
      return;
    }
    const had = sys.exists(backup);
    if (had) sys.unlink(backup);
    sys.rename(this.path, backup);
    try {
      yield* this.#write(data, old.mode);
    } catch (e) {
      sys.rename(backup, this.path);
      throw e;
    }
    if (this.p.cred.uid === 0) sys.chown(this.path, old.uid, old.gid);
    sys.chmod(this.path, old.mode);
    sys.unlink(backup);
  }

  /** Whether a new file beside it would have the same owner: tried with a file named 4913, as vim does. */
  #mayRename(old: Stat): boolean {
    const { sys } = this.p;
    const directory = dirName(this.path);
    for (let n = 4913; n < 4913 + 123 * 10; n += 123) {
      const probe = joinPath(directory, String(n));
      try {
        sys.open(probe, { write: true, create: true, exclusive: true }, old.mode).close();
        if (this.p.cred.uid === 0) sys.chown(probe, old.uid, old.gid);
        const made = sys.stat(probe);
        sys.unlink(probe);
        return made.uid === old.uid && made.gid === old.gid;
      } catch (e) {
        if (isErrno(e, 'EEXIST')) continue;
        if (isErrno(e)) return false;
        throw e;
      }
    }
    return false;
  }

  #copy(backup: string, old: Stat): boolean {
    const { sys } = this.p;
    try {
      sys.writeFile(backup, sys.readFile(this.path), old.mode & 0o777);
      return true;
    } catch (e) {
      if (isErrno(e)) return false;
      throw e;
    }
  }

  *#write(data: Uint8Array, mode: number): Step {
    const fd = this.p.open(this.path, { write: true, create: true, truncate: true }, mode);
    try {
      yield* this.p.write(fd, data);
    } finally {
      this.p.fds.close(fd);
    }
  }

  problem(e: Errno): string {
    if (this.how.readOnly) return "E45: 'readonly' option is set (add ! to override)";
    return isErrno(e, 'ENOSPC') ? 'E514: Write error (file system full?)' : `"${this.path}" E212: Can't open file for writing`;
  }

  *closed(): Step {
    if (this.#swap === undefined) return;
    try {
      this.p.sys.unlink(this.#swap);
    } catch (e) {
      if (!isErrno(e)) throw e;
    }
    this.#swap = undefined;
  }
}

/** nano keeps nothing beside a file, and writes it in place. */
export class NanoFiles implements Keeper {
  constructor(
    private readonly p: Process,
    private readonly path: string,
    private readonly readOnly: boolean,
  ) {}

  *opened(): Step {
    yield* this.p.burn(100);
  }

  *save(content: Uint8Array): Step {
    if (this.readOnly) throw new Errno('EROFS', 'open', this.path);
    const fd = this.p.open(this.path, { write: true, create: true, truncate: true }, 0o666);
    try {
      yield* this.p.write(fd, withNewline(content));
    } finally {
      this.p.fds.close(fd);
    }
  }

  problem(e: Errno): string {
    return `Error writing ${this.path}: ${e.text}`;
  }

  *closed(): Step {
    yield* this.p.burn(10);
  }
}
