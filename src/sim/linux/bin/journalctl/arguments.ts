import type { Process } from '../../../kernel/process.ts';
import type { Micros } from '../../../kernel/time.ts';
import { isErrno } from '../../../kernel/errno.ts';
import { OUTPUT_MODES, type OutputMode } from '../../journald/show.ts';
import { Chosen, parseArguments } from '../../systemd/options.ts';
import { parseTimestamp } from '../../systemd/time.ts';
import { mangle } from '../../systemd/unit-name.ts';
import { facilityName, parseBoolean, parseFacility, parseLevel } from '../../systemd/values.ts';
import { Regex } from '../lib/regex/regex.ts';
import { parsePerl } from '../lib/regex/perl.ts';
import { RegexError } from '../lib/regex/ast.ts';

/** Ends journalctl: a message on standard error, and its exit code. */
export class Quit extends Error {
  constructor(
    message: string,
    readonly code = 1,
    /** Goes to standard output. */
    readonly output = '',
  ) {
    super(message);
  }
}

const TABLE = {
  'e,pager-end': 'none',
  'f,follow': 'none',
  'm,merge': 'none',
  'x,catalog': 'none',
  'q,quiet': 'none',
  'r,reverse': 'none',
  'a,all': 'none',
  'l,full': 'none',
  'k,dmesg': 'none',
  'N,fields': 'none',
  'h,help': 'none',
  'n,lines': 'optional',
  'b,boot': 'optional',
  'o,output': 'required',
  'u,unit': 'required',
  't,identifier': 'required',
  'p,priority': 'required',
  'g,grep': 'required',
  'c,cursor': 'required',
  'S,since': 'required',
  'U,until': 'required',
  'F,field': 'required',
  'D,directory': 'required',
  'M,machine': 'required',
  'no-full': 'none',
  'no-tail': 'none',
  'no-hostname': 'none',
  'no-pager': 'none',
  'show-cursor': 'none',
  utc: 'none',
  system: 'none',
  user: 'none',
  version: 'none',
  force: 'none',
  'disk-usage': 'none',
  'list-boots': 'none',
  rotate: 'none',
  flush: 'none',
  sync: 'none',
  'relinquish-var': 'none',
  'smart-relinquish-var': 'none',
  header: 'none',
  verify: 'none',
  'list-catalog': 'none',
  'dump-catalog': 'none',
  'update-catalog': 'none',
  'setup-keys': 'none',
  'case-sensitive': 'optional',
  'output-fields': 'required',
  facility: 'required',
  'user-unit': 'required',
  'after-cursor': 'required',
  'cursor-file': 'required',
  'vacuum-size': 'required',
  'vacuum-files': 'required',
  'vacuum-time': 'required',
  file: 'required',
  root: 'required',
  image: 'required',
  namespace: 'required',
  interval: 'required',
  'verify-key': 'required',
} as const;

/** What exists in the real program and is not simulated. */
const REFUSED = [
  'directory',
  'machine',
  'file',
  'root',
  'image',
  'namespace',
  'header',
  'verify',
  'list-catalog',
  'dump-catalog',
  'update-catalog',
  'setup-keys',
  'interval',
  'verify-key',
  'user-unit',
  'relinquish-var',
  'smart-relinquish-var',
  'cursor-file',
] as const;

/** journalctl's command line, read. */
export interface Arguments {
  mode: OutputMode;
  fields: Set<string> | undefined;
  units: string[];
  identifiers: string[];
  priorities: Set<number> | undefined;
  facilities: Set<number> | undefined;
  kernel: boolean;
  /** Boot that is asked for: an offset from the last one, and an id. */
  boot: { id: string | undefined; offset: number } | undefined;
  since: Micros | undefined;
  until: Micros | undefined;
  pattern: Regex | undefined;
  /** -1: all. */
  lines: number;
  linesGiven: boolean;
  cursor: string | undefined;
  afterCursor: string | undefined;
  matches: string[];
  chosen: Chosen;
}

