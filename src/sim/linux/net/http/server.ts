import type { Connection, Listener } from '../../../kernel/network.ts';
import type { Process } from '../../../kernel/process.ts';
import { block, type Step, type Wait } from '../../../kernel/step.ts';
import { Channel, Latch } from '../../../kernel/sync.ts';
import { Errno } from '../../../kernel/errno.ts';
import { bytes, text } from '../../../kernel/text.ts';
import { TlsError } from '../tls.ts';
import {
  bytesBody,
  DataMessage,
  EndMessage,
  GoAwayMessage,
  RequestMessage,
  ResetMessage,
  ResponseMessage,
  type Body,
  type Headers,
} from './messages.ts';

/** One request and the means to answer it. */
export class Exchange {
  /** Opens when the client gives the request up, or its connection ends. */
  readonly cancelled = new Latch();
  /** What the client goes on sending on this stream; closed at its end. */
  readonly incoming = new Channel<Body>(65_536);
  #state: 'waiting' | 'streaming' | 'done' = 'waiting';

  constructor(
    readonly request: RequestMessage,
    /** The connection it came on; a `TlsConnection` knows its peer's certificates. */
    readonly connection: Connection,
    private readonly finished: () => void,
  ) {}

  get answered(): boolean {
    return this.#state !== 'waiting';
  }

  get path(): string {
    return this.request.target.split('?')[0]!;
  }

  get query(): URLSearchParams {
    const at = this.request.target.indexOf('?');
    return new URLSearchParams(at < 0 ? '' : this.request.target.slice(at + 1));
  }

