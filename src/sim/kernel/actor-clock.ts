import type { Clock, Timer } from './clock.ts';
import { MS } from './time.ts';

/** What XState's `createActor` takes as `clock`. */
export interface ActorClock {
  setTimeout(fn: (...args: unknown[]) => void, ms: number): unknown;
  clearTimeout(id: unknown): void;
}

/** An XState clock over the kernel's event heap (the built-in SimulatedClock scans all its timers at each step). */
export function actorClock(clock: Clock): ActorClock {
  return {
    setTimeout: (fn, ms) => clock.after(ms * MS, fn),
    clearTimeout: (id) => (id as Timer | undefined)?.cancel(),
  };
}
