import { AccountEditor } from '../../accounts.ts';
import { Failure, FAMILIES, UsageError, utility } from '../lib/utility.ts';

export default utility({
  name: 'groupdel',
  paths: ['/usr/sbin/groupdel'],
  family: FAMILIES.shadow,
  sizeBytes: 72_640,
  usage: ['[options] GROUP'],
  summary: 'Delete a group.',
  options: {
    root: { flags: '-R, --root', arg: 'CHROOT_DIR', help: 'directory to chroot into', refused: true },
    prefix: { flags: '-P, --prefix', arg: 'PREFIX_DIR', help: 'prefix directory where are located the /etc/* files', refused: true },
    force: { flags: '-f, --force', help: 'delete group even if it is the primary group of a user' },
  },
  failure: 2,
  *main(p, t) {
    const [name] = t.operands;
    if (name === undefined || t.operands.length > 1) throw new UsageError('');
    const editor = new AccountEditor(p.sys);
    const group = editor.group(name);
    if (!group) throw new Failure(`group '${name}' does not exist`, 6);
    const user = editor.users.find((u) => u.gid === group.gid);
    if (user && !t.has('force')) throw new Failure(`cannot remove the primary group of user '${user.name}'`, 8);
    if (p.cred.uid !== 0) throw new Failure(`Permission denied.\n${t.name}: cannot lock /etc/group; try again later.`, 10);
    editor.groups.splice(editor.groups.indexOf(group), 1);
    editor.commit();
  },
});
