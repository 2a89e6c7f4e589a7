import { sortStrings } from '../../go/quote.ts';
import { encodeJson } from '../../json/encode.ts';
import type * as core from '../../schema/types/core-v1.ts';
import { isDns1123Label, isPortName, isPortNum } from '../content.ts';
import {
  duplicate,
  forbidden,
  invalid,
  invalids,
  notFound,
  notSupported,
  RawJson,
  required,
  tooLong,
  type FieldErrors,
  type Path,
} from '../field.ts';
import { validateEnv, validateEnvFrom } from './env.ts';
import { validateLifecycle, validateProbe } from './handlers.ts';
import type { PodValidationOptions } from './options.ts';
import { validateLocalDescendingPath, validateNoBacksteps } from './paths.ts';
import { validateResources } from './resources.ts';
import { validateSecurityContext } from './security.ts';
import { validatePullPolicy } from './volume-sources.ts';
import type { Volumes } from './volumes.ts';

/** What the containers of a pod are checked against. */
export interface ContainerScope {
  volumes: Volumes;
  claims: ReadonlySet<string>;
  grace: number | undefined;
  os: core.PodOS | undefined;
  restartPolicy: string;
  hostUsers: boolean;
  options: PodValidationOptions;
}

const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];

function validatePorts(ports: readonly core.ContainerPort[] = [], path: Path): FieldErrors {
  const names = new Set<string>();
  return ports.flatMap((port, i) => {
    const at = path.index(i);
    const errors: FieldErrors = [];
    if (port.name) {
      const messages = isPortName(port.name);
      if (messages.length) errors.push(...invalids(at.child('name'), port.name, messages));
      else if (names.has(port.name)) errors.push(duplicate(at.child('name'), port.name));
      else names.add(port.name);
    }
    if (!port.containerPort) errors.push(required(at.child('containerPort')));
    else errors.push(...invalids(at.child('containerPort'), port.containerPort, isPortNum(port.containerPort)));
    if (port.hostPort) errors.push(...invalids(at.child('hostPort'), port.hostPort, isPortNum(port.hostPort)));
    if (!port.protocol) errors.push(required(at.child('protocol')));
    else if (!PROTOCOLS.includes(port.protocol)) errors.push(notSupported(at.child('protocol'), port.protocol, PROTOCOLS));
    return errors;
  });
}

const PROPAGATION = ['Bidirectional', 'HostToContainer', 'None'];
const RECURSIVE = ['Disabled', 'Enabled', 'IfPossible'];

function validateMountOptions(mount: core.VolumeMount, container: core.Container, path: Path): FieldErrors {
  const errors: FieldErrors = [];
  const { mountPropagation: propagation, recursiveReadOnly: recursive } = mount;
  if (propagation !== undefined) {
    const at = path.child('mountPropagation');
    if (!PROPAGATION.includes(propagation)) errors.push(notSupported(at, propagation, PROPAGATION));
    if (propagation === 'Bidirectional' && !container.securityContext?.privileged) {
      errors.push(forbidden(at, 'Bidirectional mount propagation is available only to privileged containers'));
    }
  }
  if (recursive === undefined || recursive === 'Disabled') return errors;
  const at = path.child('recursiveReadOnly');
  if (!RECURSIVE.includes(recursive)) return [...errors, notSupported(at, recursive, RECURSIVE)];
  if (!mount.readOnly) errors.push(forbidden(at, 'may only be specified when readOnly is true'));
  if (propagation !== undefined && propagation !== 'None') {
    errors.push(forbidden(at, 'may only be specified when mountPropagation is None or not specified'));
  }
  return errors;
}

