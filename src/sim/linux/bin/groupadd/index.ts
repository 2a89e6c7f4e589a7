import { AccountEditor } from '../../accounts.ts';
import { LoginDefs } from '../../shadow/login-defs.ts';
import { freeGid, validName } from '../../shadow/names.ts';
import { Failure, FAMILIES, UsageError, utility } from '../lib/utility.ts';

export default utility({
  name: 'groupadd',
  paths: ['/usr/sbin/groupadd'],
  family: FAMILIES.shadow,
  sizeBytes: 84_896,
  usage: ['[options] GROUP'],
  summary: 'Create a new group.',
  options: {
    force: { flags: '-f, --force', help: 'exit successfully if the group already exists, and cancel -g if the GID is already used' },
    gid: { flags: '-g, --gid', arg: 'GID', help: 'use GID for the new group' },
    key: { flags: '-K, --key', arg: 'KEY=VALUE', help: 'override /etc/login.defs defaults' },
    nonUnique: { flags: '-o, --non-unique', help: 'allow to create groups with duplicate (non-unique) GID' },
    password: { flags: '-p, --password', arg: 'PASSWORD', help: 'use this encrypted password for the new group' },
    system: { flags: '-r, --system', help: 'create a system account' },
    root: { flags: '-R, --root', arg: 'CHROOT_DIR', help: 'directory to chroot into', refused: true },
    prefix: { flags: '-P, --prefix', arg: 'PREFIX_DIR', help: 'directory prefix', refused: true },
    users: { flags: '-U, --users', arg: 'USERS', help: 'list of user members of this group' },
  },
  failure: 2,
  *main(p, t) {
    const [name] = t.operands;
    if (name === undefined || t.operands.length > 1) throw new UsageError('');
    const defs = new LoginDefs(p.sys);
    for (const pair of t.values('key')) defs.override(pair.split('=')[0]!, pair.slice(pair.indexOf('=') + 1));
    const given = t.value('gid');
    if (given !== undefined && !/^\d+$/.test(given)) throw new Failure(`invalid group ID '${given}'`, 3);
    const editor = new AccountEditor(p.sys);
    if (editor.group(name)) {
      if (t.has('force')) return 0;
      throw new Failure(`group '${name}' already exists`, 9);
    }
    if (!validName(name)) throw new Failure(`'${name}' is not a valid group name`, 3);
    const taken = given !== undefined && editor.groups.some((g) => g.gid === Number(given)) && !t.has('nonUnique');
    if (taken && !t.has('force')) throw new Failure(`GID '${given}' already exists`, 4);
    if (p.cred.uid !== 0) throw new Failure(`Permission denied.\n${t.name}: cannot lock /etc/group; try again later.`, 10);
    const gid = given !== undefined && !taken ? Number(given) : freeGid(editor, defs, t.has('system'));
    if (gid === undefined) throw new Failure("can't create group", 4);
    editor.groups.push({ name, password: 'x', gid, members: (t.value('users') ?? '').split(',').filter(Boolean) });
    editor.commit();
    return 0;
  },
});
