import type { Process } from '../../kernel/process.ts';
import type { Dialect } from '../dialect.ts';
import { dynamicVariables, initialVariables } from '../state/special.ts';
import { ENGINE } from './engine.ts';
import { JobTable } from './jobs.ts';
import { Shell, type Start } from './shell.ts';
import { Traps } from './traps.ts';

/** A new shell in a process, its variables set up from the environment. */
export function createShell(p: Process, dialect: Dialect, start: Start): Shell {
  const shell = new Shell(p, dialect, ENGINE);
  shell.start = start;
  if (dialect.posix) for (const name of ['braceexpand', 'hashall']) shell.options.set(name, false);
  shell.jobs = new JobTable(shell);
  shell.traps = new Traps(shell);
  initialVariables(shell);
  dynamicVariables(shell);
  return shell;
}
