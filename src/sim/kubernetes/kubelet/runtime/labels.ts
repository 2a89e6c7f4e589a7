import type { Container, Pod } from '../../shared/api/core.ts';
import type { Labels } from '../../../runtime/cri/types.ts';
import { terminationGraceSeconds } from '../pods/types.ts';

// Models pkg/kubelet/kuberuntime/labels.go and pkg/kubelet/types/labels.go @v1.35

export const POD_NAME = 'io.kubernetes.pod.name';
export const POD_NAMESPACE = 'io.kubernetes.pod.namespace';
export const POD_UID = 'io.kubernetes.pod.uid';
export const CONTAINER_NAME = 'io.kubernetes.container.name';
const POD_DELETION_GRACE = 'io.kubernetes.pod.deletionGracePeriod';
const POD_TERMINATION_GRACE = 'io.kubernetes.pod.terminationGracePeriod';
export const CONTAINER_HASH = 'io.kubernetes.container.hash';
export const CONTAINER_RESTARTS = 'io.kubernetes.container.restartCount';
const MESSAGE_PATH = 'io.kubernetes.container.terminationMessagePath';
const MESSAGE_POLICY = 'io.kubernetes.container.terminationMessagePolicy';
const PRE_STOP = 'io.kubernetes.container.preStopHandler';
const PORTS = 'io.kubernetes.container.ports';

export function podLabels(pod: Pod): Labels {
  return { ...pod.metadata.labels, [POD_NAME]: pod.metadata.name!, [POD_NAMESPACE]: pod.metadata.namespace!, [POD_UID]: pod.metadata.uid! };
}

export function containerLabels(container: Container, pod: Pod): Labels {
  return {
    [POD_NAME]: pod.metadata.name!,
    [POD_NAMESPACE]: pod.metadata.namespace!,
    [POD_UID]: pod.metadata.uid!,
    [CONTAINER_NAME]: container.name,
  };
}

export function containerAnnotations(container: Container, pod: Pod, restartCount: number): Labels {
  return {
    [CONTAINER_HASH]: containerHash(container),
    [CONTAINER_RESTARTS]: String(restartCount),
    [MESSAGE_PATH]: container.terminationMessagePath ?? '/dev/termination-log',
    [MESSAGE_POLICY]: container.terminationMessagePolicy ?? 'File',
    ...(pod.metadata.deletionGracePeriodSeconds === undefined
      ? {}
      : { [POD_DELETION_GRACE]: String(pod.metadata.deletionGracePeriodSeconds) }),
    [POD_TERMINATION_GRACE]: String(pod.spec.terminationGracePeriodSeconds ?? 30),
    ...(container.lifecycle?.preStop ? { [PRE_STOP]: JSON.stringify(container.lifecycle.preStop) } : {}),
    ...(container.ports?.length ? { [PORTS]: JSON.stringify(container.ports) } : {}),
  };
}

/** What a running container's annotations still say of its spec, when the pod is no longer known. */
export function graceFromAnnotations(annotations: Labels): number {
  return Number(annotations[POD_DELETION_GRACE] ?? annotations[POD_TERMINATION_GRACE] ?? 30);
}

export function terminationMessage(annotations: Labels): { path: string; policy: string } {
  return { path: annotations[MESSAGE_PATH] ?? '', policy: annotations[MESSAGE_POLICY] ?? 'File' };
}

export { terminationGraceSeconds };

/** Changes when a container's image or name does (kubecontainer.HashContainer: only those matter since 1.31). */
export function containerHash(container: Container): string {
  const text = JSON.stringify({ name: container.name, image: container.image ?? '' });
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return h.toString(16);
}
