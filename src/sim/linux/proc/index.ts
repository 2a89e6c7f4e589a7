import { isErrno } from '../../kernel/errno.ts';
import type { PidNamespace, Process } from '../../kernel/process.ts';
import type { FileSystem, Inode } from '../fs/inode.ts';
import type { Machine } from '../machine.ts';
import type { NetworkNamespace } from '../net/namespace.ts';
import { cgroupDirectory, HIERARCHIES } from './cgroupfs.ts';
import { namespacesOf } from './namespaces.ts';
import { PidView } from './pid-view.ts';
import { processDirectory } from './process-directory.ts';
import { kernelParameters, sysctlTree, type Sysctls } from './sysctl.ts';
import { sysfsRoot } from './sysfs.ts';
import { systemFiles } from './system-files.ts';
import { Tree, type Entry } from './tree.ts';

const common = new WeakMap<Sysctls, Readonly<Record<string, Entry>>>();

/** What every procfs of a running kernel has beside the processes: made once, since each container mounts one. */
function commonEntries(machine: Machine, tree: Tree): Readonly<Record<string, Entry>> {
  let entries = common.get(machine.sysctls);
  if (!entries) common.set(machine.sysctls, (entries = makeCommonEntries(machine, tree)));
  return entries;
}

function makeCommonEntries(machine: Machine, tree: Tree): Readonly<Record<string, Entry>> {
  const net = (p: Process | undefined): NetworkNamespace => (p ? namespacesOf(p).net : machine.namespaces.net);
  const random = machine.kernel.random.stream(`uuid ${machine.name}`);
  const live = kernelParameters(
    machine.bootId,
    () => random.uuid(),
    () => machine.table.list().reduce((sum, p) => sum + p.fds.size, 0),
  );
  return {
    ...systemFiles(tree, machine),
    bus: tree.directory({}),
    driver: tree.directory({}),
    fs: tree.directory({ ext4: tree.directory({}), jbd2: tree.directory({}) }),
    irq: tree.directory({}),
    kallsyms: tree.file(() => ''),
    kcore: tree.file(() => '', { mode: 0o400 }),
    'key-users': tree.file(() => '    0:     3 2/2 2/1000000 23/25000000\n'),
    keys: tree.file(() => ''),
    kmsg: tree.file(() => machine.kernelLog.map((l) => `${l.text}\n`).join(''), { mode: 0o400 }),
    mounts: tree.link(() => 'self/mounts'),
    net: tree.link(() => 'self/net'),
    pressure: tree.directory(
      Object.fromEntries(
        ['cpu', 'io', 'memory'].map((name) => [
          name,
          tree.file(() => ['some', 'full'].map((k) => `${k} avg10=0.00 avg60=0.00 avg300=0.00 total=0\n`).join('')),
        ]),
      ),
    ),
    'sysrq-trigger': tree.file(() => '', { mode: 0o200, write: () => undefined }),
    sys: sysctlTree(tree, machine.sysctls, net, live),
    tty: tree.directory({}),
  };
}

/**
 * A procfs that shows the processes of a pid namespace (proc(5)). It is what mount(2) makes of type `proc`; a container
 * runtime makes one for the namespace of the container that it is about to start.
 */
export function procFileSystem(machine: Machine, namespace: PidNamespace): FileSystem {
  const fs = machine.fileSystem('proc');
  const tree = new Tree(fs);
  const view = new PidView(machine.table, namespace, machine.bootedAt);
  const directories = new WeakMap<Process, Inode>();
  const directoryOf = (process: Process): Inode => {
    let directory = directories.get(process);
    if (!directory) directories.set(process, (directory = processDirectory(tree, process, view)));
    if (directory.uid !== process.cred.uid) directory.uid = process.cred.uid;
    return directory;
  };
  const self = (p: Process | undefined): string => (p && view.number(p) ? String(view.number(p)) : '');
  const fixed = tree.directory({
    ...commonEntries(machine, tree),
    self: tree.link(self),
    'thread-self': tree.link((p) => `${self(p)}/task/${self(p)}`),
  });
  const { root } = fs;
  root.mode = 0o555;
  root.synthetic = {
    list: (p) => [...view.list().map((q) => String(view.number(q))), ...fixed.names(p)],
    lookup(name, p) {
      if (!/^\d+$/.test(name)) return fixed.lookup(name, p);
      const process = view.find(Number(name));
      return process && process.state !== 'reaped' ? directoryOf(process) : undefined;
    },
  };
  return fs;
}

/** A sysfs of a machine; what it shows of the network is the asking process's namespace. */
export function sysFileSystem(machine: Machine): FileSystem {
  const fs = machine.fileSystem('sysfs');
  const tree = new Tree(fs);
  const root = tree.directory(sysfsRoot(tree, machine));
  fs.root.mode = 0o555;
  fs.root.synthetic = root.synthetic;
  return fs;
}

/** One hierarchy of control groups. */
export function cgroupFileSystem(machine: Machine, controllers: string): FileSystem {
  const fs = machine.fileSystem('cgroup');
  const tree = new Tree(fs);
  fs.root.synthetic = cgroupDirectory(tree, controllers, machine.cgroups).synthetic;
  return fs;
}

const STRICT = 'nosuid,nodev,noexec,relatime';

/**
 * Mounts what the kernel shows of itself: /proc, /sys, the hierarchies under /sys/fs/cgroup, and links /etc/mtab to the mount
 * table. Called once, when a machine is made; /proc, /sys and /etc must exist.
 */
export function mountPseudoFileSystems(machine: Machine): void {
  const { mounts } = machine.namespaces;
  const { calls } = machine;
  const mount = (fs: FileSystem, target: string, source: string, options: string, readOnly = false): void =>
    void mounts.mount(fs.root, calls.place(target), source, fs.type, `${readOnly ? 'ro' : 'rw'},${options}`, readOnly);
  mount(procFileSystem(machine, machine.table.pidNamespace), '/proc', 'proc', STRICT);
  mount(sysFileSystem(machine), '/sys', 'sysfs', STRICT, true);
  const groups = machine.fileSystem('tmpfs');
  mount(groups, '/sys/fs/cgroup', 'tmpfs', `${STRICT},mode=755`);
  for (const [, controllers] of [...HIERARCHIES].reverse()) {
    const name = controllers.replace(/^name=/, '');
    calls.mkdir(`/sys/fs/cgroup/${name}`);
    mount(cgroupFileSystem(machine, controllers), `/sys/fs/cgroup/${name}`, 'cgroup', `${STRICT},${controllers}`);
  }
  try {
    calls.symlink('../proc/self/mounts', '/etc/mtab');
  } catch (e) {
    if (!isErrno(e, 'EEXIST')) throw e;
  }
}
