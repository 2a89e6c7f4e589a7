import type { Cgroup } from '../../kernel/cgroup.ts';
import { Errno, goStrerror } from '../../kernel/errno.ts';
import type { FdTable } from '../../kernel/file.ts';
import { PidNamespace, type Credentials, type Process } from '../../kernel/process.ts';
import { block, type Step } from '../../kernel/step.ts';
import { Latch } from '../../kernel/sync.ts';
import type { Terminal } from '../../kernel/terminal.ts';
import { LinuxCalls, type Namespaces } from '../../linux/calls.ts';
import { networkNamespaceAt } from '../../linux/namespaces.ts';
import { NetworkNamespace } from '../../linux/net/namespace.ts';
import { MountNamespace } from '../../linux/fs/mounts.ts';
import type { FileSystem } from '../../linux/fs/inode.ts';
import { quote } from '../go/text.ts';
import { homeOf, passwdEntries } from '../oci/users.ts';
import type { OciProcess, OciSpec } from '../oci/types.ts';
import { applyResources, groupPath, rootGroup } from './cgroups.ts';
import { createdText, removeState, writeState } from './state.ts';
import { ConfinedCalls, securityOf } from './confinement.ts';
import { mountRootfs } from './rootfs.ts';

/** The standard streams of a process in a container. */
export interface ProcessIo {
  fds: FdTable;
  terminal?: Terminal | undefined;
}

/** A container as runc has made it: its first process waits until it is started. */
export interface RuncContainer {
  readonly id: string;
  /** Where runc keeps its state. */
  readonly root: string;
  readonly bundle: string;
  readonly spec: OciSpec;
  readonly init: Process;
  readonly calls: LinuxCalls;
  readonly cgroup: Cgroup;
  readonly started: Latch;
}

export interface CreateRequest {
  id: string;
  /** runc's `--root`. */
  runcRoot: string;
  bundle: string;
  spec: OciSpec;
  /** The writable root over the image's files, and how it is mounted. */
  root: FileSystem;
  rootOptions: string;
  io: ProcessIo;
  systemdCgroup: boolean;
}

