import { errorText } from '../go/error.ts';
import { Quantity } from '../go/quantity.ts';
import type * as autoscaling from '../schema/types/autoscaling-v2.ts';
import { parseGroupVersion } from '../schema/scheme.ts';
import { isDns1123Label } from './content.ts';
import { forbidden, invalid, invalids, notSupported, Path, required, type FieldErrors } from './field.ts';
import { kind, nameIsPathSegment, type KindValidation, type ValidationContext } from './kind.ts';
import { IS_NEGATIVE } from './meta.ts';
import { validateContainerResourceName } from './pod/resources.ts';

// Models pkg/apis/autoscaling/validation/validation.go @v1.35

const SPEC = Path.of('spec');
const MAX_PERIOD_SECONDS = 1800;
const MAX_WINDOW_SECONDS = 3600;

const segment = (value: string | undefined, path: Path, why = ''): FieldErrors =>
  value ? invalids(path, value, nameIsPathSegment(value)) : [required(path, why)];

interface ReferenceOptions {
  anyVersion: boolean;
  emptyGroup: boolean;
}

function apiVersionError(version: string, options: ReferenceOptions): string | undefined {
  if (options.anyVersion) return undefined;
  try {
    return parseGroupVersion(version).group || options.emptyGroup ? undefined : 'apiVersion must specify API group';
  } catch (e) {
    return errorText(e);
  }
}

function validateReference(reference: autoscaling.CrossVersionObjectReference, path: Path, options: ReferenceOptions): FieldErrors {
  const version = reference.apiVersion ?? '';
  const wrong = apiVersionError(version, options);
  return [
    ...segment(reference.kind, path.child('kind')),
    ...segment(reference.name, path.child('name')),
    ...(wrong === undefined ? [] : [invalid(path.child('apiVersion'), version, wrong)]),
  ];
}

function validateTarget(target: autoscaling.MetricTarget, path: Path): FieldErrors {
  const errors: FieldErrors = [];
  const type = target.type ?? '';
  if (!type) errors.push(required(path.child('type'), 'must specify a metric target type'));
  if (!['Utilization', 'Value', 'AverageValue'].includes(type))
    errors.push(invalid(path.child('type'), type, 'must be either Utilization, Value, or AverageValue'));
  for (const field of ['value', 'averageValue'] as const) {
    const value = target[field];
    if (value !== undefined && Quantity.parse(value).sign <= 0) errors.push(invalid(path.child(field), value, 'must be positive'));
  }
  const { averageUtilization: part } = target;
  if (part !== undefined && part < 1) errors.push(invalid(path.child('averageUtilization'), part, 'must be greater than 0'));
  return errors;
}

type Source = { target?: autoscaling.MetricTarget };

/** The target of a resource: a raw amount or a part of what is asked for, and not both. */
function validateResourceTarget({ target = {} }: Source, path: Path): FieldErrors {
  const at = path.child('target');
  const errors = validateTarget(target, at);
  const [part, value] = [target.averageUtilization, target.averageValue];
  if (part === undefined && value === undefined)
    errors.push(required(at.child('averageUtilization'), 'must set either a target raw value or a target utilization'));
  if (part !== undefined && value !== undefined)
    errors.push(forbidden(at.child('averageValue'), 'may not set both a target raw value and a target utilization'));
  return errors;
}

const metricName = (metric: autoscaling.MetricIdentifier | undefined, path: Path) =>
  segment(metric?.name, path.child('metric').child('name'), 'must specify a metric name');

const KINDS = ['object', 'external', 'pods', 'resource', 'containerResource'] as const;

