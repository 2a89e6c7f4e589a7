import { Errno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { readFstab, readMounts } from '../../mount-table.ts';
import { Failure, FAMILIES, UsageError, utility, type Invocation } from '../lib/utility.ts';

type Id =
  | 'all'
  | 'noCanonicalize'
  | 'fake'
  | 'fork'
  | 'fstab'
  | 'internal'
  | 'showLabels'
  | 'noMtab'
  | 'options'
  | 'optionsMode'
  | 'testOptions'
  | 'readOnly'
  | 'rw'
  | 'source'
  | 'target'
  | 'types'
  | 'verbose'
  | 'label'
  | 'uuid'
  | 'bind'
  | 'rbind'
  | 'move'
  | 'propagation'
  | 'mkdir';
type Call = Invocation<Id>;

interface Wish {
  source: string;
  target: string;
  type: string;
  options: string[];
}

const NO_FS = [
  'bind',
  'rbind',
  'remount',
  'ro',
  'rw',
  'defaults',
  'auto',
  'noauto',
  'user',
  'nouser',
  'users',
  'nofail',
  '_netdev',
  'exec',
  'suid',
  'dev',
  'async',
  'loop',
];
/** What the kernel can mount here, and what only a disk's content could tell. */
const TYPES = ['tmpfs', 'ramfs', 'proc', 'sysfs', 'mqueue', 'devpts', 'cgroup'];

/** ` dmesg(1) may have more …`, which mount adds to what the kernel refused. */
class Refused extends Failure {
  constructor(target: string, why: string) {
    super(`${target}: ${why}.\n       dmesg(1) may have more information after failed mount system call.`, 32);
  }
}

/** Makes one mount. Throws Failure with what mount(8) says. */
function perform(p: Process, w: Wish): void {
  const has = (option: string): boolean => w.options.includes(option);
  const readOnly = has('ro');
  const shown = w.options.filter((o) => !NO_FS.includes(o)).join(',');
  const bind = has('bind') || has('rbind');
  const why = (e: Errno): Failure => {
    switch (e.code) {
      case 'ENOENT':
        return p.sys.exists(w.target)
          ? new Refused(w.target, `special device ${w.source} does not exist`)
          : new Refused(w.target, 'mount point does not exist');
      case 'ENODEV':
        return new Refused(w.target, `unknown filesystem type '${w.type}'`);
      case 'EINVAL':
        return new Refused(
          w.target,
          has('remount')
            ? 'mount point not mounted or bad option'
            : `wrong fs type, bad option, bad superblock on ${w.source}, missing codepage or helper program, or other error`,
        );
      case 'ENOTDIR':
        return new Refused(w.target, bind ? 'mount(2) system call failed: Not a directory' : 'mount point is not a directory');
      case 'EPERM':
        return new Failure(
          `${w.target}: permission denied.\n       dmesg(1) may have more information after failed mount system call.`,
          32,
        );
      default:
        return new Refused(w.target, `mount(2) system call failed: ${e.text}`);
    }
  };
  try {
    if (has('remount')) {
      p.sys.mount({ source: w.source, target: w.target, remount: true, readOnly, ...(shown ? { options: shown } : {}) });
      return;
    }
    if (!p.sys.exists(w.target)) throw new Errno('ENOENT');
    if (bind) {
      p.sys.mount({ source: w.source, target: w.target, bind: true, readOnly, ...(shown ? { options: shown } : {}) });
      return;
    }
    if (w.source.startsWith('/') && !p.sys.exists(w.source)) throw new Errno('ENOENT');
    if (!TYPES.includes(w.type)) {
      if (w.type !== '' && !/^(ext[234]|xfs|btrfs|vfat|iso9660|squashfs|overlay|nfs4?|cifs)$/.test(w.type)) throw new Errno('ENODEV');
      throw w.type === 'overlay' || /nfs|cifs/.test(w.type) ? new Errno('ENODEV') : new Errno('EINVAL');
    }
    p.sys.mount({ source: w.source, target: w.target, type: w.type, readOnly, ...(shown ? { options: shown } : {}) });
  } catch (e) {
    if (e instanceof Errno) throw why(e);
    throw e;
  }
}

function* list(p: Process, t: Call): Step {
  const wanted = t.value('types');
  const negative = wanted?.startsWith('no') ?? false;
  const types = wanted?.replace(/^no/, '').split(',');
  for (const m of readMounts(p)) {
    if (types && types.includes(m.type) === negative) continue;
    yield* p.stdout.line(`${m.source} on ${m.target} type ${m.type} (${m.options})`);
  }
}

function* mountAll(p: Process): Step<number> {
  let code = 0;
  const mounted = readMounts(p);
  for (const line of readFstab(p)) {
    const options = line.options.split(',');
    if (line.type === 'swap' || options.includes('noauto') || mounted.some((m) => m.target === line.target)) continue;
    try {
      perform(p, { ...line, options });
    } catch (e) {
      if (!(e instanceof Failure)) throw e;
      yield* p.error(`mount: ${e.message}\n`);
      code = 32;
    }
  }
  return code;
}

/** The mount that the command line asks for. */
function wish(p: Process, t: Call): Wish {
  const options = t.values('options').flatMap((o) => o.split(','));
  if (t.has('readOnly')) options.push('ro');
  if (t.has('bind')) options.push('bind');
  if (t.has('rbind')) options.push('rbind');
  let [source, target] = t.operands;
  if (t.has('target')) [source, target] = [t.operands[0] ?? t.value('source'), t.value('target')];
  if (source === undefined) throw new UsageError('bad usage');
  if (target !== undefined) return { source, target, type: t.value('types') ?? '', options };
  const remounted = options.includes('remount') ? readMounts(p).findLast((m) => m.target === source || m.source === source) : undefined;
  if (remounted) return { source: remounted.source, target: remounted.target, type: remounted.type, options };
  const known = readFstab(p).find((l) => l.target === source || l.source === source);
  if (options.includes('remount') && !known)
    throw new Failure(
      p.sys.exists(source)
        ? `${source}: mount point not mounted or bad option.\n       dmesg(1) may have more information after failed mount system call.`
        : `${source}: mount point does not exist.\n       dmesg(1) may have more information after failed mount system call.`,
      32,
    );
  if (!known) throw new Failure(`${source}: can't find in /etc/fstab.`);
  return { ...known, options: [...known.options.split(','), ...options] };
}

export default utility({
  name: 'mount',
  family: FAMILIES.utilLinux,
  package: 'mount',
  sizeBytes: 59_704,
  mode: 0o4755,
  usage: [
    '[-lhV]',
    '-a [options]',
    '[options] [--source] <source> | [--target] <directory>',
    '[options] <source> <directory>',
    '<operation> <mountpoint> [<target>]',
  ],
  summary: 'Mount a filesystem.',
  options: {
    all: { flags: '-a, --all', help: 'mount all filesystems mentioned in fstab' },
    noCanonicalize: { flags: '-c, --no-canonicalize', help: "don't canonicalize paths" },
    fake: { flags: '-f, --fake', help: 'dry run; skip the mount(2) syscall' },
    fork: { flags: '-F, --fork', help: 'fork off for each device (use with -a)' },
    fstab: { flags: '-T, --fstab', arg: '<path>', help: 'alternative file to /etc/fstab', refused: true },
    internal: { flags: '-i, --internal-only', help: "don't call the mount.<type> helpers" },
    showLabels: { flags: '-l, --show-labels', help: 'show also filesystem labels' },
    noMtab: { flags: '-n, --no-mtab', help: "don't write to /etc/mtab" },
    mkdir: { flags: '-m, --mkdir', arg: '[<mode>]', help: "alias to '-o X-mount.mkdir[=<mode>]'" },
    optionsMode: { flags: '--options-mode', arg: '<mode>', help: 'what to do with options loaded from fstab', refused: true },
    options: { flags: '-o, --options', arg: '<list>', help: 'comma-separated list of mount options' },
    testOptions: { flags: '-O, --test-opts', arg: '<list>', help: 'limit the set of filesystems (use with -a)', refused: true },
    readOnly: { flags: '-r, --read-only', help: 'mount the filesystem read-only (same as -o ro)' },
    types: { flags: '-t, --types', arg: '<list>', help: 'limit the set of filesystem types' },
    source: { flags: '--source', arg: '<src>', help: 'explicitly specifies source (path, label, uuid)' },
    target: { flags: '--target', arg: '<target>', help: 'explicitly specifies mountpoint' },
    verbose: { flags: '-v, --verbose', help: 'say what is being done' },
    rw: { flags: '-w, --rw, --read-write', help: 'mount the filesystem read-write (default)' },
    label: { flags: '-L, --label', arg: '<label>', help: 'synonym for LABEL=<label>', refused: true },
    uuid: { flags: '-U, --uuid', arg: '<uuid>', help: 'synonym for UUID=<uuid>', refused: true },
    bind: { flags: '-B, --bind', help: 'mount a subtree somewhere else (same as -o bind)' },
    move: { flags: '-M, --move', help: 'move a subtree to some other place', refused: true },
    rbind: { flags: '-R, --rbind', help: 'mount a subtree and all submounts somewhere else (same as -o rbind)' },
    propagation: {
      flags: '--make-shared --make-slave --make-private --make-unbindable --make-rshared --make-rslave --make-rprivate --make-runbindable',
      help: 'mark a subtree as shared, slave, private or unbindable',
      refused: true,
    },
  },
  *main(p, t) {
    if (t.has('all')) return yield* mountAll(p);
    if (t.operands.length === 0 && !t.has('target') && !t.has('source')) return yield* list(p, t);
    if (t.operands.length > 2) throw new UsageError('bad usage');
    const real = p.cred.realUid ?? p.cred.uid;
    const w = wish(p, t);
    if (real !== 0)
      throw new Failure(
        `${w.target}: must be superuser to use mount.\n       dmesg(1) may have more information after failed mount system call.`,
        1,
      );
    if (t.has('mkdir')) p.sys.mkdirp(w.target);
    if (!t.has('fake')) perform(p, w);
    if (t.has('verbose')) yield* p.stdout.line(`mount: ${w.source} mounted on ${w.target}.`);
  },
});
