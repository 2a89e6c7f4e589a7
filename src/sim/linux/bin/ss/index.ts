import type { Process } from '../../../kernel/process.ts';
import { program } from '../../../kernel/program.ts';
import type { Step } from '../../../kernel/step.ts';
import { Services } from '../../net/services.ts';
import { getopt, GetoptError } from '../lib/getopt.ts';
import { FilterError, parseFilter, type Filter } from './filter.ts';
import { renderTable, type Row } from './render.ts';
import { socketEntries, socketUsers, type SocketEntry, type SocketUser } from './sockets.ts';

const FLAGS: readonly (readonly [id: string, letters: string, names: string, takes?: 'required'])[] = [
  ['help', 'h', 'help'],
  ['version', 'vV', 'version'],
  ['numeric', 'n', 'numeric'],
  ['resolve', 'r', 'resolve'],
  ['all', 'a', 'all'],
  ['listening', 'l', 'listening'],
  ['options', 'o', 'options'],
  ['extended', 'e', 'extended'],
  ['processes', 'p', 'processes'],
  ['summary', 's', 'summary'],
  ['inet', '4', 'ipv4'],
  ['inet6', '6', 'ipv6'],
  ['tcp', 't', 'tcp'],
  ['udp', 'u', 'udp'],
  ['unix', 'x', 'unix'],
  ['raw', 'w', 'raw'],
  ['packet', '0', 'packet'],
  ['sctp', 'S', 'sctp'],
  ['dccp', 'd', 'dccp'],
  ['mptcp', 'M', 'mptcp'],
  ['family', 'f', 'family', 'required'],
  ['query', 'A', 'query socket', 'required'],
  ['noHeader', 'H', 'no-header'],
  ['oneline', 'O', 'oneline'],
  ['cgroup', '', 'cgroup'],
  ['memory', 'm', 'memory'],
  ['info', 'i', 'info'],
  ['threads', 'T', 'threads'],
  ['bpf', 'b', 'bpf'],
  ['events', 'E', 'events'],
  ['context', 'Z', 'context'],
  ['contexts', 'z', 'contexts'],
  ['net', 'N', 'net', 'required'],
  ['kill', 'K', 'kill'],
  ['diag', 'D', 'diag', 'required'],
  ['filter', 'F', 'filter', 'required'],
  ['tos', '', 'tos'],
  ['sockopt', '', 'inet-sockopt'],
  ['vsock', '', 'vsock'],
  ['tipc', '', 'tipc'],
  ['xdp', '', 'xdp'],
];
const REFUSED = [
  'resolve',
  'memory',
  'info',
  'threads',
  'bpf',
  'events',
  'context',
  'contexts',
  'net',
  'kill',
  'diag',
  'filter',
  'tos',
  'sockopt',
];
const FORMS = FLAGS.map(([id, letters, names, takes]) => ({
  id,
  letters,
  names: names.split(' ').filter(Boolean),
  takes: takes ?? ('none' as const),
}));

const USAGE = `Usage: ss [ OPTIONS ]
       ss [ OPTIONS ] [ FILTER ]
${FLAGS.filter(([id]) => !REFUSED.includes(id))
  .map(([, letters, names, takes]) => `   ${letters ? `-${letters[0]}, ` : '    '}--${names.split(' ')[0]}${takes ? '=ARG' : ''}\n`)
  .join('')}
       FILTER := [ state STATE-FILTER ] [ EXPRESSION ]
       STATE-FILTER := {all|connected|synchronized|bucket|big|TCP-STATES}
`;

type Table = 'tcp' | 'udp' | 'unix' | 'other';
const TABLES: Record<string, readonly Table[]> = {
  all: ['tcp', 'udp', 'unix', 'other'],
  inet: ['tcp', 'udp', 'other'],
  tcp: ['tcp'],
  udp: ['udp'],
  unix: ['unix'],
  unix_stream: ['unix'],
  ...Object.fromEntries(
    [
      'mptcp',
      'raw',
      'unix_dgram',
      'unix_seqpacket',
      'packet',
      'packet_raw',
      'packet_dgram',
      'netlink',
      'dccp',
      'sctp',
      'vsock_stream',
      'vsock_dgram',
      'tipc',
      'xdp',
    ].map((n) => [n, ['other']]),
  ),
};

class BadTable extends Error {}

interface Query {
  has(id: string): boolean;
  tables: ReadonlySet<Table>;
  /** More than one kind of socket was asked for: then their names are shown. */
  several: boolean;
  families: ReadonlySet<SocketEntry['family']>;
  filter: Filter;
}

function queryOf(p: Process, args: readonly string[], services: Services): Query {
  const { given, operands } = getopt(args, FORMS);
  const has = (id: string): boolean => given.some((g) => g.id === id);
  const tables = new Set<Table>();
  const kinds = new Set<string>();
  const families = new Set<SocketEntry['family']>();
  const add = (name: string): void => {
    kinds.add(name);
    for (const table of TABLES[name]!) tables.add(table);
    if (TABLES[name]!.length > 1) kinds.add(`${name}+`);
  };
  for (const { id, value = '' } of given) {
    if (TABLES[id] && id !== 'all' && id !== 'inet') add(id);
    if (id === 'inet' || id === 'inet6') families.add(id);
    if (id === 'family') {
      if (value === 'unix') add('unix');
      else if (value === 'inet' || value === 'inet6') families.add(value);
      else throw new BadTable(`ss: "${value}" is invalid family`);
    }
    if (id === 'query') {
      for (const name of value.split(',')) {
        if (!TABLES[name]) throw new BadTable(`ss: "${name}" is illegal socket table id`);
        add(name);
      }
    }
  }
  const filter = parseFilter(operands, services);
  if (kinds.size === 0) {
    add('all');
    if (families.size > 0) tables.delete('unix');
  }
  if (families.size === 0) for (const family of ['inet', 'inet6', 'unix'] as const) families.add(family);
  if (tables.has('unix')) families.add('unix');
  return { has, tables, several: kinds.size > 1, families, filter };
}

