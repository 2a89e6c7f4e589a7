import type { Process } from '../../kernel/process.ts';
import { signalName, type SignalName } from '../../kernel/signals.ts';
import { SpawnError, spawnCommand, waitStatus } from './exec.ts';
import { MESSAGE_IDS } from './log.ts';
import type { ControlKind, ServiceHost, ServiceResult } from './machine.ts';
import type { Service } from './service.ts';
import { judgeExit, logExit } from './service-exit.ts';
import type { ExecCommand, ExecStatus } from './settings.ts';

/** The processes of a service: its main one, and the one of the step that it is in (control process). */
export class ServiceProcesses {
  mainStatus: ExecStatus | undefined;
  statusText = '';
  statusErrno = 0;
  #main: Process | undefined;
  #control: Process | undefined;
  #controlKind: ControlKind | 'ExecStart' | undefined;
  /** Commands of the present step that are still to run; the first one runs now. */
  #queue: ExecCommand[] = [];
  #mainCommand: ExecCommand | undefined;

  constructor(private readonly service: Service) {}

  get main(): Process | undefined {
    return this.#main?.alive ? this.#main : undefined;
  }

  get control(): Process | undefined {
    return this.#control?.alive ? this.#control : undefined;
  }

  /** Whether the service runs, as far as its type can tell. */
  get alive(): boolean {
    if (this.#main) return this.#main.alive;
    return this.service.serviceType === 'forking' && (this.service.cgroup?.populated ?? false);
  }

  /** A new start begins: what is known of the last one goes. */
  forget(): void {
    this.statusText = '';
    this.statusErrno = 0;
    this.mainStatus = undefined;
    this.#main = undefined;
    this.forgetStatuses();
  }

  /** How commands have ended is no longer known. */
  forgetStatuses(): void {
    for (const list of Object.values(this.service.settings.commands)) for (const command of list) delete command.status;
  }

  // ---- control processes ----------------------------------------------------------------------

  /** Runs the commands of a step, one after the other. */
  run(kind: ControlKind): void {
    this.#queue = [...this.service.settings.commands[kind]];
    this.#controlKind = kind;
    this.#nextCommand();
  }

  #nextCommand(): void {
    const [command] = this.#queue;
    if (!command) {
      this.#control = undefined;
      this.service.dispatch({ type: 'COMMANDS_DONE' });
      return;
    }
    const env: Record<string, string> = {};
    if (this.#main) env['MAINPID'] = String(this.#main.pid);
    if (this.#controlKind === 'ExecStop' || this.#controlKind === 'ExecStopPost') Object.assign(env, this.#resultEnvironment());
    this.#control = this.#spawn(command, env, (child) => this.#commandEnded(child, command));
  }

  /** What ExecStop= and ExecStopPost= are told of the end. */
  #resultEnvironment(): Record<string, string> {
    const env: Record<string, string> = { SERVICE_RESULT: this.service.result };
    const { code, status = 0 } = this.mainStatus ?? {};
    if (code) {
      env['EXIT_CODE'] = code;
      env['EXIT_STATUS'] = code === 'exited' ? String(status) : (signalName(status) ?? '');
    }
    return env;
  }

  /** Starts a command; a failure to do so ends the present step. */
  #spawn(command: ExecCommand, env: Record<string, string>, ended: (child: Process) => void, executed?: () => void): Process | undefined {
    const { service } = this;
    const { manager } = service;
    try {
      const child = spawnCommand(service, command, {
        env: { ...env, ...this.#notifyEnvironment() },
        asUser: true,
        ...(executed && { executed }),
      });
      const now = manager.now();
      command.status = { pid: child.pid, startedAt: now.real, startedMonotonic: now.monotonic, status: 0 };
      child.onExit(() => manager.post(() => ended(child)));
      return child;
    } catch (e) {
      if (!(e instanceof SpawnError)) throw e;
      manager.log.unit(service, 4, `Failed to run '${taskName(this.#controlKind)}' task: ${e.errno.text}`);
      service.dispatch({ type: 'FAIL', result: 'resources' });
      return undefined;
    }
  }

  #notifyEnvironment(): Record<string, string> {
    const { notifyAccess, watchdogSec } = this.service.settings;
    if (!this.service.notifies && notifyAccess === undefined && watchdogSec === 0) return {};
    const env: Record<string, string> = { NOTIFY_SOCKET: '/run/systemd/notify' };
    if (watchdogSec > 0) env['WATCHDOG_USEC'] = String(watchdogSec);
    return env;
  }