/** The process whose namespace a path like `/proc/348/ns/net` names. Throws Error with runc's text. */
function namespaceHolder(p: Process, path: string): Process {
  const pid = Number(/^\/proc\/(\d+)\/ns\//.exec(path)?.[1] ?? 0);
  const holder = p.table.processes.get(pid);
  if (!holder) throw new Error(`lstat ${path}: no such file or directory`);
  return holder;
}

const namespacesOf = (p: Process): Namespaces => (p.sys as LinuxCalls).namespaces;

function credentials(process: OciProcess): Credentials {
  const { uid, gid, additionalGids = [] } = process.user;
  return { uid, gid, groups: additionalGids.length > 0 ? additionalGids : [gid] };
}

function environment(env: readonly string[]): Record<string, string> {
  const out: Record<string, string> = {};
  for (const e of env) {
    const at = e.indexOf('=');
    if (at > 0) out[e.slice(0, at)] = e.slice(at + 1);
  }
  return out;
}

/** runc adds HOME where it is not set, by the container's own /etc/passwd. */
function withHome(env: Record<string, string>, calls: LinuxCalls, uid: number): Record<string, string> {
  if (env['HOME']) return env;
  let rows: string[][] = [];
  try {
    rows = calls
      .readText('/etc/passwd')
      .split('\n')
      .filter((line) => line && !line.startsWith('#'))
      .map((line) => line.split(':'));
  } catch (e) {
    if (!(e instanceof Errno)) throw e;
  }
  return { ...env, HOME: homeOf(passwdEntries(rows), uid) };
}

/**
 * `runc create`: namespaces, control group, root file system and first process of a container, which then waits. The process is a
 * child of `p`, the shim. Throws Error with runc's text.
 */
export function createContainer(p: Process, request: CreateRequest): RuncContainer {
  const { spec, id, io } = request;
  const host = p.sys as LinuxCalls;
  const cgroup = rootGroup(p).at(groupPath(spec.linux.cgroupsPath, request.systemdCgroup, p.cgroup.path));
  applyResources(cgroup, spec.linux.resources);
  const { namespaces, pidNamespace } = joinNamespaces(p, request);
  const root = namespaces.mounts.root;
  const calls =
    spec.linux.seccomp || spec.process.user.uid === 0
      ? new ConfinedCalls(namespaces, undefined, root, root, spec.linux.seccomp)
      : new LinuxCalls(namespaces, undefined, root, root);
  const started = new Latch();
  const init = startProcess(p, spec.process, { calls, cgroup, pidNamespace, io, seccomp: spec.linux.seccomp, started });
  const setup = new LinuxCalls(namespaces, undefined, root, root);
  try {
    mountRootfs(host, setup, init, spec);
    if (!setup.exists(spec.process.cwd)) setup.mkdirp(spec.process.cwd, 0o755);
    prepare(init, spec.process, setup);
  } catch (e) {
    p.kernel.terminate(init, { code: 1 });
    if (!cgroup.populated) cgroup.remove();
    throw initFailure(e);
  }
  const container = { id, root: request.runcRoot, bundle: request.bundle, spec, init, calls, cgroup, started };
  saveState(p, container, false);
  return container;
}

function saveState(p: Process, { id, root, bundle, spec, init, cgroup }: RuncContainer, started: boolean): void {
  writeState(p.sys, root, {
    id,
    init_process_pid: init.pid,
    init_process_start: init.startedAt,
    created: createdText(init.startedAt),
    bundle,
    cgroup_path: cgroup.path,
    started,
    annotations: spec.annotations,
  });
}

/** `runc start`: lets the container's first process become its program. */
export function startContainer(p: Process, container: RuncContainer): void {
  container.started.open();
  saveState(p, container, true);
}

function initFailure(e: unknown): Error {
  if (!(e instanceof Error)) throw e;
  const text = e instanceof Errno ? e.go : e.message;
  return new Error(`unable to start container process: ${/^exec: /.test(text) ? text : `error during container init: ${text}`}`);
}

function joinNamespaces(p: Process, request: CreateRequest): { namespaces: Namespaces; pidNamespace: PidNamespace } {
  const own = namespacesOf(p);
  const { spec } = request;
  let { net, uts } = own;
  let pidNamespace = p.table.pidNamespace;
  for (const { type, path } of spec.linux.namespaces) {
    if (type === 'network')
      net = path === undefined ? new NetworkNamespace(net.fabric, net.machine, p.kernel.anonymousInode()) : networkOf(p, path);
    else if (type === 'uts')
      uts = path === undefined ? { hostname: spec.hostname || uts.hostname } : namespacesOf(namespaceHolder(p, path)).uts;
    else if (type === 'pid') pidNamespace = path === undefined ? new PidNamespace() : namespaceHolder(p, path).pidNamespace;
  }
  const mounts = new MountNamespace(request.root.root, 'overlay', 'overlay', request.rootOptions);
  return { namespaces: { ...own, mounts, net, uts }, pidNamespace };
}

function networkOf(p: Process, path: string): NetworkNamespace {
  const file = networkNamespaceAt(p.sys as LinuxCalls, path);
  return file ?? namespacesOf(namespaceHolder(p, path)).net;
}

interface StartOptions {
  calls: LinuxCalls;
  cgroup: Cgroup;
  pidNamespace: PidNamespace;
  io: ProcessIo;
  seccomp: OciSpec['linux']['seccomp'];
  started: Latch;
}

/** Starts a process that waits in its namespaces until `started` opens, and then becomes its program. */
function startProcess(p: Process, process: OciProcess, options: StartOptions): Process {
  const { calls, cgroup, pidNamespace, io, started } = options;
  const child = p.fork(
    function* (init) {
      yield* block(started.opened);
      return yield* becomeProgram(init, process);
    },
    {
      sys: calls,
      env: environment(process.env),
      cred: credentials(process),
      umask: 0o022,
      fds: io.fds,
      session: true,
      ...(io.terminal ? { terminal: io.terminal } : {}),
      cgroup,
      pidNamespace,
      security: securityOf(process, options.seccomp),
    },
  );
  child.argv = ['runc', 'init'];
  child.comm = 'runc:[2:INIT]';
  child.exe = '/usr/sbin/runc';
  if (process.oomScoreAdj !== undefined) child.oomScoreAdj = process.oomScoreAdj;
  if (io.terminal) io.terminal.foreground = child.group;
  return child;
}

/** What runc's init does in the container before it waits: the environment, the working directory, and finding the program. */
function prepare(init: Process, process: OciProcess, setup: LinuxCalls): void {
  init.env = withHome(init.env, setup, process.user.uid);
  try {
    init.sys.chdir(process.cwd);
  } catch (e) {
    if (!(e instanceof Errno)) throw e;
    throw new Error(`chdir to cwd (${quote(process.cwd)}) set in config.json failed: ${goStrerror(e.code)}`);
  }
  lookPath(init, process.args[0]!);
}

/** Go's exec.LookPath with the container's PATH. Throws Error with its text. */
function lookPath(init: Process, file: string): void {
  const failed = (why: string): Error => new Error(`exec: ${quote(file)}: ${why}`);
  const runnable = (path: string): Errno | undefined => {
    try {
      const stat = init.sys.stat(path);
      return stat.type !== 'directory' && stat.mode & 0o111 ? undefined : new Errno('EACCES', 'stat', path);
    } catch (e) {
      if (e instanceof Errno) return e;
      throw e;
    }
  };
  if (file.includes('/')) {
    const error = runnable(file);
    if (error) throw failed(error.code === 'EACCES' ? 'permission denied' : `stat ${file}: ${goStrerror(error.code)}`);
    return;
  }
  for (const directory of (init.env['PATH'] ?? '').split(':')) if (!runnable(`${directory || '.'}/${file}`)) return;
  throw failed('executable file not found in $PATH');
}

/** execve(2) of the program; where the kernel refuses it, only standard error can still tell. */
function* becomeProgram(init: Process, process: OciProcess): Step<number | void> {
  init.comm = '';
  const found = pathOf(init, process.args[0]!);
  try {
    init.sys.executable(found, process.args, init.env);
  } catch (e) {
    if (!(e instanceof Errno)) throw e;
    yield* init.error(`exec ${found}: ${e.code === 'ENOEXEC' ? 'exec format error' : goStrerror(e.code)}\n`);
    return 1;
  }
  return yield* init.exec([...process.args], found);
}

function pathOf(init: Process, file: string): string {
  if (file.includes('/')) return file;
  for (const directory of (init.env['PATH'] ?? '').split(':')) {
    const path = `${directory || '.'}/${file}`;
    if (init.sys.exists(path) && init.sys.stat(path).mode & 0o111) return path;
  }
  return file;
}

/** `runc exec`: another process in a running container, a child of `p`. It starts at once. Throws Error with runc's text. */
export function execInContainer(p: Process, container: RuncContainer, process: OciProcess, io: ProcessIo): Process {
  if (!container.init.alive) throw new Error('cannot exec in a stopped container');
  const started = new Latch();
  const child = startProcess(p, process, {
    calls: container.calls,
    cgroup: container.cgroup,
    pidNamespace: container.init.pidNamespace,
    io,
    seccomp: container.spec.linux.seccomp,
    started,
  });
  try {
    prepare(child, process, container.calls);
  } catch (e) {
    p.kernel.terminate(child, { code: 255 });
    throw initFailure(e);
  }
  started.open();
  return child;
}

/** `runc delete`: what is left of a container ends, its control group and state go. */
export function releaseContainer(p: Process, container: RuncContainer): void {
  for (const process of container.cgroup.all()) process.kernel.terminate(process, { signal: 'KILL' });
  container.cgroup.remove();
  removeState(p.sys, container.root, container.id);
}
