import type { Process } from './process.ts';
import type { Step } from './step.ts';
import { bytes, concat } from './text.ts';

const BLOCK_BYTES = 4096;

/**
 * A C program's stdio stream: what is written goes out line by line on a terminal, else in blocks of 4 KiB, as glibc does
 * it. That is why `journalctl -f | grep x | cat` shows nothing for a while.
 */
export class Stdout {
  #parts: Uint8Array[] = [];
  #length = 0;
  #lineBuffered: boolean;

  constructor(
    private readonly p: Process,
    private readonly fd: number,
  ) {
    this.#lineBuffered = p.fds.get(fd)?.file.terminal !== undefined;
  }

  /** setvbuf(3): writes each line at once (grep --line-buffered, stdbuf -oL). */
  lineBuffered(): void {
    this.#lineBuffered = true;
  }

  *write(data: string | Uint8Array): Step {
    const raw = typeof data === 'string' ? bytes(data) : data;
    if (raw.length === 0) return;
    this.#parts.push(raw);
    this.#length += raw.length;
    if (this.#lineBuffered ? raw.includes(10) : this.#length >= BLOCK_BYTES) yield* this.flush();
  }

  *line(line: string): Step {
    yield* this.write(`${line}\n`);
  }

  *flush(): Step {
    if (this.#length === 0) return;
    const parts = this.#parts;
    this.#parts = [];
    this.#length = 0;
    yield* this.p.write(this.fd, concat(parts));
  }
}
