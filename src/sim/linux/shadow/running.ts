import type { Process } from '../../kernel/process.ts';

/** The number of a process that runs as a user; `undefined` where there is none. */
export function processOf(p: Process, uid: number): number | undefined {
  const found = p.visible().find((q) => q.alive && (q.cred.uid === uid || q.cred.realUid === uid) && uid !== 0);
  return found && p.pidOf(found);
}
