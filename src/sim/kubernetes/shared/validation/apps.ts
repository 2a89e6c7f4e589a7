import type * as apps from '../schema/types/apps-v1.ts';
import type { PodTemplateSpec, Volume } from '../schema/types/core-v1.ts';
import type { LabelSelector } from '../schema/types/meta-v1.ts';
import { intValue, type IntOrString } from '../go/intstr.ts';
import { isDns1123Label, isPercent, nameIsLabel } from './content.ts';
import { forbidden, invalid, invalids, notSupported, Path, required, type FieldErrors } from './field.ts';
import { goStruct, immutable, kind, same, shownSelector, type KindValidation, type ValidationContext } from './kind.ts';
import { nonnegative, validateAnnotations, validateLabels, validateLabelSelector } from './meta.ts';
import { podValidationOptions, type PodValidationOptions } from './pod/options.ts';
import { validatePodAnnotations } from './pod/spec.ts';
import { validateClaimSpec } from './pod/volume-claim.ts';
import {
  readSelector,
  validateAlwaysRunning,
  validatePodTemplate,
  validateReplicatedTemplate,
  validateTemplateLabels,
} from './template.ts';

// Models pkg/apis/apps/validation/validation.go @v1.35

const SPEC = Path.of('spec');

const optional = (value: number | undefined, path: Path) => (value === undefined ? [] : nonnegative(value, path));

/** A number that is not negative, or a percentage (ValidatePositiveIntOrPercent). */
export function validateIntOrPercent(value: IntOrString, path: Path): FieldErrors {
  return typeof value === 'string' ? invalids(path, value, isPercent(value)) : nonnegative(value, path);
}

const percentOf = (value: IntOrString): number | undefined =>
  typeof value === 'string' && !isPercent(value).length ? Number(value.slice(0, -1)) : undefined;
const amount = (value: IntOrString): number => percentOf(value) ?? intValue(value);

/** IsNotMoreThan100Percent. */
export function validateAtMost100Percent(value: IntOrString, path: Path): FieldErrors {
  return (percentOf(value) ?? 0) <= 100 ? [] : [invalid(path, value, 'must not be greater than 100%')];
}

/** The checks of a selector that must select something. */
function validateSelector(selector: LabelSelector | undefined, owner: string, path: Path): FieldErrors {
  if (!selector) return [required(path)];
  return [...validateLabelSelector(selector, path), ...emptySelector(selector, owner, path)];
}

function emptySelector(selector: LabelSelector, owner: string, path: Path): FieldErrors {
  const size = Object.keys(selector.matchLabels ?? {}).length + (selector.matchExpressions ?? []).length;
  return size ? [] : [invalid(path, shownSelector(selector), `empty selector is invalid for ${owner}`)];
}

function validateReplicas(
  selector: LabelSelector | undefined,
  template: PodTemplateSpec | undefined,
  path: Path,
  options: PodValidationOptions,
): FieldErrors {
  const read = readSelector(selector);
  return [
    ...validateSelector(selector, 'deployment', path.child('selector')),
    ...(read
      ? validateReplicatedTemplate(template ?? {}, read.requirements, path.child('template'), options, 'ReplicaSet')
      : [invalid(path.child('selector'), shownSelector(selector), 'invalid label selector')]),
  ];
}

const rollingJson = (rolling: apps.RollingUpdateDeployment | undefined) =>
  rolling && { MaxUnavailable: rolling.maxUnavailable, MaxSurge: rolling.maxSurge };

function validateDeploymentStrategy(strategy: apps.DeploymentStrategy, path: Path): FieldErrors {
  const rolling = strategy.rollingUpdate;
  const at = path.child('rollingUpdate');
  switch (strategy.type) {
    case 'Recreate':
      return rolling ? [forbidden(at, "may not be specified when strategy `type` is 'Recreate'")] : [];
    case 'RollingUpdate': {
      if (!rolling) return [required(at, 'this should be defaulted and never be nil')];
      const [unavailable, surge] = [rolling.maxUnavailable ?? 0, rolling.maxSurge ?? 0];
      return [
        ...validateIntOrPercent(unavailable, at.child('maxUnavailable')),
        ...validateIntOrPercent(surge, at.child('maxSurge')),
        ...(amount(unavailable) === 0 && amount(surge) === 0
          ? [invalid(at.child('maxUnavailable'), unavailable, 'may not be 0 when `maxSurge` is 0')]
          : []),
        ...validateAtMost100Percent(unavailable, at.child('maxUnavailable')),
      ];
    }
    default:
      return [
        notSupported(path, goStruct({ Type: strategy.type ?? '', RollingUpdate: rollingJson(rolling) }), ['Recreate', 'RollingUpdate']),
      ];
  }
}

