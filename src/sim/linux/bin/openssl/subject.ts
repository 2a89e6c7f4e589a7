import type { Step } from '../../../kernel/step.ts';
import { bytes } from '../../../kernel/text.ts';
import { digest, hex } from '../../../crypto/hash.ts';
import { element, oid, TAG } from '../../../crypto/der.ts';
import { OID, shortName } from '../../../crypto/oids.ts';
import { nameOf, type Name } from '../../../crypto/x509/name.ts';
import { COMPAT, isMultiline, nameText, ONELINE, parseNameOptions, parseSubject, type NameFlags } from '../../../crypto/text/name.ts';
import type { Tool } from './tool.ts';

/** The longest value of some attributes, and the shortest (crypto/asn1/tbl_standard.h). */
const LENGTHS: Readonly<Record<string, readonly [min: number, max: number]>> = {
  [OID.commonName]: [1, 64],
  [OID.country]: [2, 2],
  [OID.locality]: [1, 128],
  [OID.province]: [1, 128],
  [OID.organization]: [1, 64],
  [OID.organizationalUnit]: [1, 64],
  [OID.emailAddress]: [1, 128],
  [OID.serialNumber]: [1, 64],
};

/** A name out of `-subj`. Complains and ends the command where it cannot be one. */
export function* subjectFrom(tool: Tool, text: string): Step<Name> {
  const parsed = parseSubject(text);
  if ('error' in parsed) return yield* tool.fail(`${tool.command}: ${parsed.error}\n`);
  for (const warning of parsed.skipped) yield* tool.say(`${tool.command} warning: ${warning}\n`);
  for (const [type, value] of parsed.rdns.flat()) yield* checkLength(tool, type, value);
  return nameOf(parsed.rdns);
}

function* checkLength(tool: Tool, type: string, value: string): Step {
  const [min, max] = LENGTHS[type] ?? [0, Infinity];
  const { length } = [...value];
  if (length >= min && length <= max) return;
  const long = length > max;
  yield* tool.errors({
    code: long ? '06800097' : '06800098',
    library: 'asn1 encoding routines',
    function: 'ASN1_mbstring_ncopy',
    reason: long ? 'string too long' : 'string too short',
    place: `../crypto/asn1/a_mbstr.c:${long ? 106 : 100}`,
    data: long ? `maxsize=${max}` : `minsize=${min}`,
  });
  yield* tool.fail(`${tool.command}: Error adding subject name attribute "/${shortName(type)}=${value}"\n`);
}

/** `-nameopt`, or the form that programs use without it. A wrong one ends the command. */
export function* nameOptions(tool: Tool): Step<NameFlags> {
  const given = tool.options.values('nameopt');
  if (given.length === 0) return ONELINE;
  let flags: NameFlags | undefined = 0;
  for (const text of given) flags = flags === undefined ? undefined : parseNameOptions(text, flags);
  return flags ?? (yield* tool.usage());
}

/** print_name: a title and a name, on a line or (multiline) on several. */
export function titledName(title: string, name: Name, flags: NameFlags): string {
  return flags !== COMPAT && isMultiline(flags) ? `${title}\n${nameText(name, flags, 4)}\n` : `${title}${nameText(name, flags)}\n`;
}

/** The first four octets of a digest, the low ones first, as c_rehash names files. */
function hash32(data: Uint8Array): string {
  return hex(data.subarray(0, 4).slice().reverse());
}

/** X509_NAME_hash_ex: SHA-1 over the name in its canonical form (x_name.c, x509_name_canon). */
export function nameHash(name: Name): string {
  const sets = name.rdns.map((rdn) => {
    const attributes = rdn.map((a) => {
      const value = a.value
        .trim()
        .replace(/[ \t\n\v\f\r]+/g, ' ')
        .replace(/[A-Z]/g, (c) => c.toLowerCase());
      return element(TAG.sequence, oid(a.oid), element(TAG.utf8, bytes(value)));
    });
    return element(TAG.set, ...attributes);
  });
  return hash32(digest('SHA-1', Uint8Array.from(sets.flatMap((set) => [...set]))));
}

/** X509_NAME_hash_old: MD5 over the name as it stands. */
export function oldNameHash(name: Name): string {
  return hash32(digest('MD5', name.raw));
}
