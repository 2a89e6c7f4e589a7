import { Clock } from './clock.ts';
import type { Cgroup } from './cgroup.ts';
import { Errno } from './errno.ts';
import { LIMITS } from './limits.ts';
import { Process, type Thread, type ExitStatus, type ProcessMain, type SpawnOptions } from './process.ts';
import { RandomSource } from './random.ts';
import { defaultAction, type SignalName } from './signals.ts';
import type { Step, Wait } from './step.ts';
import type { Micros } from './time.ts';

/** A program of the simulation that failed with a JavaScript error: a defect of the simulator, kept as evidence. */
export interface Bug {
  at: Micros;
  machine: string;
  command: string;
  error: unknown;
}

/**
 * The scheduler. Threads are resumed in the order in which they became ready; when none is ready, time moves to the next
 * event. Everything is synchronous, and nothing depends on anything but the seed and the input events.
 */
export class Kernel {
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly bugs: Bug[] = [];
  /** Threads that can go on, with what their wait gave; a queue with a moving head. */
  #ready: ([Thread, unknown] | undefined)[] = [];
  #head = 0;
  /** Thread resumptions so far, for benches and budgets. */
  steps = 0;
  #anonymousInodes = 20_000;

  constructor(options: { start: Micros; seed: string }) {
    this.clock = new Clock(options.start);
    this.random = new RandomSource(options.seed);
  }

  /**
   * Runs until a moment of virtual time. Gives `false` where the step budget ran out before (call it again to go on): the
   * host then sees to its own events, so a busy simulation cannot hang the tab.
   */
  run(until: Micros, budget: number = LIMITS.stepsPerRun): boolean {
    const limit = this.steps + budget;
    for (;;) {
      if (!this.#drain(limit)) return false;
      if (this.clock.next() > until) break;
      this.clock.step();
    }
    if (until > this.clock.now && until !== Infinity) this.clock.now = until;
    return true;
  }

  /** Starts a process that has no parent: a machine's init. */
  start(argv: string[], main: ProcessMain, options: SpawnOptions): Process {
    const process = new Process(this, undefined, argv, { ...options, exec: true });
    process.table.init ??= process;
    this.begin(process, main);
    return process;
  }

  /** Starts a new process's main thread. When that returns, the process ends. */
  begin(process: Process, main: ProcessMain): void {
    const kernel = this;
    process.thread(
      'main',
      (function* (): Step {
        const code = yield* main(process);
        yield* process.flush();
        kernel.terminate(process, { code: (code ?? 0) & 255 });
      })(),
    );
  }

  /** An inode number for what is in no file system: pipes, sockets, namespaces. */
  anonymousInode(): number {
    return this.#anonymousInodes++;
  }

  ready(thread: Thread, value: unknown): void {
    if (thread.ended) return;
    if (thread.process.state === 'stopped') thread.process.deferred.push([thread, value]);
    else this.#ready.push([thread, value]);
  }

  #drain(limit: number): boolean {
    while (this.#head < this.#ready.length) {
      if (this.steps >= limit) return false;
      const [thread, value] = this.#ready[this.#head]!;
      this.#ready[this.#head++] = undefined;
      if (this.#head > 4096) {
        this.#ready = this.#ready.slice(this.#head);
        this.#head = 0;
      }
      if (thread.ended) continue;
      if (thread.process.state === 'stopped') thread.process.deferred.push([thread, value]);
      else this.#resume(thread, value);
    }
    this.#ready = [];
    this.#head = 0;
    return true;
  }

