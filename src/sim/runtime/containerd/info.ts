import { netnsClosed } from '../cni/netns.ts';
import type { NetworkList, PluginConfig } from '../cni/config.ts';
import { structJson } from '../cri/json.ts';
import type * as cri from '../cri/types.ts';
import type { Json } from '../go/json.ts';
import { imageSpec } from '../images/manifest.ts';
import type { TomlTable } from '../toml/parse.ts';
import { RUNTIME_PLUGIN } from './config.ts';
import type { CriContext } from './context.ts';
import type { StoredImage } from './image-store.ts';
import type { Container, Sandbox } from './stores.ts';

/** The version of Go that the recorded containerd was built with. */
export const GO_VERSION = 'go1.26.8';

const text = (value: unknown): string => JSON.stringify(value);
const runtimeOptions = (context: CriContext): Json => (context.systemdCgroup ? { systemd_cgroup: true } : {});

/** `info` of a container's verbose status. */
export function containerInfo(context: CriContext, container: Container): Record<string, string> {
  const { id, metadata, status } = container;
  const record = context.record(id);
  return {
    info: text({
      sandboxID: container.sandboxId,
      pid: status.pid,
      removing: container.removing,
      snapshotKey: record?.snapshotKey ?? '',
      snapshotter: record?.snapshotter ?? '',
      runtimeType: record?.runtime ?? '',
      runtimeOptions: runtimeOptions(context),
      config: structJson('ContainerConfig', metadata.config as never),
      runtimeSpec: record?.spec,
    }),
  };
}

/** `info` of a sandbox's verbose status. */
export function sandboxInfo(context: CriContext, sandbox: Sandbox): Record<string, string> {
  const { metadata, config } = sandbox;
  const record = context.record(sandbox.id);
  const configJson = structJson('PodSandboxConfig', config as never);
  return {
    info: text({
      pid: sandbox.pid,
      processStatus: sandbox.state === 'ready' ? 'running' : 'deleted',
      netNamespaceClosed: metadata.netnsPath !== '' && netnsClosed(context.p, metadata.netnsPath),
      image: record?.image ?? '',
      snapshotKey: record?.snapshotKey ?? '',
      snapshotter: record?.snapshotter ?? '',
      runtimeHandler: metadata.runtimeHandler,
      runtimeType: record?.runtime ?? '',
      runtimeOptions: runtimeOptions(context),
      config: configJson,
      runtimeSpec: record?.spec,
      cniResult: metadata.cniResult ?? null,
      sandboxMetadata: { Version: 'v1', Metadata: sandboxMetadataJson(sandbox, configJson) },
    }),
  };
}

function sandboxMetadataJson({ metadata }: Sandbox, Config: Json): Json {
  return {
    ID: metadata.id,
    Name: metadata.name,
    Config,
    NetNSPath: metadata.netnsPath,
    IP: metadata.ip,
    AdditionalIPs: metadata.additionalIps.length > 0 ? [...metadata.additionalIps] : null,
    RuntimeHandler: metadata.runtimeHandler,
    CNIResult: (metadata.cniResult as Json | undefined) ?? null,
    ProcessLabel: '',
  };
}

/** `info` of an image's verbose status. */
export function imageInfo(image: StoredImage): Record<string, string> {
  return { info: text({ chainID: `sha256:${image.definition.layer}`, imageSpec: imageSpec(image.definition) }) };
}

// ---- status -------------------------------------------------------------------------------------

/** Names of the CRI's configuration in JSON, where they are not the TOML's own or their camel case. */
const JSON_NAMES: Readonly<Record<string, string>> = {
  device_ownership_from_security_context: 'device_ownership_from_security_context',
  enable_cdi: 'enableCDI',
  enable_unprivileged_icmp: 'enableUnprivilegedICMP',
  restrict_oom_score_adj: 'restrictOOMScoreAdj',
  netns_mounts_under_state_dir: 'netnsMountsUnderStateDir',
  drain_exec_sync_io_timeout: 'drainExecSyncIOTimeout',
  ignore_blockio_not_enabled_errors: 'ignoreBlockIONotEnabledErrors',
  cdi_spec_dirs: 'cdiSpecDirs',
};
const RUNTIME_NAMES: Readonly<Record<string, string>> = {
  pod_annotations: 'PodAnnotations',
  container_annotations: 'ContainerAnnotations',
  io_type: 'io_type',
  privileged_without_host_devices: 'privileged_without_host_devices',
  privileged_without_host_devices_all_devices_allowed: 'privileged_without_host_devices_all_devices_allowed',
};

const camel = (name: string): string => name.replace(/_([a-z])/g, (_all, c: string) => c.toUpperCase());

