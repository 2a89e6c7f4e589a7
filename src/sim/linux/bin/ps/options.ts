import type { Process } from '../../../kernel/process.ts';
import { groups, ListError, numbers, split, terminals, users } from '../../procps/lists.ts';
import { COLUMNS, type Column } from './columns.ts';

/** A command line that ps refuses; the message stands after `error: `. */
export class PsError extends ListError {}
/** An option of ps that is not simulated. */
export class PsRefused extends Error {}

export interface Wanted {
  column: Column;
  name: string;
  /** Another heading; empty for none. */
  header?: string;
  width?: number;
}

/** A list that selects processes. */
export interface Selection {
  by: 'pid' | 'ppid' | 'comm' | 'euid' | 'ruid' | 'egid' | 'rgid' | 'session' | 'group' | 'tty' | 'quick';
  values: (string | number)[];
}

/** What the command line asks for. */
export interface PsOptions {
  selections: Selection[];
  /** -e, -A, and the BSD `a` and `x` in their combinations. */
  all: boolean;
  allWithTty: boolean;
  notLeaders: boolean;
  bsdA: boolean;
  bsdX: boolean;
  runningOnly: boolean;
  thisTerminal: boolean;
  negate: boolean;
  columns: Wanted[];
  /** One of the ready-made formats, by its columns. */
  format: string | undefined;
  fullFormat: boolean;
  extraFull: boolean;
  longFormat: boolean;
  jobs: boolean;
  noAddress: boolean;
  context: boolean;
  sort: { column: Column; descending: boolean }[];
  forest: 'none' | 'lines' | 'blanks';
  threads: 'none' | 'lwp' | 'spid' | 'bsd';
  headers: 'once' | 'none' | 'all';
  columnsWide: number | undefined;
  wide: number;
  bsd: boolean;
  environment: boolean;
  nameOnly: boolean;
  numeric: boolean;
}

function fresh(): PsOptions {
  return {
    selections: [],
    all: false,
    allWithTty: false,
    notLeaders: false,
    bsdA: false,
    bsdX: false,
    runningOnly: false,
    thisTerminal: false,
    negate: false,
    columns: [],
    format: undefined,
    fullFormat: false,
    extraFull: false,
    longFormat: false,
    jobs: false,
    noAddress: false,
    context: false,
    sort: [],
    forest: 'none',
    threads: 'none',
    headers: 'once',
    columnsWide: undefined,
    wide: 0,
    bsd: false,
    environment: false,
    nameOnly: false,
    numeric: false,
  };
}

/** `-o pid,user=WHO,args:40`: names with headings and widths. */
export function parseFormat(text: string): Wanted[] {
  const out: Wanted[] = [];
  let rest = text;
  while (rest !== '') {
    const m = /^[,\s]*([^,\s=:]+)(?::(\d+))?(=([^,]*))?/.exec(rest);
    if (!m) {
      if (/^[,\s]*$/.test(rest)) break;
      throw new PsError('improper format list');
    }
    const [whole, name, width, renaming, header] = m as unknown as [
      string,
      string,
      string | undefined,
      string | undefined,
      string | undefined,
    ];
    const column = COLUMNS[name];
    if (!column) throw new PsError(`unknown user-defined format specifier "${name}"`);
    const wanted: Wanted = { column, name };
    if (width !== undefined) wanted.width = Number(width);
    if (renaming !== undefined) wanted.header = header ?? '';
    out.push(wanted);
    rest = rest.slice(whole.length);
  }
  if (out.length === 0) throw new PsError('improper format list');
  return out;
}

function parseSort(text: string): PsOptions['sort'] {
  return split(text).map((item) => {
    const column = COLUMNS[item.replace(/^[+-]/, '')];
    if (!column) throw new PsError('unknown sort specifier');
    return { column, descending: item.startsWith('-') };
  });
}

type Flags = Readonly<Record<string, (o: PsOptions) => void>>;

const SYSV_FLAGS: Flags = {
  A: (o) => (o.all = true),
  e: (o) => (o.all = true),
  a: (o) => (o.allWithTty = true),
  d: (o) => (o.notLeaders = true),
  N: (o) => (o.negate = true),
  f: (o) => (o.fullFormat = true),
  F: (o) => (o.fullFormat = o.extraFull = true),
  l: (o) => (o.longFormat = true),
  y: (o) => (o.noAddress = true),
  j: (o) => (o.jobs = true),
  H: (o) => (o.forest = 'blanks'),
  L: (o) => (o.threads = 'lwp'),
  T: (o) => (o.threads = 'spid'),
  M: (o) => (o.context = true),
  Z: (o) => (o.context = true),
  w: (o) => o.wide++,
  c: (o) => (o.nameOnly = true),
};

