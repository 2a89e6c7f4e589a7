import { Errno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import type * as cri from '../../../runtime/cri/types.ts';
import type { Container, Pod, SeccompProfile } from '../../shared/api/core.ts';
import { GrpcError } from '../../../linux/net/grpc/grpc.ts';
import type { ObjectSource } from '../objects.ts';
import { formatPod, isSidecar } from '../pods/types.ts';
import { quantityValue } from './downward.ts';
import { environment, expand, EnvironmentError } from './environment.ts';
import { containerAnnotations, containerLabels, podLabels } from './labels.ts';
import type { CriClient } from './cri-client.ts';

// Models pkg/kubelet/kuberuntime/kuberuntime_{sandbox,container}*.go @v1.35

export interface ConfigHost {
  p: Process;
  cri: CriClient;
  nodeName: string;
  /** /var/lib/kubelet */
  root: string;
  podLogsDir: string;
  seccompDefault: boolean;
  seccompDir: string;
  objects: ObjectSource;
  hostIp: () => string;
  /** Where a mounted volume lies. */
  volumePath: (pod: Pod, volume: string) => string | undefined;
  services: (pod: Pod) => ReadonlyMap<string, string>;
  dns: (pod: Pod) => cri.DNSConfig;
  /** The pod's control group, as the driver names it. */
  cgroupParent: (pod: Pod) => string;
}

/** A container whose configuration cannot be made (CreateContainerConfigError). */
export class ContainerConfigError extends Error {}

export function podLogDirectory(root: string, pod: { namespace: string; name: string; uid: string }): string {
  return `${root}/${pod.namespace}_${pod.name}_${pod.uid}`;
}

/** Lines of a container's log file: `web/0.log`. */
export function containerLogPath(container: string, restarts: number): string {
  return `${container}/${restarts}.log`;
}

function hostnameOf(pod: Pod, nodeName: string): string {
  if (pod.spec.hostNetwork) return nodeName;
  return (pod.spec.hostname ?? pod.metadata.name!).slice(0, 63).replace(/[-.]+$/, '');
}

function namespaceOptions(pod: Pod, container?: Container): cri.NamespaceOption {
  void container;
  return {
    network: pod.spec.hostNetwork ? 'NODE' : 'POD',
    pid: pod.spec.hostPID ? 'NODE' : pod.spec.shareProcessNamespace ? 'POD' : 'CONTAINER',
    ipc: pod.spec.hostIPC ? 'NODE' : 'POD',
  };
}

function seccomp(host: ConfigHost, pod: Pod, profile: SeccompProfile | undefined, privileged: boolean): cri.SecurityProfile {
  if (privileged) return { profileType: 'Unconfined' };
  const chosen = profile ?? pod.spec.securityContext?.seccompProfile;
  if (!chosen) return { profileType: host.seccompDefault ? 'RuntimeDefault' : 'Unconfined' };
  switch (chosen.type) {
    case 'RuntimeDefault':
      return { profileType: 'RuntimeDefault' };
    case 'Localhost':
      return { profileType: 'Localhost', localhostRef: `${host.seccompDir}/${chosen.localhostProfile ?? ''}` };
    default:
      return { profileType: 'Unconfined' };
  }
}

function apparmor(pod: Pod, container: Container | undefined, privileged: boolean): cri.SecurityProfile | undefined {
  const chosen = container?.securityContext?.appArmorProfile ?? pod.spec.securityContext?.appArmorProfile;
  if (!chosen || privileged) return undefined;
  if (chosen.type === 'Localhost') return { profileType: 'Localhost', localhostRef: chosen.localhostProfile ?? '' };
  return { profileType: chosen.type === 'Unconfined' ? 'Unconfined' : 'RuntimeDefault' };
}

/** What the runtime is told of a pod's sandbox. */
export function sandboxConfig(host: ConfigHost, pod: Pod, attempt: number): cri.PodSandboxConfig {
  const metadata = pod.metadata;
  const id = { namespace: metadata.namespace!, name: metadata.name!, uid: metadata.uid! };
  const ports = pod.spec.hostNetwork
    ? []
    : pod.spec.containers.flatMap((c) =>
        (c.ports ?? []).map((port) => ({
          containerPort: port.containerPort,
          hostPort: port.hostPort ?? 0,
          protocol: (port.protocol ?? 'TCP') as cri.Protocol,
          ...(port.hostIP ? { hostIp: port.hostIP } : {}),
        })),
      );
  const privileged = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].some((c) => c.securityContext?.privileged);
  const context = pod.spec.securityContext;
  return {
    metadata: { ...id, attempt },
    hostname: hostnameOf(pod, host.nodeName),
    logDirectory: podLogDirectory(host.podLogsDir, id),
    dnsConfig: host.dns(pod),
    ...(ports.length > 0 ? { portMappings: ports } : {}),
    labels: podLabels(pod),
    annotations: pod.metadata.annotations ?? {},
    linux: {
      cgroupParent: host.cgroupParent(pod),
      securityContext: {
        namespaceOptions: namespaceOptions(pod),
        privileged,
        seccomp: seccomp(host, pod, undefined, privileged),
        ...(context?.runAsUser === undefined ? {} : { runAsUser: { value: context.runAsUser } }),
        ...(context?.runAsGroup === undefined ? {} : { runAsGroup: { value: context.runAsGroup } }),
        supplementalGroups: [...(context?.fsGroup === undefined ? [] : [context.fsGroup]), ...(context?.supplementalGroups ?? [])],
      },
      ...(context?.sysctls ? { sysctls: Object.fromEntries(context.sysctls.map((s) => [s.name, s.value])) } : {}),
    },
  };
}

