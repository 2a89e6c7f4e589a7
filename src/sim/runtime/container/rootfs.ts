import { Errno, goStrerror } from '../../kernel/errno.ts';
import type { Process } from '../../kernel/process.ts';
import type { LinuxCalls, Namespaces } from '../../linux/calls.ts';
import { populateDev } from '../../linux/fs/devices.ts';
import { FileSystem, type Inode } from '../../linux/fs/inode.ts';
import type { Mount, MountNamespace, Place } from '../../linux/fs/mounts.ts';
import { quote } from '../go/text.ts';
import type { OciMount, OciSpec } from '../oci/types.ts';

/** Paths under /proc and /sys that this kernel has, of those that are to be hidden: asked once for each kernel. */
const present = new WeakMap<object, Map<string, boolean>>();

function exists(namespaces: Namespaces, calls: LinuxCalls, path: string): boolean {
  let known = present.get(namespaces.programs);
  if (!known) present.set(namespaces.programs, (known = new Map()));
  let there = known.get(path);
  if (there === undefined) known.set(path, (there = calls.exists(path)));
  return there;
}

/** runc's words for a mount that the kernel refused (libcontainer/rootfs_linux.go, mountError). */
function mountFailure(m: OciMount, e: Errno): Error {
  const flags = m.options.includes('rbind') ? '0x5000' : '0x0';
  const what = `mount ${m.source}:${m.destination} (via /proc/self/fd/6), flags: ${flags}: ${goStrerror(e.code)}`;
  return new Error(`error mounting ${quote(m.source)} to rootfs at ${quote(m.destination)}: ${what}`);
}

/**
 * Sets up what a container sees as its root: the file systems and binds of its specification over its image's files, the paths that
 * are hidden or read-only (libcontainer/rootfs_linux.go, prepareRootfs). `init` is the container's first process, whose /proc this
 * becomes. Throws Error with runc's text.
 */
export function mountRootfs(host: LinuxCalls, calls: LinuxCalls, init: Process, spec: OciSpec): void {
  const { mounts } = calls.namespaces;
  for (const m of spec.mounts) {
    try {
      mountOne(host, calls, init, m);
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      throw mountFailure(m, e);
    }
  }
  hide(calls, spec, init);
  if (spec.root.readonly) mounts.root.mount.readOnly = true;
}

function mountOne(host: LinuxCalls, calls: LinuxCalls, init: Process, m: OciMount): void {
  const { mounts } = calls.namespaces;
  const readOnly = m.options.includes('ro') || m.options.includes('rro');
  const options = mountOptions(m, readOnly);
  if (m.type === 'bind') {
    bind(host, calls, m, readOnly, options);
    return;
  }
  const at = directoryAt(calls, m.destination);
  switch (m.type) {
    case 'cgroup': {
      const source = host.place('/sys/fs/cgroup');
      mounts.mount(source.inode, at, 'cgroup', 'cgroup', options, readOnly);
      return;
    }
    case 'devpts':
      mounts.mount(pseudo(host, init, 'devpts').root, at, 'devpts', 'devpts', options, readOnly);
      return;
    case 'tmpfs': {
      const fs = host.namespaces.makeFileSystem('tmpfs', init);
      if (m.destination === '/dev') devices(fs);
      mounts.mount(fs.root, at, m.source, 'tmpfs', options, readOnly);
      return;
    }
    default: {
      const fs = host.namespaces.makeFileSystem(m.type, init);
      mounts.mount(fs.root, at, m.source, m.type, options, readOnly);
    }
  }
}

/** A file system that only its type tells from a tmpfs. */
function pseudo(host: LinuxCalls, init: Process, type: string): FileSystem {
  return new FileSystem(type, host.namespaces.makeFileSystem('tmpfs', init).dev, () => init.clock.now);
}

function devices(fs: FileSystem): void {
  populateDev(fs, fs.root);
  const link = (name: string, target: string): void => {
    const inode = fs.inode('symlink', 0o777, 0, 0);
    inode.target = target;
    fs.root.entries!.set(name, inode);
  };
  link('core', '/proc/kcore');
  link('ptmx', 'pts/ptmx');
}

function mountOptions(m: OciMount, readOnly: boolean): string {
  const kept = m.options.filter((o) => !/^(?:ro|rw|rro|r?bind|r?private|r?shared|r?slave|newinstance)$/.test(o));
  if (!kept.some((o) => /^(?:relatime|noatime|strictatime)$/.test(o))) kept.push('relatime');
  return [readOnly ? 'ro' : 'rw', ...kept.filter((o) => o !== 'strictatime')].join(',');
}

