export interface TabwriterOptions {
  minWidth: number;
  tabWidth: number;
  padding: number;
  padChar: string;
}

/** Columns of crictl's tables: newDefaultTableDisplay. */
export const CRICTL_TABLE: TabwriterOptions = { minWidth: 20, tabWidth: 1, padding: 3, padChar: ' ' };

/**
 * Go's text/tabwriter: cells end with a tab, and a column is as wide as the widest cell of the lines that follow each other and
 * have it. The last cell of a line is not part of a column.
 */
export function tabulate(text: string, options: TabwriterOptions): string {
  const lines = text.split('\n').map((line) => line.split('\t'));
  const out: string[] = lines.map(() => '');
  const widths: number[] = [];

  const padding = (used: number, width: number): string => {
    if (options.padChar !== '\t') return options.padChar.repeat(Math.max(0, width - used));
    if (options.tabWidth === 0) return '';
    const cell = Math.ceil(width / options.tabWidth) * options.tabWidth;
    return '\t'.repeat(Math.ceil((cell - used) / options.tabWidth));
  };
  const write = (from: number, to: number): void => {
    for (let n = from; n < to; n++) {
      out[n] = lines[n]!.map((cell, j) => (j < widths.length ? cell + padding([...cell].length, widths[j]!) : cell)).join('');
    }
  };
  const format = (from: number, to: number): void => {
    const column = widths.length;
    let done = from;
    for (let n = from; n < to; n++) {
      if (column >= lines[n]!.length - 1) continue;
      write(done, n);
      const start = n;
      let width = options.minWidth;
      for (; n < to && column < lines[n]!.length - 1; n++) width = Math.max(width, [...lines[n]![column]!].length + options.padding);
      widths.push(width);
      format(start, n);
      widths.pop();
      done = n;
      n--;
    }
    write(done, to);
  };
  format(0, lines.length);
  return out.join('\n');
}

/** A table of rows in crictl's columns, with a line break at the end; nothing where there are no rows. */
export function table(rows: readonly (readonly string[])[], options: TabwriterOptions = CRICTL_TABLE): string {
  return rows.length === 0 ? '' : tabulate(`${rows.map((row) => row.join('\t')).join('\n')}\n`, options);
}
