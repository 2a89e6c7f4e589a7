import { isErrno } from '../../kernel/errno.ts';
import { FileDescription } from '../../kernel/file.ts';
import { openPipe } from '../../kernel/pipe.ts';
import type { Process } from '../../kernel/process.ts';
import type { Step } from '../../kernel/step.ts';

/** A pager that a program writes into instead of its terminal. */
export interface Pager {
  /** Waits until it has ended. */
  close(): Step;
}

const PAGERS = ['pager', 'less', 'more'];

/**
 * Starts the pager (`$SYSTEMD_PAGER`, `$PAGER`, pager, less, more) where standard output is a terminal, and makes it the
 * program's standard output. Gives nothing where there is none to be used.
 */
export function* openPager(p: Process, options: { jumpToEnd?: boolean } = {}): Step<Pager | undefined> {
  const terminal = p.fds.get(1)?.file.terminal;
  if (!terminal || p.env['TERM'] === 'dumb') return undefined;
  const wish = p.env['SYSTEMD_PAGER'] ?? p.env['PAGER'];
  if (wish === '' || wish === 'cat') return undefined;
  const candidates = wish === undefined ? PAGERS.map((name) => [name]) : [wish.split(/\s+/).filter(Boolean)];
  for (const argv of candidates) {
    const [read, write] = openPipe(p);
    const fds = p.fds.copy(true);
    fds.set(0, read);
    const env = {
      ...p.env,
      LESS: p.env['SYSTEMD_LESS'] ?? `FRSXMK${options.jumpToEnd ? '+G' : ''}`,
      LESSCHARSET: p.env['SYSTEMD_LESSCHARSET'] ?? 'utf-8',
      LESSSECURE: '1',
    };
    try {
      const child = p.spawn(argv, { fds, env });
      p.fds.set(1, new FileDescription(write.file, false, true));
      return {
        *close() {
          yield* p.flush();
          p.fds.close(1);
          yield* p.wait(child);
        },
      };
    } catch (e) {
      if (!isErrno(e)) throw e;
      fds.closeAll();
      write.reference();
      write.release();
    }
  }
  return undefined;
}

/** Whether a program of systemd colours what it prints: on a terminal, unless told otherwise. */
export function usesColors(p: Process): boolean {
  const wish = p.env['SYSTEMD_COLORS'];
  if (wish !== undefined && wish !== '') return !/^(0|no|n|false|f|off)$/i.test(wish);
  return p.fds.get(1)?.file.terminal !== undefined && p.env['TERM'] !== 'dumb' && p.env['NO_COLOR'] === undefined;
}

/** Columns of the terminal that a program prints to; $COLUMNS, or 80. */
export function columnsOf(p: Process): number {
  const wish = Number(p.env['COLUMNS']);
  if (Number.isInteger(wish) && wish > 0) return wish;
  return p.fds.get(1)?.file.terminal?.columns ?? 80;
}
