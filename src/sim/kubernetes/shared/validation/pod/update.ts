import { sortStrings } from '../../go/quote.ts';
import type * as core from '../../schema/types/core-v1.ts';
import { inclusiveRangeError, MAX_INT32, nameIsSubdomain } from '../content.ts';
import { forbidden, invalid, Path, required, type FieldErrors } from '../field.ts';
import { internalDiff, internalJson } from '../internal.ts';
import { kind, NIL, same, type KindValidation, type ValidationContext } from '../kind.ts';
import { podValidationOptions, type PodValidationOptions } from './options.ts';
import { validateTolerations } from './scheduling.ts';
import { MIRROR_ANNOTATION, validateNewPod, validatePodAnnotations, validatePodMetadataAndSpec } from './spec.ts';

// Models ValidatePodUpdate (pkg/apis/core/validation/validation.go @v1.35)

const SPEC = Path.of('spec');
const APPARMOR = 'container.apparmor.security.beta.kubernetes.io/';
const CHANGEABLE = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
].join(',');

function validateAnnotationUpdates(pod: core.Pod, old: core.Pod, options: PodValidationOptions): FieldErrors {
  const path = Path.of('metadata', 'annotations');
  const [now, before] = [pod.metadata?.annotations ?? {}, old.metadata?.annotations ?? {}];
  const errors: FieldErrors = [];
  const refuse = (key: string, verb: string) => {
    if (key.startsWith(APPARMOR)) errors.push(forbidden(path.key(key), `may not ${verb} AppArmor annotations`));
    if (key === MIRROR_ANNOTATION) errors.push(forbidden(path.key(key), `may not ${verb} mirror pod annotation`));
  };
  for (const key of sortStrings(Object.keys(before))) if (now[key] !== before[key]) refuse(key, 'remove or update');
  for (const key of sortStrings(Object.keys(now))) if (before[key] === undefined) refuse(key, 'add');
  return [...errors, ...validatePodAnnotations(now, pod.spec ?? {}, path, options)];
}

/** The images of containers whose number may not change; `stop` says that there is no use in going on. */
function validateContainers(
  now: readonly core.Container[],
  old: readonly core.Container[],
  path: Path,
): { errors: FieldErrors; stop: boolean } {
  if (now.length !== old.length) return { errors: [forbidden(path, 'pod updates may not add or remove containers')], stop: true };
  const errors = now.flatMap(({ image = '' }, i) => {
    const at = path.index(i).child('image');
    if (!image) return [required(at)];
    return image.trim() === image ? [] : [invalid(at, image, 'must not have leading or trailing whitespace')];
  });
  return { errors, stop: false };
}

function validateDeadline(now: number | undefined, old: number | undefined): FieldErrors {
  const at = SPEC.child('activeDeadlineSeconds');
  if (now === undefined) return old === undefined ? [] : [invalid(at, NIL, 'must not update from a positive integer to nil value')];
  return [
    ...(now < 0 || now > MAX_INT32 ? [invalid(at, now, inclusiveRangeError(0, MAX_INT32))] : []),
    ...(old !== undefined && old < now ? [invalid(at, now, 'must be less than or equal to previous value')] : []),
  ];
}

function validateAddedTolerations(spec: core.PodSpec, old: core.PodSpec, options: PodValidationOptions): FieldErrors {
  const at = SPEC.child('tolerations');
  const without = ({ tolerationSeconds: _ignored, ...rest }: core.Toleration) => rest;
  const kept = (toleration: core.Toleration) => (spec.tolerations ?? []).some((other) => same(without(other), without(toleration)));
  return [
    ...(old.tolerations ?? [])
      .filter((toleration) => !kept(toleration))
      .map(() => forbidden(at, 'existing toleration can not be modified except its tolerationSeconds')),
    ...validateTolerations(spec.tolerations, at, options),
  ];
}

function validateGates(now: readonly core.PodSchedulingGate[] = [], old: readonly core.PodSchedulingGate[] = []): FieldErrors {
  return now.flatMap(({ name = '' }, i) =>
    old.some((gate) => gate.name === name)
      ? []
      : [
          forbidden(
            SPEC.child('schedulingGates').index(i).child('name'),
            `only deletion is allowed, but found new scheduling gate '${name}'`,
          ),
        ],
  );
}

function isAddition(now: core.NodeSelectorTerm, old: core.NodeSelectorTerm): boolean {
  const lists = ['matchExpressions', 'matchFields'] as const;
  if (lists.every((field) => !old[field]?.length)) return lists.every((field) => !now[field]?.length);
  return lists.every((field) => !old[field]?.length || same((now[field] ?? []).slice(0, old[field].length), old[field]));
}