/** The states that are shown where no state is asked for: connected sockets, with -l those that wait, with -a all. */
function stateShown(s: SocketEntry, q: Query): boolean {
  if (q.filter.states) return q.filter.states.has(s.state);
  if (q.has('all')) return true;
  const waiting = s.state === 'LISTEN' || s.state === 'UNCONN';
  return q.has('listening') ? waiting : !waiting;
}

function rowOf(s: SocketEntry, q: Query, services: Services, users: Map<number, SocketUser[]> | undefined): Row {
  const unix = s.family === 'unix';
  const port = (n: number): string => {
    if (unix) return String(n);
    if (n === 0) return '*';
    return q.has('numeric') ? String(n) : services.name(n, s.netid);
  };
  const separator = unix ? ' ' : ':';
  const holders = users?.get(s.inode);
  const process = holders ? ` users:(${holders.map((u) => `("${u.name}",pid=${u.pid},fd=${u.fd})`).join(',')})` : '';
  let extra = '';
  if (q.has('extended')) {
    extra = unix ? ` <->` : `${s.uid ? ` uid:${s.uid}` : ''} ino:${s.inode} sk:${(s.inode % 4096).toString(16)} cgroup:${s.cgroup} <->`;
  } else if (q.has('cgroup')) extra = ` cgroup:${s.cgroup}`;
  return [
    s.netid,
    s.state,
    String(s.receiveQueue),
    String(s.sendQueue),
    s.local.address + separator,
    port(s.local.port),
    s.peer.address + separator,
    port(s.peer.port),
    process + extra,
    '',
  ];
}

function* summary(p: Process): Step {
  const all = socketEntries(p);
  const count = (test: (s: SocketEntry) => boolean): number => all.filter(test).length;
  const tcp = count((s) => s.netid === 'tcp');
  const estab = count((s) => s.netid === 'tcp' && s.state === 'ESTAB');
  yield* p.stdout.line(`Total: ${all.length}`);
  yield* p.stdout.line(`TCP:   ${tcp} (estab ${estab}, closed 0, orphaned 0, timewait 0)\n`);
  const line = (name: string, v4: number, v6: number): string =>
    `${name}\t  ${String(v4 + v6).padEnd(9)} ${String(v4).padEnd(9)} ${String(v6).padEnd(9)}`;
  yield* p.stdout.line('Transport Total     IP        IPv6');
  const by = (netid: string, family: string): number => count((s) => s.netid === netid && s.family === family);
  const [t4, t6, u4, u6] = [by('tcp', 'inet'), by('tcp', 'inet6'), by('udp', 'inet'), by('udp', 'inet6')];
  yield* p.stdout.line(line('RAW', 0, 0));
  yield* p.stdout.line(line('UDP', u4, u6));
  yield* p.stdout.line(line('TCP', t4, t6));
  yield* p.stdout.line(line('INET', t4 + u4, t6 + u6));
  yield* p.stdout.line(`${line('FRAG', 0, 0)}\n`);
}

function* show(p: Process, q: Query, services: Services): Step<number> {
  const refused = REFUSED.find((id) => q.has(id));
  if (refused) {
    yield* p.error(`mirrorpod: ss --${FORMS.find((f) => f.id === refused)!.names[0]}: not simulated\n`);
    return 1;
  }
  if (q.has('summary')) yield* summary(p);
  if (q.has('summary') && !q.has('tcp') && !q.has('udp') && !q.has('unix') && !q.has('all')) return 0;
  const entries = socketEntries(p).filter((s) => {
    const table: Table = s.family === 'unix' ? 'unix' : (s.netid as Table);
    return q.tables.has(table) && q.families.has(s.family) && stateShown(s, q) && q.filter.test(s);
  });
  const users = q.has('processes') ? socketUsers(p) : undefined;
  const hidden = new Set<number>();
  if (!q.several && q.tables.size === 1) hidden.add(0);
  if (q.filter.stateNames === 1) hidden.add(1);
  const screen = p.fds.get(1)?.file.terminal?.columns;
  const rows = entries.map((s) => rowOf(s, q, services, users));
  for (const line of renderTable(rows, hidden, !q.has('noHeader'), screen)) yield* p.stdout.line(line);
  return 0;
}

/** ss(8) of iproute2. */
export default program({
  id: 'ss',
  paths: ['/usr/bin/ss'],
  package: 'iproute2',
  sizeBytes: 176_944,
  *main(p) {
    const services = new Services(p.sys);
    try {
      const args = p.argv.slice(1);
      const q = queryOf(p, args, services);
      if (q.has('help') || q.has('version')) {
        yield* p.stdout.write(q.has('help') ? USAGE : 'ss utility, iproute2-6.1.0\n');
        return 0;
      }
      return yield* show(p, q, services);
    } catch (e) {
      if (e instanceof GetoptError) yield* p.error(`ss: ${e.message}\n${USAGE}`);
      else if (e instanceof BadTable) yield* p.error(`${e.message}\n${USAGE}`);
      else if (e instanceof FilterError) {
        yield* p.error(`${e.message}\n`);
        return e.code;
      } else throw e;
      return 255;
    }
  },
});
