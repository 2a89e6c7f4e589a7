import type { TlsServerConfig, TlsState } from '../../../crypto/tls/config.ts';
import { OPENSSL, TlsError } from '../../../crypto/tls/error.ts';
import {
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
import { choose, chooseVersion, requestedSchemes, type Choice } from '../../../crypto/tls/negotiation.ts';
import { alertForClient, goClientVerifier } from '../../../crypto/tls/verifiers.ts';
import { TLS13 } from '../../../crypto/tls/versions.ts';
import { publicKeyOf, sameKey } from '../../../crypto/keys/keys.ts';
import type { Certificate } from '../../../crypto/x509/certificate.ts';
import type { KeyPair } from '../../../crypto/x509/loaders.ts';
import type { CertPool } from '../../../crypto/x509/pool.ts';
import { COSTS } from '../../../kernel/limits.ts';
import type { Connection } from '../../../kernel/network.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { HandshakeChannel } from './channel.ts';
import { finishedSize } from './client.ts';
import { TlsConnection } from './connection.ts';

/** Seconds that a ticket of Go's is good for. */
const TICKET_LIFETIME = 604_800;

/** Octets of a ticket of Go's: the session's state (SessionState.Bytes), in which the client's certificates are, encrypted. */
function ticketSize({ version, cipherSuite }: Choice, { certificates, chains }: ClientCertificates): number {
  const secret = version === TLS13 ? (cipherSuite.hash === 'SHA-384' ? 48 : 32) : 48;
  const shown = certificates.reduce((sum, c) => sum + 5 + c.raw.length, 0);
  // without the leaf, which stands among the certificates
  const verified = chains.reduce((sum, chain) => sum + chain.slice(1).reduce((n, c) => n + 3 + c.raw.length, 3), 0);
  const state = 2 + 1 + 2 + 8 + 1 + secret + 3 + 1 + 1 + 3 + shown + 3 + verified + (version === TLS13 ? 0 : 2);
  return 16 + state + 32;
}

interface ClientCertificates {
  certificates: readonly Certificate[];
  chains: readonly (readonly Certificate[])[];
}

/** The server's side of a handshake. Throws TlsError, whose message is what Go's http.Server logs. */
export function* tlsServer(p: Process, connection: Connection, config: TlsServerConfig): Step<TlsConnection> {
  const { stack = 'go', deadline } = config;
  const channel = new HandshakeChannel(p, connection, { stack, trace: undefined, deadline });
  const hello = yield* channel.next(ClientHello);
  const { pair, choice } = settle(channel, hello, config);
  yield* p.burn(COSTS.tlsUs);
  const pool = typeof config.clientCas === 'function' ? config.clientCas() : config.clientCas;
  const asks = (config.clientAuth ?? 'none') !== 'none';
  const request = new CertificateRequest(pool?.subjects() ?? [], requestedSchemes(stack, choice.version), choice.version);
  const own = asks ? [request] : [];
  const client =
    choice.version === TLS13
      ? yield* modern(channel, config, pair, choice, own, pool)
      : yield* classic(channel, config, pair, choice, own, pool, hello.tickets);
  if (hello.tickets && choice.version === TLS13)
    channel.send(new NewSessionTicket(TICKET_LIFETIME, ticketSize(choice, client), choice.version));
  const state: TlsState = {
    version: choice.version,
    cipherSuite: choice.cipherSuite,
    group: choice.group,
    alpn: choice.alpn,
    serverName: hello.serverName,
    peerCertificates: client.certificates,
    verifiedChains: client.chains,
    octetsRead: channel.octetsRead,
    octetsWritten: channel.octetsWritten,
  };
  return new TlsConnection(connection, state, stack);
}

function settle(channel: HandshakeChannel, hello: ClientHello, config: TlsServerConfig): { pair: KeyPair; choice: Choice } {
  try {
    const version = chooseVersion(hello, config);
    const pair = typeof config.certificate === 'function' ? config.certificate(hello) : config.certificate;
    if (!pair) throw new TlsError({ kind: 'negotiation' }, 'tls: no certificates configured', OPENSSL.noSharedCipher, 'unrecognized-name');
    return { pair, choice: choose(hello, config, version, publicKeyOf(pair.key)) };
  } catch (e) {
    if (!(e instanceof TlsError)) throw e;
    return channel.fail(e);
  }
}

function* modern(
  channel: HandshakeChannel,
  config: TlsServerConfig,
  pair: KeyPair,
  choice: Choice,
  request: CertificateRequest[],
  pool: CertPool | undefined,
): Step<ClientCertificates> {
  const { version, cipherSuite, group, alpn, scheme } = choice;
  channel.send(
    new ServerHello(version, cipherSuite, group, undefined),
    new ChangeCipherSpec(),
    new EncryptedExtensions(alpn),
    ...request,
    new CertificateMessage(pair.chain, version),
    new CertificateVerify(scheme, publicKeyOf(pair.key)),
    new Finished(finishedSize(choice)),
  );
  let client: ClientCertificates = { certificates: [], chains: [] };
  if (request.length > 0) {
    client = judged(channel, config, yield* channel.next(CertificateMessage), pool);
    if (client.certificates.length > 0) checkSigner(channel, client, yield* channel.next(CertificateVerify));
  }
  yield* channel.next(Finished);
  return client;
}

function* classic(
  channel: HandshakeChannel,
  config: TlsServerConfig,
  pair: KeyPair,
  choice: Choice,
  request: CertificateRequest[],
  pool: CertPool | undefined,
  tickets: boolean,
): Step<ClientCertificates> {
  const { version, cipherSuite, group, alpn, scheme } = choice;
  const exchange = cipherSuite.kind === 'rsa' ? [] : [new ServerKeyExchange(group, scheme, publicKeyOf(pair.key))];
  const hello = new ServerHello(version, cipherSuite, group, alpn);
  channel.send(hello, new CertificateMessage(pair.chain, version), ...exchange, ...request, new ServerHelloDone());
  const shown = request.length > 0 ? yield* channel.next(CertificateMessage) : undefined;
  const client = shown ? judged(channel, config, shown, pool) : { certificates: [], chains: [] };
  yield* channel.next(ClientKeyExchange);
  if (client.certificates.length > 0) checkSigner(channel, client, yield* channel.next(CertificateVerify));
  yield* channel.next(Finished);
  const ticket = tickets ? [new NewSessionTicket(0, ticketSize(choice, client), version)] : [];
  channel.send(...ticket, new ChangeCipherSpec(), new Finished(finishedSize(choice)));
  return client;
}

/** What the client showed, judged by the server's mode (Go's processCertsFromClient). */
function judged(
  channel: HandshakeChannel,
  config: TlsServerConfig,
  { certificates, version }: CertificateMessage,
  pool: CertPool | undefined,
): ClientCertificates {
  const mode = config.clientAuth ?? 'none';
  if (certificates.length === 0) {
    if (mode !== 'require-any' && mode !== 'require-and-verify') return { certificates, chains: [] };
    const alert = version === TLS13 ? 'certificate-required' : 'bad-certificate';
    const text = "tls: client didn't provide a certificate";
    return channel.fail(new TlsError({ kind: 'no-certificate' }, text, OPENSSL.noPeerCertificate, alert));
  }
  if (mode === 'request' || mode === 'require-any') return { certificates, chains: [] };
  const verdict = goClientVerifier(pool)(certificates, channel.p.clock.now);
  if ('chains' in verdict) return { certificates, chains: verdict.chains };
  const text = `tls: failed to verify certificate: ${verdict.error.message}`;
  const failure = { kind: 'verify', certificates, error: verdict.error } as const;
  return channel.fail(new TlsError(failure, text, OPENSSL.clientVerifyFailed, alertForClient(verdict.error)));
}

function checkSigner(channel: HandshakeChannel, { certificates }: ClientCertificates, { signer }: CertificateVerify): void {
  const { publicKey } = certificates[0]!;
  if (!publicKey || sameKey(publicKey, signer)) return;
  const why = signer.type === 'rsa' ? 'crypto/rsa: verification error' : 'ECDSA verification failure';
  const text = `tls: invalid signature by the client certificate: ${why}`;
  channel.fail(new TlsError({ kind: 'protocol' }, text, OPENSSL.badSignature, 'decrypt-error'));
}
