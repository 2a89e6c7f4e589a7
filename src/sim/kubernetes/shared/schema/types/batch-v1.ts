// Written by src/cli/tools/schema.mjs; do not edit. A field that is absent has its zero value.
import type * as coreV1 from './core-v1.ts';
import type * as metaV1 from './meta-v1.ts';

export interface Job extends metaV1.TypeMeta {
  metadata?: metaV1.ObjectMeta;
  spec?: JobSpec;
  status?: JobStatus;
}
export interface JobList extends metaV1.TypeMeta {
  metadata?: metaV1.ListMeta;
  items?: Job[];
}
export interface PodFailurePolicyOnExitCodesRequirement {
  containerName?: string;
  operator?: PodFailurePolicyOnExitCodesOperator;
  values?: number[];
}
export interface PodFailurePolicyOnPodConditionsPattern {
  type?: coreV1.PodConditionType;
  status?: coreV1.ConditionStatus;
}
export interface PodFailurePolicyRule {
  action?: PodFailurePolicyAction;
  onExitCodes?: PodFailurePolicyOnExitCodesRequirement;
  onPodConditions?: PodFailurePolicyOnPodConditionsPattern[];
}
export interface PodFailurePolicy {
  rules?: PodFailurePolicyRule[];
}
export interface SuccessPolicy {
  rules?: SuccessPolicyRule[];
}
export interface SuccessPolicyRule {
  succeededIndexes?: string;
  succeededCount?: number;
}
export interface JobSpec {
  parallelism?: number;
  completions?: number;
  activeDeadlineSeconds?: number;
  podFailurePolicy?: PodFailurePolicy;
  successPolicy?: SuccessPolicy;
  backoffLimit?: number;
  backoffLimitPerIndex?: number;
  maxFailedIndexes?: number;
  selector?: metaV1.LabelSelector;
  manualSelector?: boolean;
  template?: coreV1.PodTemplateSpec;
  ttlSecondsAfterFinished?: number;
  completionMode?: CompletionMode;
  suspend?: boolean;
  podReplacementPolicy?: PodReplacementPolicy;
  managedBy?: string;
}
export interface JobStatus {
  conditions?: JobCondition[];
  startTime?: metaV1.Time;
  completionTime?: metaV1.Time;
  active?: number;
  succeeded?: number;
  failed?: number;
  terminating?: number;
  completedIndexes?: string;
  failedIndexes?: string;
  uncountedTerminatedPods?: UncountedTerminatedPods;
  ready?: number;
}
export interface UncountedTerminatedPods {
  succeeded?: string[];
  failed?: string[];
}
export interface JobCondition {
  type?: JobConditionType;
  status?: coreV1.ConditionStatus;
  lastProbeTime?: metaV1.Time;
  lastTransitionTime?: metaV1.Time;
  reason?: string;
  message?: string;
}
export interface JobTemplateSpec {
  metadata?: metaV1.ObjectMeta;
  spec?: JobSpec;
}
export interface CronJob extends metaV1.TypeMeta {
  metadata?: metaV1.ObjectMeta;
  spec?: CronJobSpec;
  status?: CronJobStatus;
}
export interface CronJobList extends metaV1.TypeMeta {
  metadata?: metaV1.ListMeta;
  items?: CronJob[];
}
export interface CronJobSpec {
  schedule?: string;
  timeZone?: string;
  startingDeadlineSeconds?: number;
  concurrencyPolicy?: ConcurrencyPolicy;
  suspend?: boolean;
  jobTemplate?: JobTemplateSpec;
  successfulJobsHistoryLimit?: number;
  failedJobsHistoryLimit?: number;
}
export interface CronJobStatus {
  active?: coreV1.ObjectReference[];
  lastScheduleTime?: metaV1.Time;
  lastSuccessfulTime?: metaV1.Time;
}
export type CompletionMode = string;
export type PodFailurePolicyAction = string;
export type PodFailurePolicyOnExitCodesOperator = string;
export type PodReplacementPolicy = string;
export type JobConditionType = string;
export type ConcurrencyPolicy = string;
