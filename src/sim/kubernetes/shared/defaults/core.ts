import type * as core from '../schema/types/core-v1.ts';
import type { DefaultingContext, Defaulters } from './walk.ts';

function service(object: core.Service): void {
  const spec = (object.spec ??= {});
  spec.sessionAffinity ||= 'None';
  if (spec.sessionAffinity === 'None') delete spec.sessionAffinityConfig;
  if (spec.sessionAffinity === 'ClientIP' && spec.sessionAffinityConfig?.clientIP?.timeoutSeconds === undefined) {
    spec.sessionAffinityConfig = { clientIP: { timeoutSeconds: 10800 } };
  }
  spec.type ||= 'ClusterIP';
  for (const port of spec.ports ?? []) {
    port.protocol ||= 'TCP';
    if (!port.targetPort) port.targetPort = port.port ?? 0;
  }
  const { type } = spec;
  const external = type === 'LoadBalancer' || type === 'NodePort' || (type === 'ClusterIP' && (spec.externalIPs?.length ?? 0) > 0);
  if (external) spec.externalTrafficPolicy ||= 'Cluster';
  if (type === 'NodePort' || type === 'LoadBalancer' || type === 'ClusterIP') spec.internalTrafficPolicy ??= 'Cluster';
  if (type !== 'LoadBalancer') return;
  spec.allocateLoadBalancerNodePorts ??= true;
  for (const ingress of object.status?.loadBalancer?.ingress ?? []) if (ingress.ip) ingress.ipMode ??= 'VIP';
}

function limitRangeItem(item: core.LimitRangeItem): void {
  if (item.type !== 'Container') return;
  item.default = { ...item.max, ...item.default };
  item.defaultRequest = { ...item.min, ...item.default, ...item.defaultRequest };
  for (const name of ['default', 'defaultRequest'] as const) if (!Object.keys(item[name]!).length) delete item[name];
}

function replicationController(object: core.ReplicationController): void {
  const spec = (object.spec ??= {});
  const labels = spec.template?.metadata?.labels;
  if (labels) {
    if (!Object.keys(spec.selector ?? {}).length) spec.selector = { ...labels };
    const meta = (object.metadata ??= {});
    if (!Object.keys(meta.labels ?? {}).length) meta.labels = { ...labels };
  }
  spec.replicas ??= 1;
}

/** Defaults of the core API's other kinds (pkg/apis/core/v1/defaults.go). */
export const CORE_DEFAULTS: Defaulters = {
  'core/v1.Service': service,
  'core/v1.LimitRangeItem': limitRangeItem,
  'core/v1.ReplicationController': replicationController,
  'core/v1.Secret': (object: core.Secret) => {
    object.type ||= 'Opaque';
  },
  'core/v1.PersistentVolume': (object: core.PersistentVolume) => {
    object.status = { ...object.status, phase: object.status?.phase || 'Pending' };
    const spec = (object.spec ??= {});
    spec.persistentVolumeReclaimPolicy ||= 'Retain';
    spec.volumeMode ??= 'Filesystem';
    if (spec.hostPath) spec.hostPath.type ??= '';
  },
  'core/v1.PersistentVolumeClaim': (object: core.PersistentVolumeClaim) => {
    object.status = { ...object.status, phase: object.status?.phase || 'Pending' };
  },
  'core/v1.PersistentVolumeClaimSpec': (spec: core.PersistentVolumeClaimSpec) => {
    spec.volumeMode ??= 'Filesystem';
  },
  'core/v1.Namespace': (object: core.Namespace) => {
    const meta = (object.metadata ??= {});
    if (meta.name) meta.labels = { ...meta.labels, 'kubernetes.io/metadata.name': meta.name };
  },
  'core/v1.NamespaceStatus': (status: core.NamespaceStatus) => {
    status.phase ||= 'Active';
  },
  'core/v1.NodeStatus': (status: core.NodeStatus) => {
    if (status.capacity) status.allocatable ??= { ...status.capacity };
  },
  'core/v1.PodLogOptions': (options: core.PodLogOptions, context: DefaultingContext) => {
    if (context.enabled('PodLogsQuerySplitStreams')) options.stream ??= 'All';
  },
};