/** The pod's /etc/hosts, kept by the kubelet for pods with a network of their own (ensureHostsFile). */
function writeHostsFile(host: ConfigHost, pod: Pod, ip: string): string {
  const path = `${host.root}/pods/${pod.metadata.uid}/etc-hosts`;
  const aliases = pod.spec.hostAliases?.length
    ? `\n# Entries added by HostAliases.\n${pod.spec.hostAliases.map((a) => `${a.ip}\t${(a.hostnames ?? []).join('\t')}\n`).join('')}`
    : '';
  let content: string;
  if (pod.spec.hostNetwork) {
    content = `# Kubernetes-managed hosts file (host network).\n${host.p.sys.readText('/etc/hosts')}${aliases}`;
  } else {
    const name = hostnameOf(pod, host.nodeName);
    const domain = pod.spec.subdomain ? `${name}.${pod.spec.subdomain}.${pod.metadata.namespace}.svc.cluster.local` : '';
    content = [
      '# Kubernetes-managed hosts file.',
      '127.0.0.1\tlocalhost',
      '::1\tlocalhost ip6-localhost ip6-loopback',
      'fe00::\tip6-localnet',
      'fe00::\tip6-mcastprefix',
      'fe00::1\tip6-allnodes',
      'fe00::2\tip6-allrouters',
      domain ? `${ip}\t${domain}\t${name}` : `${ip}\t${name}`,
      aliases,
    ].join('\n');
  }
  host.p.sys.writeFile(path, content, 0o644);
  return path;
}

function mounts(host: ConfigHost, pod: Pod, container: Container, ip: string, known: ReadonlyMap<string, string>): cri.Mount[] {
  const out: cri.Mount[] = [];
  let ownHosts = false;
  for (const mount of container.volumeMounts ?? []) {
    const source = host.volumePath(pod, mount.name);
    if (source === undefined)
      throw new ContainerConfigError(
        `cannot find volume ${JSON.stringify(mount.name)} to mount into container ${JSON.stringify(container.name)}`,
      );
    let hostPath = source;
    const subPath = mount.subPathExpr ? expand(mount.subPathExpr, known) : mount.subPath;
    if (subPath) hostPath = subPathOf(host, pod, container, source, subPath, mount.name);
    ownHosts ||= mount.mountPath === '/etc/hosts';
    out.push({
      containerPath: mount.mountPath.startsWith('/') ? mount.mountPath : `/${mount.mountPath}`,
      hostPath,
      readonly: mount.readOnly ?? false,
      propagation:
        mount.mountPropagation === 'Bidirectional'
          ? 'PROPAGATION_BIDIRECTIONAL'
          : mount.mountPropagation === 'HostToContainer'
            ? 'PROPAGATION_HOST_TO_CONTAINER'
            : 'PROPAGATION_PRIVATE',
    });
  }
  if (!ownHosts && (pod.spec.hostNetwork || ip)) out.push({ containerPath: '/etc/hosts', hostPath: writeHostsFile(host, pod, ip) });
  return out;
}

