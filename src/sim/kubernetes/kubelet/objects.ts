import type { Step } from '../../kernel/step.ts';
import type { Pod } from '../shared/api/core.ts';
import type { KubeObject } from '../shared/api/meta.ts';

export interface ConfigMap extends KubeObject {
  data?: Record<string, string>;
  binaryData?: Record<string, string>;
}

export interface Secret extends KubeObject {
  type?: string;
  /** Base64. */
  data?: Record<string, string>;
}

/** How volumes and environments get the API objects that a pod names. They throw Error with upstream's words. */
export interface ObjectSource {
  configMap(pod: Pod, name: string): Step<ConfigMap>;
  secret(pod: Pod, name: string): Step<Secret>;
  /** A token of the pod's service account, fresh enough to be used. */
  token(pod: Pod, audience: string | undefined, expirationSeconds: number): Step<string>;
}
