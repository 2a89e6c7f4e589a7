import { splitHostPort } from '../../go/net.ts';
import { byteLength, sortStrings } from '../../go/quote.ts';
import type * as core from '../../schema/types/core-v1.ts';
import { inclusiveRangeError, isDns1123Label, isDns1123Subdomain, nameIsSubdomain } from '../content.ts';
import { forbidden, invalid, invalids, notSupported, required, tooLong, type FieldErrors, type Path } from '../field.ts';
import { validateObjectFieldSelector, validateResourceFieldSelector } from './env.ts';
import type { PodValidationOptions } from './options.ts';
import { validateFileMode, validateLocalDescendingPath, validateLocalNonReservedPath, validateNoBacksteps } from './paths.ts';

/** A field that must be set. */
export const validateOne = (value: string | readonly unknown[] | undefined, path: Path, detail = ''): FieldErrors =>
  value?.length ? [] : [required(path, detail)];

const HOST_PATH_TYPES = ['', 'BlockDevice', 'CharDevice', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket'];

export function validateHostPath(source: core.HostPathVolumeSource, path: Path): FieldErrors {
  if (!source.path) return [required(path.child('path'))];
  const errors = validateNoBacksteps(source.path, path.child('path'));
  if (source.type !== undefined && !HOST_PATH_TYPES.includes(source.type))
    errors.push(notSupported(path.child('type'), source.type, HOST_PATH_TYPES));
  return errors;
}

export const validateGitRepo = (source: core.GitRepoVolumeSource, path: Path): FieldErrors => [
  ...validateOne(source.repository, path.child('repository')),
  ...validateLocalDescendingPath(source.directory ?? '', path.child('directory')),
];

/** Forms of an iSCSI name, by their first three letters. */
const ISCSI_NAMES: Record<string, RegExp> = {
  iqn: /iqn\.\d{4}-\d{2}\.([0-9A-Za-z\-.]+)(:[^,;*&$|\s]+)$/,
  eui: /^eui.[0-9A-Za-z]{16}$/,
  naa: /^naa.[0-9A-Za-z]{32}$/,
};

function validateIscsiName(name: string, path: Path): FieldErrors {
  const form = ISCSI_NAMES[name.slice(0, 3)];
  if (!form) return [invalid(path, name, 'must be valid format starting with iqn, eui, or naa')];
  return form.test(name) ? [] : [invalid(path, name, 'must be valid format')];
}

const validateLun = (lun: number, path: Path): FieldErrors =>
  lun < 0 || lun > 255 ? [invalid(path, lun, inclusiveRangeError(0, 255))] : [];

export function validateIscsi(source: core.ISCSIVolumeSource, path: Path): FieldErrors {
  const errors = validateOne(source.targetPortal, path.child('targetPortal'));
  if (!source.iqn) errors.push(required(path.child('iqn')));
  else errors.push(...validateIscsiName(source.iqn, path.child('iqn')));
  errors.push(...validateLun(source.lun ?? 0, path.child('lun')));
  if ((source.chapAuthDiscovery || source.chapAuthSession) && !source.secretRef) errors.push(required(path.child('secretRef')));
  if (source.initiatorName !== undefined) errors.push(...validateIscsiName(source.initiatorName, path.child('initiatorname')));
  return errors;
}

export function validateFc(source: core.FCVolumeSource, path: Path): FieldErrors {
  const errors: FieldErrors = [];
  const [targets, wwids] = [source.targetWWNs ?? [], source.wwids ?? []];
  const at = path.child('targetWWNs');
  if (!targets.length && !wwids.length) errors.push(required(at, 'must specify either targetWWNs or wwids, but not both'));
  if (targets.length && wwids.length) errors.push(invalid(at, targets, 'targetWWNs and wwids can not be specified simultaneously'));
  if (targets.length) {
    if (source.lun === undefined) errors.push(required(path.child('lun'), 'lun is required if targetWWNs is specified'));
    else errors.push(...validateLun(source.lun, path.child('lun')));
  }
  return errors;
}

const validatePartition = (partition = 0, path: Path): FieldErrors =>
  partition < 0 || partition > 255 ? [invalid(path, partition, inclusiveRangeError(1, 255))] : [];

export const validateGcePersistentDisk = (source: core.GCEPersistentDiskVolumeSource, path: Path): FieldErrors => [
  ...validateOne(source.pdName, path.child('pdName')),
  ...validatePartition(source.partition, path.child('partition')),
];

export const validateAwsElasticBlockStore = (source: core.AWSElasticBlockStoreVolumeSource, path: Path): FieldErrors => [
  ...validateOne(source.volumeID, path.child('volumeID')),
  ...validatePartition(source.partition, path.child('partition')),
];

export function validateKeyToPath(item: core.KeyToPath, path: Path): FieldErrors {
  return [
    ...validateOne(item.key, path.child('key')),
    ...validateOne(item.path, path.child('path')),
    ...validateLocalNonReservedPath(item.path ?? '', path.child('path')),
    ...validateFileMode(item.mode, path.child('mode')),
  ];
}

const validateItems = (items: readonly core.KeyToPath[] = [], path: Path): FieldErrors =>
  items.flatMap((item, i) => validateKeyToPath(item, path.child('items').index(i)));

export const validateSecretVolume = (source: core.SecretVolumeSource, path: Path): FieldErrors => [
  ...validateOne(source.secretName, path.child('secretName')),
  ...validateFileMode(source.defaultMode, path.child('defaultMode')),
  ...validateItems(source.items, path),
];

export const validateConfigMapVolume = (source: core.ConfigMapVolumeSource, path: Path): FieldErrors => [
  ...validateOne(source.name, path.child('name')),
  ...validateFileMode(source.defaultMode, path.child('defaultMode')),
  ...validateItems(source.items, path),
];

export function validateNfs(source: core.NFSVolumeSource, path: Path): FieldErrors {
  const errors = [...validateOne(source.server, path.child('server')), ...validateOne(source.path, path.child('path'))];
  if (!source.path?.startsWith('/')) errors.push(invalid(path.child('path'), source.path, 'must be an absolute path'));
  return errors;
}

export function validateQuobyte(source: core.QuobyteVolumeSource, path: Path): FieldErrors {
  const errors: FieldErrors = [];
  const pairs = 'must be a host:port pair or multiple pairs separated by commas';
  if (!source.registry) errors.push(required(path.child('registry'), pairs));
  else if (byteLength(source.tenant ?? '') >= 65) {
    errors.push(required(path.child('tenant'), 'must be a UUID and may not exceed a length of 64 characters'));
  } else {
    for (const pair of source.registry.split(',')) {
      try {
        splitHostPort(pair);
      } catch {
        errors.push(invalid(path.child('registry'), source.registry, pairs));
      }
    }
  }
  return [...errors, ...validateOne(source.volume, path.child('volume'))];
}

export const validateGlusterfs = (source: core.GlusterfsVolumeSource, path: Path): FieldErrors => [
  ...validateOne(source.endpoints, path.child('endpoints')),
  ...validateOne(source.path, path.child('path')),
];

export function validateFlocker(source: core.FlockerVolumeSource, path: Path): FieldErrors {
  const errors: FieldErrors = [];
  const [name, uuid] = [source.datasetName ?? '', source.datasetUUID ?? ''];
  if (!name && !uuid) errors.push(required(path, 'one of datasetName and datasetUUID is required'));
  if (name && uuid) errors.push(invalid(path, 'resource', 'datasetName and datasetUUID can not be specified simultaneously'));
  if (name.includes('/')) errors.push(invalid(path.child('datasetName'), name, "must not contain '/'"));
  return errors;
}

const DOWNWARD_FIELDS = ['metadata.annotations', 'metadata.labels', 'metadata.name', 'metadata.namespace', 'metadata.uid'];

export function validateDownwardApiFile(file: core.DownwardAPIVolumeFile, path: Path): FieldErrors {
  const errors = [...validateOne(file.path, path.child('path')), ...validateLocalNonReservedPath(file.path ?? '', path.child('path'))];
  if (file.fieldRef) {
    errors.push(...validateObjectFieldSelector(file.fieldRef, DOWNWARD_FIELDS, path.child('fieldRef')));
    if (file.resourceFieldRef) errors.push(invalid(path, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously'));
  } else if (file.resourceFieldRef)
    errors.push(...validateResourceFieldSelector(file.resourceFieldRef, path.child('resourceFieldRef'), true));
  else errors.push(required(path, 'one of fieldRef and resourceFieldRef is required'));
  return [...errors, ...validateFileMode(file.mode, path.child('mode'))];
}

export const validateDownwardApiVolume = (source: core.DownwardAPIVolumeSource, path: Path): FieldErrors => [
  ...validateFileMode(source.defaultMode, path.child('defaultMode')),
  ...(source.items ?? []).flatMap((file) => validateDownwardApiFile(file, path)),
];

export const validateRbd = (source: core.RBDVolumeSource, path: Path): FieldErrors => [
  ...validateOne(source.monitors, path.child('monitors')),
  ...validateOne(source.image, path.child('image')),
];

export const validateCinder = (source: core.CinderVolumeSource, path: Path): FieldErrors => [
  ...validateOne(source.volumeID, path.child('volumeID')),
  ...(source.secretRef ? validateOne(source.secretRef.name, path.child('secretRef', 'name')) : []),
];

export const validateCephFs = (source: core.CephFSVolumeSource, path: Path): FieldErrors =>
  validateOne(source.monitors, path.child('monitors'));

export function validateFlexVolume(source: core.FlexVolumeSource, path: Path): FieldErrors {
  const errors = validateOne(source.driver, path.child('driver'));
  for (const key of sortStrings(Object.keys(source.options ?? {}))) {
    const namespace = `.${(key.includes('/') ? key.slice(0, key.indexOf('/')) : key).toLowerCase()}`;
    if (namespace.endsWith('.kubernetes.io') || namespace.endsWith('.k8s.io')) {
      errors.push(invalid(path.child('options').key(key), key, 'kubernetes.io and k8s.io namespaces are reserved'));
    }
  }
  return errors;
}

export const validateAzureFile = (source: core.AzureFileVolumeSource, path: Path): FieldErrors => [
  ...validateOne(source.secretName, path.child('secretName')),
  ...validateOne(source.shareName, path.child('shareName')),
];

const CACHING_MODES = ['None', 'ReadOnly', 'ReadWrite'];
const DISK_KINDS = ['Dedicated', 'Managed', 'Shared'];
const MANAGED_URI = '/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}';
const BLOB_URI = 'https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd';

export function validateAzureDisk(source: core.AzureDiskVolumeSource, path: Path): FieldErrors {
  const { kind, cachingMode, diskURI = '' } = source;
  const errors = [...validateOne(source.diskName, path.child('diskName')), ...validateOne(diskURI, path.child('diskURI'))];
  if (cachingMode !== undefined && !CACHING_MODES.includes(cachingMode))
    errors.push(notSupported(path.child('cachingMode'), cachingMode, CACHING_MODES));
  if (kind !== undefined && !DISK_KINDS.includes(kind)) errors.push(notSupported(path.child('kind'), kind, DISK_KINDS));
  if (kind === 'Managed' && !diskURI.startsWith('/subscriptions/'))
    errors.push(notSupported(path.child('diskURI'), diskURI, [MANAGED_URI]));
  if (kind !== undefined && kind !== 'Managed' && !diskURI.startsWith('https://'))
    errors.push(notSupported(path.child('diskURI'), diskURI, [BLOB_URI]));
  return errors;
}

export const validateScaleIo = (source: core.ScaleIOVolumeSource, path: Path): FieldErrors => [
  ...validateOne(source.gateway, path.child('gateway')),
  ...validateOne(source.system, path.child('system')),
  ...validateOne(source.volumeName, path.child('volumeName')),
];

export function validateStorageOs(source: core.StorageOSVolumeSource, path: Path): FieldErrors {
  const errors: FieldErrors = [];
  const at = path.child('volumeName');
  if (!source.volumeName) errors.push(required(at));
  else errors.push(...invalids(at, source.volumeName, isDns1123Label(source.volumeName)));
  if (source.volumeNamespace) {
    errors.push(...invalids(path.child('volumeNamespace'), source.volumeNamespace, isDns1123Label(source.volumeNamespace)));
  }
  if (source.secretRef) errors.push(...validateOne(source.secretRef.name, path.child('secretRef', 'name')));
  return errors;
}

/** ValidateCSIDriverName. */
export function validateCsiDriverName(name: string, path: Path): FieldErrors {
  const errors: FieldErrors = [];
  if (name === '') errors.push(required(path));
  if (byteLength(name) > 63) errors.push(tooLong(path, 63));
  return [...errors, ...invalids(path, name, isDns1123Subdomain(name.toLowerCase()))];
}

export function validateCsi(source: core.CSIVolumeSource, path: Path): FieldErrors {
  const errors = validateCsiDriverName(source.driver ?? '', path.child('driver'));
  const secret = source.nodePublishSecretRef;
  if (!secret) return errors;
  if (!secret.name) return [...errors, required(path.child('nodePublishSecretRef', 'name'))];
  return [...errors, ...invalids(path.child('name'), secret.name, nameIsSubdomain(secret.name))];
}

const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'];

export function validatePullPolicy(policy: string | undefined, path: Path): FieldErrors {
  if (!policy) return [required(path)];
  return PULL_POLICIES.includes(policy) ? [] : [notSupported(path, policy, PULL_POLICIES)];
}

export const validateImageVolume = (source: core.ImageVolumeSource, path: Path, options: PodValidationOptions): FieldErrors => [
  ...(options.resourceIsPod ? validateOne(source.reference, path.child('reference')) : []),
  ...validatePullPolicy(source.pullPolicy, path.child('pullPolicy')),
];

/** Fields of an object's metadata that a template of a claim may not have. */
export function validateTemplateMetaFields(meta: object, path: Path): FieldErrors {
  return Object.keys(meta)
    .filter((name) => name !== 'annotations' && name !== 'labels')
    .map((name) => forbidden(path.child(name === 'uid' ? 'uID' : name), 'cannot be set'));
}
