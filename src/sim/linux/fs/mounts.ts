import { Errno } from '../../kernel/errno.ts';
import { LIMITS } from '../../kernel/limits.ts';
import type { Credentials, Process } from '../../kernel/process.ts';
import type { Inode } from './inode.ts';

/** A tree of a file system, visible at a place of a mount namespace. */
export class Mount {
  constructor(
    readonly id: number,
    readonly root: Inode,
    readonly source: string,
    readonly type: string,
    public options: string,
    public readOnly: boolean,
    /** Where it stands; none for the namespace's root. */
    readonly at: Place | undefined,
    /** Path of the root within its file system, for /proc/PID/mountinfo. */
    readonly subtree: string,
    readonly namespace: MountNamespace,
  ) {}
}

/** An inode together with the way it was reached: what `..`, getcwd(2) and mounts need to know. */
export class Place {
  constructor(
    readonly mount: Mount,
    readonly inode: Inode,
    readonly name: string,
    readonly parent: Place | undefined,
  ) {}

  /** The absolute path, as seen from a root. */
  path(root?: Place): string {
    const names: string[] = [];
    for (let place: Place | undefined = this; place?.parent && !(root && sameSpot(place, root)); place = place.parent)
      names.unshift(place.name);
    return `/${names.join('/')}`;
  }
}

const sameSpot = (a: Place, b: Place): boolean => a.inode === b.inode && a.mount === b.mount;

/** What the mounts of a namespace look like to its processes. */
export class MountNamespace {
  readonly #over = new Map<Mount, Map<Inode, Mount>>();
  readonly mounts: Mount[] = [];
  #nextId = 20;
  readonly root: Place;

  constructor(root: Inode, source: string, type: string, options = 'rw,relatime', from?: MountNamespace) {
    const mount = new Mount(from ? from.#nextId++ : this.#nextId++, root, source, type, options, false, undefined, '/', this);
    this.mounts.push(mount);
    this.root = new Place(mount, root, '', undefined);
  }

  /** Mounts an inode's tree over a place. */
  mount(root: Inode, at: Place, source: string, type: string, options: string, readOnly: boolean, subtree = '/'): Mount {
    const mount = new Mount(this.#nextId++, root, source, type, options, readOnly, at, subtree, this);
    let over = this.#over.get(at.mount);
    if (!over) this.#over.set(at.mount, (over = new Map()));
    over.set(at.inode, mount);
    this.mounts.push(mount);
    return mount;
  }

  /** Takes away the mount that stands at a place. Throws EINVAL where none does. */
  umount(place: Place): void {
    const { mount } = place;
    if (!mount.at || place.inode !== mount.root) throw new Errno('EINVAL', 'umount');
    this.#over.get(mount.at.mount)?.delete(mount.at.inode);
    this.mounts.splice(this.mounts.indexOf(mount), 1);
  }

  /** The place that is seen at a place: the root of what is mounted there. */
  top(place: Place): Place {
    let seen = place;
    for (;;) {
      const over = this.#over.get(seen.mount)?.get(seen.inode);
      if (!over) return seen;
      seen = new Place(over, over.root, seen.name, seen.parent);
    }
  }
}

/** Whether credentials grant a right (`r` 4, `w` 2, `x` 1) on an inode. Root may all but execute what nobody may. */
export function permits(inode: Inode, cred: Credentials, right: 1 | 2 | 4): boolean {
  if (cred.uid === 0) return right !== 1 || inode.type === 'directory' || (inode.mode & 0o111) !== 0;
  const shift = inode.uid === cred.uid ? 6 : inode.gid === cred.gid || cred.groups.includes(inode.gid) ? 3 : 0;
  return ((inode.mode >> shift) & right) === right;
}

export interface WalkContext {
  namespace: MountNamespace;
  root: Place;
  cwd: Place;
  cred: Credentials;
  process: Process | undefined;
}

/** What is not there is asked for all the time: its error is made once, and gets the call's name and the path from who passes it on. */
const NO_ENTRY = new Errno('ENOENT');

/**
 * Path resolution (path_resolution(7)): mounts, links, `..`, search permission. Throws ENOENT, ENOTDIR, EACCES, ELOOP and
 * ENAMETOOLONG, without the system call's name.
 */
export function walk(context: WalkContext, path: string, followLast: boolean): Place {
  const { place, last } = walkToParent(context, path, followLast);
  if (last === undefined) return place;
  const inode = child(context, place, last);
  if (!inode) throw NO_ENTRY;
  return inode;
}

/** The directory of a path and its last name; no name where the path ends in `.`, `..` or is `/`. Links in the last place are followed where asked. */
export function walkToParent(context: WalkContext, path: string, followLast: boolean): { place: Place; last: string | undefined } {
  if (path === '') throw new Errno('ENOENT');
  if (path.length > LIMITS.pathBytes) throw new Errno('ENAMETOOLONG');
  let names = path.split('/').filter(Boolean).reverse();
  let place = path.startsWith('/') ? context.root : context.cwd;
  let slash = path.endsWith('/');
  let links = 0;
  for (;;) {
    const name = names.pop();
    if (name === undefined) return { place, last: undefined };
    if (place.inode.type !== 'directory') throw new Errno('ENOTDIR');
    if (!permits(place.inode, context.cred, 1)) throw new Errno('EACCES');
    if (name === '.') continue;
    if (name === '..') {
      if (!sameSpot(place, context.root) && place.parent) place = place.parent;
      continue;
    }
    if (name.length > LIMITS.nameBytes) throw new Errno('ENAMETOOLONG');
    const isLast = names.length === 0;
    const next = child(context, place, name);
    if (next?.inode.type === 'symlink' && (!isLast || followLast || slash)) {
      if (++links > LIMITS.symlinkDepth) throw new Errno('ELOOP');
      const jump = next.inode.synthetic?.follow?.(context.process);
      if (jump instanceof Place) {
        if (isLast) return { place: jump, last: undefined };
        place = jump;
        continue;
      }
      // an open file that has no place: whoever opens or asks sees to it
      if (jump && isLast) return { place, last: name };
      const target = next.inode.synthetic?.target?.(context.process) ?? next.inode.target;
      if (target === '') throw new Errno('ENOENT');
      names = [...names, ...target.split('/').filter(Boolean).reverse()];
      slash ||= isLast && target.endsWith('/');
      if (target.startsWith('/')) place = context.root;
      continue;
    }
    if (isLast) {
      if (slash && next && next.inode.type !== 'directory') throw new Errno('ENOTDIR');
      return { place, last: name };
    }
    if (!next) throw NO_ENTRY;
    place = next;
  }
}

/** A directory's entry as a place, with what is mounted on it. */
export function child(context: Pick<WalkContext, 'process'>, directory: Place, name: string): Place | undefined {
  const inode = directory.inode.lookup(name, context.process);
  return inode && directory.mount.namespace.top(new Place(directory.mount, inode, name, directory));
}
