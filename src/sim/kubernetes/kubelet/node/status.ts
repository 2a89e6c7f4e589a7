import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { rfc3339, SECOND, type Micros } from '../../../kernel/time.ts';
import type { Node, NodeStatus, Taint } from '../../shared/api/core.ts';
import type { Condition } from '../../shared/api/meta.ts';
import { ApiError, isAlreadyExists, RequestError } from '../../shared/client/errors.ts';
import { NODES, type RestClient } from '../../shared/client/rest.ts';
import { equalObjects } from '../../shared/equal.ts';
import type { Klog } from '../../shared/klog.ts';

// Models pkg/kubelet/kubelet_node_status.go and nodestatus/setters.go @v1.35

const UPDATE_RETRIES = 5;

export interface NodeFacts {
  name: string;
  ip: string;
  labels: Record<string, string>;
  taints: Taint[];
  schedulable: boolean;
  port: number;
  maxPods: number;
  capacity: { cpu: number; memoryKi: number; storageKi: number };
  /** Kept back for the system and for eviction: memory and storage in bytes. */
  reserved: { cpuMilli: number; memoryBytes: number; storageBytes: number };
  info: Record<string, unknown>;
}

export interface NodeHost {
  facts: NodeFacts;
  images: () => Step<{ names?: string[]; sizeBytes?: number }[]>;
  /** Why the node is not ready; none where it is. */
  problems: () => string[];
  /** Which pressures the eviction manager sees. */
  pressure: () => { memory: boolean; disk: boolean; pids: boolean };
  volumesInUse: () => string[];
  runtimeHandlers: () => Record<string, unknown>[];
  event: (type: 'Normal' | 'Warning', reason: string, message: string) => void;
}

/** Registers the node, and tells the API server how it stands. */
export class NodeStatusReporter {
  #registered = false;
  #lastReport: Micros = 0;
  #lastStatus: NodeStatus | undefined;
  readonly #said = new Map<string, string>();

  constructor(
    private readonly p: Process,
    private readonly log: Klog,
    private readonly client: RestClient,
    private readonly host: NodeHost,
    private readonly options: { updatePeriod: Micros; reportPeriod: Micros; register: boolean },
  ) {}

  get registered(): boolean {
    return this.#registered;
  }

  start(): void {
    this.p.thread('node status', this.#loop());
  }

  *#loop(): Step {
    // fastStatusUpdateOnce: until the node is ready for the first time, it is looked at ten times a second
    const random = this.p.kernel.random.stream(`${this.p.table.machine}/kubelet/node-status`);
    let fast = true;
    let next = this.p.clock.now;
    for (;;) {
      if (fast) {
        if (this.host.problems().length === 0 && this.#registered) {
          yield* this.sync();
          fast = false;
        } else if (this.p.clock.now >= next) {
          yield* this.sync();
          next = this.p.clock.now + this.options.updatePeriod;
        }
        yield* this.p.sleep(100_000);
        continue;
      }
      yield* this.p.sleep(Math.round(this.options.updatePeriod * (1 + 0.04 * random.float())));
      yield* this.sync();
    }
  }

  /** Registers if that is still to be done, then reports (syncNodeStatus). */
  *sync(): Step {
    if (this.options.register && !this.#registered) yield* this.#register();
    let problem = '';
    for (let i = 0; i < UPDATE_RETRIES; i++) {
      try {
        yield* this.#tryUpdate(i);
        return;
      } catch (e) {
        if (!(e instanceof ApiError || e instanceof RequestError)) throw e;
        problem = e.message;
        this.log.error(
          'kubelet_node_status.go',
          473,
          `error getting node ${JSON.stringify(this.host.facts.name)}: ${problem}`,
          'Error updating node status, will retry',
        );
      }
    }
    this.log.error('kubelet_node_status.go', 460, 'update node status exceeds retry count', 'Unable to update node status');
  }

  *#register(): Step {
    const { name } = this.host.facts;
    let pause = 100_000;
    for (;;) {
      yield* this.p.sleep(pause);
      pause = Math.min(pause * 2, 7 * SECOND);
      const node = yield* this.#initialNode();
      this.log.info('kubelet_node_status.go', 74, 'Attempting to register node', { node: name });
      if (yield* this.#tryRegister(node)) {
        this.log.info('kubelet_node_status.go', 77, 'Successfully registered node', { node: name });
        this.#registered = true;
        return;
      }
    }
  }

