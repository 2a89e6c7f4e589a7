import type { FdTable, FileDescription } from '../../kernel/file.ts';
import { FileDescription as Description } from '../../kernel/file.ts';
import { openPipe } from '../../kernel/pipe.ts';
import type { Process } from '../../kernel/process.ts';
import type { Step } from '../../kernel/step.ts';
import { SECOND, type Micros } from '../../kernel/time.ts';
import { IndexedArray } from '../state/arrays.ts';
import type { AndOr, Coprocess, Node, Pipeline, Subshell } from '../syntax/tree.ts';
import { waitForeground } from './foreground.ts';
import { forkShell } from './fork.ts';
import type { Job } from './jobs.ts';
import type { Shell } from './shell.ts';

/** Runs a pipeline in the foreground, with `!` and `time`. */
export function* runPipeline(shell: Shell, node: Pipeline, last: boolean): Step {
  const started = shell.p.clock.now;
  const cpu = shell.p.cpuUs;
  let used = 0;
  if (node.negated) shell.conditions++;
  try {
    if (node.commands.length === 0) shell.status = 0;
    else if (node.commands.length === 1) yield* shell.engine.node(shell, node.commands[0]!, last && !node.negated && node.timed === 'no');
    else {
      const here = !shell.posix && shell.options.shopt('lastpipe') && !shell.options.get('monitor');
      const job = here ? yield* runLastHere(shell, node) : yield* startPipeline(shell, node, true);
      if (!here) yield* waitForeground(shell, job);
      used = job.processes.reduce((sum, p) => sum + p.process.cpuUs, 0);
    }
  } finally {
    if (node.negated) shell.conditions--;
  }
  if (node.negated) shell.status = shell.status === 0 ? 1 : 0;
  if (node.timed !== 'no') yield* tellTime(shell, node.timed, shell.p.clock.now - started, used + shell.p.cpuUs - cpu);
}

/** Starts the commands of a pipeline, a process each, all in one group under job control. */
function* startPipeline(shell: Shell, node: Pipeline, foreground: boolean): Step<Job> {
  const { p } = shell;
  const controlled = shell.options.get('monitor');
  const entries: { process: Process; source: Node }[] = [];
  let input: FileDescription | undefined;
  for (const [i, command] of node.commands.entries()) {
    const fds: FdTable = p.fds.copy(false);
    if (input) fds.set(0, input);
    else if (!foreground && !controlled) emptyInput(shell, fds);
    input = undefined;
    if (i < node.commands.length - 1) {
      const [read, write] = openPipe(p);
      fds.set(1, write);
      if (node.withError[i]) fds.set(2, write);
      input = read;
    }
    const process = yield* forkShell(
      shell,
      function* (sub) {
        yield* sub.engine.node(sub, command, true);
      },
      { fds, group: controlled ? (entries[0]?.process.group ?? 'new') : undefined, background: !foreground },
    );
    entries.push({ process, source: command });
  }
  return shell.jobs.create(entries, foreground, controlled);
}

/** Runs a pipeline whose last command is run by the shell itself (shopt lastpipe). */
function* runLastHere(shell: Shell, node: Pipeline): Step<Job> {
  const { p } = shell;
  const [read, write] = openPipe(p);
  const output = p.fds.get(1)?.reference();
  p.fds.set(1, write);
  const before = { ...node, commands: node.commands.slice(0, -1), withError: node.withError.slice(0, -1) };
  const job = yield* startPipeline(shell, before, true);
  if (output) p.fds.set(1, output);
  output?.release();
  const input = p.fds.get(0)?.reference();
  p.fds.set(0, read);
  yield* shell.engine.node(shell, node.commands[node.commands.length - 1]!);
  if (input) p.fds.set(0, input);
  else p.fds.close(0);
  input?.release();
  const { status } = shell;
  yield* waitForeground(shell, job);
  shell.pipeStatuses = [...shell.jobs.statuses(job), status];
  shell.status = status === 0 && shell.options.pipefail ? shell.status : status;
  return job;
}

/** Gives a background command without job control an empty standard input. */
function emptyInput(shell: Shell, fds: FdTable): void {
  if (!shell.p.sys.exists('/dev/null')) return;
  fds.set(0, new Description(shell.p.sys.open('/dev/null', { read: true }), true, false));
}

/** Runs `a && b || c`. */
export function* runAndOr(shell: Shell, node: AndOr, last: boolean): Step {
  const { commands, operators } = node;
  for (let i = 0; i < commands.length; i++) {
    const before = operators[i - 1];
    if (before !== undefined && (before === '&&') !== (shell.status === 0)) continue;
    const final = i === commands.length - 1;
    if (!final) shell.conditions++;
    try {
      yield* shell.engine.node(shell, commands[i]!, last && final);
    } finally {
      if (!final) shell.conditions--;
    }
    if (shell.unwind) return;
  }
}

