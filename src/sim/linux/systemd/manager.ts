import type { Process } from '../../kernel/process.ts';
import type { SignalName } from '../../kernel/signals.ts';
import type { Micros } from '../../kernel/time.ts';
import { isErrno } from '../../kernel/errno.ts';
import { KERNEL } from '../hardware.ts';
import { JournalInbox } from '../journald/inbox.ts';
import { unitChanged } from './consequences.ts';
import { ControlGroups } from './control-groups.ts';
import { EventLoop } from './event-loop.ts';
import { JobQueue } from './job-queue.ts';
import { runGenerators } from './generators.ts';
import { Mount, Passive, Scope, Slice, Target } from './kinds.ts';
import { Listening } from './listening.ts';
import { loadUnit } from './load.ts';
import { ManagerLog, MESSAGE_IDS } from './log.ts';
import { UnitLookup } from './lookup.ts';
import { TAINTED } from './manager-properties.ts';
import { MountTable } from './mount-table.ts';
import { BusError } from './protocol.ts';
import { Service } from './service.ts';
import { SocketUnit } from './socket.ts';
import type { Surroundings } from './specifiers.ts';
import { TimerUnit } from './timer.ts';
import { formatSpan } from './time.ts';
import { isActive, isInactiveOrFailed, type ActiveState, type DualTime, type NotifyFlags, type Unit } from './unit.ts';
import { isTemplate, isUnitName, typeOf } from './unit-name.ts';

/** What PID 1 needs to load a unit, in microseconds. */
const COST_LOAD = 120;

export type SystemState = 'starting' | 'running' | 'degraded' | 'stopping' | 'maintenance';

/** The service manager: units, jobs and control groups of one machine. PID 1 is its process. */
export class Manager extends EventLoop {
  readonly groups: ControlGroups;
  readonly jobs = new JobQueue(this);
  readonly inbox = new JournalInbox();
  readonly log: ManagerLog;
  readonly mounts: MountTable;
  readonly listening: Listening;
  readonly bootedAt: Micros;
  /** What services find in their environment beside PATH. */
  readonly environment: Record<string, string> = { LANG: 'C.UTF-8' };
  readonly surroundings: Surroundings;
  finished: { at: Micros } | undefined;
  objective: 'run' | 'reboot' | 'poweroff' | 'halt' = 'run';
  /** All units in memory, under each of their names. */
  readonly #units = new Map<string, Unit>();
  #lookup: UnitLookup | undefined;
  #turn = 0;
  #checkedTurn = -1;
  readonly #toLoad: Unit[] = [];
  #loading = false;
  #sweep = false;
  #tainted = false;
  #waiters: { unit: Unit; told: () => void }[] = [];

  constructor(readonly p: Process) {
    super(p.clock);
    this.bootedAt = p.startedAt;
    this.groups = new ControlGroups(this);
    this.log = new ManagerLog(p, this.inbox);
    this.mounts = new MountTable(p);
    this.listening = new Listening(this);
    const read = (path: string): string => (p.sys.exists(path) ? p.sys.readText(path).trim() : '');
    this.surroundings = {
      hostname: p.sys.hostname(),
      machineId: read('/etc/machine-id'),
      bootId: read('/proc/sys/kernel/random/boot_id').replaceAll('-', ''),
      kernelRelease: KERNEL.release,
      fragment: '',
    };
  }

  now(): DualTime {
    return { real: this.clock.now, monotonic: this.clock.now - this.bootedAt };
  }

