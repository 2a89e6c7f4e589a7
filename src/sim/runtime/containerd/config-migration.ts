import type { TomlTable, TomlValue } from '../toml/parse.ts';
import type { Log } from './config.ts';

const CORE_PLUGINS: Record<string, string> = {
  cri: 'io.containerd.grpc.v1.cri',
  cgroups: 'io.containerd.monitor.v1.cgroups',
  linux: 'io.containerd.runtime.v1.linux',
  scheduler: 'io.containerd.gc.v1.scheduler',
  bolt: 'io.containerd.metadata.v1.bolt',
  task: 'io.containerd.runtime.v2.task',
  opt: 'io.containerd.internal.v1.opt',
  restart: 'io.containerd.internal.v1.restart',
  tracing: 'io.containerd.internal.v1.tracing',
  otlp: 'io.containerd.tracing.processor.v1.otlp',
  native: 'io.containerd.snapshotter.v1.native',
  overlayfs: 'io.containerd.snapshotter.v1.overlayfs',
};

const table = (v: TomlValue | undefined): TomlTable | undefined => (typeof v === 'object' && !Array.isArray(v) ? v : undefined);

function wholeName(plugin: string, log: Log): string {
  if (plugin.includes('.')) return plugin;
  const known = CORE_PLUGINS[plugin];
  if (known) return known;
  if (plugin.endsWith('-service')) return `io.containerd.service.v1.${plugin}`;
  const whole = `io.containerd.grpc.v1.${plugin}`;
  log('warning', `Ambiguous ${plugin} plugin in v1 config, treating as ${whole}`);
  return whole;
}

/**
 * Brings a file of an older version to version 3: whole names of plugins from version 1, the CRI's section split in three from
 * version 2 (plugins/cri, configMigration @v2.2). Changes `file`, or `plugins` where that is given.
 */
export function migrate(file: TomlTable, from: number, to: number, log: Log, plugins = table(file['plugins'])): void {
  if (from < 2) {
    for (const key of ['disabled_plugins', 'required_plugins']) {
      const list = file[key];
      if (Array.isArray(list)) file[key] = list.map((name) => wholeName(String(name), log));
    }
    if (plugins) {
      for (const name of Object.keys(plugins)) {
        const whole = wholeName(name, log);
        if (whole === name) continue;
        plugins[whole] = plugins[name]!;
        delete plugins[name];
      }
    }
  }
  // a file without a version gets its names only: its sections are read as those of the newest
  if (from !== 2 || to < 3 || !plugins) return;
  const source = table(plugins['io.containerd.grpc.v1.cri']);
  if (!source) return;
  plugins['io.containerd.cri.v1.images'] = imagesOf(source, table(plugins['io.containerd.cri.v1.images']) ?? {});
  plugins['io.containerd.cri.v1.runtime'] = runtimeOf(source, table(plugins['io.containerd.cri.v1.runtime']) ?? {});
  plugins['io.containerd.grpc.v1.cri'] = pick(source, SERVER_KEYS);
}

const IMAGE_KEYS = [
  'registry',
  'image_decryption',
  'max_concurrent_downloads',
  'image_pull_progress_timeout',
  'image_pull_with_sync_fs',
  'stats_collect_period',
];
const SERVER_KEYS = [
  'disable_tcp_service',
  'stream_server_address',
  'stream_server_port',
  'stream_idle_timeout',
  'enable_tls_streaming',
  'x509_key_pair_streaming',
];
const SNAPSHOT_KEYS = ['snapshotter', 'disable_snapshot_annotations', 'discard_unpacked_layers'];

function pick(from: TomlTable, keys: readonly string[]): TomlTable {
  const out: TomlTable = {};
  for (const key of keys) if (from[key] !== undefined) out[key] = from[key]!;
  return out;
}

function imagesOf(source: TomlTable, into: TomlTable): TomlTable {
  const sandbox = source['sandbox_image'];
  if (sandbox !== undefined) into['pinned_images'] = { ...table(into['pinned_images']), sandbox };
  Object.assign(into, pick(source, IMAGE_KEYS));
  const registry = table(into['registry']);
  if (registry?.['config_path'] === '') registry['config_path'] = '/etc/containerd/certs.d:/etc/docker/certs.d';
  Object.assign(into, pick(table(source['containerd']) ?? {}, SNAPSHOT_KEYS));
  return into;
}

function runtimeOf(source: TomlTable, into: TomlTable): TomlTable {
  const moved = new Set(['cni', 'containerd', 'sandbox_image', ...IMAGE_KEYS, ...SERVER_KEYS]);
  for (const [key, value] of Object.entries(source)) if (!moved.has(key) && into[key] === undefined) into[key] = value;
  const cni = table(source['cni']);
  if (cni) {
    const made: TomlTable = { ...table(into['cni']) };
    for (const [key, value] of Object.entries(cni)) {
      if (key === 'bin_dir') made['bin_dirs'] ??= [value];
      else made[key] ??= value;
    }
    into['cni'] = made;
  }
  const containerd = table(source['containerd']);
  if (!containerd) return into;
  const made: TomlTable = { ...table(into['containerd']) };
  for (const [key, value] of Object.entries(containerd)) if (!SNAPSHOT_KEYS.includes(key)) made[key] ??= value;
  for (const runtime of Object.values(table(made['runtimes']) ?? {})) {
    const its = table(runtime);
    if (its?.['sandbox_mode'] === undefined) continue;
    its['sandboxer'] ??= its['sandbox_mode'];
    delete its['sandbox_mode'];
  }
  into['containerd'] = made;
  return into;
}
