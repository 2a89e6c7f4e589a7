/** A column of a table of util-linux (libsmartcols). */
export interface TableColumn {
  name: string;
  right?: boolean;
  /** Least width. */
  width?: number;
  /** Its cells carry the lines of the tree. */
  tree?: boolean;
  /** What JSON makes of its values; texts unless told otherwise. */
  json?: 'text' | 'number' | 'boolean' | 'list';
}

export interface TableRow {
  cells: readonly string[];
  children?: readonly TableRow[];
}

export type TableForm = 'tree' | 'list' | 'raw' | 'pairs' | 'json';

interface Flat {
  cells: string[];
}

const TREE = { utf8: ['├─', '└─', '│ ', '  '], ascii: ['|-', '`-', '| ', '  '] } as const;

function flatten(rows: readonly TableRow[], column: number, draw: boolean, signs: readonly string[], lead = '', top = true): Flat[] {
  const [branch = '', end = '', line = '', blank = ''] = signs;
  return rows.flatMap((row, i) => {
    const last = i === rows.length - 1;
    const cells = [...row.cells];
    if (draw && !top && column >= 0) cells[column] = lead + (last ? end : branch) + cells[column]!;
    const below = top ? '' : lead + (last ? blank : line);
    return [{ cells }, ...flatten(row.children ?? [], column, draw, signs, below, false)];
  });
}

function jsonValue(column: TableColumn, text: string): string {
  if (column.json === 'list')
    return `[\n${' '.repeat(14)}${
      text === ''
        ? 'null'
        : text
            .split('\n')
            .map((t) => JSON.stringify(t))
            .join(', ')
    }\n${' '.repeat(12)}]`;
  if (text === '') return 'null';
  if (column.json === 'number' && /^-?\d+(\.\d+)?$/.test(text)) return text;
  if (column.json === 'boolean') return text === '1' ? 'true' : 'false';
  return JSON.stringify(text);
}

function json(name: string, columns: readonly TableColumn[], rows: readonly TableRow[]): string {
  const array = (list: readonly TableRow[], indent: number): string =>
    list
      .map((row) => {
        const pad = ' '.repeat(indent + 3);
        const fields = columns.map((c, i) => `${pad}${JSON.stringify(c.name.toLowerCase())}: ${jsonValue(c, row.cells[i]!)}`);
        if (row.children?.length) fields.push(`${pad}"children": [\n${array(row.children, indent + 6)}\n${pad}]`);
        return `${' '.repeat(indent)}{\n${fields.join(',\n')}\n${' '.repeat(indent)}}`;
      })
      .join(',');
  return `{\n   ${JSON.stringify(name)}: [\n${array(rows, 6)}\n   ]\n}\n`;
}

/**
 * Prints a table as libsmartcols does: columns as wide as their longest cell, one blank between, the last one as it is. `name`
 * is the table's in JSON.
 */
export function printTable(
  name: string,
  columns: readonly TableColumn[],
  rows: readonly TableRow[],
  how: { form: TableForm; headings: boolean; utf8: boolean },
): string {
  if (how.form === 'json') return json(name, columns, rows);
  const tree = columns.findIndex((c) => c.tree);
  const signs = how.utf8 ? TREE.utf8 : TREE.ascii;
  const flat = flatten(rows, tree, how.form === 'tree', signs).map((f) => f.cells);
  if (how.form === 'pairs')
    return flat
      .map((cells) => `${cells.map((text, i) => `${columns[i]!.name.replace(/[^A-Z0-9_]/g, '_')}="${text}"`).join(' ')}\n`)
      .join('');
  const all = how.headings ? [columns.map((c) => c.name), ...flat] : flat;
  if (how.form === 'raw') return all.map((cells) => `${cells.map((text) => text.replace(/ /g, '\\x20')).join(' ')}\n`).join('');
  const width = (text: string): number => [...text].length;
  const widths = columns.map((c, i) => Math.max(c.width ?? 0, ...all.map((cells) => Math.max(...cells[i]!.split('\n').map(width)))));
  const line = (cells: readonly string[]): string =>
    cells
      .map((text, i) => {
        const room = ' '.repeat(Math.max(0, widths[i]! - width(text)));
        if (columns[i]!.right) return room + text;
        return i === cells.length - 1 ? text : text + room;
      })
      .join(' ');
  return all
    .map((cells) => {
      const height = Math.max(...cells.map((text) => text.split('\n').length));
      return Array.from({ length: height }, (_, n) => `${line(cells.map((text) => text.split('\n')[n] ?? ''))}\n`).join('');
    })
    .join('');
}
