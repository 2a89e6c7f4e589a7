import { binary } from '../../../../kernel/text.ts';
import { SECOND, type Micros } from '../../../../kernel/time.ts';
import type { RandomStream } from '../../../../kernel/random.ts';
import { keyBits } from '../../../../crypto/keys/keys.ts';
import { shortName } from '../../../../crypto/oids.ts';
import { encodePem } from '../../../../crypto/pem.ts';
import { certificateTime } from '../../../../crypto/text/certificate.ts';
import { nameText, type NameFlags } from '../../../../crypto/text/name.ts';
import type { CipherSuite } from '../../../../crypto/tls/cipher-suites.ts';
import type { Group, SignatureScheme } from '../../../../crypto/tls/messages.ts';
import { OPENSSL_SCHEMES } from '../../../../crypto/tls/negotiation.ts';
import { opensslVersionName, TLS13, type TlsVersion } from '../../../../crypto/tls/versions.ts';
import type { Certificate } from '../../../../crypto/x509/certificate.ts';
import { parseName } from '../../../../crypto/x509/name.ts';
import { verifyCodeText, type VerifyCode } from '../../../../crypto/x509/openssl-verify.ts';
import { titledName } from '../subject.ts';

/** What s_client knows of a connection, as far as the handshake came. */
export interface Session {
  /** The version: the server's, or while that is not known the newest that was offered. */
  version: TlsVersion;
  cipherSuite?: CipherSuite;
  group?: Group;
  certificates: readonly Certificate[];
  /** The server's certificate was taken. */
  accepted: boolean;
  scheme?: SignatureScheme;
  request?: { authorities: readonly Uint8Array[]; signatureSchemes: readonly SignatureScheme[] };
  /** Octets of the ticket that came within the handshake (before TLS 1.3). */
  ticketSize?: number;
  octets: { read: number; written: number };
  code: VerifyCode;
  /** The host name that was verified. */
  peerName?: string;
  alpn?: string;
  /** The handshake came to its end. */
  complete: boolean;
}

export interface ReportOptions {
  names: NameFlags;
  showCerts: boolean;
  random: RandomStream;
  now: Micros;
}

function chainText(session: Session, { names, showCerts }: ReportOptions): string {
  if (session.certificates.length === 0) return '';
  const entries = session.certificates.map((c, i) => {
    const key = c.publicKey
      ? `   a:PKEY: ${shortName(c.keyAlgorithm.oid)}, ${keyBits(c.publicKey)} (bit); sigalg: ${shortName(c.signatureAlgorithm.oid)}\n`
      : '';
    const validity = `   v:NotBefore: ${certificateTime(c.notBefore)}; NotAfter: ${certificateTime(c.notAfter)}\n`;
    const head = `${String(i).padStart(2)} s:${nameText(c.subject, names)}\n   i:${nameText(c.issuer, names)}\n`;
    return head + key + validity + (showCerts ? encodePem('CERTIFICATE', c.raw) : '');
  });
  return `---\nCertificate chain\n${entries.join('')}`;
}

function serverText(session: Session, options: ReportOptions): string {
  const leaf = session.certificates[0];
  if (!leaf || !session.accepted) return '---\nno peer certificate available\n';
  const pem = options.showCerts ? '' : encodePem('CERTIFICATE', leaf.raw);
  return `---\nServer certificate\n${pem}${titledName('subject=', leaf.subject, options.names)}${titledName('issuer=', leaf.issuer, options.names)}`;
}

function authoritiesText({ request }: Session, { names }: ReportOptions): string {
  if (!request || request.authorities.length === 0) return '---\nNo client certificate CA names sent\n';
  const lines = request.authorities.map((raw) => `${nameText(parseName(raw), names)}\n`);
  return `---\nAcceptable client certificate CA names\n${lines.join('')}`;
}

/** The lines about signature algorithms that the server asked for. */
function requestedText({ request, version }: Session): string {
  if (!request) return '';
  const types = version === TLS13 ? '' : 'Client Certificate Types: RSA sign, ECDSA sign\n';
  const shared = request.signatureSchemes.filter((s) => OPENSSL_SCHEMES.includes(s) && !s.endsWith('SHA224'));
  return (
    `${types}Requested Signature Algorithms: ${request.signatureSchemes.join(':')}\n` +
    `Shared Requested Signature Algorithms: ${shared.join(':')}\n`
  );
}

/** What the server signed with: the digest, and the kind of signature. */
function peerSignature(scheme: SignatureScheme | undefined): { hash?: string; type?: string } {
  if (!scheme) return {};
  if (scheme === 'ed25519') return { type: 'Ed25519' };
  const [type, hash] = scheme.split('+');
  return { hash, type };
}

function groupText(group: Group | undefined): string {
  switch (group) {
    case undefined:
      return '';
    case 'X25519':
    case 'X25519MLKEM768':
      return 'Server Temp Key: X25519, 253 bits\n';
    default:
      return `Server Temp Key: ECDH, ${{ 'P-256': 'prime256v1', 'P-384': 'secp384r1', 'P-521': 'secp521r1' }[group]}, ${group.slice(2)} bits\n`;
  }
}

function verificationText({ code, peerName }: Session): string {
  if (code !== 0) return `Verification error: ${verifyCodeText(code)}\n`;
  return `Verification: OK\n${peerName === undefined ? '' : `Verified peername: ${peerName}\n`}`;
}