function deploymentSpec(spec: apps.DeploymentSpec, context: ValidationContext): FieldErrors {
  const [deadline, ready] = [spec.progressDeadlineSeconds, spec.minReadySeconds ?? 0];
  return [
    ...nonnegative(spec.replicas ?? 0, SPEC.child('replicas')),
    ...validateReplicas(spec.selector, spec.template, SPEC, podValidationOptions(context.enabled)),
    ...validateDeploymentStrategy(spec.strategy ?? {}, SPEC.child('strategy')),
    ...nonnegative(ready, SPEC.child('minReadySeconds')),
    ...optional(spec.revisionHistoryLimit, SPEC.child('revisionHistoryLimit')),
    ...optional(deadline, SPEC.child('progressDeadlineSeconds')),
    ...(deadline !== undefined && deadline <= ready
      ? [invalid(SPEC.child('progressDeadlineSeconds'), deadline, 'must be greater than minReadySeconds')]
      : []),
  ];
}

function replicaSetSpec(spec: apps.ReplicaSetSpec, context: ValidationContext): FieldErrors {
  return [
    ...nonnegative(spec.replicas ?? 0, SPEC.child('replicas')),
    ...nonnegative(spec.minReadySeconds ?? 0, SPEC.child('minReadySeconds')),
    ...validateReplicas(spec.selector, spec.template, SPEC, podValidationOptions(context.enabled)),
  ];
}

function validateDaemonSetStrategy(strategy: apps.DaemonSetUpdateStrategy, path: Path): FieldErrors {
  const rolling = strategy.rollingUpdate;
  if (strategy.type === 'OnDelete') return [];
  const shown = goStruct({ Type: strategy.type ?? '', RollingUpdate: rollingJson(rolling) });
  if (strategy.type !== 'RollingUpdate') return [notSupported(path, shown, ['RollingUpdate', 'OnDelete'])];
  const at = path.child('rollingUpdate');
  if (!rolling) return [required(at)];
  const [unavailable, surge] = [rolling.maxUnavailable ?? 0, rolling.maxSurge ?? 0];
  return [
    ...validateIntOrPercent(unavailable, at.child('maxUnavailable')),
    ...validateIntOrPercent(surge, at.child('maxSurge')),
    ...validateAtMost100Percent(unavailable, at.child('maxUnavailable')),
    ...validateAtMost100Percent(surge, at.child('maxSurge')),
    ...(amount(unavailable) !== 0 && amount(surge) !== 0
      ? [invalid(at.child('maxSurge'), surge, 'may not be set when maxUnavailable is non-zero')]
      : []),
    ...(amount(unavailable) === 0 && amount(surge) === 0 ? [required(at.child('maxUnavailable'), 'cannot be 0 when maxSurge is 0')] : []),
  ];
}

function daemonSetSpec(spec: apps.DaemonSetSpec, context: ValidationContext): FieldErrors {
  const template = spec.template ?? {};
  const read = readSelector(spec.selector);
  const at = SPEC.child('template');
  return [
    ...validateLabelSelector(spec.selector, SPEC.child('selector')),
    ...(read ? validateTemplateLabels(template.metadata?.labels, read.requirements, at) : []),
    ...(spec.selector ? emptySelector(spec.selector, 'daemonset', SPEC.child('selector')) : []),
    ...validatePodTemplate(template, at, podValidationOptions(context.enabled)),
    ...validateAlwaysRunning(template, at, 'DaemonSet'),
    ...nonnegative(spec.minReadySeconds ?? 0, SPEC.child('minReadySeconds')),
    ...validateDaemonSetStrategy(spec.updateStrategy ?? {}, SPEC.child('updateStrategy')),
    ...optional(spec.revisionHistoryLimit, SPEC.child('revisionHistoryLimit')),
  ];
}

