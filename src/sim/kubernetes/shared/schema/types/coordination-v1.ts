// Written by src/cli/tools/schema.mjs; do not edit. A field that is absent has its zero value.
import type * as metaV1 from './meta-v1.ts';

export interface Lease extends metaV1.TypeMeta {
  metadata?: metaV1.ObjectMeta;
  spec?: LeaseSpec;
}
export interface LeaseSpec {
  holderIdentity?: string;
  leaseDurationSeconds?: number;
  acquireTime?: metaV1.MicroTime;
  renewTime?: metaV1.MicroTime;
  leaseTransitions?: number;
  strategy?: CoordinatedLeaseStrategy;
  preferredHolder?: string;
}
export interface LeaseList extends metaV1.TypeMeta {
  metadata?: metaV1.ListMeta;
  items?: Lease[];
}
export type CoordinatedLeaseStrategy = string;
