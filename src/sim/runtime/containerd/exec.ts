import { block, race, sleeping, type Step, type Wait, type Waits } from '../../kernel/step.ts';
import { Latch } from '../../kernel/sync.ts';
import { concat } from '../../kernel/text.ts';
import type { Micros } from '../../kernel/time.ts';
import { GrpcError } from '../../linux/net/grpc/grpc.ts';
import { duration, quote } from '../go/text.ts';
import { mergeEnv } from '../oci/spec.ts';
import type { OciProcess } from '../oci/types.ts';
import type { ExitReport } from '../task/api.ts';
import { ContainerIo, type Sink } from './container-io.ts';
import type { CriContext } from './context.ts';
import { quietly, wrap } from './errors.ts';
import type { Container } from './stores.ts';

/** What a client of an exec can do while it runs. */
export interface ExecHandle {
  input(data: Uint8Array): Step;
  closeInput(): Step;
  resize(width: number, height: number): Step;
}

/** Whoever asked for something gives it up. */
export interface Cancel {
  readonly opened: Wait<unknown>;
}

export interface ExecOptions {
  cmd: readonly string[];
  tty: boolean;
  stdin: boolean;
  /** 0: none. */
  timeout: Micros;
  sink: Sink;
  /** Called when the process runs. */
  started?: (handle: ExecHandle) => void;
  /** Whoever asked has gone: the process is killed. */
  cancelled?: Cancel;
}

/** The most that ExecSync gives of a stream. */
const MAX_OUTPUT = 16 * 1024 * 1024;

function processOf(context: CriContext, container: Container, options: ExecOptions): OciProcess {
  const record = context.record(container.id);
  if (!record)
    throw new GrpcError('NotFound', `failed to get container spec: container ${quote(container.id)} in namespace "k8s.io": not found`);
  const { process } = record.spec;
  return {
    ...process,
    terminal: options.tty,
    args: options.cmd,
    env: options.tty ? mergeEnv(process.env, ['TERM=xterm']) : process.env,
  };
}

/** Runs a process in a container to its end, and gives its exit code. Throws GrpcError. */
export function* execInContainer(context: CriContext, prefix: string, options: ExecOptions): Step<number> {
  let container: Container;
  try {
    container = context.containers.get(prefix);
  } catch (e) {
    throw wrap(`failed to find container ${quote(prefix)} in store`, e);
  }
  const { id, state } = container;
  if (state !== 'CONTAINER_RUNNING') throw new GrpcError('Unknown', `container is in ${state} state`);
  const process = processOf(context, container, options);
  if (!context.shims.has(id))
    throw new GrpcError('NotFound', `failed to load task: no running task found: task ${id} not found: not found`);
  const shim = context.shims.get(id);
  const execId = context.newId();
  const io = ContainerIo.make(context.p, `${context.volatileDirectory('containers', id)}/io`, execId, {
    stdin: options.stdin,
    terminal: options.tty,
  });
  io.add(options.sink);
  try {
    try {
      yield* shim.call('Exec', { id, execId, process, ...io.stdio });
    } catch (e) {
      throw wrap(`failed to create exec ${quote(execId)}`, e);
    }
    io.pipe();
    try {
      // runc's own start
      yield* context.takes(25, 55);
      yield* shim.call('Start', { id, execId });
    } catch (e) {
      throw wrap(`failed to start exec ${quote(execId)}`, e);
    }
    options.started?.({
      input: (data) => io.input(data),
      *closeInput() {
        io.closeInput();
        yield* shim.call('CloseIO', { id, execId });
      },
      *resize(width, height) {
        yield* shim.call('ResizePty', { id, execId, width, height });
      },
    });
    const report = yield* ended(context, container, execId, options);
    yield* io.wait();
    return report.exitStatus;
  } finally {
    yield* forget(context, id, execId);
    quietly(() => io.close());
  }
}

/** Waits for the end of an exec's process, killing it when its time is over. */
function* ended(context: CriContext, container: Container, execId: string, options: ExecOptions): Step<ExitReport> {
  const { id } = container;
  const shim = context.shims.get(id);
  const done = new Latch<ExitReport | GrpcError>();
  context.p.thread(
    'exec',
    (function* (): Step {
      try {
        done.open(yield* shim.call('Wait', { id, execId }));
      } catch (e) {
        if (!(e instanceof GrpcError)) throw e;
        done.open(e);
      }
    })(),
  );
  const waits: Waits = { done: done.opened };
  if (options.timeout > 0) waits['timeout'] = sleeping(context.p.clock, options.timeout);
  if (options.cancelled) waits['cancelled'] = options.cancelled.opened;
  const won = yield* block(race(waits));
  if (won.key !== 'done') {
    try {
      yield* shim.call('Kill', { id, execId, signal: 'KILL' });
    } catch (e) {
      if (!(e instanceof GrpcError)) throw e;
    }
    yield* block(done.opened);
    if (won.key === 'cancelled') throw new GrpcError('Canceled', 'context canceled');
    throw new GrpcError('DeadlineExceeded', `timeout ${duration(options.timeout)} exceeded: context deadline exceeded`);
  }
  const value = won.value as ExitReport | GrpcError;
  if (value instanceof GrpcError) throw wrap(`failed while waiting for exec ${quote(execId)}`, value);
  return value;
}

function* forget(context: CriContext, id: string, execId: string): Step {
  if (!context.shims.has(id)) return;
  try {
    yield* context.shims.get(id).call('Delete', { id, execId });
  } catch (e) {
    // it never was
    if (!(e instanceof GrpcError)) throw e;
  }
}

/** ExecSync: runs a process and gives what it wrote. Throws GrpcError. */
export function* execSync(
  context: CriContext,
  request: { containerId: string; cmd: readonly string[]; timeout?: number },
  cancelled: Cancel,
): Step<{ stdout: Uint8Array; stderr: Uint8Array; exitCode: number }> {
  const parts: Record<'stdout' | 'stderr', Uint8Array[]> = { stdout: [], stderr: [] };
  const lengths = { stdout: 0, stderr: 0 };
  try {
    const exitCode = yield* execInContainer(context, request.containerId, {
      cmd: request.cmd,
      tty: false,
      stdin: false,
      timeout: (request.timeout ?? 0) * 1_000_000,
      cancelled,
      *sink(stream, data) {
        const room = MAX_OUTPUT - lengths[stream];
        if (room <= 0) return;
        parts[stream].push(data.subarray(0, room));
        lengths[stream] += Math.min(room, data.length);
      },
    });
    return { stdout: concat(parts.stdout), stderr: concat(parts.stderr), exitCode };
  } catch (e) {
    throw wrap('failed to exec in container', e);
  }
}

/** A running container that is asked for by the beginning of its id, for Exec and Attach. Throws GrpcError. */
export function runningContainer(context: CriContext, prefix: string, words: string): Container {
  let container: Container;
  try {
    container = context.containers.get(prefix);
  } catch (e) {
    throw wrap(words, e);
  }
  if (container.state !== 'CONTAINER_RUNNING') throw new GrpcError('Unknown', `container is in ${container.state} state`);
  return container;
}