/** Runs `( … )` in a process of its own; one that is there for nothing else serves as well. */
export function* runSubshell(shell: Shell, node: Subshell, last: boolean): Step {
  shell.line = shell.base + node.line;
  if (last && shell.subshells > 0 && !shell.traps.any) {
    shell.subshells++;
    return yield* shell.engine.list(shell, node.body, true);
  }
  yield* shell.burn();
  const controlled = shell.options.get('monitor');
  const child = yield* forkShell(
    shell,
    function* (sub) {
      yield* sub.engine.list(sub, node.body, true);
    },
    { group: controlled ? 'new' : undefined },
  );
  yield* waitForeground(shell, shell.jobs.create([{ process: child, source: node }], true, controlled));
}

// ---- beside the shell -----------------------------------------------------------------------------------

/** Starts a command in the background. */
export function* runBackground(shell: Shell, node: Node): Step {
  shell.line = shell.base + node.line;
  yield* shell.burn();
  const job =
    node.kind === 'pipeline' && node.commands.length > 1 && !node.negated && node.timed === 'no'
      ? yield* startPipeline(shell, node, false)
      : yield* startOne(shell, node);
  shell.jobs.enter(job);
  shell.lastBackground = job.processes[job.processes.length - 1]!.pid;
  shell.status = 0;
  if (shell.interactive) yield* shell.say(`[${job.id}] ${shell.lastBackground}\n`);
}

function* startOne(shell: Shell, node: Node): Step<Job> {
  const controlled = shell.options.get('monitor');
  const fds = shell.p.fds.copy(false);
  if (!controlled) emptyInput(shell, fds);
  const process = yield* forkShell(
    shell,
    function* (sub) {
      yield* sub.engine.node(sub, node, true);
    },
    { fds, group: controlled ? 'new' : undefined, background: true },
  );
  return shell.jobs.create([{ process, source: node }], false, controlled);
}

/** `coproc NAME command`: runs beside the shell, which holds both ends of its pipes in NAME. */
export function* runCoprocess(shell: Shell, node: Coprocess): Step {
  shell.line = shell.base + node.line;
  const { p } = shell;
  const [fromChild, childOut] = openPipe(p);
  const [childIn, toChild] = openPipe(p);
  const fds = p.fds.copy(false);
  fds.set(0, childIn);
  fds.set(1, childOut);
  const controlled = shell.options.get('monitor');
  const process = yield* forkShell(
    shell,
    function* (sub) {
      yield* sub.engine.node(sub, node.body, true);
    },
    { fds, group: controlled ? 'new' : undefined, background: true },
  );
  const ends = [fromChild, toChild].map((end) => String(p.fds.add(end, true, 60)));
  shell.variables.set(node.name, IndexedArray.of(ends));
  shell.variables.set(`${node.name}_PID`, String(process.nsPid));
  const job = shell.jobs.create([{ process, source: node }], false, controlled);
  shell.jobs.enter(job);
  shell.lastBackground = process.nsPid;
  shell.status = 0;
  if (shell.interactive) yield* shell.say(`[${job.id}] ${process.nsPid}\n`);
}

// ---- time -----------------------------------------------------------------------------------------------

function* tellTime(shell: Shell, style: 'bash' | 'posix', real: Micros, cpu: Micros): Step {
  const format = style === 'posix' ? 'real %2R\nuser %2U\nsys %2S' : (shell.variables.get('TIMEFORMAT') ?? '\nreal\t%3lR\nuser\t%3lU\nsys\t%3lS');
  if (format === '') return;
  // the model does not tell the kernel's share of the processor time from the program's
  const values: Record<string, Micros> = { R: real, U: cpu, S: 0 };
  const text = format.replace(/%(?:%|(\d?)(l?)([RUSP]))/g, (whole, digits: string, long: string, what: string) => {
    if (whole === '%%') return '%';
    if (what === 'P') return (real === 0 ? 0 : (cpu / real) * 100).toFixed(2);
    return duration(values[what]!, digits === '' ? 3 : Math.min(3, Number(digits)), long !== '');
  });
  yield* shell.say(`${text}\n`);
}

/** Seconds with a fraction; `1m2.345s` in the long form. */
export function duration(us: Micros, digits: number, long: boolean): string {
  const unit = 10 ** (6 - digits);
  const whole = Math.floor(us / unit) * unit;
  const seconds = long ? whole % (60 * SECOND) : whole;
  const fraction = digits > 0 ? `.${String(Math.floor((seconds % SECOND) / unit)).padStart(digits, '0')}` : '';
  const text = `${Math.floor(seconds / SECOND)}${fraction}`;
  return long ? `${Math.floor(whole / (60 * SECOND))}m${text}s` : text;
}
