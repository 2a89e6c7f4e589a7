import type { PeerVerifier } from '../../../crypto/tls/config.ts';
import { cipherSuite } from '../../../crypto/tls/cipher-suites.ts';
import { opensslVersionName, TLS10, TLS11, TLS12, TLS13, type TlsVersion } from '../../../crypto/tls/versions.ts';
import { parseNameOptions, nameText } from '../../../crypto/text/name.ts';
import { certificateTime } from '../../../crypto/text/certificate.ts';
import { parseIp } from '../../../crypto/ip.ts';
import { matchesHost, curlHostnameError } from '../../../crypto/x509/hostname.ts';
import { opensslVerify, verifyCodeText, type VerifyCode } from '../../../crypto/x509/openssl-verify.ts';
import type { Certificate } from '../../../crypto/x509/certificate.ts';
import { Errno, isErrno } from '../../../kernel/errno.ts';
import type { Connection } from '../../../kernel/network.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { MS } from '../../../kernel/time.ts';
import { getaddrinfo, ResolveError } from '../../net/resolver.ts';
import { tlsClient, type TlsConnection, TlsError } from '../../net/tls.ts';
import { CurlError } from './error.ts';
import { clientCertificate, trustedCertificates } from './certificates.ts';
import type { Options } from './options.ts';
import type { CurlUrl } from './url.ts';
import type { Verbose } from './verbose.ts';

/** Version of the library that curl is built with, as its messages have it. */
const OPENSSL_VERSION = 'OpenSSL/3.0.20';
const SUBJECT = parseNameOptions('sep_semi_plus_space') ?? 0;

/** An open connection, and what is known of it. */
export interface Link {
  connection: Connection;
  number: number;
  host: string;
  port: number;
  http2: boolean;
  tls: TlsConnection | undefined;
  verifyResult: VerifyCode;
  /** Moments on the virtual clock. */
  resolvedAt: number;
  connectedAt: number;
  securedAt: number | undefined;
}

/** When the transfer must be over, and when it must be connected. */
export interface Deadlines {
  startedAt: number;
  connect: number | undefined;
  total: number | undefined;
}

const elapsedMs = (p: Process, from: number): number => Math.floor((p.clock.now - from) / MS);

/** Host and port that `--connect-to HOST1:PORT1:HOST2:PORT2` sends elsewhere. */
function connectTo(o: Options, url: CurlUrl): { host: string; port: number } {
  for (const { value } of o.values('connect-to')) {
    const m = /^(\[[^\]]*\]|[^:]*):(\d*):(\[[^\]]*\]|[^:]*):(\d*)$/.exec(value);
    if (!m) continue;
    const [, host1 = '', port1 = '', host2 = '', port2 = ''] = m;
    if ((host1 !== '' && host1.replace(/[[\]]/g, '') !== url.host) || (port1 !== '' && Number(port1) !== url.port)) continue;
    return { host: host2.replace(/[[\]]/g, '') || url.host, port: port2 ? Number(port2) : url.port };
  }
  return { host: url.host, port: url.port };
}

/** Addresses from `--resolve HOST:PORT:ADDRESS[,…]`. Throws CurlError 49. */
function pinned(o: Options, host: string, port: number): string[] | undefined {
  let found: string[] | undefined;
  for (const { value } of o.values('resolve')) {
    const m = /^([+-]?)(\[[^\]]*\]|[^:]+):(\d+)(?::(.+))?$/.exec(value);
    if (!m || (m[1] !== '-' && m[4] === undefined)) throw new CurlError(49, `Couldn't parse CURLOPT_RESOLVE entry '${value}'`);
    const [, mark, name = '', number, list = ''] = m;
    if ((name !== '*' && name.replace(/[[\]]/g, '').toLowerCase() !== host.toLowerCase()) || Number(number) !== port) continue;
    found = mark === '-' ? undefined : list.split(',').map((a) => a.replace(/[[\]]/g, ''));
  }
  return found;
}

function* resolve(p: Process, o: Options, host: string, port: number, v: Verbose): Step<string[]> {
  const known = pinned(o, host, port);
  if (known) {
    v.info(`Added ${host}:${port}:${known.join(',')} to DNS cache`);
    v.info(`Hostname ${host} was found in DNS cache`);
    return known;
  }
  try {
    const family = o.last('ipv4', 'ipv6') === 'ipv4' ? 'inet' : o.last('ipv4', 'ipv6') === 'ipv6' ? 'inet6' : 'any';
    return (yield* getaddrinfo(p, host, family)).addresses;
  } catch (e) {
    if (!(e instanceof ResolveError)) throw e;
    v.info(`Could not resolve host: ${host}`);
    throw new CurlError(6, `Could not resolve host: ${host}`);
  }
}

const shownIp = (ip: string): string => (ip.includes(':') ? `[${ip}]` : ip);

