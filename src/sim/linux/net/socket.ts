import { Errno } from '../../kernel/errno.ts';
import { FileDescription, type OpenFile, type Stat } from '../../kernel/file.ts';
import { anonymousStat } from '../../kernel/pipe.ts';
import type { Connection, Datagram, DatagramSocket, Incoming, Listener, ListenOptions, SocketAddress } from '../../kernel/network.ts';
import type { Process } from '../../kernel/process.ts';
import { block, type Step, type Wait } from '../../kernel/step.ts';
import { Channel, WaitQueue } from '../../kernel/sync.ts';
import { EMPTY } from '../../kernel/text.ts';
import { MS, SECOND } from '../../kernel/time.ts';
import type { NetworkNamespace } from './namespace.ts';

function familyOf(address: SocketAddress): Socket['family'] {
  if ('path' in address) return 'unix';
  return address.ip.includes(':') ? 'inet6' : 'inet';
}

/** A socket as a process's descriptor: closing it, or the process's end, closes what stands behind. */
export abstract class Socket implements OpenFile {
  readonly kind = 'socket';
  readonly ino: number;
  readonly fd: number;
  abstract readonly local: SocketAddress;
  /** Its address family: a socket that listens on `::` takes IPv4 too, unless it said otherwise. */
  family: 'inet' | 'inet6' | 'unix' = 'inet';
  abstract readonly state: 'LISTEN' | 'ESTAB' | 'CLOSE-WAIT' | 'FIN-WAIT-2' | 'UNCONN' | 'CLOSED';

  constructor(
    readonly process: Process,
    readonly namespace: NetworkNamespace,
  ) {
    this.ino = process.kernel.anonymousInode();
    this.fd = process.fds.add(new FileDescription(this, true, true));
    namespace.sockets.add(this);
  }

  get name(): string {
    return `socket:[${this.ino}]`;
  }

  /** What ends with the socket. */
  protected abstract shut(): void;

  #closed = false;

  /** Closes the socket, from its descriptor or by the program: both go together. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.namespace.sockets.delete(this);
    this.shut();
    this.process.fds.close(this.fd);
  }

  *read(_p: Process, _max: number): Step<Uint8Array> {
    throw new Errno('ENOTCONN', 'read');
  }

  *write(_p: Process, _data: Uint8Array): Step<number> {
    throw new Errno('ENOTCONN', 'write');
  }

  stat(): Stat {
    return anonymousStat('socket', this.ino);
  }
}

/** One end of a connection before a process has taken it: what arrived meanwhile waits. */
export class Half {
  readonly inbox: Incoming[] = [];
  readonly arrived = new WaitQueue();
  ended = false;
  /** The end that sends to this one. */
  peer!: Half;
  socket: StreamSocket | undefined;
  /** When the last thing sent to this end arrives: the link keeps the order. */
  lastArrival = 0;
  /** Its own side has closed. */
  closed = false;

  constructor(
    readonly local: SocketAddress,
    readonly remote: SocketAddress,
    /** One way's latency towards this end, or `undefined` while the link is cut. */
    readonly latency: () => number | undefined,
  ) {}

  /** What was sent while the link was cut, in order: TCP sends it again until it gets through. */
  readonly #stalled: Incoming[] = [];

  deliver(process: Process, what: Incoming): void {
    const latency = this.#stalled.length > 0 ? undefined : this.latency();
    if (latency !== undefined) {
      this.#schedule(process, what, latency);
      return;
    }
    this.#stalled.push(what);
    if (this.#stalled.length === 1) this.#retransmit(process, 0);
  }

  /** Tries again after 200 ms, 400 ms, … two minutes; after fifteen times the sender is told (tcp_retries2). */
  #retransmit(process: Process, attempt: number): void {
    process.clock.after(Math.min(120 * SECOND, 200 * MS * 2 ** attempt), () => {
      const latency = this.latency();
      if (latency !== undefined) for (const what of this.#stalled.splice(0)) this.#schedule(process, what, latency);
      else if (attempt < 15) this.#retransmit(process, attempt + 1);
      else {
        this.#stalled.length = 0;
        if (!this.peer.ended) this.peer.inbox.push({ kind: 'reset' });
        this.peer.ended = true;
        this.peer.arrived.wakeAll();
      }
    });
  }

  #schedule(process: Process, what: Incoming, latency: number): void {
    const { clock } = process;
    this.lastArrival = Math.max(this.lastArrival, clock.now + latency);
    clock.at(this.lastArrival, () => {
      if (this.ended || this.closed) return;
      this.ended = what.kind !== 'message';
      this.inbox.push(what);
      this.arrived.wakeAll();
    });
  }
}

export class StreamSocket extends Socket implements Connection {
  readonly local: SocketAddress;
  readonly remote: SocketAddress;
  readonly peer?: { pid: number; uid: number; gid: number };

  constructor(
    process: Process,
    namespace: NetworkNamespace,
    private readonly half: Half,
    peer?: Process,
    family?: Socket['family'],
  ) {
    super(process, namespace);
    this.family = family ?? familyOf(half.local);
    half.socket = this;
    this.local = half.local;
    this.remote = half.remote;
    if (peer) this.peer = { pid: peer.pid, uid: peer.cred.uid, gid: peer.cred.gid };
  }

