import { isErrno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import { program } from '../../../kernel/program.ts';
import { block, type Step } from '../../../kernel/step.ts';
import { Latch } from '../../../kernel/sync.ts';
import { LinuxCalls } from '../../calls.ts';
import { Journal } from '../../journald/daemon.ts';
import { serveControl } from '../../journald/control.ts';
import { inboxOf, type JournalInbox } from '../../journald/inbox.ts';
import { notify } from '../../systemd/notify.ts';

/** journald: takes what comes through the journal's sockets, keeps it, passes it on to syslog. */
export default program({
  id: 'systemd-journald',
  paths: ['/usr/lib/systemd/systemd-journald'],
  package: 'systemd',
  sizeBytes: 178_184,
  *main(p) {
    const inbox = socketInbox(p);
    if (!inbox) {
      yield* p.error('Failed to listen: no sockets were passed\n');
      return 1;
    }
    const ended = new Latch();
    p.handle('TERM', () => ended.open());
    p.handle('INT', () => ended.open());
    const machineId = p.sys.readText('/etc/machine-id').trim();
    // PID 1 starts with the kernel's clock
    const journal = new Journal(p, directoryFor(p, machineId), machineId, p.table.init?.startedAt ?? p.startedAt, true);
    journal.say('Journal started');
    journal.announce();
    inbox.attach(journal.receive);
    p.onExit(() => inbox.detach());
    p.handle('USR2', () => journal.rotate());
    p.thread('control', serveControl(p, journal));
    notify(p, 'READY=1\nSTATUS=Processing requests...');
    yield* waitFor(ended);
    journal.say('Journal stopped');
    return 0;
  },
});

function* waitFor(latch: Latch): Step {
  yield* block(latch.opened);
}

function socketInbox(p: Process): JournalInbox | undefined {
  try {
    return p.sys instanceof LinuxCalls ? inboxOf(p.sys.place('/run/systemd/journal/socket').inode) : undefined;
  } catch (e) {
    if (isErrno(e)) return undefined;
    throw e;
  }
}

/** Storage=auto: on disk where /var/log/journal exists. */
function directoryFor(p: Process, machineId: string): string {
  return `${p.sys.exists('/var/log/journal') ? '/var/log/journal' : '/run/log/journal'}/${machineId}`;
}
