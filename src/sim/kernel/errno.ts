/** Linux error numbers with the texts of glibc's strerror(3); the numbers are those of x86-64. */
const TABLE = {
  EPERM: [1, 'Operation not permitted'],
  ENOENT: [2, 'No such file or directory'],
  ESRCH: [3, 'No such process'],
  EINTR: [4, 'Interrupted system call'],
  EIO: [5, 'Input/output error'],
  ENXIO: [6, 'No such device or address'],
  E2BIG: [7, 'Argument list too long'],
  ENOEXEC: [8, 'Exec format error'],
  EBADF: [9, 'Bad file descriptor'],
  ECHILD: [10, 'No child processes'],
  EAGAIN: [11, 'Resource temporarily unavailable'],
  ENOMEM: [12, 'Cannot allocate memory'],
  EACCES: [13, 'Permission denied'],
  ENOTBLK: [15, 'Block device required'],
  EBUSY: [16, 'Device or resource busy'],
  EEXIST: [17, 'File exists'],
  EXDEV: [18, 'Invalid cross-device link'],
  ENODEV: [19, 'No such device'],
  ENOTDIR: [20, 'Not a directory'],
  EISDIR: [21, 'Is a directory'],
  EINVAL: [22, 'Invalid argument'],
  ENFILE: [23, 'Too many open files in system'],
  EMFILE: [24, 'Too many open files'],
  ENOTTY: [25, 'Inappropriate ioctl for device'],
  ETXTBSY: [26, 'Text file busy'],
  EFBIG: [27, 'File too large'],
  ENOSPC: [28, 'No space left on device'],
  ESPIPE: [29, 'Illegal seek'],
  EROFS: [30, 'Read-only file system'],
  EMLINK: [31, 'Too many links'],
  EPIPE: [32, 'Broken pipe'],
  ERANGE: [34, 'Numerical result out of range'],
  ENAMETOOLONG: [36, 'File name too long'],
  ENOSYS: [38, 'Function not implemented'],
  ENOTEMPTY: [39, 'Directory not empty'],
  ELOOP: [40, 'Too many levels of symbolic links'],
  ENOTSOCK: [88, 'Socket operation on non-socket'],
  EOPNOTSUPP: [95, 'Operation not supported'],
  EADDRINUSE: [98, 'Address already in use'],
  EADDRNOTAVAIL: [99, 'Cannot assign requested address'],
  ENETUNREACH: [101, 'Network is unreachable'],
  ECONNRESET: [104, 'Connection reset by peer'],
  ENOTCONN: [107, 'Transport endpoint is not connected'],
  ETIMEDOUT: [110, 'Connection timed out'],
  ECONNREFUSED: [111, 'Connection refused'],
  EHOSTUNREACH: [113, 'No route to host'],
} as const satisfies Record<string, readonly [number, string]>;

export type ErrnoCode = keyof typeof TABLE;

/** The C library's text for an error, as GNU programs print it: `strerror('ENOENT')` is `No such file or directory`. */
export function strerror(code: ErrnoCode): string {
  return TABLE[code][1];
}

/** The number of an error code (`ENOENT` is 2). */
export function errnoNumber(code: ErrnoCode): number {
  return TABLE[code][0];
}

/** A failed system call. `syscall` and `path` name what was tried, for programs that say so (`open /x: ...`). */
export class Errno extends Error {
  constructor(
    readonly code: ErrnoCode,
    readonly syscall = '',
    readonly path = '',
  ) {
    super(`${syscall ? `${syscall} ` : ''}${path ? `${path}: ` : ''}${TABLE[code][1]}`);
    this.name = 'Errno';
  }

  /** glibc's text: `No such file or directory`. */
  get text(): string {
    return TABLE[this.code][1];
  }

  /** Go's text for a *PathError: `open /x: no such file or directory`. */
  get go(): string {
    return `${this.syscall ? `${this.syscall} ` : ''}${this.path ? `${this.path}: ` : ''}${goStrerror(this.code)}`;
  }
}

/** Go's text for an error number: syscall.Errno.Error() is glibc's text in lower case, but for a few words. */
export function goStrerror(code: ErrnoCode): string {
  switch (code) {
    case 'EIO':
      return 'input/output error';
    default: {
      const text = TABLE[code][1];
      return text[0]!.toLowerCase() + text.slice(1);
    }
  }
}

/** Whether a caught value is the given system call failure (any of the codes; none given: any failure). */
export function isErrno(e: unknown, ...codes: ErrnoCode[]): e is Errno {
  return e instanceof Errno && (codes.length === 0 || codes.includes(e.code));
}
