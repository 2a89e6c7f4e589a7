import type { Process } from '../../../kernel/process.ts';
import { block, race, sleeping, type Step } from '../../../kernel/step.ts';
import { Channel, Latch, WaitQueue } from '../../../kernel/sync.ts';
import { parseRfc3339, SECOND, type Micros } from '../../../kernel/time.ts';
import type { Container, ContainerStatus, Pod, PodStatus, Probe } from '../../shared/api/core.ts';
import type { Klog } from '../../shared/klog.ts';
import { eachContainer, isSidecar, kobj } from '../pods/types.ts';
import type { ProbeOutcome } from './probe.ts';

// Models pkg/kubelet/prober @v1.35

export type ProbeKind = 'startup' | 'liveness' | 'readiness';
export type ProbeResult = 'success' | 'failure' | 'unknown';

/** A container's probe changed its mind. */
export interface ProbeUpdate {
  kind: ProbeKind;
  podUid: string;
  containerId: string;
  result: ProbeResult;
}

export interface ProbeHost {
  status(uid: string): PodStatus | undefined;
  /** Probes once. */
  probe(kind: ProbeKind, pod: Pod, container: Container, probe: Probe, containerId: string, ip: string): Step<ProbeOutcome>;
  /** Says an event of a container. */
  event(pod: Pod, container: Container, type: 'Normal' | 'Warning', reason: string, message: string): void;
}

const KINDS: ProbeKind[] = ['startup', 'readiness', 'liveness'];
const probeOf = (container: Container, kind: ProbeKind): Probe | undefined =>
  kind === 'startup' ? container.startupProbe : kind === 'liveness' ? container.livenessProbe : container.readinessProbe;

/** The workers that probe containers, and what they found last. */
export class ProbeManager {
  readonly updates = new Channel<ProbeUpdate>(1000);
  readonly #workers = new Map<string, ProbeWorker>();
  readonly #results: Record<ProbeKind, Map<string, ProbeResult>> = { startup: new Map(), liveness: new Map(), readiness: new Map() };
  readonly #startedAt: Micros;

  constructor(
    readonly p: Process,
    readonly log: Klog,
    readonly host: ProbeHost,
  ) {
    this.#startedAt = p.clock.now;
  }

  result(kind: ProbeKind, containerId: string): ProbeResult | undefined {
    return this.#results[kind].get(containerId);
  }

