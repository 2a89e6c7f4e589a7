import { compareStrings, sortStrings } from '../go/quote.ts';
import type { JSONSchemaProps } from '../schema/types/apiextensions-v1.ts';
import { forbidden, invalid, required, type FieldErrors, type Path } from './field.ts';
import { same } from './kind.ts';

// Models apiextensions-apiserver/pkg/apiserver/schema/{validation,complete}.go @v1.35

export type Schema = JSONSchemaProps;
type Level = 'root' | 'item' | 'field';

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value);
const itemsOf = (schema: Schema) => (isSchema(schema.items) ? schema.items : undefined);
const additionalOf = (schema: Schema) => (isSchema(schema.additionalProperties) ? schema.additionalProperties : undefined);
const propertiesOf = (schema: Schema): [string, Schema][] =>
  sortStrings(Object.keys(schema.properties ?? {})).map((name) => [name, schema.properties![name]!]);

const INT_OR_STRING = [{ type: 'integer' }, { type: 'string' }];
const EMPTY_TYPE: Record<Level, string> = {
  root: 'must not be empty at the root',
  item: 'must not be empty for specified array items',
  field: 'must not be empty for specified object fields',
};

/** The metadata of the root may have a name's rules and nothing else. */
function validateMetadata(schema: Schema, checked: boolean, level: Level, path: Path): FieldErrors {
  const errors: FieldErrors = [];
  if (checked && schema.type !== 'object') errors.push(invalid(path.child('type'), schema.type, 'must be object'));
  if (level !== 'root') return errors;
  const names = Object.keys(schema.properties ?? {});
  const { type: _type, default: _default, properties, ...rest } = schema;
  const onlyNames = names.every((name) => name === 'name' || name === 'generateName');
  if (!same(rest, {}) || (properties && names.length > 0 && !onlyNames))
    errors.push(forbidden(path, 'must not specify anything other than name and generateName, but metadata is implicitly specified'));
  return errors;
}

function validateType(schema: Schema, level: Level, path: Path): FieldErrors {
  const [type, at] = [schema.type ?? '', path.child('type')];
  const embedded = schema['x-kubernetes-embedded-resource'];
  const why = 'must be object if x-kubernetes-embedded-resource is true';
  const errors: FieldErrors = [];
  if (embedded && type !== 'object') errors.push(type ? invalid(at, type, why) : required(at, why));
  else if (!type && !schema['x-kubernetes-int-or-string'] && !schema['x-kubernetes-preserve-unknown-fields'])
    errors.push(required(at, EMPTY_TYPE[level]));
  if (embedded && schema.additionalProperties !== undefined)
    errors.push(forbidden(path.child('additionalProperties'), 'must not be used if x-kubernetes-embedded-resource is set'));
  if (level === 'root' && type && type !== 'object') errors.push(invalid(at, type, 'must be object at the root'));
  return errors;
}

function validateKnownFields(schema: Schema, level: Level, path: Path): FieldErrors {
  const checked = level === 'root' || schema['x-kubernetes-embedded-resource'] === true;
  const at = (name: string) => path.child('properties').key(name);
  const errors: FieldErrors = [];
  for (const name of ['kind', 'apiVersion']) {
    const property = schema.properties?.[name];
    if (checked && property && property.type !== 'string') errors.push(invalid(at(name).child('type'), property.type, 'must be string'));
  }
  const metadata = schema.properties?.['metadata'];
  if (metadata) errors.push(...validateMetadata(metadata, checked, level, at('metadata')));
  if (
    schema['x-kubernetes-embedded-resource'] &&
    !schema['x-kubernetes-preserve-unknown-fields'] &&
    !Object.keys(schema.properties ?? {}).length
  ) {
    const why = 'must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields';
    errors.push(required(path.child('properties'), why));
  }
  return errors;
}

