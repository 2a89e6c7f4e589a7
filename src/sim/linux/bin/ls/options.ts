import type { Process } from '../../../kernel/process.ts';
import { argmatch } from '../lib/argmatch.ts';
import { globToRegExp } from '../lib/glob.ts';
import { parseInteger } from '../lib/numbers.ts';
import { Failure, UsageError, type Invocation } from '../lib/utility.ts';
import type { LsOption } from './option-table.ts';

export type QuotingStyle =
  'literal' | 'shell' | 'shell-always' | 'shell-escape' | 'shell-escape-always' | 'c' | 'c-maybe' | 'escape' | 'locale' | 'clocale';
export type TimeField = 'mtime' | 'ctime' | 'atime' | 'birth';
export type SortKey = 'name' | 'none' | 'size' | 'time' | 'version' | 'extension' | 'width';
export type Format = 'long' | 'single' | 'columns' | 'across' | 'commas';

/** What ls is to do, with all its defaults settled. */
export interface LsOptions {
  format: Format;
  sort: SortKey;
  reverse: boolean;
  time: TimeField;
  show: 'visible' | 'almost' | 'all';
  ignore: RegExp[];
  hide: RegExp[];
  directory: boolean;
  recursive: boolean;
  follow: 'never' | 'arguments' | 'to-directories' | 'always';
  indicator: 'none' | 'slash' | 'file-type' | 'classify';
  quoting: QuotingStyle;
  questionMarks: boolean;
  color: boolean;
  inode: boolean;
  blocks: boolean;
  owner: boolean;
  group: boolean;
  author: boolean;
  numeric: boolean;
  context: boolean;
  directoriesFirst: boolean;
  human: 'no' | 1024 | 1000;
  /** Units of file sizes and of block counts, in bytes. */
  sizeUnit: number;
  blockUnit: number;
  /** Shown after them where the unit was named without a number. */
  unitSuffix: string;
  timeFormats: [recent: string, older: string];
  width: number;
  tabs: number;
  end: '\n' | '\0';
}

const WHEN = [
  ['always', 'yes', 'force'],
  ['never', 'no', 'none'],
  ['auto', 'tty', 'if-tty'],
] as const;
const SORTS = [['none'], ['time'], ['size'], ['extension'], ['version'], ['width']] as const;
const TIMES = [
  ['atime', 'access', 'use'],
  ['ctime', 'status'],
  ['birth', 'creation'],
] as const;
const FORMATS = [['verbose', 'long'], ['commas'], ['horizontal', 'across'], ['vertical'], ['single-column']] as const;
const INDICATORS = [['none'], ['slash'], ['file-type'], ['classify']] as const;
const QUOTINGS = [
  ['literal'],
  ['shell'],
  ['shell-always'],
  ['shell-escape'],
  ['shell-escape-always'],
  ['c'],
  ['c-maybe'],
  ['escape'],
  ['locale'],
  ['clocale'],
] as const;

/** Terminals that dircolors' database knows to have colours. */
const COLOUR_TERMINALS =
  /^(Eterm|ansi|.*color.*|con\d+x\d+|cons25|console|cygwin|.*direct.*|dtterm|gnome|hurd|jfbterm|konsole|kterm|linux(-c)?|mlterm|putty|rxvt.*|screen.*|st|terminator|tmux.*|vt100|xterm.*)$/;

const FORMAT_OF = { verbose: 'long', commas: 'commas', horizontal: 'across', vertical: 'columns', 'single-column': 'single' } as const;

