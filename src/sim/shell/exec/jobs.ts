import { statusCode, type ExitStatus, type Process } from '../../kernel/process.ts';
import { SIGNAL_TEXT, signalNumber } from '../../kernel/signals.ts';
import { block, race, type Step } from '../../kernel/step.ts';
import { withTilde } from '../expand/prompt.ts';
import { commandText } from '../syntax/print.ts';
import type { Node } from '../syntax/tree.ts';
import type { Shell } from './shell.ts';

/** One process of a job. */
export class JobProcess {
  state: 'running' | 'stopped' | 'done' = 'running';
  status: ExitStatus | undefined;

  constructor(
    readonly process: Process,
    private readonly source: Node | string,
  ) {}

  /** Its number as this shell sees it. */
  get pid(): number {
    return this.process.nsPid;
  }

  /** Its command. */
  get text(): string {
    return typeof this.source === 'string' ? this.source : commandText(this.source);
  }
}

/** A pipeline that the shell has started. */
export interface Job {
  /** Its number; 0 while it is a foreground job that has no need of one. */
  id: number;
  group: number;
  processes: JobProcess[];
  foreground: boolean;
  /** Runs in a process group of its own. */
  controlled: boolean;
  /** The learner has been told of its present state. */
  notified: boolean;
  /** `disown -h`: no SIGHUP when the shell ends. */
  noHangup: boolean;
  directory: string;
}

export type JobStyle = 'standard' | 'long' | 'noninteractive';

const STATE_WIDTH = 24;
const REMEMBERED = 1024;

/** The jobs of a shell (jobs.c). */
export class JobTable {
  readonly jobs: Job[] = [];
  /** Jobs by how lately they were the current one; the last is `%+`. */
  #order: Job[] = [];
  /** Processor time of children that have ended. */
  cpuUs = 0;
  /** How processes ended that `wait` may still be asked for. */
  readonly #ended = new Map<number, number>();
  readonly #byProcess = new Map<Process, { job: Job | undefined; entry: JobProcess | undefined }>();

  constructor(
    private readonly shell: Shell,
    parent?: JobTable,
  ) {
    // a subshell can list its parent's jobs, but not wait for them
    if (parent && shell.isSubstitution) this.jobs.push(...parent.jobs);
  }

  get count(): number {
    return this.jobs.length;
  }

  // ---- making -------------------------------------------------------------------------------------

  /** A job of processes just started. */
  create(entries: readonly { process: Process; source: Node | string }[], foreground: boolean, controlled: boolean): Job {
    const processes = entries.map(({ process, source }) => new JobProcess(process, source));
    const directory = this.shell.variables.get('PWD') ?? '';
    const group = processes[0]!.process.group;
    const job: Job = { id: 0, group, processes, foreground, controlled, notified: false, noHangup: false, directory };
    for (const entry of processes) this.#byProcess.set(entry.process, { job, entry });
    return job;
  }

  /** Gives a job its number. */
  enter(job: Job): void {
    if (job.id > 0) return;
    job.id = this.jobs.reduce((max, j) => Math.max(max, j.id), 0) + 1;
    this.jobs.push(job);
    this.makeCurrent(job);
  }

  /** A process outside of any job that `wait` knows. */
  remember(process: Process): void {
    this.#byProcess.set(process, { job: undefined, entry: undefined });
  }

  makeCurrent(job: Job): void {
    this.#order = [...this.#order.filter((j) => j !== job), job];
  }

  remove(job: Job): void {
    const i = this.jobs.indexOf(job);
    if (i >= 0) this.jobs.splice(i, 1);
    this.#order = this.#order.filter((j) => j !== job);
    for (const { process } of job.processes) this.#byProcess.delete(process);
  }

  /** Forgets all jobs: a program has taken the shell's place in this process. */
  clear(): void {
    this.jobs.length = 0;
    this.#order = [];
  }

  // ---- states -------------------------------------------------------------------------------------

