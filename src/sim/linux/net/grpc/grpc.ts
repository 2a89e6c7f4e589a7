/** gRPC over simulated connections: unary calls and streams, with grpc-go's status codes and error texts. */

export type Code =
  | 'OK'
  | 'Canceled'
  | 'Unknown'
  | 'InvalidArgument'
  | 'DeadlineExceeded'
  | 'NotFound'
  | 'AlreadyExists'
  | 'PermissionDenied'
  | 'ResourceExhausted'
  | 'FailedPrecondition'
  | 'Aborted'
  | 'OutOfRange'
  | 'Unimplemented'
  | 'Internal'
  | 'Unavailable'
  | 'DataLoss'
  | 'Unauthenticated';

/** A call's failure. `message` is grpc-go's: `rpc error: code = NotFound desc = …`; `desc` is the server's own words. */
export class GrpcError extends Error {
  constructor(
    readonly code: Code,
    readonly desc: string,
  ) {
    super(`rpc error: code = ${code} desc = ${desc}`);
    this.name = 'GrpcError';
  }
}

/** What passes over a connection. Objects cross by reference and must not be changed after they were sent. */
export class CallMessage {
  constructor(
    readonly id: number,
    readonly method: string,
    readonly request: unknown,
  ) {}
}

/** More requests of a client that streams. */
export class RequestMore {
  constructor(
    readonly id: number,
    readonly request: unknown,
  ) {}
}

export class ReplyMessage {
  constructor(
    readonly id: number,
    readonly reply: unknown,
  ) {}
}

/** The end of a call. */
export class StatusMessage {
  constructor(
    readonly id: number,
    readonly code: Code,
    readonly desc: string,
  ) {}
}

export class CancelMessage {
  constructor(readonly id: number) {}
}