function validateStatefulSetStrategy(strategy: apps.StatefulSetUpdateStrategy, path: Path): FieldErrors {
  const rolling = strategy.rollingUpdate;
  const at = path.child('rollingUpdate');
  const json = rolling && { Partition: rolling.partition ?? 0, MaxUnavailable: rolling.maxUnavailable ?? null };
  switch (strategy.type ?? '') {
    case '':
      return [required(path)];
    case 'OnDelete':
      return rolling ? [invalid(at, goStruct(json!), "only allowed for updateStrategy 'RollingUpdate'")] : [];
    case 'RollingUpdate': {
      if (!rolling) return [];
      const errors = nonnegative(rolling.partition ?? 0, at.child('partition'));
      const unavailable = rolling.maxUnavailable;
      if (unavailable === undefined) return errors;
      const where = at.child('maxUnavailable');
      return [
        ...errors,
        ...validateIntOrPercent(unavailable, where),
        ...(amount(unavailable) === 0 ? [invalid(where, unavailable, 'cannot be 0')] : []),
        ...validateAtMost100Percent(unavailable, where),
      ];
    }
    default:
      return [invalid(path, goStruct({ Type: strategy.type, RollingUpdate: json }), "must be 'RollingUpdate' or 'OnDelete'")];
  }
}

/** The template as its pods will be: claims' volumes in place, names left to the controller. */
function statefulTemplate(spec: apps.StatefulSetSpec): PodTemplateSpec {
  const template = spec.template ?? {};
  const claims = new Map((spec.volumeClaimTemplates ?? []).map(({ metadata }) => [metadata?.name ?? '', metadata?.name ?? '']));
  const volumes: Volume[] = [...claims.keys()].map((name) => ({ name, persistentVolumeClaim: { claimName: name } }));
  const { subdomain: _subdomain, hostname: _hostname, ...rest } = template.spec ?? {};
  const others = (rest.volumes ?? []).filter(({ name }) => !claims.has(name ?? ''));
  return { ...template, spec: { ...rest, volumes: [...volumes, ...others] } };
}

interface StatefulSetOptions {
  update?: boolean;
  skipTemplate?: boolean;
}

function statefulSetSpec(
  spec: apps.StatefulSetSpec,
  context: ValidationContext,
  { update, skipTemplate }: StatefulSetOptions = {},
): FieldErrors {
  const options = podValidationOptions(context.enabled);
  const policy = spec.podManagementPolicy ?? '';
  const errors: FieldErrors = [];
  const at = SPEC.child('podManagementPolicy');
  if (!policy) errors.push(required(at));
  else if (policy !== 'OrderedReady' && policy !== 'Parallel') errors.push(invalid(at, policy, "must be 'OrderedReady' or 'Parallel'"));
  errors.push(...validateStatefulSetStrategy(spec.updateStrategy ?? {}, SPEC.child('updateStrategy')));
  const retention = spec.persistentVolumeClaimRetentionPolicy;
  if (retention) {
    for (const when of ['whenDeleted', 'whenScaled'] as const) {
      const where = SPEC.child('persistentVolumeClaimRetentionPolicy', when);
      if (!['Retain', 'Delete'].includes(retention[when] ?? '')) errors.push(notSupported(where, retention[when], ['Retain', 'Delete']));
    }
  }
  if (!update) {
    (spec.volumeClaimTemplates ?? []).forEach((claim, i) =>
      errors.push(
        ...validateClaimSpec(claim.spec ?? {}, SPEC.child('volumeClaimTemplates').index(i).child('spec'), { volumeAttributesClass: true }),
      ),
    );
  }
  errors.push(
    ...nonnegative(spec.replicas ?? 0, SPEC.child('replicas')),
    ...nonnegative(spec.minReadySeconds ?? 0, SPEC.child('minReadySeconds')),
  );
  if (spec.ordinals) errors.push(...nonnegative(spec.ordinals.start ?? 0, SPEC.child('ordinals.start')));
  if (!update && spec.serviceName) errors.push(...invalids(SPEC.child('serviceName'), spec.serviceName, isDns1123Label(spec.serviceName)));
  const read = readSelector(spec.selector);
  errors.push(...validateSelector(spec.selector, 'statefulset', SPEC.child('selector')));
  if (!read) errors.push(invalid(SPEC.child('selector'), shownSelector(spec.selector), ''));
  else {
    const template = statefulTemplate(spec);
    const where = SPEC.child('template');
    const meta = template.metadata ?? {};
    if (read.requirements?.length !== 0) errors.push(...validateTemplateLabels(meta.labels, read.requirements, where));
    if (!skipTemplate) errors.push(...validatePodTemplate(template, where, options));
    errors.push(
      ...validateLabels(meta.labels, where.child('labels')),
      ...validateAnnotations(meta.annotations, where.child('annotations')),
      ...validatePodAnnotations(meta.annotations, template.spec ?? {}, where.child('annotations'), options),
    );
  }
  return [...errors, ...validateAlwaysRunning(spec.template ?? {}, SPEC.child('template'), 'StatefulSet')];
}

