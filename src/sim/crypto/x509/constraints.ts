import { formatIp } from '../ip.ts';
import { hasAltNames, type Certificate } from './certificate.ts';
import type { GeneralName } from './extensions.ts';

/** A name of a certificate that constraints are about. */
interface Claim {
  kind: 'ip' | 'dns' | 'uri' | 'email';
  /** As Go's errors quote it. */
  text: string;
  /** The host part, for all but addresses. */
  domain: string;
  octets?: Uint8Array;
}

const LABELS = { ip: 'IP address', dns: 'DNS name', uri: 'URI', email: 'email address' } as const;

function claims(certificate: Certificate): Claim[] {
  const ips = certificate.ipAddresses.map((octets): Claim => ({ kind: 'ip', text: formatIp(octets), domain: '', octets }));
  const dns = certificate.dnsNames.map((name): Claim => ({ kind: 'dns', text: name, domain: name }));
  const uris = certificate.uris.map((uri): Claim => ({ kind: 'uri', text: uri, domain: hostOf(uri) }));
  const emails = certificate.emailAddresses.map((mail): Claim => ({ kind: 'email', text: mail, domain: mail.split('@').at(-1)! }));
  return [...ips, ...dns, ...uris, ...emails];
}

function hostOf(uri: string): string {
  return (/^[^:/?#]+:\/\/(?:[^@/?#]*@)?([^/?#]*)/.exec(uri)?.[1] ?? '').replace(/:\d+$/, '').toLowerCase();
}

/** Whether a domain lies in that of a constraint; one that begins with a period takes only what is below it. */
function inDomain(domain: string, constraint: string): boolean {
  if (constraint === '') return true;
  const own = domain.toLowerCase();
  const of = constraint.toLowerCase();
  if (of.startsWith('.')) return own.endsWith(of) && own.length > of.length;
  return own === of || own.endsWith(`.${of}`);
}

function inNetwork(octets: Uint8Array, network: Uint8Array): boolean {
  const half = network.length / 2;
  return octets.length === half && octets.every((octet, i) => ((octet ^ network[i]!) & network[half + i]!) === 0);
}

function covers(constraint: GeneralName, claim: Claim): boolean {
  if (constraint.kind === 'ip') return claim.octets !== undefined && inNetwork(claim.octets, constraint.octets);
  if (constraint.kind !== 'dns' && constraint.kind !== 'uri' && constraint.kind !== 'email') return false;
  if (constraint.kind === 'email' && constraint.value.includes('@')) return claim.text.toLowerCase() === constraint.value.toLowerCase();
  return inDomain(claim.domain, constraint.value);
}

function constraintText(constraint: GeneralName): string {
  if (constraint.kind === 'ip') {
    const half = constraint.octets.length / 2;
    let bits = 0;
    for (const octet of constraint.octets.subarray(half)) bits += octet.toString(2).replace(/0/g, '').length;
    return `${formatIp(constraint.octets.subarray(0, half))}/${bits}`;
  }
  return 'value' in constraint ? constraint.value : '';
}

function refused(claim: Claim, authority: Certificate): string | undefined {
  const { permitted, excluded } = authority.nameConstraints!;
  const own = (names: readonly GeneralName[]): GeneralName[] => names.filter((name) => name.kind === claim.kind);
  const allowed = own(permitted);
  if (allowed.length > 0 && !allowed.some((name) => covers(name, claim)))
    return `${LABELS[claim.kind]} "${claim.text}" is not permitted by any constraint`;
  const forbidding = own(excluded).find((name) => covers(name, claim));
  return forbidding && `${LABELS[claim.kind]} "${claim.text}" is excluded by constraint "${constraintText(forbidding)}"`;
}

/**
 * Whether the name constraints of a chain's authorities allow the names of the certificates below them (Go 1.26's
 * checkChainConstraints): nothing where they do, else what is refused.
 */
export function constraintError(chain: readonly Certificate[]): string | undefined {
  const authorities = chain.flatMap((certificate, i) => (certificate.nameConstraints ? [{ certificate, i }] : []));
  for (const [i, certificate] of chain.entries()) {
    if (authorities.length === 0 || !hasAltNames(certificate)) continue;
    for (const authority of authorities) {
      if (authority.i <= i) continue;
      for (const claim of claims(certificate)) {
        const why = refused(claim, authority.certificate);
        if (why) return why;
      }
    }
  }
  return undefined;
}
