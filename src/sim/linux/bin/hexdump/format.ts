import { formatFloat, formatInteger, formatText, type Conversion } from '../lib/printf.ts';
import { Failure } from '../lib/utility.ts';

/** A piece of a unit's format: text, or a conversion that takes bytes or tells the offset. */
type Piece = { text: string } | { kind: string; conversion: Conversion; bytes: number };

/** `ITERATIONS/BYTES "FORMAT"`. */
interface Unit {
  iterations: number;
  pieces: Piece[];
  /** Bytes that one iteration takes. */
  bytes: number;
}

export type FormatString = Unit[];

const ESCAPES: Record<string, string> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '0': '\0',
  '\\': '\\',
  '"': '"',
};

/** Reads a format string of hexdump(1). Throws Failure. */
export function parseFormat(text: string): FormatString {
  const units: FormatString = [];
  let rest = text.trim();
  while (rest !== '') {
    const m = /^(?:(\d+)\s*(?:\/\s*(\d*))?|\/\s*(\d+))?\s*"((?:[^"\\]|\\.)*)"\s*/s.exec(rest);
    if (!m) throw new Failure(`bad format {${text}}`);
    rest = rest.slice(m[0].length);
    const count = m[2] || m[3];
    const pieces = parsePieces(m[4]!, count ? Number(count) : undefined);
    units.push({ iterations: Number(m[1] ?? 1), pieces, bytes: pieces.reduce((sum, p) => sum + ('bytes' in p ? p.bytes : 0), 0) });
  }
  return units;
}

