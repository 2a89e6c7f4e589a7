import { Errno } from '../../kernel/errno.ts';
import type { Process } from '../../kernel/process.ts';
import { block, type Step } from '../../kernel/step.ts';
import { WaitQueue } from '../../kernel/sync.ts';
import { enabled, logLine, type LogLevel } from '../go/logrus.ts';
import { timeFixed } from '../go/text.ts';
import type { Log } from './config.ts';

/** containerd's log on standard error: written by a thread of its own, so that whoever logs need not wait. */
export class DaemonLog {
  #pending: string[] = [];
  readonly #more = new WaitQueue();
  level: LogLevel = 'info';
  format: 'text' | 'json' = 'text';

  constructor(private readonly p: Process) {
    p.thread('log', this.#loop());
  }

  readonly line: Log = (level, message, fields = {}) => {
    if (!enabled(level, this.level)) return;
    const { now } = this.p.clock;
    this.write(
      this.format === 'json'
        ? `${JSON.stringify({ ...fields, level, msg: message, time: timeFixed(now) })}\n`
        : logLine(now, level, message, fields, { precision: 'nanoseconds' }),
    );
  };

  /** Writes a whole line of another logger (klog's). */
  write(line: string): void {
    this.#pending.push(line);
    this.#more.wakeAll();
  }

  *#loop(): Step {
    for (;;) {
      yield* this.flush();
      yield* block(this.#more.wait);
    }
  }

  /** Writes out what has gathered. */
  *flush(): Step {
    while (this.#pending.length > 0) {
      const text = this.#pending.join('');
      this.#pending = [];
      try {
        yield* this.p.write(2, text);
      } catch (e) {
        if (!(e instanceof Errno)) throw e;
      }
    }
  }
}
