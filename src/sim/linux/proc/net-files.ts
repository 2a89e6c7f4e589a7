import type { Process } from '../../kernel/process.ts';
import { ipv4Number, ipv6Bytes, isWildcard } from '../net/address.ts';
import type { Interface, NetworkNamespace } from '../net/namespace.ts';
import { ListeningSocket, StreamSocket, UdpSocket, type Socket } from '../net/socket.ts';
import { namespacesOf } from './namespaces.ts';
import type { Entry, Tree } from './tree.ts';

const STATES: Record<Socket['state'], string> = {
  ESTAB: '01',
  'FIN-WAIT-2': '05',
  CLOSED: '07',
  UNCONN: '07',
  'CLOSE-WAIT': '08',
  LISTEN: '0A',
};

const hex = (n: number, width: number): string => n.toString(16).toUpperCase().padStart(width, '0');

/** An address as /proc/net/tcp has it: words in the machine's own byte order. */
function endpoint(ip: string, port: number, family: Socket['family']): string {
  if (family === 'inet') {
    const n = ipv4Number(isWildcard(ip) ? '0.0.0.0' : ip) ?? 0;
    return `${hex(n & 255, 2)}${hex((n >>> 8) & 255, 2)}${hex((n >>> 16) & 255, 2)}${hex(n >>> 24, 2)}:${hex(port, 4)}`;
  }
  const b = ipv6Bytes(isWildcard(ip) ? '::' : ip) ?? Array<number>(16).fill(0);
  let out = '';
  for (let word = 0; word < 4; word++) for (let i = 3; i >= 0; i--) out += hex(b[word * 4 + i]!, 2);
  return `${out}:${hex(port, 4)}`;
}

/** Sockets that a namespace's tables show: those that a process still holds, oldest first. */
function socketsOf<T extends Socket>(net: NetworkNamespace, kind: (s: Socket) => s is T): T[] {
  return [...net.sockets].filter(kind).sort((a, b) => a.ino - b.ino);
}

const isTcp = (s: Socket): s is StreamSocket | ListeningSocket =>
  s.family !== 'unix' && (s instanceof StreamSocket || s instanceof ListeningSocket);
const isUdp = (s: Socket): s is UdpSocket => s instanceof UdpSocket;
const isUnix = (s: Socket): s is StreamSocket | ListeningSocket => s.family === 'unix';

const COLUMNS = 'st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';

function inetTable(net: NetworkNamespace, protocol: 'tcp' | 'udp', family: 'inet' | 'inet6'): string {
  const more = protocol === 'udp' ? ' ref pointer drops' : '';
  const title =
    family === 'inet'
      ? `${protocol === 'tcp' ? '  sl  ' : '   sl  '}local_address rem_address   ${COLUMNS}${more}`
      : `  sl  ${'local_address'.padEnd(38)}${'remote_address'.padEnd(38)}${COLUMNS}${more}`;
  const sockets = (protocol === 'tcp' ? socketsOf(net, isTcp) : socketsOf(net, isUdp)).filter((s) => s.family === family);
  const lines = sockets.map((s, i) => {
    const local = s.local as { ip: string; port: number };
    const remote =
      s instanceof StreamSocket ? (s.remote as { ip: string; port: number }) : { ip: family === 'inet' ? '0.0.0.0' : '::', port: 0 };
    const waiting = s instanceof ListeningSocket ? s.backlog : s instanceof StreamSocket ? s.unreadBytes : 0;
    const row =
      `${String(i).padStart(protocol === 'tcp' ? 4 : 5)}: ${endpoint(local.ip, local.port, family)} ${endpoint(remote.ip, remote.port, family)} ` +
      `${STATES[s.state]} 00000000:${hex(waiting, 8)} 00:00000000 00000000 ${String(s.process.cred.uid).padStart(5)}        0 ${s.ino} `;
    return `${row}${protocol === 'tcp' ? '1 0000000000000000 100 0 0 10 0' : '2 0000000000000000 0'}`;
  });
  const width = family === 'inet6' ? 0 : protocol === 'tcp' ? 149 : 127;
  return [title, ...lines].map((line) => `${line.padEnd(width)}\n`).join('');
}

