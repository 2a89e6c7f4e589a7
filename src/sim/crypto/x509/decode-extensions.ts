import { DerReader, TAG } from '../der.ts';
import { CryptoError } from '../error.ts';
import { OID } from '../oids.ts';
import {
  readAuthorityKeyId,
  readBasicConstraints,
  readDistributionPoints,
  readExtKeyUsage,
  readInfoAccess,
  readNameConstraints,
  readNamedBits,
  readPolicies,
  readSubjectAltName,
  type AuthorityKeyId,
  type BasicConstraints,
  type Extension,
  type GeneralName,
  type NameConstraints,
} from './extensions.ts';

/** What a certificate's extensions say, taken apart. */
export interface DecodedExtensions {
  readonly basicConstraints: BasicConstraints | undefined;
  /** Bits of KEY_USAGE; `undefined` where the extension is absent. */
  readonly keyUsage: number | undefined;
  /** Object identifiers; `undefined` where the extension is absent. */
  readonly extKeyUsage: readonly string[] | undefined;
  readonly subjectKeyId: Uint8Array | undefined;
  readonly authorityKeyId: AuthorityKeyId | undefined;
  readonly altNames: readonly GeneralName[];
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly Uint8Array[];
  readonly emailAddresses: readonly string[];
  readonly uris: readonly string[];
  readonly nameConstraints: NameConstraints | undefined;
  /** A critical extension that no verifier here knows. */
  readonly unhandledCritical: boolean;
}

interface Draft {
  basicConstraints?: BasicConstraints;
  keyUsage?: number;
  extKeyUsage?: string[];
  subjectKeyId?: Uint8Array;
  authorityKeyId?: AuthorityKeyId;
  altNames?: GeneralName[];
  nameConstraints?: NameConstraints;
  unhandledCritical?: boolean;
}

function must<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new CryptoError(`x509: ${what}`);
  return value;
}

/** Runs a body; what it throws as CryptoError is told to `complain`, which may throw it on. */
export function attempt<T>(complain: (text: string) => void, body: () => T): T | undefined {
  try {
    return body();
  } catch (e) {
    if (!(e instanceof CryptoError)) throw e;
    complain(e.message);
    return undefined;
  }
}

/** Decodes extensions in their order; complains with the texts of Go's processExtensions. */
export function decodeExtensions(extensions: readonly Extension[], complain: (text: string) => void): DecodedExtensions {
  const draft: Draft = {};
  for (const e of extensions) {
    if (!attempt(complain, () => decodeOne(e, draft)) && e.critical) draft.unhandledCritical = true;
  }
  const altNames = draft.altNames ?? [];
  const texts = (kind: 'dns' | 'email' | 'uri'): string[] => altNames.flatMap((n) => (n.kind === kind ? [n.value] : []));
  return {
    basicConstraints: draft.basicConstraints,
    keyUsage: draft.keyUsage,
    extKeyUsage: draft.extKeyUsage,
    subjectKeyId: draft.subjectKeyId,
    authorityKeyId: draft.authorityKeyId,
    altNames,
    dnsNames: texts('dns'),
    emailAddresses: texts('email'),
    uris: texts('uri'),
    ipAddresses: altNames.flatMap((n) => (n.kind === 'ip' ? [n.octets] : [])),
    nameConstraints: draft.nameConstraints,
    unhandledCritical: draft.unhandledCritical ?? false,
  };
}

/** Decodes one extension; false where nobody handles it. */
function decodeOne({ oid, critical, value }: Extension, draft: Draft): boolean {
  switch (oid) {
    case OID.keyUsage:
      draft.keyUsage = must(readNamedBits(value), 'invalid key usage');
      return true;
    case OID.basicConstraints:
      draft.basicConstraints = must(readBasicConstraints(value), 'invalid basic constraints');
      return true;
    case OID.subjectAltName:
      draft.altNames = checkedAltNames(must(readSubjectAltName(value), 'invalid subject alternative names'));
      // names of other kinds in a critical extension are not handled (Go's processExtensions)
      return draft.altNames.some((n) => n.kind === 'dns' || n.kind === 'email' || n.kind === 'ip' || n.kind === 'uri');
    case OID.nameConstraints:
      draft.nameConstraints = must(readNameConstraints(value), 'invalid NameConstraints extension');
      return true;
    case OID.crlDistributionPoints:
      must(readDistributionPoints(value), 'invalid CRL distribution points');
      return false;
    case OID.authorityKeyIdentifier:
      if (critical) throw new CryptoError('x509: authority key identifier incorrectly marked critical');
      draft.authorityKeyId = must(readAuthorityKeyId(value), 'invalid authority key identifier');
      return true;
    case OID.extKeyUsage:
      draft.extKeyUsage = must(readExtKeyUsage(value), 'invalid extended key usages');
      return true;
    case OID.subjectKeyIdentifier:
      if (critical) throw new CryptoError('x509: subject key identifier incorrectly marked critical');
      draft.subjectKeyId = must(new DerReader(value).content(TAG.octetString), 'invalid subject key identifier');
      return true;
    case OID.certificatePolicies:
      must(readPolicies(value), 'invalid certificate policies');
      return true;
    case OID.policyMappings:
    case OID.policyConstraints:
    case OID.inhibitAnyPolicy:
      return true;
    case OID.authorityInfoAccess:
      if (critical) throw new CryptoError('x509: authority info access incorrectly marked critical');
      must(readInfoAccess(value), 'invalid authority info access');
      return true;
    default:
      return false;
  }
}

function isIa5(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}

function checkedAltNames(names: GeneralName[]): GeneralName[] {
  const kinds = { email: 'rfc822Name', dns: 'dNSName', uri: 'uniformResourceIdentifier' } as const;
  for (const name of names) {
    if (name.kind === 'ip') {
      if (name.octets.length !== 4 && name.octets.length !== 16)
        throw new CryptoError(`x509: cannot parse IP address of length ${name.octets.length}`);
    } else if (name.kind === 'email' || name.kind === 'dns' || name.kind === 'uri') {
      if (!isIa5(name.value)) throw new CryptoError(`x509: SAN ${kinds[name.kind]} is malformed`);
    }
  }
  return names;
}
