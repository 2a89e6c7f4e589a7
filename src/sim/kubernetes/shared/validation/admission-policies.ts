import { byteLength } from '../go/quote.ts';
import type * as admission from '../schema/types/admissionregistration-v1.ts';
import { validateMatchConditions, validateOperations } from './admission-webhooks.ts';
import { isDns1035Label, isDns1123Subdomain, isQualifiedName, nameIsSubdomain } from './content.ts';
import { duplicate, forbidden, invalid, invalids, notSupported, Path, required, type FieldErrors } from './field.ts';
import { kind, nameIsPathSegment, same, type ExpressionUse, type KindValidation, type ValidationContext } from './kind.ts';
import { validateLabelSelector } from './meta.ts';

// Models pkg/apis/admissionregistration/validation/validation.go @v1.35: validating admission policies

const SPEC = Path.of('spec');
const MAX_ANNOTATIONS = 20;
const MAX_ANNOTATION_BYTES = 5 * 1024;
const REASONS = ['Forbidden', 'Invalid', 'RequestEntityTooLarge'];

function validateParamKind({ apiVersion: version = '', kind: name = '' }: admission.ParamKind, path: Path): FieldErrors {
  const errors: FieldErrors = [];
  const at = path.child('apiVersion');
  const parts = version === '/' ? ['', ''] : version.split('/');
  if (!version) errors.push(required(at));
  else if (parts.length > 2) errors.push(invalid(at, version, `unexpected GroupVersion string: ${version}`));
  else {
    const [group, last] = parts.length === 2 ? [parts[0]!, parts[1]!] : ['', parts[0]!];
    const wrong = group ? isDns1123Subdomain(group) : [];
    if (wrong.length) errors.push(invalid(at, group, wrong.join(',')));
    const bad = isDns1035Label(last);
    if (!last) errors.push(invalid(at, version, 'version must be specified'));
    else if (bad.length) errors.push(invalid(at, last, bad.join(',')));
  }
  const wrong = isDns1035Label(name.toLowerCase());
  if (!name) errors.push(required(path.child('kind')));
  else if (wrong.length)
    errors.push(invalid(path.child('kind'), name, `may have mixed case, but should otherwise match: ${wrong.join(',')}`));
  return errors;
}

function validateNamedRule(rule: admission.NamedRuleWithOperations, path: Path): FieldErrors {
  const names = rule.resourceNames ?? [];
  const at = path.child('resourceNames');
  return [
    ...names.flatMap((name, i) => [
      ...invalids(at.index(i), name, nameIsPathSegment(name)),
      ...(names.indexOf(name) < i ? [duplicate(at.index(i), name)] : []),
    ]),
    ...validateOperations(rule, path),
  ];
}

function validateMatchResources(match: admission.MatchResources, path: Path): FieldErrors {
  const [policy, policies] = [match.matchPolicy, ['Equivalent', 'Exact']];
  const selector = (field: 'namespaceSelector' | 'objectSelector') =>
    match[field] ? validateLabelSelector(match[field], path.child(field)) : [required(path.child(field))];
  const rules = (field: 'resourceRules' | 'excludeResourceRules') =>
    (match[field] ?? []).flatMap((rule, i) => validateNamedRule(rule, path.child(field).index(i)));
  return [
    ...(policy === undefined
      ? [required(path.child('matchPolicy'))]
      : policies.includes(policy)
        ? []
        : [notSupported(path.child('matchPolicy'), policy, policies)]),
    ...selector('namespaceSelector'),
    ...selector('objectSelector'),
    ...rules('resourceRules'),
    ...rules('excludeResourceRules'),
  ];
}

/** What is wrong with an expression that must be there. */
function validateExpression(text: string, path: Path, why: string, use: ExpressionUse, context: ValidationContext): FieldErrors {
  if (!text.trim()) return [required(path, why)];
  const wrong = context.checkExpression?.(text, use);
  return wrong === undefined ? [] : [invalid(path, text, wrong)];
}