/** Connects to the first address that takes the connection. Throws CurlError 7 and 28. */
function* dial(
  p: Process,
  o: Options,
  host: string,
  port: number,
  d: Deadlines,
  v: Verbose,
): Step<{ connection: Connection; resolvedAt: number }> {
  const socket = o.value('unix-socket');
  if (socket !== undefined) {
    v.info(`  Trying ${socket}:0...`);
    try {
      return { connection: yield* p.sys.net.connectUnix(socket), resolvedAt: p.clock.now };
    } catch (e) {
      if (!isErrno(e)) throw e;
      throw new CurlError(7, `Failed to connect to ${host} port ${port} after ${elapsedMs(p, d.startedAt)} ms: Couldn't connect to server`);
    }
  }
  const addresses = yield* resolve(p, o, host, port, v);
  const resolvedAt = p.clock.now;
  for (const ip of addresses) {
    v.info(`  Trying ${shownIp(ip)}:${port}...`);
    const limits = [d.connect, d.total].filter((t) => t !== undefined);
    const left = limits.length > 0 ? Math.max(0, Math.min(...limits) - p.clock.now) : undefined;
    try {
      return { connection: yield* p.sys.net.connect(ip, port, left), resolvedAt };
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      if (d.total !== undefined && p.clock.now >= d.total)
        throw new CurlError(28, `Connection timed out after ${elapsedMs(p, d.startedAt)} milliseconds`);
      const late = d.connect !== undefined && p.clock.now >= d.connect;
      v.info(
        late
          ? `ipv4 connect timeout after ${Math.floor((d.connect! - d.startedAt) / MS)}ms, move on!`
          : `connect to ${ip} port ${port} failed: ${e.text}`,
      );
    }
  }
  const late = d.connect !== undefined && p.clock.now >= d.connect;
  const message = `Failed to connect to ${host} port ${port} after ${elapsedMs(p, d.startedAt)} ms: ${late ? 'Timeout was reached' : "Couldn't connect to server"}`;
  v.info(message);
  throw new CurlError(late ? 28 : 7, message);
}

/** The oldest and newest version that the options allow. */
function versions(o: Options): { min: TlsVersion; max: TlsVersion } {
  const floor: Record<string, TlsVersion> = { tlsv1: TLS10, 'tlsv1.0': TLS10, 'tlsv1.1': TLS11, 'tlsv1.2': TLS12, 'tlsv1.3': TLS13 };
  const ceiling: Record<string, TlsVersion> = { '1.0': TLS10, '1.1': TLS11, '1.2': TLS12, '1.3': TLS13, default: TLS13 };
  const min = floor[o.last(...Object.keys(floor)) ?? ''] ?? TLS12;
  const max = ceiling[o.value('tls-max') ?? 'default'] ?? TLS13;
  return { min: max < min ? max : min, max };
}

function cipherSuites(o: Options): ReturnType<typeof cipherSuite>[] | undefined {
  const list = o.value('ciphers');
  if (list === undefined) return undefined;
  const suites = list.split(':').flatMap((name) => cipherSuite(name) ?? []);
  if (suites.length === 0) throw new CurlError(59, `failed setting cipher list: ${list}`);
  return suites;
}

interface Secured {
  connection: TlsConnection;
  verifyResult: VerifyCode;
}

/** The TLS handshake as curl with OpenSSL does it. Throws CurlError 35, 58, 60, 77, 28. */
function* secure(p: Process, o: Options, raw: Connection, host: string, d: Deadlines, v: Verbose): Step<Secured> {
  const insecure = o.has('insecure');
  const alpn = o.has('http1.1') || o.has('http1.0') || o.has('no-alpn') ? ['http/1.1'] : ['h2', 'http/1.1'];
  const pair = clientCertificate(p, o);
  const suites = cipherSuites(o);
  let result: VerifyCode = 0;
  // a file that was named must be there even where nothing is checked
  const trusted = insecure && !o.has('cacert') ? [] : trustedCertificates(p, o);
  const verify: PeerVerifier = (certificates, now) => {
    const [leaf, ...untrusted] = certificates;
    // without -k a failure ends the handshake; with it OpenSSL only notes the first one
    const found = opensslVerify(leaf!, { trusted, untrusted, now, purpose: 'sslserver', securityLevel: 2 });
    result = found.code;
    if (insecure || found.ok) return { chains: [found.chain] };
    return { error: new Error(verifyCodeText(found.code)), code: found.code };
  };
  v.info(`ALPN: offers ${alpn.join(',')}`);
  let told = insecure;
  const trace: typeof v.trace = (direction, message, version) => {
    v.trace(direction, message, version);
    if (told || direction === 'in') return;
    told = true;
    v.info(` CAfile: ${o.value('cacert') ?? '/etc/ssl/certs/ca-certificates.crt'}`);
    v.info(` CApath: ${o.value('capath') ?? '/etc/ssl/certs'}`);
  };
  const limits = [d.connect, d.total].filter((t) => t !== undefined);
  try {
    const connection = yield* tlsClient(p, raw, {
      stack: 'openssl',
      trace,
      verify,
      alpn,
      versions: versions(o),
      ...(limits.length > 0 ? { deadline: Math.min(...limits) } : {}),
      ...(parseIp(host) ? {} : { serverName: host }),
      ...(pair ? { certificate: pair } : {}),
      ...(suites ? { cipherSuites: suites.flatMap((s) => s ?? []) } : {}),
    });
    describe(connection, host, insecure, result, v);
    return { connection, verifyResult: result };
  } catch (e) {
    if (!(e instanceof TlsError)) throw e;
    throw handshakeError(p, e, result, host, raw, d, v);
  }
}

