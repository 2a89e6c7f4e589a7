import { inPrefix, ipv4Number, isLoopback } from '../../net/address.ts';
import { broadcastOf, linkState, networkOf } from '../../net/links.ts';
import type { Route } from '../../net/namespace.ts';
import { NotSimulated } from '../lib/utility.ts';
import { find, invalid, IpError, jsonOutput, kernelError, next, requireAdmin, target, type Request } from './context.ts';
import type { Json } from './json.ts';
import { hostOf, isNetwork, prefixOf } from './words.ts';

/** A route as it is shown: one of the table, or one that the kernel derives from an address. */
interface Shown extends Route {
  type?: 'local' | 'broadcast';
  scope?: 'host' | 'link';
  table?: 'local';
}

const TABLES: Record<string, 'main' | 'local' | 'default' | 'all'> = {
  main: 'main',
  '254': 'main',
  local: 'local',
  '255': 'local',
  default: 'default',
  '253': 'default',
  all: 'all',
  '0': 'all',
};

const destination = (to: string): string => to.replace(/\/32$/, '');

/** What the kernel keeps in the table `local`. */
function localRoutes(r: Request): Shown[] {
  return r.net.interfaces.flatMap((device) => {
    if (!device.up) return [];
    return device.addresses
      .filter((a) => !a.ip.includes(':'))
      .flatMap(({ ip, prefix }) => {
        const common = { device: device.name, source: ip, protocol: 'kernel' as const, table: 'local' as const };
        const out: Shown[] = [{ ...common, to: ip, type: 'local', scope: 'host' }];
        if (isLoopback(ip)) out.unshift({ ...common, to: networkOf(ip, prefix), type: 'local', scope: 'host' });
        if (prefix < 31) out.push({ ...common, to: broadcastOf(ip, prefix), type: 'broadcast', scope: 'link' });
        return out;
      });
  });
}

function sorted(routes: readonly Shown[]): Shown[] {
  const address = (route: Shown): number => (route.to === 'default' ? -1 : (ipv4Number(route.to.split('/')[0]!) ?? 0));
  const bits = (route: Shown): number => Number(route.to.split('/')[1] ?? (route.to === 'default' ? 0 : 32));
  return [...routes].sort((a, b) => address(a) - address(b) || bits(a) - bits(b) || (a.metric ?? 0) - (b.metric ?? 0));
}

const scopeOf = (route: Shown): string | undefined => route.scope ?? (route.via === undefined ? 'link' : undefined);

function linkDown(r: Request, route: Shown): boolean {
  const device = find(r, route.device);
  return device !== undefined && !linkState(r.net, device).flags.includes('LOWER_UP');
}

interface Hidden {
  device?: boolean;
  via?: boolean;
  scope?: boolean;
  table?: boolean;
}

function routeText(r: Request, route: Shown, hide: Hidden): string {
  const words = [
    ...(route.type ? [route.type] : []),
    destination(route.to),
    ...(route.via !== undefined && !hide.via ? ['via', route.via] : []),
    ...(hide.device ? [] : ['dev', route.device]),
    ...(route.table && !hide.table ? ['table', route.table] : []),
    ...(route.protocol && route.protocol !== 'boot' ? ['proto', route.protocol] : []),
    ...(scopeOf(route) && !hide.scope ? ['scope', scopeOf(route)!] : []),
    ...(route.source === undefined ? [] : ['src', route.source]),
    ...(route.metric ? ['metric', String(route.metric)] : []),
    ...(route.onlink ? ['onlink'] : []),
    ...(linkDown(r, route) ? ['linkdown'] : []),
  ];
  return `${words.join(' ')} \n`;
}

const routeJson = (r: Request, route: Shown, hide: Hidden): Json => ({
  type: route.type,
  dst: destination(route.to),
  gateway: hide.via ? undefined : route.via,
  dev: hide.device ? undefined : route.device,
  table: hide.table ? undefined : route.table,
  protocol: route.protocol === 'boot' ? undefined : route.protocol,
  scope: hide.scope ? undefined : scopeOf(route),
  prefsrc: route.source,
  metric: route.metric,
  flags: [...(route.onlink ? ['onlink'] : []), ...(linkDown(r, route) ? ['linkdown'] : [])],
});

interface Chosen {
  routes: Shown[];
  hide: Hidden;
}

