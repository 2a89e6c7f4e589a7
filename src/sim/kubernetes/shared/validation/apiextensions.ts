import { quote } from '../go/quote.ts';
import { encodeJson } from '../json/encode.ts';
import { parseRequestUri } from '../go/url.ts';
import type * as crd from '../schema/types/apiextensions-v1.ts';
import { validateWebhookService, validateWebhookUrl } from './admission-webhooks.ts';
import { isDns1035Label, isDns1123Subdomain, nameIsSubdomain } from './content.ts';
import { validateVersionSchema } from './crd-schema.ts';
import type { Schema } from './crd-structural.ts';
import { duplicate, forbidden, invalid, invalids, notSupported, Path, RawJson, required, tooMany, type FieldErrors } from './field.ts';
import { immutable, kind, NIL, same, type KindValidation } from './kind.ts';

// Models apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go @v1.35

const SPEC = Path.of('spec');
const COLUMN_TYPES = ['boolean', 'date', 'integer', 'number', 'string'];
const COLUMN_FORMATS = ['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password'];
const REVIEW_VERSIONS = ['v1', 'v1beta1'];
const APPROVED = 'api-approved.kubernetes.io';
const MAX_SELECTABLE = 8;

/**
 * A definition in its internal form: what all versions have in common, or the only one has, stands above them. Errors are about
 * this form, so a schema's path is often `spec.validation`.
 */
interface InternalSpec {
  versions: readonly crd.CustomResourceDefinitionVersion[];
  schema: Schema | undefined;
  hasSchema: boolean;
  subresources: crd.CustomResourceSubresources | undefined;
  columns: readonly crd.CustomResourceColumnDefinition[] | undefined;
  selectable: readonly crd.SelectableField[] | undefined;
}

function internal(spec: crd.CustomResourceDefinitionSpec): InternalSpec {
  const versions = spec.versions ?? [];
  const first = versions[0];
  const shared = (field: 'schema' | 'subresources' | 'additionalPrinterColumns' | 'selectableFields') =>
    first !== undefined && versions.every((version) => same(version[field], first[field]));
  const own = { schema: shared('schema'), subresources: shared('subresources'), columns: shared('additionalPrinterColumns') };
  const selectable = shared('selectableFields');
  return {
    versions: versions.map((version) => {
      const { schema, subresources, additionalPrinterColumns: columns, selectableFields: fields, ...rest } = version;
      return {
        ...rest,
        ...(schema && !own.schema ? { schema } : {}),
        ...(subresources && !own.subresources ? { subresources } : {}),
        ...(columns && !own.columns ? { additionalPrinterColumns: columns } : {}),
        ...(fields && !selectable ? { selectableFields: fields } : {}),
      };
    }),
    schema: own.schema ? first?.schema?.openAPIV3Schema : undefined,
    hasSchema: own.schema && first?.schema !== undefined,
    subresources: own.subresources ? first?.subresources : undefined,
    columns: own.columns ? first?.additionalPrinterColumns : undefined,
    selectable: selectable ? first?.selectableFields : undefined,
  };
}

function simplePath(text: string, path: Path): FieldErrors {
  return text.startsWith('.') ? [] : [invalid(path, text, 'must be a simple json path starting with .')];
}

function validateColumn(column: crd.CustomResourceColumnDefinition, path: Path): FieldErrors {
  const { name, type = '', format, jsonPath } = column;
  const types = `must be one of ${COLUMN_TYPES.join(',')}`;
  const at = path.child('JSONPath');
  return [
    ...(name ? [] : [required(path.child('name'))]),
    ...(!type ? [required(path.child('type'), types)] : COLUMN_TYPES.includes(type) ? [] : [invalid(path.child('type'), type, types)]),
    ...(format && !COLUMN_FORMATS.includes(format)
      ? [invalid(path.child('format'), format, `must be one of ${COLUMN_FORMATS.join(',')}`)]
      : []),
    ...(jsonPath ? simplePath(jsonPath, at) : [required(at)]),
  ];
}

