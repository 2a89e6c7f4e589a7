import { parseInt64 } from '../../go/strconv.ts';
import { decodeTyped } from '../../decode/typed.ts';
import { bytes } from '../../../../kernel/text.ts';
import { parseJson } from '../../json/parse.ts';
import { typeOf } from '../../schema/go-types.ts';
import type * as core from '../../schema/types/core-v1.ts';
import type { LabelSelector } from '../../schema/types/meta-v1.ts';
import { isDecimalInteger, isLabelValue, isQualifiedName, nameIsLabel, nameIsSubdomain } from '../content.ts';
import { duplicate, forbidden, invalid, invalids, notSupported, required, type FieldErrors, type Path } from '../field.ts';
import { positive, validateLabelName, validateLabelSelector } from '../meta.ts';
import type { PodValidationOptions } from './options.ts';

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

/** validateTaintEffect. */
export function validateTaintEffect(effect: string | undefined, allowEmpty: boolean, path: Path): FieldErrors {
  if (!effect && !allowEmpty) return [required(path)];
  return EFFECTS.includes(effect ?? '') ? [] : [notSupported(path, effect, EFFECTS)];
}

function validateTolerationValue(toleration: core.Toleration, path: Path, options: PodValidationOptions): FieldErrors {
  const { operator = '', value = '' } = toleration;
  const at = path.child('operator');
  switch (operator) {
    case 'Equal':
    case '': {
      const errors = isLabelValue(value);
      return errors.length ? [invalid(at, value, errors.join(';'))] : [];
    }
    case 'Exists':
      return value ? [invalid(at, value, "value must be empty when `operator` is 'Exists'")] : [];
    case 'Lt':
    case 'Gt': {
      if (!options.allowTolerationComparison) return [notSupported(at, operator, ['Equal', 'Exists', 'Lt', 'Gt'])];
      const errors = invalids(path.child('value'), value, isDecimalInteger(value));
      try {
        parseInt64(value);
      } catch (e) {
        errors.push(invalid(path.child('value'), value, (e as Error).message));
      }
      return errors;
    }
    default:
      return [notSupported(at, operator, ['Equal', 'Exists'])];
  }
}

/** ValidateTolerations. */
export function validateTolerations(tolerations: readonly core.Toleration[] = [], path: Path, options: PodValidationOptions): FieldErrors {
  return tolerations.flatMap((toleration, i) => {
    const at = path.index(i);
    const { key, operator, effect, tolerationSeconds } = toleration;
    const errors: FieldErrors = key ? validateLabelName(key, at.child('key')) : [];
    if (!key && operator !== 'Exists') {
      errors.push(
        invalid(at.child('operator'), operator, 'operator must be Exists when `key` is empty, which means "match all values and all keys"'),
      );
    }
    if (tolerationSeconds !== undefined && effect !== 'NoExecute') {
      errors.push(invalid(at.child('effect'), effect, "effect must be 'NoExecute' when `tolerationSeconds` is set"));
    }
    errors.push(...validateTolerationValue(toleration, at, options));
    if (effect) errors.push(...validateTaintEffect(effect, true, at.child('effect')));
    return errors;
  });
}

const TOLERATIONS = 'scheduler.alpha.kubernetes.io/tolerations';

/** Tolerations once stood in an annotation. */
export function validateTolerationsAnnotation(
  annotations: Readonly<Record<string, string>> = {},
  path: Path,
  options: PodValidationOptions,
): FieldErrors {
  const text = annotations[TOLERATIONS];
  if (!text) return [];
  try {
    const { object } = decodeTyped(parseJson(bytes(text)), typeOf('[]core/v1.Toleration'), { foldCase: true });
    return validateTolerations(object as core.Toleration[], path.child(TOLERATIONS), options);
  } catch (e) {
    return [invalid(path, TOLERATIONS, (e as Error).message)];
  }
}

function validateNodeRequirement(requirement: core.NodeSelectorRequirement, allowInvalidValue: boolean, path: Path): FieldErrors {
  const errors: FieldErrors = [];
  const { operator, key = '', values = [] } = requirement;
  const at = path.child('values');
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (!values.length) errors.push(required(at, "must be specified when `operator` is 'In' or 'NotIn'"));
      break;
    case 'Exists':
    case 'DoesNotExist':
      if (values.length) errors.push(forbidden(at, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
      break;
    case 'Gt':
    case 'Lt':
      if (values.length !== 1) errors.push(required(at, "must be specified single value when `operator` is 'Lt' or 'Gt'"));
      break;
    default:
      errors.push(invalid(path.child('operator'), operator, 'not a valid selector operator'));
  }
  errors.push(...validateLabelName(key, path.child('key')));
  if (!allowInvalidValue) values.forEach((value, i) => errors.push(...invalids(at.index(i), value, isLabelValue(value))));
  return errors;
}

function validateNodeField(requirement: core.NodeSelectorRequirement, path: Path): FieldErrors {
  const errors: FieldErrors = [];
  const { operator, key, values = [] } = requirement;
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length !== 1) {
      errors.push(required(path.child('values'), "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"));
    }
  } else errors.push(invalid(path.child('operator'), operator, 'not a valid selector operator'));
  if (key !== 'metadata.name') errors.push(invalid(path.child('key'), key, 'not a valid field selector key'));
  else values.forEach((value, i) => errors.push(...invalids(path.child('values').index(i), value, nameIsSubdomain(value))));
  return errors;
}

