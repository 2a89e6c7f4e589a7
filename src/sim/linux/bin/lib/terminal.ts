import type { Process } from '../../../kernel/process.ts';
import type { Terminal } from '../../../kernel/terminal.ts';

/** The terminal that a program talks to: the one on standard output, error or input, in that order. */
export function terminalOf(p: Process): Terminal | undefined {
  for (const fd of [1, 2, 0]) {
    const terminal = p.fds.get(fd)?.file.terminal;
    if (terminal) return terminal;
  }
  return undefined;
}

/** Columns and rows, as curses programs find them: the environment (COLUMNS, LINES), the terminal, 80 by 24. */
export function terminalSize(p: Process): { columns: number; rows: number } {
  const terminal = terminalOf(p);
  const from = (name: string): number | undefined => (/^[1-9]\d*$/.test(p.env[name] ?? '') ? Number(p.env[name]) : undefined);
  return {
    columns: from('COLUMNS') ?? (terminal?.columns || 80),
    rows: from('LINES') ?? (terminal?.rows || 24),
  };
}
