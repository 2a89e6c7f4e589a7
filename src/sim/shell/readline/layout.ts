import { characterWidth } from './width.ts';

/** One character on the screen. */
export interface Cell {
  /** The character with its marks, or what stands for a control character. */
  text: string;
  width: number;
  /** Shown in reverse video: pasted text until the next key. */
  marked: boolean;
}

/** Rows of a prompt and a line as they stand on the screen, and where the cursor is. */
export interface Layout {
  rows: Cell[][];
  row: number;
  column: number;
  /** The beginning stands above the screen and is not shown. */
  cut: boolean;
}

export interface LayoutInput {
  /** The last line of the prompt, what prints nothing between U+0001 and U+0002. */
  prompt: string;
  text: string;
  point: number;
  columns: number;
  rows: number;
  /** The part that is marked. */
  marked?: readonly [number, number];
}

/**
 * Lays a line out. Of a line that does not fit the screen only what is around the cursor is laid out, so the work is bounded by the
 * size of the screen.
 */
export function layOut(input: LayoutInput): Layout {
  const { text, point, columns, rows } = input;
  const screen = columns * rows;
  const start = point > screen ? windowStart(text, point, columns, rows) : 0;
  const end = Math.min(text.length, point + screen);
  const builder = new RowBuilder(columns);
  if (start === 0) builder.prompt(input.prompt);
  const [from, to] = input.marked ?? [0, 0];
  let cursor: { row: number; column: number } | undefined;
  for (let at = start; at < end; ) {
    if (at === point) cursor = builder.place;
    const next = characterEnd(text, at);
    builder.add(text.slice(at, next), at >= from && at < to);
    at = next;
  }
  cursor ??= builder.place;
  builder.finish();
  return cutToScreen({ rows: builder.rows, row: cursor.row, column: cursor.column, cut: start > 0 }, rows);
}

/** A place at which a row begins, about a screen before the cursor. */
function windowStart(text: string, point: number, columns: number, rows: number): number {
  const earliest = point - columns * rows;
  const newline = text.indexOf('\n', earliest);
  if (newline >= 0 && newline < point) return newline + 1;
  // one line longer than the screen: rows begin at multiples of the width, seen from the line's beginning
  const lineStart = text.lastIndexOf('\n', earliest) + 1;
  return lineStart + Math.ceil((earliest - lineStart) / columns) * columns;
}

/** The screen shows no more rows than it has: those around the cursor, the last ones if possible. */
function cutToScreen(layout: Layout, rows: number): Layout {
  const excess = layout.rows.length - rows;
  if (excess <= 0) return layout;
  const top = Math.min(excess, Math.max(0, layout.row - rows + 1));
  return { rows: layout.rows.slice(top, top + rows), row: layout.row - top, column: layout.column, cut: layout.cut || top > 0 };
}

function characterEnd(text: string, at: number): number {
  const code = text.codePointAt(at)!;
  return at + (code > 0xffff ? 2 : 1);
}

class RowBuilder {
  readonly rows: Cell[][] = [[]];
  #column = 0;

  constructor(private readonly columns: number) {}

  /** Where the next character would stand; a full row's end is the next row's beginning. */
  get place(): { row: number; column: number } {
    return this.#column >= this.columns ? { row: this.rows.length, column: 0 } : { row: this.rows.length - 1, column: this.#column };
  }

  prompt(prompt: string): void {
    let invisible = '';
    let hidden = false;
    for (const c of prompt) {
      if (c === '\x01') hidden = true;
      else if (c === '\x02') hidden = false;
      else if (hidden) invisible += c;
      else {
        if (invisible !== '') this.#put(invisible, 0, false);
        invisible = '';
        this.add(c, false);
      }
    }
    if (invisible !== '') this.#put(invisible, 0, false);
  }

  add(character: string, marked: boolean): void {
    const code = character.codePointAt(0)!;
    if (code === 10) this.#newRow();
    else if (code === 9) {
      const next = Math.min(this.columns, (Math.floor(this.#column / 8) + 1) * 8);
      for (let i = this.#column >= this.columns ? 0 : this.#column; i < next; i++) this.#put(' ', 1, marked);
    } else if (code < 32 || code === 127) {
      this.#put('^', 1, marked);
      this.#put(code === 127 ? '?' : String.fromCharCode(code + 64), 1, marked);
    } else if (code >= 0xdc80 && code <= 0xdcff) {
      for (const c of `\\${(code - 0xdc00).toString(8)}`) this.#put(c, 1, marked);
    } else {
      const width = characterWidth(character);
      const row = this.rows[this.rows.length - 1]!;
      const last = row[row.length - 1];
      // a mark joins the character before it
      if (width === 0 && last && last.width > 0) row[row.length - 1] = { ...last, text: last.text + character };
      else this.#put(character, width, marked);
    }
  }

  #put(text: string, width: number, marked: boolean): void {
    if (width > 0 && this.#column + width > this.columns) this.#newRow();
    this.rows[this.rows.length - 1]!.push({ text, width, marked });
    this.#column += width;
  }

  #newRow(): void {
    this.rows.push([]);
    this.#column = 0;
  }

  /** A line that fills its last row has the cursor on a row of its own below it. */
  finish(): void {
    if (this.#column >= this.columns) this.rows.push([]);
  }
}
