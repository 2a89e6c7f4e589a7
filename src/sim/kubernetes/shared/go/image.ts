/** An image's name taken apart. */
export interface ImageName {
  /** With the registry: `docker.io/library/nginx`. */
  repository: string;
  /** `latest` where neither tag nor digest stand. */
  tag: string;
  digest: string;
}

const COMPONENT = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const HOST =
  '(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?';
const REFERENCE = new RegExp(
  `^((?:${HOST}/)?${COMPONENT}(?:/${COMPONENT})*)(?::([A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(?:@([A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}))?$`,
);

/**
 * parsers.ParseImageName: a reference as Docker writes it, its registry and `library/` filled in.
 * Gives nothing for what is no reference.
 */
export function parseImageName(image: string): ImageName | undefined {
  if (/^[a-f0-9]{64}$/.test(image)) return undefined;
  const slash = image.indexOf('/');
  const first = image.slice(0, Math.max(slash, 0));
  const hasHost = slash > 0 && (/[.:]/.test(first) || first === 'localhost' || first.toLowerCase() !== first);
  let [domain, rest] = hasHost ? [first, image.slice(slash + 1)] : ['docker.io', image];
  if (domain === 'index.docker.io') domain = 'docker.io';
  if (domain === 'docker.io' && !rest.includes('/')) rest = `library/${rest}`;
  const m = REFERENCE.exec(`${domain}/${rest}`);
  if (!m) return undefined;
  const [, repository, tag = '', digest = ''] = m as unknown as [string, string, string?, string?];
  return { repository, tag: tag || (digest ? '' : 'latest'), digest };
}

/** The tag of an image; empty where it has only a digest or is no reference. */
export function imageTag(image: string): string {
  return parseImageName(image)?.tag ?? '';
}
