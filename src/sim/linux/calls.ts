import { Errno, type ErrnoCode } from '../kernel/errno.ts';
import { LIMITS } from '../kernel/limits.ts';
import type { OpenFile, Stat } from '../kernel/file.ts';
import type { Connection, DatagramSocket, Listener, ListenOptions, NetworkCalls } from '../kernel/network.ts';
import { Pipe } from '../kernel/pipe.ts';
import { ROOT, type Credentials, type Process } from '../kernel/process.ts';
import type { Step } from '../kernel/step.ts';
import type { Dirent, Executable, FileSystemStat, Inotify, MountRequest, OpenFlags, SystemCalls } from '../kernel/syscalls.ts';
import { bytes, text } from '../kernel/text.ts';
import type { Micros } from '../kernel/time.ts';
import { programOf, recognise, type ProgramTable } from './executables.ts';
import { InotifyInstance, notifyEntry, notifySelf } from './fs/inotify.ts';
import { type FileSystem, type Inode } from './fs/inode.ts';
import { child, type MountNamespace, permits, walk, walkToParent, Place, type Mount, type WalkContext } from './fs/mounts.ts';
import { DirectoryFile, RegularFile } from './fs/open-files.ts';
import type { NetworkNamespace } from './net/namespace.ts';
import { Half, ListeningSocket, StreamSocket } from './net/socket.ts';

/** The namespaces that a process lives in, and what its machine gives to all. */
export interface Namespaces {
  mounts: MountNamespace;
  net: NetworkNamespace;
  /** UTS: the host name can change. */
  uts: { hostname: string };
  programs: ProgramTable;
  /** reboot(2): ends every process, the caller too. */
  reboot(how: 'off' | 'restart'): void;
  /** Makes a new file system for mount(2): `tmpfs`, `proc`, … as a process asked for it. Throws ENODEV. */
  makeFileSystem(type: string, p: Process | undefined): FileSystem;
}

/** Inodes as statfs(2) tells them: of a disk, as many as its advertised size would have. */
function inodeRoom(fs: FileSystem): { inodes: number; inodesFree: number } {
  const { totalBytes } = fs.room();
  if (totalBytes === 0) return { inodes: 0, inodesFree: 0 };
  const inodes = fs.advertised ? Math.floor(totalBytes / 16_384) : LIMITS.inodes;
  const taken = fs.advertised && fs.type !== 'tmpfs' ? 152_000 : 0;
  return { inodes, inodesFree: fs.inodes >= LIMITS.inodes ? 0 : inodes - taken - fs.inodes };
}

/** Adds the system call's name and the path to an error that was raised below. */
function naming<T>(syscall: string, path: string, body: () => T): T {
  try {
    return body();
  } catch (e) {
    if (e instanceof Errno && e.path === '') throw new Errno(e.code, syscall, path);
    throw e;
  }
}

/** The calls of a Linux process: `SystemCalls` over inodes, mounts and sockets. */
export class LinuxCalls implements SystemCalls {
  readonly net: NetworkCalls;
  #root: Place;
  #cwd: Place;
  /** System-wide counter of rename cookies. */
  static #cookies = new WeakMap<FileSystem, number>();

  constructor(
    readonly namespaces: Namespaces,
    readonly process: Process | undefined = undefined,
    root: Place = namespaces.mounts.root,
    cwd: Place = root,
  ) {
    this.#root = root;
    this.#cwd = cwd;
    this.net = new LinuxNetwork(this, namespaces.net, process);
  }

