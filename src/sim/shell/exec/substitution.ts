import { Errno } from '../../kernel/errno.ts';
import { FileDescription } from '../../kernel/file.ts';
import { LIMITS } from '../../kernel/limits.ts';
import { openPipe } from '../../kernel/pipe.ts';
import { statusCode } from '../../kernel/process.ts';
import { signalNumber } from '../../kernel/signals.ts';
import type { Step } from '../../kernel/step.ts';
import { concat } from '../../kernel/text.ts';
import { expandWords } from '../expand/expand.ts';
import type { CommandPart, ProcessPart } from '../syntax/tree.ts';
import { wordOf } from '../syntax/words.ts';
import { decode } from '../text.ts';
import { ShellExit } from './control.ts';
import { forkShell } from './fork.ts';
import { readWhenReady } from './input.ts';
import type { Shell } from './shell.ts';

/** What a command writes, without the newlines at its end. Its status is the shell's then. */
export function* commandSubstitution(shell: Shell, part: CommandPart): Step<string> {
  const file = /^\s*<\s*([^\s<>&|;()`]+)\s*$/.exec(part.source);
  const data = file ? yield* fileContent(shell, file[1]!) : yield* output(shell, part);
  shell.substituted = true;
  let text = decode(data, shell.locale);
  if (text.includes('\0')) {
    yield* shell.complain('warning: command substitution: ignored null byte in input');
    text = text.replaceAll('\0', '');
  }
  let end = text.length;
  while (end > 0 && text[end - 1] === '\n') end--;
  return text.slice(0, end);
}

function* output(shell: Shell, part: CommandPart): Step<Uint8Array> {
  const [read, write] = openPipe(shell.p);
  const fds = shell.p.fds.copy(false);
  fds.set(1, write);
  // a reference of our own keeps the reading end open without a descriptor
  read.reference();
  const child = yield* forkShell(
    shell,
    function* (sub) {
      sub.isSubstitution = true;
      sub.traceLevel++;
      if (!sub.options.shopt('inherit_errexit') && !sub.options.get('posix')) sub.options.set('errexit', false);
      const name = part.backquoted ? 'command substitution' : '';
      sub.status = yield* sub.engine.text(sub, part.source, { name, base: shell.line, last: true });
    },
    { fds },
  );
  const data = yield* readAll(shell, read);
  read.release();
  shell.status = statusCode(yield* shell.p.wait(child), signalNumber);
  return data;
}

function* readAll(shell: Shell, from: FileDescription): Step<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const data = yield* readWhenReady(shell, from, LIMITS.pipeBytes);
    if (data.length === 0) return concat(parts);
    parts.push(data);
    length += data.length;
    if (length > LIMITS.shellWordBytes) {
      yield* shell.complain(`xrealloc: cannot allocate ${length} bytes`);
      throw new ShellExit(2);
    }
  }
}

/** `$(<file)`: no process is needed. */
function* fileContent(shell: Shell, source: string): Step<Uint8Array> {
  const [path = '', ...more] = yield* expandWords(shell, [wordOf(source, shell.posix)]);
  if (more.length > 0) {
    yield* shell.complain(`${source}: ambiguous redirect`);
    shell.status = 1;
    return new Uint8Array(0);
  }
  try {
    const file = new FileDescription(shell.p.sys.open(shell.path(path), { read: true }), true, false).reference();
    const data = yield* readAll(shell, file);
    file.release();
    shell.status = 0;
    return data;
  } catch (e) {
    if (!(e instanceof Errno)) throw e;
    yield* shell.complain(`${path}: ${e.text}`);
    shell.status = 1;
    return new Uint8Array(0);
  }
}

/** `<(…)` and `>(…)`: starts the commands and gives the path of the pipe to them. */
export function* processSubstitution(shell: Shell, part: ProcessPart): Step<string> {
  const [read, write] = openPipe(shell.p);
  const [mine, theirs] = part.direction === '<' ? [read, write] : [write, read];
  const fds = shell.p.fds.copy(false);
  fds.set(part.direction === '<' ? 1 : 0, theirs);
  let fd = 63;
  while (shell.p.fds.get(fd)) fd--;
  shell.p.fds.set(fd, mine);
  shell.processDescriptors.push(fd);
  const child = yield* forkShell(
    shell,
    function* (sub) {
      sub.isSubstitution = true;
      sub.status = yield* sub.engine.text(sub, part.source, { name: '', base: shell.line, last: true });
    },
    { fds },
  );
  shell.lastBackground = child.nsPid;
  shell.jobs.remember(child);
  return `/dev/fd/${fd}`;
}
