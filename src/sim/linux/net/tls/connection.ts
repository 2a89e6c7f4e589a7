import { OPENSSL, remoteAlert, TlsError } from '../../../crypto/tls/error.ts';
import type { TlsStack, TlsState, TlsTrace } from '../../../crypto/tls/config.ts';
import { Alert, ApplicationData, Flight, NewSessionTicket } from '../../../crypto/tls/messages.ts';
import type { Connection, Incoming, SocketAddress } from '../../../kernel/network.ts';
import type { Wait } from '../../../kernel/step.ts';

/**
 * A connection whose handshake is done. To the protocol above it is a connection like any other; what the peer showed and what
 * was settled stands in `state`. An alert ends it: `incoming` then gives a reset with the TlsError.
 */
export class TlsConnection implements Connection {
  readonly peer?: { pid: number; uid: number; gid: number };
  /** What the peer's alert, or a record that is none, made of it. */
  error: TlsError | undefined;
  /** The peer ended it in due form. */
  closeNotified = false;
  /** Session tickets that came after the handshake. */
  readonly tickets: NewSessionTicket[] = [];
  #ended: Incoming | undefined;

  constructor(
    readonly raw: Connection,
    readonly state: TlsState,
    private readonly stack: TlsStack,
    private readonly trace?: TlsTrace,
  ) {
    if (raw.peer) this.peer = raw.peer;
  }

  get local(): SocketAddress {
    return this.raw.local;
  }

  get remote(): SocketAddress {
    return this.raw.remote;
  }

  get open(): boolean {
    return this.raw.open && !this.#ended;
  }

  send(message: unknown): void {
    this.raw.send(new ApplicationData(message));
  }

  unread(message: unknown): void {
    this.raw.unread(new ApplicationData(message));
  }

  readonly incoming: Wait<Incoming> = (wake) => {
    if (this.#ended) {
      wake(this.#ended);
      return undefined;
    }
    let cancel: (() => void) | void;
    const wait = (): void => {
      let at: 'waiting' | 'again' | 'later' = 'waiting';
      const giveUp = this.raw.incoming((got) => {
        const seen = this.#see(got);
        if (seen) wake(seen);
        else if (at === 'waiting') at = 'again';
        else wait();
      });
      // what came at once was for this layer alone
      if ((at as string) === 'again') wait();
      else cancel = giveUp;
      at = 'later';
    };
    wait();
    return () => cancel?.();
  };

  /** What the protocol above is to see of something that arrived. */
  #see(got: Incoming): Incoming | undefined {
    if (got.kind !== 'message') {
      if (got.kind === 'end' && this.stack === 'openssl') this.error = new TlsError({ kind: 'eof' }, 'EOF', OPENSSL.unexpectedEof);
      return this.#end(got);
    }
    const { message } = got;
    if (message instanceof ApplicationData) return { kind: 'message', message: message.message };
    if (message instanceof Flight) {
      for (const m of message.messages) {
        this.trace?.('in', m, this.state.version);
        if (m instanceof NewSessionTicket) this.tickets.push(m);
      }
      return undefined;
    }
    if (!(message instanceof Alert))
      return this.#fail(new TlsError({ kind: 'protocol' }, 'local error: tls: bad record MAC', OPENSSL.wrongVersion));
    this.trace?.('in', message, this.state.version);
    if (message.alert !== 'close-notify') return this.#fail(remoteAlert(message.alert));
    this.closeNotified = true;
    return this.#end({ kind: 'end' });
  }

  #fail(error: TlsError): Incoming {
    this.error = error;
    return this.#end({ kind: 'reset', error });
  }

  #end(how: Incoming): Incoming {
    this.#ended = how;
    return how;
  }

  close(): void {
    if (this.open) this.raw.send(new Alert('close-notify'));
    this.raw.close();
  }

  abort(): void {
    this.raw.abort();
  }
}
