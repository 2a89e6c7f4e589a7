import { byteLength, sortStrings } from '../go/quote.ts';
import type { Toleration, TopologySelectorTerm } from '../schema/types/core-v1.ts';
import type { RuntimeClass } from '../schema/types/node-v1.ts';
import type { PodDisruptionBudget } from '../schema/types/policy-v1.ts';
import type { PriorityClass } from '../schema/types/scheduling-v1.ts';
import type { StorageClass } from '../schema/types/storage-v1.ts';
import { validateAtMost100Percent, validateIntOrPercent } from './apps.ts';
import { isQualifiedName, nameIsLabel } from './content.ts';
import { duplicate, forbidden, invalid, invalids, notSupported, Path, required, tooLong, type FieldErrors } from './field.ts';
import { goStruct, immutable, kind, nameIsPathSegment, same, type KindValidation, type ValidationContext } from './kind.ts';
import { validateLabelName, validateLabels, validateLabelSelector } from './meta.ts';
import { podValidationOptions } from './pod/options.ts';
import { validateResources } from './pod/resources.ts';
import { validateTolerations } from './pod/scheduling.ts';

// Models pkg/apis/{policy,storage,scheduling,node}/validation/validation.go @v1.35

const SPEC = Path.of('spec');

function validateBudget(budget: PodDisruptionBudget): FieldErrors {
  const spec = budget.spec ?? {};
  const errors: FieldErrors = [];
  if (spec.minAvailable !== undefined && spec.maxUnavailable !== undefined) {
    const shown = goStruct({
      MinAvailable: spec.minAvailable,
      Selector: spec.selector,
      MaxUnavailable: spec.maxUnavailable,
      UnhealthyPodEvictionPolicy: spec.unhealthyPodEvictionPolicy,
    });
    errors.push(invalid(SPEC, shown, 'minAvailable and maxUnavailable cannot be both set'));
  }
  for (const field of ['minAvailable', 'maxUnavailable'] as const) {
    const value = spec[field];
    if (value !== undefined)
      errors.push(...validateIntOrPercent(value, SPEC.child(field)), ...validateAtMost100Percent(value, SPEC.child(field)));
  }
  errors.push(...validateLabelSelector(spec.selector, SPEC.child('selector')));
  const policy = spec.unhealthyPodEvictionPolicy;
  const policies = ['AlwaysAllow', 'IfHealthyBudget'];
  if (policy !== undefined && !policies.includes(policy))
    errors.push(notSupported(SPEC.child('unhealthyPodEvictionPolicy'), policy, policies));
  return errors;
}

const MAX_PARAMETERS = 512;
const MAX_PARAMETER_BYTES = 256 * 1024;

function validateParameters(parameters: Readonly<Record<string, string>> = {}): FieldErrors {
  const [at, list] = [Path.of('parameters'), Object.entries(parameters)];
  const size = list.reduce((sum, [key, value]) => sum + byteLength(key) + byteLength(value), 0);
  return [
    ...(list.length > MAX_PARAMETERS ? [tooLong(at, MAX_PARAMETERS)] : []),
    ...list.filter(([key]) => key === '').map(([key]) => invalid(at, key, 'field can not be empty.')),
    ...(size > MAX_PARAMETER_BYTES ? [tooLong(at, MAX_PARAMETER_BYTES)] : []),
  ];
}

function validateTopologies(terms: readonly TopologySelectorTerm[] = []): FieldErrors {
  const path = Path.of('allowedTopologies');
  const seen: Record<string, string[]>[] = [];
  return terms.flatMap((term, i) => {
    const at = path.index(i).child('matchLabelExpressions');
    const errors: FieldErrors = [];
    const byKey: Record<string, string[]> = {};
    (term.matchLabelExpressions ?? []).forEach(({ key = '', values = [] }, j) => {
      const where = at.index(j);
      if (!values.length) errors.push(required(where.child('values')));
      values.forEach((value, k) => {
        if (values.indexOf(value) < k) errors.push(duplicate(where.child('values').index(k), value));
      });
      errors.push(...validateLabelName(key, where.child('key')));
      if (Object.hasOwn(byKey, key)) errors.push(duplicate(where.child('key'), key));
      byKey[key] = sortStrings(values);
    });
    if (seen.some((other) => same(other, byKey))) errors.push(duplicate(at, ''));
    seen.push(byKey);
    return errors;
  });
}

function validateStorageClass(storageClass: StorageClass): FieldErrors {
  const [provisioner, at] = [storageClass.provisioner ?? '', Path.of('provisioner')];
  const [reclaim, mode] = [storageClass.reclaimPolicy, storageClass.volumeBindingMode];
  const modes = ['Immediate', 'WaitForFirstConsumer'];
  return [
    ...(provisioner ? invalids(at, provisioner.toLowerCase(), isQualifiedName(provisioner.toLowerCase())) : [required(at)]),
    ...validateParameters(storageClass.parameters),
    ...(reclaim && !['Delete', 'Retain'].includes(reclaim) ? [notSupported(Path.of('reclaimPolicy'), reclaim, ['Delete', 'Retain'])] : []),
    ...(mode === undefined
      ? [required(Path.of('volumeBindingMode'))]
      : modes.includes(mode)
        ? []
        : [notSupported(Path.of('volumeBindingMode'), mode, modes)]),
    ...validateTopologies(storageClass.allowedTopologies),
  ];
}

