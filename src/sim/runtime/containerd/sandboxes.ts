import { Errno } from '../../kernel/errno.ts';
import { block, type Step } from '../../kernel/step.ts';
import { GrpcError } from '../../linux/net/grpc/grpc.ts';
import { createNetns, netnsClosed, removeNetns } from '../cni/netns.ts';
import type * as cri from '../cri/types.ts';
import { errorText, quote } from '../go/text.ts';
import { imageTree } from '../images/image.ts';
import { sandboxSpec } from '../oci/spec.ts';
import { RUNTIME_PLUGIN, IMAGES_PLUGIN } from './config.ts';
import { NAMESPACE, type CriContext } from './context.ts';
import { isNotFound, quietly, textOf, wrap } from './errors.ts';
import type { ContainerService } from './containers.ts';
import type { StoredImage } from './image-store.ts';
import type { ContainerRecord } from './metadata.ts';
import { cleanupSandboxFiles, setupSandboxFiles } from './sandbox-files.ts';
import { Sandbox, selects } from './stores.ts';
import { exitText } from './texts.ts';

const DEFAULT_SANDBOX_IMAGE = 'registry.k8s.io/pause:3.10.1';

/** Pods' sandboxes: internal/cri/server/sandbox_*.go and podsandbox/ @v2.2. Methods throw GrpcError. */
export class SandboxService {
  /** Set by who makes both. */
  containers!: ContainerService;

  constructor(private readonly context: CriContext) {}

  // ---- run --------------------------------------------------------------------------------------

  *run(config: cri.PodSandboxConfig, runtimeHandler: string): Step<string> {
    const { context } = this;
    const { metadata: m } = config;
    if (!m) throw new GrpcError('Unknown', 'sandbox config must include metadata');
    const id = context.newId();
    const name = [m.name, m.namespace, m.uid, m.attempt ?? 0].join('_');
    try {
      context.sandboxes.reserve(name, id);
    } catch (e) {
      throw wrap(`failed to reserve sandbox name ${quote(name)}`, e);
    }
    const sandbox = new Sandbox(
      { id, name, config, netnsPath: '', ip: '', additionalIps: [], cniResult: null, runtimeHandler },
      context.p.clock.now,
    );
    context.metadata.put('leases', `${NAMESPACE}/${id}`, { id, createdAt: context.p.clock.now, labels: {} });
    try {
      this.#checkRuntime(id, runtimeHandler);
      this.#save(sandbox);
      if (!sandbox.hostNetwork) yield* this.#network(sandbox);
      try {
        yield* this.#start(sandbox);
      } catch (e) {
        throw wrap(`failed to start sandbox ${quote(id)}`, e);
      }
    } catch (e) {
      yield* this.#abandon(sandbox);
      throw e;
    }
    sandbox.state = 'ready';
    this.#save(sandbox);
    context.sandboxes.add(sandbox);
    context.changed();
    this.#announce(sandbox, 'CONTAINER_CREATED_EVENT');
    this.monitor(sandbox);
    this.#announce(sandbox, 'CONTAINER_STARTED_EVENT');
    return id;
  }

