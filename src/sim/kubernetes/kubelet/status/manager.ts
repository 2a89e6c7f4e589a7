import type { Process } from '../../../kernel/process.ts';
import { block, race, sleeping, type Step } from '../../../kernel/step.ts';
import { WaitQueue } from '../../../kernel/sync.ts';
import { rfc3339, SECOND } from '../../../kernel/time.ts';
import type { ContainerStatus, Pod, PodStatus } from '../../shared/api/core.ts';
import { ApiError, isNotFound, RequestError } from '../../shared/client/errors.ts';
import { PODS, type RestClient } from '../../shared/client/rest.ts';
import { equalObjects } from '../../shared/equal.ts';
import type { Klog } from '../../shared/klog.ts';
import type { PodManager } from '../pods/manager.ts';
import { isMirrorPod, isStaticPod, kobj } from '../pods/types.ts';
import { containersReady, podReady, withCondition } from './conditions.ts';

// Models pkg/kubelet/status/status_manager.go @v1.35

const SYNC_PERIOD = 10 * SECOND;

interface Versioned {
  status: PodStatus;
  version: number;
  pod: Pod;
  finished: boolean;
}

export interface StatusHost {
  pods: PodManager;
  /** Whether a pod's containers may still run: its record must not be deleted yet. */
  couldHaveRunning: (pod: Pod) => boolean;
  finished: (pod: Pod) => boolean;
}

/** Keeps the status of each pod, and tells the API server what changed. */
export class StatusManager {
  readonly #statuses = new Map<string, Versioned>();
  /** The version the API server has, by the UID of its record. */
  readonly #sent = new Map<string, number>();
  readonly #changed = new WaitQueue();
  #pending = false;

  constructor(
    private readonly p: Process,
    private readonly log: Klog,
    private readonly client: RestClient | undefined,
    private readonly host: StatusHost,
  ) {}