/** Settles ls's options, later ones over earlier ones. Throws UsageError and Failure with ls's messages. */
export function resolveOptions(p: Process, t: Invocation<LsOption>): LsOptions {
  const terminal = p.fds.get(1)?.file.terminal;
  const o: LsOptions = {
    format: terminal ? 'columns' : 'single',
    sort: 'name',
    reverse: t.has('reverse'),
    time: 'mtime',
    show: 'visible',
    ignore: t.values('ignore').map((pattern) => globToRegExp(pattern, { period: true })),
    hide: t.values('hide').map((pattern) => globToRegExp(pattern, { period: true })),
    directory: t.has('directory'),
    recursive: t.has('recursive'),
    follow: 'never',
    indicator: 'none',
    quoting: terminal ? 'shell-escape' : 'literal',
    questionMarks: terminal !== undefined,
    color: false,
    inode: t.has('inode'),
    blocks: t.has('size'),
    owner: !t.has('noOwner'),
    group: !t.has('noGroup', 'longNoGroup'),
    author: t.has('author'),
    numeric: t.has('numeric'),
    context: t.has('context'),
    directoriesFirst: t.has('directoriesFirst'),
    human: 'no',
    sizeUnit: 1,
    blockUnit: 1024,
    unitSuffix: '',
    timeFormats: ['%b %e %H:%M', '%b %e  %Y'],
    width: 80,
    tabs: 8,
    end: t.has('zero') ? '\0' : '\n',
  };
  if (t.has('backups')) o.ignore.push(/~$/);
  applyInOrder(t, o, terminal !== undefined);
  if (o.color && !p.env['LS_COLORS'] && !p.env['COLORTERM'] && !COLOUR_TERMINALS.test(p.env['TERM'] ?? '')) o.color = false;
  if (o.sort === 'name' && !t.has('sort') && o.format !== 'long' && t.has('ctime', 'atime', 'time')) o.sort = 'time';
  settleWidth(p, t, o, terminal?.columns);
  settleTime(p, t, o);
  settleFollowing(t, o);
  const style = p.env['QUOTING_STYLE'];
  if (style && !t.has('quoting', 'literal', 'quoteName', 'escape')) o.quoting = QUOTINGS.find((q) => q[0] === style)?.[0] ?? o.quoting;
  if (t.has('zero')) {
    if (o.format !== 'long' && !t.has('columns', 'across', 'commas', 'format')) o.format = 'single';
    o.quoting = 'literal';
    o.questionMarks = false;
    if (t.last('zero', 'color') === 'zero') o.color = false;
  }
  return o;
}

function when(t: Invocation<LsOption>, option: string, value: string | undefined, terminal: boolean): boolean {
  const word = value === undefined ? 'always' : argmatch(t, option, value, WHEN);
  return word === 'always' || (word === 'auto' && terminal);
}

function applyInOrder(t: Invocation<LsOption>, o: LsOptions, terminal: boolean): void {
  for (const { id, value } of t.given) {
    switch (id) {
      case 'all':
        o.show = 'all';
        break;
      case 'almostAll':
        o.show = 'almost';
        break;
      case 'long':
      case 'noOwner':
      case 'longNoGroup':
      case 'numeric':
      case 'fullTime':
        o.format = 'long';
        break;
      case 'single':
        if (o.format !== 'long') o.format = 'single';
        break;
      case 'columns':
      case 'across':
      case 'commas':
        o.format = id;
        break;
      case 'format':
        o.format = FORMAT_OF[argmatch(t, '--format', value!, FORMATS)];
        break;
      case 'unsorted':
        o.show = 'all';
        o.sort = 'none';
        if (o.format === 'long') o.format = terminal ? 'columns' : 'single';
        o.blocks = false;
        o.color = false;
        break;
      case 'bySize':
        o.sort = 'size';
        break;
      case 'byTime':
        o.sort = 'time';
        break;
      case 'noSort':
        o.sort = 'none';
        break;
      case 'byVersion':
        o.sort = 'version';
        break;
      case 'byExtension':
        o.sort = 'extension';
        break;
      case 'sort':
        o.sort = argmatch(t, '--sort', value!, SORTS);
        break;
      case 'ctime':
      case 'atime':
        o.time = id;
        break;
      case 'time':
        o.time = argmatch(t, '--time', value!, TIMES);
        break;
      case 'color':
        o.color = when(t, '--color', value, terminal);
        break;
      case 'classify':
        o.indicator = when(t, '--classify', value, terminal) ? 'classify' : o.indicator;
        break;
      case 'fileType':
        o.indicator = 'file-type';
        break;
      case 'slash':
        o.indicator = 'slash';
        break;
      case 'indicator':
        o.indicator = argmatch(t, '--indicator-style', value!, INDICATORS);
        break;
      case 'literal':
        o.quoting = 'literal';
        break;
      case 'quoteName':
        o.quoting = 'c';
        break;
      case 'escape':
        o.quoting = 'escape';
        break;
      case 'quoting':
        o.quoting = argmatch(t, '--quoting-style', value!, QUOTINGS);
        break;
      case 'hideControl':
        o.questionMarks = true;
        break;
      case 'showControl':
        o.questionMarks = false;
        break;
      case 'human':
        o.human = 1024;
        break;
      case 'si':
        o.human = 1000;
        break;
      case 'kibibytes':
        o.blockUnit = 1024;
        break;
      case 'blockSize':
        applyBlockSize(t, o, value!);
        break;
      default:
    }
  }
}

