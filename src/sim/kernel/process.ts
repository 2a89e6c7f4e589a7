import type { Cgroup } from './cgroup.ts';
import { Errno } from './errno.ts';
import { FdTable, FileDescription } from './file.ts';
import type { Kernel } from './kernel.ts';
import { COSTS } from './limits.ts';
import type { SignalName } from './signals.ts';
import { block, never, race, sleeping, type Step, type Wait, type Waits, type Won } from './step.ts';
import { Stdout } from './stdout.ts';
import { WaitQueue } from './sync.ts';
import { DEFAULT_RLIMITS, NO_LOGIN, UNCONFINED, type ResourceLimits, type Security } from './security.ts';
import type { Executable, SystemCalls, OpenFlags } from './syscalls.ts';
import type { Terminal } from './terminal.ts';
import { bytes, text } from './text.ts';
import type { Micros } from './time.ts';
import type { Tracer } from './trace.ts';

/** A program: gives its exit status (nothing: 0). */
export type ProcessMain = (p: Process) => Step<number | void>;

/** How a process ended. */
export type ExitStatus = { code: number; signal?: undefined } | { code?: undefined; signal: SignalName };

/** `$?` of an exit status: 128 and the signal's number where a signal ended it. */
export function statusCode(status: ExitStatus, number: (name: SignalName) => number): number {
  return status.signal ? 128 + number(status.signal) : status.code;
}

/** Who a process is (credentials(7)): the effective ids, and the real ones where a setuid program made them differ. */
export interface Credentials {
  uid: number;
  gid: number;
  groups: readonly number[];
  realUid?: number;
  realGid?: number;
}

export const ROOT: Credentials = { uid: 0, gid: 0, groups: [0] };

/** A pid namespace (pid_namespaces(7)): the processes of a container see only each other, numbered from 1. */
export class PidNamespace {
  #next = 1;
  readonly #pids = new Map<Process, number>();
  init: Process | undefined;

  /** A number for a new process; the machine's own namespace uses the process's pid. */
  enter(process: Process, pid?: number): number {
    this.init ??= process;
    const number = pid ?? this.#next++;
    this.#pids.set(process, number);
    return number;
  }

  leave(process: Process): void {
    this.#pids.delete(process);
  }

