import type { Process } from '../../kernel/process.ts';
import { block, race, sleeping, type Step } from '../../kernel/step.ts';
import { SECOND, type Micros } from '../../kernel/time.ts';
import { GrpcError } from '../../linux/net/grpc/grpc.ts';
import type { Call, Handler } from '../../linux/net/grpc/server.ts';
import { Channel } from '../../kernel/sync.ts';
import {
  WATCH_METHOD,
  type Alarm,
  type EtcdMethods,
  type Member,
  type RangeRequest,
  type ResponseHeader,
  type ResponseOp,
  type TxnRequest,
  type WatchCreateRequest,
  type WatchEvent,
} from './api.ts';
import { COMPACTED, MvccError, type MvccStore, type OpResult } from './mvcc.ts';

// Models server/etcdserver/{v3_server,api/v3rpc} @v3.6

export const NO_SPACE = 'etcdserver: mvcc: database space exceeded';
const PROGRESS_PERIOD = 10 * 60 * SECOND;

/** A change that all members have to agree on before it counts. */
export type Command =
  | { kind: 'txn'; request: TxnRequest }
  | { kind: 'compact'; revision: number }
  | { kind: 'lease-grant'; id: number; ttl: number }
  | { kind: 'lease-revoke'; id: number }
  | { kind: 'alarm'; action: 'ACTIVATE' | 'DEACTIVATE'; memberId: string; alarm: Alarm['alarm'] }
  | { kind: 'members'; members: readonly Member[] };

/** How the members agree. A single member agrees with itself as soon as its disk has it. */
export interface Consensus {
  readonly memberId: string;
  readonly clusterId: string;
  readonly term: number;
  readonly leader: string;
  readonly index: number;
  /** Has a command agreed on and applied; gives what applying gave. Throws GrpcError (`etcdserver: request timed out`, `etcdserver: no leader`). */
  propose(command: Command): Step<unknown>;
  /** Waits until this member has applied all that the leader had committed. Throws GrpcError. */
  readIndex(): Step;
  moveLeader(target: string): Step;
}

interface Lease {
  id: number;
  ttl: number;
  expiresAt: Micros;
  keys: Set<string>;
}

interface Watcher {
  key: string;
  end: string | undefined;
  prevKv: boolean;
  queue: Channel<{ revision: number; events: readonly WatchEvent[] }>;
}

function matches(w: { key: string; end: string | undefined }, key: string): boolean {
  if (!w.end) return key === w.key;
  return key >= w.key && (w.end === '\u0000' || key < w.end);
}

/** One member's state and the API over it. */
export class EtcdService {
  readonly alarms: Alarm[] = [];
  members: readonly Member[] = [];
  readonly #leases = new Map<number, Lease>();
  readonly #watchers = new Set<Watcher>();
  #nextLease = 1;

