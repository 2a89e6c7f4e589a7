import { cleanPath } from '../go/path.ts';
import { Quantity } from '../go/quantity.ts';
import { byteLength, sortStrings } from '../go/quote.ts';
import type * as core from '../schema/types/core-v1.ts';
import { inclusiveRangeError, isDns1123Label, isDns1123Subdomain, nameIsLabel, nameIsSubdomain } from './content.ts';
import { forbidden, invalid, invalids, notSupported, Path, required, type FieldErrors } from './field.ts';
import { internalDiff, internalJson } from './internal.ts';
import { immutable, kind, NIL, same, type KindValidation, type ValidationContext } from './kind.ts';
import { IMMUTABLE, IS_NOT_POSITIVE } from './meta.ts';
import { validateNoBacksteps } from './pod/paths.ts';
import { validateNodeSelector } from './pod/scheduling.ts';
import { validateClaimSpec } from './pod/volume-claim.ts';
import * as sources from './pod/volume-sources.ts';

// Models pkg/apis/core/validation/validation.go @v1.35: persistent volumes and claims

const SPEC = Path.of('spec');
const ACCESS_MODES = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
const RECLAIM_POLICIES = ['Delete', 'Recycle', 'Retain'];
const VOLUME_MODES = ['Block', 'Filesystem'];
const BETA_CLASS = 'volume.beta.kubernetes.io/storage-class';
const MOUNT_OPTIONS = 'volume.beta.kubernetes.io/mount-options';

type Values = Record<string, unknown>;
const missing = (source: object, path: Path, ...fields: string[]): FieldErrors =>
  fields
    .filter((field) => !(source as Values)[field] || ((source as Values)[field] as string).length === 0)
    .map((field) => required(path.child(field)));

const secretFields = (secret: core.SecretReference | undefined, path: Path, ...fields: string[]) =>
  secret ? missing(secret, path.child('secretRef'), ...fields) : [];

function validateSecretReference(secret: core.SecretReference | undefined, path: Path): FieldErrors {
  if (!secret) return [];
  const { name = '', namespace = '' } = secret;
  return [
    ...(name ? invalids(path.child('name'), name, isDns1123Subdomain(name)) : [required(path.child('name'))]),
    ...(namespace ? invalids(path.child('namespace'), namespace, isDns1123Label(namespace)) : [required(path.child('namespace'))]),
  ];
}

function validateCsi(csi: core.CSIPersistentVolumeSource, path: Path): FieldErrors {
  const secrets = ['controllerPublishSecretRef', 'controllerExpandSecretRef', 'nodePublishSecretRef', 'nodeExpandSecretRef'] as const;
  return [
    ...sources.validateCsiDriverName(csi.driver ?? '', path.child('driver')),
    ...missing(csi, path, 'volumeHandle'),
    ...secrets.flatMap((field) => validateSecretReference(csi[field], path.child(field))),
  ];
}

const INITIATORS = [/^iqn\.\d{4}-\d{2}\.([-a-z0-9.]+)(:([^,;*&$|\s]+))$/, /^eui\.[a-fA-F\d]{16}$/, /^naa\.[a-fA-F\d]{32}$/];

function validateIscsi(iscsi: core.ISCSIPersistentVolumeSource, volume: string, path: Path): FieldErrors {
  const { targetPortal: portal = '', initiatorName: initiator, iqn = '', lun = 0 } = iscsi;
  const known = (name: string) => INITIATORS.some((form) => form.test(name));
  const errors: FieldErrors = missing(iscsi, path, 'targetPortal');
  if (initiator !== undefined && byteLength(`${volume}:${portal}`) > 64) {
    const why = 'Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.';
    errors.push(invalid(path.child('targetportal'), portal, why));
  }
  if (!iqn) errors.push(required(path.child('iqn')));
  else if (!known(iqn)) errors.push(invalid(path.child('iqn'), iqn, 'must be valid format'));
  if (lun < 0 || lun > 255) errors.push(invalid(path.child('lun'), lun, inclusiveRangeError(0, 255)));
  if ((iscsi.chapAuthDiscovery || iscsi.chapAuthSession) && !iscsi.secretRef) errors.push(required(path.child('secretRef')));
  errors.push(...secretFields(iscsi.secretRef, path, 'name'));
  if (initiator !== undefined && !known(initiator)) errors.push(invalid(path.child('initiatorname'), initiator, 'must be valid format'));
  return errors;
}

