import { Errno } from '../../../kernel/errno.ts';
import { statusCode, type Process } from '../../../kernel/process.ts';
import { parseSignal, signalNumber, type SignalName } from '../../../kernel/signals.ts';
import { until, type Step, type Waits } from '../../../kernel/step.ts';
import { Channel } from '../../../kernel/sync.ts';
import { parseInterval } from '../lib/interval.ts';
import { FAMILIES, UsageError, utility, type Tool } from '../lib/utility.ts';

const TIMED_OUT = 124;
/** Signals that are passed on to the command. */
const FORWARDED: readonly SignalName[] = ['HUP', 'INT', 'QUIT', 'TERM'];

type Options = 'signal' | 'kill' | 'preserve' | 'foreground' | 'verbose';

export default utility({
  name: 'timeout',
  family: FAMILIES.coreutils,
  sizeBytes: 48_632,
  usage: ['[OPTION] DURATION COMMAND [ARG]...', '[OPTION]'],
  summary: "Run COMMAND, and end it if it still runs after DURATION (seconds, or with suffix 's', 'm', 'h' or 'd').",
  options: {
    preserve: { flags: '--preserve-status', help: "exit with COMMAND's status even when it timed out" },
    foreground: { flags: '--foreground', help: 'let COMMAND read from the terminal and get its signals; its children are not timed out' },
    kill: { flags: '-k, --kill-after', arg: 'DURATION', help: 'send KILL if COMMAND still runs this long after the first signal' },
    signal: { flags: '-s, --signal', arg: 'SIGNAL', help: 'the signal to send; TERM by default' },
    verbose: { flags: '-v, --verbose', help: 'tell on standard error of each signal sent' },
  },
  inOrder: true,
  failure: 125,
  *main(p, t) {
    const killAfter = t.value('kill');
    const killUs = killAfter === undefined ? 0 : parseInterval(killAfter);
    if (killUs === undefined) throw new UsageError(`invalid time interval ${t.quote(killAfter!)}`);
    const named = t.value('signal');
    const signal = named === undefined ? 'TERM' : parseSignal(named);
    if (!signal) throw new UsageError(`${t.quote(named!)}: invalid signal`);
    const [duration, ...command] = t.operands;
    if (duration === undefined || command.length === 0) throw new UsageError('');
    const us = parseInterval(duration);
    if (us === undefined) throw new UsageError(`invalid time interval ${t.quote(duration)}`);
    const foreground = t.has('foreground');
    // a group of its own, so that all that COMMAND starts can be signalled together
    if (!foreground) p.group = p.pid;
    p.handle('TTIN', 'ignore');
    p.handle('TTOU', 'ignore');
    const signals = new Channel<SignalName>(16);
    for (const s of new Set([...FORWARDED, signal])) {
      if (s !== 'KILL' && s !== 'STOP') p.handle(s, (name) => void signals.trySend(name));
    }
    let child: Process;
    try {
      child = p.spawn(command);
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      yield* t.warn(`failed to run command ${t.quoteaf(command[0]!)}: ${e.text}`);
      return e.code === 'ENOENT' ? 127 : 126;
    }
    for (const s of ['TTIN', 'TTOU'] as const) child.handle(s, 'default');
    return yield* new Watchdog(p, t, child, signals, { signal, us, killUs, foreground }).run();
  },
});

/** Waits for the command, for the time to run out, and for signals to pass on. Follows coreutils' timeout.c. */
class Watchdog {
  #timedOut = false;
  #signal: SignalName;

  constructor(
    private readonly p: Process,
    private readonly t: Tool<Options>,
    private readonly child: Process,
    private readonly signals: Channel<SignalName>,
    private readonly plan: { signal: SignalName; us: number; killUs: number; foreground: boolean },
  ) {
    this.#signal = plan.signal;
  }

  *run(): Step<number> {
    const { p, plan } = this;
    let deadline = plan.us > 0 && plan.us !== Infinity ? p.clock.now + Math.ceil(plan.us) : undefined;
    let killUs = plan.killUs;
    const next = (): void => {
      deadline = killUs > 0 ? p.clock.now + Math.ceil(killUs) : undefined;
      if (killUs > 0) this.#signal = 'KILL';
      killUs = 0;
    };
    for (;;) {
      const change = p.takeChange(this.child);
      if (change?.change === 'exited') return this.#status();
      if (change) continue;
      const waits: Waits = { child: p.childChanged, signal: this.signals.received };
      if (deadline !== undefined) waits['timer'] = until(p.clock, deadline);
      const won = yield* p.select(waits);
      if (won.key === 'child') continue;
      if (won.key === 'timer') this.#timedOut = true;
      const passed = won.key === 'timer' ? this.#signal : ((won.value as { value: SignalName }).value ?? 'TERM');
      next();
      yield* this.#send(passed);
    }
  }

  *#send(signal: SignalName): Step {
    const { p, child, t } = this;
    if (t.has('verbose')) yield* t.warn(`sending signal ${signal} to command ${t.quote(child.argv[0] ?? '')}`);
    p.kernel.signal(child, signal);
    if (!this.plan.foreground) {
      // its whole group, itself included: only KILL cannot be ignored
      const own = p.disposition(signal);
      if (signal !== 'KILL') p.handle(signal, 'ignore');
      p.kernel.signalGroup(p.table, p.group, signal);
      if (signal !== 'KILL') p.handle(signal, own);
    }
    if (signal !== 'KILL' && signal !== 'CONT') {
      p.kernel.signal(child, 'CONT');
      if (!this.plan.foreground) p.kernel.signalGroup(p.table, p.group, 'CONT');
    }
  }

  #status(): number {
    const { status } = this.child;
    const code = statusCode(status!, signalNumber);
    const killed = status!.signal === 'KILL';
    if (!this.#timedOut && status!.signal) {
      // ends by the same signal, so that a shell sees what ended the command
      this.p.handle(status!.signal, 'default');
      this.p.kernel.signal(this.p, status!.signal);
    }
    return this.#timedOut && !killed && !this.t.has('preserve') ? TIMED_OUT : code;
  }
}
