import type { Process } from '../../../kernel/process.ts';
import { Stdout } from '../../../kernel/stdout.ts';
import type { Step } from '../../../kernel/step.ts';
import type { Encoding } from '../lib/encoding.ts';

/** Where sed writes: standard output, the file of `w`, or the new version of an edited file. */
export class Output {
  /** The last line written was one that has no newline at its end; a following one has to end it first. */
  #missing = false;
  readonly #stream: Stdout;

  constructor(
    private readonly p: Process,
    readonly fd: number,
    private readonly encoding: Encoding,
    private readonly delimiter: string,
    /** Whether each write goes out at once. */
    private readonly unbuffered: boolean,
  ) {
    this.#stream = fd === 1 ? p.stdout : new Stdout(p, fd);
  }

  /** Writes a line, with its end unless it had none in the input. */
  *line(text: string, ended: boolean): Step {
    yield* this.#write((this.#missing ? this.delimiter : '') + text + (ended ? this.delimiter : ''));
    this.#missing = !ended;
  }

  /** Writes text that has its own ends of lines. */
  *text(text: string): Step {
    yield* this.#write((this.#missing ? this.delimiter : '') + text);
    this.#missing = false;
  }

  /** Writes bytes of another file as they are. */
  *raw(data: Uint8Array): Step {
    if (data.length === 0) return;
    if (this.#missing) yield* this.#write(this.delimiter);
    this.#missing = false;
    yield* this.#stream.write(data);
    if (this.unbuffered) yield* this.#stream.flush();
  }

  *#write(text: string): Step {
    yield* this.#stream.write(this.encoding.encode(text));
    if (this.unbuffered) yield* this.#stream.flush();
  }

  *flush(): Step {
    yield* this.#stream.flush();
  }

  /** Writes out what is left and closes the descriptor. */
  *close(): Step {
    yield* this.#stream.flush();
    this.p.fds.close(this.fd);
  }
}
