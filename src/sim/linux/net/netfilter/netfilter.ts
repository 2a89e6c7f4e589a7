import type { RandomStream } from '../../../kernel/random.ts';
import { inPrefix, isLoopback } from '../address.ts';
import type { Flow, NetworkNamespace, Verdict } from '../namespace.ts';
import { parseRule, RuleError, splitWords, type PortNames } from './parse.ts';
import { sameRule, TABLES, type Chain, type Rule, type RuleMatch, type TableName } from './rule.ts';

/** A packet on its way through a namespace. */
interface Packet {
  from: string;
  fromPort: number | undefined;
  to: { ip: string; port: number };
  protocol: 'tcp' | 'udp';
  inDevice: string;
  outDevice: string;
  mark: number;
  state: 'NEW' | 'ESTABLISHED';
  random: RandomStream | undefined;
}

type Outcome = 'accept' | 'drop' | 'reject' | 'return' | { to: { ip: string; port: number } };

/** Chains through which a packet may still be led, against rules that lead in circles. */
const MAX_DEPTH = 64;

/** One table: its chains in the order in which they are listed. */
export class RuleTable {
  readonly chains = new Map<string, Chain>();

  constructor(readonly name: TableName) {
    for (const chain of TABLES[name]) this.chains.set(chain, { name: chain, policy: 'ACCEPT', rules: [], packets: 0, bytes: 0 });
  }

  isBuiltIn(chain: string): boolean {
    return (TABLES[this.name] as readonly string[]).includes(chain);
  }

  /** How many rules lead to a chain. */
  references(chain: string): number {
    let n = 0;
    for (const { rules } of this.chains.values()) n += rules.filter((r) => r.target === chain).length;
    return n;
  }
}

/**
 * The packet filter of a network namespace: tables of chains of rules, as iptables keeps them. What passes the namespace follows
 * them: connections when they are made, and what goes over those that there are.
 */
export class Netfilter {
  readonly tables: Record<TableName, RuleTable> = {
    mangle: new RuleTable('mangle'),
    filter: new RuleTable('filter'),
    nat: new RuleTable('nat'),
    raw: new RuleTable('raw'),
    security: new RuleTable('security'),
  };
  /** Counts changes of the rules. */
  revision = 0;
  readonly #used = new Set<TableName>();
  readonly #established = new Map<string, boolean>();

  #ipv6: Netfilter | undefined;

