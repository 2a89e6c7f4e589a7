import { Errno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { Latch } from '../../../kernel/sync.ts';
import { block } from '../../../kernel/step.ts';
import { text } from '../../../kernel/text.ts';
import { MINUTE, SECOND, type Micros } from '../../../kernel/time.ts';
import { GrpcError } from '../../../linux/net/grpc/grpc.ts';
import type * as cri from '../../../runtime/cri/types.ts';
import type { Container, Pod } from '../../shared/api/core.ts';
import type { Klog } from '../../shared/klog.ts';
import { AggregateError, Backoff, BackoffError } from '../pods/backoff.ts';
import { eachContainer, formatPod, terminationGraceSeconds } from '../pods/types.ts';
import { computeActions, type ContainerToKill, type ProbeVerdict } from './actions.ts';
import {
  ContainerConfigError,
  containerConfig,
  containerLogPath,
  grpcWords,
  podLogDirectory,
  sandboxConfig,
  type ConfigHost,
} from './configs.ts';
import type { CriClient } from './cri-client.ts';
import type { ImageManager } from './images.ts';
import {
  CONTAINER_HASH,
  CONTAINER_NAME,
  CONTAINER_RESTARTS,
  graceFromAnnotations,
  POD_NAME,
  POD_NAMESPACE,
  POD_UID,
  terminationMessage,
} from './labels.ts';
import { StartError } from './start-error.ts';
import {
  newestStatus,
  type ContainerState,
  type PodRuntimeStatus,
  type RuntimeContainer,
  type RuntimeContainerStatus,
  type RuntimePod,
} from './types.ts';

// Models pkg/kubelet/kuberuntime/kuberuntime_manager.go and kuberuntime_container.go @v1.35

const MINIMUM_GRACE_SECONDS = 2;
const MESSAGE_BYTES = 4096;
const LOG_DIRECTORY = '/var/log/containers';

export interface RuntimeHost extends ConfigHost {
  log: Klog;
  images: ImageManager;
  probe: ProbeVerdict;
  event(pod: Pod, container: Container | undefined, type: 'Normal' | 'Warning', reason: string, message: string): void;
  /** Why each container is not running, for its status. */
  reasons: { set(uid: string, container: string, reason: string, message: string): void; clear(uid: string, container: string): void };
  /** Runs a lifecycle hook. Throws Error. */
  hook(pod: Pod, container: Container, containerId: string, kind: 'postStart' | 'preStop'): Step;
}

const STATES: Record<cri.ContainerState, ContainerState> = {
  CONTAINER_CREATED: 'created',
  CONTAINER_RUNNING: 'running',
  CONTAINER_EXITED: 'exited',
  CONTAINER_UNKNOWN: 'unknown',
};

/** Makes pods run by the container runtime, and end. */
export class RuntimeManager {
  readonly #backoff: Backoff;

  constructor(
    private readonly p: Process,
    private readonly host: RuntimeHost,
    maxBackoff: Micros = 5 * MINUTE,
  ) {
    this.#backoff = new Backoff(p.clock, 10 * SECOND, maxBackoff);
  }

  get #cri(): CriClient {
    return this.host.cri;
  }

  // ---- seeing -------------------------------------------------------------------------------------

  /** All pods that the runtime has, dead ones too. Throws GrpcError. */
  *pods(): Step<RuntimePod[]> {
    const pods = new Map<string, RuntimePod>();
    const of = (labels: cri.Labels): RuntimePod => {
      const uid = labels[POD_UID] ?? '';
      let pod = pods.get(uid);
      if (!pod)
        pods.set(
          uid,
          (pod = {
            uid,
            name: labels[POD_NAME] ?? '',
            namespace: labels[POD_NAMESPACE] ?? '',
            createdAt: 0,
            containers: [],
            sandboxes: [],
          }),
        );
      return pod;
    };
    const { items } = yield* this.#cri.runtime('ListPodSandbox', {});
    for (const s of items) {
      const pod = of({ [POD_UID]: s.metadata.uid, [POD_NAME]: s.metadata.name, [POD_NAMESPACE]: s.metadata.namespace });
      pod.createdAt = s.createdAt;
      pod.sandboxes.push({
        id: s.id,
        name: '',
        image: '',
        state: s.state === 'SANDBOX_READY' ? 'running' : 'exited',
        createdAt: s.createdAt,
        sandboxId: s.id,
      });
    }
    const { containers } = yield* this.#cri.runtime('ListContainers', {});
    for (const c of containers) of(c.labels).containers.push(this.#container(c));
    return [...pods.values()];
  }

  #container(c: cri.Container): RuntimeContainer {
    return {
      id: c.id,
      name: c.labels[CONTAINER_NAME] ?? c.metadata.name,
      image: c.image.image,
      state: STATES[c.state],
      createdAt: c.createdAt,
      sandboxId: c.podSandboxId,
    };
  }

  /** All that the runtime has of one pod. Throws GrpcError. */
  *podStatus(pod: { uid: string; name: string; namespace: string }): Step<PodRuntimeStatus> {
    const at = this.p.clock.now;
    const labelSelector = { [POD_UID]: pod.uid };
    const { items } = yield* this.#cri.runtime('ListPodSandbox', { filter: { labelSelector } });
    const newestFirst = [...items].sort((a, b) => b.createdAt - a.createdAt);
    const sandboxes = [];
    let ips: string[] = [];
    for (const [i, s] of newestFirst.entries()) {
      let status: cri.PodSandboxStatus;
      try {
        ({ status } = yield* this.#cri.runtime('PodSandboxStatus', { podSandboxId: s.id }));
      } catch (e) {
        if (e instanceof GrpcError && e.code === 'NotFound') continue;
        throw e;
      }
      const own = status.network.ip ? [status.network.ip, ...status.network.additionalIps.map((x) => x.ip)] : [];
      const ready = status.state === 'SANDBOX_READY';
      if (i === 0 && ready) ips = own;
      sandboxes.push({
        id: s.id,
        ready,
        createdAt: status.createdAt,
        attempt: status.metadata.attempt ?? 0,
        ips: own,
        hostNetwork: status.linux.namespaces.options?.network === 'NODE',
      });
    }
    const containers = yield* this.#containerStatuses(labelSelector);
    return { ...pod, ips, containers, sandboxes, at };
  }

  *#containerStatuses(labelSelector: cri.Labels): Step<RuntimeContainerStatus[]> {
    const { containers } = yield* this.#cri.runtime('ListContainers', { filter: { labelSelector } });
    const out: RuntimeContainerStatus[] = [];
    for (const c of containers) {
      let status: cri.ContainerStatus;
      try {
        ({ status } = yield* this.#cri.runtime('ContainerStatus', { containerId: c.id }));
      } catch (e) {
        // removed between the two calls
        if (e instanceof GrpcError && e.code === 'NotFound') continue;
        throw e;
      }
      out.push(this.#containerStatus(status, c.podSandboxId));
    }
    return out.sort((a, b) => b.createdAt - a.createdAt);
  }

  #containerStatus(s: cri.ContainerStatus, sandboxId: string): RuntimeContainerStatus {
    const state = STATES[s.state];
    return {
      id: s.id,
      name: s.labels[CONTAINER_NAME] ?? s.metadata.name,
      state,
      createdAt: s.createdAt,
      startedAt: s.startedAt,
      finishedAt: s.finishedAt,
      exitCode: s.exitCode,
      image: s.image.image,
      imageRef: s.image.userSpecifiedImage || s.image.image,
      imageId: s.imageRef,
      hash: s.annotations[CONTAINER_HASH] ?? '',
      restartCount: Number(s.annotations[CONTAINER_RESTARTS] ?? 0),
      reason: s.reason,
      message: state === 'exited' ? this.#lastWords(s) : s.message,
      sandboxId,
      logPath: s.logPath,
    };
  }

  /** What a container left in its termination log, or at the end of its log, beside the runtime's own words. */
  #lastWords(s: cri.ContainerStatus): string {
    const { path, policy } = terminationMessage(s.annotations);
    const file = s.mounts.find((m) => m.containerPath === path)?.hostPath;
    let own = '';
    try {
      if (file) own = text(this.p.sys.readFile(file).subarray(0, MESSAGE_BYTES));
      if (!own && policy === 'FallbackToLogsOnError' && s.exitCode !== 0) {
        own = this.p.sys
          .readText(s.logPath)
          .split('\n')
          .slice(-81)
          .map((line) => line.replace(/^\S+ std(?:out|err) [FP] /, ''))
          .join('\n')
          .slice(-2048);
      }
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
    }
    return s.message && own ? `${s.message}: ${own}` : s.message || own;
  }

  // ---- making a pod run -----------------------------------------------------------------------------

  /** Does what has to be done for a pod. Throws an error that says what failed (SyncPod). */
  *syncPod(pod: Pod, status: PodRuntimeStatus, cancelled: Latch): Step {
    const { log, event } = this.host;
    void log;
    const actions = computeActions(pod, status, this.host.probe);
    if (actions.createSandbox && actions.sandboxId) {
      event.call(this.host, pod, undefined, 'Normal', 'SandboxChanged', 'Pod sandbox changed, it will be killed and re-created.');
    }
    const failures: Error[] = [];
    if (actions.killPod) {
      yield* this.killPod(pod, runtimePodOf(status), undefined);
    } else {
      for (const [id, kill] of actions.toKill) yield* this.#killContainer(pod, kill.container, id, kill.name, kill, undefined, undefined);
    }
    if (cancelled.set) throw new Error('context canceled');
    let { sandboxId } = actions;
    let ips = status.ips;
    if (actions.createSandbox) {
      const made = yield* this.#createSandbox(pod, actions.attempt);
      sandboxId = made.id;
      ips = made.ips;
    }
    const config = sandboxConfig(this.host, pod, actions.attempt);
    const start = (container: Container): Step<boolean> => this.#start(pod, container, status, sandboxId, config, ips[0] ?? '', failures);
    for (const container of actions.ephemeralToStart) yield* start(container);
    for (const container of actions.initToStart) {
      if (!(yield* start(container)) && container.restartPolicy !== 'Always') break;
    }
    for (const container of actions.toStart) {
      if (cancelled.set) throw new Error('context canceled');
      yield* start(container);
    }
    this.#backoff.collect();
    if (failures.length === 1) throw failures[0]!;
    if (failures.length > 1) throw new AggregateError(failures);
  }

  *#createSandbox(pod: Pod, attempt: number): Step<{ id: string; ips: string[] }> {
    const config = sandboxConfig(this.host, pod, attempt);
    try {
      this.p.sys.mkdirp(config.logDirectory!, 0o755);
      const { podSandboxId } = yield* this.#cri.runtime('RunPodSandbox', { config }, 2 * MINUTE);
      const { status } = yield* this.#cri.runtime('PodSandboxStatus', { podSandboxId });
      return { id: podSandboxId, ips: status.network.ip ? [status.network.ip] : [] };
    } catch (e) {
      if (!(e instanceof GrpcError || e instanceof Errno)) throw e;
      const words = e instanceof Errno ? e.go : e.message;
      const full = `Failed to create sandbox for pod ${JSON.stringify(formatPod(pod))}: ${words}`;
      this.host.log.error('kuberuntime_sandbox.go', 71, words, 'Failed to create sandbox for pod', {
        pod: `${pod.metadata.namespace}/${pod.metadata.name}`,
      });
      this.host.event(pod, undefined, 'Warning', 'FailedCreatePodSandBox', `Failed to create pod sandbox: ${words}`);
      throw syncFailure('CreatePodSandbox', formatPod(pod), 'CreatePodSandboxError', full);
    }
  }

  /** Starts a container, unless its last failure is still being waited out; notes why not. */
  *#start(
    pod: Pod,
    container: Container,
    status: PodRuntimeStatus,
    sandboxId: string,
    config: cri.PodSandboxConfig,
    ip: string,
    failures: Error[],
  ): Step<boolean> {
    const uid = pod.metadata.uid!;
    const { reasons } = this.host;
    const waiting = this.#inBackoff(pod, container, status);
    if (waiting) {
      reasons.set(uid, container.name, 'CrashLoopBackOff', waiting.message);
      failures.push(syncFailure('StartContainer', container.name, 'CrashLoopBackOff', waiting.message, waiting));
      return false;
    }
    try {
      yield* this.#startContainer(pod, container, status, sandboxId, config, ip);
      reasons.clear(uid, container.name);
      return true;
    } catch (e) {
      if (!(e instanceof StartError)) throw e;
      reasons.set(uid, container.name, e.reason, e.message);
      failures.push(syncFailure('StartContainer', container.name, e.reason, e.message, e.cause));
      return false;
    }
  }

  #inBackoff(pod: Pod, container: Container, status: PodRuntimeStatus): BackoffError | undefined {
    const last = status.containers.find((c) => c.name === container.name && c.state === 'exited');
    if (!last) return undefined;
    const key = [pod.metadata.name, pod.metadata.namespace, pod.metadata.uid, container.name, container.image ?? ''].join('_');
    if (!this.#backoff.inBackOffSince(key, last.finishedAt)) {
      this.#backoff.next(key, last.finishedAt);
      return undefined;
    }
    const pause = this.#backoff.get(key);
    this.host.event(
      pod,
      container,
      'Warning',
      'BackOff',
      `Back-off restarting failed container ${container.name} in pod ${formatPod(pod)}`,
    );
    return new BackoffError(
      `back-off ${backoffText(pause)} restarting failed container=${container.name} pod=${formatPod(pod)}`,
      last.finishedAt + pause,
    );
  }

  *#startContainer(
    pod: Pod,
    container: Container,
    status: PodRuntimeStatus,
    sandboxId: string,
    sandbox: cri.PodSandboxConfig,
    ip: string,
  ): Step {
    const event = (type: 'Normal' | 'Warning', reason: string, message: string): void =>
      this.host.event(pod, container, type, reason, message);
    let image: string;
    try {
      image = yield* this.host.images.ensure(pod, container);
    } catch (e) {
      if (e instanceof StartError) event('Warning', 'Failed', `Error: ${e.reason}`);
      throw e;
    }
    const restarts = this.#restartCount(pod, container, status);
    let config: cri.ContainerConfig;
    try {
      config = yield* containerConfig(this.host, pod, container, restarts, image, ip);
    } catch (e) {
      if (!(e instanceof ContainerConfigError || e instanceof GrpcError || e instanceof Errno)) throw e;
      const words = e instanceof Errno ? e.go : grpcWords(e);
      event('Warning', 'Failed', `Error: ${words}`);
      throw new StartError('CreateContainerConfigError', words);
    }
    let id: string;
    try {
      ({ containerId: id } = yield* this.#cri.runtime('CreateContainer', { podSandboxId: sandboxId, config, sandboxConfig: sandbox }));
    } catch (e) {
      if (!(e instanceof GrpcError)) throw e;
      event('Warning', 'Failed', `Error: ${e.desc}`);
      throw new StartError('CreateContainerError', e.desc);
    }
    event('Normal', 'Created', 'Container created');
    try {
      yield* this.#cri.runtime('StartContainer', { containerId: id });
    } catch (e) {
      if (!(e instanceof GrpcError)) throw e;
      event('Warning', 'Failed', `Error: ${e.desc}`);
      throw new StartError('RunContainerError', e.desc);
    }
    event('Normal', 'Started', 'Container started');
    this.#linkLog(pod, container, id, restarts);
    if (container.lifecycle?.postStart) yield* this.#postStart(pod, container, id);
  }

  *#postStart(pod: Pod, container: Container, id: string): Step {
    try {
      yield* this.host.hook(pod, container, id, 'postStart');
    } catch (e) {
      if (!(e instanceof Error)) throw e;
      this.host.event(pod, container, 'Warning', 'FailedPostStartHook', 'PostStartHook failed');
      yield* this.#killContainer(
        pod,
        container,
        id,
        container.name,
        { container, name: container.name, message: 'FailedPostStartHook', reason: '' },
        undefined,
        undefined,
      );
      throw new StartError('PostStartHookError', e.message);
    }
  }

  /** A container of the same pod counts on; where the runtime has forgotten it, its log files still tell. */
  #restartCount(pod: Pod, container: Container, status: PodRuntimeStatus): number {
    const last = newestStatus(status, container.name);
    if (last) return last.restartCount + 1;
    const { namespace = '', name = '', uid = '' } = pod.metadata;
    const directory = `${podLogDirectory(this.host.podLogsDir, { namespace, name, uid })}/${container.name}`;
    if (!this.p.sys.exists(directory)) return 0;
    const numbers = this.p.sys
      .readdir(directory)
      .map((e) => /^(\d+)\.log/.exec(e.name)?.[1])
      .filter((n): n is string => n !== undefined)
      .map(Number);
    return numbers.length > 0 ? Math.max(...numbers) + 1 : 0;
  }

  /** The link by which node log collectors find it. */
  #linkLog(pod: Pod, container: Container, id: string, restarts: number): void {
    const { namespace = '', name = '', uid = '' } = pod.metadata;
    const target = `${podLogDirectory(this.host.podLogsDir, { namespace, name, uid })}/${containerLogPath(container.name, restarts)}`;
    const link = `${LOG_DIRECTORY}/${name}_${namespace}_${container.name}-${id}.log`;
    this.p.sys.mkdirp(LOG_DIRECTORY);
    if (!this.p.sys.exists(link)) this.p.sys.symlink(target, link);
  }

  // ---- ending it --------------------------------------------------------------------------------------

  /**
   * Ends all containers of a pod at once, then its sandboxes. `pod` is missing where only the runtime knows it. Throws an error.
   */
  *killPod(pod: Pod | undefined, running: RuntimePod, gracePeriod: number | undefined): Step {
    const { p } = this;
    const failures: Error[] = [];
    const done: Latch[] = [];
    for (const c of running.containers) {
      if (c.state === 'exited') continue;
      const latch = new Latch();
      done.push(latch);
      const container = pod && eachContainer(pod).find((x) => x.container.name === c.name)?.container;
      const kill = this.#killContainer(pod, container, c.id, c.name, undefined, gracePeriod, running);
      p.thread(
        'kill',
        (function* (): Step {
          try {
            yield* kill;
          } catch (e) {
            failures.push(syncFailure('KillContainer', c.name, 'KillContainerError', grpcFull(e)));
          }
          latch.open();
        })(),
      );
    }
    for (const latch of done) yield* block(latch.opened);
    for (const s of running.sandboxes) {
      if (s.state !== 'running') continue;
      try {
        yield* this.#cri.runtime('StopPodSandbox', { podSandboxId: s.id });
      } catch (e) {
        if (e instanceof GrpcError && e.code === 'NotFound') continue;
        failures.push(syncFailure('KillPodSandbox', running.uid, 'KillPodSandboxError', grpcFull(e)));
      }
    }
    if (failures.length > 0) throw failures.length === 1 ? failures[0]! : new AggregateError(failures);
  }

  *#killContainer(
    pod: Pod | undefined,
    container: Container | undefined,
    id: string,
    name: string,
    why: ContainerToKill | undefined,
    override: number | undefined,
    running: RuntimePod | undefined,
  ): Step {
    let grace: number;
    if (pod) grace = this.#grace(pod, container, why);
    else {
      const { status } = yield* this.#cri.runtime('ContainerStatus', { containerId: id });
      grace = graceFromAnnotations(status.annotations);
    }
    const about = pod ?? (running && podOfRunning(running));
    if (about) this.host.event(about, container ?? { name }, 'Normal', 'Killing', why?.message || `Stopping container ${name}`);
    if (override !== undefined) grace = override;
    if (pod && container?.lifecycle?.preStop && grace > 0) grace -= yield* this.#preStop(pod, container, id, grace);
    grace = override === 0 ? 0 : Math.max(grace, MINIMUM_GRACE_SECONDS);
    try {
      yield* this.#cri.runtime('StopContainer', { containerId: id, timeout: grace }, grace * SECOND);
    } catch (e) {
      if (e instanceof GrpcError && e.code === 'NotFound') return;
      throw e;
    }
  }

  #grace(pod: Pod, container: Container | undefined, why: ContainerToKill | undefined): number {
    const own =
      why?.reason === 'LivenessProbe' ? container?.livenessProbe : why?.reason === 'StartupProbe' ? container?.startupProbe : undefined;
    return own?.terminationGracePeriodSeconds ?? terminationGraceSeconds(pod);
  }

  /** Runs the hook before the end; gives how many seconds it took. */
  *#preStop(pod: Pod, container: Container, id: string, grace: number): Step<number> {
    const began = this.p.clock.now;
    const done = new Latch<string | undefined>();
    const hook = this.host.hook(pod, container, id, 'preStop');
    this.p.thread(
      'preStop',
      (function* (): Step {
        try {
          yield* hook;
          done.open(undefined);
        } catch (e) {
          done.open(e instanceof Error ? e.message : String(e));
        }
      })(),
    );
    const timer = new Latch();
    const clock = this.p.clock.after(grace * SECOND, () => timer.open());
    const won = yield* this.p.select({ done: done.opened, timeout: timer.opened });
    clock.cancel();
    if (won.key === 'done' && won.value !== undefined)
      this.host.event(pod, container, 'Warning', 'FailedPreStopHook', 'PreStopHook failed');
    return Math.floor((this.p.clock.now - began) / SECOND);
  }

  /** Removes a container and its log (removeContainer). Throws GrpcError. */
  *removeContainer(id: string): Step {
    this.host.log.info('scope.go', 122, 'RemoveContainer', { containerID: id });
    let status: cri.ContainerStatus | undefined;
    try {
      ({ status } = yield* this.#cri.runtime('ContainerStatus', { containerId: id }));
    } catch (e) {
      if (!(e instanceof GrpcError)) throw e;
      this.host.log.info('pod_container_deletor.go', 53, 'DeleteContainer returned error', {
        containerID: { Type: 'containerd', ID: id },
        err: `failed to get container status ${JSON.stringify(id)}: ${e.message}`,
      });
      return;
    }
    this.#removeLogs(status);
    yield* this.#cri.runtime('RemoveContainer', { containerId: id });
  }

  #removeLogs(status: cri.ContainerStatus): void {
    if (status.logPath) this.p.sys.removeTree(status.logPath);
    const { [POD_NAME]: name, [POD_NAMESPACE]: namespace, [CONTAINER_NAME]: container } = status.labels;
    this.p.sys.removeTree(`${LOG_DIRECTORY}/${name}_${namespace}_${container}-${status.id}.log`);
  }
}

