import type { Step } from '../../kernel/step.ts';
import type { LinuxCalls } from '../../linux/calls.ts';
import { GrpcError } from '../../linux/net/grpc/grpc.ts';
import { quote } from '../go/text.ts';
import type { TaskState } from '../task/api.ts';
import { ContainerIo } from './container-io.ts';
import { saveStatus } from './container-status.ts';
import type { ContainerService } from './containers.ts';
import { NAMESPACE, type CriContext } from './context.ts';
import { quietly, textOf } from './errors.ts';
import type { ContainerRecord } from './metadata.ts';
import type { SandboxService } from './sandboxes.ts';
import { Sandbox, type Container, type ContainerStatusRecord } from './stores.ts';

/** Where a task is, as its shim says; nothing where there is none. */
function* taskState(context: CriContext, id: string): Step<TaskState | undefined> {
  if (!context.shims.has(id)) return undefined;
  try {
    return yield* context.shims.get(id).call('State', { id });
  } catch (e) {
    if (e instanceof GrpcError) return undefined;
    throw e;
  }
}

/** Finds pods and containers again after containerd was started: internal/cri/server/restart.go @v2.2. */
export function* recover(context: CriContext, sandboxes: SandboxService, containers: ContainerService): Step {
  const records = [...context.metadata.within('containers', NAMESPACE)];
  for (const record of records) if (record.sandbox) yield* recoverSandbox(context, sandboxes, record);
  for (const record of records) if (record.container) yield* recoverContainer(context, containers, record);
  context.changed();
  for (const kind of ['sandboxes', 'containers'] as const) removeOrphans(context, kind);
}

function* recoverSandbox(context: CriContext, sandboxes: SandboxService, record: ContainerRecord): Step {
  const { id } = record;
  const sandbox = new Sandbox(record.sandbox!, record.createdAt);
  const state = yield* taskState(context, id);
  if (state?.status === 'running') {
    sandbox.state = 'ready';
    sandbox.pid = state.pid;
  } else {
    if (state) yield* forget(context, id);
    sandbox.state = 'notready';
    sandbox.stopped.open();
  }
  context.sandboxes.add(sandbox);
  context.sandboxes.reserve(sandbox.metadata.name, id);
  if (sandbox.state === 'ready') sandboxes.monitor(sandbox);
}

function* forget(context: CriContext, id: string): Step {
  try {
    yield* context.shims.delete(id, true);
  } catch (e) {
    if (!(e instanceof GrpcError)) throw e;
  }
}

const UNKNOWN: ContainerStatusRecord = {
  pid: 0,
  createdAt: 0,
  startedAt: 0,
  finishedAt: 0,
  exitCode: 255,
  reason: 'Unknown',
  message: '',
  unknown: true,
  resources: {},
};

function* recoverContainer(context: CriContext, containers: ContainerService, record: ContainerRecord): Step {
  const { id } = record;
  const metadata = record.container!;
  const saved = containers.savedStatus(id);
  if (!saved) context.log('warning', `Failed to load container status for ${quote(id)}`, { error: 'no such file or directory' });
  const container = containers.add(metadata, saved ?? UNKNOWN);
  context.containers.reserve(metadata.name, id);
  try {
    yield* recoverState(context, containers, container);
  } catch (e) {
    if (!(e instanceof GrpcError)) throw e;
    context.log('error', `Failed to load container status for ${quote(id)}`, { error: textOf(e) });
    container.status = { ...container.status, unknown: true };
    container.send({ type: 'LOST' });
  }
  saveStatus(context, container);
}

function* recoverState(context: CriContext, containers: ContainerService, container: Container): Step {
  const { id } = container;
  const { status } = container;
  const wasRunning = status.startedAt > 0 && status.finishedAt === 0;
  const task = yield* taskState(context, id);
  if (status.unknown) {
    container.send({ type: 'LOST' });
    return;
  }
  if (!task) {
    if (status.finishedAt > 0) container.send({ type: 'EXITED' });
    else if (wasRunning) lost(context, container);
    else {
      container.io = ContainerIo.make(context.p, `${context.volatileDirectory('containers', id)}/io`, id, {
        stdin: container.metadata.config.stdin ?? false,
        terminal: container.metadata.config.tty ?? false,
      });
    }
    return;
  }
  switch (task.status) {
    case 'running':
      container.status = { ...status, pid: task.pid, startedAt: status.startedAt || context.p.clock.now };
      container.send({ type: 'STARTED' });
      reconnect(context, containers, container);
      containers.monitor(container);
      return;
    case 'created':
      yield* forget(context, id);
      return;
    case 'stopped':
      container.send({ type: 'STARTED' });
      reconnect(context, containers, container);
      yield* containers.ended(container, { pid: task.pid, exitStatus: task.exitStatus, exitedAt: task.exitedAt, oom: false });
  }
}

/** It ran, and nobody knows how it ended. */
function lost(context: CriContext, container: Container): void {
  container.status = { ...container.status, pid: 0, finishedAt: context.p.clock.now, exitCode: 255, reason: 'Unknown' };
  container.send({ type: 'EXITED' });
  container.stopped.open();
}

/** Takes up the streams of a container that ran on meanwhile. */
function reconnect(context: CriContext, containers: ContainerService, container: Container): void {
  const { id } = container;
  const { sys } = context.p;
  const base = `${context.volatileDirectory('containers', id)}/io`;
  const all = sys.exists(base) ? sys.readdir(base) : [];
  const first = all.find((entry) => sys.exists(`${base}/${entry.name}/${id}-stdout`));
  if (!first) return;
  const directory = `${base}/${first.name}`;
  const path = (name: string): string => (sys.exists(`${directory}/${id}-${name}`) ? `${directory}/${id}-${name}` : '');
  const { tty, stdin } = container.metadata.config;
  container.io = ContainerIo.of(context.p, directory, {
    stdin: stdin ? path('stdin') : '',
    stdout: path('stdout'),
    stderr: tty ? '' : path('stderr'),
    terminal: tty ?? false,
  });
  containers.openLog(container);
  container.io.pipe();
}

/** Directories of what is not there any more go. */
function removeOrphans(context: CriContext, kind: 'sandboxes' | 'containers'): void {
  const { sys } = context.p;
  for (const base of [`${context.rootDir}/${kind}`, `${context.stateDir}/${kind}`]) {
    if (!sys.exists(base)) continue;
    for (const { name } of sys.readdir(base)) {
      if (context[kind].find(name)) continue;
      context.log('debug', `Cleanup orphaned id directory ${quote(`${base}/${name}`)}`);
      quietly(() => (sys as LinuxCalls).umount(`${base}/${name}/shm`));
      quietly(() => sys.removeTree(`${base}/${name}`));
    }
  }
}
