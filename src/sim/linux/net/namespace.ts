import { Errno } from '../../kernel/errno.ts';
import { COSTS } from '../../kernel/limits.ts';
import type { Connection, DatagramSocket, Listener, ListenOptions } from '../../kernel/network.ts';
import type { Process } from '../../kernel/process.ts';
import type { Step } from '../../kernel/step.ts';
import { SECOND, type Micros } from '../../kernel/time.ts';
import { inPrefix, isLoopback, isWildcard } from './address.ts';
import { Half, ListeningSocket, StreamSocket, UdpSocket, type Socket } from './socket.ts';

export interface Interface {
  name: string;
  mac: string;
  mtu: number;
  up: boolean;
  /** Its addresses; `plain`: added without a broadcast address, as `ip address add` does. */
  addresses: { ip: string; prefix: number; plain?: boolean }[];
  /** Its number in the namespace; without one, its place in the list counts. */
  index?: number;
  /** What it is, for `ip link`: an Ethernet device where nothing is said. */
  kind?: 'bridge' | 'veth' | 'dummy';
  /** Name of the bridge that it is a port of. */
  master?: string;
  /** The other end of a veth pair: its index, and the number of its namespace where that is another one. */
  peer?: { index: number; netnsid?: number };
}

/** Where packets to a destination go; `via` is the next hop, none where the destination is on the link. */
export interface Route {
  to: string;
  via?: string;
  device: string;
  source?: string;
  /** Who made it: `kernel` for the routes of an interface's own addresses. */
  protocol?: 'kernel' | 'boot' | 'static';
  metric?: number;
  onlink?: boolean;
}

/** What a packet filter makes of a connection attempt: let it pass (to another destination), refuse it, or lose it. */
export type Verdict = { accept: { ip: string; port: number } } | 'reject' | 'drop';

export interface Flow {
  from: string;
  to: { ip: string; port: number };
  protocol: 'tcp' | 'udp';
  /** Where it is known. */
  fromPort?: number;
}

/** Looks at a connection attempt, where it leaves a namespace (`output`) or where it enters one (`input`). */
export type PacketFilter = (flow: Flow) => Verdict;

/** How long connect(2) tries before it gives up: six SYN retries. */
const SYN_TIMEOUT = 127 * SECOND;
/** Unanswered ARP makes a neighbour unreachable. */
const ARP_TIMEOUT = 3 * SECOND;

/** The wires between network namespaces: which namespace has an address, how long a message takes, which links are cut. */
export class Fabric {
  readonly namespaces = new Set<NetworkNamespace>();
  readonly #cut = new Set<string>();

  /** One way's latency between two namespaces; `undefined` where the link is cut. */
  latency(a: NetworkNamespace, b: NetworkNamespace): number | undefined {
    if (a === b || a.machine === b.machine) return COSTS.loopbackUs;
    return this.#cut.has(`${a.machine}\u0000${b.machine}`) ? undefined : COSTS.linkUs;
  }

  /** Cuts or mends the link between two machines. */
  setLink(a: string, b: string, up: boolean): void {
    for (const key of [`${a}\u0000${b}`, `${b}\u0000${a}`]) {
      if (up) this.#cut.delete(key);
      else this.#cut.add(key);
    }
  }

  owner(ip: string): NetworkNamespace | undefined {
    for (const namespace of this.namespaces) if (namespace.up && namespace.has(ip)) return namespace;
    return undefined;
  }
}

/** A network namespace: interfaces, routes, sockets and packet filters of one machine or pod. */
export class NetworkNamespace {
  readonly interfaces: Interface[] = [
    {
      name: 'lo',
      mac: '00:00:00:00:00:00',
      mtu: 65536,
      up: true,
      // the recorded nodes have IPv6 switched off (net.ipv6.conf.lo.disable_ipv6)
      addresses: [{ ip: '127.0.0.1', prefix: 8 }],
    },
  ];
  readonly routes: Route[] = [];
  readonly sockets = new Set<Socket>();
  readonly #listeners = new Map<string, ListeningSocket>();
  readonly #udp = new Map<string, UdpSocket>();
  #ephemeral = 32_768;
  /** Rules for what leaves: kube-proxy's service rules live here. */
  readonly output: PacketFilter[] = [];
  /** Rules for what enters: a network policy's enforcement, and where published ports of this node lead. */
  readonly input: PacketFilter[] = [];
  /** Whether packet filters let a packet of a connection pass that there already is; set by who filters. */
  passes: ((hook: 'input' | 'output', flow: Flow) => boolean) | undefined;
  /** Down: the machine is off, or the pod gone. */
  up = true;

  constructor(
    readonly fabric: Fabric,
    readonly machine: string,
    readonly ino: number,
  ) {
    fabric.namespaces.add(this);
  }

  destroy(): void {
    this.up = false;
    this.fabric.namespaces.delete(this);
  }

