import { Errno } from '../../kernel/errno.ts';
import type { FileType, OpenFile, Stat } from '../../kernel/file.ts';
import { LIMITS } from '../../kernel/limits.ts';
import type { Pipe } from '../../kernel/pipe.ts';
import type { Process } from '../../kernel/process.ts';
import { bytes, EMPTY } from '../../kernel/text.ts';
import type { Watch } from './inotify.ts';
import type { Place } from './mounts.ts';

/**
 * Content that a program holds as objects and that becomes bytes when somebody reads the file: a database that is written many
 * times a second and looked at by `cp` once a day. Overwriting the file takes it away, and what is left are bytes.
 */
export interface LiveContent {
  /** Changes with each change of the content. */
  readonly version: number;
  readonly size: number;
  encode(): Uint8Array;
}

/** A file's content: a growing buffer, with a size that may reach beyond it (a sparse file reads as zeros there). */
export class FileData {
  #live: LiveContent | undefined;
  #encoded: { version: number; bytes: Uint8Array } | undefined;

  /** The objects that the file stands for, as long as nobody has written bytes over them. */
  get live(): LiveContent | undefined {
    return this.#live;
  }

  /** Lets the file stand for objects, in place of what it held. */
  attach(content: LiveContent): void {
    this.truncate(0);
    this.#live = content;
  }

  #bytesOf(live: LiveContent): Uint8Array {
    if (this.#encoded?.version !== live.version) this.#encoded = { version: live.version, bytes: live.encode() };
    return this.#encoded.bytes;
  }

