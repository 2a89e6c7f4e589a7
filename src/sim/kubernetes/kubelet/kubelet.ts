import type { Process } from '../../kernel/process.ts';
import type { Step } from '../../kernel/step.ts';
import { Latch, Ticker } from '../../kernel/sync.ts';
import { rfc3339, SECOND, MS, type Micros } from '../../kernel/time.ts';
import type { Node, Pod, PodStatus } from '../shared/api/core.ts';
import { ApiError, RequestError } from '../shared/client/errors.ts';
import type { Klog } from '../shared/klog.ts';
import { admit, type Rejection } from './admission.ts';
import type { PodConfig } from './config/mux.ts';
import type { MirrorClient } from './mirror.ts';
import type { Pleg } from './pleg.ts';
import type { PodManager } from './pods/manager.ts';
import { fullName, isMirrorPodOf, isStaticPod, kobj, type PodUpdate } from './pods/types.ts';
import type { PodSyncer, PodWork, PodWorkers } from './pods/workers.ts';
import type { WorkQueue } from './pods/work-queue.ts';
import type { ProbeManager } from './probes/manager.ts';
import type { GcHost } from './runtime/garbage-collection.ts';
import { deadContainers } from './runtime/garbage-collection.ts';
import type { RuntimeManager } from './runtime/manager.ts';
import { runtimePodOf } from './runtime/manager.ts';
import type { PodRuntimeStatus, RuntimePod } from './runtime/types.ts';
import { generateStatus } from './status/generate.ts';
import type { StatusManager } from './status/manager.ts';
import type { VolumeManager } from './volumes/manager.ts';

// Models pkg/kubelet/kubelet.go @v1.35

const SYNC_TICK = SECOND;
const HOUSEKEEPING_PERIOD = 2 * SECOND;
const SKIP_BASE = 100 * MS;
const SKIP_MAX = 5 * SECOND;

/** The parts that the sync loop drives. */
export interface KubeletParts {
  config: PodConfig;
  pods: PodManager;
  workers: PodWorkers;
  queue: WorkQueue;
  pleg: Pleg;
  runtime: RuntimeManager;
  statuses: StatusManager;
  probes: ProbeManager;
  volumes: VolumeManager;
  mirrors: MirrorClient;
  gc: GcHost;
}

export interface KubeletHost {
  log: Klog;
  nodeName: string;
  hostIp: string;
  root: string;
  /** What keeps pods from being synchronised now. */
  runtimeProblems: () => string[];
  /** Why pods with a network of their own cannot start. */
  networkProblem: () => string | undefined;
  /** The node as the API server has it; none where that is not known (or there is no API server). */
  node: () => Node | undefined;
  /** The node as this kubelet sees itself. */
  ownNode: () => Node;
  event: (pod: Pod, container: { name: string } | undefined, type: 'Normal' | 'Warning', reason: string, message: string) => void;
  reasons: { get(uid: string, container: string): { reason: string; message: string } | undefined; remove(uid: string): void };
  cgroups: { ensure(pod: Pod): void; remove(uid: string): void; list(): string[] };
}

/** The kubelet's main loop and what it does with a pod. */
export class Kubelet implements PodSyncer {
  /** The parts know the kubelet and the kubelet its parts: they are set before the loop begins. */
  parts!: KubeletParts;
  /** When the loop last came round, for the health check. */
  lastLoop: Micros = 0;

  constructor(
    readonly p: Process,
    readonly host: KubeletHost,
  ) {}

