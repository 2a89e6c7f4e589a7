import type { Micros } from '../../kernel/time.ts';

/**
 * The messages of the container runtime interface, runtime.v1, under the names that its JSON has. Requests may leave out what
 * protobuf would send as zero. Times are microseconds of the virtual clock (upstream: nanoseconds).
 * Follows k8s.io/cri-api/pkg/apis/runtime/v1/api.proto @v1.35.
 */

export type Labels = Readonly<Record<string, string>>;

export type Protocol = 'TCP' | 'UDP' | 'SCTP';
export type MountPropagation = 'PROPAGATION_PRIVATE' | 'PROPAGATION_HOST_TO_CONTAINER' | 'PROPAGATION_BIDIRECTIONAL';
export type NamespaceMode = 'POD' | 'CONTAINER' | 'NODE' | 'TARGET';
export type ProfileType = 'RuntimeDefault' | 'Unconfined' | 'Localhost';
export type PodSandboxState = 'SANDBOX_READY' | 'SANDBOX_NOTREADY';
export type ContainerState = 'CONTAINER_CREATED' | 'CONTAINER_RUNNING' | 'CONTAINER_EXITED' | 'CONTAINER_UNKNOWN';
export type ContainerEventType =
  'CONTAINER_CREATED_EVENT' | 'CONTAINER_STARTED_EVENT' | 'CONTAINER_STOPPED_EVENT' | 'CONTAINER_DELETED_EVENT';
export type CgroupDriver = 'SYSTEMD' | 'CGROUPFS';

export interface Int64Value {
  readonly value?: number;
}

export interface DNSConfig {
  readonly servers?: readonly string[];
  readonly searches?: readonly string[];
  readonly options?: readonly string[];
}

export interface PortMapping {
  readonly protocol?: Protocol;
  readonly containerPort?: number;
  readonly hostPort?: number;
  readonly hostIp?: string;
}

export interface IDMapping {
  readonly hostId: number;
  readonly containerId: number;
  readonly length: number;
}

export interface Mount {
  readonly containerPath: string;
  readonly hostPath: string;
  readonly readonly?: boolean;
  readonly selinuxRelabel?: boolean;
  readonly propagation?: MountPropagation;
  readonly uidMappings?: readonly IDMapping[];
  readonly gidMappings?: readonly IDMapping[];
  readonly recursiveReadOnly?: boolean;
  readonly image?: ImageSpec;
  readonly imageSubPath?: string;
}

export interface UserNamespace {
  readonly mode?: NamespaceMode;
  readonly uids?: readonly IDMapping[];
  readonly gids?: readonly IDMapping[];
}

export interface NamespaceOption {
  readonly network?: NamespaceMode;
  readonly pid?: NamespaceMode;
  readonly ipc?: NamespaceMode;
  readonly targetId?: string;
  readonly usernsOptions?: UserNamespace;
}

export interface SecurityProfile {
  readonly profileType?: ProfileType;
  /** A file for seccomp, a loaded profile's name for AppArmor. */
  readonly localhostRef?: string;
}

export interface SELinuxOption {
  readonly user?: string;
  readonly role?: string;
  readonly type?: string;
  readonly level?: string;
}

export interface LinuxSandboxSecurityContext {
  readonly namespaceOptions?: NamespaceOption;
  readonly selinuxOptions?: SELinuxOption;
  readonly runAsUser?: Int64Value;
  readonly runAsGroup?: Int64Value;
  readonly readonlyRootfs?: boolean;
  readonly supplementalGroups?: readonly number[];
  readonly supplementalGroupsPolicy?: 'Merge' | 'Strict';
  readonly privileged?: boolean;
  readonly seccomp?: SecurityProfile;
  readonly apparmor?: SecurityProfile;
}

export interface HugepageLimit {
  readonly pageSize: string;
  readonly limit?: number;
}

export interface LinuxContainerResources {
  readonly cpuPeriod?: number;
  readonly cpuQuota?: number;
  readonly cpuShares?: number;
  readonly memoryLimitInBytes?: number;
  readonly oomScoreAdj?: number;
  readonly cpusetCpus?: string;
  readonly cpusetMems?: string;
  readonly hugepageLimits?: readonly HugepageLimit[];
  readonly unified?: Labels;
  readonly memorySwapLimitInBytes?: number;
}

