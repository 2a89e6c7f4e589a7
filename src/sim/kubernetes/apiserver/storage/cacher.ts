import type { Process } from '../../../kernel/process.ts';
import { block, race, sleeping, type Step } from '../../../kernel/step.ts';
import { Channel, WaitQueue } from '../../../kernel/sync.ts';
import { SECOND, type Micros } from '../../../kernel/time.ts';
import { GrpcError } from '../../../linux/net/grpc/grpc.ts';
import { prefixEnd, type WatchResponse } from '../../etcd/api.ts';
import type { KubeObject } from '../../shared/api/meta.ts';
import { newResourceExpired, newTooLargeResourceVersion } from '../status.ts';
import type { EtcdStore } from './store.ts';

// Models staging/src/k8s.io/apiserver/pkg/storage/cacher @v1.35

/** Changes kept for watches that begin in the past. */
const WINDOW = 2048;
const FRESH_TIMEOUT = 3 * SECOND;

/** One change of one object. */
export interface CacheEvent {
  key: string;
  revision: number;
  /** None where it was deleted. */
  object: KubeObject | undefined;
  old: KubeObject | undefined;
}

/** Changes for one watcher, in order; closed when the cache has to begin anew. */
export class CacheWatcher {
  readonly events = new Channel<CacheEvent>(100_000);

  constructor(private readonly forget: (w: CacheWatcher) => void) {}

  stop(): void {
    this.forget(this);
  }
}

/** All objects of one resource, kept current by one watch of etcd; lists and watches of clients are served from it. */
export class Cacher {
  readonly #objects = new Map<string, KubeObject>();
  #sorted: [string, KubeObject][] | undefined;
  readonly #window: CacheEvent[] = [];
  /** Revisions up to this one are no longer in the window. */
  #windowFrom = 0;
  #revision = 0;
  #ready = false;
  readonly #changed = new WaitQueue();
  readonly #watchers = new Set<CacheWatcher>();

  constructor(
    private readonly p: Process,
    private readonly store: EtcdStore,
    readonly prefix: string,
  ) {}

  start(): void {
    this.p.thread('watch cache', this.#loop());
  }

  get ready(): boolean {
    return this.#ready;
  }

  get revision(): number {
    return this.#revision;
  }

  *#loop(): Step {
    for (;;) {
      try {
        yield* this.#listAndWatch();
      } catch (e) {
        if (!(e instanceof Error) || e instanceof TypeError) throw e;
      }
      this.#reset();
      yield* this.p.sleep(SECOND);
    }
  }

  #reset(): void {
    this.#ready = false;
    for (const w of this.#watchers) w.events.close();
    this.#watchers.clear();
  }

  *#listAndWatch(): Step {
    const { items, revision } = yield* this.store.list(this.prefix, { deadline: Infinity });
    this.#objects.clear();
    this.#sorted = undefined;
    for (const object of items) this.#objects.set(this.#keyOf(object), object);
    this.#window.length = 0;
    this.#windowFrom = revision;
    this.#advance(revision);
    this.#ready = true;
    this.#changed.wakeAll();
    const stream = yield* this.store.client.watch({
      key: this.prefix,
      rangeEnd: prefixEnd(this.prefix),
      startRevision: revision + 1,
      prevKv: true,
      progressNotify: true,
    });
    try {
      for (;;) {
        const response = (yield* stream.next()) as WatchResponse | undefined;
        if (!response || response.canceled) return;
        this.#take(response);
      }
    } catch (e) {
      if (!(e instanceof GrpcError)) throw e;
    }
  }

  #keyOf(object: KubeObject): string {
    const { namespace, name } = object.metadata ?? {};
    return namespace ? `${this.prefix}${namespace}/${name}` : `${this.prefix}${name}`;
  }

  #take(response: WatchResponse): void {
    for (const event of response.events) {
      const { key, modRevision } = event.kv;
      const old = this.#objects.get(key);
      const object = event.type === 'PUT' ? this.store.decode(event.kv) : undefined;
      if (object) {
        this.#objects.set(key, object);
      } else this.#objects.delete(key);
      this.#sorted = undefined;
      const change: CacheEvent = { key, revision: modRevision, object, old };
      this.#window.push(change);
      if (this.#window.length > WINDOW) this.#windowFrom = this.#window.shift()!.revision;
      for (const w of this.#watchers) w.events.trySend(change);
    }
    this.#advance(response.header.revision);
  }

  #advance(revision: number): void {
    if (revision <= this.#revision) return;
    this.#revision = revision;
    this.#changed.wakeAll();
  }

  /** Waits until the cache is ready. `false` where the deadline came first. */
  *whenReady(deadline: Micros): Step<boolean> {
    while (!this.#ready) {
      if (this.p.clock.now >= deadline) return false;
      yield* this.#wait(deadline);
    }
    return true;
  }

  *#wait(deadline: Micros): Step {
    if (deadline === Infinity) yield* block(this.#changed.wait);
    else yield* block(race({ changed: this.#changed.wait, timeout: sleeping(this.p.clock, Math.max(0, deadline - this.p.clock.now)) }));
  }

  /** Waits until the cache has seen a revision. Throws a Status error where it does not come. */
  *whenFresh(revision: number): Step {
    const deadline = this.p.clock.now + FRESH_TIMEOUT;
    while (this.#revision < revision) {
      if (this.p.clock.now >= deadline) throw newTooLargeResourceVersion(revision, this.#revision);
      yield* this.#wait(deadline);
    }
  }

  get(key: string): KubeObject | undefined {
    return this.#objects.get(key);
  }

  /** Objects below a prefix, in the order of their keys. */
  list(prefix = this.prefix): KubeObject[] {
    this.#sorted ??= [...this.#objects].sort((a, b) => (a[0] < b[0] ? -1 : 1));
    if (prefix === this.prefix) return this.#sorted.map(([, object]) => object);
    return this.#sorted.filter(([key]) => key.startsWith(prefix)).map(([, object]) => object);
  }

  get size(): number {
    return this.#objects.size;
  }

  /** Changes after a revision. Throws a Status error where they are no longer known. */
  watch(revision: number): CacheWatcher {
    if (revision > 0 && revision < this.#windowFrom)
      throw newResourceExpired(`too old resource version: ${revision} (${this.#windowFrom})`);
    const watcher = new CacheWatcher((w) => this.#watchers.delete(w));
    for (const change of this.#window) if (change.revision > revision) watcher.events.trySend(change);
    this.#watchers.add(watcher);
    return watcher;
  }
}
