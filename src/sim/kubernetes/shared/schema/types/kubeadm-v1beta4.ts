// Written by src/cli/tools/schema.mjs; do not edit. A field that is absent has its zero value.
import type * as bootstraptokenV1 from './bootstraptoken-v1.ts';
import type * as coreV1 from './core-v1.ts';
import type * as metaV1 from './meta-v1.ts';

export interface InitConfiguration extends metaV1.TypeMeta {
  bootstrapTokens?: bootstraptokenV1.BootstrapToken[];
  dryRun?: boolean;
  nodeRegistration?: NodeRegistrationOptions;
  localAPIEndpoint?: APIEndpoint;
  certificateKey?: string;
  skipPhases?: string[];
  patches?: Patches;
  timeouts?: Timeouts;
}
export interface ClusterConfiguration extends metaV1.TypeMeta {
  etcd?: Etcd;
  networking?: Networking;
  kubernetesVersion?: string;
  controlPlaneEndpoint?: string;
  apiServer?: APIServer;
  controllerManager?: ControlPlaneComponent;
  scheduler?: ControlPlaneComponent;
  dns?: DNS;
  proxy?: Proxy;
  certificatesDir?: string;
  imageRepository?: string;
  featureGates?: Record<string, boolean>;
  clusterName?: string;
  encryptionAlgorithm?: EncryptionAlgorithmType;
  certificateValidityPeriod?: metaV1.Duration;
  caCertificateValidityPeriod?: metaV1.Duration;
}
export interface ControlPlaneComponent {
  extraArgs?: Arg[];
  extraVolumes?: HostPathMount[];
  extraEnvs?: EnvVar[];
}
export interface APIServer extends ControlPlaneComponent {
  certSANs?: string[];
}
export interface DNS extends ImageMeta {
  disabled?: boolean;
}
export interface Proxy {
  disabled?: boolean;
}
export interface ImageMeta {
  imageRepository?: string;
  imageTag?: string;
}
export interface APIEndpoint {
  advertiseAddress?: string;
  bindPort?: number;
}
export interface NodeRegistrationOptions {
  name?: string;
  criSocket?: string;
  taints?: coreV1.Taint[];
  kubeletExtraArgs?: Arg[];
  ignorePreflightErrors?: string[];
  imagePullPolicy?: coreV1.PullPolicy;
  imagePullSerial?: boolean;
}
export interface Networking {
  serviceSubnet?: string;
  podSubnet?: string;
  dnsDomain?: string;
}
export interface Etcd {
  local?: LocalEtcd;
  external?: ExternalEtcd;
}
export interface LocalEtcd extends ImageMeta {
  dataDir?: string;
  extraArgs?: Arg[];
  extraEnvs?: EnvVar[];
  serverCertSANs?: string[];
  peerCertSANs?: string[];
}
export interface ExternalEtcd {
  endpoints?: string[];
  caFile?: string;
  certFile?: string;
  keyFile?: string;
}
export interface JoinConfiguration extends metaV1.TypeMeta {
  dryRun?: boolean;
  nodeRegistration?: NodeRegistrationOptions;
  caCertPath?: string;
  discovery?: Discovery;
  controlPlane?: JoinControlPlane;
  skipPhases?: string[];
  patches?: Patches;
  timeouts?: Timeouts;
}
export interface JoinControlPlane {
  localAPIEndpoint?: APIEndpoint;
  certificateKey?: string;
}
export interface Discovery {
  bootstrapToken?: BootstrapTokenDiscovery;
  file?: FileDiscovery;
  tlsBootstrapToken?: string;
}
export interface BootstrapTokenDiscovery {
  token?: string;
  apiServerEndpoint?: string;
  caCertHashes?: string[];
  unsafeSkipCAVerification?: boolean;
}
export interface FileDiscovery {
  kubeConfigPath?: string;
}
export interface HostPathMount {
  name?: string;
  hostPath?: string;
  mountPath?: string;
  readOnly?: boolean;
  pathType?: coreV1.HostPathType;
}
export interface Patches {
  directory?: string;
}
export interface ResetConfiguration extends metaV1.TypeMeta {
  cleanupTmpDir?: boolean;
  certificatesDir?: string;
  criSocket?: string;
  dryRun?: boolean;
  force?: boolean;
  ignorePreflightErrors?: string[];
  skipPhases?: string[];
  unmountFlags?: string[];
  timeouts?: Timeouts;
}
export interface Arg {
  name?: string;
  value?: string;
}
export type EnvVar = coreV1.EnvVar;
export interface Timeouts {
  controlPlaneComponentHealthCheck?: metaV1.Duration;
  kubeletHealthCheck?: metaV1.Duration;
  kubernetesAPICall?: metaV1.Duration;
  etcdAPICall?: metaV1.Duration;
  tlsBootstrap?: metaV1.Duration;
  discovery?: metaV1.Duration;
  upgradeManifests?: metaV1.Duration;
}
export interface UpgradeConfiguration extends metaV1.TypeMeta {
  apply?: UpgradeApplyConfiguration;
  diff?: UpgradeDiffConfiguration;
  node?: UpgradeNodeConfiguration;
  plan?: UpgradePlanConfiguration;
  timeouts?: Timeouts;
}
export interface UpgradeApplyConfiguration {
  kubernetesVersion?: string;
  allowExperimentalUpgrades?: boolean;
  allowRCUpgrades?: boolean;
  certificateRenewal?: boolean;
  dryRun?: boolean;
  etcdUpgrade?: boolean;
  forceUpgrade?: boolean;
  ignorePreflightErrors?: string[];
  patches?: Patches;
  printConfig?: boolean;
  skipPhases?: string[];
  imagePullPolicy?: coreV1.PullPolicy;
  imagePullSerial?: boolean;
}
export interface UpgradeDiffConfiguration {
  kubernetesVersion?: string;
  contextLines?: number;
}
export interface UpgradeNodeConfiguration {
  certificateRenewal?: boolean;
  dryRun?: boolean;
  etcdUpgrade?: boolean;
  ignorePreflightErrors?: string[];
  skipPhases?: string[];
  patches?: Patches;
  imagePullPolicy?: coreV1.PullPolicy;
  imagePullSerial?: boolean;
}
export interface UpgradePlanConfiguration {
  kubernetesVersion?: string;
  allowExperimentalUpgrades?: boolean;
  allowRCUpgrades?: boolean;
  dryRun?: boolean;
  etcdUpgrade?: boolean;
  ignorePreflightErrors?: string[];
  printConfig?: boolean;
}
export type EncryptionAlgorithmType = string;
