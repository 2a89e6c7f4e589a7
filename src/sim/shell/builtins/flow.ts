import { Errno, isErrno } from '../../kernel/errno.ts';
import { LIMITS } from '../../kernel/limits.ts';
import type { Step } from '../../kernel/step.ts';
import { Discard, ShellExit } from '../exec/control.ts';
import { checkDepth } from '../exec/functions.ts';
import { becomeProgram } from '../exec/program.ts';
import { searchPath } from '../exec/lookup.ts';
import type { Shell } from '../exec/shell.ts';
import { decode } from '../text.ts';
import type { Builtin, BuiltinCall } from './builtin.ts';
import { complain, integerOf, parseOptions, usage, wrongOptions } from './support.ts';

function* nothing(): Step<number> {
  return 0;
}

function* failure(): Step<number> {
  return 1;
}

// ---- break, continue, return, exit ----------------------------------------------------------------------

function leave(type: 'break' | 'continue'): Builtin['run'] {
  return function* (shell, call) {
    if (shell.loops === 0) {
      if (!shell.posix) yield* complain(shell, call, "only meaningful in a `for', `while', or `until' loop");
      return 0;
    }
    const [arg] = call.args;
    const levels = arg === undefined ? 1 : integerOf(arg);
    if (levels === undefined) {
      yield* complain(shell, call, `${arg}: numeric argument required`);
      throw new ShellExit(shell.posix ? 2 : 128);
    }
    if (call.args.length > 1) {
      yield* complain(shell, call, 'too many arguments');
      throw new Discard(1);
    }
    if (levels <= 0) {
      yield* complain(shell, call, `${levels}: loop count out of range`);
      shell.unwind = { type: 'break', levels: shell.loops };
      return 1;
    }
    shell.unwind = { type, levels };
    return 0;
  };
}

function* returnFrom(shell: Shell, call: BuiltinCall): Step<number> {
  const [arg] = call.args;
  const number = arg === undefined ? shell.status : integerOf(arg);
  if (number === undefined) yield* complain(shell, call, `${arg}: numeric argument required`);
  else if (call.args.length > 1 && !shell.posix) {
    yield* complain(shell, call, 'too many arguments');
    return 1;
  }
  const status = number === undefined ? 2 : number & 255;
  if (shell.frames.length === 0 && shell.sourced === 0) {
    if (shell.posix) throw new ShellExit(status);
    yield* complain(shell, call, "can only `return' from a function or sourced script");
    return 2;
  }
  shell.unwind = { type: 'return', status };
  return status;
}

function* exit(shell: Shell, call: BuiltinCall): Step<number> {
  const args = call.args[0] === '--' ? call.args.slice(1) : call.args;
  if (shell.interactive && shell.dialect.id === 'bash') {
    if (call.name === 'exit') yield* shell.say(shell.start.login ? 'logout\n' : 'exit\n');
    const waiting = yield* stoppedJobs(shell);
    if (waiting) return 1;
  }
  const [arg] = args;
  if (arg === undefined) throw new ShellExit(shell.status);
  const number = integerOf(arg);
  if (number === undefined) {
    yield* complain(shell, call, shell.posix ? `Illegal number: ${arg}` : `${arg}: numeric argument required`);
    throw new ShellExit(2);
  }
  if (args.length > 1) {
    yield* complain(shell, call, 'too many arguments');
    if (shell.interactive) return 1;
    throw new ShellExit(1);
  }
  throw new ShellExit(number & 255);
}

/** Stopped jobs keep an interactive shell from ending the first time. */
export function* stoppedJobs(shell: Shell): Step<boolean> {
  const { jobs } = shell;
  const stopped = jobs.jobs.some((j) => jobs.state(j) === 'stopped');
  const running = shell.options.shopt('checkjobs') && jobs.jobs.some((j) => jobs.state(j) === 'running');
  if ((!stopped && !running) || shell.exitTried) return false;
  shell.exitTried = true;
  yield* shell.say(`There are ${stopped ? 'stopped' : 'running'} jobs.\n`);
  if (shell.options.shopt('checkjobs')) for (const job of jobs.jobs) yield* shell.say(jobs.format(job, 'standard'));
  return true;
}

