import { sprintf } from '../go/fmt.ts';
import { Quantity } from '../go/quantity.ts';
import { sortStrings } from '../go/quote.ts';
import type * as core from '../schema/types/core-v1.ts';
import { isQualifiedName } from './content.ts';
import { duplicate, forbidden, invalid, invalids, Path, required, type FieldErrors } from './field.ts';
import { goStruct, kind, type KindValidation } from './kind.ts';
import { IMMUTABLE } from './meta.ts';
import { isOvercommitAllowed, validateContainerResourceName, validateQuantityValue, validateResourceName } from './pod/resources.ts';

// Models pkg/apis/core/validation/validation.go @v1.35: resource quotas and limit ranges

const SPEC = Path.of('spec');
const COMPUTE = ['cpu', 'memory', 'limits.cpu', 'limits.memory', 'requests.cpu', 'requests.memory'];
const QUOTA_RESOURCES = new Set([
  ...COMPUTE,
  ...['ephemeral-storage', 'requests.storage', 'requests.ephemeral-storage', 'limits.ephemeral-storage'],
  ...['pods', 'resourcequotas', 'services', 'replicationcontrollers', 'secrets', 'persistentvolumeclaims', 'configmaps'],
  ...['services.nodeports', 'services.loadbalancers'],
]);
const isQuotaResource = (name: string) =>
  QUOTA_RESOURCES.has(name) || name.startsWith('hugepages-') || name.startsWith('requests.hugepages-');

/** The resources that quotas of a scope may count. */
const SCOPES: Record<string, ReadonlySet<string>> = {
  Terminating: new Set(['pods', ...COMPUTE]),
  NotTerminating: new Set(['pods', ...COMPUTE]),
  BestEffort: new Set(['pods']),
  NotBestEffort: new Set(['pods', ...COMPUTE]),
  PriorityClass: new Set(['pods', ...COMPUTE]),
  CrossNamespacePodAffinity: new Set(['pods', ...COMPUTE]),
  VolumeAttributesClass: new Set(['persistentvolumeclaims', 'requests.storage']),
};
const isScope = (scope: string) => Object.hasOwn(SCOPES, scope);
const PAIRS = [
  ['BestEffort', 'NotBestEffort'],
  ['NotTerminating', 'Terminating'],
];

function validateHard(hard: Readonly<Record<string, string>> = {}, path: Path): FieldErrors {
  return sortStrings(Object.keys(hard)).flatMap((name) => {
    const at = path.key(name);
    const errors = validateResourceName(name, at);
    if (!name.includes('/') && !isQuotaResource(name)) errors.push(invalid(at, name, 'must be a standard resource for quota'));
    return [...errors, ...validateQuantityValue(name, Quantity.parse(hard[name]!), at)];
  });
}

/** Once for each resource that a scope does not go with. */
function misfits(scope: string, hard: Readonly<Record<string, string>> = {}): string[] {
  if (!isScope(scope)) return [];
  return sortStrings(Object.keys(hard)).filter((name) => isQuotaResource(name) && !SCOPES[scope]!.has(name));
}

const conflicts = (scopes: readonly string[]) => PAIRS.filter((pair) => pair.every((scope) => scopes.includes(scope)));

function validateScopes(spec: core.ResourceQuotaSpec): FieldErrors {
  const scopes = spec.scopes ?? [];
  const bad = (why: string) => invalid(SPEC.child('scopes'), scopes, why);
  return [
    ...scopes.flatMap((scope) => [
      ...(isScope(scope) ? [] : [bad('unsupported scope')]),
      ...misfits(scope, spec.hard).map(() => bad('unsupported scope applied to resource')),
    ]),
    ...conflicts(scopes).map(() => bad('conflicting scopes')),
  ];
}

const EXISTS_ONLY = ['BestEffort', 'NotBestEffort', 'Terminating', 'NotTerminating', 'CrossNamespacePodAffinity'];

function validateScopeExpression(expression: core.ScopedResourceSelectorRequirement, path: Path): FieldErrors {
  const { scopeName: scope = '', operator = '', values = [] } = expression;
  const errors: FieldErrors = [];
  if (EXISTS_ONLY.includes(scope) && operator !== 'Exists') {
    errors.push(
      invalid(
        path.child('operator'),
        operator,
        "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, " +
          'ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity',
      ),
    );
  }
  if (operator === 'In' || operator === 'NotIn') {
    if (!values.length)
      errors.push(required(path.child('values'), "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector"));
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (values.length)
      errors.push(
        invalid(path.child('values'), values, "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector"),
      );
  } else errors.push(invalid(path.child('operator'), operator, 'not a valid selector operator'));
  return errors;
}

function validateScopeSelector(spec: core.ResourceQuotaSpec): FieldErrors {
  if (!spec.scopeSelector) return [];
  const at = SPEC.child('scopeSelector').child('matchExpressions');
  const expressions = spec.scopeSelector.matchExpressions ?? [];
  const shown = goStruct({
    MatchExpressions: expressions.map((e) => ({ ScopeName: e.scopeName ?? '', Operator: e.operator ?? '', Values: e.values ?? null })),
  });
  return [
    ...expressions.flatMap((expression) => [
      ...(isScope(expression.scopeName ?? '') ? [] : [invalid(at.child('scopeName'), expression.scopeName, 'unsupported scope')]),
      ...misfits(expression.scopeName ?? '', spec.hard).map(() => invalid(at, shown, 'unsupported scope applied to resource')),
      ...validateScopeExpression(expression, at),
    ]),
    ...conflicts(expressions.map((e) => e.scopeName ?? '')).map(() => invalid(at, spec.scopes ?? [], 'conflicting scopes')),
  ];
}

