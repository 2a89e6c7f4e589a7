import { race, block, type Step } from '../../kernel/step.ts';
import type { Process } from '../../kernel/process.ts';
import { GrpcError } from '../../linux/net/grpc/grpc.ts';
import type { Call, Handler } from '../../linux/net/grpc/server.ts';
import { quote } from '../go/text.ts';
import { parseReference, referenceText } from '../images/reference.ts';
import { imageConfigJson, manifestJson } from '../images/manifest.ts';
import type { ContentInfo, NativeMethods, PluginStatus, TaskInfo } from './api.ts';
import { PREFIX, SUBSCRIBE } from './api.ts';
import type { Log } from './config.ts';
import { NAMESPACE } from './context.ts';
import { notFound, wrap } from './errors.ts';
import type { EventBus } from './events.ts';
import { ImageStore } from './image-store.ts';
import { deprecations } from './info.ts';
import type { ContainerRecord, Metadata } from './metadata.ts';
import type { ShimManager, Shim } from './shims.ts';
import type { Snapshots } from './snapshots.ts';

type Methods = { [M in keyof NativeMethods]: (request: NativeMethods[M][0]) => Step<NativeMethods[M][1]> };

const NONE: Record<string, never> = {};

export interface NativeParts {
  log: Log;
  metadata: Metadata;
  snapshots: Snapshots;
  images: ImageStore;
  shims: ShimManager;
  events: EventBus;
  root: string;
  uuid: string;
  plugins: readonly PluginStatus[];
}

