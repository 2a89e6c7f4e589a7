import { inPrefix, isLoopback } from '../../net/address.ts';
import { broadcastOf, linkState } from '../../net/links.ts';
import type { Interface } from '../../net/namespace.ts';
import { NotSimulated } from '../lib/utility.ts';
import { invalid, jsonOutput, next, shown, target, type Request } from './context.ts';
import type { Json } from './json.ts';
import { prefixOf } from './words.ts';

type Address = Interface['addresses'][number];

interface Selection {
  devices: Interface[];
  addresses(device: Interface): Address[];
  /** Only some addresses are asked for: interfaces without any are left out. */
  narrow: boolean;
}

const scopeOf = (a: Address): 'host' | 'link' | 'global' =>
  isLoopback(a.ip) ? 'host' : /^fe[89ab]/i.test(a.ip) || a.ip.startsWith('169.254.') ? 'link' : 'global';
const isV6 = (a: Address): boolean => a.ip.includes(':');
const macOfAll = (loopback: boolean): string => (loopback ? '00:00:00:00:00:00' : 'ff:ff:ff:ff:ff:ff');

/** Reads what `ip address show` and `ip link show` select. */
function select(r: Request): Selection {
  let devices = [...r.net.interfaces].sort((a, b) => linkState(r.net, a).index - linkState(r.net, b).index);
  const tests: ((a: Address) => boolean)[] = [];
  if (r.family === 'inet' || r.family === 'inet6') tests.push((a) => isV6(a) === (r.family === 'inet6'));
  while (r.words.length > 0) {
    const word = next(r);
    if (word === 'up') devices = devices.filter((d) => d.up);
    else if (word === 'master') {
      const bridge = shown(r, next(r)).name;
      devices = devices.filter((d) => d.master === bridge);
    } else if (word === 'nomaster') devices = devices.filter((d) => d.master === undefined);
    else if (word === 'type') {
      const kind = next(r);
      devices = devices.filter((d) => d.kind === kind);
    } else if (word === 'scope') {
      const scope = next(r);
      if (!['host', 'link', 'global', 'all'].includes(scope)) throw invalid(scope, 'invalid "scope"');
      if (scope !== 'all') tests.push((a) => scopeOf(a) === scope);
    } else if (word === 'to') {
      const prefix = prefixOf(next(r));
      tests.push((a) => inPrefix(a.ip, prefix));
    } else if (['primary', 'permanent'].includes(word)) tests.push(() => true);
    else if (['secondary', 'dynamic', 'tentative', 'deprecated', 'temporary'].includes(word)) tests.push(() => false);
    else if (['label', 'vrf', 'group'].includes(word)) throw new NotSimulated(`ip address show ${word}`);
    else devices = [shown(r, word === 'dev' ? next(r) : word)];
  }
  return { devices, addresses: (d) => d.addresses.filter((a) => tests.every((t) => t(a))), narrow: tests.length > 0 };
}

function linkJson(r: Request, device: Interface, mode: boolean): { [key: string]: Json | undefined } {
  const s = linkState(r.net, device);
  const { peer } = device;
  return {
    ifindex: s.index,
    link: s.peer !== undefined && peer?.netnsid === undefined ? s.peer : undefined,
    link_index: s.peer !== undefined && peer?.netnsid !== undefined ? peer.index : undefined,
    ifname: device.name,
    flags: s.flags,
    mtu: device.mtu,
    qdisc: qdisc(device),
    master: device.master,
    operstate: s.state,
    linkmode: mode ? 'DEFAULT' : undefined,
    group: 'default',
    txqlen: queueLength(device) || undefined,
    link_type: s.loopback ? 'loopback' : 'ether',
    address: device.mac,
    broadcast: macOfAll(s.loopback),
    link_netnsid: peer?.netnsid,
  };
}

const qdisc = (device: Interface): string => (device.up ? 'noqueue' : 'noop');
const queueLength = (device: Interface): number => (device.kind === 'veth' ? 0 : 1000);

/** The two lines of `ip link`; addresses follow. */
function linkText(r: Request, device: Interface, mode: boolean): string {
  const s = linkState(r.net, device);
  const name = s.peer === undefined ? device.name : `${device.name}@${s.peer}`;
  const queue = queueLength(device) === 0 ? '' : `qlen ${queueLength(device)}`;
  const head =
    `${s.index}: ${name}: <${s.flags.join(',')}> mtu ${device.mtu} qdisc ${qdisc(device)} ` +
    `${device.master === undefined ? '' : `master ${device.master} `}state ${s.state} ${mode ? 'mode DEFAULT ' : ''}group default ${queue}\n`;
  if (r.family === 'inet' || r.family === 'inet6') return head;
  const netns = device.peer?.netnsid === undefined ? '' : ` link-netnsid ${device.peer.netnsid}`;
  return `${head}    link/${s.loopback ? 'loopback' : 'ether'} ${device.mac} brd ${macOfAll(s.loopback)}${netns}\n`;
}