function unixTable(net: NetworkNamespace): string {
  const lines = socketsOf(net, isUnix).map((s) => {
    const listening = s instanceof ListeningSocket;
    const path = 'path' in s.local && s.local.path ? ` ${s.local.path}` : '';
    return `0000000000000000: ${listening ? '00000002' : '00000003'} 00000000 ${listening ? '00010000' : '00000000'} 0001 ${listening ? '01' : '03'} ${String(s.ino).padStart(5)}${path}\n`;
  });
  return `Num       RefCount Protocol Flags    Type St Inode Path\n${lines.join('')}`;
}

function devices(net: NetworkNamespace): string {
  const zero = (widths: readonly number[]): string => widths.map((w) => '0'.padStart(w)).join(' ');
  const row = (i: Interface): string => `${i.name.padStart(6)}: ${zero([7, 7, 4, 4, 4, 5, 10, 9])} ${zero([8, 7, 4, 4, 4, 5, 7, 10])}\n`;
  return (
    'Inter-|   Receive                                                |  Transmit\n' +
    ' face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed\n' +
    net.interfaces.map(row).join('')
  );
}

function routes(net: NetworkNamespace): string {
  const word = (ip: string): string => endpoint(ip, 0, 'inet').slice(0, 8);
  const lines = net.routes.map((r) => {
    const [base = '0.0.0.0', bits = '32'] = r.to === 'default' ? ['0.0.0.0', '0'] : r.to.split('/');
    const mask = Number(bits) === 0 ? 0 : (0xffffffff << (32 - Number(bits))) >>> 0;
    const maskText = [mask >>> 24, (mask >>> 16) & 255, (mask >>> 8) & 255, mask & 255].join('.');
    const fields = [
      r.device,
      word(base),
      r.via ? word(r.via) : '00000000',
      r.via ? '0003' : '0001',
      0,
      0,
      r.metric ?? 0,
      word(maskText),
      0,
      0,
      0,
    ];
    return fields.join('\t').padEnd(127);
  });
  return ['Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT'.padEnd(127), ...lines]
    .map((l) => `${l}\n`)
    .join('');
}

function arp(net: NetworkNamespace): string {
  const lines = net.neighbours().map((n) => `${n.ip.padEnd(16)} 0x1         0x2         ${n.mac}     *        ${n.device}\n`);
  return `IP address       HW type     Flags       HW address            Mask     Device\n${lines.join('')}`;
}

function ipv6Addresses(net: NetworkNamespace): string {
  return net.interfaces
    .flatMap((i, at) =>
      i.addresses
        .filter((a) => a.ip.includes(':'))
        .map((a) => {
          const bytes = (ipv6Bytes(a.ip) ?? []).map((b) => b.toString(16).padStart(2, '0')).join('');
          const index = (i.index ?? at + 1).toString(16).padStart(2, '0');
          const scope = a.ip === '::1' ? '10' : a.ip.startsWith('fe80') ? '20' : '00';
          return `${bytes} ${index} ${a.prefix.toString(16).padStart(2, '0')} ${scope} 80 ${i.name.padStart(8)}\n`;
        }),
    )
    .join('');
}

function socketStatistics(net: NetworkNamespace): string {
  const tcp = socketsOf(net, isTcp).length;
  const udp = socketsOf(net, isUdp).length;
  return `sockets: used ${net.sockets.size}\nTCP: inuse ${tcp} orphan 0 tw 0 alloc ${tcp} mem 0\nUDP: inuse ${udp} mem 0\nUDPLITE: inuse 0\nRAW: inuse 0\nFRAG: inuse 0 memory 0\n`;
}

/** The files of /proc/PID/net: the tables of the process's network namespace. */
export function networkFiles(tree: Tree, process: Process): Record<string, Entry> {
  const file = (text: (net: NetworkNamespace) => string) => () => tree.file(() => text(namespacesOf(process).net));
  return {
    arp: file(arp),
    dev: file(devices),
    if_inet6: file(ipv6Addresses),
    netlink: file(() => 'sk               Eth Pid        Groups   Rmem     Wmem     Dump  Locks    Drops    Inode\n'),
    packet: file(() => 'sk       RefCnt Type Proto  Iface R Rmem   User   Inode\n'),
    raw: file(() => '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops\n'),
    route: file(routes),
    sockstat: file(socketStatistics),
    tcp: file((net) => inetTable(net, 'tcp', 'inet')),
    tcp6: file((net) => inetTable(net, 'tcp', 'inet6')),
    udp: file((net) => inetTable(net, 'udp', 'inet')),
    udp6: file((net) => inetTable(net, 'udp', 'inet6')),
    unix: file(unixTable),
  };
}