  state(job: Job): 'running' | 'stopped' | 'done' {
    if (job.processes.every((p) => p.state === 'done')) return 'done';
    return job.processes.some((p) => p.state === 'running') ? 'running' : 'stopped';
  }

  /** `$?` of a job: its last process's, or with pipefail the last one that failed. */
  status(job: Job): number {
    const codes = this.statuses(job);
    if (this.shell.options.pipefail) return codes.findLast((c) => c !== 0) ?? 0;
    return codes[codes.length - 1]!;
  }

  statuses(job: Job): number[] {
    return job.processes.map((p) => (p.state === 'stopped' ? 128 + signalNumber(p.process.stoppedBy ?? 'TSTP') : p.status ? codeOf(p.status) : 0));
  }

  /** Takes in what has happened to children. */
  reap(): void {
    const { p } = this.shell;
    while (p.children.size > 0) {
      const change = p.takeChange();
      if (!change) return;
      this.#take(change.child, change.change);
    }
  }

  #take(child: Process, change: 'exited' | 'stopped' | 'continued'): void {
    const known = this.#byProcess.get(child);
    if (change === 'exited' && child.status) {
      this.#keep(child.nsPid, codeOf(child.status));
      this.cpuUs += child.cpuUs;
    }
    if (!known?.entry || !known.job) {
      if (change === 'exited') this.#byProcess.delete(child);
      return;
    }
    const { entry, job } = known;
    entry.state = change === 'exited' ? 'done' : change === 'stopped' ? 'stopped' : 'running';
    entry.status = child.status;
    if (change !== 'continued') job.notified = false;
    if (change === 'stopped' && job.id > 0) this.makeCurrent(job);
  }

  #keep(pid: number, code: number): void {
    this.#ended.delete(pid);
    this.#ended.set(pid, code);
    if (this.#ended.size > REMEMBERED) for (const old of this.#ended.keys()) return void this.#ended.delete(old);
  }

  /** How a process ended, if `wait` may be told; `undefined` for one that is no child. */
  endedStatus(pid: number): number | undefined {
    return this.#ended.get(pid);
  }

  forget(pid: number): void {
    this.#ended.delete(pid);
  }

  isRunningChild(pid: number): boolean {
    for (const child of this.#byProcess.keys()) if (child.nsPid === pid && child.alive) return true;
    return false;
  }

  /** Waits until something has happened to a child, or a signal has come. */
  *untilChange(): Step {
    const { p, signalled } = this.shell;
    yield* block(race({ child: p.childChanged, signal: signalled.wait }));
  }

  /** Waits until a job has ended or is stopped. */
  *settle(job: Job): Step {
    for (;;) {
      this.reap();
      if (this.state(job) !== 'running') return;
      yield* this.untilChange();
    }
  }

  // ---- finding ------------------------------------------------------------------------------------

  get current(): Job | undefined {
    const stopped = this.#order.findLast((j) => this.state(j) === 'stopped');
    return stopped ?? this.#order[this.#order.length - 1];
  }

  get previous(): Job | undefined {
    const { current } = this;
    const others = this.#order.filter((j) => j !== current);
    return others.findLast((j) => this.state(j) === 'stopped') ?? others[others.length - 1];
  }

  /** The job of `%1`, `%+`, `%-`, `%name`, `%?text`; `ambiguous` where several are meant. */
  find(spec: string): Job | 'ambiguous' | undefined {
    const name = spec.startsWith('%') ? spec.slice(1) : spec;
    if (name === '' || name === '%' || name === '+') return this.current;
    if (name === '-') return this.previous ?? this.current;
    if (/^\d+$/.test(name)) return this.jobs.find((j) => j.id === Number(name));
    const text = (j: Job): string => j.processes.map((p) => p.text).join(' | ');
    const found = this.jobs.filter((j) => (name.startsWith('?') ? text(j).includes(name.slice(1)) : text(j).startsWith(name)));
    return found.length > 1 ? 'ambiguous' : found[0];
  }

  byPid(pid: number): { job: Job; entry: JobProcess } | undefined {
    for (const job of this.jobs) {
      const entry = job.processes.find((p) => p.pid === pid);
      if (entry) return { job, entry };
    }
    return undefined;
  }

  // ---- telling ------------------------------------------------------------------------------------

  /** A job as `jobs` shows it (print_pipeline). */
  format(job: Job, style: JobStyle): string {
    const long = style !== 'standard';
    const mark = job === this.current ? '+' : job === this.previous ? '-' : ' ';
    let out = style === 'noninteractive' ? '' : `[${job.id}]${mark} `;
    const first = job.processes[0]!;
    job.processes.forEach((p, i) => {
      const last = i === job.processes.length - 1;
      if (i > 0) out += long ? '     ' : ' |';
      if (long) out += String(p.pid).padStart(5);
      out += ' ';
      const shown = long ? p : job.processes[job.processes.length - 1]!;
      const same = long && i > 0 && stateText(shown) === stateText(first);
      if (long || i === 0) {
        const text = same ? '' : stateText(shown);
        out += text + ' '.repeat(Math.max(0, STATE_WIDTH - (text.length || 2)));
      }
      if (i > 0 && long) out += '| ';
      out += p.text;
      if (last) {
        if (this.state(job) === 'running' && !job.foreground) out += ' &';
        const here = this.shell.variables.get('PWD') ?? '';
        if (here !== job.directory) out += `  (wd: ${withTilde(this.shell, job.directory)})`;
      }
      if (long || last) out += '\n';
    });
    return out;
  }

  /** Tells of background jobs that have ended or were stopped, and drops the ended ones. */
  *notify(): Step {
    this.reap();
    for (const job of [...this.jobs]) {
      const state = this.state(job);
      if (job.notified || state === 'running') continue;
      job.notified = true;
      yield* this.#tell(job, state);
      if (state === 'done') this.remove(job);
    }
  }

  /** What bash says of a job that has ended or stopped (notify_of_job_status). */
  *#tell(job: Job, state: 'stopped' | 'done'): Step {
    const { shell } = this;
    const signal = job.processes[job.processes.length - 1]!.status?.signal;
    if (shell.interactive) {
      if (!shell.options.get('monitor')) return;
      if (state === 'stopped') yield* shell.say(`\n${this.format(job, 'standard')}`);
      else if (!job.foreground) yield* shell.say(this.format(job, 'standard'));
      else if (signal && signal !== 'INT' && signal !== 'PIPE') yield* shell.say(`${SIGNAL_TEXT[signal]}\n`);
      return;
    }
    if (state !== 'done' || !signal || signal === 'INT' || signal === 'PIPE' || !this.#reports()) return;
    const long = shell.dialect.id === 'bash' && signal !== 'TERM' && !shell.traps.get(signal);
    if (long) yield* shell.say(shell.dialect.killed(shell, this.format(job, 'noninteractive')));
    else if (job.foreground || shell.posix) yield* shell.say(`${SIGNAL_TEXT[signal]}\n`);
  }

  /** A substitution of `bash -c` does not speak of its jobs. */
  #reports(): boolean {
    return !(this.shell.isSubstitution && this.shell.start.letters.includes('c'));
  }

  /** A foreground job is over: tells what is to be told, and drops it. */
  *finish(job: Job): Step {
    if (this.state(job) === 'done') {
      yield* this.#tell(job, 'done');
      this.remove(job);
      return;
    }
    job.foreground = false;
    this.enter(job);
    this.makeCurrent(job);
    job.notified = true;
    if (this.shell.interactive) yield* this.shell.say(`\n${this.format(job, 'standard')}`);
  }
}

/** `$?` of an exit status. */
export function codeOf(status: ExitStatus): number {
  return statusCode(status, signalNumber);
}

function stateText(entry: JobProcess): string {
  if (entry.state === 'running') return 'Running';
  if (entry.state === 'stopped') return SIGNAL_TEXT[entry.process.stoppedBy ?? 'TSTP'];
  const { status } = entry;
  if (status?.signal) return SIGNAL_TEXT[status.signal];
  return status?.code ? `Exit ${status.code}` : 'Done';
}
