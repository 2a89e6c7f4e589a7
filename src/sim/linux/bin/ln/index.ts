import { Errno, isErrno } from '../../../kernel/errno.ts';
import type { Stat } from '../../../kernel/file.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { BACKUP_OPTIONS, backupName, backupOf, inDirectory, type Backup } from '../lib/backup.ts';
import { canonicalPath, relativePath } from '../lib/canonical.ts';
import { dirName, joinPath } from '../lib/paths.ts';
import { Prompt } from '../lib/prompt.ts';
import { FAMILIES, Failure, UsageError, utility, type Option, type Tool } from '../lib/utility.ts';

const OPTIONS = {
  ...BACKUP_OPTIONS,
  directory: { flags: '-d, -F, --directory', help: 'let root try to make hard links to directories' },
  force: { flags: '-f, --force', help: 'remove existing destination files' },
  ask: { flags: '-i, --interactive', help: 'ask whether to remove destinations' },
  logical: { flags: '-L, --logical', help: 'follow targets that are symbolic links' },
  noDereference: { flags: '-n, --no-dereference', help: 'treat a link to a directory as a file' },
  physical: { flags: '-P, --physical', help: 'make hard links to symbolic links themselves' },
  relative: { flags: '-r, --relative', help: 'with -s, make links relative to where they are' },
  symbolic: { flags: '-s, --symbolic', help: 'make symbolic links' },
  targetDirectory: { flags: '-t, --target-directory', arg: 'DIRECTORY', help: 'make the links in DIRECTORY' },
  noTargetDirectory: { flags: '-T, --no-target-directory', help: 'always treat LINK_NAME as a file' },
  verbose: { flags: '-v, --verbose', help: 'tell of each link' },
} as const satisfies Record<string, Option>;

export default utility({
  name: 'ln',
  family: FAMILIES.coreutils,
  sizeBytes: 72_824,
  usage: [
    '[OPTION]... [-T] TARGET LINK_NAME',
    '[OPTION]... TARGET',
    '[OPTION]... TARGET... DIRECTORY',
    '[OPTION]... -t DIRECTORY TARGET...',
  ],
  summary: 'Make links: hard ones, or symbolic ones with -s.',
  options: OPTIONS,
  *main(p, t) {
    if (t.operands.length === 0) throw new UsageError('missing file operand');
    if (t.has('relative') && !t.has('symbolic')) throw new Failure('cannot do --relative without --symbolic');
    const linker = new Linker(t, backupOf(t));
    const operands = [...t.operands];
    const directory = t.value('targetDirectory');
    if (t.has('noTargetDirectory')) {
      if (directory !== undefined) throw new Failure('cannot combine --target-directory and --no-target-directory');
      if (operands.length !== 2) {
        throw new UsageError(
          operands.length < 2
            ? `missing destination file operand after ${t.quoteaf(operands[0]!)}`
            : `extra operand ${t.quoteaf(operands[2]!)}`,
        );
      }
      yield* linker.link(operands[0]!, operands[1]!);
      return;
    }
    if (directory !== undefined) {
      try {
        if (p.sys.stat(directory).type !== 'directory') throw new Failure(`target ${t.quoteaf(directory)} is not a directory`);
      } catch (e) {
        if (!(e instanceof Errno)) throw e;
        throw new Failure(`failed to access ${t.quoteaf(directory)}: ${e.text}`);
      }
      for (const target of operands) yield* linker.link(target, inDirectory(directory, target));
      return;
    }
    const last = operands.length === 1 ? '.' : operands.pop()!;
    const error = notDirectory(p, last, t.has('noDereference'));
    if (error === undefined) for (const target of operands) yield* linker.link(target, inDirectory(last, target));
    else if (operands.length > 1) throw new Failure(`target ${t.quoteaf(last)}: ${error}`);
    else yield* linker.link(operands[0]!, last);
  },
});

