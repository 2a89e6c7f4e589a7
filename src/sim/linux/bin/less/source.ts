import { Errno } from '../../../kernel/errno.ts';
import { LIMITS } from '../../../kernel/limits.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step, Wait } from '../../../kernel/step.ts';
import type { Input } from '../lib/input.ts';

/** The lines of a file or of standard input, read as far as they are needed. A character stands for a byte. */
export class Source {
  readonly #lines: string[] = [];
  #ended = false;
  #bytes = 0;
  #partial = false;

  constructor(
    private readonly p: Process,
    private readonly input: Input,
    /** File name; none for standard input. */
    readonly name: string | undefined,
  ) {}

  /** How many lines there are, as far as is known. */
  get count(): number {
    return this.#lines.length;
  }

  /** Everything was read. */
  get complete(): boolean {
    return this.#ended;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The file's size, where it has one. */
  get size(): number | undefined {
    const file = this.p.fds.get(this.input.fd)?.file;
    return file?.kind === 'file' && file.stat().size > 0 ? file.stat().size : undefined;
  }

  /** Line `index` (from 0); none beyond the end. Reads on until it is there. */
  *line(index: number): Step<string | undefined> {
    while (!this.#ended && this.#lines.length <= index) yield* this.#more();
    return this.#lines[index];
  }

  /** Bytes up to the end of a line. */
  offset(index: number): number {
    let sum = 0;
    for (let i = 0; i <= index && i < this.#lines.length; i++) sum += this.#lines[i]!.length + 1;
    return sum;
  }

  /** Reads all that is left. */
  *all(): Step<number> {
    while (!this.#ended) yield* this.#more();
    return this.#lines.length;
  }

  *#more(): Step {
    try {
      const line = yield* this.input.line();
      if (!line) {
        this.#ended = true;
        return;
      }
      this.#bytes += line.text.length + Number(line.ended);
      if (this.#partial) this.#lines[this.#lines.length - 1] += line.text;
      else this.#lines.push(line.text);
      this.#partial = !line.ended;
      if (this.#bytes > LIMITS.fileBytes) this.#ended = true;
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      this.#ended = true;
    }
  }

  /** Looks whether the file has grown; true where it has. */
  *grown(): Step<boolean> {
    const before = this.#bytes;
    this.#ended = false;
    yield* this.all();
    return this.#bytes > before;
  }

  /** A wait for a change of the file, and how to give it up. */
  watch(): { changed: Wait<unknown>; close(): void } {
    const inotify = this.p.sys.inotify();
    try {
      if (this.name !== undefined) inotify.add(this.name, ['modify']);
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
    }
    return { changed: inotify.event, close: () => inotify.close() };
  }
}