function validateFlex(flex: core.FlexPersistentVolumeSource, path: Path): FieldErrors {
  const reserved = (key: string) => /\.(kubernetes|k8s)\.io$/.test(`.${key.split('/', 2)[0]!.toLowerCase()}`);
  return [
    ...missing(flex, path, 'driver'),
    ...sortStrings(Object.keys(flex.options ?? {}))
      .filter(reserved)
      .map((key) => invalid(path.child('options').key(key), key, 'kubernetes.io and k8s.io namespaces are reserved')),
  ];
}

function validateGlusterfs(glusterfs: core.GlusterfsPersistentVolumeSource, path: Path): FieldErrors {
  const [namespace, at] = [glusterfs.endpointsNamespace, path.child('endpointsNamespace')];
  const why = 'if the endpointnamespace is set, it must be a valid namespace name';
  return [
    ...missing(glusterfs, path, 'endpoints', 'path'),
    ...(namespace === undefined ? [] : namespace === '' ? [invalid(at, '', why)] : invalids(at, namespace, nameIsLabel(namespace))),
  ];
}

function validateStorageOs(source: core.StorageOSPersistentVolumeSource, path: Path): FieldErrors {
  const { volumeName: name = '', volumeNamespace: namespace } = source;
  return [
    ...(name ? invalids(path.child('volumeName'), name, isDns1123Label(name)) : [required(path.child('volumeName'))]),
    ...(namespace ? invalids(path.child('volumeNamespace'), namespace, isDns1123Label(namespace)) : []),
    ...secretFields(source.secretRef, path, 'name', 'namespace'),
  ];
}

type SourceCheck = (source: never, path: Path, volume: string) => FieldErrors;

/** The kinds of volumes in the order in which they are looked at; the path below which a kind's errors stand. */
const SOURCES: readonly (readonly [field: keyof core.PersistentVolumeSpec, path: string, check: SourceCheck])[] = [
  ['hostPath', 'hostPath', sources.validateHostPath],
  ['gcePersistentDisk', 'persistentDisk', sources.validateGcePersistentDisk],
  ['awsElasticBlockStore', 'awsElasticBlockStore', sources.validateAwsElasticBlockStore],
  ['glusterfs', 'glusterfs', validateGlusterfs],
  ['flocker', 'flocker', sources.validateFlocker],
  ['nfs', 'nfs', sources.validateNfs],
  ['rbd', 'rbd', (rbd: core.RBDPersistentVolumeSource, path) => missing(rbd, path, 'monitors', 'image')],
  ['quobyte', 'quobyte', sources.validateQuobyte],
  ['cephfs', 'cephfs', (source: core.CephFSPersistentVolumeSource, path) => missing(source, path, 'monitors')],
  ['iscsi', 'iscsi', (source: core.ISCSIPersistentVolumeSource, path, volume) => validateIscsi(source, volume, path)],
  [
    'cinder',
    'cinder',
    (source: core.CinderPersistentVolumeSource, path) => [
      ...missing(source, path, 'volumeID'),
      ...secretFields(source.secretRef, path, 'name', 'namespace'),
    ],
  ],
  ['fc', 'fc', sources.validateFc],
  ['flexVolume', 'flexVolume', validateFlex],
  [
    'azureFile',
    'azureFile',
    (source: core.AzureFilePersistentVolumeSource, path) => [
      ...missing(source, path, 'secretName', 'shareName'),
      ...(source.secretNamespace === '' ? [required(path.child('secretNamespace'))] : []),
    ],
  ],
  ['vsphereVolume', 'vsphereVolume', (source: core.VsphereVirtualDiskVolumeSource, path) => missing(source, path, 'volumePath')],
  ['photonPersistentDisk', 'photonPersistentDisk', (source: core.PhotonPersistentDiskVolumeSource, path) => missing(source, path, 'pdID')],
  ['portworxVolume', 'portworxVolume', (source: core.PortworxVolumeSource, path) => missing(source, path, 'volumeID')],
  ['azureDisk', 'azureDisk', sources.validateAzureDisk],
  ['scaleIO', 'scaleIO', (source: core.ScaleIOPersistentVolumeSource, path) => missing(source, path, 'gateway', 'system', 'volumeName')],
  [
    'local',
    'local',
    (source: core.LocalVolumeSource, path) => [
      ...missing(source, path, 'path'),
      ...validateNoBacksteps(source.path ?? '', path.child('path')),
    ],
  ],
  ['storageos', 'storageos', validateStorageOs],
  ['csi', 'csi', validateCsi],
];

