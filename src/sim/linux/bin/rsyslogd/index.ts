import { isErrno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import { program } from '../../../kernel/program.ts';
import type { Step } from '../../../kernel/step.ts';
import { WaitQueue } from '../../../kernel/sync.ts';
import { pad, toCivil, type Micros } from '../../../kernel/time.ts';
import { groupNamed } from '../../accounts.ts';
import { syslog } from '../../journald/client.ts';
import type { ForwardedMessage } from '../../journald/daemon.ts';
import { takeDatagrams } from '../../systemd/listening.ts';
import { notify } from '../../systemd/notify.ts';
import { parseRules, type Rule } from './rules.ts';

/** Messages that wait to be written; more are lost. */
const QUEUE = 10_000;

/** What ending takes, in microseconds. */
const SHUTDOWN_US = 4000;

/** RSYSLOG_FileFormat: `2026-11-22T04:17:14.858824+00:00`. */
function timestamp(t: Micros): string {
  const c = toCivil(t);
  return `${pad(c.year, 4)}-${pad(c.month)}-${pad(c.day)}T${pad(c.hour)}:${pad(c.minute)}:${pad(c.second)}.${pad(c.micros, 6)}+00:00`;
}

const line = (host: string, m: ForwardedMessage): string =>
  `${timestamp(m.at)} ${host} ${m.tag}: ${m.message.replace(/\n/g, '#012').replace(/\t/g, '#011')}\n`;

/** The files that messages go to, kept open until SIGHUP says that they have been moved. */
class Outputs {
  readonly #open = new Map<string, number>();

  constructor(private readonly p: Process) {}

  *write(path: string, text: string): Step {
    let fd = this.#open.get(path);
    try {
      if (fd === undefined) {
        const fresh = !this.p.sys.exists(path);
        fd = this.p.open(path, { append: true, create: true }, 0o640);
        if (fresh) this.p.sys.chown(path, 0, groupNamed(this.p.sys, 'adm')?.gid ?? 4);
        this.#open.set(path, fd);
      }
      yield* this.p.write(fd, text);
    } catch (e) {
      if (!isErrno(e)) throw e;
    }
  }

  reopen(): void {
    for (const fd of this.#open.values()) this.p.fds.close(fd);
    this.#open.clear();
  }
}

function readRules(p: Process): Rule[] {
  const path = '/etc/rsyslog.conf';
  if (!p.sys.exists(path)) return [];
  const include = p.sys.exists('/etc/rsyslog.d') ? p.sys.readdir('/etc/rsyslog.d') : [];
  const texts = include.filter((e) => e.name.endsWith('.conf')).map((e) => p.sys.readText(`/etc/rsyslog.d/${e.name}`));
  return [...texts, p.sys.readText(path)].flatMap(parseRules);
}

/** rsyslogd: writes what journald passes on to the files that /etc/rsyslog.conf names. */
export default program({
  id: 'rsyslogd',
  paths: ['/usr/sbin/rsyslogd'],
  package: 'rsyslog',
  sizeBytes: 839_352,
  *main(p) {
    const queue: ForwardedMessage[] = [];
    const arrived = new WaitQueue();
    const outputs = new Outputs(p);
    const rules = readRules(p);
    let ending = false;
    const end = (): void => {
      ending = true;
      arrived.wakeAll();
    };
    const origin = `[origin software="rsyslogd" swVersion="8.2302.0" x-pid="${p.pid}" x-info="https://www.rsyslog.com"]`;
    // what it says of itself goes the way of everybody's messages
    const own = (message: string): void => syslog(p, 'syslog', 'info', message, { identifier: 'rsyslogd' });
    p.handle('TERM', end);
    p.handle('INT', end);
    p.handle('HUP', () => {
      outputs.reopen();
      own(`${origin} rsyslogd was HUPed`);
    });
    try {
      takeDatagrams(p, '/run/systemd/journal/syslog', (message) => {
        if (queue.length >= QUEUE) return;
        queue.push(message as ForwardedMessage);
        arrived.wakeAll();
      });
      own("imuxsock: Acquired UNIX socket '/run/systemd/journal/syslog' (fd 3) from systemd.  [v8.2302.0]");
    } catch (e) {
      if (!isErrno(e)) throw e;
      yield* p.error(`rsyslogd: cannot acquire the journal's socket: ${e.text}\n`);
    }
    p.sys.writeFile('/run/rsyslogd.pid', `${p.pid}\n`);
    notify(p, 'READY=1');
    own(`${origin} start`);
    while (!ending) {
      const batch = queue.splice(0);
      yield* deliver(p, batch, rules, outputs);
      if (queue.length === 0 && !ending) yield* p.select({ arrived: arrived.wait });
    }
    own(`${origin} exiting on signal 15.`);
    yield* p.burn(SHUTDOWN_US);
    yield* deliver(p, queue, rules, outputs);
    p.sys.removeTree('/run/rsyslogd.pid');
    return 0;
  },
});

/** Writes messages, those for one file together. */
function* deliver(p: Process, batch: readonly ForwardedMessage[], rules: readonly Rule[], outputs: Outputs): Step {
  if (batch.length === 0) return;
  const host = p.sys.hostname();
  const texts = batch.map((m) => line(host, m));
  for (const rule of rules) {
    const parts = texts.filter((_, i) => rule.takes(batch[i]!.facility, batch[i]!.priority));
    if (parts.length > 0) yield* outputs.write(rule.path, parts.join(''));
  }
}
