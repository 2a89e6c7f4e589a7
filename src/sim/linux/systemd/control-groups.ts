import type { Cgroup } from '../../kernel/cgroup.ts';
import type { Process } from '../../kernel/process.ts';
import { invocations } from '../journald/message.ts';
import type { Manager } from './manager.ts';
import type { Unit } from './unit.ts';
import { slicePath } from './unit-name.ts';

/** Where units stand in the machine's tree of control groups. */
export class ControlGroups {
  readonly root: Cgroup;

  constructor(private readonly manager: Manager) {
    let root = manager.p.cgroup;
    while (root.parent) root = root.parent;
    this.root = root;
  }

  pathOf(unit: Unit): string {
    if (unit.type === 'slice') return slicePath(unit.id);
    const slice = unit.sliceName || (unit.id === 'init.scope' ? '-.slice' : 'system.slice');
    return `${slicePath(slice)}/${unit.id}`;
  }

  /** A unit's control group, made where it is missing; the unit is told when it becomes empty. */
  of(unit: Unit): Cgroup {
    const { manager } = this;
    const group = this.root.at(unit.cgroupPath);
    group.memoryMax = unit.settings.memoryMax === Infinity ? undefined : unit.settings.memoryMax;
    if (unit.cgroupEmpty) {
      // told after the exits of its processes, which come at the same time
      group.onEmpty ??= () =>
        manager.post(() =>
          manager.post(() => {
            if (!group.populated) manager.known(unit.id)?.cgroupEmpty?.();
          }),
        );
    }
    return group;
  }

  /** Takes a unit's group away, if nobody is left in it. */
  release(unit: Unit): void {
    const group = unit.cgroup;
    if (group && !group.populated && group.parent) {
      group.onEmpty = undefined;
      group.remove();
    }
  }

  /** A start of a unit begins: its processes and messages carry a new identifier. */
  newInvocation(unit: Unit): void {
    unit.invocationId = this.manager.p.kernel.random.stream('systemd-invocations').hex(32);
    let map = invocations.get(this.root);
    if (!map) invocations.set(this.root, (map = new Map()));
    map.set(unit.cgroupPath, unit.invocationId);
  }

  /** The unit that a process belongs to. */
  unitOf(process: Process): Unit | undefined {
    for (let group: Cgroup | undefined = process.cgroup; group; group = group.parent) {
      const unit = this.manager.known(group.name);
      if (unit) return unit;
    }
    return undefined;
  }
}
