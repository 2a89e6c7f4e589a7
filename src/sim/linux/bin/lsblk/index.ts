import type { Process } from '../../../kernel/process.ts';
import { readMounts } from '../../mount-table.ts';
import { printTable, type TableColumn, type TableForm, type TableRow } from '../../smartcols.ts';
import { humanSize } from '../lib/numbers.ts';
import { utf8Locale } from '../lib/quoting.ts';
import { Failure, FAMILIES, utility } from '../lib/utility.ts';

/** A disk or a partition as /sys/block shows it. */
interface BlockDevice {
  name: string;
  directory: string;
  partitions: BlockDevice[];
}

const read = (p: Process, device: BlockDevice, file: string): string => p.sys.readText(`${device.directory}/${file}`).trim();

function devices(p: Process): BlockDevice[] {
  return p.sys.readdir('/sys/block').map(({ name }) => {
    const directory = `/sys/block/${name}`;
    const partitions = p.sys
      .readdir(directory)
      .filter((e) => e.name.startsWith(name))
      .map((e) => ({ name: e.name, directory: `${directory}/${e.name}`, partitions: [] }));
    return { name, directory, partitions };
  });
}

function mountPoints(p: Process, device: BlockDevice): string {
  return readMounts(p)
    .filter((m) => m.source === `/dev/${device.name}`)
    .map((m) => m.target)
    .reverse()
    .join('\n');
}

type Value = (p: Process, d: BlockDevice, bytes: boolean) => string;
const COLUMNS: Record<string, { value: Value; right?: boolean; tree?: boolean; json?: TableColumn['json'] }> = {
  NAME: { value: (_, d) => d.name, tree: true },
  KNAME: { value: (_, d) => d.name },
  PATH: { value: (_, d) => `/dev/${d.name}` },
  'MAJ:MIN': { value: (p, d) => read(p, d, 'dev').padEnd(read(p, d, 'dev').length) },
  RM: { value: (p, d) => read(p, d, 'removable'), right: true, json: 'boolean' },
  SIZE: {
    value: (p, d, bytes) => {
      const n = Number(read(p, d, 'size')) * 512;
      return bytes ? String(n) : humanSize(n);
    },
    right: true,
  },
  RO: { value: (p, d) => read(p, d, 'ro'), right: true, json: 'boolean' },
  TYPE: { value: (_, d) => (d.partitions.length > 0 ? 'disk' : 'part') },
  MOUNTPOINTS: { value: mountPoints, json: 'list' },
  MOUNTPOINT: { value: (p, d) => mountPoints(p, d).split('\n')[0]! },
  FSTYPE: { value: (p, d) => readMounts(p).find((m) => m.source === `/dev/${d.name}`)?.type ?? '' },
  FSVER: { value: (p, d) => (readMounts(p).some((m) => m.source === `/dev/${d.name}`) ? '1.0' : '') },
  LABEL: { value: () => '' },
  UUID: { value: () => '' },
  FSAVAIL: {
    value: (p, d) => {
      const at = mountPoints(p, d).split('\n')[0]!;
      return at ? humanSize(p.sys.statfs(at).freeBytes) : '';
    },
    right: true,
  },
  'FSUSE%': {
    value: (p, d) => {
      const at = mountPoints(p, d).split('\n')[0]!;
      if (!at) return '';
      const s = p.sys.statfs(at);
      return `${Math.floor(((s.totalBytes - s.freeBytes) * 100) / s.totalBytes)}%`;
    },
    right: true,
  },
  MODEL: { value: () => '' },
  VENDOR: { value: (_, d) => (d.partitions.length > 0 ? '0x1af4' : '') },
};

export default utility({
  name: 'lsblk',
  family: FAMILIES.utilLinux,
  sizeBytes: 133_912,
  usage: ['[options] [<device> ...]'],
  summary: 'List information about block devices.',
  options: {
    all: { flags: '-a, --all', help: 'print all devices' },
    bytes: { flags: '-b, --bytes', help: 'print SIZE in bytes rather than in human readable format' },
    nodeps: { flags: '-d, --nodeps', help: "don't print slaves or holders" },
    exclude: { flags: '-e, --exclude', arg: '<list>', help: 'exclude devices by major number (default: RAM disks)' },
    fs: { flags: '-f, --fs', help: 'output info about filesystems' },
    ascii: { flags: '-i, --ascii', help: 'use ascii characters only' },
    json: { flags: '-J, --json', help: 'use JSON output format' },
    list: { flags: '-l, --list', help: 'use list format output' },
    noheadings: { flags: '-n, --noheadings', help: "don't print headings" },
    output: { flags: '-o, --output', arg: '<list>', help: 'output columns' },
    outputAll: { flags: '-O, --output-all', help: 'output all columns', refused: true },
    pairs: { flags: '-P, --pairs', help: 'use key="value" output format' },
    paths: { flags: '-p, --paths', help: 'print complete device path' },
    perms: { flags: '-m, --perms', help: 'output info about permissions', refused: true },
    topology: { flags: '-t, --topology', help: 'output info about topology', refused: true },
    scsi: { flags: '-S, --scsi', help: 'output info about SCSI devices', refused: true },
    raw: { flags: '-r, --raw', help: 'use raw output format' },
    tree: { flags: '-T, --tree', arg: '[<column>]', help: 'use tree format output' },
  },
  *main(p, t) {
    const given = t.value('output')?.toUpperCase().split(',');
    for (const name of given ?? []) if (!COLUMNS[name]) throw new Failure(`unknown column: ${name.toLowerCase()}`);
    const names =
      given ??
      (t.has('fs')
        ? ['NAME', 'FSTYPE', 'FSVER', 'LABEL', 'UUID', 'FSAVAIL', 'FSUSE%', 'MOUNTPOINTS']
        : ['NAME', 'MAJ:MIN', 'RM', 'SIZE', 'RO', 'TYPE', 'MOUNTPOINTS']);
    let chosen = devices(p);
    if (t.operands.length > 0) {
      const all = chosen.flatMap((d) => [d, ...d.partitions]);
      const found: BlockDevice[] = [];
      for (const operand of t.operands) {
        const device = all.find((d) => operand === `/dev/${d.name}` || operand === d.name);
        if (device) found.push(device);
        else yield* t.fail(p.sys.exists(operand) ? `${operand}: not a block device` : `${operand}: not a block device`, 32);
      }
      if (found.length === 0) return t.status;
      chosen = found;
    }
    const row = (d: BlockDevice): TableRow => ({
      cells: names.map((n) => (n === 'NAME' && t.has('paths') ? `/dev/${d.name}` : COLUMNS[n]!.value(p, d, t.has('bytes')))),
      children: t.has('nodeps') ? [] : d.partitions.map(row),
    });
    const columns = names.map((name): TableColumn => ({
      name,
      right: COLUMNS[name]!.right ?? false,
      width: name === 'SIZE' ? 5 : 0,
      tree: COLUMNS[name]!.tree ?? false,
      json: COLUMNS[name]!.json ?? 'text',
    }));
    const form: TableForm = (t.last('json', 'list', 'pairs', 'raw') as TableForm | undefined) ?? 'tree';
    yield* p.stdout.write(
      printTable('blockdevices', columns, chosen.map(row), {
        form,
        headings: !t.has('noheadings'),
        utf8: utf8Locale(p) && !t.has('ascii'),
      }),
    );
  },
});
