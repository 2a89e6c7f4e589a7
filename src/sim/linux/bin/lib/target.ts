import { Errno } from '../../../kernel/errno.ts';
import { Failure, UsageError, type Tool } from './utility.ts';

/** Where cp, mv, ln and install put things: a directory, or one file under another name. */
export type Target = { directory: string; sources: readonly string[] } | { file: string; source: string };

/** Options that say so. */
type TargetOption = 'targetDirectory' | 'noTargetDirectory';

/**
 * Sorts out the operands of cp and mv (cp.c, do_copy). `linkToDirectory` says that a link to a directory counts as one.
 * Throws UsageError and Failure with their messages.
 */
export function targetOf(t: Tool<TargetOption>, isDirectory: (path: string) => boolean = directoryTest(t)): Target {
  const given = t.values('targetDirectory');
  const operands = [...t.operands];
  if (operands.length === 0 || (operands.length === 1 && given.length === 0)) {
    throw new UsageError(
      operands.length === 0 ? 'missing file operand' : `missing destination file operand after ${t.quoteaf(operands[0]!)}`,
    );
  }
  if (given.length > 1) throw new Failure('multiple target directories specified');
  const directory = given[0];
  if (t.has('noTargetDirectory')) {
    if (directory !== undefined) throw new Failure('cannot combine --target-directory (-t) and --no-target-directory (-T)');
    if (operands.length > 2) throw new UsageError(`extra operand ${t.quoteaf(operands[2]!)}`);
    return { file: operands[1]!, source: operands[0]! };
  }
  if (directory !== undefined) {
    const error = notDirectory(t, directory);
    if (error) throw new Failure(`target directory ${t.quoteaf(directory)}: ${error}`);
    return { directory, sources: operands };
  }
  const last = operands.at(-1)!;
  if (isDirectory(last)) return { directory: last, sources: operands.slice(0, -1) };
  if (operands.length > 2) throw new Failure(`target ${t.quoteaf(last)}: ${notDirectory(t, last) ?? 'Not a directory'}`);
  return { file: last, source: operands[0]! };
}

function directoryTest(t: Tool): (path: string) => boolean {
  return (path) => notDirectory(t, path) === undefined;
}

/** Why a path is no directory. */
function notDirectory(t: Tool, path: string): string | undefined {
  try {
    return t.p.sys.stat(path).type === 'directory' ? undefined : 'Not a directory';
  } catch (e) {
    if (e instanceof Errno) return e.text;
    throw e;
  }
}
