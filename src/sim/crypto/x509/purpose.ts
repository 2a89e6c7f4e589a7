import { sameBytes } from '../der.ts';
import { OID } from '../oids.ts';
import { extensionOf, type Certificate } from './certificate.ts';
import { KEY_USAGE, readNamedBits } from './extensions.ts';

/** Purposes by OpenSSL's short names (`-purpose sslserver`). */
export const PURPOSES = {
  sslclient: 'SSL client',
  sslserver: 'SSL server',
  nssslserver: 'Netscape SSL server',
  smimesign: 'S/MIME signing',
  smimeencrypt: 'S/MIME encryption',
  crlsign: 'CRL signing',
  any: 'Any Purpose',
  ocsphelper: 'OCSP helper',
  timestampsign: 'Time Stamp signing',
} as const;

export type Purpose = keyof typeof PURPOSES;

/**
 * X509_check_ca: 0 where the certificate is no authority, 1 where its basic constraints say so, 3 for a self-signed certificate
 * of version 1, 4 where only its key usage says so, 5 for Netscape's.
 */
export function checkCa(c: Certificate): number {
  if (c.keyUsage !== undefined && !(c.keyUsage & KEY_USAGE.keyCertSign)) return 0;
  if (c.basicConstraints) return c.basicConstraints.ca ? 1 : 0;
  if (c.version === 1 && sameBytes(c.issuer.raw, c.subject.raw)) return 3;
  if (c.keyUsage !== undefined) return 4;
  return netscapeType(c, 7) ? 5 : 0;
}

/** Whether a Netscape type is there and has one of the bits. */
function netscapeType(c: Certificate, bits: number): boolean {
  return ((netscapeFlags(c) ?? 0) & (bits << 5)) !== 0;
}

function netscapeFlags(c: Certificate): number | undefined {
  const e = extensionOf(c, OID.netscapeCertType);
  return e && readNamedBits(e.value);
}

const lacksUsage = (c: Certificate, wanted: number): boolean => c.keyUsage !== undefined && !(c.keyUsage & wanted);
const lacksExtended = (c: Certificate, ...wanted: string[]): boolean =>
  c.extKeyUsage !== undefined && !c.extKeyUsage.some((usage) => wanted.includes(usage));
const lacksNetscape = (c: Certificate, bit: number): boolean => {
  const flags = netscapeFlags(c);
  return flags !== undefined && !(flags & (1 << bit));
};

const SGC = ['2.16.840.1.113730.4.1', '1.3.6.1.4.1.311.10.3.3'];
const { digitalSignature, nonRepudiation, keyEncipherment, keyAgreement, cRLSign } = KEY_USAGE;

function ssl(c: Certificate, ca: boolean, usages: readonly string[], keyBits: number, netscapeBit: number): boolean {
  if (lacksExtended(c, ...usages)) return false;
  if (ca) return checkCa(c) !== 0 && (checkCa(c) !== 5 || netscapeType(c, 1));
  return !lacksUsage(c, keyBits) && !lacksNetscape(c, netscapeBit);
}

function smime(c: Certificate, ca: boolean, keyBits: number): boolean {
  if (lacksExtended(c, OID.emailProtection)) return false;
  return ca ? checkCa(c) !== 0 : !lacksUsage(c, keyBits) && !lacksNetscape(c, 2);
}

function timestamp(c: Certificate, ca: boolean): boolean {
  if (ca) return checkCa(c) !== 0;
  const allowed = digitalSignature | nonRepudiation;
  if (c.keyUsage !== undefined && (c.keyUsage & ~allowed || !(c.keyUsage & allowed))) return false;
  const critical = c.extensions.some((e) => e.oid === OID.extKeyUsage && e.critical);
  return critical && c.extKeyUsage?.length === 1 && c.extKeyUsage[0] === OID.timeStamping;
}

/** X509_check_purpose: whether a certificate may serve a purpose, itself or (`ca`) as an authority over others. */
export function suits(c: Certificate, purpose: Purpose, ca: boolean): boolean {
  const tls = digitalSignature | keyEncipherment | keyAgreement;
  switch (purpose) {
    case 'sslclient':
      return ssl(c, ca, [OID.clientAuth], digitalSignature | keyAgreement, 0);
    case 'sslserver':
      return ssl(c, ca, [OID.serverAuth, ...SGC], tls, 1);
    case 'nssslserver':
      return ssl(c, ca, [OID.serverAuth, ...SGC], tls, 1) && (ca || !lacksUsage(c, keyEncipherment));
    case 'smimesign':
      return smime(c, ca, digitalSignature | nonRepudiation);
    case 'smimeencrypt':
      return smime(c, ca, keyEncipherment);
    case 'crlsign':
      return ca ? checkCa(c) !== 0 : !lacksUsage(c, cRLSign);
    case 'any':
      return true;
    case 'ocsphelper':
      return ca ? checkCa(c) !== 0 : true;
    case 'timestampsign':
      return timestamp(c, ca);
  }
}
