import { RandomStream } from '../../kernel/random.ts';
import type { Process } from '../../kernel/process.ts';

const MODULUS = 0x7fffffff;

/** The generator behind RANDOM (lib/sh/random.c: Park and Miller's), so that a seed gives bash's own sequence. */
export class BashRandom {
  #state: number;
  #last = -1;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** The generator of a shell that has not been seeded: its own for each process. */
  static of(p: Process): BashRandom {
    const stream = new RandomStream(`${p.kernel.random.seed}\u0000bash/${p.table.machine}/${p.pid}/${p.startedAt}`);
    return new BashRandom(stream.uint32());
  }

  /** A number in [0, 32768), never the same twice in a row. */
  next(): number {
    for (;;) {
      const from = this.#state === 0 ? 123_459_876 : this.#state >>> 0;
      const high = Math.floor(from / 127_773);
      const low = from - 127_773 * high;
      const t = (16_807 * low - 2836 * high) | 0;
      this.#state = t < 0 ? t + MODULUS : t;
      const value = ((this.#state >>> 16) ^ (this.#state & 0xffff)) & 0x7fff;
      if (value === this.#last) continue;
      this.#last = value;
      return value;
    }
  }
}
