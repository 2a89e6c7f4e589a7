import { isErrno } from '../../kernel/errno.ts';
import type { Connection } from '../../kernel/network.ts';
import type { Process } from '../../kernel/process.ts';
import type { SignalName } from '../../kernel/signals.ts';
import { block, type Step } from '../../kernel/step.ts';
import { Installation } from './install.ts';
import type { JobMode, JobRequest } from './job.ts';
import type { Manager } from './manager.ts';
import { showManager } from './manager-properties.ts';
import { showUnit, type Properties } from './properties.ts';
import { BusError, PRIVATE_SOCKET, type Answer, type Call, type UnitRow } from './protocol.ts';
import { SocketUnit } from './socket.ts';
import { statusOf, type UnitStatus } from './status-data.ts';
import { TimerUnit } from './timer.ts';
import { startTransient, type TransientRequest } from './transient.ts';
import type { Unit } from './unit.ts';
import { isTemplate, isUnitName } from './unit-name.ts';

/** Job methods with what they ask for. */
const JOB_METHODS: Readonly<Record<string, JobRequest>> = {
  StartUnit: 'start',
  StopUnit: 'stop',
  ReloadUnit: 'reload',
  RestartUnit: 'restart',
  TryRestartUnit: 'try-restart',
};

/** What any user may ask; everything else is for root (without polkit, which the nodes have not). */
const OPEN = new Set([
  'ListUnits',
  'ListUnitFiles',
  'ListJobs',
  'Status',
  'Show',
  'ShowManager',
  'Dependencies',
  'GetUnitFileState',
  'GetDefaultTarget',
  'UnitByPid',
  'Timers',
  'Sockets',
  'SystemState',
  'Environment',
]);

interface Caller {
  connection: Connection;
  uid: number;
}

/** The interface of PID 1 for clients, over its socket: method calls come as messages, and are answered in order. */
export class Bus {
  constructor(private readonly manager: Manager) {}

  /** Accepts clients; for a thread of PID 1. */
  *serve(p: Process): Step {
    p.sys.mkdirp('/run/systemd');
    if (p.sys.exists(PRIVATE_SOCKET)) p.sys.unlink(PRIVATE_SOCKET);
    const listener = p.sys.net.listenUnix(PRIVATE_SOCKET, 0o666);
    for (;;) {
      const connection = yield* block(listener.accepted);
      p.thread('bus', this.#client(p, connection));
    }
  }

  *#client(p: Process, connection: Connection): Step {
    const caller = { connection, uid: connection.peer?.uid ?? 0 };
    for (;;) {
      const got = yield* block(connection.incoming);
      if (got.kind !== 'message') break;
      const call = got.message as Call;
      try {
        this.#send(connection, { kind: 'return', serial: call.serial, value: this.#dispatch(call, caller) });
      } catch (e) {
        if (isErrno(e))
          this.#send(connection, { kind: 'error', serial: call.serial, name: 'org.freedesktop.DBus.Error.Failed', message: e.text });
        else if (e instanceof BusError) this.#send(connection, { kind: 'error', serial: call.serial, name: e.name_, message: e.message });
        else throw e;
      }
      this.manager.settle();
      yield* p.burn(this.manager.spent());
    }
    connection.close();
  }

