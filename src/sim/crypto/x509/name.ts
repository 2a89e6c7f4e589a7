import { binary, bytes, EMPTY } from '../../kernel/text.ts';
import { DerReader, element, ia5, oid, printable, readString, sequence, setOf, TAG, utf8 } from '../der.ts';
import { CryptoError } from '../error.ts';
import { OID } from '../oids.ts';

/** One attribute of a name. */
export interface Attribute {
  oid: string;
  value: string;
  /** The string type it is encoded in. */
  tag: number;
  /** Its octets, for what prints them without knowing the type. */
  octets: Uint8Array;
}

/** A distinguished name: a sequence of sets of attributes, and the encoding that comparisons go by. */
export interface Name {
  readonly raw: Uint8Array;
  readonly rdns: readonly (readonly Attribute[])[];
}

/** Reads a Name. Throws Go's texts of crypto/x509's parseName; `complain` hears of values that do not fit their string type. */
export function parseName(raw: Uint8Array, complain: (text: string) => void = strictly): Name {
  const outer = new DerReader(raw).inside(TAG.sequence);
  if (!outer) throw new CryptoError('x509: invalid RDNSequence');
  const rdns: Attribute[][] = [];
  while (!outer.empty) {
    const set = outer.inside(TAG.set);
    if (!set) throw new CryptoError('x509: invalid RDNSequence');
    const rdn: Attribute[] = [];
    while (!set.empty) rdn.push(parseAttribute(set.inside(TAG.sequence), complain));
    rdns.push(rdn);
  }
  return { raw, rdns };
}

const strictly = (text: string): never => {
  throw new CryptoError(text);
};

const STRING_TYPES: Record<number, string> = {
  [TAG.printable]: 'invalid PrintableString',
  [TAG.utf8]: 'invalid UTF-8 string',
  [TAG.bmp]: 'invalid BMPString',
  [TAG.ia5]: 'invalid IA5String',
  [TAG.numeric]: 'invalid NumericString',
};

function parseAttribute(reader: DerReader | undefined, complain: (text: string) => void): Attribute {
  if (!reader) throw new CryptoError('x509: invalid RDNSequence: invalid attribute');
  const type = reader.oid();
  if (type === undefined) throw new CryptoError('x509: invalid RDNSequence: invalid attribute type');
  const found = reader.any();
  if (!found) throw new CryptoError('x509: invalid RDNSequence: invalid attribute value');
  const value = readString(found.tag, found.content);
  if (value === undefined) {
    const why = STRING_TYPES[found.tag] ?? `unsupported string type: ${found.tag}`;
    complain(`x509: invalid RDNSequence: invalid attribute value: ${why}`);
  }
  return { oid: type, value: value ?? binary(found.content), tag: found.tag, octets: found.content };
}

/** The string types a maker of names chooses: Go's PrintableString wherever it fits, or OpenSSL's UTF8String. */
export type NameStyle = 'go' | 'openssl';

