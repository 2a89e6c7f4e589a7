import type { FileDescription } from '../../kernel/file.ts';
import { Errno } from '../../kernel/errno.ts';
import { block, race, sleeping, type Step } from '../../kernel/step.ts';
import type { Micros } from '../../kernel/time.ts';
import type { Shell } from './shell.ts';

/**
 * Reads from a file when something is there. Signals that come meanwhile are seen to (their traps run, ^C may throw); with a
 * `deadline` the wait ends there, and `undefined` is given by `readBefore`.
 */
export function* readWhenReady(shell: Shell, from: FileDescription, max: number): Step<Uint8Array> {
  return (yield* readBefore(shell, from, max, undefined))!;
}

export function* readBefore(
  shell: Shell,
  from: FileDescription,
  max: number,
  deadline: Micros | undefined,
): Step<Uint8Array | undefined> {
  const { file } = from;
  const { p } = shell;
  if (!from.readable) throw new Errno('EBADF', 'read');
  for (;;) {
    if (shell.pending.length > 0 || shell.interrupted) yield* shell.traps.check();
    // a background job that reads its terminal is stopped in the read itself
    const background = file.terminal !== undefined && file.terminal === p.terminal && p.group !== file.terminal.foreground;
    if (!file.untilReadable || background || file.readable?.()) return yield* file.read(p, max);
    if (deadline !== undefined && p.clock.now >= deadline) return undefined;
    const waits = { data: file.untilReadable, signal: shell.signalled.wait };
    const won = yield* block(
      deadline === undefined ? race(waits) : race({ ...waits, time: sleeping(p.clock, deadline - p.clock.now) }),
    );
    if (won.key === 'data') return yield* file.read(p, max);
    if (won.key !== 'signal') return undefined;
  }
}
