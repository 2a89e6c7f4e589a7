import { Errno } from '../../../kernel/errno.ts';
import type { Step } from '../../../kernel/step.ts';
import { Input } from './input.ts';
import type { Tool } from './utility.ts';

/** Asks on standard error and reads the answers from standard input, as `rm -i` does. */
export class Prompt {
  #input: Input | undefined;

  constructor(private readonly t: Tool) {}

  /** Whether the answer begins with y or Y. The question comes after the program's name. */
  *yes(question: string): Step<boolean> {
    const { p, name } = this.t;
    yield* p.error(`${name}: ${question}`);
    try {
      this.#input ??= Input.open(p, '-');
      const line = yield* this.#input.line();
      return /^[yY]/.test(line?.text ?? '');
    } catch (e) {
      if (e instanceof Errno) return false;
      throw e;
    }
  }
}
