import { parseIp } from '../ip.ts';
import type { PublicKey } from '../keys/keys.ts';
import { GO_DEFAULT, GO_PREFERENCE, GO_TLS13, OPENSSL_DEFAULT, type CipherSuite } from './cipher-suites.ts';
import { schemesOf, type TlsClientConfig, type TlsServerConfig, type TlsStack } from './config.ts';
import { OPENSSL, TlsError, type OpensslError } from './error.ts';
import type { AlertName } from './alerts.ts';
import { ClientHello, type Group, type SignatureScheme } from './messages.ts';
import { TLS10, TLS12, TLS13, versionsIn, type TlsVersion, type VersionRange } from './versions.ts';

/** Go 1.26's defaultSupportedSignatureAlgorithms. */
const GO_SCHEMES: readonly SignatureScheme[] = [
  'RSA-PSS+SHA256',
  'ECDSA+SHA256',
  'ed25519',
  'RSA-PSS+SHA384',
  'RSA-PSS+SHA512',
  'RSA+SHA256',
  'RSA+SHA384',
  'RSA+SHA512',
  'ECDSA+SHA384',
  'ECDSA+SHA512',
];

/** OpenSSL 3.0's, in TLS 1.2 and 1.3. */
export const OPENSSL_SCHEMES: readonly SignatureScheme[] = [
  'ECDSA+SHA256',
  'ECDSA+SHA384',
  'ECDSA+SHA512',
  'ed25519',
  'ed448',
  'rsa_pss_pss_sha256',
  'rsa_pss_pss_sha384',
  'rsa_pss_pss_sha512',
  'RSA-PSS+SHA256',
  'RSA-PSS+SHA384',
  'RSA-PSS+SHA512',
  'RSA+SHA256',
  'RSA+SHA384',
  'RSA+SHA512',
  'ECDSA+SHA224',
  'RSA+SHA224',
];

/** What a server asks of a client's signature. */
export function requestedSchemes(stack: TlsStack, version: TlsVersion): readonly SignatureScheme[] {
  if (stack === 'openssl') return OPENSSL_SCHEMES;
  // Go leaves out in TLS 1.3 what is not allowed there
  return version === TLS13 ? GO_SCHEMES.filter((scheme) => !scheme.startsWith('RSA+')) : GO_SCHEMES;
}

const GO_GROUPS: readonly Group[] = ['X25519MLKEM768', 'X25519', 'P-256', 'P-384', 'P-521'];
const OPENSSL_GROUPS: readonly Group[] = ['X25519', 'P-256', 'P-521', 'P-384'];

/** TLS 1.2 is the least that Go takes unless told otherwise, and that OpenSSL at Debian's security level 2 can do. */
function rangeOf(versions: Partial<VersionRange> | undefined): VersionRange {
  return { min: versions?.min ?? TLS12, max: versions?.max ?? TLS13 };
}

function clientSuites(config: TlsClientConfig, versions: readonly TlsVersion[]): readonly CipherSuite[] {
  const newest = versions[0]!;
  const oldest = versions.at(-1)!;
  const possible = (suite: CipherSuite): boolean => (suite.kind === 'tls13' ? newest === TLS13 : oldest < TLS13 && suite.since <= newest);
  if (config.stack === 'openssl') return (config.cipherSuites ?? OPENSSL_DEFAULT).filter(possible);
  const chosen = config.cipherSuites ? GO_PREFERENCE.filter((suite) => config.cipherSuites!.includes(suite)) : GO_DEFAULT;
  return [...chosen, ...GO_TLS13].filter(possible);
}

/** The versions that a client takes from a server. */
export function clientVersions(config: TlsClientConfig): readonly TlsVersion[] {
  return versionsIn(rangeOf(config.versions));
}

/** The versions that a hello names: OpenSSL has all old ones in it, and before TLS 1.3 a hello names the newest and means those before it too. */
function offeredVersions(stack: TlsStack, versions: readonly TlsVersion[]): readonly TlsVersion[] {
  if (stack === 'go' || versions.at(-1) === TLS13) return versions;
  return versionsIn({ min: TLS10, max: versions[0]! });
}

