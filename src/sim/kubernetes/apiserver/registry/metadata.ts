import type { ObjectMeta } from '../../shared/api/meta.ts';
import { equalObjects } from '../../shared/equal.ts';
import { nameIsSubdomain, type NameCheck } from '../../shared/validation/content.ts';
import { forbidden, invalid, Path, type FieldErrors } from '../../shared/validation/field.ts';
import {
  IMMUTABLE,
  validateAnnotations,
  validateFinalizers,
  validateLabels,
  validateObjectMeta as validateMeta,
  validateOwnerReferences,
} from '../../shared/validation/meta.ts';
import type { Strategy } from './strategy.ts';

// Models staging/src/k8s.io/apimachinery/pkg/api/validation/objectmeta.go @v1.35

/** The metadata of a new object. */
export function validateObjectMeta(metadata: ObjectMeta, namespaced: boolean, strategy: Strategy): FieldErrors {
  const check: NameCheck = strategy.validateName ? (name, prefix) => strategy.validateName!(name, prefix ?? false) : nameIsSubdomain;
  return validateMeta(metadata, namespaced, check, Path.of('metadata'));
}

/** What a change of metadata may not change. */
export function validateObjectMetaUpdate(metadata: ObjectMeta, old: ObjectMeta, requireVersion = false): FieldErrors {
  const path = Path.of('metadata');
  const errors: FieldErrors = [];
  const added = (metadata.finalizers ?? []).filter((f) => !(old.finalizers ?? []).includes(f));
  if (old.deletionTimestamp && added.length > 0) {
    errors.push(
      forbidden(
        path.child('finalizers'),
        `no new finalizers can be added if the object is being deleted, found new finalizers []string{${added.map((f) => JSON.stringify(f)).join(', ')}}`,
      ),
    );
  }
  if (requireVersion)
    errors.push(invalid(path.child('resourceVersion'), metadata.resourceVersion ?? '', 'must be specified for an update'));
  const generation = metadata.generation ?? 0;
  if (generation < (old.generation ?? 0)) errors.push(invalid(path.child('generation'), generation, 'must not be decremented'));
  for (const field of ['name', 'namespace', 'uid', 'creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds'] as const) {
    if (!equalObjects(metadata[field] ?? undefined, old[field] ?? undefined))
      errors.push(invalid(path.child(field), metadata[field] ?? '', IMMUTABLE));
  }
  return [
    ...errors,
    ...validateLabels(metadata.labels, path.child('labels')),
    ...validateAnnotations(metadata.annotations, path.child('annotations')),
    ...validateOwnerReferences(metadata.ownerReferences, path.child('ownerReferences')),
    ...validateFinalizers(metadata.finalizers, path.child('finalizers')),
  ];
}