function validateSource(metric: autoscaling.MetricSpec, field: (typeof KINDS)[number], path: Path, options: ReferenceOptions): FieldErrors {
  const at = path.child('target');
  switch (field) {
    case 'object': {
      const { describedObject = {}, metric: id, target = {} } = metric.object!;
      const none = target.value === undefined && target.averageValue === undefined;
      return [
        ...validateReference(describedObject, path.child('describedObject'), options),
        ...metricName(id, path),
        ...validateTarget(target, at),
        ...(none ? [required(at.child('averageValue'), 'must set either a target value or averageValue')] : []),
      ];
    }
    case 'external': {
      const { metric: id, target = {} } = metric.external!;
      const [value, average] = [target.value !== undefined, target.averageValue !== undefined];
      return [
        ...metricName(id, path),
        ...validateTarget(target, at),
        ...(!value && !average
          ? [required(at.child('averageValue'), 'must set either a target value for metric or a per-pod target')]
          : []),
        ...(value && average ? [forbidden(at.child('value'), 'may not set both a target value for metric and a per-pod target')] : []),
      ];
    }
    case 'pods': {
      const { metric: id, target = {} } = metric.pods!;
      const errors = [...metricName(id, path), ...validateTarget(target, at)];
      if (target.averageValue === undefined) errors.push(required(at.child('averageValue'), 'must specify a positive target averageValue'));
      return errors;
    }
    case 'resource': {
      const errors: FieldErrors = metric.resource!.name ? [] : [required(path.child('name'), 'must specify a resource name')];
      return [...errors, ...validateResourceTarget(metric.resource!, path)];
    }
    case 'containerResource': {
      const { name, container } = metric.containerResource!;
      return [
        ...(name
          ? validateContainerResourceName(name, path.child('name'))
          : [required(path.child('name'), 'must specify a resource name')]),
        ...(container
          ? invalids(path.child('container'), container, isDns1123Label(container))
          : [required(path.child('container'), 'must specify a container')]),
        ...validateResourceTarget(metric.containerResource!, path),
      ];
    }
  }
}

const SOURCES: Record<string, (typeof KINDS)[number]> = {
  ContainerResource: 'containerResource',
  External: 'external',
  Object: 'object',
  Pods: 'pods',
  Resource: 'resource',
};

function validateMetric(metric: autoscaling.MetricSpec, path: Path, options: ReferenceOptions): FieldErrors {
  const type = metric.type ?? '';
  const at = path.child('type');
  const errors: FieldErrors = [];
  if (!type) errors.push(required(at, 'must specify a metric source type'));
  const expected = Object.hasOwn(SOURCES, type) ? SOURCES[type] : undefined;
  const unknown = notSupported(at, type, Object.keys(SOURCES));
  if (!expected) errors.push(unknown);
  const present = KINDS.filter((field) => metric[field]);
  if (present[0]) errors.push(...validateSource(metric, present[0], path.child(present[0]), options));
  if (!expected) errors.push(unknown);
  else if (!metric[expected]) errors.push(required(path.child(expected), 'must populate information for the given metric source'));
  if (present.length !== 1)
    for (const field of present)
      if (field !== expected) errors.push(forbidden(path.child(field), 'must populate the given metric source only'));
  return errors;
}

function validatePolicy(policy: autoscaling.HPAScalingPolicy, path: Path): FieldErrors {
  const errors: FieldErrors = [];
  const { type = '', value = 0, periodSeconds: period = 0 } = policy;
  if (!['Percent', 'Pods'].includes(type)) errors.push(notSupported(path.child('type'), type, ['Percent', 'Pods']));
  if (value <= 0) errors.push(invalid(path.child('value'), value, 'must be greater than zero'));
  if (period <= 0) errors.push(invalid(path.child('periodSeconds'), period, 'must be greater than zero'));
  if (period > MAX_PERIOD_SECONDS)
    errors.push(invalid(path.child('periodSeconds'), period, `must be less than or equal to ${MAX_PERIOD_SECONDS}`));
  return errors;
}

