import { OPENSSL, remoteAlert, TlsError, type OpensslError } from '../../../crypto/tls/error.ts';
import type { AlertName } from '../../../crypto/tls/alerts.ts';
import type { TlsStack, TlsTrace } from '../../../crypto/tls/config.ts';
import {
  Alert,
  ApplicationData,
  ChangeCipherSpec,
  Flight,
  recordSize,
  ServerHello,
  type TlsMessage,
} from '../../../crypto/tls/messages.ts';
import { TLS12, TLS13, type TlsVersion } from '../../../crypto/tls/versions.ts';
import { Errno, goStrerror } from '../../../kernel/errno.ts';
import type { Connection, Incoming, SocketAddress } from '../../../kernel/network.ts';
import type { Process } from '../../../kernel/process.ts';
import { block, within, type Step } from '../../../kernel/step.ts';
import type { Micros } from '../../../kernel/time.ts';

function endpoint(address: SocketAddress): string {
  if (!('ip' in address)) return address.path;
  return address.ip.includes(':') ? `[${address.ip}]:${address.port}` : `${address.ip}:${address.port}`;
}

/** `read tcp 127.0.0.1:40842->127.0.0.1:6443`: how Go's net.OpError begins. */
function operation(verb: 'read' | 'write', connection: Connection): string {
  return `${verb} tcp ${endpoint(connection.local)}->${endpoint(connection.remote)}`;
}

// abstract classes are constructors that nobody may call
type MessageClass<T extends TlsMessage> = abstract new (...args: never[]) => T;

const FIRST_RECORD = 'tls: first record does not look like a TLS handshake';
/** Octets of a record's header: fewer say nothing yet. */
const HEADER = 5;

export interface ChannelOptions {
  stack: TlsStack;
  trace: TlsTrace | undefined;
  deadline: Micros | undefined;
}

/** The messages of one handshake, in and out, with what they would take on the wire. */
export class HandshakeChannel {
  version: TlsVersion | undefined;
  octetsRead = 0;
  octetsWritten = 0;
  readonly #queue: TlsMessage[] = [];
  #heard = false;
  #encrypting = { in: false, out: false };
  #header = new Uint8Array(0);

  constructor(
    readonly p: Process,
    readonly connection: Connection,
    readonly options: ChannelOptions,
  ) {}

  /** Counts a message; the hello that settles the version settles the encryption of what follows it. */
  #count(direction: 'in' | 'out', message: TlsMessage): void {
    const octets = recordSize(message, this.version ?? TLS12, this.#encrypting[direction]);
    if (direction === 'in') this.octetsRead += octets;
    else this.octetsWritten += octets;
    if (message instanceof ServerHello) this.version = message.version;
    if (message instanceof ServerHello && message.version === TLS13) this.#encrypting = { in: true, out: true };
    if (message instanceof ChangeCipherSpec) this.#encrypting[direction] = true;
    this.options.trace?.(direction, message, this.version);
  }

  /** Sends messages in one go. Throws TlsError where the connection is gone. */
  send(...messages: TlsMessage[]): void {
    for (const message of messages) this.#count('out', message);
    this.#put(new Flight(messages));
  }

