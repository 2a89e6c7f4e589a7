import { Errno, errnoNumber, isErrno } from '../../../../kernel/errno.ts';
import type { Connection } from '../../../../kernel/network.ts';
import type { Step } from '../../../../kernel/step.ts';
import { sameKey } from '../../../../crypto/keys/keys.ts';
import { certificateTime } from '../../../../crypto/text/certificate.ts';
import { nameText, type NameFlags } from '../../../../crypto/text/name.ts';
import type { CipherSuite } from '../../../../crypto/tls/cipher-suites.ts';
import { OPENSSL_DEFAULT } from '../../../../crypto/tls/cipher-suites.ts';
import type { TlsClientConfig, TlsTrace } from '../../../../crypto/tls/config.ts';
import { opensslCode, type OpensslError } from '../../../../crypto/tls/error.ts';
import {
  CertificateMessage,
  CertificateRequest,
  CertificateVerify,
  NewSessionTicket,
  ServerHello,
  ServerKeyExchange,
} from '../../../../crypto/tls/messages.ts';
import { opensslVerifier } from '../../../../crypto/tls/verifiers.ts';
import { ALL_VERSIONS, TLS10, TLS11, TLS12, TLS13, type TlsVersion, type VersionRange } from '../../../../crypto/tls/versions.ts';
import type { Certificate } from '../../../../crypto/x509/certificate.ts';
import type { KeyPair } from '../../../../crypto/x509/loaders.ts';
import { opensslVerify, verifyCodeText, type Verification, type VerifyCode } from '../../../../crypto/x509/openssl-verify.ts';
import { getaddrinfo, ResolveError } from '../../../net/resolver.ts';
import { tlsClient, TlsError, type TlsConnection } from '../../../net/tls.ts';
import type { Command } from '../command.ts';
import { areErrors, loadCertificate, loadCertificates, loadKey, loadTrusted, need } from '../load.ts';
import { passwordFrom } from '../passwords.ts';
import { keyMismatch, systemError, type QueuedError } from '../queue.ts';
import { nameOptions } from '../subject.ts';
import type { Tool } from '../tool.ts';
import { NO_CIPHER_MATCH, resolveCiphers, resolveSuites } from './ciphers.ts';
import { connectionText, summaryText, type ReportOptions, type Session } from './s-client-report.ts';
import { sClientSpec } from './s-client-options.ts';
import { talk } from './s-client-talk.ts';
import { TrustStore, verifyParameters } from './verify.ts';

export const sClient: Command = {
  names: ['s_client'],
  spec: sClientSpec,
  *main(tool) {
    const names = yield* nameOptions(tool);
    const depth = tool.options.number('verify');
    if (depth !== undefined && !tool.options.has('quiet')) yield* tool.say(`verify depth is ${depth}\n`);
    const { host, port } = yield* target(tool);
    const versions = yield* versionRange(tool);
    const cipherSuites = yield* suites(tool);
    const pair = yield* clientCertificate(tool);
    const store = yield* trusted(tool);
    const certificate = pair && { ...pair, chain: sentChain(tool, pair, store) };
    const raw = yield* connect(tool, host, port);
    const quiet = tool.options.has('quiet');
    if (!quiet && !tool.options.has('brief')) yield* tool.p.stdout.write('CONNECTED(00000003)\n');
    const config: TlsClientConfig = {
      stack: 'openssl',
      serverName: serverName(tool, host),
      versions,
      ...(cipherSuites ? { cipherSuites } : {}),
      ...(certificate ? { certificate } : {}),
      alpn: tool.options.value('alpn')?.split(',') ?? [],
      hello: { tickets: !tool.options.has('no_ticket'), statusRequest: tool.options.has('status'), padding: false },
    };
    return yield* session(tool, raw, config, store, names);
  },
};

/** Where to connect to. */
function* target(tool: Tool): Step<{ host: string; port: string }> {
  const { options } = tool;
  const given = options.value('connect');
  if (options.rest.length > 1) yield* tool.usage();
  if (given !== undefined && options.rest.length > 0) {
    yield* tool.say('s_client: cannot provide both -connect option and target parameter\n');
    yield* tool.usage();
  }
  const text = given ?? options.rest[0];
  if (text === undefined) return { host: options.value('host') ?? 'localhost', port: options.value('port') ?? '4433' };
  const [, bracketed, plain, port] = /^(?:\[([^\]]*)\]|([^:]*))(?::(.*))?$/.exec(text) ?? [undefined, undefined, text, undefined];
  return { host: bracketed ?? (plain || 'localhost'), port: port ?? '4433' };
}

