import { ia5, octetString, sequence, oid as encodeOid } from '../../../crypto/der.ts';
import { parseIp } from '../../../crypto/ip.ts';
import type { PublicKey } from '../../../crypto/keys/keys.ts';
import { oidOf, OID, shortName } from '../../../crypto/oids.ts';
import { sha1KeyId } from '../../../crypto/x509/build.ts';
import type { Certificate } from '../../../crypto/x509/certificate.ts';
import {
  authorityKeyId,
  basicConstraints,
  encodeDistributionPoints,
  encodeInfoAccess,
  encodeNameConstraints,
  encodePolicies,
  extension,
  generalNames,
  KEY_USAGE,
  namedBits,
  type Extension,
  type GeneralName,
} from '../../../crypto/x509/extensions.ts';
import { attributeValues, nameOf, type Name } from '../../../crypto/x509/name.ts';
import type { Config } from './config.ts';
import type { QueuedError } from './queue.ts';

/** What extensions are made for. */
export interface ExtensionContext {
  config: Config;
  /** Section they stand in, as errors name it. */
  section: string;
  subject: Name;
  subjectKey: PublicKey | undefined;
  /** The issuer; `self` for a certificate that signs itself, none where there is none yet. */
  issuer: Certificate | 'self' | undefined;
  /** Only look whether they can be made. */
  dry?: boolean;
}

/** An extension that cannot be made: what it leaves in the error queue. */
export class ExtensionError extends Error {
  constructor(readonly errors: readonly QueuedError[]) {
    super('extension');
  }
}

function v3(code: string, func: string, reason: string, place: string, data = ''): QueuedError {
  return { code, library: 'X509 V3 routines', function: func, reason, place: `../crypto/x509/${place}`, data };
}

function fail(...errors: QueuedError[]): never {
  throw new ExtensionError(errors);
}

interface Item {
  name: string;
  value: string | undefined;
}

/** `a:b, c` as names and values (X509V3_parse_list); nothing where one is empty. */
function items(text: string): Item[] | undefined {
  const out: Item[] = [];
  for (const part of text.split(',')) {
    const colon = part.indexOf(':');
    const name = (colon < 0 ? part : part.slice(0, colon)).trim();
    const value = colon < 0 ? undefined : part.slice(colon + 1).trim();
    if (name === '' || value === '') return undefined;
    out.push({ name, value });
  }
  return out;
}

type Maker = (list: Item[], context: ExtensionContext, text: string) => Uint8Array | undefined;

const BOOLEANS: Readonly<Record<string, boolean>> = { TRUE: true, true: true, Y: true, y: true, YES: true, yes: true };
const FALSE = ['FALSE', 'false', 'N', 'n', 'NO', 'no'];

const makeBasicConstraints: Maker = (list) => {
  let ca = false;
  let pathLength: number | undefined;
  for (const { name, value } of list) {
    const shown = `name=${name}, value=${value ?? '<NULL>'}`;
    if (name === 'CA') {
      if (value !== undefined && BOOLEANS[value]) ca = true;
      else if (value === undefined || !FALSE.includes(value))
        fail(v3('11000068', 'X509V3_get_value_bool', 'invalid boolean string', 'v3_utl.c:289', shown));
    } else if (name === 'pathlen') {
      if (value === undefined || !/^-?(\d+|0x[0-9a-f]+)$/i.test(value))
        fail(v3('11000064', 's2i_ASN1_INTEGER', 'bn dec2bn error', 'v3_utl.c:231', shown));
      pathLength = Number(value);
    } else fail(v3('1100006A', 'v2i_BASIC_CONSTRAINTS', 'invalid name', 'v3_bcons.c:76', shown));
  }
  return basicConstraints(ca, pathLength);
};

