import { Errno, isErrno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import { program } from '../../../kernel/program.ts';
import type { Step } from '../../../kernel/step.ts';
import { groupNamed, userById, type User } from '../../accounts.ts';
import { syslog } from '../../journald/client.ts';
import { become, defaultPath, exitCodeOf } from '../../shadow/identity.ts';
import { passwordFits, storedPassword } from '../../shadow/passwords.ts';
import { askOnTerminal, readLine } from '../../shadow/prompt.ts';
import { listRules } from '../../sudo/list.ts';
import { parseSudo, SudoRefused, SudoUsage, USAGE, type SudoArguments } from '../../sudo/options.ts';
import { SudoPolicy, targetUser } from '../../sudo/policy.ts';
import { SudoersReader } from '../../sudo/sudoers.ts';
import { forget, isRecent, stamp } from '../../sudo/timestamp.ts';

/** Ends sudo: lines for standard error as they are, and its exit code. */
class Stop extends Error {
  constructor(
    readonly text: string,
    readonly code = 1,
  ) {
    super(text);
  }
}

const LECTURE = `
We trust you have received the usual lecture from the local System
Administrator. It usually boils down to these three things:

    #1) Respect the privacy of others.
    #2) Think before you type.
    #3) With great power comes great responsibility.

For security reasons, the password you type will not be visible.

`;

const BUILTINS = [
  'cd',
  'export',
  'alias',
  'source',
  'set',
  'unset',
  'ulimit',
  'umask',
  'history',
  'jobs',
  'fg',
  'bg',
  'exit',
  'shopt',
  'declare',
  'type',
];
/** Variables that pass through env_reset. */
const KEPT =
  /^(COLORS|DISPLAY|HOSTNAME|KRB5CCNAME|LS_COLORS|PS1|PS2|XAUTHORITY|XAUTHORIZATION|XDG_CURRENT_DESKTOP|COLORTERM|LANG|LANGUAGE|LC_.*|LINGUAS|TERM|TZ)$/;

class Sudo {
  readonly invoker: User;
  readonly policy: SudoPolicy;

  constructor(
    readonly p: Process,
    readonly a: SudoArguments,
  ) {
    const real = p.cred.realUid ?? p.cred.uid;
    const invoker = userById(p.sys, real);
    if (!invoker) throw new Stop(`sudo: you do not exist in the passwd database\n`);
    this.invoker = invoker;
    this.policy = new SudoPolicy(p.sys, this.#read(), p.sys.hostname());
  }

  #read(): SudoPolicy['sudoers'] {
    const { p } = this;
    const insecure = (path: string): string | undefined => {
      const { uid, mode } = p.sys.stat(path);
      if (uid !== 0) return `sudo: ${path} is owned by uid ${uid}, should be 0\n`;
      return mode & 0o002 ? `sudo: ${path} is world writable\n` : undefined;
    };
    try {
      const bad = insecure('/etc/sudoers');
      if (bad) throw new Stop(`${bad}sudo: error initializing audit plugin sudoers_audit\n`);
      return new SudoersReader(p.sys, p.sys.hostname()).read('/etc/sudoers');
    } catch (e) {
      if (isErrno(e)) throw new Stop(`sudo: unable to open /etc/sudoers: ${e.text}\nsudo: error initializing audit plugin sudoers_audit\n`);
      throw e;
    }
  }

  /** Says where a rule is wrong; such lines count for nothing. */
  *complain(): Step {
    for (const { file, line, column, message, source } of this.policy.sudoers.problems)
      yield* this.p.error(`${file}:${line}:${column}: ${message}\n${source}\n${' '.repeat(Math.max(0, column - 1))}^\n`);
  }

  #audit(message: string): void {
    syslog(this.p, 'authpriv', 'notice', message, { identifier: 'sudo' });
  }

  target(): User {
    const name = this.a.value('user') ?? this.policy.setting('runas_default', 'root', this.invoker);
    const user = targetUser(this.p.sys, name);
    if (!user) throw new Stop(`sudo: unknown user ${name}\nsudo: error initializing audit plugin sudoers_audit\n`);
    // with a group alone the user stays the same
    return this.a.has('group') && !this.a.has('user') ? this.invoker : user;
  }

  group(): number | undefined {
    const name = this.a.value('group');
    if (name === undefined) return undefined;
    const group = name.startsWith('#') ? Number(name.slice(1)) : groupNamed(this.p.sys, name)?.gid;
    if (group === undefined) throw new Stop(`sudo: unknown group ${name}\nsudo: error initializing audit plugin sudoers_audit\n`);
    return group;
  }

  /** Asks for the invoker's password unless he gave it a moment ago. Throws Stop. */
  *authenticate(target: User): Step {
    const { p, a, invoker, policy } = this;
    if (invoker.uid === 0 || (target.uid === invoker.uid && !a.has('group'))) return;
    const minutes = Number(policy.setting('timestamp_timeout', '15', invoker));
    if (!a.has('resetTimestamp') && isRecent(p, invoker.name, minutes)) return;
    if (a.has('nonInteractive')) throw new Stop('sudo: a password is required\n');
    const tries = Number(policy.setting('passwd_tries', '3', invoker));
    const prompt = (a.value('prompt') ?? policy.setting('passprompt', '[sudo] password for %p: ', invoker))
      .replaceAll('%p', invoker.name)
      .replaceAll('%u', invoker.name)
      .replaceAll('%U', target.name)
      .replaceAll('%h', policy.host);
    const lectured = `/var/lib/sudo/lectured/${invoker.name}`;
    if (
      policy.flag('lecture', true, invoker) &&
      policy.setting('lecture', 'once', invoker) !== 'never' &&
      !p.sys.exists(lectured) &&
      (p.terminal || a.has('stdin'))
    ) {
      yield* p.error(LECTURE);
      p.sys.mkdirp('/var/lib/sudo/lectured', 0o700);
      p.sys.writeFile(lectured, '', 0o600);
    }
    let asked = 0;
    for (; asked < tries; asked++) {
      const answer = yield* this.#ask(prompt);
      if (answer === undefined) break;
      if (passwordFits(answer, storedPassword(p.sys, invoker))) {
        stamp(p, invoker.name);
        return;
      }
      yield* p.sleep(2_000_000);
      if (asked + 1 < tries) yield* p.error('Sorry, try again.\n');
    }
    if (asked === 0) throw new Stop('sudo: no password was provided\nsudo: a password is required\n');
    this.#audit(`${invoker.name.padStart(8)} : ${asked} incorrect password attempt${asked > 1 ? 's' : ''}`);
    throw new Stop(`sudo: ${asked} incorrect password attempt${asked > 1 ? 's' : ''}\n`);
  }

  *#ask(prompt: string): Step<string | undefined> {
    const { p, a } = this;
    if (a.has('stdin')) {
      yield* p.error(prompt);
      const line = yield* readLine(p, 0);
      yield* p.error('\n');
      return line;
    }
    if (!p.terminal)
      throw new Stop(
        'sudo: a terminal is required to read the password; either use the -S option to read from standard input or configure an askpass helper\nsudo: a password is required\n',
      );
    return yield* askOnTerminal(p, prompt);
  }

  #path(target: User): string {
    const secure = this.policy.setting('secure_path', '', this.invoker);
    return secure === '' ? (this.p.env['PATH'] ?? defaultPath(this.p, target.uid)) : secure;
  }

  /** The command line to run and the file behind its name. Throws Stop. */
  command(target: User): { argv: string[]; file: string; path: string; shell: boolean } {
    const { p, a } = this;
    const login = a.has('login');
    if (login || a.has('shell')) {
      const shell = login ? target.shell || '/bin/sh' : (p.env['SHELL'] ?? this.invoker.shell) || '/bin/sh';
      const name = shell.slice(shell.lastIndexOf('/') + 1);
      const quoted = a.command.map((word) => word.replace(/[^A-Za-z0-9_$-]/g, '\\$&')).join(' ');
      return { argv: [login ? `-${name}` : shell, ...(a.command.length > 0 ? ['-c', quoted] : [])], file: shell, path: shell, shell: true };
    }
    const [name = ''] = a.command;
    try {
      const { path } = p.sys.executable(name, a.command, { PATH: this.#path(target) });
      // rules are about the name's own path, not about what a link leads to
      const found = name.includes('/') ? (name.startsWith('/') ? name : `${p.sys.cwd()}/${name}`) : this.#found(name, target, path);
      return { argv: [...a.command], file: found, path: found, shell: false };
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      if (e.code === 'EACCES' && name.includes('/')) throw new Stop(`sudo: ${name}: command not found\n`);
      const more = BUILTINS.includes(name)
        ? `sudo: "${name}" is a shell built-in command, it cannot be run directly.\nsudo: the -s option may be used to run a privileged shell.\n${name === 'cd' ? 'sudo: the -D option may be used to run a command in a specific directory.\n' : ''}`
        : '';
      if (e.code === 'ENOEXEC' && p.sys.exists(name)) return { argv: ['/bin/sh', ...a.command], file: '/bin/sh', path: name, shell: false };
      throw new Stop(`sudo: ${name}: command not found\n${more}`);
    }
  }

  #found(name: string, target: User, fallback: string): string {
    for (const directory of this.#path(target).split(':')) if (this.p.sys.exists(`${directory}/${name}`)) return `${directory}/${name}`;
    return fallback;
  }

  environment(target: User, setenv: boolean): Record<string, string> {
    const { p, a, invoker, policy } = this;
    const list = a.value('preserveEnv')?.split(',');
    if (a.has('preserveEnv') && !setenv && invoker.uid !== 0)
      throw new Stop('sudo: sorry, you are not allowed to preserve the environment\n');
    const blocked = Object.keys(a.variables).filter((name) => !setenv && !KEPT.test(name));
    if (blocked.length > 0)
      throw new Stop(`sudo: sorry, you are not allowed to set the following environment variables: ${blocked.join(', ')}\n`);
    const everything = (a.has('preserveEnv') && list === undefined) || !policy.flag('env_reset', true, invoker);
    const extra = policy
      .defaults(invoker)
      .flatMap((d) => (d.name === 'env_keep' && typeof d.value === 'string' ? d.value.split(/\s+/) : []));
    const kept = Object.entries(p.env).filter(([name]) => everything || KEPT.test(name) || list?.includes(name) || extra.includes(name));
    const keepHome = everything && !a.has('setHome') && !a.has('login') && !policy.flag('always_set_home', false, invoker);
    return {
      ...Object.fromEntries(kept),
      PATH: this.#path(target),
      HOME: keepHome && p.env['HOME'] !== undefined ? p.env['HOME'] : target.home,
      MAIL: `/var/mail/${target.name}`,
      LOGNAME: target.name,
      USER: target.name,
      SHELL: a.has('shell') && everything ? (p.env['SHELL'] ?? '/bin/sh') : target.shell || '/bin/sh',
      SUDO_COMMAND: '',
      SUDO_USER: invoker.name,
      SUDO_UID: String(invoker.uid),
      SUDO_GID: String(invoker.gid),
      ...a.variables,
    };
  }

  *run(): Step<number> {
    const { p, a, invoker, policy } = this;
    const target = this.target();
    const group = this.group();
    const wanted = this.command(target);
    const args = wanted.shell ? wanted.argv.slice(1) : a.command.slice(1);
    const verdict = policy.check(invoker, target, group, wanted.path, args);
    const root = invoker.uid === 0;
    if (verdict.password || !verdict.allowed) yield* this.authenticate(target);
    const shown = [wanted.path, ...args].join(' ');
    const where = `${p.terminal ? `TTY=${p.terminal.name} ; ` : ''}PWD=${p.sys.cwd()} ; USER=${target.name} ; COMMAND=${shown}`;
    if (!verdict.allowed) {
      this.#audit(`${invoker.name.padStart(8)} : ${verdict.known ? 'command not allowed' : 'user NOT in sudoers'} ; ${where}`);
      if (!verdict.known && !root)
        throw new Stop(`${invoker.name} is not in the sudoers file.\nThis incident has been reported to the administrator.\n`);
      throw new Stop(
        `Sorry, user ${invoker.name} is not allowed to execute '${shown}' as ${target.name}${group === undefined ? '' : `:${this.a.value('group')}`} on ${policy.host}.\n`,
      );
    }
    const env = { ...this.environment(target, verdict.setenv), SUDO_COMMAND: shown };
    this.#audit(`${invoker.name.padStart(8)} : ${where}`);
    return yield* this.#start(target, group, wanted, env);
  }

  *#start(target: User, group: number | undefined, wanted: { argv: string[]; file: string }, env: Record<string, string>): Step<number> {
    const { p, a } = this;
    const child = p.fork(function* (c) {
      if (a.has('preserveGroups')) become(c, target, p.cred.groups, group ?? target.gid);
      else become(c, target, undefined, group ?? target.gid);
      c.env = env;
      c.umask |= 0o022;
      const directory = a.value('chdir') ?? (a.has('login') ? target.home : undefined);
      try {
        if (directory !== undefined) c.sys.chdir(directory);
      } catch (e) {
        if (!(e instanceof Errno)) throw e;
        yield* c.error(`sudo: unable to change directory to ${directory}: ${e.text}\n`);
        if (a.has('chdir')) return 1;
      }
      try {
        return yield* c.exec(wanted.argv, wanted.file);
      } catch (e) {
        if (!(e instanceof Errno)) throw e;
        yield* c.error(`sudo: unable to execute ${wanted.file}: ${e.text}\n`);
        return 126;
      }
    });
    if (a.has('background')) return 0;
    for (const signal of ['INT', 'QUIT', 'TERM', 'HUP', 'TSTP'] as const)
      p.handle(signal, (s) => (s === 'TERM' || s === 'HUP' ? p.kernel.signal(child, s) : undefined));
    return yield* exitCodeOf(p, child);
  }

  *list(): Step<number> {
    const { p, a, invoker, policy } = this;
    const name = a.value('otherUser');
    const user = name === undefined ? invoker : targetUser(p.sys, name);
    if (!user) throw new Stop(`sudo: unknown user ${name}\n`);
    const rules = policy.rules(user);
    if (invoker.uid !== 0 && !rules.some((r) => r.tags.password === false)) yield* this.authenticate(this.target());
    if (name !== undefined && invoker.uid !== 0 && user !== invoker)
      throw new Stop(`Sorry, user ${invoker.name} is not allowed to execute 'list' as ${name} on ${policy.host}.\n`);
    if (rules.length === 0) {
      if (name === undefined) throw new Stop(`Sorry, user ${user.name} may not run sudo on ${policy.host}.\n`);
      yield* p.stdout.line(`User ${user.name} is not allowed to run sudo on ${policy.host}.`);
      return 0;
    }
    if (a.command.length > 0) {
      const wanted = this.command(this.target());
      if (!policy.check(user, this.target(), this.group(), wanted.path, a.command.slice(1)).allowed) return 1;
      yield* p.stdout.line([wanted.path, ...a.command.slice(1)].join(' '));
      return 0;
    }
    yield* p.stdout.write(listRules(policy, user));
    return 0;
  }
}

