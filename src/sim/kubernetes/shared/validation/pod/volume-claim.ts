import { Quantity } from '../../go/quantity.ts';
import type { PersistentVolumeClaimSpec, PersistentVolumeClaimTemplate, TypedObjectReference } from '../../schema/types/core-v1.ts';
import { isDns1123Subdomain, nameIsLabel, nameIsSubdomain } from '../content.ts';
import { forbidden, invalid, invalids, notSupported, RawJson, required, type FieldErrors, type Path } from '../field.ts';
import { IS_NOT_POSITIVE, validateAnnotations, validateLabels, validateLabelSelector } from '../meta.ts';
import { validateTemplateMetaFields } from './volume-sources.ts';
import { validateQuantityValue } from './resources.ts';

const ACCESS_MODES = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
const VOLUME_MODES = ['Block', 'Filesystem'];

/** What a claim's validation lets pass for the sake of an old object. */
export interface ClaimValidationOptions {
  allowInvalidLabelValueInSelector?: boolean;
  allowInvalidApiGroup?: boolean;
  volumeAttributesClass?: boolean;
}

export function validateClaimTemplate(template: PersistentVolumeClaimTemplate, path: Path): FieldErrors {
  const meta = template.metadata ?? {};
  const at = path.child('metadata');
  return [
    ...validateAnnotations(meta.annotations, at.child('annotations')),
    ...validateLabels(meta.labels, at.child('labels')),
    ...validateTemplateMetaFields(meta, at),
    ...validateClaimSpec(template.spec ?? {}, path.child('spec'), { volumeAttributesClass: true }),
  ];
}

function validateDataSource(source: TypedObjectReference, path: Path, options: ClaimValidationOptions): FieldErrors {
  const errors: FieldErrors = [];
  for (const name of ['name', 'kind'] as const) if (!source[name]) errors.push(required(path.child(name)));
  const group = source.apiGroup ?? '';
  if (!group && source.kind !== 'PersistentVolumeClaim') {
    errors.push(invalid(path, source.kind, "must be 'PersistentVolumeClaim' when referencing the default apiGroup"));
  }
  if (group && !options.allowInvalidApiGroup) errors.push(...invalids(path.child('apiGroup'), group, isDns1123Subdomain(group)));
  if (source.namespace) errors.push(...invalids(path.child('namespace'), source.namespace, nameIsLabel(source.namespace)));
  return errors;
}

function validateAccessModes(modes: readonly string[], path: Path): FieldErrors {
  const errors = modes.filter((mode) => !ACCESS_MODES.includes(mode)).map((mode) => notSupported(path, mode, ACCESS_MODES));
  if (modes.includes('ReadWriteOncePod') && modes.some((mode) => mode !== 'ReadWriteOncePod' && ACCESS_MODES.includes(mode))) {
    errors.push(forbidden(path, 'may not use ReadWriteOncePod with other access modes'));
  }
  return errors;
}

function validateStorage(request: string | undefined, path: Path): FieldErrors {
  if (request === undefined) return [required(path)];
  const value = Quantity.parse(request);
  return value.sign <= 0 ? [invalid(path, value.string(), IS_NOT_POSITIVE)] : validateQuantityValue('storage', value, path);
}

/** ValidatePersistentVolumeClaimSpec. */
export function validateClaimSpec(spec: PersistentVolumeClaimSpec, path: Path, options: ClaimValidationOptions): FieldErrors {
  const errors: FieldErrors = [];
  const modes = spec.accessModes ?? [];
  if (!modes.length) errors.push(required(path.child('accessModes'), 'at least 1 access mode is required'));
  const allowInvalidValue = options.allowInvalidLabelValueInSelector ?? false;
  if (spec.selector) errors.push(...validateLabelSelector(spec.selector, path.child('selector'), { allowInvalidValue }));
  errors.push(...validateAccessModes(modes, path.child('accessModes')));
  errors.push(...validateStorage(spec.resources?.requests?.storage, path.child('resources').key('storage')));
  if (spec.storageClassName)
    errors.push(...invalids(path.child('storageClassName'), spec.storageClassName, nameIsSubdomain(spec.storageClassName)));
  if (spec.volumeMode !== undefined && !VOLUME_MODES.includes(spec.volumeMode)) {
    errors.push(notSupported(path.child('volumeMode'), spec.volumeMode, VOLUME_MODES));
  }
  const { dataSource: source, dataSourceRef: ref } = spec;
  if (source) errors.push(...validateDataSource(source, path.child('dataSource'), options));
  if (ref) errors.push(...validateDataSource(ref, path.child('dataSourceRef'), options));
  // upstream shows the path's object as the value, which has nothing that JSON writes
  const shown = new RawJson('{}');
  if (ref?.namespace) {
    if (source) errors.push(invalid(path, shown, 'may not be specified when dataSourceRef.namespace is specified'));
  } else if (source && ref && (source.apiGroup !== ref.apiGroup || source.kind !== ref.kind || source.name !== ref.name)) {
    errors.push(invalid(path, shown, 'must match dataSourceRef'));
  }
  const attributes = spec.volumeAttributesClassName;
  if (attributes && options.volumeAttributesClass)
    errors.push(...invalids(path.child('volumeAttributesClassName'), attributes, nameIsSubdomain(attributes)));
  return errors;
}