const RESERVED = new Set([
  'true',
  'false',
  'null',
  'in',
  'as',
  'break',
  'const',
  'continue',
  'else',
  'for',
  'function',
  'if',
  'import',
  'let',
]);
const MORE_RESERVED = new Set(['loop', 'package', 'namespace', 'return', 'var', 'void', 'while']);
const isCelIdentifier = (name: string) => /^[_a-zA-Z][_a-zA-Z0-9]*$/.test(name) && !RESERVED.has(name) && !MORE_RESERVED.has(name);

function validateVariables(spec: admission.ValidatingAdmissionPolicySpec, use: ExpressionUse, context: ValidationContext): FieldErrors {
  const variables = spec.variables ?? [];
  return variables.flatMap(({ name = '', expression = '' }, i) => {
    const at = SPEC.child('variables').index(i);
    const before = variables.slice(0, i).map((variable) => variable.name ?? '');
    return [
      ...(!name.trim()
        ? [required(at.child('name'), 'name is not specified')]
        : isCelIdentifier(name)
          ? []
          : [invalid(at.child('name'), name, 'must be a valid CEL identifier')]),
      ...validateExpression(
        expression,
        at.child('expression'),
        'expression is not specified',
        { ...use, returns: 'any', variables: before },
        context,
      ),
    ];
  });
}

function validateValidation(validation: admission.Validation, path: Path, use: ExpressionUse, context: ValidationContext): FieldErrors {
  const { expression = '', message = '', messageExpression = '', reason } = validation;
  const errors = validateExpression(expression, path.child('expression'), 'expression is not specified', use, context);
  const empty = 'must be non-empty if specified';
  const at = path.child('messageExpression');
  if (messageExpression && !messageExpression.trim()) errors.push(invalid(at, messageExpression, empty));
  else if (messageExpression)
    errors.push(...validateExpression(messageExpression, at, '', { ...use, returns: 'string', authorizer: false }, context));
  if (message && !message.trim()) errors.push(invalid(path.child('message'), message, empty));
  else if (/[\n\r]/.test(message.trim())) errors.push(invalid(path.child('message'), message, 'must not contain line breaks'));
  if (reason !== undefined && !REASONS.includes(reason)) errors.push(notSupported(path.child('reason'), reason, REASONS));
  return errors;
}

function validateAnnotation(
  annotation: admission.AuditAnnotation,
  policy: string,
  path: Path,
  use: ExpressionUse,
  context: ValidationContext,
): FieldErrors {
  const { key = '', valueExpression = '' } = annotation;
  const name = `${policy}/${key}`;
  const at = path.child('valueExpression');
  const tooLong = byteLength(valueExpression.trim()) > MAX_ANNOTATION_BYTES;
  return [
    ...(policy
      ? invalids(path.child('key'), name, isQualifiedName(name))
      : [invalid(path.child('key'), key, 'requires metadata.name be non-empty')]),
    ...(tooLong
      ? [required(at, `must not exceed ${MAX_ANNOTATION_BYTES} bytes in length`)]
      : validateExpression(valueExpression, at, 'valueExpression is not specified', { ...use, returns: 'string' }, context)),
  ];
}