function validateSources(spec: core.PersistentVolumeSpec, volume: string): FieldErrors {
  const present = SOURCES.filter(([field]) => spec[field] !== undefined);
  const errors = present.flatMap(([field, name, check], i) => {
    if (i > 0 && field !== 'flexVolume')
      return [forbidden(SPEC.child(field === 'cephfs' ? 'cephFS' : field), 'may not specify more than 1 volume type')];
    const found = check(spec[field] as never, SPEC.child(name), volume);
    if (field === 'local' && !spec.nodeAffinity) found.push(required(SPEC.child('nodeAffinity'), 'Local volume requires node affinity'));
    return found;
  });
  return present.length ? errors : [required(SPEC, 'must specify a volume type')];
}

function validateCapacity(capacity: Readonly<Record<string, string>> | undefined): FieldErrors {
  const [names, at] = [sortStrings(Object.keys(capacity ?? {})), SPEC.child('capacity')];
  return [
    ...(names.length ? [] : [required(at)]),
    ...(names.length === 1 && names[0] === 'storage' ? [] : [notSupported(at, capacity ?? NIL, ['storage'])]),
    ...names.flatMap((name) => {
      const value = Quantity.parse(capacity![name]!);
      return [
        ...(value.value() < 0 ? [invalid(at.key(name), value.value(), 'must be a valid resource quantity')] : []),
        ...(value.sign <= 0 ? [invalid(at.key(name), value.string(), IS_NOT_POSITIVE)] : []),
      ];
    }),
  ];
}

const className = (name: string, field: string) => invalids(SPEC.child(field), name, nameIsSubdomain(name));

function validateVolume(volume: core.PersistentVolume): FieldErrors {
  const spec = volume.spec ?? {};
  const [modes, at] = [spec.accessModes ?? [], SPEC.child('accessModes')];
  const [policy, mode, attributes] = [spec.persistentVolumeReclaimPolicy, spec.volumeMode, spec.volumeAttributesClassName];
  const errors: FieldErrors = modes.length ? [] : [required(at)];
  errors.push(...modes.filter((item) => !ACCESS_MODES.includes(item)).map((item) => notSupported(at, item, ACCESS_MODES)));
  if (modes.includes('ReadWriteOncePod') && modes.some((item) => item !== 'ReadWriteOncePod' && ACCESS_MODES.includes(item)))
    errors.push(forbidden(at, 'may not use ReadWriteOncePod with other access modes'));
  errors.push(...validateCapacity(spec.capacity));
  const reclaim = SPEC.child('persistentVolumeReclaimPolicy');
  if (policy && !RECLAIM_POLICIES.includes(policy)) errors.push(notSupported(reclaim, policy, RECLAIM_POLICIES));
  if (spec.nodeAffinity) {
    const where = SPEC.child('nodeAffinity').child('required');
    const terms = spec.nodeAffinity.required;
    errors.push(...(terms ? validateNodeSelector(terms, false, where) : [required(where, 'must specify required node constraints')]));
  }
  errors.push(...validateSources(spec, volume.metadata?.name ?? ''));
  if (spec.hostPath && cleanPath(spec.hostPath.path ?? '') === '/' && policy === 'Recycle')
    errors.push(forbidden(reclaim, "may not be 'recycle' for a hostPath mount of '/'"));
  if (spec.storageClassName) errors.push(...className(spec.storageClassName, 'storageClassName'));
  if (mode !== undefined && !VOLUME_MODES.includes(mode)) errors.push(notSupported(SPEC.child('volumeMode'), mode, VOLUME_MODES));
  if (attributes === undefined) return errors;
  if (attributes) errors.push(...className(attributes, 'volumeAttributesClassName'));
  else errors.push(required(SPEC.child('volumeAttributesClassName'), 'an empty string is disallowed'));
  if (!spec.csi) errors.push(required(SPEC.child('csi'), 'has to be specified when using volumeAttributesClassName'));
  return errors;
}