function validateSubresources(subresources: crd.CustomResourceSubresources | undefined, path: Path): FieldErrors {
  const scale = subresources?.scale;
  if (!scale) return [];
  const check = (text: string | undefined, field: string, roots: readonly string[], why: string, optional = false) => {
    const at = path.child(`scale.${field}`);
    if (!text) return optional ? [] : [required(at)];
    const errors = simplePath(text, at);
    if (errors.length) return errors;
    return roots.some((root) => text.startsWith(root)) ? [] : [invalid(at, text, `should be a json path under ${why}`)];
  };
  return [
    ...check(scale.specReplicasPath, 'specReplicasPath', ['.spec.'], '.spec'),
    ...check(scale.statusReplicasPath, 'statusReplicasPath', ['.status.'], '.status'),
    ...check(scale.labelSelectorPath, 'labelSelectorPath', ['.spec.', '.status.'], 'either .spec or .status', true),
  ];
}

/** The schema at a simple path of fields, and what is wrong with the path. */
function schemaAt(text: string, root: Schema): { schema?: Schema; error?: string } {
  const fields = text.replace(/^\./, '').split('.');
  let schema: Schema | undefined = root;
  for (const field of fields) {
    const next: Schema | undefined = schema?.properties?.[field];
    if (!next) return { error: `does not refer to a valid field` };
    schema = next;
  }
  return schema ? { schema } : {};
}

function validateSelectable(fields: readonly crd.SelectableField[], schema: Schema, path: Path): FieldErrors {
  const seen = new Set<string>();
  const errors = fields.flatMap(({ jsonPath = '' }, i) => {
    const at = path.index(i).child('jsonPath');
    if (!jsonPath) return [required(at)];
    const found = schemaAt(jsonPath, schema);
    if (found.error !== undefined) return [invalid(at, jsonPath, `is an invalid path: ${found.error}`)];
    const out: FieldErrors = [];
    if (/^\.?metadata\b/.test(jsonPath)) out.push(invalid(at, jsonPath, 'must not point to fields in metadata'));
    if (!['string', 'boolean', 'integer'].includes(found.schema?.type ?? '')) {
      const why = 'must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.';
      out.push(invalid(at, jsonPath, why));
    }
    if (seen.has(jsonPath)) out.push(duplicate(at, jsonPath));
    seen.add(jsonPath);
    return out;
  });
  return seen.size > MAX_SELECTABLE ? [...errors, tooMany(path, seen.size, MAX_SELECTABLE)] : errors;
}

function deprecationErrors({ deprecated, deprecationWarning: warning }: crd.CustomResourceDefinitionVersion, path: Path): FieldErrors {
  if (warning === undefined) return [];
  const errors: string[] = [];
  if (!deprecated) errors.push('can only be set for deprecated versions');
  if (warning === '') errors.push('must not be an empty string');
  if (warning.length > 256) errors.push('must be <= 256 characters long');
  if (/\p{Cc}/u.test(warning)) errors.push('must only contain printable UTF-8 characters; non-printable character found');
  return invalids(path.child('deprecationWarning'), warning, errors);
}

/** The names of a definition, asked for or accepted. */
function validateNames(names: crd.CustomResourceDefinitionNames, path: Path): FieldErrors {
  const label = (text: string | undefined, at: Path, mixed = false) => {
    const wrong = text ? isDns1035Label(mixed ? text.toLowerCase() : text) : [];
    const start = mixed ? 'may have mixed case, but should otherwise match: ' : '';
    return wrong.length ? [invalid(at, text, start + wrong.join(','))] : [];
  };
  return [
    ...label(names.plural, path.child('plural')),
    ...label(names.singular, path.child('singular')),
    ...label(names.kind, path.child('kind'), true),
    ...label(names.listKind, path.child('listKind'), true),
    ...(names.shortNames ?? []).flatMap((name, i) => shortLabel(name, path.child('shortNames').index(i))),
    ...(names.kind && names.kind === names.listKind
      ? [invalid(path.child('listKind'), names.listKind, 'kind and listKind may not be the same')]
      : []),
    ...(names.categories ?? []).flatMap((name, i) => shortLabel(name, path.child('categories').index(i))),
  ];
}

