import type { Clock } from '../../../kernel/clock.ts';
import type { Micros } from '../../../kernel/time.ts';

/**
 * Exponential backoff by key, forgotten after twice the longest pause without a failure.
 * Models client-go/util/flowcontrol/backoff.go @v1.35
 */
export class Backoff {
  readonly #entries = new Map<string, { backoff: Micros; updated: Micros }>();

  constructor(
    private readonly clock: Clock,
    private readonly initial: Micros,
    private readonly max: Micros,
  ) {}

  #expired(at: Micros, updated: Micros): boolean {
    return at - updated > this.max * 2;
  }

  /** The present pause of a key. */
  get(key: string): Micros {
    return this.#entries.get(key)?.backoff ?? 0;
  }

  /** Something failed at `at`: the next pause is twice as long. */
  next(key: string, at: Micros): void {
    const entry = this.#entries.get(key);
    const backoff = !entry || this.#expired(at, entry.updated) ? this.initial : Math.min(entry.backoff * 2, this.max);
    this.#entries.set(key, { backoff, updated: this.clock.now });
  }

  /** Whether what happened at `at` is still being waited out. */
  inBackOffSince(key: string, at: Micros): boolean {
    const entry = this.#entries.get(key);
    if (!entry || this.#expired(at, entry.updated)) return false;
    return this.clock.now - at < entry.backoff;
  }

  /** Whether the last update of a key itself is still being waited out. */
  inBackOffSinceUpdate(key: string, at: Micros): boolean {
    const entry = this.#entries.get(key);
    if (!entry || this.#expired(at, entry.updated)) return false;
    return at - entry.updated < entry.backoff;
  }

  reset(key: string): void {
    this.#entries.delete(key);
  }

  /** Forgets what has long been well. */
  collect(): void {
    for (const [key, entry] of this.#entries) if (this.#expired(this.clock.now, entry.updated)) this.#entries.delete(key);
  }
}

/** A failure that is being waited out; `until` is when the next attempt makes sense. */
export class BackoffError extends Error {
  constructor(
    message: string,
    readonly until: Micros,
  ) {
    super(message);
    this.name = 'BackoffError';
  }
}

/** Several failures of one sync (utilerrors.Aggregate): one prints as itself, more as `[a, b]`, the same words once. */
export class AggregateError extends Error {
  constructor(readonly errors: readonly Error[]) {
    super(aggregateText(errors));
    this.name = 'AggregateError';
  }
}

function aggregateText(errors: readonly Error[]): string {
  const texts = [...new Set(errors.map((e) => e.message))];
  return texts.length === 1 ? texts[0]! : `[${texts.join(', ')}]`;
}

/** When the first of the failures in an error may be tried again (kubecontainer.MinBackoffExpiration). */
export function minBackoffExpiration(error: Error): Micros | undefined {
  if (error instanceof BackoffError) return error.until;
  if (!(error instanceof AggregateError)) return error.cause instanceof Error ? minBackoffExpiration(error.cause) : undefined;
  const times = error.errors.map(minBackoffExpiration).filter((t): t is Micros => t !== undefined);
  return times.length > 0 ? Math.min(...times) : undefined;
}