function* main(p: Process): Step<number> {
  const a = parseSudo(p.argv.slice(1));
  if (a.has('help') || a.has('version')) {
    yield* p.stdout.write(a.has('help') ? `sudo - execute a command as another user\n\n${USAGE}` : 'Sudo version 1.9.13p3\n');
    return 0;
  }
  if (p.cred.uid !== 0) throw new Stop('sudo: /usr/bin/sudo must be owned by uid 0 and have the setuid bit set\n');
  const sudo = new Sudo(p, a);
  const alone = a.command.length === 0 && !a.has('shell') && !a.has('login') && !a.has('list') && !a.has('validate');
  if ((a.has('resetTimestamp') || a.has('removeTimestamp')) && alone) {
    forget(p, sudo.invoker.name, a.has('removeTimestamp'));
    return 0;
  }
  if (alone) throw new SudoUsage('');
  yield* sudo.complain();
  if (a.has('list')) return yield* sudo.list();
  if (a.has('validate')) {
    yield* sudo.authenticate(sudo.target());
    return 0;
  }
  return yield* sudo.run();
}

/** sudo(8) 1.9.13, by the rules of /etc/sudoers. */
export default program({
  id: 'sudo',
  paths: ['/usr/bin/sudo'],
  package: 'sudo',
  sizeBytes: 281_624,
  mode: 0o4755,
  *main(p) {
    try {
      return yield* main(p);
    } catch (e) {
      if (e instanceof Stop) yield* p.error(e.text);
      else if (e instanceof SudoUsage) yield* p.error(`${e.message === '' ? '' : `sudo: ${e.message}\n`}${USAGE}`);
      else if (e instanceof SudoRefused) yield* p.error(`mirrorpod: ${e.message}: not simulated\n`);
      else throw e;
      return e instanceof Stop ? e.code : 1;
    }
  },
});
