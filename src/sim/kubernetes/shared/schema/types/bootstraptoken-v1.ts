// Written by src/cli/tools/schema.mjs; do not edit. A field that is absent has its zero value.
import type * as metaV1 from './meta-v1.ts';

export interface BootstrapToken {
  token?: BootstrapTokenString;
  description?: string;
  ttl?: metaV1.Duration;
  expires?: metaV1.Time;
  usages?: string[];
  groups?: string[];
}
export type BootstrapTokenString = string;
