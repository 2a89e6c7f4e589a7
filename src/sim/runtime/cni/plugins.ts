import type { RandomStream } from '../../kernel/random.ts';
import type { SystemCalls } from '../../kernel/syscalls.ts';
import { ipv4Number, ipv4Text } from '../../linux/net/address.ts';
import type { Interface, NetworkNamespace, PacketFilter } from '../../linux/net/namespace.ts';
import type { PortMapping } from '../cri/types.ts';
import { quote } from '../go/text.ts';
import type { NetworkList, PluginConfig } from './config.ts';
import { allocate, release, type IpamConfig } from './ipam.ts';

/** What a plugin tells of its work (CNI specification 1.0, success type). */
export interface CniResult {
  interfaces: { name: string; mac: string; sandbox: string }[];
  ips: { address: string; gateway: string; interface: number }[];
  routes: { dst: string; gw?: string }[];
}

/** What a plugin is run with. */
export interface PluginRun {
  sys: SystemCalls;
  random: RandomStream;
  node: NetworkNamespace;
  /** Gone when a pod's network is taken down that no longer exists. */
  pod: NetworkNamespace | undefined;
  netnsPath: string;
  id: string;
  device: string;
  network: NetworkList;
  portMappings: readonly PortMapping[];
  /** Fails where the program of a plugin is not there. */
  find: (plugin: string) => void;
}

interface Plugin {
  add(run: PluginRun, config: PluginConfig, before: CniResult): CniResult;
  remove(run: PluginRun, config: PluginConfig): void;
}

/** The last number an interface of a namespace was given: numbers are not used again. */
const lastIndex = new WeakMap<NetworkNamespace, number>();

function nextIndex(namespace: NetworkNamespace): number {
  const used = Math.max(...namespace.interfaces.map((i, place) => i.index ?? place + 1), lastIndex.get(namespace) ?? 0);
  lastIndex.set(namespace, used + 1);
  return used + 1;
}

const mac = (random: RandomStream): string =>
  [...random.bytes(6)].map((b, i) => (i === 0 ? (b & 0xfc) | 2 : b).toString(16).padStart(2, '0')).join(':');

function networkOf(ip: string, prefix: number): string {
  const size = 2 ** (32 - prefix);
  return `${ipv4Text(Math.floor(ipv4Number(ip)! / size) * size)}/${prefix}`;
}

/** Makes the bridge where it is not there yet. */
function ensureBridge(run: PluginRun, config: PluginConfig): Interface {
  const name = (config['bridge'] as string | undefined) ?? 'cni0';
  const { node } = run;
  let bridge = node.interfaces.find((i) => i.name === name);
  if (!bridge) {
    bridge = { name, mac: mac(run.random), mtu: 1500, up: true, addresses: [], index: nextIndex(node), kind: 'bridge' };
    node.interfaces.push(bridge);
  } else if (bridge.kind !== 'bridge')
    throw new Error(`failed to create bridge ${quote(name)}: ${quote(name)} already exists but is not a bridge`);
  bridge.up = true;
  return bridge;
}

/** Gives the bridge the gateway's address. Throws Error where it has another one. */
function setGateway(run: PluginRun, bridge: Interface, gateway: string, prefix: number, force: boolean): void {
  const { node } = run;
  const own = bridge.addresses.filter((a) => !a.ip.includes(':'));
  if (own.some((a) => a.ip === gateway && a.prefix === prefix)) return;
  if (own.length > 0 && !force) {
    throw new Error(`failed to set bridge addr: ${quote(bridge.name)} already has an IP address different from ${gateway}/${prefix}`);
  }
  if (force) bridge.addresses.length = 0;
  bridge.addresses.push({ ip: gateway, prefix });
  node.routes.push({ to: networkOf(gateway, prefix), device: bridge.name, source: gateway, protocol: 'kernel' });
  run.sys.writeFile('/proc/sys/net/ipv4/ip_forward', '1');
}