  #resume(thread: Thread, value: unknown): void {
    this.steps++;
    thread.cancel = undefined;
    let result: IteratorResult<Wait, unknown>;
    try {
      result = thread.body.next(value);
    } catch (error) {
      this.#failed(thread, error);
      return;
    }
    if (result.done) {
      thread.ended = true;
      thread.process.threads.delete(thread);
      return;
    }
    if (thread.ended) return; // its process was ended while it ran
    const epoch = ++thread.epoch;
    const cancel = result.value((given) => {
      if (thread.epoch !== epoch || thread.ended) return;
      thread.epoch++;
      this.ready(thread, given);
    });
    if (thread.epoch === epoch) thread.cancel = cancel ?? undefined;
  }

  /** A program threw: a system call's error that it did not expect ends it with 1, anything else is a defect of ours. */
  #failed(thread: Thread, error: unknown): void {
    const { process } = thread;
    // whoever ignores SIGPIPE, as services do, finds out by a write that fails
    if (error instanceof Errno && error.code === 'EPIPE' && process.disposition('PIPE') === 'ignore') {
      this.terminate(process, { code: 1 });
      return;
    }
    this.bugs.push({ at: this.clock.now, machine: process.table.machine, command: process.argv.join(' '), error });
    const reason = error instanceof Errno ? error.message : `internal error: ${String(error)}`;
    const stderr = process.fds.get(2);
    this.terminate(process, { code: 70 }, false);
    if (stderr?.writable) {
      // said from outside the process, which is gone
      const voice = stderr.file.write(process, new TextEncoder().encode(`mirrorpod: ${process.comm}: ${reason}\n`));
      voice.next();
    }
    process.fds.closeAll();
  }

  /** Ends a process: its threads stop where they are, its descriptors close, its children go to init. */
  terminate(process: Process, status: ExitStatus, closeFiles = true): void {
    if (!process.alive) return;
    process.state = 'zombie';
    process.status = status;
    for (const thread of process.threads) {
      thread.ended = true;
      thread.cancel?.();
    }
    process.threads.clear();
    process.deferred.length = 0;
    if (closeFiles) process.fds.closeAll();
    process.cgroup.leave(process);
    const { init } = process.table;
    for (const child of process.children) {
      child.parent = init === process ? undefined : init;
      if (child.state === 'zombie') this.reap(child);
      else child.parent?.children.add(child);
    }
    process.children.clear();
    if (process.pidNamespace.init === process) for (const p of process.pidNamespace.members()) this.terminate(p, { signal: 'KILL' });
    process.ended(status);
    if (process.terminal && process.session === process.pid) process.terminal.hangup(this, process.table);
    const { parent } = process;
    // init reaps what it inherits, and a parent that ignores SIGCHLD leaves no zombies (wait(2))
    if (!parent?.alive || parent === init || parent.disposition('CHLD') === 'ignore') {
      this.reap(process);
      parent?.children.delete(process);
    } else parent.noteChange({ child: process, change: 'exited' });
  }

  /** Takes an ended process out of the table. */
  reap(process: Process): void {
    process.state = 'reaped';
    process.table.processes.delete(process.pid);
    process.parent?.children.delete(process);
  }

  /** Sends a signal; nothing happens to a process that has ended. */
  signal(process: Process, signal: SignalName): void {
    if (!process.alive) return;
    if (signal === 'KILL') {
      this.terminate(process, { signal });
      return;
    }
    if (signal === 'CONT') this.#continue(process);
    const disposition = signal === 'STOP' ? 'default' : process.disposition(signal);
    if (disposition === 'ignore') return;
    if (disposition !== 'default') {
      disposition(signal);
      return;
    }
    switch (defaultAction(signal)) {
      case 'terminate':
        // process 1 of a pid namespace gets no signal that it has no handler for (pid_namespaces(7))
        if (process !== process.pidNamespace.init) this.terminate(process, { signal });
        break;
      case 'stop':
        if (process.state === 'running') {
          process.state = 'stopped';
          process.stoppedBy = signal;
          process.parent?.noteChange({ child: process, change: 'stopped' });
        }
        break;
      case 'continue':
      case 'ignore':
        break;
    }
  }

  #continue(process: Process): void {
    if (process.state !== 'stopped') return;
    process.state = 'running';
    for (const [thread, value] of process.deferred.splice(0)) this.ready(thread, value);
    process.parent?.noteChange({ child: process, change: 'continued' });
  }

  /** Sends a signal to all processes of a group on a machine; tells whether there was one. */
  signalGroup(table: Process['table'], group: number, signal: SignalName): boolean {
    let any = false;
    for (const process of table.list()) {
      if (process.group !== group || !process.alive) continue;
      any = true;
      this.signal(process, signal);
    }
    return any;
  }

  /** A control group is over its limit: its largest process is ended, as the kernel's out-of-memory killer does. */
  outOfMemory(group: Cgroup): void {
    const victim = group
      .all()
      .reduce<Process | undefined>((worst, p) => (!worst || p.memoryBytes > worst.memoryBytes ? p : worst), undefined);
    if (!victim) return;
    victim.oomKilled = true;
    for (let g: Cgroup | undefined = victim.cgroup; g; g = g.parent) g.oomKills++;
    this.terminate(victim, { signal: 'KILL' });
  }
}
