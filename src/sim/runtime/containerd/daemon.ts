import { Errno } from '../../kernel/errno.ts';
import type { Listener } from '../../kernel/network.ts';
import type { Process } from '../../kernel/process.ts';
import { block, type Step } from '../../kernel/step.ts';
import { Latch } from '../../kernel/sync.ts';
import type { LinuxCalls } from '../../linux/calls.ts';
import { GrpcServer, type Handler } from '../../linux/net/grpc/server.ts';
import { notify } from '../../linux/systemd/notify.ts';
import { IMAGE_SERVICE, RUNTIME_SERVICE } from '../cri/service.ts';
import { errorText, parseDuration, quote } from '../go/text.ts';
import type { PluginStatus } from './api.ts';
import { PREFIX } from './api.ts';
import { IMAGES_PLUGIN, RUNTIME_PLUGIN, SERVER_PLUGIN, warnUnknownOfPlugin, type Config, type Log } from './config.ts';
import { CriContext, NAMESPACE } from './context.ts';
import { CriService } from './cri-service.ts';
import { EventBus } from './events.ts';
import { ImageStore } from './image-store.ts';
import { runtimeConfigJson } from './info.ts';
import type { DaemonLog } from './log.ts';
import { openMetadata, type Metadata } from './metadata.ts';
import { NativeServices } from './native.ts';
import { PLUGINS, statusOf, uriOf } from './plugins.ts';
import { recover } from './recovery.ts';
import { ShimManager } from './shims.ts';
import { Snapshots } from './snapshots.ts';
import { StreamingServer } from './streaming.ts';

const REVISION = 'dea7da592f5d1d2b7755e3a161be07f43fad8f75';

/** A plugin that cannot work with what is configured. */
class PluginError extends Error {}

const CRI_RUNTIME = 'io.containerd.cri.v1.runtime';
const CRI_IMAGES = 'io.containerd.cri.v1.images';
const CRI_SERVER = 'io.containerd.grpc.v1.cri';
const BOLT = 'io.containerd.metadata.v1.bolt';

/** containerd as it runs: plugins, sockets, and its end. */
export class Daemon {
  readonly #log: Log;
  readonly #plugins: PluginStatus[] = [];
  readonly #sockets: { path: string; listener: Listener }[] = [];
  #metadata: Metadata | undefined;
  #snapshots!: Snapshots;
  #images!: ImageStore;
  #shims!: ShimManager;
  readonly #events: EventBus;
  #context: CriContext | undefined;
  #cri: CriService | undefined;
  #streaming: StreamingServer | undefined;
  #native: NativeServices | undefined;
  #server: GrpcServer | undefined;

  constructor(
    private readonly p: Process,
    private readonly config: Config,
    /** Plugins that the configuration file names. */
    private readonly given: ReadonlySet<string>,
    private readonly logger: DaemonLog,
  ) {
    this.#log = logger.line;
    this.#events = new EventBus(p);
  }

  /** Runs until it is told to end. Throws Error with containerd's text where it cannot start. */
  *run(): Step<number> {
    const { p, config } = this;
    const began = p.clock.now;
    const stop = new Latch();
    this.#directories();
    for (const signal of ['TERM', 'INT'] as const) p.handle(signal, () => stop.open());
    p.handle('PIPE', 'ignore');
    p.runtimeThreads = 12;
    p.charge(38_000_000);
    this.#log('info', 'starting containerd', { revision: REVISION, version: 'v2.2.1' });
    yield* p.sleep(9_000);
    yield* this.#loadPlugins();
    yield* p.sleep(4_000);
    this.#server = this.#serve();
    this.#listen(config.ttrpcAddress);
    this.#listen(config.address);
    if (this.#context && this.#cri) yield* this.#startCri(this.#context, this.#cri);
    notify(p, 'READY=1');
    this.#log('info', `containerd successfully booted in ${((p.clock.now - began) / 1e6).toFixed(6)}s`);
    yield* block(stop.opened);
    notify(p, 'STOPPING=1');
    this.#server.stop();
    for (const { path, listener } of this.#sockets) {
      listener.close();
      if (p.sys.exists(path)) p.sys.unlink(path);
    }
    this.#shims.close();
    if (this.#cri) {
      this.#log('info', 'Stop CRI service');
      this.#log('info', 'Event monitor stopped');
      this.#log('info', 'Stream server stopped');
    }
    yield* this.logger.flush();
    return 0;
  }

  #directories(): void {
    const { root, state } = this.config;
    if (!root) throw new Error('root must be specified');
    if (!state) throw new Error('state must be specified');
    if (root === state) throw new Error('root and state must be different paths');
    const { sys } = this.p;
    sys.mkdirp(root, 0o700);
    sys.chmod(root, 0o700);
    if (!sys.exists(state)) sys.mkdirp(state, 0o711);
    sys.chmod(state, 0o711);
  }

