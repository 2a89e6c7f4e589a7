import { errorText } from '../go/error.ts';
import { parseUrl } from '../go/url.ts';
import type * as admission from '../schema/types/admissionregistration-v1.ts';
import { isDns1035Label, isDns1123Subdomain, isFullyQualifiedName, isLabelValue, isPortNum, isQualifiedName } from './content.ts';
import { duplicate, invalid, invalids, notSupported, Path, required, tooMany, type FieldErrors } from './field.ts';
import { kind, same, type KindValidation, type ValidationContext } from './kind.ts';
import { validateLabelSelector } from './meta.ts';

// Models pkg/apis/admissionregistration/validation/validation.go @v1.35: webhooks, and the rules that policies share with them

const OPERATIONS = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'];
const REVIEW_VERSIONS = ['v1', 'v1beta1'];
const DESIRED_URL = '; desired format: https://host[/path]';

/** validateResources: where wildcards and subresources overlap. */
function validateResources(resources: readonly string[], path: Path): FieldErrors {
  const errors: FieldErrors = resources.length ? [] : [required(path)];
  const [allOf, everywhere] = [new Set<string>(), new Set<string>()];
  let withoutSubresource = false;
  resources.forEach((resource, i) => {
    const at = path.index(i);
    if (!resource) {
      errors.push(required(at));
      return;
    }
    const slash = resource.indexOf('/');
    if (slash < 0) {
      withoutSubresource = resource !== '*';
      return;
    }
    const [name, sub] = [resource.slice(0, slash), resource.slice(slash + 1)];
    if (allOf.has(name)) errors.push(invalid(at, resource, `if '${name}/*' is present, must not specify ${resource}`));
    if (everywhere.has(sub)) errors.push(invalid(at, resource, `if '*/${sub}' is present, must not specify ${resource}`));
    if (sub === '*') allOf.add(name);
    if (name === '*') everywhere.add(sub);
  });
  if (resources.length > 1 && resources.includes('*/*'))
    errors.push(invalid(path, resources, "if '*/*' is present, must not specify other resources"));
  if (resources.includes('*') && withoutSubresource)
    errors.push(invalid(path, resources, "if '*' is present, must not specify other resources without subresources"));
  return errors;
}

/** validateRuleWithOperations. */
export function validateOperations(rule: admission.RuleWithOperations, path: Path): FieldErrors {
  const { operations = [], apiGroups: groups = [], apiVersions: versions = [], scope } = rule;
  const many = (list: readonly string[], field: string, what: string) =>
    list.length > 1 && list.includes('*') ? [invalid(path.child(field), list, `if '*' is present, must not specify other ${what}`)] : [];
  const scopes = ['*', 'Cluster', 'Namespaced'];
  return [
    ...(operations.length ? [] : [required(path.child('operations'))]),
    ...many(operations, 'operations', 'operations'),
    ...operations.flatMap((operation, i) =>
      OPERATIONS.includes(operation) ? [] : [notSupported(path.child('operations').index(i), operation, OPERATIONS)],
    ),
    ...(groups.length ? [] : [required(path.child('apiGroups'))]),
    ...many(groups, 'apiGroups', 'API groups'),
    ...(versions.length ? [] : [required(path.child('apiVersions'))]),
    ...many(versions, 'apiVersions', 'API versions'),
    ...versions.flatMap((version, i) => (version ? [] : [required(path.child('apiVersions').index(i))])),
    ...validateResources(rule.resources ?? [], path.child('resources')),
    ...(scope !== undefined && !scopes.includes(scope) ? [notSupported(path.child('scope'), scope, scopes)] : []),
  ];
}

/** webhook.ValidateWebhookURL. */
export function validateWebhookUrl(text: string, path: Path): FieldErrors {
  let url;
  try {
    url = parseUrl(text);
  } catch (e) {
    return [required(path, `url must be a valid URL: ${errorText(e)}${DESIRED_URL}`)];
  }
  return [
    ...(url.scheme === 'https' ? [] : [invalid(path, url.scheme, `'https' is the only allowed URL scheme${DESIRED_URL}`)]),
    ...(url.host ? [] : [invalid(path, url.host, `host must be specified${DESIRED_URL}`)]),
    ...(url.user ? [invalid(path, url.user, 'user information is not permitted in the URL')] : []),
    ...(url.fragment ? [invalid(path, url.fragment, 'fragments are not permitted in the URL')] : []),
    ...(url.rawQuery ? [invalid(path, url.rawQuery, 'query parameters are not permitted in the URL')] : []),
  ];
}

