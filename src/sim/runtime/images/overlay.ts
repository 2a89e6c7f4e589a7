import { FileSystem, Inode } from '../../linux/fs/inode.ts';
import type { ImageNode } from './image.ts';

/**
 * The entries of a directory that lies over one of an image: what the image has becomes an inode when somebody first looks at it,
 * what is removed does not come back.
 */
class OverlayEntries extends Map<string, Inode> {
  readonly #below: Map<string, ImageNode>;
  readonly #layer: Layer;

  constructor(layer: Layer, below: ReadonlyMap<string, ImageNode>) {
    super();
    this.#layer = layer;
    this.#below = new Map(below);
  }

  #raise(name: string): Inode | undefined {
    const node = this.#below.get(name);
    if (!node) return undefined;
    this.#below.delete(name);
    const inode = this.#layer.inode(node);
    super.set(name, inode);
    return inode;
  }

  #raiseAll(): void {
    for (const name of [...this.#below.keys()]) this.#raise(name);
  }

  override get(name: string): Inode | undefined {
    return super.get(name) ?? this.#raise(name);
  }

  override has(name: string): boolean {
    return super.has(name) || this.#below.has(name);
  }

  override set(name: string, inode: Inode): this {
    this.#below.delete(name);
    return super.set(name, inode);
  }

  override delete(name: string): boolean {
    const inode = this.get(name);
    if (!inode) return false;
    this.#layer.hide(inode);
    return super.delete(name);
  }

  override get size(): number {
    return super.size + this.#below.size;
  }

  override keys(): MapIterator<string> {
    this.#raiseAll();
    return super.keys();
  }

  override values(): MapIterator<Inode> {
    this.#raiseAll();
    return super.values();
  }

  override entries(): MapIterator<[string, Inode]> {
    this.#raiseAll();
    return super.entries();
  }

  override [Symbol.iterator](): MapIterator<[string, Inode]> {
    return this.entries();
  }
}

class OverlayDirectory extends Inode {
  override readonly entries: Map<string, Inode>;

  constructor(layer: Layer, ino: number, node: ImageNode) {
    super(layer.fs, ino, 'directory', node.mode, node.uid, node.gid);
    this.entries = new OverlayEntries(layer, node.children);
    this.nlink = 2;
    for (const child of node.children.values()) if (child.type === 'directory') this.nlink++;
  }
}

/** Makes the inodes of one overlay. What comes from the image takes no room of the writable layer. */
class Layer {
  readonly #shared = new Map<ImageNode, Inode>();
  readonly #fromImage = new WeakSet<Inode>();
  #nextIno = 100_000;

  constructor(readonly fs: FileSystem) {}

  inode(node: ImageNode): Inode {
    const known = node.links > 1 ? this.#shared.get(node) : undefined;
    if (known) return known;
    const ino = this.#nextIno++;
    const inode =
      node.type === 'directory' ? new OverlayDirectory(this, ino, node) : new Inode(this.fs, ino, node.type, node.mode, node.uid, node.gid);
    inode.atime = inode.mtime = inode.ctime = node.mtime;
    if (node.type === 'symlink') inode.target = node.target;
    if (node.type === 'file') {
      inode.nlink = node.links;
      if (node.content.length > 0) inode.data!.write(0, node.content);
      if (node.sizeBytes > node.content.length) inode.data!.truncate(node.sizeBytes);
    }
    if (node.links > 1) this.#shared.set(node, inode);
    this.#fromImage.add(inode);
    return inode;
  }

  /** A name was taken away: what hides the image's file takes an inode, and the file's own never counted. */
  hide(inode: Inode): void {
    if (!this.#fromImage.has(inode)) return;
    this.fs.inodes++;
    if (inode.type !== 'directory' && inode.nlink > 1) return;
    this.fs.inodes++;
    this.fs.usedBytes += inode.data?.allocated ?? 0;
  }
}

/** A writable file system over an image's files (overlayfs). It costs what is looked at, however large the image. */
export function overlay(root: ImageNode, dev: number, now: () => number, capacityBytes?: number): FileSystem {
  const fs = new FileSystem('overlay', dev, now, capacityBytes);
  const layer = new Layer(fs);
  for (const [name, node] of root.children) {
    fs.root.entries!.set(name, layer.inode(node));
    if (node.type === 'directory') fs.root.nlink++;
  }
  fs.root.mode = root.mode;
  fs.root.mtime = fs.root.ctime = root.mtime;
  return fs;
}
