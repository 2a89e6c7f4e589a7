import type { Process } from '../../../kernel/process.ts';
import { globToRegExp } from '../lib/glob.ts';
import { utf8Locale } from '../lib/quoting.ts';

export interface TreeOptions {
  paths: string[];
  all: boolean;
  directoriesOnly: boolean;
  fullPaths: boolean;
  noIndent: boolean;
  follow: boolean;
  sameDevice: boolean;
  depth: number;
  include: RegExp[];
  exclude: RegExp[];
  prune: boolean;
  permissions: boolean;
  user: boolean;
  group: boolean;
  size: 'no' | 'bytes' | 1024 | 1000;
  time: boolean;
  classify: boolean;
  inodes: boolean;
  quotes: boolean;
  sort: 'name' | 'time' | 'none' | 'size' | 'version';
  reverse: boolean;
  directoriesFirst: boolean;
  report: boolean;
  colour: boolean;
  fileLimit: number;
  utf8: boolean;
  /** -N: names as they are; -q: question marks for what is not printable. */
  raw: boolean;
  questionMarks: boolean;
}

/** Ends tree early: usage, version, or an error with exit code 1. */
export class TreeUsage extends Error {
  constructor(
    message: string,
    readonly code: number,
    readonly toOutput = false,
  ) {
    super(message);
  }
}

const USAGE = `usage: tree [-acdfghilnpqrstuvxACDFJQNSUX] [-L level [-R]] [-H  baseHREF]
	[-T title] [-o filename] [-P pattern] [-I pattern] [--gitignore]
	[--gitfile[=]file] [--matchdirs] [--metafirst] [--ignore-case]
	[--nolinks] [--hintro[=]file] [--houtro[=]file] [--inodes] [--device]
	[--sort[=]<name>] [--dirsfirst] [--filesfirst] [--filelimit #] [--si]
	[--du] [--prune] [--charset[=]X] [--timefmt[=]format] [--fromfile]
	[--fflinks] [--info] [--infofile[=]file] [--noreport] [--version]
	[--help] [--] [directory ...]
`;
const notSimulated = (option: string): TreeUsage => new TreeUsage(`mirrorpod: tree ${option}: not simulated\n`, 1);

const patterns = (text: string): RegExp[] => text.split('|').map((part) => globToRegExp(part.replace(/\/$/, '')));

/** Reads tree's command line. Throws TreeUsage. */
export function parseArguments(p: Process): TreeOptions {
  const o: TreeOptions = {
    paths: [],
    all: false,
    directoriesOnly: false,
    fullPaths: false,
    noIndent: false,
    follow: false,
    sameDevice: false,
    depth: Infinity,
    include: [],
    exclude: [],
    prune: false,
    permissions: false,
    user: false,
    group: false,
    size: 'no',
    time: false,
    classify: false,
    inodes: false,
    quotes: false,
    sort: 'name',
    reverse: false,
    directoriesFirst: false,
    report: true,
    colour:
      p.fds.get(1)?.file.terminal !== undefined && Boolean(p.env['TREE_COLORS'] || p.env['LS_COLORS']) && p.env['NO_COLOR'] === undefined,
    fileLimit: Infinity,
    utf8: utf8Locale(p),
    raw: false,
    questionMarks: false,
  };
  const args = p.argv.slice(1);
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (arg === '--') {
      o.paths.push(...args.slice(i + 1));
      break;
    }
    if (arg.startsWith('--')) i = long(o, args, i);
    else if (arg.length > 1 && arg.startsWith('-')) i = letters(o, args, i);
    else o.paths.push(arg);
  }
  if (o.paths.length === 0) o.paths.push('.');
  if (!p.env['TERM']) o.colour = false;
  return o;
}

function letters(o: TreeOptions, args: readonly string[], at: number): number {
  let i = at;
  for (const letter of args[at]!.slice(1)) {
    const flag = FLAGS[letter];
    if (flag) {
      flag(o);
      continue;
    }
    if ('LPI'.includes(letter)) {
      const value = args[++i];
      if (value === undefined) throw new TreeUsage(`tree: Missing argument to -${letter} option.\n`, 1);
      if (letter === 'P') o.include.push(...patterns(value));
      else if (letter === 'I') o.exclude.push(...patterns(value));
      else o.depth = level(value);
    } else if ('ARXJHTovSZ'.includes(letter)) throw notSimulated(`-${letter}`);
    else throw new TreeUsage(`tree: Invalid argument -\`${letter}'.\n${USAGE}`, 1);
  }
  return i;
}

const FLAGS: Record<string, (o: TreeOptions) => void> = {
  a: (o) => (o.all = true),
  d: (o) => (o.directoriesOnly = true),
  f: (o) => (o.fullPaths = true),
  i: (o) => (o.noIndent = true),
  l: (o) => (o.follow = true),
  x: (o) => (o.sameDevice = true),
  p: (o) => (o.permissions = true),
  u: (o) => (o.user = true),
  g: (o) => (o.group = true),
  s: (o) => (o.size = 'bytes'),
  h: (o) => (o.size = 1024),
  D: (o) => (o.time = true),
  F: (o) => (o.classify = true),
  Q: (o) => (o.quotes = true),
  t: (o) => (o.sort = 'time'),
  U: (o) => (o.sort = 'none'),
  v: (o) => (o.sort = 'version'),
  r: (o) => (o.reverse = true),
  C: (o) => (o.colour = true),
  n: (o) => (o.colour = false),
  N: (o) => (o.raw = true),
  q: (o) => (o.questionMarks = true),
};

function level(text: string): number {
  const n = parseInt(text, 10);
  if (!(n > 0)) throw new TreeUsage('tree: Invalid level, must be greater than 0.\n', 1);
  return n;
}

function long(o: TreeOptions, args: readonly string[], at: number): number {
  const arg = args[at]!;
  const [name, ...rest] = arg.split('=');
  let i = at;
  const value = (): string => {
    if (rest.length > 0) return rest.join('=');
    const next = args[++i];
    if (next === undefined) throw new TreeUsage(`tree: Missing argument to ${name}\n`, 1);
    return next;
  };
  switch (name) {
    case '--help':
      throw new TreeUsage(USAGE, 0, true);
    case '--version':
      throw new TreeUsage("tree v2.1.0\nThis is Mirrorpod's simulation of that program.\n", 0, true);
    case '--noreport':
      o.report = false;
      break;
    case '--dirsfirst':
      o.directoriesFirst = true;
      break;
    case '--inodes':
      o.inodes = true;
      break;
    case '--prune':
      o.prune = true;
      break;
    case '--si':
      o.size = 1000;
      break;
    case '--filelimit':
      o.fileLimit = Number(value());
      break;
    case '--charset':
      o.utf8 = /utf-?8/i.test(value());
      break;
    case '--sort': {
      const key = value();
      if (key !== 'name' && key !== 'size' && key !== 'version' && key !== 'none') {
        if (key !== 'mtime' && key !== 'ctime')
          throw new TreeUsage(`tree: Sort type '${key}' not valid, should be one of: name,version,size,mtime,ctime\n`, 1);
        o.sort = 'time';
      } else o.sort = key;
      break;
    }
    default:
      if (
        /^--(gitignore|gitfile|matchdirs|metafirst|ignore-case|nolinks|hintro|houtro|device|filesfirst|du|timefmt|fromfile|fflinks|info|infofile)$/.test(
          name!,
        )
      )
        throw notSimulated(name!);
      throw new TreeUsage(`tree: Invalid argument \`${arg}'.\n${USAGE}`, 1);
  }
  return i;
}
