import { Errno } from '../../../kernel/errno.ts';
import type { LinuxCalls } from '../../calls.ts';
import { addAddress, freeLinkIndex, linkIndex, removeAddress, removeLink, setLinkUp, vethPeer } from '../../net/links.ts';
import type { Interface, NetworkNamespace } from '../../net/namespace.ts';
import { NotSimulated } from '../lib/utility.ts';
import { answers, find, invalid, IpError, kernelError, namedNamespace, next, requireAdmin, target, type Request } from './context.ts';
import { addressOf } from './words.ts';

/** `ip address add`, `change`, `replace` and `delete`. */
export function changeAddress(r: Request, what: 'add' | 'change' | 'replace' | 'delete'): void {
  let local: { ip: string; prefix: number } | undefined;
  let device: string | undefined;
  let plain = true;
  while (r.words.length > 0) {
    const word = next(r);
    if (word === 'dev') device = next(r);
    else if (word === 'local') local = addressOf(next(r));
    else if (word === 'broadcast' || word === 'brd') plain = next(r) === '-';
    else if (word === 'scope' || word === 'label') next(r);
    else if (['peer', 'remote', 'anycast', 'valid_lft', 'preferred_lft', 'metric', 'noprefixroute', 'nodad', 'home'].includes(word)) {
      throw new NotSimulated(`ip address ${what} ${word}`);
    } else local = addressOf(word);
  }
  if (device === undefined) throw new IpError('Not enough information: "dev" argument is required.', 1);
  const to = target(r, device);
  if (!local) throw new IpError('RTNETLINK answers: Invalid argument', 2);
  requireAdmin(r);
  try {
    if (what === 'delete') removeAddress(r.net, to, local.ip, local.prefix);
    else addAddress(r.net, to, { ...local, ...(plain ? { plain } : {}) });
  } catch (e) {
    if (!(e instanceof Errno)) throw e;
    if (e.code === 'EEXIST' && what === 'add') throw kernelError('ipv4: Address already assigned.');
    if (e.code === 'EADDRNOTAVAIL') throw kernelError('ipv4: Address not found.');
  }
}

/** `ip address flush`. */
export function flushAddresses(r: Request): void {
  let device: string | undefined;
  let family = r.family;
  while (r.words.length > 0) {
    const word = next(r);
    if (word === 'dev') device = next(r);
    else if (word === 'scope' || word === 'to' || word === 'label') throw new NotSimulated(`ip address flush ${word}`);
    else device = word;
  }
  if (device === undefined) throw new IpError('Flush requires arguments.\n', 255);
  const from = find(r, device);
  if (!from) throw new IpError(`Device "${device}" does not exist.`, 1);
  requireAdmin(r);
  family ??= 'inet';
  for (const a of [...from.addresses]) if (a.ip.includes(':') === (family === 'inet6')) removeAddress(r.net, from, a.ip, a.prefix);
}

function validName(name: string, what = 'name'): string {
  if (name.length === 0 || name.length > 15 || /[/\s]/.test(name)) throw invalid(name, `"${what}" not a valid ifname`);
  return name;
}

function macFor(r: Request, name: string): string {
  const random = r.p.kernel.random.stream(`mac ${r.net.ino} ${name}`);
  return [...random.bytes(6)].map((b, i) => (i === 0 ? (b & 0xfc) | 2 : b).toString(16).padStart(2, '0')).join(':');
}

/** The namespace that a name or a process number means. */
function namespaceFor(r: Request, word: string): NetworkNamespace {
  if (!/^\d+$/.test(word)) {
    if (!r.p.sys.exists(`/run/netns/${word}`)) throw invalid(word, 'Invalid "netns" value');
    return namedNamespace(r.p, word);
  }
  const process = r.p.findPid(Number(word));
  if (!process) throw new IpError('RTNETLINK answers: No such process', 2);
  return (process.sys as LinuxCalls).namespaces.net;
}

/** Where a link goes that moves to another namespace: what belonged to it here stays behind. */
function move(r: Request, device: Interface, to: NetworkNamespace): void {
  if (to === r.net) return;
  if (device.name === 'lo' || device.kind === 'bridge') throw new IpError('RTNETLINK answers: Invalid argument', 2);
  if (to.interfaces.some((i) => i.name === device.name)) throw new IpError('RTNETLINK answers: File exists', 2);
  const peer = vethPeer(r.net, device);
  setLinkUp(r.net, device, false);
  delete device.master;
  r.net.interfaces.splice(r.net.interfaces.indexOf(device), 1);
  device.addresses = [];
  to.interfaces.push(device);
  device.index = to.interfaces.some((i) => i !== device && linkIndex(to, i) === device.index) ? freeLinkIndex(to) : device.index!;
  if (!peer) return;
  const apart = peer.net !== to;
  peer.device.peer = { index: device.index, ...(apart ? { netnsid: 0 } : {}) };
  device.peer = { index: linkIndex(peer.net, peer.device), ...(apart ? { netnsid: 0 } : {}) };
}

