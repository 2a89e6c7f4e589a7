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

/** The sixteen bytes of an IPv6 address; an IPv4 address as one mapped into IPv6. `undefined` where the text is neither. */
export function ipv6Bytes(text: string): number[] | undefined {
  const mapped = ipv4Number(text);
  if (mapped !== undefined) return ipv6Bytes(`::ffff:${text}`);
  let rest = text.split('%')[0]!;
  const tail = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(rest);
  if (tail) {
    const n = ipv4Number(tail[2]!);
    if (n === undefined) return undefined;
    rest = `${tail[1]}${(n >>> 16).toString(16)}:${(n & 0xffff).toString(16)}`;
  }
  const halves = rest.split('::');
  if (halves.length > 2) return undefined;
  const words = (half: string): string[] => (half === '' ? [] : half.split(':'));
  const left = words(halves[0]!);
  const right = halves.length === 2 ? words(halves[1]!) : [];
  const missing = 8 - left.length - right.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const all = [...left, ...Array<string>(missing).fill('0'), ...right];
  if (!all.every((w) => /^[0-9a-fA-F]{1,4}$/.test(w))) return undefined;
  return all.flatMap((w) => [parseInt(w, 16) >> 8, parseInt(w, 16) & 255]);
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
