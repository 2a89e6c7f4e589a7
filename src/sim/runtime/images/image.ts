import type { Program } from '../../kernel/program.ts';
import { bytes } from '../../kernel/text.ts';
import { parseRfc3339, type Micros } from '../../kernel/time.ts';
import { binaryContent } from '../../linux/executables.ts';

/** What a container gets from its image when nothing else is said (OCI image configuration, `config`). */
export interface ImageConfig {
  readonly entrypoint?: readonly string[];
  readonly cmd?: readonly string[];
  readonly env?: readonly string[];
  readonly user?: string;
  readonly workingDir?: string;
  /** `80/tcp`. */
  readonly exposedPorts?: readonly string[];
  readonly stopSignal?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
}

interface Attributes {
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
}

/** A file of an image: a program by its id, a text, a link to a path, another name of a file, or a directory. */
export type ImageFile = Attributes &
  (
    | { readonly program: string; readonly sizeBytes?: number }
    | { readonly text: string }
    | { readonly link: string }
    | { readonly same: string }
    | { readonly directory: true }
  );

/** Files by absolute path; directories above them are made. */
export type ImageFiles = Readonly<Record<string, ImageFile>>;

/**
 * A container image: what registries hold under some names, and what stands in it. Each is a folder of its own here whose
 * `index.ts` exports one as default.
 */
export interface ImageDefinition {
  /** Whole names with tags: `registry.k8s.io/etcd:3.6.6-0`. */
  readonly names: readonly string[];
  /** The image's id: the digest of its configuration, hexadecimal. */
  readonly id: string;
  /** The manifest's digest. */
  readonly digest: string;
  /** All of its content in a registry. */
  readonly sizeBytes: number;
  /** The digest of its one layer, which is its chain id too. */
  readonly layer: string;
  readonly created: string;
  readonly config: ImageConfig;
  readonly files: ImageFiles;
  /** Programs that exist only in images. */
  readonly programs?: readonly Program[];
  /** A fresh node has it. */
  readonly preloaded: boolean;
}

/** Declares an image (gives it back, typed). */
export function image(definition: ImageDefinition): ImageDefinition {
  return definition;
}

/** A place of an image's tree. */
export interface ImageNode {
  readonly type: 'file' | 'directory' | 'symlink';
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly mtime: Micros;
  readonly target: string;
  readonly content: Uint8Array;
  readonly sizeBytes: number;
  readonly children: Map<string, ImageNode>;
  /** Names it has. */
  links: number;
}

const EMPTY = new Uint8Array(0);
const trees = new WeakMap<ImageDefinition, ImageNode>();

function directory(mtime: Micros, attributes: Attributes = {}): ImageNode {
  const { mode = 0o755, uid = 0, gid = 0 } = attributes;
  return { type: 'directory', mode, uid, gid, mtime, target: '', content: EMPTY, sizeBytes: 0, children: new Map(), links: 1 };
}

/** The tree of an image's files, made once. */
export function imageTree(definition: ImageDefinition): ImageNode {
  let root = trees.get(definition);
  if (!root) {
    root = directory(parseRfc3339(definition.created) ?? 0);
    for (const [path, file] of Object.entries(definition.files)) enter(root, path, file);
    trees.set(definition, root);
  }
  return root;
}

/** The node at a path of an image, links not followed. */
export function imageNode(root: ImageNode, path: string): ImageNode | undefined {
  let at: ImageNode | undefined = root;
  for (const name of path.split('/')) if (name) at = at?.children.get(name);
  return at;
}

function enter(root: ImageNode, path: string, file: ImageFile): void {
  const names = path.split('/').filter(Boolean);
  const last = names.pop()!;
  let parent = root;
  for (const name of names) {
    let next = parent.children.get(name);
    if (!next) parent.children.set(name, (next = directory(root.mtime)));
    parent = next;
  }
  if ('same' in file) {
    const node = imageNode(root, file.same);
    if (!node) throw new Error(`image file ${path}: ${file.same} must stand before it`);
    node.links++;
    parent.children.set(last, node);
    return;
  }
  if ('directory' in file) {
    const made = directory(root.mtime, file);
    for (const [name, child] of parent.children.get(last)?.children ?? []) made.children.set(name, child);
    parent.children.set(last, made);
    return;
  }
  const content = 'program' in file ? binaryContent(file.program) : 'text' in file ? bytes(file.text) : EMPTY;
  parent.children.set(last, {
    type: 'link' in file ? 'symlink' : 'file',
    mode: file.mode ?? ('link' in file ? 0o777 : 'program' in file ? 0o755 : 0o644),
    uid: file.uid ?? 0,
    gid: file.gid ?? 0,
    mtime: root.mtime,
    target: 'link' in file ? file.link : '',
    content,
    sizeBytes: 'program' in file ? Math.max(content.length, file.sizeBytes ?? 0) : content.length,
    children: new Map(),
    links: 1,
  });
}

/** The PATH that the images of a cluster set. */
export const STANDARD_PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** /etc/passwd and /etc/group of images that have no users but root. */
export const ROOT_ONLY: ImageFiles = {
  '/etc/passwd': { text: 'root:x:0:0:root:/root:/bin/sh\n' },
};