const USAGE_NAMES: Readonly<Record<string, number>> = {
  ...KEY_USAGE,
  'Digital Signature': 1,
  'Non Repudiation': 2,
  'Key Encipherment': 4,
  'Data Encipherment': 8,
  'Key Agreement': 16,
  'Certificate Sign': 32,
  'CRL Sign': 64,
  'Encipher Only': 128,
  'Decipher Only': 256,
};
const NETSCAPE_NAMES = { client: 1, server: 2, email: 4, objsign: 8, reserved: 16, sslCA: 32, emailCA: 64, objCA: 128 };

const bits =
  (names: Readonly<Record<string, number>>): Maker =>
  (list) => {
    let flags = 0;
    for (const { name } of list) {
      const flag = names[name];
      if (flag === undefined) fail(v3('1100006F', 'v2i_ASN1_BIT_STRING', 'unknown bit string argument', 'v3_bitst.c:82', name));
      flags |= flag;
    }
    return namedBits(flags);
  };

const UNKNOWN_OBJECT: QueuedError = {
  code: '04000067',
  library: 'object identifier routines',
  function: 'OBJ_txt2obj',
  reason: 'unknown object name',
  place: '../crypto/objects/obj_dat.c:372',
};

const makeExtKeyUsage: Maker = (list) =>
  sequence(
    ...list.map(({ name, value }) => {
      const wanted = value ?? name;
      const found = oidOf(wanted);
      if (!found) fail(UNKNOWN_OBJECT, v3('1100006E', 'v2i_EXTENDED_KEY_USAGE', 'invalid object identifier', 'v3_extku.c:94', wanted));
      return encodeOid(found);
    }),
  );

/** A directory name out of a section: its entries in order, `+` joins one to the set before it. */
function directoryName(section: string, config: Config): Name | undefined {
  const entries = config.section(section);
  if (!entries) return undefined;
  const rdns: (readonly [string, string])[][] = [];
  for (const [key, value] of entries) {
    const type = oidOf(key.replace(/^.*?[.:,](?=[A-Za-z])/, '').replace(/^\+/, ''));
    if (!type) return undefined;
    if (key.startsWith('+') && rdns.length > 0) rdns.at(-1)!.push([type, value]);
    else rdns.push([[type, value]]);
  }
  return nameOf(rdns);
}

function generalName({ name, value }: Item, context: ExtensionContext): GeneralName[] {
  const kind = name.replace(/\..*$/, '');
  if (value === undefined) fail(v3('1100007C', 'v2i_GENERAL_NAME_ex', 'missing value', 'v3_san.c:607'));
  switch (kind) {
    case 'DNS':
      return [{ kind: 'dns', value }];
    case 'URI':
      return [{ kind: 'uri', value }];
    case 'email':
      if (value === 'copy' || value === 'move')
        return attributeValues(context.subject, OID.emailAddress).map((mail) => ({ kind: 'email', value: mail }));
      return [{ kind: 'email', value }];
    case 'IP': {
      const octets = parseIp(value);
      if (!octets) fail(v3('11000076', 'a2i_GENERAL_NAME', 'bad ip address', 'v3_san.c:552', `value=${value}`));
      return [{ kind: 'ip', octets }];
    }
    case 'RID': {
      const found = oidOf(value);
      if (!found) fail(UNKNOWN_OBJECT, v3('11000077', 'a2i_GENERAL_NAME', 'bad object', 'v3_san.c:540', `value=${value}`));
      return [{ kind: 'rid', oid: found }];
    }
    case 'dirName': {
      const found = directoryName(value, context.config);
      if (!found) fail(v3('11000095', 'a2i_GENERAL_NAME', 'dirname error', 'v3_san.c:562'));
      return [{ kind: 'directory', name: found }];
    }
    default:
      return fail(v3('11000075', 'v2i_GENERAL_NAME_ex', 'unsupported option', 'v3_san.c:626', `name=${name}`));
  }
}

const makeAlternativeNames: Maker = (list, context) => generalNames(list.flatMap((item) => generalName(item, context)));

