import { Errno } from '../../../kernel/errno.ts';
import type { Step } from '../../../kernel/step.ts';
import { BACKUP_OPTIONS, backupName, backupOf, inDirectory } from '../lib/backup.ts';
import { copyContent } from '../lib/copy-content.ts';
import { ModeSpec } from '../lib/mode.ts';
import { dirName } from '../lib/paths.ts';
import { targetOf } from '../lib/target.ts';
import { Accounts } from '../lib/users.ts';
import { FAMILIES, Failure, UsageError, utility, type Option, type Tool } from '../lib/utility.ts';

const OPTIONS = {
  ...BACKUP_OPTIONS,
  c: { flags: '-c', help: '(ignored)' },
  compare: { flags: '-C, --compare', help: 'leave the destination alone where it is the same', refused: true },
  directory: { flags: '-d, --directory', help: 'make directories, with all above them' },
  makeParents: { flags: '-D', help: 'make the directories above the destination' },
  group: { flags: '-g, --group', arg: 'GROUP', help: 'set the group' },
  mode: { flags: '-m, --mode', arg: 'MODE', help: 'set the permissions; rwxr-xr-x by default' },
  owner: { flags: '-o, --owner', arg: 'OWNER', help: 'set the owner' },
  times: { flags: '-p, --preserve-timestamps', help: "keep the sources' times" },
  strip: { flags: '-s, --strip', help: 'strip symbol tables', refused: true },
  stripProgram: { flags: '--strip-program', arg: 'PROGRAM', help: 'the program that strips', refused: true },
  targetDirectory: { flags: '-t, --target-directory', arg: 'DIRECTORY', help: 'copy all sources into DIRECTORY' },
  noTargetDirectory: { flags: '-T, --no-target-directory', help: 'the destination is a file' },
  verbose: { flags: '-v, --verbose', help: 'tell what is done' },
} as const satisfies Record<string, Option>;

type T = Tool<keyof typeof OPTIONS>;

interface Wanted {
  mode: number;
  directoryMode: number;
  uid: number;
  gid: number;
}

export default utility({
  name: 'install',
  family: FAMILIES.coreutils,
  sizeBytes: 159_544,
  usage: [
    '[OPTION]... [-T] SOURCE DEST',
    '[OPTION]... SOURCE... DIRECTORY',
    '[OPTION]... -t DIRECTORY SOURCE...',
    '[OPTION]... -d DIRECTORY...',
  ],
  summary: 'Copy files and set their permissions and owners, or make directories.',
  options: OPTIONS,
  *main(_p, t) {
    const wanted = settle(t);
    if (t.has('directory')) {
      if (t.has('targetDirectory')) throw new Failure('target directory not allowed when installing a directory');
      if (t.operands.length === 0) throw new UsageError('missing file operand');
      for (const path of t.operands) yield* makeDirectory(t, path, wanted);
      return;
    }
    if (t.has('makeParents') && t.operands.length === 2 && !t.has('targetDirectory')) {
      if (!(yield* parents(t, dirName(t.operands[1]!)))) return;
    }
    const directory = t.value('targetDirectory');
    if (t.has('makeParents') && directory !== undefined && !(yield* parents(t, directory))) return;
    if (directory !== undefined && !t.p.sys.exists(directory))
      throw new Failure(`failed to access ${t.quoteaf(directory)}: No such file or directory`);
    const target = targetOf(t);
    if ('file' in target) yield* installFile(t, target.source, target.file, wanted);
    else for (const source of target.sources) yield* installFile(t, source, inDirectory(target.directory, source), wanted);
  },
});

