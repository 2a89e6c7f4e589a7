/**
 * The fields of the messages that are shown as JSON, in the order of the protocol's definition: `name:kind`, `*` where repeated,
 * `{}` a map of texts, `time` a moment in nanoseconds. Follows k8s.io/cri-api/pkg/apis/runtime/v1/api.proto @v1.35.
 */
// prettier-ignore
export const MESSAGES = {
  PodSandboxConfig:
    'metadata:PodSandboxMetadata hostname:string logDirectory:string dnsConfig:DNSConfig portMappings:PortMapping* labels:{} annotations:{} linux:LinuxPodSandboxConfig',
  PodSandboxMetadata:
    'name:string uid:string namespace:string attempt:uint32',
  DNSConfig:
    'servers:string* searches:string* options:string*',
  PortMapping:
    'protocol:Protocol containerPort:int32 hostPort:int32 hostIp:string',
  LinuxPodSandboxConfig:
    'cgroupParent:string securityContext:LinuxSandboxSecurityContext sysctls:{} overhead:LinuxContainerResources resources:LinuxContainerResources',
  LinuxSandboxSecurityContext:
    'namespaceOptions:NamespaceOption selinuxOptions:SELinuxOption runAsUser:Int64Value runAsGroup:Int64Value readonlyRootfs:bool supplementalGroups:int64* supplementalGroupsPolicy:SupplementalGroupsPolicy privileged:bool seccomp:SecurityProfile apparmor:SecurityProfile seccompProfilePath:string',
  NamespaceOption:
    'network:NamespaceMode pid:NamespaceMode ipc:NamespaceMode targetId:string usernsOptions:UserNamespace',
  UserNamespace:
    'mode:NamespaceMode uids:IDMapping* gids:IDMapping*',
  IDMapping:
    'hostId:uint32 containerId:uint32 length:uint32',
  SELinuxOption:
    'user:string role:string type:string level:string',
  Int64Value:
    'value:int64',
  SecurityProfile:
    'profileType:ProfileType localhostRef:string',
  LinuxContainerResources:
    'cpuPeriod:int64 cpuQuota:int64 cpuShares:int64 memoryLimitInBytes:int64 oomScoreAdj:int64 cpusetCpus:string cpusetMems:string hugepageLimits:HugepageLimit* unified:{} memorySwapLimitInBytes:int64',
  HugepageLimit:
    'pageSize:string limit:uint64',
  ContainerConfig:
    'metadata:ContainerMetadata image:ImageSpec command:string* args:string* workingDir:string envs:KeyValue* mounts:Mount* devices:Device* labels:{} annotations:{} logPath:string stdin:bool stdinOnce:bool tty:bool linux:LinuxContainerConfig CDIDevices:CDIDevice* stopSignal:Signal',
  ContainerMetadata:
    'name:string attempt:uint32',
  ImageSpec:
    'image:string annotations:{} userSpecifiedImage:string runtimeHandler:string',
  KeyValue:
    'key:string value:string',
  Mount:
    'containerPath:string hostPath:string readonly:bool selinuxRelabel:bool propagation:MountPropagation uidMappings:IDMapping* gidMappings:IDMapping* recursiveReadOnly:bool image:ImageSpec imageSubPath:string',
  Device:
    'containerPath:string hostPath:string permissions:string',
  LinuxContainerConfig:
    'resources:LinuxContainerResources securityContext:LinuxContainerSecurityContext',
  LinuxContainerSecurityContext:
    'capabilities:Capability privileged:bool namespaceOptions:NamespaceOption selinuxOptions:SELinuxOption runAsUser:Int64Value runAsGroup:Int64Value runAsUsername:string readonlyRootfs:bool supplementalGroups:int64* supplementalGroupsPolicy:SupplementalGroupsPolicy noNewPrivs:bool maskedPaths:string* readonlyPaths:string* seccomp:SecurityProfile apparmor:SecurityProfile apparmorProfile:string seccompProfilePath:string',
  Capability:
    'addCapabilities:string* dropCapabilities:string* addAmbientCapabilities:string*',
  CDIDevice:
    'name:string',
  ContainerStatus:
    'id:string metadata:ContainerMetadata state:ContainerState createdAt:time startedAt:time finishedAt:time exitCode:int32 image:ImageSpec imageRef:string reason:string message:string labels:{} annotations:{} mounts:Mount* logPath:string resources:ContainerResources imageId:string user:ContainerUser stopSignal:Signal',
  ContainerResources:
    'linux:LinuxContainerResources',
  ContainerUser:
    'linux:LinuxContainerUser',
  LinuxContainerUser:
    'uid:int64 gid:int64 supplementalGroups:int64*',
  PodSandboxStatus:
    'id:string metadata:PodSandboxMetadata state:PodSandboxState createdAt:time network:PodSandboxNetworkStatus linux:LinuxPodSandboxStatus labels:{} annotations:{} runtimeHandler:string',
  PodSandboxNetworkStatus:
    'ip:string additionalIps:PodIP*',
  PodIP:
    'ip:string',
  LinuxPodSandboxStatus:
    'namespaces:Namespace',
  Namespace:
    'options:NamespaceOption',
  ListContainersResponse:
    'containers:Container*',
  Container:
    'id:string podSandboxId:string metadata:ContainerMetadata image:ImageSpec imageRef:string state:ContainerState createdAt:time labels:{} annotations:{} imageId:string',
  ListPodSandboxResponse:
    'items:PodSandbox*',
  PodSandbox:
    'id:string metadata:PodSandboxMetadata state:PodSandboxState createdAt:time labels:{} annotations:{} runtimeHandler:string',
  ListImagesResponse:
    'images:Image*',
  Image:
    'id:string repoTags:string* repoDigests:string* size:uint64 uid:Int64Value username:string spec:ImageSpec pinned:bool',
  ImageFsInfoResponse:
    'imageFilesystems:FilesystemUsage* containerFilesystems:FilesystemUsage*',
  FilesystemUsage:
    'timestamp:time fsId:FilesystemIdentifier usedBytes:UInt64Value inodesUsed:UInt64Value',
  FilesystemIdentifier:
    'mountpoint:string',
  UInt64Value:
    'value:uint64',
  ListContainerStatsResponse:
    'stats:ContainerStats*',
  ContainerStats:
    'attributes:ContainerAttributes cpu:CpuUsage memory:MemoryUsage writableLayer:FilesystemUsage swap:SwapUsage io:IoUsage',
  ContainerAttributes:
    'id:string metadata:ContainerMetadata labels:{} annotations:{}',
  CpuUsage:
    'timestamp:time usageCoreNanoSeconds:UInt64Value usageNanoCores:UInt64Value psi:PsiStats',
  PsiStats:
    'Full:PsiData Some:PsiData',
  PsiData:
    'Total:uint64 Avg10:double Avg60:double Avg300:double',
  MemoryUsage:
    'timestamp:time workingSetBytes:UInt64Value availableBytes:UInt64Value usageBytes:UInt64Value rssBytes:UInt64Value pageFaults:UInt64Value majorPageFaults:UInt64Value psi:PsiStats',
  SwapUsage:
    'timestamp:time swapAvailableBytes:UInt64Value swapUsageBytes:UInt64Value',
  IoUsage:
    'timestamp:time psi:PsiStats',
  ListPodSandboxStatsResponse:
    'stats:PodSandboxStats*',
  PodSandboxStats:
    'attributes:PodSandboxAttributes linux:LinuxPodSandboxStats',
  PodSandboxAttributes:
    'id:string metadata:PodSandboxMetadata labels:{} annotations:{}',
  LinuxPodSandboxStats:
    'cpu:CpuUsage memory:MemoryUsage network:NetworkUsage process:ProcessUsage containers:ContainerStats* io:IoUsage',
  NetworkUsage:
    'timestamp:time defaultInterface:NetworkInterfaceUsage interfaces:NetworkInterfaceUsage*',
  NetworkInterfaceUsage:
    'name:string rxBytes:UInt64Value rxErrors:UInt64Value txBytes:UInt64Value txErrors:UInt64Value',
  ProcessUsage:
    'timestamp:time processCount:UInt64Value',
  ContainerEventResponse:
    'containerId:string containerEventType:ContainerEventType createdAt:time podSandboxStatus:PodSandboxStatus containersStatuses:ContainerStatus*',
  RuntimeStatus:
    'conditions:RuntimeCondition*',
  RuntimeCondition:
    'type:string status:bool reason:string message:string',
  UpdateContainerResourcesRequest:
    'containerId:string linux:LinuxContainerResources annotations:{}',
  ListMetricDescriptorsResponse:
    'descriptors:MetricDescriptor*',
  MetricDescriptor:
    'name:string help:string labelKeys:string*',
  ListPodSandboxMetricsResponse:
    'podMetrics:PodSandboxMetrics*',
  PodSandboxMetrics:
    'podSandboxId:string metrics:Metric* containerMetrics:ContainerMetrics*',
  Metric:
    'name:string timestamp:time metricType:MetricType labelValues:string* value:UInt64Value',
  ContainerMetrics:
    'containerId:string metrics:Metric*',
} as const;

