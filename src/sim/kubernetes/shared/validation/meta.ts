import { byteLength, sortStrings } from '../go/quote.ts';
import type { LabelSelector, ObjectMeta, OwnerReference } from '../schema/types/meta-v1.ts';
import { isLabelValue, isQualifiedName, nameIsLabel, type NameCheck } from './content.ts';
import { forbidden, invalid, invalids, required, tooLong, type FieldErrors, type Path } from './field.ts';
import { parseGroupVersion } from '../schema/scheme.ts';
import { sprintf } from '../go/fmt.ts';

export const IS_NEGATIVE = 'must be greater than or equal to 0';
export const IS_NOT_POSITIVE = 'must be greater than zero';
export const IMMUTABLE = 'field is immutable';
const ANNOTATIONS_LIMIT_BYTES = 256 * 1024;

export const nonnegative = (value: number, path: Path): FieldErrors => (value < 0 ? [invalid(path, value, IS_NEGATIVE)] : []);
export const positive = (value: number, path: Path): FieldErrors => (value <= 0 ? [invalid(path, value, IS_NOT_POSITIVE)] : []);

export const validateLabelName = (name: string, path: Path): FieldErrors => invalids(path, name, isQualifiedName(name));

/** ValidateLabels: keys and values stand at the map's own path. */
export function validateLabels(labels: Readonly<Record<string, string>> | undefined, path: Path): FieldErrors {
  return sortStrings(Object.keys(labels ?? {})).flatMap((key) => [
    ...validateLabelName(key, path),
    ...invalids(path, labels![key], isLabelValue(labels![key]!)),
  ]);
}

/** ValidateAnnotations: keys, and the size of all. */
export function validateAnnotations(annotations: Readonly<Record<string, string>> | undefined, path: Path): FieldErrors {
  const keys = sortStrings(Object.keys(annotations ?? {}));
  const errors = keys.flatMap((key) => invalids(path, key, isQualifiedName(key.toLowerCase())));
  const size = keys.reduce((sum, key) => sum + byteLength(key) + byteLength(annotations![key]!), 0);
  if (size > ANNOTATIONS_LIMIT_BYTES) errors.push(tooLong(path, ANNOTATIONS_LIMIT_BYTES));
  return errors;
}

function validateOwnerReference(reference: OwnerReference, path: Path): FieldErrors {
  const errors: FieldErrors = [];
  let gv = { group: '', version: '' };
  try {
    gv = parseGroupVersion(reference.apiVersion ?? '');
  } catch {
    // what cannot be read has no version
  }
  if (!gv.version) errors.push(invalid(path.child('apiVersion'), reference.apiVersion, 'version must not be empty'));
  for (const name of ['kind', 'name', 'uid'] as const) {
    if (!reference[name]) errors.push(invalid(path.child(name), reference[name], 'must not be empty'));
  }
  if (gv.group === '' && gv.version === 'v1' && reference.kind === 'Event') {
    errors.push(invalid(path, reference, '/v1, Kind=Event is disallowed from being an owner'));
  }
  return errors;
}

export function validateOwnerReferences(references: readonly OwnerReference[] = [], path: Path): FieldErrors {
  const errors: FieldErrors = [];
  let first = '';
  for (const reference of references) {
    errors.push(...validateOwnerReference(reference, path));
    if (!reference.controller) continue;
    const name = `${reference.kind ?? ''}/${reference.name ?? ''}`;
    if (first) {
      errors.push(
        invalid(
          path,
          references,
          `Only one reference can have Controller set to true. Found "true" in references for ${first} and ${name}`,
        ),
      );
    } else first = name;
  }
  return errors;
}

const FOREGROUND = 'foregroundDeletion';
const ORPHAN = 'orphan';
const STANDARD_FINALIZERS = new Set(['kubernetes', ORPHAN, FOREGROUND]);

export function validateFinalizers(finalizers: readonly string[] = [], path: Path): FieldErrors {
  const errors = finalizers.flatMap((name) => invalids(path, name, isQualifiedName(name)));
  if (finalizers.includes(FOREGROUND) && finalizers.includes(ORPHAN)) {
    errors.push(invalid(path, finalizers, `finalizer ${ORPHAN} and ${FOREGROUND} cannot be both set`));
  }
  return errors;
}

/** A finalizer of the core API without a slash must be a standard one. */
export function validateKubeFinalizerName(name: string, path: Path): FieldErrors {
  return name.includes('/') || STANDARD_FINALIZERS.has(name)
    ? []
    : [invalid(path, name, 'name is neither a standard finalizer name nor is it fully qualified')];
}

