import type { Step } from '../../../kernel/step.ts';
import type { Exchange } from '../../../linux/net/http/server.ts';
import type { UserInfo } from '../registry/context.ts';
import type { RequestInfo } from './request-info.ts';

/** What is asked to be allowed. */
export interface Attributes {
  user: UserInfo;
  verb: string;
  namespace: string;
  group: string;
  version: string;
  resource: string;
  subresource: string;
  name: string;
  isResource: boolean;
  path: string;
  /** Selectors of a list, watch or deletecollection, for authorizers that look at them. */
  fieldSelector?: string;
  labelSelector?: string;
}

/** Finds out who sends a request; nobody known: `undefined`; wrong credentials: an error's text. */
export interface Authenticator {
  authenticate(exchange: Exchange): Step<{ user: UserInfo } | { error: string } | undefined>;
}

export interface Decision {
  verdict: 'allow' | 'deny' | 'no-opinion';
  reason: string;
  /** What failed on the way. */
  error?: string;
}

export interface Authorizer {
  authorize(attributes: Attributes): Step<Decision>;
  /** The rules of a user in a namespace (kubectl auth can-i --list). */
  rules?(
    user: UserInfo,
    namespace: string,
  ): Step<{ resourceRules: unknown[]; nonResourceRules: unknown[]; incomplete: boolean; evaluationError?: string }>;
}

export const ANONYMOUS: UserInfo = { name: 'system:anonymous', groups: ['system:unauthenticated'] };

export function attributesOf(user: UserInfo, info: RequestInfo, query: URLSearchParams): Attributes {
  const selectors = ['list', 'watch', 'deletecollection'].includes(info.verb);
  const field = query.get('fieldSelector');
  const label = query.get('labelSelector');
  return {
    user,
    verb: info.verb,
    namespace: info.namespace,
    group: info.group,
    version: info.version,
    resource: info.resource,
    subresource: info.subresource,
    name: info.name,
    isResource: info.isResource,
    path: info.path,
    ...(selectors && field ? { fieldSelector: field } : {}),
    ...(selectors && label ? { labelSelector: label } : {}),
  };
}

/** The words of a refusal (responsewriters.ForbiddenStatusError). */
export function forbiddenMessage(a: Attributes): string {
  const who = a.user.name === '' ? '' : `User ${JSON.stringify(a.user.name)} `;
  if (!a.isResource) return `${who}cannot ${a.verb} path ${JSON.stringify(a.path)}`;
  const resource = a.subresource ? `${a.resource}/${a.subresource}` : a.resource;
  const scope = a.namespace ? `in the namespace ${JSON.stringify(a.namespace)}` : 'at the cluster scope';
  return `${who}cannot ${a.verb} resource ${JSON.stringify(resource)} in API group ${JSON.stringify(a.group)} ${scope}`;
}
