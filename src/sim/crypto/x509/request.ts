import { contextTag, DerReader, TAG } from '../der.ts';
import { CryptoError } from '../error.ts';
import type { PublicKey } from '../keys/keys.ts';
import { parseAlgorithm, type Algorithm } from '../keys/parse.ts';
import { OID } from '../oids.ts';
import { parseExtensionList, parseSpkiParts } from './certificate.ts';
import { decodeExtensions, type DecodedExtensions } from './decode-extensions.ts';
import type { Extension } from './extensions.ts';
import { parseName, type Name } from './name.ts';
import { checkSignature, readSigned } from './signature.ts';

/** An attribute of a request, with its values as they are encoded. */
export interface RequestAttribute {
  oid: string;
  values: readonly { tag: number; content: Uint8Array; raw: Uint8Array }[];
}

/** A certificate signing request (PKCS #10). */
export interface CertificateRequest extends DecodedExtensions {
  readonly raw: Uint8Array;
  readonly tbs: Uint8Array;
  readonly version: number;
  readonly subject: Name;
  readonly spki: Uint8Array;
  readonly keyAlgorithm: Algorithm;
  readonly keyBits: Uint8Array;
  readonly publicKey: PublicKey | undefined;
  readonly attributes: readonly RequestAttribute[];
  /** Those asked for by the extension request attribute. */
  readonly extensions: readonly Extension[];
  readonly signatureAlgorithm: Algorithm;
  readonly signature: Uint8Array;
}

/** Reads a request in DER. Throws CryptoError. */
export function parseCertificateRequest(der: Uint8Array): CertificateRequest {
  const malformed = new CryptoError('asn1: structure error: no certificate request');
  const signed = readSigned(der);
  const tbs = signed && new DerReader(signed.tbs).inside(TAG.sequence);
  const version = tbs?.integer();
  const subject = tbs?.element(TAG.sequence);
  const spki = tbs?.element(TAG.sequence);
  if (version === undefined || !subject || !spki) throw malformed;
  const attributes = parseAttributes(tbs!.inside(contextTag(0, true)));
  const wanted = attributes.find((a) => a.oid === OID.extensionRequest)?.values[0];
  const extensions = wanted ? parseExtensionList(new DerReader(wanted.content)) : [];
  return {
    raw: der,
    tbs: signed!.tbs,
    version: Number(version) + 1,
    subject: parseName(subject.raw),
    spki: spki.raw,
    ...parseSpkiParts(spki.raw),
    attributes,
    extensions,
    ...decodeExtensions(extensions, () => undefined),
    signatureAlgorithm: parseAlgorithm(signed!.algorithm),
    signature: signed!.signature,
  };
}

function parseAttributes(reader: DerReader | undefined): RequestAttribute[] {
  const out: RequestAttribute[] = [];
  while (reader && !reader.empty) {
    const body = reader.inside(TAG.sequence);
    const oid = body?.oid();
    const set = body?.inside(TAG.set);
    if (oid === undefined || !set) throw new CryptoError('asn1: structure error: no attribute');
    const values: RequestAttribute['values'][number][] = [];
    for (let value = set.any(); value; value = set.any()) values.push(value);
    out.push({ oid, values });
  }
  return out;
}

/** Whether the request is signed by its own key: nothing where it is, else Go's text (CertificateRequest.CheckSignature). */
export function requestSignatureError(request: CertificateRequest): string | undefined {
  return checkSignature(request.signatureAlgorithm, request.tbs, request.signature, request.publicKey);
}