  // ---- plugins ----------------------------------------------------------------------------------

  *#loadPlugins(): Step {
    const { config, p } = this;
    for (const required of config.list('required_plugins')) {
      if (!PLUGINS.some((plugin) => uriOf(plugin) === required)) throw new Error(`required plugin [${required}] not included`);
    }
    for (const plugin of PLUGINS) {
      const id = uriOf(plugin);
      if (config.disabled.includes(id)) continue;
      const { type } = plugin;
      this.#log('info', 'loading plugin', { id, type });
      if (this.given.has(id)) warnUnknownOfPlugin(id, config.tables('plugins', id), this.#log);
      let error = plugin.skip ?? '';
      if (plugin.skip) this.#log('info', 'skip loading plugin', { error, id, type });
      else {
        try {
          this.#load(id);
          error = '';
        } catch (e) {
          if (!(e instanceof PluginError)) throw e;
          error = e.message;
          this.#log('warning', 'failed to load plugin', { error, id, type });
          this.#plugins.push(statusOf(plugin, error));
          if (config.list('required_plugins').includes(id)) throw new Error(`load required plugin ${id}: ${error}`);
          continue;
        }
      }
      this.#plugins.push(statusOf(plugin));
      yield* p.sleep(180);
    }
    if (!this.#metadata) throw new Error('metadata plugin is not loaded');
    yield* this.#shims.load();
    this.#native = new NativeServices(p, {
      log: this.#log,
      metadata: this.#metadata,
      snapshots: this.#snapshots,
      images: this.#images,
      shims: this.#shims,
      events: this.#events,
      root: config.root,
      uuid: this.#uuid(),
      plugins: this.#plugins,
    });
  }

  /** What a plugin does as it is loaded. Throws PluginError. */
  #load(id: string): void {
    switch (id) {
      case BOLT:
        this.#openStores();
        this.#log('info', 'metadata content store policy set', {
          policy: this.config.text('plugins', BOLT, 'content_sharing_policy') || 'shared',
        });
        return;
      case 'io.containerd.nri.v1.nri':
        this.#log('info', 'runtime interface created');
        this.#log('info', 'created NRI interface');
        return;
      case CRI_IMAGES:
        this.#loadImages();
        return;
      case CRI_RUNTIME:
        this.#loadRuntime();
        return;
      case CRI_SERVER:
        this.#loadServer();
    }
  }

  #openStores(): void {
    const { p, config } = this;
    try {
      this.#metadata = openMetadata(p.sys as LinuxCalls, config.root);
    } catch (e) {
      throw new Error(`failed to load plugin ${BOLT}: ${errorText(e)}`);
    }
    const metadata = this.#metadata;
    this.#snapshots = new Snapshots(p, metadata, config.root);
    const pinned = config.tables('plugins', IMAGES_PLUGIN, 'pinned_images');
    this.#images = new ImageStore(p, metadata, this.#snapshots, this.#log, {
      root: config.root,
      hostDirectories: config.text('plugins', IMAGES_PLUGIN, 'registry', 'config_path').split(':').filter(Boolean),
      pinned: Object.values(pinned).map(String),
    });
    this.#shims = new ShimManager(p, this.#log, {
      address: config.address,
      root: config.root,
      state: config.state,
      namespace: NAMESPACE,
      env: config.list('plugins', 'io.containerd.shim.v1.manager', 'env'),
      container: (id) => metadata.table('containers').get(`${NAMESPACE}/${id}`),
    });
  }

  #loadImages(): void {
    const { config } = this;
    const at = (...path: string[]): string[] => ['plugins', IMAGES_PLUGIN, ...path];
    const some = (name: string): boolean => Object.keys(config.tables(...at('registry', name))).length > 0;
    const invalid = (text: string): PluginError => new PluginError(`invalid cri image config: ${text}`);
    if (some('mirrors')) {
      if (config.text(...at('registry', 'config_path'))) throw invalid('`mirrors` cannot be set when `config_path` is provided');
      this.#log('warning', '`mirrors` is deprecated, please use `config_path` instead');
    }
    if (some('configs')) this.#log('warning', '`configs` is deprecated, please use `config_path` instead');
    if (some('auths')) this.#log('warning', '`auths` is deprecated, please use `ImagePullSecrets` instead');
    const timeout = config.text(...at('image_pull_progress_timeout'));
    if (timeout && parseDuration(timeout) === undefined) {
      throw invalid(`invalid image pull progress timeout: time: invalid duration ${quote(timeout)}`);
    }
    const snapshotter = config.text(...at('snapshotter'));
    const known = PLUGINS.find((plugin) => plugin.type === 'io.containerd.snapshotter.v1' && plugin.id === snapshotter);
    if (!known || known.skip) throw new PluginError(`failed to find snapshotter ${quote(snapshotter)}`);
    const path = `${config.root}/io.containerd.snapshotter.v1.${snapshotter}`;
    this.#log('info', `Get image filesystem path ${quote(path)} for snapshotter ${quote(snapshotter)}`);
    this.#log('info', 'Start snapshots syncer');
  }

  #loadRuntime(): void {
    const { config, p } = this;
    const at = (...path: string[]): string[] => ['plugins', RUNTIME_PLUGIN, ...path];
    const invalid = (text: string): PluginError => new PluginError(`invalid plugin config: ${text}`);
    const name = config.text(...at('containerd', 'default_runtime_name'));
    if (!name) throw invalid('`default_runtime_name` is empty');
    if (!(name in config.tables(...at('containerd', 'runtimes')))) {
      throw invalid(`no corresponding runtime configured in \`containerd.runtimes\` for \`containerd\` \`default_runtime_name = "${name}"`);
    }
    const binDir = config.text(...at('cni', 'bin_dir'));
    if (binDir) {
      this.#log('warning', '`bin_dir` is deprecated, please use `bin_dirs` instead');
      const dirs = config.list(...at('cni', 'bin_dirs'));
      if (dirs.length > 0 && dirs.join() !== '/opt/cni/bin')
        throw invalid('`cni.bin_dir` and `cni.bin_dirs` cannot be set at the same time');
    }
    const drain = config.text(...at('drain_exec_sync_io_timeout'));
    if (drain && parseDuration(drain) === undefined) {
      throw invalid(`invalid \`drain_exec_sync_io_timeout\`: time: invalid duration ${quote(drain)}`);
    }
    const stateDir = `${config.state}/io.containerd.grpc.v1.cri`;
    if (!p.sys.exists(stateDir)) p.sys.mkdirp(stateDir, 0o700);
    const rootDir = `${config.root}/io.containerd.grpc.v1.cri`;
    this.#log('info', 'starting cri plugin', { config: JSON.stringify(runtimeConfigJson({ config, rootDir, stateDir })) });
  }

  /** Whether a plugin was loaded well. */
  #loaded(id: string): boolean {
    return this.#plugins.some((plugin) => uriOf(plugin) === id && plugin.status === 'ok');
  }

  #loadServer(): void {
    const { config, p } = this;
    for (const [id, what] of [
      [CRI_RUNTIME, 'runtime'],
      [CRI_IMAGES, 'image'],
    ] as const) {
      if (this.#loaded(id)) continue;
      const why = config.disabled.includes(id)
        ? 'no plugins registered for io.containerd.cri.v1'
        : (this.#plugins.find((x) => uriOf(x) === id)?.error ?? '');
      throw new PluginError(`unable to load CRI ${what} service plugin dependency: ${why}`);
    }
    const idle = config.text('plugins', SERVER_PLUGIN, 'stream_idle_timeout');
    if (idle && parseDuration(idle) === undefined) {
      throw new PluginError(`invalid cri image config: invalid stream idle timeout: time: invalid duration ${quote(idle)}`);
    }
    this.#log('info', 'Connect containerd service');
    this.#log('info', 'using experimental NRI integration - disable nri plugin to prevent this');
    const context = new CriContext(p, {
      config,
      log: this.#log,
      metadata: this.#metadata!,
      snapshots: this.#snapshots,
      images: this.#images,
      shims: this.#shims,
      events: this.#events,
    });
    const { sys } = p;
    const { confDir } = context.cni;
    if (!sys.exists(confDir)) sys.mkdirp(confDir, 0o700);
    const error = context.cni.load();
    if (error) {
      this.#log('error', 'failed to load cni during init, please check CRI plugin status before setting up network for pods', { error });
    }
    this.#context = context;
    this.#streaming = new StreamingServer(context, (line) => this.logger.write(line));
    this.#cri = new CriService(context, this.#streaming);
    const namespaces = this.#metadata!.table('namespaces');
    if (!namespaces.has(NAMESPACE)) this.#metadata!.put('namespaces', NAMESPACE, { name: NAMESPACE, labels: {} });
  }

  #uuid(): string {
    const { sys } = this.p;
    const directory = `${this.config.root}/io.containerd.grpc.v1.introspection`;
    const path = `${directory}/uuid`;
    if (!sys.exists(path)) {
      sys.mkdirp(directory, 0o711);
      sys.writeFile(path, this.p.kernel.random.stream(`containerd uuid ${this.p.table.machine}`).uuid(), 0o644);
    }
    return sys.readText(path).trim();
  }

  // ---- the CRI ----------------------------------------------------------------------------------

  *#startCri(context: CriContext, cri: CriService): Step {
    const log = this.#log;
    log('info', 'Start subscribing containerd event');
    log('info', 'Start recovering state');
    yield* recover(context, cri.sandboxes, cri.containers);
    log('info', 'Start event monitor');
    log('info', 'Start cni network conf syncer for default');
    this.p.thread('cni conf', this.#syncCni(context));
    log('info', 'Start streaming server');
    try {
      this.#streaming!.start();
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      log('error', 'Failed to start streaming server', { error: `listen tcp ${e.go}` });
    }
    log('info', 'Registered namespace "k8s.io" with NRI');
    log('info', 'runtime interface starting up...');
    log('info', 'starting plugins...');
    log('info', 'Synchronizing NRI (plugin) with current runtime state');
    cri.initialized = true;
    yield* this.p.sleep(2_000);
  }

  /** Reads the networks' configuration again when something was written or removed in its directory. */
  *#syncCni(context: CriContext): Step {
    const { cni } = context;
    const watch = this.p.sys.inotify();
    watch.add(cni.confDir, ['modify', 'delete', 'moved-from', 'delete-self', 'move-self']);
    const names: Record<string, string> = { modify: 'WRITE', delete: 'REMOVE', 'moved-from': 'RENAME' };
    for (;;) {
      const event = yield* block(watch.event);
      if (event.kind === 'delete-self' || event.kind === 'move-self') {
        this.#log('fatal', 'Failed to run CRI service', {
          error: 'cni network conf monitor error: cni conf dir is removed, stop watching',
        });
        yield* this.logger.flush();
        this.p.kernel.terminate(this.p, { code: 1 });
        return;
      }
      const error = cni.load();
      const what = `${(names[event.kind] ?? 'WRITE').padEnd(13)} ${quote(`${cni.confDir}/${event.name}`)}`;
      if (error) this.#log('error', `failed to reload cni configuration after receiving fs change event(${what})`, { error });
    }
  }

  // ---- sockets ----------------------------------------------------------------------------------

  #serve(): GrpcServer {
    const method = (name: string): Handler | undefined => (name.startsWith(PREFIX) ? this.#native!.method(name) : this.#cri?.method(name));
    return new GrpcServer(this.p, {
      method,
      service: (name) => name.startsWith(PREFIX) || (this.#cri !== undefined && (name === RUNTIME_SERVICE || name === IMAGE_SERVICE)),
    });
  }

  /** Listens on a socket of the file system, in place of one that an earlier containerd has left. */
  #listen(path: string): void {
    const { sys } = this.p;
    const directory = path.slice(0, path.lastIndexOf('/')) || '/';
    try {
      if (!sys.exists(directory)) sys.mkdirp(directory, 0o770);
      if (sys.exists(path)) sys.unlink(path);
      const listener = sys.net.listenUnix(path, 0o660);
      sys.chown(path, this.config.number('grpc', 'uid'), this.config.number('grpc', 'gid'));
      this.#sockets.push({ path, listener });
      this.#log('info', 'serving...', { address: path });
      this.#server!.serve(listener);
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      throw new Error(`failed to get listener for main endpoint: ${e.go}`);
    }
  }
}
