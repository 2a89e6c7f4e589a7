import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { SECOND, type Micros } from '../../../kernel/time.ts';
import { GrpcClient } from '../../../linux/net/grpc/client.ts';
import { GrpcError } from '../../../linux/net/grpc/grpc.ts';
import { callImages, callRuntime, type ImageMethods, type RuntimeMethods } from '../../../runtime/cri/service.ts';
import type { Klog, LogFields } from '../../shared/klog.ts';

/** How long a method may take beyond its own work; none for what pulls or waits. */
const UNLIMITED = new Set(['PullImage']);

/** What the log names of a request that failed. */
function fieldsOf(method: string, request: Record<string, unknown>): LogFields {
  if ('containerId' in request) return { containerID: request['containerId'] as string };
  if (method === 'CreateContainer' || 'podSandboxId' in request) return { podSandboxID: request['podSandboxId'] as string };
  if (method === 'ListPodSandbox') return { filter: request['filter'] === undefined ? '<nil>' : filterText(request['filter']) };
  if (method === 'ListContainers') return { filter: request['filter'] === undefined ? '<nil>' : filterText(request['filter']) };
  if (method === 'ListImages') return { filter: '<nil>' };
  const image = request['image'] as { image?: string } | undefined;
  return image?.image === undefined ? {} : { image: image.image };
}

/** A protobuf message's text form, as far as filters have it. */
function filterText(filter: unknown): string {
  const f = filter as { state?: { state?: string } };
  return f.state ? `state:{${f.state.state && !/READY$|CREATED$/.test(f.state.state) ? `state:${f.state.state}` : ''}}` : '';
}

const NAMES: Record<string, string> = {
  RunPodSandbox: 'RunPodSandbox from runtime service failed',
  StopPodSandbox: 'StopPodSandbox from runtime service failed',
  RemovePodSandbox: 'RemovePodSandbox from runtime service failed',
  PodSandboxStatus: 'PodSandboxStatus from runtime service failed',
  ListPodSandbox: 'ListPodSandbox with filter from runtime service failed',
  CreateContainer: 'CreateContainer in sandbox from runtime service failed',
  ListContainers: 'ListContainers with filter from runtime service failed',
  ListImages: 'ListImages with filter from image service failed',
};

/**
 * The kubelet's client of the container runtime: one connection, a time limit a call, and a line in the log for each failure.
 * Models staging/src/k8s.io/cri-client/pkg/remote_runtime.go @v1.35
 */
export class CriClient {
  readonly #grpc: GrpcClient;
  readonly target: string;

  constructor(
    private readonly p: Process,
    private readonly log: Klog,
    endpoint: string,
    /** runtimeRequestTimeout. */
    private readonly timeout: Micros,
  ) {
    this.target = endpoint;
    this.#grpc = new GrpcClient(p, { target: endpoint, maxBackoff: 3 * SECOND });
  }

  /** Calls the runtime service. Throws GrpcError. `extra` is time that the work itself may take. */
  *runtime<M extends keyof RuntimeMethods>(
    method: M,
    request: RuntimeMethods[M][0],
    extra: Micros = 0,
    quiet = false,
  ): Step<RuntimeMethods[M][1]> {
    try {
      return yield* callRuntime(this.#grpc, method, request, { deadline: this.p.clock.now + this.timeout + extra });
    } catch (e) {
      if (e instanceof GrpcError && !quiet) this.#failed(method, 'runtime', e, request as Record<string, unknown>);
      throw e;
    }
  }

  /** Calls the image service. Throws GrpcError. */
  *images<M extends keyof ImageMethods>(method: M, request: ImageMethods[M][0]): Step<ImageMethods[M][1]> {
    const options = UNLIMITED.has(method) ? {} : { deadline: this.p.clock.now + this.timeout };
    try {
      return yield* callImages(this.#grpc, method, request, options);
    } catch (e) {
      if (e instanceof GrpcError) this.#failed(method, 'image', e, request as Record<string, unknown>);
      throw e;
    }
  }

  #failed(method: string, service: 'runtime' | 'image', e: GrpcError, request: Record<string, unknown>): void {
    this.log.error('log.go', 32, e.message, NAMES[method] ?? `${method} from ${service} service failed`, fieldsOf(method, request));
  }
}
