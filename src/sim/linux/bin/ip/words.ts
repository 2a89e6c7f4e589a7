import { ipv4Number, ipv6Bytes } from '../../net/address.ts';
import { networkOf } from '../../net/links.ts';
import { IpError } from './context.ts';

/** An address with its length (`10.0.0.0/8`, `default`) as iproute2 reads it. Throws IpError. */
export function prefixOf(text: string): string {
  if (['default', 'any', 'all'].includes(text)) return 'default';
  const { ip, prefix } = addressOf(text);
  return prefix === 0 ? 'default' : `${ip}/${prefix}`;
}

/** An interface's address and the length of its prefix, 32 (128) where none is given. Throws IpError. */
export function addressOf(text: string): { ip: string; prefix: number } {
  const [ip = '', length, more] = text.split('/');
  const v6 = ip.includes(':');
  const parts = ip.split('.');
  // inet_aton's short forms stand for networks here: `10/8` is 10.0.0.0/8
  const filled = !v6 && parts.length < 4 && parts.every((d) => /^\d+$/.test(d)) ? [...parts, '0', '0', '0'].slice(0, 4).join('.') : ip;
  const widest = v6 ? 128 : 32;
  const prefix = length === undefined ? widest : Number(length);
  const known = v6 ? ipv6Bytes(ip) !== undefined : ipv4Number(filled) !== undefined;
  if (!known || more !== undefined || !(prefix >= 0 && prefix <= widest) || (length !== undefined && !/^\d+$/.test(length))) {
    throw new IpError(`Error: any valid prefix is expected rather than "${text}".`, 1);
  }
  return { ip: filled, prefix };
}

/** A host's address. Throws IpError. */
export function hostOf(text: string): string {
  if (ipv4Number(text) === undefined && !(text.includes(':') && ipv6Bytes(text))) {
    throw new IpError(`Error: inet address is expected rather than "${text}".`, 1);
  }
  return text;
}

/** Whether a destination is written as its network has it: `10.1.0.0/8` is not. */
export function isNetwork(prefix: string): boolean {
  const [ip = '', length] = prefix.split('/');
  return prefix === 'default' || ip.includes(':') || networkOf(ip, Number(length ?? 32)) === `${ip}/${length ?? 32}`;
}
