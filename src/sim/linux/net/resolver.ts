import type { Process } from '../../kernel/process.ts';
import type { Step } from '../../kernel/step.ts';
import { SECOND } from '../../kernel/time.ts';
import { ipv4Number, ipv6Bytes, joinHostPort } from './address.ts';
import { askServer, type DnsOutcome, type DnsRcode, type DnsRecord } from './dns.ts';
import { readHosts } from './hosts.ts';
import { candidates, readResolverConfig, type ResolverConfig } from './resolv-conf.ts';

/** Addresses of a host, the ones to try first in front, and its canonical name. */
export interface Lookup {
  canonical: string;
  addresses: string[];
}

/** getaddrinfo(3)'s errors with gai_strerror's texts. */
const GAI = {
  EAI_NONAME: 'Name or service not known',
  EAI_AGAIN: 'Temporary failure in name resolution',
  EAI_FAIL: 'Non-recoverable failure in name resolution',
  EAI_NODATA: 'No address associated with hostname',
  EAI_ADDRFAMILY: 'Address family for hostname not supported',
} as const;

/** A failed getaddrinfo(3); the message is gai_strerror's text. */
export class ResolveError extends Error {
  constructor(readonly code: keyof typeof GAI) {
    super(GAI[code]);
    this.name = 'ResolveError';
  }
}

/** Go's net.DNSError; the message is its Error(). */
export class GoDnsError extends Error {
  constructor(
    name: string,
    server: string | undefined,
    readonly reason: string,
    readonly isNotFound: boolean,
    readonly isTimeout: boolean,
  ) {
    super(`lookup ${name}${server ? ` on ${server}` : ''}: ${reason}`);
    this.name = 'GoDnsError';
  }
}

export type Family = 'any' | 'inet' | 'inet6';

const isAddress = (text: string): boolean => ipv4Number(text) !== undefined || (text.includes(':') && ipv6Bytes(text) !== undefined);
const fits = (ip: string, family: Family): boolean => family === 'any' || ip.includes(':') === (family === 'inet6');

/** IPv6 first where this namespace can speak it beyond its own link, as RFC 6724 sorts; unusable families come last. */
function sorted(p: Process, addresses: readonly string[]): string[] {
  const own = p.sys.net.addresses();
  const usable = (ip: string): boolean =>
    ip === '::1' ? p.sys.net.isLocal(ip) : own.some((a) => a.ip.includes(':') && !a.ip.startsWith('fe80') && a.ip !== '::1');
  const rank = (ip: string): number => (ip.includes(':') ? (usable(ip) ? 0 : 2) : 1);
  return [...new Set(addresses)].sort((a, b) => rank(a) - rank(b));
}

function inHosts(p: Process, host: string, family: Family): Lookup | undefined {
  const name = host.toLowerCase().replace(/\.$/, '');
  const entries = readHosts(p.sys).filter((e) => e.names.some((n) => n.toLowerCase() === name) && fits(e.ip, family));
  if (entries.length === 0) return undefined;
  return {
    canonical: entries[0]!.names[0]!,
    addresses: sorted(
      p,
      entries.map((e) => e.ip),
    ),
  };
}

/** What a server's answers say of a name: addresses behind its aliases. */
function addressesOf(name: string, type: 'A' | 'AAAA', answers: readonly DnsRecord[]): { canonical: string; addresses: string[] } {
  let canonical = name;
  for (let i = 0; i < 16; i++) {
    const alias = answers.find((r) => r.type === 'CNAME' && r.name.toLowerCase() === canonical.toLowerCase());
    if (!alias) break;
    canonical = alias.data.replace(/\.$/, '');
  }
  return { canonical, addresses: answers.filter((r) => r.type === type).map((r) => r.data) };
}

/** One name's A and AAAA records from the servers, asked in turn; both questions go out together. */
function* askBoth(p: Process, name: string, types: readonly ('A' | 'AAAA')[], server: string, timeout: number): Step<DnsOutcome[]> {
  const outcomes: (DnsOutcome | undefined)[] = types.map(() => undefined);
  let wakeUp: (() => void) | undefined;
  types.forEach((type, i) => {
    p.thread(
      'resolver',
      (function* (): Step {
        outcomes[i] = yield* askServer(p, { ip: server }, { name: name.toLowerCase(), type }, timeout);
        wakeUp?.();
      })(),
    );
  });
  while (outcomes.some((o) => o === undefined))
    yield* p.select({ answered: (wake: (value: void) => void) => void (wakeUp = () => wake()) });
  return outcomes as DnsOutcome[];
}

type NameResult = { found: Lookup } | { rcode: DnsRcode | 'NODATA' } | { failed: 'timeout' | 'refused' };

/** glibc's res_nsend for one name: every server in turn, as often as is configured. */
function* queryName(p: Process, name: string, types: readonly ('A' | 'AAAA')[], config: ResolverConfig): Step<NameResult> {
  let last: NameResult = { failed: 'timeout' };
  for (let attempt = 0; attempt < config.attempts; attempt++) {
    for (const server of config.servers) {
      const share = Math.max(1, attempt === 0 ? config.timeoutSeconds : (config.timeoutSeconds * 2 ** attempt) / config.servers.length);
      const outcomes = yield* askBoth(p, name, types, server, share * SECOND);
      const responses = outcomes.flatMap((o) => ('response' in o ? [o.response] : []));
      if (responses.length === 0) {
        last = { failed: outcomes.some((o) => 'failure' in o && o.failure === 'timeout') ? 'timeout' : 'refused' };
        continue;
      }
      const found = responses.map((r) => addressesOf(name, r.question.type as 'A' | 'AAAA', r.answers));
      const addresses = found.flatMap((f) => f.addresses);
      if (addresses.length > 0) return { found: { canonical: found[0]!.canonical, addresses: sorted(p, addresses) } };
      if (responses.some((r) => r.rcode === 'NXDOMAIN')) return { rcode: 'NXDOMAIN' };
      if (responses.every((r) => r.rcode === 'NOERROR')) return { rcode: 'NODATA' };
      last = { rcode: 'SERVFAIL' };
    }
  }
  return last;
}

