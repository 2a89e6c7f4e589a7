import { isErrno } from '../../kernel/errno.ts';
import { parseSignal, signalName, signalNumber, SIGNALS, type SignalName } from '../../kernel/signals.ts';
import type { Step } from '../../kernel/step.ts';
import { waitForeground } from '../exec/foreground.ts';
import type { Job } from '../exec/jobs.ts';
import type { Shell } from '../exec/shell.ts';
import { assign } from '../state/assign.ts';
import type { Builtin, BuiltinCall } from './builtin.ts';
import { complain, integerOf, lines, parseOptions, usage, wrongOptions } from './support.ts';

/** The job that a word names; what is wrong with it is told. */
function* jobOf(shell: Shell, call: BuiltinCall, spec: string): Step<Job | undefined> {
  const found = /^\d+$/.test(spec) ? shell.jobs.byPid(Number(spec))?.job : shell.jobs.find(spec);
  if (found === 'ambiguous') {
    yield* complain(shell, call, `${spec}: ambiguous job spec`);
    yield* complain(shell, call, `${spec}: no such job`);
    return undefined;
  }
  if (!found) yield* complain(shell, call, `${spec}: no such job`);
  return found;
}

// ---- jobs, fg, bg, disown -------------------------------------------------------------------------------

function* jobs(shell: Shell, call: BuiltinCall): Step<number> {
  const parsed = parseOptions(call.args, 'lpnxrs');
  const wrong = yield* wrongOptions(shell, call, parsed);
  if (wrong !== undefined) return wrong;
  const has = (letter: string): boolean => parsed.options.some((o) => o.letter === letter);
  const table = shell.jobs;
  table.reap();
  let status = 0;
  let chosen: Job[] = [];
  if (parsed.rest.length === 0) chosen = [...table.jobs];
  else {
    for (const spec of parsed.rest) {
      const job = yield* jobOf(shell, call, spec);
      if (job) chosen.push(job);
      else status = 1;
    }
  }
  let text = '';
  for (const job of chosen) {
    const state = table.state(job);
    if ((has('r') && state !== 'running') || (has('s') && state !== 'stopped') || (has('n') && job.notified)) continue;
    text += has('p') ? `${job.processes[0]!.pid}\n` : table.format(job, has('l') ? 'long' : 'standard');
    job.notified = true;
  }
  const written = yield* shell.output('jobs', text);
  // what has ended is forgotten once it has been listed
  for (const job of chosen) if (table.state(job) === 'done' && job.notified) table.remove(job);
  return status || written;
}

function* noJobControl(shell: Shell, call: BuiltinCall): Step<boolean> {
  if (shell.options.get('monitor') && shell.subshells === 0) return false;
  yield* complain(shell, call, 'no job control');
  return true;
}

function* fg(shell: Shell, call: BuiltinCall): Step<number> {
  const parsed = parseOptions(call.args, '');
  const wrong = yield* wrongOptions(shell, call, parsed);
  if (wrong !== undefined) return wrong;
  if (yield* noJobControl(shell, call)) return 1;
  shell.jobs.reap();
  const spec = parsed.rest[0] ?? 'current';
  const job = spec === 'current' ? shell.jobs.current : yield* jobOf(shell, call, spec);
  if (!job) {
    if (spec === 'current') yield* complain(shell, call, 'current: no such job');
    return 1;
  }
  const directory = shell.variables.get('PWD') === job.directory ? '' : `\t(wd: ${job.directory})`;
  yield* shell.output('fg', `${job.processes.map((p) => p.text).join(' | ')}${directory}\n`);
  job.foreground = true;
  const { terminal } = shell.p;
  if (terminal) terminal.foreground = job.group;
  resume(shell, job);
  yield* waitForeground(shell, job);
  return shell.status;
}

function resume(shell: Shell, job: Job): void {
  for (const entry of job.processes) if (entry.state === 'stopped') entry.state = 'running';
  job.notified = false;
  shell.p.kernel.signalGroup(shell.p.table, job.group, 'CONT');
}

