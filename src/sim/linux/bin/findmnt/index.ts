import type { Process } from '../../../kernel/process.ts';
import { mountOf, readFstab, readMounts, type MountLine } from '../../mount-table.ts';
import { printTable, type TableColumn, type TableForm, type TableRow } from '../../smartcols.ts';
import { humanSize } from '../lib/numbers.ts';
import { utf8Locale } from '../lib/quoting.ts';
import { Failure, FAMILIES, utility, type Invocation } from '../lib/utility.ts';

type Id =
  | 'fstab'
  | 'mtab'
  | 'kernel'
  | 'poll'
  | 'timeout'
  | 'all'
  | 'ascii'
  | 'canonicalize'
  | 'df'
  | 'direction'
  | 'evaluate'
  | 'tabFile'
  | 'first'
  | 'noheadings'
  | 'uniq'
  | 'options'
  | 'output'
  | 'outputAll'
  | 'pairs'
  | 'raw'
  | 'types'
  | 'source'
  | 'target'
  | 'mountpoint'
  | 'list'
  | 'json'
  | 'submounts'
  | 'noFsroot'
  | 'notruncate'
  | 'verify'
  | 'bytes'
  | 'tree'
  | 'invert'
  | 'shadowed'
  | 'real'
  | 'pseudo';
type Call = Invocation<Id>;

type Value = (m: MountLine, p: Process, bytes: boolean) => string;
const size =
  (of: (total: number, free: number) => number): Value =>
  (m, p, bytes) => {
    const s = p.sys.statfs(m.target);
    const value = of(s.totalBytes, s.freeBytes);
    return bytes || value === 0 ? String(value) : humanSize(value);
  };

const COLUMNS: Record<string, { value: Value; right?: boolean; tree?: boolean; json?: TableColumn['json'] }> = {
  TARGET: { value: (m) => m.target, tree: true },
  SOURCE: { value: (m) => (m.root === '/' ? m.source : `${m.source}[${m.root}]`) },
  FSTYPE: { value: (m) => m.type },
  OPTIONS: { value: (m) => m.options },
  'VFS-OPTIONS': { value: (m) => m.vfsOptions },
  'FS-OPTIONS': { value: (m) => m.fsOptions },
  'MAJ:MIN': { value: (m) => m.device, right: true },
  ID: { value: (m) => String(m.id), right: true, json: 'number' },
  PARENT: { value: (m) => String(m.parent), right: true, json: 'number' },
  FSROOT: { value: (m) => m.root },
  PROPAGATION: { value: () => 'private' },
  SIZE: { value: size((total) => total), right: true },
  USED: { value: size((total, free) => total - free), right: true },
  AVAIL: { value: size((_, free) => free), right: true },
  'USE%': {
    value: (m, p) => {
      const s = p.sys.statfs(m.target);
      return s.totalBytes ? `${Math.ceil(((s.totalBytes - s.freeBytes) * 100) / s.totalBytes)}%` : '-';
    },
    right: true,
  },
  LABEL: { value: () => '' },
  UUID: { value: () => '' },
};

function columnsOf(t: Call): string[] {
  const given = t.value('output');
  const base = t.has('df') ? ['SOURCE', 'FSTYPE', 'SIZE', 'USED', 'AVAIL', 'USE%', 'TARGET'] : ['TARGET', 'SOURCE', 'FSTYPE', 'OPTIONS'];
  if (t.has('outputAll')) return Object.keys(COLUMNS);
  if (given === undefined) return base;
  const names = given
    .replace(/^\+/, '')
    .split(',')
    .map((n) => n.toUpperCase());
  for (const name of names) if (!COLUMNS[name]) throw new Failure(`unknown column: ${name.toLowerCase()}`);
  return given.startsWith('+') ? [...base, ...names] : names;
}

/** The mounts that the command line asks for; `filtered` where it asks for some only. */
function chosen(p: Process, t: Call): { mounts: MountLine[]; filtered: boolean } {
  let mounts = t.has('fstab')
    ? readFstab(p).map((l): MountLine => ({ id: 0, parent: 0, device: '', root: '/', vfsOptions: '', fsOptions: '', ...l }))
    : readMounts(p);
  let filtered = t.has('fstab');
  const keep = (test: (m: MountLine) => boolean): void => {
    filtered = true;
    mounts = mounts.filter((m) => test(m) !== t.has('invert'));
  };
  const types = t.value('types');
  if (types !== undefined) keep((m) => types.replace(/^no/, '').split(',').includes(m.type) !== types.startsWith('no'));
  const options = t.value('options');
  if (options !== undefined) keep((m) => options.split(',').every((o) => m.options.split(',').includes(o)));
  const source = t.value('source');
  if (source !== undefined) keep((m) => m.source === source);
  const point = t.value('mountpoint');
  if (point !== undefined) keep((m) => m.target === point);
  const path = t.value('target');
  if (path !== undefined) {
    const on = p.sys.exists(path) ? mountOf(mounts, p.sys.realpath(path)) : undefined;
    keep((m) => m === on);
  }
  const [first, second] = t.operands;
  if (second !== undefined) keep((m) => m.source === first && m.target === second);
  else if (first !== undefined) {
    const real = p.sys.exists(first) ? p.sys.realpath(first) : first;
    keep((m) => m.target === first || m.target === real || m.source === first);
  }
  if (t.has('pseudo')) keep((m) => !m.source.startsWith('/'));
  if (t.has('real')) keep((m) => m.source.startsWith('/'));
  return { mounts: t.has('first') ? mounts.slice(0, 1) : mounts, filtered };
}

