import type { PeerVerdict, TlsClientConfig, TlsState } from '../../../crypto/tls/config.ts';
import { schemesOf } from '../../../crypto/tls/config.ts';
import { OPENSSL, TlsError } from '../../../crypto/tls/error.ts';
import {
  CertificateMessage,
  CertificateRequest,
  CertificateVerify,
  ChangeCipherSpec,
  ClientKeyExchange,
  EncryptedExtensions,
  Finished,
  NewSessionTicket,
  ServerHello,
  ServerHelloDone,
  ServerKeyExchange,
  type ClientHello,
  type SignatureScheme,
  type TlsMessage,
} from '../../../crypto/tls/messages.ts';
import { clientHello, clientVersions } from '../../../crypto/tls/negotiation.ts';
import { alertForCode } from '../../../crypto/tls/verifiers.ts';
import { TLS13 } from '../../../crypto/tls/versions.ts';
import { publicKeyOf, sameKey, type PublicKey } from '../../../crypto/keys/keys.ts';
import type { Certificate } from '../../../crypto/x509/certificate.ts';
import type { KeyPair } from '../../../crypto/x509/loaders.ts';
import { COSTS } from '../../../kernel/limits.ts';
import type { Connection } from '../../../kernel/network.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { HandshakeChannel } from './channel.ts';
import { TlsConnection } from './connection.ts';

/** What the client has learnt of the server. */
interface Learnt {
  hello: ServerHello;
  alpn: string | undefined;
  certificates: readonly Certificate[];
  chains: readonly (readonly Certificate[])[];
  scheme: SignatureScheme | undefined;
  request: CertificateRequest | undefined;
}

/**
 * The client's side of a handshake. Throws TlsError. In TLS 1.3 the client is done before the server has seen its certificate:
 * a refusal comes as an alert with the first read.
 */
export function* tlsClient(p: Process, connection: Connection, config: TlsClientConfig): Step<TlsConnection> {
  const { stack = 'go', trace, deadline } = config;
  if (stack === 'go' && config.verify && !config.serverName) {
    const text = 'tls: either ServerName or InsecureSkipVerify must be specified in the tls.Config';
    throw new TlsError({ kind: 'negotiation' }, text, OPENSSL.noProtocols);
  }
  const channel = new HandshakeChannel(p, connection, { stack, trace, deadline });
  const hello = clientHello(config);
  channel.send(hello);
  const serverHello = yield* channel.next(ServerHello);
  checkServerHello(channel, config, hello, serverHello);
  yield* p.burn(COSTS.tlsUs);
  const learnt = serverHello.version === TLS13 ? yield* modern(channel, config, serverHello) : yield* classic(channel, config, serverHello);
  checkProtocol(channel, hello, learnt.alpn);
  const { request } = learnt;
  const state: TlsState = {
    version: serverHello.version,
    cipherSuite: serverHello.cipherSuite,
    group: serverHello.group,
    alpn: learnt.alpn,
    serverName: hello.serverName,
    peerCertificates: learnt.certificates,
    verifiedChains: learnt.chains,
    peerScheme: learnt.scheme,
    ...(request ? { certificateRequest: request } : {}),
    octetsRead: channel.octetsRead,
    octetsWritten: channel.octetsWritten,
  };
  return new TlsConnection(connection, state, stack, trace);
}

function checkServerHello(
  channel: HandshakeChannel,
  config: TlsClientConfig,
  hello: ClientHello,
  { version, cipherSuite }: ServerHello,
): void {
  const refuse = (text: string, openssl: TlsError['openssl'], alert: TlsError['sent']): never =>
    channel.fail(new TlsError({ kind: 'negotiation' }, text, openssl, alert));
  if (!clientVersions(config).includes(version))
    refuse(`tls: server selected unsupported protocol version ${version.toString(16)}`, OPENSSL.unsupportedProtocol, 'protocol-version');
  if (!hello.cipherSuites.includes(cipherSuite))
    refuse('tls: server chose an unconfigured cipher suite', OPENSSL.wrongCipher, 'illegal-parameter');
}

function checkProtocol(channel: HandshakeChannel, hello: ClientHello, alpn: string | undefined): void {
  if (alpn === undefined || hello.alpn.includes(alpn)) return;
  const text =
    hello.alpn.length === 0 ? 'tls: server advertised unrequested ALPN extension' : 'tls: server selected unadvertised ALPN protocol';
  channel.fail(new TlsError({ kind: 'negotiation' }, text, OPENSSL.unexpectedMessage, 'unsupported-extension'));
}

