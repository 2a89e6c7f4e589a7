import { createActor, type Actor } from 'xstate';
import { actorClock } from '../../../kernel/actor-clock.ts';
import type { Process } from '../../../kernel/process.ts';
import type { RandomStream } from '../../../kernel/random.ts';
import { block, type Step } from '../../../kernel/step.ts';
import { Channel, Latch } from '../../../kernel/sync.ts';
import { MINUTE, SECOND, type Micros } from '../../../kernel/time.ts';
import type { Pod, PodStatus } from '../../shared/api/core.ts';
import type { Klog } from '../../shared/klog.ts';
import type { PodRuntimeStatus, RuntimePod } from '../runtime/types.ts';
import { minBackoffExpiration } from './backoff.ts';
import { podWorkerMachine } from './machine.ts';
import { fullName, isStaticPod, kobj } from './types.ts';
import type { WorkQueue } from './work-queue.ts';

// Models pkg/kubelet/pod_workers.go @v1.35

const RESYNC_INTERVAL = MINUTE;
const BACKOFF_PERIOD = 10 * SECOND;
const TRANSIENT_BACKOFF_PERIOD = SECOND;
const JITTER = 0.5;

export interface KillOptions {
  /** Seconds; the pod's own where none are given. */
  gracePeriod?: number;
  /** What the pod's status is to say (an eviction's reason). */
  status?: (status: PodStatus) => void;
  /** Opens when the containers have ended. */
  completed?: Latch;
  evict?: boolean;
}

/** Something to do with a pod. */
export interface PodWork {
  type: 'create' | 'update' | 'sync' | 'kill';
  pod?: Pod;
  mirror?: Pod | undefined;
  /** A pod that runs and that no source wants: all that is known of it. */
  running?: RuntimePod;
  kill?: KillOptions;
}

/** What a worker does; the kubelet itself. They throw Error where the sync failed. */
export interface PodSyncer {
  /** Makes the pod run; `true` where it has reached its end by itself. */
  syncPod(type: PodWork['type'], pod: Pod, mirror: Pod | undefined, status: PodRuntimeStatus, cancelled: Latch): Step<boolean>;
  syncTerminatingPod(
    pod: Pod,
    status: PodRuntimeStatus,
    gracePeriod: number | undefined,
    change: ((s: PodStatus) => void) | undefined,
  ): Step;
  syncTerminatingRuntimePod(running: RuntimePod): Step;
  syncTerminatedPod(pod: Pod, status: PodRuntimeStatus): Step;
  /** The runtime's newest word on a pod, waiting for one that is younger than `after`. */
  runtimeStatus(uid: string, after: Micros): Step<PodRuntimeStatus>;
}

export type WorkerPhase = 'sync' | 'terminating' | 'terminated';

class PodSyncStatus {
  pending: PodWork | undefined;
  active: PodWork | undefined;
  working = false;
  startedAt: Micros | undefined;
  terminatingAt: Micros | undefined;
  startedTerminating = false;
  terminatedAt: Micros | undefined;
  gracePeriod: number | undefined;
  readonly notify: Latch[] = [];
  readonly statusChanges: ((s: PodStatus) => void)[] = [];
  deleted = false;
  evicted = false;
  finished = false;
  restartRequested = false;
  observedRuntime = false;
  cancelled = new Latch();
  readonly wake = new Channel<void>(1);
  readonly machine: Actor<typeof podWorkerMachine>;

  constructor(
    readonly uid: string,
    readonly fullName: string,
    readonly syncedAt: Micros,
    clock: Parameters<typeof actorClock>[0],
  ) {
    this.machine = createActor(podWorkerMachine, { clock: actorClock(clock) }).start();
  }

  get phase(): WorkerPhase {
    if (this.terminatedAt !== undefined) return 'terminated';
    return this.terminatingAt !== undefined ? 'terminating' : 'sync';
  }
}

/** One worker a pod: what is to be done with a pod is done one thing after the other, and the newest word counts. */
export class PodWorkers {
  readonly #statuses = new Map<string, PodSyncStatus>();
  /** Static pods of one name run one after the other: who runs, and who waits. */
  readonly #startedStatic = new Map<string, string>();
  readonly #waitingStatic = new Map<string, string[]>();
  #podsSynced = false;
  readonly #jitter: RandomStream;

  constructor(
    private readonly p: Process,
    private readonly log: Klog,
    private readonly queue: WorkQueue,
    private readonly syncer: PodSyncer,
  ) {
    this.#jitter = p.kernel.random.stream(`${p.table.machine}/kubelet/pod-worker-jitter`);
  }