  forProcess(process: Process): LinuxCalls {
    return new LinuxCalls(this.namespaces, process, this.#root, this.#cwd);
  }

  hostname(): string {
    return this.namespaces.uts.hostname;
  }

  sethostname(name: string): void {
    if (this.#cred.uid !== 0) throw new Errno('EPERM', 'sethostname');
    if (name.length > 64) throw new Errno('EINVAL', 'sethostname');
    this.namespaces.uts.hostname = name;
  }

  /** The process's root directory, and its working directory. */
  get places(): { root: Place; cwd: Place } {
    return { root: this.#root, cwd: this.#cwd };
  }

  get #cred(): Credentials {
    return this.process?.cred ?? ROOT;
  }

  get #context(): WalkContext {
    return { namespace: this.namespaces.mounts, root: this.#root, cwd: this.#cwd, cred: this.#cred, process: this.process };
  }

  /** The place of a path, for mounting and for bind mounts. */
  place(path: string, follow = true): Place {
    return walk(this.#context, path, follow);
  }

  #mode(mode: number): number {
    return mode & ~(this.process?.umask ?? 0o022);
  }

  // ---- directories and places -------------------------------------------------------------------

  cwd(): string {
    return this.#cwd.path(this.#root);
  }

  chdir(path: string): void {
    naming('chdir', path, () => {
      const place = this.place(path);
      if (place.inode.type !== 'directory') throw new Errno('ENOTDIR');
      if (!permits(place.inode, this.#cred, 1)) throw new Errno('EACCES');
      this.#cwd = place;
    });
  }

  chroot(path: string): void {
    naming('chroot', path, () => {
      if (this.#cred.uid !== 0) throw new Errno('EPERM');
      this.#root = this.#cwd = this.place(path);
    });
  }

  realpath(path: string): string {
    return naming('realpath', path, () => this.place(path).path(this.#root));
  }

  readdir(path: string): Dirent[] {
    return naming('open', path, () => {
      const place = this.place(path);
      if (place.inode.type !== 'directory') throw new Errno('ENOTDIR');
      if (!permits(place.inode, this.#cred, 4)) throw new Errno('EACCES');
      const context = this.#context;
      return place.inode.names(this.process).flatMap((name) => {
        const entry = child(context, place, name);
        return entry ? [{ name, type: entry.inode.type, ino: entry.inode.ino }] : [];
      });
    });
  }

  // ---- asking -----------------------------------------------------------------------------------

  stat(path: string): Stat {
    return naming('stat', path, () => this.#statOf(this.place(path).inode));
  }

  #statOf(inode: Inode): Stat {
    const behind = inode.synthetic?.follow?.(this.process);
    return behind && !(behind instanceof Place) ? behind.stat() : inode.stat();
  }

  lstat(path: string): Stat {
    return naming('lstat', path, () => this.place(path, false).inode.stat());
  }

  exists(path: string): boolean {
    try {
      this.place(path);
      return true;
    } catch (e) {
      if (e instanceof Errno) return false;
      throw e;
    }
  }

  access(path: string, rights: string): void {
    naming('access', path, () => {
      const { inode, mount } = this.place(path);
      for (const right of rights) {
        if (right === 'w' && mount.readOnly) throw new Errno('EROFS');
        if (!permits(inode, this.#cred, right === 'r' ? 4 : right === 'w' ? 2 : 1)) throw new Errno('EACCES');
      }
    });
  }

  readlink(path: string): string {
    return naming('readlink', path, () => {
      const { inode } = this.place(path, false);
      if (inode.type !== 'symlink') throw new Errno('EINVAL');
      return inode.synthetic?.target?.(this.process) ?? inode.target;
    });
  }

  statfs(path: string): FileSystemStat {
    return naming('statfs', path, () => {
      const { mount, inode } = this.place(path);
      const { fs } = inode;
      return {
        type: fs.type,
        source: mount.source,
        mountpoint: mount.at?.path() ?? '/',
        ...fs.room(),
        ...inodeRoom(fs),
        blockSize: 4096,
      };
    });
  }

  // ---- opening ----------------------------------------------------------------------------------

  open(path: string, flags: OpenFlags, mode = 0o666): OpenFile {
    return naming('open', path, () => {
      const writes = (flags.write || flags.append) ?? false;
      const follow = !flags.noFollow && !(flags.create && flags.exclusive);
      if (flags.create && path.endsWith('/')) {
        // a name that is to be made cannot end in a slash
        walkToParent(this.#context, path.replace(/\/+$/, '') || '/', false);
        throw new Errno('EISDIR');
      }
      const { place: directory, last } = walkToParent(this.#context, path, follow);
      let place = last === undefined ? directory : child(this.#context, directory, last);
      if (!place) {
        if (!flags.create) throw new Errno('ENOENT');
        place = this.#create(directory, last!, 'file', this.#mode(mode));
      } else {
        if (flags.create && flags.exclusive) throw new Errno('EEXIST');
        this.#checkOpen(place, flags, writes);
      }
      const { inode } = place;
      inode.synthetic?.opens?.(this.process, writes);
      const behind = inode.synthetic?.follow?.(this.process);
      if (behind && !(behind instanceof Place)) {
        if (!behind.reopen) throw new Errno('ENXIO');
        return behind.reopen(writes);
      }
      const name = place.path(this.#root);
      switch (inode.type) {
        case 'directory':
          return new DirectoryFile(place, name);
        case 'symlink':
          throw new Errno('ELOOP');
        case 'socket':
          throw new Errno('ENXIO');
        case 'fifo':
          inode.pipe ??= new Pipe(inode.ino);
          return writes ? inode.pipe.writer(name) : inode.pipe.reader(name);
        case 'char':
        case 'block':
          if (!inode.driver) throw new Errno('ENXIO');
          return inode.driver(this.process, inode);
        case 'file': {
          const file = new RegularFile(place, name, flags);
          if (flags.truncate && writes && !inode.synthetic) file.truncate(0);
          return file;
        }
      }
    });
  }

  #checkOpen(place: Place, flags: OpenFlags, writes: boolean): void {
    const { inode, mount } = place;
    if (flags.directory && inode.type !== 'directory') throw new Errno('ENOTDIR');
    if (inode.type === 'directory' && (writes || flags.create)) throw new Errno('EISDIR');
    if (writes && (mount.readOnly || inode.fs.readOnly) && inode.type === 'file') throw new Errno('EROFS');
    if (flags.read !== false && (flags.read || !writes) && !permits(inode, this.#cred, 4)) throw new Errno('EACCES');
    if (writes && !permits(inode, this.#cred, 2)) throw new Errno('EACCES');
  }

  // ---- making and removing names ----------------------------------------------------------------

  /** The directory that a name is to be added to or taken from; `notAName` is thrown for `/`, `.` and `..`. */
  #parent(path: string, notAName: ErrnoCode): { directory: Place; name: string } {
    const { place, last } = walkToParent(this.#context, path, false);
    if (last === undefined) throw new Errno(notAName);
    return { directory: place, name: last };
  }

  #writable(directory: Place): void {
    if (directory.inode.type !== 'directory') throw new Errno('ENOTDIR');
    if (directory.mount.readOnly || directory.inode.fs.readOnly) throw new Errno('EROFS');
    if (!permits(directory.inode, this.#cred, 2) || !permits(directory.inode, this.#cred, 1)) throw new Errno('EACCES');
    if (directory.inode.synthetic) throw new Errno('EPERM');
  }

  #create(directory: Place, name: string, type: Stat['type'], mode: number): Place {
    // procfs says that a name is not there before it comes to making one
    if (directory.inode.fs.type === 'proc') throw new Errno('ENOENT');
    this.#writable(directory);
    const parent = directory.inode;
    const inode = parent.fs.inode(type, mode, this.#cred.uid, parent.mode & 0o2000 ? parent.gid : this.#cred.gid);
    if (type === 'directory') {
      inode.nlink = 2;
      parent.nlink++;
      if (parent.mode & 0o2000) inode.mode |= 0o2000;
    }
    this.#enter(parent, name, inode);
    notifyEntry(parent, 'create', name, inode);
    return child(this.#context, directory, name)!;
  }

  #enter(parent: Inode, name: string, inode: Inode): void {
    parent.entries!.set(name, inode);
    parent.mtime = parent.ctime = parent.fs.now();
  }

  #make(syscall: string, path: string, type: Stat['type'], mode: number): Inode {
    return naming(syscall, path, () => {
      const { directory, name } = this.#parent(path, 'EEXIST');
      if (directory.inode.lookup(name, this.process)) throw new Errno('EEXIST');
      if (path.endsWith('/') && type !== 'directory') throw new Errno('ENOENT');
      return this.#create(directory, name, type, mode).inode;
    });
  }

  mkdir(path: string, mode = 0o777): void {
    this.#make('mkdir', path, 'directory', this.#mode(mode));
  }

  mkfifo(path: string, mode = 0o666): void {
    this.#make('mkfifo', path, 'fifo', this.#mode(mode));
  }

  symlink(target: string, path: string): void {
    if (target === '') throw new Errno('ENOENT', 'symlink', path);
    this.#make('symlink', path, 'symlink', 0o777).target = target;
  }

  /** Makes a node of a file type: sockets and devices. */
  makeNode(path: string, type: 'socket' | 'char' | 'block', mode: number): Inode {
    return this.#make('mknod', path, type, this.#mode(mode));
  }

  link(from: string, to: string): void {
    naming('link', from, () => {
      const source = this.place(from, false);
      if (source.inode.type === 'directory') throw new Errno('EPERM');
      const { directory, name } = this.#parent(to, 'EEXIST');
      if (directory.inode.lookup(name, this.process)) throw new Errno('EEXIST');
      this.#writable(directory);
      if (directory.inode.fs !== source.inode.fs) throw new Errno('EXDEV');
      source.inode.nlink++;
      source.inode.ctime = source.inode.fs.now();
      this.#enter(directory.inode, name, source.inode);
      notifyEntry(directory.inode, 'create', name, source.inode);
    });
  }

  /** A sticky directory's entries belong to their owners. */
  #removable(directory: Place, entry: Place): void {
    this.#writable(directory);
    const { uid } = this.#cred;
    if (directory.inode.mode & 0o1000 && uid !== 0 && uid !== entry.inode.uid && uid !== directory.inode.uid) throw new Errno('EPERM');
    if (entry.mount !== directory.mount) throw new Errno('EBUSY');
  }

  unlink(path: string): void {
    naming('unlink', path, () => {
      const { directory, name } = this.#parent(path, 'EISDIR');
      const entry = child(this.#context, directory, name);
      if (!entry) throw new Errno('ENOENT');
      if (entry.inode.type === 'directory') throw new Errno('EISDIR');
      this.#removable(directory, entry);
      this.#remove(directory.inode, name, entry.inode);
    });
  }

  rmdir(path: string): void {
    naming('rmdir', path, () => {
      const { directory, name } = this.#parent(path, /(^|\/)\.\/*$/.test(path) ? 'EINVAL' : /\.\.\/*$/.test(path) ? 'ENOTEMPTY' : 'EBUSY');
      const entry = child(this.#context, directory, name);
      if (!entry) throw new Errno('ENOENT');
      if (entry.inode.type !== 'directory') throw new Errno('ENOTDIR');
      this.#removable(directory, entry);
      if (entry.inode.names(this.process).length > 0) throw new Errno('ENOTEMPTY');
      directory.inode.nlink--;
      this.#remove(directory.inode, name, entry.inode);
    });
  }

  #remove(parent: Inode, name: string, inode: Inode): void {
    parent.entries!.delete(name);
    parent.mtime = parent.ctime = parent.fs.now();
    inode.unlinked();
    if (inode.nlink > 0) notifySelf(inode, 'attrib');
    else {
      notifySelf(inode, 'delete-self');
      notifySelf(inode, 'ignored');
    }
    notifyEntry(parent, 'delete', name, inode);
  }

  rename(from: string, to: string): void {
    naming('rename', from, () => {
      const source = this.#parent(from, 'EBUSY');
      const entry = child(this.#context, source.directory, source.name);
      if (!entry) throw new Errno('ENOENT');
      const target = this.#parent(to, 'EBUSY');
      if (to.endsWith('/') && entry.inode.type !== 'directory') throw new Errno('ENOTDIR');
      this.#removable(source.directory, entry);
      this.#writable(target.directory);
      if (source.directory.mount !== target.directory.mount) throw new Errno('EXDEV');
      const replaced = child(this.#context, target.directory, target.name);
      if (replaced?.inode === entry.inode) return;
      for (let up: Place | undefined = target.directory; up; up = up.parent) if (up.inode === entry.inode) throw new Errno('EINVAL');
      if (replaced) this.#replaceable(target.directory, entry, replaced);
      const { inode } = entry;
      source.directory.inode.entries!.delete(source.name);
      source.directory.inode.mtime = source.directory.inode.ctime = inode.fs.now();
      this.#enter(target.directory.inode, target.name, inode);
      if (inode.type === 'directory') {
        source.directory.inode.nlink--;
        target.directory.inode.nlink++;
      }
      inode.ctime = inode.fs.now();
      const cookie = (LinuxCalls.#cookies.get(inode.fs) ?? 0) + 1;
      LinuxCalls.#cookies.set(inode.fs, cookie);
      notifyEntry(source.directory.inode, 'moved-from', source.name, inode, cookie);
      notifyEntry(target.directory.inode, 'moved-to', target.name, inode, cookie);
      notifySelf(inode, 'move-self');
      if (replaced) {
        replaced.inode.unlinked();
        notifySelf(replaced.inode, replaced.inode.nlink > 0 ? 'attrib' : 'delete-self');
        if (replaced.inode.nlink <= 0) notifySelf(replaced.inode, 'ignored');
      }
    });
  }

  #replaceable(directory: Place, entry: Place, replaced: Place): void {
    this.#removable(directory, replaced);
    if (replaced.inode.type === 'directory') {
      if (entry.inode.type !== 'directory') throw new Errno('EISDIR');
      if (replaced.inode.names(this.process).length > 0) throw new Errno('ENOTEMPTY');
      directory.inode.nlink--;
    } else if (entry.inode.type === 'directory') throw new Errno('ENOTDIR');
  }

  // ---- changing attributes ----------------------------------------------------------------------

  #attribute(syscall: string, path: string, follow: boolean, ownerOnly: boolean, change: (inode: Inode) => void): void {
    naming(syscall, path, () => {
      const place = this.place(path, follow);
      const { inode } = place;
      if (place.mount.readOnly) throw new Errno('EROFS');
      if (this.#cred.uid !== 0 && (!ownerOnly || this.#cred.uid !== inode.uid)) throw new Errno('EPERM');
      change(inode);
      inode.ctime = inode.fs.now();
      notifyEntry(place.parent?.inode, 'attrib', place.name, inode);
      notifySelf(inode, 'attrib');
    });
  }

  chmod(path: string, mode: number): void {
    this.#attribute('chmod', path, true, true, (inode) => {
      inode.mode = mode & 0o7777;
    });
  }

  chown(path: string, uid: number, gid: number, follow = true): void {
    this.#attribute('chown', path, follow, false, (inode) => {
      if (uid >= 0) inode.uid = uid;
      if (gid >= 0) inode.gid = gid;
      if (inode.type === 'file') inode.mode &= ~0o6000;
    });
  }

  utimes(path: string, atime: number, mtime: number, follow = true): void {
    this.#attribute('utime', path, follow, true, (inode) => {
      inode.atime = atime;
      inode.mtime = mtime;
    });
  }

  truncate(path: string, size: number): void {
    const file = this.open(path, { write: true });
    file.truncate?.(size);
    file.close();
  }

  // ---- mounts and events ------------------------------------------------------------------------

  mount(request: MountRequest): void {
    naming('mount', request.target, () => {
      if (this.#cred.uid !== 0) throw new Errno('EPERM');
      const at = this.place(request.target);
      const { mounts } = this.namespaces;
      const access = request.readOnly ? 'ro' : 'rw';
      const options = request.options ? `${access},${request.options}` : `${access},relatime`;
      if (request.remount) {
        if (at.inode !== at.mount.root) throw new Errno('EINVAL');
        at.mount.options = options;
        at.mount.readOnly = request.readOnly ?? false;
        return;
      }
      if (request.bind) {
        const source = this.place(request.source);
        const directory = source.inode.type === 'directory';
        if (directory !== (at.inode.type === 'directory')) throw new Errno('ENOTDIR');
        mounts.mount(source.inode, at, source.mount.source, source.mount.type, options, request.readOnly ?? false, source.path());
        return;
      }
      const type = request.type ?? 'tmpfs';
      const fs = this.namespaces.makeFileSystem(type, this.process);
      mounts.mount(fs.root, at, request.source, type, options, request.readOnly ?? false);
    });
  }

  umount(path: string, lazy = false): void {
    naming('umount', path, () => {
      if (this.#cred.uid !== 0) throw new Errno('EPERM');
      const place = this.place(path);
      if (!lazy && place.inode === place.mount.root && this.#busy(place.mount)) throw new Errno('EBUSY');
      this.namespaces.mounts.umount(place);
    });
  }

  /** Whether a process stands in a mount or has a file of it open, or another mount stands on it. */
  #busy(mount: Mount): boolean {
    if (mount.namespace.mounts.some((m) => m.at?.mount === mount)) return true;
    return (this.process?.table.list() ?? []).some((p) => {
      if (!p.alive) return false;
      const { root, cwd } = (p.sys as LinuxCalls).places;
      if (root.mount === mount || cwd.mount === mount) return true;
      return p.fds
        .list()
        .some(([, { file }]) => (file instanceof RegularFile || file instanceof DirectoryFile) && file.place.mount === mount);
    });
  }

  inotify(): Inotify {
    const instance = new InotifyInstance((path) =>
      naming('inotify_add_watch', path, () => {
        const { inode } = this.place(path);
        if (!permits(inode, this.#cred, 4)) throw new Errno('EACCES');
        return inode;
      }),
    );
    this.process?.onExit(() => instance.close());
    return instance;
  }

  // ---- whole files ------------------------------------------------------------------------------

  readFile(path: string): Uint8Array {
    return naming('open', path, () => {
      const place = this.place(path);
      const { inode } = place;
      if (!permits(inode, this.#cred, 4)) throw new Errno('EACCES');
      if (inode.type === 'directory') throw new Errno('EISDIR', 'read', path);
      if (inode.type !== 'file') return this.#drain(path);
      notifyEntry(place.parent?.inode, 'open', place.name, inode);
      notifyEntry(place.parent?.inode, 'close-nowrite', place.name, inode);
      return inode.content(this.process);
    });
  }

  /** A device or FIFO gives what it has without waiting. */
  #drain(path: string): Uint8Array {
    const file = this.open(path, { read: true });
    const step = this.process && file.readable?.() !== false ? file.read(this.process, 65_536).next() : undefined;
    file.close();
    return step?.done ? step.value : new Uint8Array(0);
  }

  readText(path: string): string {
    return text(this.readFile(path));
  }

  writeFile(path: string, data: string | Uint8Array, mode = 0o666): void {
    this.#put(path, data, mode, { write: true, create: true, truncate: true });
  }

  appendFile(path: string, data: string | Uint8Array, mode = 0o666): void {
    this.#put(path, data, mode, { write: true, create: true, append: true });
  }

  #put(path: string, data: string | Uint8Array, mode: number, flags: OpenFlags): void {
    const raw = typeof data === 'string' ? bytes(data) : data;
    const file = this.open(path, flags, mode);
    try {
      naming('write', path, () => {
        const place = file instanceof RegularFile ? file.place : this.place(path);
        const { inode } = place;
        if (inode.synthetic) {
          if (!inode.synthetic.write || !this.process) throw new Errno('EIO');
          inode.synthetic.write(this.process, raw);
        } else if (inode.data) {
          inode.writeAt(flags.append ? inode.data.size : 0, raw);
          if (raw.length === 0) return;
          notifyEntry(place.parent?.inode, 'modify', place.name, inode);
          notifySelf(inode, 'modify');
        }
      });
    } finally {
      file.close();
    }
  }

  mkdirp(path: string, mode = 0o777): void {
    const start = path.startsWith('/') ? '/' : './';
    const names = path.split('/').filter(Boolean);
    const upTo = (n: number): string => start + names.slice(0, n).join('/');
    let there = names.length;
    while (there > 0 && !this.exists(upTo(there))) there--;
    if (there > 0 && this.stat(upTo(there)).type !== 'directory') throw new Errno('ENOTDIR', 'mkdir', upTo(there));
    for (let n = there + 1; n <= names.length; n++) if (names[n - 1] !== '..') this.mkdir(upTo(n), mode);
  }

  removeTree(path: string): void {
    let stat: Stat;
    try {
      stat = this.lstat(path);
    } catch (e) {
      if (e instanceof Errno && e.code === 'ENOENT') return;
      throw e;
    }
    if (stat.type !== 'directory') {
      this.unlink(path);
      return;
    }
    for (const entry of this.readdir(path)) this.removeTree(`${path}/${entry.name}`);
    this.rmdir(path);
  }

  // ---- programs ---------------------------------------------------------------------------------

  executable(file: string, argv: readonly string[], env: Readonly<Record<string, string>>): Executable {
    if (file === '') throw new Errno('ENOENT', 'exec', file);
    if (file.includes('/')) return this.#load(file, [...argv], 0);
    let denied: ErrnoCode | undefined;
    for (const directory of (env['PATH'] ?? '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin').split(':')) {
      const path = `${directory || '.'}/${file}`;
      try {
        return this.#load(path, [...argv], 0);
      } catch (e) {
        if (!(e instanceof Errno)) throw e;
        if (e.code === 'ENOEXEC') throw e;
        if (e.code === 'EACCES' && this.exists(path) && this.stat(path).type === 'file') denied = 'EACCES';
      }
    }
    throw new Errno(denied ?? 'ENOENT', 'exec', file);
  }

  #load(path: string, argv: string[], depth: number): Executable {
    return naming('exec', path, () => {
      const { inode } = this.place(path);
      if (inode.type === 'directory') throw new Errno('EACCES');
      if (inode.type !== 'file' || !permits(inode, this.#cred, 1)) throw new Errno('EACCES');
      const what = recognise(inode.data!.read(0, 300));
      if (!what) throw new Errno('ENOEXEC');
      if ('program' in what) {
        return {
          main: programOf(this.namespaces.programs, what.program),
          path: this.realpath(path),
          argv,
          ...(depth === 0 && inode.mode & 0o4000 ? { setuid: inode.uid } : {}),
          ...(depth === 0 && inode.mode & 0o2000 ? { setgid: inode.gid } : {}),
        };
      }
      if (depth >= 4) throw new Errno('ELOOP');
      return this.#load(what.interpreter, [what.interpreter, ...(what.argument ? [what.argument] : []), path, ...argv.slice(1)], depth + 1);
    });
  }
}

/** The network calls of a process in its namespace. */
class LinuxNetwork implements NetworkCalls {
  constructor(
    private readonly calls: LinuxCalls,
    private readonly namespace: NetworkNamespace,
    private readonly process: Process | undefined,
  ) {}

  get #p(): Process {
    if (!this.process) throw new Error('sockets belong to processes');
    return this.process;
  }

  listen(ip: string, port: number, options?: ListenOptions): Listener {
    return this.namespace.listen(this.#p, ip, port, options);
  }

  connect(ip: string, port: number, timeout?: Micros): Step<Connection> {
    return this.namespace.connect(this.#p, ip, port, timeout);
  }

  datagram(ip?: string, port?: number): DatagramSocket {
    return this.namespace.openDatagram(this.#p, ip, port);
  }

  sourceFor(ip: string): string {
    return this.namespace.sourceFor(ip);
  }

  isLocal(ip: string): boolean {
    return this.namespace.has(ip);
  }

  addresses(): { device: string; ip: string; prefix: number }[] {
    const order = [...this.namespace.interfaces].sort((a, b) => Number(a.name === 'lo') - Number(b.name === 'lo'));
    return order.flatMap((i) => (i.up ? i.addresses.map((a) => ({ device: i.name, ...a })) : []));
  }

  listenUnix(path: string, mode = 0o666): Listener {
    const inode = this.calls.makeNode(path, 'socket', 0o777);
    inode.mode = mode;
    const socket = new ListeningSocket(this.#p, this.namespace, { path }, () => (inode.listener = undefined));
    inode.listener = socket;
    return socket;
  }

  *connectUnix(path: string): Step<Connection> {
    const p = this.#p;
    const inode = naming('connect', path, () => this.calls.place(path).inode);
    if (inode.type !== 'socket' || !(inode.listener instanceof ListeningSocket)) throw new Errno('ECONNREFUSED', 'connect', path);
    if (!permits(inode, p.cred, 2)) throw new Errno('EACCES', 'connect', path);
    const latency = (): number => 5;
    const client = new Half({ path: '' }, { path }, latency);
    const server = new Half({ path }, { path: '' }, latency);
    client.peer = server;
    server.peer = client;
    const { listener } = inode;
    const connection = new StreamSocket(p, this.namespace, client, listener.process);
    listener.offer(server, p);
    yield* p.sleep(5);
    return connection;
  }
}
