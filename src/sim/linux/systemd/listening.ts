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

/** What has come for a service that does not run, and whom to tell that something has. */
interface Waiting {
  messages: { message: unknown; from: Process }[];
  traffic: () => void;
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
    backlog.traffic();
  };

/** An address that is listened on. */
export interface Opened {
  close(): void;
  /** Whether something has come that nobody has taken. */
  waiting(): boolean;
}

const IDLE = { close: (): void => undefined, waiting: (): boolean => false };

/** Opens the addresses of socket units in PID 1. */
export class Listening {
  constructor(private readonly manager: Manager) {}

  /** Opens an address; `traffic` is told when something comes that nobody takes. Gives what is wrong where it cannot be. */
  open(unit: SocketUnit, kind: string, address: string, traffic: () => void): Opened | string {
    const { p } = this.manager;
    if (kind === 'ListenNetlink' || kind === 'ListenSpecial') return IDLE;
    if (!address.startsWith('/')) return 'mirrorpod: network sockets of socket units are not simulated';
    try {
      p.sys.mkdirp(address.slice(0, address.lastIndexOf('/')) || '/');
      if (p.sys.exists(address)) p.sys.unlink(address);
      const opened = this.#bind(kind, address, unit.settings.socketMode, traffic);
      this.#mark(address, traffic);
      for (const link of unit.settings.symlinks) {
        this.manager.remove(link);
        p.sys.symlink(address, link);
      }
      return {
        ...opened,
        close: () => {
          opened.close();
          this.manager.remove(address);
        },
      };
    } catch (e) {
      if (isErrno(e)) return e.text;
      throw e;
    }
  }

  #bind(kind: string, address: string, mode: number, traffic: () => void): Opened {
    const { p, inbox } = this.manager;
    switch (kind) {
      case 'ListenFIFO':
        p.sys.mkfifo(address, mode);
        return IDLE;
      case 'ListenDatagram': {
        const deliver = this.#journalReceiver(address);
        const backlog: Waiting = { messages: [], traffic };
        const socket = bindUnixDatagram(p, address, mode, deliver ?? queueing(backlog));
        if (!deliver) waiting.set(socket, backlog);
        return { close: () => socket.close(), waiting: () => (deliver ? inbox.waiting : backlog.messages.length > 0) };
      }
      default: {
        const listener = p.sys.net.listenUnix(address, mode);
        return { ...IDLE, close: () => listener.close() };
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

  /** Streams of services find the journal by their socket; what comes while journald is away starts it. */
  #mark(address: string, traffic: () => void): void {
    const { p, inbox } = this.manager;
    if (!address.startsWith('/run/systemd/journal/') || !(p.sys instanceof LinuxCalls)) return;
    if (address === '/run/systemd/journal/syslog') return;
    attachInbox(p.sys.place(address).inode, inbox);
    inbox.onWaiting = traffic;
  }
}
