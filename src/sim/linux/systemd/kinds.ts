import type { JobResult, JobType } from './job.ts';
import { Unit, type ActiveState, type StartRefusal } from './unit.ts';
import { escapePath, parentSlice, unescapePath } from './unit-name.ts';

/** A unit that is there or not there, and takes no time to become so. */
abstract class PlainUnit extends Unit {
  protected on = false;
  protected get onName(): string {
    return 'active';
  }

  override get activeState(): ActiveState {
    return this.on ? 'active' : 'inactive';
  }

  override get subState(): string {
    return this.on ? this.onName : 'dead';
  }

  protected set(on: boolean): void {
    if (on === this.on) return;
    const before = this.activeState;
    this.on = on;
    this.changed(before);
  }

  override start(): boolean | StartRefusal {
    this.set(true);
    return false;
  }

  override stop(): boolean {
    this.set(false);
    return false;
  }
}

/** A `*.target`: a point that others come before or after. */
export class Target extends PlainUnit {
  override addDefaults(): void {
    if (!this.settings.defaultDependencies) return;
    if (this.id === 'shutdown.target') return;
    this.dependOn('Before', 'shutdown.target');
    this.dependOn('Conflicts', 'shutdown.target');
  }

  /** A target comes after what it pulls in; known once all of them are loaded. */
  orderAfterMembers(): void {
    for (const kind of ['Wants', 'Requires', 'Requisite', 'BindsTo', 'Upholds'])
      for (const other of this.dependencies(kind)) this.orderAfter(other);
  }

  orderAfter(other: Unit): void {
    if (!this.settings.defaultDependencies || !other.settings.defaultDependencies) return;
    if (this.load === 'loaded' && other.load === 'loaded' && !this.has('Before', other)) this.depend('After', other);
  }

  override messageFor(type: JobType, result: JobResult | undefined): string | undefined {
    if (result !== 'done') return result === undefined ? '' : undefined;
    return type === 'start' ? 'Reached target %s.' : 'Stopped target %s.';
  }
}

/** A `*.slice`: a branch of the tree of control groups. */
export class Slice extends PlainUnit {
  override get sliceName(): string {
    return parentSlice(this.id) ?? '';
  }

  override addDefaults(): void {
    const parent = parentSlice(this.id);
    if (this.settings.description === undefined) {
      this.settings.description =
        this.id === '-.slice' ? 'Root Slice' : `Slice ${unescapePath(this.id.slice(0, -'.slice'.length)) ?? this.id}`;
    }
    this.settings.slice = parent ?? '';
    if (parent) {
      this.dependOn('InSlice', parent);
      this.dependOn('Requires', parent);
      this.dependOn('After', parent);
    }
    if (!this.settings.defaultDependencies || this.perpetual) return;
    this.dependOn('Before', 'shutdown.target');
    this.dependOn('Conflicts', 'shutdown.target');
  }

  override start(): boolean {
    this.manager.groups.root.at(this.cgroupPath);
    this.set(true);
    return false;
  }

  override messageFor(type: JobType, result: JobResult | undefined): string | undefined {
    if (result !== 'done') return result === undefined ? '' : undefined;
    return type === 'start' ? 'Created slice %s.' : 'Removed slice %s.';
  }

  /** For the slices that are always there. */
  begin(): void {
    this.on = true;
    this.activeEnterAt = this.inactiveExitAt = this.stateChangeAt = this.manager.now();
  }
}

/** A `*.scope`: processes that somebody else has started. */
export class Scope extends PlainUnit {
  protected override get onName(): string {
    return 'running';
  }
  #result = 'success';

  override get result(): string {
    return this.#result;
  }

  override addDefaults(): void {
    this.settings.slice ||= this.perpetual ? '-.slice' : 'system.slice';
    this.dependOn('InSlice', this.settings.slice);
    this.dependOn('Requires', this.settings.slice);
    this.dependOn('After', this.settings.slice);
    if (!this.settings.defaultDependencies || this.perpetual) return;
    this.dependOn('Before', 'shutdown.target');
    this.dependOn('Conflicts', 'shutdown.target');
  }

  override get canStart(): boolean {
    return this.transient || this.perpetual;
  }

  override start(): boolean {
    this.manager.groups.newInvocation(this);
    this.set(true);
    return false;
  }

  override stop(): boolean {
    for (const process of this.processes()) this.manager.signal(process, 'TERM');
    if (!(this.cgroup?.populated ?? false)) this.cgroupEmpty();
    else {
      this.manager.after(this.settings.timeoutStop, () => {
        for (const process of this.processes()) this.manager.signal(process, 'KILL');
      });
    }
    return true;
  }

