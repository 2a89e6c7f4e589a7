/** Values as JSON has them; objects keep the order of their keys. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const HTML: Record<string, string> = { '<': '\\u003c', '>': '\\u003e', '&': '\\u0026', '\u2028': '\\u2028', '\u2029': '\\u2029' };

/** A text as encoding/json writes it: `<`, `>` and `&` are escaped unless told otherwise. */
export function jsonString(text: string, escapeHtml = true): string {
  const quoted = JSON.stringify(text);
  return escapeHtml ? quoted.replace(/[<>&\u2028\u2029]/g, (c) => HTML[c]!) : quoted;
}

export interface StringifyOptions {
  /** Spaces of a level; none gives one line. */
  indent?: number;
  /** A Go map: keys in order. */
  sortKeys?: boolean;
  escapeHtml?: boolean;
}

/** JSON as Go's encoding/json (Marshal, MarshalIndent) writes it. */
export function stringify(value: Json, options: StringifyOptions = {}): string {
  const { indent = 0, sortKeys = false, escapeHtml = true } = options;
  const write = (v: Json, margin: string): string => {
    if (typeof v === 'string') return jsonString(v, escapeHtml);
    if (v === null || typeof v !== 'object') return String(v);
    const inner = margin + ' '.repeat(indent);
    const wrap = (open: string, parts: string[], close: string): string => {
      if (parts.length === 0) return open + close;
      return indent === 0 ? `${open}${parts.join(',')}${close}` : `${open}\n${inner}${parts.join(`,\n${inner}`)}\n${margin}${close}`;
    };
    if (Array.isArray(v)) {
      return wrap(
        '[',
        v.map((one: Json) => write(one, inner)),
        ']',
      );
    }
    const map = v as { readonly [key: string]: Json };
    const keys = Object.keys(map).filter((key) => map[key] !== undefined);
    if (sortKeys) keys.sort();
    const colon = indent === 0 ? ':' : ': ';
    return wrap(
      '{',
      keys.map((key) => `${jsonString(key, escapeHtml)}${colon}${write(map[key]!, inner)}`),
      '}',
    );
  };
  return write(value, '');
}
