import { Errno, isErrno } from '../../../kernel/errno.ts';
import type { Stat } from '../../../kernel/file.ts';
import type { Step } from '../../../kernel/step.ts';
import { BACKUP_OPTIONS, backupName, backupOf, inDirectory, type Backup } from '../lib/backup.ts';
import { Copier } from '../lib/copy.ts';
import { modeString } from '../lib/mode.ts';
import { Prompt } from '../lib/prompt.ts';
import { Remover } from '../lib/remove.ts';
import { targetOf } from '../lib/target.ts';
import { FAMILIES, Failure, utility, type Option, type Tool } from '../lib/utility.ts';

const OPTIONS = {
  ...BACKUP_OPTIONS,
  force: { flags: '-f, --force', help: 'do not ask before overwriting' },
  ask: { flags: '-i, --interactive', help: 'ask before overwriting' },
  keep: { flags: '-n, --no-clobber', help: 'do not overwrite' },
  stripSlashes: { flags: '--strip-trailing-slashes', help: 'take slashes off the sources' },
  targetDirectory: { flags: '-t, --target-directory', arg: 'DIRECTORY', help: 'move all sources into DIRECTORY' },
  noTargetDirectory: { flags: '-T, --no-target-directory', help: 'the destination is no directory to move into' },
  update: { flags: '-u, --update', help: 'move only what is newer than the destination, or missing there' },
  verbose: { flags: '-v, --verbose', help: 'tell what is done' },
  context: { flags: '-Z, --context', help: 'set the SELinux context' },
} as const satisfies Record<string, Option>;

export default utility({
  name: 'mv',
  family: FAMILIES.coreutils,
  sizeBytes: 142_968,
  usage: ['[OPTION]... [-T] SOURCE DEST', '[OPTION]... SOURCE... DIRECTORY', '[OPTION]... -t DIRECTORY SOURCE...'],
  summary: 'Rename SOURCE to DEST, or move SOURCEs into DIRECTORY.',
  options: OPTIONS,
  *main(p, t) {
    const backup = backupOf(t);
    if (backup && t.last('force', 'ask', 'keep') === 'keep') throw new Failure('options --backup and --no-clobber are mutually exclusive');
    const target = targetOf(t);
    const mover = new Mover(t, backup);
    const strip = (path: string): string => (t.has('stripSlashes') ? path.replace(/(.)\/+$/, '$1') : path);
    if ('file' in target) yield* mover.move(strip(target.source), target.file);
    else for (const source of target.sources) yield* mover.move(strip(source), inDirectory(target.directory, source));
  },
});

/** Renames, and copies where a rename cannot do it (copy.c with move_mode). */
class Mover {
  readonly #prompt: Prompt;
  readonly #made = new Set<string>();

  constructor(
    private readonly t: Tool<keyof typeof OPTIONS>,
    private readonly backup: Backup | undefined,
  ) {
    this.#prompt = new Prompt(t);
  }

  *move(source: string, target: string): Step {
    const { t } = this;
    const { p } = t;
    const [from, to] = [t.quoteaf(source), t.quoteaf(target)];
    let st: Stat;
    let old: Stat | undefined;
    try {
      st = p.sys.lstat(source);
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      yield* t.fail(`cannot stat ${from}: ${e.text}`);
      return;
    }
    try {
      old = p.sys.lstat(target);
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      if (e.code !== 'ENOENT') {
        yield* t.fail(`cannot stat ${to}: ${e.text}`);
        return;
      }
    }
    let saved = '';
    if (old) {
      const ready = yield* this.#meetExisting(source, target, st, old);
      if (ready === 'stop') return;
      saved = ready;
    }
    try {
      p.sys.rename(source, target);
      this.#made.add(`${st.dev}:${st.ino}`);
      if (t.has('verbose')) yield* p.stdout.line(`renamed ${from} -> ${to}${saved ? ` (backup: ${t.quoteaf(saved)})` : ''}`);
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      if (e.code === 'EXDEV') yield* this.#across(source, target, st, saved ? undefined : old);
      else if (e.code === 'EINVAL') yield* t.fail(`cannot move ${from} to a subdirectory of itself, ${to}`);
      else yield* t.fail(`cannot move ${from} to ${to}: ${e.text}`);
    }
  }

