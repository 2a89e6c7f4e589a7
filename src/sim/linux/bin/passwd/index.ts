import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { AccountEditor, userById, type Shadow } from '../../accounts.ts';
import { daysOf, isoDate } from '../../shadow/names.ts';
import { hashPassword, passwordFits } from '../../shadow/passwords.ts';
import { askSecret } from '../../shadow/prompt.ts';
import { Failure, FAMILIES, UsageError, utility, type Invocation } from '../lib/utility.ts';

const OPTIONS = {
  all: { flags: '-a, --all', help: 'report password status on all accounts' },
  delete: { flags: '-d, --delete', help: 'delete the password for the named account' },
  expire: { flags: '-e, --expire', help: 'force expire the password for the named account' },
  keepTokens: { flags: '-k, --keep-tokens', help: 'change password only if expired' },
  inactive: { flags: '-i, --inactive', arg: 'INACTIVE', help: 'set password inactive after expiration to INACTIVE' },
  lock: { flags: '-l, --lock', help: 'lock the password of the named account' },
  minimum: { flags: '-n, --mindays', arg: 'MIN_DAYS', help: 'set minimum number of days before password change to MIN_DAYS' },
  quiet: { flags: '-q, --quiet', help: 'quiet mode' },
  repository: { flags: '-r, --repository', arg: 'REPOSITORY', help: 'change password in REPOSITORY repository', refused: true },
  root: { flags: '-R, --root', arg: 'CHROOT_DIR', help: 'directory to chroot into', refused: true },
  status: { flags: '-S, --status', help: 'report password status on the named account' },
  unlock: { flags: '-u, --unlock', help: 'unlock the password of the named account' },
  warning: { flags: '-w, --warndays', arg: 'WARN_DAYS', help: 'set expiration warning days to WARN_DAYS' },
  maximum: { flags: '-x, --maxdays', arg: 'MAX_DAYS', help: 'set maximum number of days before password change to MAX_DAYS' },
} as const;
type Call = Invocation<keyof typeof OPTIONS>;

/** `jane P 2026-11-22 0 99999 7 -1`. */
function status(s: Shadow): string {
  const state = s.password === '' ? 'NP' : /^[!*]/.test(s.password) ? 'L' : 'P';
  const or = (value: string): string => (value === '' ? '-1' : value);
  return `${s.name} ${state} ${s.changed === '' ? '-' : isoDate(Number(s.changed))} ${or(s.minimum)} ${or(s.maximum)} ${or(s.warning)} ${or(s.inactive)}`;
}

/** PAM's dialogue for a new password. Throws Failure. */
function* newPassword(p: Process, current: Shadow, root: boolean): Step<string> {
  const failed = (reason: string): Failure => new Failure(`${reason}\npasswd: password unchanged`, 10);
  if (!root && current.password !== '') {
    yield* p.stdout.line(`Changing password for ${current.name}.`);
    const old = yield* askSecret(p, 'Current password: ');
    if (old === undefined || !passwordFits(old, current.password)) throw failed('Authentication token manipulation error');
  }
  for (let attempt = 0; attempt < 3; attempt++) {
    const first = yield* askSecret(p, 'New password: ');
    if (first === undefined || first === '') {
      yield* p.error('No password has been supplied.\n');
      if (first === undefined) throw failed('Authentication token manipulation error');
      continue;
    }
    const again = yield* askSecret(p, 'Retype new password: ');
    if (again !== first) {
      yield* p.error('Sorry, passwords do not match.\n');
      throw failed('Authentication token manipulation error');
    }
    if (root || first.length >= 6) return first;
    yield* p.error('You must choose a longer password.\n');
  }
  throw failed('Authentication token manipulation error');
}

/** Applies the options that change an account without a dialogue; tells whether there was one. */
function aging(t: Call, s: Shadow): boolean {
  let changed = false;
  const set = (id: keyof typeof OPTIONS, field: 'minimum' | 'maximum' | 'warning' | 'inactive'): void => {
    const value = t.value(id);
    if (value === undefined) return;
    if (!/^-?\d+$/.test(value)) throw new Failure(`invalid numeric argument '${value}'`, 6);
    s[field] = value === '-1' ? '' : value;
    changed = true;
  };
  set('minimum', 'minimum');
  set('maximum', 'maximum');
  set('warning', 'warning');
  set('inactive', 'inactive');
  if (t.has('delete')) s.password = '';
  if (t.has('expire')) s.changed = '0';
  if (t.has('lock') && !s.password.startsWith('!')) s.password = `!${s.password}`;
  if (t.has('unlock') && s.password.startsWith('!')) {
    if (s.password.length === 1)
      throw new Failure(
        'unlocking the password would result in a passwordless account.\nYou should set a password with usermod -p to unlock the password of this account.',
        3,
      );
    s.password = s.password.slice(1);
  }
  return changed || t.has('delete', 'expire', 'lock', 'unlock');
}

export default utility({
  name: 'passwd',
  family: FAMILIES.shadow,
  sizeBytes: 68_248,
  mode: 0o4755,
  usage: ['[options] [LOGIN]'],
  summary: 'Change user password.',
  options: OPTIONS,
  failure: 6,
  *main(p, t) {
    if (t.operands.length > 1) throw new UsageError('');
    const real = p.cred.realUid ?? p.cred.uid;
    const name = t.operands[0] ?? userById(p.sys, real)?.name ?? '';
    const editor = new AccountEditor(p.sys);
    if (t.has('all') && t.has('status')) {
      if (real !== 0) throw new Failure('Permission denied.', 1);
      for (const s of editor.shadow) yield* p.stdout.line(status(s));
      return 0;
    }
    const user = editor.user(name);
    const shadow = editor.shadowOf(name);
    if (!user) throw new Failure(`user '${name}' does not exist`, 1);
    const options = t.has('status', 'lock', 'unlock', 'delete', 'expire') || t.has('minimum', 'maximum', 'warning', 'inactive');
    if (real !== 0 && (user.uid !== real || (options && !t.has('status')))) {
      throw new Failure(options ? 'Permission denied.' : `You may not view or modify password information for ${name}.`, 1);
    }
    if (!shadow) throw new Failure('Authentication token manipulation error\npasswd: password unchanged', 10);
    if (t.has('status')) {
      yield* p.stdout.line(status(shadow));
      return 0;
    }
    if (aging(t, shadow)) {
      editor.commit();
      if (!t.has('quiet')) yield* p.stdout.line('passwd: password changed.');
      return 0;
    }
    shadow.password = hashPassword(p.kernel.random.stream('passwd'), yield* newPassword(p, shadow, real === 0));
    shadow.changed = String(daysOf(p.clock.now));
    editor.commit();
    if (!t.has('quiet')) yield* p.error('passwd: password updated successfully\n');
    return 0;
  },
});
