import { Errno } from '../../kernel/errno.ts';
import type { Process } from '../../kernel/process.ts';
import { LinuxCalls } from '../calls.ts';
import { permits } from '../fs/mounts.ts';
import { Socket } from './socket.ts';

/**
 * A UNIX datagram socket that is bound to a path (/dev/log, systemd's notification socket). What is sent to it is handed over
 * at once, with the sender, as SO_PASSCRED tells who sent; who takes it queues it if there is need.
 */
export class UnixDatagramSocket extends Socket {
  readonly state = 'UNCONN';
  readonly local: { path: string };

  constructor(
    process: Process,
    calls: LinuxCalls,
    path: string,
    /** Takes a message. */
    public deliver: (message: unknown, from: Process) => void,
    private readonly unbind: () => void,
  ) {
    super(process, calls.namespaces.net);
    this.local = { path };
    this.family = 'unix';
  }

  /** False once it is closed. */
  bound = true;

  protected shut(): void {
    this.bound = false;
    this.unbind();
  }
}

function callsOf(p: Process): LinuxCalls {
  if (!(p.sys instanceof LinuxCalls)) throw new Errno('ENOSYS', 'socket');
  return p.sys;
}

/** Binds a datagram socket to a path. Throws EADDRINUSE, ENOENT, EACCES. */
export function bindUnixDatagram(
  p: Process,
  path: string,
  mode: number,
  deliver: (message: unknown, from: Process) => void,
): UnixDatagramSocket {
  const calls = callsOf(p);
  if (calls.exists(path)) throw new Errno('EADDRINUSE', 'bind', path);
  const inode = calls.makeNode(path, 'socket', 0o777);
  inode.mode = mode;
  const socket = new UnixDatagramSocket(p, calls, path, deliver, () => {
    if (inode.listener === socket) inode.listener = undefined;
  });
  inode.listener = socket;
  return socket;
}

/** The datagram socket that is bound to a path. Throws ENOENT, ECONNREFUSED, EACCES. */
export function unixDatagramAt(p: Process, path: string): UnixDatagramSocket {
  const { inode } = callsOf(p).place(path);
  if (inode.type !== 'socket' || !(inode.listener instanceof UnixDatagramSocket)) throw new Errno('ECONNREFUSED', 'sendto', path);
  if (!permits(inode, p.cred, 2)) throw new Errno('EACCES', 'sendto', path);
  return inode.listener;
}

/** Sends a message to the datagram socket at a path. Throws what `unixDatagramAt` throws. */
export function sendUnixDatagram(p: Process, path: string, message: unknown): void {
  unixDatagramAt(p, path).deliver(message, p);
}
