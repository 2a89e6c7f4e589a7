import { isErrno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import { inPrefix } from '../../net/address.ts';
import { readHosts } from '../../net/hosts.ts';
import { Services } from '../../net/services.ts';
import type { ProcessInfo } from '../../procps/process-info.ts';
import type { OpenEntry } from './files.ts';

/** A command line that lsof refuses: the message, then its usage. */
export class LsofError extends Error {}
export class LsofRefused extends Error {}

type ProcessTest = (i: ProcessInfo) => boolean;
type FileTest = (e: OpenEntry) => boolean;

/** What is to be listed, and how. */
export interface Selection {
  terse: boolean;
  numericHosts: boolean;
  numericPorts: boolean;
  numericUsers: boolean;
  /** Names that could not be looked at. */
  warnings: string[];
  /** Whether any file of a process can be wanted. */
  mayMatch(i: ProcessInfo): boolean;
  matches(i: ProcessInfo, e: OpenEntry): boolean;
}

const LETTERS_WITH_VALUE = 'cdgpsuTSFkrAeDmo';

/** `46[protocol][@host][:ports]`. */
function internet(p: Process, spec: string): FileTest {
  const m = /^([46])?([A-Za-z][A-Za-z0-9]*)?(?:@([^:]+|\[[^\]]*\]))?(?::(.+))?$/.exec(spec);
  if (!m && spec !== '') throw new LsofError(`unacceptable Internet address in: -i ${spec}`);
  const [, version, protocol, host, ports] = m ?? [];
  const netid = protocol?.toLowerCase();
  if (netid !== undefined && netid !== 'tcp' && netid !== 'udp') throw new LsofError(`unknown protocol name (${protocol}) in: -i ${spec}`);
  const services = new Services(p.sys);
  const ranges = (ports?.split(',') ?? []).map((part) => {
    const [from, to] = part.split('-').map((name) => {
      const port = /^\d+$/.test(name) ? Number(name) : (services.port(name, netid ?? 'tcp') ?? services.port(name, 'udp'));
      if (port === undefined) throw new LsofError(`unknown service ${name} in: -i ${spec}`);
      return port;
    });
    return [from!, to ?? from!] as const;
  });
  const addresses =
    host === undefined
      ? undefined
      : [host.replace(/^\[|\]$/g, ''), ...readHosts(p.sys).flatMap((e) => (e.names.includes(host) ? [e.ip] : []))];
  return ({ socket }) => {
    if (!socket || socket.family === 'unix') return false;
    if (version !== undefined && socket.family !== (version === '4' ? 'inet' : 'inet6')) return false;
    if (netid !== undefined && socket.netid !== netid) return false;
    return [socket.local, socket.peer].some(({ address, port }) => {
      const plain = address.replace(/^\[(?:::ffff:)?(.*)\]$/, '$1');
      if (ranges.length > 0 && !ranges.some(([from, to]) => port >= from && port <= to)) return false;
      return addresses === undefined || addresses.some((a) => a === plain || inPrefix(plain, a));
    });
  };
}

const STATES: Record<string, string> = {
  LISTEN: 'LISTEN',
  ESTABLISHED: 'ESTAB',
  CLOSE_WAIT: 'CLOSE-WAIT',
  FIN_WAIT2: 'FIN-WAIT-2',
  IDLE: 'UNCONN',
  ...Object.fromEntries(
    ['SYN_SENT', 'SYN_RECV', 'FIN_WAIT1', 'TIME_WAIT', 'CLOSE', 'CLOSED', 'LAST_ACK', 'CLOSING', 'UNBOUND', 'BOUND'].map((s) => [s, s]),
  ),
};

/** `-s TCP:LISTEN,ESTABLISHED` and `^` for all but. */
function states(spec: string): FileTest {
  const [protocol = '', list] = spec.split(':');
  if (protocol.toLowerCase() !== 'tcp' && protocol.toLowerCase() !== 'udp') throw new LsofError(`unknown -s protocol: "${protocol}"`);
  if (list === undefined) throw new LsofError(`no ${protocol} state names in: ${spec}`);
  const names = list.split(',');
  const negative = names.every((n) => n.startsWith('^'));
  const wanted = names.map((n) => {
    const state = STATES[n.replace(/^\^/, '').toUpperCase()];
    if (!state) throw new LsofError(`unknown ${protocol} state name: ${n}`);
    return state;
  });
  return ({ socket }) => socket?.netid !== protocol.toLowerCase() || wanted.includes(socket.state) !== negative;
}

/** A list of numbers or names of which those with `^` are not wanted. */
function chosen<T>(spec: string, read: (item: string) => T, test: (value: T, i: ProcessInfo) => boolean): ProcessTest {
  const items = spec.split(',').filter(Boolean);
  const wanted = items.filter((i) => !i.startsWith('^')).map(read);
  const unwanted = items.filter((i) => i.startsWith('^')).map((i) => read(i.slice(1)));
  return (i) => !unwanted.some((v) => test(v, i)) && (wanted.length === 0 || wanted.some((v) => test(v, i)));
}

