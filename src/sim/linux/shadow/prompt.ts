import type { Process } from '../../kernel/process.ts';
import type { Terminal } from '../../kernel/terminal.ts';
import type { Step } from '../../kernel/step.ts';
import { text } from '../../kernel/text.ts';

/** Reads one line from a descriptor, byte by byte; `undefined` at its end. */
export function* readLine(p: Process, fd: number): Step<string | undefined> {
  const bytes: number[] = [];
  for (;;) {
    const part = yield* p.read(fd, 1);
    if (part.length === 0) return bytes.length > 0 ? text(Uint8Array.from(bytes)) : undefined;
    if (part[0] === 10) return text(Uint8Array.from(bytes));
    bytes.push(part[0]!);
  }
}

function* hidden<R>(terminal: Terminal | undefined, body: () => Step<R>): Step<R> {
  if (!terminal) return yield* body();
  const { mode } = terminal;
  terminal.mode = { ...mode, echo: false };
  try {
    return yield* body();
  } finally {
    terminal.mode = mode;
  }
}

/**
 * Asks for a secret as PAM's misc_conv does: the prompt goes to standard error, the answer comes from standard input, without
 * echo where that is a terminal. `undefined` at the end of the input.
 */
export function* askSecret(p: Process, prompt: string): Step<string | undefined> {
  yield* p.error(prompt);
  const terminal = p.fds.get(0)?.file.terminal;
  const answer = yield* hidden(terminal, () => readLine(p, 0));
  if (terminal) yield* p.error('\n');
  return answer;
}

/** The same on the controlling terminal (/dev/tty), as sudo and ssh ask; `undefined` where there is none. */
export function* askOnTerminal(p: Process, prompt: string): Step<string | undefined> {
  if (!p.terminal) return undefined;
  const fd = p.open('/dev/tty', { read: true, write: true });
  try {
    yield* p.write(fd, prompt);
    const answer = yield* hidden(p.terminal, () => readLine(p, fd));
    yield* p.write(fd, '\n');
    return answer;
  } finally {
    p.fds.close(fd);
  }
}