  has(ip: string): boolean {
    if (ip.startsWith('127.')) return this.interfaces.some((i) => i.name === 'lo' && i.up);
    return this.interfaces.some((i) => i.up && i.addresses.some((a) => a.ip === ip));
  }

  /** The address packets to a destination come from. */
  sourceFor(ip: string): string {
    if (isLoopback(ip)) return ip === '::1' ? '::1' : '127.0.0.1';
    if (this.has(ip)) return ip;
    const route = this.route(ip);
    const device = this.interfaces.find((i) => i.name === route?.device);
    return route?.source ?? device?.addresses[0]?.ip ?? '0.0.0.0';
  }

  /** The most specific route to an address. */
  route(ip: string): Route | undefined {
    let best: Route | undefined;
    const bits = (r: Route): number => (r.to === 'default' ? 0 : Number(r.to.split('/')[1] ?? 32));
    for (const route of this.routes) {
      if (!this.interfaces.some((i) => i.name === route.device && i.up)) continue;
      if (route.to !== 'default' && !inPrefix(ip, route.to)) continue;
      const wider = best ? bits(route) - bits(best) || (best.metric ?? 0) - (route.metric ?? 0) : 1;
      if (wider > 0) best = route;
    }
    return best;
  }

  /** Hosts on the links of this namespace, as ARP would know them. */
  neighbours(): { ip: string; mac: string; device: string }[] {
    const out: { ip: string; mac: string; device: string }[] = [];
    for (const other of this.fabric.namespaces) {
      if (other === this || !other.up) continue;
      for (const { mac, addresses, up } of other.interfaces) {
        for (const { ip } of addresses) {
          if (!up || isLoopback(ip) || ip.includes(':')) continue;
          const route = this.route(ip);
          if (route && !route.via && route.to !== 'default') out.push({ ip, mac, device: route.device });
        }
      }
    }
    return out;
  }

  ephemeralPort(): number {
    this.#ephemeral = this.#ephemeral >= 60_999 ? 32_768 : this.#ephemeral + 1;
    return this.#ephemeral;
  }

  listener(ip: string, port: number): ListeningSocket | undefined {
    return this.#listeners.get(`${ip}:${port}`) ?? this.#listeners.get(`0.0.0.0:${port}`) ?? this.#listeners.get(`:::${port}`);
  }

  listen(p: Process, ip: string, port: number, options: ListenOptions = {}): Listener {
    if (port < 1024 && p.cred.uid !== 0 && port !== 0) throw new Errno('EACCES', 'bind');
    if (!isWildcard(ip) && !this.has(ip)) throw new Errno('EADDRNOTAVAIL', 'bind');
    const at = ip === '' ? '::' : ip;
    const bound = port === 0 ? this.ephemeralPort() : port;
    const taken = [...this.#listeners.values()].some((l) => {
      const other = l.local as { ip: string; port: number };
      if (other.port !== bound) return false;
      const apart = (l.options.v6Only && !at.includes(':')) || (options.v6Only && !other.ip.includes(':'));
      return other.ip === at || (!apart && (isWildcard(other.ip) || isWildcard(at)));
    });
    if (taken) throw new Errno('EADDRINUSE', 'bind');
    const key = `${at}:${bound}`;
    const socket = new ListeningSocket(p, this, { ip: at, port: bound }, () => this.#listeners.delete(key), options);
    this.#listeners.set(key, socket);
    return socket;
  }

