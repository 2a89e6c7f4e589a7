import { Errno } from '../../kernel/errno.ts';
import type { SystemCalls } from '../../kernel/syscalls.ts';
import type * as cri from '../cri/types.ts';
import { errorText, quote } from '../go/text.ts';
import type { ImageConfig, ImageNode } from '../images/image.ts';
import { containerCapabilities } from './capabilities.ts';
import { defaultSeccomp, loadSeccomp } from './seccomp.ts';
import { OCI_VERSION, type OciMount, type OciNamespace, type OciResources, type OciSpec, type OciUser, type Seccomp } from './types.ts';
import { additionalGroups, resolveUser } from './users.ts';

const DEFAULT_PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const ROOTFS = 'rootfs';

const MASKED = [
  '/proc/acpi',
  '/proc/asound',
  '/proc/kcore',
  '/proc/keys',
  '/proc/latency_stats',
  '/proc/timer_list',
  '/proc/timer_stats',
  '/proc/sched_debug',
  '/sys/firmware',
  '/sys/devices/virtual/powercap',
  '/proc/scsi',
];
const READONLY = ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger'];
const NO_DEVICES = [{ allow: false, access: 'rwm' }];

/** What the node gives to all containers. */
export interface NodeSettings {
  sys: SystemCalls;
  /** /sys/fs/cgroup is one tree. */
  unifiedCgroups: boolean;
  apparmor: boolean;
  /** containerd's own, below which no container's may be. */
  oomScoreAdj: number;
  restrictOomScoreAdj: boolean;
  /** Where an image is looked into for its users. */
  tempMount: () => string;
}

const mount = (destination: string, type: string, source: string, ...options: string[]): OciMount => ({
  destination,
  type,
  source,
  options,
});

/** The file systems that every container gets. */
function defaultMounts(sysOption: 'ro' | 'rw'): OciMount[] {
  return [
    mount('/proc', 'proc', 'proc', 'nosuid', 'noexec', 'nodev'),
    mount('/dev', 'tmpfs', 'tmpfs', 'nosuid', 'strictatime', 'mode=755', 'size=65536k'),
    mount('/dev/pts', 'devpts', 'devpts', 'nosuid', 'noexec', 'newinstance', 'ptmxmode=0666', 'mode=0620', 'gid=5'),
    mount('/dev/mqueue', 'mqueue', 'mqueue', 'nosuid', 'noexec', 'nodev'),
    mount('/sys', 'sysfs', 'sysfs', 'nosuid', 'noexec', 'nodev', sysOption),
  ];
}

/** Where a container's control group goes: a slice with a scope in it, or a path (getCgroupsPath). */
export function cgroupsPath(parent: string, id: string): string {
  const base = parent.slice(parent.lastIndexOf('/') + 1);
  return base.endsWith('.slice') ? `${base}:cri-containerd:${id}` : `${parent.replace(/\/+$/, '')}/${id}`;
}

/** Sets variables over others, in place where the name is there (replaceOrAppendEnvValues). */
export function mergeEnv(base: readonly string[], over: readonly string[]): string[] {
  const out = [...base];
  const nameOf = (e: string): string => e.split('=')[0]!;
  for (const e of over) {
    const at = out.findIndex((o) => nameOf(o) === nameOf(e));
    if (!e.includes('=')) {
      if (at >= 0) out.splice(at, 1);
    } else if (at >= 0) out[at] = e;
    else out.push(e);
  }
  return out;
}

function capabilitySets(set: string[]): OciSpec['process']['capabilities'] {
  return { bounding: set, effective: set, permitted: set };
}