const makeSubjectKeyId: Maker = (list, context, text) => {
  if (text === 'none') return undefined;
  if (text !== 'hash') {
    const hex = text.replace(/:/g, '');
    if (!/^([0-9a-fA-F]{2})+$/.test(hex)) fail(v3('11000071', 's2i_skey_id', 'illegal hex digit', 'v3_skid.c:63'));
    return octetString(Uint8Array.from(hex.match(/../g)!, (pair) => parseInt(pair, 16)));
  }
  if (!context.subjectKey) return context.dry ? new Uint8Array() : fail(v3('11000072', 's2i_skey_id', 'no public key', 'v3_skid.c:88'));
  return octetString(sha1KeyId(context.subjectKey));
};

const makeAuthorityKeyId: Maker = (list, context, text) => {
  if (text === 'none') return undefined;
  const wants = (name: string): string | undefined => {
    const item = list.find((i) => i.name === name);
    return item && (item.value ?? 'yes');
  };
  if (context.dry) return new Uint8Array();
  const { issuer } = context;
  if (!issuer) fail(v3('11000079', 'v2i_AUTHORITY_KEYID', 'no issuer certificate', 'v3_akid.c:145'));
  const self = issuer === 'self';
  const own = self ? context.subjectKey && sha1KeyId(context.subjectKey) : (issuer.subjectKeyId ?? undefined);
  // a certificate that signs itself is identified only where that is asked for with `always`
  const keyId = wants('keyid') !== undefined && (!self || wants('keyid') === 'always') ? own : undefined;
  const named = wants('issuer') === 'always' || (wants('issuer') !== undefined && !own);
  if (!keyId && !named) return undefined;
  const certificate = self ? undefined : issuer;
  return authorityKeyId({
    ...(keyId ? { keyId } : {}),
    ...(named && certificate ? { issuer: certificate.issuer, serial: certificate.serial } : {}),
  });
};

const makeInfoAccess: Maker = (list, context, text) =>
  encodeInfoAccess(
    text.split(',').map((part) => {
      const [method = '', where = ''] = part.trim().split(/;(.*)/s);
      const found = oidOf(method);
      if (!found) fail(UNKNOWN_OBJECT, v3('11000077', 'v2i_AUTHORITY_INFO_ACCESS', 'bad object', 'v3_info.c:142', `value=${method}`));
      const [name = '', value] = where.split(/:(.*)/s);
      return { method: found, location: generalName({ name, value }, context)[0]! };
    }),
  );

const makeNameConstraints: Maker = (_list, context, text) => {
  const trees: { permitted: GeneralName[]; excluded: GeneralName[] } = { permitted: [], excluded: [] };
  for (const part of text.split(',')) {
    const [, kind, name = '', value = ''] = /^\s*(permitted|excluded);([^:]+):(.*)$/.exec(part) ?? [];
    if (kind !== 'permitted' && kind !== 'excluded') fail(v3('1100008F', 'v2i_NAME_CONSTRAINTS', 'invalid syntax', 'v3_ncons.c:133'));
    const [ip, mask] = value.split('/').map(parseIp);
    if (name === 'IP' && ip && mask) trees[kind].push({ kind: 'ip', octets: Uint8Array.from([...ip, ...mask]) });
    else trees[kind].push(...generalName({ name, value }, context));
  }
  return encodeNameConstraints(trees);
};

const makePolicies: Maker = (list) =>
  encodePolicies(
    list.map(
      ({ name }) => oidOf(name) ?? fail(UNKNOWN_OBJECT, v3('1100006E', 'r2i_certpol', 'invalid object identifier', 'v3_cpols.c:142', name)),
    ),
  );

