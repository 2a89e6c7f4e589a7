import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { SECOND, type Micros } from '../../../kernel/time.ts';
import { GrpcError } from '../../../linux/net/grpc/grpc.ts';
import { prefixEnd, type KeyValue, type RangeResponse } from '../../etcd/api.ts';
import type { KubeObject } from '../../shared/api/meta.ts';
import { newInternalError, newTimeout, StatusError } from '../status.ts';
import type { EtcdClient } from './client.ts';
import { readValue, storedValue, unversioned, versioned, type StorageCodec, type Transformer } from './value.ts';

// Models staging/src/k8s.io/apiserver/pkg/storage/etcd3/store.go @v1.35

/** Where the object is not: the caller knows the resource's name for its message. */
export class StorageNotFound extends Error {}

/** The key is taken. */
export class StorageExists extends Error {}

/** A precondition does not hold; `message` says which. */
export class StorageConflict extends Error {}

export interface Preconditions {
  uid?: string;
  resourceVersion?: string;
}

export interface Listed {
  items: KubeObject[];
  revision: number;
  /** Key after which a further page begins, with how many are left; none at the end. */
  next?: { key: string; remaining: number };
}

/** The failure of a call to etcd as the API answers it. */
export function storageFailure(e: unknown): Error {
  if (!(e instanceof GrpcError)) return e as Error;
  if (e.code === 'DeadlineExceeded') return newTimeout('request did not complete within requested timeout - context deadline exceeded');
  if (e.desc.startsWith('etcdserver: request timed out'))
    return newTimeout('request did not complete within requested timeout - context deadline exceeded');
  // etcd's own errors are shown as its client names them
  return new StatusError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: e.desc.startsWith('etcdserver:') ? e.desc : e.message,
    code: 500,
  });
}

/** Objects of one resource in etcd. */
export class EtcdStore {
  constructor(
    readonly p: Process,
    readonly client: EtcdClient,
    readonly transformer: Transformer,
    readonly codec: StorageCodec,
  ) {}

