// Written by src/cli/tools/schema.mjs; do not edit. A field that is absent has its zero value.
import type * as metaV1 from './meta-v1.ts';

export interface LeaderElectionConfiguration {
  leaderElect?: boolean;
  leaseDuration?: metaV1.Duration;
  renewDeadline?: metaV1.Duration;
  retryPeriod?: metaV1.Duration;
  resourceLock?: string;
  resourceName?: string;
  resourceNamespace?: string;
}
export interface DebuggingConfiguration {
  enableProfiling?: boolean;
  enableContentionProfiling?: boolean;
}
export interface ClientConnectionConfiguration {
  kubeconfig?: string;
  acceptContentTypes?: string;
  contentType?: string;
  qps?: number;
  burst?: number;
}