const MOUNTABLE = [
  ...['gcePersistentDisk', 'awsElasticBlockStore', 'glusterfs', 'nfs', 'rbd', 'quobyte', 'iscsi', 'cinder', 'cephfs', 'azureFile'],
  ...['vsphereVolume', 'azureDisk', 'photonPersistentDisk'],
] as (keyof core.PersistentVolumeSpec)[];

/** Mount options for a kind of volume that is not mounted with any. */
function validateMountOptions(volume: core.PersistentVolume): FieldErrors {
  if (MOUNTABLE.some((field) => volume.spec?.[field] !== undefined) || volume.metadata?.annotations?.[MOUNT_OPTIONS] === undefined)
    return [];
  return [forbidden(Path.of('metadata').child('annotations', MOUNT_OPTIONS), 'may not specify mount options for this volume type')];
}

const sourceOf = (spec: core.PersistentVolumeSpec = {}) => Object.fromEntries(SOURCES.map(([field]) => [field, spec[field]]));

function validateVolumeUpdate(volume: core.PersistentVolume, old: core.PersistentVolume, context: ValidationContext): FieldErrors {
  const own = [...validateVolume(volume), ...validateMountOptions(volume)];
  const [spec, before] = [volume.spec ?? {}, old.spec ?? {}];
  const errors = [...own, ...validateVolume(volume)];
  let now = sourceOf(spec);
  if (before.csi && !before.csi.controllerExpandSecretRef && spec.csi) {
    const { controllerExpandSecretRef: _ignored, ...csi } = spec.csi;
    now = { ...now, csi };
  }
  if (!same(now, sourceOf(before))) {
    const diff = internalDiff(sourceOf(before), now, 'PersistentVolumeSource');
    errors.push(forbidden(SPEC.child('persistentvolumesource'), `spec.persistentvolumesource is immutable after creation\n${diff}`));
  }
  errors.push(...immutable(spec.volumeMode, before.volumeMode, Path.of('volumeMode')));
  if (!context.enabled('MutablePVNodeAffinity') && before.nodeAffinity && !same(spec.nodeAffinity, before.nodeAffinity)) {
    const shown = spec.nodeAffinity ? internalJson(spec.nodeAffinity, 'VolumeNodeAffinity') : NIL;
    errors.push(invalid(Path.of('nodeAffinity'), shown, `${IMMUTABLE}, except for updating from beta label to GA`));
  }
  if (before.volumeAttributesClassName !== undefined && spec.volumeAttributesClassName === undefined)
    errors.push(forbidden(SPEC.child('volumeAttributesClassName'), 'update from non-nil value to nil is forbidden'));
  return errors;
}

const validateClaim = (claim: core.PersistentVolumeClaim) => validateClaimSpec(claim.spec ?? {}, SPEC, { volumeAttributesClass: true });

