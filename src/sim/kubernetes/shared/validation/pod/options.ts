import { featureDefault } from '../../features.ts';

/** What pod validation lets pass (PodValidationOptions), by the feature gates and by what an old object already had. */
export interface PodValidationOptions {
  allowInvalidPodDeletionCost: boolean;
  allowInvalidLabelValueInSelector: boolean;
  allowIndivisibleHugePagesValues: boolean;
  allowInvalidTopologySpreadConstraintLabelSelector: boolean;
  allowNonLocalProjectedTokenPath: boolean;
  allowNamespacedSysctlsForHostNetAndHostIpc: boolean;
  resourceIsPod: boolean;
  allowRelaxedEnvironmentVariables: boolean;
  allowRelaxedDnsSearch: boolean;
  allowSleepZero: boolean;
  allowOnlyRecursiveSeLinuxChangePolicy: boolean;
  podLevelResources: boolean;
  inPlacePodLevelResources: boolean;
  allowSidecarResizePolicy: boolean;
  allowInvalidLabelValueInRequiredNodeAffinity: boolean;
  allowMatchLabelKeysInTopologySpread: boolean;
  allowMatchLabelKeysSelectorMerge: boolean;
  oldViolatesMatchLabelKeys: boolean;
  oldViolatesLegacyMatchLabelKeys: boolean;
  allowEnvFiles: boolean;
  allowContainerRestartRules: boolean;
  allowUserNamespacesWithVolumeDevices: boolean;
  allowTolerationComparison: boolean;
  allowUserNamespacesHostNetwork: boolean;
  allowRestartAllContainers: boolean;
  /** StrictIPCIDRValidation. */
  strictIp: boolean;
  /** Whether privileged containers are allowed on this program (capabilities.AllowPrivileged). */
  allowPrivileged: boolean;
}

/**
 * GetValidationOptionsFromPodSpecAndMeta for a new pod (pkg/api/pod/util.go). `enabled` tells a feature gate's state; without it
 * the gates have their defaults.
 */
export function podValidationOptions(enabled: (gate: string) => boolean = featureDefault): PodValidationOptions {
  return {
    allowInvalidPodDeletionCost: !enabled('PodDeletionCost'),
    allowInvalidLabelValueInSelector: false,
    allowIndivisibleHugePagesValues: false,
    allowInvalidTopologySpreadConstraintLabelSelector: false,
    allowNonLocalProjectedTokenPath: false,
    allowNamespacedSysctlsForHostNetAndHostIpc: false,
    resourceIsPod: false,
    allowRelaxedEnvironmentVariables: true,
    allowRelaxedDnsSearch: true,
    allowSleepZero: true,
    allowOnlyRecursiveSeLinuxChangePolicy: !enabled('SELinuxMount'),
    podLevelResources: enabled('PodLevelResources'),
    inPlacePodLevelResources: enabled('InPlacePodLevelResourcesVerticalScaling'),
    allowSidecarResizePolicy: true,
    allowInvalidLabelValueInRequiredNodeAffinity: false,
    allowMatchLabelKeysInTopologySpread: enabled('MatchLabelKeysInPodTopologySpread'),
    allowMatchLabelKeysSelectorMerge: enabled('MatchLabelKeysInPodTopologySpreadSelectorMerge'),
    oldViolatesMatchLabelKeys: false,
    oldViolatesLegacyMatchLabelKeys: false,
    allowEnvFiles: enabled('EnvFiles'),
    allowContainerRestartRules: enabled('ContainerRestartRules'),
    allowUserNamespacesWithVolumeDevices: false,
    allowTolerationComparison: enabled('TaintTolerationComparisonOperators'),
    allowUserNamespacesHostNetwork: enabled('UserNamespacesHostNetworkSupport'),
    allowRestartAllContainers: enabled('RestartAllContainersOnContainerExits'),
    strictIp: enabled('StrictIPCIDRValidation'),
    allowPrivileged: true,
  };
}