  #checkRuntime(id: string, handler: string): void {
    const { config } = this.context;
    const name = handler || config.text('plugins', RUNTIME_PLUGIN, 'containerd', 'default_runtime_name');
    if (!(name in config.tables('plugins', RUNTIME_PLUGIN, 'containerd', 'runtimes'))) {
      throw new GrpcError('Unknown', `unable to get OCI runtime for sandbox ${quote(id)}: no runtime for ${quote(handler)} is configured`);
    }
  }

  #save(sandbox: Sandbox): void {
    this.context.metadata.put('sandboxes', `${NAMESPACE}/${sandbox.id}`, sandbox.metadata);
    const record = this.context.record(sandbox.id);
    if (record) this.context.putRecord({ ...record, sandbox: sandbox.metadata });
  }

  *#network(sandbox: Sandbox): Step {
    const { context } = this;
    const { id } = sandbox;
    const state = context.config.flag('plugins', RUNTIME_PLUGIN, 'netns_mounts_under_state_dir');
    const path = createNetns(context.p, state ? `${context.stateDir}/netns` : '/var/run/netns');
    sandbox.metadata = { ...sandbox.metadata, netnsPath: path };
    this.#save(sandbox);
    const failed = (text: string): GrpcError => new GrpcError('Unknown', `failed to setup network for sandbox ${quote(id)}: ${text}`);
    let result;
    try {
      result = yield* context.cni.setup({ id, netnsPath: path, portMappings: sandbox.config.portMappings ?? [] });
    } catch (e) {
      throw failed(errorText(e));
    }
    const addresses = result.Interfaces['eth0']?.IPConfigs;
    if (!addresses?.length) throw failed(`failed to find network info for sandbox ${quote(id)}`);
    const ips = addresses.map((a) => a.IP);
    sandbox.metadata = { ...sandbox.metadata, ip: ips[0]!, additionalIps: ips.slice(1), cniResult: result };
    this.#save(sandbox);
  }

  /** Takes away what there is of a sandbox that could not be made. */
  *#abandon(sandbox: Sandbox): Step {
    const { context } = this;
    const { id, metadata } = sandbox;
    if (metadata.netnsPath) {
      try {
        yield* context.cni.remove({ id, netnsPath: metadata.netnsPath, portMappings: [] });
      } catch (e) {
        context.log('error', `Failed to destroy network for sandbox ${quote(id)}`, { error: errorText(e) });
      }
      removeNetns(context.p, metadata.netnsPath);
    }
    context.metadata.remove('sandboxes', `${NAMESPACE}/${id}`);
    context.metadata.remove('leases', `${NAMESPACE}/${id}`);
    context.sandboxes.release(id);
  }

  // ---- its own container ------------------------------------------------------------------------

  *#image(): Step<StoredImage> {
    const { images, config } = this.context;
    const name = config.text('plugins', IMAGES_PLUGIN, 'pinned_images', 'sandbox') || DEFAULT_SANDBOX_IMAGE;
    const there = images.find(name);
    if (there) return there;
    try {
      return images.resolve(yield* images.pull(name));
    } catch (e) {
      throw wrap(`failed to get sandbox image ${quote(name)}: failed to pull image ${quote(name)}`, e);
    }
  }

  *#start(sandbox: Sandbox): Step {
    const { context } = this;
    const { id, config } = sandbox;
    const { sys } = context.p;
    const image = yield* this.#image();
    const root = context.directory('sandboxes', id);
    const volatile = context.volatileDirectory('sandboxes', id);
    sys.mkdirp(root, 0o755);
    sys.mkdirp(volatile, 0o755);
    try {
      this.#createRecord(sandbox, image);
      try {
        setupSandboxFiles(context, id, config);
      } catch (e) {
        throw wrap('failed to setup sandbox files', e);
      }
      yield* context.takes(60, 140);
      yield* this.#startTask(sandbox);
    } catch (e) {
      cleanupSandboxFiles(context, id, config);
      if (context.record(id)) {
        context.removeRecord(id);
        quietly(() => this.#removeSnapshot(id));
      }
      quietly(() => sys.removeTree(root));
      quietly(() => sys.removeTree(volatile));
      throw e;
    }
  }

  #removeSnapshot(id: string): void {
    const { snapshots } = this.context;
    if (snapshots.get(NAMESPACE, id)) snapshots.remove(NAMESPACE, id);
  }

  #createRecord(sandbox: Sandbox, image: StoredImage): void {
    const { context } = this;
    const { id, config, metadata } = sandbox;
    const { definition } = image;
    const imageName = image.references.find((r) => !r.startsWith('sha256:')) ?? image.id;
    let spec;
    try {
      spec = sandboxSpec(context.node, {
        id,
        config,
        image: definition.config,
        tree: imageTree(definition),
        imageName,
        netns: metadata.netnsPath,
        stateDir: context.stateDir,
        rootDir: context.rootDir,
      });
      context.snapshots.prepare(NAMESPACE, id, definition);
    } catch (e) {
      throw wrap('failed to create containerd container', e);
    }
    const { now } = context.p.clock;
    const record: ContainerRecord = {
      id,
      image: imageName,
      runtime: 'io.containerd.runc.v2',
      snapshotter: 'overlayfs',
      snapshotKey: id,
      createdAt: now,
      updatedAt: now,
      labels: { ...config.labels, ...definition.config.labels, 'io.cri-containerd.kind': 'sandbox' },
      spec,
      sandboxId: '',
      sandbox: metadata,
    };
    context.putRecord(record);
    sandbox.createdAt = now;
    context.events.publish('/snapshot/prepare', { key: id, parent: `sha256:${definition.layer}`, snapshotter: 'overlayfs' });
    context.events.publish('/containers/create', { id, image: imageName, runtime: { name: record.runtime } });
  }

  *#startTask(sandbox: Sandbox): Step {
    const { context } = this;
    const { id } = sandbox;
    const record = context.record(id)!;
    const { fs, options } = context.snapshots.mounts(NAMESPACE, id);
    try {
      sandbox.pid = yield* context.shims.create({
        record,
        root: fs,
        rootOptions: options,
        systemdCgroup: context.systemdCgroup,
        stdin: '',
        stdout: '',
        stderr: '',
        terminal: false,
      });
    } catch (e) {
      throw wrap('failed to create containerd task', e);
    }
    context.events.publish('/tasks/create', { container_id: id, pid: sandbox.pid });
    yield* context.takes(40, 90);
    try {
      yield* context.shims.get(id).call('Start', { id });
    } catch (e) {
      const failure = wrap(`failed to start sandbox container task ${quote(id)}`, e);
      yield* context.shims.delete(id, true);
      throw failure;
    }
    context.events.publish('/tasks/start', { container_id: id, pid: sandbox.pid });
  }

  // ---- its end ----------------------------------------------------------------------------------

  /** Waits for the end of a sandbox's own container. */
  monitor(sandbox: Sandbox): void {
    const service = this;
    this.context.p.thread(
      'sandbox exit',
      (function* (): Step {
        const { context } = service;
        const { id } = sandbox;
        let exitStatus = 255;
        let at = 0;
        try {
          const report = yield* context.shims.get(id).call('Wait', { id });
          exitStatus = report.exitStatus;
          at = report.exitedAt;
        } catch (e) {
          if (!(e instanceof GrpcError)) throw e;
          context.log('error', `failed to get task exit status for ${quote(id)}`, { error: textOf(e) });
          at = context.p.clock.now;
        }
        yield* service.#ended(sandbox, exitStatus, at);
      })(),
    );
  }

  *#ended(sandbox: Sandbox, exitStatus: number, at: number): Step {
    const { context } = this;
    const { id } = sandbox;
    context.events.publish('/tasks/exit', { container_id: id, id, pid: sandbox.pid, exit_status: exitStatus, exited_at: at });
    const task = exitText([
      ['container_id', id],
      ['id', id],
      ['exit_status', exitStatus],
      ['exited_at', at],
    ]);
    context.log('info', `received sandbox exit event ${task}`, { monitor_name: 'podsandbox' });
    // runc delete, and the shim's end
    yield* context.takes(15, 40);
    try {
      yield* context.shims.delete(id);
    } catch (e) {
      if (!(e instanceof GrpcError)) throw e;
    }
    yield* context.takes(2, 8);
    const own = exitText([
      ['sandbox_id', id],
      ['exit_status', exitStatus],
      ['exited_at', at],
    ]);
    context.log('info', `received sandbox container exit event ${own}`, { monitor_name: 'criService' });
    this.markStopped(sandbox, exitStatus, at);
  }

  markStopped(sandbox: Sandbox, exitStatus: number, at: number): void {
    sandbox.state = 'notready';
    sandbox.pid = 0;
    sandbox.exitStatus = exitStatus;
    sandbox.exitedAt = at;
    this.context.changed();
    sandbox.stopped.open();
    this.#announce(sandbox, 'CONTAINER_STOPPED_EVENT');
  }

  // ---- stop and remove --------------------------------------------------------------------------

  *stop(id: string): Step {
    const sandbox = this.context.sandboxes.find(id);
    if (sandbox) yield* this.#stop(sandbox);
  }

  *#stop(sandbox: Sandbox): Step {
    const { context } = this;
    const { id, metadata } = sandbox;
    for (const container of context.containersOf(id)) {
      try {
        yield* this.containers.stopContainer(container, 0, undefined);
      } catch (e) {
        throw wrap(`failed to stop container ${quote(container.id)}`, e);
      }
    }
    if (sandbox.state !== 'notready') {
      try {
        yield* this.#stopOwn(sandbox);
      } catch (e) {
        throw wrap(`failed to stop sandbox ${quote(id)}: failed to stop sandbox container ${quote(id)} in "SANDBOX_READY" state`, e);
      }
      cleanupSandboxFiles(context, id, sandbox.config);
    }
    if (!sandbox.hostNetwork && metadata.netnsPath) {
      const closed = netnsClosed(context.p, metadata.netnsPath);
      if (metadata.cniResult) {
        try {
          yield* context.cni.remove({ id, netnsPath: closed ? '' : metadata.netnsPath, portMappings: sandbox.config.portMappings ?? [] });
        } catch (e) {
          throw new GrpcError('Unknown', `failed to destroy network for sandbox ${quote(id)}: ${errorText(e)}`);
        }
      }
      removeNetns(context.p, metadata.netnsPath);
    }
    context.log('info', `TearDown network for sandbox ${quote(id)} successfully`);
  }

  *#stopOwn(sandbox: Sandbox): Step {
    const { context } = this;
    const { id } = sandbox;
    if (!context.shims.has(id)) {
      if (sandbox.state === 'unknown') this.markStopped(sandbox, 255, context.p.clock.now);
      else yield* block(sandbox.stopped.opened);
      return;
    }
    try {
      yield* context.shims.get(id).call('Kill', { id, signal: 'KILL' });
    } catch (e) {
      if (!isNotFound(e)) throw wrap('failed to kill pod sandbox container', e);
    }
    yield* block(sandbox.stopped.opened);
  }

  *remove(prefix: string): Step {
    const { context } = this;
    const sandbox = context.sandboxes.find(prefix);
    if (!sandbox) return;
    const { id, metadata } = sandbox;
    context.log('info', `Forcibly stopping sandbox ${quote(id)}`);
    try {
      yield* this.#stop(sandbox);
    } catch (e) {
      throw wrap(`failed to forcibly stop sandbox ${quote(id)}`, e);
    }
    context.metadata.remove('leases', `${NAMESPACE}/${id}`);
    for (const container of context.containersOf(id)) {
      try {
        yield* this.containers.remove(container.id);
      } catch (e) {
        throw wrap(`failed to remove container ${quote(container.id)}`, e);
      }
    }
    const { sys } = context.p;
    cleanupSandboxFiles(context, id, sandbox.config);
    for (const directory of [context.directory('sandboxes', id), context.volatileDirectory('sandboxes', id)]) {
      try {
        sys.removeTree(directory);
      } catch (e) {
        if (!(e instanceof Errno)) throw e;
        throw new GrpcError(
          'Unknown',
          `failed to delete sandbox ${quote(id)}: failed to remove sandbox root directory ${quote(directory)}: ${e.go}`,
        );
      }
    }
    yield* context.takes(5, 20);
    this.#removeSnapshot(id);
    context.removeRecord(id);
    context.events.publish('/containers/delete', { id });
    this.#announce(sandbox, 'CONTAINER_DELETED_EVENT');
    context.sandboxes.delete(id);
    context.sandboxes.release(id);
    context.metadata.remove('sandboxes', `${NAMESPACE}/${metadata.id}`);
    context.changed();
  }

  // ---- telling ----------------------------------------------------------------------------------

  get(prefix: string): Sandbox {
    return this.context.sandboxes.get(prefix);
  }

  list(filter: cri.PodSandboxFilter | undefined): readonly cri.PodSandbox[] {
    const { context } = this;
    const all = context.listSandboxes();
    if (!filter) return all;
    const { state, labelSelector } = filter;
    if (!filter.id && !state && !labelSelector) return all;
    const id = filter.id ? (context.sandboxes.find(filter.id)?.id ?? filter.id) : '';
    return all.filter((s) => (!id || s.id === id) && (!state || s.state === state.state) && selects(labelSelector, s.labels));
  }

  status(sandbox: Sandbox): cri.PodSandboxStatus {
    const { metadata, config } = sandbox;
    const gone = sandbox.state === 'notready' && metadata.netnsPath !== '' && netnsClosed(this.context.p, metadata.netnsPath);
    const options = config.linux?.securityContext?.namespaceOptions;
    return {
      id: sandbox.id,
      metadata: config.metadata,
      state: sandbox.state === 'ready' ? 'SANDBOX_READY' : 'SANDBOX_NOTREADY',
      createdAt: sandbox.createdAt,
      network: { ip: gone ? '' : metadata.ip, additionalIps: gone ? [] : metadata.additionalIps.map((ip) => ({ ip })) },
      linux: {
        namespaces: {
          options: {
            network: options?.network ?? 'POD',
            pid: options?.pid ?? 'POD',
            ipc: options?.ipc ?? 'POD',
            targetId: options?.targetId ?? '',
            ...(options?.usernsOptions ? { usernsOptions: options.usernsOptions } : {}),
          },
        },
      },
      labels: config.labels ?? {},
      annotations: config.annotations ?? {},
      runtimeHandler: metadata.runtimeHandler,
    };
  }

  /** Tells those who watch the CRI's events what happened to a sandbox. */
  #announce(sandbox: Sandbox, type: cri.ContainerEventType): void {
    this.containers.announce(sandbox.id, sandbox.id, type);
  }
}
