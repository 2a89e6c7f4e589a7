import { Errno } from '../../kernel/errno.ts';
import type { LinuxCalls } from '../../linux/calls.ts';
import type * as cri from '../cri/types.ts';
import { quote } from '../go/text.ts';
import type { CriContext } from './context.ts';
import { quietly } from './errors.ts';

const SHM_BYTES = 64 * 1024 * 1024;

const hostIpc = (config: cri.PodSandboxConfig): boolean => config.linux?.securityContext?.namespaceOptions?.ipc === 'NODE';

/** resolv.conf of a pod's own DNS configuration. */
function resolvConf({ servers = [], searches = [], options = [] }: cri.DNSConfig): string {
  return [
    ...(searches.length > 0 ? [`search ${searches.join(' ')}\n`] : []),
    ...servers.map((server) => `nameserver ${server}\n`),
    ...(options.length > 0 ? [`options ${options.join(' ')}\n`] : []),
  ].join('');
}

function readHost(sys: LinuxCalls, path: string, what: string, to: string): string {
  try {
    return sys.readText(path);
  } catch (e) {
    if (e instanceof Errno) throw new Error(`failed to ${what} ${quote(to)}: ${e.go}`);
    throw e;
  }
}

/** Makes a sandbox's hostname, hosts, resolv.conf and shared memory (podsandbox setupSandboxFiles @v2.2). Throws Error. */
export function setupSandboxFiles(context: CriContext, id: string, config: cri.PodSandboxConfig): void {
  const sys = context.p.sys as LinuxCalls;
  const directory = context.directory('sandboxes', id);
  sys.writeFile(`${directory}/hostname`, `${config.hostname || sys.hostname()}\n`, 0o644);
  sys.writeFile(`${directory}/hosts`, readHost(sys, '/etc/hosts', 'generate sandbox hosts file', `${directory}/hosts`), 0o644);
  const own = config.dnsConfig;
  const resolv = own ? resolvConf(own) : readHost(sys, '/etc/resolv.conf', "copy host's resolv.conf to", `${directory}/resolv.conf`);
  sys.writeFile(`${directory}/resolv.conf`, resolv, 0o644);
  if (hostIpc(config)) return;
  const shm = `${context.volatileDirectory('sandboxes', id)}/shm`;
  sys.mkdirp(shm, 0o700);
  const fs = sys.namespaces.makeFileSystem('tmpfs', context.p);
  fs.root.mode = 0o1777;
  fs.advertised = { totalBytes: SHM_BYTES, usedBytes: 0 };
  sys.namespaces.mounts.mount(fs.root, sys.place(shm), 'shm', 'tmpfs', 'rw,nosuid,nodev,noexec,relatime,size=65536k', false);
}

/** Takes the shared memory away. */
export function cleanupSandboxFiles(context: CriContext, id: string, config: cri.PodSandboxConfig): void {
  if (hostIpc(config)) return;
  quietly(() => (context.p.sys as LinuxCalls).umount(`${context.volatileDirectory('sandboxes', id)}/shm`));
}

/** The sandbox's files as mounts of its containers, where they mount nothing of their own there (container_create, linuxContainerMounts). */
export function sandboxMounts(
  context: CriContext,
  id: string,
  sandbox: cri.PodSandboxConfig,
  container: cri.ContainerConfig,
): readonly cri.Mount[] {
  const { sys } = context.p;
  const directory = context.directory('sandboxes', id);
  const readonly = container.linux?.securityContext?.readonlyRootfs ?? false;
  const out: cri.Mount[] = [];
  const file = (name: string, containerPath: string): void => {
    out.push({ containerPath, hostPath: `${directory}/${name}`, readonly, selinuxRelabel: true });
  };
  if (sys.exists(`${directory}/hostname`)) file('hostname', '/etc/hostname');
  file('hosts', '/etc/hosts');
  file('resolv.conf', '/etc/resolv.conf');
  out.push({
    containerPath: '/dev/shm',
    hostPath: hostIpc(sandbox) ? '/dev/shm' : `${context.volatileDirectory('sandboxes', id)}/shm`,
    readonly: false,
    selinuxRelabel: !hostIpc(sandbox),
  });
  return out;
}
