import { program } from '../../../kernel/program.ts';
import { recordBoot } from '../../utmp.ts';

/** Notes starts, shutdowns and changes of run level in utmp and wtmp. */
export default program({
  id: 'systemd-update-utmp',
  paths: ['/usr/lib/systemd/systemd-update-utmp'],
  package: 'systemd',
  *main(p) {
    const verb = p.argv[1];
    if (p.argv.length !== 2) {
      yield* p.error(p.argv.length < 2 ? 'Too few arguments.\n' : 'Too many arguments.\n');
      return 1;
    }
    if (verb === 'reboot') recordBoot(p.sys, p.table.init?.startedAt ?? p.clock.now);
    else if (verb !== 'shutdown' && verb !== 'runlevel') {
      yield* p.error(`Unknown command verb ${verb}.\n`);
      return 1;
    }
    return 0;
  },
});
