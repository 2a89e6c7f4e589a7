import { bytes } from '../../kernel/text.ts';
import type { Compare, DeleteRangeRequest, KeyValue, PutRequest, RangeRequest, RequestOp, TxnRequest, WatchEvent } from './api.ts';

// Models server/storage/mvcc @v3.6

/** Bytes that a key takes in the database beside its value. */
const KEY_OVERHEAD = 64;
/** A fresh database: a few pages of buckets. */
const EMPTY_BYTES = 20_480;

/** An error of the store, in etcd's words. */
export class MvccError extends Error {}

export const COMPACTED = 'etcdserver: mvcc: required revision has been compacted';
export const FUTURE_REVISION = 'etcdserver: mvcc: required revision is a future revision';

interface Version {
  revision: number;
  /** None where the key was deleted at this revision. */
  kv: KeyValue | undefined;
}

/** What a range gives, without the header that the server adds. */
export interface RangeResult {
  kvs: readonly KeyValue[];
  more: boolean;
  count: number;
}

export type OpResult =
  { range: RangeResult } | { put: { prevKv?: KeyValue } } | { deleteRange: { deleted: number; prevKvs: readonly KeyValue[] } };

/** All that a database holds, as it is written to disk. */
export interface StoreData {
  revision: number;
  compactRevision: number;
  bytes: number;
  keys: Map<string, Version[]>;
}

/** Keys with all their versions since the last compaction, by one counter of revisions. */
export class MvccStore {
  readonly #keys: Map<string, Version[]>;
  /** Live keys in order; made anew when one is added or removed. */
  #order: string[] | undefined;
  #revision: number;
  #compacted: number;
  #bytes: number;
  /** Changes of the transaction that is running. */
  #events: WatchEvent[] = [];
  /** Told of each transaction's changes. */
  onChange: (revision: number, events: readonly WatchEvent[]) => void = () => undefined;
  /** Told which lease a key is bound to now. */
  onLease: (key: string, old: number, lease: number) => void = () => undefined;

  constructor(data?: StoreData) {
    this.#keys = data?.keys ?? new Map();
    this.#revision = data?.revision ?? 1;
    this.#compacted = data?.compactRevision ?? -1;
    this.#bytes = data?.bytes ?? EMPTY_BYTES;
  }

  get revision(): number {
    return this.#revision;
  }

  get compactRevision(): number {
    return this.#compacted;
  }

  /** Bytes of all versions that are kept. */
  get sizeBytes(): number {
    return this.#bytes;
  }

