import { Errno } from '../../kernel/errno.ts';
import { FdTable } from '../../kernel/file.ts';
import { openPipe } from '../../kernel/pipe.ts';
import type { Process } from '../../kernel/process.ts';
import type { Step } from '../../kernel/step.ts';
import { Latch } from '../../kernel/sync.ts';
import { text } from '../../kernel/text.ts';
import type { Micros } from '../../kernel/time.ts';
import type { LinuxCalls } from '../../linux/calls.ts';
import type { FileSystem, LiveContent } from '../../linux/fs/inode.ts';
import { GrpcClient } from '../../linux/net/grpc/client.ts';
import { GrpcError } from '../../linux/net/grpc/grpc.ts';
import { bytes } from '../../kernel/text.ts';
import { quote } from '../go/text.ts';
import type { OciSpec } from '../oci/types.ts';
import { TASK_SERVICE, type ExitReport, type Stdio, type TaskMethods } from '../task/api.ts';
import type { Log } from './config.ts';
import { notFound, quietly, textOf, wrap } from './errors.ts';
import type { ContainerRecord } from './metadata.ts';

const RUNTIME_DIRECTORY = 'io.containerd.runtime.v2.task';
const BINARY = 'containerd-shim-runc-v2';
/** How long a shim is waited for that holds nothing any more. */
const SHUTDOWN_TIMEOUT: Micros = 3_000_000;

/** A container's config.json, made when somebody reads it. */
class SpecFile implements LiveContent {
  readonly version = 1;
  #bytes: Uint8Array | undefined;

  constructor(private readonly spec: OciSpec) {}

  get size(): number {
    return this.encode().length;
  }

  encode(): Uint8Array {
    return (this.#bytes ??= bytes(JSON.stringify(this.spec)));
  }
}

/** A shim as one of its containers knows it: a connection of its own. */
export class Shim {
  /** Its process has gone. */
  readonly gone = new Latch();
  readonly #client: GrpcClient;
  #closed = false;

  constructor(
    private readonly p: Process,
    readonly id: string,
    readonly address: string,
  ) {
    this.#client = new GrpcClient(p, { target: address });
  }

  /** Throws GrpcError. */
  *call<M extends keyof TaskMethods>(method: M, request: TaskMethods[M][0], timeout?: Micros): Step<TaskMethods[M][1]> {
    if (this.#closed || this.gone.set) throw new GrpcError('Unknown', 'ttrpc: closed');
    try {
      const options = timeout === undefined ? {} : { deadline: this.p.clock.now + timeout };
      return yield* this.#client.call(`${TASK_SERVICE}/${method}`, request, options);
    } catch (e) {
      if (e instanceof GrpcError && e.code === 'Unavailable') throw new GrpcError('Unknown', 'ttrpc: closed');
      throw e;
    }
  }

  /** Watches its connection from now on. */
  attend(): void {
    const shim = this;
    this.p.thread(
      'shim',
      (function* (): Step {
        try {
          yield* shim.call('Attend', {});
        } catch (e) {
          if (!(e instanceof GrpcError)) throw e;
        }
        shim.gone.open();
      })(),
    );
  }

  close(): void {
    this.#closed = true;
    this.#client.close();
  }
}

export interface TaskRequest extends Stdio {
  record: ContainerRecord;
  root: FileSystem;
  rootOptions: string;
  systemdCgroup: boolean;
}

export interface ShimSettings {
  address: string;
  root: string;
  state: string;
  namespace: string;
  /** Its `env` for shims: `NAME=value`. */
  env: readonly string[];
  /** Containers that there are, for what is found at the start. */
  container: (id: string) => ContainerRecord | undefined;
}

/** Starts shims, finds them again, and speaks to them: core/runtime/v2 @v2.2. Methods throw GrpcError. */
export class ShimManager {
  readonly #shims = new Map<string, Shim>();

  constructor(
    private readonly p: Process,
    private readonly log: Log,
    private readonly settings: ShimSettings,
  ) {}

  get #sys(): LinuxCalls {
    return this.p.sys as LinuxCalls;
  }

  get #stateDirectory(): string {
    return `${this.settings.state}/${RUNTIME_DIRECTORY}/${this.settings.namespace}`;
  }

  bundle(id: string): string {
    return `${this.#stateDirectory}/${id}`;
  }

  /** The shim that holds a container's task. Throws where there is none. */
  get(id: string): Shim {
    const shim = this.#shims.get(id);
    if (!shim) throw notFound(`container ${id}`);
    return shim;
  }

  has(id: string): boolean {
    return this.#shims.has(id);
  }

