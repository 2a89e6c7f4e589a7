import { cryptPassword, randomSalt } from '../../../crypto/password.ts';
import type { Process } from '../../../kernel/process.ts';
import { AccountEditor } from '../../accounts.ts';
import { daysOf } from '../../shadow/names.ts';
import { hashPassword } from '../../shadow/passwords.ts';
import { Failure, FAMILIES, utility } from '../lib/utility.ts';

function hashed(p: Process, password: string, method: string): string {
  const stream = p.kernel.random.stream('passwd');
  switch (method) {
    case 'SHA256':
      return cryptPassword('sha256', password, randomSalt(stream, 16));
    case 'SHA512':
      return cryptPassword('sha512', password, randomSalt(stream, 16));
    case 'MD5':
      return cryptPassword('md5', password, randomSalt(stream, 8));
    default:
      return hashPassword(stream, password);
  }
}

export default utility({
  name: 'chpasswd',
  paths: ['/usr/sbin/chpasswd'],
  family: FAMILIES.shadow,
  sizeBytes: 63_664,
  usage: ['[options]'],
  summary: 'Update passwords in batch mode: lines NAME:PASSWORD on standard input.',
  options: {
    method: { flags: '-c, --crypt-method', arg: 'METHOD', help: 'the crypt method (one of NONE DES MD5 SHA256 SHA512 YESCRYPT)' },
    encrypted: { flags: '-e, --encrypted', help: 'supplied passwords are encrypted' },
    md5: { flags: '-m, --md5', help: 'encrypt the clear text password using the MD5 algorithm' },
    root: { flags: '-R, --root', arg: 'CHROOT_DIR', help: 'directory to chroot into', refused: true },
    rounds: {
      flags: '-s, --sha-rounds',
      arg: 'ROUNDS',
      help: 'number of rounds for the SHA, BCRYPT or YESCRYPT crypt algorithms',
      refused: true,
    },
  },
  *main(p, t) {
    if (p.cred.uid !== 0) throw new Failure('Permission denied.', 1);
    const method = t.has('md5') ? 'MD5' : (t.value('method') ?? 'YESCRYPT');
    if (!['NONE', 'MD5', 'SHA256', 'SHA512', 'YESCRYPT'].includes(method)) throw new Failure(`unsupported crypt method: ${method}`, 3);
    const editor = new AccountEditor(p.sys);
    const lines = (yield* p.stdinText()).split('\n');
    let failures = 0;
    for (const [i, line] of lines.entries()) {
      if (line === '' && i === lines.length - 1) break;
      const colon = line.indexOf(':');
      const name = colon < 0 ? line : line.slice(0, colon);
      const shadow = editor.shadowOf(name);
      if (colon < 0) {
        yield* t.warn(`line ${i + 1}: missing new password`);
        failures++;
      } else if (!shadow) {
        if (t.has('encrypted')) yield* t.warn(`line ${i + 1}: user '${name}' does not exist`);
        else {
          yield* t.warn(`(user ${name}) pam_chauthtok() failed, error:\nAuthentication token manipulation error`);
          yield* t.warn(`(line ${i + 1}, user ${name}) password not changed`);
        }
        failures++;
      } else {
        const password = line.slice(colon + 1);
        shadow.password = t.has('encrypted') || method === 'NONE' ? password : hashed(p, password, method);
        shadow.changed = String(daysOf(p.clock.now));
      }
    }
    // with PAM each line counts alone; without it an error takes all back
    if (failures > 0 && (t.has('encrypted') || t.has('method'))) throw new Failure('error detected, changes ignored', 1);
    editor.commit();
    return failures > 0 ? 1 : 0;
  },
});
