import { authenticate, runShell, SU_OPTIONS, target } from '../../shadow/su.ts';
import { FAMILIES, utility } from '../lib/utility.ts';

export default utility({
  name: 'su',
  family: FAMILIES.utilLinux,
  sizeBytes: 72_000,
  mode: 0o4755,
  usage: ['[options] [-] [<user> [<argument>...]]'],
  summary: 'Change the effective user ID and group ID to that of <user>. A mere - implies -l. If <user> is not given, root is assumed.',
  options: SU_OPTIONS,
  inOrder: true,
  rewrite: regrouped,
  *main(p, t) {
    const { user, login, rest } = target(p, t.operands);
    yield* authenticate(p, user);
    return yield* runShell(p, t, user, login || t.has('login'), rest);
  },
});

/** Options count wherever they stand before `--`: `su - jane -c CMD` is the common order. */
function regrouped(args: readonly string[]): readonly string[] {
  const options: string[] = [];
  const others: string[] = [];
  const rest = [...args];
  while (rest.length > 0) {
    const arg = rest.shift()!;
    if (arg === '--') {
      others.push(...rest.splice(0));
      break;
    }
    if (/^-[cgGsw]$/.test(arg) || /^--(command|session-command|group|supp-group|shell|whitelist-environment)$/.test(arg))
      options.push(arg, ...rest.splice(0, 1));
    else if (/^-./.test(arg)) options.push(arg);
    else others.push(arg);
  }
  return [...options, '--', ...others];
}
