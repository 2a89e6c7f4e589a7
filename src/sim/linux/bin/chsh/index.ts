import { isErrno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import { AccountEditor, userById } from '../../accounts.ts';
import { passwordFits } from '../../shadow/passwords.ts';
import { askSecret, readLine } from '../../shadow/prompt.ts';
import { Failure, FAMILIES, UsageError, utility } from '../lib/utility.ts';

function shells(p: Process): string[] {
  try {
    return p.sys
      .readText('/etc/shells')
      .split('\n')
      .filter((line) => line.startsWith('/'));
  } catch (e) {
    if (isErrno(e)) return [];
    throw e;
  }
}

export default utility({
  name: 'chsh',
  family: FAMILIES.shadow,
  sizeBytes: 52_880,
  mode: 0o4755,
  usage: ['[options] [LOGIN]'],
  summary: 'Change login shell.',
  options: {
    root: { flags: '-R, --root', arg: 'CHROOT_DIR', help: 'directory to chroot into', refused: true },
    shell: { flags: '-s, --shell', arg: 'SHELL', help: 'new login shell for the user account' },
  },
  *main(p, t) {
    if (t.operands.length > 1) throw new UsageError('');
    const real = p.cred.realUid ?? p.cred.uid;
    const name = t.operands[0] ?? userById(p.sys, real)?.name ?? '';
    const editor = new AccountEditor(p.sys);
    const user = editor.user(name);
    if (!user) throw new Failure(`user '${name}' does not exist`, 1);
    if (real !== 0) {
      if (user.uid !== real) throw new Failure(`You may not change the shell for '${name}'.`, 1);
      const answer = yield* askSecret(p, 'Password: ');
      if (answer === undefined || !passwordFits(answer, editor.shadowOf(name)?.password ?? '*'))
        throw new Failure('PAM: Authentication failure', 1);
    }
    let shell = t.value('shell');
    if (shell === undefined) {
      yield* p.stdout.write(
        `Changing the login shell for ${name}\nEnter the new value, or press ENTER for the default\n\tLogin Shell [${user.shell}]: `,
      );
      yield* p.flush();
      shell = (yield* readLine(p, 0)) || user.shell;
    }
    if (real !== 0 && !shells(p).includes(shell)) throw new Failure(`${shell} is an invalid shell`, 1);
    if (!p.sys.exists(shell)) yield* t.warn(`Warning: ${shell} does not exist`);
    user.shell = shell;
    editor.commit();
    return 0;
  },
});
