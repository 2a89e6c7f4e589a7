import type { Container, Pod } from '../../shared/api/core.ts';

// Models pkg/kubelet/types/pod_update.go and constants.go @v1.35

export const CONFIG_SOURCE_ANNOTATION = 'kubernetes.io/config.source';
export const CONFIG_MIRROR_ANNOTATION = 'kubernetes.io/config.mirror';
export const CONFIG_HASH_ANNOTATION = 'kubernetes.io/config.hash';
export const CONFIG_SEEN_ANNOTATION = 'kubernetes.io/config.seen';

/** Where a pod's definition came from. */
export type PodSource = 'file' | 'http' | 'api';

/** What a source says about some pods. `SET` names all pods of the source. */
export interface PodUpdate {
  op: 'SET' | 'ADD' | 'UPDATE' | 'REMOVE' | 'DELETE' | 'RECONCILE';
  source: PodSource;
  pods: Pod[];
}

export function podSource(pod: Pod): PodSource {
  return (pod.metadata.annotations?.[CONFIG_SOURCE_ANNOTATION] as PodSource | undefined) ?? 'api';
}

/** A pod that the kubelet runs by itself, from a file or a URL. */
export function isStaticPod(pod: Pod): boolean {
  return podSource(pod) !== 'api';
}

/** The API server's record of a static pod. */
export function isMirrorPod(pod: Pod): boolean {
  return pod.metadata.annotations?.[CONFIG_MIRROR_ANNOTATION] !== undefined;
}

/** `name_namespace`: how pods are known where a static pod and its mirror are the same (kubecontainer.GetPodFullName). */
export function fullName(pod: Pod): string {
  return `${pod.metadata.name}_${pod.metadata.namespace}`;
}

/** `namespace/name`, as klog.KObj prints it. */
export function kobj(pod: Pod): string {
  return `${pod.metadata.namespace}/${pod.metadata.name}`;
}

/** `name_namespace(uid)`, as format.Pod prints it. */
export function formatPod(pod: Pod): string {
  return `${pod.metadata.name}_${pod.metadata.namespace}(${pod.metadata.uid})`;
}

/** Whether a mirror pod stands for this very version of a static pod (pod.IsMirrorPodOf). */
export function isMirrorPodOf(mirror: Pod, pod: Pod): boolean {
  return (
    mirror.metadata.name === pod.metadata.name &&
    mirror.metadata.namespace === pod.metadata.namespace &&
    mirror.metadata.annotations?.[CONFIG_MIRROR_ANNOTATION] === pod.metadata.annotations?.[CONFIG_HASH_ANNOTATION]
  );
}

/** An init container that goes on running beside the others. */
export function isSidecar(container: Container): boolean {
  return container.restartPolicy === 'Always';
}

/** system-node-critical and above, and every static pod and mirror (types.IsCriticalPod). */
export function isCriticalPod(pod: Pod): boolean {
  return isStaticPod(pod) || isMirrorPod(pod) || (pod.spec.priority ?? 0) >= 2_000_000_000;
}

/** A container of any kind in a pod, with the path that events name it by (`spec.containers{web}`). */
export function eachContainer(pod: Pod): { container: Container; kind: 'init' | 'container' | 'ephemeral'; fieldPath: string }[] {
  const of = (list: Container[] | undefined, kind: 'init' | 'container' | 'ephemeral', field: string) =>
    (list ?? []).map((container) => ({ container, kind, fieldPath: `spec.${field}{${container.name}}` }));
  return [
    ...of(pod.spec.initContainers, 'init', 'initContainers'),
    ...of(pod.spec.containers, 'container', 'containers'),
    ...of(pod.spec.ephemeralContainers, 'ephemeral', 'ephemeralContainers'),
  ];
}

/** How long a pod's containers get between SIGTERM and SIGKILL, in seconds. */
export function terminationGraceSeconds(pod: Pod): number {
  return pod.metadata.deletionGracePeriodSeconds ?? pod.spec.terminationGracePeriodSeconds ?? 30;
}
