import { setup } from 'xstate';

/** Why a service is not well, as `Result=` says. */
export type ServiceResult =
  | 'success'
  | 'resources'
  | 'protocol'
  | 'timeout'
  | 'exit-code'
  | 'signal'
  | 'core-dump'
  | 'watchdog'
  | 'start-limit-hit'
  | 'oom-kill'
  | 'exec-condition';

/** Commands of a service beside its main one. */
export type ControlKind = 'ExecCondition' | 'ExecStartPre' | 'ExecStartPost' | 'ExecReload' | 'ExecStop' | 'ExecStopPost';

export type ServiceEvent =
  | { type: 'START' }
  | { type: 'STOP' }
  | { type: 'RELOAD' }
  | { type: 'RESET_FAILED' }
  /** All commands of the present step have ended well, or there were none. */
  | { type: 'COMMANDS_DONE' }
  | { type: 'COMMAND_FAILED'; result: ServiceResult }
  /** The main process is up, as far as the service's type can tell. */
  | { type: 'STARTED' }
  | { type: 'MAIN_EXITED'; result: ServiceResult }
  /** No process is left in the control group. */
  | { type: 'EMPTY' }
  /** A signal was to be sent, and there was nobody to wait for. */
  | { type: 'NOTHING_LEFT' }
  | { type: 'FAIL'; result: ServiceResult }
  | { type: 'RESTART_LATER' };

/** What the machine asks of the service: commands and signals to carry out, and what its settings say. Times in milliseconds. */
export interface ServiceHost {
  run(kind: ControlKind): void;
  startMain(): void;
  /** Sends the signal of a step; says NOTHING_LEFT where nobody got one. */
  signal(step: 'terminate' | 'kill' | 'final-terminate' | 'final-kill'): void;
  killControl(): void;
  note(result: ServiceResult): void;
  noteReload(result: ServiceResult): void;
  timedOut(state: string): void;
  /** The service is over: inactive, or failed. */
  ended(): void;
  scheduleRestart(): void;
  readonly startTimeout: number;
  readonly stopTimeout: number;
  readonly runtimeMax: number;
  readonly restartDelay: number;
  readonly result: ServiceResult;
  readonly oneshot: boolean;
  readonly notifies: boolean;
  readonly remains: boolean;
  readonly sendSigkill: boolean;
  /** The main process runs, or processes of a service that has none. */
  readonly alive: boolean;
  readonly mainAlive: boolean;
  readonly controlAlive: boolean;
}

interface Context {
  host: ServiceHost;
}

const machine = setup({
  types: { context: {} as Context, events: {} as ServiceEvent, input: {} as { host: ServiceHost } },
  delays: {
    start: ({ context }) => context.host.startTimeout,
    stop: ({ context }) => context.host.stopTimeout,
    runtime: ({ context }) => context.host.runtimeMax,
    restart: ({ context }) => context.host.restartDelay,
  },
  guards: {
    alive: ({ context }) => context.host.alive,
    mainGone: ({ context }) => !context.host.mainAlive,
    controlGone: ({ context }) => !context.host.controlAlive,
    allGone: ({ context }) => !context.host.mainAlive && !context.host.controlAlive,
    remains: ({ context }) => context.host.remains,
    well: ({ context }) => context.host.result === 'success' || context.host.result === 'exec-condition',
    exitedWell: ({ event }) => !('result' in event) || event.result === 'success',
    oneshotDone: ({ context, event }) => context.host.oneshot && 'result' in event && event.result === 'success',
    oneshot: ({ context }) => context.host.oneshot,
    neverReady: ({ context, event }) => context.host.notifies && 'result' in event && event.result === 'success' && !context.host.remains,
    notifies: ({ context }) => context.host.notifies,
    sendsSigkill: ({ context }) => context.host.sendSigkill,
  },
  actions: {
    run: ({ context }, params: { kind: ControlKind }) => context.host.run(params.kind),
    startMain: ({ context }) => context.host.startMain(),
    signal: ({ context }, params: { step: Parameters<ServiceHost['signal']>[0] }) => context.host.signal(params.step),
    killControl: ({ context }) => context.host.killControl(),
    note: ({ context, event }) => 'result' in event && context.host.note(event.result),
    noteReload: ({ context, event }) => 'result' in event && context.host.noteReload(event.result),
    protocol: ({ context }) => context.host.note('protocol'),
    timedOut: ({ context }, params: { state: string }) => {
      context.host.timedOut(params.state);
      context.host.note('timeout');
    },
    reloadTimedOut: ({ context }) => {
      context.host.timedOut('reload');
      context.host.noteReload('timeout');
    },
    ended: ({ context }) => context.host.ended(),
    scheduleRestart: ({ context }) => context.host.scheduleRestart(),
  },
});

