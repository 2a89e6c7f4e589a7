import type { Step } from '../../../../kernel/step.ts';
import { binary } from '../../../../kernel/text.ts';
import { readOid } from '../../../../crypto/der.ts';
import { hex } from '../../../../crypto/hash.ts';
import { longName } from '../../../../crypto/oids.ts';
import { pemBlocks } from '../../../../crypto/pem.ts';
import type { Command } from '../command.ts';
import { commandSpec } from '../options.ts';
import type { QueuedError } from '../queue.ts';
import type { Tool } from '../tool.ts';

const spec = () =>
  commandSpec(
    '[options]',
    `
oid <! File with further object identifiers
# I/O
inform F Form of the input: PEM or DER
in < The input (standard input)
out > Where the octets go, in DER
noout - Show nothing
offset p Where to begin
length p How many octets
strparse p Look into the string at this offset (may be repeated)
~ one after another
genstr s! Make a structure out of a text
genconf s! Make a structure out of a file
strictpem - No base64 without PEM around it
item s! Type to read the input as
~ without -inform
# Formatting
i - Indent
dump - Unknown data in hexadecimal
dlimit p! Only so many octets of it`,
  );

const UNIVERSAL = [
  'EOC', 'BOOLEAN', 'INTEGER', 'BIT STRING', 'OCTET STRING', 'NULL', 'OBJECT', 'OBJECT DESCRIPTOR', 'EXTERNAL', 'REAL', 'ENUMERATED',
  '<ASN1 11>', 'UTF8STRING', '<ASN1 13>', '<ASN1 14>', '<ASN1 15>', 'SEQUENCE', 'SET', 'NUMERICSTRING', 'PRINTABLESTRING', 'T61STRING',
  'VIDEOTEXSTRING', 'IA5STRING', 'UTCTIME', 'GENERALIZEDTIME', 'GRAPHICSTRING', 'VISIBLESTRING', 'GENERALSTRING', 'UNIVERSALSTRING',
  '<ASN1 29>', 'BMPSTRING',
]; // prettier-ignore

class Malformed extends Error {
  constructor(readonly error: QueuedError) {
    super('malformed');
  }
}

const asn1 = (code: string, reason: string, line: number): QueuedError => ({
  code,
  library: 'asn1 encoding routines',
  function: 'ASN1_get_object',
  reason,
  place: `../crypto/asn1/asn1_lib.c:${line}`,
});

interface Header {
  tag: number;
  number: number;
  constructed: boolean;
  headerLength: number;
  /** `undefined`: it goes on until its end is marked. */
  length: number | undefined;
}

/** Reads BER's identifier and length. Throws Malformed. */
function readHeader(data: Uint8Array, at: number, end: number): Header {
  const short = (): never => {
    throw new Malformed(asn1('0680007B', 'header too long', 105));
  };
  const tag = data[at] ?? short();
  let number = tag & 0x1f;
  let next = at + 1;
  if (number === 0x1f) {
    number = 0;
    for (;;) {
      const octet = next < end ? data[next++]! : short();
      number = number * 128 + (octet & 0x7f);
      if (!(octet & 0x80)) break;
    }
  }
  const first = next < end ? data[next++]! : short();
  let length: number | undefined = first;
  if (first === 0x80) length = undefined;
  else if (first & 0x80) {
    length = 0;
    for (let i = 0; i < (first & 0x7f); i++) length = length * 256 + (next < end ? data[next++]! : short());
  }
  if (length !== undefined && next + length > end) throw new Malformed(asn1('0680009B', 'too long', 95));
  return { tag, number, constructed: (tag & 0x20) !== 0, headerLength: next - at, length };
}

/** The lines of a structure (ASN1_parse_dump). Throws Malformed, with what came before it in `lines`. */
function dump(data: Uint8Array, start: number, end: number, depth: number, indent: boolean, lines: string[]): number {
  let at = start;
  while (at < end) {
    const header = readHeader(data, at, end);
    const content = at + header.headerLength;
    lines.push(line(data, at, header, depth, indent));
    if (header.tag === 0 && header.length === 0) return content;
    if (header.constructed) at = dump(data, content, header.length === undefined ? end : content + header.length, depth + 1, indent, lines);
    else at = content + (header.length ?? 0);
  }
  return at;
}

