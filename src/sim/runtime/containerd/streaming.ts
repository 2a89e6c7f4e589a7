import { encodeBase64 } from '../../crypto/base64.ts';
import { Errno, goStrerror } from '../../kernel/errno.ts';
import type { Connection } from '../../kernel/network.ts';
import { block, race, type Step } from '../../kernel/step.ts';
import { bytes } from '../../kernel/text.ts';
import { MINUTE, pad, toCivil, type Micros } from '../../kernel/time.ts';
import type { LinuxCalls } from '../../linux/calls.ts';
import type { NetworkNamespace } from '../../linux/net/namespace.ts';
import { GrpcError } from '../../linux/net/grpc/grpc.ts';
import { HttpServer, type Exchange } from '../../linux/net/http/server.ts';
import { networkNamespaceAt } from '../container/process.ts';
import {
  CHANNEL,
  exitStatus,
  failedStatus,
  forwardBody,
  forwardOf,
  frameBody,
  frameOf,
  type Channel,
  type ForwardFrame,
  type StreamStatus,
} from '../cri/streaming.ts';
import { quote } from '../go/text.ts';
import { SERVER_PLUGIN } from './config.ts';
import type { CriContext } from './context.ts';
import { textOf } from './errors.ts';
import { execInContainer, type ExecHandle } from './exec.ts';

/** What somebody may ask for by a URL of this server. */
export type StreamRequest =
  | { kind: 'exec' | 'attach'; containerId: string; cmd: readonly string[]; tty: boolean; stdin: boolean; stdout: boolean; stderr: boolean }
  | { kind: 'portforward'; sandboxId: string };

const TOKEN_TTL: Micros = MINUTE;

/** The server behind the URLs of Exec, Attach and PortForward: internal/cri/streamingserver @v2.2. */
export class StreamingServer {
  readonly #requests = new Map<string, { request: StreamRequest; until: Micros }>();
  readonly #server: HttpServer;
  #port = 0;
  readonly #address: string;

  constructor(
    private readonly context: CriContext,
    /** Writes a line of klog's to the log. */
    private readonly write: (line: string) => void,
  ) {
    this.#address = context.config.text('plugins', SERVER_PLUGIN, 'stream_server_address') || '127.0.0.1';
    this.#server = new HttpServer(context.p, { handler: (exchange) => this.#serve(exchange) });
  }

  /** Throws Errno. */
  start(): void {
    const wanted = Number(this.context.config.text('plugins', SERVER_PLUGIN, 'stream_server_port')) || 0;
    const listener = this.context.p.sys.net.listen(this.#address, wanted);
    this.#port = 'port' in listener.local ? listener.local.port : 0;
    this.#server.serve(listener);
  }

  /** A URL by which a request can be carried out once, for a minute. */
  url(request: StreamRequest): string {
    const { p } = this.context;
    const random = p.kernel.random.stream(`stream tokens ${p.table.machine}`);
    const token = encodeBase64(random.bytes(6)).replace(/\+/g, '-').replace(/\//g, '_').slice(0, 8);
    this.#requests.set(token, { request, until: p.clock.now + TOKEN_TTL });
    return `http://${this.#address}:${this.#port}/${request.kind}/${token}`;
  }

  *#serve(exchange: Exchange): Step {
    const [, kind, token] = exchange.path.split('/');
    const known = token === undefined ? undefined : this.#requests.get(token);
    if (token !== undefined) this.#requests.delete(token);
    if (!known || known.request.kind !== kind || known.until < this.context.p.clock.now) {
      exchange.respond(404, { 'content-type': 'text/plain; charset=utf-8' }, '404 page not found\n');
      return;
    }
    if (!exchange.request.headers['upgrade']) {
      exchange.respond(400, { 'content-type': 'text/plain; charset=utf-8' }, 'you must specify at least 1 of stdin, stdout, stderr');
      return;
    }
    exchange.begin(101, { connection: 'Upgrade', upgrade: exchange.request.headers['upgrade'] });
    if (known.request.kind === 'portforward') yield* this.#forward(exchange, known.request.sandboxId);
    else yield* this.#command(exchange, known.request);
    exchange.end();
  }

  // ---- exec and attach --------------------------------------------------------------------------

  *#command(exchange: Exchange, request: Extract<StreamRequest, { cmd: readonly string[] }>): Step {
    const send = (channel: Channel, data: Uint8Array): void => void exchange.send(frameBody({ channel, data }));
    const status = (s: StreamStatus): void => send(CHANNEL.error, bytes(JSON.stringify(s)));
    const sink = function* (stream: 'stdout' | 'stderr', data: Uint8Array): Step {
      if (data.length > 0 && request[stream]) send(CHANNEL[stream], data);
    };
    try {
      if (request.kind === 'attach') {
        yield* this.#attach(exchange, request, sink);
        status({ metadata: {}, status: 'Success' });
        return;
      }
      const code = yield* execInContainer(this.context, request.containerId, {
        cmd: request.cmd,
        tty: request.tty,
        stdin: request.stdin,
        timeout: 0,
        sink,
        cancelled: exchange.cancelled,
        started: (handle) => this.context.p.thread('stream', this.#input(exchange, handle)),
      });
      status(exitStatus(code, request.cmd));
    } catch (e) {
      if (!(e instanceof GrpcError)) throw e;
      const what = request.kind === 'exec' ? 'executing command in' : 'attaching to';
      const text = `error ${what} container: ${textOf(e)}`;
      this.#unhandled(request.kind === 'exec' ? 'exec.go:88' : 'attach.go:73', text);
      status(failedStatus(text));
    }
  }

  /** What the client sends goes to the process. */
  *#input(exchange: Exchange, handle: ExecHandle): Step {
    for (;;) {
      const got = yield* block(exchange.incoming.received);
      if (!got.ok) return;
      const { channel, data, close } = frameOf(got.value);
      try {
        if (channel === CHANNEL.stdin) {
          if (close) yield* handle.closeInput();
          else yield* handle.input(data);
        } else if (channel === CHANNEL.resize) {
          const { Width, Height } = JSON.parse(new TextDecoder().decode(data)) as { Width: number; Height: number };
          if (Width > 0 && Height > 0) yield* handle.resize(Width, Height);
        }
      } catch (e) {
        // the process has ended meanwhile
        if (!(e instanceof GrpcError) && !(e instanceof Errno)) throw e;
        return;
      }
    }
  }

