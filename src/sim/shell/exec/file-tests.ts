import { isErrno } from '../../kernel/errno.ts';
import type { Stat } from '../../kernel/file.ts';
import type { Step } from '../../kernel/step.ts';
import { AssociativeArray } from '../state/arrays.ts';
import { AssignmentError, elementOf, referenceOf } from '../state/assign.ts';
import type { Shell } from './shell.ts';

/** The unary operators of `test` and `[[`. */
export const UNARY_OPERATORS = new Set('abcdefghknoprstuvwxzGLNORS'.split('').map((c) => `-${c}`));

/** Evaluates a unary operator. `conditional` tells that it stands in `[[ ]]`. */
export function* unaryTest(shell: Shell, operator: string, operand: string, conditional: boolean): Step<boolean> {
  switch (operator) {
    case '-n':
      return operand !== '';
    case '-z':
      return operand === '';
    case '-o':
      return shell.options.get(operand);
    case '-t':
      return /^\s*\d+\s*$/.test(operand) && shell.isTerminal(Number(operand));
    case '-v':
      return isSet(shell, operand);
    case '-R':
      return shell.variables.binding(operand)?.nameref === true && shell.variables.binding(operand)?.value !== undefined;
    default:
      yield* shell.burn(conditional ? 5 : 1);
      return fileTest(shell, operator, operand);
  }
}

function isSet(shell: Shell, text: string): boolean {
  const reference = referenceOf(text);
  if (!reference) return /^\d+$/.test(text) && Number(text) > 0 && Number(text) <= shell.args.length;
  const { name, subscript } = reference;
  const value = shell.variables.value(name);
  if (subscript === undefined) return shell.variables.get(name) !== undefined;
  if (value instanceof AssociativeArray) return value.get(subscript) !== undefined;
  if (subscript === '@' || subscript === '*') return typeof value === 'object' ? value.size > 0 : value !== undefined;
  try {
    return elementOf(shell, name, subscript) !== undefined;
  } catch (e) {
    if (e instanceof AssignmentError) return false;
    throw e;
  }
}

function statOf(shell: Shell, path: string, follow: boolean): Stat | undefined {
  if (path === '') return undefined;
  // what a descriptor stands for, even where no /proc is mounted
  const fd = /^\/dev\/(?:fd\/(\d+)|std(in|out|err))$/.exec(path);
  if (fd) {
    const number = fd[1] !== undefined ? Number(fd[1]) : fd[2] === 'in' ? 0 : fd[2] === 'out' ? 1 : 2;
    return shell.p.fds.get(number)?.file.stat();
  }
  if (follow) return shell.statOrNone(path);
  try {
    return shell.p.sys.lstat(shell.path(path));
  } catch (e) {
    if (isErrno(e)) return undefined;
    throw e;
  }
}

function may(shell: Shell, path: string, right: string): boolean {
  try {
    shell.p.sys.access(shell.path(path), right);
    return true;
  } catch (e) {
    if (isErrno(e)) return false;
    throw e;
  }
}

function fileTest(shell: Shell, operator: string, path: string): boolean {
  const stat = statOf(shell, path, operator !== '-h' && operator !== '-L');
  if (!stat) return false;
  const { uid, gid } = shell.p.cred;
  switch (operator) {
    case '-a':
    case '-e':
      return true;
    case '-b':
      return stat.type === 'block';
    case '-c':
      return stat.type === 'char';
    case '-d':
      return stat.type === 'directory';
    case '-f':
      return stat.type === 'file';
    case '-g':
      return (stat.mode & 0o2000) !== 0;
    case '-h':
    case '-L':
      return stat.type === 'symlink';
    case '-k':
      return (stat.mode & 0o1000) !== 0;
    case '-p':
      return stat.type === 'fifo';
    case '-r':
    case '-w':
    case '-x':
      return may(shell, path, operator[1]!);
    case '-s':
      return stat.size > 0;
    case '-u':
      return (stat.mode & 0o4000) !== 0;
    case '-G':
      return stat.gid === gid;
    case '-N':
      return stat.mtime > stat.atime;
    case '-O':
      return stat.uid === uid;
    case '-S':
      return stat.type === 'socket';
    default:
      return false;
  }
}

/** `-nt`, `-ot`, `-ef`. */
export function compareFiles(shell: Shell, left: string, operator: '-nt' | '-ot' | '-ef', right: string): boolean {
  const a = statOf(shell, left, true);
  const b = statOf(shell, right, true);
  if (operator === '-ef') return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino;
  if (operator === '-nt') return a !== undefined && (b === undefined || a.mtime > b.mtime);
  return b !== undefined && (a === undefined || a.mtime < b.mtime);
}
