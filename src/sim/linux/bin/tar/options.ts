import { getopt, type Given, type OptionForm } from '../lib/getopt.ts';
import { NotSimulated, UsageError } from '../lib/utility.ts';

/** What tar is asked to do. */
export interface TarOptions {
  operation: 'create' | 'extract' | 'list';
  file: string;
  gzip: boolean;
  verbose: number;
  /** Operands in order; a directory change applies to those after it. */
  operands: { name: string; directory: string[] }[];
  /** Directory changes, where there are no operands after them. */
  directory: string[];
  exclude: { pattern: string; anchored: boolean }[];
  strip: number;
  /** Keep modes whatever the umask says (default for root). */
  permissions: boolean | undefined;
  sameOwner: boolean | undefined;
  toStdout: boolean;
  existing: 'replace' | 'keep' | 'skip' | 'overwrite';
  absolute: boolean;
  numeric: boolean;
  fullTime: boolean;
  touch: boolean;
  follow: boolean;
  recursion: boolean;
  wildcards: boolean;
  owner?: string;
  group?: string;
  mode?: string;
  mtime?: string;
  sortByName: boolean;
  oneFileSystem: boolean;
  filesFrom: string[];
  removeFiles: boolean;
}

const form = (id: string, letters: string, names: string, takes: OptionForm['takes'] = 'none'): OptionForm => ({
  id,
  letters,
  names: names.split(' ').filter(Boolean),
  takes,
});

const FORMS: OptionForm[] = [
  form('create', 'c', 'create'),
  form('extract', 'x', 'extract get'),
  form('list', 't', 'list'),
  form('append', 'r', 'append'),
  form('update', 'u', 'update'),
  form('diff', 'd', 'diff compare'),
  form('concatenate', 'A', 'catenate concatenate'),
  form('delete', '', 'delete'),
  form('test-label', '', 'test-label'),
  form('file', 'f', 'file', 'required'),
  form('gzip', 'z', 'gzip gunzip ungzip'),
  form('bzip2', 'j', 'bzip2'),
  form('xz', 'J', 'xz'),
  form('zstd', '', 'zstd'),
  form('lzip', '', 'lzip'),
  form('lzma', '', 'lzma'),
  form('compress', 'Z', 'compress uncompress'),
  form('auto-compress', 'a', 'auto-compress'),
  form('verbose', 'v', 'verbose'),
  form('directory', 'C', 'directory', 'required'),
  form('exclude', '', 'exclude', 'required'),
  form('exclude-from', 'X', 'exclude-from', 'required'),
  form('exclude-vcs', '', 'exclude-vcs'),
  form('strip', '', 'strip-components', 'required'),
  form('permissions', 'p', 'preserve-permissions same-permissions'),
  form('no-permissions', '', 'no-same-permissions'),
  form('same-owner', '', 'same-owner'),
  form('no-same-owner', 'o', 'no-same-owner'),
  form('stdout', 'O', 'to-stdout'),
  form('keep', 'k', 'keep-old-files'),
  form('skip', '', 'skip-old-files'),
  form('overwrite', '', 'overwrite'),
  form('unlink', 'U', 'unlink-first'),
  form('absolute', 'P', 'absolute-names'),
  form('numeric', '', 'numeric-owner'),
  form('full-time', '', 'full-time'),
  form('touch', 'm', 'touch'),
  form('follow', 'h', 'dereference'),
  form('no-recursion', '', 'no-recursion'),
  form('recursion', '', 'recursion'),
  form('wildcards', '', 'wildcards'),
  form('no-wildcards', '', 'no-wildcards'),
  form('owner', '', 'owner', 'required'),
  form('group', '', 'group', 'required'),
  form('mode', '', 'mode', 'required'),
  form('mtime', '', 'mtime', 'required'),
  form('sort', '', 'sort', 'required'),
  form('one-file-system', '', 'one-file-system'),
  form('files-from', 'T', 'files-from', 'required'),
  form('remove-files', '', 'remove-files'),
  form('transform', '', 'transform xform', 'required'),
  form('newer', 'N', 'newer after-date', 'required'),
  form('interactive', 'w', 'interactive confirmation'),
  form('format', 'H', 'format', 'required'),
  form('use-compress-program', 'I', 'use-compress-program', 'required'),
  form('sparse', 'S', 'sparse'),
  form('blocking', 'b', 'blocking-factor', 'required'),
  form('ignore-zeros', 'i', 'ignore-zeros'),
  form('verify', 'W', 'verify'),
  form('totals', '', 'totals', 'optional'),
  form('checkpoint', '', 'checkpoint', 'optional'),
  form('incremental', 'G', 'incremental'),
  form('listed-incremental', 'g', 'listed-incremental', 'required'),
  form('warning', '', 'warning', 'required'),
  form('ignore-failed-read', '', 'ignore-failed-read'),
  form('help', '?', 'help'),
  form('usage', '', 'usage'),
  form('version', '', 'version'),
];

