import type { Process } from '../../../kernel/process.ts';
import { block, never, race, until, type Step } from '../../../kernel/step.ts';
import { concat, EMPTY } from '../../../kernel/text.ts';
import { MONTHS, MS, pad, toCivil, WEEKDAYS } from '../../../kernel/time.ts';
import { Errno } from '../../../kernel/errno.ts';
import {
  bytesBody,
  DataMessage,
  EndMessage,
  GoAwayMessage,
  RequestMessage,
  ResetMessage,
  ResponseMessage,
  statusText,
} from '../../net/http/messages.ts';
import { canonicalHeader, parseResponseHead } from '../../net/http/wire.ts';
import { TlsError } from '../../net/tls.ts';
import type { Deadlines, Link } from './connect.ts';
import { CurlError } from './error.ts';
import type { CurlRequest } from './request.ts';
import type { Verbose } from './verbose.ts';

/** Head of an answer, as it is shown. */
export interface Head {
  version: '1.0' | '1.1' | '2';
  status: number;
  /** `HTTP/1.1 200 OK`. */
  statusLine: string;
  headers: [name: string, value: string][];
}

export interface Receiver {
  head(head: Head): Step;
  data(part: Uint8Array): Step;
}

export interface Exchanged {
  head: Head;
  received: number;
  /** The connection can carry another request. */
  reusable: boolean;
  firstByteAt: number;
}

const streams = new WeakMap<object, number>();

function nextStream(link: Link): number {
  const n = streams.get(link.connection) ?? 1;
  streams.set(link.connection, n + 2);
  return n;
}

/** The time as HTTP writes it. */
function httpDate(p: Process): string {
  const c = toCivil(p.clock.now);
  return `${WEEKDAYS[c.weekday]}, ${pad(c.day)} ${MONTHS[c.month - 1]} ${c.year} ${pad(c.hour)}:${pad(c.minute)}:${pad(c.second)} GMT`;
}

/** The head of an answer as it would stand on the wire: servers leave to the library what it adds by itself. */
function headOf(p: Process, m: ResponseMessage, link: Link, size: number | undefined): Head {
  const headers = Object.entries(m.headers);
  const has = (name: string): boolean => headers.some(([n]) => n === name);
  const plain = link.tls === undefined && headers.length === 0 && m.status === 400;
  if (!plain) {
    const date: [string, string] = ['date', httpDate(p)];
    const length: [string, string][] =
      size !== undefined && m.status >= 200 && m.status !== 204 && m.status !== 304 && !has('content-length')
        ? [['content-length', String(size)]]
        : [];
    const chunked: [string, string][] = m.open && !link.http2 && !has('content-length') ? [['transfer-encoding', 'chunked']] : [];
    if (link.http2) headers.push(...length, ...(has('date') ? [] : [date]));
    else headers.push(...(has('date') ? [] : [date]), ...length, ...chunked);
  }
  const version = plain ? '1.0' : link.http2 ? '2' : '1.1';
  return {
    version,
    status: m.status,
    statusLine: version === '2' ? `HTTP/2 ${m.status} ` : `HTTP/${version} ${m.status} ${statusText(m.status)}`,
    headers: headers.map(([name, value]): [string, string] => [link.http2 ? name : canonicalHeader(name), value]),
  };
}

/** Sends a request and takes its answer in. Throws CurlError 16, 18, 28, 52, 56, 92. */
export class HttpExchange {
  #received = 0;
  #expected: number | undefined;
  #head: Head | undefined;
  #firstByteAt = 0;
  #goAway = false;
  #stream = 0;

  constructor(
    private readonly p: Process,
    private readonly link: Link,
    private readonly request: CurlRequest,
    private readonly d: Deadlines,
    private readonly v: Verbose,
    private readonly receiver: Receiver,
  ) {}

  *run(): Step<Exchanged> {
    this.#send();
    yield* this.#receive();
    const head = this.#head!;
    const closing =
      head.version === '1.0' || head.headers.some(([n, value]) => n.toLowerCase() === 'connection' && value.toLowerCase() === 'close');
    return {
      head,
      received: this.#received,
      reusable: !closing && !this.#goAway && this.link.connection.open,
      firstByteAt: this.#firstByteAt,
    };
  }