function grpcFull(e: unknown): string {
  return e instanceof Error ? e.message : String(e);
}

/** `failed to "StartContainer" for "web" with CrashLoopBackOff: "…"` (PodSyncResult.Error). */
function syncFailure(action: string, target: string, reason: string, message: string, cause?: Error): Error {
  return new Error(
    `failed to ${JSON.stringify(action)} for ${JSON.stringify(target)} with ${reason}: ${JSON.stringify(message)}`,
    cause ? { cause } : {},
  );
}

/** What runs, as the runtime's last word has it (ConvertPodStatusToRunningPod). */
export function runtimePodOf(status: PodRuntimeStatus): RuntimePod {
  return {
    uid: status.uid,
    name: status.name,
    namespace: status.namespace,
    createdAt: 0,
    containers: status.containers
      .filter((c) => c.state === 'running')
      .map((c) => ({ id: c.id, name: c.name, image: c.image, state: c.state, createdAt: c.createdAt, sandboxId: c.sandboxId })),
    sandboxes: status.sandboxes.map((s) => ({
      id: s.id,
      name: '',
      image: '',
      state: s.ready ? 'running' : 'exited',
      createdAt: s.createdAt,
      sandboxId: s.id,
    })),
  };
}

/** As much of a pod as the runtime knows (kubecontainer.Pod.ToAPIPod). */
export function podOfRunning(running: RuntimePod): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { uid: running.uid, name: running.name, namespace: running.namespace },
    spec: { containers: running.containers.map((c) => ({ name: c.name, image: c.image })) },
  };
}

function backoffText(us: Micros): string {
  const seconds = us / SECOND;
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}
