import type { Cell, Layout } from './layout.ts';

const REVERSE = '\x1b[7m';
const PLAIN = '\x1b[27m';

/** What stands on the screen, and the least that has to be written to change it. */
export class Screen {
  #rows: Cell[][] = [];
  #row = 0;
  #column = 0;

  constructor(public columns: number) {}

  /** Whatever stood there is the past's: the next line begins where the cursor is, at the left. */
  reset(): void {
    this.#rows = [];
    this.#row = 0;
    this.#column = 0;
  }

  /** The text that makes the screen show a layout. */
  update(layout: Layout): string {
    let out = '';
    const { rows } = layout;
    for (let i = 0; i < rows.length; i++) out += this.#updateRow(i, rows[i]!);
    // rows that are gone
    for (let i = rows.length; i < this.#rows.length; i++) if (this.#rows[i]!.length > 0) out += `${this.#moveTo(i, 0)}\x1b[K`;
    this.#rows = rows;
    return out + this.#moveTo(layout.row, layout.column);
  }

  #updateRow(index: number, row: readonly Cell[]): string {
    const old = this.#rows[index];
    if (old === undefined && index > 0) {
      // a row below the others: the cursor gets there by the row above running full, or by a newline
      const text = this.#openRow(index);
      return text + this.#write(row, index);
    }
    const before = old ?? [];
    let same = 0;
    let column = 0;
    while (same < row.length && same < before.length && equal(row[same]!, before[same]!)) column += row[same++]!.width;
    if (same === row.length && same === before.length) return '';
    let out = this.#moveTo(index, column);
    out += this.#write(row.slice(same), index);
    if (widthOf(row) < widthOf(before)) out += '\x1b[K';
    return out;
  }

  /** Moves to a new row at the bottom. */
  #openRow(index: number): string {
    // the row above may have run full, which has brought the cursor here
    if (this.#row === index) return this.#moveTo(index, 0);
    const out = `${this.#moveTo(index - 1, this.#column)}\n`;
    this.#row = index;
    this.#column = 0;
    return out;
  }

  #write(cells: readonly Cell[], row: number): string {
    let out = '';
    let marked = false;
    for (const cell of cells) {
      if (cell.marked !== marked) out += cell.marked ? REVERSE : PLAIN;
      marked = cell.marked;
      out += cell.text;
      this.#column += cell.width;
    }
    if (marked) out += PLAIN;
    // a terminal wraps only with the next character: one that vanishes again makes it wrap
    if (this.#column >= this.columns) {
      out += ' \r';
      this.#row = row + 1;
      this.#column = 0;
      const below = this.#rows[row + 1];
      if (below && below.length > 0) this.#rows[row + 1] = [{ text: ' ', width: 1, marked: false }, ...below.slice(1)];
    }
    return out;
  }

  #moveTo(row: number, column: number): string {
    let out = '';
    if (row < this.#row) out += `\x1b[${this.#row - row}A`;
    else if (row > this.#row) {
      out += '\n'.repeat(row - this.#row);
      this.#column = 0;
    }
    this.#row = row;
    const distance = column - this.#column;
    if (distance < 0) out += column === 0 ? '\r' : -distance <= 4 ? '\b'.repeat(-distance) : `\x1b[${-distance}D`;
    else if (distance > 0) out += `\x1b[${distance}C`;
    this.#column = column;
    return out;
  }

  /** Moves behind the line, to the beginning of a new one. */
  leave(): string {
    const bottom = Math.max(0, this.#rows.length - 1);
    // a row that only the cursor is on needs no other below it
    const row = bottom > 0 && this.#rows[bottom]!.length === 0 ? bottom - 1 : bottom;
    const out = `${this.#moveTo(row, row === this.#row ? this.#column : 0)}\n`;
    this.reset();
    return out;
  }

  /** Clears the whole screen; the next layout stands at its top. */
  clear(): string {
    this.reset();
    return '\x1b[H\x1b[2J';
  }
}

function equal(a: Cell, b: Cell): boolean {
  return a.text === b.text && a.width === b.width && a.marked === b.marked;
}

function widthOf(row: readonly Cell[]): number {
  return row.reduce((width, cell) => width + cell.width, 0);
}