  #send(): void {
    const { link, request, v } = this;
    this.#stream = nextStream(link);
    if (link.tls) v.data('out', 5);
    if (link.http2) {
      v.info('using HTTP/2');
      const own = request.headers.filter(([n]) => n.toLowerCase() !== 'host');
      const authority = request.headers.find(([n]) => n.toLowerCase() === 'host')?.[1] ?? link.host;
      for (const [name, value] of [
        [':method', request.method],
        [':path', request.target],
        [':scheme', link.tls ? 'https' : 'http'],
        [':authority', authority],
        ...own,
      ] as [string, string][])
        v.info(`h2h3 [${name.toLowerCase()}: ${value}]`);
      v.info(`Using Stream ID: ${this.#stream} (easy handle 0x55${(0x5e3b9cd980 + link.number).toString(16)})`);
    } else if (link.tls) v.info('using HTTP/1.x');
    if (link.tls) v.data('out', 5);
    v.sent(`${request.method} ${request.target} HTTP/${link.http2 ? '2' : '1.1'}`);
    for (const [name, value] of request.headers) v.sent(`${link.http2 && name !== 'Host' ? name.toLowerCase() : name}: ${value}`);
    v.sent('');
    if (request.body && request.body.length > 0) v.data('out', request.body.length);
    const headers = Object.fromEntries(request.headers.map(([n, value]) => [n.toLowerCase(), value]));
    try {
      link.connection.send(
        new RequestMessage(
          this.#stream,
          request.method,
          request.target,
          headers,
          request.body && bytesBody(request.body),
          false,
          link.http2 ? 'HTTP/2.0' : 'HTTP/1.1',
        ),
      );
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      throw new CurlError(55, `Send failure: ${e.text}`);
    }
  }

  *#receive(): Step {
    const { p, link, d } = this;
    let buffered: Uint8Array = EMPTY;
    for (;;) {
      const late = d.total === undefined ? never : until(p.clock, d.total);
      const won = yield* block(race({ got: link.connection.incoming, late }));
      if (won.key === 'late') throw this.#timedOut();
      const got = won.value;
      if (got.kind !== 'message') {
        if (this.#atEnd(got)) return;
        continue;
      }
      const { message } = got;
      if (message instanceof Uint8Array) {
        buffered = yield* this.#bytes(concat([buffered, message]));
        if (this.#expected !== undefined && this.#received >= this.#expected) return;
      } else if (message instanceof ResponseMessage) {
        if (message.stream !== this.#stream && message.stream !== 0) continue;
        const body = this.request.method === 'HEAD' ? undefined : message.body?.bytes();
        yield* this.#begin(headOf(p, message, link, message.open ? undefined : (message.body?.bytes().length ?? 0)));
        if (body && body.length > 0) {
          if (link.http2) this.v.data('in', 5);
          yield* this.#take(body);
        }
        if (!message.open || this.request.method === 'HEAD') return;
      } else if (message instanceof DataMessage && message.stream === this.#stream) {
        if (link.http2) this.v.data('in', 5);
        yield* this.#take(message.body.bytes());
      } else if (message instanceof EndMessage && message.stream === this.#stream) return;
      else if (message instanceof ResetMessage && message.stream === this.#stream) {
        if (link.http2) throw new CurlError(92, `HTTP/2 stream ${this.#stream} was not closed cleanly: INTERNAL_ERROR (err 2)`);
        throw new CurlError(18, 'transfer closed with outstanding read data remaining');
      } else if (message instanceof GoAwayMessage) {
        this.#goAway = true;
        this.v.info(`recveived GOAWAY, error=0, last_stream=${this.#stream}`);
      }
    }
  }

  *#begin(head: Head): Step {
    const { v, link } = this;
    this.#firstByteAt ||= this.p.clock.now;
    if (link.tls) v.data('in', 5);
    if (head.version === '1.0') v.info('HTTP 1.0, assume close after body');
    v.received(head.statusLine);
    for (const [name, value] of head.headers) v.received(`${name}: ${value}`);
    v.received('');
    this.#head = head;
    const length = head.headers.find(([n]) => n.toLowerCase() === 'content-length')?.[1];
    if (length !== undefined && head.version !== '1.0') this.#expected = Number(length);
    yield* this.receiver.head(head);
  }

  *#take(part: Uint8Array): Step {
    this.#received += part.length;
    this.v.data('in', part.length);
    yield* this.receiver.data(part);
  }

  /** An answer of a server that speaks bytes; gives what is not yet a whole head. */
  *#bytes(data: Uint8Array): Step<Uint8Array> {
    if (this.#head) {
      yield* this.#take(data);
      return EMPTY;
    }
    const head = parseResponseHead(data);
    if (head === undefined) return data;
    if (head instanceof Error) throw new CurlError(1, 'Received HTTP/0.9 when not allowed');
    yield* this.#begin({
      version: head.version === '1.0' ? '1.0' : '1.1',
      status: head.status,
      statusLine: `HTTP/${head.version} ${head.status} ${head.reason}`.trimEnd(),
      headers: head.headers,
    });
    const length = head.headers.find(([n]) => n.toLowerCase() === 'content-length')?.[1];
    this.#expected = this.request.method === 'HEAD' ? 0 : length === undefined ? undefined : Number(length);
    const rest = data.subarray(head.length);
    if (rest.length > 0) yield* this.#take(rest);
    return EMPTY;
  }

  /** The connection has ended: in due form, or too early. */
  #atEnd(got: { kind: 'end' } | { kind: 'reset'; error?: Error }): boolean {
    const { link } = this;
    const error = got.kind === 'reset' ? got.error : link.tls?.error;
    if (this.#head && got.kind === 'end') {
      if (this.#expected === undefined || this.#received >= this.#expected) return true;
      throw new CurlError(18, `transfer closed with ${this.#expected - this.#received} bytes remaining to read`);
    }
    if (error instanceof TlsError) throw new CurlError(56, `OpenSSL SSL_read: OpenSSL/3.0.20: ${error.opensslText}, errno 0`);
    if (got.kind === 'reset')
      throw new CurlError(
        56,
        link.tls ? 'OpenSSL SSL_read: Connection reset by peer, errno 104' : 'Recv failure: Connection reset by peer',
      );
    throw new CurlError(52, 'Empty reply from server');
  }

  #timedOut(): CurlError {
    const ms = Math.floor((this.p.clock.now - this.d.startedAt) / MS);
    const of =
      this.#expected === undefined ? `${this.#received} bytes received` : `${this.#received} out of ${this.#expected} bytes received`;
    return new CurlError(28, `Operation timed out after ${ms} milliseconds with ${of}`);
  }
}
