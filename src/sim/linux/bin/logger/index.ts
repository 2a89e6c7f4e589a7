import { Errno } from '../../../kernel/errno.ts';
import { fromBinary, text } from '../../../kernel/text.ts';
import { FACILITY, PRIORITY, sendSyslog } from '../../journald/client.ts';
import { Input } from '../lib/input.ts';
import { Accounts } from '../lib/users.ts';
import { FAMILIES, Failure, utility } from '../lib/utility.ts';

const LEVELS: Record<string, number> = { ...PRIORITY, error: 3, warn: 4, panic: 0 };
const FACILITIES: Record<string, number> = {
  ...FACILITY,
  security: 4,
  lpr: 6,
  news: 7,
  uucp: 8,
  ...Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((n) => [`local${n}`, 16 + n])),
};
const refused = true;

export default utility({
  name: 'logger',
  family: FAMILIES.bsdUtils,
  sizeBytes: 56_216,
  usage: ['[options] [<message>]'],
  summary: 'Enter messages into the system log.',
  options: {
    i: { flags: '-i', help: "log the logger command's PID" },
    id: { flags: '--id', arg: '[<id>]', help: 'log the given <id>, or otherwise the PID' },
    file: { flags: '-f, --file', arg: '<file>', help: 'log the contents of this file' },
    skip: { flags: '-e, --skip-empty', help: 'do not log empty lines when processing files' },
    noAct: { flags: '--no-act', help: 'do everything except write the log' },
    priority: { flags: '-p, --priority', arg: '<prio>', help: 'mark given message with this priority' },
    octets: { flags: '--octet-count', help: 'use octet counting', refused },
    prefix: { flags: '--prio-prefix', help: 'look for a prefix on every line read from stdin' },
    stderr: { flags: '-s, --stderr', help: 'output message to standard error as well' },
    size: { flags: '-S, --size', arg: '<size>', help: 'maximum size for a single message', refused },
    tag: { flags: '-t, --tag', arg: '<tag>', help: 'mark every line with this tag' },
    server: { flags: '-n, --server', arg: '<name>', help: 'write to this remote syslog server', refused },
    port: { flags: '-P, --port', arg: '<port>', help: 'port of the remote server', refused },
    tcp: { flags: '-T, --tcp', help: 'use TCP only', refused },
    udp: { flags: '-d, --udp', help: 'use UDP only', refused },
    socket: { flags: '-u, --socket', arg: '<socket>', help: 'write to this Unix socket', refused },
    socketErrors: { flags: '--socket-errors', arg: '[<on|off|auto>]', help: 'print connection errors' },
    journald: { flags: '--journald', arg: '[<file>]', help: 'write journald entry', refused },
  },
  *main(p, t) {
    const priority = parsePriority(t.value('priority') ?? 'user.notice');
    const tag = t.value('tag') ?? p.env['LOGNAME'] ?? new Accounts(p).user(p.cred.uid) ?? 'root';
    const pid = t.has('i', 'id') ? (t.value('id') === undefined ? p.pid : Number(t.value('id'))) : undefined;
    const log = function* (message: string, level = priority): Generator<never, boolean> {
      if (t.has('noAct')) return true;
      return sendSyslog(p, { ...level, identifier: tag, message, ...(pid !== undefined && { pid }) });
    };
    const say = function* (message: string, level = priority) {
      if (t.has('stderr'))
        yield* p.error(`<${level.facility * 8 + level.priority}>${tag}${pid === undefined ? '' : `[${pid}]`}: ${message}\n`);
      if (!(yield* log(message, level))) return yield* t.fail('socket /dev/log: Connection refused');
    };
    if (t.operands.length > 0) {
      yield* say(t.operands.join(' '));
      return;
    }
    const path = t.value('file') ?? '-';
    let input: Input;
    try {
      input = Input.open(p, path);
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      throw new Failure(`file ${path}: ${e.text}`);
    }
    for (let line = yield* input.line(); line; line = yield* input.line()) {
      let message = text(fromBinary(line.text));
      if (t.has('skip') && message === '') continue;
      const m = t.has('prefix') ? /^<(\d+)>/.exec(message) : null;
      if (m) message = message.slice(m[0].length);
      yield* say(message, m ? { facility: Number(m[1]) >> 3 || priority.facility, priority: Number(m[1]) & 7 } : priority);
    }
  },
});

/** `auth.warning`, `err`, `13`. */
function parsePriority(given: string): { facility: number; priority: number } {
  if (/^\d+$/.test(given)) return { facility: Number(given) >> 3, priority: Number(given) & 7 };
  const dot = given.indexOf('.');
  const facility = dot < 0 ? 1 : FACILITIES[given.slice(0, dot).toLowerCase()];
  if (facility === undefined) throw new Failure(`unknown facility name: ${given}`);
  const priority = LEVELS[given.slice(dot + 1).toLowerCase()];
  if (priority === undefined) throw new Failure(`unknown priority name: ${given}`);
  return { facility, priority };
}
