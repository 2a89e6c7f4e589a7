import { Errno } from '../../kernel/errno.ts';
import type { OpenFile, Stat } from '../../kernel/file.ts';
import { anonymousStat } from '../../kernel/pipe.ts';
import type { Process } from '../../kernel/process.ts';
import type { Step } from '../../kernel/step.ts';
import { EMPTY, text } from '../../kernel/text.ts';
import { LinuxCalls } from '../calls.ts';
import { sendUnixDatagram } from '../net/unix-datagram.ts';
import { inboxOf, type JournalInbox } from './inbox.ts';
import { senderOf, type Fields, type JournalMessage } from './message.ts';

/** Facilities of syslog(3) by number. */
export const FACILITY = { kern: 0, user: 1, mail: 2, daemon: 3, auth: 4, syslog: 5, cron: 9, authpriv: 10, ftp: 11, local0: 16 } as const;
/** Levels of syslog(3) by number. */
export const PRIORITY = { emerg: 0, alert: 1, crit: 2, err: 3, warning: 4, notice: 5, info: 6, debug: 7 } as const;

/** What syslog(3) sends to /dev/log. */
export interface SyslogMessage {
  facility: number;
  priority: number;
  /** What openlog(3) was told, or the program's name. */
  identifier: string;
  /** With LOG_PID. */
  pid?: number;
  message: string;
}

/** syslog(3): sends a message to /dev/log. Nothing happens where nobody listens. */
export function syslog(
  p: Process,
  facility: keyof typeof FACILITY,
  priority: keyof typeof PRIORITY,
  message: string,
  options: { identifier?: string; pid?: boolean | number } = {},
): void {
  const { identifier = p.comm, pid = true } = options;
  sendSyslog(p, {
    facility: FACILITY[facility],
    priority: PRIORITY[priority],
    identifier,
    message,
    ...(pid !== false && { pid: pid === true ? p.pid : pid }),
  });
}

/** The same with numbers, as logger(1) has them. Tells whether somebody took it. */
export function sendSyslog(p: Process, message: SyslogMessage): boolean {
  try {
    sendUnixDatagram(p, '/dev/log', message);
    return true;
  } catch (e) {
    if (e instanceof Errno) return false;
    throw e;
  }
}

/** sd_journal_send(3): a native entry. Nothing happens where nobody listens. */
export function sendJournal(p: Process, priority: number, message: string, fields: Fields = [], identifier = p.comm, facility = 3): void {
  try {
    const native: Omit<JournalMessage, 'from'> = { transport: 'journal', priority, message, fields, identifier, facility };
    sendUnixDatagram(p, '/run/systemd/journal/socket', native);
  } catch (e) {
    if (!(e instanceof Errno)) throw e;
  }
}

/** How lines of a stream become entries. */
export interface StreamOptions {
  identifier: string;
  /** Priority of lines without one of their own. */
  priority: number;
  facility?: number;
  /** Reads `<3>` in front of a line as its priority. */
  levelPrefix: boolean;
}

const LONGEST_LINE = 48 * 1024;

/** A service's standard output as journald has it: each line becomes an entry. */
export class JournalStream implements OpenFile {
  readonly kind = 'socket';
  readonly ino: number;
  readonly streamId: string;
  #rest = '';
  #writer: Process | undefined;

  constructor(
    opener: Process,
    private readonly inbox: JournalInbox,
    private readonly options: StreamOptions,
  ) {
    this.ino = opener.kernel.anonymousInode();
    this.streamId = opener.kernel.random.stream('journal-streams').hex(32);
  }

  get name(): string {
    return `socket:[${this.ino}]`;
  }

  *read(): Step<Uint8Array> {
    return EMPTY;
  }

  *write(p: Process, data: Uint8Array): Step<number> {
    if (this.#rest !== '' && this.#writer !== p) this.#flush();
    this.#writer = p;
    const lines = (this.#rest + text(data)).split('\n');
    this.#rest = lines.pop()!;
    for (const line of lines) this.#line(line);
    while (this.#rest.length > LONGEST_LINE) {
      this.#line(this.#rest.slice(0, LONGEST_LINE));
      this.#rest = this.#rest.slice(LONGEST_LINE);
    }
    return data.length;
  }

  #line(line: string): void {
    if (line.trim() === '' || !this.#writer) return;
    let { priority } = this.options;
    let message = line.replace(/[ \t\r]+$/, '');
    const prefix = this.options.levelPrefix ? /^<(\d{1,3})>/.exec(message) : null;
    if (prefix) {
      priority = Number(prefix[1]) & 7;
      message = message.slice(prefix[0].length);
    }
    this.inbox.deliver({
      transport: 'stdout',
      from: senderOf(this.#writer),
      message,
      priority,
      ...(this.options.facility !== undefined && { facility: this.options.facility }),
      identifier: this.options.identifier,
      streamId: this.streamId,
    });
  }

  #flush(): void {
    const rest = this.#rest;
    this.#rest = '';
    if (rest !== '') this.#line(rest);
  }

  close(): void {
    this.#flush();
  }

  stat(): Stat {
    return anonymousStat('socket', this.ino);
  }
}

/** Opens a stream to the journal. Throws ENOENT, ECONNREFUSED where there is none. */
export function openJournalStream(p: Process, options: StreamOptions): JournalStream {
  const path = '/run/systemd/journal/stdout';
  if (!(p.sys instanceof LinuxCalls)) throw new Errno('ENOSYS', 'connect');
  const inbox = inboxOf(p.sys.place(path).inode);
  if (!inbox) throw new Errno('ECONNREFUSED', 'connect', path);
  return new JournalStream(p, inbox, options);
}
