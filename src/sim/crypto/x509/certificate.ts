import { binary } from '../../kernel/text.ts';
import type { Micros } from '../../kernel/time.ts';
import { contextTag, DerReader, sameBytes, TAG } from '../der.ts';
import { CryptoError } from '../error.ts';
import { digest, type HashName } from '../hash.ts';
import type { PublicKey } from '../keys/keys.ts';
import { parseAlgorithm, parsePublicKey, type Algorithm } from '../keys/parse.ts';
import { OID } from '../oids.ts';
import { attempt, decodeExtensions, type DecodedExtensions } from './decode-extensions.ts';
import type { Extension } from './extensions.ts';
import { parseName, type Name } from './name.ts';
import { checkSignature } from './signature.ts';

/** A certificate as it was read. Certificates of the same bytes are the same object. */
export interface Certificate extends DecodedExtensions {
  readonly raw: Uint8Array;
  /** What is signed. */
  readonly tbs: Uint8Array;
  /** 1, 2 or 3. */
  readonly version: number;
  readonly serial: bigint;
  readonly signatureAlgorithm: Algorithm;
  readonly signature: Uint8Array;
  readonly issuer: Name;
  readonly subject: Name;
  readonly notBefore: Micros;
  readonly notAfter: Micros;
  /** SubjectPublicKeyInfo. */
  readonly spki: Uint8Array;
  readonly keyAlgorithm: Algorithm;
  /** The key's bits as they stand. */
  readonly keyBits: Uint8Array;
  /** The key, where its kind is simulated. */
  readonly publicKey: PublicKey | undefined;
  readonly extensions: readonly Extension[];
}

/** Certificates that were read, by their bytes; cleared when it is full. */
const known = new Map<string, Certificate>();
const KNOWN_CERTIFICATES = 2048;

/** Told of what Go refuses and OpenSSL does not mind. */
export type Complain = (text: string) => void;

const strictly: Complain = (text) => {
  throw new CryptoError(text);
};

/**
 * Reads a certificate in DER. Throws CryptoError with the texts of Go 1.26's x509.ParseCertificate, raised in its order
 * (crypto/x509/parser.go).
 */
export function parseCertificate(der: Uint8Array): Certificate {
  return known.get(binary(der)) ?? remember(parse(der, strictly));
}

/** Reads a certificate as OpenSSL does, which looks into little of it. Throws CryptoError where its outer form is broken. */
export function readCertificate(der: Uint8Array): Certificate {
  const seen = known.get(binary(der));
  if (seen) return seen;
  let odd = false;
  const certificate = parse(der, () => (odd = true));
  return odd ? certificate : remember(certificate);
}

function remember(certificate: Certificate): Certificate {
  if (known.size >= KNOWN_CERTIFICATES) known.clear();
  known.set(binary(certificate.raw), certificate);
  return certificate;
}

function must<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new CryptoError(`x509: ${what}`);
  return value;
}

function parse(der: Uint8Array, complain: Complain): Certificate {
  const outer = new DerReader(der);
  const raw = must(outer.element(TAG.sequence), 'malformed certificate').raw;
  if (!outer.empty) complain('x509: trailing data');
  const body = must(new DerReader(raw).inside(TAG.sequence), 'malformed certificate');
  const tbsElement = must(body.element(TAG.sequence), 'malformed tbs certificate');
  const tbs = new DerReader(tbsElement.content);
  const version = parseVersion(tbs, complain);
  const serial = must(tbs.integer(), 'malformed serial number');
  if (serial < 0n) complain('x509: negative serial number');
  const inner = must(tbs.content(TAG.sequence), 'malformed signature algorithm identifier');
  const outerAlgorithm = must(body.content(TAG.sequence), 'malformed algorithm identifier');
  if (!sameBytes(inner, outerAlgorithm)) complain("x509: inner and outer signature algorithm identifiers don't match");
  const signatureAlgorithm = parseAlgorithm(inner);
  const issuer = parseName(must(tbs.element(TAG.sequence), 'malformed issuer').raw, complain);
  const validity = must(tbs.inside(TAG.sequence), 'malformed validity');
  const notBefore = parseTime(validity);
  const notAfter = parseTime(validity);
  const subject = parseName(must(tbs.element(TAG.sequence), 'malformed issuer').raw, complain);
  const spki = must(tbs.element(TAG.sequence), 'malformed spki').raw;
  const key = parseSpkiParts(spki, complain);
  const extensions = version > 1 ? parseExtensions(tbs, version, complain) : [];
  const decoded = decodeExtensions(extensions, complain);
  const signature = must(body.bitString(), 'malformed signature').octets;
  return {
    raw,
    tbs: tbsElement.raw,
    version,
    serial,
    signatureAlgorithm,
    signature,
    issuer,
    subject,
    notBefore,
    notAfter,
    spki,
    ...key,
    extensions,
    ...decoded,
  };
}

