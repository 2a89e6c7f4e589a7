import { Errno } from '../../kernel/errno.ts';
import type { Process } from '../../kernel/process.ts';
import { sendUnixDatagram } from '../net/unix-datagram.ts';

/**
 * sd_notify(3): tells the service manager something (`READY=1`, `STATUS=…`, `STOPPING=1`, several lines at once). Nothing
 * happens where NOTIFY_SOCKET is not set. Tells whether it was sent.
 */
export function notify(p: Process, state: string): boolean {
  const path = p.env['NOTIFY_SOCKET'];
  if (!path) return false;
  try {
    sendUnixDatagram(p, path, state);
    return true;
  } catch (e) {
    if (e instanceof Errno) return false;
    throw e;
  }
}
