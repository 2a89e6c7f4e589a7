import { Errno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import { block, race, sleeping, type Step } from '../../../kernel/step.ts';
import { WaitQueue } from '../../../kernel/sync.ts';
import { MINUTE, MS, SECOND, type Micros } from '../../../kernel/time.ts';
import type { Pod, Volume } from '../../shared/api/core.ts';
import type { Klog } from '../../shared/klog.ts';
import type { ObjectSource } from '../objects.ts';
import { kobj } from '../pods/types.ts';
import { goTime } from '../go-time.ts';
import { pluginOf, volumeDirectory, volumeType, type VolumeContext, type VolumePlugin } from './plugins.ts';

// Models pkg/kubelet/volumemanager and pkg/volume/util/{operationexecutor,nestedpendingoperations} @v1.35

const RECONCILE_PERIOD = 100 * MS;
const MOUNT_TIMEOUT = 2 * MINUTE + 3 * SECOND;
const FIRST_BACKOFF = 500 * MS;
const MAX_BACKOFF = 2 * MINUTE + 2 * SECOND;

interface Mounted {
  plugin: VolumePlugin;
  volume: Volume;
  state: 'pending' | 'mounted' | 'failed';
  error: string;
  backoff: Micros;
  retryAt: Micros;
  announced: boolean;
  /** A volume of API objects is written again when its pod is synchronised. */
  remount: boolean;
}

/** The volumes of one pod. */
interface PodVolumes {
  pod: Pod;
  volumes: Map<string, Mounted>;
  /** Volumes that no plugin knows. */
  unknown: string[];
  unwanted: boolean;
}

export interface VolumeHost {
  objects: ObjectSource;
  nodeName: string;
  root: string;
  podIp: (uid: string) => string;
  event: (pod: Pod, reason: string, message: string) => void;
  started: Micros;
}

/** Sets pods' volumes up before their containers start, and takes them down after those have ended. */
export class VolumeManager {
  readonly #pods = new Map<string, PodVolumes>();
  readonly #changed = new WaitQueue();
  readonly #wake = new WaitQueue();

  constructor(
    private readonly p: Process,
    private readonly log: Klog,
    private readonly host: VolumeHost,
  ) {}

  start(): void {
    this.p.thread('volume manager', this.#loop());
  }

  /** Wants a pod's volumes mounted (from now on, and again where they are made of objects). */
  want(pod: Pod): void {
    const uid = pod.metadata.uid!;
    let entry = this.#pods.get(uid);
    if (!entry) this.#pods.set(uid, (entry = { pod, volumes: new Map(), unknown: [], unwanted: false }));
    entry.pod = pod;
    entry.unwanted = false;
    entry.unknown = [];
    for (const volume of pod.spec.volumes ?? []) {
      if (!uses(pod, volume.name)) continue;
      const plugin = pluginOf(volume);
      if (!plugin) {
        entry.unknown.push(volume.name);
        continue;
      }
      const mounted = entry.volumes.get(volume.name);
      if (mounted) {
        mounted.volume = volume;
        if (mounted.state === 'mounted' && ['configMap', 'secret', 'projected', 'downwardAPI'].includes(volumeType(volume)))
          mounted.remount = true;
      } else {
        entry.volumes.set(volume.name, {
          plugin,
          volume,
          state: 'pending',
          error: '',
          backoff: 0,
          retryAt: 0,
          announced: false,
          remount: false,
        });
      }
    }
    this.#wake.wakeAll();
  }

  /** A pod's containers have ended: its volumes can go. */
  unwant(uid: string): void {
    const entry = this.#pods.get(uid);
    if (!entry) return;
    entry.unwanted = true;
    this.#wake.wakeAll();
  }

  /** Pods that have volumes mounted. */
  hasMounted(uid: string): boolean {
    const entry = this.#pods.get(uid);
    return entry !== undefined && [...entry.volumes.values()].some((m) => m.state === 'mounted');
  }

  /** Where the runtime finds a pod's volume. */
  path(pod: Pod, name: string): string | undefined {
    const mounted = this.#pods.get(pod.metadata.uid!)?.volumes.get(name);
    return mounted && mounted.state === 'mounted' ? mounted.plugin.path(this.#context(pod, mounted)) : undefined;
  }

  /** Waits until all volumes of a pod are mounted, at most two minutes. Throws Error. */
  *waitForMount(pod: Pod): Step {
    this.want(pod);
    const deadline = this.p.clock.now + MOUNT_TIMEOUT;
    for (;;) {
      const entry = this.#pods.get(pod.metadata.uid!);
      const missing = entry ? [...entry.volumes].filter(([, m]) => m.state !== 'mounted').map(([name]) => name) : [];
      const unknown = entry?.unknown ?? [];
      if (missing.length === 0 && unknown.length === 0) return;
      if (this.p.clock.now >= deadline) {
        const all = [...missing, ...unknown].sort();
        throw new Error(
          `unmounted volumes=[${all.join(' ')}], unattached volumes=[], failed to process volumes=[${unknown.join(' ')}]: context deadline exceeded`,
        );
      }
      yield* block(race({ changed: this.#changed.wait, timeout: sleeping(this.p.clock, deadline - this.p.clock.now) }));
    }
  }

  /** Waits until a pod's volumes are gone. */
  *waitForUnmount(pod: Pod): Step {
    this.unwant(pod.metadata.uid!);
    while (this.#pods.has(pod.metadata.uid!)) yield* block(this.#changed.wait);
  }

  #context(pod: Pod, mounted: Mounted): VolumeContext {
    const uid = pod.metadata.uid!;
    return {
      p: this.p,
      pod,
      volume: mounted.volume,
      directory: volumeDirectory(this.host.root, uid, mounted.plugin.name, mounted.volume.name),
      objects: this.host.objects,
      nodeName: this.host.nodeName,
      podIp: () => this.host.podIp(uid),
    };
  }

  *#loop(): Step {
    for (;;) {
      const next = this.#reconcile();
      const waits = { wake: this.#wake.wait, timer: sleeping(this.p.clock, Math.max(RECONCILE_PERIOD, next - this.p.clock.now)) };
      if (next === Infinity) yield* block(this.#wake.wait);
      else yield* block(race(waits));
      // the reconciler looks ten times a second, whatever woke it
      yield* this.p.sleep(RECONCILE_PERIOD);
    }
  }

  /** Starts what is due; gives when something will be due next. */
  #reconcile(): Micros {
    let next = Infinity;
    for (const [uid, entry] of this.#pods) {
      if (entry.unwanted) {
        this.#unmountAll(uid, entry);
        continue;
      }
      for (const mounted of entry.volumes.values()) {
        if (!mounted.announced) this.#announce(entry.pod, mounted);
        if (mounted.state === 'mounted' && !mounted.remount) continue;
        if (mounted.retryAt > this.p.clock.now) {
          next = Math.min(next, mounted.retryAt);
          continue;
        }
        mounted.retryAt = Infinity;
        this.p.thread('mount', this.#mount(entry, mounted));
      }
    }
    return next;
  }

  #unique(pod: Pod, mounted: Mounted): string {
    return `${mounted.plugin.name}/${pod.metadata.uid}-${mounted.volume.name}`;
  }

  #announce(pod: Pod, mounted: Mounted): void {
    mounted.announced = true;
    const { name } = mounted.volume;
    this.log.info(
      'reconciler_common.go',
      251,
      `operationExecutor.VerifyControllerAttachedVolume started for volume "${name}" (UniqueName: "${this.#unique(pod, mounted)}") pod "${pod.metadata.name}" (UID: "${pod.metadata.uid}") `,
      { pod: kobj(pod) },
    );
  }

  *#mount(entry: PodVolumes, mounted: Mounted): Step {
    const { pod } = entry;
    try {
      yield* mounted.plugin.setUp(this.#context(pod, mounted));
      mounted.state = 'mounted';
      mounted.remount = false;
      mounted.backoff = 0;
      mounted.retryAt = 0;
      this.#changed.wakeAll();
    } catch (e) {
      if (!(e instanceof Error)) throw e;
      this.#failed(pod, mounted, e instanceof Errno ? e.go : e.message);
    }
    this.#wake.wakeAll();
  }

  #failed(pod: Pod, mounted: Mounted, problem: string): void {
    const uid = pod.metadata.uid!;
    const unique = this.#unique(pod, mounted);
    mounted.backoff = mounted.backoff === 0 ? FIRST_BACKOFF : Math.min(mounted.backoff * 2, MAX_BACKOFF);
    mounted.retryAt = this.p.clock.now + mounted.backoff;
    if (mounted.state !== 'mounted') mounted.state = 'failed';
    mounted.error = problem;
    const words = `MountVolume.SetUp failed for volume "${mounted.volume.name}" (UniqueName: "${unique}") pod "${pod.metadata.name}" (UID: "${uid}") : ${problem}`;
    this.log.errorf(
      'nestedpendingoperations.go',
      348,
      `Operation for "{volumeName:${unique} podName:${uid} nodeName:}" failed. No retries permitted until ${goTime(mounted.retryAt, this.host.started)} (durationBeforeRetry ${durationText(mounted.backoff)}). Error: ${words}`,
    );
    this.host.event(pod, 'FailedMount', `MountVolume.SetUp failed for volume "${mounted.volume.name}" : ${problem}`);
  }

  #unmountAll(uid: string, entry: PodVolumes): void {
    const { pod } = entry;
    const mounted = [...entry.volumes.values()].filter((m) => m.state === 'mounted');
    this.#pods.delete(uid);
    for (const m of mounted) {
      const unique = this.#unique(pod, m);
      this.log.info(
        'reconciler_common.go',
        163,
        `operationExecutor.UnmountVolume started for volume "${unique}" (UniqueName: "${unique}") pod "${uid}" (UID: "${uid}") `,
      );
    }
    this.p.thread('unmount', this.#tearDown(pod, mounted));
  }

  *#tearDown(pod: Pod, mounted: Mounted[]): Step {
    const uid = pod.metadata.uid!;
    for (const m of mounted) {
      const context = this.#context(pod, m);
      yield* m.plugin.tearDown?.(context) ?? [];
      if (m.plugin.name !== 'kubernetes.io/host-path') this.p.sys.removeTree(context.directory);
      const unique = this.#unique(pod, m);
      this.log.infof(
        'operation_generator.go',
        779,
        `UnmountVolume.TearDown succeeded for volume "${unique}" (OuterVolumeSpecName: "${m.volume.name}") pod "${uid}" (UID: "${uid}"). InnerVolumeSpecName "${m.volume.name}". PluginName "${m.plugin.name}", VolumeGIDValue ""`,
      );
    }
    yield* this.p.sleep(RECONCILE_PERIOD);
    for (const m of mounted) {
      this.log.info(
        'reconciler_common.go',
        299,
        `Volume detached for volume "${m.volume.name}" (UniqueName: "${this.#unique(pod, m)}") on node "${this.host.nodeName}" DevicePath ""`,
      );
    }
    this.#changed.wakeAll();
  }
}

/** Whether any container of a pod mounts a volume. */
function uses(pod: Pod, name: string): boolean {
  const all = [...(pod.spec.initContainers ?? []), ...pod.spec.containers, ...(pod.spec.ephemeralContainers ?? [])];
  return all.some((c) => c.volumeMounts?.some((m) => m.name === name) || c.volumeDevices?.some((d) => d.name === name));
}

function durationText(us: Micros): string {
  if (us < SECOND) return `${us / MS}ms`;
  const seconds = us / SECOND;
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}
