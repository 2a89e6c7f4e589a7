import { Errno } from '../../kernel/errno.ts';
import { parseSignal, signalNumber } from '../../kernel/signals.ts';
import { block, race, sleeping, type Step, type Waits } from '../../kernel/step.ts';
import { SECOND } from '../../kernel/time.ts';
import { GrpcError } from '../../linux/net/grpc/grpc.ts';
import type * as cri from '../cri/types.ts';
import { quote } from '../go/text.ts';
import { imageTree } from '../images/image.ts';
import { containerSpec, SpecError } from '../oci/spec.ts';
import type { OciSpec } from '../oci/types.ts';
import type { ExitReport } from '../task/api.ts';
import { RUNTIME_PLUGIN } from './config.ts';
import { ContainerIo } from './container-io.ts';
import { ContainerLog } from './container-log.ts';
import { loadStatus, resourcesOf, saveStatus } from './container-status.ts';
import { NAMESPACE, type CriContext } from './context.ts';
import { isNotFound, notFound, quietly, textOf, wrap } from './errors.ts';
import type { StoredImage } from './image-store.ts';
import { namesOf } from './image-store.ts';
import type { ContainerMetadata, ContainerRecord } from './metadata.ts';
import type { Cancel } from './exec.ts';
import { sandboxMounts } from './sandbox-files.ts';
import type { SandboxService } from './sandboxes.ts';
import { Container, selects, type ContainerStatusRecord, type Sandbox } from './stores.ts';
import { exitText } from './texts.ts';

/** The containers of pods: internal/cri/server/container_*.go @v2.2. Methods throw GrpcError. */
export class ContainerService {
  constructor(
    private readonly context: CriContext,
    private readonly sandboxes: SandboxService,
  ) {}

  // ---- create -----------------------------------------------------------------------------------

  *create(sandboxId: string, config: cri.ContainerConfig, sandboxConfig: cri.PodSandboxConfig): Step<string> {
    const { context } = this;
    let sandbox: Sandbox;
    try {
      sandbox = context.sandboxes.get(sandboxId);
    } catch (e) {
      throw wrap(`failed to find sandbox id ${quote(sandboxId)}`, e);
    }
    if (!config.metadata) throw new GrpcError('Unknown', 'container config must include metadata');
    if (!sandboxConfig.metadata) throw new GrpcError('Unknown', 'pod sandbox config must include metadata');
    const id = context.newId();
    const { metadata: m } = sandboxConfig;
    const name = [config.metadata.name, m.name, m.namespace, m.uid, config.metadata.attempt ?? 0].join('_');
    try {
      context.containers.reserve(name, id);
    } catch (e) {
      throw wrap(`failed to reserve container name ${quote(name)}`, e);
    }
    try {
      let image: StoredImage;
      try {
        image = context.images.resolve(config.image.image);
      } catch (e) {
        throw wrap(`failed to resolve image ${quote(config.image.image)}`, e);
      }
      yield* this.#create(id, name, sandbox, config, sandboxConfig, image);
    } catch (e) {
      context.containers.release(id);
      throw e;
    }
    this.announce(id, sandbox.id, 'CONTAINER_CREATED_EVENT');
    return id;
  }

