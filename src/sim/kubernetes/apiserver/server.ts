import type { Process } from '../../kernel/process.ts';
import { block, race, sleeping, type Step } from '../../kernel/step.ts';
import { Latch } from '../../kernel/sync.ts';
import { SECOND, type Micros } from '../../kernel/time.ts';
import { objectBody } from '../../linux/net/http/messages.ts';
import type { Exchange } from '../../linux/net/http/server.ts';
import { encodeJson } from '../shared/json/encode.ts';
import type { Klog } from '../shared/klog.ts';
import { attributesOf, forbiddenMessage, type Attributes, type Authenticator, type Authorizer } from './endpoints/auth.ts';
import type { Discovery } from './endpoints/discovery.ts';
import { respondError, type ResourceHandlers, type ResourceRequest } from './endpoints/handlers.ts';
import { requestInfo, type RequestInfo } from './endpoints/request-info.ts';
import { answerHealth, type HealthCheck } from './health.ts';
import type { RequestContext, UserInfo } from './registry/context.ts';
import { newForbidden, newInternalError, newTimeout, newUnauthorized, StatusError } from './status.ts';

// Models staging/src/k8s.io/apiserver/pkg/server/config.go (DefaultBuildHandlerChain) @v1.35

/** Answers a subresource that is more than its object: logs, exec, tokens, bindings, scale … */
export type SubresourceHandler = (request: ResourceRequest) => Step<{ code: number; object?: unknown }>;

/** Writes one request to the audit log. */
export interface AuditSink {
  begin(exchange: Exchange, info: RequestInfo): AuditRecord | undefined;
}

export interface AuditRecord {
  user(user: UserInfo, impersonated?: UserInfo): void;
  annotate(key: string, value: string): void;
  request(object: unknown): void;
  /** The answer has begun, or is over. */
  stage(stage: 'ResponseStarted' | 'ResponseComplete' | 'Panic', code: number, object?: unknown): void;
}

export interface ServerParts {
  authenticator: Authenticator;
  authorizer: Authorizer;
  discovery: Discovery;
  /** By `group/version/resource`. */
  resources: Map<string, ResourceHandlers>;
  /** By `group/version/resource/subresource`. */
  subresources: Map<string, SubresourceHandler>;
  /** By path: `/version`, `/metrics`, `/openapi/v3` … A path that ends in a slash takes all below it. */
  paths: Map<string, (exchange: Exchange, user: UserInfo) => Step<number>>;
  health: { livez: HealthCheck[]; readyz: HealthCheck[]; healthz: HealthCheck[] };
  audit?: AuditSink;
  /** Other API servers' groups (aggregation), asked before a group counts as unknown. */
  proxy?: (exchange: Exchange, info: RequestInfo, user: UserInfo) => Step<boolean>;
  requestTimeout: Micros;
}

const LONG_RUNNING = new Set(['watch', 'proxy']);
const LONG_RUNNING_SUBRESOURCES = new Set(['attach', 'exec', 'proxy', 'log', 'portforward']);

/** An API server's handler chain: who asks, may they, and who answers. */
export class ApiServer {
  parts!: ServerParts;

  constructor(
    readonly p: Process,
    readonly log: Klog,
  ) {}

  /** For the HTTP server: answers one request. */
  *handle(exchange: Exchange): Step {
    const info = requestInfo(exchange.request.method, exchange.path, exchange.query);
    const longRunning = LONG_RUNNING.has(info.verb) || LONG_RUNNING_SUBRESOURCES.has(info.subresource);
    if (longRunning) {
      yield* this.#serve(exchange, info);
      return;
    }
    // whoever takes longer is answered for
    const done = new Latch();
    const work = this.#serve(exchange, info);
    this.p.thread(
      'handler',
      (function* (): Step {
        yield* work;
        done.open();
      })(),
    );
    const won = yield* block(race({ done: done.opened, timeout: sleeping(this.p.clock, this.parts.requestTimeout) }));
    if (won.key === 'timeout') respondError(exchange, newTimeout('request did not complete within the allotted timeout'));
  }

  *#serve(exchange: Exchange, info: RequestInfo): Step {
    const audit = this.parts.audit?.begin(exchange, info);
    let code = 200;
    let object: unknown;
    try {
      const user = yield* this.#authenticate(exchange);
      const acting = yield* this.#impersonate(exchange, user);
      audit?.user(user, acting === user ? undefined : acting);
      yield* this.#authorize(attributesOf(acting, info, exchange.query), (key, value) => audit?.annotate(key, value));
      ({ code, object } = yield* this.#dispatch(exchange, info, acting, audit));
    } catch (e) {
      if (!(e instanceof Error) || e instanceof TypeError || e instanceof RangeError || e instanceof ReferenceError) throw e;
      const status = respondError(exchange, e);
      code = status.code ?? 500;
      object = status;
    }
    audit?.stage('ResponseComplete', code, object);
  }

