import type { Container, Pod } from '../../shared/api/core.ts';
import { isSidecar } from '../pods/types.ts';
import { containerHash } from './labels.ts';
import { newestStatus, type PodRuntimeStatus } from './types.ts';
import { restarts } from '../status/container-statuses.ts';

// Models computePodActions in pkg/kubelet/kuberuntime/kuberuntime_manager.go @v1.35

export interface ContainerToKill {
  container: Container | undefined;
  name: string;
  message: string;
  reason: 'LivenessProbe' | 'StartupProbe' | 'Unknown' | '';
}

export interface PodActions {
  killPod: boolean;
  createSandbox: boolean;
  sandboxId: string;
  attempt: number;
  /** Init containers to start, in order. */
  initToStart: Container[];
  toStart: Container[];
  ephemeralToStart: Container[];
  toKill: Map<string, ContainerToKill>;
}

/** What is known of containers' probes. */
export type ProbeVerdict = (kind: 'liveness' | 'startup', containerId: string) => 'success' | 'failure' | 'unknown' | undefined;

/** Whether a pod needs a new sandbox (runtimeutil.PodSandboxChanged). */
function sandboxChanged(pod: Pod, status: PodRuntimeStatus): { changed: boolean; attempt: number; id: string } {
  const newest = status.sandboxes[0];
  if (!newest) return { changed: true, attempt: 0, id: '' };
  const ready = status.sandboxes.filter((s) => s.ready).length;
  if (ready > 1 || !newest.ready) return { changed: true, attempt: newest.attempt + 1, id: newest.id };
  if (newest.hostNetwork !== (pod.spec.hostNetwork ?? false)) return { changed: true, attempt: newest.attempt + 1, id: '' };
  if (!pod.spec.hostNetwork && newest.ips.length === 0) return { changed: true, attempt: newest.attempt + 1, id: newest.id };
  return { changed: false, attempt: newest.attempt, id: newest.id };
}

function succeeded(pod: Pod, status: PodRuntimeStatus, container: Container): boolean {
  const c = newestStatus(status, container.name);
  return c !== undefined && c.state === 'exited' && c.exitCode === 0 && pod.spec.restartPolicy === 'OnFailure';
}

/** What has to be done so that a pod becomes what its spec says. */
export function computeActions(pod: Pod, status: PodRuntimeStatus, probe: ProbeVerdict): PodActions {
  const { changed, attempt, id } = sandboxChanged(pod, status);
  const actions: PodActions = {
    killPod: changed,
    createSandbox: changed,
    sandboxId: id,
    attempt,
    initToStart: [],
    toStart: [],
    ephemeralToStart: [],
    toKill: new Map(),
  };
  const init = pod.spec.initContainers ?? [];
  if (changed) {
    if (pod.spec.restartPolicy === 'Never' && attempt !== 0 && status.containers.length > 0) {
      // a pod that must not be restarted is not restarted for its sandbox's sake
      actions.createSandbox = false;
      return actions;
    }
    const toStart = pod.spec.containers.filter((c) => !succeeded(pod, status, c));
    if (toStart.length === 0 && !init.some(isSidecar)) {
      const ranOnce = status.containers.some((s) => pod.spec.containers.some((c) => c.name === s.name));
      if (ranOnce || init.length === 0) {
        actions.createSandbox = false;
        return actions;
      }
    }
    if (init.length > 0) {
      actions.initToStart.push(init[0]!);
      return actions;
    }
    actions.toStart = toStart;
    return actions;
  }
  actions.ephemeralToStart = (pod.spec.ephemeralContainers ?? []).filter((c) => !newestStatus(status, c.name));
  const initialised = computeInit(pod, status, probe, actions);
  if (!initialised) return actions;
  let keep = 0;
  for (const container of pod.spec.containers) {
    const c = newestStatus(status, container.name);
    if (!c || c.state !== 'running') {
      if (!c || c.state === 'created' || restarts(pod, container, c.exitCode, false)) {
        actions.toStart.push(container);
        if (c?.state === 'unknown') {
          actions.toKill.set(c.id, {
            container,
            name: container.name,
            message: `Container is in "unknown" state, try killing it before restart`,
            reason: 'Unknown',
          });
        }
      }
      continue;
    }
    let restart = pod.spec.restartPolicy !== 'Never';
    let message: string;
    let reason: ContainerToKill['reason'] = '';
    if (c.hash !== containerHash(container)) {
      message = `Container ${container.name} definition changed`;
      restart = true;
    } else if (probe('liveness', c.id) === 'failure') {
      message = `Container ${container.name} failed liveness probe`;
      reason = 'LivenessProbe';
    } else if (probe('startup', c.id) === 'failure') {
      message = `Container ${container.name} failed startup probe`;
      reason = 'StartupProbe';
    } else {
      keep++;
      continue;
    }
    if (restart) {
      message += ', will be restarted';
      actions.toStart.push(container);
    }
    actions.toKill.set(c.id, { container, name: container.name, message, reason });
  }
  if (keep === 0 && actions.toStart.length === 0) {
    actions.killPod = true;
    // sidecars stay until the others have ended, then go with the pod
    actions.initToStart = [];
  }
  return actions;
}

