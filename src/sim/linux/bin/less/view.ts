import type { Step } from '../../../kernel/step.ts';
import type { Terminal } from '../../../kernel/terminal.ts';
import type { Regex } from '../lib/regex.ts';
import type { LessOptions } from './options.ts';
import { rowsOf, type Look } from './rows.ts';
import type { Source } from './source.ts';

/** A row of the view: a line, and which of its folded rows. */
export interface Spot {
  line: number;
  row: number;
}

export const START: Spot = { line: 0, row: 0 };

/** What the view draws with: the terminal's strings, and where they go. */
export interface Canvas {
  terminal: Terminal;
  capability(name: string): string;
  write(data: string): Step;
}

/** The part of a file that is on the screen, and how to move it. */
export class View {
  top: Spot = START;
  /** Rows that are shown now, and whether the last one of the file is among them. */
  shownRows = 0;
  atEnd = false;
  /** What a search looks for, marked where it is seen. */
  pattern: Regex | undefined;
  /** The cursor stands at the beginning of an empty line. */
  atLineStart = false;

  constructor(
    private readonly canvas: Canvas,
    private readonly o: LessOptions,
    readonly look: Look,
    public source: Source,
  ) {}

  get height(): number {
    return Math.max(1, this.canvas.terminal.rows - 1);
  }

  /** A line's rows; none beyond the end of the file. */
  *rows(line: number): Step<string[] | undefined> {
    const text = yield* this.source.line(line);
    if (text === undefined) return undefined;
    if (this.o.squeeze && text === '' && line > 0 && (yield* this.source.line(line - 1)) === '') return [];
    const look = { ...this.look, chop: this.o.chop, raw: this.o.raw, numbers: this.o.numbers };
    return rowsOf(text, line + 1, look, this.pattern).rows;
  }

  /** Whether all of the file can be seen at once, with no line cut. */
  *fits(): Step<boolean> {
    let rows = 0;
    for (let i = 0; rows <= this.height; i++) {
      const line = yield* this.source.line(i);
      if (line === undefined) return true;
      const shown = rowsOf(line, i + 1, this.look, undefined);
      if (shown.chopped) return false;
      rows += shown.rows.length;
    }
    return false;
  }

