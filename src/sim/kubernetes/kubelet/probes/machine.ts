import { setup } from 'xstate';

export type ProbeEvent = { type: 'BEGIN' } | { type: 'PASSED' } | { type: 'FAILED' } | { type: 'RESTARTED' };

/** One probe of one container: waits for its first turn, then passes or fails. */
export const probeMachine = setup({ types: { events: {} as ProbeEvent } }).createMachine({
  id: 'probe',
  initial: 'waiting',
  on: { RESTARTED: '.waiting' },
  states: {
    waiting: { on: { BEGIN: 'probing', PASSED: 'passing', FAILED: 'failing' } },
    probing: { on: { PASSED: 'passing', FAILED: 'failing' } },
    passing: { on: { FAILED: 'failing' } },
    failing: { on: { PASSED: 'passing' } },
  },
});
