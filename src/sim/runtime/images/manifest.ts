import type { Json } from '../go/json.ts';
import type { ImageDefinition } from './image.ts';

/** An image's configuration (OCI image specification) as Go writes it: without what is empty. */
export function imageSpec(image: ImageDefinition): Record<string, Json> {
  const { entrypoint, cmd, env, user, workingDir, exposedPorts, stopSignal, labels, volumes } = image.config;
  const set = (names: readonly string[]): Json => Object.fromEntries(names.map((name) => [name, {}]));
  const config: Record<string, Json> = {};
  if (user) config['User'] = user;
  if (exposedPorts?.length) config['ExposedPorts'] = set(exposedPorts);
  if (env?.length) config['Env'] = [...env];
  if (entrypoint?.length) config['Entrypoint'] = [...entrypoint];
  if (cmd?.length) config['Cmd'] = [...cmd];
  if (volumes?.length) config['Volumes'] = set(volumes);
  if (workingDir) config['WorkingDir'] = workingDir;
  if (labels && Object.keys(labels).length > 0) config['Labels'] = { ...labels };
  if (stopSignal) config['StopSignal'] = stopSignal;
  return {
    created: image.created,
    architecture: 'amd64',
    os: 'linux',
    config,
    rootfs: { type: 'layers', diff_ids: [`sha256:${image.layer}`] },
    history: [{ created: image.created, comment: 'Imported from -' }],
  };
}

/** The text of the configuration's blob. */
export function imageConfigJson(image: ImageDefinition): string {
  return JSON.stringify(imageSpec(image));
}

/** The text of the manifest's blob (image manifest version 2, schema 2). */
export function manifestJson(image: ImageDefinition): string {
  const config = imageConfigJson(image);
  return JSON.stringify(
    {
      schemaVersion: 2,
      mediaType: MANIFEST_TYPE,
      config: { mediaType: 'application/vnd.docker.container.image.v1+json', size: config.length, digest: `sha256:${image.id}` },
      layers: [{ mediaType: 'application/vnd.docker.image.rootfs.diff.tar', size: image.sizeBytes, digest: `sha256:${image.layer}` }],
    },
    null,
    3,
  );
}

export const MANIFEST_TYPE = 'application/vnd.docker.distribution.manifest.v2+json';
