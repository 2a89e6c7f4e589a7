import type { Micros } from '../../../kernel/time.ts';

// Models pkg/kubelet/container/runtime.go @v1.35

export type ContainerState = 'created' | 'running' | 'exited' | 'unknown';

/** A container as a relist of the runtime sees it. */
export interface RuntimeContainer {
  id: string;
  name: string;
  image: string;
  state: ContainerState;
  createdAt: Micros;
  sandboxId: string;
}

/** A pod as a relist sees it: what runs, whether a source wants it or not. */
export interface RuntimePod {
  uid: string;
  name: string;
  namespace: string;
  createdAt: Micros;
  containers: RuntimeContainer[];
  sandboxes: RuntimeContainer[];
}

/** A container in detail. */
export interface RuntimeContainerStatus {
  id: string;
  name: string;
  state: ContainerState;
  createdAt: Micros;
  startedAt: Micros;
  finishedAt: Micros;
  exitCode: number;
  image: string;
  imageId: string;
  imageRef: string;
  hash: string;
  restartCount: number;
  reason: string;
  message: string;
  sandboxId: string;
  logPath: string;
}

export interface RuntimeSandboxStatus {
  id: string;
  ready: boolean;
  createdAt: Micros;
  attempt: number;
  ips: string[];
  hostNetwork: boolean;
}

/** All that the runtime has of a pod; containers and sandboxes newest first. */
export interface PodRuntimeStatus {
  uid: string;
  name: string;
  namespace: string;
  ips: string[];
  containers: RuntimeContainerStatus[];
  sandboxes: RuntimeSandboxStatus[];
  /** When it was asked. */
  at: Micros;
}

export function newestStatus(status: PodRuntimeStatus, name: string): RuntimeContainerStatus | undefined {
  return status.containers.find((c) => c.name === name);
}

/** The container's id as the API shows it. */
export function containerId(id: string): string {
  return `containerd://${id}`;
}
