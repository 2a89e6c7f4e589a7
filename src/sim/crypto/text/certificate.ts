import { pad, toCivil, MONTHS, type Micros } from '../../kernel/time.ts';
import { readString, TAG } from '../der.ts';
import { numberToBytes } from '../numbers.ts';
import { longName, OID } from '../oids.ts';
import type { Certificate } from '../x509/certificate.ts';
import type { CertificateRequest } from '../x509/request.ts';
import { colonHex, hexLines } from './hex.ts';
import { extensionText } from './extensions.ts';
import { publicKeyText } from './key.ts';
import { isMultiline, nameText, ONELINE, type NameFlags } from './name.ts';

/** `Nov 22 03:49:42 2026 GMT` (ASN1_TIME_print). */
export function certificateTime(t: Micros): string {
  const c = toCivil(t);
  return `${MONTHS[c.month - 1]} ${String(c.day).padStart(2)} ${pad(c.hour)}:${pad(c.minute)}:${pad(c.second)} ${c.year} GMT`;
}

/** Parts that `-certopt` and `-reqopt` leave out, by their names (`no_sigdump`, …). */
export type TextParts = ReadonlySet<string>;

export interface TextOptions {
  names?: NameFlags;
  without?: TextParts;
}

const NOTHING: TextParts = new Set();

function titled(title: string, name: Certificate['subject'], flags: NameFlags): string {
  const multiline = isMultiline(flags);
  return `        ${title}:${multiline ? '\n' : ' '}${nameText(name, flags, 16)}\n`;
}

function serialText(serial: bigint): string {
  const positive = serial < 0n ? -serial : serial;
  const sign = serial < 0n ? '-' : '';
  if (positive < 1n << 64n) return `        Serial Number: ${sign}${positive} (${sign}0x${positive.toString(16)})\n`;
  return `        Serial Number:\n            ${serial < 0n ? ' (Negative)' : ''}${colonHex(numberToBytes(positive), false)}\n`;
}

function keyText({ keyAlgorithm, publicKey }: Pick<Certificate, 'keyAlgorithm' | 'publicKey'>): string {
  const head = `        Subject Public Key Info:\n            Public Key Algorithm: ${longName(keyAlgorithm.oid)}\n`;
  return head + (publicKey ? publicKeyText(publicKey, 16) : '            Unable to load Public Key\n');
}

function signatureText({ signatureAlgorithm, signature }: Pick<Certificate, 'signatureAlgorithm' | 'signature'>): string {
  return `    Signature Algorithm: ${longName(signatureAlgorithm.oid)}\n    Signature Value:\n${hexLines(signature, 8, 18)}`;
}

/** A certificate as `openssl x509 -text` shows it (X509_print_ex). */
export function certificateText(certificate: Certificate, { names = ONELINE, without = NOTHING }: TextOptions = {}): string {
  const c = certificate;
  const has = (part: string): boolean => !without.has(part);
  let out = has('no_header') ? 'Certificate:\n    Data:\n' : '';
  if (has('no_version')) out += `        Version: ${c.version} (0x${c.version - 1})\n`;
  if (has('no_serial')) out += serialText(c.serial);
  if (has('no_signame')) out += `        Signature Algorithm: ${longName(c.signatureAlgorithm.oid)}\n`;
  if (has('no_issuer')) out += titled('Issuer', c.issuer, names);
  if (has('no_validity'))
    out += `        Validity\n            Not Before: ${certificateTime(c.notBefore)}\n            Not After : ${certificateTime(c.notAfter)}\n`;
  if (has('no_subject')) out += titled('Subject', c.subject, names);
  if (has('no_pubkey')) out += keyText(c);
  if (has('no_extensions') && c.extensions.length > 0)
    out += `        X509v3 extensions:\n${c.extensions.map((e) => extensionText(e, 12)).join('')}`;
  if (has('no_sigdump')) out += signatureText(c);
  return out;
}

/** A signing request as `openssl req -text` shows it (X509_REQ_print_ex). */
export function requestText(request: CertificateRequest, { names = ONELINE, without = NOTHING }: TextOptions = {}): string {
  const r = request;
  const has = (part: string): boolean => !without.has(part);
  let out = has('no_header') ? 'Certificate Request:\n    Data:\n' : '';
  if (has('no_version')) out += `        Version: ${r.version} (0x${r.version - 1})\n`;
  if (has('no_subject')) out += titled('Subject', r.subject, names);
  if (has('no_pubkey')) out += keyText(r);
  if (has('no_attributes')) out += attributesText(r);
  // the title stands there even where nothing is requested
  if (has('no_extensions')) out += `            Requested Extensions:\n${r.extensions.map((e) => extensionText(e, 16)).join('')}`;
  if (has('no_sigdump')) out += signatureText(r);
  return out;
}

function attributesText({ attributes }: CertificateRequest): string {
  if (attributes.length === 0) return '        Attributes:\n            (none)\n';
  const shown = attributes.filter((a) => a.oid !== OID.extensionRequest);
  const lines = shown.flatMap((a) =>
    a.values.map(({ tag, content }) => {
      const value = [TAG.printable, TAG.utf8, TAG.ia5, TAG.t61, TAG.numeric].includes(tag as 12) ? readString(tag, content) : undefined;
      return `            ${longName(a.oid).padEnd(25)}:${value ?? 'unable to print attribute'}\n`;
    }),
  );
  return `        Attributes:\n${lines.join('')}`;
}