  *#after(spot: Spot): Step<Spot | undefined> {
    const rows = yield* this.rows(spot.line);
    if (rows && spot.row + 1 < rows.length) return { line: spot.line, row: spot.row + 1 };
    for (let line = spot.line + 1; ; line++) {
      const next = yield* this.rows(line);
      if (!next) return undefined;
      if (next.length > 0) return { line, row: 0 };
    }
  }

  *#before(spot: Spot): Step<Spot | undefined> {
    if (spot.row > 0) return { line: spot.line, row: spot.row - 1 };
    for (let line = spot.line - 1; line >= 0; line--) {
      const rows = yield* this.rows(line);
      if (rows && rows.length > 0) return { line, row: rows.length - 1 };
    }
    return undefined;
  }

  *#moved(spot: Spot, by: number): Step<Spot> {
    let at = spot;
    for (let i = 0; i < Math.abs(by); i++) {
      const next = by > 0 ? yield* this.#after(at) : yield* this.#before(at);
      if (!next) break;
      at = next;
    }
    return at;
  }

  /** The last row that is shown. */
  *bottom(): Step<Spot> {
    return yield* this.#moved(this.top, Math.max(0, this.shownRows - 1));
  }

  /** Shows the screen that begins with a row (beyond the end: the last screen), in the way less gets there. */
  *showFrom(wanted: Spot): Step {
    const line = yield* this.source.line(wanted.line);
    const spot = line === undefined ? yield* this.#lastScreen() : wanted;
    const { capability, terminal } = this.canvas;
    const erase = `\r${capability('el')}`;
    const later = spot.line > this.top.line || (spot.line === this.top.line && spot.row >= this.top.row);
    const first = this.shownRows === 0;
    this.top = spot;
    const rows = yield* this.#collect();
    if (first) yield* this.canvas.write(rows.join(''));
    else if (later) yield* this.canvas.write(`${erase}...skipping...\n${rows.join('')}${this.#filler()}`);
    else yield* this.canvas.write(`${erase}${capability('home')}\x1b[2J${this.#upwards(rows)}\x1b[${terminal.rows};1H${this.#filler()}`);
    this.atLineStart = first || later;
  }

  /** The rows from the top on, as many as fit; notes how many, and whether the end is among them. */
  *#collect(): Step<string[]> {
    this.look.columns = this.canvas.terminal.columns;
    const out: string[] = [];
    let spot: Spot | undefined = this.top;
    while (spot && out.length < this.height) {
      const rows = yield* this.rows(spot.line);
      if (!rows) break;
      out.push(rows[spot.row] ?? '\n');
      spot = yield* this.#after(spot);
    }
    this.shownRows = out.length;
    this.atEnd = !spot || (yield* this.rows(spot.line)) === undefined;
    return out;
  }

  /** What is left of a screen below the end is marked. */
  #filler(): string {
    return `${this.canvas.capability('bold')}~\x1b[0m\n`.repeat(this.height - this.shownRows);
  }

  /** Rows put in at the top of the screen, the last one first. */
  #upwards(rows: readonly string[]): string {
    const { capability } = this.canvas;
    return [...rows]
      .reverse()
      .map((row) => `${capability('home')}${capability('ri')}${row.replace(/ \x08$/, '\n')}`)
      .join('');
  }

  /** Paints everything anew. */
  *paint(): Step {
    const { capability } = this.canvas;
    const rows = yield* this.#collect();
    yield* this.canvas.write(`\r${capability('el')}${capability('home')}${capability('ed')}${rows.join('')}${this.#filler()}`);
    this.atLineStart = true;
  }

  /** The row from which the end of the file fills the screen. */
  *#lastScreen(): Step<Spot> {
    const last = Math.max(0, (yield* this.source.all()) - 1);
    const rows = yield* this.rows(last);
    return yield* this.#moved({ line: last, row: Math.max(0, (rows?.length ?? 1) - 1) }, -(this.height - 1));
  }

  *goEnd(): Step {
    yield* this.showFrom(yield* this.#lastScreen());
  }

  /** Scrolls towards the end; false where that is reached already. */
  *forward(rows: number): Step<boolean> {
    if (this.atEnd) return false;
    let bottom = yield* this.bottom();
    let out = `\r${this.canvas.capability('el')}`;
    for (let i = 0; i < rows; i++) {
      const next: Spot | undefined = yield* this.#after(bottom);
      if (!next) break;
      const shown = yield* this.rows(next.line);
      out += shown?.[next.row] ?? '\n';
      bottom = next;
      if (this.shownRows < this.height) this.shownRows++;
      else this.top = (yield* this.#after(this.top)) ?? this.top;
    }
    this.atEnd = (yield* this.#after(bottom)) === undefined;
    yield* this.canvas.write(out);
    this.atLineStart = true;
    return true;
  }

  /** Scrolls towards the beginning; false where that is reached already. */
  *back(rows: number): Step<boolean> {
    const target = yield* this.#moved(this.top, -rows);
    if (target.line === this.top.line && target.row === this.top.row) return false;
    if (rows > this.height) {
      yield* this.showFrom(target);
      return true;
    }
    const added: string[] = [];
    for (
      let spot: Spot | undefined = target;
      spot && (spot.line !== this.top.line || spot.row !== this.top.row);
      spot = yield* this.#after(spot)
    ) {
      added.push((yield* this.rows(spot.line))?.[spot.row] ?? '\n');
    }
    this.top = target;
    yield* this.#collect();
    const { capability, terminal } = this.canvas;
    yield* this.canvas.write(`\r${capability('el')}${this.#upwards(added)}\x1b[${terminal.rows};1H`);
    this.atLineStart = false;
    return true;
  }
}
