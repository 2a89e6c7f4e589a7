/** glibc's random(3) with its 31 words of state (TYPE_3), which programs seed to get the same numbers again. */
export class GlibcRandom {
  readonly #state = new Uint32Array(34);
  #at = 0;
  readonly #ring: number[] = [];

  constructor(seed: number) {
    this.seed(seed);
  }

  /** srandom(3). */
  seed(value: number): void {
    const state = this.#state;
    let word = (value >>> 0 || 1) | 0;
    state[0] = word;
    for (let i = 1; i < 31; i++) {
      // 16807 times the word, modulo 2^31 - 1, in 32-bit arithmetic
      const high = Math.trunc(word / 127773);
      word = 16807 * (word % 127773) - 2836 * high;
      if (word < 0) word += 2147483647;
      state[i] = word;
    }
    this.#ring.length = 0;
    for (let i = 0; i < 31; i++) this.#ring.push(state[i]!);
    this.#at = 0;
    for (let i = 0; i < 310; i++) this.#next();
  }

  #next(): number {
    // each word is the sum of those 31 and 3 places before
    const ring = this.#ring;
    const front = (this.#at + 3) % 31;
    const sum = (ring[front]! + ring[this.#at]!) >>> 0;
    ring[front] = sum;
    this.#at = (this.#at + 1) % 31;
    return sum;
  }

  /** The next number, from 0 to 2^31 - 1. */
  next(): number {
    return this.#next() >>> 1;
  }
}
