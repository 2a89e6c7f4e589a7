import type { Errno } from '../kernel/errno.ts';
import type { Process, ProcessMain } from '../kernel/process.ts';
import type { Step } from '../kernel/step.ts';
import type { ExpressionError } from './arithmetic/evaluate.ts';
import type { BuiltinTable } from './builtins/builtin.ts';
import type { Shell } from './exec/shell.ts';
import type { SyntaxFailure } from './syntax/failure.ts';

/** What makes bash, dash and BusyBox's ash different shells of one interpreter. */
export interface Dialect {
  readonly id: 'bash' | 'dash' | 'ash';
  /** The plain language of POSIX: no arrays, `[[ ]]`, here-strings or process substitutions. */
  readonly posix: boolean;
  readonly builtins: BuiltinTable;
  /** Programs that are part of the shell's own binary (BusyBox). */
  readonly applets?: ReadonlyMap<string, ProcessMain>;
  /** What `help` begins with. */
  readonly versionLine: string;
  /** A message as it is shown, without its newline. */
  message(shell: Shell, text: string, builtin: string | undefined): string;
  /** A job was ended by a signal; `line` lists it. */
  killed(shell: Shell, line: string): string;
  /** Lines that tell of a syntax error; `base` is the line of the unit's beginning, `where` the text's name (`-c`). */
  syntaxError(shell: Shell, failure: SyntaxFailure, base: number, where: string): string;
  /** An expression that cannot be evaluated; `what` stands before bash's message. */
  arithmeticError(error: ExpressionError, what: string): string;
  /** What `${x:?}` says of a parameter that is unset or empty. */
  readonly unsetOrEmpty: string;
  /** No program of that name, or one that cannot be run. */
  notFound(name: string): string;
  notRunnable(path: string, error: Errno): string;
  badInterpreter(path: string, interpreter: string, error: Errno): string;
  /** A redirection's file cannot be opened. */
  cannotOpen(path: string, error: Errno, writing: boolean): string;
  /** Runs a script without `#!` in a process of this shell. */
  main(p: Process): Step<number>;
}
