import type { PluginStatus } from './api.ts';

const LINUX = ['linux/amd64'];

interface Known {
  type: string;
  id: string;
  platforms?: readonly string[];
  /** Why it is passed over on these nodes. */
  skip?: string;
}

const of = (type: string, id: string, platforms?: readonly string[], skip?: string): Known => ({
  type: `io.containerd.${type}`,
  id,
  ...(platforms ? { platforms } : {}),
  ...(skip ? { skip } : {}),
});

/** containerd's plugins in the order in which they are loaded. */
export const PLUGINS: readonly Known[] = [
  of('content.v1', 'content'),
  of('image-verifier.v1', 'bindir'),
  of('internal.v1', 'opt'),
  of('warning.v1', 'deprecations'),
  of('mount-handler.v1', 'erofs', LINUX),
  of('snapshotter.v1', 'blockfile', LINUX, 'no scratch file generator: skip plugin'),
  of('snapshotter.v1', 'devmapper', LINUX, 'devmapper not configured: skip plugin'),
  of('snapshotter.v1', 'erofs', LINUX),
  of('snapshotter.v1', 'native', LINUX),
  of('snapshotter.v1', 'overlayfs', LINUX),
  of(
    'snapshotter.v1',
    'zfs',
    LINUX,
    'path /var/lib/containerd/io.containerd.snapshotter.v1.zfs must be a zfs filesystem to be used with the zfs snapshotter: skip plugin',
  ),
  of('event.v1', 'exchange'),
  of('monitor.task.v1', 'cgroups', LINUX),
  of('metadata.v1', 'bolt'),
  of('gc.v1', 'scheduler'),
  of('nri.v1', 'nri'),
  of(
    'differ.v1',
    'erofs',
    undefined,
    'failed to check mkfs.erofs availability: failed to run mkfs.erofs --help: exec: "mkfs.erofs": executable file not found in $PATH: skip plugin',
  ),
  of('differ.v1', 'walking', LINUX),
  of('lease.v1', 'manager'),
  of('mount-manager.v1', 'bolt'),
  of('service.v1', 'containers-service'),
  of('service.v1', 'content-service'),
  of('service.v1', 'diff-service'),
  of('service.v1', 'images-service'),
  of('service.v1', 'introspection-service'),
  of('service.v1', 'namespaces-service'),
  of('service.v1', 'snapshots-service'),
  of('shim.v1', 'manager'),
  of('runtime.v2', 'task', LINUX),
  of('service.v1', 'tasks-service'),
  of('grpc.v1', 'containers'),
  of('grpc.v1', 'content'),
  of('grpc.v1', 'diff'),
  of('grpc.v1', 'events'),
  of('grpc.v1', 'images'),
  of('grpc.v1', 'introspection'),
  of('grpc.v1', 'leases'),
  of('grpc.v1', 'mounts'),
  of('grpc.v1', 'namespaces'),
  of('sandbox.store.v1', 'local'),
  of('transfer.v1', 'local'),
  of('cri.v1', 'images'),
  of('cri.v1', 'runtime', LINUX),
  of('podsandbox.controller.v1', 'podsandbox'),
  of('sandbox.controller.v1', 'shim'),
  of('grpc.v1', 'sandbox-controllers'),
  of('grpc.v1', 'sandboxes'),
  of('grpc.v1', 'snapshots'),
  of('streaming.v1', 'manager'),
  of('grpc.v1', 'streaming'),
  of('grpc.v1', 'tasks'),
  of('grpc.v1', 'transfer'),
  of('grpc.v1', 'version'),
  of('monitor.container.v1', 'restart'),
  of('tracing.processor.v1', 'otlp', undefined, 'skip plugin: tracing endpoint not configured'),
  of('internal.v1', 'tracing', undefined, 'skip plugin: tracing endpoint not configured'),
  of('ttrpc.v1', 'otelttrpc'),
  of('grpc.v1', 'healthcheck'),
  of('grpc.v1', 'cri'),
];

export const uriOf = (plugin: { type: string; id: string }): string => `${plugin.type}.${plugin.id}`;

/** What became of a plugin. */
export function statusOf(plugin: Known, error = ''): PluginStatus {
  return {
    type: plugin.type,
    id: plugin.id,
    platforms: plugin.platforms ?? [],
    status: error ? 'error' : plugin.skip ? 'skip' : 'ok',
    error: error || (plugin.skip ?? ''),
    exports: {},
  };
}