function* logout(shell: Shell, call: BuiltinCall): Step<number> {
  if (!shell.start.login) {
    yield* complain(shell, call, "not login shell: use `exit'");
    return 1;
  }
  return yield* exit(shell, call);
}

// ---- texts and programs ---------------------------------------------------------------------------------

function* evaluate(shell: Shell, call: BuiltinCall): Step<number> {
  const args = call.args[0] === '--' ? call.args.slice(1) : call.args;
  if (args[0]?.startsWith('-') && args[0] !== '-' && !shell.posix && call.args[0] !== '--') {
    const wrong = yield* wrongOptions(shell, call, parseOptions(args, ''));
    if (wrong !== undefined) return wrong;
  }
  const text = args.join(' ');
  if (text.trim() === '') return 0;
  yield* checkDepth(shell, 'eval');
  shell.traceLevel++;
  shell.depth++;
  try {
    return yield* shell.engine.text(shell, text, { name: 'eval', base: shell.line });
  } finally {
    shell.traceLevel--;
    shell.depth--;
  }
}

function* source(shell: Shell, call: BuiltinCall): Step<number> {
  const parsed = parseOptions(call.args, '');
  const wrong = yield* wrongOptions(shell, call, parsed);
  if (wrong !== undefined) return wrong;
  const [name, ...args] = parsed.rest;
  if (name === undefined) {
    if (shell.posix) return 2;
    yield* complain(shell, call, 'filename argument required');
    return yield* usage(shell, call);
  }
  const path = sourcePath(shell, name);
  let text: string;
  try {
    text = yield* readScript(shell, path ?? name);
  } catch (e) {
    if (!isErrno(e)) throw e;
    const reason = e.code === 'EISDIR' ? 'is a directory' : e.text;
    if (shell.posix) {
      const reason = shell.dialect.cannotOpen(name, e, false);
      yield* complain(shell, call, path === undefined ? `${name}: not found` : reason);
      throw new ShellExit(2);
    }
    if (shell.options.get('posix') && path === undefined) {
      yield* complain(shell, call, `${name}: file not found`);
      if (!shell.interactive) throw new ShellExit(1);
      return 1;
    }
    yield* shell.complain(e.code === 'EISDIR' ? `${call.name}: ${name}: ${reason}` : `${name}: ${reason}`);
    return 1;
  }
  yield* checkDepth(shell, name);
  return yield* runSourced(shell, text, path ?? name, args);
}

/** Runs a file's text in this shell, as `source` does. */
export function* runSourced(shell: Shell, text: string, path: string, args: readonly string[]): Step<number> {
  const before = { args: shell.args, frames: shell.frames, source: shell.source, base: shell.base, line: shell.line };
  shell.frames = [...shell.frames, { kind: 'source', name: 'source', source: path, callLine: shell.line }];
  shell.source = path;
  const given = args.length > 0;
  if (given) shell.args = args;
  shell.argsSet = false;
  shell.sourced++;
  shell.depth++;
  try {
    yield* shell.engine.text(shell, text, { name: path, base: 1 });
    const { unwind } = shell;
    if (unwind?.type === 'return') {
      shell.status = unwind.status;
      shell.unwind = undefined;
    }
    if (shell.traps.any) yield* shell.traps.returned();
  } finally {
    shell.sourced--;
    shell.depth--;
    const own = shell.args;
    Object.assign(shell, before);
    // without arguments, or after `set --`, what the file made of them is for the caller too
    if (!given || shell.argsSet) shell.args = own;
  }
  return shell.status;
}

function sourcePath(shell: Shell, name: string): string | undefined {
  if (name.includes('/')) return name;
  if (!shell.posix && !shell.options.shopt('sourcepath')) return name;
  for (const directory of (shell.variables.get('PATH') ?? '').split(':')) {
    const path = `${directory || '.'}/${name}`;
    if (shell.statOrNone(path)?.type === 'file') return path;
  }
  return shell.posix || shell.options.get('posix') ? undefined : name;
}

