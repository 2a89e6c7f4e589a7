import type { Clock } from '../../kernel/clock.ts';
import type { SystemCalls } from '../../kernel/syscalls.ts';
import type { LinuxCalls } from '../../linux/calls.ts';
import type { FileSystem, Inode } from '../../linux/fs/inode.ts';
import { imageTree, type ImageDefinition } from '../images/image.ts';
import { overlay } from '../images/overlay.ts';
import type { Metadata, SnapshotRecord } from './metadata.ts';

/** What lies over an image, by the directory of the disk that holds it: it is found again by whoever finds the directory. */
const layers = new WeakMap<Inode, FileSystem>();

/** Where snapshots are made: a process, or a machine that is being installed. */
export interface SnapshotHost {
  readonly sys: SystemCalls;
  readonly clock: Clock;
}

/** A snapshot as it is to be mounted. */
export interface MountableSnapshot {
  fs: FileSystem;
  options: string;
}

/** containerd's overlayfs snapshotter: one directory a snapshot, an image's layer or what a container writes over it. */
export class Snapshots {
  readonly directory: string;

  constructor(
    private readonly p: SnapshotHost,
    private readonly metadata: Metadata,
    root: string,
  ) {
    this.directory = `${root}/io.containerd.snapshotter.v1.overlayfs`;
    const sys = this.#sys;
    if (!sys.exists(`${this.directory}/snapshots`)) sys.mkdirp(`${this.directory}/snapshots`, 0o700);
  }

  get #sys(): LinuxCalls {
    return this.p.sys as LinuxCalls;
  }

  get(namespace: string, key: string): SnapshotRecord | undefined {
    return this.metadata.table('snapshots').get(`${namespace}/${key}`);
  }

  #make(namespace: string, record: Omit<SnapshotRecord, 'number' | 'createdAt' | 'labels'>, labels: Record<string, string> = {}): string {
    const number = this.metadata.nextSnapshot++;
    const path = `${this.directory}/snapshots/${number}`;
    const sys = this.#sys;
    sys.mkdirp(path, 0o700);
    sys.mkdir(`${path}/fs`, 0o755);
    if (record.kind === 'Active') sys.mkdir(`${path}/work`, 0o711);
    this.metadata.put('snapshots', `${namespace}/${record.key}`, { ...record, number, createdAt: this.p.clock.now, labels });
    return path;
  }

  /** Unpacks an image's layer. */
  unpack(namespace: string, image: ImageDefinition): void {
    const key = `sha256:${image.layer}`;
    if (this.get(namespace, key)) return;
    this.#make(
      namespace,
      { key, parent: '', kind: 'Committed' },
      {
        'containerd.io/snapshot.ref': key,
      },
    );
  }

  /** A writable layer over an image. */
  prepare(namespace: string, key: string, image: ImageDefinition): void {
    this.unpack(namespace, image);
    const path = this.#make(namespace, { key, parent: `sha256:${image.layer}`, kind: 'Active' });
    const host = this.#sys;
    const { dev } = host.namespaces.makeFileSystem('tmpfs', undefined);
    layers.set(
      host.place(`${path}/fs`).inode,
      overlay(imageTree(image), dev, () => this.p.clock.now),
    );
  }

  /** How a container's layer is mounted. Throws Error where it has gone. */
  mounts(namespace: string, key: string): MountableSnapshot {
    const record = this.get(namespace, key);
    if (!record) throw new Error(`snapshot ${key} does not exist: not found`);
    const parent = this.get(namespace, record.parent);
    const at = (number: number | undefined): string => `${this.directory}/snapshots/${number ?? 0}`;
    const fs = layers.get(this.#sys.place(`${at(record.number)}/fs`).inode);
    if (!fs) throw new Error(`failed to stat snapshot ${key}: not found`);
    const path = at(record.number);
    return { fs, options: `rw,relatime,lowerdir=${at(parent?.number)}/fs,upperdir=${path}/fs,workdir=${path}/work` };
  }

  /** Room that a layer takes on the disk. */
  usage(namespace: string, key: string): { bytes: number; inodes: number } {
    const record = this.get(namespace, key);
    if (!record) return { bytes: 0, inodes: 0 };
    const path = `${this.directory}/snapshots/${record.number}/fs`;
    if (!this.#sys.exists(path)) return { bytes: 0, inodes: 0 };
    const fs = layers.get(this.#sys.place(path).inode);
    return fs ? { bytes: fs.usedBytes + fs.inodes * 4096, inodes: fs.inodes } : { bytes: 0, inodes: 0 };
  }

  /** Removes a snapshot. Throws Error where others are built on it. */
  remove(namespace: string, key: string): void {
    const record = this.get(namespace, key);
    if (!record) throw new Error(`snapshot ${key} does not exist: not found`);
    for (const other of this.metadata.within('snapshots', namespace)) {
      if (other.parent === key) throw new Error('cannot remove snapshot with child: failed precondition');
    }
    this.metadata.remove('snapshots', `${namespace}/${key}`);
    this.#sys.removeTree(`${this.directory}/snapshots/${record.number}`);
  }
}
