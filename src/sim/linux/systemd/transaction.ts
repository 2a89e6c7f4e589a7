import { comesAfter, Job, mergedType, type JobMode, type JobRequest, type JobType } from './job.ts';
import type { Manager } from './manager.ts';
import { BusError } from './protocol.ts';
import { isActive, isInactiveOrDeactivating, isInactiveOrFailed, type Unit } from './unit.ts';

interface Planned {
  unit: Unit;
  type: JobType;
  /** The transaction fails where it cannot be done. */
  matters: boolean;
  ignoreOrder: boolean;
}

/** What a request comes to for a unit in its present state; `nop` where nothing is to be done. */
export function collapse(request: JobRequest, unit: Unit): JobType {
  const state = unit.activeState;
  switch (request) {
    case 'try-restart':
      return isInactiveOrDeactivating(state) ? 'nop' : 'restart';
    case 'try-reload':
      return isInactiveOrDeactivating(state) ? 'nop' : 'reload';
    case 'reload-or-start':
      return isInactiveOrDeactivating(state) ? 'start' : 'reload';
    default:
      return request;
  }
}

function redundant(type: JobType, unit: Unit): boolean {
  const state = unit.activeState;
  switch (type) {
    case 'start':
      return isActive(state);
    case 'stop':
      return isInactiveOrFailed(state);
    case 'verify-active':
      return isActive(state);
    case 'reload':
      return state === 'reloading';
    case 'restart':
      return false;
    case 'nop':
      return true;
  }
}

/** All jobs that a request needs, before any of them is begun: either all of them are put in, or none. */
export class Transaction {
  readonly #planned = new Map<Unit, Planned[]>();
  #anchor: Planned | undefined;

  constructor(
    private readonly manager: Manager,
    private readonly mode: JobMode,
  ) {}

  /** Adds a job and those that follow from dependencies. Throws BusError. */
  add(request: JobType, unit: Unit, by?: Unit, matters = true): void {
    this.#checkLoaded(request, unit);
    if (request === 'reload' && !unit.canReload) {
      throw new BusError('org.freedesktop.systemd1.JobTypeNotApplicable', `Job type ${request} is not applicable for unit ${unit.id}.`);
    }
    if ((request === 'start' || request === 'restart') && !unit.canStart && unit.load === 'loaded') {
      throw new BusError('org.freedesktop.systemd1.JobTypeNotApplicable', `Job type ${request} is not applicable for unit ${unit.id}.`);
    }
    const list = this.#planned.get(unit) ?? [];
    const same = list.find((p) => p.type === request);
    if (same) {
      same.matters ||= matters;
      return;
    }
    const planned = { unit, type: request, matters, ignoreOrder: this.mode === 'ignore-dependencies' };
    list.push(planned);
    this.#planned.set(unit, list);
    if (!by) this.#anchor = planned;
    // what a job that is not needed would pull in is not needed either (transaction_collect_garbage())
    else if (redundant(request, unit) && !unit.job) return;
    if (request === 'nop' || this.mode === 'ignore-requirements' || this.mode === 'ignore-dependencies') return;
    if (request === 'start' || request === 'restart') this.#pullIn(unit);
    if (request === 'stop' || request === 'restart') this.#propagateStop(unit, request);
    if (request === 'reload') this.#each(unit, ['PropagatesReloadTo'], (other) => collapse('try-reload', other), false);
  }

