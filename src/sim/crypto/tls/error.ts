import type { Certificate } from '../x509/certificate.ts';
import type { VerifyCode } from '../x509/openssl-verify.ts';
import { alertCode, goAlert, opensslAlert, type AlertName } from './alerts.ts';

/** An entry of OpenSSL's error queue, as far as programs print it. */
export interface OpensslError {
  /** The reason's number in the SSL library (library 20). */
  reason: number;
  text: string;
  /** Function, file and line in OpenSSL 3.0, for the programs that print them. */
  at: string;
  /** What follows the line: `SSL alert number 42`. */
  data?: string;
}

/** What went wrong in a handshake or on a secured connection. */
export type TlsFailure =
  /** The other side sent an alert. */
  | { kind: 'remote-alert'; alert: AlertName }
  /** The peer's certificate does not verify. */
  | { kind: 'verify'; certificates: readonly Certificate[]; code?: VerifyCode; error?: Error }
  /** A client that had to show a certificate has none. */
  | { kind: 'no-certificate' }
  /** Nothing in common, or a choice that was not offered. */
  | { kind: 'negotiation' }
  /** What came first is no TLS; `plaintext` is what came. */
  | { kind: 'not-tls'; plaintext: unknown }
  | { kind: 'eof' }
  | { kind: 'reset' }
  | { kind: 'timeout' }
  | { kind: 'protocol' };

/** A failed handshake, or an alert later on. The message is Go's text. */
export class TlsError extends Error {
  /** How much had passed by then. */
  octets = { read: 0, written: 0 };

  constructor(
    readonly failure: TlsFailure,
    message: string,
    readonly openssl: OpensslError,
    /** The alert that this side sent because of it. */
    readonly sent?: AlertName,
  ) {
    super(message);
    this.name = 'TlsError';
  }

  /** Go's text. */
  get go(): string {
    return this.message;
  }

  /** What curl and others print of the error queue: `error:0A000086:SSL routines::certificate verify failed`. */
  get opensslText(): string {
    return `error:${opensslCode(this.openssl)}:SSL routines::${this.openssl.text}`;
  }
}

/** The packed code: `0A000086`. */
export function opensslCode({ reason }: OpensslError): string {
  return (0x0a000000 + reason).toString(16).toUpperCase().padStart(8, '0');
}

/** Reasons of OpenSSL's own, with where 3.0 raises them. */
export const OPENSSL = {
  verifyFailed: {
    reason: 134,
    text: 'certificate verify failed',
    at: 'tls_post_process_server_certificate:../ssl/statem/statem_clnt.c:1889',
  },
  clientVerifyFailed: {
    reason: 134,
    text: 'certificate verify failed',
    at: 'tls_process_client_certificate:../ssl/statem/statem_srvr.c:3510',
  },
  wrongVersion: { reason: 267, text: 'wrong version number', at: 'ssl3_get_record:../ssl/record/ssl3_record.c:350' },
  httpRequest: { reason: 156, text: 'http request', at: 'ssl3_get_record:../ssl/record/ssl3_record.c:341' },
  unexpectedEof: { reason: 294, text: 'unexpected eof while reading', at: 'ssl3_read_n:../ssl/record/rec_layer_s3.c:318' },
  unsupportedProtocol: { reason: 258, text: 'unsupported protocol', at: 'ssl_choose_client_version:../ssl/statem/statem_lib.c:1988' },
  noProtocols: { reason: 191, text: 'no protocols available', at: 'tls_construct_client_hello:../ssl/statem/statem_clnt.c:1123' },
  noCiphers: { reason: 181, text: 'no ciphers available', at: 'tls_construct_client_hello:../ssl/statem/statem_clnt.c:1171' },
  wrongCipher: { reason: 261, text: 'wrong cipher returned', at: 'set_client_ciphersuite:../ssl/statem/statem_clnt.c:1359' },
  noSharedCipher: { reason: 193, text: 'no shared cipher', at: 'tls_post_process_client_hello:../ssl/statem/statem_srvr.c:2220' },
  noPeerCertificate: {
    reason: 199,
    text: 'peer did not return a certificate',
    at: 'tls_process_client_certificate:../ssl/statem/statem_srvr.c:3509',
  },
  badSignature: { reason: 123, text: 'bad signature', at: 'tls_process_cert_verify:../ssl/statem/statem_lib.c:504' },
  unexpectedMessage: { reason: 244, text: 'unexpected message', at: 'ossl_statem_client_read_transition:../ssl/statem/statem_clnt.c:398' },
} as const satisfies Record<string, OpensslError>;

/** OpenSSL's entry for an alert that was received. */
export function alertError(alert: AlertName): OpensslError {
  const number = alertCode(alert);
  return {
    reason: 1000 + number,
    text: opensslAlert(alert),
    at: 'ssl3_read_bytes:../ssl/record/rec_layer_s3.c:1601',
    data: `SSL alert number ${number}`,
  };
}

/** The other side's alert, as it is seen here. */
export function remoteAlert(alert: AlertName): TlsError {
  return new TlsError({ kind: 'remote-alert', alert }, `remote error: tls: ${goAlert(alert)}`, alertError(alert));
}
