import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { parseRfc3339, rfc3339, SECOND } from '../../../kernel/time.ts';
import type { KubeList, KubeObject, ObjectMeta } from '../../shared/api/meta.ts';
import { equalObjects } from '../../shared/equal.ts';
import { groupVersionOf, type ResourceInfo } from '../resources/index.ts';
import {
  newAlreadyExists,
  newBadRequest,
  newConflict,
  newGenerateNameConflict,
  newInvalid,
  newMethodNotSupported,
  newNotFound,
  newResourceExpired,
  OPTIMISTIC_LOCK,
  type GroupResource,
} from '../status.ts';
import type { Cacher, CacheWatcher } from '../storage/cacher.ts';
import { StorageConflict, StorageExists, StorageNotFound, type EtcdStore, type Preconditions } from '../storage/store.ts';
import type { RequestContext } from './context.ts';
import { deletionFinalizers, type DeleteOptions } from './deletion.ts';
import { ownCopy } from './objects.ts';
import type { Selection } from './selection.ts';
import type { Admission, Strategy } from './strategy.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from './metadata.ts';

// Models staging/src/k8s.io/apiserver/pkg/registry/generic/registry/store.go and registry/rest @v1.35

const NAME_TRIES = 8;
const SUFFIX_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';
const MAX_GENERATED_BASE = 58;

export interface ListOptions {
  selection: Selection;
  limit?: number;
  continueToken?: string;
  resourceVersion?: string;
  resourceVersionMatch?: string;
}

/** The verbs of one resource, over its storage. */
export class Registry {
  readonly gr: GroupResource;

  constructor(
    readonly p: Process,
    readonly info: ResourceInfo,
    readonly prefix: string,
    readonly store: EtcdStore,
    readonly cacher: Cacher,
    readonly strategy: Strategy,
    readonly admission: Admission,
  ) {
    this.gr = { group: info.group, resource: info.resource };
  }

  key(namespace: string, name: string): string {
    return this.info.namespaced ? `${this.prefix}${namespace}/${name}` : `${this.prefix}${name}`;
  }

