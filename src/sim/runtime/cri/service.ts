import type { GrpcClient, CallOptions } from '../../linux/net/grpc/client.ts';
import type { Step } from '../../kernel/step.ts';
import type { Micros } from '../../kernel/time.ts';
import type * as cri from './types.ts';

/** Where containerd listens. */
export const CONTAINERD_SOCKET = '/run/containerd/containerd.sock';

export const RUNTIME_SERVICE = 'runtime.v1.RuntimeService';
export const IMAGE_SERVICE = 'runtime.v1.ImageService';

type Empty = Record<string, never>;
/** More than a reply shows (crictl inspect's `info`): JSON texts by name. */
type Verbose = Readonly<Record<string, string>>;

/** The unary methods of runtime.v1.RuntimeService, with what they take and give. */
export interface RuntimeMethods {
  Version: [{ version?: string }, { version: string; runtimeName: string; runtimeVersion: string; runtimeApiVersion: string }];
  RunPodSandbox: [{ config: cri.PodSandboxConfig; runtimeHandler?: string }, { podSandboxId: string }];
  StopPodSandbox: [{ podSandboxId: string }, Empty];
  RemovePodSandbox: [{ podSandboxId: string }, Empty];
  PodSandboxStatus: [{ podSandboxId: string; verbose?: boolean }, { status: cri.PodSandboxStatus; info: Verbose }];
  ListPodSandbox: [{ filter?: cri.PodSandboxFilter }, { items: readonly cri.PodSandbox[] }];
  CreateContainer: [{ podSandboxId: string; config: cri.ContainerConfig; sandboxConfig: cri.PodSandboxConfig }, { containerId: string }];
  StartContainer: [{ containerId: string }, Empty];
  /** `timeout` in seconds; 0 kills at once. */
  StopContainer: [{ containerId: string; timeout?: number }, Empty];
  RemoveContainer: [{ containerId: string }, Empty];
  ListContainers: [{ filter?: cri.ContainerFilter }, { containers: readonly cri.Container[] }];
  ContainerStatus: [{ containerId: string; verbose?: boolean }, { status: cri.ContainerStatus; info: Verbose }];
  UpdateContainerResources: [{ containerId: string; linux?: cri.LinuxContainerResources }, Empty];
  ReopenContainerLog: [{ containerId: string }, Empty];
  /** `timeout` in seconds; 0 is none. */
  ExecSync: [
    { containerId: string; cmd: readonly string[]; timeout?: number },
    { stdout: Uint8Array; stderr: Uint8Array; exitCode: number },
  ];
  Exec: [
    { containerId: string; cmd: readonly string[]; tty?: boolean; stdin?: boolean; stdout?: boolean; stderr?: boolean },
    { url: string },
  ];
  Attach: [{ containerId: string; tty?: boolean; stdin?: boolean; stdout?: boolean; stderr?: boolean }, { url: string }];
  PortForward: [{ podSandboxId: string; port?: readonly number[] }, { url: string }];
  ContainerStats: [{ containerId: string }, { stats: cri.ContainerStats }];
  ListContainerStats: [
    { filter?: { id?: string; podSandboxId?: string; labelSelector?: cri.Labels } },
    { stats: readonly cri.ContainerStats[] },
  ];
  PodSandboxStats: [{ podSandboxId: string }, { stats: cri.PodSandboxStats }];
  ListPodSandboxStats: [{ filter?: { id?: string; labelSelector?: cri.Labels } }, { stats: readonly cri.PodSandboxStats[] }];
  UpdateRuntimeConfig: [{ runtimeConfig?: { networkConfig?: { podCidr?: string } } }, Empty];
  Status: [
    { verbose?: boolean },
    {
      status: { conditions: readonly cri.RuntimeCondition[] };
      info: Verbose;
      runtimeHandlers: readonly cri.RuntimeHandler[];
      features: { supplementalGroupsPolicy: boolean };
    },
  ];
  CheckpointContainer: [{ containerId: string; location?: string; timeout?: number }, Empty];
  ListMetricDescriptors: [Empty, { descriptors: readonly unknown[] }];
  ListPodSandboxMetrics: [Empty, { podMetrics: readonly unknown[] }];
  RuntimeConfig: [Empty, { linux: { cgroupDriver: cri.CgroupDriver } }];
  UpdatePodSandboxResources: [
    { podSandboxId: string; overhead?: cri.LinuxContainerResources; resources?: cri.LinuxContainerResources },
    Empty,
  ];
}

/** The methods of runtime.v1.ImageService. */
export interface ImageMethods {
  ListImages: [{ filter?: { image?: cri.ImageSpec } }, { images: readonly cri.Image[] }];
  /** No `image` where it is not there. */
  ImageStatus: [{ image: cri.ImageSpec; verbose?: boolean }, { image?: cri.Image; info: Verbose }];
  PullImage: [{ image: cri.ImageSpec; auth?: cri.AuthConfig; sandboxConfig?: cri.PodSandboxConfig }, { imageRef: string }];
  RemoveImage: [{ image: cri.ImageSpec }, Empty];
  ImageFsInfo: [Empty, { imageFilesystems: readonly cri.FilesystemUsage[]; containerFilesystems: readonly cri.FilesystemUsage[] }];
}

/** A streaming method: its replies are `cri.ContainerEventResponse`. */
export const GET_CONTAINER_EVENTS = `${RUNTIME_SERVICE}/GetContainerEvents`;

/** Calls a method of the runtime service. Throws GrpcError. `deadline` is a moment of the virtual clock. */
export function callRuntime<M extends keyof RuntimeMethods>(
  client: GrpcClient,
  method: M,
  request: RuntimeMethods[M][0],
  options?: CallOptions & { deadline?: Micros },
): Step<RuntimeMethods[M][1]> {
  return client.call(`${RUNTIME_SERVICE}/${method}`, request, options);
}

/** Calls a method of the image service. Throws GrpcError. */
export function callImages<M extends keyof ImageMethods>(
  client: GrpcClient,
  method: M,
  request: ImageMethods[M][0],
  options?: CallOptions & { deadline?: Micros },
): Step<ImageMethods[M][1]> {
  return client.call(`${IMAGE_SERVICE}/${method}`, request, options);
}
