import type { Process } from '../../../kernel/process.ts';
import { block, type Step } from '../../../kernel/step.ts';
import { Channel } from '../../../kernel/sync.ts';
import { MINUTE, rfc3339, SECOND, type Micros } from '../../../kernel/time.ts';
import type { Event, ObjectReference } from '../api/core.ts';
import type { KubeObject } from '../api/meta.ts';
import { ApiError, isNotFound, RequestError } from './errors.ts';
import { EVENTS, type RestClient } from './rest.ts';

// Models client-go/tools/record/event.go and events_cache.go @v1.35

/** Similar events within this time are counted together. */
const AGGREGATE_INTERVAL = 10 * MINUTE;
const AGGREGATE_MAX = 10;
const SPAM_BURST = 25;
const SPAM_REFILL = 5 * MINUTE;
const MAX_TRIES = 12;
const RETRY_PAUSE = 10 * SECOND;
/** Entries the correlator keeps. */
const CACHE_ENTRIES = 4096;

export type EventType = 'Normal' | 'Warning';

/** What a recorder could not write: for the component's log. */
export type EventTrouble = (
  message: 'Unable to write event (retrying)' | 'Unable to write event (retry limit exceeded!)' | 'Server rejected event (will not retry!)',
  error: string,
  event: Event,
) => void;

/** The reference to an object that events carry. */
export function referenceTo(object: KubeObject, fieldPath?: string): ObjectReference {
  const { metadata = {} } = object;
  return {
    ...(object.kind ? { kind: object.kind } : {}),
    ...(metadata.namespace ? { namespace: metadata.namespace } : {}),
    ...(metadata.name ? { name: metadata.name } : {}),
    ...(metadata.uid ? { uid: metadata.uid } : {}),
    ...(object.apiVersion ? { apiVersion: object.apiVersion } : {}),
    ...(metadata.resourceVersion ? { resourceVersion: metadata.resourceVersion } : {}),
    ...(fieldPath ? { fieldPath } : {}),
  };
}

interface Observed {
  count: number;
  firstTimestamp: string;
  name: string;
  resourceVersion: string;
}

/** Records events about objects: counts repetitions, holds floods back, writes in the background. */
export class EventRecorder {
  readonly #queue = new Channel<Event>(1000);
  readonly #observed = new Map<string, Observed>();
  readonly #similar = new Map<string, { messages: Set<string>; last: Micros }>();
  readonly #spam = new Map<string, { tokens: number; at: Micros }>();

