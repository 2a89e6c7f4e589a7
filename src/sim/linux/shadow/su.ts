import { Errno } from '../../kernel/errno.ts';
import type { Process } from '../../kernel/process.ts';
import type { Step } from '../../kernel/step.ts';
import { groupNamed, groupsOf, userById, userNamed, type User } from '../accounts.ts';
import { Failure, type Invocation } from '../bin/lib/utility.ts';
import { become, defaultPath, exitCodeOf, loginEnvironment } from './identity.ts';
import { passwordFits, storedPassword } from './passwords.ts';
import { askSecret } from './prompt.ts';

/** Options that su and runuser share. */
export const SU_OPTIONS = {
  command: { flags: '-c, --command', arg: '<command>', help: 'pass a single command to the shell with -c' },
  sessionCommand: {
    flags: '--session-command',
    arg: '<command>',
    help: 'pass a single command to the shell with -c and do not create a new session',
  },
  fast: { flags: '-f, --fast', help: 'pass -f to the shell (for csh or tcsh)' },
  group: { flags: '-g, --group', arg: '<group>', help: 'specify the primary group' },
  suppGroup: { flags: '-G, --supp-group', arg: '<group>', help: 'specify a supplemental group' },
  login: { flags: '-l, --login', help: 'make the shell a login shell' },
  preserve: { flags: '-m, -p, --preserve-environment', help: 'do not reset environment variables' },
  pty: { flags: '-P, --pty', help: 'create a new pseudo-terminal', refused: true },
  shell: { flags: '-s, --shell', arg: '<shell>', help: 'run <shell> if /etc/shells allows it' },
  whitelist: { flags: '-w, --whitelist-environment', arg: '<list>', help: "don't reset specified variables" },
} as const;
export type SuOption = keyof typeof SU_OPTIONS;

/** The user that a command line names: the first operand that is no lone dash. */
export function target(p: Process, operands: readonly string[]): { user: User; login: boolean; rest: string[] } {
  const rest = [...operands];
  const login = rest[0] === '-';
  if (login) rest.shift();
  const name = rest.shift() ?? 'root';
  const user = userNamed(p.sys, name);
  if (!user) throw new Failure(`user ${name} does not exist or the user entry does not contain all the required fields`);
  return { user, login, rest };
}

/** Asks for the target's password, unless root asks. Throws Failure. */
export function* authenticate(p: Process, user: User): Step {
  if ((p.cred.realUid ?? p.cred.uid) === 0) return;
  const answer = yield* askSecret(p, 'Password: ');
  // PAM waits a little before it says no
  if (answer !== undefined && passwordFits(answer, storedPassword(p.sys, user))) return;
  yield* p.sleep(2_000_000);
  throw new Failure('Authentication failure');
}

function environment(p: Process, t: Invocation<SuOption>, user: User, login: boolean, shell: string): Record<string, string> {
  if (login) {
    const kept = (t.value('whitelist') ?? '')
      .split(',')
      .flatMap((name): [string, string][] => (p.env[name] === undefined ? [] : [[name, p.env[name]]]));
    return { ...loginEnvironment(p, user), SHELL: shell, ...Object.fromEntries(kept) };
  }
  if (t.has('preserve')) return { ...p.env };
  const names: Record<string, string> = user.uid === 0 ? {} : { USER: user.name, LOGNAME: user.name };
  return { ...p.env, HOME: user.home, SHELL: shell, ...names, PATH: p.env['PATH'] ?? defaultPath(p, user.uid) };
}

/** Runs the user's shell in his name and waits for it. */
export function* runShell(p: Process, t: Invocation<SuOption>, user: User, login: boolean, rest: readonly string[]): Step<number> {
  let shell = user.shell || '/bin/sh';
  const asked = t.value('shell') ?? (t.has('preserve') ? p.env['SHELL'] : undefined);
  if (asked !== undefined) shell = asked;
  const groups = t
    .values('suppGroup')
    .concat(t.values('group'))
    .map((name) => {
      const group = groupNamed(p.sys, name);
      if (!group) throw new Failure(`group ${name} does not exist`);
      return group.gid;
    });
  const env = environment(p, t, user, login, shell);
  const command = t.value('command') ?? t.value('sessionCommand');
  const name = shell.slice(shell.lastIndexOf('/') + 1);
  const argv = [login ? `-${name}` : name, ...(t.has('fast') ? ['-f'] : []), ...(command === undefined ? [] : ['-c', command]), ...rest];
  let cwd: string | undefined;
  if (login) {
    if (p.sys.exists(user.home) && p.sys.stat(user.home).type === 'directory') cwd = user.home;
    else yield* t.warn(`warning: cannot change directory to ${user.home}: No such file or directory`);
  }
  const cred = {
    uid: user.uid,
    gid: t.has('group') ? groups.at(-1)! : user.gid,
    groups: groups.length > 0 ? groups : groupsOf(p.sys, user),
  };
  const gone = p.fork(function* (child) {
    become(child, user, cred.groups, cred.gid);
    child.env = env;
    if (cwd !== undefined) child.sys.chdir(cwd);
    try {
      return yield* child.exec(argv, shell);
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      yield* child.error(`${t.name}: failed to execute ${shell}: ${e.text}\n`);
      return e.code === 'ENOENT' ? 127 : 126;
    }
  });
  return yield* exitCodeOf(p, gone);
}

/** Whether the caller is root already, by real id. */
export function isRoot(p: Process): boolean {
  return (p.cred.realUid ?? p.cred.uid) === 0;
}

/** Name of the real user. */
export function realName(p: Process): string {
  const uid = p.cred.realUid ?? p.cred.uid;
  return userById(p.sys, uid)?.name ?? String(uid);
}
