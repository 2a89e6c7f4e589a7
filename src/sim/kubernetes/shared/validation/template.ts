import type { PodTemplateSpec } from '../schema/types/core-v1.ts';
import type { LabelSelector } from '../schema/types/meta-v1.ts';
import { labelSelectorRequirements, selectorMatches, type Labels, type Requirement } from '../labels.ts';
import { forbidden, invalid, notSupported, required, type FieldErrors, type Path } from './field.ts';
import { NIL } from './kind.ts';
import { validateAnnotations, validateLabels } from './meta.ts';
import type { PodValidationOptions } from './pod/options.ts';
import { validateProfilesMatch } from './pod/security.ts';
import { validatePodAnnotations, validatePodSpec } from './pod/spec.ts';

/** ValidatePodTemplateSpec (pkg/apis/core/validation). */
export function validatePodTemplate(template: PodTemplateSpec, path: Path, options: PodValidationOptions): FieldErrors {
  const [meta, spec] = [template.metadata ?? {}, template.spec ?? {}];
  return [
    ...validateLabels(meta.labels, path.child('labels')),
    ...validateAnnotations(meta.annotations, path.child('annotations')),
    ...validatePodAnnotations(meta.annotations, spec, path.child('annotations'), options),
    ...validatePodSpec(spec, undefined, path.child('spec'), options),
    ...validateProfilesMatch(meta, spec, path.child('spec')),
    ...(spec.ephemeralContainers?.length
      ? [forbidden(path.child('spec', 'ephemeralContainers'), 'ephemeral containers not allowed in pod template')]
      : []),
  ];
}

/** The requirements of a selector, or nothing where it cannot be read. */
export function readSelector(selector: LabelSelector | undefined): { requirements: Requirement[] | undefined } | undefined {
  try {
    return { requirements: labelSelectorRequirements(selector) };
  } catch {
    return undefined;
  }
}

/** What is said where a selector misses the labels of the pods it is to select. */
export function validateTemplateLabels(
  labels: Labels | undefined,
  requirements: readonly Requirement[] | undefined,
  path: Path,
): FieldErrors {
  if (requirements && selectorMatches(requirements, labels)) return [];
  return [invalid(path.child('metadata', 'labels'), labels ?? NIL, '`selector` does not match template `labels`')];
}

/** Templates of controllers that keep their pods running. */
export function validateAlwaysRunning(template: PodTemplateSpec, path: Path, owner: string): FieldErrors {
  const spec = template.spec ?? {};
  const errors: FieldErrors = [];
  if (spec.restartPolicy !== 'Always') errors.push(notSupported(path.child('spec', 'restartPolicy'), spec.restartPolicy, ['Always']));
  if (spec.activeDeadlineSeconds !== undefined)
    errors.push(forbidden(path.child('spec', 'activeDeadlineSeconds'), `activeDeadlineSeconds in ${owner} is not Supported`));
  return errors;
}

/** ValidatePodTemplateSpecForReplicaSet, and the one for replication controllers. */
export function validateReplicatedTemplate(
  template: PodTemplateSpec | undefined,
  requirements: readonly Requirement[] | undefined,
  path: Path,
  options: PodValidationOptions,
  owner: string,
): FieldErrors {
  if (!template) return [required(path)];
  return [
    ...(requirements?.length === 0 ? [] : validateTemplateLabels(template.metadata?.labels, requirements, path)),
    ...validatePodTemplate(template, path, options),
    ...validateAlwaysRunning(template, path, owner),
  ];
}
