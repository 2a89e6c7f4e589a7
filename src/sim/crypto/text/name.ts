import { bytes } from '../../kernel/text.ts';
import { element } from '../der.ts';
import { longName, oidOf, shortName } from '../oids.ts';
import type { Attribute, Name } from '../x509/name.ts';

/** ASN1_STRFLGS_*: how a string's characters are shown. */
const STR = {
  esc2253: 1,
  escCtrl: 2,
  escMsb: 4,
  escQuote: 8,
  utf8Convert: 0x10,
  ignoreType: 0x20,
  showType: 0x40,
  dumpAll: 0x80,
  dumpUnknown: 0x100,
  dumpDer: 0x200,
  esc2254: 0x400,
} as const;
const STR_RFC2253 = STR.esc2253 | STR.escCtrl | STR.escMsb | STR.utf8Convert | STR.dumpUnknown | STR.dumpDer;

/** XN_FLAG_*: how a name's attributes are put together. */
const XN = {
  sepMask: 0xf << 16,
  commaPlus: 1 << 16,
  commaPlusSpace: 2 << 16,
  semiPlusSpace: 3 << 16,
  multiline: 4 << 16,
  reversed: 1 << 20,
  fieldMask: 3 << 21,
  longNames: 1 << 21,
  oids: 2 << 21,
  noNames: 3 << 21,
  spaceEq: 1 << 23,
  dumpUnknownFields: 1 << 24,
  align: 1 << 25,
} as const;

/** The form of a name: OpenSSL's flags. */
export type NameFlags = number;

/** `-nameopt oneline`, the default of OpenSSL's programs: `O = system:nodes, CN = system:node:controlplane`. */
export const ONELINE: NameFlags = STR_RFC2253 | STR.escQuote | XN.commaPlusSpace | XN.spaceEq;
/** `-nameopt RFC2253`: `CN=system:node:controlplane,O=system:nodes`. */
export const RFC2253: NameFlags = STR_RFC2253 | XN.commaPlus | XN.reversed | XN.dumpUnknownFields;
const MULTILINE: NameFlags = STR.escCtrl | STR.escMsb | XN.multiline | XN.spaceEq | XN.longNames | XN.align;
/** `-nameopt compat`: `/O=system:nodes/CN=system:node:controlplane`. */
export const COMPAT: NameFlags = 0;

const ALL = -1;
const OPTIONS: Readonly<Record<string, readonly [flag: number, mask: number]>> = {
  esc_2253: [STR.esc2253, 0],
  esc_2254: [STR.esc2254, 0],
  esc_ctrl: [STR.escCtrl, 0],
  esc_msb: [STR.escMsb, 0],
  use_quote: [STR.escQuote, 0],
  utf8: [STR.utf8Convert, 0],
  ignore_type: [STR.ignoreType, 0],
  show_type: [STR.showType, 0],
  dump_all: [STR.dumpAll, 0],
  dump_nostr: [STR.dumpUnknown, 0],
  dump_der: [STR.dumpDer, 0],
  compat: [COMPAT, ALL],
  sep_comma_plus: [XN.commaPlus, XN.sepMask],
  sep_comma_plus_space: [XN.commaPlusSpace, XN.sepMask],
  sep_semi_plus_space: [XN.semiPlusSpace, XN.sepMask],
  sep_multiline: [XN.multiline, XN.sepMask],
  dn_rev: [XN.reversed, 0],
  nofname: [XN.noNames, XN.fieldMask],
  sname: [0, XN.fieldMask],
  lname: [XN.longNames, XN.fieldMask],
  align: [XN.align, 0],
  oid: [XN.oids, XN.fieldMask],
  space_eq: [XN.spaceEq, 0],
  dump_unknown: [XN.dumpUnknownFields, 0],
  RFC2253: [RFC2253, ALL],
  oneline: [ONELINE, ALL],
  multiline: [MULTILINE, ALL],
  ca_default: [MULTILINE, ALL],
};