function validateQuota(quota: core.ResourceQuota): FieldErrors {
  const spec = quota.spec ?? {};
  return [...validateHard(spec.hard, SPEC.child('hard')), ...validateScopes(spec), ...validateScopeSelector(spec)];
}

function validateQuotaUpdate(now: core.ResourceQuota, old: core.ResourceQuota): FieldErrors {
  const set = (quota: core.ResourceQuota) => sortStrings(new Set(quota.spec?.scopes ?? [])).join(' ');
  const changed = set(now) !== set(old);
  return [...validateQuota(now), ...(changed ? [invalid(SPEC.child('scopes'), now.spec?.scopes ?? [], IMMUTABLE)] : [])];
}

type LimitField = 'max' | 'min' | 'default' | 'defaultRequest' | 'maxLimitRequestRatio';

function validateLimitType(type: string, path: Path): FieldErrors {
  const errors = invalids(path, type, isQualifiedName(type));
  if (!errors.length && !type.includes('/') && !['Pod', 'Container', 'PersistentVolumeClaim'].includes(type))
    errors.push(invalid(path, type, 'must be a standard limit type or fully qualified'));
  return errors;
}

/** How the bounds and defaults of one resource go together. */
function validateBounds(limit: core.LimitRangeItem, name: string, path: Path): FieldErrors {
  const errors: FieldErrors = [];
  const get = (field: LimitField) => (limit[field]?.[name] === undefined ? undefined : Quantity.parse(limit[field][name]));
  const pod = limit.type === 'Pod';
  const [min, max, ratio] = [get('min'), get('max'), get('maxLimitRequestRatio')];
  const [standard, request] = pod ? [undefined, undefined] : [get('default'), get('defaultRequest')];
  const at = (field: LimitField) => path.child(field).key(name);
  const order = (
    low: Quantity | undefined,
    high: Quantity | undefined,
    field: LimitField,
    shown: Quantity | undefined,
    a: string,
    b: string,
  ) => {
    if (low && high && low.cmp(high) > 0)
      errors.push(invalid(at(field), shown, `${a} value ${low.string()} is greater than ${b} value ${high.string()}`));
  };
  order(min, max, 'min', min, 'min', 'max');
  order(min, request, 'defaultRequest', request, 'min', 'default request');
  order(request, max, 'defaultRequest', request, 'default request', 'max');
  order(request, standard, 'defaultRequest', request, 'default request', 'default limit');
  order(min, standard, 'default', min, 'min', 'default');
  order(standard, max, 'default', max, 'default', 'max');
  if (ratio && ratio.cmp(Quantity.of(1)) < 0)
    errors.push(invalid(at('maxLimitRequestRatio'), ratio, `ratio ${ratio.string()} is less than 1`));
  if (ratio && min && max) {
    const bound = max.milliValue() / min.milliValue();
    if (ratio.milliValue() / 1000 > bound)
      errors.push(
        invalid(at('maxLimitRequestRatio'), ratio, sprintf('ratio %s is greater than max/min = %s', ratio.string(), fixed(bound))),
      );
  }
  if (!isOvercommitAllowed(name) && standard && request && standard.cmp(request) !== 0) {
    const why = `default value ${standard.string()} must equal to defaultRequest value ${request.string()} in ${name}`;
    errors.push(invalid(at('defaultRequest'), request, why));
  }
  return errors;
}

/** `%f` of Go. */
const fixed = (value: number) => (Number.isFinite(value) ? value.toFixed(6) : value > 0 ? '+Inf' : value < 0 ? '-Inf' : 'NaN');

function validateLimits(range: core.LimitRange): FieldErrors {
  const types = new Set<string>();
  return (range.spec?.limits ?? []).flatMap((limit, i) => {
    const [at, type] = [SPEC.child('limits').index(i), limit.type ?? ''];
    const errors = validateLimitType(type, at.child('type'));
    if (types.has(type)) errors.push(duplicate(at.child('type'), type));
    types.add(type);
    const checkName = type === 'Pod' || type === 'Container' ? validateContainerResourceName : validateResourceName;
    const keys = new Set<string>();
    const names = (field: LimitField) => {
      for (const name of sortStrings(Object.keys(limit[field] ?? {}))) {
        errors.push(...checkName(name, at.child(field).key(name)));
        keys.add(name);
      }
    };
    names('max');
    names('min');
    for (const field of ['default', 'defaultRequest'] as const) {
      if (type !== 'Pod') names(field);
      else if (Object.keys(limit[field] ?? {}).length) errors.push(forbidden(at.child(field), "may not be specified when `type` is 'Pod'"));
    }
    if (type === 'PersistentVolumeClaim' && limit.min?.['storage'] === undefined && limit.max?.['storage'] === undefined)
      errors.push(required(at.child('limits'), 'either minimum or maximum storage value is required, but neither was provided'));
    names('maxLimitRequestRatio');
    return [...errors, ...sortStrings(keys).flatMap((name) => validateBounds(limit, name, at))];
  });
}

/** Resource quotas and limit ranges. */
export const QUOTA_KINDS: Record<string, KindValidation> = {
  '/ResourceQuota': kind<core.ResourceQuota>(validateQuota, { update: validateQuotaUpdate }),
  '/LimitRange': kind<core.LimitRange>(validateLimits),
};
