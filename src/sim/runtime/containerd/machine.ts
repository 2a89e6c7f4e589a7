import { assign, setup } from 'xstate';

export type ContainerEvent =
  | { type: 'STARTED' }
  /** It could not be started: it counts as ended. */
  | { type: 'START_FAILED' }
  /** Its stop signal was sent; after `grace` milliseconds it is killed. */
  | { type: 'STOP'; grace: number }
  | { type: 'KILL' }
  | { type: 'EXITED' }
  /** containerd does not know what became of it. */
  | { type: 'LOST' }
  | { type: 'REMOVED' };

interface Context {
  id: string;
  grace: number;
  kill: () => void;
}

/**
 * The life of a container. What it runs is `created`, then `running`, then `exited`; being stopped is a part of running, since a
 * process may take its time.
 */
export const containerMachine = setup({
  types: {
    context: {} as Context,
    events: {} as ContainerEvent,
    input: {} as { id: string; kill: () => void },
  },
  delays: { grace: ({ context }) => context.grace },
  actions: { kill: ({ context }) => context.kill() },
}).createMachine({
  id: 'container',
  context: ({ input }) => ({ id: input.id, grace: 0, kill: input.kill }),
  initial: 'created',
  states: {
    created: { on: { STARTED: 'running', START_FAILED: 'exited', LOST: 'unknown', EXITED: 'exited' } },
    running: {
      initial: 'up',
      states: {
        up: {},
        stopping: { after: { grace: 'killing' } },
        killing: { entry: 'kill' },
      },
      on: {
        STOP: { target: '.stopping', actions: assign({ grace: ({ event }) => event.grace }) },
        KILL: '.killing',
        EXITED: 'exited',
        LOST: 'unknown',
      },
    },
    exited: {},
    unknown: { on: { EXITED: 'exited', KILL: { actions: 'kill' } } },
    removed: { type: 'final' },
  },
  on: { REMOVED: '.removed' },
});