function subPathOf(host: ConfigHost, pod: Pod, container: Container, source: string, subPath: string, volume: string): string {
  if (subPath.startsWith('/')) throw new ContainerConfigError(`error SubPath \`${subPath}\` must not be an absolute path`);
  const path = `${source}/${subPath}`;
  try {
    if (!host.p.sys.exists(path)) host.p.sys.mkdirp(path, 0o750);
  } catch (e) {
    if (!(e instanceof Errno)) throw e;
    throw new ContainerConfigError(
      `failed to create subPath directory for volumeMount ${JSON.stringify(volume)} of container ${JSON.stringify(container.name)}`,
    );
  }
  void pod;
  return path;
}

/** Resources as the runtime wants them (generateLinuxContainerResources). */
function resources(container: Container): cri.LinuxContainerResources {
  const cpu = (text: string | undefined): number => Math.round(quantityValue(text ?? '0') * 1000);
  const limit = container.resources?.limits;
  const request = container.resources?.requests;
  const requested = request?.['cpu'] === undefined && limit?.['cpu'] !== undefined ? cpu(limit['cpu']) : cpu(request?.['cpu']);
  const limited = cpu(limit?.['cpu']);
  const memory = Math.round(quantityValue(limit?.['memory'] ?? '0'));
  return {
    cpuShares: requested === 0 ? 2 : Math.max(2, Math.floor((requested * 1024) / 1000)),
    ...(limited > 0 ? { cpuPeriod: 100_000, cpuQuota: Math.max(1000, limited * 100) } : {}),
    ...(memory > 0 ? { memoryLimitInBytes: memory } : {}),
    oomScoreAdj: 1000,
  };
}

/** What the runtime is told of a container. Throws ContainerConfigError, and what asking the image gives. */
export function* containerConfig(
  host: ConfigHost,
  pod: Pod,
  container: Container,
  restarts: number,
  imageRef: string,
  podIp: string,
): Step<cri.ContainerConfig> {
  const { image } = yield* host.cri.images('ImageStatus', { image: { image: imageRef } });
  const context = container.securityContext;
  const podContext = pod.spec.securityContext;
  const user = context?.runAsUser ?? podContext?.runAsUser;
  const group = context?.runAsGroup ?? podContext?.runAsGroup;
  if (context?.runAsNonRoot ?? podContext?.runAsNonRoot) verifyNonRoot(pod, container, user, image?.uid?.value, image?.username ?? '');
  let envs: { key: string; value: string }[];
  try {
    envs = yield* environment({
      pod,
      container,
      objects: host.objects,
      addresses: { nodeName: host.nodeName, podIp: pod.spec.hostNetwork ? host.hostIp() : podIp, hostIp: host.hostIp() },
      services: host.services(pod),
    });
  } catch (e) {
    if (e instanceof EnvironmentError) throw new ContainerConfigError(e.message);
    throw e;
  }
  const known = new Map(envs.map((e) => [e.key, e.value]));
  const privileged = context?.privileged ?? false;
  const podDir = `${host.root}/pods/${pod.metadata.uid}`;
  const messageFile = `${podDir}/containers/${container.name}/${host.p.kernel.random.stream('termination-log').hex(8)}`;
  host.p.sys.mkdirp(`${podDir}/containers/${container.name}`, 0o750);
  const all = mounts(host, pod, container, podIp, known);
  if (container.terminationMessagePath !== '') {
    host.p.sys.writeFile(messageFile, '', 0o666);
    host.p.sys.chmod(messageFile, 0o666);
    all.push({ containerPath: container.terminationMessagePath ?? '/dev/termination-log', hostPath: messageFile });
  }
  const expandAll = (list: string[] | undefined): string[] => (list ?? []).map((text) => expand(text, known));
  const armor = apparmor(pod, container, privileged);
  return {
    metadata: { name: container.name, attempt: restarts },
    image: { image: imageRef, userSpecifiedImage: container.image ?? '' },
    command: expandAll(container.command),
    args: expandAll(container.args),
    workingDir: container.workingDir ?? '',
    envs,
    mounts: all,
    labels: containerLabels(container, pod),
    annotations: containerAnnotations(container, pod, restarts),
    logPath: containerLogPath(container.name, restarts),
    stdin: container.stdin ?? false,
    stdinOnce: container.stdinOnce ?? false,
    tty: container.tty ?? false,
    ...(container.lifecycle?.stopSignal ? { stopSignal: container.lifecycle.stopSignal } : {}),
    linux: {
      resources: resources(container),
      securityContext: {
        capabilities: { addCapabilities: context?.capabilities?.add ?? [], dropCapabilities: context?.capabilities?.drop ?? [] },
        privileged,
        namespaceOptions: namespaceOptions(pod, container),
        ...(user === undefined ? {} : { runAsUser: { value: user } }),
        ...(group === undefined ? {} : { runAsGroup: { value: group } }),
        ...(user === undefined && image?.username ? { runAsUsername: image.username } : {}),
        readonlyRootfs: context?.readOnlyRootFilesystem ?? false,
        supplementalGroups: [...(podContext?.fsGroup === undefined ? [] : [podContext.fsGroup]), ...(podContext?.supplementalGroups ?? [])],
        noNewPrivs: context?.allowPrivilegeEscalation === false,
        seccomp: seccomp(host, pod, context?.seccompProfile, privileged),
        ...(armor ? { apparmor: armor } : {}),
      },
    },
  };
}

