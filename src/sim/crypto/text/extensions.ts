import { binary, text } from '../../kernel/text.ts';
import { contextTag, DerReader, TAG } from '../der.ts';
import { longName, OID } from '../oids.ts';
import {
  readAuthorityKeyId,
  readBasicConstraints,
  readDistributionPoints,
  readExtKeyUsage,
  readGeneralNames,
  readInfoAccess,
  readNamedBits,
  readNameConstraints,
  readPolicies,
  type Extension,
  type GeneralName,
} from '../x509/extensions.ts';
import { numberToBytes } from '../numbers.ts';
import { colonHex } from './hex.ts';
import { compatText, nameText } from './name.ts';

const KEY_USAGES = [
  'Digital Signature',
  'Non Repudiation',
  'Key Encipherment',
  'Data Encipherment',
  'Key Agreement',
  'Certificate Sign',
  'CRL Sign',
  'Encipher Only',
  'Decipher Only',
];
const NETSCAPE_TYPES = ['SSL Client', 'SSL Server', 'S/MIME', 'Object Signing', 'Unused', 'SSL CA', 'S/MIME CA', 'Object Signing CA'];

function ipText(octets: Uint8Array): string {
  if (octets.length === 4) return octets.join('.');
  if (octets.length !== 16) return '<invalid>';
  return Array.from({ length: 8 }, (_, i) => ((octets[2 * i]! << 8) | octets[2 * i + 1]!).toString(16).toUpperCase()).join(':');
}

function networkText(octets: Uint8Array): string {
  const half = octets.length / 2;
  return octets.length === 8 || octets.length === 32 ? `${ipText(octets.subarray(0, half))}/${ipText(octets.subarray(half))}` : '<invalid>';
}

/** A name as lists show it (`i2v_GENERAL_NAME`); elsewhere a directory name stands in one line (`GENERAL_NAME_print`). */
export function generalNameText(name: GeneralName, listed = true): string {
  switch (name.kind) {
    case 'email':
      return `email:${name.value}`;
    case 'dns':
      return `DNS:${name.value}`;
    case 'uri':
      return `URI:${name.value}`;
    case 'ip':
      return `IP Address:${ipText(name.octets)}`;
    case 'directory':
      return `DirName:${listed ? compatText(name.name) : nameText(name.name)}`;
    case 'rid':
      return `Registered ID:${longName(name.oid)}`;
    case 'other':
      return otherNameText(name.tag & 0x1f, name.content);
  }
}

function otherNameText(kind: number, content: Uint8Array): string {
  if (kind !== 0) return `${kind === 3 ? 'X400Name' : 'EdiPartyName'}:<unsupported>`;
  const reader = new DerReader(content);
  const type = reader.oid();
  const value = reader.inside(contextTag(0, true))?.any();
  const known = value && (value.tag === TAG.utf8 || value.tag === TAG.ia5) ? text(value.content) : '<unsupported>';
  return `othername: ${type === undefined ? '' : longName(type)}::${known}`;
}

/** Lines of a value, without indentation; `undefined` where OpenSSL does not know the type, or the value is malformed. */
type Printer = (value: Uint8Array) => string[] | undefined;

const bitNames =
  (names: readonly string[]): Printer =>
  (value) => {
    const flags = readNamedBits(value);
    return flags === undefined ? undefined : [names.filter((_, i) => flags & (1 << i)).join(', ')];
  };

const ia5Text: Printer = (value) => [binary(new DerReader(value).content(TAG.ia5) ?? value)];

const alternativeNames: Printer = (value) => {
  const content = new DerReader(value).content(TAG.sequence);
  const names = content && readGeneralNames(content);
  return names && [names.length === 0 ? '<EMPTY>' : names.map((name) => generalNameText(name)).join(', ')];
};

