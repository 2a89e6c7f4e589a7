import type { Cgroup } from '../../kernel/cgroup.ts';
import type { Process } from '../../kernel/process.ts';
import type { SignalName } from '../../kernel/signals.ts';
import type { Micros } from '../../kernel/time.ts';
import type { Job, JobResult, JobType } from './job.ts';
import type { Manager } from './manager.ts';
import { DEPENDENCY_KINDS, UnitSettings, type DependencyKind } from './settings.ts';
import { partsOf, typeOf, type UnitType } from './unit-name.ts';

export type LoadState = 'stub' | 'loaded' | 'not-found' | 'bad-setting' | 'error' | 'masked';
export type ActiveState = 'active' | 'reloading' | 'inactive' | 'failed' | 'activating' | 'deactivating';

/** A moment on both clocks; zeros where it has not come. */
export interface DualTime {
  real: Micros;
  monotonic: Micros;
}

export const NEVER: DualTime = { real: 0, monotonic: 0 };

/** Dependencies with the names of their other ends: `Requires` of one unit is `RequiredBy` of the other. */
const INVERSE: Readonly<Record<DependencyKind | 'Triggers' | 'InSlice', string>> = {
  Requires: 'RequiredBy',
  Requisite: 'RequisiteOf',
  Wants: 'WantedBy',
  BindsTo: 'BoundBy',
  PartOf: 'ConsistsOf',
  Upholds: 'UpheldBy',
  Conflicts: 'ConflictedBy',
  Before: 'After',
  After: 'Before',
  OnSuccess: 'OnSuccessOf',
  OnFailure: 'OnFailureOf',
  PropagatesReloadTo: 'ReloadPropagatedFrom',
  ReloadPropagatedFrom: 'PropagatesReloadTo',
  PropagatesStopTo: 'StopPropagatedFrom',
  StopPropagatedFrom: 'PropagatesStopTo',
  JoinsNamespaceOf: 'JoinsNamespaceOf',
  Triggers: 'TriggeredBy',
  InSlice: 'SliceOf',
};

/** What happens with a change of state, beside the change itself. */
export interface NotifyFlags {
  willAutoRestart?: boolean;
  skipCondition?: boolean;
  reloadFailure?: boolean;
}

export const isActive = (s: ActiveState): boolean => s === 'active' || s === 'reloading';
export const isInactiveOrFailed = (s: ActiveState): boolean => s === 'inactive' || s === 'failed';
export const isActiveOrActivating = (s: ActiveState): boolean => isActive(s) || s === 'activating';
export const isInactiveOrDeactivating = (s: ActiveState): boolean => isInactiveOrFailed(s) || s === 'deactivating';

/** Why a unit cannot be started now, beside errors. */
export type StartRefusal = 'already' | 'again' | 'condition' | 'assert' | 'failed' | 'bad-setting' | 'unsupported';

/** A unit as systemd has it in memory: its settings, how it depends on others, what it does. */
export abstract class Unit {
  readonly type: UnitType;
  readonly names: Set<string>;
  settings = new UnitSettings();
  load: LoadState = 'stub';
  /** What `LoadError` says, after the state. */
  loadError: { name: string; text: string } | undefined;
  fragment: string | undefined;
  fragmentTime = 0;
  dropIns: string[] = [];
  dropInTime = 0;
  transient = false;
  /** Made without a file; never goes (`-.slice`, `init.scope`, `-.mount`). */
  perpetual = false;
  job: Job | undefined;
  invocationId = '';
  conditionResult = false;
  assertResult = false;
  conditionAt = NEVER;
  assertAt = NEVER;
  stateChangeAt = NEVER;
  inactiveExitAt = NEVER;
  activeEnterAt = NEVER;
  activeExitAt = NEVER;
  inactiveEnterAt = NEVER;
  /** Starts within the limit's interval. */
  #starts: Micros[] = [];
  /** Units that its settings or PID 1 name, by kind and inverse kind. */
  readonly #dependencies = new Map<string, Set<Unit>>();
  /** Units that keep each other in memory: those that its own settings name. */
  readonly references = new Set<Unit>();
  /** Bus clients that hold on to it. */
  held = 0;

  constructor(
    readonly manager: Manager,
    readonly id: string,
  ) {
    this.type = typeOf(id)!;
    this.names = new Set([id]);
  }

  // ---- what each kind does --------------------------------------------------------------------

  abstract readonly activeState: ActiveState;
  abstract readonly subState: string;
  /** Begins to start. Gives whether that takes time; or why it cannot be. */
  abstract start(): boolean | StartRefusal;
  /** Begins to stop. Gives whether there was something to do. */
  abstract stop(): boolean;
  /** Adds dependencies that the kind has by itself; called after each load. */
  addDefaults(): void {}
  /** Checks settings after loading; throws LoadFailure. */
  verify(): void {}
  /** Starts without waiting, where it can be started at all. */
  get canStart(): boolean {
    return this.load === 'loaded';
  }
  get canReload(): boolean {
    return false;
  }
  reload(): boolean {
    return false;
  }
  resetFailed(): void {
    this.#starts = [];
  }
  /** What a unit that this one triggers has done. */
  triggerChanged(_other: Unit): void {}
  /** Everything that only a running unit knows goes when settings are loaded anew. */
  reloaded(): void {}
  /** Told when no process is left in its control group, for kinds that run processes. */
  cgroupEmpty?(): void;
  /** Is what it stands for there without a file that says so? */
  get present(): boolean {
    return false;
  }
  /** Kept in memory whatever its state. */
  get inUse(): boolean {
    return false;
  }
  get mainProcess(): Process | undefined {
    return undefined;
  }
  get controlProcess(): Process | undefined {
    return undefined;
  }
  /** Why it failed, as `Result=` says. */
  get result(): string {
    return 'success';
  }
  /** How jobs of this kind are told of, where it is not as for services. */
  messageFor(_type: JobType, _result: JobResult | undefined): string | undefined {
    return undefined;
  }

