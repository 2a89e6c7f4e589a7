import { isErrno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { AccountEditor, type Group, type User } from '../../accounts.ts';
import { LoginDefs } from '../../shadow/login-defs.ts';
import { daysOf, freeGid, freeId, parseDays, validName } from '../../shadow/names.ts';
import { lockFiles } from '../../shadow/lock.ts';
import { Failure, FAMILIES, UsageError, utility, type Invocation } from '../lib/utility.ts';

const OPTIONS = {
  badname: { flags: '--badname', help: 'do not check for bad names' },
  baseDir: { flags: '-b, --base-dir', arg: 'BASE_DIR', help: 'base directory for the home directory of the new account' },
  comment: { flags: '-c, --comment', arg: 'COMMENT', help: 'GECOS field of the new account' },
  home: { flags: '-d, --home-dir', arg: 'HOME_DIR', help: 'home directory of the new account' },
  defaults: { flags: '-D, --defaults', help: 'print or change default useradd configuration' },
  expire: { flags: '-e, --expiredate', arg: 'EXPIRE_DATE', help: 'expiration date of the new account' },
  inactive: { flags: '-f, --inactive', arg: 'INACTIVE', help: 'password inactivity period of the new account' },
  gid: { flags: '-g, --gid', arg: 'GROUP', help: 'name or ID of the primary group of the new account' },
  groups: { flags: '-G, --groups', arg: 'GROUPS', help: 'list of supplementary groups of the new account' },
  skel: { flags: '-k, --skel', arg: 'SKEL_DIR', help: 'use this alternative skeleton directory' },
  key: { flags: '-K, --key', arg: 'KEY=VALUE', help: 'override /etc/login.defs defaults' },
  noLogInit: { flags: '-l, --no-log-init', help: 'do not add the user to the lastlog and faillog databases' },
  createHome: { flags: '-m, --create-home', help: "create the user's home directory" },
  noCreateHome: { flags: '-M, --no-create-home', help: "do not create the user's home directory" },
  noUserGroup: { flags: '-N, --no-user-group', help: 'do not create a group with the same name as the user' },
  nonUnique: { flags: '-o, --non-unique', help: 'allow to create users with duplicate (non-unique) UID' },
  password: { flags: '-p, --password', arg: 'PASSWORD', help: 'encrypted password of the new account' },
  system: { flags: '-r, --system', help: 'create a system account' },
  root: { flags: '-R, --root', arg: 'CHROOT_DIR', help: 'directory to chroot into', refused: true },
  prefix: { flags: '-P, --prefix', arg: 'PREFIX_DIR', help: 'prefix directory where are located the /etc/* files', refused: true },
  shell: { flags: '-s, --shell', arg: 'SHELL', help: 'login shell of the new account' },
  uid: { flags: '-u, --uid', arg: 'UID', help: 'user ID of the new account' },
  userGroup: { flags: '-U, --user-group', help: 'create a group with the same name as the user' },
} as const;
type Call = Invocation<keyof typeof OPTIONS>;

/** Settings of /etc/default/useradd, with useradd's own defaults. */
function defaults(p: Process): Record<string, string> {
  const out: Record<string, string> = {
    GROUP: '100',
    HOME: '/home',
    INACTIVE: '-1',
    EXPIRE: '',
    SHELL: '/bin/sh',
    SKEL: '/etc/skel',
    CREATE_MAIL_SPOOL: 'no',
    LOG_INIT: 'yes',
  };
  try {
    for (const line of p.sys.readText('/etc/default/useradd').split('\n')) {
      const m = /^([A-Z_]+)=(.*)$/.exec(line);
      if (m) out[m[1]!] = m[2]!;
    }
  } catch (e) {
    if (!isErrno(e)) throw e;
  }
  return out;
}

function uidOf(t: Call, editor: AccountEditor, defs: LoginDefs): number {
  const given = t.value('uid');
  const taken = editor.users.map((u) => u.uid);
  if (given !== undefined) {
    if (!/^\d+$/.test(given)) throw new Failure(`invalid user ID '${given}'`, 3);
    if (taken.includes(Number(given)) && !t.has('nonUnique')) throw new Failure(`UID ${given} is not unique`, 4);
    return Number(given);
  }
  const id = t.has('system')
    ? freeId(taken, defs.number('SYS_UID_MIN', 100), defs.number('SYS_UID_MAX', 999), true)
    : freeId(taken, defs.number('UID_MIN', 1000), defs.number('UID_MAX', 60_000));
  if (id === undefined) throw new Failure("can't create user", 4);
  return id;
}

/** The primary group, made where it is to be one of the user's own. */
function primaryGroup(t: Call, name: string, uid: number, editor: AccountEditor, defs: LoginDefs, fallback: string): number {
  const given = t.value('gid');
  if (given !== undefined) {
    const group = editor.group(given) ?? editor.groups.find((g) => String(g.gid) === given);
    if (!group) throw new Failure(`group '${given}' does not exist`, 6);
    return group.gid;
  }
  const own = t.has('userGroup') || (!t.has('noUserGroup') && defs.yes('USERGROUPS_ENAB'));
  if (!own) return editor.group(fallback)?.gid ?? Number(fallback);
  if (editor.group(name)) throw new Failure(`group ${name} exists - if you want to add this user to that group, use -g.`, 9);
  const gid = freeGid(editor, defs, t.has('system'), uid);
  if (gid === undefined) throw new Failure("can't create group", 4);
  editor.groups.push({ name, password: 'x', gid, members: [] });
  return gid;
}

function* supplementary(t: Call, editor: AccountEditor): Step<Group[]> {
  const out: Group[] = [];
  const missing: string[] = [];
  for (const name of (t.value('groups') ?? '').split(',').filter(Boolean)) {
    const group = editor.group(name) ?? editor.groups.find((g) => String(g.gid) === name);
    if (group) out.push(group);
    else missing.push(name);
  }
  for (const name of missing) yield* t.warn(`group '${name}' does not exist`);
  if (missing.length > 0) throw new Failure('', 6);
  return out;
}

/** Copies the skeleton into a new home, owned by its user. */
function copySkeleton(p: Process, from: string, to: string, user: User): void {
  if (!p.sys.exists(from)) return;
  for (const entry of p.sys.readdir(from)) {
    const source = `${from}/${entry.name}`;
    const target = `${to}/${entry.name}`;
    const { mode } = p.sys.lstat(source);
    if (entry.type === 'directory') {
      p.sys.mkdir(target, mode);
      copySkeleton(p, source, target, user);
    } else if (entry.type === 'symlink') p.sys.symlink(p.sys.readlink(source), target);
    else if (entry.type === 'file') p.sys.writeFile(target, p.sys.readFile(source), mode);
    else continue;
    p.sys.chown(target, user.uid, user.gid, false);
  }
}

function* makeHome(p: Process, t: Call, user: User, defs: LoginDefs, skel: string): Step {
  if (p.sys.exists(user.home)) {
    yield* t.warn(`warning: the home directory ${user.home} already exists.`);
    yield* t.warn('Not copying any file from skel directory into it.');
    return;
  }
  p.sys.mkdirp(user.home.slice(0, user.home.lastIndexOf('/')) || '/');
  p.sys.mkdir(user.home);
  p.sys.chmod(user.home, defs.number('HOME_MODE', 0o777 & ~defs.number('UMASK', 0o022)));
  copySkeleton(p, skel, user.home, user);
  p.sys.chown(user.home, user.uid, user.gid);
}

function* add(p: Process, t: Call): Step<number> {
  const name = t.operands[0]!;
  const defs = new LoginDefs(p.sys);
  for (const pair of t.values('key')) defs.override(pair.split('=')[0]!, pair.slice(pair.indexOf('=') + 1));
  const own = defaults(p);
  if (!validName(name) && !t.has('badname')) throw new Failure(`invalid user name '${name}': use --badname to ignore`, 3);
  lockFiles(p, t.name);
  const editor = new AccountEditor(p.sys);
  if (editor.user(name)) throw new Failure(`user '${name}' already exists`, 9);
  const groups = yield* supplementary(t, editor);
  const expires = parseDays(t.value('expire') ?? own['EXPIRE']!);
  if (expires === undefined) throw new Failure(`invalid date '${t.value('expire')}'`, 3);
  const shell = t.value('shell') ?? own['SHELL']!;
  if (t.has('shell') && shell !== '' && !p.sys.exists(shell)) yield* t.warn(`Warning: missing or non-executable shell '${shell}'`);
  const uid = uidOf(t, editor, defs);
  const gid = primaryGroup(t, name, uid, editor, defs, own['GROUP']!);
  const home = t.value('home') ?? `${t.value('baseDir') ?? own['HOME']!}/${name}`;
  const user: User = { name, password: 'x', uid, gid, comment: t.value('comment') ?? '', home, shell };
  editor.users.push(user);
  const inactive = t.value('inactive') ?? own['INACTIVE']!;
  const system = t.has('system');
  editor.shadow.push({
    name,
    password: t.value('password') ?? '!',
    changed: String(daysOf(p.clock.now)),
    minimum: system ? '' : String(defs.number('PASS_MIN_DAYS', 0)),
    maximum: system ? '' : String(defs.number('PASS_MAX_DAYS', 99_999)),
    warning: system ? '' : String(defs.number('PASS_WARN_AGE', 7)),
    inactive: inactive === '-1' ? '' : inactive,
    expires,
    reserved: '',
  });
  for (const group of groups) group.members.push(name);
  editor.commit();
  if (t.has('createHome') || (defs.yes('CREATE_HOME') && !t.has('noCreateHome')))
    yield* makeHome(p, t, user, defs, t.value('skel') ?? own['SKEL']!);
  return 0;
}

export default utility({
  name: 'useradd',
  paths: ['/usr/sbin/useradd'],
  family: FAMILIES.shadow,
  sizeBytes: 143_376,
  usage: ['[options] LOGIN', '-D', '-D [options]'],
  summary: 'Create a new user, or say with what defaults that is done.',
  options: OPTIONS,
  failure: 2,
  *main(p, t) {
    if (t.has('defaults')) {
      const own = defaults(p);
      for (const name of ['GROUP', 'HOME', 'INACTIVE', 'EXPIRE', 'SHELL', 'SKEL', 'CREATE_MAIL_SPOOL', 'LOG_INIT'])
        yield* p.stdout.line(`${name}=${own[name]}`);
      return;
    }
    if (t.operands.length !== 1) throw new UsageError('');
    return yield* add(p, t);
  },
});
