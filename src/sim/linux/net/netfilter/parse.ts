import { ipv4Number, ipv4Text, ipv6Bytes } from '../address.ts';
import { implicitMatch, MATCHES, PROTOCOLS, TARGETS, type Invertible, type Rule, type RuleMatch, type RuleOption } from './rule.ts';

/** A rule specification that iptables refuses: its message, without the program's name and version. */
export class RuleError extends Error {
  constructor(
    message: string,
    readonly code = 2,
  ) {
    super(message);
  }
}

/** A match or target that exists and is not simulated. */
export class RuleNotSimulated extends Error {}

/** Splits a line of iptables-restore into words: quotes and backslashes as iptables reads them. */
export function splitWords(line: string): string[] {
  const out: string[] = [];
  let word: string | undefined;
  let quoted = false;
  for (let i = 0; i < line.length; i++) {
    const c = line[i]!;
    if (c === '\\' && quoted && i + 1 < line.length) word = (word ?? '') + line[++i]!;
    else if (c === '"') {
      quoted = !quoted;
      word ??= '';
    } else if (/\s/.test(c) && !quoted) {
      if (word !== undefined) out.push(word);
      word = undefined;
    } else word = (word ?? '') + c;
  }
  if (word !== undefined) out.push(word);
  return out;
}

/** `10.1.2.3/8` as iptables stores it: `10.0.0.0/8`; a single address with its full mask. `undefined` for all addresses. */
function address(text: string, v6: boolean): string | undefined {
  const [base = '', mask] = text.split('/');
  if (v6) {
    if (!ipv6Bytes(base)) throw new RuleError(`host/network \`${text}' not found`);
    return `${base}/${mask ?? 128}`;
  }
  const number = ipv4Number(base === 'localhost' ? '127.0.0.1' : base);
  let bits = mask === undefined ? 32 : Number(mask);
  if (mask?.includes('.')) {
    const m = ipv4Number(mask);
    bits = m === undefined ? NaN : 32 - Math.log2(((~m >>> 0) + 1) >>> 0 || 2 ** 32);
  }
  if (number === undefined) throw new RuleError(`host/network \`${base}' not found`);
  if (!(bits >= 0 && bits <= 32)) throw new RuleError(`invalid mask \`${mask}' specified`);
  if (bits === 0) return undefined;
  return `${ipv4Text((number & (bits === 32 ? 0xffffffff : ~(0xffffffff >>> bits))) >>> 0)}/${bits}`;
}

/** Names of ports from /etc/services; numbers as they are. */
export type PortNames = (name: string, protocol: string) => number | undefined;

function ports(text: string, protocol: string, names: PortNames): string {
  return text
    .split(':')
    .map((part) => {
      if (part === '') return part;
      const number = /^\d+$/.test(part) ? Number(part) : names(part, protocol);
      if (number === undefined || number > 65_535) throw new RuleError(`invalid port/service \`${part}' specified`);
      return String(number);
    })
    .join(':');
}

function mark(text: string): string {
  return text
    .split('/')
    .map((part) => `0x${Number(part).toString(16)}`)
    .join('/');
}

/** Reads what follows `-A CHAIN`. */
class RuleParser {
  readonly rule: Rule = { matches: [], targetOptions: [], packets: 0, bytes: 0 };
  #words: string[];
  #inverted = false;

  constructor(
    words: readonly string[],
    private readonly v6: boolean,
    private readonly chains: (name: string) => boolean,
    private readonly names: PortNames,
  ) {
    this.#words = [...words];
  }