  #checkLoaded(type: JobType, unit: Unit): void {
    if (type === 'stop' || type === 'nop') return;
    if (unit.load === 'loaded') return;
    const { name, text } = unit.loadError ?? { name: 'org.freedesktop.systemd1.LoadFailed', text: `Unit ${unit.id} failed to load.` };
    throw new BusError(name, text);
  }

  #pullIn(unit: Unit): void {
    for (const kind of ['Requires', 'BindsTo']) for (const other of unit.dependencies(kind)) this.add('start', other, unit, true);
    this.#each(unit, ['Wants', 'Upholds'], () => 'start', false);
    for (const other of unit.dependencies('Requisite')) this.add('verify-active', other, unit, true);
    for (const other of unit.dependencies('Conflicts')) this.add('stop', other, unit, true);
    this.#each(unit, ['ConflictedBy'], () => 'stop', false);
  }

  /** Adds jobs for dependencies whose failure does not matter. */
  #each(unit: Unit, kinds: readonly string[], type: (other: Unit) => JobType, matters: boolean): void {
    for (const kind of kinds) {
      for (const other of unit.dependencies(kind)) {
        const job = type(other);
        if (job === 'nop') continue;
        try {
          this.add(job, other, unit, matters);
        } catch (e) {
          if (!(e instanceof BusError)) throw e;
          const quiet = /UnitMasked|NoSuchUnit|JobTypeNotApplicable/.test(e.name_);
          if (!quiet) this.manager.log.unit(unit, 4, `Cannot add dependency job, ignoring: ${e.message}`);
        }
      }
    }
  }

  #propagateStop(unit: Unit, type: 'stop' | 'restart'): void {
    const kinds = ['RequiredBy', 'RequisiteOf', 'BoundBy', 'ConsistsOf', 'PropagatesStopTo'];
    for (const kind of kinds) {
      if (type === 'restart' && kind === 'PropagatesStopTo') continue;
      for (const other of unit.dependencies(kind)) {
        const job = type === 'stop' ? 'stop' : collapse('try-restart', other);
        if (job !== 'nop') this.add(job, other, unit, true);
      }
    }
  }

  /** Isolating: everything else is stopped. */
  addIsolation(keep: Unit): void {
    for (const unit of this.manager.list()) {
      if (unit === keep || unit.settings.ignoreOnIsolate || unit.perpetual || this.#planned.has(unit)) continue;
      if (isInactiveOrFailed(unit.activeState) && !unit.job) continue;
      if (this.mode === 'flush' || [...unit.dependencies('TriggeredBy')].some((t) => this.#planned.has(t))) continue;
      this.add('stop', unit, keep, false);
    }
  }

  /** Puts the jobs in. Throws BusError where they contradict each other or jobs that may not be replaced. */
  activate(): Job {
    const merged = this.#merge();
    this.#breakCycles(merged);
    for (const planned of merged.values()) {
      const { unit } = planned;
      if (!unit.job || mergedType(unit.job.type, planned.type)) continue;
      if (this.mode === 'fail' || unit.job.irreversible) {
        throw new BusError(
          'org.freedesktop.systemd1.TransactionIsDestructive',
          `Transaction for ${this.#anchor!.unit.id}/${this.#anchor!.type} is destructive (${unit.id} has '${unit.job.type}' job queued, but '${planned.type}' is included in transaction).`,
        );
      }
    }
    let anchor: Job | undefined;
    for (const planned of merged.values()) {
      const job = this.manager.jobs.install(planned.unit, planned.type, this.mode === 'replace-irreversibly', planned.ignoreOrder);
      if (planned.unit === this.#anchor?.unit) anchor = job;
    }
    return anchor!;
  }

  #merge(): Map<Unit, Planned> {
    const merged = new Map<Unit, Planned>();
    for (const [unit, list] of this.#planned) {
      let result: Planned | undefined;
      for (const planned of list) {
        if (!result) result = { ...planned };
        else {
          const type = mergedType(result.type, planned.type);
          if (type) result = { ...result, type, matters: result.matters || planned.matters };
          else if (result.matters && planned.matters && unit !== this.#anchor?.unit) {
            throw new BusError(
              'org.freedesktop.systemd1.TransactionJobsConflicting',
              `Transaction contains conflicting jobs '${result.type}' and '${planned.type}' for ${unit.id}. Probably contradicting requirement dependencies configured.`,
            );
          } else if (planned.matters && !result.matters) result = { ...planned };
        }
      }
      if (!result) continue;
      const anchored = unit === this.#anchor?.unit;
      const contradicts = unit.job !== undefined && mergedType(unit.job.type, result.type) === undefined;
      if (anchored || contradicts || !redundant(result.type, unit)) merged.set(unit, result);
    }
    return merged;
  }

  /** Jobs that would wait for each other for ever: one that does not matter is taken out, as systemd does. */
  #breakCycles(merged: Map<Unit, Planned>): void {
    const state = new Map<Unit, 'open' | 'done'>();
    const path: Unit[] = [];
    const visit = (unit: Unit): void => {
      if (state.get(unit) === 'done' || !merged.has(unit)) return;
      if (state.get(unit) === 'open') {
        this.#breakCycle(path.slice(path.indexOf(unit)), merged);
        return;
      }
      state.set(unit, 'open');
      path.push(unit);
      const planned = merged.get(unit)!;
      for (const [kind, is] of [
        ['After', 'after'],
        ['Before', 'before'],
      ] as const) {
        for (const other of unit.dependencies(kind)) {
          const its = merged.get(other);
          if (!its || !merged.has(unit)) continue;
          if (comesAfter(asJob(planned), asJob(its), is)) visit(other);
        }
      }
      path.pop();
      state.set(unit, 'done');
    };
    for (const unit of [...merged.keys()]) visit(unit);
  }

  #breakCycle(cycle: readonly Unit[], merged: Map<Unit, Planned>): void {
    const first = cycle[0]!;
    const type = (unit: Unit): string => merged.get(unit)?.type ?? 'start';
    const { log } = this.manager;
    log.unit(first, 4, `Found ordering cycle on ${cycle[1]?.id ?? first.id}/${type(cycle[1] ?? first)}`);
    for (const unit of [...cycle.slice(2), first]) log.unit(first, 4, `Found dependency on ${unit.id}/${type(unit)}`);
    const victim = cycle.find((unit) => !merged.get(unit)?.matters && unit !== this.#anchor?.unit);
    if (!victim) {
      log.unit(first, 3, 'Unable to break cycle starting with ' + `${first.id}/${type(first)}`);
      throw new BusError('org.freedesktop.systemd1.TransactionOrderIsCyclic', 'Transaction order is cyclic. See system logs for details.');
    }
    log.unit(first, 3, `Job ${victim.id}/${type(victim)} deleted to break ordering cycle starting with ${first.id}/${type(first)}`);
    merged.delete(victim);
  }
}

const asJob = (planned: Planned): Job => Object.assign(new Job(0, planned.unit, planned.type), { ignoreOrder: planned.ignoreOrder });