const typesOf = (family: Family): ('A' | 'AAAA')[] => (family === 'inet' ? ['A'] : family === 'inet6' ? ['AAAA'] : ['A', 'AAAA']);

/**
 * getaddrinfo(3) of glibc: addresses as they are, /etc/hosts, then DNS with search domains. Throws ResolveError. This is how
 * C programs resolve: curl, ssh, ping, getent.
 */
export function* getaddrinfo(p: Process, host: string, family: Family = 'any'): Step<Lookup> {
  if (isAddress(host)) {
    if (!fits(host, family)) throw new ResolveError('EAI_ADDRFAMILY');
    return { canonical: host, addresses: [host] };
  }
  const known = inHosts(p, host, family);
  if (known) return known;
  if (host === '' || host.length > 253 || /[^A-Za-z0-9._-]/.test(host)) throw new ResolveError('EAI_NONAME');
  const config = readResolverConfig(p.sys);
  let code: keyof typeof GAI = 'EAI_NONAME';
  for (const name of candidates(host, config)) {
    const result = yield* queryName(p, name, typesOf(family), config);
    if ('found' in result) return result.found;
    if ('failed' in result || result.rcode === 'SERVFAIL') throw new ResolveError('EAI_AGAIN');
    if (result.rcode === 'NODATA') code = 'EAI_NODATA';
  }
  throw new ResolveError(code);
}

/** How Go's resolver ends one name: found, or why not. */
type GoResult = { found: string[] } | { reason: string; notFound: boolean; timeout: boolean; server: string };

function* goQueryName(p: Process, name: string, config: ResolverConfig): Step<GoResult> {
  let last: GoResult = { reason: 'no such host', notFound: true, timeout: false, server: joinHostPort(config.servers[0]!, 53) };
  for (let attempt = 0; attempt < config.attempts; attempt++) {
    for (const ip of config.servers) {
      const server = joinHostPort(ip, 53);
      const outcomes = yield* askBoth(p, name, ['A', 'AAAA'], ip, config.timeoutSeconds * SECOND);
      const failed = outcomes.find((o) => 'failure' in o);
      const responses = outcomes.flatMap((o) => ('response' in o ? [o.response] : []));
      const addresses = responses.flatMap((r) => addressesOf(name, r.question.type as 'A' | 'AAAA', r.answers).addresses);
      if (addresses.length > 0) return { found: sorted(p, addresses) };
      if (responses.some((r) => r.rcode === 'NXDOMAIN')) return { reason: 'no such host', notFound: true, timeout: false, server };
      if (responses.length > 0 && responses.every((r) => r.rcode === 'NOERROR'))
        return { reason: 'no such host', notFound: true, timeout: false, server };
      if (responses.length > 0) last = { reason: 'server misbehaving', notFound: false, timeout: false, server };
      else if (failed && 'failure' in failed) {
        const path = `${joinHostPort(failed.local.ip, failed.local.port)}->${server}`;
        const timeout = failed.failure === 'timeout';
        const why = {
          timeout: `read udp ${path}: i/o timeout`,
          refused: `read udp ${path}: read: connection refused`,
          unreachable: `dial udp ${server}: connect: network is unreachable`,
        };
        last = { reason: why[failed.failure], notFound: false, timeout, server };
      }
    }
  }
  return last;
}

/**
 * Go's own resolver (net/dnsclient_unix.go): addresses as they are, /etc/hosts, then DNS. Throws GoDnsError, whose message is
 * what follows `dial tcp: `.
 */
export function* goLookupHost(p: Process, host: string): Step<string[]> {
  if (isAddress(host)) return [host];
  const known = inHosts(p, host, 'any');
  if (known) return known.addresses;
  if (host === '') throw new GoDnsError(host, undefined, 'no such host', true, false);
  const config = readResolverConfig(p.sys);
  let last: Exclude<GoResult, { found: string[] }> | undefined;
  for (const name of candidates(host, config)) {
    const result = yield* goQueryName(p, name, config);
    if ('found' in result) return result.found;
    last = result;
    // what is not an answer ends the search: the name may exist
    if (!result.notFound) break;
  }
  throw new GoDnsError(host, last?.server, last?.reason ?? 'no such host', last?.notFound ?? true, last?.timeout ?? false);
}

/** The name of an address from /etc/hosts, else by a PTR record; `undefined` where there is none. */
export function* reverseLookup(p: Process, ip: string): Step<string | undefined> {
  const known = readHosts(p.sys).find((e) => e.ip === ip);
  if (known) return known.names[0];
  if (ipv4Number(ip) === undefined) return undefined;
  const name = `${ip.split('.').reverse().join('.')}.in-addr.arpa`;
  const config = readResolverConfig(p.sys);
  for (let attempt = 0; attempt < config.attempts; attempt++) {
    for (const server of config.servers) {
      const outcome = yield* askServer(p, { ip: server }, { name, type: 'PTR' }, config.timeoutSeconds * SECOND);
      if ('response' in outcome) return outcome.response.answers.find((r) => r.type === 'PTR')?.data.replace(/\.$/, '');
    }
  }
  return undefined;
}