  constructor(
    readonly p: Process,
    readonly client: RestClient,
    readonly source: { component: string; host?: string },
    private readonly trouble?: EventTrouble,
  ) {
    p.thread('events', this.#loop());
  }

  /** Says something about an object. Full queues drop events, as upstream's do. */
  event(about: ObjectReference, type: EventType, reason: string, message: string, annotations?: Record<string, string>): void {
    const { now } = this.p.clock;
    const time = rfc3339(now);
    const namespace = about.namespace ?? 'default';
    this.#queue.trySend({
      kind: 'Event',
      apiVersion: 'v1',
      metadata: {
        name: `${about.name}.${now.toString(16)}${this.p.kernel.random.stream('event-names').hex(3)}`,
        namespace,
        ...(annotations ? { annotations } : {}),
      },
      involvedObject: about,
      reason,
      message,
      source: this.source,
      firstTimestamp: time,
      lastTimestamp: time,
      count: 1,
      type,
      eventTime: null,
      reportingComponent: this.source.component,
      reportingInstance: this.source.host ?? '',
    });
  }

  *#loop(): Step {
    for (;;) {
      const got = yield* block(this.#queue.received);
      if (!got.ok) return;
      const { event, update, key } = this.#correlate(got.value);
      if (this.#flooding(event)) continue;
      yield* this.#write(event, update, key);
    }
  }

  #correlate(given: Event): { event: Event; update: boolean; key: string } {
    const { now } = this.p.clock;
    const o = given.involvedObject;
    const who = [
      given.source?.component,
      given.source?.host,
      o.kind,
      o.namespace,
      o.name,
      o.fieldPath,
      o.uid,
      o.apiVersion,
      given.type,
      given.reason,
    ].join('\u0000');
    let similar = this.#similar.get(who);
    if (!similar || now - similar.last > AGGREGATE_INTERVAL) similar = { messages: new Set(), last: now };
    similar.last = now;
    similar.messages.add(given.message ?? '');
    this.#remember(this.#similar, who, similar);
    let event = given;
    let key = `${who}\u0000${given.message}`;
    if (similar.messages.size >= AGGREGATE_MAX) {
      event = { ...given, message: `(combined from similar events): ${given.message}` };
      key = who;
    }
    const seen = this.#observed.get(key);
    if (!seen) return { event, update: false, key };
    return {
      event: {
        ...event,
        metadata: { ...event.metadata, name: seen.name, resourceVersion: seen.resourceVersion },
        firstTimestamp: seen.firstTimestamp,
        count: seen.count + 1,
      },
      update: true,
      key,
    };
  }

  #remember<V>(map: Map<string, V>, key: string, value: V): void {
    map.delete(key);
    map.set(key, value);
    if (map.size > CACHE_ENTRIES) map.delete(map.keys().next().value!);
  }

  #flooding(event: Event): boolean {
    const { now } = this.p.clock;
    const o = event.involvedObject;
    const key = [event.source?.component, event.source?.host, o.kind, o.namespace, o.name, o.uid, o.apiVersion].join('\u0000');
    const bucket = this.#spam.get(key) ?? { tokens: SPAM_BURST, at: now };
    bucket.tokens = Math.min(SPAM_BURST, bucket.tokens + (now - bucket.at) / SPAM_REFILL);
    bucket.at = now;
    const ok = bucket.tokens >= 1;
    if (ok) bucket.tokens--;
    this.#remember(this.#spam, key, bucket);
    return !ok;
  }

  *#write(event: Event, update: boolean, key: string): Step {
    for (let tries = 1; ; tries++) {
      const result = yield* this.#attempt(event, update, key);
      if (result.done) return;
      if (result.rejected) {
        this.trouble?.('Server rejected event (will not retry!)', result.error, event);
        return;
      }
      if (tries >= MAX_TRIES) {
        this.trouble?.('Unable to write event (retry limit exceeded!)', result.error, event);
        return;
      }
      this.trouble?.('Unable to write event (retrying)', result.error, event);
      // the first pause is cut short at random, so that not all come back together
      const pause = tries === 1 ? Math.round(RETRY_PAUSE * this.p.kernel.random.stream('event-retries').float()) : RETRY_PAUSE;
      yield* this.p.sleep(pause);
    }
  }

  *#attempt(event: Event, update: boolean, key: string): Step<{ done: true } | { done: false; rejected: boolean; error: string }> {
    const namespace = event.metadata.namespace!;
    try {
      let written: Event;
      if (update) {
        try {
          const patch = { count: event.count, lastTimestamp: event.lastTimestamp, message: event.message };
          written = yield* this.client.patch<Event>(
            { resource: EVENTS, namespace, name: event.metadata.name! },
            'application/strategic-merge-patch+json',
            patch,
          );
        } catch (e) {
          if (!isNotFound(e)) throw e;
          const { resourceVersion: _, ...metadata } = event.metadata;
          written = yield* this.client.create<Event>(EVENTS, namespace, { ...event, metadata });
        }
      } else written = yield* this.client.create<Event>(EVENTS, namespace, event);
      this.#remember(this.#observed, key, {
        count: written.count ?? 1,
        firstTimestamp: written.firstTimestamp ?? '',
        name: written.metadata.name!,
        resourceVersion: written.metadata.resourceVersion ?? '',
      });
      return { done: true };
    } catch (e) {
      if (e instanceof ApiError) {
        // another one of that name is there already: as good as written
        if (e.reason === 'AlreadyExists') return { done: true };
        return { done: false, rejected: true, error: e.message };
      }
      if (e instanceof RequestError) return { done: false, rejected: false, error: e.message };
      throw e;
    }
  }
}
