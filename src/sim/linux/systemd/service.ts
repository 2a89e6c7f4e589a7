import { createActor, type ActorRefFrom } from 'xstate';
import type { Process } from '../../kernel/process.ts';
import { signalName, type SignalName } from '../../kernel/signals.ts';
import { MS } from '../../kernel/time.ts';
import { SpawnError, spawnCommand, waitStatus } from './exec.ts';
import type { JobResult, JobType } from './job.ts';
import { MESSAGE_IDS } from './log.ts';
import { serviceMachine, subStateOf, type ControlKind, type ServiceEvent, type ServiceHost, type ServiceResult } from './machine.ts';
import { LoadFailure } from './load.ts';
import type { ExecCommand, ExecKind, ExecStatus, ServiceType } from './settings.ts';
import { Unit, isInactiveOrFailed, type ActiveState, type StartRefusal } from './unit.ts';
import { mountUnit } from './unit-name.ts';
import { exitStatusName } from './values.ts';

/** A `*.service` unit. Its life is `serviceMachine`; this carries out what the machine asks for. */
export class Service extends Unit implements ServiceHost {
  #actor: ActorRefFrom<typeof serviceMachine> | undefined;
  result_: ServiceResult = 'success';
  reloadResult: ServiceResult = 'success';
  nRestarts = 0;
  statusText = '';
  statusErrno = 0;
  mainStatus: ExecStatus | undefined;
  #main: Process | undefined;
  #control: Process | undefined;
  #controlKind: ControlKind | 'ExecStart' | undefined;
  /** Commands of the present step that are still to run; the first one runs now. */
  #queue: ExecCommand[] = [];
  #mainCommand: ExecCommand | undefined;
  #notified: ActiveState = 'inactive';
  #notifiedSub = 'dead';
  #ended = false;
  #flushRestarts = false;
  #forbidRestart = false;
  /** A stop is under way that a restart job asked for. */
  #dispatching = 0;

