import { byteLength } from '../../go/quote.ts';
import { parseInt64 } from '../../go/strconv.ts';
import { encodeJson } from '../../json/encode.ts';
import type * as core from '../../schema/types/core-v1.ts';
import type { ObjectMeta } from '../../schema/types/meta-v1.ts';
import {
  inclusiveRangeError,
  isDns1123Label,
  isDns1123Subdomain,
  isDns1123SubdomainWithUnderscore,
  isIpForLegacyField,
  isQualifiedName,
  MAX_INT32,
  nameIsLabel,
  nameIsSubdomain,
} from '../content.ts';
import { duplicate, forbidden, invalid, invalids, notSupported, Path, RawJson, required, tooLong, type FieldErrors } from '../field.ts';
import { validateLabels, validateObjectMeta } from '../meta.ts';
import {
  claimNames,
  validateContainers,
  validateEphemeralContainers,
  validateInitContainers,
  validateOnlyForPod,
  type ContainerScope,
} from './containers.ts';
import { validateFileKeyVolumes } from './env.ts';
import type { PodValidationOptions } from './options.ts';
import { validatePodResources, validateResources } from './resources.ts';
import {
  validateAffinity,
  validateSchedulingGates,
  validateTolerations,
  validateTolerationsAnnotation,
  validateTopologySpread,
} from './scheduling.ts';
import { validatePodSecurityContext, validateProfileAnnotations, validateProfilesMatch } from './security.ts';
import { visitContainers } from './visit.ts';
import { validateVolumes } from './volumes.ts';
import { validateHostProcess, validateLinuxPod, validateWindowsPod } from './windows.ts';

export const MIRROR_ANNOTATION = 'kubernetes.io/config.mirror';
const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';

/** ValidatePodSpecificAnnotations. */
export function validatePodAnnotations(
  annotations: Readonly<Record<string, string>> = {},
  spec: core.PodSpec,
  path: Path,
  options: PodValidationOptions,
): FieldErrors {
  const errors: FieldErrors = [];
  if (annotations[MIRROR_ANNOTATION] !== undefined && !spec.nodeName) {
    errors.push(
      invalid(path.key(MIRROR_ANNOTATION), annotations[MIRROR_ANNOTATION], 'must set spec.nodeName if mirror pod annotation is set'),
    );
  }
  errors.push(...validateTolerationsAnnotation(annotations, path, options));
  const cost = annotations[DELETION_COST];
  if (cost !== undefined && !options.allowInvalidPodDeletionCost && !isDeletionCost(cost)) {
    errors.push(invalid(path.key(DELETION_COST), cost, 'must be a 32bit integer'));
  }
  return [...errors, ...validateProfileAnnotations(annotations, spec, path)];
}

/** A 32-bit integer without plus sign and leading zeros. */
function isDeletionCost(text: string): boolean {
  if (!/^(-|0$|[1-9])/.test(text)) return false;
  try {
    parseInt64(text, 10, 32);
    return true;
  } catch {
    return false;
  }
}

function validateResourceClaims(meta: ObjectMeta | undefined, claims: readonly core.PodResourceClaim[] = [], path: Path): FieldErrors {
  const names = new Set<string>();
  return claims.flatMap((claim, i) => {
    if (meta?.annotations?.[MIRROR_ANNOTATION] !== undefined) return [forbidden(Path.of(''), 'static pods do not support resource claims')];
    const at = path.index(i);
    const errors: FieldErrors = [];
    const { name = '', resourceClaimName: direct, resourceClaimTemplateName: template } = claim;
    if (!name) errors.push(required(at.child('name')));
    else if (names.has(name)) errors.push(duplicate(at.child('name'), name));
    else {
      errors.push(...invalids(at.child('name'), name, isDns1123Label(name)));
      names.add(name);
    }
    const shown = { Name: name, ResourceClaimName: direct ?? null, ResourceClaimTemplateName: template ?? null };
    const value = new RawJson(encodeJson(shown, { keepOrder: true }));
    if (direct !== undefined && template !== undefined) {
      errors.push(invalid(at, value, 'at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified'));
    }
    if (direct === undefined && template === undefined) {
      errors.push(invalid(at, value, 'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`'));
    }
    if (direct !== undefined) errors.push(...invalids(at.child('resourceClaimName'), direct, nameIsSubdomain(direct)));
    if (template !== undefined) errors.push(...invalids(at.child('resourceClaimTemplateName'), template, nameIsSubdomain(template)));
    return errors;
  });
}

