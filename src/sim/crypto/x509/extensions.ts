import { binary, fromBinary } from '../../kernel/text.ts';
import {
  bitString,
  boolean,
  context,
  contextPrimitive,
  contextTag,
  DerReader,
  integer,
  integerContent,
  octetString,
  oid,
  readOid,
  sequence,
  TAG,
} from '../der.ts';
import { bytesToNumber } from '../numbers.ts';
import { OID } from '../oids.ts';
import { parseName, type Name } from './name.ts';

export interface Extension {
  oid: string;
  critical: boolean;
  /** What stands in the OCTET STRING. */
  value: Uint8Array;
}

/** A GeneralName of RFC 5280, 4.2.1.6. */
export type GeneralName =
  | { kind: 'email' | 'dns' | 'uri'; value: string }
  | { kind: 'ip'; octets: Uint8Array }
  | { kind: 'directory'; name: Name }
  | { kind: 'rid'; oid: string }
  | { kind: 'other'; tag: number; content: Uint8Array };

/** Bits of key usage, as Go's x509.KeyUsage counts them. */
export const KEY_USAGE = {
  digitalSignature: 1,
  nonRepudiation: 2,
  keyEncipherment: 4,
  dataEncipherment: 8,
  keyAgreement: 16,
  keyCertSign: 32,
  cRLSign: 64,
  encipherOnly: 128,
  decipherOnly: 256,
} as const;

export type KeyUsageName = keyof typeof KEY_USAGE;

// ---- encoding ---------------------------------------------------------------------------------

/** An extension of an encoded value. */
export function extension(type: string, critical: boolean, value: Uint8Array): Extension {
  return { oid: type, critical, value };
}

/** The element that stands in a certificate; a critical field of false is left out. */
export function encodeExtension({ oid: type, critical, value }: Extension): Uint8Array {
  return sequence(oid(type), ...(critical ? [boolean(true)] : []), octetString(value));
}

export function basicConstraints(ca: boolean, pathLength?: number): Uint8Array {
  return sequence(...(ca ? [boolean(true)] : []), ...(pathLength === undefined ? [] : [integer(pathLength)]));
}

/** BIT STRING of named bits: zero bits at its end are dropped. */
export function namedBits(flags: number): Uint8Array {
  let count = 0;
  for (let i = 0; i < 16; i++) if (flags & (1 << i)) count = i + 1;
  const octets = new Uint8Array(Math.ceil(count / 8));
  for (let i = 0; i < count; i++) if (flags & (1 << i)) octets[i >> 3]! |= 0x80 >> (i & 7);
  return bitString(octets, octets.length * 8 - count);
}

export const keyUsage = namedBits;

export function extKeyUsage(usages: readonly string[]): Uint8Array {
  return sequence(...usages.map(oid));
}

export function authorityKeyId(id: { keyId?: Uint8Array; issuer?: Name; serial?: bigint }): Uint8Array {
  return sequence(
    ...(id.keyId ? [contextPrimitive(0, id.keyId)] : []),
    ...(id.issuer ? [context(1, context(4, id.issuer.raw))] : []),
    ...(id.serial === undefined ? [] : [contextPrimitive(2, integerContent(id.serial))]),
  );
}

export function encodeGeneralName(name: GeneralName): Uint8Array {
  switch (name.kind) {
    case 'email':
      return contextPrimitive(1, fromBinary(name.value));
    case 'dns':
      return contextPrimitive(2, fromBinary(name.value));
    case 'uri':
      return contextPrimitive(6, fromBinary(name.value));
    case 'ip':
      return contextPrimitive(7, name.octets);
    case 'directory':
      return context(4, name.name.raw);
    case 'rid':
      return contextPrimitive(8, oid(name.oid).subarray(2));
    case 'other':
      return new Uint8Array([...context(name.tag & 0x1f, name.content)]);
  }
}

export function generalNames(names: readonly GeneralName[]): Uint8Array {
  return sequence(...names.map(encodeGeneralName));
}

// ---- decoding: `undefined` where the value is malformed ------------------------------------------

export interface BasicConstraints {
  ca: boolean;
  pathLength?: number;
}

export function readBasicConstraints(value: Uint8Array): BasicConstraints | undefined {
  const body = new DerReader(value).inside(TAG.sequence);
  if (!body) return undefined;
  let ca = false;
  if (body.tag === TAG.boolean) {
    const flag = body.boolean();
    if (flag === undefined) return undefined;
    ca = flag;
  }
  if (body.tag !== TAG.integer) return { ca };
  const length = body.integer();
  return length === undefined || length < 0n ? undefined : { ca, pathLength: Number(length) };
}

/** The flags of a BIT STRING of named bits. */
export function readNamedBits(value: Uint8Array): number | undefined {
  const bits = new DerReader(value).bitString();
  if (!bits) return undefined;
  let flags = 0;
  for (let i = 0; i < Math.min(16, bits.octets.length * 8); i++) if (bits.octets[i >> 3]! & (0x80 >> (i & 7))) flags |= 1 << i;
  return flags;
}

export function readExtKeyUsage(value: Uint8Array): string[] | undefined {
  const body = new DerReader(value).inside(TAG.sequence);
  const usages: string[] = [];
  while (body && !body.empty) {
    const usage = body.oid();
    if (usage === undefined) return undefined;
    usages.push(usage);
  }
  return body && usages;
}

export interface AuthorityKeyId {
  keyId?: Uint8Array;
  issuer?: GeneralName[];
  serial?: bigint;
}

