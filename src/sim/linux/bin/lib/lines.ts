import { Errno } from '../../../kernel/errno.ts';
import { LIMITS } from '../../../kernel/limits.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { concat } from '../../../kernel/text.ts';
import type { Encoding } from './encoding.ts';

const NEWLINE = 10;

/**
 * Reads a descriptor line by line as the input comes in. What it reads costs processor time (about a microsecond for five lines
 * or 100 bytes), so endless input costs virtual time.
 */
export class LineReader {
  /** Whether the line given last ended in the delimiter (a file's last line may not). */
  terminated = false;
  /** Bytes of all lines given so far, with their delimiters. */
  consumed = 0;
  #lines: string[] = [];
  #next = 0;
  /** Bytes behind the last delimiter read. */
  #rest: Uint8Array[] = [];
  #restLength = 0;
  #ended = false;
  #received = 0;
  /** Sees each block as it was read, and may give another in its place (of the same length). */
  onBlock: ((data: Uint8Array) => Uint8Array) | undefined;

  constructor(
    private readonly p: Process,
    private readonly fd: number,
    private readonly encoding: Encoding,
    private readonly delimiter: number = NEWLINE,
    private readonly blockBytes = 65_536,
  ) {}

  /** The next line without its delimiter; undefined at the end. Throws Errno: what read(2) says, ENOMEM for an endless line. */
  *next(): Step<string | undefined> {
    while (this.#next >= this.#lines.length) {
      if (this.#ended) return this.#takeRest();
      yield* this.#fill();
    }
    const line = this.#lines[this.#next++]!;
    this.terminated = true;
    this.consumed += this.encoding.byteLength(line) + 1;
    return line;
  }

  /** Whether there is another line; waits for it where that is not known yet. */
  *more(): Step<boolean> {
    while (this.#next >= this.#lines.length && !this.#ended) yield* this.#fill();
    return this.#next < this.#lines.length || this.#restLength > 0;
  }

  /** Leaves the descriptor's position behind the last line given, where it has one (as C's stdio does at exit). */
  restore(): void {
    const unread = this.#received - this.consumed;
    const file = this.p.fds.get(this.fd)?.file;
    if (unread <= 0 || !file?.seek) return;
    try {
      file.seek(-unread, 'current');
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
    }
  }

  #takeRest(): string | undefined {
    if (this.#restLength === 0) return undefined;
    const line = this.encoding.decode(concat(this.#rest));
    this.consumed += this.#restLength;
    this.#rest = [];
    this.#restLength = 0;
    this.terminated = false;
    return line;
  }

  *#fill(): Step {
    const raw = yield* this.p.read(this.fd, this.blockBytes);
    const data = this.onBlock ? this.onBlock(raw) : raw;
    this.#received += data.length;
    if (data.length === 0) {
      this.#ended = true;
      return;
    }
    const end = data.lastIndexOf(this.delimiter);
    if (end < 0) {
      this.#restLength += data.length;
      if (this.#restLength > LIMITS.lineBytes) throw new Errno('ENOMEM', 'read');
      this.#rest.push(data.slice());
      yield* this.p.burn(Math.ceil(data.length / 100));
      return;
    }
    const whole = this.#rest.length === 0 ? data.subarray(0, end) : concat([...this.#rest, data.subarray(0, end)]);
    this.#lines = this.encoding.decode(whole).split(String.fromCharCode(this.delimiter));
    this.#next = 0;
    this.#restLength = data.length - end - 1;
    this.#rest = this.#restLength > 0 ? [data.slice(end + 1)] : [];
    yield* this.p.burn(Math.ceil(this.#lines.length / 5 + data.length / 100));
  }
}
