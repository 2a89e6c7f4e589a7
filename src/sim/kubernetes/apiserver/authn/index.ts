import type { Step } from '../../../kernel/step.ts';
import {
  commonName,
  organizations,
  parseJws,
  verifyCertificate,
  verifyJws,
  VerifyError,
  type CertPool,
  type PublicKey,
} from '../../../crypto/index.ts';
import { text } from '../../../kernel/text.ts';
import type { Exchange } from '../../../linux/net/http/server.ts';
import { TlsConnection } from '../../../linux/net/tls.ts';
import { SECOND, type Micros } from '../../../kernel/time.ts';
import type { KubeObject } from '../../shared/api/meta.ts';
import type { Authenticator } from '../endpoints/auth.ts';
import type { UserInfo } from '../registry/context.ts';
import { ANONYMOUS } from '../endpoints/auth.ts';

// Models staging/src/k8s.io/apiserver/pkg/authentication and pkg/serviceaccount @v1.35

type Outcome = { user: UserInfo } | { error: string } | undefined;

/** The user of a client certificate: its common name, with its organizations as groups. */
export class CertificateAuthenticator implements Authenticator {
  constructor(
    private readonly pool: () => CertPool | undefined,
    private readonly now: () => Micros,
  ) {}

  *authenticate(exchange: Exchange): Step<Outcome> {
    const { connection } = exchange;
    if (!(connection instanceof TlsConnection)) return undefined;
    const [certificate, ...intermediates] = connection.state.peerCertificates;
    const roots = this.pool();
    if (!certificate || !roots) return undefined;
    try {
      verifyCertificate(certificate, { roots, intermediates, now: this.now(), usages: ['clientAuth'] });
    } catch (e) {
      if (!(e instanceof VerifyError)) throw e;
      return { error: `verifying certificate SN=${certificate.serial}, SKID=, AKID= failed: ${e.message}` };
    }
    const name = commonName(certificate.subject);
    if (!name) return undefined;
    return { user: { name, groups: organizations(certificate.subject) } };
  }
}

/** The bearer token of a request; empty where there is none. */
export function bearerToken(exchange: Exchange): string {
  const header = exchange.request.headers['authorization'] ?? '';
  const m = /^bearer\s+(\S+)/i.exec(header.trim());
  return m?.[1] ?? '';
}

/** What a token says that was issued by this API server. */
export interface ServiceAccountClaims {
  iss?: string;
  sub?: string;
  aud?: string[];
  exp?: number;
  nbf?: number;
  iat?: number;
  jti?: string;
  'kubernetes.io'?: {
    namespace?: string;
    serviceaccount?: { name?: string; uid?: string };
    pod?: { name?: string; uid?: string };
    node?: { name?: string; uid?: string };
    secret?: { name?: string; uid?: string };
    warnafter?: number;
  };
  // tokens of secrets
  'kubernetes.io/serviceaccount/namespace'?: string;
  'kubernetes.io/serviceaccount/service-account.name'?: string;
  'kubernetes.io/serviceaccount/service-account.uid'?: string;
  'kubernetes.io/serviceaccount/secret.name'?: string;
}

export interface TokenObjects {
  serviceAccount(namespace: string, name: string): KubeObject | undefined;
  pod(namespace: string, name: string): KubeObject | undefined;
  secret(namespace: string, name: string): KubeObject | undefined;
}

/** Knows service accounts by their tokens: signed by a known key, for this API, still valid, and bound to what still exists. */
export class ServiceAccountAuthenticator {
  constructor(
    private readonly keys: readonly PublicKey[],
    private readonly issuers: readonly string[],
    readonly audiences: readonly string[],
    private readonly objects: TokenObjects,
    private readonly now: () => Micros,
  ) {}

  /** Judges a token; `undefined` where it is none of ours. */
  check(token: string, audiences = this.audiences): { user: UserInfo; audiences: string[] } | { error: string } | undefined {
    const jws = parseJws(token);
    if (!jws) return undefined;
    let claims: ServiceAccountClaims;
    try {
      claims = JSON.parse(text(jws.payload)) as ServiceAccountClaims;
    } catch {
      return undefined;
    }
    if (!claims.iss || (!this.issuers.includes(claims.iss) && claims.iss !== 'kubernetes/serviceaccount')) return undefined;
    if (!this.keys.some((key) => verifyJws(jws, key))) return { error: 'invalid bearer token' };
    return claims.iss === 'kubernetes/serviceaccount' ? this.#legacy(claims) : this.#bound(claims, audiences);
  }

