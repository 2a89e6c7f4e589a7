/** Tables with their built-in chains, in the order of iptables-save. */
export const TABLES = {
  mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
  nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
  raw: ['PREROUTING', 'OUTPUT'],
  security: ['INPUT', 'FORWARD', 'OUTPUT'],
} as const;
export type TableName = keyof typeof TABLES;

/** One option of a match or a target as it was given: `! --dport 22`. */
export interface RuleOption {
  flag: string;
  inverted: boolean;
  values: string[];
}

/** `-m tcp --dport 6443`. */
export interface RuleMatch {
  name: string;
  options: RuleOption[];
}

/** A value that may be turned round: `! -s 10.0.0.0/8`. */
export interface Invertible {
  value: string;
  inverted: boolean;
}

/** A rule as data: it prints in iptables' formats, and packets are tried against it. */
export interface Rule {
  source?: Invertible;
  destination?: Invertible;
  inDevice?: Invertible;
  outDevice?: Invertible;
  /** By name: `tcp`. */
  protocol?: Invertible;
  matches: RuleMatch[];
  /** `ACCEPT`, a target's or a chain's name; none: only counts. */
  target?: string;
  /** -g: the chain does not return here. */
  goto?: boolean;
  targetOptions: RuleOption[];
  packets: number;
  bytes: number;
}

export interface Chain {
  name: string;
  /** Of built-in chains. */
  policy?: 'ACCEPT' | 'DROP';
  rules: Rule[];
  packets: number;
  bytes: number;
}

export const PROTOCOLS: Record<string, number> = {
  all: 0,
  ip: 0,
  icmp: 1,
  tcp: 6,
  udp: 17,
  esp: 50,
  ah: 51,
  'ipv6-icmp': 58,
  icmpv6: 58,
  sctp: 132,
  udplite: 136,
};

/** An option that is known: how many values it takes. */
type Forms = Readonly<Record<string, number>>;

/** Matches by name, with their options. */
export const MATCHES: Readonly<Record<string, Forms>> = {
  tcp: { '--dport': 1, '--sport': 1, '--tcp-flags': 2, '--syn': 0, '--tcp-option': 1 },
  udp: { '--dport': 1, '--sport': 1 },
  sctp: { '--dport': 1, '--sport': 1 },
  icmp: { '--icmp-type': 1 },
  icmp6: { '--icmpv6-type': 1 },
  multiport: { '--dports': 1, '--sports': 1, '--ports': 1 },
  conntrack: { '--ctstate': 1, '--ctorigdst': 1, '--ctorigdstport': 1, '--ctdir': 1, '--ctproto': 1 },
  state: { '--state': 1 },
  comment: { '--comment': 1 },
  mark: { '--mark': 1 },
  addrtype: { '--src-type': 1, '--dst-type': 1, '--limit-iface-in': 0 },
  statistic: { '--mode': 1, '--probability': 1, '--every': 1, '--packet': 1 },
  limit: { '--limit': 1, '--limit-burst': 1 },
  recent: {
    '--name': 1,
    '--set': 0,
    '--rcheck': 0,
    '--update': 0,
    '--remove': 0,
    '--seconds': 1,
    '--reap': 0,
    '--rsource': 0,
    '--rdest': 0,
    '--mask': 1,
    '--hitcount': 1,
  },
  physdev: { '--physdev-is-bridged': 0, '--physdev-in': 1, '--physdev-out': 1 },
  owner: { '--uid-owner': 1, '--gid-owner': 1 },
  iprange: { '--src-range': 1, '--dst-range': 1 },
};

/** Targets beside chains, with their options. */
export const TARGETS: Readonly<Record<string, Forms>> = {
  ACCEPT: {},
  DROP: {},
  RETURN: {},
  REJECT: { '--reject-with': 1 },
  LOG: { '--log-prefix': 1, '--log-level': 1, '--log-uid': 0, '--log-ip-options': 0, '--log-tcp-options': 0, '--log-tcp-sequence': 0 },
  DNAT: { '--to-destination': 1, '--random': 0, '--persistent': 0 },
  SNAT: { '--to-source': 1, '--random': 0, '--random-fully': 0, '--persistent': 0 },
  MASQUERADE: { '--to-ports': 1, '--random': 0, '--random-fully': 0 },
  REDIRECT: { '--to-ports': 1, '--random': 0 },
  MARK: { '--set-xmark': 1, '--set-mark': 1, '--or-mark': 1, '--and-mark': 1, '--xor-mark': 1 },
  CONNMARK: { '--set-xmark': 1, '--save-mark': 0, '--restore-mark': 0 },
  CT: { '--notrack': 0 },
  NOTRACK: {},
  TCPMSS: { '--clamp-mss-to-pmtu': 0, '--set-mss': 1 },
};

/** Which options carry a test of their own in another's name (`--dport` of -p tcp). */
export function implicitMatch(protocol: string | undefined): string | undefined {
  return protocol !== undefined && ['tcp', 'udp', 'sctp', 'icmp'].includes(protocol) ? protocol : undefined;
}

const quote = (text: string): string => (/^[A-Za-z0-9_./:,@%+-]+$/.test(text) ? text : `"${text.replace(/["\\]/g, '\\$&')}"`);

function optionText({ flag, inverted, values }: RuleOption): string {
  const shown = flag === '--comment' || flag === '--log-prefix' ? values.map(quote) : values;
  return `${inverted ? '! ' : ''}${[flag, ...shown].join(' ')}`;
}

