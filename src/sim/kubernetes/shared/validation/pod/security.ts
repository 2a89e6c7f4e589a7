import { byteLength, sortStrings } from '../../go/quote.ts';
import { encodeJson } from '../../json/encode.ts';
import type * as core from '../../schema/types/core-v1.ts';
import type { ObjectMeta } from '../../schema/types/meta-v1.ts';
import { isGroupId, isUserId } from '../content.ts';
import {
  duplicate,
  forbidden,
  invalid,
  invalids,
  notSupported,
  RawJson,
  required,
  tooLong,
  type FieldErrors,
  type Path,
} from '../field.ts';
import type { PodValidationOptions } from './options.ts';
import { validateLocalDescendingPath } from './paths.ts';
import { quote } from '../../go/quote.ts';
import { visitContainers } from './visit.ts';
import { validateWindowsOptions } from './windows.ts';

const PROFILE_TYPES = ['Localhost', 'RuntimeDefault', 'Unconfined'];

function validateSeccomp(profile: core.SeccompProfile | undefined, path: Path): FieldErrors {
  if (!profile) return [];
  const errors: FieldErrors = [];
  const { type = '', localhostProfile: local } = profile;
  if (type === '') errors.push(required(path.child('type'), 'type is required when seccompProfile is set'));
  else if (!PROFILE_TYPES.includes(type)) errors.push(notSupported(path.child('type'), type, PROFILE_TYPES));
  const at = path.child('localhostProfile');
  if (type === 'Localhost') {
    if (local === undefined) errors.push(required(at, 'must be set when seccomp type is Localhost'));
    else errors.push(...validateLocalDescendingPath(local, at));
  } else if (local !== undefined) {
    const shown = new RawJson(encodeJson({ Type: type, LocalhostProfile: local }, { keepOrder: true }));
    errors.push(invalid(at, shown, 'can only be set when seccomp type is Localhost'));
  }
  return errors;
}

function validateAppArmor(profile: core.AppArmorProfile | undefined, path: Path): FieldErrors {
  if (!profile) return [];
  const { type = '', localhostProfile: local } = profile;
  const at = path.child('localhostProfile');
  if (type === 'Localhost') {
    const errors: FieldErrors = [];
    if (local === undefined) return [required(at, 'must be set when AppArmor type is Localhost')];
    if (local.trim() !== local) errors.push(invalid(at, local, 'must not be padded with whitespace'));
    else if (local === '') errors.push(required(at, 'must be set when AppArmor type is Localhost'));
    if (byteLength(local) > 4095) errors.push(tooLong(at, 4095));
    return errors;
  }
  if (type === '') return [required(path.child('type'), 'type is required when appArmorProfile is set')];
  if (!PROFILE_TYPES.includes(type)) return [notSupported(path.child('type'), type, PROFILE_TYPES)];
  return local === undefined ? [] : [invalid(at, local, 'can only be set when AppArmor type is Localhost')];
}

const SYSCTL = '([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const sysctlRegex = new RegExp(`^${SYSCTL}$`);
const IPC_SYSCTL = /^(kernel\.(sem|shmall|shmmax|shmmni|shm_rmid_forced|shm|msgmax|msgmnb|msgmni|msg)$|fs\.mqueue\.)/;

/** A sysctl's name with dots between its parts, whichever separator comes first. */
function normalizeSysctl(name: string): string {
  const first = /[./]/.exec(name)?.[0];
  return first !== '/' ? name : name.replace(/[./]/g, (c) => (c === '/' ? '.' : '/'));
}

function validateSysctls(spec: core.PodSpec, path: Path, options: PodValidationOptions): FieldErrors {
  const errors: FieldErrors = [];
  const seen = new Set<string>();
  (spec.securityContext?.sysctls ?? []).forEach(({ name = '' }, i) => {
    const at = path.index(i).child('name');
    if (name === '') errors.push(required(at));
    else if (name.length > 253 || !sysctlRegex.test(name))
      errors.push(invalid(at, name, `must have at most 253 characters and match regex ^${SYSCTL}$`));
    else if (seen.has(name)) errors.push(duplicate(at, name));
    seen.add(name);
    if (options.allowNamespacedSysctlsForHostNetAndHostIpc) return;
    const normal = normalizeSysctl(name);
    if (spec.hostNetwork && normal.startsWith('net.')) errors.push(invalid(at, name, "may not be specified when 'hostNetwork' is true"));
    else if (spec.hostIPC && IPC_SYSCTL.test(normal)) errors.push(invalid(at, name, "may not be specified when 'hostIPC' is true"));
  });
  return errors;
}

/** A value that must be one of a few, if it is set. */
const oneOf = (value: string | undefined, values: readonly string[], path: Path): FieldErrors =>
  value === undefined || values.includes(value) ? [] : [notSupported(path, value, values)];

