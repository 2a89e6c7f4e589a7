import type { Process } from '../../../kernel/process.ts';
import { block, race, sleeping, type Step, type Waits } from '../../../kernel/step.ts';
import type { Received } from '../../../kernel/sync.ts';
import { MINUTE, SECOND, type Micros } from '../../../kernel/time.ts';
import { objectBody } from '../../../linux/net/http/messages.ts';
import type { Exchange } from '../../../linux/net/http/server.ts';
import type { KubeList, KubeObject, Status } from '../../shared/api/meta.ts';
import { decode } from '../../shared/decode/codec.ts';
import { StrictDecodingError } from '../../shared/decode/error.ts';
import { setDefaults } from '../../shared/defaults/index.ts';
import { encodeJson } from '../../shared/json/encode.ts';
import { applyJsonPatch, applyMergePatch, PatchError, type JsonPatchOperation } from '../../shared/patch/json-patch.ts';
import { applyStrategicPatch } from '../../shared/patch/strategic.ts';
import { apiScheme, groupVersion, type GroupVersionKind } from '../../shared/schema/scheme.ts';
import type { StructType } from '../../shared/schema/go-types.ts';
import type { RequestContext } from '../registry/context.ts';
import type { DeleteOptions } from '../registry/deletion.ts';
import type { ListOptions, Registry } from '../registry/generic.ts';
import { ownCopy } from '../registry/objects.ts';
import { Selection } from '../registry/selection.ts';
import { groupVersionOf, type ResourceInfo } from '../resources/index.ts';
import { newBadRequest, newInternalError, newUnsupportedMediaType, toStatus, type StatusError } from '../status.ts';
import type { CacheEvent } from '../storage/cacher.ts';
import { MUTATION_LIMIT } from '../storage/store.ts';
import { checkContentType, encodeBody, negotiate, type Negotiated } from './negotiation.ts';
import type { RequestInfo } from './request-info.ts';

// Models staging/src/k8s.io/apiserver/pkg/endpoints/handlers @v1.35

const BOOKMARK_PERIOD = MINUTE;
const MIN_WATCH = 1800 * SECOND;

/** Turns objects into the rows of a table. */
export type TableMaker = (
  info: ResourceInfo,
  objects: readonly KubeObject[],
  options: { includeObject: string; list?: KubeList },
) => KubeObject;

/** Records who set which fields, and applies what somebody wants to own. */
export interface FieldManagement {
  /** A create, update or patch: the manager's entry follows from what changed. */
  updated(next: KubeObject, old: KubeObject | undefined, manager: string, subresource: string, type: StructType | undefined): KubeObject;
  /** Server-side apply. Throws a Status error where others own what it changes. */
  apply(
    old: KubeObject | undefined,
    applied: KubeObject,
    manager: string,
    force: boolean,
    subresource: string,
    type: StructType | undefined,
  ): KubeObject;
}

export interface HandlerDeps {
  p: Process;
  tables: TableMaker;
  fields: FieldManagement;
  minRequestTimeout?: Micros;
}

/** One request to a resource, with everything that was found out about it. */
export interface ResourceRequest {
  exchange: Exchange;
  info: RequestInfo;
  query: URLSearchParams;
  context: RequestContext;
  /** Set from the body, for the audit log. */
  body?: KubeObject | undefined;
  warnings: string[];
}

/** Answers requests to one resource by its registry. */
export class ResourceHandlers {
  constructor(
    private readonly deps: HandlerDeps,
    readonly registry: Registry,
    readonly type: StructType | undefined,
  ) {}

