// Written by src/cli/tools/schema.mjs; do not edit. A field that is absent has its zero value.
import type * as metaV1 from './meta-v1.ts';

export interface APIServiceList extends metaV1.TypeMeta {
  metadata?: metaV1.ListMeta;
  items?: APIService[];
}
export interface ServiceReference {
  namespace?: string;
  name?: string;
  port?: number;
}
export interface APIServiceSpec {
  service?: ServiceReference;
  group?: string;
  version?: string;
  insecureSkipTLSVerify?: boolean;
  caBundle?: string;
  groupPriorityMinimum?: number;
  versionPriority?: number;
}
export interface APIServiceCondition {
  type?: APIServiceConditionType;
  status?: ConditionStatus;
  lastTransitionTime?: metaV1.Time;
  reason?: string;
  message?: string;
}
export interface APIServiceStatus {
  conditions?: APIServiceCondition[];
}
export interface APIService extends metaV1.TypeMeta {
  metadata?: metaV1.ObjectMeta;
  spec?: APIServiceSpec;
  status?: APIServiceStatus;
}
export type ConditionStatus = string;
export type APIServiceConditionType = string;
