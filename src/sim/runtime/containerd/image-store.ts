import type { Process } from '../../kernel/process.ts';
import type { Step } from '../../kernel/step.ts';
import type { SystemCalls } from '../../kernel/syscalls.ts';
import { GrpcError } from '../../linux/net/grpc/grpc.ts';
import type * as cri from '../cri/types.ts';
import { duration, quote } from '../go/text.ts';
import { type ImageDefinition } from '../images/image.ts';
import { imageConfigJson, manifestJson } from '../images/manifest.ts';
import { parseReference, referenceText, repositoryOf, type Reference } from '../images/reference.ts';
import { imageOfDigest } from '../images/registries.ts';
import { resolveReference } from './registry-client.ts';
import type { Log } from './config.ts';
import { notFound, textOf, wrap } from './errors.ts';
import type { ImageRecord, Metadata } from './metadata.ts';
import { Snapshots, type SnapshotHost } from './snapshots.ts';

const MANAGED = { 'io.cri-containerd.image': 'managed' };
const PINNED = { 'io.cri-containerd.pinned': 'pinned' };

/** An image as the CRI knows it: one configuration under all of its names. */
export interface StoredImage {
  /** `sha256:…`. */
  readonly id: string;
  readonly references: readonly string[];
  readonly definition: ImageDefinition;
  readonly pinned: boolean;
}

export interface ImageSettings {
  root: string;
  /** Directories with hosts.toml files. */
  hostDirectories: readonly string[];
  /** Images that garbage collection leaves: names. */
  pinned: readonly string[];
}

/** The images of the CRI's namespace: what there is, what they are called, and how they come: internal/cri/server/images @v2.2. */
export class ImageStore {
  #images: ReadonlyMap<string, StoredImage> | undefined;
  #listed: readonly cri.Image[] | undefined;

  constructor(
    private readonly p: Process,
    private readonly metadata: Metadata,
    private readonly snapshots: Snapshots,
    private readonly log: Log,
    private readonly settings: ImageSettings,
    private readonly namespace = 'k8s.io',
  ) {}

  // ---- names ------------------------------------------------------------------------------------

  records(): ImageRecord[] {
    return [...this.metadata.within('images', this.namespace)].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  record(name: string): ImageRecord | undefined {
    return this.metadata.table('images').get(`${this.namespace}/${name}`);
  }

  /** Gives an image a name, or labels to a name that it has. */
  put(name: string, digest: string, labels: cri.Labels): ImageRecord {
    const { now } = this.p.clock;
    const there = this.record(name);
    if (there?.digest === digest && JSON.stringify(there.labels) === JSON.stringify(labels)) return there;
    const record = { name, digest, createdAt: there?.createdAt ?? now, updatedAt: now, labels };
    this.#tell(there ? 'ImageUpdate' : 'ImageCreate', name, labels);
    this.metadata.put('images', `${this.namespace}/${name}`, record);
    this.#changed();
    return record;
  }

  /** The CRI logs what happens to images of its own. */
  #tell(what: string, name: string, labels: cri.Labels): void {
    if (this.namespace !== 'k8s.io') return;
    const words = Object.entries(labels).map(([key, value]) => ` labels:{key:${quote(key)} value:${quote(value)}}`);
    this.log('info', `${what} event name:${quote(name)}${words.join('')}`);
  }

  /** Takes a name away, and the content with the last. False where there was none. */
  remove(name: string): boolean {
    const record = this.record(name);
    if (!record) return false;
    this.metadata.remove('images', `${this.namespace}/${name}`);
    this.#tell('ImageDelete', name, {});
    this.#changed();
    if (!this.records().some((r) => r.digest === record.digest)) this.#collect(record.digest);
    return true;
  }

  /** Somebody else has changed the records. */
  refresh(): void {
    this.#changed();
  }

