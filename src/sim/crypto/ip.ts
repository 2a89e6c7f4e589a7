/** The four or sixteen octets of an IP address; `undefined` where the text is none (Go's net.ParseIP, but IPv4 stays short). */
export function parseIp(text: string): Uint8Array | undefined {
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text);
}

function parseIpv4(text: string): Uint8Array | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)) return undefined;
  return Uint8Array.from(parts.map(Number));
}

function parseIpv6(text: string): Uint8Array | undefined {
  const [head = '', tail, more] = text.split('::');
  if (more !== undefined) return undefined;
  const left = groups(head);
  const right = tail === undefined ? [] : groups(tail);
  if (!left || !right) return undefined;
  const missing = 8 - left.length - right.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const all = [...left, ...new Array<number>(missing).fill(0), ...right];
  return Uint8Array.from(all.flatMap((group) => [group >> 8, group & 255]));
}

/** Groups of 16 bits; an IPv4 address may stand last. */
function groups(text: string): number[] | undefined {
  if (text === '') return [];
  const out: number[] = [];
  const parts = text.split(':');
  for (const [i, part] of parts.entries()) {
    const v4 = i === parts.length - 1 && part.includes('.') ? parseIpv4(part) : undefined;
    if (v4) out.push((v4[0]! << 8) | v4[1]!, (v4[2]! << 8) | v4[3]!);
    else if (/^[0-9a-fA-F]{1,4}$/.test(part)) out.push(parseInt(part, 16));
    else return undefined;
  }
  return out;
}

/** Go's net.IP.String: IPv4 (mapped into IPv6 too) with dots, IPv6 with its longest run of zero groups shortened. */
export function formatIp(octets: Uint8Array): string {
  if (octets.length === 4) return octets.join('.');
  if (octets.length !== 16) return `?${[...octets].map((b) => b.toString(16).padStart(2, '0')).join('')}`;
  if (octets.subarray(0, 10).every((b) => b === 0) && octets[10] === 0xff && octets[11] === 0xff) return octets.subarray(12).join('.');
  const parts = Array.from({ length: 8 }, (_, i) => (octets[2 * i]! << 8) | octets[2 * i + 1]!);
  let best = { at: -1, length: 1 };
  for (let i = 0; i < 8; i++) {
    let length = 0;
    while (parts[i + length] === 0) length++;
    if (length > best.length) best = { at: i, length };
  }
  const hex = (list: number[]): string => list.map((n) => n.toString(16)).join(':');
  return best.at < 0 ? hex(parts) : `${hex(parts.slice(0, best.at))}::${hex(parts.slice(best.at + best.length))}`;
}

/** Whether two addresses are the same, IPv4 and its form mapped into IPv6 alike (net.IP.Equal). */
export function sameIp(a: Uint8Array, b: Uint8Array): boolean {
  return formatIp(a) === formatIp(b);
}
