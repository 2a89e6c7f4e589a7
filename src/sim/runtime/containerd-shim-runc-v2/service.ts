import { Errno } from '../../kernel/errno.ts';
import type { ExitStatus, Process } from '../../kernel/process.ts';
import { parseSignal, signalNumber } from '../../kernel/signals.ts';
import { block, never, type Step } from '../../kernel/step.ts';
import { Latch } from '../../kernel/sync.ts';
import type { Micros } from '../../kernel/time.ts';
import type { LinuxCalls } from '../../linux/calls.ts';
import { GrpcError } from '../../linux/net/grpc/grpc.ts';
import { applyResources } from '../container/cgroups.ts';
import { createContainer, execInContainer, releaseContainer, startContainer, type RuncContainer } from '../container/process.ts';
import { RUNC_ROOT } from '../container/state.ts';
import type { CreateTask, ExecProcess, ExitReport, ProcessRequest, TaskMethods, TaskState } from '../task/api.ts';
import { openStdio, type OpenStdio } from './stdio.ts';

/** A process of a container that the shim holds. */
interface Held {
  process: Process;
  io: OpenStdio;
  ended: Latch<{ status: ExitStatus; at: Micros }>;
  /** Of an exec: how it is started. */
  request?: ExecProcess;
}

interface HeldContainer {
  runc: RuncContainer;
  bundle: string;
  init: Held;
  execs: Map<string, Held | ExecProcess>;
  started: boolean;
}

type Methods = { [M in keyof TaskMethods]: (request: TaskMethods[M][0]) => Step<TaskMethods[M][1]> };

const NONE: Record<string, never> = {};

/** What a shim does for containerd: pkg of cmd/containerd-shim-runc-v2/task/service.go @v2.2. Methods throw GrpcError. */
export class ShimService {
  readonly #containers = new Map<string, HeldContainer>();
  readonly methods: Methods;

  constructor(
    private readonly p: Process,
    private readonly namespace: string,
    private readonly finish: () => void,
  ) {
    const self = this;
    this.methods = {
      Create: (r) => self.#create(r),
      Start: (r) => self.#start(r),
      *State(r) {
        return self.#state(r);
      },
      Wait: (r) => self.#wait(r),
      Delete: (r) => self.#delete(r),
      *Kill(r) {
        self.#kill(r);
        return NONE;
      },
      *Exec(r) {
        const { execs } = self.#container(r.id);
        if (execs.has(r.execId)) throw new GrpcError('AlreadyExists', `id ${r.execId}: already exists`);
        execs.set(r.execId, r);
        return NONE;
      },
      *Pids(r) {
        return {
          pids: self
            .#container(r.id)
            .runc.cgroup.all()
            .map((one) => one.pid),
        };
      },
      *Stats(r) {
        const { cgroup } = self.#container(r.id).runc;
        return {
          memoryBytes: cgroup.memoryBytes,
          memoryLimitBytes: cgroup.memoryMax,
          cpuUs: cgroup.cpuUs,
          processes: cgroup.all().reduce((n, one) => n + one.threads.size + one.runtimeThreads, 0),
        };
      },
      *Update(r) {
        applyResources(self.#container(r.id).runc.cgroup, r.resources);
        return NONE;
      },
      *ResizePty(r) {
        self.#held(r).io.terminal?.resize(r.width, r.height);
        return NONE;
      },
      *CloseIO(r) {
        self.#held(r).io.closeStdin();
        return NONE;
      },
      Attend: () => block(never),
      *Shutdown() {
        if (self.#containers.size === 0) self.finish();
        return NONE;
      },
    };
  }

  #container(id: string): HeldContainer {
    const held = this.#containers.get(id);
    if (!held) throw new GrpcError('NotFound', 'container not created: not found');
    return held;
  }

  #held(request: ProcessRequest): Held {
    const container = this.#container(request.id);
    if (!request.execId) return container.init;
    const held = container.execs.get(request.execId);
    if (!held) throw new GrpcError('NotFound', `exec ${request.execId}: process does not exist: not found`);
    if (!('process' in held) || !('io' in held)) throw new GrpcError('NotFound', `exec ${request.execId}: process not started: not found`);
    return held;
  }

