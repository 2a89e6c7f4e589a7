import { Errno, goStrerror } from '../../../kernel/errno.ts';
import type { Connection, SocketAddress } from '../../../kernel/network.ts';
import type { Process } from '../../../kernel/process.ts';
import { block, race, sleeping, type Step, type Wait, type Waits } from '../../../kernel/step.ts';
import { Channel, Latch, type Received } from '../../../kernel/sync.ts';
import { SECOND, type Micros } from '../../../kernel/time.ts';
import { joinHostPort } from '../address.ts';
import { TlsError } from '../tls.ts';
import {
  DataMessage,
  EndMessage,
  GoAwayMessage,
  RequestMessage,
  ResetMessage,
  ResponseMessage,
  type Body,
  type Headers,
} from './messages.ts';

/** Why a request got no answer; `message` is Go's text without the `Get "url": ` that net/url puts before it. */
export class TransportError extends Error {
  constructor(
    readonly kind: 'dial' | 'handshake' | 'ended' | 'reset' | 'timeout' | 'cancelled' | 'protocol',
    message: string,
    override readonly cause?: unknown,
  ) {
    super(message);
    this.name = 'TransportError';
  }

  /** connect(2) was refused. */
  get refused(): boolean {
    return this.cause instanceof Errno && this.cause.code === 'ECONNREFUSED';
  }
}

/** Where a request goes. */
export interface Origin {
  secure: boolean;
  host: string;
  port: number;
}

export interface TransportOptions {
  /** Makes a connection to an origin a secure one (a TLS handshake); used where `origin.secure`. Throws an Error with Go's text. */
  secure?: (p: Process, connection: Connection, origin: Origin) => Step<Connection>;
  /** Addresses of a host name; an address is given back as it is. Throws an Error with Go's text (`lookup x on …: no such host`). */
  resolve: (p: Process, host: string) => Step<string[]>;
  dialTimeout?: Micros;
  handshakeTimeout?: Micros;
  protocol?: 'HTTP/1.1' | 'HTTP/2.0';
  /** A UNIX socket to speak to instead of the origin's address. */
  unixSocket?: string;
}

export interface RequestOptions {
  method: string;
  target: string;
  headers?: Headers;
  body?: Body;
  /** Goes on sending on the stream after the request. */
  open?: boolean;
  /** The whole exchange must be over, or a stream begun, by then (a context's deadline). */
  deadline?: Micros;
  /** http.Client.Timeout: like a deadline, with another text. */
  clientTimeout?: Micros;
  cancel?: Latch<unknown>;
}

/** An answer: whole, or with a stream of further pieces. */
export class Response {
  /** Pieces of a streamed body; closed at its orderly end. */
  readonly pieces = new Channel<Body>(1_000_000);
  /** Opens when the stream breaks off, with the reason. */
  readonly broken = new Latch<TransportError>();
  trailers: Headers = {};

  constructor(
    readonly status: number,
    readonly headers: Headers,
    readonly body: Body | undefined,
    readonly streaming: boolean,
    private readonly stream: ClientStream,
  ) {}

  /** The next piece: `undefined` at the end of the stream. Throws TransportError where it broke off. */
  *next(): Step<Body | undefined> {
    const won = yield* block(race({ piece: this.pieces.received, broken: this.broken.opened }));
    if (won.key === 'broken') throw won.value;
    return (won.value as Received<Body>).value;
  }

  /** The wait for the next piece or the end, for use in a race. */
  readonly upcoming: Wait<{ piece?: Body; error?: TransportError }> = (wake) =>
    race({ piece: this.pieces.received, broken: this.broken.opened } as Waits)((won) => {
      if (won.key === 'broken') wake({ error: won.value as TransportError });
      else wake({ piece: (won.value as Received<Body>).value });
    });

  /** Sends on the stream, where the request was left open. */
  send(body: Body): void {
    this.stream.connection.send(new DataMessage(this.stream.id, body));
  }

  endSending(): void {
    this.stream.connection.send(new EndMessage(this.stream.id));
  }

  /** Gives the stream up. */
  cancel(): void {
    this.stream.cancel();
  }
}

class ClientStream {
  readonly answered = new Latch<Response | TransportError>();
  response: Response | undefined;
  done = false;

  constructor(
    readonly id: number,
    readonly connection: Connection,
    private readonly owner: PooledConnection,
  ) {}

  fail(error: TransportError): void {
    this.done = true;
    if (this.response) this.response.broken.open(error);
    else this.answered.open(error);
  }

  cancel(): void {
    if (this.done) return;
    this.done = true;
    this.owner.forget(this);
    if (this.connection.open) this.connection.send(new ResetMessage(this.id));
    this.response?.pieces.close();
  }
}

/** A connection that several requests share. */
class PooledConnection {
  readonly #streams = new Map<number, ClientStream>();
  #next = 1;
  usable = true;

