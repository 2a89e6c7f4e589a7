import type { Cgroup } from '../../kernel/cgroup.ts';
import type { Micros } from '../../kernel/time.ts';
import { GrpcError } from '../../linux/net/grpc/grpc.ts';
import { groupPath, rootGroup } from '../container/cgroups.ts';
import type * as cri from '../cri/types.ts';
import { quote } from '../go/text.ts';
import { NAMESPACE, type CriContext } from './context.ts';
import { wrap } from './errors.ts';
import { selects, type Container, type Sandbox } from './stores.ts';

const SNAPSHOTTER = 'io.containerd.snapshotter.v1.overlayfs';
const value = (n: number): cri.UInt64Value => ({ value: Math.round(n) });

/** What containers and pods use, as their control groups tell it: internal/cri/server/*_stats*.go @v2.2. Methods throw GrpcError. */
export class StatsService {
  /** Processor time at the last question, by container or sandbox: two questions make a rate. */
  readonly #last = new Map<string, { cpuUs: number; at: Micros }>();

  constructor(private readonly context: CriContext) {}

  #group(path: string): Cgroup | undefined {
    return rootGroup(this.context.p).find(path);
  }

  #rate(id: string, cpuUs: number): number {
    const { now } = this.context.p.clock;
    const before = this.#last.get(id);
    this.#last.set(id, { cpuUs, at: now });
    if (!before || now <= before.at || cpuUs < before.cpuUs) return 0;
    return ((cpuUs - before.cpuUs) / (now - before.at)) * 1e9;
  }

  #cpu(id: string, group: Cgroup): cri.CpuUsage {
    return {
      timestamp: this.context.p.clock.now,
      usageCoreNanoSeconds: value(group.cpuUs * 1000),
      usageNanoCores: value(this.#rate(id, group.cpuUs)),
    };
  }

  #memory(group: Cgroup): cri.MemoryUsage {
    const used = group.memoryBytes;
    return {
      timestamp: this.context.p.clock.now,
      workingSetBytes: value(used),
      availableBytes: value(group.memoryMax === undefined ? 0 : Math.max(0, group.memoryMax - used)),
      usageBytes: value(used),
      rssBytes: value(Math.floor(used / 4096) * 4096 * 0.9),
      pageFaults: value(used / 4096),
      majorPageFaults: value(0),
    };
  }

  #statsOf(container: Container): cri.ContainerStats {
    const { context } = this;
    const { id, metadata } = container;
    const { config } = metadata;
    const layer = context.snapshots.usage(NAMESPACE, id);
    const spec = context.record(id)?.spec;
    const group =
      spec && container.state === 'CONTAINER_RUNNING'
        ? this.#group(groupPath(spec.linux.cgroupsPath, context.systemdCgroup, context.p.cgroup.path))
        : undefined;
    return {
      attributes: { id, metadata: config.metadata, labels: config.labels ?? {}, annotations: config.annotations ?? {} },
      ...(group ? { cpu: this.#cpu(id, group), memory: this.#memory(group) } : {}),
      writableLayer: {
        timestamp: context.p.clock.now,
        fsId: { mountpoint: `${context.config.root}/${SNAPSHOTTER}` },
        usedBytes: value(layer.bytes),
        inodesUsed: value(layer.inodes),
      },
    };
  }

  container(prefix: string): cri.ContainerStats {
    let found: Container;
    try {
      found = this.context.containers.get(prefix);
    } catch (e) {
      throw wrap('failed to find container', e);
    }
    return this.#statsOf(found);
  }

  containers(filter: { id?: string; podSandboxId?: string; labelSelector?: cri.Labels } = {}): cri.ContainerStats[] {
    const { context } = this;
    const id = filter.id ? (context.containers.find(filter.id)?.id ?? filter.id) : '';
    const sandbox = filter.podSandboxId ? (context.sandboxes.find(filter.podSandboxId)?.id ?? filter.podSandboxId) : '';
    return [...context.containers.values()]
      .filter(
        (c) =>
          (!id || c.id === id) && (!sandbox || c.sandboxId === sandbox) && selects(filter.labelSelector, c.metadata.config.labels ?? {}),
      )
      .map((c) => this.#statsOf(c));
  }

  #sandboxStats(sandbox: Sandbox): cri.PodSandboxStats {
    const { id, config } = sandbox;
    if (sandbox.state !== 'ready') {
      const words = `failed to get pod sandbox stats since sandbox container ${quote(id)} is not in ready state`;
      throw new GrpcError('Unavailable', `${words}: unavailable`);
    }
    const parent = config.linux?.cgroupParent ?? '';
    const failed = (text: string): GrpcError => new GrpcError('Unknown', `failed getting metrics for sandbox ${id}: ${text}`);
    if (!parent) throw failed(`failed to get cgroup metrics for sandbox ${id} because cgroupPath is empty`);
    const group = this.#group(parent);
    if (!group) throw failed(`failed to load sandbox cgroup ${parent}: cgroups: cgroup deleted`);
    const { now } = this.context.p.clock;
    const containers = this.containers({ podSandboxId: id });
    const none = value(0);
    const usage = { name: 'eth0', rxBytes: none, rxErrors: none, txBytes: none, txErrors: none };
    const processes = group.all().reduce((n, p) => n + p.threads.size + p.runtimeThreads, 0);
    return {
      attributes: { id, metadata: config.metadata, labels: config.labels ?? {}, annotations: config.annotations ?? {} },
      linux: {
        cpu: this.#cpu(id, group),
        memory: this.#memory(group),
        ...(sandbox.hostNetwork ? {} : { network: { timestamp: 0, defaultInterface: usage, interfaces: [] } }),
        process: { timestamp: now, processCount: value(processes) },
        containers,
      },
    };
  }

  sandbox(prefix: string): cri.PodSandboxStats {
    let found: Sandbox;
    try {
      found = this.context.sandboxes.get(prefix);
    } catch (e) {
      throw wrap('an error occurred when trying to find sandbox', e);
    }
    try {
      return this.#sandboxStats(found);
    } catch (e) {
      throw wrap('failed to decode pod sandbox metrics', e);
    }
  }

  sandboxes(filter: { id?: string; labelSelector?: cri.Labels } = {}): cri.PodSandboxStats[] {
    const { context } = this;
    const id = filter.id ? (context.sandboxes.find(filter.id)?.id ?? filter.id) : '';
    const out: cri.PodSandboxStats[] = [];
    for (const sandbox of context.sandboxes.values()) {
      if ((id && sandbox.id !== id) || !selects(filter.labelSelector, sandbox.config.labels ?? {})) continue;
      try {
        out.push(this.#sandboxStats(sandbox));
      } catch (e) {
        // those that are not ready are passed over
        if (!(e instanceof GrpcError)) throw e;
      }
    }
    return out;
  }

  imageFs(): { imageFilesystems: cri.FilesystemUsage[]; containerFilesystems: cri.FilesystemUsage[] } {
    const { context } = this;
    const { bytes, inodes } = context.images.usage();
    return {
      imageFilesystems: [
        {
          timestamp: context.p.clock.now,
          fsId: { mountpoint: `${context.config.root}/${SNAPSHOTTER}` },
          usedBytes: value(bytes),
          inodesUsed: value(inodes),
        },
      ],
      containerFilesystems: [],
    };
  }
}
