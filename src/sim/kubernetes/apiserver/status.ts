import type { Status, StatusCause } from '../shared/api/meta.ts';
import { CAUSES, toAggregate, type FieldErrors } from '../shared/validation/field.ts';

// Models staging/src/k8s.io/apimachinery/pkg/api/errors/errors.go @v1.35

/** A group and a resource as messages name them: `pods`, `deployments.apps`. */
export interface GroupResource {
  group: string;
  resource: string;
}

export function qualified({ group, resource }: GroupResource): string {
  return group ? `${resource}.${group}` : resource;
}

/** A failure that is answered as a Status. */
export class StatusError extends Error {
  constructor(readonly status: Status) {
    super(status.message);
    this.name = 'StatusError';
  }

  get reason(): string {
    return this.status.reason ?? '';
  }

  get code(): number {
    return this.status.code ?? 500;
  }
}

function failure(code: number, reason: string, message: string, details?: Status['details']): StatusError {
  return new StatusError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason,
    ...(details ? { details } : {}),
    code,
  });
}

/** `details` as they are sent: what is empty is left out. */
function about(gr: GroupResource, name: string, more: Partial<NonNullable<Status['details']>> = {}): NonNullable<Status['details']> {
  return { ...(name ? { name } : {}), ...(gr.group ? { group: gr.group } : {}), ...(gr.resource ? { kind: gr.resource } : {}), ...more };
}

export function newNotFound(gr: GroupResource, name: string): StatusError {
  return failure(404, 'NotFound', `${qualified(gr)} ${JSON.stringify(name)} not found`, about(gr, name));
}

export function newAlreadyExists(gr: GroupResource, name: string): StatusError {
  return failure(409, 'AlreadyExists', `${qualified(gr)} ${JSON.stringify(name)} already exists`, about(gr, name));
}

/** The name was made up, and all that were made up are taken. */
export function newGenerateNameConflict(gr: GroupResource, name: string): StatusError {
  return failure(
    409,
    'AlreadyExists',
    `${qualified(gr)} ${JSON.stringify(name)} already exists, the server was not able to generate a unique name for the object`,
    about(gr, name, { retryAfterSeconds: 1 }),
  );
}

export function newConflict(gr: GroupResource, name: string, why: string): StatusError {
  return failure(409, 'Conflict', `Operation cannot be fulfilled on ${qualified(gr)} ${JSON.stringify(name)}: ${why}`, about(gr, name));
}

export const OPTIMISTIC_LOCK = 'the object has been modified; please apply your changes to the latest version and try again';

export function newBadRequest(message: string): StatusError {
  return failure(400, 'BadRequest', message);
}

export function newForbidden(gr: GroupResource, name: string, why: string): StatusError {
  const subject =
    gr.resource === '' ? 'forbidden' : name ? `${qualified(gr)} ${JSON.stringify(name)} is forbidden` : `${qualified(gr)} is forbidden`;
  return failure(403, 'Forbidden', `${subject}: ${why}`, about(gr, name));
}

export function newUnauthorized(message = 'Unauthorized'): StatusError {
  return failure(401, 'Unauthorized', message);
}

/** Validation found errors: one `causes` entry each, and all of them in the message. */
export function newInvalid(kind: { group: string; kind: string }, name: string, errors: FieldErrors): StatusError {
  const causes: StatusCause[] = errors.map((e) => ({ reason: CAUSES[e.type], message: e.body(), field: e.field }));
  const resource = { group: kind.group, resource: kind.kind };
  const text = toAggregate(errors)?.message ?? '';
  return failure(422, 'Invalid', `${qualified(resource)} ${JSON.stringify(name)} is invalid${text ? `: ${text}` : ''}`, {
    ...about(resource, name),
    causes,
  });
}

export function newMethodNotSupported(gr: GroupResource, action: string): StatusError {
  return failure(
    405,
    'MethodNotAllowed',
    `${action} is not supported on resources of kind ${JSON.stringify(qualified(gr))}`,
    about(gr, ''),
  );
}

export function newInternalError(why: string): StatusError {
  return failure(500, 'InternalError', `Internal error occurred: ${why}`, { causes: [{ message: why }] });
}

/** A request that ran out of its time. */
export function newTimeout(message: string, retryAfterSeconds = 0): StatusError {
  return failure(504, 'Timeout', `Timeout: ${message}`, { ...(retryAfterSeconds ? { retryAfterSeconds } : {}) });
}

export function newTooManyRequests(message: string, retryAfterSeconds: number): StatusError {
  return failure(429, 'TooManyRequests', message, { retryAfterSeconds });
}

export function newServiceUnavailable(message: string): StatusError {
  return failure(503, 'ServiceUnavailable', message);
}

/** A resource version that is too old for a list or watch. */
export function newResourceExpired(message: string): StatusError {
  return failure(410, 'Expired', message);
}

export function newTooLargeResourceVersion(minimum: number, current: number): StatusError {
  return failure(504, 'Timeout', `Timeout: Too large resource version: ${minimum}, current: ${current}`, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1,
  });
}

export function newUnsupportedMediaType(message: string): StatusError {
  return failure(415, 'UnsupportedMediaType', message);
}

export function newNotAcceptable(accepted: readonly string[]): StatusError {
  return failure(406, 'NotAcceptable', `only the following media types are accepted: ${accepted.join(', ')}`);
}

export function newRequestEntityTooLarge(message: string): StatusError {
  return failure(413, 'RequestEntityTooLarge', `Request entity is too large: ${message}`);
}

/** Any error as the Status that the client gets (responsewriters.ErrorToAPIStatus). */
export function toStatus(error: unknown): Status {
  if (error instanceof StatusError) return error.status;
  const message = error instanceof Error ? error.message : String(error);
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, code: 500 };
}
