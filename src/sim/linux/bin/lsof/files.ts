import { isErrno } from '../../../kernel/errno.ts';
import type { Stat } from '../../../kernel/file.ts';
import type { Process } from '../../../kernel/process.ts';
import { procText } from '../../procps/process-info.ts';
import { socketEntries, type SocketEntry } from '../ss/sockets.ts';

/** One open file as lsof lists it. */
export interface OpenEntry {
  fd: string;
  /** `r`, `w`, `u`, or a blank. */
  access: string;
  type: string;
  device: string;
  size: string;
  node: string;
  /** What stands under NAME where it is no socket of the network. */
  name: string;
  /** Path of a file, for matching names. */
  path: string;
  dev: number;
  ino: number;
  socket?: SocketEntry;
}

const TYPES: Record<Stat['type'], string> = {
  file: 'REG',
  directory: 'DIR',
  symlink: 'LINK',
  fifo: 'FIFO',
  socket: 'sock',
  char: 'CHR',
  block: 'BLK',
};

const pair = (device: number): string => `${device >> 8},${device & 255}`;

function attempt<T>(body: () => T): T | undefined {
  try {
    return body();
  } catch (e) {
    if (isErrno(e)) return undefined;
    throw e;
  }
}

function fileEntry(p: Process, link: string, fd: string, access: string): OpenEntry | undefined {
  const target = attempt(() => p.sys.readlink(link));
  if (target === undefined) return undefined;
  const stat = attempt(() => p.sys.stat(link));
  if (!stat) return { fd, access, type: 'unknown', device: '', size: '', node: '', name: target, path: target, dev: 0, ino: 0 };
  const special = stat.type === 'char' || stat.type === 'block';
  const anonymous = /^anon_inode:/.test(target);
  return {
    fd,
    access,
    type: anonymous ? 'a_inode' : TYPES[stat.type],
    device: pair(special ? stat.rdev : stat.dev),
    size: stat.type === 'file' || stat.type === 'directory' ? String(stat.size) : '0t0',
    node: String(stat.ino),
    name: stat.type === 'fifo' && target.startsWith('pipe:') ? 'pipe' : target.replace(/^anon_inode:/, ''),
    path: target.replace(/ \(deleted\)$/, ''),
    dev: stat.dev,
    ino: stat.ino,
  };
}

function socketEntry(entry: SocketEntry | undefined, ino: number, fd: string, access: string): OpenEntry {
  const base = { fd, access, size: '0t0', path: '', dev: 0, ino };
  if (!entry) return { ...base, type: 'sock', device: '0,8', node: String(ino), name: 'protocol: TCP' };
  if (entry.family === 'unix') {
    const listening = entry.state === 'LISTEN' ? ' (LISTEN)' : ' (CONNECTED)';
    const path = entry.local.address === '*' ? '' : `${entry.local.address} `;
    return {
      ...base,
      type: 'unix',
      device: '0x0000000000000000',
      node: String(ino),
      name: `${path}type=STREAM${listening}`,
      path: path.trim(),
      socket: entry,
    };
  }
  return {
    ...base,
    type: entry.family === 'inet' ? 'IPv4' : 'IPv6',
    device: String(ino),
    node: entry.netid.toUpperCase(),
    name: '',
    socket: entry,
  };
}

/** Reads the open files of processes; the sockets' table is read once. */
export class OpenFiles {
  readonly #sockets: Map<number, SocketEntry>;

  constructor(private readonly p: Process) {
    this.#sockets = new Map(socketEntries(p).map((s) => [s.inode, s]));
  }

  /** The working directory, root, binary and descriptors of a process, as far as they may be seen. */
  of(pid: number): OpenEntry[] {
    const { p } = this;
    const directory = `/proc/${pid}`;
    const special = (
      [
        ['cwd', 'cwd'],
        ['root', 'rtd'],
        ['exe', 'txt'],
      ] as const
    ).flatMap(([link, fd]) => {
      const entry = fileEntry(p, `${directory}/${link}`, fd, ' ');
      if (entry) return [entry];
      if (!p.sys.exists(directory) || p.cred.uid === 0) return [];
      return [this.#denied(pid, link, fd)];
    });
    const fds = attempt(() => p.sys.readdir(`${directory}/fd`));
    if (!fds) return [...special, ...(p.sys.exists(directory) ? [this.#noDescriptors(pid)] : [])];
    const own = fds
      .map((e) => Number(e.name))
      .sort((a, b) => a - b)
      .flatMap((fd) => this.#descriptor(pid, fd) ?? []);
    return [...special, ...own];
  }

  #denied(pid: number, link: string, fd: string): OpenEntry {
    const name = `/proc/${pid}/${link} (readlink: Permission denied)`;
    return { fd, access: ' ', type: 'unknown', device: '', size: '', node: '', name, path: '', dev: 0, ino: 0 };
  }

  #noDescriptors(pid: number): OpenEntry {
    return { ...this.#denied(pid, 'fd', 'NOFD'), type: '', name: `/proc/${pid}/fd (opendir: Permission denied)` };
  }

  #descriptor(pid: number, fd: number): OpenEntry | undefined {
    const { p } = this;
    const link = `/proc/${pid}/fd/${fd}`;
    const mode = attempt(() => p.sys.lstat(link))?.mode ?? 0;
    const access = mode & 0o400 ? (mode & 0o200 ? 'u' : 'r') : mode & 0o200 ? 'w' : ' ';
    const target = attempt(() => p.sys.readlink(link)) ?? '';
    const socket = /^socket:\[(\d+)\]$/.exec(target);
    if (socket) return socketEntry(this.#sockets.get(Number(socket[1])), Number(socket[1]), String(fd), access);
    return fileEntry(p, link, String(fd), access);
  }

  /** The name of a process as lsof shows it. */
  command(pid: number): string {
    return (procText(this.p, `/proc/${pid}/comm`) ?? '').trim();
  }
}