/** Models security_context.go verifyRunAsNonRoot */
function verifyNonRoot(pod: Pod, container: Container, user: number | undefined, imageUid: number | undefined, username: string): void {
  const where = `(pod: ${JSON.stringify(formatPod(pod))}, container: ${container.name})`;
  if (user !== undefined) {
    if (user === 0) throw new ContainerConfigError(`container's runAsUser breaks non-root policy ${where}`);
    return;
  }
  if (imageUid === 0) throw new ContainerConfigError(`container has runAsNonRoot and image will run as root ${where}`);
  if (imageUid === undefined && username !== '')
    throw new ContainerConfigError(
      `container has runAsNonRoot and image has non-numeric user (${username}), cannot verify user is non-root ${where}`,
    );
}

/** The service quality class of a pod, which decides where its control group stands (qos.GetPodQOS). */
export function qosClass(pod: Pod): 'Guaranteed' | 'Burstable' | 'BestEffort' {
  const containers = [...pod.spec.containers, ...(pod.spec.initContainers ?? []).filter((c) => isSidecar(c) || true)];
  let any = false;
  let guaranteed = true;
  for (const c of containers) {
    for (const name of ['cpu', 'memory']) {
      const request = c.resources?.requests?.[name];
      const limit = c.resources?.limits?.[name];
      const has = (text: string | undefined): boolean => text !== undefined && quantityValue(text) > 0;
      if (has(request) || has(limit)) any = true;
      if (!has(limit) || (has(request) && quantityValue(request!) !== quantityValue(limit!))) guaranteed = false;
    }
  }
  return !any ? 'BestEffort' : guaranteed ? 'Guaranteed' : 'Burstable';
}

/** The pod's control group as the systemd or the cgroupfs driver names it. */
export function podCgroup(pod: Pod, driver: 'systemd' | 'cgroupfs'): string {
  const qos = qosClass(pod);
  const uid = pod.metadata.uid!;
  if (driver === 'cgroupfs') return qos === 'Guaranteed' ? `/kubepods/pod${uid}` : `/kubepods/${qos.toLowerCase()}/pod${uid}`;
  const name = uid.replace(/-/g, '_');
  return qos === 'Guaranteed' ? `kubepods-pod${name}.slice` : `kubepods-${qos.toLowerCase()}-pod${name}.slice`;
}

/** What upstream prints of a gRPC failure: the server's own words. */
export function grpcWords(e: unknown): string {
  return e instanceof GrpcError ? e.desc : e instanceof Error ? e.message : String(e);
}