const broadcast = (a: Address): string | undefined =>
  isV6(a) || scopeOf(a) === 'host' || a.plain || a.prefix > 30 ? undefined : broadcastOf(a.ip, a.prefix);

function addressText(device: Interface, a: Address): string {
  const brd = broadcast(a);
  const label = isV6(a) ? '' : device.name;
  return (
    `    ${isV6(a) ? 'inet6' : 'inet'} ${a.ip}/${a.prefix} ${brd === undefined ? '' : `brd ${brd} `}scope ${scopeOf(a)} ${label}\n` +
    '       valid_lft forever preferred_lft forever\n'
  );
}

const addressJson = (device: Interface, a: Address): { [key: string]: Json | undefined } => ({
  family: isV6(a) ? 'inet6' : 'inet',
  local: a.ip,
  prefixlen: a.prefix,
  broadcast: broadcast(a),
  scope: scopeOf(a),
  label: isV6(a) ? undefined : device.name,
  valid_life_time: 4294967295,
  preferred_life_time: 4294967295,
});

const oneLine = (text: string): string => `${text.replace(/\n$/, '').replaceAll('\n', '\\')}\n`;

function brief(r: Request, device: Interface, rest: string): string {
  const s = linkState(r.net, device);
  const name = s.peer === undefined ? device.name : `${device.name}@${s.peer}`;
  return `${name.padEnd(16)} ${s.state.padEnd(14)} ${rest}\n`;
}

/** `ip address show`. */
export function showAddresses(r: Request): string {
  const { devices, addresses, narrow } = select(r);
  const chosen = devices.filter((d) => !narrow || addresses(d).length > 0);
  if (r.json) {
    return jsonOutput(
      r,
      chosen.map((d): Json => {
        if (!r.brief) return { ...linkJson(r, d, false), addr_info: addresses(d).map((a) => addressJson(d, a)) };
        const s = linkState(r.net, d);
        return {
          link: s.peer !== undefined && d.peer?.netnsid === undefined ? s.peer : undefined,
          link_index: d.peer?.netnsid === undefined ? undefined : d.peer.index,
          ifname: d.name,
          operstate: s.state,
          addr_info: addresses(d).map((a) => ({ local: a.ip, prefixlen: a.prefix })),
        };
      }),
    );
  }
  if (r.brief) {
    const list = (d: Interface): string =>
      addresses(d)
        .map((a) => `${a.ip}/${a.prefix} `)
        .join('');
    return chosen.map((d) => brief(r, d, list(d))).join('');
  }
  if (r.oneline) {
    return chosen.flatMap((d) => addresses(d).map((a) => oneLine(`${linkState(r.net, d).index}: ${d.name}${addressText(d, a)}`))).join('');
  }
  return chosen
    .map(
      (d) =>
        linkText(r, d, false) +
        addresses(d)
          .map((a) => addressText(d, a))
          .join(''),
    )
    .join('');
}

/** `ip link show`. */
export function showLinks(r: Request): string {
  const { devices } = select(r);
  const link = { ...r, family: 'link' as const };
  if (r.json) {
    return jsonOutput(
      r,
      devices.map((d): Json => {
        const whole = linkJson(r, d, true);
        if (!r.brief) return whole;
        const { link: peer, link_index, ifname, operstate, address, flags } = whole;
        return { link: peer, link_index, ifname, operstate, address, flags };
      }),
    );
  }
  if (r.brief) return devices.map((d) => brief(r, d, `${d.mac} <${linkState(r.net, d).flags.join(',')}> `)).join('');
  return devices.map((d) => (r.oneline ? oneLine(linkText(link, d, true)) : linkText(link, d, true))).join('');
}

/** `ip neighbour show`. */
export function showNeighbours(r: Request): string {
  let device: string | undefined;
  let to: string | undefined;
  let state = 'STALE';
  while (r.words.length > 0) {
    const word = next(r);
    if (word === 'dev') device = target(r, next(r)).name;
    else if (word === 'nud') state = next(r).toUpperCase();
    else to = prefixOf(word === 'to' ? next(r) : word);
  }
  const found = r.net
    .neighbours()
    .filter((n) => (device === undefined || n.device === device) && (to === undefined || n.ip === to || inPrefix(n.ip, to)))
    .filter(() => state === 'STALE' || state === 'ALL');
  if (r.brief) return found.map((n) => `${n.ip.padEnd(39)} ${n.device.padEnd(16)} ${n.mac}\n`).join('');
  if (r.json) {
    return jsonOutput(
      r,
      found.map((n) => ({ dst: n.ip, dev: device === undefined ? n.device : undefined, lladdr: n.mac, state: ['STALE'] })),
    );
  }
  return found.map((n) => `${n.ip} ${device === undefined ? `dev ${n.device} ` : ''}lladdr ${n.mac} STALE \n`).join('');
}
