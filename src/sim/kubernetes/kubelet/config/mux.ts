import type { Step } from '../../../kernel/step.ts';
import { Channel } from '../../../kernel/sync.ts';
import type { Pod } from '../../shared/api/core.ts';
import { equalObjects } from '../../shared/equal.ts';
import type { Klog } from '../../shared/klog.ts';
import { CONFIG_SEEN_ANNOTATION, CONFIG_SOURCE_ANNOTATION, fullName, kobj, type PodSource, type PodUpdate } from '../pods/types.ts';
import { rfc3339Nano, type Micros } from '../../../kernel/time.ts';

/**
 * Merges what the sources say into one stream of changes, in the order in which they said it.
 * Models pkg/kubelet/config/config.go and mux.go @v1.35
 */
export class PodConfig {
  readonly updates = new Channel<PodUpdate>(50);
  readonly #known = new Map<PodSource, Map<string, Pod>>();
  readonly #seen = new Set<PodSource>();
  readonly #wanted = new Set<PodSource>();

  constructor(
    private readonly log: Klog,
    private readonly now: () => Micros,
    private readonly duplicate: (pod: Pod, source: PodSource) => void,
  ) {}

  /** Names a source that must have spoken before cleaning up may begin. */
  expect(source: PodSource): void {
    this.#wanted.add(source);
  }

  /** Whether all sources have spoken. */
  get allReady(): boolean {
    return [...this.#wanted].every((s) => this.#seen.has(s));
  }

  /** A source names all its pods; the differences go out. */
  *set(update: PodUpdate): Step {
    const { source } = update;
    const old = this.#known.get(source) ?? new Map<string, Pod>();
    const now = new Map<string, Pod>();
    const adds: Pod[] = [];
    const updates: Pod[] = [];
    const deletes: Pod[] = [];
    const reconciles: Pod[] = [];
    for (const given of this.#valid(update.pods, source)) {
      const uid = given.metadata.uid ?? '';
      const before = old.get(uid);
      if (!before) {
        const pod = this.#recorded(given, source);
        now.set(uid, pod);
        adds.push(pod);
        continue;
      }
      const { pod, change } = this.#compare(before, given, source);
      now.set(uid, pod);
      if (change === 'update') updates.push(pod);
      else if (change === 'delete') deletes.push(pod);
      else if (change === 'reconcile') reconciles.push(pod);
    }
    const removes = [...old].filter(([uid]) => !now.has(uid)).map(([, pod]) => pod);
    this.#known.set(source, now);
    const first = !this.#seen.has(source);
    this.#seen.add(source);
    const send = (op: PodUpdate['op'], pods: Pod[]): Step => this.updates.send({ op, source, pods });
    if (removes.length > 0) yield* send('REMOVE', removes);
    if (adds.length > 0) yield* send('ADD', adds);
    if (updates.length > 0) yield* send('UPDATE', updates);
    if (deletes.length > 0) yield* send('DELETE', deletes);
    if (first && adds.length + updates.length + deletes.length === 0) yield* send('ADD', []);
    if (reconciles.length > 0) yield* send('RECONCILE', reconciles);
  }

  #valid(pods: readonly Pod[], source: PodSource): Pod[] {
    const names = new Set<string>();
    return pods.filter((pod, index) => {
      const name = fullName(pod);
      if (names.has(name)) {
        this.log.info('config.go', 409, 'Pod failed validation due to duplicate pod name, ignoring', { index, pod: kobj(pod), source });
        this.duplicate(pod, source);
        return false;
      }
      names.add(name);
      return true;
    });
  }

  /** The pod with the source's annotations. */
  #recorded(pod: Pod, source: PodSource): Pod {
    const annotations: Record<string, string> = { ...pod.metadata.annotations, [CONFIG_SOURCE_ANNOTATION]: source };
    if (source !== 'api') annotations[CONFIG_SEEN_ANNOTATION] = rfc3339Nano(this.now());
    return { ...pod, metadata: { ...pod.metadata, annotations } };
  }

  /** What a newer version of a pod means (checkAndUpdatePod). */
  #compare(before: Pod, given: Pod, source: PodSource): { pod: Pod; change: 'none' | 'update' | 'delete' | 'reconcile' } {
    const annotations: Record<string, string> = { ...given.metadata.annotations };
    for (const key of [CONFIG_SOURCE_ANNOTATION, CONFIG_SEEN_ANNOTATION]) {
      const value = before.metadata.annotations?.[key];
      if (value !== undefined) annotations[key] = value;
    }
    const pod: Pod = { ...given, metadata: { ...given.metadata, annotations } };
    if (semanticallyDifferent(before, pod, source)) return { pod, change: pod.metadata.deletionTimestamp ? 'delete' : 'update' };
    return equalObjects(before.status, given.status)
      ? { pod: before, change: 'none' }
      : { pod: { ...before, status: given.status!, metadata: pod.metadata }, change: 'reconcile' };
  }
}

function semanticallyDifferent(a: Pod, b: Pod, _source: PodSource): boolean {
  const local = (pod: Pod): Record<string, string> => {
    const { [CONFIG_SOURCE_ANNOTATION]: _s, [CONFIG_SEEN_ANNOTATION]: _t, ...rest } = pod.metadata.annotations ?? {};
    return rest;
  };
  return !(
    equalObjects(a.spec, b.spec) &&
    equalObjects(a.metadata.labels ?? {}, b.metadata.labels ?? {}) &&
    a.metadata.deletionTimestamp === b.metadata.deletionTimestamp &&
    a.metadata.deletionGracePeriodSeconds === b.metadata.deletionGracePeriodSeconds &&
    equalObjects(local(a), local(b))
  );
}
