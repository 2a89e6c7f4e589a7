// Written by src/cli/tools/schema.mjs; do not edit. A field that is absent has its zero value.
import type * as coreV1 from './core-v1.ts';
import type * as metaV1 from './meta-v1.ts';

export interface Configuration extends metaV1.TypeMeta {
  limitedResources?: LimitedResource[];
}
export interface LimitedResource {
  apiGroup?: string;
  resource?: string;
  matchContains?: string[];
  matchScopes?: coreV1.ScopedResourceSelectorRequirement[];
}
