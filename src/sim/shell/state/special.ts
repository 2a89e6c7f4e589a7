import { isErrno } from '../../kernel/errno.ts';
import { SECOND } from '../../kernel/time.ts';
import type { Frame, Shell } from '../exec/shell.ts';
import { withTilde } from '../expand/prompt.ts';
import { accounts } from '../expand/tilde.ts';
import { commandText } from '../syntax/print.ts';
import { imported } from '../text.ts';
import { AssociativeArray, IndexedArray } from './arrays.ts';
import { BashRandom } from './random.ts';
import { NAME, type Dynamic, type Variable } from './variables.ts';

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
  if (shell.dialect.id !== 'bash') {
    for (const [name, value] of Object.entries({ IFS: ' \t\n', OPTIND: '1', PS2: '> ', PS4: '+ ', PPID: String(p.parent?.nsPid ?? 0) })) variables.set(name, value);
    variables.own('IFS').exported = false;
    return;
  }
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

const now = (shell: Shell): number => shell.p.clock.now;
const seconds = (shell: Shell): number => Math.floor((now(shell) - shell.startedAt) / SECOND);
const list = (get: (shell: Shell) => readonly string[]): Dynamic => ({ get: (shell) => IndexedArray.of(get(shell)) });
/** A list that is unset while it is empty. */
const listOrUnset = (get: (shell: Shell) => readonly string[]): Dynamic => ({
  get: (shell) => {
    const items = get(shell);
    return items.length > 0 ? IndexedArray.of(items) : undefined;
  },
});
const main = (shell: Shell, value: string): string[] => (shell.scriptName === undefined ? [] : [value]);
const calls = (shell: Shell): Frame[] => [...shell.frames].reverse();

function functionNames(shell: Shell): string[] {
  if (!shell.frames.some((f) => f.kind === 'function')) return [];
  return [...calls(shell).map((f) => f.name), ...main(shell, 'main')];
}

function groupIds(shell: Shell): string[] {
  const { gid, groups } = shell.p.cred;
  return [...new Set([gid, ...groups])].map(String);
}

function associative(from: Iterable<readonly [string, string]>): AssociativeArray {
  const out = new AssociativeArray();
  for (const [key, value] of from) out.set(key, value);
  return out;
}

const LINENO: Dynamic = { get: (shell) => String(shell.line), set: () => undefined };

/** bash's special variables, with attributes that differ from a plain variable's. */
const BASH_SPECIAL: readonly (readonly [name: string, dynamic: Dynamic, attributes?: Partial<Variable>])[] = [
  [
    'RANDOM',
    {
      get: (shell) => String((shell.randomNumbers ??= BashRandom.of(shell.p)).next()),
      set: (shell, value) => {
        shell.randomNumbers = new BashRandom(Number(value) || 0);
      },
    },
    { integer: true },
  ],
  ['SRANDOM', { get: (shell) => String(shell.p.kernel.random.stream('dev/urandom').uint32()) }, { integer: true }],
  [
    'SECONDS',
    {
      get: (shell) => String(seconds(shell) + shell.secondsOffset),
      set: (shell, value) => {
        shell.secondsOffset = (Number(value) || 0) - seconds(shell);
      },
    },
    { integer: true },
  ],
  ['EPOCHSECONDS', { get: (shell) => String(Math.floor(now(shell) / SECOND)) }],
  ['EPOCHREALTIME', { get: (shell) => `${Math.floor(now(shell) / SECOND)}.${String(now(shell) % SECOND).padStart(6, '0')}` }],
  ['BASHPID', { get: (shell) => String(shell.p.nsPid) }, { integer: true }],
  ['BASH_SUBSHELL', { get: (shell) => String(shell.subshells) }, { integer: true }],
  ['BASH_COMMAND', { get: (shell) => (shell.command ? commandText(shell.command) : '') }],
  ['BASHOPTS', { get: (shell) => shell.options.shoptNames() }, { readonly: true }],
  ['SHELLOPTS', { get: (shell) => shell.options.setNames() }, { readonly: true }],
  ['HISTCMD', { get: (shell) => String(shell.history?.nextNumber ?? 1) }, { integer: true }],
  ['PIPESTATUS', list((shell) => (shell.pipeStatuses ?? [shell.status]).map(String)), { kind: 'indexed' }],
  ['GROUPS', list(groupIds), { kind: 'indexed' }],
  ['DIRSTACK', list((shell) => [shell.variables.get('PWD') ?? '', ...shell.directories].map((d) => withTilde(shell, d))), { kind: 'indexed' }],
  ['BASH_ARGC', list(() => []), { kind: 'indexed' }],
  ['BASH_ARGV', list(() => []), { kind: 'indexed' }],
  [
    'BASH_ALIASES',
    {
      get: (shell) => associative(shell.aliases),
      setElement: (shell, key, value) => void (value === undefined ? shell.aliases.delete(key) : shell.aliases.set(key, value)),
    },
    { kind: 'associative' },
  ],
  [
    'BASH_CMDS',
    {
      get: (shell) => associative([...shell.hashed].map(([n, h]) => [n, h.path] as const)),
      setElement: (shell, key, value) =>
        void (value === undefined ? shell.hashed.delete(key) : shell.hashed.set(key, { path: value, hits: 0 })),
    },
    { kind: 'associative' },
  ],
  // the innermost call stands first
  ['FUNCNAME', listOrUnset(functionNames), { kind: 'indexed' }],
  ['BASH_SOURCE', listOrUnset((shell) => [...calls(shell).map((f) => f.source), ...main(shell, shell.scriptName!)]), { kind: 'indexed' }],
  ['BASH_LINENO', listOrUnset((shell) => [...calls(shell).map((f) => String(f.callLine)), ...main(shell, '0')]), { kind: 'indexed' }],
];

/** Defines the variables whose value is made when they are read. */
export function dynamicVariables(shell: Shell): void {
  const { variables } = shell;
  variables.define('LINENO', LINENO, { integer: true });
  if (shell.dialect.id !== 'bash') return;
  for (const [name, dynamic, attributes] of BASH_SPECIAL) variables.define(name, dynamic, attributes);
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
