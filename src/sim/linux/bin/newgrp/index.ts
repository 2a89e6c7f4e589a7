import { program } from '../../../kernel/program.ts';
import { groupById, groupNamed, userById } from '../../accounts.ts';

/** newgrp(1): a shell whose group is another one of the user's. */
export default program({
  id: 'newgrp',
  paths: ['/usr/bin/newgrp', '/usr/bin/sg'],
  package: 'login',
  sizeBytes: 48_896,
  mode: 0o4755,
  *main(p) {
    const real = p.cred.realUid ?? p.cred.uid;
    const user = userById(p.sys, real);
    const args = p.argv.slice(1);
    const login = args[0] === '-' || args[0] === '-l';
    if (login) args.shift();
    const name = args[0];
    const group =
      name === undefined
        ? groupById(p.sys, user?.gid ?? 0)
        : (groupNamed(p.sys, name) ?? (/^\d+$/.test(name) ? groupById(p.sys, Number(name)) : undefined));
    if (!group) {
      yield* p.error(`newgrp: group '${name}' does not exist\n`);
      return 1;
    }
    const member = real === 0 || group.gid === user?.gid || group.members.includes(user?.name ?? '');
    if (!member) {
      yield* p.error('Invalid password.\n');
      return 1;
    }
    p.cred = { uid: real, gid: group.gid, groups: [...new Set([...p.cred.groups, group.gid])] };
    const shell = user?.shell || '/bin/sh';
    return yield* p.exec([login ? `-${shell.split('/').pop()}` : shell], shell);
  },
});
