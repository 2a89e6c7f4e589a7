import type { Clock } from './clock.ts';
import type { Micros } from './time.ts';

/**
 * What a thread waits for. It is called once with `wake`, which it may call at once or later, but counts only once; it
 * returns how to give the wait up (the thread was killed, or another wait of a race came first).
 */
export type Wait<T = unknown> = (wake: (value: T) => void) => (() => void) | void;

/**
 * Code that may wait: a synchronous generator that yields `Wait`s and is resumed with what each of them gave. Call such a
 * function with `yield*`.
 */
// what a wait gives is known where it is made: `block` gives it its type back
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Step<R = void> = Generator<Wait<any>, R, any>;

/** Some waits by name. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Waits = Record<string, Wait<any>>;

/** Waits for one thing: `const value = yield* block(wait)`. */
export function* block<T>(wait: Wait<T>): Step<T> {
  return (yield wait) as T;
}

/** A wait that never ends: for a thread whose process has just been ended under it. */
export const never: Wait<never> = () => undefined;

/** A wait that a moment ends. */
export function sleeping(clock: Clock, us: Micros): Wait<'elapsed'> {
  return (wake) => {
    const timer = clock.after(us, () => wake('elapsed'));
    return () => timer.cancel();
  };
}

/** A wait until a moment of the virtual clock. */
export function until(clock: Clock, at: Micros): Wait<'elapsed'> {
  return sleeping(clock, Math.max(0, at - clock.now));
}

/** What won a race: the name of the wait, and what it gave. */
export type Won<W extends Waits> = {
  [K in keyof W]: { key: K; value: W[K] extends Wait<infer T> ? T : never };
}[keyof W];

/**
 * Waits for the first of several things (Go's `select`). The others are given up before anything else runs, so a channel's
 * item is never lost to a wait that did not win. Of several that are ready, the one named first wins.
 */
export function race<W extends Waits>(waits: W): Wait<Won<W>> {
  return (wake) => {
    const cancels: ((() => void) | void)[] = [];
    let settled = false;
    const giveUp = (): void => {
      settled = true;
      for (const cancel of cancels) cancel?.();
    };
    for (const key of Object.keys(waits)) {
      if (settled) break;
      cancels.push(
        (waits[key] as Wait<unknown>)((value) => {
          if (settled) return;
          giveUp();
          wake({ key, value } as Won<W>);
        }),
      );
    }
    // a wait that ended at once may have registered after `giveUp` ran
    if (settled) for (const cancel of cancels) cancel?.();
    return giveUp;
  };
}

/** Waits at most `us`; `undefined` where the time ran out first. */
export function* within<T>(clock: Clock, us: Micros, wait: Wait<T>): Step<T | undefined> {
  const won = yield* block(race({ wait, timeout: sleeping(clock, us) }));
  return won.key === 'wait' ? won.value : undefined;
}
