import type { Process } from '../../../kernel/process.ts';
import { block, race, sleeping, type Step, type Waits } from '../../../kernel/step.ts';
import type { Latch } from '../../../kernel/sync.ts';
import { SECOND, type Micros } from '../../../kernel/time.ts';
import { joinHostPort } from '../../../linux/net/address.ts';
import { TransportError, type Origin, type Response, type Transport } from '../../../linux/net/http/client.ts';
import { bodyText, objectBody, type Body, type Headers } from '../../../linux/net/http/messages.ts';
import type { KubeList, KubeObject, Status } from '../api/meta.ts';
import { ApiError, genericStatus, RequestError } from './errors.ts';

/** A resource of the API, as paths name it. */
export interface Resource {
  group: string;
  version: string;
  resource: string;
}

export const PODS: Resource = { group: '', version: 'v1', resource: 'pods' };
export const NODES: Resource = { group: '', version: 'v1', resource: 'nodes' };
export const SERVICES: Resource = { group: '', version: 'v1', resource: 'services' };
export const CONFIG_MAPS: Resource = { group: '', version: 'v1', resource: 'configmaps' };
export const SECRETS: Resource = { group: '', version: 'v1', resource: 'secrets' };
export const EVENTS: Resource = { group: '', version: 'v1', resource: 'events' };
export const LEASES: Resource = { group: 'coordination.k8s.io', version: 'v1', resource: 'leases' };

export interface Target {
  resource: Resource;
  namespace?: string;
  name?: string;
  subresource?: string;
}

/** `/api/v1/namespaces/x/pods/y/log`, `/apis/apps/v1/deployments`. */
export function resourcePath({ resource, namespace, name, subresource }: Target): string {
  const root = resource.group === '' ? `/api/${resource.version}` : `/apis/${resource.group}/${resource.version}`;
  return [
    root,
    ...(namespace ? ['namespaces', namespace] : []),
    resource.resource,
    ...(name ? [encodeURIComponent(name)] : []),
    ...(subresource ? [subresource] : []),
  ].join('/');
}

export interface RestOptions {
  query?: Record<string, string>;
  headers?: Headers;
  body?: unknown;
  contentType?: string;
  /** The deadline of the caller's context. */
  deadline?: Micros;
  cancel?: Latch<unknown>;
}

export interface RestConfig {
  /** `https://172.30.1.2:6443`, perhaps with a path before the API's. */
  server: string;
  /** Sent with every request: the bearer token, impersonation, user agent. */
  headers?: (p: Process) => Headers;
  /** http.Client.Timeout for all requests; 0 or none: no limit. */
  timeout?: Micros;
}

/** A change that a watch reports. */
export interface WatchEvent<T = KubeObject> {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  object: T;
}

/**
 * client-go's REST client: speaks to one API server, turns refusals into `ApiError` and silence into `RequestError`.
 * Models client-go/rest/request.go @v1.35
 */
export class RestClient {
  readonly origin: Origin;
  readonly #prefix: string;

