import type { Resource } from '../../kernel/security.ts';
import { parseSignal, signalName, signalNumber } from '../../kernel/signals.ts';
import type { Step } from '../../kernel/step.ts';
import { duration } from '../exec/pipeline.ts';
import type { TrapName } from '../exec/traps.ts';
import type { Shell } from '../exec/shell.ts';
import { singleQuoted } from '../expand/quote.ts';
import type { Builtin, BuiltinCall } from './builtin.ts';
import { signalTable } from './jobs.ts';
import { complain, parseOptions, usage, wrongOptions } from './support.ts';

// ---- umask ----------------------------------------------------------------------------------------------

function* umask(shell: Shell, call: BuiltinCall): Step<number> {
  const parsed = parseOptions(call.args, shell.posix ? 'S' : 'pS');
  const wrong = yield* wrongOptions(shell, call, parsed);
  if (wrong !== undefined) return wrong;
  const has = (letter: string): boolean => parsed.options.some((o) => o.letter === letter);
  const [mode] = parsed.rest;
  if (mode === undefined) {
    const shown = has('S') ? symbolic(shell.p.umask) : shell.p.umask.toString(8).padStart(4, '0');
    const prefix = has('p') ? `umask ${has('S') ? '-S ' : ''}` : '';
    return yield* shell.output('umask', `${prefix}${shown}\n`);
  }
  if (/^[0-9]/.test(mode)) {
    const value = /^[0-7]+$/.test(mode) ? parseInt(mode, 8) : -1;
    if (value < 0 || value > 0o777) {
      yield* complain(shell, call, shell.posix ? `Illegal number: ${mode}` : `${mode}: octal number out of range`);
      return shell.posix ? 2 : 1;
    }
    shell.p.umask = value;
    return 0;
  }
  const allowed = parseSymbolic(mode, ~shell.p.umask & 0o777);
  if (typeof allowed === 'string') {
    yield* complain(shell, call, `\`${allowed}': invalid symbolic mode ${/[ugoa]/.test(allowed) ? 'operator' : 'character'}`);
    return 1;
  }
  shell.p.umask = ~allowed & 0o777;
  if (has('S')) yield* shell.output('umask', `${symbolic(shell.p.umask)}\n`);
  return 0;
}

function symbolic(mask: number): string {
  const part = (who: string, bits: number): string => `${who}=${bits & 4 ? 'r' : ''}${bits & 2 ? 'w' : ''}${bits & 1 ? 'x' : ''}`;
  const allowed = ~mask & 0o777;
  return `${part('u', allowed >> 6)},${part('g', (allowed >> 3) & 7)},${part('o', allowed & 7)}`;
}

/** The permissions that a symbolic mode allows, or the character that is wrong in it. */
function parseSymbolic(text: string, before: number): number | string {
  let allowed = before;
  for (const clause of text.split(',')) {
    const m = /^([ugoa]*)([-+=])([rwxugo]*)(.?)/.exec(clause);
    if (!m || m[4] !== '') return m?.[4] || clause.replace(/^[ugoa]*/, '')[0] || clause;
    const who = m[1] === '' ? 'ugo' : m[1]!.replace('a', 'ugo');
    let bits = 0;
    for (const c of m[3]!) {
      const source = 'ogu'.indexOf(c);
      bits |= c === 'r' ? 4 : c === 'w' ? 2 : c === 'x' ? 1 : (allowed >> (source * 3)) & 7;
    }
    for (const [i, c] of ['o', 'g', 'u'].entries()) {
      if (!who.includes(c)) continue;
      const shifted = bits << (i * 3);
      if (m[2] === '+') allowed |= shifted;
      else if (m[2] === '-') allowed &= ~shifted;
      else allowed = (allowed & ~(7 << (i * 3))) | shifted;
    }
  }
  return allowed;
}

// ---- ulimit ---------------------------------------------------------------------------------------------

interface Limit {
  letter: string;
  /** The resource, or the value of what is none. */
  resource: Resource | 8;
  name: string;
  unit: string;
  /** Bytes (or whatever is counted) in one unit. */
  block: number;
}

