import { isErrno } from '../../kernel/errno.ts';
import type { FdTable } from '../../kernel/file.ts';
import type { Process } from '../../kernel/process.ts';
import { SECOND } from '../../kernel/time.ts';
import type { Step } from '../../kernel/step.ts';
import { Discard, Interrupted, ShellExit } from './control.ts';
import { JobTable } from './jobs.ts';
import { Shell } from './shell.ts';
import { trampoline } from './trampoline.ts';
import { Traps } from './traps.ts';

export interface ForkOptions {
  fds?: FdTable;
  /** The process group to join, or `new` for one of its own. */
  group?: number | 'new';
  /** Runs beside the shell: without job control it ignores SIGINT and SIGQUIT. */
  background?: boolean;
}

/** How long bash waits before it tries to fork again, in seconds. */
const RETRIES_S = [1, 2, 4, 8];

/**
 * Forks: a child runs `body` with a copy of the shell. Where the machine has no room for another process, it is tried again a few
 * times with bash's message; then the command line is given up with 126... dash does not try again.
 */
export function* forkShell(shell: Shell, body: (sub: Shell) => Step, options: ForkOptions = {}): Step<Process> {
  for (let attempt = 0; ; attempt++) {
    try {
      return startChild(shell, body, options);
    } catch (e) {
      if (!isErrno(e, 'EAGAIN')) throw e;
      const wait = shell.dialect.id === 'bash' ? RETRIES_S[attempt] : undefined;
      if (wait === undefined) {
        yield* shell.complain(shell.dialect.id === 'bash' ? 'fork: Resource temporarily unavailable' : 'Cannot fork');
        throw shell.dialect.id === 'bash' ? new Discard(254) : new ShellExit(2);
      }
      yield* shell.complain('fork: retry: Resource temporarily unavailable');
      shell.jobs.reap();
      yield* shell.p.sleep(wait * SECOND);
    }
  }
}

function startChild(shell: Shell, body: (sub: Shell) => Step, options: ForkOptions): Process {
  let sub: Shell | undefined;
  const child = shell.p.fork(
    function* () {
      return yield* trampoline(runChild(sub!, body));
    },
    { fds: options.fds, group: options.group },
  );
  // the copy is of this moment: the child begins to run only later
  sub = new Shell(child, shell.dialect, shell.engine, shell);
  sub.jobs = new JobTable(sub, shell.jobs);
  sub.traps = new Traps(sub, shell.traps);
  shell.traps.restoreSignals(child, options.background ?? false);
  return child;
}

/** Runs a subshell's body to its end, whatever ends it, and its EXIT trap. */
function* runChild(sub: Shell, body: (sub: Shell) => Step): Step<number> {
  sub.charge();
  yield* contain(sub, body(sub));
  yield* sub.traps.runExit();
  return sub.status & 255;
}

/** Runs something that may end the shell or give the command line up; the status says how it ended. */
export function* contain(shell: Shell, body: Step): Step {
  try {
    yield* body;
  } catch (e) {
    if (!(e instanceof ShellExit) && !(e instanceof Discard) && !(e instanceof Interrupted)) throw e;
    shell.status = e.status;
  }
}