  get #info(): ResourceInfo {
    return this.registry.info;
  }

  get #gvk(): GroupVersionKind {
    return { group: this.#info.group, version: this.#info.version, kind: this.#info.kind };
  }

  /** Does what a request asks; gives what was answered. Throws StatusError. */
  *handle(request: ResourceRequest): Step<{ code: number; object?: unknown }> {
    const negotiated = negotiate(request.exchange.request.headers, request.query);
    switch (request.info.verb) {
      case 'get':
        return this.#respond(
          request,
          200,
          yield* this.registry.get(request.context, request.query.get('resourceVersion') ?? ''),
          negotiated,
        );
      case 'list':
        return this.#respond(request, 200, yield* this.registry.list(request.context, this.#listOptions(request)), negotiated);
      case 'watch':
        return yield* this.#watch(request, negotiated);
      case 'create':
        return yield* this.#create(request, negotiated);
      case 'update':
        return yield* this.#update(request, negotiated);
      case 'patch':
        return yield* this.#patch(request, negotiated);
      case 'delete':
        return yield* this.#delete(request, negotiated);
      case 'deletecollection': {
        const options = this.#deleteOptions(request);
        return this.#respond(
          request,
          200,
          yield* this.registry.deleteCollection(request.context, options, this.#listOptions(request)),
          negotiated,
        );
      }
      default:
        throw newBadRequest(`unsupported verb ${request.info.verb}`);
    }
  }

  // ---- what comes in ------------------------------------------------------------------------------

  #listOptions(request: ResourceRequest): ListOptions {
    const { query } = request;
    const limit = Number(query.get('limit') ?? 0);
    return {
      selection: this.#selection(request),
      ...(limit > 0 ? { limit } : {}),
      ...(query.get('continue') ? { continueToken: query.get('continue')! } : {}),
      resourceVersion: query.get('resourceVersion') ?? '',
      resourceVersionMatch: query.get('resourceVersionMatch') ?? '',
    };
  }

  #selection({ query }: ResourceRequest): Selection {
    const sample = this.registry.strategy.fields?.({ metadata: {} }) ?? {};
    const gvk = `${groupVersionOf(this.#info)}, Kind=${this.#info.kind}`;
    return Selection.parse(
      query.get('labelSelector') ?? '',
      query.get('fieldSelector') ?? '',
      new Set(Object.keys(sample)),
      JSON.stringify(gvk),
    );
  }

  /** Decodes a body into an object of this resource, with its defaults. Throws StatusError. */
  decode(request: ResourceRequest, expected: GroupVersionKind = this.#gvk, type: StructType | undefined = this.type): KubeObject {
    const { exchange, query } = request;
    checkContentType(exchange.request.headers);
    const body = exchange.request.body;
    const validation = query.get('fieldValidation') || 'Warn';
    if (!['Ignore', 'Warn', 'Strict'].includes(validation)) {
      throw newBadRequest(
        `fieldValidation: Unsupported value: ${JSON.stringify(validation)}: supported values: "Ignore", "Warn", "Strict"`,
      );
    }
    const data = body?.bytes() ?? new Uint8Array(0);
    let object: KubeObject;
    let gvk: GroupVersionKind;
    try {
      const decoded = decode(data, { scheme: apiScheme(), strict: validation !== 'Ignore', defaults: expected });
      object = decoded.object as KubeObject;
      gvk = decoded.gvk;
    } catch (e) {
      if (e instanceof StrictDecodingError && validation === 'Warn') {
        for (const error of e.errors) request.context.warn(error.message);
        object = e.object as KubeObject;
        gvk = expected;
      } else
        throw newBadRequest(
          `${this.#info.kind} in version ${JSON.stringify(this.#info.version)} cannot be handled as a ${this.#info.kind}: ${(e as Error).message}`,
        );
    }
    if (gvk.group !== expected.group || gvk.version !== expected.version || gvk.kind !== expected.kind) {
      throw newBadRequest(
        gvk.kind === expected.kind
          ? `the API version in the data (${groupVersion(gvk)}) does not match the expected API version (${groupVersion(expected)})`
          : `the object provided is unrecognized (must be of type ${expected.kind}): couldn't get version/kind; json parse error`,
      );
    }
    object.apiVersion = groupVersion(expected);
    object.kind = expected.kind;
    if (type) setDefaults(object, type);
    request.body = object;
    return object;
  }

  #checkNames(request: ResourceRequest, object: KubeObject): void {
    const { context } = request;
    const metadata = (object.metadata ??= {});
    if (context.name && metadata.name !== undefined && metadata.name !== '' && metadata.name !== context.name) {
      throw newBadRequest(`the name of the object (${metadata.name}) does not match the name on the URL (${context.name})`);
    }
    if (!this.#info.namespaced) return;
    if (metadata.namespace && metadata.namespace !== context.namespace) {
      throw newBadRequest('the namespace of the provided object does not match the namespace sent on the request');
    }
    metadata.namespace = context.namespace;
  }

  #mutationDeadline(context: RequestContext): Micros {
    return Math.min(context.deadline, this.deps.p.clock.now + MUTATION_LIMIT);
  }

  // ---- verbs --------------------------------------------------------------------------------------

  *#create(request: ResourceRequest, negotiated: Negotiated): Step<{ code: number; object?: unknown }> {
    const context = { ...request.context, deadline: this.#mutationDeadline(request.context) };
    const object = this.decode(request);
    if (this.#info.namespaced && object.metadata?.namespace && object.metadata.namespace !== context.namespace) {
      throw newBadRequest('the namespace of the provided object does not match the namespace sent on the request');
    }
    const managed = this.deps.fields.updated(object, undefined, context.fieldManager, '', this.type);
    const made = yield* this.registry.create(context, managed);
    return this.#respond(request, 201, made, negotiated);
  }

  *#update(request: ResourceRequest, negotiated: Negotiated): Step<{ code: number; object?: unknown }> {
    const context = { ...request.context, deadline: this.#mutationDeadline(request.context) };
    const object = this.decode(request);
    this.#checkNames(request, object);
    object.metadata!.name ??= context.name;
    if (!object.metadata!.name) throw newBadRequest('name must be provided');
    const { fields } = this.deps;
    const type = this.type;
    const uid = object.metadata!.uid;
    const { object: result, created } = yield* this.registry.update(
      context,
      function* (old) {
        return fields.updated(ownCopy(object), old, context.fieldManager, context.subresource, type);
      },
      uid ? { preconditions: { uid } } : {},
    );
    return this.#respond(request, created ? 201 : 200, result, negotiated);
  }

  *#patch(request: ResourceRequest, negotiated: Negotiated): Step<{ code: number; object?: unknown }> {
    const context = { ...request.context, deadline: this.#mutationDeadline(request.context) };
    const contentType = (request.exchange.request.headers['content-type'] ?? '').split(';')[0]!.trim();
    const apply = contentType === 'application/apply-patch+yaml' || contentType === 'application/apply-patch+cbor';
    const change = this.#patcher(request, contentType);
    const { object, created } = yield* this.registry.update(context, change, { mayCreate: apply });
    return this.#respond(request, created ? 201 : 200, object, negotiated);
  }

  #patcher(request: ResourceRequest, contentType: string): (old: KubeObject | undefined) => Step<KubeObject> {
    const handlers = this;
    const { fields } = this.deps;
    const { context, query } = request;
    const data = request.exchange.request.body;
    if (contentType === 'application/apply-patch+yaml') {
      const applied = this.#decodePatch(request, true) as KubeObject;
      this.#checkNames(request, applied);
      if (!context.fieldManager || !query.get('fieldManager'))
        throw newBadRequest('PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch');
      return function* (old) {
        const next = fields.apply(old, applied, context.fieldManager, query.get('force') === 'true', context.subresource, handlers.type);
        return handlers.#redecode(request, next);
      };
    }
    const patch = (data?.object ?? this.#decodePatch(request, false)) as Record<string, unknown>;
    return function* (old) {
      if (!old) throw newInternalError('nothing to patch');
      let next: KubeObject;
      try {
        next = handlers.#applyPatch(old, patch, contentType);
      } catch (e) {
        if (e instanceof PatchError) throw patchFailure(contentType, e);
        throw e;
      }
      return fields.updated(handlers.#redecode(request, next), old, context.fieldManager, context.subresource, handlers.type);
    };
  }

  #applyPatch(old: KubeObject, patch: unknown, contentType: string): KubeObject {
    switch (contentType) {
      case 'application/json-patch+json':
        return applyJsonPatch(ownCopy(old), patch as JsonPatchOperation[]) as KubeObject;
      case 'application/merge-patch+json':
        return applyMergePatch(old, patch) as KubeObject;
      case 'application/strategic-merge-patch+json':
        if (!this.type)
          throw newUnsupportedMediaType(
            'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml, application/apply-patch+cbor',
          );
        return applyStrategicPatch(old, patch as Record<string, unknown>, this.type) as KubeObject;
      default:
        throw newUnsupportedMediaType(
          'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json, application/apply-patch+yaml, application/apply-patch+cbor',
        );
    }
  }

  #decodePatch(request: ResourceRequest, yaml: boolean): unknown {
    const { body } = request.exchange.request;
    if (body?.object !== undefined) return ownCopy(body.object);
    const data = body?.bytes() ?? new Uint8Array(0);
    if (yaml) {
      try {
        return decode(data, {
          scheme: apiScheme(),
          strict: (request.query.get('fieldValidation') ?? 'Warn') === 'Strict',
          defaults: this.#gvk,
        }).object;
      } catch (e) {
        throw newBadRequest(`error decoding YAML: ${(e as Error).message}`);
      }
    }
    try {
      return JSON.parse(new TextDecoder().decode(data)) as unknown;
    } catch (e) {
      throw newBadRequest(`error decoding patch: ${(e as Error).message}`);
    }
  }

  /** A patched object goes through the decoder, so that wrong types are found as in a new object. */
  #redecode(request: ResourceRequest, object: KubeObject): KubeObject {
    const strict = (request.query.get('fieldValidation') || 'Warn') === 'Strict';
    try {
      const decoded = decode(new TextEncoder().encode(encodeJson(object)), { scheme: apiScheme(), strict, defaults: this.#gvk })
        .object as KubeObject;
      decoded.apiVersion = groupVersionOf(this.#info);
      decoded.kind = this.#info.kind;
      if (this.type) setDefaults(decoded, this.type);
      return decoded;
    } catch (e) {
      if (e instanceof StrictDecodingError) throw newBadRequest(e.message);
      throw Object.assign(newBadRequest((e as Error).message), {});
    }
  }

  #deleteOptions(request: ResourceRequest): DeleteOptions {
    const { query, exchange } = request;
    const body = exchange.request.body;
    let options: DeleteOptions = {};
    if (body && (body.object !== undefined || body.bytes().length > 0)) {
      try {
        options = (body.object ??
          decode(body.bytes(), { scheme: apiScheme(), defaults: { group: '', version: 'v1', kind: 'DeleteOptions' } })
            .object) as DeleteOptions;
      } catch (e) {
        throw newBadRequest((e as Error).message);
      }
    }
    const grace = query.get('gracePeriodSeconds');
    const policy = query.get('propagationPolicy');
    const orphan = query.get('orphanDependents');
    return {
      ...options,
      ...(grace !== null ? { gracePeriodSeconds: Number(grace) } : {}),
      ...(policy ? { propagationPolicy: policy } : {}),
      ...(orphan !== null ? { orphanDependents: orphan === 'true' } : {}),
    };
  }

  *#delete(request: ResourceRequest, negotiated: Negotiated): Step<{ code: number; object?: unknown }> {
    const context = { ...request.context, deadline: this.#mutationDeadline(request.context) };
    const options = this.#deleteOptions(request);
    if (options.dryRun?.includes('All')) context.dryRun = true;
    const { object, gone } = yield* this.registry.delete(context, options);
    // one that is gone at once is only reported, unless its kind shows itself
    if (gone && !SHOWN_WHEN_DELETED.has(this.#info.resource)) {
      const { uid, name } = object.metadata ?? {};
      const status: Status = {
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Success',
        details: {
          ...(name ? { name } : {}),
          ...(this.#info.group ? { group: this.#info.group } : {}),
          kind: this.#info.resource,
          ...(uid ? { uid } : {}),
        },
      };
      return this.#respond(request, 200, status, { ...negotiated, as: 'object' });
    }
    return this.#respond(request, 200, object, negotiated);
  }

  // ---- what goes out ------------------------------------------------------------------------------

  #shape(object: unknown, negotiated: Negotiated, query: URLSearchParams): unknown {
    const list = Array.isArray((object as KubeList).items) ? (object as KubeList) : undefined;
    switch (negotiated.as) {
      case 'Table':
        if ((object as KubeObject).kind === 'Status') return object;
        return this.deps.tables(this.#info, list ? list.items : [object as KubeObject], {
          includeObject: query.get('includeObject') || 'Metadata',
          ...(list ? { list } : {}),
        });
      case 'PartialObjectMetadata':
        return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: (object as KubeObject).metadata };
      case 'PartialObjectMetadataList':
        return {
          kind: 'PartialObjectMetadataList',
          apiVersion: 'meta.k8s.io/v1',
          metadata: list?.metadata,
          items: (list?.items ?? []).map((o) => ({ kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: o.metadata })),
        };
      case 'object':
        return object;
    }
  }

  #respond(request: ResourceRequest, code: number, object: unknown, negotiated: Negotiated): { code: number; object: unknown } {
    const shaped = this.#shape(object, negotiated, request.query);
    const { body, contentType } = encodeBody(shaped, negotiated);
    request.exchange.respond(code, { 'content-type': contentType, ...warningHeader(request.warnings) }, body);
    return { code, object: shaped };
  }

  *#watch(request: ResourceRequest, negotiated: Negotiated): Step<{ code: number; object?: unknown }> {
    const { exchange, query, context } = request;
    const { p } = this.deps;
    const selection = this.#selection(request);
    const asked = Number(query.get('timeoutSeconds') ?? 0);
    const minimum = this.deps.minRequestTimeout ?? MIN_WATCH;
    const life = asked > 0 ? asked * SECOND : Math.round(minimum * (1 + p.kernel.random.stream('apiserver/watch').float()));
    const end = p.clock.now + life;
    const sendInitial = query.get('sendInitialEvents') === 'true';
    const version = query.get('resourceVersion') ?? '';
    const { initial, watcher } = yield* this.registry.watch(
      { ...context, deadline: p.clock.now + 10 * SECOND },
      sendInitial ? '' : version,
    );
    exchange.begin(200, { 'content-type': 'application/json', ...warningHeader(request.warnings) });
    const send = (type: string, object: unknown): void => {
      const shaped = type === 'ERROR' ? object : this.#shape(object, negotiated, query);
      exchange.send(objectBody({ type, object: shaped }, (value) => `${encodeJson(value)}\n`));
    };
    for (const object of initial) if (selection.matches(object, this.registry.strategy)) send('ADDED', this.registry.out(object));
    const bookmarks = query.get('allowWatchBookmarks') === 'true';
    if (sendInitial && bookmarks) send('BOOKMARK', this.#bookmark({ 'k8s.io/initial-events-end': 'true' }));
    let nextBookmark = p.clock.now + BOOKMARK_PERIOD;
    const scope = this.#info.namespaced && context.namespace ? `${this.registry.prefix}${context.namespace}/` : '';
    for (;;) {
      const waits: Waits = {
        event: watcher.events.received,
        gone: exchange.cancelled.opened,
        timer: sleeping(p.clock, Math.max(0, Math.min(end, bookmarks ? nextBookmark : end) - p.clock.now)),
      };
      const won = yield* block(race(waits));
      if (won.key === 'gone') break;
      if (won.key === 'timer') {
        if (p.clock.now >= end) {
          exchange.end();
          break;
        }
        nextBookmark = p.clock.now + BOOKMARK_PERIOD;
        send('BOOKMARK', this.#bookmark());
        continue;
      }
      const got = won.value as Received<CacheEvent>;
      if (!got.ok) {
        // the cache begins anew: the client has to list again
        exchange.end();
        break;
      }
      if (scope && !got.value.key.startsWith(scope)) continue;
      this.#sendChange(got.value, selection, send);
    }
    watcher.stop();
    return { code: 200 };
  }

  #bookmark(annotations?: Record<string, string>): KubeObject {
    return {
      kind: this.#info.kind,
      apiVersion: groupVersionOf(this.#info),
      metadata: { resourceVersion: String(this.registry.cacher.revision), ...(annotations ? { annotations } : {}) },
    };
  }

  /** A change as the selection sees it: what comes to match is added, what no longer does is deleted. */
  #sendChange(change: CacheEvent, selection: Selection, send: (type: string, object: unknown) => void): void {
    const { strategy } = this.registry;
    const is = change.object !== undefined && selection.matches(change.object, strategy);
    const was = change.old !== undefined && selection.matches(change.old, strategy);
    if (is) send(was ? 'MODIFIED' : 'ADDED', this.registry.out(change.object!));
    else if (was)
      send(
        'DELETED',
        this.registry.out({ ...change.old!, metadata: { ...change.old!.metadata, resourceVersion: String(change.revision) } }),
      );
  }
}

