import type { JobResult, JobType } from './job.ts';
import { LoadFailure } from './load.ts';
import { isActiveOrActivating, Unit, type ActiveState, type StartRefusal } from './unit.ts';

/** A `*.socket`: addresses that PID 1 listens on; the service behind takes them over. */
export class SocketUnit extends Unit {
  #state: 'dead' | 'listening' | 'running' | 'failed' = 'dead';
  #close: (() => void)[] = [];

  override get activeState(): ActiveState {
    if (this.#state === 'failed') return 'failed';
    return this.#state === 'dead' ? 'inactive' : 'active';
  }

  override get subState(): string {
    return this.#state;
  }

  override get result(): string {
    return this.#state === 'failed' ? 'resources' : 'success';
  }

  get serviceName(): string {
    const { triggers, accept } = this.settings;
    return triggers || this.id.replace(/\.socket$/, accept ? '@.service' : '.service');
  }

  override addDefaults(): void {
    const { settings } = this;
    settings.slice ||= 'system.slice';
    this.dependOn('InSlice', settings.slice);
    this.dependOn('Requires', settings.slice);
    this.dependOn('After', settings.slice);
    if (!settings.accept) {
      const service = this.dependOn('Triggers', this.serviceName);
      this.depend('Before', service);
    }
    if (!settings.defaultDependencies) return;
    this.dependOn('Before', 'sockets.target');
    this.dependOn('Requires', 'sysinit.target');
    this.dependOn('After', 'sysinit.target');
    this.dependOn('Before', 'shutdown.target');
    this.dependOn('Conflicts', 'shutdown.target');
  }

  override verify(): void {
    if (this.settings.listen.length === 0)
      throw new LoadFailure('Unit has no Listen setting (ListenStream=, ListenDatagram=, ListenFIFO=, ...). Refusing.');
  }

  #set(state: 'dead' | 'listening' | 'running' | 'failed'): void {
    if (state === this.#state) return;
    const before = this.activeState;
    this.#state = state;
    this.changed(before);
  }

  override start(): boolean | StartRefusal {
    const service = [...this.dependencies('Triggers')][0];
    if (service && isActiveOrActivating(service.activeState)) {
      this.manager.log.unit(this, 3, `Socket service ${service.id} already active, refusing.`);
      return 'failed';
    }
    for (const { kind, address } of this.settings.listen) {
      const opened = this.manager.listen(this, kind, address);
      if (typeof opened === 'string') {
        this.manager.log.unit(this, 4, `Failed to create listening socket (${address}): ${opened}`);
        this.manager.log.unit(this, 4, "Failed with result 'resources'.");
        this.#shut();
        this.#set('failed');
        return 'failed';
      }
      this.#close.push(opened);
    }
    this.#set('listening');
    return false;
  }

  #shut(): void {
    for (const close of this.#close.splice(0)) close();
  }

  override stop(): boolean {
    this.#shut();
    this.#set('dead');
    return false;
  }

  override resetFailed(): void {
    super.resetFailed();
    if (this.#state === 'failed') this.#set('dead');
  }

  override triggerChanged(other: Unit): void {
    if (this.#state === 'listening' && isActiveOrActivating(other.activeState)) this.#set('running');
    else if (this.#state === 'running' && !isActiveOrActivating(other.activeState)) this.#set('listening');
  }

  override messageFor(type: JobType, result: JobResult | undefined): string | undefined {
    if (result === undefined) return '';
    if (type === 'start') return result === 'done' ? 'Listening on %s.' : result === 'failed' ? 'Failed to listen on %s.' : undefined;
    return result === 'done' ? 'Closed %s.' : undefined;
  }
}