  constructor(
    private readonly net: NetworkNamespace,
    private readonly random: RandomStream,
    attached = true,
  ) {
    if (!attached) return;
    net.output.push((flow) => this.#leaving(flow));
    net.input.push((flow) => this.#arriving(flow));
    net.passes = (hook, flow) => this.#passes(hook, flow);
  }

  /** ip6tables' own rules: kept and listed, but nothing here speaks IPv6 beyond a machine. */
  get ipv6(): Netfilter {
    return (this.#ipv6 ??= new Netfilter(this.net, this.random, false));
  }

  /** Tables that somebody has asked for; iptables-save prints those. */
  get used(): TableName[] {
    return (Object.keys(TABLES) as TableName[]).filter((t) => this.#used.has(t));
  }

  table(name: TableName): RuleTable {
    this.#used.add(name);
    return this.tables[name];
  }

  /** The rules have changed. */
  changed(): void {
    this.revision++;
    this.#established.clear();
  }

  /**
   * Takes in what iptables-save prints (iptables-restore): tables, chains with policies, rules. Without `noflush` a table's chains
   * are emptied first; chains that the text declares are emptied in any case. All of it or nothing. Throws RuleError whose message
   * begins with the line's number.
   */
  restore(text: string, noflush: boolean, ports: PortNames): void {
    const staged = new Map<TableName, RuleTable>();
    let table: RuleTable | undefined;
    let committed: [TableName, RuleTable][] = [];
    for (const [i, line] of text.split('\n').entries()) {
      const trimmed = line.trim();
      if (trimmed === '' || trimmed.startsWith('#')) continue;
      const fail = (what: string): never => {
        throw new RuleError(`line ${i + 1} failed: ${what}`, 1);
      };
      if (trimmed.startsWith('*')) {
        const name = trimmed.slice(1) as TableName;
        if (!TABLES[name]) fail(`table '${name}' does not exist`);
        table = staged.get(name) ?? copyOf(this.tables[name]);
        if (!noflush) table = new RuleTable(name);
        staged.set(name, table);
      } else if (trimmed === 'COMMIT') {
        committed = [...committed, ...(table ? [[table.name, table] as [TableName, RuleTable]] : [])];
        table = undefined;
      } else if (!table) fail('no table');
      else if (trimmed.startsWith(':')) declare(table, trimmed);
      else restoreRule(table, splitWords(trimmed.replace(/^\[(\d+):(\d+)\]\s+(-A \S+)/, '$3 -c $1 $2')), ports, fail);
    }
    for (const [name, done] of committed) {
      this.tables[name] = done;
      this.#used.add(name);
    }
    this.changed();
  }

  // ---- packets ------------------------------------------------------------------------------------

  #packet(flow: Flow, state: Packet['state'], random: RandomStream | undefined): Packet {
    return {
      from: flow.from,
      fromPort: flow.fromPort,
      to: flow.to,
      protocol: flow.protocol,
      inDevice: '',
      outDevice: '',
      mark: 0,
      state,
      random,
    };
  }

  #device(ip: string): string {
    if (isLoopback(ip) || this.net.has(ip)) return 'lo';
    return this.net.route(ip)?.device ?? '';
  }

  /** Leads a packet through a chain of some tables; gives the first verdict that is not to go on. */
  #hook(packet: Packet, chain: string, tables: readonly TableName[]): Outcome {
    for (const name of tables) {
      const start = this.tables[name].chains.get(chain);
      if (!start) continue;
      // only the first packet of a connection meets the nat table
      if (name === 'nat' && packet.state !== 'NEW') continue;
      const outcome = this.#walk(this.tables[name], start, packet, 0);
      if (outcome === 'drop' || outcome === 'reject') return outcome;
      if (typeof outcome === 'object') packet.to = outcome.to;
      if (outcome === 'return' && start.policy === 'DROP') return 'drop';
    }
    return 'accept';
  }

  #walk(table: RuleTable, chain: Chain, packet: Packet, depth: number): Outcome {
    if (depth > MAX_DEPTH) return 'drop';
    chain.packets++;
    for (const rule of chain.rules) {
      if (!this.#matches(rule, packet)) continue;
      rule.packets++;
      rule.bytes += 60;
      const outcome = this.#target(table, rule, packet, depth);
      if (outcome === undefined) continue;
      if (outcome === 'return' && !rule.goto && rule.target !== 'RETURN') continue;
      return outcome;
    }
    return 'return';
  }

  /** What a rule's target makes of a packet; nothing where the next rule comes. */
  #target(table: RuleTable, rule: Rule, packet: Packet, depth: number): Outcome | undefined {
    const option = (flag: string): string | undefined => rule.targetOptions.find((o) => o.flag === flag)?.values[0];
    switch (rule.target) {
      case undefined:
      case 'LOG':
      case 'CONNMARK':
      case 'CT':
      case 'NOTRACK':
      case 'TCPMSS':
        return undefined;
      case 'ACCEPT':
      case 'SNAT':
      case 'MASQUERADE':
        return 'accept';
      case 'DROP':
        return 'drop';
      case 'REJECT':
        return 'reject';
      case 'RETURN':
        return 'return';
      case 'MARK': {
        const [value = 0, mask = 0xffffffff] = (option('--set-xmark') ?? '').split('/').map(Number);
        packet.mark = ((packet.mark & ~mask) ^ value) >>> 0;
        return undefined;
      }
      case 'DNAT': {
        const [ip = '', port] = (option('--to-destination') ?? '').split(':');
        return { to: { ip: ip || packet.to.ip, port: port ? Number(port.split('-')[0]) : packet.to.port } };
      }
      case 'REDIRECT':
        return { to: { ip: '127.0.0.1', port: Number((option('--to-ports') ?? String(packet.to.port)).split('-')[0]) } };
      default: {
        const next = table.chains.get(rule.target);
        return next ? this.#walk(table, next, packet, depth + 1) : undefined;
      }
    }
  }

