import { block, race, type Step } from '../../kernel/step.ts';
import { GrpcError } from '../../linux/net/grpc/grpc.ts';
import type { Call, Handler } from '../../linux/net/grpc/server.ts';
import { protoText } from '../cri/json.ts';
import type { MessageName } from '../cri/schema.ts';
import { IMAGE_SERVICE, RUNTIME_SERVICE, type ImageMethods, type RuntimeMethods } from '../cri/service.ts';
import { quote } from '../go/text.ts';
import type { LogLevel } from '../go/logrus.ts';
import { containerResources } from '../oci/spec.ts';
import { containerInfo, imageInfo, sandboxInfo, statusReply } from './info.ts';
import { ContainerService } from './containers.ts';
import { saveStatus, resourcesOf } from './container-status.ts';
import type { CriContext } from './context.ts';
import { wrap } from './errors.ts';
import { execSync, runningContainer } from './exec.ts';
import { criImage } from './image-store.ts';
import { SandboxService } from './sandboxes.ts';
import { StatsService } from './stats.ts';
import type { StreamingServer } from './streaming.ts';

type Methods = {
  [M in keyof RuntimeMethods]?: (request: RuntimeMethods[M][0], call: Call) => Step<RuntimeMethods[M][1]>;
};
type Images = { [M in keyof ImageMethods]: (request: ImageMethods[M][0], call: Call) => Step<ImageMethods[M][1]> };

const NONE: Record<string, never> = {};

/** What the log says before and after a method; `undefined` says nothing at the level that is set. */
interface Words {
  level: LogLevel;
  before: string;
  failed: string;
  after?: (reply: never) => string;
}

const text = (message: MessageName, value: unknown): string => protoText(message, value as Readonly<Record<string, unknown>> | undefined);

type WordsOf<R> = (request: R) => Words;