const MAKERS: Readonly<Record<string, Maker>> = {
  [OID.basicConstraints]: makeBasicConstraints,
  [OID.keyUsage]: bits(USAGE_NAMES),
  [OID.netscapeCertType]: bits(NETSCAPE_NAMES),
  [OID.netscapeComment]: (_list, _context, text) => ia5(text),
  [OID.extKeyUsage]: makeExtKeyUsage,
  [OID.subjectAltName]: makeAlternativeNames,
  [OID.issuerAltName]: makeAlternativeNames,
  [OID.subjectKeyIdentifier]: makeSubjectKeyId,
  [OID.authorityKeyIdentifier]: makeAuthorityKeyId,
  [OID.authorityInfoAccess]: makeInfoAccess,
  [OID.crlDistributionPoints]: (list, context) => encodeDistributionPoints(list.map((item) => generalName(item, context))),
  [OID.nameConstraints]: makeNameConstraints,
  [OID.certificatePolicies]: makePolicies,
};

/** Those whose value is one text and no list. */
const PLAIN = new Set<string>([OID.netscapeComment, OID.subjectKeyIdentifier, OID.authorityInfoAccess, OID.nameConstraints]);

function listOf(name: string, text: string, context: ExtensionContext): Item[] {
  if (text.startsWith('@')) {
    const section = context.config.section(text.slice(1));
    if (!section) fail(v3('11000069', 'do_ext_nconf', 'invalid extension string', 'v3_conf.c:102', `name=${name},section=${text}`));
    return section.map(([key, value]) => ({ name: key, value }));
  }
  const found = items(text);
  if (found) return found;
  return fail(
    v3('1100006D', 'X509V3_parse_list', 'invalid null value', 'v3_utl.c:379'),
    v3('11000069', 'do_ext_nconf', 'invalid extension string', 'v3_conf.c:102', `name=${name},section=${text}`),
  );
}

/** An extension given in octets: `DER:04:00`. */
function rawExtension(type: string, critical: boolean, text: string): Extension | undefined {
  const [, hex] = /^DER:\s*((?:[0-9a-fA-F]{2}:?)*)$/.exec(text) ?? [];
  return hex === undefined
    ? undefined
    : extension(
        type,
        critical,
        Uint8Array.from(hex.replace(/:/g, '').match(/../g) ?? [], (pair) => parseInt(pair, 16)),
      );
}

/**
 * X509V3_EXT_nconf: the extension of a line `name = value`; nothing where the value says that there is to be none. Throws
 * ExtensionError with what it leaves in the error queue.
 */
export function makeExtension(name: string, value: string, context: ExtensionContext): Extension | undefined {
  const outer = v3(
    '11000080',
    'X509V3_EXT_nconf_int',
    'error in extension',
    'v3_conf.c:48',
    `section=${context.section}, name=${name}, value=${value}`,
  );
  try {
    const [, mark, rest = ''] = /^(critical\s*,)?\s*(.*)$/s.exec(value)!;
    const critical = mark !== undefined;
    const type = oidOf(name);
    const raw = type && rawExtension(type, critical, rest);
    if (raw) return raw;
    const maker = type && MAKERS[type];
    if (!type || !maker) fail(v3('11000082', 'do_ext_nconf', 'unknown extension name', 'v3_conf.c:88'));
    const made = maker(PLAIN.has(type) ? [] : listOf(name, rest, context), context, rest);
    return made && extension(type, critical, made);
  } catch (e) {
    if (!(e instanceof ExtensionError)) throw e;
    throw new ExtensionError([...e.errors, outer]);
  }
}

/** All extensions of a section. Throws ExtensionError; `undefined` where there is no such section. */
export function sectionExtensions(context: ExtensionContext): Extension[] | undefined {
  const section = context.config.section(context.section);
  return section?.flatMap(([name, value]) => makeExtension(name, value, context) ?? []);
}

/** Extensions with another put in: one of the same type is replaced. */
export function withExtension(list: readonly Extension[], added: Extension): Extension[] {
  return [...list.filter((e) => e.oid !== added.oid), added];
}

/** The short name that `-ext` and `-copy_extensions` know an extension by. */
export function extensionName(e: Extension): string {
  return shortName(e.oid);
}
