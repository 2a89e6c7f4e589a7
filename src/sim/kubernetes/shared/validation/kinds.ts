import { POLICY_KINDS } from './admission-policies.ts';
import { WEBHOOK_KINDS } from './admission-webhooks.ts';
import { EXTENSION_KINDS } from './apiextensions.ts';
import { APPS_KINDS } from './apps.ts';
import { AUTOSCALING_KINDS } from './autoscaling.ts';
import { BATCH_KINDS } from './batch.ts';
import { CLUSTER_KINDS } from './cluster.ts';
import { CONFIG_KINDS } from './config.ts';
import { DISCOVERY_KINDS } from './discovery.ts';
import type { KindValidation } from './kind.ts';
import { NETWORKING_KINDS } from './networking.ts';
import { NODE_KINDS } from './nodes.ts';
import { POD_KINDS } from './pod/update.ts';
import { QUOTA_KINDS } from './quota.ts';
import { RBAC_KINDS } from './rbac.ts';
import { SERVICE_KINDS } from './service.ts';
import { VOLUME_KINDS } from './volumes.ts';

const KINDS: Record<string, KindValidation> = {
  ...APPS_KINDS,
  ...AUTOSCALING_KINDS,
  ...BATCH_KINDS,
  ...CLUSTER_KINDS,
  ...CONFIG_KINDS,
  ...DISCOVERY_KINDS,
  ...EXTENSION_KINDS,
  ...NETWORKING_KINDS,
  ...QUOTA_KINDS,
  ...RBAC_KINDS,
  ...NODE_KINDS,
  ...POD_KINDS,
  ...POLICY_KINDS,
  ...SERVICE_KINDS,
  ...VOLUME_KINDS,
  ...WEBHOOK_KINDS,
};

/** How objects of a kind are checked, by its API group and kind; nothing for kinds that have no checks here. */
export function kindValidation(group: string, kind: string): KindValidation | undefined {
  const key = `${group}/${kind}`;
  return Object.hasOwn(KINDS, key) ? KINDS[key] : undefined;
}
