import { FdTable, FileDescription } from '../../kernel/file.ts';
import { Pipe } from '../../kernel/pipe.ts';
import type { Process } from '../../kernel/process.ts';
import { block, type Step } from '../../kernel/step.ts';
import { Channel } from '../../kernel/sync.ts';
import { Terminal } from '../../kernel/terminal.ts';
import type { LinuxCalls } from '../../linux/calls.ts';
import type { ProcessIo } from '../container/process.ts';
import type { Stdio } from '../task/api.ts';

/** A process's streams as the shim holds them, and how it lets them go. */
export interface OpenStdio extends ProcessIo {
  /** No more input comes. */
  closeStdin(): void;
  close(): void;
  /** Nobody got the streams: closes the process's ends too. */
  abandon(): void;
}

/** The pipe behind a FIFO. */
function fifo(p: Process, path: string): Pipe {
  const { inode } = (p.sys as LinuxCalls).place(path);
  return (inode.pipe ??= new Pipe(p.kernel.anonymousInode()));
}

/**
 * Opens the streams of a container's process. Output goes into the FIFOs that containerd reads; the shim keeps a reading end open, so
 * that a container waits, and does not break, while nobody reads.
 */
export function openStdio(p: Process, stdio: Stdio): OpenStdio {
  return stdio.terminal ? terminalStdio(p, stdio) : pipeStdio(p, stdio);
}

function pipeStdio(p: Process, stdio: Stdio): OpenStdio {
  const fds = new FdTable();
  const held: { close(): void }[] = [];
  let input: { close(): void } | undefined;
  if (stdio.stdin) {
    const pipe = fifo(p, stdio.stdin);
    // a writing end of its own: what ends the input is CloseIO, not a client that comes and goes
    input = pipe.writer();
    fds.set(0, new FileDescription(pipe.reader(`pipe:[${p.kernel.anonymousInode()}]`), true, false));
  } else fds.set(0, new FileDescription(p.sys.open('/dev/null', { read: true, write: true }), true, true));
  for (const [fd, path] of [
    [1, stdio.stdout],
    [2, stdio.stderr],
  ] as const) {
    if (path) {
      const pipe = fifo(p, path);
      held.push(pipe.reader());
      fds.set(fd, new FileDescription(pipe.writer(`pipe:[${p.kernel.anonymousInode()}]`), false, true));
    } else fds.set(fd, new FileDescription(p.sys.open('/dev/null', { read: true, write: true }), true, true));
  }
  const closeStdin = (): void => {
    input?.close();
    input = undefined;
  };
  const close = (): void => {
    closeStdin();
    for (const end of held.splice(0)) end.close();
  };
  return {
    fds,
    closeStdin,
    close,
    abandon() {
      fds.closeAll();
      close();
    },
  };
}

function terminalStdio(p: Process, stdio: Stdio): OpenStdio {
  const terminal = new Terminal(p.kernel, p.table, 'pts/0');
  const output = new Channel<Uint8Array>(1_000_000);
  const pipe = stdio.stdout ? fifo(p, stdio.stdout) : undefined;
  const reading = pipe?.reader();
  const writing = pipe?.writer();
  terminal.onOutput = (data) => {
    if (!output.closed) output.trySend(data);
  };
  p.thread(
    'console',
    (function* (): Step {
      for (;;) {
        const got = yield* block(output.received);
        if (!got.ok) break;
        if (writing) yield* writing.write(p, got.value);
      }
      writing?.close();
    })(),
  );
  if (stdio.stdin) p.thread('console input', typed(p, fifo(p, stdio.stdin), terminal));
  const fds = new FdTable();
  const description = new FileDescription(terminal.file(), true, true);
  for (const fd of [0, 1, 2]) fds.set(fd, description);
  const close = (): void => {
    if (!output.closed) output.close();
    reading?.close();
  };
  return {
    fds,
    terminal,
    // who typed has gone; the terminal stays
    closeStdin: () => undefined,
    close,
    abandon() {
      fds.closeAll();
      close();
    },
  };
}

/** Passes what comes in by the FIFO on to the terminal, as if it were typed. */
function* typed(p: Process, pipe: Pipe, terminal: Terminal): Step {
  const end = pipe.reader();
  for (;;) {
    const data = yield* end.read(p, 65_536);
    if (data.length === 0) return;
    terminal.input(data);
  }
}
