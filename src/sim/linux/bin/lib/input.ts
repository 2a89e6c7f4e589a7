import { Errno } from '../../../kernel/errno.ts';
import { LIMITS } from '../../../kernel/limits.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { binary, concat } from '../../../kernel/text.ts';

const CHUNK_BYTES = 65_536;

/** One line of an input, a character for each byte, without its end; `ended` is false for a last line that has none. */
export interface Line {
  text: string;
  ended: boolean;
}

/** What a filter reads: a file, or standard input. Bytes or lines, as they come. */
export class Input {
  #buffer = '';
  #at = 0;
  #end = false;

  constructor(
    readonly p: Process,
    readonly fd: number,
    /** As given: a path, or `-`. */
    readonly path: string,
  ) {}

  /** Opens a file; `-` is standard input. Throws Errno. */
  static open(p: Process, path: string): Input {
    return new Input(p, path === '-' ? 0 : p.open(path, { read: true }), path);
  }

  /** The next bytes; none at the end. Not to be mixed with `line`. */
  *read(max = CHUNK_BYTES): Step<Uint8Array> {
    return yield* this.p.read(this.fd, max);
  }

  /** The next line. Throws ENOMEM where a line is longer than a file may be. */
  *line(delimiter = '\n'): Step<Line | undefined> {
    let from = this.#at;
    for (;;) {
      const found = this.#buffer.indexOf(delimiter, from);
      if (found >= 0) {
        const text = this.#buffer.slice(this.#at, found);
        this.#at = found + 1;
        return { text, ended: true };
      }
      from = this.#buffer.length - this.#at;
      this.#buffer = this.#buffer.slice(this.#at);
      this.#at = 0;
      const part = this.#end ? undefined : yield* this.p.read(this.fd, CHUNK_BYTES);
      if (part && part.length > 0) {
        this.#buffer += binary(part);
        if (this.#buffer.length > LIMITS.fileBytes) throw new Errno('ENOMEM', 'read');
        continue;
      }
      this.#end = true;
      if (this.#buffer === '') return undefined;
      const text = this.#buffer;
      this.#buffer = '';
      return { text, ended: false };
    }
  }

  /** Everything that is left, as bytes. Throws ENOMEM where that is more than a file may hold. */
  *all(): Step<Uint8Array> {
    const parts: Uint8Array[] = [];
    let length = 0;
    for (;;) {
      const part = yield* this.read();
      if (part.length === 0) return concat(parts);
      parts.push(part);
      length += part.length;
      if (length > LIMITS.fileBytes) throw new Errno('ENOMEM', 'read');
    }
  }

  close(): void {
    if (this.fd !== 0) this.p.fds.close(this.fd);
  }
}

/** Something that can complain about a file: an `Invocation`. */
interface Complains {
  readonly p: Process;
  fail(message: string): Step;
  quotef(name: string): string;
}

/**
 * Runs a body on each of the named inputs (none: standard input). A file that cannot be opened or read is told as
 * `NAME: PATH: reason`, or as `wording` has it (the error's syscall tells whether reading failed), and the next one is taken.
 */
export function* eachInput(
  t: Complains,
  paths: readonly string[],
  body: (input: Input, index: number) => Step,
  wording: (path: string, e: Errno) => string = (path, e) => `${t.quotef(path)}: ${e.text}`,
): Step {
  for (const [index, path] of (paths.length > 0 ? paths : ['-']).entries()) {
    let input: Input | undefined;
    try {
      input = Input.open(t.p, path);
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      yield* t.fail(wording(path, e));
      continue;
    }
    try {
      yield* body(input, index);
    } catch (e) {
      if (!(e instanceof Errno) || e.syscall === 'write') throw e;
      yield* t.fail(wording(path, e));
    } finally {
      input.close();
    }
  }
}