  /** Turns objects into the bytes that they stand for, before bytes are changed. */
  #settle(): void {
    const live = this.#live;
    if (!live) return;
    const bytes = this.#bytesOf(live);
    this.#live = undefined;
    this.#encoded = undefined;
    this.write(0, bytes);
    this.#size = live.size;
  }

  #buffer = EMPTY;
  #filled = 0;
  #size = 0;

  get size(): number {
    return this.#live?.size ?? this.#size;
  }

  /** Bytes that take room on the disk. */
  get allocated(): number {
    return this.#filled;
  }

  read(offset: number, max: number): Uint8Array {
    if (this.#live) {
      const bytes = this.#bytesOf(this.#live);
      const out = new Uint8Array(Math.max(0, Math.min(max, this.#live.size - offset)));
      out.set(bytes.subarray(offset, offset + out.length));
      return out;
    }
    const end = Math.min(this.#size, offset + max);
    if (offset >= end) return new Uint8Array(0);
    const out = new Uint8Array(end - offset);
    if (offset < this.#filled) out.set(this.#buffer.subarray(offset, Math.min(end, this.#filled)));
    return out;
  }

  write(offset: number, data: Uint8Array): void {
    this.#settle();
    const end = offset + data.length;
    if (end > this.#buffer.length) {
      const grown = new Uint8Array(Math.max(end, Math.min(this.#buffer.length * 2, this.#buffer.length + 4_194_304)));
      grown.set(this.#buffer.subarray(0, this.#filled));
      this.#buffer = grown;
    }
    if (offset > this.#filled) this.#buffer.fill(0, this.#filled, offset);
    this.#buffer.set(data, offset);
    this.#filled = Math.max(this.#filled, end);
    this.#size = Math.max(this.#size, end);
  }

  truncate(size: number): void {
    if (size === 0) {
      this.#live = undefined;
      this.#encoded = undefined;
    }
    this.#settle();
    if (size < this.#filled) {
      this.#filled = size;
      if (size === 0) this.#buffer = EMPTY;
    }
    this.#size = size;
  }
}

/** A file whose content is made when it is looked at (procfs, sysfs), or that does something when written to. */
export interface Synthetic {
  /** A file's content. */
  read?(p: Process | undefined): string | Uint8Array;
  /** Takes what is written to a file. Throws Errno. */
  write?(p: Process, data: Uint8Array): void;
  /** A directory's entry. */
  lookup?(name: string, p: Process | undefined): Inode | undefined;
  /** A directory's names. */
  list?(p: Process | undefined): string[];
  /** A link's target. */
  target?(p: Process | undefined): string;
  /** A link that leads to a place or an open file whatever its target's text says (/proc/PID/root, /proc/PID/fd/N). */
  follow?(p: Process | undefined): Place | OpenFile | undefined;
  /** Is asked when a file is opened. Throws Errno where that is not allowed. */
  opens?(p: Process | undefined, writes: boolean): void;
}

/** A device driver: how a character device is opened. */
export type Driver = (p: Process | undefined, inode: Inode) => OpenFile;

/** File systems that hold nothing of their own. */
const PSEUDO = new Set(['proc', 'sysfs', 'cgroup', 'cgroup2', 'devpts', 'mqueue']);

/** One file system: numbers its inodes and counts its room. */
export class FileSystem {
  #nextIno = 2;
  usedBytes = 0;
  inodes = 0;
  readOnly = false;
  readonly root: Inode;
  /** What statfs(2) tells as its size, where that is not the room it really has; and what of it is in use from the start. */
  advertised: { totalBytes: number; usedBytes: number } | undefined;

  constructor(
    /** `ext4`, `tmpfs`, `proc`, `overlay`, … */
    readonly type: string,
    readonly dev: number,
    /** Now, in microseconds. */
    readonly now: () => number,
    readonly capacityBytes: number = LIMITS.diskBytes,
  ) {
    this.root = this.inode('directory', 0o755, 0, 0);
    this.root.nlink = 2;
  }

  /** Makes an inode that no directory names yet. Throws ENOSPC. */
  inode(type: FileType, mode: number, uid: number, gid: number): Inode {
    if (this.inodes >= LIMITS.inodes) throw new Errno('ENOSPC');
    this.inodes++;
    return new Inode(this, this.#nextIno++, type, mode, uid, gid);
  }

  /**
   * Size and free room as statfs(2) tells them. A simulated disk is far smaller than the real one that it stands for: small
   * things count at their size, and as its real room runs out the advertised room goes with it.
   */
  room(): { totalBytes: number; freeBytes: number } {
    if (PSEUDO.has(this.type)) return { totalBytes: 0, freeBytes: 0 };
    const left = Math.max(0, this.capacityBytes - this.usedBytes);
    if (!this.advertised) return { totalBytes: this.capacityBytes, freeBytes: left };
    const { totalBytes, usedBytes } = this.advertised;
    const fullness = Math.max(0, (this.usedBytes / this.capacityBytes - 0.5) * 2);
    const free = totalBytes - usedBytes - this.usedBytes;
    return { totalBytes, freeBytes: left === 0 ? 0 : Math.max(0, Math.round(free * (1 - fullness * fullness))) };
  }

  /** Makes a synthetic inode; it takes no room and is not kept. */
  synthetic(type: FileType, mode: number, synthetic: Synthetic, ino?: number): Inode {
    const inode = new Inode(this, ino ?? this.#nextIno++, type, mode, 0, 0);
    inode.synthetic = synthetic;
    return inode;
  }
}

export class Inode {
  nlink = 1;
  atime: number;
  mtime: number;
  ctime: number;
  readonly birth: number;
  rdev = 0;
  /** Of a regular file. */
  readonly data: FileData | undefined;
  /** Of a directory. */
  readonly entries: Map<string, Inode> | undefined;
  /** Of a symbolic link. */
  target = '';
  /** Of a FIFO. */
  pipe: Pipe | undefined;
  /** Of a device. */
  driver: Driver | undefined;
  /** Of a UNIX socket: what connect(2) finds; empty when its listener has gone. */
  listener: unknown;
  synthetic: Synthetic | undefined;
  /** Open descriptors, which keep an unlinked file alive. */
  opened = 0;
  watches: Set<Watch> | undefined;

  constructor(
    readonly fs: FileSystem,
    readonly ino: number,
    readonly type: FileType,
    public mode: number,
    public uid: number,
    public gid: number,
  ) {
    this.atime = this.mtime = this.ctime = this.birth = fs.now();
    if (type === 'file') this.data = new FileData();
    if (type === 'directory') this.entries = new Map();
  }

  lookup(name: string, p: Process | undefined): Inode | undefined {
    return this.entries!.get(name) ?? this.synthetic?.lookup?.(name, p);
  }

  names(p: Process | undefined): string[] {
    const own = [...this.entries!.keys()];
    return this.synthetic?.list ? [...own, ...this.synthetic.list(p)] : own;
  }

  /** The whole content of a regular file. */
  content(p: Process | undefined): Uint8Array {
    if (this.synthetic?.read) {
      const made = this.synthetic.read(p);
      return typeof made === 'string' ? bytes(made) : made;
    }
    return this.data!.read(0, this.data!.size);
  }

  /** Writes content, checking the file system's room. Throws ENOSPC, EFBIG. */
  writeAt(offset: number, data: Uint8Array): void {
    const file = this.data!;
    if (offset + data.length > LIMITS.fileBytes) throw new Errno('EFBIG', 'write');
    const before = file.allocated;
    const growth = Math.max(0, offset + data.length - before);
    if (this.fs.usedBytes + growth > this.fs.capacityBytes) throw new Errno('ENOSPC', 'write');
    file.write(offset, data);
    this.fs.usedBytes += file.allocated - before;
    this.mtime = this.ctime = this.fs.now();
  }

  truncate(size: number): void {
    const file = this.data!;
    const before = file.allocated;
    file.truncate(size);
    this.fs.usedBytes += file.allocated - before;
    this.mtime = this.ctime = this.fs.now();
  }

  /** One name fewer; without names and descriptors the room is given back. */
  unlinked(): void {
    this.nlink -= this.type === 'directory' ? 2 : 1;
    this.ctime = this.fs.now();
    this.#reclaim();
  }

  closed(): void {
    this.opened--;
    this.#reclaim();
  }

  #reclaim(): void {
    if (this.nlink > 0 || this.opened > 0) return;
    if (this.data) {
      this.fs.usedBytes -= this.data.allocated;
      this.data.truncate(0);
    }
    this.fs.inodes--;
  }

  stat(): Stat {
    const size = this.#size();
    return {
      type: this.type,
      dev: this.fs.dev,
      ino: this.ino,
      mode: this.mode,
      nlink: this.nlink,
      uid: this.uid,
      gid: this.gid,
      size,
      blocks: this.synthetic
        ? 0
        : this.type === 'directory'
          ? this.fs.type === 'tmpfs'
            ? 0
            : 8
          : this.data
            ? Math.ceil(size / 4096) * 8
            : 0,
      rdev: this.rdev,
      atime: this.atime,
      mtime: this.mtime,
      ctime: this.ctime,
      birth: this.birth,
    };
  }

  #size(): number {
    switch (this.type) {
      case 'file':
        return this.synthetic ? 0 : this.data!.size;
      case 'directory':
        if (this.synthetic) return 0;
        return this.fs.type === 'tmpfs' ? (this.entries!.size + 2) * 20 : 4096;
      case 'symlink':
        return this.synthetic ? 0 : bytes(this.target).length;
      default:
        return 0;
    }
  }
}