function validateRules(rules: autoscaling.HPAScalingRules | undefined, path: Path): FieldErrors {
  if (!rules) return [];
  const errors: FieldErrors = [];
  const [window, select] = [rules.stabilizationWindowSeconds, rules.selectPolicy];
  const at = path.child('stabilizationWindowSeconds');
  if (window !== undefined && window < 0) errors.push(invalid(at, window, 'must be greater than or equal to zero'));
  if (window !== undefined && window > MAX_WINDOW_SECONDS)
    errors.push(invalid(at, window, `must be less than or equal to ${MAX_WINDOW_SECONDS}`));
  const selects = ['Disabled', 'Max', 'Min'];
  if (select !== undefined && !selects.includes(select)) errors.push(notSupported(path.child('selectPolicy'), select, selects));
  const list = path.child('policies');
  if (!rules.policies?.length) errors.push(required(list, 'must specify at least one Policy'));
  (rules.policies ?? []).forEach((policy, i) => errors.push(...validatePolicy(policy, list.index(i))));
  if (rules.tolerance !== undefined && Quantity.parse(rules.tolerance).sign < 0)
    errors.push(invalid(path.child('tolerance'), rules.tolerance, IS_NEGATIVE));
  return errors;
}

function validateAutoscaler(
  autoscaler: autoscaling.HorizontalPodAutoscaler,
  old: autoscaling.HorizontalPodAutoscaler | undefined,
  context: ValidationContext,
): FieldErrors {
  const spec = autoscaler.spec ?? {};
  const [min, max = 0] = [spec.minReplicas, spec.maxReplicas];
  const toZero = context.enabled('HPAScaleToZero') || old?.spec?.minReplicas === 0;
  const lowest = toZero ? 0 : 1;
  const errors: FieldErrors = [];
  const at = SPEC.child('maxReplicas');
  if (min !== undefined && min < lowest) errors.push(invalid(SPEC.child('minReplicas'), min, `must be greater than or equal to ${lowest}`));
  if (max < 1) errors.push(invalid(at, max, 'must be greater than 0'));
  if (min !== undefined && max < min) errors.push(invalid(at, max, 'must be greater than or equal to `minReplicas`'));
  const [target = {}, before] = [spec.scaleTargetRef, old?.spec?.scaleTargetRef];
  // What was there before stays allowed, and replication controllers have no group.
  const unchanged = old !== undefined && before?.apiVersion === target.apiVersion && before?.kind === target.kind;
  const oldBad = ({ object }: autoscaling.MetricSpec) =>
    object && apiVersionError(object.describedObject?.apiVersion ?? '', { anyVersion: false, emptyGroup: true }) !== undefined;
  const objects = { emptyGroup: true, anyVersion: (old?.spec?.metrics ?? []).some(oldBad) };
  const targets = { emptyGroup: target.kind === 'ReplicationController', anyVersion: unchanged };
  errors.push(...validateReference(target, SPEC.child('scaleTargetRef'), targets));
  const metrics = spec.metrics ?? [];
  metrics.forEach((metric, i) => errors.push(...validateMetric(metric, SPEC.child('metrics').index(i), objects)));
  if (min === 0 && !metrics.some(({ type }) => type === 'Object' || type === 'External')) {
    errors.push(
      forbidden(SPEC.child('metrics'), 'must specify at least one Object or External metric to support scaling to zero replicas'),
    );
  }
  const behavior = SPEC.child('behavior');
  return [
    ...errors,
    ...validateRules(spec.behavior?.scaleUp, behavior.child('scaleUp')),
    ...validateRules(spec.behavior?.scaleDown, behavior.child('scaleDown')),
  ];
}

/** Horizontal pod autoscalers, in the form of autoscaling/v2. */
export const AUTOSCALING_KINDS: Record<string, KindValidation> = {
  'autoscaling/HorizontalPodAutoscaler': kind<autoscaling.HorizontalPodAutoscaler>(
    (autoscaler, context) => validateAutoscaler(autoscaler, undefined, context),
    { update: validateAutoscaler },
  ),
};
