import type { SystemCalls } from '../../kernel/syscalls.ts';
import { ipv4Number, ipv4Text as text } from '../../linux/net/address.ts';

/** One range of addresses of the host-local plugin. */
interface Range {
  subnet: string;
  rangeStart?: string;
  rangeEnd?: string;
  gateway?: string;
}

export interface IpamConfig {
  type?: string;
  subnet?: string;
  rangeStart?: string;
  rangeEnd?: string;
  gateway?: string;
  ranges?: Range[][];
  routes?: { dst: string; gw?: string }[];
  dataDir?: string;
}

export interface Allocation {
  ip: string;
  prefix: number;
  gateway: string;
}

interface Bounds {
  first: number;
  last: number;
  prefix: number;
  gateway: number;
}

/** The addresses of a range. Throws Error with host-local's text. */
function boundsOf(range: Range): Bounds {
  const m = /^([\d.]+)\/(\d+)$/.exec(range.subnet ?? '');
  const base = m ? ipv4Number(m[1]!) : undefined;
  if (!m || base === undefined) throw new Error(`invalid CIDR address: ${range.subnet ?? ''}`);
  const prefix = Number(m[2]);
  if (prefix > 30) throw new Error(`network ${range.subnet} too small to allocate from`);
  const size = 2 ** (32 - prefix);
  const network = Math.floor(base / size) * size;
  const own = (value: string | undefined): number | undefined => (value === undefined ? undefined : ipv4Number(value));
  return {
    first: own(range.rangeStart) ?? network + 1,
    last: own(range.rangeEnd) ?? network + size - 2,
    prefix,
    gateway: own(range.gateway) ?? network + 1,
  };
}

const rangesOf = (ipam: IpamConfig): Range[][] =>
  ipam.ranges ?? [
    [
      {
        subnet: ipam.subnet ?? '',
        ...(ipam.rangeStart ? { rangeStart: ipam.rangeStart } : {}),
        ...(ipam.rangeEnd ? { rangeEnd: ipam.rangeEnd } : {}),
        ...(ipam.gateway ? { gateway: ipam.gateway } : {}),
      },
    ],
  ];

/** Where host-local writes which container has which address: a file an address. */
export function storeDirectory(network: string, ipam: IpamConfig): string {
  return `${ipam.dataDir ?? '/var/lib/cni/networks'}/${network}`;
}

/** Takes the next address for a container (plugins/ipam/host-local @v1.1). Throws Error with the plugin's text. */
export function allocate(sys: SystemCalls, network: string, ipam: IpamConfig, id: string, device: string): Allocation {
  const directory = storeDirectory(network, ipam);
  if (!sys.exists(directory)) sys.mkdirp(directory, 0o755);
  if (!sys.exists(`${directory}/lock`)) sys.writeFile(`${directory}/lock`, '', 0o600);
  for (const [index, set] of rangesOf(ipam).entries()) {
    const mark = `${directory}/last_reserved_ip.${index}`;
    const last = sys.exists(mark) ? (ipv4Number(sys.readText(mark)) ?? 0) : 0;
    const bounds = set.map(boundsOf);
    const free = search(sys, directory, bounds, last);
    if (!free) {
      const words = bounds.map((b) => `${text(b.first)}-${text(b.last)}`).join(',');
      throw new Error(`failed to allocate for range ${index}: no IP addresses available in range set: ${words}`);
    }
    sys.writeFile(`${directory}/${free.ip}`, `${id}\r\n${device}`, 0o600);
    sys.writeFile(mark, free.ip, 0o600);
    return free;
  }
  throw new Error('no IP ranges specified');
}

function search(sys: SystemCalls, directory: string, bounds: readonly Bounds[], last: number): Allocation | undefined {
  for (const { first, last: end, prefix, gateway } of bounds) {
    const count = end - first + 1;
    const start = last >= first && last < end ? last + 1 : first;
    for (let i = 0; i < count; i++) {
      const candidate = first + ((start - first + i) % count);
      if (candidate === gateway || sys.exists(`${directory}/${text(candidate)}`)) continue;
      return { ip: text(candidate), prefix, gateway: text(gateway) };
    }
  }
  return undefined;
}

/** Gives back what a container has. */
export function release(sys: SystemCalls, network: string, ipam: IpamConfig, id: string): void {
  const directory = storeDirectory(network, ipam);
  if (!sys.exists(directory)) return;
  for (const { name } of sys.readdir(directory)) {
    if (!/^\d+\.\d+\.\d+\.\d+$/.test(name)) continue;
    if (sys.readText(`${directory}/${name}`).split(/\r?\n/)[0] === id) sys.unlink(`${directory}/${name}`);
  }
}
