import type { Process } from '../../kernel/process.ts';
import { block, type Step } from '../../kernel/step.ts';
import type { Journal } from './daemon.ts';

/** journald's Varlink interface, for `journalctl --rotate`, `--flush`, `--sync` and the like. */
export const CONTROL_SOCKET = '/run/systemd/journal/io.systemd.journal';

export type ControlRequest = 'rotate' | 'flush' | 'sync' | 'relinquish';

/** Serves those requests; for a thread of journald. */
export function* serveControl(p: Process, journal: Journal): Step {
  if (p.sys.exists(CONTROL_SOCKET)) p.sys.unlink(CONTROL_SOCKET);
  const listener = p.sys.net.listenUnix(CONTROL_SOCKET, 0o600);
  for (;;) {
    const connection = yield* block(listener.accepted);
    const got = yield* block(connection.incoming);
    if (got.kind === 'message') {
      if (got.message === 'rotate') journal.rotate();
      if (connection.open) connection.send('ok');
    }
    connection.close();
  }
}
