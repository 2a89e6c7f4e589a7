/** The types of configuration files. See ../idl.ts for the form. */
export const CONFIG = `
# kubelet.config/v1beta1 v1beta1
KubeletConfiguration
 + meta.TypeMeta
 enableServer *bool?
 staticPodPath string?
 podLogsDir string?
 syncFrequency meta.Duration?
 fileCheckFrequency meta.Duration?
 httpCheckFrequency meta.Duration?
 staticPodURL string?
 staticPodURLHeader map[string][]string?
 address string?
 port int32?
 readOnlyPort int32?
 tlsCertFile string?
 tlsPrivateKeyFile string?
 tlsCipherSuites []string?
 tlsMinVersion string?
 rotateCertificates bool?
 serverTLSBootstrap bool?
 authentication KubeletAuthentication
 authorization KubeletAuthorization
 registryPullQPS *int32?
 registryBurst int32?
 imagePullCredentialsVerificationPolicy ImagePullCredentialsVerificationPolicy?
 preloadedImagesVerificationAllowlist []string?
 eventRecordQPS *int32?
 eventBurst int32?
 enableDebuggingHandlers *bool?
 enableContentionProfiling bool?
 healthzPort *int32?
 healthzBindAddress string?
 oomScoreAdj *int32?
 clusterDomain string?
 clusterDNS []string?
 streamingConnectionIdleTimeout meta.Duration?
 nodeStatusUpdateFrequency meta.Duration?
 nodeStatusReportFrequency meta.Duration?
 nodeLeaseDurationSeconds int32?
 imageMinimumGCAge meta.Duration?
 imageMaximumGCAge meta.Duration?
 imageGCHighThresholdPercent *int32?
 imageGCLowThresholdPercent *int32?
 volumeStatsAggPeriod meta.Duration?
 kubeletCgroups string?
 systemCgroups string?
 cgroupRoot string?
 cgroupsPerQOS *bool?
 cgroupDriver string?
 cpuManagerPolicy string?
 singleProcessOOMKill *bool?
 cpuManagerPolicyOptions map[string]string?
 cpuManagerReconcilePeriod meta.Duration?
 memoryManagerPolicy string?
 topologyManagerPolicy string?
 topologyManagerScope string?
 topologyManagerPolicyOptions map[string]string?
 qosReserved map[string]string?
 runtimeRequestTimeout meta.Duration?
 hairpinMode string?
 maxPods int32?
 podCIDR string?
 podPidsLimit *int64?
 resolvConf *string?
 runOnce bool?
 cpuCFSQuota *bool?
 cpuCFSQuotaPeriod *meta.Duration?
 nodeStatusMaxImages *int32?
 maxOpenFiles int64?
 contentType string?
 kubeAPIQPS *int32?
 kubeAPIBurst int32?
 serializeImagePulls *bool?
 maxParallelImagePulls *int32?
 evictionHard map[string]string?
 evictionSoft map[string]string?
 evictionSoftGracePeriod map[string]string?
 evictionPressureTransitionPeriod meta.Duration?
 evictionMaxPodGracePeriod int32?
 evictionMinimumReclaim map[string]string?
 mergeDefaultEvictionSettings *bool?
 podsPerCore int32?
 enableControllerAttachDetach *bool?
 protectKernelDefaults bool?
 makeIPTablesUtilChains *bool?
 iptablesMasqueradeBit *int32?
 iptablesDropBit *int32?
 featureGates map[string]bool?
 failSwapOn *bool?
 memorySwap MemorySwapConfiguration?
 containerLogMaxSize string?
 containerLogMaxFiles *int32?
 containerLogMaxWorkers *int32?
 containerLogMonitorInterval *meta.Duration?
 configMapAndSecretChangeDetectionStrategy ResourceChangeDetectionStrategy?
 systemReserved map[string]string?
 kubeReserved map[string]string?
 reservedSystemCPUs string?
 showHiddenMetricsForVersion string?
 systemReservedCgroup string?
 kubeReservedCgroup string?
 enforceNodeAllocatable []string?
 allowedUnsafeSysctls []string?
 volumePluginDir string?
 providerID string?
 kernelMemcgNotification bool?
 logging logs/v1.LoggingConfiguration?
 enableSystemLogHandler *bool?
 enableSystemLogQuery *bool?
 shutdownGracePeriod meta.Duration?
 shutdownGracePeriodCriticalPods meta.Duration?
 shutdownGracePeriodByPodPriority []ShutdownGracePeriodByPodPriority?
 crashLoopBackOff CrashLoopBackOffConfig?
 reservedMemory []MemoryReservation?
 enableProfilingHandler *bool?
 enableDebugFlagsHandler *bool?
 seccompDefault *bool?
 memoryThrottlingFactor *float64?
 registerWithTaints []core.Taint?
 registerNode *bool?
 tracing *tracing/v1.TracingConfiguration?
 localStorageCapacityIsolation *bool?
 containerRuntimeEndpoint string
 imageServiceEndpoint string?
 failCgroupV1 *bool?
 userNamespaces *UserNamespaces?
KubeletAuthorization
 mode KubeletAuthorizationMode?
 webhook KubeletWebhookAuthorization
KubeletWebhookAuthorization
 cacheAuthorizedTTL meta.Duration?
 cacheUnauthorizedTTL meta.Duration?
KubeletAuthentication
 x509 KubeletX509Authentication
 webhook KubeletWebhookAuthentication
 anonymous KubeletAnonymousAuthentication
KubeletX509Authentication
 clientCAFile string?
KubeletWebhookAuthentication
 enabled *bool?
 cacheTTL meta.Duration?
KubeletAnonymousAuthentication
 enabled *bool?
SerializedNodeConfigSource
 + meta.TypeMeta
 source core.NodeConfigSource?
MemoryReservation
 numaNode int32
 limits core.ResourceList
ShutdownGracePeriodByPodPriority
 priority int32
 shutdownGracePeriodSeconds int64
MemorySwapConfiguration
 swapBehavior string?
CrashLoopBackOffConfig
 maxContainerRestartPeriod *meta.Duration?
CredentialProviderConfig
 + meta.TypeMeta
 providers []CredentialProvider
CredentialProvider
 name string
 matchImages []string
 defaultCacheDuration *meta.Duration
 apiVersion string
 args []string?
 env []ExecEnvVar?
ExecEnvVar
 name string
 value string
UserNamespaces
 idsPerPod *int64?
ImagePullIntent
 + meta.TypeMeta
 image string
ImagePulledRecord
 + meta.TypeMeta
 lastUpdatedTime meta.Time
 imageRef string
 credentialMapping map[string]ImagePullCredentials?
ImagePullCredentials
 kubernetesSecrets []ImagePullSecret?
 kubernetesServiceAccounts []ImagePullServiceAccount?
 nodePodsAccessible bool?
ImagePullSecret
 uid string
 namespace string
 name string
 credentialHash string
ImagePullServiceAccount
 uid string
 namespace string
 name string
ResourceChangeDetectionStrategy = string
ImagePullCredentialsVerificationPolicy = string
KubeletAuthorizationMode = string
# kubelet.config/v1 v1
CredentialProviderConfig
 + meta.TypeMeta
 providers []CredentialProvider
CredentialProvider
 name string
 matchImages []string
 defaultCacheDuration *meta.Duration
 apiVersion string
 args []string?
 env []ExecEnvVar?
 tokenAttributes *ServiceAccountTokenAttributes?
ServiceAccountTokenAttributes
 serviceAccountTokenAudience string
 cacheType ServiceAccountTokenCacheType
 requireServiceAccount *bool
 requiredServiceAccountAnnotationKeys []string?
 optionalServiceAccountAnnotationKeys []string?
ExecEnvVar
 name string
 value string
ServiceAccountTokenCacheType = string
# apiserver.config/v1 v1
AdmissionConfiguration
 + meta.TypeMeta
 plugins []AdmissionPluginConfiguration
AdmissionPluginConfiguration
 name string
 path string
 configuration *runtime.Unknown
AuthenticationConfiguration
 + meta.TypeMeta
 jwt []JWTAuthenticator
 anonymous *AnonymousAuthConfig?
AnonymousAuthConfig
 enabled bool
 conditions []AnonymousAuthCondition?
AnonymousAuthCondition
 path string
JWTAuthenticator
 issuer Issuer
 claimValidationRules []ClaimValidationRule?
 claimMappings ClaimMappings
 userValidationRules []UserValidationRule?
Issuer
 url string
 discoveryURL *string?
 certificateAuthority string?
 audiences []string
 audienceMatchPolicy AudienceMatchPolicyType?
 egressSelectorType EgressSelectorType?
ClaimValidationRule
 claim string?
 requiredValue string?
 expression string?
 message string?
ClaimMappings
 username PrefixedClaimOrExpression
 groups PrefixedClaimOrExpression?
 uid ClaimOrExpression
 extra []ExtraMapping?
PrefixedClaimOrExpression
 claim string?
 prefix *string?
 expression string?
ClaimOrExpression
 claim string?
 expression string?
ExtraMapping
 key string
 valueExpression string
UserValidationRule
 expression string
 message string?
AuthorizationConfiguration
 + meta.TypeMeta
 authorizers []AuthorizerConfiguration
AuthorizerConfiguration
 type string
 name string
 webhook *WebhookConfiguration?
WebhookConfiguration
 authorizedTTL meta.Duration
 cacheAuthorizedRequests *bool?
 unauthorizedTTL meta.Duration
 cacheUnauthorizedRequests *bool?
 timeout meta.Duration
 subjectAccessReviewVersion string
 matchConditionSubjectAccessReviewVersion string
 failurePolicy string
 connectionInfo WebhookConnectionInfo
 matchConditions []WebhookMatchCondition
WebhookConnectionInfo
 type string
 kubeConfigFile *string
WebhookMatchCondition
 expression string
TracingConfiguration
 + meta.TypeMeta
 + tracing/v1.TracingConfiguration
AudienceMatchPolicyType = string
EgressSelectorType = string
EncryptionConfiguration
 + meta.TypeMeta
 resources []ResourceConfiguration
ResourceConfiguration
 resources []string
 providers []ProviderConfiguration
ProviderConfiguration
 aesgcm *AESConfiguration?
 aescbc *AESConfiguration?
 secretbox *SecretboxConfiguration?
 identity *IdentityConfiguration?
 kms *KMSConfiguration?
AESConfiguration
 keys []Key
SecretboxConfiguration
 keys []Key
Key
 name string
 secret string
IdentityConfiguration
KMSConfiguration
 apiVersion string
 name string
 cachesize *int32?
 endpoint string
 timeout *meta.Duration?
# apiserver.config/v1beta1 v1beta1
EgressSelectorConfiguration
 + meta.TypeMeta
 egressSelections []EgressSelection
EgressSelection
 name string
 connection Connection
Connection
 proxyProtocol ProtocolType?
 transport *Transport?
Transport
 tcp *TCPTransport?
 uds *UDSTransport?
TCPTransport
 url string?
 tlsConfig *TLSConfig?
UDSTransport
 udsName string?
TLSConfig
 caBundle string?
 clientKey string?
 clientCert string?
TracingConfiguration
 + meta.TypeMeta
 + tracing/v1.TracingConfiguration
AuthenticationConfiguration
 + meta.TypeMeta
 jwt []JWTAuthenticator
 anonymous *AnonymousAuthConfig?
AnonymousAuthConfig
 enabled bool
 conditions []AnonymousAuthCondition?
AnonymousAuthCondition
 path string
JWTAuthenticator
 issuer Issuer
 claimValidationRules []ClaimValidationRule?
 claimMappings ClaimMappings
 userValidationRules []UserValidationRule?
Issuer
 url string
 discoveryURL *string?
 certificateAuthority string?
 audiences []string
 audienceMatchPolicy AudienceMatchPolicyType?
 egressSelectorType EgressSelectorType?
ClaimValidationRule
 claim string?
 requiredValue string?
 expression string?
 message string?
ClaimMappings
 username PrefixedClaimOrExpression
 groups PrefixedClaimOrExpression?
 uid ClaimOrExpression
 extra []ExtraMapping?
PrefixedClaimOrExpression
 claim string?
 prefix *string?
 expression string?
ClaimOrExpression
 claim string?
 expression string?
ExtraMapping
 key string
 valueExpression string
UserValidationRule
 expression string
 message string?
AuthorizationConfiguration
 + meta.TypeMeta
 authorizers []AuthorizerConfiguration
AuthorizerConfiguration
 type string
 name string
 webhook *WebhookConfiguration?
WebhookConfiguration
 authorizedTTL meta.Duration
 cacheAuthorizedRequests *bool?
 unauthorizedTTL meta.Duration
 cacheUnauthorizedRequests *bool?
 timeout meta.Duration
 subjectAccessReviewVersion string
 matchConditionSubjectAccessReviewVersion string
 failurePolicy string
 connectionInfo WebhookConnectionInfo
 matchConditions []WebhookMatchCondition
WebhookConnectionInfo
 type string
 kubeConfigFile *string
WebhookMatchCondition
 expression string
ProtocolType = string
AudienceMatchPolicyType = string
EgressSelectorType = string
# apiserver.config/v1alpha1 v1alpha1
AdmissionConfiguration
 + meta.TypeMeta
 plugins []AdmissionPluginConfiguration
AdmissionPluginConfiguration
 name string
 path string
 configuration *runtime.Unknown
EgressSelectorConfiguration
 + meta.TypeMeta
 egressSelections []EgressSelection
EgressSelection
 name string
 connection Connection
Connection
 proxyProtocol ProtocolType?
 transport *Transport?
Transport
 tcp *TCPTransport?
 uds *UDSTransport?
TCPTransport
 url string?
 tlsConfig *TLSConfig?
UDSTransport
 udsName string?
TLSConfig
 caBundle string?
 clientKey string?
 clientCert string?
TracingConfiguration
 + meta.TypeMeta
 + tracing/v1.TracingConfiguration
AuthenticationConfiguration
 + meta.TypeMeta
 jwt []JWTAuthenticator
 anonymous *AnonymousAuthConfig?
AnonymousAuthConfig
 enabled bool
 conditions []AnonymousAuthCondition?
AnonymousAuthCondition
 path string
JWTAuthenticator
 issuer Issuer
 claimValidationRules []ClaimValidationRule?
 claimMappings ClaimMappings
 userValidationRules []UserValidationRule?
Issuer
 url string
 discoveryURL *string?
 certificateAuthority string?
 audiences []string
 audienceMatchPolicy AudienceMatchPolicyType?
 egressSelectorType EgressSelectorType?
ClaimValidationRule
 claim string?
 requiredValue string?
 expression string?
 message string?
ClaimMappings
 username PrefixedClaimOrExpression
 groups PrefixedClaimOrExpression?
 uid ClaimOrExpression
 extra []ExtraMapping?
PrefixedClaimOrExpression
 claim string?
 prefix *string?
 expression string?
ClaimOrExpression
 claim string?
 expression string?
ExtraMapping
 key string
 valueExpression string
UserValidationRule
 expression string
 message string?
AuthorizationConfiguration
 + meta.TypeMeta
 authorizers []AuthorizerConfiguration
AuthorizerConfiguration
 type string
 name string
 webhook *WebhookConfiguration?
WebhookConfiguration
 authorizedTTL meta.Duration
 cacheAuthorizedRequests *bool?
 unauthorizedTTL meta.Duration
 cacheUnauthorizedRequests *bool?
 timeout meta.Duration
 subjectAccessReviewVersion string
 matchConditionSubjectAccessReviewVersion string
 failurePolicy string
 connectionInfo WebhookConnectionInfo
 matchConditions []WebhookMatchCondition
WebhookConnectionInfo
 type string
 kubeConfigFile *string
WebhookMatchCondition
 expression string
ProtocolType = string
AudienceMatchPolicyType = string
EgressSelectorType = string
# audit/v1 v1
Event
 + meta.TypeMeta
 level Level
 auditID types.UID
 stage Stage
 requestURI string
 verb string
 user authentication/v1.UserInfo
 impersonatedUser *authentication/v1.UserInfo?
 authenticationMetadata *AuthenticationMetadata?
 sourceIPs []string?
 userAgent string?
 objectRef *ObjectReference?
 responseStatus *meta.Status?
 requestObject *runtime.Unknown?
 responseObject *runtime.Unknown?
 requestReceivedTimestamp meta.MicroTime
 stageTimestamp meta.MicroTime
 annotations map[string]string?
AuthenticationMetadata
 impersonationConstraint string?
EventList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []Event
Policy
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 rules []PolicyRule
 omitStages []Stage?
 omitManagedFields bool?
PolicyList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []Policy
PolicyRule
 level Level
 users []string?
 userGroups []string?
 verbs []string?
 resources []GroupResources?
 namespaces []string?
 nonResourceURLs []string?
 omitStages []Stage?
 omitManagedFields *bool?
GroupResources
 group string?
 resources []string?
 resourceNames []string?
ObjectReference
 resource string?
 namespace string?
 name string?
 uid types.UID?
 apiGroup string?
 apiVersion string?
 resourceVersion string?
 subresource string?
Level = string
Stage = string
# scheduler.config/v1 v1
KubeSchedulerConfiguration
 + meta.TypeMeta
 parallelism *int32?
 leaderElection component-base.config/v1alpha1.LeaderElectionConfiguration
 clientConnection component-base.config/v1alpha1.ClientConnectionConfiguration
 + component-base.config/v1alpha1.DebuggingConfiguration
 percentageOfNodesToScore *int32?
 podInitialBackoffSeconds *int64?
 podMaxBackoffSeconds *int64?
 profiles []KubeSchedulerProfile?
 extenders []Extender?
 delayCacheUntilActive bool?
KubeSchedulerProfile
 schedulerName *string?
 percentageOfNodesToScore *int32?
 plugins *Plugins?
 pluginConfig []PluginConfig?
Plugins
 preEnqueue PluginSet?
 queueSort PluginSet?
 preFilter PluginSet?
 filter PluginSet?
 postFilter PluginSet?
 preScore PluginSet?
 score PluginSet?
 reserve PluginSet?
 permit PluginSet?
 preBind PluginSet?
 bind PluginSet?
 postBind PluginSet?
 multiPoint PluginSet?
PluginSet
 enabled []Plugin?
 disabled []Plugin?
Plugin
 name string
 weight *int32?
PluginConfig
 name string
 args runtime.RawExtension?
Extender
 urlPrefix string
 filterVerb string?
 preemptVerb string?
 prioritizeVerb string?
 weight int64?
 bindVerb string?
 enableHTTPS bool?
 tlsConfig *ExtenderTLSConfig?
 httpTimeout meta.Duration?
 nodeCacheCapable bool?
 managedResources []ExtenderManagedResource?
 ignorable bool?
ExtenderManagedResource
 name string
 ignoredByScheduler bool?
ExtenderTLSConfig
 insecure bool?
 serverName string?
 certFile string?
 keyFile string?
 caFile string?
 certData []byte?
 keyData []byte?
 caData []byte?
DynamicResourcesArgs
 + meta.TypeMeta
 filterTimeout *meta.Duration
 bindingTimeout *meta.Duration?
DefaultPreemptionArgs
 + meta.TypeMeta
 minCandidateNodesPercentage *int32?
 minCandidateNodesAbsolute *int32?
InterPodAffinityArgs
 + meta.TypeMeta
 hardPodAffinityWeight *int32?
 ignorePreferredTermsOfExistingPods bool
NodeResourcesFitArgs
 + meta.TypeMeta
 ignoredResources []string?
 ignoredResourceGroups []string?
 scoringStrategy *ScoringStrategy?
PodTopologySpreadArgs
 + meta.TypeMeta
 defaultConstraints []core.TopologySpreadConstraint?
 defaultingType PodTopologySpreadConstraintsDefaulting?
NodeResourcesBalancedAllocationArgs
 + meta.TypeMeta
 resources []ResourceSpec?
UtilizationShapePoint
 utilization int32
 score int32
ResourceSpec
 name string
 weight int64?
VolumeBindingArgs
 + meta.TypeMeta
 bindTimeoutSeconds *int64?
 shape []UtilizationShapePoint?
NodeAffinityArgs
 + meta.TypeMeta
 addedAffinity *core.NodeAffinity?
ScoringStrategy
 type ScoringStrategyType?
 resources []ResourceSpec?
 requestedToCapacityRatio *RequestedToCapacityRatioParam?
RequestedToCapacityRatioParam
 shape []UtilizationShapePoint?
PodTopologySpreadConstraintsDefaulting = string
ScoringStrategyType = string
# kube-proxy.config/v1alpha1 v1alpha1
KubeProxyIPTablesConfiguration
 masqueradeBit *int32
 masqueradeAll bool
 localhostNodePorts *bool
 syncPeriod meta.Duration
 minSyncPeriod meta.Duration
KubeProxyIPVSConfiguration
 syncPeriod meta.Duration
 minSyncPeriod meta.Duration
 scheduler string
 excludeCIDRs []string
 strictARP bool
 tcpTimeout meta.Duration
 tcpFinTimeout meta.Duration
 udpTimeout meta.Duration
KubeProxyNFTablesConfiguration
 masqueradeBit *int32
 masqueradeAll bool
 syncPeriod meta.Duration
 minSyncPeriod meta.Duration
KubeProxyConntrackConfiguration
 maxPerCore *int32
 min *int32
 tcpEstablishedTimeout *meta.Duration
 tcpCloseWaitTimeout *meta.Duration
 tcpBeLiberal bool
 udpTimeout meta.Duration
 udpStreamTimeout meta.Duration
KubeProxyWinkernelConfiguration
 networkName string
 sourceVip string
 enableDSR bool
 rootHnsEndpointName string
 forwardHealthCheckVip bool
DetectLocalConfiguration
 bridgeInterface string
 interfaceNamePrefix string
KubeProxyConfiguration
 + meta.TypeMeta
 featureGates map[string]bool?
 clientConnection component-base.config/v1alpha1.ClientConnectionConfiguration
 logging logs/v1.LoggingConfiguration?
 hostnameOverride string
 bindAddress string
 healthzBindAddress string
 metricsBindAddress string
 bindAddressHardFail bool
 enableProfiling bool
 showHiddenMetricsForVersion string
 mode ProxyMode
 iptables KubeProxyIPTablesConfiguration
 ipvs KubeProxyIPVSConfiguration
 nftables KubeProxyNFTablesConfiguration
 winkernel KubeProxyWinkernelConfiguration
 detectLocalMode LocalMode
 detectLocal DetectLocalConfiguration
 clusterCIDR string
 nodePortAddresses []string
 oomScoreAdj *int32
 conntrack KubeProxyConntrackConfiguration
 configSyncPeriod meta.Duration
 portRange string
 windowsRunAsService bool?
ProxyMode = string
LocalMode = string
# pod-security/v1 v1
PodSecurityConfiguration
 + meta.TypeMeta
 defaults PodSecurityDefaults
 exemptions PodSecurityExemptions
PodSecurityDefaults
 enforce string?
 enforce-version string?
 audit string?
 audit-version string?
 warn string?
 warn-version string?
PodSecurityExemptions
 usernames []string?
 namespaces []string?
 runtimeClasses []string?
# resourcequota.admission/v1 v1
Configuration
 + meta.TypeMeta
 limitedResources []LimitedResource
LimitedResource
 apiGroup string?
 resource string
 matchContains []string?
 matchScopes []core.ScopedResourceSelectorRequirement?
# clientcmd/v1 v1
Config
 kind string?
 apiVersion string?
 preferences Preferences~
 clusters []NamedCluster
 users []NamedAuthInfo
 contexts []NamedContext
 current-context string
 extensions []NamedExtension?
Preferences
 colors bool?
 extensions []NamedExtension?
Cluster
 server string
 tls-server-name string?
 insecure-skip-tls-verify bool?
 certificate-authority string?
 certificate-authority-data []byte?
 proxy-url string?
 disable-compression bool?
 extensions []NamedExtension?
AuthInfo
 client-certificate string?
 client-certificate-data []byte?
 client-key string?
 client-key-data []byte?
 token string?
 tokenFile string?
 as string?
 as-uid string?
 as-groups []string?
 as-user-extra map[string][]string?
 username string?
 password string?
 auth-provider *AuthProviderConfig?
 exec *ExecConfig?
 extensions []NamedExtension?
Context
 cluster string
 user string
 namespace string?
 extensions []NamedExtension?
NamedCluster
 name string
 cluster Cluster
NamedContext
 name string
 context Context
NamedAuthInfo
 name string
 user AuthInfo
NamedExtension
 name string
 extension runtime.RawExtension
AuthProviderConfig
 name string
 config map[string]string
ExecConfig
 command string
 args []string
 env []ExecEnvVar
 apiVersion string?
 installHint string?
 provideClusterInfo bool
 interactiveMode ExecInteractiveMode?
ExecEnvVar
 name string
 value string
ExecInteractiveMode = string
# clientauthentication/v1 v1
ExecCredential
 + meta.TypeMeta
 spec ExecCredentialSpec?
 status *ExecCredentialStatus?
ExecCredentialSpec
 cluster *Cluster?
 interactive bool
ExecCredentialStatus
 expirationTimestamp *meta.Time?
 token string?
 clientCertificateData string?
 clientKeyData string?
Cluster
 server string
 tls-server-name string?
 insecure-skip-tls-verify bool?
 certificate-authority-data []byte?
 proxy-url string?
 disable-compression bool?
 config runtime.RawExtension?
# webhookadmission/v1 v1
WebhookAdmission
 + meta.TypeMeta
 kubeConfigFile string
# logs/v1 v1
LoggingConfiguration
 format string?
 flushFrequency TimeOrMetaDuration
 verbosity VerbosityLevel
 vmodule VModuleConfiguration?
 options FormatOptions?
TimeOrMetaDuration custom
FormatOptions
 text TextOptions?
 json JSONOptions?
TextOptions
 + OutputRoutingOptions
JSONOptions
 + OutputRoutingOptions
OutputRoutingOptions
 splitStream bool?
 infoBufferSize resource.QuantityValue?
VModuleItem
 filePattern string
 verbosity VerbosityLevel
VModuleConfiguration = []VModuleItem
VerbosityLevel = uint32
# tracing/v1 v1
TracingConfiguration
 endpoint *string?
 samplingRatePerMillion *int32?
# component-base.config/v1alpha1 v1alpha1
LeaderElectionConfiguration
 leaderElect *bool
 leaseDuration meta.Duration
 renewDeadline meta.Duration
 retryPeriod meta.Duration
 resourceLock string
 resourceName string
 resourceNamespace string
DebuggingConfiguration
 enableProfiling *bool?
 enableContentionProfiling *bool?
ClientConnectionConfiguration
 kubeconfig string
 acceptContentTypes string
 contentType string
 qps float32
 burst int32
# kubeadm/v1beta4 v1beta4
InitConfiguration
 + meta.TypeMeta
 bootstrapTokens []bootstraptoken/v1.BootstrapToken?
 dryRun bool?
 nodeRegistration NodeRegistrationOptions?
 localAPIEndpoint APIEndpoint?
 certificateKey string?
 skipPhases []string?
 patches *Patches?
 timeouts *Timeouts?
ClusterConfiguration
 + meta.TypeMeta
 etcd Etcd?
 networking Networking?
 kubernetesVersion string?
 controlPlaneEndpoint string?
 apiServer APIServer?
 controllerManager ControlPlaneComponent?
 scheduler ControlPlaneComponent?
 dns DNS?
 proxy Proxy?
 certificatesDir string?
 imageRepository string?
 featureGates map[string]bool?
 clusterName string?
 encryptionAlgorithm EncryptionAlgorithmType?
 certificateValidityPeriod *meta.Duration?
 caCertificateValidityPeriod *meta.Duration?
ControlPlaneComponent
 extraArgs []Arg?
 extraVolumes []HostPathMount?
 extraEnvs []EnvVar?
APIServer
 + ControlPlaneComponent
 certSANs []string?
DNS
 + ImageMeta
 disabled bool?
Proxy
 disabled bool?
ImageMeta
 imageRepository string?
 imageTag string?
APIEndpoint
 advertiseAddress string?
 bindPort int32?
NodeRegistrationOptions
 name string?
 criSocket string?
 taints []core.Taint
 kubeletExtraArgs []Arg?
 ignorePreflightErrors []string?
 imagePullPolicy core.PullPolicy?
 imagePullSerial *bool?
Networking
 serviceSubnet string?
 podSubnet string?
 dnsDomain string?
Etcd
 local *LocalEtcd?
 external *ExternalEtcd?
LocalEtcd
 + ImageMeta
 dataDir string
 extraArgs []Arg?
 extraEnvs []EnvVar?
 serverCertSANs []string?
 peerCertSANs []string?
ExternalEtcd
 endpoints []string
 caFile string
 certFile string
 keyFile string
JoinConfiguration
 + meta.TypeMeta
 dryRun bool?
 nodeRegistration NodeRegistrationOptions?
 caCertPath string?
 discovery Discovery
 controlPlane *JoinControlPlane?
 skipPhases []string?
 patches *Patches?
 timeouts *Timeouts?
JoinControlPlane
 localAPIEndpoint APIEndpoint?
 certificateKey string?
Discovery
 bootstrapToken *BootstrapTokenDiscovery?
 file *FileDiscovery?
 tlsBootstrapToken string?
BootstrapTokenDiscovery
 token string
 apiServerEndpoint string?
 caCertHashes []string?
 unsafeSkipCAVerification bool?
FileDiscovery
 kubeConfigPath string
HostPathMount
 name string
 hostPath string
 mountPath string
 readOnly bool?
 pathType core.HostPathType?
Patches
 directory string?
ResetConfiguration
 + meta.TypeMeta
 cleanupTmpDir bool?
 certificatesDir string?
 criSocket string?
 dryRun bool?
 force bool?
 ignorePreflightErrors []string?
 skipPhases []string?
 unmountFlags []string?
 timeouts *Timeouts?
Arg
 name string
 value string
EnvVar
 + core.EnvVar
Timeouts
 controlPlaneComponentHealthCheck *meta.Duration?
 kubeletHealthCheck *meta.Duration?
 kubernetesAPICall *meta.Duration?
 etcdAPICall *meta.Duration?
 tlsBootstrap *meta.Duration?
 discovery *meta.Duration?
 upgradeManifests *meta.Duration?
UpgradeConfiguration
 + meta.TypeMeta
 apply UpgradeApplyConfiguration?
 diff UpgradeDiffConfiguration?
 node UpgradeNodeConfiguration?
 plan UpgradePlanConfiguration?
 timeouts *Timeouts?
UpgradeApplyConfiguration
 kubernetesVersion string?
 allowExperimentalUpgrades *bool?
 allowRCUpgrades *bool?
 certificateRenewal *bool?
 dryRun *bool?
 etcdUpgrade *bool?
 forceUpgrade *bool?
 ignorePreflightErrors []string?
 patches *Patches?
 printConfig *bool?
 skipPhases []string?
 imagePullPolicy core.PullPolicy?
 imagePullSerial *bool?
UpgradeDiffConfiguration
 kubernetesVersion string?
 contextLines *int?
UpgradeNodeConfiguration
 certificateRenewal *bool?
 dryRun *bool?
 etcdUpgrade *bool?
 ignorePreflightErrors []string?
 skipPhases []string?
 patches *Patches?
 imagePullPolicy core.PullPolicy?
 imagePullSerial *bool?
UpgradePlanConfiguration
 kubernetesVersion string?
 allowExperimentalUpgrades *bool?
 allowRCUpgrades *bool?
 dryRun *bool?
 etcdUpgrade *bool?
 ignorePreflightErrors []string?
 printConfig *bool?
EncryptionAlgorithmType = string
# bootstraptoken/v1 v1
BootstrapToken
 token *BootstrapTokenString
 description string?
 ttl *meta.Duration?
 expires *meta.Time?
 usages []string?
 groups []string?
BootstrapTokenString custom
# eventratelimit/v1alpha1 v1alpha1
Configuration
 + meta.TypeMeta
 limits []Limit
Limit
 type LimitType
 qps int32
 burst int32
 cacheSize int32?
LimitType = string
# imagepolicy.admission/v1 imagepolicy
AdmissionConfig
 imagePolicy imagePolicyWebhookConfig
imagePolicyWebhookConfig
 kubeConfigFile string
 allowTTL int
 denyTTL int
 retryBackoff int
 defaultAllow bool
`;
