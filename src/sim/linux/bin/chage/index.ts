import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { DAY, MONTHS, pad, toCivil } from '../../../kernel/time.ts';
import { AccountEditor, type Shadow } from '../../accounts.ts';
import { isoDate, parseDays } from '../../shadow/names.ts';
import { Failure, FAMILIES, UsageError, utility, type Invocation } from '../lib/utility.ts';

const OPTIONS = {
  lastday: { flags: '-d, --lastday', arg: 'LAST_DAY', help: 'set date of last password change to LAST_DAY' },
  expire: { flags: '-E, --expiredate', arg: 'EXPIRE_DATE', help: 'set account expiration date to EXPIRE_DATE' },
  iso: { flags: '-i, --iso8601', help: 'use YYYY-MM-DD when printing dates' },
  inactive: { flags: '-I, --inactive', arg: 'INACTIVE', help: 'set password inactive after expiration to INACTIVE' },
  list: { flags: '-l, --list', help: 'show account aging information' },
  minimum: { flags: '-m, --mindays', arg: 'MIN_DAYS', help: 'set minimum number of days before password change to MIN_DAYS' },
  maximum: { flags: '-M, --maxdays', arg: 'MAX_DAYS', help: 'set maximum number of days before password change to MAX_DAYS' },
  root: { flags: '-R, --root', arg: 'CHROOT_DIR', help: 'directory to chroot into', refused: true },
  warning: { flags: '-W, --warndays', arg: 'WARN_DAYS', help: 'set expiration warning days to WARN_DAYS' },
} as const;

function* list(p: Process, s: Shadow, iso: boolean): Step {
  const date = (days: number): string => {
    if (iso) return isoDate(days);
    const c = toCivil(days * DAY);
    return `${MONTHS[c.month - 1]} ${pad(c.day)}, ${c.year}`;
  };
  const must = s.changed === '0';
  const maximum = s.maximum === '' ? -1 : Number(s.maximum);
  const never = s.changed === '' || maximum < 0 || maximum >= 10_000;
  const expires = Number(s.changed) + maximum;
  const rows: [string, string][] = [
    ['Last password change\t\t\t\t\t', must ? 'password must be changed' : s.changed === '' ? 'never' : date(Number(s.changed))],
    ['Password expires\t\t\t\t\t', must ? 'password must be changed' : never ? 'never' : date(expires)],
    [
      'Password inactive\t\t\t\t\t',
      must ? 'password must be changed' : never || s.inactive === '' ? 'never' : date(expires + Number(s.inactive)),
    ],
    ['Account expires\t\t\t\t\t\t', s.expires === '' ? 'never' : date(Number(s.expires))],
    ['Minimum number of days between password change\t\t', s.minimum === '' ? '-1' : s.minimum],
    ['Maximum number of days between password change\t\t', s.maximum === '' ? '-1' : s.maximum],
    ['Number of days of warning before password expires\t', s.warning === '' ? '-1' : s.warning],
  ];
  for (const [name, value] of rows) yield* p.stdout.line(`${name}: ${value}`);
}

function change(t: Invocation<keyof typeof OPTIONS>, s: Shadow): void {
  const days = (id: 'lastday' | 'expire'): string | undefined => {
    const value = t.value(id);
    if (value === undefined) return undefined;
    const parsed = parseDays(value);
    if (parsed === undefined) throw new Failure(`invalid date '${value}'`, 2);
    return parsed;
  };
  const number = (id: 'minimum' | 'maximum' | 'warning' | 'inactive'): string | undefined => {
    const value = t.value(id);
    if (value === undefined) return undefined;
    if (!/^-?\d+$/.test(value)) throw new Failure(`invalid numeric argument '${value}'`, 2);
    return value === '-1' ? '' : value;
  };
  s.changed = days('lastday') ?? s.changed;
  s.expires = days('expire') ?? s.expires;
  s.minimum = number('minimum') ?? s.minimum;
  s.maximum = number('maximum') ?? s.maximum;
  s.warning = number('warning') ?? s.warning;
  s.inactive = number('inactive') ?? s.inactive;
}

export default utility({
  name: 'chage',
  family: FAMILIES.shadow,
  sizeBytes: 72_088,
  mode: 0o2755,
  usage: ['[options] LOGIN'],
  summary: 'Change user password expiry information.',
  options: OPTIONS,
  failure: 2,
  *main(p, t) {
    const [name] = t.operands;
    if (name === undefined || t.operands.length > 1 || (t.has('list') && t.given.length > 1 && !t.has('iso'))) throw new UsageError('');
    if ((p.cred.realUid ?? p.cred.uid) !== 0 && !t.has('list')) throw new Failure('Permission denied.', 1);
    const editor = new AccountEditor(p.sys);
    if (!editor.user(name)) throw new Failure(`user '${name}' does not exist in /etc/passwd`, 1);
    const shadow = editor.shadowOf(name);
    if (!shadow) throw new Failure(`failed to read shadow entry of '${name}'`, 1);
    if (t.has('list')) {
      yield* list(p, shadow, t.has('iso'));
      return;
    }
    if (t.given.length === 0) {
      yield* p.error('mirrorpod: chage without options: not simulated\n');
      return 1;
    }
    change(t, shadow);
    editor.commit();
    return 0;
  },
});