const ONLY: Readonly<Record<string, TlsVersion>> = { tls1: TLS10, tls1_1: TLS11, tls1_2: TLS12, tls1_3: TLS13 };
const PROTOCOLS: Readonly<Record<string, TlsVersion>> = { TLSv1: TLS10, 'TLSv1.1': TLS11, 'TLSv1.2': TLS12, 'TLSv1.3': TLS13 };

function* versionRange(tool: Tool): Step<Partial<VersionRange>> {
  const { options } = tool;
  const only = Object.keys(ONLY).filter((name) => options.has(name));
  if (only.length > 1) return yield* tool.fail('Cannot supply multiple protocol flags\n');
  if (only[0]) return { min: ONLY[only[0]]!, max: ONLY[only[0]]! };
  const left = ALL_VERSIONS.filter(
    (version) =>
      !options.has(
        Object.keys(ONLY)
          .find((name) => ONLY[name] === version)!
          .replace('tls', 'no_tls'),
      ),
  );
  const min = PROTOCOLS[options.value('min_protocol') ?? ''];
  const max = PROTOCOLS[options.value('max_protocol') ?? ''];
  const newest = max ?? left[0] ?? TLS13;
  // the library itself begins at TLS 1.0; at Debian's security level nothing before TLS 1.2 can be completed
  const oldest = min ?? left.filter((v) => v <= newest && v >= TLS12).at(-1) ?? left.filter((v) => v <= newest).at(-1) ?? newest;
  if (left.length === 0 || oldest > newest) return yield* tool.fail('', noProtocols());
  return { min: oldest, max: newest };
}

const noProtocols = (): QueuedError => ({
  code: '0A0000BF',
  library: 'SSL routines',
  function: 'tls_setup_handshake',
  reason: 'no protocols available',
  place: '../ssl/statem/statem_lib.c:102',
});

function* suites(tool: Tool): Step<readonly CipherSuite[] | undefined> {
  const { options } = tool;
  const list = options.value('cipher');
  const modern = options.value('ciphersuites');
  if (list === undefined && modern === undefined) return undefined;
  const older = list === undefined ? OPENSSL_DEFAULT.filter((s) => s.kind !== 'tls13') : resolveCiphers(list);
  if (!older) return yield* tool.fail(`Call to SSL_CONF_cmd(-cipher, ${list}) failed\n`, NO_CIPHER_MATCH);
  const newer = modern === undefined ? OPENSSL_DEFAULT.filter((s) => s.kind === 'tls13') : resolveSuites(modern);
  if (newer) return [...newer, ...older];
  const error = { ...NO_CIPHER_MATCH, function: 'set_ciphersuites', place: '../ssl/ssl_ciph.c:1325' };
  return yield* tool.fail(`Call to SSL_CONF_cmd(-ciphersuites, ${modern}) failed\n`, error);
}

function* clientCertificate(tool: Tool): Step<KeyPair | undefined> {
  const { options } = tool;
  const path = options.value('cert');
  const keyPath = options.value('key') ?? path;
  if (keyPath === undefined) return undefined;
  const password = yield* passwordFrom(tool, options.value('pass'));
  const key = need(yield* loadKey(tool, keyPath, 'client certificate private key', password));
  if (path === undefined) return undefined;
  const leaf = need(yield* loadCertificate(tool, path, 'client certificate'));
  if (leaf.publicKey && !sameKey(leaf.publicKey, key)) {
    // SSL_CTX looks for a key of the certificate's type first, and finds none
    if (leaf.publicKey.type !== key.type) yield* tool.fail('Private key does not match the certificate public key\n');
    yield* tool.fail('error setting private key\n', ...keyMismatch(true));
  }
  const more = options.value('cert_chain');
  const chain = more === undefined ? [] : need(yield* loadCertificates(tool, more, 'client certificate chain'));
  return { leaf, key, chain: [leaf, ...chain] };
}