function command(spec: string): ProcessTest {
  const m = /^\/(.*)\/([bix]*)$/.exec(spec);
  if (!m) return spec.startsWith('^') ? (i) => !i.comm.startsWith(spec.slice(1)) : (i) => i.comm.startsWith(spec);
  try {
    const regex = new RegExp(m[1]!, m[2]!.includes('i') ? 'i' : '');
    return (i) => regex.test(i.comm);
  } catch {
    throw new LsofError(`invalid regular expression: ${m[1]}`);
  }
}

function descriptors(spec: string): FileTest {
  const wanted = spec.split(',');
  return (e) =>
    wanted.some((w) => {
      const range = /^(\d+)-(\d+)$/.exec(w);
      return range ? /^\d+$/.test(e.fd) && Number(e.fd) >= Number(range[1]) && Number(e.fd) <= Number(range[2]) : w === e.fd;
    });
}

/** A file by name (the same inode), a directory with what is below it (`+D`), or directly in it (`+d`). */
function named(p: Process, name: string, how: 'file' | 'in' | 'below', warnings: string[]): FileTest {
  try {
    const { dev, ino } = p.sys.stat(name);
    const path = p.sys.realpath(name);
    return (e) => {
      if (e.dev === dev && e.ino === ino) return true;
      if (how === 'file' || !e.path.startsWith(`${path === '/' ? '' : path}/`)) return e.socket?.family === 'unix' && e.path === path;
      return how === 'below' || !e.path.slice(path.length + 1).includes('/');
    };
  } catch (e) {
    if (!isErrno(e)) throw e;
    warnings.push(`status error on ${name}: ${e.text}`);
    return () => false;
  }
}

/** Reads lsof's command line. Throws LsofError, LsofRefused. */
export function parseArguments(p: Process, args: readonly string[], uidOf: (name: string) => number | undefined): Selection {
  const processes: ProcessTest[] = [];
  const files: FileTest[] = [];
  const internets: FileTest[] = [];
  const names: FileTest[] = [];
  const restrictions: FileTest[] = [];
  const flags = new Set<string>();
  const warnings: string[] = [];
  const rest = [...args];
  while (rest.length > 0) {
    const arg = rest.shift()!;
    if (arg === '--') {
      for (const name of rest.splice(0)) names.push(named(p, name, 'file', warnings));
      break;
    }
    if (arg === '+D' || arg === '+d') {
      names.push(named(p, rest.shift() ?? '', arg === '+D' ? 'below' : 'in', warnings));
      continue;
    }
    if (!arg.startsWith('-') || arg === '-') {
      if (arg.startsWith('+')) throw new LsofRefused(arg);
      names.push(named(p, arg, 'file', warnings));
      continue;
    }
    for (let i = 1; i < arg.length; i++) {
      const letter = arg[i]!;
      const value = (): string => {
        const own = arg.slice(i + 1);
        i = arg.length;
        if (own !== '') return own;
        const next = rest.shift();
        if (next === undefined) throw new LsofError(`-${letter} not followed by its argument`);
        return next;
      };
      if (letter === 'i') {
        // its argument may be left out, and may stand alone
        const own = arg.slice(i + 1);
        i = arg.length;
        internets.push(
          internet(p, own !== '' ? own : rest[0] && !rest[0].startsWith('-') && !rest[0].startsWith('/') ? rest.shift()! : ''),
        );
      } else if (letter === 's' && (arg[i + 1] === undefined ? /^(tcp|udp):/i.test(rest[0] ?? '') : true))
        restrictions.push(states(value()));
      else if (letter === 'p') processes.push(chosen(value(), Number, (pid, info) => info.pid === pid));
      else if (letter === 'c') processes.push(command(value()));
      else if (letter === 'd') files.push(descriptors(value()));
      else if (letter === 'u') {
        const read = (name: string): number => {
          const uid = /^\d+$/.test(name) ? Number(name) : uidOf(name);
          if (uid === undefined) throw new LsofError(`can't get UID for ${name}`);
          return uid;
        };
        processes.push(chosen(value(), read, (uid, info) => info.uid === uid));
      } else if (letter === 'U') files.push((e) => e.socket?.family === 'unix');
      else if ('anPltbwVNhs'.includes(letter)) flags.add(letter);
      else if (LETTERS_WITH_VALUE.includes(letter) || 'KRLoOCEfXx'.includes(letter)) throw new LsofRefused(`-${letter}`);
      else throw new LsofError(`illegal option character: ${letter}`);
    }
  }
  if (flags.has('h')) throw new LsofError('');
  if (internets.length > 0) files.push((e) => internets.some((test) => test(e)));
  if (names.length > 0) files.push((e) => names.some((test) => test(e)));
  const and = flags.has('a');
  const nothing = processes.length === 0 && files.length === 0;
  return {
    terse: flags.has('t'),
    numericHosts: flags.has('n'),
    numericPorts: flags.has('P'),
    numericUsers: flags.has('l'),
    warnings,
    mayMatch: (i) => nothing || (and ? processes.every((test) => test(i)) : files.length > 0 || processes.some((test) => test(i))),
    matches: (i, e) => {
      if (!restrictions.every((test) => test(e))) return false;
      if (nothing) return true;
      return and
        ? processes.every((test) => test(i)) && files.every((test) => test(e))
        : processes.some((test) => test(i)) || files.some((test) => test(e));
    },
  };
}