/** `-n 5` and `-b -1` take the next word where it fits; getopt(3) leaves it. */
function joinOptional(args: readonly string[]): string[] {
  const takes = new Set('opugtcSUFDM');
  const out: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    const next = args[i + 1];
    if (arg === '--') return [...out, ...args.slice(i)];
    let last = '';
    if (arg === '--lines' || arg === '--boot') last = arg === '--lines' ? 'n' : 'b';
    else if (/^-[a-zA-Z]+$/.test(arg)) {
      for (const [at, letter] of [...arg.slice(1)].entries()) {
        if (takes.has(letter)) {
          if (at === arg.length - 2) {
            out.push(arg);
            if (next !== undefined) out.push(next);
            i++;
          }
          break;
        }
        if (at === arg.length - 2 && (letter === 'n' || letter === 'b')) last = letter;
        else if (letter === 'n' || letter === 'b') break;
      }
      if (out.at(-1) === arg || (out.at(-2) === arg && out.at(-1) === next)) continue;
    }
    const fits =
      next !== undefined && (last === 'n' ? /^(all|\d+)$/.test(next) : last === 'b' && /^([0-9a-f]{32})?([-+]?\d+)?$|^all$/.test(next));
    if (last !== '' && fits && next !== '') {
      out.push(arg.startsWith('--') ? `${arg}=${next}` : arg + next);
      i++;
    } else out.push(arg);
  }
  return out;
}

/** Reads the command line. Throws Quit. */
export function readArguments(p: Process): Arguments {
  const { given, operands, error } = parseArguments(joinOptional(p.argv.slice(1)), TABLE);
  if (error !== undefined) throw new Quit(`${p.argv[0]}: ${error}`);
  const chosen = new Chosen(given);
  const refused = REFUSED.find((name) => chosen.has(name));
  if (refused) throw new Quit(`mirrorpod: journalctl --${refused}: not simulated`);
  const mode = outputMode(chosen);
  const lines = lineCount(chosen);
  const since = moment(p, chosen.value('since'));
  const until = moment(p, chosen.value('until'));
  if (since !== undefined && until !== undefined && since > until) throw new Quit('--since= must be before --until=.');
  const cursors = ['cursor', 'after-cursor'].filter((c) => chosen.has(c)).length + (since !== undefined ? 1 : 0);
  if (cursors > 1) throw new Quit('Please specify only one of --since=, --cursor=, and --after-cursor.');
  if (chosen.has('follow') && chosen.has('reverse')) throw new Quit('Please specify either --reverse= or --follow=, not both.');
  return {
    mode,
    fields: chosen.has('output-fields') ? new Set(chosen.values('output-fields').flatMap((v) => v.split(','))) : undefined,
    units: chosen.values('unit').map((unit) => mangle(unit, { glob: true }).name),
    identifiers: chosen.values('identifier'),
    priorities: priorities(chosen.value('priority')),
    facilities: facilities(chosen),
    kernel: chosen.has('dmesg'),
    boot: bootOf(chosen),
    since,
    until,
    pattern: pattern(chosen),
    ...lines,
    cursor: chosen.value('cursor'),
    afterCursor: chosen.value('after-cursor'),
    matches: operands,
    chosen,
  };
}

function outputMode(chosen: Chosen): OutputMode {
  const wish = chosen.value('output') ?? 'short';
  if (wish === 'help') throw new Quit('', 0, `${OUTPUT_MODES.join('\n')}\n`);
  if (!(OUTPUT_MODES as readonly string[]).includes(wish)) throw new Quit(`Unknown output format '${wish}'.`);
  return wish as OutputMode;
}

function lineCount(chosen: Chosen): { lines: number; linesGiven: boolean } {
  if (!chosen.has('lines')) {
    if (chosen.has('follow') && !chosen.has('no-tail')) return { lines: 10, linesGiven: false };
    if (chosen.has('pager-end')) return { lines: 1000, linesGiven: false };
    return { lines: -1, linesGiven: false };
  }
  if (chosen.has('no-tail')) return { lines: -1, linesGiven: false };
  const text = chosen.value('lines') || '10';
  if (text === 'all') return { lines: -1, linesGiven: false };
  if (!/^\d+$/.test(text)) throw new Quit(`Failed to parse lines '${text}'`);
  return { lines: Number(text), linesGiven: true };
}

