// Written by src/cli/tools/schema.mjs; do not edit. A field that is absent has its zero value.
import type * as metaV1 from './meta-v1.ts';

export interface Configuration extends metaV1.TypeMeta {
  limits?: Limit[];
}
export interface Limit {
  type?: LimitType;
  qps?: number;
  burst?: number;
  cacheSize?: number;
}
export type LimitType = string;
