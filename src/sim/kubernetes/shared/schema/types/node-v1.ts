// Written by src/cli/tools/schema.mjs; do not edit. A field that is absent has its zero value.
import type * as coreV1 from './core-v1.ts';
import type * as metaV1 from './meta-v1.ts';

export interface RuntimeClass extends metaV1.TypeMeta {
  metadata?: metaV1.ObjectMeta;
  handler?: string;
  overhead?: Overhead;
  scheduling?: Scheduling;
}
export interface Overhead {
  podFixed?: coreV1.ResourceList;
}
export interface Scheduling {
  nodeSelector?: Record<string, string>;
  tolerations?: coreV1.Toleration[];
}
export interface RuntimeClassList extends metaV1.TypeMeta {
  metadata?: metaV1.ListMeta;
  items?: RuntimeClass[];
}
