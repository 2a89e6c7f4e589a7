import { Errno } from '../../../kernel/errno.ts';
import { LIMITS } from '../../../kernel/limits.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { text as decode, fromBinary } from '../../../kernel/text.ts';
import { Input } from '../lib/input.ts';
import { FAMILIES, Failure, UsageError, utility, type Invocation, type Option } from '../lib/utility.ts';
import { readItems, type Items } from './items.ts';
import { Runner } from './runner.ts';

const OPTIONS = {
  null: { flags: '-0, --null', help: 'items end with NUL; quotes and backslash are not special' },
  file: { flags: '-a, --arg-file', arg: 'FILE', help: 'read items from FILE, not from standard input' },
  delimiter: { flags: '-d, --delimiter', arg: 'CHARACTER', help: 'items end with CHARACTER; quotes and backslash are not special' },
  eof: { flags: '-E', arg: 'END', help: 'stop at the item END' },
  eofOld: { flags: '-e, --eof', arg: '[END]', help: 'as -E END; without END there is none' },
  replace: { flags: '-I', arg: 'R', help: 'replace R in the initial arguments by a line of input' },
  replaceOld: { flags: '-i, --replace', arg: '[R]', help: 'as -I R; {} where R is left out' },
  lines: { flags: '-L', arg: 'MAX-LINES', help: 'use at most MAX-LINES lines for a command' },
  linesOld: { flags: '-l, --max-lines', arg: '[MAX-LINES]', help: 'likewise; one where left out' },
  args: { flags: '-n, --max-args', arg: 'MAX-ARGS', help: 'use at most MAX-ARGS arguments for a command' },
  tty: { flags: '-o, --open-tty', help: 'reopen standard input as /dev/tty for the commands' },
  procs: { flags: '-P, --max-procs', arg: 'MAX-PROCS', help: 'run up to MAX-PROCS commands at a time' },
  interactive: { flags: '-p, --interactive', help: 'ask before each command' },
  slotVariable: { flags: '--process-slot-var', arg: 'VAR', help: 'set VAR in the commands', refused: true },
  noEmpty: { flags: '-r, --no-run-if-empty', help: 'run nothing where there are no items' },
  chars: { flags: '-s, --max-chars', arg: 'MAX-CHARS', help: 'limit the length of a command line' },
  limits: { flags: '--show-limits', help: 'show the limits of command lines', refused: true },
  verbose: { flags: '-t, --verbose', help: 'print each command before it is run' },
  exit: { flags: '-x, --exit', help: 'end where the length is exceeded' },
} as const satisfies Record<string, Option>;

type T = Invocation<keyof typeof OPTIONS>;

/** Longest command line, as findutils sets it. */
const DEFAULT_CHARS = 131_072;

export default utility({
  name: 'xargs',
  family: FAMILIES.findutils,
  sizeBytes: 72_136,
  usage: ['[OPTION]... COMMAND [INITIAL-ARGS]...'],
  summary: 'Run COMMAND with arguments from standard input.',
  options: OPTIONS,
  inOrder: true,
  *main(p, t) {
    const number = (id: 'args' | 'lines' | 'linesOld' | 'procs' | 'chars', letter: string, least: number): number | undefined => {
      const text = t.value(id);
      if (text === undefined) return undefined;
      if (!/^[+-]?\d+$/.test(text)) throw new UsageError(`invalid number "${text}" for -${letter} option`);
      if (Number(text) < least) throw new UsageError(`value ${text} for -${letter} option should be >= ${least}`);
      return Number(text);
    };
    const maxArgs = number('args', 'n', 1);
    const maxLines = number('lines', 'L', 1) ?? number('linesOld', 'l', 1) ?? 1;
    const mode = yield* groupingOf(t);
    const replace = mode === 'replace' ? replacement(t) : undefined;
    const lines = mode === 'lines' ? maxLines : undefined;
    const procs = number('procs', 'P', 0) ?? 1;
    const chars = Math.min(number('chars', 's', 1) ?? DEFAULT_CHARS, LIMITS.argvBytes);
    const input = open(p, t);
    const delimiter = t.has('null') ? '\0' : t.has('delimiter') ? delimiterOf(t.value('delimiter')!) : undefined;
    const end = delimiter === undefined ? (t.value('eof') ?? t.value('eofOld')) : undefined;
    const items: Items = readItems(input, { delimiter, end, byLine: replace !== undefined, name: t.name });
    const command = t.operands.length > 0 ? [...t.operands] : ['echo'];
    const runner = new Runner(p, t, {
      parallel: procs === 0 ? Infinity : procs,
      verbose: t.has('verbose') || t.has('interactive'),
      asks: t.has('interactive'),
      terminalInput: t.has('tty'),
    });
    const limits = {
      maxArgs: mode === 'args' ? maxArgs! : Infinity,
      lines,
      chars,
      exits: t.has('exit') || replace !== undefined || lines !== undefined,
    };
    const ended =
      replace === undefined
        ? yield* gather(t, items, command, runner, limits)
        : yield* replaceEach(t, items, command, runner, replace, chars);
    return ended ?? (yield* runner.finish());
  },
});

