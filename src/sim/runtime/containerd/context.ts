import type { Process } from '../../kernel/process.ts';
import type { RandomStream } from '../../kernel/random.ts';
import type { Step } from '../../kernel/step.ts';
import { Cni } from '../cni/cni.ts';
import type * as cri from '../cri/types.ts';
import type { NodeSettings } from '../oci/spec.ts';
import { RUNTIME_PLUGIN, type Config, type Log } from './config.ts';
import type { EventBus } from './events.ts';
import type { ImageStore } from './image-store.ts';
import type { ContainerRecord, Metadata } from './metadata.ts';
import type { ShimManager } from './shims.ts';
import type { Snapshots } from './snapshots.ts';
import { Store, type Container, type Sandbox } from './stores.ts';

/** The namespace of all that Kubernetes has. */
export const NAMESPACE = 'k8s.io';

export interface Parts {
  config: Config;
  log: Log;
  metadata: Metadata;
  snapshots: Snapshots;
  images: ImageStore;
  shims: ShimManager;
  events: EventBus;
}

/** What the services of the CRI share: the parts of containerd below them, and what there is of pods and containers. */
export class CriContext implements Parts {
  readonly config: Config;
  readonly log: Log;
  readonly metadata: Metadata;
  readonly snapshots: Snapshots;
  readonly images: ImageStore;
  readonly shims: ShimManager;
  readonly events: EventBus;
  readonly cni: Cni;
  readonly sandboxes = new Store<Sandbox>();
  readonly containers = new Store<Container>();
  readonly random: RandomStream;
  readonly rootDir: string;
  readonly stateDir: string;
  readonly systemdCgroup: boolean;
  readonly node: NodeSettings;
  #listedSandboxes: readonly cri.PodSandbox[] | undefined;
  #listedContainers: readonly cri.Container[] | undefined;

  constructor(
    readonly p: Process,
    parts: Parts,
  ) {
    const { config } = parts;
    this.config = config;
    this.log = parts.log;
    this.metadata = parts.metadata;
    this.snapshots = parts.snapshots;
    this.images = parts.images;
    this.shims = parts.shims;
    this.events = parts.events;
    this.random = p.kernel.random.stream(`containerd ${p.table.machine}`);
    this.rootDir = `${config.root}/io.containerd.grpc.v1.cri`;
    this.stateDir = `${config.state}/io.containerd.grpc.v1.cri`;
    const runtime = config.text('plugins', RUNTIME_PLUGIN, 'containerd', 'default_runtime_name');
    this.systemdCgroup = config.flag('plugins', RUNTIME_PLUGIN, 'containerd', 'runtimes', runtime, 'options', 'SystemdCgroup');
    const binDir = config.text('plugins', RUNTIME_PLUGIN, 'cni', 'bin_dir');
    this.cni = new Cni(
      p,
      binDir ? [binDir] : config.list('plugins', RUNTIME_PLUGIN, 'cni', 'bin_dirs'),
      config.text('plugins', RUNTIME_PLUGIN, 'cni', 'conf_dir'),
      config.number('plugins', RUNTIME_PLUGIN, 'cni', 'max_conf_num'),
    );
    const { sys } = p;
    this.node = {
      sys,
      unifiedCgroups: sys.exists('/sys/fs/cgroup/cgroup.controllers'),
      apparmor:
        !config.flag('plugins', RUNTIME_PLUGIN, 'disable_apparmor') &&
        sys.exists('/sys/kernel/security/apparmor') &&
        sys.exists('/sys/module/apparmor/parameters/enabled') &&
        sys.readText('/sys/module/apparmor/parameters/enabled').startsWith('Y'),
      oomScoreAdj: p.oomScoreAdj,
      restrictOomScoreAdj: config.flag('plugins', RUNTIME_PLUGIN, 'restrict_oom_score_adj'),
      tempMount: () => `${config.root}/tmpmounts/containerd-mount${this.random.between(100_000_000, 4_294_967_295)}`,
    };
  }

  record(id: string): ContainerRecord | undefined {
    return this.metadata.table('containers').get(`${NAMESPACE}/${id}`);
  }

  putRecord(record: ContainerRecord): void {
    this.metadata.put('containers', `${NAMESPACE}/${record.id}`, record);
  }

  removeRecord(id: string): void {
    this.metadata.remove('containers', `${NAMESPACE}/${id}`);
  }

  newId(): string {
    return this.random.hex(64);
  }

  /** What the CRI keeps of a sandbox or container on the disk, and in memory. */
  directory(kind: 'sandboxes' | 'containers', id: string): string {
    return `${this.rootDir}/${kind}/${id}`;
  }

  volatileDirectory(kind: 'sandboxes' | 'containers', id: string): string {
    return `${this.stateDir}/${kind}/${id}`;
  }

  /** Something about sandboxes or containers has changed: lists are made again. */
  changed(): void {
    this.#listedSandboxes = undefined;
    this.#listedContainers = undefined;
  }

  listSandboxes(): readonly cri.PodSandbox[] {
    return (this.#listedSandboxes ??= Object.freeze([...this.sandboxes.values()].map((s) => s.listed())));
  }

  listContainers(): readonly cri.Container[] {
    return (this.#listedContainers ??= Object.freeze([...this.containers.values()].map((c) => c.listed())));
  }

  containersOf(sandboxId: string): Container[] {
    return [...this.containers.values()].filter((c) => c.sandboxId === sandboxId);
  }

  /** Lets the time pass that work takes: milliseconds, at random between two bounds. */
  *takes(low: number, high: number): Step {
    yield* this.p.sleep(this.random.between(low * 1000, high * 1000));
  }
}