const PRINTABLE = /^[A-Za-z0-9 '()+,\-./:=?]*$/;
/** Attributes whose type RFC 5280 fixes, whoever makes them. */
const FIXED: Record<string, number> = {
  [OID.country]: TAG.printable,
  [OID.serialNumber]: TAG.printable,
  [OID.emailAddress]: TAG.ia5,
  [OID.domainComponent]: TAG.ia5,
};

function encodeValue(type: string, value: string, style: NameStyle): Uint8Array {
  if (style === 'go') return PRINTABLE.test(value) ? printable(value) : utf8(value);
  const fixed = FIXED[type];
  if (fixed === TAG.printable && PRINTABLE.test(value)) return printable(value);
  if (fixed === TAG.ia5 && /^[\x00-\x7f]*$/.test(value)) return ia5(value);
  return utf8(value);
}

/** A name of attributes, each set given as a list of pairs. */
export function nameOf(rdns: readonly (readonly (readonly [oid: string, value: string])[])[], style: NameStyle = 'openssl'): Name {
  const sets = rdns.map((rdn) => setOf(...rdn.map(([type, value]) => sequence(oid(type), encodeValue(type, value, style)))));
  return parseName(sequence(...sets));
}

/** The empty name. */
export const EMPTY_NAME: Name = { raw: element(TAG.sequence, EMPTY), rdns: [] };

/** What Go's pkix.Name holds; order and grouping are its own. */
export interface GoName {
  country?: readonly string[];
  organization?: readonly string[];
  organizationalUnit?: readonly string[];
  locality?: readonly string[];
  province?: readonly string[];
  streetAddress?: readonly string[];
  postalCode?: readonly string[];
  commonName?: string;
  serialNumber?: string;
}

/** pkix.Name.ToRDNSequence: several values of one type share a set. */
export function goName(name: GoName): Name {
  const group = (type: string, values: readonly string[] | undefined): (readonly [string, string])[][] =>
    values && values.length > 0 ? [values.map((value) => [type, value] as const)] : [];
  return nameOf(
    [
      ...group(OID.country, name.country),
      ...group(OID.organization, name.organization),
      ...group(OID.organizationalUnit, name.organizationalUnit),
      ...group(OID.locality, name.locality),
      ...group(OID.province, name.province),
      ...group(OID.street, name.streetAddress),
      ...group(OID.postalCode, name.postalCode),
      ...group(OID.commonName, name.commonName ? [name.commonName] : []),
      ...group(OID.serialNumber, name.serialNumber ? [name.serialNumber] : []),
    ],
    'go',
  );
}

/** All values of an attribute, in order. */
export function attributeValues(name: Name, type: string): string[] {
  return name.rdns.flatMap((rdn) => rdn.filter((a) => a.oid === type).map((a) => a.value));
}

/** The common name, as Go has it: the last one given; empty where there is none. */
export function commonName(name: Name): string {
  return attributeValues(name, OID.commonName).at(-1) ?? '';
}

/** The organisations: in a client certificate, Kubernetes' groups. */
export function organizations(name: Name): string[] {
  return attributeValues(name, OID.organization);
}

const GO_TYPES: Record<string, string> = {
  [OID.country]: 'C',
  [OID.organization]: 'O',
  [OID.organizationalUnit]: 'OU',
  [OID.commonName]: 'CN',
  [OID.serialNumber]: 'SERIALNUMBER',
  [OID.locality]: 'L',
  [OID.province]: 'ST',
  [OID.street]: 'STREET',
  [OID.postalCode]: 'POSTALCODE',
};

/** pkix.Name.String: RFC 2253's form, the last set first; types without a name are written as `#` and their encoding. */
export function goNameString(name: Name): string {
  return [...name.rdns]
    .reverse()
    .map((rdn) => rdn.map(goAttribute).join('+'))
    .join(',');
}

function goAttribute({ oid: type, value, tag, octets }: Attribute): string {
  const label = GO_TYPES[type];
  if (!label) return `${type}=#${[...element(tag, octets)].map((b) => b.toString(16).padStart(2, '0')).join('')}`;
  const last = value.length - 1;
  const escaped = [...value].map((c, i) => {
    const special = ',+"\\<>;'.includes(c) || (c === ' ' && (i === 0 || i === last)) || (c === '#' && i === 0);
    return special ? `\\${c}` : c;
  });
  return `${label}=${escaped.join('')}`;
}

/**
 * The name as X509_NAME_cmp sees it: case and runs of blanks do not count, string types neither. Two names are the same for
 * OpenSSL where these are equal.
 */
export function canonicalName(name: Name): string {
  return name.rdns
    .map((rdn) =>
      rdn
        .map((a) => `${a.oid}=${binary(bytes(a.value.trim().replace(/[ \t\n\v\f\r]+/g, ' '))).toLowerCase()}`)
        .sort()
        .join('+'),
    )
    .join('/');
}