function shortLabel(name: string, path: Path): FieldErrors {
  const wrong = isDns1035Label(name);
  return wrong.length ? [invalid(path, name, wrong.join(','))] : [];
}

function validateClient(config: crd.WebhookClientConfig | undefined, path: Path): FieldErrors {
  if (!config) return [required(path, 'required when strategy is set to Webhook')];
  const { url, service } = config;
  if ((url === undefined) === (service === undefined)) return [required(path, 'exactly one of url or service is required')];
  if (url !== undefined) return validateWebhookUrl(url, path.child('url'));
  // Upstream passes the name and the namespace in each other's place.
  const { name = '', namespace = '', path: target, port = 443 } = service!;
  return validateWebhookService({ name: namespace, namespace: name, path: target, port }, path.child('service'));
}

function validateConversion(
  conversion: crd.CustomResourceConversion | undefined,
  old: crd.CustomResourceConversion | undefined,
): FieldErrors {
  if (!conversion) return [];
  const path = SPEC.child('conversion');
  const { strategy = '', webhook } = conversion;
  const errors = choice(strategy, ['None', 'Webhook'], path.child('strategy'));
  const [client, list] = [path.child('webhookClientConfig'), path.child('conversionReviewVersions')];
  const versions = webhook?.conversionReviewVersions ?? [];
  const why = 'should not be set when strategy is not set to Webhook';
  if (strategy !== 'Webhook')
    return [...errors, ...(webhook?.clientConfig ? [forbidden(client, why)] : []), ...(versions.length ? [forbidden(list, why)] : [])];
  errors.push(...validateClient(webhook?.clientConfig, client));
  if (!versions.length) return [...errors, required(list)];
  versions.forEach((version, i) => {
    if (versions.indexOf(version) < i) errors.push(invalid(list.index(i), version, 'duplicate version'));
    else errors.push(...invalids(list.index(i), version, isDns1035Label(version)));
  });
  const known = (names: readonly string[]) => names.some((name) => REVIEW_VERSIONS.includes(name));
  const before = old?.webhook?.conversionReviewVersions ?? [];
  if (!known(versions) && (!before.length || known(before)))
    errors.push(invalid(list, versions, `must include at least one of ${REVIEW_VERSIONS.join(', ')}`));
  return errors;
}

const choice = (value: string, values: readonly string[], path: Path): FieldErrors =>
  !value ? [required(path)] : values.includes(value) ? [] : [notSupported(path, value, values)];

/** The versions as an error shows their internal form. */
function shownVersions(versions: readonly crd.CustomResourceDefinitionVersion[]): RawJson {
  const shown = versions.map(({ name = '', served = false, storage = false, deprecated = false, deprecationWarning = null }) => ({
    Name: name,
    Served: served,
    Storage: storage,
    Deprecated: deprecated,
    DeprecationWarning: deprecationWarning,
    Schema: null,
    Subresources: null,
    AdditionalPrinterColumns: null,
    SelectableFields: null,
  }));
  return new RawJson(encodeJson(shown, { keepOrder: true }));
}