  /** Runs the jobs that can run and forgets units that nobody needs any more. */
  override settle(): void {
    this.#turn++;
    this.jobs.runReady();
    if (this.#sweep && this.jobs.all.size === 0) this.#collect();
    if (this.#waiters.length > 0) this.#tellWaiters();
    this.#checkFinished();
  }

  /** Units that do nothing are looked for after this turn. */
  sweepLater(): void {
    this.#sweep = true;
  }

  /** Tells once a unit is inactive or failed, and has no job. */
  whenIdle(unit: Unit, told: () => void): void {
    this.#waiters.push({ unit, told });
  }

  #tellWaiters(): void {
    const over = this.#waiters.filter(({ unit }) => !unit.job && isInactiveOrFailed(unit.activeState));
    if (over.length === 0) return;
    this.#waiters = this.#waiters.filter((w) => !over.includes(w));
    for (const { told } of over) told();
  }

  /** A unit's state has changed. */
  unitChanged(unit: Unit, before: ActiveState, flags: NotifyFlags): void {
    unitChanged(this, unit, before, flags);
  }

  /** What FailureAction= and SuccessAction= ask for. */
  act(action: string): void {
    const what = action.replace(/-force$|-immediate$/, '');
    if (what === 'reboot' || what === 'poweroff' || what === 'halt') this.objective = what;
  }

  // ---- units ----------------------------------------------------------------------------------

  get lookup(): UnitLookup {
    if (this.#lookup && this.#checkedTurn !== this.#turn && this.#lookup.stale()) this.#lookup = undefined;
    this.#checkedTurn = this.#turn;
    return (this.#lookup ??= new UnitLookup(this.p.sys));
  }

  /** The unit of a name if it is in memory. */
  known(name: string): Unit | undefined {
    return this.#units.get(name);
  }

  /** Units in memory, each once. */
  list(): Unit[] {
    return [...new Set(this.#units.values())];
  }

  /** The unit of a name, brought into memory. Throws BusError where it cannot be a unit's name. */
  unit(name: string): Unit {
    const known = this.#units.get(name);
    if (known) return known;
    if (!isUnitName(name)) throw new BusError('org.freedesktop.DBus.Error.InvalidArgs', `Unit name ${name} is not valid.`);
    if (isTemplate(name)) throw new BusError('org.freedesktop.DBus.Error.InvalidArgs', `Unit name ${name} is missing the instance name.`);
    const { id } = this.lookup.resolve(name);
    const unit = this.#units.get(id) ?? this.#create(id);
    unit.names.add(name);
    this.#units.set(name, unit);
    this.#dispatchLoads();
    return unit;
  }

  #create(id: string): Unit {
    const unit = this.#make(id);
    this.#units.set(id, unit);
    this.#toLoad.push(unit);
    this.#sweep = true;
    return unit;
  }

  #make(id: string): Unit {
    switch (typeOf(id)) {
      case 'service':
        return new Service(this, id);
      case 'target':
        return new Target(this, id);
      case 'slice':
        return new Slice(this, id);
      case 'scope':
        return new Scope(this, id);
      case 'mount':
        return new Mount(this, id);
      case 'timer':
        return new TimerUnit(this, id);
      case 'socket':
        return new SocketUnit(this, id);
      default:
        return new Passive(this, id);
    }
  }

  /** Loads what waits to be loaded; units that come up meanwhile wait for their turn. */
  #dispatchLoads(): void {
    if (this.#loading) return;
    this.#loading = true;
    const targets: Unit[] = [];
    const wanted = new Set<Unit>();
    for (let unit = this.#toLoad.shift(); unit; unit = this.#toLoad.shift()) {
      loadUnit(unit, this.lookup);
      this.spend(COST_LOAD);
      if (unit.type === 'target') targets.push(unit);
      else wanted.add(unit);
    }
    this.#loading = false;
    for (const target of targets) (target as Target).orderAfterMembers();
    for (const unit of wanted) {
      for (const kind of ['WantedBy', 'RequiredBy']) {
        for (const target of unit.dependencies(kind)) if (target.type === 'target') (target as Target).orderAfter(unit);
      }
    }
  }

  /** A unit that is there without a file. */
  perpetual(name: string, description: string, documentation?: string): Unit {
    const unit = this.#make(name);
    unit.perpetual = true;
    unit.settings.description = description;
    if (documentation) unit.settings.documentation.push(documentation);
    unit.settings.defaultDependencies = false;
    this.#units.set(name, unit);
    this.#toLoad.push(unit);
    this.#dispatchLoads();
    return unit;
  }

  /** Reads all unit files again (`systemctl daemon-reload`): settings are new, what runs goes on. */
  reload(): void {
    runGenerators(this.p.sys, 'reload');
    this.#lookup = undefined;
    const units = this.list();
    this.#units.clear();
    for (const unit of units) {
      const { id } = this.lookup.resolve(unit.id);
      const at = id === unit.id ? unit : undefined;
      if (at) for (const name of unit.names) this.#units.set(name, unit);
    }
    this.#toLoad.push(...units.filter((unit) => this.#units.get(unit.id) === unit));
    for (const unit of units) {
      unit.clearDependencies();
      unit.reloaded();
    }
    this.#dispatchLoads();
    this.#sweep = true;
  }

  /** Whether a unit's files are others than those that were read. */
  needsReload(unit: Unit): boolean {
    const mtime = (path: string): number | undefined => {
      try {
        return this.p.sys.stat(path).mtime;
      } catch (e) {
        if (isErrno(e)) return undefined;
        throw e;
      }
    };
    if (unit.fragment && unit.load !== 'masked' && mtime(unit.fragment) !== unit.fragmentTime) return true;
    if (unit.load === 'masked' && unit.fragment && !this.lookup.resolve(unit.id).masked) return true;
    const now = unit.load === 'loaded' ? new UnitLookup(this.p.sys).dropIns([unit.id, ...unit.names]) : [];
    if (now.join('\n') !== unit.dropIns.join('\n')) return true;
    return now.some((path) => (mtime(path) ?? 0) > unit.dropInTime);
  }

  // ---- garbage --------------------------------------------------------------------------------

  #mayGo(unit: Unit): boolean {
    if (unit.perpetual || unit.job || unit.inUse || unit.held > 0) return false;
    if (unit.activeState === 'failed') return unit.settings.collectMode === 'inactive-or-failed';
    return unit.activeState === 'inactive';
  }

  /** Forgets the units that do nothing and that no unit which stays refers to. */
  #collect(): void {
    this.#sweep = false;
    const stay = new Set<Unit>();
    const queue: Unit[] = this.list().filter((unit) => !this.#mayGo(unit));
    for (let unit = queue.pop(); unit; unit = queue.pop()) {
      if (stay.has(unit)) continue;
      stay.add(unit);
      queue.push(...unit.references);
    }
    for (const unit of this.list()) {
      if (stay.has(unit)) continue;
      this.forget(unit);
      if (unit.transient) this.#forgetTransient(unit);
    }
  }

  /** Takes a unit out of memory. */
  forget(unit: Unit): void {
    unit.unlink();
    for (const name of unit.names) this.#units.delete(name);
  }

  #forgetTransient(unit: Unit): void {
    this.remove(`/run/systemd/transient/${unit.id}`);
    this.remove(`/run/systemd/transient/${unit.id}.d`);
    this.#lookup = undefined;
  }

  // ---- files ----------------------------------------------------------------------------------

  /** Looks for mounts that have come or gone. */
  refreshMounts(): void {
    for (const unit of this.list()) if (unit instanceof Mount && unit.load === 'loaded') unit.refresh();
    for (const name of this.mounts.units()) {
      const unit = this.unit(name);
      if (unit instanceof Mount) unit.refresh();
    }
  }

  /** Removes a file or a directory, if it is there. */
  remove(path: string): void {
    try {
      this.p.sys.removeTree(path);
    } catch (e) {
      if (!isErrno(e)) throw e;
    }
  }

  /** The process whose number a file holds. */
  processOfFile(path: string): Process | undefined {
    try {
      const pid = Number(this.p.sys.readText(path).trim());
      return Number.isInteger(pid) ? this.p.findPid(pid) : undefined;
    } catch (e) {
      if (isErrno(e)) return undefined;
      throw e;
    }
  }

  signal(process: Process, signal: SignalName): void {
    this.p.kernel.signal(process, signal);
  }

  // ---- the whole ------------------------------------------------------------------------------

  /** What `systemctl is-system-running` says. */
  get state(): SystemState {
    if (this.objective !== 'run' || [...this.jobs.all.values()].some((j) => j.irreversible && j.unit.id === 'shutdown.target'))
      return 'stopping';
    if (!this.finished) return 'starting';
    if (['rescue.target', 'emergency.target'].some((t) => isActive(this.known(t)?.activeState ?? 'inactive'))) return 'maintenance';
    return this.list().some((unit) => unit.activeState === 'failed') ? 'degraded' : 'running';
  }

  #checkFinished(): void {
    if (!this.#tainted && isActive(this.#units.get('basic.target')?.activeState ?? 'inactive')) {
      this.#tainted = true;
      this.log.write(5, `System is tainted: ${TAINTED}`, [
        ['TAINT', TAINTED],
        ['MESSAGE_ID', MESSAGE_IDS.tainted],
      ]);
    }
    if (this.finished || this.jobs.all.size > 0 || this.jobs.installed === 0) return;
    this.finished = { at: this.clock.now };
    const us = this.clock.now - this.bootedAt;
    this.log.write(6, `Startup finished in ${formatSpan(us, 1000)}.`, [
      ['USERSPACE_USEC', String(us)],
      ['MESSAGE_ID', MESSAGE_IDS.startupFinished],
    ]);
  }
}
