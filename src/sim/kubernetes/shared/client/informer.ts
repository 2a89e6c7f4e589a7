import type { Process } from '../../../kernel/process.ts';
import { block, type Step } from '../../../kernel/step.ts';
import { Latch } from '../../../kernel/sync.ts';
import { MINUTE, SECOND } from '../../../kernel/time.ts';
import type { KubeObject } from '../api/meta.ts';
import { ApiError, RequestError } from './errors.ts';
import type { Resource, RestClient, Watch } from './rest.ts';

export interface InformerOptions {
  resource: Resource;
  /** The Go type as logs name it: `*v1.Node`. */
  type: string;
  namespace?: string;
  query?: Record<string, string>;
  /** Says that listing or watching failed; the words are client-go's (`failed to list *v1.Node: …`). */
  onError?: (message: string, type: string) => void;
  onWatchEnd?: (message: string, type: string) => void;
}

export interface InformerHandler<T> {
  added?: (object: T, initial: boolean) => void;
  updated?: (object: T, old: T) => void;
  deleted?: (object: T) => void;
}

/**
 * A cache of all objects of a kind, kept current by a list and a watch, and handlers that are told of each change. Objects are
 * shared and must not be changed. Models client-go/tools/cache/reflector.go and shared_informer.go @v1.35
 */
export class Informer<T extends KubeObject = KubeObject> {
  readonly #store = new Map<string, T>();
  readonly #handlers: InformerHandler<T>[] = [];
  /** Opens when the first list has come in. */
  readonly synced = new Latch();
  #started = false;

  constructor(
    readonly p: Process,
    readonly client: RestClient,
    readonly options: InformerOptions,
  ) {}

  handle(handler: InformerHandler<T>): this {
    this.#handlers.push(handler);
    if (this.#started) for (const object of this.#store.values()) handler.added?.(object, true);
    return this;
  }

  start(): this {
    if (!this.#started) {
      this.#started = true;
      this.p.thread('informer', this.#loop());
    }
    return this;
  }

  /** The object of a key (`namespace/name`, or `name`). */
  get(key: string): T | undefined {
    return this.#store.get(key);
  }

  list(): T[] {
    return [...this.#store.values()];
  }

  get size(): number {
    return this.#store.size;
  }

  /** Waits for the first list. */
  *wait(): Step {
    yield* block(this.synced.opened);
  }

  *#loop(): Step {
    const { p } = this;
    const random = p.kernel.random.stream(`${p.table.machine}/${p.comm}/informer/${this.options.resource.resource}`);
    // reflector's backoff: 800 ms doubling to 30 s, with full jitter, forgotten after 2 minutes
    let pause = 0.8 * SECOND;
    let failedAt = 0;
    for (;;) {
      const problem = yield* this.#listAndWatch();
      if (problem !== undefined) this.options.onError?.(problem, this.options.type);
      if (p.clock.now - failedAt > 2 * MINUTE) pause = 0.8 * SECOND;
      failedAt = p.clock.now;
      yield* p.sleep(Math.round(pause * (1 + random.float())));
      pause = Math.min(pause * 2, 30 * SECOND);
    }
  }

  /** Lists, then watches until the watch can no longer go on; gives client-go's words for why, if they are to be said. */
  *#listAndWatch(): Step<string | undefined> {
    const { resource, namespace, query = {}, type } = this.options;
    let version: string;
    try {
      const list = yield* this.client.list<T>(resource, namespace, { ...query, limit: '500', resourceVersion: '0' });
      version = list.metadata?.resourceVersion ?? '0';
      this.#replace(list.items);
    } catch (e) {
      if (!(e instanceof ApiError || e instanceof RequestError)) throw e;
      return `failed to list ${type}: ${e.message}`;
    }
    this.synced.open();
    let pause = 0.8 * SECOND;
    const random = this.p.kernel.random.stream(`${this.p.table.machine}/${this.p.comm}/watch/${resource.resource}`);
    for (;;) {
      const timeout = Math.floor(300 * (1 + random.float()));
      let watch: Watch<T>;
      try {
        watch = yield* this.client.watch<T>(resource, namespace, {
          ...query,
          allowWatchBookmarks: 'true',
          resourceVersion: version,
          timeoutSeconds: String(timeout),
        });
      } catch (e) {
        if (!(e instanceof ApiError || e instanceof RequestError)) throw e;
        // a server that is away, or busy, is asked again for the same watch
        if ((e instanceof RequestError && e.refused) || (e instanceof ApiError && e.code === 429)) {
          yield* this.p.sleep(Math.round(pause * (1 + random.float())));
          pause = Math.min(pause * 2, 30 * SECOND);
          continue;
        }
        return e instanceof ApiError && e.code === 410 ? undefined : `failed to watch ${type}: ${e.message}`;
      }
      const begun = this.p.clock.now;
      const ended = yield* this.#follow(watch, (v) => (version = v));
      if (ended.expired) return undefined;
      if (ended.message !== undefined) this.options.onWatchEnd?.(ended.message, type);
      // a watch that ended at once, without an event, is a sign of trouble
      if (this.p.clock.now - begun < SECOND && ended.events === 0) {
        return `very short watch: Unexpected watch close - watch lasted less than a second and no items received`;
      }
      pause = 0.8 * SECOND;
    }
  }

  *#follow(watch: Watch<T>, note: (version: string) => void): Step<{ expired?: boolean; message?: string; events: number }> {
    let events = 0;
    for (;;) {
      const got = yield* watch.next();
      if ('timeout' in got) continue;
      if ('end' in got) return { events, ...(got.end === undefined ? {} : { message: got.end }) };
      const { event } = got;
      events++;
      if (event.type === 'ERROR') return { expired: true, events };
      const version = event.object.metadata?.resourceVersion;
      if (version) note(version);
      if (event.type !== 'BOOKMARK') this.#apply(event.type, event.object);
    }
  }

  #apply(type: 'ADDED' | 'MODIFIED' | 'DELETED', object: T): void {
    const key = keyOf(object);
    const old = this.#store.get(key);
    if (type === 'DELETED') {
      this.#store.delete(key);
      for (const h of this.#handlers) h.deleted?.(object);
    } else {
      this.#store.set(key, object);
      for (const h of this.#handlers) {
        if (old) h.updated?.(object, old);
        else h.added?.(object, false);
      }
    }
  }

  #replace(items: readonly T[]): void {
    const keys = new Set(items.map(keyOf));
    for (const [key, object] of [...this.#store]) {
      if (keys.has(key)) continue;
      this.#store.delete(key);
      for (const h of this.#handlers) h.deleted?.(object);
    }
    for (const object of items) {
      const key = keyOf(object);
      const old = this.#store.get(key);
      this.#store.set(key, object);
      for (const h of this.#handlers) {
        if (!old) h.added?.(object, !this.synced.set);
        else if (old !== object) h.updated?.(object, old);
      }
    }
  }
}

/** `namespace/name`, or `name` for what has no namespace (cache.MetaNamespaceKeyFunc). */
export function keyOf(object: KubeObject): string {
  const { namespace, name = '' } = object.metadata ?? {};
  return namespace ? `${namespace}/${name}` : name;
}