function validateManagedFields(meta: ObjectMeta, path: Path): FieldErrors {
  const errors: FieldErrors = [];
  (meta.managedFields ?? []).forEach((entry, i) => {
    const at = path.index(i);
    if (entry.operation !== 'Apply' && entry.operation !== 'Update')
      errors.push(invalid(at.child('operation'), entry.operation, 'must be `Apply` or `Update`'));
    if (entry.fieldsType && entry.fieldsType !== 'FieldsV1')
      errors.push(invalid(at.child('fieldsType'), entry.fieldsType, 'must be `FieldsV1`'));
    errors.push(...validateFieldManager(entry.manager ?? '', at.child('manager')));
    if (byteLength(entry.subresource ?? '') > 256) errors.push(tooLong(at.child('subresource'), 256));
  });
  return errors;
}

/** A field manager's name: at most 128 bytes, printable. */
export function validateFieldManager(manager: string, path: Path): FieldErrors {
  const errors: FieldErrors = [];
  if (byteLength(manager) > 128) errors.push(tooLong(path, 128));
  [...manager].forEach((char, i) => {
    if (!/^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(char)) {
      errors.push(
        invalid(
          path,
          manager,
          sprintf('invalid character U+%s (at position %d)', char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0'), i),
        ),
      );
    }
  });
  return errors;
}

/** apimachinery's ValidateObjectMeta, which knows no finalizers of the core API. */
export function validateGenericObjectMeta(meta: ObjectMeta, namespaced: boolean, nameCheck: NameCheck, path: Path): FieldErrors {
  const errors: FieldErrors = [];
  if (meta.generateName) errors.push(...invalids(path.child('generateName'), meta.generateName, nameCheck(meta.generateName, true)));
  if (!meta.name) errors.push(required(path.child('name'), 'name or generateName is required'));
  else errors.push(...invalids(path.child('name'), meta.name, nameCheck(meta.name)));
  if (namespaced) {
    if (!meta.namespace) errors.push(required(path.child('namespace')));
    else errors.push(...invalids(path.child('namespace'), meta.namespace, nameIsLabel(meta.namespace)));
  } else if (meta.namespace) errors.push(forbidden(path.child('namespace'), 'not allowed on this type'));
  return [
    ...errors,
    ...nonnegative(meta.generation ?? 0, path.child('generation')),
    ...validateLabels(meta.labels, path.child('labels')),
    ...validateAnnotations(meta.annotations, path.child('annotations')),
    ...validateOwnerReferences(meta.ownerReferences, path.child('ownerReferences')),
    ...validateFinalizers(meta.finalizers, path.child('finalizers')),
    ...validateManagedFields(meta, path.child('managedFields')),
  ];
}

/** The core API's ValidateObjectMeta. */
export function validateObjectMeta(meta: ObjectMeta, namespaced: boolean, nameCheck: NameCheck, path: Path): FieldErrors {
  return [
    ...validateGenericObjectMeta(meta, namespaced, nameCheck, path),
    ...(meta.finalizers ?? []).flatMap((name, i) => validateKubeFinalizerName(name, path.child('finalizers').index(i))),
  ];
}

/** ValidateLabelSelector. */
export function validateLabelSelector(
  selector: LabelSelector | undefined,
  path: Path,
  options: { allowInvalidValue?: boolean; allowUnknownOperator?: boolean } = {},
): FieldErrors {
  if (!selector) return [];
  const errors = validateLabels(selector.matchLabels, path.child('matchLabels'));
  (selector.matchExpressions ?? []).forEach((expression, i) => {
    const at = path.child('matchExpressions').index(i);
    const values = expression.values ?? [];
    switch (expression.operator) {
      case 'In':
      case 'NotIn':
        if (!values.length) errors.push(required(at.child('values'), "must be specified when `operator` is 'In' or 'NotIn'"));
        break;
      case 'Exists':
      case 'DoesNotExist':
        if (values.length) errors.push(forbidden(at.child('values'), "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
        break;
      default:
        if (!options.allowUnknownOperator) errors.push(invalid(at.child('operator'), expression.operator, 'not a valid selector operator'));
    }
    errors.push(...validateLabelName(expression.key ?? '', at.child('key')));
    if (!options.allowInvalidValue)
      values.forEach((value, j) => errors.push(...invalids(at.child('values').index(j), value, isLabelValue(value))));
  });
  return errors;
}
