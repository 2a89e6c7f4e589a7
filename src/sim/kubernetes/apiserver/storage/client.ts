import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import type { Micros } from '../../../kernel/time.ts';
import { type GrpcClient, type Stream } from '../../../linux/net/grpc/client.ts';
import { GrpcError } from '../../../linux/net/grpc/grpc.ts';
import { WATCH_METHOD, type EtcdMethods, type WatchCreateRequest } from '../../etcd/api.ts';

// Models go.etcd.io/etcd/client/v3 (retry_interceptor.go) @v3.6

const RETRY_WAIT: Micros = 50_000;
const READS = new Set(['etcdserverpb.KV/Range', 'etcdserverpb.Maintenance/Status', 'etcdserverpb.Cluster/MemberList']);

/** etcd's client with its endpoints: takes the next one when one does not answer, and tries reads again. */
export class EtcdClient {
  readonly #connections: GrpcClient[];
  #current = 0;

  constructor(
    private readonly p: Process,
    connections: GrpcClient[],
  ) {
    this.#connections = connections;
  }

  /** A unary call. Throws GrpcError: `DeadlineExceeded` where nobody answered in time. */
  *call<M extends keyof EtcdMethods>(method: M, request: EtcdMethods[M][0], deadline?: Micros): Step<EtcdMethods[M][1]> {
    for (;;) {
      const connection = this.#connections[this.#current]!;
      try {
        return yield* connection.call<EtcdMethods[M][1]>(method, request, {
          ...(deadline === undefined ? {} : { deadline }),
          waitForReady: this.#connections.length === 1,
        });
      } catch (e) {
        if (!(e instanceof GrpcError)) throw e;
        // a write that may have been taken is not sent twice
        const safe = READS.has(method) || e.desc.startsWith('connection error');
        if (e.code !== 'Unavailable' || !safe) {
          if (e.code === 'DeadlineExceeded') throw new GrpcError('DeadlineExceeded', 'context deadline exceeded');
          throw e;
        }
        this.#current = (this.#current + 1) % this.#connections.length;
        if (deadline !== undefined && this.p.clock.now + RETRY_WAIT >= deadline)
          throw new GrpcError('DeadlineExceeded', 'context deadline exceeded');
        yield* this.p.sleep(RETRY_WAIT);
      }
    }
  }

  /** Begins a watch. Throws GrpcError where no endpoint can be reached now. */
  *watch(request: WatchCreateRequest): Step<Stream> {
    return yield* this.#connections[this.#current]!.stream(WATCH_METHOD, request, { waitForReady: this.#connections.length === 1 });
  }

  /** Why the endpoint in use cannot be reached, if so. */
  get lastError(): string | undefined {
    return this.#connections[this.#current]?.lastError;
  }

  close(): void {
    for (const connection of this.#connections) connection.close();
  }
}