  /** Whether an existing destination may be replaced: `stop`, or the name of its backup (empty: none). */
  *#meetExisting(source: string, target: string, st: Stat, old: Stat): Step<string> {
    const { t } = this;
    const { p } = t;
    const [from, to] = [t.quoteaf(source), t.quoteaf(target)];
    const [isDirectory, wasDirectory] = [st.type === 'directory', old.type === 'directory'];
    if (st.ino === old.ino && st.dev === old.dev && (isDirectory || st.nlink === 1 || source === target)) {
      const inside = isDirectory && source !== target;
      yield* t.fail(inside ? `cannot move ${from} to a subdirectory of itself, ${to}` : `${from} and ${to} are the same file`);
      return 'stop';
    }
    if (t.has('update') && !isDirectory && old.mtime >= st.mtime) return 'stop';
    const existing = t.last('force', 'ask', 'keep');
    if (existing === 'keep') return 'stop';
    if (existing === 'ask' && !(yield* this.#prompt.yes(`overwrite ${to}? `))) return 'stop';
    if (existing === undefined && old.type !== 'symlink' && p.fds.get(0)?.file.terminal && !this.#writable(target)) {
      const mode = `${(old.mode & 0o7777).toString(8).padStart(4, '0')} (${modeString(old).slice(1)})`;
      if (!(yield* this.#prompt.yes(`replace ${to}, overriding mode ${mode}? `))) return 'stop';
    }
    if (isDirectory && !wasDirectory && !this.backup) {
      yield* t.fail(`cannot overwrite non-directory ${to} with directory ${from}`);
      return 'stop';
    }
    if (!isDirectory && wasDirectory && !(this.backup && t.has('noTargetDirectory'))) {
      yield* t.fail(`cannot overwrite directory ${to} with non-directory`);
      return 'stop';
    }
    if (!isDirectory && this.#made.has(`${old.dev}:${old.ino}`) && !this.backup) {
      yield* t.fail(`will not overwrite just-created ${to} with ${from}`);
      return 'stop';
    }
    if (!this.backup) {
      // two names of one file: rename(2) would do nothing
      if (st.ino === old.ino && st.dev === old.dev) {
        p.sys.unlink(source);
        if (t.has('verbose')) yield* p.stdout.line(`removed ${from}`);
        return 'stop';
      }
      return '';
    }
    const name = backupName(p, target, this.backup);
    try {
      p.sys.rename(target, name);
      return name;
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      yield* t.fail(`cannot backup ${to}: ${e.text}`);
      return 'stop';
    }
  }

  #writable(path: string): boolean {
    try {
      this.t.p.sys.access(path, 'w');
      return true;
    } catch (e) {
      if (isErrno(e)) return false;
      throw e;
    }
  }

  /** To another file system: a copy with everything kept, then the source goes. */
  *#across(source: string, target: string, st: Stat, old: Stat | undefined): Step {
    const { t } = this;
    const { p } = t;
    const verbose = t.has('verbose');
    if (old) {
      try {
        if (old.type === 'directory') p.sys.rmdir(target);
        else p.sys.unlink(target);
      } catch (e) {
        if (!(e instanceof Errno)) throw e;
        yield* t.fail(`inter-device move failed: ${t.quoteaf(source)} to ${t.quoteaf(target)}; unable to remove target: ${e.text}`);
        return;
      }
    }
    const copier = new Copier(
      p,
      t,
      {
        recursive: true,
        follow: 'never',
        preserve: { mode: true, ownership: true, timestamps: true, links: true },
        existing: 'replace',
        update: false,
        force: true,
        removeFirst: false,
        instead: 'copy',
        verbose,
        backup: undefined,
        oneFileSystem: false,
        moving: true,
      },
      this.#prompt,
    );
    if (!(yield* copier.copy(source, target))) return;
    yield* new Remover(
      t,
      { recursive: st.type === 'directory', force: true, directories: false, ask: 'never', verbose, oneFileSystem: false },
      this.#prompt,
    ).remove(source);
  }
}
