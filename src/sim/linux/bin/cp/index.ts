import { argmatch } from '../lib/argmatch.ts';
import { BACKUP_OPTIONS, backupOf, inDirectory } from '../lib/backup.ts';
import { Copier, type CopyOptions } from '../lib/copy.ts';
import { Errno } from '../../../kernel/errno.ts';
import { dirName, joinPath } from '../lib/paths.ts';
import { Prompt } from '../lib/prompt.ts';
import type { Step } from '../../../kernel/step.ts';
import { targetOf } from '../lib/target.ts';
import { FAMILIES, Failure, utility, type Invocation, type Option } from '../lib/utility.ts';

const OPTIONS = {
  archive: { flags: '-a, --archive', help: 'as -dR --preserve=all' },
  attributes: { flags: '--attributes-only', help: 'copy only attributes, not the content' },
  ...BACKUP_OPTIONS,
  copyContents: { flags: '--copy-contents', help: 'copy what special files give', refused: true },
  d: { flags: '-d', help: 'as --no-dereference --preserve=links' },
  force: { flags: '-f, --force', help: 'where the destination cannot be opened, remove it and try again' },
  ask: { flags: '-i, --interactive', help: 'ask before overwriting' },
  followArguments: { flags: '-H', help: 'follow symbolic links named on the command line' },
  hardLink: { flags: '-l, --link', help: 'make hard links, do not copy' },
  follow: { flags: '-L, --dereference', help: 'follow symbolic links' },
  keep: { flags: '-n, --no-clobber', help: 'do not overwrite' },
  noFollow: { flags: '-P, --no-dereference', help: 'never follow symbolic links' },
  p: { flags: '-p', help: 'as --preserve=mode,ownership,timestamps' },
  preserve: { flags: '--preserve', arg: '[ATTR_LIST]', help: 'keep mode, ownership, timestamps, links, context, xattr or all' },
  noPreserve: { flags: '--no-preserve', arg: 'ATTR_LIST', help: 'do not keep those' },
  parents: { flags: '--parents', help: 'use the whole name of the source under the directory' },
  recursive: { flags: '-R, -r, --recursive', help: 'copy directories with all that is in them' },
  reflink: { flags: '--reflink', arg: '[WHEN]', help: 'share blocks where possible' },
  removeFirst: { flags: '--remove-destination', help: 'remove each destination before it is opened' },
  sparse: { flags: '--sparse', arg: 'WHEN', help: 'make holes' },
  stripSlashes: { flags: '--strip-trailing-slashes', help: 'take slashes off the sources' },
  symbolicLink: { flags: '-s, --symbolic-link', help: 'make symbolic links, do not copy' },
  targetDirectory: { flags: '-t, --target-directory', arg: 'DIRECTORY', help: 'copy all sources into DIRECTORY' },
  noTargetDirectory: { flags: '-T, --no-target-directory', help: 'the destination is no directory to copy into' },
  update: { flags: '-u, --update', help: 'copy only what is newer than the destination, or missing there' },
  verbose: { flags: '-v, --verbose', help: 'tell what is done' },
  oneFileSystem: { flags: '-x, --one-file-system', help: 'stay on this file system' },
  Z: { flags: '-Z', help: 'set the SELinux context' },
  context: { flags: '--context', arg: '[CTX]', help: 'set the SELinux context', refused: true },
} as const satisfies Record<string, Option>;

type CpOption = keyof typeof OPTIONS;

const ATTRIBUTES = [['mode'], ['timestamps'], ['ownership'], ['links'], ['context'], ['xattr'], ['all']] as const;