function* bg(shell: Shell, call: BuiltinCall): Step<number> {
  const parsed = parseOptions(call.args, '');
  const wrong = yield* wrongOptions(shell, call, parsed);
  if (wrong !== undefined) return wrong;
  if (yield* noJobControl(shell, call)) return 1;
  shell.jobs.reap();
  let status = 0;
  for (const spec of parsed.rest.length > 0 ? parsed.rest : ['current']) {
    const job = spec === 'current' ? shell.jobs.current : yield* jobOf(shell, call, spec);
    if (!job) {
      if (spec === 'current') yield* complain(shell, call, 'current: no such job');
      status = 1;
    } else if (shell.jobs.state(job) === 'running') {
      yield* complain(shell, call, `job ${job.id} already in background`);
    } else {
      job.foreground = false;
      const mark = job === shell.jobs.current ? '+' : job === shell.jobs.previous ? '-' : ' ';
      yield* shell.output('bg', `[${job.id}]${mark} ${job.processes.map((p) => p.text).join(' | ')} &\n`);
      resume(shell, job);
    }
  }
  return status;
}

function* disown(shell: Shell, call: BuiltinCall): Step<number> {
  const parsed = parseOptions(call.args, 'ahr');
  const wrong = yield* wrongOptions(shell, call, parsed);
  if (wrong !== undefined) return wrong;
  const has = (letter: string): boolean => parsed.options.some((o) => o.letter === letter);
  const chosen: Job[] = [];
  let status = 0;
  if (parsed.rest.length > 0) {
    for (const spec of parsed.rest) {
      const job = yield* jobOf(shell, call, spec);
      if (job) chosen.push(job);
      else status = 1;
    }
  } else if (has('a') || has('r')) chosen.push(...shell.jobs.jobs.filter((j) => !has('r') || shell.jobs.state(j) === 'running'));
  else if (shell.jobs.current) chosen.push(shell.jobs.current);
  else {
    yield* complain(shell, call, 'current: no such job');
    return 1;
  }
  for (const job of chosen) {
    if (has('h')) job.noHangup = true;
    else shell.jobs.remove(job);
  }
  return status;
}

function* suspend(shell: Shell, call: BuiltinCall): Step<number> {
  const parsed = parseOptions(call.args, 'f');
  const wrong = yield* wrongOptions(shell, call, parsed);
  if (wrong !== undefined) return wrong;
  if (parsed.options.length === 0) {
    if (!shell.options.get('monitor')) {
      yield* complain(shell, call, 'cannot suspend: no job control');
      return 1;
    }
    if (shell.start.login) {
      yield* complain(shell, call, 'cannot suspend a login shell');
      return 1;
    }
  }
  shell.p.kernel.signal(shell.p, 'STOP');
  yield* shell.p.sleep(0);
  return 0;
}

// ---- wait -----------------------------------------------------------------------------------------------

function* wait(shell: Shell, call: BuiltinCall): Step<number> {
  const parsed = parseOptions(call.args, shell.posix ? '' : 'fnp:');
  const wrong = yield* wrongOptions(shell, call, parsed);
  if (wrong !== undefined) return wrong;
  const has = (letter: string): boolean => parsed.options.some((o) => o.letter === letter);
  const variable = parsed.options.find((o) => o.letter === 'p')?.value;
  if (variable !== undefined) shell.variables.unset(variable);
  if (has('n')) return yield* waitNext(shell, call, parsed.rest, variable);
  if (parsed.rest.length === 0) {
    const interrupted = yield* waitUntil(shell, () => shell.jobs.jobs.every((j) => shell.jobs.state(j) === 'done'));
    yield* shell.jobs.notify();
    return interrupted ?? 0;
  }
  let status = 0;
  for (const spec of parsed.rest) {
    const result = yield* waitOne(shell, call, spec, variable);
    if (result.interrupted) return result.status;
    status = result.status;
  }
  return status;
}

/** Waits until something holds; a trapped signal ends the wait with 128 and its number, after its trap. */
function* waitUntil(shell: Shell, done: () => boolean): Step<number | undefined> {
  for (;;) {
    shell.jobs.reap();
    if (done()) return undefined;
    const signal = shell.pending.find((s) => s !== 'CHLD') ?? (shell.interrupted ? 'INT' : undefined);
    if (signal) {
      yield* shell.traps.check();
      return 128 + signalNumber(signal);
    }
    if (shell.pending.length > 0) yield* shell.traps.check();
    else yield* shell.jobs.untilChange();
  }
}