const STATEFUL_CHANGEABLE = [
  'replicas',
  'template',
  'updateStrategy',
  'minReadySeconds',
  'ordinals',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
] as const;

function statefulSetUpdate(set: apps.StatefulSet, old: apps.StatefulSet, context: ValidationContext): FieldErrors {
  const [spec, before] = [set.spec ?? {}, old.spec ?? {}];
  // A template that was bad before must not stand in the way of other changes.
  const skipTemplate = statefulSetSpec(before, context, { update: true }).length > 0;
  const kept = Object.fromEntries(STATEFUL_CHANGEABLE.map((field) => [field, before[field]]));
  return [
    ...statefulSetSpec(spec, context, { update: true, skipTemplate }),
    ...(same({ ...spec, ...kept }, before)
      ? []
      : [
          forbidden(
            SPEC,
            "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', " +
              "'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
          ),
        ]),
  ];
}

function controllerRevision(revision: apps.ControllerRevision): FieldErrors {
  return nonnegative(revision.revision ?? 0, Path.of('revision'));
}

function newControllerRevision(revision: apps.ControllerRevision): FieldErrors {
  const data: unknown = revision.data;
  const errors = controllerRevision(revision);
  if (data === undefined || data === null) errors.push(required(Path.of('data'), 'data is mandatory'));
  else if (typeof data !== 'object' || Array.isArray(data)) errors.push(required(Path.of('data'), 'data must be a valid JSON object'));
  return errors;
}

const selectorImmutable = (now: LabelSelector | undefined, old: LabelSelector | undefined) =>
  immutable(now, old, SPEC.child('selector'), shownSelector(now));

/** The kinds of the apps group. */
export const APPS_KINDS: Record<string, KindValidation> = {
  'apps/Deployment': kind<apps.Deployment>((d, context) => deploymentSpec(d.spec ?? {}, context), {
    update: (d, old, context) => [...deploymentSpec(d.spec ?? {}, context), ...selectorImmutable(d.spec?.selector, old.spec?.selector)],
  }),
  'apps/ReplicaSet': kind<apps.ReplicaSet>((r, context) => replicaSetSpec(r.spec ?? {}, context), {
    update: (r, old, context) => [...replicaSetSpec(r.spec ?? {}, context), ...selectorImmutable(r.spec?.selector, old.spec?.selector)],
  }),
  'apps/DaemonSet': kind<apps.DaemonSet>((d, context) => daemonSetSpec(d.spec ?? {}, context), {
    // The strategy checks that the selector stays before the rest is looked at.
    update: (d, old, context) => [...selectorImmutable(d.spec?.selector, old.spec?.selector), ...daemonSetSpec(d.spec ?? {}, context)],
  }),
  'apps/StatefulSet': kind<apps.StatefulSet>((s, context) => statefulSetSpec(s.spec ?? {}, context), {
    name: nameIsLabel,
    update: statefulSetUpdate,
  }),
  'apps/ControllerRevision': kind<apps.ControllerRevision>(newControllerRevision, {
    update: (r, old) => [...controllerRevision(r), ...immutable(r.data, old.data, Path.of('data'))],
  }),
};
