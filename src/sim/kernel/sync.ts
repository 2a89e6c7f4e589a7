import type { Clock, Timer } from './clock.ts';
import { block, type Step, type Wait } from './step.ts';
import type { Micros } from './time.ts';

/** What a receive gives: an item, or that the channel is closed and empty. */
export type Received<T> = { ok: true; value: T } | { ok: false; value: undefined };

/** A list of waiters that are woken together or one by one. */
export class WaitQueue<T = void> {
  #waiters = new Set<(value: T) => void>();

  get size(): number {
    return this.#waiters.size;
  }

  readonly wait: Wait<T> = (wake) => {
    this.#waiters.add(wake);
    return () => this.#waiters.delete(wake);
  };

  wakeAll(value: T): void {
    const waiters = [...this.#waiters];
    this.#waiters.clear();
    for (const wake of waiters) wake(value);
  }

  /** Wakes the one that has waited longest; tells whether there was one. */
  wakeOne(value: T): boolean {
    for (const wake of this.#waiters) {
      this.#waiters.delete(wake);
      wake(value);
      return true;
    }
    return false;
  }
}

/** A Go channel: first in, first out, with room for `capacity` items (0: a sender waits for a receiver). */
export class Channel<T> {
  #items: T[] = [];
  #receivers = new WaitQueue<Received<T>>();
  #senders: { item: T; wake: () => void }[] = [];
  #closed = false;

  constructor(readonly capacity = 0) {}

  get length(): number {
    return this.#items.length;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Sends without waiting; false where there is no room (Go's `select` with a default case). */
  trySend(item: T): boolean {
    if (this.#closed) throw new Error('send on closed channel');
    if (this.#receivers.wakeOne({ ok: true, value: item })) return true;
    if (this.#items.length >= this.capacity) return false;
    this.#items.push(item);
    return true;
  }

  *send(item: T): Step {
    if (this.trySend(item)) return;
    yield* block<void>((wake) => {
      const entry = { item, wake };
      this.#senders.push(entry);
      return () => void this.#senders.splice(this.#senders.indexOf(entry), 1);
    });
  }

  /** The wait for the next item, for use in a `race`. */
  readonly received: Wait<Received<T>> = (wake) => {
    if (this.#items.length > 0) {
      const value = this.#items.shift()!;
      const sender = this.#senders.shift();
      if (sender) {
        this.#items.push(sender.item);
        sender.wake();
      }
      wake({ ok: true, value });
      return undefined;
    }
    const sender = this.#senders.shift();
    if (sender) {
      sender.wake();
      wake({ ok: true, value: sender.item });
      return undefined;
    }
    if (this.#closed) {
      wake({ ok: false, value: undefined });
      return undefined;
    }
    return this.#receivers.wait(wake);
  };

  *receive(): Step<Received<T>> {
    return yield* block(this.received);
  }

  /** No more items come; receivers get what is left, then `ok: false`. */
  close(): void {
    this.#closed = true;
    this.#receivers.wakeAll({ ok: false, value: undefined });
  }
}

/** A mutual exclusion lock, fair in the order of asking. */
export class Mutex {
  #held = false;
  #queue = new WaitQueue();

  *lock(): Step {
    if (this.#held) yield* block(this.#queue.wait);
    this.#held = true;
  }

  unlock(): void {
    this.#held = this.#queue.wakeOne();
  }

  /** Runs `body` with the lock held. */
  *with<R>(body: () => Step<R>): Step<R> {
    yield* this.lock();
    try {
      return yield* body();
    } finally {
      this.unlock();
    }
  }
}

/** A flag that is set once; waiters go on from then (Go's closed `stopCh`, a context's Done). */
export class Latch<T = void> {
  #value: { value: T } | undefined;
  #queue = new WaitQueue<T>();

  get set(): boolean {
    return this.#value !== undefined;
  }

  get value(): T | undefined {
    return this.#value?.value;
  }

  open(value: T): void {
    if (this.#value) return;
    this.#value = { value };
    this.#queue.wakeAll(value);
  }

  readonly opened: Wait<T> = (wake) => {
    if (this.#value) {
      wake(this.#value.value);
      return undefined;
    }
    return this.#queue.wait(wake);
  };
}

/** Go's time.Ticker: ticks at a fixed period into a channel of one; ticks that nobody took in time are dropped. */
export class Ticker {
  readonly ticks = new Channel<Micros>(1);
  #timer: Timer;

  constructor(
    private readonly clock: Clock,
    private readonly period: Micros,
  ) {
    this.#timer = clock.after(period, () => this.#tick());
  }

  #tick(): void {
    this.ticks.trySend(this.clock.now);
    this.#timer = this.clock.after(this.period, () => this.#tick());
  }

  stop(): void {
    this.#timer.cancel();
  }
}