  #object(kv: KeyValue): KubeObject {
    try {
      return versioned(readValue(kv, this.transformer, this.codec), kv.modRevision);
    } catch (e) {
      throw newInternalError(e instanceof Error ? e.message : String(e));
    }
  }

  /** Reads a value that a watch brought. */
  decode(kv: KeyValue): KubeObject {
    return this.#object(kv);
  }

  *get(key: string, deadline: Micros): Step<KubeObject> {
    const { kvs } = yield* this.#range({ key }, deadline);
    if (!kvs[0]) throw new StorageNotFound(key);
    return this.#object(kvs[0]);
  }

  *#range(request: Parameters<EtcdClient['call']>[1] & { key: string }, deadline: Micros): Step<RangeResponse> {
    try {
      return yield* this.client.call('etcdserverpb.KV/Range', request, deadline);
    } catch (e) {
      throw storageFailure(e);
    }
  }

  /** The present revision, by asking (a read that all members agree on). */
  *revision(key: string, deadline: Micros): Step<number> {
    return (yield* this.#range({ key, countOnly: true } as { key: string }, deadline)).header.revision;
  }

  /** All objects below a prefix, at a revision (0: now), from a key on. */
  *list(prefix: string, options: { revision?: number; limit?: number; from?: string; deadline: Micros }): Step<Listed> {
    const request = {
      key: options.from ?? prefix,
      rangeEnd: prefixEnd(prefix),
      ...(options.revision ? { revision: options.revision } : {}),
      ...(options.limit ? { limit: options.limit } : {}),
    };
    const response = yield* this.#range(request, options.deadline);
    const items = response.kvs.map((kv) => this.#object(kv));
    const last = response.kvs.at(-1);
    return {
      items,
      revision: options.revision || response.header.revision,
      ...(response.more && last ? { next: { key: `${last.key}\u0000`, remaining: response.count - items.length } } : {}),
    };
  }

  /** Creates. Throws StorageExists. */
  *create(key: string, object: KubeObject, deadline: Micros, ttlSeconds?: number): Step<KubeObject> {
    const stored = unversioned(object);
    try {
      const lease = ttlSeconds ? (yield* this.client.call('etcdserverpb.Lease/LeaseGrant', { ttl: ttlSeconds }, deadline)).id : 0;
      const value = storedValue(stored, key, this.transformer, this.codec);
      const response = yield* this.client.call(
        'etcdserverpb.KV/Txn',
        {
          compare: [{ key, target: 'MOD', result: 'EQUAL', value: 0 }],
          success: [{ put: { key, value, ...(lease ? { lease } : {}) } }],
          failure: [],
        },
        deadline,
      );
      if (!response.succeeded) throw new StorageExists(key);
      return versioned(stored, response.header.revision);
    } catch (e) {
      throw storageFailure(e);
    }
  }

  /**
   * Reads, changes and writes until nobody came between. `update` gets the present object (none where it may be created) and
   * throws to refuse. Gives the object as it is afterwards; one that did not change is not written.
   */
  *update(
    key: string,
    options: {
      deadline: Micros;
      preconditions?: Preconditions;
      mayCreate?: boolean;
      cached?: KubeObject | undefined;
      ttlSeconds?: (object: KubeObject) => number | undefined;
    },
    update: (existing: KubeObject | undefined) => Step<KubeObject> | KubeObject,
  ): Step<KubeObject> {
    let current = options.cached;
    let fromCache = current !== undefined;
    for (;;) {
      if (!fromCache) {
        const { kvs } = yield* this.#range({ key }, options.deadline);
        current = kvs[0] && this.#object(kvs[0]);
        if (!current && !options.mayCreate) throw new StorageNotFound(key);
      }
      const revision = Number(current?.metadata?.resourceVersion ?? 0);
      let next: KubeObject;
      try {
        if (current && options.preconditions) checkPreconditions(key, current, options.preconditions);
        const made = update(current);
        next =
          Symbol.iterator in made && typeof (made as { next?: unknown }).next === 'function'
            ? yield* made as Step<KubeObject>
            : (made as KubeObject);
      } catch (e) {
        // what the cache said may be old: the refusal counts only for the present object
        if (!fromCache) throw e;
        fromCache = false;
        continue;
      }
      const stored = unversioned(next);
      if (current && !fromCache && sameObject(stored, unversioned(current))) return current;
      const written = yield* this.#write(key, revision, stored, options);
      if (written) return written;
      fromCache = false;
    }
  }

  *#write(
    key: string,
    revision: number,
    stored: KubeObject,
    options: { deadline: Micros; ttlSeconds?: (object: KubeObject) => number | undefined },
  ): Step<KubeObject | undefined> {
    try {
      const ttl = options.ttlSeconds?.(stored);
      const lease = ttl ? (yield* this.client.call('etcdserverpb.Lease/LeaseGrant', { ttl }, options.deadline)).id : 0;
      const value = storedValue(stored, key, this.transformer, this.codec);
      const response = yield* this.client.call(
        'etcdserverpb.KV/Txn',
        {
          compare: [{ key, target: 'MOD', result: 'EQUAL', value: revision }],
          success: [{ put: { key, value, ...(lease ? { lease } : {}) } }],
          failure: [],
        },
        options.deadline,
      );
      return response.succeeded ? versioned(stored, response.header.revision) : undefined;
    } catch (e) {
      throw storageFailure(e);
    }
  }

  /** Deletes; `check` may refuse. Gives the object as it was, with the revision of its deletion. */
  *delete(
    key: string,
    options: { deadline: Micros; preconditions?: Preconditions },
    check?: (existing: KubeObject) => void,
  ): Step<KubeObject> {
    for (;;) {
      const current = yield* this.get(key, options.deadline);
      if (options.preconditions) checkPreconditions(key, current, options.preconditions);
      check?.(current);
      try {
        const response = yield* this.client.call(
          'etcdserverpb.KV/Txn',
          {
            compare: [{ key, target: 'MOD', result: 'EQUAL', value: Number(current.metadata!.resourceVersion) }],
            success: [{ deleteRange: { key } }],
            failure: [],
          },
          options.deadline,
        );
        if (response.succeeded) return versioned(current, response.header.revision);
      } catch (e) {
        throw storageFailure(e);
      }
    }
  }
}

function checkPreconditions(key: string, object: KubeObject, preconditions: Preconditions): void {
  const { uid, resourceVersion } = object.metadata ?? {};
  const fail = (what: string, wanted: string, have: string | undefined): never => {
    throw new StorageConflict(
      `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: ${what} in precondition: ${wanted}, ${what} in object meta: ${have}`,
    );
  };
  if (preconditions.uid !== undefined && preconditions.uid !== uid) fail('UID', preconditions.uid, uid);
  if (preconditions.resourceVersion !== undefined && preconditions.resourceVersion !== resourceVersion)
    fail('ResourceVersion', preconditions.resourceVersion, resourceVersion);
}

function sameObject(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || !a || !b || Array.isArray(a) !== Array.isArray(b)) return false;
  if (Array.isArray(a)) return a.length === (b as unknown[]).length && a.every((x, i) => sameObject(x, (b as unknown[])[i]));
  const left = Object.entries(a).filter(([, v]) => v !== undefined);
  const right = b as Record<string, unknown>;
  return left.length === Object.values(right).filter((v) => v !== undefined).length && left.every(([k, v]) => sameObject(v, right[k]));
}

/** How long a request may take, from its own `timeout` and the server's limit for its kind. */
export const MUTATION_LIMIT: Micros = 34 * SECOND;
