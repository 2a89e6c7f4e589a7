import type { ContainerStatus, Pod, PodStatus } from '../../shared/api/core.ts';
import type { Condition } from '../../shared/api/meta.ts';
import { isSidecar } from '../pods/types.ts';

// Models pkg/kubelet/status/generate.go and getPhase in kubelet_pods.go @v1.35

const UNKNOWN_STATUSES: Omit<Condition, 'type'> = { status: 'False', reason: 'UnknownContainerStatuses' };

/** The phase that follows from the containers' states. */
export function podPhase(
  pod: Pod,
  statuses: readonly ContainerStatus[],
  initStatuses: readonly ContainerStatus[],
  terminal: boolean,
  hasStarted: boolean,
): string {
  const init = pod.spec.initContainers ?? [];
  let pendingInit = 0;
  let failedInit = 0;
  for (const container of init) {
    const status = initStatuses.find((s) => s.name === container.name);
    if (isSidecar(container)) {
      if (!status) pendingInit++;
      else if (status.state?.running) {
        if (!status.started) pendingInit++;
      } else if (!status.state?.terminated && !status.lastState?.terminated) pendingInit++;
      continue;
    }
    if (!status || status.state?.running) pendingInit++;
    else if (status.state?.terminated) {
      if (status.state.terminated.exitCode !== 0) failedInit++;
    } else if (status.state?.waiting && status.lastState?.terminated) {
      if (status.lastState.terminated.exitCode !== 0) failedInit++;
    } else pendingInit++;
  }
  let unknown = 0;
  let running = 0;
  let waiting = 0;
  let stopped = 0;
  let succeeded = 0;
  for (const container of pod.spec.containers) {
    const status = statuses.find((s) => s.name === container.name);
    if (!status) unknown++;
    else if (status.state?.running) running++;
    else if (status.state?.terminated) {
      stopped++;
      if (status.state.terminated.exitCode === 0) succeeded++;
    } else if (status.state?.waiting) {
      if (status.lastState?.terminated) stopped++;
      else waiting++;
    } else unknown++;
  }
  if (failedInit > 0 && pod.spec.restartPolicy === 'Never') return 'Failed';
  if (pendingInit > 0 && !hasStarted) return 'Pending';
  if (waiting > 0) return hasStarted && running > 0 ? 'Running' : 'Pending';
  if (running > 0 && unknown === 0) return 'Running';
  if (running === 0 && stopped > 0 && unknown === 0) {
    if (terminal && initStatuses.some((s) => init.some((c) => c.name === s.name && isSidecar(c)) && s.state?.running)) return 'Running';
    if (pod.spec.restartPolicy === 'Always') return terminal ? (stopped === succeeded ? 'Succeeded' : 'Failed') : 'Running';
    if (stopped === succeeded) return 'Succeeded';
    if (pod.spec.restartPolicy === 'Never') return 'Failed';
    return 'Running';
  }
  return 'Pending';
}

/** ContainersReady. */
export function containersReady(pod: Pod, statuses: readonly ContainerStatus[], all: readonly ContainerStatus[], phase: string): Condition {
  const type = 'ContainersReady';
  if (pod.spec.containers.length > 0 && statuses.length === 0) return { type, ...UNKNOWN_STATUSES };
  const unknown: string[] = [];
  const unready: string[] = [];
  for (const container of pod.spec.initContainers ?? []) {
    if (!isSidecar(container)) continue;
    const status = all.find((s) => s.name === container.name);
    if (!status) unknown.push(container.name);
    else if (!status.ready) unready.push(container.name);
  }
  for (const container of pod.spec.containers) {
    const status = statuses.find((s) => s.name === container.name);
    if (!status) unknown.push(container.name);
    else if (!status.ready) unready.push(container.name);
  }
  if (phase === 'Succeeded' && unknown.length === 0) return { type, status: 'False', reason: 'PodCompleted' };
  if (phase === 'Failed') return { type, status: 'False', reason: 'PodFailed' };
  const words: string[] = [];
  if (unknown.length > 0) words.push(`containers with unknown status: [${unknown.join(' ')}]`);
  if (unready.length > 0) words.push(`containers with unready status: [${unready.join(' ')}]`);
  if (words.length > 0) return { type, status: 'False', reason: 'ContainersNotReady', message: words.join(', ') };
  return { type, status: 'True' };
}

/** Ready: the containers, and the gates that others open. */
export function podReady(pod: Pod, conditions: readonly Condition[], ready: Condition): Condition {
  if (ready.status !== 'True') return { ...ready, type: 'Ready' };
  const missing: string[] = [];
  for (const gate of pod.spec.readinessGates ?? []) {
    const condition = conditions.find((c) => c.type === gate.conditionType);
    if (!condition) missing.push(`corresponding condition of pod readiness gate "${gate.conditionType}" does not exist.`);
    else if (condition.status !== 'True')
      missing.push(`the status of pod readiness gate "${gate.conditionType}" is not "True", but ${condition.status}`);
  }
  if (missing.length > 0) return { type: 'Ready', status: 'False', reason: 'ReadinessGatesNotReady', message: missing.join(', ') };
  return { type: 'Ready', status: 'True' };
}

/** Initialized. */
export function podInitialized(pod: Pod, all: readonly ContainerStatus[], phase: string): Condition {
  const type = 'Initialized';
  const init = pod.spec.initContainers ?? [];
  if (all.length === 0 && init.length > 0) return { type, ...UNKNOWN_STATUSES };
  const unknown: string[] = [];
  const incomplete: string[] = [];
  for (const container of init) {
    const status = all.find((s) => s.name === container.name);
    if (!status) unknown.push(container.name);
    else if (isSidecar(container) ? !status.started : !status.ready) incomplete.push(container.name);
  }
  if (phase === 'Succeeded' && unknown.length === 0) return { type, status: 'True', reason: 'PodCompleted' };
  // a container that runs shows that the init containers once were done
  if (all.some((s) => pod.spec.containers.some((c) => c.name === s.name) && (s.state?.running || s.started)))
    return { type, status: 'True' };
  const words: string[] = [];
  if (unknown.length > 0) words.push(`containers with unknown status: [${unknown.join(' ')}]`);
  if (incomplete.length > 0) words.push(`containers with incomplete status: [${incomplete.join(' ')}]`);
  if (words.length > 0) return { type, status: 'False', reason: 'ContainersNotInitialized', message: words.join(', ') };
  return { type, status: 'True' };
}

/** PodReadyToStartContainers: the sandbox has its network. */
export function podReadyToStart(pod: Pod, sandboxReady: boolean): Condition {
  void pod;
  return { type: 'PodReadyToStartContainers', status: sandboxReady ? 'True' : 'False' };
}

/** Puts a condition into a status; the time of its last transition stays where its status stays. */
export function withCondition(status: PodStatus, condition: Condition, now: string, generation: number | undefined): void {
  const list = (status.conditions ??= []);
  const at = list.findIndex((c) => c.type === condition.type);
  const before = at < 0 ? undefined : list[at];
  const next: Condition = {
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    lastProbeTime: null,
    lastTransitionTime: before && before.status === condition.status ? (before.lastTransitionTime ?? now) : now,
    ...condition,
  };
  if (at < 0) list.push(next);
  else list[at] = next;
}
