import type { Process } from '../../kernel/process.ts';
import type { Step } from '../../kernel/step.ts';
import type { Dialect } from '../dialect.ts';
import { createShell } from '../exec/create.ts';
import { contain } from '../exec/fork.ts';
import type { Shell } from '../exec/shell.ts';
import { trampoline } from '../exec/trampoline.ts';
import { expandQuoted } from '../expand/expand.ts';
import { runInteractive, startInteractive } from '../interactive/session.ts';
import { quotedParts } from '../syntax/words.ts';
import { imported } from '../text.ts';
import { optionOfLetter, SET_OPTIONS } from '../state/options.ts';
import { DASH } from './dash-dialect.ts';
import { runScript, runStandardInput } from './scripts.ts';
import { runFile } from './startup.ts';

/** Resident memory of a dash that has just started, in bytes. */
const BASE_BYTES = 900_000;

/** Debian's /bin/sh. */
export function* dashMain(p: Process): Step<number> {
  return yield* posixMain(p, DASH);
}

interface PosixOptions {
  command: string | undefined;
  interactive: boolean;
  login: boolean;
  standardInput: boolean;
  set: [string, boolean][];
  args: readonly string[];
  illegal: string | undefined;
}

/** The main program of a POSIX shell: options, start-up files, then a command string, a script or standard input. */
export function* posixMain(p: Process, dialect: Dialect): Step<number> {
  p.charge(BASE_BYTES);
  const options = parse(p.argv);
  if (options.illegal !== undefined) {
    yield* p.error(`${p.argv[0]}: 0: Illegal option ${options.illegal}\n`);
    return 2;
  }
  const reads = options.standardInput || (options.command === undefined && options.args.length === 0);
  const terminal = p.fds.get(0)?.file.terminal !== undefined && p.fds.get(2)?.file.terminal !== undefined;
  const interactive = options.interactive || (reads && terminal);
  const letters = `${interactive ? 'i' : ''}${options.command !== undefined ? 'c' : ''}${reads ? 's' : ''}`;
  const shell = createShell(p, dialect, { interactive, login: options.login, letters });
  for (const [name, on] of options.set) shell.options.set(name, on);
  yield* trampoline(whole(shell, options));
  return shell.status & 255;
}

function* whole(shell: Shell, options: PosixOptions): Step {
  yield* contain(shell, run(shell, options));
  yield* shell.traps.runExit();
}

function* run(shell: Shell, options: PosixOptions): Step {
  const args = options.args.map((a) => imported(a, shell.locale));
  if (shell.start.interactive) yield* startInteractive(shell);
  if (options.login) {
    yield* runFile(shell, '/etc/profile');
    yield* runFile(shell, `${shell.variables.get('HOME') ?? ''}/.profile`);
  }
  const environment = shell.start.interactive ? shell.variables.get('ENV') : undefined;
  if (environment) yield* runFile(shell, yield* expandQuoted(shell, quotedParts(environment, true)));
  if (options.command !== undefined) {
    if (args.length > 0) shell.name = args[0]!;
    shell.args = args.slice(1);
    yield* shell.engine.text(shell, imported(options.command, shell.locale), { name: '-c', base: 1, last: !shell.start.interactive });
  } else if (args.length > 0 && !options.standardInput) {
    shell.args = args.slice(1);
    yield* runScript(shell, args[0]!);
  } else {
    shell.args = args;
    if (shell.start.interactive) yield* runInteractive(shell);
    else yield* runStandardInput(shell);
  }
}

function parse(argv: readonly string[]): PosixOptions {
  const out: PosixOptions = {
    command: undefined,
    interactive: false,
    login: argv[0]?.startsWith('-') ?? false,
    standardInput: false,
    set: [],
    args: [],
    illegal: undefined,
  };
  let wantsCommand = false;
  let i = 1;
  for (; i < argv.length && /^[-+]./.test(argv[i]!); i++) {
    const arg = argv[i]!;
    if (arg === '--') {
      i++;
      break;
    }
    if (arg === '--login') {
      out.login = true;
      continue;
    }
    const on = arg.startsWith('-');
    for (const letter of arg.slice(1)) {
      const option = letter === 'o' ? SET_OPTIONS.find(([n]) => n === argv[i + 1])?.[0] : optionOfLetter(letter);
      if (letter === 'c') wantsCommand = true;
      else if (letter === 'i') out.interactive = true;
      else if (letter === 'l') out.login = true;
      else if (letter === 's') out.standardInput = true;
      else if (option === undefined) out.illegal = letter === 'o' ? `-o ${argv[i + 1] ?? ''}` : `${arg[0]}${letter}`;
      else out.set.push([option, on]);
      if (letter === 'o') i++;
    }
  }
  if (argv[i] === '-' && !wantsCommand) i++;
  if (wantsCommand) out.command = argv[i++] ?? '';
  out.args = argv.slice(i);
  return out;
}