  #put(message: Flight | Alert): void {
    try {
      this.connection.send(message);
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      throw new TlsError({ kind: 'reset' }, `${operation('write', this.connection)}: write: ${goStrerror(e.code)}`, systemError(e));
    }
  }

  /** Tells the other side of a failure, where there is something to tell, and gives it up. */
  fail(error: TlsError): never {
    if (error.sent) this.alert(error.sent);
    error.octets = { read: this.octetsRead, written: this.octetsWritten };
    throw error;
  }

  alert(alert: AlertName): void {
    // OpenSSL's client has no keys to encrypt with before it has taken the server's flight
    const plain = this.options.stack === 'openssl' && this.version === TLS13;
    const message = new Alert(alert, plain);
    this.options.trace?.('out', message, this.version);
    this.octetsWritten += this.#encrypting.out && !plain ? 24 : 7;
    if (this.connection.open) this.#put(message);
  }

  /** A message that a peer would not send here. */
  unexpected(): never {
    const text = 'tls: received unexpected handshake message';
    return this.fail(new TlsError({ kind: 'protocol' }, text, OPENSSL.unexpectedMessage, 'unexpected-message'));
  }

  /** The next message, which must be of that class; else TlsError. */
  *next<T extends TlsMessage>(type: MessageClass<T>): Step<T> {
    const message = yield* this.#receive();
    if (!(message instanceof type)) return this.unexpected();
    return message;
  }

  /** The next message if it is of that class; else it stays for the next read. */
  *optional<T extends TlsMessage>(type: MessageClass<T>): Step<T | undefined> {
    const message = yield* this.#receive(true);
    if (!(message instanceof type)) return undefined;
    this.#shift();
    return message;
  }

  /** Takes the first message off the queue; what has not been looked at has not been read. */
  #shift(): void {
    this.#count('in', this.#queue.shift()!);
  }

  *#receive(peek = false): Step<TlsMessage> {
    for (;;) {
      const first = this.#queue[0];
      if (!first) this.#take(yield* this.#incoming());
      else if (first instanceof ChangeCipherSpec) this.#shift();
      else {
        if (!peek) this.#shift();
        return first;
      }
    }
  }

  *#incoming(): Step<Incoming> {
    const { connection, p } = this;
    const { deadline } = this.options;
    if (deadline === undefined) return yield* block(connection.incoming);
    const got = yield* within(p.clock, Math.max(0, deadline - p.clock.now), connection.incoming);
    if (!got) throw new TlsError({ kind: 'timeout' }, `${operation('read', connection)}: i/o timeout`, OPENSSL.unexpectedEof);
    return got;
  }

  #take(got: Incoming): void {
    if (got.kind === 'end') {
      const text = this.#header.length > 0 ? 'unexpected EOF' : 'EOF';
      // OpenSSL answers with an alert that nobody reads
      if (this.options.stack === 'openssl') this.octetsWritten += 7;
      this.fail(new TlsError({ kind: 'eof' }, text, OPENSSL.unexpectedEof));
    }
    if (got.kind === 'reset') {
      const text = `${operation('read', this.connection)}: read: connection reset by peer`;
      this.fail(new TlsError({ kind: 'reset' }, text, systemError(new Errno('ECONNRESET'))));
    }
    const { message } = got;
    if (message instanceof Alert) this.#alerted(message);
    if (message instanceof Flight) {
      this.#queue.push(...message.messages);
      this.#heard = true;
      return;
    }
    if (message instanceof ApplicationData)
      this.fail(
        new TlsError({ kind: 'protocol' }, 'local error: tls: unexpected message', OPENSSL.unexpectedMessage, 'unexpected-message'),
      );
    this.#plaintext(message);
  }

  #alerted(alert: Alert): never {
    this.octetsRead += 7;
    this.options.trace?.('in', alert, this.version);
    if (alert.plain && this.#encrypting.in && this.options.stack === 'go')
      this.fail(new TlsError({ kind: 'protocol' }, 'local error: tls: bad record MAC', OPENSSL.unexpectedMessage, 'bad-record-mac'));
    this.fail(remoteAlert(alert.alert));
  }

  /** Something that is no TLS: nobody can say what, before a record's header is there. */
  #plaintext(message: unknown): void {
    if (message instanceof Uint8Array) {
      this.#header = Uint8Array.from([...this.#header, ...message]);
      if (this.#header.length < HEADER) return;
    }
    this.octetsRead += HEADER;
    const plaintext = message instanceof Uint8Array ? this.#header : message;
    const sslv2 = plaintext instanceof Uint8Array && plaintext[0] === 0x80;
    const text = sslv2 ? 'tls: unsupported SSLv2 handshake received' : this.#heard ? 'local error: tls: bad record MAC' : FIRST_RECORD;
    this.fail(new TlsError({ kind: 'not-tls', plaintext }, text, OPENSSL.wrongVersion, sslv2 ? 'protocol-version' : undefined));
  }
}

function systemError(e: Errno): OpensslError {
  return { reason: 0, text: e.text, at: '' };
}
