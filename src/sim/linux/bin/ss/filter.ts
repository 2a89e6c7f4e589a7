import { inPrefix, ipv4Number } from '../../net/address.ts';
import type { Services } from '../../net/services.ts';
import type { SocketEntry, State } from './sockets.ts';

/** A filter that ss refuses: what it says, and its exit code. */
export class FilterError extends Error {
  constructor(
    message: string,
    readonly code: number,
  ) {
    super(message);
  }
}

export type Test = (s: SocketEntry) => boolean;

const CONNECTED = ['ESTAB', 'CLOSE-WAIT', 'FIN-WAIT-2'] as const;

/** Names of states and of groups of them, as far as simulated sockets have them. */
const STATES: Record<string, readonly State[]> = {
  all: [...CONNECTED, 'LISTEN', 'UNCONN'],
  connected: CONNECTED,
  synchronized: CONNECTED,
  bucket: [],
  big: [...CONNECTED, 'LISTEN', 'UNCONN'],
  established: ['ESTAB'],
  estab: ['ESTAB'],
  'syn-sent': [],
  'syn-recv': [],
  'fin-wait-1': [],
  'fin-wait-2': ['FIN-WAIT-2'],
  'time-wait': [],
  closed: ['UNCONN'],
  unconnected: ['UNCONN'],
  'close-wait': ['CLOSE-WAIT'],
  'last-ack': [],
  listening: ['LISTEN'],
  listen: ['LISTEN'],
  closing: [],
};

export interface Filter {
  states: ReadonlySet<State> | undefined;
  /** How many states the command line named, for the State column. */
  stateNames: number;
  test: Test;
}

const COMPARE: Record<string, (a: number, b: number) => boolean> = {
  '=': (a, b) => a === b,
  '==': (a, b) => a === b,
  eq: (a, b) => a === b,
  '!=': (a, b) => a !== b,
  ne: (a, b) => a !== b,
  neq: (a, b) => a !== b,
  '<': (a, b) => a < b,
  lt: (a, b) => a < b,
  '<=': (a, b) => a <= b,
  le: (a, b) => a <= b,
  leq: (a, b) => a <= b,
  '>': (a, b) => a > b,
  gt: (a, b) => a > b,
  '>=': (a, b) => a >= b,
  ge: (a, b) => a >= b,
  geq: (a, b) => a >= b,
};

/** Parses ss's filter language (ssfilter.y): states, then an expression of ports and addresses. */
export function parseFilter(words: readonly string[], services: Services): Filter {
  const tokens = words.flatMap((w) => w.match(/\(|\)|==|!=|<=|>=|[=<>!]|&&?|\|\|?|[^\s()=<>!&|]+/g) ?? []);
  let at = 0;
  const states = new Set<State>();
  let named = 0;
  const excluded = new Set<State>();
  while (tokens[at] === 'state' || tokens[at] === 'exclude' || tokens[at] === 'excl') {
    const name = tokens[at + 1] ?? '';
    const list = STATES[name.toLowerCase()];
    if (!list) throw new FilterError(`ss: wrong state name: ${name}`, 255);
    for (const state of list) (tokens[at] === 'state' ? states : excluded).add(state);
    if (tokens[at] === 'state') named += ['all', 'connected', 'synchronized', 'big', 'bucket'].includes(name) ? 2 : 1;
    else named += 2;
    at += 2;
  }
  if (excluded.size > 0) {
    if (states.size === 0) for (const state of STATES['all']!) states.add(state);
    for (const state of excluded) states.delete(state);
  }

  const port = (text: string): number => {
    const number = /^\d+$/.test(text) ? Number(text) : (services.port(text, 'tcp') ?? services.port(text, 'udp'));
    if (number === undefined) throw new FilterError(`Error: "${text}" does not look like a port.\nCannot parse dst/src address.`, 1);
    return number;
  };

  /** `10.0.0.0/8`, `[::1]:22`, `:443`, `*:22`, a path. */
  const host = (text: string): ((end: SocketEntry['local'], s: SocketEntry) => boolean) => {
    const m = /^(?:\[([^\]]*)\]|([^:]*))(?::(.*))?$/.exec(text);
    const address = m?.[1] ?? m?.[2] ?? text;
    const wanted = m?.[3] ? port(m[3]) : undefined;
    if (address.startsWith('/')) return (end) => end.address === address;
    const whole = address === '' || address === '*' || address === 'all' || address === 'any';
    const [base = '', bits] = address.split('/');
    const known = whole || ipv4Number(base) !== undefined || base.includes(':') || base === 'localhost';
    if (!known || (bits !== undefined && !/^\d+$/.test(bits)))
      throw new FilterError(`Error: an inet prefix is expected rather than "${text}".\nCannot parse dst/src address.`, 1);
    return (end) => {
      if (wanted !== undefined && end.port !== wanted) return false;
      if (whole) return true;
      const plain = end.address.replace(/^\[(?:::ffff:)?(.*)\]$/, '$1');
      return base.includes(':') ? plain === base : inPrefix(plain, base === 'localhost' ? '127.0.0.1' : address);
    };
  };

  const or = (): Test => {
    let left = and();
    while (tokens[at] === 'or' || tokens[at] === '|' || tokens[at] === '||') {
      at++;
      const [a, b] = [left, and()];
      left = (s) => a(s) || b(s);
    }
    return left;
  };
  const and = (): Test => {
    let left = not();
    while (at < tokens.length && tokens[at] !== ')' && tokens[at] !== 'or' && !tokens[at]!.startsWith('|')) {
      if (tokens[at] === 'and' || tokens[at] === '&' || tokens[at] === '&&') at++;
      const [a, b] = [left, not()];
      left = (s) => a(s) && b(s);
    }
    return left;
  };
  const not = (): Test => {
    if (tokens[at] !== 'not' && tokens[at] !== '!') return primary();
    at++;
    const inner = not();
    return (s) => !inner(s);
  };
  const primary = (): Test => {
    const word = tokens[at++];
    if (word === '(') {
      const inner = or();
      at++;
      return inner;
    }
    const end = word === 'sport' || word === 'src' ? 'local' : 'peer';
    if (word === 'sport' || word === 'dport') {
      const compare = COMPARE[tokens[at] ?? ''];
      if (compare) at++;
      const wanted = port((tokens[at++] ?? '').replace(/^\*?:/, ''));
      return (s) => (compare ?? COMPARE['=']!)(s[end].port, wanted);
    }
    if (word === 'src' || word === 'dst') {
      const negated = tokens[at] === '!=' || tokens[at] === 'ne';
      if (COMPARE[tokens[at] ?? '']) at++;
      const matches = host(tokens[at++] ?? '');
      return (s) => matches(s[end], s) !== negated;
    }
    // a word alone is an address to come from or go to
    const matches = host(word ?? '');
    return (s) => matches(s.peer, s);
  };
  const test = at < tokens.length ? or() : () => true;
  return { states: named > 0 ? states : undefined, stateNames: named, test };
}
