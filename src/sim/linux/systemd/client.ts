import { isErrno } from '../../kernel/errno.ts';
import type { Connection } from '../../kernel/network.ts';
import type { Process } from '../../kernel/process.ts';
import { block, type Step } from '../../kernel/step.ts';
import { BusError, PRIVATE_SOCKET, type Answer } from './protocol.ts';
import type { TransientRequest } from './transient.ts';

/** There is no service manager to talk to: the machine (or container) was not booted with systemd. */
export class NoManager extends Error {}

/** A connection to PID 1. */
export class ManagerClient {
  #serial = 0;
  readonly #ended = new Map<number, string>();

  private constructor(private readonly connection: Connection) {}

  /** Connects. Throws NoManager. */
  static *connect(p: Process): Step<ManagerClient> {
    try {
      return new ManagerClient(yield* p.sys.net.connectUnix(PRIVATE_SOCKET));
    } catch (e) {
      if (isErrno(e)) throw new NoManager();
      throw e;
    }
  }

  /** Calls a method. Throws BusError. */
  *call<T>(method: string, ...args: unknown[]): Step<T> {
    const serial = ++this.#serial;
    this.connection.send({ kind: 'call', serial, method, args });
    for (;;) {
      const answer = yield* this.#next();
      if (answer.kind === 'job-removed') this.#ended.set(answer.id, answer.result);
      else if (answer.serial === serial) {
        if (answer.kind === 'error') throw new BusError(answer.name, answer.message);
        return answer.value as T;
      }
    }
  }

  *#next(): Step<Answer> {
    const got = yield* block(this.connection.incoming);
    if (got.kind !== 'message') throw new BusError('org.freedesktop.DBus.Error.NoReply', 'Connection reset by peer');
    return got.message as Answer;
  }

  /** Waits until a job that this connection has begun is over; gives its result. Throws BusError. */
  *job(id: number): Step<string> {
    for (;;) {
      const result = this.#ended.get(id);
      if (result !== undefined) return result;
      const answer = yield* this.#next();
      if (answer.kind === 'job-removed') this.#ended.set(answer.id, answer.result);
    }
  }

  close(): void {
    this.connection.close();
  }
}

/**
 * Puts processes into a scope of their own, as runc and the kubelet do it with the systemd cgroup driver: `cri-containerd-ID.scope`
 * in the pod's slice. Slices on the way are made. Throws BusError, NoManager.
 */
export function* startScope(p: Process, request: TransientRequest): Step {
  const client = yield* ManagerClient.connect(p);
  try {
    yield* client.job(yield* client.call<number>('StartTransientUnit', request, 'replace'));
  } finally {
    client.close();
  }
}

/** Stops a unit, if it is there: a pod's slice that is no longer needed. Throws NoManager. */
export function* stopUnit(p: Process, name: string): Step {
  const client = yield* ManagerClient.connect(p);
  try {
    yield* client.job(yield* client.call<number>('StopUnit', name, 'replace'));
  } catch (e) {
    if (!(e instanceof BusError)) throw e;
  } finally {
    client.close();
  }
}
