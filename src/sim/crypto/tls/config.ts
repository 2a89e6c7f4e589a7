import type { PublicKey } from '../keys/keys.ts';
import type { Certificate } from '../x509/certificate.ts';
import type { KeyPair } from '../x509/loaders.ts';
import type { CertPool } from '../x509/pool.ts';
import type { VerifyCode } from '../x509/openssl-verify.ts';
import type { Micros } from '../../kernel/time.ts';
import type { CipherSuite } from './cipher-suites.ts';
import type { Alert, ClientHello, Group, SignatureScheme, TlsMessage } from './messages.ts';
import type { TlsVersion, VersionRange } from './versions.ts';

/** Which library a side is built on: defaults, the choice of alerts and the order of checks differ. */
export type TlsStack = 'go' | 'openssl';

/** What a client says of a certificate that its server showed. Gives the verified chains, or why it is refused. */
export type PeerVerifier = (certificates: readonly Certificate[], now: Micros) => PeerVerdict;

export type PeerVerdict = { chains: readonly (readonly Certificate[])[] } | { error: Error; code?: VerifyCode };

/** Hears of each message that passes, for `curl -v`. */
export type TlsTrace = (direction: 'in' | 'out', message: TlsMessage | Alert, version: TlsVersion | undefined) => void;

export interface TlsClientConfig {
  stack?: TlsStack;
  trace?: TlsTrace;
  /** When the handshake must be over, on the virtual clock; it fails with Go's `i/o timeout` then. */
  deadline?: Micros;
  /** The host name that is asked for (SNI; an address is not sent). */
  serverName?: string;
  /** Judges the server's certificates; without it any will do (InsecureSkipVerify, `curl -k`). */
  verify?: PeerVerifier;
  alpn?: readonly string[];
  versions?: Partial<VersionRange>;
  /** Suites up to TLS 1.2; for OpenSSL all of them. */
  cipherSuites?: readonly CipherSuite[];
  /** OpenSSL's ClientHello: asks for session tickets (yes), for the certificate's OCSP response (no), and is padded (yes; s_client's is not). */
  hello?: { tickets?: boolean; statusRequest?: boolean; padding?: boolean };
  /** The client's certificate, or how it is chosen once the server has asked. */
  certificate?: KeyPair | ((authorities: readonly Uint8Array[]) => KeyPair | undefined);
}

/** Go's tls.ClientAuthType. */
export type ClientAuth = 'none' | 'request' | 'require-any' | 'verify-if-given' | 'require-and-verify';

export interface TlsServerConfig {
  stack?: TlsStack;
  /** The server's certificate, or how it is chosen for a client (it may change while the server runs). */
  certificate: KeyPair | ((hello: ClientHello) => KeyPair | undefined);
  clientAuth?: ClientAuth;
  /** What client certificates are verified against, and what is told as acceptable. */
  clientCas?: CertPool | (() => CertPool | undefined);
  alpn?: readonly string[];
  versions?: Partial<VersionRange>;
  cipherSuites?: readonly CipherSuite[];
  deadline?: Micros;
}

/** What both sides know of a secured connection. */
export interface TlsState {
  readonly version: TlsVersion;
  readonly cipherSuite: CipherSuite;
  /** The group of the key exchange. */
  readonly group: Group;
  readonly alpn: string | undefined;
  readonly serverName: string | undefined;
  /** The peer's certificates, its own first; none where it showed none. */
  readonly peerCertificates: readonly Certificate[];
  /** Chains that were found, where the peer's certificate was verified. */
  readonly verifiedChains: readonly (readonly Certificate[])[];
  /** What the peer signed with, as s_client tells it. */
  readonly peerScheme?: SignatureScheme;
  /** What the server asked of the client, where it asked. */
  readonly certificateRequest?: { authorities: readonly Uint8Array[]; signatureSchemes: readonly SignatureScheme[] };
  /** Octets that the handshake took in each direction, as s_client counts them. */
  readonly octetsRead: number;
  readonly octetsWritten: number;
}

/** The schemes that a key can sign with. */
export function schemesOf(key: PublicKey): readonly SignatureScheme[] {
  switch (key.type) {
    case 'rsa':
      return ['RSA-PSS+SHA256', 'RSA-PSS+SHA384', 'RSA-PSS+SHA512', 'RSA+SHA256', 'RSA+SHA384', 'RSA+SHA512', 'RSA+SHA1'];
    case 'ec':
      return [({ 'P-256': 'ECDSA+SHA256', 'P-384': 'ECDSA+SHA384', 'P-521': 'ECDSA+SHA512' } as const)[key.curve]];
    case 'ed25519':
      return ['ed25519'];
  }
}
