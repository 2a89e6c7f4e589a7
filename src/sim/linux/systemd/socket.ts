import type { JobResult, JobType } from './job.ts';
import type { Opened } from './listening.ts';
import { MESSAGE_IDS } from './log.ts';
import { LoadFailure } from './load.ts';
import { BusError } from './protocol.ts';
import { isActiveOrActivating, Unit, type ActiveState, type StartRefusal } from './unit.ts';

/** A `*.socket`: addresses that PID 1 listens on; the service behind takes them over. */
export class SocketUnit extends Unit {
  #state: 'dead' | 'listening' | 'running' | 'failed' = 'dead';
  #opened: Opened[] = [];
  #result: 'success' | 'resources' | 'service-start-limit-hit' = 'success';

  override get activeState(): ActiveState {
    if (this.#state === 'failed') return 'failed';
    return this.#state === 'dead' ? 'inactive' : 'active';
  }

  override get subState(): string {
    return this.#state;
  }

  override get result(): string {
    return this.#result;
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
    const { service } = this;
    if (service && isActiveOrActivating(service.activeState)) {
      this.manager.log.unit(this, 3, `Socket service ${service.id} already active, refusing.`);
      return 'failed';
    }
    this.#result = 'success';
    for (const { kind, address } of this.settings.listen) {
      const opened = this.manager.listening.open(this, kind, address, () => this.manager.post(() => this.#traffic()));
      if (typeof opened === 'string') {
        this.manager.log.unit(this, 4, `Failed to create listening socket (${address}): ${opened}`);
        this.#fail('resources');
        return 'failed';
      }
      this.#opened.push(opened);
    }
    this.manager.groups.of(this);
    this.#set('listening');
    return false;
  }

  get service(): Unit | undefined {
    return [...this.dependencies('Triggers')][0];
  }

  #fail(result: 'resources' | 'service-start-limit-hit'): void {
    this.#result = result;
    this.manager.log.unit(this, 4, `Failed with result '${result}'.`);
    this.#shut();
    this.#set('failed');
  }

  /** Something has come while nobody listens: the service is to take it. */
  #traffic(): void {
    const { service, manager } = this;
    if (this.#state !== 'listening' || !service || this.job?.type === 'stop') return;
    if (isActiveOrActivating(service.activeState) || service.job?.type === 'start') return;
    try {
      manager.jobs.request('start', service, 'replace');
      this.#set('running');
    } catch (e) {
      if (!(e instanceof BusError)) throw e;
      manager.log.unit(
        this,
        4,
        `Failed to queue service startup job (Maybe the service file is missing or not a non-template unit?): ${e.message}`,
      );
      this.#fail('resources');
    }
  }

  #shut(): void {
    for (const opened of this.#opened.splice(0)) opened.close();
  }

  override stop(): boolean {
    this.#shut();
    this.manager.groups.release(this);
    this.manager.log.unit(this, 6, 'Deactivated successfully.', [['MESSAGE_ID', MESSAGE_IDS.success]]);
    this.#set('dead');
    return false;
  }

  override resetFailed(): void {
    super.resetFailed();
    this.#result = 'success';
    if (this.#state === 'failed') this.#set('dead');
  }

  override triggerChanged(other: Unit): void {
    if (this.#state !== 'listening' && this.#state !== 'running') return;
    if (other.job) return;
    if (isActiveOrActivating(other.activeState)) this.#set('running');
    else if (other.result === 'start-limit-hit' && other.activeState === 'failed') this.#fail('service-start-limit-hit');
    else if (this.#state === 'running') {
      this.#set('listening');
      if (this.#opened.some((opened) => opened.waiting())) this.manager.post(() => this.#traffic());
    }
  }

  override messageFor(type: JobType, result: JobResult | undefined): string | undefined {
    if (result === undefined) return '';
    if (type === 'start') return result === 'done' ? 'Listening on %s.' : result === 'failed' ? 'Failed to listen on %s.' : undefined;
    return result === 'done' ? 'Closed %s.' : undefined;
  }
}