function handshakeError(p: Process, e: TlsError, result: VerifyCode, host: string, raw: Connection, d: Deadlines, v: Verbose): CurlError {
  const port = 'port' in raw.remote ? raw.remote.port : 0;
  const say = (code: number, message: string): CurlError => {
    v.info(message);
    return new CurlError(code, message);
  };
  switch (e.failure.kind) {
    case 'verify':
      return say(60, `SSL certificate problem: ${verifyCodeText(e.failure.code ?? result)}`);
    case 'timeout': {
      const total = d.total !== undefined && p.clock.now >= d.total;
      return say(28, total ? `Connection timed out after ${elapsedMs(p, d.startedAt)} milliseconds` : 'SSL connection timeout');
    }
    case 'eof':
      return say(
        35,
        `${OPENSSL_VERSION}: ${e.opensslText}`.replace(
          /.*unexpected eof.*/,
          `OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to ${host}:${port} `,
        ),
      );
    case 'reset':
      return say(35, 'Recv failure: Connection reset by peer');
    default:
      return say(35, `${OPENSSL_VERSION}: ${e.opensslText}`);
  }
}

/** What `-v` tells of a finished handshake; checks that the certificate is for the host. Throws CurlError 60. */
function describe(connection: TlsConnection, host: string, insecure: boolean, result: VerifyCode, v: Verbose): void {
  const { state } = connection;
  v.info(`SSL connection using ${opensslVersionName(state.version)} / ${state.cipherSuite.openssl}`);
  v.info(state.alpn ? `ALPN: server accepted ${state.alpn}` : 'ALPN: server did not agree on a protocol. Uses default.');
  const leaf = state.peerCertificates[0];
  if (!leaf) return;
  v.info('Server certificate:');
  v.info(` subject: ${nameText(leaf.subject, SUBJECT)}`);
  v.info(` start date: ${certificateTime(leaf.notBefore)}`);
  v.info(` expire date: ${certificateTime(leaf.notAfter)}`);
  if (!insecure) {
    const wrong = curlHostnameError(leaf, host);
    if (wrong) {
      v.info(wrong.startsWith('SSL: no alternative') ? ` subjectAltName does not match ${host}` : ` ${wrong.replace(/^SSL: /, '')}`);
      v.info(wrong);
      connection.close();
      throw new CurlError(60, wrong);
    }
    v.info(` ${matchedName(leaf, host)}`);
  }
  v.info(` issuer: ${nameText(leaf.issuer, SUBJECT)}`);
  v.info(
    result === 0
      ? ' SSL certificate verify ok.'
      : ` SSL certificate verify result: ${verifyCodeText(result)} (${result}), continuing anyway.`,
  );
}

function matchedName(leaf: Certificate, host: string): string {
  if (parseIp(host)) return `subjectAltName: host "${host}" matched cert's IP address!`;
  const name = leaf.dnsNames.find((n) => matchesHost(n, host));
  return name === undefined ? `common name: ${host} (matched)` : `subjectAltName: host "${host}" matched cert's "${name}"`;
}

/** Opens a connection to where a URL leads. Throws CurlError. */
export function* openLink(p: Process, o: Options, url: CurlUrl, number: number, d: Deadlines, v: Verbose): Step<Link> {
  const { host, port } = connectTo(o, url);
  if (host !== url.host || port !== url.port) v.info(`Connecting to hostname: ${host}`);
  const { connection, resolvedAt } = yield* dial(p, o, host, port, d, v);
  const connectedAt = p.clock.now;
  const remote = 'ip' in connection.remote ? connection.remote.ip : connection.remote.path;
  v.info(`Connected to ${url.host} (${remote}) port ${o.has('unix-socket') ? 0 : port} (#${number})`);
  const link: Link = {
    connection,
    number,
    host: url.host,
    port: url.port,
    http2: o.has('http2-prior-knowledge'),
    tls: undefined,
    verifyResult: 0,
    resolvedAt,
    connectedAt,
    securedAt: undefined,
  };
  if (url.scheme !== 'https') return link;
  try {
    const secured = yield* secure(p, o, connection, url.host, d, v);
    return {
      ...link,
      connection: secured.connection,
      tls: secured.connection,
      http2: secured.connection.state.alpn === 'h2',
      verifyResult: secured.verifyResult,
      securedAt: p.clock.now,
    };
  } catch (e) {
    connection.close();
    throw e;
  }
}