  set(kind: ProbeKind, containerId: string, result: ProbeResult, podUid: string): void {
    if (this.#results[kind].get(containerId) === result) return;
    this.#results[kind].set(containerId, result);
    this.updates.trySend({ kind, podUid, containerId, result });
  }

  forget(kind: ProbeKind, containerId: string): void {
    this.#results[kind].delete(containerId);
  }

  /** Starts workers for a pod's probes, where they do not run yet. */
  addPod(pod: Pod): void {
    for (const { container, kind } of eachContainer(pod)) {
      if (kind === 'ephemeral' || (kind === 'init' && !isSidecar(container))) continue;
      for (const probe of KINDS) {
        const spec = probeOf(container, probe);
        const key = `${pod.metadata.uid}/${container.name}/${probe}`;
        if (!spec || this.#workers.has(key)) continue;
        const worker = new ProbeWorker(this, pod, container, probe, spec, this.#startedAt, () => this.#workers.delete(key));
        this.#workers.set(key, worker);
        this.p.thread(`${probe} probe`, worker.loop());
      }
    }
  }

  #ofPod(uid: string): [string, ProbeWorker][] {
    return [...this.#workers].filter(([key]) => key.startsWith(`${uid}/`));
  }

  /** A pod that is going needs no liveness and startup probes. */
  stopLivenessAndStartup(uid: string): void {
    for (const [, worker] of this.#ofPod(uid)) if (worker.kind !== 'readiness') worker.stop();
  }

  removePod(uid: string): void {
    for (const [, worker] of this.#ofPod(uid)) worker.stop();
  }

  cleanupPods(desired: ReadonlySet<string>): void {
    for (const [key, worker] of this.#workers) if (!desired.has(key.slice(0, key.indexOf('/')))) worker.stop();
  }

  /** Sets `ready` and `started` of a pod's container statuses from what the probes found. */
  updateStatus(pod: Pod, status: PodStatus): void {
    const set = (list: ContainerStatus[] | undefined, of: readonly Container[]): void => {
      for (const s of list ?? []) {
        const container = of.find((c) => c.name === s.name);
        const id = s.containerID?.replace(/^\w+:\/\//, '') ?? '';
        const started = this.#started(pod, container, s, id);
        s.started = started;
        if (!started) continue;
        s.ready = this.#ready(pod, s, id);
      }
    };
    set(status.containerStatuses, pod.spec.containers);
    const init = pod.spec.initContainers ?? [];
    for (const s of status.initContainerStatuses ?? []) {
      const container = init.find((c) => c.name === s.name);
      const id = s.containerID?.replace(/^\w+:\/\//, '') ?? '';
      if (container && !isSidecar(container)) {
        s.started = s.state?.running !== undefined;
        s.ready = s.state?.terminated?.exitCode === 0;
        continue;
      }
      s.started = this.#started(pod, container, s, id);
      if (s.started) s.ready = this.#ready(pod, s, id);
    }
  }

  #started(pod: Pod, container: Container | undefined, s: ContainerStatus, id: string): boolean {
    if (!s.state?.running) return false;
    const result = this.#results.startup.get(id);
    if (result !== undefined) return result === 'success';
    return !this.#workers.has(`${pod.metadata.uid}/${container?.name}/startup`);
  }

  #ready(pod: Pod, s: ContainerStatus, id: string): boolean {
    if (!s.state?.running) return false;
    const result = this.#results.readiness.get(id);
    if (result === 'success') return true;
    const worker = this.#workers.get(`${pod.metadata.uid}/${s.name}/readiness`);
    if (!worker) return result === undefined;
    // a probe that has not run yet is asked to, at once
    worker.trigger();
    return false;
  }
}

/** Probes one container in one way, over and over. Models prober/worker.go @v1.35 */
class ProbeWorker {
  #containerId = '';
  #last: ProbeResult | undefined;
  #run = 0;
  #onHold = false;
  readonly #stop = new Latch();
  readonly #trigger = new WaitQueue();

  constructor(
    private readonly manager: ProbeManager,
    private readonly pod: Pod,
    private readonly container: Container,
    readonly kind: ProbeKind,
    private readonly spec: Probe,
    private readonly kubeletStartedAt: Micros,
    private readonly gone: () => void,
  ) {}

  stop(): void {
    this.#stop.open();
  }

  trigger(): void {
    this.#trigger.wakeAll();
  }

  get #initial(): ProbeResult {
    return this.kind === 'liveness' ? 'success' : this.kind === 'readiness' ? 'failure' : 'unknown';
  }

  *loop(): Step {
    const { p } = this.manager;
    const period = (this.spec.periodSeconds ?? 10) * SECOND;
    // after the kubelet has restarted, the probes do not all come at once
    if (p.clock.now - this.kubeletStartedAt < period) {
      yield* p.sleep(Math.floor(p.kernel.random.stream(`${p.table.machine}/kubelet/probe-jitter`).float() * period));
    }
    let next = p.clock.now + period;
    while (!this.#stop.set && (yield* this.#turn())) {
      const won = yield* block(
        race({ stop: this.#stop.opened, tick: sleeping(p.clock, Math.max(0, next - p.clock.now)), trigger: this.#trigger.wait }),
      );
      if (won.key === 'stop') break;
      if (won.key === 'tick') next = Math.max(next + period, p.clock.now);
    }
    this.manager.forget(this.kind, this.#containerId);
    this.gone();
  }

  /** One turn; `false` where there is nothing left to probe. */
  *#turn(): Step<boolean> {
    const { manager, pod, container, kind, spec } = this;
    const uid = pod.metadata.uid!;
    const status = manager.host.status(uid);
    if (!status) return true;
    if (status.phase === 'Failed' || status.phase === 'Succeeded') return false;
    const s = [...(status.containerStatuses ?? []), ...(status.initContainerStatuses ?? [])].find((c) => c.name === container.name);
    if (!s?.containerID) return true;
    const id = s.containerID.replace(/^\w+:\/\//, '');
    if (id !== this.#containerId) {
      if (this.#containerId) manager.forget(kind, this.#containerId);
      this.#containerId = id;
      manager.set(kind, id, this.#initial, uid);
      this.#onHold = false;
      this.#last = undefined;
      this.#run = 0;
    }
    if (this.#onHold) return true;
    if (!s.state?.running) {
      if (s.containerID) manager.set(kind, id, 'failure', uid);
      // without a restart there is nothing to wait for
      return s.state?.terminated === undefined || pod.spec.restartPolicy !== 'Never' || isSidecar(container);
    }
    if (pod.metadata.deletionTimestamp && kind !== 'readiness') {
      manager.set(kind, id, 'success', uid);
      return false;
    }
    const startedAt = parseRfc3339(s.state.running.startedAt ?? '') ?? 0;
    if (manager.p.clock.now - startedAt < (spec.initialDelaySeconds ?? 0) * SECOND) return true;
    if (s.started ? kind === 'startup' : kind !== 'startup') return true;
    const outcome = yield* manager.host.probe(kind, pod, container, spec, id, status.podIP ?? '');
    if (this.#stop.set) return false;
    const result = this.#judge(outcome);
    if (result === undefined) return true;
    if (this.#last === result) this.#run++;
    else {
      this.#last = result;
      this.#run = 1;
    }
    const threshold = result === 'failure' ? (spec.failureThreshold ?? 3) : (spec.successThreshold ?? 1);
    if (this.#run < threshold) return true;
    manager.set(kind, id, result, uid);
    if (kind === 'liveness' && result === 'failure') {
      // the container is about to be killed: no more probes of it
      this.#onHold = true;
      this.#run = 0;
    } else if (kind === 'startup') {
      this.#onHold = true;
      this.#run = 0;
    }
    return true;
  }

  #judge(outcome: ProbeOutcome): ProbeResult | undefined {
    const { manager, pod, container } = this;
    const name = { startup: 'Startup', liveness: 'Liveness', readiness: 'Readiness' }[this.kind];
    switch (outcome.result) {
      case 'success':
        return 'success';
      case 'warning':
        manager.host.event(pod, container, 'Warning', 'ProbeWarning', `${name} probe warning: ${outcome.output}`);
        return 'success';
      case 'failure':
        manager.log.info('prober.go', 120, 'Probe failed', {
          probeType: name,
          pod: kobj(pod),
          podUID: pod.metadata.uid!,
          containerName: container.name,
          probeResult: 'failure',
          output: outcome.output,
        });
        manager.host.event(pod, container, 'Warning', 'Unhealthy', `${name} probe failed: ${outcome.output}`);
        return 'failure';
      case 'error':
        manager.log.error('prober.go', 104, outcome.output, 'Probe errored', {
          probeType: name,
          pod: kobj(pod),
          podUID: pod.metadata.uid!,
          containerName: container.name,
          probeResult: 'unknown',
        });
        manager.host.event(
          pod,
          container,
          'Warning',
          'Unhealthy',
          `${name} probe errored and resulted in unknown state: ${outcome.output}`,
        );
        return undefined;
    }
  }
}
