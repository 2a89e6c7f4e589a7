// Written by src/cli/tools/schema.mjs; do not edit. A field that is absent has its zero value.
import type * as componentBaseConfigV1alpha1 from './component-base-config-v1alpha1.ts';
import type * as logsV1 from './logs-v1.ts';
import type * as metaV1 from './meta-v1.ts';

export interface KubeProxyIPTablesConfiguration {
  masqueradeBit?: number;
  masqueradeAll?: boolean;
  localhostNodePorts?: boolean;
  syncPeriod?: metaV1.Duration;
  minSyncPeriod?: metaV1.Duration;
}
export interface KubeProxyIPVSConfiguration {
  syncPeriod?: metaV1.Duration;
  minSyncPeriod?: metaV1.Duration;
  scheduler?: string;
  excludeCIDRs?: string[];
  strictARP?: boolean;
  tcpTimeout?: metaV1.Duration;
  tcpFinTimeout?: metaV1.Duration;
  udpTimeout?: metaV1.Duration;
}
export interface KubeProxyNFTablesConfiguration {
  masqueradeBit?: number;
  masqueradeAll?: boolean;
  syncPeriod?: metaV1.Duration;
  minSyncPeriod?: metaV1.Duration;
}
export interface KubeProxyConntrackConfiguration {
  maxPerCore?: number;
  min?: number;
  tcpEstablishedTimeout?: metaV1.Duration;
  tcpCloseWaitTimeout?: metaV1.Duration;
  tcpBeLiberal?: boolean;
  udpTimeout?: metaV1.Duration;
  udpStreamTimeout?: metaV1.Duration;
}
export interface KubeProxyWinkernelConfiguration {
  networkName?: string;
  sourceVip?: string;
  enableDSR?: boolean;
  rootHnsEndpointName?: string;
  forwardHealthCheckVip?: boolean;
}
export interface DetectLocalConfiguration {
  bridgeInterface?: string;
  interfaceNamePrefix?: string;
}
export interface KubeProxyConfiguration extends metaV1.TypeMeta {
  featureGates?: Record<string, boolean>;
  clientConnection?: componentBaseConfigV1alpha1.ClientConnectionConfiguration;
  logging?: logsV1.LoggingConfiguration;
  hostnameOverride?: string;
  bindAddress?: string;
  healthzBindAddress?: string;
  metricsBindAddress?: string;
  bindAddressHardFail?: boolean;
  enableProfiling?: boolean;
  showHiddenMetricsForVersion?: string;
  mode?: ProxyMode;
  iptables?: KubeProxyIPTablesConfiguration;
  ipvs?: KubeProxyIPVSConfiguration;
  nftables?: KubeProxyNFTablesConfiguration;
  winkernel?: KubeProxyWinkernelConfiguration;
  detectLocalMode?: LocalMode;
  detectLocal?: DetectLocalConfiguration;
  clusterCIDR?: string;
  nodePortAddresses?: string[];
  oomScoreAdj?: number;
  conntrack?: KubeProxyConntrackConfiguration;
  configSyncPeriod?: metaV1.Duration;
  portRange?: string;
  windowsRunAsService?: boolean;
}
export type ProxyMode = string;
export type LocalMode = string;
