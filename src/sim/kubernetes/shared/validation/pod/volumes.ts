import { Quantity } from '../../go/quantity.ts';
import { byteLength } from '../../go/quote.ts';
import type { Volume } from '../../schema/types/core-v1.ts';
import type { ObjectMeta } from '../../schema/types/meta-v1.ts';
import { isDns1123Label, nameIsSubdomain } from '../content.ts';
import { duplicate, forbidden, invalid, invalids, required, type FieldErrors, type Path } from '../field.ts';
import { quote } from '../../go/quote.ts';
import type { PodValidationOptions } from './options.ts';
import { validateProjected } from './projected.ts';
import {
  validateAwsElasticBlockStore,
  validateAzureDisk,
  validateAzureFile,
  validateCephFs,
  validateCinder,
  validateConfigMapVolume,
  validateCsi,
  validateDownwardApiVolume,
  validateFc,
  validateFlexVolume,
  validateFlocker,
  validateGcePersistentDisk,
  validateGitRepo,
  validateGlusterfs,
  validateHostPath,
  validateImageVolume,
  validateIscsi,
  validateNfs,
  validateOne,
  validateQuobyte,
  validateRbd,
  validateScaleIo,
  validateSecretVolume,
  validateStorageOs,
} from './volume-sources.ts';
import { validateClaimTemplate } from './volume-claim.ts';

/** Volumes by name, of those without errors. */
export type Volumes = ReadonlyMap<string, Volume>;

/** ValidateVolumes: gives the valid ones and what is wrong with the rest. */
export function validateVolumes(
  volumes: readonly Volume[] = [],
  meta: ObjectMeta | undefined,
  path: Path,
  options: PodValidationOptions,
): { valid: Volumes; errors: FieldErrors } {
  const errors: FieldErrors = [];
  const valid = new Map<string, Volume>();
  const created = new Set(meta?.name ? volumes.filter((v) => v.ephemeral).map((v) => `${meta.name}-${v.name ?? ''}`) : []);
  volumes.forEach((volume, i) => {
    const at = path.index(i);
    const name = volume.name ?? '';
    const found = validateVolumeSource(volume, at, meta, options);
    if (name === '') found.push(required(at.child('name')));
    else found.push(...invalids(at.child('name'), name, isDns1123Label(name)));
    if (valid.has(name)) found.push(duplicate(at.child('name'), name));
    if (found.length === 0) valid.set(name, volume);
    errors.push(...found);
    const claim = volume.persistentVolumeClaim;
    if (claim && created.has(claim.claimName ?? '')) {
      errors.push(
        invalid(
          at.child('persistentVolumeClaim').child('claimName'),
          claim.claimName,
          'must not reference a PVC that gets created for an ephemeral volume',
        ),
      );
    }
  });
  return { valid, errors };
}

const MORE = 'may not specify more than 1 volume type';

function validateVolumeSource(volume: Volume, path: Path, meta: ObjectMeta | undefined, options: PodValidationOptions): FieldErrors {
  const errors: FieldErrors = [];
  let count = 0;
  const name = volume.name ?? '';
  /** One type of volume; `named` and `at` are the field in the two errors, which upstream does not always call the same. */
  const one = <T>(source: T | undefined, named: string, check: (source: T, at: Path) => FieldErrors, at = named) => {
    if (source === undefined) return;
    if (count > 0) errors.push(forbidden(path.child(named), MORE));
    else {
      count++;
      errors.push(...check(source, path.child(at)));
    }
  };
  if (volume.emptyDir) {
    count++;
    const limit = volume.emptyDir.sizeLimit;
    if (limit !== undefined && Quantity.parse(limit).sign < 0) {
      errors.push(forbidden(path.child('emptyDir').child('sizeLimit'), 'SizeLimit field must be a valid resource quantity'));
    }
  }
  one(volume.hostPath, 'hostPath', validateHostPath);
  one(volume.gitRepo, 'gitRepo', validateGitRepo);
  one(volume.gcePersistentDisk, 'gcePersistentDisk', validateGcePersistentDisk, 'persistentDisk');
  one(volume.awsElasticBlockStore, 'awsElasticBlockStore', validateAwsElasticBlockStore);
  one(volume.secret, 'secret', validateSecretVolume);
  one(volume.nfs, 'nfs', validateNfs);
  one(volume.iscsi, 'iscsi', validateIscsi);
  if (volume.iscsi?.initiatorName !== undefined && byteLength(`${name}:${volume.iscsi.targetPortal ?? ''}`) > 64) {
    const why = 'Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.';
    errors.push(invalid(path.child('name'), name, why));
  }
  one(volume.glusterfs, 'glusterfs', validateGlusterfs);
  one(volume.flocker, 'flocker', validateFlocker);
  one(volume.persistentVolumeClaim, 'persistentVolumeClaim', (claim, at) => validateOne(claim.claimName, at.child('claimName')));
  one(volume.rbd, 'rbd', validateRbd);
  one(volume.cinder, 'cinder', validateCinder);
  one(volume.cephfs, 'cephFS', validateCephFs, 'cephfs');
  one(volume.quobyte, 'quobyte', validateQuobyte);
  one(volume.downwardAPI, 'downwarAPI', validateDownwardApiVolume, 'downwardAPI');
  one(volume.fc, 'fc', validateFc);
  one(volume.flexVolume, 'flexVolume', validateFlexVolume);
  one(volume.configMap, 'configMap', validateConfigMapVolume);
  one(volume.azureFile, 'azureFile', validateAzureFile);
  one(volume.vsphereVolume, 'vsphereVolume', (source, at) => validateOne(source.volumePath, at.child('volumePath')));
  one(volume.photonPersistentDisk, 'photonPersistentDisk', (source, at) => validateOne(source.pdID, at.child('pdID')));
  one(volume.portworxVolume, 'portworxVolume', (source, at) => validateOne(source.volumeID, at.child('volumeID')));
  one(volume.azureDisk, 'azureDisk', validateAzureDisk);
  one(volume.storageos, 'storageos', validateStorageOs);
  one(volume.projected, 'projected', (source, at) => validateProjected(source, at, options));
  one(volume.scaleIO, 'scaleIO', validateScaleIo);
  one(volume.csi, 'csi', validateCsi);
  one(volume.ephemeral, 'ephemeral', (source, at) => [
    ...(source.volumeClaimTemplate
      ? validateClaimTemplate(source.volumeClaimTemplate, at.child('volumeClaimTemplate'))
      : [required(at.child('volumeClaimTemplate'))]),
    ...(meta?.name && name ? validateClaimName(`${meta.name}-${name}`, name, path) : []),
  ]);
  one(volume.image, 'image', (source, at) => validateImageVolume(source, at, options));
  if (count === 0) errors.push(required(path, 'must specify a volume type'));
  return errors;
}

function validateClaimName(claim: string, volume: string, path: Path): FieldErrors {
  return nameIsSubdomain(claim).map((message) => invalid(path.child('name'), volume, `PVC name ${quote(claim)}: ${message}`));
}
