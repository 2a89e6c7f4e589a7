import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { Mutex } from '../../../kernel/sync.ts';
import { MINUTE, SECOND, type Micros } from '../../../kernel/time.ts';
import { GrpcError } from '../../../linux/net/grpc/grpc.ts';
import type { AuthConfig } from '../../../runtime/cri/types.ts';
import type { Container, Pod } from '../../shared/api/core.ts';
import type { Klog } from '../../shared/klog.ts';
import { Backoff, BackoffError } from '../pods/backoff.ts';
import type { CriClient } from './cri-client.ts';
import { StartError } from './start-error.ts';

// Models pkg/kubelet/images/image_manager.go @v1.35

/** `nginx` is `docker.io/library/nginx:latest` (parsers.ParseImageName). Throws Error for what is no image name. */
export function normaliseImage(image: string): string {
  if (
    !/^(?:[a-zA-Z0-9.-]+(?::\d+)?\/)?[a-z0-9]+(?:(?:[._]|__|-+|\/)[a-z0-9]+)*(?::[\w][\w.-]{0,127})?(?:@[a-z0-9+._-]+:[0-9a-fA-F]{32,})?$/.test(
      image,
    )
  ) {
    const why =
      /^[^/]*[A-Z]/.test(image.replace(/^[^/]*\//, '')) && image === image.trim() && /[A-Z]/.test(image.split(':')[0]!)
        ? 'repository name must be lowercase'
        : 'invalid reference format';
    throw new Error(why);
  }
  const first = image.split('/')[0]!;
  const registry = image.includes('/') && (/[.:]/.test(first) || first === 'localhost');
  let name = registry ? image : `docker.io/${image.includes('/') ? '' : 'library/'}${image}`;
  if (!name.includes('@') && !/:[^/]+$/.test(name)) name += ':latest';
  return name;
}

function tagOf(image: string): string {
  if (image.includes('@')) return '';
  return /:([^/:]+)$/.exec(image)?.[1] ?? 'latest';
}

/** Makes sure that a container's image is there, pulling it as the policy says, with backoff by image and pod. */
export class ImageManager {
  readonly #backoff: Backoff;
  readonly #serial = new Mutex();
  readonly #lastErrors = new Map<string, string>();

  constructor(
    private readonly p: Process,
    private readonly log: Klog,
    private readonly cri: CriClient,
    private readonly options: { serialize: boolean; maxBackoff?: Micros },
    private readonly event: (pod: Pod, container: Container, type: 'Normal' | 'Warning', reason: string, message: string) => void,
    private readonly credentials: (pod: Pod, image: string) => Step<AuthConfig[]>,
  ) {
    this.#backoff = new Backoff(p.clock, 10 * SECOND, options.maxBackoff ?? 5 * MINUTE);
  }

  /** The image's reference for the runtime. Throws StartError (InvalidImageName, ErrImageNeverPull, ErrImagePull, ImagePullBackOff …). */
  *ensure(pod: Pod, container: Container): Step<string> {
    const given = container.image ?? '';
    let image: string;
    try {
      image = normaliseImage(given);
    } catch (e) {
      const message = `Failed to apply default image tag ${JSON.stringify(given)}: couldn't parse image name ${JSON.stringify(given)}: ${(e as Error).message}`;
      this.event(pod, container, 'Warning', 'InspectFailed', message);
      throw new StartError('InvalidImageName', message);
    }
    const short = shorten(given);
    let ref: string | undefined;
    try {
      ref = (yield* this.cri.images('ImageStatus', { image: { image: short } })).image?.id;
    } catch (e) {
      if (!(e instanceof GrpcError)) throw e;
      const message = `Failed to inspect image ${JSON.stringify(ref ?? '')}: ${e.message}`;
      this.event(pod, container, 'Warning', 'InspectFailed', message);
      throw new StartError('ImageInspectError', message);
    }
    const policy = container.imagePullPolicy ?? (tagOf(given) === 'latest' ? 'Always' : 'IfNotPresent');
    if (ref && policy !== 'Always') {
      this.event(
        pod,
        container,
        'Normal',
        'Pulled',
        `Container image ${JSON.stringify(given)} already present on machine and can be accessed by the pod`,
      );
      return ref;
    }
    if (policy === 'Never') {
      const message = `Container image ${JSON.stringify(given)} is not present with pull policy of Never`;
      this.event(pod, container, 'Warning', 'ErrImageNeverPull', message);
      throw new StartError('ErrImageNeverPull', message);
    }
    void image;
    return yield* this.#pull(pod, container, short);
  }

  *#pull(pod: Pod, container: Container, image: string): Step<string> {
    const key = `${pod.metadata.uid}_${image}`;
    const given = container.image ?? '';
    if (this.#backoff.inBackOffSinceUpdate(key, this.p.clock.now)) {
      let message = `Back-off pulling image ${JSON.stringify(given)}`;
      this.event(pod, container, 'Normal', 'BackOff', message);
      const last = this.#lastErrors.get(key);
      if (last) message = `${message}: ${last}`;
      throw new StartError('ImagePullBackOff', message, new BackoffError('ImagePullBackOff', this.p.clock.now + this.#backoff.get(key)));
    }
    this.#lastErrors.delete(key);
    this.event(pod, container, 'Normal', 'Pulling', `Pulling image ${JSON.stringify(given)}`);
    const asked = this.p.clock.now;
    const pull = (): Step<{ ref: string; began: Micros }> => this.#pullOnce(pod, image);
    try {
      const { ref, began } = this.options.serialize ? yield* this.#serial.with(pull) : yield* pull();
      const size = (yield* this.cri.images('ImageStatus', { image: { image: ref } })).image?.size ?? 0;
      const took = durationText(this.p.clock.now - began);
      const whole = durationText(this.p.clock.now - asked);
      this.event(
        pod,
        container,
        'Normal',
        'Pulled',
        `Successfully pulled image ${JSON.stringify(given)} in ${took} (${whole} including waiting). Image size: ${size} bytes.`,
      );
      this.#backoff.collect();
      return ref;
    } catch (e) {
      if (!(e instanceof GrpcError)) throw e;
      // an answer without a code of its own is shown without gRPC's frame
      const words = e.code === 'Unknown' ? e.desc : e.message;
      this.event(pod, container, 'Warning', 'Failed', `Failed to pull image ${JSON.stringify(given)}: ${words}`);
      this.#backoff.next(key, this.p.clock.now);
      const { reason, message } = pullReason(image, e, words);
      this.#lastErrors.set(key, `${reason}: ${message}`);
      throw new StartError(reason, message);
    }
  }

  *#pullOnce(pod: Pod, image: string): Step<{ ref: string; began: Micros }> {
    const began = this.p.clock.now;
    const auths = yield* this.credentials(pod, image);
    let failure: GrpcError | undefined;
    for (const auth of auths.length > 0 ? auths : [undefined]) {
      try {
        const { imageRef } = yield* this.cri.images('PullImage', { image: { image }, ...(auth ? { auth } : {}) });
        return { ref: imageRef, began };
      } catch (e) {
        if (!(e instanceof GrpcError)) throw e;
        failure = e;
        this.log.error('kuberuntime_image.go', 43, e.message, 'Failed to pull image', { image });
      }
    }
    throw failure!;
  }
}

/** The tag that a name without one gets; the registry is left to the runtime (applyDefaultImageTag). */
function shorten(image: string): string {
  return image.includes('@') || /:[^/]+$/.test(image) ? image : `${image}:latest`;
}

/** evalCRIPullErr */
function pullReason(image: string, e: GrpcError, words: string): { reason: string; message: string } {
  if (e.desc.startsWith('RegistryUnavailable'))
    return { reason: 'RegistryUnavailable', message: `image pull failed for ${image} because the registry is unavailable: ${e.desc}` };
  if (e.desc.startsWith('SignatureValidationFailed'))
    return {
      reason: 'SignatureValidationFailed',
      message: `image pull failed for ${image} because the signature validation failed: ${e.desc}`,
    };
  return { reason: 'ErrImagePull', message: words };
}

/** Go's Duration.String truncated to milliseconds. */
function durationText(us: Micros): string {
  const ms = Math.floor(us / 1000);
  if (ms < 1000) return `${ms}ms`;
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds}s`;
  return `${Math.floor(seconds / 60)}m${Number((seconds % 60).toFixed(3))}s`;
}