/** A rule as iptables-save and `iptables -S` print it, after `-A CHAIN`. */
export function ruleText(rule: Rule): string {
  const parts: string[] = [];
  const plain = (flag: string, v: Invertible | undefined, show = (text: string): string => text): void => {
    if (v) parts.push(`${v.inverted ? '! ' : ''}${flag} ${show(v.value)}`);
  };
  plain('-s', rule.source);
  plain('-d', rule.destination);
  plain('-i', rule.inDevice);
  plain('-o', rule.outDevice);
  plain('-p', rule.protocol);
  for (const m of rule.matches) parts.push([`-m ${m.name}`, ...m.options.map(optionText)].join(' '));
  if (rule.target) parts.push([`${rule.goto ? '-g' : '-j'} ${rule.target}`, ...rule.targetOptions.map(optionText)].join(' '));
  return parts.join(' ');
}

/** Whether two rules are the same but for their counters. */
export function sameRule(a: Rule, b: Rule): boolean {
  return ruleText(a) === ruleText(b);
}

const port = (text: string): string => (text.includes(':') ? `s:${text}` : `:${text}`);

function describeMatch(m: RuleMatch): string {
  const get = (flag: string): RuleOption | undefined => m.options.find((o) => o.flag === flag);
  const bang = (o: RuleOption): string => (o.inverted ? '!' : '');
  switch (m.name) {
    case 'tcp':
    case 'udp':
    case 'sctp': {
      const out: string[] = [m.name];
      for (const o of m.options) {
        if (o.flag === '--sport') out.push(`spt${port(o.values[0]!).replace(':', `:${bang(o)}`)}`);
        if (o.flag === '--dport') out.push(`dpt${port(o.values[0]!).replace(':', `:${bang(o)}`)}`);
        if (o.flag === '--tcp-flags') out.push(`flags:${bang(o)}${tcpFlags(o.values[0]!)}/${tcpFlags(o.values[1]!)}`);
        if (o.flag === '--syn') out.push(`flags:${bang(o)}0x17/0x02`);
      }
      return out.join(' ');
    }
    case 'icmp':
      return `icmptype ${get('--icmp-type')?.values[0] ?? '255'}`;
    case 'multiport':
      return `multiport ${m.options.map((o) => `${o.flag.slice(2)} ${o.inverted ? '!' : ''}${o.values[0]}`).join(' ')}`;
    case 'conntrack':
      return m.options.map((o) => `${o.inverted ? '! ' : ''}${o.flag.slice(2)} ${o.values[0]}`).join(' ');
    case 'state':
      return `${get('--state')?.inverted ? '! ' : ''}state ${get('--state')?.values[0]}`;
    case 'comment':
      return `/* ${get('--comment')?.values[0]} */`;
    case 'mark':
      return `mark match ${bang(get('--mark')!)}${get('--mark')?.values[0]}`;
    case 'addrtype':
      return `ADDRTYPE match ${m.options.map((o) => `${o.flag.slice(2)} ${o.inverted ? '!' : ''}${o.values[0] ?? ''}`).join(' ')}`.trimEnd();
    case 'statistic':
      return get('--probability')
        ? `statistic mode random probability ${get('--probability')?.values[0]}`
        : `statistic mode nth every ${get('--every')?.values[0]}`;
    case 'limit':
      return `limit: avg ${get('--limit')?.values[0] ?? '3/hour'} burst ${get('--limit-burst')?.values[0] ?? 5}`;
    case 'recent':
      return `recent: ${m.options.map((o) => [o.flag === '--set' || o.flag === '--rcheck' || o.flag === '--update' ? o.flag.slice(2).toUpperCase() : o.flag.slice(2), ...o.values].join(': ').replace(/^(seconds|name|mask): /, '$1: ')).join(' ')}`;
    default:
      return m.options.map((o) => [o.flag.slice(2), ...o.values].join(' ')).join(' ');
  }
}

const FLAG_BITS: Record<string, number> = { FIN: 1, SYN: 2, RST: 4, PSH: 8, ACK: 16, URG: 32, ALL: 63, NONE: 0 };
const tcpFlags = (list: string): string =>
  `0x${list
    .split(',')
    .reduce((n, f) => n | (FLAG_BITS[f] ?? 0), 0)
    .toString(16)
    .padStart(2, '0')
    .toUpperCase()}`;

function describeTarget(rule: Rule): string {
  const get = (flag: string): string | undefined => rule.targetOptions.find((o) => o.flag === flag)?.values[0];
  switch (rule.target) {
    case 'DNAT':
      return `to:${get('--to-destination')}`;
    case 'SNAT':
      return `to:${get('--to-source')}`;
    case 'REDIRECT':
      return `redir ports ${get('--to-ports')}`;
    case 'REJECT':
      return `reject-with ${get('--reject-with') ?? 'icmp-port-unreachable'}`;
    case 'MASQUERADE':
      return rule.targetOptions.some((o) => o.flag === '--random-fully') ? 'random-fully' : '';
    case 'LOG':
      return `LOG flags 0 level ${get('--log-level') ?? 4}${get('--log-prefix') === undefined ? '' : ` prefix "${get('--log-prefix')}"`}`;
    case 'MARK': {
      const [value = '', mask = '0xffffffff'] = (get('--set-xmark') ?? '').split('/');
      if (value === mask) return `MARK or ${value}`;
      return mask === '0xffffffff' ? `MARK set ${value}` : `MARK xset ${value}/${mask}`;
    }
    default:
      return '';
  }
}

/** What `iptables -L` prints after source and destination. */
export function ruleDetails(rule: Rule): string {
  const parts = [
    ...rule.matches.filter((m) => m.options.length > 0 || m.name !== rule.protocol?.value).map(describeMatch),
    describeTarget(rule),
  ];
  return parts
    .filter(Boolean)
    .map((part) => ` ${part}`)
    .join('');
}