  *#attach(
    exchange: Exchange,
    request: { containerId: string; stdin: boolean },
    sink: (stream: 'stdout' | 'stderr', data: Uint8Array) => Step,
  ): Step {
    const { context } = this;
    const container = context.containers.find(request.containerId);
    if (!container?.io) throw new GrpcError('Unknown', `container is in ${container?.state ?? 'CONTAINER_EXITED'} state`);
    const { io, id, metadata } = container;
    io.add(sink);
    if (request.stdin) {
      const shim = context.shims.get(id);
      this.context.p.thread(
        'stream',
        this.#input(exchange, {
          input: (data) => io.input(data),
          *closeInput() {
            if (!metadata.config.stdinOnce) return;
            io.closeInput();
            yield* shim.call('CloseIO', { id });
          },
          *resize(width, height) {
            yield* shim.call('ResizePty', { id, width, height });
          },
        }),
      );
    }
    yield* block(race({ ended: io.drained.opened, gone: exchange.cancelled.opened }));
    io.remove(sink);
  }

  // ---- port-forward -----------------------------------------------------------------------------

  *#forward(exchange: Exchange, sandboxId: string): Step {
    const connections = new Map<number, Connection>();
    for (;;) {
      const got = yield* block(exchange.incoming.received);
      if (!got.ok) break;
      const frame = forwardOf(got.value);
      const connection = connections.get(frame.connection);
      if (frame.kind === 'open') this.context.p.thread('forward', this.#connect(exchange, sandboxId, frame, connections));
      else if (frame.kind === 'message' && connection?.open) connection.send(frame.message);
      else if (frame.kind === 'end') connection?.close();
      else if (frame.kind === 'reset') connection?.abort();
    }
    for (const connection of connections.values()) connection.close();
  }

  *#connect(exchange: Exchange, sandboxId: string, frame: ForwardFrame, connections: Map<number, Connection>): Step {
    const { context } = this;
    const tell = (kind: ForwardFrame['kind'], message?: unknown): void =>
      void exchange.send(forwardBody({ connection: frame.connection, port: frame.port, kind, message }));
    let connection: Connection;
    try {
      connection = yield* this.#dial(sandboxId, frame.port);
    } catch (e) {
      if (!(e instanceof GrpcError)) throw e;
      const text = `error forwarding port ${frame.port} to pod ${sandboxId}, uid : ${textOf(e)}`;
      this.#unhandled('portforward.go:377', text);
      tell('error', text);
      return;
    }
    connections.set(frame.connection, connection);
    tell('open');
    for (;;) {
      const got = yield* block(connection.incoming);
      if (got.kind === 'message') tell('message', got.message);
      else {
        tell(got.kind);
        break;
      }
    }
    connections.delete(frame.connection);
    connection.close();
    context.log('info', `Finish port forwarding for ${quote(sandboxId)} port ${frame.port}`);
  }

  *#dial(sandboxId: string, port: number): Step<Connection> {
    const { context } = this;
    const failed = (text: string): GrpcError => new GrpcError('Unknown', text);
    const sandbox = context.sandboxes.find(sandboxId);
    if (!sandbox) throw new GrpcError('NotFound', `failed to find sandbox ${quote(sandboxId)} in store: not found`);
    const sys = context.p.sys as LinuxCalls;
    const { netnsPath } = sandbox.metadata;
    let net: NetworkNamespace = sys.namespaces.net;
    if (!sandbox.hostNetwork) {
      const pod = networkNamespaceAt(sys, netnsPath);
      if (!pod) throw failed(`network namespace for sandbox ${quote(sandboxId)} is closed`);
      net = pod;
    }
    const where = sandbox.hostNetwork ? 'host' : netnsPath;
    context.log('info', `Executing port forwarding in network namespace ${quote(where)}`);
    try {
      return yield* net.connect(context.p, '127.0.0.1', port);
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      const v4 = `dial tcp4 127.0.0.1:${port}: connect: ${goStrerror(e.code)}`;
      const text = `failed to connect to localhost:${port} inside namespace ${quote(sandboxId)}, IPv4: ${v4} IPv6 dial tcp6: address localhost: no suitable address found `;
      throw failed(`failed to execute portforward in network namespace ${quote(where)}: ${text}`);
    }
  }

  /** klog's line of an error that nobody handled. */
  #unhandled(place: string, text: string): void {
    const { p } = this.context;
    const t = toCivil(p.clock.now);
    const time = `${pad(t.month)}${pad(t.day)} ${pad(t.hour)}:${pad(t.minute)}:${pad(t.second)}.${pad(t.micros, 6)}`;
    this.write(`E${time} ${String(p.pid).padStart(7)} ${place}] "Unhandled Error" err=${quote(text)}\n`);
  }
}
