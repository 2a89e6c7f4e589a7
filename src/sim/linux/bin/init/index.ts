import { program } from '../../../kernel/program.ts';
import { systemd } from '../../systemd/init.ts';

/** PID 1: systemd. */
export default program({
  id: 'systemd',
  paths: ['/usr/lib/systemd/systemd'],
  package: 'systemd',
  sizeBytes: 96_024,
  *main(p) {
    if (p.nsPid !== 1) {
      yield* p.error('mirrorpod: systemd: not simulated except as the first process of a machine\n');
      return 1;
    }
    return yield* systemd(p);
  },
});
