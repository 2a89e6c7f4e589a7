import { bytes } from '../../../kernel/text.ts';
import type { StructType } from '../schema/go-types.ts';
import type * as core from '../schema/types/core-v1.ts';
import type { ObjectMeta } from '../schema/types/meta-v1.ts';
import { DefaultsWalker, type Defaulters } from './walk.ts';

const INIT_CONTAINER_ANNOTATIONS = ['init-containers', 'init-container-statuses'].flatMap((name) => [
  `pod.beta.kubernetes.io/${name}`,
  `pod.alpha.kubernetes.io/${name}`,
]);

function dropInitContainerAnnotations(meta: ObjectMeta | undefined): void {
  for (const name of INIT_CONTAINER_ANNOTATIONS) delete meta?.annotations?.[name];
}

/** Base64 of a text's bytes. */
export function encodeBase64(text: string): string {
  return btoa(String.fromCharCode(...bytes(text)));
}

/** What conversion to the internal version and back changes (pkg/apis/core/v1/conversion.go). */
const CONVERSIONS: Defaulters = {
  'core/v1.Pod': (pod: core.Pod) => {
    dropInitContainerAnnotations(pod.metadata);
    const spec = pod.spec;
    if (spec?.terminationGracePeriodSeconds !== undefined && spec.terminationGracePeriodSeconds < 0) spec.terminationGracePeriodSeconds = 1;
  },
  'core/v1.PodTemplateSpec': (template: core.PodTemplateSpec) => dropInitContainerAnnotations(template.metadata),
  'core/v1.PodSpec': (spec: core.PodSpec) => {
    spec.serviceAccountName ||= spec.serviceAccount;
    if (spec.serviceAccountName) spec.serviceAccount = spec.serviceAccountName;
    else delete spec.serviceAccountName;
    spec.securityContext ??= {};
  },
  'core/v1.PodStatus': (status: core.PodStatus) => {
    if (status.podIP && status.podIPs?.[0]?.ip !== status.podIP) status.podIPs = [{ ip: status.podIP }];
    else if (status.podIPs?.length) status.podIP = status.podIPs[0]!.ip;
  },
  'core/v1.NodeSpec': (spec: core.NodeSpec) => {
    if (spec.podCIDR && spec.podCIDRs?.[0] !== spec.podCIDR) spec.podCIDRs = [spec.podCIDR];
    else if (spec.podCIDRs?.length) spec.podCIDR = spec.podCIDRs[0]!;
  },
  'core/v1.Secret': (secret: core.Secret) => {
    for (const [key, value] of Object.entries(secret.stringData ?? {})) secret.data = { ...secret.data, [key]: encodeBase64(value) };
    delete secret.stringData;
  },
};

const walker = new DefaultsWalker(CONVERSIONS);

/** Brings an object, after its defaults, into the form it has when it was converted to the internal version and back; in place. */
export function convertRoundTrip(object: object, type: StructType): void {
  walker.apply(object, type, { enabled: () => false });
}