function validateMounts(container: core.Container, volumes: Volumes, path: Path): FieldErrors {
  const devices = container.volumeDevices ?? [];
  const taken = new Set<string>();
  return (container.volumeMounts ?? []).flatMap((mount, i) => {
    const at = path.index(i);
    const { name = '', mountPath = '', subPath = '', subPathExpr = '' } = mount;
    const errors: FieldErrors = [];
    if (!name) errors.push(required(at.child('name')));
    if (!volumes.has(name)) errors.push(notFound(at.child('name'), name));
    if (!mountPath) errors.push(required(at.child('mountPath')));
    if (taken.has(mountPath)) errors.push(invalid(at.child('mountPath'), mountPath, 'must be unique'));
    taken.add(mountPath);
    if (devices.some((d) => (d.name ?? '') === name))
      errors.push(invalid(at.child('name'), name, 'must not already exist in volumeDevices'));
    if (devices.some((d) => (d.devicePath ?? '') === mountPath)) {
      errors.push(invalid(at.child('mountPath'), mountPath, 'must not already exist as a path in volumeDevices'));
    }
    if (subPath) errors.push(...validateLocalDescendingPath(subPath, path.child('subPath')));
    if (subPathExpr) {
      if (subPath) errors.push(invalid(at.child('subPathExpr'), subPathExpr, 'subPathExpr and subPath are mutually exclusive'));
      errors.push(...validateLocalDescendingPath(subPathExpr, path.child('subPathExpr')));
    }
    return [...errors, ...validateMountOptions(mount, container, path)];
  });
}