  /** The workers' state machines by pod UID, with the pods' names, for the page. */
  machines(): { uid: string; name: string; state: string }[] {
    return [...this.#statuses.values()].map((s) => ({ uid: s.uid, name: s.fullName, state: String(s.machine.getSnapshot().value) }));
  }

  // ---- asking -----------------------------------------------------------------------------------

  isKnownTerminated(uid: string): boolean {
    const s = this.#statuses.get(uid);
    return s ? s.terminatedAt !== undefined : this.#podsSynced;
  }

  couldHaveRunningContainers(uid: string): boolean {
    const s = this.#statuses.get(uid);
    return s ? s.terminatedAt === undefined : !this.#podsSynced;
  }

  shouldBeFinished(uid: string): boolean {
    const s = this.#statuses.get(uid);
    return s ? s.finished : this.#podsSynced;
  }

  isTerminationRequested(uid: string): boolean {
    return this.#statuses.get(uid)?.terminatingAt !== undefined;
  }

  shouldContainersBeTerminating(uid: string): boolean {
    const s = this.#statuses.get(uid);
    return s ? s.startedTerminating : this.#podsSynced;
  }

  shouldRuntimeBeRemoved(uid: string): boolean {
    const s = this.#statuses.get(uid);
    return s ? s.terminatedAt !== undefined : this.#podsSynced;
  }

  shouldContentBeRemoved(uid: string): boolean {
    const s = this.#statuses.get(uid);
    if (!s) return this.#podsSynced;
    return s.evicted || (s.deleted && s.terminatedAt !== undefined);
  }

  /** Whether a static pod of that name is on its way out: its mirror is not an orphan yet. */
  isMirrorTerminating(name: string): boolean {
    const uid = this.#startedStatic.get(name);
    const s = uid === undefined ? undefined : this.#statuses.get(uid);
    return s !== undefined && s.terminatingAt !== undefined && s.terminatedAt === undefined;
  }

  // ---- taking work ------------------------------------------------------------------------------

  /** Takes a word about a pod (UpdatePod): a worker is started for a new pod. */
  update(work: PodWork): void {
    let { pod } = work;
    const uid = pod?.metadata.uid ?? work.running?.uid;
    if (!uid) return;
    if (!pod && work.type !== 'kill') return;
    const { now } = this.p.clock;
    let s = this.#statuses.get(uid);
    const first = !s;
    if (!s) {
      s = new PodSyncStatus(uid, pod ? fullName(pod) : `${work.running!.name}_${work.running!.namespace}`, now, this.p.clock);
      // a pod that ended before this kubelet started needs no worker to end it
      if (pod && (pod.status?.phase === 'Failed' || pod.status?.phase === 'Succeeded')) {
        s.terminatingAt = s.terminatedAt = now;
        s.startedTerminating = true;
      }
      this.#statuses.set(uid, s);
    }
    let taken: PodWork = work;
    if (!pod && work.running) {
      s.observedRuntime = true;
      pod = s.pending?.pod ?? s.active?.pod;
      if (pod) {
        taken = { ...work, pod };
        delete taken.running;
      }
    }
    if (!first && s.terminatingAt !== undefined && work.type === 'create') {
      // the same pod again (a static pod with its UID): it starts anew when this one has ended
      s.restartRequested = true;
      return;
    }
    if (s.finished) return;
    const becameTerminating = s.terminatingAt === undefined && this.#becomesTerminating(s, taken);
    if (becameTerminating) s.terminatingAt = now;
    let shortened = false;
    if (s.terminatingAt !== undefined) {
      if (s.terminatedAt !== undefined && taken.running && !taken.pod) return;
      if (taken.kill?.completed) s.notify.push(taken.kill.completed);
      if (taken.kill?.status) s.statusChanges.push(taken.kill.status);
      const wanted =
        taken.kill?.gracePeriod ?? taken.pod?.metadata.deletionGracePeriodSeconds ?? taken.pod?.spec.terminationGracePeriodSeconds;
      if (wanted !== undefined && (s.gracePeriod === undefined || wanted < s.gracePeriod)) {
        shortened = s.gracePeriod !== undefined;
        s.gracePeriod = Math.max(wanted, 1);
      }
      taken = { ...taken, kill: { ...taken.kill, ...(s.gracePeriod === undefined ? {} : { gracePeriod: s.gracePeriod }) } };
    }
    if (first) {
      if (pod && isStaticPod(pod) && s.phase === 'sync') {
        const waiting = this.#waitingStatic.get(s.fullName) ?? [];
        waiting.push(uid);
        this.#waitingStatic.set(s.fullName, waiting);
      }
      this.p.thread('pod worker', this.#loop(s));
    }
    s.pending = taken;
    s.working = true;
    s.wake.trySend();
    if (becameTerminating || shortened) s.cancelled.open();
  }

  #becomesTerminating(s: PodSyncStatus, work: PodWork): boolean {
    const { pod } = work;
    if (work.running && !pod) {
      s.deleted = true;
      return true;
    }
    if (pod?.metadata.deletionTimestamp) {
      s.deleted = true;
      return true;
    }
    if (pod?.status?.phase === 'Failed' || pod?.status?.phase === 'Succeeded') return true;
    if (work.type !== 'kill') return false;
    if (work.kill?.evict) s.evicted = true;
    else s.deleted = true;
    return true;
  }

  // ---- working ----------------------------------------------------------------------------------

  *#loop(s: PodSyncStatus): Step {
    let lastSync: Micros = 0;
    for (;;) {
      const woken = yield* block(s.wake.received);
      if (!woken.ok) return;
      const work = this.#begin(s);
      if (work === 'over') return;
      if (!work) continue;
      let error: Error | undefined;
      let terminal = false;
      const { phase } = s;
      try {
        const status = work.pod ? yield* this.syncer.runtimeStatus(s.uid, lastSync) : undefined;
        switch (phase) {
          case 'terminated':
            s.machine.send({ type: 'TERMINATED' });
            yield* this.syncer.syncTerminatedPod(work.pod!, status!);
            break;
          case 'terminating':
            s.machine.send({ type: 'TERMINATE' });
            s.startedTerminating = true;
            if (work.pod) yield* this.syncer.syncTerminatingPod(work.pod, status!, work.kill?.gracePeriod, s.statusChanges.at(-1));
            else yield* this.syncer.syncTerminatingRuntimePod(work.running!);
            break;
          case 'sync':
            s.machine.send({ type: 'SYNC' });
            terminal = yield* this.syncer.syncPod(work.type, work.pod!, work.mirror, status!, s.cancelled);
            break;
        }
        lastSync = this.p.clock.now;
      } catch (e) {
        if (!(e instanceof Error)) throw e;
        error = e;
      }
      if (this.#end(s, phase, work, error, terminal)) return;
    }
  }

  /** Takes the pending work, if the pod may start; `over` where it never can (startPodSync). */
  #begin(s: PodSyncStatus): PodWork | undefined | 'over' {
    const work = s.pending;
    if (!work) {
      s.working = false;
      return undefined;
    }
    s.working = true;
    if (s.startedAt === undefined && work.pod && isStaticPod(work.pod)) {
      if (s.terminatingAt !== undefined) {
        // it was to go before it ever ran
        s.terminatedAt = this.p.clock.now;
        this.#dropFromWaiting(s);
        this.#finish(s);
        return 'over';
      }
      if (!this.#mayStart(s)) {
        s.working = false;
        // it keeps its work, and its place in the queue of its name
        this.queue.enqueue(s.uid, this.#jittered(BACKOFF_PERIOD));
        return undefined;
      }
    }
    s.startedAt ??= this.p.clock.now;
    s.pending = undefined;
    s.active = work;
    if (s.phase === 'sync' && s.cancelled.set) s.cancelled = new Latch();
    return work;
  }

  /** A static pod starts when it is first in line for its name and nobody of that name runs (allowStaticPodStart). */
  #mayStart(s: PodSyncStatus): boolean {
    const holder = this.#startedStatic.get(s.fullName);
    if (holder !== undefined) return holder === s.uid;
    const waiting = this.#waitingStatic.get(s.fullName) ?? [];
    while (waiting.length > 0) {
      const uid = waiting[0]!;
      const other = this.#statuses.get(uid);
      if (!other || other.terminatingAt !== undefined || other.finished) {
        waiting.shift();
        continue;
      }
      if (uid !== s.uid) return false;
      waiting.shift();
      this.#startedStatic.set(s.fullName, s.uid);
      return true;
    }
    this.#startedStatic.set(s.fullName, s.uid);
    return true;
  }

