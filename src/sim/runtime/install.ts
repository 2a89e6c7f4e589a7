import { binaryContent } from '../linux/executables.ts';
import type { Machine } from '../linux/machine.ts';
import { importImage } from './containerd/image-store.ts';
import { openMetadata } from './containerd/metadata.ts';
import { DEFAULT_CONFIG } from './containerd/default-config.ts';
import { IMAGES_PLUGIN, RUNTIME_PLUGIN } from './containerd/config.ts';
import { MIRROR } from './images/registries.ts';
import { IMAGES } from './images/registry.generated.ts';
import { RUNTIME_PROGRAMS } from './registry.generated.ts';
import { encodeToml } from './toml/encode.ts';
import type { TomlTable } from './toml/parse.ts';

const ROOT = '/var/lib/containerd';

/** The programs of Debian's containernetworking-plugins, with their sizes. */
const CNI_PLUGINS: readonly (readonly [string, number])[] = [
  ['bandwidth', 3_736_440],
  ['bridge', 4_111_032],
  ['dhcp', 9_244_264],
  ['firewall', 4_213_768],
  ['host-device', 3_686_112],
  ['host-local', 3_093_552],
  ['ipvlan', 3_828_888],
  ['loopback', 3_174_088],
  ['macvlan', 3_866_960],
  ['portmap', 3_633_952],
  ['ptp', 3_971_320],
  ['sbr', 3_324_416],
  ['static', 2_657_864],
  ['tuning', 3_435_640],
  ['vlan', 3_828_976],
  ['vrf', 3_413_728],
];

/** systemd's unit of containerd, as the nodes have it. */
const UNIT = `[Unit]
Description=containerd container runtime
Documentation=https://containerd.io
After=network.target dbus.service

[Service]
ExecStart=/usr/bin/containerd
Type=notify
Delegate=yes
KillMode=process
Restart=always
RestartSec=5
LimitNPROC=infinity
LimitCORE=infinity
TasksMax=infinity

[Install]
WantedBy=multi-user.target
`;

/** /etc/containerd/config.toml: the defaults as a node of kubeadm has them, with systemd's control groups. */
export function nodeConfig(): string {
  const table = structuredClone(DEFAULT_CONFIG);
  const runtime = (table['plugins'] as TomlTable)[RUNTIME_PLUGIN] as TomlTable;
  runtime['restrict_oom_score_adj'] = true;
  runtime['enable_unprivileged_ports'] = false;
  runtime['enable_unprivileged_icmp'] = false;
  const runtimes = (runtime['containerd'] as TomlTable)['runtimes'] as TomlTable;
  ((runtimes['runc'] as TomlTable)['options'] as TomlTable)['SystemdCgroup'] = true;
  return encodeToml(table);
}

/** /etc/cni/net.d/10-bridge.conflist of a node whose pods live in a network. */
export function bridgeConfig(podCidr: string): string {
  const bridge = {
    type: 'bridge',
    bridge: 'cni0',
    isGateway: true,
    ipMasq: true,
    hairpinMode: true,
    ipam: { type: 'host-local', ranges: [[{ subnet: podCidr }]], routes: [{ dst: '0.0.0.0/0' }] },
  };
  const portmap = { type: 'portmap', capabilities: { portMappings: true } };
  return `${JSON.stringify({ cniVersion: '1.0.0', name: 'k8s', plugins: [bridge, portmap] })}\n`;
}

export interface RuntimeOptions {
  /** The node's part of the pod network: `10.244.1.0/24`. Without it the node has no network configuration yet. */
  podCidr?: string;
}

/**
 * Installs containerd, runc, crictl, ctr and the CNI plugins on a machine, with the files that kubeadm's nodes have and the images that
 * they were made with. Who builds the cluster starts the unit `containerd.service`.
 */
export function installContainerRuntime(machine: Machine, options: RuntimeOptions = {}): void {
  const { calls } = machine;
  machine.install(RUNTIME_PROGRAMS);
  for (const image of IMAGES) for (const program of image.programs ?? []) machine.provide(program);
  const write = (path: string, content: string): void => {
    calls.mkdirp(path.slice(0, path.lastIndexOf('/')));
    calls.writeFile(path, content, 0o644);
  };
  write('/usr/lib/systemd/system/containerd.service', UNIT);
  write('/etc/containerd/config.toml', nodeConfig());
  write(
    '/etc/containerd/certs.d/_default/hosts.toml',
    `server = "http://${MIRROR.address}"\n\n[host."http://${MIRROR.address}"]\n  capabilities = ["pull", "resolve"]\n`,
  );
  write('/etc/crictl.yaml', 'runtime-endpoint: unix:///run/containerd/containerd.sock\n');
  calls.mkdirp('/etc/cni/net.d');
  if (options.podCidr) write('/etc/cni/net.d/10-bridge.conflist', bridgeConfig(options.podCidr));
  calls.mkdirp('/usr/lib/cni');
  for (const [name, size] of CNI_PLUGINS) {
    calls.writeFile(`/usr/lib/cni/${name}`, binaryContent('cni-plugin'), 0o755);
    calls.truncate(`/usr/lib/cni/${name}`, size);
    calls.chmod(`/usr/lib/cni/${name}`, 0o755);
  }
  calls.mkdirp('/opt/cni');
  if (!calls.exists('/opt/cni/bin')) calls.symlink('/usr/lib/cni', '/opt/cni/bin');
  const metadata = openMetadata(calls, ROOT);
  const pinned = Object.values(((DEFAULT_CONFIG['plugins'] as TomlTable)[IMAGES_PLUGIN] as TomlTable)['pinned_images'] as TomlTable).map(
    String,
  );
  const host = { sys: calls, clock: machine.kernel.clock };
  metadata.put('namespaces', 'k8s.io', { name: 'k8s.io', labels: {} });
  for (const image of IMAGES) if (image.preloaded) importImage(host, metadata, ROOT, image, pinned);
  calls.chmod(ROOT, 0o700);
}
