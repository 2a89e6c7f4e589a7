import type { TlsTrace } from '../../../crypto/tls/config.ts';
import { alertCode } from '../../../crypto/tls/alerts.ts';
import {
  Alert,
  CertificateMessage,
  CertificateRequest,
  CertificateVerify,
  ChangeCipherSpec,
  ClientHello,
  ClientKeyExchange,
  EncryptedExtensions,
  Finished,
  NewSessionTicket,
  ServerHello,
  ServerHelloDone,
  ServerKeyExchange,
} from '../../../crypto/tls/messages.ts';
import { opensslVersionName, TLS13 } from '../../../crypto/tls/versions.ts';

/** Names and numbers of handshake messages, as curl tells them (ssl_msg_type and tls_rt_type of lib/vtls/openssl.c). */
const MESSAGES = [
  [ClientHello, 'Client hello', 1],
  [ServerHello, 'Server hello', 2],
  [NewSessionTicket, 'Newsession Ticket', 4],
  [EncryptedExtensions, 'Encrypted Extensions', 8],
  [CertificateMessage, 'Certificate', 11],
  [ServerKeyExchange, 'Server key exchange', 12],
  [CertificateRequest, 'Request CERT', 13],
  [ServerHelloDone, 'Server finished', 14],
  [CertificateVerify, 'CERT verify', 15],
  [ClientKeyExchange, 'Client key exchange', 16],
  [Finished, 'Finished', 20],
] as const;

const ALERT_NAMES: Record<number, string> = {
  0: 'close notify',
  10: 'unexpected_message',
  40: 'handshake failure',
  42: 'bad certificate',
  43: 'unsupported certificate',
  44: 'certificate revoked',
  45: 'certificate expired',
  46: 'certificate unknown',
  48: 'unknown CA',
  49: 'access denied',
  50: 'decode error',
  51: 'decrypt error',
  70: 'protocol version',
  80: 'internal error',
  116: 'certificate required',
  120: 'no application protocol',
};

/** What `curl -v` says on standard error; data that it does not show is counted (tool_cb_dbg.c). */
export class Verbose {
  /** Lines that wait to be written. */
  #text = '';
  #counted = false;

  constructor(
    readonly on: boolean,
    /** Data goes to a terminal: there it is seen anyway, and not counted. */
    private readonly dataIsSeen: boolean,
  ) {}

  info(line: string): void {
    this.#say(`* ${line}\n`);
  }

  /** A line of a request's head, or an empty one. */
  sent(line: string): void {
    this.#say(`> ${line}\n`);
  }

  received(line: string): void {
    this.#say(`< ${line}\n`);
  }

  data(direction: 'in' | 'out', size: number): void {
    if (!this.on || this.#counted || this.dataIsSeen) return;
    this.#text += `${direction === 'in' ? '{' : '}'} [${size} bytes data]\n`;
    this.#counted = true;
  }

  #say(line: string): void {
    if (!this.on) return;
    this.#text += line;
    this.#counted = false;
  }

  /** What is to be written. */
  take(): string {
    const text = this.#text;
    this.#text = '';
    return text;
  }

  /** Hears a handshake. */
  readonly trace: TlsTrace = (direction, message, version) => {
    const name = opensslVersionName(version ?? TLS13);
    const way = direction === 'in' ? 'IN' : 'OUT';
    this.data(direction, 5);
    if (message instanceof Alert) {
      const code = alertCode(message.alert);
      const level = code === 0 ? 1 : 2;
      this.info(`${name} (${way}), TLS alert, ${ALERT_NAMES[code] ?? 'unknown'} (${level * 256 + code}):`);
      this.data(direction, 2);
      return;
    }
    if (message instanceof ChangeCipherSpec) {
      // the empty one of TLS 1.3 that a server sends is not told
      if (direction === 'in' && (version ?? TLS13) === TLS13) return;
      this.info(`${name} (${way}), TLS change cipher, Change cipher spec (1):`);
      this.data(direction, 1);
      return;
    }
    const known = MESSAGES.find(([type]) => message instanceof type);
    this.info(`${name} (${way}), TLS handshake, ${known ? `${known[1]} (${known[2]})` : 'Unknown'}:`);
    this.data(direction, message.size);
  };
}
