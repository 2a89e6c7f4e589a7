import type { Node, Pod } from '../shared/api/core.ts';
import { quantityValue } from './runtime/downward.ts';
import { isCriticalPod, isSidecar, isStaticPod } from './pods/types.ts';

// Models pkg/kubelet/lifecycle/predicate.go and the scheduler's plugins that it runs @v1.35

/** Why a node does not take a pod: `OutOfcpu`, `NodePorts`, `NodeAffinity` …, in upstream's words. */
export interface Rejection {
  reason: string;
  message: string;
}

/** What a pod asks for, sidecars and init containers counted as upstream counts them. */
export function podRequest(pod: Pod, resource: 'cpu' | 'memory' | 'ephemeral-storage'): number {
  const of = (c: { resources?: { requests?: Record<string, string>; limits?: Record<string, string> } }): number =>
    quantityValue(c.resources?.requests?.[resource] ?? c.resources?.limits?.[resource] ?? '0');
  let sum = pod.spec.containers.reduce((n, c) => n + of(c), 0);
  let sidecars = 0;
  let peak = 0;
  for (const c of pod.spec.initContainers ?? []) {
    if (isSidecar(c)) sidecars += of(c);
    peak = Math.max(peak, sidecars + (isSidecar(c) ? 0 : of(c)));
  }
  sum = Math.max(sum + sidecars, peak);
  return sum + quantityValue(pod.spec.overhead?.[resource] ?? '0');
}

function hostPorts(pod: Pod): string[] {
  return pod.spec.containers.flatMap((c) =>
    (c.ports ?? []).filter((p) => p.hostPort).map((p) => `${p.hostIP ?? '0.0.0.0'}:${p.protocol ?? 'TCP'}:${p.hostPort}`),
  );
}

/** Whether the node can take a pod beside the others. */
export function admit(pod: Pod, others: readonly Pod[], node: Node): Rejection | undefined {
  const allocatable = node.status?.allocatable ?? {};
  const shortage: { resource: string; requested: number; used: number; capacity: number }[] = [];
  const max = Number(allocatable['pods'] ?? Infinity);
  if (others.length + 1 > max) shortage.push({ resource: 'pods', requested: 1, used: others.length, capacity: max });
  for (const resource of ['cpu', 'memory', 'ephemeral-storage'] as const) {
    const requested = podRequest(pod, resource);
    if (requested === 0) continue;
    const capacity = quantityValue(allocatable[resource] ?? '0');
    const used = others.reduce((n, other) => n + podRequest(other, resource), 0);
    const unit = resource === 'cpu' ? 1000 : 1;
    if (requested + used > capacity) {
      shortage.push({
        resource,
        requested: Math.round(requested * unit),
        used: Math.round(used * unit),
        capacity: Math.round(capacity * unit),
      });
    }
  }
  if (shortage.length > 0) {
    // a critical pod may push others out; where that is not enough it is refused in the same words
    const first = shortage[0]!;
    const words = `Node didn't have enough resource: ${first.resource}, requested: ${first.requested}, used: ${first.used}, capacity: ${first.capacity}`;
    if (isCriticalPod(pod))
      return {
        reason: 'UnexpectedAdmissionError',
        message: `Unexpected error while attempting to recover from admission failure: preemption: error finding a set of pods to preempt: no set of running pods found to reclaim resources: [(res: ${first.resource}, q: ${first.requested + first.used - first.capacity}), ]`,
      };
    return { reason: `OutOf${first.resource}`, message: words };
  }
  const taken = new Set(others.flatMap(hostPorts));
  if (!isStaticPod(pod) && hostPorts(pod).some((p) => taken.has(p))) {
    return {
      reason: 'NodePorts',
      message: "Pod was rejected: Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports",
    };
  }
  const selector = Object.entries(pod.spec.nodeSelector ?? {});
  const labels = node.metadata.labels ?? {};
  if (!isStaticPod(pod) && selector.some(([key, value]) => labels[key] !== value)) {
    return {
      reason: 'NodeAffinity',
      message: "Pod was rejected: Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector",
    };
  }
  // static pods are held back by NoExecute taints only where they do not tolerate them
  const intolerable = (node.spec.taints ?? []).find((taint) => taint.effect === 'NoExecute' && !tolerated(pod, taint));
  if (intolerable && !isStaticPod(pod)) {
    return { reason: 'TaintToleration', message: `Pod was rejected: Predicate TaintToleration failed: node(s) had untolerated taint(s)` };
  }
  return undefined;
}

function tolerated(pod: Pod, taint: { key: string; value?: string; effect: string }): boolean {
  return (pod.spec.tolerations ?? []).some(
    (t) =>
      (!t.effect || t.effect === taint.effect) &&
      (!t.key || t.key === taint.key) &&
      (t.operator === 'Exists' || (t.value ?? '') === (taint.value ?? '')),
  );
}
