import { Errno } from '../kernel/errno.ts';
import type { Process } from '../kernel/process.ts';
import { LinuxCalls, type Namespaces } from './calls.ts';
import { FileSystem, type Inode } from './fs/inode.ts';
import { Place, type Mount, MountNamespace } from './fs/mounts.ts';
import { NetworkNamespace } from './net/namespace.ts';

/** A network namespace that stands as a file of its own (`/run/netns/cni-…`). */
export interface NetworkNamespaceFile {
  readonly networkNamespace: NetworkNamespace;
}

/** The network namespace that a file stands for; nothing where it is an ordinary file, or none. */
export function networkNamespaceAt(sys: LinuxCalls, path: string): NetworkNamespace | undefined {
  try {
    return (sys.place(path).inode as Partial<NetworkNamespaceFile>).networkNamespace;
  } catch (e) {
    if (e instanceof Errno) return undefined;
    throw e;
  }
}

/** A new network namespace on the machine of a process: a loopback interface that is down. */
export function newNetworkNamespace(p: Process): NetworkNamespace {
  const { net } = (p.sys as LinuxCalls).namespaces;
  const made = new NetworkNamespace(net.fabric, net.machine, p.kernel.anonymousInode());
  for (const device of made.interfaces) {
    device.up = false;
    device.addresses = [];
  }
  return made;
}

/** Gives a network namespace a name in the file system: a mount over a file, which there must be. */
export function bindNetworkNamespace(p: Process, net: NetworkNamespace, path: string): void {
  const sys = p.sys as LinuxCalls;
  const fs = new FileSystem('nsfs', 4, () => p.clock.now);
  const inode = fs.inode('file', 0o444, 0, 0) as Inode & { networkNamespace: NetworkNamespace };
  inode.networkNamespace = net;
  sys.namespaces.mounts.mount(inode, sys.place(path), 'nsfs', 'nsfs', 'rw', false, `net:[${net.ino}]`);
}

/** A copy of the mounts that a process sees (unshare(CLONE_NEWNS)), with its root and working directory in it. */
export function copyMounts(sys: LinuxCalls): { mounts: MountNamespace; root: Place; cwd: Place } {
  const old = sys.namespaces.mounts;
  const first = old.root.mount;
  const mounts = new MountNamespace(first.root, first.source, first.type, first.options, old);
  mounts.root.mount.readOnly = first.readOnly;
  const copies = new Map<Mount, Mount>([[first, mounts.root.mount]]);
  const translate = (place: Place): Place =>
    new Place(copies.get(place.mount) ?? place.mount, place.inode, place.name, place.parent && translate(place.parent));
  for (const mount of old.mounts) {
    if (mount === first || !mount.at) continue;
    copies.set(
      mount,
      mounts.mount(mount.root, translate(mount.at), mount.source, mount.type, mount.options, mount.readOnly, mount.subtree),
    );
  }
  const { root, cwd } = sys.places;
  return { mounts, root: translate(root), cwd: translate(cwd) };
}

/** The calls of a process that lives in other namespaces than `p`, for SpawnOptions.sys. */
export function callsIn(p: Process, others: Partial<Pick<Namespaces, 'net' | 'uts' | 'mounts'>>, root?: Place, cwd?: Place): LinuxCalls {
  const sys = p.sys as LinuxCalls;
  const from = root ?? (others.mounts && others.mounts !== sys.namespaces.mounts ? others.mounts.root : sys.places.root);
  const at = cwd ?? (from === sys.places.root ? sys.places.cwd : from);
  return new LinuxCalls({ ...sys.namespaces, ...others }, p, from, at);
}