export function readAuthorityKeyId(value: Uint8Array): AuthorityKeyId | undefined {
  const body = new DerReader(value).inside(TAG.sequence);
  if (!body) return undefined;
  const out: AuthorityKeyId = {};
  const keyId = body.content(contextTag(0, false));
  if (keyId) out.keyId = keyId;
  const issuer = body.content(contextTag(1, true));
  if (issuer) out.issuer = readGeneralNames(issuer) ?? [];
  const serial = body.content(contextTag(2, false));
  if (serial) out.serial = bytesToNumber(serial);
  return out;
}

/** The names of GeneralNames' content (without the SEQUENCE around them). */
export function readGeneralNames(content: Uint8Array): GeneralName[] | undefined {
  const reader = new DerReader(content);
  const names: GeneralName[] = [];
  while (!reader.empty) {
    const found = reader.any();
    if (!found) return undefined;
    names.push(readGeneralName(found.tag, found.content));
  }
  return names;
}

function readGeneralName(tag: number, content: Uint8Array): GeneralName {
  switch (tag) {
    case contextTag(1, false):
      return { kind: 'email', value: binary(content) };
    case contextTag(2, false):
      return { kind: 'dns', value: binary(content) };
    case contextTag(6, false):
      return { kind: 'uri', value: binary(content) };
    case contextTag(7, false):
      return { kind: 'ip', octets: content };
    case contextTag(4, true):
      return { kind: 'directory', name: parseName(content) };
    case contextTag(8, false):
      return { kind: 'rid', oid: readOid(content) ?? '' };
    default:
      return { kind: 'other', tag, content };
  }
}

export function readSubjectAltName(value: Uint8Array): GeneralName[] | undefined {
  const content = new DerReader(value).content(TAG.sequence);
  return content && readGeneralNames(content);
}

export interface NameConstraints {
  permitted: GeneralName[];
  excluded: GeneralName[];
}

export function readNameConstraints(value: Uint8Array): NameConstraints | undefined {
  const outer = new DerReader(value);
  const body = outer.inside(TAG.sequence);
  if (!body || !outer.empty) return undefined;
  const permitted = readSubtrees(body.content(contextTag(0, true)));
  const excluded = readSubtrees(body.content(contextTag(1, true)));
  return permitted && excluded && body.empty ? { permitted, excluded } : undefined;
}

function readSubtrees(content: Uint8Array | undefined): GeneralName[] | undefined {
  const reader = new DerReader(content ?? new Uint8Array());
  const names: GeneralName[] = [];
  while (!reader.empty) {
    const base = reader.inside(TAG.sequence)?.any();
    if (!base) return undefined;
    names.push(readGeneralName(base.tag, base.content));
  }
  return names;
}

export function encodeNameConstraints({ permitted, excluded }: NameConstraints): Uint8Array {
  const trees = (n: number, names: readonly GeneralName[]): Uint8Array[] =>
    names.length > 0 ? [context(n, ...names.map((name) => sequence(encodeGeneralName(name))))] : [];
  return sequence(...trees(0, permitted), ...trees(1, excluded));
}

/** Access descriptions of authority information: which method, where. */
export function readInfoAccess(value: Uint8Array): { method: string; location: GeneralName }[] | undefined {
  const body = new DerReader(value).inside(TAG.sequence);
  const out: { method: string; location: GeneralName }[] = [];
  while (body && !body.empty) {
    const description = body.inside(TAG.sequence);
    const method = description?.oid();
    const location = description?.any();
    if (method === undefined || !location) return undefined;
    out.push({ method, location: readGeneralName(location.tag, location.content) });
  }
  return body && out;
}

export function encodeInfoAccess(descriptions: readonly { method: string; location: GeneralName }[]): Uint8Array {
  return sequence(...descriptions.map((d) => sequence(oid(d.method), encodeGeneralName(d.location))));
}

/** The full names of distribution points. */
export function readDistributionPoints(value: Uint8Array): GeneralName[][] | undefined {
  const body = new DerReader(value).inside(TAG.sequence);
  const points: GeneralName[][] = [];
  while (body && !body.empty) {
    const point = body.inside(TAG.sequence);
    const full = point?.inside(contextTag(0, true))?.content(contextTag(0, true));
    const names = full ? readGeneralNames(full) : point && [];
    if (!names) return undefined;
    points.push(names);
  }
  return body && points;
}

export function encodeDistributionPoints(points: readonly (readonly GeneralName[])[]): Uint8Array {
  return sequence(...points.map((names) => sequence(context(0, context(0, ...names.map(encodeGeneralName))))));
}

/** The policies that a certificate names. */
export function readPolicies(value: Uint8Array): { oid: string; qualifiers: Uint8Array | undefined }[] | undefined {
  const body = new DerReader(value).inside(TAG.sequence);
  const out: { oid: string; qualifiers: Uint8Array | undefined }[] = [];
  while (body && !body.empty) {
    const information = body.inside(TAG.sequence);
    const policy = information?.oid();
    if (policy === undefined || out.some((p) => p.oid === policy)) return undefined;
    out.push({ oid: policy, qualifiers: information!.content(TAG.sequence) });
  }
  return body && out;
}

export function encodePolicies(policies: readonly string[]): Uint8Array {
  return sequence(...policies.map((policy) => sequence(oid(policy))));
}

/** Extended key usages by the names that configuration files use. */
export const EXT_KEY_USAGES = {
  serverAuth: OID.serverAuth,
  clientAuth: OID.clientAuth,
  codeSigning: OID.codeSigning,
  emailProtection: OID.emailProtection,
  timeStamping: OID.timeStamping,
  ocspSigning: OID.ocspSigning,
  any: OID.anyExtKeyUsage,
} as const;