/** validatePodSpecSecurityContext. */
export function validatePodSecurityContext(spec: core.PodSpec, path: Path, options: PodValidationOptions): FieldErrors {
  const context = spec.securityContext ?? {};
  const errors: FieldErrors = [];
  for (const [name, check] of [
    ['fsGroup', isGroupId],
    ['runAsUser', isUserId],
    ['runAsGroup', isGroupId],
  ] as const) {
    if (context[name] !== undefined) errors.push(...invalids(path.child(name), context[name], check(context[name]!)));
  }
  (context.supplementalGroups ?? []).forEach((id, i) =>
    errors.push(...invalids(path.child('supplementalGroups').index(i), id, isGroupId(id))),
  );
  if (spec.shareProcessNamespace && spec.hostPID) {
    errors.push(invalid(path.child('shareProcessNamespace'), true, 'ShareProcessNamespace and HostPID cannot both be enabled'));
  }
  errors.push(...validateSysctls(spec, path.child('sysctls'), options));
  errors.push(...oneOf(context.fsGroupChangePolicy, ['Always', 'OnRootMismatch'], path.child('fsGroupChangePolicy')));
  errors.push(...validateSeccomp(context.seccompProfile, path.child('seccompProfile')));
  errors.push(...validateWindowsOptions(context.windowsOptions, path.child('windowsOptions')));
  errors.push(...validateAppArmor(context.appArmorProfile, path.child('appArmorProfile')));
  errors.push(...oneOf(context.supplementalGroupsPolicy, ['Merge', 'Strict'], path.child('supplementalGroupsPolicy')));
  const changes = options.allowOnlyRecursiveSeLinuxChangePolicy ? ['Recursive'] : ['MountOption', 'Recursive'];
  return [...errors, ...oneOf(context.seLinuxChangePolicy, changes, path.child('seLinuxChangePolicy'))];
}

/** The internal type as JSON, which has Go's own names and shows what is not set. */
function internalSecurityContext(context: core.SecurityContext): RawJson {
  const { capabilities, seLinuxOptions: se, windowsOptions: win, seccompProfile, appArmorProfile } = context;
  const profile = (p: core.SeccompProfile | undefined) => (p ? { Type: p.type ?? '', LocalhostProfile: p.localhostProfile ?? null } : null);
  const shown = {
    Capabilities: capabilities ? { Add: capabilities.add ?? null, Drop: capabilities.drop ?? null } : null,
    Privileged: context.privileged ?? null,
    SELinuxOptions: se ? { User: se.user ?? '', Role: se.role ?? '', Type: se.type ?? '', Level: se.level ?? '' } : null,
    WindowsOptions: win
      ? {
          GMSACredentialSpecName: win.gmsaCredentialSpecName ?? null,
          GMSACredentialSpec: win.gmsaCredentialSpec ?? null,
          RunAsUserName: win.runAsUserName ?? null,
          HostProcess: win.hostProcess ?? null,
        }
      : null,
    RunAsUser: context.runAsUser ?? null,
    RunAsGroup: context.runAsGroup ?? null,
    RunAsNonRoot: context.runAsNonRoot ?? null,
    ReadOnlyRootFilesystem: context.readOnlyRootFilesystem ?? null,
    AllowPrivilegeEscalation: context.allowPrivilegeEscalation ?? null,
    ProcMount: context.procMount ?? null,
    SeccompProfile: profile(seccompProfile),
    AppArmorProfile: profile(appArmorProfile),
  };
  return new RawJson(encodeJson(shown, { keepOrder: true }));
}

