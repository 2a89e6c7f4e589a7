import type { ImageDefinition } from './image.ts';
import { IMAGES } from './registry.generated.ts';
import { parseReference, repositoryOf, type Reference } from './reference.ts';

/**
 * What stands on the network outside of the cluster. Nothing is reachable by name: the nodes' name server answers nobody. A mirror
 * at one address has what the cluster's images come from, for every registry that is asked for through it.
 */
export interface Registry {
  /** `172.30.0.10:5000`. */
  readonly address: string;
  readonly scheme: 'http' | 'https';
  /** Bytes a second that come from it. */
  readonly bytesPerSecond: number;
  /** One round trip, in microseconds. */
  readonly latencyUs: number;
}

export const REGISTRIES: readonly Registry[] = [
  { address: '172.30.0.10:5000', scheme: 'http', bytesPerSecond: 90_000_000, latencyUs: 1_500 },
];

/** The mirror that nodes are set up with. */
export const MIRROR = REGISTRIES[0]!;

/** Where a registry is asked for in place of a domain: Docker Hub's own name is another. */
export function registryHost(domain: string): string {
  return domain === 'docker.io' ? 'registry-1.docker.io' : domain;
}

const byReference = new Map<string, ImageDefinition>();
const byDigest = new Map<string, ImageDefinition>();
for (const image of IMAGES) {
  byDigest.set(`sha256:${image.digest}`, image);
  for (const name of image.names) {
    byReference.set(name, image);
    byReference.set(`${repositoryOf(parseReference(name))}@sha256:${image.digest}`, image);
  }
}

/** The image that registries hold under a reference. */
export function published(reference: Reference): ImageDefinition | undefined {
  const repository = repositoryOf(reference);
  return byReference.get(reference.digest === undefined ? `${repository}:${reference.tag}` : `${repository}@${reference.digest}`);
}

/** The image of a manifest. */
export function imageOfDigest(digest: string): ImageDefinition | undefined {
  return byDigest.get(digest);
}
