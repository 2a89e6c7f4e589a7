import { Errno } from '../../../kernel/errno.ts';
import { statusCode } from '../../../kernel/process.ts';
import { signalNumber } from '../../../kernel/signals.ts';
import { baseName } from '../lib/paths.ts';
import { FAMILIES, UsageError, utility } from '../lib/utility.ts';

export default utility({
  name: 'setsid',
  family: FAMILIES.utilLinux,
  sizeBytes: 14_648,
  usage: ['[options] <program> [arguments ...]'],
  summary: 'Run a program in a new session.',
  options: {
    terminal: { flags: '-c, --ctty', help: 'make the current terminal the controlling one', refused: true },
    fork: { flags: '-f, --fork', help: 'always fork' },
    wait: { flags: '-w, --wait', help: "wait for the program's end and give its exit status" },
  },
  inOrder: true,
  *main(p, t) {
    if (t.operands.length === 0) {
      yield* t.warn('no command specified');
      throw new UsageError('');
    }
    try {
      if (p.group !== p.pid && !t.has('fork')) {
        p.session = p.pid;
        p.group = p.pid;
        p.terminal = undefined;
        return yield* p.exec(t.operands);
      }
      // the leader of a process group cannot start a session: its child does
      const child = p.spawn(t.operands, { session: true });
      return t.has('wait') ? statusCode(yield* p.wait(child), signalNumber) : 0;
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      yield* p.error(`${baseName(t.name)}: failed to execute ${t.operands[0]}: ${e.text}\n`);
      return e.code === 'ENOENT' ? 127 : 126;
    }
  },
});
