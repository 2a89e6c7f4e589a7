import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { pad, SECOND } from '../../../kernel/time.ts';

/** A number of bytes in five characters (max5data of lib/progress.c). */
function five(n: number): string {
  const K = 1024;
  if (n < 100_000) return String(Math.floor(n)).padStart(5);
  if (n < 10_000 * K) return `${String(Math.floor(n / K)).padStart(4)}k`;
  if (n < 100 * K * K) return `${String(Math.floor(n / K / K)).padStart(2)}.${Math.floor((n % (K * K)) / ((K * K) / 10))}M`;
  if (n < 10_000 * K * K) return `${String(Math.floor(n / K / K)).padStart(4)}M`;
  return `${String(Math.floor(n / K ** 3)).padStart(4)}G`;
}

/** Seconds as `H:MM:SS` in eight characters; dashes where there are none. */
function clock(seconds: number): string {
  if (seconds <= 0 || !Number.isFinite(seconds)) return '--:--:--';
  const h = Math.floor(seconds / 3600);
  if (h <= 99) return `${String(h).padStart(2)}:${pad(Math.floor(seconds / 60) % 60)}:${pad(Math.floor(seconds) % 60)}`;
  return `${String(Math.floor(h / 24)).padStart(3)}d ${pad(h % 24)}h`;
}

/** The meter on standard error (lib/progress.c). */
export class ProgressMeter {
  #headed = false;
  #started: number;
  /** Something stands on the meter's line. */
  #open = false;
  received = 0;
  sent = 0;
  expected: number | undefined;
  toSend: number | undefined;

  constructor(
    private readonly p: Process,
    readonly shown: boolean,
    private readonly write: (text: string) => Step,
  ) {
    this.#started = p.clock.now;
  }

  #line(final: boolean): string {
    const elapsed = Math.max(1, this.p.clock.now - this.#started) / SECOND;
    const down = Math.floor(this.received / elapsed);
    const up = Math.floor(this.sent / elapsed);
    const percent = (have: number, all: number | undefined): number => (all ? Math.floor((have * 100) / all) : 0);
    const dlPercent = percent(this.received, this.expected);
    const ulPercent = percent(this.sent, this.toSend);
    const total = (this.expected ?? this.received) + (this.toSend ?? this.sent);
    const whole = this.received + this.sent;
    const estimate = this.expected && down > 0 ? this.expected / down : 0;
    const totalPercent =
      total > 0 && (this.expected || this.toSend) ? Math.floor((whole * 100) / total) : final && this.received > 0 ? 100 : 0;
    const speed = whole === 0 ? 0 : Math.floor(whole / elapsed);
    const left = estimate > elapsed ? estimate - elapsed : 0;
    return (
      `\r${String(totalPercent).padStart(3)} ${five(total)}  ${String(dlPercent).padStart(3)} ${five(this.received)}  ${String(ulPercent).padStart(3)} ${five(this.sent)}` +
      `  ${five(down)}  ${five(up)} ${clock(Math.floor(estimate))} ${clock(Math.floor(elapsed))} ${clock(Math.floor(left))} ${five(speed)}`
    );
  }

  /** Starts a transfer: the heading once, and a first line. */
  *start(): Step {
    this.#started = this.p.clock.now;
    this.received = this.sent = 0;
    this.expected = this.toSend = undefined;
    if (!this.shown) return;
    if (!this.#headed) {
      this.#headed = true;
      yield* this.write('  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n');
      yield* this.write('                                 Dload  Upload   Total   Spent    Left  Speed\n');
    }
    yield* this.write(this.#line(false));
    this.#open = true;
  }

  /** The transfer has ended: the last line stays. */
  *finish(): Step {
    if (!this.shown || !this.#open) return;
    yield* this.write(`${this.#line(true)}\n`);
    this.#open = false;
  }
}
