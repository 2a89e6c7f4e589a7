import { FAMILIES, utility } from '../lib/utility.ts';

/** faillog(8) of shadow: PAM keeps no such records on Debian 12, so there is nothing to list. */
export default utility({
  name: 'faillog',
  family: FAMILIES.shadow,
  package: 'login',
  sizeBytes: 23_136,
  usage: ['[options]'],
  summary: 'Display faillog records or set login failure limits.',
  options: {
    all: { flags: '-a, --all', help: 'display faillog records for all users' },
    lock: { flags: '-l, --lock-secs', arg: 'SEC', help: 'after failed login lock account for SEC seconds', refused: true },
    maximum: { flags: '-m, --maximum', arg: 'MAX', help: 'set maximum failed login counters to MAX', refused: true },
    reset: { flags: '-r, --reset', help: 'reset the counters of login failures' },
    time: { flags: '-t, --time', arg: 'DAYS', help: 'display faillog records more recent than DAYS', refused: true },
    user: { flags: '-u, --user', arg: 'LOGIN/RANGE', help: 'display faillog record of LOGIN' },
  },
  *main() {
    // no records
  },
});
