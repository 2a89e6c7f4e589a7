import type { LsOptions } from './options.ts';

/** One entry as it stands in the list, and the columns that it takes. */
export interface Item {
  text: string;
  width: number;
}

/** The narrowest column: one character and two blanks. */
const MIN_COLUMN = 3;

/** Arranges entries: one to a line, in columns downwards or across, or with commas. */
export function layOut(items: readonly Item[], o: Pick<LsOptions, 'format' | 'width' | 'tabs' | 'end'>): string {
  switch (o.format) {
    case 'long':
    case 'single':
      return items.map((item) => item.text + o.end).join('');
    case 'commas':
      return separated(items, ',', o);
    case 'columns':
    case 'across':
      return o.width === 0 ? separated(items, ' ', o) : inColumns(items, o);
  }
}

function separated(items: readonly Item[], separator: string, o: Pick<LsOptions, 'width' | 'end'>): string {
  let out = '';
  let at = 0;
  for (const [i, item] of items.entries()) {
    if (i > 0) {
      const fits = o.width === 0 || (at + item.width + 2 < o.width && at <= Number.MAX_SAFE_INTEGER - item.width - 2);
      if (fits) at += 2;
      else at = 0;
      out += separator + (fits ? ' ' : o.end);
    }
    out += item.text;
    at += item.width;
  }
  return out + o.end;
}

/** The widths of as many columns as fit (ls.c, calculate_columns). */
function columnWidths(items: readonly Item[], down: boolean, width: number): number[] {
  const most = Math.max(1, Math.min(items.length, Math.floor(width / MIN_COLUMN) + (width % MIN_COLUMN !== 0 ? 1 : 0)));
  for (let columns = most; columns > 1; columns--) {
    const rows = Math.ceil(items.length / columns);
    const widths = new Array<number>(columns).fill(MIN_COLUMN);
    for (const [i, item] of items.entries()) {
      const column = down ? Math.floor(i / rows) : i % columns;
      const needed = item.width + (column === columns - 1 ? 0 : 2);
      if (widths[column]! < needed) widths[column] = needed;
    }
    if (widths.reduce((a, b) => a + b) < width) return widths;
  }
  return [0];
}

function inColumns(items: readonly Item[], o: Pick<LsOptions, 'format' | 'width' | 'tabs' | 'end'>): string {
  const down = o.format === 'columns';
  const widths = columnWidths(items, down, o.width);
  const columns = widths.length;
  const rows = Math.ceil(items.length / columns);
  let out = '';
  for (let row = 0; row < rows; row++) {
    let at = 0;
    for (let column = 0, end = 0; column < columns; column++) {
      const item = items[down ? column * rows + row : row * columns + column];
      if (!item) break;
      out += indent(at, end, o.tabs) + item.text;
      at = end + item.width;
      end += widths[column]!;
    }
    out += o.end;
  }
  return out;
}

/** Moves from one column to another with tabs where they reach, then blanks. */
function indent(from: number, to: number, tabs: number): string {
  let out = '';
  for (let at = from; at < to;) {
    if (tabs > 0 && Math.floor(to / tabs) > Math.floor((at + 1) / tabs)) {
      out += '\t';
      at += tabs - (at % tabs);
    } else {
      out += ' ';
      at++;
    }
  }
  return out;
}