const LIMITS_SHOWN: readonly Limit[] = [
  { letter: 'R', resource: 'rttime', name: 'real-time non-blocking time', unit: 'microseconds', block: 1 },
  { letter: 'c', resource: 'core', name: 'core file size', unit: 'blocks', block: 512 },
  { letter: 'd', resource: 'data', name: 'data seg size', unit: 'kbytes', block: 1024 },
  { letter: 'e', resource: 'nice', name: 'scheduling priority', unit: '', block: 1 },
  { letter: 'f', resource: 'fsize', name: 'file size', unit: 'blocks', block: 1024 },
  { letter: 'i', resource: 'sigpending', name: 'pending signals', unit: '', block: 1 },
  { letter: 'l', resource: 'memlock', name: 'max locked memory', unit: 'kbytes', block: 1024 },
  { letter: 'm', resource: 'rss', name: 'max memory size', unit: 'kbytes', block: 1024 },
  { letter: 'n', resource: 'nofile', name: 'open files', unit: '', block: 1 },
  { letter: 'p', resource: 8, name: 'pipe size', unit: '512 bytes', block: 1 },
  { letter: 'q', resource: 'msgqueue', name: 'POSIX message queues', unit: 'bytes', block: 1 },
  { letter: 'r', resource: 'rtprio', name: 'real-time priority', unit: '', block: 1 },
  { letter: 's', resource: 'stack', name: 'stack size', unit: 'kbytes', block: 1024 },
  { letter: 't', resource: 'cpu', name: 'cpu time', unit: 'seconds', block: 1 },
  { letter: 'u', resource: 'nproc', name: 'max user processes', unit: '', block: 1 },
  { letter: 'v', resource: 'as', name: 'virtual memory', unit: 'kbytes', block: 1024 },
  { letter: 'x', resource: 'locks', name: 'file locks', unit: '', block: 1 },
];

function* ulimit(shell: Shell, call: BuiltinCall): Step<number> {
  const parsed = parseOptions(call.args, 'SHabcdefiklmnpqrstuvxPRT');
  const wrong = yield* wrongOptions(shell, call, parsed);
  if (wrong !== undefined) return wrong;
  const letters = parsed.options.map((o) => o.letter);
  const hard = letters.includes('H') && !letters.includes('S');
  const wanted = letters.includes('a') ? LIMITS_SHOWN.map((l) => l.letter) : letters.filter((l) => l !== 'S' && l !== 'H');
  const named = wanted.length > 0 ? wanted : ['f'];
  const [value] = parsed.rest;
  for (const letter of named) {
    const limit = LIMITS_SHOWN.find((l) => l.letter === letter);
    if (!limit) {
      yield* shell.say(`mirrorpod: ulimit -${letter}: not simulated\n`);
      return 1;
    }
    if (value !== undefined) {
      const status = yield* setLimit(shell, call, limit, value, letters);
      if (status !== 0) return status;
      continue;
    }
    const shown = shownLimit(shell, limit, hard);
    if (named.length === 1 && !letters.includes('a')) yield* shell.output('ulimit', `${shown}\n`);
    else {
      const unit = limit.unit === '' ? `(-${letter})` : `(${limit.unit}, -${letter})`;
      const width = limit.letter === 'R' ? `${limit.name}  ${unit}` : `${limit.name.padEnd(20)} ${unit.padStart(19)}`;
      yield* shell.output('ulimit', `${width} ${shown}\n`);
    }
  }
  return 0;
}

function shownLimit(shell: Shell, { resource, block }: Limit, hard: boolean): string {
  if (resource === 8) return '8';
  const value = shell.p.rlimits[resource][hard ? 1 : 0];
  return value === Infinity ? 'unlimited' : String(Math.floor(value / block));
}

/** Sets a limit: both, unless one of them was named. */
function* setLimit(shell: Shell, call: BuiltinCall, limit: Limit, text: string, letters: readonly string[]): Step<number> {
  const { resource, block, name } = limit;
  const { p } = shell;
  const problem = function* (reason: string): Step<number> {
    yield* complain(shell, call, reason);
    return 1;
  };
  if (resource === 8) return yield* problem(`${name}: cannot modify limit: Invalid argument`);
  const [soft, hard] = p.rlimits[resource];
  const value =
    text === 'soft' ? soft : text === 'hard' ? hard : text === 'unlimited' ? Infinity : /^\d+$/.test(text) ? Number(text) * block : undefined;
  if (value === undefined) return yield* problem(`${text}: invalid number`);
  const both = letters.includes('S') === letters.includes('H');
  const nextSoft = both || letters.includes('S') ? value : soft;
  const nextHard = both || letters.includes('H') ? value : hard;
  if (nextHard > hard && p.cred.uid !== 0) return yield* problem(`${name}: cannot modify limit: Operation not permitted`);
  if (nextSoft > nextHard) return yield* problem(`${name}: cannot modify limit: Invalid argument`);
  p.rlimits = { ...p.rlimits, [resource]: [nextSoft, nextHard] };
  return 0;
}

