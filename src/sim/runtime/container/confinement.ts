import { Errno } from '../../kernel/errno.ts';
import type { OpenFile } from '../../kernel/file.ts';
import type { Connection, DatagramSocket, Listener, ListenOptions, NetworkCalls } from '../../kernel/network.ts';
import type { Process } from '../../kernel/process.ts';
import { capabilitySet, hasCapability, permittedCapabilities, type Capability, type Security } from '../../kernel/security.ts';
import type { Step } from '../../kernel/step.ts';
import type { MountRequest, OpenFlags } from '../../kernel/syscalls.ts';
import type { Micros } from '../../kernel/time.ts';
import { LinuxCalls, type Namespaces } from '../../linux/calls.ts';
import type { Place } from '../../linux/fs/mounts.ts';
import { seccompVerdict } from '../oci/seccomp.ts';
import type { OciProcess, Seccomp } from '../oci/types.ts';

/** What the kernel holds a container's processes to: capabilities, no new privileges, seccomp, AppArmor. */
export function securityOf(process: OciProcess, seccomp: Seccomp | undefined): Security {
  const bounding = capabilitySet(process.capabilities.bounding);
  return {
    bounding,
    inheritable: 0n,
    ambient: 0n,
    noNewPrivs: process.noNewPrivileges ?? false,
    seccomp: seccomp ? 2 : 0,
    apparmor: process.apparmorProfile ? `${process.apparmorProfile} (enforce)` : 'unconfined',
  };
}

/** System calls under a filter or with fewer capabilities than root has: those that are denied fail as the kernel fails them. */
export class ConfinedCalls extends LinuxCalls {
  constructor(
    namespaces: Namespaces,
    process: Process | undefined,
    root: Place,
    cwd: Place,
    private readonly seccomp: Seccomp | undefined,
  ) {
    super(namespaces, process, root, cwd);
    (this as { net: NetworkCalls }).net = new ConfinedNetwork(this.net, this);
  }

  override forProcess(process: Process): ConfinedCalls {
    const { root, cwd } = this.places;
    return new ConfinedCalls(this.namespaces, process, root, cwd, this.seccomp);
  }

  /** Fails a call that the filter denies: decided by the name that the C library uses first, or by any that is denied by name. */
  guard(path: string, ...names: string[]): void {
    if (!this.seccomp) return;
    const listed = (name: string): boolean => this.seccomp!.syscalls?.some((rule) => rule.names.includes(name)) ?? false;
    for (const [i, name] of names.entries()) {
      if (i > 0 && !listed(name)) continue;
      const verdict = seccompVerdict(this.seccomp, name);
      if (verdict === 'kill' && this.process) this.process.kernel.signal(this.process, 'SYS');
      if (verdict !== 'allow') throw new Errno('EPERM', name.replace(/at2?$/, ''), path);
    }
  }

  /** Fails where root has lost a capability. */
  need(capability: Capability, syscall: string, path: string): void {
    if (this.process && !hasCapability(permittedCapabilities(this.process.security, this.process.cred.uid), capability)) {
      throw new Errno('EPERM', syscall, path);
    }
  }

  override chroot(path: string): void {
    this.guard(path, 'chroot');
    this.need('sys_chroot', 'chroot', path);
    super.chroot(path);
  }

  override open(path: string, flags: OpenFlags, mode?: number): OpenFile {
    this.guard(path, 'openat', 'open');
    return super.open(path, flags, mode);
  }

  override mkdir(path: string, mode?: number): void {
    this.guard(path, 'mkdir', 'mkdirat');
    super.mkdir(path, mode);
  }

  override rmdir(path: string): void {
    this.guard(path, 'unlinkat', 'rmdir');
    super.rmdir(path);
  }

  override unlink(path: string): void {
    this.guard(path, 'unlinkat', 'unlink');
    super.unlink(path);
  }

  override rename(from: string, to: string): void {
    this.guard(from, 'rename', 'renameat', 'renameat2');
    super.rename(from, to);
  }

  override link(from: string, to: string): void {
    this.guard(from, 'linkat', 'link');
    super.link(from, to);
  }

  override symlink(target: string, path: string): void {
    this.guard(path, 'symlink', 'symlinkat');
    super.symlink(target, path);
  }

  override chmod(path: string, mode: number): void {
    this.guard(path, 'fchmodat', 'chmod', 'fchmod', 'fchmodat2');
    super.chmod(path, mode);
  }

  override chown(path: string, uid: number, gid: number, follow?: boolean): void {
    this.guard(path, 'fchownat', 'chown', 'fchown', 'lchown');
    if (this.process?.cred.uid === 0) this.need('chown', 'chown', path);
    super.chown(path, uid, gid, follow);
  }

  override mkfifo(path: string, mode?: number): void {
    this.guard(path, 'mknodat', 'mknod');
    super.mkfifo(path, mode);
  }

  override mount(request: MountRequest): void {
    this.guard(request.target, 'mount');
    this.need('sys_admin', 'mount', request.target);
    super.mount(request);
  }

  override umount(path: string): void {
    this.guard(path, 'umount2');
    this.need('sys_admin', 'umount', path);
    super.umount(path);
  }
}

/** The network calls under the same filter; low ports need their capability. */
class ConfinedNetwork implements NetworkCalls {
  constructor(
    private readonly inner: NetworkCalls,
    private readonly calls: ConfinedCalls,
  ) {}

  listen(ip: string, port: number, options?: ListenOptions): Listener {
    this.calls.guard('', 'socket');
    this.calls.guard('', 'bind');
    const { process } = this.calls;
    if (
      port > 0 &&
      port < 1024 &&
      process &&
      !hasCapability(permittedCapabilities(process.security, process.cred.uid), 'net_bind_service')
    ) {
      throw new Errno('EACCES', 'bind');
    }
    return this.inner.listen(ip, port, options);
  }

  listenUnix(path: string, mode?: number): Listener {
    this.calls.guard(path, 'socket');
    this.calls.guard(path, 'bind');
    return this.inner.listenUnix(path, mode);
  }

  connect(ip: string, port: number, timeout?: Micros): Step<Connection> {
    this.calls.guard('', 'socket');
    this.calls.guard('', 'connect');
    return this.inner.connect(ip, port, timeout);
  }

  connectUnix(path: string): Step<Connection> {
    this.calls.guard(path, 'socket');
    this.calls.guard(path, 'connect');
    return this.inner.connectUnix(path);
  }

  datagram(ip?: string, port?: number): DatagramSocket {
    this.calls.guard('', 'socket');
    return this.inner.datagram(ip, port);
  }

  isLocal(ip: string): boolean {
    return this.inner.isLocal(ip);
  }

  addresses(): { device: string; ip: string; prefix: number }[] {
    return this.inner.addresses();
  }
}
