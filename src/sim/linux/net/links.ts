import { Errno } from '../../kernel/errno.ts';
import { inPrefix, ipv4Number, ipv4Text } from './address.ts';
import type { Interface, NetworkNamespace, Route } from './namespace.ts';

/** What the kernel shows of an interface beside its settings: rtnetlink(7), IFLA_*. */
export interface LinkState {
  index: number;
  flags: string[];
  /** RFC 2863's operational state. */
  state: 'UP' | 'DOWN' | 'UNKNOWN' | 'LOWERLAYERDOWN';
  loopback: boolean;
  /** The other end's name, or `if16` where it is in another namespace. */
  peer: string | undefined;
}

/** The interface's number in its namespace. */
export function linkIndex(net: NetworkNamespace, device: Interface): number {
  return device.index ?? net.interfaces.indexOf(device) + 1;
}

/** A number that no interface of the namespace has. */
export function freeLinkIndex(net: NetworkNamespace): number {
  return Math.max(0, ...net.interfaces.map((i) => linkIndex(net, i))) + 1;
}

/** The other end of a veth pair, and the namespace that it is in. */
export function vethPeer(net: NetworkNamespace, device: Interface): { net: NetworkNamespace; device: Interface } | undefined {
  const { peer } = device;
  if (!peer) return undefined;
  const own = linkIndex(net, device);
  for (const there of net.fabric.namespaces) {
    if (there.machine !== net.machine || (there === net) !== (peer.netnsid === undefined)) continue;
    const other = there.interfaces.find((i) => i !== device && linkIndex(there, i) === peer.index && i.peer?.index === own);
    if (other) return { net: there, device: other };
  }
  return undefined;
}

function hasCarrier(net: NetworkNamespace, device: Interface): boolean {
  if (device.kind === 'bridge') return net.interfaces.some((i) => i.master === device.name && i.up);
  if (device.kind === 'veth') return vethPeer(net, device)?.device.up ?? true;
  return true;
}

/** What `ip link` shows of an interface. */
export function linkState(net: NetworkNamespace, device: Interface): LinkState {
  const loopback = device.name === 'lo';
  const carrier = hasCarrier(net, device);
  const flags: string[] = [];
  if (device.up && !carrier) flags.push('NO-CARRIER');
  if (loopback) flags.push('LOOPBACK');
  else flags.push('BROADCAST', ...(device.kind === 'dummy' ? ['NOARP'] : ['MULTICAST']));
  if (device.up) flags.push('UP');
  if (device.up && carrier) flags.push('LOWER_UP');
  if (device.kind === 'veth' && !carrier && device.peer?.netnsid === undefined) flags.push('M-DOWN');
  const { peer } = device;
  const unknown = loopback || device.kind === 'dummy';
  const state = !device.up ? 'DOWN' : unknown ? 'UNKNOWN' : carrier ? 'UP' : device.kind === 'veth' ? 'LOWERLAYERDOWN' : 'DOWN';
  const peerName = peer && (peer.netnsid === undefined ? (vethPeer(net, device)?.device.name ?? `if${peer.index}`) : `if${peer.index}`);
  return { index: linkIndex(net, device), flags, state, loopback, peer: peerName };
}

/** The network of an address: `172.30.0.0/16`. */
export function networkOf(ip: string, prefix: number): string {
  const size = 2 ** (32 - prefix);
  return `${ipv4Text(Math.floor((ipv4Number(ip) ?? 0) / size) * size)}/${prefix}`;
}

/** The last address of a network, to which broadcasts go. */
export function broadcastOf(ip: string, prefix: number): string {
  const size = 2 ** (32 - prefix);
  return ipv4Text(Math.floor((ipv4Number(ip) ?? 0) / size) * size + size - 1);
}

const connected = (device: Interface, a: { ip: string; prefix: number }): Route => ({
  to: networkOf(a.ip, a.prefix),
  device: device.name,
  source: a.ip,
  protocol: 'kernel',
});

/** Adds the routes that addresses bring with them (fib_add_ifaddr). */
function connect(net: NetworkNamespace, device: Interface, a: { ip: string; prefix: number }): void {
  if (device.name === 'lo' || a.ip.includes(':') || a.prefix === 32) return;
  const route = connected(device, a);
  if (!net.routes.some((r) => r.to === route.to && r.device === route.device)) net.routes.push(route);
}

function dropRoutes(net: NetworkNamespace, which: (r: Route) => boolean): void {
  for (let i = net.routes.length - 1; i >= 0; i--) if (which(net.routes[i]!)) net.routes.splice(i, 1);
}

/** `ip link set up` and `down`: an interface that goes down takes its routes with it; coming up brings back the kernel's own. */
export function setLinkUp(net: NetworkNamespace, device: Interface, up: boolean): void {
  if (device.up === up) return;
  device.up = up;
  if (up) {
    if (device.name === 'lo' && device.addresses.length === 0) device.addresses.push({ ip: '127.0.0.1', prefix: 8 });
    for (const a of device.addresses) connect(net, device, a);
  } else dropRoutes(net, (r) => r.device === device.name);
}

/** Adds an address to an interface. Throws EEXIST. */
export function addAddress(net: NetworkNamespace, device: Interface, address: Interface['addresses'][number]): void {
  if (device.addresses.some((a) => a.ip === address.ip && a.prefix === address.prefix)) throw new Errno('EEXIST', 'netlink');
  device.addresses.push(address);
  if (device.up) connect(net, device, address);
}

/** Takes an address from an interface, with the routes that need it. Throws EADDRNOTAVAIL. */
export function removeAddress(net: NetworkNamespace, device: Interface, ip: string, prefix: number): void {
  const at = device.addresses.findIndex((a) => a.ip === ip && a.prefix === prefix);
  if (at < 0) throw new Errno('EADDRNOTAVAIL', 'netlink');
  device.addresses.splice(at, 1);
  const network = networkOf(ip, prefix);
  const left = device.addresses.some((a) => networkOf(a.ip, a.prefix) === network);
  dropRoutes(net, (r) => r.device === device.name && (r.source === ip || (!left && r.via !== undefined && inPrefix(r.via, network))));
  for (const a of device.addresses) if (device.up) connect(net, device, a);
}

/** Takes an interface away, and the other end of its pair. */
export function removeLink(net: NetworkNamespace, device: Interface): void {
  const peer = vethPeer(net, device);
  for (const end of [{ net, device }, ...(peer ? [peer] : [])]) {
    dropRoutes(end.net, (r) => r.device === end.device.name);
    for (const port of end.net.interfaces) if (port.master === end.device.name) delete port.master;
    const at = end.net.interfaces.indexOf(end.device);
    if (at >= 0) end.net.interfaces.splice(at, 1);
  }
}
