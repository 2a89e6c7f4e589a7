import { Errno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { fromBinary, text } from '../../../kernel/text.ts';
import { Input } from '../lib/input.ts';
import { displayWidth } from '../lib/quoting.ts';
import { FAMILIES, Failure, utility, type Option, type Tool } from '../lib/utility.ts';

const refused = true;
const OPTIONS = {
  table: { flags: '-t, --table', help: 'create a table' },
  name: { flags: '-n, --table-name', arg: '<name>', help: 'table name for JSON output' },
  order: { flags: '-O, --table-order', arg: '<columns>', help: 'specify order of output columns', refused },
  columns: { flags: '-N, --table-columns', arg: '<names>', help: 'comma separated columns names' },
  limit: { flags: '-l, --table-columns-limit', arg: '<num>', help: 'maximal number of input columns' },
  noExtreme: { flags: '-E, --table-noextreme', arg: '<columns>', help: "don't count long text from the columns", refused },
  noHeadings: { flags: '-d, --table-noheadings', help: "don't print header" },
  repeat: { flags: '-e, --table-header-repeat', help: 'repeat header for each page', refused },
  hide: { flags: '-H, --table-hide', arg: '<columns>', help: "don't print the columns", refused },
  right: { flags: '-R, --table-right', arg: '<columns>', help: 'right align text in these columns' },
  truncate: { flags: '-T, --table-truncate', arg: '<columns>', help: 'truncate text in the columns', refused },
  wrap: { flags: '-W, --table-wrap', arg: '<columns>', help: 'wrap text in the columns', refused },
  keepEmpty: { flags: '-L, --keep-empty-lines', help: "don't ignore empty lines" },
  json: { flags: '-J, --json', help: 'use JSON output format for table' },
  tree: { flags: '-r, --tree', arg: '<column>', help: 'column to use tree-like output', refused },
  treeId: { flags: '-i, --tree-id', arg: '<column>', help: 'line ID', refused },
  treeParent: { flags: '-p, --tree-parent', arg: '<column>', help: 'parent', refused },
  width: { flags: '-c, --output-width', arg: '<width>', help: 'width of output in number of characters' },
  outputSeparator: { flags: '-o, --output-separator', arg: '<string>', help: 'columns separator for table output' },
  separator: { flags: '-s, --separator', arg: '<string>', help: 'possible table delimiters' },
  fillRows: { flags: '-x, --fillrows', help: 'fill rows before columns' },
} as const satisfies Record<string, Option>;

type T = Tool<keyof typeof OPTIONS>;

export default utility({
  name: 'column',
  family: FAMILIES.bsdExtra,
  sizeBytes: 55_616,
  usage: ['[options] [<file>...]'],
  summary: 'Columnate lists.',
  options: OPTIONS,
  *main(p, t) {
    if (t.has('json') && !t.has('columns')) throw new Failure('option --table-columns required for --json');
    const widthText = t.value('width');
    if (widthText !== undefined && !/^\d+$/.test(widthText)) throw new Failure(`invalid columns argument: '${widthText}'`);
    const columns = p.env['COLUMNS'];
    const width = Number(widthText ?? p.fds.get(1)?.file.terminal?.columns ?? (columns && /^\d+$/.test(columns) ? columns : 80));
    const table = t.has('table', 'json');
    const lines: string[] = [];
    for (const path of t.operands.length > 0 ? t.operands : ['-']) yield* read(p, t, path, lines, table);
    if (lines.length === 0) return;
    if (table) yield* p.stdout.write(t.has('json') ? json(t, lines) : tabulate(t, lines));
    else yield* p.stdout.write(fill(lines, width, t.has('fillRows')));
  },
});

function* read(p: Process, t: T, path: string, lines: string[], table: boolean): Step {
  try {
    const input = Input.open(p, path);
    for (let line = yield* input.line(); line; line = yield* input.line()) {
      const words = text(fromBinary(line.text));
      const blank = words.trim() === '';
      if (!blank) lines.push(table ? words : words.replace(/^\s+/, ''));
      else if (t.has('keepEmpty')) lines.push('');
    }
    input.close();
  } catch (e) {
    if (!(e instanceof Errno)) throw e;
    yield* t.fail(`${path}: ${e.text}`);
  }
}

/** A line's cells: at runs of blanks, or at each of the given delimiters. */
function cellsOf(t: T, line: string): string[] {
  const delimiters = t.value('separator');
  const limit = Number(t.value('limit') ?? 0);
  if (delimiters === undefined) {
    const words = line.trim() === '' ? [] : line.trim().split(/[ \t]+/);
    if (!limit || words.length <= limit) return words;
    const m = new RegExp(`^\\s*(?:\\S+[ \\t]+){${limit - 1}}`).exec(line)!;
    return [...words.slice(0, limit - 1), line.slice(m[0].length)];
  }
  const cells: string[] = [];
  let cell = '';
  for (const c of line) {
    if (delimiters.includes(c) && !(limit && cells.length === limit - 1)) {
      cells.push(cell);
      cell = '';
    } else cell += c;
  }
  return [...cells, cell];
}

function tabulate(t: T, lines: readonly string[]): string {
  const separator = t.value('outputSeparator') ?? '  ';
  const rows = lines.map((line) => cellsOf(t, line));
  const names = t.value('columns')?.split(',');
  const count = Math.max(names?.length ?? 0, ...rows.map((row) => row.length));
  if (names && !t.has('noHeadings')) rows.unshift(names);
  const right = new Set<number>();
  for (const word of (t.value('right') ?? '').split(',').filter(Boolean)) {
    if (word === '0' || word === '-') for (let i = 0; i < count; i++) right.add(i);
    const index = /^\d+$/.test(word) ? Number(word) - 1 : (names?.indexOf(word) ?? -1);
    if (index < 0 && word !== '-' && word !== '0') throw new Failure(`undefined column name '${word}'`);
    right.add(index);
  }
  const widths = Array.from({ length: count }, (_, i) => Math.max(0, ...rows.map((row) => displayWidth(row[i] ?? ''))));
  return rows
    .map((row) => {
      if (row.length === 0) return '\n';
      const shown = widths.map((width, i) => {
        const cell = row[i] ?? '';
        const padding = ' '.repeat(width - displayWidth(cell));
        if (right.has(i)) return padding + cell;
        return i === count - 1 ? cell : cell + padding;
      });
      return `${shown.join(separator)}\n`;
    })
    .join('');
}

function json(t: T, lines: readonly string[]): string {
  const names = t.value('columns')!.split(',');
  const rows = lines.map((line, i) => {
    const cells = cellsOf(t, line);
    if (cells.length > names.length) throw new Failure(`line ${i + 1}: for JSON the name of the column ${names.length + 1} is required`);
    const fields = names.map(
      (name, i) => `         ${JSON.stringify(name.toLowerCase())}: ${cells[i] === undefined ? 'null' : JSON.stringify(cells[i])}`,
    );
    return `{\n${fields.join(',\n')}\n      }`;
  });
  return `{\n   ${JSON.stringify(t.value('name') ?? 'table')}: [\n      ${rows.join(',')}\n   ]\n}\n`;
}

/** Fills columns that are a multiple of eight wide, with tabs between them. */
function fill(lines: readonly string[], width: number, rowsFirst: boolean): string {
  const widest = (Math.max(...lines.map(displayWidth)) + 8) & ~7;
  if (widest >= width) return lines.map((line) => `${line}\n`).join('');
  const columns = Math.floor(width / widest);
  const rows = Math.ceil(lines.length / columns);
  let out = '';
  for (let row = 0; row < rows; row++) {
    let at = 0;
    let end = widest;
    for (let column = 0; column < columns; column++) {
      const index = rowsFirst ? row * columns + column : row + column * rows;
      const line = lines[index];
      if (line === undefined) break;
      out += line;
      at += displayWidth(line);
      const next = rowsFirst ? column + 1 < columns && lines[index + 1] !== undefined : lines[index + rows] !== undefined;
      if (!next || column === columns - 1) break;
      for (let stop = (at + 8) & ~7; stop <= end; stop = (at + 8) & ~7) {
        out += '\t';
        at = stop;
      }
      end += widest;
    }
    out += '\n';
  }
  return out;
}