  #commandEnded(child: Process, command: ExecCommand): void {
    if (child !== this.#control) return;
    const { service } = this;
    const now = service.manager.now();
    Object.assign(command.status ?? {}, { exitedAt: now.real, exitedMonotonic: now.monotonic, ...waitStatus(child) });
    let result = judgeExit(service, child);
    const kind = this.#controlKind;
    if (kind === 'ExecCondition' && result === 'exit-code' && (child.status?.code ?? 0) < 255) result = 'exec-condition';
    if (command.ignoreFailure) result = 'success';
    logExit(service, 'Control', child, result, command);
    if (kind === 'ExecStart') {
      this.#control = undefined;
      this.#forked(result);
    } else if (result === 'success') {
      this.#queue.shift();
      this.#nextCommand();
    } else {
      this.#queue = [];
      this.#control = undefined;
      service.dispatch({ type: 'COMMAND_FAILED', result });
    }
  }

  killControl(): void {
    if (this.#control?.alive) this.service.manager.signal(this.#control, 'KILL');
    this.#control = undefined;
  }

  // ---- the main process -----------------------------------------------------------------------

  startMain(): void {
    const { service } = this;
    const type = service.serviceType;
    this.warnLeftover('start');
    this.#controlKind = undefined;
    const [first] = service.settings.commands.ExecStart;
    if (!first) {
      service.dispatch({ type: 'STARTED' });
    } else if (type === 'forking') {
      this.#controlKind = 'ExecStart';
      this.#control = this.#spawn(first, {}, (child) => this.#commandEnded(child, first));
    } else {
      this.#runMain(first);
      if (this.#main && (type === 'simple' || type === 'idle')) service.dispatch({ type: 'STARTED' });
    }
  }

  #runMain(command: ExecCommand): void {
    const { service } = this;
    this.#mainCommand = command;
    const type = service.serviceType;
    const executed = (): void => {
      if (type === 'exec' || type === 'dbus') service.manager.post(() => service.dispatch({ type: 'STARTED' }));
    };
    this.#main = this.#spawn(command, {}, (ended) => this.#mainEnded(ended), executed);
    if (this.#main) this.mainStatus = { ...command.status! };
  }

  #mainEnded(child: Process): void {
    if (child !== this.#main) return;
    const { service } = this;
    const command = this.#mainCommand;
    const now = service.manager.now();
    let result = judgeExit(service, child);
    Object.assign(this.mainStatus ?? {}, { exitedAt: now.real, exitedMonotonic: now.monotonic, ...waitStatus(child) });
    if (result === 'core-dump' && this.mainStatus) this.mainStatus.code = 'dumped';
    if (command?.status) Object.assign(command.status, this.mainStatus);
    if (result === 'oom-kill') {
      service.manager.log.unit(service, 5, 'A process of this unit has been killed by the OOM killer.', [
        ['MESSAGE_ID', MESSAGE_IDS.outOfMemory],
      ]);
    }
    if (command?.ignoreFailure) result = 'success';
    logExit(service, 'Main', child, result, command);
    const list = service.settings.commands.ExecStart;
    const at = command ? list.indexOf(command) : -1;
    const next = at < 0 ? undefined : list[at + 1];
    if (service.oneshot && result === 'success' && next && service.subState === 'start') this.#runMain(next);
    else service.dispatch({ type: 'MAIN_EXITED', result });
  }

  // ---- forking --------------------------------------------------------------------------------

  /** The parent of a forking service has ended: its daemon is looked for. */
  #forked(result: ServiceResult): void {
    const { service } = this;
    if (result !== 'success') {
      service.dispatch({ type: 'COMMAND_FAILED', result });
      return;
    }
    const { pidFile, guessMainPid } = service.settings;
    const found = pidFile !== '' ? service.manager.processOfFile(pidFile) : guessMainPid ? this.#guess() : undefined;
    if (pidFile !== '' && !found) {
      service.manager.log.unit(service, 5, `Can't open PID file ${pidFile} (yet?) after start: No such file or directory`);
    }
    if (found) this.#adoptMain(found);
    const nobody = !found && !(service.cgroup?.populated ?? false) && !service.remains;
    service.dispatch(nobody ? { type: 'FAIL', result: pidFile !== '' ? 'protocol' : 'success' } : { type: 'STARTED' });
  }

  #guess(): Process | undefined {
    const candidates = this.service.processes().filter((p) => p !== this.#control);
    return candidates.find((p) => !candidates.includes(p.parent as Process));
  }

  #adoptMain(process: Process): void {
    if (this.#main === process) return;
    const { manager } = this.service;
    this.#main = process;
    const now = manager.now();
    this.mainStatus = { pid: process.pid, startedAt: now.real, startedMonotonic: now.monotonic, status: 0 };
    process.onExit(() => manager.post(() => this.#mainEnded(process)));
  }

  // ---- signals --------------------------------------------------------------------------------

  /** Sends the signal of a step; says NOTHING_LEFT where nobody got one. */
  signal(step: Parameters<ServiceHost['signal']>[0]): void {
    const { service } = this;
    const { settings, manager } = service;
    const final = step === 'kill' || step === 'final-kill';
    const restarts = service.job?.type === 'restart' && settings.restartKillSignal !== undefined;
    const name: SignalName = final ? settings.finalKillSignal : restarts ? settings.restartKillSignal! : settings.killSignal;
    if (settings.killMode === 'none') {
      service.dispatch({ type: 'NOTHING_LEFT' });
      return;
    }
    const hit = (process: Process): void => {
      if (final) manager.log.unit(service, 5, `Killing process ${process.pid} (${process.comm}) with signal SIG${name}.`);
      manager.signal(process, name);
      if (!final && name !== 'CONT' && name !== 'KILL') manager.signal(process, 'CONT');
      if (!final && settings.sendSighup) manager.signal(process, 'HUP');
    };
    const own = [this.main, this.control].filter((process) => process !== undefined);
    const everybody = settings.killMode === 'control-group' || (settings.killMode === 'mixed' && final);
    const others = everybody ? service.processes().filter((process) => process.alive && !own.includes(process)) : [];
    for (const process of [...own, ...others]) hit(process);
    if (own.length + others.length === 0) service.dispatch({ type: 'NOTHING_LEFT' });
  }

  /** Says who is still in the control group that should not be. */
  warnLeftover(when: 'start' | 'stop'): void {
    const { service } = this;
    const { log } = service.manager;
    for (const process of service.processes()) {
      if (!process.alive || process === this.#main || process === this.#control) continue;
      const who = `process ${process.pid} (${process.comm})`;
      if (when === 'stop') log.unit(service, 6, `Unit ${who} remains running after unit stopped.`);
      else {
        log.unit(service, 4, `Found left-over ${who} in control group while starting unit. Ignoring.`);
        log.unit(service, 4, 'This usually indicates unclean termination of a previous run, or service implementation deficiencies.');
      }
    }
  }

  // ---- sd_notify ------------------------------------------------------------------------------

  /** A message of sd_notify(3) from one of the service's processes. */
  notified(from: Process, message: string): void {
    const { service } = this;
    const { notifyAccess, watchdogSec } = service.settings;
    const access = notifyAccess ?? (service.notifies || watchdogSec > 0 ? 'main' : 'none');
    if (access === 'none') return;
    if (access === 'main' && from !== this.#main) {
      service.manager.log.unit(
        service,
        4,
        `Got notification message from PID ${from.pid}, but reception only permitted for main PID ${this.#main?.pid ?? 'which is currently not known'}`,
      );
      return;
    }
    for (const line of message.split('\n')) {
      const at = line.indexOf('=');
      this.#told(from, line.slice(0, at), line.slice(at + 1));
    }
  }

  #told(from: Process, key: string, value: string): void {
    const { service } = this;
    if (key === 'MAINPID') {
      const process = service.manager.p.findPid(Number(value));
      if (process && process.cgroup === from.cgroup) this.#adoptMain(process);
    } else if (key === 'STATUS') this.statusText = value;
    else if (key === 'ERRNO') this.statusErrno = Number(value);
    else if (key === 'READY' && value === '1' && service.notifies && service.subState === 'start') service.dispatch({ type: 'STARTED' });
  }
}

/** `start-pre` for ExecStartPre=. */
function taskName(kind: ControlKind | 'ExecStart' | undefined): string {
  if (!kind) return 'start';
  return kind
    .slice('Exec'.length)
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .toLowerCase();
}
