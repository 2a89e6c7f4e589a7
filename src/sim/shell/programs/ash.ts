import type { Process, ProcessMain } from '../../kernel/process.ts';
import type { Step } from '../../kernel/step.ts';
import { ASH_BUILTINS } from '../builtins/table.ts';
import type { Dialect } from '../dialect.ts';
import { posixMain } from './dash.ts';
import { posixSyntaxError } from './dash-dialect.ts';

/**
 * BusyBox's ash. `applets` are further programs that it knows by itself: a name among them runs in a fork of the shell where PATH
 * has no program of that name.
 */
export function ashDialect(applets: ReadonlyMap<string, ProcessMain>): Dialect {
  const dialect: Dialect = {
    id: 'ash',
    posix: true,
    builtins: ASH_BUILTINS,
    applets,
    versionLine: 'Built-in commands:\n------------------',
    unsetOrEmpty: 'parameter not set',
    message(shell, text, builtin) {
      const script = shell.scriptName !== undefined;
      const line = builtin !== undefined || script ? `line ${shell.line}: ` : '';
      return `${shell.name}: ${builtin === undefined ? '' : `${builtin}: `}${line}${text.replace(/: readonly variable$/, ': is read only')}`;
    },
    killed: (_shell, line) => line,
    arithmeticError: (error) => (error.message === 'division by 0' ? 'divide by zero' : 'arithmetic syntax error'),
    syntaxError(shell, failure, base) {
      const where = shell.scriptName === undefined ? '' : `line ${base + failure.line}: `;
      const text = posixSyntaxError(failure, 'unterminated quoted string').replace(/^(.*) unexpected( \(.*\))?$/, 'unexpected $1$2');
      return `${shell.name}: ${where}syntax error: ${text}\n`;
    },
    notFound: (name) => `${name}: not found`,
    notRunnable: (path, error) => `${path}: ${error.code === 'ENOENT' ? 'not found' : error.code === 'EISDIR' ? 'Permission denied' : error.text}`,
    badInterpreter: (path, _interpreter, error) => `${path}: ${error.code === 'ENOENT' ? 'not found' : error.text}`,
    cannotOpen(path, error, writing) {
      const missing = error.code === 'ENOENT' || error.code === 'ENOTDIR';
      const reason = !missing ? error.text : writing ? 'nonexistent directory' : 'no such file';
      return `can't ${writing ? 'create' : 'open'} ${path}: ${reason}`;
    },
    main: (p) => posixMain(p, dialect),
  };
  return dialect;
}

/**
 * Runs BusyBox's ash as the program of a process (`sh`, `ash`): its argv are the shell's. Gives the exit status.
 */
export function* runAsh(p: Process, applets: ReadonlyMap<string, ProcessMain> = new Map()): Step<number> {
  return yield* posixMain(p, ashDialect(applets));
}
