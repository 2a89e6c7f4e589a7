import { setup } from 'xstate';

export type PodWorkerEvent =
  | { type: 'SYNC' }
  | { type: 'SYNCED' }
  | { type: 'FAILED'; retryAt: number }
  | { type: 'TERMINATE' }
  | { type: 'TERMINATED' }
  | { type: 'CLEANED_UP' };

/**
 * One pod as its worker sees it: waiting for its turn (a static pod waits for the one of the same name to end), synchronised
 * now and again, terminating once it is to go, and cleaned up after its containers have ended.
 */
export const podWorkerMachine = setup({ types: { events: {} as PodWorkerEvent } }).createMachine({
  id: 'pod-worker',
  initial: 'waiting to start',
  on: { TERMINATE: '.terminating', TERMINATED: '.cleaning up', CLEANED_UP: '.finished' },
  states: {
    'waiting to start': { on: { SYNC: 'syncing' } },
    syncing: { on: { SYNCED: 'in sync', FAILED: 'waiting to retry' } },
    'in sync': { on: { SYNC: 'syncing' } },
    'waiting to retry': { on: { SYNC: 'syncing' } },
    terminating: {},
    'cleaning up': {},
    finished: { type: 'final' },
  },
});