  #send(message: unknown): boolean {
    if (this.cancelled.set || !this.connection.open) return false;
    try {
      this.connection.send(message);
      return true;
    } catch (e) {
      if (e instanceof Errno) return false;
      throw e;
    }
  }

  /** Answers whole. A second answer is ignored, as a real server only logs it. */
  respond(status: number, headers: Headers, body?: Body | string): void {
    if (this.#state !== 'waiting') return;
    this.#state = 'done';
    this.#send(new ResponseMessage(this.request.stream, status, headers, typeof body === 'string' ? bytesBody(body) : body, false));
    this.finished();
  }

  /** Begins a streamed answer. */
  begin(status: number, headers: Headers): void {
    if (this.#state !== 'waiting') return;
    this.#state = 'streaming';
    this.#send(new ResponseMessage(this.request.stream, status, headers, undefined, true));
  }

  /** Sends a piece of a streamed answer; false where nobody receives it any more. */
  send(body: Body | string): boolean {
    return (
      this.#state === 'streaming' && this.#send(new DataMessage(this.request.stream, typeof body === 'string' ? bytesBody(body) : body))
    );
  }

  end(trailers: Headers = {}): void {
    if (this.#state !== 'streaming') return;
    this.#state = 'done';
    this.#send(new EndMessage(this.request.stream, trailers));
    this.finished();
  }

  /** Breaks a streamed answer off: the client sees an unexpected end. */
  abort(): void {
    if (this.#state === 'done') return;
    this.#state = 'done';
    this.#send(new ResetMessage(this.request.stream));
    this.finished();
  }
}

export interface ServerOptions {
  /**
   * Makes a fresh connection a secure one (a TLS handshake), or throws what failed. Without it the server speaks plain HTTP.
   */
  secure?: (p: Process, connection: Connection) => Step<Connection>;
  /** Told when `secure` failed; for the server's log. */
  onHandshakeError?: (error: unknown, connection: Connection) => void;
  handler: (exchange: Exchange) => Step;
}

/** An HTTP server of a process: accepts on listeners, one thread a connection and one a request. */
export class HttpServer {
  readonly #connections = new Set<ServedConnection>();
  readonly #listeners = new Set<Listener>();
  #draining = false;

  constructor(
    readonly p: Process,
    readonly options: ServerOptions,
  ) {}

  /** Serves a listener in a thread of its own. */
  serve(listener: Listener): void {
    this.#listeners.add(listener);
    this.p.thread('accept', this.#accept(listener));
  }

  /** Exchanges that are being worked on. */
  get active(): number {
    let n = 0;
    for (const c of this.#connections) n += c.exchanges.size;
    return n;
  }

  *#accept(listener: Listener): Step {
    while (listener.open) {
      const connection = yield* block(listener.accepted);
      this.p.thread('connection', this.#connection(connection));
    }
  }

  *#connection(raw: Connection): Step {
    let connection = raw;
    if (this.options.secure) {
      try {
        connection = yield* this.options.secure(this.p, raw);
      } catch (e) {
        const error = answerPlainHttp(e, raw);
        this.options.onHandshakeError?.(error, raw);
        raw.close();
        return;
      }
    }
    const served = new ServedConnection(this, connection);
    this.#connections.add(served);
    if (this.#draining) served.goAway();
    yield* served.loop();
    this.#connections.delete(served);
  }

  /** Takes no new connections. */
  closeListeners(): void {
    for (const listener of this.#listeners) listener.close();
    this.#listeners.clear();
  }

  /**
   * Go's http.Server.Shutdown: no new connections or requests; connections end as they become idle. Streams that go on (watches)
   * hold theirs open.
   */
  drain(): void {
    this.#draining = true;
    this.closeListeners();
    for (const c of this.#connections) c.goAway();
  }

  /** Waits until all exchanges have ended. */
  *idle(): Step {
    while (this.active > 0) yield* this.p.sleep(50_000);
  }

  /** Breaks all connections off (http.Server.Close). */
  close(): void {
    this.closeListeners();
    for (const c of this.#connections) c.connection.close();
  }
}

const HTTPS_ONLY = 'Client sent an HTTP request to an HTTPS server.\n';

/**
 * net/http's courtesy to a client that speaks plain HTTP to a secure port: an answer in plain HTTP. Gives the error as the server
 * logs it.
 */
function answerPlainHttp(error: unknown, raw: Connection): unknown {
  if (!(error instanceof TlsError) || error.failure.kind !== 'not-tls') return error;
  const { plaintext } = error.failure;
  if (plaintext instanceof RequestMessage) raw.send(new ResponseMessage(plaintext.stream, 400, {}, bytesBody(HTTPS_ONLY), false));
  else if (plaintext instanceof Uint8Array && /^(GET \/|HEAD |POST |PUT \/|OPTIO)/.test(text(plaintext)))
    raw.send(bytes(`HTTP/1.0 400 Bad Request\r\n\r\n${HTTPS_ONLY}`));
  else return error;
  return new Error('client sent an HTTP request to an HTTPS server');
}

class ServedConnection {
  readonly exchanges = new Map<number, Exchange>();
  #goingAway = false;

  constructor(
    private readonly server: HttpServer,
    readonly connection: Connection,
  ) {}

  goAway(): void {
    if (this.#goingAway) return;
    this.#goingAway = true;
    if (this.connection.open) this.connection.send(new GoAwayMessage());
    this.#closeIfIdle();
  }

  #closeIfIdle(): void {
    if (this.#goingAway && this.exchanges.size === 0 && this.connection.open) this.connection.close();
  }

  *loop(): Step {
    const incoming = this.connection.incoming as Wait<{ kind: string; message?: unknown }>;
    for (;;) {
      const got = yield* block(incoming);
      if (got.kind !== 'message') break;
      this.#take(got.message);
    }
    for (const exchange of this.exchanges.values()) {
      exchange.cancelled.open();
      exchange.incoming.close();
    }
    this.exchanges.clear();
    this.connection.close();
  }

  #take(message: unknown): void {
    if (message instanceof RequestMessage) {
      if (this.#goingAway) {
        this.connection.send(new ResetMessage(message.stream));
        return;
      }
      const exchange = new Exchange(message, this.connection, () => {
        this.exchanges.delete(message.stream);
        this.#closeIfIdle();
      });
      this.exchanges.set(message.stream, exchange);
      if (!message.open) exchange.incoming.close();
      this.server.p.thread('request', this.server.options.handler(exchange));
    } else if (message instanceof DataMessage) this.exchanges.get(message.stream)?.incoming.trySend(message.body);
    else if (message instanceof EndMessage) this.exchanges.get(message.stream)?.incoming.close();
    else if (message instanceof ResetMessage) {
      const exchange = this.exchanges.get(message.stream);
      exchange?.cancelled.open();
      exchange?.incoming.close();
      this.exchanges.delete(message.stream);
      this.#closeIfIdle();
    }
    // anything else is not HTTP: a real server answers 400 and hangs up
    else {
      this.connection.send(
        new ResponseMessage(
          0,
          400,
          { 'content-type': 'text/plain; charset=utf-8', connection: 'close' },
          bytesBody('400 Bad Request'),
          false,
        ),
      );
      this.connection.close();
    }
  }
}