  constructor(
    readonly p: Process,
    readonly config: RestConfig,
    readonly transport: Transport,
  ) {
    const m = /^(https?):\/\/(\[[^\]]+\]|[^:/]+)(?::(\d+))?(\/.*)?$/.exec(config.server);
    if (!m) throw new Error(`host must be a URL or a host:port pair: ${JSON.stringify(config.server)}`);
    const secure = m[1] === 'https';
    this.origin = { secure, host: m[2]!.replace(/^\[|\]$/g, ''), port: m[3] ? Number(m[3]) : secure ? 443 : 80 };
    this.#prefix = (m[4] ?? '').replace(/\/$/, '');
  }

  /** The URL as errors show it. */
  url(target: string): string {
    const { secure, host, port } = this.origin;
    const explicit = /:\d+(?:\/|$)/.test(this.config.server.replace(/^https?:\/\//, '').replace(/^\[[^\]]*\]/, ''));
    return `${secure ? 'https' : 'http'}://${explicit ? joinHostPort(host, port) : host}${target}`;
  }

  /** Sends a request and gives its answer, whatever its status. Throws RequestError. */
  *send(method: string, path: string, options: RestOptions & { open?: boolean } = {}): Step<Response> {
    const query = new URLSearchParams(options.query ?? {});
    if (this.config.timeout && !query.has('timeout') && !query.has('watch')) query.set('timeout', `${this.config.timeout / SECOND}s`);
    query.sort();
    const text = query.toString();
    const target = `${this.#prefix}${path}${text ? `?${text}` : ''}`;
    const headers: Record<string, string> = { accept: 'application/json', ...this.config.headers?.(this.p), ...options.headers };
    let body: Body | undefined;
    if (options.body !== undefined) {
      headers['content-type'] ??= options.contentType ?? 'application/json';
      body = objectBody(options.body);
    }
    try {
      return yield* this.transport.roundTrip(this.origin, {
        method,
        target,
        headers,
        ...(body ? { body } : {}),
        ...(options.deadline === undefined ? {} : { deadline: options.deadline }),
        ...(this.config.timeout ? { clientTimeout: this.config.timeout } : {}),
        ...(options.cancel ? { cancel: options.cancel } : {}),
        ...(options.open ? { open: true } : {}),
      });
    } catch (e) {
      if (!(e instanceof TransportError)) throw e;
      throw new RequestError(method, this.url(target), e.message, e);
    }
  }

  /** Sends a request and gives the object of its answer. Throws ApiError and RequestError. */
  *request<T = KubeObject>(method: string, target: Target | string, options: RestOptions = {}): Step<T> {
    const path = typeof target === 'string' ? target : resourcePath(target);
    for (let attempt = 0; ; attempt++) {
      const response = yield* this.send(method, path, options);
      if (response.status < 300) return decode<T>(response.body);
      // an overloaded server says when to come back
      const after = response.headers['retry-after'];
      if (after && (response.status === 429 || response.status >= 500) && attempt < 10) {
        yield* this.p.sleep(Number(after) * SECOND);
        continue;
      }
      throw new ApiError(statusOf(response, method, typeof target === 'string' ? undefined : target));
    }
  }

  *get<T = KubeObject>(resource: Resource, namespace: string | undefined, name: string, options: RestOptions = {}): Step<T> {
    return yield* this.request<T>('GET', at(resource, namespace, name), options);
  }

  *list<T = KubeObject>(
    resource: Resource,
    namespace?: string,
    query: Record<string, string> = {},
    options: RestOptions = {},
  ): Step<KubeList<T>> {
    return yield* this.request<KubeList<T>>('GET', at(resource, namespace), { ...options, query });
  }

  *create<T = KubeObject>(resource: Resource, namespace: string | undefined, object: unknown, options: RestOptions = {}): Step<T> {
    return yield* this.request<T>('POST', at(resource, namespace), { ...options, body: object });
  }

  *update<T = KubeObject>(resource: Resource, object: KubeObject, subresource?: string, options: RestOptions = {}): Step<T> {
    const { namespace, name } = object.metadata ?? {};
    return yield* this.request<T>('PUT', at(resource, namespace, name, subresource), { ...options, body: object });
  }

  *patch<T = KubeObject>(target: Target, contentType: string, patch: unknown, options: RestOptions = {}): Step<T> {
    return yield* this.request<T>('PATCH', target, { ...options, body: patch, contentType });
  }

  *delete(resource: Resource, namespace: string | undefined, name: string, body?: unknown, options: RestOptions = {}): Step<KubeObject> {
    return yield* this.request('DELETE', at(resource, namespace, name), body === undefined ? options : { ...options, body });
  }

  /** Begins a watch. Throws ApiError and RequestError. */
  *watch<T = KubeObject>(
    resource: Resource,
    namespace: string | undefined,
    query: Record<string, string>,
    options: RestOptions = {},
  ): Step<Watch<T>> {
    const target = at(resource, namespace);
    const response = yield* this.send('GET', resourcePath(target), { ...options, query: { ...query, watch: 'true' } });
    if (response.status >= 300) throw new ApiError(statusOf(response, 'GET', target));
    return new Watch<T>(this.p, response);
  }
}

function at(resource: Resource, namespace?: string, name?: string, subresource?: string): Target {
  return { resource, ...(namespace ? { namespace } : {}), ...(name ? { name } : {}), ...(subresource ? { subresource } : {}) };
}

/** An established watch. */
export class Watch<T> {
  constructor(
    private readonly p: Process,
    private readonly response: Response,
  ) {}

  /** The next change; `end` where the server ended the watch, with the reason where it broke off; `timeout` where time ran out. */
  *next(deadline?: Micros): Step<{ event: WatchEvent<T> } | { end: string | undefined } | { timeout: true }> {
    const waits: Waits = { piece: this.response.upcoming };
    if (deadline !== undefined) waits['timeout'] = sleeping(this.p.clock, Math.max(0, deadline - this.p.clock.now));
    const won = yield* block(race(waits));
    if (won.key === 'timeout') return { timeout: true };
    const { piece, error } = won.value as { piece?: Body; error?: TransportError };
    if (error) return { end: error.message };
    if (!piece) return { end: undefined };
    return { event: decode<WatchEvent<T>>(piece) };
  }

  stop(): void {
    this.response.cancel();
  }
}

function decode<T>(body: Body | undefined): T {
  if (body?.object !== undefined) return body.object as T;
  return JSON.parse(bodyText(body)) as T;
}

/** The Status of a refusal: the body's own, or one made from the code. */
export function statusOf(response: Response, method: string, target: Target | undefined): Status {
  let object: unknown = response.body?.object;
  if (object === undefined) {
    try {
      object = JSON.parse(bodyText(response.body));
    } catch {
      object = undefined;
    }
  }
  const status = object as Status | undefined;
  if (status?.kind === 'Status') {
    // a 401 or 403 from in front of the API comes as a Status without details
    return status.code ? status : { ...status, code: response.status };
  }
  const text = bodyText(response.body).trim();
  return genericStatus(
    response.status,
    method,
    { group: target?.resource.group ?? '', resource: target?.resource.resource ?? '', ...(target?.name ? { name: target.name } : {}) },
    text || 'unknown',
  );
}
