import { TLS10, TLS12, TLS13, type TlsVersion } from './versions.ts';

export interface CipherSuite {
  id: number;
  /** IANA's name, which Go and Kubernetes use. */
  name: string;
  openssl: string;
  /** Key exchange and authentication; TLS 1.3 settles both elsewhere. */
  kind: 'ecdhe-ecdsa' | 'ecdhe-rsa' | 'dhe-rsa' | 'rsa' | 'tls13';
  hash: 'SHA-256' | 'SHA-384';
  /** The first version that has it. */
  since: TlsVersion;
  /** How Go counts it: among the good ones, the insecure ones, or not at all. */
  go: 'good' | 'insecure' | undefined;
}

const SPEC = `
1301 TLS_AES_128_GCM_SHA256 = g
1302 TLS_AES_256_GCM_SHA384 = g
1303 TLS_CHACHA20_POLY1305_SHA256 = g
c009 TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA ECDHE-ECDSA-AES128-SHA g
c00a TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA ECDHE-ECDSA-AES256-SHA g
c013 TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA ECDHE-RSA-AES128-SHA g
c014 TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA ECDHE-RSA-AES256-SHA g
c02b TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 ECDHE-ECDSA-AES128-GCM-SHA256 g
c02c TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 ECDHE-ECDSA-AES256-GCM-SHA384 g
c02f TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 ECDHE-RSA-AES128-GCM-SHA256 g
c030 TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 ECDHE-RSA-AES256-GCM-SHA384 g
cca8 TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256 ECDHE-RSA-CHACHA20-POLY1305 g
cca9 TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256 ECDHE-ECDSA-CHACHA20-POLY1305 g
0005 TLS_RSA_WITH_RC4_128_SHA RC4-SHA i
000a TLS_RSA_WITH_3DES_EDE_CBC_SHA DES-CBC3-SHA i
002f TLS_RSA_WITH_AES_128_CBC_SHA AES128-SHA i
0035 TLS_RSA_WITH_AES_256_CBC_SHA AES256-SHA i
003c TLS_RSA_WITH_AES_128_CBC_SHA256 AES128-SHA256 i
009c TLS_RSA_WITH_AES_128_GCM_SHA256 AES128-GCM-SHA256 i
009d TLS_RSA_WITH_AES_256_GCM_SHA384 AES256-GCM-SHA384 i
c007 TLS_ECDHE_ECDSA_WITH_RC4_128_SHA ECDHE-ECDSA-RC4-SHA i
c011 TLS_ECDHE_RSA_WITH_RC4_128_SHA ECDHE-RSA-RC4-SHA i
c012 TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA ECDHE-RSA-DES-CBC3-SHA i
c023 TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256 ECDHE-ECDSA-AES128-SHA256 i
c027 TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256 ECDHE-RSA-AES128-SHA256 i
c024 TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384 ECDHE-ECDSA-AES256-SHA384 -
c028 TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384 ECDHE-RSA-AES256-SHA384 -
003d TLS_RSA_WITH_AES_256_CBC_SHA256 AES256-SHA256 -
009f TLS_DHE_RSA_WITH_AES_256_GCM_SHA384 DHE-RSA-AES256-GCM-SHA384 -
009e TLS_DHE_RSA_WITH_AES_128_GCM_SHA256 DHE-RSA-AES128-GCM-SHA256 -
ccaa TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256 DHE-RSA-CHACHA20-POLY1305 -
006b TLS_DHE_RSA_WITH_AES_256_CBC_SHA256 DHE-RSA-AES256-SHA256 -
0067 TLS_DHE_RSA_WITH_AES_128_CBC_SHA256 DHE-RSA-AES128-SHA256 -
0039 TLS_DHE_RSA_WITH_AES_256_CBC_SHA DHE-RSA-AES256-SHA -
0033 TLS_DHE_RSA_WITH_AES_128_CBC_SHA DHE-RSA-AES128-SHA -
`;

function suiteOf(line: string): CipherSuite {
  const [id = '', name = '', openssl = '', go = ''] = line.split(' ');
  const kinds = { TLS_ECDHE_ECDSA: 'ecdhe-ecdsa', TLS_ECDHE_RSA: 'ecdhe-rsa', TLS_DHE_RSA: 'dhe-rsa', TLS_RSA: 'rsa' } as const;
  const kind = Object.entries(kinds).find(([prefix]) => name.startsWith(`${prefix}_WITH`))?.[1] ?? 'tls13';
  const modern = /_SHA(256|384)$/.test(name);
  return {
    id: parseInt(id, 16),
    name,
    openssl: openssl === '=' ? name : openssl,
    kind,
    hash: name.endsWith('384') ? 'SHA-384' : 'SHA-256',
    since: kind === 'tls13' ? TLS13 : modern ? TLS12 : TLS10,
    go: go === 'g' ? 'good' : go === 'i' ? 'insecure' : undefined,
  };
}