  #changed(): void {
    this.#images = undefined;
    this.#listed = undefined;
  }

  // ---- images -----------------------------------------------------------------------------------

  all(): ReadonlyMap<string, StoredImage> {
    if (this.#images) return this.#images;
    const out = new Map<string, StoredImage>();
    for (const record of this.records()) {
      const definition = imageOfDigest(record.digest);
      if (!definition) continue;
      const id = `sha256:${definition.id}`;
      const there = out.get(id);
      const pinned = record.labels['io.cri-containerd.pinned'] === 'pinned' || (there?.pinned ?? false);
      out.set(id, { id, references: [...(there?.references ?? []), record.name], definition, pinned });
    }
    return (this.#images = out);
  }

  /** An image by what it is called or by (the beginning of) its id. Throws GrpcError: `not found`. */
  resolve(ref: string): StoredImage {
    const images = this.all();
    if (!/^sha256:[0-9a-f]{64}$/.test(ref)) {
      let name: string | undefined;
      try {
        name = referenceText(parseReference(ref));
      } catch (e) {
        if (!(e instanceof Error)) throw e;
      }
      const record = name === undefined ? undefined : this.record(name);
      const definition = record && imageOfDigest(record.digest);
      if (definition) return images.get(`sha256:${definition.id}`)!;
    }
    const prefix = ref.replace(/^sha256:/, '');
    const found = /^[0-9a-f]+$/.test(prefix) ? [...images.values()].filter((i) => i.definition.id.startsWith(prefix)) : [];
    if (found.length === 1) return found[0]!;
    if (found.length > 1) throw new GrpcError('Unknown', 'ambiguous digest string');
    throw new GrpcError('NotFound', 'not found');
  }

  find(ref: string): StoredImage | undefined {
    try {
      return this.resolve(ref);
    } catch (e) {
      if (e instanceof GrpcError && e.code === 'NotFound') return undefined;
      throw e;
    }
  }

  list(): readonly cri.Image[] {
    return (this.#listed ??= Object.freeze([...this.all().values()].map(criImage)));
  }

  // ---- content ----------------------------------------------------------------------------------

  get #blobs(): string {
    return blobDirectory(this.settings.root);
  }

  /** The manifests that there are, each once. */
  digests(): ImageDefinition[] {
    return [...new Set(this.records().map((r) => r.digest))].map((d) => imageOfDigest(d)).filter((d) => d !== undefined);
  }

  /** Puts an image's content on the disk and unpacks it. */
  unpack(image: ImageDefinition): void {
    writeContent(this.p.sys, this.settings.root, image);
    this.snapshots.unpack(this.namespace, image);
  }

  #labels(names: readonly string[]): cri.Labels {
    return labelsOf(names, this.settings.pinned);
  }

  #collect(digest: string): void {
    const image = imageOfDigest(digest);
    if (!image) return;
    const { sys } = this.p;
    for (const name of [image.digest, image.id, image.layer])
      if (sys.exists(`${this.#blobs}/${name}`)) sys.unlink(`${this.#blobs}/${name}`);
    try {
      this.snapshots.remove(this.namespace, `sha256:${image.layer}`);
    } catch (e) {
      // containers still stand on its layer
      if (!(e instanceof Error)) throw e;
    }
  }

  // ---- pulling ----------------------------------------------------------------------------------

  /** Brings an image and its names from a registry; gives its id. Throws GrpcError. */
  *pull(name: string): Step<string> {
    const began = this.p.clock.now;
    let reference: Reference;
    try {
      reference = parseReference(name);
    } catch (e) {
      throw wrap(`failed to parse image reference ${quote(name)}`, e);
    }
    const ref = referenceText(reference);
    let image: ImageDefinition;
    try {
      image = yield* this.fetch(reference);
    } catch (e) {
      const report = `stop pulling image ${ref}: active requests=0, bytes read=0`;
      this.p.clock.after(30, () => this.log('info', report));
      throw wrap(`failed to pull and unpack image ${quote(ref)}`, e);
    }
    const digest = `sha256:${image.digest}`;
    const repository = repositoryOf(reference);
    const tag = reference.digest === undefined ? ref : '';
    const id = `sha256:${image.id}`;
    const labels = this.#labels([ref]);
    for (const each of [id, tag, `${repository}@${digest}`]) if (each) this.put(each, digest, { ...this.record(each)?.labels, ...labels });
    const took = duration(this.p.clock.now - began);
    this.log(
      'info',
      `Pulled image ${quote(name)} with image id ${quote(id)}, repo tag ${quote(tag)}, repo digest ${quote(`${repository}@${digest}`)}, size ${quote(String(image.sizeBytes))} in ${took}`,
    );
    return id;
  }

  /** Brings an image's content without giving it a name. Throws GrpcError. */
  *fetch(reference: Reference): Step<ImageDefinition> {
    const ref = referenceText(reference);
    let resolved;
    try {
      resolved = yield* resolveReference(this.p, this.log, this.settings.hostDirectories, reference);
    } catch (e) {
      throw wrap('failed to resolve image', e);
    }
    const { image, registry } = resolved;
    const present = this.p.sys.exists(`${this.#blobs}/${image.layer}`);
    const size = present ? 0 : image.sizeBytes;
    const jitter = this.p.kernel.random.stream(`pull ${this.p.table.machine}`).between(0, 6_000);
    yield* this.p.sleep(12_000 + jitter + Math.round((size / registry.bytesPerSecond) * 1_000_000));
    if (!present) {
      // unpacking takes about as long as fetching
      yield* this.p.sleep(Math.round((size / 120_000_000) * 1_000_000) + 40_000);
      this.unpack(image);
    }
    this.log('info', `stop pulling image ${ref}: active requests=0, bytes read=${size}`);
    return image;
  }

  /** Removes an image under all of its names; nothing happens where there is none. Throws GrpcError. */
  removeImage(ref: string): void {
    let image: StoredImage;
    try {
      image = this.resolve(ref);
    } catch (e) {
      if (e instanceof GrpcError && e.code === 'NotFound') return;
      throw new GrpcError('Unknown', `can not resolve ${quote(ref)} locally: ${textOf(e)}`);
    }
    for (const name of image.references) this.remove(name);
  }

  /** Room that the writable layers and images take. */
  usage(): { bytes: number; inodes: number } {
    let bytes = 0;
    let inodes = 0;
    for (const image of this.digests()) {
      bytes += image.sizeBytes;
      inodes += Object.keys(image.files).length;
    }
    for (const snapshot of this.metadata.within('snapshots', this.namespace)) {
      if (snapshot.kind !== 'Active') continue;
      const used = this.snapshots.usage(this.namespace, snapshot.key);
      bytes += used.bytes;
      inodes += used.inodes;
    }
    return { bytes, inodes };
  }
}