function settle(t: T): Wanted {
  const accounts = new Accounts(t.p);
  const text = t.value('mode');
  const spec = ModeSpec.parse(text ?? '755');
  if (!spec) throw new Failure(`invalid mode ${t.quote(text!)}`);
  const owner = t.value('owner');
  const uid = owner === undefined ? -1 : (accounts.uid(owner) ?? (/^\d+$/.test(owner) ? Number(owner) : undefined));
  if (uid === undefined) throw new Failure(`invalid user ${t.quote(owner!)}`);
  const group = t.value('group');
  const gid = group === undefined ? -1 : (accounts.gid(group) ?? (/^\d+$/.test(group) ? Number(group) : undefined));
  if (gid === undefined) throw new Failure(`invalid group ${t.quote(group!)}`);
  return { mode: spec.apply(0, false, 0), directoryMode: spec.apply(0, true, 0), uid, gid };
}

function* parents(t: T, path: string): Step<boolean> {
  const { sys } = t.p;
  let at = path.startsWith('/') ? '' : '.';
  for (const name of path.split('/').filter(Boolean)) {
    at += `/${name}`;
    const shown = at.replace(/^\.\//, '');
    try {
      if (sys.exists(at)) continue;
      sys.mkdir(at, 0o755);
      sys.chmod(at, 0o755);
      if (t.has('verbose')) yield* t.p.stdout.line(`${t.name}: creating directory ${t.quoteaf(shown)}`);
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      yield* t.fail(`cannot create directory ${t.quoteaf(shown)}: ${e.text}`);
      return false;
    }
  }
  return true;
}

function* makeDirectory(t: T, path: string, wanted: Wanted): Step {
  if (!(yield* parents(t, path))) return;
  yield* attributes(t, path, wanted.directoryMode, wanted);
}

function* attributes(t: T, path: string, mode: number, wanted: Wanted): Step {
  const { sys } = t.p;
  try {
    if (wanted.uid >= 0 || wanted.gid >= 0) sys.chown(path, wanted.uid, wanted.gid);
  } catch (e) {
    if (!(e instanceof Errno)) throw e;
    yield* t.fail(`cannot change ownership of ${t.quoteaf(path)}: ${e.text}`);
  }
  try {
    sys.chmod(path, mode);
  } catch (e) {
    if (!(e instanceof Errno)) throw e;
    yield* t.fail(`cannot change permissions of ${t.quoteaf(path)}: ${e.text}`);
  }
}

/** Copies a file under a new inode: what is there is removed first, so that a running program keeps its own. */
function* installFile(t: T, source: string, target: string, wanted: Wanted): Step {
  const { p } = t;
  const { sys } = p;
  const backup = backupOf(t);
  let saved = '';
  let removed = false;
  try {
    const st = sys.stat(source);
    if (st.type === 'directory') {
      yield* t.fail(`omitting directory ${t.quoteaf(source)}`);
      return;
    }
    if (sys.exists(target)) {
      const old = sys.stat(target);
      if (old.ino === st.ino && old.dev === st.dev) {
        yield* t.fail(`${t.quoteaf(source)} and ${t.quoteaf(target)} are the same file`);
        return;
      }
      if (old.type === 'directory') {
        yield* t.fail(`cannot overwrite directory ${t.quoteaf(target)} with non-directory`);
        return;
      }
      if (backup) sys.rename(target, (saved = backupName(p, target, backup)));
      else {
        sys.unlink(target);
        removed = true;
      }
    }
    if (t.has('verbose')) {
      if (removed) yield* p.stdout.line(`removed ${t.quoteaf(target)}`);
      yield* p.stdout.line(`${t.quoteaf(source)} -> ${t.quoteaf(target)}${saved ? ` (backup: ${t.quoteaf(saved)})` : ''}`);
    }
    const error = yield* copyContent(p, t, source, target, { mode: 0o600, exists: false, force: false, verbose: false });
    if (error !== undefined) {
      yield* t.fail(error);
      return;
    }
    if (t.has('times')) sys.utimes(target, st.atime, st.mtime);
    yield* attributes(t, target, wanted.mode, wanted);
  } catch (e) {
    if (!(e instanceof Errno)) throw e;
    yield* t.fail(`cannot stat ${t.quoteaf(source)}: ${e.text}`);
  }
}
