import type { Timer as KernelTimer } from '../../kernel/clock.ts';
import type { Micros } from '../../kernel/time.ts';
import { nextElapse } from './calendar.ts';
import type { JobResult } from './job.ts';
import { LoadFailure } from './load.ts';
import { MESSAGE_IDS } from './log.ts';
import { BusError } from './protocol.ts';
import type { TimerSpec } from './settings.ts';
import { isActive, Unit, type ActiveState, type StartRefusal } from './unit.ts';

/** A `*.timer`: starts another unit at moments of the calendar, or some time after something happened. */
export class TimerUnit extends Unit {
  #state: 'dead' | 'waiting' | 'running' | 'elapsed' | 'failed' = 'dead';
  #alarm: KernelTimer | undefined;
  lastTrigger: Micros = 0;
  /** When it will go off next; none where nothing is to come. */
  next: Micros | undefined;
  #delay: number | undefined;

  override get activeState(): ActiveState {
    if (this.#state === 'failed') return 'failed';
    return this.#state === 'dead' ? 'inactive' : 'active';
  }

  override get subState(): string {
    return this.#state;
  }

  get triggered(): Unit {
    return [...this.dependencies('Triggers')][0]!;
  }

  override addDefaults(): void {
    const { settings } = this;
    const other = this.dependOn('Triggers', settings.triggers || this.id.replace(/\.timer$/, '.service'));
    this.depend('Before', other);
    if (!settings.defaultDependencies) return;
    this.dependOn('Before', 'timers.target');
    this.dependOn('Requires', 'sysinit.target');
    this.dependOn('After', 'sysinit.target');
    if (settings.timers.some((t) => t.base === 'OnCalendar')) {
      this.dependOn('After', 'time-sync.target');
      this.dependOn('After', 'time-set.target');
    }
    this.dependOn('Before', 'shutdown.target');
    this.dependOn('Conflicts', 'shutdown.target');
  }

  override verify(): void {
    if (this.settings.timers.length === 0) throw new LoadFailure('Timer unit lacks value setting. Refusing.');
  }

  #set(state: typeof this.subState): void {
    const before = this.activeState;
    if (state === this.#state) return;
    this.#state = state as 'dead';
    this.changed(before);
  }

  override start(): boolean | StartRefusal {
    if (this.triggered.load !== 'loaded') {
      this.manager.log.unit(this, 3, `Refusing to start, unit ${this.triggered.id} to trigger not loaded.`);
      return 'failed';
    }
    this.lastTrigger = this.#stamped();
    this.#enter(true);
    return false;
  }

  get #stampFile(): string {
    return `/var/lib/systemd/timers/stamp-${this.id}`;
  }

  /** When a persistent timer last went off. */
  #stamped(): Micros {
    const { sys } = this.manager.p;
    return this.settings.persistent && sys.exists(this.#stampFile) ? sys.stat(this.#stampFile).mtime : 0;
  }

  #stamp(): void {
    const { sys } = this.manager.p;
    sys.mkdirp('/var/lib/systemd/timers');
    sys.writeFile(this.#stampFile, '');
  }

  #ended(): void {
    this.manager.log.unit(this, 6, 'Deactivated successfully.', [['MESSAGE_ID', MESSAGE_IDS.success]]);
    this.#set('dead');
  }

  override stop(): boolean {
    this.#alarm?.cancel();
    this.next = undefined;
    this.#ended();
    return false;
  }

  /** Works out the next moment and waits for it. */
  #enter(first: boolean): void {
    this.#alarm?.cancel();
    const now = this.manager.clock.now;
    const moments = this.settings.timers.map((spec) => this.#moment(spec, now, first)).filter((t) => t !== undefined);
    if (moments.length === 0) {
      this.next = undefined;
      if (this.settings.remainAfterElapse) this.#set('elapsed');
      else this.#ended();
      return;
    }
    this.next = Math.min(...moments);
    this.#alarm = this.manager.after(Math.max(0, this.next - now), () => this.#elapse());
    this.#set('waiting');
  }

  #moment(spec: TimerSpec, now: Micros, first: boolean): Micros | undefined {
    const { manager, triggered } = this;
    if (spec.base === 'OnCalendar') {
      const from = this.settings.persistent && this.lastTrigger > 0 ? Math.min(this.lastTrigger, now) : now;
      const at = nextElapse(spec.calendar!, from);
      if (at === undefined) return undefined;
      const { randomizedDelay } = this.settings;
      this.#delay ??= randomizedDelay > 0 ? Math.floor(manager.p.kernel.random.stream('systemd-timers').float() * randomizedDelay) : 0;
      return Math.max(at, first ? 0 : now) + this.#delay;
    }
    let base: Micros | undefined;
    switch (spec.base) {
      case 'OnActiveSec':
        base = first ? now : this.inactiveExitAt.real;
        break;
      case 'OnBootSec':
      case 'OnStartupSec':
        base = manager.bootedAt;
        break;
      case 'OnUnitActiveSec':
        base = Math.max(triggered.inactiveExitAt.real, this.lastTrigger) || undefined;
        break;
      case 'OnUnitInactiveSec':
        base = triggered.inactiveEnterAt.real || this.lastTrigger || undefined;
        break;
    }
    if (base === undefined) return undefined;
    const at = base + spec.span!;
    const once = spec.base === 'OnActiveSec' || spec.base === 'OnBootSec' || spec.base === 'OnStartupSec';
    // what has passed does not come again
    return at <= now && once && this.lastTrigger > 0 ? undefined : at < now && once && !first ? undefined : at;
  }

  #elapse(): void {
    const { manager } = this;
    this.lastTrigger = manager.clock.now;
    this.#delay = undefined;
    if (this.settings.persistent) this.#stamp();
    this.#set('running');
    try {
      manager.jobs.request('start', this.triggered, 'replace');
    } catch (e) {
      if (!(e instanceof BusError)) throw e;
      manager.log.unit(this, 4, `Failed to queue unit startup job: ${e.message}`);
    }
  }

  override triggerChanged(other: Unit): void {
    if (this.#state === 'dead' || this.#state === 'failed' || other.job) return;
    const on = this.settings.timers.some((t) => t.base === 'OnUnitActiveSec' || t.base === 'OnUnitInactiveSec');
    if (this.#state === 'running' ? !isActive(other.activeState) && other.activeState !== 'activating' : on) this.#enter(false);
  }

  override messageFor(_type: unknown, result: JobResult | undefined): string | undefined {
    return result === undefined ? '' : undefined;
  }
}