/** Without a chain of its own a client sends the authorities along that it trusts itself. */
function sentChain(tool: Tool, { leaf, chain }: KeyPair, store: TrustStore): readonly Certificate[] {
  if (chain.length > 1) return chain;
  return opensslVerify(leaf, { trusted: store.certificates, untrusted: [], now: tool.p.clock.now }).chain;
}

function* trusted(tool: Tool): Step<TrustStore> {
  const store = new TrustStore(tool);
  const { options } = tool;
  const files = [...options.values('CAfile'), ...options.values('verifyCAfile')];
  for (const path of files) {
    const found = yield* loadTrusted(tool, path);
    if (areErrors(found)) return yield* tool.fail('', ...found);
    store.certificates.push(...found);
  }
  for (const path of [...options.values('CApath'), ...options.values('verifyCApath')]) store.directory(path);
  if (files.length === 0 && !options.has('CApath', 'verifyCApath')) yield* store.defaults();
  return store;
}

/** A name with a dot is a host name that can be sent; others and addresses are not. */
function serverName(tool: Tool, host: string): string | undefined {
  const { options } = tool;
  if (options.has('noservername')) return undefined;
  return options.value('servername') ?? (/^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+$/.test(host) && !/^[\d.]+$/.test(host) ? host : undefined);
}

const lookupError = (reason: string): QueuedError => ({
  code: '10080002',
  library: 'BIO routines',
  function: 'BIO_lookup_ex',
  reason: 'system lib',
  place: '../crypto/bio/bio_addr.c:746',
  data: reason,
});

function* connect(tool: Tool, host: string, service: string): Step<Connection> {
  const { p, options } = tool;
  const port = /^\d+$/.test(service) ? Number(service) : { https: 443, http: 80 }[service];
  if (port === undefined) return yield* tool.failAfter(lookupError('Servname not supported for ai_socktype'), 'connect:errno=0\n');
  let addresses: string[];
  try {
    addresses = (yield* getaddrinfo(p, host, options.has('4') ? 'inet' : options.has('6') ? 'inet6' : 'any')).addresses;
  } catch (e) {
    if (!(e instanceof ResolveError)) throw e;
    return yield* tool.failAfter(lookupError(e.message), 'connect:errno=22\n');
  }
  let failure = new Errno('ECONNREFUSED');
  for (const ip of addresses) {
    try {
      return yield* p.sys.net.connect(ip, port);
    } catch (e) {
      if (!isErrno(e)) throw e;
      failure = e;
      tool.queue.push(systemError(e, 'BIO_connect', '../crypto/bio/bio_sock2.c:117', 'calling connect()'), {
        code: '10000067',
        library: 'BIO routines',
        function: 'BIO_connect',
        reason: 'connect error',
        place: '../crypto/bio/bio_sock2.c:119',
      });
    }
  }
  yield* tool.errors();
  return yield* tool.fail(`connect:errno=${errnoNumber(failure.code)}\n`);
}

/** What verify_callback prints, and whether it goes on. */
function reporter(tool: Tool, names: NameFlags, lines: string[]): (found: Verification) => boolean {
  const { options } = tool;
  const quiet = options.has('brief', 'verify_quiet');
  const depth = options.number('verify');
  const strict = options.has('verify_return_error');
  return ({ ok, code, depth: at, certificate }) => {
    let go = ok;
    if (!quiet || !ok) lines.push(`depth=${at} ${nameText(certificate.subject, names)}\n`);
    if (!ok) {
      lines.push(`verify error:num=${code}:${verifyCodeText(code)}\n`);
      go = depth !== undefined && at > depth ? false : !strict;
    }
    if (code === 2) lines.push(`issuer= ${nameText(certificate.issuer, names)}\n`);
    if (code === 9) lines.push(`notBefore=${certificateTime(certificate.notBefore)}\n`);
    if (code === 10) lines.push(`notAfter=${certificateTime(certificate.notAfter)}\n`);
    if (go && !quiet) lines.push('verify return:1\n');
    return go;
  };
}

