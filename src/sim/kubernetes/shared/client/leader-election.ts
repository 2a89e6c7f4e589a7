import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { parseRfc3339, rfc3339, SECOND, type Micros } from '../../../kernel/time.ts';
import type { Lease } from '../api/core.ts';
import type { Klog } from '../klog.ts';
import { ApiError, isNotFound, RequestError } from './errors.ts';
import { LEASES, type RestClient } from './rest.ts';

export interface ElectionOptions {
  namespace: string;
  name: string;
  identity: string;
  leaseDuration: Micros;
  renewDeadline: Micros;
  retryPeriod: Micros;
  /** Says LeaderElection events about the lease. */
  onEvent?: (lease: Lease, message: string) => void;
}

/**
 * Leader election by a Lease. `acquire` waits until this process leads; `renew` keeps it so and returns when it no longer does.
 * Models client-go/tools/leaderelection/leaderelection.go @v1.35
 */
export class LeaderElector {
  #observed: Lease | undefined;
  #observedAt: Micros = 0;
  #reported = '';

  constructor(
    readonly p: Process,
    readonly client: RestClient,
    readonly log: Klog,
    readonly options: ElectionOptions,
  ) {}

  get leader(): string {
    return this.#observed?.spec.holderIdentity ?? '';
  }

  get leads(): boolean {
    return this.leader === this.options.identity;
  }

  get #lock(): string {
    return `${this.options.namespace}/${this.options.name}`;
  }

  *acquire(): Step {
    this.log.info('leaderelection.go', 258, 'Attempting to acquire leader lease...', { lock: this.#lock });
    const random = this.p.kernel.random.stream(`${this.p.table.machine}/${this.p.comm}/leader-election`);
    for (;;) {
      const won = yield* this.#tryAcquireOrRenew(this.p.clock.now + this.options.renewDeadline);
      this.#report();
      if (won) {
        this.log.info('leaderelection.go', 272, 'Successfully acquired lease', { lock: this.#lock });
        this.options.onEvent?.(this.#observed!, `${this.options.identity} became leader`);
        return;
      }
      yield* this.p.sleep(Math.round(this.options.retryPeriod * (1 + 1.2 * random.float())));
    }
  }

  /** Returns when the lease could not be renewed for the renew deadline. */
  *renew(): Step {
    for (;;) {
      const deadline = this.p.clock.now + this.options.renewDeadline;
      let renewed = false;
      while (this.p.clock.now < deadline) {
        renewed = yield* this.#tryAcquireOrRenew(deadline);
        if (renewed || this.p.clock.now >= deadline) break;
        yield* this.p.sleep(Math.min(this.options.retryPeriod, deadline - this.p.clock.now));
      }
      this.#report();
      if (!renewed) {
        this.log.info('leaderelection.go', 299, 'Failed to renew lease', { lock: this.#lock, err: 'context deadline exceeded' });
        if (this.#observed) this.options.onEvent?.(this.#observed, `${this.options.identity} stopped leading`);
        return;
      }
      yield* this.p.sleep(this.options.retryPeriod);
    }
  }

  #report(): void {
    if (this.leader === this.#reported) return;
    this.#reported = this.leader;
    if (!this.leads) this.log.info('leaderelection.go', 359, 'New leader elected', { lock: this.#lock, leader: this.leader });
  }

  *#tryAcquireOrRenew(deadline: Micros): Step<boolean> {
    const { namespace, name, identity, leaseDuration } = this.options;
    const { now } = this.p.clock;
    const mine = {
      holderIdentity: identity,
      leaseDurationSeconds: leaseDuration / SECOND,
      acquireTime: rfc3339(now, 6),
      renewTime: rfc3339(now, 6),
      leaseTransitions: 0,
    };
    try {
      // who leads, and has seen nobody else write, renews without asking first
      if (this.leads && this.#observed) {
        const next: Lease = {
          ...this.#observed,
          spec: {
            ...this.#observed.spec,
            ...mine,
            acquireTime: this.#observed.spec.acquireTime!,
            leaseTransitions: this.#observed.spec.leaseTransitions ?? 0,
          },
        };
        try {
          this.#observe(yield* this.client.update<Lease>(LEASES, next, undefined, { deadline }));
          return true;
        } catch (e) {
          if (!(e instanceof ApiError || e instanceof RequestError)) throw e;
          this.log.error('leaderelection.go', 445, e.message, 'Failed to update lease optimistically, falling back to slow path', {
            lock: this.#lock,
          });
        }
      }
      let old: Lease;
      try {
        old = yield* this.client.get<Lease>(LEASES, namespace, name, { deadline });
      } catch (e) {
        if (!isNotFound(e)) throw e;
        const lease = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name, namespace }, spec: mine };
        this.#observe(yield* this.client.create<Lease>(LEASES, namespace, lease, { deadline }));
        return true;
      }
      if (JSON.stringify(old.spec) !== JSON.stringify(this.#observed?.spec)) this.#observe(old);
      const holder = old.spec.holderIdentity ?? '';
      const expires = this.#observedAt + (old.spec.leaseDurationSeconds ?? 15) * SECOND;
      if (holder !== '' && holder !== identity && expires > this.p.clock.now) return false;
      const same = holder === identity;
      const transitions = (old.spec.leaseTransitions ?? 0) + (same ? 0 : 1);
      const spec = {
        ...mine,
        leaseTransitions: transitions,
        ...(same && old.spec.acquireTime ? { acquireTime: old.spec.acquireTime } : {}),
      };
      this.#observe(yield* this.client.update<Lease>(LEASES, { ...old, spec }, undefined, { deadline }));
      return true;
    } catch (e) {
      if (!(e instanceof ApiError || e instanceof RequestError)) throw e;
      this.log.error('leaderelection.go', 452, e.message, 'Error retrieving lease lock', { lock: this.#lock });
      return false;
    }
  }

  #observe(lease: Lease): void {
    this.#observed = lease;
    this.#observedAt = this.p.clock.now;
  }

  /** How long ago the lease was renewed last, for the health check that watches the leader. */
  get sinceRenewal(): Micros {
    const renewed = parseRfc3339(this.#observed?.spec.renewTime ?? '');
    return renewed === undefined ? 0 : this.p.clock.now - renewed;
  }
}
