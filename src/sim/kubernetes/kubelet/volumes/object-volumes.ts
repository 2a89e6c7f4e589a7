import type { Step } from '../../../kernel/step.ts';
import type { DownwardFile, KeyToPath, Pod } from '../../shared/api/core.ts';
import { ApiError, isNotFound } from '../../shared/client/errors.ts';
import { decodeBase64 } from '../../../crypto/base64.ts';
import { downwardField, downwardResource } from '../runtime/downward.ts';
import { writeAtomically, type ProjectedFile } from './atomic-writer.ts';
import type { VolumeContext } from './plugins.ts';

// Models pkg/volume/{configmap,secret,projected,downwardapi} @v1.35

type Files = Map<string, ProjectedFile>;

/** Gathers what a volume's files are, then gives the function that writes them into its directory. Throws Error. */
export function* setUpObjectVolume(context: VolumeContext): Step<(directory: string) => void> {
  const { volume, p, pod } = context;
  const files: Files = new Map();
  const mode =
    volume.configMap?.defaultMode ??
    volume.secret?.defaultMode ??
    volume.downwardAPI?.defaultMode ??
    volume.projected?.defaultMode ??
    0o644;
  if (volume.configMap) yield* fromConfigMap(context, volume.configMap, mode, files);
  if (volume.secret) yield* fromSecret(context, { ...volume.secret, name: volume.secret.secretName ?? '' }, mode, files);
  if (volume.downwardAPI) fromDownward(context, volume.downwardAPI.items, mode, files);
  for (const source of volume.projected?.sources ?? []) {
    if (source.configMap) yield* fromConfigMap(context, source.configMap, mode, files);
    if (source.secret) yield* fromSecret(context, source.secret, mode, files);
    if (source.downwardAPI) fromDownward(context, source.downwardAPI.items, mode, files);
    if (source.serviceAccountToken) {
      const { audience, expirationSeconds = 3600, path } = source.serviceAccountToken;
      const data = yield* context.objects.token(pod, audience, expirationSeconds);
      // without a group of its own the token is its owner's alone to read
      files.set(path, { data, mode: pod.spec.securityContext?.fsGroup === undefined && runsAsOther(pod) ? 0o600 : mode });
    }
  }
  return (directory) => writeAtomically(p, directory, files);
}

function runsAsOther(pod: Pod): boolean {
  const users = new Set(
    [...(pod.spec.initContainers ?? []), ...pod.spec.containers].map(
      (c) => c.securityContext?.runAsUser ?? pod.spec.securityContext?.runAsUser,
    ),
  );
  return users.size === 1 && [...users][0] !== undefined;
}

interface Named {
  name?: string;
  items?: KeyToPath[];
  optional?: boolean;
}

function* fromConfigMap(context: VolumeContext, source: Named, mode: number, files: Files): Step {
  const { pod, objects } = context;
  const name = source.name ?? '';
  let data: Map<string, string | Uint8Array>;
  try {
    const map = yield* objects.configMap(pod, name);
    data = new Map<string, string | Uint8Array>(Object.entries(map.data ?? {}));
    for (const [key, value] of Object.entries(map.binaryData ?? {})) data.set(key, decodeBase64(value) ?? new Uint8Array(0));
  } catch (e) {
    if (!(source.optional && isNotFound(e))) throw asError(e);
    data = new Map();
  }
  project('configmap', data, source, mode, files);
}

function* fromSecret(context: VolumeContext, source: Named, mode: number, files: Files): Step {
  const { pod, objects } = context;
  let data: Map<string, string | Uint8Array>;
  try {
    const secret = yield* objects.secret(pod, source.name ?? '');
    data = new Map(
      Object.entries(secret.data ?? {}).map(([key, value]): [string, Uint8Array] => [key, decodeBase64(value) ?? new Uint8Array(0)]),
    );
  } catch (e) {
    if (!(source.optional && isNotFound(e))) throw asError(e);
    data = new Map();
  }
  project('secret', data, source, mode, files);
}

function project(kind: string, data: ReadonlyMap<string, string | Uint8Array>, source: Named, mode: number, files: Files): void {
  if (!source.items) {
    for (const [key, value] of data) files.set(key, { data: value, mode });
    return;
  }
  for (const item of source.items) {
    const value = data.get(item.key);
    if (value === undefined) {
      if (source.optional) continue;
      throw new Error(
        kind === 'configmap'
          ? `configmap references non-existent config key: ${item.key}`
          : `references non-existent secret key: ${item.key}`,
      );
    }
    files.set(item.path, { data: value, mode: item.mode ?? mode });
  }
}

function fromDownward(context: VolumeContext, items: DownwardFile[] | undefined, mode: number, files: Files): void {
  for (const item of items ?? []) {
    const value = item.fieldRef
      ? downwardField(context.pod, item.fieldRef.fieldPath, { nodeName: context.nodeName, podIp: context.podIp(), hostIp: '' })
      : downwardResource(context.pod, item.resourceFieldRef!);
    files.set(item.path, { data: value, mode: item.mode ?? mode });
  }
}

function asError(e: unknown): Error {
  if (e instanceof ApiError || e instanceof Error) return e;
  return new Error(String(e));
}