  #bound(claims: ServiceAccountClaims, audiences: readonly string[]): { user: UserInfo; audiences: string[] } | { error: string } {
    const seconds = this.now() / SECOND;
    if (claims.exp !== undefined && seconds > claims.exp) return { error: '[invalid bearer token, service account token has expired]' };
    if (claims.nbf !== undefined && seconds < claims.nbf - 60)
      return { error: '[invalid bearer token, service account token is not valid yet]' };
    const common = (claims.aud ?? []).filter((a) => audiences.includes(a));
    if (common.length === 0)
      return {
        error: `[invalid bearer token, token audiences ${goList(claims.aud ?? [])} is invalid for the target audiences ${goList(audiences)}]`,
      };
    const k = claims['kubernetes.io'] ?? {};
    const namespace = k.namespace ?? '';
    const name = k.serviceaccount?.name ?? '';
    const account = this.objects.serviceAccount(namespace, name);
    if (!account || account.metadata?.uid !== k.serviceaccount?.uid)
      return { error: '[invalid bearer token, service account token has been invalidated]' };
    if (k.pod && this.objects.pod(namespace, k.pod.name ?? '')?.metadata?.uid !== k.pod.uid)
      return { error: '[invalid bearer token, service account token has been invalidated]' };
    if (k.secret && this.objects.secret(namespace, k.secret.name ?? '')?.metadata?.uid !== k.secret.uid)
      return { error: '[invalid bearer token, service account token has been invalidated]' };
    const extra: Record<string, string[]> = {};
    if (claims.jti) extra['authentication.kubernetes.io/credential-id'] = [`JTI=${claims.jti}`];
    if (k.node) {
      extra['authentication.kubernetes.io/node-name'] = [k.node.name ?? ''];
      if (k.node.uid) extra['authentication.kubernetes.io/node-uid'] = [k.node.uid];
    }
    if (k.pod) {
      extra['authentication.kubernetes.io/pod-name'] = [k.pod.name ?? ''];
      extra['authentication.kubernetes.io/pod-uid'] = [k.pod.uid ?? ''];
    }
    return { user: serviceAccountUser(namespace, name, account.metadata?.uid ?? '', extra), audiences: common };
  }

  #legacy(claims: ServiceAccountClaims): { user: UserInfo; audiences: string[] } | { error: string } {
    const namespace = claims['kubernetes.io/serviceaccount/namespace'] ?? '';
    const name = claims['kubernetes.io/serviceaccount/service-account.name'] ?? '';
    const secret = this.objects.secret(namespace, claims['kubernetes.io/serviceaccount/secret.name'] ?? '');
    const account = this.objects.serviceAccount(namespace, name);
    if (!secret || !account || account.metadata?.uid !== claims['kubernetes.io/serviceaccount/service-account.uid'])
      return { error: 'invalid bearer token' };
    return { user: serviceAccountUser(namespace, name, account.metadata?.uid ?? '', {}), audiences: [] };
  }
}

function serviceAccountUser(namespace: string, name: string, uid: string, extra: Record<string, string[]>): UserInfo {
  return {
    name: `system:serviceaccount:${namespace}:${name}`,
    uid,
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`],
    extra,
  };
}

/** Go's `%q` of a list of strings: `["a" "b"]`. */
function goList(list: readonly string[]): string {
  return `[${list.map((s) => JSON.stringify(s)).join(' ')}]`;
}

/** Finds who a bearer token belongs to. */
export type TokenCheck = (token: string) => { user: UserInfo } | { error: string } | undefined;

/** Asks each of several ways to be known; nobody known is anonymous, where that is allowed. */
export class RequestAuthenticator implements Authenticator {
  constructor(
    private readonly options: {
      headers?: Authenticator;
      certificates?: Authenticator;
      tokens: readonly TokenCheck[];
      /** Whether a request without credentials may go on as anonymous. */
      anonymous: (path: string) => boolean;
    },
  ) {}

  *authenticate(exchange: Exchange): Step<Outcome> {
    const errors: string[] = [];
    for (const method of [this.options.headers, this.options.certificates]) {
      const outcome = yield* method?.authenticate(exchange) ?? nobody();
      if (outcome && 'user' in outcome) return { user: authenticated(outcome.user) };
      if (outcome) errors.push(outcome.error);
    }
    const token = bearerToken(exchange);
    if (token) {
      for (const check of this.options.tokens) {
        const outcome = check(token);
        if (outcome && 'user' in outcome) return { user: authenticated(outcome.user) };
        if (outcome) errors.push(outcome.error);
      }
      if (errors.length === 0) errors.push('invalid bearer token');
    }
    if (errors.length > 0) return { error: errors.length === 1 ? errors[0]! : `[${errors.join(', ')}]` };
    return this.options.anonymous(exchange.path) ? { user: ANONYMOUS } : undefined;
  }
}

function* nobody(): Step<Outcome> {
  return undefined;
}

/** Whoever is known belongs to the group of the authenticated. */
function authenticated(user: UserInfo): UserInfo {
  return user.groups.includes('system:authenticated') ? user : { ...user, groups: [...user.groups, 'system:authenticated'] };
}

/** Whom an authenticating proxy says the request comes from (--requestheader-*). */
export class ProxyAuthenticator implements Authenticator {
  constructor(
    private readonly pool: () => CertPool | undefined,
    private readonly options: {
      allowedNames: readonly string[];
      usernameHeaders: readonly string[];
      groupHeaders: readonly string[];
      extraPrefixes: readonly string[];
      now: () => Micros;
    },
  ) {}

  *authenticate(exchange: Exchange): Step<Outcome> {
    const { connection } = exchange;
    const roots = this.pool();
    if (!roots || !(connection instanceof TlsConnection)) return undefined;
    const [certificate, ...intermediates] = connection.state.peerCertificates;
    if (!certificate) return undefined;
    try {
      verifyCertificate(certificate, { roots, intermediates, now: this.options.now(), usages: ['clientAuth'] });
    } catch (e) {
      if (e instanceof VerifyError) return undefined;
      throw e;
    }
    const { allowedNames, usernameHeaders, groupHeaders } = this.options;
    const name = commonName(certificate.subject) ?? '';
    if (allowedNames.length > 0 && !allowedNames.includes(name))
      return { error: `x509: subject with cn=${name} is not in the allowed list` };
    const { headers } = exchange.request;
    const user = usernameHeaders.map((h) => headers[h.toLowerCase()]).find(Boolean);
    if (!user) return undefined;
    return { user: { name: user, groups: groupHeaders.flatMap((h) => (headers[h.toLowerCase()] ?? '').split(/\s*,\s*/).filter(Boolean)) } };
  }
}
