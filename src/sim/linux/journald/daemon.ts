import { Errno } from '../../kernel/errno.ts';
import type { Process } from '../../kernel/process.ts';
import { pad, toCivil, MONTHS, type Micros } from '../../kernel/time.ts';
import { LinuxCalls } from '../calls.ts';
import { unixDatagramAt, type UnixDatagramSocket } from '../net/unix-datagram.ts';
import { senderOf, type JournalMessage, type Sender } from './message.ts';
import { attachStore, JournalStore, storeOf, type Origin } from './store.ts';

/** Group `systemd-journal`, whose members may read. */
const JOURNAL_GROUP = 999;
const FILE_BYTES = 8 * 1024 * 1024;

/** What rsyslogd receives through /run/systemd/journal/syslog. */
export interface ForwardedMessage {
  at: Micros;
  facility: number;
  priority: number;
  /** `kubelet[541]`. */
  tag: string;
  message: string;
}

/** A journal as journald writes it: takes messages, keeps entries, passes them on to syslog. */
export class Journal {
  readonly store: JournalStore;
  readonly #bootId: string;
  readonly #hostname: string;
  readonly #origins = new Map<string, { origin: Origin; sender: Sender | undefined }>();
  #syslog: UnixDatagramSocket | undefined;
  #syslogSought = -Infinity;

  constructor(
    private readonly p: Process,
    readonly directory: string,
    machineId: string,
    private readonly bootedAt: Micros,
    private readonly forward: boolean,
  ) {
    this.#bootId = p.sys.readText('/proc/sys/kernel/random/boot_id').trim().replaceAll('-', '');
    this.#hostname = p.sys.hostname();
    this.store = this.#open(machineId);
  }

