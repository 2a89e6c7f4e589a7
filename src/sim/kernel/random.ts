/**
 * Seeded randomness in named streams. Each use has its own stream, derived from the seed and the stream's name, so a draw
 * added in one component changes no other component's values.
 */
export class RandomSource {
  readonly #streams = new Map<string, RandomStream>();

  constructor(readonly seed: string) {}

  /** The stream of that name; the same object each time. */
  stream(name: string): RandomStream {
    let stream = this.#streams.get(name);
    if (!stream) this.#streams.set(name, (stream = new RandomStream(`${this.seed}\u0000${name}`)));
    return stream;
  }
}

/** cyrb128: spreads a text over four 32-bit words. */
function spread(text: string): [number, number, number, number] {
  let a = 1779033703;
  let b = 3144134277;
  let c = 1013904242;
  let d = 2773480762;
  for (let i = 0; i < text.length; i++) {
    const k = text.charCodeAt(i);
    a = b ^ Math.imul(a ^ k, 597399067);
    b = c ^ Math.imul(b ^ k, 2869860233);
    c = d ^ Math.imul(c ^ k, 951274213);
    d = a ^ Math.imul(d ^ k, 2716044179);
  }
  a = Math.imul(c ^ (a >>> 18), 597399067);
  b = Math.imul(d ^ (b >>> 22), 2869860233);
  c = Math.imul(a ^ (c >>> 17), 951274213);
  d = Math.imul(b ^ (d >>> 19), 2716044179);
  return [(a ^ b ^ c ^ d) >>> 0, (b ^ a) >>> 0, (c ^ a) >>> 0, (d ^ a) >>> 0];
}

/** One stream: the sfc32 generator. Not for cryptography. */
export class RandomStream {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  constructor(seed: string) {
    [this.#a, this.#b, this.#c, this.#d] = spread(seed);
    for (let i = 0; i < 12; i++) this.uint32();
  }

  /** An integer of 32 bits. */
  uint32(): number {
    const t = (this.#a + this.#b + this.#d) | 0;
    this.#d = (this.#d + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + t;
    return (t + this.#c) >>> 0;
  }

  /** A number in [0, 1). */
  float(): number {
    return this.uint32() / 4294967296;
  }

  /** An integer in [low, high). */
  between(low: number, high: number): number {
    return low + Math.floor(this.float() * (high - low));
  }

  /** `length` lower-case hexadecimal digits. */
  hex(length: number): string {
    let out = '';
    while (out.length < length) out += this.uint32().toString(16).padStart(8, '0');
    return out.slice(0, length);
  }

  bytes(length: number): Uint8Array {
    const out = new Uint8Array(length);
    for (let i = 0; i < length; i++) out[i] = this.uint32() & 255;
    return out;
  }

  /** One element of a list that is not empty; of a string, one character. */
  pick<T>(from: ArrayLike<T>): T {
    return from[this.between(0, from.length)]!;
  }

  /** A text of `length` characters of an alphabet. */
  text(length: number, alphabet: string): string {
    let out = '';
    for (let i = 0; i < length; i++) out += this.pick(alphabet);
    return out;
  }

  /** A random UUID of version 4. */
  uuid(): string {
    const h = this.hex(32);
    const variant = '89ab'[parseInt(h[16]!, 16) & 3]!;
    return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-${variant}${h.slice(17, 20)}-${h.slice(20)}`;
  }
}
