import { isErrno } from '../../kernel/errno.ts';
import type { Process } from '../../kernel/process.ts';
import { LinuxCalls } from '../calls.ts';
import { attachInbox } from '../journald/inbox.ts';
import { senderOf, type JournalMessage } from '../journald/message.ts';
import type { SyslogMessage } from '../journald/client.ts';
import { bindUnixDatagram, unixDatagramAt, type UnixDatagramSocket } from '../net/unix-datagram.ts';
import type { Manager } from './manager.ts';
import type { SocketUnit } from './socket.ts';

/** Messages that wait in a socket until its service takes them; more are lost. */
const BACKLOG = 4096;

interface Waiting {
  messages: { message: unknown; from: Process }[];
}

const waiting = new WeakMap<UnixDatagramSocket, Waiting>();

/**
 * A service takes over a datagram socket that PID 1 has bound for it (socket activation): what has waited comes first. When
 * the service ends, messages wait again. Throws ENOENT, ECONNREFUSED, EACCES.
 */
export function takeDatagrams(p: Process, path: string, deliver: (message: unknown, from: Process) => void): void {
  const socket = unixDatagramAt(p, path);
  const backlog = waiting.get(socket);
  socket.deliver = deliver;
  for (const { message, from } of backlog?.messages.splice(0) ?? []) deliver(message, from);
  p.onExit(() => {
    if (backlog) socket.deliver = queueing(backlog);
  });
}

const queueing =
  (backlog: Waiting) =>
  (message: unknown, from: Process): void => {
    if (backlog.messages.length < BACKLOG) backlog.messages.push({ message, from });
  };

/** Opens the addresses of socket units in PID 1. */
export class Listening {
  constructor(private readonly manager: Manager) {}

  /** Gives how to close it, or what is wrong. */
  open(unit: SocketUnit, kind: string, address: string): (() => void) | string {
    const { p } = this.manager;
    if (kind === 'ListenNetlink' || kind === 'ListenSpecial') return () => undefined;
    if (!address.startsWith('/')) return 'mirrorpod: network sockets of socket units are not simulated';
    try {
      p.sys.mkdirp(address.slice(0, address.lastIndexOf('/')) || '/');
      if (p.sys.exists(address)) p.sys.unlink(address);
      const close = this.#bind(kind, address, unit.settings.socketMode);
      this.#mark(address);
      for (const link of unit.settings.symlinks) {
        this.manager.remove(link);
        p.sys.symlink(address, link);
      }
      return () => {
        close();
        this.manager.remove(address);
      };
    } catch (e) {
      if (isErrno(e)) return e.text;
      throw e;
    }
  }

  #bind(kind: string, address: string, mode: number): () => void {
    const { p } = this.manager;
    switch (kind) {
      case 'ListenFIFO':
        p.sys.mkfifo(address, mode);
        return () => undefined;
      case 'ListenDatagram': {
        const deliver = this.#journalReceiver(address);
        const backlog: Waiting = { messages: [] };
        const socket = bindUnixDatagram(p, address, mode, deliver ?? queueing(backlog));
        if (!deliver) waiting.set(socket, backlog);
        return () => socket.close();
      }
      default: {
        const listener = p.sys.net.listenUnix(address, mode);
        return () => listener.close();
      }
    }
  }

  /** The journal's own datagram sockets hand over to its inbox. */
  #journalReceiver(address: string): ((message: unknown, from: Process) => void) | undefined {
    const { inbox } = this.manager;
    if (address === '/run/systemd/journal/socket') {
      return (message, from) => inbox.deliver({ ...(message as Omit<JournalMessage, 'from'>), from: senderOf(from) });
    }
    if (address !== '/run/systemd/journal/dev-log') return undefined;
    return (message, from) => {
      const m = message as SyslogMessage;
      inbox.deliver({
        transport: 'syslog',
        from: senderOf(from),
        message: m.message,
        priority: m.priority,
        facility: m.facility,
        identifier: m.identifier,
        ...(m.pid !== undefined && { syslogPid: m.pid }),
      });
    };
  }

  #mark(address: string): void {
    const { p, inbox } = this.manager;
    if (address.startsWith('/run/systemd/journal/') && p.sys instanceof LinuxCalls) attachInbox(p.sys.place(address).inode, inbox);
  }
}