/** webhook.ValidateWebhookService. */
export function validateWebhookService(
  service: { name: string; namespace: string; path: string | undefined; port: number },
  path: Path,
): FieldErrors {
  const { path: text, port } = service;
  const wrongPort = isPortNum(port);
  const errors: FieldErrors = [
    ...(service.name ? [] : [required(path.child('name'))]),
    ...(service.namespace ? [] : [required(path.child('namespace'))]),
    ...(wrongPort.length ? [invalid(path.child('port'), port, `port is not valid: ${wrongPort.join(', ')}`)] : []),
  ];
  if (!text || text === '/') return errors;
  const at = path.child('path');
  if (text === '//') return [...errors, invalid(at, text, 'segment[0] may not be empty')];
  if (!text.startsWith('/')) errors.push(invalid(at, text, "must start with a '/'"));
  const segments = text.slice(1).replace(/\/$/, '').split('/');
  segments.forEach((segment, i) => {
    if (!segment) errors.push(invalid(at, text, `segment[${i}] may not be empty`));
    else for (const why of isDns1123Subdomain(segment)) errors.push(invalid(at, text, `segment[${i}]: ${why}`));
  });
  return errors;
}

/** validateMatchConditions. */
export function validateMatchConditions(
  conditions: readonly admission.MatchCondition[] = [],
  path: Path,
  params: boolean,
  context: ValidationContext,
): FieldErrors {
  const names = new Set<string>();
  const errors: FieldErrors = conditions.length > 64 ? [tooMany(path, conditions.length, 64)] : [];
  conditions.forEach(({ name = '', expression = '' }, i) => {
    const at = path.index(i);
    const text = expression.trim();
    const use = { returns: 'bool', params, authorizer: true, variables: [] } as const;
    const wrong = text ? context.checkExpression?.(text, use) : undefined;
    if (!text) errors.push(required(at.child('expression')));
    else if (wrong !== undefined) errors.push(invalid(at.child('expression'), text, wrong));
    errors.push(...(name ? invalids(at.child('name'), name, isQualifiedName(name)) : [required(at.child('name'))]));
    if (name && names.has(name)) errors.push(duplicate(at.child('name'), name));
    names.add(name);
  });
  return errors;
}

type Webhook = admission.ValidatingWebhook & admission.MutatingWebhook;

interface WebhookOptions {
  anySideEffects: boolean;
  anyReview: boolean;
  doubleNames: boolean;
  allowInvalidValue: boolean;
  skipConditions: boolean;
}

function validateClient(config: admission.WebhookClientConfig, path: Path): FieldErrors {
  const { url, service } = config;
  if ((url === undefined) === (service === undefined)) return [required(path, 'exactly one of url or service is required')];
  if (url !== undefined) return validateWebhookUrl(url, path.child('url'));
  // Upstream passes the name and the namespace in each other's place.
  const { name = '', namespace = '', path: target, port = 443 } = service!;
  return validateWebhookService({ name: namespace, namespace: name, path: target, port }, path.child('service'));
}

function validateWebhook(hook: Webhook, mutating: boolean, path: Path, options: WebhookOptions, context: ValidationContext): FieldErrors {
  const choice = (field: 'failurePolicy' | 'matchPolicy' | 'reinvocationPolicy', values: readonly string[]) =>
    hook[field] !== undefined && !values.includes(hook[field]) ? [notSupported(path.child(field), hook[field], values)] : [];
  const sideEffects = options.anySideEffects ? ['None', 'NoneOnDryRun', 'Some', 'Unknown'] : ['None', 'NoneOnDryRun'];
  const [effects, timeout] = [hook.sideEffects, hook.timeoutSeconds];
  const at = path.child('sideEffects');
  const { allowInvalidValue } = options;
  return [
    ...isFullyQualifiedName(path.child('name'), hook.name ?? ''),
    ...(hook.rules ?? []).flatMap((rule, i) => validateOperations(rule, path.child('rules').index(i))),
    ...choice('failurePolicy', ['Fail', 'Ignore']),
    ...choice('matchPolicy', ['Equivalent', 'Exact']),
    ...(effects === undefined ? [required(at, `must specify one of ${sideEffects.join(', ')}`)] : []),
    ...(effects !== undefined && !sideEffects.includes(effects) ? [notSupported(at, effects, sideEffects)] : []),
    ...(timeout !== undefined && (timeout > 30 || timeout < 1)
      ? [invalid(path.child('timeoutSeconds'), timeout, 'the timeout value must be between 1 and 30 seconds')]
      : []),
    ...validateLabelSelector(hook.namespaceSelector, path.child('namespaceSelector'), { allowInvalidValue }),
    ...validateLabelSelector(hook.objectSelector, path.child('objectSelector'), { allowInvalidValue }),
    ...(mutating ? choice('reinvocationPolicy', ['IfNeeded', 'Never']) : []),
    ...validateClient(hook.clientConfig ?? {}, path.child('clientConfig')),
    ...(options.skipConditions ? [] : validateMatchConditions(hook.matchConditions, path.child('matchConditions'), false, context)),
  ];
}

