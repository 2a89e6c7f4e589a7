import { isErrno } from '../../kernel/errno.ts';
import type { SystemCalls } from '../../kernel/syscalls.ts';
import { ipv6Bytes } from './address.ts';

/** /etc/resolv.conf (resolv.conf(5)). */
export interface ResolverConfig {
  servers: string[];
  search: string[];
  /** Names with at least that many dots are tried as they are first. */
  ndots: number;
  /** Seconds to wait for a server, and how often all of them are asked. */
  timeoutSeconds: number;
  attempts: number;
}

/** Reads /etc/resolv.conf; without one, or without servers in it, the local machine is asked. */
export function readResolverConfig(sys: SystemCalls): ResolverConfig {
  const config: ResolverConfig = { servers: [], search: [], ndots: 1, timeoutSeconds: 5, attempts: 2 };
  let content = '';
  try {
    content = sys.readText('/etc/resolv.conf');
  } catch (e) {
    if (!isErrno(e)) throw e;
  }
  for (const line of content.split('\n')) {
    if (line.startsWith('#') || line.startsWith(';')) continue;
    const [keyword, ...words] = line.trim().split(/\s+/);
    if (keyword === 'nameserver' && words[0] && ipv6Bytes(words[0]) && config.servers.length < 3) config.servers.push(words[0]);
    if (keyword === 'search' || keyword === 'domain') config.search = words.map((w) => w.replace(/\.$/, '')).filter(Boolean);
    if (keyword !== 'options') continue;
    for (const option of words) {
      const [name, value = ''] = option.split(':');
      const n = Number(value);
      if (name === 'ndots' && n >= 0) config.ndots = Math.min(15, n);
      if (name === 'timeout' && n >= 1) config.timeoutSeconds = Math.min(30, n);
      if (name === 'attempts' && n >= 1) config.attempts = Math.min(5, n);
    }
  }
  if (config.servers.length === 0) config.servers.push('127.0.0.1');
  return config;
}

/** The names that stand for one, in the order in which they are tried. */
export function candidates(name: string, { search, ndots }: ResolverConfig): string[] {
  if (name.endsWith('.')) return [name.slice(0, -1)];
  const dots = name.split('.').length - 1;
  const suffixed = search.map((domain) => `${name}.${domain}`);
  return dots >= ndots ? [name, ...suffixed] : [...suffixed, name];
}
