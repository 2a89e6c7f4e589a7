import type { Step, Wait } from './step.ts';
import type { Micros } from './time.ts';

/** An endpoint: an IP address and a port, or a path of the file system for a UNIX socket. */
export type SocketAddress = { ip: string; port: number } | { path: string };

/**
 * What arrives at a connection: a message, the other side's orderly end, or a reset. A layer in between (TLS) that broke the
 * connection off says why in `error`.
 */
export type Incoming = { kind: 'message'; message: unknown } | { kind: 'end' } | { kind: 'reset'; error?: Error };

/**
 * A connected stream socket. What passes are messages, not bytes: an object crosses by reference and must not be changed
 * after it was sent. A program that really speaks bytes (nc) sends `Uint8Array`s.
 */
export interface Connection {
  readonly local: SocketAddress;
  readonly remote: SocketAddress;
  /** Sends; it arrives after the link's latency, in order. Throws EPIPE after an end, ECONNRESET after a reset. */
  send(message: unknown): void;
  /** Waits for the next thing to arrive. After `end` or `reset` it gives the same again. */
  readonly incoming: Wait<Incoming>;
  /** Puts a received message back, to be received next. */
  unread(message: unknown): void;
  /** Orderly end of both directions. */
  close(): void;
  /** Ends it so that the other side sees a reset. */
  abort(): void;
  readonly open: boolean;
  /** Identity of the process at the other end, for UNIX sockets (SO_PEERCRED). */
  readonly peer?: { pid: number; uid: number; gid: number };
}

export interface ListenOptions {
  /** Connections that may wait to be accepted, as listen(2) was told; Go asks for what the kernel allows. */
  backlog?: number;
  /** IPV6_V6ONLY: a socket that listens on `::` leaves IPv4 to another. */
  v6Only?: boolean;
}

/** A listening stream socket. */
export interface Listener {
  readonly local: SocketAddress;
  /** Waits for the next connection. */
  readonly accepted: Wait<Connection>;
  /** Takes a waiting connection without waiting. */
  tryAccept(): Connection | undefined;
  close(): void;
  readonly open: boolean;
}

export interface Datagram {
  from: { ip: string; port: number };
  message: unknown;
}

/** A UDP socket. */
export interface DatagramSocket {
  readonly local: { ip: string; port: number };
  /** Sends a datagram; it is lost where nobody listens. Throws ENETUNREACH. */
  sendTo(to: { ip: string; port: number }, message: unknown): void;
  readonly received: Wait<Datagram>;
  /** Waits for the news that nobody listens where the last datagram went (ICMP port unreachable). */
  readonly refused?: Wait<void>;
  close(): void;
}

/** The network as a process sees it: its network namespace. All of them throw Errno. */
export interface NetworkCalls {
  /** Listens on an address (`0.0.0.0` or `::` for all). Throws EADDRINUSE, EADDRNOTAVAIL, EACCES. */
  listen(ip: string, port: number, options?: ListenOptions): Listener;
  listenUnix(path: string, mode?: number): Listener;
  /** Connects. Throws ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, ETIMEDOUT (after `timeout`, or the kernel's own two minutes). */
  connect(ip: string, port: number, timeout?: Micros): Step<Connection>;
  /** Throws ENOENT, ECONNREFUSED, EACCES. */
  connectUnix(path: string): Step<Connection>;
  datagram(ip?: string, port?: number): DatagramSocket;
  /** Whether an address belongs to this namespace (loopback included). */
  isLocal(ip: string): boolean;
  /** The address that packets to a destination come from. */
  sourceFor?(ip: string): string;
  /** This machine's own addresses, loopback last. */
  addresses(): { device: string; ip: string; prefix: number }[];
}
