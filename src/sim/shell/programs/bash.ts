import type { Process } from '../../kernel/process.ts';
import type { Step } from '../../kernel/step.ts';
import { createShell } from '../exec/create.ts';
import { contain } from '../exec/fork.ts';
import type { Shell } from '../exec/shell.ts';
import { trampoline } from '../exec/trampoline.ts';
import { importFunctions } from '../state/import-functions.ts';
import { imported } from '../text.ts';
import { BASH } from './bash-dialect.ts';
import { parseBashOptions, type BashOptions } from './bash-options.ts';
import { runInteractive, startInteractive } from '../interactive/session.ts';
import { runScript, runStandardInput } from './scripts.ts';
import { runStartupFiles } from './startup.ts';

/** Resident memory of a bash that has just started, in bytes. */
const BASE_BYTES = 3_600_000;

/** GNU bash's main program: options, start-up files, then a command string, a script, standard input or a terminal. */
export function* bashMain(p: Process): Step<number> {
  p.charge(BASE_BYTES);
  const options = parseBashOptions(p.argv);
  if (options.exit !== undefined) {
    yield* p.write(options.exit === 0 ? 1 : 2, options.output);
    return options.exit;
  }
  const interactive = isInteractive(p, options);
  const letters = `${interactive ? 'i' : ''}${options.command !== undefined ? 'c' : ''}${readsStandardInput(options) ? 's' : ''}`;
  const shell = createShell(p, BASH, { interactive, login: options.login, letters });
  for (const [name, on] of options.set) shell.options.set(name, on);
  for (const [name, on] of options.shopt) shell.options.setShopt(name, on);
  if (options.set.some(([name, on]) => name === 'allexport' && on)) shell.variables.exportAll = true;
  if (options.login) shell.options.setShopt('login_shell', true);
  if (options.posix) shell.options.set('posix', true);
  importFunctions(shell);
  yield* trampoline(whole(shell, options));
  return shell.status & 255;
}

function* whole(shell: Shell, options: BashOptions): Step {
  yield* contain(shell, run(shell, options));
  yield* shell.traps.runExit();
}

/** bash is interactive with -i, or without a command or script when input and errors are terminals. */
function isInteractive(p: Process, options: BashOptions): boolean {
  if (options.interactive) return true;
  if (options.command !== undefined || (options.args.length > 0 && !options.standardInput)) return false;
  return p.fds.get(0)?.file.terminal !== undefined && p.fds.get(2)?.file.terminal !== undefined;
}

function readsStandardInput(options: BashOptions): boolean {
  return options.standardInput || (options.command === undefined && options.args.length === 0);
}

function* run(shell: Shell, options: BashOptions): Step {
  const args = options.args.map((a) => imported(a, shell.locale));
  if (shell.start.interactive) yield* startInteractive(shell);
  yield* runStartupFiles(shell, options);
  if (options.command !== undefined) {
    if (args.length > 0) shell.name = args[0]!;
    shell.args = args.slice(1);
    const text = imported(options.command, shell.locale);
    yield* shell.engine.text(shell, text, { name: '-c', base: 1, last: !shell.start.interactive });
    return;
  }
  if (args.length > 0 && !options.standardInput) {
    shell.args = args.slice(1);
    return yield* runScript(shell, args[0]!);
  }
  shell.args = args;
  if (shell.start.interactive) yield* runInteractive(shell);
  else yield* runStandardInput(shell);
}

