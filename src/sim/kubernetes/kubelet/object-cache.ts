import type { Process } from '../../kernel/process.ts';
import { within, type Step } from '../../kernel/step.ts';
import { MINUTE, parseRfc3339, SECOND, type Micros } from '../../kernel/time.ts';
import type { Pod } from '../shared/api/core.ts';
import type { KubeObject, Status } from '../shared/api/meta.ts';
import { ApiError, RequestError } from '../shared/client/errors.ts';
import { Informer } from '../shared/client/informer.ts';
import { CONFIG_MAPS, SECRETS, type Resource, type RestClient } from '../shared/client/rest.ts';
import type { ConfigMap, ObjectSource, Secret } from './objects.ts';

// Models pkg/kubelet/util/manager/watch_based_manager.go and pkg/kubelet/token/token_manager.go @v1.35

const SYNC_TIMEOUT = SECOND;
const MAX_TTL: Micros = 24 * 60 * MINUTE;

interface Token extends KubeObject {
  status?: { token: string; expirationTimestamp: string };
}

/** The config maps, secrets and tokens of the pods on this node: watched one by one, as long as a pod names them. */
export class ObjectCache implements ObjectSource {
  readonly #watched = new Map<string, { informer: Informer; pods: Set<string> }>();
  readonly #tokens = new Map<string, { token: string; expires: Micros; lifetime: Micros }>();

  constructor(
    private readonly p: Process,
    private readonly client: RestClient | undefined,
    private readonly onError: (message: string, type: string) => void,
  ) {}

  /** A pod is to run here: what it names is watched. */
  register(pod: Pod): void {
    if (!this.client) return;
    for (const { resource, name } of referencesOf(pod)) {
      const key = `${resource.resource}/${pod.metadata.namespace}/${name}`;
      let entry = this.#watched.get(key);
      if (!entry) {
        const informer = new Informer(this.p, this.client, {
          resource,
          namespace: pod.metadata.namespace!,
          type: resource === SECRETS ? '*v1.Secret' : '*v1.ConfigMap',
          query: { fieldSelector: `metadata.name=${name}` },
          onError: this.onError,
        }).start();
        this.#watched.set(key, (entry = { informer, pods: new Set() }));
      }
      entry.pods.add(pod.metadata.uid!);
    }
  }

  unregister(uid: string): void {
    for (const entry of this.#watched.values()) entry.pods.delete(uid);
    for (const key of this.#tokens.keys()) if (key.startsWith(`${uid}/`)) this.#tokens.delete(key);
  }

  *configMap(pod: Pod, name: string): Step<ConfigMap> {
    return (yield* this.#object(CONFIG_MAPS, 'configmap', pod, name)) as ConfigMap;
  }

  *secret(pod: Pod, name: string): Step<Secret> {
    return (yield* this.#object(SECRETS, 'secret', pod, name)) as Secret;
  }

  *#object(resource: Resource, kind: string, pod: Pod, name: string): Step<KubeObject> {
    const { namespace } = pod.metadata;
    const entry = this.#watched.get(`${resource.resource}/${namespace}/${name}`);
    if (!entry?.pods.has(pod.metadata.uid!)) throw new Error(`object ${JSON.stringify(namespace)}/${JSON.stringify(name)} not registered`);
    if (!entry.informer.synced.set) {
      const synced = yield* within(this.p.clock, SYNC_TIMEOUT, entry.informer.synced.opened);
      void synced;
      if (!entry.informer.synced.set) throw new Error(`failed to sync ${kind} cache: timed out waiting for the condition`);
    }
    const object = entry.informer.get(`${namespace}/${name}`);
    if (!object) throw new ApiError(notFound(resource.resource, name));
    return object;
  }

  *token(pod: Pod, audience: string | undefined, expirationSeconds: number): Step<string> {
    const { namespace, name, uid } = pod.metadata;
    const account = pod.spec.serviceAccountName || 'default';
    const key = `${uid}/${account}/${audience ?? ''}/${expirationSeconds}`;
    const { now } = this.p.clock;
    const have = this.#tokens.get(key);
    // renewed when four fifths of its life are over, or a day
    if (have && now < have.expires - have.lifetime * 0.2 && now - (have.expires - have.lifetime) < MAX_TTL) return have.token;
    if (!this.client) throw new Error('cannot use TokenManager when kubelet is in standalone mode');
    const request = {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: { audiences: audience ? [audience] : null, expirationSeconds, boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name, uid } },
    };
    try {
      const made = yield* this.client.request<Token>(
        'POST',
        { resource: { group: '', version: 'v1', resource: 'serviceaccounts' }, namespace: namespace!, name: account, subresource: 'token' },
        { body: request },
      );
      const expires = parseRfc3339(made.status?.expirationTimestamp ?? '') ?? now;
      this.#tokens.set(key, { token: made.status!.token, expires, lifetime: expires - now });
      return made.status!.token;
    } catch (e) {
      if (!(e instanceof ApiError || e instanceof RequestError)) throw e;
      // an old token is better than none, as long as it lasts
      if (have && now < have.expires) return have.token;
      throw new Error(`failed to fetch token: ${e.message}`, { cause: e });
    }
  }
}

function notFound(resource: string, name: string): Status {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: `${resource.replace(/s$/, '')} ${JSON.stringify(name)} not found`,
    reason: 'NotFound',
    details: { name, kind: resource.replace(/s$/, '') },
    code: 404,
  };
}

/** The config maps and secrets that a pod names anywhere. */
function referencesOf(pod: Pod): { resource: Resource; name: string }[] {
  const out = new Map<string, { resource: Resource; name: string }>();
  const add = (resource: Resource, name: string | undefined): void => {
    if (name) out.set(`${resource.resource}/${name}`, { resource, name });
  };
  for (const volume of pod.spec.volumes ?? []) {
    add(CONFIG_MAPS, volume.configMap?.name);
    add(SECRETS, volume.secret?.secretName);
    add(SECRETS, volume.csi?.nodePublishSecretRef?.name);
    for (const source of volume.projected?.sources ?? []) {
      add(CONFIG_MAPS, source.configMap?.name);
      add(SECRETS, source.secret?.name);
    }
  }
  for (const container of [...(pod.spec.initContainers ?? []), ...pod.spec.containers, ...(pod.spec.ephemeralContainers ?? [])]) {
    for (const from of container.envFrom ?? []) {
      add(CONFIG_MAPS, from.configMapRef?.name);
      add(SECRETS, from.secretRef?.name);
    }
    for (const variable of container.env ?? []) {
      add(CONFIG_MAPS, variable.valueFrom?.configMapKeyRef?.name);
      add(SECRETS, variable.valueFrom?.secretKeyRef?.name);
    }
  }
  for (const secret of pod.spec.imagePullSecrets ?? []) add(SECRETS, secret.name);
  return [...out.values()];
}
