import { setup } from 'xstate';

export type KubeletEvent =
  | { type: 'CONFIG_LOADED' }
  | { type: 'RUNTIME_CONNECTED' }
  | { type: 'STARTED' }
  | { type: 'NODE_REGISTERED' }
  | { type: 'API_LOST' }
  | { type: 'API_FOUND' }
  | { type: 'STOPPING' };

/** The kubelet from its start on: what it has read, whom it has reached, and whether the API server hears it. */
export const kubeletMachine = setup({ types: { events: {} as KubeletEvent } }).createMachine({
  id: 'kubelet',
  initial: 'reading configuration',
  on: { STOPPING: '.stopping' },
  states: {
    'reading configuration': { on: { CONFIG_LOADED: 'connecting to the runtime' } },
    'connecting to the runtime': { on: { RUNTIME_CONNECTED: 'starting' } },
    starting: { on: { STARTED: 'running' } },
    running: {
      initial: 'waiting for the API server',
      states: {
        'waiting for the API server': { on: { NODE_REGISTERED: 'registered', API_FOUND: 'registered' } },
        registered: { on: { API_LOST: 'on its own' } },
        'on its own': { on: { API_FOUND: 'registered', NODE_REGISTERED: 'registered' } },
      },
    },
    stopping: { type: 'final' },
  },
});
