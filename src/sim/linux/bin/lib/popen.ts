import { Errno } from '../../../kernel/errno.ts';
import { FdTable, type FileDescription } from '../../../kernel/file.ts';
import { openPipe } from '../../../kernel/pipe.ts';
import type { ExitStatus, Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { concat } from '../../../kernel/text.ts';

/** A command that runs under `sh -c` with one end of a pipe in this process: popen(3). */
export interface PipedCommand {
  /** This process's end: its output to read, or its input to write. */
  fd: number;
  child: Process | undefined;
}

/** Starts a command whose output (`r`) or input (`w`) is a pipe to this process. Without a shell on the machine, nothing runs. */
export function popen(p: Process, command: string, mode: 'r' | 'w'): PipedCommand {
  const [readEnd, writeEnd] = openPipe(p);
  const [mine, its] = mode === 'r' ? [readEnd, writeEnd] : [writeEnd, readEnd];
  const fd = p.fds.add(mine, true, 3);
  const fds = new FdTable();
  for (const n of [0, 1, 2]) {
    const description: FileDescription | undefined = n === (mode === 'r' ? 1 : 0) ? its : p.fds.get(n);
    if (description) fds.set(n, description);
  }
  try {
    return { fd, child: p.spawn(['sh', '-c', command], { fds }) };
  } catch (e) {
    fds.closeAll();
    if (!(e instanceof Errno)) throw e;
    return { fd, child: undefined };
  }
}

/** Closes this end and waits for the command to end: pclose(3). */
export function* pclose(p: Process, command: PipedCommand): Step<ExitStatus> {
  p.fds.close(command.fd);
  return command.child ? yield* p.wait(command.child) : { code: 127 };
}

/** Everything a command prints, and how it ended. */
export function* commandOutput(p: Process, command: string): Step<{ output: Uint8Array; status: ExitStatus }> {
  yield* p.flush();
  const piped = popen(p, command, 'r');
  const output = concat(yield* p.readAll(piped.fd));
  return { output, status: yield* pclose(p, piped) };
}

/** system(3): runs a command with this process's own descriptors. */
export function* system(p: Process, command: string): Step<ExitStatus> {
  try {
    return yield* p.wait(p.spawn(['sh', '-c', command]));
  } catch (e) {
    if (!(e instanceof Errno)) throw e;
    return { code: 127 };
  }
}
