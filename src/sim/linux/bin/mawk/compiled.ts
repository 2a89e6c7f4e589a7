import type { Step } from '../../../kernel/step.ts';
import type { Slot } from './runtime.ts';
import type { Value } from './values.ts';

/** The local variables of one call. */
export type Frame = Slot[];

/** A compiled expression: `now` where it never waits, else only `later`. */
export interface Code<T = Value> {
  now?: (frame: Frame) => T;
  later: (frame: Frame) => Step<T>;
}

/** Code that never waits. */
export function ready<T>(now: (frame: Frame) => T): Code<T> {
  return {
    now,
    *later(frame) {
      return now(frame);
    },
  };
}

/** Code that may wait. */
export function waiting<T>(later: (frame: Frame) => Step<T>): Code<T> {
  return { later };
}

/** Code of one operand. */
export function lift1<A, R>(a: Code<A>, fn: (a: A) => R): Code<R> {
  const { now, later } = a;
  if (now) return ready((frame) => fn(now(frame)));
  return waiting(function* (frame) {
    return fn(yield* later(frame));
  });
}

/** Code of two operands, the left one first. */
export function lift2<A, B, R>(a: Code<A>, b: Code<B>, fn: (a: A, b: B) => R): Code<R> {
  const left = a.now;
  const right = b.now;
  if (left && right) return ready((frame) => fn(left(frame), right(frame)));
  return waiting(function* (frame) {
    const x = left ? left(frame) : yield* a.later(frame);
    return fn(x, right ? right(frame) : yield* b.later(frame));
  });
}

/** Code of several operands, in order. */
export function lift<A, R>(operands: readonly Code<A>[], fn: (values: A[]) => R): Code<R> {
  if (operands.every((o) => o.now)) {
    const nows = operands.map((o) => o.now!);
    return ready((frame) => fn(nows.map((now) => now(frame))));
  }
  return waiting(function* (frame) {
    const values: A[] = [];
    for (const operand of operands) values.push(operand.now ? operand.now(frame) : yield* operand.later(frame));
    return fn(values);
  });
}

/** Code whose effect may wait, after its operands. */
export function liftWaiting<A, R>(operands: readonly Code<A>[], fn: (values: A[]) => Step<R>): Code<R> {
  return waiting(function* (frame) {
    const values: A[] = [];
    for (const operand of operands) values.push(operand.now ? operand.now(frame) : yield* operand.later(frame));
    return yield* fn(values);
  });
}

/** How a statement ends. */
export const NORMAL = 0;
export const BREAK = 1;
export const CONTINUE = 2;
export const NEXT = 3;
export const NEXTFILE = 4;
export const EXIT = 5;
export const RETURN = 6;

/** A compiled statement gives one of the above. */
export type Action = Code<number>;
