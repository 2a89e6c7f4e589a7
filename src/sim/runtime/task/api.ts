import { sha256Hex } from '../../crypto/hash.ts';
import type { Micros } from '../../kernel/time.ts';
import type { FileSystem } from '../../linux/fs/inode.ts';
import type { OciProcess, OciResources, OciSpec } from '../oci/types.ts';

/**
 * What containerd and a shim say to each other over the shim's socket: containerd.task.v3, as far as the runc shim uses it.
 * Follows api/runtime/task/v3/shim.proto @v2.2. Where upstream passes a path that both know, the object itself goes along.
 */
export const TASK_SERVICE = 'containerd.task.v3.Task';

/** Where the shim of a pod or container listens: a socket named by a hash of whom it serves. */
export function shimSocket(address: string, namespace: string, group: string): string {
  return `/run/containerd/s/${sha256Hex(`${address}/${namespace}/${group}`)}`;
}

/** Paths of FIFOs; empty where a stream is not there. */
export interface Stdio {
  stdin: string;
  stdout: string;
  stderr: string;
  terminal: boolean;
}

export interface CreateTask extends Stdio {
  id: string;
  bundle: string;
  spec: OciSpec;
  root: FileSystem;
  rootOptions: string;
  systemdCgroup: boolean;
}

export interface ExecProcess extends Stdio {
  id: string;
  execId: string;
  process: OciProcess;
}

/** A process of a container: its first, or one by its exec id. */
export interface ProcessRequest {
  id: string;
  execId?: string;
}

export type TaskStatus = 'created' | 'running' | 'stopped';

export interface TaskState {
  id: string;
  pid: number;
  status: TaskStatus;
  exitStatus: number;
  exitedAt: Micros;
}

export interface ExitReport {
  pid: number;
  exitStatus: number;
  exitedAt: Micros;
  /** The kernel ended a process of its control group for want of memory. */
  oom: boolean;
}

export interface TaskStats {
  memoryBytes: number;
  memoryLimitBytes: number | undefined;
  cpuUs: number;
  processes: number;
}

/** The methods, with what they take and give. */
export interface TaskMethods {
  Create: [CreateTask, { pid: number }];
  Start: [ProcessRequest, { pid: number }];
  State: [ProcessRequest, TaskState];
  Wait: [ProcessRequest, ExitReport];
  Delete: [ProcessRequest, ExitReport];
  /** `signal` by name without SIG. */
  Kill: [ProcessRequest & { signal: string; all?: boolean }, Record<string, never>];
  Exec: [ExecProcess, Record<string, never>];
  Pids: [{ id: string }, { pids: readonly number[] }];
  Stats: [{ id: string }, TaskStats];
  Update: [{ id: string; resources: OciResources }, Record<string, never>];
  ResizePty: [ProcessRequest & { width: number; height: number }, Record<string, never>];
  CloseIO: [ProcessRequest, Record<string, never>];
  /** Never answers: whose connection ends is told of by the call's failure. */
  Attend: [Record<string, never>, never];
  /** Ends the shim where it holds nothing any more. */
  Shutdown: [{ id: string }, Record<string, never>];
}
