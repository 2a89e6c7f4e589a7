import { Errno } from './errno.ts';
import { LIMITS } from './limits.ts';
import type { Process } from './process.ts';
import type { Step, Wait } from './step.ts';
import type { Terminal } from './terminal.ts';

export type FileType = 'file' | 'directory' | 'symlink' | 'fifo' | 'socket' | 'char' | 'block';

/** What stat(2) tells; `mode` are the permission bits with setuid, setgid and sticky, without the type. Times in microseconds. */
export interface Stat {
  type: FileType;
  dev: number;
  ino: number;
  mode: number;
  nlink: number;
  uid: number;
  gid: number;
  size: number;
  /** Blocks of 512 bytes. */
  blocks: number;
  rdev: number;
  atime: number;
  mtime: number;
  ctime: number;
  birth: number;
}

/** An open file, pipe end, terminal, device or socket: what a file descriptor stands for. */
export interface OpenFile {
  readonly kind: 'file' | 'directory' | 'pipe' | 'terminal' | 'device' | 'socket' | 'inotify' | 'anonymous';
  /** What /proc/PID/fd/N points to. */
  readonly name: string;
  /** Reads at most `max` bytes; none at the end of the file. Throws Errno. */
  read(p: Process, max: number): Step<Uint8Array>;
  /** Writes all bytes and gives their number. Throws Errno. */
  write(p: Process, data: Uint8Array): Step<number>;
  /** Called when the last descriptor that stands for it is closed. */
  close(): void;
  stat(): Stat;
  /** Whether a read would not wait (poll(2)); files without it never wait. */
  readonly readable?: () => boolean;
  readonly untilReadable?: Wait<void>;
  /** Of a pipe's writing end: ends when no reader is left (poll(2)'s POLLERR). */
  readonly untilBroken?: Wait<void>;
  /** Position for files that have one; sets it where a number is given. Throws ESPIPE where there is none. */
  seek?(offset: number, from: 'start' | 'current' | 'end'): number;
  truncate?(size: number): void;
  /** Puts bytes back that a reader took too many of: they are read next. */
  unread?(data: Uint8Array): void;
  /** Opens the same thing again (by way of /proc/PID/fd/N); files without it cannot be (ENXIO). */
  reopen?(writes: boolean): OpenFile;
  /** The terminal this file is, for isatty(3). */
  readonly terminal?: Terminal;
}

/** An open file description: shared by the descriptors that dup(2) and fork(2) made of it. */
export class FileDescription {
  #references = 0;

  constructor(
    readonly file: OpenFile,
    readonly readable: boolean,
    readonly writable: boolean,
  ) {}

  reference(): this {
    this.#references++;
    return this;
  }

  release(): void {
    if (--this.#references === 0) this.file.close();
  }
}

interface Entry {
  description: FileDescription;
  closeOnExec: boolean;
}

/** A process's file descriptors. */
export class FdTable {
  #entries = new Map<number, Entry>();

  get size(): number {
    return this.#entries.size;
  }

  get(fd: number): FileDescription | undefined {
    return this.#entries.get(fd)?.description;
  }

  /** The open file of a descriptor. Throws EBADF. */
  file(fd: number): OpenFile {
    const entry = this.#entries.get(fd);
    if (!entry) throw new Errno('EBADF');
    return entry.description.file;
  }

  /** Puts a description at a number, closing what was there. */
  set(fd: number, description: FileDescription, closeOnExec = false): void {
    description.reference();
    this.close(fd);
    this.#entries.set(fd, { description, closeOnExec });
  }

  /** Puts a description at the lowest free number from `from` on. Throws EMFILE. */
  add(description: FileDescription, closeOnExec = true, from = 0): number {
    let fd = from;
    while (this.#entries.has(fd)) fd++;
    if (fd >= LIMITS.fdsPerProcess) throw new Errno('EMFILE');
    this.set(fd, description, closeOnExec);
    return fd;
  }

  /** Closes a descriptor; false where it was not open. */
  close(fd: number): boolean {
    const entry = this.#entries.get(fd);
    if (!entry) return false;
    this.#entries.delete(fd);
    entry.description.release();
    return true;
  }

  closeAll(): void {
    for (const fd of [...this.#entries.keys()]) this.close(fd);
  }

  /** The table a child gets: all of it after fork, without the close-on-exec ones after exec. */
  copy(exec: boolean): FdTable {
    const table = new FdTable();
    for (const [fd, entry] of this.#entries) {
      if (!exec || !entry.closeOnExec) table.set(fd, entry.description, entry.closeOnExec);
    }
    return table;
  }

  /** Descriptors in ascending order. */
  list(): [number, FileDescription][] {
    return [...this.#entries].map(([fd, e]): [number, FileDescription] => [fd, e.description]).sort((a, b) => a[0] - b[0]);
  }
}
