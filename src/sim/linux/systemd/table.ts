import { ellipsize } from '../journald/show.ts';

/** Colours of systemd's programs. */
export const COLORS = {
  red: '\u001b[0;1;31m',
  green: '\u001b[0;1;32m',
  yellow: '\u001b[0;1;38;5;185m',
  blue: '\u001b[0;1;34m',
  bold: '\u001b[0;1;39m',
  grey: '\u001b[0;38;5;245m',
  normal: '\u001b[0m',
  underline: '\u001b[0;4m',
} as const;

/** A cell: its text, and its colour, which the space behind it takes on too. */
export type Cell = string | { text: string; color: string };

export interface Row {
  cells: readonly Cell[];
  /** A line is drawn under it. */
  underlined?: boolean;
}

export interface TableOptions {
  header?: readonly string[];
  colors: boolean;
  /** Columns that the table may take; unlimited where none are given. */
  width?: number;
}

const textOf = (cell: Cell | undefined): string => (cell === undefined ? '' : typeof cell === 'string' ? cell : cell.text);
const columns = (text: string): number => [...text].length;

/** Shares room among columns as systemd's tables do: nobody gets more than it wants, what is left goes to the others. */
function widths(wanted: readonly number[], room: number): number[] {
  const total = wanted.reduce((a, b) => a + b, 0) + wanted.length - 1;
  if (total <= room) return [...wanted];
  let extra = Math.max(0, room - (2 * wanted.length - 1));
  let weight = 100 * wanted.length;
  const out: (number | undefined)[] = wanted.map(() => undefined);
  for (let last = false; ;) {
    let again = false;
    for (const [i, want] of wanted.entries()) {
      if (out[i] !== undefined) continue;
      let w = 1 + (weight === 0 ? Math.floor(extra / wanted.length) : Math.floor((extra * 100) / weight));
      if (w >= want) {
        w = want;
        again = true;
      } else if (!last) continue;
      out[i] = w;
      extra -= w - 1;
      weight -= 100;
      if (again && !last) break;
    }
    if (last) break;
    if (!again) last = true;
  }
  return out.map((w) => w ?? 1);
}

/** A table as systemctl prints it. */
export function renderTable(rows: readonly Row[], options: TableOptions): string {
  const { header, colors } = options;
  const count = Math.max(header?.length ?? 0, ...rows.map((row) => row.cells.length));
  const wanted = Array.from({ length: count }, (_, i) =>
    Math.max(1, header ? columns(header[i]!) : 0, ...rows.map((row) => columns(textOf(row.cells[i])))),
  );
  const sizes = options.width === undefined ? wanted : widths(wanted, options.width);
  const fit = (text: string, i: number): string => ellipsize(text, sizes[i]!, 100);
  const padded = (text: string, i: number): string => text + ' '.repeat(Math.max(0, sizes[i]! - columns(text)));
  const lines: string[] = [];
  if (header) lines.push(headerLine(header.map(fit), colors, padded));
  for (const row of rows) lines.push(rowLine(row, count, colors, fit, padded));
  return lines.map((line) => `${line}\n`).join('');
}

function headerLine(texts: readonly string[], colors: boolean, padded: (text: string, i: number) => string): string {
  const { normal, underline } = COLORS;
  if (!colors) return texts.map((text, i) => (i === texts.length - 1 ? text : padded(text, i))).join(' ');
  return texts.map((text, i) => `${normal}${underline}${i > 0 ? ' ' : ''}${padded(text, i)}${normal}`).join('');
}

function rowLine(
  row: Row,
  count: number,
  colors: boolean,
  fit: (text: string, i: number) => string,
  padded: (text: string, i: number) => string,
): string {
  const { normal, underline } = COLORS;
  const line = colors && row.underlined ? underline : '';
  let out = '';
  let gap = '';
  for (let i = 0; i < count; i++) {
    const cell = row.cells[i];
    const color = colors && typeof cell === 'object' ? cell.color : '';
    if (i > 0) out += gap || line ? `${gap || normal}${line} ${normal}` : ' ';
    const text = fit(textOf(cell), i);
    const marked = color !== '' || line !== '';
    const whole = i === count - 1 && !marked ? text : padded(text, i);
    out += marked ? `${color || normal}${line}${whole}${normal}` : whole;
    gap = color;
  }
  return out;
}
