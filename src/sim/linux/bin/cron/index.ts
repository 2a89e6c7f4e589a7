import { isErrno } from '../../../kernel/errno.ts';
import { FdTable, FileDescription } from '../../../kernel/file.ts';
import { openPipe } from '../../../kernel/pipe.ts';
import type { Process } from '../../../kernel/process.ts';
import { program } from '../../../kernel/program.ts';
import { type Step, until } from '../../../kernel/step.ts';
import { Latch } from '../../../kernel/sync.ts';
import { MINUTE, SECOND } from '../../../kernel/time.ts';
import { credentialsOf, userNamed } from '../../accounts.ts';
import { syslog } from '../../journald/client.ts';
import { CronSyntaxError, isDue, parseCrontab, type CronEntry } from './table.ts';

const SPOOL = '/var/spool/cron/crontabs';

interface Table {
  mtime: number;
  entries: CronEntry[];
}

/** The tables of a machine, read again where they have changed. */
class Tables {
  readonly #tables = new Map<string, Table>();

  constructor(private readonly p: Process) {}

  get entries(): CronEntry[] {
    return [...this.#tables.values()].flatMap((table) => table.entries);
  }

  /** Looks for tables that are new, changed or gone. */
  refresh(first: boolean): void {
    const { sys } = this.p;
    const seen = new Set<string>();
    const look = (path: string, owner: string | undefined): void => {
      try {
        const { mtime, type, uid, mode } = sys.stat(path);
        if (type !== 'file' || (owner === undefined && (uid !== 0 || (mode & 0o22) !== 0))) return;
        seen.add(path);
        const known = this.#tables.get(path);
        if (known?.mtime === mtime) return;
        if (!first) this.#say(`(${owner ?? '*system*'}) RELOAD (${owner === undefined ? path : `crontabs/${owner}`})`);
        this.#tables.set(path, { mtime, entries: this.#read(path, owner) });
      } catch (e) {
        if (!isErrno(e)) throw e;
      }
    };
    look('/etc/crontab', undefined);
    if (sys.exists('/etc/cron.d')) {
      for (const { name } of sys.readdir('/etc/cron.d')) if (/^[A-Za-z0-9_-]+$/.test(name)) look(`/etc/cron.d/${name}`, undefined);
    }
    if (sys.exists(SPOOL)) for (const { name } of sys.readdir(SPOOL)) if (userNamed(sys, name)) look(`${SPOOL}/${name}`, name);
    for (const path of [...this.#tables.keys()]) if (!seen.has(path)) this.#tables.delete(path);
  }

  #read(path: string, owner: string | undefined): CronEntry[] {
    try {
      return parseCrontab(this.p.sys.readText(path), owner);
    } catch (e) {
      if (!(e instanceof CronSyntaxError)) throw e;
      this.#say(`Error: ${e.message}; while reading ${path}`);
      this.#say(`(${owner ?? '*system*'}) ERROR (Syntax error, this crontab file will be ignored)`);
      return [];
    }
  }

  #say(message: string): void {
    syslog(this.p, 'cron', 'info', message, { identifier: 'cron' });
  }
}

/** cron: runs the commands of /etc/crontab, /etc/cron.d and users' tables, a second after each minute. */
export default program({
  id: 'cron',
  paths: ['/usr/sbin/cron'],
  package: 'cron',
  sizeBytes: 55_720,
  *main(p) {
    const ended = new Latch();
    p.handle('TERM', () => ended.open());
    p.handle('INT', () => ended.open());
    p.handle('CHLD', 'ignore');
    p.sys.writeFile('/run/crond.pid', `${p.pid}\n`);
    const say = (message: string): void => syslog(p, 'cron', 'info', message, { identifier: 'cron' });
    say('(CRON) INFO (pidfile fd = 3)');
    const tables = new Tables(p);
    tables.refresh(true);
    const booted = !p.sys.exists('/run/crond.reboot');
    say(booted ? '(CRON) INFO (Running @reboot jobs)' : '(CRON) INFO (Skipping @reboot jobs -- not system startup)');
    if (booted) {
      p.sys.writeFile('/run/crond.reboot', '', 0);
      for (const entry of tables.entries) if (entry.reboot) run(p, entry);
    }
    for (;;) {
      const next = Math.floor((p.clock.now - SECOND) / MINUTE + 1) * MINUTE + SECOND;
      const won = yield* p.select({ minute: until(p.clock, next), ended: ended.opened });
      if (won.key === 'ended') return 0;
      tables.refresh(false);
      for (const entry of tables.entries) if (isDue(entry, p.clock.now)) run(p, entry);
    }
  },
});

/** Runs an entry as its user, in a session of its own. */
function run(p: Process, entry: CronEntry): void {
  const user = userNamed(p.sys, entry.user);
  if (!user) {
    syslog(p, 'cron', 'err', `(${entry.user}) ORPHAN (no passwd entry)`, { identifier: 'CRON' });
    return;
  }
  p.fork(function* (session): Step<number> {
    session.argv = ['/usr/sbin/CRON', '-f'];
    session.handle('CHLD', 'default');
    const tell = (priority: 'info' | 'err', message: string): void =>
      syslog(session, 'authpriv', priority, message, { identifier: 'CRON' });
    if (!session.sys.exists('/etc/default/locale')) {
      tell('err', 'pam_env(cron:session): Unable to open env file: /etc/default/locale: No such file or directory');
    }
    tell('info', `pam_unix(cron:session): session opened for user ${user.name}(uid=${user.uid}) by (uid=0)`);
    const [command = '', ...input] = entry.command.replace(/(\\?)%/g, (_all, slash: string) => (slash ? '%' : '\n')).split('\n');
    const [read, write] = openPipe(session);
    const child = session.fork(
      function* (job): Step<number | void> {
        syslog(job, 'cron', 'info', `(${user.name}) CMD (${entry.command})`, { identifier: 'CRON' });
        job.cred = credentialsOf(job.sys, user);
        const shell = entry.env['SHELL'] ?? '/bin/sh';
        job.env = { HOME: user.home, LOGNAME: user.name, PATH: '/usr/bin:/bin', LANG: 'C.UTF-8', SHELL: shell, ...entry.env };
        try {
          job.sys.chdir(job.env['HOME']!);
          return yield* job.exec([shell, '-c', command]);
        } catch (e) {
          if (!isErrno(e)) throw e;
          return 1;
        }
      },
      { fds: jobFiles(session, write, input), session: true },
    );
    const output = yield* drain(session, read);
    yield* session.wait(child);
    if (output > 0 && entry.env['MAILTO'] !== '' && !session.sys.exists('/usr/sbin/sendmail')) {
      syslog(session, 'cron', 'info', '(CRON) info (No MTA installed, discarding output)', { identifier: 'CRON' });
    }
    tell('info', `pam_unix(cron:session): session closed for user ${user.name}`);
    return 0;
  });
}

function jobFiles(p: Process, output: FileDescription, input: readonly string[]): FdTable {
  const fds = new FdTable();
  if (input.length > 0) {
    const [read, write] = openPipe(p);
    fds.set(0, read);
    write.reference();
    p.thread(
      'stdin',
      (function* () {
        yield* write.file.write(p, new TextEncoder().encode(`${input.join('\n')}\n`));
        write.release();
      })(),
    );
  } else fds.set(0, new FileDescription(p.sys.open('/dev/null', { read: true }), true, false));
  fds.set(1, output);
  fds.set(2, output);
  return fds;
}

/** Reads what a job writes; gives the number of bytes. */
function* drain(p: Process, from: FileDescription): Step<number> {
  from.reference();
  let bytes = 0;
  for (;;) {
    const part = yield* from.file.read(p, 65_536);
    if (part.length === 0) break;
    bytes += part.length;
  }
  from.release();
  return bytes;
}
