import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { SECOND } from '../../../kernel/time.ts';
import { GrpcError } from '../../../linux/net/grpc/grpc.ts';
import type { CriClient } from './cri-client.ts';
import { CONTAINER_NAME, POD_UID } from './labels.ts';
import type { RuntimeManager } from './manager.ts';

// Models pkg/kubelet/kuberuntime/kuberuntime_gc.go @v1.35

export interface GcHost {
  p: Process;
  cri: CriClient;
  runtime: RuntimeManager;
  podLogsDir: string;
  /** Whether a pod's containers need not be kept (it is gone, or has ended for good). */
  removable: (uid: string) => boolean;
  contentRemovable: (uid: string) => boolean;
  known: (uid: string) => boolean;
  /** Dead containers kept of each container of a pod (maximum-dead-containers-per-container). */
  perContainer: number;
}

/** Removes dead containers beyond those that are kept, sandboxes that nothing uses, and logs of pods that are gone. */
export function* collectGarbage(host: GcHost): Step {
  yield* evictContainers(host);
  yield* evictSandboxes(host);
  evictLogs(host);
}

function* evictContainers(host: GcHost): Step {
  const { containers } = yield* host.cri.runtime('ListContainers', {});
  const units = new Map<string, { id: string; createdAt: number; uid: string }[]>();
  for (const c of containers) {
    if (c.state === 'CONTAINER_RUNNING') continue;
    // one that was made a moment ago may be about to start
    if (host.p.clock.now - c.createdAt < 0) continue;
    const uid = c.labels[POD_UID] ?? '';
    const key = `${uid}/${c.labels[CONTAINER_NAME]}`;
    const unit = units.get(key) ?? [];
    unit.push({ id: c.id, createdAt: c.createdAt, uid });
    units.set(key, unit);
  }
  for (const unit of units.values()) {
    unit.sort((a, b) => b.createdAt - a.createdAt);
    const keep = host.contentRemovable(unit[0]!.uid) ? 0 : host.perContainer;
    for (const c of unit.slice(keep)) yield* quietly(host.runtime.removeContainer(c.id));
  }
}

function* evictSandboxes(host: GcHost): Step {
  const { containers } = yield* host.cri.runtime('ListContainers', {});
  const used = new Set(containers.map((c) => c.podSandboxId));
  const { items } = yield* host.cri.runtime('ListPodSandbox', {});
  const byPod = new Map<string, (typeof items)[number][]>();
  for (const s of items) byPod.set(s.metadata.uid, [...(byPod.get(s.metadata.uid) ?? []), s]);
  for (const [uid, sandboxes] of byPod) {
    sandboxes.sort((a, b) => b.createdAt - a.createdAt);
    const removable = host.removable(uid) && !host.known(uid);
    for (const [i, s] of sandboxes.entries()) {
      if (s.state === 'SANDBOX_READY' || used.has(s.id)) continue;
      // the newest one tells the next attempt's number, as long as its pod is here
      if (i === 0 && !removable && !host.contentRemovable(uid)) continue;
      yield* quietly(removeSandbox(host, s.id));
    }
  }
}

function* removeSandbox(host: GcHost, id: string): Step {
  yield* host.cri.runtime('StopPodSandbox', { podSandboxId: id });
  yield* host.cri.runtime('RemovePodSandbox', { podSandboxId: id });
}

function evictLogs(host: GcHost): void {
  const { sys } = host.p;
  if (!sys.exists(host.podLogsDir)) return;
  for (const entry of sys.readdir(host.podLogsDir)) {
    const uid = entry.name.slice(entry.name.lastIndexOf('_') + 1);
    if (!host.contentRemovable(uid) || host.known(uid)) continue;
    sys.removeTree(`${host.podLogsDir}/${entry.name}`);
  }
  const links = '/var/log/containers';
  if (!sys.exists(links)) return;
  for (const entry of sys.readdir(links)) if (!sys.exists(`${links}/${entry.name}`)) sys.unlink(`${links}/${entry.name}`);
}

function* quietly(work: Step): Step {
  try {
    yield* work;
  } catch (e) {
    if (!(e instanceof GrpcError)) throw e;
  }
}

/** Removes what a pod that was just worked on no longer needs (pod_container_deletor.go). */
export function deadContainers(
  containers: readonly { id: string; name: string; state: string; createdAt: number }[],
  died: string,
  keep: number,
  all: boolean,
): string[] {
  const target = containers.find((c) => c.id === died);
  const candidates = containers
    .filter((c) => c.state === 'exited' && (all || !target || c.name === target.name))
    .sort((a, b) => b.createdAt - a.createdAt);
  return candidates.slice(all ? 0 : keep).map((c) => c.id);
}

export const GC_PERIOD = 60 * SECOND;