/** The client's first message. Throws TlsError where its configuration leaves it nothing to offer. */
export function clientHello(config: TlsClientConfig): ClientHello {
  const stack = config.stack ?? 'go';
  const versions = clientVersions(config);
  if (versions.length === 0) throw failed('tls: no supported versions satisfy MinVersion and MaxVersion', OPENSSL.noProtocols);
  const suites = clientSuites(config, versions);
  if (suites.length === 0) throw failed('tls: no supported cipher suites', OPENSSL.noCiphers);
  // addresses are no host names (RFC 6066, 3)
  const name = config.serverName?.replace(/\.$/, '');
  const serverName = name && !parseIp(name.replace(/^\[|\]$/g, '')) ? name : undefined;
  const alpn = config.alpn ?? [];
  const schemes = stack === 'go' ? GO_SCHEMES : OPENSSL_SCHEMES;
  const offered = offeredVersions(stack, versions);
  const size = stack === 'go' ? goHelloSize(versions, suites, serverName, alpn) : opensslHelloSize(offered, suites, serverName, config);
  return new ClientHello(
    offered,
    suites,
    serverName,
    alpn,
    stack === 'go' ? GO_GROUPS : OPENSSL_GROUPS,
    schemes,
    // in TLS 1.3 tickets come whether they were asked for or not
    stack === 'openssl' && (config.hello?.tickets !== false || offered[0] === TLS13),
    size,
  );
}

const nameSize = (name: string | undefined): number => (name === undefined ? 0 : 9 + name.length);

function protocolsSize(alpn: readonly string[]): number {
  return alpn.length === 0 ? 0 : 6 + alpn.reduce((sum, protocol) => sum + 1 + protocol.length, 0);
}

/** Octets of Go's ClientHello. */
function goHelloSize(
  versions: readonly TlsVersion[],
  suites: readonly CipherSuite[],
  name: string | undefined,
  alpn: readonly string[],
): number {
  return (versions[0] === TLS13 ? 1464 : 150) + suites.length * 2 + nameSize(name) + protocolsSize(alpn);
}

/** Octets of OpenSSL's. */
function opensslHelloSize(
  versions: readonly TlsVersion[],
  suites: readonly CipherSuite[],
  name: string | undefined,
  { alpn = [], hello = {} }: TlsClientConfig,
): number {
  const modern = versions[0] === TLS13;
  const modernOnly = versions.at(-1) === TLS13;
  const curves = suites.some((s) => s.kind.startsWith('ecdhe'));
  const extensions = [
    nameSize(name),
    hello.statusRequest ? 9 : 0,
    // ec_point_formats, supported_groups (finite fields in TLS 1.3 only)
    curves ? 8 : 0,
    modern ? 26 : curves ? 16 : 0,
    hello.tickets === false ? 0 : 4,
    protocolsSize(alpn),
    // encrypt_then_mac, extended_master_secret
    8,
    // signature_algorithms, without those of old times where only TLS 1.3 is wanted
    modernOnly ? 42 : versions[0]! >= TLS12 ? 46 : 0,
    // supported_versions, psk_key_exchange_modes, key_share
    modern ? 5 + 2 * versions.length + 6 + 42 : 0,
  ];
  // the pseudo-suite for renegotiation is one more; TLS 1.3 fills the session's identity
  const fixed = 4 + 2 + 32 + 1 + (modern ? 32 : 0) + 2 + 2 * (suites.length + 1) + 2 + 2;
  const size = extensions.reduce((sum, n) => sum + n, fixed);
  return hello.padding !== false && size > 255 && size < 512 ? 512 : size;
}

function failed(go: string, openssl: OpensslError, sent?: AlertName): TlsError {
  return new TlsError({ kind: 'negotiation' }, go, openssl, sent);
}

