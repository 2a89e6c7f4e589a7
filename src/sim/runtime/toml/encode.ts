import type { TomlTable, TomlValue } from './parse.ts';

const isTable = (v: TomlValue): v is TomlTable => typeof v === 'object' && !Array.isArray(v);

const key = (name: string): string => (/^[A-Za-z0-9_-]+$/.test(name) ? name : text(name));

/** Literal strings where they can be, as go-toml v2 writes them. */
function text(value: string): string {
  if (!/['\u0000-\u001f\u007f]/.test(value)) return `'${value}'`;
  return JSON.stringify(value);
}

function scalar(value: TomlValue): string {
  if (typeof value === 'string') return text(value);
  if (Array.isArray(value)) return `[${value.map(scalar).join(', ')}]`;
  if (isTable(value))
    return `{${Object.entries(value)
      .map(([k, v]) => `${key(k)} = ${scalar(v)}`)
      .join(', ')}}`;
  return String(value);
}

/** A TOML document as go-toml v2 writes it with SetIndentTables: a table's own values first, tables below it indented. */
export function encodeToml(root: TomlTable): string {
  const out: string[] = [];
  const write = (table: TomlTable, path: readonly string[]): void => {
    const margin = '  '.repeat(path.length);
    const entries = Object.entries(table);
    const values = entries.filter(([, v]) => !isTable(v));
    for (const [name, value] of values) out.push(`${margin}${key(name)} = ${scalar(value)}`);
    let first = values.length === 0;
    for (const [name, value] of entries) {
      if (!isTable(value)) continue;
      if (!first) out.push('');
      first = false;
      out.push(`${margin}[${[...path, name].map(key).join('.')}]`);
      write(value, [...path, name]);
    }
  };
  write(root, []);
  return `${out.join('\n')}\n`;
}
