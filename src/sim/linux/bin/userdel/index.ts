import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { AccountEditor } from '../../accounts.ts';
import { lockFiles } from '../../shadow/lock.ts';
import { LoginDefs } from '../../shadow/login-defs.ts';
import { processOf } from '../../shadow/running.ts';
import { Failure, FAMILIES, UsageError, utility, type Invocation } from '../lib/utility.ts';

const OPTIONS = {
  force: { flags: '-f, --force', help: 'force removal of files, even if not owned by user' },
  remove: { flags: '-r, --remove', help: 'remove home directory and mail spool' },
  root: { flags: '-R, --root', arg: 'CHROOT_DIR', help: 'directory to chroot into', refused: true },
  prefix: { flags: '-P, --prefix', arg: 'PREFIX_DIR', help: 'prefix directory where are located the /etc/* files', refused: true },
} as const;

function* removeFiles(p: Process, t: Invocation<keyof typeof OPTIONS>, name: string, uid: number, home: string): Step {
  const spool = `/var/mail/${name}`;
  if (p.sys.exists(spool)) p.sys.unlink(spool);
  else yield* t.warn(`${name} mail spool (${spool}) not found`);
  if (!p.sys.exists(home)) {
    yield* t.warn(`${name} home directory (${home}) not found`);
    return;
  }
  if (p.sys.stat(home).uid !== uid && !t.has('force')) {
    yield* t.fail(`${home} not owned by ${name}, not removing`, 12);
    return;
  }
  p.sys.removeTree(home);
}

function* remove(p: Process, t: Invocation<keyof typeof OPTIONS>): Step<number | void> {
  const name = t.operands[0]!;
  const editor = new AccountEditor(p.sys);
  const user = editor.user(name);
  if (!user) throw new Failure(`user '${name}' does not exist`, 6);
  lockFiles(p, t.name);
  const running = processOf(p, user.uid);
  if (running !== undefined && !t.has('force')) throw new Failure(`user ${name} is currently used by process ${running}`, 8);
  editor.users.splice(editor.users.indexOf(user), 1);
  const shadow = editor.shadowOf(name);
  if (shadow) editor.shadow.splice(editor.shadow.indexOf(shadow), 1);
  for (const group of editor.groups) group.members = group.members.filter((m) => m !== name);
  const own = editor.group(name);
  if (own && new LoginDefs(p.sys).yes('USERGROUPS_ENAB')) {
    if (own.gid !== user.gid) yield* t.warn(`group ${name} not removed because it is not the primary group of user ${name}.`);
    else if (own.members.length > 0) yield* t.warn(`group ${name} not removed because it has other members.`);
    else if (editor.users.some((u) => u.gid === own.gid))
      yield* t.warn(`group ${name} is the primary group of another user and is not removed.`);
    else editor.groups.splice(editor.groups.indexOf(own), 1);
  }
  editor.commit();
  if (t.has('remove')) yield* removeFiles(p, t, name, user.uid, user.home);
}

export default utility({
  name: 'userdel',
  paths: ['/usr/sbin/userdel'],
  family: FAMILIES.shadow,
  sizeBytes: 97_952,
  usage: ['[options] LOGIN'],
  summary: 'Delete a user account and related files.',
  options: OPTIONS,
  failure: 2,
  *main(p, t) {
    if (t.operands.length !== 1) throw new UsageError('');
    return yield* remove(p, t);
  },
});
