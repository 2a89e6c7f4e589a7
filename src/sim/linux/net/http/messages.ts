import { bytes, text } from '../../../kernel/text.ts';

/** Header names are lower case, as HTTP/2 sends them; one value a name, lists joined by a comma. */
export type Headers = Readonly<Record<string, string>>;

/**
 * A body. Programs that hold an object send it by reference; its bytes are made when somebody asks for them. Objects must not
 * be changed after they were sent.
 */
export interface Body {
  /** The object that the bytes stand for, where the sender had one. */
  readonly object?: unknown;
  bytes(): Uint8Array;
}

/** A body of bytes. */
export function bytesBody(data: Uint8Array | string): Body {
  const raw = typeof data === 'string' ? bytes(data) : data;
  return { bytes: () => raw };
}

/** A body that carries an object; `encode` makes its bytes (JSON unless told otherwise), once. */
export function objectBody(object: unknown, encode: (object: unknown) => string | Uint8Array = JSON.stringify): Body {
  let made: Uint8Array | undefined;
  return {
    object,
    bytes() {
      if (!made) {
        const encoded = encode(object);
        made = typeof encoded === 'string' ? bytes(encoded) : encoded;
      }
      return made;
    },
  };
}

export function bodyText(body: Body | undefined): string {
  return body ? text(body.bytes()) : '';
}

/** What passes over a connection. Each exchange has a stream number of its own, so many share one connection. */
export class RequestMessage {
  constructor(
    readonly stream: number,
    readonly method: string,
    /** Path and query. */
    readonly target: string,
    readonly headers: Headers,
    readonly body: Body | undefined,
    /** The client will send more data on this stream (an upgraded connection, a streamed request). */
    readonly open: boolean,
    readonly protocol: 'HTTP/1.1' | 'HTTP/2.0',
  ) {}
}

export class ResponseMessage {
  constructor(
    readonly stream: number,
    readonly status: number,
    readonly headers: Headers,
    readonly body: Body | undefined,
    /** More data follows on this stream. */
    readonly open: boolean,
  ) {}
}

/** A piece of a streamed body: a watch event, a line of a log, a message of an exec session. */
export class DataMessage {
  constructor(
    readonly stream: number,
    readonly body: Body,
  ) {}
}

/** The orderly end of what one side sends on a stream. */
export class EndMessage {
  constructor(
    readonly stream: number,
    readonly trailers: Headers = {},
  ) {}
}

/** One side gives a stream up. */
export class ResetMessage {
  constructor(readonly stream: number) {}
}

/** The server takes no more streams on this connection (HTTP/2 GOAWAY). */
export class GoAwayMessage {
  readonly goAway = true;
}

const REASONS: Record<number, string> = {
  100: 'Continue',
  101: 'Switching Protocols',
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'No Content',
  301: 'Moved Permanently',
  302: 'Found',
  303: 'See Other',
  304: 'Not Modified',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  402: 'Payment Required',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  408: 'Request Timeout',
  409: 'Conflict',
  410: 'Gone',
  413: 'Request Entity Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

/** The reason phrase of a status code (Go's http.StatusText). */
export function statusText(code: number): string {
  return REASONS[code] ?? '';
}