function validateStorageClassUpdate(now: StorageClass, old: StorageClass): FieldErrors {
  const fixed = (['parameters', 'provisioner', 'reclaimPolicy'] as const).filter((field) => !same(now[field], old[field]));
  const mode = Path.of('volumeBindingMode');
  return [
    ...validateStorageClass(now),
    ...fixed.map((field) => forbidden(Path.of(field), `updates to ${field} are forbidden.`)),
    ...immutable(now.volumeBindingMode, old.volumeBindingMode, mode),
  ];
}

const MAX_PRIORITY = 1_000_000_000;
const SYSTEM_CLASSES: Record<string, number> = { 'system-node-critical': 2000001000, 'system-cluster-critical': 2000000000 };

/** Why a class may not have a name that begins with `system-`. */
function systemClassError({ metadata, value = 0, globalDefault }: PriorityClass): string | undefined {
  const name = metadata?.name ?? '';
  const known = Object.hasOwn(SYSTEM_CLASSES, name) ? SYSTEM_CLASSES[name] : undefined;
  if (known === undefined) return `${name} is not a known system priority class`;
  if (value !== known) return `value of ${name} PriorityClass must be ${known}`;
  return globalDefault ? `globalDefault of ${name} PriorityClass must be false` : undefined;
}

function validatePriorityClass(priorityClass: PriorityClass): FieldErrors {
  const errors: FieldErrors = [];
  if (priorityClass.metadata?.name?.startsWith('system-')) {
    const why = systemClassError(priorityClass);
    if (why)
      errors.push(
        forbidden(
          Path.of('metadata', 'name'),
          `priority class names with 'system-' prefix are reserved for system use only. error: ${why}`,
        ),
      );
  } else if ((priorityClass.value ?? 0) > MAX_PRIORITY)
    errors.push(forbidden(Path.of('value'), `maximum allowed value of a user defined priority is ${MAX_PRIORITY}`));
  const [policy, at] = [priorityClass.preemptionPolicy, Path.of('preemptionPolicy')];
  const policies = ['PreemptLowerPriority', 'Never'];
  if (policy === '') errors.push(required(at));
  else if (policy !== undefined && !policies.includes(policy)) errors.push(notSupported(at, policy, policies));
  return errors;
}

function validatePriorityClassUpdate(now: PriorityClass, old: PriorityClass): FieldErrors {
  return [
    ...((now.value ?? 0) === (old.value ?? 0) ? [] : [forbidden(Path.of('value'), 'may not be changed in an update.')]),
    ...immutable(now.preemptionPolicy, old.preemptionPolicy, Path.of('preemptionPolicy')),
  ];
}

function validateClassTolerations(tolerations: readonly Toleration[] = [], path: Path, context: ValidationContext): FieldErrors {
  const keyOf = ({ key = '', operator = '', value = '', effect = '' }: Toleration) => JSON.stringify([key, operator, value, effect]);
  const keys = tolerations.map(keyOf);
  return [
    ...validateTolerations(tolerations, path, podValidationOptions(context.enabled)),
    ...tolerations.flatMap((t, i) => {
      if (keys.indexOf(keys[i]!) === i) return [];
      const { key = '', operator = '', value = '', effect = '', tolerationSeconds = null } = t;
      return [
        duplicate(
          path.index(i),
          goStruct({ Key: key, Operator: operator, Value: value, Effect: effect, TolerationSeconds: tolerationSeconds }),
        ),
      ];
    }),
  ];
}

function validateRuntimeClass(runtimeClass: RuntimeClass, context: ValidationContext): FieldErrors {
  const { handler = '', overhead, scheduling } = runtimeClass;
  const at = Path.of('handler');
  const where = Path.of('scheduling');
  return [
    ...invalids(at, handler, nameIsLabel(handler)),
    ...(overhead
      ? validateResources({ limits: overhead.podFixed ?? {} }, new Set(), Path.of('overhead'), podValidationOptions(context.enabled))
      : []),
    ...(scheduling
      ? [
          ...validateLabels(scheduling.nodeSelector, where.child('nodeSelector')),
          ...validateClassTolerations(scheduling.tolerations, where.child('tolerations'), context),
        ]
      : []),
  ];
}

/** Budgets, and the classes of storage, priority and runtimes. */
export const CLUSTER_KINDS: Record<string, KindValidation> = {
  'policy/PodDisruptionBudget': kind<PodDisruptionBudget>(validateBudget, { name: nameIsPathSegment }),
  'storage.k8s.io/StorageClass': kind<StorageClass>(validateStorageClass, {
    update: validateStorageClassUpdate,
  }),
  'scheduling.k8s.io/PriorityClass': kind<PriorityClass>(validatePriorityClass, { update: validatePriorityClassUpdate }),
  'node.k8s.io/RuntimeClass': kind<RuntimeClass>(validateRuntimeClass, {
    update: (now, old, context) => [
      ...validateRuntimeClass(now, context),
      ...immutable(now.handler ?? '', old.handler ?? '', Path.of('handler')),
    ],
  }),
};
