import type { Process } from '../../kernel/process.ts';
import type { FileSystem, Inode, Synthetic } from '../fs/inode.ts';

/** An entry of a synthetic directory: an inode, or how to make it when it is first looked at. */
export type Entry = Inode | (() => Inode);

/** Builds the synthetic files of one pseudo file system. */
export class Tree {
  constructor(readonly fs: FileSystem) {}

  /** A file; its content is made each time it is opened. Without `write` it cannot be written to. */
  file(read: (p: Process | undefined) => string, options: { write?: Synthetic['write']; mode?: number } = {}): Inode {
    const { write, mode = write ? 0o644 : 0o444 } = options;
    return this.fs.synthetic('file', mode, write ? { read, write } : { read });
  }

  link(target: (p: Process | undefined) => string, follow?: Synthetic['follow']): Inode {
    return this.fs.synthetic('symlink', 0o777, follow ? { target, follow } : { target });
  }

  /** A directory of fixed entries. */
  directory(entries: Readonly<Record<string, Entry>>, mode = 0o555): Inode {
    return this.dynamic(
      () => Object.keys(entries),
      (name) => (Object.hasOwn(entries, name) ? resolve(entries[name]!) : undefined),
      mode,
    );
  }

  /** A directory whose entries come and go; an inode once made is kept as long as its name is listed. */
  dynamic(
    list: (p: Process | undefined) => string[],
    make: (name: string, p: Process | undefined) => Inode | undefined,
    mode = 0o555,
  ): Inode {
    const made = new Map<string, Inode>();
    const inode = this.fs.synthetic('directory', mode, {
      list,
      lookup(name, p) {
        let entry = made.get(name);
        if (!entry) {
          entry = make(name, p);
          if (entry) made.set(name, entry);
        } else if (!list(p).includes(name)) {
          made.delete(name);
          return make(name, p);
        }
        return entry;
      },
    });
    inode.nlink = 2;
    return inode;
  }
}

function resolve(entry: Entry): Inode {
  return typeof entry === 'function' ? entry() : entry;
}