/** The certificates that the server showed, judged. */
function judged(
  channel: HandshakeChannel,
  config: TlsClientConfig,
  { certificates }: CertificateMessage,
): Pick<Learnt, 'certificates' | 'chains'> {
  if (certificates.length === 0) {
    const text = 'tls: received empty certificates message';
    channel.fail(new TlsError({ kind: 'protocol' }, text, OPENSSL.unexpectedMessage, 'decode-error'));
  }
  const verdict: PeerVerdict = config.verify?.(certificates, channel.p.clock.now) ?? { chains: [] };
  if ('chains' in verdict) return { certificates, chains: verdict.chains };
  const { error, code } = verdict;
  // Go's client says the same to the server whatever is wrong
  const alert = code === undefined ? 'bad-certificate' : alertForCode(code);
  const text = `tls: failed to verify certificate: ${error.message}`;
  return channel.fail(new TlsError({ kind: 'verify', certificates, code, error }, text, OPENSSL.verifyFailed, alert));
}

/** Whether the key that signed is the certificate's. */
function checkSigner(channel: HandshakeChannel, certificate: Certificate, signer: PublicKey): void {
  if (!certificate.publicKey || sameKey(certificate.publicKey, signer)) return;
  const why = signer.type === 'rsa' ? 'crypto/rsa: verification error' : 'ECDSA verification failure';
  const text = `tls: invalid signature by the server certificate: ${why}`;
  channel.fail(new TlsError({ kind: 'protocol' }, text, OPENSSL.badSignature, 'decrypt-error'));
}

/** What the client shows when it is asked: its certificate and the proof, or an empty list. */
function answer(
  config: TlsClientConfig,
  request: CertificateRequest,
  hello: ServerHello,
): { shown: CertificateMessage; proof: TlsMessage[] } {
  const { certificate } = config;
  const pair = typeof certificate === 'function' ? certificate(request.authorities) : certificate;
  const asked = typeof certificate === 'function' || config.stack === 'openssl';
  const usable = pair && (asked || acceptable(pair, request.authorities)) ? pair : undefined;
  const scheme = usable && schemesOf(usable.key).find((own) => request.signatureSchemes.includes(own));
  if (!usable || !scheme) return { shown: new CertificateMessage([], hello.version), proof: [] };
  return { shown: new CertificateMessage(usable.chain, hello.version), proof: [new CertificateVerify(scheme, publicKeyOf(usable.key))] };
}

/**
 * Go shows a configured certificate only where an acceptable authority has issued it (CertificateRequestInfo.SupportsCertificate).
 * Callbacks such as client-go's are not asked that.
 */
function acceptable(pair: KeyPair, authorities: readonly Uint8Array[]): boolean {
  if (authorities.length === 0) return true;
  const same = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((octet, i) => octet === b[i]);
  return pair.chain.some((certificate) => authorities.some((name) => same(name, certificate.issuer.raw)));
}

function* modern(channel: HandshakeChannel, config: TlsClientConfig, hello: ServerHello): Step<Learnt> {
  const { alpn } = yield* channel.next(EncryptedExtensions);
  const request = yield* channel.optional(CertificateRequest);
  const shown = judged(channel, config, yield* channel.next(CertificateMessage));
  const { signer, scheme } = yield* channel.next(CertificateVerify);
  checkSigner(channel, shown.certificates[0]!, signer);
  yield* channel.next(Finished);
  const own = request && answer(config, request, hello);
  channel.send(new ChangeCipherSpec(), ...(own ? [own.shown, ...own.proof] : []), new Finished(finishedSize(hello)));
  return { hello, alpn, ...shown, scheme, request };
}

/** Octets of Finished: the hash's in TLS 1.3, twelve before. */
export function finishedSize({ version, cipherSuite }: Pick<ServerHello, 'version' | 'cipherSuite'>): number {
  return 4 + (version === TLS13 ? (cipherSuite.hash === 'SHA-384' ? 48 : 32) : 12);
}

function* classic(channel: HandshakeChannel, config: TlsClientConfig, hello: ServerHello): Step<Learnt> {
  const shown = judged(channel, config, yield* channel.next(CertificateMessage));
  const exchange = yield* channel.optional(ServerKeyExchange);
  if (exchange) checkSigner(channel, shown.certificates[0]!, exchange.signer);
  const request = yield* channel.optional(CertificateRequest);
  yield* channel.next(ServerHelloDone);
  const own = request && answer(config, request, hello);
  const finished = new Finished(finishedSize(hello));
  channel.send(...(own ? [own.shown] : []), new ClientKeyExchange(), ...(own?.proof ?? []), new ChangeCipherSpec(), finished);
  // here a refusal still belongs to the handshake
  yield* channel.optional(NewSessionTicket);
  yield* channel.next(Finished);
  return { hello, alpn: hello.alpn, ...shown, scheme: exchange?.scheme, request };
}