const NOT_SIMULATED = new Set(
  'append update diff concatenate delete test-label bzip2 xz zstd lzip lzma compress exclude-vcs transform newer interactive use-compress-program ignore-zeros verify totals checkpoint incremental listed-incremental ignore-failed-read'.split(
    ' ',
  ),
);

/** `tar --help`. */
export const TAR_HELP = (name: string): string => `Usage: ${name} [OPTION...] [FILE]...
GNU 'tar' keeps many files together in one archive, and takes them out again.

Examples:
  tar -cf archive.tar foo bar  # make archive.tar of foo and bar
  tar -tvf archive.tar         # list what is in it
  tar -xf archive.tar          # take everything out

 Main operation:
  -c, --create               make a new archive
  -t, --list                 list an archive
  -x, --extract, --get       take files out of an archive

 Often used:
  -C, --directory=DIR        change to DIR first
  -f, --file=ARCHIVE         use that archive; - is standard input or output
  -z, --gzip                 compress with gzip
  -v, --verbose              list what is done
  -p, --preserve-permissions keep modes as they are
  -k, --keep-old-files       do not replace files; an error where they exist
  -O, --to-stdout            write files to standard output
  -P, --absolute-names       keep leading slashes
  -T, --files-from=FILE      names to archive, or to take out
  -X, --exclude-from=FILE    patterns to leave out
      --exclude=PATTERN      leave out what matches
      --strip-components=N   take N leading parts off names
      --wildcards            names are patterns
      --owner=NAME --group=NAME --mode=CHANGES --mtime=DATE   for new members
      --numeric-owner        numbers for owners
      --remove-files         remove files after adding them
      --help, --usage, --version

*This* tar defaults to:
--format=gnu -f- -b20 --quoting-style=escape --rmt-command=/usr/lib/tar/rmt
--rsh-command=/usr/bin/rsh
`;

/** The first word may be letters without a dash (`tar czf x.tgz d`): their arguments follow as words, in order. Throws UsageError. */
function withDashes(args: readonly string[]): string[] {
  const [first, ...rest] = args;
  if (first === undefined || first.startsWith('-')) return [...args];
  const out: string[] = [];
  for (const letter of first) {
    const known = FORMS.find((f) => f.letters.includes(letter));
    out.push(`-${letter}`);
    if (known?.takes !== 'required') continue;
    const value = rest.shift();
    if (value === undefined) throw new UsageError(`Old option '${letter}' requires an argument.`, 2);
    out.push(value);
  }
  return [...out, ...rest];
}