function validateReviewVersions(versions: readonly string[], any: boolean, path: Path): FieldErrors {
  if (!versions.length) return [required(path, `must specify one of ${REVIEW_VERSIONS.join(', ')}`)];
  const errors = versions.flatMap((version, i) =>
    versions.indexOf(version) < i
      ? [invalid(path.index(i), version, 'duplicate version')]
      : invalids(path.index(i), version, isDns1035Label(version)),
  );
  if (!any && !versions.some((version) => REVIEW_VERSIONS.includes(version)))
    errors.push(invalid(path, versions, `must include at least one of ${REVIEW_VERSIONS.join(', ')}`));
  return errors;
}

const hasBadSelector = ({ namespaceSelector, objectSelector }: Webhook) =>
  [namespaceSelector, objectSelector].some((selector) =>
    (selector?.matchExpressions ?? []).some(({ values = [] }) => values.some((value) => isLabelValue(value).length)),
  );

/** What an old configuration has, its successor may keep. */
function optionsFor(now: readonly Webhook[], old: readonly Webhook[] | undefined): WebhookOptions {
  if (!old) return { anySideEffects: false, anyReview: false, doubleNames: false, allowInvalidValue: false, skipConditions: false };
  const names = old.map(({ name = '' }) => name);
  return {
    anySideEffects: old.some(({ sideEffects }) => sideEffects === undefined || !['None', 'NoneOnDryRun'].includes(sideEffects)),
    anyReview: old.some(({ admissionReviewVersions: list = [] }) => !list.some((version) => REVIEW_VERSIONS.includes(version))),
    doubleNames: new Set(names).size < names.length,
    allowInvalidValue: old.some(hasBadSelector),
    skipConditions: now.length === old.length && now.every((hook, i) => same(hook.matchConditions, old[i]!.matchConditions)),
  };
}

function validateWebhooks(
  now: readonly Webhook[] = [],
  old: readonly Webhook[] | undefined,
  mutating: boolean,
  context: ValidationContext,
): FieldErrors {
  const options = optionsFor(now, old);
  const names = new Set<string>();
  return now.flatMap((hook, i) => {
    const at = Path.of('webhooks').index(i);
    const errors = [
      ...validateWebhook(hook, mutating, at, options, context),
      ...validateReviewVersions(hook.admissionReviewVersions ?? [], options.anyReview, at.child('admissionReviewVersions')),
    ];
    const name = hook.name ?? '';
    if (!options.doubleNames && name && names.has(name)) errors.push(duplicate(at.child('name'), name));
    names.add(name);
    return errors;
  });
}

const GROUP = 'admissionregistration.k8s.io';

/** Webhook configurations. */
export const WEBHOOK_KINDS: Record<string, KindValidation> = {
  [`${GROUP}/ValidatingWebhookConfiguration`]: kind<admission.ValidatingWebhookConfiguration>(
    (now, context) => validateWebhooks(now.webhooks, undefined, false, context),
    { update: (now, old, context) => validateWebhooks(now.webhooks, old.webhooks ?? [], false, context) },
  ),
  [`${GROUP}/MutatingWebhookConfiguration`]: kind<admission.MutatingWebhookConfiguration>(
    (now, context) => validateWebhooks(now.webhooks, undefined, true, context),
    { update: (now, old, context) => validateWebhooks(now.webhooks, old.webhooks ?? [], true, context) },
  ),
};
