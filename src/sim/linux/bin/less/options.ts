import type { Process } from '../../../kernel/process.ts';

/** less's settings, from its command line and from LESS. */
export interface LessOptions {
  chop: boolean;
  numbers: boolean;
  raw: 'no' | 'colours' | 'all';
  quitIfOneScreen: boolean;
  noInit: boolean;
  quitAtEnd: 'no' | 'second' | 'first';
  quitOnInterrupt: boolean;
  ignoreCase: 'no' | 'smart' | 'always';
  prompt: 'short' | 'medium' | 'long';
  squeeze: boolean;
  highlight: boolean;
  force: boolean;
  /** Commands to begin with: `+G`, `+/pattern`. */
  first: string[];
  files: string[];
}

/** Ends less at once. */
export class LessUsage extends Error {
  constructor(
    message: string,
    readonly code: number,
    readonly toOutput = false,
  ) {
    super(message);
  }
}

const LONG: Record<string, string> = {
  'chop-long-lines': 'S',
  'LINE-NUMBERS': 'N',
  'line-numbers': 'n',
  'RAW-CONTROL-CHARS': 'R',
  'raw-control-chars': 'r',
  'quit-if-one-screen': 'F',
  'no-init': 'X',
  'quit-at-eof': 'e',
  'QUIT-AT-EOF': 'E',
  'quit-on-intr': 'K',
  'ignore-case': 'i',
  'IGNORE-CASE': 'I',
  'long-prompt': 'm',
  'LONG-PROMPT': 'M',
  'squeeze-blank-lines': 's',
  force: 'f',
  quiet: 'q',
  QUIET: 'Q',
  silent: 'q',
  SILENT: 'Q',
  'hilite-search': 'g',
  'HILITE-SEARCH': 'G',
  tilde: '~',
  dumb: 'd',
  pattern: 'p',
  tabs: 'x',
  window: 'z',
  'jump-target': 'j',
  'max-back-scroll': 'h',
  buffers: 'b',
  'status-column': 'J',
};

/** Settings that take the rest of the word, or the next one. */
const VALUED = /[bDhjkoOpPtTxyz#"]/;
/** Settings that change nothing that is to be seen here. */
const HARMLESS = /[aABcCdgJLmnqQuUwW~]/;

/** Reads LESS and the command line. Throws LessUsage. */
export function parseLess(p: Process): LessOptions {
  const o: LessOptions = {
    chop: false,
    numbers: false,
    raw: 'no',
    quitIfOneScreen: false,
    noInit: false,
    quitAtEnd: 'no',
    quitOnInterrupt: false,
    ignoreCase: 'no',
    prompt: 'short',
    squeeze: false,
    highlight: true,
    force: false,
    first: [],
    files: [],
  };
  const fromEnvironment = (p.env['LESS'] ?? '').split(/\s+/).filter(Boolean);
  // letters of LESS may stand without a dash
  if (fromEnvironment[0] && !/^[-+]/.test(fromEnvironment[0])) fromEnvironment[0] = `-${fromEnvironment[0]}`;
  const args = [...fromEnvironment, ...p.argv.slice(1)];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (arg === '--') {
      o.files.push(...args.slice(i + 1));
      break;
    }
    if (arg.startsWith('++')) o.first.push(arg.slice(2));
    else if (arg.startsWith('+')) o.first.push(arg.slice(1));
    else if (arg.startsWith('--')) i = long(o, args, i);
    else if (arg.length > 1 && arg.startsWith('-')) i = letters(o, args, i, arg.slice(1));
    else o.files.push(arg);
  }
  return o;
}

function long(o: LessOptions, args: readonly string[], at: number): number {
  const [name = '', value] = args[at]!.slice(2).split('=');
  if (name === 'help' || name === 'version') throw new LessUsage(name, 0, true);
  const letter = LONG[name] ?? Object.entries(LONG).find(([key]) => key.startsWith(name))?.[1];
  if (!letter) throw new LessUsage(`There is no ${name} option ("less --help" for help)\n`, 1);
  return letters(o, args, at, value === undefined ? letter : letter + value);
}

function letters(o: LessOptions, args: readonly string[], at: number, cluster: string): number {
  for (let i = 0; i < cluster.length; i++) {
    const letter = cluster[i]!;
    if (letter === '+') {
      o.first.push(cluster.slice(i + 1));
      return at;
    }
    if (letter === '?') throw new LessUsage('help', 0, true);
    if (letter === 'V') throw new LessUsage('version', 0, true);
    if (VALUED.test(letter)) {
      const rest = cluster.slice(i + 1);
      const value = rest !== '' ? rest : args[at + 1];
      if (value === undefined)
        throw new LessUsage(
          `Value is required after -${letter} (--${Object.entries(LONG).find(([, l]) => l === letter)?.[0] ?? letter})\n`,
          1,
        );
      if (letter === 'p') o.first.push(`/${value}`);
      return rest !== '' ? at : at + 1;
    }
    if (!setOption(o, letter) && !HARMLESS.test(letter)) throw new LessUsage(`There is no -${letter} option ("less --help" for help)\n`, 1);
  }
  return at;
}

/** Sets or (typed inside less) flips an option; false for a letter that is none. */
export function setOption(o: LessOptions, letter: string, flip = false): boolean {
  switch (letter) {
    case 'S':
      o.chop = flip ? !o.chop : true;
      return true;
    case 'N':
      o.numbers = flip ? !o.numbers : true;
      return true;
    case 'n':
      o.numbers = false;
      return true;
    case 'R':
    case 'r':
      o.raw = flip && o.raw !== 'no' ? 'no' : letter === 'R' ? 'colours' : 'all';
      return true;
    case 'F':
      o.quitIfOneScreen = true;
      return true;
    case 'X':
      o.noInit = true;
      return true;
    case 'e':
    case 'E':
      o.quitAtEnd = letter === 'e' ? 'second' : 'first';
      return true;
    case 'K':
      o.quitOnInterrupt = true;
      return true;
    case 'i':
    case 'I':
      o.ignoreCase = flip && o.ignoreCase !== 'no' ? 'no' : letter === 'i' ? 'smart' : 'always';
      return true;
    case 'm':
    case 'M':
      o.prompt = letter === 'm' ? 'medium' : 'long';
      return true;
    case 's':
      o.squeeze = flip ? !o.squeeze : true;
      return true;
    case 'G':
      o.highlight = flip ? !o.highlight : false;
      return true;
    case 'f':
      o.force = true;
      return true;
    default:
      return false;
  }
}