  constructor(
    private readonly p: Process,
    readonly store: MvccStore,
    readonly consensus: () => Consensus,
    readonly options: { quotaBytes: number; version: string },
  ) {
    store.onChange = (revision, events) => this.#notify(revision, events);
    store.onLease = (key, old, lease) => {
      this.#leases.get(old)?.keys.delete(key);
      this.#leases.get(lease)?.keys.add(key);
    };
    p.thread('lessor', this.#expire());
  }

  // ---- applying agreed commands -------------------------------------------------------------------

  /** Applies a command; every member does so in the same order. Throws MvccError. */
  apply(command: Command): unknown {
    switch (command.kind) {
      case 'txn':
        return this.store.txn(command.request);
      case 'compact':
        this.store.compact(command.revision);
        return undefined;
      case 'lease-grant':
        this.#leases.set(command.id, {
          id: command.id,
          ttl: command.ttl,
          expiresAt: this.p.clock.now + command.ttl * SECOND,
          keys: new Set(),
        });
        return undefined;
      case 'lease-revoke': {
        const lease = this.#leases.get(command.id);
        if (!lease) throw new MvccError('etcdserver: requested lease not found');
        this.#leases.delete(command.id);
        if (lease.keys.size > 0)
          this.store.txn({ compare: [], success: [...lease.keys].sort().map((key) => ({ deleteRange: { key } })), failure: [] });
        return undefined;
      }
      case 'alarm': {
        const at = this.alarms.findIndex((a) => a.memberId === command.memberId && a.alarm === command.alarm);
        if (command.action === 'ACTIVATE' && at < 0) this.alarms.push({ memberId: command.memberId, alarm: command.alarm });
        if (command.action === 'DEACTIVATE' && at >= 0) this.alarms.splice(at, 1);
        return undefined;
      }
      case 'members':
        this.members = command.members;
        return undefined;
    }
  }

  *#expire(): Step {
    for (;;) {
      yield* this.p.sleep(SECOND);
      const now = this.p.clock.now;
      if (this.consensus().leader !== this.consensus().memberId) continue;
      for (const lease of [...this.#leases.values()]) {
        if (lease.expiresAt > now) continue;
        try {
          yield* this.consensus().propose({ kind: 'lease-revoke', id: lease.id });
        } catch (e) {
          if (!(e instanceof GrpcError)) throw e;
        }
      }
    }
  }

  #notify(revision: number, events: readonly WatchEvent[]): void {
    for (const w of this.#watchers) {
      const mine = events.filter((e) => matches(w, e.kv.key));
      if (mine.length > 0) w.queue.trySend({ revision, events: w.prevKv ? mine : mine.map(({ prevKv: _, ...e }) => e) });
    }
  }

  // ---- the API ------------------------------------------------------------------------------------

  header(): ResponseHeader {
    const c = this.consensus();
    return { clusterId: c.clusterId, memberId: c.memberId, revision: this.store.revision, raftTerm: c.term };
  }

  /** Methods by full name, for a gRPC server. */
  readonly method = (name: string): Handler | undefined => this.#methods[name];

  *#agree(command: Command): Step<unknown> {
    try {
      return yield* this.consensus().propose(command);
    } catch (e) {
      throw toGrpc(e);
    }
  }

  /** A write needs room: a database over its quota takes none but deletions. */
  *#room(request: TxnRequest): Step {
    const writes = [...request.success, ...request.failure].some((op) => 'put' in op);
    if (!writes) return;
    if (this.alarms.some((a) => a.alarm === 'NOSPACE')) throw new GrpcError('ResourceExhausted', NO_SPACE);
    if (this.options.quotaBytes > 0 && this.store.sizeBytes > this.options.quotaBytes) {
      yield* this.#agree({ kind: 'alarm', action: 'ACTIVATE', memberId: this.consensus().memberId, alarm: 'NOSPACE' });
      throw new GrpcError('ResourceExhausted', NO_SPACE);
    }
  }

  *#txn(request: TxnRequest): Step<{ succeeded: boolean; responses: ResponseOp[] }> {
    yield* this.#room(request);
    const result = (yield* this.#agree({ kind: 'txn', request })) as { succeeded: boolean; responses: OpResult[] };
    const header = this.header();
    return {
      succeeded: result.succeeded,
      responses: result.responses.map((r) =>
        'range' in r
          ? { range: { header, ...r.range } }
          : 'put' in r
            ? { put: { header, ...r.put } }
            : { deleteRange: { header, ...r.deleteRange } },
      ),
    };
  }

  *#range(request: RangeRequest): Step<EtcdMethods['etcdserverpb.KV/Range'][1]> {
    if (!request.serializable) {
      try {
        yield* this.consensus().readIndex();
      } catch (e) {
        throw toGrpc(e);
      }
    }
    try {
      return { header: this.header(), ...this.store.range(request) };
    } catch (e) {
      throw toGrpc(e);
    }
  }

  readonly #methods: Record<string, Handler> = this.#table();

  #table(): Record<string, Handler> {
    const service = this;
    const m: { [K in keyof EtcdMethods]?: (request: EtcdMethods[K][0], call: Call) => Step<EtcdMethods[K][1]> } = {
      'etcdserverpb.KV/Range': (request) => service.#range(request),
      *'etcdserverpb.KV/Put'(request) {
        if (request.lease && !service.#leases.has(request.lease)) throw new GrpcError('NotFound', 'etcdserver: requested lease not found');
        const { responses } = yield* service.#txn({ compare: [], success: [{ put: request }], failure: [] });
        const [first] = responses;
        return { header: service.header(), ...(first && 'put' in first && first.put.prevKv ? { prevKv: first.put.prevKv } : {}) };
      },
      *'etcdserverpb.KV/DeleteRange'(request) {
        const { responses } = yield* service.#txn({ compare: [], success: [{ deleteRange: request }], failure: [] });
        const [first] = responses;
        return first && 'deleteRange' in first
          ? { ...first.deleteRange, header: service.header() }
          : { header: service.header(), deleted: 0, prevKvs: [] };
      },
      *'etcdserverpb.KV/Txn'(request) {
        const result = yield* service.#txn(request);
        return { header: service.header(), ...result };
      },
      *'etcdserverpb.KV/Compact'({ revision }) {
        if (revision <= service.store.compactRevision) throw new GrpcError('OutOfRange', COMPACTED);
        yield* service.#agree({ kind: 'compact', revision });
        return { header: service.header() };
      },
      *'etcdserverpb.Lease/LeaseGrant'({ ttl, id }) {
        const given = id || service.#leaseId();
        if (service.#leases.has(given)) throw new GrpcError('FailedPrecondition', 'etcdserver: lease already exists');
        yield* service.#agree({ kind: 'lease-grant', id: given, ttl });
        return { header: service.header(), id: given, ttl };
      },
      *'etcdserverpb.Lease/LeaseRevoke'({ id }) {
        if (!service.#leases.has(id)) throw new GrpcError('NotFound', 'etcdserver: requested lease not found');
        yield* service.#agree({ kind: 'lease-revoke', id });
        return { header: service.header() };
      },
      *'etcdserverpb.Lease/LeaseKeepAlive'({ id }) {
        const lease = service.#leases.get(id);
        if (lease) lease.expiresAt = service.p.clock.now + lease.ttl * SECOND;
        return { header: service.header(), id, ttl: lease?.ttl ?? 0 };
      },
      *'etcdserverpb.Lease/LeaseTimeToLive'({ id, keys }) {
        const lease = service.#leases.get(id);
        const ttl = lease ? Math.floor((lease.expiresAt - service.p.clock.now) / SECOND) : -1;
        return { header: service.header(), id, ttl, grantedTtl: lease?.ttl ?? 0, keys: keys && lease ? [...lease.keys].sort() : [] };
      },
      *'etcdserverpb.Lease/LeaseLeases'() {
        return { header: service.header(), leases: [...service.#leases.keys()].map((id) => ({ id })) };
      },
      *'etcdserverpb.Cluster/MemberList'({ linearizable }) {
        if (linearizable !== false) yield* service.consensus().readIndex();
        return { header: service.header(), members: service.members };
      },
      *'etcdserverpb.Maintenance/Alarm'({ action, memberId, alarm }) {
        if (action === 'GET') return { header: service.header(), alarms: [...service.alarms] };
        const chosen = service.alarms.filter(
          (a) => (!memberId || memberId === '0' || a.memberId === memberId) && (!alarm || alarm === 'NONE' || a.alarm === alarm),
        );
        if (action === 'ACTIVATE' && alarm && alarm !== 'NONE')
          yield* service.#agree({ kind: 'alarm', action, memberId: memberId ?? service.consensus().memberId, alarm });
        else if (action === 'DEACTIVATE') for (const a of chosen) yield* service.#agree({ kind: 'alarm', action, ...a });
        return { header: service.header(), alarms: chosen };
      },
      *'etcdserverpb.Maintenance/Status'() {
        const c = service.consensus();
        return {
          header: service.header(),
          version: service.options.version,
          dbSize: service.store.sizeBytes,
          dbSizeInUse: service.store.sizeBytes,
          leader: c.leader,
          raftIndex: c.index,
          raftTerm: c.term,
          raftAppliedIndex: c.index,
          errors: service.alarms.map((a) => `memberID:${a.memberId} alarm:${a.alarm} `),
          isLearner: false,
          storageVersion: service.options.version.replace(/\.\d+$/, '.0'),
        };
      },
      *'etcdserverpb.Maintenance/Defragment'() {
        return { header: service.header() };
      },
      *'etcdserverpb.Maintenance/Hash'() {
        return { header: service.header(), hash: service.store.hash(service.store.revision) };
      },
      *'etcdserverpb.Maintenance/HashKV'({ revision }) {
        const at = revision || service.store.revision;
        return { header: service.header(), hash: service.store.hash(at), compactRevision: service.store.compactRevision, hashRevision: at };
      },
      *'etcdserverpb.Maintenance/MoveLeader'({ targetId }) {
        yield* service.consensus().moveLeader(targetId);
        return { header: service.header() };
      },
    };
    return {
      ...(m as Record<string, Handler>),
      [WATCH_METHOD]: (request: WatchCreateRequest, call) => service.#watch(request, call),
    } as Record<string, Handler>;
  }

  #leaseId(): number {
    return 7_587_000_000_000_000 + this.#nextLease++;
  }

  *#watch(request: WatchCreateRequest, call: Call): Step<undefined> {
    const { store } = this;
    const watcher: Watcher = { key: request.key, end: request.rangeEnd, prevKv: request.prevKv ?? false, queue: new Channel(1_000_000) };
    const start = request.startRevision ?? 0;
    call.reply({ header: this.header(), created: true, events: [] });
    if (start > 0 && start <= store.revision) {
      try {
        for (const batch of store.eventsSince(start, request.key, request.rangeEnd))
          call.reply({ header: { ...this.header(), revision: batch.revision }, events: batch.events });
      } catch (e) {
        if (!(e instanceof MvccError)) throw e;
        call.reply({ header: this.header(), canceled: true, cancelReason: e.message, compactRevision: store.compactRevision, events: [] });
        return undefined;
      }
    }
    this.#watchers.add(watcher);
    for (;;) {
      const won = yield* block(
        race({ batch: watcher.queue.received, gone: call.cancelled.opened, progress: sleeping(this.p.clock, PROGRESS_PERIOD) }),
      );
      if (won.key === 'gone') break;
      if (won.key === 'progress') {
        if (request.progressNotify) call.reply({ header: this.header(), events: [] });
        continue;
      }
      if (!won.value.ok) break;
      const { revision, events } = won.value.value;
      call.reply({ header: { ...this.header(), revision }, events });
    }
    this.#watchers.delete(watcher);
    return undefined;
  }
}

function toGrpc(e: unknown): unknown {
  if (!(e instanceof MvccError)) return e;
  return new GrpcError(e.message.includes('not found') ? 'NotFound' : 'OutOfRange', e.message);
}

/** How long a disk takes to have a record for good. */
const FSYNC: Micros = 600;

/** The agreement of a cluster of one. */
export class SingleMember implements Consensus {
  index = 0;
  readonly leader: string;

  constructor(
    private readonly p: Process,
    readonly memberId: string,
    readonly clusterId: string,
    readonly term: number,
    private readonly apply: (command: Command) => unknown,
    private readonly persist: () => void,
  ) {
    this.leader = memberId;
  }

  *propose(command: Command): Step<unknown> {
    yield* this.p.sleep(FSYNC);
    this.index++;
    const result = this.apply(command);
    this.persist();
    return result;
  }

  *readIndex(): Step {
    // nobody else could have written
  }

  *moveLeader(): Step {
    throw new GrpcError('FailedPrecondition', 'etcdserver: bad leader transferee');
  }
}