  #next(flag: string): string {
    const word = this.#words.shift();
    if (word === undefined) throw new RuleError(`option "${flag}" requires an argument`);
    if (word === '!') {
      this.#inverted = true;
      return this.#next(flag);
    }
    return word;
  }

  #invertible(value: string): Invertible {
    const inverted = this.#inverted;
    this.#inverted = false;
    return { value, inverted };
  }

  parse(): Rule {
    while (this.#words.length > 0) {
      const word = this.#words.shift()!;
      if (word === '!') {
        this.#inverted = true;
        continue;
      }
      this.#option(word);
      this.#inverted = false;
    }
    return this.rule;
  }

  #option(word: string): void {
    const { rule } = this;
    switch (word) {
      case '-p':
      case '--protocol':
      case '--proto': {
        const name = this.#next(word).toLowerCase();
        const known = PROTOCOLS[name] === undefined ? Object.keys(PROTOCOLS).find((k) => String(PROTOCOLS[k]) === name) : name;
        if (!known) throw new RuleError(`unknown protocol "${name}" specified`);
        if (PROTOCOLS[known] !== 0) rule.protocol = this.#invertible(known);
        return;
      }
      case '-s':
      case '--source':
      case '--src':
        return this.#address('source', word);
      case '-d':
      case '--destination':
      case '--dst':
        return this.#address('destination', word);
      case '-i':
      case '--in-interface':
        rule.inDevice = this.#invertible(this.#next(word));
        return;
      case '-o':
      case '--out-interface':
        rule.outDevice = this.#invertible(this.#next(word));
        return;
      case '-m':
      case '--match': {
        const name = this.#next(word);
        if (!MATCHES[name]) {
          if (
            /^(set|string|hashlimit|connlimit|time|geoip|length|ttl|tos|dscp|u32|bpf|cgroup|connbytes|helper|mac|pkttype|quota|rpfilter|socket|ipvs)$/.test(
              name,
            )
          )
            throw new RuleNotSimulated(`-m ${name}`);
          throw new RuleError(`Couldn't load match \`${name}':No such file or directory\n`);
        }
        rule.matches.push({ name, options: [] });
        return;
      }
      case '-j':
      case '--jump':
      case '-g':
      case '--goto': {
        const target = this.#next(word);
        if (!TARGETS[target] && !this.chains(target)) throw new RuleError(`Chain '${target}' does not exist`);
        rule.target = target;
        if (word === '-g' || word === '--goto') rule.goto = true;
        if (target === 'REJECT' && !rule.targetOptions.length)
          rule.targetOptions = [
            { flag: '--reject-with', inverted: false, values: [this.v6 ? 'icmp6-port-unreachable' : 'icmp-port-unreachable'] },
          ];
        return;
      }
      case '-c':
      case '--set-counters':
        rule.packets = Number(this.#next(word));
        rule.bytes = Number(this.#next(word));
        return;
      default:
        this.#extension(word);
    }
  }

  #address(field: 'source' | 'destination', word: string): void {
    const value = address(this.#next(word), this.v6);
    if (value !== undefined) this.rule[field] = this.#invertible(value);
  }

  /** An option of a match or of the target. */
  #extension(word: string): void {
    const { rule } = this;
    const flag =
      { '--destination-port': '--dport', '--source-port': '--sport', '--destination-ports': '--dports', '--source-ports': '--sports' }[
        word
      ] ?? word;
    let match = [...rule.matches].reverse().find((m) => MATCHES[m.name]![flag] !== undefined);
    const implicit = implicitMatch(rule.protocol?.value);
    if (!match && implicit && MATCHES[implicit]![flag] !== undefined) rule.matches.push((match = { name: implicit, options: [] }));
    if (match) {
      match.options.push(this.#take(flag, MATCHES[match.name]![flag]!, match));
      return;
    }
    const target = rule.target === undefined ? undefined : TARGETS[rule.target]?.[flag];
    if (target === undefined) throw new RuleError(word.startsWith('-') ? `unknown option "${word}"` : `Bad argument \`${word}'`);
    const option = this.#take(flag, target);
    rule.targetOptions = [...rule.targetOptions.filter((o) => o.flag !== flag), ...this.#canonical(option)];
  }

  #take(flag: string, count: number, match?: RuleMatch): RuleOption {
    const values = Array.from({ length: count }, () => this.#next(flag));
    const protocol = this.rule.protocol?.value ?? match?.name ?? 'tcp';
    const value = values[0] ?? '';
    if (flag === '--dport' || flag === '--sport') values[0] = ports(value, protocol, this.names);
    if (flag === '--dports' || flag === '--sports' || flag === '--ports')
      values[0] = value
        .split(',')
        .map((p) => ports(p, protocol, this.names))
        .join(',');
    if (flag === '--mark') values[0] = mark(value);
    if (flag === '--probability') values[0] = Number(value).toFixed(11);
    if (flag === '--ctstate' || flag === '--state') {
      const states = value.split(',');
      const bad = states.find((s) => !['NEW', 'ESTABLISHED', 'RELATED', 'INVALID', 'UNTRACKED', 'SNAT', 'DNAT'].includes(s));
      if (bad !== undefined) throw new RuleError(`Bad ctstate "${bad}"`);
      values[0] = ['INVALID', 'NEW', 'RELATED', 'ESTABLISHED', 'UNTRACKED', 'SNAT', 'DNAT'].filter((s) => states.includes(s)).join(',');
    }
    const option = { flag, inverted: this.#inverted, values };
    this.#inverted = false;
    return option;
  }

  /** MARK's ways of writing are all kept as --set-xmark. */
  #canonical(option: RuleOption): RuleOption[] {
    const [value = '0', given] = (option.values[0] ?? '').split('/');
    const hex = (n: number): string => `0x${(n >>> 0).toString(16)}`;
    const xmark = (v: number, mask: number): RuleOption[] => [{ flag: '--set-xmark', inverted: false, values: [`${hex(v)}/${hex(mask)}`] }];
    const n = Number(value);
    switch (option.flag) {
      case '--set-xmark':
        return xmark(n, given === undefined ? 0xffffffff : Number(given));
      case '--set-mark':
        return xmark(n, given === undefined ? 0xffffffff : n | Number(given));
      case '--or-mark':
        return xmark(n, n);
      case '--and-mark':
        return xmark(0, ~n);
      case '--xor-mark':
        return xmark(n, 0);
      default:
        return [option];
    }
  }
}

/** Reads a rule's specification. `chains` tells which user chains there are. Throws RuleError, RuleNotSimulated. */
export function parseRule(words: readonly string[], how: { v6: boolean; chains: (name: string) => boolean; ports: PortNames }): Rule {
  return new RuleParser(words, how.v6, how.chains, how.ports).parse();
}
