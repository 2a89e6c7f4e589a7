import { conditionText, testConditions } from './conditions.ts';
import { comesAfter, Job, mergedType, type JobMode, type JobRequest, type JobResult, type JobType } from './job.ts';
import type { Manager } from './manager.ts';
import { BusError } from './protocol.ts';
import { collapse, Transaction } from './transaction.ts';
import { isActive, isInactiveOrFailed, type ActiveState, type NotifyFlags, type Unit } from './unit.ts';

/** What PID 1 needs to run a job, in microseconds. */
const COST_JOB = 150;

/** The jobs of PID 1: at most one for each unit; they wait for each other as the units' ordering says. */
export class JobQueue {
  readonly all = new Map<number, Job>();
  /** How many have been put in, and how many have failed. */
  installed = 0;
  failed = 0;
  #next = 1;

  constructor(private readonly manager: Manager) {}

  /** Asks for a job with all that belongs to it. Throws BusError. */
  request(request: JobRequest, unit: Unit, mode: JobMode): Job {
    if (mode === 'isolate' && !unit.settings.allowIsolate) {
      throw new BusError('org.freedesktop.systemd1.NoIsolation', `Operation refused, unit may not be isolated.`);
    }
    const type = collapse(request, unit);
    const transaction = new Transaction(this.manager, mode);
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
    const job = new Job(this.#next++, unit, type);
    job.irreversible = irreversible;
    job.ignoreOrder = ignoreOrder;
    unit.job = job;
    this.all.set(job.id, job);
    this.installed++;
    const { jobTimeout } = unit.settings;
    if (jobTimeout !== Infinity && jobTimeout > 0) job.timer = this.manager.after(jobTimeout, () => this.finish(job, 'timeout'));
    return job;
  }

  /** Runs every job that can run, until none can. */
  runReady(): void {
    for (let again = true; again;) {
      again = false;
      for (const job of [...this.all.values()]) {
        if (job.state === 'waiting' && this.#has(job) && this.#runnable(job)) again = this.#run(job) || again;
      }
    }
  }

  #has(job: Job): boolean {
    return this.all.get(job.id) === job;
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
    const { log } = this.manager;
    job.state = 'running';
    this.manager.spend(COST_JOB);
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
        else if (unit.stop() && this.#has(job)) log.jobBegins(unit, job.id, 'stop', type === 'restart');
        return true;
      case 'reload':
        if (unit.activeState !== 'active') this.finish(job, unit.activeState === 'failed' ? 'failed' : 'invalid');
        else if (unit.reload() && this.#has(job)) log.jobBegins(unit, job.id, 'reload', false);
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
    const alive = this.#has(job);
    if (typeof begun === 'string') {
      if (alive) this.finish(job, begun === 'already' ? 'done' : 'failed');
    } else if (begun && alive) this.manager.log.jobBegins(unit, job.id, 'start', false);
    return true;
  }

  #checkConditions(unit: Unit, job: Job): boolean {
    const { log, p } = this.manager;
    const now = this.manager.now();
    const { ok, failed } = testConditions(unit.settings.conditions, p);
    unit.conditionAt = now;
    unit.conditionResult = ok;
    if (!ok) {
      const why =
        failed === 'triggers'
          ? 'because no trigger condition checks were met.'
          : `because of an unmet condition check (${conditionText(failed!, 'Condition')}).`;
      log.about(unit, 6, `${unit.title} was skipped ${why}`, [['JOB_ID', String(job.id)]]);
      this.finish(job, 'done', true);
      return false;
    }
    const asserted = testConditions(unit.settings.asserts, p);
    unit.assertAt = now;
    unit.assertResult = asserted.ok;
    if (asserted.ok) return true;
    const text = 'Starting requested but asserts failed.';
    log.about(unit, 4, asserted.failed === 'triggers' ? text : `${unit.id}: ${text}`);
    this.finish(job, 'assert');
    return false;
  }

  /** Ends a job; one that restarts goes on as one that starts. */
  finish(job: Job, result: JobResult, silent = false): void {
    const { unit, type } = job;
    const { log } = this.manager;
    if (!this.#has(job)) return;
    if (!silent) log.jobEnds(unit, job.id, type, result);
    if (result === 'done' && type === 'restart') {
      job.type = 'start';
      job.state = 'waiting';
      return;
    }
    this.all.delete(job.id);
    unit.job = undefined;
    job.timer?.cancel();
    if (result === 'failed' || result === 'invalid') this.failed++;
    if (result !== 'done' && (type === 'start' || type === 'verify-active')) this.#failDependents(unit);
    if (result === 'timeout' || result === 'dependency') {
      log.unit(unit, 5, `Job ${unit.id}/${type} failed with result '${result}'.`, [
        ['JOB_TYPE', type],
        ['JOB_RESULT', result],
      ]);
      this.trigger(unit, 'OnFailure');
    }
    for (const watch of job.watchers) watch(result);
    for (const other of unit.dependencies('TriggeredBy')) other.triggerChanged(unit);
    this.manager.sweepLater();
  }

  #failDependents(unit: Unit): void {
    for (const kind of ['RequiredBy', 'RequisiteOf', 'BoundBy']) {
      for (const other of unit.dependencies(kind)) {
        if (other.job && (other.job.type === 'start' || other.job.type === 'verify-active')) this.finish(other.job, 'dependency');
      }
    }
  }

  /** Starts the units that a unit names for its success or its failure. */
  trigger(unit: Unit, why: 'OnFailure' | 'OnSuccess'): void {
    for (const other of unit.dependencies(why)) {
      this.manager.log.unit(unit, 6, `Triggering ${why}= dependencies.`);
      try {
        this.request('start', other, 'replace');
      } catch (e) {
        if (!(e instanceof BusError)) throw e;
        this.manager.log.unit(unit, 4, `Failed to enqueue ${why}= job, ignoring: ${e.message}`);
      }
    }
  }

  /** Ends a unit's job where its new state is what the job wanted, or cannot become that. Tells whether the state was expected. */
  follow(job: Job, after: ActiveState, flags: NotifyFlags): boolean {
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
}
