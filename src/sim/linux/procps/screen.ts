import type { Process } from '../../kernel/process.ts';
import type { Terminal } from '../../kernel/terminal.ts';

/** The terminal that a program's output, errors or input go to or come from, in this order; else its controlling one. */
export function screenOf(p: Process): Terminal | undefined {
  for (const fd of [1, 2, 0]) {
    const terminal = p.fds.get(fd)?.file.terminal;
    if (terminal) return terminal;
  }
  return p.terminal;
}

/** How many columns a program may use: COLUMNS, or its terminal's; unlimited where there is neither. */
export function screenColumns(p: Process): number {
  const given = p.env['COLUMNS'];
  if (given !== undefined && /^\d+$/.test(given) && Number(given) > 0) return Number(given);
  return screenOf(p)?.columns ?? Infinity;
}
