import type { Micros } from '../../kernel/time.ts';
import { bytesBody } from '../../linux/net/http/messages.ts';
import type { Exchange } from '../../linux/net/http/server.ts';

// Models staging/src/k8s.io/apiserver/pkg/server/healthz @v1.35

/** One thing that has to be well; gives what is wrong, or nothing. */
export interface HealthCheck {
  name: string;
  check(exchange?: Exchange): string | undefined;
}

export const PING: HealthCheck = { name: 'ping', check: () => undefined };
export const LOG: HealthCheck = { name: 'log', check: () => undefined };

/** Answers a health endpoint: `ok`, or with `?verbose` a line for each check; 500 where one fails. */
export function answerHealth(
  exchange: Exchange,
  name: string,
  checks: readonly HealthCheck[],
  note: (failed: readonly string[], text: string) => void,
): void {
  const { query } = exchange;
  const excluded = new Set(query.getAll('exclude'));
  const verbose = query.has('verbose');
  const lines: string[] = [];
  const log: string[] = [];
  const failed: string[] = [];
  for (const check of checks) {
    if (excluded.delete(check.name)) {
      lines.push(`[+]${check.name} excluded: ok\n`);
      continue;
    }
    const problem = check.check(exchange);
    if (problem === undefined) {
      lines.push(`[+]${check.name} ok\n`);
      continue;
    }
    // the reason is the log's
    lines.push(`[-]${check.name} failed: reason withheld\n`);
    log.push(`${check.name} check failed: ${problem}\n`);
    failed.push(check.name);
  }
  if (excluded.size > 0)
    lines.push(`warn: some health checks cannot be excluded: no matches for ${[...excluded].map((e) => JSON.stringify(e)).join(',')}\n`);
  const headers = { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' };
  if (failed.length > 0) {
    note(failed, `${log.join('')}`);
    exchange.respond(500, headers, bytesBody(`${lines.join('')}${name} check failed\n`));
    return;
  }
  exchange.respond(200, headers, bytesBody(verbose ? `${lines.join('')}${name} check passed\n` : 'ok'));
}

/** A check of something that is done at start-up: `not finished` until then. */
export class HookCheck implements HealthCheck {
  done = false;

  constructor(readonly name: string) {}

  check(): string | undefined {
    return this.done ? undefined : 'not finished';
  }
}

/** A check whose answer is remembered for a while. */
export class CachedCheck implements HealthCheck {
  #at: Micros = -Infinity;
  #problem: string | undefined;

  constructor(
    readonly name: string,
    private readonly now: () => Micros,
    private readonly look: () => string | undefined,
    private readonly period: Micros,
  ) {}

  check(): string | undefined {
    if (this.now() - this.#at >= this.period) {
      this.#at = this.now();
      this.#problem = this.look();
    }
    return this.#problem;
  }
}
