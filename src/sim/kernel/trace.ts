import type { Process } from './process.ts';

/** One system call of a traced process, with arguments and result already in strace's notation. */
export interface TracedCall {
  process: Process;
  name: string;
  args: string;
  /** What stands after `=`: `3`, `-1 ENOENT (No such file or directory)`, `?`. */
  result: string;
}

/** Is told of system calls, signals and the end of the processes that it traces (ptrace(2), as far as strace prints it). */
export interface Tracer {
  call(call: TracedCall): void;
}
