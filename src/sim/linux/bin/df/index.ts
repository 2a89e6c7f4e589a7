import { isErrno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { mountOf, readMounts, type MountLine } from '../../mount-table.ts';
import { humanSize, parseInteger } from '../lib/numbers.ts';
import { Failure, FAMILIES, UsageError, utility, type Invocation } from '../lib/utility.ts';

type Id =
  | 'all'
  | 'blockSize'
  | 'human'
  | 'si'
  | 'inodes'
  | 'kilo'
  | 'local'
  | 'noSync'
  | 'output'
  | 'posix'
  | 'sync'
  | 'total'
  | 'type'
  | 'printType'
  | 'exclude'
  | 'mega'
  | 'ignored';
type Call = Invocation<Id>;

interface Usage {
  source: string;
  type: string;
  target: string;
  file: string;
  bytes: number;
  free: number;
  inodes: number;
  inodesFree: number;
}

const FIELDS = ['source', 'fstype', 'itotal', 'iused', 'iavail', 'ipcent', 'size', 'used', 'avail', 'pcent', 'file', 'target'] as const;
type Field = (typeof FIELDS)[number];

const WIDTHS: Record<Field, number> = {
  source: 14,
  fstype: 4,
  itotal: 5,
  iused: 5,
  iavail: 5,
  ipcent: 4,
  size: 5,
  used: 5,
  avail: 5,
  pcent: 4,
  file: 0,
  target: 0,
};
const HEADS: Record<Field, string> = {
  source: 'Filesystem',
  fstype: 'Type',
  itotal: 'Inodes',
  iused: 'IUsed',
  iavail: 'IFree',
  ipcent: 'IUse%',
  size: '',
  used: 'Used',
  avail: 'Avail',
  pcent: 'Use%',
  file: 'File',
  target: 'Mounted on',
};
const LEFT: readonly Field[] = ['source', 'fstype', 'file', 'target'];

interface Units {
  human: 1000 | 1024 | undefined;
  block: number;
  label: string;
}

function units(t: Call): Units {
  const last = t.last('human', 'si', 'kilo', 'mega', 'blockSize');
  if (last === 'human') return { human: 1024, block: 1, label: 'Size' };
  if (last === 'si') return { human: 1000, block: 1, label: 'Size' };
  if (last === 'mega') return { human: undefined, block: 1_048_576, label: '1M-blocks' };
  if (last === 'blockSize') {
    const text = t.value('blockSize')!;
    const block = parseInteger(/^[A-Za-z]/.test(text) ? `1${text}` : text, 'eEgGkKmMpPtTyYzZ0');
    if (typeof block !== 'number' || block <= 0) throw new Failure(`invalid -B argument ${t.quote(text)}`);
    const unit = /^1?([kKmMgGtT])$/.exec(text);
    return {
      human: undefined,
      block,
      label: `${unit ? `1${unit[1]!.toUpperCase()}` : block >= 1024 && block % 1024 === 0 ? humanSize(block).replace('.0', '') : `${block}B`}-blocks`,
    };
  }
  return { human: undefined, block: 1024, label: t.has('posix') ? '1024-blocks' : '1K-blocks' };
}

const percent = (used: number, free: number): string => (used + free > 0 ? `${Math.ceil((used * 100) / (used + free))}%` : '-');

function cell(u: Usage, field: Field, { human, block }: Units): string {
  const size = (bytes: number): string => (human ? humanSize(bytes, human) : String(Math.ceil(bytes / block)));
  switch (field) {
    case 'source':
      return u.source;
    case 'fstype':
      return u.type;
    case 'target':
      return u.target;
    case 'file':
      return u.file;
    case 'size':
      return size(u.bytes);
    case 'used':
      return size(u.bytes - u.free);
    case 'avail':
      return size(u.free);
    case 'pcent':
      return percent(u.bytes - u.free, u.free);
    case 'itotal':
      return human ? humanSize(u.inodes, human) : String(u.inodes);
    case 'iused':
      return human ? humanSize(u.inodes - u.inodesFree, human) : String(u.inodes - u.inodesFree);
    case 'iavail':
      return human ? humanSize(u.inodesFree, human) : String(u.inodesFree);
    case 'ipcent':
      return percent(u.inodes - u.inodesFree, u.inodesFree);
  }
}

function fieldsOf(t: Call): Field[] {
  if (t.has('output')) {
    const list = t.values('output').join(',');
    if (list === '') return [...FIELDS];
    return list.split(',').map((name) => {
      if (!(FIELDS as readonly string[]).includes(name)) throw new UsageError(`option --output: field ${t.quote(name)} unknown`);
      return name as Field;
    });
  }
  const type: Field[] = t.has('printType') ? ['fstype'] : [];
  return t.has('inodes')
    ? ['source', ...type, 'itotal', 'iused', 'iavail', 'ipcent', 'target']
    : ['source', ...type, 'size', 'used', 'avail', 'pcent', 'target'];
}

function usage(p: Process, mount: MountLine, file: string): Usage {
  const s = p.sys.statfs(file === '' ? mount.target : file);
  return {
    source: mount.source,
    type: mount.type,
    target: mount.target,
    file: file || '-',
    bytes: s.totalBytes,
    free: s.freeBytes,
    inodes: s.inodes,
    inodesFree: s.inodesFree,
  };
}

/** All mounts that hold something, each device once, at its shortest mount point. */
function everything(p: Process, t: Call): Usage[] {
  const wanted = t.values('type');
  const unwanted = t.values('exclude');
  const out: { usage: Usage; device: string }[] = [];
  const mounts = readMounts(p);
  for (const [i, mount] of mounts.entries()) {
    if (wanted.length > 0 && !wanted.includes(mount.type)) continue;
    if (unwanted.includes(mount.type)) continue;
    // what another mount covers cannot be asked
    if (!t.has('all') && mounts.slice(i + 1).some((m) => m.target === mount.target)) continue;
    let it: Usage;
    try {
      it = usage(p, mount, '');
    } catch (e) {
      if (isErrno(e)) continue;
      throw e;
    }
    if (!t.has('all')) {
      if (it.bytes === 0) continue;
      const same = out.find((o) => o.device === mount.device);
      if (same) {
        if (it.target.length < same.usage.target.length) same.usage = it;
        continue;
      }
    }
    out.push({ usage: it, device: mount.device });
  }
  return out.map((o) => o.usage);
}

function* named(p: Process, t: Call): Step<Usage[]> {
  const mounts = readMounts(p);
  const out: Usage[] = [];
  for (const operand of t.operands) {
    try {
      const path = p.sys.realpath(operand);
      const device = p.sys.stat(operand).type === 'block' ? mounts.findLast((m) => m.source === path) : undefined;
      const mount = device ?? mountOf(mounts, path);
      if (mount) out.push({ ...usage(p, mount, device ? '' : operand) });
    } catch (e) {
      if (!isErrno(e)) throw e;
      yield* t.fail(`${t.quotef(operand)}: ${e.text}`);
    }
  }
  return out;
}

function total(list: readonly Usage[]): Usage {
  const sum = (of: (u: Usage) => number): number => list.reduce((n, u) => n + of(u), 0);
  return {
    source: 'total',
    type: '-',
    target: '-',
    file: '-',
    bytes: sum((u) => u.bytes),
    free: sum((u) => u.free),
    inodes: sum((u) => u.inodes),
    inodesFree: sum((u) => u.inodesFree),
  };
}

function* print(p: Process, t: Call, list: readonly Usage[]): Step {
  const unit = units(t);
  const fields = fieldsOf(t);
  const heads = fields.map((f) => {
    if (f === 'size') return unit.label;
    if (f === 'pcent' && t.has('posix')) return 'Capacity';
    return f === 'avail' && !unit.human ? 'Available' : HEADS[f];
  });
  const rows = [heads, ...list.map((u) => fields.map((f) => cell(u, f, unit)))];
  const widths = fields.map((f, c) => Math.max(WIDTHS[f], ...rows.map((row) => row[c]!.length)));
  for (const row of rows) {
    const line = row.map((text, c) =>
      LEFT.includes(fields[c]!) ? (c === row.length - 1 ? text : text.padEnd(widths[c]!)) : text.padStart(widths[c]!),
    );
    yield* p.stdout.line(line.join(' '));
  }
}

export default utility({
  name: 'df',
  family: FAMILIES.coreutils,
  sizeBytes: 93_680,
  usage: ['[OPTION]... [FILE]...'],
  summary: 'Show information about the file system on which each FILE resides, or all file systems by default.',
  options: {
    all: { flags: '-a, --all', help: 'include pseudo, duplicate, inaccessible file systems' },
    blockSize: { flags: '-B, --block-size', arg: 'SIZE', help: 'scale sizes by SIZE before printing them' },
    human: { flags: '-h, --human-readable', help: 'print sizes in powers of 1024 (e.g., 1023M)' },
    si: { flags: '-H, --si', help: 'print sizes in powers of 1000 (e.g., 1.1G)' },
    inodes: { flags: '-i, --inodes', help: 'list inode information instead of block usage' },
    kilo: { flags: '-k', help: 'like --block-size=1K' },
    mega: { flags: '-m', help: 'like --block-size=1M' },
    local: { flags: '-l, --local', help: 'limit listing to local file systems' },
    noSync: { flags: '--no-sync', help: 'do not invoke sync before getting usage info (default)' },
    output: { flags: '--output', arg: '[FIELD_LIST]', help: 'use the output format defined by FIELD_LIST, or print all fields' },
    posix: { flags: '-P, --portability', help: 'use the POSIX output format' },
    sync: { flags: '--sync', help: 'invoke sync before getting usage info' },
    total: { flags: '--total', help: 'elide all entries insignificant to available space, and produce a grand total' },
    type: { flags: '-t, --type', arg: 'TYPE', help: 'limit listing to file systems of type TYPE' },
    printType: { flags: '-T, --print-type', help: 'print file system type' },
    exclude: { flags: '-x, --exclude-type', arg: 'TYPE', help: 'limit listing to file systems not of type TYPE' },
    ignored: { flags: '-v', help: '(ignored)' },
  },
  *main(p, t) {
    const list = t.operands.length > 0 ? yield* named(p, t) : everything(p, t);
    if (list.length === 0) {
      if (t.status === 0) yield* t.fail('no file systems processed');
      return;
    }
    yield* print(p, t, t.has('total') ? [...list, total(list)] : list);
  },
});
