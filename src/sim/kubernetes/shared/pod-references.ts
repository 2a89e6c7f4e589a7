import { quote } from './go/quote.ts';
import { GoError } from './go/error.ts';
import type * as core from './schema/types/core-v1.ts';
import { visitContainers } from './validation/pod/visit.ts';

/** Volume types that need nothing of the API. */
const FREE: readonly (keyof core.Volume)[] = [
  'awsElasticBlockStore',
  'azureDisk',
  'cephfs',
  'cinder',
  'downwardAPI',
  'emptyDir',
  'fc',
  'flexVolume',
  'flocker',
  'gcePersistentDisk',
  'gitRepo',
  'hostPath',
  'image',
  'iscsi',
  'nfs',
  'photonPersistentDisk',
  'portworxVolume',
  'quobyte',
  'rbd',
  'scaleIO',
  'storageos',
  'vsphereVolume',
];

/** The names of secrets that a pod uses (VisitPodSecretNames). */
export function podSecretNames(spec: core.PodSpec): string[] {
  const names: (string | undefined)[] = (spec.imagePullSecrets ?? []).map((ref) => ref.name);
  for (const { container } of visitContainers(spec)) {
    names.push(...(container.envFrom ?? []).map((source) => source.secretRef?.name));
    names.push(...(container.env ?? []).map((variable) => variable.valueFrom?.secretKeyRef?.name));
  }
  for (const volume of spec.volumes ?? []) {
    names.push(volume.azureFile?.secretName, volume.secret?.secretName, volume.csi?.nodePublishSecretRef?.name);
    for (const type of ['cephfs', 'cinder', 'flexVolume', 'rbd', 'scaleIO', 'iscsi', 'storageos'] as const)
      names.push(volume[type]?.secretRef?.name);
    names.push(...(volume.projected?.sources ?? []).map((source) => source.secret?.name));
  }
  return names.filter((name): name is string => !!name);
}

/** The names of config maps that a pod uses (VisitPodConfigmapNames). */
export function podConfigMapNames(spec: core.PodSpec): string[] {
  const names: (string | undefined)[] = [];
  for (const { container } of visitContainers(spec)) {
    names.push(...(container.envFrom ?? []).map((source) => source.configMapRef?.name));
    names.push(...(container.env ?? []).map((variable) => variable.valueFrom?.configMapKeyRef?.name));
  }
  for (const volume of spec.volumes ?? []) {
    names.push(volume.configMap?.name, ...(volume.projected?.sources ?? []).map((source) => source.configMap?.name));
  }
  return names.filter((name): name is string => !!name);
}

const PROJECTED: readonly [field: keyof core.VolumeProjection, what: string][] = [
  ['configMap', 'configmaps (via projected volumes)'],
  ['secret', 'secrets (via projected volumes)'],
  ['serviceAccountToken', 'serviceaccounts (via projected volumes)'],
  ['clusterTrustBundle', 'clustertrustbundles'],
  ['podCertificate', 'podcertificates'],
];

function projectedReference(volume: core.Volume): string {
  for (const source of volume.projected!.sources ?? []) {
    const found = PROJECTED.find(([field]) => source[field]);
    if (found) return found[1];
    if (!source.downwardAPI) throw new GoError(`unknown source for projected volume ${quote(volume.name ?? '')}`);
  }
  return '';
}

function volumeReference(volume: core.Volume): string {
  if (FREE.some((name) => volume[name])) return '';
  if (volume.configMap) return 'configmaps (via configmap volumes)';
  if (volume.secret) return 'secrets (via secret volumes)';
  if (volume.csi) return 'csidrivers (via CSI volumes)';
  if (volume.glusterfs) return 'endpoints (via glusterFS volumes)';
  if (volume.persistentVolumeClaim) return 'persistentvolumeclaims';
  if (volume.ephemeral) return 'persistentvolumeclaims (via ephemeral volumes)';
  if (volume.azureFile) return 'secrets (via azureFile volumes)';
  if (volume.projected) return projectedReference(volume);
  throw new GoError(`unknown volume type for volume  ${quote(volume.name ?? '')}`);
}

/**
 * HasAPIObjectReference (pkg/api/pod/util.go): the resource of the first API object that a pod refers to; empty where it refers
 * to none. Throws for a volume of unknown type.
 */
export function apiObjectReference(pod: core.Pod): string {
  const spec = pod.spec ?? {};
  if (spec.serviceAccountName) return 'serviceaccounts';
  if (podSecretNames(spec).length) return 'secrets';
  if (podConfigMapNames(spec).length) return 'configmaps';
  if (spec.resourceClaims?.length) return 'resourceclaims';
  for (const volume of spec.volumes ?? []) {
    const found = volumeReference(volume);
    if (found) return found;
  }
  return '';
}
