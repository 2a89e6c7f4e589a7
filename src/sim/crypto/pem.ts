import { binary, bytes } from '../kernel/text.ts';
import { encodeBase64, decodeBase64 } from './base64.ts';

export interface PemBlock {
  /** `CERTIFICATE`, `RSA PRIVATE KEY`, … */
  type: string;
  headers: Readonly<Record<string, string>>;
  bytes: Uint8Array;
}

const START = '-----BEGIN ';
const END = '-----END ';
const DASHES = '-----';

/** A line without its end and trailing blanks, and what follows it. */
function cutLine(data: string): [line: string, rest: string] {
  const newline = data.indexOf('\n');
  if (newline < 0) return [data.replace(/[ \t]+$/, ''), ''];
  const end = newline > 0 && data[newline - 1] === '\r' ? newline - 1 : newline;
  return [data.slice(0, end).replace(/[ \t]+$/, ''), data.slice(newline + 1)];
}

/** The block that begins right after `-----BEGIN `, and what follows it; nothing where it is malformed. */
function blockAt(data: string): { block: PemBlock; rest: string } | 'end' | undefined {
  const [typeLine, afterType] = cutLine(data);
  if (!typeLine.endsWith(DASHES)) return undefined;
  const type = typeLine.slice(0, -DASHES.length);
  const headers: Record<string, string> = {};
  let rest = afterType;
  for (;;) {
    if (rest === '') return 'end';
    const [line, next] = cutLine(rest);
    const colon = line.indexOf(':');
    if (colon < 0) break;
    headers[line.slice(0, colon).trim()] = line.slice(colon + 1).trim();
    rest = next;
  }
  // without headers the END line may follow at once
  const empty = Object.keys(headers).length === 0 && rest.startsWith(END);
  const end = empty ? 0 : rest.indexOf(`\n${END}`);
  if (end < 0) return undefined;
  const trailer = rest.slice(end + END.length + (empty ? 0 : 1));
  if (!trailer.startsWith(type + DASHES)) return undefined;
  const [tail, following] = cutLine(trailer.slice(type.length + DASHES.length));
  if (tail !== '') return undefined;
  const content = decodeBase64(rest.slice(0, end).replace(/[ \t]/g, ''));
  return content && { block: { type, headers, bytes: content }, rest: following };
}

/**
 * The first PEM block of a text and what follows it, as Go's pem.Decode finds it: malformed blocks are passed over without
 * a word. Nothing where there is none.
 */
export function decodePem(data: Uint8Array): { block: PemBlock; rest: Uint8Array } | undefined {
  const found = decode(binary(data));
  return found && { block: found.block, rest: data.subarray(data.length - found.rest.length) };
}

function decode(data: string): { block: PemBlock; rest: string } | undefined {
  let rest = data;
  for (;;) {
    if (rest.startsWith(START)) rest = rest.slice(START.length);
    else {
      const at = rest.indexOf(`\n${START}`);
      if (at < 0) return undefined;
      rest = rest.slice(at + 1 + START.length);
    }
    const found = blockAt(rest);
    if (found === 'end') return undefined;
    if (found) return found;
  }
}

/** All PEM blocks of a text, as a loop over Go's pem.Decode finds them. */
export function pemBlocks(data: Uint8Array): PemBlock[] {
  const blocks: PemBlock[] = [];
  let rest = binary(data);
  for (let found = decode(rest); found; found = decode(rest)) {
    blocks.push(found.block);
    rest = found.rest;
  }
  return blocks;
}

/** A PEM block: lines of 64 characters between BEGIN and END. */
export function encodePem(type: string, content: Uint8Array, headers: Readonly<Record<string, string>> = {}): string {
  const heads = Object.entries(headers).map(([name, value]) => `${name}: ${value}\n`);
  const lines = encodeBase64(content).match(/.{1,64}/g) ?? [];
  return `${START}${type}${DASHES}\n${heads.length > 0 ? `${heads.join('')}\n` : ''}${lines.map((l) => `${l}\n`).join('')}${END}${type}${DASHES}\n`;
}

/** The same as bytes. */
export function encodePemBytes(type: string, content: Uint8Array): Uint8Array {
  return bytes(encodePem(type, content));
}