/** ValidateNodeSelectorTerm. */
export function validateNodeSelectorTerm(term: core.NodeSelectorTerm, allowInvalidValue: boolean, path: Path): FieldErrors {
  return [
    ...(term.matchExpressions ?? []).flatMap((r, i) =>
      validateNodeRequirement(r, allowInvalidValue, path.child('matchExpressions').index(i)),
    ),
    ...(term.matchFields ?? []).flatMap((r, i) => validateNodeField(r, path.child('matchFields').index(i))),
  ];
}

/** ValidateNodeSelector. */
export function validateNodeSelector(selector: core.NodeSelector, allowInvalidValue: boolean, path: Path): FieldErrors {
  const at = path.child('nodeSelectorTerms');
  if (!selector.nodeSelectorTerms?.length) return [required(at, 'must have at least one node selector term')];
  return selector.nodeSelectorTerms.flatMap((term, i) => validateNodeSelectorTerm(term, allowInvalidValue, at.index(i)));
}

const weightErrors = (weight = 0, path: Path): FieldErrors =>
  weight <= 0 || weight > 100 ? [invalid(path.child('weight'), weight, 'must be in the range 1-100')] : [];

/** Keys of pods' labels that are merged into a selector: they must be keys, and there must be a selector. */
function validateLabelKeys(keys: readonly string[] = [], selector: LabelSelector | undefined, path: Path): FieldErrors {
  if (!keys.length) return [];
  if (!selector) return [forbidden(path, 'must not be specified when labelSelector is not set')];
  return keys.flatMap((key, i) => validateLabelName(key, path.index(i)));
}

/** ValidateMatchLabelKeysAndMismatchLabelKeys. */
function validateMatchKeys(
  path: Path,
  match: readonly string[] = [],
  mismatch: readonly string[] = [],
  selector: LabelSelector | undefined,
): FieldErrors {
  const errors = [
    ...validateLabelKeys(match, selector, path.child('matchLabelKeys')),
    ...validateLabelKeys(mismatch, selector, path.child('mismatchLabelKeys')),
  ];
  if (selector) {
    const keys = new Set(Object.keys(selector.matchLabels ?? {}));
    for (const { key = '' } of selector.matchExpressions ?? []) {
      const i = match.lastIndexOf(key);
      if (i >= 0 && keys.has(key)) errors.push(invalid(path.index(i), key, 'exists in both matchLabelKeys and labelSelector'));
      keys.add(key);
    }
  }
  match.forEach((key, i) => {
    if (mismatch.includes(key))
      errors.push(invalid(path.child('matchLabelKeys').index(i), key, 'exists in both matchLabelKeys and mismatchLabelKeys'));
  });
  return errors;
}

function validateAffinityTerm(term: core.PodAffinityTerm, options: PodValidationOptions, path: Path): FieldErrors {
  const selectors = { allowInvalidValue: options.allowInvalidLabelValueInSelector };
  const errors = [
    ...validateLabelSelector(term.labelSelector, path.child('labelSelector'), selectors),
    ...validateLabelSelector(term.namespaceSelector, path.child('namespaceSelector'), selectors),
    ...(term.namespaces ?? []).flatMap((name) => invalids(path.child('namespace'), name, nameIsLabel(name))),
    ...validateMatchKeys(path, term.matchLabelKeys, term.mismatchLabelKeys, term.labelSelector),
  ];
  const key = term.topologyKey ?? '';
  if (!key) errors.push(required(path.child('topologyKey'), 'can not be empty'));
  return [...errors, ...validateLabelName(key, path.child('topologyKey'))];
}

function validatePodAffinity(affinity: core.PodAffinity | core.PodAntiAffinity, options: PodValidationOptions, path: Path): FieldErrors {
  const [hard, soft] = ['requiredDuringSchedulingIgnoredDuringExecution', 'preferredDuringSchedulingIgnoredDuringExecution'] as const;
  return [
    ...(affinity[hard] ?? []).flatMap((term, i) => validateAffinityTerm(term, options, path.child(hard).index(i))),
    ...(affinity[soft] ?? []).flatMap((term, i) => {
      const at = path.child(soft).index(i);
      return [...weightErrors(term.weight, at), ...validateAffinityTerm(term.podAffinityTerm ?? {}, options, at.child('podAffinityTerm'))];
    }),
  ];
}