  #matches(rule: Rule, packet: Packet): boolean {
    const test = (v: { value: string; inverted: boolean } | undefined, ok: (value: string) => boolean): boolean =>
      v === undefined || ok(v.value) !== v.inverted;
    const device =
      (name: string) =>
      (value: string): boolean =>
        value.endsWith('+') ? name.startsWith(value.slice(0, -1)) : name === value;
    return (
      test(rule.protocol, (p) => p === packet.protocol) &&
      test(rule.source, (prefix) => inPrefix(packet.from, prefix)) &&
      test(rule.destination, (prefix) => inPrefix(packet.to.ip, prefix)) &&
      test(rule.inDevice, device(packet.inDevice)) &&
      test(rule.outDevice, device(packet.outDevice)) &&
      rule.matches.every((m) => this.#match(m, packet))
    );
  }

  #match(m: RuleMatch, packet: Packet): boolean {
    return m.options.every((o) => {
      const value = o.values[0] ?? '';
      const result = this.#option(o.flag, value, packet);
      return result === undefined || result !== o.inverted;
    });
  }

  /** One option's test; `undefined` where it tests nothing. */
  #option(flag: string, value: string, packet: Packet): boolean | undefined {
    const within = (port: number | undefined, range: string): boolean => {
      if (port === undefined) return false;
      const [from, to = from] = range.split(':');
      return port >= Number(from || 0) && port <= Number(to || 65_535);
    };
    switch (flag) {
      case '--dport':
        return within(packet.to.port, value);
      case '--sport':
        return within(packet.fromPort, value);
      case '--dports':
        return value.split(',').some((range) => within(packet.to.port, range));
      case '--sports':
        return value.split(',').some((range) => within(packet.fromPort, range));
      case '--ports':
        return value.split(',').some((range) => within(packet.to.port, range) || within(packet.fromPort, range));
      case '--ctstate':
      case '--state':
        return value.split(',').includes(packet.state);
      case '--syn':
        return packet.state === 'NEW';
      case '--mark': {
        const [wanted = 0, mask = 0xffffffff] = value.split('/').map(Number);
        return (packet.mark & mask) >>> 0 === wanted >>> 0;
      }
      case '--dst-type':
        return value === 'LOCAL' ? this.net.has(packet.to.ip) : value === 'UNICAST' ? !this.net.has(packet.to.ip) : false;
      case '--src-type':
        return value === 'LOCAL' ? this.net.has(packet.from) : value === 'UNICAST' ? !this.net.has(packet.from) : false;
      case '--probability':
        return packet.random ? packet.random.float() < Number(value) : true;
      case '--ctorigdst':
        return inPrefix(packet.to.ip, value.includes('/') ? value : `${value}/32`);
      case '--icmp-type':
      case '--icmpv6-type':
      case '--rcheck':
      case '--uid-owner':
        return false;
      default:
        return undefined;
    }
  }

  /** A new connection that leaves: one of the namespace's own, or one that a pod sends through. */
  #leaving(flow: Flow): Verdict {
    const packet = this.#packet(flow, 'NEW', this.random);
    const own = isLoopback(flow.from) || this.net.has(flow.from);
    if (own) {
      packet.outDevice = this.#device(packet.to.ip);
      const outcome = this.#hook(packet, 'OUTPUT', ['raw', 'mangle', 'nat', 'filter']);
      if (outcome === 'drop' || outcome === 'reject') return outcome;
    } else {
      packet.inDevice = this.#device(flow.from);
      const before = this.#hook(packet, 'PREROUTING', ['raw', 'mangle', 'nat']);
      if (before === 'drop' || before === 'reject') return before;
      if (this.net.has(packet.to.ip)) return { accept: packet.to };
      packet.outDevice = this.#device(packet.to.ip);
      const forwarded = this.#hook(packet, 'FORWARD', ['mangle', 'filter']);
      if (forwarded === 'drop' || forwarded === 'reject') return forwarded;
    }
    packet.inDevice = '';
    const after = this.#hook(packet, 'POSTROUTING', ['mangle', 'nat']);
    return after === 'drop' || after === 'reject' ? after : { accept: packet.to };
  }

  /** A new connection that arrives. */
  #arriving(flow: Flow): Verdict {
    const packet = this.#packet(flow, 'NEW', this.random);
    const own = isLoopback(flow.from) || this.net.has(flow.from);
    packet.inDevice = own ? 'lo' : this.#device(flow.from);
    if (!own) {
      const before = this.#hook(packet, 'PREROUTING', ['raw', 'mangle', 'nat']);
      if (before === 'drop' || before === 'reject') return before;
    }
    if (!this.net.has(packet.to.ip)) {
      packet.outDevice = this.#device(packet.to.ip);
      const forwarded = this.#hook(packet, 'FORWARD', ['mangle', 'filter']);
      return forwarded === 'drop' || forwarded === 'reject' ? forwarded : { accept: packet.to };
    }
    const outcome = this.#hook(packet, 'INPUT', ['mangle', 'nat', 'filter']);
    return outcome === 'drop' || outcome === 'reject' ? outcome : { accept: packet.to };
  }

  /** Whether a packet of a connection that there is gets through; remembered until the rules change. */
  #passes(hook: 'input' | 'output', flow: Flow): boolean {
    const key = `${hook} ${flow.from}:${flow.fromPort}>${flow.to.ip}:${flow.to.port} ${flow.protocol}`;
    let passes = this.#established.get(key);
    if (passes === undefined) {
      const packet = this.#packet(flow, 'ESTABLISHED', undefined);
      if (hook === 'input') packet.inDevice = this.net.has(flow.from) ? 'lo' : this.#device(flow.from);
      else packet.outDevice = this.#device(flow.to.ip);
      const outcome = this.#hook(packet, hook === 'input' ? 'INPUT' : 'OUTPUT', ['mangle', 'filter']);
      passes = outcome !== 'drop' && outcome !== 'reject';
      if (this.#established.size > 20_000) this.#established.clear();
      this.#established.set(key, passes);
    }
    return passes;
  }
}