type ClaimSpec = { -readonly [K in keyof core.PersistentVolumeClaimSpec]: core.PersistentVolumeClaimSpec[K] };

function take<K extends keyof ClaimSpec>(into: ClaimSpec, from: ClaimSpec, field: K): void {
  if (from[field] === undefined) delete into[field];
  else into[field] = from[field];
}

/** The two specs with what may differ between them made the same, and what the annotation of the class has to say. */
function comparable(
  claim: core.PersistentVolumeClaim,
  old: core.PersistentVolumeClaim,
): { now: ClaimSpec; before: ClaimSpec; errors: FieldErrors } {
  const [now, before]: [ClaimSpec, ClaimSpec] = [{ ...claim.spec }, { ...old.spec }];
  const [annotation, was] = [claim.metadata?.annotations?.[BETA_CLASS], old.metadata?.annotations?.[BETA_CLASS]];
  const errors: FieldErrors = [];
  if (!before.volumeName) take(before, now, 'volumeName');
  const fresh = before.storageClassName === undefined && now.storageClassName !== undefined;
  if (was !== undefined && fresh && now.storageClassName === was && (annotation === undefined || annotation === was)) {
    delete now.storageClassName;
  } else {
    if ((annotation ?? '') !== (was ?? ''))
      errors.push(invalid(Path.of('metadata').child('annotations', BETA_CLASS), annotation ?? '', IMMUTABLE));
    if (fresh && (was === undefined || now.storageClassName === was)) delete now.storageClassName;
  }
  if (old.status?.phase !== 'Bound') return { now, before, errors };
  if (now.resources?.requests) {
    const size = before.resources?.requests?.['storage'];
    now.resources = { ...now.resources, requests: { ...now.resources.requests, storage: size ?? '0' } };
  }
  take(now, before, 'volumeAttributesClassName');
  return { now, before, errors };
}

function validateClaimUpdate(claim: core.PersistentVolumeClaim, old: core.PersistentVolumeClaim): FieldErrors {
  const { now, before, errors } = comparable(claim, old);
  const all = [...validateClaim(claim), ...errors];
  if (!same(now, before)) {
    const diff = internalDiff(before, now, 'PersistentVolumeClaimSpec');
    const why = 'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';
    all.push(forbidden(SPEC, `${why}\n${diff}`));
  }
  const size = (text: string | undefined) => Quantity.parse(text ?? '0');
  const [newSize, oldSize] = [size(claim.spec?.resources?.requests?.['storage']), size(old.spec?.resources?.requests?.['storage'])];
  if (newSize.cmp(oldSize) < 0 && newSize.cmp(size(old.status?.capacity?.['storage'])) <= 0)
    all.push(forbidden(SPEC.child('resources', 'requests', 'storage'), 'field can not be less than status.capacity'));
  all.push(...immutable(claim.spec?.volumeMode, old.spec?.volumeMode, Path.of('volumeMode')));
  const [attributes, had] = [claim.spec?.volumeAttributesClassName, old.spec?.volumeAttributesClassName];
  if (attributes === had || old.status?.currentVolumeAttributesClassName === undefined) return all;
  const when = 'is forbidden when status.currentVolumeAttributesClassName is not nil';
  const at = SPEC.child('volumeAttributesClassName');
  if (attributes === undefined) all.push(forbidden(at, `update to nil ${when}`));
  else if (attributes === '') all.push(forbidden(at, `update to empty string ${when}`));
  return all;
}

/** Persistent volumes and claims. */
export const VOLUME_KINDS: Record<string, KindValidation> = {
  '/PersistentVolume': kind<core.PersistentVolume>((volume) => [...validateVolume(volume), ...validateMountOptions(volume)], {
    update: validateVolumeUpdate,
  }),
  '/PersistentVolumeClaim': kind<core.PersistentVolumeClaim>(validateClaim, { update: validateClaimUpdate }),
};
