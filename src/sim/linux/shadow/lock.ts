import type { Process } from '../../kernel/process.ts';
import { Failure } from '../bin/lib/utility.ts';

/** Only root may take the databases' locks. Throws Failure as shadow's tools say it. */
export function lockFiles(p: Process, name: string): void {
  if (p.cred.uid === 0) return;
  throw new Failure(`Permission denied.\n${name}: cannot lock /etc/passwd; try again later.`, 1);
}
