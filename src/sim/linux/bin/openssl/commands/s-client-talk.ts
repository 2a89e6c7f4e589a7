import type { Incoming } from '../../../../kernel/network.ts';
import { block, sleeping, type Step, type Wait } from '../../../../kernel/step.ts';
import { binary, bytes, text } from '../../../../kernel/text.ts';
import { MS } from '../../../../kernel/time.ts';
import { bytesBody, DataMessage, EndMessage, RequestMessage, ResponseMessage, statusText } from '../../../net/http/messages.ts';
import type { TlsConnection } from '../../../net/tls.ts';
import { TlsError } from '../../../net/tls.ts';
import { TLS13 } from '../../../../crypto/tls/versions.ts';
import type { Tool } from '../tool.ts';
import { ticketText, type ReportOptions, type Session } from './s-client-report.ts';
import { sslError } from './s-client.ts';

/** How long the report on the screen takes: what the server says right after the handshake comes first. */
const REPORT_US = MS;

/**
 * What follows a handshake: what is typed goes to the server, what the server sends is shown, until one of them ends it. The
 * simulated servers take messages and no octets, so requests of HTTP/1 that are typed become messages, and answers text.
 */
export function* talk(tool: Tool, connection: TlsConnection, session: Session, report: ReportOptions): Step<number> {
  return yield* new Talk(tool, connection, session, report).run();
}

type Event = { kind: 'typed'; data: Uint8Array } | { kind: 'network'; got: Incoming };

class Talk {
  #shownTickets = 0;
  #typed = '';
  readonly #keepGoing: boolean;
  readonly #quiet: boolean;

  constructor(
    private readonly tool: Tool,
    private readonly connection: TlsConnection,
    private readonly session: Session,
    private readonly report: ReportOptions,
  ) {
    const { options } = tool;
    this.#quiet = options.has('quiet');
    this.#keepGoing = (this.#quiet || options.has('ign_eof')) && !options.has('no_ign_eof');
  }

  *run(): Step<number> {
    const { p } = this.tool;
    const first = yield* this.#next(REPORT_US);
    if (first) {
      const code = yield* this.#arrived(first);
      if (code !== undefined) return code;
    }
    yield* this.#tickets();
    let reading = true;
    for (;;) {
      const event: Event = reading ? yield* this.#either() : { kind: 'network', got: yield* block(this.connection.incoming) };
      const code = yield* this.#handle(event);
      if (code === 'end of input') reading = false;
      else if (code !== undefined) return code;
      yield* this.#tickets();
    }
  }