function validatePolicy(
  policy: admission.ValidatingAdmissionPolicy,
  old: admission.ValidatingAdmissionPolicy | undefined,
  context: ValidationContext,
): FieldErrors {
  const spec = policy.spec ?? {};
  const [failure, policies] = [spec.failurePolicy, ['Fail', 'Ignore']];
  const errors: FieldErrors = [];
  if (failure === undefined) errors.push(required(SPEC.child('failurePolicy')));
  else if (!policies.includes(failure)) errors.push(notSupported(SPEC.child('failurePolicy'), failure, policies));
  if (spec.paramKind) errors.push(...validateParamKind(spec.paramKind, SPEC.child('paramKind')));
  const match = SPEC.child('matchConstraints');
  if (!spec.matchConstraints) errors.push(required(match));
  else {
    errors.push(...validateMatchResources(spec.matchConstraints, match));
    if (!spec.matchConstraints.resourceRules?.length) errors.push(required(match.child('resourceRules')));
  }
  const params = spec.paramKind !== undefined;
  if (!old || !same(spec.matchConditions, old.spec?.matchConditions))
    errors.push(...validateMatchConditions(spec.matchConditions, SPEC.child('matchConditions'), params, context));
  const variables = (spec.variables ?? []).map(({ name = '' }) => name);
  const use: ExpressionUse = { returns: 'bool', params, authorizer: true, variables };
  errors.push(...validateVariables(spec, use, context));
  const [validations, annotations] = [spec.validations ?? [], spec.auditAnnotations ?? []];
  if (!validations.length && !annotations.length) {
    const why = 'validations or auditAnnotations must contain at least one item';
    return [...errors, required(SPEC.child('validations'), why), required(SPEC.child('auditAnnotations'), why)];
  }
  validations.forEach((validation, i) => errors.push(...validateValidation(validation, SPEC.child('validations').index(i), use, context)));
  const list = SPEC.child('auditAnnotations');
  if (annotations.length > MAX_ANNOTATIONS)
    errors.push(invalid(list, annotations, `must not have more than ${MAX_ANNOTATIONS} auditAnnotations`));
  annotations.forEach((annotation, i) => {
    errors.push(...validateAnnotation(annotation, policy.metadata?.name ?? '', list.index(i), use, context));
    if (annotations.findIndex(({ key }) => key === annotation.key) < i) errors.push(duplicate(list.index(i).child('key'), annotation.key));
  });
  return errors;
}

function validateParamRef(reference: admission.ParamRef, path: Path): FieldErrors {
  const { name = '', selector, parameterNotFoundAction: action } = reference;
  const both = name && selector;
  const why = 'name and selector are mutually exclusive';
  const actions = ['Deny', 'Allow'];
  const at = path.child('parameterNotFoundAction');
  return [
    ...(name ? invalids(path.child('name'), name, nameIsPathSegment(name)) : []),
    ...(both ? [forbidden(path.child('name'), why)] : []),
    ...validateLabelSelector(selector, path.child('selector')),
    ...(both ? [forbidden(path.child('selector'), why)] : []),
    ...(!name && !selector ? [required(path, 'one of name or selector must be specified')] : []),
    ...(!action ? [required(at)] : actions.includes(action) ? [] : [notSupported(at, action, actions)]),
  ];
}

function validateBinding(binding: admission.ValidatingAdmissionPolicyBinding): FieldErrors {
  const { policyName: name = '', paramRef, matchResources, validationActions: actions = [] } = binding.spec ?? {};
  const at = SPEC.child('validationActions');
  const known = ['Audit', 'Deny', 'Warn'];
  return [
    ...(name ? invalids(SPEC.child('policyName'), name, nameIsSubdomain(name)) : [required(SPEC.child('policyName'))]),
    ...(paramRef ? validateParamRef(paramRef, SPEC.child('paramRef')) : []),
    ...(matchResources ? validateMatchResources(matchResources, SPEC.child('matchResources')) : []),
    ...actions.flatMap((action, i) => [
      ...(known.includes(action) ? [] : [notSupported(at.index(i), action, known)]),
      ...(actions.indexOf(action) < i ? [duplicate(at.index(i), action)] : []),
    ]),
    ...(actions.includes('Deny') && actions.includes('Warn')
      ? [
          invalid(
            at,
            actions,
            'must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers ' +
              'serves no purpose)',
          ),
        ]
      : []),
    ...(actions.length ? [] : [required(at, 'at least one validation action is required')]),
  ];
}

const GROUP = 'admissionregistration.k8s.io';

/** Validating admission policies and their bindings. Expressions are compiled by the context's compiler, if it has one. */
export const POLICY_KINDS: Record<string, KindValidation> = {
  [`${GROUP}/ValidatingAdmissionPolicy`]: kind<admission.ValidatingAdmissionPolicy>(
    (policy, context) => validatePolicy(policy, undefined, context),
    { update: validatePolicy },
  ),
  [`${GROUP}/ValidatingAdmissionPolicyBinding`]: kind<admission.ValidatingAdmissionPolicyBinding>(validateBinding),
};