function validateVersions({ versions, schema, hasSchema, subresources }: InternalSpec, given: boolean): FieldErrors {
  const list = SPEC.child('versions');
  const errors: FieldErrors = [];
  if (!schema)
    versions.forEach((version, i) => {
      if (!version.schema?.openAPIV3Schema) errors.push(required(list.index(i).child('schema').child('openAPIV3Schema')));
    });
  versions.forEach((version, i) => {
    const at = list.index(i);
    const name = version.name ?? '';
    const wrong = isDns1035Label(name);
    const status = (version.subresources ?? subresources)?.status !== undefined;
    if (wrong.length) errors.push(invalid(at.child('name'), name, wrong.join(',')));
    errors.push(
      ...deprecationErrors(version, at),
      ...validateVersionSchema(version.schema?.openAPIV3Schema, status, at.child('schema')),
      ...validateSubresources(version.subresources, at.child('subresources')),
      ...(version.additionalPrinterColumns ?? []).flatMap((column, j) =>
        validateColumn(column, at.child('additionalPrinterColumns').index(j)),
      ),
      ...validateVersionFields(version, at.child('selectableFields')),
    );
  });
  const names = versions.map(({ name }) => name);
  const bad = (why: string) => errors.push(invalid(list, given ? shownVersions(versions) : NIL, why));
  if (hasSchema && versions.some((version) => version.schema))
    errors.push(forbidden(SPEC.child('validation'), 'top-level and per-version schemas are mutually exclusive'));
  if (new Set(names).size < names.length) bad('must contain unique version names');
  if (versions.filter(({ storage }) => storage).length !== 1) bad('must have exactly one version marked as storage version');
  // The first version also stands by itself, as older definitions had it.
  const first = versions[0]?.name ?? '';
  const wrong = first ? isDns1035Label(first) : [];
  if (wrong.length) errors.push(invalid(SPEC.child('version'), first, wrong.join(',')));
  return errors;
}

function validateVersionFields(version: crd.CustomResourceDefinitionVersion, path: Path): FieldErrors {
  if (!version.selectableFields?.length) return [];
  const schema = version.schema?.openAPIV3Schema;
  if (!schema) return [invalid(path, '', 'may only be set when `version.schema.openAPIV3Schema` is not included')];
  return validateSelectable(version.selectableFields, schema, path);
}

function validateGroup(group: string): FieldErrors {
  const at = SPEC.child('group');
  const wrong = isDns1123Subdomain(group);
  if (!group) return [required(at)];
  if (wrong.length) return [invalid(at, group, wrong.join(','))];
  return group.includes('.') ? [] : [invalid(at, group, 'should be a domain with at least one dot')];
}

function validateSpec(spec: crd.CustomResourceDefinitionSpec, old: crd.CustomResourceDefinitionSpec | undefined): FieldErrors {
  const inner = internal(spec);
  const names = spec.names ?? {};
  const anyStatus = [inner.subresources, ...inner.versions.map((version) => version.subresources)].some((s) => s?.status !== undefined);
  const selectable = inner.selectable ?? [];
  const at = SPEC.child('selectableFields');
  return [
    ...validateGroup(spec.group ?? ''),
    ...choice(spec.scope ?? '', ['Cluster', 'Namespaced'], SPEC.child('scope')),
    ...validateVersions(inner, spec.versions !== undefined),
    ...(['plural', 'singular', 'kind', 'listKind'] as const)
      .filter((name) => !names[name])
      .map((name) => required(SPEC.child('names', name))),
    ...validateNames(names, SPEC.child('names')),
    ...validateVersionSchema(inner.schema, anyStatus, SPEC.child('validation')),
    ...validateSubresources(inner.subresources, SPEC.child('subresources')),
    ...(inner.columns ?? []).flatMap((column, i) => validateColumn(column, SPEC.child('additionalPrinterColumns').index(i))),
    ...(selectable.length
      ? inner.schema
        ? validateSelectable(selectable, inner.schema, at)
        : [invalid(at, '', 'may only be set when validations.schema is included')]
      : []),
    ...validateConversion(spec.conversion, old?.conversion),
  ];
}

function validateStatus(definition: crd.CustomResourceDefinition): FieldErrors {
  const path = Path.of('status');
  const [stored, at] = [definition.status?.storedVersions ?? [], path.child('storedVersions')];
  const errors = validateNames(definition.status?.acceptedNames ?? {}, path.child('acceptedNames'));
  if (!stored.length) return [...errors, invalid(at, NIL, 'must have at least one stored version')];
  const versions = definition.spec?.versions ?? [];
  for (const { name = '', storage } of versions)
    if (storage && !stored.includes(name)) errors.push(invalid(at, stored, `must have the storage version ${name}`));
  stored.forEach((name, i) => {
    if (versions.some((version) => version.name === name)) return;
    const why =
      `missing from spec.versions; ${name} was previously a storage version, and must remain in spec.versions until a storage ` +
      `migration ensures no data remains persisted in ${name} and removes ${name} from status.storedVersions`;
    errors.push(invalid(at.index(i), name, why));
  });
  return errors;
}