export interface LinuxPodSandboxConfig {
  readonly cgroupParent?: string;
  readonly securityContext?: LinuxSandboxSecurityContext;
  readonly sysctls?: Labels;
  readonly overhead?: LinuxContainerResources;
  readonly resources?: LinuxContainerResources;
}

export interface PodSandboxMetadata {
  readonly name: string;
  readonly uid: string;
  readonly namespace: string;
  readonly attempt?: number;
}

export interface PodSandboxConfig {
  readonly metadata: PodSandboxMetadata;
  readonly hostname?: string;
  readonly logDirectory?: string;
  readonly dnsConfig?: DNSConfig;
  readonly portMappings?: readonly PortMapping[];
  readonly labels?: Labels;
  readonly annotations?: Labels;
  readonly linux?: LinuxPodSandboxConfig;
}

export interface PodSandbox {
  readonly id: string;
  readonly metadata: PodSandboxMetadata;
  readonly state: PodSandboxState;
  readonly createdAt: Micros;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly runtimeHandler: string;
}

export interface PodSandboxStatus {
  readonly id: string;
  readonly metadata: PodSandboxMetadata;
  readonly state: PodSandboxState;
  readonly createdAt: Micros;
  readonly network: { readonly ip: string; readonly additionalIps: readonly { readonly ip: string }[] };
  readonly linux: { readonly namespaces: { readonly options?: NamespaceOption } };
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly runtimeHandler: string;
}

export interface PodSandboxFilter {
  readonly id?: string;
  readonly state?: { readonly state: PodSandboxState };
  readonly labelSelector?: Labels;
}

export interface ImageSpec {
  readonly image: string;
  readonly annotations?: Labels;
  readonly userSpecifiedImage?: string;
  readonly runtimeHandler?: string;
}

export interface KeyValue {
  readonly key: string;
  readonly value?: string;
}

export interface Capability {
  readonly addCapabilities?: readonly string[];
  readonly dropCapabilities?: readonly string[];
  readonly addAmbientCapabilities?: readonly string[];
}

export interface LinuxContainerSecurityContext {
  readonly capabilities?: Capability;
  readonly privileged?: boolean;
  readonly namespaceOptions?: NamespaceOption;
  readonly selinuxOptions?: SELinuxOption;
  readonly runAsUser?: Int64Value;
  readonly runAsGroup?: Int64Value;
  readonly runAsUsername?: string;
  readonly readonlyRootfs?: boolean;
  readonly supplementalGroups?: readonly number[];
  readonly supplementalGroupsPolicy?: 'Merge' | 'Strict';
  readonly noNewPrivs?: boolean;
  readonly maskedPaths?: readonly string[];
  readonly readonlyPaths?: readonly string[];
  readonly seccomp?: SecurityProfile;
  readonly apparmor?: SecurityProfile;
  readonly apparmorProfile?: string;
}

export interface Device {
  readonly containerPath: string;
  readonly hostPath: string;
  readonly permissions: string;
}

export interface ContainerMetadata {
  readonly name: string;
  readonly attempt?: number;
}

export interface ContainerConfig {
  readonly metadata: ContainerMetadata;
  readonly image: ImageSpec;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly workingDir?: string;
  readonly envs?: readonly KeyValue[];
  readonly mounts?: readonly Mount[];
  readonly devices?: readonly Device[];
  readonly labels?: Labels;
  readonly annotations?: Labels;
  /** Relative to the sandbox's log directory. */
  readonly logPath?: string;
  readonly stdin?: boolean;
  readonly stdinOnce?: boolean;
  readonly tty?: boolean;
  readonly linux?: { readonly resources?: LinuxContainerResources; readonly securityContext?: LinuxContainerSecurityContext };
  /** `SIGTERM`, …; `RUNTIME_DEFAULT` leaves it to the image. */
  readonly stopSignal?: string;
}

export interface Container {
  readonly id: string;
  readonly podSandboxId: string;
  readonly metadata: ContainerMetadata;
  readonly image: ImageSpec;
  readonly imageRef: string;
  readonly state: ContainerState;
  readonly createdAt: Micros;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly imageId: string;
}

export interface ContainerFilter {
  readonly id?: string;
  readonly state?: { readonly state: ContainerState };
  readonly podSandboxId?: string;
  readonly labelSelector?: Labels;
}