  *#create(
    id: string,
    name: string,
    sandbox: Sandbox,
    config: cri.ContainerConfig,
    sandboxConfig: cri.PodSandboxConfig,
    image: StoredImage,
  ): Step {
    const { context } = this;
    const { sys } = context.p;
    const root = context.directory('containers', id);
    const volatile = context.volatileDirectory('containers', id);
    sys.mkdirp(root, 0o755);
    sys.mkdirp(volatile, 0o755);
    let io: ContainerIo | undefined;
    try {
      const { logDirectory } = sandboxConfig;
      const logPath = logDirectory && config.logPath ? `${logDirectory}/${config.logPath}`.replace(/\/+/g, '/') : '';
      if (!logPath) {
        const paths = `sandbox (${quote(logDirectory ?? '')}) or container (${quote(config.logPath ?? '')})`;
        context.log('info', `Logging will be disabled due to empty log paths for ${paths}`);
      }
      const metadata: ContainerMetadata = {
        id,
        name,
        sandboxId: sandbox.id,
        config,
        imageRef: image.id,
        logPath,
        stopSignal: image.definition.config.stopSignal ?? '',
      };
      const spec = this.#spec(id, sandbox, config, sandboxConfig, image);
      io = ContainerIo.make(context.p, `${volatile}/io`, id, { stdin: config.stdin ?? false, terminal: config.tty ?? false });
      yield* context.takes(18, 45);
      this.#createRecord(metadata, image, spec);
      const status: ContainerStatusRecord = {
        pid: 0,
        createdAt: context.p.clock.now,
        startedAt: 0,
        finishedAt: 0,
        exitCode: 0,
        reason: '',
        message: '',
        unknown: false,
        resources: resourcesOf(spec),
      };
      const container = this.add(metadata, status);
      container.io = io;
      saveStatus(context, container);
    } catch (e) {
      io?.close();
      quietly(() => sys.removeTree(root));
      quietly(() => sys.removeTree(volatile));
      throw e;
    }
  }

  /** Puts a container into the store. */
  add(metadata: ContainerMetadata, status: ContainerStatusRecord): Container {
    const { context } = this;
    const container: Container = new Container(context.p, metadata, status, () => this.#kill(container));
    context.containers.add(container);
    context.changed();
    return container;
  }

  #spec(id: string, sandbox: Sandbox, config: cri.ContainerConfig, sandboxConfig: cri.PodSandboxConfig, image: StoredImage): OciSpec {
    const { context } = this;
    const imageName = config.image.userSpecifiedImage || (image.references.find((r) => !r.startsWith('sha256:')) ?? image.id);
    const options = config.linux?.securityContext?.namespaceOptions;
    const targetPid = options?.pid === 'TARGET' ? this.#target(sandbox.id, options.targetId ?? '').status.pid : sandbox.pid;
    try {
      return containerSpec(context.node, {
        id,
        sandboxId: sandbox.id,
        sandboxPid: sandbox.pid,
        targetPid,
        config,
        sandboxConfig,
        image: image.definition.config,
        tree: imageTree(image.definition),
        imageName,
        hostname: sandboxConfig.hostname || context.p.sys.hostname(),
        sandboxMounts: sandboxMounts(context, sandbox.id, sandboxConfig, config),
      });
    } catch (e) {
      if (!(e instanceof SpecError)) throw wrap(`failed to generate container ${quote(id)} spec`, e);
      const words = {
        spec: `failed to generate container ${quote(id)} spec`,
        options: 'failed to get container spec opts',
        create: 'failed to create containerd container',
      };
      throw wrap(words[e.stage], e);
    }
  }

  /** The container whose processes another shares. */
  #target(sandboxId: string, id: string): Container {
    const failed = (text: string): GrpcError => new GrpcError('Unknown', `invalid target container: ${text}`);
    const target = this.context.containers.find(id);
    if (!target) throw new GrpcError('NotFound', `invalid target container: container ${quote(id)} does not exist: not found`);
    if (target.sandboxId !== sandboxId) {
      throw failed(`container ${quote(id)} (sandbox ${target.sandboxId}) does not belong to sandbox ${sandboxId}`);
    }
    if (target.state !== 'CONTAINER_RUNNING') throw failed(`container ${quote(id)} is not running - in state ${target.state}`);
    return target;
  }

  #createRecord(metadata: ContainerMetadata, image: StoredImage, spec: OciSpec): void {
    const { context } = this;
    const { id, config } = metadata;
    context.snapshots.prepare(NAMESPACE, id, image.definition);
    const { now } = context.p.clock;
    const record: ContainerRecord = {
      id,
      image: image.references.find((r) => !r.startsWith('sha256:')) ?? image.id,
      runtime: 'io.containerd.runc.v2',
      snapshotter: 'overlayfs',
      snapshotKey: id,
      createdAt: now,
      updatedAt: now,
      labels: { ...image.definition.config.labels, ...config.labels, 'io.cri-containerd.kind': 'container' },
      spec,
      sandboxId: metadata.sandboxId,
      container: metadata,
    };
    context.putRecord(record);
    context.events.publish('/snapshot/prepare', { key: id, parent: `sha256:${image.definition.layer}`, snapshotter: 'overlayfs' });
    context.events.publish('/containers/create', { id, image: record.image, runtime: { name: record.runtime } });
  }

  // ---- start ------------------------------------------------------------------------------------

  get(prefix: string): Container {
    try {
      return this.context.containers.get(prefix);
    } catch (e) {
      throw wrap(`an error occurred when try to find container ${quote(prefix)}`, e);
    }
  }

  *start(prefix: string): Step {
    const { context } = this;
    const container = this.get(prefix);
    const { id } = container;
    const refused = (text: string): GrpcError =>
      new GrpcError('Unknown', `failed to set starting state for container ${quote(id)}: ${text}`);
    if (container.state !== 'CONTAINER_CREATED') throw refused(`container is in ${container.state} state`);
    if (container.removing) throw refused("container is in removing state, can't be started");
    if (container.starting) throw refused('container is already in starting state');
    container.starting = true;
    try {
      yield* this.#start(container);
    } catch (e) {
      if (!(e instanceof GrpcError)) throw e;
      const { status } = container;
      const now = context.p.clock.now;
      container.status = { ...status, pid: 0, finishedAt: now, exitCode: 128, reason: 'StartError', message: e.desc };
      container.send({ type: 'START_FAILED' });
      context.changed();
      saveStatus(context, container);
      throw e;
    } finally {
      container.starting = false;
    }
    this.announce(id, container.sandboxId, 'CONTAINER_STARTED_EVENT');
  }

  *#start(container: Container): Step {
    const { context } = this;
    const { id, sandboxId } = container;
    const sandbox = context.sandboxes.find(sandboxId);
    if (!sandbox) throw notFound(`sandbox ${quote(sandboxId)} not found`);
    if (sandbox.state !== 'ready') throw new GrpcError('Unknown', `sandbox container ${quote(sandboxId)} is not running`);
    const options = container.metadata.config.linux?.securityContext?.namespaceOptions;
    if (options?.pid === 'TARGET') this.#target(sandboxId, options.targetId ?? '');
    yield* context.takes(20, 45);
    let pid: number;
    try {
      pid = yield* this.#createTask(container);
    } catch (e) {
      throw wrap('failed to create containerd task', e);
    }
    context.events.publish('/tasks/create', { container_id: id, pid });
    yield* context.takes(90, 200);
    try {
      yield* context.shims.get(id).call('Start', { id });
    } catch (e) {
      const failure = wrap(`failed to start containerd task ${quote(id)}`, e);
      try {
        yield* context.shims.delete(id, true);
      } catch (again) {
        if (!(again instanceof GrpcError)) throw again;
      }
      throw failure;
    }
    container.status = { ...container.status, pid, startedAt: context.p.clock.now };
    container.send({ type: 'STARTED' });
    context.changed();
    saveStatus(context, container);
    context.events.publish('/tasks/start', { container_id: id, pid });
    this.monitor(container);
  }

  *#createTask(container: Container): Step<number> {
    const { context } = this;
    const { id } = container;
    const record = context.record(id);
    if (!record) throw notFound(`container ${quote(id)} in namespace "${NAMESPACE}"`);
    this.openLog(container);
    const io = container.io!;
    io.pipe();
    let mounted;
    try {
      mounted = context.snapshots.mounts(NAMESPACE, id);
    } catch (e) {
      throw wrap('failed to get mounts', e);
    }
    return yield* context.shims.create({
      record,
      root: mounted.fs,
      rootOptions: mounted.options,
      systemdCgroup: context.systemdCgroup,
      ...io.stdio,
    });
  }

  /** Lets what a container writes go into its log. */
  openLog(container: Container): void {
    const { context } = this;
    const log = new ContainerLog(
      context.p,
      container.metadata.logPath,
      context.config.number('plugins', RUNTIME_PLUGIN, 'max_container_log_line_size'),
    );
    try {
      log.open();
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      throw new GrpcError('Unknown', `failed to create container loggers: failed to create and open log file: ${e.go}`);
    }
    container.log = log;
    container.io!.add((stream, data) => log.write(stream, data));
  }

  reopenLog(prefix: string): void {
    const container = this.get(prefix);
    if (container.state !== 'CONTAINER_RUNNING') throw new GrpcError('Unknown', 'container is not running');
    try {
      container.log?.open();
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      throw new GrpcError('Unknown', `failed to create and open log file: ${e.go}`);
    }
  }

  // ---- its end ----------------------------------------------------------------------------------

  /** Waits for the end of a container's task. */
  monitor(container: Container): void {
    const service = this;
    this.context.p.thread(
      'container exit',
      (function* (): Step {
        const { context } = service;
        const { id } = container;
        let report: ExitReport;
        try {
          report = yield* context.shims.get(id).call('Wait', { id });
        } catch (e) {
          if (!(e instanceof GrpcError)) throw e;
          context.log('error', `failed to get task exit status for ${quote(id)}`, { error: textOf(e) });
          report = { pid: container.status.pid, exitStatus: 255, exitedAt: context.p.clock.now, oom: false };
        }
        yield* service.ended(container, report);
      })(),
    );
  }

  /** A container's task has ended: what is left of it is cleared away, and its status says so (handleContainerExit). */
  *ended(container: Container, report: ExitReport): Step {
    const { context } = this;
    const { id } = container;
    const exit = { container_id: id, id, pid: report.pid, exit_status: report.exitStatus, exited_at: report.exitedAt };
    if (report.oom) context.events.publish('/tasks/oom', { container_id: id });
    context.events.publish('/tasks/exit', exit);
    context.log('info', `received container exit event ${exitText(Object.entries(exit))}`);
    if (context.shims.has(id)) {
      yield* context.takes(10, 35);
      try {
        yield* context.shims.delete(id, true);
      } catch (e) {
        if (!(e instanceof GrpcError)) throw e;
        context.log('info', `Ensure that container ${id} in task-service has been cleanup successfully`);
      }
    }
    context.events.publish('/tasks/delete', exit);
    yield* this.#drain(container);
    if (container.status.finishedAt === 0) {
      const reason = report.oom ? 'OOMKilled' : container.status.reason;
      container.status = { ...container.status, pid: 0, finishedAt: report.exitedAt, exitCode: report.exitStatus, reason, unknown: false };
    }
    container.send({ type: 'EXITED' });
    context.changed();
    saveStatus(context, container);
    container.stopped.open();
    this.announce(id, container.sandboxId, 'CONTAINER_STOPPED_EVENT');
  }

  /** What was written last comes into the log before the container counts as ended. */
  *#drain(container: Container): Step {
    const { io, log } = container;
    if (!io) return;
    yield* block(race({ drained: io.drained.opened, late: sleeping(this.context.p.clock, SECOND) }));
    io.close();
    log?.close();
    container.io = undefined;
    container.log = undefined;
  }

  // ---- stop and remove --------------------------------------------------------------------------

  *stop(prefix: string, timeout: number, cancelled: Cancel): Step {
    const container = this.context.containers.find(prefix);
    if (container) yield* this.stopContainer(container, timeout, cancelled);
  }

  /** Ends a container: its stop signal first where there are seconds to wait, then SIGKILL. */
  *stopContainer(container: Container, timeout: number, cancelled: Cancel | undefined): Step {
    const { context } = this;
    const { id, state } = container;
    if (state !== 'CONTAINER_RUNNING' && state !== 'CONTAINER_UNKNOWN') {
      context.log('info', `Container to stop ${quote(id)} must be in running or unknown state, current state ${quote(state)}`);
      return;
    }
    if (!context.shims.has(id)) {
      if (state === 'CONTAINER_UNKNOWN') {
        yield* this.ended(container, { pid: 0, exitStatus: 255, exitedAt: context.p.clock.now, oom: false });
      }
      return;
    }
    if (state === 'CONTAINER_UNKNOWN') this.monitor(container);
    if (timeout > 0) {
      yield* this.#signalStop(container, timeout);
      container.send({ type: 'STOP', grace: timeout * 1000 });
    } else container.send({ type: 'KILL' });
    const waits: Waits = { stopped: container.stopped.opened };
    if (cancelled) waits['cancelled'] = cancelled.opened;
    const won = yield* block(race(waits));
    if (won.key === 'cancelled') {
      throw new GrpcError(
        'Canceled',
        `an error occurs during waiting for container ${quote(id)} to be killed: wait container ${quote(id)}: context canceled`,
      );
    }
  }

  *#signalStop(container: Container, timeout: number): Step {
    const { context } = this;
    const { id, metadata } = container;
    const name =
      (metadata.config.stopSignal ?? 'RUNTIME_DEFAULT') === 'RUNTIME_DEFAULT' ? metadata.stopSignal : metadata.config.stopSignal!;
    const signal = parseSignal(name || 'SIGTERM');
    if (!signal) throw new GrpcError('Unknown', `failed to parse stop signal ${quote(name)}: unknown signal ${quote(name)}`);
    const text = SIGNAL_TEXTS[signal] ?? `signal ${signalNumber(signal)}`;
    if (container.stopSignalled) {
      const why = 'because a prior stop with timeout>0 request already sent the signal';
      context.log('info', `Skipping the sending of signal ${text} to container ${quote(id)} ${why}`);
      return;
    }
    container.stopSignalled = timeout > 0;
    context.log('info', `Stop container ${quote(id)} with signal ${text}`);
    try {
      yield* context.shims.get(id).call('Kill', { id, signal });
    } catch (e) {
      if (!isNotFound(e)) throw wrap(`failed to stop container ${quote(id)}`, e);
    }
  }

  #kill(container: Container): void {
    const { context } = this;
    const { id } = container;
    context.log('info', `Kill container ${quote(id)}`);
    context.p.thread(
      'kill',
      (function* (): Step {
        try {
          yield* context.shims.get(id).call('Kill', { id, signal: 'KILL' });
        } catch (e) {
          if (!(e instanceof GrpcError)) throw e;
          if (!isNotFound(e)) context.log('error', `failed to kill container ${quote(id)}`, { error: textOf(e) });
        }
      })(),
    );
  }

  *remove(prefix: string): Step {
    const { context } = this;
    const container = context.containers.find(prefix);
    if (!container) return;
    const { id } = container;
    if (container.state === 'CONTAINER_RUNNING' || container.state === 'CONTAINER_UNKNOWN') {
      context.log('info', `Forcibly stopping container ${quote(id)}`);
      try {
        yield* this.stopContainer(container, 0, undefined);
      } catch (e) {
        throw wrap(`failed to forcibly stop container ${quote(id)}`, e);
      }
    }
    const refused = (text: string): GrpcError =>
      new GrpcError('Unknown', `failed to set removing state for container ${quote(id)}: ${text}`);
    if (container.starting) throw refused("container is in starting state, can't be removed");
    if (container.removing) throw refused('container is already in removing state');
    container.removing = true;
    yield* context.takes(5, 20);
    container.io?.close();
    container.log?.close();
    if (context.snapshots.get(NAMESPACE, id)) context.snapshots.remove(NAMESPACE, id);
    context.removeRecord(id);
    context.events.publish('/snapshot/remove', { key: id, snapshotter: 'overlayfs' });
    context.events.publish('/containers/delete', { id });
    for (const directory of [context.directory('containers', id), context.volatileDirectory('containers', id)]) {
      quietly(() => context.p.sys.removeTree(directory));
    }
    context.containers.delete(id);
    context.containers.release(id);
    container.send({ type: 'REMOVED' });
    context.changed();
    this.announce(id, container.sandboxId, 'CONTAINER_DELETED_EVENT');
  }

  // ---- telling ----------------------------------------------------------------------------------

  list(filter: cri.ContainerFilter | undefined): readonly cri.Container[] {
    const { context } = this;
    const all = context.listContainers();
    if (!filter) return all;
    const { state, labelSelector } = filter;
    if (!filter.id && !filter.podSandboxId && !state && !labelSelector) return all;
    const id = filter.id ? (context.containers.find(filter.id)?.id ?? filter.id) : '';
    const sandbox = filter.podSandboxId ? (context.sandboxes.find(filter.podSandboxId)?.id ?? filter.podSandboxId) : '';
    return all.filter(
      (c) =>
        (!id || c.id === id) &&
        (!sandbox || c.podSandboxId === sandbox) &&
        (!state || c.state === state.state) &&
        selects(labelSelector, c.labels),
    );
  }

  status(container: Container): cri.ContainerStatus {
    const { metadata, status, state } = container;
    const { config } = metadata;
    const image = this.context.images.find(metadata.imageRef);
    const names = image ? namesOf(image.references) : { repoTags: [], repoDigests: [] };
    const reason = state === 'CONTAINER_EXITED' && !status.reason ? (status.exitCode === 0 ? 'Completed' : 'Error') : status.reason;
    const ended = state === 'CONTAINER_EXITED' || state === 'CONTAINER_UNKNOWN';
    const user = this.context.record(container.id)?.spec.process.user;
    return {
      id: container.id,
      metadata: config.metadata,
      state,
      createdAt: status.createdAt,
      startedAt: state === 'CONTAINER_RUNNING' || ended ? status.startedAt : 0,
      finishedAt: ended ? status.finishedAt : 0,
      exitCode: status.exitCode,
      image: names.repoTags[0] ? { image: names.repoTags[0] } : config.image,
      imageRef: names.repoDigests[0] ?? metadata.imageRef,
      reason,
      message: status.message,
      labels: config.labels ?? {},
      annotations: config.annotations ?? {},
      mounts: config.mounts ?? [],
      logPath: metadata.logPath,
      resources: { linux: status.resources },
      imageId: '',
      user: { linux: { uid: user?.uid ?? 0, gid: user?.gid ?? 0, supplementalGroups: user?.additionalGids ?? [] } },
      stopSignal: 'RUNTIME_DEFAULT',
    };
  }

  /** What a container's state was, from its file. */
  savedStatus(id: string): ContainerStatusRecord | undefined {
    return loadStatus(this.context, id);
  }

  /** Tells those who watch the CRI's events what happened to a container or sandbox. */
  announce(id: string, sandboxId: string, type: cri.ContainerEventType): void {
    const { context } = this;
    if (!context.events.watched) return;
    const sandbox = context.sandboxes.find(sandboxId);
    context.events.tell({
      containerId: id,
      containerEventType: type,
      createdAt: context.p.clock.now,
      ...(sandbox ? { podSandboxStatus: this.sandboxes.status(sandbox) } : {}),
      containersStatuses: context.containersOf(sandboxId).map((c) => this.status(c)),
    });
  }
}

/** Go's names of signals (syscall.Signal.String()). */
const SIGNAL_TEXTS: Readonly<Record<string, string>> = {
  TERM: 'terminated',
  QUIT: 'quit',
  INT: 'interrupt',
  HUP: 'hangup',
  KILL: 'killed',
  USR1: 'user defined signal 1',
  USR2: 'user defined signal 2',
  WINCH: 'window changed',
};