  /** What comes from the network within a time. */
  *#next(us: number): Step<Incoming | undefined> {
    const { p } = this.tool;
    const won = yield* p.select({ network: this.connection.incoming, timeout: sleeping(p.clock, us) });
    return won.key === 'network' ? (won.value as Incoming) : undefined;
  }

  *#either(): Step<Event> {
    const { p } = this.tool;
    const file = p.fds.get(0)?.file;
    // files are always ready; pipes and terminals say when
    const ready: Wait<void> = !file || !file.readable || file.readable() ? (wake) => wake() : file.untilReadable!;
    const won = yield* p.select({ network: this.connection.incoming, typed: ready });
    if (won.key === 'network') return { kind: 'network', got: won.value as Incoming };
    return { kind: 'typed', data: file ? yield* p.read(0) : new Uint8Array() };
  }

  *#handle(event: Event): Step<number | 'end of input' | undefined> {
    return event.kind === 'typed' ? yield* this.#input(event.data) : yield* this.#arrived(event.got);
  }

  *#input(data: Uint8Array): Step<number | 'end of input' | undefined> {
    const { tool, connection } = this;
    const command = tool.options.has('nocommands') || this.#keepGoing ? '' : binary(data.subarray(0, 2));
    if (data.length === 0 && this.#keepGoing) return 'end of input';
    if (data.length === 0 || command === 'Q\n') {
      yield* tool.say('DONE\n');
      connection.close();
      return 0;
    }
    if (!connection.open) return undefined;
    const sent = tool.options.has('crlf') ? bytes(text(data).replace(/\n/g, '\r\n')) : data;
    this.#send(sent);
    return undefined;
  }

  /** Sends octets; a request of HTTP/1 goes as the message that servers take. */
  #send(data: Uint8Array): void {
    this.#typed += binary(data);
    if (!/^[A-Z]+ \S+ HTTP\/1\.[01]\r?\n/.test(this.#typed)) {
      if (/^[A-Z]+( \S*( H?T?T?P?[^\n]*)?)?$/.test(this.#typed)) return;
      this.connection.send(bytes(this.#typed));
      this.#typed = '';
      return;
    }
    const end = /\r?\n\r?\n/.exec(this.#typed);
    if (!end) return;
    const [start = '', ...fields] = this.#typed.slice(0, end.index).split(/\r?\n/);
    const [method = '', target = '', protocol = ''] = start.split(' ');
    const headers = Object.fromEntries(fields.map((field) => [field.split(':')[0]!.toLowerCase(), field.split(/:(.*)/s)[1]?.trim() ?? '']));
    const body = this.#typed.slice(end.index + end[0].length);
    const close = protocol === 'HTTP/1.0' || /close/i.test(headers['connection'] ?? '');
    this.#closing = close;
    this.connection.send(
      new RequestMessage(++this.#stream, method, target, headers, body ? bytesBody(body) : undefined, false, 'HTTP/1.1'),
    );
    this.#typed = '';
  }

  #stream = 0;
  /** The server ends the connection after its answer, as it does without keep-alive. */
  #closing = false;

  *#arrived(got: Incoming): Step<number | undefined> {
    const { tool, connection } = this;
    const { stdout } = tool.p;
    if (got.kind === 'message') return yield* this.#message(got.message);
    if (got.kind === 'end' && (connection.closeNotified || tool.options.has('ignore_unexpected_eof'))) {
      if (!this.#quiet) yield* stdout.write('closed\n');
      connection.close();
      return 0;
    }
    if (got.kind === 'reset' && !connection.error) yield* tool.say('read:errno=104\n');
    else if (connection.error instanceof TlsError) yield* tool.errors(sslError(connection.error.openssl));
    connection.close();
    return 1;
  }

  /** What the server sent; it goes out past the buffer that the report goes through. */
  *#message(message: unknown): Step<number | undefined> {
    const { p } = this.tool;
    if (message instanceof Uint8Array) yield* p.write(1, message);
    else if (message instanceof ResponseMessage) {
      const fields = Object.entries(message.headers).map(([name, value]) => `${headerName(name)}: ${value}\r\n`);
      const body = message.body?.bytes() ?? new Uint8Array();
      const length = 'content-length' in message.headers || message.open ? '' : `Content-Length: ${body.length}\r\n`;
      yield* p.write(
        1,
        `HTTP/1.${this.#closing ? 0 : 1} ${message.status} ${statusText(message.status)}\r\n${fields.join('')}${length}\r\n`,
      );
      yield* p.write(1, body);
      if (!message.open) return yield* this.#answered();
    } else if (message instanceof DataMessage) yield* p.write(1, message.body.bytes());
    else if (message instanceof EndMessage) return yield* this.#answered();
    return undefined;
  }

  *#answered(): Step<number | undefined> {
    if (!this.#closing) return undefined;
    if (!this.#quiet) yield* this.tool.p.stdout.write('closed\n');
    this.connection.close();
    return 0;
  }

  /** Tickets that have come are shown once. */
  *#tickets(): Step {
    const { session, tool, report } = this;
    if (this.#quiet || tool.options.has('brief') || session.version !== TLS13) return;
    for (; this.#shownTickets < this.connection.tickets.length; this.#shownTickets++) {
      const { ticketSize, lifetimeSeconds } = this.connection.tickets[this.#shownTickets]!;
      const sink = yield* tool.sink(undefined);
      yield* sink.binary(`${ticketText(session, report, { size: ticketSize, lifetime: lifetimeSeconds })}read R BLOCK\n`);
    }
  }
}

/** `content-type` as servers of HTTP/1 write it: `Content-Type`. */
function headerName(name: string): string {
  return name.replace(/(^|-)[a-z]/g, (c) => c.toUpperCase());
}
