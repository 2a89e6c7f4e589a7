import { Errno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import { readMounts } from '../../mount-table.ts';
import { Failure, FAMILIES, UsageError, utility } from '../lib/utility.ts';

/** Takes one mount away, named by its place or its source. Throws Failure with what umount(8) says. */
function umount(p: Process, name: string, lazy: boolean): void {
  const mounts = readMounts(p);
  const path = p.sys.exists(name) ? p.sys.realpath(name) : name;
  const mount = mounts.findLast((m) => m.target === path) ?? mounts.findLast((m) => m.source === name);
  if (!mount) throw new Failure(p.sys.exists(name) ? `${name}: not mounted.` : `${name}: no mount point specified.`, 32);
  if ((p.cred.realUid ?? p.cred.uid) !== 0) throw new Failure(`${name}: must be superuser to unmount.`, 32);
  try {
    p.sys.umount(mount.target, lazy);
  } catch (e) {
    if (!(e instanceof Errno)) throw e;
    throw new Failure(`${name}: ${e.code === 'EBUSY' ? 'target is busy.' : `umount failed: ${e.text}.`}`, 32);
  }
}

export default utility({
  name: 'umount',
  family: FAMILIES.utilLinux,
  package: 'mount',
  sizeBytes: 35_128,
  mode: 0o4755,
  usage: ['[-hV]', '-a [options]', '[options] <source> | <directory>'],
  summary: 'Unmount filesystems.',
  options: {
    all: { flags: '-a, --all', help: 'unmount all filesystems', refused: true },
    allTargets: {
      flags: '-A, --all-targets',
      help: 'unmount all mountpoints for the given device in the current namespace',
      refused: true,
    },
    noCanonicalize: { flags: '-c, --no-canonicalize', help: "don't canonicalize paths" },
    detachLoop: { flags: '-d, --detach-loop', help: 'if mounted loop device, also free this loop device' },
    fake: { flags: '--fake', help: 'dry run; skip the umount(2) syscall' },
    force: { flags: '-f, --force', help: 'force unmount (in case of an unreachable NFS system)' },
    internal: { flags: '-i, --internal-only', help: "don't call the umount.<type> helpers" },
    noMtab: { flags: '-n, --no-mtab', help: "don't write to /etc/mtab" },
    lazy: { flags: '-l, --lazy', help: 'detach the filesystem now, clean up things later' },
    testOptions: { flags: '-O, --test-opts', arg: '<list>', help: 'limit the set of filesystems (use with -a)', refused: true },
    recursive: { flags: '-R, --recursive', help: 'recursively unmount a target with all its children' },
    readOnly: { flags: '-r, --read-only', help: 'in case unmounting fails, try to remount read-only', refused: true },
    types: { flags: '-t, --types', arg: '<list>', help: 'limit the set of filesystem types', refused: true },
    verbose: { flags: '-v, --verbose', help: 'say what is being done' },
    quiet: { flags: '-q, --quiet', help: "suppress 'not mounted' error messages" },
  },
  *main(p, t) {
    if (t.operands.length === 0) throw new UsageError('bad usage');
    for (const operand of t.operands) {
      const path = p.sys.exists(operand) ? p.sys.realpath(operand) : operand;
      const below = t.has('recursive') ? readMounts(p).filter((m) => m.target.startsWith(`${path}/`)) : [];
      for (const name of [...below.reverse().map((m) => m.target), operand]) {
        try {
          if (!t.has('fake')) umount(p, name, t.has('lazy'));
          if (t.has('verbose')) yield* p.stdout.line(`umount: ${name} unmounted`);
        } catch (e) {
          if (!(e instanceof Failure)) throw e;
          if (!(t.has('quiet') && e.message.endsWith('not mounted.'))) yield* t.fail(e.message, e.code);
          else t.status = 32;
        }
      }
    }
  },
});