  *#create(request: CreateTask): Step<{ pid: number }> {
    const { p } = this;
    const host = p.sys as LinuxCalls;
    const rootfs = host.place(`${request.bundle}/rootfs`);
    host.namespaces.mounts.mount(request.root.root, rootfs, 'overlay', 'overlay', request.rootOptions, false);
    const io = openStdio(p, request);
    try {
      const runc = createContainer(p, {
        id: request.id,
        runcRoot: `${RUNC_ROOT}/${this.namespace}`,
        bundle: request.bundle,
        spec: request.spec,
        root: request.root,
        rootOptions: request.rootOptions,
        io,
        systemdCgroup: request.systemdCgroup,
      });
      const init = this.#hold(runc.init, io);
      this.#containers.set(request.id, { runc, bundle: request.bundle, init, execs: new Map(), started: false });
      host.writeFile(`${request.bundle}/init.pid`, String(runc.init.pid), 0o600);
      return { pid: runc.init.pid };
    } catch (e) {
      io.abandon();
      host.umount(`${request.bundle}/rootfs`);
      if (!(e instanceof Error)) throw e;
      throw new GrpcError('Unknown', `OCI runtime create failed: runc create failed: ${e.message}`);
    }
  }

  #hold(process: Process, io: OpenStdio): Held {
    // its own children are its own to wait for
    process.handle('CHLD', 'default');
    process.handle('PIPE', 'default');
    const ended = new Latch<{ status: ExitStatus; at: Micros }>();
    process.onExit((status) => ended.open({ status, at: this.p.clock.now }));
    return { process, io, ended };
  }

  *#start(request: ProcessRequest): Step<{ pid: number }> {
    const container = this.#container(request.id);
    if (!request.execId) {
      if (container.init.ended.set) throw new GrpcError('Unknown', 'cannot start a container that has stopped');
      container.started = true;
      startContainer(this.p, container.runc);
      return { pid: container.runc.init.pid };
    }
    const exec = container.execs.get(request.execId);
    if (!exec || 'io' in exec) throw new GrpcError('NotFound', `exec ${request.execId}: not found`);
    const io = openStdio(this.p, exec);
    try {
      const process = execInContainer(this.p, container.runc, exec.process, io);
      container.execs.set(request.execId, { ...this.#hold(process, io), request: exec });
      return { pid: process.pid };
    } catch (e) {
      io.abandon();
      container.execs.delete(request.execId);
      if (!(e instanceof Error)) throw e;
      throw new GrpcError('Unknown', `OCI runtime exec failed: exec failed: ${e.message}`);
    }
  }

  #state(request: ProcessRequest): TaskState {
    const container = this.#container(request.id);
    const { process, ended } = this.#held(request);
    const end = ended.value;
    return {
      id: request.id,
      pid: process.pid,
      status: end ? 'stopped' : container.started ? 'running' : 'created',
      exitStatus: end ? exitCode(end.status) : 0,
      exitedAt: end?.at ?? 0,
    };
  }

  #report(container: HeldContainer, held: Held, end: { status: ExitStatus; at: Micros }): ExitReport {
    return {
      pid: held.process.pid,
      exitStatus: exitCode(end.status),
      exitedAt: end.at,
      oom: held === container.init && container.runc.cgroup.oomKills > 0,
    };
  }

  *#wait(request: ProcessRequest): Step<ExitReport> {
    const container = this.#container(request.id);
    const held = this.#held(request);
    return this.#report(container, held, yield* block(held.ended.opened));
  }

  *#delete(request: ProcessRequest): Step<ExitReport> {
    const container = this.#container(request.id);
    const held = this.#held(request);
    const end = held.ended.value;
    if (!end && container.started) throw new GrpcError('FailedPrecondition', 'cannot delete a running process: failed precondition');
    const report = end ? this.#report(container, held, end) : { pid: held.process.pid, exitStatus: 0, exitedAt: 0, oom: false };
    held.io.close();
    if (request.execId) {
      container.execs.delete(request.execId);
      return report;
    }
    releaseContainer(this.p, container.runc);
    const host = this.p.sys as LinuxCalls;
    try {
      host.umount(`${container.bundle}/rootfs`);
    } catch (e) {
      // somebody took the mount away already
      if (!(e instanceof Errno)) throw e;
    }
    this.#containers.delete(request.id);
    return report;
  }

  #kill(request: ProcessRequest & { signal: string; all?: boolean }): void {
    const container = this.#container(request.id);
    const signal = parseSignal(request.signal);
    if (!signal) throw new GrpcError('Unknown', `invalid signal ${request.signal}`);
    if (request.all) {
      for (const process of container.runc.cgroup.all()) this.p.kernel.signal(process, signal);
      return;
    }
    const { process, ended } = this.#held(request);
    if (ended.set) throw new GrpcError('NotFound', 'process already finished: not found');
    this.p.kernel.signal(process, signal);
  }
}

function exitCode(status: ExitStatus): number {
  return status.signal ? 128 + signalNumber(status.signal) : status.code;
}
