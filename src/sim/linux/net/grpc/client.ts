import { Errno, goStrerror } from '../../../kernel/errno.ts';
import type { Connection } from '../../../kernel/network.ts';
import type { Process } from '../../../kernel/process.ts';
import { block, race, sleeping, type Step, type Waits } from '../../../kernel/step.ts';
import { Channel, Latch, WaitQueue, type Received } from '../../../kernel/sync.ts';
import { SECOND, type Micros } from '../../../kernel/time.ts';
import { CallMessage, CancelMessage, GrpcError, ReplyMessage, RequestMore, StatusMessage } from './grpc.ts';

export interface ClientOptions {
  /** `unix:///run/x.sock`, or `host:port`. */
  target: string;
  secure?: (p: Process, connection: Connection) => Step<Connection>;
  resolve?: (p: Process, host: string) => Step<string[]>;
  /** Longest pause between attempts to connect. */
  maxBackoff?: Micros;
}

export interface CallOptions {
  deadline?: Micros;
  /** Waits for a connection instead of failing at once while there is none (grpc.WaitForReady). */
  waitForReady?: boolean;
  cancel?: Latch<unknown>;
}

/** A streaming call on the client's side. */
export class Stream {
  readonly replies = new Channel<unknown>(1_000_000);
  readonly ended = new Latch<GrpcError | undefined>();

  constructor(
    readonly id: number,
    private readonly connection: Connection,
    private readonly forget: () => void,
  ) {}

  /** The next reply; `undefined` at the orderly end. Throws GrpcError. */
  *next(): Step<unknown> {
    const won = yield* block(race({ reply: this.replies.received, ended: this.ended.opened }));
    if (won.key === 'reply') return (won.value as Received<unknown>).value;
    if (won.value) throw won.value;
    return undefined;
  }

  send(request: unknown): void {
    if (this.connection.open) this.connection.send(new RequestMore(this.id, request));
  }

  cancel(): void {
    this.forget();
    if (this.connection.open) this.connection.send(new CancelMessage(this.id));
    this.ended.open(new GrpcError('Canceled', 'context canceled'));
  }
}

type State =
  | { name: 'idle' }
  | { name: 'connecting' }
  | { name: 'ready'; connection: Connection; streams: Map<number, Stream> }
  | { name: 'transient-failure'; error: string };

/**
 * grpc-go's ClientConn with one address: connects when first used, and again with backoff after a failure; meanwhile calls fail
 * at once with the last connection error, unless they wait for it.
 */
export class GrpcClient {
  #state: State = { name: 'idle' };
  readonly #changed = new WaitQueue();
  #nextId = 1;
  #backoff = SECOND;
  #closed = false;

  constructor(
    readonly p: Process,
    readonly options: ClientOptions,
  ) {}

  get connected(): boolean {
    return this.#state.name === 'ready';
  }

  /** Why there is no connection, after a failed attempt. */
  get lastError(): string | undefined {
    return this.#state.name === 'transient-failure' ? this.#state.error : undefined;
  }

  close(): void {
    this.#closed = true;
    if (this.#state.name === 'ready') this.#state.connection.close();
  }

  /** A unary call. Throws GrpcError. */
  *call<R>(method: string, request: unknown, options: CallOptions = {}): Step<R> {
    const stream = yield* this.#begin(method, request, options);
    const waits: Waits = { reply: stream.replies.received, ended: stream.ended.opened };
    if (options.deadline !== undefined) waits['timeout'] = sleeping(this.p.clock, Math.max(0, options.deadline - this.p.clock.now));
    if (options.cancel) waits['cancel'] = options.cancel.opened;
    const won = yield* block(race(waits));
    switch (won.key) {
      case 'reply': {
        const received = won.value as Received<unknown>;
        if (received.ok) return received.value as R;
        const status = yield* block(stream.ended.opened);
        throw status ?? new GrpcError('Internal', 'cardinality violation: received no response message from non-server-streaming RPC');
      }
      case 'ended':
        throw won.value ?? new GrpcError('Internal', 'cardinality violation: received no response message from non-server-streaming RPC');
      default:
        stream.cancel();
        throw won.key === 'timeout'
          ? new GrpcError('DeadlineExceeded', 'context deadline exceeded')
          : new GrpcError('Canceled', 'context canceled');
    }
  }

  /** A streaming call. Throws GrpcError where it cannot begin. */
  *stream(method: string, request: unknown, options: CallOptions = {}): Step<Stream> {
    return yield* this.#begin(method, request, options);
  }

  *#begin(method: string, request: unknown, options: CallOptions): Step<Stream> {
    const { connection, streams } = yield* this.#ready(options);
    const id = this.#nextId++;
    const stream = new Stream(id, connection, () => streams.delete(id));
    streams.set(id, stream);
    connection.send(new CallMessage(id, method, request));
    return stream;
  }

