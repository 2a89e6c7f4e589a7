import type { PublicKey } from '../keys/keys.ts';
import type { Certificate } from '../x509/certificate.ts';
import type { AlertName } from './alerts.ts';
import type { CipherSuite } from './cipher-suites.ts';
import { TLS13, type TlsVersion } from './versions.ts';

/**
 * What passes over a connection that speaks TLS. Messages are objects and carry no cryptography: who holds a key is told by
 * the key itself, and what would be encrypted simply travels inside. `size` is what the real message has in octets, its
 * four-octet header included; curl and s_client show sizes.
 */
export abstract class TlsMessage {
  abstract readonly size: number;
}

/** Handshake messages that one side sends in one go. */
export class Flight {
  constructor(readonly messages: readonly TlsMessage[]) {}
}

/** Application data: any message of the protocol above. */
export class ApplicationData {
  constructor(readonly message: unknown) {}
}

export class Alert {
  constructor(
    readonly alert: AlertName,
    /**
     * Sent before the sender had its keys, when the receiver already expects encrypted records: OpenSSL's client does that where
     * it refuses a server's certificate in TLS 1.3, and Go's server can make nothing of it.
     */
    readonly plain = false,
  ) {}
}

/** Groups of the key exchange. */
export type Group = 'X25519MLKEM768' | 'X25519' | 'P-256' | 'P-384' | 'P-521';

/** Signature schemes by OpenSSL's names, as s_client lists them. */
export type SignatureScheme =
  | 'RSA-PSS+SHA256'
  | 'RSA-PSS+SHA384'
  | 'RSA-PSS+SHA512'
  | 'rsa_pss_pss_sha256'
  | 'rsa_pss_pss_sha384'
  | 'rsa_pss_pss_sha512'
  | 'ECDSA+SHA256'
  | 'ECDSA+SHA384'
  | 'ECDSA+SHA512'
  | 'ed25519'
  | 'ed448'
  | 'RSA+SHA256'
  | 'RSA+SHA384'
  | 'RSA+SHA512'
  | 'ECDSA+SHA224'
  | 'RSA+SHA224'
  | 'RSA+SHA1'
  | 'ECDSA+SHA1';

export class ClientHello extends TlsMessage {
  constructor(
    readonly versions: readonly TlsVersion[],
    readonly cipherSuites: readonly CipherSuite[],
    readonly serverName: string | undefined,
    readonly alpn: readonly string[],
    readonly groups: readonly Group[],
    readonly signatureSchemes: readonly SignatureScheme[],
    /** It can resume sessions: the server sends tickets. Go's clients cannot, unless they keep a cache. */
    readonly tickets: boolean,
    readonly size: number,
  ) {
    super();
  }
}

export class ServerHello extends TlsMessage {
  constructor(
    readonly version: TlsVersion,
    readonly cipherSuite: CipherSuite,
    readonly group: Group,
    /** In TLS 1.3 it stands in EncryptedExtensions. */
    readonly alpn: string | undefined,
  ) {
    super();
  }

  get size(): number {
    if (this.version === TLS13) return 90 + groupSize(this.group);
    // renegotiation_info, extended_master_secret, session_ticket, ec_point_formats, ALPN
    return 63 + (this.alpn === undefined ? 0 : 7 + this.alpn.length);
  }
}

function groupSize(group: Group): number {
  return { X25519MLKEM768: 1120, X25519: 32, 'P-256': 65, 'P-384': 97, 'P-521': 133 }[group];
}

export class EncryptedExtensions extends TlsMessage {
  constructor(readonly alpn: string | undefined) {
    super();
  }

  get size(): number {
    return 6 + (this.alpn === undefined ? 0 : 7 + this.alpn.length);
  }
}

export class CertificateRequest extends TlsMessage {
  constructor(
    /** Subjects of the authorities that the server trusts, encoded; none: any will do. */
    readonly authorities: readonly Uint8Array[],
    readonly signatureSchemes: readonly SignatureScheme[],
    readonly version: TlsVersion,
  ) {
    super();
  }

  get size(): number {
    const names = this.authorities.reduce((sum, name) => sum + 2 + name.length, 0);
    if (this.version !== TLS13) return 4 + 3 + 2 + 2 * this.signatureSchemes.length + 2 + names;
    // status_request, signed_certificate_timestamp, signature_algorithms and _cert, certificate_authorities
    return 4 + 3 + 8 + 6 + 2 * this.signatureSchemes.length + 30 + (names > 0 ? 6 + names : 0);
  }
}

export class CertificateMessage extends TlsMessage {
  constructor(
    readonly certificates: readonly Certificate[],
    readonly version: TlsVersion,
  ) {
    super();
  }

  get size(): number {
    const entry = this.version === TLS13 ? 5 : 3;
    return (this.version === TLS13 ? 8 : 7) + this.certificates.reduce((sum, c) => sum + entry + c.raw.length, 0);
  }
}

/** The key exchange's parameters with the server's signature (before TLS 1.3). */
export class ServerKeyExchange extends TlsMessage {
  constructor(
    readonly group: Group,
    readonly scheme: SignatureScheme,
    /** The key that signs: what a signature would prove. */
    readonly signer: PublicKey,
  ) {
    super();
  }

  get size(): number {
    return 4 + 4 + groupSize(this.group) + 4 + signatureSize(this.signer);
  }
}

export class ServerHelloDone extends TlsMessage {
  readonly size = 4;
}

export class ClientKeyExchange extends TlsMessage {
  readonly size = 37;
}

export class ChangeCipherSpec extends TlsMessage {
  readonly size = 1;
}

/** Proof that the sender of a certificate holds its key: the key itself stands for the signature. */
export class CertificateVerify extends TlsMessage {
  constructor(
    readonly scheme: SignatureScheme,
    readonly signer: PublicKey,
  ) {
    super();
  }

  get size(): number {
    return 8 + signatureSize(this.signer);
  }
}

function signatureSize(key: PublicKey): number {
  if (key.type === 'rsa') return Math.ceil(key.n.toString(16).length / 2);
  return key.type === 'ed25519' ? 64 : { 'P-256': 71, 'P-384': 103, 'P-521': 139 }[key.curve];
}

export class Finished extends TlsMessage {
  constructor(readonly size: number) {
    super();
  }
}

export class NewSessionTicket extends TlsMessage {
  constructor(
    readonly lifetimeSeconds: number,
    readonly ticketSize: number,
    readonly version: TlsVersion,
  ) {
    super();
  }

  get size(): number {
    return (this.version === TLS13 ? 17 : 10) + this.ticketSize;
  }
}

/** Octets of a message on the wire: its record's header, and what encryption adds. */
export function recordSize(message: TlsMessage, version: TlsVersion, encrypted: boolean): number {
  if (message instanceof ChangeCipherSpec) return 6;
  if (!encrypted) return 5 + message.size;
  return 5 + message.size + (version === TLS13 ? 17 : 24);
}
