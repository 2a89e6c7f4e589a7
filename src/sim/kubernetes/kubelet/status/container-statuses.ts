import { rfc3339 } from '../../../kernel/time.ts';
import type { Container, ContainerStateDetail, ContainerStatus, Pod } from '../../shared/api/core.ts';
import { containerId, type PodRuntimeStatus, type RuntimeContainerStatus } from '../runtime/types.ts';
import { isSidecar } from '../pods/types.ts';

// Models convertToAPIContainerStatuses in pkg/kubelet/kubelet_pods.go @v1.35

/** Why a container is not running, as the last sync left it (the kubelet's reason cache). */
export interface StartFailure {
  reason: string;
  message: string;
}

export interface StatusInput {
  pod: Pod;
  runtime: PodRuntimeStatus;
  /** The status that was reported before: what the runtime has forgotten is taken from there. */
  previous: ContainerStatus[];
  failure: (container: string) => StartFailure | undefined;
  hasInitContainers: boolean;
  initContainers: boolean;
  terminated: boolean;
}

function state(c: RuntimeContainerStatus): ContainerStateDetail {
  switch (c.state) {
    case 'running':
      return { running: { startedAt: rfc3339(c.startedAt) } };
    case 'created':
    case 'exited':
      return {
        terminated: {
          exitCode: c.exitCode,
          reason: c.reason,
          ...(c.message ? { message: c.message } : {}),
          startedAt: c.startedAt ? rfc3339(c.startedAt) : '1970-01-01T00:00:00Z',
          finishedAt: c.finishedAt ? rfc3339(c.finishedAt) : null,
          containerID: containerId(c.id),
        },
      };
    case 'unknown':
      return {
        terminated: {
          exitCode: 137,
          reason: 'ContainerStatusUnknown',
          message: 'The container could not be located when the pod was terminated',
          startedAt: null,
          finishedAt: null,
        },
      };
  }
}

/** A container that the runtime has just made waits until it runs. */
function describe(c: RuntimeContainerStatus, container: Container | undefined): ContainerStatus {
  return {
    name: c.name,
    restartCount: c.restartCount,
    image: c.imageRef || container?.image || c.image,
    imageID: c.imageId,
    containerID: containerId(c.id),
    ready: false,
    state: c.state === 'created' ? { waiting: {} } : state(c),
    lastState: {},
  };
}

/** The statuses of a pod's containers of one kind, in the spec's order. */
export function containerStatuses(containers: readonly Container[], input: StatusInput): ContainerStatus[] {
  const statuses = new Map<string, ContainerStatus>();
  const previous = new Map(input.previous.map((s) => [s.name, s]));
  for (const container of containers) {
    const waiting: ContainerStatus = {
      name: container.name,
      image: container.image ?? '',
      imageID: '',
      ready: false,
      restartCount: 0,
      state: { waiting: { reason: input.hasInitContainers && !input.initContainers ? 'PodInitializing' : 'ContainerCreating' } },
      lastState: {},
    };
    const before = previous.get(container.name);
    if (before) waiting.restartCount = before.restartCount;
    // a container that the runtime has lost: it was there before, and cannot tell how it ended
    if (before?.state?.terminated && !input.runtime.containers.some((c) => c.name === container.name)) waiting.state = before.state;
    if (before?.lastState) waiting.lastState = before.lastState;
    if (before?.state?.running && !input.runtime.containers.some((c) => c.name === container.name)) {
      waiting.lastState = {
        terminated: {
          exitCode: 137,
          reason: 'ContainerStatusUnknown',
          message: 'The container could not be located when the pod was deleted.  The container used to be Running',
          startedAt: null,
          finishedAt: null,
        },
      };
      waiting.restartCount++;
      if (input.terminated) waiting.state = waiting.lastState;
    }
    statuses.set(container.name, waiting);
  }
  const seen = new Map<string, number>();
  for (const c of input.runtime.containers) {
    const container = containers.find((x) => x.name === c.name);
    if (!container) continue;
    const count = seen.get(c.name) ?? 0;
    seen.set(c.name, count + 1);
    if (count === 0) {
      const status = describe(c, container);
      const before = previous.get(c.name);
      if (before?.lastState?.terminated && !status.lastState?.terminated) status.lastState = before.lastState;
      statuses.set(c.name, status);
    } else if (count === 1) {
      const newest = statuses.get(c.name)!;
      newest.lastState = c.state === 'created' ? (newest.lastState ?? {}) : state(c);
    }
  }
  // why a container that has ended, or never began, is not running again
  for (const container of containers) {
    const status = statuses.get(container.name)!;
    const exited = status.state?.terminated;
    if (!exited && !status.state?.waiting) continue;
    if (exited && !restarts(input.pod, container, exited.exitCode, input.initContainers)) continue;
    const failure = input.failure(container.name);
    if (failure) {
      if (exited) status.lastState = status.state!;
      status.state = { waiting: { reason: failure.reason, ...(failure.message ? { message: failure.message } : {}) } };
    }
  }
  return containers.map((c) => statuses.get(c.name)!);
}

/** Whether a container that has ended is to run again (kubecontainer.ShouldContainerBeRestarted). */
export function restarts(pod: Pod, container: Container, exitCode: number, init: boolean): boolean {
  if (pod.metadata.deletionTimestamp) return false;
  if (init && !isSidecar(container)) return exitCode !== 0 && pod.spec.restartPolicy !== 'Never';
  if (isSidecar(container)) return true;
  switch (pod.spec.restartPolicy) {
    case 'Never':
      return false;
    case 'OnFailure':
      return exitCode !== 0;
    default:
      return true;
  }
}