  start(): void {
    if (!this.client) return;
    this.log.info('status_manager.go', 249, 'Starting to sync pod status with apiserver');
    this.p.thread('status manager', this.#loop());
  }

  get(uid: string): PodStatus | undefined {
    return this.#statuses.get(this.host.pods.translate(uid))?.status;
  }

  /** Takes a pod's new status. */
  set(pod: Pod, status: PodStatus): void {
    this.#update(pod, structuredCloneOf(status), false, false);
  }

  /** A container's readiness changed: the pod's conditions follow at once. */
  setContainerReadiness(uid: string, id: string, ready: boolean): void {
    this.#touch(uid, id, (c) => {
      if (c.ready === ready) return false;
      c.ready = ready;
      return true;
    });
  }

  setContainerStartup(uid: string, id: string, started: boolean): void {
    this.#touch(uid, id, (c) => {
      if (c.started === started) return false;
      c.started = started;
      return true;
    });
  }

  #touch(uid: string, id: string, change: (c: ContainerStatus) => boolean): void {
    const entry = this.#statuses.get(uid);
    if (!entry) return;
    const status = structuredCloneOf(entry.status);
    const all = [...(status.containerStatuses ?? []), ...(status.initContainerStatuses ?? [])];
    const c = all.find((s) => s.containerID?.endsWith(id));
    if (!c || !change(c)) return;
    const { pod } = entry;
    const now = rfc3339(this.p.clock.now);
    const ready = containersReady(pod, status.containerStatuses ?? [], all, status.phase ?? '');
    withCondition(status, podReady(pod, status.conditions ?? [], ready), now, pod.metadata.generation);
    withCondition(status, ready, now, pod.metadata.generation);
    this.#update(pod, status, false, false);
  }

  /** All containers of a pod have ended for good: the status says so (TerminatePod). */
  terminate(pod: Pod): void {
    const entry = this.#statuses.get(pod.metadata.uid!);
    const status = structuredCloneOf(entry?.status ?? pod.status ?? {});
    for (const list of [status.containerStatuses, status.initContainerStatuses]) {
      for (const c of list ?? []) {
        if (c.state?.terminated) continue;
        // one that never began in a pod that was still to be initialised stays waiting
        c.state = {
          terminated: {
            exitCode: 137,
            reason: 'ContainerStatusUnknown',
            message: 'The container could not be located when the pod was terminated',
            startedAt: null,
            finishedAt: null,
          },
        };
        c.ready = false;
      }
    }
    if (status.phase !== 'Failed' && status.phase !== 'Succeeded') {
      const failed = (status.containerStatuses ?? []).some((c) => (c.state?.terminated?.exitCode ?? 0) !== 0);
      if (!isStaticPod(pod)) status.phase = failed ? 'Failed' : (status.phase ?? 'Failed');
    }
    this.#update(pod, status, true, true);
  }

  #update(pod: Pod, status: PodStatus, force: boolean, finished: boolean): void {
    const uid = pod.metadata.uid!;
    const old = this.#statuses.get(uid);
    const before = old?.status ?? pod.status ?? {};
    const now = rfc3339(this.p.clock.now);
    for (const condition of status.conditions ?? []) {
      const was = before.conditions?.find((c) => c.type === condition.type);
      condition.lastTransitionTime = was && was.status === condition.status ? (was.lastTransitionTime ?? now) : now;
    }
    status.startTime ??= before.startTime ?? now;
    if (old && !force && equalObjects(old.status, status)) {
      old.pod = pod;
      return;
    }
    this.#statuses.set(uid, { status, version: (old?.version ?? 0) + 1, pod, finished: finished || (old?.finished ?? false) });
    this.#pending = true;
    this.#changed.wakeAll();
  }

  /** Forgets statuses of pods that are gone. */
  removeOrphaned(uids: ReadonlySet<string>): void {
    for (const uid of this.#statuses.keys()) if (!uids.has(uid)) this.#statuses.delete(uid);
  }

  *#loop(): Step {
    let next = this.p.clock.now + SYNC_PERIOD;
    for (;;) {
      if (!this.#pending)
        yield* block(race({ changed: this.#changed.wait, tick: sleeping(this.p.clock, Math.max(0, next - this.p.clock.now)) }));
      const all = this.p.clock.now >= next;
      if (all) next = this.p.clock.now + SYNC_PERIOD;
      this.#pending = false;
      yield* this.#sync(all);
    }
  }

  *#sync(all: boolean): Step {
    const { toMirror, toPod } = this.host.pods.uidTranslations();
    if (all) for (const uid of this.#sent.keys()) if (!this.#statuses.has(uid) && !toPod.has(uid)) this.#sent.delete(uid);
    for (const [uid, entry] of [...this.#statuses]) {
      let record = uid;
      if (isStaticPod(entry.pod)) {
        const mirror = toMirror.get(uid);
        if (mirror === undefined) continue;
        record = mirror;
      }
      const upToDate = this.#sent.get(record) === entry.version;
      if (upToDate && !(all && this.#needsReconcile(uid, entry))) continue;
      if (upToDate) this.#sent.delete(record);
      yield* this.#syncPod(uid, entry);
    }
  }

  /** Whether the API server's record says something else than what was sent. */
  #needsReconcile(uid: string, entry: Versioned): boolean {
    if (this.#deletable(entry)) return true;
    const pod = this.host.pods.byUid(uid);
    if (!pod) return false;
    const record = isStaticPod(pod) ? this.host.pods.mirrorOf(pod) : pod;
    return record?.status !== undefined && !equalObjects(normal(record.status), normal(entry.status));
  }

  #deletable(entry: Versioned): boolean {
    const pod = this.host.pods.byUid(entry.pod.metadata.uid!) ?? entry.pod;
    return pod.metadata.deletionTimestamp !== undefined && !isMirrorPod(pod) && !isStaticPod(pod) && this.host.finished(pod);
  }

  *#syncPod(uid: string, entry: Versioned): Step {
    const client = this.client!;
    const { namespace, name } = entry.pod.metadata;
    let pod: Pod;
    try {
      pod = yield* client.get<Pod>(PODS, namespace, name!);
    } catch (e) {
      if (isNotFound(e)) return;
      if (!(e instanceof ApiError || e instanceof RequestError)) throw e;
      this.log.error('status_manager.go', 1045, e.message, 'Failed to get status for pod', { podUID: uid, pod: kobj(entry.pod) });
      return;
    }
    // another pod of the same name took its place
    if (this.host.pods.translate(pod.metadata.uid!) !== uid) return;
    const status = merged(pod.status ?? {}, entry.status, entry.pod, this.host.couldHaveRunning(entry.pod));
    if (!equalObjects(pod.status, status)) {
      try {
        yield* client.patch(
          { resource: PODS, namespace: namespace!, name: name!, subresource: 'status' },
          'application/strategic-merge-patch+json',
          patchOf(pod, status),
        );
      } catch (e) {
        if (!(e instanceof ApiError || e instanceof RequestError)) throw e;
        this.log.error('status_manager.go', 1063, e.message, 'Failed to update status for pod', { pod: kobj(entry.pod) });
        return;
      }
    }
    this.#sent.set(pod.metadata.uid!, entry.version);
    if (pod.metadata.deletionTimestamp && !isMirrorPod(pod) && this.host.finished(entry.pod) && entry.finished) yield* this.#delete(pod);
  }

  /** The last word on a pod that was to be deleted. */
  *#delete(pod: Pod): Step {
    const { namespace, name, uid } = pod.metadata;
    try {
      yield* this.client!.delete(PODS, namespace, name!, {
        apiVersion: 'v1',
        kind: 'DeleteOptions',
        gracePeriodSeconds: 0,
        preconditions: { uid },
      });
      this.#sent.delete(uid!);
    } catch (e) {
      if (!(e instanceof ApiError || e instanceof RequestError)) throw e;
      this.log.info('status_manager.go', 1096, 'Failed to delete status for pod', { pod: kobj(pod), err: e.message });
    }
  }
}

/** Conditions that others own stay; the rest is the kubelet's. */
function merged(old: PodStatus, status: PodStatus, pod: Pod, running: boolean): PodStatus {
  const own = new Set([
    'PodScheduled',
    'Ready',
    'Initialized',
    'ContainersReady',
    'PodReadyToStartContainers',
    'DisruptionTarget',
    'PodResizePending',
    'PodResizeInProgress',
  ]);
  const conditions = [
    ...(status.conditions ?? []).filter((c) => own.has(c.type)),
    ...(old.conditions ?? []).filter((c) => !own.has(c.type)),
  ];
  const out: PodStatus = { ...status, conditions };
  // an end is not reported while containers may still run
  const over = (phase: string | undefined): boolean => phase === 'Failed' || phase === 'Succeeded';
  if (!over(old.phase) && over(status.phase) && running) {
    out.phase = old.phase ?? 'Running';
    delete out.reason;
    delete out.message;
  }
  void pod;
  return out;
}

function patchOf(pod: Pod, status: PodStatus): unknown {
  return { metadata: { uid: pod.metadata.uid }, status: { ...status } };
}

function normal(status: PodStatus): unknown {
  const { conditions, ...rest } = status;
  return {
    ...rest,
    conditions: [...(conditions ?? [])]
      .map(({ lastProbeTime: _l, lastHeartbeatTime: _h, ...c }) => c)
      .sort((a, b) => (a.type < b.type ? -1 : 1)),
  };
}

function structuredCloneOf<T>(value: T): T {
  if (Array.isArray(value)) return value.map(structuredCloneOf) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, structuredCloneOf(v)])) as T;
}
