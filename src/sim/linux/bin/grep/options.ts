import type { Process } from '../../../kernel/process.ts';
import { getopt, GetoptError, type Given, type OptionForm } from '../lib/getopt.ts';
import { quoteLocale, utf8Locale } from '../lib/quoting.ts';
import type { Syntax } from './matcher.ts';

export type BinaryFiles = 'binary' | 'text' | 'without-match';

/** What the command line asks for. */
export interface GrepOptions {
  syntax: Syntax;
  /** Patterns given with -e; files of patterns (-f) stand as `{ file }`. */
  sources: ({ text: string } | { file: string })[];
  operands: string[];
  ignoreCase: boolean;
  words: boolean;
  lines: boolean;
  nullData: boolean;
  invert: boolean;
  count: boolean;
  list: 'none' | 'matching' | 'nonmatching';
  onlyMatching: boolean;
  quiet: boolean;
  noMessages: boolean;
  lineNumber: boolean;
  byteOffset: boolean;
  initialTab: boolean;
  nullName: boolean;
  withName: boolean | undefined;
  label: string | undefined;
  lineBuffered: boolean;
  /** Undefined: no context was asked for, not even none. */
  before: number | undefined;
  after: number | undefined;
  separator: string | undefined;
  maxCount: number;
  binaryFiles: BinaryFiles;
  directories: 'read' | 'recurse' | 'skip';
  devices: 'read' | 'skip' | 'default';
  /** -R: follows links in directories too. */
  dereference: boolean;
  /** --include and --exclude in their order. */
  filters: { glob: string; include: boolean }[];
  excludeFrom: string[];
  excludeDirectories: string[];
  color: boolean;
  warnings: string[];
}

// in the order of grep's own table, which shows in messages about ambiguous names
const FORMS = [
  ['G', 'basic-regexp', 'none'],
  ['E', 'extended-regexp', 'none'],
  ['F', 'fixed-regexp,fixed-strings', 'none'],
  ['P', 'perl-regexp', 'none'],
  ['A', 'after-context', 'required'],
  ['B', 'before-context', 'required'],
  ['binary-files', 'binary-files', 'required'],
  ['U', 'binary', 'none'],
  ['b', 'byte-offset', 'none'],
  ['C', 'context', 'required'],
  ['color', 'color,colour', 'optional'],
  ['c', 'count', 'none'],
  ['D', 'devices', 'required'],
  ['d', 'directories', 'required'],
  ['exclude', 'exclude', 'required'],
  ['exclude-from', 'exclude-from', 'required'],
  ['exclude-dir', 'exclude-dir', 'required'],
  ['f', 'file', 'required'],
  ['l', 'files-with-matches', 'none'],
  ['L', 'files-without-match', 'none'],
  ['group-separator', 'group-separator', 'required'],
  ['help', 'help', 'none'],
  ['include', 'include', 'required'],
  ['i', 'ignore-case', 'none'],
  ['no-ignore-case', 'no-ignore-case', 'none'],
  ['T', 'initial-tab', 'none'],
  ['label', 'label', 'required'],
  ['line-buffered', 'line-buffered', 'none'],
  ['n', 'line-number', 'none'],
  ['x', 'line-regexp', 'none'],
  ['m', 'max-count', 'required'],
  ['h', 'no-filename', 'none'],
  ['no-group-separator', 'no-group-separator', 'none'],
  ['s', 'no-messages', 'none'],
  ['Z', 'null', 'none'],
  ['z', 'null-data', 'none'],
  ['o', 'only-matching', 'none'],
  ['q', 'quiet,silent', 'none'],
  ['r', 'recursive', 'none'],
  ['R', 'dereference-recursive', 'none'],
  ['e', 'regexp', 'required'],
  ['v', 'invert-match', 'none'],
  ['a', 'text', 'none'],
  ['u', 'unix-byte-offsets', 'none'],
  ['V', 'version', 'none'],
  ['H', 'with-filename', 'none'],
  ['w', 'word-regexp', 'none'],
  ['y', '', 'none'],
  ['I', '', 'none'],
  ['digit', '', 'none'],
].map(([id, names, takes]): OptionForm => ({
  id: id!,
  letters: id === 'digit' ? '0123456789' : id!.length === 1 ? id! : '',
  names: names === '' ? [] : names!.split(','),
  takes: takes as OptionForm['takes'],
}));

/** A command line that grep refuses: its message, and what follows it. */
export class GrepUsage extends Error {
  constructor(
    message: string,
    readonly hint: 'usage' | 'none' | 'help' | 'version' = 'none',
    readonly code = 2,
  ) {
    super(message);
  }
}

function defaults(): GrepOptions {
  return {
    syntax: 'basic',
    sources: [],
    operands: [],
    ignoreCase: false,
    words: false,
    lines: false,
    nullData: false,
    invert: false,
    count: false,
    list: 'none',
    onlyMatching: false,
    quiet: false,
    noMessages: false,
    lineNumber: false,
    byteOffset: false,
    initialTab: false,
    nullName: false,
    withName: undefined,
    label: undefined,
    lineBuffered: false,
    before: undefined,
    after: undefined,
    separator: '--',
    maxCount: Infinity,
    binaryFiles: 'binary',
    directories: 'read',
    devices: 'default',
    dereference: false,
    filters: [],
    excludeFrom: [],
    excludeDirectories: [],
    color: false,
    warnings: [],
  };
}

