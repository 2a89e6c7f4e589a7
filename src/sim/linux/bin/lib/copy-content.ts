import { Errno, isErrno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import type { Tool } from './utility.ts';

const BLOCK_BYTES = 131_072;

/**
 * Copies a regular file's content. A destination that exists is opened and truncated: it stays the same file. Gives the
 * message of what went wrong, if anything did.
 */
export function* copyContent(
  p: Process,
  t: Tool,
  source: string,
  target: string,
  how: { mode: number; exists: boolean; force: boolean; verbose: boolean },
): Step<string | undefined> {
  const to = t.quoteaf(target);
  let from: number;
  try {
    from = p.open(source, { read: true });
  } catch (e) {
    if (!(e instanceof Errno)) throw e;
    return `cannot open ${t.quoteaf(source)} for reading: ${e.text}`;
  }
  try {
    const fd = yield* openTarget(p, t, target, how);
    try {
      for (;;) {
        let part: Uint8Array;
        try {
          part = yield* p.read(from, BLOCK_BYTES);
        } catch (e) {
          if (!(e instanceof Errno)) throw e;
          return `error reading ${t.quoteaf(source)}: ${e.text}`;
        }
        if (part.length === 0) return undefined;
        yield* p.write(fd, part);
      }
    } finally {
      p.fds.close(fd);
    }
  } catch (e) {
    if (e instanceof Refused) return e.message;
    if (!(e instanceof Errno)) throw e;
    if (e.syscall === 'write') return `error writing ${to}: ${e.text}`;
    // the name ends in a slash, and no directory is there
    const reason = e.code === 'EISDIR' && target.endsWith('/') ? 'Not a directory' : e.text;
    return `cannot create regular file ${to}: ${reason}`;
  } finally {
    p.fds.close(from);
  }
}

class Refused extends Error {}

function* openTarget(
  p: Process,
  t: Tool,
  target: string,
  how: { mode: number; exists: boolean; force: boolean; verbose: boolean },
): Step<number> {
  if (how.exists) {
    try {
      return p.open(target, { write: true, truncate: true });
    } catch (e) {
      if (!isErrno(e) || !how.force) throw e;
      p.sys.unlink(target);
      if (how.verbose) yield* p.stdout.line(`removed ${t.quoteaf(target)}`);
    }
  }
  try {
    return p.open(target, { write: true, create: true, exclusive: true }, how.mode);
  } catch (e) {
    if (isErrno(e, 'EEXIST') && isDangling(p, target)) throw new Refused(`not writing through dangling symlink ${t.quoteaf(target)}`);
    throw e;
  }
}

function isDangling(p: Process, path: string): boolean {
  try {
    return p.sys.lstat(path).type === 'symlink' && !p.sys.exists(path);
  } catch (e) {
    if (isErrno(e)) return false;
    throw e;
  }
}