  get #calls(): LinuxCalls {
    if (!(this.p.sys instanceof LinuxCalls)) throw new Errno('ENOSYS');
    return this.p.sys;
  }

  #open(machineId: string): JournalStore {
    const calls = this.#calls;
    const path = `${this.directory}/system.journal`;
    calls.mkdirp(this.directory);
    calls.chown(this.directory, 0, JOURNAL_GROUP);
    calls.chmod(this.directory, 0o2755);
    if (calls.exists(path)) {
      const before = storeOf(calls.place(path).inode);
      if (before) return before;
      calls.rename(path, `${path}~`);
    }
    const store = new JournalStore(this.p.kernel.random.stream('journal-ids').hex(32), machineId);
    this.#create(path, store);
    return store;
  }

  #create(path: string, store: JournalStore): void {
    const calls = this.#calls;
    calls.writeFile(path, 'LPKSHHRH');
    calls.truncate(path, FILE_BYTES);
    calls.chown(path, 0, JOURNAL_GROUP);
    calls.chmod(path, 0o640);
    attachStore(calls.place(path).inode, store);
    store.files.push({ name: 'system.journal', from: store.nextSeq });
  }

  /** Size of the file that is written to. */
  fileBytes(): number {
    return FILE_BYTES * Math.max(1, Math.ceil(this.store.bytes / FILE_BYTES));
  }

  /** Archives the file that is written to and begins a new one (`journalctl --rotate`). */
  rotate(): void {
    const { store } = this;
    const file = store.files.at(-1);
    if (!file) return;
    const hex = (n: number): string => n.toString(16).padStart(16, '0');
    const archived = `system@${store.seqnumId}-${hex(file.from)}-${hex(store.at(file.from - store.firstSeq)?.realtime ?? this.p.clock.now)}.journal`;
    this.#calls.rename(`${this.directory}/system.journal`, `${this.directory}/${archived}`);
    file.name = archived;
    this.#create(`${this.directory}/system.journal`, store);
    this.announce();
  }

  /** Says something of itself. */
  say(message: string): void {
    this.receive({ transport: 'driver', from: senderOf(this.p), message, priority: 6, identifier: 'systemd-journald', facility: 5 });
  }

  /** Says how much room the journal takes. */
  announce(): void {
    const kept = this.store.files.length - 1;
    const size = `${((this.fileBytes() + kept * FILE_BYTES) / 2 ** 20).toFixed(1)}M`;
    this.say(`System Journal (${this.directory}) is ${size}, max 4.0G, 3.9G free.`);
  }

  /** Takes a message. */
  readonly receive = (m: JournalMessage): void => {
    const { now } = this.p.clock;
    const own: [string, string][] = [];
    if (m.transport === 'syslog') {
      if (m.syslogPid !== undefined) own.push(['SYSLOG_PID', String(m.syslogPid)]);
      own.push(['SYSLOG_TIMESTAMP', syslogTime(now)]);
    }
    for (const field of m.fields ?? []) own.push([field[0], field[1]]);
    if (m.transport !== 'stdout' && m.transport !== 'driver') own.push(['_SOURCE_REALTIME_TIMESTAMP', String(m.sentAt ?? now)]);
    this.store.append({
      realtime: now,
      monotonic: now - this.bootedAt,
      boot: this.#bootId,
      priority: m.priority,
      message: m.message,
      origin: this.#origin(m),
      own,
    });
    if (this.forward) this.#forward(m, now);
  };

  #origin(m: JournalMessage): Origin {
    const key = `${m.from?.pid ?? ''}\u0000${m.transport}\u0000${m.identifier ?? ''}\u0000${m.facility ?? ''}\u0000${m.streamId ?? ''}`;
    const before = this.#origins.get(key);
    if (before && before.sender === m.from) return before.origin;
    const fields: [string, string][] = [];
    if (m.facility !== undefined) fields.push(['SYSLOG_FACILITY', String(m.facility)]);
    if (m.identifier) fields.push(['SYSLOG_IDENTIFIER', m.identifier]);
    fields.push(['_TRANSPORT', m.transport]);
    if (m.streamId) fields.push(['_STREAM_ID', m.streamId]);
    for (const [name, value] of m.from?.fields ?? []) fields.push([name, value]);
    fields.push(
      ['_BOOT_ID', this.#bootId],
      ['_MACHINE_ID', this.store.machineId],
      ['_HOSTNAME', this.#hostname],
      ['_RUNTIME_SCOPE', 'system'],
    );
    for (const [name, value] of fields) this.store.placeOf(name, value);
    const origin = {
      fields,
      unit: m.from?.unit,
      pid: m.from && String(m.from.pid),
      identifier: m.identifier,
      slice: m.from?.fields.find((f) => f[0] === '_SYSTEMD_SLICE')?.[1],
    };
    if (this.#origins.size > 500) this.#origins.clear();
    this.#origins.set(key, { origin, sender: m.from });
    return origin;
  }

  #forward(m: JournalMessage, at: Micros): void {
    if (!this.#syslog?.bound) {
      if (at - this.#syslogSought < 100_000) return;
      this.#syslogSought = at;
      try {
        this.#syslog = unixDatagramAt(this.p, '/run/systemd/journal/syslog');
      } catch (e) {
        if (!(e instanceof Errno)) throw e;
        return;
      }
    }
    const identifier = m.identifier ?? 'unknown';
    const pid = m.syslogPid ?? (m.transport === 'syslog' ? undefined : m.from?.pid);
    const forwarded: ForwardedMessage = {
      at,
      facility: m.facility ?? 3,
      priority: m.priority ?? 6,
      tag: pid === undefined ? identifier : `${identifier}[${pid}]`,
      message: m.message,
    };
    this.#syslog.deliver(forwarded, this.p);
  }
}

/** The time stamp in front of a syslog message: `Nov 22 07:36:19 `. */
function syslogTime(t: Micros): string {
  const c = toCivil(t);
  return `${MONTHS[c.month - 1]} ${pad(c.day).replace(/^0/, ' ')} ${pad(c.hour)}:${pad(c.minute)}:${pad(c.second)} `;
}
