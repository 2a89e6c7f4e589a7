import { fromBinary, text } from '../../../kernel/text.ts';
import { displayWidth } from '../lib/quoting.ts';
import type { Regex } from '../lib/regex.ts';

/** How lines are shown. */
export interface Look {
  columns: number;
  /** -S: long lines are cut, not folded. */
  chop: boolean;
  /** -R: colours and hyperlinks pass; -r: everything passes. */
  raw: 'no' | 'colours' | 'all';
  utf8: boolean;
  numbers: boolean;
  /** Columns that the view has moved to the right. */
  shift: number;
  standout: string;
  normal: string;
}

/** A piece of a line: characters that take columns, or a sequence that takes none. */
interface Cell {
  text: string;
  width: number;
}

const SEQUENCE = /^\x1b(?:\[[0-9;:]*m|\]8;[^\x07\x1b]*(?:\x07|\x1b\\))/;
const NUMBER_COLUMNS = 8;
/** What follows a full row of a folded line: a terminal wraps at the next character. */
const FOLD = ' \b';

function cells(line: string, look: Look): Cell[] {
  const out: Cell[] = [];
  const shown = look.utf8 ? text(fromBinary(line)) : line;
  let column = 0;
  const push = (piece: string, width: number): void => {
    out.push({ text: piece, width });
    column += width;
  };
  for (let i = 0; i < shown.length;) {
    const sequence = look.raw === 'no' ? null : SEQUENCE.exec(shown.slice(i, i + 2048));
    if (sequence) {
      push(sequence[0], 0);
      i += sequence[0].length;
      continue;
    }
    const c = String.fromCodePoint(shown.codePointAt(i)!);
    i += c.length;
    if (c === '\t') push(' '.repeat(8 - (column % 8)), 8 - (column % 8));
    else if (c === '\r' && i === shown.length) continue;
    else if (look.raw === 'all') push(c, c < ' ' ? 0 : displayWidth(c));
    else if (shown[i] === '\b' && i + 1 < shown.length) {
      // overstruck letters, as old manuals print them: bold, or underlined
      const over = shown[i + 1]!;
      push(c === '_' ? `\x1b[4m${over}\x1b[24m` : `\x1b[1m${over}\x1b[m`, 1);
      i += 2;
    } else if (c < ' ' || c === '\x7f') {
      const name = `^${String.fromCharCode(c.charCodeAt(0) ^ 64)}`;
      push(c === '\x1b' ? `${look.standout}ESC${look.normal}` : look.standout + name + look.normal, c === '\x1b' ? 3 : name.length);
    } else if (!look.utf8 && c > '\x7e') push(`${look.standout}<${c.charCodeAt(0).toString(16).toUpperCase()}>${look.normal}`, 4);
    else push(c, displayWidth(c));
  }
  return out;
}

/** A line as it stands on the screen: one row, or several where it is folded, each with what ends it. `chopped`: something was cut off. */
export function rowsOf(line: string, number: number, look: Look, search: Regex | undefined): { rows: string[]; chopped: boolean } {
  const prefix = look.numbers ? `${String(number).padStart(NUMBER_COLUMNS - 1)} ` : '';
  const width = look.columns - (look.numbers ? NUMBER_COLUMNS : 0);
  const end = look.raw === 'colours' ? '\x1b[m' : '';
  const all = highlighted(cells(line, look), look, search);
  if (look.chop) return chopLine(all, prefix, end, width, look);
  const rows: string[] = [];
  let row = prefix;
  let used = 0;
  for (const cell of all) {
    if (used + cell.width > width) {
      // the cursor is brought to the next row without ending the line
      rows.push(`${row}${FOLD}`);
      row = '';
      used = 0;
    }
    row += cell.text;
    used += cell.width;
  }
  rows.push(`${row}${end}\n`);
  return { rows, chopped: false };
}

function chopLine(all: readonly Cell[], prefix: string, end: string, width: number, look: Look): { rows: string[]; chopped: boolean } {
  let row = '';
  let column = 0;
  const total = all.reduce((sum, cell) => sum + cell.width, 0) - look.shift;
  const chopped = total > width;
  const room = chopped ? width - 1 : width;
  for (const cell of all) {
    const at = column - look.shift;
    column += cell.width;
    if (cell.width === 0 || (at >= 0 && at + cell.width <= room)) row += cell.text;
  }
  return { rows: [`${prefix}${row}${end}${chopped ? `${look.standout}>${look.normal}` : ''}\n`], chopped };
}

/** Marks what a search found, as far as plain characters go. */
function highlighted(all: Cell[], look: Look, search: Regex | undefined): Cell[] {
  if (!search) return all;
  const visible = all.filter((cell) => cell.width > 0);
  const plain = visible.map((cell) => cell.text).join('');
  if (plain.length !== visible.length) return all;
  const marks = new Set<number>();
  for (let at = 0; at <= plain.length;) {
    const found = search.exec(plain, at);
    if (!found) break;
    for (let i = found.start; i < found.end; i++) marks.add(i);
    at = Math.max(found.end, found.start + 1);
  }
  if (marks.size === 0) return all;
  let index = -1;
  return all.map((cell) => {
    if (cell.width === 0) return cell;
    index++;
    if (!marks.has(index)) return cell;
    const open = marks.has(index - 1) ? '' : look.standout;
    const close = marks.has(index + 1) ? '' : look.normal;
    return { text: open + cell.text + close, width: cell.width };
  });
}