function notDirectory(p: Process, path: string, asLink: boolean): string | undefined {
  try {
    return (asLink ? p.sys.lstat(path) : p.sys.stat(path)).type === 'directory' ? undefined : 'Not a directory';
  } catch (e) {
    if (e instanceof Errno) return e.text;
    throw e;
  }
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** Makes one link after another (ln.c, do_link). */
class Linker {
  readonly #prompt: Prompt;

  constructor(
    private readonly t: Tool<keyof typeof OPTIONS>,
    private readonly backup: Backup | undefined,
  ) {
    this.#prompt = new Prompt(t);
  }

  *link(target: string, path: string): Step {
    const { t, backup } = this;
    const { sys } = t.p;
    const symbolic = t.has('symbolic');
    const to = t.quoteaf(path);
    let source: Stat | undefined;
    if (!symbolic) {
      try {
        source = t.has('logical') ? sys.stat(target) : sys.lstat(target);
      } catch (e) {
        if (!(e instanceof Errno)) throw e;
        yield* t.fail(`failed to access ${t.quoteaf(target)}: ${e.text}`);
        return;
      }
      if (source.type === 'directory' && !t.has('directory')) {
        yield* t.fail(`${t.quotef(target)}: hard link not allowed for directory`);
        return;
      }
    }
    const replace = t.has('force', 'ask') || backup !== undefined;
    const old = replace ? this.#stat(path) : undefined;
    let saved = '';
    let removing = false;
    if (old) {
      if (old.type === 'directory') {
        yield* t.fail(`${t.quotef(path)}: cannot overwrite directory`);
        return;
      }
      if (source && source.ino === old.ino && source.dev === old.dev && target === path) {
        yield* t.fail(`${t.quoteaf(target)} and ${to} are the same file`);
        return;
      }
      if (t.last('force', 'ask') === 'ask') {
        if (!(yield* this.#prompt.yes(`replace ${to}? `))) return;
        removing = true;
      }
      removing ||= t.has('force');
      if (backup) {
        saved = backupName(t.p, path, backup);
        sys.rename(path, saved);
        removing = false;
      }
    }
    const text = t.has('relative')
      ? relativePath(canonicalPath(t.p, dirName(path)) ?? dirName(path), canonicalPath(t.p, target) ?? target)
      : target;
    try {
      this.#make(target, text, path, removing);
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      yield* this.#failed(text, path, e);
      return;
    }
    if (t.has('verbose'))
      yield* t.p.stdout.line(`${saved ? `${t.quoteaf(saved)} ~ ` : ''}${to} ${symbolic ? '->' : '=>'} ${t.quoteaf(text)}`);
  }

  #stat(path: string): Stat | undefined {
    try {
      return this.t.p.sys.lstat(path);
    } catch (e) {
      if (isErrno(e)) return undefined;
      throw e;
    }
  }

  /** Makes the link; one that stands in the way is replaced by renaming, so that the name is never missing. */
  #make(target: string, text: string, path: string, removing: boolean): void {
    const { t } = this;
    const { sys } = t.p;
    const make = (at: string): void => {
      if (t.has('symbolic')) sys.symlink(text, at);
      else sys.link(t.has('logical') ? sys.realpath(target) : target, at);
    };
    if (!removing) {
      make(path);
      return;
    }
    const random = t.p.kernel.random.stream(`${t.p.table.machine}/ln`);
    const temporary = joinPath(dirName(path), `Cu${random.text(6, LETTERS)}`);
    make(temporary);
    sys.rename(temporary, path);
    // two names of one file: the rename did nothing
    if (!t.has('symbolic') && this.#stat(temporary)) sys.unlink(temporary);
  }

  *#failed(text: string, path: string, e: Errno): Step {
    const { t } = this;
    if (t.has('symbolic')) {
      const from = text === '' ? ` -> ${t.quoteaf(text)}` : '';
      yield* t.fail(`failed to create symbolic link ${t.quoteaf(path)}${from}: ${e.text}`);
      return;
    }
    const shown = isErrno(e, 'EEXIST', 'EXDEV', 'ENOSPC', 'EROFS') ? t.quoteaf(path) : `${t.quoteaf(path)} => ${t.quoteaf(text)}`;
    yield* t.fail(`failed to create hard link ${isErrno(e, 'EXDEV') ? `${t.quoteaf(path)} => ${t.quoteaf(text)}` : shown}: ${e.text}`);
  }
}
