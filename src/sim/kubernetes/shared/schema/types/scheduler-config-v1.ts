// Written by src/cli/tools/schema.mjs; do not edit. A field that is absent has its zero value.
import type * as componentBaseConfigV1alpha1 from './component-base-config-v1alpha1.ts';
import type * as coreV1 from './core-v1.ts';
import type * as metaV1 from './meta-v1.ts';

export interface KubeSchedulerConfiguration extends metaV1.TypeMeta, componentBaseConfigV1alpha1.DebuggingConfiguration {
  parallelism?: number;
  leaderElection?: componentBaseConfigV1alpha1.LeaderElectionConfiguration;
  clientConnection?: componentBaseConfigV1alpha1.ClientConnectionConfiguration;
  percentageOfNodesToScore?: number;
  podInitialBackoffSeconds?: number;
  podMaxBackoffSeconds?: number;
  profiles?: KubeSchedulerProfile[];
  extenders?: Extender[];
  delayCacheUntilActive?: boolean;
}
export interface KubeSchedulerProfile {
  schedulerName?: string;
  percentageOfNodesToScore?: number;
  plugins?: Plugins;
  pluginConfig?: PluginConfig[];
}
export interface Plugins {
  preEnqueue?: PluginSet;
  queueSort?: PluginSet;
  preFilter?: PluginSet;
  filter?: PluginSet;
  postFilter?: PluginSet;
  preScore?: PluginSet;
  score?: PluginSet;
  reserve?: PluginSet;
  permit?: PluginSet;
  preBind?: PluginSet;
  bind?: PluginSet;
  postBind?: PluginSet;
  multiPoint?: PluginSet;
}
export interface PluginSet {
  enabled?: Plugin[];
  disabled?: Plugin[];
}
export interface Plugin {
  name?: string;
  weight?: number;
}
export interface PluginConfig {
  name?: string;
  args?: unknown;
}
export interface Extender {
  urlPrefix?: string;
  filterVerb?: string;
  preemptVerb?: string;
  prioritizeVerb?: string;
  weight?: number;
  bindVerb?: string;
  enableHTTPS?: boolean;
  tlsConfig?: ExtenderTLSConfig;
  httpTimeout?: metaV1.Duration;
  nodeCacheCapable?: boolean;
  managedResources?: ExtenderManagedResource[];
  ignorable?: boolean;
}
export interface ExtenderManagedResource {
  name?: string;
  ignoredByScheduler?: boolean;
}
export interface ExtenderTLSConfig {
  insecure?: boolean;
  serverName?: string;
  certFile?: string;
  keyFile?: string;
  caFile?: string;
  certData?: string;
  keyData?: string;
  caData?: string;
}
export interface DynamicResourcesArgs extends metaV1.TypeMeta {
  filterTimeout?: metaV1.Duration;
  bindingTimeout?: metaV1.Duration;
}
export interface DefaultPreemptionArgs extends metaV1.TypeMeta {
  minCandidateNodesPercentage?: number;
  minCandidateNodesAbsolute?: number;
}
export interface InterPodAffinityArgs extends metaV1.TypeMeta {
  hardPodAffinityWeight?: number;
  ignorePreferredTermsOfExistingPods?: boolean;
}
export interface NodeResourcesFitArgs extends metaV1.TypeMeta {
  ignoredResources?: string[];
  ignoredResourceGroups?: string[];
  scoringStrategy?: ScoringStrategy;
}
export interface PodTopologySpreadArgs extends metaV1.TypeMeta {
  defaultConstraints?: coreV1.TopologySpreadConstraint[];
  defaultingType?: PodTopologySpreadConstraintsDefaulting;
}
export interface NodeResourcesBalancedAllocationArgs extends metaV1.TypeMeta {
  resources?: ResourceSpec[];
}
export interface UtilizationShapePoint {
  utilization?: number;
  score?: number;
}
export interface ResourceSpec {
  name?: string;
  weight?: number;
}
export interface VolumeBindingArgs extends metaV1.TypeMeta {
  bindTimeoutSeconds?: number;
  shape?: UtilizationShapePoint[];
}
export interface NodeAffinityArgs extends metaV1.TypeMeta {
  addedAffinity?: coreV1.NodeAffinity;
}
export interface ScoringStrategy {
  type?: ScoringStrategyType;
  resources?: ResourceSpec[];
  requestedToCapacityRatio?: RequestedToCapacityRatioParam;
}
export interface RequestedToCapacityRatioParam {
  shape?: UtilizationShapePoint[];
}
export type PodTopologySpreadConstraintsDefaulting = string;
export type ScoringStrategyType = string;