/** Reads grep's command line. Throws GrepUsage. */
export function parseOptions(p: Process): GrepOptions {
  const o = defaults();
  let given: Given[];
  try {
    ({ given, operands: o.operands } = getopt(p.argv.slice(1), FORMS));
  } catch (e) {
    if (e instanceof GetoptError) throw new GrepUsage(e.message, 'usage');
    throw e;
  }
  const context: { all?: number; digits: string } = { digits: '' };
  let matcher: Syntax | undefined;
  for (const { id, value, as } of given) {
    const syntax = SYNTAX[id];
    if (syntax) {
      if (matcher && matcher !== syntax) throw new GrepUsage('conflicting matchers specified');
      matcher = syntax;
    } else if (id === 'digit') context.digits += as.slice(1);
    else if (id === 'C') context.all = contextLength(value!);
    else apply(p, o, id, value ?? '');
  }
  o.syntax = matcher ?? 'basic';
  const fallback = context.digits !== '' ? contextLength(context.digits) : context.all;
  o.before ??= fallback;
  o.after ??= fallback;
  return o;
}

const SYNTAX: Readonly<Record<string, Syntax>> = { E: 'extended', F: 'fixed', G: 'basic', P: 'perl' };

function contextLength(text: string): number {
  if (!/^\+?\d+$/.test(text.trim())) throw new GrepUsage(`${text}: invalid context length argument`);
  return Math.min(Number(text), Number.MAX_SAFE_INTEGER);
}

/** Flags that set one field. */
const SETTERS: Readonly<Record<string, (o: GrepOptions, value: string) => void>> = {
  e: (o, v) => o.sources.push({ text: v }),
  f: (o, v) => o.sources.push({ file: v }),
  i: (o) => (o.ignoreCase = true),
  y: (o) => (o.ignoreCase = true),
  'no-ignore-case': (o) => (o.ignoreCase = false),
  w: (o) => (o.words = true),
  x: (o) => (o.lines = true),
  z: (o) => (o.nullData = true),
  s: (o) => (o.noMessages = true),
  v: (o) => (o.invert = true),
  b: (o) => (o.byteOffset = true),
  n: (o) => (o.lineNumber = true),
  'line-buffered': (o) => (o.lineBuffered = true),
  H: (o) => (o.withName = true),
  h: (o) => (o.withName = false),
  label: (o, v) => (o.label = v),
  o: (o) => (o.onlyMatching = true),
  q: (o) => (o.quiet = true),
  a: (o) => (o.binaryFiles = 'text'),
  I: (o) => (o.binaryFiles = 'without-match'),
  r: (o) => {
    o.directories = 'recurse';
    o.dereference = false;
  },
  R: (o) => {
    o.directories = 'recurse';
    o.dereference = true;
  },
  include: (o, v) => o.filters.push({ glob: v, include: true }),
  exclude: (o, v) => o.filters.push({ glob: v, include: false }),
  'exclude-from': (o, v) => o.excludeFrom.push(v),
  'exclude-dir': (o, v) => o.excludeDirectories.push(v.replace(/(.)\/+$/, '$1')),
  L: (o) => (o.list = 'nonmatching'),
  l: (o) => (o.list = 'matching'),
  c: (o) => (o.count = true),
  T: (o) => (o.initialTab = true),
  Z: (o) => (o.nullName = true),
  A: (o, v) => (o.after = contextLength(v)),
  B: (o, v) => (o.before = contextLength(v)),
  'group-separator': (o, v) => (o.separator = v),
  'no-group-separator': (o) => (o.separator = undefined),
  U: () => undefined,
  u: (o) => o.warnings.push('warning: --unix-byte-offsets (-u) is obsolete'),
};

function apply(p: Process, o: GrepOptions, id: string, value: string): void {
  const setter = SETTERS[id];
  if (setter) {
    setter(o, value);
    return;
  }
  switch (id) {
    case 'V':
      throw new GrepUsage('', 'version');
    case 'help':
      throw new GrepUsage('', 'help');
    case 'm':
      if (!/^\s*[+-]?\d+$/.test(value)) throw new GrepUsage('invalid max count');
      // a negative number is no limit
      o.maxCount = Number(value) < 0 ? Infinity : Number(value);
      return;
    case 'binary-files':
      if (value !== 'binary' && value !== 'text' && value !== 'without-match') throw new GrepUsage('unknown binary-files type');
      o.binaryFiles = value;
      return;
    case 'd':
      o.directories = directoryAction(p, value);
      if (o.directories === 'recurse') o.dereference = true;
      return;
    case 'D':
      if (value !== 'read' && value !== 'skip') throw new GrepUsage('unknown devices method');
      o.devices = value;
      return;
    case 'color':
      o.color = wantsColor(p, value);
  }
}

function directoryAction(p: Process, value: string): GrepOptions['directories'] {
  const actions = ['read', 'recurse', 'skip'] as const;
  const found = actions.filter((a) => a.startsWith(value));
  const exact = actions.find((a) => a === value) ?? (found.length === 1 ? found[0] : undefined);
  if (exact) return exact;
  const utf8 = utf8Locale(p);
  const list = actions.map((a) => `  - ${quoteLocale(a, utf8)}`).join('\n');
  const kind = found.length > 1 ? 'ambiguous' : 'invalid';
  throw new GrepUsage(
    `${kind} argument ${quoteLocale(value, utf8)} for ${quoteLocale('--directories', utf8)}\nValid arguments are:\n${list}`,
    'usage',
    1,
  );
}

function wantsColor(p: Process, value: string): boolean {
  switch (value) {
    case 'always':
    case 'yes':
    case 'force':
      return true;
    case 'never':
    case 'no':
    case 'none':
      return false;
    case '':
    case 'auto':
    case 'tty':
    case 'if-tty':
      return p.fds.get(1)?.file.terminal !== undefined && p.env['TERM'] !== undefined && p.env['TERM'] !== 'dumb';
    default:
      throw new GrepUsage('', 'help');
  }
}
