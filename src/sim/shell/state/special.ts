import { isErrno } from '../../kernel/errno.ts';
import { SECOND } from '../../kernel/time.ts';
import type { Shell } from '../exec/shell.ts';
import { withTilde } from '../expand/prompt.ts';
import { accounts } from '../expand/tilde.ts';
import { commandText } from '../syntax/print.ts';
import { imported, localeOf } from '../text.ts';
import { AssociativeArray, IndexedArray } from './arrays.ts';
import { BashRandom } from './random.ts';
import { NAME, type Variable } from './variables.ts';

export const BASH_VERSION = '5.2.15(1)-release';
const DEFAULT_PATH = '/usr/local/bin:/usr/local/sbin:/usr/bin:/usr/sbin:/bin:/sbin:.';
const LEVELS = 1000;

/** Takes the environment over and sets what bash sets when it starts (variables.c: initialize_shell_variables). */
export function initialVariables(shell: Shell): void {
  const { variables, p } = shell;
  for (const [name, value] of Object.entries(p.env)) {
    if (!NAME.test(name)) continue;
    variables.set(name, imported(value, shell.locale));
    variables.own(name).exported = true;
  }
  const fallback = (name: string, value: string): void => {
    if (variables.get(name) === undefined) variables.set(name, value);
  };
  workingDirectories(shell);
  if (shell.dialect.id !== 'bash') return;
  fallback('PATH', DEFAULT_PATH);
  fallback('TERM', 'dumb');
  variables.set('IFS', ' \t\n');
  variables.own('IFS').exported = false;
  variables.set('PS4', variables.get('PS4') ?? '+ ');
  variables.set('OPTIND', '1');
  variables.set('OPTERR', '1');
  variables.set('BASH', programPath(shell));
  variables.set('BASH_VERSION', BASH_VERSION);
  constant(shell, 'BASH_VERSINFO', IndexedArray.of(['5', '2', '15', '1', 'release', 'x86_64-pc-linux-gnu']));
  fallback('HOSTNAME', imported(p.sys.hostname(), shell.locale));
  for (const [name, value] of Object.entries({ HOSTTYPE: 'x86_64', MACHTYPE: 'x86_64-pc-linux-gnu', OSTYPE: 'linux-gnu' })) fallback(name, value);
  const account = accounts(shell).find((a) => a.uid === p.cred.uid);
  fallback('SHELL', account?.shell || '/bin/sh');
  if (shell.start.interactive || shell.start.login) fallback('HOME', account?.home ?? '/');
  fallback('_', programPath(shell));
  const level = Number(variables.get('SHLVL') ?? 0);
  variables.set('SHLVL', String(Number.isInteger(level) && level >= 0 && level < LEVELS ? level + 1 : 1));
  variables.own('SHLVL').exported = true;
  for (const [name, value] of Object.entries({ UID: p.cred.uid, EUID: p.cred.uid, PPID: p.parent?.nsPid ?? 0 })) constant(shell, name, String(value), true);
}

function constant(shell: Shell, name: string, value: string | IndexedArray, integer = false): void {
  const variable = shell.variables.own(name);
  variable.readonly = false;
  shell.variables.set(name, value);
  Object.assign(variable, { readonly: true, integer, exported: false });
}

function programPath(shell: Shell): string {
  return shell.p.exe === '' ? `/usr/bin/${shell.dialect.id}` : imported(shell.p.exe, shell.locale);
}

/** PWD is kept where it names the directory that the shell is in. */
function workingDirectories(shell: Shell): void {
  const { variables, p } = shell;
  const given = variables.get('PWD');
  const cwd = imported(p.sys.cwd(), shell.locale);
  const same = given !== undefined && given.startsWith('/') && sameFile(shell, given, '.');
  variables.set('PWD', same ? given : cwd);
  variables.own('PWD').exported = true;
  const old = variables.binding('OLDPWD');
  const stat = old && shell.statOrNone(variables.get('OLDPWD') ?? '');
  if (stat?.type !== 'directory') {
    variables.unset('OLDPWD');
    variables.own('OLDPWD').exported = true;
  }
}

function sameFile(shell: Shell, a: string, b: string): boolean {
  const x = shell.statOrNone(a);
  const y = shell.statOrNone(b);
  return x !== undefined && y !== undefined && x.ino === y.ino && x.dev === y.dev;
}

/**
 * Variables whose value is made when they are read, and those whose change has effects. A subshell has those that its parent has
 * not unset.
 */
export function dynamicVariables(shell: Shell, parent?: Shell): void {
  const { variables, p } = shell;
  if (parent) variables.definable = (name) => parent.variables.binding(name)?.dynamic !== undefined;
  const now = (): number => p.clock.now;
  variables.define('LINENO', { get: () => String(shell.line), set: () => undefined }, { integer: true });
  if (shell.dialect.id === 'bash') bashVariables(shell, now);
  variables.watchers.set('PATH', () => shell.hashed.clear());
  variables.watchers.set('OPTIND', () => {
    shell.optionOffset = 0;
  });
  const locale = (): void => {
    shell.locale = localeOf((name) => variables.get(name));
  };
  for (const name of ['LANG', 'LC_ALL', 'LC_CTYPE']) variables.watchers.set(name, locale);
  variables.watchers.set('GLOBIGNORE', () => shell.options.setShopt('dotglob', Boolean(variables.get('GLOBIGNORE'))));
  variables.watchers.set('HISTSIZE', () => historySize(shell));
  variables.watchers.set('POSIXLY_CORRECT', () => shell.options.set('posix', variables.get('POSIXLY_CORRECT') !== undefined));
  variables.watchers.set('IGNOREEOF', () => shell.options.set('ignoreeof', variables.get('IGNOREEOF') !== undefined));
}

