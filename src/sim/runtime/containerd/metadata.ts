import { bytes, text } from '../../kernel/text.ts';
import type { Micros } from '../../kernel/time.ts';
import type { LinuxCalls } from '../../linux/calls.ts';
import type { LiveContent } from '../../linux/fs/inode.ts';
import type * as cri from '../cri/types.ts';
import type { OciSpec } from '../oci/types.ts';

/** An image's name in a namespace, and the manifest that it stands for. */
export interface ImageRecord {
  readonly name: string;
  /** Of the manifest, `sha256:…`. */
  readonly digest: string;
  readonly createdAt: Micros;
  readonly updatedAt: Micros;
  readonly labels: cri.Labels;
}

/** What the CRI keeps of a sandbox. */
export interface SandboxMetadata {
  readonly id: string;
  readonly name: string;
  readonly config: cri.PodSandboxConfig;
  /** Empty on the host's network. */
  readonly netnsPath: string;
  readonly ip: string;
  readonly additionalIps: readonly string[];
  readonly cniResult: unknown;
  readonly runtimeHandler: string;
}

/** What the CRI keeps of a container. */
export interface ContainerMetadata {
  readonly id: string;
  readonly name: string;
  readonly sandboxId: string;
  readonly config: cri.ContainerConfig;
  /** The image's id. */
  readonly imageRef: string;
  readonly logPath: string;
  readonly stopSignal: string;
}

/** A container as containerd itself knows it: a specification and a snapshot, of a sandbox or of one of its containers. */
export interface ContainerRecord {
  readonly id: string;
  /** Name of the image in containerd's store. */
  readonly image: string;
  readonly runtime: string;
  readonly snapshotter: string;
  readonly snapshotKey: string;
  readonly createdAt: Micros;
  readonly updatedAt: Micros;
  readonly labels: cri.Labels;
  readonly spec: OciSpec;
  /** The sandbox whose shim holds it; empty for a sandbox's own. */
  readonly sandboxId: string;
  readonly sandbox?: SandboxMetadata;
  readonly container?: ContainerMetadata;
}

export interface SnapshotRecord {
  readonly key: string;
  /** Directory below the snapshotter's. */
  readonly number: number;
  readonly parent: string;
  readonly kind: 'Committed' | 'Active' | 'View';
  readonly createdAt: Micros;
  readonly labels: cri.Labels;
}

export interface LeaseRecord {
  readonly id: string;
  readonly createdAt: Micros;
  readonly labels: cri.Labels;
}

export interface NamespaceRecord {
  readonly name: string;
  readonly labels: cri.Labels;
}

interface Tables {
  namespaces: NamespaceRecord;
  images: ImageRecord;
  containers: ContainerRecord;
  sandboxes: SandboxMetadata;
  snapshots: SnapshotRecord;
  leases: LeaseRecord;
}

type TableName = keyof Tables;
const NAMES: readonly TableName[] = ['namespaces', 'images', 'containers', 'sandboxes', 'snapshots', 'leases'];
const MAGIC = 'containerd metadata v1\n';
const PAGE = 131_072;

/** Where containerd keeps its metadata. */
export const metadataPath = (root: string): string => `${root}/io.containerd.metadata.v1.bolt/meta.db`;

/**
 * containerd's metadata: what there is of namespaces, images, containers and so on. It stands in a file, as objects until somebody
 * reads that file. Records must not be changed: put a new one. Keys are `NAMESPACE/NAME`, a namespace's own is its name.
 */
export class Metadata implements LiveContent {
  version = 1;
  readonly #tables = Object.fromEntries(NAMES.map((name) => [name, new Map()])) as {
    [N in TableName]: Map<string, Tables[N]>;
  };
  #encoded: { version: number; bytes: Uint8Array } | undefined;
  /** The number of the next snapshot. */
  nextSnapshot = 1;

  table<N extends TableName>(name: N): ReadonlyMap<string, Tables[N]> {
    return this.#tables[name];
  }

  put<N extends TableName>(name: N, key: string, record: Tables[N]): void {
    this.#tables[name].set(key, record);
    this.version++;
  }

  remove(name: TableName, key: string): boolean {
    this.version++;
    return this.#tables[name].delete(key);
  }

  /** The records of a namespace. */
  *within<N extends TableName>(name: N, namespace: string): Generator<Tables[N]> {
    for (const [key, record] of this.#tables[name]) if (key.startsWith(`${namespace}/`)) yield record;
  }

  get size(): number {
    return Math.max(1, Math.ceil(this.encode().length / PAGE)) * PAGE;
  }

  encode(): Uint8Array {
    if (this.#encoded?.version !== this.version) {
      const lines = [JSON.stringify({ nextSnapshot: this.nextSnapshot })];
      for (const name of NAMES) {
        for (const [key, record] of this.#tables[name]) lines.push(JSON.stringify([name, key, record]));
      }
      this.#encoded = { version: this.version, bytes: bytes(`${MAGIC}${lines.join('\n')}\n`) };
    }
    return this.#encoded.bytes;
  }

  static decode(data: Uint8Array): Metadata {
    const end = data.indexOf(0);
    const content = text(end < 0 ? data : data.subarray(0, end));
    if (!content.startsWith(MAGIC)) throw new Error('invalid database');
    const out = new Metadata();
    try {
      const [head, ...lines] = content.slice(MAGIC.length).trimEnd().split('\n');
      out.nextSnapshot = (JSON.parse(head!) as { nextSnapshot: number }).nextSnapshot;
      for (const line of lines) {
        const [name, key, record] = JSON.parse(line) as [TableName, string, never];
        out.put(name, key, record);
      }
    } catch (e) {
      if (e instanceof SyntaxError) throw new Error('invalid database');
      throw e;
    }
    return out;
  }
}

/** Opens the file of the metadata, making it where it is not there. Throws Error with bolt's text where it is damaged. */
export function openMetadata(sys: LinuxCalls, root: string): Metadata {
  const path = metadataPath(root);
  sys.mkdirp(path.slice(0, path.lastIndexOf('/')), 0o711);
  if (!sys.exists(path)) sys.writeFile(path, '', 0o644);
  const data = sys.place(path).inode.data!;
  if (data.live instanceof Metadata) return data.live;
  const metadata = data.size === 0 ? new Metadata() : Metadata.decode(data.read(0, data.size));
  data.attach(metadata);
  return metadata;
}
