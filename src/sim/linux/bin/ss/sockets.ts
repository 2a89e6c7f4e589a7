import { isErrno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import type { LinuxCalls } from '../../calls.ts';
import { ListeningSocket, StreamSocket, UdpSocket, type Socket } from '../../net/socket.ts';
import { listPids, procText } from '../../procps/process-info.ts';

export type State = 'LISTEN' | 'ESTAB' | 'CLOSE-WAIT' | 'FIN-WAIT-2' | 'UNCONN';

/** One socket as sock_diag(7) tells of it. */
export interface SocketEntry {
  netid: 'tcp' | 'udp' | 'u_str' | 'u_dgr';
  family: 'inet' | 'inet6' | 'unix';
  state: State;
  receiveQueue: number;
  sendQueue: number;
  local: { address: string; port: number };
  peer: { address: string; port: number };
  inode: number;
  uid: number;
  cgroup: string;
}

const ANY = { inet: '0.0.0.0', inet6: '[::]' };

function shownAddress(ip: string, family: 'inet' | 'inet6', dual: boolean): string {
  if (ip === '' || ip === '0.0.0.0' || ip === '::') return dual ? '*' : ANY[family];
  if (family === 'inet') return ip;
  return ip.includes(':') ? `[${ip}]` : `[::ffff:${ip}]`;
}

function inetEntry(s: StreamSocket | ListeningSocket | UdpSocket): SocketEntry {
  const family = s.family as 'inet' | 'inet6';
  const local = s.local as { ip: string; port: number };
  const listening = s instanceof ListeningSocket;
  const dual = family === 'inet6' && !(listening && s.options.v6Only);
  const remote = s instanceof StreamSocket ? (s.remote as { ip: string; port: number }) : { ip: '', port: 0 };
  return {
    netid: s instanceof UdpSocket ? 'udp' : 'tcp',
    family,
    state: s.state as State,
    receiveQueue: listening ? s.backlog : s instanceof StreamSocket ? s.unreadBytes : 0,
    sendQueue: listening ? (s.options.backlog ?? 4096) : 0,
    local: { address: shownAddress(local.ip, family, dual), port: local.port },
    peer: { address: shownAddress(remote.ip, family, dual), port: remote.port },
    inode: s.ino,
    uid: s.process.cred.uid,
    cgroup: s.process.cgroup.path,
  };
}

function unixEntry(s: StreamSocket | ListeningSocket): SocketEntry {
  const path = 'path' in s.local ? s.local.path : '';
  const other = s instanceof StreamSocket ? s.other : undefined;
  return {
    netid: 'u_str',
    family: 'unix',
    state: s.state as State,
    receiveQueue: s instanceof ListeningSocket ? s.backlog : 0,
    sendQueue: s instanceof ListeningSocket ? (s.options.backlog ?? 4096) : 0,
    local: { address: path || '*', port: s.ino },
    peer: { address: '*', port: other?.ino ?? 0 },
    inode: s.ino,
    uid: s.process.cred.uid,
    cgroup: s.process.cgroup.path,
  };
}

/** The sockets of the process's network namespace: UNIX, then UDP, then TCP, IPv4 before IPv6. */
export function socketEntries(p: Process): SocketEntry[] {
  const all = [...(p.sys as LinuxCalls).namespaces.net.sockets].sort((a, b) => a.ino - b.ino);
  const stream = (s: Socket): s is StreamSocket | ListeningSocket => s instanceof StreamSocket || s instanceof ListeningSocket;
  const of = (netid: SocketEntry['netid'], family: string): SocketEntry[] =>
    all.flatMap((s) => {
      if (s.family !== family) return [];
      if (family === 'unix') return stream(s) ? [unixEntry(s)] : [];
      return netid === 'udp' ? (s instanceof UdpSocket ? [inetEntry(s)] : []) : stream(s) ? [inetEntry(s)] : [];
    });
  return [...of('u_str', 'unix'), ...of('udp', 'inet'), ...of('udp', 'inet6'), ...of('tcp', 'inet'), ...of('tcp', 'inet6')];
}

export interface SocketUser {
  name: string;
  pid: number;
  fd: number;
}

/** Who holds each socket, by inode: from the descriptors of all processes that may be looked into. */
export function socketUsers(p: Process): Map<number, SocketUser[]> {
  const out = new Map<number, SocketUser[]>();
  for (const pid of listPids(p)) {
    const name = (procText(p, `/proc/${pid}/comm`) ?? '').trim();
    try {
      for (const { name: fd } of p.sys.readdir(`/proc/${pid}/fd`)) {
        const inode = /^socket:\[(\d+)\]$/.exec(p.sys.readlink(`/proc/${pid}/fd/${fd}`));
        if (!inode) continue;
        const users = out.get(Number(inode[1])) ?? [];
        users.unshift({ name, pid, fd: Number(fd) });
        out.set(Number(inode[1]), users);
      }
    } catch (e) {
      if (!isErrno(e)) throw e;
    }
  }
  return out;
}