function seccompOf(
  settings: NodeSettings,
  profile: cri.SecurityProfile | undefined,
  privileged: boolean,
  bounding: readonly string[],
): Seccomp | undefined {
  if (privileged || !profile) return undefined;
  const { profileType = 'RuntimeDefault', localhostRef = '' } = profile;
  if (profileType !== 'Localhost' && localhostRef !== '')
    throw new Error('seccomp config invalid LocalhostRef must only be set if ProfileType is Localhost');
  if (profileType === 'Unconfined') return undefined;
  if (profileType === 'RuntimeDefault') return defaultSeccomp(bounding);
  return loadSeccomp(settings.sys, localhostRef.replace(/^localhost\//, ''));
}

export const DEFAULT_APPARMOR = 'cri-containerd.apparmor.d';

/** The AppArmor profile's name. Throws Error with containerd's text (internal/cri/sputil/apparmor_linux.go). */
function apparmorOf(settings: NodeSettings, profile: cri.SecurityProfile | undefined, privileged: boolean): string | undefined {
  if (!settings.apparmor) {
    if (profile && profile.profileType !== 'Unconfined') throw new Error('apparmor is not supported');
    return undefined;
  }
  const { profileType = 'RuntimeDefault', localhostRef = '' } = profile ?? {};
  if (profileType !== 'Localhost' && localhostRef !== '')
    throw new Error('apparmor config invalid LocalhostRef must only be set if ProfileType is Localhost');
  if (profileType === 'Unconfined') return undefined;
  if (profileType === 'RuntimeDefault') return privileged ? undefined : DEFAULT_APPARMOR;
  const name = localhostRef.replace(/^localhost\//, '');
  if (name === '') throw new Error('failed to generate apparmor spec opts: nil apparmor profile is not supported');
  let loaded: string;
  try {
    loaded = settings.sys.readText('/sys/kernel/security/apparmor/profiles');
  } catch (e) {
    throw new Error(`failed to generate apparmor spec opts: ${errorText(e)}`);
  }
  if (!loaded.split('\n').some((line) => line.startsWith(`${name} (`))) throw new Error(`apparmor profile not found ${name}`);
  return name;
}

function oomScore(settings: NodeSettings, wanted: number): number {
  return settings.restrictOomScoreAdj ? Math.max(wanted, settings.oomScoreAdj) : wanted;
}

function userText(user: cri.Int64Value | undefined, group: cri.Int64Value | undefined, name = ''): string {
  const first = name || (user ? String(user.value ?? 0) : '');
  const second = group ? String(group.value ?? 0) : '';
  if (!first && second) throw new Error(`failed to generate user string: user group ${quote(second)} is specified without user`);
  return second ? `${first}:${second}` : first;
}

function mergeGroups(user: OciUser, more: readonly number[]): OciUser {
  const all = new Set([...(user.additionalGids ?? []), ...more]);
  return { uid: user.uid, gid: user.gid, ...(all.size > 0 ? { additionalGids: [...all].sort((a, b) => a - b) } : {}) };
}

export interface SandboxSpecRequest {
  id: string;
  config: cri.PodSandboxConfig;
  image: ImageConfig;
  tree: ImageNode;
  imageName: string;
  /** Path of the pod's network namespace; none for the host's. */
  netns: string;
  stateDir: string;
  rootDir: string;
}

/** The specification of a sandbox's own container (internal/cri/server/podsandbox/sandbox_run_linux.go). Throws Error. */
export function sandboxSpec(settings: NodeSettings, request: SandboxSpecRequest): OciSpec {
  const { id, config, image } = request;
  const context = config.linux?.securityContext;
  const { network = 'POD', pid = 'POD', ipc = 'POD' } = context?.namespaceOptions ?? {};
  const args = [...(image.entrypoint ?? []), ...(image.cmd ?? [])];
  if (args.length === 0) throw new Error('invalid empty entrypoint and cmd in image config');
  const namespaces: OciNamespace[] = [];
  if (pid !== 'NODE') namespaces.push({ type: 'pid' });
  if (ipc !== 'NODE') namespaces.push({ type: 'ipc' });
  if (network !== 'NODE') namespaces.push({ type: 'uts' });
  namespaces.push({ type: 'mount' });
  if (network !== 'NODE') namespaces.push({ type: 'network', path: request.netns });
  const capabilities = containerCapabilities(undefined, false);
  const user = userText(context?.runAsUser, context?.runAsGroup) || image.user || '';
  const resources = config.linux?.resources;
  const { metadata } = config;
  return {
    ociVersion: OCI_VERSION,
    process: {
      user: mergeGroups(user ? resolveUser(request.tree, user) : { uid: 0, gid: 0 }, context?.supplementalGroups ?? []),
      args,
      env: mergeEnv([], image.env ?? []),
      cwd: image.workingDir || '/',
      capabilities: capabilitySets(capabilities),
      noNewPrivileges: true,
      oomScoreAdj: oomScore(settings, -998),
    },
    root: { path: ROOTFS, readonly: true },
    ...(config.hostname ? { hostname: config.hostname } : {}),
    mounts: [
      ...defaultMounts(context?.privileged ? 'rw' : 'ro'),
      mount(
        '/dev/shm',
        'bind',
        ipc === 'NODE' ? '/dev/shm' : `${request.stateDir}/sandboxes/${id}/shm`,
        'rbind',
        'ro',
        'nosuid',
        'nodev',
        'noexec',
      ),
      mount('/etc/resolv.conf', 'bind', `${request.rootDir}/sandboxes/${id}/resolv.conf`, 'rbind', 'ro', 'nosuid', 'nodev', 'noexec'),
    ],
    annotations: {
      'io.kubernetes.cri.container-type': 'sandbox',
      'io.kubernetes.cri.podsandbox.image-name': request.imageName,
      ...(resources
        ? {
            'io.kubernetes.cri.sandbox-cpu-period': String(resources.cpuPeriod ?? 0),
            'io.kubernetes.cri.sandbox-cpu-quota': String(resources.cpuQuota ?? 0),
            'io.kubernetes.cri.sandbox-cpu-shares': String(resources.cpuShares ?? 0),
          }
        : {}),
      'io.kubernetes.cri.sandbox-id': id,
      'io.kubernetes.cri.sandbox-log-directory': config.logDirectory ?? '',
      ...(resources ? { 'io.kubernetes.cri.sandbox-memory': String(resources.memoryLimitInBytes ?? 0) } : {}),
      'io.kubernetes.cri.sandbox-name': metadata.name,
      'io.kubernetes.cri.sandbox-namespace': metadata.namespace,
      'io.kubernetes.cri.sandbox-uid': metadata.uid,
    },
    linux: {
      ...(config.linux?.sysctls && Object.keys(config.linux.sysctls).length > 0 ? { sysctl: config.linux.sysctls } : {}),
      resources: { devices: NO_DEVICES, cpu: { shares: 2 } },
      cgroupsPath: config.linux?.cgroupParent ? cgroupsPath(config.linux.cgroupParent, id) : `/k8s.io/${id}`,
      namespaces,
      ...optional('seccomp', seccompOf(settings, context?.seccomp, context?.privileged ?? false, capabilities)),
      maskedPaths: MASKED,
      readonlyPaths: READONLY,
    },
  };
}

function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}

export interface ContainerSpecRequest {
  id: string;
  sandboxId: string;
  sandboxPid: number;
  /** The process whose pid namespace it shares, where it has none of its own. */
  targetPid: number;
  config: cri.ContainerConfig;
  sandboxConfig: cri.PodSandboxConfig;
  image: ImageConfig;
  tree: ImageNode;
  imageName: string;
  hostname: string;
  /** The sandbox's files that are mounted where the configuration mounts nothing: /etc/hostname and so on. */
  sandboxMounts: readonly cri.Mount[];
}

/**
 * The specification of a container (internal/cri/server/container_create.go, buildLinuxSpec and containerSpecOpts). Makes host paths
 * that are missing. Throws Error: `stage` of the error says where, as the texts before it differ.
 */
export function containerSpec(settings: NodeSettings, request: ContainerSpecRequest): OciSpec {
  const { id, config, sandboxConfig, image } = request;
  const context = config.linux?.securityContext;
  const privileged = context?.privileged ?? false;
  const args = commandOf(config, image);
  if (privileged && !sandboxConfig.linux?.securityContext?.privileged) {
    throw new SpecError('spec', 'failed to generate spec opts: no privileged container allowed in sandbox');
  }
  const mounts = containerMounts(settings, request, privileged);
  const capabilities = containerCapabilities(context?.capabilities, privileged);
  const env = mergeEnv(
    [DEFAULT_PATH, `HOSTNAME=${request.hostname}`],
    [...(image.env ?? []), ...(config.envs ?? []).map((e) => `${e.key}=${e.value ?? ''}`)],
  );
  const stage = <T>(body: () => T): T => {
    try {
      return body();
    } catch (e) {
      throw new SpecError('create', errorText(e));
    }
  };
  const userString = userText(context?.runAsUser, context?.runAsGroup, context?.runAsUsername) || image.user || '';
  let apparmor: string | undefined;
  try {
    apparmor = apparmorOf(settings, context?.apparmor, privileged);
  } catch (e) {
    throw new SpecError('options', `failed to generate apparmor spec opts: ${errorText(e)}`);
  }
  const user = stage(() => {
    const resolved = userString ? lookInto(settings, () => resolveUser(request.tree, userString)) : { uid: 0, gid: 0, additionalGids: [0] };
    const named =
      context?.runAsUsername || (context?.runAsUser ? String(context.runAsUser.value ?? 0) : (image.user ?? '').split(':')[0] || '0');
    const merged = context?.supplementalGroupsPolicy === 'Strict' ? [] : additionalGroups(request.tree, named);
    return mergeGroups(resolved, [...merged, ...(context?.supplementalGroups ?? [])]);
  });
  const seccomp = stage(() => seccompOf(settings, context?.seccomp, privileged, capabilities));
  const { metadata } = sandboxConfig;
  const parent = sandboxConfig.linux?.cgroupParent;
  return {
    ociVersion: OCI_VERSION,
    process: {
      ...(config.tty ? { terminal: true } : {}),
      user,
      args,
      env,
      cwd: config.workingDir || image.workingDir || '/',
      capabilities: capabilitySets(capabilities),
      ...(context?.noNewPrivs ? { noNewPrivileges: true } : {}),
      ...optional('apparmorProfile', apparmor),
      ...(config.linux?.resources ? { oomScoreAdj: oomScore(settings, config.linux.resources.oomScoreAdj ?? 0) } : {}),
    },
    root: { path: ROOTFS, ...(context?.readonlyRootfs ? { readonly: true } : {}) },
    mounts,
    annotations: {
      'io.kubernetes.cri.container-name': config.metadata.name,
      'io.kubernetes.cri.container-type': 'container',
      'io.kubernetes.cri.image-name': request.imageName,
      'io.kubernetes.cri.sandbox-id': request.sandboxId,
      'io.kubernetes.cri.sandbox-name': metadata.name,
      'io.kubernetes.cri.sandbox-namespace': metadata.namespace,
      'io.kubernetes.cri.sandbox-uid': metadata.uid,
    },
    linux: {
      resources: containerResources(config.linux?.resources),
      cgroupsPath: parent ? cgroupsPath(parent, id) : `/k8s.io/${id}`,
      namespaces: containerNamespaces(settings, request, privileged),
      ...optional('seccomp', seccomp),
      ...optional('rootfsPropagation', propagationOf(config)),
      ...(privileged ? {} : { maskedPaths: context?.maskedPaths ?? [], readonlyPaths: context?.readonlyPaths ?? [] }),
    },
  };
}

/** Runs what looks into an image that was mounted for it; its errors say where. */
function lookInto<T>(settings: NodeSettings, body: () => T): T {
  try {
    return body();
  } catch (e) {
    throw new Error(`mount callback failed on ${settings.tempMount()}: ${errorText(e)}`);
  }
}

/** A failure of making a specification; where it happened decides the words before it. */
export class SpecError extends Error {
  constructor(
    /** `spec`: while it was generated; `options`: while its options were; `create`: while containerd created the container. */
    readonly stage: 'spec' | 'options' | 'create',
    message: string,
  ) {
    super(message);
  }
}

function commandOf(config: cri.ContainerConfig, image: ImageConfig): string[] {
  let command = [...(config.command ?? [])];
  let args = [...(config.args ?? [])];
  if (command.length === 0) {
    if (args.length === 0) args = [...(image.cmd ?? [])];
    command = [...(image.entrypoint ?? [])];
  }
  if (command.length + args.length === 0) throw new SpecError('spec', 'failed to generate spec: no command specified');
  return [...command, ...args];
}

function containerNamespaces(settings: NodeSettings, request: ContainerSpecRequest, privileged: boolean): OciNamespace[] {
  const { pid = 'POD' } = request.config.linux?.securityContext?.namespaceOptions ?? {};
  const own = `/proc/${request.sandboxPid}/ns`;
  return [
    pid === 'CONTAINER' ? { type: 'pid' } : { type: 'pid', path: `/proc/${request.targetPid}/ns/pid` },
    { type: 'ipc', path: `${own}/ipc` },
    { type: 'uts', path: `${own}/uts` },
    { type: 'mount' },
    { type: 'network', path: `${own}/net` },
    ...(settings.unifiedCgroups && !privileged ? [{ type: 'cgroup' as const }] : []),
  ];
}

/** The resources of a specification (WithResources). */
export function containerResources(r: cri.LinuxContainerResources | undefined): OciResources {
  if (!r) return { devices: NO_DEVICES };
  return {
    ...(r.unified && Object.keys(r.unified).length > 0 ? { unified: r.unified } : {}),
    devices: NO_DEVICES,
    memory: r.memoryLimitInBytes ? { limit: r.memoryLimitInBytes } : {},
    cpu: {
      ...(r.cpuShares ? { shares: r.cpuShares } : {}),
      ...(r.cpuQuota ? { quota: r.cpuQuota } : {}),
      ...(r.cpuPeriod ? { period: r.cpuPeriod } : {}),
      ...(r.cpusetCpus ? { cpus: r.cpusetCpus } : {}),
      ...(r.cpusetMems ? { mems: r.cpusetMems } : {}),
    },
  };
}

function propagationOf(config: cri.ContainerConfig): string | undefined {
  const kinds = new Set((config.mounts ?? []).map((m) => m.propagation));
  if (kinds.has('PROPAGATION_BIDIRECTIONAL')) return 'rshared';
  return kinds.has('PROPAGATION_HOST_TO_CONTAINER') ? 'rslave' : undefined;
}

const clean = (path: string): string =>
  `/${path
    .split('/')
    .filter((part) => part && part !== '.')
    .join('/')}`;

/** All mounts of a container, those of fewer path elements first (internal/cri/opts/spec_linux_opts.go, withMounts). */
function containerMounts(settings: NodeSettings, request: ContainerSpecRequest, privileged: boolean): OciMount[] {
  const own = request.config.mounts ?? [];
  const taken = new Set(own.map((m) => clean(m.containerPath)));
  const all = [...own, ...request.sandboxMounts.filter((m) => !taken.has(clean(m.containerPath)))];
  const depth = (m: cri.Mount): number => clean(m.containerPath).split('/').length;
  const ordered = all.map((m, i) => ({ m, i })).sort((a, b) => depth(a.m) - depth(b.m) || a.i - b.i);
  const supplied = new Set(all.map((m) => clean(m.containerPath)));
  const mode = privileged ? 'rw' : 'ro';
  const defaults = [
    ...defaultMounts(mode),
    mount('/sys/fs/cgroup', 'cgroup', 'cgroup', 'nosuid', 'noexec', 'nodev', 'relatime', mode),
  ].filter((m) => !supplied.has(m.destination) && !(supplied.has('/dev') && m.destination.startsWith('/dev/')));
  return [...defaults, ...ordered.map(({ m }) => bindMount(settings.sys, m))];
}

function bindMount(sys: SystemCalls, m: cri.Mount): OciMount {
  const failed = (text: string): never => {
    throw new SpecError('spec', `failed to generate spec: ${text}`);
  };
  let source: string;
  try {
    if (!sys.exists(m.hostPath)) sys.mkdirp(m.hostPath, 0o755);
  } catch (e) {
    if (!(e instanceof Errno)) throw e;
    return failed(`failed to mkdir ${quote(m.hostPath)}: ${new Errno(e.code, 'mkdir', m.hostPath).go}`);
  }
  try {
    source = sys.realpath(m.hostPath);
  } catch (e) {
    if (!(e instanceof Errno)) throw e;
    return failed(`failed to resolve symlink ${quote(m.hostPath)}: ${new Errno(e.code, 'lstat', m.hostPath).go}`);
  }
  const propagation = {
    PROPAGATION_PRIVATE: 'rprivate',
    PROPAGATION_HOST_TO_CONTAINER: 'rslave',
    PROPAGATION_BIDIRECTIONAL: 'rshared',
  } as const;
  const kind = m.propagation ?? 'PROPAGATION_PRIVATE';
  if (m.recursiveReadOnly && !m.readonly) failed(`recursive read-only mount conflicts with RW mount (hostPath=${quote(m.hostPath)})`);
  if (m.recursiveReadOnly && kind !== 'PROPAGATION_PRIVATE') {
    failed(`recursive read-only mount needs private propagation, got ${quote(kind)} (hostPath=${quote(m.hostPath)})`);
  }
  return mount(m.containerPath, 'bind', source, 'rbind', propagation[kind], m.readonly ? (m.recursiveReadOnly ? 'rro' : 'ro') : 'rw');
}
