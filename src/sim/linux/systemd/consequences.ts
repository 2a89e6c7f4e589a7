import type { JobRequest } from './job.ts';
import { MESSAGE_IDS } from './log.ts';
import type { Manager } from './manager.ts';
import { BusError } from './protocol.ts';
import { formatSpan } from './time.ts';
import {
  isActiveOrActivating,
  isInactiveOrDeactivating,
  isInactiveOrFailed,
  type ActiveState,
  type NotifyFlags,
  type Unit,
} from './unit.ts';

/** What follows from a unit's change of state (unit_notify()): its job may be over, and others may have to follow. */
export function unitChanged(manager: Manager, unit: Unit, before: ActiveState, flags: NotifyFlags): void {
  const { jobs } = manager;
  const after = unit.activeState;
  const expected = unit.job ? jobs.follow(unit.job, after, flags) : false;
  if (!expected) followUnexpected(manager, unit, before, after);
  if (after === 'failed' && before !== 'failed' && !flags.willAutoRestart) {
    jobs.trigger(unit, 'OnFailure');
    manager.act(unit.settings.failureAction);
  }
  if (after === 'inactive' && !isInactiveOrFailed(before) && !flags.willAutoRestart && !flags.skipCondition) {
    jobs.trigger(unit, 'OnSuccess');
    manager.act(unit.settings.successAction);
  }
  if (isInactiveOrFailed(after)) {
    logResources(manager, unit, before);
    stopUnneeded(manager, unit);
    manager.sweepLater();
  }
  for (const other of unit.dependencies('TriggeredBy')) other.triggerChanged(unit);
  if (unit.id === 'systemd-journald.service') manager.log.open = after === 'active';
}

/** A unit that nobody asked to start or stop takes with it those that it needs, or that are bound to it. */
function followUnexpected(manager: Manager, unit: Unit, before: ActiveState, after: ActiveState): void {
  const ask = (type: JobRequest, other: Unit): void => {
    try {
      manager.jobs.request(type, other, 'replace');
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

function stopUnneeded(manager: Manager, unit: Unit): void {
  for (const kind of ['Requires', 'Wants', 'BindsTo', 'Requisite']) {
    for (const other of unit.dependencies(kind)) {
      if (!other.settings.stopWhenUnneeded || isInactiveOrDeactivating(other.activeState) || other.job) continue;
      const needed = ['RequiredBy', 'WantedBy', 'BoundBy', 'RequisiteOf'].some((k) =>
        [...other.dependencies(k)].some((u) => isActiveOrActivating(u.activeState) || u.job),
      );
      if (needed) continue;
      manager.log.unit(other, 6, 'Unit not needed anymore. Stopping.');
      manager.jobs.request('stop', other, 'fail');
    }
  }
}

function logResources(manager: Manager, unit: Unit, before: ActiveState): void {
  if (isInactiveOrFailed(before) || !unit.settings.cpuAccounting) return;
  const us = unit.cgroup?.cpuUs ?? 0;
  manager.log.unit(unit, 6, us > 0 ? `Consumed ${formatSpan(us, 1000)} CPU time.` : 'Consumed no CPU time.', [
    ['CPU_USAGE_NSEC', String(us * 1000)],
    ['MESSAGE_ID', MESSAGE_IDS.resources],
  ]);
}