  get #kind(): { group: string; kind: string } {
    return { group: this.info.group, kind: this.info.kind };
  }

  /** An object as it goes out. */
  out(object: KubeObject): KubeObject {
    return this.strategy.decorate?.(object) ?? object;
  }

  /** A storage failure in the words of this resource. */
  #failure(e: unknown, name: string): unknown {
    if (e instanceof StorageNotFound) return newNotFound(this.gr, name);
    if (e instanceof StorageExists) return newAlreadyExists(this.gr, name);
    if (e instanceof StorageConflict)
      return newConflict(this.gr, name, e.message.replace(/^StorageError: invalid object, .*AdditionalErrorMsg: /, ''));
    return e;
  }

  // ---- reading ----------------------------------------------------------------------------------

  *get(context: RequestContext, resourceVersion = ''): Step<KubeObject> {
    const key = this.key(context.namespace, context.name);
    if (resourceVersion !== '') {
      // any version at least as new will do: the cache has one
      yield* this.cacher.whenReady(context.deadline);
      if (resourceVersion !== '0') yield* this.cacher.whenFresh(Number(resourceVersion));
      const object = this.cacher.get(key);
      if (object) return this.out(object);
      throw newNotFound(this.gr, context.name);
    }
    try {
      return this.out(yield* this.store.get(key, context.deadline));
    } catch (e) {
      throw this.#failure(e, context.name);
    }
  }

  *list(context: RequestContext, options: ListOptions): Step<KubeList> {
    const { selection } = options;
    const prefix = this.info.namespaced && context.namespace ? `${this.prefix}${context.namespace}/` : this.prefix;
    const wrap = (items: KubeObject[], revision: number, more: { continue?: string; remainingItemCount?: number } = {}): KubeList => ({
      kind: `${this.info.kind}List`,
      apiVersion: groupVersionOf(this.info),
      metadata: { resourceVersion: String(revision), ...more },
      items,
    });
    if (options.continueToken) return yield* this.#page(prefix, context, options, wrap);
    const version = options.resourceVersion ?? '';
    if (options.resourceVersionMatch === 'Exact' && version !== '') {
      const listed = yield* this.store.list(prefix, {
        revision: Number(version),
        deadline: context.deadline,
        ...(options.limit ? { limit: options.limit } : {}),
      });
      return wrap(
        listed.items.filter((o) => selection.matches(o, this.strategy)).map((o) => this.out(o)),
        listed.revision,
      );
    }
    if (options.limit && version !== '0') return yield* this.#page(prefix, context, options, wrap);
    // a consistent list asks etcd only for its revision, and waits until the cache has it
    if (version === '') yield* this.cacher.whenFresh(yield* this.store.revision(prefix, context.deadline));
    else {
      yield* this.cacher.whenReady(context.deadline);
      if (version !== '0') yield* this.cacher.whenFresh(Number(version));
    }
    const items = this.cacher.list(prefix).filter((o) => selection.matches(o, this.strategy));
    return wrap(
      items.map((o) => this.out(o)),
      this.cacher.revision,
    );
  }

  *#page(
    prefix: string,
    context: RequestContext,
    options: ListOptions,
    wrap: (items: KubeObject[], revision: number, more?: { continue?: string; remainingItemCount?: number }) => KubeList,
  ): Step<KubeList> {
    let from: string | undefined;
    let revision = 0;
    if (options.continueToken) {
      const token = readContinue(options.continueToken);
      if (!token) throw newBadRequest('continue key is not valid: encoded continue key is not valid');
      from = `${prefix}${token.start}`;
      revision = token.revision;
    }
    const items: KubeObject[] = [];
    const limit = options.limit ?? 0;
    for (;;) {
      const listed = yield* this.store.list(prefix, {
        deadline: context.deadline,
        revision,
        ...(from ? { from } : {}),
        ...(limit ? { limit: Math.max(1, limit - items.length) } : {}),
      });
      revision = listed.revision;
      items.push(...listed.items.filter((o) => options.selection.matches(o, this.strategy)).map((o) => this.out(o)));
      if (!listed.next) return wrap(items, revision);
      from = listed.next.key;
      if (items.length >= limit) {
        const token = writeContinue(revision, from.slice(prefix.length));
        return wrap(items, revision, {
          continue: token,
          ...(options.selection.everything ? { remainingItemCount: listed.next.remaining } : {}),
        });
      }
    }
  }

  /** Changes from a resource version on; with none, or 0, first what is there. */
  *watch(context: RequestContext, resourceVersion: string): Step<{ initial: KubeObject[]; watcher: CacheWatcher }> {
    if (!(yield* this.cacher.whenReady(context.deadline))) throw newResourceExpired('storage is (re)initializing');
    const prefix = this.info.namespaced && context.namespace ? `${this.prefix}${context.namespace}/` : this.prefix;
    if (resourceVersion === '' || resourceVersion === '0')
      return { initial: this.cacher.list(prefix), watcher: this.cacher.watch(this.cacher.revision) };
    const revision = Number(resourceVersion);
    if (!Number.isInteger(revision))
      throw newBadRequest(
        `Invalid value: ${JSON.stringify(resourceVersion)}: strconv.ParseUint: parsing ${JSON.stringify(resourceVersion)}: invalid syntax`,
      );
    return { initial: [], watcher: this.cacher.watch(revision) };
  }

  // ---- creating ---------------------------------------------------------------------------------

  /** Creates an object; `object` is the request's own. */
  *create(context: RequestContext, object: KubeObject): Step<KubeObject> {
    const metadata = (object.metadata ??= {});
    const { generateName } = metadata;
    if (!generateName || metadata.name) return yield* this.#createOnce(context, object, false);
    for (let i = 0; ; i++) {
      metadata.name = generatedName(this.p, generateName);
      try {
        return yield* this.#createOnce(context, i === NAME_TRIES ? object : ownCopy(object), true);
      } catch (e) {
        if (!(e instanceof Error) || (e as { reason?: string }).reason !== 'AlreadyExists') throw e;
        if (i >= NAME_TRIES) throw newGenerateNameConflict(this.gr, metadata.name);
      }
    }
  }

  *#createOnce(context: RequestContext, object: KubeObject, generated: boolean): Step<KubeObject> {
    const { strategy, admission } = this;
    const metadata = object.metadata!;
    yield* admission.mutate('CREATE', object, undefined, context);
    delete metadata.deletionTimestamp;
    delete metadata.deletionGracePeriodSeconds;
    delete metadata.selfLink;
    strategy.prepareForCreate?.(object, context);
    this.#stamp(metadata, context);
    if (strategy.generation) metadata.generation = 1;
    if (metadata.resourceVersion && metadata.resourceVersion !== '0')
      throw newBadRequest('resourceVersion should not be set on objects to be created');
    const errors = [...validateObjectMeta(metadata, this.info.namespaced, strategy), ...(strategy.validate?.(object, context) ?? [])];
    if (errors.length > 0) throw newInvalid(this.#kind, metadata.name ?? '', errors);
    yield* admission.validate('CREATE', object, undefined, context);
    for (const text of strategy.warningsOnCreate?.(object, context) ?? []) context.warn(text);
    const name = metadata.name ?? '';
    const key = this.key(metadata.namespace ?? '', name);
    if (context.dryRun) return yield* this.#dryCreate(key, name, object, context);
    const hook = yield* strategy.beginCreate?.(object, context) ?? nothing();
    let made: KubeObject;
    try {
      made = yield* this.store.create(key, object, context.deadline, strategy.ttlSeconds?.(object));
    } catch (e) {
      if (hook) yield* hook.undo();
      const failure = this.#failure(e, name);
      if (generated || !(e instanceof StorageExists)) throw failure;
      // one that is on its way out says so
      const existing = this.cacher.get(key);
      if (existing?.metadata?.deletionTimestamp)
        throw withMessage(newAlreadyExists(this.gr, name), `object is being deleted: ${(failure as Error).message}`);
      throw failure;
    }
    if (hook) yield* hook.finish();
    return this.out(made);
  }

  *#dryCreate(key: string, name: string, object: KubeObject, context: RequestContext): Step<KubeObject> {
    try {
      yield* this.store.get(key, context.deadline);
    } catch (e) {
      if (e instanceof StorageNotFound) return this.out(object);
      throw e;
    }
    throw newAlreadyExists(this.gr, name);
  }

  #stamp(metadata: ObjectMeta, context: RequestContext): void {
    if (this.info.namespaced) metadata.namespace = context.namespace || metadata.namespace!;
    else delete metadata.namespace;
    metadata.uid = this.p.kernel.random.stream('apiserver/uid').uuid();
    metadata.creationTimestamp = rfc3339(this.p.clock.now);
  }

  // ---- changing ---------------------------------------------------------------------------------

  /**
   * Changes an object: `change` makes the new one of the old (its own copy). Gives the result, and whether it was created.
   */
  *update(
    context: RequestContext,
    change: (old: KubeObject | undefined) => Step<KubeObject>,
    options: { preconditions?: Preconditions; mayCreate?: boolean; strategy?: Strategy; skipAdmission?: boolean } = {},
  ): Step<{ object: KubeObject; created: boolean }> {
    const strategy = options.strategy ?? this.strategy;
    const { name } = context;
    const key = this.key(context.namespace, name);
    const mayCreate = (options.mayCreate ?? strategy.allowCreateOnUpdate ?? false) && !options.strategy;
    let created = false;
    let deleted: KubeObject | undefined;
    let hook: { finish(): Step; undo(): Step } | undefined;
    const attempt = function* (this: Registry, old: KubeObject | undefined): Step<KubeObject> {
      created = old === undefined;
      const object = yield* change(old && ownCopy(old));
      if (!old) return yield* this.#prepareCreate(context, object);
      this.#checkVersion(object, old, strategy);
      if (!options.skipAdmission) yield* this.admission.mutate('UPDATE', object, old, context);
      this.#keepSystemFields(object, old);
      strategy.prepareForUpdate?.(object, old, context);
      const specChanged = strategy.generation && !equalObjects(withoutStatus(object), withoutStatus(old));
      const { generation } = old.metadata ?? {};
      if (generation === undefined) delete object.metadata!.generation;
      else object.metadata!.generation = generation + (specChanged ? 1 : 0);
      const errors = [
        ...validateObjectMetaUpdate(object.metadata!, old.metadata!),
        ...(strategy.validateUpdate?.(object, old, context) ?? []),
      ];
      if (errors.length > 0) throw newInvalid(this.#kind, name, errors);
      if (!options.skipAdmission) yield* this.admission.validate('UPDATE', object, old, context);
      for (const text of strategy.warningsOnUpdate?.(object, old, context) ?? []) context.warn(text);
      deleted = goesNow(object) ? object : undefined;
      if (!context.dryRun) hook = yield* strategy.beginUpdate?.(object, old, context) ?? nothing();
      return object;
    }.bind(this);
    try {
      if (context.dryRun) return { object: this.out(yield* this.#dryUpdate(key, context, mayCreate, attempt)), created };
      const object = yield* this.store.update(
        key,
        {
          deadline: context.deadline,
          ...(options.preconditions ? { preconditions: options.preconditions } : {}),
          mayCreate,
          ...(strategy.ttlSeconds ? { ttlSeconds: strategy.ttlSeconds.bind(strategy) } : {}),
        },
        (old) => attempt(old),
      );
      if (hook) yield* hook.finish();
      // the last finalizer was taken off an object that was to be deleted
      if (deleted) return { object: this.out(yield* this.#removeNow(key, context, object)), created: false };
      return { object: this.out(object), created };
    } catch (e) {
      if (hook) yield* hook.undo();
      throw this.#failure(e, name);
    }
  }

  *#removeNow(key: string, context: RequestContext, object: KubeObject): Step<KubeObject> {
    try {
      const gone = yield* this.store.delete(key, { deadline: context.deadline });
      yield* this.strategy.afterDelete?.(gone, context) ?? [];
    } catch (e) {
      if (!(e instanceof StorageNotFound)) throw e;
    }
    return object;
  }

  *#dryUpdate(
    key: string,
    context: RequestContext,
    mayCreate: boolean,
    attempt: (old: KubeObject | undefined) => Step<KubeObject>,
  ): Step<KubeObject> {
    let old: KubeObject | undefined;
    try {
      old = yield* this.store.get(key, context.deadline);
    } catch (e) {
      if (!(e instanceof StorageNotFound) || !mayCreate) throw e;
    }
    return yield* attempt(old);
  }

  *#prepareCreate(context: RequestContext, object: KubeObject): Step<KubeObject> {
    const { strategy } = this;
    const metadata = (object.metadata ??= {});
    if (metadata.resourceVersion && metadata.resourceVersion !== '0')
      throw newConflict(this.gr, context.name, 'StorageError: invalid object, Code: 4');
    yield* this.admission.mutate('CREATE', object, undefined, context);
    strategy.prepareForCreate?.(object, context);
    this.#stamp(metadata, context);
    if (strategy.generation) metadata.generation = 1;
    const errors = [...validateObjectMeta(metadata, this.info.namespaced, strategy), ...(strategy.validate?.(object, context) ?? [])];
    if (errors.length > 0) throw newInvalid(this.#kind, metadata.name ?? '', errors);
    yield* this.admission.validate('CREATE', object, undefined, context);
    for (const text of strategy.warningsOnCreate?.(object, context) ?? []) context.warn(text);
    return object;
  }

  #checkVersion(object: KubeObject, old: KubeObject, strategy: Strategy): void {
    const version = object.metadata?.resourceVersion;
    if (!version || version === '0') {
      if (strategy.allowUnconditionalUpdate === false) {
        throw newInvalid(this.#kind, old.metadata?.name ?? '', [
          ...validateObjectMetaUpdate({ ...object.metadata, resourceVersion: '' }, old.metadata!, true),
        ]);
      }
      object.metadata!.resourceVersion = old.metadata!.resourceVersion!;
      return;
    }
    if (version !== old.metadata?.resourceVersion) throw newConflict(this.gr, old.metadata?.name ?? '', OPTIMISTIC_LOCK);
  }

  /** What a client does not say, or may not change, is as it was (rest.BeforeUpdate). */
  #keepSystemFields(object: KubeObject, old: KubeObject): void {
    const metadata = object.metadata!;
    const was = old.metadata!;
    metadata.creationTimestamp ??= was.creationTimestamp!;
    if (!metadata.uid) metadata.uid = was.uid!;
    if (this.info.namespaced && !metadata.namespace) metadata.namespace = was.namespace!;
    for (const field of ['deletionTimestamp', 'deletionGracePeriodSeconds'] as const) {
      if (was[field] === undefined) delete metadata[field];
      else (metadata as Record<string, unknown>)[field] = was[field];
    }
    delete metadata.selfLink;
  }

  // ---- deleting ---------------------------------------------------------------------------------

  /** Deletes an object, or begins to. Gives it, and whether it is gone. */
  *delete(context: RequestContext, options: DeleteOptions): Step<{ object: KubeObject; gone: boolean }> {
    const { name } = context;
    const key = this.key(context.namespace, name);
    try {
      const existing = yield* this.store.get(key, context.deadline);
      yield* this.admission.mutate('DELETE', undefined, existing, context);
      yield* this.admission.validate('DELETE', undefined, existing, context);
      return yield* this.#deleteExisting(key, existing, context, options);
    } catch (e) {
      throw this.#failure(e, name);
    }
  }

  *#deleteExisting(
    key: string,
    existing: KubeObject,
    context: RequestContext,
    options: DeleteOptions,
  ): Step<{ object: KubeObject; gone: boolean }> {
    const { strategy } = this;
    const preconditions: Preconditions = options.preconditions ?? {};
    const asked = options.gracePeriodSeconds;
    const grace = strategy.graceSeconds?.(existing, asked, context);
    const finalizers = deletionFinalizers(existing, options, strategy.defaultOrphan ?? false);
    const pending = existing.metadata?.deletionTimestamp;
    const waits = (grace ?? 0) > 0 || finalizers.length > 0;
    if (waits) {
      if (context.dryRun) return { object: this.out(existing), gone: false };
      const object = yield* this.store.update(key, { deadline: context.deadline, preconditions }, (old) =>
        this.#marked(old!, grace ?? 0, deletionFinalizers(old!, options, strategy.defaultOrphan ?? false)),
      );
      return { object: this.out(object), gone: false };
    }
    void pending;
    if (context.dryRun) return { object: this.out(existing), gone: true };
    const object = yield* this.store.delete(key, { deadline: context.deadline, preconditions });
    yield* strategy.afterDelete?.(object, context) ?? [];
    return { object: this.out(object), gone: true };
  }

  /** An object that is to go: with the time of its end, which can only come nearer. */
  #marked(old: KubeObject, grace: number, finalizers: readonly string[]): KubeObject {
    const now = this.p.clock.now;
    const was = parseRfc3339(old.metadata?.deletionTimestamp ?? '');
    const end = now + grace * SECOND;
    const sooner = was === undefined || end < was;
    const first = was === undefined && this.strategy.generation !== false && old.metadata?.generation !== undefined;
    return {
      ...old,
      metadata: {
        ...old.metadata,
        ...(finalizers.length > 0 ? { finalizers: [...finalizers] } : {}),
        ...(first ? { generation: old.metadata!.generation! + 1 } : {}),
        deletionTimestamp: sooner ? rfc3339(end) : old.metadata!.deletionTimestamp!,
        deletionGracePeriodSeconds: sooner ? grace : (old.metadata!.deletionGracePeriodSeconds ?? 0),
      },
    };
  }

  /** Deletes all that a selection matches; gives them. */
  *deleteCollection(context: RequestContext, options: DeleteOptions, list: ListOptions): Step<KubeList> {
    const found = yield* this.list(context, list);
    for (const object of found.items) {
      try {
        yield* this.delete({ ...context, name: object.metadata!.name!, namespace: object.metadata!.namespace ?? '' }, options);
      } catch (e) {
        if ((e as { reason?: string }).reason !== 'NotFound') throw e;
      }
    }
    return found;
  }

  /** Fails for a verb that the resource does not have. */
  require(verb: string): void {
    if (!this.info.verbs.includes(verb)) throw newMethodNotSupported(this.gr, verb);
  }
}