/** ValidateSecurityContext of a container. `hostUsers` tells that the pod has no user namespace of its own. */
export function validateSecurityContext(
  context: core.SecurityContext | undefined,
  path: Path,
  hostUsers: boolean,
  options: PodValidationOptions,
): FieldErrors {
  if (!context) return [];
  const errors: FieldErrors = [];
  if (context.privileged && !options.allowPrivileged) errors.push(forbidden(path.child('privileged'), 'disallowed by cluster policy'));
  if (context.runAsUser !== undefined) errors.push(...invalids(path.child('runAsUser'), context.runAsUser, isUserId(context.runAsUser)));
  if (context.runAsGroup !== undefined)
    errors.push(...invalids(path.child('runAsGroup'), context.runAsGroup, isGroupId(context.runAsGroup)));
  errors.push(...oneOf(context.procMount, ['Default', 'Unmasked'], path.child('procMount')));
  if (hostUsers && context.procMount === 'Unmasked') {
    errors.push(invalid(path.child('procMount'), context.procMount, '`hostUsers` must be false to use `Unmasked`'));
  }
  errors.push(...validateSeccomp(context.seccompProfile, path.child('seccompProfile')));
  if (context.allowPrivilegeEscalation === false) {
    const shown = internalSecurityContext(context);
    if (context.privileged) errors.push(invalid(path, shown, 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true'));
    for (const name of context.capabilities?.add ?? []) {
      if (name === 'CAP_SYS_ADMIN') {
        errors.push(invalid(path, shown, 'cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN'));
      }
    }
  }
  return [
    ...errors,
    ...validateWindowsOptions(context.windowsOptions, path.child('windowsOptions')),
    ...validateAppArmor(context.appArmorProfile, path.child('appArmorProfile')),
  ];
}

const SECCOMP_POD = 'seccomp.security.alpha.kubernetes.io/pod';
const SECCOMP_CONTAINER = 'container.seccomp.security.alpha.kubernetes.io/';
const APPARMOR = 'container.apparmor.security.beta.kubernetes.io/';

function validateSeccompAnnotation(profile: string, path: Path): FieldErrors {
  if (['runtime/default', 'docker/default', 'unconfined'].includes(profile)) return [];
  if (profile.startsWith('localhost/')) return validateLocalDescendingPath(profile.slice('localhost/'.length), path);
  return [invalid(path, profile, 'must be a valid seccomp profile')];
}

/** The annotations that once held seccomp and AppArmor profiles. */
export function validateProfileAnnotations(
  annotations: Readonly<Record<string, string>> = {},
  spec: core.PodSpec,
  path: Path,
): FieldErrors {
  const errors: FieldErrors = [];
  const keys = sortStrings(Object.keys(annotations));
  if (annotations[SECCOMP_POD] !== undefined) errors.push(...validateSeccompAnnotation(annotations[SECCOMP_POD], path.child(SECCOMP_POD)));
  for (const key of keys.filter((k) => k.startsWith(SECCOMP_CONTAINER)))
    errors.push(...validateSeccompAnnotation(annotations[key]!, path.child(key)));
  for (const key of keys.filter((k) => k.startsWith(APPARMOR))) {
    const [name, profile] = [key.slice(APPARMOR.length), annotations[key]!];
    if (![...visitContainers(spec)].some(({ container }) => (container.name ?? '') === name)) {
      errors.push(invalid(path.key(key), name, 'container not found'));
    }
    if (!['', 'runtime/default', 'unconfined'].includes(profile) && !profile.startsWith('localhost/')) {
      errors.push(invalid(path.key(key), profile, `invalid AppArmor profile name: ${quote(profile)}`));
    }
  }
  return errors;
}

/** A profile's annotation and field, where both are set, say the same. */
function validateMatch(
  what: 'seccomp' | 'apparmor',
  annotation: string | undefined,
  field: core.SeccompProfile | undefined,
  path: Path,
): FieldErrors {
  if (annotation === undefined || !field) return [];
  const differs = (name: string) => [
    forbidden(path.child(name), `${what} ${name === 'type' ? 'type' : 'profile'} in annotation and field must match`),
  ];
  switch (field.type) {
    case 'Unconfined':
      return annotation === 'unconfined' ? [] : differs('type');
    case 'RuntimeDefault':
      return annotation === 'runtime/default' || (what === 'seccomp' && annotation === 'docker/default') ? [] : differs('type');
    case 'Localhost':
      if (!annotation.startsWith('localhost/')) return differs('type');
      return annotation.slice('localhost/'.length) === field.localhostProfile ? [] : differs('localhostProfile');
    default:
      return [];
  }
}

/** On creation: annotations against fields, of the pod and of each container. */
export function validateProfilesMatch(meta: ObjectMeta, spec: core.PodSpec, path: Path): FieldErrors {
  const annotations = meta.annotations ?? {};
  const errors = validateMatch(
    'seccomp',
    annotations[SECCOMP_POD],
    spec.securityContext?.seccompProfile,
    path.child('securityContext').child('seccompProfile'),
  );
  for (const { container, path: at } of visitContainers(spec, path)) {
    const where = at.child('securityContext').child('seccompProfile');
    errors.push(
      ...validateMatch(
        'seccomp',
        annotations[SECCOMP_CONTAINER + (container.name ?? '')],
        container.securityContext?.seccompProfile,
        where,
      ),
    );
  }
  if (spec.os?.name === 'windows') return errors;
  for (const { container, path: at } of visitContainers(spec, path)) {
    const profile = container.securityContext?.appArmorProfile ?? spec.securityContext?.appArmorProfile;
    const where = at.child('securityContext').child('appArmorProfile');
    errors.push(...validateMatch('apparmor', annotations[APPARMOR + (container.name ?? '')], profile, where));
  }
  return errors;
}
