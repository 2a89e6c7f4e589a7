import type { Errno } from '../../kernel/errno.ts';
import { DASH_BUILTINS } from '../builtins/table.ts';
import type { Dialect } from '../dialect.ts';
import type { SyntaxFailure } from '../syntax/failure.ts';
import { dashMain } from './dash.ts';

/** What dash and ash make of a syntax error's message. */
export function posixSyntaxError(failure: SyntaxFailure, unterminated: string): string {
  const { message, found, expecting } = failure;
  const matching = /while looking for matching `(.)'/.exec(message)?.[1];
  if (matching === '"' || matching === "'") return unterminated;
  if (matching === '`') return 'EOF in backquote substitution';
  if (matching === '}') return "Missing '}'";
  if (matching !== undefined) return `end of file unexpected (expecting "${matching}")`;
  if (found === '') return message;
  return `${found} unexpected${expecting === undefined ? '' : ` (expecting ${expecting})`}`;
}

/** open(2)'s errors as dash words them (error.c: errmsg). */
function openError(error: Errno, writing: boolean): string {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') return error.text;
  return writing ? 'Directory nonexistent' : 'No such file';
}

/** Debian's dash 0.5.12. */
export const DASH: Dialect = {
  id: 'dash',
  posix: true,
  builtins: DASH_BUILTINS,
  versionLine: '',
  unsetOrEmpty: 'parameter not set or null',
  message: (shell, text, builtin) => `${shell.name}: ${shell.line || 1}: ${builtin === undefined ? '' : `${builtin}: `}${text.replace(/: readonly variable$/, ': is read only')}`,
  killed: (_shell, line) => line,
  arithmeticError(error) {
    const kind = error.message === 'division by 0' ? 'division by zero' : /operand expected/.test(error.message) ? 'expecting primary' : 'expecting EOF';
    return `arithmetic expression: ${kind}: "${error.expression}"`;
  },
  syntaxError(shell, failure, base, where) {
    const what = where === 'eval' ? 'eval: ' : '';
    return `${shell.name}: ${base + failure.line}: ${what}Syntax error: ${posixSyntaxError(failure, 'Unterminated quoted string')}\n`;
  },
  notFound: (name) => `${name}: not found`,
  notRunnable: (path, error) => `${path}: ${error.code === 'ENOENT' ? 'not found' : error.code === 'EISDIR' ? 'Permission denied' : error.text}`,
  badInterpreter: (path, _interpreter, error) => `${path}: ${error.code === 'ENOENT' ? 'not found' : error.text}`,
  cannotOpen: (path, error, writing) => `cannot ${writing ? 'create' : 'open'} ${path}: ${openError(error, writing)}`,
  main: dashMain,
};
