import type { Status } from '../api/meta.ts';

/** The API server's refusal: an HTTP error whose body is (or is turned into) a metav1.Status. */
export class ApiError extends Error {
  constructor(readonly status: Status) {
    super(status.message ?? '');
    this.name = 'ApiError';
  }

  get code(): number {
    return this.status.code ?? 500;
  }

  get reason(): string {
    return this.status.reason ?? '';
  }
}

/** A request that got no answer: Go's *url.Error, `Get "https://…": dial tcp …: connect: connection refused`. */
export class RequestError extends Error {
  constructor(
    readonly method: string,
    readonly url: string,
    /** The text behind the colon. */
    readonly problem: string,
    override readonly cause?: unknown,
  ) {
    super(`${method[0]}${method.slice(1).toLowerCase()} ${JSON.stringify(url)}: ${problem}`);
    this.name = 'RequestError';
  }

  get refused(): boolean {
    return this.problem.endsWith('connect: connection refused');
  }

  get timedOut(): boolean {
    return /context deadline exceeded|Client\.Timeout|i\/o timeout|TLS handshake timeout/.test(this.problem);
  }
}

export function isNotFound(e: unknown): e is ApiError {
  return e instanceof ApiError && (e.reason === 'NotFound' || e.code === 404);
}

export function isAlreadyExists(e: unknown): e is ApiError {
  return e instanceof ApiError && e.reason === 'AlreadyExists';
}

export function isConflict(e: unknown): e is ApiError {
  return e instanceof ApiError && e.reason === 'Conflict';
}

export function isForbidden(e: unknown): e is ApiError {
  return e instanceof ApiError && e.reason === 'Forbidden';
}

/** Reason and words that client-go gives an answer without a Status of its own (errors.NewGenericServerResponse). */
export function genericStatus(
  code: number,
  verb: string,
  resource: { group: string; resource: string; name?: string },
  serverMessage: string,
): Status {
  let reason = 'Unknown';
  let message = `the server responded with the status code ${code} but did not return more information`;
  switch (code) {
    case 409:
      reason = verb === 'POST' ? 'AlreadyExists' : 'Conflict';
      message = 'the server reported a conflict';
      break;
    case 404:
      reason = 'NotFound';
      message = 'the server could not find the requested resource';
      break;
    case 400:
      reason = 'BadRequest';
      message = 'the server rejected our request for an unknown reason';
      break;
    case 401:
      reason = 'Unauthorized';
      message = 'the server has asked for the client to provide credentials';
      break;
    case 403:
      reason = 'Forbidden';
      // the server's own words say more
      message = serverMessage;
      break;
    case 406:
      reason = 'NotAcceptable';
      message =
        serverMessage === 'unknown' ? 'the server was unable to respond with a content type that the client supports' : serverMessage;
      break;
    case 415:
      reason = 'UnsupportedMediaType';
      message = serverMessage;
      break;
    case 405:
      reason = 'MethodNotAllowed';
      message = 'the server does not allow this method on the requested resource';
      break;
    case 413:
      reason = 'RequestEntityTooLarge';
      message = 'the server responded with the request entity is too large';
      break;
    case 422:
      reason = 'Invalid';
      message = 'the server rejected our request due to an error in our request';
      break;
    case 503:
      reason = 'ServiceUnavailable';
      message = 'the server is currently unable to handle the request';
      break;
    case 504:
      reason = 'Timeout';
      message = 'the server was unable to return a response in the time allotted, but may still be processing the request';
      break;
    case 429:
      reason = 'TooManyRequests';
      message = 'the server has received too many requests and has asked us to try again later';
      break;
    default:
      if (code >= 500) {
        reason = 'InternalError';
        message = `an error on the server (${JSON.stringify(serverMessage)}) has prevented the request from succeeding`;
      }
  }
  const qualified = resource.group ? `${resource.resource}.${resource.group}` : resource.resource;
  if (qualified) {
    message = resource.name
      ? `${message} (${verb.toLowerCase()} ${qualified} ${resource.name})`
      : `${message} (${verb.toLowerCase()} ${qualified})`;
  }
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason,
    details: {
      ...(resource.name ? { name: resource.name } : {}),
      ...(resource.group ? { group: resource.group } : {}),
      kind: resource.resource,
      causes: [{ reason: 'UnexpectedServerResponse', message: serverMessage }],
    },
    code,
  };
}