/** Deleting one of these answers with the object. */
const SHOWN_WHEN_DELETED = new Set([
  'pods',
  'services',
  'serviceaccounts',
  'persistentvolumeclaims',
  'persistentvolumes',
  'podtemplates',
  'resourcequotas',
  'csinodes',
  'csidrivers',
  'storageclasses',
  'volumeattachments',
]);

/** `Warning: 299 - "text"` headers, joined. */
export function warningHeader(warnings: readonly string[]): Record<string, string> {
  const seen = [...new Set(warnings)];
  return seen.length > 0 ? { warning: seen.map((text) => `299 - ${JSON.stringify(text)}`).join(', ') } : {};
}

function patchFailure(contentType: string, e: PatchError): StatusError {
  const failure = newBadRequest(e.message);
  if (contentType === 'application/json-patch+json') {
    Object.assign(failure.status, {
      code: 422,
      reason: 'Invalid',
      message: `the server rejected our request due to an error in our request`,
    });
  }
  return failure;
}

/** Answers a failure as a Status. */
export function respondError(exchange: Exchange, error: unknown): Status {
  const status = toStatus(error);
  const retry = status.details?.retryAfterSeconds;
  exchange.respond(
    status.code ?? 500,
    { 'content-type': 'application/json', ...(retry ? { 'retry-after': String(retry) } : {}) },
    objectBody(status, (value) => `${encodeJson(value)}\n`),
  );
  return status;
}
