import type { Micros } from './time.ts';

/** A scheduled call; `cancel` may be called at any time, also after it has run. */
export interface Timer {
  readonly at: Micros;
  cancel(): void;
}

class Event implements Timer {
  constructor(
    readonly at: Micros,
    readonly sequence: number,
    public run: (() => void) | undefined,
    private readonly clock: Clock,
  ) {}

  cancel(): void {
    if (this.run) {
      this.run = undefined;
      this.clock.noteCancelled();
    }
  }
}

/**
 * The virtual clock: one binary heap of events ordered by (time, sequence), so that events of one moment run in the order
 * in which they were scheduled. Nothing else in the engine knows time.
 */
export class Clock {
  #heap: Event[] = [];
  #sequence = 0;
  #cancelled = 0;

  constructor(public now: Micros) {}

  /** Runs `fn` at a moment; a moment in the past means now, after what is already due. */
  at(time: Micros, fn: () => void): Timer {
    const event = new Event(Math.max(this.now, Math.round(time)), this.#sequence++, fn, this);
    this.#push(event);
    return event;
  }

  after(delay: Micros, fn: () => void): Timer {
    return this.at(this.now + delay, fn);
  }

  /** When the next event is due; `Infinity` where nothing is scheduled. */
  next(): Micros {
    while (this.#heap.length > 0 && !this.#heap[0]!.run) this.#pop();
    return this.#heap[0]?.at ?? Infinity;
  }

  /** Moves time to the next event and runs it. */
  step(): void {
    const event = this.#pop();
    if (!event?.run) return;
    this.now = event.at;
    const { run } = event;
    event.run = undefined;
    run();
  }

  /** Events that are waiting. */
  get pending(): number {
    return this.#heap.length - this.#cancelled;
  }

  /** Cancelled events stay in the heap until they surface; too many of them are swept out at once. */
  noteCancelled(): void {
    if (++this.#cancelled > 1024 && this.#cancelled * 2 > this.#heap.length) {
      const alive = this.#heap.filter((e) => e.run);
      this.#heap = [];
      this.#cancelled = 0;
      for (const e of alive) this.#push(e);
    }
  }

  #before(a: Event, b: Event): boolean {
    return a.at < b.at || (a.at === b.at && a.sequence < b.sequence);
  }

  #push(event: Event): void {
    const heap = this.#heap;
    let i = heap.length;
    heap.push(event);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!this.#before(event, heap[parent]!)) break;
      heap[i] = heap[parent]!;
      i = parent;
    }
    heap[i] = event;
  }

  #pop(): Event | undefined {
    const heap = this.#heap;
    const top = heap[0];
    const last = heap.pop();
    if (!top || !last) return undefined;
    if (!top.run) this.#cancelled--;
    if (heap.length > 0) {
      let i = 0;
      for (;;) {
        let child = 2 * i + 1;
        if (child >= heap.length) break;
        if (child + 1 < heap.length && this.#before(heap[child + 1]!, heap[child]!)) child++;
        if (!this.#before(heap[child]!, last)) break;
        heap[i] = heap[child]!;
        i = child;
      }
      heap[i] = last;
    }
    return top;
  }
}
