import { isErrno } from '../../kernel/errno.ts';
import type { SystemCalls } from '../../kernel/syscalls.ts';
import { ipv6Bytes } from './address.ts';

/** A line of /etc/hosts: an address with its names, the canonical one first. */
export interface HostsEntry {
  ip: string;
  names: string[];
}

/** Reads /etc/hosts (hosts(5)); lines that are none are left out, and so is everything where the file cannot be read. */
export function readHosts(sys: SystemCalls): HostsEntry[] {
  let content: string;
  try {
    content = sys.readText('/etc/hosts');
  } catch (e) {
    if (isErrno(e)) return [];
    throw e;
  }
  return content.split('\n').flatMap((line) => {
    const [ip, ...names] = line.replace(/#.*$/, '').trim().split(/\s+/);
    return ip && names.length > 0 && ipv6Bytes(ip) ? [{ ip, names }] : [];
  });
}

/** The name that /etc/hosts gives an address. */
export function hostNameOf(sys: SystemCalls, ip: string): string | undefined {
  return readHosts(sys).find((e) => e.ip === ip)?.names[0];
}
