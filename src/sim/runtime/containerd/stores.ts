import { createActor, type Actor } from 'xstate';
import { actorClock } from '../../kernel/actor-clock.ts';
import type { Process } from '../../kernel/process.ts';
import { Latch } from '../../kernel/sync.ts';
import type { Micros } from '../../kernel/time.ts';
import { GrpcError } from '../../linux/net/grpc/grpc.ts';
import type * as cri from '../cri/types.ts';
import type { ContainerIo, Sink } from './container-io.ts';
import type { ContainerLog } from './container-log.ts';
import { containerMachine, type ContainerEvent } from './machine.ts';
import type { ContainerMetadata, SandboxMetadata } from './metadata.ts';

/** Things by id, found by the beginning of one too (internal/truncindex). */
export class Store<T extends { readonly id: string }> {
  readonly #byId = new Map<string, T>();
  readonly #names = new Map<string, string>();

  values(): IterableIterator<T> {
    return this.#byId.values();
  }

  get size(): number {
    return this.#byId.size;
  }

  add(entry: T): void {
    this.#byId.set(entry.id, entry);
  }

  delete(id: string): void {
    this.#byId.delete(id);
  }

  /** The one with that id, or whose id alone begins so. Throws GrpcError: `not found`. */
  get(prefix: string): T {
    const exact = this.#byId.get(prefix);
    if (exact) return exact;
    if (prefix === '') throw new GrpcError('Unknown', "prefix can't be empty");
    let found: T | undefined;
    for (const [id, entry] of this.#byId) {
      if (!id.startsWith(prefix)) continue;
      if (found) throw new GrpcError('Unknown', 'multiple IDs found with provided prefix');
      found = entry;
    }
    if (!found) throw new GrpcError('NotFound', 'not found');
    return found;
  }

  find(prefix: string): T | undefined {
    try {
      return this.get(prefix);
    } catch (e) {
      if (e instanceof GrpcError) return undefined;
      throw e;
    }
  }

  /** Keeps a name for an id. Throws GrpcError where another has it (pkg/registrar). */
  reserve(name: string, id: string): void {
    const holder = this.#names.get(name);
    if (holder !== undefined && holder !== id)
      throw new GrpcError('Unknown', `name ${JSON.stringify(name)} is reserved for ${JSON.stringify(holder)}`);
    this.#names.set(name, id);
  }

  release(id: string): void {
    for (const [name, holder] of this.#names) if (holder === id) this.#names.delete(name);
  }
}

export type SandboxState = 'ready' | 'notready' | 'unknown';

/** A pod's sandbox. */
export class Sandbox {
  state: SandboxState = 'unknown';
  pid = 0;
  createdAt: Micros;
  exitStatus = 0;
  exitedAt: Micros = 0;
  /** Its own container has ended, and all has been seen to. */
  readonly stopped = new Latch();
  #listed: cri.PodSandbox | undefined;
  #listedState: SandboxState | undefined;

  constructor(
    public metadata: SandboxMetadata,
    createdAt: Micros,
  ) {
    this.createdAt = createdAt;
  }

  get id(): string {
    return this.metadata.id;
  }

  get config(): cri.PodSandboxConfig {
    return this.metadata.config;
  }

  get hostNetwork(): boolean {
    return this.config.linux?.securityContext?.namespaceOptions?.network === 'NODE';
  }

  /** As lists show it; the same object until it changes. */
  listed(): cri.PodSandbox {
    if (this.#listed && this.#listedState === this.state) return this.#listed;
    this.#listedState = this.state;
    const { config } = this;
    return (this.#listed = Object.freeze({
      id: this.id,
      metadata: config.metadata,
      state: this.state === 'ready' ? 'SANDBOX_READY' : 'SANDBOX_NOTREADY',
      createdAt: this.createdAt,
      labels: config.labels ?? {},
      annotations: config.annotations ?? {},
      runtimeHandler: this.metadata.runtimeHandler,
    }));
  }
}

/** What is known of how a container goes; it survives in a file (internal/cri/store/container/status.go). */
export interface ContainerStatusRecord {
  pid: number;
  createdAt: Micros;
  startedAt: Micros;
  finishedAt: Micros;
  exitCode: number;
  reason: string;
  message: string;
  unknown: boolean;
  resources: cri.LinuxContainerResources;
}

/** A container of the CRI: its metadata, its state and its streams. */
export class Container {
  starting = false;
  removing = false;
  /** Its stop signal was sent with a grace period before. */
  stopSignalled = false;
  io: ContainerIo | undefined;
  log: ContainerLog | undefined;
  logSink: Sink | undefined;
  readonly machine: Actor<typeof containerMachine>;
  /** Its task has ended, and all has been seen to. */
  readonly stopped = new Latch();
  #listed: cri.Container | undefined;

  constructor(
    p: Process,
    readonly metadata: ContainerMetadata,
    public status: ContainerStatusRecord,
    kill: () => void,
  ) {
    this.machine = createActor(containerMachine, { input: { id: metadata.id, kill }, clock: actorClock(p.clock) });
    this.machine.start();
  }

  get id(): string {
    return this.metadata.id;
  }

  get sandboxId(): string {
    return this.metadata.sandboxId;
  }

  send(event: ContainerEvent): void {
    this.machine.send(event);
    this.#listed = undefined;
  }

  get state(): cri.ContainerState {
    const { value } = this.machine.getSnapshot();
    if (typeof value === 'object') return 'CONTAINER_RUNNING';
    switch (value) {
      case 'created':
        return 'CONTAINER_CREATED';
      case 'unknown':
        return 'CONTAINER_UNKNOWN';
      default:
        return 'CONTAINER_EXITED';
    }
  }

  /** As lists show it; the same object until it changes. */
  listed(): cri.Container {
    if (this.#listed) return this.#listed;
    const { config } = this.metadata;
    return (this.#listed = Object.freeze({
      id: this.id,
      podSandboxId: this.sandboxId,
      metadata: config.metadata,
      image: config.image,
      imageRef: this.metadata.imageRef,
      state: this.state,
      createdAt: this.status.createdAt,
      labels: config.labels ?? {},
      annotations: config.annotations ?? {},
      imageId: '',
    }));
  }
}

/** Whether all labels of a selector are there. */
export function selects(selector: cri.Labels | undefined, labels: cri.Labels): boolean {
  if (selector) for (const key in selector) if (labels[key] !== selector[key]) return false;
  return true;
}
