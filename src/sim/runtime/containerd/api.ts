import type { Step } from '../../kernel/step.ts';
import type { Micros } from '../../kernel/time.ts';
import type { GrpcClient, CallOptions } from '../../linux/net/grpc/client.ts';
import type { OciProcess } from '../oci/types.ts';
import type { ExitReport, Stdio, TaskStats } from '../task/api.ts';
import type { ContainerRecord, ImageRecord, LeaseRecord, NamespaceRecord, SnapshotRecord } from './metadata.ts';

/**
 * containerd's own services, as far as ctr uses them (api/services @v2.2): methods by the name of the service and their own. What
 * upstream passes as a header, the namespace, is a field here.
 */

type Empty = Record<string, never>;
interface In {
  namespace: string;
}

export interface PluginStatus {
  readonly type: string;
  readonly id: string;
  /** `linux/amd64`, or none. */
  readonly platforms: readonly string[];
  readonly status: 'ok' | 'skip' | 'error';
  readonly error: string;
  readonly exports: Readonly<Record<string, string>>;
}

export interface TaskInfo {
  readonly id: string;
  readonly pid: number;
  readonly status: 'CREATED' | 'RUNNING' | 'STOPPED' | 'UNKNOWN';
}

export interface ContentInfo {
  readonly digest: string;
  readonly size: number;
  readonly createdAt: Micros;
  readonly labels: Readonly<Record<string, string>>;
}

export interface NativeMethods {
  'version.v1.Version/Version': [Empty, { version: string; revision: string }];
  'introspection.v1.Introspection/Server': [
    Empty,
    { uuid: string; pid: number; pidns: number; deprecations: readonly { id: string; message: string; at: Micros }[] },
  ];
  'introspection.v1.Introspection/Plugins': [{ filters?: readonly string[] }, { plugins: readonly PluginStatus[] }];
  'namespaces.v1.Namespaces/List': [Empty, { namespaces: readonly NamespaceRecord[] }];
  'namespaces.v1.Namespaces/Create': [NamespaceRecord, Empty];
  'namespaces.v1.Namespaces/Update': [NamespaceRecord, Empty];
  'namespaces.v1.Namespaces/Delete': [{ name: string }, Empty];
  'containers.v1.Containers/List': [In & { filters?: readonly string[] }, { containers: readonly ContainerRecord[] }];
  'containers.v1.Containers/Get': [In & { id: string }, ContainerRecord];
  'containers.v1.Containers/Update': [In & { id: string; labels: Readonly<Record<string, string>> }, ContainerRecord];
  'containers.v1.Containers/Delete': [In & { id: string }, Empty];
  'tasks.v1.Tasks/List': [In, { tasks: readonly TaskInfo[] }];
  'tasks.v1.Tasks/Get': [In & { id: string }, TaskInfo];
  'tasks.v1.Tasks/Kill': [In & { id: string; execId?: string; signal: string; all?: boolean }, Empty];
  'tasks.v1.Tasks/Delete': [In & { id: string; execId?: string }, ExitReport];
  'tasks.v1.Tasks/ListPids': [In & { id: string }, { pids: readonly number[] }];
  'tasks.v1.Tasks/Metrics': [In & { id: string }, TaskStats & { at: Micros }];
  'tasks.v1.Tasks/Exec': [In & Stdio & { id: string; execId: string; process: OciProcess }, Empty];
  'tasks.v1.Tasks/Start': [In & { id: string; execId?: string }, { pid: number }];
  'tasks.v1.Tasks/Wait': [In & { id: string; execId?: string }, ExitReport];
  'tasks.v1.Tasks/CloseIO': [In & { id: string; execId?: string }, Empty];
  'tasks.v1.Tasks/ResizePty': [In & { id: string; execId?: string; width: number; height: number }, Empty];
  'images.v1.Images/List': [In & { filters?: readonly string[] }, { images: readonly ImageRecord[] }];
  'images.v1.Images/Get': [In & { name: string }, ImageRecord];
  'images.v1.Images/Create': [In & { name: string; digest: string; labels: Readonly<Record<string, string>> }, ImageRecord];
  'images.v1.Images/Update': [In & { name: string; labels: Readonly<Record<string, string>> }, ImageRecord];
  'images.v1.Images/Delete': [In & { name: string }, Empty];
  'snapshots.v1.Snapshots/List': [In, { snapshots: readonly SnapshotRecord[] }];
  'snapshots.v1.Snapshots/Usage': [In & { key: string }, { bytes: number; inodes: number }];
  'snapshots.v1.Snapshots/Remove': [In & { key: string }, Empty];
  'content.v1.Content/List': [In, { content: readonly ContentInfo[] }];
  'content.v1.Content/Read': [In & { digest: string }, { data: Uint8Array }];
  'leases.v1.Leases/List': [In, { leases: readonly LeaseRecord[] }];
  'leases.v1.Leases/Create': [In & { id: string; labels: Readonly<Record<string, string>> }, LeaseRecord];
  'leases.v1.Leases/Delete': [In & { id: string }, Empty];
  'transfer.v1.Transfer/Pull': [In & { ref: string; hostDirectories: readonly string[] }, { digest: string; size: number }];
}

export const PREFIX = 'containerd.services.';
/** A streaming method: its replies are `Envelope`s. */
export const SUBSCRIBE = `${PREFIX}events.v1.Events/Subscribe`;

/** Calls a method of containerd's own services. Throws GrpcError. */
export function callNative<M extends keyof NativeMethods>(
  client: GrpcClient,
  method: M,
  request: NativeMethods[M][0],
  options?: CallOptions,
): Step<NativeMethods[M][1]> {
  return client.call(`${PREFIX}${method}`, request, options);
}