interface Waited {
  status: number;
  interrupted: boolean;
}

function* waitOne(shell: Shell, call: BuiltinCall, spec: string, variable: string | undefined): Step<Waited> {
  shell.jobs.reap();
  const table = shell.jobs;
  if (spec.startsWith('%')) {
    const job = yield* jobOf(shell, call, spec);
    if (!job) return { status: 127, interrupted: false };
    const signal = yield* waitUntil(shell, () => table.state(job) !== 'running');
    if (signal !== undefined) return { status: signal, interrupted: true };
    if (variable !== undefined) assign(shell, variable, undefined, String(job.processes.at(-1)!.pid));
    return { status: yield* take(shell, job), interrupted: false };
  }
  const pid = integerOf(spec);
  if (pid === undefined) {
    yield* complain(shell, call, shell.posix ? `Illegal number: ${spec}` : `\`${spec}': not a pid or valid job spec`);
    return { status: shell.posix ? 2 : 1, interrupted: false };
  }
  const known = table.byPid(pid);
  const ended = table.endedStatus(pid);
  if (!known && ended === undefined && !table.isRunningChild(pid)) {
    if (!shell.posix) yield* complain(shell, call, `pid ${pid} is not a child of this shell`);
    return { status: 127, interrupted: false };
  }
  const signal = yield* waitUntil(shell, () => (known ? known.entry.state !== 'running' : table.endedStatus(pid) !== undefined));
  if (signal !== undefined) return { status: signal, interrupted: true };
  if (variable !== undefined) assign(shell, variable, undefined, String(pid));
  const status = known ? table.statuses(known.job)[known.job.processes.indexOf(known.entry)]! : table.endedStatus(pid)!;
  if (known && table.state(known.job) === 'done') yield* take(shell, known.job);
  return { status, interrupted: false };
}

/** The status of a job that is waited for; one that has ended is told of where its end was a signal, and dropped. */
function* take(shell: Shell, job: Job): Step<number> {
  const status = shell.jobs.status(job);
  if (shell.jobs.state(job) === 'done') {
    yield* shell.jobs.notify();
    shell.jobs.remove(job);
  }
  return status;
}

function* waitNext(shell: Shell, call: BuiltinCall, specs: readonly string[], variable: string | undefined): Step<number> {
  const chosen: Job[] = [];
  for (const spec of specs) {
    const job = yield* jobOf(shell, call, spec);
    if (job) chosen.push(job);
  }
  const among = (): readonly Job[] => (specs.length > 0 ? chosen : shell.jobs.jobs);
  shell.jobs.reap();
  if (among().length === 0) return 127;
  let found: Job | undefined;
  const signal = yield* waitUntil(shell, () => {
    found = among().find((j) => shell.jobs.state(j) === 'done');
    return found !== undefined;
  });
  if (signal !== undefined || !found) return signal ?? 127;
  if (variable !== undefined) assign(shell, variable, undefined, String(found.processes.at(-1)!.pid));
  return yield* take(shell, found);
}

// ---- kill -----------------------------------------------------------------------------------------------

function* kill(shell: Shell, call: BuiltinCall): Step<number> {
  const { args } = call;
  if (args.length === 0) return yield* usage(shell, call);
  let signal: SignalName | 0 = 'TERM';
  let i = 0;
  const first = args[0]!;
  if (first === '-l' || first === '-L') return yield* listSignals(shell, call, args.slice(1));
  if (first === '-s' || first === '-n') {
    if (args[1] === undefined) {
      yield* complain(shell, call, `${first}: option requires an argument`);
      return 1;
    }
    const parsed = signalOf(args[1]);
    if (parsed === undefined) {
      yield* complain(shell, call, `${args[1]}: invalid signal specification`);
      return 1;
    }
    signal = parsed;
    i = 2;
  } else if (/^-./.test(first) && first !== '--') {
    const parsed = signalOf(first.slice(1));
    if (parsed === undefined) {
      yield* complain(shell, call, `${first.slice(1)}: invalid signal specification`);
      return 1;
    }
    signal = parsed;
    i = 1;
  }
  if (args[i] === '--') i++;
  if (i >= args.length) return yield* usage(shell, call);
  let status = 1;
  for (const target of args.slice(i)) if (yield* killOne(shell, call, target, signal)) status = 0;
  return status;
}