// ---- times, trap ----------------------------------------------------------------------------------------

function* times(shell: Shell): Step<number> {
  const own = duration(shell.p.cpuUs, 3, true);
  const zero = duration(0, 3, true);
  const children = duration(shell.jobs.cpuUs, 3, true);
  return yield* shell.output('times', `${own} ${zero}\n${children} ${zero}\n`);
}

/** The name of a trap's condition; `undefined` for none. */
function trapName(text: string): TrapName | undefined {
  const name = text.toUpperCase().replace(/^SIG(?=.)/, '');
  if (name === 'EXIT' || name === '0') return 'EXIT';
  if (name === 'ERR' || name === 'DEBUG' || name === 'RETURN') return name;
  return /^\d+$/.test(text) ? signalName(Number(text)) : parseSignal(text);
}

function* trap(shell: Shell, call: BuiltinCall): Step<number> {
  const parsed = parseOptions(call.args, shell.posix ? '' : 'lp');
  const wrong = yield* wrongOptions(shell, call, parsed);
  if (wrong !== undefined) return wrong;
  const has = (letter: string): boolean => parsed.options.some((o) => o.letter === letter);
  const { rest } = parsed;
  if (has('l')) return yield* shell.output('trap', signalTable());
  if (has('p') || rest.length === 0) return yield* listTraps(shell, call, rest);
  const [first] = rest;
  // a number, or one word alone, resets
  const resets = /^\d+$/.test(first!) || rest.length === 1;
  if (resets && rest.length === 1 && trapName(first!) === undefined && !shell.posix) return yield* usage(shell, call);
  const action = resets || first === '-' ? undefined : first!;
  let status = 0;
  for (const text of resets ? rest : rest.slice(1)) {
    const name = trapName(text);
    if (name === undefined || (shell.posix && (name === 'ERR' || name === 'DEBUG' || name === 'RETURN'))) {
      yield* complain(shell, call, shell.posix ? `${text}: bad trap` : `${text}: invalid signal specification`);
      status = 1;
    } else shell.traps.set(name, action);
  }
  return status;
}

function* listTraps(shell: Shell, call: BuiltinCall, names: readonly string[]): Step<number> {
  const order = (name: TrapName): number => (name === 'EXIT' ? 0 : name === 'DEBUG' ? 65 : name === 'ERR' ? 66 : name === 'RETURN' ? 67 : signalNumber(name));
  const entries = shell.traps.entries().sort((a, b) => order(a[0]) - order(b[0]));
  const line = ([name, action]: [TrapName, string]): string => {
    const shown = shell.posix || order(name) === 0 || order(name) > 64 ? name : `SIG${name}`;
    return `trap -- ${action === '' ? "''" : singleQuoted(action)} ${shown}\n`;
  };
  if (names.length === 0) return yield* shell.output('trap', entries.map(line).join(''));
  let status = 0;
  for (const text of names) {
    const name = trapName(text);
    if (name === undefined) {
      yield* complain(shell, call, `${text}: invalid signal specification`);
      status = 1;
      continue;
    }
    const found = entries.find((e) => e[0] === name);
    if (found) yield* shell.output('trap', line(found));
  }
  return status;
}

export const PROCESS_BUILTINS: Readonly<Record<string, Builtin>> = {
  umask: { run: umask, usage: '[-p] [-S] [mode]', summary: 'Display or set file mode mask.' },
  ulimit: { run: ulimit, usage: '[-SHabcdefiklmnpqrstuvxPRT] [limit]', summary: 'Modify shell resource limits.' },
  times: { run: times, usage: '', summary: 'Display process times.', special: true },
  trap: { run: trap, usage: '[-lp] [[arg] signal_spec ...]', summary: 'Trap signals and other events.', special: true },
};
