import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { AccountEditor, type Group, type User } from '../../accounts.ts';
import { lockFiles } from '../../shadow/lock.ts';
import { parseDays, validName } from '../../shadow/names.ts';
import { processOf } from '../../shadow/running.ts';
import { Failure, FAMILIES, UsageError, utility, type Invocation } from '../lib/utility.ts';

const OPTIONS = {
  append: {
    flags: '-a, --append',
    help: 'append the user to the supplemental GROUPS mentioned by the -G option without removing the user from other groups',
  },
  badname: { flags: '-b, --badname', help: 'allow bad names' },
  comment: { flags: '-c, --comment', arg: 'COMMENT', help: 'new value of the GECOS field' },
  home: { flags: '-d, --home', arg: 'HOME_DIR', help: 'new home directory for the user account' },
  expire: { flags: '-e, --expiredate', arg: 'EXPIRE_DATE', help: 'set account expiration date to EXPIRE_DATE' },
  inactive: { flags: '-f, --inactive', arg: 'INACTIVE', help: 'set password inactive after expiration to INACTIVE' },
  gid: { flags: '-g, --gid', arg: 'GROUP', help: 'force use GROUP as new primary group' },
  groups: { flags: '-G, --groups', arg: 'GROUPS', help: 'new list of supplementary GROUPS' },
  login: { flags: '-l, --login', arg: 'NEW_LOGIN', help: 'new value of the login name' },
  lock: { flags: '-L, --lock', help: 'lock the user account' },
  moveHome: { flags: '-m, --move-home', help: 'move contents of the home directory to the new location (use only with -d)' },
  nonUnique: { flags: '-o, --non-unique', help: 'allow using duplicate (non-unique) UID' },
  password: { flags: '-p, --password', arg: 'PASSWORD', help: 'use encrypted password for the new password' },
  prefix: { flags: '-P, --prefix', arg: 'PREFIX_DIR', help: 'prefix directory where are located the /etc/* files', refused: true },
  remove: { flags: '-r, --remove', help: 'remove the user from only the supplemental GROUPS mentioned by the -G option' },
  root: { flags: '-R, --root', arg: 'CHROOT_DIR', help: 'directory to chroot into', refused: true },
  shell: { flags: '-s, --shell', arg: 'SHELL', help: 'new login shell for the user account' },
  uid: { flags: '-u, --uid', arg: 'UID', help: 'new UID for the user account' },
  unlock: { flags: '-U, --unlock', help: 'unlock the user account' },
  addSubuids: { flags: '-v, --add-subuids', arg: 'FIRST-LAST', help: 'add range of subordinate uids', refused: true },
  delSubuids: { flags: '-V, --del-subuids', arg: 'FIRST-LAST', help: 'remove range of subordinate uids', refused: true },
  addSubgids: { flags: '-w, --add-subgids', arg: 'FIRST-LAST', help: 'add range of subordinate gids', refused: true },
  delSubgids: { flags: '-W, --del-subgids', arg: 'FIRST-LAST', help: 'remove range of subordinate gids', refused: true },
} as const;
type Call = Invocation<keyof typeof OPTIONS>;

const groupOf = (editor: AccountEditor, name: string): Group | undefined =>
  editor.group(name) ?? editor.groups.find((g) => String(g.gid) === name);

function* changeGroups(t: Call, editor: AccountEditor, user: User): Step {
  const names = (t.value('groups') ?? '').split(',').filter(Boolean);
  const wanted: Group[] = [];
  let missing = false;
  for (const name of names) {
    const group = groupOf(editor, name);
    if (group) wanted.push(group);
    else {
      missing = true;
      yield* t.warn(`group '${name}' does not exist`);
    }
  }
  if (missing) throw new Failure('', 6);
  for (const group of editor.groups) {
    const in_ = group.members.includes(user.name);
    const listed = wanted.includes(group);
    const stay = t.has('append') ? in_ || listed : t.has('remove') ? in_ && !listed : listed;
    if (stay && !in_) group.members.push(user.name);
    if (!stay && in_) group.members.splice(group.members.indexOf(user.name), 1);
  }
}