function validateHostNetworkPorts(spec: core.PodSpec, path: Path, options: PodValidationOptions): FieldErrors {
  if (!spec.hostNetwork) return [];
  return (spec.containers ?? []).flatMap((container, i) =>
    (container.ports ?? []).flatMap(({ hostPort = 0, containerPort = 0 }, j) =>
      (options.resourceIsPod || hostPort !== 0) && hostPort !== containerPort
        ? [
            invalid(
              path.child('containers').index(i).child('ports').index(j).child('hostPort'),
              hostPort,
              'must match `containerPort` when `hostNetwork` is true',
            ),
          ]
        : [],
    ),
  );
}

/** A field that must be set to one of a few values, which are shown in upstream's order. */
function validateChoice(value: string | undefined, values: readonly string[], path: Path): FieldErrors {
  if (!value) return [required(path)];
  return values.includes(value) ? [] : [notSupported(path, value, values)];
}

const MAX_NAMESERVERS = 3;
const MAX_SEARCHES = 32;
const MAX_SEARCH_BYTES = 2048;

function validateDnsConfig(spec: core.PodSpec, path: Path, options: PodValidationOptions): FieldErrors {
  const config = spec.dnsConfig;
  const servers = config?.nameservers ?? [];
  const at = path.child('nameservers');
  if (spec.dnsPolicy === 'None') {
    if (!config) return [required(path, 'must provide `dnsConfig` when `dnsPolicy` is None')];
    if (!servers.length) return [required(at, 'must provide at least one DNS nameserver when `dnsPolicy` is None')];
  }
  if (!config) return [];
  const errors: FieldErrors = [];
  if (servers.length > MAX_NAMESERVERS) errors.push(invalid(at, servers, `must not have more than ${MAX_NAMESERVERS} nameservers`));
  servers.forEach((server, i) => errors.push(...isIpForLegacyField(at.index(i), server, { strict: options.strictIp })));
  const searches = config.searches ?? [];
  const where = path.child('searches');
  if (searches.length > MAX_SEARCHES) errors.push(invalid(where, searches, `must not have more than ${MAX_SEARCHES} search paths`));
  if (byteLength(searches.join(' ')) > MAX_SEARCH_BYTES) {
    errors.push(invalid(where, searches, `must not have more than ${MAX_SEARCH_BYTES} characters (including spaces) in the search list`));
  }
  searches.forEach((search, i) => {
    if (options.allowRelaxedDnsSearch && search === '.') return;
    const name = search.replace(/\.$/, '');
    const check = options.allowRelaxedDnsSearch ? isDns1123SubdomainWithUnderscore : isDns1123Subdomain;
    errors.push(...invalids(where.index(i), name, check(name)));
  });
  (config.options ?? []).forEach((option, i) => {
    if (!option.name) errors.push(required(path.child('options').index(i), 'must not be empty'));
  });
  return errors;
}

function validateHostUsers(spec: core.PodSpec, path: Path, options: PodValidationOptions): FieldErrors {
  if (spec.hostUsers !== false) return [];
  const why = 'when `hostUsers` is false';
  const errors: FieldErrors = [];
  if (spec.hostNetwork && !options.allowUserNamespacesHostNetwork) errors.push(forbidden(path.child('hostNetwork'), why));
  if (spec.hostPID) errors.push(forbidden(path.child('HostPID'), why));
  if (spec.hostIPC) errors.push(forbidden(path.child('HostIPC'), why));
  if (options.allowUserNamespacesWithVolumeDevices) return errors;
  for (const { container, path: at } of visitContainers(spec, path)) {
    if (container.volumeDevices?.length) errors.push(forbidden(at.child('volumeDevices'), why));
  }
  return errors;
}

function validateHostName(spec: core.PodSpec, path: Path): FieldErrors {
  const name = spec.hostnameOverride;
  if (name === undefined) return [];
  const at = path.child('hostnameOverride');
  const errors: FieldErrors = [];
  if (spec.setHostnameAsFQDN) errors.push(forbidden(at, 'may not be specified when setHostnameAsFQDN is true'));
  if (spec.hostNetwork) errors.push(forbidden(at, 'may not be specified when hostNetwork is true'));
  if (byteLength(name) > 64) errors.push(tooLong(at, 64));
  return [...errors, ...invalids(at, name, isDns1123Subdomain(name))];
}

