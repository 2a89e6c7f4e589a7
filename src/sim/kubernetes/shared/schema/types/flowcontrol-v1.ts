// Written by src/cli/tools/schema.mjs; do not edit. A field that is absent has its zero value.
import type * as metaV1 from './meta-v1.ts';

export interface FlowSchema extends metaV1.TypeMeta {
  metadata?: metaV1.ObjectMeta;
  spec?: FlowSchemaSpec;
  status?: FlowSchemaStatus;
}
export interface FlowSchemaList extends metaV1.TypeMeta {
  metadata?: metaV1.ListMeta;
  items?: FlowSchema[];
}
export interface FlowSchemaSpec {
  priorityLevelConfiguration?: PriorityLevelConfigurationReference;
  matchingPrecedence?: number;
  distinguisherMethod?: FlowDistinguisherMethod;
  rules?: PolicyRulesWithSubjects[];
}
export interface FlowDistinguisherMethod {
  type?: FlowDistinguisherMethodType;
}
export interface PriorityLevelConfigurationReference {
  name?: string;
}
export interface PolicyRulesWithSubjects {
  subjects?: Subject[];
  resourceRules?: ResourcePolicyRule[];
  nonResourceRules?: NonResourcePolicyRule[];
}
export interface Subject {
  kind?: SubjectKind;
  user?: UserSubject;
  group?: GroupSubject;
  serviceAccount?: ServiceAccountSubject;
}
export interface UserSubject {
  name?: string;
}
export interface GroupSubject {
  name?: string;
}
export interface ServiceAccountSubject {
  namespace?: string;
  name?: string;
}
export interface ResourcePolicyRule {
  verbs?: string[];
  apiGroups?: string[];
  resources?: string[];
  clusterScope?: boolean;
  namespaces?: string[];
}
export interface NonResourcePolicyRule {
  verbs?: string[];
  nonResourceURLs?: string[];
}
export interface FlowSchemaStatus {
  conditions?: FlowSchemaCondition[];
}
export interface FlowSchemaCondition {
  type?: FlowSchemaConditionType;
  status?: ConditionStatus;
  lastTransitionTime?: metaV1.Time;
  reason?: string;
  message?: string;
}
export interface PriorityLevelConfiguration extends metaV1.TypeMeta {
  metadata?: metaV1.ObjectMeta;
  spec?: PriorityLevelConfigurationSpec;
  status?: PriorityLevelConfigurationStatus;
}
export interface PriorityLevelConfigurationList extends metaV1.TypeMeta {
  metadata?: metaV1.ListMeta;
  items?: PriorityLevelConfiguration[];
}
export interface PriorityLevelConfigurationSpec {
  type?: PriorityLevelEnablement;
  limited?: LimitedPriorityLevelConfiguration;
  exempt?: ExemptPriorityLevelConfiguration;
}
export interface LimitedPriorityLevelConfiguration {
  nominalConcurrencyShares?: number;
  limitResponse?: LimitResponse;
  lendablePercent?: number;
  borrowingLimitPercent?: number;
}
export interface ExemptPriorityLevelConfiguration {
  nominalConcurrencyShares?: number;
  lendablePercent?: number;
}
export interface LimitResponse {
  type?: LimitResponseType;
  queuing?: QueuingConfiguration;
}
export interface QueuingConfiguration {
  queues?: number;
  handSize?: number;
  queueLengthLimit?: number;
}
export interface PriorityLevelConfigurationStatus {
  conditions?: PriorityLevelConfigurationCondition[];
}
export interface PriorityLevelConfigurationCondition {
  type?: PriorityLevelConfigurationConditionType;
  status?: ConditionStatus;
  lastTransitionTime?: metaV1.Time;
  reason?: string;
  message?: string;
}
export type FlowDistinguisherMethodType = string;
export type SubjectKind = string;
export type FlowSchemaConditionType = string;
export type PriorityLevelEnablement = string;
export type LimitResponseType = string;
export type PriorityLevelConfigurationConditionType = string;
export type ConditionStatus = string;
