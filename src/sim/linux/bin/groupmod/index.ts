import { AccountEditor } from '../../accounts.ts';
import { validName } from '../../shadow/names.ts';
import { Failure, FAMILIES, UsageError, utility } from '../lib/utility.ts';

export default utility({
  name: 'groupmod',
  paths: ['/usr/sbin/groupmod'],
  family: FAMILIES.shadow,
  sizeBytes: 84_928,
  usage: ['[options] GROUP'],
  summary: 'Modify a group definition on the system.',
  options: {
    append: { flags: '-a, --append', help: 'append the users mentioned by -U option to the group without removing existing user members' },
    gid: { flags: '-g, --gid', arg: 'GID', help: 'change the group ID to GID' },
    newName: { flags: '-n, --new-name', arg: 'NEW_GROUP', help: 'change the name to NEW_GROUP' },
    nonUnique: { flags: '-o, --non-unique', help: 'allow to use a duplicate (non-unique) GID' },
    password: { flags: '-p, --password', arg: 'PASSWORD', help: 'change the password to this (encrypted) PASSWORD' },
    root: { flags: '-R, --root', arg: 'CHROOT_DIR', help: 'directory to chroot into', refused: true },
    prefix: { flags: '-P, --prefix', arg: 'PREFIX_DIR', help: 'prefix directory where are located the /etc/* files', refused: true },
    users: { flags: '-U, --users', arg: 'USERS', help: 'list of user members of this group' },
  },
  failure: 2,
  *main(p, t) {
    const [name] = t.operands;
    if (name === undefined || t.operands.length > 1) throw new UsageError('');
    const editor = new AccountEditor(p.sys);
    const group = editor.group(name);
    if (!group) throw new Failure(`group '${name}' does not exist`, 6);
    const gid = t.value('gid');
    if (gid !== undefined) {
      if (!/^\d+$/.test(gid)) throw new Failure(`invalid group ID '${gid}'`, 3);
      if (!t.has('nonUnique') && editor.groups.some((g) => g !== group && g.gid === Number(gid)))
        throw new Failure(`GID '${gid}' already exists`, 4);
      for (const user of editor.users) if (user.gid === group.gid) user.gid = Number(gid);
      group.gid = Number(gid);
    }
    const newName = t.value('newName');
    if (newName !== undefined) {
      if (!validName(newName)) throw new Failure(`invalid group name '${newName}'`, 3);
      if (editor.group(newName)) throw new Failure(`group '${newName}' already exists`, 9);
      group.name = newName;
    }
    if (t.has('users'))
      group.members = [...new Set([...(t.has('append') ? group.members : []), ...t.value('users')!.split(',').filter(Boolean)])];
    if (p.cred.uid !== 0) throw new Failure(`Permission denied.\n${t.name}: cannot lock /etc/group; try again later.`, 10);
    editor.commit();
  },
});