export default utility({
  name: 'findmnt',
  family: FAMILIES.utilLinux,
  sizeBytes: 76_352,
  usage: ['[options]', '[options] <device> | <mountpoint>', '[options] <device> <mountpoint>'],
  summary: 'Find a (mounted) filesystem.',
  options: {
    fstab: { flags: '-s, --fstab', help: 'search in static table of filesystems' },
    mtab: { flags: '-m, --mtab', help: 'search in table of mounted filesystems' },
    kernel: { flags: '-k, --kernel', help: 'search in kernel table of mounted filesystems (default)' },
    poll: { flags: '-p, --poll', arg: '[<list>]', help: 'monitor changes in table of mounted filesystems', refused: true },
    timeout: { flags: '-w, --timeout', arg: '<num>', help: 'upper limit in milliseconds that --poll will block', refused: true },
    all: { flags: '-A, --all', help: 'disable all built-in filters, print all filesystems' },
    ascii: { flags: '-a, --ascii', help: 'use ASCII chars for tree formatting' },
    canonicalize: { flags: '-c, --canonicalize', help: 'canonicalize printed paths' },
    df: { flags: '-D, --df', help: 'imitate the output of df(1)' },
    direction: { flags: '-d, --direction', arg: '<word>', help: "direction of search, 'forward' or 'backward'" },
    evaluate: { flags: '-e, --evaluate', help: 'convert tags (LABEL,UUID,PARTUUID,PARTLABEL) to device names' },
    tabFile: { flags: '-F, --tab-file', arg: '<path>', help: 'alternative file for -s, -m or -k options', refused: true },
    first: { flags: '-f, --first-only', help: 'print the first found filesystem only' },
    invert: { flags: '-i, --invert', help: 'invert the sense of matching' },
    json: { flags: '-J, --json', help: 'use JSON output format' },
    list: { flags: '-l, --list', help: 'use list format output' },
    noheadings: { flags: '-n, --noheadings', help: "don't print column headings" },
    options: { flags: '-O, --options', arg: '<list>', help: 'limit the set of filesystems by mount options' },
    output: { flags: '-o, --output', arg: '<list>', help: 'the output columns to be shown' },
    outputAll: { flags: '--output-all', help: 'output all available columns' },
    pairs: { flags: '-P, --pairs', help: 'use key="value" output format' },
    pseudo: { flags: '--pseudo', help: 'print only pseudo-filesystems' },
    shadowed: { flags: '--shadowed', help: 'print only filesystems over-mounted by another filesystem', refused: true },
    submounts: { flags: '-R, --submounts', help: 'print all submounts for the matching filesystems' },
    raw: { flags: '-r, --raw', help: 'use raw output format' },
    real: { flags: '--real', help: 'print only real filesystems' },
    source: {
      flags: '-S, --source',
      arg: '<string>',
      help: 'the device to mount (by name, maj:min, LABEL=, UUID=, PARTUUID=, PARTLABEL=)',
    },
    target: { flags: '-T, --target', arg: '<path>', help: 'the path to the filesystem to use' },
    tree: { flags: '--tree', help: 'enable tree format output if possible' },
    mountpoint: { flags: '-M, --mountpoint', arg: '<dir>', help: 'the mountpoint directory' },
    types: { flags: '-t, --types', arg: '<list>', help: 'limit the set of filesystems by FS types' },
    uniq: { flags: '-U, --uniq', help: 'ignore filesystems with duplicate target', refused: true },
    notruncate: { flags: '-u, --notruncate', help: "don't truncate text in columns" },
    noFsroot: { flags: '-v, --nofsroot', help: "don't print [/dir] for bind or btrfs mounts" },
    bytes: { flags: '-b, --bytes', help: 'print sizes in bytes rather than in human readable format' },
    verify: { flags: '-x, --verify', help: 'verify mount table content (default is fstab)', refused: true },
  },
  *main(p, t) {
    const names = columnsOf(t);
    const { mounts, filtered } = chosen(p, t);
    if (mounts.length === 0) return 1;
    const columns = names.map((name): TableColumn => {
      const { right, tree, json } = COLUMNS[name]!;
      return { name, ...(right ? { right } : {}), ...(tree ? { tree } : {}), ...(json ? { json } : {}) };
    });
    const all = filtered && t.has('submounts') ? readMounts(p) : mounts;
    const row = (m: MountLine, deep: boolean): TableRow => ({
      cells: names.map((name) => (t.has('noFsroot') && name === 'SOURCE' ? m.source : COLUMNS[name]!.value(m, p, t.has('bytes')))),
      children: deep ? all.filter((child) => child.parent === m.id && child !== m).map((child) => row(child, true)) : [],
    });
    const forced = t.last('list', 'json', 'raw', 'pairs', 'tree') as TableForm | undefined;
    const deep = !t.has('df') && !t.has('list') && (!filtered || t.has('submounts') || t.has('tree'));
    const form: TableForm = forced === 'json' || forced === 'raw' || forced === 'pairs' ? forced : deep ? 'tree' : 'list';
    const here = new Set(mounts.map((m) => m.id));
    const roots = deep ? mounts.filter((m) => filtered || !here.has(m.parent)) : mounts;
    yield* p.stdout.write(
      printTable(
        'filesystems',
        columns,
        roots.map((m) => row(m, deep)),
        { form, headings: !t.has('noheadings'), utf8: utf8Locale(p) && !t.has('ascii') },
      ),
    );
  },
});