  ids(): string[] {
    return [...this.#shims.keys()];
  }

  /** Makes a container's task: with a shim of its own, or in that of its sandbox. Gives the pid of its first process. */
  *create(request: TaskRequest): Step<number> {
    const { id, sandboxId, spec } = request.record;
    this.#newBundle(id, spec);
    let shim: Shim;
    try {
      shim = sandboxId ? yield* this.#join(id, sandboxId) : yield* this.#start(id);
    } catch (e) {
      this.deleteBundle(id);
      throw wrap('failed to start shim', e);
    }
    this.#shims.set(id, shim);
    try {
      const { stdin, stdout, stderr, terminal, root, rootOptions, systemdCgroup } = request;
      const created = yield* shim.call('Create', {
        id,
        bundle: this.bundle(id),
        spec,
        root,
        rootOptions,
        systemdCgroup,
        stdin,
        stdout,
        stderr,
        terminal,
      });
      return created.pid;
    } catch (e) {
      this.#shims.delete(id);
      if (!sandboxId) yield* this.#shutdown(shim);
      shim.close();
      this.deleteBundle(id);
      throw wrap('failed to create shim task', e);
    }
  }

  #newBundle(id: string, spec: OciSpec): void {
    const { root, namespace } = this.settings;
    const sys = this.#sys;
    const path = this.bundle(id);
    const work = `${root}/${RUNTIME_DIRECTORY}/${namespace}/${id}`;
    if (!sys.exists(this.#stateDirectory)) sys.mkdirp(this.#stateDirectory, 0o711);
    try {
      sys.mkdir(path, 0o700);
    } catch (e) {
      if (e instanceof Errno) throw new GrpcError(e.code === 'EEXIST' ? 'AlreadyExists' : 'Unknown', e.go);
      throw e;
    }
    sys.mkdir(`${path}/rootfs`, 0o711);
    if (!sys.exists(work)) sys.mkdirp(work, 0o711);
    sys.symlink(work, `${path}/work`);
    sys.writeFile(`${path}/config.json`, '', 0o600);
    sys.place(`${path}/config.json`).inode.data!.attach(new SpecFile(spec));
    sys.writeFile(`${path}/options.json`, '{}', 0o600);
    sys.writeFile(`${path}/runtime`, '', 0o600);
  }

  /** Takes a container's directories away, and what is mounted there. */
  deleteBundle(id: string): void {
    const sys = this.#sys;
    const path = this.bundle(id);
    quietly(() => sys.umount(`${path}/rootfs`));
    // the specification need not become text for being thrown away
    quietly(() => sys.unlink(`${path}/config.json`));
    quietly(() => sys.removeTree(path));
    quietly(() => sys.removeTree(`${this.settings.root}/${RUNTIME_DIRECTORY}/${this.settings.namespace}/${id}`));
  }

  *#join(id: string, sandboxId: string): Step<Shim> {
    const parent = this.#shims.get(sandboxId);
    if (!parent) throw notFound(`can't find shim for sandbox ${sandboxId}`);
    const path = this.bundle(id);
    this.#sys.writeFile(`${path}/sandbox`, sandboxId, 0o600);
    this.#writeBootstrap(path, parent.address);
    return this.#connect(id, parent.address);
  }

  #writeBootstrap(path: string, address: string): void {
    this.#sys.writeFile(`${path}/bootstrap.json`, JSON.stringify({ version: 3, address, protocol: 'ttrpc' }), 0o644);
  }

