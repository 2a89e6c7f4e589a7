// Written by src/cli/tools/schema.mjs; do not edit. A field that is absent has its zero value.
import type * as coreV1 from './core-v1.ts';
import type * as metaV1 from './meta-v1.ts';

export interface HorizontalPodAutoscaler extends metaV1.TypeMeta {
  metadata?: metaV1.ObjectMeta;
  spec?: HorizontalPodAutoscalerSpec;
  status?: HorizontalPodAutoscalerStatus;
}
export interface HorizontalPodAutoscalerSpec {
  scaleTargetRef?: CrossVersionObjectReference;
  minReplicas?: number;
  maxReplicas?: number;
  metrics?: MetricSpec[];
  behavior?: HorizontalPodAutoscalerBehavior;
}
export interface CrossVersionObjectReference {
  kind?: string;
  name?: string;
  apiVersion?: string;
}
export interface MetricSpec {
  type?: MetricSourceType;
  object?: ObjectMetricSource;
  pods?: PodsMetricSource;
  resource?: ResourceMetricSource;
  containerResource?: ContainerResourceMetricSource;
  external?: ExternalMetricSource;
}
export interface HorizontalPodAutoscalerBehavior {
  scaleUp?: HPAScalingRules;
  scaleDown?: HPAScalingRules;
}
export interface HPAScalingRules {
  stabilizationWindowSeconds?: number;
  selectPolicy?: ScalingPolicySelect;
  policies?: HPAScalingPolicy[];
  tolerance?: string;
}
export interface HPAScalingPolicy {
  type?: HPAScalingPolicyType;
  value?: number;
  periodSeconds?: number;
}
export interface ObjectMetricSource {
  describedObject?: CrossVersionObjectReference;
  target?: MetricTarget;
  metric?: MetricIdentifier;
}
export interface PodsMetricSource {
  metric?: MetricIdentifier;
  target?: MetricTarget;
}
export interface ResourceMetricSource {
  name?: coreV1.ResourceName;
  target?: MetricTarget;
}
export interface ContainerResourceMetricSource {
  name?: coreV1.ResourceName;
  target?: MetricTarget;
  container?: string;
}
export interface ExternalMetricSource {
  metric?: MetricIdentifier;
  target?: MetricTarget;
}
export interface MetricIdentifier {
  name?: string;
  selector?: metaV1.LabelSelector;
}
export interface MetricTarget {
  type?: MetricTargetType;
  value?: string;
  averageValue?: string;
  averageUtilization?: number;
}
export interface HorizontalPodAutoscalerStatus {
  observedGeneration?: number;
  lastScaleTime?: metaV1.Time;
  currentReplicas?: number;
  desiredReplicas?: number;
  currentMetrics?: MetricStatus[];
  conditions?: HorizontalPodAutoscalerCondition[];
}
export interface HorizontalPodAutoscalerCondition {
  type?: HorizontalPodAutoscalerConditionType;
  status?: coreV1.ConditionStatus;
  lastTransitionTime?: metaV1.Time;
  reason?: string;
  message?: string;
}
export interface MetricStatus {
  type?: MetricSourceType;
  object?: ObjectMetricStatus;
  pods?: PodsMetricStatus;
  resource?: ResourceMetricStatus;
  containerResource?: ContainerResourceMetricStatus;
  external?: ExternalMetricStatus;
}
export interface ObjectMetricStatus {
  metric?: MetricIdentifier;
  current?: MetricValueStatus;
  describedObject?: CrossVersionObjectReference;
}
export interface PodsMetricStatus {
  metric?: MetricIdentifier;
  current?: MetricValueStatus;
}
export interface ResourceMetricStatus {
  name?: coreV1.ResourceName;
  current?: MetricValueStatus;
}
export interface ContainerResourceMetricStatus {
  name?: coreV1.ResourceName;
  current?: MetricValueStatus;
  container?: string;
}
export interface ExternalMetricStatus {
  metric?: MetricIdentifier;
  current?: MetricValueStatus;
}
export interface MetricValueStatus {
  value?: string;
  averageValue?: string;
  averageUtilization?: number;
}
export interface HorizontalPodAutoscalerList extends metaV1.TypeMeta {
  metadata?: metaV1.ListMeta;
  items?: HorizontalPodAutoscaler[];
}
export type ScalingPolicySelect = string;
export type HPAScalingPolicyType = string;
export type MetricSourceType = string;
export type MetricTargetType = string;
export type HorizontalPodAutoscalerConditionType = string;
