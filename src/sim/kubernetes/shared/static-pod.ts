import { decodeConverted } from './decode/codec.ts';
import { convertRoundTrip } from './defaults/convert.ts';
import { setDefaults } from './defaults/index.ts';
import { GoError } from './go/error.ts';
import { fnv128a } from './go/fnv.ts';
import { encodeJson } from './json/encode.ts';
import { apiObjectReference } from './pod-references.ts';
import { structOf } from './schema/go-types.ts';
import { coreScheme } from './schema/scheme.ts';
import type { Pod, Toleration } from './schema/types/core-v1.ts';
import { formatErrors } from './validation/field.ts';
import { podValidationOptions } from './validation/pod/options.ts';
import { validatePodCreate } from './validation/pod/spec.ts';

export const CONFIG_HASH_ANNOTATION = 'kubernetes.io/config.hash';
export const CONFIG_SOURCE_ANNOTATION = 'kubernetes.io/config.source';
export const CONFIG_SEEN_ANNOTATION = 'kubernetes.io/config.seen';
export const CONFIG_MIRROR_ANNOTATION = 'kubernetes.io/config.mirror';

/** Bytes that the kubelet reads of one manifest. */
const MAX_MANIFEST_BYTES = 10 * 2 ** 20;

/** Where a static pod comes from. */
export interface StaticSource {
  /** A file's path, or a URL. */
  source: string;
  isFile: boolean;
  nodeName: string;
  /** The kubelet's feature gates; without it their defaults. */
  enabled?: (gate: string) => boolean;
}

const EXECUTE: Toleration = { operator: 'Exists', effect: 'NoExecute' };

/** AddOrUpdateTolerationInPod for the one toleration that static pods get. */
function addToleration(tolerations: readonly Toleration[] = []): Toleration[] {
  const matches = (t: Toleration) => !t.key && !t.value && t.operator === EXECUTE.operator && t.effect === EXECUTE.effect;
  if (tolerations.some((t) => matches(t) && t.tolerationSeconds === undefined)) return [...tolerations];
  const updated = tolerations.map((t) => (matches(t) ? { ...EXECUTE } : t));
  return tolerations.some(matches) ? updated : [...updated, { ...EXECUTE }];
}

/** applyDefaults (pkg/kubelet/config/common.go): identity, name, node and tolerations of a pod that no API server made. */
function applyDefaults(pod: Pod, { source, isFile, nodeName }: StaticSource): void {
  const meta = (pod.metadata ??= {});
  const spec = (pod.spec ??= {});
  // the hash is over the object, the node and the source, so that a copy under another name is another pod
  meta.uid ||= fnv128a(encodeJson(pod), ...(isFile ? [`host:${nodeName}`, `file:${source}`] : [`url:${source}`]));
  meta.name = `${meta.name}-${nodeName.toLowerCase()}`;
  meta.namespace ||= 'default';
  spec.nodeName = nodeName;
  meta.annotations = { ...meta.annotations, [CONFIG_HASH_ANNOTATION]: meta.uid };
  if (isFile) spec.tolerations = addToleration(spec.tolerations);
  pod.status = { ...pod.status, phase: 'Pending' };
}

/** Defaults, checks and identity of one decoded pod. Throws what is wrong with it. */
function admit(pod: Pod, source: StaticSource): Pod {
  if (!pod.metadata?.name) throw new GoError('invalid pod: name is needed for the pod');
  applyDefaults(pod, source);
  const errors = validatePodCreate(pod, podValidationOptions(source.enabled));
  if (errors.length) throw new GoError(`invalid pod: ${formatErrors(errors)}`);
  if (source.enabled?.('PreventStaticPodAPIReferences') ?? true) {
    const reference = apiObjectReference(pod);
    if (reference) throw new GoError(`static pods may not reference ${reference}`);
  }
  return pod;
}

/** tryDecodeSinglePod: the pod, or why the bytes are none (`parsed` false) or a wrong one. */
export function decodeSinglePod(data: Uint8Array, source: StaticSource): { pod: Pod } | { error: GoError; parsed: boolean } {
  let pod: Pod;
  try {
    const { object, gvk } = decodeConverted(data, { scheme: coreScheme() });
    if (gvk.kind !== 'Pod') throw new GoError(`invalid pod: ${gvk.kind}`);
    const type = structOf('core/v1', 'Pod');
    setDefaults(object, type, source.enabled ? { enabled: source.enabled } : undefined);
    convertRoundTrip(object, type);
    pod = object as Pod;
  } catch (e) {
    return { error: e as GoError, parsed: false };
  }
  try {
    return { pod: admit(pod, source) };
  } catch (e) {
    return { error: e as GoError, parsed: true };
  }
}

/**
 * What the kubelet makes of a manifest file (extractFromFile in pkg/kubelet/config/file.go). Gives the pod; throws what its log
 * shows behind `"Could not process manifest file" err=`.
 */
export function podFromFile(path: string, nodeName: string, data: Uint8Array, enabled?: (gate: string) => boolean): Pod {
  if (data.length > MAX_MANIFEST_BYTES) throw new GoError('the read limit is reached');
  const result = decodeSinglePod(data, { source: path, isFile: true, nodeName, ...(enabled ? { enabled } : {}) });
  if ('pod' in result) return result.pod;
  if (result.parsed) throw result.error;
  throw new GoError(`${path}: couldn't parse as pod(${result.error.message}), please check config file`);
}