function bridgeAdd(run: PluginRun, config: PluginConfig): CniResult {
  const { node, pod, device, random } = run;
  if (!pod)
    throw new Error(`failed to open netns ${quote(run.netnsPath)}: failed to Statfs ${quote(run.netnsPath)}: no such file or directory`);
  const bridge = ensureBridge(run, config);
  const ipam = (config['ipam'] ?? {}) as IpamConfig;
  const host: Interface = {
    name: `veth${random.hex(8)}`,
    mac: mac(random),
    mtu: 1500,
    up: true,
    addresses: [],
    index: nextIndex(node),
    kind: 'veth',
    master: bridge.name,
  };
  const inner: Interface = { name: device, mac: mac(random), mtu: 1500, up: true, addresses: [], index: nextIndex(pod), kind: 'veth' };
  host.peer = { index: inner.index!, netnsid: 0 };
  inner.peer = { index: host.index!, netnsid: 0 };
  const interfaces = [
    { name: bridge.name, mac: bridge.mac, sandbox: '' },
    { name: host.name, mac: host.mac, sandbox: '' },
    { name: device, mac: inner.mac, sandbox: run.netnsPath },
  ];
  if (!ipam.type) {
    node.interfaces.push(host);
    pod.interfaces.push(inner);
    return { interfaces, ips: [], routes: [] };
  }
  run.find(ipam.type);
  if (ipam.type !== 'host-local') throw new Error(`mirrorpod: ${ipam.type}: not simulated`);
  const { ip, prefix, gateway } = allocate(run.sys, run.network.name, ipam, run.id, device);
  node.interfaces.push(host);
  pod.interfaces.push(inner);
  inner.addresses.push({ ip, prefix });
  pod.routes.push({ to: networkOf(ip, prefix), device, source: ip, protocol: 'kernel' });
  const routes = ipam.routes ?? [];
  for (const route of routes) {
    pod.routes.push({ to: route.dst === '0.0.0.0/0' ? 'default' : route.dst, via: route.gw ?? gateway, device });
  }
  if (config['isGateway'] === true || config['isDefaultGateway'] === true) {
    setGateway(run, bridge, gateway, prefix, config['forceAddress'] === true);
  }
  return { interfaces, ips: [{ address: `${ip}/${prefix}`, gateway, interface: 2 }], routes };
}

function bridgeRemove(run: PluginRun, config: PluginConfig): void {
  const ipam = (config['ipam'] ?? {}) as IpamConfig;
  if (ipam.type) {
    run.find(ipam.type);
    release(run.sys, run.network.name, ipam, run.id);
  }
  const { node, pod, device } = run;
  const at = pod?.interfaces.findIndex((i) => i.name === device) ?? -1;
  if (!pod || at < 0) return;
  const [inner] = pod.interfaces.splice(at, 1);
  for (let i = pod.routes.length - 1; i >= 0; i--) if (pod.routes[i]!.device === device) pod.routes.splice(i, 1);
  const host = node.interfaces.findIndex((i) => i.kind === 'veth' && (i.index ?? 0) === inner!.peer?.index);
  if (host >= 0) node.interfaces.splice(host, 1);
}

/** The rules that published ports have in a node's packet filter, by container. */
const published = new WeakMap<NetworkNamespace, Map<string, PacketFilter>>();

function portmapAdd(run: PluginRun, _config: PluginConfig, before: CniResult): CniResult {
  const { node, portMappings } = run;
  const podIp = before.ips[0]?.address.split('/')[0];
  const wanted = portMappings.filter((m) => (m.hostPort ?? 0) > 0);
  if (wanted.length === 0 || !podIp) return before;
  const filter: PacketFilter = ({ to, protocol }) => {
    const rule = wanted.find(
      (m) =>
        m.hostPort === to.port &&
        (m.protocol ?? 'TCP').toLowerCase() === protocol &&
        (!m.hostIp || m.hostIp === '0.0.0.0' || m.hostIp === to.ip),
    );
    return { accept: rule && node.has(to.ip) ? { ip: podIp, port: rule.containerPort! } : to };
  };
  let rules = published.get(node);
  if (!rules) published.set(node, (rules = new Map()));
  rules.set(run.id, filter);
  node.output.push(filter);
  node.input.push(filter);
  return before;
}

function portmapRemove(run: PluginRun): void {
  const { node } = run;
  const filter = published.get(node)?.get(run.id);
  if (!filter) return;
  published.get(node)!.delete(run.id);
  for (const list of [node.output, node.input]) {
    const at = list.indexOf(filter);
    if (at >= 0) list.splice(at, 1);
  }
}

function loopback(run: PluginRun, up: boolean): void {
  const lo = run.pod?.interfaces.find((i) => i.name === 'lo');
  if (lo) lo.up = up;
}

/** The plugins whose work the simulator does; others are refused. */
export const PLUGINS: Readonly<Record<string, Plugin>> = {
  loopback: {
    add(run) {
      loopback(run, true);
      return {
        interfaces: [{ name: 'lo', mac: '00:00:00:00:00:00', sandbox: run.netnsPath }],
        ips: [{ address: '127.0.0.1/8', gateway: '', interface: 0 }],
        routes: [],
      };
    },
    remove: (run) => loopback(run, false),
  },
  bridge: { add: bridgeAdd, remove: bridgeRemove },
  portmap: { add: portmapAdd, remove: portmapRemove },
  firewall: { add: (_run, _config, before) => before, remove: () => undefined },
  tuning: { add: (_run, _config, before) => before, remove: () => undefined },
  bandwidth: { add: (_run, _config, before) => before, remove: () => undefined },
};