/** The directory at a path of the container, made where it is missing. */
function directoryAt(calls: LinuxCalls, path: string): Place {
  try {
    const place = calls.place(path);
    if (place.inode.type === 'directory') return place;
    throw new Errno('ENOTDIR', 'mkdir', path);
  } catch (e) {
    if (!(e instanceof Errno) || e.code !== 'ENOENT') throw e;
    calls.mkdirp(path, 0o755);
    return calls.place(path);
  }
}

function bind(host: LinuxCalls, calls: LinuxCalls, m: OciMount, readOnly: boolean, options: string): void {
  const source = host.place(m.source);
  const { mounts } = calls.namespaces;
  let at: Place;
  if (source.inode.type === 'directory') {
    at = directoryAt(calls, m.destination);
  } else {
    if (!calls.exists(m.destination)) {
      calls.mkdirp(m.destination.slice(0, m.destination.lastIndexOf('/')) || '/', 0o755);
      calls.writeFile(m.destination, '', 0o755);
    }
    at = calls.place(m.destination);
    if (at.inode.type === 'directory') throw new Errno('ENOTDIR', 'mount', m.destination);
  }
  const path = source.path();
  mounts.mount(source.inode, at, source.mount.source, source.mount.type, options, readOnly, subtreeOf(source));
  for (const inner of mountsBelow(host.namespaces.mounts, path)) {
    const target = calls.place(`${m.destination}${inner.path.slice(path === '/' ? 0 : path.length)}`);
    mounts.mount(inner.root, target, inner.source, inner.type, inner.options, inner.readOnly, inner.subtree);
  }
}

/** The path of a place within its own file system, as /proc/PID/mountinfo tells a bind's root. */
function subtreeOf(place: Place): string {
  const base = place.mount.at?.path() ?? '/';
  const path = place.path();
  const below = path === base ? '' : path.slice(base === '/' ? 0 : base.length);
  return `${place.mount.subtree === '/' ? '' : place.mount.subtree}${below}` || '/';
}

interface InnerMount {
  path: string;
  root: Inode;
  source: string;
  type: string;
  options: string;
  readOnly: boolean;
  subtree: string;
}

/** Where mounts are: asked for each bind of each container, and never changed. */
const mountPaths = new WeakMap<Mount, string>();

function pathOf(mount: Mount): string {
  let path = mountPaths.get(mount);
  if (path === undefined) mountPaths.set(mount, (path = mount.at!.path()));
  return path;
}

/** Mounts of the node below a path, which a recursive bind takes along. */
function mountsBelow(namespace: MountNamespace, path: string): InnerMount[] {
  const prefix = path === '/' ? '/' : `${path}/`;
  const out: InnerMount[] = [];
  for (const mount of namespace.mounts) {
    if (!mount.at) continue;
    const where = pathOf(mount);
    if (where === path || !where.startsWith(prefix)) continue;
    const { root, source, type, options, readOnly, subtree } = mount;
    out.push({ path: where, root, source, type, options, readOnly, subtree });
  }
  return out;
}

function hide(calls: LinuxCalls, spec: OciSpec, init: Process): void {
  const { namespaces } = calls;
  const { mounts } = namespaces;
  let empty: FileSystem | undefined;
  for (const path of spec.linux.maskedPaths ?? []) {
    if (!exists(namespaces, calls, path)) continue;
    const at = calls.place(path);
    if (at.inode.type === 'directory') {
      empty ??= namespaces.makeFileSystem('tmpfs', init);
      mounts.mount(empty.root, at, 'tmpfs', 'tmpfs', 'ro,relatime', true);
    } else {
      const none = calls.place('/dev/null');
      mounts.mount(none.inode, at, 'tmpfs', 'tmpfs', 'rw,nosuid', false, '/null');
    }
  }
  for (const path of spec.linux.readonlyPaths ?? []) {
    if (!exists(namespaces, calls, path)) continue;
    const at = calls.place(path);
    mounts.mount(
      at.inode,
      at,
      at.mount.source,
      at.mount.type,
      'ro,nosuid,nodev,noexec,relatime',
      true,
      path.replace(/^\/(?:proc|sys)/, ''),
    );
  }
}