  // ---- names and dependencies -----------------------------------------------------------------

  get description(): string {
    return this.settings.description ?? this.id;
  }

  /** `kubelet.service - kubelet: The Kubernetes Node Agent`. */
  get title(): string {
    return this.settings.description === undefined || this.settings.description === this.id
      ? this.id
      : `${this.id} - ${this.settings.description}`;
  }

  get instance(): string {
    return partsOf(this.id).instance ?? '';
  }

  dependencies(kind: string): Iterable<Unit> {
    return this.#dependencies.get(kind) ?? [];
  }

  has(kind: string, other: Unit): boolean {
    return this.#dependencies.get(kind)?.has(other) ?? false;
  }

  /** Adds a dependency on a unit, and its inverse. */
  depend(kind: DependencyKind | 'Triggers' | 'InSlice', other: Unit): void {
    if (other === this) return;
    this.#link(kind, other);
    other.#link(INVERSE[kind], this);
    this.references.add(other);
  }

  #link(kind: string, other: Unit): void {
    const set = this.#dependencies.get(kind);
    if (set) set.add(other);
    else this.#dependencies.set(kind, new Set([other]));
  }

  /** Adds a dependency on a unit by name. */
  dependOn(kind: DependencyKind | 'Triggers' | 'InSlice', name: string): Unit {
    const other = this.manager.unit(name);
    this.depend(kind, other);
    return other;
  }

  /** Forgets all dependencies, where those of all units are about to be read again. */
  clearDependencies(): void {
    this.#dependencies.clear();
    this.references.clear();
  }

  /** Takes the unit out of the graph. */
  unlink(): void {
    for (const units of this.#dependencies.values()) {
      for (const other of units) {
        for (const set of other.#dependencies.values()) set.delete(this);
        other.references.delete(this);
      }
    }
    this.clearDependencies();
  }

  /** Kinds and names of its dependencies, for `show` and `list-dependencies`. */
  *dependencyNames(): Iterable<[kind: string, names: string[]]> {
    for (const [kind, units] of this.#dependencies) yield [kind, [...units].map((u) => u.id)];
  }

  static readonly ownKinds = DEPENDENCY_KINDS;

  // ---- control group --------------------------------------------------------------------------

  /** The slice that it stands in; none for kinds without processes. */
  get sliceName(): string {
    return this.settings.slice;
  }

  get cgroupPath(): string {
    return this.manager.groups.pathOf(this);
  }

  /** Its control group, where it has one now. */
  get cgroup(): Cgroup | undefined {
    return this.manager.groups.root.find(this.cgroupPath);
  }

  /** Processes in its control group and below. */
  processes(): Process[] {
    return this.cgroup?.all() ?? [];
  }

  /** Sends a signal on behalf of a client (`systemctl kill`). */
  kill(who: string, signal: SignalName): void {
    const { manager } = this;
    const main = this.mainProcess;
    const control = this.controlProcess;
    const one = (process: Process, role: string): void => {
      manager.log.unit(this, 6, `Sent signal SIG${signal} to ${role} process ${process.pid} (${process.comm}) on client request.`);
      manager.signal(process, signal);
    };
    if (main && /^(main|main-fail|all|all-fail)$/.test(who)) one(main, 'main');
    if (control && /^(control|control-fail|all|all-fail)$/.test(who)) one(control, 'control');
    if (!/^all/.test(who)) return;
    for (const process of this.processes()) {
      if (process === main || process === control) continue;
      manager.log.unit(this, 6, `Sending signal SIG${signal} to process ${process.pid} (${process.comm}) on client request.`);
      manager.signal(process, signal);
    }
  }

  // ---- start limit ----------------------------------------------------------------------------

  /** Counts a start; false where there were too many in the interval. */
  withinStartLimit(): boolean {
    const { startLimitInterval, startLimitBurst } = this.settings;
    if (startLimitInterval === 0 || startLimitBurst === 0) return true;
    const now = this.manager.clock.now;
    const recent = this.#starts.filter((t) => now - t < startLimitInterval);
    if (recent.length >= startLimitBurst) {
      this.#starts = recent;
      return false;
    }
    this.#starts = [...recent, now];
    return true;
  }

  // ---- change of state ------------------------------------------------------------------------

  /** Called by a kind whenever its state has changed: keeps time stamps, ends jobs, wakes other units. */
  changed(before: ActiveState, flags: NotifyFlags = {}): void {
    const after = this.activeState;
    const now = this.manager.now();
    this.stateChangeAt = now;
    if (isInactiveOrFailed(before) && !isInactiveOrFailed(after)) this.inactiveExitAt = now;
    else if (!isInactiveOrFailed(before) && isInactiveOrFailed(after)) this.inactiveEnterAt = now;
    if (!isActive(before) && isActive(after)) this.activeEnterAt = now;
    else if (isActive(before) && !isActive(after)) this.activeExitAt = now;
    this.manager.unitChanged(this, before, flags);
  }
}
