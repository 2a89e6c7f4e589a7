import type { Clock, Timer } from '../../kernel/clock.ts';
import type { Micros } from '../../kernel/time.ts';

/** PID 1's event loop: tasks in the order in which they came, each to its end, and the processor time that they take. */
export abstract class EventLoop {
  readonly #tasks: (() => void)[] = [];
  #wake: (() => void) | undefined;
  #costUs = 0;

  constructor(readonly clock: Clock) {}

  /** What follows from a task: jobs that can run now, units that can go. */
  abstract settle(): void;

  /** Notes work, in microseconds. */
  spend(us: Micros): void {
    this.#costUs += us;
  }

  /** The work since the last call. */
  spent(): Micros {
    const us = this.#costUs;
    this.#costUs = 0;
    return us;
  }

  /** Does something in PID 1's own thread, after what it does now. */
  post(task: () => void): void {
    this.#tasks.push(task);
    this.#wake?.();
  }

  /** The same after some time. */
  after(us: Micros, task: () => void): Timer {
    let cancelled = false;
    const timer = this.clock.after(us, () => this.post(() => cancelled || task()));
    return {
      at: timer.at,
      cancel: () => {
        cancelled = true;
        timer.cancel();
      },
    };
  }

  /** Waits for something to do. */
  readonly pending = (wake: (value: void) => void): (() => void) => {
    if (this.#tasks.length > 0) wake();
    else this.#wake = () => wake();
    return () => (this.#wake = undefined);
  };

  /** Does what is to be done. */
  turn(): void {
    this.#wake = undefined;
    for (let task = this.#tasks.shift(); task; task = this.#tasks.shift()) {
      task();
      this.settle();
    }
  }
}