function validateNodeAffinity(now: core.NodeAffinity | undefined, old: core.NodeAffinity | undefined): FieldErrors {
  const required = 'requiredDuringSchedulingIgnoredDuringExecution';
  if (!old?.[required]) return [];
  const at = SPEC.child('affinity').child('nodeAffinity').child(required).child('nodeSelectorTerms');
  const [before, terms] = [old[required].nodeSelectorTerms ?? [], now?.[required]?.nodeSelectorTerms ?? []];
  if (before.length && before.length !== terms.length)
    return [invalid(at, terms, 'no additions/deletions to non-empty NodeSelectorTerms list are allowed')];
  return before.flatMap((term, i) =>
    isAddition(terms[i]!, term)
      ? []
      : [invalid(at.index(i), internalJson(terms[i], 'NodeSelectorTerm'), 'only additions are allowed (no mutations or deletions)')],
  );
}

type Spec = { -readonly [K in keyof core.PodSpec]: core.PodSpec[K] };

/** What a pod that waits at a gate may still change about where it runs; takes that from the new spec. */
function mungeGated(munged: Spec, old: core.PodSpec): FieldErrors {
  const errors: FieldErrors = [];
  if (!same(munged.nodeSelector, old.nodeSelector)) {
    const [now, before] = [munged.nodeSelector ?? {}, old.nodeSelector ?? {}];
    for (const key of sortStrings(Object.keys(before))) {
      if (now[key] !== before[key])
        errors.push(
          invalid(
            SPEC.child('nodeSelector'),
            munged.nodeSelector ?? NIL,
            'only additions to spec.nodeSelector are allowed (no mutations or deletions)',
          ),
        );
    }
    assign(munged, 'nodeSelector', old.nodeSelector);
  }
  const [now, before] = [munged.affinity?.nodeAffinity, old.affinity?.nodeAffinity];
  if (same(now, before)) return errors;
  errors.push(...validateNodeAffinity(now, before));
  const { nodeAffinity: _ignored, ...rest } = munged.affinity ?? {};
  if (!munged.affinity) assign(munged, 'affinity', before ? { nodeAffinity: before } : undefined);
  else if (!old.affinity && !rest.podAffinity && !rest.podAntiAffinity) assign(munged, 'affinity', undefined);
  else assign(munged, 'affinity', { ...rest, ...(before ? { nodeAffinity: before } : {}) });
  return errors;
}

function assign<K extends keyof Spec>(spec: Spec, field: K, value: Spec[K] | undefined): void {
  if (value === undefined) delete spec[field];
  else spec[field] = value;
}

const oldImages = (now: readonly core.Container[], old: readonly core.Container[]): core.Container[] =>
  now.map((container, i) => {
    const { image: _ignored, ...rest } = container;
    return old[i]!.image === undefined ? rest : { ...rest, image: old[i]!.image };
  });

/** ValidatePodUpdate without the metadata's own changes: a pod that takes the place of one there is. */
export function validatePodUpdate(pod: core.Pod, old: core.Pod, context: ValidationContext): FieldErrors {
  const options = podValidationOptions(context.enabled);
  const [spec, before] = [pod.spec ?? {}, old.spec ?? {}];
  const errors = [...validatePodMetadataAndSpec(pod, options), ...validateAnnotationUpdates(pod, old, options)];
  for (const list of ['containers', 'initContainers'] as const) {
    const found = validateContainers(spec[list] ?? [], before[list] ?? [], SPEC.child(list));
    errors.push(...found.errors);
    if (found.stop) return errors;
  }
  errors.push(
    ...validateDeadline(spec.activeDeadlineSeconds, before.activeDeadlineSeconds),
    ...validateAddedTolerations(spec, before, options),
    ...validateGates(spec.schedulingGates, before.schedulingGates),
  );
  if (same(spec, before)) return errors;
  const munged: Spec = { ...spec };
  for (const list of ['containers', 'initContainers'] as const)
    assign(munged, list, spec[list] && oldImages(spec[list], before[list] ?? []));
  for (const field of ['activeDeadlineSeconds', 'schedulingGates', 'tolerations'] as const) assign(munged, field, before[field]);
  if ((before.terminationGracePeriodSeconds ?? 0) < 0 && munged.terminationGracePeriodSeconds === 1)
    assign(munged, 'terminationGracePeriodSeconds', before.terminationGracePeriodSeconds);
  if (before.schedulingGates?.length) errors.push(...mungeGated(munged, before));
  if (!same(munged, before)) {
    const diff = internalDiff(before, munged, 'PodSpec');
    errors.push(forbidden(SPEC, `pod updates may not change fields other than ${CHANGEABLE}\n${diff}`));
  }
  return errors;
}

/** Pods. */
export const POD_KINDS: Record<string, KindValidation> = {
  '/Pod': kind<core.Pod>((pod, context) => validateNewPod(pod, podValidationOptions(context.enabled)), {
    name: nameIsSubdomain,
    update: validatePodUpdate,
  }),
};
