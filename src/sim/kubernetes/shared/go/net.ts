import { GoError } from './error.ts';

/** The 4 or 16 bytes of an address. */
export type IpBytes = readonly number[];

function parse4(text: string, sloppy: boolean): number[] | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  const out: number[] = [];
  for (const part of parts) {
    if (!/^[0-9]+$/.test(part) || Number(part) > 255) return undefined;
    if (!sloppy && part.length > 1 && part[0] === '0') return undefined;
    out.push(Number(part));
  }
  return out;
}

function groups(text: string, sloppy: boolean): number[] | undefined {
  if (text === '') return [];
  const out: number[] = [];
  const parts = text.split(':');
  for (const [i, part] of parts.entries()) {
    if (i === parts.length - 1 && part.includes('.')) {
      const v4 = parse4(part, sloppy);
      if (!v4) return undefined;
      out.push(...v4);
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) out.push(parseInt(part, 16) >> 8, parseInt(part, 16) & 255);
    else return undefined;
  }
  return out;
}

function parse6(text: string, sloppy: boolean): number[] | undefined {
  const at = text.indexOf('::');
  if (at < 0) {
    const whole = groups(text, sloppy);
    return whole?.length === 16 ? whole : undefined;
  }
  const [left, right] = [text.slice(0, at), text.slice(at + 2)];
  if (left.includes('.')) return undefined;
  const [a, b] = [groups(left, sloppy), groups(right, sloppy)];
  if (!a || !b || a.length + b.length > 14) return undefined;
  return [...a, ...Array<number>(16 - a.length - b.length).fill(0), ...b];
}

/** net.ParseIP; with `sloppy` netutils.ParseIPSloppy, which takes leading zeros. Nothing where it is no address. A v4 address has 4 bytes. */
export function parseIp(text: string, options: { sloppy?: boolean } = {}): IpBytes | undefined {
  const sloppy = options.sloppy ?? false;
  for (const c of text) {
    if (c === '.') return parse4(text, sloppy);
    if (c === ':') {
      const ip = parse6(text, sloppy);
      return ip && isMapped4(ip) ? ip.slice(12) : ip;
    }
  }
  return undefined;
}

const isMapped4 = (ip: IpBytes) => ip.slice(0, 10).every((b) => b === 0) && ip[10] === 255 && ip[11] === 255;

/** IP.String(): dotted, or the canonical form of RFC 5952. */
export function formatIp(ip: IpBytes): string {
  if (ip.length === 4) return ip.join('.');
  const words = Array.from({ length: 8 }, (_, i) => (ip[2 * i]! << 8) | ip[2 * i + 1]!);
  let best = { at: -1, length: 1 };
  for (let i = 0; i < 8; i++) {
    let j = i;
    while (j < 8 && words[j] === 0) j++;
    if (j - i > best.length) best = { at: i, length: j - i };
  }
  const hex = words.map((w) => w.toString(16));
  if (best.at < 0) return hex.join(':');
  return `${hex.slice(0, best.at).join(':')}::${hex.slice(best.at + best.length).join(':')}`;
}

/** A network: its address (host bits kept in `ip`, cleared in `network`) and the length of its prefix. */
export interface Cidr {
  ip: IpBytes;
  network: IpBytes;
  prefix: number;
}

export function maskIp(ip: IpBytes, prefix: number): IpBytes {
  return ip.map((b, i) => b & (0xff00 >> Math.max(0, Math.min(8, prefix - 8 * i))) & 0xff);
}

/** net.ParseCIDR (or netutils.ParseCIDRSloppy). Throws `invalid CIDR address: x`. */
export function parseCidr(text: string, options: { sloppy?: boolean } = {}): Cidr {
  const fail = () => new GoError(`invalid CIDR address: ${text}`);
  const slash = text.indexOf('/');
  if (slash < 0) throw fail();
  const ip = parseIp(text.slice(0, slash), options);
  const mask = text.slice(slash + 1);
  if (!ip || !/^[0-9]+$/.test(mask) || (!options.sloppy && mask.length > 1 && mask[0] === '0') || Number(mask) > 8 * ip.length)
    throw fail();
  const prefix = Number(mask);
  return { ip, network: maskIp(ip, prefix), prefix };
}

/** IPNet.String(). */
export function formatCidr(cidr: Cidr): string {
  return `${formatIp(cidr.network)}/${cidr.prefix}`;
}

/** Whether the network has the address in it. */
export function cidrContains(cidr: Cidr, ip: IpBytes): boolean {
  return ip.length === cidr.network.length && maskIp(ip, cidr.prefix).every((b, i) => b === cidr.network[i]);
}

/** net.SplitHostPort. Throws `address x: missing port in address` and its like. */
export function splitHostPort(hostport: string): { host: string; port: string } {
  const fail = (why: string) => new GoError(`address ${hostport}: ${why}`);
  const last = hostport.lastIndexOf(':');
  if (last < 0) throw fail('missing port in address');
  let host: string;
  let [j, k] = [0, 0];
  if (hostport[0] === '[') {
    const end = hostport.indexOf(']');
    if (end < 0) throw fail("missing ']' in address");
    if (end + 1 === hostport.length) throw fail('missing port in address');
    if (end + 1 !== last) throw fail(hostport[end + 1] === ':' ? 'too many colons in address' : 'missing port in address');
    host = hostport.slice(1, end);
    [j, k] = [1, end + 1];
  } else {
    host = hostport.slice(0, last);
    if (host.includes(':')) throw fail('too many colons in address');
  }
  if (hostport.slice(j).includes('[')) throw fail("unexpected '[' in address");
  if (hostport.slice(k).includes(']')) throw fail("unexpected ']' in address");
  return { host, port: hostport.slice(last + 1) };
}

/** net.JoinHostPort: brackets around a host with colons. */
export function joinHostPort(host: string, port: string | number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