function validateExtensions(schema: Schema, path: Path): FieldErrors {
  if (!schema['x-kubernetes-int-or-string']) return [];
  return (['x-kubernetes-preserve-unknown-fields', 'x-kubernetes-embedded-resource'] as const)
    .filter((name) => schema[name])
    .map((name) => invalid(path.child(name), true, 'must be false if x-kubernetes-int-or-string is true'));
}

interface Skips {
  anyOf?: boolean;
  firstAllOf?: boolean;
}

function validateValues(schema: Schema, level: Level, path: Path, skip: Skips): FieldErrors {
  const list = (field: 'anyOf' | 'allOf' | 'oneOf') =>
    (schema[field] ?? []).flatMap((item, i) =>
      validateNested(item, level, path.child(field).index(i), field === 'allOf' && i === 0 && skip.firstAllOf ? { anyOf: true } : {}),
    );
  return [
    ...(skip.anyOf ? [] : list('anyOf')),
    ...list('allOf'),
    ...list('oneOf'),
    ...(schema.not ? validateNested(schema.not, level, path.child('not'), {}) : []),
    ...validatePattern(schema.pattern, path.child('pattern')),
  ];
}

function validatePattern(pattern: string | undefined, path: Path): FieldErrors {
  if (!pattern) return [];
  try {
    // Go's expressions are a subset of JavaScript's but for a few spellings, which pass here.
    new RegExp(
      pattern
        .replace(/^\(\?[imsU]+\)/, '')
        .replaceAll('\\z', '$')
        .replaceAll('\\A', '^'),
      'v',
    );
    return [];
  } catch {
    return /\(\?(=|!|<=|<!)/.test(pattern) || unbalanced(pattern)
      ? [invalid(path, pattern, `must be a valid regular expression, but isn't: error parsing regexp: ${regexpProblem(pattern)}`)]
      : [];
  }
}

const unbalanced = (pattern: string) => {
  const bare = pattern.replace(/\\./gs, '').replace(/\[\^?\]?[^\]]*\]/g, '');
  return (bare.match(/\(/g) ?? []).length !== (bare.match(/\)/g) ?? []).length || bare.includes('[') || /(^|[(|])[*+?]/.test(bare);
};