/** A script's text. Throws Errno. */
export function* readScript(shell: Shell, path: string): Step<string> {
  const stat = shell.p.sys.stat(shell.path(path));
  if (stat.type === 'directory') throw new Errno('EISDIR', 'read');
  if (stat.type === 'file') return decode(shell.p.sys.readFile(shell.path(path)), shell.locale);
  // a pipe (`source <(…)`) is read to its end
  const fd = shell.p.open(shell.path(path), { read: true });
  const parts: string[] = [];
  try {
    let length = 0;
    for (;;) {
      const data = yield* shell.p.read(fd, LIMITS.pipeBytes);
      if (data.length === 0) return parts.join('');
      parts.push(decode(data, shell.locale));
      length += data.length;
      yield* shell.checkSize(length);
    }
  } finally {
    shell.p.fds.close(fd);
  }
}

function* exec(shell: Shell, call: BuiltinCall): Step<number> {
  const parsed = parseOptions(call.args, shell.posix ? '' : 'cla:');
  const wrong = yield* wrongOptions(shell, call, parsed);
  if (wrong !== undefined) return wrong;
  const [name] = parsed.rest;
  if (name === undefined) return 0;
  const has = (letter: string): boolean => parsed.options.some((o) => o.letter === letter);
  const path = name.includes('/') ? name : searchPath(shell, name, shell.variables.get('PATH'))[0];
  if (path === undefined) {
    yield* complain(shell, call, shell.posix ? `${name}: not found` : `${name}: not found`);
    return yield* cannotExec(shell, 127);
  }
  const argv0 = `${has('l') ? '-' : ''}${parsed.options.find((o) => o.letter === 'a')?.value ?? name}`;
  if (has('c')) for (const n of shell.variables.names()) if (shell.variables.binding(n)!.exported) shell.variables.own(n).exported = false;
  const level = Number(shell.variables.get('SHLVL') ?? 1);
  if (shell.variables.binding('SHLVL')) shell.variables.set('SHLVL', String(level - 1));
  const status = yield* becomeProgram(shell, [argv0, ...parsed.rest.slice(1)], path, { says: call.name });
  if (shell.variables.binding('SHLVL')) shell.variables.set('SHLVL', String(level));
  return yield* cannotExec(shell, status);
}

function* cannotExec(shell: Shell, status: number): Step<number> {
  if (shell.interactive || (!shell.posix && shell.options.shopt('execfail'))) return status;
  throw new ShellExit(status);
}

export const FLOW_BUILTINS: Readonly<Record<string, Builtin>> = {
  ':': { run: nothing, usage: '', summary: 'Null command.', special: true },
  true: { run: nothing, usage: '', summary: 'Return a successful result.' },
  false: { run: failure, usage: '', summary: 'Return an unsuccessful result.' },
  break: { run: leave('break'), usage: '[n]', summary: 'Exit for, while, or until loops.', special: true },
  continue: { run: leave('continue'), usage: '[n]', summary: 'Resume for, while, or until loops.', special: true },
  return: { run: returnFrom, usage: '[n]', summary: 'Return from a shell function.', special: true },
  exit: { run: exit, usage: '[n]', summary: 'Exit the shell.', special: true },
  logout: { run: logout, usage: '[n]', summary: 'Exit a login shell.' },
  eval: { run: evaluate, usage: '[arg ...]', summary: 'Execute arguments as a shell command.', special: true },
  source: { run: source, usage: 'filename [arguments]', summary: 'Execute commands from a file in the current shell.', special: true },
  '.': { run: source, usage: 'filename [arguments]', summary: 'Execute commands from a file in the current shell.', special: true },
  exec: {
    run: exec,
    usage: '[-cl] [-a name] [command [argument ...]] [redirection ...]',
    summary: 'Replace the shell with the given command.',
    special: true,
  },
};
