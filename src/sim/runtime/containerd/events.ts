import type { Process } from '../../kernel/process.ts';
import { Channel } from '../../kernel/sync.ts';
import type { Micros } from '../../kernel/time.ts';
import type { ContainerEventResponse } from '../cri/types.ts';

/** Something that happened, as `ctr events` shows it. */
export interface Envelope {
  readonly at: Micros;
  readonly namespace: string;
  readonly topic: string;
  readonly event: Readonly<Record<string, unknown>>;
}

/** Passes on what happens to those who listen (core/events/exchange). */
export class EventBus {
  readonly #listeners = new Set<Channel<Envelope>>();
  readonly #watchers = new Set<Channel<ContainerEventResponse>>();

  constructor(private readonly p: Process) {}

  publish(topic: string, event: Readonly<Record<string, unknown>>, namespace = 'k8s.io'): void {
    if (this.#listeners.size === 0) return;
    const envelope = { at: this.p.clock.now, namespace, topic, event };
    for (const listener of this.#listeners) listener.trySend(envelope);
  }

  subscribe(): Channel<Envelope> {
    const channel = new Channel<Envelope>(10_000);
    this.#listeners.add(channel);
    return channel;
  }

  unsubscribe(channel: Channel<Envelope>): void {
    this.#listeners.delete(channel);
  }

  /** Somebody waits for the CRI's own events. */
  get watched(): boolean {
    return this.#watchers.size > 0;
  }

  tell(event: ContainerEventResponse): void {
    for (const watcher of this.#watchers) watcher.trySend(event);
  }

  watch(): Channel<ContainerEventResponse> {
    const channel = new Channel<ContainerEventResponse>(10_000);
    this.#watchers.add(channel);
    return channel;
  }

  unwatch(channel: Channel<ContainerEventResponse>): void {
    this.#watchers.delete(channel);
  }
}