  *#authenticate(exchange: Exchange): Step<UserInfo> {
    const outcome = yield* this.parts.authenticator.authenticate(exchange);
    if (outcome && 'user' in outcome) return outcome.user;
    if (outcome) this.log.error('authentication.go', 75, outcome.error, 'Unable to authenticate the request');
    throw newUnauthorized();
  }

  /** Acts as somebody else, where the headers say so and the user may. */
  *#impersonate(exchange: Exchange, user: UserInfo): Step<UserInfo> {
    const { headers } = exchange.request;
    const name = headers['impersonate-user'];
    const groups = (headers['impersonate-group'] ?? '').split('\u0000').filter(Boolean);
    const uid = headers['impersonate-uid'];
    const extras = Object.entries(headers).filter(([key]) => key.startsWith('impersonate-extra-'));
    if (name === undefined) {
      if (groups.length > 0 || uid || extras.length > 0)
        throw newInternalError(`requested ${JSON.stringify([{ group: groups[0] }])} without impersonating a user`);
      return user;
    }
    const account = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(name);
    const wanted: Pick<Attributes, 'resource' | 'namespace' | 'name' | 'subresource' | 'group'>[] = [
      account
        ? { group: '', resource: 'serviceaccounts', namespace: account[1]!, name: account[2]!, subresource: '' }
        : { group: '', resource: 'users', namespace: '', name, subresource: '' },
      ...groups.map((group) => ({ group: '', resource: 'groups', namespace: '', name: group, subresource: '' })),
      ...(uid ? [{ group: 'authentication.k8s.io', resource: 'uids', namespace: '', name: uid, subresource: '' }] : []),
      ...extras.map(([key, value]) => ({
        group: 'authentication.k8s.io',
        resource: 'userextras',
        namespace: '',
        name: value,
        subresource: key.slice('impersonate-extra-'.length),
      })),
    ];
    for (const w of wanted) {
      const attributes: Attributes = { user, verb: 'impersonate', version: 'v1', isResource: true, path: '', ...w };
      const decision = yield* this.parts.authorizer.authorize(attributes);
      if (decision.verdict !== 'allow') {
        throw newForbidden(
          { group: w.group, resource: w.resource },
          w.name,
          `${forbiddenMessage({ ...attributes, subresource: '' })}${decision.reason ? `: ${decision.reason}` : ''}`,
        );
      }
    }
    const implied = account ? ['system:serviceaccounts', `system:serviceaccounts:${account[1]}`] : [];
    const all = [...(groups.length > 0 ? groups : implied)];
    if (name !== 'system:anonymous' && !all.includes('system:authenticated') && !all.includes('system:unauthenticated'))
      all.push('system:authenticated');
    return {
      name,
      groups: all,
      ...(uid ? { uid } : {}),
      extra: Object.fromEntries(extras.map(([key, value]) => [key.slice('impersonate-extra-'.length), [value]])),
    };
  }

  *#authorize(attributes: Attributes, annotate: (key: string, value: string) => void): Step {
    const decision = yield* this.parts.authorizer.authorize(attributes);
    if (decision.verdict === 'allow') {
      annotate('authorization.k8s.io/decision', 'allow');
      annotate('authorization.k8s.io/reason', decision.reason);
      return;
    }
    annotate('authorization.k8s.io/decision', 'forbid');
    annotate('authorization.k8s.io/reason', decision.reason);
    if (decision.error) throw newInternalError(decision.error);
    const why = `${forbiddenMessage(attributes)}${decision.reason ? `: ${decision.reason}` : ''}`;
    throw attributes.isResource
      ? newForbidden({ group: attributes.group, resource: attributes.resource }, attributes.name, why)
      : forbiddenPath(why);
  }

  *#dispatch(
    exchange: Exchange,
    info: RequestInfo,
    user: UserInfo,
    audit: AuditRecord | undefined,
  ): Step<{ code: number; object?: unknown }> {
    if (!info.isResource) return yield* this.#path(exchange, info, user);
    const key = `${info.group}/${info.version}/${info.resource}`;
    const handlers = this.parts.resources.get(key);
    if (!handlers) {
      if (yield* this.parts.proxy?.(exchange, info, user) ?? no()) return { code: 200 };
      return notFoundPath(exchange);
    }
    const request = this.#request(exchange, info, user, audit);
    let result: { code: number; object?: unknown };
    if (info.subresource) {
      const handler = this.parts.subresources.get(`${key}/${info.subresource}`);
      if (!handler) return notFoundPath(exchange);
      result = yield* handler(request);
    } else {
      handlers.registry.require(info.verb);
      if (info.verb === 'watch') audit?.stage('ResponseStarted', 200);
      result = yield* handlers.handle(request);
    }
    if (request.body) audit?.request(request.body);
    return result;
  }

  #request(exchange: Exchange, info: RequestInfo, user: UserInfo, audit: AuditRecord | undefined): ResourceRequest {
    const { query } = exchange;
    const warnings: string[] = [];
    const asked = /^(\d+)(s|m)?$/.exec(query.get('timeout') ?? '');
    const limit = asked ? Number(asked[1]) * (asked[2] === 'm' ? 60 : 1) * SECOND : this.parts.requestTimeout;
    const dry = query.getAll('dryRun');
    if (dry.some((d) => d !== 'All'))
      throw new StatusError({
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Failure',
        reason: 'Invalid',
        code: 422,
        message: `dryRun: Unsupported value: ${JSON.stringify(dry[0])}: supported values: "All"`,
      });
    const context: RequestContext = {
      user,
      verb: info.verb,
      namespace: info.namespace,
      name: info.name,
      subresource: info.subresource,
      deadline: this.p.clock.now + Math.min(limit || this.parts.requestTimeout, this.parts.requestTimeout),
      dryRun: dry.includes('All'),
      fieldManager: query.get('fieldManager') || managerOf(exchange.request.headers['user-agent'] ?? ''),
      warn: (text) => warnings.push(text),
      annotate: (key, value) => audit?.annotate(key, value),
      cancelled: exchange.cancelled,
    };
    return { exchange, info, query, context, warnings };
  }

  *#path(exchange: Exchange, info: RequestInfo, user: UserInfo): Step<{ code: number; object?: unknown }> {
    const { health, discovery, paths } = this.parts;
    const path = info.path.length > 1 ? info.path.replace(/\/$/, '') : info.path;
    const note = (name: string) => (failed: readonly string[], text: string) =>
      this.log.info('healthz.go', 280, `${failed.join(',')} check failed: ${name}\n${text}`);
    const answer = (object: unknown): { code: number } => {
      if (object === undefined) return notFoundPath(exchange);
      exchange.respond(
        200,
        { 'content-type': 'application/json' },
        objectBody(object, (value) => `${encodeJson(value, { keepOrder: true })}\n`),
      );
      return { code: 200 };
    };
    for (const name of ['livez', 'readyz', 'healthz'] as const) {
      if (path === `/${name}`) {
        answerHealth(exchange, name, health[name], note(name));
        return { code: 200 };
      }
      if (path.startsWith(`/${name}/`)) {
        const check = health[name].find((c) => c.name === path.slice(name.length + 2));
        if (!check) return notFoundPath(exchange);
        answerHealth(exchange, name, [check], note(name));
        return { code: 200 };
      }
    }
    const aggregated = (exchange.request.headers['accept'] ?? '').includes('as=APIGroupDiscoveryList');
    if (path === '/api') return answer(aggregated ? discovery.aggregated(true) : discovery.apiVersions());
    if (path === '/apis') return answer(aggregated ? discovery.aggregated(false) : discovery.apiGroups());
    if (path === '/api/v1') return answer(discovery.resourceList('', 'v1'));
    const group = /^\/apis\/([^/]+)(?:\/([^/]+))?$/.exec(path);
    if (group) return answer(group[2] ? discovery.resourceList(group[1]!, group[2]) : discovery.apiGroup(group[1]!));
    for (const [prefix, handler] of paths) {
      if (path === prefix || (prefix.endsWith('/') && path.startsWith(prefix))) return { code: yield* handler(exchange, user) };
    }
    return notFoundPath(exchange);
  }
}

function* no(): Step<boolean> {
  return false;
}

/** The part of a user agent that names the program: `kubectl/v1.35.4 (…)` is `kubectl`. */
function managerOf(agent: string): string {
  return agent.split('/')[0] ?? '';
}

function notFoundPath(exchange: Exchange): { code: number } {
  if (/^\/apis?\//.test(exchange.path)) {
    exchange.respond(404, { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' }, '404 page not found\n');
  } else {
    exchange.respond(404, { 'content-type': 'application/json' }, objectBody({ paths: [] }));
  }
  return { code: 404 };
}

function forbiddenPath(why: string): StatusError {
  return new StatusError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: `forbidden: ${why}`,
    reason: 'Forbidden',
    details: {},
    code: 403,
  });
}