const BSD_FLAGS: Flags = {
  a: (o) => (o.bsdA = true),
  x: (o) => (o.bsdX = true),
  f: (o) => (o.forest = 'lines'),
  e: (o) => (o.environment = true),
  c: (o) => (o.nameOnly = true),
  n: (o) => (o.numeric = true),
  h: (o) => (o.headers = 'none'),
  r: (o) => (o.runningOnly = true),
  T: (o) => (o.thisTerminal = true),
  w: (o) => o.wide++,
  H: (o) => (o.threads = 'bsd'),
  Z: (o) => (o.context = true),
  M: (o) => (o.context = true),
  g: () => undefined,
};

const BSD_FORMATS: Readonly<Record<string, string>> = {
  u: 'user,pid,%cpu,%mem,vsize,rss,tname,stat,start_time,bsdtime,args',
  j: 'ppid,pid,pgid,sid,tname,tpgid,stat,uid,bsdtime,args',
  l: 'f,uid,pid,ppid,priority,ni,vsize,rss,wchan,stat,tname,bsdtime,args',
  v: 'pid,tname,stat,bsdtime,maj_flt,trs,drs,rss,%mem,args',
  s: 'uid,pid,pending,blocked,ignored,caught,stat,tname,bsdtime,args',
};

/** Spellings of the long options that turn headings off and on. */
const NO_HEADINGS = /^no-?(header|heading)s?$/;
const HEADINGS = /^(header|heading)s?$/;

class Parser {
  readonly options = fresh();
  #at = 0;

  constructor(
    private readonly p: Process,
    private readonly args: readonly string[],
  ) {}

  /** The rest of a cluster of letters, or the next argument. */
  #argument(cluster: string, message: string): string {
    if (cluster !== '') return cluster;
    const next = this.args[this.#at];
    if (next === undefined) throw new PsError(message);
    this.#at++;
    return next;
  }

  parse(bsdOnly: boolean): PsOptions {
    while (this.#at < this.args.length) {
      const arg = this.args[this.#at++]!;
      if (arg.startsWith('--')) this.#long(arg.slice(2));
      else if (arg.startsWith('-') && arg.length > 1 && !bsdOnly) this.#sysv(arg.slice(1));
      else if (/^[-+]?\d/.test(arg)) this.#bare(arg);
      else this.#bsd(arg.replace(/^-/, ''));
    }
    return this.options;
  }

  /** A number alone is a process; `+N` a session and `-N` a group of processes. */
  #bare(arg: string): void {
    const by = arg.startsWith('+') ? 'session' : arg.startsWith('-') ? 'group' : 'pid';
    this.#select(by, numbers(arg.replace(/^[+-]/, ''), 'process ID list syntax error'));
  }