function historySize(shell: Shell): void {
  if (!shell.history) return;
  const size = shell.variables.get('HISTSIZE');
  shell.history.limit = size === undefined || !/^\s*-?\d+\s*$/.test(size) ? -1 : Number(size);
  shell.history.trim();
}

function bashVariables(shell: Shell, now: () => number): void {
  const { variables, p } = shell;
  const integer: Partial<Variable> = { integer: true };
  variables.define(
    'RANDOM',
    {
      get: () => String((shell.randomNumbers ??= BashRandom.of(p)).next()),
      set: (v) => {
        shell.randomNumbers = new BashRandom(Number(v) || 0);
      },
    },
    integer,
  );
  variables.define('SRANDOM', { get: () => String(p.kernel.random.stream('dev/urandom').uint32()) }, integer);
  variables.define(
    'SECONDS',
    {
      get: () => String(Math.floor((now() - shell.startedAt) / SECOND) + shell.secondsOffset),
      set: (v) => {
        shell.secondsOffset = (Number(v) || 0) - Math.floor((now() - shell.startedAt) / SECOND);
      },
    },
    integer,
  );
  variables.define('EPOCHSECONDS', { get: () => String(Math.floor(now() / SECOND)) });
  variables.define('EPOCHREALTIME', { get: () => `${Math.floor(now() / SECOND)}.${String(now() % SECOND).padStart(6, '0')}` });
  variables.define('BASHPID', { get: () => String(p.nsPid) }, integer);
  variables.define('BASH_SUBSHELL', { get: () => String(shell.subshells) }, integer);
  variables.define('BASH_COMMAND', { get: () => (shell.command ? commandText(shell.command) : '') });
  variables.define('BASHOPTS', { get: () => shell.options.shoptNames() }, { readonly: true });
  variables.define('SHELLOPTS', { get: () => shell.options.setNames() }, { readonly: true });
  variables.define('HISTCMD', { get: () => String(shell.history?.nextNumber ?? 1) }, integer);
  variables.define('PIPESTATUS', { get: () => IndexedArray.of((shell.pipeStatuses ?? [shell.status]).map(String)) }, { kind: 'indexed' });
  variables.define('GROUPS', { get: () => IndexedArray.of(groupIds(shell)) }, { kind: 'indexed' });
  variables.define('DIRSTACK', { get: () => IndexedArray.of([variables.get('PWD') ?? '', ...shell.directories].map((d) => withTilde(shell, d))) }, { kind: 'indexed' });
  for (const name of ['BASH_ARGC', 'BASH_ARGV']) variables.define(name, { get: () => new IndexedArray() }, { kind: 'indexed' });
  variables.define('BASH_ALIASES', { get: () => associative(shell.aliases) }, { kind: 'associative' });
  variables.define('BASH_CMDS', { get: () => associative(new Map([...shell.hashed].map(([n, h]) => [n, h.path]))) }, { kind: 'associative' });
  callStack(shell);
}

function associative(from: ReadonlyMap<string, string>): AssociativeArray {
  const out = new AssociativeArray();
  for (const [key, value] of from) out.set(key, value);
  return out;
}

function groupIds(shell: Shell): string[] {
  const { gid, groups } = shell.p.cred;
  return [...new Set([gid, ...groups])].map(String);
}

/** FUNCNAME, BASH_SOURCE and BASH_LINENO: the innermost call stands first. */
function callStack(shell: Shell): void {
  const { variables } = shell;
  const list = (get: () => string[]) => ({
    get: () => {
      const items = get();
      return items.length > 0 ? IndexedArray.of(items) : undefined;
    },
  });
  const frames = () => [...shell.frames].reverse();
  const main = (): boolean => shell.scriptName !== undefined;
  variables.define(
    'FUNCNAME',
    list(() => {
      const names = frames().map((f) => f.name);
      if (!shell.frames.some((f) => f.kind === 'function')) return [];
      return main() ? [...names, 'main'] : names;
    }),
    { kind: 'indexed' },
  );
  variables.define(
    'BASH_SOURCE',
    list(() => [...frames().map((f) => f.source), ...(main() ? [shell.scriptName!] : [])]),
    { kind: 'indexed' },
  );
  variables.define(
    'BASH_LINENO',
    list(() => [...frames().map((f) => String(f.callLine)), ...(main() ? ['0'] : [])]),
    { kind: 'indexed' },
  );
}

/** Whether a path can be read, for start-up files. */
export function readable(shell: Shell, path: string): boolean {
  try {
    shell.p.sys.access(shell.path(path), 'r');
    return true;
  } catch (e) {
    if (isErrno(e)) return false;
    throw e;
  }
}