function* nothing(): Step<undefined> {
  return undefined;
}

function withMessage<E extends { status: { message?: string } }>(error: E, message: string): E {
  error.status.message = message;
  (error as unknown as Error).message = message;
  return error;
}

function withoutStatus(object: KubeObject): unknown {
  const { status: _status, metadata: _metadata, apiVersion: _a, kind: _k, ...rest } = object;
  return rest;
}

/** Marked for deletion, with nothing left to wait for. */
function goesNow(object: KubeObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds, finalizers } = object.metadata ?? {};
  return deletionTimestamp !== undefined && (deletionGracePeriodSeconds ?? 0) === 0 && (finalizers ?? []).length === 0;
}

/** A name with five random characters (names.SimpleNameGenerator). */
function generatedName(p: Process, base: string): string {
  return base.slice(0, MAX_GENERATED_BASE) + p.kernel.random.stream('apiserver/names').text(5, SUFFIX_ALPHABET);
}

function writeContinue(revision: number, start: string): string {
  return btoa(JSON.stringify({ v: 'meta.k8s.io/v1', rv: revision, start }))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '');
}

function readContinue(token: string): { revision: number; start: string } | undefined {
  try {
    const { v, rv, start } = JSON.parse(atob(token.replace(/-/g, '+').replace(/_/g, '/'))) as { v: string; rv: number; start: string };
    return v === 'meta.k8s.io/v1' && rv > 0 && start ? { revision: rv, start } : undefined;
  } catch {
    return undefined;
  }
}
