import type { Step } from '../../kernel/step.ts';
import { Interrupted } from './control.ts';
import type { Job } from './jobs.ts';
import type { Shell } from './shell.ts';

/** Waits for a foreground job as wait_for does: it has the terminal meanwhile. Sets `$?` and PIPESTATUS. */
export function* waitForeground(shell: Shell, job: Job): Step {
  const { terminal } = shell.p;
  const owns = job.controlled && shell.options.get('monitor') && terminal !== undefined && shell.subshells === 0;
  if (owns) terminal.foreground = job.group;
  const interrupted = yield* settled(shell, job);
  if (owns) {
    terminal.foreground = shell.p.group;
    restoreTerminal(shell, job);
  }
  shell.status = shell.jobs.status(job);
  const last = job.processes[job.processes.length - 1]!;
  shell.pipeStatuses = job.processes.length > 1 ? shell.jobs.statuses(job) : undefined;
  yield* shell.jobs.finish(job);
  if (last.status?.signal !== 'INT') return;
  // a command ended by ^C ends the line, and a script with it
  if (shell.interactive) throw new Interrupted();
  if (interrupted) {
    yield* shell.traps.runExit();
    yield* shell.traps.dieOf('INT');
  }
}

/** Waits for the job; a shell that is no interactive one lets SIGINT act only after it (wait_sigint_handler). */
function* settled(shell: Shell, job: Job): Step<boolean> {
  const { p } = shell;
  let interrupted = false;
  const watches = !shell.interactive && p.disposition('INT') === 'default';
  if (watches) {
    p.handle('INT', () => {
      interrupted = true;
    });
  }
  yield* shell.jobs.settle(job);
  if (watches) p.handle('INT', 'default');
  return interrupted;
}

/** A job that was stopped or ended by a signal may have left the terminal in any state. */
function restoreTerminal(shell: Shell, job: Job): void {
  const { terminal } = shell.p;
  if (!terminal) return;
  const clean = shell.jobs.state(job) === 'done' && job.processes[job.processes.length - 1]!.status?.signal === undefined;
  if (clean) shell.terminalMode = { ...terminal.mode };
  else if (shell.terminalMode) terminal.mode = { ...shell.terminalMode };
}
