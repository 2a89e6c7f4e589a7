// Written by src/cli/tools/schema.mjs; do not edit. A field that is absent has its zero value.
import type * as coreV1 from './core-v1.ts';
import type * as logsV1 from './logs-v1.ts';
import type * as metaV1 from './meta-v1.ts';
import type * as tracingV1 from './tracing-v1.ts';

export interface KubeletConfiguration extends metaV1.TypeMeta {
  enableServer?: boolean;
  staticPodPath?: string;
  podLogsDir?: string;
  syncFrequency?: metaV1.Duration;
  fileCheckFrequency?: metaV1.Duration;
  httpCheckFrequency?: metaV1.Duration;
  staticPodURL?: string;
  staticPodURLHeader?: Record<string, string[]>;
  address?: string;
  port?: number;
  readOnlyPort?: number;
  tlsCertFile?: string;
  tlsPrivateKeyFile?: string;
  tlsCipherSuites?: string[];
  tlsMinVersion?: string;
  rotateCertificates?: boolean;
  serverTLSBootstrap?: boolean;
  authentication?: KubeletAuthentication;
  authorization?: KubeletAuthorization;
  registryPullQPS?: number;
  registryBurst?: number;
  imagePullCredentialsVerificationPolicy?: ImagePullCredentialsVerificationPolicy;
  preloadedImagesVerificationAllowlist?: string[];
  eventRecordQPS?: number;
  eventBurst?: number;
  enableDebuggingHandlers?: boolean;
  enableContentionProfiling?: boolean;
  healthzPort?: number;
  healthzBindAddress?: string;
  oomScoreAdj?: number;
  clusterDomain?: string;
  clusterDNS?: string[];
  streamingConnectionIdleTimeout?: metaV1.Duration;
  nodeStatusUpdateFrequency?: metaV1.Duration;
  nodeStatusReportFrequency?: metaV1.Duration;
  nodeLeaseDurationSeconds?: number;
  imageMinimumGCAge?: metaV1.Duration;
  imageMaximumGCAge?: metaV1.Duration;
  imageGCHighThresholdPercent?: number;
  imageGCLowThresholdPercent?: number;
  volumeStatsAggPeriod?: metaV1.Duration;
  kubeletCgroups?: string;
  systemCgroups?: string;
  cgroupRoot?: string;
  cgroupsPerQOS?: boolean;
  cgroupDriver?: string;
  cpuManagerPolicy?: string;
  singleProcessOOMKill?: boolean;
  cpuManagerPolicyOptions?: Record<string, string>;
  cpuManagerReconcilePeriod?: metaV1.Duration;
  memoryManagerPolicy?: string;
  topologyManagerPolicy?: string;
  topologyManagerScope?: string;
  topologyManagerPolicyOptions?: Record<string, string>;
  qosReserved?: Record<string, string>;
  runtimeRequestTimeout?: metaV1.Duration;
  hairpinMode?: string;
  maxPods?: number;
  podCIDR?: string;
  podPidsLimit?: number;
  resolvConf?: string;
  runOnce?: boolean;
  cpuCFSQuota?: boolean;
  cpuCFSQuotaPeriod?: metaV1.Duration;
  nodeStatusMaxImages?: number;
  maxOpenFiles?: number;
  contentType?: string;
  kubeAPIQPS?: number;
  kubeAPIBurst?: number;
  serializeImagePulls?: boolean;
  maxParallelImagePulls?: number;
  evictionHard?: Record<string, string>;
  evictionSoft?: Record<string, string>;
  evictionSoftGracePeriod?: Record<string, string>;
  evictionPressureTransitionPeriod?: metaV1.Duration;
  evictionMaxPodGracePeriod?: number;
  evictionMinimumReclaim?: Record<string, string>;
  mergeDefaultEvictionSettings?: boolean;
  podsPerCore?: number;
  enableControllerAttachDetach?: boolean;
  protectKernelDefaults?: boolean;
  makeIPTablesUtilChains?: boolean;
  iptablesMasqueradeBit?: number;
  iptablesDropBit?: number;
  featureGates?: Record<string, boolean>;
  failSwapOn?: boolean;
  memorySwap?: MemorySwapConfiguration;
  containerLogMaxSize?: string;
  containerLogMaxFiles?: number;
  containerLogMaxWorkers?: number;
  containerLogMonitorInterval?: metaV1.Duration;
  configMapAndSecretChangeDetectionStrategy?: ResourceChangeDetectionStrategy;
  systemReserved?: Record<string, string>;
  kubeReserved?: Record<string, string>;
  reservedSystemCPUs?: string;
  showHiddenMetricsForVersion?: string;
  systemReservedCgroup?: string;
  kubeReservedCgroup?: string;
  enforceNodeAllocatable?: string[];
  allowedUnsafeSysctls?: string[];
  volumePluginDir?: string;
  providerID?: string;
  kernelMemcgNotification?: boolean;
  logging?: logsV1.LoggingConfiguration;
  enableSystemLogHandler?: boolean;
  enableSystemLogQuery?: boolean;
  shutdownGracePeriod?: metaV1.Duration;
  shutdownGracePeriodCriticalPods?: metaV1.Duration;
  shutdownGracePeriodByPodPriority?: ShutdownGracePeriodByPodPriority[];
  crashLoopBackOff?: CrashLoopBackOffConfig;
  reservedMemory?: MemoryReservation[];
  enableProfilingHandler?: boolean;
  enableDebugFlagsHandler?: boolean;
  seccompDefault?: boolean;
  memoryThrottlingFactor?: number;
  registerWithTaints?: coreV1.Taint[];
  registerNode?: boolean;
  tracing?: tracingV1.TracingConfiguration;
  localStorageCapacityIsolation?: boolean;
  containerRuntimeEndpoint?: string;
  imageServiceEndpoint?: string;
  failCgroupV1?: boolean;
  userNamespaces?: UserNamespaces;
}
export interface KubeletAuthorization {
  mode?: KubeletAuthorizationMode;
  webhook?: KubeletWebhookAuthorization;
}
export interface KubeletWebhookAuthorization {
  cacheAuthorizedTTL?: metaV1.Duration;
  cacheUnauthorizedTTL?: metaV1.Duration;
}
export interface KubeletAuthentication {
  x509?: KubeletX509Authentication;
  webhook?: KubeletWebhookAuthentication;
  anonymous?: KubeletAnonymousAuthentication;
}
export interface KubeletX509Authentication {
  clientCAFile?: string;
}
export interface KubeletWebhookAuthentication {
  enabled?: boolean;
  cacheTTL?: metaV1.Duration;
}
export interface KubeletAnonymousAuthentication {
  enabled?: boolean;
}
export interface SerializedNodeConfigSource extends metaV1.TypeMeta {
  source?: coreV1.NodeConfigSource;
}
export interface MemoryReservation {
  numaNode?: number;
  limits?: coreV1.ResourceList;
}
export interface ShutdownGracePeriodByPodPriority {
  priority?: number;
  shutdownGracePeriodSeconds?: number;
}
export interface MemorySwapConfiguration {
  swapBehavior?: string;
}
export interface CrashLoopBackOffConfig {
  maxContainerRestartPeriod?: metaV1.Duration;
}
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
}
export interface ExecEnvVar {
  name?: string;
  value?: string;
}
export interface UserNamespaces {
  idsPerPod?: number;
}
export interface ImagePullIntent extends metaV1.TypeMeta {
  image?: string;
}
export interface ImagePulledRecord extends metaV1.TypeMeta {
  lastUpdatedTime?: metaV1.Time;
  imageRef?: string;
  credentialMapping?: Record<string, ImagePullCredentials>;
}
export interface ImagePullCredentials {
  kubernetesSecrets?: ImagePullSecret[];
  kubernetesServiceAccounts?: ImagePullServiceAccount[];
  nodePodsAccessible?: boolean;
}
export interface ImagePullSecret {
  uid?: string;
  namespace?: string;
  name?: string;
  credentialHash?: string;
}
export interface ImagePullServiceAccount {
  uid?: string;
  namespace?: string;
  name?: string;
}
export type ResourceChangeDetectionStrategy = string;
export type ImagePullCredentialsVerificationPolicy = string;
export type KubeletAuthorizationMode = string;
