import { Errno, isErrno } from '../../../kernel/errno.ts';
import type { Stat } from '../../../kernel/file.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { baseName, joinPath } from '../lib/paths.ts';
import type { Tool } from '../lib/utility.ts';
import type { Control, Entry, Expression, FindCommand } from './types.ts';

/** Walks the trees and evaluates the expression on each file (ftsfind.c). */
export class Search {
  readonly #control: Control = { prune: false, quit: false };

  constructor(
    private readonly p: Process,
    private readonly t: Tool,
    private readonly command: FindCommand,
  ) {}

  *run(): Step {
    for (const path of this.command.paths) {
      if (this.#control.quit) break;
      yield* this.#visit(path, path, baseName(path), 0, undefined, []);
    }
    for (const predicate of this.command.predicates) if (predicate.finish) yield* predicate.finish();
  }

  *#complain(path: string, e: Errno): Step {
    yield* this.t.fail(`${this.t.quoteaf(path)}: ${e.text}`);
  }

  #stat(path: string, depth: number): Stat {
    const { follow } = this.command;
    const { sys } = this.p;
    if (follow === 'always' || (follow === 'arguments' && depth === 0)) {
      try {
        return sys.stat(path);
      } catch (e) {
        // a dangling link counts as itself
        if (!isErrno(e, 'ENOENT', 'ENOTDIR')) throw e;
      }
    }
    return sys.lstat(path);
  }

  *#visit(path: string, root: string, name: string, depth: number, device: number | undefined, above: readonly string[]): Step {
    const { command, p } = this;
    let stat: Stat;
    try {
      stat = this.#stat(path, depth);
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      yield* this.#complain(path, e);
      return;
    }
    yield* p.burn(4);
    const entry: Entry = { path, name, root, depth, stat };
    const id = `${stat.dev}:${stat.ino}`;
    if (stat.type === 'directory' && above.includes(id)) {
      yield* this.t.fail(
        `File system loop detected; ${this.t.quoteaf(path)} is part of the same file system loop as ${this.t.quoteaf(root)}.`,
      );
      return;
    }
    const counts = depth >= command.minDepth;
    this.#control.prune = false;
    if (counts && !command.depthFirst) yield* this.#evaluate(command.expression, entry);
    const foreign = command.oneFileSystem && device !== undefined && stat.dev !== device;
    const enters = stat.type === 'directory' && depth < command.maxDepth && !foreign && (!this.#control.prune || command.depthFirst);
    if (enters && !this.#control.quit) {
      let names: string[] = [];
      try {
        names = p.sys.readdir(path).map((d) => d.name);
      } catch (e) {
        if (!(e instanceof Errno)) throw e;
        yield* this.#complain(path, e);
      }
      for (const child of names) {
        if (this.#control.quit) return;
        yield* this.#visit(joinPath(path, child), root, child, depth + 1, device ?? stat.dev, [...above, id]);
      }
    }
    if (counts && command.depthFirst && !this.#control.quit) yield* this.#evaluate(command.expression, entry);
  }

  *#evaluate(x: Expression, entry: Entry): Step<boolean> {
    if (this.#control.quit) return false;
    switch (x.kind) {
      case 'test': {
        let result: boolean | Step<boolean>;
        try {
          result = x.predicate.evaluate(entry, this.#control);
          return typeof result === 'boolean' ? result : yield* result;
        } catch (e) {
          // the file went away meanwhile
          if (!(e instanceof Errno) || e.syscall === 'write') throw e;
          yield* this.#complain(entry.path, e);
          return false;
        }
      }
      case 'not':
        return !(yield* this.#evaluate(x.of, entry));
      case 'and':
        return (yield* this.#evaluate(x.left, entry)) && (yield* this.#evaluate(x.right, entry));
      case 'or':
        return (yield* this.#evaluate(x.left, entry)) || (yield* this.#evaluate(x.right, entry));
      case 'list':
        yield* this.#evaluate(x.left, entry);
        return yield* this.#evaluate(x.right, entry);
    }
  }
}