function parseVersion(tbs: DerReader, complain: Complain): number {
  if (tbs.tag !== contextTag(0, true)) return 1;
  const value = must(tbs.inside(contextTag(0, true))?.integer(), 'malformed version');
  if (value < 0n) complain('x509: malformed version');
  if (value > 2n) complain('x509: invalid version');
  return Number(value) + 1;
}

function parseTime(reader: DerReader): Micros {
  if (reader.tag === TAG.utcTime) return must(reader.time(), 'malformed UTCTime');
  if (reader.tag === TAG.generalizedTime) return must(reader.time(), 'malformed GeneralizedTime');
  throw new CryptoError('x509: unsupported time format');
}

/** A SubjectPublicKeyInfo taken apart. Throws CryptoError. */
export function parseSpkiParts(
  spki: Uint8Array,
  complain: Complain = strictly,
): Pick<Certificate, 'keyAlgorithm' | 'keyBits' | 'publicKey'> {
  const body = must(new DerReader(spki).inside(TAG.sequence), 'malformed spki');
  const keyAlgorithm = parseAlgorithm(must(body.content(TAG.sequence), 'malformed public key algorithm identifier'));
  const keyBits = must(body.bitString(), 'malformed subjectPublicKey').octets;
  const publicKey = attempt(complain, () => parsePublicKey(keyAlgorithm, keyBits));
  return { keyAlgorithm, keyBits, publicKey };
}

function parseExtensions(tbs: DerReader, version: number, complain: Complain): Extension[] {
  for (const n of [1, 2]) if (tbs.tag === contextTag(n, false)) tbs.any();
  if (version < 3 || tbs.empty) return [];
  const list = must(tbs.inside(contextTag(3, true))?.inside(TAG.sequence), 'malformed extensions');
  return parseExtensionList(list, complain);
}

/** Extensions one after another, as certificates and requests have them. Throws CryptoError. */
export function parseExtensionList(list: DerReader, complain: Complain = strictly): Extension[] {
  const extensions: Extension[] = [];
  while (!list.empty) {
    const body = must(list.inside(TAG.sequence), 'malformed extension');
    const oid = must(body.oid(), 'malformed extension OID field');
    const critical = body.tag === TAG.boolean ? must(body.boolean(), 'malformed extension critical field') : false;
    const value = must(body.content(TAG.octetString), 'malformed extension value field');
    if (extensions.some((e) => e.oid === oid)) complain('x509: certificate contains duplicate extensions');
    extensions.push({ oid, critical, value });
  }
  return extensions;
}

/** The extension of that type, if the certificate has it. */
export function extensionOf(certificate: Pick<Certificate, 'extensions'>, oid: string): Extension | undefined {
  return certificate.extensions.find((e) => e.oid === oid);
}

export function hasAltNames(certificate: Certificate): boolean {
  return extensionOf(certificate, OID.subjectAltName) !== undefined;
}

/** Whether issuer and subject are the same name. */
export function isSelfIssued(certificate: Certificate): boolean {
  return sameBytes(certificate.issuer.raw, certificate.subject.raw);
}

export function fingerprint(certificate: Certificate, hash: HashName): Uint8Array {
  return digest(hash, certificate.raw);
}

const checked = new WeakMap<Certificate, WeakMap<Certificate, { error: string | undefined }>>();

/**
 * Whether a parent's key made a certificate's signature: nothing where it did, else Go's text. Answers are kept, for the
 * arithmetic is the costly part of a handshake.
 */
export function signatureError(certificate: Certificate, parent: Certificate): string | undefined {
  let answers = checked.get(certificate);
  if (!answers) checked.set(certificate, (answers = new WeakMap()));
  let answer = answers.get(parent);
  if (!answer) {
    answer = { error: checkSignature(certificate.signatureAlgorithm, certificate.tbs, certificate.signature, parent.publicKey) };
    answers.set(parent, answer);
  }
  return answer.error;
}
