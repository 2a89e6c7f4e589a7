import { isErrno } from '../../kernel/errno.ts';
import type { Step } from '../../kernel/step.ts';
import type { Shell } from '../exec/shell.ts';
import { withTilde } from '../expand/prompt.ts';
import { imported } from '../text.ts';
import type { Builtin, BuiltinCall } from './builtin.ts';
import { complain, parseOptions, usage, wrongOptions } from './support.ts';

/** A path without `.`, `..` and double slashes, seen from a directory. */
function logical(from: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${from}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** The working directory's name: the one in PWD where that still leads here. */
export function workingDirectory(shell: Shell): string {
  return shell.variables.get('PWD') ?? imported(shell.p.sys.cwd(), shell.locale);
}

/** Changes the directory and sets PWD and OLDPWD. Throws Errno. */
export function changeDirectory(shell: Shell, path: string, physical = shell.options.get('physical')): void {
  const before = workingDirectory(shell);
  const target = physical ? path : logical(before, path);
  try {
    shell.p.sys.chdir(shell.path(target));
  } catch (e) {
    // the logical path may lead elsewhere than the real one
    if (!isErrno(e, 'ENOENT') || physical) throw e;
    shell.p.sys.chdir(shell.path(path));
  }
  setDirectory(shell, before, physical ? imported(shell.p.sys.cwd(), shell.locale) : target);
}

function setDirectory(shell: Shell, before: string, now: string): void {
  for (const [name, value] of [
    ['OLDPWD', before],
    ['PWD', now],
  ] as const) {
    if (shell.variables.binding(name)?.readonly) continue;
    shell.variables.set(name, value);
    shell.variables.own(name).exported = true;
  }
}

function* cd(shell: Shell, call: BuiltinCall): Step<number> {
  const parsed = parseOptions(call.args, shell.posix ? 'LP' : 'LPe@');
  const wrong = yield* wrongOptions(shell, call, parsed);
  if (wrong !== undefined) return wrong;
  if (parsed.rest.length > 1 && !shell.posix) {
    yield* complain(shell, call, 'too many arguments');
    return 1;
  }
  const mode = parsed.options.findLast((o) => o.letter === 'L' || o.letter === 'P')?.letter;
  const physical = mode === undefined ? shell.options.get('physical') : mode === 'P';
  let [path] = parsed.rest;
  let prints = false;
  if (path === undefined) {
    path = shell.variables.get('HOME');
    if (path === undefined && shell.posix) path = '';
    if (path === undefined) {
      yield* complain(shell, call, 'HOME not set');
      return 1;
    }
  } else if (path === '-') {
    path = shell.variables.get('OLDPWD');
    if (path === undefined) {
      yield* complain(shell, call, shell.posix ? "can't cd to -" : 'OLDPWD not set');
      return shell.posix ? 2 : 1;
    }
    prints = true;
  }
  if (path === '') return 0;
  return yield* enter(shell, call, path, physical, prints);
}

function* enter(shell: Shell, call: BuiltinCall, path: string, physical: boolean, prints: boolean): Step<number> {
  for (const base of searchBases(shell, path)) {
    const full = base === '' ? path : `${base}/${path}`;
    try {
      changeDirectory(shell, full, physical);
    } catch (e) {
      if (isErrno(e)) continue;
      throw e;
    }
    if (prints || base !== '') return yield* shell.output('cd', `${workingDirectory(shell)}\n`);
    return 0;
  }
  const corrected = yield* tryOthers(shell, path, physical);
  if (corrected) return 0;
  try {
    changeDirectory(shell, path, physical);
    return 0;
  } catch (e) {
    if (!isErrno(e)) throw e;
    yield* complain(shell, call, shell.posix ? `can't cd to ${path}` : `${path}: ${e.text}`);
    return shell.posix ? 2 : 1;
  }
}

/** Directories that CDPATH adds; empty: the working directory. */
function searchBases(shell: Shell, path: string): string[] {
  const cdpath = shell.variables.get('CDPATH');
  if (!cdpath || /^\.{0,2}(?:\/|$)/.test(path)) return [''];
  return [...cdpath.split(':').map((d) => (d === '.' ? '' : d)), ''];
}

/** `cd name` with shopt cdable_vars. */
function* tryOthers(shell: Shell, path: string, physical: boolean): Step<boolean> {
  if (shell.posix || !shell.options.shopt('cdable_vars')) return false;
  const value = shell.variables.get(path);
  if (!value) return false;
  try {
    changeDirectory(shell, value, physical);
    yield* shell.output('cd', `${value}\n`);
    return true;
  } catch (e) {
    if (isErrno(e)) return false;
    throw e;
  }
}

function* pwd(shell: Shell, call: BuiltinCall): Step<number> {
  const parsed = parseOptions(call.args, 'LP');
  const wrong = yield* wrongOptions(shell, call, parsed);
  if (wrong !== undefined) return wrong;
  const mode = parsed.options.findLast(() => true)?.letter ?? (shell.options.get('physical') ? 'P' : 'L');
  const directory = mode === 'P' ? imported(shell.p.sys.cwd(), shell.locale) : workingDirectory(shell);
  return yield* shell.output('pwd', `${directory}\n`);
}

// ---- the directory stack --------------------------------------------------------------------------------

function stack(shell: Shell): string[] {
  return [workingDirectory(shell), ...shell.directories];
}

function* dirs(shell: Shell, call: BuiltinCall): Step<number> {
  let long = false;
  let one = false;
  let numbered = false;
  let index: string | undefined;
  for (const arg of call.args) {
    if (/^[+-]\d+$/.test(arg)) index = arg;
    else if (/^-[clpv]+$/.test(arg)) {
      if (arg.includes('c')) shell.directories = [];
      if (arg.includes('c')) return 0;
      long ||= arg.includes('l');
      one ||= arg.includes('p');
      numbered ||= arg.includes('v');
    } else if (arg.startsWith('-')) {
      yield* complain(shell, call, `${arg}: invalid number`);
      return yield* usage(shell, call);
    } else return yield* usage(shell, call);
  }
  const all = stack(shell).map((d) => (long ? d : withTilde(shell, d)));
  if (index !== undefined) {
    const at = indexOf(index, all.length);
    if (at === undefined) {
      yield* complain(shell, call, all.length === 1 ? 'directory stack empty' : `${index}: directory stack index out of range`);
      return 1;
    }
    return yield* shell.output('dirs', `${all[at]}\n`);
  }
  if (numbered) return yield* shell.output('dirs', all.map((d, i) => `${String(i).padStart(2)}  ${d}\n`).join(''));
  return yield* shell.output('dirs', `${all.join(one ? '\n' : ' ')}\n`);
}

/** `+n` counts from the left, `-n` from the right. */
function indexOf(text: string, length: number): number | undefined {
  const n = Number(text.slice(1));
  const at = text.startsWith('+') ? n : length - 1 - n;
  return at >= 0 && at < length ? at : undefined;
}

function* showStack(shell: Shell): Step<number> {
  return yield* shell.output('dirs', `${stack(shell).map((d) => withTilde(shell, d)).join(' ')}\n`);
}

function* stackOptions(shell: Shell, call: BuiltinCall): Step<{ stays: boolean; argument: string | undefined } | undefined> {
  let stays = false;
  let argument: string | undefined;
  for (const [i, arg] of call.args.entries()) {
    if (arg === '--') {
      argument = call.args[i + 1];
      break;
    }
    if (arg === '-n') stays = true;
    else if (/^-\d/.test(arg) || !arg.startsWith('-') || arg === '-') {
      if (argument !== undefined) {
        yield* complain(shell, call, 'too many arguments');
        return undefined;
      }
      argument = arg;
    } else {
      yield* complain(shell, call, `${arg}: invalid number`);
      yield* usage(shell, call);
      return undefined;
    }
  }
  return { stays, argument };
}

function* pushd(shell: Shell, call: BuiltinCall): Step<number> {
  const options = yield* stackOptions(shell, call);
  if (!options) return 2;
  const { stays, argument } = options;
  const all = stack(shell);
  let next: string[];
  if (argument === undefined || /^[+-]\d+$/.test(argument)) {
    if (all.length < 2) {
      yield* complain(shell, call, argument === undefined ? 'no other directory' : 'directory stack empty');
      return 1;
    }
    const at = argument === undefined ? 1 : indexOf(argument, all.length);
    if (at === undefined) {
      yield* complain(shell, call, `${argument}: directory stack index out of range`);
      return 1;
    }
    next = argument === undefined ? [all[1]!, all[0]!, ...all.slice(2)] : [...all.slice(at), ...all.slice(0, at)];
  } else if (stays) {
    shell.directories.unshift(argument);
    return yield* showStack(shell);
  } else next = [argument === '-' ? (shell.variables.get('OLDPWD') ?? '') : argument, ...all];
  if (!(yield* go(shell, call, next[0]!))) return 1;
  shell.directories = next.slice(1);
  return yield* showStack(shell);
}

function* popd(shell: Shell, call: BuiltinCall): Step<number> {
  const options = yield* stackOptions(shell, call);
  if (!options) return 2;
  const { stays, argument } = options;
  if (shell.directories.length === 0) {
    yield* complain(shell, call, 'directory stack empty');
    return 1;
  }
  const all = stack(shell);
  if (argument !== undefined && !/^[+-]\d+$/.test(argument)) {
    yield* complain(shell, call, `${argument}: invalid argument`);
    return yield* usage(shell, call);
  }
  const at = argument === undefined ? 0 : indexOf(argument, all.length);
  if (at === undefined) {
    yield* complain(shell, call, `${argument}: directory stack index out of range`);
    return 1;
  }
  if (at === 0 && !stays) {
    if (!(yield* go(shell, call, all[1]!))) return 1;
    shell.directories = all.slice(2);
  } else shell.directories.splice(Math.max(0, at - 1), 1);
  return yield* showStack(shell);
}

function* go(shell: Shell, call: BuiltinCall, path: string): Step<boolean> {
  try {
    changeDirectory(shell, path);
    return true;
  } catch (e) {
    if (!isErrno(e)) throw e;
    yield* complain(shell, call, `${path}: ${e.text}`);
    return false;
  }
}

export const DIRECTORY_BUILTINS: Readonly<Record<string, Builtin>> = {
  cd: { run: cd, usage: '[-L|[-P [-e]] [-@]] [dir]', summary: 'Change the shell working directory.' },
  pwd: { run: pwd, usage: '[-LP]', summary: 'Print the name of the current working directory.' },
  dirs: { run: dirs, usage: '[-clpv] [+N] [-N]', summary: 'Display directory stack.' },
  pushd: { run: pushd, usage: '[-n] [+N | -N | dir]', summary: 'Add directories to stack.' },
  popd: { run: popd, usage: '[-n] [+N | -N]', summary: 'Remove directories from stack.' },
};