/** All suites, Go's first and in the order of tls.CipherSuites and tls.InsecureCipherSuites. */
export const CIPHER_SUITES: readonly CipherSuite[] = SPEC.trim().split('\n').map(suiteOf);

const BY_NAME = new Map(CIPHER_SUITES.flatMap((suite) => [[suite.name, suite] as const, [suite.openssl, suite] as const]));

/** The suite of IANA's or OpenSSL's name. */
export function cipherSuite(name: string): CipherSuite | undefined {
  return BY_NAME.get(name);
}

const named = (names: string): readonly CipherSuite[] =>
  names
    .trim()
    .split(/\s+/)
    .map((name) => BY_NAME.get(name)!);

/** tls.CipherSuites: what Go thinks well of, by name. */
export const GO_CIPHER_SUITES = CIPHER_SUITES.filter((suite) => suite.go === 'good');
/** tls.InsecureCipherSuites. */
export const GO_INSECURE_CIPHER_SUITES = CIPHER_SUITES.filter((suite) => suite.go === 'insecure');

/** Go's order of preference where both sides have AES in hardware (crypto/tls cipherSuitesPreferenceOrder). */
export const GO_PREFERENCE = named(`
  ECDHE-ECDSA-AES128-GCM-SHA256 ECDHE-RSA-AES128-GCM-SHA256 ECDHE-ECDSA-AES256-GCM-SHA384 ECDHE-RSA-AES256-GCM-SHA384
  ECDHE-ECDSA-CHACHA20-POLY1305 ECDHE-RSA-CHACHA20-POLY1305
  ECDHE-ECDSA-AES128-SHA ECDHE-RSA-AES128-SHA ECDHE-ECDSA-AES256-SHA ECDHE-RSA-AES256-SHA
  AES128-GCM-SHA256 AES256-GCM-SHA384 AES128-SHA AES256-SHA ECDHE-RSA-DES-CBC3-SHA DES-CBC3-SHA
  ECDHE-ECDSA-AES128-SHA256 ECDHE-RSA-AES128-SHA256 AES128-SHA256 ECDHE-ECDSA-RC4-SHA ECDHE-RSA-RC4-SHA RC4-SHA`);

/** The TLS 1.3 suites in Go's order; they cannot be configured. */
export const GO_TLS13 = named('TLS_AES_128_GCM_SHA256 TLS_AES_256_GCM_SHA384 TLS_CHACHA20_POLY1305_SHA256');

/** What Go offers and takes up to TLS 1.2 unless told otherwise: no RSA key exchange since 1.22, no 3DES since 1.23. */
export const GO_DEFAULT = GO_PREFERENCE.filter((suite) => suite.go === 'good');

/** What OpenSSL 3.0 offers unless told otherwise (without pre-shared keys and SRP), in its order. */
export const OPENSSL_DEFAULT = named(`
  TLS_AES_256_GCM_SHA384 TLS_CHACHA20_POLY1305_SHA256 TLS_AES_128_GCM_SHA256
  ECDHE-ECDSA-AES256-GCM-SHA384 ECDHE-RSA-AES256-GCM-SHA384 DHE-RSA-AES256-GCM-SHA384
  ECDHE-ECDSA-CHACHA20-POLY1305 ECDHE-RSA-CHACHA20-POLY1305 DHE-RSA-CHACHA20-POLY1305
  ECDHE-ECDSA-AES128-GCM-SHA256 ECDHE-RSA-AES128-GCM-SHA256 DHE-RSA-AES128-GCM-SHA256
  ECDHE-ECDSA-AES256-SHA384 ECDHE-RSA-AES256-SHA384 DHE-RSA-AES256-SHA256
  ECDHE-ECDSA-AES128-SHA256 ECDHE-RSA-AES128-SHA256 DHE-RSA-AES128-SHA256
  ECDHE-ECDSA-AES256-SHA ECDHE-RSA-AES256-SHA DHE-RSA-AES256-SHA
  ECDHE-ECDSA-AES128-SHA ECDHE-RSA-AES128-SHA DHE-RSA-AES128-SHA
  AES256-GCM-SHA384 AES128-GCM-SHA256 AES256-SHA256 AES128-SHA256 AES256-SHA AES128-SHA`);
