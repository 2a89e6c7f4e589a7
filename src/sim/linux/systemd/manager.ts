import type { Cgroup } from '../../kernel/cgroup.ts';
import type { Clock, Timer } from '../../kernel/clock.ts';
import { isErrno } from '../../kernel/errno.ts';
import type { Process } from '../../kernel/process.ts';
import type { SignalName } from '../../kernel/signals.ts';
import type { Micros } from '../../kernel/time.ts';
import { KERNEL } from '../hardware.ts';
import { JournalInbox } from '../journald/inbox.ts';
import { invocations } from '../journald/message.ts';
import { testConditions, conditionText } from './conditions.ts';
import { comesAfter, Job, mergedType, type JobMode, type JobRequest, type JobResult, type JobType } from './job.ts';
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
import { collapse, Transaction } from './transaction.ts';
import {
  isInactiveOrFailed,
  isActiveOrActivating,
  isInactiveOrDeactivating,
  isActive,
  type Unit,
  type ActiveState,
  type DualTime,
  type NotifyFlags,
} from './unit.ts';
import { isInstance, isTemplate, isUnitName, slicePath, typeOf } from './unit-name.ts';

/** What PID 1 needs to load a unit, and to run a job, in microseconds. */
const COST_LOAD = 120;
const COST_JOB = 150;

export type SystemState = 'starting' | 'running' | 'degraded' | 'stopping' | 'maintenance';

/** The service manager: units, jobs and control groups of one machine. PID 1 is its process. */
export class Manager {
  readonly clock: Clock;
  readonly cgroups: Cgroup;
  readonly inbox = new JournalInbox();
  readonly log: ManagerLog;
  readonly mounts: MountTable;
  readonly listening: Listening;
  readonly bootedAt: Micros;
  /** What services find in their environment beside PATH. */
  readonly environment: Record<string, string> = { LANG: 'C.UTF-8' };
  readonly surroundings: Surroundings;
  /** All units in memory, under each of their names. */
  readonly #units = new Map<string, Unit>();
  readonly jobs = new Map<number, Job>();
  #nextJob = 1;
  #lookup: UnitLookup | undefined;
  #turn = 0;
  #checkedTurn = -1;
  readonly #toLoad: Unit[] = [];
  #loading = false;
  #sweep = false;
  readonly #tasks: (() => void)[] = [];
  #wake: (() => void) | undefined;
  finished: { at: Micros } | undefined;
  objective: 'run' | 'reboot' | 'poweroff' | 'halt' = 'run';
  failedJobs = 0;
  /** Processor time that PID 1 has to account for. */
  #costUs = 0;
  #tainted = false;
  installedJobs = 0;

