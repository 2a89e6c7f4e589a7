import type { Step } from '../../kernel/step.ts';
import type { Node, Pod } from '../shared/api/core.ts';
import { ApiError, isNotFound, RequestError } from '../shared/client/errors.ts';
import { PODS, type RestClient } from '../shared/client/rest.ts';
import type { Klog } from '../shared/klog.ts';
import { CONFIG_HASH_ANNOTATION, CONFIG_MIRROR_ANNOTATION } from './pods/types.ts';

// Models pkg/kubelet/pod/mirror_client.go @v1.35

/** Makes and removes the API server's records of static pods. */
export class MirrorClient {
  constructor(
    private readonly log: Klog,
    private readonly client: RestClient | undefined,
    private readonly node: () => Node | undefined,
  ) {}

  /** Makes a mirror pod. Throws ApiError, RequestError, or Error where the node is not known. */
  *create(pod: Pod): Step {
    if (!this.client) return;
    const node = this.node();
    if (!node?.metadata.uid) throw new Error(`failed to get node info: node not found`);
    const { creationTimestamp: _c, ...metadata } = pod.metadata;
    const copy: Pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        ...metadata,
        annotations: { ...pod.metadata.annotations, [CONFIG_MIRROR_ANNOTATION]: pod.metadata.annotations?.[CONFIG_HASH_ANNOTATION] ?? '' },
        ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: node.metadata.name!, uid: node.metadata.uid, controller: true }],
      },
      spec: pod.spec,
    };
    yield* this.client.create<Pod>(PODS, pod.metadata.namespace, copy);
  }

  /** Removes a mirror pod by full name, if it is the one of that UID; tells whether it is gone. */
  *delete(fullName: string, uid: string | undefined): Step<boolean> {
    if (!this.client) return false;
    const at = fullName.lastIndexOf('_');
    const name = fullName.slice(0, at);
    const namespace = fullName.slice(at + 1);
    const body = { apiVersion: 'v1', kind: 'DeleteOptions', gracePeriodSeconds: 0, ...(uid ? { preconditions: { uid } } : {}) };
    try {
      yield* this.client.delete(PODS, namespace, name, body);
    } catch (e) {
      if (!(e instanceof ApiError || e instanceof RequestError)) throw e;
      // somebody else was quicker, or it is another pod by now
      if (isNotFound(e) || (e instanceof ApiError && e.reason === 'Conflict')) return false;
      this.log.error('mirror_client.go', 139, e.message, 'Failed deleting a mirror pod', { pod: `${namespace}/${name}` });
      return false;
    }
    return true;
  }
}