function rename(t: Call, editor: AccountEditor, user: User, to: string): void {
  if (!validName(to) && !t.has('badname')) throw new Failure(`invalid user name '${to}': use --badname to ignore`, 3);
  if (editor.user(to)) throw new Failure(`user '${to}' already exists`, 9);
  for (const group of editor.groups) group.members = group.members.map((m) => (m === user.name ? to : m));
  const shadow = editor.shadowOf(user.name);
  if (shadow) shadow.name = to;
  user.name = to;
}

function changePassword(t: Call, editor: AccountEditor, user: User): void {
  const shadow = editor.shadowOf(user.name);
  const get = (): string => shadow?.password ?? user.password;
  const set = (value: string): void => {
    if (shadow) shadow.password = value;
    else user.password = value;
  };
  if (t.has('password')) set(t.value('password')!);
  if (t.has('lock') && !get().startsWith('!')) set(`!${get()}`);
  if (t.has('unlock') && get().startsWith('!')) {
    if (get().length === 1)
      throw new Failure(
        "unlocking the user's password would result in a passwordless account.\nYou should set a password with usermod -p to unlock this user's password.",
        1,
      );
    set(get().slice(1));
  }
}

/** Moves a home with all that is in it. */
function moveHome(p: Process, from: string, to: string): void {
  if (!p.sys.exists(from) || p.sys.exists(to)) return;
  p.sys.mkdirp(to.slice(0, to.lastIndexOf('/')) || '/');
  p.sys.rename(from, to);
}

function* modify(p: Process, t: Call): Step<number> {
  const name = t.operands[0]!;
  const editor = new AccountEditor(p.sys);
  const user = editor.user(name);
  if (!user) throw new Failure(`user '${name}' does not exist`, 6);
  if (t.given.length === 0) {
    yield* t.warn('no changes');
    return 0;
  }
  lockFiles(p, t.name);
  const running = t.has('uid', 'login') || t.has('moveHome') ? processOf(p, user.uid) : undefined;
  if (running !== undefined) throw new Failure(`user ${name} is currently used by process ${running}`, 8);
  const before = { home: user.home };
  if (t.has('comment')) user.comment = t.value('comment')!;
  if (t.has('home')) user.home = t.value('home')!;
  const shell = t.value('shell');
  if (shell !== undefined) {
    if (shell !== '' && !p.sys.exists(shell)) yield* t.warn(`Warning: missing or non-executable shell '${shell}'`);
    user.shell = shell;
  }
  const gid = t.value('gid');
  if (gid !== undefined) {
    const group = groupOf(editor, gid);
    if (!group) throw new Failure(`group '${gid}' does not exist`, 6);
    user.gid = group.gid;
  }
  const uid = t.value('uid');
  if (uid !== undefined) {
    if (!/^\d+$/.test(uid)) throw new Failure(`invalid user ID '${uid}'`, 3);
    if (!t.has('nonUnique') && editor.users.some((u) => u !== user && u.uid === Number(uid)))
      throw new Failure(`UID '${uid}' already exists`, 4);
    user.uid = Number(uid);
  }
  const shadow = editor.shadowOf(name);
  const expire = t.value('expire');
  if (expire !== undefined && shadow) {
    const days = parseDays(expire);
    if (days === undefined) throw new Failure(`invalid date '${expire}'`, 3);
    shadow.expires = days;
  }
  if (t.has('inactive') && shadow) shadow.inactive = t.value('inactive') === '-1' ? '' : t.value('inactive')!;
  if (t.has('groups')) yield* changeGroups(t, editor, user);
  changePassword(t, editor, user);
  if (t.has('login')) rename(t, editor, user, t.value('login')!);
  editor.commit();
  if (t.has('moveHome') && t.has('home')) moveHome(p, before.home, user.home);
  return 0;
}

export default utility({
  name: 'usermod',
  paths: ['/usr/sbin/usermod'],
  family: FAMILIES.shadow,
  sizeBytes: 139_280,
  usage: ['[options] LOGIN'],
  summary: 'Modify a user account.',
  options: OPTIONS,
  failure: 2,
  *main(p, t) {
    if (t.operands.length !== 1 || (t.has('append') && !t.has('groups')) || (t.has('moveHome') && !t.has('home'))) throw new UsageError('');
    return yield* modify(p, t);
  },
});
