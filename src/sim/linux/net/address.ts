/** IPv4 and IPv6 addresses as text, with what routing needs of them. */

/** The number of a dotted IPv4 address; `undefined` where the text is none. */
export function ipv4Number(text: string): number | undefined {
  const m = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (!m) return undefined;
  let n = 0;
  for (const part of m.slice(1)) {
    if (+part > 255 || (part.length > 1 && part[0] === '0')) return undefined;
    n = n * 256 + +part;
  }
  return n;
}

export function ipv4Text(n: number): string {
  return [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255].join('.');
}

/** Whether an IPv4 address lies in a prefix (`10.96.0.0/12`). */
export function inPrefix(ip: string, prefix: string): boolean {
  const [base = '', bits = '32'] = prefix.split('/');
  const a = ipv4Number(ip);
  const b = ipv4Number(base);
  if (a === undefined || b === undefined) return false;
  const shift = 32 - Number(bits);
  return shift >= 32 || a >>> shift === b >>> shift;
}

export function isLoopback(ip: string): boolean {
  return ip.startsWith('127.') || ip === '::1';
}

/** `0.0.0.0` and `::`: all addresses. */
export function isWildcard(ip: string): boolean {
  return ip === '0.0.0.0' || ip === '::' || ip === '';
}

/** `host:port`, with brackets around an IPv6 address (net.JoinHostPort). */
export function joinHostPort(host: string, port: number | string): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
