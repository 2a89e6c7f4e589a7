import { Errno } from '../../kernel/errno.ts';
import type { OpenFile, Stat } from '../../kernel/file.ts';
import type { Process } from '../../kernel/process.ts';
import type { Step } from '../../kernel/step.ts';
import type { OpenFlags } from '../../kernel/syscalls.ts';
import { notifyEntry, notifySelf } from './inotify.ts';
import type { Inode } from './inode.ts';
import type { Place } from './mounts.ts';

/** An open regular file: its own position, and the way it was reached, for the events of its directory. */
export class RegularFile implements OpenFile {
  readonly kind = 'file';
  #offset = 0;
  #made: Uint8Array | undefined;

  constructor(
    readonly place: Place,
    private readonly path: string,
    private readonly flags: OpenFlags,
  ) {
    place.inode.opened++;
    this.#notify('open');
  }

  get name(): string {
    return this.#inode.nlink > 0 ? this.path : `${this.path} (deleted)`;
  }

  get #inode(): Inode {
    return this.place.inode;
  }

  #notify(kind: 'open' | 'modify' | 'close-write' | 'close-nowrite' | 'access'): void {
    notifyEntry(this.place.parent?.inode, kind, this.place.name, this.#inode);
    notifySelf(this.#inode, kind);
  }

  *read(p: Process, max: number): Step<Uint8Array> {
    const inode = this.#inode;
    let out: Uint8Array;
    if (inode.synthetic) {
      this.#made ??= inode.content(p);
      out = this.#made.slice(this.#offset, this.#offset + max);
    } else out = inode.data!.read(this.#offset, max);
    this.#offset += out.length;
    return out;
  }

  *write(p: Process, data: Uint8Array): Step<number> {
    const inode = this.#inode;
    if (inode.synthetic) {
      if (!inode.synthetic.write) throw new Errno('EIO', 'write');
      inode.synthetic.write(p, data);
      return data.length;
    }
    if (this.flags.append) this.#offset = inode.data!.size;
    inode.writeAt(this.#offset, data);
    this.#offset += data.length;
    this.#notify('modify');
    // a disk takes its time: without it a loop of writes would take none
    yield* p.burn(Math.ceil(data.length / 1000));
    return data.length;
  }

  seek(offset: number, from: 'start' | 'current' | 'end'): number {
    const base = from === 'start' ? 0 : from === 'current' ? this.#offset : (this.#inode.data?.size ?? 0);
    if (base + offset < 0) throw new Errno('EINVAL', 'lseek');
    return (this.#offset = base + offset);
  }

  truncate(size: number): void {
    this.#inode.truncate(size);
    this.#notify('modify');
  }

  close(): void {
    this.#notify(this.flags.write || this.flags.append ? 'close-write' : 'close-nowrite');
    this.#inode.closed();
  }

  stat(): Stat {
    return this.#inode.stat();
  }
}

/** An open directory: it can be closed and asked, not read as bytes. */
export class DirectoryFile implements OpenFile {
  readonly kind = 'directory';

  constructor(
    readonly place: Place,
    readonly name: string,
  ) {
    place.inode.opened++;
  }

  *read(): Step<Uint8Array> {
    throw new Errno('EISDIR', 'read', this.name);
  }

  *write(): Step<number> {
    throw new Errno('EBADF', 'write', this.name);
  }

  close(): void {
    this.place.inode.closed();
  }

  stat(): Stat {
    return this.place.inode.stat();
  }
}

/** A device made of two functions. */
export class DeviceFile implements OpenFile {
  readonly kind = 'device';

  constructor(
    private readonly inode: Inode,
    readonly name: string,
    private readonly take: (p: Process, max: number) => Step<Uint8Array>,
    private readonly put: (p: Process, data: Uint8Array) => Step<number>,
  ) {}

  read(p: Process, max: number): Step<Uint8Array> {
    return this.take(p, max);
  }

  write(p: Process, data: Uint8Array): Step<number> {
    return this.put(p, data);
  }

  reopen(): OpenFile {
    return this;
  }

  close(): void {
    // nothing is kept
  }

  stat(): Stat {
    return this.inode.stat();
  }
}
