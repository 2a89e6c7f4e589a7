import { createActor, type ActorRefFrom } from 'xstate';
import type { Process } from '../../kernel/process.ts';
import { MS } from '../../kernel/time.ts';
import type { JobResult, JobType } from './job.ts';
import { MESSAGE_IDS } from './log.ts';
import { serviceMachine, subStateOf, type ControlKind, type ServiceEvent, type ServiceHost, type ServiceResult } from './machine.ts';
import { shallRestart } from './service-exit.ts';
import { addServiceDefaults, DEFAULT_TIMEOUT, verifyService } from './service-load.ts';
import { ServiceProcesses } from './service-processes.ts';
import type { ServiceType } from './settings.ts';
import { Unit, isInactiveOrFailed, type ActiveState, type StartRefusal } from './unit.ts';

/** A `*.service` unit. Its life is `serviceMachine`; this and its processes carry out what the machine asks for. */
export class Service extends Unit implements ServiceHost {
  readonly children = new ServiceProcesses(this);
  nRestarts = 0;
  #actor: ActorRefFrom<typeof serviceMachine> | undefined;
  #result: ServiceResult = 'success';
  #reloadResult: ServiceResult = 'success';
  /** What the manager was told last. */
  #notified: ActiveState = 'inactive';
  #notifiedSub = 'dead';
  #dispatching = 0;
  #ended = false;
  /** The next start counts restarts from nought. */
  #flushRestarts = false;
  /** Somebody wants it stopped. */
  #forbidRestart = false;

  // ---- state ----------------------------------------------------------------------------------