/** Reads what `ip route show` and `flush` select. */
function selected(r: Request): Chosen {
  let table: 'main' | 'local' | 'default' | 'all' = 'main';
  const hide: Hidden = {};
  const tests: ((route: Shown) => boolean)[] = [];
  while (r.words.length > 0) {
    const word = next(r);
    if (word === 'table') {
      const name = next(r);
      if (!TABLES[name]) {
        if (/^\d+$/.test(name)) throw new IpError('Error: ipv4: FIB table does not exist.\nDump terminated', 2);
        throw invalid(name, 'table id value is invalid');
      }
      table = TABLES[name];
    } else if (word === 'dev' || word === 'oif') {
      const device = target(r, next(r)).name;
      hide.device = true;
      tests.push((route) => route.device === device);
    } else if (word === 'via') {
      const via = hostOf(next(r));
      tests.push((route) => route.via === via);
    } else if (word === 'proto' || word === 'protocol') {
      const protocol = next(r);
      tests.push((route) => (route.protocol ?? 'boot') === protocol);
    } else if (word === 'scope') {
      const scope = next(r);
      hide.scope = true;
      tests.push((route) => (scopeOf(route) ?? 'global') === scope);
    } else if (word === 'src') {
      const source = hostOf(next(r));
      tests.push((route) => route.source === source);
    } else if (word === 'type') {
      const type = next(r);
      tests.push((route) => (route.type ?? 'unicast') === type);
    } else if (['root', 'match', 'exact', 'to'].includes(word) || /^[\da-z]/.test(word)) tests.push(destinationTest(r, word));
    else throw new IpError(`Error: any valid prefix is expected rather than "${word}".`, 1);
  }
  hide.table = table !== 'all';
  const all = [
    ...(table === 'main' || table === 'all' ? r.net.routes : []),
    ...(table === 'local' || table === 'all' ? localRoutes(r) : []),
  ];
  const family = r.family === 'inet6' ? [] : all;
  return { routes: sorted(family).filter((route) => tests.every((t) => t(route))), hide };
}

function destinationTest(r: Request, first: string): (route: Shown) => boolean {
  let word = first;
  if (word === 'to') word = next(r);
  const how = ['root', 'match', 'exact'].includes(word) ? word : 'exact';
  const prefix = prefixOf(how === word ? next(r) : word);
  const [ip = '', bits = '32'] = prefix.split('/');
  return (route) => {
    if (how === 'exact') return destination(route.to) === destination(prefix);
    const [to = '', length = '32'] = route.to.split('/');
    if (how === 'match') return route.to === 'default' || (Number(length) <= Number(bits) && inPrefix(ip, route.to));
    return prefix === 'default' || (Number(length) >= Number(bits) && inPrefix(to, prefix));
  };
}

/** `ip route show`. */
export function showRoutes(r: Request): string {
  const { routes, hide } = selected(r);
  if (r.json) {
    return jsonOutput(
      r,
      routes.map((route) => routeJson(r, route, hide)),
    );
  }
  return routes.map((route) => routeText(r, route, hide)).join('');
}

/** `ip route flush`: what it selects, of the table main. */
export function flushRoutes(r: Request): void {
  if (r.words.length === 0) throw new IpError('"ip route flush" requires arguments.', 255);
  if (r.words[0] === 'cache') return;
  const { routes } = selected(r);
  requireAdmin(r);
  for (const route of routes) {
    const at = r.net.routes.indexOf(route);
    if (at >= 0) r.net.routes.splice(at, 1);
  }
}

function readRoute(r: Request): Route {
  let to: string | undefined;
  const rest: Partial<Route> = {};
  let device: string | undefined;
  while (r.words.length > 0) {
    const word = next(r);
    if (word === 'via') rest.via = hostOf(next(r));
    else if (word === 'dev' || word === 'oif') device = next(r);
    else if (word === 'src') rest.source = hostOf(next(r));
    else if (word === 'metric' || word === 'preference' || word === 'priority') rest.metric = Number(next(r));
    else if (word === 'proto' || word === 'protocol') {
      const protocol = next(r);
      if (!['kernel', 'boot', 'static'].includes(protocol)) throw invalid(protocol, '"protocol" value is invalid');
      rest.protocol = protocol as 'kernel' | 'boot' | 'static';
    } else if (word === 'onlink') rest.onlink = true;
    else if (word === 'scope' || word === 'table') {
      const value = next(r);
      if (word === 'table' && TABLES[value] !== 'main') throw new NotSimulated(`ip route table ${value}`);
    } else if (['blackhole', 'unreachable', 'prohibit', 'throw', 'local', 'broadcast', 'nat', 'multicast'].includes(word)) {
      throw new NotSimulated(`ip route add ${word}`);
    } else if (['mtu', 'nexthop', 'advmss', 'encap', 'realms', 'tos', 'nhid', 'initcwnd', 'rtt', 'window'].includes(word)) {
      throw new NotSimulated(`ip route add ${word}`);
    } else if (to !== undefined) throw new IpError(`Error: either "to" is duplicate, or "${word}" is a garbage.`, 255);
    else to = prefixOf(word === 'to' || word === 'unicast' ? next(r) : word);
  }
  if (device !== undefined) target(r, device);
  return { to: to ?? 'default', protocol: 'boot', ...rest, device: device ?? '' };
}

