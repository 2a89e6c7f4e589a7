import { Errno } from '../../../kernel/errno.ts';
import type { Connection, Listener } from '../../../kernel/network.ts';
import type { Process } from '../../../kernel/process.ts';
import { block, type Step } from '../../../kernel/step.ts';
import { Channel, Latch } from '../../../kernel/sync.ts';
import { CallMessage, CancelMessage, GrpcError, ReplyMessage, RequestMore, StatusMessage, type Code } from './grpc.ts';

/** One call on the server's side. */
export class Call {
  /** Opens when the client gives it up, or its connection ends. */
  readonly cancelled = new Latch();
  /** Further requests of a streaming client. */
  readonly requests = new Channel<unknown>(65_536);
  #done = false;

  constructor(
    readonly id: number,
    readonly method: string,
    readonly request: unknown,
    readonly connection: Connection,
  ) {}

  /** Sends a reply; several in a streaming call. */
  reply(message: unknown): void {
    if (!this.#done && this.connection.open) this.connection.send(new ReplyMessage(this.id, message));
  }

  finish(code: Code, desc = ''): void {
    if (this.#done) return;
    this.#done = true;
    if (this.connection.open) this.connection.send(new StatusMessage(this.id, code, desc));
  }
}

/** A method: gives the reply of a unary call, or sends replies through the call and gives nothing. Throws GrpcError. */
export type Handler = (request: never, call: Call) => Step<unknown>;

export interface GrpcServerOptions {
  /** Methods by full name (`runtime.v1.RuntimeService/ListContainers`), looked up at each call. */
  method: (name: string) => Handler | undefined;
  /** Whether there is a service of that name at all; where this is not given, there is. */
  service?: (name: string) => boolean;
  secure?: (p: Process, connection: Connection) => Step<Connection>;
  onHandshakeError?: (error: unknown, connection: Connection) => void;
}

export class GrpcServer {
  readonly #connections = new Set<Connection>();
  readonly #listeners = new Set<Listener>();

  constructor(
    readonly p: Process,
    readonly options: GrpcServerOptions,
  ) {}

  serve(listener: Listener): void {
    this.#listeners.add(listener);
    this.p.thread('accept', this.#accept(listener));
  }

  /** Ends listeners and connections at once. */
  stop(): void {
    for (const listener of this.#listeners) listener.close();
    for (const connection of this.#connections) connection.close();
  }

  *#accept(listener: Listener): Step {
    while (listener.open) this.p.thread('connection', this.#connection(yield* block(listener.accepted)));
  }

  *#connection(raw: Connection): Step {
    let connection = raw;
    if (this.options.secure) {
      try {
        connection = yield* this.options.secure(this.p, raw);
      } catch (e) {
        this.options.onHandshakeError?.(e, raw);
        raw.close();
        return;
      }
    }
    this.#connections.add(connection);
    const calls = new Map<number, Call>();
    for (;;) {
      const got = yield* block(connection.incoming);
      if (got.kind !== 'message') break;
      const { message } = got;
      if (message instanceof CallMessage) {
        const call = new Call(message.id, message.method, message.request, connection);
        calls.set(call.id, call);
        this.p.thread('call', this.#call(call, calls));
      } else if (message instanceof RequestMore) calls.get(message.id)?.requests.trySend(message.request);
      else if (message instanceof CancelMessage) {
        calls.get(message.id)?.cancelled.open();
        calls.delete(message.id);
      } else break; // not gRPC: hang up, as an HTTP/2 server does without its preface
    }
    for (const call of calls.values()) call.cancelled.open();
    this.#connections.delete(connection);
    connection.close();
  }

  *#call(call: Call, calls: Map<number, Call>): Step {
    const handler = this.options.method(call.method);
    try {
      if (!handler) {
        const [service, method] = call.method.split('/') as [string, string];
        if (this.options.service?.(service) === false) throw new GrpcError('Unimplemented', `unknown service ${service}`);
        throw new GrpcError('Unimplemented', `unknown method ${method} for service ${service}`);
      }
      const reply = yield* handler(call.request as never, call);
      if (reply !== undefined) call.reply(reply);
      call.finish('OK');
    } catch (e) {
      if (e instanceof GrpcError) call.finish(e.code, e.desc);
      else if (e instanceof Errno) call.finish('Unknown', e.go);
      else throw e;
    } finally {
      calls.delete(call.id);
    }
  }
}
