import type * as rbac from '../schema/types/rbac-v1.ts';
import { nameIsSubdomain } from './content.ts';
import { invalid, invalids, notSupported, Path, required, type FieldErrors } from './field.ts';
import { goStruct, kind, nameIsPathSegment, NIL, same, type KindValidation } from './kind.ts';
import { validateLabelSelector } from './meta.ts';
import { readSelector } from './template.ts';

// Models pkg/apis/rbac/validation/validation.go @v1.35

const GROUP = 'rbac.authorization.k8s.io';
const ROLE_REF = Path.of('roleRef');

function validateRule(rule: rbac.PolicyRule, namespaced: boolean, path: Path): FieldErrors {
  const errors: FieldErrors = [];
  if (!rule.verbs?.length) errors.push(required(path.child('verbs'), 'verbs must contain at least one value'));
  const urls = rule.nonResourceURLs ?? [];
  if (urls.length) {
    const bad = (why: string) => errors.push(invalid(path.child('nonResourceURLs'), urls, why));
    if (namespaced) bad('namespaced rules cannot apply to non-resource URLs');
    if (rule.apiGroups?.length || rule.resources?.length || rule.resourceNames?.length)
      bad('rules cannot apply to both regular resources and non-resource URLs');
    return errors;
  }
  if (!rule.apiGroups?.length) errors.push(required(path.child('apiGroups'), 'resource rules must supply at least one api group'));
  if (!rule.resources?.length) errors.push(required(path.child('resources'), 'resource rules must supply at least one resource'));
  return errors;
}

const validateRules = (rules: readonly rbac.PolicyRule[] = [], namespaced: boolean) =>
  rules.flatMap((rule, i) => validateRule(rule, namespaced, Path.of('rules').index(i)));

function validateClusterRole(role: rbac.ClusterRole): FieldErrors {
  const errors = validateRules(role.rules, false);
  if (!role.aggregationRule) return errors;
  const at = Path.of('aggregationRule', 'clusterRoleSelectors');
  const selectors = role.aggregationRule.clusterRoleSelectors ?? [];
  if (!selectors.length) errors.push(required(at, 'at least one clusterRoleSelector required if aggregationRule is non-nil'));
  return [
    ...errors,
    ...selectors.flatMap((selector, i) => [
      ...validateLabelSelector(selector, at.index(i)),
      ...(readSelector(selector) ? [] : [invalid(at.index(i), NIL, 'invalid label selector.')]),
    ]),
  ];
}

function validateSubject(subject: rbac.Subject, namespaced: boolean, path: Path): FieldErrors {
  const errors: FieldErrors = subject.name ? [] : [required(path.child('name'))];
  const group = subject.apiGroup ?? '';
  switch (subject.kind) {
    case 'ServiceAccount':
      if (subject.name) errors.push(...invalids(path.child('name'), subject.name, nameIsSubdomain(subject.name)));
      if (group) errors.push(notSupported(path.child('apiGroup'), group, ['']));
      if (!namespaced && !subject.namespace) errors.push(required(path.child('namespace')));
      return errors;
    case 'User':
    case 'Group':
      return group === GROUP ? errors : [...errors, notSupported(path.child('apiGroup'), group, [GROUP])];
    default:
      return [...errors, notSupported(path.child('kind'), subject.kind, ['ServiceAccount', 'User', 'Group'])];
  }
}

function validateBinding(binding: rbac.RoleBinding, namespaced: boolean): FieldErrors {
  const { apiGroup = '', kind: refKind = '', name = '' } = binding.roleRef ?? {};
  const kinds = namespaced ? ['Role', 'ClusterRole'] : ['ClusterRole'];
  return [
    ...(apiGroup === GROUP ? [] : [notSupported(ROLE_REF.child('apiGroup'), apiGroup, [GROUP])]),
    ...(kinds.includes(refKind) ? [] : [notSupported(ROLE_REF.child('kind'), refKind, kinds)]),
    ...(name ? invalids(ROLE_REF.child('name'), name, nameIsPathSegment(name)) : [required(ROLE_REF.child('name'))]),
    ...(binding.subjects ?? []).flatMap((subject, i) => validateSubject(subject, namespaced, Path.of('subjects').index(i))),
  ];
}

function validateBindingUpdate(now: rbac.RoleBinding, old: rbac.RoleBinding, namespaced: boolean): FieldErrors {
  const ref = now.roleRef ?? {};
  const shown = goStruct({ APIGroup: ref.apiGroup ?? '', Kind: ref.kind ?? '', Name: ref.name ?? '' });
  return [...validateBinding(now, namespaced), ...(same(ref, old.roleRef) ? [] : [invalid(ROLE_REF, shown, 'cannot change roleRef')])];
}

/** The kinds of the RBAC group. */
export const RBAC_KINDS: Record<string, KindValidation> = {
  [`${GROUP}/Role`]: kind<rbac.Role>((role) => validateRules(role.rules, true), { name: nameIsPathSegment }),
  [`${GROUP}/ClusterRole`]: kind<rbac.ClusterRole>(validateClusterRole, { name: nameIsPathSegment }),
  [`${GROUP}/RoleBinding`]: kind<rbac.RoleBinding>((binding) => validateBinding(binding, true), {
    name: nameIsPathSegment,
    update: (now, old) => validateBindingUpdate(now, old, true),
  }),
  [`${GROUP}/ClusterRoleBinding`]: kind<rbac.ClusterRoleBinding>((binding) => validateBinding(binding, false), {
    name: nameIsPathSegment,
    update: (now, old) => validateBindingUpdate(now, old, false),
  }),
};