function moment(p: Process, text: string | undefined): Micros | undefined {
  if (text === undefined) return undefined;
  const t = parseTimestamp(text, p.clock.now);
  if (t === undefined) throw new Quit(`Failed to parse timestamp: ${text}`);
  return t;
}

function priorities(text: string | undefined): Set<number> | undefined {
  if (text === undefined) return undefined;
  const [a, b] = text.split('..', 2);
  const read = (word: string): number => {
    const level = parseLevel(word);
    if (level === undefined) throw new Quit(b === undefined ? `Unknown log level ${text}` : `Failed to parse log level range ${text}`);
    return level;
  };
  const from = b === undefined ? 0 : read(a!);
  const to = read(b ?? a!);
  const out = new Set<number>();
  for (let n = Math.min(from, to); n <= Math.max(from, to); n++) out.add(n);
  return out;
}

function facilities(chosen: Chosen): Set<number> | undefined {
  if (!chosen.has('facility')) return undefined;
  const out = new Set<number>();
  for (const word of chosen.values('facility').flatMap((v) => v.split(','))) {
    if (word === 'help')
      throw new Quit('', 0, `Available facilities:\n${Array.from({ length: 24 }, (_, n) => `${facilityName(n)}\n`).join('')}`);
    const n = parseFacility(word);
    if (n === undefined) throw new Quit(`Bad --facility= argument "${word}".`);
    out.add(n);
  }
  return out;
}

function bootOf(chosen: Chosen): Arguments['boot'] {
  if (!chosen.has('boot')) return chosen.has('dmesg') ? { id: undefined, offset: 0 } : undefined;
  const text = chosen.value('boot') ?? '';
  if (text === 'all') return undefined;
  const m = /^([0-9a-fA-F]{32})?([-+]?\d+)?$/.exec(text);
  if (!m) throw new Quit(`Failed to parse boot descriptor '${text}'`);
  return { id: m[1]?.toLowerCase(), offset: m[2] === undefined ? 0 : Number(m[2]) };
}

function pattern(chosen: Chosen): Regex | undefined {
  const text = chosen.value('grep');
  let sensitive: boolean | undefined;
  if (chosen.has('case-sensitive')) {
    const wish = chosen.value('case-sensitive');
    sensitive = wish === undefined ? true : parseBoolean(wish);
    if (sensitive === undefined) throw new Quit(`Bad --case-sensitive= argument "${wish}": Invalid argument`);
  }
  if (text === undefined) return undefined;
  const ignoreCase = !(sensitive ?? /[A-Z]/.test(text));
  try {
    return new Regex(parsePerl(text, { flavour: 'pcre', utf8: true, ignoreCase }));
  } catch (e) {
    if (!(e instanceof RegexError)) throw e;
    throw new Quit(`Bad pattern "${text}": ${e.message}`);
  }
}

/** `FIELD=value` and `+` and paths as groups of terms. Throws Quit. */
export function matchGroups(p: Process, words: readonly string[]): [string, string][][] | undefined {
  if (words.length === 0) return undefined;
  const groups: [string, string][][] = [[]];
  for (const word of words) {
    if (word === '+') {
      if (groups.at(-1)!.length === 0) throw new Quit('"+" can only be used between terms');
      groups.push([]);
    } else if (word.startsWith('/')) groups.at(-1)!.push(pathMatch(p, word));
    else {
      const m = /^([A-Z0-9_]+)=(.*)$/s.exec(word);
      if (!m) throw new Quit(`Failed to add match '${word}': Invalid argument`);
      groups.at(-1)!.push([m[1]!, m[2]!]);
    }
  }
  if (groups.at(-1)!.length === 0) throw new Quit('"+" can only be used between terms');
  return groups;
}

function pathMatch(p: Process, path: string): [string, string] {
  try {
    const real = p.sys.realpath(path);
    const { type, mode } = p.sys.stat(real);
    if (type === 'file' && (mode & 0o111) !== 0) return ['_EXE', real];
    if (type === 'char' || type === 'block') return ['_KERNEL_DEVICE', real];
    throw new Quit(`File is neither a device node, nor regular file, nor executable: ${path}`);
  } catch (e) {
    if (!isErrno(e)) throw e;
    throw new Quit(`Couldn't canonicalize path: ${e.text}`);
  }
}