export interface ContainerUser {
  readonly linux?: { readonly uid: number; readonly gid: number; readonly supplementalGroups: readonly number[] };
}

export interface ContainerStatus {
  readonly id: string;
  readonly metadata: ContainerMetadata;
  readonly state: ContainerState;
  readonly createdAt: Micros;
  /** 0 where it has not started. */
  readonly startedAt: Micros;
  /** 0 where it has not ended. */
  readonly finishedAt: Micros;
  readonly exitCode: number;
  readonly image: ImageSpec;
  readonly imageRef: string;
  readonly reason: string;
  readonly message: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly mounts: readonly Mount[];
  readonly logPath: string;
  readonly resources?: { readonly linux?: LinuxContainerResources };
  readonly imageId: string;
  readonly user?: ContainerUser;
  readonly stopSignal: string;
}

export interface Image {
  readonly id: string;
  readonly repoTags: readonly string[];
  readonly repoDigests: readonly string[];
  readonly size: number;
  readonly uid?: Int64Value;
  readonly username: string;
  readonly spec?: ImageSpec;
  readonly pinned: boolean;
}

export interface AuthConfig {
  readonly username?: string;
  readonly password?: string;
  readonly auth?: string;
  readonly serverAddress?: string;
  readonly identityToken?: string;
  readonly registryToken?: string;
}

export interface UInt64Value {
  readonly value: number;
}

export interface FilesystemUsage {
  readonly timestamp: Micros;
  readonly fsId: { readonly mountpoint: string };
  readonly usedBytes: UInt64Value;
  readonly inodesUsed: UInt64Value;
}

export interface CpuUsage {
  readonly timestamp: Micros;
  readonly usageCoreNanoSeconds: UInt64Value;
  readonly usageNanoCores?: UInt64Value;
}

export interface MemoryUsage {
  readonly timestamp: Micros;
  readonly workingSetBytes: UInt64Value;
  readonly availableBytes?: UInt64Value;
  readonly usageBytes: UInt64Value;
  readonly rssBytes: UInt64Value;
  readonly pageFaults: UInt64Value;
  readonly majorPageFaults: UInt64Value;
}

export interface SwapUsage {
  readonly timestamp: Micros;
  readonly swapAvailableBytes?: UInt64Value;
  readonly swapUsageBytes: UInt64Value;
}

export interface ContainerAttributes {
  readonly id: string;
  readonly metadata: ContainerMetadata;
  readonly labels: Labels;
  readonly annotations: Labels;
}

export interface ContainerStats {
  readonly attributes: ContainerAttributes;
  readonly cpu?: CpuUsage;
  readonly memory?: MemoryUsage;
  readonly writableLayer?: FilesystemUsage;
  readonly swap?: SwapUsage;
}

export interface NetworkInterfaceUsage {
  readonly name: string;
  readonly rxBytes: UInt64Value;
  readonly rxErrors: UInt64Value;
  readonly txBytes: UInt64Value;
  readonly txErrors: UInt64Value;
}

export interface PodSandboxStats {
  readonly attributes: {
    readonly id: string;
    readonly metadata: PodSandboxMetadata;
    readonly labels: Labels;
    readonly annotations: Labels;
  };
  readonly linux?: {
    readonly cpu?: CpuUsage;
    readonly memory?: MemoryUsage;
    readonly network?: {
      readonly timestamp: Micros;
      readonly defaultInterface?: NetworkInterfaceUsage;
      readonly interfaces: readonly NetworkInterfaceUsage[];
    };
    readonly process?: { readonly timestamp: Micros; readonly processCount: UInt64Value };
    readonly containers: readonly ContainerStats[];
  };
}

export interface ContainerEventResponse {
  readonly containerId: string;
  readonly containerEventType: ContainerEventType;
  readonly createdAt: Micros;
  readonly podSandboxStatus?: PodSandboxStatus;
  readonly containersStatuses: readonly ContainerStatus[];
}

export interface RuntimeCondition {
  readonly type: string;
  readonly status: boolean;
  readonly reason: string;
  readonly message: string;
}

export interface RuntimeHandler {
  readonly name: string;
  readonly features: { readonly recursiveReadOnlyMounts: boolean; readonly userNamespaces: boolean };
}