/** The handshake, its report, and what is said afterwards. */
function* session(tool: Tool, raw: Connection, config: TlsClientConfig, store: TrustStore, names: NameFlags): Step<number> {
  const { p, options } = tool;
  const lines: string[] = [];
  const seen: Session = {
    version: config.versions!.max!,
    certificates: [],
    accepted: false,
    octets: { read: 0, written: 0 },
    code: 0,
    complete: false,
  };
  const parameters = verifyParameters(tool);
  const callback = reporter(tool, names, lines);
  const judge = (certificates: readonly Certificate[], now: number): ReturnType<ReturnType<typeof opensslVerifier>> => {
    if (!config.serverName && !options.has('noservername')) lines.unshift("Can't use SSL_get_servername\n");
    const note = (found: Verification): boolean => {
      if (!found.ok) seen.code = found.code;
      return callback(found);
    };
    store.lookUp(certificates);
    const verdict = opensslVerifier({ ...parameters, trusted: store.certificates, callback: note })(certificates, now);
    if ('chains' in verdict) seen.accepted = true;
    return verdict;
  };
  const report: ReportOptions = {
    names,
    showCerts: options.has('showcerts'),
    random: p.kernel.random.stream('openssl sessions'),
    now: p.clock.now,
  };
  const attempt = yield* handshake(tool, raw, { ...config, verify: judge, trace: watch(seen) });
  for (const line of lines) yield* tool.sayBinary(line);
  if (attempt instanceof TlsError) return yield* failed(tool, attempt, seen, report);
  const { state } = attempt;
  Object.assign(seen, {
    complete: true,
    octets: { read: state.octetsRead, written: state.octetsWritten },
    scheme: state.peerScheme,
    alpn: state.alpn,
  });
  if (parameters.host !== undefined && seen.code === 0) seen.peerName = parameters.host;
  const quiet = options.has('brief', 'quiet');
  if (options.has('status') && !quiet) yield* p.stdout.write('OCSP response: no response sent\n');
  if (options.has('brief')) yield* tool.sayBinary(summaryText(seen, report));
  else if (!quiet) yield* (yield* tool.sink(undefined)).binary(connectionText(seen, report));
  yield* p.flush();
  return yield* talk(tool, attempt, seen, report);
}

function* handshake(tool: Tool, raw: Connection, config: TlsClientConfig): Step<TlsConnection | TlsError> {
  try {
    return yield* tlsClient(tool.p, raw, config);
  } catch (e) {
    if (!(e instanceof TlsError)) throw e;
    return e;
  }
}

/** Notes what passes, so that a handshake that fails can be reported as far as it came. */
function watch(seen: Session): TlsTrace {
  return (direction, message) => {
    if (direction !== 'in') return;
    if (message instanceof ServerHello)
      Object.assign(seen, { version: message.version, cipherSuite: message.cipherSuite, group: message.group });
    else if (message instanceof CertificateMessage) seen.certificates = message.certificates;
    else if (message instanceof CertificateRequest) seen.request = message;
    else if (message instanceof NewSessionTicket) seen.ticketSize = message.ticketSize;
    else if (message instanceof CertificateVerify || message instanceof ServerKeyExchange) seen.scheme = message.scheme;
  };
}

/** An entry of the SSL library's queue. */
export function sslError(error: OpensslError): QueuedError {
  const colon = error.at.indexOf(':');
  return {
    code: opensslCode(error),
    library: 'SSL routines',
    function: error.at.slice(0, colon),
    reason: error.text,
    place: error.at.slice(colon + 1),
    ...(error.data ? { data: error.data } : {}),
  };
}

function* failed(tool: Tool, error: TlsError, seen: Session, report: ReportOptions): Step<number> {
  const { options } = tool;
  if (error.failure.kind === 'reset') yield* tool.say('write:errno=104\n');
  else yield* tool.errors(sslError(error.openssl));
  const code: VerifyCode | undefined = error.failure.kind === 'verify' ? error.failure.code : undefined;
  Object.assign(seen, { octets: error.octets, ...(code === undefined ? {} : { code }) });
  // before TLS 1.3 the certificate is judged before the keys are agreed on
  if (error.failure.kind === 'verify' && seen.version !== TLS13) Object.assign(seen, { cipherSuite: undefined, group: undefined });
  if (!options.has('quiet', 'brief')) yield* (yield* tool.sink(undefined)).binary(connectionText(seen, report));
  return 1;
}