  #dropFromWaiting(s: PodSyncStatus): void {
    const waiting = this.#waitingStatic.get(s.fullName);
    const at = waiting?.indexOf(s.uid) ?? -1;
    if (at >= 0) waiting!.splice(at, 1);
  }

  /** Draws the consequences of a sync; `true` where the worker's life is over. */
  #end(s: PodSyncStatus, phase: WorkerPhase, work: PodWork, error: Error | undefined, terminal: boolean): boolean {
    let transition = false;
    if (error) {
      // the words of a cancelled sync are nobody's
      if (error.message !== 'context canceled') {
        const fields = work.pod ? { pod: kobj(work.pod), podUID: s.uid } : { podUID: s.uid };
        this.log.error('pod_workers.go', 1324, error.message, 'Error syncing pod, skipping', fields);
      }
      s.machine.send({ type: 'FAILED', retryAt: 0 });
    } else if (phase === 'terminated') {
      this.#finish(s);
      return true;
    } else if (phase === 'terminating') {
      if (!work.pod) {
        // a pod that only the runtime knew is over with its containers
        s.terminatedAt = this.p.clock.now;
        this.#finish(s);
        return true;
      }
      s.terminatedAt = this.p.clock.now;
      for (const latch of s.notify.splice(0)) latch.open();
      s.statusChanges.length = 0;
      this.#requeueActive(s);
      transition = true;
    } else if (terminal) {
      s.terminatingAt ??= this.p.clock.now;
      s.startedTerminating = true;
      this.#requeueActive(s);
      transition = true;
    } else s.machine.send({ type: 'SYNCED' });
    this.#complete(s, transition, error);
    return false;
  }

  #requeueActive(s: PodSyncStatus): void {
    if (s.pending || !s.active) return;
    s.pending = { ...s.active };
    s.working = true;
    s.wake.trySend();
  }

  /** Plans the next turn (completeWork). */
  #complete(s: PodSyncStatus, transition: boolean, error: Error | undefined): void {
    if (transition) this.queue.enqueue(s.uid, 0);
    else if (!error) this.queue.enqueue(s.uid, this.#jittered(RESYNC_INTERVAL));
    else if (error.message.includes('network is not ready')) this.queue.enqueue(s.uid, this.#jittered(TRANSIENT_BACKOFF_PERIOD));
    else {
      const until = minBackoffExpiration(error);
      const pause = until === undefined ? BACKOFF_PERIOD : Math.min(Math.max(until - this.p.clock.now, 0), RESYNC_INTERVAL);
      this.queue.enqueue(s.uid, this.#jittered(pause));
    }
    if (s.pending) s.wake.trySend();
    else s.working = false;
  }

  #jittered(period: Micros): Micros {
    return Math.round(period * (1 + this.#jitter.float() * JITTER));
  }

  #finish(s: PodSyncStatus): void {
    s.finished = true;
    s.working = false;
    s.machine.send({ type: 'CLEANED_UP' });
    s.wake.close();
    for (const latch of s.notify.splice(0)) latch.open();
    if (this.#startedStatic.get(s.fullName) === s.uid) this.#startedStatic.delete(s.fullName);
  }

  // ---- cleaning up ------------------------------------------------------------------------------

  /**
   * Forgets workers of pods that no source wants any more and that have ended; ends those that no source wants and that
   * still run. Gives what is known of each pod (SyncKnownPods).
   */
  syncKnown(desired: readonly Pod[]): Map<string, { phase: WorkerPhase; orphan: boolean; hasConfig: boolean; static: boolean; pod?: Pod }> {
    const known = new Set(desired.map((pod) => pod.metadata.uid!));
    this.#podsSynced = true;
    const out = new Map<string, { phase: WorkerPhase; orphan: boolean; hasConfig: boolean; static: boolean; pod?: Pod }>();
    for (const [uid, s] of this.#statuses) {
      const orphan = !known.has(uid);
      if (s.restartRequested || orphan) this.#removeTerminated(uid, s, orphan);
      if (!this.#statuses.has(uid)) continue;
      const pod = s.pending?.pod ?? s.active?.pod;
      out.set(uid, {
        phase: s.phase,
        orphan,
        hasConfig: pod !== undefined,
        static: pod ? isStaticPod(pod) : false,
        ...(pod ? { pod } : {}),
      });
    }
    return out;
  }

  #removeTerminated(uid: string, s: PodSyncStatus, orphan: boolean): void {
    if (!s.finished) {
      if (!orphan) return;
      // never begun, and nobody wants it any more
      if (s.startedAt === undefined && !s.observedRuntime && s.terminatingAt === undefined) {
        this.#dropFromWaiting(s);
        s.wake.close();
        this.#statuses.delete(uid);
      }
      return;
    }
    if (this.#startedStatic.get(s.fullName) === uid) this.#startedStatic.delete(s.fullName);
    this.#statuses.delete(uid);
  }
}
