import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import type { Micros } from '../../../kernel/time.ts';
import { TransportError, type Origin, type Transport } from '../../../linux/net/http/client.ts';
import type { Pod } from '../../shared/api/core.ts';
import type { Klog } from '../../shared/klog.ts';
import type { PodUpdate } from '../pods/types.ts';

// Models pkg/kubelet/config/http.go @v1.35

/** Reads what a URL gives: one pod, or a list. */
export type UrlDecoder = (data: Uint8Array, url: string) => { pods: Pod[] } | { error: string };

/** The source of static pods that a URL gives (staticPodURL), asked at a fixed period. */
export class HttpSource {
  #last: Uint8Array | undefined;
  #failures = 0;

  constructor(
    private readonly p: Process,
    private readonly log: Klog,
    private readonly transport: Transport,
    private readonly url: string,
    private readonly headers: Record<string, string>,
    private readonly period: Micros,
    private readonly decode: UrlDecoder,
    private readonly updates: (update: PodUpdate) => Step,
  ) {}

  start(): void {
    this.log.info('http.go', 53, 'Watching URL', { URL: this.url });
    this.p.thread('url source', this.#loop());
  }

  *#loop(): Step {
    for (;;) {
      const problem = yield* this.#extract();
      if (problem === undefined) {
        if (this.#failures > 0) this.log.info('http.go', 73, 'Successfully read pods from URL', { URL: this.url });
        this.#failures = 0;
      } else {
        // the first ten failures are said, then silence
        if (this.#failures < 3) this.log.info('http.go', 66, 'Failed to read pods from URL', { err: problem });
        else if (this.#failures === 3)
          this.log.info('http.go', 68, 'Failed to read pods from URL. Dropping verbosity of this message to V(4)', { err: problem });
        this.#failures++;
      }
      yield* this.p.sleep(this.period);
    }
  }

  *#extract(): Step<string | undefined> {
    const m = /^(https?):\/\/(\[[^\]]+\]|[^:/]+)(?::(\d+))?(\/.*)?$/.exec(this.url);
    if (!m) return `Get ${JSON.stringify(this.url)}: unsupported protocol scheme ${JSON.stringify(/^([a-z]*):/.exec(this.url)?.[1] ?? '')}`;
    const secure = m[1] === 'https';
    const origin: Origin = { secure, host: m[2]!, port: Number(m[3] ?? (secure ? 443 : 80)) };
    let status: number;
    let data: Uint8Array;
    try {
      const response = yield* this.transport.roundTrip(origin, {
        method: 'GET',
        target: m[4] ?? '/',
        headers: this.headers,
        clientTimeout: 10_000_000,
      });
      status = response.status;
      data = response.body?.bytes() ?? new Uint8Array(0);
    } catch (e) {
      if (!(e instanceof TransportError)) throw e;
      return `Get ${JSON.stringify(this.url)}: ${e.message}`;
    }
    if (status !== 200) return `${this.url}: ${status}`;
    if (data.length === 0) {
      // an empty answer means no pods
      yield* this.updates({ op: 'SET', source: 'http', pods: [] });
      return `zero-length data received from ${this.url}`;
    }
    if (this.#last && this.#last.length === data.length && this.#last.every((byte, i) => byte === data[i])) return undefined;
    this.#last = data;
    const decoded = this.decode(data, this.url);
    if ('error' in decoded) return decoded.error;
    yield* this.updates({ op: 'SET', source: 'http', pods: decoded.pods });
    return undefined;
  }
}