/** The log's words of the methods that change something, and of those that often fail (instrument/instrumented_service.go @v2.2). */
const WORDS: { [M in keyof RuntimeMethods | keyof ImageMethods]?: WordsOf<never> } = {
  RunPodSandbox: ({ config }: RuntimeMethods['RunPodSandbox'][0]) => {
    const what = `RunPodSandbox for ${text('PodSandboxMetadata', config.metadata)}`;
    return {
      level: 'info',
      before: what,
      failed: `${what} failed, error`,
      after: (r: { podSandboxId: string }) => `${what} returns sandbox id ${quote(r.podSandboxId)}`,
    };
  },
  StopPodSandbox: ({ podSandboxId }: RuntimeMethods['StopPodSandbox'][0]) => plain(`StopPodSandbox for ${quote(podSandboxId)}`),
  RemovePodSandbox: ({ podSandboxId }: RuntimeMethods['RemovePodSandbox'][0]) => ({
    ...plain(`RemovePodSandbox for ${quote(podSandboxId)}`),
    after: () => `RemovePodSandbox ${quote(podSandboxId)} returns successfully`,
  }),
  PodSandboxStatus: ({ podSandboxId }: RuntimeMethods['PodSandboxStatus'][0]) => traced(`PodSandboxStatus for ${quote(podSandboxId)}`),
  PortForward: ({ podSandboxId, port }: RuntimeMethods['PortForward'][0]) => ({
    level: 'info',
    before: `Portforward for ${quote(podSandboxId)} port [${(port ?? []).join(' ')}]`,
    failed: `Portforward for ${quote(podSandboxId)} failed`,
    after: (r: { url: string }) => `Portforward for ${quote(podSandboxId)} returns URL ${quote(r.url)}`,
  }),
  CreateContainer: ({ podSandboxId, config }: RuntimeMethods['CreateContainer'][0]) => {
    const within = `CreateContainer within sandbox ${quote(podSandboxId)} for`;
    const what = text('ContainerMetadata', config.metadata);
    return {
      level: 'info',
      before: `${within} container ${what}`,
      failed: `${within} ${what} failed`,
      after: (r: { containerId: string }) => `${within} ${what} returns container id ${quote(r.containerId)}`,
    };
  },
  StartContainer: ({ containerId }: RuntimeMethods['StartContainer'][0]) => plain(`StartContainer for ${quote(containerId)}`),
  ContainerStatus: ({ containerId }: RuntimeMethods['ContainerStatus'][0]) => traced(`ContainerStatus for ${quote(containerId)}`),
  StopContainer: ({ containerId, timeout }: RuntimeMethods['StopContainer'][0]) => ({
    ...plain(`StopContainer for ${quote(containerId)}`),
    before: `StopContainer for ${quote(containerId)} with timeout ${timeout ?? 0} (s)`,
  }),
  RemoveContainer: ({ containerId }: RuntimeMethods['RemoveContainer'][0]) => plain(`RemoveContainer for ${quote(containerId)}`),
  ExecSync: ({ containerId, cmd, timeout }: RuntimeMethods['ExecSync'][0]) => ({
    level: 'debug',
    before: `ExecSync for ${quote(containerId)} with command [${cmd.join(' ')}] and timeout ${timeout ?? 0} (s)`,
    failed: `ExecSync for ${quote(containerId)} failed`,
  }),
  Exec: ({ containerId, cmd, tty, stdin }: RuntimeMethods['Exec'][0]) => ({
    level: 'debug',
    before: `Exec for ${quote(containerId)} with command [${cmd.join(' ')}], tty ${tty ?? false} and stdin ${stdin ?? false}`,
    failed: `Exec for ${quote(containerId)} failed`,
    after: (r: { url: string }) => `Exec for ${quote(containerId)} returns URL ${quote(r.url)}`,
  }),
  Attach: ({ containerId, tty, stdin }: RuntimeMethods['Attach'][0]) => ({
    level: 'debug',
    before: `Attach for ${quote(containerId)} with tty ${tty ?? false} and stdin ${stdin ?? false}`,
    failed: `Attach for ${quote(containerId)} failed`,
    after: (r: { url: string }) => `Attach for ${quote(containerId)} returns URL ${quote(r.url)}`,
  }),
  UpdateContainerResources: ({ containerId, linux }: RuntimeMethods['UpdateContainerResources'][0]) => ({
    ...plain(`UpdateContainerResources for ${quote(containerId)}`),
    before: `UpdateContainerResources for ${quote(containerId)} with Linux: ${text('LinuxContainerResources', linux)} / Windows: <nil>`,
  }),
  ReopenContainerLog: ({ containerId }: RuntimeMethods['ReopenContainerLog'][0]) => ({
    ...plain(`ReopenContainerLog for ${quote(containerId)}`),
    level: 'debug',
  }),
  ContainerStats: ({ containerId }: RuntimeMethods['ContainerStats'][0]) => traced(`ContainerStats for ${quote(containerId)}`),
  PodSandboxStats: ({ podSandboxId }: RuntimeMethods['PodSandboxStats'][0]) => traced(`PodSandboxStats for ${quote(podSandboxId)}`),
  CheckpointContainer: () => ({ level: 'debug', before: '', failed: 'CheckpointContainer failed, error' }),
  UpdatePodSandboxResources: () => ({ level: 'debug', before: '', failed: 'UpdatePodSandboxResources failed, error' }),
  PullImage: ({ image }: ImageMethods['PullImage'][0]) => ({
    level: 'info',
    before: `PullImage ${quote(image.image)}`,
    failed: `PullImage ${quote(image.image)} failed`,
    after: (r: { imageRef: string }) => `PullImage ${quote(image.image)} returns image reference ${quote(r.imageRef)}`,
  }),
  ImageStatus: ({ image }: ImageMethods['ImageStatus'][0]) => traced(`ImageStatus for ${quote(image.image)}`),
  RemoveImage: ({ image }: ImageMethods['RemoveImage'][0]) => plain(`RemoveImage ${quote(image.image)}`),
};

const plain = (what: string): Words => ({
  level: 'info',
  before: what,
  failed: `${what} failed`,
  after: () => `${what} returns successfully`,
});
const traced = (what: string): Words => ({ level: 'trace', before: what, failed: `${what} failed` });

/** runtime.v1.RuntimeService and ImageService, as containerd answers them. */
export class CriService {
  readonly sandboxes: SandboxService;
  readonly containers: ContainerService;
  readonly #stats: StatsService;
  readonly #runtime: Methods;
  readonly #images: Images;
  /** State has been found again: requests are answered. */
  initialized = false;

  constructor(
    private readonly context: CriContext,
    private readonly streaming: StreamingServer,
  ) {
    this.sandboxes = new SandboxService(context);
    this.containers = new ContainerService(context, this.sandboxes);
    this.sandboxes.containers = this.containers;
    this.#stats = new StatsService(context);
    this.#runtime = { ...this.#podMethods(), ...this.#containerMethods(), ...this.#streamMethods(), ...this.#otherMethods() };
    this.#images = this.#imageMethods();
  }