/** `name==x`, `labels.y==z`: whether a record passes one of the filters; those that are not understood pass all. */
function passes(filters: readonly string[] | undefined, fields: Readonly<Record<string, string>>): boolean {
  if (!filters?.length) return true;
  return filters.some((filter) =>
    filter.split(',').every((part) => {
      const m = /^([\w."-]+)(==|!=|~=)"?(.*?)"?$/.exec(part);
      if (!m) return fields[part.replace(/"/g, '')] !== undefined;
      const own = fields[m[1]!.replace(/"/g, '')] ?? '';
      if (m[2] === '==') return own === m[3];
      return m[2] === '!=' ? own !== m[3] : new RegExp(m[3]!).test(own);
    }),
  );
}

const labelled = (labels: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(labels).map(([key, value]) => [`labels.${key}`, value]));

/** containerd's own services, for ctr. */
export class NativeServices {
  readonly #methods: Methods;

  constructor(
    private readonly p: Process,
    private readonly parts: NativeParts,
  ) {
    this.#methods = {
      ...this.#about(),
      ...this.#namespaces(),
      ...this.#containers(),
      ...this.#tasks(),
      ...this.#imageMethods(),
      ...this.#storage(),
    };
  }

  method(name: string): Handler | undefined {
    if (name === SUBSCRIBE) return (_request, call) => this.#subscribe(call);
    return this.#methods[name.slice(PREFIX.length) as keyof NativeMethods] as Handler | undefined;
  }

  #about(): Pick<
    Methods,
    'version.v1.Version/Version' | 'introspection.v1.Introspection/Server' | 'introspection.v1.Introspection/Plugins'
  > {
    const { p, parts } = this;
    return {
      *'version.v1.Version/Version'() {
        return { version: 'v2.2.1', revision: 'dea7da592f5d1d2b7755e3a161be07f43fad8f75' };
      },
      *'introspection.v1.Introspection/Server'() {
        const node = { unifiedCgroups: p.sys.exists('/sys/fs/cgroup/cgroup.controllers') };
        return {
          uuid: parts.uuid,
          pid: p.pid,
          pidns: 4_026_531_836,
          deprecations: Object.entries(deprecations({ node })).map(([id, message]) => ({ id, message, at: p.startedAt })),
        };
      },
      *'introspection.v1.Introspection/Plugins'({ filters }) {
        return { plugins: parts.plugins.filter((plugin) => passes(filters, { type: plugin.type, id: plugin.id })) };
      },
    };
  }

  #namespaces(): Pick<
    Methods,
    | 'namespaces.v1.Namespaces/List'
    | 'namespaces.v1.Namespaces/Create'
    | 'namespaces.v1.Namespaces/Update'
    | 'namespaces.v1.Namespaces/Delete'
  > {
    const { metadata } = this.parts;
    return {
      *'namespaces.v1.Namespaces/List'() {
        return { namespaces: [...metadata.table('namespaces').values()].sort((a, b) => (a.name < b.name ? -1 : 1)) };
      },
      *'namespaces.v1.Namespaces/Create'(record) {
        if (metadata.table('namespaces').has(record.name)) {
          throw new GrpcError('AlreadyExists', `namespace ${quote(record.name)}: already exists`);
        }
        metadata.put('namespaces', record.name, record);
        return NONE;
      },
      *'namespaces.v1.Namespaces/Update'(record) {
        const there = metadata.table('namespaces').get(record.name);
        if (!there) throw notFound(`namespace ${quote(record.name)}`);
        const labels = Object.fromEntries(Object.entries({ ...there.labels, ...record.labels }).filter(([, value]) => value !== ''));
        metadata.put('namespaces', record.name, { name: record.name, labels });
        return NONE;
      },
      *'namespaces.v1.Namespaces/Delete'({ name }) {
        if (!metadata.table('namespaces').has(name)) throw notFound(`namespace ${quote(name)}`);
        const kinds = (['images', 'snapshots', 'containers', 'leases'] as const).filter((kind) => !metadata.within(kind, name).next().done);
        if (kinds.length > 0) {
          const words: Record<string, string> = {
            images: 'images',
            snapshots: 'snapshots on "overlayfs" snapshotter',
            containers: 'containers',
            leases: 'leases',
          };
          const why = `namespace ${quote(name)} must be empty, but it still has ${kinds.map((k) => words[k]).join(', ')}`;
          throw new GrpcError('FailedPrecondition', `${why}: failed precondition`);
        }
        metadata.remove('namespaces', name);
        return NONE;
      },
    };
  }

  #record(namespace: string, id: string): ContainerRecord {
    const record = this.parts.metadata.table('containers').get(`${namespace}/${id}`);
    if (!record) throw notFound(`container ${quote(id)} in namespace ${quote(namespace)}`);
    return record;
  }

  #containers(): Pick<
    Methods,
    'containers.v1.Containers/List' | 'containers.v1.Containers/Get' | 'containers.v1.Containers/Update' | 'containers.v1.Containers/Delete'
  > {
    const { metadata } = this.parts;
    const service = this;
    return {
      *'containers.v1.Containers/List'({ namespace, filters }) {
        const all = [...metadata.within('containers', namespace)].sort((a, b) => (a.id < b.id ? -1 : 1));
        return {
          containers: all.filter((c) => passes(filters, { id: c.id, image: c.image, 'runtime.name': c.runtime, ...labelled(c.labels) })),
        };
      },
      *'containers.v1.Containers/Get'({ namespace, id }) {
        return service.#record(namespace, id);
      },
      *'containers.v1.Containers/Update'({ namespace, id, labels }) {
        const record = service.#record(namespace, id);
        const merged = Object.fromEntries(Object.entries({ ...record.labels, ...labels }).filter(([, value]) => value !== ''));
        const updated = { ...record, labels: merged, updatedAt: service.p.clock.now };
        metadata.put('containers', `${namespace}/${id}`, updated);
        return updated;
      },
      *'containers.v1.Containers/Delete'({ namespace, id }) {
        const record = service.#record(namespace, id);
        metadata.remove('containers', `${namespace}/${id}`);
        const { snapshots } = service.parts;
        if (snapshots.get(namespace, record.snapshotKey)) snapshots.remove(namespace, record.snapshotKey);
        return NONE;
      },
    };
  }

  /** The shim of a task. Throws GrpcError. */
  #shim(namespace: string, id: string): Shim {
    this.#record(namespace, id);
    if (namespace !== NAMESPACE || !this.parts.shims.has(id)) {
      throw notFound(`no running task found: task ${id} not found`);
    }
    return this.parts.shims.get(id);
  }

  *#task(namespace: string, id: string): Step<TaskInfo> {
    const state = yield* this.#shim(namespace, id).call('State', { id });
    return { id, pid: state.pid, status: state.status.toUpperCase() as TaskInfo['status'] };
  }

  #tasks(): Pick<Methods, Extract<keyof NativeMethods, `tasks.${string}`>> {
    const { shims } = this.parts;
    const service = this;
    return {
      *'tasks.v1.Tasks/List'({ namespace }) {
        const tasks: TaskInfo[] = [];
        for (const id of namespace === NAMESPACE ? shims.ids() : []) {
          try {
            tasks.push(yield* service.#task(namespace, id));
          } catch (e) {
            if (!(e instanceof GrpcError)) throw e;
          }
        }
        return { tasks };
      },
      'tasks.v1.Tasks/Get': ({ namespace, id }) => service.#task(namespace, id),
      *'tasks.v1.Tasks/Kill'({ namespace, id, ...rest }) {
        yield* service.#shim(namespace, id).call('Kill', { id, ...rest });
        return NONE;
      },
      *'tasks.v1.Tasks/Delete'({ namespace, id, execId }) {
        const shim = service.#shim(namespace, id);
        if (execId) return yield* shim.call('Delete', { id, execId });
        return yield* shims.delete(id);
      },
      *'tasks.v1.Tasks/ListPids'({ namespace, id }) {
        return yield* service.#shim(namespace, id).call('Pids', { id });
      },
      *'tasks.v1.Tasks/Metrics'({ namespace, id }) {
        return { ...(yield* service.#shim(namespace, id).call('Stats', { id })), at: service.p.clock.now };
      },
      *'tasks.v1.Tasks/Exec'({ namespace, ...request }) {
        yield* service.#shim(namespace, request.id).call('Exec', request);
        return NONE;
      },
      *'tasks.v1.Tasks/Start'({ namespace, id, ...rest }) {
        return yield* service.#shim(namespace, id).call('Start', { id, ...rest });
      },
      *'tasks.v1.Tasks/Wait'({ namespace, id, ...rest }) {
        return yield* service.#shim(namespace, id).call('Wait', { id, ...rest });
      },
      *'tasks.v1.Tasks/CloseIO'({ namespace, id, ...rest }) {
        yield* service.#shim(namespace, id).call('CloseIO', { id, ...rest });
        return NONE;
      },
      *'tasks.v1.Tasks/ResizePty'({ namespace, id, ...rest }) {
        yield* service.#shim(namespace, id).call('ResizePty', { id, ...rest });
        return NONE;
      },
    };
  }

  /** The images of a namespace. */
  #store(namespace: string, hostDirectories: readonly string[] = []): ImageStore {
    const { images, log, metadata, snapshots, root } = this.parts;
    if (namespace === NAMESPACE && hostDirectories.length === 0) return images;
    return new ImageStore(this.p, metadata, snapshots, log, { root, hostDirectories, pinned: [] }, namespace);
  }

  #imageMethods(): Pick<Methods, Extract<keyof NativeMethods, `images.${string}`> | 'transfer.v1.Transfer/Pull'> {
    const service = this;
    const { events } = this.parts;
    const missing = (name: string): GrpcError => notFound(`image ${quote(name)}`);
    return {
      *'images.v1.Images/List'({ namespace, filters }) {
        const all = service.#store(namespace).records();
        return { images: all.filter((i) => passes(filters, { name: i.name, 'target.digest': i.digest, ...labelled(i.labels) })) };
      },
      *'images.v1.Images/Get'({ namespace, name }) {
        const record = service.#store(namespace).record(name);
        if (!record) throw missing(name);
        return record;
      },
      *'images.v1.Images/Create'({ namespace, name, digest, labels }) {
        const store = service.#store(namespace);
        if (store.record(name)) throw new GrpcError('AlreadyExists', `image ${quote(name)}: already exists`);
        events.publish('/images/create', { name, labels }, namespace);
        return store.put(name, digest, labels);
      },
      *'images.v1.Images/Update'({ namespace, name, labels }) {
        const store = service.#store(namespace);
        const record = store.record(name);
        if (!record) throw missing(name);
        const merged = Object.fromEntries(Object.entries({ ...record.labels, ...labels }).filter(([, value]) => value !== ''));
        events.publish('/images/update', { name, labels: merged }, namespace);
        return store.put(name, record.digest, merged);
      },
      *'images.v1.Images/Delete'({ namespace, name }) {
        if (!service.#store(namespace).remove(name)) throw missing(name);
        events.publish('/images/delete', { name }, namespace);
        return NONE;
      },
      *'transfer.v1.Transfer/Pull'({ namespace, ref, hostDirectories }) {
        const store = service.#store(namespace, hostDirectories);
        let name: string;
        try {
          name = referenceText(parseReference(ref));
        } catch (e) {
          throw wrap(`failed to parse image reference ${quote(ref)}`, e);
        }
        const image = yield* store.fetch(parseReference(ref));
        store.put(name, `sha256:${image.digest}`, store.record(name)?.labels ?? {});
        service.parts.images.refresh();
        return { digest: `sha256:${image.digest}`, size: image.sizeBytes };
      },
    };
  }

  #content(namespace: string): ContentInfo[] {
    const out: ContentInfo[] = [];
    const store = this.#store(namespace);
    for (const image of store.digests()) {
      const digest = `sha256:${image.digest}`;
      const createdAt = Math.min(
        ...store
          .records()
          .filter((r) => r.digest === digest)
          .map((r) => r.createdAt),
      );
      const [layer, config] = [`sha256:${image.layer}`, `sha256:${image.id}`];
      const manifestSize = manifestJson(image).length;
      const configSize = imageConfigJson(image).length;
      const size = image.sizeBytes - manifestSize - configSize;
      out.push(
        { digest: layer, size, createdAt, labels: { 'containerd.io/uncompressed': layer } },
        {
          digest,
          size: manifestSize,
          createdAt,
          labels: { 'containerd.io/gc.ref.content.config': config, 'containerd.io/gc.ref.content.l.0': layer },
        },
        { digest: config, size: configSize, createdAt, labels: { 'containerd.io/gc.ref.snapshot.overlayfs': layer } },
      );
    }
    return out.sort((a, b) => (a.digest < b.digest ? -1 : 1));
  }

  #storage(): Pick<Methods, Extract<keyof NativeMethods, `snapshots.${string}` | `content.${string}` | `leases.${string}`>> {
    const service = this;
    const { metadata, snapshots } = this.parts;
    return {
      *'snapshots.v1.Snapshots/List'({ namespace }) {
        return { snapshots: [...metadata.within('snapshots', namespace)].sort((a, b) => (a.key < b.key ? -1 : 1)) };
      },
      *'snapshots.v1.Snapshots/Usage'({ namespace, key }) {
        const record = snapshots.get(namespace, key);
        if (!record) throw notFound(`snapshot ${key} does not exist`);
        if (record.kind === 'Committed') {
          const image = service
            .#store(namespace)
            .digests()
            .find((i) => `sha256:${i.layer}` === key);
          return { bytes: image?.sizeBytes ?? 0, inodes: Object.keys(image?.files ?? {}).length };
        }
        return snapshots.usage(namespace, key);
      },
      *'snapshots.v1.Snapshots/Remove'({ namespace, key }) {
        try {
          snapshots.remove(namespace, key);
        } catch (e) {
          if (!(e instanceof Error)) throw e;
          throw new GrpcError(/not found$/.test(e.message) ? 'NotFound' : 'FailedPrecondition', e.message);
        }
        return NONE;
      },
      *'content.v1.Content/List'({ namespace }) {
        return { content: service.#content(namespace) };
      },
      *'content.v1.Content/Read'({ namespace, digest }) {
        if (!service.#content(namespace).some((c) => c.digest === digest)) throw notFound(`content digest ${digest}`);
        const path = `${service.parts.root}/io.containerd.content.v1.content/blobs/${digest.replace(':', '/')}`;
        return { data: service.p.sys.readFile(path) };
      },
      *'leases.v1.Leases/List'({ namespace }) {
        return { leases: [...metadata.within('leases', namespace)].sort((a, b) => (a.id < b.id ? -1 : 1)) };
      },
      *'leases.v1.Leases/Create'({ namespace, id, labels }) {
        if (metadata.table('leases').has(`${namespace}/${id}`)) throw new GrpcError('AlreadyExists', `lease ${quote(id)}: already exists`);
        const record = { id, labels, createdAt: service.p.clock.now };
        metadata.put('leases', `${namespace}/${id}`, record);
        return record;
      },
      *'leases.v1.Leases/Delete'({ namespace, id }) {
        if (!metadata.remove('leases', `${namespace}/${id}`)) throw notFound(`lease ${quote(id)}`);
        return NONE;
      },
    };
  }

  /** Events as they happen, as long as the client listens. */
  *#subscribe(call: Call): Step<undefined> {
    const { events } = this.parts;
    const channel = events.subscribe();
    for (;;) {
      const won = yield* block(race({ event: channel.received, gone: call.cancelled.opened }));
      if (won.key === 'gone' || !won.value.ok) break;
      call.reply(won.value.value);
    }
    events.unsubscribe(channel);
    return undefined;
  }
}