  /** The socket at the other end, where a process has taken it. */
  get other(): StreamSocket | undefined {
    return this.half.peer.socket;
  }

  /** Messages that have arrived and were not read, in bytes where they are bytes. */
  get unreadBytes(): number {
    return this.half.inbox.reduce((sum, i) => sum + (i.kind === 'message' && i.message instanceof Uint8Array ? i.message.length : 0), 0);
  }

  get state(): 'ESTAB' | 'CLOSE-WAIT' | 'FIN-WAIT-2' {
    if (this.half.closed) return 'FIN-WAIT-2';
    return this.half.ended ? 'CLOSE-WAIT' : 'ESTAB';
  }

  get open(): boolean {
    return !this.half.closed && !this.half.ended;
  }

  send(message: unknown): void {
    if (this.half.closed) throw new Errno('EPIPE', 'write');
    if (this.half.ended) throw new Errno(this.half.inbox.at(-1)?.kind === 'reset' ? 'ECONNRESET' : 'EPIPE', 'write');
    this.half.peer.deliver(this.process, { kind: 'message', message });
  }

  readonly incoming: Wait<Incoming> = (wake) => {
    const { half } = this;
    if (half.closed) {
      wake({ kind: 'end' });
      return undefined;
    }
    const first = half.inbox[0];
    if (first) {
      if (first.kind === 'message') half.inbox.shift();
      wake(first);
      return undefined;
    }
    return half.arrived.wait(() => this.incoming(wake));
  };

  unread(message: unknown): void {
    this.half.inbox.unshift({ kind: 'message', message });
  }

  abort(): void {
    if (!this.half.closed && !this.half.ended) this.half.peer.deliver(this.process, { kind: 'reset' });
    this.half.closed = true;
    this.close();
  }

  protected shut(): void {
    if (this.half.closed) return;
    this.half.closed = true;
    // data that nobody has read makes the end a reset (RFC 2525, 2.17)
    const unread = this.half.inbox.some((i) => i.kind === 'message');
    if (!this.half.ended) this.half.peer.deliver(this.process, { kind: unread ? 'reset' : 'end' });
    this.half.arrived.wakeAll();
  }

  override *read(_p: Process, max: number): Step<Uint8Array> {
    const got = yield* block(this.incoming);
    if (got.kind === 'reset') throw new Errno('ECONNRESET', 'read');
    if (got.kind === 'end' || !(got.message instanceof Uint8Array)) return EMPTY;
    if (got.message.length > max) this.unread(got.message.subarray(max));
    return got.message.subarray(0, max);
  }

  override *write(_p: Process, data: Uint8Array): Step<number> {
    this.send(data);
    return data.length;
  }
}

export class ListeningSocket extends Socket implements Listener {
  readonly #waiting = new Channel<{ half: Half; from: Process }>(4096);
  #closed = false;

  constructor(
    process: Process,
    namespace: NetworkNamespace,
    readonly local: SocketAddress,
    private readonly unlist: () => void,
    readonly options: ListenOptions = {},
  ) {
    super(process, namespace);
    this.family = familyOf(local);
  }

  get state(): 'LISTEN' | 'CLOSED' {
    return this.#closed ? 'CLOSED' : 'LISTEN';
  }

  get open(): boolean {
    return !this.#closed;
  }

  /** Connections that wait to be accepted. */
  get backlog(): number {
    return this.#waiting.length;
  }

  /** For `connect`: a new connection has arrived. */
  offer(half: Half, from: Process): void {
    this.#waiting.trySend({ half, from });
  }

  readonly accepted: Wait<Connection> = (wake) =>
    this.#waiting.received((received) => {
      if (received.ok) wake(this.#take(received.value));
    });

  tryAccept(): Connection | undefined {
    let connection: Connection | undefined;
    if (this.#waiting.length > 0) this.accepted((c) => (connection = c));
    return connection;
  }

  #take(offered: { half: Half; from: Process }): Connection {
    const unix = 'path' in this.local;
    return new StreamSocket(this.process, this.namespace, offered.half, unix ? offered.from : undefined, this.family);
  }

  protected shut(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.unlist();
    // who waited to be accepted is reset
    while (this.#waiting.length > 0) {
      this.#waiting.received((r) => r.ok && r.value.half.peer.deliver(this.process, { kind: 'reset' }));
    }
  }
}

export class UdpSocket extends Socket implements DatagramSocket {
  readonly state = 'UNCONN';
  readonly #received = new Channel<Datagram>(1024);
  readonly #refused = new WaitQueue();

  constructor(
    process: Process,
    namespace: NetworkNamespace,
    readonly local: { ip: string; port: number },
  ) {
    super(process, namespace);
    this.family = familyOf(local);
  }

  sendTo(to: { ip: string; port: number }, message: unknown): void {
    this.namespace.datagram(this, to, message);
  }

  deliver(datagram: Datagram): void {
    this.#received.trySend(datagram);
  }

  readonly refused: Wait<void> = this.#refused.wait;

  /** For the namespace: nobody was there. */
  notDelivered(): void {
    this.#refused.wakeAll();
  }

  readonly received: Wait<Datagram> = (wake) => this.#received.received((r) => r.ok && wake(r.value));

  protected shut(): void {
    // nothing to tell anybody
  }
}
