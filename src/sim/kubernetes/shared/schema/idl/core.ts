/** The types of meta/v1 and core/v1. See ../idl.ts for the form; annotations from the recorded OpenAPI are kept by src/cli/tools/schema.mjs. */
export const CORE = `
# meta/v1 v1
GroupVersionResource
 group string
 version string
 resource string
GroupVersionKind
 group string
 version string
 kind string
MicroTime custom
Duration custom
Time custom
TypeMeta
 kind string?
 apiVersion string?
ListMeta
 selfLink string?
 resourceVersion string?
 continue string?
 remainingItemCount *int64?
ObjectMeta
 name string?
 generateName string?
 namespace string?
 selfLink string?
 uid types.UID?
 resourceVersion string?
 generation int64?
 creationTimestamp Time?~
 deletionTimestamp *Time?
 deletionGracePeriodSeconds *int64?
 labels map[string]string?
 annotations map[string]string?
 ownerReferences []OwnerReference? list=uid patch=merge:uid
 finalizers []string? list=:set patch=merge
 managedFields []ManagedFieldsEntry? list=:atomic
OwnerReference map=:atomic
 apiVersion string !
 kind string !
 name string !
 uid types.UID !
 controller *bool?
 blockOwnerDeletion *bool?
ListOptions
 + TypeMeta
 labelSelector string?
 fieldSelector string?
 watch bool?
 allowWatchBookmarks bool?
 resourceVersion string?
 resourceVersionMatch ResourceVersionMatch?
 timeoutSeconds *int64?
 limit int64?
 continue string?
 sendInitialEvents *bool?
GetOptions
 + TypeMeta
 resourceVersion string?
DeleteOptions
 + TypeMeta
 gracePeriodSeconds *int64?
 preconditions *Preconditions?
 orphanDependents *bool?
 propagationPolicy *DeletionPropagation?
 dryRun []string? list=:atomic
 ignoreStoreReadErrorWithClusterBreakingPotential *bool?
CreateOptions
 + TypeMeta
 dryRun []string?
 fieldManager string?
 fieldValidation string?
PatchOptions
 + TypeMeta
 dryRun []string?
 force *bool?
 fieldManager string?
 fieldValidation string?
ApplyOptions
 + TypeMeta
 dryRun []string?
 force bool
 fieldManager string
UpdateOptions
 + TypeMeta
 dryRun []string?
 fieldManager string?
 fieldValidation string?
Preconditions
 uid *types.UID?
 resourceVersion *string?
Status
 + TypeMeta
 metadata ListMeta?
 status string?
 message string?
 reason StatusReason?
 details *StatusDetails?
 code int32?
StatusDetails
 name string?
 group string?
 kind string?
 uid types.UID?
 causes []StatusCause? list=:atomic
 retryAfterSeconds int32?
StatusCause
 reason CauseType?
 message string?
 field string?
List
 + TypeMeta
 metadata ListMeta?
 items []runtime.RawExtension
APIVersions
 + TypeMeta
 versions []string ! list=:atomic
 serverAddressByClientCIDRs []ServerAddressByClientCIDR ! list=:atomic
APIGroupList
 + TypeMeta
 groups []APIGroup ! list=:atomic
APIGroup
 + TypeMeta
 name string !
 versions []GroupVersionForDiscovery ! list=:atomic
 preferredVersion GroupVersionForDiscovery?
 serverAddressByClientCIDRs []ServerAddressByClientCIDR? list=:atomic
ServerAddressByClientCIDR
 clientCIDR string !
 serverAddress string !
GroupVersionForDiscovery
 groupVersion string !
 version string !
APIResource
 name string !
 singularName string !
 namespaced bool !
 group string?
 version string?
 kind string !
 verbs Verbs !
 shortNames []string? list=:atomic
 categories []string? list=:atomic
 storageVersionHash string?
APIResourceList
 + TypeMeta
 groupVersion string !
 resources []APIResource ! list=:atomic
LabelSelector map=:atomic
 matchLabels map[string]string?
 matchExpressions []LabelSelectorRequirement? list=:atomic
LabelSelectorRequirement
 key string !
 operator LabelSelectorOperator !
 values []string? list=:atomic
FieldSelectorRequirement
 key string !
 operator FieldSelectorOperator !
 values []string? list=:atomic
ManagedFieldsEntry
 manager string?
 operation ManagedFieldsOperationType?
 apiVersion string?
 time *Time?
 fieldsType string?
 fieldsV1 *FieldsV1?
 subresource string?
FieldsV1 custom
Table
 + TypeMeta
 metadata ListMeta?
 columnDefinitions []TableColumnDefinition
 rows []TableRow
TableColumnDefinition
 name string
 type string
 format string
 description string
 priority int32
TableRow
 cells []interface{}
 conditions []TableRowCondition?
 object runtime.RawExtension?
TableRowCondition
 type RowConditionType
 status ConditionStatus
 reason string?
 message string?
TableOptions
 + TypeMeta
 includeObject IncludeObjectPolicy?
PartialObjectMetadata
 + TypeMeta
 metadata ObjectMeta?
PartialObjectMetadataList
 + TypeMeta
 metadata ListMeta?
 items []PartialObjectMetadata
Condition
 type string !
 status ConditionStatus !
 observedGeneration int64?
 lastTransitionTime Time !
 reason string !
 message string !
ResourceVersionMatch = string
DeletionPropagation = string
StatusReason = string
CauseType = string
Verbs = []string
LabelSelectorOperator = string
FieldSelectorOperator = string
ManagedFieldsOperationType = string
RowConditionType = string
ConditionStatus = string
IncludeObjectPolicy = string
WatchEvent
 type string !
 object runtime.RawExtension !
# core/v1 v1
Volume
 name string !
 + VolumeSource
VolumeSource
 hostPath *HostPathVolumeSource?
 emptyDir *EmptyDirVolumeSource?
 gcePersistentDisk *GCEPersistentDiskVolumeSource?
 awsElasticBlockStore *AWSElasticBlockStoreVolumeSource?
 gitRepo *GitRepoVolumeSource?
 secret *SecretVolumeSource?
 nfs *NFSVolumeSource?
 iscsi *ISCSIVolumeSource?
 glusterfs *GlusterfsVolumeSource?
 persistentVolumeClaim *PersistentVolumeClaimVolumeSource?
 rbd *RBDVolumeSource?
 flexVolume *FlexVolumeSource?
 cinder *CinderVolumeSource?
 cephfs *CephFSVolumeSource?
 flocker *FlockerVolumeSource?
 downwardAPI *DownwardAPIVolumeSource?
 fc *FCVolumeSource?
 azureFile *AzureFileVolumeSource?
 configMap *ConfigMapVolumeSource?
 vsphereVolume *VsphereVirtualDiskVolumeSource?
 quobyte *QuobyteVolumeSource?
 azureDisk *AzureDiskVolumeSource?
 photonPersistentDisk *PhotonPersistentDiskVolumeSource?
 projected *ProjectedVolumeSource?
 portworxVolume *PortworxVolumeSource?
 scaleIO *ScaleIOVolumeSource?
 storageos *StorageOSVolumeSource?
 csi *CSIVolumeSource?
 ephemeral *EphemeralVolumeSource?
 image *ImageVolumeSource?
PersistentVolumeClaimVolumeSource
 claimName string !
 readOnly bool?
PersistentVolumeSource
 gcePersistentDisk *GCEPersistentDiskVolumeSource?
 awsElasticBlockStore *AWSElasticBlockStoreVolumeSource?
 hostPath *HostPathVolumeSource?
 glusterfs *GlusterfsPersistentVolumeSource?
 nfs *NFSVolumeSource?
 rbd *RBDPersistentVolumeSource?
 iscsi *ISCSIPersistentVolumeSource?
 cinder *CinderPersistentVolumeSource?
 cephfs *CephFSPersistentVolumeSource?
 fc *FCVolumeSource?
 flocker *FlockerVolumeSource?
 flexVolume *FlexPersistentVolumeSource?
 azureFile *AzureFilePersistentVolumeSource?
 vsphereVolume *VsphereVirtualDiskVolumeSource?
 quobyte *QuobyteVolumeSource?
 azureDisk *AzureDiskVolumeSource?
 photonPersistentDisk *PhotonPersistentDiskVolumeSource?
 portworxVolume *PortworxVolumeSource?
 scaleIO *ScaleIOPersistentVolumeSource?
 local *LocalVolumeSource?
 storageos *StorageOSPersistentVolumeSource?
 csi *CSIPersistentVolumeSource?
PersistentVolume
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 spec PersistentVolumeSpec?
 status PersistentVolumeStatus?
PersistentVolumeSpec
 capacity ResourceList?
 + PersistentVolumeSource
 accessModes []PersistentVolumeAccessMode? list=:atomic
 claimRef *ObjectReference? map=:granular
 persistentVolumeReclaimPolicy PersistentVolumeReclaimPolicy?
 storageClassName string?
 mountOptions []string? list=:atomic
 volumeMode *PersistentVolumeMode?
 nodeAffinity *VolumeNodeAffinity?
 volumeAttributesClassName *string?
VolumeNodeAffinity
 required *NodeSelector?
PersistentVolumeStatus
 phase PersistentVolumePhase?
 message string?
 reason string?
 lastPhaseTransitionTime *meta.Time?
PersistentVolumeList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []PersistentVolume !
PersistentVolumeClaim
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 spec PersistentVolumeClaimSpec?
 status PersistentVolumeClaimStatus?
PersistentVolumeClaimList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []PersistentVolumeClaim !
PersistentVolumeClaimSpec
 accessModes []PersistentVolumeAccessMode? list=:atomic
 selector *meta.LabelSelector?
 resources VolumeResourceRequirements?
 volumeName string?
 storageClassName *string?
 volumeMode *PersistentVolumeMode?
 dataSource *TypedLocalObjectReference?
 dataSourceRef *TypedObjectReference?
 volumeAttributesClassName *string?
TypedObjectReference
 apiGroup *string
 kind string !
 name string !
 namespace *string?
ModifyVolumeStatus
 targetVolumeAttributesClassName string?
 status PersistentVolumeClaimModifyVolumeStatus !
PersistentVolumeClaimCondition
 type PersistentVolumeClaimConditionType !
 status ConditionStatus !
 lastProbeTime meta.Time?
 lastTransitionTime meta.Time?
 reason string?
 message string?
PersistentVolumeClaimStatus
 phase PersistentVolumeClaimPhase?
 accessModes []PersistentVolumeAccessMode? list=:atomic
 capacity ResourceList?
 conditions []PersistentVolumeClaimCondition? list=type patch=merge:type
 allocatedResources ResourceList?
 allocatedResourceStatuses map[ResourceName]ClaimResourceStatus? map=:granular
 currentVolumeAttributesClassName *string?
 modifyVolumeStatus *ModifyVolumeStatus?
HostPathVolumeSource
 path string !
 type *HostPathType?
EmptyDirVolumeSource
 medium StorageMedium?
 sizeLimit *resource.Quantity?
GlusterfsVolumeSource
 endpoints string !
 path string !
 readOnly bool?
GlusterfsPersistentVolumeSource
 endpoints string !
 path string !
 readOnly bool?
 endpointsNamespace *string?
RBDVolumeSource
 monitors []string ! list=:atomic
 image string !
 fsType string?
 pool string?
 user string?
 keyring string?
 secretRef *LocalObjectReference?
 readOnly bool?
RBDPersistentVolumeSource
 monitors []string ! list=:atomic
 image string !
 fsType string?
 pool string?
 user string?
 keyring string?
 secretRef *SecretReference?
 readOnly bool?
CinderVolumeSource
 volumeID string !
 fsType string?
 readOnly bool?
 secretRef *LocalObjectReference?
CinderPersistentVolumeSource
 volumeID string !
 fsType string?
 readOnly bool?
 secretRef *SecretReference?
CephFSVolumeSource
 monitors []string ! list=:atomic
 path string?
 user string?
 secretFile string?
 secretRef *LocalObjectReference?
 readOnly bool?
SecretReference map=:atomic
 name string?
 namespace string?
CephFSPersistentVolumeSource
 monitors []string ! list=:atomic
 path string?
 user string?
 secretFile string?
 secretRef *SecretReference?
 readOnly bool?
FlockerVolumeSource
 datasetName string?
 datasetUUID string?
GCEPersistentDiskVolumeSource
 pdName string !
 fsType string?
 partition int32?
 readOnly bool?
QuobyteVolumeSource
 registry string !
 volume string !
 readOnly bool?
 user string?
 group string?
 tenant string?
FlexPersistentVolumeSource
 driver string !
 fsType string?
 secretRef *SecretReference?
 readOnly bool?
 options map[string]string?
FlexVolumeSource
 driver string !
 fsType string?
 secretRef *LocalObjectReference?
 readOnly bool?
 options map[string]string?
AWSElasticBlockStoreVolumeSource
 volumeID string !
 fsType string?
 partition int32?
 readOnly bool?
GitRepoVolumeSource
 repository string !
 revision string?
 directory string?
SecretVolumeSource
 secretName string?
 items []KeyToPath? list=:atomic
 defaultMode *int32?
 optional *bool?
SecretProjection
 + LocalObjectReference
 items []KeyToPath? list=:atomic
 optional *bool?
NFSVolumeSource
 server string !
 path string !
 readOnly bool?
ISCSIVolumeSource
 targetPortal string !
 iqn string !
 lun int32 !
 iscsiInterface string?
 fsType string?
 readOnly bool?
 portals []string? list=:atomic
 chapAuthDiscovery bool?
 chapAuthSession bool?
 secretRef *LocalObjectReference?
 initiatorName *string?
ISCSIPersistentVolumeSource
 targetPortal string !
 iqn string !
 lun int32 !
 iscsiInterface string?
 fsType string?
 readOnly bool?
 portals []string? list=:atomic
 chapAuthDiscovery bool?
 chapAuthSession bool?
 secretRef *SecretReference?
 initiatorName *string?
FCVolumeSource
 targetWWNs []string? list=:atomic
 lun *int32?
 fsType string?
 readOnly bool?
 wwids []string? list=:atomic
AzureFileVolumeSource
 secretName string !
 shareName string !
 readOnly bool?
AzureFilePersistentVolumeSource
 secretName string !
 shareName string !
 readOnly bool?
 secretNamespace *string
VsphereVirtualDiskVolumeSource
 volumePath string !
 fsType string?
 storagePolicyName string?
 storagePolicyID string?
PhotonPersistentDiskVolumeSource
 pdID string !
 fsType string?
AzureDiskVolumeSource
 diskName string !
 diskURI string !
 cachingMode *AzureDataDiskCachingMode?
 fsType *string?
 readOnly *bool?
 kind *AzureDataDiskKind?
PortworxVolumeSource
 volumeID string !
 fsType string?
 readOnly bool?
ScaleIOVolumeSource
 gateway string !
 system string !
 secretRef *LocalObjectReference !
 sslEnabled bool?
 protectionDomain string?
 storagePool string?
 storageMode string?
 volumeName string?
 fsType string?
 readOnly bool?
ScaleIOPersistentVolumeSource
 gateway string !
 system string !
 secretRef *SecretReference !
 sslEnabled bool?
 protectionDomain string?
 storagePool string?
 storageMode string?
 volumeName string?
 fsType string?
 readOnly bool?
StorageOSVolumeSource
 volumeName string?
 volumeNamespace string?
 fsType string?
 readOnly bool?
 secretRef *LocalObjectReference?
StorageOSPersistentVolumeSource
 volumeName string?
 volumeNamespace string?
 fsType string?
 readOnly bool?
 secretRef *ObjectReference?
ConfigMapVolumeSource
 + LocalObjectReference
 items []KeyToPath? list=:atomic
 defaultMode *int32?
 optional *bool?
ConfigMapProjection
 + LocalObjectReference
 items []KeyToPath? list=:atomic
 optional *bool?
ServiceAccountTokenProjection
 audience string?
 expirationSeconds *int64?
 path string !
ClusterTrustBundleProjection
 name *string?
 signerName *string?
 labelSelector *meta.LabelSelector?
 optional *bool?
 path string !
PodCertificateProjection
 signerName string? !
 keyType string? !
 maxExpirationSeconds *int32?
 credentialBundlePath string?
 keyPath string?
 certificateChainPath string?
 userAnnotations map[string]string?
ProjectedVolumeSource
 sources []VolumeProjection list=:atomic
 defaultMode *int32?
VolumeProjection
 secret *SecretProjection?
 downwardAPI *DownwardAPIProjection?
 configMap *ConfigMapProjection?
 serviceAccountToken *ServiceAccountTokenProjection?
 clusterTrustBundle *ClusterTrustBundleProjection?
 podCertificate *PodCertificateProjection?
KeyToPath
 key string !
 path string !
 mode *int32?
LocalVolumeSource
 path string !
 fsType *string?
CSIPersistentVolumeSource
 driver string !
 volumeHandle string !
 readOnly bool?
 fsType string?
 volumeAttributes map[string]string?
 controllerPublishSecretRef *SecretReference?
 nodeStageSecretRef *SecretReference?
 nodePublishSecretRef *SecretReference?
 controllerExpandSecretRef *SecretReference?
 nodeExpandSecretRef *SecretReference?
CSIVolumeSource
 driver string !
 readOnly *bool?
 fsType *string?
 volumeAttributes map[string]string?
 nodePublishSecretRef *LocalObjectReference?
EphemeralVolumeSource
 volumeClaimTemplate *PersistentVolumeClaimTemplate?
PersistentVolumeClaimTemplate
 metadata meta.ObjectMeta?
 spec PersistentVolumeClaimSpec !
ContainerPort
 name string?
 hostPort int32?
 containerPort int32 !
 protocol Protocol?
 hostIP string?
VolumeMount
 name string !
 readOnly bool?
 recursiveReadOnly *RecursiveReadOnlyMode?
 mountPath string !
 subPath string?
 mountPropagation *MountPropagationMode?
 subPathExpr string?
VolumeDevice
 name string !
 devicePath string !
EnvVar
 name string !
 value string?
 valueFrom *EnvVarSource?
EnvVarSource
 fieldRef *ObjectFieldSelector?
 resourceFieldRef *ResourceFieldSelector?
 configMapKeyRef *ConfigMapKeySelector?
 secretKeyRef *SecretKeySelector?
 fileKeyRef *FileKeySelector?
FileKeySelector map=:atomic
 volumeName string !
 path string !
 key string !
 optional *bool?
ObjectFieldSelector map=:atomic
 apiVersion string?
 fieldPath string !
ResourceFieldSelector map=:atomic
 containerName string?
 resource string !
 divisor resource.Quantity?
ConfigMapKeySelector map=:atomic
 + LocalObjectReference
 key string !
 optional *bool?
SecretKeySelector map=:atomic
 + LocalObjectReference
 key string !
 optional *bool?
EnvFromSource
 prefix string?
 configMapRef *ConfigMapEnvSource?
 secretRef *SecretEnvSource?
ConfigMapEnvSource
 + LocalObjectReference
 optional *bool?
SecretEnvSource
 + LocalObjectReference
 optional *bool?
HTTPHeader
 name string !
 value string !
HTTPGetAction
 path string?
 port intstr.IntOrString !
 host string?
 scheme URIScheme?
 httpHeaders []HTTPHeader? list=:atomic
TCPSocketAction
 port intstr.IntOrString !
 host string?
GRPCAction
 port int32 !
 service *string
ExecAction
 command []string? list=:atomic
SleepAction
 seconds int64 !
Probe
 + ProbeHandler
 initialDelaySeconds int32?
 timeoutSeconds int32?
 periodSeconds int32?
 successThreshold int32?
 failureThreshold int32?
 terminationGracePeriodSeconds *int64?
ContainerResizePolicy
 resourceName ResourceName !
 restartPolicy ResourceResizeRestartPolicy !
Capabilities
 add []Capability? list=:atomic
 drop []Capability? list=:atomic
ResourceRequirements
 limits ResourceList?
 requests ResourceList?
 claims []ResourceClaim? list=name
VolumeResourceRequirements
 limits ResourceList?
 requests ResourceList?
ResourceClaim
 name string !
 request string?
Container
 name string !
 image string?
 command []string? list=:atomic
 args []string? list=:atomic
 workingDir string?
 ports []ContainerPort? list=containerPort,protocol patch=merge:containerPort
 envFrom []EnvFromSource? list=:atomic
 env []EnvVar? list=name patch=merge:name
 resources ResourceRequirements?
 resizePolicy []ContainerResizePolicy? list=:atomic
 restartPolicy *ContainerRestartPolicy?
 restartPolicyRules []ContainerRestartRule? list=:atomic
 volumeMounts []VolumeMount? list=mountPath patch=merge:mountPath
 volumeDevices []VolumeDevice? list=devicePath patch=merge:devicePath
 livenessProbe *Probe?
 readinessProbe *Probe?
 startupProbe *Probe?
 lifecycle *Lifecycle?
 terminationMessagePath string?
 terminationMessagePolicy TerminationMessagePolicy?
 imagePullPolicy PullPolicy?
 securityContext *SecurityContext?
 stdin bool?
 stdinOnce bool?
 tty bool?
ProbeHandler
 exec *ExecAction?
 httpGet *HTTPGetAction?
 tcpSocket *TCPSocketAction?
 grpc *GRPCAction?
LifecycleHandler
 exec *ExecAction?
 httpGet *HTTPGetAction?
 tcpSocket *TCPSocketAction?
 sleep *SleepAction?
Lifecycle
 postStart *LifecycleHandler?
 preStop *LifecycleHandler?
 stopSignal *Signal?
ContainerStateWaiting
 reason string?
 message string?
ContainerStateRunning
 startedAt meta.Time?
ContainerStateTerminated
 exitCode int32 !
 signal int32?
 reason string?
 message string?
 startedAt meta.Time?
 finishedAt meta.Time?
 containerID string?
ContainerState
 waiting *ContainerStateWaiting?
 running *ContainerStateRunning?
 terminated *ContainerStateTerminated?
ContainerStatus
 name string !
 state ContainerState?
 lastState ContainerState?
 ready bool !
 restartCount int32 !
 image string !
 imageID string !
 containerID string?
 started *bool?
 allocatedResources ResourceList?
 resources *ResourceRequirements?
 volumeMounts []VolumeMountStatus? list=mountPath patch=merge:mountPath
 user *ContainerUser?
 allocatedResourcesStatus []ResourceStatus? list=name patch=merge:name
 stopSignal *Signal?
ResourceStatus
 name ResourceName !
 resources []ResourceHealth? list=resourceID
ResourceHealth
 resourceID ResourceID !
 health ResourceHealthStatus?
ContainerUser
 linux *LinuxContainerUser?
LinuxContainerUser
 uid int64 !
 gid int64 !
 supplementalGroups []int64? list=:atomic
PodCondition
 type PodConditionType !
 observedGeneration int64?
 status ConditionStatus !
 lastProbeTime meta.Time?
 lastTransitionTime meta.Time?
 reason string?
 message string?
VolumeMountStatus
 name string !
 mountPath string !
 readOnly bool?
 recursiveReadOnly *RecursiveReadOnlyMode?
ContainerRestartRule
 action ContainerRestartRuleAction? !
 exitCodes *ContainerRestartRuleOnExitCodes?
ContainerRestartRuleOnExitCodes
 operator ContainerRestartRuleOnExitCodesOperator? !
 values []int32? list=:set
NodeSelector map=:atomic
 nodeSelectorTerms []NodeSelectorTerm ! list=:atomic
NodeSelectorTerm map=:atomic
 matchExpressions []NodeSelectorRequirement? list=:atomic
 matchFields []NodeSelectorRequirement? list=:atomic
NodeSelectorRequirement
 key string !
 operator NodeSelectorOperator !
 values []string? list=:atomic
TopologySelectorTerm map=:atomic
 matchLabelExpressions []TopologySelectorLabelRequirement? list=:atomic
TopologySelectorLabelRequirement
 key string !
 values []string ! list=:atomic
Affinity
 nodeAffinity *NodeAffinity?
 podAffinity *PodAffinity?
 podAntiAffinity *PodAntiAffinity?
PodAffinity
 requiredDuringSchedulingIgnoredDuringExecution []PodAffinityTerm? list=:atomic
 preferredDuringSchedulingIgnoredDuringExecution []WeightedPodAffinityTerm? list=:atomic
PodAntiAffinity
 requiredDuringSchedulingIgnoredDuringExecution []PodAffinityTerm? list=:atomic
 preferredDuringSchedulingIgnoredDuringExecution []WeightedPodAffinityTerm? list=:atomic
WeightedPodAffinityTerm
 weight int32 !
 podAffinityTerm PodAffinityTerm !
PodAffinityTerm
 labelSelector *meta.LabelSelector?
 namespaces []string? list=:atomic
 topologyKey string !
 namespaceSelector *meta.LabelSelector?
 matchLabelKeys []string? list=:atomic
 mismatchLabelKeys []string? list=:atomic
NodeAffinity
 requiredDuringSchedulingIgnoredDuringExecution *NodeSelector?
 preferredDuringSchedulingIgnoredDuringExecution []PreferredSchedulingTerm? list=:atomic
PreferredSchedulingTerm
 weight int32 !
 preference NodeSelectorTerm !
Taint
 key string !
 value string?
 effect TaintEffect !
 timeAdded *meta.Time?
Toleration
 key string?
 operator TolerationOperator?
 value string?
 effect TaintEffect?
 tolerationSeconds *int64?
PodReadinessGate
 conditionType PodConditionType !
PodSpec
 volumes []Volume? list=name patch=merge,retainKeys:name
 initContainers []Container? list=name patch=merge:name
 containers []Container ! list=name patch=merge:name
 ephemeralContainers []EphemeralContainer? list=name patch=merge:name
 restartPolicy RestartPolicy?
 terminationGracePeriodSeconds *int64?
 activeDeadlineSeconds *int64?
 dnsPolicy DNSPolicy?
 nodeSelector map[string]string? map=:atomic
 serviceAccountName string?
 serviceAccount string?
 automountServiceAccountToken *bool?
 nodeName string?
 hostNetwork bool?
 hostPID bool?
 hostIPC bool?
 shareProcessNamespace *bool?
 securityContext *PodSecurityContext?
 imagePullSecrets []LocalObjectReference? list=name patch=merge:name
 hostname string?
 subdomain string?
 affinity *Affinity?
 schedulerName string?
 tolerations []Toleration? list=:atomic
 hostAliases []HostAlias? list=ip patch=merge:ip
 priorityClassName string?
 priority *int32?
 dnsConfig *PodDNSConfig?
 readinessGates []PodReadinessGate? list=:atomic
 runtimeClassName *string?
 enableServiceLinks *bool?
 preemptionPolicy *PreemptionPolicy?
 overhead ResourceList?
 topologySpreadConstraints []TopologySpreadConstraint? list=topologyKey,whenUnsatisfiable patch=merge:topologyKey
 setHostnameAsFQDN *bool?
 os *PodOS?
 hostUsers *bool?
 schedulingGates []PodSchedulingGate? list=name patch=merge:name
 resourceClaims []PodResourceClaim? list=name patch=merge,retainKeys:name
 resources *ResourceRequirements?
 hostnameOverride *string?
 workloadRef *WorkloadReference?
PodResourceClaim
 name string !
 resourceClaimName *string?
 resourceClaimTemplateName *string?
PodResourceClaimStatus
 name string !
 resourceClaimName *string?
PodExtendedResourceClaimStatus
 requestMappings []ContainerExtendedResourceRequest ! list=:atomic
 resourceClaimName string !
ContainerExtendedResourceRequest
 containerName string !
 resourceName string !
 requestName string !
PodOS
 name OSName !
PodSchedulingGate
 name string !
WorkloadReference
 name string !
 podGroup string !
 podGroupReplicaKey string?
TopologySpreadConstraint
 maxSkew int32 !
 topologyKey string !
 whenUnsatisfiable UnsatisfiableConstraintAction !
 labelSelector *meta.LabelSelector?
 minDomains *int32?
 nodeAffinityPolicy *NodeInclusionPolicy?
 nodeTaintsPolicy *NodeInclusionPolicy?
 matchLabelKeys []string? list=:atomic
HostAlias
 ip string !
 hostnames []string? list=:atomic
PodSecurityContext
 seLinuxOptions *SELinuxOptions?
 windowsOptions *WindowsSecurityContextOptions?
 runAsUser *int64?
 runAsGroup *int64?
 runAsNonRoot *bool?
 supplementalGroups []int64? list=:atomic
 supplementalGroupsPolicy *SupplementalGroupsPolicy?
 fsGroup *int64?
 sysctls []Sysctl? list=:atomic
 fsGroupChangePolicy *PodFSGroupChangePolicy?
 seccompProfile *SeccompProfile?
 appArmorProfile *AppArmorProfile?
 seLinuxChangePolicy *PodSELinuxChangePolicy?
SeccompProfile
 type SeccompProfileType !
 localhostProfile *string?
AppArmorProfile
 type AppArmorProfileType !
 localhostProfile *string?
PodDNSConfig
 nameservers []string? list=:atomic
 searches []string? list=:atomic
 options []PodDNSConfigOption? list=:atomic
PodDNSConfigOption
 name string?
 value *string?
PodIP
 ip string !
HostIP
 ip string !
EphemeralContainerCommon
 name string
 image string?
 command []string?
 args []string?
 workingDir string?
 ports []ContainerPort?
 envFrom []EnvFromSource?
 env []EnvVar?
 resources ResourceRequirements?
 resizePolicy []ContainerResizePolicy?
 restartPolicy *ContainerRestartPolicy?
 restartPolicyRules []ContainerRestartRule?
 volumeMounts []VolumeMount?
 volumeDevices []VolumeDevice?
 livenessProbe *Probe?
 readinessProbe *Probe?
 startupProbe *Probe?
 lifecycle *Lifecycle?
 terminationMessagePath string?
 terminationMessagePolicy TerminationMessagePolicy?
 imagePullPolicy PullPolicy?
 securityContext *SecurityContext?
 stdin bool?
 stdinOnce bool?
 tty bool?
EphemeralContainer
 + EphemeralContainerCommon
 targetContainerName string?
PodStatus
 observedGeneration int64?
 phase PodPhase?
 conditions []PodCondition? list=type patch=merge:type
 message string?
 reason string?
 nominatedNodeName string?
 hostIP string?
 hostIPs []HostIP? list=:atomic patch=merge:ip
 podIP string?
 podIPs []PodIP? list=ip patch=merge:ip
 startTime *meta.Time?
 initContainerStatuses []ContainerStatus? list=:atomic
 containerStatuses []ContainerStatus? list=:atomic
 qosClass PodQOSClass?
 ephemeralContainerStatuses []ContainerStatus? list=:atomic
 resize PodResizeStatus?
 resourceClaimStatuses []PodResourceClaimStatus? list=name patch=merge,retainKeys:name
 extendedResourceClaimStatus *PodExtendedResourceClaimStatus?
 allocatedResources ResourceList?
 resources *ResourceRequirements?
PodStatusResult
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 status PodStatus?
Pod
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 spec PodSpec?
 status PodStatus?
PodList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []Pod !
PodTemplateSpec
 metadata meta.ObjectMeta?
 spec PodSpec?
PodTemplate
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 template PodTemplateSpec?
PodTemplateList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []PodTemplate !
ReplicationControllerSpec
 replicas *int32?
 minReadySeconds int32?
 selector map[string]string? map=:atomic
 template *PodTemplateSpec?
ReplicationControllerStatus
 replicas int32 !
 fullyLabeledReplicas int32?
 readyReplicas int32?
 availableReplicas int32?
 observedGeneration int64?
 conditions []ReplicationControllerCondition? list=type patch=merge:type
ReplicationControllerCondition
 type ReplicationControllerConditionType !
 status ConditionStatus !
 lastTransitionTime meta.Time?
 reason string?
 message string?
ReplicationController
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 spec ReplicationControllerSpec?
 status ReplicationControllerStatus?
ReplicationControllerList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []ReplicationController !
SessionAffinityConfig
 clientIP *ClientIPConfig?
ClientIPConfig
 timeoutSeconds *int32?
ServiceStatus
 loadBalancer LoadBalancerStatus?
 conditions []meta.Condition? list=type patch=merge:type
LoadBalancerStatus
 ingress []LoadBalancerIngress? list=:atomic
LoadBalancerIngress
 ip string?
 hostname string?
 ipMode *LoadBalancerIPMode?
 ports []PortStatus? list=:atomic
ServiceSpec
 ports []ServicePort? list=port,protocol patch=merge:port
 selector map[string]string? map=:atomic
 clusterIP string?
 clusterIPs []string? list=:atomic
 type ServiceType?
 externalIPs []string? list=:atomic
 sessionAffinity ServiceAffinity?
 loadBalancerIP string?
 loadBalancerSourceRanges []string? list=:atomic
 externalName string?
 externalTrafficPolicy ServiceExternalTrafficPolicy?
 healthCheckNodePort int32?
 publishNotReadyAddresses bool?
 sessionAffinityConfig *SessionAffinityConfig?
 ipFamilies []IPFamily? list=:atomic
 ipFamilyPolicy *IPFamilyPolicy?
 allocateLoadBalancerNodePorts *bool?
 loadBalancerClass *string?
 internalTrafficPolicy *ServiceInternalTrafficPolicy?
 trafficDistribution *string?
ServicePort
 name string?
 protocol Protocol?
 appProtocol *string?
 port int32 !
 targetPort intstr.IntOrString?
 nodePort int32?
Service
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 spec ServiceSpec?
 status ServiceStatus?
ServiceList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []Service !
ServiceAccount
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 secrets []ObjectReference? list=name patch=merge:name
 imagePullSecrets []LocalObjectReference? list=:atomic
 automountServiceAccountToken *bool?
ServiceAccountList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []ServiceAccount !
Endpoints
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 subsets []EndpointSubset? list=:atomic
EndpointSubset
 addresses []EndpointAddress? list=:atomic
 notReadyAddresses []EndpointAddress? list=:atomic
 ports []EndpointPort? list=:atomic
EndpointAddress map=:atomic
 ip string !
 hostname string?
 nodeName *string?
 targetRef *ObjectReference?
EndpointPort map=:atomic
 name string?
 port int32 !
 protocol Protocol?
 appProtocol *string?
EndpointsList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []Endpoints !
NodeSpec
 podCIDR string?
 podCIDRs []string? list=:set patch=merge
 providerID string?
 unschedulable bool?
 taints []Taint? list=:atomic
 configSource *NodeConfigSource?
 externalID string?
NodeConfigSource
 configMap *ConfigMapNodeConfigSource?
ConfigMapNodeConfigSource
 namespace string !
 name string !
 uid types.UID?
 resourceVersion string?
 kubeletConfigKey string !
DaemonEndpoint
 Port int32 !
NodeDaemonEndpoints
 kubeletEndpoint DaemonEndpoint?
NodeRuntimeHandlerFeatures
 recursiveReadOnlyMounts *bool?
 userNamespaces *bool?
NodeRuntimeHandler
 name string
 features *NodeRuntimeHandlerFeatures?
NodeFeatures
 supplementalGroupsPolicy *bool?
NodeSystemInfo
 machineID string !
 systemUUID string !
 bootID string !
 kernelVersion string !
 osImage string !
 containerRuntimeVersion string !
 kubeletVersion string !
 kubeProxyVersion string !
 operatingSystem string !
 architecture string !
 swap *NodeSwapStatus?
NodeSwapStatus
 capacity *int64?
NodeConfigStatus
 assigned *NodeConfigSource?
 active *NodeConfigSource?
 lastKnownGood *NodeConfigSource?
 error string?
NodeStatus
 capacity ResourceList?
 allocatable ResourceList?
 phase NodePhase?
 conditions []NodeCondition? list=type patch=merge:type
 addresses []NodeAddress? list=type patch=merge:type
 daemonEndpoints NodeDaemonEndpoints?
 nodeInfo NodeSystemInfo?
 images []ContainerImage? list=:atomic
 volumesInUse []UniqueVolumeName? list=:atomic
 volumesAttached []AttachedVolume? list=:atomic
 config *NodeConfigStatus?
 runtimeHandlers []NodeRuntimeHandler? list=:atomic
 features *NodeFeatures?
 declaredFeatures []string? list=:atomic
AttachedVolume
 name UniqueVolumeName !
 devicePath string !
ContainerImage
 names []string list=:atomic
 sizeBytes int64?
NodeCondition
 type NodeConditionType !
 status ConditionStatus !
 lastHeartbeatTime meta.Time?
 lastTransitionTime meta.Time?
 reason string?
 message string?
NodeAddress
 type NodeAddressType !
 address string !
Node
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 spec NodeSpec?
 status NodeStatus?
NodeList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []Node !
NamespaceSpec
 finalizers []FinalizerName? list=:atomic
NamespaceStatus
 phase NamespacePhase?
 conditions []NamespaceCondition? list=type patch=merge:type
NamespaceCondition
 type NamespaceConditionType !
 status ConditionStatus !
 lastTransitionTime meta.Time?
 reason string?
 message string?
Namespace
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 spec NamespaceSpec?
 status NamespaceStatus?
NamespaceList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []Namespace !
Binding
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 target ObjectReference !
PodLogOptions
 + meta.TypeMeta
 container string?
 follow bool?
 previous bool?
 sinceSeconds *int64?
 sinceTime *meta.Time?
 timestamps bool?
 tailLines *int64?
 limitBytes *int64?
 insecureSkipTLSVerifyBackend bool?
 stream *string?
PodAttachOptions
 + meta.TypeMeta
 stdin bool?
 stdout bool?
 stderr bool?
 tty bool?
 container string?
PodExecOptions
 + meta.TypeMeta
 stdin bool?
 stdout bool?
 stderr bool?
 tty bool?
 container string?
 command []string
PodPortForwardOptions
 + meta.TypeMeta
 ports []int32?
PodProxyOptions
 + meta.TypeMeta
 path string?
NodeProxyOptions
 + meta.TypeMeta
 path string?
ServiceProxyOptions
 + meta.TypeMeta
 path string?
ObjectReference map=:atomic
 kind string?
 namespace string?
 name string?
 uid types.UID?
 apiVersion string?
 resourceVersion string?
 fieldPath string?
LocalObjectReference map=:atomic
 name string?
TypedLocalObjectReference map=:atomic
 apiGroup *string
 kind string !
 name string !
SerializedReference
 + meta.TypeMeta
 reference ObjectReference?
EventSource
 component string?
 host string?
Event
 + meta.TypeMeta
 metadata meta.ObjectMeta !
 involvedObject ObjectReference !
 reason string?
 message string?
 source EventSource?
 firstTimestamp meta.Time?
 lastTimestamp meta.Time?
 count int32?
 type string?
 eventTime meta.MicroTime?
 series *EventSeries?
 action string?
 related *ObjectReference?
 reportingComponent string
 reportingInstance string
EventSeries
 count int32?
 lastObservedTime meta.MicroTime?
EventList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []Event !
LimitRangeItem
 type LimitType !
 max ResourceList?
 min ResourceList?
 default ResourceList?
 defaultRequest ResourceList?
 maxLimitRequestRatio ResourceList?
LimitRangeSpec
 limits []LimitRangeItem ! list=:atomic
LimitRange
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 spec LimitRangeSpec?
LimitRangeList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []LimitRange !
ResourceQuotaSpec
 hard ResourceList?
 scopes []ResourceQuotaScope? list=:atomic
 scopeSelector *ScopeSelector?
ScopeSelector map=:atomic
 matchExpressions []ScopedResourceSelectorRequirement? list=:atomic
ScopedResourceSelectorRequirement
 scopeName ResourceQuotaScope !
 operator ScopeSelectorOperator !
 values []string? list=:atomic
ResourceQuotaStatus
 hard ResourceList?
 used ResourceList?
ResourceQuota
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 spec ResourceQuotaSpec?
 status ResourceQuotaStatus?
ResourceQuotaList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []ResourceQuota !
Secret
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 immutable *bool?
 data map[string][]byte?
 stringData map[string]string?
 type SecretType?
SecretList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []Secret !
ConfigMap
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 immutable *bool?
 data map[string]string?
 binaryData map[string][]byte?
ConfigMapList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []ConfigMap !
ComponentCondition
 type ComponentConditionType !
 status ConditionStatus !
 message string?
 error string?
ComponentStatus
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 conditions []ComponentCondition? list=type patch=merge:type
ComponentStatusList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []ComponentStatus !
DownwardAPIVolumeSource
 items []DownwardAPIVolumeFile? list=:atomic
 defaultMode *int32?
DownwardAPIVolumeFile
 path string !
 fieldRef *ObjectFieldSelector?
 resourceFieldRef *ResourceFieldSelector?
 mode *int32?
DownwardAPIProjection
 items []DownwardAPIVolumeFile? list=:atomic
SecurityContext
 capabilities *Capabilities?
 privileged *bool?
 seLinuxOptions *SELinuxOptions?
 windowsOptions *WindowsSecurityContextOptions?
 runAsUser *int64?
 runAsGroup *int64?
 runAsNonRoot *bool?
 readOnlyRootFilesystem *bool?
 allowPrivilegeEscalation *bool?
 procMount *ProcMountType?
 seccompProfile *SeccompProfile?
 appArmorProfile *AppArmorProfile?
SELinuxOptions
 user string?
 role string?
 type string?
 level string?
WindowsSecurityContextOptions
 gmsaCredentialSpecName *string?
 gmsaCredentialSpec *string?
 runAsUserName *string?
 hostProcess *bool?
RangeAllocation
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 range string
 data []byte
Sysctl
 name string !
 value string !
PortStatus
 port int32 !
 protocol Protocol !
 error *string?
ImageVolumeSource
 reference string?
 pullPolicy PullPolicy?
PersistentVolumeReclaimPolicy = string Delete|Recycle|Retain
PersistentVolumeMode = string Block|Filesystem
PersistentVolumeClaimConditionType = string
ClaimResourceStatus = string
PersistentVolumeClaimModifyVolumeStatus = string InProgress|Infeasible|Pending
PersistentVolumeAccessMode = string ReadOnlyMany|ReadWriteMany|ReadWriteOnce|ReadWriteOncePod
PersistentVolumePhase = string Available|Bound|Failed|Pending|Released
PersistentVolumeClaimPhase = string Bound|Lost|Pending
HostPathType = string |BlockDevice|CharDevice|Directory|DirectoryOrCreate|File|FileOrCreate|Socket
StorageMedium = string
Protocol = string SCTP|TCP|UDP
AzureDataDiskCachingMode = string None|ReadOnly|ReadWrite
AzureDataDiskKind = string Dedicated|Managed|Shared
MountPropagationMode = string Bidirectional|HostToContainer|None
RecursiveReadOnlyMode = string
URIScheme = string HTTP|HTTPS
PullPolicy = string Always|IfNotPresent|Never
ResourceResizeRestartPolicy = string
PreemptionPolicy = string Never|PreemptLowerPriority
TerminationMessagePolicy = string FallbackToLogsOnError|File
Capability = string
Signal = string SIGABRT|SIGALRM|SIGBUS|SIGCHLD|SIGCLD|SIGCONT|SIGFPE|SIGHUP|SIGILL|SIGINT|SIGIO|SIGIOT|SIGKILL|SIGPIPE|SIGPOLL|SIGPROF|SIGPWR|SIGQUIT|SIGRTMAX|SIGRTMAX-1|SIGRTMAX-10|SIGRTMAX-11|SIGRTMAX-12|SIGRTMAX-13|SIGRTMAX-14|SIGRTMAX-2|SIGRTMAX-3|SIGRTMAX-4|SIGRTMAX-5|SIGRTMAX-6|SIGRTMAX-7|SIGRTMAX-8|SIGRTMAX-9|SIGRTMIN|SIGRTMIN+1|SIGRTMIN+10|SIGRTMIN+11|SIGRTMIN+12|SIGRTMIN+13|SIGRTMIN+14|SIGRTMIN+15|SIGRTMIN+2|SIGRTMIN+3|SIGRTMIN+4|SIGRTMIN+5|SIGRTMIN+6|SIGRTMIN+7|SIGRTMIN+8|SIGRTMIN+9|SIGSEGV|SIGSTKFLT|SIGSTOP|SIGSYS|SIGTERM|SIGTRAP|SIGTSTP|SIGTTIN|SIGTTOU|SIGURG|SIGUSR1|SIGUSR2|SIGVTALRM|SIGWINCH|SIGXCPU|SIGXFSZ
ConditionStatus = string
ResourceHealthStatus = string
ResourceID = string
PodPhase = string Failed|Pending|Running|Succeeded|Unknown
PodConditionType = string
PodResizeStatus = string
RestartPolicy = string Always|Never|OnFailure
ContainerRestartPolicy = string
ContainerRestartRuleAction = string
ContainerRestartRuleOnExitCodesOperator = string
DNSPolicy = string ClusterFirst|ClusterFirstWithHostNet|Default|None
NodeSelectorOperator = string DoesNotExist|Exists|Gt|In|Lt|NotIn
TaintEffect = string NoExecute|NoSchedule|PreferNoSchedule
TolerationOperator = string Equal|Exists|Gt|Lt
OSName = string
UnsatisfiableConstraintAction = string DoNotSchedule|ScheduleAnyway
NodeInclusionPolicy = string Honor|Ignore
PodFSGroupChangePolicy = string Always|OnRootMismatch
SupplementalGroupsPolicy = string Merge|Strict
PodSELinuxChangePolicy = string
SeccompProfileType = string Localhost|RuntimeDefault|Unconfined
AppArmorProfileType = string Localhost|RuntimeDefault|Unconfined
PodQOSClass = string BestEffort|Burstable|Guaranteed
ReplicationControllerConditionType = string
ServiceAffinity = string ClientIP|None
ServiceType = string ClusterIP|ExternalName|LoadBalancer|NodePort
ServiceInternalTrafficPolicy = string Cluster|Local
ServiceExternalTrafficPolicy = string Cluster|Local
IPFamily = string |IPv4|IPv6
IPFamilyPolicy = string PreferDualStack|RequireDualStack|SingleStack
UniqueVolumeName = string
NodePhase = string Pending|Running|Terminated
NodeConditionType = string
NodeAddressType = string
ResourceName = string
ResourceList = map[ResourceName]resource.Quantity
FinalizerName = string
NamespacePhase = string Active|Terminating
NamespaceConditionType = string
LimitType = string
ResourceQuotaScope = string BestEffort|CrossNamespacePodAffinity|NotBestEffort|NotTerminating|PriorityClass|Terminating|VolumeAttributesClass
ScopeSelectorOperator = string DoesNotExist|Exists|In|NotIn
SecretType = string
ComponentConditionType = string
ProcMountType = string Default|Unmasked
LoadBalancerIPMode = string
`;
