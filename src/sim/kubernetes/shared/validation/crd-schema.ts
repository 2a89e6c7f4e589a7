import { encodeJson } from '../json/encode.ts';
import { sortStrings } from '../go/quote.ts';
import { validateStructural, type Schema } from './crd-structural.ts';
import { forbidden, invalid, notSupported, RawJson, required, type FieldErrors, type Path } from './field.ts';

// Models apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go @v1.35: schemas

const TYPES = ['array', 'boolean', 'integer', 'number', 'object', 'string'];

/** The fields that may stand at the root beside a status, by their names in Go. */
const ROOT_FIELDS = [
  ...['Description', 'Type', 'Format', 'Title', 'Maximum', 'ExclusiveMaximum', 'Minimum', 'ExclusiveMinimum', 'MaxLength', 'MinLength'],
  ...['Pattern', 'MaxItems', 'MinItems', 'UniqueItems', 'MultipleOf', 'Required', 'Items', 'Properties', 'ExternalDocs', 'Example'],
  ...['XPreserveUnknownFields', 'XValidations'],
];
const goName = (field: string) =>
  field === 'x-kubernetes-preserve-unknown-fields'
    ? 'XPreserveUnknownFields'
    : field === 'x-kubernetes-validations'
      ? 'XValidations'
      : field[0]!.toUpperCase() + field.slice(1);

function validateRoot(schema: Schema, path: Path): FieldErrors {
  for (const [field, value] of Object.entries(schema)) {
    if (value === undefined) continue;
    if (field === 'type') {
      if (value === 'object') continue;
      const why = 'only "object" is allowed as the type at the root of the schema if the status subresource is enabled';
      return [invalid(path.child('type'), value, why)];
    }
    if (ROOT_FIELDS.includes(goName(field))) continue;
    const why = `only [${ROOT_FIELDS.join(' ')}] fields are allowed at the root of the schema if the status subresource is enabled`;
    return [invalid(path, new RawJson(encodeJson(schema)), why)];
  }
  return [];
}

interface Place {
  root: boolean;
  insideMeta: boolean;
  /** Why there may be no default. */
  noDefaults: string | undefined;
}

function validateStandard(schema: Schema, path: Path, place: Place): FieldErrors {
  const refuse = (field: keyof Schema, set: boolean) => (set ? [forbidden(path.child(field), `${field} is not supported`)] : []);
  const type = schema.type ?? '';
  return [
    ...(type && !TYPES.includes(type) ? [notSupported(path.child('type'), type, TYPES)] : []),
    ...(schema.default !== undefined && place.noDefaults !== undefined
      ? [forbidden(path.child('default'), `must not be set${place.noDefaults ? ` ${place.noDefaults}` : ''}`)]
      : []),
    ...refuse('id', !!schema.id),
    ...refuse('additionalItems', schema.additionalItems !== undefined),
    ...refuse('patternProperties', !!Object.keys(schema.patternProperties ?? {}).length),
    ...refuse('definitions', !!Object.keys(schema.definitions ?? {}).length),
    ...refuse('dependencies', schema.dependencies !== undefined),
    ...refuse('$ref', schema.$ref !== undefined),
    ...(type === 'null' ? [forbidden(path.child('type'), 'type cannot be set to null, use nullable as an alternative')] : []),
    ...(Array.isArray(schema.items) && schema.items.length
      ? [forbidden(path.child('items'), 'items must be a schema object and not an array')]
      : []),
    ...(place.insideMeta && schema['x-kubernetes-embedded-resource']
      ? [forbidden(path.child('x-kubernetes-embedded-resource'), 'must not be used inside of resource meta')]
      : []),
  ];
}

/** What lists and maps say of how they merge. */
function validateTopology(schema: Schema, path: Path): FieldErrors {
  const errors: FieldErrors = [];
  const [list, map, keys] = [schema['x-kubernetes-list-type'], schema['x-kubernetes-map-type'], schema['x-kubernetes-list-map-keys'] ?? []];
  const items = Array.isArray(schema.items) ? undefined : schema.items;
  const wrongType = (expected: string, extension: string) => {
    const why = `must be ${expected} if ${extension} is specified`;
    errors.push(schema.type ? invalid(path.child('type'), schema.type, why) : required(path.child('type'), why));
  };
  const [listAt, mapAt] = [path.child('x-kubernetes-list-type'), path.child('x-kubernetes-map-type')];
  if (schema['x-kubernetes-preserve-unknown-fields'] === false)
    errors.push(invalid(path.child('x-kubernetes-preserve-unknown-fields'), false, 'must be true or undefined'));
  if (map !== undefined && schema.type !== 'object') wrongType('object', 'x-kubernetes-map-type');
  if (map !== undefined && !['atomic', 'granular'].includes(map)) errors.push(notSupported(mapAt, map, ['atomic', 'granular']));
  if (list !== undefined && schema.type !== 'array') wrongType('array', 'x-kubernetes-list-type');
  else if (list === 'set' && items) errors.push(...validateSetItems(items, path.child('items')));
  if (list !== undefined && !['atomic', 'set', 'map'].includes(list)) errors.push(notSupported(listAt, list, ['atomic', 'set', 'map']));
  if (keys.length && list !== 'map') {
    const why = 'must be map if x-kubernetes-list-map-keys is non-empty';
    errors.push(list === undefined ? required(listAt, why) : invalid(listAt, list, why));
  }
  if (list === 'map') errors.push(...validateListMap(schema, items, keys, path));
  return errors;
}