  // ---- what the manager sees ------------------------------------------------------------------

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
    return this.result_;
  }

  override get mainProcess(): Process | undefined {
    return this.#main?.alive ? this.#main : undefined;
  }

  override get controlProcess(): Process | undefined {
    return this.#control?.alive ? this.#control : undefined;
  }

  get serviceType(): ServiceType {
    const { type, busName, commands } = this.settings;
    return type ?? (busName !== '' ? 'dbus' : commands.ExecStart.length > 0 ? 'simple' : 'oneshot');
  }

  override get canReload(): boolean {
    return this.settings.commands.ExecReload.length > 0;
  }

  override get inUse(): boolean {
    return this.#main?.alive === true || this.#control?.alive === true;
  }

  override messageFor(type: JobType, result: JobResult | undefined): string | undefined {
    if (type === 'start' && result === 'done' && this.serviceType === 'oneshot') return 'Finished %s.';
    return undefined;
  }

  // ---- loading --------------------------------------------------------------------------------

  override addDefaults(): void {
    const { settings } = this;
    if (settings.slice === '') {
      const { instance } = this;
      const escaped = this.id.slice(0, this.id.indexOf('@')).replaceAll('-', '\\x2d');
      settings.slice = instance !== '' ? `system-${escaped}.slice` : 'system.slice';
    }
    this.dependOn('InSlice', settings.slice);
    this.dependOn('Requires', settings.slice);
    this.dependOn('After', settings.slice);
    if (settings.busName !== '' || settings.type === 'dbus') {
      this.dependOn('Requires', 'dbus.socket');
      this.dependOn('After', 'dbus.socket');
    }
    for (const name of settings.sockets) {
      this.dependOn('Wants', name);
      this.dependOn('After', name);
    }
    const paths = [...settings.requiresMountsFor, settings.workingDirectory, settings.rootDirectory].filter((path) => path.startsWith('/'));
    for (const path of paths) this.requireMount(path);
    const output = [settings.standardOutput, settings.standardError];
    if (this.id !== 'systemd-journald.service' && output.some((o) => o.startsWith('journal')))
      this.dependOn('After', 'systemd-journald.socket');
    if (!settings.defaultDependencies) return;
    this.dependOn('Requires', 'sysinit.target');
    this.dependOn('After', 'sysinit.target');
    this.dependOn('After', 'basic.target');
    this.dependOn('Before', 'shutdown.target');
    this.dependOn('Conflicts', 'shutdown.target');
  }

  private requireMount(path: string): void {
    const parts = path.split('/').filter(Boolean);
    for (let n = parts.length; n >= 0; n--) {
      const name = mountUnit(`/${parts.slice(0, n).join('/')}`);
      const mount = this.manager.known(name);
      if (mount?.load !== 'loaded') continue;
      this.depend('Requires', mount);
      this.depend('After', mount);
    }
  }

  override verify(): void {
    const { commands, restart, successAction, remainAfterExit, restartForceExitStatus } = this.settings;
    const type = this.serviceType;
    const start = commands.ExecStart.length;
    if (start === 0 && commands.ExecStop.length === 0 && successAction === 'none')
      throw new LoadFailure('Service has no ExecStart=, ExecStop=, or SuccessAction=. Refusing.');
    if (start === 0 && type !== 'oneshot')
      throw new LoadFailure('Service has no ExecStart= setting, which is only allowed for Type=oneshot services. Refusing.');
    if (start === 0 && !remainAfterExit && successAction === 'none')
      throw new LoadFailure(
        'Service has no ExecStart= and no SuccessAction= settings and does not have RemainAfterExit=yes set. Refusing.',
      );
    if (start > 1 && type !== 'oneshot')
      throw new LoadFailure('Service has more than one ExecStart= setting, which is only allowed for Type=oneshot services. Refusing.');
    if (type === 'oneshot' && (restart === 'always' || restart === 'on-success'))
      throw new LoadFailure(
        "Service has Restart= set to either always or on-success, which isn't allowed for Type=oneshot services. Refusing.",
      );
    if (type === 'oneshot' && restartForceExitStatus.codes.size + restartForceExitStatus.signals.size > 0)
      throw new LoadFailure("Service has RestartForceExitStatus= set, which isn't allowed for Type=oneshot services. Refusing.");
    if (type === 'dbus' && this.settings.busName === '')
      throw new LoadFailure('Service is of type D-Bus but no D-Bus service name has been specified. Refusing.');
    if (this.settings.timeoutStart === undefined) this.settings.timeoutStart = type === 'oneshot' ? Infinity : 90_000_000;
  }

  override reloaded(): void {
    for (const list of Object.values(this.settings.commands)) for (const command of list) delete command.status;
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
    this.manager.newInvocation(this);
    this.result_ = this.reloadResult = 'success';
    this.statusText = '';
    this.#forbidRestart = false;
    this.mainStatus = undefined;
    this.#main = undefined;
    for (const list of Object.values(this.settings.commands)) for (const command of list) delete command.status;
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
    this.reloadResult = 'success';
    this.dispatch({ type: 'RELOAD' });
    return true;
  }

  override resetFailed(): void {
    super.resetFailed();
    if (this.subState === 'failed') this.dispatch({ type: 'RESET_FAILED' });
    this.result_ = this.reloadResult = 'success';
    this.nRestarts = 0;
    this.#flushRestarts = false;
  }

  /** Sends an event to the machine and tells the manager what came of it. */
  dispatch(event: ServiceEvent): void {
    if (!this.#actor) {
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
      this.#actor = createActor(serviceMachine, { input: { host: this }, clock });
      this.#actor.start();
    }
    this.#dispatching++;
    this.#actor.send(event);
    this.#dispatching--;
    if (this.#dispatching === 0) this.#settle();
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
      if (isInactiveOrFailed(state)) this.manager.releaseCgroup(this);
      this.changed(before, {
        willAutoRestart: restarts,
        skipCondition: this.result_ === 'exec-condition',
        reloadFailure: this.reloadResult !== 'success',
      });
      if (!ended) continue;
      if (!restarts) this.#flushRestarts = true;
      this.#forbidRestart = false;
      if (!restarts) return;
      this.#actor!.send({ type: 'RESTART_LATER' });
    }
  }

  // ---- ServiceHost: settings ------------------------------------------------------------------

  get startTimeout(): number {
    return (this.settings.timeoutStart ?? 90_000_000) / MS;
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
    return this.#main?.alive === true;
  }
  get controlAlive(): boolean {
    return this.#control?.alive === true;
  }
  get alive(): boolean {
    if (this.#main) return this.#main.alive;
    return this.serviceType === 'forking' && (this.cgroup?.populated ?? false);
  }

  // ---- ServiceHost: commands ------------------------------------------------------------------

  run(kind: ControlKind): void {
    this.#queue = [...this.settings.commands[kind]];
    this.#controlKind = kind;
    this.#nextCommand();
  }

  #nextCommand(): void {
    const [command] = this.#queue;
    if (!command) {
      this.#control = undefined;
      this.dispatch({ type: 'COMMANDS_DONE' });
      return;
    }
    const env: Record<string, string> = {};
    if (this.#main) env['MAINPID'] = String(this.#main.pid);
    if (this.#controlKind === 'ExecStop' || this.#controlKind === 'ExecStopPost') {
      env['SERVICE_RESULT'] = this.result_;
      if (this.mainStatus?.code) {
        env['EXIT_CODE'] = this.mainStatus.code;
        env['EXIT_STATUS'] =
          this.mainStatus.code === 'exited' ? String(this.mainStatus.status) : (signalName(this.mainStatus.status) ?? '');
      }
    }
    this.#control = this.#spawn(command, env, (child) => this.#commandEnded(child, command));
  }

  /** Starts a command; a failure to do so ends the present step. */
  #spawn(command: ExecCommand, env: Record<string, string>, ended: (child: Process) => void, executed?: () => void): Process | undefined {
    const { manager } = this;
    try {
      const child = spawnCommand(this, command, {
        env: { ...env, ...this.#notifyEnvironment() },
        asUser: true,
        ...(executed && { executed }),
      });
      command.status = { pid: child.pid, startedAt: manager.now().real, startedMonotonic: manager.now().monotonic, status: 0 };
      child.onExit(() => manager.post(() => ended(child)));
      return child;
    } catch (e) {
      if (!(e instanceof SpawnError)) throw e;
      const task =
        this.#controlKind
          ?.replace(/^Exec/, '')
          .replace(/([a-z])([A-Z])/g, '$1-$2')
          .toLowerCase() ?? 'start';
      manager.log.unit(this, 4, `Failed to run '${task}' task: ${e.errno.text}`);
      this.dispatch({ type: 'FAIL', result: 'resources' });
      return undefined;
    }
  }

  #notifyEnvironment(): Record<string, string> {
    if (!this.notifies && this.settings.notifyAccess === undefined && this.settings.watchdogSec === 0) return {};
    const env: Record<string, string> = { NOTIFY_SOCKET: '/run/systemd/notify' };
    if (this.settings.watchdogSec > 0) env['WATCHDOG_USEC'] = String(this.settings.watchdogSec);
    return env;
  }

  #endStatus(command: ExecCommand, child: Process): ServiceResult {
    const { code, status } = waitStatus(child);
    const now = this.manager.now();
    Object.assign(command.status ?? {}, { exitedAt: now.real, exitedMonotonic: now.monotonic, code, status });
    return this.#judge(child);
  }

  /** What an exit means (is_clean_exit()). */
  #judge(child: Process, clean: readonly SignalName[] = ['HUP', 'INT', 'TERM', 'PIPE']): ServiceResult {
    const { code, signal } = child.status ?? { code: 0 };
    const { successExitStatus: ok } = this.settings;
    if (child.oomKilled) return 'oom-kill';
    if (signal) {
      const daemon = this.serviceType !== 'oneshot' && clean.includes(signal);
      if (daemon || ok.signals.has(signal)) return 'success';
      return ['ABRT', 'SEGV', 'BUS', 'FPE', 'ILL', 'QUIT', 'SYS', 'TRAP', 'XCPU', 'XFSZ'].includes(signal) ? 'core-dump' : 'signal';
    }
    return code === 0 || ok.codes.has(code ?? 0) ? 'success' : 'exit-code';
  }

  #logExit(role: 'Main' | 'Control', child: Process, result: ServiceResult, command: ExecCommand | undefined): void {
    const { code, status } = waitStatus(child);
    if (result === 'success' && code === 'exited' && status === 0) return;
    const word = code === 'exited' ? (exitStatusName(status, ['libc', 'lsb', 'systemd', 'bsd']) ?? 'n/a') : (signalName(status) ?? 'n/a');
    const how = result === 'core-dump' ? 'dumped' : code;
    const priority = result === 'success' ? 7 : code === 'exited' ? 5 : 4;
    if (priority === 7) return;
    this.manager.log.unit(this, priority, `${role} process exited, code=${how}, status=${status}/${word}`, [
      ['EXIT_CODE', how],
      ['EXIT_STATUS', String(status)],
      ['COMMAND', commandName(this, command)],
      ['MESSAGE_ID', MESSAGE_IDS.processExit],
    ]);
  }

  #commandEnded(child: Process, command: ExecCommand): void {
    if (child !== this.#control) return;
    let result = this.#endStatus(command, child);
    const kind = this.#controlKind;
    if (kind === 'ExecCondition' && result === 'exit-code' && (child.status?.code ?? 0) < 255) result = 'exec-condition';
    const ignored = command.ignoreFailure && result !== 'success';
    this.#logExit('Control', child, ignored ? 'success' : result, command);
    if (ignored) result = 'success';
    if (kind === 'ExecStart') {
      this.#control = undefined;
      this.#forked(result);
      return;
    }
    if (result === 'success') {
      this.#queue.shift();
      this.#nextCommand();
      return;
    }
    this.#queue = [];
    this.#control = undefined;
    this.dispatch({ type: 'COMMAND_FAILED', result });
  }

  /** The parent of a forking service has ended: its daemon is looked for. */
  #forked(result: ServiceResult): void {
    if (result !== 'success') {
      this.dispatch({ type: 'COMMAND_FAILED', result });
      return;
    }
    const { pidFile, guessMainPid } = this.settings;
    const found = pidFile !== '' ? this.manager.processOfFile(pidFile) : guessMainPid ? this.#guess() : undefined;
    if (pidFile !== '' && !found) {
      this.manager.log.unit(this, 5, `Can't open PID file ${pidFile} (yet?) after start: No such file or directory`);
    }
    if (found) this.#adoptMain(found);
    if (!found && !(this.cgroup?.populated ?? false) && !this.remains) {
      this.dispatch({ type: 'FAIL', result: pidFile !== '' ? 'protocol' : 'success' });
      return;
    }
    this.dispatch({ type: 'STARTED' });
  }

  #guess(): Process | undefined {
    const candidates = this.processes().filter((p) => p !== this.#control);
    return candidates.find((p) => !candidates.includes(p.parent as Process));
  }

  #adoptMain(process: Process): void {
    if (this.#main === process) return;
    this.#main = process;
    const now = this.manager.now();
    this.mainStatus = { pid: process.pid, startedAt: now.real, startedMonotonic: now.monotonic, status: 0 };
    process.onExit(() => this.manager.post(() => this.#mainEnded(process)));
  }

  startMain(): void {
    const { commands } = this.settings;
    this.#warnLeftover('start');
    this.#controlKind = undefined;
    const [first] = commands.ExecStart;
    if (!first) {
      this.dispatch({ type: 'STARTED' });
      return;
    }
    if (this.serviceType === 'forking') {
      this.#controlKind = 'ExecStart';
      this.#control = this.#spawn(first, {}, (child) => this.#commandEnded(child, first));
      return;
    }
    this.#runMain(first);
    const type = this.serviceType;
    if (this.#main && (type === 'simple' || type === 'idle')) this.dispatch({ type: 'STARTED' });
  }

  #runMain(command: ExecCommand): void {
    this.#mainCommand = command;
    const type = this.serviceType;
    const executed = (): void => {
      if (type === 'exec' || type === 'dbus') this.manager.post(() => this.dispatch({ type: 'STARTED' }));
    };
    const child = this.#spawn(command, {}, (ended) => this.#mainEnded(ended), executed);
    this.#main = child;
    if (child) this.mainStatus = { ...command.status! };
  }

  #mainEnded(child: Process): void {
    if (child !== this.#main) return;
    const command = this.#mainCommand;
    const { code, status } = waitStatus(child);
    const now = this.manager.now();
    Object.assign(this.mainStatus ?? {}, { exitedAt: now.real, exitedMonotonic: now.monotonic, code, status });
    if (command?.status) Object.assign(command.status, this.mainStatus);
    let result = this.#judge(child);
    if (result === 'core-dump' && this.mainStatus) this.mainStatus.code = 'dumped';
    if (result === 'oom-kill') this.#logOom(child);
    if (command?.ignoreFailure && result !== 'success') result = 'success';
    this.#logExit('Main', child, result, command);
    const list = this.settings.commands.ExecStart;
    const next = command && list[list.indexOf(command) + 1];
    if (this.oneshot && result === 'success' && next && this.subState === 'start') {
      this.#runMain(next);
      return;
    }
    this.dispatch({ type: 'MAIN_EXITED', result });
  }

  #logOom(child: Process): void {
    this.manager.log.unit(this, 5, 'A process of this unit has been killed by the OOM killer.', [['MESSAGE_ID', MESSAGE_IDS.outOfMemory]]);
    if (child.status?.signal !== 'KILL') return;
    if (this.settings.oomPolicy === 'continue') this.manager.log.unit(this, 7, 'OOM policy is to continue.');
  }

  // ---- ServiceHost: signals -------------------------------------------------------------------

  signal(step: Parameters<ServiceHost['signal']>[0]): void {
    const { settings, manager } = this;
    const final = step === 'kill' || step === 'final-kill';
    const restarts = this.job?.type === 'restart' && settings.restartKillSignal !== undefined;
    const name: SignalName = final ? settings.finalKillSignal : restarts ? settings.restartKillSignal! : settings.killSignal;
    if (settings.killMode === 'none') {
      this.dispatch({ type: 'NOTHING_LEFT' });
      return;
    }
    let waits = false;
    const hit = (process: Process): void => {
      if (final) manager.log.unit(this, 5, `Killing process ${process.pid} (${process.comm}) with signal SIG${name}.`);
      manager.signal(process, name);
      if (!final && name !== 'CONT' && name !== 'KILL') manager.signal(process, 'CONT');
      if (!final && settings.sendSighup) manager.signal(process, 'HUP');
      waits = true;
    };
    const own = [this.#main, this.#control].filter((process) => process?.alive) as Process[];
    for (const process of own) hit(process);
    const everybody = settings.killMode === 'control-group' || (settings.killMode === 'mixed' && final);
    if (everybody) for (const process of this.processes()) if (process.alive && !own.includes(process)) hit(process);
    if (!waits) this.dispatch({ type: 'NOTHING_LEFT' });
  }

  killControl(): void {
    if (this.#control?.alive) this.manager.signal(this.#control, 'KILL');
    this.#control = undefined;
  }

  note(result: ServiceResult): void {
    if (this.result_ === 'success') this.result_ = result;
  }

  noteReload(result: ServiceResult): void {
    this.reloadResult = result;
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

  // ---- ServiceHost: the end -------------------------------------------------------------------

  ended(): void {
    const { manager } = this;
    this.#ended = true;
    if (this.result_ === 'success') manager.log.unit(this, 6, 'Deactivated successfully.', [['MESSAGE_ID', MESSAGE_IDS.success]]);
    else if (this.result_ === 'exec-condition') {
      manager.log.unit(this, 6, `Skipped due to '${this.result_}'.`, [['MESSAGE_ID', MESSAGE_IDS.skipped]]);
    } else {
      manager.log.unit(this, 4, `Failed with result '${this.result_}'.`, [
        ['MESSAGE_ID', MESSAGE_IDS.failureResult],
        ['UNIT_RESULT', this.result_],
      ]);
    }
    this.#warnLeftover('stop');
    this.#removeRuntime();
  }

  #warnLeftover(when: 'start' | 'stop'): void {
    for (const process of this.processes()) {
      if (!process.alive || process === this.#main || process === this.#control) continue;
      const who = `process ${process.pid} (${process.comm})`;
      if (when === 'stop') this.manager.log.unit(this, 6, `Unit ${who} remains running after unit stopped.`);
      else {
        this.manager.log.unit(this, 4, `Found left-over ${who} in control group while starting unit. Ignoring.`);
        this.manager.log.unit(
          this,
          4,
          'This usually indicates unclean termination of a previous run, or service implementation deficiencies.',
        );
      }
    }
  }

  #removeRuntime(): void {
    const { settings, manager } = this;
    if (settings.pidFile !== '') manager.remove(settings.pidFile);
    if (settings.runtimeDirectoryPreserve !== 'no') return;
    for (const name of settings.directories.Runtime) manager.remove(`/run/${name.split(':')[0]}`);
  }

  #shallRestart(): boolean {
    const { restart, restartPreventExitStatus: never, restartForceExitStatus: force } = this.settings;
    if (this.#forbidRestart || this.job?.type === 'stop' || this.job?.type === 'restart') return false;
    const ended = this.mainStatus;
    const listed = (set: typeof never): boolean =>
      ended?.code !== undefined && (ended.code === 'exited' ? set.codes.has(ended.status) : set.signals.has(signalName(ended.status)!));
    if (listed(never)) return false;
    if (listed(force)) return true;
    const { result_: result } = this;
    if (result === 'start-limit-hit') return false;
    switch (restart) {
      case 'no':
        return false;
      case 'always':
        return result !== 'exec-condition';
      case 'on-success':
        return result === 'success';
      case 'on-failure':
        return result !== 'success' && result !== 'exec-condition';
      case 'on-abnormal':
        return !['success', 'exit-code', 'exec-condition'].includes(result);
      case 'on-abort':
        return result === 'signal' || result === 'core-dump';
      case 'on-watchdog':
        return result === 'watchdog';
    }
  }

  scheduleRestart(): void {
    const { manager } = this;
    if (this.job?.type === 'stop') {
      manager.log.unit(this, 6, 'Stop job pending for unit, skipping automatic restart.');
      return;
    }
    manager.request('restart', this, 'replace');
    this.nRestarts++;
    this.#flushRestarts = false;
    manager.log.unit(this, 6, `Scheduled restart job, restart counter is at ${this.nRestarts}.`, [
      ['N_RESTARTS', String(this.nRestarts)],
      ['MESSAGE_ID', MESSAGE_IDS.restartScheduled],
    ]);
  }

  // ---- what happens from outside --------------------------------------------------------------

  /** The control group has become empty. */
  cgroupEmpty(): void {
    if (!isInactiveOrFailed(this.activeState)) this.dispatch({ type: 'EMPTY' });
  }

  /** sd_notify(3) from one of its processes. */
  notified(from: Process, message: string): void {
    const access = this.settings.notifyAccess ?? (this.notifies || this.settings.watchdogSec > 0 ? 'main' : 'none');
    if (access === 'none') return;
    if (access === 'main' && from !== this.#main) {
      this.manager.log.unit(
        this,
        4,
        `Got notification message from PID ${from.pid}, but reception only permitted for main PID ${this.#main?.pid ?? 'which is currently not known'}`,
      );
      return;
    }
    for (const line of message.split('\n')) {
      const at = line.indexOf('=');
      const value = line.slice(at + 1);
      switch (line.slice(0, at)) {
        case 'MAINPID': {
          const process = this.manager.p.findPid(Number(value));
          if (process && process.cgroup === from.cgroup) this.#adoptMain(process);
          break;
        }
        case 'STATUS':
          this.statusText = value;
          break;
        case 'ERRNO':
          this.statusErrno = Number(value);
          break;
        case 'READY':
          if (value === '1' && this.notifies && this.subState === 'start') this.dispatch({ type: 'STARTED' });
          break;
        case 'STOPPING':
          break;
      }
    }
  }

  /** All its commands with their kinds, as `show` and `status` list them. */
  *allCommands(): Iterable<[kind: ExecKind, command: ExecCommand]> {
    for (const [kind, list] of Object.entries(this.settings.commands)) for (const command of list) yield [kind as ExecKind, command];
  }
}

function commandName(service: Service, command: ExecCommand | undefined): string {
  for (const [kind, its] of service.allCommands()) if (its === command) return kind;
  return 'ExecStart';
}