function configJson(table: TomlTable, names: Readonly<Record<string, string>>): Record<string, Json> {
  const out: Record<string, Json> = {};
  for (const [key, value] of Object.entries(table)) {
    const name = names[key] ?? camel(key);
    if (key === 'runtimes') {
      out[name] = Object.fromEntries(Object.entries(value as TomlTable).map(([id, r]) => [id, runtimeJson(r as TomlTable)]));
    } else if (typeof value === 'object' && !Array.isArray(value)) out[name] = configJson(value, names);
    else out[name] = value as Json;
  }
  return out;
}

function runtimeJson(table: TomlTable): Json {
  const { options, ...rest } = table;
  return { ...configJson(rest, RUNTIME_NAMES), options: (options ?? null) as Json };
}

/** A network's configuration as go-cni tells it. */
function networkJson(network: NetworkList, index: number): Json {
  return {
    Config: {
      Name: network.name,
      CNIVersion: network.cniVersion,
      Plugins: network.plugins.map(pluginJson),
      Source: network.source,
    },
    IFName: index === 0 ? 'lo' : `eth${index - 1}`,
  };
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted((value as Record<string, Json>)[key]!)]),
  );
}

function pluginJson(plugin: PluginConfig): Json {
  const ipam = plugin['ipam'] as { type?: string } | undefined;
  const capabilities = plugin['capabilities'] as Json | undefined;
  return {
    Network: {
      type: plugin.type,
      ...(capabilities ? { capabilities } : {}),
      ipam: ipam?.type ? { type: ipam.type } : {},
    },
    Source: text(sorted(plugin as unknown as Json)),
  };
}

function cniJson(context: CriContext): Json {
  const { cni } = context;
  return {
    PluginDirs: [...cni.binDirs],
    PluginConfDir: cni.confDir,
    PluginMaxConfNum: cni.maxConf,
    Prefix: 'eth',
    Networks: cni.networks.map(networkJson),
  };
}

const CGROUP_V1 =
  'The support for cgroup v1 is deprecated since containerd v2.2 and will be removed by no later than May 2029. Upgrade the host to use cgroup v2.';

/** Warnings of what will not be there any more, by id. */
export function deprecations(context: { node: { unifiedCgroups: boolean } }): Record<string, string> {
  return context.node.unifiedCgroups ? {} : { 'io.containerd.deprecation/cgroup-v1': CGROUP_V1 };
}

/** The answer of `Status`: conditions, and the configuration where it is asked for. */
export function statusReply(
  context: CriContext,
  verbose: boolean,
): {
  status: { conditions: readonly cri.RuntimeCondition[] };
  info: Record<string, string>;
  runtimeHandlers: readonly cri.RuntimeHandler[];
  features: { supplementalGroupsPolicy: boolean };
} {
  const { cni, config } = context;
  const why = cni.status();
  const ignored = config.list('plugins', RUNTIME_PLUGIN, 'ignore_deprecation_warnings');
  const warnings = Object.fromEntries(Object.entries(deprecations(context)).filter(([id]) => !ignored.includes(id)));
  const warned = Object.keys(warnings).length > 0;
  const features = { recursiveReadOnlyMounts: true, userNamespaces: false };
  const load = cni.lastError ?? 'OK';
  const info: Record<string, string> = verbose
    ? {
        config: text(runtimeConfigJson(context)),
        golang: text(GO_VERSION),
        cniconfig: text(cniJson(context)),
        'lastCNILoadStatus.default': load,
        lastCNILoadStatus: load,
      }
    : {};
  return {
    status: {
      conditions: [
        { type: 'RuntimeReady', status: true, reason: '', message: '' },
        {
          type: 'NetworkReady',
          status: why === undefined,
          reason: why === undefined ? '' : 'NetworkPluginNotReady',
          message: why === undefined ? '' : `Network plugin returns error: ${why}`,
        },
        {
          type: 'ContainerdHasNoDeprecationWarnings',
          status: !warned,
          reason: warned ? 'ContainerdHasDeprecationWarnings' : '',
          message: warned ? text(warnings) : '',
        },
      ],
    },
    info,
    runtimeHandlers: ['', ...Object.keys(config.tables('plugins', RUNTIME_PLUGIN, 'containerd', 'runtimes')).sort()].map((name) => ({
      name,
      features,
    })),
    features: { supplementalGroupsPolicy: true },
  };
}

/** The CRI's configuration as its log and `crictl info` show it. */
export function runtimeConfigJson(context: { config: CriContext['config']; rootDir: string; stateDir: string }): Json {
  const { config } = context;
  const { containerd, cni, ...rest } = config.tables('plugins', RUNTIME_PLUGIN);
  return {
    containerd: configJson(containerd as TomlTable, JSON_NAMES),
    cni: configJson(cni as TomlTable, JSON_NAMES),
    ...configJson(rest, JSON_NAMES),
    containerdRootDir: config.root,
    containerdEndpoint: config.address,
    rootDir: context.rootDir,
    stateDir: context.stateDir,
  };
}
