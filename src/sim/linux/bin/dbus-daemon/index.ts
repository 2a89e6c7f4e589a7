import { program } from '../../../kernel/program.ts';
import { block } from '../../../kernel/step.ts';
import { Latch } from '../../../kernel/sync.ts';
import { notify } from '../../systemd/notify.ts';

/** The system message bus: it is there, and programs of this node need none of its services. */
export default program({
  id: 'dbus-daemon',
  paths: ['/usr/bin/dbus-daemon'],
  package: 'dbus',
  *main(p) {
    if (!p.argv.includes('--system')) {
      yield* p.error('mirrorpod: dbus-daemon: not simulated except as the system bus\n');
      return 1;
    }
    const ended = new Latch();
    p.handle('TERM', () => ended.open());
    notify(p, 'READY=1');
    yield* block(ended.opened);
    return 0;
  },
});
