import { Errno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import { signalNumber } from '../../../kernel/signals.ts';
import { block, type Step } from '../../../kernel/step.ts';
import type { FdTable } from '../../../kernel/file.ts';
import { quoteShell } from '../lib/quoting.ts';
import type { Tool } from '../lib/utility.ts';

/** Starts commands, several at a time if asked, and gathers their exit codes into xargs'. */
export class Runner {
  readonly #running = new Map<Process, string>();
  /** 123 where a command failed. */
  #code = 0;

  constructor(
    private readonly p: Process,
    private readonly t: Tool,
    private readonly how: { parallel: number; verbose: boolean; asks: boolean; terminalInput: boolean },
  ) {}

  /** Runs a command; gives an exit code where xargs must stop. */
  *run(argv: readonly string[]): Step<number | undefined> {
    const { p, t, how } = this;
    while (this.#running.size >= how.parallel) {
      const stop = yield* this.#reap();
      if (stop !== undefined) return stop;
    }
    if (how.verbose) {
      yield* p.flush();
      yield* p.write(2, `${argv.map((word) => quoteShell(word, t.utf8)).join(' ')}${how.asks ? '?...' : '\n'}`);
    }
    if (how.asks && !(yield* this.#confirmed())) return undefined;
    let child: Process;
    try {
      child = p.spawn(argv, { fds: this.#descriptors() });
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      yield* this.#wait();
      yield* t.warn(`${argv[0]}: ${e.text}`);
      return e.code === 'ENOENT' ? 127 : 126;
    }
    this.#running.set(child, argv[0]!);
    if (how.parallel === 1) return yield* this.#reap();
    return undefined;
  }

  /** Commands read nothing of the items: their standard input is /dev/null, or the terminal with -o. */
  #descriptors(): FdTable {
    const fds: FdTable = this.p.fds.copy(true);
    const path = this.how.terminalInput ? '/dev/tty' : '/dev/null';
    const fd = this.p.open(path, { read: true });
    fds.set(0, this.p.fds.get(fd)!);
    this.p.fds.close(fd);
    return fds;
  }

  *#confirmed(): Step<boolean> {
    const { p, t } = this;
    let fd: number;
    try {
      fd = p.open('/dev/tty', { read: true });
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      yield* t.fail(`failed to open /dev/tty for reading: ${e.text}`);
      return false;
    }
    const answer = yield* p.read(fd, 256);
    p.fds.close(fd);
    return answer[0] === 0x79 || answer[0] === 0x59;
  }

  *#reap(): Step<number | undefined> {
    const { p, t } = this;
    for (;;) {
      for (const [child, name] of this.#running) {
        const change = p.takeChange(child);
        if (change?.change !== 'exited') continue;
        this.#running.delete(child);
        const status = child.status!;
        if (status.signal) {
          yield* this.#wait();
          yield* t.warn(`${name}: terminated by signal ${signalNumber(status.signal)}`);
          return 125;
        }
        if (status.code === 255) {
          yield* this.#wait();
          yield* t.warn(`${name}: exited with status 255; aborting`);
          return 124;
        }
        if (status.code !== 0) this.#code = 123;
        return undefined;
      }
      yield* block(p.childChanged);
    }
  }

  *#wait(): Step {
    for (const child of this.#running.keys()) yield* this.p.wait(child);
    this.#running.clear();
  }

  /** Waits for what still runs; gives xargs' exit code. */
  *finish(): Step<number> {
    while (this.#running.size > 0) {
      const stop = yield* this.#reap();
      if (stop !== undefined) return stop;
    }
    return this.#code || this.t.status;
  }
}
