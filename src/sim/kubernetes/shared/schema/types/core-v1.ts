// Written by src/cli/tools/schema.mjs; do not edit. A field that is absent has its zero value.
import type * as metaV1 from './meta-v1.ts';

export interface Volume extends VolumeSource {
  name?: string;
}
export interface VolumeSource {
  hostPath?: HostPathVolumeSource;
  emptyDir?: EmptyDirVolumeSource;
  gcePersistentDisk?: GCEPersistentDiskVolumeSource;
  awsElasticBlockStore?: AWSElasticBlockStoreVolumeSource;
  gitRepo?: GitRepoVolumeSource;
  secret?: SecretVolumeSource;
  nfs?: NFSVolumeSource;
  iscsi?: ISCSIVolumeSource;
  glusterfs?: GlusterfsVolumeSource;
  persistentVolumeClaim?: PersistentVolumeClaimVolumeSource;
  rbd?: RBDVolumeSource;
  flexVolume?: FlexVolumeSource;
  cinder?: CinderVolumeSource;
  cephfs?: CephFSVolumeSource;
  flocker?: FlockerVolumeSource;
  downwardAPI?: DownwardAPIVolumeSource;
  fc?: FCVolumeSource;
  azureFile?: AzureFileVolumeSource;
  configMap?: ConfigMapVolumeSource;
  vsphereVolume?: VsphereVirtualDiskVolumeSource;
  quobyte?: QuobyteVolumeSource;
  azureDisk?: AzureDiskVolumeSource;
  photonPersistentDisk?: PhotonPersistentDiskVolumeSource;
  projected?: ProjectedVolumeSource;
  portworxVolume?: PortworxVolumeSource;
  scaleIO?: ScaleIOVolumeSource;
  storageos?: StorageOSVolumeSource;
  csi?: CSIVolumeSource;
  ephemeral?: EphemeralVolumeSource;
  image?: ImageVolumeSource;
}
export interface PersistentVolumeClaimVolumeSource {
  claimName?: string;
  readOnly?: boolean;
}
export interface PersistentVolumeSource {
  gcePersistentDisk?: GCEPersistentDiskVolumeSource;
  awsElasticBlockStore?: AWSElasticBlockStoreVolumeSource;
  hostPath?: HostPathVolumeSource;
  glusterfs?: GlusterfsPersistentVolumeSource;
  nfs?: NFSVolumeSource;
  rbd?: RBDPersistentVolumeSource;
  iscsi?: ISCSIPersistentVolumeSource;
  cinder?: CinderPersistentVolumeSource;
  cephfs?: CephFSPersistentVolumeSource;
  fc?: FCVolumeSource;
  flocker?: FlockerVolumeSource;
  flexVolume?: FlexPersistentVolumeSource;
  azureFile?: AzureFilePersistentVolumeSource;
  vsphereVolume?: VsphereVirtualDiskVolumeSource;
  quobyte?: QuobyteVolumeSource;
  azureDisk?: AzureDiskVolumeSource;
  photonPersistentDisk?: PhotonPersistentDiskVolumeSource;
  portworxVolume?: PortworxVolumeSource;
  scaleIO?: ScaleIOPersistentVolumeSource;
  local?: LocalVolumeSource;
  storageos?: StorageOSPersistentVolumeSource;
  csi?: CSIPersistentVolumeSource;
}
export interface PersistentVolume extends metaV1.TypeMeta {
  metadata?: metaV1.ObjectMeta;
  spec?: PersistentVolumeSpec;
  status?: PersistentVolumeStatus;
}
export interface PersistentVolumeSpec extends PersistentVolumeSource {
  capacity?: ResourceList;
  accessModes?: PersistentVolumeAccessMode[];
  claimRef?: ObjectReference;
  persistentVolumeReclaimPolicy?: PersistentVolumeReclaimPolicy;
  storageClassName?: string;
  mountOptions?: string[];
  volumeMode?: PersistentVolumeMode;
  nodeAffinity?: VolumeNodeAffinity;
  volumeAttributesClassName?: string;
}
export interface VolumeNodeAffinity {
  required?: NodeSelector;
}
export interface PersistentVolumeStatus {
  phase?: PersistentVolumePhase;
  message?: string;
  reason?: string;
  lastPhaseTransitionTime?: metaV1.Time;
}
export interface PersistentVolumeList extends metaV1.TypeMeta {
  metadata?: metaV1.ListMeta;
  items?: PersistentVolume[];
}
export interface PersistentVolumeClaim extends metaV1.TypeMeta {
  metadata?: metaV1.ObjectMeta;
  spec?: PersistentVolumeClaimSpec;
  status?: PersistentVolumeClaimStatus;
}
export interface PersistentVolumeClaimList extends metaV1.TypeMeta {
  metadata?: metaV1.ListMeta;
  items?: PersistentVolumeClaim[];
}
export interface PersistentVolumeClaimSpec {
  accessModes?: PersistentVolumeAccessMode[];
  selector?: metaV1.LabelSelector;
  resources?: VolumeResourceRequirements;
  volumeName?: string;
  storageClassName?: string;
  volumeMode?: PersistentVolumeMode;
  dataSource?: TypedLocalObjectReference;
  dataSourceRef?: TypedObjectReference;
  volumeAttributesClassName?: string;
}
export interface TypedObjectReference {
  apiGroup?: string;
  kind?: string;
  name?: string;
  namespace?: string;
}
export interface ModifyVolumeStatus {
  targetVolumeAttributesClassName?: string;
  status?: PersistentVolumeClaimModifyVolumeStatus;
}
export interface PersistentVolumeClaimCondition {
  type?: PersistentVolumeClaimConditionType;
  status?: ConditionStatus;
  lastProbeTime?: metaV1.Time;
  lastTransitionTime?: metaV1.Time;
  reason?: string;
  message?: string;
}
export interface PersistentVolumeClaimStatus {
  phase?: PersistentVolumeClaimPhase;
  accessModes?: PersistentVolumeAccessMode[];
  capacity?: ResourceList;
  conditions?: PersistentVolumeClaimCondition[];
  allocatedResources?: ResourceList;
  allocatedResourceStatuses?: Record<string, ClaimResourceStatus>;
  currentVolumeAttributesClassName?: string;
  modifyVolumeStatus?: ModifyVolumeStatus;
}
export interface HostPathVolumeSource {
  path?: string;
  type?: HostPathType;
}
export interface EmptyDirVolumeSource {
  medium?: StorageMedium;
  sizeLimit?: string;
}
export interface GlusterfsVolumeSource {
  endpoints?: string;
  path?: string;
  readOnly?: boolean;
}
export interface GlusterfsPersistentVolumeSource {
  endpoints?: string;
  path?: string;
  readOnly?: boolean;
  endpointsNamespace?: string;
}
export interface RBDVolumeSource {
  monitors?: string[];
  image?: string;
  fsType?: string;
  pool?: string;
  user?: string;
  keyring?: string;
  secretRef?: LocalObjectReference;
  readOnly?: boolean;
}
export interface RBDPersistentVolumeSource {
  monitors?: string[];
  image?: string;
  fsType?: string;
  pool?: string;
  user?: string;
  keyring?: string;
  secretRef?: SecretReference;
  readOnly?: boolean;
}
export interface CinderVolumeSource {
  volumeID?: string;
  fsType?: string;
  readOnly?: boolean;
  secretRef?: LocalObjectReference;
}
export interface CinderPersistentVolumeSource {
  volumeID?: string;
  fsType?: string;
  readOnly?: boolean;
  secretRef?: SecretReference;
}
export interface CephFSVolumeSource {
  monitors?: string[];
  path?: string;
  user?: string;
  secretFile?: string;
  secretRef?: LocalObjectReference;
  readOnly?: boolean;
}
export interface SecretReference {
  name?: string;
  namespace?: string;
}
export interface CephFSPersistentVolumeSource {
  monitors?: string[];
  path?: string;
  user?: string;
  secretFile?: string;
  secretRef?: SecretReference;
  readOnly?: boolean;
}
export interface FlockerVolumeSource {
  datasetName?: string;
  datasetUUID?: string;
}
export interface GCEPersistentDiskVolumeSource {
  pdName?: string;
  fsType?: string;
  partition?: number;
  readOnly?: boolean;
}
export interface QuobyteVolumeSource {
  registry?: string;
  volume?: string;
  readOnly?: boolean;
  user?: string;
  group?: string;
  tenant?: string;
}
export interface FlexPersistentVolumeSource {
  driver?: string;
  fsType?: string;
  secretRef?: SecretReference;
  readOnly?: boolean;
  options?: Record<string, string>;
}
export interface FlexVolumeSource {
  driver?: string;
  fsType?: string;
  secretRef?: LocalObjectReference;
  readOnly?: boolean;
  options?: Record<string, string>;
}
export interface AWSElasticBlockStoreVolumeSource {
  volumeID?: string;
  fsType?: string;
  partition?: number;
  readOnly?: boolean;
}
export interface GitRepoVolumeSource {
  repository?: string;
  revision?: string;
  directory?: string;
}
export interface SecretVolumeSource {
  secretName?: string;
  items?: KeyToPath[];
  defaultMode?: number;
  optional?: boolean;
}
export interface SecretProjection extends LocalObjectReference {
  items?: KeyToPath[];
  optional?: boolean;
}
export interface NFSVolumeSource {
  server?: string;
  path?: string;
  readOnly?: boolean;
}
export interface ISCSIVolumeSource {
  targetPortal?: string;
  iqn?: string;
  lun?: number;
  iscsiInterface?: string;
  fsType?: string;
  readOnly?: boolean;
  portals?: string[];
  chapAuthDiscovery?: boolean;
  chapAuthSession?: boolean;
  secretRef?: LocalObjectReference;
  initiatorName?: string;
}
export interface ISCSIPersistentVolumeSource {
  targetPortal?: string;
  iqn?: string;
  lun?: number;
  iscsiInterface?: string;
  fsType?: string;
  readOnly?: boolean;
  portals?: string[];
  chapAuthDiscovery?: boolean;
  chapAuthSession?: boolean;
  secretRef?: SecretReference;
  initiatorName?: string;
}
export interface FCVolumeSource {
  targetWWNs?: string[];
  lun?: number;
  fsType?: string;
  readOnly?: boolean;
  wwids?: string[];
}
export interface AzureFileVolumeSource {
  secretName?: string;
  shareName?: string;
  readOnly?: boolean;
}
export interface AzureFilePersistentVolumeSource {
  secretName?: string;
  shareName?: string;
  readOnly?: boolean;
  secretNamespace?: string;
}
export interface VsphereVirtualDiskVolumeSource {
  volumePath?: string;
  fsType?: string;
  storagePolicyName?: string;
  storagePolicyID?: string;
}
export interface PhotonPersistentDiskVolumeSource {
  pdID?: string;
  fsType?: string;
}
export interface AzureDiskVolumeSource {
  diskName?: string;
  diskURI?: string;
  cachingMode?: AzureDataDiskCachingMode;
  fsType?: string;
  readOnly?: boolean;
  kind?: AzureDataDiskKind;
}
export interface PortworxVolumeSource {
  volumeID?: string;
  fsType?: string;
  readOnly?: boolean;
}
export interface ScaleIOVolumeSource {
  gateway?: string;
  system?: string;
  secretRef?: LocalObjectReference;
  sslEnabled?: boolean;
  protectionDomain?: string;
  storagePool?: string;
  storageMode?: string;
  volumeName?: string;
  fsType?: string;
  readOnly?: boolean;
}
export interface ScaleIOPersistentVolumeSource {
  gateway?: string;
  system?: string;
  secretRef?: SecretReference;
  sslEnabled?: boolean;
  protectionDomain?: string;
  storagePool?: string;
  storageMode?: string;
  volumeName?: string;
  fsType?: string;
  readOnly?: boolean;
}
export interface StorageOSVolumeSource {
  volumeName?: string;
  volumeNamespace?: string;
  fsType?: string;
  readOnly?: boolean;
  secretRef?: LocalObjectReference;
}
export interface StorageOSPersistentVolumeSource {
  volumeName?: string;
  volumeNamespace?: string;
  fsType?: string;
  readOnly?: boolean;
  secretRef?: ObjectReference;
}
export interface ConfigMapVolumeSource extends LocalObjectReference {
  items?: KeyToPath[];
  defaultMode?: number;
  optional?: boolean;
}
export interface ConfigMapProjection extends LocalObjectReference {
  items?: KeyToPath[];
  optional?: boolean;
}
export interface ServiceAccountTokenProjection {
  audience?: string;
  expirationSeconds?: number;
  path?: string;
}
export interface ClusterTrustBundleProjection {
  name?: string;
  signerName?: string;
  labelSelector?: metaV1.LabelSelector;
  optional?: boolean;
  path?: string;
}
export interface PodCertificateProjection {
  signerName?: string;
  keyType?: string;
  maxExpirationSeconds?: number;
  credentialBundlePath?: string;
  keyPath?: string;
  certificateChainPath?: string;
  userAnnotations?: Record<string, string>;
}
export interface ProjectedVolumeSource {
  sources?: VolumeProjection[];
  defaultMode?: number;
}
export interface VolumeProjection {
  secret?: SecretProjection;
  downwardAPI?: DownwardAPIProjection;
  configMap?: ConfigMapProjection;
  serviceAccountToken?: ServiceAccountTokenProjection;
  clusterTrustBundle?: ClusterTrustBundleProjection;
  podCertificate?: PodCertificateProjection;
}
export interface KeyToPath {
  key?: string;
  path?: string;
  mode?: number;
}
export interface LocalVolumeSource {
  path?: string;
  fsType?: string;
}
export interface CSIPersistentVolumeSource {
  driver?: string;
  volumeHandle?: string;
  readOnly?: boolean;
  fsType?: string;
  volumeAttributes?: Record<string, string>;
  controllerPublishSecretRef?: SecretReference;
  nodeStageSecretRef?: SecretReference;
  nodePublishSecretRef?: SecretReference;
  controllerExpandSecretRef?: SecretReference;
  nodeExpandSecretRef?: SecretReference;
}
export interface CSIVolumeSource {
  driver?: string;
  readOnly?: boolean;
  fsType?: string;
  volumeAttributes?: Record<string, string>;
  nodePublishSecretRef?: LocalObjectReference;
}
export interface EphemeralVolumeSource {
  volumeClaimTemplate?: PersistentVolumeClaimTemplate;
}
export interface PersistentVolumeClaimTemplate {
  metadata?: metaV1.ObjectMeta;
  spec?: PersistentVolumeClaimSpec;
}
export interface ContainerPort {
  name?: string;
  hostPort?: number;
  containerPort?: number;
  protocol?: Protocol;
  hostIP?: string;
}
export interface VolumeMount {
  name?: string;
  readOnly?: boolean;
  recursiveReadOnly?: RecursiveReadOnlyMode;
  mountPath?: string;
  subPath?: string;
  mountPropagation?: MountPropagationMode;
  subPathExpr?: string;
}
export interface VolumeDevice {
  name?: string;
  devicePath?: string;
}
export interface EnvVar {
  name?: string;
  value?: string;
  valueFrom?: EnvVarSource;
}
export interface EnvVarSource {
  fieldRef?: ObjectFieldSelector;
  resourceFieldRef?: ResourceFieldSelector;
  configMapKeyRef?: ConfigMapKeySelector;
  secretKeyRef?: SecretKeySelector;
  fileKeyRef?: FileKeySelector;
}
export interface FileKeySelector {
  volumeName?: string;
  path?: string;
  key?: string;
  optional?: boolean;
}
export interface ObjectFieldSelector {
  apiVersion?: string;
  fieldPath?: string;
}
export interface ResourceFieldSelector {
  containerName?: string;
  resource?: string;
  divisor?: string;
}
export interface ConfigMapKeySelector extends LocalObjectReference {
  key?: string;
  optional?: boolean;
}
export interface SecretKeySelector extends LocalObjectReference {
  key?: string;
  optional?: boolean;
}
export interface EnvFromSource {
  prefix?: string;
  configMapRef?: ConfigMapEnvSource;
  secretRef?: SecretEnvSource;
}
export interface ConfigMapEnvSource extends LocalObjectReference {
  optional?: boolean;
}
export interface SecretEnvSource extends LocalObjectReference {
  optional?: boolean;
}
export interface HTTPHeader {
  name?: string;
  value?: string;
}
export interface HTTPGetAction {
  path?: string;
  port?: number | string;
  host?: string;
  scheme?: URIScheme;
  httpHeaders?: HTTPHeader[];
}
export interface TCPSocketAction {
  port?: number | string;
  host?: string;
}
export interface GRPCAction {
  port?: number;
  service?: string;
}
export interface ExecAction {
  command?: string[];
}
export interface SleepAction {
  seconds?: number;
}
export interface Probe extends ProbeHandler {
  initialDelaySeconds?: number;
  timeoutSeconds?: number;
  periodSeconds?: number;
  successThreshold?: number;
  failureThreshold?: number;
  terminationGracePeriodSeconds?: number;
}
export interface ContainerResizePolicy {
  resourceName?: ResourceName;
  restartPolicy?: ResourceResizeRestartPolicy;
}
export interface Capabilities {
  add?: Capability[];
  drop?: Capability[];
}
export interface ResourceRequirements {
  limits?: ResourceList;
  requests?: ResourceList;
  claims?: ResourceClaim[];
}
export interface VolumeResourceRequirements {
  limits?: ResourceList;
  requests?: ResourceList;
}
export interface ResourceClaim {
  name?: string;
  request?: string;
}
export interface Container {
  name?: string;
  image?: string;
  command?: string[];
  args?: string[];
  workingDir?: string;
  ports?: ContainerPort[];
  envFrom?: EnvFromSource[];
  env?: EnvVar[];
  resources?: ResourceRequirements;
  resizePolicy?: ContainerResizePolicy[];
  restartPolicy?: ContainerRestartPolicy;
  restartPolicyRules?: ContainerRestartRule[];
  volumeMounts?: VolumeMount[];
  volumeDevices?: VolumeDevice[];
  livenessProbe?: Probe;
  readinessProbe?: Probe;
  startupProbe?: Probe;
  lifecycle?: Lifecycle;
  terminationMessagePath?: string;
  terminationMessagePolicy?: TerminationMessagePolicy;
  imagePullPolicy?: PullPolicy;
  securityContext?: SecurityContext;
  stdin?: boolean;
  stdinOnce?: boolean;
  tty?: boolean;
}
export interface ProbeHandler {
  exec?: ExecAction;
  httpGet?: HTTPGetAction;
  tcpSocket?: TCPSocketAction;
  grpc?: GRPCAction;
}
export interface LifecycleHandler {
  exec?: ExecAction;
  httpGet?: HTTPGetAction;
  tcpSocket?: TCPSocketAction;
  sleep?: SleepAction;
}
export interface Lifecycle {
  postStart?: LifecycleHandler;
  preStop?: LifecycleHandler;
  stopSignal?: Signal;
}
export interface ContainerStateWaiting {
  reason?: string;
  message?: string;
}
export interface ContainerStateRunning {
  startedAt?: metaV1.Time;
}
export interface ContainerStateTerminated {
  exitCode?: number;
  signal?: number;
  reason?: string;
  message?: string;
  startedAt?: metaV1.Time;
  finishedAt?: metaV1.Time;
  containerID?: string;
}
export interface ContainerState {
  waiting?: ContainerStateWaiting;
  running?: ContainerStateRunning;
  terminated?: ContainerStateTerminated;
}
export interface ContainerStatus {
  name?: string;
  state?: ContainerState;
  lastState?: ContainerState;
  ready?: boolean;
  restartCount?: number;
  image?: string;
  imageID?: string;
  containerID?: string;
  started?: boolean;
  allocatedResources?: ResourceList;
  resources?: ResourceRequirements;
  volumeMounts?: VolumeMountStatus[];
  user?: ContainerUser;
  allocatedResourcesStatus?: ResourceStatus[];
  stopSignal?: Signal;
}
export interface ResourceStatus {
  name?: ResourceName;
  resources?: ResourceHealth[];
}
export interface ResourceHealth {
  resourceID?: ResourceID;
  health?: ResourceHealthStatus;
}
export interface ContainerUser {
  linux?: LinuxContainerUser;
}
export interface LinuxContainerUser {
  uid?: number;
  gid?: number;
  supplementalGroups?: number[];
}
export interface PodCondition {
  type?: PodConditionType;
  observedGeneration?: number;
  status?: ConditionStatus;
  lastProbeTime?: metaV1.Time;
  lastTransitionTime?: metaV1.Time;
  reason?: string;
  message?: string;
}
export interface VolumeMountStatus {
  name?: string;
  mountPath?: string;
  readOnly?: boolean;
  recursiveReadOnly?: RecursiveReadOnlyMode;
}
export interface ContainerRestartRule {
  action?: ContainerRestartRuleAction;
  exitCodes?: ContainerRestartRuleOnExitCodes;
}
export interface ContainerRestartRuleOnExitCodes {
  operator?: ContainerRestartRuleOnExitCodesOperator;
  values?: number[];
}
export interface NodeSelector {
  nodeSelectorTerms?: NodeSelectorTerm[];
}
export interface NodeSelectorTerm {
  matchExpressions?: NodeSelectorRequirement[];
  matchFields?: NodeSelectorRequirement[];
}
export interface NodeSelectorRequirement {
  key?: string;
  operator?: NodeSelectorOperator;
  values?: string[];
}
export interface TopologySelectorTerm {
  matchLabelExpressions?: TopologySelectorLabelRequirement[];
}
export interface TopologySelectorLabelRequirement {
  key?: string;
  values?: string[];
}
export interface Affinity {
  nodeAffinity?: NodeAffinity;
  podAffinity?: PodAffinity;
  podAntiAffinity?: PodAntiAffinity;
}
export interface PodAffinity {
  requiredDuringSchedulingIgnoredDuringExecution?: PodAffinityTerm[];
  preferredDuringSchedulingIgnoredDuringExecution?: WeightedPodAffinityTerm[];
}
export interface PodAntiAffinity {
  requiredDuringSchedulingIgnoredDuringExecution?: PodAffinityTerm[];
  preferredDuringSchedulingIgnoredDuringExecution?: WeightedPodAffinityTerm[];
}
export interface WeightedPodAffinityTerm {
  weight?: number;
  podAffinityTerm?: PodAffinityTerm;
}
export interface PodAffinityTerm {
  labelSelector?: metaV1.LabelSelector;
  namespaces?: string[];
  topologyKey?: string;
  namespaceSelector?: metaV1.LabelSelector;
  matchLabelKeys?: string[];
  mismatchLabelKeys?: string[];
}
export interface NodeAffinity {
  requiredDuringSchedulingIgnoredDuringExecution?: NodeSelector;
  preferredDuringSchedulingIgnoredDuringExecution?: PreferredSchedulingTerm[];
}
export interface PreferredSchedulingTerm {
  weight?: number;
  preference?: NodeSelectorTerm;
}
export interface Taint {
  key?: string;
  value?: string;
  effect?: TaintEffect;
  timeAdded?: metaV1.Time;
}
export interface Toleration {
  key?: string;
  operator?: TolerationOperator;
  value?: string;
  effect?: TaintEffect;
  tolerationSeconds?: number;
}
export interface PodReadinessGate {
  conditionType?: PodConditionType;
}
export interface PodSpec {
  volumes?: Volume[];
  initContainers?: Container[];
  containers?: Container[];
  ephemeralContainers?: EphemeralContainer[];
  restartPolicy?: RestartPolicy;
  terminationGracePeriodSeconds?: number;
  activeDeadlineSeconds?: number;
  dnsPolicy?: DNSPolicy;
  nodeSelector?: Record<string, string>;
  serviceAccountName?: string;
  serviceAccount?: string;
  automountServiceAccountToken?: boolean;
  nodeName?: string;
  hostNetwork?: boolean;
  hostPID?: boolean;
  hostIPC?: boolean;
  shareProcessNamespace?: boolean;
  securityContext?: PodSecurityContext;
  imagePullSecrets?: LocalObjectReference[];
  hostname?: string;
  subdomain?: string;
  affinity?: Affinity;
  schedulerName?: string;
  tolerations?: Toleration[];
  hostAliases?: HostAlias[];
  priorityClassName?: string;
  priority?: number;
  dnsConfig?: PodDNSConfig;
  readinessGates?: PodReadinessGate[];
  runtimeClassName?: string;
  enableServiceLinks?: boolean;
  preemptionPolicy?: PreemptionPolicy;
  overhead?: ResourceList;
  topologySpreadConstraints?: TopologySpreadConstraint[];
  setHostnameAsFQDN?: boolean;
  os?: PodOS;
  hostUsers?: boolean;
  schedulingGates?: PodSchedulingGate[];
  resourceClaims?: PodResourceClaim[];
  resources?: ResourceRequirements;
  hostnameOverride?: string;
  workloadRef?: WorkloadReference;
}
export interface PodResourceClaim {
  name?: string;
  resourceClaimName?: string;
  resourceClaimTemplateName?: string;
}
export interface PodResourceClaimStatus {
  name?: string;
  resourceClaimName?: string;
}
export interface PodExtendedResourceClaimStatus {
  requestMappings?: ContainerExtendedResourceRequest[];
  resourceClaimName?: string;
}
export interface ContainerExtendedResourceRequest {
  containerName?: string;
  resourceName?: string;
  requestName?: string;
}
export interface PodOS {
  name?: OSName;
}
export interface PodSchedulingGate {
  name?: string;
}
export interface WorkloadReference {
  name?: string;
  podGroup?: string;
  podGroupReplicaKey?: string;
}
export interface TopologySpreadConstraint {
  maxSkew?: number;
  topologyKey?: string;
  whenUnsatisfiable?: UnsatisfiableConstraintAction;
  labelSelector?: metaV1.LabelSelector;
  minDomains?: number;
  nodeAffinityPolicy?: NodeInclusionPolicy;
  nodeTaintsPolicy?: NodeInclusionPolicy;
  matchLabelKeys?: string[];
}
export interface HostAlias {
  ip?: string;
  hostnames?: string[];
}
export interface PodSecurityContext {
  seLinuxOptions?: SELinuxOptions;
  windowsOptions?: WindowsSecurityContextOptions;
  runAsUser?: number;
  runAsGroup?: number;
  runAsNonRoot?: boolean;
  supplementalGroups?: number[];
  supplementalGroupsPolicy?: SupplementalGroupsPolicy;
  fsGroup?: number;
  sysctls?: Sysctl[];
  fsGroupChangePolicy?: PodFSGroupChangePolicy;
  seccompProfile?: SeccompProfile;
  appArmorProfile?: AppArmorProfile;
  seLinuxChangePolicy?: PodSELinuxChangePolicy;
}
export interface SeccompProfile {
  type?: SeccompProfileType;
  localhostProfile?: string;
}
export interface AppArmorProfile {
  type?: AppArmorProfileType;
  localhostProfile?: string;
}
export interface PodDNSConfig {
  nameservers?: string[];
  searches?: string[];
  options?: PodDNSConfigOption[];
}
export interface PodDNSConfigOption {
  name?: string;
  value?: string;
}
export interface PodIP {
  ip?: string;
}
export interface HostIP {
  ip?: string;
}
export interface EphemeralContainerCommon {
  name?: string;
  image?: string;
  command?: string[];
  args?: string[];
  workingDir?: string;
  ports?: ContainerPort[];
  envFrom?: EnvFromSource[];
  env?: EnvVar[];
  resources?: ResourceRequirements;
  resizePolicy?: ContainerResizePolicy[];
  restartPolicy?: ContainerRestartPolicy;
  restartPolicyRules?: ContainerRestartRule[];
  volumeMounts?: VolumeMount[];
  volumeDevices?: VolumeDevice[];
  livenessProbe?: Probe;
  readinessProbe?: Probe;
  startupProbe?: Probe;
  lifecycle?: Lifecycle;
  terminationMessagePath?: string;
  terminationMessagePolicy?: TerminationMessagePolicy;
  imagePullPolicy?: PullPolicy;
  securityContext?: SecurityContext;
  stdin?: boolean;
  stdinOnce?: boolean;
  tty?: boolean;
}
export interface EphemeralContainer extends EphemeralContainerCommon {
  targetContainerName?: string;
}
export interface PodStatus {
  observedGeneration?: number;
  phase?: PodPhase;
  conditions?: PodCondition[];
  message?: string;
  reason?: string;
  nominatedNodeName?: string;
  hostIP?: string;
  hostIPs?: HostIP[];
  podIP?: string;
  podIPs?: PodIP[];
  startTime?: metaV1.Time;
  initContainerStatuses?: ContainerStatus[];
  containerStatuses?: ContainerStatus[];
  qosClass?: PodQOSClass;
  ephemeralContainerStatuses?: ContainerStatus[];
  resize?: PodResizeStatus;
  resourceClaimStatuses?: PodResourceClaimStatus[];
  extendedResourceClaimStatus?: PodExtendedResourceClaimStatus;
  allocatedResources?: ResourceList;
  resources?: ResourceRequirements;
}
export interface PodStatusResult extends metaV1.TypeMeta {
  metadata?: metaV1.ObjectMeta;
  status?: PodStatus;
}
export interface Pod extends metaV1.TypeMeta {
  metadata?: metaV1.ObjectMeta;
  spec?: PodSpec;
  status?: PodStatus;
}
export interface PodList extends metaV1.TypeMeta {
  metadata?: metaV1.ListMeta;
  items?: Pod[];
}
export interface PodTemplateSpec {
  metadata?: metaV1.ObjectMeta;
  spec?: PodSpec;
}
export interface PodTemplate extends metaV1.TypeMeta {
  metadata?: metaV1.ObjectMeta;
  template?: PodTemplateSpec;
}
export interface PodTemplateList extends metaV1.TypeMeta {
  metadata?: metaV1.ListMeta;
  items?: PodTemplate[];
}
export interface ReplicationControllerSpec {
  replicas?: number;
  minReadySeconds?: number;
  selector?: Record<string, string>;
  template?: PodTemplateSpec;
}
export interface ReplicationControllerStatus {
  replicas?: number;
  fullyLabeledReplicas?: number;
  readyReplicas?: number;
  availableReplicas?: number;
  observedGeneration?: number;
  conditions?: ReplicationControllerCondition[];
}
export interface ReplicationControllerCondition {
  type?: ReplicationControllerConditionType;
  status?: ConditionStatus;
  lastTransitionTime?: metaV1.Time;
  reason?: string;
  message?: string;
}
export interface ReplicationController extends metaV1.TypeMeta {
  metadata?: metaV1.ObjectMeta;
  spec?: ReplicationControllerSpec;
  status?: ReplicationControllerStatus;
}
export interface ReplicationControllerList extends metaV1.TypeMeta {
  metadata?: metaV1.ListMeta;
  items?: ReplicationController[];
}
export interface SessionAffinityConfig {
  clientIP?: ClientIPConfig;
}
export interface ClientIPConfig {
  timeoutSeconds?: number;
}
export interface ServiceStatus {
  loadBalancer?: LoadBalancerStatus;
  conditions?: metaV1.Condition[];
}
export interface LoadBalancerStatus {
  ingress?: LoadBalancerIngress[];
}
export interface LoadBalancerIngress {
  ip?: string;
  hostname?: string;
  ipMode?: LoadBalancerIPMode;
  ports?: PortStatus[];
}
export interface ServiceSpec {
  ports?: ServicePort[];
  selector?: Record<string, string>;
  clusterIP?: string;
  clusterIPs?: string[];
  type?: ServiceType;
  externalIPs?: string[];
  sessionAffinity?: ServiceAffinity;
  loadBalancerIP?: string;
  loadBalancerSourceRanges?: string[];
  externalName?: string;
  externalTrafficPolicy?: ServiceExternalTrafficPolicy;
  healthCheckNodePort?: number;
  publishNotReadyAddresses?: boolean;
  sessionAffinityConfig?: SessionAffinityConfig;
  ipFamilies?: IPFamily[];
  ipFamilyPolicy?: IPFamilyPolicy;
  allocateLoadBalancerNodePorts?: boolean;
  loadBalancerClass?: string;
  internalTrafficPolicy?: ServiceInternalTrafficPolicy;
  trafficDistribution?: string;
}
export interface ServicePort {
  name?: string;
  protocol?: Protocol;
  appProtocol?: string;
  port?: number;
  targetPort?: number | string;
  nodePort?: number;
}
export interface Service extends metaV1.TypeMeta {
  metadata?: metaV1.ObjectMeta;
  spec?: ServiceSpec;
  status?: ServiceStatus;
}
export interface ServiceList extends metaV1.TypeMeta {
  metadata?: metaV1.ListMeta;
  items?: Service[];
}
export interface ServiceAccount extends metaV1.TypeMeta {
  metadata?: metaV1.ObjectMeta;
  secrets?: ObjectReference[];
  imagePullSecrets?: LocalObjectReference[];
  automountServiceAccountToken?: boolean;
}
export interface ServiceAccountList extends metaV1.TypeMeta {
  metadata?: metaV1.ListMeta;
  items?: ServiceAccount[];
}
export interface Endpoints extends metaV1.TypeMeta {
  metadata?: metaV1.ObjectMeta;
  subsets?: EndpointSubset[];
}
export interface EndpointSubset {
  addresses?: EndpointAddress[];
  notReadyAddresses?: EndpointAddress[];
  ports?: EndpointPort[];
}
export interface EndpointAddress {
  ip?: string;
  hostname?: string;
  nodeName?: string;
  targetRef?: ObjectReference;
}
export interface EndpointPort {
  name?: string;
  port?: number;
  protocol?: Protocol;
  appProtocol?: string;
}
export interface EndpointsList extends metaV1.TypeMeta {
  metadata?: metaV1.ListMeta;
  items?: Endpoints[];
}
export interface NodeSpec {
  podCIDR?: string;
  podCIDRs?: string[];
  providerID?: string;
  unschedulable?: boolean;
  taints?: Taint[];
  configSource?: NodeConfigSource;
  externalID?: string;
}
export interface NodeConfigSource {
  configMap?: ConfigMapNodeConfigSource;
}
export interface ConfigMapNodeConfigSource {
  namespace?: string;
  name?: string;
  uid?: string;
  resourceVersion?: string;
  kubeletConfigKey?: string;
}
export interface DaemonEndpoint {
  Port?: number;
}
export interface NodeDaemonEndpoints {
  kubeletEndpoint?: DaemonEndpoint;
}
export interface NodeRuntimeHandlerFeatures {
  recursiveReadOnlyMounts?: boolean;
  userNamespaces?: boolean;
}
export interface NodeRuntimeHandler {
  name?: string;
  features?: NodeRuntimeHandlerFeatures;
}
export interface NodeFeatures {
  supplementalGroupsPolicy?: boolean;
}
export interface NodeSystemInfo {
  machineID?: string;
  systemUUID?: string;
  bootID?: string;
  kernelVersion?: string;
  osImage?: string;
  containerRuntimeVersion?: string;
  kubeletVersion?: string;
  kubeProxyVersion?: string;
  operatingSystem?: string;
  architecture?: string;
  swap?: NodeSwapStatus;
}
export interface NodeSwapStatus {
  capacity?: number;
}
export interface NodeConfigStatus {
  assigned?: NodeConfigSource;
  active?: NodeConfigSource;
  lastKnownGood?: NodeConfigSource;
  error?: string;
}
export interface NodeStatus {
  capacity?: ResourceList;
  allocatable?: ResourceList;
  phase?: NodePhase;
  conditions?: NodeCondition[];
  addresses?: NodeAddress[];
  daemonEndpoints?: NodeDaemonEndpoints;
  nodeInfo?: NodeSystemInfo;
  images?: ContainerImage[];
  volumesInUse?: UniqueVolumeName[];
  volumesAttached?: AttachedVolume[];
  config?: NodeConfigStatus;
  runtimeHandlers?: NodeRuntimeHandler[];
  features?: NodeFeatures;
  declaredFeatures?: string[];
}
export interface AttachedVolume {
  name?: UniqueVolumeName;
  devicePath?: string;
}
export interface ContainerImage {
  names?: string[];
  sizeBytes?: number;
}
export interface NodeCondition {
  type?: NodeConditionType;
  status?: ConditionStatus;
  lastHeartbeatTime?: metaV1.Time;
  lastTransitionTime?: metaV1.Time;
  reason?: string;
  message?: string;
}
export interface NodeAddress {
  type?: NodeAddressType;
  address?: string;
}
export interface Node extends metaV1.TypeMeta {
  metadata?: metaV1.ObjectMeta;
  spec?: NodeSpec;
  status?: NodeStatus;
}
export interface NodeList extends metaV1.TypeMeta {
  metadata?: metaV1.ListMeta;
  items?: Node[];
}
export interface NamespaceSpec {
  finalizers?: FinalizerName[];
}
export interface NamespaceStatus {
  phase?: NamespacePhase;
  conditions?: NamespaceCondition[];
}
export interface NamespaceCondition {
  type?: NamespaceConditionType;
  status?: ConditionStatus;
  lastTransitionTime?: metaV1.Time;
  reason?: string;
  message?: string;
}
export interface Namespace extends metaV1.TypeMeta {
  metadata?: metaV1.ObjectMeta;
  spec?: NamespaceSpec;
  status?: NamespaceStatus;
}
export interface NamespaceList extends metaV1.TypeMeta {
  metadata?: metaV1.ListMeta;
  items?: Namespace[];
}
export interface Binding extends metaV1.TypeMeta {
  metadata?: metaV1.ObjectMeta;
  target?: ObjectReference;
}
export interface PodLogOptions extends metaV1.TypeMeta {
  container?: string;
  follow?: boolean;
  previous?: boolean;
  sinceSeconds?: number;
  sinceTime?: metaV1.Time;
  timestamps?: boolean;
  tailLines?: number;
  limitBytes?: number;
  insecureSkipTLSVerifyBackend?: boolean;
  stream?: string;
}
export interface PodAttachOptions extends metaV1.TypeMeta {
  stdin?: boolean;
  stdout?: boolean;
  stderr?: boolean;
  tty?: boolean;
  container?: string;
}
export interface PodExecOptions extends metaV1.TypeMeta {
  stdin?: boolean;
  stdout?: boolean;
  stderr?: boolean;
  tty?: boolean;
  container?: string;
  command?: string[];
}
export interface PodPortForwardOptions extends metaV1.TypeMeta {
  ports?: number[];
}
export interface PodProxyOptions extends metaV1.TypeMeta {
  path?: string;
}
export interface NodeProxyOptions extends metaV1.TypeMeta {
  path?: string;
}
export interface ServiceProxyOptions extends metaV1.TypeMeta {
  path?: string;
}
export interface ObjectReference {
  kind?: string;
  namespace?: string;
  name?: string;
  uid?: string;
  apiVersion?: string;
  resourceVersion?: string;
  fieldPath?: string;
}
export interface LocalObjectReference {
  name?: string;
}
export interface TypedLocalObjectReference {
  apiGroup?: string;
  kind?: string;
  name?: string;
}
export interface SerializedReference extends metaV1.TypeMeta {
  reference?: ObjectReference;
}
export interface EventSource {
  component?: string;
  host?: string;
}
export interface Event extends metaV1.TypeMeta {
  metadata?: metaV1.ObjectMeta;
  involvedObject?: ObjectReference;
  reason?: string;
  message?: string;
  source?: EventSource;
  firstTimestamp?: metaV1.Time;
  lastTimestamp?: metaV1.Time;
  count?: number;
  type?: string;
  eventTime?: metaV1.MicroTime;
  series?: EventSeries;
  action?: string;
  related?: ObjectReference;
  reportingComponent?: string;
  reportingInstance?: string;
}
export interface EventSeries {
  count?: number;
  lastObservedTime?: metaV1.MicroTime;
}
export interface EventList extends metaV1.TypeMeta {
  metadata?: metaV1.ListMeta;
  items?: Event[];
}
export interface LimitRangeItem {
  type?: LimitType;
  max?: ResourceList;
  min?: ResourceList;
  default?: ResourceList;
  defaultRequest?: ResourceList;
  maxLimitRequestRatio?: ResourceList;
}
export interface LimitRangeSpec {
  limits?: LimitRangeItem[];
}
export interface LimitRange extends metaV1.TypeMeta {
  metadata?: metaV1.ObjectMeta;
  spec?: LimitRangeSpec;
}
export interface LimitRangeList extends metaV1.TypeMeta {
  metadata?: metaV1.ListMeta;
  items?: LimitRange[];
}
export interface ResourceQuotaSpec {
  hard?: ResourceList;
  scopes?: ResourceQuotaScope[];
  scopeSelector?: ScopeSelector;
}
export interface ScopeSelector {
  matchExpressions?: ScopedResourceSelectorRequirement[];
}
export interface ScopedResourceSelectorRequirement {
  scopeName?: ResourceQuotaScope;
  operator?: ScopeSelectorOperator;
  values?: string[];
}
export interface ResourceQuotaStatus {
  hard?: ResourceList;
  used?: ResourceList;
}
export interface ResourceQuota extends metaV1.TypeMeta {
  metadata?: metaV1.ObjectMeta;
  spec?: ResourceQuotaSpec;
  status?: ResourceQuotaStatus;
}
export interface ResourceQuotaList extends metaV1.TypeMeta {
  metadata?: metaV1.ListMeta;
  items?: ResourceQuota[];
}
export interface Secret extends metaV1.TypeMeta {
  metadata?: metaV1.ObjectMeta;
  immutable?: boolean;
  data?: Record<string, string>;
  stringData?: Record<string, string>;
  type?: SecretType;
}
export interface SecretList extends metaV1.TypeMeta {
  metadata?: metaV1.ListMeta;
  items?: Secret[];
}
export interface ConfigMap extends metaV1.TypeMeta {
  metadata?: metaV1.ObjectMeta;
  immutable?: boolean;
  data?: Record<string, string>;
  binaryData?: Record<string, string>;
}
export interface ConfigMapList extends metaV1.TypeMeta {
  metadata?: metaV1.ListMeta;
  items?: ConfigMap[];
}
export interface ComponentCondition {
  type?: ComponentConditionType;
  status?: ConditionStatus;
  message?: string;
  error?: string;
}
export interface ComponentStatus extends metaV1.TypeMeta {
  metadata?: metaV1.ObjectMeta;
  conditions?: ComponentCondition[];
}
export interface ComponentStatusList extends metaV1.TypeMeta {
  metadata?: metaV1.ListMeta;
  items?: ComponentStatus[];
}
export interface DownwardAPIVolumeSource {
  items?: DownwardAPIVolumeFile[];
  defaultMode?: number;
}
export interface DownwardAPIVolumeFile {
  path?: string;
  fieldRef?: ObjectFieldSelector;
  resourceFieldRef?: ResourceFieldSelector;
  mode?: number;
}
export interface DownwardAPIProjection {
  items?: DownwardAPIVolumeFile[];
}
export interface SecurityContext {
  capabilities?: Capabilities;
  privileged?: boolean;
  seLinuxOptions?: SELinuxOptions;
  windowsOptions?: WindowsSecurityContextOptions;
  runAsUser?: number;
  runAsGroup?: number;
  runAsNonRoot?: boolean;
  readOnlyRootFilesystem?: boolean;
  allowPrivilegeEscalation?: boolean;
  procMount?: ProcMountType;
  seccompProfile?: SeccompProfile;
  appArmorProfile?: AppArmorProfile;
}
export interface SELinuxOptions {
  user?: string;
  role?: string;
  type?: string;
  level?: string;
}
export interface WindowsSecurityContextOptions {
  gmsaCredentialSpecName?: string;
  gmsaCredentialSpec?: string;
  runAsUserName?: string;
  hostProcess?: boolean;
}
export interface RangeAllocation extends metaV1.TypeMeta {
  metadata?: metaV1.ObjectMeta;
  range?: string;
  data?: string;
}
export interface Sysctl {
  name?: string;
  value?: string;
}
export interface PortStatus {
  port?: number;
  protocol?: Protocol;
  error?: string;
}
export interface ImageVolumeSource {
  reference?: string;
  pullPolicy?: PullPolicy;
}
export type PersistentVolumeReclaimPolicy = string;
export type PersistentVolumeMode = string;
export type PersistentVolumeClaimConditionType = string;
export type ClaimResourceStatus = string;
export type PersistentVolumeClaimModifyVolumeStatus = string;
export type PersistentVolumeAccessMode = string;
export type PersistentVolumePhase = string;
export type PersistentVolumeClaimPhase = string;
export type HostPathType = string;
export type StorageMedium = string;
export type Protocol = string;
export type AzureDataDiskCachingMode = string;
export type AzureDataDiskKind = string;
export type MountPropagationMode = string;
export type RecursiveReadOnlyMode = string;
export type URIScheme = string;
export type PullPolicy = string;
export type ResourceResizeRestartPolicy = string;
export type PreemptionPolicy = string;
export type TerminationMessagePolicy = string;
export type Capability = string;
export type Signal = string;
export type ConditionStatus = string;
export type ResourceHealthStatus = string;
export type ResourceID = string;
export type PodPhase = string;
export type PodConditionType = string;
export type PodResizeStatus = string;
export type RestartPolicy = string;
export type ContainerRestartPolicy = string;
export type ContainerRestartRuleAction = string;
export type ContainerRestartRuleOnExitCodesOperator = string;
export type DNSPolicy = string;
export type NodeSelectorOperator = string;
export type TaintEffect = string;
export type TolerationOperator = string;
export type OSName = string;
export type UnsatisfiableConstraintAction = string;
export type NodeInclusionPolicy = string;
export type PodFSGroupChangePolicy = string;
export type SupplementalGroupsPolicy = string;
export type PodSELinuxChangePolicy = string;
export type SeccompProfileType = string;
export type AppArmorProfileType = string;
export type PodQOSClass = string;
export type ReplicationControllerConditionType = string;
export type ServiceAffinity = string;
export type ServiceType = string;
export type ServiceInternalTrafficPolicy = string;
export type ServiceExternalTrafficPolicy = string;
export type IPFamily = string;
export type IPFamilyPolicy = string;
export type UniqueVolumeName = string;
export type NodePhase = string;
export type NodeConditionType = string;
export type NodeAddressType = string;
export type ResourceName = string;
export type ResourceList = Record<string, string>;
export type FinalizerName = string;
export type NamespacePhase = string;
export type NamespaceConditionType = string;
export type LimitType = string;
export type ResourceQuotaScope = string;
export type ScopeSelectorOperator = string;
export type SecretType = string;
export type ComponentConditionType = string;
export type ProcMountType = string;
export type LoadBalancerIPMode = string;