const blobDirectory = (root: string): string => `${root}/io.containerd.content.v1.content/blobs/sha256`;

/** The labels that the CRI gives an image's names. */
function labelsOf(names: readonly string[], pinned: readonly string[]): cri.Labels {
  return names.some((name) => pinned.includes(name)) ? { ...MANAGED, ...PINNED } : MANAGED;
}

function writeContent(sys: SystemCalls, root: string, image: ImageDefinition): void {
  const directory = blobDirectory(root);
  if (!sys.exists(directory)) sys.mkdirp(directory, 0o755);
  const blob = (name: string, content: string, size: number): void => {
    const path = `${directory}/${name}`;
    if (sys.exists(path)) sys.unlink(path);
    sys.writeFile(path, content, 0o644);
    if (size > content.length) sys.truncate(path, size);
    sys.chmod(path, 0o444);
  };
  blob(image.digest, manifestJson(image), 0);
  blob(image.id, imageConfigJson(image), 0);
  blob(image.layer, '', image.sizeBytes);
}

/** Gives a machine an image under all of its names, as an import before it was first used does. */
export function importImage(host: SnapshotHost, metadata: Metadata, root: string, image: ImageDefinition, pinned: readonly string[]): void {
  writeContent(host.sys, root, image);
  new Snapshots(host, metadata, root).unpack('k8s.io', image);
  const { now } = host.clock;
  const digest = `sha256:${image.digest}`;
  const labels = labelsOf(image.names, pinned);
  for (const name of [...image.names, `sha256:${image.id}`]) {
    metadata.put('images', `k8s.io/${name}`, { name, digest, createdAt: now, updatedAt: now, labels });
  }
}

/** Splits names into those with a tag and those with a digest. */
export function namesOf(references: readonly string[]): { repoTags: string[]; repoDigests: string[] } {
  const repoTags: string[] = [];
  const repoDigests: string[] = [];
  for (const name of references) {
    if (/^sha256:[0-9a-f]{64}$/.test(name)) continue;
    if (name.includes('@')) repoDigests.push(name);
    else repoTags.push(name);
  }
  return { repoTags, repoDigests };
}

/** The user an image runs as: a number or a name. */
function userOf(user: string | undefined): { uid?: cri.Int64Value; username: string } {
  const first = (user ?? '').split(':')[0]!;
  return /^\d+$/.test(first) ? { uid: { value: Number(first) }, username: '' } : { username: first };
}

/** An image as the CRI tells it. */
export function criImage({ id, references, definition, pinned }: StoredImage): cri.Image {
  return Object.freeze({ id, ...namesOf(references), size: definition.sizeBytes, ...userOf(definition.config.user), pinned });
}

export const imageNotFound = (name: string): GrpcError => notFound(`image ${quote(name)}`);
