import { formatIp, parseIp, sameIp } from '../ip.ts';
import { hasAltNames, type Certificate } from './certificate.ts';
import { commonName } from './name.ts';

/** Names beyond which Go counts them and no longer lists them. */
const LISTED_NAMES = 100;

function withoutDot(host: string): string {
  return host.endsWith('.') ? host.slice(0, -1) : host;
}

/** Go's validHostname: labels of letters, digits, `-` and `_`; a pattern may begin with `*`. */
function validHostname(host: string, pattern: boolean): boolean {
  const name = pattern ? host : withoutDot(host);
  if (name === '' || name === '*') return false;
  return name.split('.').every((label, i) => (pattern && i === 0 && label === '*') || /^[A-Za-z0-9_][A-Za-z0-9_-]*$/.test(label));
}

/** Whether a name or a wildcard for its first label covers a host. */
export function matchesHost(pattern: string, host: string): boolean {
  const patternLabels = pattern.toLowerCase().split('.');
  const hostLabels = withoutDot(host).toLowerCase().split('.');
  if (pattern === '' || patternLabels.length !== hostLabels.length) return false;
  return patternLabels.every((label, i) => (i === 0 && label === '*') || label === hostLabels[i]);
}

/**
 * Whether a certificate is for a host (Certificate.VerifyHostname): nothing where it is, else Go's HostnameError. The common
 * name does not count.
 */
export function hostnameError(certificate: Certificate, host: string): string | undefined {
  const bare = /^\[.+\]$/.test(host) ? host.slice(1, -1) : host;
  const ip = parseIp(bare);
  if (ip) return certificate.ipAddresses.some((own) => sameIp(own, ip)) ? undefined : mismatch(certificate, bare);
  const name = host.toLowerCase();
  const valid = validHostname(name, false);
  const found = certificate.dnsNames.some((own) =>
    valid && validHostname(own, true) ? matchesHost(own, name) : own !== '' && own !== '.' && own.toLowerCase() === name,
  );
  return found ? undefined : mismatch(certificate, host);
}

function mismatch(certificate: Certificate, host: string): string {
  if (!hasAltNames(certificate) && matchesHost(commonName(certificate.subject), host))
    return 'x509: certificate relies on legacy Common Name field, use SANs instead';
  const { ipAddresses, dnsNames } = certificate;
  const isIp = parseIp(host) !== undefined;
  if (isIp && ipAddresses.length === 0) return `x509: cannot validate certificate for ${host} because it doesn't contain any IP SANs`;
  const names = isIp ? ipAddresses.map(formatIp) : dnsNames;
  if (names.length >= LISTED_NAMES)
    return `x509: certificate is valid for ${names.length} ${isIp ? 'IP SANs' : 'names'}, but none matched ${host}`;
  if (names.join(', ') === '') return `x509: certificate is not valid for any names, but wanted to match ${host}`;
  return `x509: certificate is valid for ${names.join(', ')}, not ${host}`;
}

/**
 * How curl with OpenSSL checks the host after the chain (lib/vtls/openssl.c): nothing where the certificate is for it, else
 * what stands after `curl: (60) `. Names of the right type rule out the common name.
 */
export function curlHostnameError(certificate: Certificate, host: string): string | undefined {
  const ip = parseIp(host);
  const { dnsNames, ipAddresses } = certificate;
  if (ip ? ipAddresses.some((own) => sameIp(own, ip)) : dnsNames.some((name) => matchesHost(name, host))) return undefined;
  if (dnsNames.length > 0 || ipAddresses.length > 0)
    return `SSL: no alternative certificate subject name matches target host name '${host}'`;
  const name = commonName(certificate.subject);
  if (name === '') return 'SSL: unable to obtain common name from peer certificate';
  return matchesHost(name, host) ? undefined : `SSL: certificate subject name '${name}' does not match target host name '${host}'`;
}
