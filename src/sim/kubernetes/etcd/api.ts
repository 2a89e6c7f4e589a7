import { bytes } from '../../kernel/text.ts';

/**
 * The messages of etcd's gRPC API as they pass between simulated programs. Keys are text. A value is an object by reference with
 * the means to make its bytes, since the API server stores objects and only etcdctl looks at bytes.
 * Follows api/etcdserverpb/rpc.proto @v3.6
 */
export interface EtcdValue {
  /** What the writer stored, where it was an object. It must not be changed. */
  readonly object?: unknown;
  bytes(): Uint8Array;
}

/** A value that is only bytes. */
export function bytesValue(data: Uint8Array | string): EtcdValue {
  const raw = typeof data === 'string' ? bytes(data) : data;
  return { bytes: () => raw };
}

export interface KeyValue {
  readonly key: string;
  readonly value: EtcdValue;
  readonly createRevision: number;
  readonly modRevision: number;
  readonly version: number;
  /** 0: none. */
  readonly lease: number;
}

export interface ResponseHeader {
  clusterId: string;
  memberId: string;
  revision: number;
  raftTerm: number;
}

export interface RangeRequest {
  key: string;
  /** Keys from `key` up to, not including, this one; `\0`: all keys from `key` on. None: just `key`. */
  rangeEnd?: string;
  limit?: number;
  revision?: number;
  sortOrder?: 'NONE' | 'ASCEND' | 'DESCEND';
  sortTarget?: 'KEY' | 'VERSION' | 'CREATE' | 'MOD' | 'VALUE';
  /** Answers from this member's own state, without asking the others. */
  serializable?: boolean;
  keysOnly?: boolean;
  countOnly?: boolean;
}

export interface RangeResponse {
  header: ResponseHeader;
  kvs: readonly KeyValue[];
  more: boolean;
  count: number;
}

export interface PutRequest {
  key: string;
  value: EtcdValue;
  lease?: number;
  prevKv?: boolean;
}

export interface PutResponse {
  header: ResponseHeader;
  prevKv?: KeyValue;
}

export interface DeleteRangeRequest {
  key: string;
  rangeEnd?: string;
  prevKv?: boolean;
}

export interface DeleteRangeResponse {
  header: ResponseHeader;
  deleted: number;
  prevKvs: readonly KeyValue[];
}

/** A condition of a transaction: the target of a key compared with a number (or bytes, for values). */
export interface Compare {
  key: string;
  target: 'VERSION' | 'CREATE' | 'MOD' | 'LEASE' | 'VALUE';
  result: 'EQUAL' | 'GREATER' | 'LESS' | 'NOT_EQUAL';
  value: number | string;
}

export type RequestOp = { range: RangeRequest } | { put: PutRequest } | { deleteRange: DeleteRangeRequest };
export type ResponseOp = { range: RangeResponse } | { put: PutResponse } | { deleteRange: DeleteRangeResponse };

export interface TxnRequest {
  compare: readonly Compare[];
  success: readonly RequestOp[];
  failure: readonly RequestOp[];
}

export interface TxnResponse {
  header: ResponseHeader;
  succeeded: boolean;
  responses: readonly ResponseOp[];
}

export interface WatchEvent {
  type: 'PUT' | 'DELETE';
  kv: KeyValue;
  prevKv?: KeyValue;
}

/** First message of a `etcdserverpb.Watch/Watch` stream (one watch a stream here). */
export interface WatchCreateRequest {
  key: string;
  rangeEnd?: string;
  /** First revision to report; 0: from now on. */
  startRevision?: number;
  prevKv?: boolean;
  progressNotify?: boolean;
}

export interface WatchResponse {
  header: ResponseHeader;
  created?: boolean;
  canceled?: boolean;
  cancelReason?: string;
  /** Set where the start revision has been compacted away. */
  compactRevision?: number;
  events: readonly WatchEvent[];
}

export interface Member {
  id: string;
  name: string;
  peerUrls: readonly string[];
  clientUrls: readonly string[];
  isLearner: boolean;
}

export interface StatusResponse {
  header: ResponseHeader;
  version: string;
  dbSize: number;
  dbSizeInUse: number;
  leader: string;
  raftIndex: number;
  raftTerm: number;
  raftAppliedIndex: number;
  errors: readonly string[];
  isLearner: boolean;
  storageVersion: string;
}

