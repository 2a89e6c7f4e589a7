import type { FileType, OpenFile, Stat } from './file.ts';
import type { NetworkCalls } from './network.ts';
import type { Process, ProcessMain } from './process.ts';
import type { Wait } from './step.ts';

export interface OpenFlags {
  read?: boolean;
  write?: boolean;
  append?: boolean;
  create?: boolean;
  exclusive?: boolean;
  truncate?: boolean;
  /** Fails with ENOTDIR where the path is not a directory. */
  directory?: boolean;
  /** Fails with ELOOP where the path is a symbolic link. */
  noFollow?: boolean;
}

export interface Dirent {
  name: string;
  type: FileType;
  ino: number;
}

/** What statfs(2) tells, in bytes. */
export interface FileSystemStat {
  type: string;
  source: string;
  mountpoint: string;
  totalBytes: number;
  freeBytes: number;
  inodes: number;
  inodesFree: number;
  blockSize: number;
}

export type InotifyEventKind =
  | 'access'
  | 'modify'
  | 'attrib'
  | 'close-write'
  | 'close-nowrite'
  | 'open'
  | 'moved-from'
  | 'moved-to'
  | 'create'
  | 'delete'
  | 'delete-self'
  | 'move-self'
  | 'ignored'
  | 'unmount';

export interface InotifyEvent {
  watch: number;
  kind: InotifyEventKind;
  /** The name in the watched directory; empty where the watched file itself is meant. */
  name: string;
  cookie: number;
  directory: boolean;
}

/** An inotify instance (inotify(7)). Events queue up until they are read. */
export interface Inotify {
  /** Watches a path; all kinds where none are named. Throws ENOENT, EACCES. */
  add(path: string, kinds?: readonly InotifyEventKind[]): number;
  remove(watch: number): void;
  readonly event: Wait<InotifyEvent>;
  tryRead(): InotifyEvent | undefined;
  close(): void;
}

export interface MountRequest {
  source: string;
  target: string;
  type?: string;
  bind?: boolean;
  readOnly?: boolean;
  options?: string;
  /** Changes the options of the mount that stands at the target, and nothing else. */
  remount?: boolean;
}

/** A program found for exec: `argv` is the final command line (a script's interpreter stands first). */
export interface Executable {
  main: ProcessMain;
  path: string;
  argv: string[];
  /** Owner whose identity the process takes on (a binary's setuid and setgid bits; a script's do not count). */
  setuid?: number;
  setgid?: number;
}

/**
 * What the operating system does for a process: the file system in its mount namespace, seen with its credentials, and the
 * network of its namespace. `sim/linux` implements it; programs know only this. File calls never wait, and throw Errno with
 * the system call and the path as given.
 */
export interface SystemCalls {
  readonly net: NetworkCalls;
  hostname(): string;

  cwd(): string;
  chdir(path: string): void;
  chroot(path: string): void;

  open(path: string, flags: OpenFlags, mode?: number): OpenFile;
  stat(path: string): Stat;
  lstat(path: string): Stat;
  exists(path: string): boolean;
  /** access(2): throws where one of the rights (of `rwx`) is missing; an empty text asks only whether the file exists. */
  access(path: string, rights: string): void;
  /** Entries without `.` and `..`, in the directory's own order. */
  readdir(path: string): Dirent[];
  mkdir(path: string, mode?: number): void;
  rmdir(path: string): void;
  unlink(path: string): void;
  rename(from: string, to: string): void;
  link(from: string, to: string): void;
  symlink(target: string, path: string): void;
  readlink(path: string): string;
  /** The absolute path with all links resolved. */
  realpath(path: string): string;
  chmod(path: string, mode: number): void;
  chown(path: string, uid: number, gid: number, follow?: boolean): void;
  utimes(path: string, atime: number, mtime: number, follow?: boolean): void;
  truncate(path: string, size: number): void;
  mkfifo(path: string, mode?: number): void;
  statfs(path: string): FileSystemStat;
  mount(request: MountRequest): void;
  /** Throws EINVAL where nothing is mounted, EBUSY where it is used, unless it is to go lazily. */
  umount(path: string, lazy?: boolean): void;
  inotify(): Inotify;

  /** The whole content of a file, without a descriptor. */
  readFile(path: string): Uint8Array;
  /** The same as text. */
  readText(path: string): string;
  /** Creates or overwrites a file in place (O_TRUNC), as `>` does. */
  writeFile(path: string, data: string | Uint8Array, mode?: number): void;
  appendFile(path: string, data: string | Uint8Array, mode?: number): void;
  /** mkdir -p. */
  mkdirp(path: string, mode?: number): void;
  /** rm -r: removes a file or a whole tree; nothing happens where it does not exist. */
  removeTree(path: string): void;

  /** Finds what exec(3) would run: a path, or a name to look for in PATH. Throws ENOENT, EACCES, ENOEXEC, EISDIR. */
  executable(file: string, argv: readonly string[], env: Readonly<Record<string, string>>): Executable;

  /** The calls of a child: same namespaces and working directory, the child's credentials. */
  forProcess(child: Process): SystemCalls;
}