/** `ip link add`. */
export function addLink(r: Request): void {
  let name: string | undefined;
  let type: string | undefined;
  let peerName: string | undefined;
  let peerNetns: NetworkNamespace | undefined;
  let netns: NetworkNamespace | undefined;
  let mtu = 1500;
  let address: string | undefined;
  while (r.words.length > 0) {
    const word = next(r);
    if (word === 'name') name = validName(next(r));
    else if (word === 'type') type = next(r);
    else if (word === 'mtu') mtu = Number(next(r));
    else if (word === 'address') address = next(r);
    else if (word === 'netns') {
      if (peerName === undefined) netns = namespaceFor(r, next(r));
      else peerNetns = namespaceFor(r, next(r));
    } else if (word === 'txqueuelen' || word === 'qlen') next(r);
    else if (word === 'peer' && type === 'veth') peerName = validName(next(r) === 'name' ? next(r) : '');
    else if (type !== undefined || word === 'link' || word === 'index') throw new NotSimulated(`ip link add ${word}`);
    else name = validName(word === 'dev' ? next(r) : word);
  }
  if (type === undefined) throw new IpError('Not enough information: "type" argument is required', 255);
  requireAdmin(r);
  if (!['dummy', 'bridge', 'veth'].includes(type)) throw new NotSimulated(`ip link add type ${type}`);
  const kind = type as 'dummy' | 'bridge' | 'veth';
  const fresh = (taken: NetworkNamespace, want: string | undefined): string => {
    if (want !== undefined) return want;
    for (let n = 0; ; n++) if (!taken.interfaces.some((i) => i.name === `${kind}${n}`)) return `${kind}${n}`;
  };
  const make = (as: string): Interface => {
    if (find(r, as)) throw new IpError('RTNETLINK answers: File exists', 2);
    const mac = address ?? macFor(r, as);
    const made: Interface = { name: as, mac, mtu, up: false, addresses: [], index: freeLinkIndex(r.net), kind };
    r.net.interfaces.push(made);
    return made;
  };
  const device = make(fresh(r.net, name));
  if (kind === 'veth') {
    address = undefined;
    const other = make(fresh(r.net, peerName));
    device.peer = { index: other.index! };
    other.peer = { index: device.index! };
    if (peerNetns) move(r, other, peerNetns);
  }
  if (netns) move(r, device, netns);
}

/** `ip link delete`. */
export function deleteLink(r: Request): void {
  let name: string | undefined;
  while (r.words.length > 0) {
    const word = next(r);
    if (word === 'type') next(r);
    else name = word === 'dev' || word === 'name' ? next(r) : word;
  }
  if (name === undefined) throw new IpError('Not enough information: "dev" argument is required.', 255);
  const device = target(r, name);
  requireAdmin(r);
  if (!device.kind) throw new IpError('RTNETLINK answers: Operation not supported', 2);
  removeLink(r.net, device);
}

type Change = (r: Request, device: Interface) => void;

/** Words of `ip link set` that take effect after all are read. */
const SETTINGS: Record<string, (r: Request) => Change> = {
  up: () => (r, d) => setLinkUp(r.net, d, true),
  down: () => (r, d) => setLinkUp(r.net, d, false),
  mtu: (r) => {
    const word = next(r);
    if (!/^\d+$/.test(word)) throw invalid(word, 'Invalid "mtu" value\n'.trim());
    return (_, d) => {
      if (Number(word) < 68) throw kernelError('mtu less than device minimum.');
      if (Number(word) > 65535 && d.name !== 'lo') throw kernelError('mtu greater than device maximum.');
      d.mtu = Number(word);
    };
  },
  name: (r) => {
    const word = validName(next(r));
    return ({ net }, d) => {
      if (d.up) throw new IpError('RTNETLINK answers: Device or resource busy', 2);
      if (net.interfaces.some((i) => i !== d && i.name === word)) throw new IpError('RTNETLINK answers: File exists', 2);
      for (const port of net.interfaces) if (port.master === d.name) port.master = word;
      for (const route of net.routes) if (route.device === d.name) route.device = word;
      d.name = word;
    };
  },
  address: (r) => {
    const word = next(r);
    if (!/^([0-9a-f]{1,2}:){5}[0-9a-f]{1,2}$/i.test(word)) throw new IpError(`"${word}" is invalid lladdr.`, 1);
    return (_, d) => void (d.mac = word.toLowerCase());
  },
  master: (r) => {
    const bridge = target(r, next(r));
    return (_, d) => {
      if (bridge.kind !== 'bridge') throw new IpError('RTNETLINK answers: Operation not supported', 2);
      d.master = bridge.name;
    };
  },
  nomaster: () => (_, d) => void delete d.master,
  netns: (r) => {
    const to = namespaceFor(r, next(r));
    return (now, d) => move(now, d, to);
  },
};
const NOT_SIMULATED = [
  'promisc',
  'arp',
  'multicast',
  'allmulticast',
  'txqueuelen',
  'qlen',
  'alias',
  'group',
  'type',
  'vf',
  'addrgenmode',
  'xdp',
];

/** `ip link set`. */
export function setLink(r: Request): void {
  let name: string | undefined;
  const changes: Change[] = [];
  while (r.words.length > 0) {
    const word = next(r);
    if (Object.hasOwn(SETTINGS, word)) changes.push(SETTINGS[word]!(r));
    else if (NOT_SIMULATED.includes(word)) throw new NotSimulated(`ip link set ${word}`);
    else {
      if (word !== 'dev' && name !== undefined) throw new IpError(`Error: either "dev" is duplicate, or "${word}" is a garbage.`, 255);
      name = word === 'dev' ? next(r) : word;
    }
  }
  if (name === undefined) throw new IpError('Not enough information: "dev" argument is required.', 255);
  const device = target(r, name);
  requireAdmin(r);
  try {
    for (const change of changes) change(r, device);
  } catch (e) {
    throw e instanceof IpError ? e : answers(e);
  }
}
