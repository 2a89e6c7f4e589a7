import type { Micros } from '../../kernel/time.ts';
import { bitString, context, integer, octetString, oid, sameBytes, sequence, setOf, sortedSet, time, utf8 } from '../der.ts';
import { CryptoError } from '../error.ts';
import { digest, type HashName } from '../hash.ts';
import { CURVES } from '../keys/ec.ts';
import { encodeSpki, publicKeyBits } from '../keys/encode.ts';
import { publicKeyOf, sameKey, type PrivateKey, type PublicKey } from '../keys/keys.ts';
import { OID } from '../oids.ts';
import { parseCertificate, type Certificate } from './certificate.ts';
import {
  authorityKeyId,
  basicConstraints,
  encodeExtension,
  extension,
  extKeyUsage,
  generalNames,
  keyUsage,
  encodeNameConstraints,
  type Extension,
  type GeneralName,
  type NameConstraints,
} from './extensions.ts';
import type { Name } from './name.ts';
import { parseCertificateRequest, type CertificateRequest } from './request.ts';
import { algorithmFor, encodeAlgorithm, signTbs } from './signature.ts';

/** What a certificate is to say. */
export interface CertificateDraft {
  /** 3 unless told otherwise; 1 for OpenSSL's certificates without extensions. */
  version?: 1 | 3;
  serial: bigint;
  issuer: Name;
  subject: Name;
  notBefore: Micros;
  notAfter: Micros;
  publicKey: PublicKey;
  extensions: readonly Extension[];
}

/** Makes a certificate: what it says, signed with the issuer's key. */
export function issueCertificate(draft: CertificateDraft, key: PrivateKey, hash = defaultHash(key)): Certificate {
  const algorithm = encodeAlgorithm(algorithmFor(key, hash));
  const { extensions, version = 3 } = draft;
  const tbs = sequence(
    ...(version === 3 ? [context(0, integer(2))] : []),
    integer(draft.serial),
    algorithm,
    draft.issuer.raw,
    sequence(time(draft.notBefore), time(draft.notAfter)),
    draft.subject.raw,
    encodeSpki(draft.publicKey),
    ...(version === 3 && extensions.length > 0 ? [context(3, sequence(...extensions.map(encodeExtension)))] : []),
  );
  return parseCertificate(sequence(tbs, algorithm, bitString(signTbs(tbs, key, hash).signature)));
}

/** The hash that goes with a key: the curve's own, else SHA-256. */
export function defaultHash(key: PublicKey): HashName {
  return key.type === 'ec' ? CURVES[key.curve].hash : 'SHA-256';
}

/** OpenSSL's subject key identifier: SHA-1 over the key's bits (RFC 5280, 4.2.1.2, method 1). */
export function sha1KeyId(key: PublicKey): Uint8Array {
  return digest('SHA-1', publicKeyBits(key));
}

/** Go's since 1.25: SHA-256 over the key's bits, cut to 160 bits (RFC 7093, method 1). */
export function sha256KeyId(key: PublicKey): Uint8Array {
  return digest('SHA-256', publicKeyBits(key)).subarray(0, 20);
}

/** The fields of Go's x509.Certificate that a template sets. */
export interface GoTemplate {
  serial: bigint;
  subject: Name;
  notBefore: Micros;
  notAfter: Micros;
  /** Bits of KEY_USAGE. */
  keyUsage?: number;
  extKeyUsage?: readonly string[];
  /** BasicConstraintsValid with IsCA; left out, the certificate has no basic constraints. */
  isCa?: boolean;
  maxPathLen?: number;
  subjectKeyId?: Uint8Array;
  altNames?: readonly GeneralName[];
  nameConstraints?: NameConstraints;
  extraExtensions?: readonly Extension[];
}

/** Go's order: DNS names, e-mail addresses, IP addresses, URIs (x509.marshalSANs). */
const SAN_ORDER = ['dns', 'email', 'ip', 'uri'];

function goExtensions(template: GoTemplate, skid: Uint8Array | undefined, akid: Uint8Array | undefined): Extension[] {
  const out: Extension[] = [];
  if (template.keyUsage) out.push(extension(OID.keyUsage, true, keyUsage(template.keyUsage)));
  if (template.extKeyUsage?.length) out.push(extension(OID.extKeyUsage, false, extKeyUsage(template.extKeyUsage)));
  if (template.isCa !== undefined)
    out.push(extension(OID.basicConstraints, true, basicConstraints(template.isCa, template.isCa ? template.maxPathLen : undefined)));
  if (skid) out.push(extension(OID.subjectKeyIdentifier, false, octetString(skid)));
  if (akid) out.push(extension(OID.authorityKeyIdentifier, false, authorityKeyId({ keyId: akid })));
  if (template.altNames?.length) {
    const names = [...template.altNames].sort((a, b) => SAN_ORDER.indexOf(a.kind) - SAN_ORDER.indexOf(b.kind));
    // an empty subject makes the extension the only name there is
    out.push(extension(OID.subjectAltName, template.subject.rdns.length === 0, generalNames(names)));
  }
  if (template.nameConstraints) out.push(extension(OID.nameConstraints, false, encodeNameConstraints(template.nameConstraints)));
  return [...out, ...(template.extraExtensions ?? [])];
}

/**
 * x509.CreateCertificate: extensions in Go's order, a subject key identifier for authorities, the parent's as the authority
 * key identifier. Without a parent it is self-signed. Throws CryptoError where the key is not the parent's.
 */
export function createCertificate(
  template: GoTemplate,
  parent: Certificate | undefined,
  publicKey: PublicKey,
  signer: PrivateKey,
): Certificate {
  const issuer = parent?.subject ?? template.subject;
  const skid = template.subjectKeyId ?? (template.isCa ? sha256KeyId(publicKey) : undefined);
  const akid = parent && !sameBytes(issuer.raw, template.subject.raw) ? parent.subjectKeyId : undefined;
  if (parent?.publicKey && !sameKey(parent.publicKey, signer))
    throw new CryptoError("x509: provided PrivateKey doesn't match parent's PublicKey");
  const { serial, subject, notBefore, notAfter } = template;
  if (serial <= 0n) throw new CryptoError('x509: serial number must be positive');
  return issueCertificate(
    { serial, issuer, subject, notBefore, notAfter, publicKey, extensions: goExtensions(template, skid, akid) },
    signer,
  );
}

/** What a request is to say. */
export interface RequestDraft {
  subject: Name;
  extensions?: readonly Extension[];
  /** Further attributes: a challenge password, an unstructured name. */
  attributes?: readonly (readonly [oid: string, value: string])[];
}

/** Makes a signing request (PKCS #10), signed with the key that it is for. */
export function createCertificateRequest(draft: RequestDraft, key: PrivateKey, hash = defaultHash(key)): CertificateRequest {
  const attributes = (draft.attributes ?? []).map(([type, value]) => sequence(oid(type), setOf(utf8(value))));
  if (draft.extensions?.length)
    attributes.push(sequence(oid(OID.extensionRequest), setOf(sequence(...draft.extensions.map(encodeExtension)))));
  const tbs = sequence(integer(0), draft.subject.raw, encodeSpki(publicKeyOf(key)), context(0, ...sortedSet(attributes)));
  const { algorithm, signature } = signTbs(tbs, key, hash);
  return parseCertificateRequest(sequence(tbs, encodeAlgorithm(algorithm), bitString(signature)));
}