function parsePieces(format: string, count: number | undefined): Piece[] {
  const pieces: Piece[] = [];
  let text = '';
  for (let i = 0; i < format.length;) {
    const c = format[i]!;
    if (c === '\\') {
      text += ESCAPES[format[i + 1]!] ?? format[i + 1] ?? '';
      i += 2;
      continue;
    }
    const m = c === '%' ? /^%([-+ #0]*)(\d*)(?:\.(\d+))?(_[aA][dox]|_[cpu]|[cdiouxXeEfgGs%])/.exec(format.slice(i)) : null;
    if (c === '%' && !m) throw new Failure(`bad conversion character ${format.slice(i, i + 2)}`);
    if (!m) {
      text += c;
      i++;
      continue;
    }
    i += m[0].length;
    if (m[4] === '%') {
      text += '%';
      continue;
    }
    if (text) pieces.push({ text });
    text = '';
    const kind = m[4]!;
    const conversion: Conversion = {
      flags: m[1]!,
      width: Number(m[2] || 0),
      precision: m[3] === undefined ? undefined : Number(m[3]),
      letter: kind,
    };
    pieces.push({ kind, conversion, bytes: bytesOf(kind, conversion, count) });
  }
  if (text) pieces.push({ text });
  return pieces;
}

function bytesOf(kind: string, conversion: Conversion, count: number | undefined): number {
  if (/^_[aA]/.test(kind)) return 0;
  if (kind === 'c' || /^_[cpu]$/.test(kind)) return 1;
  if (kind === 's') {
    const length = conversion.precision ?? count;
    if (length === undefined) throw new Failure('%s requires a precision or a byte count');
    return length;
  }
  if (/[eEfgG]/.test(kind)) return count ?? 8;
  return count ?? 4;
}

/** How many bytes a format string takes of each block. */
export function sizeOf(format: FormatString): number {
  return format.reduce((sum, unit) => sum + unit.iterations * unit.bytes, 0);
}

const CONTROL: Record<number, string> = { 0: '\\0', 7: '\\a', 8: '\\b', 9: '\\t', 10: '\\n', 11: '\\v', 12: '\\f', 13: '\\r' };
const NAMES = [
  ...['nul', 'soh', 'stx', 'etx', 'eot', 'enq', 'ack', 'bel', 'bs', 'ht', 'lf', 'vt', 'ff', 'cr', 'so', 'si'],
  ...['dle', 'dc1', 'dc2', 'dc3', 'dc4', 'nak', 'syn', 'etb', 'can', 'em', 'sub', 'esc', 'fs', 'gs', 'rs', 'us'],
];

const printable = (byte: number): boolean => byte >= 32 && byte < 127;

function convert(piece: Exclude<Piece, { text: string }>, data: Uint8Array, at: number, offset: number): string {
  const { kind, conversion: c } = piece;
  if (kind.startsWith('_a')) {
    return formatInteger({ ...c, letter: kind[2]! }, BigInt(offset + at));
  }
  if (kind.startsWith('_A')) return '';
  const byte = data[at];
  // past the end of the data a field is as many blanks
  if (byte === undefined) return formatText({ ...c, flags: '', precision: undefined }, ' '.repeat(blankWidth(piece)));
  if (kind === '_p') return formatText(c, printable(byte) ? String.fromCharCode(byte) : '.');
  if (kind === 'c') return formatText(c, String.fromCharCode(byte));
  if (kind === '_c')
    return formatText(c, CONTROL[byte] ?? (printable(byte) ? String.fromCharCode(byte) : byte.toString(8).padStart(3, '0')));
  if (kind === '_u')
    return formatText(c, NAMES[byte] ?? (byte === 127 ? 'del' : printable(byte) ? String.fromCharCode(byte) : byte.toString(16)));
  const slice = data.subarray(at, at + piece.bytes);
  if (kind === 's') return formatText(c, String.fromCharCode(...slice));
  let value = 0n;
  for (let i = piece.bytes - 1; i >= 0; i--) value = (value << 8n) | BigInt(slice[i] ?? 0);
  if (/[eEfgG]/.test(kind)) {
    const view = new DataView(Uint8Array.from({ length: 8 }, (_, i) => slice[i] ?? 0).buffer);
    return formatFloat({ ...c, letter: kind }, piece.bytes === 4 ? view.getFloat32(0, true) : view.getFloat64(0, true));
  }
  const signed = kind === 'd' || kind === 'i';
  return formatInteger({ ...c, letter: kind }, signed ? BigInt.asIntN(piece.bytes * 8, value) : value);
}

function blankWidth(piece: Exclude<Piece, { text: string }>): number {
  const { conversion: c } = piece;
  return c.width || c.precision || 0;
}

/** One block as a format string shows it. */
export function render(format: FormatString, data: Uint8Array, offset: number): string {
  let out = '';
  let at = 0;
  for (const unit of format) {
    if (unit.pieces.some((p) => 'kind' in p && p.kind.startsWith('_A'))) continue;
    for (let i = 0; i < unit.iterations; i++) {
      // text after the last byte of the input is not shown, but for what ends the line
      if (
        at >= data.length &&
        unit.bytes > 0 &&
        unit.pieces.every((p) => 'text' in p || /^_[pc]$/.test(p.kind)) &&
        unit.pieces.length === 1
      )
        break;
      for (const [n, piece] of unit.pieces.entries()) {
        if ('kind' in piece) {
          out += convert(piece, data, at, offset);
          at += piece.bytes;
          continue;
        }
        // the last iteration's trailing white space is left out
        const trailing = unit.iterations > 1 && i === unit.iterations - 1 && n === unit.pieces.length - 1;
        out += trailing ? piece.text.replace(/[ \t]+$/, '') : piece.text;
      }
    }
  }
  return out;
}

/** What a format string says at the end of the input: the units with `%_A`. */
export function renderEnd(format: FormatString, offset: number): string {
  let out = '';
  for (const unit of format) {
    if (!unit.pieces.some((p) => 'kind' in p && p.kind.startsWith('_A'))) continue;
    for (const piece of unit.pieces) {
      out += 'text' in piece ? piece.text : formatInteger({ ...piece.conversion, letter: piece.kind[2]! }, BigInt(offset));
    }
  }
  return out;
}