  get #log(): Klog {
    return this.host.log;
  }

  // ---- the loop -----------------------------------------------------------------------------------

  *syncLoop(): Step {
    this.#log.info('kubelet.go', 2501, 'Starting kubelet main sync loop');
    const sync = new Ticker(this.p.clock, SYNC_TICK);
    const housekeeping = new Ticker(this.p.clock, HOUSEKEEPING_PERIOD);
    let pause = SKIP_BASE;
    for (;;) {
      const problems = this.host.runtimeProblems();
      if (problems.length > 0) {
        const words = problems.length === 1 ? problems[0]! : `[${problems.join(', ')}]`;
        this.#log.error('kubelet.go', 2525, words, 'Skipping pod synchronization');
        yield* this.p.sleep(pause);
        pause = Math.min(pause * 2, SKIP_MAX);
        continue;
      }
      pause = SKIP_BASE;
      this.lastLoop = this.p.clock.now;
      const won = yield* this.p.select({
        config: this.parts.config.updates.received,
        pleg: this.parts.pleg.events.received,
        sync: sync.ticks.received,
        probe: this.parts.probes.updates.received,
        housekeeping: housekeeping.ticks.received,
      });
      switch (won.key) {
        case 'config':
          if (won.value.ok) this.#handleConfig(won.value.value);
          break;
        case 'pleg':
          if (won.value.ok) yield* this.#handlePleg(won.value.value);
          break;
        case 'sync':
          this.#syncDue();
          break;
        case 'probe':
          if (won.value.ok) this.#handleProbe(won.value.value);
          break;
        case 'housekeeping':
          if (this.parts.config.allReady) yield* this.#housekeeping();
          break;
      }
      this.lastLoop = this.p.clock.now;
    }
  }

  #handleConfig(update: PodUpdate): void {
    const pods = [...update.pods].sort((a, b) => ((a.metadata.creationTimestamp ?? '') < (b.metadata.creationTimestamp ?? '') ? -1 : 1));
    switch (update.op) {
      case 'ADD':
      case 'SET':
        for (const pod of pods) this.#added(pod);
        break;
      case 'UPDATE':
      case 'DELETE':
        // a deletion is an update until the containers have ended
        for (const pod of pods) this.#updated(pod);
        break;
      case 'REMOVE':
        for (const pod of pods) this.#removed(pod);
        break;
      case 'RECONCILE':
        for (const pod of pods) this.#reconciled(pod);
        break;
    }
  }

  #added(given: Pod): void {
    const { pods, workers } = this.parts;
    const existing = pods.pods();
    pods.add(given);
    const { pod, mirror, wasMirror } = pods.podAndMirror(given);
    if (wasMirror) {
      if (pod) workers.update({ type: 'update', pod, mirror });
      return;
    }
    if (!pod) return;
    if (!workers.isTerminationRequested(pod.metadata.uid!)) {
      const rejection = this.#admit(pod, existing);
      if (rejection) {
        this.#reject(pod, rejection);
        return;
      }
    }
    workers.update({ type: 'create', pod, mirror });
  }

  #admit(pod: Pod, existing: readonly Pod[]): Rejection | undefined {
    if (isTerminal(pod, this.parts.statuses.get(pod.metadata.uid!))) return undefined;
    const active = existing.filter((other) => !this.#inactive(other) && other.metadata.uid !== pod.metadata.uid);
    return admit(pod, active, this.host.node() ?? this.host.ownNode());
  }

  #reject(pod: Pod, { reason, message }: Rejection): void {
    this.host.event(pod, undefined, 'Warning', reason, message);
    this.parts.statuses.set(pod, { ...pod.status, phase: 'Failed', reason, message: `Pod was rejected: ${message}` });
  }

  #updated(given: Pod): void {
    const { pods, workers } = this.parts;
    pods.add(given);
    const { pod, mirror } = pods.podAndMirror(given);
    if (pod) workers.update({ type: 'update', pod, mirror });
  }

  #removed(given: Pod): void {
    const { pods, workers, config } = this.parts;
    pods.remove(given);
    const { pod, mirror, wasMirror } = pods.podAndMirror(given);
    if (wasMirror) {
      if (pod) workers.update({ type: 'update', pod, mirror: undefined });
      return;
    }
    void mirror;
    if (config.allReady) workers.update({ type: 'kill', pod: given });
  }

  #reconciled(given: Pod): void {
    const { pods, workers } = this.parts;
    pods.add(given);
    const { pod, mirror } = pods.podAndMirror(given);
    // readiness gates are opened by others: the Ready condition may follow
    if (pod && pod.spec.readinessGates?.length) workers.update({ type: 'sync', pod, mirror });
  }

  *#handlePleg(event: { uid: string; type: string; containerId: string }): Step {
    const { pods, workers } = this.parts;
    if (event.type !== 'ContainerRemoved') {
      const pod = pods.byUid(event.uid);
      if (pod) workers.update({ type: 'sync', pod, mirror: pods.mirrorOf(pod) });
    }
    if (event.type === 'ContainerDied') yield* this.#removeDead(event.uid, event.containerId);
  }

  *#removeDead(uid: string, containerId: string): Step {
    const status = this.parts.pleg.cache.peek(uid);
    if (!status) return;
    const all = this.parts.workers.shouldContentBeRemoved(uid);
    for (const id of deadContainers(status.containers, containerId, this.parts.gc.perContainer, all)) {
      const { runtime } = this.parts;
      this.p.thread(
        'remove container',
        (function* (): Step {
          try {
            yield* runtime.removeContainer(id);
          } catch (e) {
            if (!(e instanceof Error)) throw e;
          }
        })(),
      );
    }
  }

  /** Pods whose turn it is. */
  #syncDue(): void {
    const { pods, workers, queue } = this.parts;
    for (const uid of queue.take()) {
      const pod = pods.byUid(uid);
      if (pod) workers.update({ type: 'sync', pod, mirror: pods.mirrorOf(pod) });
    }
  }

  #handleProbe(update: { kind: string; podUid: string; containerId: string; result: string }): void {
    const { pods, workers, statuses } = this.parts;
    const ready = update.result === 'success';
    if (update.kind === 'readiness') statuses.setContainerReadiness(update.podUid, update.containerId, ready);
    if (update.kind === 'startup') statuses.setContainerStartup(update.podUid, update.containerId, ready);
    // a liveness probe that passes changes nothing
    if (update.kind === 'liveness' && update.result !== 'failure') return;
    const pod = pods.byUid(update.podUid);
    if (pod) workers.update({ type: 'sync', pod, mirror: pods.mirrorOf(pod) });
  }

  // ---- housekeeping -------------------------------------------------------------------------------

  *#housekeeping(): Step {
    try {
      yield* this.#cleanUp();
    } catch (e) {
      if (!(e instanceof Error)) throw e;
      this.#log.error('kubelet.go', 2640, e.message, 'Failed cleaning pods');
    }
  }

  /** HandlePodCleanups: on the loop's own thread, so what waits here holds everything up. */
  *#cleanUp(): Step {
    const { pods, workers, statuses, probes, volumes, mirrors, runtime } = this.parts;
    const all = pods.pods();
    const orphanedMirrors = pods.orphanedMirrors();
    const working = workers.syncKnown(all);
    const possiblyRunning = new Set<string>();
    for (const [uid, w] of working) if (w.phase !== 'terminated') possiblyRunning.add(uid);
    const running = yield* runtime.pods();
    probes.cleanupPods(possiblyRunning);
    statuses.removeOrphaned(new Set([...all, ...pods.mirrors()].map((pod) => pod.metadata.uid!)));
    this.#cleanDirectories(all, running);
    for (const name of orphanedMirrors) {
      if (workers.isMirrorTerminating(name)) continue;
      yield* mirrors.delete(name, undefined);
    }
    for (const pod of all) {
      if (this.#inactive(pod)) continue;
      const known = working.get(pod.metadata.uid!);
      if (known) continue;
      // the pod that was to be started again under its old UID
      const rejection = this.#admit(pod, all);
      if (rejection) this.#reject(pod, rejection);
      else workers.update({ type: 'create', pod, mirror: pods.mirrorOf(pod) });
    }
    for (const pod of running) this.#endUnwanted(pod, working.get(pod.uid)?.phase, working.has(pod.uid));
    for (const uid of this.host.cgroups.list()) {
      if (!possiblyRunning.has(uid) && !all.some((pod) => pod.metadata.uid === uid) && !volumes.hasMounted(uid))
        this.host.cgroups.remove(uid);
    }
  }

  /** Containers that no source wants are ended; what is terminating, or is to be, is left to its worker. */
  #endUnwanted(running: RuntimePod, phase: string | undefined, known: boolean): void {
    if (phase === 'sync' || phase === 'terminating') return;
    if (![...running.containers, ...running.sandboxes].some((c) => c.state === 'running')) return;
    if (known && phase === 'terminated') return;
    this.parts.workers.update({ type: 'kill', running, kill: { gracePeriod: 1 } });
  }

  #inactive(pod: Pod): boolean {
    const uid = pod.metadata.uid!;
    const { workers, statuses } = this.parts;
    if (workers.isKnownTerminated(uid) && workers.shouldBeFinished(uid) && !isStaticPod(pod)) return true;
    return isTerminal(pod, statuses.get(uid)) && !workers.isTerminationRequested(uid);
  }

  /** Removes the directories of pods that are gone (cleanupOrphanedPodDirs). */
  #cleanDirectories(all: readonly Pod[], running: readonly RuntimePod[]): void {
    const { sys } = this.p;
    const root = `${this.host.root}/pods`;
    if (!sys.exists(root)) return;
    const keep = new Set([
      ...all.map((pod) => pod.metadata.uid!),
      ...running.filter((pod) => pod.containers.some((c) => c.state === 'running')).map((pod) => pod.uid),
    ]);
    for (const { name: uid } of sys.readdir(root)) {
      if (keep.has(uid) || this.parts.volumes.hasMounted(uid) || this.parts.workers.couldHaveRunningContainers(uid)) continue;
      const volumes = `${root}/${uid}/volumes`;
      if (sys.exists(volumes))
        this.#log.info('kubelet_volumes.go', 161, 'Cleaned up orphaned pod volumes dir', { podUID: uid, path: volumes });
      sys.removeTree(`${root}/${uid}`);
    }
  }

  // ---- what workers do ----------------------------------------------------------------------------

  *runtimeStatus(uid: string, after: Micros): Step<PodRuntimeStatus> {
    return yield* this.parts.pleg.cache.newerThan(uid, after);
  }

  #status(pod: Pod, runtime: PodRuntimeStatus, terminal: boolean): PodStatus {
    return generateStatus(pod, runtime, terminal, {
      hostIp: this.host.hostIp,
      now: rfc3339(this.p.clock.now),
      previous: this.parts.statuses.get(pod.metadata.uid!) ?? pod.status,
      failure: (container) => this.host.reasons.get(pod.metadata.uid!, container),
      probes: (status) => this.parts.probes.updateStatus(pod, status),
    });
  }

  *syncPod(type: PodWork['type'], pod: Pod, mirror: Pod | undefined, status: PodRuntimeStatus, cancelled: Latch): Step<boolean> {
    void type;
    const { statuses, volumes, probes, runtime } = this.parts;
    const uid = pod.metadata.uid!;
    const api = this.#status(pod, status, false);
    statuses.set(pod, api);
    if (api.phase === 'Succeeded' || api.phase === 'Failed') return true;
    const network = this.host.networkProblem();
    if (network !== undefined && !pod.spec.hostNetwork) {
      this.host.event(pod, undefined, 'Warning', 'NetworkNotReady', `network is not ready: ${network}`);
      throw new Error(`network is not ready: ${network}`);
    }
    this.host.cgroups.ensure(pod);
    if (isStaticPod(pod)) yield* this.#reconcileMirror(pod, mirror);
    for (const directory of ['', '/volumes', '/plugins']) this.p.sys.mkdirp(`${this.host.root}/pods/${uid}${directory}`, 0o750);
    try {
      yield* this.#waitForVolumes(pod, cancelled);
    } catch (e) {
      if (!(e instanceof Error) || e.message === 'context canceled') throw e;
      this.host.event(pod, undefined, 'Warning', 'FailedMount', `Unable to attach or mount volumes: ${e.message}`);
      this.#log.error('kubelet.go', 2120, e.message, 'Unable to attach or mount volumes for pod; skipping pod', { pod: kobj(pod) });
      throw e;
    }
    if (cancelled.set) throw new Error('context canceled');
    probes.addPod(pod);
    yield* runtime.syncPod(pod, status, cancelled);
    void volumes;
    return false;
  }

  *#waitForVolumes(pod: Pod, cancelled: Latch): Step {
    const done = new Latch<Error | undefined>();
    const { volumes } = this.parts;
    this.p.thread(
      'wait for volumes',
      (function* (): Step {
        try {
          yield* volumes.waitForMount(pod);
          done.open(undefined);
        } catch (e) {
          done.open(e as Error);
        }
      })(),
    );
    const won = yield* this.p.select({ done: done.opened, cancelled: cancelled.opened });
    if (won.key === 'cancelled') throw new Error('context canceled');
    if (won.value) throw won.value;
  }

  /** Replaces a mirror pod that stands for another version, and makes one that is missing (tryReconcileMirrorPods). */
  *#reconcileMirror(pod: Pod, mirror: Pod | undefined): Step {
    const { mirrors } = this.parts;
    let deleted = false;
    if (mirror && (mirror.metadata.deletionTimestamp || !isMirrorPodOf(mirror, pod))) {
      this.#log.info('kubelet.go', 3331, 'Trying to delete pod', { pod: kobj(pod), podUID: mirror.metadata.uid! });
      deleted = yield* mirrors.delete(fullName(pod), mirror.metadata.uid);
      if (deleted) this.#log.info('kubelet.go', 3337, "Deleted mirror pod as it didn't match the static Pod", { pod: kobj(mirror) });
    }
    if (mirror && !deleted) return;
    const node = this.host.node();
    if (!node) {
      this.#log.error(
        'kubelet.go',
        3344,
        `node ${JSON.stringify(this.host.nodeName)} not found`,
        'No need to create a mirror pod, since failed to get node info from the cluster',
        { node: this.host.nodeName },
      );
      return;
    }
    this.#log.info('kubelet.go', 3348, 'Creating a mirror pod for static pod', { pod: kobj(pod) });
    try {
      yield* mirrors.create(pod);
    } catch (e) {
      if (!(e instanceof ApiError || e instanceof RequestError || e instanceof Error)) throw e;
      this.#log.error('kubelet.go', 3350, e.message, 'Failed creating a mirror pod', { pod: kobj(pod) });
    }
  }

  *syncTerminatingPod(
    pod: Pod,
    status: PodRuntimeStatus,
    gracePeriod: number | undefined,
    change: ((s: PodStatus) => void) | undefined,
  ): Step {
    const { statuses, probes, runtime, pleg } = this.parts;
    const api = this.#status(pod, status, false);
    change?.(api);
    statuses.set(pod, api);
    probes.stopLivenessAndStartup(pod.metadata.uid!);
    yield* runtime.killPod(pod, runtimePodOf(status), gracePeriod);
    probes.removePod(pod.metadata.uid!);
    // the runtime's own word on how it ended
    const ended = yield* runtime.podStatus({ uid: pod.metadata.uid!, name: pod.metadata.name!, namespace: pod.metadata.namespace! });
    const still = ended.containers.filter((c) => c.state === 'running').map((c) => c.name);
    if (still.length > 0) throw new Error(`detected running containers after a successful KillPod, CRI violation: [${still.join(' ')}]`);
    const last = this.#status(pod, ended, true);
    change?.(last);
    statuses.set(pod, last);
    void pleg;
  }

  *syncTerminatingRuntimePod(running: RuntimePod): Step {
    yield* this.parts.runtime.killPod(undefined, running, 1);
  }

  *syncTerminatedPod(pod: Pod, status: PodRuntimeStatus): Step {
    const { statuses, volumes } = this.parts;
    statuses.set(pod, this.#status(pod, status, true));
    yield* volumes.waitForUnmount(pod);
    this.host.cgroups.remove(pod.metadata.uid!);
    this.host.reasons.remove(pod.metadata.uid!);
    statuses.terminate(pod);
  }
}

function isTerminal(pod: Pod, status: PodStatus | undefined): boolean {
  const over = (phase: string | undefined): boolean => phase === 'Succeeded' || phase === 'Failed';
  return over(pod.status?.phase) || over(status?.phase);
}
