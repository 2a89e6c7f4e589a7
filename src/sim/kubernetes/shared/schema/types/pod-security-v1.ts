// Written by src/cli/tools/schema.mjs; do not edit. A field that is absent has its zero value.
import type * as metaV1 from './meta-v1.ts';

export interface PodSecurityConfiguration extends metaV1.TypeMeta {
  defaults?: PodSecurityDefaults;
  exemptions?: PodSecurityExemptions;
}
export interface PodSecurityDefaults {
  enforce?: string;
  'enforce-version'?: string;
  audit?: string;
  'audit-version'?: string;
  warn?: string;
  'warn-version'?: string;
}
export interface PodSecurityExemptions {
  usernames?: string[];
  namespaces?: string[];
  runtimeClasses?: string[];
}