export interface Alarm {
  memberId: string;
  alarm: 'NOSPACE' | 'CORRUPT';
}

/** Unary methods by full name, with what they take and give. */
export interface EtcdMethods {
  'etcdserverpb.KV/Range': [RangeRequest, RangeResponse];
  'etcdserverpb.KV/Put': [PutRequest, PutResponse];
  'etcdserverpb.KV/DeleteRange': [DeleteRangeRequest, DeleteRangeResponse];
  'etcdserverpb.KV/Txn': [TxnRequest, TxnResponse];
  'etcdserverpb.KV/Compact': [{ revision: number; physical?: boolean }, { header: ResponseHeader }];
  'etcdserverpb.Lease/LeaseGrant': [{ ttl: number; id?: number }, { header: ResponseHeader; id: number; ttl: number }];
  'etcdserverpb.Lease/LeaseRevoke': [{ id: number }, { header: ResponseHeader }];
  'etcdserverpb.Lease/LeaseKeepAlive': [{ id: number }, { header: ResponseHeader; id: number; ttl: number }];
  'etcdserverpb.Lease/LeaseTimeToLive': [
    { id: number; keys?: boolean },
    { header: ResponseHeader; id: number; ttl: number; grantedTtl: number; keys: readonly string[] },
  ];
  'etcdserverpb.Lease/LeaseLeases': [Record<string, never>, { header: ResponseHeader; leases: readonly { id: number }[] }];
  'etcdserverpb.Cluster/MemberList': [{ linearizable?: boolean }, { header: ResponseHeader; members: readonly Member[] }];
  'etcdserverpb.Cluster/MemberAdd': [
    { peerUrls: readonly string[]; isLearner?: boolean },
    { header: ResponseHeader; member: Member; members: readonly Member[] },
  ];
  'etcdserverpb.Cluster/MemberRemove': [{ id: string }, { header: ResponseHeader; members: readonly Member[] }];
  'etcdserverpb.Cluster/MemberUpdate': [
    { id: string; peerUrls: readonly string[] },
    { header: ResponseHeader; members: readonly Member[] },
  ];
  'etcdserverpb.Cluster/MemberPromote': [{ id: string }, { header: ResponseHeader; members: readonly Member[] }];
  'etcdserverpb.Maintenance/Alarm': [
    { action: 'GET' | 'ACTIVATE' | 'DEACTIVATE'; memberId?: string; alarm?: 'NONE' | 'NOSPACE' | 'CORRUPT' },
    { header: ResponseHeader; alarms: readonly Alarm[] },
  ];
  'etcdserverpb.Maintenance/Status': [Record<string, never>, StatusResponse];
  'etcdserverpb.Maintenance/Defragment': [Record<string, never>, { header: ResponseHeader }];
  'etcdserverpb.Maintenance/Hash': [Record<string, never>, { header: ResponseHeader; hash: number }];
  'etcdserverpb.Maintenance/HashKV': [
    { revision?: number },
    { header: ResponseHeader; hash: number; compactRevision: number; hashRevision: number },
  ];
  'etcdserverpb.Maintenance/MoveLeader': [{ targetId: string }, { header: ResponseHeader }];
  'etcdserverpb.Maintenance/Downgrade': [
    { action: 'VALIDATE' | 'ENABLE' | 'CANCEL'; version: string },
    { header: ResponseHeader; version: string },
  ];
}

/** Streams: the first reply of a watch says that it is created; a snapshot's replies are its bytes in pieces. */
export const WATCH_METHOD = 'etcdserverpb.Watch/Watch';
export const SNAPSHOT_METHOD = 'etcdserverpb.Maintenance/Snapshot';

/** The end of the range of all keys that begin with a prefix (clientv3.GetPrefixRangeEnd). */
export function prefixEnd(prefix: string): string {
  for (let i = prefix.length - 1; i >= 0; i--) {
    const c = prefix.charCodeAt(i);
    if (c < 0xff) return prefix.slice(0, i) + String.fromCharCode(c + 1);
  }
  return '\u0000';
}