/** What a server settles on. */
export interface Choice {
  version: TlsVersion;
  cipherSuite: CipherSuite;
  group: Group;
  alpn: string | undefined;
  /** What the server signs with. */
  scheme: SignatureScheme;
}

/** The version that both sides speak. Throws TlsError with the alert to send. */
export function chooseVersion(hello: ClientHello, config: TlsServerConfig): TlsVersion {
  const version = versionsIn(rangeOf(config.versions)).find((own) => hello.versions.includes(own));
  if (version !== undefined) return version;
  const offered = hello.versions.map((v) => v.toString(16)).join(' ');
  throw failed(`tls: client offered only unsupported versions: [${offered}]`, OPENSSL.unsupportedProtocol, 'protocol-version');
}

/** Suite, group, protocol and signature scheme, once the version and the server's key are known. Throws TlsError. */
export function choose(hello: ClientHello, config: TlsServerConfig, version: TlsVersion, key: PublicKey): Choice {
  const stack = config.stack ?? 'go';
  const alpn = chooseProtocol(hello, config.alpn ?? []);
  const groups = stack === 'go' ? GO_GROUPS : OPENSSL_GROUPS;
  const group = groups.find((own) => hello.groups.includes(own) && (own !== 'X25519MLKEM768' || version === TLS13));
  const cipherSuite = chooseSuite(hello, config, version, key);
  if (!cipherSuite) throw failed('tls: no cipher suite supported by both client and server', OPENSSL.noSharedCipher, 'handshake-failure');
  if (!group) throw failed('tls: no ECDHE curve supported by both client and server', OPENSSL.noSharedCipher, 'handshake-failure');
  const usable = schemesOf(key).filter((scheme) => version !== TLS13 || !scheme.startsWith('RSA+'));
  const scheme = hello.signatureSchemes.find((own) => usable.includes(own));
  if (!scheme)
    throw failed("tls: peer doesn't support any of the certificate's signature algorithms", OPENSSL.noSharedCipher, 'handshake-failure');
  return { version, cipherSuite, group, alpn, scheme };
}

function chooseSuite(hello: ClientHello, config: TlsServerConfig, version: TlsVersion, key: PublicKey): CipherSuite | undefined {
  const offers = (suite: CipherSuite): boolean => hello.cipherSuites.includes(suite);
  const signs = (suite: CipherSuite): boolean =>
    suite.kind === 'ecdhe-ecdsa' ? key.type !== 'rsa' : key.type === 'rsa' && (config.stack === 'openssl' || suite.kind !== 'dhe-rsa');
  if (config.stack === 'openssl') {
    // the client's order counts
    const own = config.cipherSuites ?? OPENSSL_DEFAULT;
    return hello.cipherSuites.find(
      (s) => own.includes(s) && (s.kind === 'tls13') === (version === TLS13) && (s.kind === 'tls13' || signs(s)),
    );
  }
  if (version === TLS13) return GO_TLS13.find(offers);
  const own = config.cipherSuites ? GO_PREFERENCE.filter((suite) => config.cipherSuites!.includes(suite)) : GO_DEFAULT;
  return own.find((suite) => offers(suite) && suite.since <= version && signs(suite));
}

/** The server's first protocol that the client has too; Go lets a client of HTTP/1.1 alone pass at a server of h2 alone. */
function chooseProtocol(hello: ClientHello, own: readonly string[]): string | undefined {
  if (own.length === 0 || hello.alpn.length === 0) return undefined;
  const found = own.find((protocol) => hello.alpn.includes(protocol));
  if (found !== undefined) return found;
  if (own.includes('h2') && hello.alpn.some((protocol) => protocol.startsWith('http/1.'))) return undefined;
  throw failed(
    `tls: client requested unsupported application protocols ([${hello.alpn.map((p) => JSON.stringify(p)).join(' ')}])`,
    { reason: 235, text: 'no application protocol', at: 'tls_handle_alpn:../ssl/statem/statem_srvr.c:2185' },
    'no-application-protocol',
  );
}
