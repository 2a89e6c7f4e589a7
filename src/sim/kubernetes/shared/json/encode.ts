import { compareStrings } from '../go/quote.ts';
import { formatInt } from '../go/fmt.ts';
import { GoError } from '../go/error.ts';
import { JsonNumber, JsonObject, type Json } from './value.ts';

const ESCAPE = /[\u0000-\u001f"\\<>&\u2028\u2029]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const ESCAPE_NO_HTML = /[\u0000-\u001f"\\\u2028\u2029]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const SHORT: Record<string, string> = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\b': '\\b', '\f': '\\f' };

/** A JSON string as encoding/json writes it; with `html`, `<`, `>` and `&` are escaped. */
export function encodeString(text: string, html = true): string {
  return `"${text.replace(html ? ESCAPE : ESCAPE_NO_HTML, (c) => {
    const code = c.charCodeAt(0);
    if (code >= 0xd800 && code <= 0xdfff) return '\\ufffd';
    return SHORT[c] ?? `\\u${code.toString(16).padStart(4, '0')}`;
  })}"`;
}

/** A float64 as encoding/json writes it. Throws `json: unsupported value: NaN`. */
export function encodeNumber(value: number): string {
  if (!Number.isFinite(value)) throw new GoError(`json: unsupported value: ${Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'}`);
  if (Object.is(value, -0)) return '-0';
  return Number.isInteger(value) && Math.abs(value) < 1e21 ? formatInt(value) : String(value);
}

export interface EncodeOptions {
  /** Escape `<`, `>` and `&` (Go's default). */
  html?: boolean;
  /** json.MarshalIndent's indentation of one level; without it everything stands on one line. */
  indent?: string;
  /** Keep the order of keys; else they are sorted, as Go's maps are. */
  keepOrder?: boolean;
}

/**
 * json.Marshal (or MarshalIndent) of a value: plain JavaScript values and the decoder's own (`Json`) alike.
 * Keys whose value is undefined are left out.
 */
export function encodeJson(value: unknown, options: EncodeOptions = {}): string {
  return encode(value, options, options.indent === undefined ? undefined : '\n');
}

function encode(value: unknown, options: EncodeOptions, newline: string | undefined): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'string') return encodeString(value, options.html ?? true);
  if (typeof value === 'number') return encodeNumber(value);
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (value instanceof JsonNumber) return value.literal;
  const inner = newline === undefined ? undefined : newline + options.indent!;
  const wrap = (open: string, parts: string[], close: string) =>
    parts.length === 0
      ? open + close
      : inner === undefined
        ? open + parts.join(',') + close
        : open + inner + parts.join(`,${inner}`) + newline + close;
  if (Array.isArray(value)) {
    return wrap(
      '[',
      value.map((item) => encode(item, options, inner)),
      ']',
    );
  }
  let entries: [string, unknown][] =
    value instanceof JsonObject ? lastOfEach(value) : Object.entries(value as object).filter((e) => e[1] !== undefined);
  if (!options.keepOrder) entries = entries.sort((a, b) => compareStrings(a[0], b[0]));
  const colon = inner === undefined ? ':' : ': ';
  return wrap(
    '{',
    entries.map(([key, item]) => encodeString(key, options.html ?? true) + colon + encode(item, options, inner)),
    '}',
  );
}

function lastOfEach(object: JsonObject): [string, Json][] {
  return [...new Map(object.entries)];
}