  *#ready(options: CallOptions): Step<{ connection: Connection; streams: Map<number, Stream> }> {
    for (;;) {
      const state = this.#state;
      if (state.name === 'ready' && state.connection.open) return state;
      if (this.#closed) throw new GrpcError('Canceled', 'grpc: the client connection is closing');
      if (state.name === 'idle') this.#connect();
      if (state.name === 'transient-failure' && !options.waitForReady)
        throw new GrpcError('Unavailable', `connection error: desc = ${JSON.stringify(state.error)}`);
      const waits: Waits = { changed: this.#changed.wait };
      if (options.deadline !== undefined) waits['timeout'] = sleeping(this.p.clock, Math.max(0, options.deadline - this.p.clock.now));
      if (options.cancel) waits['cancel'] = options.cancel.opened;
      const won = yield* block(race(waits));
      if (won.key === 'changed') continue;
      if (won.key === 'cancel') throw new GrpcError('Canceled', 'context canceled');
      const now = this.#state as State;
      throw new GrpcError(
        'DeadlineExceeded',
        now.name === 'transient-failure'
          ? `latest balancer error: connection error: desc = ${JSON.stringify(now.error)}`
          : 'context deadline exceeded while waiting for connections to become ready',
      );
    }
  }

  #become(state: State): void {
    this.#state = state;
    this.#changed.wakeAll();
  }

  #connect(): void {
    this.#become({ name: 'connecting' });
    const client = this;
    this.p.thread(
      'grpc',
      (function* (): Step {
        let connection: Connection;
        try {
          connection = yield* client.#dial();
        } catch (e) {
          const reason = e instanceof Error ? e.message : String(e);
          client.#become({ name: 'transient-failure', error: reason });
          yield* client.p.sleep(client.#backoff);
          client.#backoff = Math.min(client.#backoff * 1.6, client.options.maxBackoff ?? 120 * SECOND);
          if (!client.#closed) client.#connect();
          return;
        }
        client.#backoff = SECOND;
        const streams = new Map<number, Stream>();
        client.#become({ name: 'ready', connection, streams });
        yield* client.#read(connection, streams);
        client.#become({ name: 'idle' });
      })(),
    );
  }

  *#dial(): Step<Connection> {
    const { p, options } = this;
    const unix = /^unix:(?:\/\/)?(\/.*)$/.exec(options.target);
    let raw: Connection;
    if (unix) {
      try {
        raw = yield* p.sys.net.connectUnix(unix[1]!);
      } catch (e) {
        if (!(e instanceof Errno)) throw e;
        throw new Error(`transport: Error while dialing: dial unix ${unix[1]}: connect: ${goStrerror(e.code)}`);
      }
    } else {
      const at = options.target.lastIndexOf(':');
      const host = options.target.slice(0, at).replace(/^\[|\]$/g, '');
      const port = Number(options.target.slice(at + 1));
      let ip = host;
      try {
        if (options.resolve) ip = (yield* options.resolve(p, host))[0] ?? host;
        raw = yield* p.sys.net.connect(ip, port, 20 * SECOND);
      } catch (e) {
        if (!(e instanceof Error)) throw e;
        const why = e instanceof Errno ? (e.code === 'ETIMEDOUT' ? 'i/o timeout' : `connect: ${goStrerror(e.code)}`) : e.message;
        throw new Error(`transport: Error while dialing: dial tcp ${e instanceof Errno ? `${ip}:${port}: ` : ''}${why}`);
      }
    }
    if (!options.secure) return raw;
    try {
      return yield* options.secure(p, raw);
    } catch (e) {
      raw.close();
      throw new Error(`transport: authentication handshake failed: ${e instanceof Error ? e.message : String(e)}`);
    }
  }

  *#read(connection: Connection, streams: Map<number, Stream>): Step {
    for (;;) {
      const got = yield* block(connection.incoming);
      if (got.kind !== 'message') {
        const why = `error reading from server: ${got.kind === 'end' ? 'EOF' : (got.error?.message ?? 'connection reset by peer')}`;
        for (const stream of streams.values()) stream.ended.open(new GrpcError('Unavailable', why));
        streams.clear();
        connection.close();
        return;
      }
      const { message } = got;
      if (message instanceof ReplyMessage) streams.get(message.id)?.replies.trySend(message.reply);
      else if (message instanceof StatusMessage) {
        const stream = streams.get(message.id);
        streams.delete(message.id);
        stream?.ended.open(message.code === 'OK' ? undefined : new GrpcError(message.code, message.desc));
        stream?.replies.close();
      } else {
        // the other side does not speak gRPC (a plain HTTP server, say)
        for (const stream of streams.values())
          stream.ended.open(
            new GrpcError(
              'Unavailable',
              'connection error: desc = "error reading server preface: http2: failed reading the frame payload: http2: frame too large"',
            ),
          );
        streams.clear();
        connection.close();
        return;
      }
    }
  }
}