/** Texts of the spec that are names of other things. */
function validateNames(spec: core.PodSpec, path: Path): FieldErrors {
  const errors: FieldErrors = [];
  const check = (name: 'serviceAccountName' | 'nodeName' | 'hostname' | 'subdomain', is: (value: string) => string[]) => {
    if (spec[name]) errors.push(...invalids(path.child(name), spec[name], is(spec[name]!)));
  };
  check('serviceAccountName', nameIsSubdomain);
  check('nodeName', nameIsSubdomain);
  const deadline = spec.activeDeadlineSeconds;
  if (deadline !== undefined && (deadline < 1 || deadline > MAX_INT32)) {
    errors.push(invalid(path.child('activeDeadlineSeconds'), deadline, inclusiveRangeError(1, MAX_INT32)));
  }
  check('hostname', isDns1123Label);
  check('subdomain', isDns1123Label);
  return errors;
}

function validateHostAliases(aliases: readonly core.HostAlias[] = [], path: Path, options: PodValidationOptions): FieldErrors {
  return aliases.flatMap((alias, i) => [
    ...isIpForLegacyField(path.index(i).child('ip'), alias.ip ?? '', { strict: options.strictIp }),
    ...(alias.hostnames ?? []).flatMap((name, j) => invalids(path.index(i).child('hostnames').index(j), name, isDns1123Subdomain(name))),
  ]);
}

function validateOs(spec: core.PodSpec, path: Path): FieldErrors {
  if (!spec.os) return [];
  const { name } = spec.os;
  if (!name) return [required(path.child('os').child('name'))];
  if (name !== 'linux' && name !== 'windows') return [notSupported(path.child('os'), name, ['linux', 'windows'])];
  return name === 'linux' ? validateLinuxPod(spec, path) : validateWindowsPod(spec, path);
}

function validateWorkloadRef(reference: core.WorkloadReference, path: Path): FieldErrors {
  const { name = '', podGroup = '', podGroupReplicaKey: key } = reference;
  return [
    ...invalids(path.child('name'), name, nameIsSubdomain(name)),
    ...invalids(path.child('podGroup'), podGroup, nameIsLabel(podGroup)),
    ...(key ? invalids(path.child('podGroupReplicaKey'), key, nameIsLabel(key)) : []),
  ];
}

/** What follows the containers in upstream's order: the pod's scheduling and the rest of its fields. */
function validateRest(spec: core.PodSpec, path: Path, options: PodValidationOptions): FieldErrors {
  return [
    ...validateNames(spec, path),
    ...validateTolerations(spec.tolerations, path.child('tolerations'), options),
    ...validateHostAliases(spec.hostAliases, path.child('hostAliases'), options),
    ...(spec.priorityClassName
      ? invalids(path.child('priorityClassName'), spec.priorityClassName, nameIsSubdomain(spec.priorityClassName))
      : []),
    ...(spec.runtimeClassName !== undefined
      ? invalids(path.child('runtimeClassName'), spec.runtimeClassName, nameIsSubdomain(spec.runtimeClassName))
      : []),
    ...(spec.preemptionPolicy !== undefined
      ? validateChoice(spec.preemptionPolicy, ['PreemptLowerPriority', 'Never'], path.child('preemptionPolicy'))
      : []),
    ...(spec.overhead ? validateResources({ limits: spec.overhead }, new Set(), path.child('overhead'), options) : []),
    ...validateOs(spec, path),
    ...(spec.workloadRef ? validateWorkloadRef(spec.workloadRef, path.child('workloadRef')) : []),
    ...[...visitContainers(spec, path)].flatMap(({ container, path: at }) => validateFileKeyVolumes(spec, container, at)),
  ];
}

