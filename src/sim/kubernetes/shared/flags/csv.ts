import { GoError } from '../go/error.ts';
import { byteLength } from '../go/quote.ts';

const BARE_QUOTE = 'bare " in non-quoted field';
const QUOTE = 'extraneous or missing " in quoted-field';

/** Where a record is bad, as encoding/csv's ParseError says it (column in bytes). */
function parseError(start: number, line: number, column: number, reason: string): GoError {
  const at = `parse error on line ${line}, column ${column}: ${reason}`;
  return new GoError(start === line ? at : `record on line ${start}; ${at}`);
}

/**
 * The first record of a text, as encoding/csv's Reader gives it: commas part fields, quotes may hold commas and line ends, blank
 * lines before it are skipped. Throws its errors; `EOF` where there is no record.
 */
export function readCsv(text: string): string[] {
  const lines = text.split(/(?<=\n)/).map((line) => line.replace(/\r\n$/, '\n'));
  if (lines.length && lines[lines.length - 1]!.endsWith('\r')) lines[lines.length - 1] = lines[lines.length - 1]!.slice(0, -1);
  let at = lines.findIndex((line) => line !== '\n' && line !== '');
  if (at < 0) throw new GoError('EOF');
  const start = at + 1;
  const fields: string[] = [];
  let line = lines[at]!;
  let column = 1;
  const skip = (count: number) => {
    column += byteLength(line.slice(0, count));
    line = line.slice(count);
  };
  for (;;) {
    if (!line.startsWith('"')) {
      const comma = line.indexOf(',');
      const field = comma >= 0 ? line.slice(0, comma) : line.replace(/\n$/, '');
      const bad = field.indexOf('"');
      if (bad >= 0) throw parseError(start, at + 1, column + byteLength(field.slice(0, bad)), BARE_QUOTE);
      fields.push(field);
      if (comma < 0) return fields;
      skip(comma + 1);
      continue;
    }
    skip(1);
    let field = '';
    for (;;) {
      const end = line.indexOf('"');
      if (end < 0) {
        field += line;
        if (at + 1 >= lines.length) throw parseError(start, at + 1, column + byteLength(line), QUOTE);
        line = lines[++at]!;
        column = 1;
        continue;
      }
      field += line.slice(0, end);
      skip(end + 1);
      if (!line.startsWith('"')) break;
      field += '"';
      skip(1);
    }
    fields.push(field);
    if (line === '' || line === '\n') return fields;
    if (!line.startsWith(',')) throw parseError(start, at + 1, column - 1, QUOTE);
    skip(1);
  }
}

/** One record as encoding/csv's Writer puts it, without the line end. */
export function writeCsv(fields: readonly string[]): string {
  const needsQuotes = (field: string) => field === '\\.' || /[\n\r",]|^\s/.test(field);
  return fields.map((field) => (needsQuotes(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(',');
}
