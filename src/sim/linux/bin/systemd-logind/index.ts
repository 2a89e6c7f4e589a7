import { program } from '../../../kernel/program.ts';
import { block } from '../../../kernel/step.ts';
import { Latch } from '../../../kernel/sync.ts';
import { FACILITY, sendJournal } from '../../journald/client.ts';
import { notify } from '../../systemd/notify.ts';

/** Keeps track of who is logged in. */
export default program({
  id: 'systemd-logind',
  paths: ['/usr/lib/systemd/systemd-logind'],
  package: 'systemd',
  *main(p) {
    const ended = new Latch();
    p.handle('TERM', () => ended.open());
    p.sys.mkdirp('/run/systemd/seats');
    sendJournal(
      p,
      6,
      'New seat seat0.',
      [
        ['SEAT_ID', 'seat0'],
        ['MESSAGE_ID', 'fcbefc5da23d428093f97c82a9290f7b'],
      ],
      'systemd-logind',
      FACILITY.auth,
    );
    notify(p, 'READY=1\nSTATUS=Processing requests...');
    yield* block(ended.opened);
    return 0;
  },
});
