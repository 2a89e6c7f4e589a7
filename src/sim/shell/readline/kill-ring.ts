const SLOTS = 10;

/** What was killed, to be yanked; the latest last. */
export class KillRing {
  #slots: string[] = [];
  #at = 0;

  /** Adds killed text; kills in a row make one piece. */
  add(text: string, how: { joins: boolean; before: boolean }): void {
    if (text === '') return;
    const last = this.#slots.length - 1;
    if (how.joins && last >= 0) this.#slots[last] = how.before ? text + this.#slots[last]! : this.#slots[last]! + text;
    else {
      this.#slots.push(text);
      if (this.#slots.length > SLOTS) this.#slots.shift();
    }
    this.#at = this.#slots.length - 1;
  }

  /** What yanking gives. */
  get current(): string | undefined {
    return this.#slots[this.#at];
  }

  /** Turns to the piece before. */
  rotate(): string | undefined {
    if (this.#slots.length === 0) return undefined;
    this.#at = (this.#at - 1 + this.#slots.length) % this.#slots.length;
    return this.current;
  }
}
