import type { Timer } from '../../kernel/clock.ts';
import type { Unit } from './unit.ts';

export type JobType = 'start' | 'verify-active' | 'stop' | 'reload' | 'restart' | 'nop';
/** Kinds that become another one by what the unit does when they are asked for. */
export type JobRequest = JobType | 'try-restart' | 'try-reload' | 'reload-or-start';
export type JobResult =
  'done' | 'canceled' | 'timeout' | 'failed' | 'dependency' | 'skipped' | 'invalid' | 'assert' | 'unsupported' | 'collected' | 'once';
export type JobMode =
  | 'replace'
  | 'fail'
  | 'replace-irreversibly'
  | 'isolate'
  | 'flush'
  | 'ignore-dependencies'
  | 'ignore-requirements'
  | 'triggering'
  | 'restart-dependencies';

/** Something that is to be done with a unit: it waits for the jobs that its ordering names, runs, and ends with a result. */
export class Job {
  state: 'waiting' | 'running' = 'waiting';
  irreversible = false;
  ignoreOrder = false;
  timer: Timer | undefined;
  /** Told how it ended: bus clients that wait. */
  readonly watchers: ((result: JobResult) => void)[] = [];

  constructor(
    readonly id: number,
    readonly unit: Unit,
    public type: JobType,
  ) {}
}

/** Whether job `a` waits for job `b`, where `a`'s unit is ordered after or before that of `b`. */
export function comesAfter(a: Job, b: Job, aIs: 'after' | 'before'): boolean {
  if (a.type === 'nop' || b.type === 'nop' || a.ignoreOrder || b.ignoreOrder) return false;
  const stops = (job: Job): boolean => job.type === 'stop' || job.type === 'restart';
  // stopping goes first, and in the opposite order of starting
  return aIs === 'after' ? !stops(a) : stops(b);
}

const MERGED: Readonly<Record<string, JobType>> = {
  'start+verify-active': 'start',
  'start+restart': 'restart',
  'reload+start': 'start',
  'reload+verify-active': 'reload',
  'restart+start': 'restart',
  'reload+restart': 'restart',
  'restart+verify-active': 'restart',
};

/** What two jobs of one unit make together; `undefined` where they contradict each other. */
export function mergedType(a: JobType, b: JobType): JobType | undefined {
  if (a === b) return a;
  return MERGED[`${a}+${b}`] ?? MERGED[`${b}+${a}`];
}