/** Reads `-nameopt`'s list, on top of earlier ones; `undefined` where a word is unknown. */
export function parseNameOptions(text: string, before: NameFlags = 0): NameFlags | undefined {
  let flags = before;
  for (const word of text.split(',')) {
    const negated = word.startsWith('-');
    const option = OPTIONS[negated ? word.slice(1) : word];
    if (!option) return undefined;
    const [flag, mask] = option;
    flags &= ~mask;
    if (negated) flags &= ~flag;
    else flags |= flag;
  }
  return flags !== COMPAT && (flags & XN.sepMask) === 0 ? flags | XN.commaPlusSpace : flags;
}

export function isMultiline(flags: NameFlags): boolean {
  return (flags & XN.sepMask) === XN.multiline;
}

/** One character or octet, escaped; `quote` where it only asks for quotes around the whole. */
function escaped(code: number, flags: NameFlags, first: boolean, last: boolean): { text: string; quote: boolean } {
  const char = String.fromCharCode(code);
  const digits = code.toString(16).toUpperCase();
  if (code > 0xff) return { text: code > 0xffff ? `\\W${digits.padStart(8, '0')}` : `\\U${digits.padStart(4, '0')}`, quote: false };
  const hex = `\\${digits.padStart(2, '0')}`;
  if (code > 0x7f) return { text: flags & STR.escMsb ? hex : char, quote: false };
  const quotable = flags & STR.escQuote && char !== '"' && char !== '\\';
  const special =
    ('+,;<>"\\'.includes(char) && flags & STR.esc2253) ||
    (flags & STR.esc2253 && ((first && (char === '#' || char === ' ')) || (last && char === ' ')));
  if (special) return quotable ? { text: char, quote: true } : { text: `\\${char}`, quote: false };
  if ((code < 32 || code === 127) && flags & STR.escCtrl) return { text: hex, quote: false };
  if (flags & STR.esc2254 && '()*\\\0'.includes(char)) return { text: hex, quote: false };
  if (char === '\\' && flags & (STR.esc2253 | STR.escCtrl | STR.escMsb | STR.escQuote)) return { text: '\\\\', quote: false };
  return { text: char, quote: false };
}

const TYPE_NAMES: Record<number, string> = {
  0x0c: 'UTF8STRING',
  0x12: 'NUMERICSTRING',
  0x13: 'PRINTABLESTRING',
  0x14: 'T61STRING',
  0x16: 'IA5STRING',
  0x1e: 'BMPSTRING',
};

/** The value of an attribute; the text's characters stand for octets where it holds octets beyond ASCII. */
function valueText(attribute: Attribute, flags: NameFlags): string {
  const type = flags & STR.showType ? `${TYPE_NAMES[attribute.tag] ?? '(unknown)'}:` : '';
  if (flags & STR.dumpAll) {
    const octets = flags & STR.dumpDer ? element(attribute.tag, attribute.octets) : attribute.octets;
    return `${type}#${[...octets].map((b) => b.toString(16).toUpperCase().padStart(2, '0')).join('')}`;
  }
  // converted to UTF-8 its octets count, else its characters
  const codes = flags & STR.utf8Convert ? [...bytes(attribute.value)] : [...attribute.value].map((c) => c.codePointAt(0)!);
  let quotes = false;
  const text = codes.map((code, i) => {
    const { text, quote } = escaped(code, flags, i === 0, i === codes.length - 1);
    quotes ||= quote;
    return text;
  });
  return type + (quotes ? `"${text.join('')}"` : text.join(''));
}

function fieldText(attribute: Attribute, flags: NameFlags): string {
  const field = flags & XN.fieldMask;
  if (field === XN.noNames) return valueText(attribute, flags);
  const unknown = shortName(attribute.oid) === attribute.oid;
  const label = field === XN.oids ? attribute.oid : field === XN.longNames ? longName(attribute.oid) : shortName(attribute.oid);
  const width = field === XN.longNames ? 25 : 10;
  const padded = flags & XN.align && field !== XN.oids && !unknown ? label.padEnd(width) : label;
  const dump = unknown && flags & XN.dumpUnknownFields ? STR.dumpAll | STR.dumpDer : 0;
  return `${padded}${flags & XN.spaceEq ? ' = ' : '='}${valueText(attribute, flags | dump)}`;
}