export type MessageName = keyof typeof MESSAGES;

/** The values of the enumerations, by number. */
// prettier-ignore
export const ENUMS: Readonly<Record<string, string>> = {
  Protocol: 'TCP UDP SCTP',
  NamespaceMode: 'POD CONTAINER NODE TARGET',
  SupplementalGroupsPolicy: 'Merge Strict',
  ProfileType: 'RuntimeDefault Unconfined Localhost',
  MountPropagation: 'PROPAGATION_PRIVATE PROPAGATION_HOST_TO_CONTAINER PROPAGATION_BIDIRECTIONAL',
  Signal: 'RUNTIME_DEFAULT SIGABRT SIGALRM SIGBUS SIGCHLD SIGCLD SIGCONT SIGFPE SIGHUP SIGILL SIGINT SIGIO SIGIOT SIGKILL SIGPIPE SIGPOLL SIGPROF SIGPWR SIGQUIT SIGSEGV SIGSTKFLT SIGSTOP SIGSYS SIGTERM SIGTRAP SIGTSTP SIGTTIN SIGTTOU SIGURG SIGUSR1 SIGUSR2 SIGVTALRM SIGWINCH SIGXCPU SIGXFSZ SIGRTMIN SIGRTMINPLUS1 SIGRTMINPLUS2 SIGRTMINPLUS3 SIGRTMINPLUS4 SIGRTMINPLUS5 SIGRTMINPLUS6 SIGRTMINPLUS7 SIGRTMINPLUS8 SIGRTMINPLUS9 SIGRTMINPLUS10 SIGRTMINPLUS11 SIGRTMINPLUS12 SIGRTMINPLUS13 SIGRTMINPLUS14 SIGRTMINPLUS15 SIGRTMAXMINUS14 SIGRTMAXMINUS13 SIGRTMAXMINUS12 SIGRTMAXMINUS11 SIGRTMAXMINUS10 SIGRTMAXMINUS9 SIGRTMAXMINUS8 SIGRTMAXMINUS7 SIGRTMAXMINUS6 SIGRTMAXMINUS5 SIGRTMAXMINUS4 SIGRTMAXMINUS3 SIGRTMAXMINUS2 SIGRTMAXMINUS1 SIGRTMAX',
  ContainerState: 'CONTAINER_CREATED CONTAINER_RUNNING CONTAINER_EXITED CONTAINER_UNKNOWN',
  PodSandboxState: 'SANDBOX_READY SANDBOX_NOTREADY',
  ContainerEventType: 'CONTAINER_CREATED_EVENT CONTAINER_STARTED_EVENT CONTAINER_STOPPED_EVENT CONTAINER_DELETED_EVENT',
  MetricType: 'COUNTER GAUGE',
};
