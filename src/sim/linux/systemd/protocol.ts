/** A D-Bus error: its name, and its text as clients print it. */
export class BusError extends Error {
  constructor(
    readonly name_: string,
    message: string,
  ) {
    super(message);
    this.name = 'BusError';
  }
}

/** A method call to PID 1 over its socket. */
export interface Call {
  kind: 'call';
  serial: number;
  method: string;
  args: readonly unknown[];
}

/** What comes back: an answer, an error, or the end of a job that the connection has begun. */
export type Answer =
  | { kind: 'return'; serial: number; value: unknown }
  | { kind: 'error'; serial: number; name: string; message: string }
  | { kind: 'job-removed'; id: number; unit: string; result: string };

/** The socket of PID 1 for clients that run as root, and the system bus for all. */
export const PRIVATE_SOCKET = '/run/systemd/private';

/** One unit as ListUnits tells of it. */
export interface UnitRow {
  id: string;
  description: string;
  load: string;
  active: string;
  sub: string;
  following: string;
  jobId: number;
  jobType: string;
}

/** A change of links by enable, disable, mask…: what `Created symlink` and `Removed` are told of. */
export interface LinkChange {
  type: 'symlink' | 'unlink' | 'masked' | 'dangling' | 'destination-not-present' | 'auxiliary-failed';
  path: string;
  source: string;
}
