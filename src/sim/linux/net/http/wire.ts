import { binary, bytes, concat, EMPTY, text } from '../../../kernel/text.ts';
import { statusText, type RequestMessage, type ResponseMessage, type Headers } from './messages.ts';

/** `content-type` as HTTP/1.1 writes it: `Content-Type`. */
export function canonicalHeader(name: string): string {
  return name.replace(/(^|-)([a-z])/g, (_, dash: string, letter: string) => dash + letter.toUpperCase());
}

function headerLines(headers: Headers): string {
  return Object.entries(headers)
    .map(([name, value]) => `${canonicalHeader(name)}: ${value}\r\n`)
    .join('');
}

/** A request as the bytes of HTTP/1.1: what a program that reads bytes (nc, tcpdump) sees of it. */
export function requestBytes(message: RequestMessage): Uint8Array {
  const body = message.body?.bytes() ?? EMPTY;
  const length = body.length > 0 && message.headers['content-length'] === undefined ? `Content-Length: ${body.length}\r\n` : '';
  return concat([bytes(`${message.method} ${message.target} HTTP/1.1\r\n${headerLines(message.headers)}${length}\r\n`), body]);
}

/** An answer as the bytes of HTTP/1.1. */
export function responseBytes(message: ResponseMessage): Uint8Array {
  const body = message.body?.bytes() ?? EMPTY;
  const length = message.headers['content-length'] === undefined && !message.open ? `Content-Length: ${body.length}\r\n` : '';
  return concat([bytes(`HTTP/1.1 ${message.status} ${statusText(message.status)}\r\n${headerLines(message.headers)}${length}\r\n`), body]);
}

/** The head of an answer that came as bytes. */
export interface ParsedHead {
  version: string;
  status: number;
  reason: string;
  /** As they were written, in order. */
  headers: [name: string, value: string][];
  /** Bytes of the head, its empty line included. */
  length: number;
}

/** Reads the head of an HTTP/1 answer; `undefined` while it is not all there, an Error where it is none. */
export function parseResponseHead(data: Uint8Array): ParsedHead | Error | undefined {
  const chars = binary(data.subarray(0, 65_536));
  if (!'HTTP/'.startsWith(chars.slice(0, 5)) && !chars.startsWith('HTTP/')) return new Error('not HTTP');
  const end = /\r?\n\r?\n/.exec(chars);
  if (!end) return undefined;
  const [first = '', ...rest] = chars.slice(0, end.index).split(/\r?\n/);
  const m = /^HTTP\/(\d(?:\.\d)?) (\d{3})(?: (.*))?$/.exec(first);
  if (!m) return new Error('not HTTP');
  return {
    version: m[1]!,
    status: Number(m[2]),
    reason: m[3] ?? '',
    headers: rest.map((line): [string, string] => {
      const colon = line.indexOf(':');
      return [line.slice(0, Math.max(0, colon)), text(bytes(line.slice(colon + 1).trim()))];
    }),
    length: end.index + end[0].length,
  };
}
