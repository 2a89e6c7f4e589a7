import { Errno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { joinPath } from '../lib/paths.ts';
import { FAMILIES, UsageError, utility, type Tool } from '../lib/utility.ts';

export default utility({
  name: 'nohup',
  family: FAMILIES.coreutils,
  sizeBytes: 43_920,
  usage: ['COMMAND [ARG]...', 'OPTION'],
  summary: "Run COMMAND so that it ignores hangup signals. Output that would go to a terminal is appended to 'nohup.out'.",
  options: {},
  inOrder: true,
  failure: 125,
  *main(p, t) {
    if (t.operands.length === 0) throw new UsageError('missing operand');
    if (!(yield* redirect(p, t))) return 125;
    p.handle('HUP', 'ignore');
    try {
      return yield* p.exec(t.operands);
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      yield* t.warn(`failed to run command ${t.quoteaf(t.operands[0]!)}: ${e.text}`);
      return e.code === 'ENOENT' ? 127 : 126;
    }
  },
});

/** Takes the terminal away from the standard streams, and says so. */
function* redirect(p: Process, t: Tool): Step<boolean> {
  const isTerminal = (fd: number): boolean => p.fds.get(fd)?.file.terminal !== undefined;
  const [input, output, errors] = [isTerminal(0), isTerminal(1), isTerminal(2)];
  if (input) {
    const fd = p.open('/dev/null', { write: true });
    p.fds.set(0, p.fds.get(fd)!);
    p.fds.close(fd);
    if (!output && !errors) yield* t.warn('ignoring input');
  }
  if (output) {
    const opened = yield* openOutput(p, t);
    if (!opened) return false;
    yield* t.warn(`${input ? 'ignoring input and ' : ''}appending output to ${t.quoteaf(opened.path)}`);
    p.fds.set(1, p.fds.get(opened.fd)!);
    p.fds.close(opened.fd);
  } else if (errors) yield* t.warn(`${input ? 'ignoring input and ' : ''}redirecting stderr to stdout`);
  if (errors && p.fds.get(1)) p.fds.set(2, p.fds.get(1)!);
  return true;
}

function* openOutput(p: Process, t: Tool): Step<{ fd: number; path: string } | undefined> {
  const home = p.env['HOME'];
  for (const path of ['nohup.out', ...(home ? [joinPath(home, 'nohup.out')] : [])]) {
    try {
      return { fd: p.open(path, { append: true, create: true }, 0o600), path };
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      yield* t.warn(`failed to open ${t.quoteaf(path)}: ${e.text}`);
    }
  }
  return undefined;
}
