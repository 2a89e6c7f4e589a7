// Written by src/cli/tools/schema.mjs; do not edit. A field that is absent has its zero value.
import type * as metaV1 from './meta-v1.ts';

export interface CredentialProviderConfig extends metaV1.TypeMeta {
  providers?: CredentialProvider[];
}
export interface CredentialProvider {
  name?: string;
  matchImages?: string[];
  defaultCacheDuration?: metaV1.Duration;
  apiVersion?: string;
  args?: string[];
  env?: ExecEnvVar[];
  tokenAttributes?: ServiceAccountTokenAttributes;
}
export interface ServiceAccountTokenAttributes {
  serviceAccountTokenAudience?: string;
  cacheType?: ServiceAccountTokenCacheType;
  requireServiceAccount?: boolean;
  requiredServiceAccountAnnotationKeys?: string[];
  optionalServiceAccountAnnotationKeys?: string[];
}
export interface ExecEnvVar {
  name?: string;
  value?: string;
}
export type ServiceAccountTokenCacheType = string;