  constructor(readonly p: Process) {
    this.clock = p.clock;
    this.bootedAt = p.startedAt;
    let root = p.cgroup;
    while (root.parent) root = root.parent;
    this.cgroups = root;
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

  // ---- turns ----------------------------------------------------------------------------------

  /** Notes work of PID 1, in microseconds. */
  spend(us: Micros): void {
    this.#costUs += us;
  }

  /** The work since the last call. */
  spent(): Micros {
    const us = this.#costUs;
    this.#costUs = 0;
    return us;
  }

  /** Does something in PID 1's own thread, after what it does now. */
  post(task: () => void): void {
    this.#tasks.push(task);
    this.#wake?.();
  }

  /** The same after some time. */
  after(us: Micros, task: () => void): Timer {
    let cancelled = false;
    const timer = this.clock.after(us, () => this.post(() => cancelled || task()));
    return {
      at: timer.at,
      cancel: () => {
        cancelled = true;
        timer.cancel();
      },
    };
  }

  /** Waits for something to do. */
  readonly pending = (wake: (value: void) => void): (() => void) => {
    if (this.#tasks.length > 0) wake();
    else this.#wake = () => wake();
    return () => (this.#wake = undefined);
  };

  /** Does what is to be done. */
  turn(): void {
    this.#wake = undefined;
    for (let task = this.#tasks.shift(); task; task = this.#tasks.shift()) {
      task();
      this.settle();
    }
  }

  /** Runs the jobs that can run and forgets units that nobody needs any more. */
  settle(): void {
    this.#turn++;
    for (let again = true; again;) {
      again = false;
      for (const job of [...this.jobs.values()]) {
        if (job.state === 'waiting' && this.jobs.get(job.id) === job && this.#runnable(job)) again = this.#run(job) || again;
      }
    }
    if (this.#sweep && this.jobs.size === 0) this.#collect();
    this.#checkFinished();
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
  perpetual(name: string, description: string): Unit {
    const unit = this.#make(name);
    unit.perpetual = true;
    unit.settings.description = description;
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
    for (const unit of units) unit.reloaded();
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

  // ---- jobs -----------------------------------------------------------------------------------

  /** Asks for a job with all that belongs to it. Throws BusError. */
  request(request: JobRequest, unit: Unit, mode: JobMode): Job {
    if (mode === 'isolate' && !unit.settings.allowIsolate) {
      throw new BusError('org.freedesktop.systemd1.NoIsolation', `Operation refused, unit may not be isolated.`);
    }
    const type = collapse(request, unit);
    const transaction = new Transaction(this, mode);
    transaction.add(type, unit);
    if (mode === 'isolate') transaction.addIsolation(unit);
    return transaction.activate();
  }

  /** Puts a job in, together with the one that the unit has already. */
  install(unit: Unit, type: JobType, irreversible: boolean, ignoreOrder: boolean): Job {
    const old = unit.job;
    if (old) {
      const merged = mergedType(old.type, type);
      if (merged) {
        if (old.state === 'running' && merged !== old.type) {
          old.state = 'waiting';
          old.type = merged;
        } else if (old.state === 'waiting') old.type = merged;
        return old;
      }
      this.finish(old, 'canceled');
    }
    const job = new Job(this.#nextJob++, unit, type);
    job.irreversible = irreversible;
    job.ignoreOrder = ignoreOrder;
    unit.job = job;
    this.jobs.set(job.id, job);
    this.installedJobs++;
    const { jobTimeout } = unit.settings;
    if (jobTimeout !== Infinity && jobTimeout > 0) job.timer = this.after(jobTimeout, () => this.finish(job, 'timeout'));
    return job;
  }

  #runnable(job: Job): boolean {
    if (job.type === 'nop' || job.ignoreOrder) return true;
    for (const other of job.unit.dependencies('After')) if (other.job && comesAfter(job, other.job, 'after')) return false;
    for (const other of job.unit.dependencies('Before')) if (other.job && comesAfter(job, other.job, 'before')) return false;
    return true;
  }

  /** Begins a job; false where it must be tried again later. */
  #run(job: Job): boolean {
    const { unit, type } = job;
    job.state = 'running';
    this.spend(COST_JOB);
    switch (type) {
      case 'nop':
        this.finish(job, 'done', true);
        return true;
      case 'verify-active':
        if (isActive(unit.activeState)) this.finish(job, 'done', true);
        else if (unit.activeState === 'activating') {
          job.state = 'waiting';
          return false;
        } else this.finish(job, 'failed');
        return true;
      case 'start':
        return this.#runStart(job);
      case 'stop':
      case 'restart':
        if (isInactiveOrFailed(unit.activeState)) this.finish(job, 'done', true);
        else if (unit.stop() && this.jobs.get(job.id) === job) this.log.jobBegins(unit, job.id, 'stop', type === 'restart');
        return true;
      case 'reload':
        if (unit.activeState !== 'active') this.finish(job, unit.activeState === 'failed' ? 'failed' : 'invalid');
        else if (unit.reload() && this.jobs.get(job.id) === job) this.log.jobBegins(unit, job.id, 'reload', false);
        return true;
    }
  }

  #runStart(job: Job): boolean {
    const { unit } = job;
    if (isActive(unit.activeState)) {
      this.finish(job, 'done', true);
      return true;
    }
    if (unit.load !== 'loaded') {
      this.finish(job, 'invalid');
      return true;
    }
    if (unit.activeState !== 'activating' && !this.#checkConditions(unit, job)) return true;
    const begun = unit.start();
    if (begun === 'again') {
      job.state = 'waiting';
      return false;
    }
    const alive = this.jobs.get(job.id) === job;
    if (typeof begun === 'string') {
      if (alive) this.finish(job, begun === 'already' ? 'done' : 'failed');
    } else if (begun && alive) this.log.jobBegins(unit, job.id, 'start', false);
    return true;
  }

  #checkConditions(unit: Unit, job: Job): boolean {
    const now = this.now();
    const { ok, failed } = testConditions(unit.settings.conditions, this.p);
    unit.conditionAt = now;
    unit.conditionResult = ok;
    if (!ok) {
      const why =
        failed === 'triggers'
          ? 'because no trigger condition checks were met.'
          : `because of an unmet condition check (${conditionText(failed!, 'Condition')}).`;
      this.log.about(unit, 6, `${unit.title} was skipped ${why}`, [['JOB_ID', String(job.id)]]);
      this.finish(job, 'done', true);
      return false;
    }
    const asserted = testConditions(unit.settings.asserts, this.p);
    unit.assertAt = now;
    unit.assertResult = asserted.ok;
    if (asserted.ok) return true;
    this.log.about(
      unit,
      4,
      asserted.failed === 'triggers' ? `Starting requested but asserts failed.` : `${unit.id}: Starting requested but asserts failed.`,
    );
    this.finish(job, 'assert');
    return false;
  }

  /** Ends a job; one that restarts goes on as one that starts. */
  finish(job: Job, result: JobResult, silent = false): void {
    const { unit, type } = job;
    if (this.jobs.get(job.id) !== job) return;
    if (!silent) this.log.jobEnds(unit, job.id, type, result);
    if (result === 'done' && type === 'restart') {
      job.type = 'start';
      job.state = 'waiting';
      return;
    }
    this.jobs.delete(job.id);
    unit.job = undefined;
    job.timer?.cancel();
    if (result === 'failed' || result === 'invalid') this.failedJobs++;
    if (result !== 'done' && (type === 'start' || type === 'verify-active')) this.#failDependents(unit);
    if (result === 'timeout' || result === 'dependency') {
      this.log.unit(unit, 5, `Job ${unit.id}/${type} failed with result '${result}'.`, [
        ['JOB_TYPE', type],
        ['JOB_RESULT', result],
      ]);
      this.#startOnFailure(unit);
    }
    for (const watch of job.watchers) watch(result);
    for (const other of unit.dependencies('TriggeredBy')) other.triggerChanged(unit);
    this.#sweep = true;
  }

  #failDependents(unit: Unit): void {
    for (const kind of ['RequiredBy', 'RequisiteOf', 'BoundBy']) {
      for (const other of unit.dependencies(kind)) {
        if (other.job && (other.job.type === 'start' || other.job.type === 'verify-active')) this.finish(other.job, 'dependency');
      }
    }
  }

  #startOnFailure(unit: Unit): void {
    for (const other of unit.dependencies('OnFailure')) this.#trigger(unit, other, 'OnFailure');
  }

  #trigger(unit: Unit, other: Unit, why: string): void {
    this.log.unit(unit, 6, `Triggering ${why}= dependencies.`);
    try {
      this.request('start', other, 'replace');
    } catch (e) {
      if (!(e instanceof BusError)) throw e;
      this.log.unit(unit, 4, `Failed to enqueue ${why}= job, ignoring: ${e.message}`);
    }
  }

  // ---- what units tell ------------------------------------------------------------------------

  /** A unit's state has changed: its job may be over, and others may have to follow. */
  unitChanged(unit: Unit, before: ActiveState, flags: NotifyFlags): void {
    const after = unit.activeState;
    const expected = unit.job ? this.#jobFollows(unit.job, after, flags) : false;
    if (!expected) this.#followUnexpected(unit, before, after);
    if (after === 'failed' && before !== 'failed' && !flags.willAutoRestart) {
      if ([...unit.dependencies('OnFailure')].length > 0) this.#startOnFailure(unit);
    }
    if (after === 'inactive' && !isInactiveOrFailed(before) && !flags.willAutoRestart && !flags.skipCondition) {
      for (const other of unit.dependencies('OnSuccess')) this.#trigger(unit, other, 'OnSuccess');
      this.#action(unit.settings.successAction);
    }
    if (isInactiveOrFailed(after)) {
      this.#logResources(unit, before);
      this.#stopUnneeded(unit);
    }
    for (const other of unit.dependencies('TriggeredBy')) other.triggerChanged(unit);
    if (isInactiveOrFailed(after)) this.#sweep = true;
    if (unit.id === 'systemd-journald.service') this.log.open = after === 'active';
  }

  /** Whether the change is what the unit's job wanted. */
  #jobFollows(job: Job, after: ActiveState, flags: NotifyFlags): boolean {
    if (job.state === 'waiting' && job.type !== 'start') return false;
    switch (job.type) {
      case 'start':
      case 'verify-active':
        if (isActive(after)) this.finish(job, 'done');
        else if (job.state === 'running' && after !== 'activating') {
          if (isInactiveOrFailed(after)) this.finish(job, after === 'failed' ? 'failed' : flags.skipCondition ? 'skipped' : 'done');
          return false;
        }
        return true;
      case 'reload':
        if (after === 'active') this.finish(job, flags.reloadFailure ? 'failed' : 'done');
        else if (after !== 'activating' && after !== 'reloading') {
          if (isInactiveOrFailed(after)) this.finish(job, after === 'failed' ? 'failed' : 'done');
          return false;
        }
        return true;
      case 'stop':
      case 'restart':
        if (isInactiveOrFailed(after)) this.finish(job, 'done');
        else if (after !== 'deactivating') {
          this.finish(job, 'failed');
          return false;
        }
        return true;
      case 'nop':
        return true;
    }
  }

  #followUnexpected(unit: Unit, before: ActiveState, after: ActiveState): void {
    const ask = (type: JobRequest, other: Unit): void => {
      try {
        this.request(type, other, 'replace');
      } catch (e) {
        if (!(e instanceof BusError)) throw e;
      }
    };
    if (isInactiveOrFailed(before) && isActiveOrActivating(after)) {
      for (const kind of ['Requires', 'BindsTo', 'Wants']) {
        for (const other of unit.dependencies(kind)) {
          if (!unit.has('After', other) && !isActiveOrActivating(other.activeState) && other.load === 'loaded') ask('start', other);
        }
      }
    } else if (isActiveOrActivating(before) && isInactiveOrDeactivating(after)) {
      for (const other of unit.dependencies('BoundBy')) if (!isInactiveOrDeactivating(other.activeState)) ask('stop', other);
    }
  }