/** Reads tar's command line. Throws UsageError and NotSimulated. */
export function parseTar(args: readonly string[]): TarOptions | 'help' | 'version' {
  // operands and -C keep their order: each operand is marked as an option of its own
  const words = withDashes(args);
  const o: TarOptions = {
    operation: 'list',
    file: '-',
    gzip: false,
    verbose: 0,
    operands: [],
    directory: [],
    exclude: [],
    strip: 0,
    permissions: undefined,
    sameOwner: undefined,
    toStdout: false,
    existing: 'replace',
    absolute: false,
    numeric: false,
    fullTime: false,
    touch: false,
    follow: false,
    recursion: true,
    wildcards: false,
    sortByName: false,
    oneFileSystem: false,
    filesFrom: [],
    removeFiles: false,
  };
  const operations: TarOptions['operation'][] = [];
  for (const { id, value, as } of inOrder(words)) {
    if (id === 'help' || id === 'version') return id;
    if (id === 'usage') return 'help';
    if (NOT_SIMULATED.has(id)) throw new NotSimulated(`tar ${as}`);
    if (id === 'create' || id === 'extract' || id === 'list') operations.push(id);
    else if (id === 'operand') o.operands.push({ name: value!, directory: [...o.directory] });
    else apply(o, id, value ?? '');
  }
  const distinct = new Set(operations);
  if (distinct.size > 1) throw new UsageError("You may not specify more than one '-Acdtrux', '--delete' or  '--test-label' option", 2);
  if (distinct.size === 0) throw new UsageError("You must specify one of the '-Acdtrux', '--delete' or '--test-label' options", 2);
  o.operation = operations[0]!;
  if (o.operation === 'create' && o.operands.length === 0 && o.filesFrom.length === 0) {
    throw new UsageError('Cowardly refusing to create an empty archive', 2);
  }
  return o;
}

/** Options and operands as they stand in the command line. */
function inOrder(words: readonly string[]): Given[] {
  const out: Given[] = [];
  let rest = [...words];
  while (rest.length > 0) {
    const { given, operands } = getopt(rest, FORMS, { inOrder: true });
    out.push(...given);
    if (operands.length === 0) break;
    const ended = rest[rest.length - operands.length - 1] === '--';
    if (ended) {
      out.push(...operands.map((value) => ({ id: 'operand', value, as: value })));
      break;
    }
    out.push({ id: 'operand', value: operands[0], as: operands[0]! });
    rest = operands.slice(1);
  }
  return out;
}

function apply(o: TarOptions, id: string, value: string): void {
  const set: Record<string, () => void> = {
    file: () => (o.file = value),
    gzip: () => (o.gzip = true),
    verbose: () => o.verbose++,
    directory: () => o.directory.push(value),
    exclude: () => o.exclude.push({ pattern: value.replace(/\/+$/, ''), anchored: false }),
    strip: () => {
      if (!/^\d+$/.test(value)) throw new UsageError(`Invalid number of elements: '${value}'`, 2);
      o.strip = Number(value);
    },
    permissions: () => (o.permissions = true),
    'no-permissions': () => (o.permissions = false),
    'same-owner': () => (o.sameOwner = true),
    'no-same-owner': () => (o.sameOwner = false),
    stdout: () => (o.toStdout = true),
    keep: () => (o.existing = 'keep'),
    skip: () => (o.existing = 'skip'),
    overwrite: () => (o.existing = 'overwrite'),
    absolute: () => (o.absolute = true),
    numeric: () => (o.numeric = true),
    'full-time': () => (o.fullTime = true),
    touch: () => (o.touch = true),
    follow: () => (o.follow = true),
    'no-recursion': () => (o.recursion = false),
    recursion: () => (o.recursion = true),
    wildcards: () => (o.wildcards = true),
    'no-wildcards': () => (o.wildcards = false),
    owner: () => (o.owner = value),
    group: () => (o.group = value),
    mode: () => (o.mode = value),
    mtime: () => (o.mtime = value),
    sort: () => (o.sortByName = value === 'name'),
    'one-file-system': () => (o.oneFileSystem = true),
    'files-from': () => o.filesFrom.push(value),
    'exclude-from': () => o.exclude.push({ pattern: `\0${value}`, anchored: false }),
    'remove-files': () => (o.removeFiles = true),
    format: () => {
      if (value !== 'gnu' && value !== 'oldgnu') throw new NotSimulated(`tar --format=${value}`);
    },
    'auto-compress': () => (o.gzip ||= /\.(tgz|taz|gz)$/.test(o.file)),
  };
  set[id]?.();
}