/** The init containers; `true` where the others may start (computeInitContainerActions). */
function computeInit(pod: Pod, status: PodRuntimeStatus, probe: ProbeVerdict, actions: PodActions): boolean {
  const init = pod.spec.initContainers ?? [];
  if (init.length === 0) return true;
  const regularRan = pod.spec.containers.some((c) => {
    const s = newestStatus(status, c.name);
    return s !== undefined && (s.state === 'running' || s.state === 'exited');
  });
  // from the last one that has been tried, backwards
  for (let i = init.length - 1; i >= 0; i--) {
    const container = init[i]!;
    const c = newestStatus(status, container.name);
    if (!c) continue;
    if (isSidecar(container)) {
      const ready = c.state === 'running' && probe('startup', c.id) !== 'unknown' && probe('startup', c.id) !== 'failure';
      if (c.state === 'running' && (probe('liveness', c.id) === 'failure' || probe('startup', c.id) === 'failure')) {
        const kind = probe('liveness', c.id) === 'failure' ? 'liveness' : 'startup';
        actions.toKill.set(c.id, {
          container,
          name: container.name,
          message: `Init container ${container.name} failed ${kind} probe, will be restarted`,
          reason: kind === 'liveness' ? 'LivenessProbe' : 'StartupProbe',
        });
        actions.initToStart.unshift(container);
      } else if (c.state !== 'running') actions.initToStart.unshift(container);
      restartSidecarsBefore(init, i, status, actions);
      if (!ready) return regularRan;
      if (i === init.length - 1) return true;
      actions.initToStart.push(init[i + 1]!);
      return regularRan;
    }
    if (c.state === 'running') {
      restartSidecarsBefore(init, i, status, actions);
      return regularRan;
    }
    if (c.state === 'exited' && c.exitCode === 0) {
      restartSidecarsBefore(init, i, status, actions);
      if (i === init.length - 1 || regularRan) return true;
      actions.initToStart.push(init[i + 1]!);
      return false;
    }
    if (c.state === 'exited' && pod.spec.restartPolicy === 'Never') {
      actions.killPod = true;
      return false;
    }
    restartSidecarsBefore(init, i, status, actions);
    actions.initToStart.push(container);
    return regularRan;
  }
  if (regularRan) return true;
  actions.initToStart.push(init[0]!);
  return false;
}

function restartSidecarsBefore(init: readonly Container[], end: number, status: PodRuntimeStatus, actions: PodActions): void {
  const missing = init.slice(0, end).filter((c) => isSidecar(c) && newestStatus(status, c.name)?.state !== 'running');
  actions.initToStart.unshift(...missing);
}