  #connect(id: string, address: string): Shim {
    const { namespace } = this.settings;
    this.log('info', `connecting to shim ${id}`, { address, namespace, protocol: 'ttrpc', version: '3' });
    return new Shim(this.p, id, address);
  }

  /** Where the shim's program is. Throws GrpcError. */
  #binary(): string {
    const sys = this.#sys;
    for (const directory of (this.p.env['PATH'] ?? '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin').split(':')) {
      const path = `${directory}/${BINARY}`;
      if (sys.exists(path) && sys.stat(path).mode & 0o111) return path;
    }
    const beside = `${this.p.exe.slice(0, this.p.exe.lastIndexOf('/'))}/${BINARY}`;
    if (sys.exists(beside)) return beside;
    throw new GrpcError(
      'Unknown',
      `failed to resolve runtime path: runtime "io.containerd.runc.v2" binary not installed ${quote(BINARY)}: file does not exist`,
    );
  }

  *#start(id: string): Step<Shim> {
    const { namespace, address, env } = this.settings;
    const binary = this.#binary();
    const out = yield* this.#run(binary, ['-namespace', namespace, '-address', address, '-id', id, 'start'], this.bundle(id), env);
    let socket: string;
    try {
      socket = (JSON.parse(out) as { address: string }).address;
    } catch (e) {
      if (!(e instanceof SyntaxError)) throw e;
      throw new GrpcError('Unknown', `start failed: ${out.trim()}: exit status 1`);
    }
    this.#writeBootstrap(this.bundle(id), socket);
    const shim = this.#connect(id, socket);
    this.#watch(shim);
    return shim;
  }

  /** Runs the shim's program for a short errand, and gives what it prints. */
  *#run(binary: string, args: readonly string[], cwd: string, env: readonly string[] = []): Step<string> {
    const { p } = this;
    const [reading, writing] = openPipe(p);
    const fds = new FdTable();
    fds.set(0, p.fds.get(0)!);
    fds.set(1, writing);
    fds.set(2, writing);
    reading.reference();
    const more = Object.fromEntries(env.map((e) => [e.split('=')[0]!, e.slice(e.indexOf('=') + 1)]));
    let out = '';
    try {
      const child = p.spawn([binary, ...args], { file: binary, fds, cwd, env: { ...p.env, ...more } });
      yield* p.wait(child);
      if (reading.file.readable?.()) out = text(yield* reading.file.read(p, 65_536));
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      throw new GrpcError('Unknown', `start failed: fork/${e.go}`);
    } finally {
      reading.release();
    }
    return out;
  }

  /** Sees to what a shim leaves when its process ends on its own. */
  #watch(shim: Shim): void {
    const manager = this;
    const { id } = shim;
    shim.attend();
    this.p.thread(
      'shim gone',
      (function* (): Step {
        yield shim.gone.opened;
        const fields = { id, namespace: manager.settings.namespace };
        manager.log('info', 'shim disconnected', fields);
        yield* manager.#cleanUp(id);
        if (manager.#shims.get(id) === shim) manager.#shims.delete(id);
      })(),
    );
  }

  /** `containerd-shim-runc-v2 delete`: ends what a dead shim has left of a container. */
  *#cleanUp(id: string): Step {
    const { namespace, address } = this.settings;
    const fields = { id, namespace };
    this.log('info', 'cleaning up after shim disconnected', fields);
    this.log('info', 'cleaning up dead shim', fields);
    const bundle = this.bundle(id);
    if (!this.#sys.exists(bundle)) return;
    try {
      yield* this.#run(this.#binary(), ['-namespace', namespace, '-address', address, '-bundle', bundle, '-id', id, 'delete'], bundle);
    } catch (e) {
      if (!(e instanceof GrpcError)) throw e;
      this.log('warning', 'failed to clean up after shim disconnected', { ...fields, error: textOf(e) });
    }
    this.deleteBundle(id);
  }

  *#shutdown(shim: Shim): Step {
    try {
      yield* shim.call('Shutdown', { id: shim.id }, SHUTDOWN_TIMEOUT);
    } catch (e) {
      if (!(e instanceof GrpcError)) throw e;
    }
  }

  /** Deletes a task that has ended (or, killing it, one that has not), and a sandbox's shim with it. */
  *delete(id: string, kill = false): Step<ExitReport> {
    const shim = this.get(id);
    if (kill) {
      try {
        yield* shim.call('Kill', { id, signal: 'KILL', all: true });
        yield* shim.call('Wait', { id });
      } catch (e) {
        if (!(e instanceof GrpcError)) throw e;
      }
    }
    let report: ExitReport | undefined;
    let failure: GrpcError | undefined;
    try {
      report = yield* shim.call('Delete', { id });
    } catch (e) {
      if (!(e instanceof GrpcError)) throw e;
      failure = e;
      this.log('error', 'failed to delete task', { error: textOf(e), id });
      if (e.desc !== 'ttrpc: closed' && e.code !== 'NotFound') throw e;
    }
    const own = !this.settings.container(id)?.sandboxId;
    if (own) yield* this.#shutdown(shim);
    this.#shims.delete(id);
    shim.close();
    this.deleteBundle(id);
    if (failure) throw failure;
    return report!;
  }

  /** Finds the shims that have gone on while containerd was away, and ends what dead ones have left. */
  *load(): Step {
    const sys = this.#sys;
    if (!sys.exists(this.#stateDirectory)) return;
    for (const { name: id } of sys.readdir(this.#stateDirectory)) {
      const path = this.bundle(id);
      const names = sys.readdir(path).map((e) => e.name);
      if (names.length === 0) {
        this.deleteBundle(id);
        continue;
      }
      try {
        yield* this.#loadOne(id, path);
      } catch (e) {
        if (!(e instanceof GrpcError)) throw e;
        this.log('error', `failed to load shim ${path}`, { error: textOf(e), namespace: this.settings.namespace });
        this.deleteBundle(id);
      }
    }
  }

  *#loadOne(id: string, path: string): Step {
    const { namespace } = this.settings;
    if (!this.settings.container(id)) {
      this.log('error', `loading container ${id}`, {
        error: `container ${quote(id)} in namespace ${quote(namespace)}: not found`,
        namespace,
      });
      yield* this.#cleanUp(id);
      throw notFound(`container ${quote(id)} in namespace ${quote(namespace)}`);
    }
    let address: string;
    try {
      address = (JSON.parse(this.#sys.readText(`${path}/bootstrap.json`)) as { address: string }).address;
    } catch (e) {
      if (!(e instanceof Errno) && !(e instanceof SyntaxError)) throw e;
      yield* this.#cleanUp(id);
      throw new GrpcError('Unknown', `unable to load shim ${quote(id)}: failed to read bootstrap.json when restoring bundle ${quote(id)}`);
    }
    const shim = this.#connect(id, address);
    try {
      yield* shim.call('Pids', { id }, 5_000_000);
    } catch (e) {
      if (!(e instanceof GrpcError)) throw e;
      shim.close();
      yield* this.#cleanUp(id);
      throw wrap(`unable to load shim ${quote(id)}`, e);
    }
    this.#shims.set(id, shim);
    this.#watch(shim);
  }

  /** Lets all connections go; the shims stay. */
  close(): void {
    for (const shim of this.#shims.values()) shim.close();
  }
}
