/** Image references, as github.com/distribution/reference reads them. */

const DOMAIN_COMPONENT = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const HOST = `(?:${DOMAIN_COMPONENT}(?:\\.${DOMAIN_COMPONENT})*|\\[(?:[a-fA-F0-9:]+)\\])`;
const DOMAIN = `${HOST}(?::[0-9]+)?`;
const PATH_COMPONENT = '[a-z0-9]+(?:(?:[._]|__|[-]+)[a-z0-9]+)*';
const NAME = `(?:${DOMAIN}/)?${PATH_COMPONENT}(?:/${PATH_COMPONENT})*`;
const REFERENCE = new RegExp(
  `^(${NAME})(?::([\\w][\\w.-]{0,127}))?(?:@([A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}))?$`,
);

export interface Reference {
  /** `docker.io`, `127.0.0.1:5000`. */
  domain: string;
  /** `library/nginx`. */
  path: string;
  tag?: string;
  digest?: string;
}

/** `docker.io/library/nginx:1.27`, whole. */
export function referenceText(ref: Reference): string {
  return `${ref.domain}/${ref.path}${ref.tag === undefined ? '' : `:${ref.tag}`}${ref.digest === undefined ? '' : `@${ref.digest}`}`;
}

/** The name without tag and digest. */
export function repositoryOf(ref: Reference): string {
  return `${ref.domain}/${ref.path}`;
}

/**
 * Reads a reference as Docker does: docker.io and library/ are added, `latest` where neither tag nor digest stands (a tag beside a
 * digest is dropped). Throws Error with the library's text.
 */
export function parseReference(text: string): Reference {
  if (/^[a-f0-9]{64}$/.test(text)) throw new Error(`invalid repository name (${text}), cannot specify 64-byte hexadecimal strings`);
  const slash = text.indexOf('/');
  const first = slash < 0 ? '' : text.slice(0, slash);
  const hasDomain = slash >= 0 && (/[.:]/.test(first) || first === 'localhost' || first.toLowerCase() !== first);
  let domain = hasDomain ? first : 'docker.io';
  let rest = hasDomain ? text.slice(slash + 1) : text;
  if (domain === 'index.docker.io') domain = 'docker.io';
  if (domain === 'docker.io' && !rest.includes('/')) rest = `library/${rest}`;
  const name = rest.split('@')[0]!.replace(/:[^/]*$/, '');
  if (name.toLowerCase() !== name) throw new Error(`invalid reference format: repository name (${name}) must be lowercase`);
  const m = REFERENCE.exec(`${domain}/${rest}`);
  if (!m) throw new Error('invalid reference format');
  if (m[1]!.length > 255) throw new Error('repository name must not be more than 255 characters');
  const digest = m[3];
  if (digest !== undefined) return { domain, path: m[1]!.slice(domain.length + 1), digest };
  return { domain, path: m[1]!.slice(domain.length + 1), tag: m[2] ?? 'latest' };
}

/** Like the same without defaults: whether a text can be a reference at all. */
export function isReference(text: string): boolean {
  return REFERENCE.test(text);
}