  #send(connection: Connection, answer: Answer): void {
    if (connection.open) connection.send(answer);
  }

  #dispatch(call: Call, caller: Caller): unknown {
    const { method, args } = call;
    if (!OPEN.has(method) && caller.uid !== 0) throw new BusError('org.freedesktop.DBus.Error.AccessDenied', 'Access denied');
    const job = JOB_METHODS[method];
    if (job) return this.#job(job, args, caller);
    const handler = this.#methods[method];
    if (!handler)
      throw new BusError(
        'org.freedesktop.DBus.Error.UnknownMethod',
        `Unknown method ${method} or interface org.freedesktop.systemd1.Manager.`,
      );
    return handler(args, caller);
  }

  // ---- jobs -----------------------------------------------------------------------------------

  #job(request: JobRequest, args: readonly unknown[], caller: Caller): number {
    const [name, mode] = args as [string, JobMode];
    const { manager } = this;
    if (request === 'stop' && !manager.known(name)) {
      if (isUnitName(name) && !isTemplate(name)) {
        const found = manager.lookup.resolve(name);
        if (!found.fragment && !found.masked) throw new BusError('org.freedesktop.systemd1.NoSuchUnit', `Unit ${name} not loaded.`);
      }
    }
    const unit = manager.unit(name);
    if (request === 'stop' && unit.load === 'not-found' && unit.activeState === 'inactive') {
      throw new BusError('org.freedesktop.systemd1.NoSuchUnit', `Unit ${name} not loaded.`);
    }
    this.#refused(request, unit);
    const job = manager.jobs.request(request, unit, mode);
    job.watchers.push((result) => this.#send(caller.connection, { kind: 'job-removed', id: job.id, unit: unit.id, result }));
    return job.id;
  }

  #refused(request: JobRequest, unit: Unit): void {
    const { refuseManualStart, refuseManualStop } = unit.settings;
    const starts = request === 'start' || request === 'restart' || request === 'reload-or-start';
    const stops = request === 'stop' || request === 'restart' || request === 'try-restart';
    if ((starts && refuseManualStart) || (stops && refuseManualStop)) {
      throw new BusError(
        'org.freedesktop.systemd1.OnlyByDependency',
        `Operation refused, unit ${unit.id} may be requested by dependency only (it is configured to refuse manual start/stop).`,
      );
    }
    if (stops && unit.perpetual)
      throw new BusError('org.freedesktop.systemd1.JobTypeNotApplicable', `Job type ${request} is not applicable for unit ${unit.id}.`);
  }

  // ---- units ----------------------------------------------------------------------------------

  /** A unit that is in memory. */
  #loaded(name: string): Unit {
    const unit = this.manager.known(name);
    if (!unit) throw new BusError('org.freedesktop.systemd1.NoSuchUnit', `Unit ${name} not loaded.`);
    return unit;
  }

  #row(unit: Unit): UnitRow {
    return {
      id: unit.id,
      description: unit.description,
      load: unit.load,
      active: unit.activeState,
      sub: unit.subState,
      following: '',
      jobId: unit.job?.id ?? 0,
      jobType: unit.job?.type ?? '',
    };
  }

  #file(unit: Unit): { state: string; preset: string } {
    if (unit.fragment === undefined) return { state: '', preset: '' };
    const installation = new Installation(this.manager.p.sys);
    try {
      return { state: installation.state(unit.id), preset: unit.transient ? '' : installation.preset(unit.id) };
    } catch (e) {
      if (!(e instanceof BusError)) throw e;
      return { state: '', preset: '' };
    }
  }

  #status(name: string): UnitStatus {
    const { manager } = this;
    if (name.endsWith('.mount')) manager.refreshMounts();
    const unit = manager.unit(name);
    return statusOf(unit, this.#file(unit));
  }

  readonly #methods: Readonly<Record<string, (args: readonly unknown[], caller: Caller) => unknown>> = {
    ListUnits: () => {
      this.manager.refreshMounts();
      return this.manager.list().map((unit) => this.#row(unit));
    },
    Status: ([name]) => this.#status(name as string),
    Show: ([name]): Properties => {
      const unit = this.manager.unit(name as string);
      return showUnit(unit, this.#file(unit));
    },
    ShowManager: () => showManager(this.manager),
    SystemState: () => this.manager.state,
    Environment: () => ({ ...this.manager.environment, PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' }),
    SetEnvironment: ([set, unset]) => {
      Object.assign(this.manager.environment, set);
      for (const key of unset as string[]) delete this.manager.environment[key];
    },
    UnitByPid: ([pid]) => {
      const process = this.manager.p.findPid(pid as number);
      const unit = process && this.manager.groups.unitOf(process);
      if (!unit) throw new BusError('org.freedesktop.systemd1.NoUnitForPID', `PID ${pid as number} does not belong to any loaded unit.`);
      return unit.id;
    },
    ListJobs: () => [...this.manager.jobs.all.values()].map((job) => ({ id: job.id, unit: job.unit.id, type: job.type, state: job.state })),
    CancelJob: ([id]) => {
      const job = this.manager.jobs.all.get(id as number);
      if (!job) throw new BusError('org.freedesktop.systemd1.NoSuchJob', `Job ${id as number} does not exist.`);
      this.manager.jobs.finish(job, 'canceled');
    },
    ReloadOrRestartUnit: (args, caller) => this.#reloadOr(args, caller, false),
    ReloadOrTryRestartUnit: (args, caller) => this.#reloadOr(args, caller, true),
    KillUnit: ([name, who, signal]) => this.#loaded(name as string).kill(who as string, signal as SignalName),
    ResetFailedUnit: ([name]) => this.#loaded(name as string).resetFailed(),
    ResetFailed: () => {
      for (const unit of this.manager.list()) unit.resetFailed();
    },
    Reload: () => {
      this.manager.log.write(6, 'Reloading.');
      this.manager.reload();
    },
    Reexecute: () => {
      this.manager.log.write(6, 'Reexecuting.');
      this.manager.reload();
    },
    Dependencies: ([name]) => Object.fromEntries(this.manager.unit(name as string).dependencyNames()),
    StartTransientUnit: ([request, mode], caller) => {
      const job = startTransient(this.manager, request as TransientRequest, mode as JobMode);
      job.watchers.push((result) => this.#send(caller.connection, { kind: 'job-removed', id: job.id, unit: job.unit.id, result }));
      return job.id;
    },
    AttachProcesses: ([name, pids]) => {
      const unit = this.#loaded(name as string);
      for (const pid of pids as number[]) this.manager.p.findPid(pid)?.moveTo(this.manager.groups.of(unit));
    },
    Timers: () =>
      this.manager
        .list()
        .filter((unit) => unit instanceof TimerUnit)
        .map((unit) => ({
          id: unit.id,
          active: unit.activeState,
          next: unit.next ?? 0,
          last: unit.lastTrigger,
          activates: unit.triggered?.id ?? '',
        })),
    Sockets: () =>
      this.manager
        .list()
        .filter((unit) => unit instanceof SocketUnit)
        .flatMap((unit) =>
          unit.settings.listen.map((l) => ({
            id: unit.id,
            active: unit.activeState,
            kind: l.kind,
            address: l.address,
            activates: unit.serviceName,
          })),
        ),
    ListUnitFiles: () => new Installation(this.manager.p.sys).list(),
    GetUnitFileState: ([name]) => new Installation(this.manager.p.sys).state(name as string),
    GetDefaultTarget: () => new Installation(this.manager.p.sys).defaultTarget(),
    SetDefaultTarget: ([name]) => new Installation(this.manager.p.sys).setDefault(name as string),
    EnableUnitFiles: ([names, options]) => this.#install().enable(names as string[], options as never),
    DisableUnitFiles: ([names, runtime]) => this.#install().disable(names as string[], runtime as boolean),
    ReenableUnitFiles: ([names, options]) => {
      const changes = this.#install().disable(names as string[], (options as { runtime: boolean }).runtime);
      const enabled = this.#install().enable(names as string[], options as never);
      return { carriesInfo: enabled.carriesInfo, changes: [...changes, ...enabled.changes] };
    },
    MaskUnitFiles: ([names, options]) => this.#install().mask(names as string[], options as never),
    UnmaskUnitFiles: ([names, runtime]) => this.#install().unmask(names as string[], runtime as boolean),
    LinkUnitFiles: ([paths, options]) => this.#install().link(paths as string[], options as never),
    PresetUnitFiles: ([names, options]) => this.#install().applyPreset(names as string[], options as never),
    AddDependencyUnitFiles: ([names, target, kind, options]) =>
      this.#install().addDependency(names as string[], target as string, kind as 'wants', options as never),
    RevertUnitFiles: ([names]) => this.#install().revert(names as string[]),
    Reboot: () => (this.manager.objective = 'reboot'),
    PowerOff: () => (this.manager.objective = 'poweroff'),
    Halt: () => (this.manager.objective = 'halt'),
  };

  #install(): Installation {
    return new Installation(this.manager.p.sys);
  }

  #reloadOr(args: readonly unknown[], caller: Caller, onlyIfActive: boolean): number {
    const [name] = args as [string];
    const unit = this.manager.unit(name);
    if (unit.canReload && unit.load === 'loaded') return this.#job(onlyIfActive ? 'try-reload' : 'reload-or-start', args, caller);
    return this.#job(onlyIfActive ? 'try-restart' : 'restart', args, caller);
  }
}