const signalled = { target: '#service.deactivating.stop-sigterm' } as const;
const failing = { target: '#service.deactivating.stop-sigterm', actions: 'note' } as const;
const stopping = { target: '#service.deactivating.stop' } as const;
const startTimedOut = (state: string) =>
  ({ target: '#service.deactivating.stop-sigterm', actions: { type: 'timedOut', params: { state } } }) as const;

/** Where a service goes that is up: on, if somebody is there; else it has done its work, or failed. */
const settle = [
  { guard: 'alive', target: '#service.active.running' },
  { guard: 'remains', target: '#service.active.exited' },
  stopping,
] as const;

const over = [
  { guard: 'well', target: '#service.inactive', actions: 'ended' },
  { target: '#service.failed', actions: 'ended' },
] as const;

/**
 * The life of a service (systemd's service.c): what each state waits for, and where it goes from there. A state's path is what
 * `systemctl status` shows: `activating` with `auto-restart`, `deactivating` with `stop-sigterm`.
 */
export const serviceMachine = machine.createMachine({
  id: 'service',
  context: ({ input }) => ({ host: input.host }),
  initial: 'inactive',
  states: {
    inactive: {
      on: { START: 'activating', RESTART_LATER: 'activating.auto-restart', FAIL: { target: 'failed', actions: ['note', 'ended'] } },
    },
    failed: {
      on: {
        START: 'activating',
        RESTART_LATER: 'activating.auto-restart',
        RESET_FAILED: 'inactive',
        FAIL: { target: 'failed', actions: ['note', 'ended'], reenter: true },
      },
    },
    activating: {
      initial: 'condition',
      states: {
        condition: {
          entry: { type: 'run', params: { kind: 'ExecCondition' } },
          on: { COMMANDS_DONE: 'start-pre', COMMAND_FAILED: failing, STOP: signalled, FAIL: failing },
          after: { start: startTimedOut('condition') },
        },
        'start-pre': {
          entry: { type: 'run', params: { kind: 'ExecStartPre' } },
          on: { COMMANDS_DONE: 'start', COMMAND_FAILED: failing, STOP: signalled, FAIL: failing },
          after: { start: startTimedOut('start-pre') },
        },
        start: {
          entry: 'startMain',
          on: {
            STARTED: 'start-post',
            MAIN_EXITED: [
              { guard: 'oneshotDone', actions: 'note', target: 'start-post' },
              { guard: 'neverReady', actions: 'protocol', target: '#service.deactivating.stop-sigterm' },
              { guard: 'exitedWell', target: 'start-post' },
              failing,
            ],
            COMMAND_FAILED: failing,
            EMPTY: [{ guard: 'notifies', actions: 'protocol', target: '#service.deactivating.stop-post' }],
            STOP: signalled,
            FAIL: failing,
          },
          after: { start: startTimedOut('start') },
        },
        'start-post': {
          entry: { type: 'run', params: { kind: 'ExecStartPost' } },
          on: { COMMANDS_DONE: settle, COMMAND_FAILED: failing, MAIN_EXITED: { actions: 'note' }, STOP: signalled, FAIL: failing },
          after: { start: startTimedOut('start-post') },
        },
        'auto-restart': {
          on: { STOP: '#service.inactive', START: 'condition' },
          after: { restart: { actions: 'scheduleRestart' } },
        },
      },
    },
    active: {
      initial: 'running',
      on: { STOP: stopping, RELOAD: 'reloading', FAIL: failing },
      states: {
        running: {
          on: {
            MAIN_EXITED: [
              { guard: 'alive', actions: 'note', target: 'running' },
              { guard: ({ context, event }) => context.host.remains && event.result === 'success', actions: 'note', target: 'exited' },
              { guard: 'exitedWell', actions: 'note', target: '#service.deactivating.stop' },
              failing,
            ],
            EMPTY: settle,
          },
          after: { runtime: { target: '#service.deactivating.stop', actions: { type: 'timedOut', params: { state: 'running' } } } },
        },
        exited: {},
      },
    },
    reloading: {
      initial: 'reload',
      states: {
        reload: {
          entry: { type: 'run', params: { kind: 'ExecReload' } },
          on: {
            COMMANDS_DONE: settle,
            COMMAND_FAILED: [
              { guard: 'alive', actions: 'noteReload', target: '#service.active.running' },
              { actions: 'noteReload', target: '#service.deactivating.stop' },
            ],
            MAIN_EXITED: { actions: 'note' },
            STOP: signalled,
          },
          after: { start: { target: '#service.active.running', actions: ['reloadTimedOut', 'killControl'] } },
        },
      },
    },
    deactivating: {
      initial: 'stop',
      states: {
        stop: {
          entry: { type: 'run', params: { kind: 'ExecStop' } },
          on: { COMMANDS_DONE: 'stop-sigterm', COMMAND_FAILED: failing, MAIN_EXITED: { actions: 'note' } },
          after: { stop: { target: 'stop-sigterm', actions: { type: 'timedOut', params: { state: 'stop' } } } },
        },
        'stop-sigterm': {
          entry: { type: 'signal', params: { step: 'terminate' } },
          on: {
            NOTHING_LEFT: [{ guard: 'sendsSigkill', target: 'stop-sigkill' }, { target: 'stop-post' }],
            MAIN_EXITED: [{ guard: 'controlGone', actions: 'note', target: 'stop-post' }, { actions: 'note' }],
            COMMANDS_DONE: [{ guard: 'mainGone', target: 'stop-post' }],
            COMMAND_FAILED: [{ guard: 'mainGone', actions: 'note', target: 'stop-post' }, { actions: 'note' }],
            EMPTY: [{ guard: 'allGone', target: 'stop-post' }],
          },
          after: {
            stop: [
              { guard: 'sendsSigkill', target: 'stop-sigkill', actions: { type: 'timedOut', params: { state: 'stop-sigterm' } } },
              { target: 'stop-post', actions: { type: 'timedOut', params: { state: 'stop-sigterm' } } },
            ],
          },
        },
        'stop-sigkill': {
          entry: { type: 'signal', params: { step: 'kill' } },
          on: {
            NOTHING_LEFT: 'stop-post',
            MAIN_EXITED: [{ guard: 'controlGone', actions: 'note', target: 'stop-post' }, { actions: 'note' }],
            COMMAND_FAILED: [{ guard: 'mainGone', actions: 'note', target: 'stop-post' }],
            EMPTY: [{ guard: 'allGone', target: 'stop-post' }],
          },
          after: { stop: { target: 'stop-post', actions: { type: 'timedOut', params: { state: 'stop-sigkill' } } } },
        },
        'stop-post': {
          entry: { type: 'run', params: { kind: 'ExecStopPost' } },
          on: {
            COMMANDS_DONE: 'final-sigterm',
            COMMAND_FAILED: { target: 'final-sigterm', actions: 'note' },
            MAIN_EXITED: { actions: 'note' },
          },
          after: { stop: { target: 'final-sigterm', actions: { type: 'timedOut', params: { state: 'stop-post' } } } },
        },
        'final-sigterm': {
          entry: { type: 'signal', params: { step: 'final-terminate' } },
          on: {
            NOTHING_LEFT: [{ guard: 'sendsSigkill', target: 'final-sigkill' }, ...over],
            MAIN_EXITED: [{ guard: 'controlGone', actions: 'note', target: 'over' }, { actions: 'note' }],
            COMMAND_FAILED: [{ guard: 'mainGone', target: 'over' }],
            EMPTY: over,
          },
          after: {
            stop: [
              { guard: 'sendsSigkill', target: 'final-sigkill', actions: { type: 'timedOut', params: { state: 'final-sigterm' } } },
              { target: 'over', actions: { type: 'timedOut', params: { state: 'final-sigterm' } } },
            ],
          },
        },
        'final-sigkill': {
          entry: { type: 'signal', params: { step: 'final-kill' } },
          on: { NOTHING_LEFT: over, MAIN_EXITED: { target: 'over', actions: 'note' }, EMPTY: over },
          after: { stop: { target: 'over', actions: { type: 'timedOut', params: { state: 'final-sigkill' } } } },
        },
        over: { always: over },
      },
    },
  },
});

/** The substate that systemd has for a state of the machine. */
export function subStateOf(value: unknown): string {
  if (value === 'inactive') return 'dead';
  if (typeof value === 'string') return value;
  return Object.values(value as Record<string, string>)[0] ?? '';
}
