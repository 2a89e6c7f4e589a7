import { Errno } from '../../../kernel/errno.ts';
import type { Stat } from '../../../kernel/file.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { joinPath } from './paths.ts';

/** How a tree is walked: which links are followed, and whether a directory comes before or after what is in it. */
export interface WalkOptions {
  recursive: boolean;
  follow: 'never' | 'arguments' | 'always';
  order: 'before' | 'after';
}

/** One file of a walk; `link` has what lstat(2) tells of the name itself. */
export interface Visit {
  path: string;
  stat: Stat;
  /** Below an operand. */
  deep: boolean;
}

/** What a walk calls: `visit` for each file, `fail` where one cannot be looked at or a directory cannot be read. */
export interface Visitor {
  visit(file: Visit): Step;
  fail(path: string, e: Errno, what: 'access' | 'read'): Step;
}

/** Walks an operand of chmod, chown and the like, as fts(3) does for them. */
export function* walkTree(p: Process, path: string, options: WalkOptions, visitor: Visitor, deep = false): Step {
  const followed = options.follow === 'always' || (!deep && options.follow === 'arguments');
  let stat: Stat;
  try {
    stat = p.sys.lstat(path);
    if (followed && stat.type === 'symlink') stat = p.sys.stat(path);
  } catch (e) {
    if (!(e instanceof Errno)) throw e;
    yield* visitor.fail(path, e, 'access');
    return;
  }
  const file: Visit = { path, stat, deep };
  const enters = options.recursive && stat.type === 'directory';
  if (!enters || options.order === 'before') yield* visitor.visit(file);
  if (!enters) return;
  let names: string[] = [];
  try {
    names = p.sys.readdir(path).map((d) => d.name);
  } catch (e) {
    if (!(e instanceof Errno)) throw e;
    yield* visitor.fail(path, e, 'read');
  }
  for (const name of names) yield* walkTree(p, joinPath(path, name), options, visitor, true);
  if (options.order === 'after') yield* visitor.visit(file);
}