function validateSetItems(items: Schema, path: Path): FieldErrors {
  const [list, map] = [items['x-kubernetes-list-type'], items['x-kubernetes-map-type']];
  const why = 'must be atomic as item of a list with x-kubernetes-list-type=set';
  const nil = new RawJson('null');
  if (items.type === 'array' && list !== undefined && list !== 'atomic') return [invalid(path.child('x-kubernetes-list-type'), list, why)];
  // Upstream shows the list's type for the map's.
  if (items.type === 'object' && map !== 'atomic') return [invalid(path.child('x-kubernetes-map-type'), list ?? nil, why)];
  return [];
}

function validateListMap(schema: Schema, items: Schema | undefined, keys: readonly string[], path: Path): FieldErrors {
  const errors: FieldErrors = [];
  const [at, keysAt] = [path.child('items'), path.child('x-kubernetes-list-map-keys')];
  if (!keys.length) errors.push(required(keysAt, 'must not be empty if x-kubernetes-list-type is map'));
  if (schema.items === undefined) errors.push(required(at, 'must have a schema if x-kubernetes-list-type is map'));
  if (!items) return errors;
  if (items.type !== 'object')
    return [...errors, invalid(at.child('type'), items.type, "must be object if parent array's x-kubernetes-list-type is map")];
  keys.forEach((key, i) => {
    const property = items.properties?.[key];
    const where = at.child('properties').key(key);
    if (!property) errors.push(invalid(keysAt.index(i), key, 'entries must all be names of item properties'));
    else if (property.type === 'array' || property.type === 'object')
      errors.push(invalid(where.child('type'), items.type, "must be a scalar type if parent array's x-kubernetes-list-type is map"));
    if (keys.indexOf(key) < i) errors.push(invalid(keysAt.index(i), key, 'must not contain duplicate entries'));
  });
  return [...errors, ...validateMapKeys(items, keys, at)];
}

/** Keys must be there in each item, and not null. */
function validateMapKeys(items: Schema, keys: readonly string[], path: Path): FieldErrors {
  const errors: FieldErrors = items.nullable
    ? [forbidden(path.child('nullable'), 'cannot be nullable when x-kubernetes-list-type is map')]
    : [];
  for (const key of keys) {
    const property = items.properties?.[key];
    const at = path.child('properties').key(key);
    if (!property) continue;
    if (!items.required?.includes(key) && property.default === undefined) {
      const why = 'this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property';
      errors.push(required(at.child('default'), why));
    }
    if (property.nullable)
      errors.push(forbidden(at.child('nullable'), 'this property is in x-kubernetes-list-map-keys, so it cannot be nullable'));
  }
  return errors;
}

const META = ['metadata', 'kind', 'apiVersion'];

/** ValidateCustomResourceDefinitionOpenAPISchema, without the rules in CEL. */
function validateSchema(schema: Schema, path: Path, place: Place): FieldErrors {
  const errors = validateStandard(schema, path, place);
  const inner: Place = { ...place, root: false };
  if (schema.uniqueItems)
    errors.push(forbidden(path.child('uniqueItems'), 'uniqueItems cannot be set to true since the runtime complexity becomes quadratic'));
  const additional = schema.additionalProperties;
  if (additional !== undefined) {
    const at = path.child('additionalProperties');
    if (Object.keys(schema.properties ?? {}).length && additional !== true)
      errors.push(forbidden(at, 'additionalProperties and properties are mutual exclusive'));
    const why = 'inside additionalProperties applying to object metadata';
    if (typeof additional === 'object')
      errors.push(...validateSchema(additional, at, place.insideMeta ? { ...inner, noDefaults: why } : inner));
  }
  for (const name of sortStrings(Object.keys(schema.properties ?? {}))) {
    const meta = (place.root || schema['x-kubernetes-embedded-resource'] === true) && META.includes(name);
    const noDefaults = meta && place.root ? `in top-level ${name}` : inner.noDefaults;
    const below = { ...inner, insideMeta: inner.insideMeta || meta, noDefaults };
    errors.push(...validateSchema(schema.properties![name]!, path.child('properties').key(name), below));
  }
  if (schema.not) errors.push(...validateSchema(schema.not, path.child('not'), inner));
  for (const field of ['allOf', 'oneOf', 'anyOf'] as const)
    (schema[field] ?? []).forEach((item, i) => errors.push(...validateSchema(item, path.child(field).index(i), inner)));
  if (Array.isArray(schema.items))
    schema.items.forEach((item, i) => errors.push(...validateSchema(item, path.child('items').index(i), inner)));
  else if (schema.items) errors.push(...validateSchema(schema.items, path.child('items'), inner));
  return [...errors, ...validateTopology(schema, path)];
}

/** validateCustomResourceDefinitionValidation: the schema of a version, whose status may be a subresource. */
export function validateVersionSchema(schema: Schema | undefined, hasStatus: boolean, path: Path): FieldErrors {
  if (!schema) return [];
  const at = path.child('openAPIV3Schema');
  return [
    ...(hasStatus ? validateRoot(schema, at) : []),
    ...(schema.nullable ? [forbidden(at.child('nullable'), 'nullable cannot be true at the root')] : []),
    ...validateStructural(schema, at),
    ...validateSchema(schema, at, { root: true, insideMeta: false, noDefaults: undefined }),
  ];
}
