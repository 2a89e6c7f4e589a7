import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import type { Terminal } from '../../../kernel/terminal.ts';
import { expandCapability, terminalType } from './terminfo.ts';

interface Cell {
  char: string;
  /** `reverse`, or nothing. */
  attribute: string;
}

const BLANK: Cell = { char: ' ', attribute: '' };
/** Moves of up to so many columns are worth looking for a cheaper way than an absolute one (ncurses, LONG_DIST). */
const LONG_DISTANCE = 7;
/** Unchanged cells that are jumped over, not written again (ncurses, _inline_cost). */
const INLINE_COST = 5;
/** What xterm's `sgr` makes of reverse. */
const REVERSE = '\x1b(B\x1b[0;7m';

/**
 * A screen as ncurses keeps it: programs write into a picture, and `refresh` sends what differs from the last one. The
 * sequences are those that ncurses 6.4 chooses for xterm, so that a recording looks the same.
 */
export class Curses {
  #wanted: Cell[][] = [];
  #shown: Cell[][] = [];
  /** Where the cursor is; unknown after the last column was written. */
  #row = 0;
  #column = 0;
  #known = true;
  #attribute = '';
  readonly #capability: (name: string, ...parameters: number[]) => string;

  constructor(
    private readonly p: Process,
    readonly terminal: Terminal,
  ) {
    const { capabilities } = terminalType(p.env['TERM'] ?? 'dumb') ?? terminalType('dumb')!;
    this.#capability = (name, ...parameters) =>
      typeof capabilities[name] === 'string' ? expandCapability(capabilities[name], parameters) : '';
    this.#wanted = this.#blank();
    this.#shown = this.#blank();
  }

  get rows(): number {
    return this.terminal.rows;
  }

  get columns(): number {
    return this.terminal.columns;
  }

  #blank(): Cell[][] {
    return Array.from({ length: this.rows }, () => new Array<Cell>(this.columns).fill(BLANK));
  }

  /** initscr(3): the alternate screen, empty. */
  *begin(): Step {
    const c = this.#capability;
    yield* this.p.write(1, `${c('smcup')}${c('csr', 0, this.rows - 1)}${c('sgr0')}${c('rmir')}${c('smam')}${c('home')}\x1b[2J`);
  }

  /** endwin(3). */
  *end(): Step {
    const c = this.#capability;
    yield* this.p.write(1, `${c('cup', this.rows - 1, 0)}${c('rmcup')}\r${c('rmkx')}`);
  }

  /** An empty picture; also takes the terminal's size as it is now. */
  erase(): void {
    const resized = this.#wanted.length !== this.rows || this.#wanted[0]?.length !== this.columns;
    this.#wanted = this.#blank();
    if (resized) this.#shown = [];
  }

  /** Writes into the picture; what is beyond its edge is cut off. */
  put(row: number, column: number, text: string, attribute = ''): void {
    const line = this.#wanted[row];
    let at = column;
    for (const char of text) if (line && at >= 0 && at < this.columns) line[at++] = { char, attribute };
  }

  /** The character of the picture at a place. */
  at(row: number, column: number): string {
    return this.#wanted[row]?.[column]?.char ?? ' ';
  }

  /** The character that is on the screen at a place. */
  shownAt(row: number, column: number): string {
    return this.#shown[row]?.[column]?.char ?? ' ';
  }

  /** Sends what has changed; the cursor is left at the given place. */
  *refresh(cursorRow = this.rows - 1, cursorColumn = this.columns - 1): Step {
    let out = '';
    if (this.#shown.length === 0) {
      out += `${this.#capability('home')}\x1b[2J`;
      this.#shown = this.#blank();
      this.#row = this.#column = 0;
      this.#known = true;
    }
    for (let row = 0; row < this.rows; row++) out += this.#line(row);
    out += this.#move(cursorRow, cursorColumn) + this.#setAttribute('');
    this.#shown = this.#wanted.map((line) => [...line]);
    if (out) yield* this.p.write(1, out);
  }

  #line(row: number): string {
    const [wanted, shown] = [this.#wanted[row]!, this.#shown[row]!];
    const differs = (i: number): boolean => wanted[i]!.char !== shown[i]!.char || wanted[i]!.attribute !== shown[i]!.attribute;
    let last = this.columns - 1;
    while (last >= 0 && !differs(last)) last--;
    let out = '';
    for (let i = 0; i <= last;) {
      if (!differs(i)) {
        i++;
        continue;
      }
      // a tail that is all blank now is erased at once
      if (last - i > 3 && wanted.slice(i).every((cell) => cell.char === ' ' && cell.attribute === '')) {
        return out + this.#move(row, i) + this.#setAttribute('') + this.#capability('el');
      }
      let end = i + 1;
      for (let same = 0; end <= last; end++) {
        same = differs(end) ? 0 : same + 1;
        if (same > INLINE_COST) {
          end -= same - 1;
          break;
        }
      }
      end = Math.min(end, last + 1);
      out += this.#move(row, i) + this.#emit(wanted.slice(i, end));
      i = end;
    }
    return out;
  }

  #emit(cells: readonly Cell[]): string {
    let out = '';
    for (const cell of cells) {
      out += this.#setAttribute(cell.attribute) + cell.char;
      this.#column++;
    }
    if (this.#column >= this.columns) this.#known = false;
    return out;
  }

  #setAttribute(attribute: string): string {
    if (attribute === this.#attribute) return '';
    this.#attribute = attribute;
    return attribute === '' ? this.#capability('sgr0') : REVERSE;
  }

  /** The cheapest way to a place (ncurses, onscreen_mvcur). */
  #move(row: number, column: number): string {
    if (this.#known && this.#row === row && this.#column === column) return '';
    const from = { row: this.#row, column: this.#column };
    const distance = Math.abs(row - from.row) + Math.abs(column - from.column);
    const far = column > LONG_DISTANCE && column < this.columns - 1 - LONG_DISTANCE && distance > LONG_DISTANCE;
    let best = this.#capability('cup', row, column);
    const offer = (way: string): void => {
      if (way !== '' && way.length < best.length) best = way;
    };
    if (this.#known && !far) {
      if (row === from.row) {
        offer(this.#capability('hpa', column));
        if (column === 0) offer('\r');
        else if (column < from.column && from.column - column < 5) offer('\b'.repeat(from.column - column));
        else if (column > from.column) offer(this.#along(row, from.column, column));
      } else if (column === 0) {
        offer(`\r${this.#capability('vpa', row)}`);
      } else if (column === from.column) offer(this.#capability('vpa', row));
    }
    this.#row = row;
    this.#column = column;
    this.#known = true;
    return best;
  }

  /** Forward by writing what is on the screen already. */
  #along(row: number, from: number, to: number): string {
    const cells = this.#shown[row]!.slice(from, to);
    return cells.every((cell) => cell.attribute === '') ? cells.map((cell) => cell.char).join('') : '';
  }
}