const ADDRESS = 'https://github.com/kubernetes/enhancements/pull/1111';

function approval(definition: crd.CustomResourceDefinition): { state: string; why: string } {
  const value = definition.metadata?.annotations?.[APPROVED] ?? '';
  const start = `protected groups must have approval annotation ${quote(APPROVED)}`;
  if (!value) return { state: 'missing', why: `${start}, see ${ADDRESS}` };
  if (value.startsWith('unapproved')) return { state: 'bypassed', why: '' };
  try {
    const url = parseRequestUri(value);
    if (url.host && url.scheme) return { state: 'approved', why: '' };
  } catch {
    // what is no address approves nothing
  }
  return { state: 'invalid', why: `${start} with either a URL or a reason starting with "unapproved", see ${ADDRESS}` };
}

function validateApproval(definition: crd.CustomResourceDefinition, old: crd.CustomResourceDefinition | undefined): FieldErrors {
  if (!/(^|\.)(k8s|kubernetes)\.io$/.test(definition.spec?.group ?? '')) return [];
  const { state, why } = approval(definition);
  const at = Path.of('metadata', 'annotations').key(APPROVED);
  if (old && approval(old).state === state) return [];
  if (state === 'missing') return [required(at, why)];
  return state === 'invalid' ? [invalid(at, definition.metadata?.annotations?.[APPROVED], why)] : [];
}

function validatePreserve(definition: crd.CustomResourceDefinition, old: crd.CustomResourceDefinition | undefined): FieldErrors {
  if (old?.spec?.preserveUnknownFields || !definition.spec?.preserveUnknownFields) return [];
  const why = 'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead';
  return [invalid(SPEC.child('preserveUnknownFields'), true, why)];
}

const isEstablished = (definition: crd.CustomResourceDefinition) =>
  (definition.status?.conditions ?? []).some(({ type, status }) => type === 'Established' && status === 'True');

/** The name that a definition must have. */
function validateDefinitionName(definition: crd.CustomResourceDefinition): FieldErrors {
  const { spec, metadata } = definition;
  const name = metadata?.name ?? '';
  const expected = `${spec?.names?.plural ?? ''}.${spec?.group ?? ''}`;
  if (!name || name === expected) return [];
  return [invalid(Path.of('metadata', 'name'), name, 'must be spec.names.plural+"."+spec.group')];
}

function validateAll(definition: crd.CustomResourceDefinition, old: crd.CustomResourceDefinition | undefined): FieldErrors {
  const [spec, before] = [definition.spec ?? {}, old?.spec ?? {}];
  const text = (value: string | undefined) => value ?? '';
  const fixed = (path: Path, now: string | undefined, was: string | undefined) => immutable(text(now), text(was), path);
  return [
    ...(old ? [] : validateDefinitionName(definition)),
    ...validateSpec(spec, old?.spec),
    ...(old && isEstablished(old)
      ? [
          ...fixed(SPEC.child('scope'), spec.scope, before.scope),
          ...fixed(SPEC.child('names', 'kind'), spec.names?.kind, before.names?.kind),
        ]
      : []),
    ...(old
      ? [
          ...fixed(SPEC.child('group'), spec.group, before.group),
          ...fixed(SPEC.child('names', 'plural'), spec.names?.plural, before.names?.plural),
        ]
      : []),
    ...validateStatus(definition),
    ...validateApproval(definition, old),
    ...validatePreserve(definition, old),
  ];
}

/** Custom resource definitions. Their stored versions must have been filled in; rules in CEL and defaults' values are not checked. */
export const EXTENSION_KINDS: Record<string, KindValidation> = {
  'apiextensions.k8s.io/CustomResourceDefinition': kind<crd.CustomResourceDefinition>((definition) => validateAll(definition, undefined), {
    name: nameIsSubdomain,
    update: validateAll,
  }),
};