function line(data: Uint8Array, at: number, h: Header, depth: number, indent: boolean): string {
  const cls = h.tag >> 6;
  const name = cls === 0 ? (UNIVERSAL[h.number] ?? `<ASN1 ${h.number}>`) : `${['', 'appl', 'cont', 'priv'][cls]} [ ${h.number} ]`;
  const length = h.length === undefined ? 'inf ' : String(h.length).padStart(4);
  const start = `${String(at).padStart(5)}:d=${String(depth).padEnd(2)} hl=${h.headerLength} l=${length} ${h.constructed ? 'cons' : 'prim'}: `;
  const value =
    h.constructed || cls !== 0 ? '' : primitive(h.number, data.subarray(at + h.headerLength, at + h.headerLength + (h.length ?? 0)));
  return `${start}${indent ? ' '.repeat(depth) : ''}${name.padEnd(18)}${value}\n`;
}

function primitive(number: number, content: Uint8Array): string {
  switch (number) {
    case 1:
      return `:${content[0] ?? 0}`;
    case 2:
    case 10: {
      if (content.length === 0) return ':00';
      const negative = (content[0]! & 0x80) !== 0;
      let value = BigInt(`0x${hex(content)}`);
      if (negative) value = (1n << BigInt(content.length * 8)) - value;
      const digits = value.toString(16).toUpperCase();
      return `:${negative ? '-' : ''}${digits.length % 2 ? '0' : ''}${digits}`;
    }
    case 4:
      return octets(content);
    case 6:
      return `:${longName(readOid(content) ?? '')}`;
    case 12:
    case 18:
    case 19:
    case 20:
    case 22:
    case 23:
    case 24:
    case 26: // prettier-ignore
      return `:${binary(content)}`;
    default:
      return '';
  }
}

function octets(content: Uint8Array): string {
  if (content.length === 0) return '';
  const printable = content.every((c) => (c >= 32 && c <= 126) || c === 10 || c === 13 || c === 9);
  return printable ? `:${binary(content)}` : `[HEX DUMP]:${hex(content).toUpperCase()}`;
}

export const asn1parse: Command = {
  names: ['asn1parse'],
  spec,
  *main(tool) {
    const { options } = tool;
    if (options.rest.length > 0) yield* tool.usage();
    const raw = yield* tool.readOrFail(options.value('in'));
    let data = options.value('inform')?.toUpperCase().startsWith('D') ? raw : (pemBlocks(raw)[0]?.bytes ?? new Uint8Array());
    for (const offset of options.values('strparse')) data = yield* inside(tool, data, Number(offset));
    const from = options.number('offset') ?? 0;
    if (from >= data.length) return yield* tool.fail('Error: offset out of range\n');
    const to = Math.min(data.length, from + (options.number('length') ?? data.length));
    if (options.has('out')) yield* (yield* tool.sink(options.value('out'))).octets(data.subarray(from, to));
    if (options.has('noout')) return 0;
    return yield* show(tool, data.subarray(from, to));
  },
};

/** The content of the string at an offset. */
function* inside(tool: Tool, data: Uint8Array, offset: number): Step<Uint8Array> {
  try {
    const header = readHeader(data, offset, data.length);
    const start = offset + header.headerLength + (header.number === 3 && !header.constructed ? 1 : 0);
    return data.subarray(start, offset + header.headerLength + (header.length ?? 0));
  } catch (e) {
    if (!(e instanceof Malformed)) throw e;
    return yield* tool.fail('Error parsing structure\n', e.error);
  }
}

function* show(tool: Tool, data: Uint8Array): Step<number> {
  const lines: string[] = [];
  let error: QueuedError | undefined;
  try {
    dump(data, 0, data.length, 0, tool.options.has('i'), lines);
  } catch (e) {
    if (!(e instanceof Malformed)) throw e;
    error = e.error;
  }
  const sink = yield* tool.sink(undefined);
  yield* sink.binary(lines.join(''));
  if (!error) return 0;
  yield* sink.text('Error in encoding\n');
  yield* tool.errors(error);
  return 1;
}
