import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { BYTES } from '../lib/encoding.ts';
import { system } from '../lib/popen.ts';
import { waitStatus } from './streams.ts';

/** system(): runs a command and gives its status as awk has it. */
export function* commandStatus(p: Process, command: string): Step<number> {
  return waitStatus(yield* system(p, BYTES.toText(command)));
}