const matches = (a: Route, b: Route): boolean =>
  destination(a.to) === destination(b.to) && (b.metric === undefined || (a.metric ?? 0) === b.metric);

/** `ip route add`, `append`, `prepend`, `change`, `replace` and `delete`. */
export function changeRoute(r: Request, what: 'add' | 'append' | 'change' | 'replace' | 'delete'): void {
  const route = readRoute(r);
  requireAdmin(r);
  if (!isNetwork(route.to)) throw kernelError('Invalid prefix for given prefix length.');
  if (what === 'delete') {
    const at = r.net.routes.findIndex(
      (x) =>
        matches(x, route) &&
        (route.device === '' || x.device === route.device) &&
        (route.via === undefined || x.via === route.via) &&
        (route.source === undefined || x.source === route.source),
    );
    if (at < 0) throw new IpError('RTNETLINK answers: No such process', 2);
    r.net.routes.splice(at, 1);
    return;
  }
  if (route.via !== undefined) {
    const over = r.net.route(route.via);
    if (route.device === '' || !route.onlink) {
      const reachable = over !== undefined && over.via === undefined && (route.device === '' || over.device === route.device);
      if (!reachable || r.net.has(route.via)) throw kernelError('Nexthop has invalid gateway.');
      route.device = over.device;
    }
  } else if (route.device === '') throw new IpError('RTNETLINK answers: No such device', 2);
  if (!find(r, route.device)!.up) throw kernelError('Device for nexthop is not up.');
  if (route.source !== undefined && !r.net.has(route.source)) throw kernelError('Invalid prefsrc address.');
  const at = r.net.routes.findIndex((x) => matches(x, { ...route, metric: route.metric ?? 0 }));
  if (at >= 0 && what === 'add') throw new IpError('RTNETLINK answers: File exists', 2);
  if (at < 0 && what === 'change') throw new IpError('RTNETLINK answers: No such file or directory', 2);
  if (at >= 0 && what !== 'append') r.net.routes.splice(at, 1, route);
  else r.net.routes.push(route);
}

/** `ip route get`. */
export function getRoute(r: Request): string {
  let to: string | undefined;
  while (r.words.length > 0) {
    const word = next(r);
    if (word === 'from' || word === 'oif' || word === 'dev' || word === 'uid') {
      const value = next(r);
      if (word === 'from') hostOf(value);
      else if (word !== 'uid') target(r, value);
    } else if (['iif', 'mark', 'tos', 'vrf', 'ipproto', 'sport', 'dport'].includes(word)) throw new NotSimulated(`ip route get ${word}`);
    else to = prefixOf(word === 'to' ? next(r) : word).split('/')[0];
  }
  if (to === undefined) throw new IpError('need at least a destination address', 255);
  const local = r.net.has(to);
  const route: Route | undefined = local ? { to, device: 'lo' } : r.net.route(to);
  if (!route) throw new IpError('RTNETLINK answers: Network is unreachable', 2);
  const source = local ? to : r.net.sourceFor(to);
  const { uid } = r.p.cred;
  if (r.json) {
    return jsonOutput(r, [
      {
        type: local ? 'local' : undefined,
        dst: to,
        gateway: route.via,
        dev: route.device,
        prefsrc: source,
        flags: [],
        uid,
        cache: local ? ['local'] : [],
      },
    ]);
  }
  const via = route.via === undefined ? '' : `via ${route.via} `;
  return `${local ? 'local ' : ''}${to} ${via}dev ${route.device} src ${source} uid ${uid} \n    cache ${local ? '<local> ' : ''}\n`;
}