  *#tryRegister(node: Node): Step<boolean> {
    const { name } = this.host.facts;
    try {
      yield* this.client.create<Node>(NODES, undefined, node);
      return true;
    } catch (e) {
      if (!(e instanceof ApiError || e instanceof RequestError)) throw e;
      if (!isAlreadyExists(e)) {
        const problem = (e as Error).message;
        this.log.error('kubelet_node_status.go', 106, problem, 'Unable to register node with API server', { node: name });
        return false;
      }
    }
    try {
      const existing = yield* this.client.get<Node>(NODES, undefined, name);
      this.log.info('kubelet_node_status.go', 123, 'Node was previously registered', { node: name });
      const labels = { ...existing.metadata.labels, ...node.metadata.labels };
      const annotations = { ...existing.metadata.annotations, ...node.metadata.annotations };
      if (!equalObjects(labels, existing.metadata.labels) || !equalObjects(annotations, existing.metadata.annotations)) {
        yield* this.client.patch({ resource: NODES, name }, 'application/strategic-merge-patch+json', {
          metadata: { labels, annotations },
        });
      }
      return true;
    } catch (e) {
      if (!(e instanceof ApiError || e instanceof RequestError)) throw e;
      this.log.error('kubelet_node_status.go', 119, e.message, 'Unable to register node with API server, error getting existing node', {
        node: name,
      });
      return false;
    }
  }

  *#initialNode(): Step<Node> {
    const { facts } = this.host;
    return {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: {
        name: facts.name,
        labels: facts.labels,
        annotations: { 'volumes.kubernetes.io/controller-managed-attach-detach': 'true' },
      },
      spec: { ...(facts.taints.length > 0 ? { taints: facts.taints } : {}), ...(facts.schedulable ? {} : { unschedulable: true }) },
      status: yield* this.#status({}),
    };
  }

  *#tryUpdate(attempt: number): Step {
    const { name } = this.host.facts;
    const node = yield* this.client.get<Node>(NODES, undefined, name, attempt === 0 ? { query: { resourceVersion: '0' } } : {});
    const status = yield* this.#status(node.status ?? {});
    const { now } = this.p.clock;
    const changed = !equalObjects(withoutHeartbeats(status), withoutHeartbeats(node.status ?? {}));
    if (!changed && now - this.#lastReport < this.options.reportPeriod) return;
    yield* this.client.patch({ resource: NODES, name, subresource: 'status' }, 'application/strategic-merge-patch+json', { status });
    this.#lastReport = now;
    this.#lastStatus = status;
  }

  get last(): NodeStatus | undefined {
    return this.#lastStatus;
  }

  *#status(old: NodeStatus): Step<NodeStatus> {
    const { facts } = this.host;
    const now = rfc3339(this.p.clock.now);
    const { cpu, memoryKi, storageKi } = facts.capacity;
    const { reserved } = facts;
    const fixed = { 'hugepages-1Gi': '0', 'hugepages-2Mi': '0' };
    return {
      ...old,
      addresses: [
        { type: 'InternalIP', address: facts.ip },
        { type: 'Hostname', address: facts.name },
      ],
      capacity: { cpu: String(cpu), 'ephemeral-storage': `${storageKi}Ki`, ...fixed, memory: `${memoryKi}Ki`, pods: String(facts.maxPods) },
      allocatable: {
        cpu: reserved.cpuMilli === 0 ? String(cpu) : `${cpu * 1000 - reserved.cpuMilli}m`,
        'ephemeral-storage': String(Math.floor(storageKi * 1024 - reserved.storageBytes)),
        ...fixed,
        memory: `${memoryKi - Math.floor(reserved.memoryBytes / 1024)}Ki`,
        pods: String(facts.maxPods),
      },
      conditions: this.#conditions(old.conditions ?? [], now),
      daemonEndpoints: { kubeletEndpoint: { Port: facts.port } },
      nodeInfo: facts.info,
      images: yield* this.host.images(),
      features: { supplementalGroupsPolicy: true },
      runtimeHandlers: this.host.runtimeHandlers(),
      ...(this.host.volumesInUse().length > 0 ? { volumesInUse: this.host.volumesInUse() } : {}),
    };
  }

  #conditions(old: readonly Condition[], now: string): Condition[] {
    const pressure = this.host.pressure();
    const problems = this.host.problems();
    const wanted: Condition[] = [
      pressure.memory
        ? {
            type: 'MemoryPressure',
            status: 'True',
            reason: 'KubeletHasInsufficientMemory',
            message: 'kubelet has insufficient memory available',
          }
        : {
            type: 'MemoryPressure',
            status: 'False',
            reason: 'KubeletHasSufficientMemory',
            message: 'kubelet has sufficient memory available',
          },
      pressure.disk
        ? { type: 'DiskPressure', status: 'True', reason: 'KubeletHasDiskPressure', message: 'kubelet has disk pressure' }
        : { type: 'DiskPressure', status: 'False', reason: 'KubeletHasNoDiskPressure', message: 'kubelet has no disk pressure' },
      pressure.pids
        ? { type: 'PIDPressure', status: 'True', reason: 'KubeletHasInsufficientPID', message: 'kubelet has insufficient PID available' }
        : { type: 'PIDPressure', status: 'False', reason: 'KubeletHasSufficientPID', message: 'kubelet has sufficient PID available' },
      problems.length > 0
        ? {
            type: 'Ready',
            status: 'False',
            reason: 'KubeletNotReady',
            message: problems.length === 1 ? problems[0]! : `[${problems.join(', ')}]`,
          }
        : { type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' },
    ];
    const out = wanted.map((condition) => {
      const before = old.find((c) => c.type === condition.type);
      const same = before?.status === condition.status;
      this.#say(condition, before);
      return { ...condition, lastHeartbeatTime: now, lastTransitionTime: same ? (before.lastTransitionTime ?? now) : now };
    });
    return [...old.filter((c) => !wanted.some((w) => w.type === c.type)), ...out];
  }

  /** A condition that changed is an event of the node. */
  #say(condition: Condition, before: Condition | undefined): void {
    const last = this.#said.get(condition.type) ?? before?.status;
    if (last === condition.status) return;
    this.#said.set(condition.type, condition.status);
    const { name } = this.host.facts;
    const reasons: Record<string, [string, string]> = {
      MemoryPressure: ['NodeHasInsufficientMemory', 'NodeHasSufficientMemory'],
      DiskPressure: ['NodeHasDiskPressure', 'NodeHasNoDiskPressure'],
      PIDPressure: ['NodeHasInsufficientPID', 'NodeHasSufficientPID'],
      Ready: ['NodeReady', 'NodeNotReady'],
    };
    const [whenTrue, whenFalse] = reasons[condition.type]!;
    const reason = condition.status === 'True' ? whenTrue : whenFalse;
    this.host.event('Normal', reason, `Node ${name} status is now: ${reason}`);
    if (reason === 'NodeNotReady')
      this.log.info('setters.go', 618, 'Node became not ready', { node: name, condition: condition as unknown as Record<string, unknown> });
  }
}

function withoutHeartbeats(status: NodeStatus): unknown {
  return { ...status, conditions: (status.conditions ?? []).map(({ lastHeartbeatTime: _h, ...c }) => c) };
}