export default utility({
  name: 'cp',
  family: FAMILIES.coreutils,
  sizeBytes: 151_152,
  usage: ['[OPTION]... [-T] SOURCE DEST', '[OPTION]... SOURCE... DIRECTORY', '[OPTION]... -t DIRECTORY SOURCE...'],
  summary: 'Copy SOURCE to DEST, or several SOURCEs into DIRECTORY.',
  options: OPTIONS,
  *main(p, t) {
    const options = copyOptions(t);
    if (t.has('hardLink') && t.has('symbolicLink')) throw new Failure('cannot make both hard and symbolic links');
    const copier = new Copier(p, t, options, new Prompt(t));
    const target = targetOf(t);
    const strip = (path: string): string => (t.has('stripSlashes') ? path.replace(/(.)\/+$/, '$1') : path);
    if ('file' in target) {
      if (t.has('parents')) throw new Failure('with --parents, the destination must be a directory');
      yield* copier.copy(strip(target.source), target.file);
      return;
    }
    for (const given of target.sources) {
      const source = strip(given);
      if (t.has('parents')) {
        if (!(yield* makeParents(t, target.directory, source))) continue;
        yield* copier.copy(source, joinPath(target.directory, source.replace(/^\/+/, '').replace(/\/+$/, '')));
      } else yield* copier.copy(source, inDirectory(target.directory, source));
    }
  },
});

function copyOptions(t: Invocation<CpOption>): CopyOptions {
  const o: CopyOptions = {
    recursive: t.has('recursive', 'archive'),
    follow: 'always',
    preserve: { mode: false, ownership: false, timestamps: false, links: false },
    existing: 'replace',
    update: t.has('update'),
    force: t.has('force'),
    removeFirst: t.has('removeFirst'),
    instead: t.has('hardLink') ? 'hard-link' : t.has('symbolicLink') ? 'symbolic-link' : t.has('attributes') ? 'attributes' : 'copy',
    verbose: t.has('verbose'),
    backup: backupOf(t),
    oneFileSystem: t.has('oneFileSystem'),
    moving: false,
  };
  const following = t.last('follow', 'noFollow', 'followArguments', 'archive', 'd');
  if (following === 'followArguments') o.follow = 'arguments';
  else if (following === undefined ? o.recursive && o.instead !== 'hard-link' : following !== 'follow') o.follow = 'never';
  const existing = t.last('ask', 'keep');
  if (existing) o.existing = existing;
  for (const { id, value } of t.given) {
    if (id === 'archive') o.preserve = { mode: true, ownership: true, timestamps: true, links: true };
    else if (id === 'd') o.preserve.links = true;
    else if (id === 'p' || (id === 'preserve' && value === undefined))
      Object.assign(o.preserve, { mode: true, ownership: true, timestamps: true });
    else if (id === 'preserve' || id === 'noPreserve') setAttributes(t, o, value!, id === 'preserve');
  }
  return o;
}

function setAttributes(t: Invocation<CpOption>, o: CopyOptions, list: string, keep: boolean): void {
  for (const word of list.split(',')) {
    const attribute = argmatch(t, keep ? '--preserve' : '--no-preserve', word, ATTRIBUTES);
    if (attribute === 'all') o.preserve = { mode: keep, ownership: keep, timestamps: keep, links: keep };
    else if (attribute !== 'context' && attribute !== 'xattr') o.preserve[attribute] = keep;
  }
}

/** --parents: makes the directories that the source's name has. */
function* makeParents(t: Invocation<CpOption>, directory: string, source: string): Step<boolean> {
  const { p } = t;
  const names = dirName(source).split('/').filter(Boolean);
  let from = source.startsWith('/') ? '' : '.';
  let to = directory;
  try {
    for (const name of names) {
      from += `/${name}`;
      to = joinPath(to, name);
      if (name === '.' || p.sys.exists(to)) continue;
      p.sys.mkdir(to, p.sys.stat(from).mode | 0o700);
      if (t.has('verbose')) yield* p.stdout.line(`${from.replace(/^\.\//, '')} -> ${to}`);
    }
    return true;
  } catch (e) {
    if (!(e instanceof Errno)) throw e;
    yield* t.fail(`cannot make directory ${t.quoteaf(to)}: ${e.text}`);
    return false;
  }
}
