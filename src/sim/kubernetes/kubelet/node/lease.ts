import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { rfc3339, SECOND, type Micros } from '../../../kernel/time.ts';
import type { Lease, Node } from '../../shared/api/core.ts';
import { ApiError, isConflict, isNotFound, RequestError } from '../../shared/client/errors.ts';
import { LEASES, type RestClient } from '../../shared/client/rest.ts';
import type { Klog } from '../../shared/klog.ts';

// Models staging/src/k8s.io/component-helpers/apimachinery/lease/controller.go @v1.35

const NAMESPACE = 'kube-node-lease';
const UPDATE_TRIES = 5;
const FIRST_BACKOFF = 200_000;
const MAX_BACKOFF = 7 * SECOND;

/** Renews the node's lease: the heartbeat by which the controller manager knows that the node lives. */
export class NodeLease {
  #latest: Lease | undefined;

  constructor(
    private readonly p: Process,
    private readonly log: Klog,
    private readonly client: RestClient,
    private readonly nodeName: string,
    private readonly durationSeconds: number,
    private readonly node: () => Node | undefined,
  ) {}

  start(): void {
    this.p.thread('node lease', this.#loop());
  }

  get #period(): Micros {
    return (this.durationSeconds * SECOND) / 4;
  }

  *#loop(): Step {
    const random = this.p.kernel.random.stream(`${this.p.table.machine}/kubelet/lease`);
    for (;;) {
      const began = this.p.clock.now;
      yield* this.#sync();
      const period = Math.round(this.#period * (1 + 0.04 * random.float()));
      yield* this.p.sleep(Math.max(0, began + period - this.p.clock.now));
    }
  }

  *#sync(): Step {
    if (this.#latest) {
      const problem = yield* this.#retryUpdate(this.#latest);
      if (problem === undefined) return;
      this.log.info('controller.go', 171, 'failed to update lease using latest lease, fallback to ensure lease', { err: problem });
    }
    const { lease, created } = yield* this.#ensure();
    this.#latest = lease;
    if (!created) {
      const problem = yield* this.#retryUpdate(lease);
      if (problem !== undefined) this.log.error('controller.go', 184, problem, 'Will retry updating lease', { interval: '10s' });
    }
  }

  /** Asks until the lease is there. */
  *#ensure(): Step<{ lease: Lease; created: boolean }> {
    let pause = FIRST_BACKOFF;
    for (;;) {
      try {
        try {
          return { lease: yield* this.client.get<Lease>(LEASES, NAMESPACE, this.nodeName), created: false };
        } catch (e) {
          if (!isNotFound(e)) throw e;
          const lease = this.#renewed(undefined);
          // a lease that belongs to no node yet would not be cleaned up
          if (!lease.metadata.ownerReferences) throw new Error(`nodes ${JSON.stringify(this.nodeName)} not found`);
          return { lease: yield* this.client.create<Lease>(LEASES, NAMESPACE, lease), created: true };
        }
      } catch (e) {
        if (!(e instanceof ApiError || e instanceof RequestError || e instanceof Error)) throw e;
        const text = e.message;
        if (e instanceof ApiError || e instanceof RequestError) {
          this.log.error('controller.go', 201, text, 'Failed to ensure lease exists, will retry', { interval: interval(pause) });
        }
        yield* this.p.sleep(pause);
        pause = Math.min(pause * 2, MAX_BACKOFF);
      }
    }
  }

  /** Gives why it could not be updated. */
  *#retryUpdate(base: Lease): Step<string | undefined> {
    let lease = base;
    for (let i = 0; i < UPDATE_TRIES; i++) {
      try {
        this.#latest = yield* this.client.update<Lease>(LEASES, this.#renewed(lease));
        return undefined;
      } catch (e) {
        if (!(e instanceof ApiError || e instanceof RequestError)) throw e;
        this.log.error('controller.go', 251, e.message, 'Failed to update lease');
        // somebody else has written it: again with their version
        if (isConflict(e)) lease = (yield* this.#ensure()).lease;
      }
    }
    return `failed ${UPDATE_TRIES} attempts to update lease`;
  }

  #renewed(base: Lease | undefined): Lease {
    const node = this.node();
    const metadata = base?.metadata ?? { name: this.nodeName, namespace: NAMESPACE };
    return {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      ...base,
      metadata:
        metadata.ownerReferences || !node
          ? metadata
          : { ...metadata, ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: this.nodeName, uid: node.metadata.uid! }] },
      spec: {
        ...base?.spec,
        holderIdentity: this.nodeName,
        leaseDurationSeconds: this.durationSeconds,
        renewTime: rfc3339(this.p.clock.now, 6),
      },
    };
  }
}

function interval(us: Micros): string {
  return us < SECOND ? `${us / 1000}ms` : `${us / SECOND}s`;
}