  /** The process that has a number here. */
  find(number: number): Process | undefined {
    for (const [process, its] of this.#pids) if (its === number) return process;
    return undefined;
  }

  members(): Process[] {
    return [...this.#pids.keys()];
  }
}

/** The process table of one machine. */
export class ProcessTable {
  readonly processes = new Map<number, Process>();
  readonly pidNamespace = new PidNamespace();
  #next = 1;
  /** Takes over processes whose parent has ended. */
  init: Process | undefined;

  constructor(
    readonly machine: string,
    readonly limit: number,
  ) {}

  /** A new process id. Throws EAGAIN where the machine has as many processes as it may. */
  allocate(): number {
    if (this.processes.size >= this.limit) throw new Errno('EAGAIN', 'fork');
    do this.#next = this.#next >= 4_194_303 ? 300 : this.#next + 1;
    while (this.processes.has(this.#next - 1));
    return this.#next - 1;
  }

  /** Forgets everything, as a machine does that is switched off; its processes must have ended. */
  clear(): void {
    this.processes.clear();
    this.init = undefined;
    this.pidNamespace.init = undefined;
    this.#next = 1;
  }

  /** Skips process ids, as a machine that has been up for a while has used them. */
  skip(to: number): void {
    this.#next = Math.max(this.#next, to);
  }

  /** Processes by pid. */
  list(): Process[] {
    return [...this.processes.values()].sort((a, b) => a.pid - b.pid);
  }
}

export interface SpawnOptions {
  env?: Readonly<Record<string, string>>;
  /** The name PATH is searched for, where it is not `argv[0]`. */
  file?: string;
  cwd?: string;
  cred?: Credentials;
  umask?: number;
  /** The child's descriptors; else a copy of the parent's. */
  fds?: FdTable;
  /** Its process group: a group's id, or `new` for one of its own. */
  group?: number | 'new';
  /** Starts a session of its own (setsid), with that controlling terminal if one is given. */
  session?: boolean;
  terminal?: Terminal;
  cgroup?: Cgroup;
  sys?: SystemCalls;
  /** Another machine's table (sshd's child), or the same. */
  table?: ProcessTable;
  /** A container's first process starts a pid namespace; nsenter joins one. */
  pidNamespace?: PidNamespace;
  security?: Security;
}

/** One line of execution of a process. */
export class Thread {
  /** Gives up what the thread waits for. */
  cancel: (() => void) | undefined;
  /** Counts resumptions, so that a late wake-up of an earlier wait is known as such. */
  epoch = 0;
  ended = false;

  constructor(
    readonly process: Process,
    readonly name: string,
    readonly body: Step<unknown>,
  ) {}
}

type Disposition = 'ignore' | ((signal: SignalName) => void);

/** What a parent is told of a child. */
export type ChildChange = { child: Process; change: 'exited' | 'stopped' | 'continued' };

export class Process {
  readonly kernel: Kernel;
  readonly table: ProcessTable;
  readonly pid: number;
  readonly pidNamespace: PidNamespace;
  /** Its number in its own pid namespace: what `$$` and getpid(2) give. */
  readonly nsPid: number;
  parent: Process | undefined;
  readonly children = new Set<Process>();
  argv: string[];
  /** What `ps -o comm` shows: the executable's name, at most 15 characters. */
  comm: string;
  /** Path of the executable (/proc/PID/exe). */
  exe = '';
  env: Record<string, string>;
  cred: Credentials;
  umask: number;
  group: number;
  session: number;
  terminal: Terminal | undefined;
  cgroup: Cgroup;
  fds: FdTable;
  sys: SystemCalls;
  readonly startedAt: Micros;
  /** Processor time used. */
  cpuUs = 0;
  state: 'running' | 'stopped' | 'zombie' | 'reaped' = 'running';
  /** The signal that stopped it last. */
  stoppedBy: SignalName | undefined;
  status: ExitStatus | undefined;
  /** Ended because its control group was over its memory limit. */
  oomKilled = false;
  /** Scheduling priority, -20 to 19 (nice(2)). */
  nice: number;
  /** /proc/PID/oom_score_adj. */
  oomScoreAdj: number;
  /** The user who logged in (/proc/PID/loginuid), for auditing. */
  loginUid: number;
  security: Security;
  rlimits: ResourceLimits;
  /** Threads that its language's runtime keeps beside those that are simulated (Go: about eight). */
  runtimeThreads = 0;
  /** It is using a processor now, not waiting. */
  onCpu = false;
  /** Is told of this process's system calls (strace). */
  tracer: Tracer | undefined;
  readonly threads = new Set<Thread>();
  /** Children that ended, stopped or went on, not yet told. */
  readonly #changes: ChildChange[] = [];
  readonly #changed = new WaitQueue();
  readonly #dispositions = new Map<SignalName, Disposition>();
  readonly #onExit: ((status: ExitStatus) => void)[] = [];
  /** Resumptions that came while it was stopped. */
  readonly deferred: [Thread, unknown][] = [];
  #debtUs = 0;
  #memoryBytes = 0;
  #stdout: Stdout | undefined;

  /** Use `Kernel.start`, `Process.spawn` or `Process.fork`. */
  constructor(kernel: Kernel, parent: Process | undefined, argv: string[], options: SpawnOptions & { exec: boolean }) {
    const table = options.table ?? parent?.table;
    const sys = options.sys ?? parent?.sys;
    const cgroup = options.cgroup ?? parent?.cgroup;
    if (!table || !sys || !cgroup) throw new Error('a first process needs a table, system calls and a control group');
    this.kernel = kernel;
    this.table = table;
    this.pid = table.allocate();
    this.pidNamespace = options.pidNamespace ?? parent?.pidNamespace ?? table.pidNamespace;
    this.nsPid = this.pidNamespace.enter(this, this.pidNamespace === table.pidNamespace ? this.pid : undefined);
    this.parent = parent;
    this.argv = argv;
    this.comm = parent?.comm ?? '';
    this.exe = parent?.exe ?? '';
    this.env = { ...(options.env ?? parent?.env) };
    this.cred = options.cred ?? parent?.cred ?? ROOT;
    this.umask = options.umask ?? parent?.umask ?? 0o022;
    this.nice = parent?.nice ?? 0;
    this.oomScoreAdj = parent?.oomScoreAdj ?? 0;
    this.loginUid = parent?.loginUid ?? NO_LOGIN;
    this.security = options.security ?? parent?.security ?? UNCONFINED;
    this.rlimits = parent?.rlimits ?? DEFAULT_RLIMITS;
    this.session = options.session ? this.pid : (parent?.session ?? this.pid);
    this.group = options.session || options.group === 'new' ? this.pid : (options.group ?? parent?.group ?? this.pid);
    this.terminal = options.session ? options.terminal : parent?.terminal;
    this.startedAt = kernel.clock.now;
    this.fds = options.fds ?? parent?.fds.copy(options.exec) ?? new FdTable();
    if (parent) for (const [signal, d] of parent.#dispositions) if (d === 'ignore') this.#dispositions.set(signal, d);
    this.sys = sys.forProcess(this);
    this.cgroup = cgroup;
    cgroup.processes.add(this);
    table.processes.set(this.pid, this);
    parent?.children.add(this);
    if (options.cwd !== undefined) this.sys.chdir(options.cwd);
  }

  get clock(): Kernel['clock'] {
    return this.kernel.clock;
  }

  get alive(): boolean {
    return this.state === 'running' || this.state === 'stopped';
  }

  // ---- children -----------------------------------------------------------------------------

  /**
   * Starts a program as a child (fork and exec): `argv[0]`, or `options.file`, is a path or a name looked for in PATH.
   * Throws what `SystemCalls.executable` throws, and EAGAIN.
   */
  spawn(argv: readonly string[], options: SpawnOptions = {}): Process {
    const env = options.env ?? this.env;
    const sys = options.sys ?? this.sys;
    const executable = sys.executable(options.file ?? argv[0] ?? '', argv, env);
    const child = new Process(this.kernel, this, executable.argv, { ...options, exec: true });
    child.becomes(executable, options.file ?? argv[0] ?? '');
    this.kernel.begin(child, function* (p) {
      yield* p.burn(COSTS.execUs);
      return yield* executable.main(p);
    });
    return child;
  }

  /** Starts code of this program as a child (fork without exec): a subshell. Throws EAGAIN. */
  fork(main: ProcessMain, options: SpawnOptions = {}): Process {
    const child = new Process(this.kernel, this, [...this.argv], { ...options, exec: false });
    for (const [signal, d] of this.#dispositions) if (d === 'ignore') child.#dispositions.set(signal, d);
    this.kernel.begin(child, function* (p) {
      yield* p.burn(COSTS.forkUs);
      return yield* main(p);
    });
    return child;
  }

  /**
   * Replaces this program by another (exec). Gives the new program's exit status when that ends, which ends the process
   * too: `return yield* p.exec(argv)`. Throws what `SystemCalls.executable` throws.
   */
  *exec(argv: readonly string[], file = argv[0] ?? ''): Step<number | void> {
    const executable = this.sys.executable(file, argv, this.env);
    yield* this.flush();
    this.argv = executable.argv;
    this.becomes(executable, file);
    const before = this.fds;
    this.fds = before.copy(true);
    before.closeAll();
    this.#stdout = undefined;
    for (const [signal, d] of [...this.#dispositions]) if (d !== 'ignore') this.#dispositions.delete(signal);
    yield* this.burn(COSTS.execUs);
    return yield* executable.main(this);
  }

  private becomes({ path, setuid, setgid }: Executable, file: string): void {
    this.exe = path;
    // the name that was executed: a link's or a script's own, not what stands behind it
    this.comm = (file.split('/').pop() ?? '').slice(0, 15);
    this.runtimeThreads = 0;
    if (this.security.noNewPrivs || (setuid === undefined && setgid === undefined)) return;
    const { uid, gid, groups, realUid = uid, realGid = gid } = this.cred;
    this.cred = { uid: setuid ?? uid, gid: setgid ?? gid, groups, realUid, realGid };
  }

  /** Waits until a child has ended, and reaps it. */
  *wait(child: Process): Step<ExitStatus> {
    for (;;) {
      const change = yield* this.waitChange(child);
      if (change.change === 'exited') return child.status!;
    }
  }

  /** The next thing that happened to a child (to any where none is given); an ended one is reaped. */
  *waitChange(child?: Process): Step<ChildChange> {
    for (;;) {
      const change = this.takeChange(child);
      if (change) return change;
      yield* block(this.childChanged);
    }
  }

  /** The same without waiting. Throws ECHILD where there is nobody to wait for. */
  takeChange(child?: Process): ChildChange | undefined {
    const i = this.#changes.findIndex((c) => child === undefined || c.child === child);
    if (i >= 0) {
      const [change] = this.#changes.splice(i, 1);
      if (change!.change === 'exited') this.kernel.reap(change!.child);
      return change;
    }
    if (child ? !this.children.has(child) : this.children.size === 0) throw new Errno('ECHILD', 'wait');
    return undefined;
  }

  readonly childChanged: Wait<void> = (wake) => this.#changed.wait(wake);

  /** For the kernel: something happened to a child. */
  noteChange(change: ChildChange): void {
    this.#changes.push(change);
    this.#changed.wakeAll();
    this.kernel.signal(this, 'CHLD');
  }

  // ---- threads, time and the end --------------------------------------------------------------

  /** Starts another thread of this process. It ends with the process, at the latest. */
  thread(name: string, body: Step<unknown>): Thread {
    const thread = new Thread(this, name, body);
    this.threads.add(thread);
    this.kernel.ready(thread, undefined);
    return thread;
  }

  *sleep(us: Micros): Step {
    yield* block(sleeping(this.kernel.clock, us));
  }

  /** Uses processor time: it is gathered, and waited out a quantum at a time. */
  *burn(us: Micros): Step {
    this.cpuUs += us;
    this.cgroup.chargeCpu(us);
    this.#debtUs += us;
    if (this.#debtUs < COSTS.quantumUs) return;
    const debt = this.#debtUs;
    this.#debtUs = 0;
    this.onCpu = true;
    yield* this.sleep(debt);
    this.onCpu = false;
  }

  /** Ends this process from any of its threads. */
  *exit(code: number): Step<never> {
    yield* this.flush();
    this.kernel.terminate(this, { code: code & 255 });
    return yield* block(never);
  }

  /** Calls `fn` when the process ends, whatever ended it. */
  onExit(fn: (status: ExitStatus) => void): void {
    this.#onExit.push(fn);
  }

  /** For the kernel: runs what `onExit` gathered. */
  ended(status: ExitStatus): void {
    this.charge(-this.#memoryBytes);
    this.pidNamespace.leave(this);
    for (const fn of this.#onExit.splice(0)) fn(status);
  }

  // ---- signals --------------------------------------------------------------------------------

  /** Says what a signal does: its default, nothing, or a call (made at once when the signal comes). */
  handle(signal: SignalName, disposition: 'default' | Disposition): void {
    if (disposition === 'default') this.#dispositions.delete(signal);
    else this.#dispositions.set(signal, disposition);
  }

  disposition(signal: SignalName): 'default' | Disposition {
    return this.#dispositions.get(signal) ?? 'default';
  }

  /** The processes that it can see and signal: those of its pid namespace, by pid. */
  visible(): Process[] {
    if (this.pidNamespace === this.table.pidNamespace) return this.table.list();
    return this.pidNamespace.members().sort((a, b) => a.nsPid - b.nsPid);
  }

  /** The number by which it knows another process; 0 for one that its pid namespace does not have. */
  pidOf(other: Process | undefined): number {
    if (!other) return 0;
    if (this.pidNamespace === this.table.pidNamespace) return other.pid;
    return other.pidNamespace === this.pidNamespace ? other.nsPid : 0;
  }

  /** The process that it knows by a number. */
  findPid(pid: number): Process | undefined {
    return this.pidNamespace === this.table.pidNamespace ? this.table.processes.get(pid) : this.pidNamespace.find(pid);
  }

  /**
   * kill(2): sends a signal to a process, to its own group (0), to a group (negative) or to all (-1); no signal only asks.
   * Throws ESRCH, EPERM.
   */
  kill(pid: number, signal?: SignalName): void {
    const mayReach = (p: Process): boolean => {
      const { uid, realUid = uid } = this.cred;
      const target = p.cred.realUid ?? p.cred.uid;
      return uid === 0 || uid === target || realUid === target || (signal === 'CONT' && p.session === this.session);
    };
    let targets: Process[];
    if (pid > 0) targets = [this.findPid(pid)].filter((p) => p !== undefined);
    else if (pid === -1) targets = this.visible().filter((p) => p !== this && p !== p.pidNamespace.init);
    else {
      const group = pid === 0 ? this.group : (this.findPid(-pid)?.group ?? -pid);
      targets = this.visible().filter((p) => p.group === group);
    }
    if (targets.length === 0) throw new Errno('ESRCH', 'kill');
    const reachable = targets.filter(mayReach);
    if (reachable.length === 0) throw new Errno('EPERM', 'kill');
    if (signal) for (const p of reachable) this.kernel.signal(p, signal);
  }

  // ---- memory ---------------------------------------------------------------------------------

  get memoryBytes(): number {
    return this.#memoryBytes;
  }

  /** Accounts for memory (negative: gives it back). Over a control group's limit, the kernel ends the largest process. */
  charge(delta: number): void {
    this.#memoryBytes += delta;
    const exceeded = this.cgroup.charge(delta);
    if (exceeded) this.kernel.outOfMemory(exceeded);
  }

  /** Puts this process into another control group, with the memory it uses (a pid written to cgroup.procs). */
  moveTo(group: Cgroup): void {
    if (group === this.cgroup) return;
    const from = this.cgroup;
    from.charge(-this.#memoryBytes);
    this.cgroup = group;
    group.processes.add(this);
    from.leave(this);
    const exceeded = group.charge(this.#memoryBytes);
    if (exceeded) this.kernel.outOfMemory(exceeded);
  }

  // ---- descriptors ----------------------------------------------------------------------------

  /** Opens a file as a descriptor, closed on exec unless told otherwise. */
  open(path: string, flags: OpenFlags, mode = 0o666, closeOnExec = true): number {
    const file = this.sys.open(path, flags, mode);
    return this.fds.add(new FileDescription(file, flags.read ?? false, (flags.write || flags.append) ?? false), closeOnExec);
  }

  /** Reads at most `max` bytes from a descriptor; none at its end. Throws EBADF and the file's own errors. */
  *read(fd: number, max = 65_536): Step<Uint8Array> {
    const description = this.fds.get(fd);
    if (!description?.readable) throw new Errno('EBADF', 'read');
    return yield* description.file.read(this, max);
  }

  /** Reads a descriptor to its end. */
  *readAll(fd: number): Step<Uint8Array[]> {
    const parts: Uint8Array[] = [];
    for (;;) {
      const part = yield* this.read(fd);
      if (part.length === 0) return parts;
      parts.push(part);
    }
  }

  /** Writes to a descriptor, unbuffered (write(2)). A pipe without a reader ends the process by SIGPIPE, or throws EPIPE. */
  *write(fd: number, data: string | Uint8Array): Step<number> {
    const description = this.fds.get(fd);
    if (!description?.writable) throw new Errno('EBADF', 'write');
    const raw = typeof data === 'string' ? bytes(data) : data;
    if (raw.length === 0) return 0;
    return yield* description.file.write(this, raw);
  }

  /** Writes to standard error, unbuffered; nothing happens where that is closed or broken. */
  *error(message: string): Step {
    try {
      yield* this.flush();
      yield* this.write(2, message);
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
    }
  }

  /** Standard output with C's buffering: by line on a terminal, else in blocks. Written out when the program ends. */
  get stdout(): Stdout {
    return (this.#stdout ??= new Stdout(this, 1));
  }

  *flush(): Step {
    if (this.#stdout) yield* this.#stdout.flush();
  }

  /** Reads standard input as text to its end. */
  *stdinText(): Step<string> {
    const parts = yield* this.readAll(0);
    return parts.map(text).join('');
  }

  /** Waits for the first of several waits (see `race`). */
  *select<W extends Waits>(waits: W): Step<Won<W>> {
    return yield* block(race(waits));
  }
}
