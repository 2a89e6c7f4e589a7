import { AccountEditor } from '../../accounts.ts';
import { Failure, FAMILIES, UsageError, utility } from '../lib/utility.ts';

export default utility({
  name: 'gpasswd',
  family: FAMILIES.shadow,
  sizeBytes: 88_496,
  mode: 0o4755,
  usage: ['[option] GROUP'],
  summary: 'Administer /etc/group and /etc/gshadow.',
  options: {
    add: { flags: '-a, --add', arg: 'USER', help: 'add USER to GROUP' },
    delete: { flags: '-d, --delete', arg: 'USER', help: 'remove USER from GROUP' },
    root: { flags: '-Q, --root', arg: 'CHROOT_DIR', help: 'directory to chroot into', refused: true },
    removePassword: { flags: '-r, --delete-password', help: "remove the GROUP's password", refused: true },
    restrict: { flags: '-R, --restrict', help: 'restrict access to GROUP to its members', refused: true },
    members: { flags: '-M, --members', arg: 'USER,...', help: 'set the list of members of GROUP' },
    administrators: { flags: '-A, --administrators', arg: 'ADMIN,...', help: 'set the list of administrators for GROUP', refused: true },
  },
  failure: 2,
  *main(p, t) {
    const [name] = t.operands;
    if (name === undefined || t.operands.length > 1) throw new UsageError('');
    const editor = new AccountEditor(p.sys);
    const user = t.value('add') ?? t.value('delete');
    if (user !== undefined && t.has('add') && !editor.user(user)) throw new Failure(`user '${user}' does not exist`, 3);
    const group = editor.group(name);
    if (!group) throw new Failure(`group '${name}' does not exist in /etc/group`, 3);
    if ((p.cred.realUid ?? p.cred.uid) !== 0) throw new Failure('Permission denied.', 1);
    if (t.has('add')) {
      yield* p.stdout.line(`Adding user ${user} to group ${name}`);
      if (!group.members.includes(user!)) group.members.push(user!);
    } else if (t.has('delete')) {
      yield* p.stdout.line(`Removing user ${user} from group ${name}`);
      if (!group.members.includes(user!)) {
        yield* p.flush();
        throw new Failure(`user '${user}' is not a member of '${name}'`, 3);
      }
      group.members.splice(group.members.indexOf(user!), 1);
    } else if (t.has('members')) {
      const members = t.value('members')!.split(',').filter(Boolean);
      const unknown = members.find((m) => !editor.user(m));
      if (unknown !== undefined) throw new Failure(`user '${unknown}' does not exist`, 3);
      group.members = members;
    } else {
      yield* p.error('mirrorpod: gpasswd GROUP: not simulated\n');
      return 1;
    }
    editor.commit();
    return 0;
  },
});
