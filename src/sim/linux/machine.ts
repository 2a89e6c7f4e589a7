import { Cgroup } from '../kernel/cgroup.ts';
import { Errno } from '../kernel/errno.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { LIMITS } from '../kernel/limits.ts';
import { ProcessTable, type ProcessMain } from '../kernel/process.ts';
import type { Program } from '../kernel/program.ts';
import { Terminal } from '../kernel/terminal.ts';
import type { Micros } from '../kernel/time.ts';
import { LinuxCalls, type Namespaces } from './calls.ts';
import { binaryContent } from './executables.ts';
import { populateDev } from './fs/devices.ts';
import { FileSystem } from './fs/inode.ts';
import { MountNamespace, Place } from './fs/mounts.ts';
import { HARDWARE } from './hardware.ts';
import { NetworkNamespace, type Fabric } from './net/namespace.ts';
import { cgroupFileSystem, mountPseudoFileSystems, procFileSystem, sysFileSystem } from './proc/index.ts';
import { Sysctls } from './proc/sysctl.ts';

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

/** Major and minor number of /dev/vda1. */
const DISK_DEVICE = (254 << 8) | 1;

/** A profile that apparmor_parser has loaded; `text` is where it came from. */
export interface AppArmorProfile {
  mode: 'enforce' | 'complain';
  text: string;
}

/** One area of /proc/swaps. */
export interface SwapArea {
  path: string;
  type: 'file' | 'partition';
  sizeKiB: number;
  priority: number;
}

/** What firmware, boot loader and kernel take until init runs. */
const RESTART_US = 8_000_000;

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
  sysctls = new Sysctls();
  /** AppArmor's profiles in the kernel, by name. */
  readonly apparmor = new Map<string, AppArmorProfile>();
  readonly swaps: SwapArea[] = [];
  /** What dmesg shows. */
  readonly kernelLog: { at: Micros; priority: number; text: string }[] = [];
  /** /etc/machine-id; the hardware's UUID is the same number. */
  readonly machineId: string;
  /** The number of this start (/proc/sys/kernel/random/boot_id). */
  bootId = '';
  readonly #terminals = new Map<number, Terminal>();
  #nextDev = 30;
  /** One for all who mount it, as long as the kernel runs. */
  #sysfs: FileSystem | undefined;

  constructor(
    readonly kernel: Kernel,
    readonly name: string,
    fabric: Fabric,
  ) {
    this.bootedAt = kernel.clock.now;
    this.table = new ProcessTable(name, LIMITS.processesPerMachine);
    this.cgroups.memoryMax = LIMITS.machineMemoryBytes;
    this.machineId = kernel.random.stream(`machine-id ${name}`).hex(32);
    this.disk = new FileSystem('ext4', DISK_DEVICE, () => kernel.clock.now, LIMITS.diskBytes);
    this.disk.advertised = { totalBytes: HARDWARE.diskKiB * 1024, usedBytes: HARDWARE.diskUsedKiB * 1024 };
    this.namespaces = {
      mounts: new MountNamespace(this.disk.root, '/dev/vda1', 'ext4'),
      net: new NetworkNamespace(fabric, name, kernel.anonymousInode()),
      uts: { hostname: name },
      programs: this.#programs,
      reboot: (how) => this.reboot(how),
      makeFileSystem: (type, p) => {
        switch (type) {
          case 'tmpfs':
          case 'ramfs':
            return this.tmpfs(type);
          case 'mqueue':
          case 'devpts':
            return this.fileSystem(type);
          case 'cgroup':
            return cgroupFileSystem(this, 'name=systemd');
          case 'proc':
            return procFileSystem(this, p?.pidNamespace ?? this.table.pidNamespace);
          case 'sysfs':
            return (this.#sysfs ??= sysFileSystem(this));
          default:
            throw new Errno('ENODEV');
        }
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
    this.bootId = this.kernel.random.stream(`boot-id ${this.name}`).uuid();
    this.sysctls = new Sysctls();
    this.#sysfs = undefined;
    this.apparmor.clear();
    this.swaps.length = this.kernelLog.length = 0;
    mountPseudoFileSystems(this);
    this.#mountMemory();
  }

  /** /dev, /run, /tmp and what stands in them. */
  #mountMemory(): void {
    const { calls } = this;
    const mount = (fs: FileSystem, target: string, options: string, mode = 0o755): void => {
      fs.root.mode = mode;
      this.namespaces.mounts.mount(fs.root, calls.place(target), fs.type, fs.type, `rw,${options}`, false);
    };
    const dev = this.tmpfs('tmpfs', 65_536 * 1024);
    mount(dev, '/dev', 'nosuid,size=65536k,mode=755');
    populateDev(dev, dev.root);
    mount(this.fileSystem('devpts'), '/dev/pts', 'nosuid,noexec,relatime,gid=5,mode=620,ptmxmode=666');
    mount(this.fileSystem('mqueue'), '/dev/mqueue', 'nosuid,nodev,noexec,relatime', 0o1777);
    mount(this.tmpfs('tmpfs', 65_536 * 1024), '/dev/shm', 'nosuid,nodev,noexec,relatime,size=65536k', 0o1777);
    mount(this.tmpfs('tmpfs'), '/run', 'nosuid,nodev,noexec,relatime');
    mount(this.tmpfs('tmpfs'), '/tmp', 'nosuid,nodev,relatime', 0o1777);
    calls.mkdirp('/run/lock');
    calls.chmod('/run/lock', 0o1777);
  }

  /** A file system in memory; without a size, half of the memory is advertised. */
  tmpfs(type: string, sizeBytes = (HARDWARE.memoryKiB * 1024) / 2): FileSystem {
    const fs = this.fileSystem(type, Math.min(sizeBytes, LIMITS.diskBytes));
    if (sizeBytes > LIMITS.diskBytes) fs.advertised = { totalBytes: sizeBytes, usedBytes: 0 };
    return fs;
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
    for (const other of [...net.fabric.namespaces]) if (other !== net && other.machine === this.name) other.destroy();
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

  /** reboot(2): the power goes at once; a restart comes back after the time that firmware and kernel take. */
  reboot(how: 'off' | 'restart'): void {
    this.powerOff();
    if (how === 'restart') this.kernel.clock.after(RESTART_US, () => this.powerOn());
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
