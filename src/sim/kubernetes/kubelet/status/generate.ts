import type { ContainerStatus, Pod, PodStatus } from '../../shared/api/core.ts';
import { qosClass } from '../runtime/configs.ts';
import type { PodRuntimeStatus } from '../runtime/types.ts';
import { containersReady, podInitialized, podPhase, podReady, podReadyToStart, withCondition } from './conditions.ts';
import { containerStatuses, type StartFailure } from './container-statuses.ts';

// Models generateAPIPodStatus in pkg/kubelet/kubelet_pods.go @v1.35

export interface StatusSources {
  hostIp: string;
  /** RFC 3339. */
  now: string;
  previous: PodStatus | undefined;
  failure: (container: string) => StartFailure | undefined;
  /** Sets `ready` and `started` by the probes' results. */
  probes: (status: PodStatus) => void;
}

/** A pod's status as it follows from what the runtime has. */
export function generateStatus(pod: Pod, runtime: PodRuntimeStatus, terminal: boolean, sources: StatusSources): PodStatus {
  const { previous } = sources;
  const init = pod.spec.initContainers ?? [];
  const of = (list: ContainerStatus[] | undefined) => ({
    pod,
    runtime,
    previous: list ?? [],
    failure: sources.failure,
    hasInitContainers: init.length > 0,
    terminated: terminal,
  });
  const status: PodStatus = {
    ...(pod.metadata.generation === undefined ? {} : { observedGeneration: pod.metadata.generation }),
    conditions: [...(previous?.conditions ?? pod.status?.conditions ?? [])],
    hostIP: sources.hostIp,
    hostIPs: [{ ip: sources.hostIp }],
    qosClass: qosClass(pod),
    ...(previous?.startTime ? { startTime: previous.startTime } : {}),
    initContainerStatuses: containerStatuses(init, { ...of(previous?.initContainerStatuses), initContainers: true }),
    containerStatuses: containerStatuses(pod.spec.containers, { ...of(previous?.containerStatuses), initContainers: false }),
    ...(pod.spec.ephemeralContainers
      ? {
          ephemeralContainerStatuses: containerStatuses(pod.spec.ephemeralContainers, {
            ...of(previous?.ephemeralContainerStatuses),
            initContainers: false,
          }),
        }
      : {}),
  };
  if (init.length === 0) delete status.initContainerStatuses;
  const ip = pod.spec.hostNetwork ? sources.hostIp : (runtime.ips[0] ?? previous?.podIP);
  if (ip) {
    status.podIP = ip;
    status.podIPs = [{ ip }];
  }
  sources.probes(status);
  const own = status.containerStatuses ?? [];
  const initStatuses = status.initContainerStatuses ?? [];
  const started = own.some((s) => s.state?.running || s.state?.terminated || s.lastState?.terminated);
  const old = previous?.phase ?? pod.status?.phase;
  // an end is an end
  status.phase = old === 'Failed' || old === 'Succeeded' ? old : podPhase(pod, own, initStatuses, terminal, started);
  if (old === status.phase && (old === 'Failed' || old === 'Succeeded')) {
    if (previous?.reason) status.reason = previous.reason;
    if (previous?.message) status.message = previous.message;
  }
  const all = [...initStatuses, ...own];
  const set = (condition: Parameters<typeof withCondition>[1]): void =>
    withCondition(status, condition, sources.now, pod.metadata.generation);
  const sandbox = runtime.sandboxes[0];
  set(podReadyToStart(pod, sandbox !== undefined && sandbox.ready && (pod.spec.hostNetwork === true || sandbox.ips.length > 0)));
  set(podInitialized(pod, all, status.phase));
  const ready = containersReady(pod, own, all, status.phase);
  set(podReady(pod, status.conditions ?? [], ready));
  set(ready);
  set({ type: 'PodScheduled', status: 'True' });
  return status;
}