function copyOf(table: RuleTable): RuleTable {
  const copy = new RuleTable(table.name);
  copy.chains.clear();
  for (const [name, chain] of table.chains) copy.chains.set(name, { ...chain, rules: [...chain.rules] });
  return copy;
}

/** `:KUBE-SERVICES - [0:0]`: makes a chain or empties it. */
function declare(table: RuleTable, line: string): void {
  const [name = '', policy = '-'] = line.slice(1).split(/\s+/);
  const existing = table.chains.get(name);
  const chain: Chain = { name, rules: table.isBuiltIn(name) ? (existing?.rules ?? []) : [], packets: 0, bytes: 0 };
  if (policy === 'ACCEPT' || policy === 'DROP') chain.policy = policy;
  else if (existing?.policy) chain.policy = existing.policy;
  table.chains.set(name, chain);
}

function restoreRule(table: RuleTable, words: string[], ports: PortNames, fail: (what: string) => never): void {
  const [command = '', name = '', ...rest] = words;
  const chain = table.chains.get(name);
  const how = { v6: false, chains: (n: string) => table.chains.has(n), ports };
  if (command === '-N') {
    table.chains.set(name, { name, rules: [], packets: 0, bytes: 0 });
    return;
  }
  if (!chain) return fail(`Chain '${name}' does not exist`);
  switch (command) {
    case '-A':
      chain.rules.push(parseRule(rest, how));
      return;
    case '-I': {
      const at = /^\d+$/.test(rest[0] ?? '') ? Number(rest.shift()) : 1;
      chain.rules.splice(at - 1, 0, parseRule(rest, how));
      return;
    }
    case '-F':
      chain.rules = [];
      return;
    case '-X':
      table.chains.delete(name);
      return;
    case '-D': {
      const number = /^\d+$/.test(rest[0] ?? '') ? Number(rest[0]) : undefined;
      const like = number === undefined ? parseRule(rest, how) : undefined;
      const at = number === undefined ? chain.rules.findIndex((r) => sameRule(r, like!)) : number - 1;
      if (at < 0 || at >= chain.rules.length) return fail('Bad rule (does a matching rule exist in that chain?)');
      chain.rules.splice(at, 1);
      return;
    }
    case '-P':
      chain.policy = rest[0] === 'DROP' ? 'DROP' : 'ACCEPT';
      return;
    default:
      fail(`unknown command ${command}`);
  }
}

const filters = new WeakMap<NetworkNamespace, Netfilter>();

/** The packet filter of a namespace; made when first asked for. */
export function netfilterOf(net: NetworkNamespace, random: RandomStream): Netfilter {
  let filter = filters.get(net);
  if (!filter) filters.set(net, (filter = new Netfilter(net, random)));
  return filter;
}
