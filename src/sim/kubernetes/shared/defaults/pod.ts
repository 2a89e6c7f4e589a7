import { imageTag } from '../go/image.ts';
import { Quantity } from '../go/quantity.ts';
import type * as core from '../schema/types/core-v1.ts';
import { aggregateContainers, isHugePageResource, isOvercommitAllowed, isPodLevelResource } from '../validation/pod/resources.ts';
import type { DefaultingContext, Defaulters } from './walk.ts';

const TYPED_SOURCES: readonly (keyof core.Volume)[] = [
  'hostPath',
  'emptyDir',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'gitRepo',
  'secret',
  'nfs',
  'iscsi',
  'glusterfs',
  'persistentVolumeClaim',
  'rbd',
  'flexVolume',
  'cinder',
  'cephfs',
  'flocker',
  'downwardAPI',
  'fc',
  'azureFile',
  'configMap',
  'vsphereVolume',
  'quobyte',
  'azureDisk',
  'photonPersistentDisk',
  'projected',
  'portworxVolume',
  'scaleIO',
  'storageos',
  'csi',
  'ephemeral',
  'image',
];

const pullPolicy = (image: string | undefined) => (imageTag(image ?? '') === 'latest' ? 'Always' : 'IfNotPresent');

function container(c: core.Container): void {
  c.imagePullPolicy ||= pullPolicy(c.image);
  c.terminationMessagePath ||= '/dev/termination-log';
  c.terminationMessagePolicy ||= 'File';
}

/** Requests that are not set are the limits (only in pods, not in templates). */
function requestsFromLimits(containers: readonly core.Container[] = []): void {
  for (const { resources } of containers) {
    if (resources?.limits) resources.requests = { ...resources.limits, ...resources.requests };
  }
}

function hostPorts(containers: readonly core.Container[] = []): void {
  for (const port of containers.flatMap((c) => c.ports ?? [])) if (!port.hostPort && port.containerPort) port.hostPort = port.containerPort;
}

/** Pod-level limits of huge pages, and pod-level requests, from what the containers have together. */
function podLevelResources(spec: core.PodSpec): void {
  const own = spec.resources;
  if (!own) return;
  if (Object.keys({ ...own.limits, ...own.requests }).length) {
    for (const [name, sum] of aggregateContainers(spec, 'limits')) {
      if (isHugePageResource(name) && own.requests?.[name] === undefined && own.limits?.[name] === undefined) {
        own.limits = { ...own.limits, [name]: sum.string() };
      }
    }
  }
  if (!Object.keys(own.limits ?? {}).length) return;
  const requests: Record<string, string> = { ...own.requests };
  for (const [name, sum] of aggregateContainers(spec, 'requests')) {
    if (requests[name] === undefined && isPodLevelResource(name) && isOvercommitAllowed(name)) requests[name] = sum.string();
  }
  for (const [name, limit] of Object.entries(own.limits ?? {}))
    if (requests[name] === undefined && isPodLevelResource(name)) requests[name] = limit;
  if (Object.keys(requests).length) own.requests = requests;
}

function pod(object: core.Pod, context: DefaultingContext): void {
  const spec = (object.spec ??= {});
  requestsFromLimits(spec.containers);
  requestsFromLimits(spec.initContainers);
  if (context.enabled('PodLevelResources')) podLevelResources(spec);
  spec.enableServiceLinks ??= true;
  if (spec.hostNetwork) {
    hostPorts(spec.containers);
    hostPorts(spec.initContainers);
  }
}

function podSpec(spec: core.PodSpec): void {
  spec.dnsPolicy ||= 'ClusterFirst';
  spec.restartPolicy ||= 'Always';
  spec.securityContext ??= {};
  spec.terminationGracePeriodSeconds ??= 30;
  spec.schedulerName ||= 'default-scheduler';
}

function volume(object: core.Volume, context: DefaultingContext): void {
  if (TYPED_SOURCES.every((name) => object[name] === undefined)) object.emptyDir = {};
  if (object.image && context.enabled('ImageVolume')) object.image.pullPolicy ||= pullPolicy(object.image.reference);
}

const fileMode = (source: { defaultMode?: number }) => {
  source.defaultMode ??= 0o644;
};
const protocol = (port: { protocol?: string }) => {
  port.protocol ||= 'TCP';
};
const rbd = (source: core.RBDVolumeSource) => {
  source.pool ||= 'rbd';
  source.user ||= 'admin';
  source.keyring ||= '/etc/ceph/keyring';
};
const scaleIo = (source: core.ScaleIOVolumeSource) => {
  source.storageMode ||= 'ThinProvisioned';
  source.fsType ||= 'xfs';
};
const iscsi = (source: core.ISCSIVolumeSource) => {
  source.iscsiInterface ||= 'default';
};

/** Defaults of pods and what is in them (pkg/apis/core/v1/defaults.go, and `+default` markers). */
export const POD_DEFAULTS: Defaulters = {
  'core/v1.Pod': pod,
  'core/v1.PodSpec': podSpec,
  'core/v1.Volume': volume,
  'core/v1.Container': container,
  'core/v1.EphemeralContainer': container,
  'core/v1.ContainerPort': protocol,
  'core/v1.ServicePort': protocol,
  'core/v1.EndpointPort': protocol,
  'core/v1.PortStatus': protocol,
  'core/v1.Probe': (probe: core.Probe) => {
    probe.timeoutSeconds ||= 1;
    probe.periodSeconds ||= 10;
    probe.successThreshold ||= 1;
    probe.failureThreshold ||= 3;
  },
  'core/v1.HTTPGetAction': (action: core.HTTPGetAction) => {
    action.path ||= '/';
    action.scheme ||= 'HTTP';
  },
  'core/v1.GRPCAction': (action: core.GRPCAction) => {
    action.service ??= '';
  },
  'core/v1.ObjectFieldSelector': (selector: core.ObjectFieldSelector) => {
    selector.apiVersion ||= 'v1';
  },
  'core/v1.FileKeySelector': (selector: core.FileKeySelector) => {
    selector.optional ??= false;
  },
  'core/v1.HostPathVolumeSource': (source: core.HostPathVolumeSource) => {
    source.type ??= '';
  },
  'core/v1.SecretVolumeSource': fileMode,
  'core/v1.ConfigMapVolumeSource': fileMode,
  'core/v1.DownwardAPIVolumeSource': fileMode,
  'core/v1.ProjectedVolumeSource': fileMode,
  'core/v1.ServiceAccountTokenProjection': (token: core.ServiceAccountTokenProjection) => {
    token.expirationSeconds ??= 3600;
  },
  'core/v1.ISCSIVolumeSource': iscsi,
  'core/v1.ISCSIPersistentVolumeSource': iscsi,
  'core/v1.RBDVolumeSource': rbd,
  'core/v1.RBDPersistentVolumeSource': rbd,
  'core/v1.ScaleIOVolumeSource': scaleIo,
  'core/v1.ScaleIOPersistentVolumeSource': scaleIo,
  'core/v1.AzureDiskVolumeSource': (source: core.AzureDiskVolumeSource) => {
    source.cachingMode ??= 'ReadWrite';
    source.fsType ??= 'ext4';
    source.readOnly ??= false;
    source.kind ??= 'Shared';
  },
  'v1.ResourceList': (list: Record<string, string>) => {
    for (const [name, amount] of Object.entries(list)) list[name] = Quantity.parse(amount).roundUpMilli().string();
  },
};