  #stopUnneeded(unit: Unit): void {
    for (const kind of ['Requires', 'Wants', 'BindsTo', 'Requisite']) {
      for (const other of unit.dependencies(kind)) {
        if (!other.settings.stopWhenUnneeded || isInactiveOrDeactivating(other.activeState) || other.job) continue;
        const needed = ['RequiredBy', 'WantedBy', 'BoundBy', 'RequisiteOf'].some((k) =>
          [...other.dependencies(k)].some((u) => isActiveOrActivating(u.activeState) || u.job),
        );
        if (needed) continue;
        this.log.unit(other, 6, 'Unit not needed anymore. Stopping.');
        this.request('stop', other, 'fail');
      }
    }
  }

  #logResources(unit: Unit, before: ActiveState): void {
    if (isInactiveOrFailed(before) || !unit.settings.cpuAccounting) return;
    const us = unit.cgroup?.cpuUs ?? 0;
    this.log.unit(unit, 6, us > 0 ? `Consumed ${formatSpan(us, 1000)} CPU time.` : 'Consumed no CPU time.', [
      ['CPU_USAGE_NSEC', String(us * 1000)],
      ['MESSAGE_ID', MESSAGE_IDS.resources],
    ]);
  }

  #action(action: string): void {
    const what = action.replace(/-force$|-immediate$/, '');
    if (what === 'reboot' || what === 'poweroff' || what === 'halt') this.objective = what;
  }

  // ---- control groups -------------------------------------------------------------------------

  cgroupPathOf(unit: Unit): string {
    if (unit.type === 'slice') return slicePath(unit.id);
    const slice = unit.sliceName || (unit.id === 'init.scope' ? '-.slice' : 'system.slice');
    return `${slicePath(slice)}/${unit.id}`;
  }

  /** A unit's control group, made where it is missing; PID 1 is told when it becomes empty. */
  groupOf(unit: Unit): Cgroup {
    const group = this.cgroups.at(unit.cgroupPath);
    group.memoryMax = unit.settings.memoryMax === Infinity ? undefined : unit.settings.memoryMax;
    if (unit instanceof Service || unit instanceof Scope) {
      // told after the exits of its processes, which come at the same time
      group.onEmpty ??= () =>
        this.post(() =>
          this.post(() => {
            const current = this.#units.get(unit.id);
            if ((current instanceof Service || current instanceof Scope) && !group.populated) current.cgroupEmpty();
          }),
        );
    }
    return group;
  }

  /** Takes a unit's group away, if nobody is left in it. */
  releaseCgroup(unit: Unit): void {
    const group = unit.cgroup;
    if (group && !group.populated && group.parent) {
      group.onEmpty = undefined;
      group.remove();
    }
  }

  newInvocation(unit: Unit): void {
    unit.invocationId = this.p.kernel.random.stream('systemd-invocations').hex(32);
    let map = invocations.get(this.cgroups);
    if (!map) invocations.set(this.cgroups, (map = new Map()));
    map.set(unit.cgroupPath, unit.invocationId);
  }

  signal(process: Process, signal: SignalName): void {
    this.p.kernel.signal(process, signal);
  }

  // ---- files and mounts -----------------------------------------------------------------------

  isMounted(unit: Unit): boolean {
    return unit instanceof Mount && this.mounts.at(unit.where) !== undefined;
  }

  mountAt(where: string): { source: string; type: string; options: string } | undefined {
    return this.mounts.at(where);
  }

  mount(what: string, where: string, type: string, options: string): boolean {
    return this.mounts.mount(what, where, type, options);
  }

  umount(where: string): void {
    this.mounts.umount(where);
  }

  /** Looks for mounts that have come or gone. */
  refreshMounts(): void {
    for (const unit of this.list()) if (unit instanceof Mount && unit.load === 'loaded') unit.refresh();
    for (const name of this.mounts.units()) {
      const unit = this.unit(name);
      if (unit instanceof Mount) unit.refresh();
    }
  }

  listen(unit: SocketUnit, kind: string, address: string): (() => void) | string {
    return this.listening.open(unit, kind, address);
  }

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

  /** When a persistent timer last went off. */
  timerStamp(timer: Unit): Micros {
    const path = `/var/lib/systemd/timers/stamp-${timer.id}`;
    if (!timer.settings.persistent || !this.p.sys.exists(path)) return 0;
    return this.p.sys.stat(path).mtime;
  }

  stampTimer(timer: Unit): void {
    this.p.sys.mkdirp('/var/lib/systemd/timers');
    this.p.sys.writeFile(`/var/lib/systemd/timers/stamp-${timer.id}`, '');
  }

  // ---- the whole ------------------------------------------------------------------------------

  get state(): SystemState {
    if (this.objective !== 'run' || [...this.jobs.values()].some((j) => j.irreversible && j.unit.id === 'shutdown.target'))
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
    if (this.finished || this.jobs.size > 0 || this.installedJobs === 0) return;
    this.finished = { at: this.clock.now };
    const us = this.clock.now - this.bootedAt;
    this.log.write(6, `Startup finished in ${formatSpan(us, 1000)}.`, [
      ['USERSPACE_USEC', String(us)],
      ['MESSAGE_ID', MESSAGE_IDS.startupFinished],
    ]);
  }

  /** The unit that a process belongs to, by its control group. */
  unitOf(process: Process): Unit | undefined {
    for (let group: Cgroup | undefined = process.cgroup; group; group = group.parent) {
      const unit = this.#units.get(group.name);
      if (unit) return unit;
    }
    return undefined;
  }

  /** Whether a name is one of an instance whose template exists. */
  isInstantiable(name: string): boolean {
    return isInstance(name) && this.lookup.resolve(name).fragment !== undefined;
  }
}
