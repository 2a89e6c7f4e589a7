import { Errno } from '../../../kernel/errno.ts';
import { userNamed } from '../../accounts.ts';
import { become } from '../../shadow/identity.ts';
import { isRoot, runShell, SU_OPTIONS, target, type SuOption } from '../../shadow/su.ts';
import { Failure, FAMILIES, utility, type Invocation } from '../lib/utility.ts';

export default utility({
  name: 'runuser',
  paths: ['/usr/sbin/runuser'],
  family: FAMILIES.utilLinux,
  sizeBytes: 51_520,
  usage: ['[options] -u <user> [[--] <command>]', '[options] [-] [<user> [<argument>...]]'],
  summary: 'Run <command> with the effective user ID and group ID of <user>.',
  options: { user: { flags: '-u, --user', arg: '<user>', help: 'username' }, ...SU_OPTIONS },
  inOrder: true,
  *main(p, t) {
    if (!isRoot(p)) throw new Failure('may not be used by non-root users');
    const name = t.value('user');
    if (name === undefined) {
      const { user, login, rest } = target(p, t.operands);
      return yield* runShell(p, t as unknown as Invocation<SuOption>, user, login || t.has('login'), rest);
    }
    const user = userNamed(p.sys, name);
    if (!user) throw new Failure(`user ${name} does not exist or the user entry does not contain all the required fields`);
    if (t.operands.length === 0) throw new Failure('no command was specified');
    become(p, user);
    try {
      return yield* p.exec(t.operands);
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      throw new Failure(`failed to execute ${t.operands[0]}: ${e.text}`, e.code === 'ENOENT' ? 127 : 126);
    }
  },
});
