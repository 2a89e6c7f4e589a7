import type { Process } from '../../kernel/process.ts';
import { block, race, sleeping, type Step } from '../../kernel/step.ts';
import { Channel, WaitQueue } from '../../kernel/sync.ts';
import { MINUTE, SECOND, type Micros } from '../../kernel/time.ts';
import type { Klog } from '../shared/klog.ts';
import type { PodRuntimeStatus, RuntimePod } from './runtime/types.ts';

// Models pkg/kubelet/pleg/generic.go and container/cache.go @v1.35

const RELIST_PERIOD = SECOND;
const RELIST_THRESHOLD = 3 * MINUTE;

export type PodLifecycleEvent = {
  uid: string;
  type: 'ContainerStarted' | 'ContainerDied' | 'ContainerRemoved' | 'ContainerChanged' | 'PodSync';
  containerId: string;
};

type PlegState = 'running' | 'exited' | 'unknown' | 'non-existent';

/** What the relist asks the runtime. They throw Error. */
export interface PlegRuntime {
  pods(): Step<RuntimePod[]>;
  podStatus(pod: RuntimePod): Step<PodRuntimeStatus>;
}

/** The newest status of each pod, with when all were last asked. */
export class PodCache {
  readonly #statuses = new Map<string, { status?: PodRuntimeStatus; error?: Error; at: Micros }>();
  #timestamp: Micros = 0;
  readonly #changed = new WaitQueue();

  constructor(private readonly p: Process) {}

  set(uid: string, entry: { status?: PodRuntimeStatus; error?: Error }, at: Micros): void {
    this.#statuses.set(uid, { ...entry, at });
    this.#changed.wakeAll();
  }

  delete(uid: string): void {
    this.#statuses.delete(uid);
  }

  /** All pods have been looked at as of `at`. */
  updateTime(at: Micros): void {
    this.#timestamp = at;
    this.#changed.wakeAll();
  }

  #entry(uid: string, after: Micros): { status?: PodRuntimeStatus; error?: Error } | undefined {
    const entry = this.#statuses.get(uid);
    if (entry && entry.at > after) return entry;
    if (this.#timestamp > after) return entry ?? { status: emptyStatus(uid, this.#timestamp) };
    return undefined;
  }

  peek(uid: string): PodRuntimeStatus | undefined {
    return this.#statuses.get(uid)?.status;
  }

  /** The status of a pod that is newer than `after`, waited for. Throws the runtime's error. */
  *newerThan(uid: string, after: Micros): Step<PodRuntimeStatus> {
    for (;;) {
      const entry = this.#entry(uid, after);
      if (entry?.error) throw entry.error;
      if (entry?.status) return entry.status;
      yield* block(this.#changed.wait);
    }
  }
}

function emptyStatus(uid: string, at: Micros): PodRuntimeStatus {
  return { uid, name: '', namespace: '', ips: [], containers: [], sandboxes: [], at };
}

/**
 * Finds out once a second what has changed among the containers, by comparing two lists (the generic pod lifecycle event
 * generator).
 */
export class Pleg {
  readonly events = new Channel<PodLifecycleEvent>(1000);
  readonly cache: PodCache;
  #records = new Map<string, RuntimePod>();
  readonly #reinspect = new Set<string>();
  #relistedAt: Micros = 0;
  readonly #requested = new WaitQueue();
  readonly #toRelist = new Set<string>();

  constructor(
    private readonly p: Process,
    private readonly log: Klog,
    private readonly runtime: PlegRuntime,
  ) {
    this.cache = new PodCache(p);
  }

  start(): void {
    this.p.thread('pleg', this.#loop());
  }

  /** Looks again before the next second is over, for a pod that was just worked on (RequestRelist). */
  requestRelist(uid: string): void {
    this.#toRelist.add(uid);
    this.#requested.wakeAll();
  }

  /** Why the node's pods cannot be trusted, if so. */
  unhealthy(): string | undefined {
    if (this.#relistedAt === 0) return 'pleg has yet to be successful';
    const elapsed = this.p.clock.now - this.#relistedAt;
    if (elapsed <= RELIST_THRESHOLD) return undefined;
    const seconds = Math.floor(elapsed / SECOND);
    const text = `${seconds >= 60 ? `${Math.floor(seconds / 60)}m` : ''}${seconds % 60}.${String(elapsed % SECOND).padStart(6, '0')}s`;
    return `pleg was last seen active ${text} ago; threshold is 3m0s`;
  }

  *#loop(): Step {
    for (;;) {
      yield* this.#relist();
      yield* block(race({ period: sleeping(this.p.clock, RELIST_PERIOD), requested: this.#requested.wait }));
    }
  }

  *#relist(): Step {
    const { now } = this.p.clock;
    let pods: RuntimePod[];
    try {
      pods = yield* this.runtime.pods();
    } catch (e) {
      if (!(e instanceof Error)) throw e;
      this.log.error('generic.go', 250, e.message, 'GenericPLEG: Unable to retrieve pods');
      return;
    }
    this.#relistedAt = now;
    const current = new Map(pods.map((pod) => [pod.uid, pod]));
    const old = this.#records;
    for (const uid of new Set([...old.keys(), ...current.keys()])) {
      const events = compare(uid, old.get(uid), current.get(uid));
      const watched = this.#toRelist.delete(uid);
      if (events.length === 0 && !this.#reinspect.has(uid) && !watched) continue;
      const pod = current.get(uid);
      if (!pod) this.cache.delete(uid);
      else {
        try {
          this.cache.set(uid, { status: yield* this.runtime.podStatus(pod) }, now);
          this.#reinspect.delete(uid);
        } catch (e) {
          if (!(e instanceof Error)) throw e;
          this.cache.set(uid, { error: e }, now);
          this.#reinspect.add(uid);
          this.log.error('generic.go', 310, e.message, 'PLEG: Ignoring events for pod', { pod: `${pod.namespace}/${pod.name}` });
          // the change is seen again at the next relist
          const before = old.get(uid);
          if (before) current.set(uid, before);
          else current.delete(uid);
          continue;
        }
      }
      for (const event of events) if (event.type !== 'ContainerChanged') this.events.trySend(event);
      if (watched && events.length === 0) this.events.trySend({ uid, type: 'PodSync', containerId: '' });
    }
    this.#records = current;
    this.cache.updateTime(now);
  }
}

function states(pod: RuntimePod | undefined): Map<string, PlegState> {
  const out = new Map<string, PlegState>();
  for (const c of [...(pod?.containers ?? []), ...(pod?.sandboxes ?? [])]) {
    out.set(c.id, c.state === 'running' ? 'running' : c.state === 'exited' ? 'exited' : 'unknown');
  }
  return out;
}

/** What happened between two looks at a pod. */
function compare(uid: string, old: RuntimePod | undefined, current: RuntimePod | undefined): PodLifecycleEvent[] {
  const before = states(old);
  const after = states(current);
  const events: PodLifecycleEvent[] = [];
  const add = (type: PodLifecycleEvent['type'], containerId: string): void => void events.push({ uid, type, containerId });
  for (const id of new Set([...before.keys(), ...after.keys()])) {
    const was = before.get(id) ?? 'non-existent';
    const is = after.get(id) ?? 'non-existent';
    if (was === is) continue;
    switch (is) {
      case 'running':
        add('ContainerStarted', id);
        break;
      case 'exited':
        add('ContainerDied', id);
        break;
      case 'unknown':
        add('ContainerChanged', id);
        break;
      case 'non-existent':
        if (was !== 'exited') add('ContainerDied', id);
        add('ContainerRemoved', id);
        break;
    }
  }
  return events;
}