/**
 * X509_NAME_print_ex: a name in the form of the flags. Octets beyond ASCII that are not escaped come out as characters U+0080
 * to U+00FF: the caller writes them as octets.
 */
export function nameText(name: Name, flags: NameFlags = ONELINE, indent = 0): string {
  if (flags === COMPAT) return compatText(name);
  const separators: Record<number, [between: string, within: string]> = {
    [XN.commaPlus]: [',', '+'],
    [XN.commaPlusSpace]: [', ', ' + '],
    [XN.semiPlusSpace]: ['; ', ' + '],
    [XN.multiline]: ['\n', ' + '],
  };
  const [between, within] = separators[flags & XN.sepMask] ?? [', ', ' + '];
  const pad = isMultiline(flags) ? ' '.repeat(indent) : '';
  if (name.rdns.length === 0) return pad;
  const rdns = flags & XN.reversed ? [...name.rdns].reverse() : name.rdns;
  return rdns
    .map((rdn) => pad + (flags & XN.reversed ? [...rdn].reverse() : rdn).map((a) => fieldText(a, flags)).join(within))
    .join(between);
}

/** X509_NAME_oneline: `/C=DE/O=x/CN=y`; what is no printable ASCII as `\xHH`. */
export function compatText(name: Name): string {
  return name.rdns
    .map((rdn) =>
      rdn
        .map((a, i) => {
          const value = [...a.octets].map((c) =>
            c < 32 || c > 126 ? `\\x${c.toString(16).toUpperCase().padStart(2, '0')}` : String.fromCharCode(c),
          );
          return `${i === 0 ? '/' : '+'}${shortName(a.oid)}=${value.join('')}`;
        })
        .join(''),
    )
    .join('');
}

/** What `-subj` gave: sets of attributes, or why it cannot be read. */
export type ParsedSubject = { rdns: (readonly [oid: string, value: string])[][]; skipped: string[] } | { error: string };

/**
 * apps/lib parse_name: `/type0=value0/type1=value1`, `+` between the attributes of one set, `\` before a character that
 * stands for itself. Unknown attributes are skipped, as are empty values, with a word to the user.
 */
export function parseSubject(text: string): ParsedSubject {
  if (!text.startsWith('/')) {
    const advice = "This name is not in that format: '" + text.replace(/^\//, '') + "'";
    return {
      error: `subject name is expected to be in the format /type0=value0/type1=value1/type2=... where characters may be escaped by \\. ${advice}`,
    };
  }
  const rdns: (readonly [string, string])[][] = [];
  const skipped: string[] = [];
  let at = 1;
  let joins = false;
  while (at < text.length) {
    const equals = text.indexOf('=', at);
    const slash = text.slice(at).search(/[=/+]/) + at;
    if (equals < 0 || text[slash] !== '=') {
      const where = text.slice(at);
      return { error: `Missing '=' after RDN type string '${where}' in subject name string` };
    }
    const type = text.slice(at, equals);
    at = equals + 1;
    let value = '';
    for (; at < text.length && text[at] !== '/' && text[at] !== '+'; at++) {
      if (text[at] === '\\' && ++at >= text.length) return { error: 'Escape character at end of subject name string' };
      value += text[at];
    }
    const oid = oidOf(type);
    const joinsNext = text[at] === '+';
    at++;
    if (!oid) skipped.push(`Skipping unknown subject name attribute "${type}"`);
    else if (value === '') skipped.push(`No value provided for subject name attribute "${type}", skipped`);
    else if (joins && rdns.length > 0) rdns.at(-1)!.push([oid, value]);
    else rdns.push([[oid, value]]);
    joins = joinsNext;
  }
  return { rdns, skipped };
}