function signalOf(text: string): SignalName | 0 | undefined {
  return text === '0' || text === 'EXIT' || text === 'SIGEXIT' ? 0 : parseSignal(text);
}

function* killOne(shell: Shell, call: BuiltinCall, target: string, signal: SignalName | 0): Step<boolean> {
  if (target.startsWith('%')) {
    shell.jobs.reap();
    const job = yield* jobOf(shell, call, target);
    if (!job) return false;
    killJob(shell, job, signal);
    return true;
  }
  const pid = /^[+-]?\d+$/.test(target) ? Number(target) : undefined;
  if (pid === undefined) {
    yield* complain(shell, call, shell.posix ? `Illegal number: ${target}` : target === '' ? "`': not a pid or valid job spec" : `${target}: arguments must be process or job IDs`);
    return false;
  }
  try {
    shell.p.kill(pid, signal === 0 ? undefined : signal);
    return true;
  } catch (e) {
    if (!isErrno(e)) throw e;
    yield* complain(shell, call, shell.posix ? e.text : `(${pid}) - ${e.text}`);
    return false;
  }
}

function killJob(shell: Shell, job: Job, signal: SignalName | 0): void {
  if (signal === 0) return;
  const { kernel, table } = shell.p;
  const stopped = shell.jobs.state(job) === 'stopped';
  if (job.controlled) kernel.signalGroup(table, job.group, signal);
  else for (const entry of job.processes) kernel.signal(entry.process, signal);
  // a stopped job must run to see its end
  if (stopped && (signal === 'TERM' || signal === 'HUP') && job.controlled) kernel.signalGroup(table, job.group, 'CONT');
}

/** `kill -l`: all signals in columns of five, or names and numbers turned into each other. */
export function signalTable(): string {
  const all: [number, string][] = Object.entries(SIGNALS).map(([name, n]) => [n, `SIG${name}`]);
  for (let n = 34; n <= 64; n++) all.push([n, n < 50 ? (n === 34 ? 'SIGRTMIN' : `SIGRTMIN+${n - 34}`) : n === 64 ? 'SIGRTMAX' : `SIGRTMAX-${64 - n}`]);
  return `${all.map(([n, name], i) => `${String(n).padStart(2)}) ${name}${i % 5 === 4 ? '\n' : '\t'}`).join('')}\n`;
}

function* listSignals(shell: Shell, call: BuiltinCall, specs: readonly string[]): Step<number> {
  if (specs.length === 0) return yield* shell.output('kill', signalTable());
  let status = 0;
  const out: string[] = [];
  for (const spec of specs) {
    const number = /^\d+$/.test(spec) ? Number(spec) : undefined;
    const name = number === undefined ? parseSignal(spec) : signalName(number > 128 ? number - 128 : number);
    if (number === 0) out.push('EXIT');
    else if (!name) {
      yield* complain(shell, call, `${spec}: invalid signal specification`);
      status = 1;
    } else out.push(number === undefined ? String(signalNumber(name)) : name);
  }
  yield* shell.output('kill', lines(out));
  return status;
}

export const JOB_BUILTINS: Readonly<Record<string, Builtin>> = {
  jobs: { run: jobs, usage: '[-lnprs] [jobspec ...] or jobs -x command [args]', summary: 'Display status of jobs.' },
  fg: { run: fg, usage: '[job_spec]', summary: 'Move job to the foreground.' },
  bg: { run: bg, usage: '[job_spec ...]', summary: 'Move jobs to the background.' },
  disown: { run: disown, usage: '[-h] [-ar] [jobspec ... | pid ...]', summary: 'Remove jobs from current shell.' },
  suspend: { run: suspend, usage: '[-f]', summary: 'Suspend shell execution.' },
  wait: { run: wait, usage: '[-fn] [-p var] [id ...]', summary: 'Wait for job completion and return exit status.' },
  kill: {
    run: kill,
    usage: '[-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]',
    summary: 'Send a signal to a job.',
  },
};
