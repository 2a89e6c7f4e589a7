import { isErrno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import { block, type Step } from '../../../kernel/step.ts';
import { openJournal } from '../../journald/access.ts';
import { CONTROL_SOCKET, type ControlRequest } from '../../journald/control.ts';
import type { Chosen } from '../../systemd/options.ts';
import { parseSpan } from '../../systemd/time.ts';
import { formatBytes, parseSize } from '../../systemd/values.ts';
import { Quit } from './arguments.ts';

/** Asks journald for something and waits until it is done. Throws Quit. */
export function* request(p: Process, what: ControlRequest): Step {
  try {
    const connection = yield* p.sys.net.connectUnix(CONTROL_SOCKET);
    connection.send(what);
    yield* block(connection.incoming);
    connection.close();
  } catch (e) {
    if (!isErrno(e)) throw e;
    throw new Quit(`Failed to connect to ${CONTROL_SOCKET}: ${e.text}`);
  }
}

/** Removes archived journal files, oldest first, as far as the limits ask for. */
export function* vacuum(p: Process, chosen: Chosen): Step<number> {
  const size = chosen.has('vacuum-size') ? parseSize(chosen.value('vacuum-size')!) : Infinity;
  if (size === undefined) throw new Quit(`Failed to parse vacuum size: ${chosen.value('vacuum-size')}`);
  const files = chosen.has('vacuum-files') ? Number(chosen.value('vacuum-files')) : Infinity;
  if (!(files >= 0)) throw new Quit(`Failed to parse vacuum files: ${chosen.value('vacuum-files')}`);
  const age = chosen.has('vacuum-time') ? parseSpan(chosen.value('vacuum-time')!) : Infinity;
  if (age === undefined) throw new Quit(`Failed to parse vacuum time: ${chosen.value('vacuum-time')}`);
  const { store, directory } = openJournal(p);
  if (store) {
    let freed = 0;
    const bytes = (): number => store.files.reduce((sum, f) => sum + p.sys.stat(`${directory}/${f.name}`).size, 0);
    while (store.files.length > 1) {
      const [oldest, second] = store.files as [{ name: string; from: number }, { name: string; from: number }];
      const last = store.at(second.from - store.firstSeq - 1);
      const old = last !== undefined && last.realtime < p.clock.now - age;
      if (!(bytes() > size || store.files.length > Math.max(1, files) || old)) break;
      const path = `${directory}/${oldest.name}`;
      const its = p.sys.stat(path).size;
      p.sys.unlink(path);
      store.files.shift();
      store.drop(Math.max(0, second.from - store.firstSeq));
      freed += its;
      yield* p.error(`Deleted archived journal ${path} (${formatBytes(its)}).\n`);
    }
    yield* p.error(`Vacuuming done, freed ${formatBytes(freed)} of archived journals from ${directory}.\n`);
  }
  for (const path of ['/var/log/journal', '/run/log/journal']) {
    if (path !== directory) yield* p.error(`Vacuuming done, freed 0B of archived journals from ${path}.\n`);
  }
  return 0;
}