/** How items are grouped: of -n, -L and -I the last one counts, and it is told which was in vain. `-I R -n 1` is -I. */
function* groupingOf(t: T): Step<'args' | 'lines' | 'replace' | undefined> {
  const NAMES = { args: ['--max-args', '--max-args/-n'], lines: ['--max-lines', '-L'], replace: ['--replace', '--replace/-I/-i'] } as const;
  const KINDS: Partial<Record<keyof typeof OPTIONS, keyof typeof NAMES>> = {
    args: 'args',
    lines: 'lines',
    linesOld: 'lines',
    replace: 'replace',
    replaceOld: 'replace',
  };
  let mode: keyof typeof NAMES | undefined;
  for (const { id, value } of t.given) {
    const kind = KINDS[id];
    if (!kind || kind === mode) continue;
    if (mode === 'replace' && kind === 'args' && value === '1') continue;
    if (mode) {
      const [ignored] = NAMES[mode];
      yield* t.warn(`warning: options ${ignored} and ${NAMES[kind][1]} are mutually exclusive, ignoring previous ${ignored} value`);
    }
    mode = kind;
  }
  return mode;
}

function replacement(t: T): string {
  return t.last('replace', 'replaceOld') === 'replace' ? t.value('replace')! : (t.value('replaceOld') ?? '{}');
}

function open(p: Process, t: T): Input {
  const path = t.value('file');
  if (path === undefined) return Input.open(p, '-');
  try {
    return new Input(p, p.open(path, { read: true }), path);
  } catch (e) {
    if (!(e instanceof Errno)) throw e;
    throw new Failure(`Cannot open input file ${t.quote(path)}: ${e.text}`);
  }
}

function delimiterOf(text: string): string {
  const ESCAPES: Record<string, string> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\', '0': '\0' };
  if (text.length === 1) return text;
  const m = /^\\(?:(.)|x([0-9a-fA-F]{1,2})|([0-7]{1,3}))$/.exec(text);
  const c =
    m &&
    (m[1] !== undefined && m[1] in ESCAPES
      ? ESCAPES[m[1]]
      : m[2]
        ? String.fromCharCode(parseInt(m[2], 16))
        : m[3]
          ? String.fromCharCode(parseInt(m[3], 8))
          : undefined);
  if (c !== undefined && c !== null) return c;
  throw new Failure(
    text.startsWith('\\')
      ? `Invalid escape sequence ${text} in input delimiter specification.`
      : `Invalid input delimiter specification ${text}: the delimiter must be either a single character or an escape sequence starting with \\.`,
  );
}

/** An item, which is read as bytes, as an argument. */
const argument = (item: string): string => decode(fromBinary(item));
const lengthOf = (words: readonly string[]): number => words.reduce((sum, w) => sum + w.length + 1, 0);

interface Bounds {
  maxArgs: number;
  lines: number | undefined;
  chars: number;
  exits: boolean;
}

/** Gathers items into command lines and runs each. Gives an exit code where it had to stop. */
function* gather(t: T, items: Items, command: readonly string[], runner: Runner, bounds: Bounds): Step<number | undefined> {
  let words: string[] = [];
  let lines = 0;
  let ran = false;
  const base = lengthOf(command);
  const flush = function* (): Step<number | undefined> {
    ran = true;
    const argv = [...command, ...words];
    words = [];
    lines = 0;
    return yield* runner.run(argv);
  };
  for (;;) {
    const next = yield* items.next();
    if (next.kind === 'error') {
      if (words.length > 0) yield* flush();
      yield* runner.finish();
      yield* t.warn(next.message);
      return 1;
    }
    if (next.kind === 'end') break;
    if (next.kind === 'line') {
      if (words.length > 0 && bounds.lines !== undefined && ++lines >= bounds.lines) {
        const stop = yield* flush();
        if (stop !== undefined) return stop;
      }
      continue;
    }
    const word = argument(next.text);
    if (base + lengthOf([...words, word]) > bounds.chars) {
      if (words.length === 0 || bounds.exits) throw new Failure('argument line too long');
      const stop = yield* flush();
      if (stop !== undefined) return stop;
      if (base + lengthOf([word]) > bounds.chars) throw new Failure('argument line too long');
    }
    words.push(word);
    if (words.length >= bounds.maxArgs) {
      const stop = yield* flush();
      if (stop !== undefined) return stop;
    }
  }
  if (words.length > 0 || (!ran && !t.has('noEmpty'))) return yield* flush();
  return undefined;
}

/** -I: one command for each line, with the line in place of the mark. */
function* replaceEach(
  t: T,
  items: Items,
  command: readonly string[],
  runner: Runner,
  mark: string,
  chars: number,
): Step<number | undefined> {
  for (;;) {
    const next = yield* items.next();
    if (next.kind === 'error') {
      yield* runner.finish();
      yield* t.warn(next.message);
      return 1;
    }
    if (next.kind === 'end') return undefined;
    if (next.kind !== 'item') continue;
    const argv = command.map((word, i) => (i === 0 && !word.includes(mark) ? word : word.replaceAll(mark, argument(next.text))));
    if (lengthOf(argv) > chars) throw new Failure('argument list too long');
    const stop = yield* runner.run(argv);
    if (stop !== undefined) return stop;
  }
}