  constructor(
    readonly connection: Connection,
    private readonly gone: () => void,
  ) {}

  get streams(): number {
    return this.#streams.size;
  }

  begin(request: RequestOptions, protocol: 'HTTP/1.1' | 'HTTP/2.0'): ClientStream {
    const stream = new ClientStream(this.#next, this.connection, this);
    this.#next += 2;
    this.#streams.set(stream.id, stream);
    this.connection.send(
      new RequestMessage(stream.id, request.method, request.target, request.headers ?? {}, request.body, request.open ?? false, protocol),
    );
    return stream;
  }

  forget(stream: ClientStream): void {
    this.#streams.delete(stream.id);
  }

  /** Reads the connection for all its streams, until it ends. */
  *loop(): Step {
    for (;;) {
      const got = yield* block(this.connection.incoming);
      if (got.kind === 'message') this.#take(got.message);
      else {
        this.usable = false;
        const error =
          got.kind === 'reset'
            ? got.error
              ? new TransportError('handshake', got.error.message, got.error)
              : new TransportError('reset', `${readTcp(this.connection)}: read: connection reset by peer`)
            : new TransportError(
                'ended',
                this.#streams.size > 0 && [...this.#streams.values()].some((s) => s.response) ? 'unexpected EOF' : 'EOF',
              );
        for (const stream of this.#streams.values()) stream.fail(error);
        this.#streams.clear();
        this.gone();
        this.connection.close();
        return;
      }
    }
  }

  /** The answer to a message that names no stream of ours: a server that does not speak HTTP, or hangs up with a 400. */
  #take(message: unknown): void {
    if (message instanceof ResponseMessage) {
      const stream = this.#streams.get(message.stream) ?? (message.stream === 0 ? [...this.#streams.values()][0] : undefined);
      if (!stream) return;
      const response = new Response(message.status, message.headers, message.body, message.open, stream);
      stream.response = response;
      if (!message.open) {
        stream.done = true;
        response.pieces.close();
        this.#streams.delete(stream.id);
      }
      stream.answered.open(response);
    } else if (message instanceof DataMessage) this.#streams.get(message.stream)?.response?.pieces.trySend(message.body);
    else if (message instanceof EndMessage) {
      const stream = this.#streams.get(message.stream);
      if (!stream) return;
      stream.done = true;
      if (stream.response) {
        stream.response.trailers = message.trailers;
        stream.response.pieces.close();
      }
      this.#streams.delete(stream.id);
    } else if (message instanceof ResetMessage) {
      const stream = this.#streams.get(message.stream);
      this.#streams.delete(message.stream);
      stream?.fail(new TransportError('reset', `stream error: stream ID ${message.stream}; INTERNAL_ERROR; received from peer`));
    } else if (message instanceof GoAwayMessage) {
      this.usable = false;
      this.gone();
      if (this.#streams.size === 0) this.connection.close();
    } else {
      for (const stream of this.#streams.values()) {
        stream.fail(new TransportError('protocol', 'net/http: HTTP/1.x transport connection broken: malformed HTTP response'));
      }
      this.#streams.clear();
    }
  }
}

const port = (a: SocketAddress): string => ('ip' in a ? joinHostPort(a.ip, a.port) : a.path);

/** `read tcp 172.30.1.2:40842->172.30.1.2:6443`, as Go's net.OpError says it. */
export function readTcp(connection: Connection): string {
  return `read tcp ${port(connection.local)}->${port(connection.remote)}`;
}

/** Go's http.Transport: dials, shares connections, keeps them for later. */
export class Transport {
  readonly #pool = new Map<string, PooledConnection>();

  constructor(
    readonly p: Process,
    readonly options: TransportOptions,
  ) {}

  /**
   * Sends a request and waits for the head of its answer (all of it, unless it is streamed). Throws TransportError.
   */
  *roundTrip(origin: Origin, request: RequestOptions): Step<Response> {
    const { clock } = this.p;
    const limit = Math.min(
      request.deadline ?? Infinity,
      request.clientTimeout === undefined ? Infinity : clock.now + request.clientTimeout,
    );
    const giveUp = (): TransportError => {
      const client = request.clientTimeout !== undefined && (request.deadline === undefined || limit < request.deadline);
      return new TransportError(
        'timeout',
        client ? 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)' : 'context deadline exceeded',
      );
    };
    for (let attempt = 0; ; attempt++) {
      const pooled = yield* this.#connection(origin, limit, request, giveUp);
      let stream: ClientStream;
      try {
        stream = pooled.begin(request, this.options.protocol ?? 'HTTP/2.0');
      } catch (e) {
        // the kept connection had ended without our noticing yet: a request that was not sent is sent again
        if (e instanceof Errno && attempt === 0) continue;
        throw new TransportError('ended', 'EOF', e);
      }
      const waits: Waits = { answer: stream.answered.opened };
      if (limit !== Infinity) waits['timeout'] = sleeping(clock, Math.max(0, limit - clock.now));
      if (request.cancel) waits['cancel'] = request.cancel.opened;
      const won = yield* block(race(waits));
      if (won.key === 'answer') {
        if (won.value instanceof TransportError) throw won.value;
        return won.value as Response;
      }
      stream.cancel();
      throw won.key === 'timeout' ? giveUp() : new TransportError('cancelled', 'context canceled');
    }
  }

  /** Closes connections that carry nothing. */
  closeIdle(): void {
    for (const [key, pooled] of this.#pool) {
      if (pooled.streams > 0) continue;
      this.#pool.delete(key);
      pooled.connection.close();
    }
  }

  *#connection(origin: Origin, limit: Micros, request: RequestOptions, giveUp: () => TransportError): Step<PooledConnection> {
    const key = `${origin.secure}|${origin.host}|${origin.port}`;
    const kept = this.#pool.get(key);
    if (kept?.usable && kept.connection.open) return kept;
    const opened = new Latch<{ connection?: Connection; error?: unknown }>();
    const dialing = this.#dial(origin);
    this.p.thread(
      'dial',
      (function* (): Step {
        try {
          opened.open({ connection: yield* dialing });
        } catch (error) {
          opened.open({ error });
        }
      })(),
    );
    const waits: Waits = { opened: opened.opened };
    if (limit !== Infinity) waits['timeout'] = sleeping(this.p.clock, Math.max(0, limit - this.p.clock.now));
    if (request.cancel) waits['cancel'] = request.cancel.opened;
    const won = yield* block(race(waits));
    if (won.key === 'timeout') throw giveUp();
    if (won.key === 'cancel') throw new TransportError('cancelled', 'context canceled');
    const { connection, error } = won.value as { connection?: Connection; error?: unknown };
    if (!connection) throw error;
    const pooled = new PooledConnection(connection, () => {
      if (this.#pool.get(key) === pooled) this.#pool.delete(key);
    });
    this.#pool.set(key, pooled);
    this.p.thread('connection', pooled.loop());
    return pooled;
  }

  *#dial(origin: Origin): Step<Connection> {
    const { p, options } = this;
    if (options.unixSocket !== undefined) {
      try {
        return yield* p.sys.net.connectUnix(options.unixSocket);
      } catch (e) {
        if (!(e instanceof Errno)) throw e;
        throw new TransportError('dial', `dial unix ${options.unixSocket}: connect: ${goStrerror(e.code)}`, e);
      }
    }
    let addresses: string[];
    try {
      addresses = yield* options.resolve(p, origin.host);
    } catch (e) {
      throw new TransportError('dial', `dial tcp: ${e instanceof Error ? e.message : String(e)}`, e);
    }
    let failure: TransportError | undefined;
    for (const ip of addresses) {
      let raw: Connection;
      try {
        raw = yield* p.sys.net.connect(ip, origin.port, options.dialTimeout ?? 30 * SECOND);
      } catch (e) {
        if (!(e instanceof Errno)) throw e;
        const why =
          e.code === 'ETIMEDOUT' && (options.dialTimeout ?? 30 * SECOND) < 127 * SECOND ? 'i/o timeout' : `connect: ${goStrerror(e.code)}`;
        failure ??= new TransportError('dial', `dial tcp ${joinHostPort(ip, origin.port)}: ${why}`, e);
        continue;
      }
      return origin.secure && options.secure ? yield* this.#handshake(raw, origin) : raw;
    }
    throw failure ?? new TransportError('dial', `dial tcp: lookup ${origin.host}: no such host`);
  }

  *#handshake(raw: Connection, origin: Origin): Step<Connection> {
    const { p, options } = this;
    const done = new Latch<{ connection?: Connection; error?: unknown }>();
    const secure = options.secure!;
    p.thread(
      'handshake',
      (function* (): Step {
        try {
          done.open({ connection: yield* secure(p, raw, origin) });
        } catch (error) {
          done.open({ error });
        }
      })(),
    );
    const won = yield* block(race({ done: done.opened, timeout: sleeping(p.clock, options.handshakeTimeout ?? 10 * SECOND) }));
    if (won.key === 'timeout') {
      raw.close();
      throw new TransportError('handshake', 'net/http: TLS handshake timeout');
    }
    const { connection, error } = won.value as { connection?: Connection; error?: unknown };
    if (connection) return connection;
    raw.close();
    if (error instanceof TlsError && error.failure.kind === 'not-tls' && error.failure.plaintext instanceof ResponseMessage)
      throw new TransportError('handshake', 'http: server gave HTTP response to HTTPS client', error);
    throw new TransportError('handshake', error instanceof Error ? error.message : String(error), error);
  }
}
