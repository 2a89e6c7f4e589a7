/** A value as iproute2's json_writer prints it: numbers, texts, lists and objects in their order. */
export type Json = string | number | boolean | Json[] | { [key: string]: Json | undefined };

/** Prints a value as `ip -j` does, or as `ip -j -p` does, whose indentation is its own. */
export function printJson(value: Json, pretty: boolean): string {
  let out = '';
  let depth = 0;
  let separator = '';
  const line = (): void => {
    if (pretty) out += `\n${'    '.repeat(depth)}`;
  };
  const begin = (c: string): void => {
    out += separator + c;
    depth++;
    separator = '';
  };
  const end = (c: string): void => {
    depth--;
    if (separator !== '') line();
    out += c;
    separator = ',';
  };
  const visit = (v: Json): void => {
    if (Array.isArray(v)) {
      begin('[');
      if (pretty) out += ' ';
      for (const item of v) visit(item);
      if (pretty && separator !== '') out += ' ';
      separator = '';
      end(']');
    } else if (typeof v === 'object') {
      begin('{');
      for (const [key, item] of Object.entries(v)) {
        if (item === undefined) continue;
        out += separator;
        separator = '';
        line();
        out += `${JSON.stringify(key)}:${pretty ? ' ' : ''}`;
        visit(item);
      }
      end('}');
    } else {
      out += separator + JSON.stringify(v);
      separator = ',';
    }
  };
  visit(value);
  return out;
}
