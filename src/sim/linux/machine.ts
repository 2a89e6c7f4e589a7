import { Cgroup } from '../kernel/cgroup.ts';
import { Errno } from '../kernel/errno.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { LIMITS } from '../kernel/limits.ts';
import { ProcessTable, type ProcessMain } from '../kernel/process.ts';
import type { Program } from '../kernel/program.ts';
import { Terminal } from '../kernel/terminal.ts';
import { LinuxCalls, type Namespaces } from './calls.ts';
import { binaryContent } from './executables.ts';
import { populateDev } from './fs/devices.ts';
import { FileSystem } from './fs/inode.ts';
import { MountNamespace, Place } from './fs/mounts.ts';
import { NetworkNamespace, type Fabric } from './net/namespace.ts';

/** Directories of a Debian 12 root file system, with modes where they are not 0755. */
const DIRECTORIES: [path: string, mode?: number][] = [
  ['/boot'],
  ['/dev'],
  ['/etc'],
  ['/home'],
  ['/media'],
  ['/mnt'],
  ['/opt'],
  ['/proc', 0o555],
  ['/root', 0o700],
  ['/run'],
  ['/srv'],
  ['/sys', 0o555],
  ['/tmp', 0o1777],
  ['/usr/bin'],
  ['/usr/sbin'],
  ['/usr/lib'],
  ['/usr/local/bin'],
  ['/usr/local/sbin'],
  ['/usr/local/share/ca-certificates'],
  ['/usr/share/ca-certificates'],
  ['/usr/share/doc'],
  ['/var/cache'],
  ['/var/lib'],
  ['/var/log'],
  ['/var/spool'],
  ['/var/tmp', 0o1777],
  ['/var/backups'],
];
const LINKS: [path: string, target: string][] = [
  ['/bin', 'usr/bin'],
  ['/sbin', 'usr/sbin'],
  ['/lib', 'usr/lib'],
  ['/var/run', '/run'],
  ['/var/lock', '/run/lock'],
];

/**
 * A simulated machine: one process table, a root file system, a network namespace, control groups. It is empty of behaviour;
 * what it does follows from the programs that are installed and from its init.
 */
export class Machine {
  readonly table: ProcessTable;
  readonly disk: FileSystem;
  readonly namespaces: Namespaces;
  readonly cgroups = new Cgroup('', undefined);
  /** The file system as root sees it before any process runs; for installing. */
  readonly calls: LinuxCalls;
  /** When its kernel came up. */
  bootedAt: number;
  power: 'on' | 'off' = 'on';
  /** Starts its operating system, at each start of the machine; set by who installs one. */
  boot: (() => void) | undefined;
  readonly #programs = new Map<string, ProcessMain>();
  readonly installed: Program[] = [];
  readonly #terminals = new Map<number, Terminal>();
  #nextDev = 30;

  constructor(
    readonly kernel: Kernel,
    readonly name: string,
    fabric: Fabric,
  ) {
    this.bootedAt = kernel.clock.now;
    this.table = new ProcessTable(name, LIMITS.processesPerMachine);
    this.cgroups.memoryMax = LIMITS.machineMemoryBytes;
    this.disk = this.fileSystem('ext4', LIMITS.diskBytes);
    this.namespaces = {
      mounts: new MountNamespace(this.disk.root, '/dev/vda1', 'ext4'),
      net: new NetworkNamespace(fabric, name, kernel.anonymousInode()),
      uts: { hostname: name },
      programs: this.#programs,
      makeFileSystem: (type) => {
        if (type !== 'tmpfs') throw new Errno('ENODEV');
        return this.fileSystem(type);
      },
    };
    this.calls = new LinuxCalls(this.namespaces);
    for (const [path, mode] of DIRECTORIES) {
      this.calls.mkdirp(path);
      if (mode !== undefined) this.calls.chmod(path, mode);
    }
    for (const [path, target] of LINKS) this.calls.symlink(target, path);
    this.#mountVolatile();
  }

  /** What a kernel finds empty at each start. */
  #mountVolatile(): void {
    for (const path of ['/run', '/dev', '/dev/shm']) {
      if (path === '/dev/shm' && !this.calls.exists(path)) continue;
      this.calls.mount({ source: path === '/dev' ? 'udev' : 'tmpfs', target: path, type: 'tmpfs' });
      if (path === '/dev') populateDev(this.calls.place('/dev').inode.fs, this.calls.place('/dev').inode);
    }
    this.calls.mkdirp('/run/lock');
  }

  /** Takes the power away: every process ends where it is, the network is down, what was mounted is gone. The disk stays. */
  powerOff(): void {
    if (this.power === 'off') return;
    this.power = 'off';
    for (const terminal of [...this.#terminals.values()]) this.closeTerminal(terminal);
    const processes = this.table.list();
    for (const process of processes.reverse()) this.kernel.terminate(process, { signal: 'KILL' });
    this.table.clear();
    this.cgroups.children.clear();
    const { mounts, net } = this.namespaces;
    net.up = false;
    for (const mount of mounts.mounts.slice(1).reverse()) {
      if (mount.at) mounts.umount(new Place(mount, mount.root, mount.at.name, mount.at.parent));
    }
  }

  /** Switches the machine on again: a kernel with an empty process table, then the operating system on its disk. */
  powerOn(): void {
    if (this.power === 'on') return;
    this.power = 'on';
    this.bootedAt = this.kernel.clock.now;
    this.namespaces.net.up = true;
    this.#mountVolatile();
    this.boot?.();
  }

  /** A new file system of this machine, numbered as a device. */
  fileSystem(type: string, capacityBytes?: number): FileSystem {
    return new FileSystem(type, this.#nextDev++, () => this.kernel.clock.now, capacityBytes);
  }

  /** Puts programs into the table and their binaries where Debian has them. */
  install(programs: readonly Program[]): void {
    for (const program of programs) {
      this.provide(program);
      this.installed.push(program);
      const [path, ...links] = program.paths;
      if (path === undefined) continue;
      this.calls.mkdirp(path.slice(0, path.lastIndexOf('/')) || '/');
      this.calls.writeFile(path, binaryContent(program.id), 0o755);
      this.calls.truncate(path, program.sizeBytes ?? 43_880);
      this.calls.chmod(path, program.mode ?? 0o755);
      for (const link of links) {
        this.calls.mkdirp(link.slice(0, link.lastIndexOf('/')) || '/');
        if (!this.calls.exists(link)) this.calls.symlink(path.slice(path.lastIndexOf('/') + 1), link);
      }
    }
  }

  /** Makes a program runnable without a binary on this machine's disk: images bring theirs. */
  provide(program: Program): void {
    this.#programs.set(program.id, program.main);
  }

  /** A new pseudo-terminal with its device under /dev/pts. */
  openTerminal(columns = 80, rows = 24): Terminal {
    let n = 0;
    while (this.#terminals.has(n)) n++;
    const terminal = new Terminal(this.kernel, this.table, `pts/${n}`);
    terminal.columns = columns;
    terminal.rows = rows;
    this.#terminals.set(n, terminal);
    const { fs, entries } = this.calls.place('/dev/pts').inode;
    const inode = fs.inode('char', 0o620, 0, 5);
    inode.rdev = (136 << 8) | n;
    inode.driver = () => terminal.file();
    entries!.set(String(n), inode);
    return terminal;
  }

  closeTerminal(terminal: Terminal): void {
    terminal.hangup(this.kernel, this.table);
    const n = Number(terminal.name.slice('pts/'.length));
    this.#terminals.delete(n);
    this.calls.place('/dev/pts').inode.entries!.delete(String(n));
  }
}