/** validateAffinity. */
export function validateAffinity(affinity: core.Affinity | undefined, options: PodValidationOptions, path: Path): FieldErrors {
  const errors: FieldErrors = [];
  const node = affinity?.nodeAffinity;
  if (node) {
    const at = path.child('nodeAffinity');
    const [hard, soft] = ['requiredDuringSchedulingIgnoredDuringExecution', 'preferredDuringSchedulingIgnoredDuringExecution'] as const;
    if (node[hard]) errors.push(...validateNodeSelector(node[hard]!, options.allowInvalidLabelValueInRequiredNodeAffinity, at.child(hard)));
    (node[soft] ?? []).forEach((term, i) => {
      const where = at.child(soft).index(i);
      errors.push(...weightErrors(term.weight, where), ...validateNodeSelectorTerm(term.preference ?? {}, true, where.child('preference')));
    });
  }
  if (affinity?.podAffinity) errors.push(...validatePodAffinity(affinity.podAffinity, options, path.child('podAffinity')));
  if (affinity?.podAntiAffinity) errors.push(...validatePodAffinity(affinity.podAntiAffinity, options, path.child('podAntiAffinity')));
  return errors;
}

const ACTIONS = ['DoNotSchedule', 'ScheduleAnyway'];
const INCLUSION = ['Honor', 'Ignore'];

function validateMatchKeysOfSpread(constraint: core.TopologySpreadConstraint, path: Path, options: PodValidationOptions): FieldErrors {
  const { matchLabelKeys: keys = [], labelSelector: selector } = constraint;
  const merged = options.allowMatchLabelKeysInTopologySpread
    ? options.allowMatchLabelKeysSelectorMerge
      ? !options.oldViolatesMatchLabelKeys
      : options.oldViolatesLegacyMatchLabelKeys
    : false;
  if (merged) return validateMatchKeys(path, keys, [], selector);
  if (!keys.length) return [];
  const at = path.child('matchLabelKeys');
  const errors: FieldErrors = selector ? [] : [forbidden(at, 'must not be specified when labelSelector is not set')];
  const taken = new Set([...Object.keys(selector?.matchLabels ?? {}), ...(selector?.matchExpressions ?? []).map((e) => e.key ?? '')]);
  keys.forEach((key, i) => {
    errors.push(...validateLabelName(key, at.index(i)));
    if (taken.has(key)) errors.push(invalid(at.index(i), key, 'exists in both matchLabelKeys and labelSelector'));
  });
  return errors;
}

/** validateTopologySpreadConstraints. */
export function validateTopologySpread(
  constraints: readonly core.TopologySpreadConstraint[] = [],
  path: Path,
  options: PodValidationOptions,
): FieldErrors {
  return constraints.flatMap((constraint, i) => {
    const at = path.index(i);
    const { topologyKey = '', whenUnsatisfiable: action = '', minDomains } = constraint;
    const errors = positive(constraint.maxSkew ?? 0, at.child('maxSkew'));
    if (!topologyKey) errors.push(required(at.child('topologyKey'), 'can not be empty'));
    if (!ACTIONS.includes(action)) errors.push(notSupported(at.child('whenUnsatisfiable'), action, ACTIONS));
    const again = constraints.slice(i + 1).some((c) => (c.topologyKey ?? '') === topologyKey && (c.whenUnsatisfiable ?? '') === action);
    if (again) errors.push(duplicate(at.child('{topologyKey, whenUnsatisfiable}'), `{${topologyKey}, ${action}}`));
    if (minDomains !== undefined) {
      errors.push(...positive(minDomains, at.child('minDomains')));
      if (action !== 'DoNotSchedule') {
        errors.push(
          invalid(at.child('minDomains'), minDomains, `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${action}`),
        );
      }
    }
    for (const name of ['nodeAffinityPolicy', 'nodeTaintsPolicy'] as const) {
      const policy = constraint[name];
      if (policy !== undefined && !INCLUSION.includes(policy)) errors.push(notSupported(at.child(name), policy, INCLUSION));
    }
    errors.push(...validateMatchKeysOfSpread(constraint, at, options));
    if (!options.allowInvalidTopologySpreadConstraintLabelSelector) {
      errors.push(...validateLabelSelector(constraint.labelSelector, at.child('labelSelector')));
    }
    return errors;
  });
}

/** Gates that keep a pod from being scheduled. */
export function validateSchedulingGates(gates: readonly core.PodSchedulingGate[] = [], path: Path): FieldErrors {
  const seen = new Set<string>();
  return gates.flatMap(({ name = '' }, i) => {
    const errors = invalids(path.index(i), name, isQualifiedName(name));
    if (seen.has(name)) errors.push(duplicate(path.index(i), name));
    seen.add(name);
    return errors;
  });
}