const PRINTERS: Readonly<Record<string, Printer>> = {
  [OID.basicConstraints](value) {
    const constraints = readBasicConstraints(value);
    if (!constraints) return undefined;
    const path = constraints.pathLength === undefined ? '' : `, pathlen:${constraints.pathLength}`;
    return [`CA:${constraints.ca ? 'TRUE' : 'FALSE'}${path}`];
  },
  [OID.keyUsage]: bitNames(KEY_USAGES),
  [OID.netscapeCertType]: bitNames(NETSCAPE_TYPES),
  [OID.netscapeComment]: ia5Text,
  [OID.extKeyUsage]: (value) => {
    const usages = readExtKeyUsage(value);
    return usages && [usages.map(longName).join(', ')];
  },
  [OID.subjectKeyIdentifier](value) {
    const id = new DerReader(value).content(TAG.octetString);
    return id && [colonHex(id)];
  },
  [OID.authorityKeyIdentifier](value) {
    const id = readAuthorityKeyId(value);
    if (!id) return undefined;
    const alone = !id.issuer && id.serial === undefined;
    const lines = id.keyId ? [`${alone ? '' : 'keyid:'}${colonHex(id.keyId)}`] : [];
    lines.push(...(id.issuer ?? []).map((name) => generalNameText(name)));
    if (id.serial !== undefined) lines.push(`serial:${colonHex(numberToBytes(id.serial))}`);
    return lines.length === 0 ? ['<EMPTY>'] : lines;
  },
  [OID.subjectAltName]: alternativeNames,
  [OID.issuerAltName]: alternativeNames,
  [OID.authorityInfoAccess]: (value) => readInfoAccess(value)?.map((d) => `${longName(d.method)} - ${generalNameText(d.location)}`),
  [OID.crlDistributionPoints]: (value) =>
    readDistributionPoints(value)?.flatMap((names) =>
      names.length > 0 ? ['Full Name:', ...names.map((name) => `  ${generalNameText(name, false)}`)] : [],
    ),
  [OID.certificatePolicies]: (value) =>
    readPolicies(value)?.flatMap((p) => [`Policy: ${longName(p.oid)}`, ...qualifierLines(p.qualifiers)]),
  [OID.nameConstraints](value) {
    const constraints = readNameConstraints(value);
    const tree = (title: string, names: readonly GeneralName[]): string[] =>
      names.length === 0
        ? []
        : [title, ...names.map((n) => `  ${n.kind === 'ip' ? `IP:${networkText(n.octets)}` : generalNameText(n, false)}`)];
    return constraints && [...tree('Permitted:', constraints.permitted), ...tree('Excluded:', constraints.excluded)];
  },
  [OID.crlNumber](value) {
    const number = new DerReader(value).integer();
    return number === undefined ? undefined : [number < 1n << 128n ? `${number}` : `0x${number.toString(16).toUpperCase()}`];
  },
  [OID.policyConstraints](value) {
    const body = new DerReader(value).inside(TAG.sequence);
    const names = ['Require Explicit Policy', 'Inhibit Policy Mapping'];
    const parts = names.flatMap((name, i) => {
      const skip = body?.content(contextTag(i, false));
      return skip ? [`${name}:${skip[0] ?? 0}`] : [];
    });
    return body && [parts.join(', ')];
  },
  [OID.tlsFeature](value) {
    const body = new DerReader(value).inside(TAG.sequence);
    const names: string[] = [];
    for (let n = body?.integer(); n !== undefined; n = body?.integer())
      names.push(n === 5n ? 'status_request' : n === 17n ? 'status_request_v2' : `${n}`);
    return body && [names.join(', ')];
  },
  [OID.inhibitAnyPolicy](value) {
    const number = new DerReader(value).integer();
    return number === undefined ? undefined : [`${number}`];
  },
};

function qualifierLines(content: Uint8Array | undefined): string[] {
  const reader = new DerReader(content ?? new Uint8Array());
  const lines: string[] = [];
  while (!reader.empty) {
    const body = reader.inside(TAG.sequence);
    const type = body?.oid();
    if (!body || type === undefined) return lines;
    if (type === '1.3.6.1.5.5.7.2.1') lines.push(`  CPS: ${text(body.content(TAG.ia5) ?? new Uint8Array())}`);
    else if (type === '1.3.6.1.5.5.7.2.2') lines.push('  User Notice:');
    else lines.push(`  Unknown Qualifier: ${type}`);
  }
  return lines;
}

/** An unknown extension's octets, as ASN1_STRING_print shows them. */
function rawText(value: Uint8Array): string {
  return [...value].map((c) => ((c > 126 || c < 32) && c !== 10 && c !== 13 ? '.' : String.fromCharCode(c))).join('');
}

/** One extension: its title line and its value, indented (X509V3_extensions_print). */
export function extensionText(e: Extension, indent: number): string {
  const pad = ' '.repeat(indent);
  let lines: string[] | undefined;
  try {
    lines = PRINTERS[e.oid]?.(e.value);
  } catch {
    lines = undefined; // malformed inside: shown raw
  }
  const body = (lines ?? [rawText(e.value)]).map((line) => `${pad}    ${line}\n`).join('');
  return `${pad}${longName(e.oid)}: ${e.critical ? 'critical' : ''}\n${body}`;
}