function regexpProblem(pattern: string): string {
  const bare = pattern.replace(/\\./gs, '').replace(/\[\^?\]?[^\]]*\]/g, '');
  const look = /\(\?(=|!|<=|<!)/.exec(pattern);
  if (look) return `invalid or unsupported Perl syntax: \`${look[0]}\``;
  if (bare.includes('[')) return `missing closing ]: \`${pattern.slice(pattern.lastIndexOf('['))}\``;
  const repeat = /(?:^|[(|])([*+?])/.exec(bare);
  if (repeat) return `missing argument to repetition operator: \`${repeat[1]}\``;
  const open = (bare.match(/\(/g) ?? []).length > (bare.match(/\)/g) ?? []).length;
  return open ? `missing closing ): \`${pattern}\`` : `unexpected ): \`${pattern}\``;
}

/** What a schema within `anyOf` and its like may not say (NestedValueValidation). */
function validateNested(schema: Schema, level: Level, path: Path, skip: Skips): FieldErrors {
  const errors = validateValues(schema, level, path, skip);
  const items = itemsOf(schema);
  if (items) errors.push(...validateNested(items, level, path.child('items'), {}));
  for (const [name, property] of propertiesOf(schema))
    errors.push(...validateNested(property, 'field', path.child('properties').key(name), {}));
  const refuse = (field: keyof Schema, set: boolean, why: string) => {
    if (set) errors.push(forbidden(path.child(field), `${why} to be structural`));
  };
  refuse('type', !!schema.type, 'must be empty');
  refuse('additionalProperties', schema.additionalProperties !== undefined, 'must be undefined');
  refuse('default', schema.default !== undefined, 'must be undefined');
  refuse('title', !!schema.title, 'must be empty');
  refuse('description', !!schema.description, 'must be empty');
  refuse('nullable', !!schema.nullable, 'must be false');
  refuse('x-kubernetes-preserve-unknown-fields', !!schema['x-kubernetes-preserve-unknown-fields'], 'must be false');
  refuse('x-kubernetes-embedded-resource', !!schema['x-kubernetes-embedded-resource'], 'must be false');
  refuse('x-kubernetes-int-or-string', !!schema['x-kubernetes-int-or-string'], 'must be false');
  refuse('x-kubernetes-list-map-keys', !!schema['x-kubernetes-list-map-keys']?.length, 'must be empty');
  refuse('x-kubernetes-list-type', schema['x-kubernetes-list-type'] !== undefined, 'must be undefined');
  refuse('x-kubernetes-map-type', schema['x-kubernetes-map-type'] !== undefined, 'must be undefined');
  refuse('x-kubernetes-validations', !!(schema['x-kubernetes-validations'] as unknown[] | undefined)?.length, 'must be empty');
  if (schema.properties?.['metadata'])
    errors.push(forbidden(path.child('properties').key('metadata'), 'must not be specified in a nested context'));
  return errors;
}

function validateInvariants(schema: Schema, level: Level, path: Path): FieldErrors {
  const errors: FieldErrors = [];
  const [items, additional] = [itemsOf(schema), additionalOf(schema)];
  if (schema.type === 'array' && !items) errors.push(required(path.child('items'), 'must be specified'));
  if (items) errors.push(...validateInvariants(items, 'item', path.child('items')));
  for (const [name, property] of propertiesOf(schema))
    errors.push(...validateInvariants(property, 'field', path.child('properties').key(name)));
  if (schema.additionalProperties !== undefined && level === 'root')
    errors.push(forbidden(path.child('additionalProperties'), 'must not be used at the root'));
  if (additional) errors.push(...validateInvariants(additional, 'field', path.child('additionalProperties')));
  const skip = {
    anyOf: schema['x-kubernetes-int-or-string'] === true && same(schema.anyOf, INT_OR_STRING),
    firstAllOf: schema['x-kubernetes-int-or-string'] === true && same(schema.allOf?.[0]?.anyOf, INT_OR_STRING),
  };
  return [
    ...errors,
    ...validateExtensions(schema, path),
    ...validateValues(schema, level, path, skip),
    ...validateType(schema, level, path),
    ...validateKnownFields(schema, level, path),
  ];
}

/** Whatever a nested rule names must stand in the structure too. */
function validateCompleteness(nested: Schema, schema: Schema | undefined, path: Path, from: Path): FieldErrors {
  if (!schema) return [required(path, `because it is defined in ${from.toString()}`)];
  const items = itemsOf(nested);
  const errors = completenessOfValues(nested, schema, path, from);
  if (items) errors.push(...validateCompleteness(items, itemsOf(schema), path.child('items'), from.child('items')));
  for (const [name, property] of propertiesOf(nested)) {
    const at = (root: Path) => root.child('properties').key(name);
    errors.push(...validateCompleteness(property, schema.properties?.[name], at(path), at(from)));
  }
  return errors;
}

function completenessOfValues(values: Schema, schema: Schema, path: Path, from: Path): FieldErrors {
  return [
    ...(values.not ? validateCompleteness(values.not, schema, path, from.child('not')) : []),
    ...(['allOf', 'anyOf', 'oneOf'] as const).flatMap((field) =>
      (values[field] ?? []).flatMap((item, i) => validateCompleteness(item, schema, path, from.child(field).index(i))),
    ),
  ];
}

/** ValidateStructural: the rules by which a schema tells how objects are built. Errors are in the order of their texts. */
export function validateStructural(schema: Schema, path: Path): FieldErrors {
  return [...validateInvariants(schema, 'root', path), ...completenessOfValues(schema, schema, path, path)].sort((a, b) =>
    compareStrings(a.message, b.message),
  );
}