function validateDevices(container: core.Container, volumes: Volumes, path: Path): FieldErrors {
  const mounts = container.volumeMounts ?? [];
  const [paths, names] = [new Set<string>(), new Set<string>()];
  return (container.volumeDevices ?? []).flatMap(({ name = '', devicePath = '' }, i) => {
    const [errors, at, where]: [FieldErrors, Path, Path] = [[], path.index(i).child('name'), path.index(i).child('devicePath')];
    const volume = volumes.get(name);
    if (!name) errors.push(required(at));
    if (names.has(name)) errors.push(invalid(at, name, 'must be unique'));
    if (volume && !volume.persistentVolumeClaim && !volume.ephemeral) {
      errors.push(invalid(at, name, 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode'));
    }
    if (!volume) errors.push(notFound(at, name));
    if (!devicePath) errors.push(required(where));
    if (paths.has(devicePath)) errors.push(invalid(where, devicePath, 'must be unique'));
    if (devicePath && validateNoBacksteps(devicePath, where).length)
      errors.push(invalid(where, devicePath, "can not contain backsteps ('..')"));
    else paths.add(devicePath);
    if (mounts.some((m) => (m.name ?? '') === name)) errors.push(invalid(at, name, 'must not already exist in volumeMounts'));
    if (mounts.some((m) => (m.mountPath ?? '') === devicePath)) {
      errors.push(invalid(where, devicePath, 'must not already exist as a path in volumeMounts'));
    }
    if (name) names.add(name);
    return errors;
  });
}

const RESIZABLE = ['cpu', 'memory'];
const RESIZE_POLICIES = ['NotRequired', 'RestartContainer'];

function validateResizePolicy(policies: readonly core.ContainerResizePolicy[] = [], path: Path, restartPolicy: string): FieldErrors {
  const seen = new Set<string>();
  return policies.flatMap(({ resourceName: name = '', restartPolicy: policy = '' }, i) => {
    const errors: FieldErrors = [];
    if (seen.has(name)) errors.push(duplicate(path.index(i), name));
    seen.add(name);
    if (!name) errors.push(required(path));
    else if (!RESIZABLE.includes(name)) errors.push(notSupported(path, name, RESIZABLE));
    if (!policy) errors.push(required(path));
    else if (!RESIZE_POLICIES.includes(policy)) errors.push(notSupported(path, policy, RESIZE_POLICIES));
    if (restartPolicy === 'Never' && policy !== 'NotRequired') {
      errors.push(invalid(path, policy, "must be 'NotRequired' when `restartPolicy` is 'Never'"));
    }
    return errors;
  });
}

const RESTART_POLICIES = ['Always', 'Never', 'OnFailure'];

/** validateContainerRestartPolicy: the container's own policy and its rules. */
function validateRestartRules(container: core.Container, path: Path, options: PodValidationOptions): FieldErrors {
  const errors: FieldErrors = [];
  const { restartPolicy: policy, restartPolicyRules: rules = [] } = container;
  const at = path.child('restartPolicy');
  if (policy === undefined) {
    if (!rules.length) return [];
    errors.push(required(at, 'must specify restartPolicy when restart rules are used'));
  } else if (!RESTART_POLICIES.includes(policy)) errors.push(notSupported(at, policy, RESTART_POLICIES));
  if (rules.length > 20) errors.push(tooLong(path.child('restartPolicyRules'), 20));
  const actions = options.allowRestartAllContainers ? ['Restart', 'RestartAllContainers'] : ['Restart'];
  rules.forEach((rule, i) => {
    const where = path.child('restartPolicyRules').index(i);
    if (!actions.includes(rule.action ?? '')) errors.push(notSupported(where.child('action'), rule.action, ['Restart']));
    if (!rule.exitCodes) {
      errors.push(required(where.child('exitCodes'), 'must be specified'));
      return;
    }
    const { operator = '', values = [] } = rule.exitCodes;
    if (!['In', 'NotIn'].includes(operator))
      errors.push(notSupported(where.child('exitCodes').child('operator'), operator, ['In', 'NotIn']));
    if (values.length > 255) errors.push(tooLong(where.child('exitCodes').child('values'), 255));
  });
  return errors;
}

function validateInitRestartPolicy(container: core.Container, path: Path, options: PodValidationOptions): FieldErrors {
  const { restartPolicy: policy, restartPolicyRules: rules = [] } = container;
  if (policy === undefined) {
    return rules.length ? [required(path.child('restartPolicy'), 'must specify restartPolicy when restart rules are used')] : [];
  }
  if (!options.allowContainerRestartRules)
    return policy === 'Always' ? [] : [notSupported(path.child('restartPolicy'), policy, ['Always'])];
  if (policy !== 'Always' || options.allowRestartAllContainers) return validateRestartRules(container, path, options);
  return rules.length
    ? [forbidden(path.child('restartPolicyRules'), 'restartPolicyRules are not allowed for init containers with restart policy Always')]
    : [];
}

const MESSAGE_POLICIES = ['File', 'FallbackToLogsOnError'];

/** validateContainerCommon: what every kind of container must have right. */
function validateCommon(container: core.Container, path: Path, scope: ContainerScope): FieldErrors {
  const { volumes, claims, options } = scope;
  const errors: FieldErrors = [];
  if (!container.name) errors.push(required(path.child('name')));
  else errors.push(...invalids(path.child('name'), container.name, isDns1123Label(container.name)));
  if (!container.image) errors.push(required(path.child('image')));
  const policy = container.terminationMessagePolicy;
  const at = path.child('terminationMessagePolicy');
  if (!policy) errors.push(required(at));
  else if (!MESSAGE_POLICIES.includes(policy)) errors.push(notSupported(at, policy, MESSAGE_POLICIES));
  return [
    ...errors,
    ...validatePorts(container.ports, path.child('ports')),
    ...validateEnv(container.env, path.child('env'), options),
    ...validateEnvFrom(container.envFrom, path.child('envFrom'), options),
    ...validateMounts(container, volumes, path.child('volumeMounts')),
    ...validateDevices(container, volumes, path.child('volumeDevices')),
    ...validatePullPolicy(container.imagePullPolicy, path.child('imagePullPolicy')),
    ...validateResources(container.resources ?? {}, claims, path.child('resources'), options),
    ...validateResizePolicy(container.resizePolicy, path.child('resizePolicy'), scope.restartPolicy),
    ...validateSecurityContext(container.securityContext, path.child('securityContext'), scope.hostUsers, options),
  ];
}

function validateHostPorts(containers: readonly core.Container[], path: Path): FieldErrors {
  const taken = new Set<string>();
  return containers.flatMap((container, i) =>
    (container.ports ?? []).flatMap((port, j) => {
      if (!port.hostPort) return [];
      const key = `${port.protocol ?? ''}/${port.hostIP ?? ''}/${port.hostPort}`;
      if (taken.has(key)) return [duplicate(path.index(i).child('ports').index(j).child('hostPort'), key)];
      taken.add(key);
      return [];
    }),
  );
}

function validateProbes(container: core.Container, path: Path, { grace, options, os }: ContainerScope): FieldErrors {
  return [
    ...(container.lifecycle ? validateLifecycle(container.lifecycle, grace, path.child('lifecycle'), options, os) : []),
    ...validateProbe(container.livenessProbe, 'liveness', grace, path.child('livenessProbe'), options),
    ...validateProbe(container.readinessProbe, 'readiness', grace, path.child('readinessProbe'), options),
    ...validateProbe(container.startupProbe, 'startup', grace, path.child('startupProbe'), options),
  ];
}

/** validateContainers. */
export function validateContainers(containers: readonly core.Container[] = [], path: Path, scope: ContainerScope): FieldErrors {
  if (!containers.length) return [required(path)];
  const names = new Set<string>();
  const errors = containers.flatMap((container, i) => {
    const at = path.index(i);
    const name = container.name ?? '';
    const found = validateCommon(container, at, scope);
    if (names.has(name)) found.push(duplicate(at.child('name'), name));
    names.add(name);
    found.push(...validateProbes(container, at, scope));
    if (scope.options.allowContainerRestartRules) found.push(...validateRestartRules(container, at, scope.options));
    else if (container.restartPolicy !== undefined)
      found.push(forbidden(at.child('restartPolicy'), 'may not be set for non-init containers'));
    return found;
  });
  return [...errors, ...validateHostPorts(containers, path)];
}

/** validateInitContainers; `regular` are the pod's other containers, whose names are taken. */
export function validateInitContainers(
  containers: readonly core.Container[] = [],
  regular: readonly core.Container[] = [],
  path: Path,
  scope: ContainerScope,
): FieldErrors {
  const names = new Set(regular.map((c) => c.name ?? ''));
  return containers.flatMap((container, i) => {
    const at = path.index(i);
    const name = container.name ?? '';
    const errors = [...validateCommon(container, at, scope), ...validateInitRestartPolicy(container, at, scope.options)];
    if (names.has(name)) errors.push(duplicate(at.child('name'), name));
    else if (name) names.add(name);
    errors.push(...validateHostPorts([container], path));
    if (container.restartPolicy === 'Always') errors.push(...validateProbes(container, at, scope));
    else {
      for (const field of ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const) {
        if (container[field]) errors.push(forbidden(at.child(field), 'may not be set for init containers without restartPolicy=Always'));
      }
    }
    const policies = container.resizePolicy ?? [];
    if (!scope.options.allowSidecarResizePolicy && policies.length) {
      const shown = policies.map((p) => ({ ResourceName: p.resourceName ?? '', RestartPolicy: p.restartPolicy ?? '' }));
      errors.push(
        invalid(at.child('resizePolicy'), new RawJson(encodeJson(shown, { keepOrder: true })), 'must not be set for init containers'),
      );
    }
    return errors;
  });
}

/** Fields that an ephemeral container may not have, in Go's order and with the names upstream shows. */
const NOT_EPHEMERAL: readonly [field: keyof core.Container, shown: string][] = [
  ['ports', 'ports'],
  ['resources', 'resources'],
  ['resizePolicy', 'resizePolicy'],
  ['restartPolicy', 'restartPolicy'],
  ['restartPolicyRules', 'restartPolicyRules'],
  ['livenessProbe', 'livenessProbe'],
  ['readinessProbe', 'readinessProbe'],
  ['startupProbe', 'startupProbe'],
  ['lifecycle', 'lifecycle'],
];

/** An image's name has no white space around it, in pods (not in templates). */
export function validateOnlyForPod(container: core.Container, path: Path): FieldErrors {
  const image = container.image ?? '';
  return image.trim() === image ? [] : [invalid(path.child('image'), image, 'must not have leading or trailing whitespace')];
}

/** validateEphemeralContainers. */
export function validateEphemeralContainers(spec: core.PodSpec, path: Path, scope: ContainerScope): FieldErrors {
  const others = new Set([...(spec.containers ?? []), ...(spec.initContainers ?? [])].map((c) => c.name ?? ''));
  const names = new Set(others);
  return (spec.ephemeralContainers ?? []).flatMap((container, i) => {
    const at = path.index(i);
    const name = container.name ?? '';
    const errors = [...validateCommon(container, at, scope), ...validateOnlyForPod(container, at)];
    if (names.has(name)) errors.push(duplicate(at.child('name'), name));
    names.add(name);
    const target = container.targetContainerName;
    if (target && !others.has(target)) errors.push(notFound(at.child('targetContainerName'), target));
    for (const [field, shown] of NOT_EPHEMERAL) {
      if (container[field] !== undefined) errors.push(forbidden(at.child(shown), 'cannot be set for an Ephemeral Container'));
    }
    (container.volumeMounts ?? []).forEach((mount, j) => {
      for (const field of ['subPath', 'subPathExpr'] as const) {
        if (mount[field])
          errors.push(forbidden(at.child('volumeMounts').index(j).child(field), 'cannot be set for an Ephemeral Container'));
      }
    });
    return errors;
  });
}

/** The names of the pod's resource claims. */
export const claimNames = (claims: readonly core.PodResourceClaim[] = []) =>
  new Set(sortStrings(claims.flatMap((c) => (c.name ? [c.name] : []))));