  #select(by: Selection['by'], values: (string | number)[]): void {
    this.options.selections.push({ by, values });
  }

  #long(text: string): void {
    const { options: o } = this;
    const equals = text.indexOf('=');
    const name = equals < 0 ? text : text.slice(0, equals);
    const value = (message: string): string => this.#argument(equals < 0 ? '' : text.slice(equals + 1), message);
    if (NO_HEADINGS.test(name)) o.headers = 'none';
    else if (HEADINGS.test(name)) o.headers = 'all';
    else this.#longNamed(name.toLowerCase(), value);
  }

  #longNamed(name: string, value: (message: string) => string): void {
    const { p, options: o } = this;
    switch (name) {
      case 'pid':
        return this.#select('pid', numbers(value('list of process IDs must follow --pid'), 'process ID list syntax error'));
      case 'quick-pid':
        return this.#select('quick', numbers(value('list of process IDs must follow --quick-pid'), 'process ID list syntax error'));
      case 'ppid':
        return this.#select('ppid', numbers(value('list of process IDs must follow --ppid'), 'process ID list syntax error'));
      case 'user':
        return this.#select('euid', users(p, value('list of users must follow --user')));
      case 'group':
        return this.#select('egid', groups(p, value('list of effective groups must follow --group')));
      case 'sid':
        return this.#select('session', numbers(value('list of sessions must follow --sid'), 'process ID list syntax error'));
      case 'tty':
        return this.#select('tty', terminals(p, value('list of terminals must follow --tty')));
      case 'format':
        o.columns.push(...parseFormat(value('format specification must follow --format')));
        return;
      case 'sort':
        o.sort.push(...parseSort(value('long sort specification must follow --sort')));
        return;
      case 'forest':
        o.forest = 'lines';
        return;
      case 'cols':
      case 'columns':
      case 'width':
        o.columnsWide = numbers(
          value('number of columns must follow --cols, --width, or --columns'),
          'number of columns must follow --cols, --width, or --columns',
        )[0]!;
        return;
      case 'rows':
      case 'lines':
        value('number of rows must follow --rows or --lines');
        return;
      case 'deselect':
        o.negate = true;
        return;
      case 'context':
        o.context = true;
        return;
      case 'cumulative':
      case 'signames':
      case 'info':
        throw new PsRefused(`ps --${name}`);
      default:
        throw new PsError('unknown gnu long option');
    }
  }

  #sysv(cluster: string): void {
    const { p, options: o } = this;
    for (let i = 0; i < cluster.length; i++) {
      const rest = cluster.slice(i + 1);
      const list = (message: string): string => this.#argument(rest, message);
      const flag = SYSV_FLAGS[cluster[i]!];
      if (flag) {
        flag(o);
        continue;
      }
      switch (cluster[i]) {
        case 'C':
          return this.#select(
            'comm',
            split(list('list of command names must follow -C')).map((name) => name.slice(0, 15)),
          );
        case 'p':
          return this.#select('pid', numbers(list('list of process IDs must follow -p'), 'process ID list syntax error'));
        case 'q':
          return this.#select('quick', numbers(list('list of process IDs must follow -q'), 'process ID list syntax error'));
        case 'u':
          return this.#select('euid', users(p, list('list of users must follow -u')));
        case 'U':
          return this.#select('ruid', users(p, list('list of real users must follow -U')));
        case 'G':
          return this.#select('rgid', groups(p, list('list of real groups must follow -G')));
        case 'g': {
          const items = split(list('list of session leaders OR effective group names must follow -g'));
          const ids = items.every((item) => /^\d+$/.test(item));
          return this.#select(ids ? 'session' : 'egid', ids ? items.map(Number) : groups(p, items.join(',')));
        }
        case 's':
          return this.#select('session', numbers(list('list of session IDs must follow -s'), 'process ID list syntax error'));
        case 't':
          return this.#select('tty', terminals(p, list('list of terminals (pty, tty...) must follow -t')));
        case 'o':
        case 'O': {
          const wanted = parseFormat(list(`format specification must follow -${cluster[i]}`));
          const around = cluster[i] === 'O' ? (name: string): Wanted => ({ column: COLUMNS[name]!, name }) : undefined;
          o.columns.push(
            ...(around ? [around('pid'), ...wanted, around('s'), around('tname'), around('time'), around('command')] : wanted),
          );
          return;
        }
        default:
          throw new PsError('unsupported SysV option');
      }
    }
  }

  #bsd(cluster: string): void {
    const { p, options: o } = this;
    o.bsd = true;
    for (let i = 0; i < cluster.length; i++) {
      const rest = cluster.slice(i + 1);
      const list = (message: string): string => this.#argument(rest, message);
      const letter = cluster[i]!;
      if (BSD_FORMATS[letter]) o.format = BSD_FORMATS[letter];
      const flag = BSD_FLAGS[letter];
      flag?.(o);
      if (flag || BSD_FORMATS[letter]) continue;
      switch (letter) {
        case 'm':
        case 'X':
        case 'S':
        case 'L':
          throw new PsRefused(`ps ${cluster[i]}`);
        case 'k':
          o.sort.push(...parseSort(list('long sort specification must follow k')));
          return;
        case 'o':
        case 'O':
          o.columns.push(...parseFormat(list(`format specification must follow ${cluster[i]}`)));
          return;
        case 'p':
          return this.#select('pid', numbers(list('list of process IDs must follow p'), 'process ID list syntax error'));
        case 'q':
          return this.#select('quick', numbers(list('list of process IDs must follow q'), 'process ID list syntax error'));
        case 't':
          return rest === '' ? void (o.thisTerminal = true) : this.#select('tty', terminals(p, rest));
        case 'U':
          return this.#select('euid', users(p, list('list of users must follow U')));
        case 'V':
          throw new PsError('version');
        default:
          throw new PsError('unsupported option (BSD syntax)');
      }
    }
  }
}

/**
 * Reads ps's command line: UNIX options with a dash, BSD options without, GNU options with two. `-aux` is what it was meant
 * to be. Throws PsError, PsRefused.
 */
export function parseOptions(p: Process, args: readonly string[]): PsOptions {
  try {
    return new Parser(p, args).parse(false);
  } catch (e) {
    // where the UNIX way makes no sense, procps reads all of it again in the BSD way
    if (!(e instanceof ListError)) throw e;
    try {
      return new Parser(p, args).parse(true);
    } catch (again) {
      if (again instanceof ListError) throw e;
      throw again;
    }
  }
}