function applyBlockSize(t: Invocation<LsOption>, o: LsOptions, value: string): void {
  if (value === 'human-readable' || value === 'si') {
    o.human = value === 'si' ? 1000 : 1024;
    return;
  }
  const size = parseInteger(value.replace(/^'/, ''), 'EGkKMPTYZ0');
  if (typeof size !== 'number' || size < 1) {
    throw new Failure(`${size === 'suffix' ? 'invalid suffix in' : 'invalid'} --block-size argument ${t.quote(value)}`);
  }
  o.human = 'no';
  o.sizeUnit = o.blockUnit = size;
  o.unitSuffix = /^\d/.test(value) ? '' : value;
}

function settleWidth(p: Process, t: Invocation<LsOption>, o: LsOptions, terminalColumns: number | undefined): void {
  const given = t.value('width');
  if (given !== undefined) {
    if (!/^\d+$/.test(given)) throw new Failure(`invalid line width: ${t.quote(given)}`);
    o.width = Number(given);
  } else {
    const columns = p.env['COLUMNS'];
    o.width = terminalColumns ?? (columns && /^\d+$/.test(columns) ? Number(columns) : 80);
  }
  const tabs = t.value('tabs') ?? '8';
  if (!/^\d+$/.test(tabs)) throw new Failure(`invalid tab size: ${t.quote(tabs)}`);
  // a tab after a colour confuses some terminals
  o.tabs = o.color ? 0 : Number(tabs);
}

function settleTime(p: Process, t: Invocation<LsOption>, o: LsOptions): void {
  const last = t.last('fullTime', 'timeStyle');
  const style = (last === 'fullTime' ? 'full-iso' : (t.value('timeStyle') ?? p.env['TIME_STYLE'] ?? 'locale')).replace(/^posix-/, '');
  if (style.startsWith('+')) {
    const [recent, older, ...rest] = style.slice(1).split('\n');
    if (rest.length > 0) throw new Failure(`invalid time style format ${t.quote(rest.join('\n'))}`);
    o.timeFormats = older === undefined ? [recent!, recent!] : [older, recent!];
    return;
  }
  const STYLES: Record<string, [string, string]> = {
    'full-iso': ['%Y-%m-%d %H:%M:%S.%N %z', '%Y-%m-%d %H:%M:%S.%N %z'],
    'long-iso': ['%Y-%m-%d %H:%M', '%Y-%m-%d %H:%M'],
    iso: ['%m-%d %H:%M', '%Y-%m-%d '],
    locale: o.timeFormats,
  };
  const names = Object.keys(STYLES).filter((name) => name.startsWith(style));
  const chosen = STYLES[style] ?? (names.length === 1 ? STYLES[names[0]!] : undefined);
  if (chosen) {
    o.timeFormats = chosen;
    return;
  }
  if (o.format !== 'long') return;
  const list = ['full-iso', 'long-iso', 'iso', 'locale'].map((name) => `\n  - [posix-]${name}`).join('');
  const kind = names.length > 1 ? 'ambiguous' : 'invalid';
  throw new UsageError(
    `${kind} argument ${t.quote(style)} for ${t.quote('time style')}\nValid arguments are:${list}\n  - +FORMAT (e.g., +%H:%M) for a 'date'-style format`,
  );
}

function settleFollowing(t: Invocation<LsOption>, o: LsOptions): void {
  const last = t.last('follow', 'followArguments', 'followToDirectories');
  if (last === 'follow') o.follow = 'always';
  else if (last === 'followArguments') o.follow = 'arguments';
  else if (last === 'followToDirectories' || !(o.directory || o.indicator === 'classify' || o.format === 'long'))
    o.follow = 'to-directories';
}