  *connect(p: Process, ip: string, port: number, timeout: Micros = SYN_TIMEOUT): Step<Connection> {
    let to = { ip: isWildcard(ip) ? '127.0.0.1' : ip, port };
    // routing comes before filtering: a namespace that has routes reaches nothing beyond them
    if (this.routes.length > 0 && !this.has(to.ip) && !isLoopback(to.ip) && !this.route(to.ip)) throw new Errno('ENETUNREACH', 'connect');
    const from = this.sourceFor(to.ip);
    for (const filter of this.output) {
      const verdict = filter({ from, to, protocol: 'tcp' });
      if (verdict === 'reject') {
        yield* p.sleep(COSTS.loopbackUs);
        throw new Errno('ECONNREFUSED', 'connect');
      }
      if (verdict === 'drop') return yield* this.#lost(p, timeout, SYN_TIMEOUT);
      to = verdict.accept;
    }
    const there = this.has(to.ip) ? this : isLoopback(to.ip) ? undefined : this.fabric.owner(to.ip);
    if (!there) {
      if (to.ip === '::1') throw new Errno('EADDRNOTAVAIL', 'connect');
      const route = this.route(to.ip);
      if (!route) throw new Errno('ENETUNREACH', 'connect');
      if (route.via) return yield* this.#lost(p, timeout, SYN_TIMEOUT);
      return yield* this.#lost(p, timeout, ARP_TIMEOUT);
    }
    const oneWay = this.fabric.latency(this, there);
    if (oneWay === undefined) return yield* this.#lost(p, timeout, SYN_TIMEOUT);
    yield* p.sleep(oneWay);
    for (const filter of there.input) {
      const verdict = filter({ from, to, protocol: 'tcp' });
      if (verdict === 'drop') return yield* this.#lost(p, timeout, SYN_TIMEOUT);
      if (verdict === 'reject') throw new Errno('ECONNREFUSED', 'connect');
      to = verdict.accept;
    }
    const end = there.has(to.ip) ? there : this.fabric.owner(to.ip);
    if (!end) return yield* this.#lost(p, timeout, SYN_TIMEOUT);
    const listener = end.listener(to.ip, to.port);
    if (!listener) {
      yield* p.sleep(oneWay);
      throw new Errno('ECONNREFUSED', 'connect');
    }
    const here = { ip: from, port: this.ephemeralPort() };
    // the client goes on seeing the address it asked for, whatever the filters made of it
    const serverAt = to;
    const client = new Half(here, { ip: isWildcard(ip) ? '127.0.0.1' : ip, port }, () =>
      end.#way(this, { from: serverAt.ip, fromPort: serverAt.port, to: here, protocol: 'tcp' }),
    );
    const server = new Half(to, here, () => this.#way(end, { from, fromPort: here.port, to: serverAt, protocol: 'tcp' }));
    client.peer = server;
    server.peer = client;
    listener.offer(server, p);
    yield* p.sleep(oneWay);
    return new StreamSocket(p, this, client);
  }

  /** Whether an address belongs to an interface that is down. */
  #isDown(ip: string): boolean {
    return this.interfaces.some((i) => !i.up && (i.addresses.some((a) => a.ip === ip) || (i.name === 'lo' && ip.startsWith('127.'))));
  }

  /** Latency of a packet of a connection on its way to another namespace; `undefined` where it does not get there. */
  #way(other: NetworkNamespace, flow: Flow): number | undefined {
    if (this.#isDown(flow.from) || other.#isDown(flow.to.ip)) return undefined;
    if (this.passes && !this.passes('output', flow)) return undefined;
    if (other.passes && !other.passes('input', flow)) return undefined;
    return this.fabric.latency(this, other);
  }

  /** Nobody answers: the error comes when the kernel gives up, or the caller's time is over. */
  *#lost(p: Process, timeout: Micros, kernels: Micros): Step<never> {
    yield* p.sleep(Math.min(timeout, kernels));
    throw new Errno(kernels === ARP_TIMEOUT && timeout >= kernels ? 'EHOSTUNREACH' : 'ETIMEDOUT', 'connect');
  }

  openDatagram(p: Process, ip = '0.0.0.0', port = 0): DatagramSocket {
    const bound = port === 0 ? this.ephemeralPort() : port;
    const key = `${ip}:${bound}`;
    if (this.#udp.has(key) || this.#udp.has(`0.0.0.0:${bound}`)) throw new Errno('EADDRINUSE', 'bind');
    const socket = new UdpSocket(p, this, { ip, port: bound });
    this.#udp.set(key, socket);
    const forget = socket.close.bind(socket);
    socket.close = () => {
      this.#udp.delete(key);
      forget();
    };
    return socket;
  }

  /** Sends a datagram; nobody is told where it is lost. */
  datagram(socket: UdpSocket, destination: { ip: string; port: number }, message: unknown): void {
    let to = destination;
    const from = { ip: isWildcard(socket.local.ip) ? this.sourceFor(to.ip) : socket.local.ip, port: socket.local.port };
    for (const filter of this.output) {
      const verdict = filter({ from: from.ip, to, protocol: 'udp' });
      if (verdict === 'reject' || verdict === 'drop') return;
      to = verdict.accept;
    }
    const there = this.has(to.ip) ? this : isLoopback(to.ip) ? undefined : this.fabric.owner(to.ip);
    if (!there) {
      if (!this.route(to.ip)) throw new Errno('ENETUNREACH', 'sendto');
      return;
    }
    for (const filter of there.input) {
      const verdict = filter({ from: from.ip, to, protocol: 'udp' });
      if (verdict === 'reject' || verdict === 'drop') return;
      to = verdict.accept;
    }
    const end = there.has(to.ip) ? there : this.fabric.owner(to.ip);
    const latency = this.fabric.latency(this, there);
    if (latency === undefined || !end) return;
    socket.process.clock.after(latency, () => {
      const target = end.#udp.get(`${to.ip}:${to.port}`) ?? end.#udp.get(`0.0.0.0:${to.port}`) ?? end.#udp.get(`:::${to.port}`);
      // the answer must seem to come from the address that was asked
      if (target) target.deliver({ from, message });
      else socket.process.clock.after(latency, () => socket.notDelivered());
    });
  }
}