/** print_stuff of s_client.c: everything about the connection, names in octets. */
export function connectionText(session: Session, options: ReportOptions): string {
  const { hash, type } = session.accepted ? peerSignature(session.scheme) : {};
  const suite = session.cipherSuite;
  const leaf = session.accepted ? session.certificates[0] : undefined;
  const old = session.version !== TLS13;
  return [
    chainText(session, options),
    serverText(session, options),
    authoritiesText(session, options),
    requestedText(session),
    hash ? `Peer signing digest: ${hash}\n` : '',
    type ? `Peer signature type: ${type}\n` : '',
    groupText(session.group),
    `---\nSSL handshake has read ${session.octets.read} bytes and written ${session.octets.written} bytes\n`,
    verificationText(session),
    `---\nNew, ${suite ? `${suiteVersion(suite, session.version)}, Cipher is ${suite.openssl}` : '(NONE), Cipher is (NONE)'}\n`,
    leaf?.publicKey ? `Server public key is ${keyBits(leaf.publicKey)} bit\n` : '',
    `Secure Renegotiation IS${old && session.certificates.length > 0 ? '' : ' NOT'} supported\nCompression: NONE\nExpansion: NONE\n`,
    session.alpn === undefined ? 'No ALPN negotiated\n' : `ALPN protocol: ${session.alpn}\n`,
    old
      ? sessionText(session, options)
      : `Early data was not sent\nVerify return code: ${session.code} (${verifyCodeText(session.code)})\n`,
    '---\n',
  ].join('');
}

/** SSL_CIPHER_get_version: the version that a suite came with. */
function suiteVersion(suite: CipherSuite, version: TlsVersion): string {
  return version === TLS13 ? 'TLSv1.3' : opensslVersionName(suite.since);
}

const hexOf = (data: Uint8Array): string => [...data].map((b) => b.toString(16).toUpperCase().padStart(2, '0')).join('');

/** BIO_dump_indent: sixteen octets a line, as numbers and as characters. */
function dump(data: Uint8Array, indent: number): string {
  let out = '';
  for (let i = 0; i < data.length; i += 16) {
    const row = data.subarray(i, i + 16);
    const numbers = Array.from(
      { length: 16 },
      (_, k) => (k < row.length ? row[k]!.toString(16).padStart(2, '0') : '  ') + (k === 7 && row.length > 8 ? '-' : ' '),
    );
    const shown = binary(row).replace(/[^ -~]/g, '.');
    out += `${' '.repeat(indent)}${i.toString(16).padStart(4, '0')} - ${numbers.join('')}  ${shown}\n`;
  }
  return out;
}

/** SSL_SESSION_print. With a ticket the session has an identity; keys are made up, as nothing is encrypted. */
function sessionText(session: Session, { random, now }: ReportOptions, ticket?: { size: number; lifetime: number }): string {
  const modern = session.version === TLS13;
  const code = session.accepted ? session.code : 0;
  const id = ticket || (session.complete && !modern) ? hexOf(random.bytes(32)) : '';
  const length = modern ? (session.cipherSuite?.hash === 'SHA-384' ? 48 : 32) : 48;
  const secret = session.cipherSuite ? hexOf(random.bytes(length)) : '';
  const octets = ticket ?? (session.ticketSize === undefined ? undefined : { size: session.ticketSize, lifetime: 0 });
  const hint = octets?.lifetime ? `    TLS session ticket lifetime hint: ${octets.lifetime} (seconds)\n` : '';
  return [
    `SSL-Session:\n    Protocol  : ${opensslVersionName(session.version)}\n    Cipher    : ${session.cipherSuite?.openssl ?? '0000'}\n`,
    `    Session-ID: ${id}\n    Session-ID-ctx: \n    ${modern ? 'Resumption PSK' : 'Master-Key'}: ${secret}\n`,
    '    PSK identity: None\n    PSK identity hint: None\n    SRP username: None\n',
    octets ? `${hint}    TLS session ticket:\n${dump(random.bytes(octets.size), 4)}\n` : '',
    `    Start Time: ${Math.floor(now / SECOND)}\n    Timeout   : 7200 (sec)\n`,
    // a session learns of the verdict only when the certificate was taken
    `    Verify return code: ${code} (${verifyCodeText(code)})\n`,
    // extended master secrets belong to TLS 1.2; Go and OpenSSL both have them
    `    Extended master secret: ${!modern && session.complete ? 'yes' : 'no'}\n`,
    modern ? '    Max Early Data: 0\n' : '',
  ].join('');
}

/** What is printed when a ticket arrives in TLS 1.3. */
export function ticketText(session: Session, options: ReportOptions, ticket: { size: number; lifetime: number }): string {
  return `---\nPost-Handshake New Session Ticket arrived:\n${sessionText(session, options, ticket)}---\n`;
}

/** print_ssl_summary: what `-brief` shows. */
export function summaryText(session: Session, { names }: ReportOptions): string {
  const { hash, type } = peerSignature(session.scheme);
  const leaf = session.certificates[0];
  const requested = session.request ? `Requested Signature Algorithms: ${session.request.signatureSchemes.join(':')}\n` : '';
  const peer = leaf
    ? `Peer certificate: ${nameText(leaf.subject, names)}\n${hash ? `Hash used: ${hash}\n` : ''}${type ? `Signature type: ${type}\n` : ''}${verificationText(session)}`
    : 'No peer certificate\n';
  const suite = session.cipherSuite?.openssl ?? '(NONE)';
  const formats = session.version !== TLS13 && session.group ? 'Supported Elliptic Curve Point Formats: uncompressed\n' : '';
  return `CONNECTION ESTABLISHED\nProtocol version: ${opensslVersionName(session.version)}\nCiphersuite: ${suite}\n${requested}${peer}${formats}${groupText(session.group)}`;
}
