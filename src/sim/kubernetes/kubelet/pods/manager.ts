import type { Pod } from '../../shared/api/core.ts';
import { fullName, isMirrorPod } from './types.ts';

/**
 * The pods that the sources want on this node, and the mirror pods that the API server has of static ones.
 * Models pkg/kubelet/pod/pod_manager.go @v1.35
 */
export class PodManager {
  readonly #pods = new Map<string, Pod>();
  readonly #podsByFullName = new Map<string, Pod>();
  readonly #mirrors = new Map<string, Pod>();
  readonly #mirrorsByFullName = new Map<string, Pod>();

  /** Replaces everything (the first SET of all sources). */
  set(pods: readonly Pod[]): void {
    for (const map of [this.#pods, this.#podsByFullName, this.#mirrors, this.#mirrorsByFullName]) map.clear();
    for (const pod of pods) this.add(pod);
  }

  /** Adds a pod or takes its newer version. */
  add(pod: Pod): void {
    const uid = pod.metadata.uid ?? '';
    if (isMirrorPod(pod)) {
      this.#mirrors.set(uid, pod);
      this.#mirrorsByFullName.set(fullName(pod), pod);
    } else {
      this.#pods.set(uid, pod);
      this.#podsByFullName.set(fullName(pod), pod);
    }
  }

  remove(pod: Pod): void {
    const uid = pod.metadata.uid ?? '';
    const name = fullName(pod);
    const [byUid, byName] = isMirrorPod(pod) ? [this.#mirrors, this.#mirrorsByFullName] : [this.#pods, this.#podsByFullName];
    byUid.delete(uid);
    // another pod of the same name may have taken the place
    if (byName.get(name)?.metadata.uid === uid) byName.delete(name);
  }

  /** All pods but mirrors. */
  pods(): Pod[] {
    return [...this.#pods.values()];
  }

  mirrors(): Pod[] {
    return [...this.#mirrors.values()];
  }

  /** Full names of mirror pods whose static pod is gone. */
  orphanedMirrors(): string[] {
    return [...this.#mirrorsByFullName.keys()].filter((name) => !this.#podsByFullName.has(name));
  }

  byUid(uid: string): Pod | undefined {
    return this.#pods.get(uid);
  }

  byFullName(name: string): Pod | undefined {
    return this.#podsByFullName.get(name);
  }

  mirrorOf(pod: Pod): Pod | undefined {
    return this.#mirrorsByFullName.get(fullName(pod));
  }

  /** The pod that a mirror stands for. */
  podOf(mirror: Pod): Pod | undefined {
    return this.#podsByFullName.get(fullName(mirror));
  }

  /** Both sides of a pod that may be either: the real pod, its mirror, and whether the given one was the mirror. */
  podAndMirror(pod: Pod): { pod: Pod | undefined; mirror: Pod | undefined; wasMirror: boolean } {
    if (isMirrorPod(pod)) return { pod: this.podOf(pod), mirror: pod, wasMirror: true };
    return { pod, mirror: this.mirrorOf(pod), wasMirror: false };
  }

  /** The real pod's UID for a UID that may be a mirror's. */
  translate(uid: string): string {
    const mirror = this.#mirrors.get(uid);
    return (mirror && this.podOf(mirror)?.metadata.uid) ?? uid;
  }

  /** Mirror UID by static pod UID, and the reverse. */
  uidTranslations(): { toMirror: Map<string, string>; toPod: Map<string, string> } {
    const toMirror = new Map<string, string>();
    const toPod = new Map<string, string>();
    for (const mirror of this.#mirrors.values()) {
      const pod = this.podOf(mirror);
      if (!pod) continue;
      toMirror.set(pod.metadata.uid!, mirror.metadata.uid!);
      toPod.set(mirror.metadata.uid!, pod.metadata.uid!);
    }
    return { toMirror, toPod };
  }
}