  get #state(): unknown {
    return this.#actor?.getSnapshot().value ?? 'inactive';
  }

  override get activeState(): ActiveState {
    const value = this.#state;
    const state = (typeof value === 'string' ? value : Object.keys(value as object)[0]) as ActiveState;
    // units of type idle never make others wait (state_translation_table_idle)
    return state === 'activating' && this.serviceType === 'idle' && this.subState !== 'auto-restart' ? 'active' : state;
  }

  override get subState(): string {
    return subStateOf(this.#state);
  }

  override get result(): ServiceResult {
    return this.#result;
  }

  get reloadResult(): ServiceResult {
    return this.#reloadResult;
  }

  override get mainProcess(): Process | undefined {
    return this.children.main;
  }

  override get controlProcess(): Process | undefined {
    return this.children.control;
  }

  override get inUse(): boolean {
    return this.mainAlive || this.controlAlive;
  }

  get serviceType(): ServiceType {
    const { type, busName, commands } = this.settings;
    return type ?? (busName !== '' ? 'dbus' : commands.ExecStart.length > 0 ? 'simple' : 'oneshot');
  }

  override get canReload(): boolean {
    return this.settings.commands.ExecReload.length > 0;
  }

  override messageFor(type: JobType, result: JobResult | undefined): string | undefined {
    return type === 'start' && result === 'done' && this.oneshot ? 'Finished %s.' : undefined;
  }

  // ---- loading --------------------------------------------------------------------------------

  override addDefaults(): void {
    addServiceDefaults(this);
  }

  override verify(): void {
    verifyService(this);
  }

  override reloaded(): void {
    this.children.forgetStatuses();
  }

  // ---- jobs -----------------------------------------------------------------------------------

  override start(): boolean | StartRefusal {
    const state = this.activeState;
    if (state === 'deactivating' || this.subState === 'auto-restart') return 'again';
    if (state === 'activating') return true;
    if (!this.withinStartLimit()) {
      this.manager.log.unit(this, 4, 'Start request repeated too quickly.');
      this.#forbidRestart = true;
      this.dispatch({ type: 'FAIL', result: 'start-limit-hit' });
      return 'failed';
    }
    this.manager.groups.newInvocation(this);
    this.#result = this.#reloadResult = 'success';
    this.#forbidRestart = false;
    this.children.forget();
    if (this.#flushRestarts) this.nRestarts = 0;
    this.#flushRestarts = false;
    this.dispatch({ type: 'START' });
    return true;
  }

  override stop(): boolean {
    this.#forbidRestart = true;
    const { activeState: state, subState } = this;
    if (state === 'deactivating') return false;
    this.dispatch({ type: 'STOP' });
    return subState === 'running' || subState === 'exited';
  }

  override reload(): boolean {
    this.#reloadResult = 'success';
    this.dispatch({ type: 'RELOAD' });
    return true;
  }

  override resetFailed(): void {
    super.resetFailed();
    if (this.subState === 'failed') this.dispatch({ type: 'RESET_FAILED' });
    this.#result = this.#reloadResult = 'success';
    this.nRestarts = 0;
    this.#flushRestarts = false;
  }

  override cgroupEmpty(): void {
    if (this.subState === 'exited') this.manager.groups.release(this);
    else if (!isInactiveOrFailed(this.activeState)) this.dispatch({ type: 'EMPTY' });
  }

  // ---- the machine ----------------------------------------------------------------------------

  /** Sends an event to the machine and tells the manager what came of it. */
  dispatch(event: ServiceEvent): void {
    this.#actor ??= this.#begin();
    this.#dispatching++;
    this.#actor.send(event);
    this.#dispatching--;
    if (this.#dispatching === 0) this.#settle();
  }

  /** The machine, with PID 1's clock: a time-out counts as done once the manager knows of it. */
  #begin(): ActorRefFrom<typeof serviceMachine> {
    const clock = {
      setTimeout: (fn: () => void, ms: number) =>
        ms === Infinity
          ? undefined
          : this.manager.after(ms * MS, () => {
              fn();
              this.#settle();
            }),
      clearTimeout: (id: { cancel(): void } | undefined) => id?.cancel(),
    };
    return createActor(serviceMachine, { input: { host: this }, clock }).start();
  }

  #settle(): void {
    for (;;) {
      const sub = this.subState;
      const state = this.activeState;
      const ended = this.#ended;
      this.#ended = false;
      if (!ended && sub === this.#notifiedSub) return;
      const before = this.#notified;
      this.#notified = state;
      this.#notifiedSub = sub;
      const restarts = ended && this.#shallRestart();
      if (isInactiveOrFailed(state)) this.manager.groups.release(this);
      this.changed(before, {
        willAutoRestart: restarts,
        skipCondition: this.#result === 'exec-condition',
        reloadFailure: this.#reloadResult !== 'success',
      });
      if (!ended) continue;
      if (!restarts) this.#flushRestarts = true;
      this.#forbidRestart = false;
      if (!restarts) return;
      this.#actor!.send({ type: 'RESTART_LATER' });
    }
  }

  #shallRestart(): boolean {
    if (this.#forbidRestart || this.job?.type === 'stop' || this.job?.type === 'restart') return false;
    return shallRestart(this.settings, this.#result, this.children.mainStatus);
  }

  // ---- ServiceHost: settings ------------------------------------------------------------------

  get startTimeout(): number {
    return (this.settings.timeoutStart ?? DEFAULT_TIMEOUT) / MS;
  }
  get stopTimeout(): number {
    return this.settings.timeoutStop / MS;
  }
  get runtimeMax(): number {
    return this.settings.runtimeMax / MS;
  }
  get restartDelay(): number {
    return this.settings.restartSec / MS;
  }
  get oneshot(): boolean {
    return this.serviceType === 'oneshot';
  }
  get notifies(): boolean {
    return this.serviceType === 'notify';
  }
  get remains(): boolean {
    return this.settings.remainAfterExit;
  }
  get sendSigkill(): boolean {
    return this.settings.sendSigkill;
  }
  get mainAlive(): boolean {
    return this.children.main !== undefined;
  }
  get controlAlive(): boolean {
    return this.children.control !== undefined;
  }
  get alive(): boolean {
    return this.children.alive;
  }

  // ---- ServiceHost: actions -------------------------------------------------------------------

  run(kind: ControlKind): void {
    this.children.run(kind);
  }

  startMain(): void {
    this.children.startMain();
  }

  signal(step: Parameters<ServiceHost['signal']>[0]): void {
    this.children.signal(step);
  }

  killControl(): void {
    this.children.killControl();
  }

  note(result: ServiceResult): void {
    if (this.#result === 'success') this.#result = result;
  }

  noteReload(result: ServiceResult): void {
    this.#reloadResult = result;
  }

  timedOut(state: string): void {
    const texts: Record<string, string> = {
      running: 'Service reached runtime time limit. Stopping.',
      reload: 'Reload operation timed out. Killing reload process.',
      stop: 'Stopping timed out. Terminating.',
      'stop-sigterm': `State 'stop-sigterm' timed out. ${this.sendSigkill ? 'Killing.' : 'Skipping SIGKILL.'}`,
      'stop-sigkill': 'Processes still around after SIGKILL. Ignoring.',
      'stop-post': "State 'stop-post' timed out. Terminating.",
      'final-sigterm': `State 'final-sigterm' timed out. ${this.sendSigkill ? 'Killing.' : 'Skipping SIGKILL. Entering failed mode.'}`,
      'final-sigkill': 'Processes still around after final SIGKILL. Entering failed mode.',
    };
    this.manager.log.unit(this, 4, texts[state] ?? `${state} operation timed out. Terminating.`);
  }

  ended(): void {
    const { log } = this.manager;
    const result = this.#result;
    this.#ended = true;
    if (result === 'success') log.unit(this, 6, 'Deactivated successfully.', [['MESSAGE_ID', MESSAGE_IDS.success]]);
    else if (result === 'exec-condition') log.unit(this, 6, `Skipped due to '${result}'.`, [['MESSAGE_ID', MESSAGE_IDS.skipped]]);
    else {
      log.unit(this, 4, `Failed with result '${result}'.`, [
        ['MESSAGE_ID', MESSAGE_IDS.failureResult],
        ['UNIT_RESULT', result],
      ]);
    }
    this.children.warnLeftover('stop');
    this.#removeRuntime();
  }

  #removeRuntime(): void {
    const { settings, manager } = this;
    if (settings.pidFile !== '') manager.remove(settings.pidFile);
    if (settings.runtimeDirectoryPreserve !== 'no') return;
    for (const name of settings.directories.Runtime) manager.remove(`/run/${name.split(':')[0]}`);
  }

  scheduleRestart(): void {
    const { manager } = this;
    if (this.job?.type === 'stop') {
      manager.log.unit(this, 6, 'Stop job pending for unit, skipping automatic restart.');
      return;
    }
    manager.jobs.request('restart', this, 'replace');
    this.nRestarts++;
    this.#flushRestarts = false;
    manager.log.unit(this, 6, `Scheduled restart job, restart counter is at ${this.nRestarts}.`, [
      ['N_RESTARTS', String(this.nRestarts)],
      ['MESSAGE_ID', MESSAGE_IDS.restartScheduled],
    ]);
  }
}
