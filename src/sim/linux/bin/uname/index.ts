import { KERNEL } from '../../hardware.ts';
import { FAMILIES, UsageError, utility } from '../lib/utility.ts';

const FIELDS = ['kernel', 'node', 'release', 'version', 'machine', 'processor', 'platform', 'system'] as const;

export default utility({
  name: 'uname',
  family: FAMILIES.coreutils,
  sizeBytes: 43_888,
  usage: ['[OPTION]...'],
  summary: 'Print what the kernel says of this system; without OPTION, as -s.',
  options: {
    all: { flags: '-a, --all', help: 'print everything in this order, but leave out -p and -i where unknown' },
    kernel: { flags: '-s, --kernel-name, --sysname', help: 'print the kernel name' },
    node: { flags: '-n, --nodename', help: 'print the host name' },
    release: { flags: '-r, --kernel-release, --release', help: 'print the kernel release' },
    version: { flags: '-v, --kernel-version', help: 'print the kernel version' },
    machine: { flags: '-m, --machine', help: 'print the machine hardware name' },
    processor: { flags: '-p, --processor', help: 'print the processor type' },
    platform: { flags: '-i, --hardware-platform', help: 'print the hardware platform' },
    system: { flags: '-o, --operating-system', help: 'print the operating system' },
  },
  *main(p, t) {
    if (t.operands.length > 0) throw new UsageError(`extra operand ${t.quote(t.operands[0]!)}`);
    const values: Record<(typeof FIELDS)[number], string> = {
      kernel: 'Linux',
      node: p.sys.hostname(),
      release: KERNEL.release,
      version: KERNEL.version,
      machine: KERNEL.machine,
      processor: 'unknown',
      platform: 'unknown',
      system: 'GNU/Linux',
    };
    const shown = FIELDS.filter((f) => (t.has('all') ? values[f] !== 'unknown' || t.has(f) : t.has(f)));
    yield* p.stdout.line((shown.length > 0 ? shown : (['kernel'] as const)).map((f) => values[f]).join(' '));
  },
});