  /** What is to be written to disk; shared, not copied. */
  get data(): StoreData {
    return { revision: this.#revision, compactRevision: this.#compacted, bytes: this.#bytes, keys: this.#keys };
  }

  // ---- reading ----------------------------------------------------------------------------------

  #sortedKeys(): string[] {
    return (this.#order ??= [...this.#keys.keys()].sort());
  }

  /** The keys that a request names, in order. */
  #matching(key: string, end: string | undefined): string[] {
    if (end === undefined || end === '') return this.#keys.has(key) ? [key] : [];
    const keys = this.#sortedKeys();
    let low = 0;
    let high = keys.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (keys[middle]! < key) low = middle + 1;
      else high = middle;
    }
    const out: string[] = [];
    for (let i = low; i < keys.length && (end === '\u0000' || keys[i]! < end); i++) out.push(keys[i]!);
    return out;
  }

  #at(key: string, revision: number): KeyValue | undefined {
    const versions = this.#keys.get(key);
    if (!versions) return undefined;
    for (let i = versions.length - 1; i >= 0; i--) if (versions[i]!.revision <= revision) return versions[i]!.kv;
    return undefined;
  }

  /** Throws MvccError for a revision that is no longer, or not yet, there. */
  range(request: RangeRequest): RangeResult {
    const revision = request.revision || this.#revision;
    if (revision > this.#revision) throw new MvccError(FUTURE_REVISION);
    if (revision < this.#compacted) throw new MvccError(COMPACTED);
    let kvs: KeyValue[] = [];
    for (const key of this.#matching(request.key, request.rangeEnd)) {
      const kv = this.#at(key, revision);
      if (kv) kvs.push(kv);
    }
    const count = kvs.length;
    if (request.countOnly) return { kvs: [], more: false, count };
    kvs = sorted(kvs, request);
    const limit = request.limit ?? 0;
    const more = limit > 0 && kvs.length > limit;
    if (more) kvs.length = limit;
    return { kvs: request.keysOnly ? kvs.map((kv) => ({ ...kv, value: NO_VALUE })) : kvs, more, count };
  }

  // ---- writing ----------------------------------------------------------------------------------

  /** Runs a transaction; all its changes get one revision. */
  txn(request: TxnRequest): { succeeded: boolean; responses: OpResult[] } {
    const succeeded = request.compare.every((c) => this.#holds(c));
    const ops = succeeded ? request.success : request.failure;
    const next = this.#revision + 1;
    const responses = ops.map((op) => this.#apply(op, next));
    this.#commit(next);
    return { succeeded, responses };
  }

  put(request: PutRequest): { prevKv?: KeyValue } {
    const next = this.#revision + 1;
    const result = this.#put(request, next);
    this.#commit(next);
    return result;
  }

  deleteRange(request: DeleteRangeRequest): { deleted: number; prevKvs: readonly KeyValue[] } {
    const next = this.#revision + 1;
    const result = this.#deleteRange(request, next);
    this.#commit(next);
    return result;
  }

  #commit(revision: number): void {
    if (this.#events.length === 0) return;
    this.#revision = revision;
    const events = this.#events;
    this.#events = [];
    this.onChange(revision, events);
  }

  #apply(op: RequestOp, revision: number): OpResult {
    if ('range' in op) return { range: this.range(op.range) };
    if ('put' in op) return { put: this.#put(op.put, revision) };
    return { deleteRange: this.#deleteRange(op.deleteRange, revision) };
  }

  #put(request: PutRequest, revision: number): { prevKv?: KeyValue } {
    const { key } = request;
    const versions = this.#keys.get(key);
    const old = versions?.at(-1)?.kv;
    const lease = request.lease ?? 0;
    const kv: KeyValue = {
      key,
      value: request.value,
      createRevision: old?.createRevision ?? revision,
      modRevision: revision,
      version: (old?.version ?? 0) + 1,
      lease,
    };
    if (versions) versions.push({ revision, kv });
    else {
      this.#keys.set(key, [{ revision, kv }]);
      this.#order = undefined;
    }
    this.#bytes += sizeOf(kv);
    if ((old?.lease ?? 0) !== lease || lease) this.onLease(key, old?.lease ?? 0, lease);
    this.#events.push({ type: 'PUT', kv, ...(old ? { prevKv: old } : {}) });
    return request.prevKv && old ? { prevKv: old } : {};
  }

  #deleteRange(request: DeleteRangeRequest, revision: number): { deleted: number; prevKvs: readonly KeyValue[] } {
    const gone: KeyValue[] = [];
    for (const key of this.#matching(request.key, request.rangeEnd)) {
      const versions = this.#keys.get(key)!;
      const old = versions.at(-1)?.kv;
      if (!old) continue;
      gone.push(old);
      versions.push({ revision, kv: undefined });
      if (old.lease) this.onLease(key, old.lease, 0);
      this.#bytes += KEY_OVERHEAD;
      this.#events.push({
        type: 'DELETE',
        kv: { key, value: NO_VALUE, createRevision: 0, modRevision: revision, version: 0, lease: 0 },
        prevKv: old,
      });
    }
    return { deleted: gone.length, prevKvs: request.prevKv ? gone : [] };
  }

  #holds(compare: Compare): boolean {
    const kv = this.#keys.get(compare.key)?.at(-1)?.kv;
    let have: number | string;
    switch (compare.target) {
      case 'VERSION':
        have = kv?.version ?? 0;
        break;
      case 'CREATE':
        have = kv?.createRevision ?? 0;
        break;
      case 'MOD':
        have = kv?.modRevision ?? 0;
        break;
      case 'LEASE':
        have = kv?.lease ?? 0;
        break;
      case 'VALUE':
        if (!kv) return false;
        have = new TextDecoder().decode(kv.value.bytes());
        break;
    }
    switch (compare.result) {
      case 'EQUAL':
        return have === compare.value;
      case 'NOT_EQUAL':
        return have !== compare.value;
      case 'GREATER':
        return have > compare.value;
      case 'LESS':
        return have < compare.value;
    }
  }

  // ---- history ----------------------------------------------------------------------------------

  /** Changes of some keys from a revision on, transaction by transaction. Throws MvccError where they are compacted away. */
  eventsSince(revision: number, key: string, end: string | undefined): { revision: number; events: WatchEvent[] }[] {
    if (revision <= this.#compacted) throw new MvccError(COMPACTED);
    const byRevision = new Map<number, WatchEvent[]>();
    const keys = this.#matching(key, end);
    for (const k of keys) {
      const versions = this.#keys.get(k)!;
      versions.forEach((v, i) => {
        if (v.revision < revision) return;
        const prevKv = versions[i - 1]?.kv;
        const event: WatchEvent = v.kv
          ? { type: 'PUT', kv: v.kv, ...(prevKv ? { prevKv } : {}) }
          : {
              type: 'DELETE',
              kv: { key: k, value: NO_VALUE, createRevision: 0, modRevision: v.revision, version: 0, lease: 0 },
              ...(prevKv ? { prevKv } : {}),
            };
        byRevision.set(v.revision, [...(byRevision.get(v.revision) ?? []), event]);
      });
    }
    return [...byRevision].sort((a, b) => a[0] - b[0]).map(([r, events]) => ({ revision: r, events }));
  }

  /** Forgets versions that nobody at a revision or later can see. Throws MvccError. */
  compact(revision: number): void {
    if (revision <= this.#compacted) throw new MvccError(COMPACTED);
    if (revision > this.#revision) throw new MvccError(FUTURE_REVISION);
    this.#compacted = revision;
    for (const [key, versions] of this.#keys) {
      let keep = versions.length - 1;
      while (keep > 0 && versions[keep]!.revision > revision) keep--;
      for (const v of versions.slice(0, keep)) this.#bytes -= v.kv ? sizeOf(v.kv) : KEY_OVERHEAD;
      versions.splice(0, keep);
      if (versions.length === 1 && !versions[0]!.kv && versions[0]!.revision <= revision) {
        this.#keys.delete(key);
        this.#bytes -= KEY_OVERHEAD;
        this.#order = undefined;
      }
    }
  }

  /** A hash over the latest values, for HashKV. */
  hash(revision: number): number {
    let h = 0x811c9dc5;
    for (const key of this.#sortedKeys()) {
      const kv = this.#at(key, revision);
      if (!kv) continue;
      for (const c of `${key}\u0000${kv.modRevision}\u0000${kv.version}`) h = Math.imul(h ^ c.codePointAt(0)!, 0x01000193) >>> 0;
    }
    return h;
  }

  /** Live keys and all keys. */
  get keyCount(): number {
    let n = 0;
    for (const versions of this.#keys.values()) if (versions.at(-1)?.kv) n++;
    return n;
  }
}

const NO_VALUE = { bytes: () => bytes('') };

/** An object's bytes are not made only to be counted. */
function sizeOf(kv: KeyValue): number {
  return KEY_OVERHEAD + kv.key.length + (kv.value.object === undefined ? kv.value.bytes().length : 900);
}

function sorted(kvs: KeyValue[], request: RangeRequest): KeyValue[] {
  const order = request.sortOrder ?? 'NONE';
  const target = request.sortTarget ?? 'KEY';
  if (order === 'NONE' && target === 'KEY') return kvs;
  const by: Record<string, (kv: KeyValue) => string | number> = {
    KEY: (kv) => kv.key,
    VERSION: (kv) => kv.version,
    CREATE: (kv) => kv.createRevision,
    MOD: (kv) => kv.modRevision,
    VALUE: (kv) => new TextDecoder().decode(kv.value.bytes()),
  };
  const f = by[target]!;
  const sign = order === 'DESCEND' ? -1 : 1;
  return [...kvs].sort((a, b) => (f(a) < f(b) ? -sign : f(a) > f(b) ? sign : 0));
}