/** ValidatePodSpec. `meta` is absent for a template. */
export function validatePodSpec(spec: core.PodSpec, meta: ObjectMeta | undefined, path: Path, options: PodValidationOptions): FieldErrors {
  const grace = spec.terminationGracePeriodSeconds;
  const errors: FieldErrors = grace === undefined ? [required(path.child('terminationGracePeriodSeconds'))] : [];
  const volumes = validateVolumes(spec.volumes, meta, path.child('volumes'), options);
  const claims = claimNames(spec.resourceClaims);
  const scope: ContainerScope = {
    volumes: volumes.valid,
    claims,
    grace,
    os: spec.os,
    restartPolicy: spec.restartPolicy ?? '',
    hostUsers: spec.hostUsers ?? true,
    options,
  };
  return [
    ...errors,
    ...volumes.errors,
    ...validateResourceClaims(meta, spec.resourceClaims, path.child('resourceClaims')),
    ...validateContainers(spec.containers, path.child('containers'), scope),
    ...validateInitContainers(spec.initContainers, spec.containers, path.child('initContainers'), scope),
    ...validateEphemeralContainers(spec, path.child('ephemeralContainers'), scope),
    ...(options.podLevelResources ? validatePodResources(spec, claims, path, options) : []),
    ...validateHostNetworkPorts(spec, path, options),
    ...validateChoice(spec.restartPolicy, ['Always', 'OnFailure', 'Never'], path.child('restartPolicy')),
    ...validateChoice(spec.dnsPolicy, ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'], path.child('dnsPolicy')),
    ...validateLabels(spec.nodeSelector, path.child('nodeSelector')),
    ...(spec.securityContext ? validatePodSecurityContext(spec, path.child('securityContext'), options) : []),
    ...validateAffinity(spec.affinity, options, path.child('affinity')),
    ...validateDnsConfig(spec, path.child('dnsConfig'), options),
    ...(spec.readinessGates ?? []).flatMap(({ conditionType = '' }, i) =>
      invalids(path.child('readinessGates').index(i).child('conditionType'), conditionType, isQualifiedName(conditionType)),
    ),
    ...validateSchedulingGates(spec.schedulingGates, path.child('schedulingGates')),
    ...validateTopologySpread(spec.topologySpreadConstraints, path.child('topologySpreadConstraints'), options),
    ...validateHostProcess(spec, path, options),
    ...validateHostUsers(spec, path, options),
    ...validateHostName(spec, path),
    ...validateRest(spec, path, options),
  ];
}

/** validatePodMetadataAndSpec, which creation and updates have in common, but for the metadata itself. */
function validateContent(pod: core.Pod, options: PodValidationOptions): FieldErrors {
  const path = Path.of('spec');
  const [meta, spec] = [pod.metadata ?? {}, pod.spec ?? {}];
  const errors = [
    ...validatePodAnnotations(meta.annotations, spec, Path.of('metadata', 'annotations'), options),
    ...validatePodSpec(spec, meta, path, options),
  ];
  if (!spec.serviceAccountName) {
    (spec.volumes ?? []).forEach((volume, i) =>
      (volume.projected?.sources ?? []).forEach((source, j) => {
        if (!source.serviceAccountToken) return;
        const at = path.child('volumes').index(i).child('projected').child('sources').index(j).child('serviceAccountToken');
        errors.push(forbidden(at, 'must not be specified when serviceAccountName is not set'));
      }),
    );
  }
  for (const list of ['containers', 'initContainers'] as const) {
    (spec[list] ?? []).forEach((container, i) => errors.push(...validateOnlyForPod(container, path.child(list).index(i))));
  }
  return errors;
}

const validateMeta = (pod: core.Pod) => validateObjectMeta(pod.metadata ?? {}, true, nameIsSubdomain, Path.of('metadata'));

/** validatePodMetadataAndSpec, which creation and updates have in common. */
export function validatePodMetadataAndSpec(pod: core.Pod, options: PodValidationOptions): FieldErrors {
  return [...validateMeta(pod), ...validateContent(pod, options)];
}

/** ValidatePodCreate (pkg/apis/core/validation/validation.go): a defaulted pod that is to be made. */
export function validatePodCreate(pod: core.Pod, options: PodValidationOptions): FieldErrors {
  return [...validateMeta(pod), ...validateNewPod(pod, options)];
}

/** The same without the metadata, which the API server checks for all kinds alike. */
export function validateNewPod(pod: core.Pod, options: PodValidationOptions): FieldErrors {
  const path = Path.of('spec');
  const spec = pod.spec ?? {};
  const errors = validateContent(pod, options);
  if (spec.ephemeralContainers?.length) errors.push(forbidden(path.child('ephemeralContainers'), 'cannot be set on create'));
  if (spec.nodeName && spec.schedulingGates?.length) {
    errors.push(forbidden(path.child('nodeName'), 'cannot be set until all schedulingGates have been cleared'));
  }
  return [...errors, ...validateProfilesMatch(pod.metadata ?? {}, spec, path)];
}