  override cgroupEmpty(): void {
    if (!this.on) return;
    this.manager.log.unit(this, 6, 'Deactivated successfully.');
    this.manager.groups.release(this);
    this.set(false);
  }

  begin(): void {
    this.on = true;
    this.activeEnterAt = this.inactiveExitAt = this.stateChangeAt = this.manager.now();
  }
}

/** A `*.mount`: what is mounted, whoever did it, or what is to be. */
export class Mount extends PlainUnit {
  #failed = false;

  override get activeState(): ActiveState {
    return this.on ? 'active' : this.#failed ? 'failed' : 'inactive';
  }

  override get subState(): string {
    return this.on ? 'mounted' : this.#failed ? 'failed' : 'dead';
  }

  override get result(): string {
    return this.#failed ? 'exit-code' : 'success';
  }

  override get present(): boolean {
    return this.manager.mounts.at(this.where) !== undefined;
  }

  get where(): string {
    return this.settings.where || (unescapePath(this.id.slice(0, -'.mount'.length)) ?? '/');
  }

  override addDefaults(): void {
    const { settings, where } = this;
    settings.where = where;
    settings.slice ||= 'system.slice';
    if (settings.description === undefined) settings.description = where === '/' ? 'Root Mount' : where;
    if (!this.fragment && !this.perpetual) settings.sourcePath = '/proc/self/mountinfo';
    const mounted = this.manager.mounts.at(where);
    if (mounted) {
      settings.what ||= mounted.source;
      settings.mountType ||= mounted.type;
    }
    if (this.id === '-.mount') return;
    this.dependOn('InSlice', settings.slice);
    const parent = where.slice(0, where.lastIndexOf('/')) || '/';
    for (let path = parent; ; path = path.slice(0, path.lastIndexOf('/')) || '/') {
      const name = `${escapePath(path)}.mount`;
      const above = this.manager.known(name);
      if (above?.load === 'loaded') {
        this.depend('Requires', above);
        this.depend('After', above);
      }
      if (path === '/') break;
    }
    if (!settings.defaultDependencies) return;
    this.dependOn('Before', 'umount.target');
    this.dependOn('Conflicts', 'umount.target');
  }

  /** Looks at the mount table. */
  refresh(): void {
    this.set(this.present);
  }

  override start(): boolean | StartRefusal {
    if (this.manager.mounts.mount(this.settings.what, this.where, this.settings.mountType, this.settings.mountOptions)) {
      this.#failed = false;
      this.set(true);
      return true;
    }
    this.manager.log.unit(this, 5, 'Mount process exited, code=exited, status=32/n/a');
    this.manager.log.unit(this, 4, "Failed with result 'exit-code'.");
    this.#failed = true;
    this.changed('activating');
    return 'failed';
  }

  override stop(): boolean {
    this.manager.mounts.umount(this.where);
    this.refresh();
    return true;
  }

  override resetFailed(): void {
    super.resetFailed();
    if (!this.#failed) return;
    this.#failed = false;
    this.changed('failed');
  }

  override messageFor(type: JobType, result: JobResult | undefined): string | undefined {
    if (result === undefined) return type === 'start' ? 'Mounting %s...' : 'Unmounting %s...';
    if (type === 'start') return result === 'done' ? 'Mounted %s.' : result === 'failed' ? 'Failed to mount %s.' : undefined;
    return result === 'done' ? 'Unmounted %s.' : result === 'failed' ? 'Failed unmounting %s.' : undefined;
  }
}

/** Kinds whose trigger is shown but never comes: `*.automount`, `*.path`, `*.swap`, `*.device`. */
export class Passive extends PlainUnit {
  protected override get onName(): string {
    return this.type === 'device' ? 'plugged' : this.type === 'swap' ? 'active' : 'waiting';
  }

  override addDefaults(): void {
    const { settings } = this;
    if (this.type === 'path' || this.type === 'automount') {
      const target = settings.triggers || this.id.replace(/\.[a-z]+$/, this.type === 'path' ? '.service' : '.mount');
      const other = this.dependOn('Triggers', target);
      this.depend('Before', other);
    }
    if (this.type === 'device' || !settings.defaultDependencies) return;
    if (this.type === 'path') {
      this.dependOn('Before', 'paths.target');
      this.dependOn('Requires', 'sysinit.target');
      this.dependOn('After', 'sysinit.target');
    }
    this.dependOn('Before', 'shutdown.target');
    this.dependOn('Conflicts', 'shutdown.target');
  }

  override messageFor(type: JobType, result: JobResult | undefined): string | undefined {
    if (result === undefined) return '';
    if (this.type === 'automount' && result === 'done') return type === 'start' ? 'Set up automount %s.' : 'Unset automount %s.';
    return undefined;
  }
}