  /** The handler of a method by its full name. */
  method(name: string): Handler | undefined {
    const [service, method] = name.split('/') as [string, string];
    if (service === RUNTIME_SERVICE) {
      if (method === 'GetContainerEvents') return (_request, call) => this.#watch(call);
      const handler = this.#runtime[method as keyof RuntimeMethods] as Handler | undefined;
      return handler && this.#instrumented(method as keyof RuntimeMethods, handler);
    }
    if (service !== IMAGE_SERVICE) return undefined;
    const handler = this.#images[method as keyof ImageMethods] as Handler | undefined;
    return handler && this.#instrumented(method as keyof ImageMethods, handler);
  }

  #instrumented(method: keyof RuntimeMethods | keyof ImageMethods, handler: Handler): Handler {
    const words = WORDS[method];
    const { log } = this.context;
    const service = this;
    return function* (request, call): Step<unknown> {
      if (!service.initialized) throw new GrpcError('Unknown', 'server is not initialized yet');
      const its = words?.(request);
      if (its?.before) log(its.level, its.before);
      try {
        const reply = yield* handler(request, call);
        if (its?.after) log(its.level, its.after(reply as never));
        return reply;
      } catch (e) {
        if (e instanceof GrpcError) log('error', its?.failed ?? `${method} failed`, { error: e.message });
        throw e;
      }
    };
  }

  #podMethods(): Methods {
    const { context, sandboxes } = this;
    return {
      *RunPodSandbox({ config, runtimeHandler }) {
        return { podSandboxId: yield* sandboxes.run(config, runtimeHandler ?? '') };
      },
      *StopPodSandbox({ podSandboxId }) {
        yield* sandboxes.stop(podSandboxId);
        return NONE;
      },
      *RemovePodSandbox({ podSandboxId }) {
        yield* sandboxes.remove(podSandboxId);
        return NONE;
      },
      *PodSandboxStatus({ podSandboxId, verbose }) {
        let sandbox;
        try {
          sandbox = context.sandboxes.get(podSandboxId);
        } catch (e) {
          throw wrap('an error occurred when try to find sandbox', e);
        }
        return { status: sandboxes.status(sandbox), info: verbose ? sandboxInfo(context, sandbox) : {} };
      },
      *ListPodSandbox({ filter }) {
        return { items: sandboxes.list(filter) };
      },
    };
  }

  #containerMethods(): Methods {
    const { context, containers } = this;
    return {
      *CreateContainer({ podSandboxId, config, sandboxConfig }) {
        return { containerId: yield* containers.create(podSandboxId, config, sandboxConfig) };
      },
      *StartContainer({ containerId }) {
        yield* containers.start(containerId);
        return NONE;
      },
      *StopContainer({ containerId, timeout }, call) {
        yield* containers.stop(containerId, timeout ?? 0, call.cancelled);
        return NONE;
      },
      *RemoveContainer({ containerId }) {
        yield* containers.remove(containerId);
        return NONE;
      },
      *ListContainers({ filter }) {
        return { containers: containers.list(filter) };
      },
      *ContainerStatus({ containerId, verbose }) {
        const container = containers.get(containerId);
        return { status: containers.status(container), info: verbose ? containerInfo(context, container) : {} };
      },
      UpdateContainerResources: ({ containerId, linux }) => this.#update(containerId, linux),
      *ReopenContainerLog({ containerId }) {
        containers.reopenLog(containerId);
        return NONE;
      },
      ExecSync: (request, call) => execSync(context, request, call.cancelled),
      *CheckpointContainer() {
        throw new GrpcError('Unknown', 'mirrorpod: CheckpointContainer: not simulated');
      },
    };
  }

  *#update(containerId: string, linux: RuntimeMethods['UpdateContainerResources'][0]['linux']): Step<Record<string, never>> {
    const { context } = this;
    let container;
    try {
      container = context.containers.get(containerId);
    } catch (e) {
      throw wrap('failed to find container', e);
    }
    const { id } = container;
    const record = context.record(id);
    if (!record) throw new GrpcError('NotFound', 'failed to update resources: failed to get container spec: not found');
    if (container.removing) throw new GrpcError('Unknown', `failed to update resources: container ${quote(id)} is in removing state`);
    const before = record.spec.linux.resources;
    const wanted = containerResources(linux);
    const resources = {
      ...before,
      memory: { ...before.memory, ...wanted.memory },
      cpu: { ...before.cpu, ...wanted.cpu },
    };
    const spec = { ...record.spec, linux: { ...record.spec.linux, resources } };
    if (container.state === 'CONTAINER_RUNNING' && context.shims.has(id)) {
      try {
        yield* context.shims.get(id).call('Update', { id, resources });
      } catch (e) {
        throw wrap('failed to update resources: failed to update resources', e);
      }
    }
    context.putRecord({ ...record, spec });
    container.status = { ...container.status, resources: resourcesOf(spec) };
    saveStatus(context, container);
    return NONE;
  }

  #streamMethods(): Methods {
    const { context, streaming } = this;
    return {
      *Exec({ containerId, cmd, tty = false, stdin = false, stdout = false, stderr = false }) {
        const { id } = runningContainer(context, containerId, `failed to find container ${quote(containerId)} in store`);
        if (tty && stderr) throw new GrpcError('InvalidArgument', 'tty and stderr cannot both be true');
        if (!stdin && !stdout && !stderr) throw new GrpcError('InvalidArgument', 'one of stdin, stdout, or stderr must be set');
        return { url: streaming.url({ kind: 'exec', containerId: id, cmd, tty, stdin, stdout, stderr }) };
      },
      *Attach({ containerId, tty = false, stdin = false, stdout = false, stderr = false }) {
        const { id } = runningContainer(context, containerId, 'failed to find container in store');
        if (tty && stderr) throw new GrpcError('InvalidArgument', 'tty and stderr cannot both be true');
        if (!stdin && !stdout && !stderr) throw new GrpcError('InvalidArgument', 'one of stdin, stdout, and stderr must be set');
        return { url: streaming.url({ kind: 'attach', containerId: id, cmd: [], tty, stdin, stdout, stderr }) };
      },
      *PortForward({ podSandboxId }) {
        let sandbox;
        try {
          sandbox = context.sandboxes.get(podSandboxId);
        } catch (e) {
          throw wrap(`failed to find sandbox ${quote(podSandboxId)}`, e);
        }
        if (sandbox.state !== 'ready') throw new GrpcError('Unknown', `sandbox container is not running`);
        return { url: streaming.url({ kind: 'portforward', sandboxId: sandbox.id }) };
      },
    };
  }

  #otherMethods(): Methods {
    const { context } = this;
    const stats = this.#stats;
    return {
      *Version() {
        return { version: '0.1.0', runtimeName: 'containerd', runtimeVersion: 'v2.2.1', runtimeApiVersion: 'v1' };
      },
      *Status({ verbose }) {
        return statusReply(context, verbose ?? false);
      },
      *RuntimeConfig() {
        return { linux: { cgroupDriver: context.systemdCgroup ? 'SYSTEMD' : 'CGROUPFS' } };
      },
      *UpdateRuntimeConfig() {
        // it would write a CNI configuration from `conf_template`; without one there is nothing to do
        return NONE;
      },
      *ContainerStats({ containerId }) {
        return { stats: stats.container(containerId) };
      },
      *ListContainerStats({ filter }) {
        return { stats: stats.containers(filter) };
      },
      *PodSandboxStats({ podSandboxId }) {
        return { stats: stats.sandbox(podSandboxId) };
      },
      *ListPodSandboxStats({ filter }) {
        return { stats: stats.sandboxes(filter) };
      },
      *ListMetricDescriptors() {
        return { descriptors: [] };
      },
      *ListPodSandboxMetrics() {
        return { podMetrics: [] };
      },
      *UpdatePodSandboxResources({ podSandboxId }) {
        try {
          context.sandboxes.get(podSandboxId);
        } catch (e) {
          throw wrap('failed to find sandbox', e);
        }
        return NONE;
      },
    };
  }

  #imageMethods(): Images {
    const { context } = this;
    const { images } = context;
    const stats = this.#stats;
    return {
      *ListImages() {
        // containerd looks at no filter here
        return { images: images.list() };
      },
      *ImageStatus({ image, verbose }) {
        const found = images.find(image.image);
        return found ? { image: criImage(found), info: verbose ? imageInfo(found) : {} } : { info: {} };
      },
      *PullImage({ image }) {
        return { imageRef: yield* images.pull(image.image) };
      },
      *RemoveImage({ image }) {
        images.removeImage(image.image);
        return NONE;
      },
      *ImageFsInfo() {
        return stats.imageFs();
      },
    };
  }

  /** GetContainerEvents: replies as long as the client listens. */
  *#watch(call: Call): Step<undefined> {
    const { events } = this.context;
    const channel = events.watch();
    for (;;) {
      const won = yield* block(race({ event: channel.received, gone: call.cancelled.opened }));
      if (won.key === 'gone' || !won.value.ok) break;
      call.reply(won.value.value);
    }
    events.unwatch(channel);
    return undefined;
  }
}
